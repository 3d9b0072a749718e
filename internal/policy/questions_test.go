package policy

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

// unitOf gives somebody who acts for the employer of p.
func unitOf(p registry.Profile) authz.Actor {
	return authz.Actor{Account: "u1", Name: "人事", Via: "web", Grants: []authz.Grant{{Role: authz.Unit, District: zhengxiang, Org: p.Org}}}
}

func talent(p registry.Profile) authz.Actor {
	return authz.Actor{Account: "t1", Name: p.Name, Via: "web", Grants: []authz.Grant{{Role: authz.Talent, District: zhengxiang, Person: p.Person}}}
}

func TestTheLivingAllowanceWaitsForTheHousehold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, 10)
		lin := h.who(town.Lin)
		explain := Explain{Book: h.book, District: zhengxiang, Person: lin.Person, Policy: "hengyang_living_2022"}
		before := ask(h, talent(lin), explain)
		if before.Verdict != Unknown || before.State != pack.CheckPayment || len(before.Missing) != 1 {
			t.Fatalf("%s %s, missing %+v", before.Verdict, before.State, before.Missing)
		}
		want := Missing{Key: "person.hukou_within", Name: "户籍所在地", Record: "residence", Field: "hukou", Declare: true, By: "person"}
		if before.Missing[0] != want {
			t.Errorf("to supply: %+v, not %+v", before.Missing[0], want)
		}
		do(h, talent(lin), registry.DeclareRecord{District: zhengxiang, Person: lin.Person, Kind: registry.KindResidence, Data: map[string]any{"hukou": "430408"}})
		after := ask(h, talent(lin), explain)
		if after.Verdict != Yes || after.State != pack.Payable || *after.Amount != 7_200_000 || len(after.Schedule) != 36 {
			t.Errorf("after her word: %s %s, %v in %d payments", after.Verdict, after.State, after.Amount, len(after.Schedule))
		}
		clause := after.Clauses[slices.IndexFunc(after.Clauses, func(c Clause) bool { return c.ID == "hukou" })]
		if used := clause.Facts[0]; used.SourceKind != "talent" || used.Status != "declared" || used.RecordKind != "residence" || used.Record == "" {
			t.Errorf("the clause rests on %+v", used)
		}
		if !strings.Contains(clause.Sentence, "未核实") {
			t.Errorf("the sentence does not say that nobody checked it: %s", clause.Sentence)
		}
	})
}

func TestAnswersAreOrderedAndAddUp(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	page := ask(h, office, Answers{Book: h.book, Person: h.who(town.Tang).Person})
	order := map[Verdict]int{Yes: 0, Unknown: 1, No: 2}
	if !slices.IsSortedFunc(page.Items, func(a, b Answer) int { return order[a.Verdict] - order[b.Verdict] }) {
		t.Error("yes does not come before unknown before no")
	}
	var sum money.Fen
	for _, a := range page.Items {
		if a.Verdict == Yes {
			sum += money.Fen(*a.Amount)
		}
		if a.Verdict == Yes && len(a.Ways) > 0 {
			t.Errorf("%s says %s and still has ways to a yes", a.Policy.ID, a.Verdict)
		}
	}
	if sum != page.Fen || page.Yes+page.Unknown+page.No != len(page.Items) || len(page.Items) != 6 {
		t.Errorf("%d answers, %d+%d+%d, %s of %s", len(page.Items), page.Yes, page.Unknown, page.No, page.Fen, sum)
	}
	if !slices.IsSortedFunc(page.Missing, func(a, b Lack) int { return len(b.Policies) - len(a.Policies) }) {
		t.Error("what decides most policies does not come first")
	}
}

func TestWaysToAYesLeaveOutWhatNeverChanges(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	gu := ask(h, office, Explain{Book: h.book, District: zhengxiang, Person: h.who(town.Gu).Person, Policy: "hengyang_living_2022"})
	if gu.Verdict != No || len(gu.Ways) != 0 {
		t.Errorf("顾海平 is over fifty: %s with ways %+v", gu.Verdict, gu.Ways)
	}
}

func TestNobodySeesThePoliciesOfAnother(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	lin, xiao := h.who(town.Lin), h.who(town.Xiao)
	for name, actor := range map[string]authz.Actor{"another talent": talent(xiao), "another unit": unitOf(xiao)} {
		t.Run(name, func(t *testing.T) {
			if f := refused(h, actor, Answers{Book: h.book, Person: lin.Person}); f.Kind != fault.Missing {
				t.Errorf("answers: %v", f)
			}
			if f := refused(h, actor, Explain{Book: h.book, District: zhengxiang, Person: lin.Person, Policy: "hengyang_living_2022"}); f.Kind != fault.Missing {
				t.Errorf("explain: %v", f)
			}
		})
	}
}

func TestTheLibraryIsFilteredCountedAndPaged(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 0)
	all := ask(h, anyone, Library{Book: h.book})
	if all.Total != 6 || len(all.Items) != 6 || all.Statuses[Current] == 0 {
		t.Fatalf("%d in force, %v", all.Total, all.Statuses)
	}
	reference := ask(h, anyone, Library{Book: h.book, State: Reference, Limit: 200})
	if all.Total+reference.Total != len(h.book.shipped) {
		t.Errorf("%d in force and %d for reference are not %d", all.Total, reference.Total, len(h.book.shipped))
	}
	if page := ask(h, anyone, Library{Book: h.book, Limit: -1}); len(page.Items) != 6 {
		t.Errorf("a limit below nothing gives %d policies", len(page.Items))
	}
	for name, tc := range map[string]struct {
		q    Library
		want func(Brief) bool
	}{
		"by kind":      {Library{Kind: "living"}, func(b Brief) bool { return b.Kind == "living" }},
		"by place":     {Library{Place: "430000"}, func(b Brief) bool { return b.Region == "430000" && b.Place == "湖南省" }},
		"by words":     {Library{Search: "购房"}, func(b Brief) bool { return b.ID == "hengyang_home_2018" }},
		"by a number":  {Library{Search: "衡人才办通〔2022〕5号"}, func(b Brief) bool { return b.ID == "hengyang_living_2022" }},
		"by a clause":  {Library{Search: "非公有 落户"}, func(b Brief) bool { return b.ID == "hengyang_living_2022" }},
		"in English":   {Library{Search: "startup business"}, func(b Brief) bool { return strings.Contains(b.ID, "startup") }},
		"announced":    {Library{State: Reference, Status: Announced}, func(b Brief) bool { return b.ID == "zhuzhou_home_2025" }},
		"by applicant": {Library{Applicant: "employer"}, func(b Brief) bool { return b.Applicant == "employer" || b.Applicant == "either" }},
	} {
		t.Run(name, func(t *testing.T) {
			tc.q.Book = h.book
			page := ask(h, anyone, tc.q)
			if len(page.Items) == 0 {
				t.Fatal("nothing is found")
			}
			for _, b := range page.Items {
				if !tc.want(b) {
					t.Errorf("%s does not belong there", b.ID)
				}
			}
		})
	}
	var ids []string
	for q := (Library{Book: h.book, Limit: 4}); ; {
		page := ask(h, anyone, q)
		for _, b := range page.Items {
			ids = append(ids, b.ID)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if len(ids) != 6 || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != 6 {
		t.Errorf("page by page: %v", ids)
	}
}

func TestThePageOfAPolicyIsThereToReadInBothLanguages(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	page := ask(h, anyone, PolicyPage{Book: h.book, ID: "hengyang_living_2022"})
	if len(page.Clauses) != 5 || len(page.Benefits) != 1 || len(page.Benefits[0].Tiers) != 4 || len(page.Documents) != 5 || len(page.Cases) < 8 {
		t.Errorf("%d clauses, %d benefits, %d papers, %d cases", len(page.Clauses), len(page.Benefits), len(page.Documents), len(page.Cases))
	}
	for _, c := range page.Cases {
		if !c.Passed {
			t.Errorf("case %q is shown as failed", c.Name)
		}
	}
	if page.Now != nil || page.Packs != nil || page.Problems != nil {
		t.Error("the public sees what only the office may")
	}
	h.ctx = i18n.WithLang(h.ctx, i18n.En)
	english := ask(h, anyone, PolicyPage{Book: h.book, ID: "hengyang_living_2022"})
	if english.Name != "Hengyang living allowance for young talents" {
		t.Errorf("in English it is called %q", english.Name)
	}
	if f := refused(h, anyone, PolicyPage{Book: h.book, ID: "nothing"}); f.Kind != fault.Missing {
		t.Errorf("a policy that is not there: %v", f)
	}
	if f := refused(h, anyone, PolicyPage{Book: h.book, ID: "hengyang_living_2022", Version: "1999"}); f.Kind != fault.Missing {
		t.Errorf("a version that is not there: %v", f)
	}
	h.load()
	if ours := ask(h, office, PolicyPage{Book: h.book, ID: "hengyang_living_2022"}); ours.Now == nil || ours.Now.People != 10 || len(ours.Packs) == 0 {
		t.Errorf("the office should see who qualifies now: %+v", ours.Now)
	}
}

func TestTheCalculatorAsksWhatDecidesMost(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 0)
	given := map[string]string{}
	for range 40 {
		page := ask(h, anyone, Calculator{Book: h.book, Facts: given, Ask: 1, Policy: "hengyang_living_2022"})
		i := slices.IndexFunc(page.Answers, func(a Answer) bool { return a.Policy.ID == "hengyang_living_2022" })
		if page.Answers[i].Verdict == Yes {
			if *page.Answers[i].Amount != 7_200_000 {
				t.Errorf("a master in a private firm gets %d fen", *page.Answers[i].Amount)
			}
			return
		}
		if len(page.Ask) == 0 {
			t.Fatalf("nothing is asked and it is still %s: %s", page.Answers[i].Verdict, page.Answers[i].Reason)
		}
		given[page.Ask[0].Key] = answerTo(t, page.Ask[0])
	}
	t.Errorf("forty questions do not decide it: %v", given)
}

// answerTo answers as a master of 28 who works for a private firm and is registered in the city.
func answerTo(t *testing.T, a Ask) string {
	t.Helper()
	answers := map[string]string{"person.birth_date": "1998-03-07", "person.hukou": "430400", "employer.kind": "enterprise", "employer.ownership": "private",
		"education.full_time_level": "master", "job.introduced_on": "2026-07-01"}
	if answer, known := answers[a.Key]; known {
		return answer
	}
	if a.Type == "bool" {
		return "true"
	}
	return "?"
}

func TestTheCalculatorSaysWhatItCannotRead(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 0)
	page := ask(h, anyone, Calculator{Book: h.book, Ask: -1, Facts: map[string]string{"person.birth_date": "last spring", "no.such.fact": "1"}})
	if len(page.Ask) != 3 {
		t.Errorf("%d questions where fewer than none were wanted, want as many as usual", len(page.Ask))
	}
	if len(page.Given) != 1 || page.Given[0].Fault == "" || page.Given[0].Answer != "last spring" {
		t.Errorf("given: %+v", page.Given)
	}
	many := map[string]string{}
	for i := range maxGiven + 1 {
		many[strings.Repeat("x", i+1)] = "1"
	}
	if f := refused(h, anyone, Calculator{Book: h.book, Facts: many}); f.Kind != fault.TooLarge {
		t.Errorf("too many answers: %v", f)
	}
}

// files reads a shipped pack as an officer would paste it.
func files(t testing.TB, id string) Files {
	t.Helper()
	f := Files{}
	for _, name := range []string{"policy.yaml", "cases.yaml"} {
		text, err := os.ReadFile(filepath.Join("../../packs/policies", id, name))
		check(t, err)
		f[name] = string(text)
	}
	return f
}

func (f Files) with(t testing.TB, file, old, new string) Files {
	t.Helper()
	if !strings.Contains(f[file], old) {
		t.Fatalf("%s has no %q", file, old)
	}
	f[file] = strings.Replace(f[file], old, new, 1)
	return f
}

func TestAPackIsSavedActivatedAndRetired(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, 0)
		const id = "hengyang_living_2022"
		changed := files(t, id).with(t, "policy.yaml", "yuan: 2000}", "yuan: 2100}").with(t, "cases.yaml", "amount_yuan: 72000, each_yuan: 2000", "amount_yuan: 75600, each_yuan: 2100").
			with(t, "cases.yaml", "amount_yuan: 72000", "amount_yuan: 75600")
		draft := do(h, office, SavePack{Book: h.book, District: zhengxiang, ID: id, Files: changed, Note: "提高到 2100 元"})
		if draft.State != Tested || !draft.Report.Passed() {
			t.Fatalf("saved as %s, %+v", draft.State, draft.Report)
		}
		if drafts := ask(h, office, Library{Book: h.book, State: Draft}); drafts.Total != 1 {
			t.Errorf("%d drafts", drafts.Total)
		}
		if f := refused(h, anyone, Library{Book: h.book, State: Draft}); f.Kind != fault.Unsigned {
			t.Errorf("the public asks for drafts: %v", f)
		}
		turn := h.turn(id, draft.Version)
		do(h, office, SubmitPack{turn})
		do(h, second, ActivatePack{turn})
		if page := ask(h, anyone, PolicyPage{Book: h.book, ID: id}); page.Digest != draft.Version || page.Benefits[0].Tiers[1].Fen != money.Yuan(2100) {
			t.Errorf("in force is %s with %+v", page.Digest, page.Benefits[0].Tiers[1])
		}
		_, err := door.Do(h.ctx, h.Door, second, ActivatePack{turn})
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("activated twice: %v", err)
		}
		do(h, office, RetirePack{Book: h.book, District: zhengxiang, ID: id, Reason: "已被替代"})
		if page := ask(h, anyone, Library{Book: h.book}); page.Total != 5 {
			t.Errorf("%d in force after one was retired", page.Total)
		}
		if f := refused(h, anyone, PolicyPage{Book: h.book, ID: id}); f.Kind != fault.Missing {
			t.Errorf("the public reads a retired policy: %v", f)
		}
		shipped := h.book.shipped[id].digest
		do(h, office, SubmitPack{h.turn(id, shipped)})
		do(h, second, ActivatePack{h.turn(id, shipped)})
		if page := ask(h, office, PolicyPage{Book: h.book, ID: id}); page.Digest != shipped || len(page.Packs) != 2 {
			t.Errorf("in force is %s of %d versions", page.Digest, len(page.Packs))
		}
	})
}

func TestAPackThatIsWrongCannotBeSubmitted(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 0)
	const id = "hengyang_living_2022"
	for name, f := range map[string]Files{
		"a case comes out otherwise": files(t, id).with(t, "policy.yaml", "yuan: 2000}", "yuan: 2100}"),
		"a rule that does not check": files(t, id).with(t, "policy.yaml", "education.full_time_rank >= 5", "education.full_time_rank >= 'five'"),
		"lint finds a mistake":       files(t, id).with(t, "policy.yaml", "    hold: {zh: 在衡阳落户后兑现, en: payable after moving the household to Hengyang}\n", ""),
	} {
		t.Run(name, func(t *testing.T) {
			draft := do(h, office, SavePack{Book: h.book, District: zhengxiang, ID: id, Files: f})
			if draft.Report.Passed() {
				t.Fatal("the check finds nothing")
			}
			_, err := door.Do(h.ctx, h.Door, office, SubmitPack{h.turn(id, draft.Version)})
			if got := fault.Of(err); got == nil || got.Kind != fault.Conflict || got.Key != "policy.pack.not_ready" {
				t.Errorf("submitted: %v", err)
			}
		})
	}
	for name, c := range map[string]SavePack{
		"an id that is none":  {ID: "../x", Files: files(t, id)},
		"no policy.yaml":      {ID: id, Files: Files{"cases.yaml": "cases: []"}},
		"a file that escapes": {ID: id, Files: Files{"policy.yaml": "id: x", "../x.yaml": "a: 1"}},
		"too much":            {ID: id, Files: Files{"policy.yaml": "id: x", "cases.yaml": strings.Repeat("#", maxPack)}},
		"too long a policy":   {ID: id, Files: Files{"policy.yaml": strings.Repeat("#", maxPolicy+1)}},
	} {
		t.Run(name, func(t *testing.T) {
			c.Book, c.District = h.book, zhengxiang
			_, err := door.Do(h.ctx, h.Door, office, c)
			if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.TooLarge {
				t.Errorf("saved: %v", err)
			}
		})
	}
}

func TestMatchesArePagedByPersonAndScoped(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 200)
	q := Matches{Book: h.book, Policy: "hengyang_living_2022", Verdict: Unknown, Limit: 7}
	if f := refused(h, office, q); f.Kind != fault.Unavailable {
		t.Errorf("before anybody is loaded: %v", f)
	}
	h.load()
	whole := ask(h, office, Matches{Book: h.book, Policy: q.Policy, Verdict: Unknown, Limit: 500})
	if len(whole.People) != whole.Unknown || whole.People == nil || whole.Census.People != 200 {
		t.Fatalf("%d people, the census says %+v", len(whole.People), whole.Census)
	}
	var ids []string
	for {
		page := ask(h, office, q)
		ids = append(ids, peopleOf(page)...)
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if !slices.Equal(ids, peopleOf(whole)) || !slices.IsSorted(ids) {
		t.Errorf("page by page %d people, at once %d", len(ids), len(whole.People))
	}
	for _, m := range whole.Census.Missing {
		lacking := ask(h, office, Matches{Book: h.book, Policy: q.Policy, Verdict: Unknown, Missing: m.Key, Limit: 500})
		if len(lacking.People) != m.Count {
			t.Errorf("%d people lack %s, the census says %d", len(lacking.People), m.Key, m.Count)
		}
	}
	export := ask(h, office, MatchesExport{Matches{Book: h.book, Policy: q.Policy, Verdict: Unknown}})
	exported := 0
	for range export {
		exported++
	}
	if exported != len(ids) {
		t.Errorf("the export has %d people, not %d", exported, len(ids))
	}
	tallies := ask(h, office, Tallies{Book: h.book})
	if len(tallies) != 6 || tallies[slices.IndexFunc(tallies, func(a Tally) bool { return a.ID == q.Policy })].Unknown != whole.Unknown {
		t.Errorf("the tallies of %d policies disagree with the page", len(tallies))
	}
}

func TestAUnitSeesItsOwnPeopleOnly(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 200)
	h.load()
	lin := h.who(town.Lin)
	unit := unitOf(lin)
	mine := ask(h, office, registry.ListPeople{Filter: registry.Filter{Org: []string{lin.Org}}, Limit: 200})
	for _, verdict := range []Verdict{Yes, Unknown, No} {
		page := ask(h, unit, Matches{Book: h.book, Policy: "hengyang_living_2022", Verdict: verdict, Limit: 500})
		if page.Census.People != len(mine.Rows) {
			t.Errorf("the census counts %d people, the unit has %d", page.Census.People, len(mine.Rows))
		}
		for _, m := range page.People {
			if m.Org != lin.Org {
				t.Errorf("%s of another unit is shown", m.Name)
			}
		}
	}
	for name, actor := range map[string]authz.Actor{"a talent": talent(lin), "the public": anyone} {
		if f := refused(h, actor, Matches{Book: h.book, Policy: "hengyang_living_2022"}); f.Kind != fault.Denied && f.Kind != fault.Unsigned {
			t.Errorf("%s asks for matches: %v", name, f)
		}
	}
	if f := refused(h, unit, Matches{Book: h.book, Policy: "hengyang_living_2022", District: "430407"}); f.Kind != fault.Denied {
		t.Errorf("another district: %v", f)
	}
	if f := refused(h, unit, Matches{Book: h.book, Policy: "shenzhen_doctor_2022"}); f.Kind != fault.Missing {
		t.Errorf("a policy that is not in force: %v", f)
	}
}

func TestScopesAgreeWithTheRoleMatrix(t *testing.T) {
	rows := []row{{0, "p1", "甲", "o1"}, {1, "p2", "乙", "o2"}, {2, "p3", "丙", ""}}
	for _, role := range authz.Roles {
		for _, action := range []authz.Action{authz.PolicyMatches, authz.PersonExport, authz.PolicyAnswers} {
			for _, district := range []string{zhengxiang, "430407"} {
				actor := authz.Actor{Account: "a", Grants: []authz.Grant{{Role: role, District: district, Org: "o1", Person: "p2", Dept: "d"}}}
				for _, r := range rows {
					may := authz.May(actor, action, authz.Land{District: zhengxiang, Org: r.org, Person: r.id}) == nil
					if scopeOf(actor, action, zhengxiang).has(r) != may {
						t.Errorf("%s of %s, %s, %s: the matrix says %v", role, district, action, r.id, may)
					}
				}
			}
		}
	}
}

func TestWaitingForAPopulationNobodyStarted(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 0)
	if err := h.book.People.Wait(h.ctx, zhengxiang); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
	ctx, stop := context.WithCancel(h.ctx)
	stop()
	h.book.People.Start(ctx, zhengxiang)
	if err := h.book.People.Wait(ctx, zhengxiang); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
