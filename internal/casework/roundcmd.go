package casework

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// OpenRound plans a round of a programme. The programme's text is kept with it, so that applicants stay on what they began.
type OpenRound struct {
	Desk      *Desk      `json:"-"`
	District  string     `json:"district"`
	Programme string     `json:"programme"`
	Name      string     `json:"name"`
	Opens     civil.Date `json:"opens"`
	Closes    civil.Date `json:"closes"`
}

// Action is casework.round.open.
func (OpenRound) Action() authz.Action { return authz.RoundOpen }

// Land is the district.
func (c OpenRound) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run keeps the text and the round. Errors: Missing casework.programme.missing, Invalid on name, opens or closes, Conflict
// casework.round.no_version when no version of the programme holds on the first day.
func (c OpenRound) Run(ctx context.Context, tx *door.Tx) (*Round, error) {
	if err := c.check(civil.Of(tx.Now())); err != nil {
		return nil, err
	}
	t, known := c.Desk.shipped[c.Programme]
	if !known {
		return nil, fault.Missing.New("casework.programme.missing").With("id", c.Programme)
	}
	version, holds := c.Desk.compiled[t.digest].Programme.VersionOn(c.Opens)
	if !holds {
		return nil, fault.Conflict.New("casework.round.no_version").With("day", c.Opens.String())
	}
	r := &Round{District: c.District, ID: tx.NewID(), Programme: t.id, Version: version.ID, Name: strings.TrimSpace(c.Name), Year: c.Opens.Year,
		Opens: c.Opens, Closes: c.Closes, By: tx.Actor().Name, At: tx.Now(), Moves: []RoundMove{}, digest: t.digest, account: tx.Actor().Account}
	if err := keepText(ctx, tx, c.District, t, tx.Now()); err != nil {
		return nil, err
	}
	tx.About("round/" + r.ID)
	tx.Note("programme", r.Programme)
	return r, insertRound(ctx, tx, r)
}

func (c OpenRound) check(today civil.Date) error {
	switch n := utf8.RuneCountInString(strings.TrimSpace(c.Name)); {
	case n == 0 || n > 60:
		return fault.Invalid.New("casework.round.name").On("name").With("most", 60)
	case c.Opens.IsZero():
		return fault.Invalid.New("casework.round.day").On("opens")
	case c.Closes.IsZero() || c.Closes.Before(c.Opens):
		return fault.Invalid.New("casework.round.closes").On("closes")
	case c.Closes.Before(today):
		return fault.Invalid.New("casework.round.past").On("closes")
	}
	return nil
}

// TurnRound extends, pauses, resumes or closes a round, or admits one case although the round takes none.
type TurnRound struct {
	District string     `json:"district"`
	Round    string     `json:"round"`
	Step     RoundStep  `json:"step"`
	Day      civil.Date `json:"day,omitzero"`
	Case     string     `json:"case"`
	Reason   string     `json:"reason"`
}

// Action is casework.round.change.
func (TurnRound) Action() authz.Action { return authz.RoundChange }

// Land is the district.
func (c TurnRound) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run takes the step. Errors: Missing casework.round.missing or casework.case.missing, and those of the round.
func (c TurnRound) Run(ctx context.Context, tx *door.Tx) (*Round, error) {
	r, err := loadRound(ctx, tx, c.District, c.Round)
	if err != nil {
		return nil, err
	}
	switch c.Step {
	case Extended, Paused, Resumed, Ended:
		c.Case = ""
	case Admitted:
		k, err := loadCase(ctx, tx, c.District, c.Case)
		if err != nil {
			return nil, err
		}
		if k.Round != r.ID {
			return nil, fault.Missing.New("casework.case.missing")
		}
	default:
		return nil, fault.Invalid.New("casework.round.no_step").On("step")
	}
	m := RoundMove{Step: c.Step, Day: c.Day, Case: c.Case, Reason: strings.TrimSpace(c.Reason), By: tx.Actor().Name, At: tx.Now(), account: tx.Actor().Account}
	if err := r.take(m, civil.Of(tx.Now())); err != nil {
		return nil, err
	}
	tx.About("round/" + r.ID)
	tx.Note("step", string(c.Step))
	return r, insertRoundMove(ctx, tx, r)
}

// sitters are the roles of those who may sit on a committee.
var sitters = []authz.Role{authz.Leader, authz.Office, authz.Department}

// SeatMember gives a committee's seat of a round to an account.
type SeatMember struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Round    string `json:"round"`
	Stage    string `json:"stage"`
	Seat     string `json:"seat"` // member:1 …
	Account  string `json:"account"`
}

// Action is casework.round.change.
func (SeatMember) Action() authz.Action { return authz.RoundChange }

// Land is the district.
func (c SeatMember) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run seats the account in the stead of whoever sat there. Errors: Missing casework.round.missing, Invalid on seat or account,
// Conflict casework.seat.twice for who has another seat of the stage.
func (c SeatMember) Run(ctx context.Context, tx *door.Tx) (Member, error) {
	r, err := loadRound(ctx, tx, c.District, c.Round)
	if err != nil {
		return Member{}, err
	}
	p, err := c.Desk.programme(ctx, tx, c.District, r.digest)
	if err != nil {
		return Member{}, err
	}
	if !isMember(p, c.Stage, c.Seat) {
		return Member{}, fault.Invalid.New("casework.seat.none").On("seat")
	}
	may, err := account.Holders(ctx, tx, c.District, sitters...)
	if err != nil {
		return Member{}, err
	}
	i := slices.IndexFunc(may, func(h account.Holder) bool { return h.ID == c.Account })
	if i < 0 {
		return Member{}, fault.Invalid.New("casework.seat.whose").On("account")
	}
	m := Member{Stage: c.Stage, Seat: c.Seat, Account: c.Account, Name: may[i].Name}
	seated, err := loadMembers(ctx, tx, c.District, r.ID)
	if err != nil {
		return Member{}, err
	}
	for _, other := range seated {
		if other.Stage == m.Stage && other.Seat != m.Seat && other.Account == m.Account {
			return Member{}, fault.Conflict.New("casework.seat.twice").With("seat", other.Seat)
		}
	}
	tx.About("round/" + r.ID)
	tx.Note("seat", m.Stage+"/"+m.Seat)
	return m, saveMember(ctx, tx, c.District, r.ID, m)
}
