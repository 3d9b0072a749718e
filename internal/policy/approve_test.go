package policy

import (
	"slices"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

// second is an officer who is not the one that writes.
var second = authz.Actor{Account: "o2", Name: "刘主任", Via: "web", Grants: []authz.Grant{{Role: authz.Office, District: zhengxiang}}}

// turn is a move of a version with a reason.
func (h house) turn(id, version string) Turn {
	return Turn{Book: h.book, District: zhengxiang, ID: id, Version: version, Reason: "新标准"}
}

// keyOf runs a command that must fail and gives the key of its fault.
func keyOf[R any](h house, actor authz.Actor, c door.Command[R]) string {
	h.t.Helper()
	_, err := door.Do(h.ctx, h.Door, actor, c)
	if f := fault.Of(err); f != nil {
		return f.Key
	}
	return ""
}

const living = "hengyang_living_2022"

// draft saves a version of the living allowance that pays more, written by the first officer.
func (h house) draft() PackVersion {
	changed := files(h.t, living).with(h.t, "policy.yaml", "yuan: 2000}", "yuan: 2100}").
		with(h.t, "cases.yaml", "amount_yuan: 72000, each_yuan: 2000", "amount_yuan: 75600, each_yuan: 2100").
		with(h.t, "cases.yaml", "amount_yuan: 72000", "amount_yuan: 75600")
	return do(h, office, SavePack{Book: h.book, District: zhengxiang, ID: living, Files: changed})
}

func (h house) stateOf(version string) State {
	packs := ask(h, office, PolicyPage{Book: h.book, ID: living}).Packs
	return packs[slices.IndexFunc(packs, func(v PackVersion) bool { return v.Version == version })].State
}

func TestASecondPersonApprovesAndTheDayPutsItIntoForce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, 0)
		draft := h.draft()
		turn := h.turn(living, draft.Version)
		if key := keyOf(h, second, ApprovePack{Turn: turn}); key != "policy.pack.not_submitted" {
			t.Errorf("approved what nobody submitted: %q", key)
		}
		do(h, office, SubmitPack{turn})
		if waiting := ask(h, second, Waiting{Book: h.book}); len(waiting) != 1 || waiting[0].Version != draft.Version || waiting[0].Name != "衡阳市青年人才生活补贴" {
			t.Errorf("for the second person waits %+v", waiting)
		}
		if waiting := ask(h, office, Waiting{Book: h.book}); len(waiting) != 0 {
			t.Errorf("for the first person, who may not approve it, waits %+v", waiting)
		}
		if key := keyOf(h, office, ApprovePack{Turn: turn}); key != "policy.pack.same_person" {
			t.Errorf("one person did both: %q", key)
		}
		if key := keyOf(h, second, ApprovePack{turn, civil.Of(noon).AddDays(-1)}); key != "policy.pack.past" {
			t.Errorf("approved for yesterday: %q", key)
		}
		do(h, second, ApprovePack{turn, civil.Of(noon).AddDays(3)})
		if waiting := ask(h, second, Waiting{Book: h.book}); len(waiting) != 0 {
			t.Errorf("what is approved still waits: %+v", waiting)
		}
		before := ask(h, anyone, PolicyPage{Book: h.book, ID: living}).Digest
		if state := h.stateOf(draft.Version); state != Scheduled || before == draft.Version {
			t.Errorf("before its day it is %s, in force is %s", state, before)
		}
		h.now.Pass(3 * 24 * time.Hour)
		if now := ask(h, anyone, PolicyPage{Book: h.book, ID: living}); now.Digest != draft.Version {
			t.Errorf("its day has come and in force is %s", now.Digest)
		}
		if state, old := h.stateOf(draft.Version), h.stateOf(before); state != Active || old != Retired {
			t.Errorf("the new version is %s, the old one %s", state, old)
		}
		page := ask(h, office, PolicyPage{Book: h.book, ID: living})
		if len(page.Moves) != 2 || page.Moves[0].Step != StepApprove || page.Moves[0].By != "刘主任" || page.Moves[1].Reason != "新标准" {
			t.Errorf("its life: %+v", page.Moves)
		}
		if public := ask(h, anyone, PolicyPage{Book: h.book, ID: living}); public.Moves != nil {
			t.Error("the public sees who approved what and why")
		}
	})
}

func TestWhoSavedAVersionCannotApproveWhatAnotherSubmitted(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 0)
	turn := h.turn(living, h.draft().Version)
	do(h, second, SubmitPack{turn})
	for name, actor := range map[string]authz.Actor{"the author": office, "the submitter": second} {
		if key := keyOf(h, actor, ApprovePack{Turn: turn}); key != "policy.pack.same_person" {
			t.Errorf("%s approved: %q", name, key)
		}
		if key := keyOf(h, actor, ActivatePack{turn}); key != "policy.pack.same_person" {
			t.Errorf("%s activated: %q", name, key)
		}
	}
	third := second
	third.Account = "o3"
	if done := do(h, third, ApprovePack{Turn: turn}); done.State != Active {
		t.Errorf("approved by a third officer it is %s", done.State)
	}
}

func TestAVersionIsSentBackRecalledAndCalledOff(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 0)
	draft := h.draft()
	turn := h.turn(living, draft.Version)
	do(h, office, SubmitPack{turn})
	if key := keyOf(h, office, SubmitPack{turn}); key != "policy.pack.waiting" {
		t.Errorf("submitted twice: %q", key)
	}
	silent := turn
	silent.Reason = ""
	if key := keyOf(h, second, RejectPack{silent}); key != "policy.pack.reason" {
		t.Errorf("sent back without a reason: %q", key)
	}
	do(h, second, RejectPack{turn})
	if state := h.stateOf(draft.Version); state != Tested {
		t.Errorf("sent back it is %s", state)
	}
	do(h, office, SubmitPack{turn})
	do(h, office, RecallPack{turn})
	if key := keyOf(h, second, ApprovePack{Turn: turn}); key != "policy.pack.not_submitted" {
		t.Errorf("approved what was recalled: %q", key)
	}
	do(h, office, SubmitPack{turn})
	do(h, second, ApprovePack{turn, civil.Of(noon).AddDays(1)})
	do(h, second, RecallPack{turn})
	h.now.Pass(48 * time.Hour)
	if now := ask(h, anyone, PolicyPage{Book: h.book, ID: living}); now.Digest == draft.Version {
		t.Error("what was called off is in force")
	}
	do(h, office, SubmitPack{turn})
	do(h, second, ApprovePack{Turn: turn})
	if key := keyOf(h, second, RecallPack{turn}); key != "policy.pack.not_pending" {
		t.Errorf("what is in force was recalled: %q", key)
	}
}
