package casework

import (
	"context"
	"slices"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/casework/programme"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// Begin opens a draft for a person in a round: one's own, or as whoever may file for others.
type Begin struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Round    string `json:"round"`
	Person   string `json:"person"`
}

// Action is casework.case.file.
func (Begin) Action() authz.Action { return authz.CaseFile }

// Land is where the person lies.
func (c Begin) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return registry.LandOf(ctx, q, c.District, c.Person)
}

// Run opens the draft. Errors: Missing casework.round.missing; Conflict while the round takes no applications, casework.case.filer
// when the programme does not let such filers file, and casework.case.twice when the person has a case in the round.
func (c Begin) Run(ctx context.Context, tx *door.Tx) (*Case, error) {
	r, err := loadRound(ctx, tx, c.District, c.Round)
	if err != nil {
		return nil, err
	}
	if err := r.admits("", civil.Of(tx.Now())); err != nil {
		return nil, err
	}
	p, err := c.Desk.programme(ctx, tx, c.District, r.digest)
	if err != nil {
		return nil, err
	}
	land, err := c.Land(ctx, tx)
	if err != nil {
		return nil, err
	}
	filer := filerOf(tx.Actor(), land)
	if !slices.Contains(p.Programme.Filers, filer) {
		return nil, fault.Conflict.New("casework.case.filer").With("programme", p.Programme.Name.Zh)
	}
	if other, err := caseOf(ctx, tx, c.District, r.ID, land.Person); err != nil || other != "" {
		return nil, firstFault(err, fault.Conflict.New("casework.case.twice").With("case", other))
	}
	k := &Case{District: c.District, ID: tx.NewID(), Round: r.ID, Programme: r.Programme, Person: land.Person, Org: land.Org, Filer: filer,
		State: flow.Draft, At: tx.Now(), Moves: []Move{}, account: tx.Actor().Account}
	tx.About("case/" + k.ID)
	tx.Note("round", r.ID)
	return k, insertCase(ctx, tx, k)
}

// filerOf tells as what an actor files for somebody.
func filerOf(a authz.Actor, land authz.Land) string {
	switch {
	case a.Person() == land.Person:
		return "person"
	case a.Org() != "" && a.Org() == land.Org:
		return "unit"
	case a.Has(authz.Leader):
		return "leader"
	case a.Has(authz.Office):
		return "unit" // the office files for a unit that has no account
	}
	return "peer"
}

func firstFault(err error, f *fault.Fault) error {
	if err != nil {
		return err
	}
	return f
}

// A Desk's matter: a case with what it needs to be worked on.
type matter struct {
	desk  *Desk
	round *Round
	pack  *programme.Pack
	kase  *Case
}

// open loads a case and replays it. Errors: Missing, also for a case that is not the actor's to see.
func (d *Desk) open(ctx context.Context, q store.Q, district, id string) (*matter, error) {
	k, err := loadCase(ctx, q, district, id)
	if err != nil {
		return nil, err
	}
	r, err := loadRound(ctx, q, district, k.Round)
	if err != nil {
		return nil, err
	}
	p, err := d.programme(ctx, q, district, r.digest)
	if err != nil {
		return nil, err
	}
	accounts, err := account.OfPerson(ctx, q, district, k.Person)
	if err != nil {
		return nil, err
	}
	return &matter{d, r, p, k}, k.replay(d, p, k.own(accounts))
}

// openTo is open for whoever files the case. Errors: Missing casework.case.missing for everyone else.
func (d *Desk) openTo(ctx context.Context, q store.Q, a authz.Actor, district, id string) (*matter, error) {
	m, err := d.open(ctx, q, district, id)
	if err == nil && !m.kase.filedBy(a) {
		return nil, fault.Missing.New("casework.case.missing")
	}
	return m, err
}

// landOf is where a case lies, for commands. Errors: Missing casework.case.missing.
func landOf(ctx context.Context, q store.Q, district, id string) (authz.Land, error) {
	land := authz.Land{District: district}
	err := q.QueryRow(ctx, `SELECT person, org FROM casework_case WHERE district = $1 AND id = $2`, district, id).Scan(&land.Person, &land.Org)
	return land, missing(err, "casework.case.missing")
}

// caseOf gives the case of a person in a round that was not withdrawn, "" when there is none.
func caseOf(ctx context.Context, q store.Q, district, round, person string) (string, error) {
	found, err := store.All(ctx, q, func(row store.Row) (id string, err error) { return id, row.Scan(&id) }, `
		SELECT id FROM casework_case
		WHERE district = $1 AND round = $2 AND person = $3 AND state <> 'withdrawn'
		ORDER BY id`, district, round, person)
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
