package api

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
	"yanzhen/internal/web/rest"
)

// packBody is how much the files of a pack may be: one MiB, and what JSON adds to it.
const packBody = 3 << 20

// policies are the operations on policies, and on whom they apply to.
func (h House) policies(a *rest.API) {
	b := h.Book
	rest.Ask(a, "GET /api/v1/policies", rest.Op{ID: "listPolicies", Tag: "policies"}, book[policy.Library](b))
	rest.Ask(a, "GET /api/v1/policies/{id}", rest.Op{ID: "readPolicy", Tag: "policies"}, book[policy.PolicyPage](b))
	rest.Ask(a, "GET /api/v1/policies/{policy}/people", rest.Op{ID: "listMatches", Tag: "policies"}, book[policy.Matches](b))
	rest.Stream(a, "GET /api/v1/policies/{policy}/people/export", authz.PersonExport, rest.Op{ID: "exportMatches", Tag: "policies", Within: time.Hour}, "application/jsonl", h.exportMatches)
	rest.Ask(a, "GET /api/v1/policies/tallies", rest.Op{ID: "countMatches", Tag: "policies"}, book[policy.Tallies](b))
	rest.Ask(a, "GET /api/v1/people/{person}/policies", rest.Op{ID: "readAnswers", Tag: "policies"}, book[policy.Answers](b))
	rest.Ask(a, "GET /api/v1/people/{person}/bundle", rest.Op{ID: "readBundle", Tag: "policies"}, book[policy.Bundle](b))
	rest.Ask(a, "GET /api/v1/people/{person}/policies/{policy}", rest.Op{ID: "explainPolicy", Tag: "policies"}, book[policy.Explain](b))
	rest.Func(a, "POST /api/v1/calculator", authz.PolicyRead, rest.Op{ID: "calculate", Tag: "policies", Reads: true,
		Example: map[string]any{"facts": map[string]string{"education.level": "14", "job.introduced_on": "2026-05-01"}}}, h.calculate)

	rest.Ask(a, "GET /api/v1/packs/{id}", rest.Op{ID: "readPack", Tag: "packs"}, book[policy.PackFiles](b))
	rest.Ask(a, "GET /api/v1/packs/{id}/compare", rest.Op{ID: "comparePacks", Tag: "packs"}, book[policy.Compare](b))
	rest.Func(a, "GET /api/v1/packs/{id}/compare/export", authz.PersonExport, rest.Op{ID: "exportCompared", Tag: "packs", Within: 5 * time.Minute}, h.exportCompared)
	rest.Ask(a, "GET /api/v1/packs/{id}/history", rest.Op{ID: "readPackHistory", Tag: "packs"}, book[policy.History](b))
	rest.Func(a, "POST /api/v1/packs/{id}/case", authz.PolicySave, rest.Op{ID: "makeCase", Tag: "packs", Reads: true, Must: []string{"files"}, Body: packBody}, h.makeCase)
	rest.Func(a, "POST /api/v1/packs/{id}/check", authz.PolicySave, rest.Op{ID: "checkPack", Tag: "packs", Reads: true, Must: []string{"files"}, Body: packBody}, h.checkPack)
	rest.Do(a, "POST /api/v1/packs/{id}/versions", rest.Op{ID: "savePack", Tag: "packs", Created: true, Must: []string{"files"}, Body: packBody}, book[policy.SavePack](b))
	rest.Ask(a, "GET /api/v1/packs/waiting", rest.Op{ID: "listWaiting", Tag: "packs"}, book[policy.Waiting](b))
	rest.Do(a, "POST /api/v1/packs/{id}/submit", rest.Op{ID: "submitPack", Tag: "packs", Must: []string{"version", "reason"}}, book[policy.SubmitPack](b))
	rest.Do(a, "POST /api/v1/packs/{id}/recall", rest.Op{ID: "recallPack", Tag: "packs", Must: []string{"version", "reason"}}, book[policy.RecallPack](b))
	rest.Do(a, "POST /api/v1/packs/{id}/approve", rest.Op{ID: "approvePack", Tag: "packs", Must: []string{"version", "reason"}}, book[policy.ApprovePack](b))
	rest.Do(a, "POST /api/v1/packs/{id}/reject", rest.Op{ID: "rejectPack", Tag: "packs", Must: []string{"version", "reason"}}, book[policy.RejectPack](b))
	rest.Do(a, "POST /api/v1/packs/{id}/activate", rest.Op{ID: "activatePack", Tag: "packs", Must: []string{"version", "reason"}}, book[policy.ActivatePack](b))
	rest.Do(a, "POST /api/v1/packs/{id}/retire", rest.Op{ID: "retirePack", Tag: "packs", Must: []string{"reason"}}, book[policy.RetirePack](b))
}

// exportMatches streams everyone under a policy, one object a line; that they leave the house is in the audit log first.
func (h House) exportMatches(r *http.Request, q policy.Matches, head http.Header, w io.Writer) error {
	q.Book = h.Book
	actor := web.Actor(r)
	take := policy.TakeMatches{District: q.District, Policy: q.Policy, Verdict: q.Verdict, Missing: q.Missing, Format: "jsonl"}
	if authz.May(actor, authz.PersonExport, authz.Land{District: q.District}) != nil {
		take.Org = actor.Org()
	}
	if _, err := door.Do(r.Context(), h.Door, actor, take); err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), h.Door, actor, policy.MatchesExport{Matches: q})
	if err != nil {
		return err
	}
	head.Set("Content-Disposition", file.Disposition(q.Policy+".jsonl"))
	lines := json.NewEncoder(w)
	for match := range found {
		if err := lines.Encode(match); err != nil {
			return err
		}
	}
	return nil
}

// calculate answers about somebody who is nobody here. It is a POST, since facts belong into no address; nothing is stored.
func (h House) calculate(r *http.Request, q policy.Calculator) (policy.CalculatorPage, error) {
	q.Book = h.Book
	return door.Ask(r.Context(), h.Door, web.Actor(r), q)
}

func (h House) checkPack(r *http.Request, q policy.CheckPack) (policy.Checked, error) {
	q.Book = h.Book
	return door.Ask(r.Context(), h.Door, web.Actor(r), q)
}

func (h House) makeCase(r *http.Request, q policy.CaseFrom) (policy.MadeCase, error) {
	q.Book = h.Book
	return door.Ask(r.Context(), h.Door, web.Actor(r), q)
}

// exportCompared gives everyone of one fate; that they leave the house is in the audit log first.
func (h House) exportCompared(r *http.Request, q policy.CompareExport) ([]policy.Met, error) {
	q.Book = h.Book
	actor := web.Actor(r)
	q.District = cmp.Or(q.District, actor.District())
	all, err := door.Ask(r.Context(), h.Door, actor, q)
	if err != nil {
		return nil, err
	}
	_, err = door.Do(r.Context(), h.Door, actor, policy.TakeCompared{District: q.District, Policy: q.ID, From: q.From, To: q.To, Day: q.Day, Who: q.Who, Format: "json"})
	return all, err
}
