package policy

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/id"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
	"yanzhen/packs"
)

// crowdOf gives dossiers of invented people, as the registry would read them.
var crowdOf = sync.OnceValue(func() []registry.Dossier {
	n := 5_000
	if os.Getenv("YANZHEN_LONG") == "1" {
		n = 100_000
	}
	orgs := map[string]*registry.Org{}
	for _, o := range town.Orgs() {
		o.ID, o.District = "org-"+o.USCC, zhengxiang
		orgs[o.USCC] = &o
	}
	out := make([]registry.Dossier, 0, n)
	for _, a := range town.People(n, civil.Of(noon)) {
		d := registry.Dossier{Person: registry.Person{District: zhengxiang, ID: id.New(noon.Add(time.Duration(len(out)) * time.Millisecond)), Name: a.Name, Gender: a.Gender, BirthDate: a.Birth}, Org: orgs[a.Org.USCC]}
		for i, draft := range a.Drafts {
			d.Records = append(d.Records, registry.Record{ID: fmt.Sprint(i), Kind: draft.Data.Kind(), Data: draft.Data, Since: draft.Since, Until: draft.Until,
				LearntAt: noon, Source: a.Source, Status: registry.Declared})
		}
		out = append(out, d)
	}
	return out
})

func mustered(b *testing.B) *view {
	b.Helper()
	m := newMuster(civil.Of(noon))
	people := crowdOf()
	for lo := 0; lo < len(people); lo += 500 {
		if err := m.put(people[lo:min(lo+500, len(people))]); err != nil {
			b.Fatal(err)
		}
	}
	return m.view(newCrowd(zhengxiang))
}

func shippedPacks(b *testing.B) []*pack.Pack {
	b.Helper()
	all, err := pack.Load(packs.FS, "policies")
	if err != nil {
		b.Fatal(err)
	}
	return all
}

// BenchmarkMuster derives everyone's facts and puts them into columns; the database is not in it.
func BenchmarkMuster(b *testing.B) {
	people := len(crowdOf())
	var v *view
	for b.Loop() {
		v = mustered(b)
	}
	b.ReportMetric(float64(people)*float64(b.N)/b.Elapsed().Seconds(), "people/s")
	b.ReportMetric(v.batch.BytesPerRow(), "bytes/person")
}

// BenchmarkJudge asks policies about everyone, on columns and with cel-go row by row.
func BenchmarkJudge(b *testing.B) {
	v, all := mustered(b), shippedPacks(b)
	decisions := func(b *testing.B, people, policies int) {
		b.ReportMetric(float64(people)*float64(policies)*float64(b.N)/b.Elapsed().Seconds(), "decisions/s")
	}
	living := all[0]
	for _, p := range all {
		if p.Policy.ID == "hengyang_living_2022" {
			living = p
		}
	}
	b.Run("one policy on columns", func(b *testing.B) {
		for b.Loop() {
			if _, err := (&ledger{}).of(b.Context(), v, &shelf{active: []*pack.Pack{living}}, living); err != nil {
				b.Fatal(err)
			}
		}
		decisions(b, v.len(), 1)
	})
	b.Run("whole shelf on columns", func(b *testing.B) {
		for b.Loop() {
			for c := range v.batch.Chunks() {
				if _, err := pack.EvalColumns(all, v.batch.Part(c), v.day); err != nil {
					b.Fatal(err)
				}
			}
		}
		decisions(b, v.len(), len(all))
	})
	b.Run("whole shelf row by row", func(b *testing.B) {
		sample := min(v.len(), 500)
		for b.Loop() {
			for i := range sample {
				pack.Eval(all, pack.Person{Facts: v.batch.Row(i)}, v.day)
			}
		}
		decisions(b, sample, len(all))
	})
}

// BenchmarkOneChange takes over the change of one person and asks one policy again.
func BenchmarkOneChange(b *testing.B) {
	m := newMuster(civil.Of(noon))
	people := crowdOf()
	for lo := 0; lo < len(people); lo += 500 {
		if err := m.put(people[lo:min(lo+500, len(people))]); err != nil {
			b.Fatal(err)
		}
	}
	c := newCrowd(zhengxiang)
	all := shippedPacks(b)
	s := &shelf{active: all[:1]}
	place := []string{"430408", "430407"}
	for i := 0; b.Loop(); i++ {
		d := people[len(people)/2]
		d.Records = append(d.Records[:len(d.Records):len(d.Records)], registry.Record{ID: "x", Kind: registry.KindResidence, Since: civil.Of(noon),
			Data: &registry.Residence{Hukou: place[i%2]}, LearntAt: noon, Status: registry.Verified})
		if err := m.put([]registry.Dossier{d}); err != nil {
			b.Fatal(err)
		}
		if _, err := c.verdicts.of(b.Context(), m.view(c), s, all[0]); err != nil {
			b.Fatal(err)
		}
	}
}

// copies gives n packs: the shipped ones, again and again under other names.
func copies(b *testing.B, n int) []*pack.Pack {
	b.Helper()
	files := fstest.MapFS{}
	for i, p := range slices.Repeat(shippedPacks(b), n) {
		if i == n {
			break
		}
		id := fmt.Sprintf("%s_%03d", p.Policy.ID, i)
		entries, err := fs.ReadDir(packs.FS, "policies/"+p.Policy.ID)
		if err != nil {
			b.Fatal(err)
		}
		for _, e := range entries {
			text, err := fs.ReadFile(packs.FS, "policies/"+p.Policy.ID+"/"+e.Name())
			if err != nil {
				b.Fatal(err)
			}
			text = bytes.Replace(text, []byte("\nid: "+p.Policy.ID), []byte("\nid: "+id), 1)
			files["policies/"+id+"/"+e.Name()] = &fstest.MapFile{Data: text}
		}
	}
	all, err := pack.Load(files, "policies")
	if err != nil || len(all) != n {
		b.Fatal(len(all), err)
	}
	return all
}

// BenchmarkWays looks at one person before 200 policies: the verdicts of three years, and all ways to a yes.
func BenchmarkWays(b *testing.B) {
	all := copies(b, 200)
	ground := pack.NewGround(all)
	people := crowdOf()
	var took []float64
	ways := 0
	for i := 0; b.Loop(); i++ {
		d := people[i*37%len(people)]
		w := subject{dossier: &d, day: civil.Of(noon), facts: Derive(&d, civil.Of(noon))}
		began := b.Elapsed()
		look := ground.Look(w.moments())
		for _, p := range all {
			if look.Months(p)[0].Verdict != pack.Yes {
				ways += len(look.Ways(p).Ways)
			}
		}
		took = append(took, float64((b.Elapsed()-began).Microseconds())/1000)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "ms-p50")
	b.ReportMetric(took[len(took)*95/100], "ms-p95")
	b.ReportMetric(float64(ways)/float64(b.N), "ways/person")
}
