package policy

import (
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func TestTheHistoryTellsWhoWroteAndMovedEachVersionAndWhatItChanged(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 0)
	first := h.draft()
	h.now.Pass(time.Hour)
	later := files(t, living).with(t, "policy.yaml", `versions:`, "versions:\n  - {id: \"2099\", effect: 2099-01-01, add_gates: [{id: local, text: {zh: 本地, en: local}, when: \"'430408' in employer.within\"}]}")
	later2 := do(h, second, SavePack{Book: h.book, District: zhengxiang, ID: living, Files: later, Note: "自 2099 年起"})
	do(h, office, SubmitPack{h.turn(living, first.Version)})
	do(h, second, ApprovePack{Turn: h.turn(living, first.Version)})

	page := ask(h, office, History{Book: h.book, ID: living})
	if page.Total != 3 || len(page.Versions) != 3 || page.Name != "衡阳市青年人才生活补贴" {
		t.Fatalf("%+v", page)
	}
	newest, approved, built := page.Versions[0], page.Versions[1], page.Versions[2]
	if newest.Version != later2.Version || newest.By != "刘主任" || newest.Note != "自 2099 年起" || newest.Locked || len(newest.Moves) != 0 {
		t.Errorf("newest: %+v", newest)
	}
	if approved.State != Active || !approved.Locked || len(approved.Moves) != 2 || approved.Moves[0].Step != StepApprove || approved.Moves[0].By != "刘主任" {
		t.Errorf("approved: %+v", approved)
	}
	if !built.BuiltIn || built.Before != "" || approved.Before != built.Version {
		t.Errorf("built in: %+v", built)
	}
	told := func(c Chapter, part Part, id string) bool {
		for _, change := range c.Changes {
			if change.Part == part && change.ID == id {
				return true
			}
		}
		return false
	}
	if !told(newest, PartClause, "local") || !told(newest, PartDates, "2099") || !told(approved, PartBenefit, "allowance/master") {
		t.Errorf("what changed: %+v, %+v", newest.Changes, approved.Changes)
	}
	next := ask(h, office, History{Book: h.book, ID: living, Limit: 1, After: ask(h, office, History{Book: h.book, ID: living, Limit: 1}).Next})
	if len(next.Versions) != 1 || next.Versions[0].Version != approved.Version {
		t.Errorf("the next page: %+v", next)
	}
	auditor := authz.Actor{Account: "au", Name: "审计", Via: "web", Grants: []authz.Grant{{Role: authz.Auditor, District: zhengxiang}}}
	if seen := ask(h, auditor, History{Book: h.book, ID: living}); seen.Total != 3 {
		t.Errorf("an auditor sees %d", seen.Total)
	}
	if f := refused(h, anyone, History{Book: h.book, ID: living}); f.Kind != fault.Missing {
		t.Errorf("the public reads drafts: %v", f)
	}
}

// A version is named by its content: saving it once more finds it there, with its author and its state, and writes nothing.
func TestAVersionInForceIsLocked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, 0)
		v := h.draft()
		do(h, office, SubmitPack{h.turn(living, v.Version)})
		do(h, second, ApprovePack{Turn: h.turn(living, v.Version), Effect: civil.Of(noon)})
		kept := ask(h, office, PackFiles{Book: h.book, ID: living, Version: v.Version})
		h.now.Pass(time.Hour)
		again := do(h, second, SavePack{Book: h.book, District: zhengxiang, ID: living, Files: kept.Files, Note: "改写"})
		if again.Version != v.Version || again.State != Active || again.By != v.By || !again.At.Equal(v.At) || again.Note == "改写" {
			t.Errorf("saved again: %+v", again)
		}
		if key := keyOf(h, office, SubmitPack{h.turn(living, v.Version)}); key != "policy.pack.in_force" {
			t.Errorf("submitted again: %q", key)
		}
		if key := keyOf(h, office, RecallPack{h.turn(living, v.Version)}); key != "policy.pack.not_pending" {
			t.Errorf("recalled in force: %q", key)
		}
		if key := keyOf(h, second, RejectPack{h.turn(living, v.Version)}); key != "policy.pack.not_submitted" {
			t.Errorf("rejected in force: %q", key)
		}
		changed := do(h, office, SavePack{Book: h.book, District: zhengxiang, ID: living, Files: Files(kept.Files).with(t, "policy.yaml", "yuan: 2100}", "yuan: 2101}")})
		if changed.Version == v.Version || ask(h, anyone, PolicyPage{Book: h.book, ID: living}).Digest != v.Version {
			t.Errorf("a change makes no new version: %+v", changed)
		}
	})
}

func TestACaseIsMadeOfAPersonAndOfAnotherCase(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 60)
	h.load()
	now := ask(h, office, PackFiles{Book: h.book, ID: living})
	for _, verdict := range []Verdict{Yes, No, Unknown} {
		people := ask(h, office, Matches{Book: h.book, Policy: living, Verdict: verdict}).People
		if len(people) == 0 {
			t.Fatalf("nobody is %s", verdict)
		}
		made := ask(h, office, CaseFrom{Book: h.book, ID: living, Files: now.Files, Person: people[0].Person})
		checked := h.checkWith(now.Files, made.Cases)
		last := checked.Cases[len(checked.Cases)-1]
		if !last.Passed || last.Verdict != string(verdict) || last.Name != made.Name {
			t.Errorf("%s: %+v", verdict, last)
		}
		for _, secret := range []string{people[0].Name, people[0].Person} {
			if strings.Contains(made.Cases, secret) {
				t.Errorf("%s: the case names %q", verdict, secret)
			}
		}
	}
	made := ask(h, office, CaseFrom{Book: h.book, ID: living, Files: now.Files, Case: 5})
	checked := h.checkWith(now.Files, made.Cases)
	if last := checked.Cases[len(checked.Cases)-1]; !last.Passed || last.Verdict != "no" || last.Name != "国有企业不符合（副本）" {
		t.Errorf("a copy: %+v", last)
	}
	raised := Files(now.Files).with(t, "policy.yaml", "yuan: 800}", "yuan: 900}")
	kept := ask(h, office, CaseFrom{Book: h.book, ID: living, Files: raised, Case: 4})
	tried := h.checkWith(raised, kept.Cases).Cases
	last := tried[len(tried)-1]
	if last.Passed || len(last.Differences) != 1 || last.Differences[0] != (CaseDifference{"金额", "28,800 元", "32,400 元"}) || len(last.Got.Clauses) == 0 {
		t.Errorf("an edit that changes what is in force goes unnoticed: %+v", last)
	}
	if f := refused(h, office, CaseFrom{Book: h.book, ID: living, Files: now.Files, Case: 99}); f.Key != "policy.case.missing" {
		t.Errorf("case 99: %v", f)
	}
	if f := refused(h, anyone, CaseFrom{Book: h.book, ID: living, Files: now.Files, Case: 1}); f.Kind != fault.Unsigned {
		t.Errorf("the public makes cases: %v", f)
	}
}

// checkWith checks the files with these cases.
func (h house) checkWith(files Files, cases string) Checked {
	all := Files{}
	for name, text := range files {
		all[name] = text
	}
	all["cases.yaml"] = cases
	return ask(h, office, CheckPack{Book: h.book, ID: living, Files: all})
}
