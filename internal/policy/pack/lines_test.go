package pack

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
)

// named gives some of the shipped packs.
func named(t *testing.T, ids ...string) []*Pack {
	t.Helper()
	packs := slices.DeleteFunc(policies(t), func(p *Pack) bool { return !slices.Contains(ids, p.Policy.ID) })
	if len(packs) != len(ids) {
		t.Fatalf("%d packs of %v", len(packs), ids)
	}
	return packs
}

func TestPolicyEvalWritesWhatTheGoldenFileSays(t *testing.T) {
	people, err := os.ReadFile("testdata/eval/people.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	packs := named(t, "hengyang_home_2018", "hengyang_living_2022", "hunan_doctor_2024")
	var out, again bytes.Buffer
	if err := EvalLines(context.Background(), packs, bytes.NewReader(people), &out, asOf, "zh"); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/eval/answers.jsonl", out.Bytes())
	if err := EvalLines(context.Background(), packs, bytes.NewReader(people), &again, asOf, "zh"); err != nil || !bytes.Equal(out.Bytes(), again.Bytes()) {
		t.Errorf("the second run differs (%v)", err)
	}
}

func TestPolicyEvalWritesTheDocumentedKeysAndNoOthers(t *testing.T) {
	var out bytes.Buffer
	people, err := os.ReadFile("testdata/eval/people.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if err := EvalLines(context.Background(), named(t, "hengyang_living_2022"), bytes.NewReader(people), &out, asOf, "en"); err != nil {
		t.Fatal(err)
	}
	var line map[string]any
	if err := json.NewDecoder(&out).Decode(&line); err != nil {
		t.Fatal(err)
	}
	keys := func(x any) []string { m, _ := x.(map[string]any); return sortedKeys(m) }
	first := func(key string) any { return line[key].([]any)[0] }
	for name, tc := range map[string]struct {
		got  any
		want string
	}{
		"a line":    {line, "amount_fen clauses documents excluded_by missing person policy schedule verdict version"},
		"a clause":  {first("clauses"), "cites facts id text verdict"},
		"a fact":    {first("clauses").(map[string]any)["facts"].([]any)[0], "key source value"},
		"a payment": {first("schedule"), "condition due fen"},
	} {
		if got := strings.Join(keys(tc.got), " "); got != tc.want {
			t.Errorf("%s has the keys %s, not %s", name, got, tc.want)
		}
	}
	if !reflect.DeepEqual(line["excluded_by"], []any{}) {
		t.Errorf("a list is %v, not []", line["excluded_by"])
	}
}

func TestABadLineIsNamedByItsNumber(t *testing.T) {
	const good = `{"id":"a","facts":{}}` + "\n"
	for name, tc := range map[string]struct {
		line, key, say string
	}{
		"no JSON":           {`{"id":`, "pack.line.json", "line 2 is not well-formed JSON: unexpected EOF"},
		"two values":        {`{"id":"a","facts":{}} {}`, "pack.line.json", "more than one value"},
		"no id":             {`{"facts":{}}`, "pack.line.no_id", `line 2 has no id; a line looks like {"id": "p1"`},
		"no facts":          {`{"id":"a"}`, "pack.line.no_facts", "line 2 has no facts"},
		"an unknown key":    {`{"id":"a","fact":{}}`, "pack.line.key", `line 2 has the key "fact"; only id, facts, sources and household are known`},
		"an unknown fact":   {`{"id":"a","facts":{"person.hukuo":"430408"}}`, "pack.line.fact", `line 2: there is no fact "person.hukuo"; do you mean "person.hukou"?`},
		"a wrong type":      {`{"id":"a","facts":{"job.full_time":"yes please"}}`, "pack.line.fact", `takes a value of type bool; "yes please" is not one`},
		"an unknown code":   {`{"id":"a","facts":{"education.level":"magister"}}`, "pack.line.fact", `has no value "magister" (code table education); do you mean "master"?`},
		"a wrong date":      {`{"id":"a","facts":{"person.birth_date":"1998/03/07"}}`, "pack.line.fact", "is not a date such as 2026-01-31"},
		"an unknown field":  {`{"id":"a","facts":{"benefits.received":[{"polcy":"x"}]}}`, "pack.line.fact", `have no field "polcy"; do you mean "policy"?`},
		"a line that grows": {`{"id":"` + strings.Repeat("a", maxLine) + `"}`, "pack.line.large", "line 2 is longer than 4 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			err := EvalLines(context.Background(), named(t, "hunan_doctor_2024"), strings.NewReader(good+tc.line+"\n"), &out, asOf, "en")
			f := fault.Of(err)
			if f == nil || f.Key != tc.key {
				t.Fatalf("got %v", err)
			}
			if words := i18n.Fault(in("en"), f); !strings.Contains(words.Text, tc.say) {
				t.Errorf("it says %q", words.Text)
			}
			if strings.Count(out.String(), "\n") != 1 {
				t.Errorf("the line before it is not written: %q", out.String())
			}
		})
	}
}

func TestPaymentsComeToTheAmount(t *testing.T) {
	var out bytes.Buffer
	const people = `{"id":"a","facts":{"education.level":"硕士","job.employed":true,"employer.place":"330213","job.hired_on":"2025-03-03","job.months_at_employer":20,"benefits.received":[{"policy":"ningbo_allowance","fen":3000001}]}}`
	if err := EvalLines(context.Background(), named(t, "fenghua_allowance_2022"), strings.NewReader(people), &out, asOf, "en"); err != nil {
		t.Fatal(err)
	}
	var line Line
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	sum := int64(0)
	for _, d := range line.Schedule {
		sum += d.Fen
	}
	if *line.Fen != 999_999 || sum != *line.Fen || len(line.Schedule) != 2 {
		t.Errorf("%d fen in %+v", *line.Fen, line.Schedule)
	}
}

func TestFactsOfOnePackMayBeGivenToAll(t *testing.T) {
	var out bytes.Buffer
	packs := named(t, "hangzhou_small_firm_2023", "hengyang_living_2022")
	err := EvalLines(context.Background(), packs, strings.NewReader("\ufeff"+`{"id":"a","facts":{"input.qualified_on":"2026-01-01"}}`), &out, asOf, "zh")
	if err != nil || strings.Count(out.String(), "\n") != 2 {
		t.Errorf("%v, %d lines", err, strings.Count(out.String(), "\n"))
	}
}
