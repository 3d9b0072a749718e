package pack

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
)

// A Report tells how packs did in a check.
type Report struct {
	OK    bool     `json:"ok"` // nothing grave
	Packs []Result `json:"packs"`
}

// A Result is how one pack did.
type Result struct {
	Policy   string  `json:"policy"`
	File     string  `json:"file"`
	OK       bool    `json:"ok"`
	Versions int     `json:"versions"`
	Cases    int     `json:"cases"`
	Passed   int     `json:"passed"`
	Problems []Found `json:"problems"`
}

// Found is a problem with its words.
type Found struct {
	Problem
	Text string `json:"text"`
}

// CheckPaths checks the packs at paths: a pack's folder, its policy.yaml, or a folder of packs. Words
// are in lang. Cases that name other packs find those checked together, or beside them.
// Errors: Missing pack.path_missing, Invalid pack.path_empty when there is no pack at a path.
func CheckPaths(paths []string, lang string) (Report, error) {
	var packs, beside []*Pack
	for _, at := range paths {
		found, err := loadPath(at)
		if err != nil {
			return Report{}, err
		}
		packs = append(packs, found...)
		if near, err := Load(os.DirFS(filepath.Dir(folderOf(at))), "."); err == nil {
			beside = append(beside, near...)
		}
	}
	return check(packs, append(slices.Clone(packs), beside...), lang), nil
}

// LoadPaths loads the packs at paths and refuses those with grave problems.
// Errors: as CheckPaths, and Invalid pack.not_usable naming the first pack that is wrong.
func LoadPaths(paths []string) ([]*Pack, error) {
	var packs []*Pack
	for _, at := range paths {
		found, err := loadPath(at)
		if err != nil {
			return nil, err
		}
		packs = append(packs, found...)
	}
	for _, p := range packs {
		if !p.Usable() {
			return nil, fault.Invalid.New("pack.not_usable").With("policy", cmp.Or(p.Policy.ID, p.file))
		}
	}
	return packs, nil
}

func folderOf(at string) string {
	at = strings.TrimSuffix(filepath.Clean(at), "policy.yaml")
	if at == "" {
		return "."
	}
	return filepath.Clean(at)
}

func loadPath(at string) ([]*Pack, error) {
	dir := folderOf(at)
	packs, err := Load(os.DirFS(dir), ".")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.Missing.New("pack.path_missing").With("path", at).From(err)
	case err != nil:
		return nil, fmt.Errorf("load packs at %s: %w", at, err)
	case len(packs) == 0:
		return nil, fault.Invalid.New("pack.path_empty").With("path", at)
	}
	for _, p := range packs {
		p.name(dir)
	}
	return packs, nil
}

// name puts the folder on disk before the file names of problems.
func (p *Pack) name(dir string) {
	for i := range p.Problems {
		p.Problems[i].File = filepath.Join(dir, p.Problems[i].File)
	}
	if p.file == "policy.yaml" { // the path was the pack itself: its folder has the name
		p.Problems = slices.DeleteFunc(p.Problems, func(q Problem) bool { return q.Key == "pack.problem.folder" })
		if id := filepath.Base(dir); dir != "." && p.Policy.ID != "" && id != p.Policy.ID {
			p.Problems = append(p.Problems, p.misnamed(filepath.Join(dir, p.file), id))
		}
	}
	p.file = filepath.Join(dir, p.file)
}

// Check lints packs and runs their cases.
func Check(packs []*Pack, lang string) Report { return check(packs, packs, lang) }

func check(packs, all []*Pack, lang string) Report {
	report := Report{OK: true, Packs: []Result{}}
	for _, p := range packs {
		r := Result{Policy: p.Policy.ID, File: p.file, OK: p.Usable(), Versions: len(p.editions), Cases: len(p.Cases), Problems: []Found{}}
		failed := map[Pos]bool{}
		problems := p.RunCases(all)
		for _, f := range problems {
			failed[f.Pos] = true
		}
		if p.Usable() {
			r.Passed = r.Cases - len(failed)
		}
		for _, f := range append(slices.Clone(p.Problems), problems...) {
			r.Problems = append(r.Problems, Found{f, f.Say(lang)})
			r.OK = r.OK && !f.Grave
		}
		slices.SortStableFunc(r.Problems, func(a, b Found) int {
			return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		report.OK = report.OK && r.OK
		report.Packs = append(report.Packs, r)
	}
	return report
}

// Write writes the report for people: a line for each pack, and its problems below it as
// file:line:column: words.
func (r Report) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, p := range r.Packs {
		mark := "✓"
		if !p.OK {
			mark = "✗"
		}
		fmt.Fprintf(out, "%s %s  %d/%d\n", mark, cmp.Or(p.Policy, p.File), p.Passed, p.Cases)
		for _, f := range p.Problems {
			level := "!"
			if !f.Grave {
				level = "·"
			}
			fmt.Fprintf(out, "  %s %s:%d:%d: %s\n", level, f.File, f.Line, f.Column, f.Text)
		}
	}
	return out.Flush()
}
