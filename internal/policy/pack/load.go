package pack

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"yanzhen/internal/policy/fact"
)

// A Pack is a policy ready to use: its text, its versions compiled, its cases, and what is wrong.
type Pack struct {
	Policy   Policy
	Cases    []Case
	Problems []Problem // of form, types and lint; none that is grave in a pack that may be used

	file     string // of policy.yaml
	editions []*edition
	facts    *fact.Catalogue // the catalogue with the policy's own facts
}

// Usable reports whether nothing grave is wrong.
func (p *Pack) Usable() bool {
	return !slices.ContainsFunc(p.Problems, func(q Problem) bool { return q.Grave })
}

// Facts gives the catalogue with the policy's own facts.
func (p *Pack) Facts() *fact.Catalogue { return p.facts }

// Load reads every pack below root in fsys: a folder with a policy.yaml. Packs come in the order of
// their ids. A pack that is wrong comes along with its Problems; the error is for files that cannot
// be read at all.
func Load(fsys fs.FS, root string) ([]*Pack, error) {
	var packs []*Pack
	err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && path.Base(name) == "policy.yaml" {
			p, err := LoadOne(fsys, path.Dir(name))
			if err != nil {
				return err
			}
			packs = append(packs, p)
		}
		return nil
	})
	slices.SortFunc(packs, func(a, b *Pack) int { return strings.Compare(a.Policy.ID, b.Policy.ID) })
	return packs, err
}

// LoadOne reads the pack in folder dir.
func LoadOne(fsys fs.FS, dir string) (*Pack, error) {
	p := &Pack{file: path.Join(dir, "policy.yaml"), facts: fact.Standard()}
	text, err := fs.ReadFile(fsys, p.file)
	if err != nil {
		return nil, err
	}
	r := &reader{file: p.file}
	r.read(text, &p.Policy)
	p.Problems = append(p.Problems, r.problems...)
	if !p.Usable() {
		return p, p.readCases(fsys, path.Join(dir, "cases.yaml"))
	}
	lists, err := p.lists(fsys, dir)
	if err != nil {
		return nil, err
	}
	p.build(lists, string(text))
	p.Problems = append(p.Problems, p.lint(path.Base(dir))...)
	return p, p.readCases(fsys, path.Join(dir, "cases.yaml"))
}

// lists reads the list files that the policy names.
func (p *Pack) lists(fsys fs.FS, dir string) ([]List, error) {
	lists := slices.Clone(p.Policy.Lists)
	for i, l := range lists {
		if l.File == "" {
			continue
		}
		r := &reader{file: path.Join(dir, l.File)}
		text, err := fs.ReadFile(fsys, r.file)
		if err != nil {
			r.file = p.file
			r.wrong(l.At, "pack.problem.no_file", "file", l.File)
		} else {
			r.read(text, &lists[i])
			lists[i].ID, lists[i].File = l.ID, l.File
		}
		p.Problems = append(p.Problems, r.problems...)
	}
	return lists, nil
}

// build compiles every version.
func (p *Pack) build(lists []List, text string) {
	r := &reader{file: p.file}
	facts, err := fact.Standard().With(localFacts(&p.Policy)...)
	if err != nil {
		r.wrong(p.Policy.At, "pack.problem.language", "detail", err.Error())
		p.Problems = append(p.Problems, r.problems...)
		return
	}
	p.facts = facts
	for i := range p.Policy.Versions {
		c := &compiler{reader: r, policy: &p.Policy, lists: lists, facts: facts, used: text}
		p.editions = append(p.editions, c.compile(&p.Policy.Versions[i]))
	}
	p.Problems = append(p.Problems, unique(r.problems)...)
}

// unique drops problems that several versions share.
func unique(problems []Problem) []Problem {
	var out []Problem
	for _, p := range problems {
		if !slices.ContainsFunc(out, func(q Problem) bool { return q.Error() == p.Error() }) {
			out = append(out, p)
		}
	}
	return out
}
