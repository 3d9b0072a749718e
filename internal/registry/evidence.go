package registry

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/store"
)

// KeepEvidence names a content of the vault as evidence about a person. Its id then goes into DeclareRecord, CorrectRecord or
// AttachEvidence.
type KeepEvidence struct {
	District string       `json:"district"`
	Person   string       `json:"person"`
	Name     string       `json:"name"` // as the sender called it
	Content  file.Content `json:"content"`
}

// Action of the command.
func (KeepEvidence) Action() authz.Action { return authz.RecordDeclare }

// Land is where the person lies.
func (c KeepEvidence) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return LandOf(ctx, q, c.District, c.Person)
}

// Run writes the row of the file.
func (c KeepEvidence) Run(ctx context.Context, tx *door.Tx) (file.File, error) {
	land, err := c.Land(ctx, tx)
	if err != nil {
		return file.File{}, err
	}
	f, err := file.Keep(ctx, tx, c.Content, c.Name, file.Evidence, land)
	tx.Note("file", f.ID)
	return f, err
}

// Action of the command.
func (AttachEvidence) Action() authz.Action { return authz.RecordDeclare }

// Land is where the person lies.
func (c AttachEvidence) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return LandOf(ctx, q, c.District, c.Person)
}

// Run supersedes the record by one that rests on the file; its standing stays.
func (c AttachEvidence) Run(ctx context.Context, tx *door.Tx) (*Record, error) {
	b, ch, old, err := openRecord(ctx, tx, c.District, c.Person, c.Version, c.Record)
	if err != nil {
		return nil, err
	}
	if c.File == "" || c.File == old.Evidence {
		return nil, fault.Invalid.New("registry.evidence.required").On("file")
	}
	if err := b.checkEvidence(ctx, ch.person, c.File); err != nil {
		return nil, fault.Of(err).On("file")
	}
	r := old.again()
	r.Evidence = c.File
	tx.Note("file", c.File)
	return b.add(ch, r, old), b.save(ctx)
}
