// Package insightweb holds the pages of those who oversee: the workbench, the audit log and the run of a job.
package insightweb

import (
	"context"
	_ "embed"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves the workbench, the audit log and runs. Every field must be given.
type Pages struct {
	Door     *door.Door
	Book     *policy.Book
	Figures  *insight.Figures
	District *district.District
	Regions  *code.Regions
}

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	s.Handle("GET /workbench", authz.WorkRead, p.getWorkbench)

	s.Handle("GET /audit", authz.AuditRead, p.getLog)
	s.Handle("GET /audit/export", authz.AuditRead, p.getLogExport, web.Within(5*time.Minute))
	s.Handle("GET /audit/{entry}", authz.AuditRead, p.getLogEntry)

	s.Handle("GET /runs/{run}", authz.JobRead, p.getRun)
	s.Handle("POST /runs/{run}/cancel", authz.JobCancel, p.postCancel)
}

// say gives the words of key.
func say(ctx context.Context, key string, args ...i18n.Args) string { return i18n.T(ctx, key, args...) }
