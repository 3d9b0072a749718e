package witness_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/engine/witness"
)

// small is a language of five facts with the few values that matter.
func small(t testing.TB) *rule.Env {
	t.Helper()
	env, err := rule.NewEnv([]rule.Fact{{Key: "a.yes", Type: rule.Bool}, {Key: "a.rank", Type: rule.Int}, {Key: "a.months", Type: rule.Int},
		{Key: "a.kind", Type: rule.Text}, {Key: "a.born", Type: rule.Date}, {Key: "a.tags", Type: rule.List(rule.Text)}})
	if err != nil {
		t.Fatal(err)
	}
	return env
}

var smallDay = civil.MustParse("2026-11-25")

// smallMatters are the choices for the language; months and rank hang together by the law below.
func smallMatters(absent bool) []witness.Matter {
	matters := []witness.Matter{
		{Whole: true, Choices: []witness.Choice{{"a.yes": true}, {"a.yes": false}}},
		{Whole: true, Choices: []witness.Choice{{"a.rank": int64(1)}, {"a.rank": int64(2)}, {"a.rank": int64(3)}}},
		{Whole: true, Choices: []witness.Choice{{"a.months": int64(0)}, {"a.months": int64(12)}, {"a.months": int64(24)}}},
		{Whole: true, Choices: []witness.Choice{{"a.kind": "x"}, {"a.kind": "y"}, {"a.kind": "z"}}},
		{Whole: true, Choices: []witness.Choice{{"a.born": civil.MustParse("1980-01-01")}, {"a.born": civil.MustParse("2000-01-01")}}},
		{Whole: true, Choices: []witness.Choice{{"a.tags": []any{"p", "q"}}, {"a.tags": []any{"p"}}, {"a.tags": []any{}}}},
	}
	if absent {
		for i := range matters {
			matters[i].Choices = append(matters[i].Choices, witness.Choice{key(matters[i]): nil})
		}
	}
	return matters
}

func key(m witness.Matter) string {
	for k := range m.Choices[0] {
		return k
	}
	return ""
}

// law says that nobody of rank 3 has fewer than 12 months.
func law(row map[string]any) bool {
	rank, ranked := row["a.rank"].(int64)
	months, counted := row["a.months"].(int64)
	return !ranked || !counted || rank < 3 || months >= 12
}

// invent makes a condition from chance.
func invent(r *rand.Rand, depth int, absent bool) string {
	if depth > 0 && r.IntN(3) > 0 {
		left, right := invent(r, depth-1, absent), invent(r, depth-1, absent)
		switch r.IntN(4) {
		case 0:
			return "!(" + left + ")"
		case 1:
			return "(" + left + " || " + right + ")"
		case 2:
			return "(a.yes ? " + left + " : " + right + ")"
		}
		return "(" + left + " && " + right + ")"
	}
	atoms := []string{"a.yes", fmt.Sprintf("a.rank >= %d", 1+r.IntN(4)), fmt.Sprintf("a.months < %d", 12*r.IntN(3)), fmt.Sprintf("a.rank * 12 <= a.months + %d", r.IntN(13)),
		fmt.Sprintf("a.kind == '%c'", "xyz"[r.IntN(3)]), fmt.Sprintf("a.kind in ['x', '%c']", "yzw"[r.IntN(3)]), fmt.Sprintf("age(a.born, day) <= %d", 20+5*r.IntN(7)),
		fmt.Sprintf("'%c' in a.tags", "pqs"[r.IntN(3)]), "a.tags.exists(t, t == a.kind)", "a.months / a.rank > 4", "size(a.tags) > 1"}
	if absent {
		atoms = append(atoms, "known(a.kind)", "or_else(a.months, 24) >= 12")
	}
	return atoms[r.IntN(len(atoms))]
}

// everyone goes through all people there can be.
func everyone(matters []witness.Matter, visit func(row map[string]any) bool) {
	row := map[string]any{}
	var next func(i int) bool
	next = func(i int) bool {
		if i == len(matters) {
			return !law(row) || visit(row)
		}
		for _, c := range matters[i].Choices {
			for k, v := range c {
				row[k] = v
			}
			if !next(i + 1) {
				return false
			}
			for k := range c {
				delete(row, k)
			}
		}
		return true
	}
	next(0)
}

// compare searches for somebody of whom invented claims are true, and looks at everybody.
func compare(t *testing.T, env *rule.Env, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 7))
	absent := r.IntN(2) == 0
	var claims []witness.Claim
	for range 1 + r.IntN(3) {
		p, err := env.Compile(invent(r, 2, absent), rule.Bool)
		if err != nil {
			t.Fatal(err)
		}
		claims = append(claims, witness.Claim{Rule: p, Yes: r.IntN(2) == 0})
	}
	matters := smallMatters(absent)
	got := witness.Search{Matters: matters, Claims: claims, Fits: law, Day: smallDay, Most: 1_000_000}.Find(context.Background())
	holds := func(row map[string]any) bool {
		for _, c := range claims {
			if v, _, err := c.Rule.EvalRow(row, smallDay); err != nil || v != c.Yes {
				return false
			}
		}
		return true
	}
	if got.Row != nil {
		if !holds(got.Row) || !law(got.Row) {
			t.Errorf("seed %d: %v is no witness of %s", seed, got.Row, told(claims))
		}
		return
	}
	everyone(matters, func(row map[string]any) bool {
		if holds(row) {
			t.Errorf("seed %d: nobody was found (proof %v), but %v is a witness of %s", seed, got.Proof, row, told(claims))
			return false
		}
		return true
	})
}

func told(claims []witness.Claim) string {
	text := ""
	for _, c := range claims {
		text += fmt.Sprintf("[%s is %v] ", c.Rule.Text(), c.Yes)
	}
	return text
}

// Whoever is found is a witness by the row evaluator, and where nobody is found there is nobody.
func TestTheSearchIsSoundAndComplete(t *testing.T) {
	env := small(t)
	for seed := range uint64(150) {
		compare(t, env, seed)
	}
}

func FuzzSearch(f *testing.F) {
	env := small(f)
	f.Add(uint64(1))
	f.Add(uint64(4711))
	f.Fuzz(func(t *testing.T, seed uint64) { compare(t, env, seed) })
}

func TestASearchThatIsCutShortProvesNothing(t *testing.T) {
	env := small(t)
	p, err := env.Compile("a.rank > 3 && a.months > 100", rule.Bool)
	if err != nil {
		t.Fatal(err)
	}
	s := witness.Search{Matters: smallMatters(false), Claims: []witness.Claim{{Rule: p, Yes: true}}, Day: smallDay, Most: 3}
	if r := s.Find(t.Context()); r.Row != nil || r.Proof || !r.Stopped {
		t.Errorf("a search of three judgements gave %+v", r)
	}
	s.Most = 10_000
	if r := s.Find(t.Context()); r.Row != nil || !r.Proof || r.Stopped {
		t.Errorf("the whole search gave %+v", r)
	}
	s.Matters[1].Whole = false
	if r := s.Find(t.Context()); r.Row != nil || r.Proof {
		t.Errorf("choices that are not whole gave %+v", r)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.Claims = nil
	for range 200 { // many claims, so that the end of ctx is noticed
		s.Claims = append(s.Claims, witness.Claim{Rule: p})
	}
	if r := s.Find(ctx); !r.Stopped {
		t.Error("a search whose context ended went on")
	}
}
