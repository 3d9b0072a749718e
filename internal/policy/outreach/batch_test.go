package outreach_test

import (
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

func TestPoliciesSeekPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db, 14)
		lin := h.admit(town.Lin)
		near := outreach.Choice{Book: h.book, District: zhengxiang, Policy: living, Verdict: policy.Unknown}
		h.theListNamesWhoLacksOneFact(near)
		batch := h.aBatchTellsOnce(near, lin)
		h.theAnswerIsKept(near, batch, lin)
		h.whoDoesNotWantNoticesGetsNone(near, lin)
		h.othersMayNot(near, batch, lin)
		h.awardsAreProposedConfirmedAndRefused(lin)
		h.whatWasSaidFollowsAMergedDossier(batch, lin)
	})
}

func (h *house) theListNamesWhoLacksOneFact(near outreach.Choice) {
	h.t.Helper()
	page := ask(h, chen, outreach.List{Choice: near, Limit: 200})
	if !has(page.People, h.person(town.Lin)) || page.Near == 0 || page.Near != page.Total || len(page.People) != page.Near {
		h.t.Fatalf("got %d of %d near, %d shown", page.Total, page.Near, len(page.People))
	}
	sum := 0
	for _, f := range page.Facts {
		sum += f.Count
	}
	for _, s := range page.People {
		if s.Missing == "" || s.Fact == "" || s.Verdict != policy.Unknown {
			h.t.Errorf("%s lacks %q", s.Name, s.Missing)
		}
	}
	if sum != page.Near || !slices.ContainsFunc(page.Facts, func(f outreach.FactCount) bool { return f.Name == "户籍所在地" }) {
		h.t.Errorf("by fact %+v, %d in all", page.Facts, page.Near)
	}
	first := ask(h, chen, outreach.List{Choice: near, Limit: 1})
	second := ask(h, chen, outreach.List{Choice: near, Limit: 1, After: first.Next})
	if first.Next == "" || first.People[0].Person != page.People[0].Person || second.People[0].Person != page.People[1].Person {
		h.t.Errorf("the pages are %+v, %+v", first.People, second.People)
	}
	near.Words = "林雪"
	if found := ask(h, chen, outreach.List{Choice: near}); found.Total != 1 || found.People[0].Name != town.Lin || found.Near != page.Near {
		h.t.Errorf("by name: %+v", found)
	}
	taken, err := door.Ask(h.ctx, h.Door, chen, outreach.Export{Choice: near})
	check(h.t, err)
	if n := len(slices.Collect(taken)); n != 1 {
		h.t.Errorf("%d leave the house", n)
	}
}

// aBatchTellsOnce sends to everyone who lacks a fact; only Lin has an account to read it.
func (h *house) aBatchTellsOnce(near outreach.Choice, lin authz.Actor) *outreach.Batch {
	h.t.Helper()
	all := outreach.Selection{Choice: near, All: true, Note: "请在年底前补充。"}
	look := ask(h, chen, outreach.Preview{Selection: all})
	if look.Send != 1 || look.Held[outreach.NoAccount] != look.Chosen-1 || !strings.Contains(look.Text, "户籍所在地") || !strings.Contains(look.Text, "请在年底前补充。") ||
		!strings.Contains(look.Text, town.Lin) {
		h.t.Fatalf("got %+v", look)
	}
	keyed := *h
	keyed.ctx = door.WithKey(h.ctx, "twice")
	batch := do(&keyed, chen, outreach.Send{Selection: all})
	if again := do(&keyed, chen, outreach.Send{Selection: all}); again.ID != batch.ID {
		h.t.Errorf("sent twice under one key: %s, %s", batch.ID, again.ID)
	}
	h.ends(batch.Run)
	page := ask(h, looker, outreach.BatchPage{Book: h.book, Batch: batch.ID, Limit: 200})
	if page.Sum != (outreach.Sum{All: int64(look.Chosen), Sent: 1, Held: int64(look.Chosen - 1)}) || page.Held[outreach.NoAccount] != page.Sum.Held {
		h.t.Errorf("got %+v, held %v", page.Sum, page.Held)
	}
	inbox := h.inbox(lin)
	if len(inbox) != 1 || !inbox[0].Read.IsZero() || inbox[0].Ask == nil || inbox[0].Text != look.Text {
		h.t.Fatalf("her inbox: %+v", inbox)
	}
	if look := ask(h, chen, outreach.Preview{Selection: all}); look.Send != 0 || look.Held[outreach.Told] != 1 {
		h.t.Errorf("a second batch would tell %d, %v", look.Send, look.Held)
	}
	refused(h, chen, outreach.Send{Selection: all}, fault.Conflict, "outreach.batch.all_held")
	all.Days = -1
	if look := ask(h, chen, outreach.Preview{Selection: all}); look.Send != 1 {
		h.t.Errorf("without days of quiet %d would be told", look.Send)
	}
	return batch
}

func (h *house) theAnswerIsKept(near outreach.Choice, batch *outreach.Batch, lin authz.Actor) {
	h.t.Helper()
	reply := outreach.Reply{District: zhengxiang, Batch: batch.ID, Person: lin.Person(), Answer: outreach.WrongData}
	refused(h, lin, reply, fault.Invalid, "outreach.answer_note")
	reply.Answer = "perhaps"
	refused(h, lin, reply, fault.Invalid, "outreach.answer_unknown")
	reply.Answer, reply.Note = outreach.WrongData, "我已不在这家单位。"
	do(h, lin, reply)
	if told := h.inbox(chen); len(told) != 1 || !strings.Contains(told[0].Text, "我已不在这家单位。") || told[0].Link != "/people/"+lin.Person() {
		h.t.Errorf("the officer was told %+v", told)
	}
	reply.Answer, reply.Note = outreach.WillClaim, ""
	do(h, lin, reply)
	if m := h.inbox(lin)[0]; m.Answer != "will_claim" || m.Read.IsZero() {
		h.t.Errorf("her message says %q, read %v", m.Answer, m.Read)
	}
	near.Response = outreach.Response(outreach.WillClaim)
	page := ask(h, chen, outreach.List{Choice: near})
	if page.Total != 1 || page.People[0].Answer != outreach.WillClaim || page.People[0].Batch != batch.ID || !page.People[0].Read || page.Replies[near.Response] != 1 {
		h.t.Errorf("the list says %+v, %v", page.People, page.Replies)
	}
	var kept int64
	check(h.t, h.DB.Snapshot(h.ctx, func(q store.Q) error {
		return q.QueryRow(h.ctx, `SELECT COUNT(*) FROM outreach_answer WHERE person = $1`, lin.Person()).Scan(&kept)
	}))
	if kept != 2 {
		h.t.Errorf("%d answers are kept", kept)
	}
	line := ask(h, looker, outreach.Batches{Book: h.book}).Batches[0]
	if line.Read != 1 || line.Answered != 1 || line.Name == "" {
		h.t.Errorf("the batch says %+v", line)
	}
}

func (h *house) whoDoesNotWantNoticesGetsNone(near outreach.Choice, lin authz.Actor) {
	h.t.Helper()
	choose := notify.Choose{District: zhengxiang, Person: lin.Person(), Kind: notify.AboutPolicies, Channel: notify.Inbox}
	do(h, lin, choose)
	all := outreach.Selection{Choice: near, People: []string{lin.Person()}, Days: -1}
	if look := ask(h, chen, outreach.Preview{Selection: all}); look.Held[outreach.OptedOut] != 1 || look.Send != 0 {
		h.t.Errorf("she is told all the same: %+v", look)
	}
	choose.Allowed = true
	do(h, lin, choose)
	chosen := ask(h, lin, notify.Choices{})
	if len(chosen.History) != 2 || !chosen.Now[0].Allowed || chosen.History[1].Allowed || chosen.History[0].By != town.Lin {
		h.t.Errorf("the choices are %+v", chosen)
	}
	choose.Kind = notify.AboutCase
	refused(h, lin, choose, fault.Invalid, "notify.choice.kind")
}

func (h *house) othersMayNot(near outreach.Choice, batch *outreach.Batch, lin authz.Actor) {
	h.t.Helper()
	all := outreach.Selection{Choice: near, All: true}
	refused(h, looker, outreach.Send{Selection: all}, fault.Denied, "authz.denied")
	refused(h, abroad, outreach.Send{Selection: all}, fault.Denied, "authz.denied")
	refused(h, chen, outreach.Reply{District: zhengxiang, Batch: batch.ID, Person: lin.Person(), Answer: outreach.WillClaim}, fault.Denied, "authz.denied")
	other := h.admit(town.Tang)
	refused(h, other, outreach.Reply{District: zhengxiang, Batch: batch.ID, Person: lin.Person(), Answer: outreach.WillClaim}, fault.Denied, "authz.denied")
	refused(h, other, outreach.Reply{District: zhengxiang, Batch: batch.ID, Person: other.Person(), Answer: outreach.WillClaim}, fault.Missing, "outreach.notice_missing")
	refused(h, other, notify.Read{District: zhengxiang, Message: h.inbox(lin)[0].ID}, fault.Missing, "notify.missing")
	refused(h, other, notify.Choose{District: zhengxiang, Person: lin.Person(), Kind: notify.AboutPolicies, Channel: notify.Inbox}, fault.Denied, "authz.denied")
	for name, q := range map[string]door.Question[*outreach.BatchDetail]{"abroad": outreach.BatchPage{Book: h.book, District: zhengxiang, Batch: batch.ID}} {
		if _, err := door.Ask(h.ctx, h.Door, abroad, q); fault.KindOf(err) != fault.Missing {
			h.t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := door.Ask(h.ctx, h.Door, other, notify.Choices{Person: lin.Person()}); fault.KindOf(err) != fault.Missing {
		h.t.Errorf("another's choices: %v", err)
	}
}

func (h *house) whatWasSaidFollowsAMergedDossier(batch *outreach.Batch, lin authz.Actor) {
	h.t.Helper()
	do(h, lin, notify.Choose{District: zhengxiang, Person: lin.Person(), Kind: notify.AboutPolicies, Channel: notify.Inbox})
	into := h.person(town.Zhou)
	do(h, chen, registry.MergePersons{District: zhengxiang, From: lin.Person(), Into: into, Reason: "同一人"})
	moved := lin
	moved.Grants = []authz.Grant{{Role: authz.Talent, District: zhengxiang, Person: into}}
	if inbox := h.inbox(moved); len(inbox) != 2 || inbox[1].Answer != "will_claim" {
		h.t.Errorf("after the merge: %+v", inbox)
	}
	do(h, moved, outreach.Reply{District: zhengxiang, Batch: batch.ID, Person: into, Answer: outreach.NotInterested})
	if own := ask(h, moved, outreach.Awards{Book: h.book}).Awards; len(own) != 1 || own[0].State != outreach.AwardRefused {
		h.t.Errorf("her awards after the merge: %+v", own)
	}
	if ask(h, moved, outreach.AwardPage{Book: h.book, Award: h.awards(outreach.AwardRefused)[0].ID}).State != outreach.AwardRefused {
		h.t.Error("her award is not hers any more")
	}
	if again := h.search(); again.Proposed != 0 {
		h.t.Errorf("who refused under another name: %+v", again)
	}
	check(h.t, h.DB.Snapshot(h.ctx, func(q store.Q) error {
		allowed, err := notify.Allowed(h.ctx, q, zhengxiang, []string{into}, notify.AboutPolicies, notify.Inbox)
		if allowed[into] {
			h.t.Error("what was turned off is on again")
		}
		return err
	}))
}
