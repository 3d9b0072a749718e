package code

import (
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the package's words in both languages.
var Words = i18n.MustLoad(wordsYAML)
