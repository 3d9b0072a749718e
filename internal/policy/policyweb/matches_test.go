package policyweb_test

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

func itoa(n int) string { return strconv.Itoa(n) }

const living = "/policies/hengyang_living_2022"

func TestTheListOfMatchesIsWhatIsCountedAndWhatIsExported(t *testing.T) {
	s := open(t, 150)
	page := s.see("office", living+"/people?verdict=unknown", "按缺少的事实看", "户籍所在地")
	counted := regexp.MustCompile(`待确认（(\d+)） `).FindStringSubmatch(plain(page))
	if counted == nil {
		t.Fatal("the tab has no count")
	}
	lines := s.do("office", "GET", living+"/people/export?format=jsonl&verdict=unknown", nil).Body.String()
	if strconv.Itoa(strings.Count(lines, "\n")) != counted[1] {
		t.Errorf("%d lines, but %s are counted", strings.Count(lines, "\n"), counted[1])
	}
	for line := range strings.Lines(lines) {
		var m struct {
			Person, Verdict string
			Missing         []string
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Verdict != "unknown" || len(m.Missing) == 0 || m.Person == "" {
			t.Fatalf("a line of the unknown: %s, %v", line, err)
		}
	}
	chip := regexp.MustCompile(`href="([^"]+)">\s*户籍所在地 \d`).FindStringSubmatch(page)
	if chip == nil {
		t.Fatal("no fact leads to those who lack it")
	}
	lacking := s.do("office", "GET", strings.Replace(strings.ReplaceAll(chip[1], "&amp;", "&"), "/people?", "/people/export?format=csv&", 1), nil).Body.String()
	if !strings.Contains(lacking, town.Lin) || strings.Count(lacking, "户籍所在地") != strings.Count(lacking, "\r\n")-1 {
		t.Errorf("those who lack the registration:\n%s", lacking)
	}
}

func TestAnExportOfPeopleStandsInTheAuditLog(t *testing.T) {
	s := open(t, 20)
	s.do("office", "GET", living+"/people/export?format=csv", nil)
	var entries []audit.Entry
	check(t, s.door.DB.Snapshot(s.ctx, func(q store.Q) (err error) {
		entries, err = audit.List(s.ctx, q, s.actor(authz.Auditor), audit.Query{Action: authz.PersonExport, Subject: "policy/hengyang_living_2022"})
		return err
	}))
	if len(entries) != 1 || entries[0].Outcome != audit.Done || entries[0].Detail["format"] != "csv" {
		t.Errorf("entries %v", entries)
	}
}

func TestAUnitTakesItsOwnPeopleOnly(t *testing.T) {
	s := open(t, 150)
	all := s.do("unit", "GET", living+"/people/export?format=csv&verdict=no", nil).Body.String() + s.do("unit", "GET", living+"/people/export?format=csv&verdict=unknown", nil).Body.String()
	if !strings.Contains(all, town.Lin) || !strings.Contains(all, town.Gu) {
		t.Errorf("own people are missing:\n%s", all)
	}
	for _, other := range []string{town.Xiao, town.Tang, town.Hospital} {
		if strings.Contains(all, other) {
			t.Errorf("%s is in the list of another unit", other)
		}
	}
}
