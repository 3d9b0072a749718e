package caseweb

import (
	"context"
	"net/http"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/casework/programme"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// getForm serves GET /cases/{case}/form: the form as it stands, for the person or whoever files for them.
func (p *Pages) getForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	if !v.Edit {
		return web.Moved(w, r, v.url(), "caseweb.not_now")
	}
	return web.Page(w, r, http.StatusOK, formPage(v))
}

const (
	doSubmit   = "submit"
	doWithdraw = "withdraw"
)

// postForm serves POST /cases/{case}/form: keeps what was typed and the files that came with it, and hands in when asked to.
func (p *Pages) postForm(w http.ResponseWriter, r *http.Request) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	var in struct {
		Do string `json:"do"`
	}
	if err := web.Bind(r, &in); err != nil { // reads the form, which may hold files
		return err
	}
	if err := p.keep(r, v); err != nil {
		return p.formAgain(w, r, err)
	}
	a, id := web.Actor(r), v.Case.ID
	switch in.Do {
	case doSubmit:
		_, err = door.Do(under(r, doSubmit), p.Door, a, casework.Submit{Desk: p.Desk, District: a.District(), Case: id})
		if err == nil {
			return web.Moved(w, r, v.url(), "caseweb.submitted.done")
		}
	case doWithdraw:
		_, err = door.Do(under(r, doWithdraw), p.Door, a, casework.Withdraw{Desk: p.Desk, District: a.District(), Case: id})
		if err == nil {
			return web.Moved(w, r, v.url(), "caseweb.withdrawn")
		}
	default:
		return web.Moved(w, r, "/cases/"+id+"/form", "caseweb.saved")
	}
	return p.formAgain(w, r, err)
}

// keep saves the answers and the files of the form.
func (p *Pages) keep(r *http.Request, v kase) error {
	answers := map[string]string{}
	for _, f := range v.Asks {
		if _, sent := r.PostForm[f.ID]; sent {
			answers[f.ID] = strings.TrimSpace(r.PostFormValue(f.ID))
		}
	}
	a := web.Actor(r)
	cmd := casework.Fill{Desk: p.Desk, District: a.District(), Case: v.Case.ID, Answers: answers}
	if _, err := door.Do(under(r, "fill"), p.Door, a, cmd); err != nil {
		return err
	}
	for _, m := range v.Wants {
		if err := p.keepPaper(r, v, m); err != nil {
			return err
		}
	}
	return nil
}

// keepPaper puts the file that came for a material into the vault and hands it in.
func (p *Pages) keepPaper(r *http.Request, v kase, m programme.Wanted) error {
	name := "material." + m.ID
	files, err := web.Files(r, name)
	if err != nil || len(files) == 0 {
		return err
	}
	upload, err := files[0].Open()
	if err != nil {
		return err
	}
	defer upload.Close() //nolint:errcheck // only read
	content, err := p.Vault.Put(r.Context(), upload, file.Proofs...)
	if err != nil {
		return fault.Of(err).On(name)
	}
	a := web.Actor(r)
	kept, err := door.Do(under(r, name), p.Door, a, registry.KeepEvidence{District: a.District(), Person: v.Person, Name: files[0].Filename, Content: content})
	if err != nil {
		return err
	}
	_, err = door.Do(under(r, name+".in"), p.Door, a, casework.HandIn{Desk: p.Desk, District: a.District(), Case: v.Case.ID, Material: m.ID, File: kept.ID})
	return err
}

func (p *Pages) formAgain(w http.ResponseWriter, r *http.Request, cause error) error {
	v, err := p.view(r)
	if err != nil {
		return err
	}
	return web.Again(w, r, cause, formPage(v))
}

// under gives a part of a request a key of its own.
func under(r *http.Request, part string) context.Context {
	if key := web.Key(r); key != "" {
		return door.WithKey(r.Context(), key+":"+part)
	}
	return r.Context()
}

// url is where the case is read.
func (k kase) url() string {
	if k.me {
		return "/me/cases/" + k.Case.ID
	}
	return "/cases/" + k.Case.ID
}

func (k kase) formHead(ctx context.Context) kit.Head {
	if k.me {
		return kit.Head{Title: kit.Data(in(ctx, k.Title)), Crumbs: []kit.Link{{Label: say(ctx, "caseweb.mine"), URL: "/me/cases"}, {Label: kit.Data(in(ctx, k.Title))}}}
	}
	return kit.Head{Title: kit.Data(in(ctx, k.Title)), Crumbs: crumbs(ctx, kit.Link{Label: say(ctx, "caseweb.cases"), URL: "/cases"}, kit.Link{Label: kit.Data(k.Name), URL: k.url()}, kit.Link{Label: say(ctx, "caseweb.fill")})}
}

func (k kase) form(ctx context.Context) kit.Form {
	return kit.Form{ID: "case", Action: "/cases/" + k.Case.ID + "/form", Submit: say(ctx, "caseweb.save"), Icon: "check", Files: true, Note: say(ctx, "caseweb.form.note"),
		Also: []kit.Submit{{Value: doSubmit, Label: say(ctx, "caseweb.submit"), Icon: "arrow-right"}}, Cancel: kit.Link{Label: say(ctx, "caseweb.back"), URL: k.url()}}
}

// section gives the fields of a section that stand before this person.
func (k kase) section(s programme.Section) []casework.AskedField {
	var out []casework.AskedField
	for _, f := range s.Fields {
		for _, a := range k.Asks {
			if a.ID == f.ID && (a.Shown || a.Typed != "") {
				out = append(out, a)
			}
		}
	}
	return out
}

// entry is a field as the kit draws it.
func (k kase) entry(ctx context.Context, f casework.AskedField) kit.Field {
	out := kit.Field{Name: f.ID, Label: fieldName(ctx, f), Data: true, Value: f.Typed, Required: f.Need, Hint: kit.Data(in(ctx, f.Help))}
	if f.Known != "" {
		out.Hint = say(ctx, "caseweb.known", args("value", kit.Data(f.Known)))
		out.Required = false
	}
	if key := k.Faults[f.ID]; key != "" {
		out.Hint = i18n.T(ctx, key, args("least", f.Least, "most", f.Most, "n", len([]rune(f.Typed))))
	}
	switch f.Type {
	case "text":
		out.Span, out.Max = 3, f.Most
	case "line":
		out.Max = f.Most
	case "yuan":
		out.Unit = say(ctx, "caseweb.yuan")
	}
	return out
}

// options are the answers of a field with choices, of a code table, or of yes and no; nil for a field that is typed.
func (k kase) options(ctx context.Context, f casework.AskedField) []kit.Option {
	var out []kit.Option
	for _, c := range f.Choices {
		out = append(out, kit.Option{Value: c.ID, Label: kit.Data(in(ctx, c.Name))})
	}
	if f.Type == "bool" || f.Fact.Kind == fact.Bool {
		return []kit.Option{{Value: "yes", Label: say(ctx, "caseweb.yes")}, {Value: "no", Label: say(ctx, "caseweb.no")}}
	}
	if f.Fact.Codes != "" {
		for _, c := range fact.Standard().Codes(f.Fact.Codes) {
			out = append(out, kit.Option{Value: c.Code, Label: kit.Data(in(ctx, pack.Text{Zh: c.Zh, En: c.En}))})
		}
	}
	return out
}

// asks is what an office asked for, or why it returned the case; "" when it did neither.
func (k kase) asks() (items []string, reason string) {
	if k.State != flow.Asked && k.State != flow.Returned {
		return nil, ""
	}
	for i := len(k.Case.Moves) - 1; i >= 0; i-- {
		if m := k.Case.Moves[i]; m.Act == flow.Ask || m.Act == flow.Return {
			return m.Items, m.Reason
		}
	}
	return nil, ""
}

// wanted are the materials to bring.
func (k kase) wanted() []programme.Wanted {
	var out []programme.Wanted
	for _, m := range k.Wants {
		if !m.Held {
			out = append(out, m)
		}
	}
	return out
}

func (k kase) handed(material string) []casework.Paper {
	var out []casework.Paper
	for _, p := range k.Papers {
		if p.Material == material {
			out = append(out, p)
		}
	}
	return out
}

// nominated reports whether the reader is to say whether they agree to be nominated.
func (k kase) nominated() bool { return k.me && k.Filer != "person" && k.State == flow.Draft }

func consentWord(consent string) string { return i18n.Family("caseweb.consent.said.") + consent }
