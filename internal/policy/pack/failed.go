package pack

import (
	"fmt"

	"yanzhen/internal/base/fault"
)

// nameParts tells every rule of the edition the clause, benefit or uplift it stands in: the last that
// begins on its line or before.
func (ed *edition) nameParts() {
	begins := map[int]string{}
	for _, g := range ed.body.Gates {
		begins[g.At.Line] = g.ID
		for _, s := range g.Any {
			begins[s.At.Line] = s.ID
		}
	}
	for _, b := range ed.body.Benefits {
		begins[b.At.Line] = b.ID
	}
	for _, u := range ed.body.Uplifts {
		begins[u.At.Line] = u.ID
	}
	for _, p := range ed.progs {
		nearest := 0
		for line, id := range begins {
			if line <= p.src.At.Line && line > nearest {
				nearest, p.part = line, id
			}
		}
	}
}

// A broken rule could not be computed for someone.
type broken struct {
	rule *prog
	err  error
}

// broken says which rules could not be computed for the person, by clause and place, and why:
// "hired (policy.yaml:31:12) 1 / 0 > 1: A division by zero".
func (o *Outcome) broken(lang string) (told []string) {
	for _, b := range o.answers.failed() {
		f, at := fault.Of(b.err), b.rule.src.At
		told = append(told, fmt.Sprintf("%s (policy.yaml:%d:%d) %s: %s", b.rule.part, at.Line, at.Column, b.rule.src.Text, say(lang, f.Key, f.Args)))
	}
	return told
}
