package policy

import "yanzhen/internal/policy/pack"

// A Branch is a clause of an answer with the sets inside it, of which one must be met wholly.
type Branch struct {
	Clause Clause
	Sets   []BranchSet
}

// A BranchSet is one way to meet a clause.
type BranchSet struct {
	Name    string
	Verdict Verdict
	All     []Branch
}

// treeOf puts the clauses of an answer into the order and nesting of the policy's text.
func treeOf(gates []pack.Gate, clauses []Clause, lang string) []Branch {
	byID := make(map[string]Clause, len(clauses))
	for _, c := range clauses {
		byID[c.ID] = c
	}
	return branches(gates, byID, lang)
}

func branches(gates []pack.Gate, byID map[string]Clause, lang string) []Branch {
	var out []Branch
	for _, g := range gates {
		c, ok := byID[g.ID]
		if !ok {
			continue
		}
		b := Branch{Clause: c}
		for _, set := range g.Any {
			all := branches(set.All, byID, lang)
			b.Sets = append(b.Sets, BranchSet{set.Name.In(lang), together(all), all})
		}
		out = append(out, b)
	}
	return out
}

// together is the verdict of conditions that must all be met: no if one is not, else unknown if one is.
func together(all []Branch) Verdict {
	v := Yes
	for _, b := range all {
		switch {
		case b.Clause.Verdict == No:
			return No
		case b.Clause.Verdict == Unknown && !b.Clause.Presumed:
			v = Unknown
		}
	}
	return v
}
