package registry

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestWhatLeavesTheHouseHasMasksAlone(t *testing.T) {
	r := Record{ID: "r1", Kind: KindContact, Data: &Contact{Phone: Secret{Sealed: "sealed-text", Mask: "138****6721", Index: "blind-index"}}}
	for name, out := range map[string]any{"record": r.Discreet(), "dossier": Dossier{Records: []Record{r}}.Discreet(), "desk": Desk{Confirm: []Waiting{{Record: r}}}.Discreet()} {
		text, err := json.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		if s := string(text); strings.Contains(s, "sealed-text") || strings.Contains(s, "blind-index") || !strings.Contains(s, "138****6721") {
			t.Errorf("%s: %s", name, s)
		}
	}
	if kept := r.Data.(*Contact).Phone; kept.Sealed != "sealed-text" {
		t.Error("the record itself was changed")
	}
	if out := (Record{}).Discreet().(Record); out.Data != nil {
		t.Errorf("got %v", out.Data)
	}
}
