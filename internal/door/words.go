package door

import (
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package.
var Words = i18n.MustLoad(wordsYAML)
