package arch_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/i18n"
)

const root = "../.."

// source is one parsed Go file of the house.
type source struct {
	path string // from the root: internal/store/tx.go
	pkg  string // from the root: internal/store
	test bool
	file *ast.File
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	set := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		all = append(all, source{rel, filepath.ToSlash(filepath.Dir(rel)), strings.HasSuffix(rel, "_test.go"), file})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// floors is the ladder of the house, from the ground up. A package may import packages of lower
// floors, and packages of its own floor only where the floor says so. A web floor imports its
// slice, the door and the web kit.
var floors = []struct {
	name   string
	within bool // packages of this floor may import each other
	paths  []string
}{
	{"base", true, []string{"internal/base"}},
	{"words", false, []string{"internal/i18n"}},
	{"engine", true, []string{"internal/engine"}},
	{"ground", true, []string{"internal/store", "internal/authz", "internal/crypt", "internal/config", "internal/district", "internal/document"}},
	{"audit and jobs", true, []string{"internal/audit", "internal/job", "internal/store/dbtest"}},
	{"door", true, []string{"internal/door", "internal/file", "internal/web", "internal/backup"}},
	{"account", true, []string{"internal/account"}},
	{"notify", true, []string{"internal/notify"}},
	{"registry", true, []string{"internal/registry"}},
	{"policy", true, []string{"internal/policy"}},
	{"casework", true, []string{"internal/casework"}},
	{"insight", true, []string{"internal/insight"}},
	{"town", true, []string{"internal/town"}},
	{"app", true, []string{"internal/app"}},
	{"cmd", true, []string{"cmd", "packs", "internal/arch"}},
}

// floorOf gives the floor whose longest path holds pkg.
func floorOf(pkg string) int {
	best, length := -1, -1
	for i, floor := range floors {
		for _, path := range floor.paths {
			if (pkg == path || strings.HasPrefix(pkg, path+"/")) && len(path) > length {
				best, length = i, len(path)
			}
		}
	}
	return best
}

func TestArrowsPointDown(t *testing.T) {
	for _, src := range sources(t) {
		if src.test {
			continue
		}
		from := floorOf(src.pkg)
		if from < 0 {
			t.Errorf("%s stands on no floor: add its folder to the ladder in internal/arch", src.path)
			continue
		}
		for _, to := range imports(src) {
			if to == "packs" { // data, embedded
				continue
			}
			at := floorOf(to)
			if at > from || at == from && !floors[from].within && !inside(src.pkg, to) {
				t.Errorf("%s (floor %q) imports %s (floor %q): arrows point down only. Move the code, or let the upper one call, or tell it by a job.",
					src.path, floors[from].name, to, floors[max(at, 0)].name)
			}
		}
	}
}

func inside(pkg, other string) bool {
	return strings.HasPrefix(pkg, other+"/") || strings.HasPrefix(other, pkg+"/")
}

func imports(src source) []string {
	var found []string
	for _, spec := range src.file.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		if rest, ours := strings.CutPrefix(path, "yanzhen/"); ours {
			found = append(found, rest)
		}
	}
	return found
}

func TestAWebPackageNeverTouchesTheStore(t *testing.T) {
	for _, src := range sources(t) {
		if src.test || !strings.HasSuffix(src.pkg, "web") || src.pkg == "internal/web" {
			continue
		}
		slice := strings.TrimSuffix(filepath.Dir(src.pkg), "/")
		for _, to := range imports(src) {
			foreign := strings.HasSuffix(to, "web") && to != "internal/web" && to != src.pkg
			if to == "internal/store" || foreign {
				t.Errorf("%s imports %s: pages of %s go through the door, and never into another slice's pages", src.path, to, slice)
			}
		}
	}
}

func TestBaseNeedsOnlyTheStandardLibrary(t *testing.T) {
	allowed := []string{"github.com/oklog/ulid/v2"} // base/id: sortable identifiers
	for _, src := range sources(t) {
		if src.test || !strings.HasPrefix(src.pkg, "internal/base/") {
			continue
		}
		for _, spec := range src.file.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			if strings.Contains(strings.SplitN(path, "/", 2)[0], ".") && !slices.Contains(allowed, path) {
				t.Errorf("%s imports %s: base is words everyone may use, from the standard library", src.path, path)
			}
		}
	}
}

func TestEnginesOnlyCompute(t *testing.T) {
	for _, src := range sources(t) {
		if src.test || !strings.HasPrefix(src.pkg, "internal/engine/") {
			continue
		}
		for _, spec := range src.file.Imports {
			switch path := strings.Trim(spec.Path.Value, `"`); path {
			case "net/http", "database/sql", "os", "yanzhen/internal/store", "yanzhen/internal/base/clock":
				t.Errorf("%s imports %s: an engine takes columns and gives columns, nothing else", src.path, path)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said := map[string]bool{}
	for _, src := range sources(t) {
		if src.test {
			continue
		}
		said[src.pkg] = said[src.pkg] || src.file.Doc != nil
	}
	for pkg, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

// The clock is the one seam of time; tests use fixed instants, so that they mean the same tomorrow.
func TestTimeComesFromTheClock(t *testing.T) {
	for _, src := range sources(t) {
		if src.pkg == "internal/base/clock" || strings.HasSuffix(src.path, "_templ.go") {
			continue
		}
		ast.Inspect(src.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "time" && (sel.Sel.Name == "Now" || sel.Sel.Name == "Since" || sel.Sel.Name == "Until") {
				t.Errorf("%s calls time.%s: take the time from the clock (internal/base/clock)", src.path, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestNoPackageIsNamedAfterNothing(t *testing.T) {
	for _, src := range sources(t) {
		if slices.Contains([]string{"util", "utils", "common", "models", "manager", "helper", "helpers", "misc"}, src.file.Name.Name) {
			t.Errorf("%s: package %s says nothing; name it by the noun it holds", src.path, src.file.Name.Name)
		}
	}
}

// A command file of the binary holds flags and calls, no logic of the domain.
func TestSubcommandsAreShort(t *testing.T) {
	for _, src := range sources(t) {
		if src.test || !strings.HasPrefix(src.pkg, "cmd/") {
			continue
		}
		for _, decl := range src.file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil && len(fn.Body.List) > 25 {
				t.Error(fmt.Sprintf("%s: %s is long for a subcommand; its work belongs into a slice or internal/app", src.path, fn.Name.Name))
			}
		}
	}
}

// Every word that code asks for is there in both languages, and no word is left over.
func TestWordsAreComplete(t *testing.T) {
	wrong, err := i18n.MissingOrUnused(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range wrong {
		t.Error(one)
	}
}
