package policy

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

func TestThePopulationAgreesWithThePersonOneByOne(t *testing.T) {
	db := dbtest.New(t)
	h := newHouse(t, db, 500)
	h.load()
	var all []*pack.Pack
	for _, id := range slices.Sorted(maps.Keys(h.book.shipped)) {
		all = append(all, h.book.shipped[id].pack)
	}
	s := &shelf{district: zhengxiang, active: all}
	v := h.book.People.view(zhengxiang)
	judged := map[*pack.Pack]judged{}
	for _, p := range all {
		j, err := v.judge(h.ctx, s, p)
		check(t, err)
		judged[p] = j
	}
	dossiers, err := snapshot(h.ctx, db, func(q store.Q) ([]registry.Dossier, error) {
		return registry.EachDossier(h.ctx, q, zhengxiang, "", 1000)
	})
	check(t, err)
	if len(dossiers) != 500 || v.people(scope{all: true}) != 500 {
		t.Fatalf("%d dossiers, %d in the population", len(dossiers), v.people(scope{all: true}))
	}
	seen := map[Verdict]int{}
	for i := range dossiers {
		d := &dossiers[i]
		r, here := v.at(i)
		if !here || r.id != d.Person.ID || r.name != d.Person.Name {
			t.Fatalf("place %d is %s %s, not %s %s", i, r.id, r.name, d.Person.ID, d.Person.Name)
		}
		for _, o := range pack.Eval(all, pack.Person{ID: r.id, Facts: Derive(d, v.day).Row()}, v.day) {
			got := judged[o.Pack()].finding(r.n)
			fen, known := o.AmountFen()
			if !known {
				fen = -1
			}
			seen[o.Verdict()]++
			if got.Verdict != o.Verdict() || got.Verdict != No && (got.Fen != fen || !slices.Equal(got.Missing, o.Missing())) {
				t.Errorf("%s under %s: columns say %+v, the row says %s %d %v", r.name, o.Pack().Policy.ID, got, o.Verdict(), fen, o.Missing())
			}
		}
	}
	if seen[Yes] == 0 || seen[No] == 0 || seen[Unknown] == 0 {
		t.Errorf("the town should show all three verdicts: %v", seen)
	}
}

func TestAChangeIsSeenWithinASecond(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, 30)
		h.load()
		lin := h.who(town.Lin)
		unknown := func() []string {
			return peopleOf(ask(h, office, Matches{Book: h.book, Policy: "hengyang_living_2022", Verdict: Unknown, Missing: "person.hukou_within"}))
		}
		if !slices.Contains(unknown(), lin.Person) {
			t.Fatalf("nobody asked 林雪雁 where she is registered, but she is not among %v", unknown())
		}
		do(h, office, registry.DeclareRecord{District: zhengxiang, Person: lin.Person, Kind: registry.KindResidence, Data: map[string]any{"hukou": "430408"}})
		h.eventually("林雪雁 qualifies", func() bool {
			return slices.Contains(peopleOf(ask(h, office, Matches{Book: h.book, Policy: "hengyang_living_2022"})), lin.Person)
		})
		if slices.Contains(unknown(), lin.Person) {
			t.Error("she is still among those whose registration is unknown")
		}
	})
}

func TestNewcomersAndMergedPeopleAreFollowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, 10)
		h.load()
		people := func() int { return h.book.People.view(zhengxiang).people(scope{all: true}) }
		newcomer := town.People(11, civil.Of(noon))[10]
		do(h, office, settle{[]registry.Arrival{newcomer}})
		h.eventually("eleven people", func() bool { return people() == 11 })
		from, into := h.who(newcomer.Name), h.who(town.Lin)
		do(h, office, registry.MergePersons{District: zhengxiang, Into: into.Person, From: from.Person, Reason: "同一人"})
		h.eventually("ten people again", func() bool { return people() == 10 })
	})
}

// A node that could not read for a while, or took long to load, misses nothing of that time.
func TestWhatChangedDuringAnOutageIsReadAfterIt(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	c := newCrowd(zhengxiang)
	check(t, c.refresh(h.ctx, h.DB, h.now))
	lin := h.who(town.Lin).Person
	do(h, office, registry.DeclareRecord{District: zhengxiang, Person: lin, Kind: registry.KindResidence, Data: map[string]any{"hukou": "430408"}})
	h.now.Pass(10 * lookBack)
	check(t, c.refresh(h.ctx, h.DB, h.now))
	if hukou := c.muster.columns.Row(c.muster.rows[lin])["person.hukou"]; hukou != "430408" {
		t.Errorf("林雪雁 is registered in %v", hukou)
	}
}

func TestANewDayMakesNewFacts(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	h.load()
	h.now.Pass(24 * 60 * 60 * 1e9)
	h.book.People.Nudge(zhengxiang)
	h.eventually("the view of the next day", func() bool {
		return h.book.People.view(zhengxiang).day == civil.Of(noon).AddDays(1)
	})
}

func peopleOf(page MatchPage) []string {
	var ids []string
	for _, m := range page.People {
		ids = append(ids, m.Person)
	}
	return ids
}

func TestOneOddRecordDoesNotKeepTheOthersOut(t *testing.T) {
	m := newMuster(asOf)
	many := make([]said, 1100)
	for i := range many {
		many[i] = said{data: &registry.Honour{Name: strings.Repeat("奖", i%7+1), Level: "city", Year: n(2020)}}
	}
	odd := dossierOf(append(many, said{data: &registry.Residence{Hukou: "430408"}})...)
	plain := dossierOf(said{data: &registry.Residence{Hukou: "430407"}})
	plain.Person.ID = "p2"
	for range 2 { // as new people, and as people whose dossier changed
		check(t, m.put([]registry.Dossier{*odd, *plain}))
	}
	row := m.columns.Row(0)
	if len(m.rows) != 2 || row["honours"] != nil || row["person.hukou"] != "430408" {
		t.Errorf("%d rows, the first has honours %v and is registered in %v", len(m.rows), row["honours"] != nil, row["person.hukou"])
	}
}
