package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// The words of the toy, as a slice would bring them.
var _ = i18n.MustLoad([]byte(`
api.tag.staff: {zh: "聘用", en: "Staff"}
api.tag.rosters: {zh: "花名册", en: "Rosters"}
api.op.engage: {zh: "聘用一人", en: "Engage somebody"}
api.about.engage: {zh: "单位须已登记。", en: "The organisation must be known."}
api.op.staff: {zh: "在聘人员", en: "Who works there"}
api.op.reckon: {zh: "算年薪", en: "Reckon a year's pay"}
api.op.dismiss: {zh: "解聘", en: "Dismiss somebody"}
api.op.sendRoster: {zh: "上传花名册", en: "Send a roster"}
api.op.takeRoster: {zh: "导出花名册", en: "Take a roster away"}
`))

const here = "430408"

// engage is a command of an invented slice.
type engage struct {
	District string          `json:"district"`
	Org      string          `json:"org"`
	Name     string          `json:"name"`
	From     civil.Date      `json:"from"`
	Pay      money.Fen       `json:"pay_fen"`
	Skills   []string        `json:"skills"`
	Book     *strings.Reader `json:"-"`
}

type engagement struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	From   civil.Date     `json:"from,omitzero"`
	Until  civil.Date     `json:"until"`
	Pay    money.Fen      `json:"pay_fen"`
	Skills []string       `json:"skills,omitempty"`
	Notes  map[string]int `json:"notes"`
	At     time.Time      `json:"at"`
	Under  *engagement    `json:"under,omitempty"`
	Secret string         `json:"secret,omitempty"`
	Place
}

// A Place is embedded, as JSON does it.
type Place struct {
	Org string `json:"org"`
}

// Discreet leaves the note out that is for the house.
func (e engagement) Discreet() any { e.Secret = ""; return e }

func (engage) Action() authz.Action { return authz.PersonCreate }

func (e engage) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: e.District, Org: e.Org}, nil
}

func (e engage) Run(_ context.Context, tx *door.Tx) (*engagement, error) {
	if e.Name == "" {
		return nil, fault.Invalid.New("web.bind.value").On("name")
	}
	if e.Book == nil {
		return nil, fault.Internal.New("fault.internal")
	}
	return &engagement{ID: tx.NewID(), Name: e.Name, From: e.From, Pay: e.Pay, Skills: e.Skills, At: tx.Now(), Secret: "for the house", Place: Place{e.Org}}, nil
}

// staff is a question of it.
type staff struct {
	District string   `json:"district"`
	Org      string   `json:"org"`
	Skills   []string `json:"skill"`
	Since    struct {
		From civil.Date `json:"from"`
	} `json:"since"`
	Limit int `json:"limit"`
}

type roll struct {
	Asked staff        `json:"asked"`
	Rows  []engagement `json:"rows"`
}

func (staff) Action() authz.Action { return authz.PersonRead }

func (s staff) Answer(_ context.Context, q *door.Snapshot) (roll, error) {
	if q.May(authz.PersonRead, authz.Land{District: s.District, Org: s.Org}) != nil {
		return roll{}, fault.Missing.New("web.no_page")
	}
	return roll{Asked: s}, nil
}

type dismiss struct {
	Org  string `json:"org"`
	Name string `json:"name"`
}

// who reads the actor from the bearer token: the name of a role.
type who struct{}

func (who) Actor(_ context.Context, r *http.Request) (authz.Actor, error) {
	role, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return authz.Anyone(here), nil
	}
	return authz.Actor{Account: "t-" + role, Name: role, Via: "api", Grants: []authz.Grant{{Role: authz.Role(role), District: here, Org: "o1"}}}, nil
}

type toy struct {
	*web.Server
	api *API
	db  *store.DB
}

func open(t *testing.T) toy {
	t.Helper()
	db, at := dbtest.New(t), clock.At(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
	s := web.NewServer(web.Config{Clock: at, Identities: who{}, District: here, Frame: frame, Log: slog.New(slog.DiscardHandler)})
	a := New(s, &door.Door{DB: db, Clock: at}, "1.2.3")
	withBook := func(_ *http.Request, e *engage) error { e.Book = strings.NewReader(""); return nil }
	Do(a, "POST /api/v1/orgs/{org}/staff", Op{ID: "engage", Tag: "staff", Must: []string{"name"}, Created: true,
		Example: map[string]any{"name": "林雪雁", "from": "2026-05-01", "pay_fen": 1200050}}, withBook)
	Ask[staff](a, "GET /api/v1/orgs/{org}/staff", Op{ID: "staff", Tag: "staff"})
	Func(a, "DELETE /api/v1/orgs/{org}/staff/{name}", authz.PersonCreate, Op{ID: "dismiss", Tag: "staff"},
		func(_ *http.Request, d dismiss) (struct{}, error) {
			if d.Org == "" || d.Name == "" {
				return struct{}{}, fault.Internal.New("fault.internal")
			}
			return struct{}{}, nil
		})
	Func(a, "POST /api/v1/wages", authz.PublicRead, Op{ID: "reckon", Tag: "staff", Reads: true},
		func(_ *http.Request, e engage) (map[string]int64, error) {
			return map[string]int64{"year": int64(e.Pay) * 12}, nil
		})
	Upload(a, "POST /api/v1/rosters", authz.ImportRun, Op{ID: "sendRoster", Tag: "rosters"},
		func(_ *http.Request, in dismiss, f File) (map[string]string, error) {
			content, err := io.ReadAll(f.Content)
			return map[string]string{"name": f.Name, "content": string(content), "org": in.Org}, err
		})
	Stream(a, "GET /api/v1/rosters", authz.PersonExport, Op{ID: "takeRoster", Tag: "rosters"}, "application/jsonl",
		func(_ *http.Request, in staff, head http.Header, w io.Writer) error {
			head.Set("X-District", in.District)
			for i := range in.Limit {
				if _, err := fmt.Fprintf(w, "{\"n\":%d}\n", i); err != nil {
					return err
				}
			}
			if in.Org == "broken" {
				return fault.Conflict.New("web.no_page")
			}
			return nil
		})
	return toy{s, a, db}
}

func frame(*http.Request, authz.Actor) kit.Frame {
	return kit.Frame{Site: kit.Site{Name: kit.Data("雁阵")}}
}

// send sends a request; headers are name, value, …
func (s toy) send(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s toy) deeds(t *testing.T) int {
	t.Helper()
	var n int
	err := s.db.Snapshot(t.Context(), func(q store.Q) error {
		found, err := audit.List(t.Context(), q, authz.System("cli", authz.Auditor, here), audit.Query{})
		n = len(found)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func decode(t *testing.T, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return body
}
