// Package static holds the files a browser needs: the vendored kits (VERSIONS.md says which, from where and
// under which licence) and our own sheet and scripts. Names carry a digest of the content, so a
// browser may keep a file for ever; each file is compressed once.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed files
var files embed.FS

// An asset is one file under the name that carries its digest.
type asset struct {
	hashed string
	kind   string
	plain  []byte
	packed func() []byte
}

var byName, byHashed = index()

func index() (byName, byHashed map[string]*asset) {
	byName, byHashed = map[string]*asset{}, map[string]*asset{}
	entries, err := files.ReadDir("files")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	for _, entry := range entries {
		a := load(entry.Name())
		byName[entry.Name()], byHashed[a.hashed] = a, a
	}
	return byName, byHashed
}

func load(name string) *asset {
	plain, err := files.ReadFile("files/" + name)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(plain)
	ext := path.Ext(name)
	return &asset{
		hashed: strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:5]) + ext,
		kind:   mime.TypeByExtension(ext),
		plain:  plain,
		packed: sync.OnceValue(func() []byte { return pack(plain) }),
	}
}

func pack(plain []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic(err)
	}
	if _, err := w.Write(plain); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// URL gives the path of the file called name, "app.css"; it panics on a name that is not there.
func URL(name string) string {
	a, ok := byName[name]
	if !ok {
		panic(fmt.Sprintf("static: no file %q", name))
	}
	return "/static/" + a.hashed
}

// Handler serves GET /static/{file}.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := byHashed[path.Base(r.URL.Path)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Content-Type", a.kind)
		h.Set("Vary", "Accept-Encoding")
		h.Set("ETag", `"`+a.hashed+`"`)
		body := a.plain
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && a.kind != "image/png" {
			h.Set("Content-Encoding", "gzip")
			body = a.packed()
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	})
}
