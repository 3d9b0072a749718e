package policy

import (
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/authz"
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

// introduced gives the day on which a person was introduced, as the policy in force sees it.
func (h house) introduced(person string) string {
	for _, c := range ask(h, office, Explain{Book: h.book, Person: person, Policy: living}).Clauses {
		for _, u := range c.Facts {
			if u.Key == "job.introduced_on" {
				return u.Shown
			}
		}
	}
	return ""
}

func TestWhoIsUnderAnEarlierVersionByThePacksOwnRuleIsGrandfathered(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 200)
	h.load()
	stricter := files(t, living).with(t, "policy.yaml", "effect: 2022-01-01, announced: 2022-04-08}", `effect: 2022-01-01, announced: 2022-04-08}
  - id: "2026"
    effect: 2026-01-01
    applies: job.introduced_on >= date('2025-06-01')
    add_gates:
      - {id: doctor, text: {zh: 博士, en: doctor}, cites: 新, when: education.full_time_rank >= 7}`)
	draft := do(h, office, SavePack{Book: h.book, District: zhengxiang, ID: living, Files: stricter})
	c := ask(h, office, Compare{Book: h.book, ID: living, To: draft.Version, Who: Kept, Limit: 200})
	if len(c.Effect.People) == 0 || c.Effect.Counts[Kept] != len(c.Effect.People) || c.Effect.Counts[Loses] == 0 {
		t.Fatalf("%+v", c.Effect.Counts)
	}
	for _, m := range c.Effect.People {
		if day := h.introduced(m.Person); day >= "2025-06-01" || m.Before != m.After {
			t.Errorf("%s, introduced on %s, is grandfathered with %d after %d", m.Person, day, m.After, m.Before)
		}
	}
	for _, m := range ask(h, office, Compare{Book: h.book, ID: living, To: draft.Version, Who: Loses, Limit: 200}).Effect.People {
		if day := h.introduced(m.Person); day < "2025-06-01" {
			t.Errorf("%s, introduced on %s, loses", m.Person, day)
		}
	}
	if i := slices.IndexFunc(c.Changes, func(x Change) bool { return x.Part == PartDates && x.ID == "2026" }); i < 0 || !strings.Contains(c.Changes[i].After, "2025-06-01") {
		t.Errorf("the transition rule is not told: %+v", c.Changes)
	}
	before := ask(h, office, Compare{Book: h.book, ID: living, To: draft.Version, Day: civil.Date{}, From: draft.Version, Who: Kept})
	if before.Effect.Counts[Kept] != c.Effect.Counts[Kept] {
		t.Errorf("against itself %v, against the one before %v", before.Effect.Counts, c.Effect.Counts)
	}
	all := ask(h, office, CompareExport{Compare{Book: h.book, ID: living, To: draft.Version, Who: Kept, Limit: 1}})
	if len(all) != len(c.Effect.People) {
		t.Errorf("the list has %d of %d", len(all), len(c.Effect.People))
	}
	if f := refused(h, office, CompareExport{Compare{Book: h.book, ID: living, To: draft.Version}}); f.Key != "policy.compare.fate" {
		t.Errorf("a list of nobody: %v", f)
	}
	auditor := authz.Actor{Account: "au", Name: "审计", Via: "web", Grants: []authz.Grant{{Role: authz.Auditor, District: zhengxiang}}}
	if f := refused(h, auditor, CompareExport{Compare{Book: h.book, ID: living, To: draft.Version, Who: Kept}}); f.Kind != fault.Denied {
		t.Errorf("an auditor takes the list away: %v", f)
	}
}
