package registry_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

// everyone reads a list to its end in pages of n and asks that each line comes once and in order, and that every page tells the same total.
func (h *house) everyone(by authz.Actor, l registry.ListPeople, n int) []registry.Profile {
	h.Helper()
	l.Limit = n
	var rows []registry.Profile
	seen := map[string]bool{}
	for {
		page := ask(h, by, l)
		for _, r := range page.Rows {
			if seen[r.Person] {
				h.Fatalf("%s comes twice, sorted by %s", r.Name, l.Sort)
			}
			seen[r.Person] = true
		}
		rows = append(rows, page.Rows...)
		if page.Next == "" {
			if page.Total != int64(len(rows)) {
				h.Errorf("the total says %d, the pages hold %d", page.Total, len(rows))
			}
			return rows
		}
		if len(page.Rows) != n {
			h.Fatalf("a page that is not the last holds %d lines, want %d", len(page.Rows), n)
		}
		l.After = page.Next
	}
}

func TestPagingVisitsEachLineOnceInEveryOrder(t *testing.T) {
	each(t, 137, func(h *house) {
		for sort, ordered := range map[registry.Sort]func(a, b registry.Profile) bool{
			registry.ByName:       func(registry.Profile, registry.Profile) bool { return true }, // by pinyin, which lines do not show
			registry.ByChange:     func(a, b registry.Profile) bool { return a.ChangedAt >= b.ChangedAt },
			registry.ByIntroduced: func(a, b registry.Profile) bool { return a.IntroducedOn.Compare(b.IntroducedOn) >= 0 },
			registry.ByEducation:  func(a, b registry.Profile) bool { return code.Education.Compare(a.Education, b.Education) >= 0 },
			registry.ByBirth:      func(a, b registry.Profile) bool { return a.BirthDate.Compare(b.BirthDate) <= 0 },
		} {
			for _, n := range []int{1, 50, 200} {
				rows := h.everyone(office, registry.ListPeople{Filter: registry.Filter{District: zhengxiang}, Sort: sort}, n)
				if len(rows) != 137 {
					h.Errorf("sorted by %s in pages of %d there are %d people, want 137", sort, n, len(rows))
				}
				for i := 1; i < len(rows); i++ {
					if !ordered(rows[i-1], rows[i]) {
						h.Errorf("sorted by %s, %+v comes before %+v", sort, rows[i-1], rows[i])
					}
				}
			}
		}
		page := ask(h, office, registry.ListPeople{Sort: registry.ByBirth, Limit: 5})
		hidden(h, office, registry.ListPeople{Sort: registry.ByName, After: page.Next}, fault.Invalid)
		hidden(h, office, registry.ListPeople{After: "not a place"}, fault.Invalid)
		hidden(h, office, registry.ListPeople{Sort: "shoe size"}, fault.Invalid)
	})
}

func TestNamesAreSortedByPinyin(t *testing.T) {
	each(t, 8, func(h *house) {
		var names []string
		for _, r := range h.everyone(office, registry.ListPeople{}, 3) {
			names = append(names, r.Name)
		}
		want := []string{town.Gu, town.He, town.Liao, town.Lin, town.Ouyan, town.Tang, town.Xiao, town.Zhou}
		if !slices.Equal(names, want) {
			h.Errorf("the list is %v, want %v", names, want)
		}
	})
}

// A filter leaves exactly the lines of which its claim is true: the list without a filter is the oracle.
func TestEveryFilterLeavesWhatItSays(t *testing.T) {
	each(t, 160, func(h *house) {
		firstWitness := h.record(town.Lin, registry.KindTitle)
		do(h, department, registry.VerifyRecord{District: zhengxiang, Person: h.ids[town.Lin], Record: firstWitness.ID})
		do(h, department, registry.RefuseRecord{District: zhengxiang, Person: h.ids[town.Zhou], Record: h.record(town.Zhou, registry.KindTitle).ID, Reason: "x"})
		for _, r := range h.dossier(town.He).Records {
			do(h, department, registry.VerifyRecord{District: zhengxiang, Person: h.ids[town.He], Record: r.ID})
		}
		all := h.everyone(office, registry.ListPeople{}, 200)
		orgs := map[string]registry.Org{}
		for _, o := range ask(h, office, registry.ListOrgs{Limit: 200}).Rows {
			orgs[o.ID] = o.Org
		}
		today := civil.Of(h.clock.Now())
		age := func(p registry.Profile) int64 { return int64(p.BirthDate.YearsUntil(today)) }
		for name, tc := range map[string]struct {
			f     registry.Filter
			holds func(registry.Profile) bool
		}{
			"gender":      {registry.Filter{Gender: []string{"2"}}, func(p registry.Profile) bool { return p.Gender == "2" }},
			"ethnicity":   {registry.Filter{Ethnicity: []string{"01"}}, func(p registry.Profile) bool { return p.Ethnicity == "01" }},
			"political":   {registry.Filter{Political: []string{"01", "03"}}, func(p registry.Profile) bool { return p.Political == "01" || p.Political == "03" }},
			"education":   {registry.Filter{Education: []string{"11", "14"}}, func(p registry.Profile) bool { return p.Education == "11" || p.Education == "14" }},
			"degree":      {registry.Filter{Degree: []string{"3"}}, func(p registry.Profile) bool { return p.Degree == "3" }},
			"title level": {registry.Filter{TitleLevel: []string{"2"}}, func(p registry.Profile) bool { return p.TitleLevel == "2" }},
			"skill level": {registry.Filter{SkillLevel: []string{"2", "3"}}, func(p registry.Profile) bool { return p.SkillLevel == "2" || p.SkillLevel == "3" }},
			"field":       {registry.Filter{Field: []string{"digital"}}, func(p registry.Profile) bool { return p.Field == "digital" }},
			"town":        {registry.Filter{Town: []string{"430408101"}}, func(p registry.Profile) bool { return p.Town == "430408101" }},
			"village":     {registry.Filter{Village: []string{"430408101206"}}, func(p registry.Profile) bool { return p.Village == "430408101206" }},
			"org":         {registry.Filter{Org: []string{h.orgs[town.Hospital]}}, func(p registry.Profile) bool { return p.OrgName == town.Hospital }},
			"a group of owners": {registry.Filter{Ownership: []string{"100"}}, func(p registry.Profile) bool {
				return slices.Contains([]string{"150", "151", "170"}, orgs[p.Org].Ownership)
			}},
			"a section of industry": {registry.Filter{Industry: []string{"C"}}, func(p registry.Profile) bool {
				return slices.Contains([]string{"34", "39", "30"}, orgs[p.Org].Industry)
			}},
			"class":           {registry.Filter{TalentClass: []string{"E"}}, func(p registry.Profile) bool { return p.TalentClass == "E" }},
			"from thirty":     {registry.Filter{AgeFrom: 30}, func(p registry.Profile) bool { return age(p) >= 30 }},
			"up to forty":     {registry.Filter{AgeTo: 40}, func(p registry.Profile) bool { return age(p) <= 40 }},
			"thirty to forty": {registry.Filter{AgeFrom: 30, AgeTo: 40}, func(p registry.Profile) bool { return age(p) >= 30 && age(p) <= 40 }},
			"introduced since": {registry.Filter{Introduced: registry.Days{From: civil.MustParse("2020-01-01")}}, func(p registry.Profile) bool {
				return !p.IntroducedOn.IsZero() && !p.IntroducedOn.Before(civil.MustParse("2020-01-01"))
			}},
			"introduced until": {registry.Filter{Introduced: registry.Days{To: civil.MustParse("2020-01-01")}}, func(p registry.Profile) bool {
				return !p.IntroducedOn.IsZero() && !p.IntroducedOn.After(civil.MustParse("2020-01-01"))
			}},
			"honoured":     {registry.Filter{Honoured: "yes"}, func(p registry.Profile) bool { return p.Honours > 0 }},
			"not honoured": {registry.Filter{Honoured: "no"}, func(p registry.Profile) bool { return p.Honours == 0 }},
			"no evidence":  {registry.Filter{Evidence: "no"}, func(p registry.Profile) bool { return p.Evidence == 0 }},
			"verified":     {registry.Filter{Status: "verified"}, func(p registry.Profile) bool { return p.Person == h.ids[town.He] }},
			"not verified": {registry.Filter{Status: "declared"}, func(p registry.Profile) bool { return p.Person != h.ids[town.He] }},
			"refused":      {registry.Filter{Status: "refused"}, func(p registry.Profile) bool { return p.Person == h.ids[town.Zhou] }},
			"several at once": {registry.Filter{Gender: []string{"1"}, Education: []string{"21"}, AgeFrom: 30, Words: "大学"}, func(p registry.Profile) bool {
				return p.Gender == "1" && p.Education == "21" && age(p) >= 30 && strings.Contains(p.School+p.Major+p.OrgName, "大学")
			}},
			"another district": {registry.Filter{District: "430406"}, func(registry.Profile) bool { return false }},
		} {
			want := len(slices.DeleteFunc(slices.Clone(all), func(p registry.Profile) bool { return !tc.holds(p) }))
			got := h.everyone(office, registry.ListPeople{Filter: tc.f}, 7)
			for _, p := range got {
				if !tc.holds(p) {
					h.Errorf("%s lets %+v through", name, p)
				}
			}
			if len(got) != want {
				h.Errorf("%s leaves %d people, want %d", name, len(got), want)
			}
			if want == 0 && name != "another district" {
				h.Errorf("%s is tried on nobody", name)
			}
			if totals := ask(h, office, registry.Counts{Filter: tc.f}); totals.People != int64(want) {
				h.Errorf("%s counts %d people, want %d", name, totals.People, want)
			}
		}
	})
}

func TestWordsPeopleSearchBy(t *testing.T) {
	each(t, 60, func(h *house) {
		for words, name := range map[string]string{
			"雪雁": town.Lin, "林雪雁": town.Lin, "lxy": town.Lin, "LinXue": town.Lin, "五轴": town.Lin, "精密 雪雁": town.Lin, "晨曦": town.Ouyan, "oycx": town.Ouyan,
			"油茶": town.He, "乡村工匠": town.He, "wuhan": "", "武汉大学 晨曦": town.Ouyan, "副主任护师": town.Xiao, "材料成型 望岳": town.Zhou,
		} {
			found := h.everyone(office, registry.ListPeople{Filter: registry.Filter{District: zhengxiang, Words: words}}, 50)
			has := slices.ContainsFunc(found, func(p registry.Profile) bool { return p.Name == name })
			if name != "" && !has || name == "" && len(found) != 0 {
				h.Errorf("%q finds %d people, %s among them: %v", words, len(found), name, has)
			}
		}
		for _, nothing := range []string{"鑫淼", "雁雪", "雪雁 望岳", "100%", "_", `\`, "'", "雪|雁", "雁衡"} {
			if page := ask(h, office, registry.ListPeople{Filter: registry.Filter{Words: nothing}}); page.Total != 0 || len(page.Rows) != 0 {
				h.Errorf("%q finds %d people, want none", nothing, page.Total)
			}
		}
	})
}

// A word is found where the text holds it, and nowhere else, whatever characters it has.
func TestWordsAreFoundWhereTheyStand(t *testing.T) {
	each(t, 60, func(h *house) {
		all := h.everyone(office, registry.ListPeople{}, 200)
		for _, p := range all[:20] {
			name := []rune(p.Name)
			for _, word := range []string{string(name[len(name)-2:]), string(name[:2]), string(name[0]), p.School, p.OrgName, string([]rune(p.OrgName)[3:7])} {
				if word == "" {
					continue
				}
				found := h.everyone(office, registry.ListPeople{Filter: registry.Filter{Words: word}}, 100)
				if !slices.ContainsFunc(found, func(q registry.Profile) bool { return q.Person == p.Person }) {
					h.Errorf("%q does not find %s", word, p.Name)
				}
			}
		}
	})
}

// What nobody types by hand costs no more than what people type: SQLite refuses a thousand conditions.
func TestASearchWithoutEndIsAnswered(t *testing.T) {
	each(t, 20, func(h *house) {
		name := h.everyone(office, registry.ListPeople{}, 200)[0].Name
		if page := ask(h, office, registry.ListPeople{Filter: registry.Filter{Words: strings.Repeat(name+" ", 3000)}}); page.Total == 0 {
			h.Errorf("%s is not found by her name, said 3000 times", name)
		}
		if page := ask(h, office, registry.ListPeople{Filter: registry.Filter{Words: strings.Repeat("数控", 30_000)}}); page.Total != 0 {
			h.Errorf("%d people are found by words of none", page.Total)
		}
		if page := ask(h, office, registry.ListOrgs{District: zhengxiang, Words: strings.Repeat("a ", 3000)}); page.Total != int64(len(page.Rows)) {
			h.Errorf("%d organisations, %d lines", page.Total, len(page.Rows))
		}
	})
}

func TestAUnitSeesItsOwnPeopleOnly(t *testing.T) {
	each(t, 120, func(h *house) {
		unit := h.unit(town.Precision)
		own := h.everyone(office, registry.ListPeople{Filter: registry.Filter{Org: []string{h.orgs[town.Precision]}}}, 50)
		rows := h.everyone(unit, registry.ListPeople{}, 5)
		if len(rows) == 0 || len(rows) != len(own) || slices.ContainsFunc(rows, func(p registry.Profile) bool { return p.OrgName != town.Precision }) {
			h.Errorf("the unit sees %d people, want its own %d", len(rows), len(own))
		}
		if page := ask(h, unit, registry.ListPeople{Filter: registry.Filter{Words: town.Xiao}}); page.Total != 0 {
			h.Errorf("the unit finds %d people of another unit", page.Total)
		}
		if page := ask(h, unit, registry.ListPeople{Filter: registry.Filter{Org: []string{h.orgs[town.Hospital]}}}); page.Total != 0 {
			h.Errorf("the unit lists %d people of another unit", page.Total)
		}
		hidden(h, unit, registry.PersonPage{District: zhengxiang, Person: h.ids[town.Xiao]}, fault.Missing)
		hidden(h, unit, registry.History{District: zhengxiang, Person: h.ids[town.Xiao], Record: h.record(town.Xiao, registry.KindTitle).ID}, fault.Missing)
		hidden(h, unit, registry.Counts{}, fault.Denied)

		if view := ask(h, unit, registry.OrgPage{District: zhengxiang, Org: h.orgs[town.Precision]}); view.People != int64(len(own)) || view.Counts.People != view.People {
			h.Errorf("its page counts %d people, want %d", view.People, len(own))
		}
		hidden(h, unit, registry.OrgPage{District: zhengxiang, Org: h.orgs[town.Hospital]}, fault.Missing)
		if orgs := ask(h, unit, registry.ListOrgs{}); orgs.Total != 1 || orgs.Rows[0].Name != town.Precision {
			h.Errorf("it sees the organisations %+v", orgs)
		}
		h.snapshot(func(q store.Q) error {
			var streamed int
			err := registry.Stream(h.ctx, q, unit, authz.PersonExport, civil.Of(h.clock.Now()), registry.Filter{}, func(d registry.Dossier) error {
				streamed++
				if d.Org == nil || d.Org.Name != town.Precision {
					h.Errorf("%s of another unit is streamed", d.Person.Name)
				}
				return nil
			})
			if streamed != len(own) {
				h.Errorf("%d people are streamed, want %d", streamed, len(own))
			}
			return err
		})
		if rows := h.everyone(h.talent(town.Lin), registry.ListPeople{}, 5); len(rows) != 1 || rows[0].Name != town.Lin {
			h.Errorf("a talent sees %d lines, want her own", len(rows))
		}
		for _, by := range []authz.Actor{neighbour} {
			if page := ask(h, by, registry.ListPeople{}); page.Total != 0 {
				h.Errorf("%s sees %d people", by.Name, page.Total)
			}
		}
		hidden(h, admin, registry.ListPeople{}, fault.Denied)
		hidden(h, leader, registry.ListPeople{}, fault.Denied)
		hidden(h, authz.Anyone(zhengxiang), registry.ListPeople{}, fault.Unsigned)
	})
}

func TestAStreamStopsWhenItsReaderDoes(t *testing.T) {
	each(t, 20, func(h *house) {
		enough := errors.New("enough")
		h.snapshot(func(q store.Q) error {
			seen := 0
			err := registry.Stream(h.ctx, q, office, authz.PersonRead, civil.Of(h.clock.Now()), registry.Filter{}, func(registry.Dossier) error {
				if seen++; seen == 3 {
					return enough
				}
				return nil
			})
			if !errors.Is(err, enough) || seen != 3 {
				h.Errorf("after %d it gave %v", seen, err)
			}
			return nil
		})
	})
}

func TestCountsAddUp(t *testing.T) {
	each(t, 120, func(h *house) {
		for _, by := range []authz.Actor{office, department, leader, auditor} {
			totals := ask(h, by, registry.Counts{Filter: registry.Filter{District: zhengxiang}})
			if totals.People != 120 {
				h.Fatalf("%s counts %d people, want 120", by.Name, totals.People)
			}
			for name, counts := range map[string][]registry.Count{"field": totals.Field, "industry": totals.Industry, "education": totals.Education, "title": totals.TitleLevel,
				"skill": totals.SkillLevel, "class": totals.Class, "town": totals.Town, "gender": totals.Gender, "age": totals.Age} {
				var sum int64
				for i, c := range counts {
					sum += c.N
					if name != "age" && i > 0 && counts[i-1].N < c.N {
						h.Errorf("counts by %s are not greatest first: %v", name, counts)
					}
				}
				if sum != 120 {
					h.Errorf("counts by %s add up to %d", name, sum)
				}
			}
		}
		totals := ask(h, office, registry.Counts{})
		for _, c := range totals.Gender {
			if page := ask(h, office, registry.ListPeople{Filter: registry.Filter{Gender: []string{c.Code}}}); page.Total != c.N {
				h.Errorf("%d people of gender %s are counted, %d listed", c.N, c.Code, page.Total)
			}
		}
		for _, c := range totals.Industry {
			if page := ask(h, office, registry.ListPeople{Filter: registry.Filter{Industry: []string{c.Code}}}); c.Code != "" && page.Total != c.N {
				h.Errorf("%d people of section %s are counted, %d listed", c.N, c.Code, page.Total)
			}
		}
		bands := map[string][2]int64{"-29": {0, 29}, "30-39": {30, 39}, "40-49": {40, 49}, "50-59": {50, 59}, "60-": {60, 0}}
		for _, c := range totals.Age {
			band := bands[c.Code]
			if page := ask(h, office, registry.ListPeople{Filter: registry.Filter{AgeFrom: band[0], AgeTo: band[1]}}); page.Total != c.N {
				h.Errorf("%d people of age %s are counted, %d listed", c.N, c.Code, page.Total)
			}
		}
	})
}

func TestAgeOnTheBirthdayItself(t *testing.T) {
	each(t, 1, func(h *house) {
		lin := registry.ListPeople{Filter: registry.Filter{AgeFrom: 30}} // born 1997-04-12
		for day, want := range map[string]int64{"2027-04-11": 0, "2027-04-12": 1} {
			h.clock.Jump(civil.MustParse(day).Start().Add(12 * time.Hour).Sub(h.clock.Now()))
			if page := ask(h, office, lin); page.Total != want {
				h.Errorf("on %s %d people are thirty, want %d", day, page.Total, want)
			}
			if page := ask(h, office, registry.ListPeople{Filter: registry.Filter{AgeTo: 29}}); page.Total != 1-want {
				h.Errorf("on %s %d people are up to 29, want %d", day, page.Total, 1-want)
			}
			band := ask(h, office, registry.Counts{}).Age[0].Code
			if wantBand := map[int64]string{0: "-29", 1: "30-39"}[want]; band != wantBand {
				h.Errorf("on %s she counts as %s, want %s", day, band, wantBand)
			}
		}
	})
}

func TestThousandsAreListedLikeAFew(t *testing.T) {
	each(t, 8, func(h *house) {
		err := h.db.InTx(h.ctx, func(tx *store.Tx) error { return registry.Multiply(h.ctx, tx, 200) })
		if err != nil {
			h.Fatal(err)
		}
		for _, l := range []registry.ListPeople{{}, {Sort: registry.ByBirth}, {Filter: registry.Filter{Words: "衡阳"}}, {Filter: registry.Filter{Gender: []string{"2"}}}, {Filter: registry.Filter{Words: "雪雁"}}} {
			rows := h.everyone(office, l, 200)
			want := map[string]int{"": 1600, "雪雁": 200}[l.Words]
			if want > 0 && l.Gender == nil && len(rows) != want {
				h.Errorf("%s lists %d people, want %d", fmt.Sprint(l), len(rows), want)
			}
		}
		err = h.db.InTx(h.ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(h.ctx, `DELETE FROM profile WHERE person LIKE '%-%'`)
			return err
		})
		if err != nil {
			h.Fatal(err)
		}
		if rows := h.everyone(office, registry.ListPeople{Filter: registry.Filter{Words: "雪雁"}}, 50); len(rows) != 1 {
			h.Errorf("after the copies went, %d are found", len(rows))
		}
	})
}
