// Package file is the evidence vault. Contents lie on the local disk under their SHA-256, sealed with the keys of the
// house, and never change; a row of the file table says what each is, whose it is and why it is here. What
// a file is follows from its content, never from its name.
//
// A content is put into the vault first and named by a row in a command's transaction afterwards, so a row
// always has its content; a content whose command failed is swept later.
package file

import (
	"context"
	_ "embed"
	"errors"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/store"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package.
var Words = i18n.MustLoad(wordsYAML)

// A Purpose says why a file is here, and so who may see it.
type Purpose string

// The purposes.
const (
	Evidence Purpose = "evidence" // proof of a record in a dossier
	Import   Purpose = "import"   // a roster or form to be read
)

var readBy = map[Purpose]authz.Action{Evidence: authz.EvidenceRead, Import: authz.ImportRead}

// A File is a row of the vault.
type File struct {
	District   string    `json:"district"`
	ID         string    `json:"id"`
	Sum        string    `json:"sha256"`
	Size       int64     `json:"size"` // bytes
	Type       Type      `json:"type"`
	Name       string    `json:"name"`
	Purpose    Purpose   `json:"purpose"`
	Person     string    `json:"person,omitempty"`
	Org        string    `json:"org,omitempty"`
	UploadedBy string    `json:"uploaded_by"` // account
	At         time.Time `json:"at"`
}

// Land is whose the file is.
func (f File) Land() authz.Land {
	return authz.Land{District: f.District, Person: f.Person, Org: f.Org}
}

// Keep names content b in the transaction of a command and gives its row. Name is what the sender called it.
func Keep(ctx context.Context, tx *door.Tx, b Content, name string, why Purpose, land authz.Land) (File, error) {
	if _, known := readBy[why]; !known {
		return File{}, fault.Internal.New("file.purpose")
	}
	f := File{
		District: land.District, ID: tx.NewID(), Sum: b.Sum, Size: b.Size, Type: b.Type, Name: cleanName(name, b.Type),
		Purpose: why, Person: land.Person, Org: land.Org, UploadedBy: tx.Actor().Account, At: tx.Now(),
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO file (district, id, sha256, size, type, name, purpose, person, org, uploaded_by, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		f.District, f.ID, f.Sum, f.Size, string(f.Type), f.Name, string(f.Purpose), f.Person, f.Org, f.UploadedBy, f.At.UnixMicro())
	return f, err
}

// numberIn finds an identity number in the name of a file, where an appointment form carries it and scans of papers often do.
var numberIn = regexp.MustCompile(`\d{17}[\dXx]`)

// Masked hides identity numbers in the name of a file: it stands in tables, lists and sources, where they must not lie in clear.
func Masked(name string) string {
	return numberIn.ReplaceAllStringFunc(name, func(number string) string { return number[:4] + "…" + number[14:] })
}

// cleanName keeps the last part of a name without characters that deceive or break a header, at most 120 runes, with
// identity numbers masked and an ending that fits the content.
func cleanName(name string, t Type) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`"<>|:*?/`, r) {
			return -1
		}
		return r
	}, name)
	stem := strings.TrimRight(strings.TrimSuffix(name, path.Ext(name)), ". ")
	ending := strings.ToLower(path.Ext(name))
	if !t.allowsEnding(ending) {
		ending = t.endings()[0]
	}
	stem = Masked(stem)
	if runes := []rune(stem); len(runes) > 120 {
		stem = string(runes[:120])
	}
	if stem == "" {
		stem = "file"
	}
	return stem + ending
}

const columns = `district, id, sha256, size, type, name, purpose, person, org, uploaded_by, at`

// Find gives the row, or fault.Missing. It does not ask who may see it: Get does.
func Find(ctx context.Context, q store.Q, district, id string) (File, error) {
	f, err := scan(q.QueryRow(ctx, `SELECT `+columns+` FROM file WHERE district = $1 AND id = $2`, district, id))
	if errors.Is(err, store.ErrNoRows) {
		return File{}, fault.Missing.New("file.missing")
	}
	return f, err
}

func scan(row store.Row) (File, error) {
	var f File
	var at int64
	err := row.Scan(&f.District, &f.ID, &f.Sum, &f.Size, &f.Type, &f.Name, &f.Purpose, &f.Person, &f.Org, &f.UploadedBy, &at)
	f.At = time.UnixMicro(at).UTC()
	return f, err
}

// Move gives the files of one person to another, when two dossiers of one human are joined.
func Move(ctx context.Context, tx *door.Tx, district, from, to string) error {
	_, err := tx.Exec(ctx, `UPDATE file SET person = $3 WHERE district = $1 AND person = $2`, district, from, to)
	return err
}

// Get asks for one file. It fails with Missing unless the actor may see files of its purpose at its place.
type Get struct{ District, ID string }

// Action lets everyone with an account ask; the purpose of the file decides.
func (Get) Action() authz.Action { return authz.Home }

// Answer gives the row.
func (g Get) Answer(ctx context.Context, q *door.Snapshot) (File, error) {
	f, err := Find(ctx, q, g.District, g.ID)
	if err != nil {
		return File{}, err
	}
	if q.May(readBy[f.Purpose], f.Land()) != nil {
		return File{}, fault.Missing.New("file.missing")
	}
	return f, nil
}

// OfPerson asks for the evidence kept for a person, newest first.
type OfPerson struct{ Land authz.Land }

// Action is that of reading evidence.
func (OfPerson) Action() authz.Action { return authz.EvidenceRead }

// Answer gives the rows.
func (o OfPerson) Answer(ctx context.Context, q *door.Snapshot) ([]File, error) {
	if err := q.May(authz.EvidenceRead, o.Land); err != nil {
		return nil, fault.Missing.New("file.missing")
	}
	rows, err := q.Query(ctx, `
		SELECT `+columns+`
		FROM file
		WHERE district = $1 AND person = $2 AND purpose = $3
		ORDER BY id DESC
		LIMIT 500`, o.Land.District, o.Land.Person, string(Evidence))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []File
	for rows.Next() {
		f, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, rows.Err()
}
