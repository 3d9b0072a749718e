package intake

import (
	"os"
	"strings"
	"testing"

	"yanzhen/internal/registry/roster"
)

func TestTheHandbookNamesEveryFieldAndReason(t *testing.T) {
	for _, name := range []string{"IMPORT.md", "IMPORT.zh-CN.md"} {
		text, err := os.ReadFile("../../../docs/" + name)
		check(t, err)
		var all []string
		for _, f := range ColumnFields {
			all = append(all, string(f))
		}
		for _, key := range append(append(all, roster.Reasons...), "other_unit", "not_yours", formWithoutID) {
			if !strings.Contains(string(text), "| `"+key+"` |") {
				t.Errorf("%s says nothing of %s", name, key)
			}
		}
	}
}
