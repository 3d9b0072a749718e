package whatif

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func TestWhatFollowsFromMovedLevers(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 200)
	t.Run("no lever moved changes nothing", h.nothing)
	t.Run("what is counted adds up", h.sums)
	t.Run("it is what judging row by row comes to", h.rowByRow)
	t.Run("people are listed in pages, narrowed and exported", h.listed)
	t.Run("names are masked for those who may not read matches", h.masks)
	t.Run("clauses that still state the old figure are told", h.stale)
	t.Run("the budget is compared", h.budget)
	t.Run("a text that cannot be tried is told", h.unusable)
	t.Run("what is in force keeps its verdicts", h.apart)
	t.Run("who may not is refused", h.rights)
}

func (h house) nothing(t *testing.T) {
	for _, moves := range []Moves{nil, {age: "50"}} {
		s := h.try(moves)
		e := s.Effect
		if e == nil || len(s.Moves) != 0 || e.Before != e.After || e.Of(policy.Gains, policy.Loses, policy.More, policy.Less) != 0 || e.Fates[policy.Stays] == 0 || len(e.Who) != 0 {
			t.Errorf("moves %v: %+v", moves, e)
		}
		for _, m := range e.Months {
			if m.Before != m.After {
				t.Errorf("%s costs %d, then %d", m.First, m.Before, m.After)
			}
		}
	}
}

func (h house) sums(t *testing.T) {
	for _, moves := range []Moves{{age: "30"}, {degree: "4"}, {degree: "6", master: "2500"}, {times: "12"}, {"versions/2022/effect": "2030-01-01"}} {
		e := h.try(moves).Effect
		stay := e.Of(policy.More, policy.Less, policy.Stays)
		if e.Before.Yes != stay+e.Fates[policy.Loses] || e.After.Yes != stay+e.Fates[policy.Gains] {
			t.Errorf("%v: before %d, after %d, fates %v", moves, e.Before.Yes, e.After.Yes, e.Fates)
		}
		for _, g := range e.Groups {
			before, after, gains, loses, fen := 0, 0, 0, 0, money.Fen(0)
			for _, r := range g.Rows {
				before, after, gains, loses, fen = before+r.Before, after+r.After, gains+r.Gains, loses+r.Loses, fen+r.Fen
			}
			if before != e.Before.Yes || after != e.After.Yes || gains != e.Fates[policy.Gains] || loses != e.Fates[policy.Loses] || fen != e.After.Term {
				t.Errorf("%v by %s: %d %d %d %d %d of %+v", moves, g.By, before, after, gains, loses, fen, e)
			}
		}
		sum, year := e.After.Undated, money.Fen(0)
		for i, m := range e.Months {
			if sum += m.After; m.First.Year == e.Day.Year {
				year += m.After
			}
			if i > 0 && e.Months[i-1].First.AddMonths(1) != m.First {
				t.Errorf("%v: %s follows %s", moves, m.First, e.Months[i-1].First)
			}
		}
		if sum != e.After.Term || year != e.After.Year {
			t.Errorf("%v: the months come to %d of %d, the year to %d of %d", moves, sum, e.After.Term, year, e.After.Year)
		}
	}
}

// rowByRow moves levers at random and judges the edited pack from scratch, one dossier after the other.
func (h house) rowByRow(t *testing.T) {
	rounds := 2
	if os.Getenv("YANZHEN_LONG") != "" {
		rounds = 60
	}
	var dossiers []registry.Dossier
	check(t, h.DB.Snapshot(h.ctx, func(q store.Q) (err error) {
		dossiers, err = registry.EachDossier(h.ctx, q, zhengxiang, "", 1000)
		return err
	}))
	day := civil.Of(noon)
	r := rand.New(rand.NewPCG(3, 4))
	changed := 0
	for range rounds {
		base := h.try(nil)
		moves := Moves{}
		for range 1 + r.IntN(3) {
			l := base.Levers[r.IntN(len(base.Levers))]
			moves[l.ID] = near(l, r)
		}
		got := h.try(moves)
		if got.Unusable {
			continue
		}
		want := Side{}
		stand := h.stand()
		text, _, err := Apply(stand.Files["policy.yaml"], moves)
		check(t, err)
		stand.Files["policy.yaml"] = text
		p, err := policy.ReadPack(living, stand.Files)
		check(t, err)
		for i := range dossiers {
			for _, o := range pack.Eval([]*pack.Pack{p}, pack.Person{Facts: policy.Derive(&dossiers[i], day).Row()}, day) {
				want.count(o, day)
			}
		}
		if got.Effect.After != want {
			t.Errorf("moves %v:\n%+v, row by row\n%+v", moves, got.Effect.After, want)
		}
		if got.Effect.After != got.Effect.Before {
			changed++
		}
	}
	if changed == 0 {
		t.Error("no move changed anything")
	}
}

func (h house) stand() policy.Stand {
	var stand policy.Stand
	check(h.t, h.DB.Snapshot(h.ctx, func(q store.Q) (err error) {
		stand, err = h.desk.Book.Stand(h.ctx, q, zhengxiang, living, "")
		return err
	}))
	return stand
}

// near gives a value that a hand might try.
func near(l Lever, r *rand.Rand) string {
	slide, ok := l.Slide()
	if !ok {
		return civil.On(2020+r.IntN(8), 1, 1).String()
	}
	low, _ := l.Form.read(slide.Low)
	high, _ := l.Form.read(slide.High)
	step, _ := l.Form.read(slide.Step)
	return l.Form.write(low + step*r.Int64N((high-low)/step+1))
}

// count adds an outcome the plain way: from the schedule that a page shows.
func (s *Side) count(o *pack.Outcome, day civil.Date) {
	switch o.Verdict() {
	case pack.Unknown:
		s.Unknown++
	case pack.Yes:
		s.Yes++
		if o.State() == pack.PayableAfter {
			s.Held++
		}
		if _, known := o.AmountFen(); !known {
			s.Open++
			return
		}
		for _, d := range o.Answer("zh").Schedule {
			if d.Lost {
				continue
			}
			s.Term += money.Fen(d.Fen)
			if d.Due == "" {
				s.Undated += money.Fen(d.Fen)
			} else if strings.HasPrefix(d.Due, fmt.Sprint(day.Year)) {
				s.Year += money.Fen(d.Fen)
			}
		}
	}
}

func (h house) listed(t *testing.T) {
	q := People{Try: Try{Desk: h.desk, Policy: living, Moves: Moves{age: "30"}}, Fate: policy.Loses, Limit: 7}
	e := h.try(q.Moves).Effect
	var all []Met
	for {
		page := ask(h, office, q)
		if page.Total != e.Fates[policy.Loses] || page.Fates[policy.Stays] != e.Fates[policy.Stays] {
			t.Fatalf("a page of %d, %v; counted %v", page.Total, page.Fates, e.Fates)
		}
		if all = append(all, page.People...); page.Next == "" {
			break
		}
		q.After = page.Next
	}
	if len(all) != e.Fates[policy.Loses] || len(all) < 8 || !slices.IsSortedFunc(all, func(a, b Met) int { return strings.Compare(a.Person, b.Person) }) {
		t.Errorf("%d on all pages, %d lose", len(all), e.Fates[policy.Loses])
	}
	i := slices.IndexFunc(e.Groups, func(g Group) bool { return g.By == ByGender })
	female := q
	female.After, female.By, female.Value, female.Limit = "", ByGender, "female", 500
	for _, r := range e.Groups[i].Rows {
		if r.Code == "female" && r.Loses != len(ask(h, office, female).People) {
			t.Errorf("%d women lose, %d are listed", r.Loses, len(ask(h, office, female).People))
		}
	}
	named := q
	named.After, named.Words = "", all[0].Name
	if page := ask(h, office, named); page.Total == 0 || !slices.ContainsFunc(page.People, func(m Met) bool { return m == all[0] }) {
		t.Errorf("%s is not found by name: %v", all[0].Name, page.People)
	}
	out := slices.Collect(ask(h, auditor, PeopleExport{People{Try: q.Try, Fate: policy.Loses}}))
	if !slices.Equal(out, all) {
		t.Errorf("%d are exported, %d listed", len(out), len(all))
	}
	q.Fate = "richer"
	if key := refused(h, office, q); key != "whatif.people.fate" {
		t.Error(key)
	}
	q.Fate, q.By = policy.Loses, "shoe size"
	if key := refused(h, office, q); key != "whatif.people.by" {
		t.Error(key)
	}
}

func (h house) masks(t *testing.T) {
	q := People{Try: Try{Desk: h.desk, Policy: living, Moves: Moves{age: "30"}}, Fate: policy.Loses}
	seen, hidden := ask(h, finance, q), ask(h, leader, q)
	if seen.Total != hidden.Total || len(hidden.People) == 0 {
		t.Fatalf("%d, %d", seen.Total, hidden.Total)
	}
	for i, m := range hidden.People {
		if m.Person != "" || !strings.HasSuffix(m.Name, "*") || m.Before != seen.People[i].Before || seen.People[i].Person == "" {
			t.Errorf("the leader sees %+v", m)
		}
	}
	for _, m := range ask(h, leader, q.Try).Effect.Who[policy.Loses] {
		if m.Person != "" || !strings.HasSuffix(m.Name, "*") {
			t.Errorf("the leader sees %+v on the sheet", m)
		}
	}
	q.Words = seen.People[0].Name
	if page := ask(h, leader, q); page.Total != 0 {
		t.Error("a name is found that may not be seen")
	}
}

func (h house) stale(t *testing.T) {
	stale := map[string]bool{}
	for _, l := range h.try(Moves{age: "45", degree: "4", master: "2500"}).Levers {
		if l.Stale {
			stale[l.ID] = true
		}
	}
	if len(stale) != 1 || !stale[age] {
		t.Errorf("%v", stale)
	}
}

func (h house) budget(t *testing.T) {
	q := Try{Desk: h.desk, Policy: living, Budget: 1}
	e := ask(h, office, q).Effect
	if len(e.Fund) != 1 || !e.Fund[0].Over && e.After.Year > 1 || e.Fund[0].Taken != int64(e.After.Year) {
		t.Errorf("%+v of %+v", e.Fund, e.After)
	}
	e.Fund = nil
	limit := money.Fen(100)
	p := &pack.Pack{Policy: pack.Policy{Body: pack.Body{Limits: []pack.Limit{{ID: "places", Count: int64(e.After.Yes) - 1, In: "total"}, {ID: "pot", Yuan: &limit, In: "total"},
		{ID: "firm", Yuan: &limit, Per: "employer"}}}, Versions: []pack.Version{{ID: "1", Effect: civil.On(2020, 1, 1)}}}}
	got := e.ceilings(p, 0)
	if len(got) != 3 || !got[0].Over || got[0].Taken != int64(e.After.Yes) || !got[1].Over || got[1].Taken != int64(e.After.Term) || got[2].Over || got[2].Taken != 0 {
		t.Errorf("%+v", got)
	}
}

func (h house) unusable(t *testing.T) {
	// An application that takes longer than the longest rule of its kind cannot come out of levers; a pack saved wrong can.
	files := h.stand().Files
	files["policy.yaml"] = strings.Replace(files["policy.yaml"], "education.full_time_rank >= 5", "education.full_time_rank >= five", 1)
	v := do(h, office, policy.SavePack{Book: h.desk.Book, District: zhengxiang, ID: living, Files: files})
	if s := ask(h, office, Try{Desk: h.desk, Policy: living, Base: v.Version, Moves: Moves{age: "40"}}); !s.Unusable || s.Effect != nil || len(s.Levers) == 0 {
		t.Errorf("%+v", s)
	}
}

func (h house) apart(t *testing.T) {
	census := func() policy.Census { return ask(h, office, policy.Matches{Book: h.desk.Book, Policy: living}).Census }
	before := census()
	h.try(Moves{age: "20"})
	if after := census(); after.Yes != before.Yes || after.Fen != before.Fen || before.Yes == 0 {
		t.Errorf("in force: %d, then %d", before.Yes, after.Yes)
	}
	if s := h.try(nil); s.Effect.Before.Yes != before.Yes || s.Effect.Before.Term != before.Fen {
		t.Errorf("the base has %d for %d, in force %d for %d", s.Effect.Before.Yes, s.Effect.Before.Term, before.Yes, before.Fen)
	}
}

func (h house) rights(t *testing.T) {
	q := Try{Desk: h.desk, Policy: living}
	if key := refused(h, unit, q); key != "authz.denied" {
		t.Errorf("a unit tries policies: %s", key)
	}
	if key := refused(h, authz.Anyone(zhengxiang), q); key == "" {
		t.Error("the public tries policies")
	}
	if key := refused(h, leader, PeopleExport{People{Try: q}}); key != "authz.denied" {
		t.Errorf("a leader takes lists away: %s", key)
	}
	files := h.stand().Files
	files["policy.yaml"] += "# 校\n"
	draft := do(h, office, policy.SavePack{Book: h.desk.Book, District: zhengxiang, ID: living, Files: files})
	q.Base = draft.Version
	ask(h, office, q)
	ask(h, auditor, q)
	if key := refused(h, finance, q); key != "policy.version_missing" {
		t.Errorf("a department sees a draft: %s", key)
	}
	q.Base, q.Policy = "", "no_such_policy"
	if key := refused(h, office, q); key != "policy.missing" {
		t.Error(key)
	}
}

func TestAgesFallIntoBands(t *testing.T) {
	day := civil.On(2026, 11, 24)
	for age, want := range map[int]string{18: "-29", 29: "-29", 30: "30-39", 49: "40-49", 59: "50-59", 60: "60-", 88: "60-"} {
		if got := band(civil.On(2026-age, 11, 24), day); got != want {
			t.Errorf("%d: %s", age, got)
		}
	}
	if band(nil, day) != "" || educationRank("doctor") <= educationRank("bachelor") {
		t.Error("nobody's age, or no order of education")
	}
	if _, known := fact.Standard().Find(facts[ByTown]); !known {
		t.Error("people are counted by a fact that there is not")
	}
}
