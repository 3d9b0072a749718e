package registry

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store"
)

const orgColumns = `district, id, uscc, name, name_key, pinyin, ownership, industry, scale, town, village, address, contact, more, search, created_at, changed_at, version`

func scanOrg(row store.Row) (*Org, error) {
	var o Org
	var key, pinyin, more, search string
	var created, changed int64
	err := row.Scan(&o.District, &o.ID, &o.USCC, &o.Name, &key, &pinyin, &o.Ownership, &o.Industry, &o.Scale, &o.Town, &o.Village, &o.Address, &o.Contact,
		&more, &search, &created, &changed, &o.Version)
	if err != nil {
		return nil, err
	}
	o.CreatedAt, o.ChangedAt = instant(created), instant(changed)
	return &o, json.Unmarshal([]byte(more), &o.More)
}

func (o *Org) args() ([]any, error) {
	more, err := json.Marshal(o.More)
	return []any{o.District, o.ID, o.USCC, o.Name, code.Key(o.Name), o.pinyin(), o.Ownership, o.Industry, o.Scale, o.Town, o.Village, o.Address, o.Contact,
		string(more), o.searchText(), micros(o.CreatedAt), micros(o.ChangedAt), o.Version}, err
}

func (o *Org) searchText() string {
	full, initials := pinyinOf(o.Name)
	return strings.ToLower(strings.Join([]string{o.Name, initials, full, o.USCC, o.Address, strings.Join(o.More.Tags, " ")}, " "))
}

func loadOrg(ctx context.Context, q store.Q, district, id string) (*Org, error) {
	o, err := scanOrg(q.QueryRow(ctx, `SELECT `+orgColumns+` FROM org WHERE district = $1 AND id = $2`, district, id))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("registry.org.missing")
	}
	return o, err
}

// orgsWhere gives the organisations whose column has one of values.
func orgsWhere(ctx context.Context, q store.Q, district, column string, values []string) ([]*Org, error) {
	var found []*Org
	for chunk := range slices.Chunk(values, 500) {
		args := []any{district}
		orgs, err := all(ctx, q, scanOrg, `SELECT `+orgColumns+` FROM org WHERE district = $1 AND `+in(column, chunk, &args)+` ORDER BY id`, args...)
		if err != nil {
			return nil, err
		}
		found = append(found, orgs...)
	}
	return found, nil
}

func insertOrgs(ctx context.Context, q store.Q, orgs []*Org) error {
	var bad error
	err := insert(ctx, q, "org", orgColumns, "", orgs, func(o *Org) []any {
		args, err := o.args()
		bad = errors.Join(bad, err)
		return args
	})
	return takenCode(errors.Join(bad, err))
}

// takenCode says in words that a credit code belongs to another organisation.
func takenCode(err error) error {
	if errors.Is(err, store.ErrDuplicate) {
		return fault.Conflict.New("registry.org.uscc_taken").On("uscc")
	}
	return err
}

func updateOrg(ctx context.Context, q store.Q, o *Org) error {
	args, err := o.args()
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `
		UPDATE org
		SET uscc = $3, name = $4, name_key = $5, pinyin = $6, ownership = $7, industry = $8, scale = $9, town = $10, village = $11, address = $12,
			contact = $13, more = $14, search = $15, created_at = $16, changed_at = $17, version = $18
		WHERE district = $1 AND id = $2`, args...)
	return takenCode(err)
}

// orgBook finds organisations by what sources say of them, and makes those that are not there.
type orgBook struct {
	district string
	byID     map[string]*Org
	byUSCC   map[string]*Org
	byName   map[string][]*Org
	made     []*Org
	claimed  []*Org // known by name so far, now with a credit code
}

// newOrgBook looks up everything refs name, in a few statements.
func newOrgBook(ctx context.Context, q store.Q, district string, refs []OrgRef) (*orgBook, error) {
	b := &orgBook{district: district, byID: map[string]*Org{}, byUSCC: map[string]*Org{}, byName: map[string][]*Org{}}
	codes, names := map[string]bool{}, map[string]bool{}
	for _, r := range refs {
		if r.USCC != "" {
			codes[r.USCC] = true
		}
		if r.Name != "" {
			names[code.Key(r.Name)] = true
		}
	}
	byCode, err := orgsWhere(ctx, q, district, "uscc", keys(codes))
	if err != nil {
		return nil, err
	}
	byName, err := orgsWhere(ctx, q, district, "name_key", keys(names))
	if err != nil {
		return nil, err
	}
	for _, o := range append(byCode, byName...) {
		b.keep(o)
	}
	return b, nil
}

func keys(set map[string]bool) []string {
	var all []string
	for k := range set {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

func (b *orgBook) keep(o *Org) {
	if b.byID[o.ID] != nil {
		return
	}
	b.byID[o.ID] = o
	if o.USCC != "" {
		b.byUSCC[o.USCC] = o
	}
	key := code.Key(o.Name)
	b.byName[key] = append(b.byName[key], o)
}

// find gives the organisation ref means, nil if none is known: the credit code decides; a name alone means the only or the oldest
// organisation of that name; a name with a new code may claim one that has no code yet.
func (b *orgBook) find(ref OrgRef) *Org {
	if o := b.byUSCC[ref.USCC]; ref.USCC != "" && o != nil {
		return o
	}
	for _, o := range b.byName[code.Key(ref.Name)] {
		if ref.USCC == "" || o.USCC == "" {
			return o
		}
	}
	return nil
}

// take gives the organisation ref means and makes it if it is not known; nil if ref names none.
func (b *orgBook) take(ref OrgRef, make func(*Org)) *Org {
	o := b.find(ref)
	switch {
	case o == nil && ref.Name == "":
		return nil
	case o == nil:
		o = &Org{District: b.district, USCC: ref.USCC, Name: ref.Name, Version: 1}
		make(o)
		b.made = append(b.made, o)
		b.keep(o)
	case o.USCC == "" && ref.USCC != "":
		o.USCC = ref.USCC
		b.byUSCC[o.USCC] = o
		if !slices.Contains(b.made, o) {
			b.claimed = append(b.claimed, o)
		}
	}
	return o
}
