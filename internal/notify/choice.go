package notify

import (
	"cmp"
	"context"
	"slices"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/store"
)

// A Choice is what a person allows: messages of a kind by a channel.
type Choice struct {
	Person  string    `json:"person"`
	Kind    Kind      `json:"kind"`
	Channel Channel   `json:"channel"`
	Allowed bool      `json:"allowed"`
	By      string    `json:"by,omitempty"` // who chose; "" while nobody did
	At      time.Time `json:"at,omitzero"`
}

// resting is what holds while nobody chose: the inbox says nothing to anyone but its owner and is open; what leaves the house needs
// consent.
func resting(by Channel) bool { return by == Inbox }

// optional are the kinds that people may do without.
var optional = []Kind{AboutPolicies}

// Choices asks what a person allows.
type Choices struct {
	District string `json:"district"` // the actor's own when empty
	Person   string `json:"person"`   // the actor when empty
}

// Allowances are what a person allows now, and every choice so far, newest first.
type Allowances struct {
	Person  string   `json:"person"`
	Now     []Choice `json:"now"`
	History []Choice `json:"history"`
}

// Action is notify.choice.change: only the person sees and changes it.
func (Choices) Action() authz.Action { return authz.NotifyChoose }

// Answer gives the choices. Error: Missing for another person.
func (q Choices) Answer(ctx context.Context, snap *door.Snapshot) (*Allowances, error) {
	district, person := cmp.Or(q.District, snap.Actor().District()), cmp.Or(q.Person, snap.Actor().Person())
	if person == "" || snap.May(authz.NotifyChoose, authz.Land{District: district, Person: person}) != nil {
		return nil, fault.Missing.New("notify.no_choices")
	}
	all, err := choiceHistory(ctx, snap, district, person)
	if err != nil {
		return nil, err
	}
	out := &Allowances{Person: person, History: all}
	for _, kind := range optional {
		for _, channel := range channels {
			now := Choice{Person: person, Kind: kind, Channel: channel, Allowed: resting(channel)}
			if i := slices.IndexFunc(all, func(c Choice) bool { return c.Kind == kind && c.Channel == channel }); i >= 0 {
				now = all[i]
			}
			out.Now = append(out.Now, now)
		}
	}
	return out, nil
}

// Choose says what a person allows.
type Choose struct {
	District string  `json:"district"`
	Person   string  `json:"person"`
	Kind     Kind    `json:"kind"`
	Channel  Channel `json:"channel"`
	Allowed  bool    `json:"allowed"`
}

// Action is notify.choice.change.
func (Choose) Action() authz.Action { return authz.NotifyChoose }

// Land is the person.
func (c Choose) Land(context.Context, store.Q) (authz.Land, error) {
	return authz.Land{District: c.District, Person: c.Person}, nil
}

// Run writes the choice if it changes something. Errors: Invalid notify.choice.kind for messages that nobody can turn off, and
// notify.choice.channel.
func (c Choose) Run(ctx context.Context, tx *door.Tx) (*Choice, error) {
	if !slices.Contains(optional, c.Kind) {
		return nil, fault.Invalid.New("notify.choice.kind").On("kind")
	}
	if !slices.Contains(channels, c.Channel) {
		return nil, fault.Invalid.New("notify.choice.channel").On("channel")
	}
	tx.Note("kind", string(c.Kind))
	tx.Note("channel", string(c.Channel))
	tx.Note("allowed", c.Allowed)
	one := Choice{Person: c.Person, Kind: c.Kind, Channel: c.Channel, Allowed: c.Allowed, By: tx.Actor().Name, At: tx.Now()}
	return &one, saveChoice(ctx, tx, c.District, one, tx.Actor(), tx.Now())
}

// Allowed tells which of some people allow messages of a kind by a channel; what nobody can turn off is allowed by all.
func Allowed(ctx context.Context, q store.Q, district string, people []string, kind Kind, by Channel) (map[string]bool, error) {
	allowed := map[string]bool{}
	chosen, err := choicesOf(ctx, q, district, people)
	if err != nil {
		return nil, err
	}
	for _, person := range people {
		allowed[person] = resting(by)
		for _, c := range chosen[person] {
			if c.Kind == kind && c.Channel == by {
				allowed[person] = c.Allowed
			}
		}
	}
	return allowed, nil
}

const choiceColumns = `person, kind, channel, allowed, actor, at`

func scanChoices(ctx context.Context, q store.Q, text string, args ...any) ([]Choice, error) {
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := []Choice{}
	for rows.Next() {
		var c Choice
		var allowed, at int64
		if err := rows.Scan(&c.Person, &c.Kind, &c.Channel, &allowed, &c.By, &at); err != nil {
			return nil, err
		}
		c.Allowed, c.At = allowed == 1, instant(at)
		all = append(all, c)
	}
	return all, rows.Err()
}

func choiceHistory(ctx context.Context, q store.Q, district, person string) ([]Choice, error) {
	return scanChoices(ctx, q, `
		SELECT `+choiceColumns+`
		FROM notify_choice
		WHERE district = $1 AND person = $2
		ORDER BY at DESC, seq DESC, kind, channel`, district, person)
}

// choicesOf gives the choices that hold, by person.
func choicesOf(ctx context.Context, q store.Q, district string, people []string) (map[string][]Choice, error) {
	found := map[string][]Choice{}
	for part := range slices.Chunk(people, 500) {
		args := []any{district}
		all, err := scanChoices(ctx, q, `
			SELECT `+choiceColumns+`
			FROM notify_choice AS c
			WHERE district = $1 AND `+inList("person", part, &args)+`
			  AND seq = (SELECT MAX(seq) FROM notify_choice AS l WHERE l.district = c.district AND l.person = c.person AND l.kind = c.kind AND l.channel = c.channel)
			ORDER BY person, kind, channel`, args...)
		if err != nil {
			return nil, err
		}
		for _, c := range all {
			found[c.Person] = append(found[c.Person], c)
		}
	}
	return found, nil
}

func saveChoice(ctx context.Context, q store.Q, district string, c Choice, by authz.Actor, at time.Time) error {
	allowed := int64(0)
	if c.Allowed {
		allowed = 1
	}
	_, err := q.Exec(ctx, `
		INSERT INTO notify_choice (district, person, kind, channel, seq, allowed, account, actor, at)
		SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), COALESCE(MAX(seq), 0) + 1, CAST($5 AS BIGINT), CAST($6 AS TEXT), CAST($7 AS TEXT), CAST($8 AS BIGINT)
		FROM notify_choice
		WHERE district = $1 AND person = $2 AND kind = $3 AND channel = $4`,
		district, c.Person, string(c.Kind), string(c.Channel), allowed, by.Account, by.Name, at.UnixMicro())
	return err
}
