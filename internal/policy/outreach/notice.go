package outreach

import (
	"cmp"
	"context"
	"errors"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// NoticePage asks for the notice by which a batch told the actor, with what they answered.
type NoticePage struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Batch    string       `json:"batch"`
}

// A Notice is what a person was told of a policy.
type Notice struct {
	Batch   string         `json:"batch"`
	Policy  string         `json:"policy"`
	Name    string         `json:"name"` // of the policy
	Verdict policy.Verdict `json:"verdict"`
	Message string         `json:"message"`
	Answers []Said         `json:"answers"` // newest first
}

// Said is one answer of a person.
type Said struct {
	Given
	Note string `json:"note,omitempty"`
}

// Action is outreach.notice.answer.
func (NoticePage) Action() authz.Action { return authz.OutreachAnswer }

// Answer gives it. Error: Missing outreach.notice_missing for somebody who was not told.
func (q NoticePage) Answer(ctx context.Context, snap *door.Snapshot) (*Notice, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	land := authz.Land{District: q.District, Person: snap.Actor().Person()}
	if land.Person == "" || snap.May(authz.OutreachAnswer, land) != nil {
		return nil, fault.Missing.New("outreach.notice_missing")
	}
	people, err := registry.Joined(ctx, snap, q.District, land.Person)
	if err != nil {
		return nil, err
	}
	n, args := &Notice{Batch: q.Batch, Answers: []Said{}}, []any{q.District, q.Batch}
	named := in("person", people, &args)
	err = snap.QueryRow(ctx, `
		SELECT policy, verdict, message
		FROM outreach_notice
		WHERE district = $1 AND batch = $2 AND state = 'sent' AND `+named+`
		ORDER BY person
		LIMIT 1`, args...).Scan(&n.Policy, &n.Verdict, &n.Message)
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("outreach.notice_missing")
	}
	if err != nil {
		return nil, err
	}
	if n.Name, err = policyName(ctx, snap, q.Book, q.District, n.Policy); err != nil {
		return nil, err
	}
	n.Answers, err = all(ctx, snap, func(row store.Row) (s Said, err error) {
		var at int64
		err = row.Scan(&s.Answer, &s.Note, &at)
		s.Message, s.At = n.Message, instant(at)
		return s, err
	}, `
		SELECT answer, note, at
		FROM outreach_answer
		WHERE district = $1 AND batch = $2 AND `+named+`
		ORDER BY at DESC, seq DESC`, args...)
	return n, err
}
