package registryweb

import (
	"context"

	"yanzhen/internal/i18n"
	"yanzhen/internal/registry"
	"yanzhen/internal/web/kit"
)

// A group is some kinds of records that a talent reads together.
type group struct {
	name  string
	kinds []registry.Kind
}

var groups = []group{
	{"self", []registry.Kind{registry.KindIdentity, registry.KindPolitical, registry.KindContact, registry.KindResidence, registry.KindMarital, registry.KindHousehold}},
	{"ability", []registry.Kind{registry.KindEducation, registry.KindTitle, registry.KindSkill, registry.KindSpeciality, registry.KindTraining}},
	{"work", []registry.Kind{registry.KindEmployment, registry.KindInsurance, registry.KindPay, registry.KindTax, registry.KindBusiness}},
	{"results", []registry.Kind{registry.KindHonour, registry.KindTalentClass, registry.KindProject, registry.KindPublication, registry.KindPatent}},
	{"life", []registry.Kind{registry.KindHousing, registry.KindBenefit, registry.KindConduct, registry.KindForm}},
}

var _ = i18n.Family("me.group.")

// shows reports whether a group has records, or may be added to on the page of one's own.
func (d dossier) shows(g group) bool {
	for _, k := range g.kinds {
		if d.mine() || len(d.of(k)) > 0 {
			return true
		}
	}
	return false
}

func (d dossier) mineTabs(ctx context.Context) []kit.Tab {
	return []kit.Tab{{Label: say(ctx, "me.title"), URL: "/me", Active: true}, {Label: say(ctx, "me.policies"), URL: "/me/policies"}}
}

func toneOf(verified, all int64) kit.Tone {
	if verified == all && all > 0 {
		return kit.Green
	}
	return kit.Orange
}

// shownOf says that a list is cut, "" if it is whole.
func shownOf(ctx context.Context, shown int, all int64) string {
	if int64(shown) == all {
		return ""
	}
	return say(ctx, "desk.shown", i18n.Args{"shown": shown, "all": all})
}
