package flow_test

import (
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/workday"
	"yanzhen/internal/casework/flow"
)

func days(n int) workday.Period { return workday.Period{Days: n} }

// selection is the way of 本土专家: told once, confirmed by the unit, checked by three departments side by
// side, scored, voted on, shown to the public, conferred.
var selection = flow.Programme{Keeper: "office", Stages: []flow.Stage{
	{ID: "accept", Kind: flow.Sign, Seats: []string{"office"}, Join: flow.All, Period: days(5), Asks: true, Supply: days(10), Pauses: true},
	{ID: "unit", Kind: flow.Sign, Seats: []string{"unit"}, Join: flow.All, Period: days(5), Again: true},
	{ID: "joint", Kind: flow.Sign, Seats: []string{"hr", "science", "court"}, Join: flow.All, Period: days(10)},
	{ID: "vote", Kind: flow.Vote, Seats: []string{"m1", "m2", "m3", "m4", "m5"}, Period: days(10), Quorum: 4, Tie: flow.TieRefuses},
	{ID: "notice", Kind: flow.Notice, Period: days(5), Upheld: "joint"},
	{ID: "confer", Kind: flow.Sign, Seats: []string{"office"}, Join: flow.All, Period: days(5)},
}}

var monday = civil.MustParse("2026-03-02")

// on gives the day so many days after the first Monday.
func on(n int) civil.Date { return monday.AddDays(n) }

// script makes the moves; each must be taken. Whoever acts for a seat has its name, unless By says otherwise.
func script(t *testing.T, p *flow.Programme, moves ...flow.Move) *flow.Case {
	t.Helper()
	if err := p.Check(); err != nil {
		t.Fatal(err)
	}
	k := flow.New(p, workday.National(), "lin")
	for _, m := range moves {
		if err := k.Do(named(k, m)); err != nil {
			t.Fatalf("%+v: %v", m, err)
		}
	}
	return k
}

func named(k *flow.Case, m flow.Move) flow.Move {
	if m.By == "" {
		m.By = m.Seat
	}
	if m.On.IsZero() {
		m.On = monday
		if n := len(k.Moves); n > 0 {
			m.On = k.Moves[n-1].On
		}
	}
	return m
}

func submit() flow.Move { return flow.Move{Act: flow.Submit, By: "lin"} }

func agree(seats ...string) []flow.Move {
	var moves []flow.Move
	for _, s := range seats {
		moves = append(moves, flow.Move{Act: flow.Agree, Seat: s})
	}
	return moves
}

func to(parts ...[]flow.Move) []flow.Move {
	var all []flow.Move
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func one(m flow.Move) []flow.Move { return []flow.Move{m} }

// untilNotice leads a case to its notice on the first day.
var untilNotice = to(one(submit()), agree("office", "unit", "hr", "science", "court", "m1", "m2", "m3", "m4", "m5"))

func TestACaseGoesThroughEveryStage(t *testing.T) {
	k := script(t, &selection, untilNotice...)
	if turns := k.Turns(); k.State != flow.Running || len(turns) != 1 || turns[0].Stage != "notice" || turns[0].Due != on(7) {
		t.Fatalf("%s, %+v: want the notice until the Monday after", k.State, turns)
	}
	for _, m := range []flow.Move{{Act: flow.Lapse, By: "clock", On: on(8)}, {Act: flow.Agree, Seat: "office", By: "chen", On: on(8)}} {
		if err := k.Do(m); err != nil {
			t.Fatal(err)
		}
	}
	if k.State != flow.Passed || k.Turns() != nil {
		t.Errorf("%s, turns %v", k.State, k.Turns())
	}
}

func TestWhatIsMissingIsToldOnceAndTheClockStands(t *testing.T) {
	k := script(t, &selection, submit(),
		flow.Move{Act: flow.Ask, Seat: "office", On: on(2), Reason: "two papers", Items: []string{"degree", "contract"}})
	if turn := k.Turns()[0]; turn.Seat != flow.Applicant || turn.Due != on(16) {
		t.Errorf("%+v: the applicant has ten working days", turn)
	}
	if err := k.Do(flow.Move{Act: flow.Agree, Seat: "office", By: "office", On: on(3)}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("agreeing while the applicant supplies: %v", err)
	}
	if err := k.Do(flow.Move{Act: flow.Supply, By: "lin", On: on(9)}); err != nil {
		t.Fatal(err)
	}
	// One of five days was used before it stopped on Wednesday; it goes on that Wednesday a week later.
	if turn := k.Turns()[0]; turn.Seat != "office" || turn.Due != on(14) {
		t.Errorf("%+v, want the office until %s", turn, on(14))
	}
	again := flow.Move{Act: flow.Ask, Seat: "office", By: "office", On: on(10), Reason: "one more", Items: []string{"photo"}}
	if err := k.Do(again); fault.Of(err).Key != "flow.ask.once" {
		t.Errorf("asking twice: %v", err)
	}
}

func TestAnApplicantWhoSuppliesNothingDoesNotHoldTheCaseUp(t *testing.T) {
	k := script(t, &selection, submit(), flow.Move{Act: flow.Ask, Seat: "office", Reason: "papers", Items: []string{"degree"}})
	if err := k.Do(flow.Move{Act: flow.Supply, By: "lin", On: on(15)}); fault.Of(err).Key != "flow.supply_late" {
		t.Errorf("supplying on the eleventh working day: %v", err)
	}
	if err := k.Do(flow.Move{Act: flow.Against, Seat: "office", By: "chen", On: on(15), Reason: "nothing came"}); err != nil || k.State != flow.Refused {
		t.Errorf("%v, %s", err, k.State)
	}
}

func TestWrongTurnsAreRefused(t *testing.T) {
	inJoint := to(one(submit()), agree("office", "unit"))
	inVote := to(inJoint, agree("hr", "science", "court"))
	object := flow.Move{Act: flow.Object, By: "wang", To: "o1", Reason: "not his work"}
	for name, tc := range map[string]struct {
		before []flow.Move
		move   flow.Move
		kind   fault.Kind
		key    string
	}{
		"before submission":             {nil, flow.Move{Act: flow.Agree, Seat: "office"}, fault.Conflict, "flow.not_running"},
		"submitted twice":               {one(submit()), submit(), fault.Conflict, "flow.submitted"},
		"a seat of a later stage":       {one(submit()), flow.Move{Act: flow.Agree, Seat: "hr"}, fault.Conflict, "flow.not_your_stage"},
		"twice":                         {to(inJoint, agree("hr")), flow.Move{Act: flow.Agree, Seat: "hr"}, fault.Conflict, "flow.answered"},
		"two seats, one person":         {to(inJoint, agree("hr")), flow.Move{Act: flow.Agree, Seat: "science", By: "hr"}, fault.Conflict, "flow.one_voice"},
		"one's own case":                {one(submit()), flow.Move{Act: flow.Agree, Seat: "office", By: "lin"}, fault.Denied, "flow.own"},
		"after recusal":                 {to(inJoint, one(flow.Move{Act: flow.Recuse, Seat: "hr", Reason: "kin"})), flow.Move{Act: flow.Agree, Seat: "hr"}, fault.Denied, "flow.recused"},
		"after withdrawal":              {one2(submit(), flow.Move{Act: flow.Withdraw, By: "lin"}), flow.Move{Act: flow.Agree, Seat: "office"}, fault.Conflict, "flow.closed.withdrawn"},
		"after refusal":                 {to(inJoint, one(flow.Move{Act: flow.Against, Seat: "hr", Reason: "not insured"})), flow.Move{Act: flow.Agree, Seat: "science"}, fault.Conflict, "flow.closed.refused"},
		"without a reason":              {inJoint, flow.Move{Act: flow.Against, Seat: "hr", Reason: "  "}, fault.Invalid, "flow.reason"},
		"by nobody":                     {inJoint, flow.Move{Act: flow.Withdraw}, fault.Invalid, "flow.nobody"},
		"before the last move":          {one(submit()), flow.Move{Act: flow.Agree, Seat: "office", On: on(-1)}, fault.Conflict, "flow.order"},
		"forward instead of back":       {one(submit()), flow.Move{Act: flow.Return, Seat: "office", To: "joint", Reason: "x"}, fault.Invalid, "flow.return.where"},
		"another's move taken back":     {to(inJoint, agree("hr")), flow.Move{Act: flow.Recall, By: "science"}, fault.Conflict, "flow.recall.taken"},
		"one's move after the next":     {to(inJoint, agree("hr", "science")), flow.Move{Act: flow.Recall, By: "hr"}, fault.Conflict, "flow.recall.taken"},
		"a vote that began a notice":    {untilNotice, flow.Move{Act: flow.Recall, By: "m5"}, fault.Conflict, "flow.recall.final"},
		"abstaining outside a vote":     {inJoint, flow.Move{Act: flow.Abstain, Seat: "hr"}, fault.Invalid, "flow.abstain"},
		"asking where one may not":      {inJoint, flow.Move{Act: flow.Ask, Seat: "hr", Reason: "x", Items: []string{"y"}}, fault.Conflict, "flow.ask.never"},
		"asking for nothing":            {one(submit()), flow.Move{Act: flow.Ask, Seat: "office", Reason: "x"}, fault.Invalid, "flow.ask.nothing"},
		"supplying unasked":             {one(submit()), flow.Move{Act: flow.Supply, By: "lin"}, fault.Conflict, "flow.not_asked"},
		"a vote without its quorum":     {to(inVote, agree("m1", "m2", "m3")), flow.Move{Act: flow.Close, Seat: "office"}, fault.Conflict, "flow.vote.quorum"},
		"a vote ended by a member":      {to(inVote, agree("m1", "m2", "m3", "m4")), flow.Move{Act: flow.Close, Seat: "m1"}, fault.Denied, "flow.keeper"},
		"a committee handed over":       {inVote, flow.Move{Act: flow.HandOver, Seat: "m1", To: "m9", Reason: "ill"}, fault.Conflict, "flow.seat.committee"},
		"a full committee filled":       {inVote, flow.Move{Act: flow.Fill, Seat: "office", To: "m6"}, fault.Conflict, "flow.vote.full"},
		"a notice before its end":       {untilNotice, flow.Move{Act: flow.Lapse, By: "clock", On: on(7)}, fault.Conflict, "flow.notice.running"},
		"a notice with an objection":    {to(untilNotice, one(object)), flow.Move{Act: flow.Lapse, By: "clock", On: on(30)}, fault.Conflict, "flow.notice.objection"},
		"an objection too late":         {untilNotice, flow.Move{Act: flow.Object, By: "wang", To: "o1", Reason: "x", On: on(8)}, fault.Conflict, "flow.objection.late"},
		"an objection without a notice": {inJoint, object, fault.Conflict, "flow.notice.none"},
		"answered by who decided":       {to(untilNotice, one(object)), flow.Move{Act: flow.Dismiss, Seat: "office", By: "office", To: "o1", Reason: "x"}, fault.Denied, "flow.objection.involved"},
		"answered by who objected":      {to(untilNotice, one(object)), flow.Move{Act: flow.Dismiss, Seat: "office", By: "wang", To: "o1", Reason: "x"}, fault.Denied, "flow.objection.involved"},
		"an answer to nothing":          {untilNotice, flow.Move{Act: flow.Dismiss, Seat: "office", By: "tan", To: "o1", Reason: "x"}, fault.Missing, "flow.objection.missing"},
		"delegated and done oneself":    {to(inJoint, one(flow.Move{Act: flow.Delegate, Seat: "hr", To: "deng"})), flow.Move{Act: flow.Agree, Seat: "hr"}, fault.Conflict, "flow.delegated"},
		"delegated to the applicant":    {inJoint, flow.Move{Act: flow.Delegate, Seat: "hr", To: "lin"}, fault.Denied, "flow.own"},
		"an act that is none":           {inJoint, flow.Move{Act: "nod", Seat: "hr"}, fault.Invalid, "flow.act"},
	} {
		t.Run(name, func(t *testing.T) {
			k := script(t, &selection, tc.before...)
			moves, turns := len(k.Moves), k.Turns()
			err := k.Do(named(k, tc.move))
			if fault.KindOf(err) != tc.kind || fault.Of(err).Key != tc.key {
				t.Errorf("got %v, want %s %s", err, tc.kind, tc.key)
			}
			if len(k.Moves) != moves || len(k.Turns()) != len(turns) {
				t.Error("a refused move left something behind")
			}
		})
	}
}

func one2(a, b flow.Move) []flow.Move { return []flow.Move{a, b} }

func TestASeatActsInItsOrder(t *testing.T) {
	p := flow.Programme{Keeper: "office", Stages: []flow.Stage{{ID: "order", Kind: flow.Sign, Seats: []string{"a", "b"}, Turns: true, Join: flow.All, Period: days(3)}}}
	k := script(t, &p, submit())
	if err := k.Do(flow.Move{Act: flow.Agree, Seat: "b", By: "b", On: monday}); fault.Of(err).Key != "flow.not_your_turn" {
		t.Errorf("the second before the first: %v", err)
	}
	if turns := k.Turns(); len(turns) != 1 || turns[0].Seat != "a" {
		t.Errorf("%+v", turns)
	}
}

func TestJoins(t *testing.T) {
	for name, tc := range map[string]struct {
		join    flow.Join
		answers string // a: agrees, o: objects; of seats x, y, z in order
		want    flow.State
	}{
		"all agree":                     {flow.All, "aaa", flow.Passed},
		"all, one objects":              {flow.All, "ao", flow.Refused},
		"any, the first agrees":         {flow.Any, "a", flow.Passed},
		"any, the last agrees":          {flow.Any, "ooa", flow.Passed},
		"any, nobody agrees":            {flow.Any, "ooo", flow.Refused},
		"most agree":                    {flow.Most, "aoa", flow.Passed},
		"most, but not yet all answers": {flow.Most, "aa", flow.Running},
		"most object":                   {flow.Most, "oao", flow.Refused},
		"heard":                         {flow.Hear, "ooo", flow.Passed},
		"heard, but not yet all":        {flow.Hear, "oo", flow.Running},
	} {
		t.Run(name, func(t *testing.T) {
			p := flow.Programme{Keeper: "office", Stages: []flow.Stage{{ID: "s", Kind: flow.Sign, Seats: []string{"x", "y", "z"}, Join: tc.join, Period: days(3)}}}
			moves := one(submit())
			for i, a := range tc.answers {
				act := map[rune]flow.Act{'a': flow.Agree, 'o': flow.Against}[a]
				moves = append(moves, flow.Move{Act: act, Seat: p.Stages[0].Seats[i], Reason: "because"})
			}
			if k := script(t, &p, moves...); k.State != tc.want {
				t.Errorf("%s, want %s", k.State, tc.want)
			}
		})
	}
}

func TestVotes(t *testing.T) {
	for name, tc := range map[string]struct {
		votes  string // a agrees, o is against, n abstains, r recuses, . has not voted
		close  bool
		thirds bool
		tie    flow.Tie
		want   flow.State
		round  int
	}{
		"more for":                            {"aaaoo", false, false, flow.TieRefuses, flow.Passed, 1},
		"more against":                        {"aaooo", false, false, flow.TieRefuses, flow.Refused, 1},
		"abstentions are not cast":            {"ao" + "nna", false, false, flow.TieRefuses, flow.Passed, 1},
		"a tie refuses":                       {"aaoon", false, false, flow.TieRefuses, flow.Refused, 1},
		"a tie votes again":                   {"aaoon", false, false, flow.TieAgain, flow.Running, 2},
		"a tie goes by the chair, who agrees": {"aaoon", false, false, flow.TieChair, flow.Passed, 1},
		"and who is against":                  {"oaaon", false, false, flow.TieChair, flow.Refused, 1},
		"two thirds are not reached":          {"aaaoo", false, true, flow.TieRefuses, flow.Refused, 1},
		"two thirds exactly":                  {"aaaao", false, true, flow.TieRefuses, flow.Passed, 1},
		"closed with its quorum":              {"aaoa.", true, false, flow.TieRefuses, flow.Passed, 1},
		"open without being closed":           {"aaoa.", false, false, flow.TieRefuses, flow.Running, 1},
		"one recuses, the quorum holds":       {"raaao", false, false, flow.TieRefuses, flow.Passed, 1},
		"two recuse, the quorum is lost":      {"rraaa", false, false, flow.TieRefuses, flow.Running, 1},
	} {
		t.Run(name, func(t *testing.T) {
			p := flow.Programme{Keeper: "office", Stages: []flow.Stage{{ID: "v", Kind: flow.Vote, Seats: []string{"m1", "m2", "m3", "m4", "m5"}, Quorum: 4, Period: days(5), Thirds: tc.thirds, Tie: tc.tie}}}
			moves := one(submit())
			for i, v := range tc.votes {
				if act, voted := map[rune]flow.Act{'a': flow.Agree, 'o': flow.Against, 'n': flow.Abstain, 'r': flow.Recuse}[v]; voted {
					moves = append(moves, flow.Move{Act: act, Seat: p.Stages[0].Seats[i], Reason: "because"})
				}
			}
			if tc.close {
				moves = append(moves, flow.Move{Act: flow.Close, Seat: "office"})
			}
			k := script(t, &p, moves...)
			if k.State != tc.want || k.Lap != tc.round {
				t.Errorf("%s in round %d, want %s in %d", k.State, k.Lap, tc.want, tc.round)
			}
			if name == "two recuse, the quorum is lost" {
				if turn := k.Turns()[0]; turn.Seat != "office" {
					t.Errorf("%+v: the office fills the committee", turn)
				}
				fill := []flow.Move{{Act: flow.Fill, Seat: "office", By: "office", To: "m6", On: monday}, {Act: flow.Agree, Seat: "m6", By: "m6", On: monday}}
				for _, m := range fill {
					if err := k.Do(m); err != nil {
						t.Fatal(err)
					}
				}
				if k.State != flow.Passed {
					t.Errorf("filled and voted: %s", k.State)
				}
			}
		})
	}
}

func TestAReturnedCaseBeginsWhereItsProgrammeSays(t *testing.T) {
	back := flow.Move{Act: flow.Return, To: flow.Applicant, Reason: "the plan is unclear"}
	fromOffice, fromUnit := back, back
	fromOffice.Seat, fromUnit.Seat = "office", "unit"
	for name, tc := range map[string]struct {
		moves []flow.Move
		stage string
	}{
		"at the first stage":         {to(one(submit()), one(fromOffice), one(submit())), "accept"},
		"where it was returned":      {to(one(submit()), agree("office"), one(fromUnit), one(submit())), "unit"},
		"at the stage it is sent to": {to(one(submit()), agree("office", "unit", "hr"), one(flow.Move{Act: flow.Return, Seat: "court", To: "unit", Reason: "x"})), "unit"},
	} {
		t.Run(name, func(t *testing.T) {
			k := script(t, &selection, tc.moves...)
			if turn := k.Turns()[0]; turn.Stage != tc.stage {
				t.Errorf("stands at %s, want %s", turn.Stage, tc.stage)
			}
		})
	}
}

func TestARecalledMoveIsAsIfItNeverWas(t *testing.T) {
	before := to(one(submit()), agree("office", "unit", "hr", "science"))
	k := script(t, &selection, before...)
	if err := k.Do(flow.Move{Act: flow.Agree, Seat: "court", By: "court", On: monday}); err != nil {
		t.Fatal(err)
	}
	if err := k.Do(flow.Move{Act: flow.Recall, By: "court", On: monday}); err != nil {
		t.Fatal(err)
	}
	if turns := k.Turns(); len(turns) != 1 || turns[0].Seat != "court" || turns[0].Stage != "joint" {
		t.Errorf("%+v: the court is to answer again", turns)
	}
}

func TestAnUpheldObjectionGoesBackAndADismissedOneDoesNot(t *testing.T) {
	object := flow.Move{Act: flow.Object, By: "wang", To: "o1", Reason: "not his work", On: on(1)}
	answer := flow.Move{Act: flow.Uphold, Seat: "office", By: "tan", To: "o1", Reason: "proved", On: on(3)}
	k := script(t, &selection, to(untilNotice, one(object))...)
	if turn := k.Turns()[0]; turn.Seat != "office" {
		t.Errorf("%+v: the objection is the office's to answer", turn)
	}
	upheld := script(t, &selection, to(untilNotice, one(object), one(answer))...)
	if turn := upheld.Turns()[0]; turn.Stage != "joint" || len(upheld.Turns()) != 3 {
		t.Errorf("upheld: %+v, want the three departments", upheld.Turns())
	}
	answer.Act = flow.Dismiss
	dismissed := script(t, &selection, to(untilNotice, one(object), one(answer), one(flow.Move{Act: flow.Lapse, By: "clock", On: on(8)}))...)
	if turn := dismissed.Turns()[0]; turn.Stage != "confer" {
		t.Errorf("dismissed: %+v", turn)
	}
}

func TestAHandedOverSeatAndAnAddedOneMustBothSign(t *testing.T) {
	k := script(t, &selection, to(one(submit()), agree("office", "unit"), []flow.Move{
		{Act: flow.HandOver, Seat: "hr", To: "insurance", Reason: "theirs"},
		{Act: flow.AddSeat, Seat: "science", To: "culture", Reason: "heritage"},
	}, agree("science", "court", "insurance"))...)
	if turns := k.Turns(); len(turns) != 1 || turns[0].Seat != "culture" {
		t.Errorf("%+v: the added seat is still to sign", turns)
	}
}

func TestAStageIsExtendedByItsKeeperOnly(t *testing.T) {
	k := script(t, &selection, submit(), flow.Move{Act: flow.Extend, Seat: "office", Days: 5, Reason: "many cases"})
	if turn := k.Turns()[0]; turn.Due != on(14) {
		t.Errorf("%+v, want ten working days", turn)
	}
	if err := k.Do(flow.Move{Act: flow.Extend, Seat: "office", By: "office", Days: 5, Reason: "late", On: on(15)}); fault.Of(err).Key != "flow.clock" {
		t.Errorf("extended after its end: %v", err)
	}
}

func TestAYearWithoutWorkingDaysWarns(t *testing.T) {
	k := script(t, &selection, flow.Move{Act: flow.Submit, By: "lin", On: civil.MustParse("2031-01-06")})
	if w := k.Warn(); len(w) != 1 || w[0] != 2031 {
		t.Errorf("warned of %v", w)
	}
}

func TestAProgrammeThatWouldStandStillIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		spoil func(p *flow.Programme)
		key   string
	}{
		"no stage":             {func(p *flow.Programme) { p.Stages = nil }, "flow.check.no_stage"},
		"no keeper":            {func(p *flow.Programme) { p.Keeper = "" }, "flow.check.no_keeper"},
		"an id twice":          {func(p *flow.Programme) { p.Stages[1].ID = "accept" }, "flow.check.id"},
		"no period":            {func(p *flow.Programme) { p.Stages[1].Period.Days = 0 }, "flow.check.period"},
		"no time to supply":    {func(p *flow.Programme) { p.Stages[0].Supply.Days = 0 }, "flow.check.period"},
		"nobody acts":          {func(p *flow.Programme) { p.Stages[2].Seats = nil }, "flow.check.seats"},
		"a notice with a seat": {func(p *flow.Programme) { p.Stages[4].Seats = []string{"office"} }, "flow.check.seats"},
		"a seat twice":         {func(p *flow.Programme) { p.Stages[2].Seats = []string{"hr", "hr"} }, "flow.check.seat_names"},
		"no join":              {func(p *flow.Programme) { p.Stages[2].Join = "some" }, "flow.check.join"},
		"a quorum above seats": {func(p *flow.Programme) { p.Stages[3].Quorum = 6 }, "flow.check.quorum"},
		"no rule for a tie":    {func(p *flow.Programme) { p.Stages[3].Tie = "" }, "flow.check.tie"},
		"a vote in turns":      {func(p *flow.Programme) { p.Stages[3].Turns = true }, "flow.check.turns"},
		"upheld leads forward": {func(p *flow.Programme) { p.Stages[4].Upheld = "confer" }, "flow.check.upheld"},
		"a notice that asks":   {func(p *flow.Programme) { p.Stages[4].Asks, p.Stages[4].Supply = true, days(3) }, "flow.check.asks"},
		"a kind that is none":  {func(p *flow.Programme) { p.Stages[2].Kind = "talk" }, "flow.check.kind"},
	} {
		t.Run(name, func(t *testing.T) {
			p := flow.Programme{Keeper: selection.Keeper, Stages: append([]flow.Stage(nil), selection.Stages...)}
			tc.spoil(&p)
			err := p.Check()
			if err == nil {
				t.Fatal("taken")
			}
			for _, f := range fault.Of(err).All() {
				if f.Key == tc.key {
					return
				}
			}
			t.Errorf("got %v, want %s", err, tc.key)
		})
	}
}
