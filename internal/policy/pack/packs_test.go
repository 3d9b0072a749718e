package pack

import (
	"os"
	"testing"
)

// policies are the packs that ship with the product.
func policies(t testing.TB) []*Pack {
	t.Helper()
	packs, err := Load(os.DirFS("../../../packs/policies"), ".")
	if err != nil {
		t.Fatal(err)
	}
	return packs
}

func TestEveryPackPassesItsOwnLintAndCases(t *testing.T) {
	packs := policies(t)
	for _, p := range packs {
		t.Run(p.Policy.ID, func(t *testing.T) {
			for _, problem := range p.Problems {
				if problem.Grave {
					t.Errorf("%s:%d:%d: %s", problem.File, problem.Line, problem.Column, problem.Say("zh"))
				}
			}
			for _, problem := range p.RunCases(packs) {
				t.Errorf("%s:%d:%d: %s", problem.File, problem.Line, problem.Column, problem.Say("zh"))
			}
		})
	}
}
