package casework

import (
	"context"
	"slices"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/programme"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/store"
)

// A Paper is a file that was handed in for a material.
type Paper struct {
	Material string    `json:"material"`
	File     string    `json:"file"`
	Name     string    `json:"name"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// HandIn puts a file of the vault to a material of a case, or takes it out again before the case is handed in.
type HandIn struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Case     string `json:"case"`
	Material string `json:"material"`
	File     string `json:"file"`
	Out      bool   `json:"out"`
}

// Action is casework.case.file.
func (HandIn) Action() authz.Action { return authz.CaseFile }

// Land is where the case lies.
func (c HandIn) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Case)
}

// Run notes it. Errors: Conflict casework.case.handed_in, Invalid casework.paper.material, Missing file.missing for a file
// that is not the person's.
func (c HandIn) Run(ctx context.Context, tx *door.Tx) ([]Paper, error) {
	m, err := c.Desk.openTo(ctx, tx, tx.Actor(), c.District, c.Case)
	if err != nil {
		return nil, err
	}
	if err := m.kase.editable(); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(m.pack.Programme.Materials, func(w programme.Material) bool { return w.ID == c.Material }) {
		return nil, fault.Invalid.New("casework.paper.material").On("material")
	}
	f, err := file.Find(ctx, tx, c.District, c.File)
	if err != nil {
		return nil, err
	}
	if f.Person != m.kase.Person {
		return nil, fault.Missing.New("casework.paper.not_theirs")
	}
	gone := 0
	if c.Out {
		gone = 1
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO casework_paper (district, case_id, material, file, account, actor, at, gone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (district, case_id, material, file) DO UPDATE SET gone = excluded.gone`,
		c.District, c.Case, c.Material, c.File, tx.Actor().Account, tx.Actor().Name, tx.Now().UnixMicro(), gone)
	if err != nil {
		return nil, err
	}
	tx.About("case/" + c.Case)
	tx.Note("material", c.Material)
	return papersOf(ctx, tx, c.District, c.Case)
}

func papersOf(ctx context.Context, q store.Q, district, id string) ([]Paper, error) {
	return store.All(ctx, q, func(row store.Row) (p Paper, err error) {
		var at int64
		err = row.Scan(&p.Material, &p.File, &p.Name, &p.By, &at)
		p.At = instant(at)
		return p, err
	}, `
		SELECT p.material, p.file, f.name, p.actor, p.at
		FROM casework_paper AS p JOIN file AS f ON f.district = p.district AND f.id = p.file
		WHERE p.district = $1 AND p.case_id = $2 AND p.gone = 0
		ORDER BY p.material, p.at, p.file`, district, id)
}

// lacking gives the materials that a person must bring and has not, by what their facts are now.
func (m *matter) lacking(who known, answers map[string]string, papers []Paper, now time.Time) []programme.Wanted {
	row, _ := m.pack.Fill(who.row, answers, civil.Of(now), false)
	var out []programme.Wanted
	for _, w := range m.pack.Wants(row, who.verified, civil.Of(now)) {
		if !w.Held && !slices.ContainsFunc(papers, func(p Paper) bool { return p.Material == w.ID }) {
			out = append(out, w)
		}
	}
	return out
}
