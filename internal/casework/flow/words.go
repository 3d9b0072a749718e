package flow

import (
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

var _ = i18n.MustLoad(wordsYAML)

var _ = []string{i18n.Family("flow.closed."), i18n.Family("flow.check.")}
