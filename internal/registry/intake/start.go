package intake

import (
	"cmp"
	"context"
	"slices"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
)

// A Start asks to take in a file that lies in the vault.
type Start struct {
	District   string       `json:"district"`
	Org        string       `json:"org"`         // the unit whose people these are; "" for the office
	Content    file.Content `json:"content"`     // as Vault.Put gave it
	Name       string       `json:"name"`        // file name as sent
	Source     string       `json:"source"`      // what dossiers name as the origin; "" takes the file name
	SourceDate civil.Date   `json:"source_date"` // the day the file speaks of; zero takes today
}

// Start recognises the file, remembering how columns of such titles were corrected before, and keeps the
// import for a person to look at. Errors: those of reading the file, and Denied.
func (d *Desk) Start(ctx context.Context, actor authz.Actor, s Start) (*Import, error) {
	memory, err := door.Ask(ctx, d.Door, actor, columnMemory{s.District, s.Org})
	if err != nil {
		return nil, err
	}
	i := &Import{District: s.District, Org: s.Org, Sum: s.Content.Sum, Format: formatOf(s.Content.Type), Name: file.Masked(s.Name),
		Source: file.Masked(cmp.Or(s.Source, s.Name)), SourceDate: s.SourceDate}
	if err := i.keepNumber(ctx, s.Name); err != nil {
		return nil, err
	}
	if err := d.recognise(ctx, i, "", memory); err != nil {
		return nil, err
	}
	return door.Do(ctx, d.Door, actor, keepImport{i, s.Content})
}

// recognise finds format, sheet, header and columns.
func (d *Desk) recognise(ctx context.Context, i *Import, sheet string, memory roster.Mapping) error {
	if i.Format != Roster {
		return d.readableForm(ctx, i)
	}
	src, done, err := d.open(i)
	if err != nil {
		return err
	}
	defer done()
	table, err := tableOf(src, sheet)
	if err != nil {
		return err
	}
	table.Remap(memory)
	i.Plan = planOf(src, table)
	return nil
}

func formatOf(t file.Type) string {
	switch t {
	case file.LRMX:
		return LRMX
	case file.LRM:
		return LRM
	}
	return Roster
}

func tableOf(src *roster.Source, sheet string) (*roster.Table, error) {
	if sheet == "" {
		return src.Detect()
	}
	return src.Table(sheet)
}

func planOf(src *roster.Source, t *roster.Table) Plan {
	p := Plan{Sheets: src.Sheets(), Sheet: t.Sheet, HeaderRow: t.HeaderFrom, FirstRow: t.FirstRow}
	for _, c := range t.Columns {
		p.Columns = append(p.Columns, Column{c.Title, c.Field, c.Certain})
	}
	return p
}

// columnMemory is the question how columns were corrected before.
type columnMemory struct{ district, org string }

// Action of the question.
func (columnMemory) Action() authz.Action { return authz.ImportRun }

// Answer gives the corrections by title.
func (c columnMemory) Answer(ctx context.Context, q *door.Snapshot) (roster.Mapping, error) {
	if err := q.May(authz.ImportRun, authz.Land{District: c.district, Org: c.org}); err != nil {
		return nil, err
	}
	return remembered(ctx, q, c.district)
}

// keepImport writes a recognised file down.
type keepImport struct {
	*Import
	content file.Content
}

// Action of the command.
func (keepImport) Action() authz.Action { return authz.ImportRun }

// Land is the district, or the unit whose people come.
func (c keepImport) Land(context.Context, store.Q) (authz.Land, error) { return c.land(), nil }

// Run keeps the import.
func (c keepImport) Run(ctx context.Context, tx *door.Tx) (*Import, error) {
	i := *c.Import
	i.ID, i.State, i.Account, i.At = tx.NewID(), Uploaded, tx.Actor().Account, tx.Now()
	if i.SourceDate.IsZero() {
		i.SourceDate = civil.Of(tx.Now())
	}
	kept, err := file.Keep(ctx, tx, c.content, i.Name, file.Import, i.land())
	if err != nil {
		return nil, err
	}
	i.File, i.Name = kept.ID, kept.Name
	tx.About(i.subject())
	tx.Note("format", i.Format)
	return &i, insertImport(ctx, tx, &i)
}

func (i *Import) land() authz.Land { return authz.Land{District: i.District, Org: i.Org} }

func (i *Import) subject() string { return "import/" + i.ID }

// landOf finds where an import lies. One that is not there, or not of a place the actor works at, is
// Missing in the end: see Snapshot.May.
func landOf(ctx context.Context, q store.Q, district, id string) (authz.Land, error) {
	i, err := loadImport(ctx, q, district, id)
	if err != nil {
		return authz.Land{}, err
	}
	return i.land(), nil
}

// A Map corrects how the file is read.
type Map struct {
	District   string                  `json:"district"`
	Import     string                  `json:"import"`
	Sheet      string                  `json:"sheet"`       // "" keeps the sheet
	Columns    map[string]roster.Field `json:"columns"`     // by title; those not named stay; roster.Ignore keeps a column out
	Source     string                  `json:"source"`      // "" keeps it
	SourceDate civil.Date              `json:"source_date"` // zero keeps it
	Partly     bool                    `json:"partly"`      // titles that the file lacks are passed over
	Ready      bool                    `json:"ready"`       // the columns are to be complete: see Errors
}

// Map takes another sheet or other columns; corrections of columns are remembered for the district.
//
// Errors: Invalid for an unknown field or title, and with Ready where no columns name people; Conflict once rows have outcomes.
func (d *Desk) Map(ctx context.Context, actor authz.Actor, m Map) (*Import, error) {
	i, err := d.Import(ctx, actor, m.District, m.Import)
	if err != nil {
		return nil, err
	}
	if m.Sheet != "" && m.Sheet != i.Plan.Sheet {
		memory, err := door.Ask(ctx, d.Door, actor, columnMemory{i.District, i.Org})
		if err != nil {
			return nil, err
		}
		if err := d.recognise(ctx, i, m.Sheet, memory); err != nil {
			return nil, err
		}
	}
	corrected, err := i.Plan.correct(m.Columns, m.Partly)
	if err != nil {
		return nil, err
	}
	if i.Format != Roster && len(corrected) > 0 {
		return nil, fault.Invalid.New("intake.map.form").On("columns")
	}
	if m.Ready && i.Format == Roster && !i.Plan.hasPeople() {
		return nil, fault.Invalid.New("intake.run.no_people").On("columns")
	}
	return door.Do(ctx, d.Door, actor, keepMap{m, i.Plan, corrected})
}

// correct changes the columns named by their titles, blanks and width aside, and gives those that changed.
func (p *Plan) correct(by map[string]roster.Field, partly bool) (roster.Mapping, error) {
	changed := roster.Mapping{}
	for title, f := range by {
		if !known(f) {
			return nil, fault.Invalid.New("intake.map.unknown_field").On("columns").With("field", string(f))
		}
		found := false
		for n, c := range p.Columns {
			if code.Key(c.Title) != code.Key(title) {
				continue
			}
			if found = true; c.Field != f {
				changed[c.Title] = f
			}
			p.Columns[n].Field, p.Columns[n].Certain = f, true
		}
		if !found && !partly {
			return nil, fault.Invalid.New("intake.map.unknown_title").On("columns").With("title", title)
		}
	}
	return changed, nil
}

// ColumnFields are what a column may be read as: the fields of a person, then columns of several fields, then
// none. Words: roster.field.<field>.
var ColumnFields = append(slices.Clone(roster.Fields), roster.SchoolMajor, roster.TitleOrSkill, roster.TownVillage, roster.EducationDegree,
	roster.EmployerPost, roster.PostTitle, roster.ContractPeriod, roster.NamePhone, roster.NameID, roster.Serial, roster.Ignore)

func known(f roster.Field) bool { return slices.Contains(ColumnFields, f) }

// keepMap writes other columns down and remembers what was corrected.
type keepMap struct {
	Map
	plan      Plan
	corrected roster.Mapping
}

// Action of the command.
func (keepMap) Action() authz.Action { return authz.ImportRun }

// Land is where the import lies.
func (c keepMap) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.District, c.Import)
}

// Run keeps the columns.
func (c keepMap) Run(ctx context.Context, tx *door.Tx) (*Import, error) {
	i, err := loadImport(ctx, tx, c.District, c.Import)
	if err != nil {
		return nil, err
	}
	if err := i.remap(c.plan); err != nil {
		return nil, err
	}
	if c.Source != "" {
		i.Source = file.Masked(c.Source)
	}
	if !c.SourceDate.IsZero() {
		i.SourceDate = c.SourceDate
	}
	for title, f := range c.corrected {
		if err := remember(ctx, tx, i.District, code.Key(title), f, tx.Actor().Account, tx.Now()); err != nil {
			return nil, err
		}
	}
	tx.About(i.subject())
	tx.Note("corrected", len(c.corrected))
	return i, saveImport(ctx, tx, i)
}
