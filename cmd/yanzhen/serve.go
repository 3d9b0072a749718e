package main

import (
	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/i18n"
)

func serveCommand() *cobra.Command {
	return withSettings(&cobra.Command{
		Use:   "serve",
		Short: "启动服务 · serve the platform",
		Long: "启动服务。空数据库会自动建表；旧版本的数据库请先运行 yanzhen migrate。\n" +
			"Serve the platform. An empty database is set up by itself; bring one of an older program up with yanzhen migrate first.",
		Args: need(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := settings(cmd)
			if err != nil {
				return err
			}
			if err := app.PrepareEmpty(cmd.Context(), c); err != nil {
				return err
			}
			a, err := app.Open(cmd.Context(), c)
			if err != nil {
				return err
			}
			defer a.Close()
			return a.Serve(cmd.Context(), func(url string) { say(cmd, "cli.serve.ready", i18n.Args{"url": url}) })
		},
	})
}
