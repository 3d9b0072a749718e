package authz

import (
	"fmt"
	"strings"
)

// Columns name the SQL columns that hold a row's land; "" where the row has none, which then
// no grant of that reach covers.
type Columns struct{ District, Org, Person, Dept string }

// Where gives the predicate "the actor may do action on this row" and appends its values to args.
// It agrees with May row by row.
func Where(a Actor, action Action, c Columns, args *[]any) string {
	var parts []string
	for _, g := range a.Grants {
		if part := predicate(table[action][g.Role], g, c, args); part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 0 {
		return "1 = 0"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

func predicate(r Reach, g Grant, c Columns, args *[]any) string {
	own := func(column, value string) string {
		if column == "" || value == "" {
			return ""
		}
		return "(" + equal(c.District, g.District, args) + " AND " + equal(column, value, args) + ")"
	}
	switch r {
	case Everywhere:
		return "1 = 1"
	case InDistrict:
		return equal(c.District, g.District, args)
	case OwnDept:
		return own(c.Dept, g.Dept)
	case OwnUnit:
		return own(c.Org, g.Org)
	case Self:
		return own(c.Person, g.Person)
	}
	return ""
}

func equal(column, value string, args *[]any) string {
	*args = append(*args, value)
	return fmt.Sprintf("%s = $%d", column, len(*args))
}
