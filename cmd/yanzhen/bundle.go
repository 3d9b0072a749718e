package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
)

func policyBest() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "best --packs DIR --people FILE.jsonl --on DATE",
		Short: "每人（或夫妻）怎样领合计最多，不需要数据库；每户一行 JSON · the combination that pays most, without a database, one JSON line for each person or couple",
		Args:  need(cobra.NoArgs),
	}
	flags := cmd.Flags()
	packs := flags.StringArray("packs", nil, both("cli.policy.packs"))
	people := flags.String("people", "", both("cli.policy.couples"))
	on := flags.String("on", "", both("cli.policy.on"))
	flags.Bool("json", true, both("cli.policy.lines"))
	for _, name := range []string{"packs", "people", "on"} {
		_ = cmd.MarkFlagRequired(name)
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		day, err := dayOf("on", *on)
		if err != nil {
			return err
		}
		loaded, err := pack.LoadPaths(*packs)
		if err != nil {
			return err
		}
		in, err := openIn(cmd, *people)
		if err != nil {
			return err
		}
		defer in.Close()
		return pack.BestLines(cmd.Context(), loaded, in, cmd.OutOrStdout(), day, packLang(cmd.Context()))
	}
	return cmd
}

func policyBundle() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "bundle --person ID",
		Short: "一个人（或夫妻）怎样领合计最多，为什么 · the combination that pays most for a person or a couple, and why",
		Args:  need(cobra.NoArgs),
	})
	flags := cmd.Flags()
	programs := asJSON(cmd)
	person := flags.String("person", "", both("cli.policy.person"))
	spouse := flags.String("spouse", "", both("cli.policy.spouse"))
	on := flags.String("on", "", both("cli.policy.on"))
	_ = cmd.MarkFlagRequired("person")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		day, err := dayOf("on", *on)
		if err != nil {
			return err
		}
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			page, err := door.Ask(ctx, a.Door, actor, policy.Bundle{Book: a.Book, Person: *person, Spouse: *spouse, Day: day})
			if err != nil || *programs {
				return orJSON(cmd, err, page)
			}
			tellBundle(cmd, page)
			return nil
		})
	}
	return cmd
}

func tellBundle(cmd *cobra.Command, page policy.BundlePage) {
	out := cmd.OutOrStdout()
	say(cmd, "cli.policy.bundle.total", i18n.Args{"total": i18n.Money(cmd.Context(), money.Fen(page.Total)), "most": i18n.Money(cmd.Context(), money.Fen(page.AtMost)), "proven": fmt.Sprint(page.Proven)})
	for _, c := range page.Claims {
		fmt.Fprintf(out, "  ✓ %s  %s  %s\n", c.Name, i18n.Money(cmd.Context(), money.Fen(c.Fen)), strings.Join(c.Notes, " "))
	}
	for _, one := range page.Instead {
		fmt.Fprintf(out, "  ✗ %s\n", one.Text)
	}
	for _, one := range page.Bounds {
		fmt.Fprintf(out, "  = %s\n", one.Text)
	}
}
