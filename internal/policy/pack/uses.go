package pack

import "slices"

// Uses lists the facts that rules of any version of p read, sorted.
func (p *Pack) Uses() []string {
	var keys []string
	for _, ed := range p.editions {
		for _, prog := range ed.progs {
			keys = append(keys, prog.Facts()...)
		}
		for _, m := range ed.measures {
			keys = append(keys, m.Of)
		}
	}
	keys = slices.DeleteFunc(keys, func(key string) bool { _, known := p.facts.Find(key); return !known })
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Names lists what the policy itself gives names to for its rules: inputs, lists, definitions, measures, readings, clauses and quotas.
func (p *Pack) Names() []string {
	names := []string{}
	for _, in := range p.Policy.Inputs {
		names = append(names, in.Key)
	}
	for _, l := range p.Policy.Lists {
		names = append(names, "list."+l.ID)
	}
	for _, d := range p.Policy.Define {
		names = append(names, "def."+d.ID)
	}
	for _, m := range p.Policy.Measures {
		names = append(names, "measure."+m.ID)
	}
	for _, in := range p.Policy.Interpretations {
		names = append(names, "reading."+in.ID)
	}
	for _, l := range p.Policy.Limits {
		names = append(names, "pool."+l.ID+"_left")
	}
	clauseNames(p.Policy.Gates, &names)
	return names
}

func clauseNames(gates []Gate, names *[]string) {
	for _, g := range gates {
		*names = append(*names, "met."+g.ID)
		if g.Decision != nil {
			*names = append(*names, "decision."+g.ID)
		}
		for _, set := range g.Any {
			*names = append(*names, "met."+set.ID)
			clauseNames(set.All, names)
		}
	}
}
