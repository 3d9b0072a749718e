package file

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Send answers r with the content of f as a download: never shown inside the site, never guessed to be another type.
// It takes ranges. The caller has asked whether the reader may see f.
func (v *Vault) Send(w http.ResponseWriter, r *http.Request, f File) error {
	content, err := v.Open(f.Sum)
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // only read
	h := w.Header()
	h.Set("Content-Type", f.Type.Media())
	h.Set("Content-Disposition", Disposition(f.Name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+f.Sum+`"`)
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

// Disposition is the header that makes a browser keep an answer as a file called name (RFC 6266, RFC 8187).
func Disposition(name string) string {
	return "attachment; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}
