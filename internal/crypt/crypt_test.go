package crypt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func ring(t testing.TB, suite Suite) *Ring {
	t.Helper()
	r, err := NewRing(NewKey("i1", suite), NewKey("k1", suite))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func bothSuites(t *testing.T, test func(t *testing.T, r *Ring)) {
	for _, suite := range []Suite{AES, SM} {
		t.Run(string(suite), func(t *testing.T) { test(t, ring(t, suite)) })
	}
}

func TestAFieldOpensInItsOwnContextOnly(t *testing.T) {
	bothSuites(t, func(t *testing.T, r *Ring) {
		rapid.Check(t, func(t *rapid.T) {
			plain, where := rapid.String().Draw(t, "plain"), rapid.String().Draw(t, "context")
			sealed, err := r.Seal(plain, where)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := r.Open(sealed, where); err != nil || got != plain {
				t.Fatalf("got %q, %v; want %q", got, err, plain)
			}
			elsewhere := rapid.String().Filter(func(s string) bool { return s != where }).Draw(t, "elsewhere")
			if got, err := r.Open(sealed, elsewhere); !errors.Is(err, ErrSealed) {
				t.Fatalf("in another context: got %q, %v; want ErrSealed", got, err)
			}
		})
	})
}

func TestNoChangedCharacterOpens(t *testing.T) {
	bothSuites(t, func(t *testing.T, r *Ring) {
		sealed, err := r.Seal("430408199001019975", "person/idno/1")
		if err != nil {
			t.Fatal(err)
		}
		for i := range sealed {
			for _, c := range []byte("Az0.-") {
				if sealed[i] == c {
					continue
				}
				changed := sealed[:i] + string(c) + sealed[i+1:]
				if _, err := r.Open(changed, "person/idno/1"); !errors.Is(err, ErrSealed) {
					t.Fatalf("character %d changed to %c: got %v, want ErrSealed", i, c, err)
				}
			}
			if _, err := r.Open(sealed[:i], "person/idno/1"); !errors.Is(err, ErrSealed) {
				t.Fatalf("cut to %d characters: got %v, want ErrSealed", i, err)
			}
		}
	})
}

func TestSealingTwiceDiffersAndHidesThePlainText(t *testing.T) {
	r := ring(t, AES)
	a, _ := r.Seal("13912345678", "c")
	b, _ := r.Seal("13912345678", "c")
	if a == b || strings.Contains(a+b, "13912345678") {
		t.Errorf("sealed texts %q and %q", a, b)
	}
}

func TestOldKeysOpenNewestSealsAndSuitesCoexist(t *testing.T) {
	index, first, second := NewKey("i1", AES), NewKey("k1", AES), NewKey("k2", SM)
	before, err := NewRing(index, first)
	if err != nil {
		t.Fatal(err)
	}
	after, err := NewRing(index, first, second)
	if err != nil {
		t.Fatal(err)
	}
	old, _ := before.Seal("x", "c")
	if got, err := after.Open(old, "c"); err != nil || got != "x" {
		t.Errorf("an old field opens as %q, %v", got, err)
	}
	fresh, _ := after.Seal("y", "c")
	if _, err := before.Open(fresh, "c"); !errors.Is(err, ErrSealed) {
		t.Errorf("the old ring opened a field of the new key: %v", err)
	}
	if !after.Stale(old) || after.Stale(fresh) || !strings.HasPrefix(fresh, "yz1.sm.k2.") {
		t.Errorf("stale: old %v, fresh %v (%q)", after.Stale(old), after.Stale(fresh), fresh)
	}
	if before.Index("idno", "1") != after.Index("idno", "1") {
		t.Error("rotation changed the blind index")
	}
}

func TestTheIndexTellsEqualFromUnequalPerPurpose(t *testing.T) {
	bothSuites(t, func(t *testing.T, r *Ring) {
		rapid.Check(t, func(t *rapid.T) {
			a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
			if (r.Index("p", a) == r.Index("p", b)) != (a == b) {
				t.Fatalf("index of %q and %q", a, b)
			}
			if r.Index("p", a) == r.Index("q", a) {
				t.Fatalf("two purposes share the index of %q", a)
			}
		})
		if other := ring(t, AES); other.Index("p", "a") == r.Index("p", "a") {
			t.Error("another ring gives the same index")
		}
	})
}

func TestAKeyFileIsMadeOnceAndReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "keys")
	first, fresh, err := LoadRing(path, SM)
	if err != nil || !fresh {
		t.Fatalf("first use: fresh %v, %v", fresh, err)
	}
	sealed, _ := first.Seal("x", "c")
	again, fresh, err := LoadRing(path, AES)
	if err != nil || fresh {
		t.Fatalf("second use: fresh %v, %v", fresh, err)
	}
	if got, err := again.Open(sealed, "c"); err != nil || got != "x" {
		t.Errorf("got %q, %v", got, err)
	}
	if info, _ := os.Stat(path); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %04o, want 0600", info.Mode().Perm())
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".keys-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAKeyFileThatOthersMayReadIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped, because Windows has no such modes")
	}
	path := filepath.Join(t.TempDir(), "keys")
	if _, _, err := LoadRing(path, AES); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, _, err := LoadRing(path, AES); !errors.Is(err, ErrKeyOpen) {
			t.Errorf("mode %04o: got %v, want ErrKeyOpen", mode, err)
		}
	}
}

func TestParseRingRefusesBadLines(t *testing.T) {
	good := line("index", NewKey("i1", AES)) + line("seal", NewKey("k1", AES))
	if _, err := ParseRing(strings.ReplaceAll(good, "\n", ";")); err != nil {
		t.Fatalf("one line with semicolons: %v", err)
	}
	for name, text := range map[string]string{
		"nothing at all":           "",
		"no index key":             line("seal", NewKey("k1", AES)),
		"no sealing key":           line("index", NewKey("i1", AES)),
		"a key twice":              good + line("seal", NewKey("k1", SM)),
		"an unknown suite":         strings.Replace(good, "seal aes", "seal rot13", 1),
		"an unknown use":           good + "open aes k2 " + strings.Repeat("A", 43) + "=\n",
		"a short secret":           good + "seal aes k2 QUJD\n",
		"an id with a dot":         good + strings.Replace(line("seal", NewKey("k1", AES)), "k1", "k.1", 1),
		"a line of another length": good + "seal aes k2\n",
	} {
		if _, err := ParseRing(text); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
	more, err := Rotated(good, NewKey("k2", SM))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := ParseRing(more); err != nil || r.newest().ID != "k2" {
		t.Errorf("after rotation: %v", err)
	}
}

func seal(t testing.TB, r *Ring, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := r.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASealedFileReadsAtAnyPlace(t *testing.T) {
	bothSuites(t, func(t *testing.T, r *Ring) {
		for _, size := range []int{0, 1, pieceSize - 1, pieceSize, pieceSize + 1, 3*pieceSize + 17} {
			content := make([]byte, size)
			for i := range content {
				content[i] = byte(i * 7 % 251)
			}
			box := seal(t, r, content)
			o, err := r.NewReader(bytes.NewReader(box), int64(len(box)))
			if err != nil {
				t.Fatalf("size %d: %v", size, err)
			}
			if got, err := io.ReadAll(o); err != nil || !bytes.Equal(got, content) {
				t.Fatalf("size %d: %d bytes, %v", size, len(got), err)
			}
			rapid.Check(t, func(t *rapid.T) {
				at, n := rapid.IntRange(0, size).Draw(t, "at"), rapid.IntRange(0, pieceSize+5).Draw(t, "n")
				part := make([]byte, n)
				got, err := o.ReadAt(part, int64(at))
				want := content[at:min(size, at+n)]
				if !bytes.Equal(part[:got], want) || (got < n) != (err == io.EOF) {
					t.Fatalf("size %d at %d: %d of %d bytes, %v", size, at, got, n, err)
				}
			})
		}
	})
}

func TestADamagedSealedFileDoesNotOpen(t *testing.T) {
	bothSuites(t, func(t *testing.T, r *Ring) {
		box := seal(t, r, bytes.Repeat([]byte("talent"), 30_000))
		opens := func(b []byte) error {
			o, err := r.NewReader(bytes.NewReader(b), int64(len(b)))
			if err == nil {
				_, err = io.Copy(io.Discard, o)
			}
			return err
		}
		for at := 0; at < len(box); at += 977 {
			changed := bytes.Clone(box)
			changed[at] ^= 0x40
			if err := opens(changed); !errors.Is(err, ErrSealed) {
				t.Errorf("byte %d changed: %v", at, err)
			}
			if err := opens(box[:at]); !errors.Is(err, ErrSealed) {
				t.Errorf("cut to %d bytes: %v", at, err)
			}
		}
		start := len(magic) + 1 + 2 + saltSize
		swapped := bytes.Clone(box)
		copy(swapped[start:], box[start+pieceSize+tagSize:start+2*(pieceSize+tagSize)])
		copy(swapped[start+pieceSize+tagSize:], box[start:start+pieceSize+tagSize])
		if err := opens(swapped); !errors.Is(err, ErrSealed) {
			t.Errorf("pieces swapped: %v", err)
		}
	})
}

func TestPasswords(t *testing.T) {
	hash := HashPassword("雁阵 morning-17")
	for name, tc := range map[string]struct {
		hash, password string
		want           bool
	}{
		"the right password":                 {hash, "雁阵 morning-17", true},
		"a wrong one":                        {hash, "雁阵 morning-18", false},
		"none":                               {hash, "", false},
		"an account that is not there":       {"", "anything", false},
		"the hash itself":                    {hash, hash, false},
		"a hash of another kind":             {"$2a$10$abcdefghijklmnopqrstuv", "x", false},
		"a cost that would take the machine": {strings.Replace(hash, "m=19456", "m=99999999", 1), "雁阵 morning-17", false},
		"a cut hash":                         {hash[:len(hash)-30], "雁阵 morning-17", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := CheckPassword(tc.hash, tc.password); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
	if hash == HashPassword("雁阵 morning-17") {
		t.Error("two hashes of one password are equal: no salt")
	}
	if CheapHash(hash) || !CheapHash(strings.Replace(hash, "m=19456", "m=4096", 1)) {
		t.Error("a cheap hash is not told from one of today's cost")
	}
}

func TestTokensDiffer(t *testing.T) {
	if a, b := Token(), Token(); a == b || len(a) != 43 {
		t.Errorf("tokens %q, %q", a, b)
	}
}

func BenchmarkSeal(b *testing.B) {
	for _, suite := range []Suite{AES, SM} {
		b.Run(string(suite), func(b *testing.B) {
			r := ring(b, suite)
			b.ReportAllocs()
			for i := range b.N {
				_, _ = r.Seal("430408199001019975", fmt.Sprint("person/idno/", i))
			}
		})
	}
}

func BenchmarkIndex(b *testing.B) {
	r := ring(b, AES)
	for b.Loop() {
		r.Index("person.idno", "430408199001019975")
	}
}
