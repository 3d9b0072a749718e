package registry_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/file"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

func TestMergingTwoDossiers(t *testing.T) {
	each(t, 8, func(h *house) {
		double := do(h, office, registry.CreatePerson{District: zhengxiang, Name: town.Lin, IDNumber: newcomer("430405"), Org: h.orgs[town.Hospital]})
		into, from := h.ids[town.Lin], double.ID
		do(h, office, registry.DeclareRecord{District: zhengxiang, Person: from, Kind: registry.KindHonour, Data: map[string]any{"name": "区优秀工程师"}})
		do(h, office, registry.DeclareRecord{District: zhengxiang, Person: from, Kind: registry.KindContact, Data: map[string]any{"phone": "13907340999", "email": "lin@example.cn"}})
		proof := do(h, office, registry.KeepEvidence{District: zhengxiang, Person: from, Name: "x.pdf", Content: file.Content{Sum: strings.Repeat("b", 64), Size: 1, Type: file.PDF}})
		signedUp := do(h, admin, account.CreateAccount{District: zhengxiang, Login: "lin", Name: town.Lin, Grants: []authz.Grant{{Role: authz.Talent, District: zhengxiang, Person: from}}})
		h.clock.Pass(time.Hour)
		before := h.clock.Now()
		h.clock.Pass(time.Hour)

		merge := registry.MergePersons{District: zhengxiang, Into: into, From: from}
		refused(h, office, merge, fault.Invalid, "registry.reason.required")
		merge.Reason, merge.Version = "同一人，新证换号", 99
		refused(h, office, merge, fault.Conflict, "registry.changed")
		merge.Version = h.dossier(town.Lin).Person.Version
		refused(h, office, registry.MergePersons{District: zhengxiang, Into: into, From: into, Reason: "x"}, fault.Invalid, "registry.merge.same")
		p := do(h, office, merge)
		if p.ID != into || p.Version != merge.Version+1 {
			h.Errorf("the answer is %+v", p)
		}
		detail := h.logged(authz.PersonMerge, audit.Done, "person/"+into)
		if detail["from"] != "person/"+from || fmt.Sprint(detail["kept"]) != "[identity.birth_date contact.phone]" {
			h.Errorf("the log says %v", detail)
		}

		// Her own phone stands, the mail of the double fills the blank, the honour has come over; all opens for her.
		contact := h.record(town.Lin, registry.KindContact)
		values, err := registry.OpenSecrets(h.ctx, contact)
		if err != nil || values["phone"] != "13807340996" || values["email"] != "lin@example.cn" {
			h.Errorf("the contact opens to %v, %v", values, err)
		}
		honour := h.record(town.Lin, registry.KindHonour)
		if chain := ask(h, office, registry.History{District: zhengxiang, Person: into, Record: honour.ID}); len(chain) != 2 || chain[0].Person != from {
			h.Errorf("the honour's history is %+v", chain)
		}
		// The old id leads to the living dossier; as known before, it is still the double's.
		if d := ask(h, office, registry.PersonPage{District: zhengxiang, Person: from}); d.Person.ID != into {
			h.Errorf("the old id leads to %s", d.Person.ID)
		}
		if d := ask(h, office, registry.PersonPage{District: zhengxiang, Person: from, View: registry.View{Known: before}}); d.Person.ID != from || len(d.Records) != 4 {
			h.Errorf("as known before the merge the double is %s with %d records", d.Person.ID, len(d.Records))
		}
		refused(h, office, registry.DeclareRecord{District: zhengxiang, Person: from, Kind: registry.KindTraining, Data: map[string]any{"name": "x"}}, fault.Conflict, "registry.person.merged")
		if f := ask(h, office, file.Get{District: zhengxiang, ID: proof.ID}); f.Person != into {
			h.Errorf("the evidence is %s's", f.Person)
		}
		if a := ask(h, admin, account.Find{Login: "lin"}); a.ID != signedUp.Account.ID || a.Grants[0].Person != into {
			h.Errorf("her account acts for %+v", a.Grants)
		}
		if page := ask(h, office, registry.ListPeople{Filter: registry.Filter{District: zhengxiang, Words: town.Lin}}); page.Total != 1 {
			h.Errorf("%d lines in the list, want 1", page.Total)
		}
		// A source that knows the old number speaks of her.
		absorbed := do(h, office, absorb{[]registry.Arrival{{Name: town.Lin, IDNumber: newcomer("430405"), Source: registry.Source{Kind: registry.FromImport, Date: civil.Of(before)}}}})
		if absorbed[0].Person != into || absorbed[0].Outcome == registry.Created {
			h.Errorf("the old number leads to %+v", absorbed[0])
		}
		h.snapshot(func(q store.Q) error {
			changes, err := registry.ChangedSince(h.ctx, q, zhengxiang, before.UnixMicro(), "", 100)
			if !slices.ContainsFunc(changes, func(c registry.Change) bool { return c.Person == from && c.Gone }) ||
				!slices.ContainsFunc(changes, func(c registry.Change) bool { return c.Person == into && !c.Gone }) {
				h.Errorf("the feed says %+v", changes)
			}
			return err
		})
	})
}

// A number of a dossier that was joined to one that was joined again leads to the one that goes on.
func TestTheNumbersOfAMergedLineLeadToItsEnd(t *testing.T) {
	each(t, 8, func(h *house) {
		var line []string
		for _, place := range []string{"430405", "430406"} {
			line = append(line, do(h, office, registry.CreatePerson{District: zhengxiang, Name: town.Lin, IDNumber: newcomer(place)}).ID)
		}
		line = append(line, h.ids[town.Lin])
		for i := range line[:2] {
			do(h, office, registry.MergePersons{District: zhengxiang, Into: line[i+1], From: line[i], Reason: "同一人"})
		}
		honour := registry.Draft{Data: &registry.Honour{Name: "区优秀工程师"}}
		got := do(h, office, absorb{[]registry.Arrival{{Name: town.Lin, IDNumber: newcomer("430405"), Drafts: []registry.Draft{honour}}}})
		if got[0].Person != h.ids[town.Lin] || got[0].Outcome != registry.Updated {
			h.Errorf("the oldest number leads to %+v", got[0])
		}
		h.record(town.Lin, registry.KindHonour)
	})
}
