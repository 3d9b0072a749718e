package outreach

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// AnswerWords is the family of the answers' words: AnswerWords + "will_claim".
var AnswerWords = i18n.Family("outreach.answer.")

// Reply answers a notice. It may be answered again: the last answer holds, the earlier ones are kept.
type Reply struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Batch    string       `json:"batch"`
	Person   string       `json:"person"`
	Answer   Answer       `json:"answer"`
	Note     string       `json:"note"`
}

// A Given is an answer that was kept.
type Given struct {
	Message string    `json:"message"`
	Answer  Answer    `json:"answer"`
	At      time.Time `json:"at"`
}

// Action is outreach.notice.answer.
func (Reply) Action() authz.Action { return authz.OutreachAnswer }

// Land is the person.
func (c Reply) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District, Person: c.Person}, nil
}

// Run keeps the answer; that the data is wrong is told to whoever sent the batch. Errors: Invalid outreach.answer_unknown,
// outreach.answer_note without words for wrong data or with too many, Missing outreach.notice_missing for somebody who was not told.
func (c Reply) Run(ctx context.Context, tx *door.Tx) (*Given, error) {
	c.Note = strings.TrimSpace(c.Note)
	switch {
	case !slices.Contains(Answers, c.Answer):
		return nil, fault.Invalid.New("outreach.answer_unknown").On("answer")
	case c.Answer == WrongData && c.Note == "", utf8.RuneCountInString(c.Note) > mostNote:
		return nil, fault.Invalid.New("outreach.answer_note").On("note").With("most", mostNote)
	}
	b, err := loadBatch(ctx, tx, c.District, c.Batch)
	if err != nil {
		return nil, err
	}
	message, err := c.sent(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	if err := saveAnswer(ctx, tx, b, c, tx.Actor().Account, tx.Now()); err != nil {
		return nil, err
	}
	if err := notify.NoteAnswer(ctx, tx, c.District, message, string(c.Answer)); err != nil {
		return nil, err
	}
	tx.Note("answer", string(c.Answer))
	if c.Answer == WrongData {
		err = c.tellSender(ctx, tx, b, message)
	}
	return &Given{message, c.Answer, tx.Now()}, err
}

// tellSender lets the office know that the dossier is said to be wrong.
func (c Reply) tellSender(ctx context.Context, tx *door.Tx, b *Batch, message string) error {
	names, err := registry.NamesOf(ctx, tx, c.District, []string{c.Person})
	if err != nil {
		return err
	}
	_, err = notify.Post(ctx, tx, notify.Draft{District: c.District, Mark: "outreach/wrong/" + message + "/" + tx.NewID(), Account: b.account, Kind: notify.AboutWork,
		Template: "outreach.wrong", Args: notify.Args{"name": notify.Data(names[c.Person]), "note": notify.Data(c.Note)}, Link: "/people/" + c.Person})
	return err
}

// sent gives the message by which a batch told the person, under this name or one that was merged into it.
func (c *Reply) sent(ctx context.Context, tx *door.Tx, b *Batch) (message string, err error) {
	people, err := registry.Joined(ctx, tx, c.District, c.Person)
	if err != nil {
		return "", err
	}
	args := []any{b.District, b.ID}
	err = tx.QueryRow(ctx, `
		SELECT person, message
		FROM outreach_notice
		WHERE district = $1 AND batch = $2 AND state = 'sent' AND `+in("person", people, &args)+`
		ORDER BY person
		LIMIT 1`, args...).Scan(&c.Person, &message)
	if errors.Is(err, store.ErrNoRows) {
		err = fault.Missing.New("outreach.notice_missing")
	}
	return message, err
}

func saveAnswer(ctx context.Context, q store.Q, b *Batch, c Reply, account string, at time.Time) error {
	var seq int64
	err := q.QueryRow(ctx, `SELECT COALESCE(MAX(seq), 0) + 1 FROM outreach_answer WHERE district = $1 AND batch = $2 AND person = $3`,
		b.District, b.ID, c.Person).Scan(&seq)
	if err != nil {
		return err
	}
	return insertRows(ctx, q, "outreach_answer", "district, batch, person, seq, policy, answer, note, account, at",
		[][]any{{b.District, b.ID, c.Person, seq, b.Policy, string(c.Answer), c.Note, account, at.UnixMicro()}})
}
