package policyweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"yanzhen/internal/base/money"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getCompare serves GET /policies/{policy}/compare?from=&to=&day=&who=&after=.
func (p *Pages) getCompare(w http.ResponseWriter, r *http.Request) error {
	var q policy.Compare
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	q.Book, q.District, q.ID = p.Book, web.Actor(r).District(), r.PathValue("policy")
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, comparePage(pair{readerOf(r), q, found}))
}

// getCompareExport serves GET /policies/{policy}/compare/export?from=&to=&day=&who=&format=: everyone of one fate. That the list leaves
// the house stands in the audit log before the first row is sent.
func (p *Pages) getCompareExport(w http.ResponseWriter, r *http.Request) error {
	format, err := formatOf(r)
	if err != nil {
		return err
	}
	var q policy.Compare
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	q.Book, q.District, q.ID = p.Book, web.Actor(r).District(), r.PathValue("policy")
	all, err := door.Ask(r.Context(), p.Door, web.Actor(r), policy.CompareExport{Compare: q})
	if err != nil {
		return err
	}
	note := policy.TakeCompared{District: q.District, Policy: q.ID, From: q.From, To: q.To, Day: q.Day, Who: q.Who, Format: string(format)}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), note); err != nil {
		return err
	}
	p.download(w, string(q.Who)+"-"+q.ID, format)
	return writeMet(r.Context(), w, format, q.Who, all)
}

func writeMet(ctx context.Context, w http.ResponseWriter, format document.Format, who policy.Fate, all []policy.Met) error {
	head := []string{say(ctx, "matches.person"), say(ctx, "matches.name"), say(ctx, "compare.before_yuan"), say(ctx, "compare.after_yuan")}
	out, err := newList(w, format, fateWord(ctx, who), head, func(m policy.Met) []string {
		return []string{m.Person, m.Name, yuanOf(m.Before), yuanOf(m.After)}
	})
	if err != nil {
		return err
	}
	defer out.drop()
	for _, m := range all {
		if err := out.put(m); err != nil {
			return err
		}
	}
	return out.close()
}

// yuanOf writes an amount for a cell; empty while it is unknown.
func yuanOf(fen int64) string {
	if fen < 0 {
		return ""
	}
	return money.Fen(fen).String()
}

// compareURL compares a version with what is in force.
func compareURL(id, to string) string {
	return "/policies/" + id + "/compare?to=" + url.QueryEscape(to)
}

// A pair is two versions with what was asked about them.
type pair struct {
	reader
	asked policy.Compare
	policy.Comparison
}

func (p pair) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "compare.title_of", i18n.Args{"policy": p.Name}), Crumbs: []kit.Link{
		{Label: say(ctx, "library.title"), URL: "/policies"}, {Label: p.Name, URL: versionURL(p.asked.ID, p.To)}, {Label: say(ctx, "compare.title")}}}
}

// url is the page for other people or another page of them.
func (p pair) url(who policy.Fate, after string) string {
	query := url.Values{"from": {p.From}, "to": {p.To}, "day": {p.Day.String()}}
	for name, value := range map[string]string{"who": string(who), "after": after} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return "/policies/" + p.asked.ID + "/compare?" + query.Encode()
}

// list is where the list of one fate is taken away.
func (p pair) list(who policy.Fate) string {
	return strings.Replace(p.url(who, ""), "/compare?", "/compare/export?", 1)
}

// options are the versions to choose from.
func (p pair) options(ctx context.Context) []kit.Option {
	var out []kit.Option
	for _, v := range p.Packs {
		by := say(ctx, "editor.built_in")
		if !v.BuiltIn {
			by = say(ctx, "editor.saved_by", i18n.Args{"by": kit.Data(v.By), "at": v.At})
		}
		out = append(out, kit.Option{Value: v.Version, Label: say(ctx, "compare.option", i18n.Args{"version": v.Version, "state": stateWord(ctx, v.State), "by": by})})
	}
	return out
}

var fateLooks = map[policy.Fate]struct {
	icon string
	tone kit.Tone
}{
	policy.Gains: {"user-plus", kit.Green}, policy.Loses: {"circle-x", kit.Red}, policy.Kept: {"shield-check", kit.Blue}, policy.More: {"trending-up", kit.Green},
	policy.Less: {"trending-down", kit.Orange}, policy.Stays: {"check", kit.Gray},
}

func fateWord(ctx context.Context, f policy.Fate) string {
	return say(ctx, i18n.Family("compare.fate.")+string(f))
}

// tiles count the people by what becomes of them, each leading to their names.
func (p pair) tiles(ctx context.Context) []kit.Stat {
	var out []kit.Stat
	for _, f := range policy.Fates {
		look := fateLooks[f]
		out = append(out, kit.Stat{Label: fateWord(ctx, f), Value: number(ctx, p.Effect.Counts[f]), Unit: say(ctx, "policyweb.people_unit"),
			Icon: look.icon, Tone: look.tone, URL: p.url(f, "") + "#who"})
	}
	return out
}

// money says what the change costs or saves.
func (p pair) money(ctx context.Context) string {
	args := i18n.Args{"before": wan(ctx, money.Fen(p.Effect.Before)), "after": wan(ctx, money.Fen(p.Effect.After)), "by": wan(ctx, max(p.Effect.Money(), -p.Effect.Money()))}
	switch by := p.Effect.Money(); {
	case by > 0:
		return say(ctx, "compare.costs", args)
	case by < 0:
		return say(ctx, "compare.saves", args)
	}
	return say(ctx, "compare.same_cost", args)
}

// sentence tells one change.
func sentence(ctx context.Context, c policy.Change) string {
	args := i18n.Args{"part": say(ctx, i18n.Family("compare.part.")+string(c.Part)), "id": c.ID, "before": kit.Data(c.Before), "after": kit.Data(c.After)}
	switch {
	case c.Before == "":
		return say(ctx, "compare.added", args)
	case c.After == "":
		return say(ctx, "compare.removed", args)
	}
	return say(ctx, "compare.changed", args)
}

// met writes an amount, which may be unknown.
func met(ctx context.Context, fen int64) string {
	if fen < 0 {
		return say(ctx, "policyweb.amount.unknown")
	}
	return i18n.Money(ctx, money.Fen(fen))
}
