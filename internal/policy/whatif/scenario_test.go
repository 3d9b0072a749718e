package whatif

import (
	"strings"
	"testing"

	"yanzhen/internal/policy"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func TestAScenarioIsKeptChangedComparedDraftedAndDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db, 40)
		save := Save{Desk: h.desk, District: zhengxiang, Policy: living, Name: " 放宽到 55 岁 ", Note: "常务会讨论", Moves: Moves{age: "55", master: "2000"}, Budget: 100_000_000}
		one := do(h, office, save)
		if one.Name != "放宽到 55 岁" || len(one.Moves) != 1 || one.Moves[age] != "55" || one.Version != 1 || one.By == "" || one.At.IsZero() || one.Base == "" {
			t.Fatalf("%+v", one)
		}
		if key := refuse(h, office, save); key != "whatif.scenario.name_taken" {
			t.Error(key)
		}
		h.refusals(save)

		s := ask(h, office, Try{Desk: h.desk, Policy: living, Scenario: one.ID})
		if s.Scenario == nil || s.Moves[age] != "55" || s.Budget != one.Budget || len(s.Scenarios) != 1 || !s.MaySave {
			t.Fatalf("%+v", s)
		}
		if s := ask(h, leader, Try{Desk: h.desk, Policy: living, Scenario: one.ID}); s.MaySave || s.MayExport || s.Versions != nil || len(s.Scenarios) != 1 {
			t.Errorf("the leader may %+v", s)
		}

		over := save
		over.ID, over.Version, over.Name, over.Moves = one.ID, one.Version, "放宽到 60 岁", Moves{age: "60"}
		two := do(h, office, over)
		if two.Version != 2 || !two.At.Equal(one.At) || !two.Changed.After(one.Changed) {
			t.Errorf("%+v", two)
		}
		if key := refuse(h, office, over); key != "whatif.scenario.changed" {
			t.Errorf("saved over a version that nobody read: %s", key)
		}
		save.Name, save.Moves = "硕士 2500 元", Moves{master: "2500"}
		raise := do(h, office, save)
		beside := ask(h, leader, SideBySide{Desk: h.desk, Policy: living, Scenarios: []string{raise.ID, two.ID}})
		if len(beside.Columns) != 2 || beside.Columns[0].Scenario.ID != raise.ID || len(beside.Scenarios) != 2 {
			t.Fatalf("%+v", beside)
		}
		for _, c := range beside.Columns {
			alone := ask(h, office, Try{Desk: h.desk, Policy: living, Scenario: c.Scenario.ID}).Effect
			if c.Effect == nil || c.Effect.After != alone.After || c.Effect.Before != alone.Before || len(c.Levers) != 1 || c.Effect.Who != nil {
				t.Errorf("side by side %+v, alone %+v", c.Effect, alone)
			}
		}
		if key := refused(h, office, SideBySide{Desk: h.desk, Policy: living, Scenarios: []string{"none"}}); key != "whatif.scenario.missing" {
			t.Error(key)
		}
		if key := refused(h, office, SideBySide{Desk: h.desk, Policy: living, Scenarios: strings.Split("abcdefg", "")}); key != "whatif.beside.many" {
			t.Error(key)
		}

		h.drafted(raise)
		if key := refuse(h, office, Delete{District: zhengxiang, Policy: living, ID: two.ID, Version: 1}); key != "whatif.scenario.changed" {
			t.Error(key)
		}
		do(h, office, Delete{District: zhengxiang, Policy: living, ID: two.ID, Version: 2})
		if key := refused(h, office, Try{Desk: h.desk, Policy: living, Scenario: two.ID}); key != "whatif.scenario.missing" {
			t.Error(key)
		}
	})
}

func (h house) refusals(save Save) {
	h.t.Helper()
	for name, tc := range map[string]struct {
		change func(*Save)
		key    string
	}{
		"no name":         {func(c *Save) { c.Name = " " }, "whatif.scenario.no_name"},
		"a long name":     {func(c *Save) { c.Name = strings.Repeat("岁", 61) }, "whatif.scenario.long"},
		"a long note":     {func(c *Save) { c.Name, c.Note = "x", strings.Repeat("岁", 501) }, "whatif.scenario.long"},
		"nothing moved":   {func(c *Save) { c.Name, c.Moves = "x", Moves{age: "50"} }, "whatif.scenario.nothing_moved"},
		"a wrong figure":  {func(c *Save) { c.Name, c.Moves = "x", Moves{age: "old"} }, "whatif.value.whole"},
		"unknown lever":   {func(c *Save) { c.Name, c.Moves = "x", Moves{"gates/none/when/0": "1"} }, "whatif.lever.unknown"},
		"a wrong budget":  {func(c *Save) { c.Name, c.Budget = "x", -1 }, "whatif.scenario.budget"},
		"no such version": {func(c *Save) { c.Name, c.Base = "x", "0123456789abcdef" }, "policy.version_missing"},
		"no such one":     {func(c *Save) { c.Name, c.ID = "x", "none" }, "whatif.scenario.missing"},
		"no such policy":  {func(c *Save) { c.Name, c.Policy = "x", "none_at_all" }, "policy.missing"},
	} {
		cmd := save
		tc.change(&cmd)
		if key := refuse(h, office, cmd); key != tc.key {
			h.t.Errorf("%s: %s, not %s", name, key, tc.key)
		}
	}
	save.Name = "x"
	if key := refuse(h, finance, save); key != "authz.denied" {
		h.t.Errorf("a department saves scenarios: %s", key)
	}
}

// drafted turns a scenario into a draft: only the figure changes, the case that states the old amount now fails, and the draft
// cannot be submitted before it is mended.
func (h house) drafted(s Scenario) {
	t := h.t
	if key := refuse(h, finance, Draft{Desk: h.desk, District: zhengxiang, Policy: living, ID: s.ID, Version: s.Version}); key != "authz.denied" {
		t.Errorf("a department makes drafts: %s", key)
	}
	if key := refuse(h, office, Draft{Desk: h.desk, District: zhengxiang, Policy: living, ID: s.ID, Version: 9}); key != "whatif.scenario.changed" {
		t.Error(key)
	}
	v := do(h, office, Draft{Desk: h.desk, District: zhengxiang, Policy: living, ID: s.ID, Version: s.Version})
	if v.State != policy.Draft || v.Report.Failed == 0 || !strings.Contains(v.Note, "硕士 2500 元") || !strings.Contains(v.Note, "2000 → 2500") {
		t.Errorf("%+v", v)
	}
	base := ask(h, office, policy.PackFiles{Book: h.desk.Book, ID: living})
	made := ask(h, office, policy.PackFiles{Book: h.desk.Book, ID: living, Version: v.Version})
	if strings.Replace(base.Files["policy.yaml"], "yuan: 2000}", "yuan: 2500}", 1) != made.Files["policy.yaml"] {
		t.Error("more than the figure changed")
	}
	turn := policy.Turn{Book: h.desk.Book, District: zhengxiang, ID: living, Version: v.Version, Reason: "请审批"}
	if key := refuse(h, office, policy.SubmitPack{Turn: turn}); key == "" {
		t.Error("a draft with failing cases is submitted")
	}
	if now := ask(h, office, Try{Desk: h.desk, Policy: living, Scenario: s.ID}); now.Scenario.Draft != v.Version || now.Scenario.Version != s.Version+1 {
		t.Errorf("the scenario does not know its draft: %+v", now.Scenario)
	}
}

func TestADeskKeepsOnlySoMuch(t *testing.T) {
	h := newHouse(t, dbtest.New(t), 10)
	for _, years := range strings.Split("20 21 22 23 24 25 26 27 28 29 30 31 32 33 34", " ") {
		h.try(Moves{age: years})
	}
	for _, id := range []string{"hengyang_home_2018", "hunan_doctor_2024", "hunan_startup_2024", "hunan_flexible_insurance"} {
		ask(h, office, Try{Desk: h.desk, Policy: id})
	}
	if len(h.desk.benches) != maxBenches || h.desk.benches[0].policy == living {
		t.Errorf("%d benches, the oldest %s", len(h.desk.benches), h.desk.benches[0].policy)
	}
	h.try(Moves{age: "20"})
	last := h.desk.benches[maxBenches-1]
	if last.policy != living || len(last.trials) != 2 {
		t.Errorf("%s with %d trials", last.policy, len(last.trials))
	}
	for _, years := range strings.Split("20 21 22 23 24 25 26 27 28 29 30 31 32 33 34", " ") {
		h.try(Moves{age: years})
	}
	if len(last.trials) != maxKept {
		t.Errorf("%d trials are kept", len(last.trials))
	}
}
