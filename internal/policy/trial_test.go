package policy

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"yanzhen/internal/policy/pack"
)

// BenchmarkTrial moves one figure of a policy and judges everyone by it, the text read anew each time.
func BenchmarkTrial(b *testing.B) {
	v := mustered(b)
	text := files(b, living)
	base, err := ReadPack(living, text)
	if err != nil {
		b.Fatal(err)
	}
	here := Moment{v, &shelf{active: []*pack.Pack{base}}}
	for name, change := range map[string][2]string{
		"threshold": {"application.date) <= 50", "application.date) <= %d"},
		"amount":    {"yuan: 2000}", "yuan: 20%02d}"},
		"nothing":   {"id: age", "id: age"},
	} {
		b.Run(name, func(b *testing.B) {
			bench := &Bench{}
			if _, err := bench.Try(b.Context(), here, base, nil); err != nil {
				b.Fatal(err)
			}
			for i := 0; b.Loop(); i++ {
				to := change[1]
				if strings.Contains(to, "%") {
					to = fmt.Sprintf(to, 20+i%40)
				}
				p, err := ReadPack(living, maps.Clone(text).with(b, "policy.yaml", change[0], to))
				if err != nil {
					b.Fatal(err)
				}
				if _, err := bench.Try(b.Context(), here, p, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("reading the text", func(b *testing.B) {
		for b.Loop() {
			if _, err := ReadPack(living, text); err != nil {
				b.Fatal(err)
			}
		}
	})
}
