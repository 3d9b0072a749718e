package intake

import (
	"context"
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package.
var Words = i18n.MustLoad(wordsYAML)

// Families of keys that pages build from a value.
var (
	stateWords   = i18n.Family("intake.state.")
	outcomeWords = i18n.Family("intake.outcome.")
	choiceWords  = i18n.Family("intake.choice.")
	reasonWords  = i18n.Family("intake.reason.")
	mendWords    = i18n.Family("intake.mend.")
)

// Label gives the words of a state.
func (s State) Label(ctx context.Context) string { return i18n.T(ctx, stateWords+string(s)) }

// Label gives the words of an outcome.
func (o Outcome) Label(ctx context.Context) string { return i18n.T(ctx, outcomeWords+string(o)) }

// Label gives the words of a choice.
func (c Choice) Label(ctx context.Context) string { return i18n.T(ctx, choiceWords+string(c)) }

// Text gives what is wrong in words, and how to mend it ("" where nobody wrote that down).
func (r Reason) Text(ctx context.Context) (reason, mend string) { return codeText(ctx, r.Code, r.Args) }

// Text gives the reason in words.
func (b Bar) Text(ctx context.Context) string {
	text, _ := codeText(ctx, b.Code, i18n.Args{"row": "…", "value": "…"})
	return text
}

// codeText finds the words of a code: this package's, those of the reader of rosters, or those of a fault, whose code is
// its key.
func codeText(ctx context.Context, code string, args i18n.Args) (reason, mend string) {
	for _, family := range [][2]string{{reasonWords, mendWords}, {"roster.reason.", "roster.mend."}, {"", ""}} {
		if key := family[0] + code; i18n.Has(ctx, key) {
			reason = i18n.T(ctx, key, args)
			if key := family[1] + code; family[1] != "" && i18n.Has(ctx, key) {
				mend = i18n.T(ctx, key, args)
			}
			return reason, mend
		}
	}
	return code, ""
}
