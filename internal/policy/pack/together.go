package pack

import (
	"fmt"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/policy/fact"
)

// together gives the catalogue with the own facts of all packs. Two packs may declare the same
// fact if they declare it with the same type.
func together(packs []*Pack) (*fact.Catalogue, error) {
	var extra []fact.Fact
	seen := map[string]fact.Kind{}
	for _, p := range packs {
		for _, f := range localFacts(&p.Policy) {
			kind, known := seen[f.Key]
			if known && kind != f.Kind {
				return nil, fault.Invalid.New("pack.inputs_differ").With("fact", f.Key).With("policy", p.Policy.ID)
			}
			if !known {
				seen[f.Key] = f.Kind
				extra = append(extra, f)
			}
		}
	}
	c, err := fact.Standard().With(extra...)
	if err != nil {
		return nil, fmt.Errorf("join the facts of packs: %w", err)
	}
	return c, nil
}

// Together gives the catalogue with the own facts of all packs, to judge one person by them together.
// Errors: Invalid pack.inputs_differ when two packs mean different things by one name.
func Together(packs ...*Pack) (*fact.Catalogue, error) { return together(packs) }
