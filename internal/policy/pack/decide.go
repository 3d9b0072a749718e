package pack

import (
	"slices"

	"yanzhen/internal/base/civil"
)

// A Verdict is yes, no or unknown.
type Verdict string

// The verdicts.
const (
	Yes     Verdict = "yes"
	No      Verdict = "no"
	Unknown Verdict = "unknown"
)

// A State says where a person stands with a policy beyond the verdict.
type State string

// The states, with the verdict they come with.
const (
	Payable       State = "payable"         // yes: can be applied for and paid
	PayableAfter  State = "payable_after"   // yes: paid once something happens
	Choose        State = "choose"          // yes: one of several benefits is to be chosen
	Announced     State = "announced"       // yes: published, but not to be claimed yet
	WindowNotOpen State = "window_not_open" // yes: applications are taken later
	Excluded      State = "excluded"        // yes, but nothing is paid: another benefit comes first
	PoolEmpty     State = "pool_empty"      // yes, but nothing is paid: the quota is used up
	ClaimFirst    State = "claim_first"     // yes, but nothing is paid before another is claimed
	CapReached    State = "cap_reached"     // yes, but nothing is paid: what may be had in all is used up
	CheckPayment  State = "check_payment"   // unknown: qualifies, but whether it can be paid yet needs a fact
	NeedsFacts    State = "needs_facts"     // unknown: facts are missing
	NeedsDecision State = "needs_decision"  // unknown: people have to decide
	NotEligible   State = "not_eligible"    // no: a condition is not met
	Blocked       State = "blocked"         // no: another benefit stands in the way
	NotInForce    State = "not_in_force"    // no: no version holds yet
	Expired       State = "expired"         // no: the policy has ended
	WindowClosed  State = "window_closed"   // no: too late
)

// answers gives the values of rules for one person.
type answers interface {
	ask(p *prog) (value any, known bool)
	lacks(p *prog) []string // paths of the absent facts that keep p unknown
	failed() []broken       // rules that could not be computed, as far as they were asked
}

// verdict asks a condition; no rule at all is yes.
func verdict(a answers, p *prog) Verdict {
	if p == nil {
		return Yes
	}
	v, known := a.ask(p)
	switch {
	case !known:
		return Unknown
	case v == true:
		return Yes
	}
	return No
}

func askInt(a answers, p *prog) (int64, bool) {
	if p == nil {
		return 0, false
	}
	v, known := a.ask(p)
	n, ok := v.(int64)
	return n, known && ok
}

func askDate(a answers, p *prog) (civil.Date, bool) {
	if p == nil {
		return civil.Date{}, false
	}
	v, known := a.ask(p)
	d, ok := v.(civil.Date)
	return d, known && ok
}

// A ruling is what one edition says about one person, before other policies are looked at.
type ruling struct {
	verdict Verdict
	state   State
	why     *gate      // payment gate that holds the money back, or nothing
	rule    *exclusive // exclusive rule that blocks, excludes or reduces
	once    *once
	limit   *limit
	prior   *prior     // what must be claimed first and is not
	cap     *shared    // cap that takes from the amount
	opens   civil.Date // next day on which applications are taken
	shut    civil.Date // day on which the time to apply ended
	grants  []grant
	full    *int64 // what would be paid with no other benefit around; nil is unknown
	amount  *int64 // what is paid; nil is unknown
	back    int64  // to be given back when a lower benefit is swapped
	stopped string // id of the stop rule that holds
}

// decide applies the edition to one person. It reads only a, so that a row and a batch of columns
// come to the same answer.
func (ed *edition) decide(a answers) ruling {
	r := ruling{verdict: ed.eligible(a)}
	ed.grantAll(a, &r)
	switch r.verdict {
	case No:
		r.state = NotEligible
	case Unknown:
		r.state = NeedsFacts
	default:
		r.state = Payable
		ed.received(a, &r)
		if r.verdict == Yes {
			ed.timing(a, &r)
		}
	}
	ed.settle(&r)
	return r
}

// settle makes the amount agree with the verdict and state.
func (ed *edition) settle(r *ruling) {
	zero := int64(0)
	switch {
	case r.verdict == No, r.state == Excluded, r.state == PoolEmpty:
		r.amount = &zero
	case r.verdict == Unknown, r.state == Choose:
		r.amount = nil
	}
}

// eligible is the verdict of all gates that decide who qualifies.
func (ed *edition) eligible(a answers) Verdict {
	all := Yes
	for _, g := range ed.gates {
		if g.Stage == "payment" {
			continue
		}
		switch g.decide(a) {
		case No:
			return No
		case Unknown:
			if !g.Presume {
				all = Unknown
			}
		}
	}
	return all
}

// decide is the verdict of a gate; an unknown that is presumed counts as met one level up.
func (g *gate) decide(a answers) Verdict {
	if len(g.sets) == 0 {
		return verdict(a, g.when)
	}
	any := No
	for _, s := range g.sets {
		switch s.decide(a) {
		case Yes:
			return Yes
		case Unknown:
			any = Unknown
		}
	}
	return any
}

func (s *set) decide(a answers) Verdict {
	all := Yes
	for _, g := range s.all {
		switch g.decide(a) {
		case No:
			return No
		case Unknown:
			if !g.Presume {
				all = Unknown
			}
		}
	}
	return all
}

// received looks at what the person, the spouse or the employer already has.
func (ed *edition) received(a answers, r *ruling) {
	for _, o := range ed.once {
		if verdict(a, o.had) == Yes && !ed.running(a, o) {
			r.verdict, r.state, r.once = No, Blocked, o
			return
		}
	}
	for _, e := range ed.exclusive {
		switch verdict(a, e.had) {
		case Unknown:
			if e.Strict {
				r.verdict, r.state, r.rule = Unknown, NeedsFacts, e
				return
			}
		case Yes:
			e.apply(a, r)
			if r.state != Payable {
				return
			}
		}
	}
}

// running reports a renewal: the benefit had before is the one being paid.
func (ed *edition) running(a answers, o *once) bool {
	return o.In == "" && slices.ContainsFunc(ed.benefits, func(b *benefit) bool {
		return b.schedule.Renewal != ""
	}) && o.Per != "home" && ed.renewal(a)
}

func (ed *edition) renewal(a answers) bool {
	return ed.isRenewal != nil && verdict(a, ed.isRenewal) == Yes
}

// apply settles the amount against other benefits already received.
func (e *exclusive) apply(a answers, r *ruling) {
	had, known := askInt(a, e.fen)
	switch e.Rule {
	case "block":
		r.verdict, r.state, r.rule = No, Blocked, e
	case "sequential":
		if verdict(a, e.active) == Yes {
			r.state, r.rule = PayableAfter, e
		}
	case "top_up":
		e.topUp(r, had, known)
	case "take_higher":
		switch {
		case !known || r.amount == nil:
			r.rule, r.amount = e, nil
		case had >= *r.amount, e.AlreadyPaid == "refuse":
			r.state, r.rule = Excluded, e
		case e.AlreadyPaid == "top_up":
			e.topUp(r, had, known)
		default:
			r.rule, r.back = e, r.back+had
		}
	}
}

func (e *exclusive) topUp(r *ruling, had int64, known bool) {
	r.rule = e
	if !known || r.amount == nil {
		r.amount = nil
		return
	}
	left := max(0, *r.amount-had)
	r.amount = &left
	if left == 0 {
		r.state = Excluded
	}
}

// timing looks at claimability, windows, pools and conditions of payment, in this order.
func (ed *edition) timing(a answers, r *ruling) {
	if r.state != Payable {
		return
	}
	today, _ := askDate(a, ed.today)
	if c := ed.version.Claimable; c != nil && (c.From.IsZero() || today.Before(c.From)) {
		r.state, r.opens = Announced, c.From
		return
	}
	if ed.window(a, today, r); r.state != Payable {
		return
	}
	for _, l := range ed.limits {
		if left, known := askInt(a, l.left); known && left <= 0 {
			r.state, r.limit = PoolEmpty, l
			return
		}
	}
	for _, g := range ed.gates {
		if g.Stage != "payment" {
			continue
		}
		switch v := g.decide(a); {
		case v == No:
			r.verdict, r.state, r.why = Yes, PayableAfter, g
			return
		case v == Unknown && !g.Presume && r.state == Payable:
			r.verdict, r.state, r.why = Unknown, CheckPayment, g
		}
	}
	if r.state == Payable && ed.mustChoose(r) {
		r.state = Choose
	}
}

// mustChoose reports that several benefits are open and none is chosen.
func (ed *edition) mustChoose(r *ruling) bool {
	if ed.body.Combine != "choose" {
		return false
	}
	open := 0
	for _, g := range r.grants {
		if g.chosen {
			return false
		}
		if g.given != No {
			open++
		}
	}
	return open > 1
}
