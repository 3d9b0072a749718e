package registry_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

// A life in corrections: Liao's title as the dossier told it on each day, and as it was true on each day.
func TestAsOfADayAndAsKnownOnADay(t *testing.T) {
	each(t, 8, func(h *house) {
		told := func(v registry.View) string {
			h.Helper()
			var names []string
			for _, r := range ask(h, office, registry.PersonPage{District: zhengxiang, Person: h.ids[town.Liao], View: v}).Records {
				if r.Kind == registry.KindTraining {
					names = append(names, registry.FieldText(r.Data, "result"))
				}
			}
			return fmt.Sprint(names)
		}
		declare := registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Liao], Kind: registry.KindTraining,
			Data: map[string]any{"name": "乡村教师研修", "result": "在读"}, Since: civil.MustParse("2025-03-01")}
		monday := h.clock.Now()
		first := do(h, office, declare)
		h.clock.Pass(24 * time.Hour)
		tuesday := h.clock.Now()
		until := civil.MustParse("2025-06-30")
		do(h, office, registry.CorrectRecord{District: zhengxiang, Person: h.ids[town.Liao], Record: first.ID, Data: map[string]any{"result": "结业"}, Until: &until, Reason: "已结业"})
		h.clock.Pass(24 * time.Hour)

		for _, tc := range []struct {
			known time.Time
			asOf  string
			want  string
		}{
			{want: "[结业]"},
			{asOf: "2025-06-30", want: "[结业]"},
			{asOf: "2025-07-01", want: "[]"},
			{asOf: "2025-02-28", want: "[]"},
			{known: monday.Add(-time.Microsecond), want: "[]"},
			{known: monday, want: "[在读]"},
			{known: tuesday.Add(-time.Microsecond), want: "[在读]"},
			{known: tuesday.Add(-time.Microsecond), asOf: "2025-07-01", want: "[在读]"}, // its end was not known yet
			{known: tuesday, want: "[结业]"},
			{known: tuesday, asOf: "2025-07-01", want: "[]"},
		} {
			v := registry.View{Known: tc.known}
			if tc.asOf != "" {
				v.AsOf = civil.MustParse(tc.asOf)
			}
			if got := told(v); got != tc.want {
				h.Errorf("as of %q and known %v it was %s, want %s", tc.asOf, tc.known, got, tc.want)
			}
		}
	})
}

func TestTheNameAsItWasKnown(t *testing.T) {
	each(t, 8, func(h *house) {
		then := h.clock.Now()
		h.clock.Pass(time.Hour)
		id := h.record(town.Liao, registry.KindIdentity)
		do(h, office, registry.CorrectRecord{District: zhengxiang, Person: h.ids[town.Liao], Record: id.ID, Data: map[string]any{"name": "廖志源"}, Reason: "户口簿为源"})
		if d := ask(h, office, registry.PersonPage{District: zhengxiang, Person: h.ids[town.Liao], View: registry.View{Known: then}}); d.Person.Name != town.Liao {
			h.Errorf("then he was called %s", d.Person.Name)
		}
	})
}

// Whatever is done to a dossier, what was known at any instant stays what it was when one looked then.
func TestThePastDoesNotChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		h.settle(8)
		names := []string{town.Lin, town.Zhou, town.Gu}
		type look struct {
			name string
			at   time.Time
			saw  string
		}
		var looks []look
		see := func(name string, known time.Time) string {
			d := ask(h, office, registry.PersonPage{District: zhengxiang, Person: h.ids[name], View: registry.View{Known: known}})
			var lines []string
			for _, r := range d.Records {
				lines = append(lines, fmt.Sprint(r.ID, r.Status, r.StatusAt, r.Reason, r.Evidence, r.Since, r.Until, registry.FieldText(r.Data, "result"), registry.FieldText(r.Data, "name")))
			}
			slices.Sort(lines)
			return fmt.Sprint(d.Person.Name, lines)
		}
		rapid.Check(t, func(r *rapid.T) {
			for range rapid.IntRange(1, 6).Draw(r, "deeds") {
				h.clock.Pass(time.Minute)
				name := rapid.SampledFrom(names).Draw(r, "name")
				something(h, r, name)
				looks = append(looks, look{name, h.clock.Now(), see(name, time.Time{})})
			}
			for range 4 {
				l := rapid.SampledFrom(looks).Draw(r, "look")
				if now := see(l.name, l.at); now != l.saw {
					r.Fatalf("as known at %v:\n%s\nwant\n%s", l.at, now, l.saw)
				}
			}
		})
		h.sound()
	})
}

// something does a random deed to a dossier; a deed that is refused changes nothing.
func something(h *house, r *rapid.T, name string) {
	d := h.dossier(name)
	record := rapid.SampledFrom(d.Records).Draw(r, "record")
	var err error
	switch rapid.IntRange(0, 5).Draw(r, "deed") {
	case 0:
		_, err = attempt(h, department, registry.VerifyRecord{District: zhengxiang, Person: d.Person.ID, Record: record.ID})
	case 1:
		_, err = attempt(h, office, registry.RefuseRecord{District: zhengxiang, Person: d.Person.ID, Record: record.ID, Reason: "不符"})
	case 2:
		result := rapid.SampledFrom([]string{"优", "良", ""}).Draw(r, "result")
		_, err = attempt(h, office, registry.DeclareRecord{District: zhengxiang, Person: d.Person.ID, Kind: registry.KindTraining,
			Data: map[string]any{"name": rapid.SampledFrom([]string{"甲", "乙"}).Draw(r, "course"), "result": result}})
	case 3:
		day := civil.FromDays(20_000 + rapid.IntRange(0, 400).Draw(r, "day"))
		_, err = attempt(h, office, registry.CorrectRecord{District: zhengxiang, Person: d.Person.ID, Record: record.ID, Since: &day, Reason: "核对"})
	case 4:
		_, err = attempt(h, office, registry.ConfirmEmployment{District: zhengxiang, Person: d.Person.ID, Record: record.ID, Works: rapid.Bool().Draw(r, "works"), Reason: "x"})
	case 5:
		batch := town.People(8, civil.Of(h.clock.Now()))
		_, err = attempt(h, office, absorb{batch})
	}
	if kind := fault.KindOf(err); err != nil && kind != fault.Conflict && kind != fault.Invalid {
		r.Fatal(err)
	}
}

func attempt[R any](h *house, by authz.Actor, c door.Command[R]) (R, error) {
	return door.Do(h.ctx, h.door, by, c)
}
