package bench

import (
	"testing"

	"yanzhen/internal/base/clock"
	"yanzhen/internal/engine/rule"
)

// BenchmarkPolicies measures what the command measures, one by one, over 100,000 people on one core: columns
// built, policies with their amounts (four times as many share most conditions), one clause changed, the
// way from a file to results in a file.
func BenchmarkPolicies(b *testing.B) {
	m := &meter{Policy: Policy{People: 100_000}, watch: clock.System()}
	var err error
	if m.env, err = language(); err != nil {
		b.Fatal(err)
	}
	m.build()
	perS := func(b *testing.B, n int) {
		b.ReportMetric(float64(m.People)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "M/s")
	}
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			m.build()
		}
		b.ReportMetric(m.batch.BytesPerRow(), "bytes/person")
	})
	for _, n := range []int{1, 50, 200} {
		many, err := policies(m.env, n)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("judge/"+map[int]string{1: "one", 50: "fifty", 200: "two hundred"}[n], func(b *testing.B) {
			sitting := rule.NewSitting(m.batch, today, 1)
			for b.Loop() {
				if _, err := sitting.Judge(many); err != nil {
					b.Fatal(err)
				}
			}
			perS(b, n)
		})
	}
	if m.benefits, err = policies(m.env, 50); err != nil {
		b.Fatal(err)
	}
	m.Policies = len(m.benefits)
	b.Run("one clause changed", func(b *testing.B) {
		sitting := rule.NewSitting(m.batch, today, 1)
		sitting.Keep()
		if _, err := sitting.Judge(m.benefits); err != nil {
			b.Fatal(err)
		}
		for i := 0; b.Loop(); i++ {
			if err := m.edit(sitting, i, 10+i%1000); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("file to file", func(b *testing.B) {
		dir := b.TempDir()
		if err := write(dir+"/columns", m.batch.Save); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := m.judgeStored(dir+"/columns", dir+"/results", 1); err != nil {
				b.Fatal(err)
			}
		}
	})
}
