package pack

import (
	"cmp"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/fact"
)

// An Outcome is what one pack says about one person on one day. Answer and Explain put it in words.
type Outcome struct {
	pack           *Pack
	edition        *edition
	who            Person
	day            civil.Date
	row            fact.Row
	answers        answers
	ruling         ruling
	versionMissing []string
	excludedBy     []string
	reducedBy      []string
	contends       []string
	beside         []*Pack // those judged together with this one, itself among them
}

// Pack gives the pack that was applied.
func (o *Outcome) Pack() *Pack { return o.pack }

// Verdict gives yes, no or unknown.
func (o *Outcome) Verdict() Verdict { return o.ruling.verdict }

// State says more than the verdict: see the states.
func (o *Outcome) State() State {
	if o.ruling.state == NeedsFacts && onlyDecisions(o.Missing()) {
		return NeedsDecision
	}
	return o.ruling.state
}

// Version gives the id of the version applied.
func (o *Outcome) Version() string { return o.edition.version.ID }

// AmountFen gives what is paid after other benefits were looked at; false while it is unknown.
func (o *Outcome) AmountFen() (int64, bool) {
	if o.ruling.amount == nil {
		return 0, false
	}
	return *o.ruling.amount, true
}

// An Answer is an outcome for programs, its texts in one language. Lists are never null.
type Answer struct {
	Person   string    `json:"person"`
	Policy   string    `json:"policy"`
	Version  string    `json:"version"`
	Verdict  Verdict   `json:"verdict"`
	State    State     `json:"state"`
	Reason   string    `json:"reason"`
	Clauses  []Clause  `json:"clauses"`
	Missing  []string  `json:"missing"`
	ToCheck  []string  `json:"to_check"`
	Amount   *int64    `json:"amount_fen"` // null while unknown; 0 when nothing is paid
	Full     *int64    `json:"full_fen"`   // what it would be with no other benefit around
	Back     int64     `json:"repay_fen,omitempty"`
	Schedule []Due     `json:"schedule"`
	Benefits []Granted `json:"benefits"`
	Excluded []string  `json:"excluded_by"`
	Reduced  []string  `json:"reduced_by,omitempty"`
	Contends []string  `json:"may_be_excluded_by,omitempty"`
	Papers   []Paper   `json:"documents"`
	Duties   []Owed    `json:"duties,omitempty"`
	Limits   []string  `json:"limits,omitempty"`
	Readings []Read    `json:"interpretations,omitempty"`
	Opens    string    `json:"opens,omitempty"`
	Shut     string    `json:"closed,omitempty"`
	Verified bool      `json:"verified"`
	Sample   bool      `json:"sample,omitempty"`
	Failed   []string  `json:"failed,omitempty"` // rules that could not be computed
}

// A Clause is one condition and how it came out.
type Clause struct {
	ID       string   `json:"id"`
	Set      string   `json:"set,omitempty"` // the set it belongs to, of which one must be met
	Verdict  Verdict  `json:"verdict"`
	Stage    string   `json:"stage,omitempty"`
	Presumed bool     `json:"presumed,omitempty"`
	Text     string   `json:"text"`
	Cites    string   `json:"cites"`
	Facts    []Used   `json:"facts"`
	Missing  []string `json:"missing,omitempty"`
	Changes  string   `json:"changes,omitempty"`
}

// Used is a fact that a clause looked at.
type Used struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Value  any    `json:"value"`
	Shown  string `json:"shown"`
	Source string `json:"source"`
}

// A Due is one payment.
type Due struct {
	Benefit   string  `json:"benefit"`
	Due       string  `json:"due"` // YYYY-MM-DD, "" when not known yet
	Fen       int64   `json:"fen"`
	Condition string  `json:"condition"`
	Met       Verdict `json:"met,omitempty"`
	Lost      bool    `json:"forfeited,omitempty"`
}

// Granted is one benefit as it came out.
type Granted struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Verdict Verdict  `json:"verdict"`
	Chosen  bool     `json:"chosen,omitempty"`
	Tier    string   `json:"tier,omitempty"`
	Each    *int64   `json:"each_fen"` // one payment
	Total   *int64   `json:"total_fen"`
	InKind  string   `json:"in_kind,omitempty"`
	Payee   string   `json:"payee"`
	Net     *int64   `json:"net_fen,omitempty"` // of each payment, after tax
	Split   []Bear   `json:"split,omitempty"`
	Uplifts []string `json:"uplifts,omitempty"`
}

// Bear is a share of the cost.
type Bear struct {
	By  string `json:"by"`
	Fen int64  `json:"fen"`
}

// A Paper is a document to hand in, or to be fetched by the office.
type Paper struct {
	ID     string  `json:"id"`
	Name   string  `json:"name"`
	Need   Verdict `json:"needed"`
	Of     string  `json:"of"`
	Shared bool    `json:"shared"` // the office gets it itself
	From   string  `json:"from,omitempty"`
}

// Owed is a duty after payment.
type Owed struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	Until string `json:"until,omitempty"`
}

// Read is the reading of a doubtful rule that was applied.
type Read struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Reading  string `json:"reading"`
	Text     string `json:"text"`
	Conflict bool   `json:"conflict"`
}

// Answer gives the outcome for programs, with texts in lang, "zh" or "en".
func (o *Outcome) Answer(lang string) Answer {
	r := &o.ruling
	a := Answer{
		Person: o.who.ID, Policy: o.pack.Policy.ID, Version: o.edition.version.ID, Verdict: r.verdict, State: o.State(),
		Reason: o.reason(lang), Clauses: o.clauses(lang), Amount: r.amount, Full: r.full, Back: r.back,
		Schedule: o.schedule(lang), Benefits: o.granted(lang), Excluded: o.excluders(), Reduced: o.reducedBy,
		Contends: o.contends, Papers: o.papers(lang), Duties: o.duties(lang), Readings: o.readings(lang),
		Verified: o.pack.Policy.Citation.Verified, Sample: o.pack.Policy.Sample, Failed: o.broken(lang),
		Opens: r.opens.String(), Shut: r.shut.String(),
	}
	for _, l := range o.edition.body.Limits {
		a.Limits = append(a.Limits, l.Text.In(lang))
	}
	a.Missing, a.ToCheck = o.Missing(), o.toCheck()
	return a
}

// clauses lists the gates, and those of their sets after them.
func (o *Outcome) clauses(lang string) []Clause {
	out := []Clause{}
	o.eachClause(func(g *gate, set string) { out = append(out, o.clause(g, set, lang)) })
	return out
}

func (o *Outcome) eachClause(visit func(g *gate, set string)) {
	var walk func(gates []*gate, set string)
	walk = func(gates []*gate, set string) {
		for _, g := range gates {
			visit(g, set)
			for _, s := range g.sets {
				walk(s.all, s.ID)
			}
		}
	}
	walk(o.edition.gates, "")
}

func (o *Outcome) clause(g *gate, set, lang string) Clause {
	v := g.decide(o.answers)
	c := Clause{ID: g.ID, Set: set, Verdict: v, Text: g.Text.In(lang), Cites: g.Cites, Facts: []Used{},
		Changes: o.changes(g), Presumed: v == Unknown && g.Presume}
	if g.Stage == "payment" {
		c.Stage = g.Stage
	}
	if g.when == nil {
		return c
	}
	for _, key := range g.when.Facts() {
		c.Facts = append(c.Facts, o.used(key, lang))
	}
	c.Missing = tidyAll(o.answers.lacks(g.when))
	return c
}

// changes says who or what can change a clause: its own word, else that of its facts if they agree.
func (o *Outcome) changes(g *gate) string {
	if g.Changes != "" || g.when == nil {
		return g.Changes
	}
	who := ""
	for _, key := range g.when.Facts() {
		f, _ := o.pack.facts.Find(tidy(key))
		if who != "" && f.Changes != who {
			return ""
		}
		who = f.Changes
	}
	return who
}

func (o *Outcome) used(key, lang string) Used {
	v := o.row[key]
	key = tidy(key)
	if key == "application.date" && v == nil {
		v = o.day
	}
	f, _ := o.pack.facts.Find(key)
	u := Used{Key: key, Name: f.Name(lang), Value: v, Shown: o.pack.facts.Show(f, v, lang), Source: cmp.Or(o.who.Sources[key], o.who.Sources[f.Basis()])}
	if u.Source == "" && v != nil {
		u.Source = "given"
	}
	return u
}

// tidy gives the catalogue's key of a path: the date of application by its own name, a field of a
// record by its list.
func tidy(path string) string {
	if path == asked {
		return "application.date"
	}
	return path
}

func tidyAll(paths []string) []string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = tidy(p)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Missing lists the absent facts that keep the verdict, the payment or the amount unknown.
func (o *Outcome) Missing() []string {
	missing := slices.Clone(o.versionMissing)
	note := func(p *prog) {
		if p != nil {
			missing = append(missing, o.answers.lacks(p)...)
		}
	}
	if o.ruling.verdict == No {
		return []string{}
	}
	o.missingOf(o.edition.gates, note)
	for _, e := range o.edition.exclusive {
		if e.Strict {
			note(e.had)
		}
	}
	for _, w := range o.edition.windows {
		note(w.opens)
		note(w.closes)
	}
	o.missingAmounts(note)
	return tidyAll(missing)
}

// missingOf notes the facts of undecided gates; where a gate has sets, of every set still open.
func (o *Outcome) missingOf(gates []*gate, note func(*prog)) {
	for _, g := range gates {
		if g.decide(o.answers) != Unknown || g.Presume {
			continue
		}
		note(g.when)
		for _, s := range g.sets {
			if s.decide(o.answers) == Unknown {
				o.missingOf(s.all, note)
			}
		}
	}
}

func (o *Outcome) missingAmounts(note func(*prog)) {
	if o.ruling.state == Choose {
		note(o.edition.choice)
	}
	for _, g := range o.ruling.grants {
		if g.given == Unknown {
			note(g.benefit.when)
		}
		if g.given == No || g.total != nil {
			continue
		}
		for _, t := range g.benefit.tiers {
			note(t.when)
			note(t.value.fen)
			note(t.value.of)
		}
		note(g.benefit.value.fen)
		note(g.benefit.value.of)
		note(g.benefit.schedule.times)
		note(g.benefit.schedule.ends)
	}
}

// toCheck lists the absent facts that were presumed: of declarations, uplifts and other benefits.
func (o *Outcome) toCheck() []string {
	var check []string
	note := func(p *prog) {
		if p != nil {
			check = append(check, o.answers.lacks(p)...)
		}
	}
	if o.ruling.verdict == No {
		return []string{}
	}
	o.eachClause(func(g *gate, _ string) {
		if g.Presume {
			note(g.when)
		}
	})
	for _, e := range o.edition.exclusive {
		if !e.Strict {
			note(e.had)
		}
	}
	for _, one := range o.edition.once {
		note(one.had)
	}
	for _, p := range o.edition.prior {
		note(p.had)
	}
	for _, c := range o.edition.caps {
		for _, had := range c.had {
			note(had)
		}
	}
	for _, g := range o.ruling.grants {
		for _, u := range g.unsure {
			note(u.when)
		}
	}
	return tidyAll(check)
}

// schedule lists the payments. Where other benefits reduce the amount, each payment is reduced in the
// same proportion, so that together they come to the amount.
func (o *Outcome) schedule(lang string) []Due {
	out := []Due{}
	if o.ruling.verdict == No || o.ruling.amount != nil && *o.ruling.amount == 0 {
		return out
	}
	for _, g := range o.ruling.grants {
		if o.edition.body.Combine == "choose" && !g.chosen {
			continue
		}
		for _, p := range g.payments {
			out = append(out, Due{p.Benefit, p.Due.String(), p.Fen, cmp.Or(p.Text.In(lang), o.waitsFor(lang)), p.Met, p.Lost})
		}
	}
	if r := o.ruling; r.amount != nil && r.full != nil && *r.amount < *r.full {
		reduce(out, *r.full, *r.amount)
	}
	return out
}

// reduce brings payments that come to full down to amount; the last takes what rounding leaves over.
func reduce(payments []Due, full, amount int64) {
	left, last := amount, -1
	for i := range payments {
		if p := &payments[i]; !p.Lost {
			p.Fen = share(p.Fen, float64(amount)/float64(full)*100)
			left, last = left-p.Fen, i
		}
	}
	if last >= 0 {
		payments[last].Fen += left
	}
}

// waitsFor says what holds all payments back, "" when nothing does.
func (o *Outcome) waitsFor(lang string) string {
	if o.ruling.why != nil {
		return o.ruling.why.Hold.In(lang)
	}
	return ""
}

func (o *Outcome) granted(lang string) []Granted {
	out := []Granted{}
	for _, g := range o.ruling.grants {
		b := g.benefit
		one := Granted{ID: b.ID, Name: b.Name.In(lang), Verdict: g.given, Chosen: g.chosen, Each: g.each, Total: g.total,
			InKind: b.InKind.In(lang), Payee: "person"}
		if g.tier != nil {
			one.Tier = g.tier.ID
			if !g.tier.InKind.IsZero() {
				one.InKind = g.tier.InKind.In(lang)
			}
		}
		if b.Payee != nil {
			one.Payee = b.Payee.To
		}
		if t := b.Tax; t != nil && t.NetPercent != 0 && g.each != nil {
			net := share(*g.each, t.NetPercent)
			one.Net = &net
		}
		for _, s := range b.Split {
			if g.total != nil {
				one.Split = append(one.Split, Bear{s.By, share(*g.total, s.Percent)})
			}
		}
		for _, u := range g.uplifts {
			one.Uplifts = append(one.Uplifts, u.ID)
		}
		out = append(out, one)
	}
	return out
}

// excluders names what excludes, blocks or reduces: packs of this evaluation, and what was received.
func (o *Outcome) excluders() []string {
	names := slices.Clone(o.excludedBy)
	if o.ruling.once != nil {
		names = append(names, o.pack.Policy.ID)
	}
	if e := o.ruling.rule; e != nil && len(o.excludedBy) == 0 && len(o.reducedBy) == 0 && o.ruling.state != NeedsFacts {
		names = append(names, o.hadOf(e)...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if names == nil {
		names = []string{}
	}
	return names
}

// hadOf names the received benefits that e speaks of.
func (o *Outcome) hadOf(e *exclusive) []string {
	by := e.By
	if len(by) == 0 {
		by = []string{"self"}
	}
	var names []string
	for _, who := range by {
		list, _ := o.row[receivedBy[who]].([]any)
		for _, b := range list {
			rec, _ := b.(map[string]any)
			policy, _ := rec["policy"].(string)
			group, _ := rec["group"].(string)
			if policy != o.pack.Policy.ID && (slices.Contains(e.With, policy) || group != "" && (group == e.Group || slices.Contains(e.With, group))) {
				names = append(names, policy)
			}
		}
	}
	return names
}

func (o *Outcome) papers(lang string) []Paper {
	out := []Paper{}
	for _, d := range o.edition.documents {
		need := verdict(o.answers, d.when)
		if need == No {
			continue
		}
		of := d.Of
		if of == "" {
			of = "person"
		}
		out = append(out, Paper{d.ID, d.Name.In(lang), need, of, d.Shared, d.From.In(lang)})
	}
	return out
}

func (o *Outcome) duties(lang string) []Owed {
	var out []Owed
	for _, d := range o.edition.duties {
		one := Owed{ID: d.ID, Kind: d.Kind, Text: d.Text.In(lang)}
		months, known := askInt(o.answers, d.months)
		from, dated := askDate(o.answers, d.from)
		if !dated && d.from == nil {
			from, dated = o.row["application.granted_on"].(civil.Date)
		}
		if known && dated {
			one.Until = from.AddMonths(int(max(0, min(months, 1200)))).String()
		}
		out = append(out, one)
	}
	return out
}

func (o *Outcome) readings(lang string) []Read {
	var out []Read
	for _, r := range o.edition.readings {
		v, _ := o.answers.ask(r.which)
		id, _ := v.(string)
		one := Read{ID: r.ID, Question: r.Question.In(lang), Reading: id, Conflict: r.Conflict}
		for _, reading := range r.Readings {
			if reading.ID == id {
				one.Text = reading.Text.In(lang)
			}
		}
		out = append(out, one)
	}
	return out
}

// onlyDecisions reports that nothing but decisions of people is missing.
func onlyDecisions(missing []string) bool {
	return len(missing) > 0 && !slices.ContainsFunc(missing, func(m string) bool { return !strings.HasPrefix(m, "decision.") })
}
