package intakeweb

import (
	"context"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/web/kit"
)

// say gives the words of key.
func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }

// cell is a plain cell of a table.
func cell(text string) templ.Component { return kit.Text(text) }

// capital begins a label of its own with a capital letter; within a sentence the same word has none.
func capital(label string) string {
	first, size := utf8.DecodeRuneInString(label)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + label[size:]
}

func number(ctx context.Context, n int64) string { return i18n.Number(ctx, n) }

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

var stateTones = map[intake.State]kit.Tone{
	intake.Uploaded: kit.Orange, intake.Mapped: kit.Orange, intake.Running: kit.Blue, intake.Finished: kit.Green, intake.Cancelled: kit.Gray, intake.Failed: kit.Red,
}

var outcomeTones = map[intake.Outcome]kit.Tone{
	intake.OutCreated: kit.Green, intake.OutUpdated: kit.Blue, intake.OutUnchanged: kit.Gray, intake.OutDuplicate: kit.Orange, intake.OutRejected: kit.Red,
}

var outcomeIcons = map[intake.Outcome]string{
	intake.OutCreated: "user-plus", intake.OutUpdated: "refresh", intake.OutUnchanged: "circle-check", intake.OutDuplicate: "git-merge", intake.OutRejected: "circle-x",
}

// fieldWord names what a column is read as.
func fieldWord(ctx context.Context, f roster.Field) string {
	return say(ctx, i18n.Family("roster.field.")+string(f))
}

// home are the first crumbs of every page of imports.
func home(ctx context.Context) []kit.Link {
	return []kit.Link{{Label: say(ctx, "imports.home"), URL: "/"}, {Label: say(ctx, "imports.title"), URL: "/imports"}}
}

// head is that of a page about one import.
func head(ctx context.Context, title string, i *intake.Import) kit.Head {
	crumbs := append(home(ctx), kit.Link{Label: kit.Data(i.Name), URL: at(i, "")})
	return kit.Head{Title: title + " · " + kit.Data(i.Name), Crumbs: append(crumbs, kit.Link{Label: title})}
}

// at is the address of a page of an import: at(i, "/preview").
func at(i *intake.Import, page string) string { return "/imports/" + i.ID + page }

// next is the page on which the work on an import goes on.
func next(i *intake.Import) string {
	switch {
	case i.State == intake.Uploaded && i.Format == intake.Roster:
		return at(i, "/columns")
	case i.State == intake.Uploaded || i.State == intake.Mapped:
		return at(i, "/preview")
	}
	return at(i, "")
}

// The steps of the wizard.
const (
	stepUpload = iota
	stepColumns
	stepPreview
	stepRun
	stepOutcome
)

// way shows the steps; an appointment form has no columns to look at.
func way(i *intake.Import, current int) templ.Component {
	return templ.ComponentFunc(wayOf(i, current))
}

func steps(ctx context.Context, i *intake.Import, current int) ([]kit.Step, int) {
	all := []kit.Step{{Label: say(ctx, "imports.step.upload")}, {Label: say(ctx, "imports.step.columns")}, {Label: say(ctx, "imports.step.preview")},
		{Label: say(ctx, "imports.step.run")}, {Label: say(ctx, "imports.step.outcome")}}
	if i == nil {
		return all, current
	}
	if i.Mappable() {
		all[stepColumns].URL, all[stepPreview].URL = at(i, "/columns"), at(i, "/preview")
	}
	if i.Format != intake.Roster {
		all = append(all[:stepColumns], all[stepPreview:]...)
		current = max(current-1, 0)
	}
	return all, current
}

// A reader is who looks at an import, as far as the page cares.
type reader struct {
	runs    bool // may run this import
	decides bool // may decide conflicts
}

func readerOf(a authz.Actor, i *intake.Import) reader {
	land := authz.Land{District: i.District, Org: i.Org}
	return reader{runs: authz.May(a, authz.ImportRun, land) == nil, decides: authz.MayEver(a, authz.ConflictDecide)}
}
