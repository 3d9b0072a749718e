package insightweb

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web/kit"
)

// A series is people counted by something: what the chart and its table show.
type series struct {
	id, title string
	bars      []bar
	unknown   int64 // of whom it is not known
}

// A bar is one value of it, with the list behind it.
type bar struct {
	label, url string
	n          int64
}

// monthly shows introductions month by month.
func (b board) monthly(ctx context.Context) kit.ChartBox {
	s := series{id: "months", title: say(ctx, "workbench.chart.months")}
	for _, m := range b.Months {
		query := "introduced.from=" + m.First.String() + "&introduced.to=" + m.First.AddMonths(1).AddDays(-1).String()
		s.bars = append(s.bars, bar{m.First.String()[:7], b.people(query), m.N})
	}
	return s.box(ctx, upright(s.bars))
}

// byField shows people by the district's own industries.
func (b board) byField(ctx context.Context) kit.ChartBox {
	s := b.series(ctx, "field", b.People.Field, b.fieldWord(ctx))
	slices.SortStableFunc(s.bars, func(a, b bar) int { return cmp.Compare(b.n, a.n) })
	return s.box(ctx, lying(s.bars))
}

// others are the further charts of the page.
func (b board) others(ctx context.Context) []kit.ChartBox {
	boxes := []kit.ChartBox{}
	for _, by := range []struct {
		name   string
		counts []registry.Count
		order  []string
		words  func(string) string
		lying  bool
	}{
		{"education", b.People.Education, codes(code.Education), levelWord(ctx), true},
		{"title_level", b.People.TitleLevel, codes(code.TitleLevel), tableWord(ctx, code.TitleLevel), true},
		{"skill_level", b.People.SkillLevel, codes(code.SkillLevel), tableWord(ctx, code.SkillLevel), true},
		{"town", b.People.Town, nil, b.townWord(ctx), true},
		{"age", b.People.Age, ages, func(band string) string { return say(ctx, "workbench.age."+band) }, false},
	} {
		s := b.series(ctx, by.name, by.counts, by.words)
		if by.order != nil {
			s = b.series(ctx, by.name, ordered(by.counts, by.order), by.words)
		}
		options := upright(s.bars)
		if by.lying {
			options = lying(s.bars)
		}
		boxes = append(boxes, s.box(ctx, options))
	}
	sexes := b.series(ctx, "gender", b.People.Gender, tableWord(ctx, code.Sex))
	return append(boxes, sexes.box(ctx, ring(sexes.bars)))
}

// ages are the bands of registry.Totals, youngest first.
var ages = []string{"-29", "30-39", "40-49", "50-59", "60-"}

var _ = []string{i18n.Family("workbench.chart."), i18n.Family("workbench.age.")}

func (b board) series(ctx context.Context, name string, counts []registry.Count, words func(string) string) series {
	s := series{id: name, title: say(ctx, "workbench.chart."+name)}
	for _, c := range counts {
		if c.Code == "" {
			s.unknown += c.N
			continue
		}
		s.bars = append(s.bars, bar{words(c.Code), b.people(queryOf(name, c.Code)), c.N})
	}
	return s
}

// queryOf narrows the list of people to one value.
func queryOf(name, value string) string {
	if name != "age" {
		return name + "=" + url.QueryEscape(value)
	}
	from, to, _ := strings.Cut(value, "-")
	query := url.Values{}
	if from != "" {
		query.Set("age_from", from)
	}
	if to != "" {
		query.Set("age_to", to)
	}
	return query.Encode()
}

// ordered puts counts into the order of codes; those of other codes follow.
func ordered(counts []registry.Count, order []string) []registry.Count {
	at := func(c registry.Count) int {
		if i := slices.Index(order, c.Code); i >= 0 {
			return i
		}
		return len(order)
	}
	counts = slices.Clone(counts)
	slices.SortStableFunc(counts, func(a, b registry.Count) int { return at(a) - at(b) })
	return counts
}

// codes are the codes of a table that are no kind of another, the highest first.
func codes(t *code.Table) []string {
	var all []string
	for _, it := range t.Items() {
		if it.Parent == "" {
			all = append(all, it.Code)
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return t.Compare(b, a) })
	return all
}

// box puts a series into its frame: the picture, a sentence about it, and the figures with their lists.
func (s series) box(ctx context.Context, options any) kit.ChartBox {
	c := kit.ChartBox{ID: "chart-" + s.id, Title: s.title, Summary: s.summary(ctx), Options: options}
	c.Table = kit.Table{ID: "table-" + s.id, Caption: s.title, Columns: []kit.Column{{Label: say(ctx, "workbench.value")}, {Label: say(ctx, "workbench.people"), Right: true}}}
	for _, one := range s.bars {
		c.Table.Rows = append(c.Table.Rows, kit.Row{Cells: []templ.Component{kit.Text(one.label), figure(i18n.Number(ctx, one.n), one.url)}})
	}
	if s.unknown > 0 {
		c.Table.Rows = append(c.Table.Rows, kit.Row{Cells: []templ.Component{kit.Text(say(ctx, "workbench.unknown")), figure(i18n.Number(ctx, s.unknown), "")}})
	}
	return c
}

// summary says what one sees.
func (s series) summary(ctx context.Context) string {
	var total int64
	best := bar{}
	for _, one := range s.bars {
		total += one.n
		if one.n > best.n {
			best = one
		}
	}
	if total == 0 {
		return say(ctx, "workbench.summary.nothing")
	}
	text := say(ctx, "workbench.summary", i18n.Args{"label": best.label, "n": best.n, "share": share(best.n, total)})
	if s.unknown > 0 {
		text += say(ctx, "workbench.summary.unknown", i18n.Args{"n": s.unknown})
	}
	return text
}

// plainly takes the marks of data away, which a picture would show as boxes.
func plainly(label string) string {
	return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(label)
}

func labels(bars []bar) (names []string, values []int64) {
	for _, b := range bars {
		names, values = append(names, plainly(b.label)), append(values, b.n)
	}
	return names, values
}

type options = map[string]any

// upright are the options of standing bars.
func upright(bars []bar) options {
	names, values := labels(bars)
	return options{"tooltip": options{"trigger": "axis"}, "grid": options{"top": 16},
		"xAxis": options{"type": "category", "data": names, "axisLabel": options{"interval": every(bars)}}, "yAxis": options{"type": "value", "minInterval": 1},
		"series": []any{options{"type": "bar", "data": values, "barMaxWidth": 28, "itemStyle": options{"borderRadius": []int{3, 3, 0, 0}}}}}
}

// every is how labels are thinned out: a few are all shown, many as room allows.
func every(bars []bar) any {
	if len(bars) <= 6 {
		return 0
	}
	return "auto"
}

// lying are the options of lying bars, the first on top, each with its number.
func lying(bars []bar) options {
	names, values := labels(bars)
	return options{"tooltip": options{"trigger": "axis"}, "grid": options{"top": 4, "right": 48},
		"xAxis": options{"type": "value", "minInterval": 1, "splitNumber": 3},
		"yAxis": options{"type": "category", "data": names, "inverse": true, "axisTick": options{"show": false}, "axisLabel": options{"width": 128, "overflow": "truncate"}},
		"series": []any{options{"type": "bar", "data": values, "barMaxWidth": 18, "label": options{"show": true, "position": "right", "color": "#2a3447"},
			"itemStyle": options{"borderRadius": []int{0, 3, 3, 0}}}}}
}

// ring are the options of a ring of shares.
func ring(bars []bar) options {
	var data []any
	for _, b := range bars {
		data = append(data, options{"name": plainly(b.label), "value": b.n})
	}
	return options{"tooltip": options{"trigger": "item"}, "legend": options{"bottom": 0, "top": "auto"},
		"series": []any{options{"type": "pie", "radius": []string{"38%", "60%"}, "center": []string{"50%", "45%"}, "data": data,
			"label": options{"formatter": "{d}%", "color": "#2a3447"}, "labelLine": options{"length": 10, "length2": 6}}}}
}
