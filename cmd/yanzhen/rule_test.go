package main

import (
	"strings"
	"testing"

	"yanzhen/internal/app/conform"
)

// Every case of the public data of CEL that JSON can say, as someone at a terminal would ask it.
func TestRuleEvalAnswersThePublicDataOfCel(t *testing.T) {
	s := newShell(t)
	in, sent := conform.Lines(t)
	s.in = in
	out, errs, code := s.bare(line("rule eval --stdin-jsonl")...)
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	if n := strings.Count(out, "\n"); n != len(sent) || n < 1135 {
		t.Errorf("%d answers to %d lines", n, len(sent))
	}
	for id, problem := range conform.Answered(t, out, sent) {
		t.Errorf("%s: %s: %s", id, sent[id].Expr, problem)
	}
}
