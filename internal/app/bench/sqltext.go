package bench

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// A teller writes policies as SQL for SQLite and PostgreSQL alike, as an office would ask its own
// database: codes and dates as text, yes and no as 0 and 1, NULL for what is unknown, and a row for
// every skill and award. A list that is unknown has no rows, which selects the same people because no
// shape denies a condition on a list.
type teller struct{ stuck string }

// policy gives the statement that counts the people and adds up their amounts.
func (t *teller) policy(when, pay string) (string, error) {
	cond, err := parse(when)
	if err != nil {
		return "", err
	}
	amount, err := parse(pay)
	if err != nil {
		return "", err
	}
	text := "SELECT COUNT(*), CAST(COALESCE(SUM(" + t.number(amount) + "), 0) AS BIGINT) FROM bench_person WHERE " + t.test(cond)
	if t.stuck != "" {
		return "", fmt.Errorf("no SQL for %s in %q, %q", t.stuck, when, pay)
	}
	return text, nil
}

func (t *teller) cannot(what string) string {
	t.stuck = cmp.Or(t.stuck, what)
	return ""
}

var sqlRelations = map[string]string{operators.Equals: "=", operators.Less: "<", operators.LessEquals: "<=", operators.Greater: ">", operators.GreaterEquals: ">="}

func (t *teller) test(e ast.Expr) string {
	if e.Kind() == ast.IdentKind {
		return e.AsIdent() + " = 1"
	}
	name, args := calling(e)
	switch name {
	case operators.LogicalAnd:
		return "(" + strings.Join(t.tests(chained(name, e)), " AND ") + ")"
	case operators.LogicalOr:
		return "(" + strings.Join(t.tests(chained(name, e)), " OR ") + ")"
	case operators.LogicalNot:
		if args[0].Kind() == ast.IdentKind {
			return args[0].AsIdent() + " = 0"
		}
		return "NOT " + t.test(args[0])
	case operators.In:
		texts, ok := constTexts(args[1])
		if !ok {
			return t.cannot(name)
		}
		return t.number(args[0]) + " IN ('" + strings.Join(texts, "', '") + "')"
	case "startsWith":
		prefix, _ := constText(args[1])
		return t.number(args[0]) + " LIKE '" + prefix + "%'"
	case "exists":
		return t.exists(args)
	}
	relation, known := sqlRelations[name]
	if !known {
		return t.cannot(cmp.Or(name, "a name"))
	}
	if call, of := calling(args[0]); call == "age" { // younger than so many years: born after the day so many years ago
		years, isConst := constInt(args[1])
		if !isConst || name != operators.Less {
			return t.cannot(call)
		}
		return t.number(of[0]) + " > '" + today.AddMonths(-12*int(years)).String() + "'"
	}
	return t.number(args[0]) + " " + relation + " " + t.number(args[1])
}

func (t *teller) tests(list []ast.Expr) (out []string) {
	for _, e := range list {
		out = append(out, t.test(e))
	}
	return out
}

func (t *teller) exists(args []ast.Expr) string {
	switch place(args[0]) {
	case skillsAt:
		name, sides := calling(args[2])
		if texts, ok := constTexts(sides[1]); ok && name == operators.In {
			return "EXISTS (SELECT 1 FROM bench_skill WHERE person = id AND code IN ('" + strings.Join(texts, "', '") + "'))"
		}
	case awardsAt:
		return "EXISTS (SELECT 1 FROM bench_award WHERE person = id AND " + t.test(args[2]) + ")"
	}
	return t.cannot("exists")
}

func (t *teller) number(e ast.Expr) string {
	if i, ok := constInt(e); ok {
		return fmt.Sprint(i)
	}
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent()
	case ast.SelectKind:
		return e.AsSelect().FieldName()
	}
	name, args := calling(e)
	switch name {
	case operators.Add:
		return "(" + t.number(args[0]) + " + " + t.number(args[1]) + ")"
	case operators.Multiply:
		return "(" + t.number(args[0]) + " * " + t.number(args[1]) + ")"
	case "min": // PostgreSQL's LEAST passes over NULL, SQLite's min does not
		x, y := t.number(args[0]), t.number(args[1])
		return "CASE WHEN " + x + " <= " + y + " THEN " + x + " WHEN " + y + " < " + x + " THEN " + y + " END"
	case "percent": // of amounts that are not negative
		return "((" + t.number(args[0]) + " * " + t.number(args[1]) + " + 50) / 100)"
	case "date":
		text, _ := constText(args[0])
		return "'" + text + "'"
	case "size":
		return "(SELECT COUNT(*) FROM bench_skill WHERE person = id)"
	case operators.Conditional: // unknown is neither
		cond := t.test(args[0])
		return "CASE WHEN " + cond + " THEN " + t.number(args[1]) + " WHEN NOT (" + cond + ") THEN " + t.number(args[2]) + " END"
	case operators.Index:
		return t.ladder(args)
	}
	return t.cannot(cmp.Or(name, "a constant"))
}

func (t *teller) ladder(args []ast.Expr) string {
	var steps []string
	for _, entry := range args[0].AsMap().Entries() {
		key, value := entry.AsMapEntry().Key(), entry.AsMapEntry().Value()
		when := t.literal(key)
		steps = append(steps, "WHEN "+when+" THEN "+t.number(value))
	}
	slices.Sort(steps)
	return "CASE " + t.number(args[1]) + " " + strings.Join(steps, " ") + " END"
}

func (t *teller) literal(e ast.Expr) string {
	if text, ok := constText(e); ok {
		return "'" + text + "'"
	}
	return t.number(e)
}
