package programme

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/policy/pack"
)

// A Report tells how programmes did in a check.
type Report struct {
	OK         bool     `json:"ok"` // nothing grave
	Programmes []Result `json:"programmes"`
}

// A Result is how one programme did.
type Result struct {
	Programme string       `json:"programme"`
	File      string       `json:"file"`
	OK        bool         `json:"ok"`
	Stages    int          `json:"stages"`
	Cases     int          `json:"cases"`
	Passed    int          `json:"passed"`
	Problems  []pack.Found `json:"problems"`
}

// CheckPaths checks the programmes at paths: a programme's folder, its programme.yaml, or a folder of programmes.
// Words are in lang. Programmes may name the given policies.
// Errors: Missing pack.path_missing, Invalid pack.path_empty when there is no programme at a path.
func CheckPaths(paths []string, policies []*pack.Pack, lang string) (Report, error) {
	report := Report{OK: true, Programmes: []Result{}}
	for _, at := range paths {
		dir := filepath.Clean(cmp.Or(strings.TrimSuffix(filepath.Clean(at), "programme.yaml"), "."))
		all, err := Load(os.DirFS(filepath.Dir(dir)), filepath.Base(dir), policies)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return Report{}, fault.Missing.New("pack.path_missing").With("path", at).From(err)
		case err != nil:
			return Report{}, fmt.Errorf("load programmes at %s: %w", at, err)
		case len(all) == 0:
			return Report{}, fault.Invalid.New("pack.path_empty").With("path", at)
		}
		for _, p := range all {
			r := p.result(filepath.Dir(dir), lang)
			report.OK = report.OK && r.OK
			report.Programmes = append(report.Programmes, r)
		}
	}
	return report, nil
}

// result checks one programme; files are named from folder.
func (p *Pack) result(folder, lang string) Result {
	r := Result{Programme: p.Programme.ID, File: filepath.Join(folder, p.file), OK: p.Usable(), Stages: len(p.Programme.Stages), Cases: len(p.Cases), Problems: []pack.Found{}}
	wrong := p.RunCases()
	failed := map[pack.Pos]bool{}
	for _, q := range wrong {
		failed[q.Pos] = true
	}
	if p.Usable() {
		r.Passed = r.Cases - len(failed)
	}
	for _, q := range append(slices.Clone(p.Problems), wrong...) {
		q.File = filepath.Join(folder, q.File)
		r.Problems = append(r.Problems, pack.Found{Problem: q, Text: q.Say(lang)})
		r.OK = r.OK && !q.Grave
	}
	slices.SortStableFunc(r.Problems, func(a, b pack.Found) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return r
}

// Write writes the report for people: a line for each programme, and its problems below it as
// file:line:column: words.
func (r Report) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, p := range r.Programmes {
		mark := "✓"
		if !p.OK {
			mark = "✗"
		}
		fmt.Fprintf(out, "%s %s  %d/%d\n", mark, cmp.Or(p.Programme, p.File), p.Passed, p.Cases)
		for _, f := range p.Problems {
			fmt.Fprintf(out, "  ! %s:%d:%d: %s\n", f.File, f.Line, f.Column, f.Text)
		}
	}
	return out.Flush()
}
