// Package notifyweb holds the inbox: the messages of whoever is signed in, and what a person wants to be told.
package notifyweb

import (
	_ "embed"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves the inbox. Every field must be given.
type Pages struct {
	Door *door.Door
}

// Register adds the pages to s: /me/messages for a person about themselves, /messages for those who work here.
func (p *Pages) Register(s *web.Server) {
	s.Handle("GET /me/messages", authz.NotifyRead, p.getInbox(own))
	s.Handle("GET /me/messages/{message}", authz.NotifyRead, p.getMessage(own))
	s.Handle("GET /messages", authz.NotifyRead, p.getInbox(work))
	s.Handle("GET /messages/{message}", authz.NotifyRead, p.getMessage(work))
	s.Handle("GET /me/messages/choices", authz.NotifyChoose, p.getChoices)
	s.Handle("POST /me/messages/choices", authz.NotifyChoose, p.postChoice)
}

// The paths of the two inboxes.
const (
	own  = "/me/messages"
	work = "/messages"
)
