package insight_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/insight"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

// total asks the list behind a figure how many it has.
func (h house) total(t *testing.T, f registry.Filter) int64 {
	t.Helper()
	f.District = zhengxiang
	page, err := door.Ask(h.ctx, h.door, as(authz.Office), registry.ListPeople{Filter: f, Limit: 1})
	check(t, err)
	return page.Total
}

func TestEveryFigureIsTheLengthOfItsList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := settle(t, db, 90)
		b := h.board(t, authz.Office)
		day := civil.Of(noon)
		introduced := func(from, to civil.Date) registry.Filter {
			var f registry.Filter
			f.Introduced.From, f.Introduced.To = from, to
			return f
		}
		for name, tc := range map[string]struct {
			figure int64
			list   registry.Filter
		}{
			"people":        {b.People.People, registry.Filter{}},
			"verified":      {b.People.Verified, registry.Filter{Status: "verified"}},
			"unchecked":     {b.Unchecked, registry.Filter{Status: "declared"}},
			"new":           {b.New, introduced(b.NewSince(), day)},
			"the 30 before": {b.Before, introduced(day.AddDays(-59), day.AddDays(-30))},
			"first month":   {b.Months[0].N, introduced(b.Months[0].First, b.Months[1].First.AddDays(-1))},
			"present month": {b.Months[11].N, introduced(b.Months[11].First, day)},
		} {
			if want := h.total(t, tc.list); tc.figure != want {
				t.Errorf("%s: %d, its list has %d", name, tc.figure, want)
			}
		}
		if len(b.Months) != 12 || b.Months[0].First != civil.MustParse("2025-12-01") || b.Orgs != int64(len(town.Orgs())) || b.Unchecked == 0 {
			t.Errorf("got %d months from %s, %d organisations, %d unchecked", len(b.Months), b.Months[0].First, b.Orgs, b.Unchecked)
		}
		h.cellsAreLists(t, b)
	})
}

func (h house) cellsAreLists(t *testing.T, b *insight.Board) {
	t.Helper()
	var sum int64
	for _, c := range b.Cells {
		sum += c.N
	}
	if sum != b.People.People {
		t.Errorf("the cells hold %d people of %d", sum, b.People.People)
	}
	for _, c := range b.Cells[:min(4, len(b.Cells))] {
		if c.Field == "" || c.Education == "" {
			continue
		}
		if want := h.total(t, registry.Filter{Field: []string{c.Field}, Education: []string{c.Education}}); c.N != want {
			t.Errorf("%s × %s: %d, its list has %d", c.Field, c.Education, c.N, want)
		}
	}
}

func TestFiguresFollowWhatChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := settle(t, db, 10)
		before := h.board(t, authz.Office)
		h.clock.Pass(time.Second)
		_, err := door.Do(h.ctx, h.door, as(authz.Office), registry.SaveOrg{Org: registry.Org{District: zhengxiang, Name: "衡阳市望雁科技有限公司"}})
		check(t, err)
		var all sync.WaitGroup
		for range 8 { // all at once: the district is counted once, beside them
			all.Go(func() { h.soon(t, before.Orgs+1) })
		}
		all.Wait()
		h.clock.Pass(24 * time.Hour)
		if next := h.board(t, authz.Office); next.Day != before.Day.AddDays(1) {
			t.Errorf("the board is still of %s", next.Day)
		}
	})
}

// soon looks at the workbench until it shows so many organisations: readers of a large district see the figures of a moment ago.
func (h house) soon(t *testing.T, orgs int64) {
	var b *insight.Board
	for range 200 {
		var err error
		b, err = door.Ask(h.ctx, h.door, as(authz.Leader), insight.Workbench{Book: h.book, Figures: h.figures})
		if err != nil {
			t.Error(err)
			return
		}
		if b.Orgs == orgs {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("still %d organisations, want %d", b.Orgs, orgs)
}

func kinds(b *insight.Board) []insight.TaskKind {
	var all []insight.TaskKind
	for _, t := range b.Tasks {
		all = append(all, t.Kind)
	}
	return slices.Compact(all)
}

func TestEveryRoleHasItsOwnTasks(t *testing.T) {
	h := settle(t, dbtest.New(t), 80)
	if b := h.board(t, authz.Office); !b.Policies.Loading || b.Policies.Tallies != nil {
		t.Errorf("before anybody's facts are read: %+v", b.Policies)
	}
	h.follow(t)
	if _, err := door.Do(h.ctx, h.door, as(authz.Auditor), registry.SaveOrg{Org: registry.Org{District: zhengxiang, Name: "x"}}); !errors.Is(err, fault.Denied) {
		t.Fatalf("got %v, want Denied", err)
	}
	for role, want := range map[authz.Role][]insight.TaskKind{
		authz.Office:     {insight.Unchecked, insight.Lacking},
		authz.Department: {insight.Unchecked, insight.Lacking},
		authz.Auditor:    {insight.Denials, insight.Lacking},
		authz.Leader:     nil,
	} {
		b := h.board(t, role)
		got := slices.DeleteFunc(kinds(b), func(k insight.TaskKind) bool { return k == insight.Expiring })
		if !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", role, got, want)
		}
		if sees := b.Policies.Tallies != nil; sees != (role != authz.Leader) || b.Policies.InForce == 0 {
			t.Errorf("%s: sees who qualifies: %t, %d policies in force", role, sees, b.Policies.InForce)
		}
		if sees := b.Imports != nil; sees != (role == authz.Office || role == authz.Auditor) {
			t.Errorf("%s: sees imports: %t", role, sees)
		}
	}
}

// A version that somebody submitted waits for the others who may approve it, and not for the one who did.
func TestASubmittedVersionWaitsForASecondPerson(t *testing.T) {
	h := settle(t, dbtest.New(t), 8)
	other := as(authz.Office)
	other.Account, other.Name = "a-other", "谭国强"
	const id = "changsha_home_2022"
	page, err := door.Ask(h.ctx, h.door, other, policy.PolicyPage{Book: h.book, ID: id})
	check(t, err)
	_, err = door.Do(h.ctx, h.door, other, policy.SubmitPack{Turn: policy.Turn{Book: h.book, District: zhengxiang, ID: id, Version: page.Digest, Reason: "试用"}})
	check(t, err)
	task := h.board(t, authz.Office).Tasks[0]
	if task.Kind != insight.Approvals || task.Policy != id || task.Version != page.Digest || task.By != "谭国强" {
		t.Errorf("the first task is %+v", task)
	}
	b, err := door.Ask(h.ctx, h.door, other, insight.Workbench{Book: h.book, Figures: h.figures})
	check(t, err)
	if slices.Contains(kinds(b), insight.Approvals) || slices.Contains(kinds(h.board(t, authz.Leader)), insight.Approvals) {
		t.Error("it waits for one who may not approve it")
	}
}

func TestALackLeadsToThosePeople(t *testing.T) {
	h := settle(t, dbtest.New(t), 80)
	h.follow(t)
	for _, task := range h.board(t, authz.Office).Tasks {
		if task.Kind != insight.Lacking {
			continue
		}
		if task.Name == "" || task.Policies < 1 || task.N < 1 {
			t.Errorf("got %+v", task)
		}
		tallies := h.board(t, authz.Office).Policies.Tallies
		for _, tally := range tallies {
			for _, m := range tally.Missing {
				if tally.ID == task.Policy && m.Key == task.Fact && int64(m.Count) != task.N {
					t.Errorf("%s lacks %s for %d people, the task says %d", tally.ID, m.Key, m.Count, task.N)
				}
			}
		}
	}
}

func TestTheWorkbenchIsNotForEveryone(t *testing.T) {
	h := settle(t, dbtest.New(t), 8)
	for _, role := range []authz.Role{authz.Unit, authz.Talent, authz.Expert, authz.Admin} {
		if _, err := door.Ask(h.ctx, h.door, as(role), insight.Workbench{Book: h.book, Figures: h.figures}); !errors.Is(err, fault.Denied) {
			t.Errorf("%s: got %v, want Denied", role, err)
		}
	}
	elsewhere := insight.Workbench{Book: h.book, Figures: h.figures, District: "430405"}
	if _, err := door.Ask(h.ctx, h.door, as(authz.Office), elsewhere); !errors.Is(err, fault.Denied) {
		t.Errorf("another district: got %v, want Denied", err)
	}
}
