package main

import (
	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/i18n"
)

func migrateCommand() *cobra.Command {
	return withSettings(&cobra.Command{
		Use:   "migrate",
		Short: "建立数据库，或升级到本程序的版本 · create the database or bring it up to this program",
		Args:  need(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := settings(cmd)
			if err != nil {
				return err
			}
			applied, err := app.Prepare(cmd.Context(), c)
			if err != nil {
				return err
			}
			if len(applied) == 0 {
				say(cmd, "cli.migrate.current")
				return nil
			}
			say(cmd, "cli.migrate.applied", i18n.Args{"n": len(applied), "last": applied[len(applied)-1]})
			return nil
		},
	})
}
