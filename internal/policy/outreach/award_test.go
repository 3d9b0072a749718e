package outreach_test

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/outreach"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
)

// awardsAreProposedConfirmedAndRefused goes through the life of awards for the verified people of the town.
func (h *house) awardsAreProposedConfirmedAndRefused(lin authz.Actor) {
	h.t.Helper()
	h.search()
	waiting := h.awards(outreach.AwardProposed)
	mine, gus, xiaos := h.awardOf(waiting, town.Lin), h.awardOf(waiting, town.Gu), h.awardOf(waiting, town.Xiao)
	if mine.Fen != 300_000 || mine.Days != 10 || len(mine.Grounds) == 0 || mine.Grounds[0].Status != "verified" || mine.Second {
		h.t.Errorf("her award is %+v", mine.Award)
	}
	if n := ask(h, chen, outreach.Waiting{}); n != int64(len(waiting)) {
		h.t.Errorf("%d wait, %d are listed", n, len(waiting))
	}
	if again := h.search(); again.Proposed != 0 {
		h.t.Errorf("proposed twice: %+v", again)
	}
	if own := ask(h, lin, outreach.Awards{Book: h.book}); len(own.Awards) != 0 {
		h.t.Errorf("she sees what nobody confirmed: %+v", own.Awards)
	}
	refused(h, lin, outreach.Refuse{Book: h.book, District: zhengxiang, Award: mine.ID}, fault.Conflict, "outreach.award.not_told")

	h.moveTitleOf(town.Xiao) // what her award rests on changes before anybody confirms
	done := do(h, chen, outreach.Confirm{Book: h.book, District: zhengxiang, Awards: []string{mine.ID, gus.ID, xiaos.ID, mine.ID}})
	if len(done.Confirmed) != 2 || len(done.Lapsed) != 1 || done.Lapsed[0] != (outreach.LapsedAward{ID: xiaos.ID, Reason: outreach.Unverified}) {
		h.t.Fatalf("confirmed %+v", done)
	}
	refused(h, tan, outreach.Confirm{Book: h.book, District: zhengxiang, Awards: []string{mine.ID}}, fault.Conflict, "outreach.award.not_waiting")
	if told := h.inbox(lin)[0]; !strings.Contains(told.Text, "2026年12月4日") || told.Kind != "case" || told.Link != "/me/awards/"+mine.ID {
		h.t.Errorf("she was told %+v", told)
	}
	h.sheRefuses(lin, mine.ID)
	h.theHouseKnowsWhatItGranted(gus.ID)
	h.outsidersMayNot(lin, gus.ID)
}

// search has a job look for people, and gives what it found.
func (h *house) search() outreach.Search {
	h.t.Helper()
	run := h.ends(do(h, chen, outreach.Propose{Book: h.book, District: zhengxiang, Policy: sample}))
	var found outreach.Search
	check(h.t, json.Unmarshal(run.Result, &found))
	return found
}

func (h *house) awards(state outreach.State) []outreach.AwardLine {
	h.t.Helper()
	return ask(h, chen, outreach.Awards{Book: h.book, State: state, Limit: 200}).Awards
}

func (h *house) awardOf(all []outreach.AwardLine, name string) outreach.AwardLine {
	h.t.Helper()
	i := slices.IndexFunc(all, func(a outreach.AwardLine) bool { return a.Name == name })
	if i < 0 {
		h.t.Fatalf("nothing is proposed for %s among %d", name, len(all))
	}
	return all[i]
}

// moveTitleOf has the office write another title, which nobody has verified yet.
func (h *house) moveTitleOf(name string) {
	h.t.Helper()
	do(h, chen, registry.DeclareRecord{District: zhengxiang, Person: h.person(name), Kind: registry.KindTitle, Data: map[string]any{"name": "主任护师", "level": "1", "granted_on": "2026-10-01"}})
	for _, r := range ask(h, chen, registry.PersonPage{District: zhengxiang, Person: h.person(name)}).Records {
		if r.Kind == registry.KindTitle && r.Status == registry.Verified {
			do(h, chen, registry.RefuseRecord{District: zhengxiang, Person: h.person(name), Record: r.ID, Reason: "证书已注销"})
		}
	}
}

func (h *house) sheRefuses(lin authz.Actor, id string) {
	h.t.Helper()
	before := ask(h, lin, outreach.AwardPage{Book: h.book, Award: id})
	if before.State != outreach.AwardConfirmed || before.Until.String() != "2026-12-04" {
		h.t.Errorf("before: %s until %s", before.State, before.Until)
	}
	do(h, lin, outreach.Refuse{Book: h.book, District: zhengxiang, Award: id, Reason: "已在外地享受"})
	if told := h.inbox(chen)[0]; !strings.Contains(told.Title, town.Lin) || told.Link != "/awards/"+id {
		h.t.Errorf("the officer was told %+v", told)
	}
	refused(h, lin, outreach.Refuse{Book: h.book, District: zhengxiang, Award: id}, fault.Conflict, "outreach.award.over")
	refused(h, chen, outreach.Confirm{Book: h.book, District: zhengxiang, Awards: []string{id}}, fault.Conflict, "outreach.award.not_waiting")
	refused(h, chen, outreach.Decline{Book: h.book, District: zhengxiang, Awards: []string{id}, Reason: "x"}, fault.Conflict, "outreach.award.over")
	if again := h.search(); again.Proposed != 0 || again.Passed[outreach.EarlierAward] != 1 {
		h.t.Errorf("after her refusal: %+v", again)
	}
	after := ask(h, chen, outreach.AwardPage{Book: h.book, Award: id})
	if after.State != outreach.AwardRefused || len(after.Moves) != 3 || after.Moves[2].Reason != "已在外地享受" {
		h.t.Errorf("after: %s, %+v", after.State, after.Moves)
	}
	page := ask(h, chen, outreach.List{Choice: outreach.Choice{Book: h.book, Policy: sample}, Limit: 200})
	if i := slices.IndexFunc(page.People, func(s outreach.Standee) bool { return s.Name == town.Lin }); i < 0 || !page.People[i].Refused {
		h.t.Error("the list does not say that she refused")
	}
	look := ask(h, chen, outreach.Preview{Selection: outreach.Selection{Choice: outreach.Choice{Book: h.book, Policy: sample}, People: []string{lin.Person()}}})
	if look.Held[outreach.Refused] != 1 {
		h.t.Errorf("she would be told of it again: %+v", look)
	}
}

// theHouseKnowsWhatItGranted lets the time to refuse pass.
func (h *house) theHouseKnowsWhatItGranted(id string) {
	h.t.Helper()
	page := ask(h, chen, outreach.List{Choice: outreach.Choice{Book: h.book, Policy: sample}, Limit: 200})
	if has(page.People, h.person(town.Gu)) || page.Claimed == 0 {
		h.t.Errorf("whoever has an award is on the list still; %d have claimed", page.Claimed)
	}
	h.now.Jump(11 * 24 * time.Hour)
	if a := ask(h, chen, outreach.AwardPage{Book: h.book, Award: id}); a.State != outreach.AwardStands {
		h.t.Errorf("after eleven days: %s", a.State)
	}
	refused(h, tan, outreach.RefuseFor{Refuse: outreach.Refuse{Book: h.book, District: zhengxiang, Award: id, Reason: "来电"}}, fault.Conflict, "outreach.award.too_late")
	refused(h, tan, outreach.RefuseFor{Refuse: outreach.Refuse{Book: h.book, District: zhengxiang, Award: id}}, fault.Invalid, "outreach.award.reason")
	list := ask(h, looker, outreach.Awards{Book: h.book, State: outreach.AwardStands})
	if len(list.Awards) != 1 || list.Counts[outreach.AwardStands] != 1 || list.Fen != 300_000 || list.Counts[outreach.AwardRefused] != 1 || list.Counts[outreach.AwardLapsed] != 1 {
		h.t.Errorf("got %d, %v, %s", len(list.Awards), list.Counts, list.Fen)
	}
	h.now.Jump(-11 * 24 * time.Hour)
}

func (h *house) outsidersMayNot(lin authz.Actor, others string) {
	h.t.Helper()
	refused(h, lin, outreach.Refuse{Book: h.book, District: zhengxiang, Award: others}, fault.Denied, "authz.denied")
	refused(h, looker, outreach.Confirm{Book: h.book, District: zhengxiang, Awards: []string{others}}, fault.Denied, "authz.denied")
	refused(h, abroad, outreach.Propose{Book: h.book, District: zhengxiang, Policy: sample}, fault.Denied, "authz.denied")
	refused(h, chen, outreach.Propose{Book: h.book, District: zhengxiang, Policy: living}, fault.Conflict, "outreach.award.not_direct")
	refused(h, chen, outreach.Decline{Book: h.book, District: zhengxiang}, fault.Invalid, "outreach.award.none_chosen")
	for name, actor := range map[string]authz.Actor{"another person": lin, "another district": abroad} {
		if _, err := door.Ask(h.ctx, h.Door, actor, outreach.AwardPage{Book: h.book, District: zhengxiang, Award: others}); fault.KindOf(err) != fault.Missing {
			h.t.Errorf("%s sees the award: %v", name, err)
		}
	}
	if _, err := door.Ask(h.ctx, h.Door, lin, outreach.List{Choice: outreach.Choice{Book: h.book, Policy: sample}}); fault.KindOf(err) != fault.Denied {
		h.t.Errorf("a talent reads the list: %v", err)
	}
}
