package main

import (
	"github.com/spf13/cobra"

	"yanzhen/internal/engine/rule/wire"
)

func ruleCommand() *cobra.Command {
	eval := &cobra.Command{
		Use:   "eval --stdin-jsonl",
		Short: `逐行计算 {"id","expr","vars"} · evaluate one {"id","expr","vars"} a line`,
		Args:  need(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return wire.ServeJSONL(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
	eval.Flags().Bool("stdin-jsonl", false, "从标准输入读 JSON 行 · read JSON lines from standard input")
	_ = eval.MarkFlagRequired("stdin-jsonl")
	return group("rule", "规则表达式 · rule expressions", eval)
}
