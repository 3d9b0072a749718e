package registry

import (
	"cmp"
	"context"
	"maps"
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

// totals counts the people with whom the actor may do action, in one reading of the narrow index.
func (f Filter) totals(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action, today civil.Date) (*Totals, error) {
	t, tally := &Totals{}, newTally()
	if err := f.tally(ctx, q, actor, action, today, tally, t); err != nil {
		return nil, err
	}
	industry, err := industries(ctx, q, tally.by["org"])
	if err != nil {
		return nil, err
	}
	for org, n := range tally.by["org"] {
		tally.by["industry"][sectionOf(industry[org])] += n
	}
	t.Field, t.Education, t.TitleLevel, t.SkillLevel = tally.counts("field"), tally.counts("education"), tally.counts("title_level"), tally.counts("skill_level")
	t.Class, t.Town, t.Gender, t.Industry = tally.counts("talent_class"), tally.counts("town"), tally.counts("gender"), tally.counts("industry")
	t.Age = ages(tally.by["birth_date"], today)
	return t, nil
}

// tally counts from the roll what it holds, and from the database the others.
func (f Filter) tally(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action, today civil.Date, tally *tally, t *Totals) error {
	r, changed, err := f.abreast(ctx, q, actor, action)
	if err != nil {
		return err
	}
	var args []any
	where := f.where(actor, action, today, &args)
	from, held := f.source(&args)
	if r != nil {
		orgs, err := f.orgs(ctx, q)
		if err != nil {
			return err
		}
		r.tally(f, today, orgs, changed, tally, t)
		if len(changed) == 0 {
			return nil
		}
		held += " AND " + in("person", changed, &args)
	}
	rows, err := q.Query(ctx, `
		SELECT field, education, title_level, skill_level, talent_class, town, gender, org, birth_date, records, verified
		FROM `+from+`
		WHERE `+where+held, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := tally.read(rows, t); err != nil {
			return err
		}
	}
	return rows.Err()
}

// tally counts those the filter leaves, without those who changed of late.
func (r *roll) tally(f Filter, today civil.Date, orgs, changed []string, into *tally, t *Totals) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	hits := r.hits(f, today, orgs, changed)
	t.People += int64(hits.GetCardinality())
	t.Verified += int64(hits.AndCardinality(r.marks[markVerified]))
	for key, at := range r.codes {
		if by, wanted := into.by[key.column]; wanted {
			if n := hits.AndCardinality(r.sets[at]); n > 0 {
				by[key.value] += int64(n)
			}
		}
	}
	births := map[civil.Date]int64{}
	for it := hits.Iterator(); it.HasNext(); {
		births[r.lines[it.Next()].birth]++
	}
	for birth, n := range births {
		into.by["birth_date"][birth.String()] += n
	}
}

// tallied are the columns that totals counts by, as its query gives them.
var tallied = []string{"field", "education", "title_level", "skill_level", "talent_class", "town", "gender", "org", "birth_date"}

// A tally counts people by code, by column.
type tally struct {
	by   map[string]map[string]int64
	code []string
	dest []any
}

func newTally() *tally {
	t := &tally{by: map[string]map[string]int64{"industry": {}}, code: make([]string, len(tallied)), dest: make([]any, len(tallied), len(tallied)+2)}
	for i, column := range tallied {
		t.by[column] = map[string]int64{}
		t.dest[i] = &t.code[i]
	}
	return t
}

func (t *tally) read(row store.Row, totals *Totals) error {
	var records, verified int64
	if err := row.Scan(append(t.dest, &records, &verified)...); err != nil {
		return err
	}
	totals.People++
	if records > 0 && verified == records {
		totals.Verified++
	}
	for i, column := range tallied {
		t.by[column][t.code[i]]++
	}
	return nil
}

// counts gives a column's counts, greatest first.
func (t *tally) counts(column string) []Count {
	var all []Count
	for c, n := range t.by[column] {
		all = append(all, Count{c, n})
	}
	slices.SortFunc(all, func(a, b Count) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Code, b.Code)) })
	return all
}

func scanCount(row store.Row) (c Count, err error) {
	err = row.Scan(&c.Code, &c.N)
	return c, err
}

// industries gives the industry of organisations, by id.
func industries(ctx context.Context, q store.Q, orgs map[string]int64) (map[string]string, error) {
	industry := map[string]string{}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(orgs)), 500) {
		var args []any
		_, err := all(ctx, q, func(row store.Row) (struct{}, error) {
			var id, of string
			err := row.Scan(&id, &of)
			industry[id] = of
			return struct{}{}, err
		}, `SELECT id, industry FROM org WHERE `+in("id", chunk, &args), args...)
		if err != nil {
			return nil, err
		}
	}
	return industry, nil
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

// ages counts people by band of age from counts by day of birth, youngest first; those whose birth is unknown come last under "".
func ages(births map[string]int64, today civil.Date) []Count {
	counts := make([]Count, len(ageBands)+1)
	for i, b := range ageBands {
		counts[i].Code = b.name
	}
	for birth, n := range births {
		band := len(ageBands)
		if born := parseDay(birth); !born.IsZero() {
			for band--; band > 0 && int64(born.YearsUntil(today)) < ageBands[band].from; {
				band--
			}
		}
		counts[band].N += n
	}
	return slices.DeleteFunc(counts, func(c Count) bool { return c.N == 0 })
}
