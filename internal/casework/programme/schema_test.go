package programme

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"yanzhen/internal/policy/pack"
)

var update = flag.Bool("update", false, "write golden files anew")

func TestTheSchemasFollowFromTheFormat(t *testing.T) {
	for file, of := range map[string]struct {
		format any
		title  string
	}{
		"programme.schema.json": {Programme{}, "programme.yaml, format " + Format},
		"cases.schema.json":     {caseFile{}, "cases.yaml of a programme pack"},
	} {
		want, err := pack.SchemaOf(of.format, of.title)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if have, err := os.ReadFile(file); err != nil || !bytes.Equal(have, want) {
			t.Errorf("%s is not current (%v): run go test ./internal/casework/programme -update", file, err)
		}
	}
}
