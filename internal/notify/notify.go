// Package notify tells people things: it keeps an inbox for every person and account, and what each person allows. A slice posts a
// message in the transaction of its deed, so that it is in the inbox with the commit or not at all. The words of a message are a template of the slice that sends it, written in the language of whoever reads.
package notify

import (
	_ "embed"
	"time"

	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package.
var Words = i18n.MustLoad(wordsYAML)

// A Kind says what a message is about, and so whether people may do without it.
type Kind string

// The kinds.
const (
	AboutPolicies Kind = "policy" // what somebody may be entitled to: each person chooses
	AboutCase     Kind = "case"   // one's own case: a decision and its time limits, which nobody can turn off
	AboutWork     Kind = "work"   // for those who work here
)

// A Channel is a way to reach people.
type Channel string

// The channels.
const Inbox Channel = "inbox"

var channels = []Channel{Inbox}

// A Message is something said to a person or an account.
type Message struct {
	ID       string    `json:"id"`
	Person   string    `json:"person,omitempty"`
	Kind     Kind      `json:"kind"`
	Title    string    `json:"title"`
	Text     string    `json:"text"`
	Link     string    `json:"link,omitempty"` // path of the page it speaks of
	At       time.Time `json:"at"`
	Read     time.Time `json:"read_at,omitzero"`
	Ask      *Ask      `json:"ask,omitempty"`
	Answer   string    `json:"answer,omitempty"` // the last answer given; one of the ask's values
	Answered time.Time `json:"answered_at,omitzero"`

	district, account, template string
	args                        Args
}

// An Ask is a question that a message puts, with the answers to choose from.
type Ask struct {
	Action string   `json:"action"` // path that the answer is posted to, as answer and note
	Words  string   `json:"words"`  // what the family of the answers' words begins with
	Values []string `json:"values"`
}

// A Draft is a message to be posted.
type Draft struct {
	District string
	Mark     string // the same for the same message: posted twice, it is there once
	Person   string // or
	Account  string
	Kind     Kind
	Template string // key of the words; .title and .text follow
	Args     Args
	Link     string
	Ask      *Ask
}
