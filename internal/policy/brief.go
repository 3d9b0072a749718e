package policy

import (
	"context"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
)

// langOf is the reader's language as packs and the catalogue name it.
func langOf(ctx context.Context) string { return string(i18n.LangOf(ctx)) }

func separator(lang string) string {
	if lang == "en" {
		return ", "
	}
	return "、"
}

// statusOf says where day falls in the life of a version.
func statusOf(v *pack.Version, day civil.Date) Status {
	switch {
	case day.Before(v.Effect):
		return Future
	case !v.Until.IsZero() && day.After(v.Until), !v.Claims.IsZero() && day.After(v.Claims):
		return Expired
	case v.Claimable != nil && (v.Claimable.From.IsZero() || day.Before(v.Claimable.From)):
		return Announced
	}
	return Current
}

// versionOn gives the version to show on day: the newest that holds, else the next to come, else the
// last to have ended.
func versionOn(p *pack.Policy, day civil.Date) *pack.Version {
	order := map[Status]int{Current: 3, Announced: 3, Future: 2, Expired: 1}
	var best *pack.Version
	for i := range p.Versions {
		v := &p.Versions[i]
		if best == nil {
			best = v
			continue
		}
		a, b := statusOf(v, day), statusOf(best, day)
		switch {
		case order[a] != order[b]:
			if order[a] > order[b] {
				best = v
			}
		case a == Future:
			if v.Effect.Before(best.Effect) {
				best = v
			}
		case v.Effect.After(best.Effect):
			best = v
		}
	}
	return best
}

// brief describes a pack in a list.
func (b *Book) brief(v *volume, day civil.Date, lang string) Brief {
	p := &v.pack.Policy
	out := Brief{ID: p.ID, Name: p.Name.In(lang), Issuer: p.Issuer.In(lang), Document: p.Document, Level: p.Level, Region: p.Region,
		Place: b.placeName(p.Region, lang), Kind: p.Kind, Applicant: p.Applicant, Digest: v.digest, State: v.state,
		Grade: p.Citation.Grade, Verified: p.Citation.Verified, Sample: p.Sample}
	if out.Applicant == "" {
		out.Applicant = "person"
	}
	version := versionOn(p, day)
	if version == nil {
		out.Status = Expired
		return out
	}
	out.Version, out.Status = version.ID, statusOf(version, day)
	out.Announced, out.Effect, out.Until = version.Announced, version.Effect, version.Until
	if version.Document != "" {
		out.Document = version.Document
	}
	body := p.BodyOf(version.ID)
	var names []string
	for _, benefit := range body.Benefits {
		names = append(names, benefit.Name.In(lang))
		out.Most = max(out.Most, mostOf(benefit.Amount))
	}
	out.Benefit = strings.Join(names, separator(lang))
	return out
}

// mostOf gives the largest fixed value of an amount, 0 when none is fixed. Percentages are bounded
// by their cap.
func mostOf(a *pack.Amount) money.Fen {
	if a == nil {
		return 0
	}
	most := fixed(a.Value)
	for _, t := range a.Tiers {
		most = max(most, fixed(t.Value))
	}
	return most
}

func fixed(v pack.Value) money.Fen {
	switch {
	case v.Yuan != nil:
		return *v.Yuan
	case v.Cap != nil:
		return *v.Cap
	}
	return 0
}
