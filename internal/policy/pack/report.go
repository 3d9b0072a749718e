package pack

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
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

// A line of people: facts by key as JSON, sources by key in words.
type line struct {
	ID      string            `json:"id"`
	Facts   map[string]any    `json:"facts"`
	Sources map[string]string `json:"sources"`
}

// EvalJSONL judges the people of r, one {"id", "facts", "sources"} a line, against every pack on a
// day, and writes an Answer for each person and pack in the order of people and packs. A fact that
// cannot be read, or that neither the catalogue nor any pack knows, is an error that names the line.
//
// Errors: Invalid pack.line with the line's number and what is wrong; those of r and w.
func EvalJSONL(packs []*Pack, r io.Reader, w io.Writer, day civil.Date, lang string) error {
	in := bufio.NewReaderSize(r, 1<<16)
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for n := 1; ; n++ {
		text, err := in.ReadBytes('\n')
		if len(strings.TrimSpace(string(text))) > 0 {
			if err := evalLine(packs, text, n, day, lang, enc); err != nil {
				return errors.Join(err, out.Flush())
			}
		}
		if err == io.EOF {
			return out.Flush()
		}
		if err != nil {
			return err
		}
	}
}

func evalLine(packs []*Pack, text []byte, n int, day civil.Date, lang string, enc *json.Encoder) error {
	var l line
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	if err := d.Decode(&l); err != nil {
		return fault.Invalid.New("pack.line.json").With("line", n).From(err)
	}
	if l.ID == "" {
		return fault.Invalid.New("pack.line.no_id").With("line", n)
	}
	who, err := ReadPerson(packs, l.ID, l.Facts, l.Sources)
	if err != nil {
		return fault.Of(err).With("line", n)
	}
	for _, o := range Eval(packs, who, day) {
		if err := enc.Encode(o.Answer(lang)); err != nil {
			return err
		}
	}
	return nil
}

// ReadPerson reads the facts of a person, those that single packs declare among them.
// Errors: Invalid pack.line.fact with the fact, the reason and the nearest known word.
func ReadPerson(packs []*Pack, id string, raw map[string]any, sources map[string]string) (Person, error) {
	facts, err := together(packs)
	if err != nil {
		return Person{}, err
	}
	row, problems := facts.Read(raw)
	if len(problems) > 0 {
		p := problems[0]
		return Person{}, fault.Invalid.New("pack.line.fact").On(p.Key).With("line", 0).With("fact", p.Key).
			With("reason", p.Reason).With("nearest", fmt.Sprint(cmp.Or(p.Args["nearest"], any(""))))
	}
	return Person{ID: id, Facts: row, Sources: sources}, nil
}
