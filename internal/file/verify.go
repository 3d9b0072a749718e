package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
)

// A Report is what Verify found. Missing and Changed are SHA-256 sums in their order.
type Report struct {
	Checked int64    `json:"checked"` // contents, each once
	Bytes   int64    `json:"bytes"`
	Missing []string `json:"missing,omitempty"`
	Changed []string `json:"changed,omitempty"` // does not open, or hashes to something else
}

// Sound reports whether nothing is missing or changed.
func (r Report) Sound() bool { return len(r.Missing)+len(r.Changed) == 0 }

// Verify opens every content that a row names and recomputes its hash and its size.
func (v *Vault) Verify(ctx context.Context, q store.Q) (Report, error) {
	rows, err := q.Query(ctx, `SELECT sha256, MIN(size), MAX(size) FROM file GROUP BY sha256 ORDER BY sha256`)
	if err != nil {
		return Report{}, err
	}
	defer rows.Close()
	var report Report
	for rows.Next() {
		var sum string
		var low, high int64
		if err := rows.Scan(&sum, &low, &high); err != nil {
			return report, err
		}
		report.Checked++
		size, err := v.check(ctx, sum)
		report.Bytes += size
		switch {
		case ctx.Err() != nil:
			return report, ctx.Err()
		case errors.Is(err, fault.Missing):
			report.Missing = append(report.Missing, sum)
		case err != nil || size != low || size != high:
			report.Changed = append(report.Changed, sum)
		}
	}
	return report, rows.Err()
}

func (v *Vault) check(ctx context.Context, sum string) (int64, error) {
	content, err := v.Open(sum)
	if err != nil {
		return 0, err
	}
	defer content.Close() //nolint:errcheck // only read
	hash := sha256.New()
	size, err := io.Copy(hash, content)
	if err == nil && hex.EncodeToString(hash.Sum(nil)) != sum {
		err = errors.New("hashes to something else")
	}
	return size, errors.Join(err, ctx.Err())
}
