package policy

import (
	"archive/zip"
	"bytes"
	"maps"
	"strings"
	"testing"

	"yanzhen/internal/base/fault"
)

func TestAPackGoesOutAndComesBackTheSame(t *testing.T) {
	before := files(t, living)
	packed, err := before.Zip()
	check(t, err)
	after := Files{}
	check(t, after.Add("pack.zip", bytes.NewReader(packed)))
	if !maps.Equal(before, after) || after.PolicyID() != living {
		t.Errorf("%d files came back, of %q", len(after), after.PolicyID())
	}
}

// archive packs entries, in pairs of name and text.
func archive(t *testing.T, entries ...string) string {
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
	return out.String()
}

func TestAHostileArchiveIsRefusedWithWords(t *testing.T) {
	var many []string
	for i := range maxFiles + 1 {
		many = append(many, strings.Repeat("a", i+1)+".yaml", "a: 1")
	}
	for name, tc := range map[string]struct{ file, content, key string }{
		"no archive":       {"x.zip", "PK nothing", "policy.pack.not_zip"},
		"it escapes":       {"x.zip", archive(t, "../policy.yaml", "id: x"), "policy.pack.bad_file"},
		"from the root":    {"x.zip", archive(t, "/policy.yaml", "id: x"), "policy.pack.bad_file"},
		"too deep":         {"x.zip", archive(t, "a/b/policy.yaml", "id: x"), "policy.pack.bad_file"},
		"no text":          {"x.zip", archive(t, "policy.yaml", "\xff\xfe"), "policy.pack.not_text"},
		"one name twice":   {"x.zip", archive(t, "policy.yaml", "id: x", "a/policy.yaml", "id: y"), "policy.pack.twice"},
		"a bomb":           {"x.zip", archive(t, "policy.yaml", strings.Repeat("#", 50*maxPack)), "policy.pack.large"},
		"many":             {"x.zip", archive(t, many...), "policy.pack.large"},
		"another kind":     {"x.exe", "MZ", "policy.pack.bad_file"},
		"a zip in a zip":   {"x.zip", archive(t, "inner.zip", archive(t, "policy.yaml", "id: x")), "policy.pack.bad_file"},
		"a text too large": {"policy.yaml", strings.Repeat("#", maxPack+1), "policy.pack.large"},
	} {
		t.Run(name, func(t *testing.T) {
			if f := fault.Of(Files{}.Add(tc.file, strings.NewReader(tc.content))); f == nil || f.Key != tc.key {
				t.Errorf("%v, want %s", f, tc.key)
			}
		})
	}
	folder := Files{}
	check(t, folder.Add("x.zip", strings.NewReader(archive(t, "sample/policy.yaml", "id: x"))))
	if folder["policy.yaml"] != "id: x" {
		t.Errorf("out of its folder: %v", folder)
	}
}
