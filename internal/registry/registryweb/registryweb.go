// Package registryweb holds the pages of people and organisations: the list with its filters, the dossier and the
// forms that change it, organisations, the desk of a unit, a talent's own file, and the download of evidence.
package registryweb

import (
	_ "embed"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves the pages of the registry. Every field must be given.
type Pages struct {
	Door     *door.Door
	Vault    *file.Vault
	Intake   *intake.Desk
	Regions  *code.Regions
	District *district.District
}

// uploadBody is how much a form with a file may send; the vault has a limit of its own.
const uploadBody = 64 << 20

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	p.registerPeople(s)
	p.registerRecords(s)
	p.registerOrgs(s)

	s.Handle("GET /unit", authz.EmployConfirm, p.getDesk)
	s.Handle("POST /unit/confirm", authz.EmployConfirm, p.postConfirmAll)

	s.Handle("GET /me", authz.PersonRead, p.getMine)

	s.Handle("GET /files/{file}", authz.Home, p.getFile, web.Within(5*time.Minute))
}

func (p *Pages) registerPeople(s *web.Server) {
	s.Handle("GET /people", authz.PersonRead, p.getPeople)
	s.Handle("GET /people/export", authz.PersonExport, p.getExport, web.Within(5*time.Minute))
	s.Handle("POST /people/export", authz.PersonExport, p.postExport, web.Within(5*time.Minute))
	s.Handle("GET /people/new", authz.PersonCreate, p.getNewPerson)
	s.Handle("POST /people/new", authz.PersonCreate, p.postNewPerson)

	s.Handle("GET /filters", authz.FilterSave, p.getFilters)
	s.Handle("POST /filters", authz.FilterSave, p.postFilter)
	s.Handle("POST /filters/{filter}/delete", authz.FilterSave, p.postDeleteFilter)

	s.Handle("GET /people/{person}", authz.PersonRead, p.getDossier)
	s.Handle("GET /people/{person}/timeline", authz.PersonRead, p.getTimeline)
	s.Handle("GET /people/{person}/unmask", authz.PersonUnmask, p.getUnmask)
	s.Handle("POST /people/{person}/unmask", authz.PersonUnmask, p.postUnmask)
	s.Handle("GET /people/{person}/form", authz.PersonUnmask, p.getForm)
	s.Handle("POST /people/{person}/form", authz.PersonUnmask, p.postForm)
	s.Handle("GET /people/{person}/merge", authz.PersonMerge, p.getMerge)
	s.Handle("POST /people/{person}/merge", authz.PersonMerge, p.postMerge)
}

// registerRecords adds the forms of records twice: for those who keep dossiers, and for talents about themselves.
func (p *Pages) registerRecords(s *web.Server) {
	files := []web.Option{web.Body(uploadBody), web.Within(5 * time.Minute)}
	for _, base := range []string{"/people/{person}", "/me"} {
		s.Handle("GET "+base+"/records/new", authz.RecordDeclare, p.getDeclare)
		s.Handle("POST "+base+"/records/new", authz.RecordDeclare, p.postDeclare, files...)
		s.Handle("GET "+base+"/records/{record}", authz.PersonRead, p.getRecord)
		s.Handle("GET "+base+"/records/{record}/edit", authz.RecordDeclare, p.getCorrect)
		s.Handle("POST "+base+"/records/{record}/edit", authz.RecordDeclare, p.postCorrect, files...)
		s.Handle("POST "+base+"/records/{record}/evidence", authz.RecordDeclare, p.postEvidence, files...)
	}
	s.Handle("POST /people/{person}/records/{record}/verify", authz.RecordVerify, p.postVerify)
	s.Handle("POST /people/{person}/records/{record}/refuse", authz.RecordVerify, p.postRefuse)
	s.Handle("POST /people/{person}/records/{record}/confirm", authz.EmployConfirm, p.postConfirm)
}

func (p *Pages) registerOrgs(s *web.Server) {
	s.Handle("GET /orgs", authz.OrgRead, p.getOrgs)
	s.Handle("GET /orgs/export", authz.OrgRead, p.getOrgsExport, web.Within(5*time.Minute))
	s.Handle("GET /orgs/new", authz.OrgChange, p.getNewOrg)
	s.Handle("POST /orgs/new", authz.OrgChange, p.postOrg)
	s.Handle("GET /orgs/{org}", authz.OrgRead, p.getOrg)
	s.Handle("GET /orgs/{org}/edit", authz.OrgChange, p.getEditOrg)
	s.Handle("POST /orgs/{org}/edit", authz.OrgChange, p.postOrg)
}
