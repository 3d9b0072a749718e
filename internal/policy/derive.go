package policy

import (
	"cmp"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/registry"
)

// A Known is the value of a fact and where it comes from.
type Known struct {
	Value  any             // bool, int64, float64, string, civil.Date, []any of these or of map[string]any
	Kind   registry.Kind   // of the record; Organisation for facts of the employer
	Record string          // id of the record, or of the organisation
	Source registry.Source // of the field
	Status registry.Status // verified only if all it rests on is
	On     civil.Date      // since when it is true, else the day its source speaks of
	Rival  any             // what a declared record says that a verified one overrules; nil for none
}

// Facts are what is known of one person on a day, by the keys of the catalogue. Absent is unknown.
type Facts map[string]Known

// Row gives the values alone, as rules take them.
func (f Facts) Row() fact.Row {
	row := make(fact.Row, len(f))
	for key, k := range f {
		row[key] = k.Value
	}
	return row
}

// Derive reads every fact of the catalogue that follows from the records of d as of day. The
// dossier holds the records as known on the instant asked about (registry.View.Known).
//
// Where several records could tell a fact, a verified one is believed before a declared one, and
// the declared one that would have been taken is noted as the rival. Refused records count for
// nothing, nor do those that were not true on day or speak of a later event.
//
// Units:  months are whole; money is fen. "Here" is the prefecture of the dossier's district
// (4 digits of GB/T 2260), as in the policies of Hengyang; insurance without a place is taken as paid here.
// Null:   what no record tells is absent.
func Derive(d *registry.Dossier, day civil.Date) Facts {
	v := &deriver{day: day, facts: Facts{}, dossier: d}
	if len(d.Person.District) >= 4 {
		v.here = d.Person.District[:4]
	}
	for i := range d.Records {
		if r := &d.Records[i]; r.Counts() {
			v.records = append(v.records, r)
		}
	}
	v.person()
	v.education()
	v.titles()
	v.employment()
	v.pay()
	v.insurance()
	v.tax()
	v.household()
	v.property()
	v.results()
	v.complete()
	return v.facts
}

// A deriver holds the dossier and what was found in it so far.
type deriver struct {
	dossier *registry.Dossier
	records []*registry.Record
	day     civil.Date
	here    string // prefecture
	facts   Facts
}

// A found is a record of a kind with its content.
type found[T registry.Data] struct {
	*registry.Record
	data T
}

// of gives the records of the type that were true on the day, in the order of the dossier.
func of[T registry.Data](v *deriver) []found[T] {
	return slices.DeleteFunc(ever[T](v), func(f found[T]) bool { return !f.On(v.day) })
}

// ever gives the records of the type that began by the day, ended ones too.
func ever[T registry.Data](v *deriver) []found[T] {
	var all []found[T]
	for _, r := range v.records {
		if data, ok := r.Data.(T); ok && !r.Since.After(v.day) {
			all = append(all, found[T]{r, data})
		}
	}
	return all
}

// best gives the record to believe: a verified one before a declared one, then the greatest by
// order, then the later. The second is the one that order alone would choose.
func best[T registry.Data](all []found[T], order func(a, b found[T]) int) (believed, rival found[T], ok bool) {
	if len(all) == 0 {
		return believed, rival, false
	}
	later := func(a, b found[T]) int {
		return cmp.Or(order(a, b), a.Since.Compare(b.Since), a.LearntAt.Compare(b.LearntAt), cmp.Compare(a.ID, b.ID))
	}
	rival = slices.MaxFunc(all, later)
	believed = slices.MaxFunc(all, func(a, b found[T]) int {
		return cmp.Or(cmp.Compare(trust(a.Record), trust(b.Record)), later(a, b))
	})
	return believed, rival, true
}

func trust(r *registry.Record) int {
	if r.Status == registry.Verified {
		return 1
	}
	return 0
}

func latest[T registry.Data](a, b found[T]) int { return a.Since.Compare(b.Since) }

// put notes a fact that record r tells; a value that says nothing is left out.
func (v *deriver) put(key string, r *registry.Record, value any) {
	if value = plain(value); value == nil {
		return
	}
	source := r.SourceOf(places[key].field)
	k := Known{Value: value, Kind: r.Kind, Record: r.ID, Source: source, Status: r.Status, On: r.Since}
	if k.On.IsZero() {
		k.On = source.Date
	}
	v.facts[key] = k
}

// putAll notes a fact that several records tell together: the newest is named, and one that is
// only declared makes it declared.
func putAll[T registry.Data](v *deriver, key string, all []found[T], value any) {
	if len(all) == 0 {
		return
	}
	newest := slices.MaxFunc(all, func(a, b found[T]) int { return cmp.Or(latest(a, b), a.LearntAt.Compare(b.LearntAt)) })
	v.put(key, newest.Record, value)
	if k, ok := v.facts[key]; ok {
		for _, f := range all {
			if f.Status != registry.Verified {
				k.Status = registry.Declared
			}
		}
		v.facts[key] = k
	}
}

// contest notes that a rival record says otherwise.
func (v *deriver) contest(key string, value any) {
	k, ok := v.facts[key]
	if value = plain(value); ok && value != nil && value != k.Value {
		k.Rival = value
		v.facts[key] = k
	}
}

// plain gives a field of a record as a fact's value; nil when it says nothing.
func plain(value any) any {
	switch x := value.(type) {
	case *bool:
		if x != nil {
			return *x
		}
		return nil
	case *int64:
		if x != nil {
			return *x
		}
		return nil
	case string:
		if x == "" {
			return nil
		}
	case money.Fen:
		if x == 0 {
			return nil
		}
		return int64(x)
	case int:
		return int64(x)
	case float64:
		if x == 0 {
			return nil
		}
	case civil.Date:
		if x.IsZero() {
			return nil
		}
	case []string:
		if len(x) == 0 {
			return nil
		}
		list := make([]any, len(x))
		for i, s := range x {
			list[i] = s
		}
		return list
	case []any:
		if x == nil {
			return nil
		}
	}
	return value
}

// fields makes a record of a list, without what is not known.
func fields(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if value := plain(pairs[i+1]); value != nil {
			m[pairs[i].(string)] = value
		}
	}
	return m
}

// complete adds what follows from other facts, ranks and places with all above them, and drops what
// the catalogue cannot read.
func (v *deriver) complete() {
	raw := make(map[string]any, len(v.facts))
	for key, k := range v.facts {
		raw[key] = k.Value
	}
	row, _ := fact.Standard().Read(raw)
	facts := make(Facts, len(row))
	for key, value := range row {
		k, told := v.facts[key]
		if !told {
			f, _ := fact.Standard().Find(key)
			k = v.facts[f.Basis()]
			k.Rival = nil
		}
		k.Value = value
		facts[key] = k
	}
	v.facts = facts
}

// local reports whether a place is in the prefecture of the district.
func (v *deriver) local(place string) bool {
	return len(place) >= 4 && v.here != "" && place[:4] == v.here
}
