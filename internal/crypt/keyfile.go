package crypt

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrKeyOpen says that others may read the key file.
var ErrKeyOpen = errors.New("others may read the key file")

const keyFileHead = `# Keys of this installation. Whoever has this file can read every sealed field and file; without
# it nobody can. Keep a copy apart from the backups of the database. One key a line: use, suite, id,
# secret. The last "seal" line seals, earlier ones still open. Never change the "index" line.
`

// LoadRing reads the key file at path. If there is none it makes one for suite, readable by its owner only,
// and tells so by fresh. It fails with ErrKeyOpen where others may read the file (not checked on Windows).
func LoadRing(path string, suite Suite) (ring *Ring, fresh bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = createKeyFile(path, suite); err == nil || errors.Is(err, fs.ErrExist) {
			fresh = err == nil
			info, err = os.Stat(path)
		}
	}
	if err != nil {
		return nil, false, fmt.Errorf("key file: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, false, fmt.Errorf("%w: %s has mode %04o; run chmod 600 on it", ErrKeyOpen, path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, false, fmt.Errorf("key file: %w", err)
	}
	ring, err = ParseRing(string(text))
	if err != nil {
		return nil, false, fmt.Errorf("key file %s: %w", path, err)
	}
	return ring, fresh, nil
}

// createKeyFile writes a complete file or none: a key that is lost half-way would lose what it sealed.
func createKeyFile(path string, suite Suite) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // after the link only the spare name goes
	_, err = temp.WriteString(keyFileHead + line("index", NewKey("i1", suite)) + line("seal", NewKey("k1", suite)))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return os.Rename(temp.Name(), path)
	}
	return os.Link(temp.Name(), path) // unlike a rename, never replaces a key file made meanwhile
}

func line(use string, k Key) string {
	return fmt.Sprintf("%s %s %s %s\n", use, k.Suite, k.ID, base64.StdEncoding.EncodeToString(k.secret))
}

// ParseRing reads the text of a key file, or the same in an environment setting with ";" between lines.
func ParseRing(text string) (*Ring, error) {
	var index Key
	var keys []Key
	if !strings.Contains(strings.TrimSpace(text), "\n") {
		text = strings.ReplaceAll(text, ";", "\n")
	}
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if len(words) != 4 {
			return nil, fmt.Errorf("line %d is not: use suite id secret", n)
		}
		secret, err := base64.StdEncoding.DecodeString(words[3])
		if err != nil || len(secret) != keySize {
			return nil, fmt.Errorf("line %d: the secret is not %d bytes in base64", n, keySize)
		}
		k := Key{ID: words[2], Suite: Suite(words[1]), secret: secret}
		switch words[0] {
		case "index":
			index = k
		case "seal":
			keys = append(keys, k)
		default:
			return nil, fmt.Errorf("line %d begins with %q, want index or seal", n, words[0])
		}
	}
	return NewRing(index, keys...)
}

// Rotated gives the text of a key file with one more sealing key, which becomes the newest.
func Rotated(text string, k Key) (string, error) {
	text = strings.TrimRight(text, "\n") + "\n" + line("seal", k)
	_, err := ParseRing(text)
	return text, err
}
