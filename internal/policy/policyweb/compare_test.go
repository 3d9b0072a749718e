package policyweb_test

import (
	"net/url"
	"strings"
	"testing"

	"yanzhen/internal/door"
	"yanzhen/internal/policy"
)

// raised saves a version of the living allowance that pays more and gives its digest.
func (s *site) raised() string {
	s.t.Helper()
	kept, err := door.Ask(s.ctx, s.door, s.actor("office"), policy.PackFiles{Book: s.book, District: zhengxiang, ID: "hengyang_living_2022"})
	check(s.t, err)
	kept.Files["policy.yaml"] = strings.Replace(kept.Files["policy.yaml"], "yuan: 2000}", "yuan: 2100}", 1)
	draft, err := door.Do(s.ctx, s.door, s.actor("office"), policy.SavePack{Book: s.book, District: zhengxiang, ID: "hengyang_living_2022", Files: kept.Files})
	check(s.t, err)
	return draft.Version
}

func TestADraftIsComparedWithWhatIsInForce(t *testing.T) {
	s := open(t, 60)
	draft := s.raised()
	target := "/policies/hengyang_living_2022/compare?to=" + draft
	page := plain(s.see("office", target, "版本对比", "待遇（", "2,000", "2,100", "多支出", "金额增加", "policy.yaml 逐行对照"))
	if strings.Contains(page, "姓名") {
		t.Error("people are named before anyone asked for them")
	}
	s.see("office", target+"&who=more", "姓名", "原来", "改后")
	if got := s.do("public", "GET", target, url.Values{}); got.Code < 400 && got.Code != 303 {
		t.Errorf("the public compares drafts: %d", got.Code)
	}
	s.see("office", "/policies/hengyang_living_2022?digest="+draft, "与现行版本对比", "草稿")
}
