package pack

import (
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/fact"
)

// measureAll counts the measures of the edition and puts them into row as measure.<id>.
func (ed *edition) measureAll(row fact.Row, a answers) {
	for _, m := range ed.measures {
		if n, known := m.count(row, a); known {
			row["measure."+m.ID] = n
		}
	}
}

// count gives the months that m speaks of. A period whose end is absent runs on; a period whose
// start is absent, or that lacks a field the measure filters by, makes the count unknown.
func (m *measure) count(row fact.Row, a answers) (int64, bool) {
	list, known := row[m.Of].([]any)
	until, dated := askDate(a, m.until)
	since, hasSince := askDate(a, m.since)
	if !known || !dated || (m.since != nil && !hasSince) {
		if m.otherwise != nil {
			return askInt(a, m.otherwise)
		}
		return 0, false
	}
	months := map[string][]int{} // payer → months, counted from year 0
	excused := map[int]bool{}
	for _, p := range list {
		period, _ := p.(map[string]any)
		if period["own_fault"] == false {
			for _, month := range span(period, since, until) {
				excused[month] = true
			}
			continue
		}
		takes, sure := m.takes(period)
		if !sure {
			return 0, false
		}
		if takes {
			payer := ""
			if m.SamePayer {
				payer, _ = period["payer_uscc"].(string)
			}
			months[payer] = append(months[payer], span(period, since, until)...)
		}
	}
	best := int64(0)
	for _, list := range months {
		best = max(best, m.tally(list, excused, until))
	}
	if m.Count == "longest_gap" && len(months) == 0 && hasSince {
		return int64(index(until) - index(since) + 1), true
	}
	return best, true
}

// takes reports whether the measure counts a period, and whether that can be told.
func (m *measure) takes(period map[string]any) (takes, sure bool) {
	if _, dated := period["from"].(civil.Date); !dated {
		return false, false
	}
	takes, sure = true, true
	need := func(field string, ok func(any) bool) {
		v, known := period[field]
		switch {
		case !known:
			sure = false
		case !ok(v):
			takes = false
		}
	}
	if len(m.Kinds) > 0 {
		need("kind", func(v any) bool { s, _ := v.(string); return slices.Contains(m.Kinds, s) })
	}
	if m.Place != "" {
		need("within", func(v any) bool { list, _ := v.([]any); return slices.Contains(list, any(m.Place)) })
	}
	if m.Payer != "" {
		need("payer", func(v any) bool { return v == m.Payer })
	}
	if m.BackPay == "exclude" {
		if period["back_paid"] == true { // periods are paid in time unless they say otherwise
			takes = false
		}
	}
	return takes, sure || !takes
}

// index counts months from year 0.
func index(d civil.Date) int { return d.Year*12 + int(d.Month) - 1 }

// span lists the months of a period within the window.
func span(period map[string]any, since, until civil.Date) []int {
	from, ok := period["from"].(civil.Date)
	if !ok {
		return nil
	}
	first, last := index(from), index(until)
	if to, ended := period["to"].(civil.Date); ended {
		last = min(last, index(to))
	}
	if !since.IsZero() {
		first = max(first, index(since))
	}
	var months []int
	for m := first; m <= last && len(months) < 1200; m++ {
		months = append(months, m)
	}
	return months
}

// tally counts months in all, in a row, or of the longest interruption.
func (m *measure) tally(months []int, excused map[int]bool, until civil.Date) int64 {
	slices.Sort(months)
	months = slices.Compact(months)
	if m.Count == "total" {
		return int64(len(months))
	}
	run, longest, gap := 0, 0, 0
	for i, month := range months {
		missed := 0
		if i > 0 {
			missed = m.missed(months[i-1], month, excused)
		}
		gap = max(gap, missed)
		if i == 0 || missed > m.Bridge {
			run = 0
		}
		run++
		longest = max(longest, run)
	}
	switch m.Count {
	case "longest_run":
		return int64(longest)
	case "longest_gap":
		if n := len(months); n > 0 {
			gap = max(gap, m.missed(months[n-1], index(until)+1, excused))
		}
		return int64(gap)
	}
	// The latest run still goes on if nothing but a bridged gap, or the month not yet paid, follows.
	if n := len(months); n == 0 || m.missed(months[n-1], index(until), excused) > m.Bridge {
		return 0
	}
	return int64(run)
}

// missed counts the months between two insured ones that break a run.
func (m *measure) missed(before, after int, excused map[int]bool) int {
	n := 0
	for month := before + 1; month < after; month++ {
		if !m.Excused || !excused[month] {
			n++
		}
	}
	return n
}
