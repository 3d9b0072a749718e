package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/registry/intake"
)

func exportForm() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "form PERSON",
		Short: "导出一个人的任免审批表（.lrmx .lrm），PERSON 为档案编号 · appointment form of one person, by the id of the dossier",
		Args:  need(cobra.ExactArgs(1)),
	})
	format := cmd.Flags().String("format", "lrmx", both("cli.export.form"))
	out := cmd.Flags().StringP("out", "o", "", both("cli.export.out"))
	reason := cmd.Flags().String("reason", "command line", both("cli.export.reason"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			e := intake.FormExport{District: a.Config.District, Person: args[0], Format: intake.Format(*format), Reason: *reason}
			return toFile(cmd, *out, func(w io.Writer) error {
				_, err := a.Intake.ExportForm(ctx, actor, e, w)
				return err
			})
		})
	}
	return cmd
}
