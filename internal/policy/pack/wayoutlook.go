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
	rows    []fact.Row // of the moments, with the date of application
	moving  map[string]bool
	all     []*variable          // by their places
	vars    map[string]*variable // by the facts they move
	tables  map[tableKey]*table
	scenes  map[*Pack]*scene
	found   map[seenAt]*Outcome
}

type seenAt struct {
	pack   *Pack
	moment int
}

// Look looks at a person; there must be at least one moment, in the order of their days.
func (g *Ground) Look(moments []Moment) *Outlook {
	o := &Outlook{Ground: g, moments: moments, moving: map[string]bool{asked: true}, vars: map[string]*variable{},
		tables: map[tableKey]*table{}, scenes: map[*Pack]*scene{}, found: map[seenAt]*Outcome{}}
	for i, m := range moments {
		row := maps.Clone(m.Facts)
		if row == nil {
			row = fact.Row{}
		}
		if row[asked] = m.Day; row["application.date"] != nil {
			row[asked] = row["application.date"]
		}
		groupReceived(g.packs, row)
		o.rows = append(o.rows, row)
		if i > 0 {
			o.notice(o.rows[i-1], row)
		}
	}
	o.choose()
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

// A scene is an outlook as one pack sees it: with what it counts itself, and the facts of its own.
type scene struct {
	*Outlook
	pack    *Pack
	local   []fact.Row           // measures by moment; nil when there are none
	moves   map[string]bool      // measures that move with time
	own     []*variable          // of facts of the pack's own, their places after those of the outlook
	ownVars map[string]*variable // by fact
	byProg  map[*prog]*table
	by      map[*variable]string // the variables that may be changed or told, with who can
}

func (o *Outlook) scene(p *Pack) *scene {
	if s := o.scenes[p]; s != nil {
		return s
	}
	s := &scene{Outlook: o, pack: p, moves: map[string]bool{}, ownVars: map[string]*variable{}, by: map[*variable]string{}, byProg: map[*prog]*table{}}
	o.scenes[p] = s
	if len(p.Policy.Measures) > 0 {
		s.measure()
	}
	s.choose()
	s.allow()
	return s
}

// measure counts the measures at every moment.
func (s *scene) measure() {
	s.local = make([]fact.Row, len(s.rows))
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

// choose makes the variables of facts of the pack's own.
func (s *scene) choose() {
	r := s.read[s.pack]
	c := &chooser{s.pack.facts, s.rows[0], nil}
	for _, key := range r.facts {
		if standard(key) || key == asked || strings.HasPrefix(key, "measure.") && s.value(key, 0) != nil || r.by[key] == "" && s.value(key, 0) != nil {
			continue
		}
		if c.cuts == nil {
			var rules []*rule.Syntax
			for _, prog := range r.progs {
				rules = append(rules, s.rules[prog])
			}
			c.cuts = witness.Question{Rules: rules, Day: s.day(0), Known: s.values(s.rows[0]), Only: func(key string) bool { return !standard(key) }}.Cuts()
		}
		if v := c.variable(key); v != nil {
			v.place = len(s.all) + len(s.own)
			s.own, s.ownVars[key] = append(s.own, v), v
		}
	}
}

// allow finds the variables that the conditions read and that may be changed by somebody, or told.
func (s *scene) allow() {
	r := s.read[s.pack]
	for _, key := range r.facts {
		v := s.variable(key)
		if v == nil || slices.ContainsFunc(s.pack.Policy.Measures, func(m Measure) bool { return m.Of == key }) {
			continue
		}
		by := r.by[key]
		if by == "" && v.tell {
			by = s.pack.changer(key)
		}
		if before, has := s.by[v]; by != "" && (!has || costs[by] > 0 && costs[by] < costs[before]) {
			s.by[v] = by
		}
	}
}

func (s *scene) variable(key string) *variable {
	if v := s.ownVars[key]; v != nil {
		return v
	}
	return s.vars[key]
}

// at gives the variable in a place.
func (s *scene) at(place int) *variable {
	if place < len(s.all) {
		return s.all[place]
	}
	return s.own[place-len(s.all)]
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
