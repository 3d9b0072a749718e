package i18n

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// The language of messages is a small part of ICU MessageFormat:
//
//	{name}                                          the value, written by its type
//	{name, plain}                                   a number without separators
//	{name, date} {name, month} {name, datetime}     a long date, a month, an instant
//	{name, money} {name, wan} {name, percent}       an amount, an amount in 万元, a share of 1
//	{name, word, some.family.}                      the words of the key some.family.<value>
//	{name, plural, =0 {…} one {…} other {…}}        by number; # is the number
//	{name, select, a {…} other {…}}                 by value
type text []piece

type piece struct {
	literal string
	name    string
	format  string
	family  string          // of format "word"
	choices map[string]text // of formats "plural" and "select"
}

func (t text) say(ctx context.Context, args Args) string {
	var b strings.Builder
	t.write(ctx, &b, args, "")
	return b.String()
}

func (t text) write(ctx context.Context, b *strings.Builder, args Args, number string) {
	for _, p := range t {
		if p.name == "" {
			b.WriteString(strings.ReplaceAll(p.literal, "#", orHash(number)))
			continue
		}
		value, given := args[p.name]
		switch {
		case !given:
			b.WriteString("⟦" + p.name + "⟧")
		case p.choices != nil:
			choice, num := p.choose(ctx, value, number)
			choice.write(ctx, b, args, num)
		case p.format == "word":
			b.WriteString(T(ctx, p.family+fmt.Sprint(value)))
		default:
			b.WriteString(format(ctx, p.format, value))
		}
	}
}

func orHash(number string) string {
	if number == "" {
		return "#"
	}
	return number
}

func (p piece) choose(ctx context.Context, value any, number string) (text, string) {
	if p.format == "select" {
		if t, ok := p.choices[fmt.Sprint(value)]; ok {
			return t, number
		}
		return p.choices["other"], number
	}
	plain := fmt.Sprint(value)
	if t, ok := p.choices["="+plain]; ok {
		return t, format(ctx, "", value)
	}
	if t, ok := p.choices["one"]; ok && plain == "1" {
		return t, format(ctx, "", value)
	}
	return p.choices["other"], format(ctx, "", value)
}

// names lists the arguments t uses, sorted, each once.
func (t text) names() []string {
	seen := []string{}
	for _, p := range t {
		if p.name != "" {
			seen = append(seen, p.name)
		}
		for _, choice := range p.choices {
			seen = append(seen, choice.names()...)
		}
	}
	slices.Sort(seen)
	return slices.Compact(seen)
}

// families lists the families of keys t refers to.
func (t text) families() []string {
	var all []string
	for _, p := range t {
		if p.format == "word" {
			all = append(all, p.family)
		}
		for _, choice := range p.choices {
			all = append(all, choice.families()...)
		}
	}
	return all
}
