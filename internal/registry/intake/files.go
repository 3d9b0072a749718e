package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/job"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
)

// Options of ImportFiles.
type Options struct {
	District   string
	Org        string                               // the unit whose people these are; "" for the office
	Sheet      string                               // "" takes the likeliest
	Mapping    map[string]roster.Field              // columns by title, where the reader is wrong; see ReadMapping
	DryRun     bool                                 // everything as if, and nothing kept but the file
	Source     string                               // what dossiers name as the origin; "" takes the file name
	SourceDate civil.Date                           // the day the files speak of; zero takes today
	Progress   func(name string, done, total int64) // called now and then; may be nil

	several bool // one mapping for several files: each has some of its titles
}

// A Report is what became of several files.
type Report struct {
	Files []FileReport `json:"files"`
	Counts
	Conflicts int64 `json:"conflicts"`
}

// A FileReport is what became of one file.
type FileReport struct {
	Name    string   `json:"file"`
	Import  string   `json:"import"`
	Sheet   string   `json:"sheet,omitempty"`
	Columns []Column `json:"columns,omitempty"`
	Counts
	Conflicts int64        `json:"conflicts"`
	Reasons   Histogram    `json:"reasons"`
	Rejects   []Line       `json:"rejects,omitempty"` // the first hundred rejected rows
	State     State        `json:"state"`
	Fault     *fault.Fault `json:"-"` // why the file was not taken in
}

// ImportFiles takes files in one after the other, on the same path as the wizard but without a job. A file
// that cannot be read does not keep the others out: its fault stands in its report. The error is ours or of a stop.
func (d *Desk) ImportFiles(ctx context.Context, actor authz.Actor, paths []string, o Options) (Report, error) {
	var all Report
	o.several = len(paths) > 1
	for _, path := range paths {
		one, err := d.importFile(ctx, actor, path, o)
		if kind := fault.KindOf(err); err != nil && (kind == fault.Internal || kind == fault.Unavailable) {
			return all, err
		}
		if err != nil {
			one.State, one.Fault = Failed, fault.Of(err)
		}
		all.Files = append(all.Files, one)
		all.Counts = all.Counts.plus(one.Counts)
		all.Conflicts += one.Conflicts
	}
	return all, nil
}

func (c Counts) plus(o Counts) Counts {
	return Counts{c.Created + o.Created, c.Updated + o.Updated, c.Unchanged + o.Unchanged, c.Duplicate + o.Duplicate, c.Rejected + o.Rejected}
}

func (d *Desk) importFile(ctx context.Context, actor authz.Actor, path string, o Options) (FileReport, error) {
	out := FileReport{Name: filepath.Base(path)}
	content, err := d.put(ctx, path)
	if err != nil {
		return out, err
	}
	i, err := d.Start(ctx, actor, Start{District: o.District, Org: o.Org, Content: content, Name: out.Name, Source: o.Source, SourceDate: o.SourceDate})
	if err != nil {
		return out, err
	}
	out.Import = i.ID
	if i.Format == Roster && (o.Sheet != "" || len(o.Mapping) > 0) {
		m := Map{District: i.District, Import: i.ID, Sheet: o.Sheet, Columns: o.Mapping, Partly: o.several}
		if i, err = d.Map(ctx, actor, m); err != nil {
			return out, err
		}
	}
	out.Sheet, out.Columns, out.State = i.Plan.Sheet, i.Plan.Columns, i.State
	if o.DryRun {
		return out, d.dryRun(ctx, actor, i, &out)
	}
	return out, d.runFile(ctx, actor, i, o, &out)
}

func (d *Desk) put(ctx context.Context, path string) (file.Content, error) {
	f, err := os.Open(path)
	if err != nil {
		return file.Content{}, fault.Missing.New("intake.file.absent").With("file", filepath.Base(path)).From(err)
	}
	defer f.Close()
	return d.Vault.Put(ctx, f, file.Rosters...)
}

func (d *Desk) dryRun(ctx context.Context, actor authz.Actor, i *Import, out *FileReport) error {
	p, err := d.Preview(ctx, actor, i.District, i.ID, 0, 0)
	if err != nil {
		return err
	}
	out.Counts, out.Conflicts, out.Reasons = p.Counts, p.Differ, p.Reasons
	_, err = d.finish(ctx, actor, i, Cancelled, "")
	return err
}

func (d *Desk) runFile(ctx context.Context, actor authz.Actor, i *Import, o Options, out *FileReport) error {
	if _, err := door.Do(ctx, d.Door, actor, begin{i.District, i.ID}); err != nil {
		return err
	}
	i, err := d.Import(ctx, actor, i.District, i.ID)
	if err != nil {
		return err
	}
	_, err = d.takeIn(ctx, actor, i, func(done, total int64) error {
		if o.Progress != nil {
			o.Progress(out.Name, done, total)
		}
		if ctx.Err() != nil {
			return job.ErrCancelled
		}
		return nil
	})
	if err != nil && !errors.Is(err, job.ErrCancelled) {
		return err
	}
	p, bad := door.Ask(context.WithoutCancel(ctx), d.Door, actor, ImportPage{District: i.District, Import: i.ID, Outcome: OutRejected, Limit: 100})
	if bad != nil {
		return bad
	}
	out.Counts, out.Conflicts, out.Reasons, out.Rejects, out.State = p.Import.Counts, p.Import.Conflicts, p.Import.Reasons, p.Rows, p.Import.State
	return err
}

// begin starts work that goes on in this very call instead of in a job.
type begin struct{ district, id string }

// Action of the command.
func (begin) Action() authz.Action { return authz.ImportRun }

// Land is where the import lies.
func (c begin) Land(ctx context.Context, q store.Q) (authz.Land, error) {
	return landOf(ctx, q, c.district, c.id)
}

// Run writes that the work goes on.
func (c begin) Run(ctx context.Context, tx *door.Tx) (*Import, error) {
	i, err := loadImport(ctx, tx, c.district, c.id)
	if err != nil {
		return nil, err
	}
	if err := i.begin(true); err != nil {
		return nil, err
	}
	tx.About(i.subject())
	return i, saveImport(ctx, tx, i)
}
