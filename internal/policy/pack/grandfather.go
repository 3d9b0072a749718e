package pack

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
)

// Grandfathered gives the rows whom an earlier version keeps, by the pack's own rule: by its reference day or its condition "applies" they stay
// under a version that is not the one for whoever begins on day. It says nothing of whether they qualify.
//
// Shapes: one bit for each row of batch; nil when nobody can be, because the pack has one version for that day.
// Null:   a row whose version is not known is not kept.
// Errors: as EvalColumns.
func (p *Pack) Grandfathered(batch *column.Batch, day civil.Date) (column.Bits, error) {
	fresh := p.forNewcomers(day)
	if len(p.editions) < 2 || fresh == nil {
		return nil, nil
	}
	kept := make(column.Bits, column.Words(batch.Len()))
	for c := range batch.Chunks() {
		choose := &columnAnswers{batch: p.widen(batch.Part(c)), day: day}
		for row := range choose.batch.Len() {
			choose.row = row
			if ed, missing := p.edition(choose); len(missing) == 0 && ed.state == "" && ed.edition != fresh {
				kept.Set(c*column.ChunkRows + row)
			}
		}
		if choose.err != nil {
			return nil, choose.err
		}
	}
	return kept, nil
}

// forNewcomers is the version in effect on day that took effect last, whoever it applies to; nil when there is none.
func (p *Pack) forNewcomers(day civil.Date) *edition {
	var last *edition
	for _, ed := range p.editions {
		if ed.version.holds(day, day) == "" {
			last = ed
		}
	}
	return last
}
