package policyweb

import (
	"cmp"
	"context"
	"strings"

	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
)

// telling reports that a combination has something to say: more than one claim, or one that shuts out another.
func telling(c pack.Combination) bool { return len(c.Claims) > 1 || len(c.Instead) > 0 }

// free reports that no claim stands in the way of another.
func free(c pack.Combination) bool { return len(c.Instead) == 0 && len(c.Bounds) == 0 && c.Proven }

// bundleLead says how far the combination is the best.
func bundleLead(ctx context.Context, c pack.Combination) string {
	switch {
	case free(c):
		return say(ctx, "bundle.lead.free")
	case c.Proven:
		return say(ctx, "bundle.lead.proven")
	}
	return say(ctx, "bundle.lead.open", i18n.Args{"more": money.Fen(c.AtMost - c.Total)})
}

// inTurn says that claiming the highest first comes to less; "" when it does not.
func inTurn(ctx context.Context, c pack.Combination) string {
	if c.InTurn >= c.Total {
		return ""
	}
	return say(ctx, "bundle.in_turn", i18n.Args{"sum": money.Fen(c.InTurn), "more": money.Fen(c.Total - c.InTurn)})
}

// claimURL leads to the policy of a claim.
func claimURL(base string, c pack.Made) string {
	return cmp.Or(base, "/people/"+c.Person+"/policies") + "/" + c.Policy
}

// claimFen is what a claim pays.
func claimFen(ctx context.Context, c pack.Made) string {
	if c.Full == 0 {
		return say(ctx, "bundle.kind")
	}
	return i18n.Money(ctx, money.Fen(c.Fen))
}

// claimNotes joins what is to be said of a claim, and what it pays alone where that is more.
func claimNotes(ctx context.Context, c pack.Made) string {
	notes := append([]string{}, c.Notes...)
	if c.Fen < c.Full {
		notes = append(notes, say(ctx, "bundle.full", i18n.Args{"fen": money.Fen(c.Full)}))
	}
	return strings.Join(notes, say(ctx, "bundle.note_separator"))
}
