package registry_test

import (
	"slices"
	"testing"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
)

func TestSavingAnOrganisation(t *testing.T) {
	each(t, 8, func(h *house) {
		org := ask(h, office, registry.OrgPage{District: zhengxiang, Org: h.orgs[town.Precision]}).Org
		if org.Industry != "34" {
			h.Errorf("the division is %s, want 34 without its section", org.Industry)
		}
		org.Name, org.Scale = " 衡阳市蒸水精密制造股份有限公司 ", "1"
		refused(h, h.unit(town.Hospital), registry.SaveOrg{Org: org}, fault.Denied, "")
		saved := do(h, h.unit(town.Precision), registry.SaveOrg{Org: org})
		if saved.Name != "衡阳市蒸水精密制造股份有限公司" || saved.Version != org.Version+1 || !saved.CreatedAt.Equal(org.CreatedAt) {
			h.Errorf("saved %+v", saved)
		}
		h.logged(authz.OrgChange, audit.Done, "org/"+org.ID)
		if row := h.row(town.Lin); row.OrgName != saved.Name {
			h.Errorf("her line says %s", row.OrgName)
		}
		if found := ask(h, office, registry.ListPeople{Filter: registry.Filter{Words: "股份"}}); found.Total != 3 {
			h.Errorf("%d people are found by the new name, want 3", found.Total)
		}
		refused(h, office, registry.SaveOrg{Org: org}, fault.Conflict, "registry.changed")

		other := ask(h, office, registry.OrgPage{District: zhengxiang, Org: h.orgs[town.Hospital]}).Org
		other.USCC = saved.USCC
		if f := refused(h, office, registry.SaveOrg{Org: other}, fault.Conflict, "registry.org.uscc_taken"); f.Field != "uscc" {
			h.Errorf("the fault is on %s", f.Field)
		}
		refused(h, office, registry.SaveOrg{Org: registry.Org{District: zhengxiang, Name: "x", USCC: saved.USCC}}, fault.Conflict, "registry.org.uscc_taken")
		refused(h, office, registry.SaveOrg{Org: registry.Org{District: zhengxiang, ID: "x", Name: "x"}}, fault.Missing, "registry.org.missing")
	})
}

func TestWhatIsWrongWithAnOrganisation(t *testing.T) {
	each(t, 1, func(h *house) {
		bad := registry.Org{District: zhengxiang, USCC: "91430408MA00000000", Ownership: "x", Industry: "x", Scale: "x", Town: "蒸湘",
			More: registry.OrgMore{Kind: "x", InstitutionClass: "x", Staff: registry.IntOf(-1), Revenue: -1, RDPercent: 101}}
		f := refused(h, office, registry.SaveOrg{Org: bad}, fault.Invalid, "registry.field.required")
		want := []string{"name", "uscc", "ownership", "industry", "scale", "town", "more.kind", "more.institution_class", "more.staff", "more.revenue_fen", "more.rd_percent"}
		if !slices.Equal(fieldsOf(f), want) {
			h.Errorf("faults on %v, want %v", fieldsOf(f), want)
		}
	})
}

func TestListingOrganisations(t *testing.T) {
	each(t, 60, func(h *house) {
		all := map[string]bool{}
		l := registry.ListOrgs{District: zhengxiang, Limit: 4}
		for {
			page := ask(h, office, l)
			if page.Total != int64(len(h.orgs)) {
				h.Errorf("the total says %d", page.Total)
			}
			for _, o := range page.Rows {
				if all[o.ID] {
					h.Errorf("%s comes twice", o.Name)
				}
				all[o.ID] = true
				if listed := ask(h, office, registry.ListPeople{Filter: registry.Filter{Org: []string{o.ID}}}); listed.Total != o.People {
					h.Errorf("%s employs %d people, %d are listed", o.Name, o.People, listed.Total)
				}
			}
			if l.After = page.Next; l.After == "" {
				break
			}
		}
		if len(all) != len(h.orgs) {
			h.Errorf("%d organisations in the pages, want %d", len(all), len(h.orgs))
		}
		for name, tc := range map[string]struct {
			l    registry.ListOrgs
			want int64
		}{
			"a word":        {registry.ListOrgs{Words: "精密"}, 1},
			"initials":      {registry.ListOrgs{Words: "hyszsjm"}, 1},
			"two words":     {registry.ListOrgs{Words: "雨母山 合作社"}, 1},
			"nothing":       {registry.ListOrgs{Words: "鑫淼"}, 0},
			"owners":        {registry.ListOrgs{Ownership: []string{"530"}}, 2},
			"a section":     {registry.ListOrgs{Industry: []string{"C"}}, 3},
			"a scale":       {registry.ListOrgs{Scale: []string{"1"}}, 1},
			"a town":        {registry.ListOrgs{Town: []string{"430408101"}}, 5},
			"another place": {registry.ListOrgs{District: "430406"}, 0},
		} {
			if page := ask(h, office, tc.l); page.Total != tc.want || int64(len(page.Rows)) != tc.want {
				h.Errorf("%s lists %d organisations, want %d", name, page.Total, tc.want)
			}
		}
		hidden(h, h.talent(town.Lin), registry.ListOrgs{}, fault.Denied)
		hidden(h, neighbour, registry.OrgPage{District: zhengxiang, Org: h.orgs[town.School]}, fault.Missing)
		if view := ask(h, leader, registry.OrgPage{District: zhengxiang, Org: h.orgs[town.Precision]}); view.People == 0 || view.Counts.People != view.People {
			h.Errorf("the leader sees %+v", view)
		}
	})
}

func TestSavedFilters(t *testing.T) {
	each(t, 1, func(h *house) {
		mine := registry.SaveFilter{District: zhengxiang, Name: " 精密博士 ", Filter: registry.Filter{Words: "精密", Education: []string{"11"}, Honoured: "yes"}, Columns: []string{"name", "org"}}
		saved := do(h, office, mine)
		h.logged(authz.FilterSave, audit.Done, "filter/"+saved.ID)
		own := ask(h, office, registry.FilterList{District: zhengxiang})
		if len(own) != 1 || own[0].Name != "精密博士" || own[0].Filter.Education[0] != "11" || own[0].Filter.Honoured != "yes" || len(own[0].Columns) != 2 {
			h.Errorf("kept %+v", own)
		}
		if seen := ask(h, department, registry.FilterList{District: zhengxiang}); len(seen) != 0 {
			h.Errorf("a private filter is seen: %+v", seen)
		}
		refused(h, office, mine, fault.Conflict, "registry.filter.name_taken")
		mine.ID, mine.Shared, mine.Filter = saved.ID, true, registry.Filter{Gender: []string{"2"}}
		refused(h, department, mine, fault.Missing, "registry.filter.missing")
		do(h, office, mine)
		if seen := ask(h, h.unit(town.Precision), registry.FilterList{District: zhengxiang}); len(seen) != 1 || seen[0].Filter.Words != "" {
			h.Errorf("a shared filter is seen as %+v", seen)
		}
		do(h, h.unit(town.Precision), registry.SaveFilter{District: zhengxiang, Name: "精密博士"})
		refused(h, office, registry.SaveFilter{District: zhengxiang, Name: " "}, fault.Invalid, "registry.field.required")
		hidden(h, neighbour, registry.FilterList{District: zhengxiang}, fault.Denied)
		refused(h, h.talent(town.Lin), registry.SaveFilter{District: zhengxiang, Name: "x"}, fault.Denied, "")

		remove := registry.DeleteFilter{District: zhengxiang, ID: saved.ID}
		refused(h, department, remove, fault.Missing, "registry.filter.missing")
		do(h, office, remove)
		refused(h, office, remove, fault.Missing, "registry.filter.missing")
		if left := ask(h, office, registry.FilterList{District: zhengxiang}); len(left) != 0 {
			h.Errorf("left are %+v", left)
		}
	})
}

func TestAUnitDoesNotPutItselfOnAList(t *testing.T) {
	each(t, 8, func(h *house) {
		org := ask(h, office, registry.OrgPage{District: zhengxiang, Org: h.orgs[town.Precision]}).Org
		listed := slices.Clone(org.More.Tags)
		org.More.Tags, org.More.Lists = append(slices.Clone(listed), "listed"), []string{"key_firms"}
		if saved := do(h, h.unit(town.Precision), registry.SaveOrg{Org: org}); !slices.Equal(saved.More.Tags, listed) || len(saved.More.Lists) != 0 {
			h.Errorf("a unit put itself on %v %v", saved.More.Tags, saved.More.Lists)
		}
		org.Version = 0
		if saved := do(h, office, registry.SaveOrg{Org: org}); !slices.Equal(saved.More.Lists, org.More.Lists) {
			h.Errorf("the office put it on %v", saved.More.Lists)
		}
	})
}
