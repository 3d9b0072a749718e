package pack

import (
	"reflect"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/rule"
)

// An Anatomy is a version laid open for those who study policies rather than people: its sections with their compiled
// rules. A Rule is nil where nothing is written, or what is written does not compile.
type Anatomy struct {
	Pack     *Pack
	Version  *Version
	Body     Body
	Gates    []Demand
	Benefits []Part
	Tiers    map[string][]Part // of the benefits that have a table, by id
	Uplifts  []Part
	Papers   []Part
	Values   []Worth

	env   *rule.Env
	rules []*rule.Program
}

// A Demand is a gate as one rule, with the sets of which one must be met.
type Demand struct {
	*Gate
	Rule *rule.Program
	Sets []Alternative
}

// An Alternative is a set of conditions that must all be met.
type Alternative struct {
	*Set
	Rule *rule.Program
	All  []Demand
}

// A Part is a benefit, tier, uplift or document with the rule that says when.
type Part struct {
	ID   string
	Text Text
	At   Pos
	When *rule.Program
}

// A Worth is an amount of a benefit or tier with the rule of its base, or of the amount itself.
type Worth struct {
	*Value
	Benefit string
	Tier    string // "" for a benefit without a table
	At      Pos
	Rule    *rule.Program
}

// Anatomy lays a version open; false when there is none of this id.
func (p *Pack) Anatomy(version string) (Anatomy, bool) {
	for _, ed := range p.editions {
		if ed.version.ID == version && ed.env != nil {
			return p.anatomy(ed), true
		}
	}
	return Anatomy{}, false
}

func (p *Pack) anatomy(ed *edition) Anatomy {
	a := Anatomy{Pack: p, Version: ed.version, Body: ed.body, Tiers: map[string][]Part{}, env: ed.env}
	a.Gates = a.demands(ed.gates)
	for _, p := range ed.progs {
		a.rules = append(a.rules, p.Program)
	}
	for _, b := range ed.benefits {
		a.Benefits = append(a.Benefits, Part{b.ID, b.Name, b.At, b.when.rule()})
		for _, t := range b.tiers {
			a.Tiers[b.ID] = append(a.Tiers[b.ID], Part{t.ID, t.Text, t.At, t.when.rule()})
			a.Values = append(a.Values, Worth{&t.Value, b.ID, t.ID, t.At, t.value.rule()})
		}
		if b.Amount != nil && len(b.tiers) == 0 {
			a.Values = append(a.Values, Worth{&b.Amount.Value, b.ID, "", b.At, b.value.rule()})
		}
	}
	for _, u := range ed.uplifts {
		a.Uplifts = append(a.Uplifts, Part{u.ID, u.Text, u.At, u.when.rule()})
	}
	for _, d := range ed.documents {
		a.Papers = append(a.Papers, Part{d.ID, d.Name, d.At, d.when.rule()})
	}
	return a
}

// rule gives the rule of the base of v, or of its amount; nil for a fixed one.
func (v value) rule() *rule.Program {
	if v.of != nil {
		return v.of.rule()
	}
	return v.fen.rule()
}

// rule gives the program of p, nil when there is none.
func (p *prog) rule() *rule.Program {
	if p == nil {
		return nil
	}
	return p.Program
}

func (a Anatomy) demands(gates []*gate) []Demand {
	var out []Demand
	for _, g := range gates {
		c := Demand{Gate: g.Gate, Rule: g.when.rule()}
		for _, s := range g.sets {
			c.Sets = append(c.Sets, Alternative{Set: s.Set, Rule: a.Compile(s.rule()), All: a.demands(s.all)})
		}
		if len(g.sets) > 0 {
			c.Rule = a.Compile(g.rule())
		}
		out = append(out, c)
	}
	return out
}

// Compile compiles a condition in the language of the version, with all that it defines; nil when it is none.
func (a Anatomy) Compile(text string) *rule.Program {
	p, err := a.env.Compile(text, rule.Bool)
	if err != nil {
		return nil
	}
	return p
}

// Day gives the day on which to study the version: today, or the day nearest to it on which the version holds and can
// be claimed.
func (a Anatomy) Day(today civil.Date) civil.Date {
	v := a.Version
	for _, last := range []civil.Date{v.Until, v.Claims} {
		if !last.IsZero() && today.After(last) {
			today = last
		}
	}
	if today.Before(v.Effect) {
		return v.Effect
	}
	return today
}

// File gives the path of policy.yaml.
func (p *Pack) File() string { return p.file }

// Rules lists all rules of the version, those that follow from its sections too.
func (a Anatomy) Rules() []*rule.Program { return slices.Clone(a.rules) }

// RuleText gives all rules of the policy, one a line.
func (p *Pack) RuleText() string {
	var b strings.Builder
	collect(reflect.ValueOf(p.Policy), &b)
	return b.String()
}
