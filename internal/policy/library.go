package policy

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
)

// Action is policy.read.
func (q Library) Action() authz.Action { return authz.PolicyRead }

// Answer gives the page.
func (q Library) Answer(ctx context.Context, snap *door.Snapshot) (LibraryPage, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.PolicyRead, authz.Land{District: q.District}); err != nil {
		return LibraryPage{}, err
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return LibraryPage{}, err
	}
	volumes := s.volumes
	switch q.State {
	case Draft, Tested, Submitted, Scheduled:
		volumes, err = q.pending(ctx, snap, s)
	case Retired: // kept for those who keep the packs and those who look over their shoulder
		if err = snap.May(authz.PolicySave, authz.Land{District: q.District}); err != nil {
			err = snap.May(authz.AuditRead, authz.Land{District: q.District})
		}
	}
	if err != nil {
		return LibraryPage{}, err
	}
	return q.page(ctx, volumes, civil.Of(snap.Now())), nil
}

// pending gives of every pack the newest saved version in the state asked for: what is being written (tested or not), waits for
// approval or for its day. Only those who may save see them.
func (q Library) pending(ctx context.Context, snap *door.Snapshot, s *shelf) ([]*volume, error) {
	if err := snap.May(authz.PolicySave, authz.Land{District: q.District}); err != nil {
		return nil, err
	}
	saved, err := loadSaved(ctx, snap, q.District)
	if err != nil {
		return nil, err
	}
	var found []*volume
	for _, id := range slices.Sorted(maps.Keys(saved)) {
		all, err := q.Book.versions(ctx, snap, s, civil.Of(snap.Now()), id)
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(all, func(v PackVersion) bool { return v.State == q.State || q.State == Draft && v.State == Tested })
		if i < 0 {
			continue
		}
		v, err := q.Book.volume(ctx, snap, q.District, id, all[i].Version)
		if err != nil {
			return nil, err
		}
		v.state = all[i].State
		found = append(found, v)
	}
	return found, nil
}

// page filters, counts and cuts.
func (q Library) page(ctx context.Context, volumes []*volume, day civil.Date) LibraryPage {
	lang := langOf(ctx)
	state := cmp.Or(q.State, Active)
	var all []Brief
	for _, v := range volumes {
		if (v.state == state || state == Draft && v.state == Tested) && v.speaks(q.Search) {
			all = append(all, q.Book.brief(v, day, lang))
		}
	}
	tests := map[string]func(Brief) bool{
		"status": func(b Brief) bool { return q.Status == "" || b.Status == q.Status },
		"level":  func(b Brief) bool { return q.Level == "" || b.Level == q.Level },
		"place":  func(b Brief) bool { return q.Place == "" || b.Region == q.Place },
		"kind":   func(b Brief) bool { return q.Kind == "" || b.Kind == q.Kind },
		"applicant": func(b Brief) bool {
			return q.Applicant == "" || b.Applicant == q.Applicant || b.Applicant == "either" && q.Applicant != ""
		},
	}
	// left gives the policies that pass every filter but one, so that its own values can be counted.
	left := func(but string) []Brief {
		return slices.DeleteFunc(slices.Clone(all), func(b Brief) bool {
			for name, test := range tests {
				if name != but && !test(b) {
					return true
				}
			}
			return false
		})
	}
	page := LibraryPage{Statuses: map[Status]int{}}
	for _, b := range left("status") {
		page.Statuses[b.Status]++
	}
	word := func(family string) func(string) string {
		return func(value string) string { return i18n.T(ctx, family+value) }
	}
	page.Levels = choices(left("level"), func(b Brief) string { return b.Level }, word("policy.level."))
	page.Kinds = choices(left("kind"), func(b Brief) string { return b.Kind }, word("policy.kind."))
	page.Applicants = choices(left("applicant"), func(b Brief) string { return b.Applicant }, word("policy.applicant."))
	page.Places = choices(left("place"), func(b Brief) string { return b.Region }, func(code string) string { return q.Book.placeName(code, lang) })
	page.cut(left(""), q.After, min(cmp.Or(max(q.Limit, 0), 20), 200))
	return page
}

// cut orders the policies (in force first, then by name of place and id) and takes a page.
func (p *LibraryPage) cut(rows []Brief, after string, limit int) {
	slices.SortFunc(rows, func(a, b Brief) int {
		return cmp.Or(slices.Index(Statuses, a.Status)-slices.Index(Statuses, b.Status), cmp.Compare(b.Region, a.Region), cmp.Compare(a.ID, b.ID))
	})
	p.Total = len(rows)
	if i := slices.IndexFunc(rows, func(b Brief) bool { return b.ID == after }); i >= 0 {
		rows = rows[i+1:]
	}
	if len(rows) > limit {
		rows = rows[:limit]
		p.Next = rows[limit-1].ID
	}
	p.Items = append([]Brief{}, rows...)
}

// choices counts the values that of gives, in the order of the values.
func choices(rows []Brief, of func(Brief) string, word func(string) string) []Choice {
	counts := map[string]int{}
	for _, b := range rows {
		counts[of(b)]++
	}
	out := []Choice{}
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, Choice{value, word(value), counts[value]})
	}
	return out
}

// The families of words that filters are built from.
var _ = []string{i18n.Family("policy.level."), i18n.Family("policy.kind."), i18n.Family("policy.applicant.")}

// speaks reports whether every word of search occurs in what the policy says, in either language.
func (v *volume) speaks(search string) bool {
	if strings.TrimSpace(search) == "" {
		return true
	}
	text := strings.ToLower(v.text())
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// text joins the words that people search by.
func (v *volume) text() string {
	p := &v.pack.Policy
	parts := []string{p.ID, p.Name.Zh, p.Name.En, p.Issuer.Zh, p.Issuer.En, p.Document}
	note := func(t pack.Text) { parts = append(parts, t.Zh, t.En) }
	for i := range p.Versions {
		parts = append(parts, p.Versions[i].Document)
		body := p.BodyOf(p.Versions[i].ID)
		for _, b := range body.Benefits {
			note(b.Name)
		}
		notes(body.Gates, note)
	}
	return strings.Join(parts, "\n")
}

func notes(gates []pack.Gate, note func(pack.Text)) {
	for _, g := range gates {
		note(g.Text)
		for _, set := range g.Any {
			note(set.Name)
			notes(set.All, note)
		}
	}
}
