package main

import (
	"errors"

	"github.com/spf13/cobra"

	"yanzhen/internal/app/bench"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
)

func benchCommand() *cobra.Command {
	return group("bench", "性能测量，不动数据 · measurements, which touch no data", benchPolicy())
}

func benchPolicy() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy --people N --policies M",
		Short: "政策引擎的速度，同场对比 cel-go、手写闭包和 SQL · speed of the policy engine, beside cel-go, closures and SQL in the same run",
		Long: "对虚构人员计算政策和金额，同场对比 cel-go、手写 Go 闭包和 SQL，并核对校验和、人数和金额。cel-go 用其最快的形式：\n" +
			"优化后的程序（OptOptimize），不计成本，事实已先换成 cel-go 的值，只计执行时间，单核。SQL 只计数和合计，单连接，只用临时表。\n" +
			"Judges invented people by policies with amounts, beside cel-go, Go closures by hand and SQL in the same run, and\n" +
			"compares checksums, counts and sums. cel-go runs in its fastest form: optimised plan (OptOptimize), no cost tracking,\n" +
			"facts turned into its own values beforehand; only the running is timed, on one core. SQL counts and adds up only,\n" +
			"on one connection, in temporary tables.",
		Args: need(cobra.NoArgs),
	}
	programs := asJSON(cmd)
	flags := cmd.Flags()
	var p bench.Policy
	flags.IntVar(&p.People, "people", 100_000, both("bench.people"))
	flags.IntVar(&p.Policies, "policies", bench.Shapes(), both("bench.policies"))
	flags.IntVar(&p.Cores, "cores", 1, both("bench.cores"))
	flags.IntVar(&p.Repeat, "repeat", 5, both("bench.repeat"))
	flags.IntVar(&p.SQL, "sql-people", 100_000, both("bench.sql"))
	flags.StringVar(&p.Database, "postgres", "", both("bench.database"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if p.People < 1 || p.People > 10_000_000 || p.Policies < 1 || p.Policies > 2000 {
			return misuseError{errors.New(explain(cmd.Context(), fault.Invalid.New("bench.size")))}
		}
		report, err := p.Run(cmd.Context(), clock.System())
		if err != nil || *programs {
			return orJSON(cmd, err, report)
		}
		return report.Write(cmd.Context(), cmd.OutOrStdout())
	}
	return cmd
}
