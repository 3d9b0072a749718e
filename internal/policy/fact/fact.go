// Package fact is the catalogue of typed facts that policies may ask about: what each is called,
// what it counts, how secret it is, who can change it and from which records of a dossier it
// follows. It reads values as people write them into the form that rules compute with. A fact that
// is absent is unknown, never false.
package fact

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed catalogue.yaml
var catalogueYAML []byte

// A Kind is the shape of a value.
type Kind string

// The kinds of value, by the words the catalogue uses for them.
const (
	Bool    Kind = "bool"
	Int     Kind = "int"
	Double  Kind = "double"
	Text    Kind = "text"
	Date    Kind = "date"
	Texts   Kind = "list of text"
	Ints    Kind = "list of int"
	Dates   Kind = "list of date"
	Records Kind = "list of records"
)

// Kinds lists every kind.
var Kinds = []Kind{Bool, Int, Double, Text, Date, Texts, Ints, Dates, Records}

// A Fact describes one fact, or one field of a list of records.
type Fact struct {
	Key     string   `yaml:"key" json:"key"`
	Kind    Kind     `yaml:"type" json:"type"`
	Zh      string   `yaml:"zh" json:"zh"`
	En      string   `yaml:"en" json:"en"`
	Unit    string   `yaml:"unit" json:"unit,omitempty"`
	Codes   string   `yaml:"codes" json:"codes,omitempty"`     // code table of the value, or of each member
	Secrecy string   `yaml:"secrecy" json:"secrecy,omitempty"` // public, personal, sensitive
	Changes string   `yaml:"changes" json:"changes,omitempty"` // person, employer, office, time, never
	From    []string `yaml:"from" json:"from,omitempty"`       // kinds of record
	Within  string   `yaml:"within" json:"within,omitempty"`   // place or industry whose ancestors this lists
	RankOf  string   `yaml:"rank_of" json:"rank_of,omitempty"` // coded fact whose rank this is
	SameAs  string   `yaml:"same_as" json:"same_as,omitempty"` // list whose fields this has
	Fields  []Fact   `yaml:"fields" json:"fields,omitempty"`   // of a list of records
}

// Name gives the words of f in lang, "zh" or "en".
func (f Fact) Name(lang string) string {
	if lang == "en" && f.En != "" {
		return f.En
	}
	return f.Zh
}

// Basis gives the key of the fact that f is computed from: the place of a list of places, the code of a
// rank, the ownership behind "not publicly owned"; its own key if it stands for itself.
func (f Fact) Basis() string {
	switch {
	case f.Within != "":
		return f.Within
	case f.RankOf != "":
		return f.RankOf
	case f.Key == "employer.non_public":
		return "employer.ownership"
	}
	return f.Key
}

// Field finds a field of a list of records.
func (f Fact) Field(key string) (Fact, bool) {
	i := slices.IndexFunc(f.Fields, func(g Fact) bool { return g.Key == key })
	if i < 0 {
		return Fact{}, false
	}
	return f.Fields[i], true
}

// A Code is one value of a code table.
type Code struct {
	Code string   `yaml:"code" json:"code"`
	Rank *int64   `yaml:"rank" json:"rank,omitempty"` // place on the ladder, higher is higher
	Zh   string   `yaml:"zh" json:"zh"`
	En   string   `yaml:"en" json:"en"`
	Also []string `yaml:"also" json:"also,omitempty"` // other spellings and standard codes
}

// A Catalogue is a set of facts with their code tables; it never changes once made.
type Catalogue struct {
	facts []Fact
	index map[string]int
	codes map[string][]Code
	read  map[string]map[string]string // table → spelling → code
}

// Standard is the catalogue that ships with the product.
var Standard = sync.OnceValue(func() *Catalogue {
	c, err := parse(catalogueYAML)
	if err != nil {
		panic("fact catalogue: " + err.Error())
	}
	return c
})

func parse(text []byte) (*Catalogue, error) {
	var doc struct {
		Facts []Fact            `yaml:"facts"`
		Codes map[string][]Code `yaml:"codes"`
	}
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	c := &Catalogue{codes: doc.Codes, index: map[string]int{}, read: spellings(doc.Codes)}
	for _, f := range doc.Facts {
		for _, g := range doc.Facts {
			if f.SameAs == g.Key {
				f.Fields = g.Fields
			}
		}
		if err := c.add(f); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func spellings(tables map[string][]Code) map[string]map[string]string {
	read := map[string]map[string]string{}
	for table, codes := range tables {
		words := map[string]string{}
		for _, code := range codes {
			for _, w := range append([]string{code.Code, code.Zh, code.En}, code.Also...) {
				words[w] = code.Code
			}
		}
		read[table] = words
	}
	return read
}

func (c *Catalogue) add(f Fact) error {
	if _, twice := c.index[f.Key]; twice {
		return fmt.Errorf("fact %s is there twice", f.Key)
	}
	if !slices.Contains(Kinds, f.Kind) {
		return fmt.Errorf("fact %s has the unknown type %q", f.Key, f.Kind)
	}
	for _, g := range append([]Fact{f}, f.Fields...) {
		if _, ok := c.codes[g.Codes]; g.Codes != "" && !ok {
			return fmt.Errorf("fact %s names the unknown code table %q", f.Key, g.Codes)
		}
	}
	c.index[f.Key] = len(c.facts)
	c.facts = append(c.facts, f)
	return nil
}

// With gives a catalogue that has the extra facts too; a key that exists already is refused.
func (c *Catalogue) With(extra ...Fact) (*Catalogue, error) {
	d := &Catalogue{facts: slices.Clone(c.facts), index: make(map[string]int, len(c.index)+len(extra)), codes: c.codes, read: c.read}
	for k, i := range c.index {
		d.index[k] = i
	}
	for _, f := range extra {
		if err := d.add(f); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// All lists the facts in the order of the catalogue.
func (c *Catalogue) All() []Fact { return slices.Clone(c.facts) }

// Find gives the fact called key.
func (c *Catalogue) Find(key string) (Fact, bool) {
	i, ok := c.index[key]
	if !ok {
		return Fact{}, false
	}
	return c.facts[i], true
}

// Codes lists the values of a code table in its order; none for an unknown table.
func (c *Catalogue) Codes(table string) []Code { return slices.Clone(c.codes[table]) }

// Tables lists the names of the code tables, sorted.
func (c *Catalogue) Tables() []string {
	names := make([]string, 0, len(c.codes))
	for name := range c.codes {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Rank gives the place of code on the ladder of table.
func (c *Catalogue) Rank(table, code string) (int64, bool) {
	for _, v := range c.codes[table] {
		if v.Code == code && v.Rank != nil {
			return *v.Rank, true
		}
	}
	return 0, false
}

// Nearest gives the key of the catalogue most like key, "" when nothing is alike.
func (c *Catalogue) Nearest(key string) string {
	keys := make([]string, len(c.facts))
	for i, f := range c.facts {
		keys[i] = f.Key
	}
	return Nearest(key, keys)
}

// Nearest gives the word of among that differs from word by the fewest letters, "" when the best
// differs by more than a third of its letters. Ties go to the first.
func Nearest(word string, among []string) string {
	best, least := "", len([]rune(word))/3+2
	for _, w := range among {
		if n := distance(word, w); n < least {
			best, least = w, n
		}
	}
	if best == "" { // the last part alone, as in "hukou" for "person.hukou"
		for _, w := range among {
			if strings.HasSuffix(w, "."+word) || strings.HasSuffix(word, "."+w) {
				return w
			}
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		left := row[0]
		row[0] = i + 1
		for j := range y {
			up := row[j+1]
			cost := left
			if x[i] != y[j] {
				cost = 1 + min(left, up, row[j])
			}
			left, row[j+1] = up, cost
		}
	}
	return row[len(y)]
}
