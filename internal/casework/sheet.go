package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// A Sheet is what was filled in: the draft, or what was handed in with the facts of that day.
type Sheet struct {
	Number  int               `json:"number"` // 0 is the draft
	Answers map[string]string `json:"answers"`
	Facts   fact.Row          `json:"-"`
	Digest  string            `json:"digest,omitempty"` // of the facts
	Verdict pack.Verdict      `json:"verdict,omitempty"`

	account string
	at      int64
}

// known are the facts of a case's person on a day, and which of them are verified.
type known struct {
	facts policy.Facts
	row   fact.Row
}

// facts derives what is known of the person. Dates of application are those of the day.
func (m *matter) facts(ctx context.Context, q store.Q, day civil.Date) (known, error) {
	found, err := registry.Dossiers(ctx, q, m.kase.District, []string{m.kase.Person})
	if err != nil {
		return known{}, err
	}
	if len(found) == 0 {
		return known{row: fact.Row{}}, nil
	}
	facts := policy.Derive(&found[0], day)
	row, _ := m.pack.Facts().Read(facts.Row()) // adds ranks and places
	return known{facts, row}, nil
}

// verified reports whether a fact rests on verified records alone.
func (k known) verified(key string) bool { return k.facts[key].Status == registry.Verified }

// seal and unseal keep answers and facts from whoever reads the database.
func (d *Desk) seal(value any, column, id string, sheet int) (string, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return "", err
	}
	return d.Ring.Seal(string(plain), sealedAs(column, id, sheet))
}

func (d *Desk) unseal(sealed, column, id string, sheet int, value any) error {
	if sealed == "" {
		return nil
	}
	plain, err := d.Ring.Open(sealed, sealedAs(column, id, sheet))
	if err != nil {
		return fmt.Errorf("%s of case %s: %w", column, id, err)
	}
	return json.Unmarshal([]byte(plain), value)
}

func sealedAs(column, id string, sheet int) string {
	return "casework_sheet/" + column + "/" + id + "/" + strconv.Itoa(sheet)
}

// loadSheet gives a sheet of a case; the draft is empty before it was first saved.
func (d *Desk) loadSheet(ctx context.Context, q store.Q, district, id string, number int) (Sheet, error) {
	s := Sheet{Number: number, Answers: map[string]string{}, Facts: fact.Row{}}
	var answers, facts string
	err := q.QueryRow(ctx, `
		SELECT answers, facts, digest, verdict, account, at
		FROM casework_sheet
		WHERE district = $1 AND case_id = $2 AND sheet = $3`, district, id, number).Scan(&answers, &facts, &s.Digest, &s.Verdict, &s.account, &s.at)
	if number == 0 && errors.Is(err, store.ErrNoRows) {
		return s, nil
	}
	if err != nil {
		return s, missing(err, "casework.sheet.missing")
	}
	if err := d.unseal(answers, "answers", id, number, &s.Answers); err != nil {
		return s, err
	}
	return s, d.unseal(facts, "facts", id, number, &s.Facts)
}

// lastSheet gives what was last handed in, and the draft before the first submission.
func (d *Desk) lastSheet(ctx context.Context, q store.Q, district, id string) (Sheet, error) {
	var number int
	err := q.QueryRow(ctx, `SELECT COALESCE(MAX(sheet), 0) FROM casework_sheet WHERE district = $1 AND case_id = $2`, district, id).Scan(&number)
	if err != nil {
		return Sheet{}, err
	}
	return d.loadSheet(ctx, q, district, id, number)
}

func (d *Desk) saveSheet(ctx context.Context, q store.Q, k *Case, s Sheet) error {
	answers, err := d.seal(s.Answers, "answers", k.ID, s.Number)
	if err != nil {
		return err
	}
	facts := ""
	if s.Number > 0 {
		if facts, err = d.seal(s.Facts, "facts", k.ID, s.Number); err != nil {
			return err
		}
	}
	_, err = q.Exec(ctx, `
		INSERT INTO casework_sheet (district, case_id, sheet, answers, facts, digest, verdict, account, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (district, case_id, sheet) DO UPDATE SET answers = excluded.answers, account = excluded.account, at = excluded.at`,
		k.District, k.ID, s.Number, answers, facts, s.Digest, string(s.Verdict), s.account, s.at)
	return err
}

// digestOfFacts names a set of facts.
func digestOfFacts(row fact.Row) (string, error) {
	b, err := json.Marshal(row)
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12]), err
}
