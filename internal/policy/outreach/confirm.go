package outreach

import (
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// mostAtOnce is how many awards one command may be about.
const mostAtOnce = 200

// Confirm confirms awards that wait, all in one action. Each is judged once more; where what it rested on has changed it lapses, and
// the outcome says why.
type Confirm struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Awards   []string     `json:"id"`
}

// An Outcome is what became of the awards of one command.
type Outcome struct {
	Confirmed []string      `json:"confirmed"`
	Seconded  []string      `json:"seconded"` // a second person must confirm them
	Lapsed    []LapsedAward `json:"lapsed"`
}

// A LapsedAward is an award that could not be confirmed.
type LapsedAward struct {
	ID     string `json:"id"`
	Reason Lapse  `json:"reason"`
}

// Action is award.confirm.
func (Confirm) Action() authz.Action { return authz.AwardConfirm }

// Land is the district.
func (c Confirm) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run confirms them in the order of their ids. Errors: Invalid outreach.award.none_chosen or outreach.award.too_many, Missing
// outreach.award.missing, Conflict outreach.award.not_waiting or outreach.award.same_person, and then none is confirmed.
func (c Confirm) Run(ctx context.Context, tx *door.Tx) (*Outcome, error) {
	ids, err := chosenAwards(c.Awards)
	if err != nil {
		return nil, err
	}
	out := &Outcome{Confirmed: []string{}, Seconded: []string{}, Lapsed: []LapsedAward{}}
	for _, id := range ids {
		a, err := loadAward(ctx, tx, c.District, id)
		if err != nil {
			return nil, err
		}
		if err := c.one(ctx, tx, a, out); err != nil {
			return nil, err
		}
	}
	noteAwards(tx, ids)
	tx.Note("confirmed", len(out.Confirmed))
	tx.Note("lapsed", len(out.Lapsed))
	return out, nil
}

// one confirms an award, or lets it lapse.
func (c Confirm) one(ctx context.Context, tx *door.Tx, a *Award, out *Outcome) error {
	if err := a.Confirm(moveOf(tx, "")); err != nil { // before anything is judged: the state decides whether it is asked at all
		return err
	}
	lapse, err := c.changed(ctx, tx, a)
	if err != nil {
		return err
	}
	switch {
	case lapse != "":
		a.Moves = a.Moves[:len(a.Moves)-1]
		if err := a.Lapse(moveOf(tx, string(lapse))); err != nil {
			return err
		}
		out.Lapsed = append(out.Lapsed, LapsedAward{a.ID, lapse})
	case a.State(civil.Of(tx.Now())) == AwardSeconded:
		out.Seconded = append(out.Seconded, a.ID)
	default:
		out.Confirmed = append(out.Confirmed, a.ID)
		if err := tellAwarded(ctx, tx, c.Book, a); err != nil {
			return err
		}
	}
	return insertMove(ctx, tx, a)
}

// changed tells what is different from when the award was proposed; "" when it still holds.
func (c Confirm) changed(ctx context.Context, tx *door.Tx, a *Award) (Lapse, error) {
	now, err := assess(ctx, tx, c.Book, a.District, a.Policy, a.Person, civil.Of(tx.Now()))
	switch {
	case fault.KindOf(err) == fault.Missing: // the policy is out of force, or the dossier was merged
		return NotPayable, nil
	case err != nil || now.lapse != "":
		return now.lapse, err
	case now.award.Digest != a.Digest || now.award.Period != a.Period:
		return PackChanged, nil
	case now.award.Fen != a.Fen:
		return AmountChanged, nil
	case now.award.Facts != a.Facts:
		return FactsChanged, nil
	}
	return "", nil
}

// tellAwarded tells the person, who cannot turn this off.
func tellAwarded(ctx context.Context, tx *door.Tx, book *policy.Book, a *Award) error {
	name, err := book.NameOf(ctx, tx, a.District, a.Policy)
	if err != nil {
		return err
	}
	_, err = notify.Post(ctx, tx, awardMessage(a, "confirmed", "outreach.award.told", name, notify.Args{"fen": notify.Fen(a.Fen), "until": notify.Day(a.Until())}))
	return err
}

func awardMessage(a *Award, what, template string, name pack.Text, more notify.Args) notify.Draft {
	args := notify.Args{"policy": notify.Saying(name.Zh, name.En)}
	for key, value := range more {
		args[key] = value
	}
	return notify.Draft{District: a.District, Mark: "award/" + what + "/" + a.ID, Person: a.Person, Kind: notify.AboutCase, Template: template, Args: args, Link: "/me/awards/" + a.ID}
}

// Decline says no to awards, for a reason. Those whom a confirmed one was told of hear of it.
type Decline struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Awards   []string     `json:"id"`
	Reason   string       `json:"reason"`
}

// Action is award.decline.
func (Decline) Action() authz.Action { return authz.AwardDecline }

// Land is the district.
func (c Decline) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run declines them all or none. Errors: those of Award.Decline, Invalid outreach.award.none_chosen, Missing outreach.award.missing.
func (c Decline) Run(ctx context.Context, tx *door.Tx) (int, error) {
	ids, err := chosenAwards(c.Awards)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		a, err := loadAward(ctx, tx, c.District, id)
		if err != nil {
			return 0, err
		}
		told := a.State(civil.Of(tx.Now())) == AwardConfirmed
		if err := a.Decline(moveOf(tx, c.Reason)); err != nil {
			return 0, err
		}
		if err := insertMove(ctx, tx, a); err != nil {
			return 0, err
		}
		if told {
			err = c.tell(ctx, tx, a)
		}
		if err != nil {
			return 0, err
		}
	}
	noteAwards(tx, ids)
	tx.Note("reason", c.Reason)
	return len(ids), nil
}

func (c Decline) tell(ctx context.Context, tx *door.Tx, a *Award) error {
	name, err := c.Book.NameOf(ctx, tx, a.District, a.Policy)
	if err != nil {
		return err
	}
	_, err = notify.Post(ctx, tx, awardMessage(a, "declined", "outreach.award.withdrawn", name, notify.Args{"reason": notify.Data(c.Reason)}))
	return err
}

// chosenAwards gives the ids once each, in their order.
func chosenAwards(ids []string) ([]string, error) {
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	switch {
	case len(ids) == 0:
		return nil, fault.Invalid.New("outreach.award.none_chosen").On("id")
	case len(ids) > mostAtOnce:
		return nil, fault.Invalid.New("outreach.award.too_many").On("id").With("most", mostAtOnce)
	}
	return ids, nil
}

func noteAwards(tx *door.Tx, ids []string) {
	tx.About("award/" + ids[0])
	tx.Note("awards", ids)
}
