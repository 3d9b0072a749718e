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

// outcome judges one pack at a moment. Amounts are worked out only where there is a yes.
func (s *scene) outcome(moment int) *Outcome {
	a := &stateAnswers{s, s.on(moment)}
	out := &Outcome{pack: s.pack, day: s.day(moment), row: s.rows[moment], answers: a}
	e := s.holding(moment)
	out.edition = e.edition
	zero := int64(0)
	switch {
	case e.missing:
		out.ruling = ruling{verdict: Unknown, state: NeedsFacts}
	case e.state != "":
		out.ruling = ruling{verdict: No, state: e.state, amount: &zero}
	default:
		switch e.eligible(a) {
		case No:
			out.ruling = ruling{verdict: No, state: NotEligible, amount: &zero}
		case Unknown:
			out.ruling = ruling{verdict: Unknown, state: NeedsFacts}
		default:
			out.rule(e.held, nil)
		}
	}
	return out
}

// A holding is the edition that applies at a moment, and whether facts are missing to tell.
type holding struct {
	held
	missing bool
}

// holding finds the edition at a moment as things stand, once for all who ask.
func (s *scene) holding(moment int) holding {
	still := s.stillScene(s.pack)
	if still.editions == nil {
		still.editions = make([]*holding, len(s.moments))
	}
	if still.editions[moment] == nil {
		found, missing := s.pack.edition(&stateAnswers{still, still.on(moment)})
		still.editions[moment] = &holding{found, len(missing) > 0}
	}
	return *still.editions[moment]
}
