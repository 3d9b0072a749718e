package main

import (
	"context"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
)

func backupCommand() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "backup FILE",
		Short: "在线备份整个系统到一个加密并带校验的文件 · the whole house into one sealed, checksummed file, while people work",
		Args:  need(cobra.ExactArgs(1)),
	})
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return within(cmd, authz.Admin, func(ctx context.Context, a *app.App, _ authz.Actor) error {
			sum, err := a.Backup(ctx, args[0])
			if err != nil || *programs {
				return orJSON(cmd, err, sum)
			}
			say(cmd, "cli.backup.done", i18n.Args{"file": args[0], "tables": sum.Tables, "rows": sum.Rows, "files": sum.Files})
			return nil
		})
	}
	return cmd
}

func restoreCommand() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "restore FILE",
		Short: "把备份恢复到空数据库；损坏的备份会被拒绝 · restore a backup into an empty database; a damaged one is refused",
		Args:  need(cobra.ExactArgs(1)),
	})
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := settings(cmd)
		if err != nil {
			return err
		}
		head, sum, err := app.Restore(cmd.Context(), c, args[0])
		if err != nil || *programs {
			return orJSON(cmd, err, sum)
		}
		say(cmd, "cli.restore.done", i18n.Args{"made": head.Made, "tables": sum.Tables, "rows": sum.Rows, "files": sum.Files})
		return nil
	}
	return cmd
}

// orJSON gives err, or writes v.
func orJSON(cmd *cobra.Command, err error, v any) error {
	if err != nil {
		return err
	}
	return writeJSON(cmd.OutOrStdout(), v)
}
