package programme_test

import (
	"testing"

	"yanzhen/internal/casework/programme"
	"yanzhen/internal/policy/pack"
	"yanzhen/packs"
)

func TestTheProgrammesOfThePresetPassTheirCases(t *testing.T) {
	policies, err := pack.Load(packs.FS, "policies")
	if err != nil {
		t.Fatal(err)
	}
	all, err := programme.Load(packs.FS, "programmes", policies)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 6 {
		t.Fatalf("%d programmes", len(all))
	}
	for _, p := range all {
		t.Run(p.Programme.ID, func(t *testing.T) {
			for _, q := range p.Problems {
				t.Errorf("%v: %s", q, q.Say("en"))
			}
			for _, q := range p.RunCases() {
				t.Errorf("%v: %s", q, q.Say("zh"))
			}
			if len(p.Cases) < 2 {
				t.Errorf("%d cases", len(p.Cases))
			}
		})
	}
}
