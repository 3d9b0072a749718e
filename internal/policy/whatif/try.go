package whatif

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
)

// Try asks what follows when levers of a version are moved.
type Try struct {
	Desk     *Desk     `json:"-"`
	District string    `json:"district"` // the actor's own when empty
	Policy   string    `json:"policy"`
	Base     string    `json:"base"`     // digest of the version; that of the scenario, else the one in force when empty
	Scenario string    `json:"scenario"` // begin with its moves; those given count more
	Moves    Moves     `json:"moves"`
	Budget   money.Fen `json:"budget_fen"` // a year, to compare with
}

// A Sheet is a policy with its levers and what follows from where they stand.
type Sheet struct {
	Policy    string               `json:"policy"`
	Name      string               `json:"name"`
	Base      string               `json:"base"`
	InForce   string               `json:"in_force"` // digest, "" when there is none
	State     policy.State         `json:"state"`    // of the base
	Versions  []policy.PackVersion `json:"versions"` // to begin with, newest first; for those who may save drafts
	Levers    []Lever              `json:"levers"`
	Moves     Moves                `json:"moves"`
	Budget    money.Fen            `json:"budget_fen"`
	Scenario  *Scenario            `json:"scenario,omitempty"`
	Scenarios []Scenario           `json:"scenarios"`          // the one changed last first
	Unusable  bool                 `json:"unusable"`           // with the levers there the text is no policy that could be tried
	Progress  *Progress            `json:"progress,omitempty"` // while the effect is not there yet: ask again
	Effect    *Effect              `json:"effect,omitempty"`
	MaySave   bool                 `json:"may_save"`
	MayExport bool                 `json:"may_export"`
}

// Action is policy.whatif.read.
func (q Try) Action() authz.Action { return authz.WhatIfRead }

// Answer moves, judges and counts. Errors: Missing policy.missing, policy.version_missing, whatif.scenario.missing; those of Apply.
func (q Try) Answer(ctx context.Context, snap *door.Snapshot) (Sheet, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	land := authz.Land{District: q.District}
	if err := snap.May(authz.WhatIfRead, land); err != nil {
		return Sheet{}, err
	}
	set, err := q.set(ctx, snap)
	if err != nil {
		return Sheet{}, err
	}
	sheet := Sheet{Policy: q.Policy, Name: set.base.Pack.Policy.Name.In(lang(ctx)), Base: set.base.Version, InForce: set.base.InForce, State: set.base.State,
		Levers: set.levers, Moves: moved(set.levers), Budget: set.budget, Scenario: set.scenario,
		MaySave: snap.May(authz.ScenarioSave, land) == nil, MayExport: snap.May(authz.PersonExport, land) == nil}
	if sheet.Scenarios, err = readable(ctx, snap, q.District, q.Policy, set.base.InForce); err != nil {
		return Sheet{}, err
	}
	if sheet.MaySave {
		kept, err := policy.PackFiles{Book: q.Desk.Book, District: q.District, ID: q.Policy}.Answer(ctx, snap)
		if err != nil {
			return Sheet{}, err
		}
		sheet.Versions = kept.Versions
	}
	return sheet, q.judge(ctx, snap, set, &sheet)
}

// judge adds the effect, or how far it is.
func (q Try) judge(ctx context.Context, snap *door.Snapshot, set set, sheet *Sheet) error {
	found, err := set.judge(ctx, snap)
	switch {
	case err == nil:
	case errors.Is(err, errPending):
		sheet.Progress = &found.progress
		return nil
	case because(err, "policy.population.loading"):
		loaded, _ := fault.Of(err).Args["people"].(int)
		sheet.Progress = &Progress{Done: int64(loaded)}
		return nil
	case because(err, "whatif.unusable"):
		sheet.Unusable = true
		return nil
	default:
		return err
	}
	e := reckon(found.before, found.after, groupings(found.before.Moment()), policy.ReachOf(snap.Actor(), authz.PolicyMatches, q.District))
	e.Fund = e.ceilings(found.after.Pack(), set.budget)
	sheet.Effect = &e
	return nil
}

func lang(ctx context.Context) string { return string(i18n.LangOf(ctx)) }

// A set is a version with levers moved.
type set struct {
	desk     *Desk
	district string
	base     policy.Stand
	scenario *Scenario
	levers   []Lever
	files    policy.Files // with the levers moved
	budget   money.Fen
}

// set reads the version and moves its levers.
func (q Try) set(ctx context.Context, snap *door.Snapshot) (set, error) {
	s := set{desk: q.Desk, district: q.District, budget: q.Budget}
	moves := q.Moves
	if q.Scenario != "" {
		kept, err := loadScenario(ctx, snap, q.District, q.Policy, q.Scenario)
		if err != nil {
			return set{}, err
		}
		s.scenario, q.Base = &kept, cmp.Or(q.Base, kept.Base)
		if s.budget = cmp.Or(q.Budget, kept.Budget); len(moves) == 0 {
			moves = kept.Moves
		}
	}
	var err error
	if s.base, err = q.Desk.stand(ctx, snap, q.District, q.Policy, q.Base); err != nil {
		return set{}, err
	}
	text, levers, err := Apply(s.base.Files["policy.yaml"], moves)
	if err != nil {
		return set{}, err
	}
	s.levers, s.files = tellStale(levers), maps.Clone(s.base.Files)
	s.files["policy.yaml"] = text
	return s, nil
}

// stand gives the version to try on. A draft is there only for those who may see drafts.
func (d *Desk) stand(ctx context.Context, snap *door.Snapshot, district, id, base string) (policy.Stand, error) {
	stand, err := d.Book.Stand(ctx, snap, district, id, base)
	if err != nil {
		return stand, err
	}
	if (stand.Version != stand.InForce || stand.State == policy.Retired) && !insider(snap, district) {
		return policy.Stand{}, fault.Missing.New("policy.version_missing").With("id", id).With("version", base)
	}
	return stand, nil
}

// insider reports who may see drafts.
func insider(snap *door.Snapshot, district string) bool {
	land := authz.Land{District: district}
	return snap.May(authz.PolicySave, land) == nil || snap.May(authz.AuditRead, land) == nil
}

// readable gives the scenarios on versions that the actor may see.
func readable(ctx context.Context, snap *door.Snapshot, district, id, inForce string) ([]Scenario, error) {
	all, err := loadScenarios(ctx, snap, district, id)
	if err != nil || insider(snap, district) {
		return all, err
	}
	seen := []Scenario{}
	for _, s := range all {
		if s.Base == inForce {
			seen = append(seen, s)
		}
	}
	return seen, nil
}

// tellStale marks moved levers whose clause still says the old figure in words.
func tellStale(levers []Lever) []Lever {
	for i := range levers {
		if l := &levers[i]; l.Moved() && len(l.Titles) > 0 {
			l.Stale = says(l.Titles[len(l.Titles)-1], *l)
		}
	}
	return levers
}

// says reports whether a text states the figure that the lever had.
func says(text pack.Text, l Lever) bool {
	was := []string{l.Was}
	if n, err := l.Form.read(l.Was); err == nil && (l.Form == Yuan || l.Form == InFen) {
		was = append(was, money.Fen(n).Short())
	}
	for _, figure := range was {
		if hasFigure(text.Zh, figure) || hasFigure(text.En, figure) {
			return true
		}
	}
	return false
}

// hasFigure finds a figure that is no part of a longer one.
func hasFigure(text, figure string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], figure)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(figure)
		if (from == 0 || !isDigit(text[from-1])) && (to == len(text) || !isDigit(text[to])) {
			return true
		}
		at = to
	}
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// A judged set is the base and the moved version, as they judge everyone.
type judgedSet struct {
	before, after *policy.Ballot
	progress      Progress
}

// judge asks the base and the moved version about everyone. Errors: as Desk.ballot; Unavailable policy.population.loading.
func (s set) judge(ctx context.Context, snap *door.Snapshot) (judgedSet, error) {
	here, err := s.desk.Book.Moment(ctx, snap, s.district)
	if err != nil {
		return judgedSet{}, err
	}
	return s.judgeAt(ctx, here)
}

func (s set) judgeAt(ctx context.Context, here policy.Moment) (judgedSet, error) {
	var out judgedSet
	var err error
	if out.before, out.progress, err = s.desk.ballot(ctx, s.district, s.base.ID, s.base.Files, here); err != nil {
		return out, err
	}
	out.after, out.progress, err = s.desk.ballot(ctx, s.district, s.base.ID, s.files, here)
	return out, err
}
