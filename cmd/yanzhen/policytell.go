package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
)

func policyWaiting() *cobra.Command {
	cmd := withSettings(&cobra.Command{Use: "waiting --as LOGIN", Short: "待我审批的版本 · versions that wait for one's approval", Args: need(cobra.NoArgs)})
	login, programs := asFlag(cmd), asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return as(cmd, *login, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			all, err := door.Ask(ctx, a.Door, actor, policy.Waiting{Book: a.Book})
			if err != nil || *programs {
				return orJSON(cmd, err, all)
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			for _, one := range all {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", one.ID, one.Version, one.By, i18n.Date(ctx, civil.Of(one.At)), one.Reason)
			}
			return table.Flush()
		})
	}
	return cmd
}

func policyHistory() *cobra.Command {
	cmd := withSettings(&cobra.Command{Use: "history POLICY", Short: "一项政策的各个版本：谁、何时、改了什么 · the versions of a policy: who, when and what changed", Args: need(cobra.ExactArgs(1))})
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			page, err := door.Ask(ctx, a.Door, actor, policy.History{Book: a.Book, ID: args[0], Limit: 50})
			if err != nil || *programs {
				return orJSON(cmd, err, page)
			}
			for _, v := range page.Versions {
				tellChapter(cmd, v)
			}
			return nil
		})
	}
	return cmd
}

func tellChapter(cmd *cobra.Command, v policy.Chapter) {
	ctx, out := cmd.Context(), cmd.OutOrStdout()
	who := i18n.T(ctx, "cli.policy.built_in")
	if !v.BuiltIn {
		who = v.By + " " + i18n.Date(ctx, civil.Of(v.At))
	}
	fmt.Fprintf(out, "%s  %s  %s  %s\n", v.Version, i18n.T(ctx, policyStateWord+string(v.State)), who, v.Note)
	for _, m := range slices.Backward(v.Moves) {
		fmt.Fprintf(out, "  %s  %s  %s  %s\n", cmp.Or(m.Effect, civil.Of(m.At)), i18n.T(ctx, policyStepWord+string(m.Step)), m.By, m.Reason)
	}
	tellChanges(cmd, v.Changes)
}

func tellChanges(cmd *cobra.Command, all []policy.Change) {
	for _, c := range all {
		if c.Before != "" {
			fmt.Fprintf(cmd.OutOrStdout(), "  - %s %s: %s\n", c.Part, c.ID, c.Before)
		}
		if c.After != "" {
			fmt.Fprintf(cmd.OutOrStdout(), "  + %s %s: %s\n", c.Part, c.ID, c.After)
		}
	}
}

func policyCompare() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "compare POLICY",
		Short: "两个版本的差别，以及谁新符合、不再符合、按原版本继续 · what two versions differ in, and who gains, loses or is grandfathered",
		Args:  need(cobra.ExactArgs(1)),
	})
	flags, programs := cmd.Flags(), asJSON(cmd)
	from := flags.String("from", "", both("cli.policy.from_version"))
	to := flags.String("to", "", both("cli.policy.to_version"))
	on := flags.String("on", "", both("cli.policy.on"))
	who := flags.String("who", "", both("cli.policy.who"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		day, err := dayOf("on", *on)
		if err != nil {
			return err
		}
		if *who != "" && !slices.Contains(policy.Fates, policy.Fate(*who)) {
			return misuseError{fmt.Errorf("--who %s: %s", *who, i18n.T(cmd.Context(), "cli.policy.who"))}
		}
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			a.Book.People.Start(ctx, a.Config.District)
			if err := a.Book.People.Wait(ctx, a.Config.District); err != nil {
				return err
			}
			c, err := door.Ask(ctx, a.Door, actor, policy.Compare{Book: a.Book, ID: args[0], From: *from, To: *to, Day: day, Who: policy.Fate(*who), Limit: 200})
			if err != nil || *programs {
				return orJSON(cmd, err, c)
			}
			tellComparison(cmd, c)
			return nil
		})
	}
	return cmd
}

var policyFate = i18n.Family("cli.policy.fate.")

func tellComparison(cmd *cobra.Command, c policy.Comparison) {
	ctx, out := cmd.Context(), cmd.OutOrStdout()
	fmt.Fprintf(out, "%s  %s → %s\n", c.Name, c.From, c.To)
	tellChanges(cmd, c.Changes)
	if c.Effect == nil {
		return
	}
	for _, f := range policy.Fates {
		fmt.Fprintf(out, "%s %d\n", i18n.T(ctx, policyFate+string(f)), c.Effect.Counts[f])
	}
	say(cmd, "cli.policy.costs", i18n.Args{"before": i18n.Money(ctx, money.Fen(c.Effect.Before)), "after": i18n.Money(ctx, money.Fen(c.Effect.After))})
	for _, m := range c.Effect.People {
		fmt.Fprintf(out, "  %s  %s  %s → %s\n", m.Person, m.Name, amountOr(ctx, m.Before), amountOr(ctx, m.After))
	}
}

// amountOr writes an amount, which may be unknown.
func amountOr(ctx context.Context, fen int64) string {
	if fen < 0 {
		return i18n.T(ctx, "cli.policy.unknown")
	}
	return i18n.Money(ctx, money.Fen(fen))
}
