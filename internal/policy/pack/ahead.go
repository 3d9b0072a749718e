package pack

import "yanzhen/internal/base/civil"

// A Month is what a policy says of a person on a day to come, if nothing changes but time.
type Month struct {
	Day     civil.Date
	Verdict Verdict
	State   State
	Fen     *int64 // what is paid; nil while unknown
}

// Months gives what p says at every moment, after the packs that exclude each other were settled.
func (o *Outlook) Months(p *Pack) []Month {
	all := make([]Month, len(o.moments))
	for m := range o.moments {
		out := o.settled(p, m)
		all[m] = Month{o.moments[m].Day, out.ruling.verdict, out.ruling.state, out.ruling.amount}
	}
	return all
}

// settled gives the outcome of p at a moment; those of the packs related to it are settled with it.
func (o *Outlook) settled(p *Pack, moment int) *Outcome {
	if out := o.found[seenAt{p, moment}]; out != nil {
		return out
	}
	var beside []*Outcome
	for _, q := range o.related[p] {
		out := o.stillScene(q).outcome(moment)
		o.found[seenAt{q, moment}] = out
		beside = append(beside, out)
	}
	resolve(beside)
	return o.found[seenAt{p, moment}]
}

// outcome judges one pack at a moment.
func (s *scene) outcome(moment int) *Outcome {
	a := &stateAnswers{s, s.on(moment)}
	out := &Outcome{pack: s.pack, day: s.day(moment), row: s.rows[moment], answers: a}
	held, missing := s.pack.edition(a)
	if len(missing) == 0 && held.state == "" && held.eligible(a) == No {
		zero := int64(0)
		out.edition, out.ruling = held.edition, ruling{verdict: No, state: NotEligible, amount: &zero}
		return out
	}
	out.rule(held, missing)
	return out
}
