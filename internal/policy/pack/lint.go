package pack

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"yanzhen/internal/policy/fact"
)

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// A linter reads a compiled pack for what cannot be meant.
type linter struct {
	*reader
	pack *Pack
	text string // all rules, to see what is used
}

// lint finds what the form and the types allow but nobody can mean.
func (p *Pack) lint(folder string) []Problem {
	l := &linter{&reader{file: p.file}, p, ""}
	pol := &p.Policy
	if pol.Format != Format {
		l.wrong(pol.At, "pack.problem.format", "want", Format, "got", pol.Format)
	}
	if folder != "." && folder != pol.ID {
		l.problems = append(l.problems, p.misnamed(p.file, folder))
	}
	if strings.TrimSpace(pol.Document) == "" {
		l.wrong(pol.At, "pack.problem.document_number")
	}
	if !pol.Citation.Verified && pol.Citation.Grade != "sample" {
		l.warn(pol.At, "pack.problem.unverified")
	}
	l.words(reflect.ValueOf(*pol), "")
	l.versions()
	l.declared()
	for _, ed := range p.editions {
		l.edition(ed)
	}
	l.codes()
	return unique(l.problems)
}

func (p *Pack) misnamed(file, folder string) Problem {
	return Problem{file, p.Policy.At, true, "pack.problem.folder", map[string]any{"folder": folder, "id": p.Policy.ID}}
}

// warn notes something that does not keep the pack from use.
func (l *linter) warn(at Pos, key string, args ...any) {
	l.problems = append(l.problems, Problem{l.file, at, false, key, pairs(args)})
}

// words finds texts that lack a language.
func (l *linter) words(v reflect.Value, what string) {
	switch x := v.Interface().(type) {
	case Text:
		if (x.Zh == "") != (x.En == "") {
			l.wrong(l.pack.Policy.At, "pack.problem.words", "what", what+x.Zh+x.En)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
				l.words(v.Field(i), cmp.Or(name, strings.TrimSuffix(what, " "))+" ")
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			l.words(v.Index(i), what)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			l.words(v.Elem(), what)
		}
	}
}

func (l *linter) versions() {
	versions := l.pack.Policy.Versions
	if len(versions) == 0 {
		l.wrong(l.pack.Policy.At, "pack.problem.no_version")
	}
	for i, v := range versions {
		if !v.Until.IsZero() && v.Until.Before(v.Effect) {
			l.wrong(v.At, "pack.problem.version_dates", "id", v.ID)
		}
		for _, w := range versions[:i] {
			if w.ID == v.ID {
				l.wrong(v.At, "pack.problem.id_twice", "id", v.ID, "line", w.At.Line)
			}
			if w.Effect == v.Effect && v.Applies.IsZero() && w.Applies.IsZero() {
				l.wrong(v.At, "pack.problem.version_overlap", "id", v.ID, "other", w.ID)
			}
		}
		for _, drop := range v.DropGates {
			if !slices.ContainsFunc(l.pack.Policy.Gates, func(g Gate) bool { return g.ID == drop }) {
				l.wrong(v.At, "pack.problem.unknown_target", "id", v.ID, "target", drop)
			}
		}
	}
}

// declared looks at what the policy declares and whether anything uses it.
func (l *linter) declared() {
	pol := &l.pack.Policy
	var b strings.Builder
	collect(reflect.ValueOf(*pol), &b)
	l.text = b.String()
	use := func(at Pos, id, name string) {
		if !idPattern.MatchString(id) {
			l.wrong(at, "pack.problem.bad_id", "id", id)
		}
		if !strings.Contains(l.text, name) {
			l.warn(at, "pack.problem.unused", "id", name)
		}
	}
	for _, in := range pol.Inputs {
		if !strings.HasPrefix(in.Key, "input.") {
			l.wrong(in.At, "pack.problem.input_key", "key", in.Key)
			continue
		}
		use(in.At, strings.TrimPrefix(in.Key, "input."), in.Key)
	}
	for _, x := range pol.Lists {
		use(x.At, x.ID, "list."+x.ID)
	}
	for _, x := range pol.Define {
		use(x.At, x.ID, "def."+x.ID)
	}
	for _, x := range pol.Measures {
		use(x.At, x.ID, "measure."+x.ID)
	}
	for _, x := range pol.Interpretations {
		if !x.Conflict {
			use(x.At, x.ID, "reading."+x.ID)
		}
	}
}

// collect writes every rule below v.
func collect(v reflect.Value, b *strings.Builder) {
	if e, ok := v.Interface().(Expr); ok {
		b.WriteString(e.Text + "\n")
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				collect(v.Field(i), b)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), b)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			collect(v.Elem(), b)
		}
	}
}

func (l *linter) edition(ed *edition) {
	seen := map[string]string{}
	l.gates(ed.gates, seen)
	for _, w := range ed.windows {
		wrongDays := len(w.Days) != 0 && (len(w.Days) != 2 || w.Days[0] < 1 || w.Days[1] > 31 || w.Days[0] > w.Days[1])
		wrongMonth := slices.ContainsFunc(w.Months, func(m int) bool { return m < 1 || m > 12 }) || w.Month < 0 || w.Month > 3
		if wrongDays || wrongMonth {
			l.wrong(w.At, "pack.problem.window")
		}
	}
	for _, b := range ed.benefits {
		l.benefit(ed, b)
	}
	for _, u := range ed.uplifts {
		if countTrue(u.Percent != 0, u.Times != 0, u.Add != nil, u.TierUp != 0) != 1 {
			l.wrong(u.At, "pack.problem.uplift_ways", "id", u.ID)
		}
		l.constant(u.At, u.ID, u.when)
		for _, to := range u.To {
			if !slices.ContainsFunc(ed.benefits, func(b *benefit) bool { return b.ID == to }) {
				l.wrong(u.At, "pack.problem.unknown_target", "id", u.ID, "target", to)
			}
		}
	}
	l.exclusive(ed)
	l.direct(ed)
	for _, limit := range ed.limits {
		if (limit.Count > 0) == (limit.Yuan != nil) {
			l.wrong(limit.At, "pack.problem.limit_ways", "id", limit.ID)
		}
	}
}

// gates looks for clauses that repeat another, hold money back without saying why, or ask nothing.
func (l *linter) gates(gates []*gate, seen map[string]string) {
	for _, g := range gates {
		if !idPattern.MatchString(g.ID) {
			l.wrong(g.At, "pack.problem.bad_id", "id", g.ID)
		}
		if g.Stage == "payment" && g.Hold.IsZero() {
			l.wrong(g.At, "pack.problem.hold", "id", g.ID)
		}
		if g.when != nil {
			if other, twice := seen[g.when.src.Text]; twice {
				l.wrong(g.At, "pack.problem.unreachable_clause", "id", g.ID, "other", other)
			}
			seen[g.when.src.Text] = g.ID
			l.constant(g.At, g.ID, g.when)
		}
		for _, s := range g.sets {
			if !idPattern.MatchString(s.ID) {
				l.wrong(s.At, "pack.problem.bad_id", "id", s.ID)
			}
			inner := map[string]string{} // another set may ask the same
			for text, id := range seen {
				inner[text] = id
			}
			l.gates(s.all, inner)
		}
	}
}

// constant finds a condition that asks about no fact.
func (l *linter) constant(at Pos, id string, p *prog) {
	if p != nil && len(p.Facts()) == 0 && !strings.Contains(p.src.Text, "day") {
		l.wrong(at, "pack.problem.constant", "id", id)
	}
}

func (l *linter) benefit(ed *edition, b *benefit) {
	if b.Amount != nil {
		l.value(b.At, b.ID, &b.Amount.Value, len(b.Amount.Tiers) > 0 || !b.InKind.IsZero())
	} else if b.InKind.IsZero() {
		l.wrong(b.At, "pack.problem.value_ways", "id", b.ID)
	}
	for i, t := range b.tiers {
		l.value(t.At, t.ID, &t.Value, !t.InKind.IsZero())
		for _, above := range b.tiers[:i] {
			same := above.when != nil && t.when != nil && above.when.src.Text == t.when.src.Text
			if b.Amount.Pick != "highest" && (above.when == nil || same) {
				l.wrong(t.At, "pack.problem.unreachable_tier", "id", t.ID, "other", above.ID)
			}
			if above.ID == t.ID {
				l.wrong(t.At, "pack.problem.id_twice", "id", t.ID, "line", above.At.Line)
			}
		}
		if i > 0 && t.Yuan != nil && b.tiers[i-1].Yuan != nil && *t.Yuan > *b.tiers[i-1].Yuan &&
			slices.ContainsFunc(ed.uplifts, func(u *uplift) bool { return u.TierUp > 0 }) {
			l.wrong(t.At, "pack.problem.tiers_order", "id", t.ID)
		}
	}
	l.schedule(b)
	if sum := sumOf(b.Split, func(s Share) float64 { return s.Percent }); len(b.Split) > 0 && math.Abs(sum-100) > 1e-9 {
		l.wrong(b.At, "pack.problem.split", "id", b.ID, "sum", fmt.Sprint(sum))
	}
}

// value wants exactly one way to say an amount; covered says that there is another already.
func (l *linter) value(at Pos, id string, v *Value, covered bool) {
	ways := countTrue(v.Yuan != nil, !v.Fen.IsZero(), v.Percent != nil, v.Each != nil, len(v.Brackets) > 0, v.Decided != nil)
	if covered {
		ways++
	}
	if ways != 1 {
		l.wrong(at, "pack.problem.value_ways", "id", id)
	}
	if (v.Percent != nil || v.Each != nil || len(v.Brackets) > 0) == v.Of.IsZero() {
		l.wrong(at, "pack.problem.value_of", "id", id)
	}
	if v.Cap != nil && v.Floor != nil && *v.Cap < *v.Floor {
		l.wrong(at, "pack.problem.cap_floor", "id", id)
	}
}

func (l *linter) schedule(b *benefit) {
	s := b.schedule
	if monthsOf[s.Every] > 0 && s.Times.IsZero() && len(s.Percents) == 0 {
		l.wrong(b.At, "pack.problem.times", "id", b.ID)
	}
	sum := sumOf(s.Instalments, func(i Instalment) float64 { return i.Percent })
	if len(s.Instalments) > 0 && math.Abs(sum-100) > 1e-9 {
		l.wrong(b.At, "pack.problem.percents", "id", b.ID, "sum", fmt.Sprint(sum))
	}
}

func sumOf[T any](list []T, of func(T) float64) (sum float64) {
	for _, x := range list {
		sum += of(x)
	}
	return sum
}

func (l *linter) exclusive(ed *edition) {
	for _, e := range ed.exclusive {
		if e.Group == "" && len(e.With) == 0 {
			l.wrong(e.At, "pack.problem.exclusive_with", "id", e.ID)
		}
		if e.Rule == "take_higher" && e.AlreadyPaid == "" {
			l.wrong(e.At, "pack.problem.already_paid", "id", e.ID)
		}
		for _, s := range ed.body.Stacks {
			for _, with := range s.With {
				if with == e.Group || slices.Contains(e.With, with) {
					l.wrong(e.At, "pack.problem.stack_conflict", "other", with)
				}
			}
		}
	}
}

// beside looks at what must be claimed first and at caps over several policies.
func (l *linter) beside(ed *edition) {
	for _, p := range ed.prior {
		if len(p.AnyOf) == 0 || slices.Contains(p.AnyOf, l.pack.Policy.ID) {
			l.wrong(p.At, "pack.problem.prior_self", "id", p.ID)
		}
	}
	for _, c := range ed.caps {
		if c.Group == "" && len(c.With) == 0 {
			l.wrong(c.At, "pack.problem.cap_alone", "id", c.ID)
		}
		if c.Yuan <= 0 {
			l.wrong(c.At, "pack.problem.cap_none", "id", c.ID)
		}
	}
}

// coded finds comparisons of a coded fact with a text, in either order of "in".
var coded = regexp.MustCompile(`([a-z_]+(?:\.[a-z_]+)+)\s*(?:==|!=|in)\s*(\[[^\]]*\]|'[^']*'|"[^"]*")|('[^']*')\s+in\s+([a-z_]+(?:\.[a-z_]+)+)`)
var literal = regexp.MustCompile(`'([^']*)'|"([^"]*)"`)

// codes finds values that a code table does not have.
func (l *linter) codes() {
	for _, ed := range l.pack.editions {
		for _, p := range ed.progs {
			for _, m := range coded.FindAllStringSubmatch(p.src.Text, -1) {
				key, values := cmp.Or(m[1], m[4]), cmp.Or(m[2], m[3])
				f, ok := l.pack.facts.Find(key)
				if !ok || f.Codes == "" {
					continue
				}
				for _, v := range literal.FindAllStringSubmatch(values, -1) {
					l.code(p.src.At, f, v[1]+v[2])
				}
			}
		}
	}
}

func (l *linter) code(at Pos, f fact.Fact, got string) {
	codes := l.pack.facts.Codes(f.Codes)
	names := make([]string, len(codes))
	for i, c := range codes {
		names[i] = c.Code
		if got == c.Zh || slices.Contains(c.Also, got) {
			l.wrong(at, "pack.problem.unknown_code", "fact", f.Key, "got", got, "nearest", c.Code)
			return
		}
	}
	if !slices.Contains(names, got) {
		l.wrong(at, "pack.problem.unknown_code", "fact", f.Key, "got", got, "nearest", fact.Nearest(got, names))
	}
}
