package inspect

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/policy/pack"
	"yanzhen/packs"
)

// thick is a book of n policies: those that ship, again and again under other names.
func thick(t testing.TB, n int) []*pack.Pack {
	t.Helper()
	dirs, err := fs.ReadDir(packs.FS, "policies")
	if err != nil {
		t.Fatal(err)
	}
	var all []*pack.Pack
	for round := 0; len(all) < n; round++ {
		for _, d := range dirs {
			if !d.IsDir() || len(all) == n {
				continue
			}
			files := fstest.MapFS{}
			id := fmt.Sprintf("%s_%d", d.Name(), round)
			for _, name := range []string{"policy.yaml", "cases.yaml"} {
				text, err := fs.ReadFile(packs.FS, path.Join("policies", d.Name(), name))
				if err != nil {
					t.Fatal(err)
				}
				files[path.Join(id, name)] = &fstest.MapFile{Data: []byte(strings.Replace(string(text), "\nid: "+d.Name(), "\nid: "+id, 1))}
			}
			p, err := pack.LoadOne(files, id)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, p)
		}
	}
	return all
}

// BenchmarkPacks inspects a book of two hundred policies, among them five more of each that overlap it.
func BenchmarkPacks(b *testing.B) {
	book := thick(b, 200)
	for b.Loop() {
		found, err := Packs(b.Context(), book, nil, today, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(found)), "findings")
	}
}

// An inspection that is stopped keeps what it found, and goes on from there.
func TestAnInspectionGoesOnWhereItWasStopped(t *testing.T) {
	book := thick(t, 12)
	in := newInspector(today, nil)
	ctx, cancel := context.WithCancel(t.Context())
	done := 0
	some, err := in.packs(ctx, book, func(steps, all int) {
		if done = steps; steps == 5 {
			cancel()
		}
	})
	if err == nil || done != 5 || len(in.studied) == 0 {
		t.Fatalf("stopped after %d steps with %d findings: %v", done, len(some), err)
	}
	kept := in.studied[book[0]]
	all, err := in.packs(t.Context(), book, nil)
	if err != nil || len(all) < len(some) {
		t.Fatalf("%d findings after %d: %v", len(all), len(some), err)
	}
	if len(kept) == 0 || kept[0] != in.studied[book[0]][0] {
		t.Error("what was looked at is looked at again")
	}
	whole, err := Packs(t.Context(), book, nil, today, nil)
	if err != nil || len(whole) != len(all) {
		t.Errorf("%d findings in one go, %d in two: %v", len(whole), len(all), err)
	}
}
