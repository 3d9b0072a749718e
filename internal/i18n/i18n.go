// Package i18n turns keys into words in the reader's language: catalogues of messages (Chinese first,
// English beside it), dates, money, numbers, English plurals, and the words of a fault.
//
// A package keeps its words in words.yaml beside its code, embeds it, and loads it once:
//
//	//go:embed words.yaml
//	var wordsYAML []byte
//
//	// Words are the words of this package.
//	var Words = i18n.MustLoad(wordsYAML)
//
// From then on i18n.T(ctx, "some.key", i18n.Args{"n": 3}) speaks the language of ctx.
package i18n

import (
	"context"
	"strings"
)

// A Lang is a language that people may choose, as a BCP 47 tag.
type Lang string

// The languages of the house. Every message exists in both.
const (
	Zh Lang = "zh-CN"
	En Lang = "en"
)

// Langs lists the languages, the first being the one spoken when nobody chose.
var Langs = []Lang{Zh, En}

// ParseLang gives the language a tag such as "zh", "zh-Hans-CN" or "en-GB" stands for.
func ParseLang(tag string) (Lang, bool) {
	base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	switch base {
	case "zh":
		return Zh, true
	case "en":
		return En, true
	}
	return Zh, false
}

type langKey struct{}
type wordsKey struct{}

// WithLang gives a context whose reader reads l.
func WithLang(ctx context.Context, l Lang) context.Context {
	return context.WithValue(ctx, langKey{}, l)
}

// LangOf gives the language of the reader; Chinese when nobody chose.
func LangOf(ctx context.Context) Lang {
	if l, ok := ctx.Value(langKey{}).(Lang); ok {
		return l
	}
	return Zh
}

// WithWords gives a context in which T looks into c first: a district may say things its own way.
func WithWords(ctx context.Context, c *Catalogue) context.Context {
	return context.WithValue(ctx, wordsKey{}, c)
}

// Args are the values of a message by name. A value is written by its type: money.Fen as an amount,
// civil.Date and time.Time as dates, integers with separators, Key as the words of that key.
type Args map[string]any

// A Key is an argument that is itself a message key.
type Key string

// T gives the words of key in the language of ctx. A key nobody wrote down comes out as ⟦key⟧, which
// the tests of internal/arch and of pages look for.
func T(ctx context.Context, key string, args ...Args) string {
	msg, ok := find(ctx, key)
	if !ok {
		return "⟦" + key + "⟧"
	}
	return msg.say(ctx, join(args))
}

// Has reports whether key has words.
func Has(ctx context.Context, key string) bool {
	_, ok := find(ctx, key)
	return ok
}

// Family declares that keys beginning with prefix are built at run time (a role, a state, a code),
// so that the scan for unused keys leaves them alone. It gives the prefix back.
func Family(prefix string) string { return prefix }

func join(args []Args) Args {
	if len(args) == 1 {
		return args[0]
	}
	all := Args{}
	for _, a := range args {
		for name, value := range a {
			all[name] = value
		}
	}
	return all
}

func find(ctx context.Context, key string) (message, bool) {
	if c, ok := ctx.Value(wordsKey{}).(*Catalogue); ok {
		if msg, ok := c.messages[key]; ok {
			return msg, true
		}
	}
	return loaded.find(key)
}
