package intakeweb

import (
	"cmp"
	"context"
	"mime/multipart"
	"net/http"
	"strconv"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// An upload is what the form of the first step shows.
type upload struct {
	unit  bool             // brings its own people
	mib   int64            // most a file may weigh
	today civil.Date       // proposed as the day the files speak of
	taken []*intake.Import // files of a try that failed for others
}

// entries are those of the form besides the files.
type entries struct {
	Source     string     `json:"source"`
	SourceDate civil.Date `json:"source_date"`
}

func (p *Pages) upload(r *http.Request) upload {
	return upload{unit: orgOf(web.Actor(r)) != "", mib: p.Desk.Vault.Max() >> 20, today: civil.Of(p.Door.Clock.Now())}
}

// orgOf is the unit whose people an actor brings; "" for the office, which brings anyone's.
func orgOf(a authz.Actor) string {
	if a.Has(authz.Office) {
		return ""
	}
	return a.Org()
}

// getNew serves GET /imports/new.
func (p *Pages) getNew(w http.ResponseWriter, r *http.Request) error {
	return web.Page(w, r, http.StatusOK, uploadPage(p.upload(r)))
}

// postNew serves POST /imports/new.
func (p *Pages) postNew(w http.ResponseWriter, r *http.Request) error {
	u := p.upload(r)
	var err error
	if u.taken, err = p.take(r); err != nil {
		return web.Again(w, r, err, uploadPage(u))
	}
	if len(u.taken) == 1 {
		return web.Moved(w, r, next(u.taken[0]), "imports.uploaded")
	}
	return web.Moved(w, r, "/imports?state="+notRun, "imports.uploaded_all", i18n.Args{"n": len(u.taken)})
}

// take brings every file of the form into the vault and begins its import. A file that cannot be read keeps none of the others
// out; what is wrong with each is told together.
func (p *Pages) take(r *http.Request) (taken []*intake.Import, err error) {
	var form entries
	bad := web.Bind(r, &form)
	files, err := web.Files(r, "file")
	switch {
	case bad != nil || err != nil:
		return nil, cmp.Or(bad, err)
	case len(files) == 0:
		return nil, fault.Invalid.New("imports.choose_file").On("file")
	case len(files) > maxFiles:
		return nil, fault.Invalid.New("imports.too_many_files").On("file").With("max", maxFiles)
	}
	var faults fault.List
	for n, f := range files {
		i, err := p.begin(under(r, n), web.Actor(r), f, form)
		switch kind := fault.KindOf(err); kind {
		case "":
			taken = append(taken, i)
		case fault.Invalid, fault.TooLarge, fault.Conflict:
			faults.Add(refused(r.Context(), f.Filename, err))
		default:
			return taken, err
		}
	}
	return taken, faults.Err()
}

// under gives a context in which each file of a form has a key of its own, so that each is brought once.
func under(r *http.Request, n int) context.Context {
	if key := web.Key(r); key != "" {
		return door.WithKey(r.Context(), key+":"+strconv.Itoa(n))
	}
	return r.Context()
}

func (p *Pages) begin(ctx context.Context, a authz.Actor, f *multipart.FileHeader, form entries) (*intake.Import, error) {
	upload, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer upload.Close() //nolint:errcheck // only read
	content, err := p.Desk.Vault.Put(ctx, upload, file.Rosters...)
	if err != nil {
		return nil, err
	}
	return p.Desk.Start(ctx, a, intake.Start{District: a.District(), Org: orgOf(a), Content: content, Name: f.Filename,
		Source: form.Source, SourceDate: form.SourceDate})
}

// refused tells which file was not taken and why.
func refused(ctx context.Context, name string, err error) *fault.Fault {
	told := i18n.Fault(ctx, err)
	why := told.Text
	if len(told.Fields) > 0 {
		why = told.Fields[0].Text
	}
	return fault.Invalid.New("imports.refused").On("file").With("file", kit.Data(name)).With("why", why).From(err)
}

// sub says whose people the file may hold.
func (u upload) sub(ctx context.Context) string {
	if u.unit {
		return say(ctx, "imports.new.unit")
	}
	return say(ctx, "imports.new.sub")
}
