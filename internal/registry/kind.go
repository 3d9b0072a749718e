package registry

import (
	"reflect"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/registry/code"
)

// A Spec describes one kind of record: what pages ask for and what is checked.
type Spec struct {
	Kind   Kind
	Single bool // one live record: every statement of the kind is about the same thing
	Fields []Field
	typ    reflect.Type
	byName map[string]int
}

// A Field is one field of a kind.
type Field struct {
	Name   string // in JSON and forms
	Type   FieldType
	Table  *code.Table // codes of a standard; nil if none
	Set    string      // name of a set of Choices; "" if none
	Must   bool
	Slot   bool
	Key    bool
	Region bool
	Long   bool
	Aside  bool
	index  int
}

// A FieldType is what a field holds.
type FieldType string

// The field types.
const (
	Text   FieldType = "text"
	Texts  FieldType = "texts" // a list of texts
	Int    FieldType = "int"
	Float  FieldType = "float"
	Yes    FieldType = "bool"
	Day    FieldType = "date"
	Fen    FieldType = "fen"
	Sealed FieldType = "secret"
	Other  FieldType = "other" // shown, not asked
)

var fieldTypes = map[reflect.Type]FieldType{
	reflect.TypeFor[string](): Text, reflect.TypeFor[[]string](): Texts, reflect.TypeFor[*int64](): Int, reflect.TypeFor[float64](): Float,
	reflect.TypeFor[*bool](): Yes, reflect.TypeFor[civil.Date](): Day, reflect.TypeFor[money.Fen](): Fen, reflect.TypeFor[Secret](): Sealed,
}

// Choices are the small sets of codes that no table of internal/registry/code has; their words are under
// registry.choice.<set>.<code>.
var Choices = map[string][]string{
	"identity_type":    {"mainland", "hong_kong_macao", "settled_hong_kong_macao", "taiwan", "foreign"},
	"school_region":    {"domestic", "overseas"},
	"school_tag":       {"double_first_class", "project_985", "project_211", "key_university", "world_100", "world_150", "world_200", "world_500"},
	"hire_source":      {"graduate", "introduced", "transfer", "exam"},
	"government":       {"world", "national", "province", "city", "district"},
	"project_role":     {"leader", "member"},
	"publication_form": {"paper", "book", "standard"},
	"patent_form":      {"invention", "utility_model", "design", "software"},
	"insurance":        {"pension", "medical", "unemployment", "injury", "maternity"},
	"payer":            {"employer", "agency", "person"},
	"tax_form":         {"income", "business"},
	"business_kind":    {"company", "self_employed", "cooperative"},
	"beneficiary":      {"self", "spouse", "employer"},
}

// Kinds are all kinds in the order in which people read a dossier.
var Kinds = specs(
	single(&Identity{}), single(&Political{}), single(&Contact{}), single(&Residence{}), single(&Marital{}),
	several(&Education{}), several(&Employment{}), several(&Title{}), several(&Skill{}), several(&Speciality{}),
	several(&Honour{}), several(&TalentClass{}), several(&Project{}), several(&Publication{}), several(&Patent{}),
	several(&Insurance{}), several(&Pay{}), several(&Tax{}), several(&Housing{}), several(&Business{}), several(&Benefit{}),
	several(&Training{}), several(&Household{}), single(&Conduct{}), several(&Form{}),
)

var kindOrder = map[Kind]int{}

func specs(all ...Spec) []Spec {
	for i, s := range all {
		kindOrder[s.Kind] = i
	}
	return all
}

func single(d Data) Spec  { s := several(d); s.Single = true; return s }
func several(d Data) Spec { return specOf(d) }

func specOf(d Data) Spec {
	s := Spec{Kind: d.Kind(), typ: reflect.TypeOf(d).Elem(), byName: map[string]int{}}
	tables := map[string]*code.Table{}
	for _, t := range code.Tables() {
		tables[t.Name] = t
	}
	for i := range s.typ.NumField() {
		sf := s.typ.Field(i)
		f := fieldOf(sf)
		f.index = i
		if name := sf.Tag.Get("code"); name != "" {
			if f.Table = tables[name]; f.Table == nil {
				f.Set = name
			}
		}
		s.byName[f.Name] = len(s.Fields)
		s.Fields = append(s.Fields, f)
	}
	return s
}

func fieldOf(sf reflect.StructField) Field {
	name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
	f := Field{Name: name, Type: Other}
	if t, ok := fieldTypes[sf.Type]; ok {
		f.Type = t
	}
	as := strings.Fields(sf.Tag.Get("as"))
	f.Must, f.Slot, f.Key = slices.Contains(as, "must"), slices.Contains(as, "slot"), slices.Contains(as, "key")
	f.Region, f.Long, f.Aside = slices.Contains(as, "region"), slices.Contains(as, "long"), slices.Contains(as, "aside")
	return f
}

// SpecOf gives the description of a kind. Error: Invalid "registry.kind.unknown".
func SpecOf(k Kind) (Spec, error) {
	i, ok := kindOrder[k]
	if !ok {
		return Spec{}, fault.Invalid.New("registry.kind.unknown").On("kind")
	}
	return Kinds[i], nil
}

// FieldNamed gives a field by its JSON name.
func (s Spec) FieldNamed(name string) (Field, bool) {
	i, ok := s.byName[name]
	if !ok {
		return Field{}, false
	}
	return s.Fields[i], true
}

// New gives empty content of the kind.
func (s Spec) New() Data { return reflect.New(s.typ).Interface().(Data) }

// IntOf makes a value for an optional number.
func IntOf(n int64) *int64 { return &n }

// BoolOf makes a value for an optional claim.
func BoolOf(b bool) *bool { return &b }
