package web

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"github.com/a-h/templ"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web/kit"
)

// Page answers with an HTML page or, to htmx, a part of one. It is rendered whole before the first byte is
// sent, so that a failing component becomes an error page.
func Page(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	ctx := r.Context()
	if told := takeFlash(w, r); told != nil {
		frame := kit.FrameOf(ctx)
		frame.Flash = i18n.T(ctx, told.Key, told.Args)
		ctx = kit.WithFrame(ctx, frame)
	}
	var b bytes.Buffer
	if err := page.Render(ctx, &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Add("Vary", "Cookie, HX-Request")
	w.WriteHeader(status)
	_, err := b.WriteTo(w)
	return ignoreGone(err)
}

// JSON answers a program with v.
func JSON(w http.ResponseWriter, r *http.Request, status int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, err = w.Write(append(body, '\n'))
	return ignoreGone(err)
}

// Moved ends a change that succeeded: people go to the page at url and read the words of key there; a
// program gets {"location", "message"}. Flash arguments must be strings, numbers or booleans.
func Moved(w http.ResponseWriter, r *http.Request, url, key string, args ...i18n.Args) error {
	if WantsJSON(r) {
		return JSON(w, r, http.StatusOK, map[string]string{"location": url, "message": i18n.T(r.Context(), key, args...)})
	}
	if key != "" {
		Flash(w, r, key, args...)
	}
	if Partial(r) {
		w.Header().Set("HX-Redirect", url)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, url, http.StatusSeeOther)
	return nil
}

// Again shows a form again after its command failed with err: entries are kept and each fault stands beside its
// field. Programs, and faults that neither mending the form nor waiting cures, get err back for the error answer.
func Again(w http.ResponseWriter, r *http.Request, err error, page templ.Component) error {
	kind := fault.KindOf(err)
	if WantsJSON(r) || kind != fault.Invalid && kind != fault.Conflict && kind != fault.TooMany {
		return err
	}
	told := i18n.Fault(r.Context(), err)
	kept := kit.Kept{Form: r.PostForm.Get(kit.FormField), Values: r.PostForm, Told: told}
	*r = *r.WithContext(kit.WithKept(r.Context(), kept))
	return Page(w, r, statusOf[kind], page)
}

type flash struct {
	Key  string    `json:"k"`
	Args i18n.Args `json:"a,omitempty"`
}

// Flash keeps the words of key for the next page this browser is shown.
func Flash(w http.ResponseWriter, r *http.Request, key string, args ...i18n.Args) {
	all := i18n.Args{}
	for _, some := range args {
		for name, value := range some {
			all[name] = value
		}
	}
	raw, err := json.Marshal(flash{key, all})
	if err != nil || len(raw) > 2000 {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(raw), Path: "/",
		MaxAge: 60, HttpOnly: true, Secure: visitOf(r).secure, SameSite: http.SameSiteLaxMode})
}

// takeFlash gives what Flash kept, once; nil when there is nothing that has words.
func takeFlash(w http.ResponseWriter, r *http.Request) *flash {
	cookie, err := r.Cookie(flashCookie)
	if err != nil || Partial(r) {
		return nil
	}
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	raw, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil {
		return nil
	}
	var told flash
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&told) != nil || !i18n.Has(r.Context(), told.Key) {
		return nil
	}
	for name, value := range told.Args {
		if number, ok := value.(json.Number); ok {
			if n, err := number.Int64(); err == nil {
				told.Args[name] = n
			}
		}
	}
	return &told
}
