// Package insight reads across the slices: the workbench with its key figures and to-dos, the audit log in words, and the runs
// of jobs. It keeps nothing of its own; the one wish it takes is that a run be stopped.
package insight

import (
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package: what actions, subjects and notes of the audit log are called.
var Words = i18n.MustLoad(wordsYAML)
