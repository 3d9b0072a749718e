package intake

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry"
)

// A Choice says how a conflict is or shall be settled.
type Choice string

// The choices.
const (
	Open     Choice = "open"     // not decided yet
	Ours     Choice = "ours"     // what the registry says stands
	Theirs   Choice = "theirs"   // the other source is right
	Both     Choice = "both"     // both are true, beside each other
	Edited   Choice = "edited"   // neither: the value typed is right
	Lapsed   Choice = "lapsed"   // the registry has meanwhile come to say something else
	Proposed Choice = "proposed" // whichever the conflict proposes; only asked for, never kept
)

// A Side is what one source says; sensitive values are masked.
type Side struct {
	Value  string              `json:"value"`
	Source string              `json:"source"` // as it is called, "" if it has no name
	From   registry.SourceKind `json:"source_kind,omitempty"`
	Date   civil.Date          `json:"date,omitzero"` // the day the source speaks of
}

// A Conflict is a question: two sources say different things about one person, and a person decides.
// Until then the registry keeps saying what it said.
type Conflict struct {
	District string        `json:"district"`
	ID       string        `json:"id"`
	Person   string        `json:"person"`
	Name     string        `json:"name,omitempty"` // of the person
	Org      string        `json:"org,omitempty"`  // unit that handed in the file
	Kind     registry.Kind `json:"kind"`
	Slot     string        `json:"slot"`
	Field    string        `json:"field"`
	Ours     Side          `json:"ours"`
	Theirs   Side          `json:"theirs"`
	Proposed Choice        `json:"proposed"` // the newer source
	State    Choice        `json:"state"`
	Import   string        `json:"import"`
	Row      int64         `json:"row"`
	Reason   string        `json:"reason,omitempty"`
	Account  string        `json:"account,omitempty"` // who decided
	By       string        `json:"by,omitempty"`      // name of that account
	At       time.Time     `json:"at"`
	Decided  time.Time     `json:"decided_at,omitzero"`

	difference registry.Difference
}

// conflictOf asks what a difference leaves open; row is where theirs stands.
func conflictOf(i *Import, id string, row int64, d registry.Difference, now time.Time) *Conflict {
	return &Conflict{
		District: i.District, ID: id, Person: d.Person, Org: i.Org, Kind: d.Kind, Slot: d.Slot, Field: d.Field,
		Ours:     Side{d.Ours, d.OursSource.Name, d.OursSource.Kind, d.OursSource.Date},
		Theirs:   Side{d.Theirs, d.TheirsSource.Name, d.TheirsSource.Kind, d.TheirsSource.Date},
		Proposed: Choice(d.Proposed), State: Open, Import: i.ID, Row: row, At: now, difference: d,
	}
}

// mark is the same for the same question, whichever file asks it again.
func (c *Conflict) mark() string {
	theirs := c.Theirs.Value
	if s := c.difference.TheirsSealed; s != nil {
		theirs = s.Index
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{string(c.Kind), c.Slot, c.Field, theirs}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Differs shows character by character how theirs differs from ours.
func (c *Conflict) Differs() []Segment { return Diff([]rune(c.Ours.Value), []rune(c.Theirs.Value)) }

// decide settles the conflict. It fails with Conflict when someone decided first, and Invalid without a
// reason, or without a value where one is edited.
func (c *Conflict) decide(take Choice, edited, reason, by string, now time.Time) error {
	if take == Proposed {
		take = c.Proposed
	}
	switch {
	case c.State != Open:
		return fault.Conflict.New("intake.conflict.decided").With("state", string(c.State))
	case take != Ours && take != Theirs && take != Both && take != Edited:
		return fault.Invalid.New("intake.conflict.choice").On("take")
	case strings.TrimSpace(reason) == "":
		return fault.Invalid.New("intake.conflict.reason_required").On("reason")
	case take == Edited && strings.TrimSpace(edited) == "":
		return fault.Invalid.New("intake.conflict.value_required").On("value")
	}
	c.State, c.Reason, c.Account, c.Decided = take, strings.TrimSpace(reason), by, now
	return nil
}
