package inspect

import (
	"slices"

	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
)

// A use is how rules use a fact, as far as it matters to whether all people were looked at.
type use struct {
	loose   bool // compared with another number or day, or one of a list's elements: its cuts are guesses then
	ifKnown bool // some rule asks whether it is known
}

// usesOf reads how the rules use their facts.
func usesOf(facts *fact.Catalogue, rules []*rule.Syntax) map[string]use {
	uses := map[string]use{}
	for _, s := range rules {
		read(facts, s, uses)
	}
	return uses
}

var relations = []string{"==", "!=", "<", "<=", ">", ">=", "in"}

func read(facts *fact.Catalogue, s *rule.Syntax, uses map[string]use) {
	switch {
	case slices.Contains(relations, s.Op):
		if measured := ordered(facts, s); len(measured) > 1 {
			for _, key := range measured {
				uses[key] = use{true, uses[key].ifKnown}
			}
		}
	case s.Call == "known" || s.Call == "or_else":
		for _, key := range s.Facts {
			uses[key] = use{uses[key].loose, true}
		}
	case s.Call == "size" || s.Call == "sum":
		for _, key := range s.Facts {
			uses[key] = use{true, uses[key].ifKnown}
		}
	}
	for _, k := range s.Kids {
		read(facts, k, uses)
	}
}

// ordered lists the facts beneath s that are numbers or days and no ranks.
func ordered(facts *fact.Catalogue, s *rule.Syntax) []string {
	var keys []string
	for _, key := range s.Facts {
		f, _ := facts.Find(key)
		kind := f.Type().Kind()
		if f.RankOf == "" && (kind == column.IntKind || kind == column.DoubleKind || kind == column.DateKind) {
			keys = append(keys, key)
		}
	}
	return keys
}
