package wire_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"yanzhen/internal/app/conform"
	"yanzhen/internal/engine/rule/wire"
)

// The test of `yanzhen rule eval` in cmd/yanzhen asks the same through the command line.
func TestAllPublicCasesOfCelThatNeedNoProtobuf(t *testing.T) {
	in, sent := conform.Lines(t)
	var out bytes.Buffer
	if err := wire.ServeJSONL(context.Background(), strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	for id, problem := range conform.Answered(t, out.String(), sent) {
		t.Errorf("%s: %s: %s", id, sent[id].Expr, problem)
	}
	if len(sent) != 1753 {
		t.Errorf("%d cases, docs/RULES.md says 1,753", len(sent))
	}
}
