package policy

import (
	"context"
	"iter"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/policy/pack"
)

const chunkRows = column.ChunkRows

// A view is everyone of a district at one moment. It never changes.
type view struct {
	crowd  *crowd
	day    civil.Date
	batch  *column.Batch
	leaves []*leaf
	order  []int32 // rows by person id; nil when they lie in that order
}

// A row is one person of a view.
type row struct {
	n             int
	id, name, org string
}

// value gives a fact of row n by the place of its column.
func (v *view) value(column, n int) any {
	return v.batch.Chunks()[n/chunkRows].Cols[column].Value(n % chunkRows)
}

// len gives the number of rows, those gone included.
func (v *view) len() int { return v.batch.Len() }

// at gives the row in place i of the order of person ids; false when the person is gone.
func (v *view) at(i int) (row, bool) {
	if v.order != nil {
		i = int(v.order[i])
	}
	return v.row(i)
}

func (v *view) row(n int) (row, bool) {
	l, at := v.leaves[n/chunkRows], n%chunkRows
	return row{n, l.ids[at], l.names[at], l.orgs[at]}, !l.gone.Get(at)
}

// after gives the place of the first person whose id comes after id.
func (v *view) after(id string) int {
	lo, hi := 0, v.len()
	for lo < hi {
		mid := (lo + hi) / 2
		if r, _ := v.at(mid); r.id <= id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// A scope is the people of a district that an actor may see.
type scope struct {
	all           bool
	orgs, persons []string
}

// scopeOf tells whose matches the actor may read in the district.
func scopeOf(actor authz.Actor, action authz.Action, district string) scope {
	var s scope
	for _, g := range actor.Grants {
		switch reach := authz.ReachOf(g.Role, action); {
		case reach == authz.Everywhere, reach == authz.InDistrict && g.District == district:
			s.all = true
		case reach == authz.OwnUnit && g.District == district && g.Org != "":
			s.orgs = append(s.orgs, g.Org)
		case reach == authz.Self && g.District == district && g.Person != "":
			s.persons = append(s.persons, g.Person)
		}
	}
	return s
}

func (s scope) empty() bool { return !s.all && len(s.orgs) == 0 && len(s.persons) == 0 }

func (s scope) has(r row) bool {
	return s.all || slices.Contains(s.orgs, r.org) || slices.Contains(s.persons, r.id)
}

// A judged is what one pack says of everyone of a view.
type judged struct {
	*view
	pack  *pack.Pack
	parts []*pack.Verdicts // by chunk
}

// judge asks one policy in force about everyone. Errors: those of the columns, which are ours; that of ctx.
func (v *view) judge(ctx context.Context, s *shelf, p *pack.Pack) (judged, error) {
	parts, err := v.crowd.verdicts.of(ctx, v, s, p)
	return judged{v, p, parts}, err
}

func (j judged) verdict(n int) Verdict {
	return j.parts[n/chunkRows].At(n % chunkRows)
}

func (j judged) finding(n int) pack.Finding {
	return j.parts[n/chunkRows].Finding(n % chunkRows)
}

// open gives those of the scope who are not turned down, in the order of rows.
func (j judged) open(s scope) iter.Seq2[row, pack.Finding] {
	return func(yield func(row, pack.Finding) bool) {
		for c, part := range j.parts {
			for at, finding := range part.Open() {
				r, here := j.row(c*chunkRows + at)
				if here && s.has(r) && !yield(r, finding) {
					return
				}
			}
		}
	}
}

func (v *view) people(s scope) int {
	n := 0
	for i := range v.len() {
		if r, here := v.row(i); here && s.has(r) {
			n++
		}
	}
	return n
}

// census counts the scope by verdict and by missing fact.
func (v *view) census(ctx context.Context, s *shelf, id string, who scope) (Census, error) {
	volume, err := s.find(id)
	if err != nil {
		return Census{}, err
	}
	j, err := v.judge(ctx, s, volume.pack)
	if err != nil {
		return Census{}, err
	}
	return j.census(langOf(ctx), who), nil
}

func (j judged) census(lang string, who scope) Census {
	c := Census{Day: j.day, People: j.people(who), Missing: []MissingCount{}}
	lacking := map[string]int{}
	for _, f := range j.open(who) {
		if f.Verdict == Yes {
			c.Yes++
			c.Fen += money.Fen(max(f.Fen, 0))
			continue
		}
		c.Unknown++
		for _, key := range f.Missing {
			lacking[key]++
		}
	}
	c.No = c.People - c.Yes - c.Unknown
	for key, n := range lacking {
		c.Missing = append(c.Missing, MissingCount{key, nameOf(j.pack.Facts(), key, lang), n})
	}
	slices.SortFunc(c.Missing, compareCounts)
	return c
}
