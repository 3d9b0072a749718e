package inspect

import (
	"fmt"
	"slices"
	"strings"

	"yanzhen/internal/base/money"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/pack"
)

// huge is what no policy pays one person: a hundred million yuan, or a million of whatever is counted. manyTimes is more
// payments than a working life has months.
const (
	huge      = "10000000000"
	hugeCount = "1000000.0"
	manyTimes = "600"
)

// money looks at what is paid: how much, how often, until when, and out of what.
func (s *study) money() {
	s.uncapped()
	s.repeatable()
	s.endless()
	s.budget()
}

// uncapped finds amounts that grow with a fact of the person, and nothing bounds them.
func (s *study) uncapped() {
	if len(s.a.Body.Caps) > 0 || slices.ContainsFunc(s.a.Body.Limits, func(l pack.Limit) bool { return l.Yuan != nil && l.Per == "person" }) {
		return
	}
	for _, v := range s.a.Values {
		text := grows(v.Value)
		if text == "" || v.Cap != nil || v.Rule == nil || boundElsewhere(v.Rule) {
			continue
		}
		s.unbounded("amount", text, v)
	}
	for _, b := range s.a.Body.Benefits {
		if sch := b.Schedule; sch != nil && !sch.Times.IsZero() && sch.Ends.IsZero() && len(sch.Percents) == 0 {
			s.unbounded("times", "("+sch.Times.Text+") >= "+manyTimes, pack.Worth{Value: &pack.Value{Fen: sch.Times}, Benefit: b.ID, At: b.At})
		}
	}
}

// boundElsewhere reports an amount that follows from what other policies paid: they bound it.
func boundElsewhere(p *rule.Program) bool {
	return !slices.ContainsFunc(p.Facts(), func(key string) bool { return !strings.HasSuffix(key, "received") })
}

// grows gives the condition that an amount is beyond all measure, "" for an amount that is fixed.
func grows(v *pack.Value) string {
	open := len(v.Brackets) > 0 && v.Brackets[len(v.Brackets)-1].UpTo == nil && v.Brackets[len(v.Brackets)-1].Percent > 0
	switch {
	case v.Each != nil:
		return "double(" + v.Of.Text + ") >= " + hugeCount
	case v.Percent != nil && *v.Percent > 0, open:
		return "(" + v.Of.Text + ") >= " + huge
	case !v.Fen.IsZero():
		return "(" + v.Fen.Text + ") >= " + huge
	}
	return ""
}

// unbounded reports an amount or a number of payments if somebody can bring it beyond all measure.
func (s *study) unbounded(variant, condition string, v pack.Worth) {
	beyond := s.a.Compile(condition)
	if beyond == nil {
		return
	}
	claims := with(s.demands(), yes(beyond))
	for _, t := range s.a.Tiers[v.Benefit] {
		if t.ID == v.Tier && t.When != nil {
			claims = with(claims, yes(t.When))
		}
	}
	for _, b := range s.a.Benefits {
		if b.ID == v.Benefit && b.When != nil {
			claims = with(claims, yes(b.When))
		}
	}
	r := s.find(claims...)
	if r.Row == nil {
		return
	}
	s.note(Finding{Kind: Uncapped, variant: variant, Severity: Likely, At: v.At, Clause: s.nameOf(v), Witness: s.witness(r.Row),
		texts: []string{v.Fen.Text, v.Of.Text, fmt.Sprint(v.Percent != nil)}})
}

func (s *study) nameOf(v pack.Worth) Ref {
	for _, t := range s.a.Tiers[v.Benefit] {
		if t.ID == v.Tier {
			return Ref{t.ID, t.Text}
		}
	}
	return s.benefitRef(v.Benefit)
}

func (s *study) benefitRef(id string) Ref {
	for _, b := range s.a.Benefits {
		if b.ID == id {
			return Ref{b.ID, b.Text}
		}
	}
	return Ref{ID: id}
}

// repeatable finds that somebody who had the benefit before is paid again.
func (s *study) repeatable() {
	if s.yes == nil || len(s.a.Body.Benefits) == 0 {
		return
	}
	w := s.witness(s.yes)
	w.Facts["benefits.received"] = []any{map[string]any{"policy": s.a.Pack.Policy.ID, "fen": int64(max(s.most(), 100_000)), "since": w.Day.AddMonths(-12), "active": false}}
	w.Facts["application.kind"] = "first"
	w.Facts = s.filled(w.Facts)
	again := w.Judge()[0]
	if again.Verdict() != pack.Yes || again.State() == pack.Excluded || slices.ContainsFunc(s.a.Body.Limits, func(l pack.Limit) bool { return l.Per == "person" }) {
		return
	}
	b := s.a.Body.Benefits[0]
	s.note(Finding{Kind: Repeatable, Severity: Likely, Clause: Ref{b.ID, b.Name}, At: b.At, Witness: w})
}

// far is how many years from now on a policy without an end is looked at.
const far = 20

// endless finds a last version that somebody can still have in twenty years.
func (s *study) endless() {
	v := s.a.Version
	if !v.Until.IsZero() || !v.Claims.IsZero() || s.superseded() {
		return
	}
	then := *s
	then.day = s.day.AddMonths(12 * far)
	r := then.find(then.demands()...)
	if r.Row == nil {
		return
	}
	w := then.witness(r.Row)
	if o := w.Judge()[0]; o.Verdict() == pack.No {
		return
	}
	s.note(Finding{Kind: Endless, Severity: Hint, At: v.At, Witness: w, texts: []string{v.ID, v.Effect.String()}})
}

// superseded reports whether another version takes this one's place some day.
func (s *study) superseded() bool {
	return slices.ContainsFunc(s.a.Pack.Policy.Versions, func(v pack.Version) bool {
		return v.Effect.After(s.a.Version.Effect) && v.Applies.IsZero()
	})
}

// budget finds pools that are too small for a single payment, or for all the places there are.
func (s *study) budget() {
	least := s.least()
	if least == 0 {
		return
	}
	for _, l := range s.a.Body.Limits {
		if l.Yuan == nil {
			continue
		}
		f := Finding{Kind: OverBudget, At: l.At, Clause: Ref{l.ID, l.Text}, Limit: *l.Yuan, Witness: s.witness(s.yes), texts: []string{l.Yuan.String(), least.String()}}
		if least > *l.Yuan {
			f.variant, f.Severity, f.Fen = "one", Certain, least
			s.note(f)
			continue
		}
		for _, places := range s.a.Body.Limits {
			if cost := money.Fen(places.Count) * least; places.Count > 0 && span(places) == span(l) && places.Per == l.Per && cost > *l.Yuan {
				f.variant, f.Severity, f.Fen, f.Others = "places", Likely, cost, []Ref{{places.ID, places.Text}}
				s.note(f)
			}
		}
	}
}

func span(l pack.Limit) string {
	if l.In == "" {
		return "total"
	}
	return l.In
}

// least is the smallest fixed amount of a single payment, 0 when an amount is not fixed.
func (s *study) least() money.Fen {
	least := money.Fen(0)
	for _, v := range s.a.Values {
		if v.Yuan == nil {
			return 0
		}
		if least == 0 || *v.Yuan < least {
			least = *v.Yuan
		}
	}
	return least
}
