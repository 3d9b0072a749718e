package registryweb

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"

	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/web/kit"
)

// freshKey is an idempotency key for a form that is only a button.
func freshKey() string { return rand.Text() }

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

func firstOf(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}

// sizeWord writes a size in bytes: 38 KB, 1.2 MB.
func sizeWord(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// termOf tells from when until when a record was true, as far as its dates say.
func termOf(ctx context.Context, r registry.Record) string {
	switch {
	case !r.Since.IsZero() && !r.Until.IsZero():
		return say(ctx, "dossier.term", i18n.Args{"since": r.Since, "until": r.Until})
	case !r.Since.IsZero():
		return say(ctx, "dossier.term_since", i18n.Args{"since": r.Since})
	case !r.Until.IsZero():
		return say(ctx, "dossier.term_until", i18n.Args{"until": r.Until})
	}
	return ""
}

// pairs are the fields of a record besides its title; a field with a source of its own says so.
func (p *Pages) pairs(ctx context.Context, r registry.Record) []kit.Pair {
	spec, err := registry.SpecOf(r.Kind)
	if err != nil {
		return nil
	}
	title := p.titleOf(ctx, r)
	var all []kit.Pair
	for _, f := range spec.Fields {
		word := p.valueWord(ctx, r.Data, f)
		if word == "" || hidden(r.Kind, f.Name) || word == title {
			continue
		}
		pair := kit.Pair{Label: fieldWord(ctx, r.Kind, f.Name), Value: word}
		if own, apart := r.Origins[f.Name]; apart {
			pair.Note = sourceLine(ctx, own)
		}
		all = append(all, pair)
	}
	return all
}

// hidden are fields that say something to the house, not to people.
func hidden(k registry.Kind, field string) bool {
	return k == registry.KindEmployment && field == "org" || k == registry.KindIdentity && field == "photo" ||
		k == registry.KindForm && field == "file" || field == "home_id" || field == "household_id"
}

// spoken names a record for screen readers: its kind and title.
func (p *Pages) spoken(ctx context.Context, r registry.Record) string {
	return strings.TrimSpace(kindWord(ctx, r.Kind) + " " + p.titleOf(ctx, r))
}

// unmarked takes the marks of data out of a text that leaves the site.
var unmarked = strings.NewReplacer("\u2068", "", "\u2069", "")
