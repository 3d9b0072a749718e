package registryweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web/kit"
)

// A sheet is the form of one record, made from the description of its kind.
type sheet struct {
	*Pages
	viewer
	*registry.Dossier
	spec     registry.Spec
	record   *registry.Record // the one to correct; nil to add one
	wanted   string           // the field to supply; "" for none in particular
	evidence string           // id of a file that an earlier try brought
	name     string           // and what it is called
	failed   bool             // it was sent and could not be taken: nothing stays closed, so that every fault shows
	changed  bool             // somebody changed the dossier meanwhile
}

// leading are the fields of long kinds that are asked first; the others stand below, closed.
var leading = map[registry.Kind][]string{
	registry.KindIdentity:   {"name", "gender", "birth_date", "ethnicity", "native_place", "former_name"},
	registry.KindEducation:  {"level", "school", "major", "degree", "full_time", "graduated_on"},
	registry.KindEmployment: {"employer", "uscc", "post", "dept", "field", "hired_on", "introduced_on", "hire_source", "contract_from", "contract_until"},
	registry.KindInsurance:  {"form", "months", "from", "to", "place", "payer"},
	registry.KindTax:        {"form", "from", "to", "months", "place", "paid_fen"},
	registry.KindResidence:  {"town", "village", "lives_in", "lives_since", "hukou", "hukou_since"},
	registry.KindHousehold:  {"relation", "order", "name", "id_number", "birth_date", "work"},
	registry.KindHousing:    {"has_home", "first_home", "place", "bought_on", "price_fen", "area_sqm"},
	registry.KindBusiness:   {"name", "uscc", "form", "registered_on", "first", "employees"},
	registry.KindBenefit:    {"policy", "level", "fen", "from", "to", "active"},
}

// asked are the fields a form may have, in its order.
func (s sheet) asked() []registry.Field {
	var all []registry.Field
	for _, f := range s.spec.Fields {
		if f.Type != registry.Other && !hidden(s.spec.Kind, f.Name) {
			all = append(all, f)
		}
	}
	return all
}

// first are the fields asked first: the one to supply, or the leading ones. When one is to be supplied, what is known is not asked again.
func (s sheet) first() []registry.Field {
	return s.filter(func(f registry.Field) bool { return s.leads(f) })
}

// rest are the fields that may be given besides.
func (s sheet) rest() []registry.Field {
	return s.filter(func(f registry.Field) bool { return !s.leads(f) && !(s.supplying() && s.knows(f)) })
}

func (s sheet) filter(keep func(registry.Field) bool) []registry.Field {
	var all []registry.Field
	for _, f := range s.asked() {
		if keep(f) {
			all = append(all, f)
		}
	}
	return all
}

func (s sheet) leads(f registry.Field) bool {
	if s.supplying() {
		return f.Name == s.wanted
	}
	first := leading[s.spec.Kind]
	return first == nil || f.Name == s.wanted || slices.Contains(first, f.Name)
}

// supplying reports whether the form adds one missing field to a record that is there.
func (s sheet) supplying() bool {
	if s.record == nil || s.wanted == "" {
		return false
	}
	f, known := s.spec.FieldNamed(s.wanted)
	return known && !s.knows(f)
}

func (s sheet) knows(f registry.Field) bool {
	return s.record != nil && registry.FieldText(s.record.Data, f.Name) != ""
}

// dated reports whether the term of the record is asked first: when it was true is what matters about it.
func (s sheet) dated() bool { return s.spec.Kind == registry.KindEmployment && !s.supplying() }

func (s sheet) action() string {
	if s.record == nil {
		return s.base + "/records/new"
	}
	return s.viewer.record(s.record.ID) + "/edit"
}

// back is where the reader came from.
func (s sheet) back() string {
	if s.record == nil {
		return s.base
	}
	return s.at(s.record.ID)
}

func (s sheet) title(ctx context.Context) string {
	args := i18n.Args{"kind": kindWord(ctx, s.spec.Kind)}
	switch {
	case s.supplying():
		return say(ctx, "dossier.supply_title", args)
	case s.record == nil:
		return say(ctx, "dossier.add_title", args)
	}
	return say(ctx, "dossier.correct_title", args)
}

// note says that some entries are kept sealed; "" if none is.
func (s sheet) note(ctx context.Context) string {
	for _, f := range s.spec.Fields {
		if f.Type == registry.Sealed {
			return say(ctx, "dossier.sealed_note")
		}
	}
	return ""
}

// entry is the entry of one field.
func (s sheet) entry(ctx context.Context, f registry.Field) templ.Component {
	e := kit.Field{Name: "data." + f.Name, Label: fieldWord(ctx, s.spec.Kind, f.Name), Required: f.Must, Value: s.value(f), Max: 300}
	if f.Name == s.wanted {
		e.Attrs = templ.Attributes{"autofocus": true, "data-wanted": "true"}
	}
	switch {
	case f.Type == registry.Texts && f.Set != "":
		e.Values, e.Span = strings.FieldsFunc(e.Value, func(r rune) bool { return r == '、' }), 3
		return kit.Checks(e, setOptions(ctx, f.Set))
	case f.Table != nil && f.Table != code.Title:
		return kit.Select(e, tableOptions(ctx, f.Table), say(ctx, "dossier.choose"))
	case f.Set != "":
		return kit.Select(e, setOptions(ctx, f.Set), say(ctx, "dossier.choose"))
	case f.Name == "field":
		return kit.Select(e, withValue(ofFields(s.Pages, ctx), e.Value), say(ctx, "dossier.choose"))
	case f.Region:
		return kit.Select(e, withValue(s.places(ctx, f.Name), e.Value), say(ctx, "dossier.choose"))
	case f.Long:
		e.Max, e.Span = 20_000, 3
		return kit.Textarea(e, 8)
	}
	return s.plainEntry(ctx, f, e)
}

func (s sheet) plainEntry(ctx context.Context, f registry.Field, e kit.Field) templ.Component {
	switch f.Type {
	case registry.Yes:
		return kit.Select(e, []kit.Option{{Value: "true", Label: say(ctx, "people.yes")}, {Value: "false", Label: say(ctx, "people.no")}}, say(ctx, "dossier.choose"))
	case registry.Day:
		return kit.Date(e)
	case registry.Fen:
		e.Unit, e.Max = say(ctx, "dossier.yuan"), 20
		e.Attrs = inputMode(e.Attrs, "decimal")
	case registry.Int, registry.Float:
		e.Max = 12
		e.Attrs = inputMode(e.Attrs, "decimal")
	case registry.Texts:
		e.Hint, e.Span = say(ctx, "dossier.texts_hint"), 2
		return kit.Tags(e)
	case registry.Sealed:
		return s.sealedEntry(ctx, f, e)
	}
	return kit.Input(e)
}

// sealedEntry asks for a value that is never shown again: left empty, it stays as it is.
func (s sheet) sealedEntry(ctx context.Context, f registry.Field, e kit.Field) templ.Component {
	e.Value, e.Complete = "", "off"
	if s.knows(f) {
		e.Hint = say(ctx, "dossier.sealed_hint", i18n.Args{"mask": registry.FieldText(s.record.Data, f.Name)})
		return templ.Join(kit.Input(e), kit.Check(kit.Field{Name: "clear." + f.Name, Label: say(ctx, "dossier.sealed_clear", i18n.Args{"field": e.Label})}))
	}
	return kit.Input(e)
}

func inputMode(attrs templ.Attributes, mode string) templ.Attributes {
	if attrs == nil {
		attrs = templ.Attributes{}
	}
	attrs["inputmode"] = mode
	return attrs
}

// value is what stands in a field as a form has it: amounts in yuan.
func (s sheet) value(f registry.Field) string {
	if s.record == nil {
		return ""
	}
	text := registry.FieldText(s.record.Data, f.Name)
	if f.Type == registry.Fen && text != "" {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return yuan(money.Fen(n))
		}
	}
	return text
}

// yuan writes an amount as a form takes it.
func yuan(f money.Fen) string { return strings.ReplaceAll(f.Short(), ",", "") }

func (s sheet) since() (since, until civil.Date) {
	if s.record == nil {
		return since, until
	}
	return s.record.Since, s.record.Until
}

func tableOptions(ctx context.Context, t *code.Table) []kit.Option {
	var all []kit.Option
	for _, it := range t.Items() {
		all = append(all, kit.Option{Value: it.Code, Label: codeWord(ctx, t, it.Code)})
	}
	if t == code.Education {
		return usualFirst(all)
	}
	return all
}

func setOptions(ctx context.Context, set string) []kit.Option {
	var all []kit.Option
	for _, c := range registry.Choices[set] {
		all = append(all, kit.Option{Value: c, Label: choiceWord(ctx, set, c)})
	}
	return all
}

// places are what a field for a place offers: towns, villages, or everything from the provinces to the towns.
func (s sheet) places(ctx context.Context, field string) []kit.Option {
	var all []kit.Option
	switch field {
	case "town":
		return ofTowns(s.Pages, ctx)
	case "village":
		return ofVillages(s.Pages, ctx)
	}
	s.walk(ctx, "", &all)
	return all
}

// walk adds the places in a place, those in them behind each.
func (s sheet) walk(ctx context.Context, in string, all *[]kit.Option) {
	for _, r := range s.Regions.Children(in) {
		if len(r.Code) > townDigits {
			continue
		}
		*all = append(*all, kit.Option{Value: r.Code, Label: s.fullPlace(ctx, r.Code)})
		s.walk(ctx, r.Code, all)
	}
}

// fullPlace names a place from the province down, wherever it lies.
func (p *Pages) fullPlace(ctx context.Context, c string) string {
	var names []string
	for _, r := range p.Regions.Path(c) {
		names = append(names, placeName(ctx, r))
	}
	return joinPlaces(ctx, names)
}

// withValue adds what stands there already, if it is none of the choices.
func withValue(all []kit.Option, value string) []kit.Option {
	if value == "" || slices.ContainsFunc(all, func(o kit.Option) bool { return o.Value == value }) {
		return all
	}
	return append([]kit.Option{{Value: value, Label: kit.Data(value)}}, all...)
}

// proofs are the files that a form takes as evidence.
var proofs = file.Accept(file.Proofs...)
