package intakeweb

import (
	"context"
	"net/http"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A dispute is what the page of one conflict shows.
type dispute struct {
	*Pages
	*intake.PageOfConflict
	field registry.Field
}

func (p *Pages) dispute(r *http.Request) (dispute, error) {
	actor := web.Actor(r)
	page, err := door.Ask(r.Context(), p.Door, actor, intake.ConflictPage{District: actor.District(), Conflict: r.PathValue("conflict")})
	if err != nil {
		return dispute{}, err
	}
	return dispute{p, page, fieldOf(page.Conflict)}, nil
}

// getConflict serves GET /conflicts/{conflict}.
func (p *Pages) getConflict(w http.ResponseWriter, r *http.Request) error {
	d, err := p.dispute(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, disputePage(d))
}

// postConflict serves POST /conflicts/{conflict} and goes on to the next open one.
func (p *Pages) postConflict(w http.ResponseWriter, r *http.Request) error {
	d, err := p.dispute(r)
	if err != nil {
		return err
	}
	actor := web.Actor(r)
	cmd := intake.Decide{}
	if err := web.Bind(r, &cmd); err != nil {
		return web.Again(w, r, err, disputePage(d))
	}
	cmd.District, cmd.Conflicts = actor.District(), []string{d.Conflict.ID}
	decided, err := door.Do(r.Context(), p.Door, actor, cmd)
	if err != nil {
		return web.Again(w, r, err, disputePage(d))
	}
	return web.Moved(w, r, d.next(), "conflicts.decided", i18n.Args{"choice": decided[0].State.Label(r.Context())})
}

// next is the next open conflict, or the queue.
func (d dispute) next() string {
	if d.Next == "" {
		return "/conflicts"
	}
	return "/conflicts/" + d.Next
}

// proposed says why a side is proposed; "" if it is not. Of sources of one day, neither is newer.
func (d dispute) proposed(ctx context.Context, side intake.Choice) string {
	switch {
	case d.Conflict.Proposed != side:
		return ""
	case d.Conflict.Ours.Date == d.Conflict.Theirs.Date:
		return say(ctx, "conflicts.same_day")
	}
	return say(ctx, "conflicts.newer")
}

func (d dispute) open() bool { return d.Conflict.State == intake.Open }

// choices are the decisions that the field allows: of what a person has one of, both cannot stand.
func (d dispute) choices(ctx context.Context) []kit.Option {
	ours, theirs := d.sides(ctx, d.Conflict)
	all := []kit.Option{
		{Value: string(intake.Theirs), Label: say(ctx, "conflicts.choose.theirs", i18n.Args{"value": marked(ctx, theirs)})},
		{Value: string(intake.Ours), Label: say(ctx, "conflicts.choose.ours", i18n.Args{"value": marked(ctx, ours)})},
	}
	if spec, err := registry.SpecOf(d.Conflict.Kind); err == nil && !spec.Single {
		all = append(all, kit.Option{Value: string(intake.Both), Label: say(ctx, "conflicts.choose.both")})
	}
	return append(all, kit.Option{Value: string(intake.Edited), Label: say(ctx, "conflicts.choose.edited")})
}

// marked shortens a value for a choice and marks it as data.
func marked(ctx context.Context, value string) string {
	if value == "" {
		return say(ctx, "conflicts.nothing")
	}
	return kit.Data(shorten(value))
}

// entry is the field for a value that is neither.
func (d dispute) entry(ctx context.Context) kit.Field {
	f := kit.Field{Name: "value", Label: say(ctx, "conflicts.value"), Span: 2, Hint: say(ctx, "conflicts.value.hint"), Max: 300}
	switch d.field.Type {
	case registry.Int, registry.Float:
		f.Attrs = templ.Attributes{"inputmode": "numeric"}
	case registry.Fen:
		f.Unit = say(ctx, "conflicts.yuan")
	}
	return f
}

func (d dispute) title(ctx context.Context) string {
	return say(ctx, "conflicts.one", i18n.Args{"name": kit.Data(d.Conflict.Name), "about": subject(ctx, d.Conflict)})
}

// origin says where a side comes from and of which day it is.
func origin(ctx context.Context, s intake.Side) string {
	if s.Date.IsZero() {
		return sourceWord(ctx, s)
	}
	return say(ctx, "conflicts.origin", i18n.Args{"source": sourceWord(ctx, s), "day": s.Date})
}

// langOf is the language of a value, for screen readers.
func langOf(ctx context.Context, value string) string {
	if strings.ContainsFunc(value, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return "zh-CN"
	}
	return string(i18n.LangOf(ctx))
}

var choiceTones = map[intake.Choice]kit.Tone{
	intake.Open: kit.Orange, intake.Ours: kit.Gray, intake.Theirs: kit.Green, intake.Both: kit.Blue, intake.Edited: kit.Purple, intake.Lapsed: kit.Gray,
}

func choiceTone(c intake.Choice) kit.Tone { return choiceTones[c] }

// wholeHint warns that taking theirs takes the whole statement where the two may speak of different things.
func (d dispute) wholeHint(ctx context.Context) string {
	if d.Whole {
		return say(ctx, "conflicts.whole")
	}
	return ""
}
