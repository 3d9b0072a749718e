package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
)

var policyStatus = i18n.Family("cli.policy.status.")

func policyCommand() *cobra.Command {
	return group("policy", "政策包 · policy packs", append(bookCommands(), policyCheck(), policyLint(), policyEval(), policyBest(), policyList(), policyExplain(), policyBundle(), policySchema())...)
}

// packLang is the language of ctx as packs name it.
func packLang(ctx context.Context) string {
	if i18n.LangOf(ctx) == i18n.En {
		return "en"
	}
	return "zh"
}

func policyCheck() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check PATH…",
		Short: "检查政策包：格式、类型、规则和自带案例 · form, types, lint and own cases of packs",
		Args:  need(cobra.MinimumNArgs(1)),
	}
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		report, err := pack.CheckPaths(paths, packLang(cmd.Context()))
		if err != nil {
			return err
		}
		if *programs {
			err = writeJSON(cmd.OutOrStdout(), report)
		} else {
			err = report.Write(cmd.OutOrStdout())
		}
		if err == nil && !report.OK {
			return errFound
		}
		return err
	}
	return cmd
}

func policyEval() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval --packs DIR --people FILE.jsonl --on DATE",
		Short: "对一批人计算政策，不需要数据库；每人每项政策一行 JSON · judge people against packs without a database, one JSON line for each",
		Args:  need(cobra.NoArgs),
	}
	flags := cmd.Flags()
	packs := flags.StringArray("packs", nil, both("cli.policy.packs"))
	people := flags.String("people", "", both("cli.policy.people"))
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
		return pack.EvalLines(cmd.Context(), loaded, in, cmd.OutOrStdout(), day, packLang(cmd.Context()))
	}
	return cmd
}

// dayOf reads a date given in a flag.
func dayOf(flag, text string) (day civil.Date, err error) {
	if text == "" {
		return day, nil
	}
	if day, err = civil.Parse(text); err != nil {
		return day, misuseError{fmt.Errorf("--%s %s: %w", flag, text, err)}
	}
	return day, nil
}

// openIn opens a file to read; "-" is standard input.
func openIn(cmd *cobra.Command, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Missing.New("cli.no_file").With("file", path).From(err)
	}
	return f, nil
}

func policyList() *cobra.Command {
	cmd := withSettings(&cobra.Command{Use: "list", Short: "本区现行政策 · policies in force in the district", Args: need(cobra.NoArgs)})
	programs := asJSON(cmd)
	state := cmd.Flags().String("state", "active", both("cli.policy.state"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if !slices.Contains(policy.States, policy.State(*state)) {
			return misuseError{fmt.Errorf("--state %s: %s", *state, i18n.T(cmd.Context(), "cli.policy.state"))}
		}
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			page, err := door.Ask(ctx, a.Door, actor, policy.Library{Book: a.Book, State: policy.State(*state), Limit: 200})
			if err != nil || *programs {
				return orJSON(cmd, err, page.Items)
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			for _, p := range page.Items {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, p.Digest, p.Name, p.Document, i18n.T(ctx, policyStatus+string(p.Status)), p.Benefit)
			}
			return table.Flush()
		})
	}
	return cmd
}

func policyExplain() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "explain --person ID --policy ID",
		Short: "说明一项政策对一个人的结论 · say what a policy makes of a person, and why",
		Args:  need(cobra.NoArgs),
	})
	flags := cmd.Flags()
	programs := asJSON(cmd)
	person := flags.String("person", "", both("cli.policy.person"))
	id := flags.String("policy", "", both("cli.policy.policy"))
	on := flags.String("on", "", both("cli.policy.on"))
	_ = cmd.MarkFlagRequired("person")
	_ = cmd.MarkFlagRequired("policy")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		day, err := dayOf("on", *on)
		if err != nil {
			return err
		}
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			answer, err := door.Ask(ctx, a.Door, actor, policy.Explain{Book: a.Book, Person: *person, Policy: *id, Day: day})
			if err != nil || *programs {
				return orJSON(cmd, err, answer)
			}
			tellAnswer(cmd, answer)
			return nil
		})
	}
	return cmd
}

func tellAnswer(cmd *cobra.Command, answer policy.Answer) {
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "%s\n%s\n", answer.Policy.Name, answer.Reason)
	if answer.Verdict != policy.No && answer.Amount != nil {
		say(cmd, "cli.policy.amount", i18n.Args{"amount": i18n.Money(cmd.Context(), money.Fen(*answer.Amount)), "n": len(answer.Schedule)})
	}
	for _, c := range answer.Clauses {
		fmt.Fprintf(out, "  %s %s\n", map[policy.Verdict]string{policy.Yes: "✓", policy.No: "✗", policy.Unknown: "?"}[c.Verdict], c.Sentence)
	}
	for _, m := range answer.Missing {
		say(cmd, "cli.policy.missing", i18n.Args{"name": m.Name, "key": m.Key})
	}
}

func policySchema() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "输出政策包的 JSON Schema，供编辑器使用 · the JSON Schema of packs, for editors",
		Args:  need(cobra.NoArgs),
	}
	cases := cmd.Flags().Bool("cases", false, both("cli.policy.cases"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		text := pack.Schema()
		if *cases {
			text = pack.CasesSchema()
		}
		_, err := cmd.OutOrStdout().Write(text)
		return err
	}
	return cmd
}
