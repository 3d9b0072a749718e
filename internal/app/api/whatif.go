package api

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/web"
	"yanzhen/internal/web/rest"
)

// trials are the operations that try policies out. They are POSTs where levers are moved, since there may be many; nothing of that
// is stored.
func (h House) trials(a *rest.API) {
	d := h.Trials
	example := map[string]any{"moves": map[string]string{"gates/age/when/0": "45"}}
	rest.Func(a, "POST /api/v1/policies/{policy}/whatif", authz.WhatIfRead, rest.Op{ID: "tryPolicy", Tag: "whatif", Reads: true, Within: time.Minute, Example: example}, h.tryPolicy)
	rest.Func(a, "POST /api/v1/policies/{policy}/whatif/people", authz.WhatIfRead, rest.Op{ID: "listMet", Tag: "whatif", Reads: true, Within: time.Minute, Example: example}, h.listMet)
	rest.Stream(a, "POST /api/v1/policies/{policy}/whatif/people/export", authz.PersonExport, rest.Op{ID: "exportMet", Tag: "whatif", Reads: true, Within: time.Hour, Example: example}, "application/jsonl", h.exportMet)
	rest.Ask(a, "GET /api/v1/policies/{policy}/scenarios", rest.Op{ID: "compareScenarios", Tag: "whatif", Within: time.Minute}, desk[whatif.SideBySide](d))
	rest.Do(a, "POST /api/v1/policies/{policy}/scenarios", rest.Op{ID: "saveScenario", Tag: "whatif", Created: true, Must: []string{"name", "moves"}}, desk[whatif.Save](d))
	rest.Do(a, "PUT /api/v1/policies/{policy}/scenarios/{id}", rest.Op{ID: "changeScenario", Tag: "whatif", Must: []string{"name", "moves", "version"}}, desk[whatif.Save](d))
	rest.Do[whatif.Delete](a, "DELETE /api/v1/policies/{policy}/scenarios/{id}", rest.Op{ID: "deleteScenario", Tag: "whatif", Must: []string{"version"}})
	rest.Do(a, "POST /api/v1/policies/{policy}/scenarios/{id}/draft", rest.Op{ID: "draftScenario", Tag: "whatif", Created: true, Must: []string{"version"}}, desk[whatif.Draft](d))
}

// desk puts the desk of trials into a question or command.
func desk[T any](d *whatif.Desk) rest.Prepare[T] {
	return func(_ *http.Request, in *T) error {
		reflect.ValueOf(in).Elem().FieldByName("Desk").Set(reflect.ValueOf(d))
		return nil
	}
}

func (h House) tryPolicy(r *http.Request, q whatif.Try) (whatif.Sheet, error) {
	q.Desk = h.Trials
	return door.Ask(r.Context(), h.Door, web.Actor(r), q)
}

func (h House) listMet(r *http.Request, q whatif.People) (whatif.MetPage, error) {
	q.Desk = h.Trials
	return door.Ask(r.Context(), h.Door, web.Actor(r), q)
}

// exportMet streams everyone whom moved levers meet, one object a line; that they leave the house is in the audit log first.
func (h House) exportMet(r *http.Request, q whatif.People, head http.Header, w io.Writer) error {
	q.Desk = h.Trials
	actor := web.Actor(r)
	found, err := door.Ask(r.Context(), h.Door, actor, whatif.PeopleExport{People: q})
	if err != nil {
		return err
	}
	take := whatif.Take{District: q.District, Policy: q.Policy, Base: q.Base, Moved: len(q.Moves), Fate: q.Fate, Format: "jsonl"}
	if _, err := door.Do(r.Context(), h.Door, actor, take); err != nil {
		return err
	}
	head.Set("Content-Disposition", file.Disposition("whatif-"+q.Policy+".jsonl"))
	lines := json.NewEncoder(w)
	for met := range found {
		if err := lines.Encode(met); err != nil {
			return err
		}
	}
	return nil
}
