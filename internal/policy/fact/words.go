package fact

import (
	"context"
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the units, the words for yes and no, and those of problems.
var Words = i18n.MustLoad(wordsYAML)

var (
	_ = i18n.Family("fact.unit.")
	_ = i18n.Family("fact.problem.")
)

// Say gives the problem in words, with the word that may be meant.
func (p Problem) Say(lang string) string {
	text := i18n.T(in(lang), "fact.problem."+p.Reason, i18n.Args(p.Args))
	if nearest, _ := p.Args["nearest"].(string); nearest != "" {
		text += i18n.T(in(lang), "fact.problem.nearest", i18n.Args{"nearest": nearest})
	}
	return text
}

// in gives a context whose reader has lang, "zh" or "en".
func in(lang string) context.Context {
	l, _ := i18n.ParseLang(lang)
	return i18n.WithLang(context.Background(), l)
}

func yesNo(b bool, lang string) string {
	if b {
		return i18n.T(in(lang), "fact.yes")
	}
	return i18n.T(in(lang), "fact.no")
}

// unitWord gives the word of a unit to write after a number, "" for none.
func unitWord(unit, lang string) string {
	if unit == "" {
		return ""
	}
	return i18n.T(in(lang), "fact.unit."+unit)
}
