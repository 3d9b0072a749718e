package registry

import (
	"context"
	"strconv"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// UnitDesk asks what waits at an employer.
type UnitDesk struct {
	District string `json:"district"`
	Org      string `json:"org"`
}

// A Desk is what waits at an employer: present employments nobody confirmed and records that were refused, oldest first, at most
// DeskRows of each with the number of all.
type Desk struct {
	Org       Org       `json:"org"`
	People    int64     `json:"people"`
	Verified  int64     `json:"verified"` // people all of whose records are verified
	ToConfirm int64     `json:"to_confirm"`
	ToCorrect int64     `json:"to_correct"`
	Confirm   []Waiting `json:"confirm"`
	Correct   []Waiting `json:"correct"`
}

// A Waiting is a record that waits, and whose it is.
type Waiting struct {
	Name    string `json:"name"`
	Version int64  `json:"version"` // of the person
	Record  Record `json:"record"`
}

// DeskRows bounds each list of a desk.
const DeskRows = 100

// Action of the question.
func (UnitDesk) Action() authz.Action { return authz.EmployConfirm }

// Answer gives the desk. Missing if there is no such organisation, or none for this actor.
func (u UnitDesk) Answer(ctx context.Context, q *door.Snapshot) (*Desk, error) {
	o, err := loadOrg(ctx, q, u.District, u.Org)
	if err != nil {
		return nil, err
	}
	if q.May(authz.EmployConfirm, authz.Land{District: u.District, Org: u.Org}) != nil {
		return nil, fault.Missing.New("registry.org.missing")
	}
	d := &Desk{Org: *o}
	err = q.QueryRow(ctx, `
		SELECT COUNT(*), COUNT(CASE WHEN records > 0 AND verified = records THEN 1 END)
		FROM profile
		WHERE district = $1 AND org = $2`, u.District, u.Org).Scan(&d.People, &d.Verified)
	if err != nil {
		return nil, err
	}
	if d.Confirm, d.ToConfirm, err = u.waiting(ctx, q, `record.kind = 'employment' AND record.until = '' AND record.status = 'declared'`); err != nil {
		return nil, err
	}
	d.Correct, d.ToCorrect, err = u.waiting(ctx, q, `record.status = 'refused'`)
	return d, err
}

// waiting gives the first live records of the employer's people that fulfil a condition, and how many there are. Of employments only
// those with this very employer count, whose id stands in their content.
func (u UnitDesk) waiting(ctx context.Context, q store.Q, condition string) (found []Waiting, n int64, err error) {
	from := `
		FROM profile
		JOIN person ON person.district = profile.district AND person.id = profile.person
		JOIN record ON record.district = profile.district AND record.person = profile.person
		WHERE profile.district = $1 AND profile.org = $2 AND record.superseded_at = 0 AND ` + condition + `
		  AND (record.kind <> 'employment' OR record.data LIKE $3)`
	args := []any{u.District, u.Org, `%"org":"` + u.Org + `"%`}
	if err = q.QueryRow(ctx, `SELECT COUNT(*)`+from, args...).Scan(&n); err != nil || n == 0 {
		return nil, n, err
	}
	found, err = all(ctx, q, scanWaiting, `
		SELECT `+recordColumnsOf("record")+`, person.name, person.version`+from+`
		ORDER BY record.learnt_at, record.id
		LIMIT `+strconv.Itoa(DeskRows), args...)
	return found, n, err
}

func scanWaiting(row store.Row) (Waiting, error) {
	var w Waiting
	r, err := scanRecord(withMore{row, []any{&w.Name, &w.Version}})
	if err == nil {
		w.Record = *r
	}
	return w, err
}

// recordColumnsOf names the columns of a record in a statement that joins other tables.
func recordColumnsOf(table string) string {
	names := strings.Fields(strings.ReplaceAll(recordColumns, ",", " "))
	return table + "." + strings.Join(names, ", "+table+".")
}
