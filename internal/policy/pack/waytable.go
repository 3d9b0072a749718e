package pack

import (
	"slices"

	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// widest bounds the rows of a table; a rule with more states is asked state by state.
const widest = 2048

// A table holds what a rule says in every state that matters to it, computed in columns at once.
type table struct {
	prog   *prog
	timed  bool
	vars   []*variable
	result *rule.Result // by place; nil for a rule that asks for the day itself, or has too many states
	rows   map[int]any  // by place, of such a rule, as far as it was asked
}

// A tableKey makes rules that compute the same share a table, where only time passes; pack is set where
// they read facts of the pack's own.
type tableKey struct {
	sense any
	pack  *Pack
}

func (s *scene) table(p *prog) *table {
	if t := s.byProg[p]; t != nil {
		return t
	}
	if !slices.ContainsFunc(p.Facts(), func(key string) bool { return s.byFact[key] != nil }) {
		s.byProg[p] = s.shared(p)
	} else {
		s.byProg[p] = s.newTable(p)
	}
	return s.byProg[p]
}

// shared gives the table of a rule that no variable moves.
func (s *scene) shared(p *prog) *table {
	key := tableKey{p.Sense(), nil}
	if key.sense == nil {
		key.sense = p
	}
	if slices.ContainsFunc(p.Facts(), func(f string) bool { return f != asked && !standard(f) }) {
		key.pack = s.pack
	}
	t := s.tables[key]
	if t == nil {
		t = s.newTable(p)
		s.tables[key] = t
	}
	return t
}

func (s *scene) newTable(p *prog) *table {
	t := &table{prog: p, timed: s.today[p]}
	for _, key := range p.Facts() {
		t.timed = t.timed || s.moving[key] || s.moves[key]
		if v := s.byFact[key]; v != nil && !slices.Contains(t.vars, v) {
			t.vars = append(t.vars, v)
		}
	}
	if size := t.size(len(s.moments)); s.today[p] || size > widest || !t.fill(s, size) {
		t.rows = map[int]any{}
	}
	return t
}

func (t *table) size(moments int) int {
	n := 1
	if t.timed {
		n = moments
	}
	for _, v := range t.vars {
		if n *= len(v.choices); n > widest {
			break
		}
	}
	return n
}

// fill evaluates the rule for all states; false when it cannot.
func (t *table) fill(s *scene, size int) bool {
	fields := make([]column.Field, len(t.prog.Facts()))
	for i, key := range t.prog.Facts() {
		fields[i] = column.Field{Name: key, Type: s.typeOf(key)}
	}
	b := column.NewBuilder(fields)
	st := s.start()
	for i := range size {
		t.unfold(i, &st)
		if b.Append(s.row(t.prog, st)) != nil {
			return false
		}
	}
	var err error
	t.result, err = t.prog.Eval(b.Batch(), s.day(0))
	return err == nil
}

// unfold makes st the state in place i.
func (t *table) unfold(i int, st *state) {
	for _, v := range t.vars {
		st.choices[v.place], i = int16(i%len(v.choices)), i/len(v.choices)
	}
	st.moment = i
}

// place is the inverse of unfold.
func (t *table) place(st state) int {
	i := 0
	if t.timed {
		i = st.at()
	}
	for _, v := range slices.Backward(t.vars) {
		i = i*len(v.choices) + st.choice(v)
	}
	return i
}

// at gives the value in a state; false when it is unknown or cannot be computed.
func (t *table) at(s *scene, st state) (any, bool) {
	i := t.place(st)
	if t.result != nil {
		v := t.result.Value(i)
		return v, v != nil
	}
	v, done := t.rows[i]
	if !done {
		v, _, _ = t.prog.EvalRow(s.row(t.prog, st), s.day(st.at()))
		t.rows[i] = v
	}
	return v, v != nil
}
