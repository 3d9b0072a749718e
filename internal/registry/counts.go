package registry

import (
	"cmp"
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store"
)

// Action of the question.
func (Counts) Action() authz.Action { return authz.WorkRead }

// Answer counts everyone the filter leaves within the actor's workbench.
func (c Counts) Answer(ctx context.Context, q *door.Snapshot) (*Totals, error) {
	return c.Filter.totals(ctx, q, q.Actor(), authz.WorkRead, civil.Of(q.Now()))
}

// totals counts the people with whom the actor may do action.
func (f Filter) totals(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action, today civil.Date) (*Totals, error) {
	var args []any
	where := f.where(actor, action, today, &args)
	t := &Totals{}
	err := q.QueryRow(ctx, `
		SELECT COUNT(*), COUNT(CASE WHEN records > 0 AND verified = records THEN 1 END)
		FROM profile
		WHERE `+where, args...).Scan(&t.People, &t.Verified)
	if err != nil {
		return nil, err
	}
	for _, by := range []struct {
		column string
		to     *[]Count
	}{{"field", &t.Field}, {"education", &t.Education}, {"title_level", &t.TitleLevel}, {"skill_level", &t.SkillLevel},
		{"talent_class", &t.Class}, {"town", &t.Town}, {"gender", &t.Gender}} {
		if *by.to, err = countBy(ctx, q, by.column, where, args); err != nil {
			return nil, err
		}
	}
	if t.Industry, err = countSections(ctx, q, where, args); err != nil {
		return nil, err
	}
	t.Age, err = countAges(ctx, q, where, args, today)
	return t, err
}

// countBy counts people by a column or expression of profile.
func countBy(ctx context.Context, q store.Q, column, where string, args []any) ([]Count, error) {
	return all(ctx, q, scanCount, `
		SELECT `+column+` AS code, COUNT(*) AS n
		FROM profile
		WHERE `+where+`
		GROUP BY 1
		ORDER BY n DESC, code`, args...)
}

func scanCount(row store.Row) (c Count, err error) {
	err = row.Scan(&c.Code, &c.N)
	return c, err
}

// countSections counts people by the section of their employer's industry.
func countSections(ctx context.Context, q store.Q, where string, args []any) ([]Count, error) {
	counts, err := all(ctx, q, scanCount, `
		SELECT COALESCE(org.industry, ''), CAST(SUM(p.n) AS BIGINT)
		FROM (SELECT district, org, COUNT(*) AS n FROM profile WHERE `+where+` GROUP BY district, org) AS p
		LEFT JOIN org ON org.district = p.district AND org.id = p.org
		GROUP BY 1`, args...)
	bySection := map[string]int64{}
	for _, c := range counts {
		bySection[sectionOf(c.Code)] += c.N
	}
	var sections []Count
	for section, n := range bySection {
		sections = append(sections, Count{section, n})
	}
	slices.SortFunc(sections, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	return sections, err
}

// sectionOf gives the section of an industry code, or the code itself if it is in no table.
func sectionOf(industry string) string {
	it, err := code.Industry.Level(industry)
	if err != nil {
		return industry
	}
	return it.Code
}

// ageBands are the bands of Totals with the age at which each begins.
var ageBands = []struct {
	name string
	from int64
}{{"-29", 0}, {"30-39", 30}, {"40-49", 40}, {"50-59", 50}, {"60-", 60}}

// countAges counts people by band of age, youngest first; those whose birth is unknown come last under "".
func countAges(ctx context.Context, q store.Q, where string, args []any, today civil.Date) ([]Count, error) {
	band := "CASE WHEN birth_date = '' THEN ''"
	args = slices.Clone(args)
	for i := len(ageBands) - 1; i > 0; i-- {
		_, latest := ageBounds(ageBands[i].from, 0, today)
		args = append(args, latest.String())
		band += " WHEN birth_date <= $" + last(args) + " THEN '" + ageBands[i].name + "'"
	}
	counts, err := countBy(ctx, q, band+" ELSE '"+ageBands[0].name+"' END", where, args)
	place := map[string]int{"": len(ageBands)}
	for i, b := range ageBands {
		place[b.name] = i
	}
	slices.SortFunc(counts, func(a, b Count) int { return place[a.Code] - place[b.Code] })
	return counts, err
}
