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
	if err := p.fits(batch); err != nil {
		return nil, err
	}
	r := newResult(p.typ, batch.Len())
	for i := range batch.Len() {
		value, _, err := p.EvalRow(batch.Row(i), day)
		r.set(i, value, err)
	}
	return r, nil
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
