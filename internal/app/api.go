package app

import (
	"yanzhen/internal/app/api"
	"yanzhen/internal/web"
)

// api registers what programs may ask and send.
func (a *App) api(s *web.Server) {
	api.Register(s, api.House{Door: a.Door, Vault: a.Vault, Intake: a.Intake, Book: a.Book, Trials: a.trials, Checkups: a.checkups, Cases: a.cases, Figures: a.figures, Version: Version()})
}
