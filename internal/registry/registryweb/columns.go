package registryweb

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/web/kit"
)

// A column of the list of people. Its key names it in the address; a column that sorts has the key of its order.
type column struct {
	key, words string
	usual      bool // shown unless the reader chose
	sorts      bool
	right      bool
	tight      bool
	export     []roster.Field // what it is in a list that goes out
	cell       func(*Pages, context.Context, registry.Profile) templ.Component
}

// columns are all columns in their order.
var columns = []column{
	{key: "name", words: "people.name", usual: true, sorts: true, tight: true, export: []roster.Field{roster.Name}, cell: nameOf},
	{key: "gender", words: "people.gender", usual: true, tight: true, export: []roster.Field{roster.Gender}, cell: coded(code.Sex, func(r registry.Profile) string { return r.Gender })},
	{key: "birth", words: "people.age", usual: true, sorts: true, right: true, tight: true, export: []roster.Field{roster.BirthDate}, cell: ageOf},
	{key: "id_mask", words: "people.id_mask", tight: true, export: []roster.Field{roster.IDNumber}, cell: text(func(r registry.Profile) string { return r.IDMask })},
	{key: "ethnicity", words: "people.ethnicity", tight: true, export: []roster.Field{roster.Ethnicity}, cell: coded(code.Ethnicity, func(r registry.Profile) string { return r.Ethnicity })},
	{key: "political", words: "people.political", export: []roster.Field{roster.PoliticalStatus}, cell: coded(code.Political, func(r registry.Profile) string { return r.Political })},
	{key: "education", words: "people.education", usual: true, sorts: true, tight: true, export: []roster.Field{roster.EducationLevel}, cell: coded(code.Education, func(r registry.Profile) string { return r.Education })},
	{key: "degree", words: "people.degree", tight: true, export: []roster.Field{roster.Degree}, cell: coded(code.Degree, func(r registry.Profile) string { return r.Degree })},
	{key: "school", words: "people.school", export: []roster.Field{roster.School}, cell: data(func(r registry.Profile) string { return r.School })},
	{key: "major", words: "people.major", export: []roster.Field{roster.Major}, cell: data(func(r registry.Profile) string { return r.Major })},
	{key: "title", words: "people.professional_title", usual: true, export: []roster.Field{roster.Title}, cell: data(func(r registry.Profile) string { return r.Title })},
	{key: "title_level", words: "people.title_level", tight: true, export: []roster.Field{roster.TitleLevel}, cell: coded(code.TitleLevel, func(r registry.Profile) string { return r.TitleLevel })},
	{key: "skill", words: "people.skill", export: []roster.Field{roster.SkillName}, cell: data(func(r registry.Profile) string { return r.Skill })},
	{key: "skill_level", words: "people.skill_level", tight: true, export: []roster.Field{roster.SkillLevel}, cell: coded(code.SkillLevel, func(r registry.Profile) string { return r.SkillLevel })},
	{key: "org", words: "people.org", usual: true, export: []roster.Field{roster.Employer, roster.USCC}, cell: employerOf},
	{key: "post", words: "people.post", usual: true, export: []roster.Field{roster.Post}, cell: data(func(r registry.Profile) string { return r.Post })},
	{key: "field", words: "people.field", usual: true, export: []roster.Field{roster.Industry}, cell: func(p *Pages, ctx context.Context, r registry.Profile) templ.Component {
		return kit.Text(p.industryWord(ctx, r.Field))
	}},
	{key: "town", words: "people.town", tight: true, export: []roster.Field{roster.Town}, cell: func(p *Pages, ctx context.Context, r registry.Profile) templ.Component {
		return kit.Text(p.placeWord(ctx, r.Town))
	}},
	{key: "village", words: "people.village", export: []roster.Field{roster.Village}, cell: func(p *Pages, ctx context.Context, r registry.Profile) templ.Component {
		return kit.Text(p.placeWord(ctx, r.Village))
	}},
	{key: "introduced", words: "people.introduced", sorts: true, tight: true, export: []roster.Field{roster.IntroducedOn}, cell: text(func(r registry.Profile) string { return r.IntroducedOn.String() })},
	{key: "class", words: "people.talent_class", usual: true, tight: true, export: []roster.Field{roster.TalentClass}, cell: classOf},
	{key: "honours", words: "people.honours", right: true, tight: true, export: []roster.Field{roster.Honour}, cell: func(_ *Pages, ctx context.Context, r registry.Profile) templ.Component {
		return kit.Text(i18n.Number(ctx, r.Honours))
	}},
	{key: "standing", words: "people.standing", usual: true, tight: true, cell: standingOf},
	{key: "change", words: "people.changed", sorts: true, tight: true, cell: func(_ *Pages, _ context.Context, r registry.Profile) templ.Component {
		return kit.Text(civil.Of(time.UnixMicro(r.ChangedAt)).String())
	}},
}

func text(value func(registry.Profile) string) func(*Pages, context.Context, registry.Profile) templ.Component {
	return func(_ *Pages, _ context.Context, r registry.Profile) templ.Component { return kit.Text(value(r)) }
}

func data(value func(registry.Profile) string) func(*Pages, context.Context, registry.Profile) templ.Component {
	return func(_ *Pages, _ context.Context, r registry.Profile) templ.Component {
		return kit.Text(kit.Data(value(r)))
	}
}

func coded(t *code.Table, value func(registry.Profile) string) func(*Pages, context.Context, registry.Profile) templ.Component {
	return func(_ *Pages, ctx context.Context, r registry.Profile) templ.Component {
		return kit.Text(codeWord(ctx, t, value(r)))
	}
}

func nameOf(_ *Pages, _ context.Context, r registry.Profile) templ.Component {
	return kit.A(kit.Link{Label: kit.Data(r.Name), URL: "/people/" + r.Person})
}

func ageOf(p *Pages, _ context.Context, r registry.Profile) templ.Component {
	return kit.Text(p.age(r.BirthDate))
}

func employerOf(_ *Pages, _ context.Context, r registry.Profile) templ.Component {
	if r.Org == "" {
		return kit.Text(kit.Data(r.OrgName))
	}
	return kit.A(kit.Link{Label: kit.Data(r.OrgName), URL: "/orgs/" + r.Org})
}

func classOf(_ *Pages, ctx context.Context, r registry.Profile) templ.Component {
	if r.TalentClass == "" {
		return kit.Text("")
	}
	return kit.Badge(classWord(ctx, r.TalentClass), kit.Blue)
}

// standingOf tells how far a dossier was checked.
func standingOf(_ *Pages, ctx context.Context, r registry.Profile) templ.Component {
	tone := kit.Orange
	switch {
	case r.Refused > 0:
		return kit.Status(say(ctx, "people.refused_n", i18n.Args{"n": r.Refused}), kit.Red)
	case r.Verified == r.Records && r.Records > 0:
		tone = kit.Green
	}
	return kit.Status(say(ctx, "people.verified_n", i18n.Args{"n": r.Verified, "of": r.Records}), tone)
}

// chosenColumns gives the columns that keys name, the usual ones if none does. The name is always there.
func chosenColumns(keys []string) []column {
	var shown []column
	for _, c := range columns {
		if c.key == "name" || slices.Contains(keys, c.key) || len(keys) == 0 && c.usual {
			shown = append(shown, c)
		}
	}
	return shown
}
