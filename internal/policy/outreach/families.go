package outreach

import "yanzhen/internal/i18n"

// Templates of messages; their keys are kept with the message.
var _ = []string{i18n.Family("outreach.notice."), i18n.Family("outreach.wrong."), i18n.Family("outreach.award.told."), i18n.Family("outreach.award.withdrawn."),
	i18n.Family("outreach.award.refusal.")}
