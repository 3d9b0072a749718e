package api

import (
	"net/http"

	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/web/rest"
)

// findings are the operations on what is wrong with the policies.
func (h House) findings(a *rest.API) {
	rest.Ask(a, "GET /api/v1/findings", rest.Op{ID: "listFindings", Tag: "policies"}, func(_ *http.Request, q *inspect.Findings) error {
		q.Desk = h.Checkups
		return nil
	})
	rest.Ask(a, "GET /api/v1/findings/{id}", rest.Op{ID: "readFinding", Tag: "policies"}, func(_ *http.Request, q *inspect.One) error {
		q.Desk = h.Checkups
		return nil
	})
	rest.Ask(a, "GET /api/v1/packs/{id}/findings", rest.Op{ID: "reviewPack", Tag: "packs"}, func(_ *http.Request, q *inspect.Review) error {
		q.Desk = h.Checkups
		return nil
	})
	rest.Do(a, "POST /api/v1/findings/{finding}/leave", rest.Op{ID: "leaveFinding", Tag: "policies", Must: []string{"reason"}}, func(_ *http.Request, c *inspect.Leave) error {
		c.Desk = h.Checkups
		return nil
	})
	rest.Do(a, "POST /api/v1/findings/{finding}/take-up", rest.Op{ID: "takeUpFinding", Tag: "policies", Must: []string{"reason"}}, func(_ *http.Request, c *inspect.TakeUp) error {
		c.Desk = h.Checkups
		return nil
	})
}
