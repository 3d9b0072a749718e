package registry

import (
	"context"
	"strconv"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store"
)

// orgLand names the columns that say where an organisation lies.
var orgLand = authz.Columns{District: "district", Org: "id"}

// Action of the question.
func (ListOrgs) Action() authz.Action { return authz.OrgRead }

// Answer gives the page, in the order of the names' pinyin.
func (l ListOrgs) Answer(ctx context.Context, q *door.Snapshot) (*Orgs, error) {
	var args []any
	where := l.where(q.Actor(), &args)
	page := &Orgs{}
	if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM org WHERE `+where, args...).Scan(&page.Total); err != nil {
		return nil, err
	}
	if l.After != "" {
		c, err := decodeCursor(l.After, ByName)
		if err != nil {
			return nil, err
		}
		args = append(args, c.Text, c.After)
		where += " AND (pinyin, id) > ($" + strconv.Itoa(len(args)-1) + ", $" + last(args) + ")"
	}
	limit := limitOf(l.Limit, 50, 200)
	args = append(args, limit+1)
	rows, err := all(ctx, q, scanOrgRow, `
		SELECT `+orgColumns+`, (SELECT COUNT(*) FROM profile WHERE profile.district = org.district AND profile.org = org.id)
		FROM org
		WHERE `+where+`
		ORDER BY pinyin, id
		LIMIT $`+last(args), args...)
	if err != nil {
		return nil, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		end := rows[limit-1]
		page.Next = cursor{Sort: ByName, Text: end.pinyin(), After: end.ID}.encode()
	}
	page.Rows = rows
	return page, nil
}

func (l ListOrgs) where(actor authz.Actor, args *[]any) string {
	parts := []string{authz.Where(actor, authz.OrgRead, orgLand, args)}
	if l.District != "" {
		parts = append(parts, in("district", []string{l.District}, args))
	}
	for _, by := range []struct {
		column string
		values []string
	}{{"ownership", withChildren(code.Ownership, l.Ownership)}, {"industry", withChildren(code.Industry, l.Industry)},
		{"scale", l.Scale}, {"town", l.Town}} {
		if len(by.values) > 0 {
			parts = append(parts, in(by.column, by.values, args))
		}
	}
	for _, word := range store.SearchWords(l.Words) {
		*args = append(*args, "%"+likeEscape.Replace(word)+"%")
		parts = append(parts, `search LIKE $`+last(*args)+` ESCAPE '\'`)
	}
	return strings.Join(parts, " AND ")
}

func scanOrgRow(row store.Row) (OrgRow, error) {
	var people int64
	o, err := scanOrg(withMore{row, []any{&people}})
	if err != nil {
		return OrgRow{}, err
	}
	return OrgRow{*o, people}, nil
}

// withMore is a row that has further columns after those its scanner asks for.
type withMore struct {
	store.Row
	more []any
}

func (r withMore) Scan(dest ...any) error { return r.Row.Scan(append(dest, r.more...)...) }

func (o *Org) pinyin() string {
	full, _ := pinyinOf(o.Name)
	return full
}

// Action of the question.
func (OrgPage) Action() authz.Action { return authz.OrgRead }

// Answer gives the organisation with figures about its people. Missing if there is none, or none for this actor.
func (p OrgPage) Answer(ctx context.Context, q *door.Snapshot) (*OrgView, error) {
	o, err := loadOrg(ctx, q, p.District, p.Org)
	if err != nil {
		return nil, err
	}
	if q.May(authz.OrgRead, authz.Land{District: o.District, Org: o.ID}) != nil {
		return nil, fault.Missing.New("registry.org.missing")
	}
	employed := Filter{District: p.District, Org: []string{p.Org}}
	totals, err := employed.totals(ctx, q, q.Actor(), authz.OrgRead, civil.Of(q.Now()))
	if err != nil {
		return nil, err
	}
	return &OrgView{Org: *o, People: totals.People, Counts: *totals}, nil
}

// last is the number of the last argument.
func last(args []any) string { return strconv.Itoa(len(args)) }
