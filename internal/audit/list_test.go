package audit_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

const here, there = "430408", "430405"

var (
	auditor = authz.Actor{Account: "a9", Grants: []authz.Grant{{Role: authz.Auditor, District: here}}}
	office  = authz.Actor{Account: "a1", Grants: []authz.Grant{{Role: authz.Office, District: here}}}
	day     = time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)
)

// log writes five entries, one a day; the last lies in another district. Their numbers begin with 1.
func log(t *testing.T, db *store.DB) {
	t.Helper()
	err := db.InTx(t.Context(), func(tx *store.Tx) error {
		for i, e := range []audit.Entry{
			{Account: "a1", Actor: "陈雁秋", Action: authz.RecordVerify, Outcome: audit.Done, Subject: "person/01A", Detail: map[string]any{"kind": "education"}},
			{Account: "a2", Actor: "郭_峰", Action: authz.RecordVerify, Outcome: audit.Done, Subject: "person/01B"},
			{Account: "a3", Actor: "何舟", Action: authz.PersonUnmask, Outcome: audit.Denied, Subject: "person/01A"},
			{Account: "a1", Actor: "陈雁秋", Action: authz.PolicySave, Outcome: audit.Done, Subject: "policy/x"},
			{Account: "a1", Actor: "陈雁秋", Action: authz.PolicySave, Outcome: audit.Done, Subject: "policy/x", District: there},
		} {
			e.At, e.Via = day.AddDate(0, 0, i), "web"
			if e.District == "" {
				e.District = here
			}
			if err := audit.Write(t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheLogIsNarrowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		log(t, db)
		for name, tc := range map[string]struct {
			actor authz.Actor
			by    audit.Query
			want  []int64
		}{
			"all of the district, newest first": {auditor, audit.Query{}, []int64{4, 3, 2, 1}},
			"not for those who may not":         {office, audit.Query{}, nil},
			"by subject":                        {auditor, audit.Query{Subject: "person/01A"}, []int64{3, 1}},
			"by account":                        {auditor, audit.Query{Account: "a1"}, []int64{4, 1}},
			"by part of a name":                 {auditor, audit.Query{Actor: "雁秋"}, []int64{4, 1}},
			"by a name that looks like a mask":  {auditor, audit.Query{Actor: "_"}, []int64{2}},
			"by account as an actor":            {auditor, audit.Query{Actor: "a3"}, []int64{3}},
			"by action":                         {auditor, audit.Query{Action: authz.RecordVerify}, []int64{2, 1}},
			"by outcome":                        {auditor, audit.Query{Outcome: audit.Denied}, []int64{3}},
			"by day":                            {auditor, audit.Query{From: day.AddDate(0, 0, 1), Until: day.AddDate(0, 0, 3)}, []int64{3, 2}},
			"a page":                            {auditor, audit.Query{Before: 4, Limit: 2}, []int64{3, 2}},
			"everything at once":                {auditor, audit.Query{Actor: "陈", Action: authz.RecordVerify, Outcome: audit.Done, Subject: "person/01A"}, []int64{1}},
		} {
			t.Run(name, func(t *testing.T) {
				var got []int64
				var count int64
				err := db.Snapshot(t.Context(), func(q store.Q) error {
					entries, err := audit.List(t.Context(), q, tc.actor, tc.by)
					for _, e := range entries {
						got = append(got, e.Seq)
					}
					if err == nil {
						count, err = audit.Count(t.Context(), q, tc.actor, tc.by)
					}
					return err
				})
				if err != nil || !slices.Equal(got, tc.want) {
					t.Errorf("got %v, %v; want %v", got, err, tc.want)
				}
				if tc.by.Limit == 0 && count != int64(len(tc.want)) {
					t.Errorf("counted %d, want %d", count, len(tc.want))
				}
			})
		}
	})
}

func TestOneEntryIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		log(t, db)
		err := db.Snapshot(t.Context(), func(q store.Q) error {
			e, err := audit.Find(t.Context(), q, auditor, 1)
			if err == nil && (e.Actor != "陈雁秋" || e.Detail["kind"] != "education" || !e.At.Equal(day)) {
				t.Errorf("got %+v", e)
			}
			for _, seq := range []int64{0, 5, 6} { // 5 lies in another district
				if _, err := audit.Find(t.Context(), q, auditor, seq); !errors.Is(err, fault.Missing) {
					t.Errorf("entry %d: got %v, want Missing", seq, err)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestARefusalOfWhatIsNoTextIsOnRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.InTx(t.Context(), func(tx *store.Tx) error {
			return audit.Write(t.Context(), tx, audit.Entry{At: day, District: "\xed\xa0\x80", Account: "a1", Actor: "陈雁秋", Via: "web",
				Action: authz.PersonExport, Outcome: audit.Denied, Subject: "district/a\x00b\xff"})
		})
		if err != nil {
			t.Fatal(err)
		}
		err = db.Snapshot(t.Context(), func(q store.Q) error {
			var subject string
			if err := q.QueryRow(t.Context(), `SELECT subject FROM audit_entry`).Scan(&subject); err != nil || subject != "district/a\uFFFDb\uFFFD" {
				t.Errorf("subject %q, %v", subject, err)
			}
			if checked, changed, err := audit.Verify(t.Context(), q); checked != 1 || len(changed) > 0 || err != nil {
				t.Errorf("%d checked, %v changed, %v", checked, changed, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
