package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

func configCommand() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "config",
		Short: "列出每项设置的值和来源 · every setting, its value and where it came from",
		Args:  need(cobra.NoArgs),
	})
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, err := settings(cmd)
		if err != nil {
			return err
		}
		if *programs {
			return writeJSON(cmd.OutOrStdout(), c.Explain())
		}
		table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
		for _, line := range c.Explain() {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", line.Name, line.Value, line.Origin, line.Env)
		}
		return table.Flush()
	}
	return cmd
}
