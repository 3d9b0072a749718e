package intake

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
)

// page is how many rows a list gives when nobody says, and most the most it gives.
const page, most = 50, 500

func bound(limit int) int {
	if limit <= 0 {
		return page
	}
	return min(limit, most)
}

// ListImports asks for the imports the actor may see, newest first. Before is the id to page from.
type ListImports struct {
	State   []State `json:"state" web:"split"` // none for every state
	Rejects bool    `json:"rejects"`           // only those that left rows out
	Before  string  `json:"before"`
	Limit   int     `json:"limit"` // 0 gives 50, at most 500
}

// Action of the question.
func (ListImports) Action() authz.Action { return authz.ImportRead }

// Answer gives the imports.
func (l ListImports) Answer(ctx context.Context, q *door.Snapshot) ([]*Import, error) {
	l.Limit = bound(l.Limit)
	found, err := listImports(ctx, q, q.Actor(), l)
	if err != nil {
		return nil, err
	}
	return found, nameImports(ctx, q, found)
}

// ImportPage asks for one import with a page of its rows.
type ImportPage struct {
	District string  `json:"district"`
	Import   string  `json:"import"`
	Outcome  Outcome `json:"outcome"` // "" for rows of every outcome
	After    int64   `json:"after"`   // row number to page from
	Limit    int     `json:"limit"`
}

// A PageOfImport is an import and some of its rows. Run is nil while no job was asked for.
type PageOfImport struct {
	Import *Import  `json:"import"`
	Run    *job.Run `json:"run,omitempty"`
	Rows   []Line   `json:"rows"`
	More   bool     `json:"more"` // rows follow behind the last one
}

// Action of the question.
func (ImportPage) Action() authz.Action { return authz.ImportRead }

// Answer gives the page. An import the actor may not see is Missing.
func (p ImportPage) Answer(ctx context.Context, q *door.Snapshot) (*PageOfImport, error) {
	i, err := loadImport(ctx, q, p.District, p.Import)
	if err != nil {
		return nil, err
	}
	if q.May(authz.ImportRead, i.land()) != nil {
		return nil, fault.Missing.New("intake.import.missing")
	}
	if err := nameImports(ctx, q, []*Import{i}); err != nil {
		return nil, err
	}
	out := &PageOfImport{Import: i}
	if i.Job != "" {
		if out.Run, err = job.Find(ctx, q, i.District, i.Job); err != nil {
			return nil, err
		}
		if i.State == Running && out.Run.State == job.Failed {
			i.end(Failed, out.Run.Fault, out.Run.Ended)
		}
	}
	i.Reasons = i.Reasons.Sorted()
	limit := bound(p.Limit)
	rows, err := findLines(ctx, q, i.District, i.ID, p.Outcome, p.After, limit+1)
	if err != nil {
		return nil, err
	}
	out.Rows, out.More = rows[:min(limit, len(rows))], len(rows) > limit
	return out, nameLines(ctx, q, i.District, out.Rows)
}

// Import gives one import the actor may see, or Missing.
func (d *Desk) Import(ctx context.Context, actor authz.Actor, district, id string) (*Import, error) {
	p, err := door.Ask(ctx, d.Door, actor, ImportPage{District: district, Import: id, Limit: 1})
	if err != nil {
		return nil, err
	}
	return p.Import, nil
}

// ListConflicts asks for conflicts the actor may decide, oldest first.
type ListConflicts struct {
	State  Choice `json:"state"` // "" for every state
	Person string `json:"person"`
	Import string `json:"import"`
	After  string `json:"after"` // id to page from
	Limit  int    `json:"limit"`
}

// A PageOfConflicts is some conflicts; More says that others follow.
type PageOfConflicts struct {
	Conflicts []*Conflict `json:"conflicts"`
	More      bool        `json:"more"`
}

// Action of the question.
func (ListConflicts) Action() authz.Action { return authz.ConflictDecide }

// Answer gives the page.
func (l ListConflicts) Answer(ctx context.Context, q *door.Snapshot) (*PageOfConflicts, error) {
	limit := bound(l.Limit)
	found, err := findConflicts(ctx, q, q.Actor(), conflictFilter{l.State, l.Person, l.Import, l.After, limit + 1})
	if err != nil {
		return nil, err
	}
	page := &PageOfConflicts{found[:min(limit, len(found))], len(found) > limit}
	return page, nameConflicts(ctx, q, page.Conflicts)
}

// ConflictPage asks for one conflict with the characters that differ.
type ConflictPage struct {
	District string `json:"district"`
	Conflict string `json:"conflict"`
}

// A PageOfConflict is a conflict, the values in words where they are codes, how theirs differs, and the next
// open conflict to decide.
type PageOfConflict struct {
	Conflict *Conflict `json:"conflict"`
	Differs  []Segment `json:"differs"`
	Whole    bool      `json:"whole"` // the two may speak of different things: taking theirs takes all it says of its own
	Next     string    `json:"next,omitempty"`
}

// Action of the question.
func (ConflictPage) Action() authz.Action { return authz.ConflictDecide }

// Answer gives the page. A conflict the actor may not decide is Missing.
func (p ConflictPage) Answer(ctx context.Context, q *door.Snapshot) (*PageOfConflict, error) {
	c, err := loadConflict(ctx, q, p.District, p.Conflict)
	if err != nil {
		return nil, err
	}
	if q.May(authz.ConflictDecide, c.land()) != nil {
		return nil, fault.Missing.New("intake.conflict.missing")
	}
	out := &PageOfConflict{Conflict: c, Differs: c.Differs(), Whole: c.difference.Whole}
	next, err := findConflicts(ctx, q, q.Actor(), conflictFilter{state: Open, after: c.ID, limit: 1})
	if err != nil {
		return nil, err
	}
	if len(next) > 0 {
		out.Next = next[0].ID
	}
	return out, nameConflicts(ctx, q, []*Conflict{c})
}

// ToDo asks what waits for the actor.
type ToDo struct{}

// Waiting counts what waits: conflicts to decide, imports nobody has run yet, imports at work, and finished ones with
// rejected rows.
type Waiting struct {
	Conflicts int64 `json:"conflicts"`
	Uploaded  int64 `json:"uploaded"`
	Running   int64 `json:"running"`
	Rejects   int64 `json:"rejects"`
}

// Action of the question.
func (ToDo) Action() authz.Action { return authz.ImportRead }

// Answer gives the counts.
func (ToDo) Answer(ctx context.Context, q *door.Snapshot) (Waiting, error) {
	w, err := countWaiting(ctx, q, q.Actor())
	if err != nil {
		return w, err
	}
	w.Conflicts, err = countConflicts(ctx, q, q.Actor(), Open)
	return w, err
}
