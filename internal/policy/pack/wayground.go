package pack

import (
	"slices"

	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
)

// A Ground is a set of packs in force, made ready for looking ahead: who excludes whom, and what their
// rules turn on. It never changes and is safe for concurrent use.
type Ground struct {
	packs   []*Pack
	related map[*Pack][]*Pack
	groups  map[string]string
	rules   map[*prog]*rule.Syntax
	today   map[*prog]bool // rules that ask for the day itself, not only for the date of application
	read    map[*Pack]*readers

	conditions []*rule.Syntax  // of all packs, as far as they ask for facts of the standard catalogue alone
	facts      []string        // of the standard catalogue that they read
	open       map[string]bool // those of them that somebody may change
}

// readers are the facts that one pack reads, and who may change them.
type readers struct {
	progs []*prog           // conditions and windows
	facts []string          // that they read, sorted
	by    map[string]string // fact → person, employer, office; absent: cannot be changed
}

// NewGround makes packs ready.
func NewGround(packs []*Pack) *Ground {
	g := &Ground{packs: packs, related: map[*Pack][]*Pack{}, groups: groupsOf(packs), rules: map[*prog]*rule.Syntax{}, today: map[*prog]bool{},
		read: map[*Pack]*readers{}, open: map[string]bool{}}
	for _, p := range packs {
		g.related[p] = Related(p, packs)
		for _, ed := range p.editions {
			for _, prog := range ed.progs {
				g.rules[prog] = prog.Syntax()
				g.today[prog] = asksDay(g.rules[prog])
			}
		}
		g.read[p] = p.readers()
		g.gather(p)
	}
	slices.Sort(g.facts)
	g.facts = slices.Compact(g.facts)
	return g
}

// gather notes the conditions of p and the facts of the standard catalogue that they read.
func (g *Ground) gather(p *Pack) {
	for _, prog := range g.read[p].progs {
		g.conditions = append(g.conditions, g.rules[prog])
	}
	for _, key := range g.read[p].facts {
		if standard(key) {
			g.facts = append(g.facts, key)
			g.open[key] = g.open[key] || g.read[p].by[key] != ""
		}
	}
}

// standard reports a fact of the catalogue that ships with the product, not of a pack's own.
func standard(key string) bool {
	_, found := fact.Standard().Find(key)
	return found
}

// asksDay reports a use of the day of evaluation other than as the date of application.
func asksDay(s *rule.Syntax) bool {
	return s.Today && s.Fact != "application.date" && (s.Op == "day" || slices.ContainsFunc(s.Kids, asksDay))
}

// readers tells what the conditions of p read and who may change it.
func (p *Pack) readers() *readers {
	r := &readers{by: map[string]string{}}
	note := func(prog *prog, who string) {
		if prog == nil {
			return
		}
		r.progs = append(r.progs, prog)
		stuck := !slices.ContainsFunc(prog.Facts(), func(key string) bool { return p.changer(key) != "never" })
		for _, key := range prog.Facts() {
			by := p.changer(key)
			if who != "" && (by != "never" || stuck) {
				by = who
			}
			if costs[by] > 0 && (r.by[key] == "" || costs[by] < costs[r.by[key]]) {
				r.by[key] = by
			}
			r.facts = append(r.facts, key)
		}
	}
	for _, ed := range p.editions {
		note(ed.reference, "never")
		note(ed.applies, "never")
		ed.eachLeaf(func(g *gate) { note(g.when, g.Changes) })
		for _, w := range ed.windows {
			note(w.opens, "")
			note(w.closes, "")
		}
		note(ed.excuse, "")
		for _, e := range ed.exclusive {
			if e.Strict {
				note(e.had, "")
			}
		}
	}
	slices.Sort(r.facts)
	r.facts = slices.Compact(r.facts)
	return r
}

// changer says who can change a fact by its catalogue entry; decisions are the office's.
func (p *Pack) changer(key string) string {
	f, _ := p.facts.Find(tidy(key))
	if key == asked {
		return "time"
	}
	return f.Changes
}

func (ed *edition) eachLeaf(visit func(*gate)) {
	var walk func(gates []*gate)
	walk = func(gates []*gate) {
		for _, g := range gates {
			if g.when != nil {
				visit(g)
			}
			for _, s := range g.sets {
				walk(s.all)
			}
		}
	}
	walk(ed.gates)
}
