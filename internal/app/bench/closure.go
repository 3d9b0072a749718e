package bench

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/rule"
)

// The closures are the evaluator that a good programmer writes first: every condition becomes a Go
// function over a struct, every policy a composition of such functions, judged person by person with
// short cuts, three-valued like everything here. Codes are compared as numbers, not as texts.

// A plain is a person as such a programmer keeps them.
type plain struct {
	nums   [flagsFrom]int64 // numbers, dates as days, texts as codes
	absent [flagsFrom]bool
	flags  [skillsAt - flagsFrom]rule.Verdict
	skills []int64
	mute   bool // skills are unknown
	awards [][2]int64
}

type (
	test   func(p *plain) rule.Verdict
	number func(p *plain) (int64, rule.Verdict) // Yes with a value, Unknown or Failed without
)

// A closure is one policy.
type closure struct {
	when test
	pay  number
}

func (c closure) judge(p *plain) (verdict rule.Verdict, amount int64, state rule.Verdict) {
	if verdict = c.when(p); verdict != rule.Yes {
		return verdict, 0, rule.Yes
	}
	amount, state = c.pay(p)
	return rule.Yes, amount, state
}

// A closer makes closures. It numbers texts as people bring them, so people come first.
type closer struct {
	codes map[string]int64
	stuck string // the first thing it cannot make
}

func (c *closer) code(text string) int64 {
	if have, ok := c.codes[text]; ok {
		return have
	}
	c.codes[text] = int64(len(c.codes))
	return c.codes[text]
}

func (c *closer) plain(who *person) *plain {
	p := &plain{mute: who.mute, awards: who.awards}
	for i, x := range who.ints {
		p.nums[i], p.absent[i] = x, x < 0
	}
	for i, x := range who.dates {
		p.nums[datesFrom+i], p.absent[datesFrom+i] = x, x == noDate
	}
	for i, x := range who.texts {
		p.nums[textsFrom+i] = c.code(x)
	}
	for i, x := range who.flags {
		if x {
			p.flags[i] = rule.Yes
		}
	}
	if who.dark {
		p.flags[3] = rule.Unknown
	}
	for _, s := range who.skills {
		p.skills = append(p.skills, c.code(s))
	}
	return p
}

// policy makes the closure of one policy. Errors: an expression that no shape had when this was written.
func (c *closer) policy(when, pay string) (closure, error) {
	cond, err := parse(when)
	if err != nil {
		return closure{}, err
	}
	amount, err := parse(pay)
	if err != nil {
		return closure{}, err
	}
	out := closure{c.test(cond), c.number(amount)}
	if c.stuck != "" {
		return out, fmt.Errorf("no closure for %s in %q, %q", c.stuck, when, pay)
	}
	return out, nil
}

func (c *closer) cannot(what string) { c.stuck = cmp.Or(c.stuck, what) }

func (c *closer) test(e ast.Expr) test {
	if at := place(e); at >= flagsFrom && at < skillsAt {
		return func(p *plain) rule.Verdict { return p.flags[at-flagsFrom] }
	}
	name, args := calling(e)
	switch name {
	case operators.LogicalAnd:
		return all(c.tests(chained(name, e)))
	case operators.LogicalOr:
		return some(c.tests(chained(name, e)))
	case operators.LogicalNot:
		x := c.test(args[0])
		return func(p *plain) rule.Verdict {
			switch v := x(p); v {
			case rule.Yes:
				return rule.No
			case rule.No:
				return rule.Yes
			default:
				return v
			}
		}
	case operators.In:
		if at, keep := place(args[0]), c.among(args[1]); at >= textsFrom && at < flagsFrom && keep != nil {
			return func(p *plain) rule.Verdict { return verdict(keep[p.nums[at]]) }
		}
	case "startsWith":
		if at := place(args[0]); at >= textsFrom && at < flagsFrom {
			prefix, _ := constText(args[1])
			keep := c.keeping(func(text string) bool { return strings.HasPrefix(text, prefix) })
			return func(p *plain) rule.Verdict { return verdict(keep[p.nums[at]]) }
		}
	case "exists":
		return c.exists(args)
	case operators.Equals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return c.comparison(name, args)
	}
	c.cannot(cmp.Or(name, "a constant or name"))
	return nil
}

func (c *closer) tests(list []ast.Expr) (out []test) {
	for _, e := range list {
		out = append(out, c.test(e))
	}
	return out
}

func verdict(yes bool) rule.Verdict {
	if yes {
		return rule.Yes
	}
	return rule.No
}

// all is Kleene's and: no settles, else unknown goes before failed before yes.
func all(list []test) test {
	return func(p *plain) rule.Verdict {
		out := rule.Yes
		for _, t := range list {
			switch v := t(p); {
			case v == rule.No:
				return rule.No
			case v == rule.Unknown, v == rule.Failed && out == rule.Yes:
				out = v
			}
		}
		return out
	}
}

// some is Kleene's or: yes settles.
func some(list []test) test {
	return func(p *plain) rule.Verdict {
		out := rule.No
		for _, t := range list {
			switch v := t(p); {
			case v == rule.Yes:
				return rule.Yes
			case v == rule.Unknown, v == rule.Failed && out == rule.No:
				out = v
			}
		}
		return out
	}
}

// among marks the codes of a list of texts; nil for anything else.
func (c *closer) among(e ast.Expr) []bool {
	texts, ok := constTexts(e)
	if !ok {
		return nil
	}
	return c.keeping(func(text string) bool { return slices.Contains(texts, text) })
}

func (c *closer) keeping(holds func(text string) bool) []bool {
	keep := make([]bool, len(c.codes))
	for text, code := range c.codes {
		keep[code] = holds(text)
	}
	return keep
}

// exists looks for a skill among some, or for an award whose fields compare.
func (c *closer) exists(args []ast.Expr) test {
	switch place(args[0]) {
	case skillsAt:
		name, sides := calling(args[2])
		if name != operators.In {
			break
		}
		if keep := c.among(sides[1]); keep != nil {
			return func(p *plain) rule.Verdict {
				if p.mute {
					return rule.Unknown
				}
				return verdict(slices.ContainsFunc(p.skills, func(s int64) bool { return keep[s] }))
			}
		}
	case awardsAt:
		var fits []func(award [2]int64) bool
		for _, e := range chained(operators.LogicalAnd, args[2]) {
			fits = append(fits, c.award(e))
		}
		return func(p *plain) rule.Verdict {
			for _, a := range p.awards {
				if !slices.ContainsFunc(fits, func(fit func([2]int64) bool) bool { return !fit(a) }) {
					return rule.Yes
				}
			}
			return rule.No
		}
	}
	c.cannot("exists")
	return nil
}

func (c *closer) award(e ast.Expr) func(award [2]int64) bool {
	name, args := calling(e)
	limit, isConst := constInt(args[1])
	if args[0].Kind() != ast.SelectKind || !isConst {
		c.cannot("a condition of an award")
		return nil
	}
	field := 1
	if args[0].AsSelect().FieldName() == awardLevel {
		field = 0
	}
	if name == operators.LessEquals {
		return func(a [2]int64) bool { return a[field] <= limit }
	}
	return func(a [2]int64) bool { return a[field] >= limit }
}

// comparison compares a fact with a constant without a call where it can, as most conditions do.
func (c *closer) comparison(op string, args []ast.Expr) test {
	holds := map[string]func(x, y int64) bool{
		operators.Equals: func(x, y int64) bool { return x == y }, operators.Less: func(x, y int64) bool { return x < y },
		operators.LessEquals: func(x, y int64) bool { return x <= y }, operators.Greater: func(x, y int64) bool { return x > y },
		operators.GreaterEquals: func(x, y int64) bool { return x >= y },
	}[op]
	limit, fixed := c.fixed(args[1])
	at := place(args[0])
	switch {
	case fixed && at >= 0 && op == operators.GreaterEquals:
		return func(p *plain) rule.Verdict {
			if p.absent[at] {
				return rule.Unknown
			}
			return verdict(p.nums[at] >= limit)
		}
	case fixed && at >= 0 && op == operators.LessEquals:
		return func(p *plain) rule.Verdict {
			if p.absent[at] {
				return rule.Unknown
			}
			return verdict(p.nums[at] <= limit)
		}
	}
	left, right := c.number(args[0]), c.number(args[1])
	return func(p *plain) rule.Verdict {
		x, state := left(p)
		if state != rule.Yes {
			return state
		}
		y, state := right(p)
		if state != rule.Yes {
			return state
		}
		return verdict(holds(x, y))
	}
}

// fixed reads a number or a date written in the rule.
func (c *closer) fixed(e ast.Expr) (int64, bool) {
	if i, ok := constInt(e); ok {
		return i, true
	}
	if name, args := calling(e); name == "date" {
		text, _ := constText(args[0])
		d, err := civil.Parse(text)
		return int64(d.Days()), err == nil
	}
	return 0, false
}

func (c *closer) number(e ast.Expr) number {
	if i, ok := c.fixed(e); ok {
		return func(*plain) (int64, rule.Verdict) { return i, rule.Yes }
	}
	if at := place(e); at >= 0 && at < flagsFrom {
		return func(p *plain) (int64, rule.Verdict) {
			if p.absent[at] {
				return 0, rule.Unknown
			}
			return p.nums[at], rule.Yes
		}
	}
	name, args := calling(e)
	switch name {
	case operators.Add:
		return both(c.number(args[0]), c.number(args[1]), func(x, y int64) int64 { return x + y })
	case operators.Multiply:
		return both(c.number(args[0]), c.number(args[1]), func(x, y int64) int64 { return x * y })
	case "min":
		return both(c.number(args[0]), c.number(args[1]), func(x, y int64) int64 { return min(x, y) })
	case "percent": // of amounts that are not negative
		return both(c.number(args[0]), c.number(args[1]), func(x, y int64) int64 { return (x*y + 50) / 100 })
	case "size":
		return func(p *plain) (int64, rule.Verdict) {
			if p.mute {
				return 0, rule.Unknown
			}
			return int64(len(p.skills)), rule.Yes
		}
	case "age":
		born := c.number(args[0])
		return func(p *plain) (int64, rule.Verdict) {
			day, state := born(p)
			return int64(civil.FromDays(int(day)).YearsUntil(today)), state
		}
	case operators.Conditional:
		return c.choice(args)
	case operators.Index:
		return c.ladder(args)
	}
	c.cannot(cmp.Or(name, "a constant or name"))
	return nil
}

func both(left, right number, join func(x, y int64) int64) number {
	return func(p *plain) (int64, rule.Verdict) {
		x, state := left(p)
		if state != rule.Yes {
			return 0, state
		}
		y, state := right(p)
		if state != rule.Yes {
			return 0, state
		}
		return join(x, y), rule.Yes
	}
}

func (c *closer) choice(args []ast.Expr) number {
	cond, yes, no := c.test(args[0]), c.number(args[1]), c.number(args[2])
	return func(p *plain) (int64, rule.Verdict) {
		switch v := cond(p); v {
		case rule.Yes:
			return yes(p)
		case rule.No:
			return no(p)
		default:
			return 0, v
		}
	}
}

// ladder looks a number or a code up among constants.
func (c *closer) ladder(args []ast.Expr) number {
	steps := map[int64]int64{}
	for _, entry := range args[0].AsMap().Entries() {
		key, ok := constInt(entry.AsMapEntry().Key())
		if text, isText := constText(entry.AsMapEntry().Key()); isText {
			key, ok = c.code(text), true
		}
		value, isInt := constInt(entry.AsMapEntry().Value())
		if !ok || !isInt {
			c.cannot("a table")
		}
		steps[key] = value
	}
	by := c.number(args[1])
	return func(p *plain) (int64, rule.Verdict) {
		key, state := by(p)
		if state != rule.Yes {
			return 0, state
		}
		value, found := steps[key]
		if !found {
			return 0, rule.Failed
		}
		return value, rule.Yes
	}
}
