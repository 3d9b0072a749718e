package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// cel lets cel-go judge the sample, with the lists written out, and compares what it says.
func (m *meter) cel(_ context.Context, r *PolicyReport) error {
	env, err := rule.NewEnv(facts)
	if err != nil {
		return err
	}
	rows := make([]*rule.BareRow, r.Sample)
	for i := range rows {
		rows[i] = env.BareRow(m.batch, i, today)
	}
	plans := make([]rule.BareBenefit, len(m.benefits))
	for i, one := range m.benefits {
		plain, err := benefit(env, spelled(one.When.Text()), spelled(one.Pay.Text()))
		if err != nil {
			return err
		}
		if plans[i], err = plain.Bare(); err != nil {
			return err
		}
	}
	var theirs sum
	took, _ := m.best(func() error {
		theirs = 0
		for i, row := range rows {
			for k, plan := range plans {
				verdict, amount, state := plan.Judge(row)
				theirs.add(i, k, verdict, amount, state)
			}
		}
		return nil
	})
	r.CelDecisions, r.RatioToCel = m.against(r, r.Sample, took)
	return agree("cel-go", theirs, sumOf(m.judged, r.Sample))
}

// against gives the decisions per second of a peer that judged so many people, and how many times more
// one core of the columns makes.
func (m *meter) against(r *PolicyReport, people int, took time.Duration) (perS, ratio float64) {
	perS = m.decisions(people, took)
	return perS, m.decisions(m.People, r.OneCore) / perS
}

// closures lets closures judge the sample and compares what they say.
func (m *meter) closures(_ context.Context, r *PolicyReport) error {
	c := &closer{codes: map[string]int64{}}
	var rows []*plain
	for i := 0; i < r.Sample; i += column.ChunkRows {
		for _, who := range people(i/column.ChunkRows, min(column.ChunkRows, r.Sample-i)) {
			rows = append(rows, c.plain(&who))
		}
	}
	plans := make([]closure, len(m.benefits))
	for i, one := range m.benefits {
		var err error
		if plans[i], err = c.policy(spelled(one.When.Text()), spelled(one.Pay.Text())); err != nil {
			return err
		}
	}
	var theirs sum
	took, _ := m.best(func() error {
		theirs = 0
		for i, row := range rows {
			for k, plan := range plans {
				verdict, amount, state := plan.judge(row)
				theirs.add(i, k, verdict, amount, state)
			}
		}
		return nil
	})
	r.Closures, r.RatioToClosure = m.against(r, r.Sample, took)
	return agree("closures", theirs, sumOf(m.judged, r.Sample))
}

// sql lets SQLite count and add up, and PostgreSQL where one is given, and compares the counts and sums.
func (m *meter) sql(ctx context.Context, r *PolicyReport) error {
	if r.SQLPeople == 0 {
		return nil
	}
	dir, err := os.MkdirTemp("", "yanzhen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	took, err := m.askSQL(ctx, "sqlite:"+filepath.Join(dir, "bench.db"), r.SQLPeople)
	if err != nil {
		return err
	}
	r.SQLDecisions, r.RatioToSQL = m.against(r, r.SQLPeople, took)
	if m.Database == "" {
		return nil
	}
	if took, err = m.askSQL(ctx, m.Database, r.SQLPeople); err == nil {
		r.PGDecisions, r.RatioToPG = m.against(r, r.SQLPeople, took)
	}
	return err
}

// askSQL gives the time that the database at url takes for all policies over the first n people.
func (m *meter) askSQL(ctx context.Context, url string, n int) (took time.Duration, err error) {
	want := make([]tally, len(m.benefits))
	questions := make([]string, len(m.benefits))
	for i, one := range m.benefits {
		want[i] = tallyOf(m.judged[i], n)
		if questions[i], err = new(teller).policy(spelled(one.When.Text()), spelled(one.Pay.Text())); err != nil {
			return 0, err
		}
	}
	var got []tally
	err = askSQL(ctx, url, n, questions, func(all func() ([]tally, error)) (err error) {
		took, err = m.best(func() (err error) {
			got, err = all()
			return err
		})
		return err
	})
	if err == nil && !slices.Equal(got, want) {
		err = fault.Internal.New("bench.disagree").With("who", "SQL").From(fmt.Errorf("counts and sums are %v, not %v", got, want))
	}
	return took, err
}

// tallyOf counts and adds up the first n people.
func tallyOf(j *rule.Judgement, n int) (t tally) {
	j.EachYes(func(row int, amount int64, _ rule.Verdict) {
		if row < n {
			t.count++
			t.fen += amount
		}
	})
	return t
}
