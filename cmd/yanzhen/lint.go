package main

import (
	"github.com/spf13/cobra"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/policy/inspect"
)

func policyLint() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "lint PATH…",
		Short: "政策体检：没有人能满足的条款、多余的条款、一事两补、没有封顶……每处附一个设想的人 · what is wrong with packs taken together, with an imagined person for each finding",
		Args:  need(cobra.MinimumNArgs(1)),
	}
	flags := cmd.Flags()
	programs := asJSON(cmd)
	on := flags.String("on", "", both("cli.policy.on"))
	least := flags.String("least", string(inspect.Certain), both("cli.policy.least"))
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		day, err := dayOf("on", *on)
		if err != nil {
			return err
		}
		if day.IsZero() {
			day = civil.Of(clock.System().Now())
		}
		report, err := inspect.InspectPaths(cmd.Context(), paths, day)
		if err == nil {
			err = report.Strict(inspect.Severity(*least))
		}
		if err != nil {
			return err
		}
		if *programs {
			err = writeJSON(cmd.OutOrStdout(), report)
		} else {
			err = report.Write(cmd.Context(), cmd.OutOrStdout())
		}
		if err == nil && !report.OK {
			return errFound
		}
		return err
	}
	return cmd
}
