package insight_test

import (
	"context"
	"errors"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/insight"
	"yanzhen/internal/job"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

// ask enqueues a run, as a command of some slice would.
type ask struct{ Org string }

func (ask) Action() authz.Action { return authz.ImportRun }

func (a ask) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: zhengxiang, Org: a.Org}, nil
}

func (ask) Run(ctx context.Context, tx *door.Tx) (string, error) {
	return tx.Enqueue(ctx, job.Spec{Kind: "registry.import", Args: map[string]string{"import": "01X"}})
}

func unit(org string) authz.Actor {
	return authz.Actor{Account: "u-" + org, Name: "何舟", Via: "web", Grants: []authz.Grant{{Role: authz.Unit, District: zhengxiang, Org: org}}}
}

func TestARunIsSeenByThoseItConcerns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := settle(t, db, 1)
		run, err := door.Do(h.ctx, h.door, unit("o1"), ask{"o1"})
		check(t, err)
		for name, tc := range map[string]struct {
			actor authz.Actor
			want  fault.Kind
		}{
			"the unit that asked": {unit("o1"), ""},
			"another unit":        {unit("o2"), fault.Missing},
			"the office":          {as(authz.Office), ""},
			"an auditor":          {as(authz.Auditor), ""},
			"an administrator":    {as(authz.Admin), ""},
			"a talent":            {as(authz.Talent), fault.Denied},
		} {
			r, err := door.Ask(h.ctx, h.door, tc.actor, insight.RunPage{District: zhengxiang, Run: run})
			if fault.KindOf(err) != tc.want || err == nil && (r.ID != run || r.State != job.Waiting) {
				t.Errorf("%s: got %+v, %v", name, r, err)
			}
		}
	})
}

func TestARunIsStoppedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := settle(t, db, 1)
		run, err := door.Do(h.ctx, h.door, unit("o1"), ask{"o1"})
		check(t, err)
		stop := insight.CancelRun{District: zhengxiang, ID: run}
		if _, err := door.Do(h.ctx, h.door, unit("o2"), stop); !errors.Is(err, fault.Denied) {
			t.Errorf("another unit stops it: %v", err)
		}
		if _, err := door.Do(h.ctx, h.door, as(authz.Auditor), stop); !errors.Is(err, fault.Denied) {
			t.Errorf("an auditor stops it: %v", err)
		}
		r, err := door.Do(h.ctx, h.door, unit("o1"), stop)
		if err != nil || r.State != job.Cancelled {
			t.Errorf("got %+v, %v", r, err)
		}
		if _, err := door.Do(h.ctx, h.door, unit("o1"), stop); !errors.Is(err, fault.Conflict) {
			t.Errorf("stopped twice: %v", err)
		}
		if _, err := door.Do(h.ctx, h.door, as(authz.Office), insight.CancelRun{District: zhengxiang, ID: "01NONE"}); !errors.Is(err, fault.Missing) {
			t.Errorf("a run that is none: %v", err)
		}
	})
}
