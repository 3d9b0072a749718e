package intake

import (
	"errors"
	"slices"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

const header = "姓名,身份证号码,民族,手机号,工作单位,现任职务,年薪"

// disagree imports two files that say different things about one person and gives the conflicts by field.
func (d desk) disagree() map[string]*Conflict {
	d.t.Helper()
	id := number("19900304", 1)
	older := d.sheet("old.csv", header, "林小满,"+id+",汉族,13800001111,衡阳市蒸湘区人民医院,护士,90000")
	newer := d.sheet("new.csv", header, "林小满,"+id+",土家族,13900002222,衡阳市蒸湘区人民医院,护士长,90000")
	first, err := d.ImportFiles(d.ctx, office, []string{older}, Options{District: zhengxiang, SourceDate: civil.MustParse("2025-06-30")})
	check(d.t, err)
	second, err := d.ImportFiles(d.ctx, office, []string{newer}, Options{District: zhengxiang, SourceDate: civil.MustParse("2026-10-31")})
	check(d.t, err)
	if first.Created != 1 || second.Created != 0 || second.Conflicts == 0 {
		d.t.Fatalf("first %+v, second %+v with %d conflicts", first.Counts, second.Counts, second.Conflicts)
	}
	found := map[string]*Conflict{}
	for _, c := range d.conflicts(Open) {
		found[c.Field] = c
	}
	return found
}

func (d desk) conflicts(state Choice) []*Conflict {
	d.t.Helper()
	p, err := door.Ask(d.ctx, d.Door, office, ListConflicts{State: state})
	check(d.t, err)
	return p.Conflicts
}

func (d desk) only() map[string]any {
	d.t.Helper()
	for _, p := range d.people() {
		return p
	}
	d.t.Fatal("nobody is there")
	return nil
}

func TestFilesThatDisagreeOverwriteNothingAndAsk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		found := d.disagree()
		p := d.only()
		if p["ethnicity"] != "汉族" || p["phone"] != "13800001111" || p["post"] != "护士" {
			t.Errorf("the dossier was overwritten: %v", p)
		}
		for field, want := range map[string][2]string{"ethnicity": {"01", "15"}, "phone": {"138****1111", "139****2222"}, "post": {"护士", "护士长"}} {
			c := found[field]
			if c == nil {
				t.Errorf("no conflict about %s in %v", field, found)
				continue
			}
			if c.Ours.Value != want[0] || c.Theirs.Value != want[1] || c.Proposed != Theirs || c.Ours.Source != "old.csv" || c.Theirs.Date.String() != "2026-10-31" {
				t.Errorf("%s: %+v", field, c)
			}
		}
		page, err := door.Ask(d.ctx, d.Door, office, ConflictPage{District: zhengxiang, Conflict: found["post"].ID})
		check(t, err)
		if want := []Segment{{Same, "护士"}, {New, "长"}}; !slices.Equal(page.Differs, want) {
			t.Errorf("differs %v, want %v", page.Differs, want)
		}
		waiting, err := door.Ask(d.ctx, d.Door, office, ToDo{})
		check(t, err)
		if waiting.Conflicts != int64(len(found)) {
			t.Errorf("%d wait, want %d", waiting.Conflicts, len(found))
		}
	})
}

func TestADecisionStands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		found := d.disagree()
		decide := func(field string, take Choice, value string) {
			t.Helper()
			_, err := door.Do(d.ctx, d.Door, office, Decide{District: zhengxiang, Conflicts: []string{found[field].ID}, Take: take, Value: value, Reason: "asked her"})
			if err != nil {
				t.Fatalf("%s: %v", field, err)
			}
		}
		decide("phone", Theirs, "")
		decide("ethnicity", Ours, "")
		decide("post", Edited, "副护士长")
		p := d.only()
		if p["phone"] != "13900002222" || p["ethnicity"] != "汉族" || p["post"] != "副护士长" {
			t.Errorf("after the decisions: %v", p)
		}
		again := d.take(d.sheet("new.csv", header, "林小满,"+number("19900304", 1)+",土家族,13900002222,衡阳市蒸湘区人民医院,护士长,90000"))
		if again.Conflicts != 0 || again.Unchanged != 1 || len(d.conflicts(Open)) != 0 {
			t.Errorf("what was decided was asked again: %+v, %d conflicts", again.Counts, again.Conflicts)
		}
		if after := d.only(); after["post"] != "副护士长" || after["ethnicity"] != "汉族" {
			t.Errorf("the decision was undone: %v", after)
		}
	})
}

func TestAConflictLapsesWhenTheDossierHasMovedOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		found := d.disagree()
		person := d.dossiers()["林小满"]
		for _, r := range person.Records {
			if r.Kind == registry.KindEmployment {
				_, err := door.Do(d.ctx, d.Door, office, registry.CorrectRecord{District: zhengxiang, Person: person.Person.ID, Record: r.ID,
					Data: map[string]any{"post": "主管护师"}, Reason: "she told us"})
				check(t, err)
			}
		}
		decided, err := door.Do(d.ctx, d.Door, office, Decide{District: zhengxiang, Conflicts: []string{found["post"].ID}, Take: Theirs, Reason: "newer"})
		check(t, err)
		if decided[0].State != Lapsed || d.only()["post"] != "主管护师" {
			t.Errorf("state %s, post %v", decided[0].State, d.only()["post"])
		}
	})
}

func TestBothAreRight(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	id := number("19900304", 1)
	d.take(d.sheet("a.csv", "姓名,身份证号码,特长", "林小满,"+id+",护理"))
	if r := d.take(d.sheet("b.csv", "姓名,身份证号码,特长", "林小满,"+id+",急救")); r.Conflicts != 1 {
		t.Fatalf("%+v", r)
	}
	d.decideAll(Both)
	if got := d.only()["speciality"]; got != "护理；急救" {
		t.Errorf("speciality %v", got)
	}
	if r := d.take(d.write("list.csv", d.exported(CSV))); r.Unchanged != 1 || r.Conflicts != 0 {
		t.Errorf("both taken in again: %+v", r)
	}
}

func TestADecisionIsRefused(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	found := d.disagree()
	unit := authz.Actor{Account: "u", Via: "web", Grants: []authz.Grant{{Role: authz.Unit, District: zhengxiang, Org: "o"}}}
	one := []string{found["post"].ID}
	for name, tc := range map[string]struct {
		by   authz.Actor
		cmd  Decide
		want fault.Kind
	}{
		"without a reason":          {office, Decide{Conflicts: one, Take: Ours}, fault.Invalid},
		"without a value to put in": {office, Decide{Conflicts: one, Take: Edited, Reason: "r"}, fault.Invalid},
		"with an unknown choice":    {office, Decide{Conflicts: one, Take: "whatever", Reason: "r"}, fault.Invalid},
		"with nothing chosen":       {office, Decide{Take: Ours, Reason: "r"}, fault.Invalid},
		"to one that is not there":  {office, Decide{Conflicts: []string{"01"}, Take: Ours, Reason: "r"}, fault.Missing},
		"to a unit's user":          {unit, Decide{Conflicts: one, Take: Ours, Reason: "r"}, fault.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			tc.cmd.District = zhengxiang
			if _, err := door.Do(d.ctx, d.Door, tc.by, tc.cmd); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
	cmd := Decide{District: zhengxiang, Conflicts: one, Take: Theirs, Reason: "r"}
	if _, err := door.Do(d.ctx, d.Door, office, cmd); err != nil {
		t.Fatal(err)
	}
	if _, err := door.Do(d.ctx, d.Door, office, cmd); !errors.Is(err, fault.Conflict) {
		t.Errorf("decided twice: got %v, want Conflict", err)
	}
}

func TestManyDecisionsAreAllOrNothing(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	var ids []string
	for _, c := range d.disagree() {
		ids = append(ids, c.ID)
	}
	cmd := Decide{District: zhengxiang, Conflicts: append(slices.Clone(ids), "01"), Take: Proposed, Reason: "newer"}
	if _, err := door.Do(d.ctx, d.Door, office, cmd); !errors.Is(err, fault.Missing) {
		t.Fatalf("got %v, want Missing", err)
	}
	if n := len(d.conflicts(Open)); n != len(ids) {
		t.Fatalf("%d are open after a failed batch, want %d", n, len(ids))
	}
	cmd.Conflicts = ids
	decided, err := door.Do(d.ctx, d.Door, office, cmd)
	check(t, err)
	for _, c := range decided {
		if c.State != Theirs {
			t.Errorf("%s was decided %s, want the newer", c.Field, c.State)
		}
	}
	if p := d.only(); p["post"] != "护士长" || p["phone"] != "13900002222" || p["ethnicity"] != "土家族" {
		t.Errorf("after the decisions: %v", p)
	}
	var records []string
	check(t, d.Door.DB.Snapshot(d.ctx, func(q store.Q) error {
		return registry.Stream(d.ctx, q, office, authz.PersonRead, civil.MustParse("2026-11-23"), registry.Filter{District: zhengxiang}, func(p registry.Dossier) error {
			for _, r := range p.Records {
				if r.Kind == registry.KindEmployment {
					records = append(records, r.SourceOf("post").Name)
				}
			}
			return nil
		})
	}))
	if !slices.Equal(records, []string{"new.csv"}) {
		t.Errorf("the post comes from %v, want the newer file", records)
	}
}
