package config

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "yanzhen.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func environ(all map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := all[name]; return v, ok }
}

func flags(t *testing.T, args ...string) *pflag.FlagSet {
	t.Helper()
	set := pflag.NewFlagSet("t", pflag.ContinueOnError)
	Register(set, func(name string) string { return name })
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestFlagsBeatEnvironmentBeatsFileBeatsDefaults(t *testing.T) {
	c, err := Load(Sources{
		File:  write(t, "listen: :1\nlog-level: warn\nsession-idle: 10m\nproxies: 1\ntrusted-origins: [https://a.example, https://b.example]\n"),
		Env:   environ(map[string]string{"YANZHEN_LISTEN": ":2", "YANZHEN_LOG_LEVEL": "error", "YANZHEN_DATA": ""}),
		Flags: flags(t, "--listen", ":3", "--demo"),
	})
	if err != nil {
		t.Fatal(err)
	}
	origins := map[string]Origin{}
	for _, line := range c.Explain() {
		if want := map[string]string{"session-idle": "10m", "session-max": "12h", "upload-limit": "200MB"}[line.Name]; want != "" && line.Value != want {
			t.Errorf("%s is told as %q, want %q", line.Name, line.Value, want)
		}
		origins[line.Name] = line.Origin
	}
	if c.Listen != ":3" || c.LogLevel != "error" || c.SessionIdle != 10*time.Minute || c.Proxies != 1 || !c.Demo || c.Data != "data" ||
		!slices.Equal(c.Origins, []string{"https://a.example", "https://b.example"}) {
		t.Errorf("got %+v", c)
	}
	for name, want := range map[string]Origin{"listen": Flag, "demo": Flag, "log-level": Environment, "session-idle": File, "data": Default, "suite": Default} {
		if origins[name] != want {
			t.Errorf("%s comes from %s, want %s", name, origins[name], want)
		}
	}
}

func TestDefaultsAreWhole(t *testing.T) {
	c, err := Load(Sources{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Database != "sqlite:"+filepath.Join("data", "yanzhen.db") || c.KeyFile != filepath.Join("data", "keys") ||
		c.SessionIdle != 30*time.Minute || c.SessionMax != 12*time.Hour || c.UploadLimit != 200<<20 || c.Demo || c.District != "430408" {
		t.Errorf("got %+v", c)
	}
}

func TestTheFileMayComeFromTheEnvironment(t *testing.T) {
	c, err := Load(Sources{Env: environ(map[string]string{"YANZHEN_CONFIG": write(t, "job-workers: 9\n")})})
	if err != nil || c.Workers != 9 {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		file string
		key  string
		on   string
		near any
	}{
		"a slip of the pen":            {"sesion-idle: 5m", "config.unknown_near", "sesion-idle", "session-idle"},
		"an underscore":                {"log_level: info", "config.unknown_near", "log_level", "log-level"},
		"something from another world": {"favourite-colour: blue", "config.unknown", "favourite-colour", nil},
		"a number that is none":        {"proxies: many", "config.value", "proxies", nil},
		"a duration without a unit":    {"session-idle: 30", "config.value", "session-idle", nil},
		"idle longer than the session": {"session-idle: 13h", "config.value", "session-idle", nil},
		"an unknown level":             {"log-level: loud", "config.value", "log-level", nil},
		"an unknown database":          {"database: mysql://x", "config.value", "database", nil},
		"an origin with a path":        {"trusted-origins: https://a.example/x", "config.value", "trusted-origins", nil},
		"no room for uploads":          {"upload-limit: 5KB", "config.value", "upload-limit", nil},
		"no workers":                   {"job-workers: 0", "config.value", "job-workers", nil},
		"a list of lists":              {"trusted-origins: {a: b}", "config.bad_file", "", nil},
		"no YAML":                      {"listen: [", "config.bad_file", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(Sources{File: write(t, tc.file+"\n")})
			f := fault.Of(err)
			if f == nil || f.Kind != fault.Invalid || f.Key != tc.key || f.Field != tc.on || f.Args["near"] != tc.near {
				t.Errorf("got %v, want %s on %q near %v", err, tc.key, tc.on, tc.near)
			}
		})
	}
	if _, err := Load(Sources{File: filepath.Join(t.TempDir(), "none.yaml")}); fault.Of(err) == nil || fault.Of(err).Key != "config.no_file" {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestExplainHidesSecrets(t *testing.T) {
	c, err := Load(Sources{Env: environ(map[string]string{
		"YANZHEN_DATABASE": "postgres://yz:tops3cret@db.example/yz?sslpassword=al5o&sslmode=require",
		"YANZHEN_KEYS":     "index aes i1 c2VjcmV0",
	})})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range c.Explain() {
		for _, secret := range []string{"tops3cret", "al5o", "c2VjcmV0"} {
			if strings.Contains(line.Value, secret) {
				t.Errorf("%s shows %q", line.Name, line.Value)
			}
		}
		if line.Name == "database" && (!strings.Contains(line.Value, "db.example/yz") || !strings.Contains(line.Value, "sslmode=require")) {
			t.Errorf("the database's address is not told: %q", line.Value)
		}
	}
	if c.KeyFile != "" {
		t.Errorf("key file %q beside keys from the environment", c.KeyFile)
	}
}

func TestEverySettingHasWords(t *testing.T) {
	for _, name := range append(Names(), "config") {
		if !i18n.Has(context.Background(), "config.setting."+name) {
			t.Errorf("config.setting.%s has no words", name)
		}
	}
}

func TestSizes(t *testing.T) {
	for text, want := range map[string]Size{"4096": 4096, "5MB": 5 << 20, " 1 gb ": 1 << 30, "3kb": 3 << 10} {
		got, err := parseSize(text)
		if err != nil || got != want {
			t.Errorf("%q: got %d, %v", text, got, err)
		}
		if again, err := parseSize(got.String()); err != nil || again != want {
			t.Errorf("%q written as %q reads as %d, %v", text, got, again, err)
		}
	}
}
