package intake

import "testing"

func TestTheBlankOfThePartyIsReadAsWritten(t *testing.T) {
	for text, want := range map[string][2]string{
		"201106": {"中共党员", "201106"}, "2011.06": {"中共党员", "2011.06"}, "20110601": {"中共党员", "20110601"}, "": {"", ""}, "无": {"", ""},
		"民盟": {"民盟盟员", ""}, "民盟（2003.05）": {"民盟盟员", "2003.05"}, "中共预备党员 2026.01": {"中共预备党员", "2026.01"}, "无党派人士": {"无党派人士", ""}, "九三学社；1998.07": {"九三学社社员", "1998.07"},
	} {
		if status, since := party(text); status != want[0] || since != want[1] {
			t.Errorf("%q: %q since %q, want %q", text, status, since, want)
		}
	}
}
