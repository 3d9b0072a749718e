package pack

import (
	"math"
	"math/bits"
	"slices"

	"yanzhen/internal/base/civil"
)

// A grant is one benefit for one person.
type grant struct {
	benefit  *benefit
	given    Verdict // whether the person gets it
	chosen   bool    // picked where one of several is to be chosen
	tier     *tier
	each     *int64 // amount of one payment, or of the whole if there is only one; nil is unknown
	total    *int64 // nil is unknown; in kind is zero
	payments []Payment
	uplifts  []*uplift // that hold
	unsure   []*uplift // that might
}

// A Payment is one line of a schedule.
type Payment struct {
	Due     civil.Date
	Fen     int64
	Text    Text    // condition, if any
	Met     Verdict // whether the condition holds today; "" without one
	Lost    bool    // falls due after the end: forfeited
	Benefit string
}

// grantAll works out every benefit and their sum.
func (ed *edition) grantAll(a answers, r *ruling) {
	choice, chosen := "", false
	if ed.body.Combine == "choose" && ed.choice != nil {
		v, known := a.ask(ed.choice)
		choice, _ = v.(string)
		chosen = known
	}
	for _, b := range ed.benefits {
		g := ed.grant(a, b)
		g.chosen = chosen && b.ID == choice && g.given != No
		r.grants = append(r.grants, g)
	}
	r.full = ed.combine(r.grants)
	r.amount = r.full
}

// combine sums the grants, or takes the chosen or highest one; nil is unknown.
func (ed *edition) combine(grants []grant) *int64 {
	sum, known := int64(0), true
	for i := range grants {
		g := &grants[i]
		switch {
		case g.given == No:
			continue
		case ed.body.Combine == "choose" && !g.chosen && slices.ContainsFunc(grants, func(h grant) bool { return h.chosen }):
			continue
		case g.given == Unknown || g.total == nil:
			known = false
		case ed.body.Combine == "highest" || ed.body.Combine == "choose":
			sum = max(sum, *g.total)
		default:
			sum += *g.total
		}
	}
	if !known {
		return nil
	}
	return &sum
}

func (ed *edition) grant(a answers, b *benefit) grant {
	g := grant{benefit: b, given: verdict(a, b.when)}
	if g.given == No {
		return g
	}
	if b.Amount == nil {
		g.total = new(int64)
		return g
	}
	g.uplifts, g.unsure = ed.upliftsOf(a, b)
	fen, found := int64(0), Yes
	if len(b.tiers) > 0 {
		g.tier, fen, found = b.pick(a, g.uplifts)
	} else {
		var known bool
		if fen, known = b.value.fenOf(a); !known {
			found = Unknown
		}
	}
	switch {
	case found == No:
		g.given = No
		return g
	case found == Unknown:
		return g
	}
	for _, u := range g.uplifts {
		fen = u.raise(fen)
	}
	g.each = &fen
	g.payments, g.total = b.planned(a, fen)
	return g
}

func (ed *edition) upliftsOf(a answers, b *benefit) (hold, unsure []*uplift) {
	for _, u := range ed.uplifts {
		if len(u.To) > 0 && !slices.Contains(u.To, b.ID) {
			continue
		}
		switch verdict(a, u.when) {
		case Yes:
			hold = append(hold, u)
		case Unknown:
			unsure = append(unsure, u)
		}
	}
	return hold, unsure
}

// raise applies the uplift to an amount.
func (u *uplift) raise(fen int64) int64 {
	if u.Percent != 0 {
		fen += share(fen, u.Percent)
	}
	if u.Times != 0 {
		fen = share(fen, u.Times*100)
	}
	if u.Add != nil {
		fen += int64(*u.Add)
	}
	if u.Cap != nil {
		fen = min(fen, int64(*u.Cap))
	}
	return max(fen, 0)
}

// pick finds the tier of the person and its amount: No when no tier takes them.
func (b *benefit) pick(a answers, uplifts []*uplift) (*tier, int64, Verdict) {
	best, most, found := -1, int64(-1), No
	for i, t := range b.tiers {
		v := verdict(a, t.when)
		if v == No {
			continue
		}
		fen, known := t.value.fenOf(a)
		if v == Unknown || !known {
			if b.Amount.Pick != "highest" || found == No {
				return nil, 0, Unknown
			}
			found = Unknown
			continue
		}
		if b.Amount.Pick != "highest" {
			best, most, found = i, fen, Yes
			break
		}
		if fen > most {
			best, most = i, fen
		}
		if found == No {
			found = Yes
		}
	}
	if found != Yes {
		return nil, 0, found
	}
	up := best
	for _, u := range uplifts {
		up = max(0, up-u.TierUp)
	}
	if up != best {
		fen, known := b.tiers[up].value.fenOf(a)
		if !known {
			return nil, 0, Unknown
		}
		best, most = up, fen
	}
	return b.tiers[best], most, Yes
}

// fenOf computes an amount in fen. Percentages are rounded to the nearest fen, halves up.
func (v *value) fenOf(a answers) (int64, bool) {
	fen, known := v.raw(a)
	if !known {
		return 0, false
	}
	if v.Cap != nil {
		fen = min(fen, int64(*v.Cap))
	}
	if v.Floor != nil {
		fen = max(fen, int64(*v.Floor))
	}
	return fen, true
}

func (v *value) raw(a answers) (int64, bool) {
	switch {
	case v.Value == nil:
		return 0, true
	case v.Yuan != nil:
		return int64(*v.Yuan), true
	case v.fen != nil:
		return askInt(a, v.fen)
	case v.Percent != nil:
		of, known := askInt(a, v.of)
		return share(of, *v.Percent), known
	case v.Each != nil:
		if v.of == nil {
			return 0, false
		}
		n, known := a.ask(v.of)
		x, ok := n.(float64)
		return int64(math.Round(x * float64(*v.Each))), known && ok
	case len(v.Brackets) > 0:
		of, known := askInt(a, v.of)
		return brackets(v.Brackets, of), known
	}
	return 0, v.Fen.IsZero() && v.Decided == nil // in kind: no money; a rule that did not compile: unknown
}

func brackets(steps []Bracket, of int64) int64 {
	sum, from := int64(0), int64(0)
	for _, s := range steps {
		to := of
		if s.UpTo != nil {
			to = min(of, int64(*s.UpTo))
		}
		if to > from {
			sum += share(to-from, s.Percent)
			from = to
		}
	}
	return sum
}

// share gives percent of fen, percent taken to four decimals, rounded to the nearest fen, halves
// away from zero. What would overflow is the largest amount there is.
func share(fen int64, percent float64) int64 {
	p := int64(math.Round(percent * 1e4))
	negative := (fen < 0) != (p < 0)
	hi, lo := bits.Mul64(magnitude(fen), magnitude(p))
	lo, carry := bits.Add64(lo, 500_000, 0)
	if hi += carry; hi >= 1_000_000 {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, 1_000_000)
	n := int64(min(q, math.MaxInt64))
	if negative {
		return -n
	}
	return n
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}
