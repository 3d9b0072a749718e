package registry

import (
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Action of the command.
func (UnmaskPerson) Action() authz.Action { return authz.PersonUnmask }

// Land is where the person lies.
func (c UnmaskPerson) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return LandOf(ctx, q, c.District, c.Person)
}

// Run opens the number and every sealed field of the live records. The log names the fields, never their values.
func (c UnmaskPerson) Run(ctx context.Context, tx *door.Tx) (*Unmasked, error) {
	reason, err := reasonOf(c.Reason)
	if err != nil {
		return nil, err
	}
	b, ch, err := openOne(ctx, tx, c.District, c.Person, 0)
	if err != nil {
		return nil, err
	}
	number, err := b.ring.Open(ch.person.idSealed, numberContext(ch.person.ID))
	if err != nil {
		return nil, err
	}
	seen := &Unmasked{Person: ch.person.ID, IDNumber: number, Fields: map[string]string{}}
	opened := []string{"id_number"}
	for _, r := range ch.records {
		values, err := open(b.ring, ch.person.ID, r.Data)
		if err != nil {
			return nil, err
		}
		for field, value := range values {
			seen.Fields[r.ID+"."+field] = value
			opened = append(opened, string(r.Data.Kind())+"."+field)
		}
	}
	slices.Sort(opened)
	tx.Note("reason", reason)
	tx.Note("fields", slices.Compact(opened))
	return seen, nil
}

// Unkept: an answer in clear is not kept under an idempotency key; sent twice, it is opened and logged twice.
func (*Unmasked) Unkept() {}
