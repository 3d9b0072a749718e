package policyweb

import (
	"context"
	"net/http"
	"strings"

	"yanzhen/internal/document"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
)

// getPeopleExport serves GET /policies/{policy}/people/export?format=xlsx|csv|jsonl with the filters of the
// list. That the list leaves the house stands in the audit log before the first row is sent.
func (p *Pages) getPeopleExport(w http.ResponseWriter, r *http.Request) error {
	format, err := formatOf(r)
	if err != nil {
		return err
	}
	q, err := p.matchesOf(r)
	if err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), policy.MatchesExport{Matches: q})
	if err != nil {
		return err
	}
	note := policy.TakeMatches{District: q.District, Org: web.Actor(r).Org(), Policy: q.Policy, Verdict: q.Verdict, Missing: q.Missing, Format: string(format)}
	if _, err := door.Do(r.Context(), p.Door, web.Actor(r), note); err != nil {
		return err
	}
	p.download(w, "matches-"+q.Policy, format)
	return writeMatches(r.Context(), w, format, found)
}

func writeMatches(ctx context.Context, w http.ResponseWriter, format document.Format, found func(func(policy.Match) bool)) error {
	var head []string
	for _, key := range []string{"matches.person", "matches.name", "matches.employer", "policyweb.verdict", "matches.amount_yuan", "policyweb.missing"} {
		head = append(head, say(ctx, key))
	}
	out, err := newList(w, format, say(ctx, "matches.title"), head, func(m policy.Match) []string {
		return []string{m.Person, m.Name, m.Employer, verdictWord(ctx, m.Verdict), m.Fen.String(), strings.Join(m.Missing, "、")}
	})
	if err != nil {
		return err
	}
	defer out.drop()
	for m := range found {
		if err := out.put(m); err != nil {
			return err
		}
	}
	return out.close()
}
