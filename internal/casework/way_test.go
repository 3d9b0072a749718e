package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/file"
	jobs "yanzhen/internal/job"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

const deeds = "三年里帮四十户改良油茶品种，自己垫钱办了六期培训班，每户每年增收三千多元，镇里和村民都可以证明，合作社的账目和照片都在，随时可以来看。"

// begin opens a draft of somebody for themselves.
func (h house) begin(r *casework.Round, who resident) *casework.Case {
	h.t.Helper()
	return do(h, who.talent, casework.Begin{Desk: h.desk, District: zhengxiang, Round: r.ID, Person: who.id})
}

func (h house) fill(who resident, id string, answers map[string]string) casework.Filled {
	h.t.Helper()
	return do(h, who.talent, casework.Fill{Desk: h.desk, District: zhengxiang, Case: id, Answers: answers})
}

// paper puts a file to a material.
func (h house) paper(who resident, id, material string) {
	h.t.Helper()
	f := do(h, who.talent, registry.KeepEvidence{District: zhengxiang, Person: who.id, Name: "证明.pdf", Content: file.Content{Sum: strings.Repeat("ab", 32), Size: 10, Type: file.PDF}})
	do(h, who.talent, casework.HandIn{Desk: h.desk, District: zhengxiang, Case: id, Material: material, File: f.ID})
}

func (h house) submit(who resident, id string) *casework.Case {
	h.t.Helper()
	return do(h, who.talent, casework.Submit{Desk: h.desk, District: zhengxiang, Case: id})
}

// scholar brings a case of 蒸湘秀才 up to its submission.
func (h house) scholar(who resident) *casework.Case {
	h.t.Helper()
	k := h.begin(h.round("xiangxiucai"), who)
	h.fill(who, k.ID, map[string]string{"field": "extension", "place": "雨母山村", "story": deeds})
	return h.submit(who, k.ID)
}

func TestACaseGoesFromADraftToItsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		liao := h.who(town.Liao)
		k := h.scholar(liao)
		if k.State != flow.Running || k.Stage != "accept" || k.Number != 1 {
			t.Fatalf("%+v", k)
		}
		queue := ask(h, chen, casework.Cases{Queue: true})
		if len(queue.Cases) != 1 || queue.Cases[0].Name != town.Liao || queue.Cases[0].Due.String() != "2026-03-09" || queue.Cases[0].Late {
			t.Errorf("the office's queue: %+v", queue.Cases)
		}
		h.act(chen, k.ID, flow.Agree, "office")
		if q := ask(h, nongye, casework.Cases{Queue: true}); len(q.Cases) != 1 || q.Cases[0].Seat != "department:nongye" {
			t.Errorf("the department's queue: %+v", q.Cases)
		}
		if q := ask(h, keji, casework.Cases{Queue: true}); len(q.Cases) != 0 {
			t.Errorf("another department's queue: %+v", q.Cases)
		}
		h.act(nongye, k.ID, flow.Agree, "department:nongye")
		h.act(tan, k.ID, flow.Agree, "office")
		v := h.view(liao.talent, k.ID)
		if v.Stage != "notice" || len(v.Turns) != 1 || v.Turns[0].Due.String() != "2026-03-09" || v.Edit || len(v.Mine) != 0 {
			t.Errorf("%s, %+v, edit %v, mine %v", v.Stage, v.Turns, v.Edit, v.Mine)
		}
		h.objected(k.ID)
		if len(v.Case.Moves) != 4 || v.Case.Moves[1].By != "chen" || v.Sheet.Answers["place"] != "雨母山村" || v.Sheet.Number != 1 {
			t.Errorf("moves %+v, sheet %+v", v.Case.Moves, v.Sheet)
		}
	})
}

// objected has an objection recorded to a notice and answered, lets the notice lapse, and the case pass.
func (h house) objected(id string) {
	h.t.Helper()
	h.act(chen, id, flow.Object, "office", because("不是他做的"))
	h.now.Pass(9 * 24 * time.Hour)
	lapse := func() {
		h.t.Helper()
		check(h.t, h.desk.Lapse(h.ctx, h.Door, &jobs.Run{District: zhengxiang}))
	}
	lapse()
	if v := h.view(chen, id); v.Stage != "notice" {
		h.t.Errorf("a disputed notice went on to %s", v.Stage)
	}
	answer := h.move(id, flow.Dismiss, "office", because("查无此事"), func(c *casework.Act) { c.To = "1" })
	if f := refused(h, tan, answer); f.Key != "flow.objection.involved" {
		h.t.Errorf("answered by who decided: %v", f)
	}
	do(h, officer("luo", authz.Office, ""), answer)
	lapse()
	if v := h.view(chen, id); v.Stage != "confer" {
		h.t.Errorf("after the notice: %s", v.Stage)
	}
	if done := h.act(chen, id, flow.Agree, "office"); done.State != flow.Passed || done.Closed.IsZero() {
		h.t.Errorf("%+v", done)
	}
}

func TestWhatWasTypedIsKeptAndWhatIsWrongIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		he := h.who(town.He)
		k := h.begin(h.round("local_expert"), he)
		saved := h.fill(he, k.ID, map[string]string{"field": "sports", "deeds": "短"})
		if saved.Faults["field"] != "programme.form.choice" || saved.Faults["deeds"] != "programme.form.short" {
			t.Errorf("%+v", saved.Faults)
		}
		v := h.view(he.talent, k.ID)
		if v.Sheet.Answers["field"] != "sports" || !v.Edit || v.Faults["field"] == "" {
			t.Errorf("%+v", v.Sheet)
		}
		f := refused(h, he.talent, casework.Submit{Desk: h.desk, District: zhengxiang, Case: k.ID})
		fields := []string{}
		for _, one := range f.All() {
			fields = append(fields, one.Field)
		}
		if slices.Sort(fields); !slices.Equal(fields, []string{"deeds", "field", "material.deeds_proof"}) {
			t.Errorf("wrong: %v", fields)
		}
		h.fill(he, k.ID, map[string]string{"field": "extension", "deeds": deeds})
		h.paper(he, k.ID, "deeds_proof")
		if done := h.submit(he, k.ID); done.State != flow.Running {
			t.Errorf("%+v", done)
		}
		if f := refused(h, he.talent, casework.Fill{Desk: h.desk, District: zhengxiang, Case: k.ID, Answers: map[string]string{"deeds": "x"}}); f.Key != "casework.case.handed_in" {
			t.Errorf("changed after submission: %v", f)
		}
	})
}

func TestTheSheetOfASubmissionIsFrozenAndSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		liao := h.who(town.Liao)
		k := h.scholar(liao)
		h.act(chen, k.ID, flow.Ask, "office", because("村名写错"), func(c *casework.Act) { c.Items = []string{"村名"} })
		h.fill(liao, k.ID, map[string]string{"place": "新民村"})
		if v := h.view(chen, k.ID); v.Sheet.Answers["place"] != "雨母山村" || v.Sheet.Number != 1 {
			t.Errorf("the office sees %+v while it is being mended", v.Sheet)
		}
		h.submit(liao, k.ID)
		if v := h.view(chen, k.ID); v.Sheet.Answers["place"] != "新民村" || v.Sheet.Number != 2 || v.State != flow.Running {
			t.Errorf("the office sees %+v after it was mended", v.Sheet)
		}
		sealed := h.texts(`SELECT answers || facts FROM casework_sheet`)
		for _, s := range sealed {
			if strings.Contains(s, "新民村") || strings.Contains(s, "雨母山村") || strings.Contains(s, town.Liao) {
				t.Errorf("a sheet lies open: %s", s)
			}
		}
		if len(sealed) != 3 {
			t.Errorf("%d sheets: a draft and two submissions", len(sealed))
		}
	})
}

func TestWhoMayNotActIsRefusedAndNothingChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		liao, he := h.who(town.Liao), h.who(town.He)
		k := h.scholar(liao)
		both := liao.talent // an officer who applies for themselves
		both.Grants = append(slices.Clone(both.Grants), authz.Grant{Role: authz.Office, District: zhengxiang})
		agree := h.move(k.ID, flow.Agree, "office")
		for name, tc := range map[string]struct {
			by   authz.Actor
			cmd  casework.Act
			kind fault.Kind
			key  string
		}{
			"the public":                  {public, agree, fault.Unsigned, "authz.sign_in"},
			"a talent":                    {he.talent, agree, fault.Denied, "authz.denied"},
			"an auditor":                  {auditor, agree, fault.Denied, "authz.denied"},
			"a department for the office": {renshe, agree, fault.Denied, "casework.act.seat"},
			"another unit":                {he.unit, agree, fault.Denied, "authz.denied"},
			"out of turn":                 {nongye, h.move(k.ID, flow.Agree, "department:nongye"), fault.Conflict, "flow.not_your_stage"},
			"on one's own case":           {both, agree, fault.Denied, "flow.own"},
			"the applicant's act":         {chen, h.move(k.ID, flow.Submit, "office"), fault.Invalid, "flow.act"},
			"what was read is old":        {chen, h.move(k.ID, flow.Agree, "office", func(c *casework.Act) { c.Moves = 7 }), fault.Conflict, "casework.case.changed"},
			"another's move taken back":   {chen, h.move(k.ID, flow.Recall, ""), fault.Conflict, "flow.recall.taken"},
			"a case that is not there":    {chen, h.move("none", flow.Agree, "office"), fault.Missing, "casework.case.missing"},
		} {
			f := refused(h, tc.by, tc.cmd)
			if f.Kind != tc.kind || f.Key != tc.key {
				t.Errorf("%s: %v, want %s %s", name, f, tc.kind, tc.key)
			}
		}
		if v := h.view(chen, k.ID); len(v.Case.Moves) != 1 || v.Stage != "accept" {
			t.Errorf("%+v", v.Case)
		}
	})
}

func TestADraftIsNobodysBusiness(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		liao, he := h.who(town.Liao), h.who(town.He)
		k := h.begin(h.round("xiangxiucai"), liao)
		for name, a := range map[string]authz.Actor{"a department": renshe, "an auditor": auditor, "another talent": he.talent} {
			if _, err := askFault(h, a, casework.CasePage{Desk: h.desk, District: zhengxiang, Case: k.ID}); fault.KindOf(err) != fault.Missing {
				t.Errorf("%s: %v", name, err)
			}
			if l := ask(h, a, casework.Cases{}); len(l.Cases) != 0 {
				t.Errorf("%s lists %+v", name, l.Cases)
			}
		}
		if l := ask(h, liao.talent, casework.Cases{}); len(l.Cases) != 1 {
			t.Errorf("its own list: %+v", l.Cases)
		}
	})
}

func TestARoundTakesApplicationsInItsTimeOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		liao, he := h.who(town.Liao), h.who(town.He)
		r := h.round("xiangxiucai")
		k := h.begin(r, liao)
		h.fill(liao, k.ID, map[string]string{"field": "extension", "place": "雨母山村", "story": deeds})
		turn := func(step casework.RoundStep, more ...func(*casework.TurnRound)) casework.TurnRound {
			c := casework.TurnRound{District: zhengxiang, Round: r.ID, Step: step, Reason: "会议决定"}
			for _, m := range more {
				m(&c)
			}
			return c
		}
		submit := casework.Submit{Desk: h.desk, District: zhengxiang, Case: k.ID}
		do(h, chen, turn(casework.Paused))
		if f := refused(h, liao.talent, submit); f.Key != "casework.round.paused" {
			t.Errorf("while it rests: %v", f)
		}
		do(h, chen, turn(casework.Resumed))
		h.now.Pass(40 * 24 * time.Hour)
		if f := refused(h, liao.talent, submit); f.Key != "casework.round.over" {
			t.Errorf("after its end: %v", f)
		}
		if f := refused(h, he.talent, casework.Begin{Desk: h.desk, District: zhengxiang, Round: r.ID, Person: he.id}); f.Key != "casework.round.over" {
			t.Errorf("begun after its end: %v", f)
		}
		if f := refused(h, chen, turn(casework.Admitted, func(c *casework.TurnRound) { c.Reason, c.Case = " ", k.ID })); f.Key != "casework.reason" {
			t.Errorf("admitted without a reason: %v", f)
		}
		do(h, chen, turn(casework.Admitted, func(c *casework.TurnRound) { c.Case = k.ID }))
		if done := do(h, liao.talent, submit); done.State != flow.Running {
			t.Errorf("admitted by a decision: %+v", done)
		}
		if f := refused(h, renshe, turn(casework.Paused)); f.Kind != fault.Denied {
			t.Errorf("paused by a department: %v", f)
		}
	})
}

func TestANomineeMustAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		liao := h.who(town.Liao)
		r := h.round("xiangxiucai")
		k := do(h, liao.unit, casework.Begin{Desk: h.desk, District: zhengxiang, Round: r.ID, Person: liao.id})
		do(h, liao.unit, casework.Fill{Desk: h.desk, District: zhengxiang, Case: k.ID, Answers: map[string]string{"field": "extension", "place": "雨母山村", "story": deeds}})
		submit := casework.Submit{Desk: h.desk, District: zhengxiang, Case: k.ID}
		if f := refused(h, liao.unit, submit); f.Key != "casework.consent.wanted" {
			t.Errorf("unasked: %v", f)
		}
		consent := casework.Consent{Desk: h.desk, District: zhengxiang, Case: k.ID}
		if f := refused(h, liao.unit, consent); f.Kind != fault.Denied {
			t.Errorf("the unit agrees for the person: %v", f)
		}
		do(h, liao.talent, consent)
		if f := refused(h, liao.unit, submit); f.Key != "casework.consent.refused" {
			t.Errorf("against the person: %v", f)
		}
		consent.Agree = true
		do(h, liao.talent, consent)
		if done := do(h, liao.unit, submit); done.State != flow.Running || done.Filer != "unit" {
			t.Errorf("%+v", done)
		}
		if f := refused(h, liao.talent, casework.Begin{Desk: h.desk, District: zhengxiang, Round: r.ID, Person: liao.id}); f.Key != "casework.case.twice" {
			t.Errorf("a second case in the round: %v", f)
		}
	})
}

func TestACommitteeVotesByItsMembers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		liao := h.who(town.Liao)
		r := h.round("commendation")
		k := do(h, liao.unit, casework.Begin{Desk: h.desk, District: zhengxiang, Round: r.ID, Person: liao.id})
		do(h, liao.talent, casework.Consent{Desk: h.desk, District: zhengxiang, Case: k.ID, Agree: true})
		do(h, liao.unit, casework.Fill{Desk: h.desk, District: zhengxiang, Case: k.ID, Answers: map[string]string{"deeds": strings.Repeat(deeds, 2), "weak": "说话太直，有时不听别人意见。"}})
		do(h, liao.unit, casework.Submit{Desk: h.desk, District: zhengxiang, Case: k.ID})
		h.act(chen, k.ID, flow.Agree, "office")
		var members []authz.Actor
		for i := range 5 {
			m := h.account("member"+string(rune('1'+i)), authz.Leader)
			members = append(members, m)
			seat := casework.SeatMember{Desk: h.desk, District: zhengxiang, Round: r.ID, Stage: "vote", Seat: "member:" + string(rune('1'+i)), Account: m.Account}
			do(h, chen, seat)
			if i == 1 {
				seat.Seat = "member:6"
				if f := refused(h, chen, seat); f.Key != "casework.seat.twice" {
					t.Errorf("one person on two seats: %v", f)
				}
			}
		}
		if f := refused(h, members[0], h.move(k.ID, flow.Agree, "member:2")); f.Key != "casework.act.seat" {
			t.Errorf("voting for another: %v", f)
		}
		for i, m := range members {
			h.act(m, k.ID, flow.Agree, "member:"+string(rune('1'+i)))
		}
		if q := ask(h, members[0], casework.Cases{Queue: true}); len(q.Cases) != 0 {
			t.Errorf("the queue of who voted: %+v", q.Cases)
		}
		if done := h.act(tan, k.ID, flow.Close, "office"); done.Stage != "notice" {
			t.Errorf("%+v", done)
		}
	})
}

func TestAGateThatIsNotMetIsToldAtSubmission(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		gu := h.who(town.Gu) // over forty-five
		k := h.begin(h.round("xiangxiucai"), gu)
		h.fill(gu, k.ID, map[string]string{"field": "extension", "place": "雨母山村", "story": deeds})
		f := refused(h, gu.talent, casework.Submit{Desk: h.desk, District: zhengxiang, Case: k.ID})
		if f.Key != "casework.gate.no" || !strings.Contains(f.Error(), "45") {
			t.Errorf("%v", f)
		}
	})
}
