package outreach

import (
	"cmp"
	"context"
	"fmt"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// Awards asks for awards without application: those of a district for the office, one's own for a person. Newest first.
type Awards struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Policy   string       `json:"policy"`
	Person   string       `json:"person"`
	State    State        `json:"state"` // all when empty
	After    string       `json:"after"` // id of the last award of the page before
	Limit    int          `json:"limit"` // 50 when 0, at most 200
}

// An AwardLine is an award in a list.
type AwardLine struct {
	Award
	State   State      `json:"state"`
	Until   civil.Date `json:"until,omitzero"` // the last day to refuse
	Name    string     `json:"name"`           // of the person
	Title   string     `json:"policy_name"`
	Account bool       `json:"account"` // somebody can read what the person is told
}

// An AwardList is a page of awards with the counts of every state.
type AwardList struct {
	Day    civil.Date      `json:"day"`
	Awards []AwardLine     `json:"awards"`
	Counts map[State]int64 `json:"counts"`
	Fen    money.Fen       `json:"fen"` // of those that were granted
	Direct []DirectPolicy  `json:"policies"`
	Next   string          `json:"next,omitempty"`
}

// A DirectPolicy is a policy under which awards may be proposed.
type DirectPolicy struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Last *job.Run `json:"last,omitempty"` // the last search for people
}

// Action is award.read.
func (Awards) Action() authz.Action { return authz.AwardRead }

// Answer gives the page. A person is shown no award before it is confirmed.
func (q Awards) Answer(ctx context.Context, snap *door.Snapshot) (*AwardList, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	office := snap.May(authz.AwardRead, authz.Land{District: q.District}) == nil
	args := []any{civil.Of(snap.Now()).String(), q.District, q.Policy, q.Person}
	from := ` FROM award AS a` + lastMove + `
		WHERE a.district = $2 AND (CAST($3 AS TEXT) = '' OR a.policy = $3) AND (CAST($4 AS TEXT) = '' OR a.person = $4)`
	if !office {
		own, err := ownAwards(ctx, snap, q.District, &args)
		if err != nil {
			return nil, err
		}
		from += own
	}
	out := &AwardList{Day: civil.Of(snap.Now()), Awards: []AwardLine{}, Counts: map[State]int64{}, Direct: []DirectPolicy{}}
	if err := q.count(ctx, snap, out, from, args); err != nil {
		return nil, err
	}
	if err := q.page(ctx, snap, out, from, args); err != nil {
		return nil, err
	}
	if office {
		return out, q.direct(ctx, snap, out)
	}
	return out, nil
}

// ownAwards is the condition that an award is the actor's own, under whatever name, and that they were told of it.
func ownAwards(ctx context.Context, snap *door.Snapshot, district string, args *[]any) (string, error) {
	land := authz.Land{District: district, Person: snap.Actor().Person()}
	if err := snap.May(authz.AwardRead, land); err != nil {
		return "", err
	}
	people, err := registry.Joined(ctx, snap, district, land.Person)
	return ` AND ` + in("a.person", people, args) + `
		  AND EXISTS (SELECT 1 FROM award_move AS c WHERE c.district = a.district AND c.award = a.id AND c.until <> '')`, err
}

func (q Awards) count(ctx context.Context, snap *door.Snapshot, out *AwardList, from string, args []any) error {
	_, err := all(ctx, snap, func(row store.Row) (s State, err error) {
		var n int64
		var fen money.Fen
		err = row.Scan(&s, &n, &fen)
		if out.Counts[s] = n; s.granted() {
			out.Fen += fen
		}
		return s, err
	}, `SELECT state, COUNT(*), CAST(SUM(fen) AS BIGINT) FROM (SELECT `+stateOf(1)+` AS state, a.fen AS fen`+from+`) AS s GROUP BY state ORDER BY state`, args...)
	return err
}

func (q Awards) page(ctx context.Context, snap *door.Snapshot, out *AwardList, from string, args []any) error {
	limit, n := min(cmp.Or(max(q.Limit, 0), 50), 200), len(args)
	args = append(args, string(q.State), q.After, limit+1)
	found, err := all(ctx, snap, scanAward, `
		SELECT `+columnsOf("a")+from+fmt.Sprintf(`
		  AND (CAST($%[1]d AS TEXT) = '' OR `+stateOf(1)+` = $%[1]d)
		  AND (CAST($%[2]d AS TEXT) = '' OR a.id < $%[2]d)
		ORDER BY a.id DESC
		LIMIT $%[3]d`, n+1, n+2, n+3), args...)
	if err != nil {
		return err
	}
	if len(found) > limit {
		found, out.Next = found[:limit], found[limit-1].ID
	}
	if err := addMoves(ctx, snap, q.District, found); err != nil {
		return err
	}
	out.Awards, err = linesOf(ctx, snap, q.Book, q.District, found)
	return err
}

// linesOf adds names to awards.
func linesOf(ctx context.Context, snap *door.Snapshot, book *policy.Book, district string, awards []*Award) ([]AwardLine, error) {
	people := make([]string, len(awards))
	for i, a := range awards {
		people[i] = a.Person
	}
	names, err := registry.NamesOf(ctx, snap, district, people)
	if err != nil {
		return nil, err
	}
	acting, err := account.ActingFor(ctx, snap, district, people)
	if err != nil {
		return nil, err
	}
	titles, day := map[string]string{}, civil.Of(snap.Now())
	lines := make([]AwardLine, len(awards))
	for i, a := range awards {
		if titles[a.Policy] == "" {
			if titles[a.Policy], err = policyName(ctx, snap, book, district, a.Policy); err != nil {
				return nil, err
			}
		}
		lines[i] = AwardLine{Award: *a, State: a.State(day), Until: a.Until(), Name: names[a.Person], Title: titles[a.Policy], Account: acting[a.Person]}
	}
	return lines, nil
}

// direct lists the policies under which awards may be proposed, with the last search for people of each.
func (q Awards) direct(ctx context.Context, snap *door.Snapshot, out *AwardList) error {
	packs, err := q.Book.InForce(ctx, snap, q.District)
	if err != nil {
		return err
	}
	runs, err := job.Recent(ctx, snap, q.District, ProposeKind, "", "", 50)
	if err != nil {
		return err
	}
	for _, p := range packs {
		if direct(p, out.Day) != nil {
			out.Direct = append(out.Direct, DirectPolicy{ID: p.Policy.ID, Name: p.Policy.Name.In(langOf(ctx)), Last: lastSearch(runs, p)})
		}
	}
	return nil
}

func lastSearch(runs []*job.Run, p *pack.Pack) *job.Run {
	for _, r := range runs {
		var args proposing
		if r.Decode(&args) == nil && args.Policy == p.Policy.ID {
			return r
		}
	}
	return nil
}

// AwardPage asks for one award.
type AwardPage struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Award    string       `json:"award"`
}

// Action is award.read.
func (AwardPage) Action() authz.Action { return authz.AwardRead }

// Answer gives it. Error: Missing outreach.award.missing for one that is not the actor's to see, as a person's own before it is confirmed.
func (q AwardPage) Answer(ctx context.Context, snap *door.Snapshot) (*AwardLine, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	a, err := loadAward(ctx, snap, q.District, q.Award)
	if err != nil {
		return nil, err
	}
	if snap.May(authz.AwardRead, authz.Land{District: q.District}) != nil {
		land, err := registry.LandOf(ctx, snap, q.District, a.Person)
		if err != nil || snap.May(authz.AwardRead, land) != nil || !a.told() {
			return nil, fault.Missing.New("outreach.award.missing").From(err)
		}
	}
	lines, err := linesOf(ctx, snap, q.Book, q.District, []*Award{a})
	if err != nil {
		return nil, err
	}
	return &lines[0], nil
}

// Waiting asks how many awards wait for the actor to confirm: proposed ones, and those that another person confirmed first.
type Waiting struct {
	District string `json:"district"`
}

// Action is award.confirm.
func (Waiting) Action() authz.Action { return authz.AwardConfirm }

// Answer counts.
func (q Waiting) Answer(ctx context.Context, snap *door.Snapshot) (n int64, err error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.AwardConfirm, authz.Land{District: q.District}); err != nil {
		return 0, err
	}
	err = snap.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM award AS a`+lastMove+`
		WHERE a.district = $1 AND (m.step = 'proposed' OR m.step = 'confirmed' AND m.until = '' AND m.account <> $2)`, q.District, snap.Actor().Account).Scan(&n)
	return n, err
}
