package policyweb

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
)

// download begins an answer that browsers keep as a file: "policies-2026-11-25.xlsx".
func (p *Pages) download(w http.ResponseWriter, name string, f document.Format) {
	w.Header().Set("Content-Type", f.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"-"+civil.Of(p.Door.Clock.Now()).String()+"."+string(f)+`"`)
}

// formatOf reads ?format=; xlsx when nothing is asked for. Error: Invalid document.format.
func formatOf(r *http.Request) (document.Format, error) {
	f := cmp.Or(document.Format(r.URL.Query().Get("format")), document.XLSX)
	if f.MediaType() == "" {
		return f, fault.Invalid.New("document.format").On("format")
	}
	return f, nil
}

// A list writes rows of one kind: as JSON lines of the row, else as cells.
type list[T any] struct {
	lines *json.Encoder
	table document.Table
	cells func(T) []string
}

// newList begins a list. Error: Invalid document.format.
func newList[T any](w io.Writer, f document.Format, name string, head []string, cells func(T) []string) (*list[T], error) {
	if f == document.JSONL {
		lines := json.NewEncoder(w)
		lines.SetEscapeHTML(false)
		return &list[T]{lines: lines}, nil
	}
	table, err := document.NewTable(w, f, name, head)
	return &list[T]{table: table, cells: cells}, err
}

func (l *list[T]) put(row T) error {
	if l.lines != nil {
		return l.lines.Encode(row)
	}
	return l.table.Row(l.cells(row))
}

func (l *list[T]) close() error {
	if l.table == nil {
		return nil
	}
	return l.table.Close()
}

// drop lets go of a list that broke off.
func (l *list[T]) drop() {
	if l.table != nil {
		l.table.Drop()
	}
}

// getLibraryExport serves GET /policies/export?format=xlsx|csv|jsonl with the filters of the library.
func (p *Pages) getLibraryExport(w http.ResponseWriter, r *http.Request) error {
	format, err := formatOf(r)
	if err != nil {
		return err
	}
	q, err := p.libraryOf(r)
	if err != nil {
		return err
	}
	q.Limit, q.After = 200, ""
	page, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	p.download(w, "policies", format)
	out, err := newList(w, format, say(r.Context(), "library.title"), libraryHead(r.Context()), libraryCells(r.Context()))
	if err != nil {
		return err
	}
	defer out.drop()
	for {
		for _, b := range page.Items {
			if err := out.put(b); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return out.close()
		}
		q.After = page.Next
		if page, err = door.Ask(r.Context(), p.Door, web.Actor(r), q); err != nil {
			return err
		}
	}
}

func libraryHead(ctx context.Context) []string {
	var head []string
	for _, key := range []string{"library.id", "library.name", "library.document", "library.issuer", "library.level", "library.place", "library.kind",
		"library.applicant", "library.status", "library.effect", "library.until", "library.benefit", "library.most_yuan", "library.trust"} {
		head = append(head, say(ctx, key))
	}
	return head
}

func libraryCells(ctx context.Context) func(policy.Brief) []string {
	return func(b policy.Brief) []string {
		most := ""
		if b.Most > 0 {
			most = b.Most.String()
		}
		return []string{b.ID, b.Name, b.Document, b.Issuer, levelWord(ctx, b.Level), b.Place, kindWord(ctx, b.Kind), applicantWord(ctx, b.Applicant),
			statusWord(ctx, b.Status), b.Effect.String(), b.Until.String(), b.Benefit, most, trustWord(ctx, b)}
	}
}

// trustWord says how far the source of a policy is to be trusted.
func trustWord(ctx context.Context, b policy.Brief) string {
	word := say(ctx, i18n.Family("policyweb.grade.")+b.Grade)
	switch {
	case b.Sample:
		return say(ctx, "library.sample")
	case b.Verified:
		return say(ctx, "policyweb.trust", i18n.Args{"grade": word, "check": say(ctx, "library.verified")})
	}
	return say(ctx, "policyweb.trust", i18n.Args{"grade": word, "check": say(ctx, "library.unverified")})
}
