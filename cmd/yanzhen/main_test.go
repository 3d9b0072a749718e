package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yanzhen/internal/app"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

const rosters = "../../internal/registry/roster/testdata/"

// A shell calls the program as a person at a terminal does, always with the same data folder.
type shell struct {
	t   *testing.T
	dir string
	in  string
}

func newShell(t *testing.T) shell {
	t.Setenv("YANZHEN_LANG", "zh-CN")
	return shell{t: t, dir: t.TempDir()}
}

// call runs one command with the data folder and gives what it printed and its exit code.
func (s shell) call(args ...string) (out, errs string, code int) {
	s.t.Helper()
	return s.bare(append(args, "--data", s.dir)...)
}

func (s shell) bare(args ...string) (out, errs string, code int) {
	s.t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, strings.NewReader(s.in), &o, &e)
	return o.String(), e.String(), code
}

// want calls and fails the test unless the code is as wanted and out or errs holds every word.
func (s shell) want(code int, args []string, words ...string) string {
	s.t.Helper()
	out, errs, got := s.call(args...)
	if got != code {
		s.t.Fatalf("%s: exit code %d, want %d\n%s\n%s", strings.Join(args, " "), got, code, out, errs)
	}
	for _, word := range words {
		if !strings.Contains(out+errs, word) {
			s.t.Errorf("%s does not say %q:\n%s\n%s", strings.Join(args, " "), word, out, errs)
		}
	}
	return out
}

func line(text string) []string { return strings.Fields(text) }

func TestExitCodesTellWrongUsageFromFailure(t *testing.T) {
	s := newShell(t)
	for name, tc := range map[string]struct {
		args []string
		code int
		says string
	}{
		"version":                       {line("version"), 0, "yanzhen"},
		"help":                          {line("help"), 0, "demo"},
		"a command that is not there":   {line("fly"), 2, "fly"},
		"a group without a command":     {line("policy"), 2, "explain"},
		"a group without that command":  {line("import fly"), 2, "people"},
		"a state that is none":          {line("policy list --state asleep"), 2, "retired"},
		"a flag that is not there":      {line("version --fly"), 2, "fly"},
		"a flag that is needed":         {line("policy eval"), 2, "packs"},
		"an argument too many":          {line("version now"), 2, "yanzhen help"},
		"a date that is none":           {line("policy eval --packs x --people y --on 2026-02-30"), 2, "2026-02-30"},
		"a folder of packs that is not": {line("policy check no/such/folder"), 1, "no/such/folder"},
		"a setting that does not fit":   {line("config --session-idle never"), 2, "session-idle"},
	} {
		t.Run(name, func(t *testing.T) {
			out, errs, code := s.bare(tc.args...)
			if code != tc.code || !strings.Contains(out+errs, tc.says) {
				t.Errorf("exit code %d, want %d with %q:\n%s%s", code, tc.code, tc.says, out, errs)
			}
			if tc.code != 0 && errs == "" {
				t.Error("nothing on standard error")
			}
		})
	}
}

func TestSettingsTellWhereTheyComeFrom(t *testing.T) {
	s := newShell(t)
	t.Setenv("YANZHEN_SESSION_IDLE", "20m")
	t.Setenv("YANZHEN_DATABASE", "postgres://u:geheim@db/yanzhen")
	var lines []struct{ Name, Value, Origin string }
	if err := json.Unmarshal([]byte(s.want(0, line("config --json --listen 127.0.0.1:9"))), &lines); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, l := range lines {
		got[l.Name] = l.Value + " " + l.Origin
	}
	for name, want := range map[string]string{"listen": "127.0.0.1:9 flag", "session-idle": "20m environment", "proxies": "0 default"} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if strings.Contains(got["database"], "geheim") {
		t.Error("the password of the database is shown")
	}
}

func TestARosterGoesInAndOut(t *testing.T) {
	s := newShell(t)
	s.want(1, line("import people "+rosters+"企业人才登记表.xlsx"), "yanzhen migrate")
	s.want(0, line("migrate"), "数据库已就绪")
	s.want(0, line("import people "+rosters+"企业人才登记表.xlsx --dry-run"), "新建 1,170", "未导入 30", "5 行", "[bad_id_checksum]")
	if out := s.want(0, line("export people")); out != "" {
		t.Errorf("a dry run left %.100s", out)
	}
	s.want(0, line("import people "+rosters+"企业人才登记表.xlsx "+rosters+"在衡高校人才.csv"), "新建 1,170", "[bad_id_checksum]", "[id_truncated]")
	s.want(0, line("import people "+rosters+"企业人才登记表.xlsx"), "新建 0", "更新 0", "无变化 1,170")
	people := s.want(0, line("export people --format jsonl"))
	var first map[string]any
	if err := json.Unmarshal([]byte(strings.SplitN(people, "\n", 2)[0]), &first); err != nil || first["id_number"] == "" || first["employer"] == nil {
		t.Errorf("the first line is %v, %v", first, err)
	}
	some := s.want(0, []string{"export", "people", "--filter", "education=11&education=14", "--masked"})
	if n, all := strings.Count(some, "\n"), strings.Count(people, "\n"); n == 0 || n >= all || strings.Contains(some, first["id_number"].(string)) {
		t.Errorf("%d of %d lines pass the filter, or a number is in full", n, all)
	}
	s.want(2, []string{"export", "people", "--filter", "colour=red"}, "education", "town")
	s.want(2, line("export people --format pdf"), "jsonl")
	s.want(1, line("import people no-such-file.xlsx"), "no-such-file.xlsx")
	s.want(0, line("verify"), "✓")
	s.want(0, line("invariants"), "✓")
}

func TestChecksNoticeWhatWasChangedBehindTheDoor(t *testing.T) {
	s := newShell(t)
	s.want(0, line("seed --scenario test"), "office", "430407")
	s.want(1, line("seed --scenario test"), "空数据库")
	s.want(2, line("seed --scenario dragons"), "dragons", "test")
	s.want(0, line("verify"))
	for what, statement := range map[string]string{
		"audit":    `DELETE FROM audit_entry WHERE seq = 3`,
		"profiles": `UPDATE profile SET title = 'x' WHERE person = (SELECT MIN(person) FROM profile)`,
	} {
		s.tamper(statement)
		var report app.Report
		out, _, code := s.call("verify", "--json")
		if err := json.Unmarshal([]byte(out), &report); err != nil || code != 1 {
			t.Fatalf("after %q: exit code %d, %v", statement, code, err)
		}
		for _, c := range report.Checks {
			if c.Name == what && c.Wrong != 1 {
				t.Errorf("after %q the check %s finds %d", statement, what, c.Wrong)
			}
		}
	}
	s.tamper(`UPDATE audit_entry SET actor = 'nobody' WHERE seq = 5`)
	s.want(1, line("verify"), "audit/3–3", "audit/5")
	s.tamper(`UPDATE record SET superseded_by = 'nowhere', superseded_at = 1 WHERE id = (SELECT MAX(id) FROM record)`)
	s.want(1, line("invariants"), "✗")
}

// tamper changes the database behind the program's back.
func (s shell) tamper(statement string) {
	s.t.Helper()
	db, err := store.Open(s.t.Context(), "sqlite:"+filepath.Join(s.dir, "yanzhen.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	err = db.InTx(s.t.Context(), func(tx *store.Tx) error {
		n, err := tx.Exec(s.t.Context(), statement)
		if err == nil && n == 0 {
			s.t.Fatalf("%s touched nothing", statement)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func TestABackupComesBackOnEitherEngine(t *testing.T) {
	s := newShell(t)
	s.want(0, line("migrate"))
	s.want(0, line("import people "+rosters+"乡土人才台账.xlsx"))
	kept := filepath.Join(t.TempDir(), "kept.backup")
	s.want(0, []string{"backup", kept}, kept)
	want := s.want(0, line("export people"))
	keys := filepath.Join(s.dir, "keys")
	t.Run("sqlite", func(t *testing.T) {
		again := shell{t: t, dir: t.TempDir()}
		again.want(0, []string{"restore", kept, "--key-file", keys})
		if got := again.want(0, []string{"export", "people", "--key-file", keys}); got != want {
			t.Error("what was restored differs")
		}
		again.want(0, []string{"verify", "--key-file", keys})
		again.want(1, []string{"restore", kept, "--key-file", keys}, "空数据库")
	})
	t.Run("postgres", func(t *testing.T) {
		again := shell{t: t, dir: t.TempDir()}
		again.want(0, []string{"restore", kept, "--key-file", keys, "--database", dbtest.PostgresURL(t)})
	})
	t.Run("a damaged one", func(t *testing.T) {
		raw, err := os.ReadFile(kept)
		if err != nil {
			t.Fatal(err)
		}
		raw[len(raw)/2] ^= 1
		bad := filepath.Join(t.TempDir(), "bad.backup")
		if err := os.WriteFile(bad, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		again := shell{t: t, dir: t.TempDir()}
		again.want(1, []string{"restore", bad, "--key-file", keys}, "损坏")
		again.want(1, []string{"restore", kept}, "密钥")
	})
}

func TestAccountsFromTheTerminal(t *testing.T) {
	s := newShell(t)
	s.want(0, line("migrate"))
	s.want(0, line("user add Chen --name 陈秀兰 --role office --dept rencai"), "chen", "只显示这一次")
	s.want(0, line("user add zhou --name 周明远 --role admin"))
	s.want(1, line("user add zhou --name 周明远 --role admin"), "login")
	s.want(1, line("user add liu --name 刘红梅 --role unit"), "grants")
	s.want(1, line("user add liu --name 刘红梅 --role king"), "grants")
	s.want(0, line("user list"), "chen", "陈秀兰", "人才办")
	s.want(0, line("user disable chen"), "停用")
	s.want(0, line("user list"), "已停用")
	s.want(1, line("user disable zhou"))
	s.want(1, line("user disable nobody"), "nobody")
	s.in = "short\n"
	s.want(1, line("user password zhou --password-stdin"), "password")
	s.in = "goose-river-seven-lamps\n"
	if out := s.want(0, line("user password zhou --password-stdin")); strings.Contains(out, "goose") {
		t.Error("a password that was given is printed")
	}
}

func TestPoliciesFromTheTerminal(t *testing.T) {
	s := newShell(t)
	s.want(0, line("migrate"))
	if out, errs, code := s.bare("policy", "check", "../../packs/policies"); code != 0 {
		t.Fatalf("the shipped packs fail:\n%s%s", out, errs)
	}
	broken := filepath.Join(t.TempDir(), "hengyang_living_2022")
	if err := os.CopyFS(broken, os.DirFS("../../packs/policies/hengyang_living_2022")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(broken, "policy.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("education.full_time_rank >= 5"), []byte("education.full_time_rnk >= 5"), 1)
	if err := os.WriteFile(filepath.Join(broken, "policy.yaml"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, _, code := s.bare("policy", "check", broken); code != 1 || !strings.Contains(out, "full_time_rnk") || !strings.Contains(out, "policy.yaml:") {
		t.Errorf("a broken pack: exit code %d\n%s", code, out)
	}
	s.in = `{"id":"p1","facts":{"person.birth_date":"1999-01-01"}}` + "\n"
	out, errs, code := s.bare("policy", "eval", "--packs", "../../packs/policies", "--people", "-", "--on", "2024-05-01")
	if code != 0 || strings.Count(out, "\n") < 16 || !strings.Contains(out, `"verdict":"unknown"`) {
		t.Errorf("eval: exit code %d, %s\n%.500s", code, errs, out)
	}
	s.in = `{"id":"p1","facts":` + "\n"
	if _, errs, code := s.bare("policy", "eval", "--packs", "../../packs/policies", "--people", "-", "--on", "2024-05-01"); code != 1 || !strings.Contains(errs, "1") {
		t.Errorf("a line that is no JSON: exit code %d, %s", code, errs)
	}
	s.want(0, line("policy list"), "hengyang_living_2022")
}

func TestRulesFromTheTerminal(t *testing.T) {
	s := newShell(t)
	s.in = `{"id":"1","expr":"x + 2","vars":{"x":{"$int":"9007199254740993"}}}` + "\n" + `{"id":"2","expr":"1 / 0"}` + "\n" + `{"id":"3","expr":"1 +"}` + "\n"
	out, errs, code := s.bare("rule", "eval", "--stdin-jsonl")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) != 3 || !strings.Contains(lines[0], "9007199254740995") || !strings.Contains(lines[1], "error") || !strings.Contains(lines[2], "error") {
		t.Errorf("exit code %d %s\n%s", code, errs, out)
	}
}
