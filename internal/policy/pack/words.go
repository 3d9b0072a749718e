package pack

import (
	"context"
	_ "embed"

	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
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

// Say gives the problem in words, with the word that may be meant; what is wrong with a rule or a
// fact, in the words of the rule language and of the catalogue.
func (p Problem) Say(lang string) string {
	inner, _ := p.Args["args"].(map[string]any)
	switch p.Key {
	case "pack.problem.rule":
		key, _ := p.Args["key"].(string)
		return say(lang, p.Key, i18n.Args{"rule": p.Args["rule"], "detail": say(lang, key, i18n.Args(inner))})
	case "pack.problem.inspected":
		return say(lang, p.Key, i18n.Args{"text": p.Args[lang]})
	case "pack.problem.case_fact":
		about, _ := p.Args["fact"].(string)
		reason, _ := p.Args["reason"].(string)
		return say(lang, p.Key, i18n.Args{"case": p.Args["case"], "detail": fact.Problem{Key: about, Reason: reason, Args: inner}.Say(lang)})
	}
	text := say(lang, p.Key, i18n.Args(p.Args))
	if nearest, _ := p.Args["nearest"].(string); nearest != "" {
		text += say(lang, "pack.problem.nearest", i18n.Args{"nearest": nearest})
	}
	return text
}
