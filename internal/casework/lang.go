package casework

import (
	"context"

	"yanzhen/internal/i18n"
)

// langOf is the language of ctx as packs name it.
func langOf(ctx context.Context) string {
	if i18n.LangOf(ctx) == i18n.En {
		return "en"
	}
	return "zh"
}
