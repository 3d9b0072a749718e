package policy

import (
	"os"
	"reflect"
	"testing"

	"yanzhen/internal/crypt"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

// reopened gives the population of another run of the program, with the crowd it finds in the shelter.
func (h house) reopened(s Shelter) (*Population, *crowd, bool) {
	p := newPopulation(h.DB, h.now)
	p.Keep(s)
	c := newCrowd(zhengxiang)
	return p, c, p.fetch(h.ctx, c)
}

// After a restart everyone is there at once, what changed in between is caught up with, and what cannot be trusted is not taken.
func TestARestartFindsTheColumns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, 60)
		ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
		check(t, err)
		s := Shelter{Dir: t.TempDir(), Ring: ring, Stamp: "this program"}
		p, c, found := h.reopened(s)
		if found {
			t.Fatal("columns are found before any were left")
		}
		check(t, c.refresh(h.ctx, db, h.now))
		check(t, p.keep(h.ctx, c))
		before := c.view.Load()

		p, c, found = h.reopened(s)
		if !found {
			t.Fatal("the columns of the last run are not found")
		}
		after := c.view.Load()
		if after.len() != 60 || after.day != before.day {
			t.Fatalf("%d people of %v, want %d of %v", after.len(), after.day, before.len(), before.day)
		}
		for i := range after.len() {
			was, _ := before.at(i)
			is, _ := after.at(i)
			if is != was || !reflect.DeepEqual(after.batch.Row(is.n), before.batch.Row(was.n)) {
				t.Fatalf("place %d is %+v %v, was %+v %v", i, is, after.batch.Row(is.n), was, before.batch.Row(was.n))
			}
		}

		lin := h.who(town.Lin)
		do(h, office, registry.DeclareRecord{District: zhengxiang, Person: lin.Person, Kind: registry.KindResidence, Data: map[string]any{"hukou": "430408"}})
		check(t, c.refresh(h.ctx, db, h.now))
		n := c.muster.rows[lin.Person]
		if got := c.view.Load().batch.Row(n)["person.hukou_within"]; got == nil {
			t.Error("a change after the restart is not seen")
		}
		check(t, p.keep(h.ctx, c))

		other := s
		other.Stamp = "another program"
		if _, _, found := h.reopened(other); found {
			t.Error("the columns of another program are taken")
		}
		check(t, db.InTx(h.ctx, func(tx *store.Tx) error { // an older copy of the database lacks the last entries of the log
			_, err := tx.Exec(h.ctx, `DELETE FROM audit_entry WHERE seq = (SELECT MAX(seq) FROM audit_entry)`)
			return err
		}))
		if _, _, found := h.reopened(s); found {
			t.Error("the columns are taken beside an older database")
		}
	})
}

// A file that was cut or changed is not taken, and everyone is read.
func TestBrokenColumnsAreNotTaken(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 20)
	ring, err := crypt.NewRing(crypt.NewKey("i1", crypt.AES), crypt.NewKey("k1", crypt.AES))
	check(t, err)
	s := Shelter{Dir: t.TempDir(), Ring: ring, Stamp: "this program"}
	p, c, _ := h.reopened(s)
	check(t, c.refresh(h.ctx, h.DB, h.now))
	check(t, p.keep(h.ctx, c))
	whole, err := os.ReadFile(s.path(zhengxiang))
	check(t, err)
	for name, broken := range map[string][]byte{"cut": whole[:len(whole)/2], "empty": {}, "changed": append(append([]byte{}, whole[:len(whole)/2]...), append([]byte{whole[len(whole)/2] ^ 1}, whole[len(whole)/2+1:]...)...)} {
		check(t, os.WriteFile(s.path(zhengxiang), broken, 0o600))
		if _, _, found := h.reopened(s); found {
			t.Errorf("a file that is %s is taken", name)
		}
	}
	check(t, os.WriteFile(s.path(zhengxiang), whole, 0o600))
	if _, _, found := h.reopened(s); !found {
		t.Error("the whole file is not taken")
	}
}
