package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// Cases asks for the cases that the actor may see: a queue by due day, or a register by id. Drafts are only in the lists of
// those who may file them.
type Cases struct {
	District string     `json:"district"`
	Queue    bool       `json:"queue"` // only those whose turn is the actor's, the most urgent first
	Round    string     `json:"round"`
	State    flow.State `json:"state"`
	Stage    string     `json:"stage"`
	Overdue  bool       `json:"overdue"` // of a queue: past their day
	After    string     `json:"after"`   // Next of the page before
	Limit    int        `json:"limit"`   // 50 when 0, at most 200
}

// A CaseLine is a case in a list.
type CaseLine struct {
	Case
	Name string     `json:"name"` // of the person
	Seat string     `json:"seat,omitempty"`
	Due  civil.Date `json:"due,omitzero"`
	Late bool       `json:"late,omitempty"`
}

// A CaseList is a page of cases.
type CaseList struct {
	Cases []CaseLine `json:"cases"`
	Next  string     `json:"next,omitempty"`
}

// Action is casework.case.read.
func (Cases) Action() authz.Action { return authz.CaseRead }

// Answer gives the page.
func (q Cases) Answer(ctx context.Context, snap *door.Snapshot) (*CaseList, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	q.Limit = min(cmp.Or(max(q.Limit, 0), 50), 200)
	read := q.register
	if q.Queue {
		read = q.queue
	}
	lines, err := read(ctx, snap)
	if err != nil {
		return nil, err
	}
	out := &CaseList{Cases: lines}
	if len(lines) > q.Limit {
		out.Cases = lines[:q.Limit]
		last := out.Cases[q.Limit-1]
		out.Next = last.ID
		if q.Queue {
			out.Next = strings.Join([]string{cmp.Or(last.Due.String(), never), last.ID, last.Seat}, "~")
		}
	}
	return out, name(ctx, snap, q.District, out.Cases)
}

// register lists cases by id, newest first.
func (q Cases) register(ctx context.Context, snap *door.Snapshot) ([]CaseLine, error) {
	args := []any{q.District, q.Round, string(q.State), q.Stage, q.After}
	may := authz.Where(snap.Actor(), authz.CaseRead, authz.Columns{District: "district", Org: "org", Person: "person"}, &args)
	args = append(args, snap.Actor().Account, snap.Actor().Person(), snap.Actor().Org())
	n := len(args)
	drafts := fmt.Sprintf(`account = $%d OR person = $%d OR org <> '' AND org = $%d`, n-2, n-1, n)
	args = append(args, q.Limit+1)
	return store.All(ctx, snap, func(row store.Row) (CaseLine, error) {
		k, err := scanCase(row)
		return CaseLine{Case: *k}, err
	}, `
		SELECT `+caseColumns+`
		FROM casework_case
		WHERE district = $1 AND (CAST($2 AS TEXT) = '' OR round = $2) AND (CAST($3 AS TEXT) = '' OR state = $3)
		  AND (CAST($4 AS TEXT) = '' OR stage = $4) AND (CAST($5 AS TEXT) = '' OR id < $5)
		  AND (`+may+`) AND (state <> 'draft' OR (`+drafts+`))
		ORDER BY id DESC
		LIMIT $`+fmt.Sprint(len(args)), args...)
}

// queue lists the cases that wait for the actor, the earliest day first.
func (q Cases) queue(ctx context.Context, snap *door.Snapshot) ([]CaseLine, error) {
	a, today := snap.Actor(), civil.Of(snap.Now())
	due, id, seat := "", "", ""
	if parts := strings.Split(q.After, "~"); len(parts) == 3 {
		due, id, seat = parts[0], parts[1], parts[2]
	}
	args := []any{q.District, q.Round, q.Stage, today.String(), due, id, seat}
	mine := `t.holder = '' AND ` + store.In("t.seat", Seats(a, q.District), &args)
	if org := a.Org(); org != "" {
		args = append(args, org)
		mine += fmt.Sprintf(` OR t.holder = '' AND t.seat = 'unit' AND k.org = $%d`, len(args))
	}
	args = append(args, a.Account)
	mine += fmt.Sprintf(` OR t.holder = $%[1]d OR t.seat LIKE 'member:%%' AND EXISTS (
			SELECT 1 FROM casework_seat AS s
			WHERE s.district = t.district AND s.round = t.round AND s.stage = t.stage AND s.seat = t.seat AND s.account = $%[1]d)`, len(args))
	late := ""
	if q.Overdue {
		late = ` AND t.due < $4`
	}
	args = append(args, q.Limit+1)
	return store.All(ctx, snap, func(row store.Row) (CaseLine, error) {
		var l CaseLine
		var day string
		k, err := scanCase(tail{row, []any{&l.Seat, &day}})
		l.Case = *k
		if err == nil && day != never {
			l.Due, err = civil.Parse(day)
			l.Late = l.Due.Before(today)
		}
		return l, err
	}, `
		SELECT `+columnsOf("k")+`, t.seat, t.due
		FROM casework_turn AS t JOIN casework_case AS k ON k.district = t.district AND k.id = t.case_id
		WHERE t.district = $1 AND (CAST($2 AS TEXT) = '' OR t.round = $2) AND (CAST($3 AS TEXT) = '' OR t.stage = $3)
		  AND CAST($4 AS TEXT) <> ''`+late+`
		  AND (CAST($5 AS TEXT) = '' OR (t.due, t.case_id, t.seat) > ($5, $6, $7))
		  AND (`+mine+`)
		ORDER BY t.due, t.case_id, t.seat
		LIMIT $`+fmt.Sprint(len(args)), args...)
}

// tail scans further columns behind those of a case.
type tail struct {
	store.Row
	more []any
}

func (t tail) Scan(dest ...any) error { return t.Row.Scan(append(dest, t.more...)...) }

func columnsOf(alias string) string {
	return alias + "." + strings.ReplaceAll(caseColumns, ", ", ", "+alias+".")
}

// name writes the names of people into lines.
func name(ctx context.Context, q store.Q, district string, lines []CaseLine) error {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.Person
	}
	slices.Sort(ids)
	names, err := registry.NamesOf(ctx, q, district, slices.Compact(ids))
	for i := range lines {
		lines[i].Name = names[lines[i].Person]
	}
	return err
}
