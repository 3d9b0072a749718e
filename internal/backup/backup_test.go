package backup_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/backup"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func key(purpose, salt string) string { return purpose + salt + "a test key" }

var made = backup.Header{Made: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), Program: "test"}

// filled writes audit entries and a vault file, and gives the vault.
func filled(t *testing.T, db *store.DB, entries int) string {
	t.Helper()
	err := db.InTx(t.Context(), func(tx *store.Tx) error {
		for range entries {
			e := audit.Entry{At: made.Made, District: "430408", Account: "a", Actor: "甲", Via: "cli",
				Action: authz.AuditRead, Outcome: audit.Done, Subject: "person/x", Detail: map[string]any{"note": "雁"}}
			if err := audit.Write(t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	vault := t.TempDir()
	if err := os.WriteFile(filepath.Join(vault, "ab"), make([]byte, 200_000), 0o600); err != nil {
		t.Fatal(err)
	}
	return vault
}

func count(t *testing.T, db *store.DB) (n int64) {
	t.Helper()
	if err := db.Snapshot(t.Context(), func(q store.Q) error {
		checked, changed, err := audit.Verify(t.Context(), q)
		if len(changed) > 0 {
			t.Errorf("entries changed by the way: %v", changed)
		}
		n = checked
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func empty(t *testing.T, engine store.Engine) *store.DB {
	t.Helper()
	if engine == store.Postgres {
		return dbtest.Postgres(t)
	}
	return dbtest.SQLite(t)
}

func TestABackupOfEitherEngineRestoresIntoEither(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, from *store.DB) {
		vault := filled(t, from, 50)
		path := filepath.Join(t.TempDir(), "b.yzb")
		wrote, err := backup.Write(t.Context(), from, vault, path, key, made)
		if err != nil {
			t.Fatal(err)
		}
		for _, engine := range []store.Engine{store.SQLite, store.Postgres} {
			t.Run("into "+string(engine), func(t *testing.T) {
				to, files := empty(t, engine), t.TempDir()
				head, sum, err := backup.Restore(t.Context(), to, files, path, key)
				if err != nil || sum != wrote || head.Program != "test" {
					t.Fatalf("got %+v %+v, %v; want %+v", head, sum, err, wrote)
				}
				if n := count(t, to); n != 50 {
					t.Errorf("%d audit entries, want 50", n)
				}
				if info, err := os.Stat(filepath.Join(files, "ab")); err != nil || info.Size() != 200_000 {
					t.Errorf("vault file: %v, %v", info, err)
				}
				filled(t, to, 1) // the numbering goes on
				if n := count(t, to); n != 51 {
					t.Errorf("%d entries after one more, want 51", n)
				}
			})
		}
	})
}

func TestARestoreRefusesADatabaseWithData(t *testing.T) {
	db := dbtest.New(t)
	path := filepath.Join(t.TempDir(), "b.yzb")
	if _, err := backup.Write(t.Context(), db, filled(t, db, 3), path, key, made); err != nil {
		t.Fatal(err)
	}
	if _, _, err := backup.Restore(t.Context(), db, t.TempDir(), path, key); !errors.Is(err, fault.Conflict) {
		t.Errorf("got %v, want Conflict", err)
	}
	if n := count(t, db); n != 3 {
		t.Errorf("%d entries after the refusal, want 3", n)
	}
}

func TestEveryFlippedBitAndEveryCutIsRefused(t *testing.T) {
	db := dbtest.New(t)
	path := filepath.Join(t.TempDir(), "b.yzb")
	if _, err := backup.Write(t.Context(), db, filled(t, db, 20), path, key, made); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	bad := filepath.Join(t.TempDir(), "bad")
	for range 300 {
		broken := append([]byte(nil), good...)
		broken[random.IntN(len(broken))] ^= 1 << random.IntN(8)
		refuse(t, bad, broken, "a flipped bit")
	}
	for range 100 {
		refuse(t, bad, good[:random.IntN(len(good))], "a cut file")
	}
	refuse(t, bad, append(append([]byte(nil), good...), 0), "a longer file")
	if _, _, err := backup.Check(path, func(p, s string) string { return p + s + "another key" }); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("another key: got %v, want ErrDamaged", err)
	}
	if _, _, err := backup.Check(path, key); err != nil {
		t.Errorf("the good file: %v", err)
	}
}

func refuse(t *testing.T, path string, content []byte, what string) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := backup.Check(path, key); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("%s: got %v, want ErrDamaged", what, err)
	}
}
