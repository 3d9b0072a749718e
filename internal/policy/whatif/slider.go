package whatif

import (
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/fact"
)

// limits are the least and the largest value a lever takes.
func (l Lever) limits() (low, high int64) {
	last := l.last()
	switch {
	case l.Form == Day:
		return int64(civil.On(firstYear, 1, 1).Days()), int64(civil.On(lastYear, 12, 31).Days())
	case l.Form == Yuan, l.Form == InFen:
		return 0, mostYuan * 100
	case l.Form == Decimal && l.Rule.Figure == "":
		return -100 * 10_000, 1000 * 10_000
	case l.Form == Decimal:
		return 0, mostPercent * 10_000
	case last == "months" || l.inList("months"):
		return 1, 12
	case last == "month_of_quarter":
		return 1, 3
	case l.inList("days"):
		return 1, 31
	case l.Kind == Term, l.Kind == Window, last == "bridge_gap":
		return 0, 600
	}
	return 0, mostWhole
}

// last is the last step of the way to the lever that is a word.
func (l Lever) last() string {
	steps := splitWay(l.ID)
	return steps[len(steps)-1]
}

// inList reports whether the lever is a member of a plain list called name.
func (l Lever) inList(name string) bool {
	steps := splitWay(l.ID)
	return l.Rule.Figure == "" && len(steps) > 1 && steps[len(steps)-2] == name
}

// A Range is where a slider runs, in steps that a hand can find. It bounds the hand, not what may be typed.
type Range struct {
	Low, High, Step string
}

// Slide gives the range of the lever's slider; false for days, which are typed.
func (l Lever) Slide() (Range, bool) {
	if l.Form == Day {
		return Range{}, false
	}
	was, err := l.Form.read(l.Was)
	now, bad := l.Form.read(l.Value)
	if err != nil || bad != nil {
		return Range{}, false
	}
	low, high := l.reach(was)
	least, most := l.limits()
	step := l.step(was)
	low, high = max(least, min(low, now)), min(most, max(high, now))
	low -= ((low-now)%step + step) % step // so that the value in hand lies on a step
	if low < least {
		low += step
	}
	return Range{l.Form.write(low), l.Form.write(high), l.Form.write(step)}, true
}

// reach is how far a slider runs about the value in the text.
func (l Lever) reach(was int64) (low, high int64) {
	switch {
	case l.Unit == "age":
		return 16, 70
	case l.Form == Decimal && l.Rule.Figure == "" && was < 0:
		return -100 * 10_000, 0
	case l.Form == Decimal && l.Kind == Percent && l.Unit == "percent":
		return 0, max(100*10_000, 2*was)
	case l.Form == Decimal:
		return 0, max(10_000, 3*was)
	case l.Form == Whole && (l.Unit == "months" || l.Kind == Term):
		return 0, max(60, 2*was)
	case l.Form == Whole:
		return 0, max(10, 3*was)
	}
	return 0, max(100_000, 3*was)
}

// step is a round part of the value: a hundredth to a fifth of it for money, one for what is counted.
func (l Lever) step(was int64) int64 {
	switch l.Form {
	case Yuan, InFen:
		step := int64(100)
		for step*100 <= was && was%(step*10) == 0 {
			step *= 10
		}
		return max(step, 100*10)
	case Decimal:
		if l.Unit == "percent" {
			return 10_000
		}
		return 1000
	}
	step := int64(1)
	for l.Kind != Term && l.Kind != Window && step*1000 <= was {
		step *= 10
	}
	return step
}

// A Choice is a value of a lever that has a word, such as a level of education.
type Choice struct {
	Value, Word string
}

// Choices are the values of a lever over ranks, the lowest first; none for plain figures.
func (l Lever) Choices(lang string) []Choice {
	c := fact.Standard()
	f, known := c.Find(l.Fact)
	of, ranked := c.Find(f.RankOf)
	if !known || !ranked {
		return nil
	}
	var all []Choice
	codes := slices.DeleteFunc(c.Codes(of.Codes), func(code fact.Code) bool { return code.Rank == nil })
	slices.SortStableFunc(codes, func(a, b fact.Code) int { return int(*a.Rank - *b.Rank) })
	for _, code := range codes {
		value := Whole.write(*code.Rank)
		if len(all) == 0 || all[len(all)-1].Value != value {
			all = append(all, Choice{value, fact.Fact{Zh: code.Zh, En: code.En}.Name(lang)})
		}
	}
	if !slices.ContainsFunc(all, func(one Choice) bool { return one.Value == l.Value }) {
		return nil // between two ranks, or beyond them
	}
	return all
}
