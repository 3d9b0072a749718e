package manuscript

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Kind says what is entered into a field.
type Kind string

// The kinds. A Rule is a condition, amount or day in the rule language.
const (
	Words  Kind = "words"
	Rule   Kind = "rule"
	Number Kind = "number"
	Day    Kind = "day"
)

// A Part is one thing that the policy says, with the values people change.
type Part struct {
	Section string // policy, define, gates, sets, benefits, tiers, uplifts, versions
	Path    string
	ID      string
	Fields  []Field
	First   int  // line it begins on
	Last    int  // and ends on
	Single  bool // it can be taken out: it stands on lines of its own and is not the only one
}

// A Field is one value of a part.
type Field struct {
	Path  string
	Key   string // path from the part: "text/zh"
	Kind  Kind
	Value string
	First int // line it begins on, 0 when it is not there yet
	Last  int

	from, to int // columns of its first and last line, in characters
}

// A form is what is asked about one part of a section: key, kind, and whether it is offered when it is not written.
type form []struct {
	key    string
	kind   Kind
	always bool
}

var forms = map[string]form{
	"policy":   {{"name/zh", Words, false}, {"name/en", Words, false}, {"issuer/zh", Words, false}, {"issuer/en", Words, false}, {"document", Words, false}},
	"define":   {{"text/zh", Words, false}, {"text/en", Words, false}, {"is", Rule, false}},
	"gates":    {{"text/zh", Words, false}, {"text/en", Words, false}, {"cites", Words, true}, {"when", Rule, true}, {"hold/zh", Words, false}, {"hold/en", Words, false}},
	"sets":     {{"name/zh", Words, false}, {"name/en", Words, false}},
	"benefits": {{"name/zh", Words, false}, {"name/en", Words, false}, {"cites", Words, true}, {"when", Rule, false}, {"amount/yuan", Number, false}, {"amount/fen", Rule, false}, {"amount/percent", Number, false}, {"amount/of", Rule, false}, {"amount/each_yuan", Number, false}, {"amount/cap_yuan", Number, false}, {"schedule/times", Rule, false}, {"schedule/first", Rule, false}, {"schedule/each/when", Rule, false}},
	"tiers":    {{"text/zh", Words, false}, {"text/en", Words, false}, {"when", Rule, false}, {"yuan", Number, false}, {"fen", Rule, false}, {"percent", Number, false}, {"of", Rule, false}, {"each_yuan", Number, false}, {"cap_yuan", Number, false}},
	"uplifts":  {{"text/zh", Words, false}, {"text/en", Words, false}, {"when", Rule, false}, {"percent", Number, false}, {"times", Number, false}, {"add_yuan", Number, false}},
	"versions": {{"note/zh", Words, false}, {"note/en", Words, false}, {"effect", Day, false}, {"until", Day, true}, {"claims_until", Day, false}, {"applies", Rule, true}},
}

// Parts lists what can be edited, in the order of the text's sections.
func (m *Manuscript) Parts() []Part {
	w := &walk{m: m}
	w.part("policy", "", m.root)
	w.list("define", "define", nil)
	w.body("")
	w.list("versions", "versions", func(path string) { w.body(path) })
	return w.parts
}

type walk struct {
	m     *Manuscript
	parts []Part
}

// body lists what a policy or one of its versions says.
func (w *walk) body(path string) {
	w.gates(join(path, "gates"))
	w.gates(join(path, "add_gates"))
	w.list("benefits", join(path, "benefits"), func(path string) { w.list("tiers", path+"/amount/tiers", nil) })
	w.list("uplifts", join(path, "uplifts"), nil)
}

func (w *walk) gates(path string) {
	w.list("gates", path, func(path string) {
		w.list("sets", path+"/any", func(path string) { w.gates(path + "/all") })
	})
}

// list adds the items of a list, each followed by what lies inside it.
func (w *walk) list(section, path string, inside func(path string)) {
	all := w.m.find(path)
	if all == nil || all.Kind != yaml.SequenceNode {
		return
	}
	for i, item := range all.Content {
		at := join(path, strconv.Itoa(i))
		if item.Kind != yaml.MappingNode {
			continue
		}
		w.part(section, at, item)
		w.parts[len(w.parts)-1].Single = all.Style&yaml.FlowStyle == 0 && len(all.Content) > 1
		if inside != nil {
			inside(at)
		}
	}
}

func (w *walk) part(section, path string, n *yaml.Node) {
	p := Part{Section: section, Path: path, First: n.Line, Last: w.m.lastLine(n)}
	if id := child(n, "id"); id != nil {
		p.ID = id.Value
	}
	ruled := slices.ContainsFunc([]string{"any", "benefit", "decision"}, func(key string) bool { return child(n, key) != nil })
	for _, f := range forms[section] {
		if f.key == "when" && ruled {
			continue
		}
		if field, ok := w.field(join(path, f.key), f.always); ok {
			field.Key, field.Kind = f.key, f.kind
			p.Fields = append(p.Fields, field)
		}
	}
	w.parts = append(w.parts, p)
}

// field gives the value at a path; false when it is not there and not offered, or written in a way that is not edited here.
func (w *walk) field(path string, always bool) (Field, bool) {
	n := w.m.find(path)
	if n == nil {
		return Field{Path: path}, always
	}
	where, ok := w.m.spanOf(n)
	f := Field{Path: path, Value: strings.TrimSpace(n.Value), First: w.m.lineOf(where.from), Last: w.m.lineOf(where.to)}
	f.from, f.to = w.m.column(where.from), w.m.column(where.to)
	return f, ok
}

// Has reports whether a place of the text, from line and column 1, lies within the field.
func (f Field) Has(line, column int) bool {
	switch {
	case f.First == 0 || line < f.First || line > f.Last:
		return false
	case line == f.First && column < f.from, line == f.Last && column > f.to:
		return false
	}
	return true
}
