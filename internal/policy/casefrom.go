package policy

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/manuscript"
	"yanzhen/internal/policy/pack"
)

// CaseFrom asks for a case made of what is there already: of a person's facts, without name and number, or of a case of the pack. What
// the policy in force says of them today is what the case expects, so that an edit that changes it is noticed; where none is in force,
// what the texts say.
type CaseFrom struct {
	Book     *Book      `json:"-"`
	District string     `json:"district"`
	ID       string     `json:"id"`
	Files    Files      `json:"files"`  // as typed, perhaps never saved
	Person   string     `json:"person"` // whose facts, or
	Case     int        `json:"case"`   // which case, from 1
	Day      civil.Date `json:"day"`    // today when empty
}

// A MadeCase is a case and the file it was put into.
type MadeCase struct {
	Name  string `json:"name"`
	Cases string `json:"cases"` // cases.yaml with it
}

// Action is policy.save.
func (q CaseFrom) Action() authz.Action { return authz.PolicySave }

// Answer makes the case. Errors: as SavePack; Missing for a person who is not there or not the actor's to see, Conflict
// policy.case.unreadable while the texts cannot be read, Missing policy.case.missing for a case that is not there.
func (q CaseFrom) Answer(ctx context.Context, snap *door.Snapshot) (MadeCase, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.PolicySave, authz.Land{District: q.District}); err != nil {
		return MadeCase{}, err
	}
	if err := (SavePack{ID: q.ID, Files: q.Files}).check(); err != nil {
		return MadeCase{}, err
	}
	typed, err := pack.LoadOne(folder{q.ID, q.Files}, q.ID)
	if err != nil {
		return MadeCase{}, fmt.Errorf("read policy %s: %w", q.ID, err)
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return MadeCase{}, err
	}
	judge := typed
	if now := s.byID[q.ID]; now != nil && now.state == Active && now.pack.Usable() {
		judge = now.pack
	}
	if !judge.Usable() {
		return MadeCase{}, fault.Conflict.New("policy.case.unreadable")
	}
	if q.Day.IsZero() {
		q.Day = civil.Of(snap.Now())
	}
	if q.Person == "" {
		return q.copied(ctx, typed, judge)
	}
	who, _, err := q.Book.about(ctx, snap, q.District, q.Person, q.Day)
	if err != nil {
		return MadeCase{}, err
	}
	return q.made(ctx, judge, told(judge.Facts(), slices.Concat(judge.Uses(), typed.Uses()), who.facts.Row()), q.Day, "policy.case.of_person")
}

// copied is a case of the texts once more, with what came of it as what is expected.
func (q CaseFrom) copied(ctx context.Context, typed, judge *pack.Pack) (MadeCase, error) {
	if q.Case < 1 || q.Case > len(typed.Cases) {
		return MadeCase{}, fault.Missing.New("policy.case.missing")
	}
	c := typed.Cases[q.Case-1]
	return q.made(ctx, judge, c.Facts, c.On, "policy.case.copy_of", i18n.Args{"name": c.Name})
}

// told picks the facts that a policy reads, each as somebody would write it: the place rather than all places around it, the code rather
// than its rank. Sensitive ones stay where they are.
func told(c *fact.Catalogue, keys []string, row fact.Row) map[string]any {
	facts := map[string]any{}
	for _, key := range keys {
		f, known := c.Find(key)
		basis, hasBasis := c.Find(f.Basis())
		switch v, there := row[key]; {
		case !known || f.Secrecy == "sensitive" || basis.Secrecy == "sensitive":
		case hasBasis && row[basis.Key] != nil:
			facts[basis.Key] = row[basis.Key]
		case there:
			facts[key] = v
		}
	}
	return facts
}

// made judges the facts and writes the case.
func (q CaseFrom) made(ctx context.Context, judge *pack.Pack, facts map[string]any, day civil.Date, key string, args ...i18n.Args) (MadeCase, error) {
	row, _ := judge.Facts().Read(facts)
	got := pack.Eval([]*pack.Pack{judge}, pack.Person{Facts: row}, day)[0].Answer(langOf(ctx))
	all := append(args, i18n.Args{"day": day, "verdict": i18n.T(ctx, "policy.case.verdict."+string(got.Verdict))})
	m := MadeCase{Name: i18n.T(ctx, key, all...)}
	lines := []string{"name: " + quoted(m.Name), "on: " + day.String(), "facts:"}
	for _, key := range slices.Sorted(maps.Keys(facts)) {
		lines = append(lines, "  "+key+": "+quoted(facts[key]))
	}
	if len(facts) == 0 {
		lines[2] = "facts: {}"
	}
	item := strings.Join(append(lines, "expect: "+expected(got)), "\n")
	var err error
	if q.Files["cases.yaml"] == "" {
		m.Cases = "cases:\n  - " + strings.ReplaceAll(item, "\n", "\n    ") + "\n"
		return m, nil
	}
	cases, err := manuscript.Read(q.Files["cases.yaml"])
	if err != nil {
		return MadeCase{}, err
	}
	m.Cases, err = cases.Append("cases", item)
	return m, err
}

// expected writes what came out as what is expected.
func expected(a pack.Answer) string {
	parts := []string{"verdict: " + string(a.Verdict)}
	if a.Amount != nil && a.Verdict == Yes {
		parts = append(parts, "amount_yuan: "+strings.ReplaceAll(money.Fen(*a.Amount).String(), ",", ""))
	}
	if a.Verdict == Unknown {
		parts = append(parts, "missing: "+quoted(a.Missing))
	}
	if a.Verdict == No {
		var no []string
		for _, c := range a.Clauses {
			if c.Verdict == No && c.Set == "" {
				no = append(no, c.ID+": no")
			}
		}
		if len(no) > 0 {
			parts = append(parts, "clauses: {"+strings.Join(no, ", ")+"}")
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// quoted writes a value as JSON, which YAML reads.
func quoted(v any) string {
	var b strings.Builder
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if err := out.Encode(v); err != nil {
		return "null"
	}
	return strings.TrimSuffix(b.String(), "\n")
}
