package outreach

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// A Lapse is why no award can be proposed or confirmed for somebody.
type Lapse string

// The lapses.
const (
	NotPayable    Lapse = "not_payable"    // does not qualify, or nothing can be paid now
	Unverified    Lapse = "unverified"     // a fact rests on what somebody declared, or on trust
	Rival         Lapse = "rival"          // a policy that excludes this one may still say yes
	NotAllowed    Lapse = "not_allowed"    // the version that holds for the person wants an application
	LimitReached  Lapse = "limit"          // of people or money
	LimitUnkept   Lapse = "limit_unkept"   // a limit that this house cannot count, such as by household
	AmountChanged Lapse = "amount_changed" // since it was proposed
	FactsChanged  Lapse = "facts_changed"  // since it was proposed
	PackChanged   Lapse = "pack_changed"   // since it was proposed
	EarlierAward  Lapse = "earlier"        // there is one, it was refused, or declined with the same facts
)

// Lapses lists every lapse.
var Lapses = []Lapse{NotPayable, Unverified, Rival, NotAllowed, LimitReached, LimitUnkept, AmountChanged, FactsChanged, PackChanged, EarlierAward}

// An assessment is whether an award can be given to somebody now, and which.
type assessment struct {
	award Award // as it would be proposed
	lapse Lapse // why not; "" when it can
}

// assess judges a person, beside what was granted here and what is left of the limits.
func assess(ctx context.Context, q store.Q, book *policy.Book, district, id, person string, day civil.Date) (assessment, error) {
	m := policy.Matter{District: district, Policy: id, Person: person, Day: day}
	var err error
	if m.Received, err = granted(ctx, q, book, district, person, day); err != nil {
		return assessment{}, err
	}
	j, err := book.Judge(ctx, q, m) // without limits, to learn which version holds
	if err != nil {
		return assessment{}, err
	}
	body := j.Pack.Policy.BodyOf(j.Version)
	left, lapse, err := remaining(ctx, q, body, district, id, j.Org, person, day)
	if err != nil {
		return assessment{}, err
	}
	if m.Left = left; len(left) > 0 {
		if j, err = book.Judge(ctx, q, m); err != nil {
			return assessment{}, err
		}
	}
	return assessment{award: awardOf(j, body, district, id, person, day), lapse: cmp.Or(lapse, reasonAgainst(j, body, left))}, nil
}

func awardOf(j *policy.Judgement, body pack.Body, district, id, person string, day civil.Date) Award {
	a := Award{District: district, Policy: id, Person: person, Org: j.Org, Period: periodOf(body, day), Version: j.Version, Digest: j.Digest, Facts: j.Facts, Grounds: j.Grounds}
	if j.Amount != nil {
		a.Fen = money.Fen(*j.Amount)
	}
	if d := body.Direct; d != nil {
		a.Days, a.Second = d.Days, d.Second != nil && a.Fen >= *d.Second
	}
	return a
}

// reasonAgainst tells why a judgement cannot be an award; "" when it can.
func reasonAgainst(j *policy.Judgement, body pack.Body, left map[string]int64) Lapse {
	switch {
	case body.Direct == nil:
		return NotAllowed
	case j.State == pack.PoolEmpty:
		return LimitReached
	case j.Verdict != policy.Yes || j.State != pack.Payable || j.Amount == nil || *j.Amount <= 0 || len(j.Failed) > 0:
		return NotPayable
	case len(j.Doubts()) > 0:
		return Unverified
	case len(j.Contends) > 0:
		return Rival
	}
	for _, l := range body.Limits {
		if l.Yuan != nil && left[l.ID] < *j.Amount {
			return LimitReached
		}
	}
	return ""
}

// remaining tells what is left of the limits, counted on the awards granted here.
func remaining(ctx context.Context, q store.Q, body pack.Body, district, id, org, person string, day civil.Date) (map[string]int64, Lapse, error) {
	left := map[string]int64{}
	for _, l := range body.Limits {
		of := use{}
		switch l.Per {
		case "", "policy":
		case "employer":
			of.org = org
		case "person":
			of.person = person
		default:
			return nil, LimitUnkept, nil
		}
		if l.In == "batch" || l.Per == "employer" && org == "" {
			return nil, LimitUnkept, nil
		}
		if l.In == "year" {
			of.from = civil.On(day.Year, 1, 1)
		}
		people, fen, err := used(ctx, q, district, id, of, day)
		if err != nil {
			return nil, "", err
		}
		left[l.ID] = l.Count - people
		if l.Yuan != nil {
			left[l.ID] = int64(*l.Yuan - fen)
		}
	}
	return left, "", nil
}

// granted gives what a person was granted here, for the rules that look at benefits received.
func granted(ctx context.Context, q store.Q, book *policy.Book, district, person string, day civil.Date) ([]policy.Received, error) {
	awards, err := awardsOf(ctx, q, district, person, "")
	if err != nil || len(awards) == 0 {
		return nil, err
	}
	packs, err := book.InForce(ctx, q, district)
	if err != nil {
		return nil, err
	}
	var all []policy.Received
	for _, a := range awards {
		if !a.State(day).granted() || a.Period != once && a.Period != strconv.Itoa(day.Year) {
			continue
		}
		r := policy.Received{Policy: a.Policy, Fen: a.Fen, Since: civil.Of(a.Moves[len(a.Moves)-1].At)}
		if i := slices.IndexFunc(packs, func(p *pack.Pack) bool { return p.Policy.ID == a.Policy }); i >= 0 {
			r.Level = packs[i].Policy.Level
		}
		all = append(all, r)
	}
	return all, nil
}
