package registryweb_test

import (
	"net/url"
	"strings"
	"testing"

	"yanzhen/internal/town"
)

func TestTheAppointmentFormGoesOutForAReason(t *testing.T) {
	s := open(t, 20)
	page := "/people/" + s.census.People[town.Lin] + "/form"
	s.see("office", page, "任免审批表")
	bare := s.do("office", "POST", page, url.Values{"_form": {"form"}, "_key": {"k1"}, "format": {"lrmx"}})
	if bare.Code != 422 || !strings.Contains(bare.Body.String(), "f-form-reason-fault") {
		t.Errorf("without a reason: %d", bare.Code)
	}
	sent := s.do("office", "POST", page, url.Values{"_form": {"form"}, "_key": {"k2"}, "format": {"lrmx"}, "reason": {"上报备案"}})
	if sent.Code != 200 || !strings.Contains(sent.Body.String(), town.Lin) || !strings.HasPrefix(sent.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("with a reason: %d %v", sent.Code, sent.Header())
	}
	for _, who := range []string{"department", "talent"} {
		if refused := s.do(who, "GET", page, nil); refused.Code != 403 {
			t.Errorf("%s gets %d", who, refused.Code)
		}
	}
}
