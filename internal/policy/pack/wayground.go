package pack

import (
	"slices"

	"yanzhen/internal/engine/rule"
	"yanzhen/internal/engine/witness"
	"yanzhen/internal/policy/fact"
)

// A Ground is a set of packs in force, made ready for looking ahead: who excludes whom, and what their
// rules turn on. It never changes and is safe for concurrent use.
type Ground struct {
	packs   []*Pack
	related map[*Pack][]*Pack
	groups  map[string]string
	today   map[*prog]bool // rules that ask for the day itself, not only for the date of application
	read    map[*Pack]*readers
	terms   map[*prog]*term // of the conditions of gates
}

// A term is a condition taken apart into rules that read few facts each.
type term struct {
	*prog        // of one that has no terms
	op    string // "&&" or "||" of one that has
	terms []*term
}

// readers is what the conditions of one pack read, and who may change it.
type readers struct {
	facts []string                // sorted
	by    map[string]string       // fact → person, employer, office; absent: nobody can change it
	rules []*rule.Syntax          // the conditions and windows
	cuts  map[string]*witness.Cut // of the rules, as far as they compare facts with constants
	loose []*rule.Syntax          // rules that compare facts with each other or with the day

	beyond map[string]bool // facts that other rules read too
}

// NewGround makes packs ready.
func NewGround(packs []*Pack) *Ground {
	g := &Ground{packs: packs, related: map[*Pack][]*Pack{}, groups: groupsOf(packs), today: map[*prog]bool{}, read: map[*Pack]*readers{}, terms: map[*prog]*term{}}
	for _, p := range packs {
		g.related[p] = Related(p, packs)
		for _, ed := range p.editions {
			for _, prog := range ed.progs {
				g.today[prog] = asksDay(prog.Syntax())
			}
			ed.eachLeaf(func(leaf *gate) { g.terms[leaf.when] = g.apart(leaf.when) })
		}
		g.read[p] = p.readers()
	}
	for _, p := range packs {
		g.read[p].beyond = g.beyond(p)
	}
	return g
}

// apart takes a condition apart; where that fails it stays whole, which is right but slower.
func (g *Ground) apart(p *prog) *term {
	op, parts, err := p.Terms()
	if err != nil || len(parts) == 0 {
		return &term{prog: p}
	}
	t := &term{op: op}
	for _, part := range parts {
		one := &prog{Program: part, n: -1, src: Expr{Text: part.Text(), At: p.src.At}}
		g.today[one] = asksDay(part.Syntax())
		t.terms = append(t.terms, g.apart(one))
	}
	return t
}

// beyond finds the facts that other rules than the conditions of p read: those of its amounts, and all
// of the packs that it may exclude.
func (g *Ground) beyond(p *Pack) map[string]bool {
	facts := map[string]bool{}
	for _, q := range g.related[p] {
		for _, ed := range q.editions {
			for _, prog := range ed.progs {
				if q == p && g.terms[prog] != nil {
					continue
				}
				for _, key := range prog.Facts() {
					facts[key] = true
				}
			}
		}
	}
	return facts
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
	defer r.settle()
	note := func(prog *prog, who string) {
		if prog == nil {
			return
		}
		r.rules = append(r.rules, prog.Syntax())
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
	return r
}

// settle finds the cuts that no person has a part in.
func (r *readers) settle() {
	slices.Sort(r.facts)
	r.facts = slices.Compact(r.facts)
	r.cuts = witness.Question{Rules: r.rules}.Cuts()
	for _, s := range r.rules {
		if loose(s) {
			r.loose = append(r.loose, s)
		}
	}
}

// loose reports a place where facts meet each other or the day, so that its cuts are different for
// everyone.
func loose(s *rule.Syntax) bool {
	meet := 0
	for _, k := range s.Kids {
		if len(k.Facts) > 0 || k.Today {
			meet++
		}
	}
	switch s.Op {
	case "&&", "||", "!", "?:", "exists", "all", "exists_one", "filter", "map":
		meet = 0
	}
	return meet > 1 || slices.ContainsFunc(s.Kids, loose)
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
