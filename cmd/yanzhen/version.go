package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "程序版本 · the program's version",
		Args:  need(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "yanzhen", app.Version())
			return err
		},
	}
}
