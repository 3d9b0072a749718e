package rule

import (
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

// A BareBenefit runs a benefit row by row in the fastest form that cel-go has: the plan optimised and
// without count of cost, over rows whose values were turned into cel-go's own beforehand. It is the
// peer that benchmarks compare columns with. Definitions of the Env are not known to it.
type BareBenefit struct{ when, pay cel.Program }

// Bare plans m for cel-go alone.
func (m Benefit) Bare() (b BareBenefit, err error) {
	if b.when, err = m.When.bare(); err == nil && m.Pay != nil {
		b.pay, err = m.Pay.bare()
	}
	return b, err
}

func (p *Program) bare() (cel.Program, error) {
	prog, err := p.env.cel.Program(p.ast, cel.EvalOptions(cel.OptOptimize))
	if err != nil {
		return nil, fmt.Errorf("plan a rule without cost: %w", err)
	}
	return prog, nil
}

// A BareRow is one row of facts in cel-go's values.
type BareRow struct{ values map[string]any }

// Parent is nil: a row stands alone.
func (r *BareRow) Parent() cel.Activation { return nil }

// ResolveName gives the value of a fact or of day.
func (r *BareRow) ResolveName(name string) (any, bool) {
	v, ok := r.values[name]
	return v, ok
}

// BareRow prepares row i of the batch for benefits of this Env on the given day.
func (e *Env) BareRow(batch *column.Batch, i int, day civil.Date) *BareRow {
	row := batch.Row(i)
	values := map[string]any{Day: types.Timestamp{Time: day.UTC()}}
	for _, f := range e.facts {
		values[f.Key] = toCel(row[f.Key], e.celType[f.Key], e.records, f.Key)
	}
	return &BareRow{values}
}

// Judge gives the verdict of the row and, where it is yes, the amount and what became of it, as
// Judgement.EachYes does.
func (b BareBenefit) Judge(r *BareRow) (verdict Verdict, amount int64, state Verdict) {
	if verdict, _ = runBare(b.when, r); verdict != Yes || b.pay == nil {
		return verdict, 0, Yes
	}
	state, amount = runBare(b.pay, r)
	return verdict, amount, state
}

// runBare gives what a bool says; for an int Yes and the value, when there is one.
func runBare(p cel.Program, r *BareRow) (Verdict, int64) {
	v, _, err := p.Eval(r)
	if err != nil {
		return Failed, 0
	}
	switch x := v.(type) {
	case types.Bool:
		if x {
			return Yes, 0
		}
		return No, 0
	case types.Int:
		return Yes, int64(x)
	case *types.Unknown:
		return Unknown, 0
	}
	return Failed, 0
}
