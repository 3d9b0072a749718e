// Package whatifweb holds the pages on which policies are tried out: levers with what follows from them, the people they meet, and
// scenarios side by side.
package whatifweb

import (
	_ "embed"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/whatif"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves them. Every field must be given.
type Pages struct {
	Door     *door.Door
	Desk     *whatif.Desk
	Regions  *code.Regions
	District *district.District
}

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	s.Handle("GET /policies/{policy}/whatif", authz.WhatIfRead, p.getSheet, web.Within(time.Minute))
	s.Handle("POST /policies/{policy}/whatif", authz.WhatIfRead, p.postSheet, web.Within(time.Minute))
	s.Handle("GET /policies/{policy}/whatif/export", authz.WhatIfRead, p.getFigures, web.Within(time.Minute))
	s.Handle("GET /policies/{policy}/whatif/people", authz.WhatIfRead, p.getPeople, web.Within(time.Minute))
	s.Handle("GET /policies/{policy}/whatif/people/export", authz.PersonExport, p.getPeopleExport, web.Within(5*time.Minute))
	s.Handle("GET /policies/{policy}/whatif/beside", authz.WhatIfRead, p.getBeside, web.Within(time.Minute))
	s.Handle("GET /policies/{policy}/whatif/beside/export", authz.WhatIfRead, p.getBesideExport, web.Within(time.Minute))
	s.Handle("POST /policies/{policy}/whatif/scenarios/{id}/delete", authz.ScenarioSave, p.postDelete)
	s.Handle("POST /policies/{policy}/whatif/scenarios/{id}/draft", authz.PolicySave, p.postDraft)
}
