package main

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/config"
	"yanzhen/internal/i18n"
)

func demoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "一个完整的虚构示例区，在浏览器里看 · a complete invented district in your browser",
		Args:  need(cobra.NoArgs),
	}
	addr := cmd.Flags().String("addr", "127.0.0.1:8080", both("cli.demo.addr"))
	people := cmd.Flags().Int("people", 2000, both("cli.demo.people"))
	dir := cmd.Flags().String("dir", "", both("cli.demo.dir"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := config.Load(config.Sources{})
		if err != nil {
			return err
		}
		c.Listen = *addr
		slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
		say(cmd, "cli.demo.making", i18n.Args{"n": *people})
		return app.Demo(cmd.Context(), c, *dir, *people, func(url string, who []app.Credential) {
			say(cmd, "cli.demo.ready", i18n.Args{"url": url})
			tellCredentials(cmd, who)
			fmt.Fprintln(cmd.OutOrStdout(), i18n.T(cmd.Context(), "cli.demo.stop"))
		})
	}
	return cmd
}
