package intake

import (
	"context"
	"errors"
	"strconv"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
)

// absorb takes one chunk of rows in and keeps what became of each, in one transaction.
type absorb struct {
	desk         *Desk
	district, id string
	from         int64 // row reached before; the chunk is refused if someone else went on from there
	total        int64 // rows of the file
	rows         []roster.Row
	form         *appointment // what the one row was read from; nil for a roster
	dry          bool         // everything as if, then nothing kept
	lines        *[]Line
}

// Action of the command.
func (absorb) Action() authz.Action { return authz.ImportRun }

// Land is where the import lies.
func (c absorb) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.district, c.id)
}

// errDry undoes the transaction of a dry run.
var errDry = errors.New("dry run")

// Run absorbs the chunk. It gives the number of rows.
func (c absorb) Run(ctx context.Context, tx *door.Tx) (int, error) {
	i, err := loadImport(ctx, tx, c.district, c.id)
	if err != nil {
		return 0, err
	}
	if !c.dry && i.Reached != c.from {
		return 0, fault.Conflict.New("intake.run.running")
	}
	lines, err := c.take(ctx, tx, i)
	if err != nil {
		return 0, err
	}
	if c.dry {
		*c.lines = lines
		return 0, errDry
	}
	if err := i.take(lines, int64(c.rows[len(c.rows)-1].Number)); err != nil {
		return 0, err
	}
	if err := saveLines(ctx, tx, i.District, i.ID, lines); err != nil {
		return 0, err
	}
	i.Total = c.total
	tx.About(i.subject())
	var counts Counts
	for _, l := range lines {
		counts.add(l.Outcome)
	}
	tx.Note("rows", []int{c.rows[0].Number, c.rows[len(c.rows)-1].Number})
	tx.Note("outcomes", counts)
	return len(lines), saveImport(ctx, tx, i)
}

// take decides every row: refused by the reader, a repetition, of another unit, or up to the registry.
func (c absorb) take(ctx context.Context, tx *door.Tx, i *Import) ([]Line, error) {
	rows, err := c.meant(ctx, tx, i)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(rows))
	fence, err := newFence(ctx, tx, i, rows)
	if err != nil {
		return nil, err
	}
	var batch []registry.Arrival
	var at []int // line of each arrival
	for n, row := range rows {
		lines[n] = Line{Number: int64(row.Number), Reasons: reasonsOf(row)}
		if row.Outcome == roster.OK {
			if r, kept := fence.keeps(row); kept {
				lines[n].Reasons = append(lines[n].Reasons, r)
				row.Outcome = roster.Rejected
			}
		}
		switch row.Outcome {
		case roster.Rejected:
			lines[n].Outcome = OutRejected
		case roster.Duplicate:
			lines[n].Outcome = OutDuplicate
		default:
			arrival, err := c.arrival(ctx, tx, i, row)
			if err != nil {
				return nil, err
			}
			batch, at = append(batch, fence.place(arrival)), append(at, n)
		}
	}
	absorbed, err := registry.Absorb(ctx, tx, i.District, batch)
	if err != nil {
		return nil, err
	}
	var asked []*Conflict
	for k, a := range absorbed {
		line := &lines[at[k]]
		line.settle(a)
		if rows[at[k]].First > 0 && line.Outcome == OutUnchanged {
			line.Outcome = OutDuplicate // other spellings, but nothing that its first row did not say
		}
		for _, d := range a.Differences {
			asked = append(asked, conflictOf(i, tx.NewID(), line.Number, d, tx.Now()))
		}
	}
	return lines, c.ask(ctx, tx, asked, lines)
}

// meant gives the rows, that of a form with the person it means.
func (c absorb) meant(ctx context.Context, tx *door.Tx, i *Import) ([]roster.Row, error) {
	if c.form == nil {
		return c.rows, nil
	}
	row, err := c.form.person(ctx, tx, i.District, c.rows[0])
	return []roster.Row{row}, err
}

// ask raises the conflicts and counts those that are new at their rows.
func (c absorb) ask(ctx context.Context, tx *door.Tx, asked []*Conflict, lines []Line) error {
	fresh, err := raise(ctx, tx, asked)
	if err != nil {
		return err
	}
	byNumber := map[int64]*Line{}
	for n := range lines {
		byNumber[lines[n].Number] = &lines[n]
	}
	for _, q := range asked {
		if fresh[q.ID] {
			byNumber[q.Row].Conflicts++
		}
	}
	return nil
}

// settle notes what the registry made of the row.
func (l *Line) settle(a registry.Absorbed) {
	l.Person = a.Person
	l.Outcome = map[registry.Outcome]Outcome{registry.Created: OutCreated, registry.Updated: OutUpdated,
		registry.Unchanged: OutUnchanged, registry.Rejected: OutRejected}[a.Outcome]
	if a.Fault != nil {
		for _, f := range a.Fault.All() {
			l.Reasons = append(l.Reasons, Reason{Field: roster.Field(f.Field), Code: f.Key, Args: f.Args, Rejects: true})
		}
	}
}

func reasonsOf(row roster.Row) []Reason {
	var out []Reason
	for _, p := range row.Problems {
		out = append(out, Reason{p.Column, p.Field, p.Reason, p.Value, p.Args, p.Rejects})
	}
	return out
}

// sourceOf says where a row's statements come from.
func sourceOf(i *Import, row int) registry.Source {
	where := strconv.Itoa(row)
	if i.Plan.Sheet != "" {
		where = i.Plan.Sheet + "!" + where
	}
	return registry.Source{Kind: registry.FromImport, Ref: i.subject() + "/" + where, Name: i.Source, Date: i.SourceDate}
}

// arrival gives what a row says about its person.
func (c absorb) arrival(ctx context.Context, tx *door.Tx, i *Import, row roster.Row) (a registry.Arrival, err error) {
	e := row.Entry
	a = registry.Arrival{
		Name:     e.Get(roster.Name),
		IDNumber: e.Get(roster.IDNumber),
		Gender:   e.Code(roster.Gender),
		Birth:    fullDay(e, roster.BirthDate),
		Org:      registry.OrgRef{USCC: e.Get(roster.USCC), Name: e.Get(roster.Employer)},
		Source:   sourceOf(i, row.Number),
	}
	if c.form == nil {
		a.Drafts = c.desk.statements(e)
		return a, nil
	}
	a.Drafts, err = c.form.drafts(ctx, tx, c.desk, i, e)
	return a, err
}
