package main

import (
	"github.com/spf13/cobra"

	"yanzhen/internal/casework/programme"
	"yanzhen/internal/policy/pack"
	"yanzhen/packs"
)

func programmeCommand() *cobra.Command {
	return group("programme", "事项包 · programme packs", programmeCheck(), programmeSchema())
}

func programmeCheck() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check PATH…",
		Short: "检查事项包：格式、类型、环节和自带案例 · form, types, stages and own cases of programmes",
		Args:  need(cobra.MinimumNArgs(1)),
	}
	programs := asJSON(cmd)
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		policies, err := pack.Load(packs.FS, "policies")
		if err != nil {
			return err
		}
		report, err := programme.CheckPaths(paths, policies, packLang(cmd.Context()))
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

func programmeSchema() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "schema",
		Short: "输出事项包的 JSON Schema，供编辑器使用 · the JSON Schema of programmes, for editors",
		Args:  need(cobra.NoArgs),
	}
	cases := cmd.Flags().Bool("cases", false, both("cli.programme.cases"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		text := programme.Schema()
		if *cases {
			text = programme.CasesSchema()
		}
		_, err := cmd.OutOrStdout().Write(text)
		return err
	}
	return cmd
}
