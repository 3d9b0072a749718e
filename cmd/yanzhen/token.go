package main

import (
	"context"

	"github.com/spf13/cobra"

	"yanzhen/internal/account"
	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
)

func tokenCommand() *cobra.Command {
	return group("token", "接口令牌 · tokens of integrations", tokenAdd())
}

func tokenAdd() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "add NAME",
		Short: "为一个对接系统发放令牌，只显示一次 · a token for an integration, shown once",
		Args:  need(cobra.ExactArgs(1)),
	})
	flags := cmd.Flags()
	role := flags.String("role", "", both("cli.user.role"))
	dept := flags.String("dept", "", both("cli.user.dept"))
	org := flags.String("org", "", both("cli.user.org"))
	days := flags.Int("days", 90, both("cli.token.days"))
	_ = cmd.MarkFlagRequired("role")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return within(cmd, authz.Admin, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			grant := authz.Grant{Role: authz.Role(*role), District: a.Config.District, Dept: *dept, Org: *org}
			made, err := door.Do(ctx, a.Door, actor, account.CreateToken{District: a.Config.District, Name: args[0],
				Grants: []authz.Grant{grant}, Expires: civil.Of(a.Clock.Now()).AddDays(*days)})
			if err != nil {
				return err
			}
			say(cmd, "cli.token.made", i18n.Args{"name": args[0], "secret": made.Secret, "until": made.Token.Expires})
			return nil
		})
	}
	return cmd
}
