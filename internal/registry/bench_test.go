package registry_test

import (
	"context"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/crypt"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

const (
	benchSeed  = 2_000
	benchTimes = 50 // 2,000 people fifty times over are 100,000
)

// lists are what officers ask of a list.
var lists = []struct {
	name string
	ask  registry.ListPeople
}{
	{"first", registry.ListPeople{}},
	{"by change", registry.ListPeople{Sort: registry.ByChange}},
	{"by birth", registry.ListPeople{Sort: registry.ByBirth}},
	{"by education", registry.ListPeople{Sort: registry.ByEducation}},
	{"by introduced", registry.ListPeople{Sort: registry.ByIntroduced}},
	{"one town", registry.ListPeople{Filter: registry.Filter{Town: []string{"430408101"}}}},
	{"masters and doctors", registry.ListPeople{Filter: registry.Filter{Education: []string{"11", "14"}}, Sort: registry.ByEducation}},
	{"one unit", registry.ListPeople{Filter: registry.Filter{Org: []string{""}}}},
	{"ownership and age", registry.ListPeople{Filter: registry.Filter{Ownership: []string{"170"}, AgeFrom: 30, AgeTo: 40}}},
	{"words 雪雁", registry.ListPeople{Filter: registry.Filter{Words: "雪雁"}}},
	{"words 志远", registry.ListPeople{Filter: registry.Filter{Words: "志远"}}},
	{"words 公司", registry.ListPeople{Filter: registry.Filter{Words: "公司"}}},
	{"words 模具 精密", registry.ListPeople{Filter: registry.Filter{Words: "模具 精密"}}},
	{"words lxy", registry.ListPeople{Filter: registry.Filter{Words: "lxy"}}},
	{"words nobody has", registry.ListPeople{Filter: registry.Filter{Words: "鑫淼"}}},
	{"one letter of a name", registry.ListPeople{Filter: registry.Filter{Words: "雁"}}},
}

// BenchmarkList reports the time of a page of fifty among 100,000 people, through the door, for each kind of list.
func BenchmarkList(b *testing.B) {
	for _, engine := range []struct {
		name string
		open func(testing.TB) *store.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(engine.name, func(b *testing.B) {
			c := crowd(b, engine.open(b))
			for _, l := range lists {
				b.Run(l.name, func(b *testing.B) { c.page(b, l.ask) })
			}
			b.Run("counts of everyone", func(b *testing.B) {
				c.time(b, func() error {
					_, err := door.Ask(c.ctx, c.door, office, registry.Counts{Filter: registry.Filter{District: zhengxiang}})
					return err
				})
			})
		})
	}
}

// BenchmarkRoll reports the time of a page of fifty among YANZHEN_BENCH_PEOPLE lines (100,000 unless set), answered from memory.
func BenchmarkRoll(b *testing.B) {
	c := crowd(b, dbtest.SQLite(b))
	watch := clock.System()
	rolls := registry.NewRolls(c.door.DB, watch)
	before, began := heap(), watch.Mono()
	rolls.Start(c.ctx, zhengxiang)
	for !rolls.Loaded(zhengxiang) {
		time.Sleep(10 * time.Millisecond)
	}
	b.Logf("%d people loaded in %v, %d bytes each", benchSeed*times(), watch.Mono()-began, int(heap()-before)/(benchSeed*times()))
	c.ctx = registry.WithRolls(c.ctx, rolls)
	for _, l := range lists {
		b.Run(l.name, func(b *testing.B) { c.page(b, l.ask) })
	}
	filtered := registry.Filter{Words: "志远", Town: []string{"430408101", "430408001"}, Education: []string{"11", "14", "21"}}
	b.Run("counts of everyone", func(b *testing.B) {
		c.time(b, func() error {
			_, err := door.Ask(c.ctx, c.door, office, registry.Counts{Filter: registry.Filter{District: zhengxiang}})
			return err
		})
	})
	b.Run("words 志远 with filters", func(b *testing.B) { c.page(b, registry.ListPeople{Filter: filtered}) })
}

// heap gives the bytes in use after a collection.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// bench is a district of 100,000 lines.
type bench struct {
	ctx  context.Context
	door *door.Door
	org  string
}

// times is how often the people stand in the list, so that there are YANZHEN_BENCH_PEOPLE lines.
func times() int {
	if n, err := strconv.Atoi(os.Getenv("YANZHEN_BENCH_PEOPLE")); err == nil {
		return max(1, n/benchSeed)
	}
	return benchTimes
}

func crowd(b *testing.B, db *store.DB) bench {
	b.Helper()
	ring, err := crypt.NewRing(crypt.NewKey("index", crypt.AES), crypt.NewKey("k1", crypt.AES))
	if err != nil {
		b.Fatal(err)
	}
	c := bench{ctx: registry.WithRing(b.Context(), ring), door: &door.Door{DB: db, Clock: clock.At(morning)}}
	for _, o := range town.Orgs() {
		o.District = zhengxiang
		saved, err := door.Do(c.ctx, c.door, office, registry.SaveOrg{Org: o})
		if err != nil {
			b.Fatal(err)
		}
		c.org = saved.ID
	}
	for batch := range slices.Chunk(town.People(benchSeed, civil.Of(morning)), registry.MaxBatch) {
		if _, err := door.Do(c.ctx, c.door, office, absorb{batch}); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.InTx(c.ctx, func(tx *store.Tx) error { return registry.Multiply(c.ctx, tx, times()) }); err != nil {
		b.Fatal(err)
	}
	if db.Engine() == store.Postgres { // what its autovacuum does within a minute
		if _, err := db.Pool().Exec(c.ctx, `VACUUM ANALYZE`); err != nil {
			b.Fatal(err)
		}
	}
	return c
}

func (c bench) page(b *testing.B, ask registry.ListPeople) {
	ask.District = zhengxiang
	if ask.Org != nil {
		ask.Org = []string{c.org}
	}
	c.time(b, func() error {
		page, err := door.Ask(c.ctx, c.door, office, ask)
		if err == nil {
			ask.After = page.Next // read on, as people do; after the last page begin again
		}
		return err
	})
}

// time runs work b.N times and reports the median and the 95th percentile.
func (c bench) time(b *testing.B, work func() error) {
	clock := clock.System()
	var took []time.Duration
	for b.Loop() {
		began := clock.Mono()
		if err := work(); err != nil {
			b.Fatal(err)
		}
		took = append(took, clock.Mono()-began)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(0, "ns/op")
}
