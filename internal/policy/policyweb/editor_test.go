package policyweb_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/door"
	"yanzhen/internal/policy"
)

// typed is the form of the editor with two files.
func typed(do, id, text, cases string) url.Values {
	return url.Values{"_form": {"pack"}, "do": {do}, "id": {id}, "rows.0.name": {"policy.yaml"}, "rows.0.text": {strings.ReplaceAll(text, "\n", "\r\n")},
		"rows.1.name": {"cases.yaml"}, "rows.1.text": {cases}, "rows.2.name": {""}, "rows.2.text": {""}, "note": {"试写"}}
}

// blank are the texts a new pack begins with, as the page of the editor gives them.
func (s *site) blank() (text, cases string) {
	s.t.Helper()
	page := s.see("office", "/policies/new", "新建政策")
	return area(page, "rows.0.text"), area(page, "rows.1.text")
}

// area is what stands in a text area of a page.
func area(page, name string) string {
	_, rest, _ := strings.Cut(page, `name="`+name+`"`)
	_, rest, _ = strings.Cut(rest, ">")
	text, _, _ := strings.Cut(rest, "</textarea>")
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)
}

func location(w *httptest.ResponseRecorder) string { return w.Header().Get("Location") }

func TestTheTextsOfANewPackPassTheirOwnCheck(t *testing.T) {
	s := open(t, 8)
	text, cases := s.blank()
	got := s.do("office", "POST", "/policies/new", typed("check", "sample_rent", text, cases))
	page := plain(got.Body.String())
	for _, want := range []string{"可以提请审批", "3 个用例全部相符", "预览", "租房补贴（样例）", "这项政策" /* shown nowhere */} {
		if strings.Contains(page, want) == (want == "这项政策") {
			t.Errorf("%d: the page has %q: %v\n%.2000s", got.Code, want, want == "这项政策", page)
		}
	}
}

func TestAPackIsCheckedSavedApprovedAndRetired(t *testing.T) {
	s := open(t, 8)
	text, cases := s.blank()
	saved := s.do("office", "POST", "/policies/new", typed("save", "sample_rent", text, cases))
	if saved.Code != http.StatusSeeOther || !strings.HasPrefix(location(saved), "/policies/sample_rent/edit?digest=") {
		t.Fatalf("save: %d to %q\n%.1500s", saved.Code, location(saved), plain(saved.Body.String()))
	}
	s.see("office", "/policies?state=draft", "租房补贴（样例）", "草稿", "样例，非真实政策")
	s.see("office", location(saved), "可以提请审批", "陈秀兰", "试写")
	if hidden := s.do("public", "GET", "/policies/sample_rent", nil); hidden.Code != http.StatusNotFound {
		t.Errorf("the public sees a draft: %d", hidden.Code)
	}
	without := s.do("office", "POST", "/policies/sample_rent/edit", typed("submit", "", text, cases))
	if without.Code != http.StatusUnprocessableEntity || !strings.Contains(without.Body.String(), "f-pack-reason-fault") {
		t.Errorf("submitted without a reason: %d\n%.1500s", without.Code, plain(without.Body.String()))
	}
	form := typed("submit", "", text, cases)
	form.Set("reason", "区委常委会 2026 年第 9 次会议审议通过")
	done := s.do("office", "POST", "/policies/sample_rent/edit", form)
	version, ours := strings.CutPrefix(location(done), "/policies/sample_rent?digest=")
	if !ours {
		t.Fatalf("submit: %d\n%.1500s", done.Code, plain(done.Body.String()))
	}
	s.see("office", location(done), "待审批", "提请审批", "区委常委会 2026 年第 9 次会议审议通过", "锁定")
	approval := url.Values{"_form": {"approve"}, "version": {version}, "reason": {"同意"}, "effect": {"2026-11-26"}}
	own := s.do("office", "POST", "/policies/sample_rent/approve", approval)
	if own.Code != http.StatusConflict || !strings.Contains(plain(own.Body.String()), "请由另一位同事审批") {
		t.Errorf("approved by the author: %d\n%.1500s", own.Code, plain(own.Body.String()))
	}
	if agreed := s.do("second", "POST", "/policies/sample_rent/approve", approval); agreed.Code != http.StatusSeeOther {
		t.Fatalf("approve: %d\n%.1500s", agreed.Code, plain(agreed.Body.String()))
	}
	s.see("second", location(done), "已批准，待生效", "2026-11-26 起生效", "刘主任 · 同意")
	if early := s.do("public", "GET", "/policies/sample_rent", nil); early.Code != http.StatusNotFound {
		t.Errorf("the public sees it before its day: %d", early.Code)
	}
	s.now.Pass(48 * time.Hour)
	s.see("public", "/policies/sample_rent", "这是样例，不是真实政策", "全日制本科及以上毕业")
	if retired := s.do("office", "POST", "/policies/sample_rent/retire", url.Values{"_form": {"retire"}, "reason": {""}}); retired.Code != http.StatusUnprocessableEntity {
		t.Errorf("retired without a reason: %d", retired.Code)
	}
	if retired := s.do("office", "POST", "/policies/sample_rent/retire", url.Values{"_form": {"retire"}, "reason": {"已有新办法"}}); retired.Code != http.StatusSeeOther {
		t.Errorf("retire: %d\n%.1500s", retired.Code, plain(retired.Body.String()))
	}
	if gone := s.do("public", "GET", "/policies/sample_rent", nil); gone.Code != http.StatusNotFound {
		t.Errorf("the public still sees it: %d", gone.Code)
	}
}

func TestWhatIsWrongIsShownWithItsPlaceAndNothingTypedIsLost(t *testing.T) {
	s := open(t, 8)
	text, cases := s.blank()
	wrong := strings.Replace(text, "yuan: 600", "yuan: 六百", 1)
	line := strings.Count(wrong[:strings.Index(wrong, "六百")], "\n") + 1
	for _, do := range []string{"check", "submit"} {
		form := typed(do, "sample_rent", wrong, cases+"# 我自己加的\n")
		form.Set("reason", "试试")
		got := s.do("office", "POST", "/policies/new", form)
		body := got.Body.String()
		if want := map[string]int{"check": 200, "submit": 409}[do]; got.Code != want {
			t.Errorf("%s: %d, want %d", do, got.Code, want)
		}
		for _, want := range []string{"还不能提请审批", "policy.yaml 第 " + itoa(line) + " 行", "不是金额"} {
			if !strings.Contains(plain(body), want) {
				t.Errorf("%s: the page lacks %q\n%.2500s", do, want, plain(body))
			}
		}
		if !strings.Contains(body, `data-line="`+itoa(line)+`"`) || !strings.Contains(body, `href="#f-pack-rows.0.text"`) {
			t.Errorf("%s: the problem does not lead to its line", do)
		}
		if got := strings.ReplaceAll(area(body, "rows.0.text"), "\r\n", "\n"); got != wrong {
			t.Errorf("%s: the text typed is not there any more", do)
		}
		if !strings.Contains(area(body, "rows.1.text"), "我自己加的") {
			t.Errorf("%s: the cases typed are not there any more", do)
		}
	}
	lost := s.do("office", "POST", "/policies/new", typed("save", "Bad Id", text, cases))
	if lost.Code != 422 || !strings.Contains(lost.Body.String(), "f-pack-id-fault") || !strings.Contains(area(lost.Body.String(), "rows.0.text"), "sample_rent") {
		t.Errorf("a bad id: %d", lost.Code)
	}
}

func TestACaseThatComesOutOtherwiseKeepsAPackOutOfForce(t *testing.T) {
	s := open(t, 8)
	text, cases := s.blank()
	form := typed("submit", "sample_rent", text, strings.Replace(cases, "amount_yuan: 14400", "amount_yuan: 9600", 1))
	form.Set("reason", "试试")
	got := s.do("office", "POST", "/policies/new", form)
	page := plain(got.Body.String())
	if got.Code != http.StatusConflict || !strings.Contains(page, "1 个用例不符") || !strings.Contains(page, "不符 硕士、在本区工作") {
		t.Errorf("%d\n%.2500s", got.Code, page)
	}
	library, err := door.Ask(s.ctx, s.door, s.actor("office"), policy.Library{Book: s.book, State: policy.Active, Limit: 200})
	check(t, err)
	for _, b := range library.Items {
		if b.ID == "sample_rent" {
			t.Error("it is in force all the same")
		}
	}
}
