package registry

import (
	"context"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
)

// An Arrival is what one source says about one person: a row of a roster, a form. What it leaves blank it does not say.
type Arrival struct {
	Name     string
	IDNumber string // GB 11643, checked; it decides who is meant
	Gender   string // GB/T 2261.1 code; taken from the number if blank
	Birth    civil.Date
	Drafts   []Draft
	Org      OrgRef // the present employer; Employment drafts without one of their own refer to it
	Source   Source
}

// A Draft is a record to be. Codes are codes, not words.
type Draft struct {
	Data         Data
	Since, Until civil.Date
	// Main says that the source gives this as the person's one record of the kind (the highest education, the present
	// employment, the title): it is compared with what the dossier holds as that, instead of being added beside it.
	Main bool
}

// An OrgRef names an organisation by credit code or by name.
type OrgRef struct{ USCC, Name string }

// An Outcome is what became of an arrival.
type Outcome string

// The outcomes.
const (
	Created   Outcome = "created"
	Updated   Outcome = "updated" // it said something new
	Unchanged Outcome = "unchanged"
	Rejected  Outcome = "rejected" // see Fault
)

// Absorbed is what became of one arrival, in the order of the batch.
type Absorbed struct {
	Person      string
	Outcome     Outcome
	Added       int // records added, superseding ones included
	Differences []Difference
	Fault       *fault.Fault // why it was rejected; nothing of it was taken over
}

// A Difference is a field in which a source disagrees with the dossier. It is not applied: a person decides, see Settle.
// Values are codes, dates or texts as FieldText gives them; those of sealed fields are masked.
type Difference struct {
	Person       string  `json:"person"`
	Record       string  `json:"record"` // ours
	Kind         Kind    `json:"kind"`
	Slot         string  `json:"slot"`
	Field        string  `json:"field"`
	Ours         string  `json:"ours"`
	OursSource   Source  `json:"ours_source"`
	Theirs       string  `json:"theirs"`
	TheirsSource Source  `json:"theirs_source"`
	TheirsSealed *Secret `json:"theirs_sealed,omitempty"` // theirs, of a sealed field
	Proposed     Side    `json:"proposed"`                // the side with the newer source; theirs if both are of one day
	Whole        bool    `json:"whole"`                   // the two may speak of different things: taking theirs takes the whole statement
	Statement    string  `json:"statement"`               // theirs as a whole, for Settle; sealed fields sealed
}

// A Side is one of two that disagree.
type Side string

// The sides.
const (
	Ours   Side = "ours"
	Theirs Side = "theirs"
	Both   Side = "both"   // both are true: theirs is added beside ours
	Edited Side = "edited" // neither: what the decider wrote
)

// MaxBatch bounds a batch of Absorb, so that its statements stay below every limit of both databases.
const MaxBatch = 1000

// Absorb takes over what arrivals say, at most MaxBatch of them: people unknown so far are created, new facts added,
// differences reported and not applied. Absorbing the same again changes nothing. The caller's command answers for the right
// to do so; district is where the people and organisations live. The error is ours; what is wrong with one arrival stands in
// its Absorbed.
func Absorb(ctx context.Context, tx *door.Tx, district string, batch []Arrival) ([]Absorbed, error) {
	if len(batch) > MaxBatch {
		return nil, fault.TooLarge.New("registry.absorb.too_many").With("max", MaxBatch)
	}
	a, err := newAbsorber(ctx, tx, district, batch)
	if err != nil {
		return nil, err
	}
	return a.run(ctx)
}
