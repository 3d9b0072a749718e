package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
)

func versionCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "version", Short: "程序版本 · the program's version", Args: need(cobra.NoArgs)}
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if *programs {
			return writeJSON(cmd.OutOrStdout(), map[string]string{"version": app.Version()})
		}
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "yanzhen", app.Version())
		return err
	}
	return cmd
}
