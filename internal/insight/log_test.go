package insight_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func (h house) saveOrgs(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		h.clock.Pass(time.Minute)
		_, err := door.Do(h.ctx, h.door, as(authz.Office), registry.SaveOrg{Org: registry.Org{District: zhengxiang, Name: name}})
		check(t, err)
	}
}

func TestTheLogIsReadPageByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := settle(t, db, 1)
		h.saveOrgs(t, "甲", "乙", "丙", "丁", "戊")
		q := insight.Log{Actor: "陈秀兰", Deed: authz.OrgChange, From: civil.Of(noon), Until: civil.Of(noon), Limit: 2}
		var seen []int64
		for {
			page, err := door.Ask(h.ctx, h.door, as(authz.Auditor), q)
			check(t, err)
			for _, e := range page.Entries {
				seen = append(seen, e.Seq)
			}
			if page.Next == 0 {
				break
			}
			q.After = page.Next
		}
		if len(seen) != 5 || !slices.IsSortedFunc(seen, func(a, b int64) int { return int(b - a) }) {
			t.Errorf("got %v, want the five deeds, newest first", seen)
		}
		one, err := door.Ask(h.ctx, h.door, as(authz.Admin), insight.LogEntry{Seq: seen[0]})
		if err != nil || one.Action != authz.OrgChange || one.Actor != "陈秀兰" {
			t.Errorf("got %+v, %v", one, err)
		}
		if _, err := door.Ask(h.ctx, h.door, as(authz.Office), q); !errors.Is(err, fault.Denied) {
			t.Errorf("the office reads the log: %v", err)
		}
	})
}

func TestTakingTheLogAwayIsInTheLog(t *testing.T) {
	h := settle(t, dbtest.New(t), 1)
	h.saveOrgs(t, "甲", "乙")
	taken := 0
	q := insight.Log{Deed: authz.OrgChange, Actor: "陈秀兰"}
	err := insight.Export(h.ctx, h.door, as(authz.Auditor), q, "csv", func(insight.Entry) error { taken++; return nil })
	if err != nil || taken != 2 {
		t.Errorf("took %d entries, %v", taken, err)
	}
	page, err := door.Ask(h.ctx, h.door, as(authz.Auditor), insight.Log{Deed: authz.AuditRead})
	check(t, err)
	if len(page.Entries) != 1 || page.Entries[0].Detail["format"] != "csv" || page.Entries[0].Detail["action"] != string(authz.OrgChange) {
		t.Errorf("got %+v", page.Entries)
	}
	stop := errors.New("the reader left")
	if err := insight.Export(h.ctx, h.door, as(authz.Auditor), q, "csv", func(insight.Entry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want the error of the reader", err)
	}
	if err := insight.Export(h.ctx, h.door, as(authz.Unit), q, "csv", func(insight.Entry) error { return nil }); !errors.Is(err, fault.Denied) {
		t.Errorf("a unit takes the log: %v", err)
	}
}

func TestEveryActionHasWords(t *testing.T) {
	for _, lang := range i18n.Langs {
		ctx := i18n.WithLang(t.Context(), lang)
		for _, action := range authz.Actions() {
			if !i18n.Has(ctx, "insight.action."+string(action)) {
				t.Errorf("%s: what is %s called in the audit log? Add insight.action.%s", lang, action, action)
			}
		}
	}
}

// The names of notes are written where the deed is; this finds them all.
func TestEveryNoteAndSubjectHasWords(t *testing.T) {
	named := regexp.MustCompile(`tx\.(Note|About)\("([a-z_]+)`)
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			found[map[string]string{"Note": "insight.note.", "About": "insight.subject."}[m[1]]+m[2]] = true
		}
		return err
	})
	check(t, err)
	if len(found) < 20 {
		t.Fatalf("found only %d names: the search is broken", len(found))
	}
	for key := range found {
		if !i18n.Has(t.Context(), key) {
			t.Errorf("the audit log shows %s without words", key)
		}
	}
}
