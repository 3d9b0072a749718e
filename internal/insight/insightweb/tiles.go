package insightweb

import (
	"context"
	"fmt"

	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
)

// tiles are the key figures, each with the list behind it.
func (b board) tiles(ctx context.Context) []kit.Stat {
	return []kit.Stat{b.onFile(ctx), b.introduced(ctx), b.qualifying(ctx), b.waiting(ctx)}
}

func (b board) onFile(ctx context.Context) kit.Stat {
	return kit.Stat{Label: say(ctx, "workbench.people"), Value: i18n.Number(ctx, b.People.People), Unit: say(ctx, "workbench.unit.people"),
		URL: b.people(""), Icon: "users", Tone: kit.Blue, Links: []kit.Link{
			{Label: say(ctx, "workbench.orgs", i18n.Args{"n": b.Orgs}), URL: "/orgs"},
			{Label: say(ctx, "workbench.verified", i18n.Args{"share": share(b.People.Verified, b.People.People)}), URL: b.people("status=verified")},
		}}
}

func (b board) introduced(ctx context.Context) kit.Stat {
	var trend []float64
	var year int64
	for _, m := range b.Months {
		trend, year = append(trend, float64(m.N)), year+m.N
	}
	s := kit.Stat{Label: say(ctx, "workbench.new"), Value: i18n.Number(ctx, b.New), Unit: say(ctx, "workbench.unit.people"),
		URL: b.people("introduced.from=" + b.NewSince().String()), Icon: "user-plus", Tone: kit.Green, Trend: trend,
		Links: []kit.Link{{Label: say(ctx, "workbench.year", i18n.Args{"n": year}), URL: b.people("introduced.from=" + b.Months[0].First.String())}}}
	if b.Before > 0 {
		s.Change = fmt.Sprintf("%+.1f%%", float64(b.New-b.Before)*100/float64(b.Before))
	}
	return s
}

// qualifying counts who qualifies for what; for those who may not see it, the policies in force.
func (b board) qualifying(ctx context.Context) kit.Stat {
	s := kit.Stat{URL: "/policies", Icon: "certificate", Tone: kit.Purple}
	inForce := kit.Link{Label: say(ctx, "workbench.in_force", i18n.Args{"n": b.Policies.InForce}), URL: "/policies"}
	if !b.may(authz.PolicyMatches) || b.Policies.Loading {
		s.Label, s.Value, s.Unit = say(ctx, "workbench.policies"), i18n.Number(ctx, int64(b.Policies.InForce)), say(ctx, "workbench.unit.policies")
		return s
	}
	s.Label, s.Value, s.Unit = say(ctx, "workbench.qualify"), i18n.Number(ctx, int64(b.Policies.Yes)), say(ctx, "workbench.unit.times")
	s.Links = []kit.Link{{Label: say(ctx, "workbench.sum", i18n.Args{"fen": b.Policies.Fen}), URL: "#policies"}, inForce}
	return s
}

// waiting is what waits for the actor first of all.
func (b board) waiting(ctx context.Context) kit.Stat {
	switch {
	case b.Imports != nil && b.may(authz.ConflictDecide):
		return kit.Stat{Label: say(ctx, "workbench.conflicts"), Value: i18n.Number(ctx, b.Imports.Conflicts), Unit: say(ctx, "workbench.unit.items"),
			URL: "/conflicts", Icon: "git-compare", Tone: kit.Orange, Links: []kit.Link{
				{Label: say(ctx, "workbench.uploads", i18n.Args{"n": b.Imports.Uploaded}), URL: "/imports"},
				{Label: say(ctx, "workbench.rejects", i18n.Args{"n": b.Imports.Rejects}), URL: "/imports"}}}
	case b.may(authz.RecordVerify):
		return kit.Stat{Label: say(ctx, "workbench.unchecked"), Value: i18n.Number(ctx, b.Unchecked), Unit: say(ctx, "workbench.unit.people"),
			URL: b.people("status=declared"), Icon: "clipboard-check", Tone: kit.Orange, Note: say(ctx, "workbench.unchecked.note")}
	case b.may(authz.AuditRead):
		return kit.Stat{Label: say(ctx, "workbench.denials"), Value: i18n.Number(ctx, b.denials()), Unit: say(ctx, "workbench.unit.times"),
			URL: b.deniedURL(), Icon: "shield-check", Tone: kit.Orange, Note: say(ctx, "workbench.denials.note")}
	}
	var high int64
	for _, c := range b.People.Class {
		if c.Code != "" {
			high += c.N
		}
	}
	return kit.Stat{Label: say(ctx, "workbench.classed"), Value: i18n.Number(ctx, high), Unit: say(ctx, "workbench.unit.people"),
		Icon: "award", Tone: kit.Orange, Note: say(ctx, "workbench.classed.note", i18n.Args{"share": share(high, b.People.People)})}
}

// share of a whole, 0 of nothing.
func share(part, whole int64) string {
	if whole == 0 {
		return "0%"
	}
	return i18n.Percent(context.Background(), float64(part)/float64(whole))
}
