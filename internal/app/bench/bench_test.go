package bench

import (
	"testing"

	"yanzhen/internal/base/clock"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func TestTheBenchMeasuresAndItsEvaluatorsAgree(t *testing.T) {
	got, err := Policy{People: 5000, Policies: 60, Cores: 2, Repeat: 1, SQL: 5000}.Run(t.Context(), clock.System())
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]float64{"decisions": got.DecisionsPerS, "cel": got.CelDecisions, "ratio": got.RatioToCel,
		"closures": got.Closures, "ratio to closures": got.RatioToClosure, "SQL": got.SQLDecisions, "ratio to SQL": got.RatioToSQL, "what-if": got.WhatIfMS,
		"one": got.OnePolicyMS, "stored": got.StoredMS, "build": got.BuildMS, "bytes": got.BytesPerPerson, "eligible": float64(got.Eligible)} {
		if x <= 0 {
			t.Errorf("%s is %v", name, x)
		}
	}
	if got.BytesPerPerson > 100 {
		t.Errorf("a person takes %.0f bytes", got.BytesPerPerson)
	}
	again, err := Policy{People: 5000, Policies: 60, Repeat: 1}.Run(t.Context(), clock.System())
	if err != nil || again.Checksum != got.Checksum {
		t.Errorf("the checksum is %s, then %s (%v)", got.Checksum, again.Checksum, err)
	}
}

// Both databases come to the counts and sums of the columns; what is only in the databases goes with them.
func TestPostgresAgreesToo(t *testing.T) {
	url := dbtest.PostgresURL(t)
	got, err := Policy{People: 2000, Policies: 50, Repeat: 1, SQL: 1000, Database: url}.Run(t.Context(), clock.System())
	if err != nil || got.PGDecisions <= 0 || got.RatioToPG <= 0 || got.SQLDecisions <= 0 {
		t.Fatalf("%+v %v", got, err)
	}
	db, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Snapshot(t.Context(), func(q store.Q) error {
		var n int64
		return q.QueryRow(t.Context(), "SELECT COUNT(*) FROM bench_person").Scan(&n)
	})
	if err == nil {
		t.Error("a table of the bench is still there")
	}
}

// However the people are cut into batches, the answers are the same.
func TestTheChecksumKnowsNoBatches(t *testing.T) {
	env, err := language()
	if err != nil {
		t.Fatal(err)
	}
	benefits, err := policies(env, 50)
	if err != nil {
		t.Fatal(err)
	}
	who := people(0, column.ChunkRows)
	want := cut(t, benefits, who, len(who))
	for _, size := range []int{1, 63, 64, 1000} {
		if n := min(len(who), size*40); size == 1 || n < len(who) {
			want := cut(t, benefits, who[:n], n)
			if got := cut(t, benefits, who[:n], size); got != want {
				t.Errorf("%d people in batches of %d give %s, not %s", n, size, got, want)
			}
		} else if got := cut(t, benefits, who, size); got != want {
			t.Errorf("batches of %d give %s, not %s", size, got, want)
		}
	}
}

func cut(t *testing.T, benefits []rule.Benefit, who []person, size int) (s sum) {
	t.Helper()
	for lo := 0; lo < len(who); lo += size {
		part := who[lo:min(lo+size, len(who))]
		m := &meter{benefits: benefits}
		b := column.NewBuilder(fields())
		i := 0
		b.Fill(len(part), func(cols []*column.Column) {
			part[i].add(cols)
			i++
		})
		m.batch = b.Batch()
		got, err := rule.NewSitting(m.batch, today, 1).Judge(benefits)
		if err != nil {
			t.Fatal(err)
		}
		for k, j := range got {
			at := map[int]bool{}
			j.EachYes(func(row int, amount int64, state rule.Verdict) {
				at[row] = true
				s.add(lo+row, k, rule.Yes, amount, state)
			})
			for row := range part {
				if !at[row] {
					s.add(lo+row, k, j.Verdict(row), 0, rule.Yes)
				}
			}
		}
	}
	return s
}

// Each shape takes in somebody, and none takes in more than a quarter.
func TestTheShapesSelectAsPoliciesDo(t *testing.T) {
	m := &meter{Policy: Policy{People: 50000}, watch: clock.System()}
	var err error
	if m.env, err = language(); err != nil {
		t.Fatal(err)
	}
	if m.benefits, err = policies(m.env, len(shapes)); err != nil {
		t.Fatal(err)
	}
	m.build()
	got, err := rule.NewSitting(m.batch, today, 2).Judge(m.benefits)
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for i, j := range got {
		all += j.Count()
		if n := j.Count(); n == 0 || n > m.People/4 {
			t.Errorf("policy %d takes in %d of %d: %s", i+1, n, m.People, m.benefits[i].When.Text()[:80])
		}
	}
	t.Logf("mean selectivity %.2f %%", float64(all)*100/float64(m.People*len(got)))
}
