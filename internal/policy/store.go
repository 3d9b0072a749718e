package policy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

// Files are the texts of a pack by name: policy.yaml, cases.yaml and lists.
type Files map[string]string

// Digest names the content of the files: the version of a pack. The same texts have the same
// digest, whoever wrote them.
func (f Files) Digest() string {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(sum, "%d %s %d %s\n", len(name), name, len(f[name]), f[name])
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// A PackVersion is one saved version of a pack's files.
type PackVersion struct {
	ID      string    `json:"id"`
	Version string    `json:"version"` // digest of the files
	State   State     `json:"state"`
	BuiltIn bool      `json:"built_in"` // ships with the program
	Report  Report    `json:"report"`
	Note    string    `json:"note,omitempty"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

const packVersions = `
	SELECT version, report, note, actor, at
	FROM policy_pack
	WHERE district = $1 AND id = $2
	ORDER BY at DESC, version`

// loadVersions gives the saved versions of a pack, newest first, without their files.
func loadVersions(ctx context.Context, q store.Q, district, id string) ([]PackVersion, error) {
	rows, err := q.Query(ctx, packVersions, district, id)
	if err != nil {
		return nil, fmt.Errorf("versions of policy %s: %w", id, err)
	}
	defer rows.Close()
	var versions []PackVersion
	for rows.Next() {
		v, report, at := PackVersion{ID: id}, "", int64(0)
		if err := rows.Scan(&v.Version, &report, &v.Note, &v.By, &at); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(report), &v.Report); err != nil {
			return nil, fmt.Errorf("report of policy %s: %w", id, err)
		}
		v.At = time.UnixMicro(at).UTC()
		versions = append(versions, v)
	}
	return versions, rows.Err()
}

// loadFiles gives the files of a saved version; fault.Missing when there is none.
func loadFiles(ctx context.Context, q store.Q, district, id, version string) (Files, error) {
	var text string
	err := q.QueryRow(ctx, `SELECT files FROM policy_pack WHERE district = $1 AND id = $2 AND version = $3`,
		district, id, version).Scan(&text)
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("policy.version_missing").With("id", id).With("version", version)
	}
	if err != nil {
		return nil, fmt.Errorf("files of policy %s: %w", id, err)
	}
	var files Files
	return files, json.Unmarshal([]byte(text), &files)
}

type savedPack struct {
	district, id, version string
	files                 Files
	report                Report
	note                  string
	by                    authz.Actor
	at                    time.Time
}

// savePack keeps a version; one that is there already stays as it is.
func savePack(ctx context.Context, q store.Q, p savedPack) error {
	files, err := json.Marshal(p.files)
	if err != nil {
		return err
	}
	report, err := json.Marshal(p.report)
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `
		INSERT INTO policy_pack (district, id, version, files, report, note, account, actor, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (district, id, version) DO NOTHING`,
		p.district, p.id, p.version, string(files), string(report), p.note, p.by.Account, p.by.Name, p.at.UnixMicro())
	if err != nil {
		return fmt.Errorf("save policy %s: %w", p.id, err)
	}
	return nil
}

// loadSaver gives the account that saved a version, "" when the version ships with the program.
func loadSaver(ctx context.Context, q store.Q, district, id, version string) (string, error) {
	var account string
	err := q.QueryRow(ctx, `SELECT account FROM policy_pack WHERE district = $1 AND id = $2 AND version = $3`, district, id, version).Scan(&account)
	if errors.Is(err, store.ErrNoRows) {
		return "", nil
	}
	return account, err
}

// loadSaved gives the newest saved version of every pack of the district, as drafts.
func loadSaved(ctx context.Context, q store.Q, district string) (map[string]string, error) {
	rows, err := q.Query(ctx, `
		SELECT id, version
		FROM policy_pack
		WHERE district = $1
		ORDER BY id, at, version`, district)
	if err != nil {
		return nil, fmt.Errorf("saved policies: %w", err)
	}
	defer rows.Close()
	newest := map[string]string{}
	for rows.Next() {
		var id, version string
		if err := rows.Scan(&id, &version); err != nil {
			return nil, err
		}
		newest[id] = version
	}
	return newest, rows.Err()
}
