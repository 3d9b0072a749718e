package whatifweb

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A lineup is some scenarios side by side.
type lineup struct{ whatif.Beside }

// getBeside serves GET /policies/{policy}/whatif/beside?scenarios=…&scenarios=….
func (p *Pages) getBeside(w http.ResponseWriter, r *http.Request) error {
	b, err := p.beside(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, besidePage(b))
}

func (p *Pages) beside(r *http.Request) (lineup, error) {
	q := whatif.SideBySide{}
	if err := web.Bind(r, &q); err != nil {
		return lineup{}, err
	}
	q.Desk, q.District, q.Policy = p.Desk, web.Actor(r).District(), r.PathValue("policy")
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	return lineup{found}, err
}

// getBesideExport serves GET /policies/{policy}/whatif/beside/export?format=xlsx|csv&scenarios=….
func (p *Pages) getBesideExport(w http.ResponseWriter, r *http.Request) error {
	format, err := formatOf(r)
	if err != nil {
		return err
	}
	b, err := p.beside(r)
	if err != nil {
		return err
	}
	if b.Progress != nil {
		return fault.Unavailable.New("whatif.pending")
	}
	ctx := r.Context()
	head := []string{say(ctx, "whatifweb.what"), say(ctx, "whatifweb.now")}
	for _, c := range b.Columns {
		head = append(head, c.Scenario.Name)
	}
	return p.write(w, "whatif-beside-"+b.Policy, say(ctx, "whatifweb.beside"), format, head, func(yield func([]string) bool) {
		for _, line := range b.lines(ctx, plainFigures) {
			if !yield(append([]string{line.label, line.now}, line.cells...)) {
				return
			}
		}
	})
}

// A line is one figure of every scenario.
type line struct {
	label, now string
	cells      []string
}

// How figures are written: for people or for a table.
type writing struct {
	people func(ctx context.Context, n int) string
	fen    func(ctx context.Context, fen money.Fen) string
}

var (
	shownFigures = writing{number, i18n.Wan}
	plainFigures = writing{func(_ context.Context, n int) string { return itoa(int64(n)) }, func(_ context.Context, fen money.Fen) string { return fen.String() }}
)

// lines sets the figures of the scenarios side by side, those of today first.
func (b lineup) lines(ctx context.Context, as writing) []line {
	figure := func(key string, before bool, of func(whatif.Effect) string, now func(whatif.Effect) string) line {
		l := line{label: say(ctx, i18n.Family("whatifweb.")+key)}
		for _, c := range b.Columns {
			text := ""
			if c.Effect != nil {
				text = of(*c.Effect)
				if before && l.now == "" {
					l.now = now(*c.Effect)
				}
			}
			l.cells = append(l.cells, text)
		}
		return l
	}
	people := func(key string, of func(whatif.Side) int) line {
		return figure(key, true, func(e whatif.Effect) string { return as.people(ctx, of(e.After)) }, func(e whatif.Effect) string { return as.people(ctx, of(e.Before)) })
	}
	cost := func(key string, of func(whatif.Side) money.Fen) line {
		return figure(key, true, func(e whatif.Effect) string { return as.fen(ctx, of(e.After)) }, func(e whatif.Effect) string { return as.fen(ctx, of(e.Before)) })
	}
	fate := func(f policy.Fate) line {
		return figure("fate."+string(f), false, func(e whatif.Effect) string { return as.people(ctx, e.Fates[f]) }, nil)
	}
	return []line{
		people("yes", func(s whatif.Side) int { return s.Yes }), fate(policy.Gains), fate(policy.Loses), fate(policy.More), fate(policy.Less),
		people("unknown", func(s whatif.Side) int { return s.Unknown }), people("held", func(s whatif.Side) int { return s.Held }),
		cost("year", func(s whatif.Side) money.Fen { return s.Year }), cost("term", func(s whatif.Side) money.Fen { return s.Term }),
	}
}

// chosen reports whether a scenario has a column.
func (b lineup) chosen(id string) bool {
	return slices.ContainsFunc(b.Columns, func(c whatif.Column) bool { return c.Scenario.ID == id })
}

func (b lineup) exports() []kit.Link {
	query := url.Values{}
	for _, c := range b.Columns {
		query.Add("scenarios", c.Scenario.ID)
	}
	return formats(func(format string) string {
		query.Set("format", format)
		return sheetURL(b.Policy) + "/beside/export?" + query.Encode()
	}, "xlsx", "csv")
}

func (b lineup) table(ctx context.Context) kit.Table {
	t := kit.Table{ID: "beside", Caption: say(ctx, "whatifweb.beside"), Columns: []kit.Column{{Label: say(ctx, "whatifweb.what")}, {Label: say(ctx, "whatifweb.now"), Right: true}}}
	for _, c := range b.Columns {
		t.Columns = append(t.Columns, kit.Column{Label: kit.Data(c.Scenario.Name), Right: true})
	}
	moved := kit.Row{Cells: []templ.Component{cell(say(ctx, "whatifweb.changes")), cell("")}}
	for _, c := range b.Columns {
		moved.Cells = append(moved.Cells, movedCell(c))
	}
	t.Rows = append(t.Rows, moved)
	for _, l := range b.lines(ctx, shownFigures) {
		row := kit.Row{Cells: []templ.Component{cell(l.label), cell(l.now)}}
		for _, text := range l.cells {
			row.Cells = append(row.Cells, cell(text))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// months shows what every scenario costs by month.
func (b lineup) months(ctx context.Context) kit.ChartBox {
	first, last := civil.Date{}, civil.Date{}
	sums := map[string]map[civil.Date]money.Fen{}
	names := []string{}
	add := func(name string, months []whatif.Month, of func(whatif.Month) money.Fen) {
		if sums[name] == nil {
			sums[name], names = map[civil.Date]money.Fen{}, append(names, name)
		}
		for _, m := range months {
			sums[name][m.First] = of(m)
			if first.IsZero() || m.First.Before(first) {
				first = m.First
			}
			if m.First.After(last) {
				last = m.First
			}
		}
	}
	for _, c := range b.Columns {
		if c.Effect != nil {
			add(say(ctx, "whatifweb.now"), c.Effect.Months, func(m whatif.Month) money.Fen { return m.Before })
			add(c.Scenario.Name, c.Effect.Months, func(m whatif.Month) money.Fen { return m.After })
		}
	}
	return monthLines(ctx, first, last, names, sums)
}

func monthLines(ctx context.Context, first, last civil.Date, names []string, sums map[string]map[civil.Date]money.Fen) kit.ChartBox {
	t := kit.Table{ID: "table-beside-months", Caption: say(ctx, "whatifweb.months"), Columns: []kit.Column{{Label: say(ctx, "whatifweb.month")}}}
	for _, name := range names {
		t.Columns = append(t.Columns, kit.Column{Label: kit.Data(name), Right: true})
	}
	axis := []string{}
	data := map[string][]float64{}
	for m := first; !first.IsZero() && !m.After(last); m = m.AddMonths(1) {
		axis = append(axis, m.String()[:7])
		row := kit.Row{Cells: []templ.Component{cell(m.String()[:7])}}
		for _, name := range names {
			data[name] = append(data[name], wanOf(sums[name][m]))
			row.Cells = append(row.Cells, cell(i18n.Money(ctx, sums[name][m])))
		}
		t.Rows = append(t.Rows, row)
	}
	var series []any
	for i, name := range names {
		kind := "solid"
		if i == 0 {
			kind = "dashed"
		}
		series = append(series, options{"type": "line", "name": name, "data": data[name], "symbol": "none", "step": "end", "lineStyle": options{"type": kind, "width": 2}})
	}
	return kit.ChartBox{ID: "chart-beside", Title: say(ctx, "whatifweb.months"), Summary: say(ctx, "whatifweb.beside.summary", i18n.Args{"n": max(len(names)-1, 0)}), Table: t,
		Options: options{"tooltip": options{"trigger": "axis"}, "xAxis": options{"type": "category", "data": axis}, "yAxis": options{"type": "value", "name": say(ctx, "whatifweb.wan")}, "series": series,
			"legend": options{"type": "scroll"}}}
}

// told lists the scenarios that could not be tried.
func (b lineup) told() []string {
	names := map[string]bool{}
	for _, c := range b.Columns {
		if c.Unusable {
			names[c.Scenario.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
