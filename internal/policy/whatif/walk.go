package whatif

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/pack"
)

// Levers finds the figures in the text of a policy.yaml that can be moved, in the order of the text. What decides neither who gets
// something nor how much or when is no lever: documents, duties, tax, who bears the cost. A text that is no policy has none.
func Levers(text string) []Lever {
	var doc yaml.Node
	if yaml.Unmarshal([]byte(text), &doc) != nil || len(doc.Content) == 0 {
		return nil
	}
	w := walker{text: text, lines: lineStarts(text), facts: factsOf()}
	w.object(doc.Content[0], reflect.TypeFor[pack.Policy](), spot{})
	slices.SortStableFunc(w.found, func(a, b Lever) int { return a.at - b.at })
	return w.found
}

// A spot is where the walker stands: the way there, its kind and the titles it passed.
type spot struct {
	path   []string
	titles []pack.Text
	kind   Kind // of numbers found below
}

func (s spot) into(step string) spot {
	s.path = append(s.path[:len(s.path):len(s.path)], step)
	return s
}

func (s spot) id() string { return strings.Join(s.path, "/") }

// splitWay gives the steps of an id.
func splitWay(id string) []string { return strings.Split(id, "/") }

// A walker goes through the nodes of a policy beside the types they fill.
type walker struct {
	text  string
	lines []int // bytes before each line
	facts units
	found []Lever
}

// passed over: texts about the policy, and what moves neither people nor money.
var passed = []string{"citation", "inputs", "lists", "differences", "interpretations", "documents", "duties", "process", "payee", "tax", "split",
	"stacks", "announced", "tier_up", "paid_in_months"}

// sections give numbers below them their kind.
var sections = map[string]Kind{"gates": Threshold, "add_gates": Threshold, "define": Threshold, "measures": Threshold, "benefits": Amount, "uplifts": Amount,
	"when": Threshold, "schedule": Term, "limits": Quota, "windows": Window, "effect": Window, "until": Window, "claims_until": Window, "claimable": Window,
	"applies": Window, "reference": Window, "excuse": Window, "percent": Percent, "percents": Percent, "times": Term}

func (w *walker) object(n *yaml.Node, t reflect.Type, at spot) {
	if n.Kind != yaml.MappingNode {
		return
	}
	if title := titleOf(n); !title.IsZero() && len(at.path) > 0 {
		at.titles = append(at.titles[:len(at.titles):len(at.titles)], title)
	}
	fields := fieldsOf(t)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i].Value
		field, known := fields[key]
		if !known || slices.Contains(passed, key) {
			continue
		}
		next := at.into(key)
		if kind := sections[key]; kind != "" {
			next.kind = kind
		}
		w.value(n.Content[i+1], field, next)
	}
}

// fieldsOf maps the keys of a struct of the format to the types of their values, those of inlined structs among them.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	keys := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); name != "" && name != "-" {
			keys[name] = f.Type
		}
	}
	return keys
}

// titleOf gives the text of a clause or the name of a benefit.
func titleOf(n *yaml.Node) pack.Text {
	var found pack.Text
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i].Value; key == "text" || key == "name" && found.IsZero() {
			var text pack.Text
			if n.Content[i+1].Decode(&text) == nil {
				found = text
			}
		}
	}
	return found
}

func (w *walker) value(n *yaml.Node, t reflect.Type, at spot) {
	if n.Kind == yaml.AliasNode {
		return // moved where it is anchored
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[pack.Expr]():
		w.rule(n, at)
		return
	case reflect.TypeFor[money.Fen]():
		if at.kind != Quota {
			at.kind = Amount
		}
		w.figure(n, Yuan, "yuan", at)
		return
	case reflect.TypeFor[civil.Date]():
		at.kind = Window
		w.figure(n, Day, "", at)
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		w.object(n, t, at)
	case reflect.Slice:
		w.list(n, t.Elem(), at)
	case reflect.Int, reflect.Int64:
		w.figure(n, Whole, countedIn(at), at)
	case reflect.Float64:
		unit := "percent"
		if at.path[len(at.path)-1] == "times" {
			unit = ""
		}
		at.kind = Percent
		w.figure(n, Decimal, unit, at)
	}
}

// countedIn gives the unit of a plain number by its key.
func countedIn(at spot) string {
	switch at.path[len(at.path)-1] {
	case "count":
		return "people"
	case "bridge_gap", "paid_every_months":
		return "months"
	}
	return ""
}

// list goes through the members, named by their ids or else by their number.
func (w *walker) list(n *yaml.Node, t reflect.Type, at spot) {
	if n.Kind != yaml.SequenceNode {
		return
	}
	for i, member := range n.Content {
		name := strconv.Itoa(i)
		if id := idOf(member); id != "" {
			name = id
		}
		w.value(member, t, at.into(name))
	}
}

func idOf(n *yaml.Node) string {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "id" && !strings.Contains(n.Content[i+1].Value, "/") {
			return n.Content[i+1].Value
		}
	}
	return ""
}

// figure adds a lever for a plain value.
func (w *walker) figure(n *yaml.Node, form Form, unit string, at spot) {
	start := w.offset(n)
	if n.Kind != yaml.ScalarNode || n.Style != 0 || start < 0 || !strings.HasPrefix(w.text[start:], n.Value) {
		return
	}
	value, err := form.read(n.Value)
	if err != nil {
		return
	}
	shown := form.write(value)
	w.add(Lever{ID: at.id(), Kind: at.kind, Form: form, Titles: at.titles, Unit: unit, Value: shown, Was: shown, Line: n.Line, at: start, length: len(n.Value)})
}

// add keeps the lever, unless its way is not its own.
func (w *walker) add(l Lever) {
	if !slices.ContainsFunc(w.found, func(other Lever) bool { return other.ID == l.ID }) {
		w.found = append(w.found, l)
	}
}

// offset gives the bytes before a node, -1 when its place is unknown. Columns of the YAML library count characters.
func (w *walker) offset(n *yaml.Node) int {
	if n.Line < 1 || n.Line > len(w.lines) {
		return -1
	}
	at, left := w.lines[n.Line-1], n.Column
	for i := range w.text[at:] {
		if left--; left == 0 {
			return at + i
		}
	}
	return -1
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i, c := range text {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}
