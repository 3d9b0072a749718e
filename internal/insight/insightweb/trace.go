package insightweb

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/registry"
	"yanzhen/internal/web/kit"
)

// The families of words of the log; the words themselves are with insight.
var _ = []string{i18n.Family("insight.action."), i18n.Family("insight.subject."), i18n.Family("insight.note."),
	i18n.Family("insight.value."), i18n.Family("insight.outcome."), i18n.Family("insight.via.")}

func actionWord(ctx context.Context, a authz.Action) string {
	return say(ctx, "insight.action."+string(a))
}

func outcomeWord(ctx context.Context, outcome string) string {
	return say(ctx, "insight.outcome."+outcome)
}

func outcomeBadge(ctx context.Context, outcome string) templ.Component {
	if outcome == "denied" {
		return kit.Status(outcomeWord(ctx, outcome), kit.Red)
	}
	return kit.Status(outcomeWord(ctx, outcome), kit.Green)
}

func viaWord(ctx context.Context, via string) string { return say(ctx, "insight.via."+via) }

// whoWord names who acted: the house itself, somebody signed in, or nobody.
func whoWord(ctx context.Context, e insight.Entry) string {
	switch {
	case e.Account == "system":
		return say(ctx, "log.system")
	case e.Account == "":
		return say(ctx, "log.nobody")
	}
	return kit.Data(orElse(e.Actor, e.Account))
}

// places are the pages of subjects, and the action one needs to open them.
var places = map[string]struct {
	path   string
	action authz.Action
}{
	"person":   {"/people/", authz.PersonRead},
	"org":      {"/orgs/", authz.OrgRead},
	"import":   {"/imports/", authz.ImportRead},
	"conflict": {"/conflicts/", authz.ConflictDecide},
	"policy":   {"/policies/", authz.PolicyRead},
	"run":      {"/runs/", authz.JobRead},
	"account":  {"/accounts/", authz.AccountRead},
}

// subjectLink names what a deed was done to by its kind and the end of its number, with its page for those who may open it.
func subjectLink(ctx context.Context, actor authz.Actor, subject string) templ.Component {
	kind, id, _ := strings.Cut(subject, "/")
	word := kind
	if i18n.Has(ctx, "insight.subject."+kind) {
		word = say(ctx, "insight.subject."+kind)
	}
	if kind == "district" {
		return kit.Text(word)
	}
	label := say(ctx, "log.subject.named", i18n.Args{"kind": word, "id": ending(id)})
	if at, ok := places[kind]; ok && authz.MayEver(actor, at.action) {
		return kit.A(kit.Link{Label: label, URL: at.path + id})
	}
	return kit.Text(label)
}

// ending is the part of an identifier that people compare: identifiers begin with the time and end in chance.
func ending(id string) string {
	if len(id) == 26 && strings.ToUpper(id) == id {
		return "…" + id[18:]
	}
	return id
}

func noteWord(ctx context.Context, name string) string {
	if i18n.Has(ctx, "insight.note."+name) {
		return say(ctx, "insight.note."+name)
	}
	return name
}

// valueWord tells the value of a note: a code in words, a number, a list, a count of each.
func valueWord(ctx context.Context, name string, value any) string {
	switch v := value.(type) {
	case string:
		return textWord(ctx, name, v)
	case bool:
		return say(ctx, map[bool]string{true: "log.yes", false: "log.no"}[v])
	case float64:
		return i18n.Number(ctx, int64(v))
	case []any:
		var parts []string
		for _, one := range v {
			parts = append(parts, valueWord(ctx, name, one))
		}
		return strings.Join(parts, say(ctx, "log.separator"))
	case map[string]any:
		var parts []string
		for _, key := range sortedNames(v) {
			parts = append(parts, say(ctx, "log.pair", i18n.Args{"name": textWord(ctx, name, key), "value": valueWord(ctx, key, v[key])}))
		}
		return strings.Join(parts, say(ctx, "log.separator"))
	case nil:
		return ""
	}
	return fmt.Sprint(value)
}

// textWord looks for words of a text: a value of the note, an action, a kind of record, the key of a fault.
func textWord(ctx context.Context, name, text string) string {
	for _, key := range []string{"insight.value." + name + "." + text, "insight.value.outcomes." + text, "insight.action." + text, registry.KindWords + text, "run.kind." + text, text} {
		if text != "" && i18n.Has(ctx, key) {
			return say(ctx, key)
		}
	}
	return kit.Data(text)
}

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
