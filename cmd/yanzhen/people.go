package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
)

func importCommand() *cobra.Command {
	return group("import", "导入 · take data in", importPeople())
}

func importPeople() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "people FILE…",
		Short: "导入花名册（.xlsx .csv）或任免审批表（.lrmx .lrm） · take in rosters or appointment forms",
		Args:  need(cobra.MinimumNArgs(1)),
	})
	programs := asJSON(cmd)
	mapping := cmd.Flags().String("mapping", "", both("cli.import.mapping"))
	day := cmd.Flags().String("date", "", both("cli.import.date"))
	var o intake.Options
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, both("cli.import.dry"))
	cmd.Flags().StringVar(&o.Sheet, "sheet", "", both("cli.import.sheet"))
	cmd.Flags().StringVar(&o.Org, "org", "", both("cli.import.org"))
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) (err error) {
			o.District = a.Config.District
			if o.Mapping, err = intake.ReadMapping(*mapping); err != nil {
				return err
			}
			if err := o.SourceDate.UnmarshalText([]byte(*day)); *day != "" && err != nil {
				return misuseError{fmt.Errorf("--date %s: %w", *day, err)}
			}
			report, err := a.Intake.ImportFiles(ctx, actor, files, o)
			if err != nil {
				return err
			}
			return reportImport(cmd, report, *programs)
		})
	}
	return cmd
}

// reportImport tells what became of the files; it fails if one could not be read.
func reportImport(cmd *cobra.Command, report intake.Report, programs bool) error {
	var bad error
	for _, f := range report.Files {
		if f.Fault != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", f.Name, explain(cmd.Context(), f.Fault))
			bad = errFound
			continue
		}
		if !programs {
			tellFile(cmd, f)
		}
	}
	if programs {
		if err := writeJSON(cmd.OutOrStdout(), report); err != nil {
			return err
		}
	}
	return bad
}

func tellFile(cmd *cobra.Command, f intake.FileReport) {
	say(cmd, "cli.import.file", i18n.Args{"file": f.Name, "rows": f.Rows(), "created": f.Created, "updated": f.Updated,
		"unchanged": f.Unchanged, "duplicate": f.Duplicate, "rejected": f.Rejected, "conflicts": f.Conflicts})
	for _, bar := range f.Reasons {
		if !bar.Rejects || len(f.Rejects) == 0 { // what keeps rows out is told row by row, if they are kept
			say(cmd, "cli.import.bar", i18n.Args{"rows": bar.Rows, "column": bar.Column, "code": bar.Code, "reason": bar.Text(cmd.Context())})
		}
	}
	for _, line := range f.Rejects {
		for _, reason := range line.Reasons {
			if what, mend := reason.Text(cmd.Context()); reason.Rejects {
				say(cmd, "cli.import.reject", i18n.Args{"row": line.Number, "column": reason.Column, "code": reason.Code, "reason": what, "mend": mend})
			}
		}
	}
	if len(f.Rejects) > 0 && f.Rejected > int64(len(f.Rejects)) {
		say(cmd, "cli.import.more", i18n.Args{"n": f.Rejected - int64(len(f.Rejects)), "import": f.Import})
	}
}

func exportCommand() *cobra.Command {
	return group("export", "导出 · give data out", exportPeople(), exportForm())
}

func exportPeople() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "people",
		Short: "按筛选条件导出人员，默认写到标准输出 · people that a filter leaves, to standard output by default",
		Args:  need(cobra.NoArgs),
	})
	flags := cmd.Flags()
	format := flags.String("format", "jsonl", both("cli.export.format"))
	filter := flags.StringArray("filter", nil, both("cli.export.filter"))
	out := flags.StringP("out", "o", "", both("cli.export.out"))
	masked := flags.Bool("masked", false, both("cli.export.masked"))
	reason := flags.String("reason", "command line", both("cli.export.reason"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		f, err := app.ParseFilter(*filter)
		if err != nil {
			return misuseError{errors.New(explain(cmd.Context(), err))}
		}
		if !slices.Contains([]intake.Format{intake.XLSX, intake.CSV, intake.JSONL}, intake.Format(*format)) {
			return misuseError{errors.New("--format " + *format + ": " + i18n.T(cmd.Context(), "intake.export.format"))}
		}
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			e := intake.Export{District: a.Config.District, Format: intake.Format(*format), Filter: f, Plain: !*masked, Reason: *reason}
			return toFile(cmd, *out, func(w io.Writer) error {
				_, err := a.Intake.Export(ctx, actor, e, w)
				return err
			})
		})
	}
	return cmd
}

// toFile has write fill the file at path, which appears only when it is whole; standard output for "".
func toFile(cmd *cobra.Command, path string, write func(io.Writer) error) error {
	if path == "" {
		return write(cmd.OutOrStdout())
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".export-*")
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	if err := write(temp); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
