package outreach

import (
	"testing"
	"time"

	"yanzhen/internal/policy"
)

func TestWhoIsHeldBackAndWhy(t *testing.T) {
	now := time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC)
	open := func() (*reserve, policy.Near) {
		return &reserve{allowed: map[string]bool{"p": true}, acting: map[string]bool{"p": true}, disputed: map[string]bool{}, told: map[string]notice{},
			answers: map[string]given{}, awarded: map[string]State{}, quiet: now.AddDate(0, 0, -Quiet)}, policy.Near{Person: "p", Verdict: policy.Yes}
	}
	for name, tc := range map[string]struct {
		change func(r *reserve, n *policy.Near)
		want   Hold
	}{
		"nothing against it":                    {func(*reserve, *policy.Near) {}, ""},
		"received before":                       {func(_ *reserve, n *policy.Near) { n.Had = true }, Claimed},
		"an award is proposed":                  {func(r *reserve, _ *policy.Near) { r.awarded["p"] = AwardProposed }, Claimed},
		"an award stands":                       {func(r *reserve, _ *policy.Near) { r.awarded["p"] = AwardStands }, Claimed},
		"an award was refused":                  {func(r *reserve, _ *policy.Near) { r.awarded["p"] = AwardRefused }, Refused},
		"an award was declined by the office":   {func(r *reserve, _ *policy.Near) { r.awarded["p"] = AwardDeclined }, ""},
		"no wish":                               {func(r *reserve, _ *policy.Near) { r.allowed["p"] = false }, OptedOut},
		"no account":                            {func(r *reserve, _ *policy.Near) { r.acting["p"] = false }, NoAccount},
		"not interested":                        {func(r *reserve, _ *policy.Near) { r.answers["p"] = given{answer: NotInterested} }, Declined},
		"said that the data is wrong":           {func(r *reserve, _ *policy.Near) { r.answers["p"] = given{answer: WrongData} }, ""},
		"told yesterday":                        {func(r *reserve, _ *policy.Near) { r.told["p"] = notice{sent: now.AddDate(0, 0, -1)} }, Told},
		"told thirty days ago":                  {func(r *reserve, _ *policy.Near) { r.told["p"] = notice{sent: now.AddDate(0, 0, -Quiet)} }, ""},
		"sources disagree":                      {func(r *reserve, _ *policy.Near) { r.disputed["p"] = true }, Disputed},
		"sources disagree, and a fact is asked": {func(r *reserve, n *policy.Near) { r.disputed["p"], n.Verdict = true, policy.Unknown }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, n := open()
			tc.change(r, &n)
			if got := r.hold(n); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
