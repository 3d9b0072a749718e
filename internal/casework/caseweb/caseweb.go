// Package caseweb holds the pages of rounds and cases: what the office opens and watches, the queue of everyone whose turn it is, the
// page of a case with what may be done on it, and the calm pages on which people apply.
package caseweb

import (
	_ "embed"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/casework"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves the pages. Every field must be given.
type Pages struct {
	Door     *door.Door
	Desk     *casework.Desk
	Vault    *file.Vault
	District *district.District
}

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	s.Handle("GET /rounds", authz.CaseRead, p.getRounds)
	s.Handle("POST /rounds", authz.RoundOpen, p.postRound)
	s.Handle("GET /rounds/{round}", authz.CaseRead, p.getRound)
	s.Handle("POST /rounds/{round}/moves", authz.RoundChange, p.postRoundMove)
	s.Handle("POST /rounds/{round}/seats", authz.RoundChange, p.postSeat)
	s.Handle("POST /rounds/{round}/cases", authz.CaseFile, p.postBegin)

	s.Handle("GET /cases", authz.CaseRead, p.getCases)
	s.Handle("GET /cases/export", authz.PersonExport, p.getExport, web.Within(5*time.Minute))
	s.Handle("GET /cases/{case}", authz.CaseRead, p.getCase)
	s.Handle("POST /cases/{case}/moves", authz.CaseAct, p.postMove)
	s.Handle("GET /cases/{case}/form", authz.CaseFile, p.getForm)
	s.Handle("POST /cases/{case}/form", authz.CaseFile, p.postForm, web.Body(64<<20), web.Within(time.Minute))

	s.Handle("GET /me/cases", authz.CaseRead, p.getOwnCases)
	s.Handle("GET /me/cases/{case}", authz.CaseRead, p.getOwnCase)
	s.Handle("POST /me/cases/{case}/consent", authz.CaseConsent, p.postConsent)
}
