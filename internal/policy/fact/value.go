package fact

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
)

// A Row holds the known facts of one person by key. Values are bool, int64, float64, string,
// civil.Date, []any of these, or []any of map[string]any for a list of records.
type Row map[string]any

// A Problem is a value that cannot be read: the fact and a message key with its arguments.
type Problem struct {
	Key    string         // the fact
	Reason string         // unknown_fact, wrong_type, unknown_code, unknown_field, bad_date
	Args   map[string]any // key, want, got, nearest
}

func (p Problem) Error() string { return fmt.Sprintf("%s: %s %v", p.Key, p.Reason, p.Args) }

// Read turns the values of raw (as JSON or YAML decode them) into a Row and fills in the facts
// that follow from others: ranks of coded facts, places and industries with all above them.
// Null is absent. Values that cannot be read are left out and told, in the order of their keys.
func (c *Catalogue) Read(raw map[string]any) (Row, []Problem) {
	row, problems := Row{}, []Problem(nil)
	for _, key := range slices.Sorted(maps.Keys(raw)) {
		f, ok := c.Find(key)
		if !ok {
			problems = append(problems, Problem{key, "unknown_fact", map[string]any{"key": key, "nearest": c.Nearest(key)}})
			continue
		}
		if raw[key] == nil {
			continue
		}
		v, err := c.value(f, raw[key])
		var p Problem
		if errors.As(err, &p) {
			problems = append(problems, p)
			continue
		}
		row[key] = v
	}
	c.complete(c.facts, row)
	return row, problems
}

func (c *Catalogue) value(f Fact, v any) (any, error) {
	wrong := func(reason string) error {
		return Problem{f.Key, reason, map[string]any{"key": f.Key, "want": string(f.Kind), "got": fmt.Sprint(v)}}
	}
	switch f.Kind {
	case Bool:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	case Int:
		if n, ok := whole(v); ok {
			return n, nil
		}
	case Double:
		if x, ok := float(v); ok {
			return x, nil
		}
	case Text:
		return c.text(f, v)
	case Date:
		return date(f, v)
	case Texts, Ints, Dates, Records:
		members, ok := v.([]any)
		if !ok {
			if s, isTexts := v.([]string); isTexts {
				members, ok = anys(s), true
			}
		}
		if ok {
			return c.list(f, members)
		}
	}
	return nil, wrong("wrong_type")
}

func (c *Catalogue) text(f Fact, v any) (any, error) {
	s, ok := v.(string)
	if n, isNumber := whole(v); isNumber && !ok {
		s, ok = strconv.FormatInt(n, 10), true // a code written without quotes
	}
	if !ok {
		return nil, Problem{f.Key, "wrong_type", map[string]any{"key": f.Key, "want": string(Text), "got": fmt.Sprint(v)}}
	}
	if f.Codes == "" {
		return s, nil
	}
	code, ok := c.read[f.Codes][strings.TrimSpace(s)]
	if !ok {
		words := slices.Sorted(maps.Keys(c.read[f.Codes]))
		return nil, Problem{f.Key, "unknown_code", map[string]any{"key": f.Key, "got": s, "want": f.Codes, "nearest": Nearest(s, words)}}
	}
	return code, nil
}

func date(f Fact, v any) (any, error) {
	if d, ok := v.(civil.Date); ok {
		return d, nil
	}
	s, ok := v.(string)
	if !ok {
		return nil, Problem{f.Key, "wrong_type", map[string]any{"key": f.Key, "want": string(Date), "got": fmt.Sprint(v)}}
	}
	d, err := civil.Parse(s)
	if len(s) == len("2006-01") && err != nil {
		d, err = civil.Parse(s + "-01") // a month is its first day
	}
	if err != nil {
		return nil, Problem{f.Key, "bad_date", map[string]any{"key": f.Key, "want": string(Date), "got": s}}
	}
	return d, nil
}

func (c *Catalogue) list(f Fact, members []any) (any, error) {
	out := make([]any, 0, len(members))
	one := f
	one.Kind = map[Kind]Kind{Texts: Text, Ints: Int, Dates: Date}[f.Kind]
	for _, m := range members {
		var v any
		var err error
		if f.Kind == Records {
			v, err = c.record(f, m)
		} else {
			v, err = c.value(one, m)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (c *Catalogue) record(f Fact, m any) (any, error) {
	raw, ok := m.(map[string]any)
	if !ok {
		return nil, Problem{f.Key, "wrong_type", map[string]any{"key": f.Key, "want": string(Records), "got": fmt.Sprint(m)}}
	}
	out := make(map[string]any, len(raw))
	for key, v := range raw {
		g, ok := f.Field(key)
		if !ok {
			names := make([]string, len(f.Fields))
			for i, h := range f.Fields {
				names[i] = h.Key
			}
			return nil, Problem{f.Key, "unknown_field", map[string]any{"key": f.Key, "got": key, "nearest": Nearest(key, names)}}
		}
		if v == nil {
			continue
		}
		g.Key = f.Key + "." + key
		value, err := c.value(g, v)
		if err != nil {
			return nil, err
		}
		out[key] = value
	}
	c.complete(f.Fields, out)
	return out, nil
}

// complete fills in what follows from known values: see Read.
func (c *Catalogue) complete(facts []Fact, row map[string]any) {
	for _, f := range facts {
		if _, known := row[f.Key]; known {
			continue
		}
		switch {
		case f.Within != "":
			if code, ok := row[f.Within].(string); ok {
				row[f.Key] = anys(Ancestry(code))
			}
		case f.RankOf != "":
			code, ok := row[f.RankOf].(string)
			if !ok {
				continue
			}
			of := slices.IndexFunc(facts, func(g Fact) bool { return g.Key == f.RankOf })
			if rank, ranked := c.Rank(facts[of].Codes, code); ranked {
				row[f.Key] = rank
			}
		}
	}
	if _, known := row["employer.non_public"]; !known {
		switch row["employer.ownership"] {
		case "private", "foreign", "hong_kong_macao_taiwan":
			row["employer.non_public"] = true
		case "state", "collective":
			row["employer.non_public"] = false
		}
	}
}

// Ancestry lists code and everything above it, highest first. A place (GB/T 2260) gives the
// six-digit codes of province, city and county and any longer code itself: 430408001 gives
// 430000, 430400, 430408, 430408001. An industry (GB/T 4754) gives the section and every shorter
// code: C3921 gives C, C39, C392, C3921.
func Ancestry(code string) []string {
	if code == "" {
		return nil
	}
	if code[0] < '0' || code[0] > '9' {
		up := []string{code[:1]}
		for n := 3; n <= len(code); n++ {
			up = append(up, code[:n])
		}
		return up
	}
	digits := code + strings.Repeat("0", max(0, 6-len(code)))
	var up []string
	for _, n := range []int{2, 4, 6, 9, 12} {
		if n > len(digits) {
			break
		}
		c := digits[:n] + strings.Repeat("0", max(0, 6-n))
		if len(up) == 0 || up[len(up)-1] != c {
			up = append(up, c)
		}
	}
	return up
}

// Show writes a value for people: codes as words, dates and numbers with their unit, money in yuan.
func (c *Catalogue) Show(f Fact, v any, lang string) string {
	switch x := v.(type) {
	case nil:
		return ""
	case bool:
		return yesNo(x, lang)
	case string:
		for _, code := range c.codes[f.Codes] {
			if code.Code == x {
				return Fact{Zh: code.Zh, En: code.En}.Name(lang)
			}
		}
		return x
	case int64:
		if f.RankOf != "" {
			return c.showRank(f, x, lang)
		}
		return withUnit(f.Unit, x, lang)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64) + unitWord(f.Unit, lang)
	case civil.Date:
		return x.String()
	case []any:
		parts := make([]string, len(x))
		for i, m := range x {
			parts[i] = c.Show(f, m, lang)
		}
		return strings.Join(parts, map[string]string{"en": ", "}[lang]+map[string]string{"zh": "、"}[lang])
	case map[string]any:
		var parts []string
		for _, g := range f.Fields {
			if value, ok := x[g.Key]; ok && g.Within == "" && g.RankOf == "" {
				parts = append(parts, g.Name(lang)+" "+c.Show(g, value, lang))
			}
		}
		return "(" + strings.Join(parts, "; ") + ")"
	}
	return fmt.Sprint(v)
}

// showRank writes a rank by the word of its code, so that 6 reads "硕士研究生".
func (c *Catalogue) showRank(f Fact, rank int64, lang string) string {
	of, ok := c.Find(f.RankOf)
	if ok {
		for _, code := range c.codes[of.Codes] {
			if code.Rank != nil && *code.Rank == rank {
				return Fact{Zh: code.Zh, En: code.En}.Name(lang)
			}
		}
	}
	return strconv.FormatInt(rank, 10)
}

func withUnit(unit string, n int64, lang string) string {
	if unit == "fen" {
		return money.Fen(n).Short() + unitWord("yuan", lang)
	}
	return strconv.FormatInt(n, 10) + unitWord(unit, lang)
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = s
	}
	return out
}

func whole(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case uint64:
		return int64(n), n <= math.MaxInt64
	case float64:
		return int64(n), n == math.Trunc(n) && math.Abs(n) < 1<<53
	case json.Number:
		if i, err := strconv.ParseInt(n.String(), 10, 64); err == nil {
			return i, true
		}
		x, err := n.Float64() // 28.0 is whole too
		return int64(x), err == nil && x == math.Trunc(x) && math.Abs(x) < 1<<53
	}
	return 0, false
}

func float(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case json.Number:
		x, err := n.Float64()
		return x, err == nil
	}
	n, ok := whole(v)
	return float64(n), ok
}
