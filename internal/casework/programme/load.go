package programme

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"yanzhen/internal/casework/flow"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// A Pack is a programme ready to use: its text, its way, its rules compiled, its cases, and what is wrong.
type Pack struct {
	Programme Programme
	Cases     []Case
	Problems  []pack.Problem // none that is grave in a pack that may be used
	Flow      flow.Programme

	file   string
	gates  *pack.Pack // its own conditions as a policy without money; nil without any
	facts  *fact.Catalogue
	fields map[string]*field
	order  []*field
	papers []*material
	shares []*rule.Program
	level  *rule.Program
}

type field struct {
	*Field
	key  string // fact that holds the answer
	fact fact.Fact
	when *rule.Program
}

type material struct {
	*Material
	when *rule.Program
}

// Usable reports whether nothing grave is wrong.
func (p *Pack) Usable() bool {
	return !slices.ContainsFunc(p.Problems, func(q pack.Problem) bool { return q.Grave })
}

// Load reads every pack below root in fsys: a folder with a programme.yaml. Packs come in the order of
// their ids. A pack that is wrong comes along with its Problems; the error is for files that cannot be read
// at all. The policies are those that programmes may name.
func Load(fsys fs.FS, root string, policies []*pack.Pack) ([]*Pack, error) {
	var all []*Pack
	err := fs.WalkDir(fsys, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && path.Base(name) == "programme.yaml" {
			p, err := LoadOne(fsys, path.Dir(name), policies)
			if err != nil {
				return err
			}
			all = append(all, p)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b *Pack) int { return strings.Compare(a.Programme.ID, b.Programme.ID) })
	return all, err
}

// LoadOne reads the pack in folder dir.
func LoadOne(fsys fs.FS, dir string, policies []*pack.Pack) (*Pack, error) {
	text, err := fs.ReadFile(fsys, path.Join(dir, "programme.yaml"))
	if err != nil {
		return nil, err
	}
	cases, err := fs.ReadFile(fsys, path.Join(dir, "cases.yaml"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return Read(dir, string(text), string(cases), policies), nil
}

// Read reads a pack from its two texts; dir is the folder in whose name problems are told.
func Read(dir, text, cases string, policies []*pack.Pack) *Pack {
	p := &Pack{file: path.Join(dir, "programme.yaml")}
	p.Problems = pack.Decode(p.file, []byte(text), &p.Programme)
	if p.Usable() {
		p.compile(text)
		p.check(path.Base(dir), policies)
	}
	p.readCases(path.Join(dir, "cases.yaml"), cases)
	return p
}

func (p *Pack) readCases(name, text string) {
	if text == "" {
		p.Problems = append(p.Problems, pack.Problem{File: name, Pos: pack.Pos{Line: 1, Column: 1}, Grave: true, Key: "programme.problem.no_cases"})
		return
	}
	var file caseFile
	p.Problems = append(p.Problems, pack.Decode(name, []byte(text), &file)...)
	for i := range file.Cases {
		c := &file.Cases[i]
		c.file, c.person = name, file.People[c.Person]
		if c.Person != "" && c.person == nil {
			c.wrong(p, c.At, "programme.problem.no_person", "person", c.Person)
		}
	}
	p.Cases = file.Cases
}

// wrong notes something grave.
func (p *Pack) wrong(at pack.Pos, key string, args ...any) { p.note(p.file, at, key, args) }

func (p *Pack) note(file string, at pack.Pos, key string, args []any) {
	named := map[string]any{}
	for i := 0; i+1 < len(args); i += 2 {
		named[args[i].(string)] = args[i+1]
	}
	p.Problems = append(p.Problems, pack.Problem{File: file, Pos: at, Grave: true, Key: key, Args: named})
}
