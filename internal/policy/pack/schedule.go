package pack

import (
	"slices"
	"time"

	"yanzhen/internal/base/civil"
)

// maxTimes bounds a schedule: fifty years by the month.
const maxTimes = 600

var monthsOf = map[string]int{"month": 1, "quarter": 3, "half_year": 6, "year": 12}

// plan lays one payment of fen, or the whole of it, out over time. It gives no total when how often
// or whether a payment is made is unknown.
func (s *schedule) plan(a answers, benefit string, fen int64) ([]Payment, *int64) {
	var payments []Payment
	known := true
	switch {
	case len(s.Instalments) > 0:
		payments = s.instalments(a, fen)
	case monthsOf[s.Every] > 0:
		payments, known = s.recurring(a, fen)
	default:
		due, _ := askDate(a, s.first)
		payments = []Payment{{Due: due, Fen: fen}}
	}
	s.condition(a, payments)
	payments = s.together(payments)
	if last, ok := askDate(a, s.ends); ok {
		for i := range payments {
			payments[i].Lost = payments[i].Due.After(last)
		}
	} else if s.ends != nil {
		known = false
	}
	total := int64(0)
	for i := range payments {
		payments[i].Benefit = benefit
		if !payments[i].Lost {
			total += payments[i].Fen
		}
	}
	if !known {
		return nil, nil
	}
	return payments, &total
}

// instalments splits the whole by percent; the last part takes what rounding left over.
func (s *schedule) instalments(a answers, fen int64) []Payment {
	payments := make([]Payment, len(s.Instalments))
	sum, percents := int64(0), 0.0
	for i, in := range s.Instalments {
		due, _ := askDate(a, s.due[i])
		payments[i] = Payment{Due: due, Fen: share(fen, in.Percent), Text: in.Text}
		if s.when[i] != nil {
			payments[i].Met = verdict(a, s.when[i])
		}
		sum += payments[i].Fen
		percents += in.Percent
	}
	if n := len(payments) - 1; percents == 100 {
		payments[n].Fen += fen - sum
	}
	return payments
}

func (s *schedule) recurring(a answers, fen int64) ([]Payment, bool) {
	n, known := askInt(a, s.times)
	if s.times == nil && len(s.Percents) > 0 {
		n, known = int64(len(s.Percents)), true
	}
	if !known {
		return nil, false
	}
	n = max(0, min(n, maxTimes))
	first, dated := askDate(a, s.first)
	payments := make([]Payment, n)
	for i := range payments {
		payments[i].Fen = fen
		if len(s.Percents) > 0 {
			payments[i].Fen = share(fen, s.Percents[min(i, len(s.Percents)-1)])
		}
		if dated {
			payments[i].Due = first.AddMonths(i * monthsOf[s.Every])
		}
	}
	return payments, true
}

// condition adds the condition that every payment has.
func (s *schedule) condition(a answers, payments []Payment) {
	if s.Each == nil {
		return
	}
	met := Verdict("")
	if s.each != nil {
		met = verdict(a, s.each)
	}
	for i := range payments {
		if payments[i].Text.IsZero() {
			payments[i].Text, payments[i].Met = s.Each.Text, met
		}
	}
}

// together joins payments that are computed by the month but paid on fewer days.
func (s *schedule) together(payments []Payment) []Payment {
	if len(s.PaidIn) == 0 && s.PaidEvery <= 1 {
		return payments
	}
	var joined []Payment
	for i, p := range payments {
		if len(s.PaidIn) > 0 && !p.Due.IsZero() {
			p.Due = nextMonth(p.Due, s.PaidIn)
		}
		last := len(joined) - 1
		same := last >= 0 && len(s.PaidIn) > 0 && joined[last].Due == p.Due
		if s.PaidEvery > 1 {
			same = i%s.PaidEvery != 0
		}
		if !same {
			joined = append(joined, p)
			continue
		}
		joined[last].Fen += p.Fen
		joined[last].Due = p.Due
	}
	return joined
}

// nextMonth gives the first day of the first of the listed months that begins on or after d.
func nextMonth(d civil.Date, months []int) civil.Date {
	m := civil.On(d.Year, d.Month, 1)
	if d.Day > 1 {
		m = m.AddMonths(1)
	}
	for range 12 {
		if slices.Contains(months, int(m.Month)) {
			return m
		}
		m = m.AddMonths(1)
	}
	return d
}

// window settles whether applications are taken today, and when next.
func (ed *edition) window(a answers, today civil.Date, r *ruling) {
	if len(ed.windows) == 0 || (ed.excuse != nil && verdict(a, ed.excuse) == Yes) {
		return
	}
	unsure := false
	for _, w := range ed.windows {
		opens, closes, known := w.around(a, today)
		if !known {
			unsure = true
			continue
		}
		switch {
		case !opens.IsZero() && today.Before(opens):
			if r.opens.IsZero() || opens.Before(r.opens) {
				r.opens = opens
			}
		case !closes.IsZero() && today.After(closes):
			if closes.After(r.shut) {
				r.shut = closes
			}
		default:
			return // open
		}
	}
	switch {
	case unsure:
		r.verdict, r.state = Unknown, NeedsFacts
	case !r.opens.IsZero() && (r.shut.IsZero() || ed.body.Late == "next" || ed.regular()):
		r.state = WindowNotOpen
	default:
		r.verdict, r.state = No, WindowClosed
	}
}

// regular reports windows that come round again.
func (ed *edition) regular() bool {
	return slices.ContainsFunc(ed.windows, func(w *window) bool { return w.Month > 0 || len(w.Months) > 0 || len(w.Days) > 0 })
}

// around gives the window of w that holds today, else the next one, else the last one.
func (w *window) around(a answers, today civil.Date) (opens, closes civil.Date, known bool) {
	opens, closes, known = w.From, w.To, true
	if w.opens != nil {
		opens, known = askDate(a, w.opens)
	}
	if w.closes != nil {
		var ok bool
		closes, ok = askDate(a, w.closes)
		known = known && ok
	}
	if !known || (w.Month == 0 && len(w.Months) == 0 && len(w.Days) == 0) {
		return opens, closes, known
	}
	from := today
	if from.Before(opens) {
		from = opens
	}
	month := civil.On(from.Year, from.Month, 1).AddMonths(-1)
	for range 24 {
		month = month.AddMonths(1)
		if !w.has(month.Month) {
			continue
		}
		first, last := w.days(month)
		if last.Before(from) {
			continue
		}
		if !closes.IsZero() && first.After(closes) {
			return opens, closes, true
		}
		return first, last, true
	}
	return opens, closes, false
}

func (w *window) has(m time.Month) bool {
	switch {
	case w.Month > 0:
		return (int(m)-1)%3 == w.Month-1
	case len(w.Months) > 0:
		return slices.Contains(w.Months, int(m))
	}
	return true
}

// days gives the first and last day of the window within a month.
func (w *window) days(month civil.Date) (first, last civil.Date) {
	last = month.AddMonths(1).AddDays(-1)
	if len(w.Days) != 2 {
		return month, last
	}
	first = month.AddDays(min(w.Days[0], last.Day) - 1)
	return first, month.AddDays(min(w.Days[1], last.Day) - 1)
}
