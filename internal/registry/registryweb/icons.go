package registryweb

import (
	"yanzhen/internal/registry"
	"yanzhen/internal/web/kit"
)

// A look is the picture and colour of a kind of record.
type look struct {
	icon string
	tone kit.Tone
}

var looks = map[registry.Kind]look{
	registry.KindIdentity: {"id", kit.Blue}, registry.KindPolitical: {"star", kit.Red}, registry.KindContact: {"phone", kit.Blue},
	registry.KindResidence: {"map-pin", kit.Blue}, registry.KindMarital: {"heart-handshake", kit.Purple},
	registry.KindEducation: {"school", kit.Purple}, registry.KindEmployment: {"briefcase", kit.Blue}, registry.KindTitle: {"certificate", kit.Orange},
	registry.KindSkill: {"award", kit.Orange}, registry.KindSpeciality: {"target", kit.Blue}, registry.KindHonour: {"trophy", kit.Orange},
	registry.KindTalentClass: {"star", kit.Orange}, registry.KindProject: {"affiliate", kit.Blue}, registry.KindPublication: {"books", kit.Purple},
	registry.KindPatent: {"file-check", kit.Purple}, registry.KindInsurance: {"shield-check", kit.Green}, registry.KindPay: {"coin", kit.Green},
	registry.KindTax: {"scale", kit.Green}, registry.KindHousing: {"home", kit.Blue}, registry.KindBusiness: {"building", kit.Blue},
	registry.KindBenefit: {"coin", kit.Green}, registry.KindTraining: {"chalkboard", kit.Blue}, registry.KindHousehold: {"users", kit.Purple},
	registry.KindConduct: {"gavel", kit.Gray}, registry.KindForm: {"file-text", kit.Gray},
}
