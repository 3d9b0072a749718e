package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/crypt"
	"yanzhen/internal/store"
)

// A Vault is a folder of sealed contents.
type Vault struct {
	dir      string // contents: ab/abcdef…
	incoming string // half-written ones, beside it on the same disk
	ring     *crypt.Ring
	max      int64
}

// OpenVault opens the vault in dir, which it makes. Contents over max bytes are refused.
func OpenVault(dir string, ring *crypt.Ring, max int64) (*Vault, error) {
	v := &Vault{dir: dir, incoming: filepath.Join(filepath.Dir(dir), "incoming"), ring: ring, max: max}
	for _, folder := range []string{v.dir, v.incoming} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("vault: %w", err)
		}
	}
	return v, nil
}

// Max is how many bytes a content may have.
func (v *Vault) Max() int64 { return v.max }

// A Content is what Put found out about a content in the vault.
type Content struct {
	Sum  string `json:"sha256"` // hexadecimal
	Size int64  `json:"size"`
	Type Type   `json:"type"`
}

// Put streams r into the vault. A content that is already there is kept once.
//
// Errors: TooLarge over the vault's limit; Invalid for a content of no allowed type (none given: of any
// known type), for an archive that would unfold beyond measure, and for an empty one; Unavailable when the
// disk does not take it.
func (v *Vault) Put(ctx context.Context, r io.Reader, allowed ...Type) (Content, error) {
	temp, err := os.CreateTemp(v.incoming, "put-*")
	if err != nil {
		return Content{}, cannotWrite(err)
	}
	defer os.Remove(temp.Name()) //nolint:errcheck // after the rename there is nothing to remove
	defer temp.Close()           //nolint:errcheck // closed before the rename; here for the errors
	w, err := v.ring.NewWriter(temp)
	if err != nil {
		return Content{}, cannotWrite(err)
	}
	if err := v.copy(ctx, w, r); err != nil {
		return Content{}, err
	}
	if err := errors.Join(w.Close(), temp.Sync()); err != nil {
		return Content{}, cannotWrite(err)
	}
	kind, err := v.typeOf(temp)
	if err != nil {
		return Content{}, err
	}
	if len(allowed) > 0 && !slices.Contains(allowed, kind) {
		return Content{}, fault.Invalid.New("file.type").With("wanted", listed(allowed)).On("file")
	}
	if err := temp.Close(); err != nil {
		return Content{}, cannotWrite(err)
	}
	return Content{Sum: w.Sum(), Size: w.Size(), Type: kind}, v.settle(temp.Name(), w.Sum())
}

// copy seals r, telling faults of the sender (too large, gone away) from those of the disk.
func (v *Vault) copy(ctx context.Context, w *crypt.Writer, r io.Reader) error {
	piece := make([]byte, 64<<10)
	for {
		n, readErr := r.Read(piece)
		if w.Size()+int64(n) > v.max {
			return fault.TooLarge.New("file.too_large").With("mib", max(1, v.max>>20)).On("file")
		}
		if _, err := w.Write(piece[:n]); err != nil {
			return cannotWrite(err)
		}
		if readErr == io.EOF {
			return nil
		}
		if err := errors.Join(readErr, ctx.Err()); err != nil {
			return fmt.Errorf("read what was sent: %w", err)
		}
	}
}

func (v *Vault) typeOf(sealed *os.File) (Type, error) {
	info, err := sealed.Stat()
	if err != nil {
		return "", err
	}
	content, err := v.ring.NewReader(sealed, info.Size())
	if err != nil {
		return "", err
	}
	return Detect(content, content.Size())
}

// settle moves a complete content to its place and makes the move durable.
func (v *Vault) settle(temp, sum string) error {
	place := v.path(sum)
	if here, err := v.Open(sum); err == nil { // the same content is there already, and sound at its ends
		return errors.Join(here.Close(), v.freshen(temp, place))
	}
	if err := os.MkdirAll(filepath.Dir(place), 0o700); err != nil {
		return cannotWrite(err)
	}
	if err := os.Rename(temp, place); err != nil {
		return cannotWrite(err)
	}
	for _, folder := range []string{filepath.Dir(place), v.dir} {
		if err := syncFolder(folder); err != nil {
			return cannotWrite(err)
		}
	}
	return nil
}

// freshen makes a content that is there already as young as the one just sent, so that a sweep leaves it to the command that is about
// to name it.
func (v *Vault) freshen(temp, place string) error {
	sent, err := os.Stat(temp)
	if err == nil {
		err = os.Chtimes(place, time.Time{}, sent.ModTime())
	}
	if err != nil {
		return cannotWrite(err)
	}
	return nil
}

func syncFolder(path string) error {
	if runtime.GOOS == "windows" { // has no such thing; NTFS keeps its names itself
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func cannotWrite(err error) error { return fault.Unavailable.New("file.cannot_write").From(err) }

func (v *Vault) path(sum string) string { return filepath.Join(v.dir, sum[:2], sum) }

func validSum(sum string) bool {
	return len(sum) == 64 && strings.Trim(sum, "0123456789abcdef") == ""
}

// An Opened content reads at any place. Close it. It is for one goroutine.
type Opened struct {
	*crypt.Reader
	sealed *os.File
}

// Close closes the file below.
func (o *Opened) Close() error { return o.sealed.Close() }

// Open opens the content with the SHA-256 sum. It fails with Missing if there is none, and with crypt.ErrSealed if it is
// not the content that was put there.
func (v *Vault) Open(sum string) (*Opened, error) {
	if !validSum(sum) {
		return nil, fault.Missing.New("file.missing")
	}
	sealed, err := os.Open(v.path(sum))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Missing.New("file.missing").From(err)
	}
	if err != nil {
		return nil, err
	}
	o, err := v.open(sealed)
	if err == nil && o.Sum() != sum {
		err = fmt.Errorf("%w: another content lies at %s", crypt.ErrSealed, sum)
	}
	if err != nil {
		return nil, errors.Join(err, sealed.Close())
	}
	return o, nil
}

func (v *Vault) open(sealed *os.File) (*Opened, error) {
	info, err := sealed.Stat()
	if err != nil {
		return nil, err
	}
	content, err := v.ring.NewReader(sealed, info.Size())
	return &Opened{Reader: content, sealed: sealed}, err
}

// Sweep removes contents that no row names and that are older than before, and half-written ones. It gives how many.
// Of two nodes on one disk, one sweeps.
func (v *Vault) Sweep(ctx context.Context, q store.Q, before time.Time) (int, error) {
	removed := 0
	remove := func(path string, d fs.DirEntry) error {
		info, err := d.Info()
		if err != nil || !info.ModTime().Before(before) {
			return err
		}
		if validSum(d.Name()) {
			var rows int64
			if err := q.QueryRow(ctx, `SELECT COUNT(*) FROM file WHERE sha256 = $1`, d.Name()).Scan(&rows); err != nil || rows > 0 {
				return err
			}
		}
		removed++
		return os.Remove(path)
	}
	for _, folder := range []string{v.dir, v.incoming} {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return remove(path, d)
		})
		if err != nil {
			return removed, fmt.Errorf("sweep the vault: %w", err)
		}
	}
	return removed, nil
}
