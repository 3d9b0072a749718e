package policy

import (
	"context"

	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
)

// isPlace reports whether a fact holds a code of GB/T 2260, or such a code with the places it lies in.
func isPlace(c *fact.Catalogue, f fact.Fact) bool {
	if f.Key == "employer.industry" || f.Within == "employer.industry" {
		return false
	}
	if f.Within != "" {
		return true
	}
	for _, g := range c.All() {
		if g.Within == f.Key {
			return true
		}
	}
	return false
}

// placesOf writes a place, or the innermost of a list from the outermost to it, by the name of the
// nearest place that has one: "长沙市（430103）".
func (b *Book) placesOf(ctx context.Context, v any) string {
	code, ok := v.(string)
	if list, many := v.([]any); many && len(list) > 0 {
		code, ok = list[len(list)-1].(string)
	}
	if !ok || code == "" {
		return ""
	}
	around := fact.Ancestry(code)
	for i := len(around) - 1; i >= 0; i-- {
		name := b.placeName(around[i], langOf(ctx))
		switch {
		case name == around[i]:
		case name != "" && around[i] == code:
			return name
		default:
			return i18n.T(ctx, "policy.place_in", i18n.Args{"name": name, "code": code})
		}
	}
	return code
}
