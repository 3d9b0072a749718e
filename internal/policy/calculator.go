package policy

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry/code"
)

// elsewhere is the code given for a place that is not among the options.
const elsewhere = "990000"

// maxGiven bounds what one calculation may be asked about.
const maxGiven = 300

// Action is policy.read: everyone may calculate.
func (q Calculator) Action() authz.Action { return authz.PolicyRead }

// Answer calculates. An answer that cannot be read counts as not given and is told beside its
// question. Errors: TooLarge policy.calculator.too_many.
func (q Calculator) Answer(ctx context.Context, snap *door.Snapshot) (CalculatorPage, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.PolicyRead, authz.Land{District: q.District}); err != nil {
		return CalculatorPage{}, err
	}
	if len(q.Facts) > maxGiven {
		return CalculatorPage{}, fault.TooLarge.New("policy.calculator.too_many").With("most", maxGiven)
	}
	if q.Day.IsZero() {
		q.Day = civil.Of(snap.Now())
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return CalculatorPage{}, err
	}
	return q.calculate(ctx, s), nil
}

func (q Calculator) calculate(ctx context.Context, s *shelf) CalculatorPage {
	quiz := newQuiz(ctx, q.Book, s)
	page := CalculatorPage{Day: q.Day, Ask: []Ask{}, Given: []Ask{}}
	who := subject{day: q.Day, facts: Facts{}}
	for _, key := range slices.Sorted(maps.Keys(q.Facts)) {
		text := strings.TrimSpace(q.Facts[key])
		f, known := quiz.facts.Find(key)
		if !known {
			continue
		}
		ask := quiz.ask(f)
		ask.Answer = text
		if text != "" && text != "?" {
			value, ok := quiz.read(f, text)
			if ok {
				who.facts[key] = Known{Value: value}
			} else {
				ask.Fault = i18n.T(ctx, "policy.ask.unreadable")
			}
		}
		page.Given = append(page.Given, ask)
	}
	row, _ := quiz.facts.Read(who.facts.Row()) // adds ranks and places
	for key, value := range row {
		who.facts[key] = Known{Value: value}
	}
	var open, first []*pack.Outcome
	answers := AnswersPage{}
	for _, o := range pack.Eval(s.active, pack.Person{Facts: row, Sources: given(ctx, row)}, q.Day) {
		answers.Items = append(answers.Items, who.answer(ctx, q.Book, s, o))
		if o.Verdict() != Unknown {
			continue
		}
		open = append(open, o)
		if o.Pack().Policy.ID == q.Policy {
			first = append(first, o)
		}
	}
	answers.settle()
	page.Answers, page.Open = answers.Items, len(open)
	few := cmp.Or(max(q.Ask, 0), 3)
	if page.Ask = quiz.next(first, q.Facts, few); len(page.Ask) == 0 {
		page.Ask = quiz.next(open, q.Facts, few)
	}
	return page
}

func given(ctx context.Context, row fact.Row) map[string]string {
	sources := map[string]string{}
	for key := range row {
		sources[key] = i18n.T(ctx, "policy.source.given")
	}
	return sources
}

// A quiz puts facts into questions.
type quiz struct {
	ctx    context.Context
	lang   string
	book   *Book
	config Config
	facts  *fact.Catalogue
	shelf  *shelf
}

func newQuiz(ctx context.Context, b *Book, s *shelf) *quiz {
	return &quiz{ctx, langOf(ctx), b, b.config(s.district), s.facts(), s}
}

// facts gives the catalogue with the inputs of the packs in force; of two packs with an input of the
// same name, the first.
func (s *shelf) facts() *fact.Catalogue {
	c := fact.Standard()
	for _, p := range s.active {
		for _, f := range p.Facts().All() {
			if strings.HasPrefix(f.Key, "input.") {
				if with, err := c.With(f); err == nil {
					c = with
				}
			}
		}
	}
	return c
}

// next gives the n facts that most open policies wait for and that have not been asked; ties go by
// the order of the catalogue.
func (z *quiz) next(open []*pack.Outcome, asked map[string]string, n int) []Ask {
	policies := map[string]int{}
	for _, o := range open {
		seen := map[string]bool{}
		for _, key := range o.Missing() {
			key = z.askable(o, key)
			if _, done := asked[key]; key != "" && !done && !seen[key] {
				seen[key] = true
				policies[key]++
			}
		}
	}
	asks := []Ask{}
	for _, f := range z.facts.All() {
		if policies[f.Key] > 0 {
			ask := z.ask(f)
			ask.Policies = policies[f.Key]
			asks = append(asks, ask)
		}
	}
	slices.SortStableFunc(asks, func(a, b Ask) int { return b.Policies - a.Policies })
	return asks[:min(n, len(asks))]
}

// askable gives the fact to ask for when key is missing: the place of a list of places, the code of
// a rank, the count that stands in for a measure. "" for what cannot be asked of the public: lists of
// records, decisions of the office, sensitive facts.
func (z *quiz) askable(o *pack.Outcome, key string) string {
	if id, ok := strings.CutPrefix(key, "measure."); ok {
		key = ""
		for _, m := range o.Pack().Policy.Measures {
			if m.ID == id {
				key = m.Otherwise.Text
			}
		}
	}
	f, ok := z.facts.Find(key)
	if !ok {
		return ""
	}
	f, _ = z.facts.Find(f.Basis())
	if f.Secrecy == "sensitive" || f.Changes == "office" {
		return ""
	}
	switch f.Kind {
	case fact.Records, fact.Ints, fact.Dates:
		return ""
	}
	return f.Key
}

// ask puts f into a question with its options.
func (z *quiz) ask(f fact.Fact) Ask {
	key := "policy.ask.value"
	if f.Kind == fact.Bool {
		key = "policy.ask.claim"
	}
	a := Ask{Key: f.Key, Question: i18n.T(z.ctx, key, i18n.Args{"name": z.nameOf(f)}), Type: string(f.Kind), Unit: z.unit(f)}
	for _, c := range z.facts.Codes(f.Codes) {
		a.Options = append(a.Options, Choice{Value: c.Code, Word: fact.Fact{Zh: c.Zh, En: c.En}.Name(z.lang)})
	}
	switch {
	case f.Kind == fact.Bool:
		a.Options = []Choice{{Value: "true", Word: i18n.T(z.ctx, "policy.ask.yes")}, {Value: "false", Word: i18n.T(z.ctx, "policy.ask.no")}}
	case isPlace(z.facts, f):
		for _, place := range z.near() {
			a.Options = append(a.Options, Choice{Value: place, Word: z.config.Names[place].In(z.lang)})
		}
		a.Options = append(a.Options, Choice{Value: elsewhere, Word: i18n.T(z.ctx, "policy.ask.elsewhere")})
	case f.Key == "employer.industry":
		for _, it := range code.Industry.Items() {
			if it.Parent == "" {
				a.Options = append(a.Options, Choice{Value: it.Code, Word: fact.Fact{Zh: it.Zh, En: it.En}.Name(z.lang)})
			}
		}
	}
	return a
}

// near gives the named places of the own province, the nearest first; all others are elsewhere.
func (z *quiz) near() []string {
	apart := func(place string) int {
		same := 0
		for same < len(place) && same < len(z.shelf.district) && place[same] == z.shelf.district[same] {
			same++
		}
		return -same
	}
	places := slices.DeleteFunc(slices.Sorted(maps.Keys(z.config.Names)), func(place string) bool { return apart(place) > -2 })
	slices.SortStableFunc(places, func(a, b string) int { return apart(a) - apart(b) })
	return places
}

// nameOf is what people call f: of a code of a place, the name of the list of places made of it.
func (z *quiz) nameOf(f fact.Fact) string {
	for _, g := range z.facts.All() {
		if g.Within == f.Key {
			return g.Name(z.lang)
		}
	}
	return f.Name(z.lang)
}

// unit names the unit to answer in: yuan for amounts.
func (z *quiz) unit(f fact.Fact) string {
	unit := f.Unit
	if unit == "fen" {
		unit = "yuan"
	}
	if unit == "" {
		return ""
	}
	return strings.TrimSpace(i18n.T(z.ctx, "fact.unit."+unit))
}

// read turns an answer as people write it into a value: amounts in yuan, lists with commas.
func (z *quiz) read(f fact.Fact, text string) (any, bool) {
	var raw any = text
	switch f.Kind {
	case fact.Bool:
		claim, ok := map[string]bool{"true": true, "yes": true, "是": true, "有": true, "1": true,
			"false": false, "no": false, "否": false, "无": false, "0": false}[strings.ToLower(text)]
		if !ok {
			return nil, false
		}
		raw = claim
	case fact.Int:
		if f.Unit == "fen" {
			fen, err := money.Parse(text)
			if err != nil {
				return nil, false
			}
			raw = int64(fen)
			break
		}
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, false
		}
		raw = n
	case fact.Double:
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, false
		}
		raw = x
	case fact.Texts:
		raw = strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，、;；", r) })
	}
	row, problems := z.facts.Read(map[string]any{f.Key: raw})
	value, ok := row[f.Key]
	return value, ok && len(problems) == 0
}
