// Package column holds facts as typed columns: a Batch is n rows of named columns, cut into chunks
// of ChunkRows, each value known or unknown. Integers, dates and dictionary codes are kept as narrow
// as their values allow, so that a person costs tens of bytes. A Builder appends and replaces rows;
// a Batch is an immutable snapshot that shares unchanged chunks with the Builder, so evaluating one
// needs no lock while rows keep arriving.
package column

import "strings"

// A Kind is the family of a Type.
type Kind uint8

// The kinds. NoKind is the zero Kind and belongs to no value.
const (
	NoKind Kind = iota
	BoolKind
	IntKind
	DoubleKind
	TextKind
	DateKind
	ListKind
	RecordKind
)

var kindNames = [...]string{"none", "bool", "int", "double", "text", "date", "list", "record"}

// String is the kind's name in rules and packs.
func (k Kind) String() string { return kindNames[k] }

// A Type says what values a column holds. Compare types with Equal.
type Type struct {
	kind   Kind
	elem   *Type
	fields []Field
}

// A Field is a named column of a batch, or a named part of a record.
type Field struct {
	Name string
	Type Type
}

// The scalar types. Int is 64 bits, Double is IEEE 754 binary64, Date is a calendar day.
var (
	Bool   = Type{kind: BoolKind}
	Int    = Type{kind: IntKind}
	Double = Type{kind: DoubleKind}
	Text   = Type{kind: TextKind}
	Date   = Type{kind: DateKind}
)

// List is the type of lists of elem.
func List(elem Type) Type { return Type{kind: ListKind, elem: &elem} }

// Record is the type of records with the given fields; it is used as the element of a list.
func Record(fields ...Field) Type { return Type{kind: RecordKind, fields: fields} }

// Kind gives the family of t.
func (t Type) Kind() Kind { return t.kind }

// IsZero reports whether t is no type at all.
func (t Type) IsZero() bool { return t.kind == NoKind }

// Elem gives the element type of a list, the zero Type otherwise.
func (t Type) Elem() Type {
	if t.elem == nil {
		return Type{}
	}
	return *t.elem
}

// Fields gives the fields of a record in their order.
func (t Type) Fields() []Field { return t.fields }

// Field finds a field of a record: its place, or -1.
func (t Type) Field(name string) int {
	for i, f := range t.fields {
		if f.Name == name {
			return i
		}
	}
	return -1
}

// Equal reports whether t and u hold the same values.
func (t Type) Equal(u Type) bool {
	if t.kind != u.kind || len(t.fields) != len(u.fields) {
		return false
	}
	if t.kind == ListKind && !t.elem.Equal(*u.elem) {
		return false
	}
	for i, f := range t.fields {
		if f.Name != u.fields[i].Name || !f.Type.Equal(u.fields[i].Type) {
			return false
		}
	}
	return true
}

// String writes t as packs do: int, list(date), list(record(level int, year int)).
func (t Type) String() string {
	switch t.kind {
	case ListKind:
		return "list(" + t.elem.String() + ")"
	case RecordKind:
		parts := make([]string, len(t.fields))
		for i, f := range t.fields {
			parts[i] = f.Name + " " + f.Type.String()
		}
		return "record(" + strings.Join(parts, ", ") + ")"
	}
	return t.kind.String()
}
