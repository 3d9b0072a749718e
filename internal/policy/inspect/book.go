package inspect

import (
	"cmp"
	"context"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/pack"
)

// Packs inspects packs, each alone and then those that meet, for people who come on a day. Beside are other packs of the
// library, which tell what papers offices share. Progress is told how many steps of how many are done; it may be nil.
// Packs that are not usable are passed over: what is wrong with them pack.Check says.
//
// Findings come gravest first, then by policy and place. Errors: that of ctx, with the findings made so far.
func Packs(ctx context.Context, packs, beside []*pack.Pack, today civil.Date, progress func(done, all int)) ([]Finding, error) {
	return newInspector(today, beside).packs(ctx, packs, progress)
}

// An inspector remembers what it found in packs, so that one that was stopped goes on where it was, and a pack that did
// not change is not looked at twice.
type inspector struct {
	today   civil.Date
	beside  []*pack.Pack
	studied map[*pack.Pack][]*study
	paired  map[[2]*study]*Finding // nil when two have nothing to do with each other
}

func newInspector(today civil.Date, beside []*pack.Pack) *inspector {
	return &inspector{today: today, beside: beside, studied: map[*pack.Pack][]*study{}, paired: map[[2]*study]*Finding{}}
}

func (in *inspector) packs(ctx context.Context, packs []*pack.Pack, progress func(done, all int)) ([]Finding, error) {
	shared := sharedPapers(slices.Concat(packs, in.beside))
	var found []Finding
	var studies []*study
	done, all := 0, len(packs)*(len(packs)+1)/2
	step := func(steps int) error {
		if done += steps; progress != nil {
			progress(done, all)
		}
		return ctx.Err()
	}
	for _, p := range packs {
		for _, s := range in.study(ctx, p, shared) {
			found, studies = append(found, s.findings...), append(studies, s)
		}
		if step(1) != nil {
			return tidy(found), ctx.Err()
		}
	}
	for i, p := range packs {
		for _, two := range in.studied[p] {
			for _, one := range studies {
				if f := in.pair(ctx, one, two); f != nil {
					found = append(found, *f)
				}
			}
		}
		if step(i) != nil {
			return tidy(found), ctx.Err()
		}
	}
	return tidy(found), nil
}

// study looks at a pack alone. What was cut short is not kept.
func (in *inspector) study(ctx context.Context, p *pack.Pack, shared map[string]pack.Text) []*study {
	if known, ok := in.studied[p]; ok {
		return known
	}
	studies := studiesOf(ctx, p, in.today)
	for _, s := range studies {
		s.alone(shared)
	}
	if ctx.Err() == nil {
		in.studied[p] = studies
	}
	return studies
}

// pair looks at two versions of different packs, in the order of the packs' ids.
func (in *inspector) pair(ctx context.Context, one, two *study) *Finding {
	if one.a.Pack.Policy.ID >= two.a.Pack.Policy.ID {
		return nil
	}
	at := [2]*study{one, two}
	if f, known := in.paired[at]; known {
		return f
	}
	one.ctx, two.ctx = ctx, ctx
	f, ok := pair(ctx, one, two)
	if ctx.Err() != nil {
		return nil
	}
	in.paired[at] = nil
	if ok {
		f = two.placed(f)
		in.paired[at] = &f
	}
	return in.paired[at]
}

// studiesOf gives the versions of a pack that people can still come under, or the last of those that ended.
func studiesOf(ctx context.Context, p *pack.Pack, today civil.Date) []*study {
	if !p.Usable() {
		return nil
	}
	var live, ended []*study
	for _, v := range p.Policy.Versions {
		a, ok := p.Anatomy(v.ID)
		switch {
		case !ok:
		case a.Day(today).Before(today):
			ended = []*study{newStudy(ctx, a, today)}
		default:
			live = append(live, newStudy(ctx, a, today))
		}
	}
	if len(live) == 0 {
		return ended
	}
	return live
}

// alone looks at the version by itself.
func (s *study) alone(shared map[string]pack.Text) {
	s.clauses()
	s.money()
	s.papers(shared)
}

// tidy drops what several versions share and puts the findings into order.
func tidy(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(slices.Index(Severities, a.Severity)-slices.Index(Severities, b.Severity), cmp.Compare(a.Policy.ID, b.Policy.ID),
			cmp.Compare(a.At.Line, b.At.Line), slices.Index(Kinds, a.Kind)-slices.Index(Kinds, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(found, func(f Finding) bool {
		twice := seen[f.ID]
		seen[f.ID] = true
		return twice
	})
}
