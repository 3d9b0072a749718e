package insightweb_test

import (
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/web/webtest"
)

func TestEveryRoleSeesWhatItMay(t *testing.T) {
	s := open(t, 40)
	run := s.enqueue(t)
	for name, tc := range map[string]struct {
		as, path string
		status   int
	}{
		"the office works":                {"office", "/workbench", 200},
		"a department works":              {"department", "/workbench", 200},
		"a leader looks":                  {"leader", "/workbench", 200},
		"an auditor looks":                {"auditor", "/workbench", 200},
		"a unit has its own desk":         {"unit", "/workbench", 403},
		"a talent has none":               {"talent", "/workbench", 403},
		"the public signs in first":       {"public", "/workbench", 303},
		"an auditor reads the log":        {"auditor", "/audit", 200},
		"an administrator reads the log":  {"admin", "/audit", 200},
		"the office does not":             {"office", "/audit", 403},
		"an entry":                        {"auditor", "/audit/1", 200},
		"an entry that is none":           {"auditor", "/audit/999999", 404},
		"an entry with no number":         {"auditor", "/audit/x", 404},
		"the log by a day that is none":   {"auditor", "/audit?from=2026-02-31", 422},
		"the log as a file nobody writes": {"auditor", "/audit/export?format=exe", 422},
		"a run":                           {"office", "/runs/" + run, 200},
		"a run of the office, to a unit":  {"unit", "/runs/" + run, 404},
		"a run, to a talent":              {"talent", "/runs/" + run, 403},
		"a run that is none":              {"office", "/runs/01NONE", 404},
	} {
		if got := s.do(tc.as, "GET", tc.path, nil); got.Code != tc.status {
			t.Errorf("%s: GET %s: %d, want %d", name, tc.path, got.Code, tc.status)
		}
	}
}

// listed finds links to narrowed lists of people; the plain one is in the menu too.
var listed = regexp.MustCompile(`href="(/people\?[^"]*)"`)

func TestFiguresLeadOnlyWhereTheReaderMayGo(t *testing.T) {
	s := open(t, 40)
	office := s.see(t, "office", "/workbench", "在库人才", "近 30 天新引进", "待我办理", "政策找人", "/people?field=", "/people/new", "/imports/new", "核实申报的记录")
	if n := len(listed.FindAllString(office, -1)); n < 30 {
		t.Errorf("the office has %d links to lists of people", n)
	}
	leader := s.see(t, "leader", "/workbench", "在库人才", "有效政策", "没有待办事项")
	if found := listed.FindString(leader); found != "" {
		t.Errorf("a leader, who may not read dossiers, is led to %s", found)
	}
	s.see(t, "auditor", "/workbench", "近 7 天被拒操作", "/audit?outcome=denied")
}

func TestAnEmptyDistrictHasAWorkbench(t *testing.T) {
	s := open(t, 0)
	s.see(t, "office", "/workbench", "还没有数据", "没有待办事项")
}

func TestTheLogIsTold(t *testing.T) {
	s := open(t, 3)
	s.do("unit", "GET", "/workbench", nil) // a route is refused before the door: no trace
	_, err := door.Do(s.ctx, s.door, actor(authz.Auditor), registry.SaveOrg{Org: registry.Org{District: zhengxiang, Name: "x"}})
	if err == nil {
		t.Fatal("an auditor changed an employer")
	}
	page := s.see(t, "auditor", "/audit", "修改单位信息", "导入花名册", "核实记录", "已拒绝", "命令行", "系统")
	if strings.Contains(page, "⟦") {
		t.Error("something has no words")
	}
	denied := s.see(t, "auditor", "/audit?outcome=denied", "陈秀兰")
	entry := regexp.MustCompile(`/audit/\d+`).FindString(denied)
	s.see(t, "auditor", entry, "修改单位信息", "已拒绝", "理由", "网页")
	s.see(t, "auditor", "/audit?q=nobody-of-this-name", "没有符合条件的日志")
	s.see(t, "auditor", "/audit?subject=district%2F"+zhengxiang, "只显示与此对象有关的操作")
	if page := s.see(t, "admin", "/audit"); strings.Contains(page, `href="/people/`) || strings.Contains(page, `href="/orgs/`) {
		t.Error("an administrator is led to dossiers or employers")
	}
}

func TestTheLogIsTakenAway(t *testing.T) {
	s := open(t, 2)
	got := s.do("auditor", "GET", "/audit/export?format=csv&action=registry.org.change", nil)
	lines := strings.Split(strings.TrimSpace(got.Body.String()), "\r\n")
	if len(lines) < 2 {
		lines = strings.Split(strings.TrimSpace(got.Body.String()), "\n")
	}
	if got.Code != 200 || !strings.Contains(lines[0], "操作人") || len(lines) < 20 || !strings.Contains(lines[1], "修改单位信息") ||
		!strings.Contains(got.Header().Get("Content-Disposition"), "audit-2026-11-24.csv") {
		t.Errorf("%d %v, %d lines: %.400s", got.Code, got.Header(), len(lines), got.Body)
	}
	for _, format := range []string{"xlsx", "jsonl"} {
		if got := s.do("auditor", "GET", "/audit/export?format="+format, nil); got.Code != 200 || got.Body.Len() < 100 {
			t.Errorf("%s: %d with %d bytes", format, got.Code, got.Body.Len())
		}
	}
}

func TestARunIsWatchedAndStopped(t *testing.T) {
	s := open(t, 1)
	run := s.enqueue(t)
	s.see(t, "office", "/runs/"+run, "导入花名册", "排队中", "/runs/"+run+"/cancel", "/imports/01X")
	if part := s.do("office", "GET", "/runs/"+run, nil, "HX-Request", "true").Body.String(); !strings.Contains(part, `id="progress"`) || strings.Contains(part, "<html") {
		t.Errorf("htmx gets %.200s", part)
	}
	if page := s.see(t, "auditor", "/runs/"+run); strings.Contains(page, "/cancel") {
		t.Error("an auditor is offered to stop it")
	}
	if got := s.do("auditor", "POST", "/runs/"+run+"/cancel", url.Values{"_key": {"k1"}}); got.Code != 403 {
		t.Errorf("an auditor stops it: %d", got.Code)
	}
	if got := s.do("office", "POST", "/runs/"+run+"/cancel", url.Values{"_key": {"k2"}}); got.Code != 303 || got.Header().Get("Location") != "/runs/"+run {
		t.Errorf("stop: %d %s", got.Code, got.Body)
	}
	s.see(t, "office", "/runs/"+run, "已停止")
	if got := s.do("office", "GET", "/runs/"+run, nil, "HX-Request", "true"); got.Header().Get("HX-Refresh") != "true" {
		t.Error("the page is not told that the run has ended")
	}
	if got := s.do("office", "POST", "/runs/"+run+"/cancel", url.Values{"_key": {"k3"}}); got.Code != 409 {
		t.Errorf("stop again: %d", got.Code)
	}
}

func TestTheWorkbenchIsFast(t *testing.T) {
	s := open(t, 2000)
	s.do("office", "GET", "/workbench", nil)
	wall := clock.System()
	began := wall.Mono()
	for range 10 {
		s.see(t, "office", "/workbench")
	}
	if each := (wall.Mono() - began) / 10; each > 100*time.Millisecond {
		t.Errorf("a workbench over 2,000 people took %v", each)
	} else {
		t.Logf("a workbench over 2,000 people takes %v", each)
	}
}

func TestEveryPageInBothLanguagesAtEveryWidth(t *testing.T) {
	webtest.Everywhere(t)
	browser := webtest.New(t)
	s := open(t, 300)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	run := s.enqueue(t)
	page := browser.Page(t, server.URL)
	for _, look := range []struct{ as, lang, path, name string }{
		{"office", "zh", "/workbench", "workbench-zh"}, {"office", "en", "/workbench", "workbench-en"}, {"leader", "zh", "/workbench", "workbench-leader-zh"},
		{"office", "zh", "/runs/" + run, "run-zh"}, {"office", "en", "/runs/" + run, "run-en"},
		{"auditor", "zh", "/audit?outcome=done", "audit-zh"}, {"auditor", "en", "/audit?outcome=done", "audit-en"},
		{"auditor", "zh", "/audit/27", "audit-entry-zh"}, {"auditor", "en", "/audit/27", "audit-entry-en"},
	} {
		page.Open("/as/" + look.as)
		page.Open("/lang?to=" + look.lang + "&back=/as/" + look.as)
		page.Look(t, look.path, look.name)
	}
}
