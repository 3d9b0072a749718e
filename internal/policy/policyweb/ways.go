package policyweb

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
)

// A reachable is a policy that does not say yes, with the way that costs least.
type reachable struct {
	policy policy.Brief
	way    policy.Way
}

// mostReachable is how many policies the portal names as within reach.
const mostReachable = 4

// reachable gives the policies within reach, the cheapest way first. What has only to be told is asked for
// elsewhere on the page.
func (a answers) reachable() []reachable {
	var all []reachable
	for _, one := range a.Items {
		at := slices.IndexFunc(one.Ways, func(w policy.Way) bool {
			return !slices.ContainsFunc(w.Changes, func(c policy.Shift) bool { return c.Tell })
		})
		if one.Verdict == policy.No && at >= 0 {
			all = append(all, reachable{one.Policy, one.Ways[at]})
		}
	}
	slices.SortStableFunc(all, func(x, y reachable) int {
		return cmp.Or(cmp.Compare(x.way.Cost, y.way.Cost), cmp.Compare(x.way.Months, y.way.Months))
	})
	return all[:min(len(all), mostReachable)]
}

// monthOf writes the month of a day, 2027-03; nothing for no day.
func monthOf(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()[:len("2006-01")]
}

// A yearOf is the part of the months ahead that falls into one year.
type yearOf struct {
	name   string
	months []policy.Month
}

func yearsOf(months []policy.Month) (years []yearOf) {
	for _, m := range months {
		name := strconv.Itoa(m.On.Year)
		if n := len(years); n == 0 || years[n-1].name != name {
			years = append(years, yearOf{name: name})
		}
		last := &years[len(years)-1]
		last.months = append(last.months, m)
	}
	return years
}

func monthNumber(m policy.Month) string { return strconv.Itoa(int(m.On.Month)) }

// stretchWords says from when until when a verdict holds: "2027-03 起：符合".
func stretchWords(ctx context.Context, s policy.Stretch, a policy.Answer) string {
	args := i18n.Args{"from": monthOf(s.From), "until": monthOf(s.Until), "verdict": verdictWord(ctx, s.Verdict)}
	switch {
	case s.Until.IsZero() && s.From == a.Day:
		return say(ctx, "policyweb.stretch.always", args)
	case s.Until.IsZero():
		return say(ctx, "policyweb.stretch.from", args)
	case s.From == a.Day:
		return say(ctx, "policyweb.stretch.until", args)
	}
	return say(ctx, "policyweb.stretch.between", args)
}
