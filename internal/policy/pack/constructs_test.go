package pack

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rulesOf gives every rule of a policy, one a line.
func rulesOf(p *Policy) string {
	var b strings.Builder
	collect(reflect.ValueOf(*p), &b)
	return b.String()
}

// every collects all values of a struct type within a policy.
func every[T any](p *Policy) []T {
	var all []T
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		if x, ok := v.Interface().(T); ok {
			all = append(all, x)
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		}
	}
	walk(reflect.ValueOf(*p))
	return all
}

func has[T any](p *Policy, test func(T) bool) bool { return slices.ContainsFunc(every[T](p), test) }

func ruled(pattern string) func(*Policy) bool {
	re := regexp.MustCompile(pattern)
	return func(p *Policy) bool { return re.MatchString(rulesOf(p)) }
}

func amounts(test func(Value) bool) func(*Policy) bool {
	return func(p *Policy) bool { return has(p, test) }
}

func planned(test func(Schedule) bool) func(*Policy) bool {
	return func(p *Policy) bool { return has(p, test) }
}

func measured(test func(Measure) bool) func(*Policy) bool {
	return func(p *Policy) bool { return has(p, test) }
}

func excluding(test func(Exclusive) bool) func(*Policy) bool {
	return func(p *Policy) bool { return has(p, test) }
}

func raising(test func(Uplift) bool) func(*Policy) bool {
	return func(p *Policy) bool { return has(p, test) }
}

// constructs are what policies must be able to say: one line for each, with how to find it in a pack.
var constructs = []struct {
	name string
	used func(*Policy) bool
}{
	{"a missing fact is presumed and listed to be checked", func(p *Policy) bool { return has(p, func(g Gate) bool { return g.Presume }) }},
	{"reference day: day of application", ruled(`age\(person\.birth_date, application\.date\)`)},
	{"reference day: first day of work", ruled(`age\(person\.birth_date, job\.first_full_time_on\)`)},
	{"reference day: a day of its own decides the version", func(p *Policy) bool { return !p.Reference.IsZero() }},
	{"reference day: a document's date", ruled(`education\.certificate_on`)},
	{"an inclusive bound of age", ruled(`age\([^)]*\) <= \d`)},
	{"an exclusive bound of age", ruled(`age\([^)]*\) < \d`)},
	{"months within a window", measured(func(m Measure) bool { return !m.Since.IsZero() })},
	{"months in a row", measured(func(m Measure) bool { return m.Count == "latest_run" || m.Count == "longest_run" })},
	{"months in all", measured(func(m Measure) bool { return m.Count == "total" })},
	{"back-pay does not count", measured(func(m Measure) bool { return m.BackPay == "exclude" })},
	{"certain kinds of insurance", measured(func(m Measure) bool { return len(m.Kinds) > 0 })},
	{"months of one employer", measured(func(m Measure) bool { return m.SamePayer })},
	{"which payer paid", func(p *Policy) bool {
		return has(p, func(m Measure) bool { return m.Payer != "" }) || strings.Contains(rulesOf(p), "p.payer == ")
	}},
	{"which district was paid", func(p *Policy) bool {
		return has(p, func(m Measure) bool { return m.Place != "" }) || strings.Contains(rulesOf(p), "in p.within")
	}},
	{"an interruption that is bridged or excused", measured(func(m Measure) bool { return m.Bridge > 0 || m.Excused })},
	{"the longest interruption", measured(func(m Measure) bool { return m.Count == "longest_gap" })},
	{"several versions", func(p *Policy) bool { return len(p.Versions) > 1 }},
	{"sunset", func(p *Policy) bool {
		return has(p, func(v Version) bool { return !v.Until.IsZero() || !v.Claims.IsZero() })
	}},
	{"grandfathering", func(p *Policy) bool {
		return has(p, func(v Version) bool { return !v.Applies.IsZero() }) || !p.Reference.IsZero()
	}},
	{"announced but not to be claimed", func(p *Policy) bool { return has(p, func(v Version) bool { return v.Claimable != nil }) }},
	{"window: dates", func(p *Policy) bool { return has(p, func(w Window) bool { return !w.From.IsZero() || !w.To.IsZero() }) }},
	{"window: days of the month", func(p *Policy) bool { return has(p, func(w Window) bool { return len(w.Days) == 2 }) }},
	{"window: month of the quarter", func(p *Policy) bool { return has(p, func(w Window) bool { return w.Month > 0 }) }},
	{"window: counted from an event", func(p *Policy) bool { return has(p, func(w Window) bool { return !w.Closes.IsZero() }) }},
	{"late is waived", func(p *Policy) bool { return has(p, func(b Body) bool { return b.Late == "waived" }) }},
	{"one of several sets", func(p *Policy) bool { return has(p, func(g Gate) bool { return len(g.Any) > 1 }) }},
	{"amounts by set", ruled(`met\.[a-z_]+`)},
	{"a list to look into", ruled(`in list\.`)},
	{"a list by year", func(p *Policy) bool { return has(p, func(l List) bool { return len(l.Editions) > 0 }) }},
	{"rankings of schools by year", ruled(`education\.school_rankings\.exists`)},
	{"white list of employers", ruled(`employer\.(uscc|name) in list\.|employer\.lists`)},
	{"the shortage catalogue", ruled(`job\.post_in_shortage`)},
	{"a class on one of several ladders", ruled(`talent\.classes\.exists`)},
	{"an equivalent level by decision", func(p *Policy) bool { return has(p, func(g Gate) bool { return g.Decision != nil }) }},
	{"a condition of payment only", func(p *Policy) bool { return has(p, func(g Gate) bool { return g.Stage == "payment" }) }},
	{"uplift by percent", raising(func(u Uplift) bool { return u.Percent > 0 })},
	{"uplift by factor", raising(func(u Uplift) bool { return u.Times > 0 })},
	{"uplift by a tier", raising(func(u Uplift) bool { return u.TierUp > 0 })},
	{"uplift by an amount", raising(func(u Uplift) bool { return u.Add != nil })},
	{"less by percent", raising(func(u Uplift) bool { return u.Percent < 0 })},
	{"percent of a base", amounts(func(v Value) bool { return v.Percent != nil })},
	{"a cap", amounts(func(v Value) bool { return v.Cap != nil })},
	{"a floor", amounts(func(v Value) bool { return v.Floor != nil })},
	{"an amount by unit", amounts(func(v Value) bool { return v.Each != nil })},
	{"percent by bracket", amounts(func(v Value) bool { return len(v.Brackets) > 0 })},
	{"percent that declines", planned(func(s Schedule) bool { return len(s.Percents) > 1 })},
	{"an amount by rank", func(p *Policy) bool {
		return has(p, func(t Tier) bool { return strings.Contains(t.When.Text, "review.rank") })
	}},
	{"an amount by decision", amounts(func(v Value) bool { return v.Decided != nil })},
	{"something in kind", func(p *Policy) bool { return has(p, func(b Benefit) bool { return !b.InKind.IsZero() }) }},
	{"one of several by choice", func(p *Policy) bool { return has(p, func(b Body) bool { return b.Combine == "choose" }) }},
	{"several benefits added up", func(p *Policy) bool { return len(p.Benefits) > 1 && p.Combine == "" }},
	{"paid once", func(p *Policy) bool {
		return has(p, func(b Benefit) bool { return b.Schedule == nil || b.Schedule.Every == "once" })
	}},
	{"paid monthly", planned(func(s Schedule) bool { return s.Every == "month" })},
	{"paid yearly", planned(func(s Schedule) bool { return s.Every == "year" })},
	{"parts by ratio with a condition each", planned(func(s Schedule) bool {
		return len(s.Instalments) > 1 && !s.Instalments[0].When.IsZero()
	})},
	{"computed monthly, paid together", planned(func(s Schedule) bool { return s.PaidEvery > 1 || len(s.PaidIn) > 0 })},
	{"automatic renewal", planned(func(s Schedule) bool { return s.Renewal == "automatic" })},
	{"renewal by application", planned(func(s Schedule) bool { return s.Renewal == "apply" })},
	{"stops", planned(func(s Schedule) bool { return len(s.Stop) > 0 })},
	{"stops and resumes", planned(func(s Schedule) bool {
		return slices.ContainsFunc(s.Stop, func(x Stop) bool { return !x.Resume.IsZero() })
	})},
	{"forfeited at the end", planned(func(s Schedule) bool { return !s.Ends.IsZero() })},
	{"gaps do not extend", planned(func(s Schedule) bool { return s.Gaps == "run_on" })},
	{"before or after tax", func(p *Policy) bool { return has(p, func(t Tax) bool { return t.NetPercent > 0 }) }},
	{"payee: employer", paidTo("employer")},
	{"payee: corporate account", paidTo("corporate_account")},
	{"payee: social security card", paidTo("social_security_card")},
	{"the cost is shared", func(p *Policy) bool { return has(p, func(s Share) bool { return s.Percent > 0 }) }},
	{"the higher of a group", excluding(func(e Exclusive) bool { return e.Rule == "take_higher" })},
	{"the difference", excluding(func(e Exclusive) bool { return e.Rule == "top_up" })},
	{"one after the other", excluding(func(e Exclusive) bool { return e.Rule == "sequential" })},
	{"neither beside the other", excluding(func(e Exclusive) bool { return e.Rule == "block" })},
	{"across kinds of applicant", excluding(func(e Exclusive) bool { return slices.Contains(e.By, "employer") })},
	{"across levels of government", func(p *Policy) bool {
		return has(p, func(s Stack) bool { return true }) || has(p, func(e Exclusive) bool { return len(e.With) > 0 })
	}},
	{"another is claimed first", func(p *Policy) bool { return has(p, func(x Prior) bool { return true }) }},
	{"a cap shared with others", func(p *Policy) bool { return has(p, func(c Cap) bool { return len(c.With) > 0 }) }},
	{"a cap of a couple", func(p *Policy) bool { return has(p, func(c Cap) bool { return c.Per == "couple" }) }},
	{"once in a lifetime", func(p *Policy) bool { return has(p, func(o Once) bool { return o.Per == "person" }) }},
	{"once a couple", func(p *Policy) bool {
		return has(p, func(o Once) bool { return o.Per == "couple" || o.Per == "household" })
	}},
	{"once a home", func(p *Policy) bool { return has(p, func(o Once) bool { return o.Per == "home" }) }},
	{"after another benefit", func(p *Policy) bool { return has(p, func(g Gate) bool { return g.Benefit != nil }) }},
	{"quota by count", func(p *Policy) bool { return has(p, func(l Limit) bool { return l.Count > 0 }) }},
	{"pool of money", func(p *Policy) bool { return has(p, func(l Limit) bool { return l.Yuan != nil }) }},
	{"limit of a household or firm", func(p *Policy) bool {
		return has(p, func(l Limit) bool { return l.Per == "employer" || l.Per == "household" })
	}},
	{"first come", func(p *Policy) bool { return has(p, func(l Limit) bool { return l.Order == "first_come" }) }},
	{"by rank", func(p *Policy) bool { return has(p, func(l Limit) bool { return l.Order == "ranked" }) }},
	{"service owed", owes("service")},
	{"no resale", owes("resale_lock")},
	{"barred after fraud", owes("fraud_bar")},
	{"claw-back by formula", func(p *Policy) bool { return has(p, func(d Duty) bool { return !d.Back.IsZero() }) }},
	{"papers by rule", func(p *Policy) bool { return has(p, func(d Document) bool { return !d.When.IsZero() }) }},
	{"papers the office gets itself", func(p *Policy) bool { return has(p, func(d Document) bool { return d.Shared }) }},
	{"papers of an agent or spouse", func(p *Policy) bool {
		return has(p, func(d Document) bool { return d.Of == "agent" || d.Of == "spouse" })
	}},
	{"offices read it differently", func(p *Policy) bool { return has(p, func(i Interpretation) bool { return len(i.Readings) > 1 }) }},
	{"contradicting sources", func(p *Policy) bool { return has(p, func(i Interpretation) bool { return i.Conflict }) }},
}

func paidTo(to string) func(*Policy) bool {
	return func(p *Policy) bool { return has(p, func(x Payee) bool { return x.To == to }) }
}

func owes(kind string) func(*Policy) bool {
	return func(p *Policy) bool { return has(p, func(d Duty) bool { return d.Kind == kind }) }
}

func TestThePacksTogetherUseEveryConstruct(t *testing.T) {
	packs := policies(t)
	if len(packs) < 16 {
		t.Errorf("%d packs", len(packs))
	}
	for _, c := range constructs {
		var users []string
		for _, p := range packs {
			if c.used(&p.Policy) {
				users = append(users, p.Policy.ID)
			}
		}
		if len(users) == 0 {
			t.Errorf("no pack has %s", c.name)
		}
		t.Logf("%s: %s", c.name, strings.Join(users, ", "))
	}
}

func TestEveryPackNamesItsSourceNumberAndTime(t *testing.T) {
	for _, p := range policies(t) {
		pol := &p.Policy
		if pol.Document == "" || pol.Citation.Grade == "" || len(p.Cases) < 2 || slices.ContainsFunc(pol.Versions, func(v Version) bool { return v.Effect.IsZero() }) {
			t.Errorf("%s: document %q, grade %q, %d cases", pol.ID, pol.Document, pol.Citation.Grade, len(p.Cases))
		}
	}
}
