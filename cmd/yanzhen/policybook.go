package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"yanzhen/internal/account"
	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
)

var (
	policyStateWord = i18n.Family("cli.policy.state.")
	policyStepWord  = i18n.Family("cli.policy.step.")
)

// bookCommands are the life of a version of a policy: out, in, and on from hand to hand.
func bookCommands() []*cobra.Command {
	return []*cobra.Command{policyExport(), policyImport(), policyMove("submit", "提请审批 · ask for the approval of a version", submitPack),
		policyMove("recall", "撤回提请或尚未生效的批准 · take a version back", recallPack), policyMove("reject", "退回修改 · send a version back to its author", rejectPack),
		policyApprove(), policyRetire(), policyWaiting(), policyHistory(), policyCompare()}
}

// as opens the installation and does the work in the name of an account, with its rights and its name in the audit log: a version is approved by a
// second person, on the command line too.
func as(cmd *cobra.Command, login string, work func(ctx context.Context, a *app.App, actor authz.Actor) error) error {
	return within(cmd, authz.Admin, func(ctx context.Context, a *app.App, house authz.Actor) error {
		all, err := everyAccount(ctx, a, house)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(one *account.Account) bool { return one.Login == strings.ToLower(login) && !one.Disabled })
		if i < 0 {
			return fault.Missing.New("cli.user.missing").With("login", login)
		}
		return work(ctx, a, all[i].Actor("cli"))
	})
}

// asFlag adds --as to cmd.
func asFlag(cmd *cobra.Command) *string {
	login := cmd.Flags().String("as", "", both("cli.policy.as"))
	_ = cmd.MarkFlagRequired("as")
	return login
}

func policyExport() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "export POLICY",
		Short: "把一个版本的文件导出为 zip · take the files of a version out as a zip",
		Args:  need(cobra.ExactArgs(1)),
	})
	version := cmd.Flags().String("version", "", both("cli.policy.version"))
	to := cmd.Flags().StringP("output", "o", "", both("cli.policy.output"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return within(cmd, authz.Office, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			kept, err := door.Ask(ctx, a.Door, actor, policy.PackFiles{Book: a.Book, ID: args[0], Version: *version})
			if err != nil {
				return err
			}
			packed, err := kept.Files.Zip()
			if err != nil {
				return err
			}
			if *to == "-" {
				_, err = cmd.OutOrStdout().Write(packed)
				return err
			}
			name := *to
			if name == "" {
				name = kept.ID + "-" + kept.Version + ".zip"
			}
			if err := os.WriteFile(name, packed, 0o600); err != nil {
				return err
			}
			say(cmd, "cli.policy.exported", i18n.Args{"id": kept.ID, "version": kept.Version, "file": name})
			return nil
		})
	}
	return cmd
}

func policyImport() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "import PATH… --as LOGIN",
		Short: "导入政策包（zip、目录或文件），存为草稿并检查 · take a pack in (a zip, a folder or files) as a draft, and check it",
		Args:  need(cobra.MinimumNArgs(1)),
	})
	login, programs := asFlag(cmd), asJSON(cmd)
	note := cmd.Flags().String("note", "", both("cli.policy.note"))
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		files, err := packFiles(cmd, paths)
		if err != nil {
			return err
		}
		return as(cmd, *login, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			saved, err := door.Do(ctx, a.Door, actor, policy.SavePack{Book: a.Book, District: a.Config.District, ID: files.PolicyID(), Files: files, Note: *note})
			if fault.Of(err) != nil && fault.Of(err).Key == "policy.pack.bad_id" {
				err = fault.Invalid.New("policy.pack.no_id").On("files")
			}
			if err != nil {
				return err
			}
			if *programs {
				err = writeJSON(cmd.OutOrStdout(), saved)
			} else {
				tellVersion(cmd, saved)
			}
			if err == nil && !saved.Report.Passed() {
				return errFound
			}
			return err
		})
	}
	return cmd
}

// packFiles reads the files of a pack: archives, folders and single texts; "-" is an archive on standard input.
func packFiles(cmd *cobra.Command, paths []string) (policy.Files, error) {
	files := policy.Files{}
	for _, at := range paths {
		inside := []string{at}
		if entries, err := os.ReadDir(at); err == nil {
			inside = inside[:0]
			for _, e := range entries {
				if !e.IsDir() && filepath.Ext(e.Name()) == ".yaml" {
					inside = append(inside, filepath.Join(at, e.Name()))
				}
			}
		}
		for _, name := range inside {
			in, err := openIn(cmd, name)
			if err != nil {
				return nil, err
			}
			if err := errors.Join(files.Add(nameIn(name), in), in.Close()); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// nameIn is what a file is called within a pack; standard input holds an archive.
func nameIn(path string) string {
	if path == "-" {
		return "pack.zip"
	}
	return filepath.Base(path)
}

// tellVersion says what became of a version, and what is wrong with it.
func tellVersion(cmd *cobra.Command, v policy.PackVersion) {
	say(cmd, "cli.policy.moved", i18n.Args{"id": v.ID, "version": v.Version, "state": i18n.T(cmd.Context(), policyStateWord+string(v.State))})
	for _, p := range v.Report.Problems {
		mark := "·"
		if p.Grave {
			mark = "!"
		}
		fmt.Fprintf(cmd.OutOrStdout(), "  %s %s:%d:%d: %s\n", mark, p.File, p.Line, p.Column, p.Say(packLang(cmd.Context())))
	}
}

func submitPack(t policy.Turn) door.Command[policy.PackVersion] { return policy.SubmitPack{Turn: t} }
func recallPack(t policy.Turn) door.Command[policy.PackVersion] { return policy.RecallPack{Turn: t} }
func rejectPack(t policy.Turn) door.Command[policy.PackVersion] { return policy.RejectPack{Turn: t} }

// policyMove is a command that moves a version on.
func policyMove(use, short string, move func(policy.Turn) door.Command[policy.PackVersion]) *cobra.Command {
	cmd := withSettings(&cobra.Command{Use: use + " POLICY --version V --reason WHY --as LOGIN", Short: short, Args: need(cobra.ExactArgs(1))})
	turned(cmd, move)
	return cmd
}

func policyApprove() *cobra.Command {
	cmd := withSettings(&cobra.Command{
		Use:   "approve POLICY --version V --reason WHY --as LOGIN",
		Short: "批准一个版本，自某日起生效 · approve a version from a day on",
		Args:  need(cobra.ExactArgs(1)),
	})
	from := cmd.Flags().String("from", "", both("cli.policy.from"))
	turned(cmd, func(t policy.Turn) door.Command[policy.PackVersion] {
		day, _ := civil.Parse(*from) // checked before the command runs
		return policy.ApprovePack{Turn: t, Effect: day}
	})
	cmd.PreRunE = func(*cobra.Command, []string) error {
		_, err := dayOf("from", *from)
		return err
	}
	return cmd
}

// turned makes cmd move a version by the command that move gives.
func turned(cmd *cobra.Command, move func(policy.Turn) door.Command[policy.PackVersion]) {
	login, programs := asFlag(cmd), asJSON(cmd)
	version := cmd.Flags().String("version", "", both("cli.policy.version"))
	reason := cmd.Flags().String("reason", "", both("cli.policy.reason"))
	_ = cmd.MarkFlagRequired("version")
	_ = cmd.MarkFlagRequired("reason")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return as(cmd, *login, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			turn := policy.Turn{Book: a.Book, District: a.Config.District, ID: args[0], Version: *version, Reason: *reason}
			moved, err := door.Do(ctx, a.Door, actor, move(turn))
			if err != nil || *programs {
				return orJSON(cmd, err, moved)
			}
			tellVersion(cmd, moved)
			return nil
		})
	}
}

func policyRetire() *cobra.Command {
	cmd := withSettings(&cobra.Command{Use: "retire POLICY --reason WHY --as LOGIN", Short: "停用一项政策 · take a policy out of force", Args: need(cobra.ExactArgs(1))})
	login, programs := asFlag(cmd), asJSON(cmd)
	reason := cmd.Flags().String("reason", "", both("cli.policy.reason"))
	_ = cmd.MarkFlagRequired("reason")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return as(cmd, *login, func(ctx context.Context, a *app.App, actor authz.Actor) error {
			moved, err := door.Do(ctx, a.Door, actor, policy.RetirePack{Book: a.Book, District: a.Config.District, ID: args[0], Reason: *reason})
			if err != nil || *programs {
				return orJSON(cmd, err, moved)
			}
			tellVersion(cmd, moved)
			return nil
		})
	}
	return cmd
}
