package registryweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// moment is the view a reader chose: as of a day, as known at the end of a day.
type moment struct {
	AsOf  civil.Date `json:"as_of"`
	Known civil.Date `json:"known"`
}

func (m moment) past() bool { return m != moment{} }

func (m moment) view() registry.View {
	v := registry.View{AsOf: m.AsOf}
	if !m.Known.IsZero() {
		v.Known = m.Known.AddDays(1).Start().Add(-time.Microsecond)
	}
	return v
}

// getDossier serves GET /people/{person}?as_of=&known=.
func (p *Pages) getDossier(w http.ResponseWriter, r *http.Request) error {
	page, err := p.dossierOf(r)
	if err != nil || page.elsewhere(w, r) {
		return err
	}
	return web.Page(w, r, http.StatusOK, dossierPage(page))
}

// getTimeline serves GET /people/{person}/timeline.
func (p *Pages) getTimeline(w http.ResponseWriter, r *http.Request) error {
	page, err := p.dossierOf(r)
	if err != nil || page.elsewhere(w, r) {
		return err
	}
	return web.Page(w, r, http.StatusOK, timelinePage(page))
}

// getMine serves GET /me: a talent's own file.
func (p *Pages) getMine(w http.ResponseWriter, r *http.Request) error {
	page, err := p.dossierOf(r)
	if err != nil {
		return err
	}
	return web.Page(w, r, http.StatusOK, minePage(page))
}

func (p *Pages) dossierOf(r *http.Request) (dossier, error) {
	var asked moment
	if err := web.Bind(r, &asked); err != nil {
		return dossier{}, err
	}
	v, d, err := p.open(r, asked.view())
	if err != nil {
		return dossier{}, err
	}
	page := dossier{Pages: p, viewer: v, Dossier: d, moment: asked}
	if v.evidence {
		page.files, err = door.Ask(r.Context(), p.Door, web.Actor(r), file.OfPerson{Land: landOf(d)})
	}
	return page, err
}

func landOf(d *registry.Dossier) authz.Land {
	land := authz.Land{District: d.Person.District, Person: d.Person.ID}
	if d.Org != nil {
		land.Org = d.Org.ID
	}
	return land
}

// A dossier is what the pages of a person show.
type dossier struct {
	*Pages
	viewer
	*registry.Dossier
	moment moment
	files  []file.File
}

// elsewhere sends on a reader whose person was merged into another, and a talent to their own page.
func (d dossier) elsewhere(w http.ResponseWriter, r *http.Request) bool {
	to := d.base
	switch asked := r.PathValue("person"); {
	case !d.officer:
		to = "/me"
	case asked == d.person:
		return false
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return true
}

// active reports whether the reader may change what they see: the past is only looked at.
func (d dossier) active() bool { return !d.moment.past() }

func (d dossier) tabs(ctx context.Context, active string) []kit.Tab {
	return []kit.Tab{
		{Label: say(ctx, "dossier.tab.file"), URL: d.base, Active: active == "file"},
		{Label: say(ctx, "dossier.tab.timeline"), URL: d.base + "/timeline", Active: active == "timeline"},
		{Label: say(ctx, "dossier.tab.policies"), URL: d.base + "/policies", Active: active == "policies"},
	}
}

func (d dossier) head(ctx context.Context) kit.Head {
	name := kit.Data(d.Person.Name)
	return kit.Head{Title: say(ctx, "dossier.title_of", i18n.Args{"name": name}), Crumbs: []kit.Link{{Label: say(ctx, "people.home"), URL: "/"},
		{Label: say(ctx, "people.title"), URL: "/people"}, {Label: name}}}
}

// field gives a field of the main record of a kind in words, and where it comes from.
func (d dossier) field(ctx context.Context, k registry.Kind, name string) (word, source string) {
	r := d.Main(k)
	if r == nil {
		return "", ""
	}
	spec, err := registry.SpecOf(k)
	if err != nil {
		return "", ""
	}
	f, ok := spec.FieldNamed(name)
	if !ok {
		return "", ""
	}
	if word = d.valueWord(ctx, r.Data, f); word != "" {
		source = sourceLine(ctx, r.SourceOf(name))
	}
	return word, source
}

// basics are the facts that people look for first, and the source of most of them; those with another source carry it.
func (d dossier) basics(ctx context.Context) (pairs []kit.Pair, common string) {
	count := map[string]int{}
	for _, fact := range []struct {
		kind  registry.Kind
		field string
	}{
		{registry.KindIdentity, "gender"}, {registry.KindIdentity, "birth_date"}, {registry.KindIdentity, "ethnicity"},
		{registry.KindPolitical, "status"}, {registry.KindEducation, "level"}, {registry.KindEducation, "school"},
		{registry.KindTitle, "name"}, {registry.KindSkill, "name"}, {registry.KindTalentClass, "level"},
		{registry.KindEmployment, "hired_on"}, {registry.KindEmployment, "introduced_on"}, {registry.KindResidence, "hukou"},
	} {
		word, source := d.field(ctx, fact.kind, fact.field)
		if source != "" {
			count[source]++
			if count[source] > count[common] {
				common = source
			}
		}
		pairs = append(pairs, kit.Pair{Label: basicWord(ctx, fact.kind, fact.field), Value: word, Note: source})
	}
	for i := range pairs {
		if pairs[i].Note == common {
			pairs[i].Note = ""
		}
	}
	return pairs, common
}

// basicWords are names of facts that their field alone would not tell.
var basicWords = map[string]string{"title.name": "people.professional_title", "skill.name": "people.skill", "education.level": "dossier.highest_education", "political.status": "people.political"}

func basicWord(ctx context.Context, k registry.Kind, field string) string {
	if key := basicWords[string(k)+"."+field]; key != "" {
		return say(ctx, key)
	}
	return fieldWord(ctx, k, field)
}

// A trait is a short line with a picture in the head of a dossier.
type trait struct{ icon, text string }

func (d dossier) traits(ctx context.Context) []trait {
	school, _ := d.field(ctx, registry.KindEducation, "school")
	major, _ := d.field(ctx, registry.KindEducation, "major")
	level, _ := d.field(ctx, registry.KindEducation, "level")
	phone, _ := d.field(ctx, registry.KindContact, "phone")
	employer, _ := d.field(ctx, registry.KindEmployment, "employer")
	post, _ := d.field(ctx, registry.KindEmployment, "post")
	town, _ := d.field(ctx, registry.KindResidence, "town")
	var all []trait
	for _, t := range []trait{{"building", together(ctx, employer, post)}, {"school", together(ctx, school, major, level)},
		{"id", d.Person.IDMask}, {"phone", phone}, {"map-pin", town}} {
		if t.text != "" {
			all = append(all, t)
		}
	}
	return all
}

// together writes what is known of several words in one line.
func together(ctx context.Context, words ...string) string {
	var known []string
	for _, w := range words {
		if w != "" {
			known = append(known, w)
		}
	}
	return strings.Join(known, say(ctx, "people.dot"))
}

// counts gives how many records count, are verified, were refused, and rest on evidence.
func (d dossier) counts() (all, verified, refused, evidence int64) {
	for _, r := range d.Records {
		switch {
		case r.Status == registry.Refused:
			refused++
			continue
		case r.Status == registry.Verified:
			verified++
		}
		if all++; r.Evidence != "" {
			evidence++
		}
	}
	return all, verified, refused, evidence
}

// of gives the records of a kind: the latest first, refused ones last.
func (d dossier) of(k registry.Kind) []registry.Record {
	var counting, refused []registry.Record
	for i := len(d.Records) - 1; i >= 0; i-- {
		switch r := d.Records[i]; {
		case r.Kind != k:
		case r.Status == registry.Refused:
			refused = append(refused, r)
		default:
			counting = append(counting, r)
		}
	}
	return append(counting, refused...)
}

// moments are the events of the dossier, latest first; 0 gives all, most the latest that have a day of their own.
func (d dossier) moments(ctx context.Context, most int) []kit.Moment {
	var all []kit.Moment
	events := d.Timeline()
	if most > 0 {
		events = slices.DeleteFunc(events, func(e registry.Event) bool { return e.What == "learnt" })
	}
	for _, e := range events {
		if most > 0 && len(all) == most {
			break
		}
		look := looks[e.Kind]
		all = append(all, kit.Moment{When: e.On.String(), Icon: look.icon, Tone: look.tone, URL: d.record(e.Record),
			Title: say(ctx, "dossier.event", i18n.Args{"kind": kindWord(ctx, e.Kind), "what": say(ctx, registry.EventWords+e.What)}), Text: d.eventText(ctx, e)})
	}
	return all
}

func (d dossier) eventText(ctx context.Context, e registry.Event) string {
	for _, r := range d.Records {
		if r.ID == e.Record {
			return d.titleOf(ctx, r)
		}
	}
	return kit.Data(e.Title)
}

// titleOf is how people know a record: the school, the employer, the relation.
func (p *Pages) titleOf(ctx context.Context, r registry.Record) string {
	switch d := r.Data.(type) {
	case *registry.Household:
		return codeWord(ctx, code.Kinship, d.Relation)
	case *registry.Insurance:
		return setWord(ctx, "insurance", d.Form)
	case *registry.Tax:
		return setWord(ctx, "tax_form", d.Form)
	case *registry.Political:
		return codeWord(ctx, code.Political, d.Status)
	case *registry.Marital:
		return codeWord(ctx, code.Marital, d.Status)
	case *registry.TalentClass:
		return classWord(ctx, d.Level)
	case *registry.Pay:
		return i18n.Money(ctx, d.Annual)
	case *registry.Residence:
		return p.placeWord(ctx, or(d.Village, or(d.Town, d.LivesIn)))
	}
	return kit.Data(r.Title())
}

func setWord(ctx context.Context, set, choice string) string {
	if choice == "" {
		return ""
	}
	return choiceWord(ctx, set, choice)
}

// addable are the kinds that may be added by hand. The identity is there from the start and a kept form comes by import.
func (d dossier) addable() []registry.Kind {
	var all []registry.Kind
	for _, s := range registry.Kinds {
		if s.Kind == registry.KindIdentity || s.Kind == registry.KindForm || s.Single && d.Main(s.Kind) != nil {
			continue
		}
		all = append(all, s.Kind)
	}
	return all
}

func (d dossier) addLinks(ctx context.Context) []kit.Link {
	var links []kit.Link
	for _, k := range d.addable() {
		links = append(links, kit.Link{Label: kindWord(ctx, k), URL: d.addURL(k), Icon: looks[k].icon})
	}
	return links
}

func (v viewer) addURL(k registry.Kind) string {
	return v.base + "/records/new?" + url.Values{"kind": {string(k)}}.Encode()
}

func (d dossier) canAdd(k registry.Kind) bool {
	for _, one := range d.addable() {
		if one == k {
			return d.declare && d.active()
		}
	}
	return false
}
