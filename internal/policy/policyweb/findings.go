package policyweb

import (
	"net/http"

	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/web"
)

// findings asks the check-up about a version that waits, for those who may approve it.
func (p *Pages) findings(r *http.Request, page policy.Page) ([]inspect.Told, error) {
	if p.Checkups == nil || page.State != policy.Submitted || !readerOf(r).keeper {
		return nil, nil
	}
	q := inspect.Review{Desk: p.Checkups, District: web.Actor(r).District(), ID: page.ID, Version: page.Digest}
	return door.Ask(r.Context(), p.Door, web.Actor(r), q)
}
