package pack

import (
	"context"
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the messages of problems, states and explanations.
var Words = i18n.MustLoad(wordsYAML)

var (
	_ = i18n.Family("pack.problem.")
	_ = i18n.Family("pack.state.")
	_ = i18n.Family("pack.say.")
)

// in gives a context whose reader has lang, "zh" or "en".
func in(lang string) context.Context {
	l, _ := i18n.ParseLang(lang)
	return i18n.WithLang(context.Background(), l)
}

func say(lang, key string, args i18n.Args) string { return i18n.T(in(lang), key, args) }

// Say gives the problem in words; what is wrong with a rule, in those of the rule language.
func (p Problem) Say(lang string) string {
	args := i18n.Args(p.Args)
	if key, ok := p.Args["key"].(string); ok && p.Key == "pack.problem.rule" {
		inner, _ := p.Args["args"].(map[string]any)
		args = i18n.Args{"rule": p.Args["rule"], "detail": say(lang, key, i18n.Args(inner))}
	}
	return say(lang, p.Key, args)
}

