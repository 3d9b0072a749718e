package outreachweb

import (
	"context"

	"github.com/a-h/templ"

	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web/kit"
)

func overviewTable(ctx context.Context, lines []outreach.Line) kit.Table {
	t := kit.Table{ID: "policies", Caption: say(ctx, "outreachweb.title"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "outreachweb.policy")}, {Label: say(ctx, "outreachweb.yes"), Right: true}, {Label: say(ctx, "outreachweb.amount"), Right: true},
		{Label: say(ctx, "outreachweb.near"), Right: true}, {Label: say(ctx, "outreachweb.claimed"), Right: true}, {Label: say(ctx, "outreachweb.told"), Right: true},
		{Label: say(ctx, "outreachweb.answered"), Right: true}},
		Empty: kit.EmptyState("target", say(ctx, "outreachweb.none"), "")}
	for _, l := range lines {
		t.Rows = append(t.Rows, kit.Row{ID: l.Policy, Name: l.Name, Cells: []templ.Component{policyCell(l), toTell(l.Yes, at(l.Policy)), cell(i18n.Wan(ctx, l.Fen)),
			toTell(l.Near, at(l.Policy, "verdict", string(policy.Unknown))), cell(number(ctx, l.Claimed)), cell(number(ctx, l.Told)), cell(number(ctx, l.Answered))}})
	}
	return t
}

func batchTable(ctx context.Context, batches []outreach.BatchLine) kit.Table {
	t := kit.Table{ID: "batches", Caption: say(ctx, "outreachweb.batches"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "outreachweb.batch.at"), Tight: true}, {Label: say(ctx, "outreachweb.policy")}, {Label: say(ctx, "outreachweb.batch.by"), Tight: true},
		{Label: say(ctx, "outreachweb.batch.sent"), Right: true}, {Label: say(ctx, "outreachweb.batch.held"), Right: true},
		{Label: say(ctx, "outreachweb.batch.read"), Right: true}, {Label: say(ctx, "outreachweb.answered"), Right: true}},
		Empty: kit.EmptyState("message", say(ctx, "outreachweb.batches.none"), say(ctx, "outreachweb.batches.none.text"))}
	for _, b := range batches {
		t.Rows = append(t.Rows, kit.Row{ID: b.ID, Cells: []templ.Component{linked(say(ctx, "outreachweb.at", i18n.Args{"at": b.At}), "/outreach/batches/"+b.ID), cell(b.Name),
			cell(kit.Data(b.By)), cell(number(ctx, b.Sum.Sent)), cell(number(ctx, b.Sum.Held)), cell(number(ctx, b.Read)), cell(number(ctx, b.Answered))}})
	}
	return t
}
