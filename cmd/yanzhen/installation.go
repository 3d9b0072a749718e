package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/config"
	"yanzhen/internal/i18n"
)

// withSettings gives a command the flags of every setting.
func withSettings(cmd *cobra.Command) *cobra.Command {
	config.Register(cmd.Flags(), func(setting string) string { return both("config.setting." + setting) })
	return cmd
}

// both gives the words of key in both languages.
func both(key string) string {
	zh := i18n.T(i18n.WithLang(context.Background(), i18n.Zh), key)
	return zh + " · " + i18n.T(i18n.WithLang(context.Background(), i18n.En), key)
}

func settings(cmd *cobra.Command) (*config.Config, error) {
	c, err := config.Load(config.Sources{Flags: cmd.Flags(), Env: os.LookupEnv})
	if err != nil {
		return nil, misuseError{fmt.Errorf("%s", explain(cmd.Context(), err))}
	}
	slog.SetDefault(slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: c.Level()})))
	return c, nil
}

// within opens the installation, does the work as the command line with the rights of role, and closes it.
func within(cmd *cobra.Command, role authz.Role, work func(ctx context.Context, a *app.App, actor authz.Actor) error) error {
	c, err := settings(cmd)
	if err != nil {
		return err
	}
	if err := app.RefuseMissing(c); err != nil {
		return err
	}
	a, err := app.Open(cmd.Context(), c)
	if err != nil {
		return err
	}
	defer a.Close()
	return work(a.Context(cmd.Context()), a, authz.System("cli", role, c.District))
}

// asJSON adds --json to cmd and gives what tells whether it was set.
func asJSON(cmd *cobra.Command) *bool {
	return cmd.Flags().Bool("json", false, both("cli.json"))
}

// writeJSON writes v as one indented JSON document.
func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(v)
}

// say writes a line in the terminal's language.
func say(cmd *cobra.Command, key string, args ...i18n.Args) {
	fmt.Fprintln(cmd.OutOrStdout(), i18n.T(cmd.Context(), key, args...))
}
