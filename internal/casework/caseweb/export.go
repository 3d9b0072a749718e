package caseweb

import (
	"cmp"
	"net/http"
	"strconv"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework"
	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/web"
)

// getExport serves GET /cases/export?format=xlsx|csv&round=&state=. That the list leaves the house stands in the audit log before
// the first row is sent.
func (p *Pages) getExport(w http.ResponseWriter, r *http.Request) error {
	format := cmp.Or(document.Format(r.URL.Query().Get("format")), document.XLSX)
	if format != document.XLSX && format != document.CSV {
		return fault.Invalid.New("document.format").On("format")
	}
	q := casework.Cases{}
	if err := web.Bind(r, &q); err != nil {
		return err
	}
	a, ctx := web.Actor(r), r.Context()
	q.District, q.Queue, q.After, q.Limit = a.District(), false, "", 200
	if _, err := door.Do(ctx, p.Door, a, casework.TakeCases{District: q.District, Round: q.Round, State: q.State, Format: string(format)}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", format.MediaType())
	w.Header().Set("Content-Disposition", `attachment; filename="cases-`+civil.Of(p.Door.Clock.Now()).String()+"."+string(format)+`"`)
	var head []string
	for _, key := range []string{"caseweb.number", "caseweb.person", "caseweb.state", "caseweb.submitted"} {
		head = append(head, say(ctx, key))
	}
	table, err := document.NewTable(w, format, say(ctx, "caseweb.cases"), head)
	if err != nil {
		return err
	}
	for {
		found, err := door.Ask(ctx, p.Door, a, q)
		if err != nil {
			return err
		}
		for _, l := range found.Cases {
			submitted := ""
			if !l.Submitted.IsZero() {
				submitted = civil.Of(l.Submitted).String()
			}
			if err := table.Row([]string{strconv.Itoa(l.Number), l.Name, stateWord(ctx, l.State), submitted}); err != nil {
				return err
			}
		}
		if q.After = found.Next; q.After == "" {
			return table.Close()
		}
	}
}
