package pack

import (
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/engine/witness"
	"yanzhen/internal/policy/fact"
)

// An Outlook is one person over time, before the packs of a ground. It is not safe for concurrent use.
type Outlook struct {
	*Ground
	moments []Moment
	rows    []fact.Row // of the moments, with the date of application and the groups of benefits received
	moving  map[string]bool
	known   map[string][]any     // see values
	same    map[string]*variable // see shelved
	tables  map[tableKey]*table
	still   map[*Pack]*scene
	found   map[seenAt]*Outcome
}

type seenAt struct {
	pack   *Pack
	moment int
}

// Look looks at a person; there must be at least one moment, in the order of their days.
func (g *Ground) Look(moments []Moment) *Outlook {
	o := &Outlook{Ground: g, moments: moments, moving: map[string]bool{asked: true}, same: map[string]*variable{},
		tables: map[tableKey]*table{}, still: map[*Pack]*scene{}, found: map[seenAt]*Outcome{}}
	for i, m := range moments {
		row := make(fact.Row, len(m.Facts)+1)
		maps.Copy(row, m.Facts)
		if row[asked] = m.Day; row["application.date"] != nil {
			row[asked] = row["application.date"]
		}
		for _, key := range received {
			if list, known := row[key].([]any); known {
				row[key] = withGroups(list, g.groups)
			}
		}
		o.rows = append(o.rows, row)
		if i > 0 {
			o.notice(o.rows[i-1], row)
		}
	}
	return o
}

// notice marks the facts in which two rows differ.
func (o *Outlook) notice(a, b fact.Row) {
	for key, v := range a {
		if !o.moving[key] && !same(v, b[key]) {
			o.moving[key] = true
		}
	}
	for key := range b {
		if _, known := a[key]; !known {
			o.moving[key] = true
		}
	}
}

// same compares two values of a fact.
func same(a, b any) bool {
	switch x := a.(type) {
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, same)
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && maps.EqualFunc(x, y, same)
	}
	switch b.(type) {
	case []any, map[string]any:
		return false
	}
	return a == b
}

// values gives what facts are at some moment, and fields of records, for rules that compare two facts.
func (o *Outlook) values() map[string][]any {
	if o.known != nil {
		return o.known
	}
	o.known = map[string][]any{}
	for m, row := range o.rows {
		o.known[rule.Day] = append(o.known[rule.Day], o.moments[m].Day)
		for key, v := range row {
			if m == 0 || o.moving[key] {
				o.note(key, v)
			}
		}
	}
	return o.known
}

func (o *Outlook) note(key string, v any) {
	list, isList := v.([]any)
	if !isList {
		o.known[key] = append(o.known[key], v)
		return
	}
	for _, one := range list {
		record, _ := one.(map[string]any)
		for field, x := range record {
			if _, deeper := x.([]any); !deeper {
				o.known[key+"."+field] = append(o.known[key+"."+field], x)
			}
		}
	}
}

// A scene is an outlook as one pack sees it: with what it counts itself, and what may be otherwise.
type scene struct {
	*Outlook
	pack   *Pack
	local  []fact.Row           // measures by moment; nil when there are none
	moves  map[string]bool      // measures that move with time
	vars   []*variable          // by place; none in a still scene, where only time passes
	byFact map[string]*variable // by the facts they move
	by     map[*variable]string // who can change them
	byProg map[*prog]*table

	editions []*holding // by moment, of a still scene
}

// stillScene gives the scene of p in which only time passes.
func (o *Outlook) stillScene(p *Pack) *scene {
	s := o.still[p]
	if s == nil {
		s = &scene{Outlook: o, pack: p, byProg: map[*prog]*table{}}
		if len(p.Policy.Measures) > 0 {
			s.measure()
		}
		o.still[p] = s
	}
	return s
}

// scene gives the scene of p with all that may be otherwise.
func (o *Outlook) scene(p *Pack) *scene {
	still := o.stillScene(p)
	s := &scene{Outlook: o, pack: p, local: still.local, moves: still.moves, byFact: map[string]*variable{}, by: map[*variable]string{}, byProg: map[*prog]*table{}}
	s.choose()
	return s
}

// hopeless reports that every edition has a condition that is not met at any moment and that nobody can
// change; it is asked before anything is made for a search.
func (s *scene) hopeless() bool {
	open := s.open()
	return !slices.ContainsFunc(s.pack.editions, func(ed *edition) bool {
		return !slices.ContainsFunc(ed.gates, func(g *gate) bool {
			return g.Stage != "payment" && g.when != nil && s.stuck(s.terms[g.when], g.Presume, open)
		})
	})
}

// stuck reports that a condition is never met as things stand, and reads no open fact.
func (s *scene) stuck(t *term, lenient bool, open []string) bool {
	if t.prog == nil {
		some := slices.ContainsFunc(t.terms, func(one *term) bool { return s.stuck(one, lenient, open) })
		if t.op == "&&" || !some {
			return some
		}
		return !slices.ContainsFunc(t.terms, func(one *term) bool { return !s.stuck(one, lenient, open) })
	}
	if slices.ContainsFunc(t.Facts(), func(key string) bool { return slices.Contains(open, key) }) {
		return false
	}
	for m := range s.moments {
		if v := verdict(&stateAnswers{s, s.on(m)}, t.prog); v == Yes || v == Unknown && lenient {
			return false
		}
		if !s.table(t.prog).timed {
			break
		}
	}
	return true
}

// measure counts the measures at every moment.
func (s *scene) measure() {
	s.local, s.moves = make([]fact.Row, len(s.rows)), map[string]bool{}
	for m := range s.rows {
		row := maps.Clone(s.rows[m])
		s.pack.editions[0].measureAll(row, answersFor(row, s.day(m)))
		s.local[m] = fact.Row{}
		for _, one := range s.pack.Policy.Measures {
			key := "measure." + one.ID
			if v, known := row[key]; known {
				s.local[m][key] = v
			}
			if m > 0 && s.local[m][key] != s.local[m-1][key] {
				s.moves[key] = true
			}
		}
	}
}

// open lists the facts that the conditions read and that somebody may change, or nobody knows.
func (s *scene) open() (open []string) {
	r := s.read[s.pack]
	for _, key := range r.facts {
		counted := slices.ContainsFunc(s.pack.Policy.Measures, func(m Measure) bool { return m.Of == key })
		now := s.value(key, 0)
		if now == nil && !counted || r.by[key] != "" && !counted && !(strings.HasPrefix(key, "measure.") && now != nil) {
			open = append(open, key)
		}
	}
	return open
}

// choose makes the variables of the open facts.
func (s *scene) choose() {
	r, open := s.read[s.pack], s.open()
	c := &chooser{s.pack.facts, s.rows[0], s.cuts(r, open)}
	for _, key := range open {
		v := s.byFact[key]
		if v == nil {
			if v = s.shelved(c, key); v == nil {
				continue
			}
			v.place = len(s.vars)
			s.vars = append(s.vars, v)
			for _, moved := range v.moves {
				s.byFact[moved] = v
			}
		}
		by := r.by[key]
		if by == "" {
			by = s.pack.changer(key)
		}
		if before, has := s.by[v]; !has || costs[by] > 0 && costs[by] < costs[before] {
			s.by[v] = by
		}
	}
}

// shelved gives the variable of a fact; those whose values do not depend on the rules are made once for all
// packs.
func (s *scene) shelved(c *chooser, key string) *variable {
	v, made := s.same[key]
	if !made {
		if v = c.variable(key); v == nil || !v.fixed() {
			return v
		}
		s.same[key] = v
	}
	own := *v
	return &own
}

// cuts gives those of the rules of the pack for this person, as far as the open facts are concerned.
func (s *scene) cuts(r *readers, open []string) map[string]*witness.Cut {
	isOpen := func(key string) bool { return slices.Contains(open, key) }
	if !slices.ContainsFunc(r.loose, func(x *rule.Syntax) bool { return slices.ContainsFunc(x.Facts, isOpen) }) {
		return r.cuts
	}
	return witness.Question{Rules: r.rules, Day: s.day(0), Known: s.values(), Only: isOpen}.Cuts()
}

// value gives a fact at a moment as it is.
func (s *scene) value(key string, moment int) any {
	if s.local != nil && strings.HasPrefix(key, "measure.") {
		return s.local[moment][key]
	}
	return s.rows[moment][key]
}

// day is the day of a moment.
func (s *scene) day(moment int) civil.Date { return s.moments[moment].Day }

// typeOf gives the type of a fact.
func (s *scene) typeOf(key string) column.Type {
	if key == asked {
		return column.Date
	}
	f, _ := s.pack.facts.Find(key)
	return f.Type()
}
