package outreachweb

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/web"
)

// getExport serves GET /policies/{policy}/outreach/export?format=xlsx|csv|jsonl with the filters of the list. That the list leaves the
// house stands in the audit log before the first row is sent.
func (p *Pages) getExport(w http.ResponseWriter, r *http.Request) error {
	format := cmp.Or(document.Format(r.URL.Query().Get("format")), document.XLSX)
	if format.MediaType() == "" {
		return fault.Invalid.New("document.format").On("format")
	}
	var q outreach.Export
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	q.Book, q.District, q.Policy = p.Book, web.Actor(r).District(), r.PathValue("policy")
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	take := policy.TakeMatches{District: q.District, Policy: q.Policy, Verdict: q.Verdict, Missing: q.Missing, Format: string(format)}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), take); err != nil {
		return err
	}
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="outreach-`+q.Policy+"-"+civil.Of(p.Door.Clock.Now()).String()+"."+string(format)+`"`)
	return writeList(r.Context(), w, format, found)
}

func writeList(ctx context.Context, w io.Writer, format document.Format, found iter.Seq[outreach.Standee]) error {
	if format == document.JSONL {
		lines := json.NewEncoder(w)
		lines.SetEscapeHTML(false)
		for s := range found {
			if err := lines.Encode(s); err != nil {
				return err
			}
		}
		return nil
	}
	var head []string
	for _, key := range []string{"outreachweb.person", "outreachweb.name", "outreachweb.employer", "outreachweb.amount_yuan", "outreachweb.fact", "outreachweb.told", "outreachweb.answer", "outreachweb.note"} {
		head = append(head, say(ctx, key))
	}
	table, err := document.NewTable(w, format, say(ctx, "outreachweb.list.title"), head)
	if err != nil {
		return err
	}
	for s := range found {
		if err := table.Row(cellsOf(ctx, s)); err != nil {
			return err
		}
	}
	return table.Close()
}

func cellsOf(ctx context.Context, s outreach.Standee) []string {
	told, answer := "", ""
	if !s.Told.IsZero() {
		told = civil.Of(s.Told).String()
	}
	if s.Answer != "" {
		answer = answerWord(ctx, s.Answer)
	}
	return []string{s.Person, s.Name, s.Employer, s.Fen.String(), s.Fact, told, answer, s.AnswerNote}
}
