package rule

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
)

// Eval evaluates the rule for every row of the batch on the given day.
//
// Shapes: the result has the batch's rows, in its order; rows are independent.
// Errors: Missing rule.column_missing, Invalid rule.column_type when the batch lacks a column the
// rule reads or has it in another type; a row that fails is marked in Result.Failed, never an error.
func (p *Program) Eval(batch *column.Batch, day civil.Date) (*Result, error) {
	results, err := EvalAll([]*Program{p}, batch, day)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}

// EvalAll evaluates several rules together, the results in their order. Conditions that rules of one
// Env, or of those extended from it, have in common are computed once.
// Errors: as Eval.
func EvalAll(programs []*Program, batch *column.Batch, day civil.Date) ([]*Result, error) {
	results := make([]*Result, len(programs))
	for i, p := range programs {
		if err := p.fits(batch); err != nil {
			return nil, err
		}
		results[i] = newResult(p.typ, batch.Len())
	}
	e := newEvaluation(batch, int64(day.Days()))
	defer e.close()
	for c, chunk := range batch.Chunks() {
		e.open(c)
		for i, p := range programs {
			if p.root == nil {
				p.byRows(results[i], batch, day, c*column.ChunkRows, chunk.N)
			} else if !e.top(p.env.pool).answer(p, results[i], c*column.ChunkRows) {
				e.open(c) // what was begun may be half done
				p.byRows(results[i], batch, day, c*column.ChunkRows, chunk.N)
			}
		}
	}
	return results, nil
}

// answer stores the values of p for the rows of the chunk, which begin at row lo of the result; false
// when the lists are too wide for one chunk.
func (f *frame) answer(p *Program, r *Result, lo int) (ok bool) {
	defer func() {
		if x := recover(); x != nil && x != errTooWide {
			panic(x)
		} else if x != nil {
			ok = false
		}
	}()
	r.store(f.of(p.root), lo, f.n)
	return true
}

// byRows evaluates rows lo up to lo+n with the row evaluator.
func (p *Program) byRows(r *Result, batch *column.Batch, day civil.Date, lo, n int) {
	for i := lo; i < lo+n; i++ {
		value, _, err := p.EvalRow(batch.Row(i), day)
		r.set(i, value, err)
	}
}

// store copies n values of v to the rows from lo on; lo is a multiple of 64.
func (r *Result) store(v *vec, lo, n int) {
	r.mark(r.Unknown, v.unk, v.one, lo, n)
	r.mark(r.Failed, v.err, v.one, lo, n)
	if r.Yes != nil {
		r.mark(r.Yes, v.bits, v.one, lo, n)
		return
	}
	if n == 0 {
		return
	}
	at := func(i int) int {
		if v.one {
			return 0
		}
		return i
	}
	plain := v.unk == nil && v.err == nil && !v.one
	switch {
	case r.Ints != nil && plain && v.ints == nil:
		v.src.Read(r.Ints[lo:lo+n], 0)
	case r.Ints != nil && plain:
		copy(r.Ints[lo:lo+n], v.ints)
	case r.Doubles != nil && plain:
		copy(r.Doubles[lo:lo+n], v.f64)
	default:
		for i := range n {
			if u, e := v.state(i); u || e {
				continue
			}
			switch {
			case r.Ints != nil:
				r.Ints[lo+i] = v.code(at(i))
			case r.Doubles != nil:
				r.Doubles[lo+i] = v.f64[at(i)]
			case r.Texts != nil:
				r.Texts[lo+i] = v.word(i)
			case r.Lists != nil:
				r.Lists[lo+i] = v.list(r.Type, at(i))
			}
		}
	}
}

// mark copies a bitmap of n rows to the words from row lo on.
func (r *Result) mark(dst column.Bits, src []uint64, one bool, lo, n int) {
	words := dst[lo/64 : lo/64+column.Words(n)]
	switch {
	case src == nil || n == 0:
	case one:
		if src[0]&1 == 1 {
			fill(words, n)
		}
	default:
		copy(words, src)
	}
}

// value gives row i of a value of type t as column.Column.Value does.
func (v *vec) value(t Type, i int) any {
	if u, e := v.state(i); u || e {
		return nil
	}
	if v.one {
		i = 0
	}
	switch t.Kind() {
	case column.BoolKind:
		return column.Bits(v.bits).Get(i)
	case column.IntKind:
		return v.code(i)
	case column.DateKind:
		return civil.FromDays(int(v.code(i)))
	case column.DoubleKind:
		return v.f64[i]
	case column.TextKind:
		return v.word(i)
	}
	return v.list(t, i)
}

func (v *vec) list(t Type, i int) []any {
	out := []any{}
	for j := v.off[i]; j < v.off[i+1]; j++ {
		out = append(out, v.elems.value(t.Elem(), int(j)))
	}
	return out
}

func (e elems) value(t Type, j int) any {
	if e.vals != nil {
		return e.vals.value(t, j)
	}
	if e.idx != nil {
		j = int(e.idx[j])
	}
	return e.recs.Value(j)
}

// fits checks that the batch has the columns the rule reads.
func (p *Program) fits(batch *column.Batch) error {
	for _, key := range p.facts {
		i := batch.Column(key)
		if i < 0 {
			return fault.Missing.New("rule.column_missing").With("key", key)
		}
		if have, want := batch.Fields()[i].Type, p.factType(key); !have.Equal(want) {
			return fault.Invalid.New("rule.column_type").With("key", key).With("want", want.String()).With("have", have.String())
		}
	}
	return nil
}

// factType gives the type of a fact of the rule or of a definition it uses.
func (p *Program) factType(key string) Type {
	if t, ok := p.env.byKey[key]; ok {
		return t
	}
	for _, def := range p.env.defs {
		if t := def.factType(key); !t.IsZero() {
			return t
		}
	}
	return Type{}
}
