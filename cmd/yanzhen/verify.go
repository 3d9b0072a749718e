package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
)

func verifyCommand() *cobra.Command {
	return checkCommand("verify", "重算能重算的一切并比对：表结构、佐证文件摘要、审计次序、档案投影 · recompute what can be recomputed and compare", (*app.App).Verify)
}

func invariantsCommand() *cobra.Command {
	return checkCommand("invariants", "检查数据必须遵守的规律 · check the laws of the data", (*app.App).Invariants)
}

// checkCommand runs a check of the whole house and tells what it found; it fails if there is anything.
func checkCommand(use, short string, check func(*app.App, context.Context) (app.Report, error)) *cobra.Command {
	cmd := withSettings(&cobra.Command{Use: use, Short: short, Args: need(cobra.NoArgs)})
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return within(cmd, authz.Auditor, func(ctx context.Context, a *app.App, _ authz.Actor) error {
			report, err := check(a, ctx)
			if err != nil {
				return err
			}
			if *programs {
				err = writeJSON(cmd.OutOrStdout(), report)
			} else {
				tell(cmd, report)
			}
			if err == nil && !report.Sound() {
				return errFound
			}
			return err
		})
	}
	return cmd
}

func tell(cmd *cobra.Command, report app.Report) {
	for _, one := range report.Checks {
		key := "cli.check.good"
		if one.Wrong > 0 {
			key = "cli.check.bad"
		}
		say(cmd, key, i18n.Args{"name": one.Title(cmd.Context()), "n": one.Checked, "wrong": one.Wrong})
		for _, finding := range one.Findings {
			fmt.Fprintf(cmd.OutOrStdout(), "    %s\n", finding)
		}
	}
}
