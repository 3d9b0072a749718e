package registryweb

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web/kit"
)

// say gives the words of key.
func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }

func kindWord(ctx context.Context, k registry.Kind) string {
	return say(ctx, registry.KindWords+string(k))
}

func fieldWord(ctx context.Context, k registry.Kind, field string) string {
	return say(ctx, registry.FieldWords+string(k)+"."+field)
}

func choiceWord(ctx context.Context, set, choice string) string {
	return say(ctx, registry.ChoiceWords+set+"."+choice)
}

func statusWord(ctx context.Context, s registry.Status) string {
	return say(ctx, registry.StatusWords+string(s))
}

var statusTones = map[registry.Status]kit.Tone{registry.Declared: kit.Orange, registry.Verified: kit.Green, registry.Refused: kit.Red}

// sourceLine says where a statement comes from and of which day it is.
func sourceLine(ctx context.Context, s registry.Source) string {
	if s.Kind == "" {
		return ""
	}
	line := say(ctx, registry.SourceWords+string(s.Kind))
	if s.Name != "" {
		line = say(ctx, "dossier.source.named", i18n.Args{"kind": line, "name": kit.Data(s.Name)})
	}
	if !s.Date.IsZero() {
		line = say(ctx, "dossier.source.dated", i18n.Args{"source": line, "day": s.Date})
	}
	return line
}

// codeWord gives the words of a code of a standard; a code the table does not know is shown as it is.
func codeWord(ctx context.Context, t *code.Table, c string) string {
	it, err := t.Get(c)
	switch {
	case c == "":
		return ""
	case err != nil:
		return kit.Data(c)
	case i18n.LangOf(ctx) == i18n.En:
		return it.En
	}
	return it.Zh
}

// industryWord names a field of the district's own list.
func (p *Pages) industryWord(ctx context.Context, key string) string {
	for _, i := range p.District.Industries {
		if i.Key == key {
			return i.In(i18n.LangOf(ctx))
		}
	}
	return kit.Data(key)
}

// townDigits is the length of the code of a town.
const townDigits = 9

// towns are those of the district and the others that the tree has: of a park beside it whose people the district serves.
func (p *Pages) towns() []code.Region {
	all := p.Regions.Towns()
	for _, province := range p.Regions.Children("") {
		for _, city := range p.Regions.Children(province.Code) {
			for _, district := range p.Regions.Children(city.Code) {
				if district.Code != p.Regions.District {
					all = append(all, p.Regions.Children(district.Code)...)
				}
			}
		}
	}
	return all
}

func placeName(ctx context.Context, r code.Region) string {
	if i18n.LangOf(ctx) == i18n.En && r.En != "" {
		return r.En
	}
	return kit.Data(r.Zh)
}

// placeWord names a place from the province down, and a town of the tree or what lies in it from the town down. A code below every
// place of the tree stands behind the last one known.
func (p *Pages) placeWord(ctx context.Context, c string) string {
	path := p.Regions.Path(c)
	if c == "" || len(path) == 0 {
		return c
	}
	known := path[len(path)-1].Code == c
	for i, r := range path {
		if len(r.Code) == townDigits {
			path = path[i:]
			break
		}
	}
	var names []string
	for _, r := range path {
		names = append(names, placeName(ctx, r))
	}
	word := joinPlaces(ctx, names)
	if !known {
		word = say(ctx, "dossier.place.coded", i18n.Args{"place": word, "code": c})
	}
	return word
}

// joinPlaces writes names as an address: the greatest first in Chinese, last in English.
func joinPlaces(ctx context.Context, names []string) string {
	if i18n.LangOf(ctx) != i18n.En {
		return strings.Join(names, "")
	}
	turned := make([]string, len(names))
	for i, n := range names {
		turned[len(names)-1-i] = n
	}
	return strings.Join(turned, ", ")
}

// valueWord tells a field of a record in words; "" when it says nothing.
func (p *Pages) valueWord(ctx context.Context, d registry.Data, f registry.Field) string {
	text := registry.FieldText(d, f.Name)
	switch {
	case text == "":
		return ""
	case f.Type == registry.Other:
		return otherWord(ctx, d)
	case f.Type == registry.Texts:
		return listWord(ctx, f, text)
	case f.Table != nil:
		return codeWord(ctx, f.Table, text)
	case f.Set != "":
		return choiceWord(ctx, f.Set, text)
	case f.Region:
		return p.placeWord(ctx, text)
	case f.Name == "field":
		return p.industryWord(ctx, text)
	case d.Kind() == registry.KindTalentClass && f.Name == "level":
		return classWord(ctx, text)
	case f.Name == "ladder" || f.Name == "nationality":
		return named(ctx, f.Name, text)
	}
	return plainWord(ctx, f.Type, text)
}

var (
	_ = i18n.Family("people.ladder.")
	_ = i18n.Family("people.nationality.")
)

// named gives the words of a code that no table has, as far as we have any.
func named(ctx context.Context, what, c string) string {
	if key := "people." + what + "." + c; i18n.Has(ctx, key) {
		return say(ctx, key)
	}
	return kit.Data(c)
}

func plainWord(ctx context.Context, t registry.FieldType, text string) string {
	switch t {
	case registry.Yes:
		return say(ctx, yesNo[text])
	case registry.Fen:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i18n.Money(ctx, money.Fen(n))
		}
	case registry.Day:
		if d, err := civil.Parse(text); err == nil {
			return d.String()
		}
	case registry.Int, registry.Float:
		return text
	}
	return kit.Data(text)
}

var yesNo = map[string]string{"true": "people.yes", "false": "people.no"}

func listWord(ctx context.Context, f registry.Field, text string) string {
	var words []string
	for one := range strings.SplitSeq(text, "、") {
		if f.Set != "" {
			one = choiceWord(ctx, f.Set, one)
		} else {
			one = kit.Data(one)
		}
		words = append(words, one)
	}
	return strings.Join(words, say(ctx, "people.separator"))
}

// otherWord tells what no form asks: places in rankings.
func otherWord(ctx context.Context, d registry.Data) string {
	e, ok := d.(*registry.Education)
	if !ok {
		b, _ := json.Marshal(d) // of a stored record: never fails
		return kit.Data(string(b))
	}
	var words []string
	for _, r := range e.SchoolRanks {
		words = append(words, say(ctx, "dossier.rank", i18n.Args{"list": kit.Data(r.List), "year": strconv.FormatInt(r.Year, 10), "rank": r.Rank}))
	}
	return strings.Join(words, say(ctx, "people.separator"))
}
