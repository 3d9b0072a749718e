// Command yanzhen is the whole platform in one binary: a district's talent work from plan to service.
// Each subcommand is a short file here; the work is done in the slices and in internal/app.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"yanzhen/internal/app"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
)

// The exit codes.
const (
	done   = 0
	failed = 1 // it did not work, or a check found something
	misuse = 2 // the words of the call are wrong
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run executes one call and gives its exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	ctx = i18n.WithLang(ctx, language())
	root := commands()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return done
	case errors.Is(err, errFound): // the report has said it all
		return failed
	case isMisuse(err):
		fmt.Fprintf(errs, "%s\n%s\n", misused(ctx, err), i18n.T(ctx, "cli.see_help"))
		return misuse
	}
	fmt.Fprintln(errs, explain(ctx, err))
	return failed
}

// errFound ends a check that found something wrong and has told so.
var errFound = errors.New("found something")

// explain puts err into words: what happened, where, and what to do.
func explain(ctx context.Context, err error) string {
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		return i18n.T(ctx, "cli.failed", i18n.Args{"cause": err.Error()})
	}
	told := i18n.Fault(ctx, f)
	var lines []string
	if told.Text != "" {
		lines = append(lines, told.Text)
	}
	for _, field := range told.Fields {
		lines = append(lines, field.Name+": "+field.Text)
	}
	if len(lines) == 0 {
		lines = []string{told.Title, told.Mend}
	}
	return strings.Join(lines, "\n")
}

// language is the one the terminal speaks: YANZHEN_LANG, else the locale, else Chinese.
func language() i18n.Lang {
	for _, name := range []string{"YANZHEN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if tag := os.Getenv(name); tag != "" && tag != "C" && tag != "POSIX" && !strings.HasPrefix(tag, "C.") {
			lang, _ := i18n.ParseLang(strings.NewReplacer("_", "-", ".", "-").Replace(tag))
			return lang
		}
	}
	return i18n.Zh
}

type misuseError struct{ error }

// How cobra begins what it says of a command that is not there and of flags that are left out.
const (
	unknownCommand = "unknown command "
	requiredFlags  = "required flag(s) "
)

func isMisuse(err error) bool {
	return errors.As(err, &misuseError{}) || strings.HasPrefix(err.Error(), unknownCommand) || strings.HasPrefix(err.Error(), requiredFlags)
}

// misused says in the terminal's language what is wrong with the call.
func misused(ctx context.Context, err error) string {
	if rest, ok := strings.CutPrefix(err.Error(), unknownCommand); ok {
		name, _, _ := strings.Cut(rest, " for ")
		return i18n.T(ctx, "cli.unknown_command", i18n.Args{"name": name})
	}
	if names, ok := strings.CutPrefix(err.Error(), requiredFlags); ok {
		return i18n.T(ctx, "cli.required", i18n.Args{"names": strings.TrimSuffix(names, " not set")})
	}
	return err.Error()
}

// need wraps a rule about positional arguments so that breaking it counts as misuse.
func need(rule cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := rule(cmd, args); err != nil {
			return misuseError{errors.New(i18n.T(cmd.Context(), "cli.arguments", i18n.Args{"use": cmd.UseLine()}))}
		}
		return nil
	}
}

// group is a command that only holds others: to call it alone, or with a name it does not hold, is misuse.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var names []string
		for _, one := range commands {
			names = append(names, one.Name())
		}
		return misuseError{errors.New(i18n.T(cmd.Context(), "cli.subcommand", i18n.Args{"use": cmd.CommandPath(), "names": strings.Join(names, ", ")}))}
	}
	cmd.AddCommand(commands...)
	return cmd
}

func commands() *cobra.Command {
	root := &cobra.Command{
		Use:   "yanzhen",
		Short: "雁阵：县区人才工作平台 · Yanzhen: a district's talent work in one program",
		Long: "雁阵：县区人才工作平台。先试试 yanzhen demo。\n" +
			"Yanzhen: a district's talent work in one program. Try yanzhen demo first.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       app.Version(),
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return misuseError{errors.New(i18n.T(cmd.Context(), "cli.flag", i18n.Args{"cause": err.Error()}))}
	})
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(demoCommand(), serveCommand(), migrateCommand(), configCommand(), userCommand(), tokenCommand(), importCommand(), exportCommand(),
		policyCommand(), programmeCommand(), ruleCommand(), verifyCommand(), invariantsCommand(), backupCommand(), restoreCommand(), seedCommand(), benchCommand(), versionCommand())
	return root
}
