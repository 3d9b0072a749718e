package intakeweb_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"yanzhen/internal/door"
	"yanzhen/internal/registry/intake"
)

// disagree takes in two rosters that say different things about one person, and gives the open conflicts by field.
func (s *site) disagree() map[string]*intake.Conflict {
	s.t.Helper()
	id := identity("19900304", 1)
	s.work()
	s.day = "2025-06-30"
	s.take("office", s.sheet("old.csv", columns, "林小满,"+id+",汉族,13800001111,衡阳市蒸湘区人民医院,护士"))
	s.day = "2026-10-31"
	s.take("office", s.sheet("new.csv", columns, "林小满,"+id+",土家族,13900002222,衡阳市蒸湘区人民医院,护士长"))
	found := map[string]*intake.Conflict{}
	for _, c := range s.conflicts(intake.Open) {
		found[c.Field] = c
	}
	if found["ethnicity"] == nil || found["phone"] == nil || found["post"] == nil {
		s.t.Fatalf("conflicts: %v", found)
	}
	return found
}

func (s *site) conflicts(state intake.Choice) []*intake.Conflict {
	s.t.Helper()
	page, err := door.Ask(s.ctx, s.desk.Door, s.actor("office"), intake.ListConflicts{State: state})
	check(s.t, err)
	return page.Conflicts
}

func TestAConflictShowsBothSidesInWordsWithTheDifferenceMarked(t *testing.T) {
	s := open(t)
	found := s.disagree()
	s.see("office", "/conflicts", "林小满", "民族", "汉族", "土家族", "护士长", "138****1111", "采用新值", "处理选中的条目")
	page := s.do("office", "GET", "/conflicts/"+found["post"].ID, nil).Body.String()
	if !strings.Contains(page, "护士<mark>长</mark>") {
		t.Error("the character that differs is not marked")
	}
	s.shows(plain(page), "old.csv", "new.csv", "2026-10-31", "较新，建议采用", "两者都对")
	if page := s.see("office", "/conflicts/"+found["ethnicity"].ID, "保留原值：汉族", "采用新值：土家族", "壮族"); strings.Contains(page, "两者都对") {
		t.Error("both of two ethnicities are offered")
	}
	if strings.Contains(page, "13900002222") {
		t.Error("a phone is shown in full")
	}
}

func TestADecisionGoesOnToTheNextAndIsKept(t *testing.T) {
	s := open(t)
	s.disagree()
	all := s.conflicts(intake.Open)
	first, second := all[0], all[1]
	for name, tc := range map[string]struct {
		entries url.Values
		words   []string
	}{
		"no reason":            {url.Values{"_form": {"decide"}, "take": {"theirs"}}, []string{"请填写理由"}},
		"nothing chosen":       {url.Values{"_form": {"decide"}, "reason": {"r"}}, []string{"请选择保留原值"}},
		"edited without value": {url.Values{"_form": {"decide"}, "take": {"edited"}, "reason": {"r"}}, []string{"请填写正确的值"}},
	} {
		got := s.do("office", "POST", "/conflicts/"+first.ID, tc.entries)
		if got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d, want 422", name, got.Code)
		}
		s.shows(plain(got.Body.String()), tc.words...)
	}
	s.moved(s.do("office", "POST", "/conflicts/"+first.ID, url.Values{"take": {"theirs"}, "reason": {"本人证实"}}), "/conflicts/"+second.ID)
	s.see("office", "/conflicts/"+first.ID, "采用新值", "本人证实", "陈秀兰", "看下一条")
	if got := s.do("office", "POST", "/conflicts/"+first.ID, url.Values{"_form": {"decide"}, "take": {"ours"}, "reason": {"r"}}); got.Code != http.StatusConflict {
		t.Errorf("decided twice: %d", got.Code)
	}
	s.moved(s.do("office", "POST", "/conflicts/"+all[len(all)-1].ID, url.Values{"take": {"ours"}, "reason": {"r"}}), "/conflicts")
	if page := s.see("office", "/conflicts?state=theirs", "林小满", "本人证实"); strings.Contains(page, "处理选中的条目") {
		t.Error("decided ones are offered for a decision")
	}
}

func TestManyAreDecidedAtOnce(t *testing.T) {
	s := open(t)
	s.disagree()
	var ids []string
	for _, c := range s.conflicts(intake.Open) {
		ids = append(ids, c.ID)
	}
	got := s.do("office", "POST", "/conflicts", url.Values{"_form": {"batch"}, "take": {"proposed"}, "reason": {"以较新的来源为准"}})
	if got.Code != http.StatusUnprocessableEntity {
		t.Errorf("none chosen: %d, want 422", got.Code)
	}
	s.shows(plain(got.Body.String()), "请至少选择一条")
	got = s.do("office", "POST", "/conflicts", url.Values{"_form": {"batch"}, "take": {"proposed"}, "id": ids[:2]})
	s.shows(plain(got.Body.String()), "请填写理由")
	if n := len(regexp.MustCompile(`name="id" value="[^"]+" checked`).FindAllString(got.Body.String(), -1)); n != 2 {
		t.Errorf("%d boxes are still ticked, want 2", n)
	}
	s.moved(s.do("office", "POST", "/conflicts", url.Values{"take": {"proposed"}, "reason": {"以较新的来源为准"}, "id": ids, "person": {"p1"}}), "/conflicts?person=p1")
	if n := len(s.conflicts(intake.Theirs)); n != len(ids) || len(s.conflicts(intake.Open)) != 0 {
		t.Errorf("%d took theirs, want %d", n, len(ids))
	}
	s.see("office", "/conflicts", "没有待核对的冲突")
}

func TestTheQueueIsNarrowedByImportAndPerson(t *testing.T) {
	s := open(t)
	found := s.disagree()
	post := found["post"]
	s.see("office", "/conflicts?import="+post.Import, "林小满", "new.csv")
	s.see("office", "/conflicts?person="+post.Person, "只列出林小满的", "查看所有人的")
	if page := s.see("office", "/conflicts?person=nobody"); strings.Contains(page, "护士长") {
		t.Error("the conflict of someone else is listed")
	}
}
