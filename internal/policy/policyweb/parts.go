package policyweb

import (
	"cmp"
	"context"

	"github.com/a-h/templ"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/web/kit"
)

// say gives the words of key.
func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }

// cell is a plain cell of a table.
func cell(text string) templ.Component { return kit.Text(text) }

var statusTones = map[policy.Status]kit.Tone{
	policy.Current: kit.Green, policy.Announced: kit.Orange, policy.Future: kit.Blue, policy.Expired: kit.Gray,
}

func statusWord(ctx context.Context, s policy.Status) string {
	return say(ctx, i18n.Family("library.status.")+string(s))
}

func stateWord(ctx context.Context, s policy.State) string {
	return say(ctx, i18n.Family("library.state.")+string(s))
}

func levelWord(ctx context.Context, level string) string {
	return say(ctx, i18n.Family("policy.level.")+level)
}

func kindWord(ctx context.Context, kind string) string {
	return say(ctx, i18n.Family("policy.kind.")+kind)
}

func applicantWord(ctx context.Context, applicant string) string {
	return say(ctx, i18n.Family("policy.applicant.")+applicant)
}

// changeWord says who or what can change a fact; "" when nobody said.
func changeWord(ctx context.Context, by string) string {
	if by == "" {
		return ""
	}
	return say(ctx, i18n.Family("policyweb.changes.")+by)
}

func verdictWord(ctx context.Context, v policy.Verdict) string {
	return say(ctx, i18n.Family("policyweb.verdict.")+string(v))
}

var kindIcons = map[string]string{
	"living": "coin", "purchase": "home", "rent": "building", "settlement": "map-pin", "employment": "briefcase", "startup": "trending-up",
	"award": "award", "talent": "star", "insurance": "shield-check", "tax": "scale", "service": "heart-handshake",
}

func kindIcon(kind string) string { return cmp.Or(kindIcons[kind], "file-text") }

// validity says from when and until when a version holds.
func validity(ctx context.Context, from, until civil.Date) string {
	if until.IsZero() {
		return say(ctx, "library.valid_from", i18n.Args{"from": from})
	}
	return say(ctx, "library.valid", i18n.Args{"from": from, "until": until})
}

// amount writes what an answer comes to; while that is open, what it would come to if all were met.
func amount(ctx context.Context, a policy.Answer) string {
	switch {
	case a.Amount != nil:
		return wan(ctx, money.Fen(*a.Amount))
	case scheduled(a) > 0:
		return say(ctx, "policyweb.amount.if", i18n.Args{"fen": wan(ctx, scheduled(a))})
	}
	return say(ctx, "policyweb.amount.unknown")
}

// scheduled is the sum of the payments foreseen.
func scheduled(a policy.Answer) money.Fen {
	sum := money.Fen(0)
	for _, d := range a.Schedule {
		sum += money.Fen(d.Fen)
	}
	return sum
}

func wan(ctx context.Context, fen money.Fen) string { return i18n.Wan(ctx, fen) }

func number(ctx context.Context, n int) string { return i18n.Number(ctx, int64(n)) }

// listed joins words as a list within a sentence.
func listed(ctx context.Context, words []string) string {
	text := ""
	for i, w := range words {
		if i > 0 {
			text += say(ctx, "policyweb.separator")
		}
		text += w
	}
	return text
}
