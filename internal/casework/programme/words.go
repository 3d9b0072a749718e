package programme

import (
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

var _ = i18n.MustLoad(wordsYAML)
