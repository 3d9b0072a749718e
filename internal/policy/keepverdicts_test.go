package policy

import (
	"context"
	"errors"
	"os"
	"testing"

	"yanzhen/internal/crypt"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

// What policies said of everyone is there after a restart without judging, as far as nothing has changed.
func TestARestartFindsTheVerdicts(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 60)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	shelter := Shelter{Dir: t.TempDir(), Ring: ring, Stamp: "this program"}
	s, err := snapshot(h.ctx, h.DB, func(q store.Q) (*shelf, error) { return h.book.shelf(h.ctx, q, zhengxiang) })
	check(t, err)
	p, c, _ := h.reopened(shelter)
	check(t, c.refresh(h.ctx, h.DB, h.now))
	first, second, never := s.active[0], s.active[1], s.active[2]
	ask := func(ctx context.Context, c *crowd, p *pack.Pack) ([]*pack.Verdicts, error) {
		return c.verdicts.of(ctx, c.view.Load(), s, p)
	}
	want := map[*pack.Pack][]*pack.Verdicts{}
	for _, one := range []*pack.Pack{first, second} {
		want[one], err = ask(h.ctx, c, one)
		check(t, err)
	}
	for _, related := range pack.Related(never, s.active) {
		if related == first || related == second {
			t.Fatal("the third policy is judged with the others: take another")
		}
	}
	check(t, p.keep(h.ctx, c))

	idle, stop := context.WithCancel(h.ctx) // who judges under it fails
	stop()
	p, c, found := h.reopened(shelter)
	if got, err := ask(idle, c, first); !found || err != nil || !sameVerdicts(got, want[first]) {
		t.Fatalf("the verdicts of the last run are not found: %v", err)
	}
	if _, err := ask(idle, c, never); !errors.Is(err, context.Canceled) {
		t.Fatalf("a policy that nobody had asked is answered: %v", err)
	}

	// Somebody changes before the second policy was asked again, and the columns are left anew.
	lin := h.who(town.Lin)
	do(h, office, registry.DeclareRecord{District: zhengxiang, Person: lin.Person, Kind: registry.KindResidence, Data: map[string]any{"hukou": "430408"}})
	check(t, c.refresh(h.ctx, h.DB, h.now))
	check(t, p.keep(h.ctx, c))
	_, c, _ = h.reopened(shelter)
	if _, err := ask(idle, c, second); !errors.Is(err, context.Canceled) {
		t.Fatalf("verdicts about people who changed are taken: %v", err)
	}
	_, err = ask(h.ctx, c, second)
	check(t, err)

	// With other policies in force nothing is taken.
	check(t, p.keep(h.ctx, c))
	_, c, _ = h.reopened(shelter)
	other := *s
	other.signature += "one more"
	if _, err := c.verdicts.of(idle, c.view.Load(), &other, second); !errors.Is(err, context.Canceled) {
		t.Errorf("verdicts beside other policies are taken: %v", err)
	}
	check(t, os.WriteFile(shelter.verdictsPath(zhengxiang), []byte("broken"), 0o600))
	if _, _, found := h.reopened(shelter); !found {
		t.Error("broken verdicts keep the columns from being taken")
	}
}

func sameVerdicts(a, b []*pack.Verdicts) bool {
	if len(a) != len(b) {
		return false
	}
	open := 0
	for i := range a {
		for row := range a[i].Len() {
			x, y := a[i].Finding(row), b[i].Finding(row)
			if x.Verdict != y.Verdict || x.Fen != y.Fen || len(x.Missing) != len(y.Missing) {
				return false
			}
			for k := range x.Missing {
				if x.Missing[k] != y.Missing[k] {
					return false
				}
			}
			if x.Verdict != pack.No {
				open++
			}
		}
	}
	return open > 0
}
