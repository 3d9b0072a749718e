package whatif

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
)

// MaxBeside bounds how many scenarios stand side by side.
const MaxBeside = 6

// SideBySide asks what several scenarios of a policy come to, each against the version in force; where there is none, against the
// version that the first of them begins with.
type SideBySide struct {
	Desk      *Desk    `json:"-"`
	District  string   `json:"district"` // the actor's own when empty
	Policy    string   `json:"policy"`
	Scenarios []string `json:"scenarios"` // ids; the first MaxBeside when empty
}

// Beside is some scenarios with what each comes to.
type Beside struct {
	Policy    string     `json:"policy"`
	Name      string     `json:"name"`
	Base      string     `json:"base"`      // what all are compared with
	Scenarios []Scenario `json:"scenarios"` // all there are, to choose from
	Columns   []Column   `json:"columns"`
	Progress  *Progress  `json:"progress,omitempty"` // while a column is not there yet: ask again
}

// A Column is one scenario. Effect is nil while it is not judged, or when its text cannot be tried.
type Column struct {
	Scenario Scenario `json:"scenario"`
	Levers   []Lever  `json:"levers"` // those moved
	Unusable bool     `json:"unusable"`
	Effect   *Effect  `json:"effect,omitempty"` // without names
}

// Action is policy.whatif.read.
func (q SideBySide) Action() authz.Action { return authz.WhatIfRead }

// Answer judges them. Errors: Missing policy.missing, whatif.scenario.missing; Invalid whatif.beside.many.
func (q SideBySide) Answer(ctx context.Context, snap *door.Snapshot) (Beside, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.WhatIfRead, authz.Land{District: q.District}); err != nil {
		return Beside{}, err
	}
	if len(q.Scenarios) > MaxBeside {
		return Beside{}, fault.Invalid.New("whatif.beside.many").On("scenarios").With("most", MaxBeside)
	}
	base, err := q.Desk.Book.Stand(ctx, snap, q.District, q.Policy, "")
	if err != nil {
		return Beside{}, err
	}
	out := Beside{Policy: q.Policy, Name: base.Pack.Policy.Name.In(lang(ctx)), Columns: []Column{}}
	if out.Scenarios, err = readable(ctx, snap, q.District, q.Policy, base.InForce); err != nil {
		return Beside{}, err
	}
	chosen, err := q.choose(out.Scenarios)
	if err != nil || len(chosen) == 0 {
		return out, err
	}
	if base.InForce == "" {
		if base, err = q.Desk.stand(ctx, snap, q.District, q.Policy, chosen[0].Base); err != nil {
			return Beside{}, err
		}
	}
	out.Base = base.Version
	return out, q.columns(ctx, snap, base, chosen, &out)
}

// choose gives the scenarios asked for, in the order asked.
func (q SideBySide) choose(all []Scenario) ([]Scenario, error) {
	if len(q.Scenarios) == 0 {
		return all[:min(len(all), MaxBeside)], nil
	}
	var chosen []Scenario
	for _, id := range q.Scenarios {
		i := slices.IndexFunc(all, func(s Scenario) bool { return s.ID == id })
		if i < 0 {
			return nil, fault.Missing.New("whatif.scenario.missing")
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}

func (q SideBySide) columns(ctx context.Context, snap *door.Snapshot, base policy.Stand, chosen []Scenario, out *Beside) error {
	here, err := q.Desk.Book.Moment(ctx, snap, q.District)
	if because(err, "policy.population.loading") {
		out.Progress = &Progress{}
	} else if err != nil {
		return err
	}
	var before *policy.Ballot
	if out.Progress == nil {
		var how Progress
		if before, how, err = q.Desk.ballot(ctx, q.District, q.Policy, base.Files, here); errors.Is(err, errPending) {
			out.Progress = &how
		} else if err != nil {
			return err
		}
	}
	for _, s := range chosen {
		c, err := q.column(ctx, snap, s, before, here, out)
		if err != nil {
			return err
		}
		out.Columns = append(out.Columns, c)
	}
	return nil
}

func (q SideBySide) column(ctx context.Context, snap *door.Snapshot, s Scenario, before *policy.Ballot, here policy.Moment, out *Beside) (Column, error) {
	set, err := Try{Desk: q.Desk, District: q.District, Policy: q.Policy, Scenario: s.ID}.set(ctx, snap)
	if err != nil {
		return Column{}, err
	}
	c := Column{Scenario: s, Levers: slices.DeleteFunc(set.levers, func(l Lever) bool { return !l.Moved() })}
	if out.Progress != nil {
		return c, nil
	}
	after, how, err := q.Desk.ballot(ctx, q.District, q.Policy, set.files, here)
	switch {
	case errors.Is(err, errPending):
		out.Progress = &how
		return c, nil
	case because(err, "whatif.unusable"):
		c.Unusable = true
		return c, nil
	case err != nil:
		return Column{}, err
	}
	e := reckon(before, after, nil, policy.Reach{})
	e.Who, e.Groups = nil, []Group{}
	e.Fund = e.ceilings(after.Pack(), s.Budget)
	c.Effect = &e
	return c, nil
}

// because reports whether err is the fault with this key.
func because(err error, key string) bool { return err != nil && fault.Of(err).Key == key }
