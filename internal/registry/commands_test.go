package registry_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
)

// newcomer gives the number of an invented woman of 1995 whom the town does not have.
func newcomer(place string) string {
	first17 := place + "19950607998"
	return first17 + string(idcode.PersonCheck(first17))
}

func TestCreatingAPerson(t *testing.T) {
	each(t, 8, func(h *house) {
		c := registry.CreatePerson{District: zhengxiang, Name: " 方晓岚 ", IDNumber: newcomer("430405"), Org: h.orgs[town.Precision], Post: "工艺员"}
		p := do(h, h.unit(town.Precision), c)
		if p.Name != "方晓岚" || p.Gender != "2" || p.BirthDate != civil.MustParse("1995-06-07") || p.IDMask != "4304**********"+c.IDNumber[14:] || p.Version != 1 {
			h.Errorf("made %+v", p)
		}
		h.ids["方晓岚"] = p.ID
		if row := h.row("方晓岚"); row.Org != h.orgs[town.Precision] || row.OrgName != town.Precision || row.Post != "工艺员" || row.Records != 2 {
			h.Errorf("her line is %+v", row)
		}
		if from := h.record("方晓岚", registry.KindEmployment).Source; from.Kind != registry.FromUnit || from.Name != town.Precision {
			h.Errorf("the source is %+v", from)
		}
		detail := h.logged(authz.PersonCreate, audit.Done, "person/"+p.ID)
		if detail["number"] != p.IDMask {
			h.Errorf("the log says %v of the number", detail["number"])
		}
		refused(h, office, c, fault.Conflict, "registry.person.known")

		wrong := refused(h, office, registry.CreatePerson{District: zhengxiang, IDNumber: "430408199506079981"}, fault.Invalid, "registry.person.name_required")
		if fields := fieldsOf(wrong); !slices.Equal(fields, []string{"name", "id_number"}) {
			h.Errorf("faults on %v", fields)
		}
		refused(h, office, registry.CreatePerson{District: zhengxiang, Name: "方晓岚", IDNumber: newcomer("430406"), Gender: "1"}, fault.Invalid, "registry.person.gender_differs")
		refused(h, office, registry.CreatePerson{District: zhengxiang, Name: "方晓岚", IDNumber: newcomer("430406"), Org: "x"}, fault.Invalid, "registry.org.missing")
	})
}

func fieldsOf(f *fault.Fault) []string {
	var fields []string
	for _, one := range f.All() {
		fields = append(fields, one.Field)
	}
	return fields
}

func TestDeclaringKeepsWhatWasNotSaid(t *testing.T) {
	each(t, 8, func(h *house) {
		before := h.record(town.Lin, registry.KindResidence)
		if registry.FieldText(before.Data, "town") == "" || registry.FieldText(before.Data, "hukou") != "" {
			h.Fatalf("the town's Lin should have a town and no hukou, has %+v", before.Data)
		}
		version := h.dossier(town.Lin).Person.Version
		r := do(h, h.talent(town.Lin), registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Lin], Version: version,
			Kind: registry.KindResidence, Data: map[string]any{"hukou": "430408"}})
		after := h.record(town.Lin, registry.KindResidence)
		switch {
		case after.ID != r.ID || after.Supersedes != before.ID || after.Status != registry.Declared || after.By != "account-talent":
			h.Errorf("the record is %+v", after)
		case registry.FieldText(after.Data, "hukou") != "430408" || registry.FieldText(after.Data, "town") != registry.FieldText(before.Data, "town"):
			h.Errorf("it says %+v", after.Data)
		case after.SourceOf("hukou").Kind != registry.FromTalent || after.SourceOf("town") != before.Source:
			h.Errorf("sources are %+v and %+v", after.SourceOf("hukou"), after.SourceOf("town"))
		}
		if p := h.dossier(town.Lin).Person; p.Version != version+1 || !p.ChangedAt.Equal(h.clock.Now()) {
			h.Errorf("the person is %+v", p)
		}
		h.logged(authz.RecordDeclare, audit.Done, "person/"+h.ids[town.Lin])

		chain := ask(h, office, registry.History{District: zhengxiang, Person: h.ids[town.Lin], Record: before.ID})
		if len(chain) != 2 || chain[0].SupersededBy != r.ID || !chain[0].SupersededAt.Equal(h.clock.Now()) {
			h.Errorf("the history is %+v", chain)
		}
		stale := registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Lin], Version: version, Kind: registry.KindResidence, Data: map[string]any{"hukou": "430405"}}
		refused(h, office, stale, fault.Conflict, "registry.changed")
	})
}

func TestDeclaringAnotherThingStandsBeside(t *testing.T) {
	each(t, 8, func(h *house) {
		honour := registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Lin], Kind: registry.KindHonour, Data: map[string]any{"name": "市技术能手", "year": "2025", "level": "city"}}
		do(h, office, honour)
		honour.Data = map[string]any{"name": "区优秀工程师", "year": 2024}
		do(h, office, honour)
		if row := h.row(town.Lin); row.Honours != 2 {
			h.Errorf("she has %d honours in the list, want 2", row.Honours)
		}
		if found := ask(h, office, registry.ListPeople{Filter: registry.Filter{District: zhengxiang, Words: "能手"}}); found.Total != 1 {
			h.Errorf("%d people are found by the honour, want 1", found.Total)
		}
		refused(h, office, honour, fault.Invalid, "registry.record.unchanged")
	})
}

func TestWhatCannotBeDeclared(t *testing.T) {
	each(t, 8, func(h *house) {
		for name, tc := range map[string]struct {
			kind  registry.Kind
			data  map[string]any
			until string
			key   string
			field string
		}{
			"a kind nobody knows":        {kind: "shoe_size", data: map[string]any{"x": "1"}, key: "registry.kind.unknown", field: "kind"},
			"a field nobody knows":       {kind: registry.KindHonour, data: map[string]any{"name": "x", "colour": "red"}, key: "registry.field.unknown", field: "data.colour"},
			"a code of no table":         {kind: registry.KindPolitical, data: map[string]any{"status": "99"}, key: "registry.field.code", field: "data.status"},
			"a choice of no set":         {kind: registry.KindHonour, data: map[string]any{"name": "x", "level": "moon"}, key: "registry.field.code", field: "data.level"},
			"a day that is none":         {kind: registry.KindEducation, data: map[string]any{"level": "21", "graduated_on": "2020-02-30"}, key: "registry.field.form", field: "data.graduated_on"},
			"a required field left out":  {kind: registry.KindHonour, data: map[string]any{"year": "2020"}, key: "registry.field.required", field: "data.name"},
			"nothing at all":             {kind: registry.KindConduct, data: map[string]any{"no_crime": ""}, key: "registry.record.empty", field: "data"},
			"a wrong credit code":        {kind: registry.KindEmployment, data: map[string]any{"employer": "x", "uscc": "91430408MA00000000"}, key: "registry.field.uscc", field: "data.uscc"},
			"a wrong phone":              {kind: registry.KindContact, data: map[string]any{"phone": "12"}, key: "registry.field.form", field: "data.phone"},
			"an area that is no number":  {kind: registry.KindHousing, data: map[string]any{"area_sqm": "NaN"}, key: "registry.field.form", field: "data.area_sqm"},
			"a share below zero":         {kind: registry.KindBusiness, data: map[string]any{"equity_percent": -1.5}, key: "registry.field.negative", field: "data.equity_percent"},
			"months below zero":          {kind: registry.KindInsurance, data: map[string]any{"form": "pension", "months": "-1"}, key: "registry.field.negative", field: "data.months"},
			"a region that is no code":   {kind: registry.KindResidence, data: map[string]any{"hukou": "蒸湘"}, key: "registry.field.region", field: "data.hukou"},
			"a name of 301 characters":   {kind: registry.KindSpeciality, data: map[string]any{"text": strings.Repeat("长", 301)}, key: "registry.field.long", field: "data.text"},
			"an end before it began":     {kind: registry.KindTraining, data: map[string]any{"name": "x"}, until: "2019-01-01", key: "registry.record.order", field: "until"},
			"a nested thing for a plain": {kind: registry.KindHonour, data: map[string]any{"name": map[string]any{"x": 1}}, key: "registry.field.form", field: "data.name"},
		} {
			c := registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Liao], Kind: tc.kind, Data: tc.data}
			if tc.until != "" {
				c.Since, c.Until = civil.MustParse("2020-01-01"), civil.MustParse(tc.until)
			}
			if f := refused(h, office, c, fault.Invalid, tc.key); f.Field != tc.field {
				h.Errorf("%s: the fault is on %q, want %q", name, f.Field, tc.field)
			}
		}
	})
}

func TestOneKeyOneEffect(t *testing.T) {
	each(t, 8, func(h *house) {
		plain := h.ctx
		c := registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.He], Kind: registry.KindTraining, Data: map[string]any{"name": "乡村振兴全员大培训"}}
		h.ctx = door.WithKey(plain, "key-1")
		first := do(h, office, c)
		again := do(h, office, c)
		if first.ID != again.ID || registry.FieldText(again.Data, "name") != "乡村振兴全员大培训" {
			h.Errorf("the second answer is %+v, want %+v", again, first)
		}
		c.Data = map[string]any{"name": "另一个培训"}
		refused(h, office, c, fault.Conflict, "door.key_reused")
		h.ctx = plain
		h.record(town.He, registry.KindTraining)
	})
}

func TestCorrecting(t *testing.T) {
	each(t, 8, func(h *house) {
		old := h.record(town.Zhou, registry.KindTitle)
		c := registry.CorrectRecord{District: zhengxiang, Person: h.ids[town.Zhou], Record: old.ID, Data: map[string]any{"level": "1", "granted_by": "省人社厅"}}
		refused(h, office, c, fault.Invalid, "registry.reason.required")
		c.Reason = "证书为正高级"
		now := do(h, h.unit(town.Precision), c)
		if now.Supersedes != old.ID || now.Reason != c.Reason || registry.FieldText(now.Data, "name") != registry.FieldText(old.Data, "name") || h.row(town.Zhou).TitleLevel != "1" {
			h.Errorf("corrected to %+v", now)
		}
		refused(h, office, c, fault.Conflict, "registry.record.superseded")
		c.Record = "x"
		refused(h, office, c, fault.Missing, "registry.record.missing")
		c.Record, c.Data = now.ID, map[string]any{"level": "1"}
		refused(h, office, c, fault.Invalid, "registry.record.unchanged")
		c.Data = map[string]any{"granted_by": ""}
		if cleared := do(h, office, c); registry.FieldText(cleared.Data, "granted_by") != "" || registry.FieldText(cleared.Data, "level") != "1" {
			h.Errorf("cleared to %+v", cleared.Data)
		}
	})
}

func TestCorrectingTheNameChangesThePerson(t *testing.T) {
	each(t, 8, func(h *house) {
		id := h.record(town.Liao, registry.KindIdentity)
		do(h, office, registry.CorrectRecord{District: zhengxiang, Person: h.ids[town.Liao], Record: id.ID, Data: map[string]any{"name": "廖志源"}, Reason: "户口簿为源"})
		if p := h.dossier(town.Liao).Person; p.Name != "廖志源" {
			h.Errorf("the person is called %s", p.Name)
		}
		if found := ask(h, office, registry.ListPeople{Filter: registry.Filter{District: zhengxiang, Words: "志源"}}); found.Total != 1 {
			h.Errorf("%d are found by the new name", found.Total)
		}
	})
}

func TestARecordMayNotBeCorrectedIntoAnother(t *testing.T) {
	each(t, 8, func(h *house) {
		declare := func(name string) *registry.Record {
			return do(h, office, registry.DeclareRecord{District: zhengxiang, Person: h.ids[town.Gu], Kind: registry.KindTraining, Data: map[string]any{"name": name}})
		}
		declare("模具培训")
		second := declare("钳工培训")
		refused(h, office, registry.CorrectRecord{District: zhengxiang, Person: h.ids[town.Gu], Record: second.ID, Data: map[string]any{"name": "模具培训"}, Reason: "同一次"},
			fault.Conflict, "registry.record.double")
	})
}

func TestVerifyingAndRefusing(t *testing.T) {
	each(t, 8, func(h *house) {
		title := h.record(town.Lin, registry.KindTitle)
		verify := registry.VerifyRecord{District: zhengxiang, Person: h.ids[town.Lin], Record: title.ID}
		verified := do(h, department, verify)
		if verified.ID != title.ID || verified.Status != registry.Verified || verified.StatusBy != "account-department" || !verified.StatusAt.Equal(h.clock.Now()) {
			h.Errorf("verified is %+v", verified)
		}
		if row := h.row(town.Lin); row.Verified != 1 {
			h.Errorf("%d records are verified in the list", row.Verified)
		}
		h.logged(authz.RecordVerify, audit.Done, "person/"+h.ids[town.Lin])
		refused(h, office, verify, fault.Conflict, "registry.record.verified")
		seen := h.clock.Now()
		h.clock.Pass(time.Hour)

		refuse := registry.RefuseRecord{District: zhengxiang, Person: h.ids[town.Lin], Record: title.ID}
		refused(h, office, refuse, fault.Invalid, "registry.reason.required")
		refuse.Reason = "证书查无此号"
		gone := do(h, office, refuse)
		if gone.Supersedes != title.ID || gone.Status != registry.Refused || gone.Reason != refuse.Reason {
			h.Errorf("refused is %+v", gone)
		}
		if row := h.row(town.Lin); row.Title != "" || row.Refused != 1 {
			h.Errorf("a refused title still counts: %+v", row)
		}
		before := ask(h, office, registry.PersonPage{District: zhengxiang, Person: h.ids[town.Lin], View: registry.View{Known: seen}})
		if i := slices.IndexFunc(before.Records, func(r registry.Record) bool { return r.Kind == registry.KindTitle }); i < 0 || before.Records[i].Status != registry.Verified {
			h.Error("what was held to be verified in between is no longer known")
		}
		identity := h.record(town.Lin, registry.KindIdentity)
		refused(h, office, registry.RefuseRecord{District: zhengxiang, Person: h.ids[town.Lin], Record: identity.ID, Reason: "x"}, fault.Conflict, "registry.identity.refuse")
	})
}

func TestEvidence(t *testing.T) {
	each(t, 8, func(h *house) {
		keep := registry.KeepEvidence{District: zhengxiang, Person: h.ids[town.Lin], Name: "职称证书.pdf", Content: file.Content{Sum: strings.Repeat("a", 64), Size: 9, Type: file.PDF}}
		f := do(h, h.talent(town.Lin), keep)
		title := h.record(town.Lin, registry.KindTitle)
		do(h, department, registry.VerifyRecord{District: zhengxiang, Person: h.ids[town.Lin], Record: title.ID})
		attach := registry.AttachEvidence{District: zhengxiang, Person: h.ids[town.Lin], Record: title.ID, File: f.ID}
		with := do(h, h.talent(town.Lin), attach)
		if with.Evidence != f.ID || with.Supersedes != title.ID || with.Status != registry.Verified || with.Source != title.Source {
			h.Errorf("with evidence it is %+v", with)
		}
		if row := h.row(town.Lin); row.Evidence != 1 {
			h.Errorf("%d records have evidence in the list", row.Evidence)
		}
		attach.Record = with.ID
		refused(h, office, attach, fault.Invalid, "registry.evidence.required")
		foreign := registry.AttachEvidence{District: zhengxiang, Person: h.ids[town.Zhou], Record: h.record(town.Zhou, registry.KindTitle).ID, File: f.ID}
		refused(h, office, foreign, fault.Invalid, "registry.evidence.foreign")
		refused(h, h.unit(town.Hospital), attach, fault.Denied, "")
	})
}

func TestConfirmingAnEmployment(t *testing.T) {
	each(t, 8, func(h *house) {
		job := h.record(town.Lin, registry.KindEmployment)
		c := registry.ConfirmEmployment{District: zhengxiang, Person: h.ids[town.Lin], Record: job.ID, Works: true}
		refused(h, h.unit(town.Hospital), c, fault.Denied, "")
		if r := do(h, h.unit(town.Precision), c); r.Status != registry.Verified || r.ID != job.ID {
			h.Errorf("confirmed is %+v", r)
		}
		h.logged(authz.EmployConfirm, audit.Done, "person/"+h.ids[town.Lin])

		c.EndedOn = civil.MustParse("2026-10-31")
		refused(h, office, c, fault.Invalid, "registry.employment.both")
		c.Works, c.EndedOn = false, civil.MustParse("2026-11-24")
		refused(h, office, c, fault.Invalid, "registry.employment.future")
		c.EndedOn = civil.MustParse("2026-10-31")
		ended := do(h, h.unit(town.Precision), c)
		if ended.Until != c.EndedOn || ended.Status != registry.Verified || ended.Supersedes != job.ID || h.row(town.Lin).Org != "" {
			h.Errorf("ended is %+v", ended)
		}
		hidden(h, h.unit(town.Precision), registry.PersonPage{District: zhengxiang, Person: h.ids[town.Lin]}, fault.Missing)

		never := registry.ConfirmEmployment{District: zhengxiang, Person: h.ids[town.Gu], Record: h.record(town.Gu, registry.KindEmployment).ID}
		refused(h, h.unit(town.Precision), never, fault.Invalid, "registry.reason.required")
		never.Reason = "查无此人"
		if r := do(h, h.unit(town.Precision), never); r.Status != registry.Refused || h.row(town.Gu).Org != "" {
			h.Errorf("never employed is %+v", r)
		}
		never.Record = h.record(town.Gu, registry.KindPay).ID
		refused(h, office, never, fault.Invalid, "registry.employment.other")
	})
}

// What a role may do to one person of Precision, and what it is told otherwise.
func TestWhoMayChangeADossier(t *testing.T) {
	each(t, 8, func(h *house) {
		person, record := h.ids[town.Lin], h.record(town.Lin, registry.KindTitle).ID
		declare := registry.DeclareRecord{District: zhengxiang, Person: person, Kind: registry.KindTraining, Data: map[string]any{"name": "x"}}
		correct := registry.CorrectRecord{District: zhengxiang, Person: person, Record: record, Reason: "x"}
		verify := registry.VerifyRecord{District: zhengxiang, Person: person, Record: record}
		unmask := registry.UnmaskPerson{District: zhengxiang, Person: person, Reason: "x"}
		merge := registry.MergePersons{District: zhengxiang, Into: person, From: h.ids[town.Gu], Reason: "x"}
		org := registry.SaveOrg{Org: registry.Org{District: zhengxiang, Name: "x"}}
		for _, by := range []authz.Actor{department, auditor, leader, admin, neighbour, h.unit(town.Hospital), h.talent(town.Zhou), authz.Anyone(zhengxiang)} {
			kind := fault.Denied
			if !by.SignedIn() {
				kind = fault.Unsigned
			}
			refused(h, by, declare, kind, "")
			refused(h, by, correct, kind, "")
			refused(h, by, merge, kind, "")
			refused(h, by, org, kind, "")
			if by.Name != "department" {
				refused(h, by, verify, kind, "")
				refused(h, by, unmask, kind, "")
				hiddenUnlessReader(h, by, person)
			}
		}
		refused(h, h.unit(town.Precision), verify, fault.Denied, "")
		refused(h, h.unit(town.Precision), unmask, fault.Denied, "")
		refused(h, h.unit(town.Precision), merge, fault.Denied, "")
		refused(h, h.talent(town.Lin), verify, fault.Denied, "")
		refused(h, h.unit(town.Hospital), declare, fault.Denied, "")
		h.logged(authz.RecordDeclare, audit.Denied, "person/"+person)
		refused(h, office, registry.VerifyRecord{District: zhengxiang, Person: "x", Record: "x"}, fault.Missing, "registry.person.missing")
	})
}

// hiddenUnlessReader asks that the person is not there for an actor who may not read them.
func hiddenUnlessReader(h *house, by authz.Actor, person string) {
	h.Helper()
	if by.Has(authz.Auditor) {
		return
	}
	kind := fault.Missing
	if !authz.MayEver(by, authz.PersonRead) {
		kind = fault.KindOf(authz.May(by, authz.PersonRead, authz.Land{}))
	}
	hidden(h, by, registry.PersonPage{District: zhengxiang, Person: person}, kind)
}
