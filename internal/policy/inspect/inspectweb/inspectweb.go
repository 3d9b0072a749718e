// Package inspectweb holds the pages of the check-up of policies: the list of findings, and one finding with its witness.
package inspectweb

import (
	_ "embed"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves the pages of findings. Every field must be given.
type Pages struct {
	Door *door.Door
	Desk *inspect.Desk
}

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	s.Handle("GET /policies/findings", authz.PolicyFindings, p.getFindings, web.Within(time.Minute))
	s.Handle("GET /policies/findings/export", authz.PolicyFindings, p.getExport, web.Within(time.Minute))
	s.Handle("GET /policies/findings/one/{finding}", authz.PolicyFindings, p.getFinding, web.Within(time.Minute))
	s.Handle("POST /policies/findings/one/{finding}/leave", authz.PolicyFindingLeave, p.postLeave)
	s.Handle("POST /policies/findings/one/{finding}/take-up", authz.PolicyFindingTakeUp, p.postTakeUp)
}
