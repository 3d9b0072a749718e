package intakeweb_test

import (
	"net/http"
	"strings"
	"testing"
)

const columns = "姓名,身份证号码,民族,手机号,工作单位,现任职务"

func TestEveryRoleSeesWhatItMay(t *testing.T) {
	s := open(t)
	of := s.begin("office", s.sheet("office.csv", columns, "林小满,"+identity("19900304", 1)+",汉族,13800001111,衡阳市蒸湘区人民医院,护士"))
	own := s.begin("unit", s.sheet("unit.csv", columns, "许小雁,"+identity("19910304", 1)+",汉族,13800001112,,技工"))
	for name, tc := range map[string]struct {
		as, method, path string
		status           int
	}{
		"the public is led to sign in":                      {"public", "GET", "/imports", 303},
		"a talent sees no imports":                          {"talent", "GET", "/imports", 403},
		"a department sees no imports":                      {"department", "GET", "/imports", 403},
		"the office sees the list":                          {"office", "GET", "/imports", 200},
		"the office sees what a unit brought":               {"office", "GET", own, 200},
		"a unit sees the list":                              {"unit", "GET", "/imports", 200},
		"a unit sees its own":                               {"unit", "GET", own, 200},
		"a unit looks at its columns":                       {"unit", "GET", own + "/columns", 200},
		"a unit sees its preview":                           {"unit", "GET", own + "/preview", 200},
		"a unit does not find an import of the office":      {"unit", "GET", of, 404},
		"nor its columns":                                   {"unit", "GET", of + "/columns", 404},
		"nor its preview":                                   {"unit", "GET", of + "/preview", 404},
		"nor its progress":                                  {"unit", "GET", of + "/progress", 404},
		"nor its rejected rows":                             {"unit", "GET", of + "/rejects", 404},
		"nor one of its rows":                               {"unit", "GET", of + "/rows/2", 404},
		"and it does not run it":                            {"unit", "POST", of + "/run", 404},
		"nor change its columns":                            {"unit", "POST", of + "/columns", 404},
		"another unit does not find the import of this one": {"other", "GET", own, 404},
		"an auditor sees the list":                          {"auditor", "GET", "/imports", 200},
		"an auditor reads an import":                        {"auditor", "GET", of, 200},
		"an auditor brings nothing":                         {"auditor", "GET", "/imports/new", 403},
		"an auditor runs nothing":                           {"auditor", "POST", of + "/run", 403},
		"an auditor does not take rejected rows away":       {"auditor", "GET", of + "/rejects", 403},
		"the office decides":                                {"office", "GET", "/conflicts", 200},
		"a unit does not decide":                            {"unit", "GET", "/conflicts", 403},
		"an auditor does not decide":                        {"auditor", "GET", "/conflicts", 403},
		"a conflict that is not there":                      {"office", "GET", "/conflicts/01", 404},
		"a row that is not there":                           {"office", "GET", of + "/rows/99", 404},
		"a row that is no number":                           {"office", "GET", of + "/rows/x", 404},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.do(tc.as, tc.method, tc.path, nil); got.Code != tc.status {
				t.Errorf("%s as %s: %d, want %d\n%.800s", tc.path, tc.as, got.Code, tc.status, plain(got.Body.String()))
			}
		})
	}
	for as, hidden := range map[string]string{"unit": "office.csv", "other": "unit.csv"} {
		if page := s.see(as, "/imports"); strings.Contains(page, hidden) {
			t.Errorf("%s lists %s", as, hidden)
		}
	}
	s.see("unit", "/imports", "unit.csv", "周望岳")
	s.see("office", "/imports", "unit.csv", "office.csv", "陈秀兰", "报送")
}

func TestAUnitBringsItsOwnPeopleOnly(t *testing.T) {
	s := open(t)
	s.work()
	at := s.take("unit", s.sheet("mixed.csv", columns,
		"许小雁,"+identity("19910304", 1)+",汉族,13800001112,,技工",
		"别家人,"+identity("19920304", 1)+",汉族,13800001113,衡阳市别家有限公司,技工"))
	s.see("unit", at, "新建", "未导入", "这一行的工作单位不是本单位", "下载未导入的行")
	if got := s.do("unit", "GET", at+"/rejects", nil); got.Code != http.StatusOK {
		t.Errorf("its rejected rows: %d", got.Code)
	}
	if page := s.see("auditor", at); strings.Contains(page, "下载未导入的行") {
		t.Error("an auditor is offered rows with numbers in full")
	}
}
