// Package whatif tries policies out before anybody decides: it finds the figures in a pack's own text, moves them,
// judges everyone by the text so changed and tells who enters, who leaves and what it costs, month by month.
//
// A lever is one figure in the text, with its place; moving it changes those characters and nothing else, so that
// comments and wording survive. A scenario is a name for some moved levers, kept for colleagues; it can become a draft,
// which then goes the way of every draft. Questions go through the door: Bench, People, PeopleExport, SideBySide.
// Nothing that is tried touches what the policies in force say of anyone.
package whatif

import (
	_ "embed"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the faults of this package and the words of levers.
var Words = i18n.MustLoad(wordsYAML)
