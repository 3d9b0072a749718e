package roster

import (
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the package's words in both languages: what is wrong with a file, a row (reason) and how to mend it, the names of
// fields and outcomes.
var Words = i18n.MustLoad(wordsYAML)

// The families of keys that are made from a reason, a field or an outcome.
var (
	ReasonWords  = i18n.Family("roster.reason.")
	MendWords    = i18n.Family("roster.mend.")
	FieldWords   = i18n.Family("roster.field.")
	OutcomeWords = i18n.Family("roster.outcome.")
)
