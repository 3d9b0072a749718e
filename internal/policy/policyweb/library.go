package policyweb

import (
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/web"
)

// getLibrary serves GET /policies?q=&status=&level=&place=&kind=&applicant=&state=&after=.
func (p *Pages) getLibrary(w http.ResponseWriter, r *http.Request) error {
	q, err := p.libraryOf(r)
	if err != nil {
		return err
	}
	found, err := door.Ask(r.Context(), p.Door, web.Actor(r), q)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, libraryPage(library{reader: readerOf(r), asked: q, found: found}))
}

// libraryOf reads the question out of the address.
func (p *Pages) libraryOf(r *http.Request) (policy.Library, error) {
	var q policy.Library
	if err := web.Bind(r, &q); err != nil {
		return q, err
	}
	q.Book, q.District = p.Book, web.Actor(r).District()
	return q, nil
}

// A library is what the page of the library shows.
type library struct {
	reader
	asked policy.Library
	found policy.LibraryPage
}

// A reader is who looks at a page, as far as the page cares.
type reader struct {
	officer bool // works here: pages with menu and dense tables
	keeper  bool // may save and activate packs
	insider bool // may see versions of packs that are not in force
	matches bool // may see who qualifies
	answers bool // may see the verdicts of others
	mine    bool // has policies of their own to see
	declare bool // may add records
	take    bool // may take lists of people away
	tries   bool // may try policies out
	person  string
}

func readerOf(r *http.Request) reader {
	a := web.Actor(r)
	office := a.Has(authz.Office) || a.Has(authz.Department) || a.Has(authz.Auditor) || a.Has(authz.Admin) || a.Has(authz.Leader) || a.Has(authz.Unit)
	return reader{
		officer: office,
		keeper:  authz.MayEver(a, authz.PolicySave),
		insider: authz.MayEver(a, authz.PolicySave) || authz.MayEver(a, authz.AuditRead),
		matches: authz.MayEver(a, authz.PolicyMatches),
		answers: authz.MayEver(a, authz.PolicyAnswers),
		mine:    a.Person() != "" && authz.MayEver(a, authz.PolicyAnswers),
		declare: authz.MayEver(a, authz.RecordDeclare),
		take:    authz.MayEver(a, authz.PersonExport),
		tries:   authz.MayEver(a, authz.WhatIfRead),
		person:  a.Person(),
	}
}

// states are the states a reader may ask for, besides what is in force.
func (l library) states() []policy.State {
	switch {
	case l.keeper:
		return []policy.State{policy.Draft, policy.Tested, policy.Submitted, policy.Scheduled, policy.Retired, policy.Reference}
	case l.insider:
		return []policy.State{policy.Retired, policy.Reference}
	}
	return []policy.State{policy.Reference}
}

// url is the page of a policy in the list; that of a version that is not in force yet names its files.
func (l library) url(b policy.Brief) string {
	switch b.State {
	case policy.Draft, policy.Tested, policy.Submitted, policy.Scheduled:
		return "/policies/" + b.ID + "?digest=" + b.Digest
	}
	return "/policies/" + b.ID
}

// empty tells what to do when nothing is listed.
func (l library) empty() templ.Component {
	switch l.asked.State {
	case policy.Draft, policy.Tested:
		return nothing("edit", "library.no_drafts", "library.no_drafts.text")
	case policy.Submitted, policy.Scheduled:
		return nothing("books", "library.none_waiting", "library.none_waiting.text")
	}
	return nothing("books", "library.none", "library.none.text")
}
