package caseweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"yanzhen/internal/town"
)

const story = "两年里帮四十户改良了油茶品种，自己垫钱办了六期培训班，每户每年增收三千多元。"

// form makes the entries of a form, a name and a value in turn, under a key of its own.
func (s *site) form(pairs ...string) url.Values {
	out := url.Values{"_key": {s.now.Now().String()}}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// aRound opens a round of a programme for March and gives its page.
func (s *site) aRound(programme string) string {
	s.t.Helper()
	return s.moved("open a round", s.do("office", "POST", "/rounds", s.form("programme", programme, "name", "春季", "opens", "2026-03-02", "closes", "2026-03-31")))
}

// Somebody applies on the pages, is told what is missing, mends it, and the office and a department act.
func TestAnApplicationOverThePages(t *testing.T) {
	s := open(t)
	s.see("office", "/rounds", "还没有批次", "开设批次")
	s.shows("a round without a name", s.do("office", "POST", "/rounds", s.form("_form", "round", "programme", "xiangxiucai", "opens", "2026-03-02", "closes", "2026-03-31")), http.StatusUnprocessableEntity, "请填写批次名称")
	round := s.aRound("xiangxiucai")
	s.see("office", round, "示例：蒸湘秀才评选", "走访核实", "受理中", "示例事项")
	s.see("talent", "/me/cases", "示例：蒸湘秀才评选", "申报")
	form := s.moved("begin", s.do("talent", "POST", round+"/cases", s.form()))
	s.see("talent", form, "申报领域", "服务的村（社区）")
	if to := s.moved("save", s.do("talent", "POST", form, s.form("field", "extension", "story", "短"))); to != form {
		t.Errorf("saving leads to %s", to)
	}
	s.see("talent", form, "短", "至少 30 字，现有 1 字")
	s.shows("hand in too early", s.do("talent", "POST", form, s.form("_form", "case", "do", "submit", "field", "extension", "story", "短")), http.StatusUnprocessableEntity, "请填写", "至少 30 字")
	own := s.moved("hand in", s.do("talent", "POST", form, s.form("do", "submit", "field", "extension", "place", "雨母山村", "story", story)))
	s.see("talent", own, "办理中", "雨母山村", "人才办")
	kase := strings.TrimPrefix(own, "/me")
	s.see("office", "/cases", town.Liao, "春季")
	s.see("office", kase, "雨母山村", "同意", "一次性告知补正", "年龄不超过 45 周岁")
	s.shows("objecting without a reason", s.do("office", "POST", kase+"/moves", s.form("_form", "move", "seat", "office", "act", "against")), http.StatusUnprocessableEntity, "请写明理由")
	s.moved("ask", s.do("office", "POST", kase+"/moves", s.form("seat", "office", "act", "ask", "reason", "村名不全", "items", "村的全称\n所在镇街")))
	s.see("talent", own, "村的全称", "所在镇街", "待补正")
	s.moved("supply", s.do("talent", "POST", form, s.form("do", "submit", "field", "extension", "place", "雨母山镇雨母山村", "story", story)))
	s.moved("agree", s.do("office", "POST", kase+"/moves", s.form("seat", "office", "act", "agree")))
	s.see("office", kase, "撤回最近一次办理？")
	s.moved("the department", s.do("department", "POST", kase+"/moves", s.form("seat", "department:nongye", "act", "agree")))
	s.see("department", "/cases", "没有待办")
	s.see("auditor", kase, "办理记录", "邓立新")
	s.see("auditor", "/cases?all=yes", town.Liao, "第 1 号")
	if page := s.see("auditor", kase); strings.Contains(page, `name="act"`) {
		t.Error("an auditor may decide")
	}
}

// A unit nominates, the person agrees.
func TestANominationOverThePages(t *testing.T) {
	s := open(t)
	round := s.aRound("commendation")
	s.see("unit", round, "开始申报", town.Liao)
	form := s.moved("begin", s.do("unit", "POST", round+"/cases", s.form("person", s.census.People[town.Liao])))
	own := "/me" + strings.TrimSuffix(form, "/form")
	s.see("talent", own, "单位推荐您申报", "同意推荐")
	deeds := strings.Repeat(story, 3)
	s.shows("before the person agrees", s.do("unit", "POST", form, s.form("_form", "case", "do", "submit", "deeds", deeds, "weak", "说话太直，有时不听别人意见。")), http.StatusConflict, "须经被推荐人本人同意")
	s.moved("agree", s.do("talent", "POST", own+"/consent", s.form("agree", "true")))
	s.moved("hand in", s.do("unit", "POST", form, s.form("do", "submit", "deeds", deeds, "weak", "说话太直，有时不听别人意见。")))
	s.see("office", round, "委员 1", "空缺")
}

func TestWrongTurnsOnThePagesAreToldInWords(t *testing.T) {
	s := open(t)
	round := s.aRound("xiangxiucai")
	form := s.moved("begin", s.do("talent", "POST", round+"/cases", s.form()))
	kase := strings.TrimSuffix(form, "/form")
	for name, tc := range map[string]struct {
		as, method, path string
		entries          url.Values
		status           int
		words            string
	}{
		"a neighbour reads a draft":   {"neighbour", "GET", "/me" + kase, nil, 404, "没有这个办件"},
		"an officer reads a draft":    {"office", "GET", kase, nil, 404, "没有这个办件"},
		"a talent among the rounds":   {"talent", "GET", "/rounds", nil, 403, ""},
		"a talent among the cases":    {"talent", "GET", "/cases", nil, 403, ""},
		"the public":                  {"public", "GET", kase, nil, 303, ""},
		"a department opens a round":  {"department", "POST", "/rounds", s.form("programme", "xiangxiucai"), 403, ""},
		"a talent decides":            {"talent", "POST", kase + "/moves", s.form("act", "agree", "seat", "office"), 403, ""},
		"a round that is not there":   {"office", "GET", "/rounds/none", nil, 404, "没有这个批次"},
		"twice in one round":          {"talent", "POST", round + "/cases", s.form(), 409, "此人在本批次已有申报"},
		"a round closed without why":  {"office", "POST", round + "/moves", s.form("_form", "turn", "step", "closed"), 422, "请写明理由"},
		"a case exported by a talent": {"talent", "GET", "/cases/export", nil, 403, ""},
	} {
		got := s.do(tc.as, tc.method, tc.path, tc.entries)
		if got.Code != tc.status || !strings.Contains(plain(got.Body.String()), tc.words) {
			t.Errorf("%s: %d, want %d %q\n%.500s", name, got.Code, tc.status, tc.words, plain(got.Body.String()))
		}
	}
	got := s.do("office", "GET", "/cases/export?format=csv", nil)
	if got.Code != 200 || !strings.Contains(got.Header().Get("Content-Disposition"), "cases-2026-03-02.csv") {
		t.Errorf("the export: %d %v", got.Code, got.Header())
	}
}
