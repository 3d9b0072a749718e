package registry_test

import (
	"context"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

// settle is the command of a test that decides a difference.
type settle struct{ s registry.Settlement }

func (settle) Action() authz.Action { return authz.ConflictDecide }
func (settle) Secretive()           {}
func (settle) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: zhengxiang}, nil
}
func (s settle) Run(ctx context.Context, tx *door.Tx) (struct{}, error) {
	s.s.District = zhengxiang
	return struct{}{}, registry.Settle(ctx, tx, s.s)
}

// says gives an arrival about a member of the cast by a roster of day.
func (h *house) says(name, day string, drafts ...registry.Draft) registry.Arrival {
	h.Helper()
	for _, p := range town.People(8, civil.Of(morning)) {
		if p.Name == name {
			return registry.Arrival{Name: name, IDNumber: p.IDNumber, Drafts: drafts,
				Source: registry.Source{Kind: registry.FromImport, Ref: "import/x/1", Name: "名册", Date: civil.MustParse(day)}}
		}
	}
	h.Fatalf("%s is not of the cast", name)
	return registry.Arrival{}
}

func (h *house) absorb(a registry.Arrival) registry.Absorbed {
	h.Helper()
	return do(h, office, absorb{[]registry.Arrival{a}})[0]
}

func TestAbsorbingTheSameAgainChangesNothing(t *testing.T) {
	each(t, 60, func(h *house) {
		before := h.everything()
		for i, a := range do(h, office, absorb{town.People(60, civil.Of(morning))}) {
			if a.Outcome != registry.Unchanged || a.Added != 0 || len(a.Differences) != 0 || a.Fault != nil {
				h.Errorf("person %d became %+v", i, a)
			}
		}
		// Only the entry in the log is new.
		if after := h.everything(); len(after) == len(before) {
			h.Error("the log should say that it was done")
		}
		h.snapshot(func(q store.Q) error {
			changes, err := registry.ChangedSince(h.ctx, q, zhengxiang, morning.Add(time.Minute).UnixMicro(), "", 100)
			if len(changes) != 0 {
				h.Errorf("%d people are said to have changed", len(changes))
			}
			return err
		})
	})
}

func TestAbsorbingFillsBlanksAndKeepsTheirSource(t *testing.T) {
	each(t, 8, func(h *house) {
		before := h.record(town.Lin, registry.KindEducation)
		a := h.absorb(h.says(town.Lin, "2026-11-25", registry.Draft{Data: &registry.Education{Level: "14", School: "南华大学", CertificateNo: "105551202202000123"}, Main: true}))
		if a.Outcome != registry.Updated || a.Added != 1 || len(a.Differences) != 0 {
			h.Fatalf("it became %+v", a)
		}
		after := h.record(town.Lin, registry.KindEducation)
		if after.Supersedes != before.ID || after.SourceOf("certificate_no").Name != "名册" || after.SourceOf("school") != before.Source ||
			registry.FieldText(after.Data, "major") != registry.FieldText(before.Data, "major") {
			h.Errorf("it says %+v from %+v", after.Data, after.Origins)
		}
	})
}

func TestAbsorbingTellsWhatIsRejectedAndWhatIsNew(t *testing.T) {
	each(t, 8, func(h *house) {
		number := newcomer("430405")
		batch := []registry.Arrival{
			{Name: "方晓岚", IDNumber: number, Org: registry.OrgRef{Name: "衡阳市新来有限公司"}},
			{Name: "无号", IDNumber: "430405199506079999"},
			{Name: "", IDNumber: newcomer("430406")},
			{Name: "方晓岚", IDNumber: number, Drafts: []registry.Draft{{Data: &registry.Honour{Name: "区优秀工程师"}}}},
		}
		got := do(h, office, absorb{batch})
		for i, want := range []registry.Outcome{registry.Created, registry.Rejected, registry.Rejected, registry.Updated} {
			if got[i].Outcome != want {
				h.Errorf("arrival %d became %s, want %s", i, got[i].Outcome, want)
			}
		}
		if got[1].Fault.Key != "registry.person.bad_number" || got[2].Fault.Field != "data.name" || got[3].Person != got[0].Person {
			h.Errorf("they became %+v", got)
		}
		h.ids["方晓岚"] = got[0].Person
		if row := h.row("方晓岚"); row.Org == "" || row.Honours != 1 {
			h.Errorf("her line is %+v", row)
		}
		if orgs := ask(h, office, registry.ListOrgs{District: zhengxiang, Words: "新来"}); orgs.Total != 1 || orgs.Rows[0].People != 1 {
			h.Errorf("the new employer is %+v", orgs)
		}
	})
}

// contest lets a roster of day disagree about Lin's yearly pay and gives the difference.
func (h *house) contest(day string, yuan int64) registry.Difference {
	h.Helper()
	a := h.absorb(h.says(town.Lin, day, registry.Draft{Data: &registry.Pay{Annual: money.Yuan(yuan)}, Main: true}))
	if len(a.Differences) != 1 || a.Added != 0 {
		h.Fatalf("it became %+v", a)
	}
	return a.Differences[0]
}

func (h *house) pay() string {
	h.Helper()
	return registry.FieldText(h.record(town.Lin, registry.KindPay).Data, "annual_fen")
}

func TestADifferenceIsReportedAndNotApplied(t *testing.T) {
	each(t, 8, func(h *house) {
		d := h.contest("2026-11-25", 150_000)
		if d.Ours != "13200000" || d.Theirs != "15000000" || d.Proposed != registry.Theirs || d.Field != "annual_fen" || h.pay() != "13200000" {
			h.Errorf("the difference is %+v", d)
		}
		if old := h.contest("2020-01-01", 90_000); old.Proposed != registry.Ours {
			h.Errorf("an older source is proposed: %+v", old)
		}
	})
}

func TestSettling(t *testing.T) {
	for name, tc := range map[string]struct {
		take  registry.Side
		value string
		fen   string
		from  registry.SourceKind
		kind  fault.Kind
		key   string
	}{
		"ours stands":              {take: registry.Ours, fen: "13200000", from: registry.FromOffice},
		"theirs is taken":          {take: registry.Theirs, fen: "15000000", from: registry.FromImport},
		"neither, but this":        {take: registry.Edited, value: "148000", fen: "14800000", from: registry.FromDecision},
		"this is no amount":        {take: registry.Edited, value: "很多", kind: fault.Invalid, key: "registry.field.form"},
		"two of one thing":         {take: registry.Both, kind: fault.Conflict, key: "registry.settle.one"},
		"no side that anyone knew": {take: "neither", kind: fault.Invalid, key: "registry.settle.take"},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, 8, func(h *house) {
				decide := settle{registry.Settlement{Difference: h.contest("2026-11-25", 150_000), Take: tc.take, Value: tc.value, Reason: "合同为准"}}
				if tc.kind != "" {
					if f := refused(h, office, decide, tc.kind, tc.key); tc.take == registry.Edited && f.Field != "value" {
						h.Errorf("the fault is on %s", f.Field)
					}
					return
				}
				do(h, office, decide)
				r := h.record(town.Lin, registry.KindPay)
				if h.pay() != tc.fen || r.SourceOf("annual_fen").Kind != tc.from {
					h.Errorf("the dossier says %+v from %+v", r, r.SourceOf("annual_fen"))
				}
				if tc.take == registry.Edited { // the dossier now says neither side
					refused(h, office, decide, fault.Conflict, "registry.settle.moved")
					return
				}
				do(h, office, decide)
				if again := h.record(town.Lin, registry.KindPay); again.ID != r.ID {
					h.Error("deciding the same again wrote another record")
				}
			})
		})
	}
}

func TestSettlingWhatMovedMeanwhile(t *testing.T) {
	each(t, 8, func(h *house) {
		d := h.contest("2026-11-25", 150_000)
		r := h.record(town.Lin, registry.KindPay)
		do(h, office, registry.CorrectRecord{District: zhengxiang, Person: h.ids[town.Lin], Record: r.ID, Data: map[string]any{"annual_fen": "140000"}, Reason: "调薪"})
		refused(h, office, settle{registry.Settlement{Difference: d, Take: registry.Theirs, Reason: "x"}}, fault.Conflict, "registry.settle.moved")
		r = h.record(town.Lin, registry.KindPay)
		do(h, office, registry.CorrectRecord{District: zhengxiang, Person: h.ids[town.Lin], Record: r.ID, Data: map[string]any{"annual_fen": "150000"}, Reason: "调薪"})
		do(h, office, settle{registry.Settlement{Difference: d, Take: registry.Theirs, Reason: "x"}})
	})
}

func TestSettlingAWholeStatement(t *testing.T) {
	each(t, 8, func(h *house) {
		other := registry.Draft{Data: &registry.Education{Level: "11", School: "中南大学", Major: "机械工程", GraduatedOn: civil.MustParse("2026-06-28")}, Main: true}
		a := h.absorb(h.says(town.Lin, "2026-11-25", other))
		if len(a.Differences) < 2 || !a.Differences[0].Whole || a.Added != 0 {
			h.Fatalf("it became %+v", a)
		}
		// Both are true: the doctorate comes beside the master's degree.
		do(h, office, settle{registry.Settlement{Difference: a.Differences[0], Take: registry.Both, Reason: "两段学历"}})
		do(h, office, settle{registry.Settlement{Difference: a.Differences[1], Take: registry.Both, Reason: "两段学历"}})
		if n := count(h.dossier(town.Lin), registry.KindEducation); n != 2 || h.row(town.Lin).Education != "11" {
			h.Errorf("she has %d educations, the highest %s", n, h.row(town.Lin).Education)
		}
	})
	each(t, 8, func(h *house) {
		other := registry.Draft{Data: &registry.Education{Level: "21", School: "湘潭大学", Major: "软件工程"}, Main: true}
		a := h.absorb(h.says(town.Lin, "2026-11-25", other))
		for _, d := range a.Differences {
			do(h, office, settle{registry.Settlement{Difference: d, Take: registry.Theirs, Reason: "学信网为准"}})
		}
		r := h.record(town.Lin, registry.KindEducation)
		if registry.FieldText(r.Data, "school") != "湘潭大学" || registry.FieldText(r.Data, "graduated_on") != "" || r.Source.Name != "名册" {
			h.Errorf("theirs as a whole is %+v", r)
		}
	})
}

func count(d *registry.Dossier, kind registry.Kind) int {
	n := 0
	for _, r := range d.Records {
		if r.Kind == kind {
			n++
		}
	}
	return n
}

func TestASourceThatWasOverruledIsNotAskedAgain(t *testing.T) {
	each(t, 8, func(h *house) {
		r := h.record(town.Lin, registry.KindPay)
		do(h, office, registry.CorrectRecord{District: zhengxiang, Person: h.ids[town.Lin], Record: r.ID, Data: map[string]any{"annual_fen": "140000"}, Reason: "调薪"})
		a := h.absorb(h.says(town.Lin, "2026-11-01", registry.Draft{Data: &registry.Pay{Annual: money.Yuan(132_000)}, Main: true}))
		if len(a.Differences) != 0 || a.Outcome != registry.Unchanged {
			h.Errorf("the old value came back as %+v", a)
		}
		h.contest("2027-01-01", 132_000) // of a later day it is news
	})
}

func TestSettlingASealedValue(t *testing.T) {
	each(t, 8, func(h *house) {
		a := h.absorb(h.says(town.Lin, "2026-11-25", registry.Draft{Data: &registry.Contact{Phone: registry.Plain("13907340999")}}))
		if len(a.Differences) != 1 || a.Differences[0].Theirs != "139****0999" {
			h.Fatalf("it became %+v", a)
		}
		do(h, office, settle{registry.Settlement{Difference: a.Differences[0], Take: registry.Theirs, Reason: "已换号"}})
		values, err := registry.OpenSecrets(h.ctx, h.record(town.Lin, registry.KindContact))
		if err != nil || values["phone"] != "13907340999" {
			h.Errorf("it opens to %v, %v", values, err)
		}
	})
}
