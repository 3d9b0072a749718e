package inspect

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/packs"
)

// shipped are the findings in the packs that ship.
var shipped = sync.OnceValues(func() ([]Finding, error) {
	all, err := pack.Load(packs.FS, "policies")
	if err != nil {
		return nil, err
	}
	return Packs(context.Background(), all, nil, today, nil)
})

func real(t *testing.T) []Finding {
	t.Helper()
	found, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The packs that ship contradict themselves nowhere, say nothing twice, and nothing in them is paid twice; what else is
// found was looked at: amounts without a cap, policies that do not say how often they are given or when they end.
func TestOnThePacksThatShipNothingIsCertainlyWrong(t *testing.T) {
	known := map[Kind][]string{
		Uncapped: {"hunan_flexible_insurance", "sample_terms"}, // the documents give a share of what was paid, and no cap
	}
	for _, f := range real(t) {
		switch f.Kind {
		case Endless, Repeatable: // as the documents have it
		default:
			if !slices.Contains(known[f.Kind], f.Policy.ID) {
				t.Errorf("%s %s: %s %s at %s:%d", f.Severity, f.Kind, f.Policy.ID, f.Clause.ID, f.File, f.At.Line)
			}
		}
		if f.Severity == Certain {
			t.Errorf("%s is certain to be wrong: %s %s", f.Policy.ID, f.Kind, f.Clause.ID)
		}
	}
}

// A witness is possible, can be written into a form, and is judged as the finding says.
func TestEveryWitnessIsJudgedAsClaimed(t *testing.T) {
	for _, f := range real(t) {
		w := f.Witness
		if w == nil {
			t.Errorf("%s %s has no witness", f.Kind, f.Policy.ID)
			continue
		}
		possible(t, f)
		o := w.Judge()[0]
		switch f.Kind {
		case Repeatable, Uncapped, Endless:
			if o.Verdict() != pack.Yes {
				t.Errorf("%s: the witness of %s is judged %s (%s)", f.Policy.ID, f.Kind, o.Verdict(), o.Answer("en").Reason)
			}
		}
	}
}

func possible(t *testing.T, f Finding) {
	t.Helper()
	facts, err := pack.Together(f.Witness.Packs...)
	if err != nil {
		t.Fatal(err)
	}
	if !fits(f.Witness.Facts) {
		t.Errorf("%s %s: the witness breaks a law: %v", f.Kind, f.Policy.ID, f.Witness.Facts)
	}
	row, problems := facts.Read(maps.Clone(map[string]any(f.Witness.Facts)))
	if len(problems) > 0 {
		t.Errorf("%s %s: the facts cannot be read: %v", f.Kind, f.Policy.ID, problems)
	}
	for key := range row {
		if _, given := f.Witness.Facts[key]; !given && !strings.HasPrefix(key, "employer.non_public") {
			t.Errorf("%s %s: %s follows from the facts and is not among them", f.Kind, f.Policy.ID, key)
		}
	}
}

// The witnesses of sown contradictions meet everything but the clause, those of doubles are paid by both.
func TestWitnessesOfSownFaults(t *testing.T) {
	looked := map[Kind]int{}
	for _, s := range sow(t) {
		if looked[s.want[0]] >= 4 {
			continue
		}
		read, err := s.loaded()
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(read, func(p *pack.Pack) bool { return !p.Usable() }) {
			continue
		}
		found, err := Packs(t.Context(), read, nil, today, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if !slices.Contains(s.want, f.Kind) || f.Witness == nil {
				continue
			}
			looked[s.want[0]]++
			verdicts := []pack.Verdict{}
			for _, o := range f.Witness.Judge() {
				verdicts = append(verdicts, o.Verdict())
			}
			switch f.Kind {
			case PaidTwice, Overlap:
				if !slices.Equal(verdicts, []pack.Verdict{pack.Yes, pack.Yes}) {
					t.Errorf("%s: the witness is judged %v", s.name, verdicts)
				}
			case Impossible:
				if verdicts[0] != pack.No {
					t.Errorf("%s: the witness is judged %v although nobody can meet the clause", s.name, verdicts)
				}
			}
		}
	}
	for _, k := range []Kind{Impossible, Implied, PaidTwice, Uncapped, OverBudget, Needless, Unreached, Repeatable, Endless} {
		if looked[k] == 0 {
			t.Errorf("no witness of %s was looked at", k)
		}
	}
}

// A finding is the same one while its texts are, and another when one of them changes.
func TestAFindingIsNamedAfterItsTexts(t *testing.T) {
	a := Finding{Kind: Implied, variant: "others", Policy: Ref{ID: "p"}, Clause: Ref{ID: "c"}, texts: []string{"x >= 3", "x >= 5"}}
	b := a
	b.Version, b.At, b.Tried = "2030", pack.Pos{Line: 9}, 77
	a.sign()
	b.sign()
	if a.ID != b.ID || a.ID == "" {
		t.Error("the place or the effort of the search changes the name")
	}
	b.texts = []string{"x >= 4", "x >= 5"}
	b.sign()
	if a.ID == b.ID {
		t.Error("another text is the same finding")
	}
}

// Laws refuse only what cannot be.
func TestLaws(t *testing.T) {
	born := civil.MustParse("2000-05-01")
	for name, tc := range map[string]struct {
		row  fact.Row
		want bool
	}{
		"full time above the highest":    {fact.Row{"education.rank": int64(5), "education.full_time_rank": int64(6)}, false},
		"degree without the course":      {fact.Row{"education.rank": int64(4), "education.degree_rank": int64(1)}, false},
		"master's degree of a bachelor":  {fact.Row{"education.rank": int64(5), "education.degree_rank": int64(2)}, true},
		"works before birth":             {fact.Row{"person.birth_date": born, "job.hired_on": civil.MustParse("1999-01-01")}, false},
		"works at twenty":                {fact.Row{"person.birth_date": born, "job.hired_on": civil.MustParse("2020-05-01")}, true},
		"more months in a row than all":  {fact.Row{"insurance.months": int64(3), "insurance.consecutive_months": int64(4)}, false},
		"one is not known":               {fact.Row{"insurance.consecutive_months": int64(4)}, true},
		"one is known to be absent":      {fact.Row{"insurance.months": nil, "insurance.consecutive_months": int64(4)}, true},
		"an education above the highest": {fact.Row{"education.rank": int64(5), "education.all": []any{map[string]any{"rank": int64(7)}}}, false},
	} {
		if got := fits(tc.row); got != tc.want {
			t.Errorf("%s: fits is %v", name, got)
		}
	}
}

// What is certain to be wrong with a pack is among the problems of its check, in both languages; a pack without has none.
func TestFaultsAreProblemsOfACheck(t *testing.T) {
	faults := Faults()
	for _, s := range sow(t) {
		if s.name != "hengyang_living_2022: education.full_time_rank < 5 against full_time_degree (0)" {
			continue
		}
		read, err := s.loaded()
		if err != nil {
			t.Fatal(err)
		}
		got := faults(read[0], today)
		if len(got) != 1 || !got[0].Grave || !strings.Contains(got[0].Say("zh"), "没有人能同时满足") || !strings.Contains(got[0].Say("en"), "Nobody can meet") {
			t.Errorf("%+v", got)
		}
		if again := faults(read[0], today); len(again) != 1 {
			t.Errorf("asked again: %+v", again)
		}
		good, err := pack.LoadOne(packs.FS, "policies/hengyang_living_2022")
		if err != nil {
			t.Fatal(err)
		}
		if got := faults(good, today); len(got) != 0 {
			t.Errorf("a pack that is well: %+v", got)
		}
		return
	}
	t.Fatal("the fault was not sown")
}

// A pool is too small when those who qualify cost more; of a policy that pays for years the first year counts.
func TestAPoolIsHeldAgainstWhoQualifies(t *testing.T) {
	p, err := pack.LoadOne(packs.FS, "policies/rugao_voucher_2026")
	if err != nil {
		t.Fatal(err)
	}
	in := newInspector(today, nil)
	if _, err := in.packs(t.Context(), []*pack.Pack{p}, nil); err != nil {
		t.Fatal(err)
	}
	pools := in.studied[p][0].pools()
	if len(pools) != 1 || !pools[0].year || pools[0].finding.Limit != 20_000_000_00 {
		t.Fatalf("%+v", pools)
	}
	for cost, want := range map[money.Fen]bool{19_999_999_00: false, 20_000_000_00: false, 30_000_000_00: true} {
		c := &counter{known: map[string]policy.JointPage{p.Policy.ID: {Count: 7, Fen: []money.Fen{cost}}}}
		if f, dear := c.price(pools[0]); dear != want || f.People != 7 || f.Witness == nil {
			t.Errorf("a cost of %s: %v, %d people", cost, dear, f.People)
		}
	}
}
