package policy

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// A Turn is what every move of a version says: of which version, and why.
type Turn struct {
	Book     *Book  `json:"-"`
	District string `json:"district"`
	ID       string `json:"id"`
	Version  string `json:"version"` // digest of the files
	Reason   string `json:"reason"`
}

// Land is the district.
func (t Turn) Land(_ context.Context, _ store.Q) (authz.Land, error) {
	return authz.Land{District: t.District}, nil
}

// A standing is where a version stands before a move.
type standing struct {
	shelf  *shelf
	volume *volume
	moves  moves
	state  State
}

// stand reads where the version stands. Errors: Invalid policy.pack.reason without a reason, Missing
// policy.version_missing.
func (t Turn) stand(ctx context.Context, tx *door.Tx) (standing, error) {
	if t.Reason == "" {
		return standing{}, fault.Invalid.New("policy.pack.reason").On("reason")
	}
	s, err := t.Book.shelf(ctx, tx, t.District)
	if err != nil {
		return standing{}, err
	}
	v, err := t.Book.volume(ctx, tx, t.District, t.ID, t.Version)
	if err != nil {
		return standing{}, err
	}
	all, err := loadMoves(ctx, tx, t.District)
	if err != nil {
		return standing{}, err
	}
	resting := s.resting(PackVersion{ID: t.ID, Version: t.Version, BuiltIn: v.shipped})
	return standing{s, v, all[t.ID], all[t.ID].state(t.Version, civil.Of(tx.Now()), resting)}, nil
}

// ready checks the version once more, beside what is in force now. Error: Conflict policy.pack.not_ready with the
// number of problems and failed cases.
func (s standing) ready() (Report, error) {
	report := s.shelf.report(s.volume.pack)
	if report.Passed() {
		return report, nil
	}
	return report, fault.Conflict.New("policy.pack.not_ready").With("problems", grave(report.Problems)).With("failed", report.Failed)
}

// take writes the move and tells what became of the version.
func (t Turn) take(ctx context.Context, tx *door.Tx, s standing, m Move) (PackVersion, error) {
	m.Version, m.Reason = t.Version, t.Reason
	if err := move(ctx, tx, t.District, t.ID, m); err != nil {
		return PackVersion{}, err
	}
	m.account, m.At, m.seq = tx.Actor().Account, tx.Now(), int64(len(s.moves))+1
	state := append(s.moves, m).state(t.Version, civil.Of(tx.Now()), Tested)
	return PackVersion{ID: t.ID, Version: t.Version, State: state, BuiltIn: s.volume.shipped, By: tx.Actor().Name, At: tx.Now()}, nil
}

// move writes the next move of a pack and has it in the audit log.
func move(ctx context.Context, tx *door.Tx, district, id string, m Move) error {
	tx.About("policy/" + id)
	tx.Note("version", m.Version)
	tx.Note("state", string(m.Step))
	if !m.Effect.IsZero() {
		tx.Note("effect", m.Effect.String())
	}
	return saveMove(ctx, tx, district, id, m, tx.Actor(), tx.Now())
}

// SubmitPack asks a second person to approve a version.
type SubmitPack struct{ Turn }

// Action is policy.submit.
func (c SubmitPack) Action() authz.Action { return authz.PolicySubmit }

// Run submits. Errors: those of stand and ready, Conflict policy.pack.in_force, policy.pack.waiting or
// policy.pack.scheduled.
func (c SubmitPack) Run(ctx context.Context, tx *door.Tx) (PackVersion, error) {
	s, err := c.stand(ctx, tx)
	if err != nil {
		return PackVersion{}, err
	}
	switch s.state {
	case Active:
		return PackVersion{}, fault.Conflict.New("policy.pack.in_force").With("id", c.ID)
	case Submitted:
		return PackVersion{}, fault.Conflict.New("policy.pack.waiting")
	case Scheduled:
		return PackVersion{}, fault.Conflict.New("policy.pack.scheduled").With("day", s.moves.last(c.Version).Effect)
	}
	report, err := s.ready()
	if err != nil {
		return PackVersion{}, err
	}
	done, err := c.take(ctx, tx, s, Move{Step: StepSubmit})
	done.Report = report
	return done, err
}

// ApprovePack lets a submitted version be in force from a day on, in place of the one before.
type ApprovePack struct {
	Turn
	Effect civil.Date `json:"effect,omitzero"` // today when empty
}

// Action is policy.approve.
func (c ApprovePack) Action() authz.Action { return authz.PolicyApprove }

// Run approves. Errors: those of stand and ready, Conflict policy.pack.not_submitted, policy.pack.same_person for whoever
// saved or submitted the version, Invalid policy.pack.past on effect.
func (c ApprovePack) Run(ctx context.Context, tx *door.Tx) (PackVersion, error) {
	today := civil.Of(tx.Now())
	if c.Effect.IsZero() {
		c.Effect = today
	}
	if c.Effect.Before(today) {
		return PackVersion{}, fault.Invalid.New("policy.pack.past").On("effect")
	}
	s, err := c.stand(ctx, tx)
	if err != nil {
		return PackVersion{}, err
	}
	if s.state != Submitted {
		return PackVersion{}, fault.Conflict.New("policy.pack.not_submitted")
	}
	if err := c.second(ctx, tx, s); err != nil {
		return PackVersion{}, err
	}
	report, err := s.ready()
	if err != nil {
		return PackVersion{}, err
	}
	done, err := c.take(ctx, tx, s, Move{Step: StepApprove, Effect: c.Effect})
	done.Report = report
	return done, err
}

// second refuses whoever saved the version or submitted it: four eyes are the rule, whatever the roles.
func (c ApprovePack) second(ctx context.Context, tx *door.Tx, s standing) error {
	saver, err := loadSaver(ctx, tx, c.District, c.ID, c.Version)
	if err != nil {
		return err
	}
	if me := tx.Actor().Account; me == "" || me == saver || me == s.moves.last(c.Version).account {
		return fault.Conflict.New("policy.pack.same_person")
	}
	return nil
}

// ActivatePack approves a submitted version from today on.
type ActivatePack struct{ Turn }

// Action is policy.activate.
func (c ActivatePack) Action() authz.Action { return authz.PolicyActivate }

// Run approves. Errors: as ApprovePack, Conflict policy.pack.in_force.
func (c ActivatePack) Run(ctx context.Context, tx *door.Tx) (PackVersion, error) {
	s, err := c.stand(ctx, tx)
	if err != nil {
		return PackVersion{}, err
	}
	if s.state == Active {
		return PackVersion{}, fault.Conflict.New("policy.pack.in_force").With("id", c.ID)
	}
	return ApprovePack{Turn: c.Turn}.Run(ctx, tx)
}

// RejectPack sends a submitted version back to its author.
type RejectPack struct{ Turn }

// Action is policy.reject.
func (c RejectPack) Action() authz.Action { return authz.PolicyReject }

// Run rejects. Errors: those of stand, Conflict policy.pack.not_submitted.
func (c RejectPack) Run(ctx context.Context, tx *door.Tx) (PackVersion, error) {
	s, err := c.stand(ctx, tx)
	if err == nil && s.state != Submitted {
		err = fault.Conflict.New("policy.pack.not_submitted")
	}
	if err != nil {
		return PackVersion{}, err
	}
	return c.take(ctx, tx, s, Move{Step: StepReject})
}

// RecallPack takes back a version that waits for approval, or whose day has not come.
type RecallPack struct{ Turn }

// Action is policy.recall.
func (c RecallPack) Action() authz.Action { return authz.PolicyRecall }

// Run recalls. Errors: those of stand, Conflict policy.pack.not_pending.
func (c RecallPack) Run(ctx context.Context, tx *door.Tx) (PackVersion, error) {
	s, err := c.stand(ctx, tx)
	if err == nil && s.state != Submitted && s.state != Scheduled {
		err = fault.Conflict.New("policy.pack.not_pending")
	}
	if err != nil {
		return PackVersion{}, err
	}
	return c.take(ctx, tx, s, Move{Step: StepRecall})
}
