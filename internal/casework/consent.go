package casework

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// Consent is what a nominee says to being nominated. Saying no closes nothing that was submitted; it keeps a draft from being
// submitted, and can be changed until then.
type Consent struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Case     string `json:"case"`
	Agree    bool   `json:"agree"`
}

// Action is casework.case.consent.
func (Consent) Action() authz.Action { return authz.CaseConsent }

// Land is where the case lies.
func (c Consent) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Case)
}

// Run notes it. Errors: Conflict casework.consent.needless for one's own application, casework.consent.late after submission.
func (c Consent) Run(ctx context.Context, tx *door.Tx) (*Case, error) {
	m, err := c.Desk.open(ctx, tx, c.District, c.Case)
	if err != nil {
		return nil, err
	}
	switch {
	case m.kase.Filer == "person":
		return nil, fault.Conflict.New("casework.consent.needless")
	case m.kase.State != flow.Draft:
		return nil, fault.Conflict.New("casework.consent.late")
	}
	m.kase.Consent = "no"
	if c.Agree {
		m.kase.Consent = "yes"
	}
	tx.About("case/" + c.Case)
	tx.Note("consent", m.kase.Consent)
	return m.kase, saveStanding(ctx, tx, m.kase)
}
