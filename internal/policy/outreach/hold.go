package outreach

import (
	"cmp"
	"context"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/store"
)

// What is known of some people that may hold a notice back.
type reserve struct {
	allowed, acting, disputed map[string]bool
	told                      map[string]notice
	answers                   map[string]given
	awarded                   map[string]State
	quiet                     time.Time // who was told since is left alone
}

// reserveOf reads it. Days of quiet: Quiet when 0, none when negative.
func reserveOf(ctx context.Context, q store.Q, district, policy string, people []string, days int, now time.Time) (*reserve, error) {
	r := &reserve{quiet: now.AddDate(0, 0, -max(0, cmp.Or(days, Quiet)))}
	var err error
	if r.allowed, err = notify.Allowed(ctx, q, district, people, notify.AboutPolicies, notify.Inbox); err != nil {
		return nil, err
	}
	if r.acting, err = account.ActingFor(ctx, q, district, people); err != nil {
		return nil, err
	}
	if r.disputed, err = intake.Disputed(ctx, q, district, people); err != nil {
		return nil, err
	}
	if r.told, err = lastNotices(ctx, q, district, policy, people); err != nil {
		return nil, err
	}
	if r.answers, err = lastAnswers(ctx, q, district, policy, people); err != nil {
		return nil, err
	}
	r.awarded, err = awarded(ctx, q, district, policy, civil.Of(now))
	return r, err
}

// hold gives why somebody is not told, "" for no reason.
func (r *reserve) hold(n policy.Near) Hold {
	told, ever := r.told[n.Person]
	switch state := r.awarded[n.Person]; {
	case n.Had || state.live():
		return Claimed
	case state == AwardRefused:
		return Refused
	case !r.allowed[n.Person]:
		return OptedOut
	case !r.acting[n.Person]:
		return NoAccount
	case r.answers[n.Person].answer == NotInterested:
		return Declined
	case ever && told.sent.After(r.quiet):
		return Told
	case r.disputed[n.Person] && n.Verdict == policy.Yes: // to ask for a fact promises nothing
		return Disputed
	}
	return ""
}
