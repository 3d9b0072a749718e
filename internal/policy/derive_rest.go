package policy

import (
	"cmp"
	"slices"

	"yanzhen/internal/registry"
)

// property reads homes and the person's own business.
func (v *deriver) property() {
	homes := of[*registry.Housing](v)
	bought := func(a, b found[*registry.Housing]) int {
		return cmp.Or(cmp.Or(a.data.BoughtOn, a.data.RentFrom).Compare(cmp.Or(b.data.BoughtOn, b.data.RentFrom)), latest(a, b))
	}
	if r, rival, ok := best(homes, bought); ok {
		h := r.data
		for key, value := range map[string]any{
			"housing.has_home": h.HasHome, "housing.has_home_in_prefecture": h.HasHomePrefect, "housing.first_home": h.FirstHome,
			"housing.new_build": h.NewBuild, "housing.price_fen": h.Price, "housing.price_per_sqm_fen": h.PricePerSqm,
			"housing.area_sqm": h.AreaSqm, "housing.bought_on": h.BoughtOn, "housing.contract_filed_on": h.FiledOn,
			"housing.place": h.Place, "housing.home_id": h.HomeID, "housing.transferred_3y": h.Transferred3y,
			"housing.transferred_on": h.TransferredOn, "housing.rent_registered": h.RentRegistered,
			"housing.rent_monthly_fen": h.RentMonthly, "housing.rent_from": h.RentFrom, "housing.in_public_housing": h.InPublicHousing,
		} {
			v.put(key, r.Record, value)
		}
		v.contest("housing.has_home", rival.data.HasHome)
		v.anyHome(homes)
	}
	v.business()
}

// anyHome makes one home enough: a record that says there is one outweighs another that says nothing of it.
func (v *deriver) anyHome(homes []found[*registry.Housing]) {
	for _, f := range homes {
		if plain(f.data.HasHome) == true && v.facts["housing.has_home"].Value == nil {
			v.put("housing.has_home", f.Record, true)
		}
	}
}

func (v *deriver) business() {
	r, _, ok := best(of[*registry.Business](v), func(a, b found[*registry.Business]) int {
		return a.data.RegisteredOn.Compare(b.data.RegisteredOn)
	})
	if !ok {
		return
	}
	b := r.data
	v.put("business.kind", r.Record, b.Form)
	v.put("business.registered_on", r.Record, b.RegisteredOn)
	v.put("business.place", r.Record, cmp.Or(b.Place, registeredIn(b.USCC)))
	v.put("business.first", r.Record, b.First)
	v.put("business.employees", r.Record, b.Employees)
	v.put("business.insured_employees", r.Record, b.InsuredEmployees)
	v.put("business.equity_percent", r.Record, b.EquityPercent)
	v.put("business.largest_shareholder", r.Record, b.LargestHolder)
	v.put("business.legal_person", r.Record, b.LegalPerson)
	v.put("business.invested_fen", r.Record, b.Invested)
	v.put("business.project_fen", r.Record, b.ProjectInvestment)
	v.put("business.corporate_account", r.Record, b.CorporateAccount)
	if !b.RegisteredOn.IsZero() && !b.RegisteredOn.After(v.day) {
		v.put("business.operating_months", r.Record, b.RegisteredOn.MonthsUntil(v.day))
	}
	v.put("business.operating_months", r.Record, b.OperatingMonths) // what was really operated, where a source says so
}

// results reads honours, talent classes, projects, works, benefits and conduct.
func (v *deriver) results() {
	v.honours()
	v.classes()
	v.projects()
	if all := of[*registry.Publication](v); len(all) > 0 {
		putAll(v, "publications.count", all, len(all))
	}
	granted := slices.DeleteFunc(of[*registry.Patent](v), func(f found[*registry.Patent]) bool {
		return plain(f.data.Granted) == false || f.data.GrantedOn.After(v.day)
	})
	if len(granted) > 0 {
		putAll(v, "patents.count", granted, len(granted))
		inventions := slices.DeleteFunc(slices.Clone(granted), func(f found[*registry.Patent]) bool { return f.data.Form != "invention" })
		putAll(v, "patents.inventions", granted, len(inventions))
	}
	v.benefits()
	if r, _, ok := best(of[*registry.Conduct](v), latest); ok {
		v.put("conduct.no_crime", r.Record, r.data.NoCrime)
		v.put("conduct.credit_clean", r.Record, r.data.CreditClean)
		v.put("conduct.fraud_found", r.Record, r.data.FraudFound)
		v.put("conduct.fraud_found_on", r.Record, r.data.FraudOn)
		v.put("conduct.fraud_barred_until", r.Record, r.data.BarredUntil)
	}
}

func (v *deriver) honours() {
	all := slices.DeleteFunc(ever[*registry.Honour](v), func(f found[*registry.Honour]) bool {
		year, dated := plain(f.data.Year).(int64)
		return f.data.GrantedOn.After(v.day) || dated && year > int64(v.day.Year)
	})
	if len(all) == 0 {
		return
	}
	list := make([]any, len(all))
	for i, f := range all {
		year := f.data.Year
		if year == nil && !f.data.GrantedOn.IsZero() {
			year = registry.IntOf(int64(f.data.GrantedOn.Year))
		}
		list[i] = fields("level", f.data.Level, "year", year, "name", f.data.Name)
	}
	putAll(v, "honours", all, list)
}

// classes lists the classes held on the day; the class of the local catalogue is the one granted last.
func (v *deriver) classes() {
	all := slices.DeleteFunc(of[*registry.TalentClass](v), func(f found[*registry.TalentClass]) bool { return f.data.GrantedOn.After(v.day) })
	if len(all) == 0 {
		return
	}
	list := make([]any, len(all))
	for i, f := range all {
		list[i] = fields("ladder", f.data.Ladder, "level", f.data.Level, "since", cmp.Or(f.data.GrantedOn, f.Since), "until", f.Until)
	}
	putAll(v, "talent.classes", all, list)
	r, rival, _ := best(all, func(a, b found[*registry.TalentClass]) int { return a.data.GrantedOn.Compare(b.data.GrantedOn) })
	v.put("talent.class", r.Record, r.data.Level)
	v.contest("talent.class", rival.data.Level)
}

func (v *deriver) projects() {
	all := ever[*registry.Project](v)
	if len(all) == 0 {
		return
	}
	list := make([]any, len(all))
	var forks *int64
	for i, f := range all {
		list[i] = fields("name", f.data.Name, "level", f.data.Level, "role", f.data.Role, "from", f.Since, "to", f.Until, "fen", f.data.Fen)
		if f.data.Forks != nil && (forks == nil || *f.data.Forks > *forks) {
			forks = f.data.Forks
		}
	}
	putAll(v, "projects", all, list)
	putAll(v, "open_source.forks", all, forks)
}

// benefits lists what was received, by whom. One whose end has passed is running no more, whatever
// its record says; one that tells neither leaves it open.
func (v *deriver) benefits() {
	lists := map[string][]any{}
	from := map[string][]found[*registry.Benefit]{}
	for _, f := range ever[*registry.Benefit](v) {
		b := f.data
		if b.From.After(v.day) {
			continue
		}
		active := plain(b.Active)
		if active == nil && !b.To.IsZero() {
			active = !b.To.Before(v.day)
		}
		if active == true && !b.To.IsZero() && b.To.Before(v.day) {
			active = false
		}
		key := map[string]string{"spouse": "family.spouse_received", "employer": "employer.received"}[b.By]
		if key == "" {
			key = "benefits.received"
		}
		lists[key] = append(lists[key], fields("policy", b.Policy, "group", b.Group, "level", b.Level, "fen", b.Fen, "months", b.Months,
			"since", b.From, "until", b.To, "active", active, "by", b.By, "home_id", b.HomeID))
		from[key] = append(from[key], f)
	}
	for key, list := range lists {
		putAll(v, key, from[key], list)
	}
}
