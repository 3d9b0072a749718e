package pack

import (
	"maps"

	"yanzhen/internal/engine/rule"
)

// A Told is one comparison behind the verdict of a clause: what there is, and what is asked for.
type Told struct {
	Op      string  // "==", "!=", "<", "<=", ">", ">=", "in", "not in", "has" and "has not" of a list, "is" and "is not" of a yes-or-no fact, "some" and "none" of a list of records
	Fact    string  // key of the fact, or path of the field of a record
	Call    string  // the function of the fact that is compared, such as age; "" for the fact itself
	Have    any     // nil while it is not known
	Want    any     // nil for "is", "some" and their opposites
	Short   any     // what Have lacks or exceeds by, where it is not met
	Verdict Verdict // whether it is met

	Element int            // from 1: of a list of records, which one it is about
	Record  map[string]any // that record
	List    string         // key of the list
}

// Tell gives the comparisons that make a clause come out as it does: of what must all be met, those that are
// not; of several of which one is enough, all when none is met. Nothing for a clause that is not there, has
// sets, or is left to people.
func (o *Outcome) Tell(clause string) []Told {
	var told []Told
	o.eachClause(func(g *gate, _ string) {
		if g.ID != clause || g.when == nil || g.Decision != nil {
			return
		}
		row := maps.Clone(o.row)
		if _, given := row[asked]; !given {
			row[asked] = o.day
		}
		root, err := g.when.Explain(row, o.day)
		if err != nil {
			return
		}
		told = (&teller{}).of(root, false)
	})
	return told
}

// A teller is inside an element of a list, or not.
type teller struct {
	element int
	record  map[string]any
	list    string
}

var opposite = map[string]string{"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "has": "has not", "is": "is not", "some": "none"}

// of tells a node; not: the opposite is asked for.
func (t *teller) of(n *rule.Node, not bool) []Told {
	switch n.Op {
	case "&&", "||":
		return t.junction(n, not)
	case "!":
		return t.of(n.Kids[0], !not)
	case "definition":
		return t.of(n.Kids[0], not)
	case "?:":
		return t.choice(n, not)
	case "exists", "all", "exists_one":
		return t.elements(n, not)
	case "fact", "field":
		if _, yesNo := n.Value.(bool); yesNo || n.Value == nil {
			return []Told{t.put(Told{Op: "is", Fact: n.Fact, Have: n.Value}, n, not)}
		}
	case "in":
		return t.membership(n, not)
	case "==", "!=", "<", "<=", ">", ">=":
		if n.Fact != "" && (n.Call == "" || plainCall(n.Kids[0])) {
			return []Told{t.put(Told{Op: n.Op, Fact: n.Fact, Call: n.Call, Have: n.Have, Want: n.Want, Short: n.Short}, n, not)}
		}
		if n.Call != "" && plainCall(n.Kids[0]) {
			return []Told{t.put(Told{Op: n.Op, Fact: n.Kids[0].Kids[0].Fact, Call: n.Call, Have: n.Have, Want: n.Want, Short: n.Short}, n, not)}
		}
	}
	return nil
}

// plainCall reports a function of facts that a sentence can name by the first of them.
func plainCall(n *rule.Node) bool { return n.Op == "call" && len(n.Kids) > 0 && n.Kids[0].Op == "fact" }

// put finishes a comparison: the side that was asked for, and where it stands.
func (t *teller) put(told Told, n *rule.Node, not bool) Told {
	if told.Verdict = turned(n.Verdict, not); not {
		told.Op, told.Short = opposite[told.Op], nil
	}
	told.Element, told.Record, told.List = t.element, t.record, t.list
	return told
}

func turned(v rule.Verdict, not bool) Verdict {
	switch {
	case v == rule.Unknown, v == rule.Failed:
		return Unknown
	case (v == rule.Yes) != not:
		return Yes
	}
	return No
}

// junction tells those of the parts that decide.
func (t *teller) junction(n *rule.Node, not bool) (told []Told) {
	outcome := turned(n.Verdict, not)
	for _, k := range n.Kids {
		if turned(k.Verdict, not) == outcome {
			told = append(told, t.of(k, not)...)
		}
	}
	return told
}

func (t *teller) choice(n *rule.Node, not bool) []Told {
	switch n.Kids[0].Value {
	case true:
		return t.of(n.Kids[1], not)
	case false:
		return t.of(n.Kids[2], not)
	}
	return t.of(n.Kids[0], false)
}

func (t *teller) membership(n *rule.Node, not bool) []Told {
	left, right := n.Kids[0], n.Kids[1]
	if left.Op == "const" && right.Fact != "" {
		return []Told{t.put(Told{Op: "has", Fact: right.Fact, Have: right.Value, Want: left.Value}, n, not)}
	}
	if left.Fact != "" {
		return []Told{t.put(Told{Op: "in", Fact: left.Fact, Have: left.Value, Want: right.Value}, n, not)}
	}
	return nil
}

// elements tells the list, and of each record that decides, or of all when none does, what is the matter.
func (t *teller) elements(n *rule.Node, not bool) []Told {
	list := n.Kids[0]
	head := t.put(Told{Op: "some", Fact: n.Fact, Have: list.Value}, n, not)
	if n.Op == "all" {
		head.Op = ""
	}
	told := []Told{head}
	all, _ := list.Value.([]any)
	for _, k := range n.Kids[1:] {
		if n.Verdict == rule.Yes && n.Op != "all" && k.Verdict != rule.Yes || k.Element > len(all) {
			continue
		}
		record, _ := all[k.Element-1].(map[string]any)
		inner := &teller{k.Element, record, n.Fact}
		told = append(told, inner.of(k, false)...)
	}
	if head.Op == "" {
		return told[1:]
	}
	return told
}
