package i18n

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// MissingOrUnused reads the sources below root and tells, one line each, every message key that code
// asks for and no words.yaml has, and every key of a words.yaml that nothing mentions.
//
// Asked for: string literals given to T, Key, Moved and Flash and to New of a fault kind. Mentioned:
// any string literal of Go code (templ pages count by their generated code), any scalar of a YAML
// file, and every key of a declared Family. Tests, testdata and hidden folders are left out.
func MissingOrUnused(root string) ([]string, error) {
	s := scan{words: map[string]string{}, asked: map[string]string{}, mentioned: map[string]bool{}}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && skipped(d.Name()):
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		return s.file(path)
	})
	return s.complaints(), err
}

func skipped(folder string) bool {
	return folder == "testdata" || folder == "node_modules" || strings.HasPrefix(folder, ".")
}

type scan struct {
	words     map[string]string // key → the words.yaml it is in
	asked     map[string]string // key → the place that asks for it
	mentioned map[string]bool
	families  []string
}

func (s *scan) file(path string) error {
	name := filepath.Base(path)
	switch {
	case name == "words.yaml":
		return s.wordsFile(path)
	case strings.HasSuffix(name, ".yaml"):
		return s.yamlFile(path)
	case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
		return s.goFile(path)
	}
	return nil
}

func (s *scan) wordsFile(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	c, err := Load(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for key, msg := range c.messages {
		s.words[key] = path
		for _, t := range msg {
			s.families = append(s.families, t.families()...)
		}
	}
	return nil
}

func (s *scan) yamlFile(path string) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var tree any
	if yaml.Unmarshal(raw, &tree) == nil { // a file that is not plain YAML mentions nothing
		s.mention(tree)
	}
	return nil
}

func (s *scan) mention(tree any) {
	switch t := tree.(type) {
	case string:
		s.mentioned[t] = true
	case []any:
		for _, item := range t {
			s.mention(item)
		}
	case map[string]any:
		for _, item := range t {
			s.mention(item)
		}
	}
}

func (s *scan) goFile(path string) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if key, ok := literal(n); ok {
				s.mentioned[key] = true
			}
		case *ast.CallExpr:
			s.call(files, n)
		}
		return true
	})
	return nil
}

// keyAt is the place of the message key among the arguments of a call.
var keyAt = map[string]int{"T": 1, "Key": 0, "Moved": 3, "Flash": 2}

func (s *scan) call(files *token.FileSet, call *ast.CallExpr) {
	name, at := "", -1
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
		if kind, ok := fun.X.(*ast.SelectorExpr); ok && name == "New" && fmt.Sprint(kind.X) == "fault" {
			at = 0
		}
	}
	if place, ok := keyAt[name]; ok {
		at = place
	}
	isFamily := name == "Family"
	if isFamily {
		at = 0
	}
	if at < 0 || at >= len(call.Args) {
		return
	}
	lit, ok := call.Args[at].(*ast.BasicLit)
	if !ok {
		return
	}
	key, ok := literal(lit)
	switch {
	case !ok || key == "":
	case isFamily:
		s.families = append(s.families, key)
	default:
		s.asked[key] = files.Position(lit.Pos()).String()
	}
}

func literal(lit *ast.BasicLit) (string, bool) {
	if lit.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(lit.Value)
	return value, err == nil
}

func (s *scan) complaints() []string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(s.asked)) {
		if _, ok := s.words[key]; !ok {
			all = append(all, fmt.Sprintf("%s: key %s is in no words.yaml", s.asked[key], key))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(s.words)) {
		if !s.mentioned[key] && !s.inFamily(key) {
			all = append(all, fmt.Sprintf("%s: key %s is used nowhere", s.words[key], key))
		}
	}
	return all
}

func (s *scan) inFamily(key string) bool {
	return slices.ContainsFunc(s.families, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
}
