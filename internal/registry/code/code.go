// Package code holds the code tables that personnel work shares, with words in Chinese and English, the spellings
// people use for them, and their order where they have one; and the region tree of a district, which is data of its pack.
//
// The tables follow GB/T 2261.1 (sex), GB/T 2261.2 (marital status), GB/T 3304 (ethnicity), GB/T 4658 (education),
// GB/T 4754-2017 (industry, sections and divisions), GB/T 4761 (kinship), GB/T 4762 (political status), GB/T 6864 (degree) and
// GB/T 8561 (title levels). Series and single titles, skill levels, ownership and scale are grouped after
// GB/T 8561, the eight-level skill system of 2022, GB/T 12402 and the 2011 rule on enterprise size, with codes of our own.
package code

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"yanzhen/internal/base/fault"
)

// An Item is one line of a table.
type Item struct {
	Code    string
	Zh, En  string
	Parent  string // code of the item it belongs to or counts as; "" for none
	Rank    int    // greater is higher; 0 where the table has no order
	Aliases []string
}

// A Table is one code table, in the order of its standard. It never changes after loading.
type Table struct {
	Name     string // our name, e.g. "education"
	Standard string // e.g. "GB/T 4658"
	items    []Item
	byCode   map[string]int
	byText   map[string]int
}

//go:embed tables/*.csv
var files embed.FS

// The tables. Education holds the level a code counts as in Parent ("47" technical school counts as "41");
// Title holds series (two digits) and titles (series, level 1–4, and a variant), a title's rank being its level's.
var (
	Sex        = must("sex", "GB/T 2261.1")
	Ethnicity  = must("ethnicity", "GB/T 3304")
	Political  = must("political", "GB/T 4762")
	Education  = must("education", "GB/T 4658")
	Degree     = must("degree", "GB/T 6864")
	Title      = must("title", "")
	TitleLevel = must("titlelevel", "GB/T 8561")
	SkillLevel = must("skilllevel", "")
	Kinship    = must("kinship", "GB/T 4761")
	Marital    = must("marital", "GB/T 2261.2")
	Industry   = must("industry", "GB/T 4754-2017")
	Ownership  = must("ownership", "GB/T 12402")
	Scale      = must("scale", "")
)

// Tables gives every table, for pages and exports that list them.
func Tables() []*Table {
	return []*Table{Sex, Ethnicity, Political, Education, Degree, Title, TitleLevel, SkillLevel, Kinship, Marital, Industry, Ownership, Scale}
}

// Items gives the lines in the order of the standard. Do not change them.
func (t *Table) Items() []Item { return t.items }

// Get gives the item of a code. Error: Invalid "code.unknown".
func (t *Table) Get(code string) (Item, error) {
	if i, ok := t.byCode[code]; ok {
		return t.items[i], nil
	}
	return Item{}, fault.Invalid.New("code.unknown").With("table", t.Name)
}

// Find gives the item that text means: a code, the Chinese or English name, or a spelling people use. Blanks, width, case and
// the kind of brackets do not matter. Error: Invalid "code.unknown".
func (t *Table) Find(text string) (Item, error) {
	if i, ok := t.byText[Key(text)]; ok {
		return t.items[i], nil
	}
	return Item{}, fault.Invalid.New("code.unknown").With("table", t.Name)
}

// Level gives the item that stands for the level of code: the item its Parent chain ends in. The level of a title is
// given by LevelOf.
func (t *Table) Level(code string) (Item, error) {
	it, err := t.Get(code)
	for err == nil && it.Parent != "" {
		it, err = t.Get(it.Parent)
	}
	return it, err
}

// Children gives the items whose Parent is code, in order.
func (t *Table) Children(code string) []Item {
	var out []Item
	for _, it := range t.items {
		if it.Parent == code {
			out = append(out, it)
		}
	}
	return out
}

// Compare is negative, zero or positive as the first code ranks below, beside or above the second. A code the table
// does not know ranks below all others.
func (t *Table) Compare(a, b string) int { return t.rank(a) - t.rank(b) }

func (t *Table) rank(code string) int {
	if i, ok := t.byCode[code]; ok {
		return t.items[i].Rank
	}
	return -1
}

// LevelOf gives the level (an item of TitleLevel) of an item of Title; the zero Item for a series.
func LevelOf(title Item) Item {
	for _, level := range TitleLevel.items {
		if title.Rank > 0 && level.Rank == title.Rank {
			return level
		}
	}
	return Item{}
}

var brackets = strings.NewReplacer("（", "(", "）", ")", "[", "(", "]", ")", "【", "(", "】", ")", "〔", "(", "〕", ")", "／", "/", "、", "/", "，", ",")

// Key is the form in which spellings are compared: no blanks or invisible characters, half width, small letters,
// round brackets.
func Key(text string) string {
	text = brackets.Replace(text)
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

func must(name, standard string) *Table {
	t, err := load(name, standard)
	if err != nil {
		panic(err)
	}
	return t
}

func load(name, standard string) (*Table, error) {
	f, err := files.Open("tables/" + name + ".csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("table %s: %w", name, err)
	}
	t := &Table{Name: name, Standard: standard, byCode: map[string]int{}, byText: map[string]int{}}
	for _, r := range records[1:] {
		if err := t.add(r); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
	}
	return t, t.index()
}

func (t *Table) add(r []string) error {
	it := Item{Code: r[0], Zh: r[1], En: r[2], Parent: r[3]}
	if r[4] != "" {
		rank, err := strconv.Atoi(r[4])
		if err != nil {
			return err
		}
		it.Rank = rank
	}
	if r[5] != "" {
		it.Aliases = strings.Split(r[5], "|")
	}
	if _, twice := t.byCode[it.Code]; twice {
		return fmt.Errorf("code %s stands twice", it.Code)
	}
	t.byCode[it.Code] = len(t.items)
	t.items = append(t.items, it)
	return nil
}

// index notes the texts of every item; a name wins over a spelling, a spelling over a code, and of two items the earlier
// one (a section of industry over its only division of the same name).
func (t *Table) index() error {
	note := func(text string, i int) {
		if key := Key(text); key != "" {
			if _, taken := t.byText[key]; !taken {
				t.byText[key] = i
			}
		}
	}
	for i, it := range t.items {
		note(it.Zh, i)
	}
	for i, it := range t.items {
		for _, alias := range append(slices.Clone(it.Aliases), it.En) {
			note(alias, i)
		}
		if _, ok := t.byCode[it.Parent]; it.Parent != "" && !ok {
			return fmt.Errorf("%s has the unknown parent %s", it.Code, it.Parent)
		}
	}
	for i, it := range t.items {
		note(it.Code, i)
	}
	return nil
}
