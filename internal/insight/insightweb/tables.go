package insightweb

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web/kit"
)

// shownPolicies is how many policies stand on the workbench.
const shownPolicies = 8

// policies gives what the reader may see of them, under its title.
func (b board) policies(ctx context.Context) (string, kit.Table) {
	if b.may(authz.PolicyMatches) {
		return say(ctx, "workbench.tallies"), b.tallies(ctx)
	}
	return say(ctx, "workbench.policies"), b.inForce(ctx)
}

// tallies lists the policies for which most people qualify.
func (b board) tallies(ctx context.Context) kit.Table {
	t := kit.Table{ID: "tallies", Caption: say(ctx, "workbench.tallies"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "workbench.policy")}, {Label: say(ctx, "workbench.yes"), Right: true}, {Label: say(ctx, "workbench.maybe"), Right: true},
		{Label: say(ctx, "workbench.fen"), Right: true, Tight: true}, {Label: say(ctx, "workbench.lacking")}}}
	rows := slices.Clone(b.Policies.Tallies)
	slices.SortStableFunc(rows, func(a, b policy.Tally) int {
		return cmp.Or(cmp.Compare(b.Yes, a.Yes), cmp.Compare(b.Unknown, a.Unknown), cmp.Compare(a.ID, b.ID))
	})
	for _, p := range rows[:min(shownPolicies, len(rows))] {
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{
			kit.A(kit.Link{Label: kit.Data(p.Name), URL: "/policies/" + url.PathEscape(p.ID)}),
			figure(i18n.Number(ctx, int64(p.Yes)), matchesURL(p.ID, policy.Yes, "")), figure(i18n.Number(ctx, int64(p.Unknown)), matchesURL(p.ID, policy.Unknown, "")),
			kit.Text(amount(ctx, p.Fen)), lack(ctx, p)}})
	}
	return t
}

// inForce lists the policies for those who may not see who qualifies.
func (b board) inForce(ctx context.Context) kit.Table {
	t := kit.Table{ID: "in-force", Caption: say(ctx, "workbench.policies"), Cards: true, Columns: []kit.Column{
		{Label: say(ctx, "workbench.policy")}, {Label: say(ctx, "workbench.most"), Right: true, Tight: true}, {Label: say(ctx, "workbench.until"), Tight: true}}}
	for _, p := range b.Policies.Items[:min(shownPolicies, len(b.Policies.Items))] {
		until := say(ctx, "workbench.no_end")
		if !p.Until.IsZero() {
			until = p.Until.String()
		}
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{
			kit.A(kit.Link{Label: kit.Data(p.Name), URL: "/policies/" + url.PathEscape(p.ID)}), kit.Text(amount(ctx, p.Most)), kit.Text(until)}})
	}
	return t
}

func amount(ctx context.Context, fen money.Fen) string {
	if fen == 0 {
		return say(ctx, "workbench.no_sum")
	}
	return i18n.Wan(ctx, fen)
}

// lack names the fact that most of the undecided lack, with their list.
func lack(ctx context.Context, t policy.Tally) templ.Component {
	if len(t.Missing) == 0 {
		return kit.Text(say(ctx, "workbench.nothing_lacking"))
	}
	m := t.Missing[0]
	return kit.A(kit.Link{Label: say(ctx, "workbench.lacks", i18n.Args{"name": kit.Data(m.Name), "n": m.Count}), URL: matchesURL(t.ID, policy.Unknown, m.Key)})
}

// coverage shows people by industry and education: how many there are, and where there are none.
func (b board) coverage(ctx context.Context) kit.Table {
	levels := b.levels()
	t := kit.Table{ID: "coverage", Caption: say(ctx, "workbench.coverage"), Columns: []kit.Column{{Label: say(ctx, "workbench.field")}}}
	for _, level := range levels {
		t.Columns = append(t.Columns, kit.Column{Label: levelWord(ctx)(level), Right: true})
	}
	t.Columns = append(t.Columns, kit.Column{Label: say(ctx, "workbench.total"), Right: true})
	n, most := map[[2]string]int64{}, int64(1)
	for _, c := range b.Cells {
		n[[2]string{c.Field, c.Education}] += c.N
		if c.Field != "" && c.Education != "" {
			most = max(most, c.N)
		}
	}
	for _, field := range b.District.Industries {
		row, total := kit.Row{Cells: []templ.Component{kit.Text(field.In(i18n.LangOf(ctx)))}}, int64(0)
		for _, c := range b.Cells {
			if c.Field == field.Key {
				total += c.N
			}
		}
		for _, level := range levels {
			count := n[[2]string{field.Key, level}]
			row.Cells = append(row.Cells, heat(i18n.Number(ctx, count), shade(count, most), b.people(queryOf("field", field.Key)+"&"+queryOf("education", level))))
		}
		t.Rows = append(t.Rows, kit.Row{Cells: append(row.Cells, figure(i18n.Number(ctx, total), b.people(queryOf("field", field.Key))))})
	}
	return t
}

// levels are the levels of education that anyone has, the highest first.
func (b board) levels() []string {
	var found []string
	for _, level := range codes(code.Education) {
		for _, c := range b.People.Education {
			if c.Code == level {
				found = append(found, level)
			}
		}
	}
	return found
}

// shade is 0 for none, and 1 to 4 by the share of the greatest.
func shade(n, most int64) int {
	if n == 0 {
		return 0
	}
	return int(min(4, 1+n*4/(most+1)))
}
