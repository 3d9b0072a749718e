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
