package outreach

import (
	"cmp"
	"context"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/door"
	"yanzhen/internal/job"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// Batches asks for the batches of a district or of one policy, newest first.
type Batches struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Policy   string       `json:"policy"`
	After    string       `json:"after"` // id of the last batch of the page before
	Limit    int          `json:"limit"` // 20 when 0, at most 100
}

// A BatchLine is a batch in a list, with what came of it.
type BatchLine struct {
	Batch
	Name     string `json:"name"` // of the policy
	Sum      Sum    `json:"sum"`
	Read     int64  `json:"read"`
	Answered int64  `json:"answered"`
}

// BatchList is a page of batches.
type BatchList struct {
	Batches []BatchLine `json:"batches"`
	Next    string      `json:"next,omitempty"`
}

// Action is outreach.read.
func (Batches) Action() authz.Action { return authz.OutreachRead }

// Answer gives the page. Error: Denied.
func (q Batches) Answer(ctx context.Context, snap *door.Snapshot) (*BatchList, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if err := snap.May(authz.OutreachRead, authz.Land{District: q.District}); err != nil {
		return nil, err
	}
	limit := min(cmp.Or(max(q.Limit, 0), 20), 100)
	found, err := all(ctx, snap, scanBatch, batchPage, q.District, q.Policy, q.After, limit+1)
	if err != nil {
		return nil, err
	}
	out := &BatchList{Batches: []BatchLine{}}
	for i, b := range found {
		if i == limit {
			out.Next = found[limit-1].ID
			break
		}
		line := BatchLine{Batch: *b}
		if line.Name, err = policyName(ctx, snap, q.Book, b.District, b.Policy); err != nil {
			return nil, err
		}
		if err := line.count(ctx, snap); err != nil {
			return nil, err
		}
		out.Batches = append(out.Batches, line)
	}
	return out, nil
}

// count adds what came of the batch.
func (b *BatchLine) count(ctx context.Context, q store.Q) error {
	var err error
	if b.Sum, err = sumOf(ctx, q, &b.Batch); err != nil {
		return err
	}
	return q.QueryRow(ctx, `
		SELECT (SELECT COUNT(*) FROM outreach_notice AS n WHERE district = $1 AND batch = $2 AND state = 'sent' AND `+notify.ReadAt("n.district", "n.message")+` <> 0),
		       (SELECT COUNT(DISTINCT person) FROM outreach_answer WHERE district = $1 AND batch = $2)`, b.District, b.ID).Scan(&b.Read, &b.Answered)
}

// policyName gives the name of a policy, its id when it is not there any more.
func policyName(ctx context.Context, snap *door.Snapshot, book *policy.Book, district, id string) (string, error) {
	name, err := book.NameOf(ctx, snap, district, id)
	return cmp.Or(name.In(langOf(ctx)), id), err
}

// BatchPage asks for a batch with its people, by their ids.
type BatchPage struct {
	Book     *policy.Book `json:"-"`
	District string       `json:"district"`
	Batch    string       `json:"batch"`
	State    string       `json:"state"` // due, sent, held; all when empty
	After    string       `json:"after"` // id of the last person of the page before
	Limit    int          `json:"limit"` // 50 when 0, at most 200
}

// A BatchDetail is a batch with a page of its people.
type BatchDetail struct {
	BatchLine
	Held   map[Hold]int64   `json:"held"`
	Counts map[Answer]int64 `json:"answers"`
	People []Recipient      `json:"people"`
	Next   string           `json:"next,omitempty"`
	Job    *job.Run         `json:"job,omitempty"`
}

// A Recipient is somebody a batch was for.
type Recipient struct {
	Person   string         `json:"person"`
	Name     string         `json:"name"`
	State    string         `json:"state"`
	Hold     Hold           `json:"hold,omitempty"`
	Verdict  policy.Verdict `json:"verdict"`
	Missing  string         `json:"missing,omitempty"` // key of the fact
	Fact     string         `json:"fact,omitempty"`    // its name
	Fen      money.Fen      `json:"amount_fen"`
	Sent     time.Time      `json:"sent_at,omitzero"`
	Read     time.Time      `json:"read_at,omitzero"`
	Answer   Answer         `json:"answer,omitempty"`
	Note     string         `json:"note,omitempty"`
	Answered time.Time      `json:"answered_at,omitzero"`
}

// Action is outreach.read.
func (BatchPage) Action() authz.Action { return authz.OutreachRead }

// Answer gives the batch. Error: Missing outreach.batch.missing.
func (q BatchPage) Answer(ctx context.Context, snap *door.Snapshot) (*BatchDetail, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	if snap.May(authz.OutreachRead, authz.Land{District: q.District}) != nil {
		return nil, fault.Missing.New("outreach.batch.missing")
	}
	b, err := loadBatch(ctx, snap, q.District, q.Batch)
	if err != nil {
		return nil, err
	}
	d := &BatchDetail{BatchLine: BatchLine{Batch: *b}}
	if d.Name, err = policyName(ctx, snap, q.Book, b.District, b.Policy); err != nil {
		return nil, err
	}
	if err := d.count(ctx, snap); err != nil {
		return nil, err
	}
	if d.Held, err = tally[Hold](ctx, snap, `
		SELECT held, COUNT(*) FROM outreach_notice WHERE district = $1 AND batch = $2 AND state = 'held' GROUP BY held ORDER BY held`, b.District, b.ID); err != nil {
		return nil, err
	}
	if d.Counts, err = tally[Answer](ctx, snap, `
		SELECT answer, COUNT(*)
		FROM outreach_answer AS a
		WHERE district = $1 AND batch = $2 AND `+lastAnswer+`
		GROUP BY answer
		ORDER BY answer`, b.District, b.ID); err != nil {
		return nil, err
	}
	if d.Job, err = job.Find(ctx, snap, b.District, b.Run); err != nil {
		return nil, err
	}
	return d, q.people(ctx, snap, d)
}

func tally[K ~string](ctx context.Context, q store.Q, text string, args ...any) (map[K]int64, error) {
	counts := map[K]int64{}
	_, err := all(ctx, q, func(row store.Row) (key string, err error) {
		var n int64
		err = row.Scan(&key, &n)
		counts[K(key)] = n
		return key, err
	}, text, args...)
	return counts, err
}

// lastAnswer is the condition that an answer a of a batch is the last of its person.
const lastAnswer = `seq = (SELECT MAX(l.seq) FROM outreach_answer AS l WHERE l.district = a.district AND l.batch = a.batch AND l.person = a.person)`

var recipients = `
	SELECT n.person, n.state, n.held, n.verdict, n.missing, n.fen, n.sent_at, ` + notify.ReadAt("n.district", "n.message") + `,
	       COALESCE(a.answer, ''), COALESCE(a.at, 0), COALESCE(a.note, '')
	FROM outreach_notice AS n
	LEFT JOIN outreach_answer AS a ON a.district = n.district AND a.batch = n.batch AND a.person = n.person AND ` + lastAnswer + `
	WHERE n.district = $1 AND n.batch = $2 AND n.person > $3 AND (CAST($4 AS TEXT) = '' OR n.state = $4)
	ORDER BY n.person
	LIMIT $5`

// people adds a page of the people.
func (q BatchPage) people(ctx context.Context, snap *door.Snapshot, d *BatchDetail) error {
	limit := min(cmp.Or(max(q.Limit, 0), 50), 200)
	found, err := all(ctx, snap, scanRecipient, recipients, q.District, q.Batch, q.After, q.State, limit+1)
	if err != nil {
		return err
	}
	if len(found) > limit {
		found, d.Next = found[:limit], found[limit-1].Person
	}
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = r.Person
	}
	names, err := registry.NamesOf(ctx, snap, q.District, ids)
	if err != nil {
		return err
	}
	for i := range found {
		found[i].Name = names[found[i].Person]
		if found[i].Missing != "" {
			found[i].Fact = factName(found[i].Missing).In(langOf(ctx))
		}
	}
	d.People = found
	return nil
}

func scanRecipient(row store.Row) (Recipient, error) {
	var r Recipient
	var sent, read, answered int64
	err := row.Scan(&r.Person, &r.State, &r.Hold, &r.Verdict, &r.Missing, &r.Fen, &sent, &read, &r.Answer, &answered, &r.Note)
	r.Sent, r.Read, r.Answered = instant(sent), instant(read), instant(answered)
	return r, err
}

// factName names a fact that a dossier can hold.
func factName(key string) pack.Text { return policy.FactName(key) }
