package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"yanzhen/internal/account"
	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
)

func seedCommand() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "seed --scenario test",
		Short: "向空数据库写入虚构数据和账号 · invented data and accounts into an empty database",
		Args:  need(cobra.NoArgs),
	})
	programs := asJSON(cmd)
	name := cmd.Flags().String("scenario", "test", both("cli.seed.scenario"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		at := slices.IndexFunc(app.Scenarios, func(s app.Scenario) bool { return s.Name == *name })
		if at < 0 {
			return misuseError{fmt.Errorf("%s", explain(cmd.Context(), fault.Invalid.New("app.scenario").With("name", *name).With("known", known())))}
		}
		c, err := settings(cmd)
		if err != nil {
			return err
		}
		if err := app.PrepareEmpty(cmd.Context(), c); err != nil {
			return err
		}
		return within(cmd, authz.Admin, func(ctx context.Context, a *app.App, _ authz.Actor) error {
			who, err := a.Seed(ctx, app.Scenarios[at])
			if err != nil || *programs {
				return orJSON(cmd, err, who)
			}
			tellCredentials(cmd, who)
			return nil
		})
	}
	return cmd
}

func known() string {
	var names []string
	for _, s := range app.Scenarios {
		names = append(names, s.Name)
	}
	return strings.Join(names, ", ")
}

// tellCredentials lists how invented users sign in.
func tellCredentials(cmd *cobra.Command, who []app.Credential) {
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
	for _, c := range who {
		role := i18n.T(cmd.Context(), account.RoleWords+string(c.Role))
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\t%s\t%s\n", role, c.Login, c.Password, c.TOTP, c.District, c.Name)
	}
	table.Flush()
}
