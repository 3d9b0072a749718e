package pack

import (
	"reflect"
	"testing"
)

// Verdicts come back as they were left, chunk by chunk, and what is broken is refused.
func TestVerdictsComeBack(t *testing.T) {
	packs := policies(t)
	_, batch := invented(t, packs, 60)
	all, err := EvalColumns(packs, batch, asOf)
	if err != nil {
		t.Fatal(err)
	}
	open := 0
	for i, v := range all {
		raw := AppendVerdicts(nil, []*Verdicts{v, nil, v})
		back, err := ReadVerdicts(raw, packs[i], []int{v.Len(), 7, v.Len(), 9})
		if err != nil || back[1] != nil || back[3] != nil {
			t.Fatalf("%s: %v", packs[i].Policy.ID, err)
		}
		for _, part := range []*Verdicts{back[0], back[2]} {
			for row := range v.Len() {
				want, got := v.Finding(row), part.Finding(row)
				if want.Verdict != got.Verdict || want.Fen != got.Fen || len(want.Missing)+len(got.Missing) > 0 && !reflect.DeepEqual(want.Missing, got.Missing) {
					t.Fatalf("%s says %+v of row %d, comes back as %+v", packs[i].Policy.ID, want, row, got)
				}
			}
			open += len(part.open)
		}
		for _, n := range []int{0, 1, len(raw) / 2, len(raw) - 1} {
			if _, err := ReadVerdicts(raw[:n], packs[i], []int{v.Len(), 7, v.Len()}); err == nil {
				t.Fatalf("the first %d of %d bytes are taken", n, len(raw))
			}
		}
		if _, err := ReadVerdicts(raw, packs[i], []int{v.Len()}); err == nil && len(v.open) > 0 {
			t.Fatal("verdicts of other rows are taken")
		}
	}
	if open == 0 {
		t.Fatal("nobody is open: the test says nothing")
	}
}
