package policyweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// A function of the rule language as the editor offers it: what is typed, with the cursor where the mark is, and how it is written.
type function struct {
	Name   string `json:"name"`
	Form   string `json:"form"`
	Typed  string `json:"typed"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
	Member string `json:"member,omitempty"` // of what it is a member: list, text
}

// functions are those of docs/RULES.md, in its order.
var functions = []function{
	{Name: "age", Form: "age(birth, day)"}, {Name: "years_between", Form: "years_between(a, b)"}, {Name: "months_between", Form: "months_between(a, b)"},
	{Name: "days_between", Form: "days_between(a, b)"}, {Name: "add_years", Form: "add_years(d, n)"}, {Name: "add_months", Form: "add_months(d, n)"},
	{Name: "add_days", Form: "add_days(d, n)"}, {Name: "first_of_month", Form: "first_of_month(d)"}, {Name: "first_of_quarter", Form: "first_of_quarter(d)"},
	{Name: "first_of_year", Form: "first_of_year(d)"}, {Name: "year", Form: "year(d)"}, {Name: "month", Form: "month(d)"}, {Name: "day_of_month", Form: "day_of_month(d)"},
	{Name: "date", Form: "date('YYYY-MM-DD')", Typed: "date('|')"}, {Name: "min", Form: "min(a, b)"}, {Name: "max", Form: "max(a, b)"},
	{Name: "percent", Form: "percent(fen, n)"}, {Name: "sum", Form: "sum(list)"}, {Name: "known", Form: "known(x)"}, {Name: "or_else", Form: "or_else(x, y)"},
	{Name: "int", Form: "int(x)"}, {Name: "double", Form: "double(x)"}, {Name: "string", Form: "string(x)"}, {Name: "day", Form: "day", Typed: "day|"},
	{Name: "exists", Form: "list.exists(v, …)", Typed: "exists(v, |)", Member: "list"}, {Name: "all", Form: "list.all(v, …)", Typed: "all(v, |)", Member: "list"},
	{Name: "exists_one", Form: "list.exists_one(v, …)", Typed: "exists_one(v, |)", Member: "list"}, {Name: "filter", Form: "list.filter(v, …)", Typed: "filter(v, |)", Member: "list"},
	{Name: "map", Form: "list.map(v, …)", Typed: "map(v, |)", Member: "list"}, {Name: "size", Form: "x.size()", Typed: "size()|", Member: "list text"},
	{Name: "startsWith", Form: "text.startsWith('…')", Typed: "startsWith('|')", Member: "text"}, {Name: "endsWith", Form: "text.endsWith('…')", Typed: "endsWith('|')", Member: "text"},
	{Name: "contains", Form: "text.contains('…')", Typed: "contains('|')", Member: "text"}, {Name: "matches", Form: "text.matches('…')", Typed: "matches('|')", Member: "text"},
}

// A term is a fact as the editor offers it.
type term struct {
	Key    string `json:"key"`
	Type   string `json:"type"` // its kind in words
	Kind   string `json:"kind"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
	Unit   string `json:"unit,omitempty"`
	Codes  string `json:"codes,omitempty"`
	Fields []term `json:"fields,omitempty"`
}

var (
	_ = i18n.Family("facts.function.")
	_ = i18n.Family("facts.type.")
)

func termOf(ctx context.Context, f fact.Fact) term {
	t := term{Key: f.Key, Type: typeWord(ctx, f.Kind), Kind: string(f.Kind), Zh: f.Zh, En: f.En, Unit: unitWord(ctx, f.Unit), Codes: f.Codes}
	for _, field := range f.Fields {
		t.Fields = append(t.Fields, termOf(ctx, field))
	}
	return t
}

func typeWord(ctx context.Context, k fact.Kind) string {
	return say(ctx, "facts.type."+strings.ReplaceAll(string(k), " ", "_"))
}

func unitWord(ctx context.Context, unit string) string {
	if unit == "" {
		return ""
	}
	return say(ctx, "fact.unit."+unit)
}

// getFacts serves GET /policies/facts?q=&format=: the facts, codes and functions that rules may use, as a page to read and, for
// the editor, as JSON.
func (p *Pages) getFacts(w http.ResponseWriter, r *http.Request) error {
	ctx, all := r.Context(), fact.Standard()
	if r.URL.Query().Get("format") == "json" {
		w.Header().Set("Cache-Control", "private, max-age=300")
		return web.JSON(w, r, http.StatusOK, map[string]any{"facts": terms(ctx, all.All()), "codes": codesOf(all), "functions": functionsIn()})
	}
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	return web.Page(w, r, http.StatusOK, factsPage(glossary{readerOf(r), q, all, matching(all, q)}))
}

func terms(ctx context.Context, facts []fact.Fact) []term {
	var out []term
	for _, f := range facts {
		out = append(out, termOf(ctx, f))
	}
	return out
}

func codesOf(all *fact.Catalogue) map[string][]fact.Code {
	tables := map[string][]fact.Code{}
	for _, name := range all.Tables() {
		tables[name] = all.Codes(name)
	}
	return tables
}

// functionsIn gives the functions with their words in both languages.
func functionsIn() []function {
	out := slices.Clone(functions)
	for i, f := range out {
		out[i].Zh, out[i].En = say(i18n.WithLang(context.Background(), i18n.Zh), "facts.function."+f.Name), say(i18n.WithLang(context.Background(), i18n.En), "facts.function."+f.Name)
		if f.Typed == "" {
			out[i].Typed = f.Name + "(|)"
		}
	}
	return out
}

// A glossary is the facts that a reader looks for.
type glossary struct {
	reader
	asked string
	all   *fact.Catalogue
	found []fact.Fact
}

// matching gives the facts whose key or words hold every word of q.
func matching(all *fact.Catalogue, q string) []fact.Fact {
	return slices.DeleteFunc(all.All(), func(f fact.Fact) bool {
		text := strings.ToLower(f.Key + " " + f.Zh + " " + f.En)
		for _, field := range f.Fields {
			text += " " + strings.ToLower(field.Key+" "+field.Zh+" "+field.En)
		}
		for word := range strings.FieldsSeq(strings.ToLower(q)) {
			if !strings.Contains(text, word) {
				return true
			}
		}
		return false
	})
}

// factName is what a fact is called in the language of the page.
func factName(ctx context.Context, f fact.Fact) string { return f.Name(langName(ctx)) }

func langName(ctx context.Context) string {
	if i18n.LangOf(ctx) == i18n.En {
		return "en"
	}
	return "zh"
}

// values are the codes of a fact in a list: "master 硕士".
func (g glossary) values(ctx context.Context, f fact.Fact) []string {
	var out []string
	for _, c := range g.all.Codes(f.Codes) {
		word := c.Zh
		if langName(ctx) == "en" {
			word = c.En
		}
		out = append(out, c.Code+" "+word)
	}
	return out
}

func (g glossary) head(ctx context.Context) kit.Head {
	return kit.Head{Title: say(ctx, "facts.title"), Crumbs: []kit.Link{{Label: say(ctx, "library.title"), URL: "/policies"}, {Label: say(ctx, "facts.title")}}}
}
