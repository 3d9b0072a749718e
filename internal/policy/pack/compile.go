package pack

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
)

// asked is the fact that stands behind application.date, which is the day of evaluation until an
// application has a date of its own.
const asked = "application.date_given"

// A prog is a compiled rule with its place among those of its edition.
type prog struct {
	*rule.Program
	n    int
	src  Expr
	part string // id of the clause, benefit or uplift that it stands in
}

// An edition is a version made ready: its sections merged with the policy's, its rules compiled.
type edition struct {
	version *Version
	body    Body
	env     *rule.Env
	progs   []*prog

	reference, applies, today *prog
	choice, isRenewal         *prog
	gates                     []*gate
	benefits                  []*benefit
	uplifts                   []*uplift
	windows                   []*window
	excuse                    *prog
	exclusive                 []*exclusive
	prior                     []*prior
	caps                      []*shared
	once                      []*once
	limits                    []*limit
	duties                    []*duty
	documents                 []*document
	readings                  []*reading
	measures                  []*measure
}

type gate struct {
	*Gate
	when    *prog
	sets    []*set
	benefit bool
}

type set struct {
	*Set
	all []*gate
}

type value struct {
	*Value
	fen, of *prog // fen holds the decided amount too
}

type tier struct {
	*Tier
	when  *prog
	value value
}

type benefit struct {
	*Benefit
	when     *prog
	value    value
	tiers    []*tier
	schedule *schedule
}

type schedule struct {
	*Schedule
	times, first, ends, each *prog
	due, when                []*prog // of the instalments
	stops                    []*prog
}

type uplift struct {
	*Uplift
	when *prog
}

type window struct {
	*Window
	opens, closes *prog
}

type exclusive struct {
	*Exclusive
	had, active, fen *prog // received already, running now, how much in all
}

type prior struct {
	*Prior
	had *prog // whether one was claimed already
}

type shared struct {
	*Cap
	had []*prog // how much was received of it, by the person and by the spouse
}

type once struct {
	*Once
	had *prog
}

type limit struct {
	*Limit
	left, by *prog
}

type duty struct {
	*Duty
	months, from, back *prog
}

type document struct {
	*Document
	when *prog
}

type reading struct {
	*Interpretation
	which *prog
}

type measure struct {
	*Measure
	since, until, otherwise *prog
}

// A compiler makes editions of one policy and notes what is wrong.
type compiler struct {
	*reader
	policy *Policy
	lists  []List
	facts  *fact.Catalogue
	env    *rule.Env // with everything defined so far
	ed     *edition
	used   string // all rule texts, to define only what somebody uses
	names  map[string]Pos
}

// baseEnv is the language over the catalogue, made once.
var baseEnv = sync.OnceValues(func() (*rule.Env, error) { return newEnv(fact.Standard().All()) })

func newEnv(facts []fact.Fact) (*rule.Env, error) {
	vars := []rule.Fact{{Key: asked, Type: rule.Date}}
	for _, f := range facts {
		if f.Key != "application.date" {
			vars = append(vars, rule.Fact{Key: f.Key, Type: f.Type()})
		}
	}
	env, err := rule.NewEnv(vars)
	if err != nil {
		return nil, err
	}
	date, err := env.Compile("or_else("+asked+", day)", rule.Date)
	if err != nil {
		return nil, err
	}
	return env.Define("application.date", date)
}

// compile makes edition v of the policy. Problems are noted; what cannot be compiled is left out.
func (c *compiler) compile(v *Version) *edition {
	c.ed = &edition{version: v, body: merge(c.policy.Body, v)}
	c.names = map[string]Pos{}
	c.declare()
	ed := c.ed
	ed.reference = c.expr(orElse(c.policy.Reference, "application.date"), rule.Date)
	ed.today = c.expr(Expr{Text: "application.date"}, rule.Date)
	ed.applies = c.expr(v.Applies, rule.Bool)
	if ed.body.Combine == "choose" {
		ed.choice = c.expr(Expr{Text: "application.choice"}, rule.Text)
	}
	if len(ed.body.Once) > 0 {
		ed.isRenewal = c.expr(Expr{Text: "application.kind == 'renewal'"}, rule.Bool)
	}
	for i := range ed.body.Gates {
		ed.gates = append(ed.gates, c.gate(&ed.body.Gates[i]))
	}
	c.sections()
	ed.env = c.env
	ed.nameParts()
	return ed
}

func orElse(e Expr, text string) Expr {
	if e.IsZero() {
		return Expr{Text: text, At: e.At}
	}
	return e
}

// merge lays the sections of v over those of the policy.
func merge(b Body, v *Version) Body {
	over := v.Body
	pick(&b.Windows, over.Windows)
	pick(&b.Gates, over.Gates)
	pick(&b.Benefits, over.Benefits)
	pick(&b.Uplifts, over.Uplifts)
	pick(&b.Exclusive, over.Exclusive)
	pick(&b.Prior, over.Prior)
	pick(&b.Caps, over.Caps)
	pick(&b.Once, over.Once)
	pick(&b.Stacks, over.Stacks)
	pick(&b.Limits, over.Limits)
	pick(&b.Duties, over.Duties)
	pick(&b.Documents, over.Documents)
	pick(&b.Process, over.Process)
	if over.Late != "" {
		b.Late = over.Late
	}
	if over.Combine != "" {
		b.Combine = over.Combine
	}
	if !over.Excuse.IsZero() {
		b.Excuse = over.Excuse
	}
	if over.Direct != nil {
		b.Direct = over.Direct
	}
	b.Gates = slices.DeleteFunc(slices.Clone(b.Gates), func(g Gate) bool { return slices.Contains(v.DropGates, g.ID) })
	b.Gates = append(b.Gates, v.AddGates...)
	return b
}

func pick[T any](to *[]T, over []T) {
	if over != nil {
		*to = over
	}
}

// declare adds to the language what the policy brings along: inputs, lists, readings, decisions,
// pools, measures and definitions.
func (c *compiler) declare() {
	base, err := baseEnv()
	if err != nil {
		c.wrong(c.policy.At, "pack.problem.language", "detail", err.Error())
		return
	}
	c.env = base
	var extra []rule.Fact
	for _, f := range c.localFacts() {
		extra = append(extra, rule.Fact{Key: f.Key, Type: f.Type()})
	}
	if c.env, err = base.With(extra); err != nil {
		c.env = base
		c.wrong(c.policy.At, "pack.problem.language", "detail", err.Error())
	}
	for i := range c.lists {
		c.list(&c.lists[i])
	}
	for i := range c.policy.Interpretations {
		c.reading(&c.policy.Interpretations[i])
	}
	for i := range c.policy.Measures {
		m := &c.policy.Measures[i]
		c.ed.measures = append(c.ed.measures, &measure{m, c.expr(m.Since, rule.Date),
			c.expr(orElse(m.Until, "application.date"), rule.Date), c.expr(m.Otherwise, rule.Int)})
	}
	for _, d := range c.policy.Define {
		c.define("def."+d.ID, d.Is, d.At)
	}
}

// define names the result of e, if any rule of the policy uses the name.
func (c *compiler) define(name string, e Expr, at Pos) {
	if !strings.Contains(c.used, name) {
		return
	}
	if p := c.expr(e, rule.Type{}); p != nil {
		env, err := c.env.Define(name, p.Program)
		if err != nil {
			c.wrong(at, "pack.problem.bad_name", "name", name)
			return
		}
		c.env = env
	}
}

// list defines the members of a list, in portions that are short enough for one rule.
func (c *compiler) list(l *List) {
	editions := l.Editions
	if len(l.Values) > 0 {
		editions = append(slices.Clone(editions), Edition{Values: l.Values})
	} else if n := len(editions); n > 0 {
		editions = append(slices.Clone(editions), Edition{Values: editions[n-1].Values})
	}
	for _, e := range editions {
		name := "list." + l.ID
		if e.ID != "" {
			name += "." + e.ID
		}
		c.members(name, e.Values, l.At)
	}
}

func (c *compiler) members(name string, values []string, at Pos) {
	if !strings.Contains(c.used, name) {
		return
	}
	const most = rule.MaxRule - 256
	var parts []string
	text := ""
	flush := func() {
		part := fmt.Sprintf("%s_part%d", name, len(parts)+1)
		c.define2(part, "["+text+"]", at)
		parts, text = append(parts, part), ""
	}
	for _, v := range values {
		quoted := quote(v)
		if len(text)+len(quoted) > most {
			flush()
		}
		if text != "" {
			text += ", "
		}
		text += quoted
	}
	if len(parts) == 0 {
		c.define2(name, "["+text+"]", at)
		return
	}
	flush()
	c.define2(name, strings.Join(parts, " + "), at)
}

// define2 defines a generated text.
func (c *compiler) define2(name, text string, at Pos) {
	p, err := c.env.Compile(text, rule.Type{})
	if err == nil {
		var env *rule.Env
		if env, err = c.env.Define(name, p); err == nil {
			c.env = env
			return
		}
	}
	c.wrong(at, "pack.problem.language", "detail", err.Error())
}

// quote writes s as a text of the rule language.
func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(s) + "'"
}

// reading defines which reading holds at the place of application.
func (c *compiler) reading(in *Interpretation) {
	text, instead := "", quote("") // no default: no reading where nobody claims the place
	for _, r := range in.Readings {
		if r.Default {
			instead = quote(r.ID)
		}
		for _, place := range r.Places {
			text += fmt.Sprintf("%s in application.within ? %s : ", quote(place), quote(r.ID))
		}
	}
	e := Expr{Text: text + instead, At: in.At}
	if slices.ContainsFunc(in.Readings, func(r Reading) bool { return r.Default }) && text != "" {
		e.Text = "known(application.within) ? (" + e.Text + ") : " + instead
	}
	p := c.expr(e, rule.Text)
	if p == nil {
		return
	}
	c.ed.readings = append(c.ed.readings, &reading{in, p})
	if env, err := c.env.Define("reading."+in.ID, p.Program); err == nil {
		c.env = env
	}
}

// expr compiles e to a rule of type want (the zero Type takes any); nil for nothing or an error.
func (c *compiler) expr(e Expr, want rule.Type) *prog {
	if e.IsZero() || c.env == nil {
		return nil
	}
	p, problems := compileIn(c.env, c.file, e, want)
	if c.problems = append(c.problems, problems...); p == nil {
		return nil
	}
	made := &prog{Program: p, n: len(c.ed.progs), src: e}
	c.ed.progs = append(c.ed.progs, made)
	return made
}

func (c *compiler) gate(g *Gate) *gate {
	out := &gate{Gate: g}
	if before, twice := c.names[g.ID]; twice {
		c.wrong(g.At, "pack.problem.id_twice", "id", g.ID, "line", before.Line)
	}
	c.names[g.ID] = g.At
	met := g.When
	switch {
	case g.Decision != nil:
		met = Expr{Text: "decision." + g.ID, At: g.At}
	case g.Benefit != nil:
		met, out.benefit = g.Benefit.rule(g.At), true
	}
	out.when = c.expr(met, rule.Bool)
	var sets []string
	for i := range g.Any {
		s := c.set(&g.Any[i])
		out.sets = append(out.sets, s)
		sets = append(sets, "("+s.rule()+")")
	}
	if len(sets) > 0 {
		met = Expr{Text: strings.Join(sets, " || "), At: g.At}
	}
	if ways := countTrue(!g.When.IsZero(), len(g.Any) > 0, g.Benefit != nil, g.Decision != nil); ways != 1 {
		c.wrong(g.At, "pack.problem.gate_ways", "id", g.ID)
	}
	c.define("met."+g.ID, met, g.At)
	return out
}

func (c *compiler) set(s *Set) *set {
	out := &set{Set: s}
	c.names[s.ID] = s.At
	for i := range s.All {
		out.all = append(out.all, c.gate(&s.All[i]))
	}
	c.define("met."+s.ID, Expr{Text: out.rule(), At: s.At}, s.At)
	return out
}

// rule writes the condition of the set.
func (s *set) rule() string {
	parts := make([]string, len(s.all))
	for i, g := range s.all {
		parts[i] = "(" + g.rule() + ")"
	}
	return strings.Join(parts, " && ")
}

func (g *gate) rule() string {
	if len(g.sets) > 0 {
		parts := make([]string, len(g.sets))
		for i, s := range g.sets {
			parts[i] = "(" + s.rule() + ")"
		}
		return strings.Join(parts, " || ")
	}
	if g.when == nil {
		return "true"
	}
	return g.when.src.Text
}

func countTrue(claims ...bool) (n int) {
	for _, c := range claims {
		if c {
			n++
		}
	}
	return n
}

var receivedBy = map[string]string{"": "benefits.received", "self": "benefits.received",
	"spouse": "family.spouse_received", "employer": "employer.received"}

// rule writes the test of a benefit.
func (t *BenefitTest) rule(at Pos) Expr {
	which := "b.policy == " + quote(t.Policy)
	if t.Policy == "" {
		which = "b.group == " + quote(t.Group)
	}
	list := receivedBy[t.By]
	texts := map[string]string{
		"active":     list + ".exists(b, " + which + " && b.active)",
		"not_active": "!" + list + ".exists(b, " + which + " && b.active)",
		"received":   list + ".exists(b, " + which + ")",
		"never":      "!" + list + ".exists(b, " + which + ")",
	}
	return Expr{Text: texts[t.State], At: at}
}

func (c *compiler) sections() {
	ed := c.ed
	for i := range ed.body.Windows {
		w := &ed.body.Windows[i]
		ed.windows = append(ed.windows, &window{w, c.expr(w.Opens, rule.Date), c.expr(w.Closes, rule.Date)})
	}
	ed.excuse = c.expr(ed.body.Excuse, rule.Bool)
	for i := range ed.body.Benefits {
		ed.benefits = append(ed.benefits, c.benefit(&ed.body.Benefits[i]))
	}
	for i := range ed.body.Uplifts {
		u := &ed.body.Uplifts[i]
		ed.uplifts = append(ed.uplifts, &uplift{u, c.expr(u.When, rule.Bool)})
	}
	for i := range ed.body.Exclusive {
		ed.exclusive = append(ed.exclusive, c.exclusive(&ed.body.Exclusive[i]))
	}
	for i := range ed.body.Prior {
		ed.prior = append(ed.prior, c.prior(&ed.body.Prior[i]))
	}
	for i := range ed.body.Caps {
		ed.caps = append(ed.caps, c.shared(&ed.body.Caps[i]))
	}
	for i := range ed.body.Once {
		ed.once = append(ed.once, c.once(&ed.body.Once[i]))
	}
	for i := range ed.body.Limits {
		l := &ed.body.Limits[i]
		ed.limits = append(ed.limits, &limit{l, c.expr(Expr{Text: "pool." + l.ID + "_left", At: l.At}, rule.Int),
			c.expr(orElse(l.By, "review.rank"), rule.Int)})
	}
	for i := range ed.body.Documents {
		d := &ed.body.Documents[i]
		ed.documents = append(ed.documents, &document{d, c.expr(d.When, rule.Bool)})
	}
	for i := range ed.body.Duties {
		d := &ed.body.Duties[i]
		ed.duties = append(ed.duties, &duty{d, c.expr(d.Months, rule.Int), c.expr(d.From, rule.Date), c.expr(d.Back, rule.Int)})
	}
}

func (c *compiler) benefit(b *Benefit) *benefit {
	out := &benefit{Benefit: b, when: c.expr(b.When, rule.Bool)}
	if b.Amount != nil {
		out.value = c.value(&b.Amount.Value, b.ID)
		for i := range b.Amount.Tiers {
			t := &b.Amount.Tiers[i]
			out.tiers = append(out.tiers, &tier{t, c.expr(t.When, rule.Bool), c.value(&t.Value, b.ID)})
		}
	}
	s := b.Schedule
	if s == nil {
		s = &Schedule{At: b.At}
	}
	out.schedule = c.schedule(s)
	return out
}

func (c *compiler) value(v *Value, benefit string) value {
	out := value{v, c.expr(v.Fen, rule.Int), nil}
	if v.Decided != nil {
		out.fen = c.expr(Expr{Text: "decision." + benefit + "_fen"}, rule.Int)
	}
	switch {
	case v.Of.IsZero():
	case v.Each != nil:
		out.of = c.expr(Expr{Text: "double(" + v.Of.Text + ")", At: v.Of.At}, rule.Double)
	default:
		out.of = c.expr(v.Of, rule.Int)
	}
	return out
}

func (c *compiler) schedule(s *Schedule) *schedule {
	first := "application.date"
	if s.Every == "month" {
		first = "first_of_month(add_months(application.date, 1))"
	}
	out := &schedule{Schedule: s, times: c.expr(s.Times, rule.Int), first: c.expr(orElse(s.First, first), rule.Date),
		ends: c.expr(s.Ends, rule.Date)}
	if s.Each != nil {
		out.each = c.expr(s.Each.When, rule.Bool)
	}
	for _, in := range s.Instalments {
		out.due = append(out.due, c.expr(in.Due, rule.Date))
		out.when = append(out.when, c.expr(in.When, rule.Bool))
	}
	for _, stop := range s.Stop {
		out.stops = append(out.stops, c.expr(stop.When, rule.Bool))
	}
	return out
}

// exclusive asks what was received that this rule speaks of.
func (c *compiler) exclusive(e *Exclusive) *exclusive {
	names := slices.Clone(e.With)
	if e.Group != "" {
		names = append(names, e.Group)
	}
	which := among(names) + " && b.policy != " + quote(c.policy.ID)
	by := e.By
	if len(by) == 0 {
		by = []string{"self"}
	}
	var had, active, fen []string
	for _, who := range by {
		list := receivedBy[who]
		had = append(had, list+".exists(b, "+which+")")
		active = append(active, list+".exists(b, "+which+" && b.active)")
		fen = append(fen, "sum("+list+".filter(b, "+which+").map(b, b.fen))")
	}
	at := e.At
	return &exclusive{e, c.expr(Expr{strings.Join(had, " || "), at}, rule.Bool),
		c.expr(Expr{strings.Join(active, " || "), at}, rule.Bool), c.expr(Expr{strings.Join(fen, " + "), at}, rule.Int)}
}

// prior asks whether one of the policies was claimed already.
func (c *compiler) prior(p *Prior) *prior {
	return &prior{p, c.expr(Expr{"benefits.received.exists(b, " + among(p.AnyOf) + ")", p.At}, rule.Bool)}
}

// shared asks how much was received under a cap.
func (c *compiler) shared(e *Cap) *shared {
	names := append(slices.Clone(e.With), c.policy.ID)
	if e.Group != "" {
		names = append(names, e.Group)
	}
	which := among(names)
	if e.In == "year" {
		which += " && year(b.since) == year(application.date)"
	}
	lists := []string{"benefits.received"}
	if e.Per == "couple" || e.Per == "household" {
		lists = append(lists, "family.spouse_received")
	}
	out := &shared{Cap: e}
	for _, list := range lists {
		out.had = append(out.had, c.expr(Expr{"sum(" + list + ".filter(b, " + which + ").map(b, b.fen))", e.At}, rule.Int))
	}
	return out
}

// among writes the test that a benefit is one of the policies or groups.
func among(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	in := "[" + strings.Join(quoted, ", ") + "]"
	return fmt.Sprintf("(b.policy in %s || (has(b.group) && b.group in %s))", in, in)
}

// once asks whether the policy itself was had before, by those it is counted on.
func (c *compiler) once(o *Once) *once {
	which := "b.policy == " + quote(c.policy.ID)
	if o.In == "year" {
		which += " && year(b.since) == year(application.date)"
	}
	test := func(list, more string) string { return list + ".exists(b, " + which + more + ")" }
	texts := map[string]string{
		"person":    test("benefits.received", ""),
		"couple":    test("benefits.received", "") + " || (known(family.spouse_received) && " + test("family.spouse_received", "") + ")",
		"household": test("benefits.received", "") + " || (known(family.spouse_received) && " + test("family.spouse_received", "") + ")",
		"home":      test("benefits.received", " && b.home_id == housing.home_id"),
		"employer":  test("employer.received", ""),
	}
	return &once{o, c.expr(Expr{texts[o.Per], o.At}, rule.Bool)}
}

// localFacts are the facts this policy adds to the catalogue.
func (c *compiler) localFacts() []fact.Fact { return localFacts(c.policy) }

func localFacts(p *Policy) []fact.Fact {
	var extra []fact.Fact
	for _, in := range p.Inputs {
		extra = append(extra, in.fact())
	}
	for _, m := range p.Measures {
		extra = append(extra, fact.Fact{Key: "measure." + m.ID, Kind: fact.Int, Zh: m.Name.Zh, En: m.Name.En, Unit: "months", Changes: "time"})
	}
	seen := map[string]bool{}
	add := func(key string, kind fact.Kind, words Text, unit, changes string) {
		if !seen[key] {
			seen[key] = true
			extra = append(extra, fact.Fact{Key: key, Kind: kind, Zh: words.Zh, En: words.En, Unit: unit, Changes: changes})
		}
	}
	bodies := []Body{p.Body}
	for _, v := range p.Versions {
		b := v.Body
		b.Gates = append(slices.Clone(b.Gates), v.AddGates...)
		bodies = append(bodies, b)
	}
	for _, b := range bodies {
		eachGate(b.Gates, func(g *Gate) {
			if g.Decision != nil {
				add("decision."+g.ID, fact.Bool, g.Text, "", "office")
			}
		})
		for _, ben := range b.Benefits {
			if ben.decided() {
				add("decision."+ben.ID+"_fen", fact.Int, ben.Name, "fen", "office")
			}
		}
		for _, l := range b.Limits {
			unit := "people"
			if l.Yuan != nil {
				unit = "fen"
			}
			add("pool."+l.ID+"_left", fact.Int, l.Text, unit, "office")
		}
		for _, d := range b.Duties {
			if !d.Back.IsZero() {
				add("duty.paid_fen", fact.Int, d.Text, "fen", "time")
				add("duty.months_kept", fact.Int, d.Text, "months", "time")
				add("duty.months_due", fact.Int, d.Text, "months", "never")
			}
		}
	}
	return extra
}

func (b Benefit) decided() bool {
	return b.Amount != nil && (b.Amount.Decided != nil ||
		slices.ContainsFunc(b.Amount.Tiers, func(t Tier) bool { return t.Decided != nil }))
}

// eachGate visits gates and those inside their sets, outer ones first.
func eachGate(gates []Gate, visit func(*Gate)) {
	for i := range gates {
		visit(&gates[i])
		for j := range gates[i].Any {
			eachGate(gates[i].Any[j].All, visit)
		}
	}
}

func (in Input) fact() fact.Fact {
	f := fact.Fact{Key: in.Key, Kind: fact.Kind(in.Type), Zh: in.Name.Zh, En: in.Name.En, Unit: in.Unit,
		Codes: in.Codes, Changes: in.Changes, Secrecy: in.Secrecy, From: []string{"application"}}
	for _, g := range in.Fields {
		f.Fields = append(f.Fields, g.fact())
	}
	return f
}
