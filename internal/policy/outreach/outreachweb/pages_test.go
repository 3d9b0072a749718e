package outreachweb_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

// The way of a batch and of an award over the pages, and who is turned away.
func TestThePages(t *testing.T) {
	s := open(t, 12)
	lin := s.census.People[town.Lin]
	s.see("office", "/outreach", "衡阳市青年人才生活补贴", "示例：技能与职称人才登记奖励", "免申即享")
	s.see("auditor", living+"?verdict=unknown", "只差一项", town.Lin, "未通知")
	if page := s.see("auditor", living+"?verdict=unknown"); strings.Contains(page, `name="id"`) {
		t.Error("an auditor may choose whom to tell")
	}
	batch := s.aBatch(lin)
	s.theAnswer(lin, batch)
	s.theChoices()
	s.theAwards(lin)
	s.theExport()
	s.theRoles(batch)
}

func (s *site) aBatch(lin string) string {
	s.t.Helper()
	near := url.Values{"verdict": {"unknown"}, "_form": {"choose"}}
	s.shows("nobody ticked", s.do("office", "POST", living, near), 422, "没有选到人")
	near.Set("id", lin)
	s.shows("the preview", s.do("office", "POST", living, near), 200, "发送给 1 人", "户籍所在地", town.Lin)
	near.Del("id")
	near.Set("do", "all")
	s.shows("the preview of all", s.do("office", "POST", living, near), 200, "没有可用的账户", "不发送的人员")
	near = url.Values{"verdict": {"unknown"}, "step": {"send"}, "all": {"true"}, "note": {strings.Repeat("长", 301)}, "_key": {"k1"}, "_form": {"send"}}
	s.shows("a long sentence", s.do("office", "POST", living, near), 422, "附言最多 300 字", strings.Repeat("长", 301))
	near.Set("note", "窗口在区政务中心三楼。")
	batch := s.moved("send", s.do("office", "POST", living, near))
	s.idle()
	s.see("office", batch, "已发送", town.Lin, "窗口在区政务中心三楼。", "没有可用的账户")
	s.see("department", "/outreach/batches", "衡阳市青年人才生活补贴", "陈秀兰")
	near.Set("_key", "k2")
	s.shows("once more", s.do("office", "POST", living, near), 409, "都不会收到通知", "近期已通知过")
	return batch
}

var messageLink = regexp.MustCompile(`href="(/me/messages/01[0-9A-Z]+)"`)

func (s *site) theAnswer(lin, batch string) {
	s.t.Helper()
	inbox := s.see("talent", "/me/messages", "只差一项就能判定", "1 条未读")
	link := messageLink.FindStringSubmatch(inbox)
	if link == nil {
		s.t.Fatal("no message leads anywhere")
	}
	s.see("talent", link[1], "窗口在区政务中心三楼。", "不是我或信息不对", "提交答复")
	s.see("talent", "/me/messages", "0 条未读")
	if got := s.do("neighbour", "GET", link[1], nil); got.Code != 404 {
		s.t.Errorf("a neighbour reads her message: %d", got.Code)
	}
	action := "/me/notices/" + strings.TrimPrefix(batch, "/outreach/batches/") + "/answer"
	wrong := url.Values{"answer": {"wrong_data"}, "_key": {"k3"}, "_form": {"answer"}}
	s.shows("wrong without words", s.do("talent", "POST", action, wrong), 422, "请写明哪里不对")
	wrong.Set("note", "我已换单位。")
	wrong.Set("_key", "k4")
	if to := s.moved("the answer", s.do("talent", "POST", action, wrong)); to != link[1] {
		s.t.Errorf("the answer leads to %s", to)
	}
	s.see("talent", link[1], "已答复：不是我或信息不对")
	s.see("talent", strings.TrimSuffix(action, "/answer"), "以前的答复", "我已换单位。")
	s.see("office", "/messages", town.Lin+" 说信息不对")
	s.see("office", living+"?verdict=unknown&response=wrong_data", "我已换单位。", town.Lin)
	if got := s.do("neighbour", "POST", action, wrong); got.Code != 404 {
		s.t.Errorf("a neighbour answers: %d", got.Code)
	}
}

func (s *site) theChoices() {
	s.t.Helper()
	s.see("talent", "/me/messages/choices", "政策通知", "始终接收", "不再接收")
	off := url.Values{"kind": {"policy"}, "channel": {"inbox"}, "allowed": {"false"}, "_key": {"k5"}}
	s.moved("turned off", s.do("talent", "POST", "/me/messages/choices", off))
	s.see("talent", "/me/messages/choices", "开始接收", "设置记录", "关闭政策通知（站内消息）")
	near := url.Values{"verdict": {"unknown"}, "do": {"all"}, "quiet_days": {"-1"}}
	s.shows("the preview now", s.do("office", "POST", living, near), 200, "发送给 0 人", "本人不接收政策通知")
	if got := s.do("office", "GET", "/me/messages/choices", nil); got.Code != 403 {
		s.t.Errorf("an officer has choices: %d", got.Code)
	}
}

var awardRow = regexp.MustCompile(`value="(01[0-9A-Z]+)"[^>]*aria-label="选择\s?\x{2068}?(\p{Han}+)`)

func (s *site) theAwards(lin string) {
	s.t.Helper()
	s.moved("look", s.do("office", "POST", "/policies/"+sample+"/awards", url.Values{"_key": {"k6"}}))
	s.idle()
	page := s.see("office", "/awards", "待确认", "提出", town.Lin, town.Gu, "没有账户，须另行告知")
	ids := map[string]string{}
	for _, m := range awardRow.FindAllStringSubmatch(page, -1) {
		ids[m[2]] = m[1]
	}
	mine, gus := ids[town.Lin], ids[town.Gu]
	if mine == "" || gus == "" {
		s.t.Fatalf("the rows are %v", ids)
	}
	if got := s.do("talent", "GET", "/me/awards/"+mine, nil); got.Code != 404 {
		s.t.Errorf("she sees what nobody confirmed: %d", got.Code)
	}
	s.see("office", "/awards/"+mine, "依据的信息", "已核实", "系统提出", "蒸湘区")
	s.shows("nothing ticked", s.do("office", "POST", "/awards", url.Values{"_key": {"k7"}, "_form": {"decide"}}), 422, "请先勾选")
	s.shows("declined without a reason", s.do("office", "POST", "/awards", url.Values{"id": {gus}, "do": {"decline"}, "_key": {"k8"}, "_form": {"decide"}}), 422, "请写明理由")
	s.moved("confirm", s.do("office", "POST", "/awards", url.Values{"id": {mine, gus}, "_key": {"k9"}}))
	s.see("talent", "/me/messages?kind=case", "免申即享")
	s.see("talent", "/me/awards", "示例：技能与职称人才登记奖励", "2026年12月4日")
	s.see("talent", "/me/awards/"+mine, "放弃享受", "都已经核实")
	s.moved("refuse", s.do("talent", "POST", "/me/awards/"+mine+"/refuse", url.Values{"reason": {"已在外地享受"}, "_key": {"ka"}}))
	s.see("talent", "/me/awards/"+mine, "本人放弃", "已在外地享受")
	s.shows("refused twice", s.do("talent", "POST", "/me/awards/"+mine+"/refuse", url.Values{"_key": {"kb"}, "_form": {"refuse"}}), 409, "已经了结", "不能再改")
	s.moved("told by phone", s.do("second", "POST", "/awards/"+gus+"/refuse", url.Values{"reason": {"11 月 24 日来电"}, "_key": {"kc"}}))
	s.see("auditor", "/awards?state=refused", town.Gu, town.Lin)
	s.see("office", "/messages", "放弃了")
	if got := s.do("neighbour", "GET", "/me/awards/"+mine, nil); got.Code != 404 {
		s.t.Errorf("a neighbour sees her award: %d", got.Code)
	}
}

func (s *site) theExport() {
	s.t.Helper()
	lines := s.do("office", "GET", living+"/export?format=jsonl&verdict=unknown&response=wrong_data", nil)
	if lines.Code != 200 || strings.Count(lines.Body.String(), "\n") != 1 || !strings.Contains(lines.Body.String(), `"answer":"wrong_data"`) {
		s.t.Errorf("the export: %d %s", lines.Code, lines.Body)
	}
	csv := s.do("office", "GET", living+"/export?format=csv&verdict=unknown", nil).Body.String()
	if !strings.Contains(csv, "缺少的信息") || !strings.Contains(csv, "不是我或信息不对") {
		s.t.Errorf("the table: %s", csv)
	}
	var entries []audit.Entry
	check(s.t, s.door.DB.Snapshot(s.ctx, func(q store.Q) (err error) {
		entries, err = audit.List(s.ctx, q, s.actor("auditor"), audit.Query{Action: authz.PersonExport})
		return err
	}))
	if len(entries) != 2 {
		s.t.Errorf("%d exports are in the log", len(entries))
	}
}

func (s *site) theRoles(batch string) {
	s.t.Helper()
	for name, tc := range map[string]struct {
		as, path string
		status   int
	}{
		"a department reads the overview":         {"department", "/outreach", 200},
		"a unit does not":                         {"unit", "/outreach", 403},
		"a leader does not":                       {"leader", "/awards", 403},
		"an administrator does not":               {"admin", living, 403},
		"the public signs in":                     {"public", living, 303},
		"a talent sees no batch":                  {"talent", batch, 403},
		"a talent sees no awards of others":       {"talent", "/awards", 403},
		"a department may not take the list away": {"department", living + "/export", 403},
		"a batch that is none":                    {"office", "/outreach/batches/01NONE", 404},
		"an award that is none":                   {"office", "/awards/01NONE", 404},
		"a policy that is none":                   {"office", "/policies/none/outreach", 404},
		"a message that is none":                  {"talent", "/me/messages/01NONE", 404},
		"a notice that is none":                   {"talent", "/me/notices/01NONE", 404},
		"an officer has no awards of their own":   {"office", "/me/awards", 303},
		"an expert has an inbox":                  {"expert", "/messages", 200},
		"an export in a format that is none":      {"office", living + "/export?format=pdf", 422},
	} {
		if got := s.do(tc.as, "GET", tc.path, nil); got.Code != tc.status {
			s.t.Errorf("%s: GET %s as %s gives %d, want %d\n%.800s", name, tc.path, tc.as, got.Code, tc.status, plain(got.Body.String()))
		}
	}
	if got := s.do("department", "POST", living, url.Values{"do": {"all"}}); got.Code != 403 {
		s.t.Errorf("a department previews a batch: %d", got.Code)
	}
}
