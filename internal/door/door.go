// Package door is the one way in. Do opens the transaction, finds where a command lands, asks
// whether this actor may, runs it, writes the audit entry, keeps the idempotency key and commits;
// Ask answers a question from a read-only snapshot. Nothing else writes.
package door

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/id"
	"yanzhen/internal/job"
	"yanzhen/internal/store"
)

// A Door leads to one database.
type Door struct {
	DB    *store.DB
	Clock clock.Clock
	Jobs  *job.Queue

	// Fingerprint is a keyed hash. Commands hold identity numbers, which a plain hash would not hide: there are few enough
	// of them to try. nil takes a plain one.
	Fingerprint func(text string) string
}

// A Command is a small struct filled by a form, a JSON body, flags or a job.
type Command[R any] interface {
	// Action names what is asked, for the role matrix and the log.
	Action() authz.Action
	// Land finds where it comes down: district, organisation, person. It may look things up.
	Land(ctx context.Context, q store.Q) (authz.Land, error)
	// Run loads, decides and saves. It may run twice, so it touches only tx.
	Run(ctx context.Context, tx *Tx) (R, error)
}

// A Question is a read. It filters by the actor's scope itself (authz.Where), or lands like a
// command when it is about one thing.
type Question[R any] interface {
	Action() authz.Action
	Answer(ctx context.Context, q *Snapshot) (R, error)
}

// A Tx is what a command works with.
type Tx struct {
	*store.Tx
	door   *Door
	actor  authz.Actor
	now    time.Time
	notes  map[string]any
	about  string
	landed authz.Land
}

// Now is the instant of the command, the same for the whole run.
func (tx *Tx) Now() time.Time { return tx.now }

// Actor is who asks.
func (tx *Tx) Actor() authz.Actor { return tx.actor }

// View lets a command ask questions of the state it works on.
func (tx *Tx) View() *Snapshot { return &Snapshot{Q: tx.Tx, actor: tx.actor, now: tx.now} }

// NewID makes an identifier.
func (tx *Tx) NewID() string { return id.New(tx.now) }

// About names the subject in the audit log, e.g. "person/01H…"; the default is the land.
func (tx *Tx) About(subject string) { tx.about = subject }

// Note adds a fact to the audit entry. Never personal data in clear: mask it.
func (tx *Tx) Note(name string, value any) { tx.notes[name] = value }

// May asks about a further action inside a command.
func (tx *Tx) May(action authz.Action, land authz.Land) error {
	return authz.May(tx.actor, action, land)
}

// Enqueue asks for work to be done after the commit; it gives the id of the run, whose progress
// people can watch.
func (tx *Tx) Enqueue(ctx context.Context, spec job.Spec) (string, error) {
	if spec.District == "" {
		spec.District = tx.landed.District
	}
	return tx.door.Jobs.Enqueue(ctx, tx.Tx, tx.now, tx.actor, spec)
}

// CancelJob asks the run to stop; see job.Queue.Cancel.
func (tx *Tx) CancelJob(ctx context.Context, district, run string) error {
	return tx.door.Jobs.Cancel(ctx, tx.Tx, tx.now, district, run)
}

// Do runs c for actor. The error is a *fault.Fault or ours; nil means durable.
func Do[R any](ctx context.Context, d *Door, actor authz.Actor, c Command[R]) (R, error) {
	var result R
	var land authz.Land
	key := keyFrom(ctx)
	err := d.DB.InTx(ctx, func(raw *store.Tx) error {
		tx := &Tx{Tx: raw, door: d, actor: actor, now: d.Clock.Now(), notes: map[string]any{}}
		result = *new(R) // of a run that lost its race nothing is kept
		if !authz.MayEver(actor, c.Action()) {
			return authz.May(actor, c.Action(), authz.Land{})
		}
		var err error
		if land, err = c.Land(ctx, raw); err != nil {
			return err
		}
		tx.landed = land
		if err = authz.May(actor, c.Action(), land); err != nil {
			return err
		}
		if found, err := recall(ctx, tx, key, c, &result); found || err != nil {
			return err
		}
		if result, err = c.Run(ctx, tx); err != nil {
			return err
		}
		if err = remember(ctx, tx, key, c, result); err != nil {
			return err
		}
		return audit.Write(ctx, raw, tx.entry(c.Action(), land))
	})
	if kind := fault.KindOf(err); kind == fault.Denied || kind == fault.Unsigned {
		d.writeDenial(ctx, actor, c.Action(), land, err)
	}
	return result, err
}

func (tx *Tx) entry(action authz.Action, land authz.Land) audit.Entry {
	subject := tx.about
	if subject == "" {
		subject = subjectOf(land)
	}
	e := entryOf(tx.actor, action, land, tx.now)
	e.Outcome, e.Subject, e.Detail = audit.Done, subject, tx.notes
	return e
}

func entryOf(a authz.Actor, action authz.Action, land authz.Land, now time.Time) audit.Entry {
	district := land.District
	if district == "" {
		district = a.District()
	}
	return audit.Entry{At: now, District: district, Account: a.Account, Actor: a.Name, Via: a.Via, Action: action}
}

func subjectOf(l authz.Land) string {
	switch {
	case l.Person != "":
		return "person/" + l.Person
	case l.Org != "":
		return "org/" + l.Org
	}
	return "district/" + l.District
}

// writeDenial keeps a trace of a refused deed in a transaction of its own. Anonymous refusals are
// not kept: anyone could fill the log with them.
func (d *Door) writeDenial(ctx context.Context, a authz.Actor, action authz.Action, land authz.Land, cause error) {
	if !a.SignedIn() {
		return
	}
	err := d.DB.InTx(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		e := entryOf(a, action, land, d.Clock.Now())
		e.Outcome, e.Subject, e.Detail = audit.Denied, subjectOf(land), map[string]any{"reason": fault.Of(cause).Key}
		return audit.Write(ctx, tx, e)
	})
	if err != nil {
		slog.ErrorContext(ctx, "a denial could not be written to the audit log", "action", action, "err", err)
	}
}

// A Snapshot is what a question works with.
type Snapshot struct {
	store.Q
	actor authz.Actor
	now   time.Time
}

// Now is the instant of the question.
func (s *Snapshot) Now() time.Time { return s.now }

// Actor is who asks.
func (s *Snapshot) Actor() authz.Actor { return s.actor }

// May gives nil if the actor may do action at land. For one thing that exists but is not the
// actor's to see, answer fault.Missing: what may not be seen is not there.
func (s *Snapshot) May(action authz.Action, land authz.Land) error {
	return authz.May(s.actor, action, land)
}

// Ask answers question q for actor from one consistent state.
func Ask[R any](ctx context.Context, d *Door, actor authz.Actor, q Question[R]) (R, error) {
	var answer R
	if !authz.MayEver(actor, q.Action()) {
		return answer, authz.May(actor, q.Action(), authz.Land{})
	}
	err := d.DB.Snapshot(ctx, func(raw store.Q) error {
		var err error
		answer, err = q.Answer(ctx, &Snapshot{Q: raw, actor: actor, now: d.Clock.Now()})
		return err
	})
	if err != nil && fault.KindOf(err) == fault.Internal {
		err = fmt.Errorf("answer %s: %w", q.Action(), err)
	}
	return answer, err
}
