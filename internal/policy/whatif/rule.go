package whatif

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/policy/fact"
)

// figures finds what a rule may hold: texts, which are passed over; days; names, numbers in them belong to them; and numbers.
var figures = regexp.MustCompile(`date\(\s*(?:'(\d{4}-\d\d-\d\d)'|"(\d{4}-\d\d-\d\d)")\s*\)|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[A-Za-z_][A-Za-z_0-9.]*|\d+\.\d+|\d+`)

// rule adds a lever for each figure of a rule that stands in the text as it is read.
func (w *walker) rule(n *yaml.Node, at spot) {
	places, ok := w.align(n)
	if !ok {
		return
	}
	text := n.Value
	count := 0
	for _, m := range figures.FindAllStringSubmatchIndex(text, -1) {
		from, to, form := m[0], m[1], Whole
		switch first := text[from]; {
		case m[2] >= 0:
			from, to, form = m[2], m[3], Day
		case m[4] >= 0:
			from, to, form = m[4], m[5], Day
		case first < '0' || first > '9':
			continue
		case strings.Contains(text[from:to], "."):
			form = Decimal
		}
		if l, ok := w.inRule(text, from, to, form, at); ok {
			l.ID, l.Line = at.id()+"/"+strconv.Itoa(count), n.Line+strings.Count(w.text[w.offset(n):places[from]], "\n")
			l.at, l.length = places[from], places[to-1]+1-places[from]
			w.add(l)
		}
		count++
	}
}

// inRule describes the figure between from and to; false when it is an index or its value cannot be read.
func (w *walker) inRule(text string, from, to int, form Form, at spot) (Lever, bool) {
	before, after := strings.TrimRight(text[:from], " "), strings.TrimLeft(text[to:], " ")
	if strings.HasSuffix(before, "[") && strings.HasPrefix(after, "]") {
		return Lever{}, false
	}
	n, err := form.read(text[from:to])
	if err != nil {
		return Lever{}, false
	}
	l := Lever{Kind: at.kind, Form: form, Titles: at.titles, Rule: Excerpt{text[:from], text[from:to], text[to:]}}
	l.Value = form.write(n)
	switch about := w.facts.near(text[:from]); {
	case form == Day:
		l.Kind = Window
	case about.window:
		l.Kind, l.Unit = Window, about.unit
		if at.kind == Term {
			l.Kind = Term
		}
	default:
		l.Fact, l.Unit = about.fact, about.unit
	}
	if l.Unit == "fen" && form == Whole {
		l.Form, l.Unit, l.Value = InFen, "yuan", InFen.write(n)
	}
	l.Was = l.Value
	return l, true
}

// units know which fact a figure is compared with.
type units struct{ catalogue *fact.Catalogue }

func factsOf() units { return units{fact.Standard()} }

// A sense is what a figure counts.
type sense struct {
	fact, unit string
	window     bool // an argument of a function that moves a day
}

var (
	compared = regexp.MustCompile(`(?:^|[^<>=!])(?:<=|>=|==|!=|<|>)$`)
	shifts   = regexp.MustCompile(`(add_months|add_years|add_days|add_workdays)\([^()]*,\s*-?$`)
	keyPath  = regexp.MustCompile(`[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)+`)
)

var shiftUnits = map[string]string{"add_months": "months", "add_years": "years", "add_days": "days", "add_workdays": "days"}

// near tells what the figure after before counts: the fact that it is compared with, or the months a day is moved by.
func (u units) near(before string) sense {
	before = strings.TrimRight(before, " ")
	if m := shifts.FindStringSubmatch(before); m != nil {
		return sense{unit: shiftUnits[m[1]], window: true}
	}
	if !compared.MatchString(before) {
		return sense{}
	}
	left := strings.TrimRight(strings.TrimRight(before, "<>=!"), " ")
	if i := strings.LastIndexAny(left, "&|?:"); i >= 0 {
		left = left[i+1:]
	}
	if strings.Contains(left, "age(") {
		return sense{unit: "age"}
	}
	keys := keyPath.FindAllString(left, -1)
	if len(keys) == 0 {
		return sense{}
	}
	key := keys[len(keys)-1]
	if strings.HasPrefix(key, "measure.") {
		return sense{unit: "months"}
	}
	f, known := u.catalogue.Find(key)
	if !known || !strings.HasSuffix(left, key) {
		return sense{}
	}
	return sense{fact: key, unit: f.Unit}
}
