// Package outreach lets policies seek people. For every policy in force it keeps the list of those who qualify and have not claimed,
// and of those of whom one fact is missing; tells them in batches, unless they do not want to be told; and keeps what they answer.
// Where a policy allows it, awards are proposed without an application: people confirm them, and whoever is to have one may refuse.
//
// Applications and payments are not kept in this house yet. Claimed therefore means: an award proposed or confirmed here, or a benefit
// that the dossier says was received.
package outreach

import (
	"context"
	_ "embed"
	"time"

	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of notices and refusals.
var Words = i18n.MustLoad(wordsYAML)

// An Answer is what a person says to a notice.
type Answer string

// The answers.
const (
	WillClaim     Answer = "will_claim"
	NotInterested Answer = "not_interested"
	WrongData     Answer = "wrong_data" // not me, or the dossier is wrong
)

// Answers lists every answer in the order of pages.
var Answers = []Answer{WillClaim, NotInterested, WrongData}

// A Response is where somebody stands with the notices of a policy: a filter of the list.
type Response string

// The responses besides the answers.
const (
	Untold     Response = "untold"
	Unanswered Response = "unanswered" // told, and no answer yet
)

// Responses lists every response in the order of filters.
var Responses = []Response{Untold, Unanswered, Response(WillClaim), Response(NotInterested), Response(WrongData)}

// A Hold is why a person is not told.
type Hold string

// The holds, in the order in which they are looked for.
const (
	Claimed   Hold = "claimed"     // an award was proposed or confirmed meanwhile
	Refused   Hold = "refused"     // the person refused an award of this policy
	OptedOut  Hold = "opted_out"   // does not want notices of policies
	NoAccount Hold = "no_account"  // nobody can read the message
	Declined  Hold = "declined"    // answered that they are not interested
	Told      Hold = "told_lately" // was told within the days of quiet
	Disputed  Hold = "disputed"    // is to be told that they qualify, and sources disagree about the dossier
	Changed   Hold = "changed"     // no longer on the list, or by another fact, when the batch went out
)

// Holds lists every hold.
var Holds = []Hold{Claimed, Refused, OptedOut, NoAccount, Declined, Told, Disputed, Changed}

// Quiet is for how many days somebody who was told is left alone, unless a batch says otherwise.
const Quiet = 30

func langOf(ctx context.Context) string { return string(i18n.LangOf(ctx)) }

func instant(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}

// A Standee is somebody on the list of a policy, with what they were told and answered.
type Standee struct {
	policy.Near
	Fact       string    `json:"fact,omitempty"` // name of the missing fact
	Told       time.Time `json:"told_at,omitzero"`
	Batch      string    `json:"batch,omitempty"` // the last that told them
	Read       bool      `json:"read,omitempty"`
	Answer     Answer    `json:"answer,omitempty"`
	AnswerNote string    `json:"answer_note,omitempty"`
	Answered   time.Time `json:"answered_at,omitzero"`
	Refused    bool      `json:"refused,omitempty"` // an award of this policy
}

// response tells where the person stands.
func (s *Standee) response() Response {
	switch {
	case s.Told.IsZero():
		return Untold
	case s.Answer == "":
		return Unanswered
	}
	return Response(s.Answer)
}
