package inspect

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// maxReason bounds a reason, in characters.
const maxReason = 500

// A Deed is what both steps about a finding say: which one, and why.
type Deed struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Finding  string `json:"finding"`
	Reason   string `json:"reason"`
}

// Land is the district.
func (d Deed) Land(_ context.Context, _ store.Q) (authz.Land, error) {
	return authz.Land{District: d.District}, nil
}

// take writes the step. Errors: Invalid inspect.reason on reason, Missing inspect.missing when nothing of this id is
// found in the policies as they are, Conflict inspect.already.
func (d Deed) take(ctx context.Context, tx *door.Tx, step Step) (Aside, error) {
	d.Reason = strings.TrimSpace(d.Reason)
	if n := utf8.RuneCountInString(d.Reason); n == 0 || n > maxReason {
		return Aside{}, fault.Invalid.New("inspect.reason").On("reason").With("most", maxReason)
	}
	f, steps, err := d.about(ctx, tx)
	if err != nil {
		return Aside{}, err
	}
	if (aside(steps) != nil) == (step == StepAside) {
		return Aside{}, fault.Conflict.New("inspect.already")
	}
	a := Aside{Step: step, Reason: d.Reason, By: tx.Actor().Name, At: tx.Now()}
	tx.About("policy/" + f.Policy.ID)
	tx.Note("finding", f.ID)
	tx.Note("kind", string(f.Kind))
	return a, saveStep(ctx, tx, d.District, f, a, tx.Actor())
}

// about gives the finding and the steps about it. Error: Missing inspect.missing.
func (d Deed) about(ctx context.Context, tx *door.Tx) (*Finding, []Aside, error) {
	b, err := d.Desk.look(ctx, tx, d.District)
	if err != nil {
		return nil, nil, err
	}
	for i := range b.pools {
		b.found = append(slices.Clip(b.found), b.pools[i].finding)
	}
	f, err := b.find(d.Finding)
	return f, b.steps[d.Finding], err
}

// Leave sets a finding aside: somebody looked, and it is meant so. It comes back when the text it is about changes.
type Leave struct{ Deed }

// Action is policy.finding.leave.
func (c Leave) Action() authz.Action { return authz.PolicyFindingLeave }

// Run sets it aside. Errors: those of take.
func (c Leave) Run(ctx context.Context, tx *door.Tx) (Aside, error) {
	return c.take(ctx, tx, StepAside)
}

// TakeUp opens a finding again that was set aside.
type TakeUp struct{ Deed }

// Action is policy.finding.take_up.
func (c TakeUp) Action() authz.Action { return authz.PolicyFindingTakeUp }

// Run opens it. Errors: those of take.
func (c TakeUp) Run(ctx context.Context, tx *door.Tx) (Aside, error) { return c.take(ctx, tx, StepUp) }
