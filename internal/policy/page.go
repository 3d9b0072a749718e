package policy

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// Action is policy.read.
func (q PolicyPage) Action() authz.Action { return authz.PolicyRead }

// Answer gives the page. Errors: Missing policy.missing, policy.version_missing.
func (q PolicyPage) Answer(ctx context.Context, snap *door.Snapshot) (Page, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	land := authz.Land{District: q.District}
	if err := snap.May(authz.PolicyRead, land); err != nil {
		return Page{}, err
	}
	if q.Day.IsZero() {
		q.Day = civil.Of(snap.Now())
	}
	s, err := q.Book.shelf(ctx, snap, q.District)
	if err != nil {
		return Page{}, err
	}
	insider := snap.May(authz.PolicySave, land) == nil || snap.May(authz.AuditRead, land) == nil
	v, err := q.volume(ctx, snap, s, insider)
	if err != nil {
		return Page{}, err
	}
	page, err := q.read(ctx, v)
	if err != nil {
		return Page{}, err
	}
	tried := s.try(v.pack)
	report := reportOf(v.pack, tried)
	if insider {
		report = s.tell(v.pack, tried)
	}
	page.Cases = []Case{}
	for _, t := range tried {
		page.Cases = append(page.Cases, caseOf(t))
	}
	if insider {
		if page.Packs, err = q.Book.versions(ctx, snap, s, civil.Of(snap.Now()), q.ID); err != nil {
			return Page{}, err
		}
		if err = q.life(ctx, snap, &page); err != nil {
			return Page{}, err
		}
		page.Problems = inWords(report.Problems, langOf(ctx))
	}
	return page, q.census(ctx, snap, s, v, &page)
}

// life adds the moves of the pack, and what became of the version shown.
func (q PolicyPage) life(ctx context.Context, snap *door.Snapshot, page *Page) error {
	all, err := loadMoves(ctx, snap, q.District)
	if err != nil {
		return err
	}
	page.Moves = all[q.ID].newestFirst()
	for _, v := range page.Packs {
		if v.Version == page.Digest {
			page.State = v.State
		}
	}
	return nil
}

// volume gives the pack in force, or the saved version asked for, which only insiders may read.
func (q PolicyPage) volume(ctx context.Context, snap *door.Snapshot, s *shelf, insider bool) (*volume, error) {
	if now := s.byID[q.ID]; now != nil && (q.Digest == "" || q.Digest == now.digest) && (now.state != Retired || insider) {
		return now, nil
	}
	if !insider || q.Digest == "" {
		return nil, fault.Missing.New("policy.missing").With("id", q.ID)
	}
	v, err := q.Book.volume(ctx, snap, q.District, q.ID, q.Digest)
	if err == nil {
		v.state = Draft
	}
	return v, err
}

// census adds who qualifies now, for those who may know and when the population is loaded.
func (q PolicyPage) census(ctx context.Context, snap *door.Snapshot, s *shelf, v *volume, page *Page) error {
	if v.state != Active || !authz.MayEver(snap.Actor(), authz.PolicyMatches) {
		return nil
	}
	view := q.Book.People.view(q.District)
	if page.PopulationReady = view != nil; view == nil {
		return nil
	}
	census, err := view.census(ctx, s, q.ID, scopeOf(snap.Actor(), authz.PolicyMatches, q.District))
	page.Now = &census
	return err
}

// versions lists what was saved and what ships, newest first, with what became of each by day.
func (b *Book) versions(ctx context.Context, q store.Q, s *shelf, day civil.Date, id string) ([]PackVersion, error) {
	saved, err := loadVersions(ctx, q, s.district, id)
	if err != nil {
		return nil, err
	}
	all, err := loadMoves(ctx, q, s.district)
	if err != nil {
		return nil, err
	}
	if v := b.shipped[id]; v != nil && !slices.ContainsFunc(saved, func(p PackVersion) bool { return p.Version == v.digest }) {
		saved = append(saved, PackVersion{ID: id, Version: v.digest, BuiltIn: true})
	}
	for i := range saved {
		saved[i].State = all[id].state(saved[i].Version, day, s.resting(saved[i]))
	}
	return saved, nil
}

// resting is the state of a version that nobody moved.
func (s *shelf) resting(v PackVersion) State {
	switch now := s.byID[v.ID]; {
	case now != nil && now.digest == v.Version:
		return now.state
	case v.BuiltIn:
		return Retired
	}
	return v.resting()
}

// resting is the state of a saved version that nobody moved: tested when its check found nothing wrong.
func (v PackVersion) resting() State {
	if v.Report.Passed() {
		return Tested
	}
	return Draft
}

// inWords gives the problems of a pack in a language.
func inWords(problems []pack.Problem, lang string) []Found {
	out := []Found{}
	for _, p := range problems {
		out = append(out, Found{p.File, p.Line, p.Column, p.Say(lang), p.Grave})
	}
	return out
}

// read puts the pack into words.
func (q PolicyPage) read(ctx context.Context, v *volume) (Page, error) {
	p, lang := &v.pack.Policy, langOf(ctx)
	page := Page{Brief: q.Book.brief(v, q.Day, lang), URL: p.Citation.URL, ReadOn: p.Citation.ReadOn, Note: p.Citation.Note.In(lang)}
	version := versionOn(p, q.Day)
	for i := range p.Versions {
		e := &p.Versions[i]
		if q.Version != "" && e.ID == q.Version {
			version = e
		}
		page.Versions = append(page.Versions, Edition{e.ID, cmp.Or(e.Document, p.Document), e.Note.In(lang), statusOf(e, q.Day), e.Announced, e.Effect, e.Until})
	}
	if version == nil || q.Version != "" && version.ID != q.Version {
		return page, fault.Missing.New("policy.version_missing").With("id", q.ID).With("version", q.Version)
	}
	page.Version, page.Status = version.ID, statusOf(version, q.Day)
	page.ClaimsUntil = version.Claims
	if version.Claimable != nil {
		page.NotClaimable = version.Claimable.Reason.In(lang)
	}
	w := wording{ctx, v.pack, lang}
	w.body(p.BodyOf(version.ID), &page)
	for _, in := range p.Interpretations {
		r := Reading{ID: in.ID, Question: in.Question.In(lang), Conflict: in.Conflict}
		for _, answer := range in.Readings {
			r.Answers = append(r.Answers, answer.Text.In(lang))
		}
		page.Readings = append(page.Readings, r)
	}
	for _, d := range p.Differences {
		page.Differences = append(page.Differences, d.In(lang))
	}
	return page, nil
}

// A wording writes a pack in one language.
type wording struct {
	ctx  context.Context
	pack *pack.Pack
	lang string
}

func (w wording) body(b pack.Body, page *Page) {
	page.Combine = b.Combine
	page.Clauses = w.gates(b.Gates)
	for _, benefit := range b.Benefits {
		page.Benefits = append(page.Benefits, w.offer(benefit))
	}
	for _, u := range b.Uplifts {
		page.Uplifts = append(page.Uplifts, Article{ID: u.ID, Text: u.Text.In(w.lang), Cites: u.Cites, Facts: w.facts(u.When)})
	}
	for _, e := range b.Exclusive {
		page.Exclusive = append(page.Exclusive, Article{ID: e.ID, Text: e.Text.In(w.lang), Cites: e.Cites, Rule: e.Rule})
	}
	for _, p := range b.Prior {
		page.Prior = append(page.Prior, Article{ID: p.ID, Text: p.Text.In(w.lang), Cites: p.Cites})
	}
	for _, c := range b.Caps {
		page.Caps = append(page.Caps, Article{ID: c.ID, Text: c.Text.In(w.lang), Cites: c.Cites})
	}
	for _, o := range b.Once {
		page.Once = append(page.Once, Article{ID: o.Per, Text: o.Text.In(w.lang)})
	}
	for _, s := range b.Stacks {
		page.Stacks = append(page.Stacks, Article{ID: strings.Join(s.With, " "), Text: s.Text.In(w.lang)})
	}
	for _, l := range b.Limits {
		page.Limits = append(page.Limits, Article{ID: l.ID, Text: l.Text.In(w.lang), Rule: l.Order})
	}
	for _, d := range b.Duties {
		page.Duties = append(page.Duties, Article{ID: d.ID, Text: d.Text.In(w.lang), Cites: d.Cites, Rule: d.Kind})
	}
	for _, win := range b.Windows {
		page.Windows = append(page.Windows, w.window(win))
	}
	for _, step := range b.Process {
		page.Process = append(page.Process, step.In(w.lang))
	}
	for _, d := range b.Documents {
		page.Documents = append(page.Documents, Paper{d.ID, d.Name.In(w.lang), cmp.Or(d.Of, "person"), d.Shared, !d.When.IsZero(), d.From.In(w.lang), d.Note.In(w.lang)})
	}
}

func (w wording) gates(gates []pack.Gate) []Article {
	var out []Article
	for _, g := range gates {
		a := Article{ID: g.ID, Text: g.Text.In(w.lang), Cites: g.Cites, Changes: g.Changes, Stage: g.Stage, Facts: w.facts(g.When)}
		if g.Decision != nil {
			a.Decision = g.Decision.By.In(w.lang)
		}
		for _, set := range g.Any {
			a.Parts = append(a.Parts, Article{ID: set.ID, Text: set.Name.In(w.lang), Parts: w.gates(set.All)})
		}
		out = append(out, a)
	}
	return out
}

var dotted = regexp.MustCompile(`[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*`)

// facts names the facts that a rule speaks of, in its order.
func (w wording) facts(e pack.Expr) []string {
	var names []string
	for _, key := range dotted.FindAllString(e.Text, -1) {
		f, ok := w.pack.Facts().Find(key)
		if !ok { // a macro called on a list: honours.exists(…)
			if i := strings.LastIndexByte(key, '.'); i > 0 {
				f, ok = w.pack.Facts().Find(key[:i])
			}
		}
		if name := f.Name(w.lang); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (w wording) offer(b pack.Benefit) Offer {
	o := Offer{ID: b.ID, Name: b.Name.In(w.lang), Text: b.Text.In(w.lang), Cites: b.Cites, InKind: b.InKind.In(w.lang), Tiers: []Tier{}, Schedule: []string{}}
	if a := b.Amount; a != nil {
		if len(a.Tiers) == 0 {
			o.Tiers = append(o.Tiers, Tier{Text: a.Text.In(w.lang), Amount: w.amount(a.Value), Fen: fixed(a.Value)})
		}
		for _, t := range a.Tiers {
			o.Tiers = append(o.Tiers, Tier{t.ID, t.Text.In(w.lang), t.Cites, cmp.Or(t.InKind.In(w.lang), w.amount(t.Value)), fixed(t.Value)})
		}
	}
	if b.Schedule != nil {
		o.Schedule = w.schedule(b.Schedule)
	}
	if b.Payee != nil {
		o.Payee = cmp.Or(b.Payee.Text.In(w.lang), i18n.T(w.ctx, "policy.payee."+b.Payee.To))
	}
	if b.Tax != nil {
		o.Tax = cmp.Or(b.Tax.Text.In(w.lang), i18n.T(w.ctx, "policy.tax."+b.Tax.Amount))
	}
	for _, s := range b.Split {
		o.Shares = append(o.Shares, i18n.T(w.ctx, "policy.share", i18n.Args{"by": i18n.T(w.ctx, "policy.bearer."+s.By), "percent": percent(s.Percent)}))
	}
	return o
}

var _ = []string{i18n.Family("policy.payee."), i18n.Family("policy.tax."), i18n.Family("policy.bearer."), i18n.Family("policy.every.")}

func percent(p float64) string { return strconv.FormatFloat(p, 'f', -1, 64) + "%" }

// amount writes a value: fixed, by percent, by unit, in brackets, by rule or by decision.
func (w wording) amount(v pack.Value) string {
	text := ""
	switch {
	case v.Yuan != nil:
		text = i18n.Money(w.ctx, *v.Yuan)
	case v.Percent != nil:
		text = i18n.T(w.ctx, "policy.amount.percent", i18n.Args{"percent": percent(*v.Percent), "of": w.base(v.Of)})
	case v.Each != nil:
		text = i18n.T(w.ctx, "policy.amount.each", i18n.Args{"yuan": *v.Each, "of": w.base(v.Of)})
	case len(v.Brackets) > 0:
		text = w.brackets(v.Brackets)
	case v.Decided != nil:
		text = i18n.T(w.ctx, "policy.amount.decided", i18n.Args{"by": v.Decided.By.In(w.lang)})
	case !v.Fen.IsZero():
		text = i18n.T(w.ctx, "policy.amount.computed", i18n.Args{"of": w.base(v.Fen)})
	}
	if v.Cap != nil {
		text += i18n.T(w.ctx, "policy.amount.cap", i18n.Args{"yuan": *v.Cap})
	}
	if v.Floor != nil {
		text += i18n.T(w.ctx, "policy.amount.floor", i18n.Args{"yuan": *v.Floor})
	}
	return text
}

// base names the facts an amount is computed from, the rule itself if it names none.
func (w wording) base(e pack.Expr) string {
	if names := w.facts(e); len(names) > 0 {
		return strings.Join(names, separator(w.lang))
	}
	return e.Text
}

func (w wording) brackets(steps []pack.Bracket) string {
	var parts []string
	from := money.Fen(0)
	for _, b := range steps {
		if b.UpTo != nil {
			parts = append(parts, i18n.T(w.ctx, "policy.amount.bracket", i18n.Args{"from": from, "to": *b.UpTo, "percent": percent(b.Percent)}))
			from = *b.UpTo
		} else {
			parts = append(parts, i18n.T(w.ctx, "policy.amount.above", i18n.Args{"from": from, "percent": percent(b.Percent)}))
		}
	}
	return strings.Join(parts, separator(w.lang))
}

func (w wording) schedule(s *pack.Schedule) []string {
	var lines []string
	say := func(key string, args i18n.Args) { lines = append(lines, i18n.T(w.ctx, key, args)) }
	if s.Every != "" {
		lines = append(lines, i18n.T(w.ctx, "policy.every."+s.Every))
	}
	if n, err := strconv.ParseInt(s.Times.Text, 10, 64); err == nil {
		say("policy.schedule.times", i18n.Args{"n": n})
	}
	for i, in := range s.Instalments {
		say("policy.schedule.part", i18n.Args{"n": i + 1, "percent": percent(in.Percent), "text": in.Text.In(w.lang)})
	}
	for i, p := range s.Percents {
		say("policy.schedule.percent", i18n.Args{"n": i + 1, "percent": percent(p)})
	}
	if s.Each != nil {
		say("policy.schedule.each", i18n.Args{"text": s.Each.Text.In(w.lang)})
	}
	for _, stop := range s.Stop {
		say("policy.schedule.stop", i18n.Args{"text": stop.Text.In(w.lang)})
	}
	if s.Renewal == "apply" {
		lines = append(lines, i18n.T(w.ctx, "policy.schedule.renew"))
	}
	if !s.EndsText.IsZero() {
		lines = append(lines, s.EndsText.In(w.lang))
	}
	return lines
}

// window writes a window by its own words, else by its dates.
func (w wording) window(win pack.Window) string {
	if !win.Text.IsZero() {
		return win.Text.In(w.lang)
	}
	var parts []string
	if !win.From.IsZero() || !win.To.IsZero() {
		parts = append(parts, i18n.T(w.ctx, "policy.window.dates", i18n.Args{"from": win.From, "to": win.To}))
	}
	for _, m := range win.Months {
		parts = append(parts, i18n.T(w.ctx, "policy.window.month", i18n.Args{"month": m}))
	}
	if win.Month > 0 {
		parts = append(parts, i18n.T(w.ctx, "policy.window.quarter", i18n.Args{"month": win.Month}))
	}
	if len(win.Days) == 2 {
		parts = append(parts, i18n.T(w.ctx, "policy.window.days", i18n.Args{"from": win.Days[0], "to": win.Days[1]}))
	}
	return strings.Join(parts, separator(w.lang))
}

// nameOf gives the words of a fact, or of a field of a list of records by its path.
func nameOf(c *fact.Catalogue, key, lang string) string {
	if f, ok := c.Find(key); ok {
		return f.Name(lang)
	}
	if i := strings.LastIndexByte(key, '.'); i > 0 {
		if f, ok := c.Find(key[:i]); ok {
			if g, ok := f.Field(key[i+1:]); ok {
				return f.Name(lang) + " · " + g.Name(lang)
			}
		}
	}
	return key
}
