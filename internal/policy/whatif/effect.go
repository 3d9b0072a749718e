package whatif

import (
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
)

// An Effect is what follows from moved levers: whom it meets and what it costs, as if everyone who may claim did so today. It speaks
// of everyone in the district; whom it names is another matter.
type Effect struct {
	Day    civil.Date            `json:"day"`
	People int                   `json:"people"` // looked at
	Before Side                  `json:"before"` // by the base
	After  Side                  `json:"after"`
	Fates  map[policy.Fate]int   `json:"fates"` // gains and loses of a yes; more, less and stays of those who keep theirs
	Groups []Group               `json:"groups"`
	Months []Month               `json:"months"` // of the whole term, without gaps
	Fund   []Ceiling             `json:"fund"`   // quotas and pools that the text states, and the budget given
	Who    map[policy.Fate][]Met `json:"who"`    // the first of those who gain and lose
}

// A Side is what one version comes to.
type Side struct {
	Yes     int       `json:"yes"`
	Unknown int       `json:"unknown"`     // whether they qualify needs a fact
	Held    int       `json:"held"`        // of yes: paid only after something has happened
	Open    int       `json:"amount_open"` // of yes: the amount is not known yet, and not counted
	Year    money.Fen `json:"year_fen"`    // falls due this calendar year
	Term    money.Fen `json:"term_fen"`    // falls due at all
	Undated money.Fen `json:"undated_fen"` // of term: nobody knows when
}

// A Month is what falls due in it.
type Month struct {
	First  civil.Date `json:"first"`
	Before money.Fen  `json:"before_fen"`
	After  money.Fen  `json:"after_fen"`
}

// Met is a person whom moved levers meet. An amount is -1 while it is unknown, 0 without a yes. Who may not see the person gets a
// masked name and no id.
type Met struct {
	Person  string       `json:"person,omitempty"`
	Name    string       `json:"name"`
	Verdict pack.Verdict `json:"verdict"` // by the moved levers
	Before  int64        `json:"before_fen"`
	After   int64        `json:"after_fen"`
}

// shownWho is how many of each fate an effect names.
const shownWho = 8

// A reckoning adds up two ballots.
type reckoning struct {
	effect  Effect
	groups  []*grouping
	years   [2]int
	courses [2]map[*pack.Pay]*course // by the first pay of a schedule, which ballots share
}

// A course is a schedule with the number of those who have it.
type course struct {
	pays []pack.Pay
	n    int64
}

// reckon compares two ballots over one moment.
func reckon(before, after *policy.Ballot, groups []*grouping, who policy.Reach) Effect {
	here := before.Moment()
	r := reckoning{effect: Effect{Day: here.Day(), People: here.People(policy.Everyone()), Fates: map[policy.Fate]int{}, Who: map[policy.Fate][]Met{}}, groups: groups}
	r.courses = [2]map[*pack.Pay]*course{{}, {}}
	for one := range policy.Between(before, after, policy.Everyone()) {
		r.add(one, who)
	}
	for _, g := range groups {
		r.effect.Groups = append(r.effect.Groups, g.group())
	}
	r.calendar()
	return r.effect
}

func (r *reckoning) add(one policy.Both, who policy.Reach) {
	r.side(&r.effect.Before, one.Before, 0)
	r.side(&r.effect.After, one.After, 1)
	fate := FateOf(one)
	if fate == "" {
		return
	}
	r.effect.Fates[fate]++
	for _, g := range r.groups {
		g.add(one, fate)
	}
	if fate == policy.Gains || fate == policy.Loses {
		if named := r.effect.Who[fate]; len(named) < shownWho {
			r.effect.Who[fate] = append(named, met(one, who))
		}
	}
}

func (r *reckoning) side(s *Side, is pack.Standing, which int) {
	switch is.Verdict {
	case policy.Unknown:
		s.Unknown++
		return
	case policy.No:
		return
	}
	s.Yes++
	if is.Held {
		s.Held++
	}
	if is.Fen < 0 {
		s.Open++
	}
	if len(is.Pays) == 0 {
		return
	}
	c := r.courses[which][&is.Pays[0]]
	if c == nil {
		c = &course{pays: is.Pays}
		r.courses[which][&is.Pays[0]] = c
	}
	c.n++
}

// calendar lays the courses out by month, without gaps from the first month to the last.
func (r *reckoning) calendar() {
	sums := map[civil.Date]*Month{}
	year := r.effect.Day.Year
	for which, s := range []*Side{&r.effect.Before, &r.effect.After} {
		for _, c := range r.courses[which] {
			for _, p := range c.pays {
				fen := money.Fen(p.Fen * c.n)
				s.Term += fen
				if p.Month.IsZero() {
					s.Undated += fen
					continue
				}
				if p.Month.Year == year {
					s.Year += fen
				}
				m := sums[p.Month]
				if m == nil {
					m = &Month{First: p.Month}
					sums[p.Month] = m
				}
				if which == 0 {
					m.Before += fen
				} else {
					m.After += fen
				}
			}
		}
	}
	r.effect.Months = monthly(sums)
}

// mostMonths bounds the calendar: fifty years.
const mostMonths = 600

func monthly(sums map[civil.Date]*Month) []Month {
	out := []Month{}
	if len(sums) == 0 {
		return out
	}
	first, last := civil.Date{}, civil.Date{}
	for m := range sums {
		if first.IsZero() || m.Before(first) {
			first = m
		}
		if m.After(last) {
			last = m
		}
	}
	for m := first; !m.After(last) && len(out) < mostMonths; m = m.AddMonths(1) {
		if sum := sums[m]; sum != nil {
			out = append(out, *sum)
		} else {
			out = append(out, Month{First: m})
		}
	}
	return out
}

// Fates are what can become of a person here, in the order of tabs.
var Fates = []policy.Fate{policy.Gains, policy.Loses, policy.More, policy.Less, policy.Stays}

// FateOf tells what becomes of a person, "" when neither version says yes.
func FateOf(one policy.Both) policy.Fate {
	was, is := one.Before.Verdict == policy.Yes, one.After.Verdict == policy.Yes
	switch {
	case !was && !is:
		return ""
	case !was:
		return policy.Gains
	case !is:
		return policy.Loses
	case one.Before.Fen >= 0 && one.After.Fen > one.Before.Fen:
		return policy.More
	case one.After.Fen >= 0 && one.After.Fen < one.Before.Fen:
		return policy.Less
	}
	return policy.Stays
}

// met names a person as far as the reach goes.
func met(one policy.Both, who policy.Reach) Met {
	m := Met{Person: one.ID, Name: one.Name, Verdict: one.After.Verdict, Before: one.Before.Fen, After: one.After.Fen}
	if !who.Has(one.Seen) {
		m.Person, m.Name = "", masked(one.Name)
	}
	return m
}

// masked leaves the family name.
func masked(name string) string {
	letters := []rune(name)
	for i := range letters {
		if i > 0 {
			letters[i] = '*'
		}
	}
	return string(letters)
}

// Of gives the number of those with one of the fates.
func (e Effect) Of(fates ...policy.Fate) int {
	n := 0
	for _, f := range Fates {
		if slices.Contains(fates, f) {
			n += e.Fates[f]
		}
	}
	return n
}
