package inspect

import (
	"context"
	"sync"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
)

// quick bounds the inspection of one pack while somebody waits for its check.
const quick = 500 * time.Millisecond

// remembered is how many packs Faults keeps the findings of.
const remembered = 200

// Faults gives a function that finds what is certain to be wrong with one pack by itself, as problems with their place;
// what it found in a pack it remembers. It is safe for concurrent use.
func Faults() func(p *pack.Pack, day civil.Date) []pack.Problem {
	type asked struct {
		pack *pack.Pack
		day  civil.Date
	}
	var mu sync.Mutex
	known := map[asked][]pack.Problem{}
	return func(p *pack.Pack, day civil.Date) []pack.Problem {
		mu.Lock()
		problems, ok := known[asked{p, day}]
		mu.Unlock()
		if ok {
			return problems
		}
		ctx, cancel := context.WithTimeout(context.Background(), quick)
		defer cancel()
		found, _ := Packs(ctx, []*pack.Pack{p}, nil, day, nil) // what is found in time counts
		for i := range found {
			if f := &found[i]; f.Severity == Certain {
				problems = append(problems, f.problem())
			}
		}
		mu.Lock()
		defer mu.Unlock()
		if len(known) >= remembered {
			clear(known)
		}
		known[asked{p, day}] = problems
		return problems
	}
}

// problem puts the finding among those of the check, in both languages.
func (f *Finding) problem() pack.Problem {
	args := map[string]any{}
	for lang, l := range map[string]i18n.Lang{"zh": i18n.Zh, "en": i18n.En} {
		ctx := i18n.WithLang(context.Background(), l)
		args[lang] = f.Say(ctx) + f.Mend(ctx)
	}
	return pack.Problem{File: f.File, Pos: f.At, Grave: true, Key: "pack.problem.inspected", Args: args}
}
