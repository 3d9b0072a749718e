package outreach

import (
	"cmp"
	"context"
	"strings"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
	"yanzhen/internal/store"
)

// A Batch tells many people about one policy.
type Batch struct {
	District string         `json:"district"`
	ID       string         `json:"id"`
	Policy   string         `json:"policy"`
	Digest   string         `json:"digest"` // of the pack's files
	Verdict  policy.Verdict `json:"verdict"`
	Note     string         `json:"note,omitempty"`
	Days     int            `json:"quiet_days"`
	Run      string         `json:"run"`
	By       string         `json:"by"`
	At       time.Time      `json:"at"`

	account string
}

// SendKind is the kind of the job that sends a batch.
const SendKind = "outreach.send"

// Send tells the people of a selection, in a job.
type Send struct{ Selection }

// Action is outreach.batch.send.
func (Send) Action() authz.Action { return authz.OutreachSend }

// Land is the district.
func (c Send) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run writes down whom the batch is for and asks for the job that tells them. Errors: as Preview, Conflict outreach.batch.all_held when
// every one of them would be held back.
func (c Send) Run(ctx context.Context, tx *door.Tx) (*Batch, error) {
	w, chosen, err := c.chosen(ctx, tx.View())
	if err != nil {
		return nil, err
	}
	r, err := reserveOf(ctx, tx, c.District, c.Policy, idsOf(chosen), c.Days, tx.Now())
	if err != nil {
		return nil, err
	}
	b := &Batch{District: c.District, ID: tx.NewID(), Policy: c.Policy, Digest: w.standing.Digest(), Verdict: w.Verdict, Note: strings.TrimSpace(c.Note),
		Days: cmp.Or(c.Days, Quiet), By: tx.Actor().Name, At: tx.Now(), account: tx.Actor().Account}
	rows, due := make([][]any, len(chosen)), 0
	for i, n := range chosen {
		state, hold := "due", r.hold(n)
		if due++; hold != "" {
			state = "held"
			due--
		}
		rows[i] = []any{c.District, b.ID, n.Person, c.Policy, string(n.Verdict), n.Missing, int64(n.Fen), state, string(hold)}
	}
	if due == 0 {
		return nil, fault.Conflict.New("outreach.batch.all_held").With("n", len(chosen))
	}
	if err := insertRows(ctx, tx, "outreach_notice", "district, batch, person, policy, verdict, missing, fen, state, held", rows); err != nil {
		return nil, err
	}
	if b.Run, err = tx.Enqueue(ctx, job.Spec{Kind: SendKind, Args: sending{b.ID}}); err != nil {
		return nil, err
	}
	tx.About("batch/" + b.ID)
	tx.Note("policy", c.Policy)
	tx.Note("verdict", string(w.Verdict))
	tx.Note("people", len(chosen))
	tx.Note("held", len(chosen)-due)
	return b, saveBatch(ctx, tx, b)
}

// sending is what the job knows.
type sending struct {
	Batch string `json:"batch"`
}

// A Desk works on batches and awards in jobs.
type Desk struct {
	Door *door.Door
	Book *policy.Book
}

// Send is the job that tells the people of a batch, some at a time. Taken up again, it goes on with those who are still due.
func (d *Desk) Send(ctx context.Context, r *job.Run) error {
	var args sending
	if err := r.Decode(&args); err != nil {
		return err
	}
	for {
		s, err := door.Do(ctx, d.Door, r.Actor, sendPart{d.Book, r.District, args.Batch})
		if err != nil {
			return err
		}
		if err := r.Progress(ctx, s.Done(), s.All, "outreach.progress"); err != nil {
			return err
		}
		if s.Due == 0 {
			return r.Finish(s)
		}
	}
}

// atOnce is how many people are told in one transaction.
const atOnce = 100

// sendPart tells the next people of a batch.
type sendPart struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Batch    string       `json:"batch"`
}

// A Sum counts the people of a batch.
type Sum struct {
	All  int64 `json:"all"`
	Due  int64 `json:"due"`
	Sent int64 `json:"sent"`
	Held int64 `json:"held"`
}

// Done counts those for whom nothing is left to do.
func (s Sum) Done() int64 { return s.All - s.Due }

func (sendPart) Action() authz.Action { return authz.OutreachSend }

func (c sendPart) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District}, nil
}

// Run tells them, each only if the list and what they want are still the same.
func (c sendPart) Run(ctx context.Context, tx *door.Tx) (Sum, error) {
	b, err := loadBatch(ctx, tx, c.District, c.Batch)
	if err != nil {
		return Sum{}, err
	}
	due, err := dueNotices(ctx, tx, b, atOnce)
	if err != nil {
		return Sum{}, err
	}
	standing, err := c.Book.Standing(ctx, tx, tx.Actor(), authz.OutreachSend, c.District, b.Policy)
	if err != nil {
		return Sum{}, err
	}
	r, err := reserveOf(ctx, tx, c.District, b.Policy, personsOf(due), b.Days, tx.Now())
	if err != nil {
		return Sum{}, err
	}
	for _, n := range due {
		if err := c.tell(ctx, tx, b, standing, r, n); err != nil {
			return Sum{}, err
		}
	}
	tx.About("batch/" + b.ID)
	tx.Note("people", len(due))
	return sumOf(ctx, tx, b)
}

// tell sends one notice, or holds it back.
func (c sendPart) tell(ctx context.Context, tx *door.Tx, b *Batch, s *policy.Standing, r *reserve, due dueNotice) error {
	now, there := s.Find(due.person)
	hold := r.hold(now)
	if !there || now.Verdict != b.Verdict || now.Missing != due.missing {
		hold = Changed
	}
	if hold != "" {
		return settleNotice(ctx, tx, b, due.person, "held", hold, "", 0, 0)
	}
	message, err := notify.Post(ctx, tx, draft(s, b.District, b.ID, now, b.Note))
	if err != nil {
		return err
	}
	return settleNotice(ctx, tx, b, due.person, "sent", "", message, int64(now.Fen), tx.Now().UnixMicro())
}
