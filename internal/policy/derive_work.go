package policy

import (
	"cmp"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/registry"
)

// Ownership by GB/T 12402 as policies group it. A limited or joint-stock company may be anybody's and says nothing.
var (
	ownerships = map[string]string{"110": "state", "151": "state", "500": "state", "510": "state", "120": "collective", "540": "collective",
		"130": "mixed", "140": "mixed", "170": "private", "400": "private", "200": "hong_kong_macao_taiwan", "300": "foreign"}
	employerKinds = map[string]string{"400": "self_employed", "500": "government", "510": "institution", "520": "social_organisation",
		"530": "cooperative", "540": "village", "100": "enterprise", "110": "enterprise", "120": "enterprise", "130": "enterprise",
		"140": "enterprise", "150": "enterprise", "151": "enterprise", "160": "enterprise", "170": "enterprise", "190": "enterprise",
		"200": "enterprise", "300": "enterprise"}
	scales = map[string]string{"1": "large", "2": "medium", "3": "small", "4": "micro"}
)

type job = found[*registry.Employment]

// begun is the day an employment began, as far as known.
func begun(f job) civil.Date { return cmp.Or(f.data.HiredOn, f.Since, f.data.ContractFrom) }

// employment reads the present job, the employer and the history of work here.
func (v *deriver) employment() {
	all := slices.DeleteFunc(ever[*registry.Employment](v), func(f job) bool { return begun(f).After(v.day) })
	if len(all) == 0 {
		return
	}
	now := slices.DeleteFunc(slices.Clone(all), func(f job) bool { return !f.On(v.day) })
	order := func(a, b job) int {
		full := func(f job) int { return map[any]int{true: 1}[plain(f.data.FullTime)] }
		return cmp.Or(full(a)-full(b), begun(a).Compare(begun(b)))
	}
	r, rival, ok := best(now, order)
	retired := ok && plain(r.data.Retired) == true
	if ok {
		v.present(r)
		v.contest("employer.name", rival.data.Employer)
		v.employer(r)
		v.put("job.employed", r.Record, !retired)
	} else {
		putAll(v, "job.employed", all, false)
	}
	v.history(all, r, ok)
}

func (v *deriver) present(r job) {
	e := r.data
	v.put("person.retired", r.Record, e.Retired)
	v.put("employer.name", r.Record, e.Employer)
	v.put("employer.uscc", r.Record, e.USCC)
	v.put("job.hired_on", r.Record, cmp.Or(e.HiredOn, r.Since))
	v.put("job.introduced_on", r.Record, e.IntroducedOn)
	v.put("job.came_from", r.Record, e.CameFrom)
	v.put("job.full_time", r.Record, e.FullTime)
	v.put("job.flexible", r.Record, e.Flexible)
	v.put("job.dispatched", r.Record, e.Dispatched)
	v.put("job.on_establishment", r.Record, e.Established)
	v.put("job.civil_servant", r.Record, e.CivilServant)
	v.put("job.newly_hired_from", r.Record, e.HireSource)
	v.put("job.contract_from", r.Record, e.ContractFrom)
	v.put("job.contract_until", r.Record, e.ContractUntil)
	v.put("job.post", r.Record, e.Post)
	v.put("job.occupation", r.Record, e.Occupation)
	v.put("job.field", r.Record, e.Field)
	if !e.ContractFrom.IsZero() && !e.ContractUntil.IsZero() {
		v.put("job.contract_months", r.Record, e.ContractFrom.MonthsUntil(e.ContractUntil.AddDays(1)))
	}
	v.put("job.contract_months", r.Record, e.ContractMonths)
	if from := begun(r); !from.IsZero() {
		v.put("job.months_at_employer", r.Record, from.MonthsUntil(v.day))
	}
}

// employer reads the entry of the present employer in the list of organisations.
func (v *deriver) employer(r job) {
	o := v.dossier.Org
	if o == nil || (r.data.Org != o.ID && (r.data.USCC == "" || r.data.USCC != o.USCC)) {
		v.employerByCode(r)
		return
	}
	entry := &registry.Record{ID: o.ID, Kind: Organisation, Status: registry.Verified,
		Source: registry.Source{Kind: registry.FromOffice, Ref: "org/" + o.ID, Name: o.Name, Date: civil.Of(o.ChangedAt)}}
	v.put("employer.uscc", entry, o.USCC)
	v.put("employer.kind", entry, cmp.Or(o.More.Kind, employerKinds[o.Ownership]))
	v.put("employer.ownership", entry, ownerships[o.Ownership])
	v.put("employer.institution_class", entry, o.More.InstitutionClass)
	v.put("employer.industry", entry, industry(o.Industry))
	v.put("employer.scale", entry, scales[o.Scale])
	v.put("employer.staff", entry, o.More.Staff)
	v.put("employer.place", entry, cmp.Or(o.More.Place, o.Village, o.Town, registeredIn(o.USCC)))
	v.put("employer.tags", entry, o.More.Tags)
	v.put("employer.lists", entry, o.More.Lists)
	v.put("employer.above_scale", entry, o.More.AboveScale)
	v.put("employer.registered_on", entry, o.More.RegisteredOn)
	v.put("employer.revenue_fen", entry, o.More.Revenue)
	v.put("employer.rd_percent", entry, o.More.RDPercent)
}

// employerByCode reads what an employment alone tells of an employer who is not on the list.
func (v *deriver) employerByCode(r job) {
	v.put("employer.place", r.Record, cmp.Or(r.data.Place, registeredIn(r.data.USCC)))
}

// registeredIn gives the place of the registration office in a credit code (GB 32100, digits 3–8).
func registeredIn(uscc string) string {
	if len(uscc) != 18 || strings.Trim(uscc[2:8], "0123456789") != "" {
		return ""
	}
	return uscc[2:8]
}

// sections of GB/T 4754-2017 by the divisions they hold.
var sections = []struct {
	section string
	upTo    string
}{{"A", "05"}, {"B", "12"}, {"C", "43"}, {"D", "46"}, {"E", "50"}, {"F", "52"}, {"G", "60"}, {"H", "62"}, {"I", "65"},
	{"J", "69"}, {"K", "70"}, {"L", "72"}, {"M", "75"}, {"N", "79"}, {"O", "82"}, {"P", "83"}, {"Q", "85"}, {"R", "90"}, {"S", "96"}, {"T", "97"}}

// industry gives an industry code with its section before it, as the catalogue writes it.
func industry(code string) string {
	if len(code) < 2 || code[0] < '0' || code[0] > '9' {
		return code
	}
	for _, s := range sections {
		if code[:2] <= s.upTo {
			return s.section + code
		}
	}
	return ""
}

// history reads since when and how long the person works here.
func (v *deriver) history(all []job, now job, employed bool) {
	here := slices.DeleteFunc(slices.Clone(all), func(f job) bool {
		return !v.local(f.data.Place) && (f.data.Place != "" || f.data.Org == "" && !v.local(registeredIn(f.data.USCC)))
	})
	var first, fullTime civil.Date
	var worked months
	for _, f := range here {
		first = earliest(first, begun(f))
		if plain(f.data.FullTime) == true {
			fullTime = earliest(fullTime, begun(f))
		}
		if begun(f).IsZero() {
			continue
		}
		until := v.day
		if !f.Until.IsZero() {
			until = earliest(until, f.Until)
		}
		worked = worked.with(spanWhole(begun(f), until))
	}
	putAll(v, "job.first_local_on", here, first)
	putAll(v, "job.first_full_time_on", here, fullTime)
	if !first.IsZero() {
		putAll(v, "job.months_here", here, len(worked))
	}
	if !employed || now.data.IntroducedOn.IsZero() {
		return
	}
	var last civil.Date
	for _, f := range here {
		if !f.Until.IsZero() && f.Until.Before(now.data.IntroducedOn) && f.Until.After(last) {
			last = f.Until
		}
	}
	putAll(v, "job.last_local_before_on", here, last)
}

// spanWhole gives as many months from the month of from as whole ones passed until until.
func spanWhole(from, until civil.Date) months {
	var set months
	for i := range max(0, from.MonthsUntil(until.AddDays(1))) {
		set = append(set, monthOf(from)+month(i))
	}
	return set
}

// pay reads what was paid in the latest year known.
func (v *deriver) pay() {
	r, rival, ok := best(of[*registry.Pay](v), func(a, b found[*registry.Pay]) int {
		year := func(f found[*registry.Pay]) int64 { n, _ := plain(f.data.Year).(int64); return n }
		return cmp.Or(cmp.Compare(year(a), year(b)), latest(a, b))
	})
	if !ok {
		return
	}
	v.put("job.pay_monthly_fen", r.Record, cmp.Or(r.data.Monthly, r.data.Annual/12))
	v.put("job.pay_yearly_fen", r.Record, cmp.Or(r.data.Annual, r.data.Monthly*12))
	v.contest("job.pay_yearly_fen", cmp.Or(rival.data.Annual, rival.data.Monthly*12))
}
