// Package outreachweb holds the pages of policies that seek people: who has not claimed, batches of notices and their answers, and awards
// without application, for the office and for the people they are about.
package outreachweb

import (
	_ "embed"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves the pages. Every field must be given.
type Pages struct {
	Door *door.Door
	Book *policy.Book
}

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	s.Handle("GET /outreach", authz.OutreachRead, p.getOverview)
	s.Handle("GET /policies/{policy}/outreach", authz.OutreachRead, p.getList)
	s.Handle("GET /policies/{policy}/outreach/export", authz.PersonExport, p.getExport, web.Within(5*time.Minute))
	s.Handle("POST /policies/{policy}/outreach", authz.OutreachSend, p.postBatch, web.Within(time.Minute))
	s.Handle("GET /outreach/batches", authz.OutreachRead, p.getBatches)
	s.Handle("GET /outreach/batches/{batch}", authz.OutreachRead, p.getBatch)
	s.Handle("GET /outreach/batches/{batch}/progress", authz.OutreachRead, p.getProgress)

	s.Handle("GET /awards", authz.AwardRead, p.getAwards)
	s.Handle("GET /awards/{award}", authz.AwardRead, p.getAward)
	s.Handle("POST /policies/{policy}/awards", authz.AwardPropose, p.postPropose)
	s.Handle("POST /awards", authz.AwardConfirm, p.postAwards)
	s.Handle("POST /awards/{award}/decline", authz.AwardDecline, p.postDecline)
	s.Handle("POST /awards/{award}/refuse", authz.AwardDecline, p.postRefuseFor)

	s.Handle("GET /me/notices/{batch}", authz.OutreachAnswer, p.getNotice)
	s.Handle("POST /me/notices/{batch}/answer", authz.OutreachAnswer, p.postAnswer)
	s.Handle("GET /me/awards", authz.AwardRead, p.getOwnAwards)
	s.Handle("GET /me/awards/{award}", authz.AwardRead, p.getOwnAward)
	s.Handle("POST /me/awards/{award}/refuse", authz.AwardRefuse, p.postRefuse)
}
