package registry

import (
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package: its faults, and the names of kinds, fields, choices, statuses and sources.
var Words = i18n.MustLoad(wordsYAML)

// The families of names: KindWords + "education", FieldWords + "education.school", ChoiceWords + "government.city",
// StatusWords + "verified", SourceWords + "import", EventWords + "began".
var (
	KindWords   = i18n.Family("registry.kind.")
	FieldWords  = i18n.Family("registry.field.")
	ChoiceWords = i18n.Family("registry.choice.")
	StatusWords = i18n.Family("registry.status.")
	SourceWords = i18n.Family("registry.source.")
	EventWords  = i18n.Family("registry.event.")
)
