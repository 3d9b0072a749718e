// Package bench measures the platform against itself and its peers on invented people, in one run and
// on the machine at hand. What it asks of a
// database goes into temporary tables, and nothing stays behind.
package bench

import (
	"context"
	"runtime"
	"slices"
	"time"

	"yanzhen/internal/base/clock"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// Policy says how much policy evaluation to measure.
type Policy struct {
	People   int
	Policies int
	Cores    int    // for DecisionsPerS; the ratio is always of one core to one core
	Repeat   int    // of which the best counts
	SQL      int    // people whom the databases judge too, at most all
	Database string // address of a PostgreSQL that is asked beside SQLite; "" for none
}

// A PolicyReport is what was measured. Times are of the wall clock, the best of the repetitions where
// nothing else is said. A decision is one person judged by one policy, with the amount if it is a yes.
type PolicyReport struct {
	People         int           `json:"people"`
	Policies       int           `json:"policies"`
	Cores          int           `json:"cores"`                   // at work for decisions_per_s
	DecisionsPerS  float64       `json:"decisions_per_s"`         // of the columns
	CelDecisions   float64       `json:"cel_decisions_per_s"`     // of cel-go's row evaluator on one core, on a sample
	RatioToCel     float64       `json:"ratio_to_cel"`            // both on one core
	Closures       float64       `json:"closure_decisions_per_s"` // of closures written by hand over structs, on one core, on the sample
	RatioToClosure float64       `json:"ratio_to_closure"`
	SQLDecisions   float64       `json:"sql_decisions_per_s"` // of counts and sums that SQLite gives, on one connection, of SQL people
	RatioToSQL     float64       `json:"ratio_to_sql"`
	PGDecisions    float64       `json:"postgres_decisions_per_s,omitempty"` // of PostgreSQL, where one is given
	RatioToPG      float64       `json:"ratio_to_postgres,omitempty"`
	WhatIfMS       float64       `json:"whatif_ms"`     // one clause changed, counts and amounts again: 99th percentile of the edits
	OnePolicyMS    float64       `json:"one_policy_ms"` // one policy from nothing, on one core: median of the policies
	StoredMS       float64       `json:"stored_ms"`     // from columns in a file to results of every policy in a file, on all cores
	BuildMS        float64       `json:"build_ms"`      // people into columns, on one core
	BytesPerPerson float64       `json:"bytes_per_person"`
	Checksum       string        `json:"checksum"` // over (person, policy, verdict, amount)
	OneCore        time.Duration `json:"-"`        // for everything
	AllCores       time.Duration `json:"-"`        // for everything, on Machine cores
	Machine        int           `json:"-"`
	Sample         int           `json:"-"` // people whom cel-go and closures judged too
	SQLPeople      int           `json:"-"` // people in the databases
	StoredBytes    int           `json:"-"` // of the results of all policies
	Eligible       int           `json:"-"` // pairs of a person and a policy that are a yes
}

// sampled is how many people cel-go judges: it takes some 15 µs for 50 policies.
const sampled = 2 * column.ChunkRows

// Run measures. What the evaluators or the core counts do not agree on is Internal bench.disagree.
func (p Policy) Run(ctx context.Context, watch clock.Clock) (r PolicyReport, err error) {
	r = PolicyReport{People: p.People, Policies: p.Policies, Cores: max(1, p.Cores), Machine: runtime.NumCPU(),
		Sample: min(p.People, sampled), SQLPeople: min(p.People, p.SQL)}
	env, err := language()
	if err != nil {
		return r, err
	}
	benefits, err := policies(env, p.Policies)
	if err != nil {
		return r, err
	}
	m := &meter{Policy: p, env: env, benefits: benefits, watch: watch}
	r.BuildMS = ms(m.build())
	r.BytesPerPerson = m.batch.BytesPerRow()
	for _, step := range []func(context.Context, *PolicyReport) error{m.whole, m.cel, m.closures, m.single, m.whatIf, m.stored, m.sql} {
		runtime.GC()
		if err := step(ctx, &r); err != nil {
			return r, err
		}
	}
	return r, nil
}

// A meter is a run under way.
type meter struct {
	Policy
	env      *rule.Env
	benefits []rule.Benefit
	batch    *column.Batch
	judged   []*rule.Judgement // by policy, as one core gave it
	watch    clock.Clock
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// best gives the shortest of the repetitions of what; one of its errors ends it.
func (m *meter) best(what func() error) (best time.Duration, err error) {
	for i := range max(1, m.Repeat) {
		start := m.watch.Mono()
		if err := what(); err != nil {
			return 0, err
		}
		if took := m.watch.Mono() - start; i == 0 || took < best {
			best = took
		}
	}
	return best, nil
}

// build puts the people into columns; inventing them is not in the time.
func (m *meter) build() (took time.Duration) {
	b := column.NewBuilder(fields())
	for c := 0; b.Len() < m.People; c++ {
		who := people(c, min(column.ChunkRows, m.People-b.Len()))
		start, i := m.watch.Mono(), 0
		b.Fill(len(who), func(cols []*column.Column) {
			who[i].add(cols)
			i++
		})
		took += m.watch.Mono() - start
	}
	m.batch = b.Batch()
	return took
}

// whole judges everybody on one core, on all, and on as many as are asked for.
func (m *meter) whole(_ context.Context, r *PolicyReport) error {
	var sums []sum
	judge := func(cores int) (time.Duration, error) {
		sitting := rule.NewSitting(m.batch, today, cores)
		var got []*rule.Judgement
		took, err := m.best(func() (err error) {
			got, err = sitting.Judge(m.benefits)
			return err
		})
		sums = append(sums, sumOf(got, m.People))
		if cores == 1 {
			m.judged = got
		}
		r.Eligible = 0
		for _, j := range got {
			r.Eligible += j.Count()
		}
		return took, err
	}
	var err error
	if r.OneCore, err = judge(1); err != nil {
		return err
	}
	if r.AllCores, err = judge(r.Machine); err != nil {
		return err
	}
	asked := r.OneCore
	if r.Cores > 1 {
		if asked, err = judge(r.Cores); err != nil {
			return err
		}
	}
	r.DecisionsPerS = m.decisions(m.People, asked)
	r.Checksum = sums[0].String()
	return agree("cores", sums...)
}

func (m *meter) decisions(people int, took time.Duration) float64 {
	return float64(people) * float64(len(m.benefits)) / max(took, time.Nanosecond).Seconds()
}

// single judges each policy alone, with nothing kept.
func (m *meter) single(_ context.Context, r *PolicyReport) error {
	var times []time.Duration
	sitting := rule.NewSitting(m.batch, today, 1)
	for i := range m.benefits {
		took, err := m.best(func() error {
			_, err := sitting.Judge(m.benefits[i : i+1])
			return err
		})
		if err != nil {
			return err
		}
		times = append(times, took)
	}
	r.OnePolicyMS = ms(quantile(times, 50))
	return nil
}

// edits is how many clauses are changed one after the other in a round.
const edits = 100

// whatIf changes the threshold of one policy after the other over everybody, in several rounds; the
// best round counts. The time of an edit is from the changed text to its count and sum: compiling,
// judging on all cores, adding up.
func (m *meter) whatIf(_ context.Context, r *PolicyReport) error {
	sitting := rule.NewSitting(m.batch, today, r.Machine)
	sitting.Keep()
	if _, err := sitting.Judge(m.benefits); err != nil {
		return err
	}
	for round := range max(1, m.Repeat) {
		runtime.GC()
		times := make([]time.Duration, edits)
		for i := range times {
			start := m.watch.Mono()
			if err := m.edit(sitting, i, 10+round*edits+i); err != nil {
				return err
			}
			times[i] = m.watch.Mono() - start
		}
		if p99 := ms(quantile(times, 99)); round == 0 || p99 < r.WhatIfMS {
			r.WhatIfMS = p99
		}
	}
	return nil
}

// edit judges policy i with its threshold moved by some tenths.
func (m *meter) edit(sitting *rule.Sitting, i, tenths int) error {
	edited, err := compile(m.env, shapes[i%min(len(shapes), m.Policies)], tenths)
	if err != nil {
		return err
	}
	got, err := sitting.Judge([]rule.Benefit{edited})
	if err != nil {
		return err
	}
	got[0].Count()
	got[0].Sum()
	return nil
}

// quantile gives the p-th percentile; it sorts times.
func quantile(times []time.Duration, p int) time.Duration {
	slices.Sort(times)
	if len(times) == 0 {
		return 0
	}
	return times[(len(times)-1)*p/100]
}
