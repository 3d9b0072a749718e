package policy

import (
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store/dbtest"
)

func TestAChangeIsToldInPartsLinesAndPeople(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 200)
	h.load()
	draft := h.draft()
	c := ask(h, office, Compare{Book: h.book, ID: living, To: draft.Version, Who: More})
	if len(c.Changes) != 1 || c.Changes[0].Part != PartBenefit || !strings.Contains(c.Changes[0].Before, "2,000") || !strings.Contains(c.Changes[0].After, "2,100") {
		t.Errorf("changes: %+v", c.Changes)
	}
	if len(c.Texts) != 2 || c.Texts[1].File != "policy.yaml" {
		t.Fatalf("texts: %+v", c.Texts)
	}
	i := slices.IndexFunc(c.Texts[1].Rows, func(r DiffRow) bool { return !r.Same })
	if row := c.Texts[1].Rows[i]; row.Left != row.Right || !strings.Contains(row.Old, "2000}") || !strings.Contains(row.New, "2100}") {
		t.Errorf("side by side: %+v", row)
	}
	e := c.Effect
	if e.Counts[Gains] != 0 || e.Counts[Loses] != 0 || e.Counts[More] == 0 || len(e.People) != min(e.Counts[More], 50) {
		t.Fatalf("who: %v, named %d", e.Counts, len(e.People))
	}
	var sum int64
	for _, p := range e.People {
		if p.After-p.Before != 36*10_000 {
			t.Errorf("%s gets %d after %d", p.Person, p.After, p.Before)
		}
		sum += p.After - p.Before
	}
	if e.Counts[More] <= 50 && int64(e.Money()) != sum {
		t.Errorf("the difference is %d, not %d", e.Money(), sum)
	}
	census := ask(h, office, PolicyPage{Book: h.book, ID: living}).Now
	if yes := e.Counts[More] + e.Counts[Stays]; yes != census.Yes || e.Before != int64(census.Fen) {
		t.Errorf("%d of %d fen keep their yes, in force %d of %d", yes, e.Before, census.Yes, census.Fen)
	}
}

func TestWhoGainsOneWayLosesTheOther(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 200)
	h.load()
	strict := files(t, living).with(t, "policy.yaml", "education.full_time_rank >= 5", "education.full_time_rank >= 7")
	v := do(h, office, SavePack{Book: h.book, District: zhengxiang, ID: living, Files: strict})
	there := ask(h, office, Compare{Book: h.book, ID: living, To: v.Version, Who: Loses, Limit: 1})
	back := ask(h, office, Compare{Book: h.book, ID: living, From: v.Version, To: there.From, Who: Gains, Day: civil.Of(noon)})
	if there.Effect.Counts[Loses] == 0 || there.Effect.Counts[Loses] != back.Effect.Counts[Gains] || there.Effect.Money() != -back.Effect.Money() {
		t.Errorf("there %v, back %v", there.Effect, back.Effect)
	}
	next := ask(h, office, Compare{Book: h.book, ID: living, To: v.Version, Who: Loses, Limit: 1, After: there.Effect.Next})
	if there.Effect.Counts[Loses] > 1 && next.Effect.People[0].Person == there.Effect.People[0].Person {
		t.Error("the next page begins with the one before")
	}
	if f := refused(h, anyone, Compare{Book: h.book, ID: living}); f.Kind != fault.Unsigned {
		t.Errorf("the public compares drafts: %v", f)
	}
}

// The version in force steps aside for the one on trial: two versions of one policy never exclude each other.
func TestAVersionDoesNotContendWithTheOneItReplaces(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 200)
	h.load()
	grouped := files(t, living).with(t, "policy.yaml", "\nonce:", "\nexclusive:\n  - {id: best, text: {zh: 从高, en: the higher}, group: living, rule: take_higher, already_paid: top_up}\nonce:")
	now := do(h, office, SavePack{Book: h.book, District: zhengxiang, ID: living, Files: grouped})
	do(h, office, SubmitPack{h.turn(living, now.Version)})
	do(h, second, ApprovePack{Turn: h.turn(living, now.Version)})
	less := do(h, office, SavePack{Book: h.book, District: zhengxiang, ID: living, Files: grouped.with(t, "policy.yaml", "yuan: 2000}", "yuan: 1900}")})
	e := ask(h, office, Compare{Book: h.book, ID: living, From: now.Version, To: less.Version}).Effect
	if e.Counts[Less] == 0 || e.Counts[Loses] != 0 || e.Money() >= 0 {
		t.Errorf("a lower amount is %v, %d fen", e.Counts, e.Money())
	}
}

func TestLinesAreAligned(t *testing.T) {
	rows := diffRows([]string{"a", "b", "c", "d"}, []string{"a", "x", "c", "e", "d"})
	want := []DiffRow{{1, 1, "a", "a", true}, {2, 2, "b", "x", false}, {3, 3, "c", "c", true}, {0, 4, "", "e", false}, {4, 5, "d", "d", true}}
	if !slices.Equal(rows, want) {
		t.Errorf("%+v", rows)
	}
	long := strings.Split(strings.Repeat("a\n", 5000), "\n")
	other := strings.Split(strings.Repeat("b\n", 5000), "\n")
	if rows := diffRows(long, other); len(rows) != 5001 || rows[0].Left != 1 || rows[0].Right != 1 {
		t.Errorf("long texts: %d rows", len(rows))
	}
}
