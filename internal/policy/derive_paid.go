package policy

import (
	"cmp"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/registry"
)

type insured = found[*registry.Insurance]

// insurance reads periods of insurance, or the counts of sources that tell no periods.
func (v *deriver) insurance() {
	all := slices.DeleteFunc(ever[*registry.Insurance](v), func(f insured) bool { return f.data.From.After(v.day) })
	if len(all) == 0 {
		return
	}
	periods := slices.DeleteFunc(slices.Clone(all), func(f insured) bool { return f.data.From.IsZero() })
	counts := slices.DeleteFunc(slices.Clone(all), func(f insured) bool { return f.data.Months == nil || !f.data.From.IsZero() })
	v.counted(mainForm(counts))
	v.periods(periods)
	v.insuredPay(all)
	if paid := slices.DeleteFunc(slices.Clone(all), func(f insured) bool { return f.data.BackPaid == nil }); len(paid) > 0 {
		putAll(v, "insurance.back_paid", paid, slices.ContainsFunc(paid, func(f insured) bool { return *f.data.BackPaid }))
	}
}

// mainForm keeps the form of insurance that months are counted in: pension where it is known.
func mainForm(all []insured) []insured {
	pension := slices.DeleteFunc(slices.Clone(all), func(f insured) bool { return f.data.Form != "pension" })
	if len(pension) > 0 {
		return pension
	}
	return all
}

// counted takes over the months that a source counted itself.
func (v *deriver) counted(counts []insured) {
	r, rival, ok := best(counts, func(a, b insured) int {
		return cmp.Or(a.Source.Date.Compare(b.Source.Date), cmp.Compare(*a.data.Months, *b.data.Months))
	})
	if !ok {
		return
	}
	v.put("insurance.months", r.Record, r.data.Months)
	v.contest("insurance.months", rival.data.Months)
	v.put("insurance.gap_months", r.Record, r.data.Gaps)
	if plain(r.data.Gaps) == int64(0) {
		v.put("insurance.consecutive_months", r.Record, r.data.Months)
	}
}

// periods counts months out of dated periods: those paid here and in time, in pension insurance where
// it is known. A run that ended before the last month is broken.
func (v *deriver) periods(periods []insured) {
	if len(periods) == 0 {
		return
	}
	list := make([]any, len(periods))
	for i, f := range periods {
		d := f.data
		list[i] = fields("kind", d.Form, "from", d.From, "to", d.To, "place", d.Place, "payer", d.Payer,
			"payer_uscc", d.PayerUSCC, "back_paid", d.BackPaid, "own_fault", d.OwnFault)
	}
	putAll(v, "insurance.periods", periods, list)
	main := mainForm(periods)
	var any, here months
	byPayer := map[string]months{}
	var first, firstHere civil.Date
	for _, f := range main {
		set := span(f.data.From, f.data.To, monthOf(v.day))
		if plain(f.data.BackPaid) == true {
			continue
		}
		any, first = any.with(set), earliest(first, f.data.From)
		if f.data.Place == "" || v.local(f.data.Place) {
			here, firstHere = here.with(set), earliest(firstHere, f.data.From)
			byPayer[f.data.PayerUSCC] = byPayer[f.data.PayerUSCC].with(set)
		}
	}
	now := monthOf(v.day) - 1
	putAll(v, "insurance.months", main, len(here))
	putAll(v, "insurance.consecutive_months", main, runNow(here, now))
	putAll(v, "insurance.gap_months", main, here.gaps())
	putAll(v, "insurance.insured_now", main, any.reaches(now))
	putAll(v, "insurance.first_on", main, first)
	putAll(v, "insurance.first_local_on", main, firstHere)
	if uscc, ok := v.facts["employer.uscc"].Value.(string); ok && byPayer[""] == nil {
		putAll(v, "insurance.same_employer_months", main, runNow(byPayer[uscc], now))
	}
}

// runNow counts the months in a row up to now, none when the run ended earlier.
func runNow(set months, now month) int {
	if !set.reaches(now) {
		return 0
	}
	return set.run()
}

// insuredPay reads base and contribution of the latest period that tells them.
func (v *deriver) insuredPay(all []insured) {
	newer := func(a, b insured) int { return a.data.From.Compare(b.data.From) }
	based := slices.DeleteFunc(slices.Clone(all), func(f insured) bool { return f.data.Base == 0 })
	if r, _, ok := best(based, newer); ok {
		v.put("insurance.base_fen", r.Record, r.data.Base)
	}
	paid := slices.DeleteFunc(slices.Clone(all), func(f insured) bool { return f.data.Paid == 0 })
	if r, _, ok := best(paid, newer); ok {
		v.put("insurance.paid_fen", r.Record, r.data.Paid)
	}
}

type taxed = found[*registry.Tax]

// tax reads periods of income tax, and the amounts of the last whole year that is known.
func (v *deriver) tax() {
	all := slices.DeleteFunc(ever[*registry.Tax](v), func(f taxed) bool { return f.data.From.After(v.day) })
	if len(all) == 0 {
		return
	}
	newer := func(a, b taxed) int { return cmp.Or(a.data.To.Compare(b.data.To), a.data.From.Compare(b.data.From)) }
	if r, _, ok := best(slices.DeleteFunc(slices.Clone(all), func(f taxed) bool { return f.data.Months == nil }), newer); ok {
		v.put("tax.months", r.Record, r.data.Months)
	}
	if r, _, ok := best(slices.DeleteFunc(slices.Clone(all), func(f taxed) bool { return f.data.Arrears == nil }), newer); ok {
		v.put("conduct.tax_arrears", r.Record, r.data.Arrears)
	}
	if r, _, ok := best(all, newer); ok {
		v.put("tax.paid_yearly_fen", r.Record, r.data.Paid)
		v.put("tax.income_yearly_fen", r.Record, r.data.Income)
	}
	periods := slices.DeleteFunc(slices.Clone(all), func(f taxed) bool { return f.data.From.IsZero() })
	if len(periods) == 0 {
		return
	}
	list := make([]any, len(periods))
	var here months
	for i, f := range periods {
		d := f.data
		list[i] = fields("kind", d.Form, "from", d.From, "to", d.To, "place", d.Place, "payer_uscc", d.PayerUSCC, "back_paid", d.BackPaid, "fen", d.Paid)
		if plain(d.BackPaid) != true && (d.Place == "" || v.local(d.Place)) {
			here = here.with(span(d.From, d.To, monthOf(v.day)))
		}
	}
	putAll(v, "tax.periods", periods, list)
	putAll(v, "tax.months", periods, len(here))
	putAll(v, "tax.consecutive_months", periods, runNow(here, monthOf(v.day)-1))
}
