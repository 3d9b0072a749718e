package bench

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yanzhen/internal/engine/rule"
)

// A shape is a policy as districts write them: five to eight conditions, and an amount in fen. {n} is
// a threshold that varies from one policy of the shape to the next; @name is a list of codes, which
// rules know by name as packs do.
type shape struct{ when, pay string }

// clean closes most policies: who is on a list of defaulters gets nothing.
const clean = ` && !credit_bad && !tax_arrears`

var shapes = []shape{
	{`degree == 4 && born >= date('1986-07-01') && insured_here >= {6} && contract >= 36 && employer in @firms` + clean, `10000000`},
	{`degree == 3 && born >= date('1991-07-01') && graduated >= date('2021-07-01') && insured_here >= {6} && employer in @firms` + clean, `3000000`},
	{`degree == 2 && born >= date('1996-07-01') && graduated >= date('2024-07-01') && insured_here >= {3} && employer in @firms` + clean, `1000000`},
	{`degree >= 1 && graduated >= date('2023-07-01') && !house && !housed && insured_here >= {3}` + clean, `{1: 360000, 2: 720000, 3: 1200000, 4: 2400000}[degree]`},
	{`class in @upper && !house && !housed && insured_here >= {12} && contract >= 36` + clean, `{'A': 800000000, 'B': 200000000, 'C': 150000000, 'D': 100000000, 'E': 60000000}[class]`},
	{`class in @classes && !house && !housed && insured_here >= {6} && town in @inner` + clean, `{'A': 6000000, 'B': 4800000, 'C': 3600000, 'D': 3000000, 'E': 2400000, 'F': 1200000}[class]`},
	{`pay >= {50000000} && industry in @key && insured_here >= 6 && class in @high` + clean, `min(150000000, percent(tax, 40))`},
	{`pay >= {30000000} && industry in @digital && skills.exists(s, s in @scarce) && contract >= 24 && introduced >= date('2023-07-01')` + clean, `min(10000000, percent(pay, 15))`},
	{`class in @upper && introduced >= date('2024-07-01') && contract >= {36} && insured_here >= 6 && household in @away` + clean, `{'A': 300000000, 'B': 100000000, 'C': 60000000, 'D': 30000000, 'E': 10000000}[class]`},
	{`overseas && overseas_months >= {12} && degree >= 2 && born >= date('1981-07-01') && introduced >= date('2023-07-01')` + clean, `{2: 3000000, 3: 8000000, 4: 20000000}[degree]`},
	{`overseas && founder && equity >= {30} && degree >= 2 && born >= date('1976-07-01')` + clean, `20000000 + (degree == 4 ? 30000000 : 0)`},
	{`founder && equity >= {20} && industry in @key && (class in @top || awards.exists(a, a.level <= 2 && a.year >= 2021) || (degree == 4 && patents >= 3))` + clean, `equity >= 50 ? 500000000 : (equity >= 30 ? 300000000 : 100000000)`},
	{`awards.exists(a, a.level <= 2 && a.year >= 2021) && insured_here >= {12}` + clean, `50000000`},
	{`awards.exists(a, a.level <= 1 && a.year >= 2016) && insured >= {1}` + clean, `100000000`},
	{`awards.exists(a, a.level <= 3 && a.year >= 2021) && insured_here >= {12} && employer in @posts` + clean, `title >= 4 ? 3600000 : (title >= 3 ? 2400000 : 1200000)`},
	{`title >= 4 && insured_here >= {24} && born >= date('1966-07-01')` + clean, `3000000`},
	{`title == 3 && insured_here >= {24} && born >= date('1976-07-01') && employer in @firms` + clean, `1800000`},
	{`grade >= 3 && insured_here >= {12} && industry.startsWith('C')` + clean, `{3: 300000, 4: 800000, 5: 2000000}[grade]`},
	{`grade == 5 && awards.exists(a, a.level <= 3 && a.year >= 2018) && insured_here >= {36}` + clean, `15000000`},
	{`grade >= 1 && insured >= {12} && size(skills) >= 3` + clean, `{1: 100000, 2: 150000, 3: 200000, 4: 300000, 5: 500000}[grade]`},
	{`industry in @key && pay >= {20000000} && (title >= 2 || grade >= 4) && (high_tech || refined) && insured_here >= 24` + clean, `min(8000000, percent(pay, 10))`},
	{`refined && pay >= {18000000} && degree >= 2 && insured_here >= 12` + clean, `min(5000000, percent(tax, 50))`},
	{`high_tech && pay >= {24000000} && degree >= 2 && (patents >= 1 || papers >= 2 || title >= 2) && insured_here >= 12` + clean, `pay >= 50000000 ? 5000000 : (pay >= 35000000 ? 3000000 : 1000000)`},
	{`industry.startsWith('J66') && pay >= {30000000} && degree >= 2 && contract >= 24` + clean, `min(30000000, percent(tax, 30))`},
	{`(industry.startsWith('C27') || industry.startsWith('Q84')) && degree >= 3 && born >= date('1981-07-01') && insured_here >= {6}` + clean, `{3: 4000000, 4: 12000000}[degree] + (overseas ? 5000000 : 0)`},
	{`industry in @digital && pay >= {25000000} && degree >= 2 && skills.exists(s, s in @software) && insured_here >= 6` + clean, `min(6000000, percent(pay, 8))`},
	{`industry in @digital && degree >= 3 && skills.exists(s, s in @learning) && born >= date('1981-07-01') && insured >= {6}` + clean, `min(20000000, percent(pay, 20)) + (awards.exists(a, a.level <= 3 && a.year >= 2021) ? 3000000 : 0)`},
	{`industry.startsWith('C39') && degree >= 2 && skills.exists(s, s in @chips) && (pay >= 30000000 || degree >= 3) && insured_here >= {6}` + clean, `min(15000000, percent(pay, 15))`},
	{`born >= date('1991-07-01') && degree >= 3 && (awards.exists(a, a.level <= 3 && a.year >= 2019) || papers >= {8} || patents >= 5) && !housed` + clean, `20000000`},
	{`founder && born >= date('1991-07-01') && degree >= 1 && insured_here >= 3 && staff <= {100}` + clean, `1000000`},
	{`founder && staff >= {3} && staff <= 300 && equity >= 25` + clean, `min(3000000, staff * 200000)`},
	{`staff <= {100} && graduated >= date('2024-07-01') && degree >= 1 && employer in @small && contract >= 12` + clean, `min(1200000, percent(pay, 6))`},
	{`children >= 1 && class in @upper && insured_here >= {12}` + clean, `0`},
	{`household in @mainland && (degree >= 2 || title >= 2 || grade >= 4) && born >= date('1981-07-01') && insured_here >= {1}` + clean, `0`},
	{`household in @mainland && degree >= 2 && introduced >= date('2025-07-01') && insured_here >= {3} && contract >= 12` + clean, `{2: 300000, 3: 1000000, 4: 3000000}[degree]`},
	{`married && !house && degree >= 2 && insured_here >= {24} && contract >= 36 && !housed` + clean, `2000000`},
	{`pay >= {60000000} && staff >= 300 && employer in @firms && insured_here >= 12` + clean, `min(50000000, percent(tax, 60))`},
	{`industry.startsWith('Q84') && town in @outer && degree >= 1 && insured_here >= {12}` + clean, `title >= 4 ? 3000000 : (title >= 3 ? 2000000 : (title >= 2 ? 1200000 : 600000))`},
	{`industry.startsWith('P83') && town in @outer && degree >= 2 && insured >= {6}` + clean, `title >= 4 ? 2500000 : (title >= 3 ? 1500000 : (title >= 2 ? 900000 : 500000))`},
	{`industry.startsWith('A01') && (title >= 2 || grade >= 3) && insured >= {36}` + clean, `800000`},
	{`patents >= {2} && (high_tech || refined || founder) && insured_here >= 12` + clean, `min(6000000, patents * 300000)`},
	{`papers >= {5} && employer in @posts && degree >= 3` + clean, `min(5000000, papers * 200000)`},
	{`school >= 2 && born >= date('1991-07-01') && introduced >= date('2023-07-01') && contract >= {24}` + clean, `school >= 3 ? 10000000 : 5000000`},
	{`household in @away && class in @high && insured_here <= {6} && contract >= 12` + clean, `5000000`},
	{`household in @abroad && degree >= 2 && pay >= {15000000}` + clean, `{2: 3000000, 3: 6000000, 4: 12000000}[degree]`},
	{`class in @high && insured_here >= {12} && town in @inner` + clean, `{'A': 3600000, 'B': 3000000, 'C': 2400000, 'D': 1800000}[class]`},
	{`(class in @top || (title >= 3 && insured_here >= {120})) && born < date('1986-07-01')` + clean, `300000`},
	{`degree == 4 && born >= date('1991-07-01') && introduced >= date('2024-07-01') && (papers >= {3} || awards.exists(a, a.level <= 3 && a.year >= 2020))` + clean, `30000000`},
	{`size(skills) >= 4 && insured_here >= {12} && born >= date('1976-07-01') && age(born, day) < 50 && (degree >= 2 || grade >= 3)` + clean, `400000 + (skills.exists(s, s in @trades) ? 200000 : 0)`},
	{`staff >= 1000 && insured_here >= {60} && contract >= 60 && (title >= 2 || grade >= 3 || pay >= 25000000) && employer in @firms` + clean, `min(4000000, insured_here * 20000)`},
}

// lists are the code lists of the shapes; those of industries and skills name dozens to hundreds of
// codes out of thousands.
var lists = map[string][]string{
	"firms": {"private", "foreign", "startup", "state"}, "small": {"private", "startup"},
	"posts": {"private", "state", "foreign", "startup", "institution"},
	"top":   {"A", "B", "C"}, "high": {"A", "B", "C", "D"}, "upper": {"A", "B", "C", "D", "E"}, "classes": {"A", "B", "C", "D", "E", "F"},
	"inner": {"T01", "T02", "T03", "T05", "T08"}, "outer": {"T12", "T13", "T14", "T15", "T16", "T17", "T18", "T19", "T20"},
	"mainland": {"province", "other"}, "away": {"province", "other", "hmt", "foreign"}, "abroad": {"hmt", "foreign"},
	"key": among(industries, 5, 300), "digital": among(industries, 9, 120),
	"scarce": among(skillCodes, 9, 300), "software": among(skillCodes, 11, 250), "learning": among(skillCodes, 31, 90),
	"chips": among(skillCodes, 23, 120), "trades": among(skillCodes, 17, 150),
}

// among takes every step-th of the codes, at most n.
func among(codes []string, step, n int) []string {
	var out []string
	for i := step / 2; i < len(codes) && len(out) < n; i += step {
		out = append(out, codes[i])
	}
	return out
}

var (
	listName  = regexp.MustCompile(`@(\w+)`)
	namedList = regexp.MustCompile(`list\.(\w+)`)
	threshold = regexp.MustCompile(`\{(\d+)\}`)
)

// text writes the shape with its threshold moved by some tenths.
func (s shape) text(tenths int) (when, pay string) {
	when = threshold.ReplaceAllStringFunc(s.when, func(t string) string {
		n, _ := strconv.Atoi(t[1 : len(t)-1])
		return strconv.Itoa(n + tenths*max(1, n/10))
	})
	return listName.ReplaceAllString(when, "list.$1"), listName.ReplaceAllString(s.pay, "list.$1")
}

// spelled writes the lists out, for those who know no names.
func spelled(text string) string {
	return namedList.ReplaceAllStringFunc(text, func(name string) string { return literal(lists[strings.TrimPrefix(name, "list.")]) })
}

func literal(codes []string) string { return "['" + strings.Join(codes, "', '") + "']" }

// language is the rule language over the facts, with the lists defined.
func language() (*rule.Env, error) {
	env, err := rule.NewEnv(facts)
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		var codes *rule.Program
		if err == nil {
			codes, err = env.Compile(literal(lists[name]), rule.List(rule.Text))
		}
		if err == nil {
			env, err = env.Define("list."+name, codes)
		}
	}
	return env, err
}

// policies gives the first m policies: every shape once, then again with other thresholds.
func policies(env *rule.Env, m int) ([]rule.Benefit, error) {
	out := make([]rule.Benefit, m)
	for i := range out {
		var err error
		if out[i], err = compile(env, shapes[i%len(shapes)], i/len(shapes)); err != nil {
			return nil, fmt.Errorf("policy %d: %w", i+1, err)
		}
	}
	return out, nil
}

func compile(env *rule.Env, s shape, tenths int) (rule.Benefit, error) {
	when, pay := s.text(tenths)
	return benefit(env, when, pay)
}

func benefit(env *rule.Env, when, pay string) (m rule.Benefit, err error) {
	if m.When, err = env.Compile(when, rule.Bool); err != nil {
		return m, err
	}
	m.Pay, err = env.Compile(pay, rule.Int)
	return m, err
}
