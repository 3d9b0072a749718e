package document

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// A full disk takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAWorkbookLeavesNoTemporaryFile(t *testing.T) {
	for name, end := range map[string]func(Table) error{
		"closed into a full disk": func(w Table) error {
			if w.Close() == nil {
				return errors.New("it should tell of the full disk")
			}
			return nil
		},
		"broken off": func(w Table) error { w.Drop(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			w, err := NewTable(full{}, XLSX, "人员", []string{"姓名"})
			if err != nil {
				t.Fatal(err)
			}
			for row := []string{strings.Repeat("林", 10_000)}; err == nil && len(left(t)) == 0; {
				err = w.Row(row)
			}
			if err := errors.Join(err, end(w)); err != nil {
				t.Fatal(err)
			}
			if there := left(t); len(there) != 0 {
				t.Errorf("there is still %v", there)
			}
		})
	}
}

func left(t *testing.T) []os.DirEntry {
	t.Helper()
	there, err := os.ReadDir(os.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return there
}
