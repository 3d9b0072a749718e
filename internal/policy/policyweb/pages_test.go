package policyweb_test

import (
	"net/http"
	"strings"
	"testing"

	"yanzhen/internal/town"
)

func TestEveryRoleSeesWhatItMay(t *testing.T) {
	s := open(t, 60)
	lin := s.census.People[town.Lin]
	someoneElse := s.census.People[town.Xiao] // works at the hospital
	for name, tc := range map[string]struct {
		as, path string
		status   int
	}{
		"the public reads the library":                 {"public", "/policies", 200},
		"the public reads a policy":                    {"public", "/policies/hengyang_living_2022", 200},
		"the public calculates":                        {"public", "/calculator", 200},
		"the public may not see who qualifies":         {"public", "/policies/hengyang_living_2022/people", 303},
		"the public may not edit":                      {"public", "/policies/hengyang_living_2022/edit", 303},
		"the office sees who qualifies":                {"office", "/policies/hengyang_living_2022/people", 200},
		"the office edits":                             {"office", "/policies/hengyang_living_2022/edit", 200},
		"the office begins a pack":                     {"office", "/policies/new", 200},
		"the office sees a person's policies":          {"office", "/people/" + lin + "/policies", 200},
		"a department may not edit":                    {"department", "/policies/hengyang_living_2022/edit", 403},
		"a department sees who qualifies":              {"department", "/policies/hengyang_living_2022/people", 200},
		"a department may not take the list away":      {"department", "/policies/hengyang_living_2022/people/export", 403},
		"an auditor sees who qualifies":                {"auditor", "/policies/hengyang_living_2022/people", 200},
		"an auditor may not edit":                      {"auditor", "/policies/hengyang_living_2022/edit", 403},
		"a leader reads the library":                   {"leader", "/policies", 200},
		"a leader may not see a person's policies":     {"leader", "/people/" + lin + "/policies", 403},
		"an administrator may not see who qualifies":   {"admin", "/policies/hengyang_living_2022/people", 403},
		"a unit sees the policies of its own":          {"unit", "/people/" + lin + "/policies", 200},
		"a unit does not find the people of others":    {"unit", "/people/" + someoneElse + "/policies", 404},
		"a unit does not find their explanation":       {"unit", "/people/" + someoneElse + "/policies/hengyang_living_2022", 404},
		"a talent sees their own policies":             {"talent", "/me/policies", 200},
		"a talent sees why":                            {"talent", "/me/policies/hengyang_living_2022", 200},
		"a talent does not find those of someone else": {"talent", "/people/" + someoneElse + "/policies", 404},
		"a talent may not see who qualifies":           {"talent", "/policies/hengyang_living_2022/people", 403},
		"an officer has no policies of their own":      {"office", "/me/policies", 404},
		"a policy that is not there":                   {"office", "/policies/none", 404},
		"a day that is none":                           {"office", "/people/" + lin + "/policies?day=tomorrow", 422},
		"an export in a format that is none":           {"office", "/policies/export?format=pdf", 422},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.do(tc.as, "GET", tc.path, nil); got.Code != tc.status {
				t.Errorf("%s as %s: %d, want %d\n%.1500s", tc.path, tc.as, got.Code, tc.status, plain(got.Body.String()))
			}
		})
	}
}

func TestTheLibraryFiltersCountsAndExports(t *testing.T) {
	s := open(t, 10)
	s.see("public", "/policies", "衡阳市青年人才生活补贴", "现行", "未与原文核对", "生活补贴（1）")
	if page := s.see("public", "/policies?kind=purchase", "购房"); strings.Contains(page, "青年人才生活补贴") {
		t.Error("the filter by kind lists another kind")
	}
	s.see("public", "/policies?q="+"衡人才办通", "衡阳市青年人才生活补贴")
	s.see("public", "/policies?q=nothing-of-this", "没有符合条件的政策", "重置")
	s.see("public", "/policies?state=reference", "其他地区", "南山")
	for _, state := range []string{"draft", "retired"} {
		if got := s.do("public", "GET", "/policies?state="+state, nil); got.Code == http.StatusOK {
			t.Errorf("the public lists what is %s", state)
		}
	}
	s.see("auditor", "/policies?state=retired", "没有符合条件的政策")
	csv := s.do("public", "GET", "/policies/export?format=csv&kind=living", nil)
	if csv.Code != 200 || !strings.Contains(csv.Body.String(), "衡人才办通〔2022〕5号") || strings.Contains(csv.Body.String(), "购房补贴") {
		t.Errorf("the export is not what is listed: %d\n%s", csv.Code, csv.Body)
	}
	if got := csv.Header().Get("Content-Disposition"); got != `attachment; filename="policies-2026-11-24.csv"` {
		t.Errorf("the file is called %s", got)
	}
	lines := s.do("public", "GET", "/policies/export?format=jsonl&kind=living", nil).Body.String()
	if !strings.Contains(lines, `"id":"hengyang_living_2022"`) || strings.Count(lines, "\n") != 1 {
		t.Errorf("JSON lines: %s", lines)
	}
}
