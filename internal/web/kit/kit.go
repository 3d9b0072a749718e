// Package kit holds the components pages are made of: frames, cards, tables, forms, pictures. They are typed
// templ components; words arrive already translated, except those of the kit itself.
//
// Data in the language of the district (a name, a unit) is passed through Data, so that it is marked
// lang="zh" on an English page: screen readers then pronounce it, and tests can tell it from a word
// somebody forgot to translate.
package kit

import (
	"context"
	_ "embed"
	"html"
	"io"
	"net/url"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of the components.
var Words = i18n.MustLoad(wordsYAML)

// The isolates of Unicode (UAX #9) set foreign text apart inside a sentence.
const (
	isolate    = "\u2068"
	endIsolate = "\u2069"
)

// Data marks s as data that no translation touches. Text without Chinese comes back as it is.
func Data(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return s
	}
	return isolate + s + endIsolate
}

// Say writes s; what Data marked in it stands in <span lang="zh-CN"> on a page in another language.
func Say(s string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		open, end := `<span lang="zh-CN">`, `</span>`
		if i18n.LangOf(ctx) == i18n.Zh {
			open, end = "", ""
		}
		escaped := strings.NewReplacer(isolate, open, endIsolate, end).Replace(html.EscapeString(s))
		_, err := io.WriteString(w, escaped)
		return err
	})
}

// A Tone is a colour with a meaning.
type Tone string

// The tones: neutral, in hand or chosen, good, attention, wrong, special.
const (
	Gray   Tone = "gray"
	Blue   Tone = "blue"
	Green  Tone = "green"
	Orange Tone = "orange"
	Red    Tone = "red"
	Purple Tone = "purple"
)

func (t Tone) class() string {
	if t == "" {
		return "tone-gray"
	}
	return "tone-" + string(t)
}

// A Link leads somewhere; Icon is optional.
type Link struct{ Label, URL, Icon string }

// with gives the path of the page with some query entries set, and those with "" removed.
func with(path string, entries ...string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	query := u.Query()
	for i := 0; i+1 < len(entries); i += 2 {
		query.Del(entries[i])
		if entries[i+1] != "" {
			query.Set(entries[i], entries[i+1])
		}
	}
	u.RawQuery = query.Encode()
	return u.RequestURI()
}

func queryOf(path string) url.Values {
	u, err := url.Parse(path)
	if err != nil {
		return url.Values{}
	}
	return u.Query()
}

// word gives the kit's own words.
func word(ctx context.Context, key string, args ...i18n.Args) string {
	return i18n.T(ctx, key, args...)
}
