package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A version goes out as an archive and comes back changed, is submitted by one account and approved by another, in the words and by the checks of
// the browser.
func TestTheLifeOfAPolicyFromTheTerminal(t *testing.T) {
	s := newShell(t)
	s.want(0, line("migrate"))
	s.want(0, line("user add chen --name 陈秀兰 --role office"))
	s.want(0, line("user add liu --name 刘主任 --role office"))
	const id = "hengyang_living_2022"
	dir := filepath.Join(t.TempDir(), id)
	packed := filepath.Join(t.TempDir(), "pack.zip")
	s.want(0, line("policy export "+id+" -o "+packed), id)
	unzip(t, packed, dir)
	replaceIn(t, filepath.Join(dir, "policy.yaml"), "yuan: 2000}", "yuan: 2100}")

	out := s.want(1, line("policy import "+dir+" --as chen"), "草稿", "cases.yaml:", "75,600")
	if strings.Contains(out, "检查已通过") {
		t.Errorf("cases that fail pass:\n%s", out)
	}
	replaceIn(t, filepath.Join(dir, "cases.yaml"), "amount_yuan: 72000, each_yuan: 2000", "amount_yuan: 75600, each_yuan: 2100")
	replaceIn(t, filepath.Join(dir, "cases.yaml"), "amount_yuan: 72000", "amount_yuan: 75600")
	var saved struct{ Version, State string }
	check(t, json.Unmarshal([]byte(s.want(0, line("policy import "+dir+" --as chen --note 提高硕士标准 --json"))), &saved))
	if saved.State != "tested" || len(saved.Version) != 16 {
		t.Fatalf("imported: %+v", saved)
	}
	turn := " " + id + " --version " + saved.Version + " --reason 会议纪要第9号"
	s.want(0, line("policy list --state tested"), saved.Version)
	s.want(2, line("policy submit"+turn), "as")
	s.want(1, line("policy submit"+turn+" --as nobody"), "nobody")
	s.want(0, line("policy submit"+turn+" --as chen"), "待审批")
	s.want(0, line("policy waiting --as liu"), saved.Version, "会议纪要第9号")
	s.want(1, line("policy approve"+turn+" --as chen"), "请由另一位同事审批")
	s.want(2, line("policy approve"+turn+" --as liu --from 2099-13-01"), "2099-13-01")
	s.want(0, line("policy approve"+turn+" --as liu --from 2099-01-01"), "已批准，待生效")
	s.want(0, line("policy recall"+turn+" --as chen"), "检查已通过")
	s.want(0, line("policy history "+id), "陈秀兰", "刘主任", "撤回", "提高硕士标准", "2,100")
	s.want(0, line("policy compare "+id), "2,000", "2,100", "按原版本继续享受 0")
	s.want(2, line("policy compare "+id+" --who everyone"), "grandfathered")
	s.want(1, line("policy import "+packed+".none --as chen"), "none")
	s.want(0, line("policy retire "+id+" --reason 停用 --as liu"), "已停用")
}

func TestHostileArchivesAreRefusedOnTheTerminal(t *testing.T) {
	s := newShell(t)
	s.want(0, line("migrate"))
	s.want(0, line("user add chen --name 陈秀兰 --role office"))
	for name, tc := range map[string]struct {
		entries []string
		says    string
	}{
		"a bomb":         {[]string{"policy.yaml", strings.Repeat("#", 64<<20)}, "政策包过大"},
		"it escapes":     {[]string{"../policy.yaml", "id: x"}, "不合要求"},
		"one name twice": {[]string{"policy.yaml", "id: x", "a/policy.yaml", "id: y"}, "出现了两次"},
		"no UTF-8":       {[]string{"policy.yaml", "\xd5\xfe\xb2\xdf"}, "UTF-8"},
		"no policy":      {[]string{"cases.yaml", "cases: []"}, "policy.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "x.zip")
			check(t, os.WriteFile(file, zipped(t, tc.entries...), 0o600))
			s.want(1, line("policy import "+file+" --as chen"), tc.says)
		})
	}
	if out := s.want(0, line("policy list --state draft")); out != "" {
		t.Errorf("something was kept:\n%s", out)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// zipped packs entries, in pairs of name and text.
func zipped(t *testing.T, entries ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.Create(entries[i])
		check(t, err)
		_, err = w.Write([]byte(entries[i+1]))
		check(t, err)
	}
	check(t, z.Close())
	return out.Bytes()
}

func unzip(t *testing.T, file, dir string) {
	t.Helper()
	z, err := zip.OpenReader(file)
	check(t, err)
	defer z.Close()
	check(t, os.CopyFS(dir, z))
}

func replaceIn(t *testing.T, file, old, new string) {
	t.Helper()
	text, err := os.ReadFile(file)
	check(t, err)
	if !bytes.Contains(text, []byte(old)) {
		t.Fatalf("%s has no %q", file, old)
	}
	check(t, os.WriteFile(file, bytes.ReplaceAll(text, []byte(old), []byte(new)), 0o600))
}
