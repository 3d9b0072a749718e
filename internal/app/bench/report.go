package bench

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"text/tabwriter"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

var _ = i18n.MustLoad(wordsYAML)

// Shapes is how many different policies there are before they repeat.
func Shapes() int { return len(shapes) }

// Write tells the report in the language of ctx.
func (r PolicyReport) Write(ctx context.Context, w io.Writer) error {
	fmt.Fprintln(w, i18n.T(ctx, "bench.report.scope", i18n.Args{"people": r.People, "policies": r.Policies, "eligible": r.Eligible}))
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, line := range []struct {
		name  string
		value string
	}{
		{i18n.T(ctx, "bench.report.build"), inMS(r.BuildMS)},
		{i18n.T(ctx, "bench.report.bytes"), fmt.Sprintf("%.1f", r.BytesPerPerson)},
		{i18n.T(ctx, "bench.report.one_core"), inMS(ms(r.OneCore))},
		{i18n.T(ctx, "bench.report.all_cores", i18n.Args{"n": r.Machine}), inMS(ms(r.AllCores))},
		{i18n.T(ctx, "bench.report.decisions", i18n.Args{"n": r.Cores}), inMillions(r.DecisionsPerS)},
		{i18n.T(ctx, "bench.report.cel", i18n.Args{"n": r.Sample}), inMillions(r.CelDecisions)},
		{i18n.T(ctx, "bench.report.ratio"), times(r.RatioToCel)},
		{i18n.T(ctx, "bench.report.closures", i18n.Args{"n": r.Sample}), inMillions(r.Closures)},
		{i18n.T(ctx, "bench.report.ratio_closures"), times(r.RatioToClosure)},
		{i18n.T(ctx, "bench.report.sql", i18n.Args{"n": r.SQLPeople, "engine": "SQLite"}), inMillions(r.SQLDecisions)},
		{i18n.T(ctx, "bench.report.ratio_sql", i18n.Args{"engine": "SQLite"}), times(r.RatioToSQL)},
		{i18n.T(ctx, "bench.report.sql", i18n.Args{"n": r.SQLPeople, "engine": "PostgreSQL"}), inMillions(r.PGDecisions)},
		{i18n.T(ctx, "bench.report.ratio_sql", i18n.Args{"engine": "PostgreSQL"}), times(r.RatioToPG)},
		{i18n.T(ctx, "bench.report.one"), inMS(r.OnePolicyMS)},
		{i18n.T(ctx, "bench.report.what_if"), inMS(r.WhatIfMS)},
		{i18n.T(ctx, "bench.report.stored", i18n.Args{"mb": fmt.Sprintf("%.1f", float64(r.StoredBytes)/1e6)}), inMS(r.StoredMS)},
		{i18n.T(ctx, "bench.report.checksum"), r.Checksum},
	} {
		if line.value == "" { // not measured
			continue
		}
		fmt.Fprintf(table, "  %s\t%s\n", line.name, line.value)
	}
	return table.Flush()
}

func inMS(x float64) string { return fmt.Sprintf("%.2f ms", x) }

// inMillions and times give nothing for what was not measured.
func inMillions(x float64) string {
	if x == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f M/s", x/1e6)
}

func times(x float64) string {
	if x == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f ×", x)
}
