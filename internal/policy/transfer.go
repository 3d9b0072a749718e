package policy

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"unicode/utf8"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/policy/pack"
)

// Zip packs the files into an archive; the same files make the same bytes.
func (f Files) Zip() ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(f)) {
		w, err := z.Create(name)
		if err != nil {
			return nil, fmt.Errorf("zip %s: %w", name, err)
		}
		if _, err := io.WriteString(w, f[name]); err != nil {
			return nil, fmt.Errorf("zip %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("zip: %w", err)
	}
	return out.Bytes(), nil
}

// Add takes in one uploaded file: an archive of a pack, perhaps in one folder, or a single text of it. Nothing is
// written anywhere, and no more is unpacked than a pack may hold. Errors: Invalid policy.pack.not_zip,
// policy.pack.bad_file, policy.pack.twice or policy.pack.not_text on files, TooLarge policy.pack.large.
func (f Files) Add(name string, content io.Reader) error {
	text, err := f.read(name, content)
	if err != nil {
		return err
	}
	if path.Ext(name) != ".zip" {
		return f.put(name, text)
	}
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return fault.Invalid.New("policy.pack.not_zip").On("files").With("name", name).From(err)
	}
	for _, entry := range z.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		if err := f.unpack(entry); err != nil {
			return err
		}
	}
	return nil
}

func (f Files) unpack(entry *zip.File) error {
	if dir, base := path.Split(entry.Name); path.Dir(path.Clean(dir)) != "." || path.IsAbs(dir) || dir == "../" || base == "" {
		return fault.Invalid.New("policy.pack.bad_file").On("files").With("name", entry.Name)
	}
	in, err := entry.Open()
	if err != nil {
		return fault.Invalid.New("policy.pack.not_zip").On("files").With("name", entry.Name).From(err)
	}
	defer in.Close()
	text, err := f.read(entry.Name, in)
	if err != nil {
		return err
	}
	return f.put(path.Base(entry.Name), text)
}

// read takes no more of a file than there is room for beside those that are there.
func (f Files) read(name string, content io.Reader) ([]byte, error) {
	room := int64(maxPack)
	for _, text := range f {
		room -= int64(len(text))
	}
	text, err := io.ReadAll(io.LimitReader(content, room+1))
	if err != nil {
		return nil, fault.Invalid.New("policy.pack.not_zip").On("files").With("name", name).From(err)
	}
	if int64(len(text)) > room || len(f) >= maxFiles {
		return nil, fault.TooLarge.New("policy.pack.large").On("files").With("most", maxPack>>10)
	}
	return text, nil
}

func (f Files) put(name string, text []byte) error {
	problem := ""
	switch {
	case !fileName.MatchString(name):
		problem = "policy.pack.bad_file"
	case f[name] != "":
		problem = "policy.pack.twice"
	case !utf8.Valid(text):
		problem = "policy.pack.not_text"
	}
	if problem != "" {
		return fault.Invalid.New(problem).On("files").With("name", name)
	}
	f[name] = string(text)
	return nil
}

// PolicyID gives the id that policy.yaml states, "" when it cannot be read.
func (f Files) PolicyID() string {
	p, err := pack.LoadOne(folder{"pack", f}, "pack")
	if err != nil {
		return ""
	}
	return p.Policy.ID
}
