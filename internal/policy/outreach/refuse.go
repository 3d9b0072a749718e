package outreach

import (
	"context"
	"unicode/utf8"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// Refuse says that the person does not want an award, within the time for it. The award does not stand, and none is proposed for the
// same period again.
type Refuse struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Award    string       `json:"award"`
	Reason   string       `json:"reason"` // may be empty
}

// Action is award.refuse.
func (Refuse) Action() authz.Action { return authz.AwardRefuse }

// Land is where the person lies whose award it is.
func (c Refuse) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	a, err := loadAward(ctx, q, c.District, c.Award)
	if err != nil {
		return authz.Land{}, err
	}
	return registry.LandOf(ctx, q, c.District, a.Person)
}

// Run takes the refusal and tells whoever confirmed. Errors: those of Award.Refuse, Invalid outreach.answer_note on a reason that
// is too long.
func (c Refuse) Run(ctx context.Context, tx *door.Tx) (*Award, error) {
	if utf8.RuneCountInString(c.Reason) > mostNote {
		return nil, fault.Invalid.New("outreach.award.long_reason").On("reason").With("most", mostNote)
	}
	a, err := loadAward(ctx, tx, c.District, c.Award)
	if err != nil {
		return nil, err
	}
	confirmed := a.Moves[len(a.Moves)-1]
	if err := a.Refuse(moveOf(tx, c.Reason)); err != nil {
		return nil, err
	}
	if err := insertMove(ctx, tx, a); err != nil {
		return nil, err
	}
	tx.About("award/" + a.ID)
	return a, c.tell(ctx, tx, a, confirmed.account)
}

func (c Refuse) tell(ctx context.Context, tx *door.Tx, a *Award, account string) error {
	name, err := c.Book.NameOf(ctx, tx, a.District, a.Policy)
	if err != nil {
		return err
	}
	names, err := registry.NamesOf(ctx, tx, a.District, []string{a.Person})
	if err != nil {
		return err
	}
	_, err = notify.Post(ctx, tx, notify.Draft{District: a.District, Mark: "award/refused/" + a.ID, Account: account, Kind: notify.AboutWork,
		Template: "outreach.award.refusal", Args: notify.Args{"name": notify.Data(names[a.Person]), "policy": notify.Saying(name.Zh, name.En)}, Link: "/awards/" + a.ID})
	return err
}

// RefuseFor writes down that the person told the office that they do not want an award, as somebody without an account does.
type RefuseFor struct {
	Refuse
}

// Action is award.decline.
func (RefuseFor) Action() authz.Action { return authz.AwardDecline }

// Land is the district.
func (c RefuseFor) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run takes the refusal. Errors: as Refuse, Invalid outreach.award.reason without words of how the person said so.
func (c RefuseFor) Run(ctx context.Context, tx *door.Tx) (*Award, error) {
	if c.Reason == "" {
		return nil, fault.Invalid.New("outreach.award.reason").On("reason")
	}
	return c.Refuse.Run(ctx, tx)
}
