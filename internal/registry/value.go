package registry

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/base/money"
	"yanzhen/internal/registry/code"
)

// Limits of what a field holds, in characters.
const (
	maxText, maxLong = 300, 20_000
	maxTexts         = 50
)

// FieldText gives a field as text: a code, a date, a number, fen in digits, "true" or "false"; a sealed one masked; a list joined by "、".
// "" means that the data says nothing about it.
func FieldText(d Data, name string) string {
	s := Kinds[kindOrder[d.Kind()]]
	f, ok := s.FieldNamed(name)
	if !ok {
		return ""
	}
	return textOf(valueOf(d, f))
}

func valueOf(d Data, f Field) reflect.Value { return reflect.ValueOf(d).Elem().Field(f.index) }

func textOf(v reflect.Value) string {
	if v.IsZero() {
		return ""
	}
	switch x := v.Interface().(type) {
	case string:
		return x
	case []string:
		return strings.Join(x, "、")
	case *int64:
		return strconv.FormatInt(*x, 10)
	case *bool:
		return strconv.FormatBool(*x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case civil.Date:
		return x.String()
	case money.Fen:
		return strconv.FormatInt(int64(x), 10)
	case Secret:
		return x.Mask
	}
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return ""
	}
	return string(b)
}

// same compares two values of one field; texts by what they say, not by width or blanks.
func same(a, b reflect.Value) bool {
	switch x := a.Interface().(type) {
	case string:
		y := b.Interface().(string)
		return x == y || code.Key(x) == code.Key(y)
	case Secret:
		return x.Index == b.Interface().(Secret).Index
	case *int64:
		y := b.Interface().(*int64)
		return x != nil && y != nil && *x == *y || x == y
	case *bool:
		y := b.Interface().(*bool)
		return x != nil && y != nil && *x == *y || x == y
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// agree reports whether two values of the field say the same. Codes of one level do, however finely they name it: 中专 and 技校 are one
// level of education, 学士 and 医学学士 one degree.
func (f Field) agree(a, b reflect.Value) bool {
	if same(a, b) {
		return true
	}
	if f.Table == nil || f.Type != Text {
		return false
	}
	x, bad := f.Table.Level(a.String())
	y, badToo := f.Table.Level(b.String())
	return bad == nil && badToo == nil && x.Code == y.Code
}

// exactly compares two values of one field to the letter; sealed ones by their index.
func exactly(a, b reflect.Value) bool {
	if x, ok := a.Interface().(Secret); ok {
		return x.Index == b.Interface().(Secret).Index
	}
	return textOf(a) == textOf(b)
}

// clone copies data so that changing its fields leaves the original alone.
func clone(d Data) Data {
	made := reflect.New(reflect.TypeOf(d).Elem())
	made.Elem().Set(reflect.ValueOf(d).Elem())
	return made.Interface().(Data)
}

func decode(k Kind, text string) (Data, error) {
	s, err := SpecOf(k)
	if err != nil {
		return nil, err
	}
	d := s.New()
	if err := json.Unmarshal([]byte(text), d); err != nil {
		return nil, fmt.Errorf("content of a %s: %w", k, err)
	}
	return d, nil
}

// fill puts what a form or JSON says into d: a field sent empty is cleared, one not sent is kept. It fails with Invalid carrying
// every field that does not parse; unknown fields are refused.
func fill(d Data, sent map[string]any) error {
	s := Kinds[kindOrder[d.Kind()]]
	var faults fault.List
	for _, f := range s.Fields {
		if value, ok := sent[f.Name]; ok {
			faults.Add(f.set(valueOf(d, f), value))
		}
	}
	for name := range sent {
		if _, known := s.FieldNamed(name); !known {
			faults.Add(fault.Invalid.New("registry.field.unknown").On("data." + name))
		}
	}
	return faults.Err()
}

// set parses value, a text or a JSON value, into to.
func (f Field) set(to reflect.Value, value any) *fault.Fault {
	if value == nil || value == "" {
		to.SetZero()
		return nil
	}
	if text, ok := value.(string); ok {
		return f.setText(to, strings.TrimSpace(text))
	}
	if f.Type == Sealed { // only we seal: a mask that comes back is not what it hides
		return f.refuse("registry.field.form")
	}
	b, err := json.Marshal(value)
	if err == nil {
		made := reflect.New(to.Type())
		if err = json.Unmarshal(b, made.Interface()); err == nil {
			to.Set(made.Elem())
			return nil
		}
	}
	return f.refuse("registry.field.form")
}

func (f Field) refuse(key string) *fault.Fault { return fault.Invalid.New(key).On("data." + f.Name) }

func (f Field) setText(to reflect.Value, text string) *fault.Fault {
	var err error
	switch f.Type {
	case Text:
		to.SetString(text)
	case Sealed:
		to.Set(reflect.ValueOf(Plain(text)))
	case Texts:
		to.Set(reflect.ValueOf(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、,，;；\n", r) })))
	case Int:
		var n int64
		n, err = strconv.ParseInt(text, 10, 64)
		to.Set(reflect.ValueOf(&n))
	case Yes:
		var b bool
		b, err = strconv.ParseBool(text)
		to.Set(reflect.ValueOf(&b))
	case Float:
		var x float64
		x, err = strconv.ParseFloat(text, 64)
		to.SetFloat(x)
	case Fen:
		var sum money.Fen
		sum, err = money.Parse(text)
		to.SetInt(int64(sum))
	case Day:
		var d civil.Date
		d, err = civil.Parse(text)
		to.Set(reflect.ValueOf(d))
	default:
		return f.refuse("registry.field.form")
	}
	if err != nil {
		to.SetZero()
		return f.refuse("registry.field.form")
	}
	return nil
}

// check trims d and looks at every field: codes known, lengths, required ones there. It fails with Invalid carrying all faults.
func check(d Data) error {
	s := Kinds[kindOrder[d.Kind()]]
	var faults fault.List
	empty := true
	for _, f := range s.Fields {
		v := valueOf(d, f)
		faults.Add(f.check(v))
		if f.Must && v.IsZero() {
			faults.Add(f.refuse("registry.field.required"))
		}
		empty = empty && v.IsZero()
	}
	if empty {
		faults.Add(fault.Invalid.New("registry.record.empty").On("data"))
	}
	return faults.Err()
}

func (f Field) check(v reflect.Value) *fault.Fault {
	switch x := v.Interface().(type) {
	case string:
		return f.checkText(v, strings.TrimSpace(x))
	case []string:
		return f.checkTexts(x)
	case *int64:
		if x != nil && *x < 0 {
			return f.refuse("registry.field.negative")
		}
	case money.Fen:
		if x < 0 {
			return f.refuse("registry.field.negative")
		}
	case float64:
		if x < 0 {
			return f.refuse("registry.field.negative")
		}
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return f.refuse("registry.field.form")
		}
	case Secret:
		return f.checkSecret(v, x)
	}
	return nil
}

func (f Field) checkText(v reflect.Value, x string) *fault.Fault {
	most := maxText
	if f.Long {
		most = maxLong
	}
	v.SetString(x)
	switch {
	case x == "":
		return nil
	case utf8.RuneCountInString(x) > most:
		return f.refuse("registry.field.long").With("max", most)
	case !utf8.ValidString(x) || strings.ContainsRune(x, 0):
		return f.refuse("registry.field.form")
	case f.Region && !isRegion(x):
		return f.refuse("registry.field.region")
	case f.Name == "uscc" || f.Name == "payer_uscc":
		org, err := idcode.ParseOrg(x)
		if err != nil {
			return f.refuse("registry.field.uscc")
		}
		v.SetString(string(org))
	}
	return f.checkCode(x)
}

func (f Field) checkCode(x string) *fault.Fault {
	if f.Table != nil {
		if _, err := f.Table.Get(x); err != nil {
			return f.refuse("registry.field.code")
		}
	}
	if f.Set != "" && !slices.Contains(Choices[f.Set], x) {
		return f.refuse("registry.field.code")
	}
	return nil
}

func (f Field) checkTexts(all []string) *fault.Fault {
	if len(all) > maxTexts {
		return f.refuse("registry.field.long").With("max", maxTexts)
	}
	for _, x := range all {
		if utf8.RuneCountInString(x) > maxText {
			return f.refuse("registry.field.long").With("max", maxText)
		}
		if bad := f.checkCode(x); bad != nil {
			return bad
		}
	}
	return nil
}

// checkSecret brings phones and identity numbers into their one form before they are sealed.
func (f Field) checkSecret(v reflect.Value, x Secret) *fault.Fault {
	plain := strings.TrimSpace(x.plain)
	if plain == "" {
		return nil
	}
	var err error
	switch f.Name {
	case "phone":
		var p idcode.Phone
		p, err = idcode.ParsePhone(plain)
		plain = string(p)
	case "id_number":
		var p idcode.Person
		p, err = idcode.ParsePerson(plain)
		plain = string(p)
	}
	if err != nil || utf8.RuneCountInString(plain) > maxLong {
		return f.refuse("registry.field.form")
	}
	v.Set(reflect.ValueOf(Plain(plain)))
	return nil
}

func isRegion(s string) bool {
	return len(s) >= 2 && len(s) <= 12 && strings.Trim(s, "0123456789") == ""
}

// slotParts are what a statement is about: two with the same parts speak of the same thing.
func slotParts(d Data, since civil.Date) []string {
	s := Kinds[kindOrder[d.Kind()]]
	var parts []string
	for _, f := range s.Fields {
		if f.Slot {
			parts = append(parts, strings.ReplaceAll(code.Key(textOf(valueOf(d, f))), "|", "/"))
		}
	}
	if d.Kind() == KindEmployment {
		parts = append(parts, since.String())
	}
	return parts
}

func slotOf(d Data, since civil.Date) string { return strings.Join(slotParts(d, since), "|") }

// compatible reports whether two statements may be about the same thing: no part differs where both have one, and one is the
// same.
func compatible(a, b []string) bool {
	agreed := false
	for i := range a {
		if a[i] != "" && b[i] != "" {
			if a[i] != b[i] {
				return false
			}
			agreed = true
		}
	}
	return agreed
}
