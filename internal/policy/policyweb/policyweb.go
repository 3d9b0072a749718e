// Package policyweb holds the pages of policies: the library, a policy, who qualifies for it, the editor of
// packs, the policies of a person for those who serve them and for themselves, and the public calculator.
package policyweb

import (
	_ "embed"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/inspect"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves the pages of policies. Every field must be given but Checkups.
type Pages struct {
	Door     *door.Door
	Book     *policy.Book
	District *district.District
	Checkups *inspect.Desk // tells approvers what is wrong with a version; nothing when nil
}

// packBody is how much a form of the editor may send: a pack of one MiB, and what encoding adds to it.
const packBody = 4 << 20

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	s.Handle("GET /policies", authz.PolicyRead, p.getLibrary)
	s.Handle("GET /policies/export", authz.PolicyRead, p.getLibraryExport, web.Within(time.Minute))
	s.Handle("GET /policies/{policy}", authz.PolicyRead, p.getPolicy)

	s.Handle("GET /policies/{policy}/people", authz.PolicyMatches, p.getPeople)
	s.Handle("GET /policies/{policy}/people/export", authz.PersonExport, p.getPeopleExport, web.Within(5*time.Minute))

	s.Handle("GET /policies/facts", authz.PolicyRead, p.getFacts)
	s.Handle("GET /policies/new", authz.PolicySave, p.getNew)
	s.Handle("POST /policies/new", authz.PolicySave, p.postPack, web.Body(packBody))
	s.Handle("GET /policies/{policy}/edit", authz.PolicySave, p.getEdit)
	s.Handle("POST /policies/{policy}/edit", authz.PolicySave, p.postPack, web.Body(packBody))
	s.Handle("GET /policies/{policy}/files", authz.PolicySave, p.getFiles)
	s.Handle("POST /policies/import", authz.PolicySave, p.postImport, web.Body(packBody))
	s.Handle("GET /policies/{policy}/compare", authz.PolicySave, p.getCompare, web.Within(time.Minute))
	s.Handle("GET /policies/{policy}/compare/export", authz.PersonExport, p.getCompareExport, web.Within(5*time.Minute))
	s.Handle("GET /policies/{policy}/history", authz.PolicyRead, p.getHistory)
	s.Handle("POST /policies/{policy}/submit", authz.PolicySubmit, turned(p, submitted, "book.submitted"))
	s.Handle("POST /policies/{policy}/recall", authz.PolicyRecall, turned(p, recalled, "book.recalled"))
	s.Handle("POST /policies/{policy}/approve", authz.PolicyApprove, turned(p, approved, "book.approved"))
	s.Handle("POST /policies/{policy}/reject", authz.PolicyReject, turned(p, rejected, "book.rejected"))
	s.Handle("POST /policies/{policy}/retire", authz.PolicyRetire, p.postRetire)

	s.Handle("GET /people/{person}/policies", authz.PolicyAnswers, p.getAnswers)
	s.Handle("GET /people/{person}/bundle", authz.PolicyAnswers, p.getCouple)
	s.Handle("GET /people/{person}/policies/{policy}", authz.PolicyAnswers, p.getExplanation)
	s.Handle("GET /me/policies", authz.PolicyAnswers, p.getMine)
	s.Handle("GET /me/policies/{policy}", authz.PolicyAnswers, p.getMyPolicy)

	s.Handle("GET /calculator", authz.PolicyRead, p.getCalculator)
	s.Handle("POST /calculator", authz.PolicyRead, p.postCalculator)
}
