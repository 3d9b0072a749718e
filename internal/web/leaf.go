package web

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// assignLeaf reads a string, number or boolean.
func (b binder) assignLeaf(to reflect.Value, from any, field string) {
	text, isText := b.text(from)
	number, isNumber := from.(json.Number)
	if isNumber {
		text = number.String()
	}
	switch {
	case to.Kind() == reflect.String && isText:
		if !textual(text) {
			b.refuse(field, "web.bind.value")
		}
		to.SetString(text)
	case to.Kind() == reflect.Bool:
		b.assignBool(to, from, field)
	case to.CanInt() && (isNumber || !b.json):
		n, err := strconv.ParseInt(orZero(narrow(text)), 10, to.Type().Bits())
		if err != nil {
			b.refuse(field, "web.bind.number")
		}
		to.SetInt(n)
	case to.CanUint() && (isNumber || !b.json):
		n, err := strconv.ParseUint(orZero(narrow(text)), 10, to.Type().Bits())
		if err != nil {
			b.refuse(field, "web.bind.number")
		}
		to.SetUint(n)
	case to.CanFloat() && (isNumber || !b.json):
		n, err := strconv.ParseFloat(orZero(narrow(text)), to.Type().Bits())
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) { // JSON has no words for these
			b.refuse(field, "web.bind.number")
		}
		to.SetFloat(n)
	default:
		b.refuse(field, "web.bind.value")
	}
}

// textual reports whether s is text as both databases hold it: UTF-8 without a zero byte.
func textual(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

func (b binder) assignBool(to reflect.Value, from any, field string) {
	if yes, ok := from.(bool); ok {
		to.SetBool(yes)
		return
	}
	text, ok := b.text(from)
	if !ok || b.json {
		b.refuse(field, "web.bind.value")
		return
	}
	switch strings.ToLower(text) {
	case "on", "true", "1", "yes":
		to.SetBool(true)
	case "", "off", "false", "0", "no":
	default:
		b.refuse(field, "web.bind.value")
	}
}

// text gives a leaf as text. Of an entry sent more than once the last counts: a hidden "off" before a
// checkbox is overruled by the checkbox.
func (b binder) text(from any) (string, bool) {
	switch v := from.(type) {
	case string:
		return v, true
	case []string:
		if len(v) == 0 {
			return "", true
		}
		last := strings.ReplaceAll(v[len(v)-1], "\r\n", "\n")
		if b.raw {
			return last, true
		}
		return strings.TrimSpace(last), true
	}
	return "", false
}

// narrow turns full-width digits and marks, as a Chinese input method may leave them, into ASCII.
func narrow(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s))
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

// plain gives a branch or leaf without our own types: a form entry as its last string.
func plain(from any) any {
	if entries, ok := from.([]string); ok {
		if len(entries) == 1 {
			return entries[0]
		}
		return entries
	}
	return from
}
