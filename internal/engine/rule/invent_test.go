package rule_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// facts is the catalogue that invented rules and rows use.
var facts = []rule.Fact{
	{Key: "person.birth", Type: rule.Date}, {Key: "person.hired", Type: rule.Date},
	{Key: "person.class", Type: rule.Text}, {Key: "person.town", Type: rule.Text},
	{Key: "person.married", Type: rule.Bool}, {Key: "tax.late", Type: rule.Bool},
	{Key: "degree", Type: rule.Int}, {Key: "pay.year", Type: rule.Int}, {Key: "extreme", Type: rule.Int},
	{Key: "score", Type: rule.Double}, {Key: "share", Type: rule.Double},
	{Key: "skills", Type: rule.List(rule.Text)}, {Key: "grades", Type: rule.List(rule.Int)},
	{Key: "rates", Type: rule.List(rule.Double)}, {Key: "visits", Type: rule.List(rule.Date)},
	{Key: "honours", Type: rule.List(rule.Record(
		rule.Field{Name: "level", Type: rule.Int}, rule.Field{Name: "name", Type: rule.Text},
		rule.Field{Name: "on", Type: rule.Date}, rule.Field{Name: "shared", Type: rule.Bool},
		rule.Field{Name: "weight", Type: rule.Double}, rule.Field{Name: "tags", Type: rule.List(rule.Text)}))},
}

func fields() []column.Field {
	out := make([]column.Field, len(facts))
	for i, f := range facts {
		out[i] = column.Field{Name: f.Key, Type: f.Type}
	}
	return out
}

// An inventor makes rules and rows up from a seed.
type inventor struct {
	*rand.Rand
	vars []variable // iteration variables in scope
}

type variable struct {
	name string
	typ  rule.Type
}

var (
	someTexts = []string{"", "A", "B", "C", "T01", "T02", "衡阳", "蒸湘", " a b", "12", "2026-01-31", "-7"}
	someInts  = []int64{0, 1, 2, 3, 4, 12, 100, -1, -7, 400000, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, 1 << 40}
	someReals = []float64{0, 1, -1, 0.5, 2.5, 1e300, -1e300, 1e-300, 3}
	someDays  = []string{"1970-01-01", "2000-02-29", "1996-03-31", "2024-12-31", "2026-11-23", "0001-01-01", "9999-12-31", "1899-12-30"}
)

func pick[T any](r *inventor, from []T) T { return from[r.IntN(len(from))] }

// row gives every fact with probability two thirds.
func (r *inventor) row() map[string]any {
	row := map[string]any{}
	for _, f := range facts {
		if r.IntN(3) > 0 {
			row[f.Key] = r.value(f.Type)
		}
	}
	return row
}

func (r *inventor) value(t rule.Type) any {
	switch t.Kind() {
	case column.BoolKind:
		return r.IntN(2) == 0
	case column.IntKind:
		if r.IntN(4) > 0 {
			return int64(r.IntN(6))
		}
		return pick(r, someInts)
	case column.DoubleKind:
		return pick(r, someReals)
	case column.TextKind:
		return pick(r, someTexts)
	case column.DateKind:
		if r.IntN(2) == 0 {
			return civil.FromDays(r.IntN(25000))
		}
		return pick(r, someDays)
	case column.ListKind:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, r.value(t.Elem()))
		}
		return list
	}
	rec := map[string]any{}
	for _, f := range t.Fields() {
		if r.IntN(4) > 0 {
			rec[f.Name] = r.value(f.Type)
		}
	}
	return rec
}

// expr gives the text of an expression of type t, nested at most depth deep.
func (r *inventor) expr(t rule.Type, depth int) string {
	if depth <= 0 || r.IntN(8) == 0 {
		return r.leaf(t)
	}
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf("(%s ? %s : %s)", r.expr(rule.Bool, depth-1), r.expr(t, depth-1), r.expr(t, depth-1))
	case 1:
		return fmt.Sprintf("or_else(%s, %s)", r.expr(t, depth-1), r.expr(t, depth-1))
	}
	switch t.Kind() {
	case column.BoolKind:
		return r.boolean(depth - 1)
	case column.IntKind:
		return r.integer(depth - 1)
	case column.DoubleKind:
		return r.double(depth - 1)
	case column.TextKind:
		return r.text(depth - 1)
	case column.DateKind:
		return r.date(depth - 1)
	}
	return r.list(t, depth-1)
}

// leaf gives a fact, an iteration variable or its field, or a constant.
func (r *inventor) leaf(t rule.Type) string {
	var names []string
	for _, f := range facts {
		if f.Type.Equal(t) {
			names = append(names, f.Key)
		}
	}
	for _, v := range r.vars {
		if v.typ.Equal(t) {
			names = append(names, v.name, v.name)
		}
		for _, f := range v.typ.Fields() {
			if f.Type.Equal(t) {
				names = append(names, v.name+"."+f.Name, v.name+"."+f.Name)
			}
		}
	}
	if len(names) > 0 && (r.IntN(3) > 0 || t.Kind() == column.ListKind && t.Elem().Kind() == column.RecordKind) {
		return pick(r, names)
	}
	return r.constant(t)
}

func (r *inventor) constant(t rule.Type) string {
	switch t.Kind() {
	case column.BoolKind:
		return pick(r, []string{"true", "false"})
	case column.IntKind:
		return fmt.Sprint(r.value(rule.Int))
	case column.DoubleKind:
		return fmt.Sprintf("%.1f", pick(r, []float64{0, 1, 2.5, -3, 100}))
	case column.TextKind:
		return fmt.Sprintf("%q", pick(r, someTexts))
	case column.DateKind:
		return pick(r, []string{"day", "date('2000-02-29')", "date('2026-01-01')", "date('9999-12-31')"})
	}
	elems := []string{r.constant(t.Elem()), r.constant(t.Elem())}
	return "[" + strings.Join(elems[:1+r.IntN(2)], ", ") + "]"
}

func (r *inventor) scalar() rule.Type {
	return pick(r, []rule.Type{rule.Bool, rule.Int, rule.Double, rule.Text, rule.Date})
}

func (r *inventor) boolean(d int) string {
	switch t := r.scalar(); r.IntN(20) {
	case 0, 1:
		return fmt.Sprintf("(%s && %s)", r.expr(rule.Bool, d), r.expr(rule.Bool, d))
	case 2, 3:
		return fmt.Sprintf("(%s || %s)", r.expr(rule.Bool, d), r.expr(rule.Bool, d))
	case 4:
		return "!" + r.expr(rule.Bool, 0)
	case 5:
		return fmt.Sprintf("(%s %s %s)", r.expr(t, d), pick(r, []string{"==", "!="}), r.expr(t, d))
	case 6, 7:
		t := pick(r, []rule.Type{rule.Int, rule.Double, rule.Text, rule.Date})
		return fmt.Sprintf("(%s %s %s)", r.expr(t, d), pick(r, []string{"<", "<=", ">", ">=", "==", "!="}), r.expr(t, d))
	case 8:
		t := pick(r, []rule.Type{rule.Int, rule.Text, rule.Date})
		return fmt.Sprintf("(%s in [%s, %s, %s])", r.expr(t, d), r.constant(t), r.constant(t), r.constant(t))
	case 9:
		return fmt.Sprintf("known(%s)", r.expr(t, d))
	case 10:
		return fmt.Sprintf("%s.%s(%q)", r.expr(rule.Text, 0), pick(r, []string{"startsWith", "endsWith", "contains"}), pick(r, someTexts))
	case 11:
		return fmt.Sprintf("(%s %s %s)", r.expr(rule.Int, d), pick(r, []string{"<", ">=", ">"}), r.expr(rule.Double, d))
	case 12:
		t := pick(r, []rule.Type{rule.Int, rule.Text, rule.Date, rule.Double})
		return fmt.Sprintf("(%s in %s)", r.expr(t, d), r.orEmpty(rule.List(t), d))
	case 13:
		return fmt.Sprintf("%s.matches('%s')", r.expr(rule.Text, d), pick(r, []string{"^[A-C]$", "^T0[12]", "阳$", "", "^(衡|蒸).", "[^a-z]{2}"}))
	case 14:
		t := rule.List(pick(r, []rule.Type{rule.Int, rule.Text, rule.Date, rule.Double}))
		return fmt.Sprintf("sets.%s(%s, %s)", pick(r, []string{"contains", "intersects", "equivalent"}), r.expr(t, d), r.orEmpty(t, d))
	case 15:
		return fmt.Sprintf("is_workday(%s)", r.workday(d))
	case 16:
		t := rule.List(r.scalar())
		return fmt.Sprintf("(%s %s %s)", r.expr(t, d), pick(r, []string{"==", "!="}), r.orEmpty(t, d))
	case 17:
		return fmt.Sprintf("[].%s(none, %s)", pick(r, []string{"exists", "all", "exists_one"}), r.expr(rule.Bool, d))
	}
	return r.quantifier(d)
}

// orEmpty gives a list of type t, sometimes the one without elements, whose type follows from its place.
func (r *inventor) orEmpty(t rule.Type, d int) string {
	if r.IntN(6) == 0 {
		return "[]"
	}
	return r.expr(t, d)
}

// workday gives a date that is mostly in the years whose working days are announced.
func (r *inventor) workday(d int) string {
	if r.IntN(3) == 0 {
		return r.expr(rule.Date, d)
	}
	return fmt.Sprintf("add_days(day, %s %% %d)", r.expr(rule.Int, d), 100+r.IntN(2000))
}

func (r *inventor) quantifier(d int) string {
	list, elem := r.someList(d)
	name := fmt.Sprintf("v%d", len(r.vars))
	kind := pick(r, []string{"exists", "all", "exists_one"})
	if elem.Kind() == column.RecordKind && r.IntN(5) == 0 {
		return fmt.Sprintf("%s.%s(%s, has(%s.level))", list, kind, name, name)
	}
	return fmt.Sprintf("%s.%s(%s, %s)", list, kind, name, r.within(variable{name, elem}, rule.Bool, d))
}

// someList gives a list worth iterating over and its element type.
func (r *inventor) someList(d int) (string, rule.Type) {
	t := pick(r, []rule.Type{facts[11].Type, facts[12].Type, facts[13].Type, facts[14].Type, facts[15].Type, facts[15].Type})
	return r.expr(t, min(d, 1)), t.Elem()
}

// within gives an expression under one more iteration variable.
func (r *inventor) within(v variable, t rule.Type, d int) string {
	r.vars = append(r.vars, v)
	defer func() { r.vars = r.vars[:len(r.vars)-1] }()
	return r.expr(t, d)
}

func (r *inventor) integer(d int) string {
	switch r.IntN(13) {
	case 8:
		return fmt.Sprintf("workdays_between(%s, %s)", r.workday(d), r.workday(d))
	case 9:
		return fmt.Sprintf("share(%s, %s, %s)", r.expr(rule.Int, d), r.expr(rule.Int, d), r.expr(rule.Int, d))
	case 10:
		return fmt.Sprintf("%s(%s, %s)", pick(r, []string{"round_to", "round_up", "round_down"}), r.expr(rule.Int, d), r.expr(rule.Int, d))
	case 11:
		return pick(r, []string{
			fmt.Sprintf("%s.%s(%s)", r.expr(rule.Text, d), pick(r, []string{"indexOf", "lastIndexOf"}), r.expr(rule.Text, 0)),
			fmt.Sprintf("%s.%s(%s, %s)", r.expr(rule.Text, d), pick(r, []string{"indexOf", "lastIndexOf"}), r.expr(rule.Text, 0), r.expr(rule.Int, 0)),
			fmt.Sprintf("int(%s)", r.expr(pick(r, []rule.Type{rule.Text, rule.Double, rule.Int}), d)),
		})
	case 0, 1, 2:
		return fmt.Sprintf("(%s %s %s)", r.expr(rule.Int, d), pick(r, []string{"+", "-", "*", "/", "%"}), r.expr(rule.Int, d))
	case 3:
		return fmt.Sprintf("size(%s)", r.expr(pick(r, []rule.Type{rule.Text, facts[11].Type, facts[15].Type}), d))
	case 4:
		return fmt.Sprintf("sum(%s)", r.expr(rule.List(rule.Int), d))
	case 5:
		return fmt.Sprintf("%s(%s, %s)", pick(r, []string{"age", "age_exclusive", "years_between", "months_between", "days_between"}), r.expr(rule.Date, d), r.expr(rule.Date, d))
	case 6:
		return fmt.Sprintf("%s(%s)", pick(r, []string{"year", "quarter", "month", "day_of_month"}), r.expr(rule.Date, d))
	case 7:
		return fmt.Sprintf("%s(%s, %s)", pick(r, []string{"min", "max", "percent"}), r.expr(rule.Int, d), r.expr(rule.Int, d))
	}
	return pick(r, []string{
		fmt.Sprintf("{1: 10, 2: 20, 3: %d}[%s]", r.IntN(5), r.expr(rule.Int, d)),
		fmt.Sprintf(`{"A": 1, "B": 2, "T01": 3}[%s]`, r.expr(rule.Text, d)),
		fmt.Sprintf("%s[%s]", r.expr(rule.List(rule.Int), d), r.expr(rule.Int, 0)),
		fmt.Sprintf("-(%s)", r.expr(rule.Int, d)),
	})
}

func (r *inventor) double(d int) string {
	switch r.IntN(5) {
	case 0, 1:
		return fmt.Sprintf("(%s %s %s)", r.expr(rule.Double, d), pick(r, []string{"+", "-", "*", "/"}), r.expr(rule.Double, d))
	case 2:
		return fmt.Sprintf("%s(%s, %s)", pick(r, []string{"min", "max"}), r.expr(rule.Double, d), r.expr(rule.Double, d))
	case 3:
		return fmt.Sprintf("sum(%s)", r.expr(rule.List(rule.Double), d))
	}
	return pick(r, []string{fmt.Sprintf("double(%s)", r.expr(rule.Int, d)), fmt.Sprintf("-(%s)", r.expr(rule.Double, d))})
}

func (r *inventor) text(d int) string {
	return pick(r, []string{
		fmt.Sprintf("(%s + %s)", r.expr(rule.Text, 0), r.expr(rule.Text, 0)),
		fmt.Sprintf(`{1: "A", 2: "B", 3: "衡阳"}[%s]`, r.expr(rule.Int, d)),
		fmt.Sprintf("%s[%s]", r.expr(rule.List(rule.Text), d), r.expr(rule.Int, 0)),
		r.leaf(rule.Text),
		fmt.Sprintf("%s.%s()", r.expr(rule.Text, d), pick(r, []string{"lowerAscii", "upperAscii", "trim"})),
		fmt.Sprintf("%s.replace(%s, %s)", r.expr(rule.Text, d), r.expr(rule.Text, 0), r.expr(rule.Text, 0)),
		fmt.Sprintf("%s.substring(%s)", r.expr(rule.Text, d), r.expr(rule.Int, 0)),
		fmt.Sprintf("%s.substring(%s, %d)", r.expr(rule.Text, d), r.expr(rule.Int, 0), r.IntN(4)),
		fmt.Sprintf("%s.charAt(%s)", r.expr(rule.Text, d), r.expr(rule.Int, 0)),
		fmt.Sprintf("%s.join(%s)", r.expr(rule.List(rule.Text), d), r.expr(rule.Text, 0)),
		fmt.Sprintf("string(%s)", r.expr(pick(r, []rule.Type{rule.Int, rule.Double, rule.Bool}), d)),
	})
}

func (r *inventor) date(d int) string {
	switch r.IntN(6) {
	case 3:
		return fmt.Sprintf("add_workdays(%s, %s)", r.workday(d), r.expr(rule.Int, d))
	case 4:
		return fmt.Sprintf("date(%s)", r.expr(rule.Text, d))
	case 0:
		return fmt.Sprintf("%s(%s, %s)", pick(r, []string{"add_days", "add_months", "add_years"}), r.expr(rule.Date, d), r.expr(rule.Int, d))
	case 1:
		return fmt.Sprintf("%s(%s)", pick(r, []string{"first_of_month", "first_of_quarter", "first_of_year", "last_of_month", "last_of_quarter", "last_of_year"}), r.expr(rule.Date, d))
	case 2:
		return fmt.Sprintf("%s(%s, %s)", pick(r, []string{"min", "max"}), r.expr(rule.Date, d), r.expr(rule.Date, d))
	}
	return fmt.Sprintf("%s[%s]", r.expr(rule.List(rule.Date), d), r.expr(rule.Int, 0))
}

func (r *inventor) list(t rule.Type, d int) string {
	name := fmt.Sprintf("v%d", len(r.vars))
	if t.Equal(rule.List(rule.Text)) && r.IntN(4) == 0 {
		return fmt.Sprintf("%s.split(%s)", r.expr(rule.Text, d), r.expr(rule.Text, 0))
	}
	if r.IntN(5) == 0 {
		return fmt.Sprintf("(%s + %s)", r.expr(t, d), r.orEmpty(t, d))
	}
	if elem := t.Elem(); elem.Kind() != column.RecordKind && r.IntN(2) == 0 {
		from, of := r.someList(d)
		v := variable{name, of}
		if r.IntN(3) == 0 {
			return fmt.Sprintf("%s.map(%s, %s, %s)", from, name, r.within(v, rule.Bool, d), r.within(v, elem, d))
		}
		return fmt.Sprintf("%s.map(%s, %s)", from, name, r.within(v, elem, d))
	}
	return fmt.Sprintf("%s.filter(%s, %s)", r.leaf(t), name, r.within(variable{name, t.Elem()}, rule.Bool, d))
}
