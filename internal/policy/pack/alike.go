package pack

import "yanzhen/internal/base/civil"

// A course is all that a schedule without instalments asks about a row.
type course struct {
	schedule    *schedule
	fen, times  int64
	counted     bool
	first, ends civil.Date
	dated, last bool
	each        Verdict
}

// A laid is how a course is laid out.
type laid struct {
	payments []Payment
	total    *int64
}

// planned lays the payments of b out. Rows of columns whose course is the same share one plan, which nobody changes.
func (b *benefit) planned(a answers, fen int64) ([]Payment, *int64) {
	many, columns := a.(*columnAnswers)
	s := b.schedule
	if !columns || len(s.Instalments) > 0 {
		return s.plan(a, b.ID, fen)
	}
	key := course{schedule: s, fen: fen, each: verdict(a, s.each)}
	key.times, key.counted = askInt(a, s.times)
	key.first, key.dated = askDate(a, s.first)
	key.ends, key.last = askDate(a, s.ends)
	plan, known := many.plans[key]
	if !known {
		plan.payments, plan.total = s.plan(a, b.ID, fen)
		if many.plans == nil {
			many.plans = map[course]laid{}
		}
		many.plans[key] = plan
	}
	return plan.payments, plan.total
}
