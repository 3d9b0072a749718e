package conform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"cel.dev/cel-go/common/types"

	"yanzhen/internal/engine/rule/wire"
)

// Lines writes the cases that need no protobuf as requests of package wire, and gives them by id.
func Lines(t testing.TB) (in string, sent map[string]Case) {
	t.Helper()
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	sent = map[string]Case{}
	for _, c := range Cases(t) {
		if c.NeedsProtobuf() {
			continue
		}
		vars := map[string]json.RawMessage{}
		bound, err := c.Bound()
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		for name, v := range bound {
			if vars[name], err = wire.Encode(v); err != nil {
				t.Fatalf("%s: %v", c.ID, err)
			}
		}
		sent[c.ID] = c
		if err := encoder.Encode(map[string]any{"id": c.ID, "expr": c.Expr, "vars": vars}); err != nil {
			t.Fatal(err)
		}
	}
	return b.String(), sent
}

// Answered compares the replies to Lines with what the data wants, and gives what is wrong by id.
func Answered(t testing.TB, out string, sent map[string]Case) (wrong map[string]string) {
	t.Helper()
	wrong = map[string]string{}
	for id := range sent {
		wrong[id] = "no answer"
	}
	for line := range strings.Lines(out) {
		var r struct {
			ID    string
			Value json.RawMessage
			Error string
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if problem := sent[r.ID].judge(r.Value, r.Error); problem != "" {
			wrong[r.ID] = problem
		} else {
			delete(wrong, r.ID)
		}
	}
	return wrong
}

func (c Case) judge(value json.RawMessage, failed string) string {
	switch {
	case c.Fails() && failed == "":
		return "gives " + string(value) + " instead of an error"
	case c.Fails():
		return ""
	case failed != "":
		return failed
	}
	want, err := c.Want()
	if err != nil {
		return err.Error()
	}
	got, err := wire.Decode(value)
	if err != nil {
		return err.Error()
	}
	if raw, err := wire.Encode(want); err != nil {
		return err.Error()
	} else if string(raw) != string(value) && (got.Type() != want.Type() || got.Equal(want) != types.True) {
		return fmt.Sprintf("gives %s, want %s", value, raw)
	}
	return ""
}
