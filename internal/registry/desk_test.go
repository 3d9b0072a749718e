package registry_test

import (
	"slices"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
)

func TestADeskHoldsWhatWaitsAtTheUnitAlone(t *testing.T) {
	each(t, 120, func(h *house) {
		desk := registry.UnitDesk{District: zhengxiang, Org: h.orgs[town.Precision]}
		unit := h.unit(town.Precision)
		before := ask(h, unit, desk)
		own := h.everyone(unit, registry.ListPeople{}, 200)
		if before.People != int64(len(own)) || before.ToConfirm != before.People || len(before.Confirm) != len(own) || before.ToCorrect != 0 {
			h.Errorf("a unit of %d: %d people, %d to confirm, %d to correct", len(own), before.People, before.ToConfirm, before.ToCorrect)
		}
		first := before.Confirm[0].Record
		do(h, unit, registry.ConfirmEmployment{District: zhengxiang, Person: first.Person, Record: first.ID, Works: true})
		title := h.main(town.Lin, registry.KindTitle)
		do(h, department, registry.RefuseRecord{District: zhengxiang, Person: title.Person, Record: title.ID, Reason: "查无此证"})
		foreign := h.main(town.Xiao, registry.KindTitle)
		do(h, department, registry.RefuseRecord{District: zhengxiang, Person: foreign.Person, Record: foreign.ID, Reason: "查无此证"})

		after := ask(h, unit, desk)
		if after.ToConfirm != before.ToConfirm-1 || after.ToCorrect != 1 || after.Correct[0].Record.ID != title.ID || after.Correct[0].Name != town.Lin {
			h.Errorf("afterwards %d wait to be confirmed and %d to be corrected", after.ToConfirm, after.ToCorrect)
		}
		hidden(h, h.unit(town.Hospital), desk, fault.Missing)
		hidden(h, auditor, desk, fault.Denied)
	})
}

// main gives the main record of a kind of somebody of the town.
func (h *house) main(name string, k registry.Kind) registry.Record {
	h.Helper()
	r := ask(h, office, registry.PersonPage{District: zhengxiang, Person: h.ids[name]}).Main(k)
	if r == nil {
		h.Fatalf("%s has no %s", name, k)
	}
	return *r
}

func TestAListTurnsRoundAndGoesBack(t *testing.T) {
	each(t, 60, func(h *house) {
		for _, sort := range []registry.Sort{registry.ByName, registry.ByBirth, registry.ByChange, registry.ByEducation, registry.ByIntroduced} {
			rows := h.everyone(office, registry.ListPeople{Sort: sort}, 20)
			turned := h.everyone(office, registry.ListPeople{Sort: "-" + sort}, 20)
			slices.Reverse(turned)
			if !slices.EqualFunc(rows, turned, same) {
				h.Errorf("by -%s is not by %s the other way round", sort, sort)
			}
			last := ask(h, office, registry.ListPeople{Sort: sort, After: ask(h, office, registry.ListPeople{Sort: sort, Limit: 50}).Next, Limit: 50})
			back := ask(h, office, registry.ListPeople{Sort: sort, Before: last.Prev, Limit: 20})
			if len(last.Rows) != 10 || last.Next != "" || !slices.EqualFunc(back.Rows, rows[30:50], same) || back.Prev == "" || back.Next == "" {
				h.Errorf("by %s: before the last %d come %d lines", sort, len(last.Rows), len(back.Rows))
			}
			if first := ask(h, office, registry.ListPeople{Sort: sort, Before: back.Prev, Limit: 40}); first.Prev != "" || !slices.EqualFunc(first.Rows, rows[:30], same) {
				h.Errorf("by %s: the first page is not the first", sort)
			}
		}
	})
}

func same(a, b registry.Profile) bool { return a.Person == b.Person }
