package pack

import (
	"encoding/binary"
	"math"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
)

// EvalColumns judges every row of batch against every pack on a day, as if each applied on that day:
// Eval for many people at once. Conditions run as column programs; only rows that no condition has
// turned down are then looked at one by one, for state, amount and missing facts.
//
// Shapes: one Verdicts per pack, each with the batch's rows.
// Null:   a fact without a column is unknown for everyone.
// Errors: Invalid rule.column_type when a column has another type than its fact.
func EvalColumns(packs []*Pack, batch *column.Batch, day civil.Date) ([]*Verdicts, error) {
	all := make([]*Verdicts, len(packs))
	for i, p := range packs {
		all[i] = newVerdicts(p, batch.Len())
	}
	groups := groupsOf(packs)
	for c := range batch.Chunks() {
		part, err := grouped(batch.Part(c), groups)
		if err != nil {
			return nil, err
		}
		if err := judgePart(packs, part, day, all, c*column.ChunkRows); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// grouped does for columns what groupReceived does for a row.
func grouped(part *column.Batch, groups map[string]string) (*column.Batch, error) {
	for _, key := range received {
		at := part.Column(key)
		if at < 0 || len(groups) == 0 || part.Chunks()[0].Cols[at].Elem.N == 0 {
			continue
		}
		col := part.Chunks()[0].Cols[at]
		b := column.NewBuilder(part.Fields()[at : at+1])
		for i := range part.Len() {
			row := map[string]any{}
			if list, known := col.Value(i).([]any); known {
				row[key] = withGroups(list, groups)
			}
			if err := b.Append(row); err != nil {
				return nil, err
			}
		}
		part = column.Beside(part, b.Batch())
	}
	return part, nil
}

// judgePart judges the rows of one chunk, which begin at row lo of the results.
func judgePart(packs []*Pack, part *column.Batch, day civil.Date, all []*Verdicts, lo int) error {
	open := make([][]*Outcome, len(packs)) // by pack and row; nil is no
	for i, p := range packs {
		var err error
		if open[i], err = p.judgeColumns(part, day, nil); err != nil {
			return err
		}
	}
	var beside []*Outcome
	for row := range part.Len() {
		beside = beside[:0]
		for i := range packs {
			if o := open[i][row]; o != nil {
				o.answers.(*columnAnswers).row = row
				beside = append(beside, o)
			}
		}
		resolve(beside)
		for i := range packs {
			if o := open[i][row]; o != nil {
				all[i].add(lo+row, o)
			}
		}
	}
	return nil
}

// judgeColumns gives the outcome of every row that is not turned down. A sitting gives what it kept of the rules; nil for none.
func (p *Pack) judgeColumns(part *column.Batch, day civil.Date, keep *Sitting) ([]*Outcome, error) {
	outcomes := make([]*Outcome, part.Len())
	choose := &columnAnswers{batch: p.widen(part), day: day, keep: keep}
	byEdition := map[*edition]*columnAnswers{}
	for row := range part.Len() {
		choose.row = row
		ed, missing := p.edition(choose)
		if ed.state != "" && len(missing) == 0 {
			continue
		}
		a := byEdition[ed.edition]
		if a == nil {
			a = &columnAnswers{batch: choose.batch, day: day, keep: keep}
			keep.measured(ed.edition, a)
			a.no = ed.edition.turnedDown(a)
			byEdition[ed.edition] = a
		}
		if a.no.Get(row) && len(missing) == 0 {
			continue
		}
		a.row = row
		o := &Outcome{pack: p, day: day, answers: a}
		if o.rule(ed, missing); o.ruling.verdict != No {
			outcomes[row] = o
		}
	}
	if choose.err != nil {
		return nil, choose.err
	}
	for _, a := range byEdition {
		if a.err != nil {
			return nil, a.err
		}
	}
	return outcomes, nil
}

// widen adds the facts that rules of p read and the columns lack, as unknown.
func (p *Pack) widen(part *column.Batch) *column.Batch {
	types := map[string]column.Type{asked: column.Date}
	for _, f := range p.facts.All() {
		types[f.Key] = f.Type()
	}
	var fields []column.Field
	seen := map[string]bool{}
	for _, ed := range p.editions {
		for _, prog := range ed.progs {
			for _, key := range prog.Facts() {
				if !seen[key] && part.Column(key) < 0 {
					seen[key] = true
					fields = append(fields, column.Field{Name: key, Type: types[key]})
				}
			}
		}
	}
	if len(fields) == 0 {
		return part
	}
	return column.Beside(part, column.Nothing(fields, part.Len()))
}

// measureColumns counts the measures of the edition for every row and puts them beside the columns.
func (ed *edition) measureColumns(a *columnAnswers) {
	for _, m := range ed.measures {
		key := "measure." + m.ID
		b := column.NewBuilder([]column.Field{{Name: key, Type: column.Int}})
		for a.row = range a.batch.Len() {
			counted := map[string]any{key: a.fact(key)} // what was handed in, where the records cannot tell
			if n, known := m.count(fact.Row{m.Of: a.fact(m.Of)}, a); known {
				counted[key] = n
			}
			if err := b.Append(counted); err != nil {
				a.err = err
				return
			}
		}
		a.batch = column.Beside(a.batch, b.Batch())
	}
}

// columnAnswers evaluates rules for all rows of a chunk, each once, and answers for one of them.
type columnAnswers struct {
	batch   *column.Batch
	day     civil.Date
	row     int
	no      column.Bits // rows that a condition turns down
	results map[*prog]*rule.Result
	lacking map[lack][]string
	read    map[*prog]*columnReads
	plans   map[course]laid
	key     []byte
	err     error

	keep     *Sitting // nil for none
	measures string   // what the measures beside the columns count
}

func (a *columnAnswers) ask(p *prog) (any, bool) {
	r := a.result(p)
	if r == nil {
		return nil, false
	}
	v := r.Value(a.row)
	return v, v != nil
}

// fact gives the value of a fact in the row, nil when it is absent.
func (a *columnAnswers) fact(key string) any {
	at := a.batch.Column(key)
	if at < 0 {
		return nil
	}
	return a.batch.Chunks()[0].Cols[at].Value(a.row)
}

func (a *columnAnswers) result(p *prog) *rule.Result {
	if r, done := a.results[p]; done {
		return r
	}
	r, err := a.keep.eval(p, a.batch, a.day, a.measures)
	if err != nil && a.err == nil {
		a.err = err
	}
	if a.results == nil {
		a.results = map[*prog]*rule.Result{}
	}
	a.results[p] = r
	return r
}

// lacks names the absent facts. Where only one of the facts that p reads is absent, it is that one;
// otherwise the row evaluator tells which of them matter, once for all rows in which the facts are alike.
func (a *columnAnswers) lacks(p *prog) []string {
	r := a.result(p)
	if r == nil || !r.Unknown.Get(a.row) {
		return nil
	}
	reads := a.reads(p)
	absent, last := 0, 0
	alike := true // rows with the same values have the same facts
	for i, col := range reads.cols {
		if !col.Known(a.row) {
			absent, last = absent+1, i
		} else if col.Elem != nil && col.Elem.Type.Kind() == column.RecordKind {
			alike = false // lists of records are too long to compare
		}
	}
	switch {
	case !alike:
		return a.lacksByRow(p)
	case absent == 1:
		return reads.keys[last : last+1 : last+1]
	}
	a.key = a.key[:0]
	for _, col := range reads.cols {
		if !col.Known(a.row) {
			a.key = append(a.key, 0)
		} else {
			a.key = appendValue(append(a.key, 1), col, a.row)
		}
	}
	known, ok := a.lacking[lack{p, string(a.key)}]
	if !ok {
		known = a.lacksByRow(p)
		if a.lacking == nil {
			a.lacking = map[lack][]string{}
		}
		a.lacking[lack{p, string(a.key)}] = known
	}
	return known
}

// columnReads are the columns that a rule reads, and their keys.
type columnReads struct {
	keys []string
	cols []*column.Column
}

func (a *columnAnswers) reads(p *prog) *columnReads {
	if r := a.read[p]; r != nil {
		return r
	}
	r := &columnReads{keys: p.Facts()}
	for _, key := range r.keys {
		r.cols = append(r.cols, a.batch.Chunks()[0].Cols[a.batch.Column(key)])
	}
	if a.read == nil {
		a.read = map[*prog]*columnReads{}
	}
	a.read[p] = r
	return r
}

// A lack is a rule with the facts of some rows, those absent marked.
type lack struct {
	prog *prog
	key  string
}

// appendValue writes the value of a row that has one.
func appendValue(key []byte, col *column.Column, row int) []byte {
	switch col.Type.Kind() {
	case column.BoolKind:
		if col.Bits.Get(row) {
			return append(key, 1)
		}
		return append(key, 0)
	case column.DoubleKind:
		return binary.LittleEndian.AppendUint64(key, math.Float64bits(col.Doubles[row]))
	case column.ListKind:
		for j := col.Offsets[row]; j < col.Offsets[row+1]; j++ {
			key = appendValue(append(key, 2), col.Elem, int(j))
		}
		return append(key, 3)
	}
	return binary.LittleEndian.AppendUint64(key, uint64(col.Ints.At(row)))
}

func (a *columnAnswers) lacksByRow(p *prog) []string {
	row := fact.Row{}
	for _, key := range p.Facts() {
		if v := a.fact(key); v != nil {
			row[key] = v
		}
	}
	_, missing, _ := p.EvalRow(row, a.day)
	return missing
}

// failed tells nothing: a rule that cannot be computed counts as unknown here, and the page of the
// person says which one it is.
func (a *columnAnswers) failed() []broken { return nil }

// Three values of a condition for the rows of a chunk, in two bitmaps that exclude each other.
type kleene struct{ yes, no column.Bits }

// turnedDown marks the rows that some condition of the edition is not met by.
func (ed *edition) turnedDown(a *columnAnswers) column.Bits {
	no := make(column.Bits, column.Words(a.batch.Len()))
	for _, g := range ed.gates {
		if g.Stage != "payment" {
			or(no, g.columns(a).no)
		}
	}
	return no
}

func (g *gate) columns(a *columnAnswers) kleene {
	words := column.Words(a.batch.Len())
	if len(g.sets) == 0 {
		return conditionColumns(a, g.when)
	}
	k := kleene{make(column.Bits, words), ones(a.batch.Len())}
	for _, s := range g.sets {
		set := s.columns(a)
		or(k.yes, set.yes)
		and(k.no, set.no)
	}
	return k
}

func (s *set) columns(a *columnAnswers) kleene {
	k := kleene{ones(a.batch.Len()), make(column.Bits, column.Words(a.batch.Len()))}
	for _, g := range s.all {
		one := g.columns(a)
		or(k.no, one.no)
		if g.Presume { // unknown is met one level up
			for i := range k.yes {
				k.yes[i] &^= one.no[i]
			}
		} else {
			and(k.yes, one.yes)
		}
	}
	return k
}

func conditionColumns(a *columnAnswers, p *prog) kleene {
	n := a.batch.Len()
	k := kleene{ones(n), make(column.Bits, column.Words(n))}
	if p == nil {
		return k
	}
	r := a.result(p)
	if r == nil {
		return kleene{k.no, k.no}
	}
	for i := range k.yes {
		known := k.yes[i] &^ (r.Unknown[i] | r.Failed[i])
		k.yes[i], k.no[i] = known&r.Yes[i], known&^r.Yes[i]
	}
	return k
}

func ones(n int) column.Bits {
	b := make(column.Bits, column.Words(n))
	for i := range b {
		b[i] = ^uint64(0)
	}
	if n > 0 {
		b[len(b)-1] = column.LastMask(n)
	}
	return b
}

func or(dst, src column.Bits) {
	for i := range dst {
		dst[i] |= src[i]
	}
}

func and(dst, src column.Bits) {
	for i := range dst {
		dst[i] &= src[i]
	}
}

// Related gives the packs of among whose outcome can depend on that of p or the other way round:
// those that exclude, reduce, cap or need each other, directly or through others. p is among them.
func Related(p *Pack, among []*Pack) []*Pack {
	related := []*Pack{p}
	for i := 0; i < len(related); i++ {
		for _, q := range among {
			if !slices.Contains(related, q) && related[i].contends(q) {
				related = append(related, q)
			}
		}
	}
	slices.SortFunc(related, func(a, b *Pack) int { return slices.Index(among, a) - slices.Index(among, b) })
	return related
}

// contends reports whether some versions of p and q exclude each other.
func (p *Pack) contends(q *Pack) bool {
	for _, a := range p.editions {
		for _, b := range q.editions {
			x, y := &Outcome{pack: p, edition: a}, &Outcome{pack: q, edition: b}
			if x.speaksOf(y) || y.speaksOf(x) {
				return true
			}
		}
	}
	return false
}
