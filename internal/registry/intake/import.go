package intake

import (
	"cmp"
	"slices"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry/roster"
)

// A State says how far an import is.
type State string

// The states. A cancelled or failed import keeps the rows it finished and may be run on.
const (
	Uploaded  State = "uploaded" // read and recognised; nobody has confirmed the columns
	Mapped    State = "mapped"   // columns confirmed
	Running   State = "running"
	Finished  State = "done"
	Cancelled State = "cancelled"
	Failed    State = "failed"
)

// The formats of a file.
const (
	Roster = "roster" // a workbook or a delimited text
	LRMX   = "lrmx"
	LRM    = "lrm"
)

// An Import is one file on its way into the registry.
type Import struct {
	District   string     `json:"district"`
	ID         string     `json:"id"`
	Org        string     `json:"org,omitempty"` // the unit whose people these are; "" for the office
	Name       string     `json:"name"`          // file name as sent, identity numbers masked
	Format     string     `json:"format"`
	File       string     `json:"file"` // in the vault
	Sum        string     `json:"sha256"`
	Source     string     `json:"source"`
	SourceDate civil.Date `json:"source_date"` // the day the file speaks of
	Plan       Plan       `json:"plan"`
	State      State      `json:"state"`
	Total      int64      `json:"total"`   // rows of the file; 0 until counted
	Reached    int64      `json:"reached"` // last row whose outcome is kept
	Counts
	Conflicts int64     `json:"conflicts"`
	Reasons   Histogram `json:"reasons"`
	Job       string    `json:"run,omitempty"`
	Fault     string    `json:"fault,omitempty"` // message key of what made it fail
	Account   string    `json:"account"`
	By        string    `json:"by,omitempty"`       // name of the account
	Unit      string    `json:"org_name,omitempty"` // name of the unit
	At        time.Time `json:"at"`
	Ended     time.Time `json:"ended_at,omitzero"`

	number string // sealed: the identity number that the name of a form carried
}

// A Plan says how the file is read.
type Plan struct {
	Sheets    []string `json:"sheets,omitempty"` // all sheets of the workbook
	Sheet     string   `json:"sheet,omitempty"`  // the one that is read
	HeaderRow int      `json:"header_row"`       // first row of the header
	FirstRow  int      `json:"first_row"`        // first row that may hold a person
	Columns   []Column `json:"columns"`
}

// A Column is one column of the file and what it is read as.
type Column struct {
	Title   string       `json:"title"`
	Field   roster.Field `json:"field"`   // "" if nobody knows
	Certain bool         `json:"certain"` // false where the reader guessed
}

// Mapping gives the columns as the reader takes them.
func (p Plan) Mapping() roster.Mapping {
	m := roster.Mapping{}
	for _, c := range p.Columns {
		if c.Title != "" && c.Field != "" {
			m[c.Title] = c.Field
		}
	}
	return m
}

// Counts are rows by outcome.
type Counts struct {
	Created   int64 `json:"created"`
	Updated   int64 `json:"updated"`
	Unchanged int64 `json:"unchanged"`
	Duplicate int64 `json:"duplicate"`
	Rejected  int64 `json:"rejected"`
}

// Rows is the sum: every row has exactly one outcome.
func (c Counts) Rows() int64 { return c.Created + c.Updated + c.Unchanged + c.Duplicate + c.Rejected }

// An Outcome is what became of a row.
type Outcome string

// The outcomes.
const (
	OutCreated   Outcome = "created"   // a person the registry did not have
	OutUpdated   Outcome = "updated"   // something new about a person it had
	OutUnchanged Outcome = "unchanged" // nothing new
	OutDuplicate Outcome = "duplicate" // the same row stood earlier in the file
	OutRejected  Outcome = "rejected"  // not taken over; its reasons say why
)

// Outcomes are all outcomes in the order in which people read them.
var Outcomes = []Outcome{OutCreated, OutUpdated, OutUnchanged, OutDuplicate, OutRejected}

func (c *Counts) add(o Outcome) {
	switch o {
	case OutCreated:
		c.Created++
	case OutUpdated:
		c.Updated++
	case OutUnchanged:
		c.Unchanged++
	case OutDuplicate:
		c.Duplicate++
	case OutRejected:
		c.Rejected++
	}
}

// Of gives the rows with outcome o.
func (c Counts) Of(o Outcome) int64 {
	return map[Outcome]int64{OutCreated: c.Created, OutUpdated: c.Updated, OutUnchanged: c.Unchanged,
		OutDuplicate: c.Duplicate, OutRejected: c.Rejected}[o]
}

// A Line is what became of one row.
type Line struct {
	Number    int64    `json:"row"` // worksheet row or line
	Outcome   Outcome  `json:"outcome"`
	Person    string   `json:"person,omitempty"`
	Name      string   `json:"name,omitempty"` // of the person
	Reasons   []Reason `json:"reasons,omitempty"`
	Conflicts int64    `json:"conflicts,omitempty"`
}

// A Reason is something wrong with one cell. Words: roster.reason.<code>, and how to mend it under
// roster.mend.<code>.
type Reason struct {
	Column  string         `json:"column"` // title in the file, "" if the file lacks it
	Field   roster.Field   `json:"field,omitempty"`
	Code    string         `json:"code"`
	Value   string         `json:"value,omitempty"` // personal numbers masked
	Args    map[string]any `json:"args,omitempty"`
	Rejects bool           `json:"rejects"` // whether it keeps the row out
}

// A Histogram counts rows by reason.
type Histogram []Bar

// A Bar is one reason and how many rows have it.
type Bar struct {
	Column  string `json:"column"`
	Code    string `json:"code"`
	Rejects bool   `json:"rejects"`
	Rows    int64  `json:"rows"`
}

// maxBars bounds the histogram; a file with more kinds of reasons than this is not helped by a list.
const maxBars = 500

func (h *Histogram) add(r Reason) {
	at := slices.IndexFunc(*h, func(b Bar) bool { return b.Column == r.Column && b.Code == r.Code && b.Rejects == r.Rejects })
	if at >= 0 {
		(*h)[at].Rows++
	} else if len(*h) < maxBars {
		*h = append(*h, Bar{r.Column, r.Code, r.Rejects, 1})
	}
}

// Sorted gives the bars, reasons that reject first, then the most frequent.
func (h Histogram) Sorted() Histogram {
	out := slices.Clone(h)
	slices.SortStableFunc(out, func(a, b Bar) int {
		if a.Rejects != b.Rejects {
			return map[bool]int{true: -1, false: 1}[a.Rejects]
		}
		return cmp.Or(-cmp.Compare(a.Rows, b.Rows), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Code, b.Code))
	})
	return out
}

// remap takes other columns, and sheet, before anything is read in. It fails with Conflict once rows
// have outcomes.
func (i *Import) remap(p Plan) error {
	if !i.Mappable() {
		return fault.Conflict.New("intake.map.begun").With("state", string(i.State))
	}
	i.Plan, i.State, i.Fault = p, Mapped, ""
	return nil
}

// Mappable reports whether columns, and sheet, may still be changed: nothing is read in, and nobody is at it.
func (i *Import) Mappable() bool {
	return i.Reached == 0 && (i.State == Uploaded || i.State == Mapped || i.State == Failed || i.State == Cancelled)
}

// begin starts the work or takes it up again where it stopped; alive says that someone is at it. It fails with
// Conflict when the work goes on or is done, and Invalid when no columns name people.
func (i *Import) begin(alive bool) error {
	switch {
	case i.State == Running && alive:
		return fault.Conflict.New("intake.run.running")
	case i.State == Finished:
		return fault.Conflict.New("intake.run.done")
	}
	if i.Format == Roster && !i.Plan.hasPeople() {
		return fault.Invalid.New("intake.run.no_people").On("columns")
	}
	i.State, i.Fault, i.Ended = Running, "", time.Time{}
	return nil
}

// hasPeople reports whether columns for both name and identity number are known.
func (p Plan) hasPeople() bool {
	has := func(fields ...roster.Field) bool {
		return slices.ContainsFunc(p.Columns, func(c Column) bool { return slices.Contains(fields, c.Field) })
	}
	return has(roster.NameID) || has(roster.Name, roster.NamePhone) && has(roster.IDNumber)
}

// take adds the outcomes of one chunk, whose last row is reached.
func (i *Import) take(lines []Line, reached int64) error {
	if i.State != Running {
		return fault.Conflict.New("intake.run.not_running").With("state", string(i.State))
	}
	for _, l := range lines {
		i.Counts.add(l.Outcome)
		i.Conflicts += l.Conflicts
		for _, r := range l.Reasons {
			i.Reasons.add(r)
		}
	}
	i.Reached = max(i.Reached, reached)
	return nil
}

// end closes the work in state at the instant now.
func (i *Import) end(state State, key string, now time.Time) {
	i.State, i.Fault, i.Ended = state, key, now
}
