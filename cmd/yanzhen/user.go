package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"yanzhen/internal/account"
	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
)

func userCommand() *cobra.Command {
	return group("user", "账号 · accounts", userAdd(), userList(), userDisable(), userPassword())
}

func userAdd() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "add LOGIN",
		Short: "新建账号；不从标准输入给密码就生成一个，首次登录须修改 · make an account, with a password to be changed at the first sign-in",
		Args:  need(cobra.ExactArgs(1)),
	})
	flags := cmd.Flags()
	name := flags.String("name", "", both("cli.user.name"))
	role := flags.String("role", "", both("cli.user.role"))
	dept := flags.String("dept", "", both("cli.user.dept"))
	org := flags.String("org", "", both("cli.user.org"))
	person := flags.String("person", "", both("cli.user.person"))
	stdin := flags.Bool("password-stdin", false, both("cli.user.stdin"))
	_ = cmd.MarkFlagRequired("name")
	_ = cmd.MarkFlagRequired("role")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		password, err := passwordFrom(cmd, *stdin)
		if err != nil {
			return err
		}
		return within(cmd, authz.Admin, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			grant := authz.Grant{Role: authz.Role(*role), District: a.Config.District, Dept: *dept, Org: *org, Person: *person}
			given, err := door.Do(ctx, a.Door, actor, account.CreateAccount{
				District: a.Config.District, Login: args[0], Name: *name, Grants: []authz.Grant{grant}, Password: password})
			if err != nil {
				return err
			}
			tellGiven(cmd, given)
			return nil
		})
	}
	return cmd
}

// passwordFrom reads a password from the first line of standard input, if asked to.
func passwordFrom(cmd *cobra.Command, asked bool) (string, error) {
	if !asked {
		return "", nil
	}
	line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if password := strings.TrimRight(line, "\r\n"); password != "" {
		return password, nil
	}
	return "", err
}

func tellGiven(cmd *cobra.Command, given *account.Given) {
	if given.Password == "" {
		say(cmd, "cli.user.kept", i18n.Args{"login": given.Account.Login})
		return
	}
	say(cmd, "cli.user.given", i18n.Args{"login": given.Account.Login, "password": given.Password})
}

func userList() *cobra.Command {
	cmd := withSettings(&cobra.Command{Use: "list", Short: "列出账号 · list accounts", Args: need(cobra.NoArgs)})
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return within(cmd, authz.Admin, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			all, err := everyAccount(ctx, a, actor)
			if err != nil || *programs {
				return orJSON(cmd, err, all)
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			for _, one := range all {
				state := "cli.user.state.active"
				if one.Disabled {
					state = "cli.user.state.disabled"
				}
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", one.Login, one.Name, rolesOf(ctx, one), i18n.T(ctx, state))
			}
			return table.Flush()
		})
	}
	return cmd
}

func rolesOf(ctx context.Context, a *account.Account) string {
	var roles []string
	for _, g := range a.Grants {
		roles = append(roles, i18n.T(ctx, account.RoleWords+string(g.Role)))
	}
	return strings.Join(roles, ", ")
}

// everyAccount reads the list page by page.
func everyAccount(ctx context.Context, a *app.App, actor authz.Actor) (all []*account.Account, err error) {
	for page := (&account.List{Next: "first"}); page.Next != ""; {
		asked := account.Accounts{After: page.Next, Limit: 200}
		if len(all) == 0 {
			asked.After = ""
		}
		if page, err = door.Ask(ctx, a.Door, actor, asked); err != nil {
			return nil, err
		}
		all = append(all, page.Rows...)
	}
	return all, nil
}

// named gives the account with a login.
func named(ctx context.Context, a *app.App, actor authz.Actor, login string) (account.One, error) {
	all, err := everyAccount(ctx, a, actor)
	if err != nil {
		return account.One{}, err
	}
	for _, one := range all {
		if one.Login == strings.ToLower(login) {
			return account.One{District: one.District, Account: one.ID}, nil
		}
	}
	return account.One{}, fault.Missing.New("cli.user.missing").With("login", login)
}

func userDisable() *cobra.Command {
	return withSettings(&cobra.Command{
		Use:   "disable LOGIN",
		Short: "停用账号并结束其登录 · keep an account from signing in and end its sessions",
		Args:  need(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return within(cmd, authz.Admin, func(ctx context.Context, a *app.App, actor authz.Actor) error {
				one, err := named(ctx, a, actor, args[0])
				if err != nil {
					return err
				}
				if _, err := door.Do(ctx, a.Door, actor, account.DisableAccount{One: one}); err != nil {
					return err
				}
				say(cmd, "cli.user.disabled", i18n.Args{"login": args[0]})
				return nil
			})
		},
	})
}

func userPassword() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "password LOGIN",
		Short: "重设密码，首次登录须修改 · give a new password, to be changed at the first sign-in",
		Args:  need(cobra.ExactArgs(1)),
	})
	stdin := cmd.Flags().Bool("password-stdin", false, both("cli.user.stdin"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		password, err := passwordFrom(cmd, *stdin)
		if err != nil {
			return err
		}
		return within(cmd, authz.Admin, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			one, err := named(ctx, a, actor, args[0])
			if err != nil {
				return err
			}
			given, err := door.Do(ctx, a.Door, actor, account.SetPassword{One: one, Password: password})
			if err != nil {
				return err
			}
			tellGiven(cmd, given)
			return nil
		})
	}
	return cmd
}
