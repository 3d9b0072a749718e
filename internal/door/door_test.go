package door_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

var noon = time.Date(2026, 11, 25, 4, 0, 0, 0, time.UTC)

// A desk is a door on a fresh database with a table of tallies.
type desk struct {
	*door.Door
	t     *testing.T
	clock *clock.Set
}

func open(t *testing.T, db *store.DB) desk {
	t.Helper()
	queue, err := job.NewQueue(db)
	if err != nil {
		t.Fatal(err)
	}
	err = db.InTx(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), `CREATE TABLE tally (org TEXT NOT NULL, n BIGINT NOT NULL)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	at := clock.At(noon)
	return desk{&door.Door{DB: db, Clock: at, Jobs: queue}, t, at}
}

// add notes a number for an organisation.
type add struct {
	Org  string
	N    int64
	Fail error `json:"-"`
}

func (add) Action() authz.Action { return authz.PersonCreate }
func (c add) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: "430408", Org: c.Org}, nil
}

func (c add) Run(ctx context.Context, tx *door.Tx) (string, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO tally (org, n) VALUES ($1, $2)`, c.Org, c.N); err != nil {
		return "", err
	}
	tx.Note("n", c.N)
	if _, err := tx.Enqueue(ctx, job.Spec{Kind: "after", Args: c}); err != nil {
		return "", err
	}
	return tx.NewID(), c.Fail
}

// sum asks for the total.
type sum struct{}

func (sum) Action() authz.Action { return authz.PersonRead }
func (sum) Answer(ctx context.Context, q *door.Snapshot) (n int64, err error) {
	err = q.QueryRow(ctx, `SELECT COALESCE(SUM(n), 0) FROM tally`).Scan(&n)
	return n, err
}

var (
	office  = authz.Actor{Account: "chen", Name: "Chen", Via: "web", Grants: []authz.Grant{{Role: authz.Office, District: "430408"}}}
	unit    = authz.Actor{Account: "liu", Name: "Liu", Via: "web", Grants: []authz.Grant{{Role: authz.Unit, District: "430408", Org: "o1"}}}
	auditor = authz.Actor{Account: "jiang", Via: "web", Grants: []authz.Grant{{Role: authz.Auditor, District: "430408"}}}
)

func (d desk) total() int64 {
	d.t.Helper()
	n, err := door.Ask(d.t.Context(), d.Door, office, sum{})
	if err != nil {
		d.t.Fatal(err)
	}
	return n
}

func (d desk) log() []audit.Entry {
	d.t.Helper()
	var entries []audit.Entry
	err := d.DB.Snapshot(d.t.Context(), func(q store.Q) (err error) {
		entries, err = audit.List(d.t.Context(), q, auditor, audit.Query{})
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return entries
}

func (d desk) runs() int {
	d.t.Helper()
	var runs []*job.Run
	err := d.DB.Snapshot(d.t.Context(), func(q store.Q) (err error) {
		runs, err = job.Recent(d.t.Context(), q, "430408", "after", "", "", 100)
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return len(runs)
}

func TestADeedItsEntryAndItsJobAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		for name, tc := range map[string]struct {
			actor authz.Actor
			cmd   add
			want  fault.Kind
		}{
			"the office may":             {office, add{Org: "o2", N: 1}, ""},
			"a unit may for itself":      {unit, add{Org: "o1", N: 10}, ""},
			"a unit may not for another": {unit, add{Org: "o2", N: 100}, fault.Denied},
			"the public must sign in":    {authz.Anyone("430408"), add{Org: "o1", N: 1000}, fault.Unsigned},
			"a deed that fails":          {office, add{Org: "o1", N: 10000, Fail: fault.Invalid.New("authz.denied")}, fault.Invalid},
			"a deed that breaks":         {office, add{Org: "o1", N: 100000, Fail: errors.New("broken")}, fault.Internal},
		} {
			t.Run(name, func(t *testing.T) {
				before, entries, runs := d.total(), len(d.log()), d.runs()
				_, err := door.Do(t.Context(), d.Door, tc.actor, tc.cmd)
				if got := fault.KindOf(err); got != tc.want {
					t.Fatalf("got %q, want %q: %v", got, tc.want, err)
				}
				done := int64(0)
				if tc.want == "" {
					done = 1
				}
				if d.total() != before+done*tc.cmd.N || d.runs() != runs+int(done) {
					t.Errorf("total %d → %d, runs %d → %d", before, d.total(), runs, d.runs())
				}
				log := d.log()
				told := int(done)
				if tc.want == fault.Denied {
					told = 1 // the refusal of someone we know is kept
				}
				if len(log) != entries+told {
					t.Errorf("%d entries, want %d", len(log), entries+told)
				}
				if told == 1 && tc.want == fault.Denied && log[0].Outcome != audit.Denied {
					t.Errorf("the newest entry says %s", log[0].Outcome)
				}
			})
		}
	})
}

func TestTheSameKeyHasOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		keyed := door.WithKey(t.Context(), "k1")
		first, err := door.Do(keyed, d.Door, office, add{Org: "o1", N: 7})
		if err != nil {
			t.Fatal(err)
		}
		d.clock.Pass(time.Minute)
		again, err := door.Do(keyed, d.Door, office, add{Org: "o1", N: 7})
		if err != nil || again != first {
			t.Errorf("the second answer is %q, %v; the first was %q", again, err, first)
		}
		if d.total() != 7 || d.runs() != 1 || len(d.log()) != 1 {
			t.Errorf("total %d, %d runs, %d entries", d.total(), d.runs(), len(d.log()))
		}
		if _, err := door.Do(keyed, d.Door, office, add{Org: "o1", N: 8}); !errors.Is(err, fault.Conflict) {
			t.Errorf("another command under the key: %v", err)
		}
		if _, err := door.Do(keyed, d.Door, unit, add{Org: "o1", N: 1}); err != nil {
			t.Errorf("another actor's key of the same name: %v", err)
		}
		d.clock.Pass(time.Hour)
		if err := door.ForgetKeys(t.Context(), d.Door, time.Hour-time.Second); err != nil {
			t.Fatal(err)
		}
		if _, err := door.Do(keyed, d.Door, office, add{Org: "o1", N: 8}); err != nil || d.total() != 16 {
			t.Errorf("after the key was forgotten: total %d, %v", d.total(), err)
		}
	})
}

// A key settles what a caller cannot know: many senders of one request at once have one effect, and all read one answer.
func TestManySendersOfOneRequestHaveOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		answers := make(chan string, 8)
		for range cap(answers) {
			go func() {
				id, err := door.Do(door.WithKey(t.Context(), "k"), d.Door, office, add{Org: "o1", N: 1})
				if err != nil {
					id = err.Error()
				}
				answers <- id
			}()
		}
		seen := map[string]bool{}
		for range cap(answers) {
			seen[<-answers] = true
		}
		if len(seen) != 1 || d.total() != 1 {
			t.Errorf("answers %v, total %d", seen, d.total())
		}
	})
}

func TestQuestionsAskWhoAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		if _, err := door.Ask(t.Context(), d.Door, authz.Anyone("430408"), sum{}); !errors.Is(err, fault.Unsigned) {
			t.Errorf("the public got %v", err)
		}
	})
}

func TestTheKeptFingerprintIsKeyed(t *testing.T) {
	d := open(t, dbtest.New(t))
	d.Fingerprint = func(text string) string { return "keyed:" + text[:8] }
	if _, err := door.Do(door.WithKey(t.Context(), "k"), d.Door, office, add{Org: "o1", N: 1}); err != nil {
		t.Fatal(err)
	}
	var kept string
	err := d.DB.Snapshot(t.Context(), func(q store.Q) error {
		return q.QueryRow(t.Context(), `SELECT digest FROM door_key`).Scan(&kept)
	})
	if err != nil || kept != `keyed:{"Org":"` {
		t.Errorf("kept %q, %v", kept, err)
	}
}
