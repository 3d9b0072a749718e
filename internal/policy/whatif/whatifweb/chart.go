package whatifweb

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/web/kit"
)

type options = map[string]any

// plainly takes the marks of data away, which a picture would show as boxes.
func plainly(label string) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(label)
}

// wanOf gives ten thousand yuan for an axis, to two places.
func wanOf(fen money.Fen) float64 { return float64(int64(fen)/10_000) / 100 }

// monthChart shows the cost of the whole term by month, before and after.
func (s sheet) monthChart(ctx context.Context) kit.ChartBox {
	e := s.Effect
	names, before, after := []string{}, []float64{}, []float64{}
	for _, m := range e.Months {
		names, before, after = append(names, m.First.String()[:7]), append(before, wanOf(m.Before)), append(after, wanOf(m.After))
	}
	line := func(name string, data []float64, kind string) options {
		return options{"type": "line", "name": name, "data": data, "symbol": "none", "step": "end", "lineStyle": options{"type": kind, "width": 2}}
	}
	return kit.ChartBox{ID: "chart-months", Title: say(ctx, "whatifweb.months"), Tall: false, Table: s.monthTable(ctx),
		Summary: say(ctx, "whatifweb.months.summary", i18n.Args{"before": i18n.Wan(ctx, e.Before.Term), "after": i18n.Wan(ctx, e.After.Term), "n": len(e.Months)}),
		Options: options{"tooltip": options{"trigger": "axis"}, "xAxis": options{"type": "category", "data": names},
			"yAxis":  options{"type": "value", "name": say(ctx, "whatifweb.wan")},
			"series": []any{line(say(ctx, "whatifweb.before"), before, "dashed"), line(say(ctx, "whatifweb.after"), after, "solid")}}}
}

func (s sheet) monthTable(ctx context.Context) kit.Table {
	t := kit.Table{ID: "table-months", Caption: say(ctx, "whatifweb.months"), Columns: []kit.Column{{Label: say(ctx, "whatifweb.month")},
		{Label: say(ctx, "whatifweb.before"), Right: true}, {Label: say(ctx, "whatifweb.after"), Right: true}, {Label: say(ctx, "whatifweb.difference"), Right: true}}}
	row := func(name string, before, after money.Fen) {
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{cell(name), cell(i18n.Money(ctx, before)), cell(i18n.Money(ctx, after)), cell(changeOf(ctx, after-before))}})
	}
	for _, m := range s.Effect.Months {
		row(m.First.String()[:7], m.Before, m.After)
	}
	if e := s.Effect; e.Before.Undated+e.After.Undated > 0 {
		row(say(ctx, "whatifweb.undated"), e.Before.Undated, e.After.Undated)
	}
	return t
}

// shownRows bounds the bars of a chart; its table has all.
const shownRows = 12

// groupChart shows those who qualify by one dimension, before and after.
func (s sheet) groupChart(ctx context.Context, g whatif.Group) kit.ChartBox {
	names, before, after := []string{}, []int{}, []int{}
	for _, r := range g.Rows[:min(len(g.Rows), shownRows)] {
		names, before, after = append(names, plainly(s.places.word(ctx, g.By, r.Code))), append(before, r.Before), append(after, r.After)
	}
	bar := func(name string, data []int) options {
		return options{"type": "bar", "name": name, "data": data, "barMaxWidth": 12}
	}
	c := kit.ChartBox{ID: "chart-" + string(g.By), Title: byWord(ctx, g.By), Table: s.groupTable(ctx, g), Summary: s.groupSummary(ctx, g), Tall: len(names) > 6}
	c.Options = options{"tooltip": options{"trigger": "axis"}, "xAxis": options{"type": "value", "minInterval": 1, "splitNumber": 3},
		"yAxis":  options{"type": "category", "data": names, "inverse": true, "axisTick": options{"show": false}, "axisLabel": options{"width": 110, "overflow": "truncate"}},
		"series": []any{bar(say(ctx, "whatifweb.before"), before), bar(say(ctx, "whatifweb.after"), after)}}
	return c
}

// groupSummary says where most changes.
func (s sheet) groupSummary(ctx context.Context, g whatif.Group) string {
	most := whatif.Counted{}
	for _, r := range g.Rows {
		if r.Gains+r.Loses > most.Gains+most.Loses {
			most = r
		}
	}
	if most.Gains+most.Loses == 0 {
		return say(ctx, "whatifweb.group.same")
	}
	return say(ctx, "whatifweb.group.most", i18n.Args{"name": s.places.word(ctx, g.By, most.Code), "gains": most.Gains, "loses": most.Loses})
}

func (s sheet) groupTable(ctx context.Context, g whatif.Group) kit.Table {
	t := kit.Table{ID: "table-" + string(g.By), Caption: byWord(ctx, g.By), Columns: []kit.Column{{Label: byWord(ctx, g.By)},
		{Label: say(ctx, "whatifweb.before"), Right: true}, {Label: say(ctx, "whatifweb.after"), Right: true},
		{Label: fateWord(ctx, policy.Gains), Right: true}, {Label: fateWord(ctx, policy.Loses), Right: true}, {Label: say(ctx, "whatifweb.term"), Right: true}}}
	for _, r := range g.Rows {
		t.Rows = append(t.Rows, kit.Row{Cells: []templ.Component{kit.Say(s.places.word(ctx, g.By, r.Code)), cell(number(ctx, r.Before)), cell(number(ctx, r.After)),
			s.count(ctx, policy.Gains, g.By, r.Code, r.Gains), s.count(ctx, policy.Loses, g.By, r.Code, r.Loses), cell(i18n.Wan(ctx, r.Fen))}})
	}
	return t
}

// count is a number with the people behind it.
func (s sheet) count(ctx context.Context, fate policy.Fate, by whatif.Dimension, value string, n int) templ.Component {
	if n == 0 {
		return cell("0")
	}
	return kit.A(kit.Link{Label: number(ctx, n), URL: s.peopleURL(fate, by, value)})
}
