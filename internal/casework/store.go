package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/store"
)

// missing turns “no row” into a fault.
func missing(err error, key string) error {
	if errors.Is(err, store.ErrNoRows) {
		return fault.Missing.New(key)
	}
	return err
}

// keepText keeps a programme's text once.
func keepText(ctx context.Context, q store.Q, district string, t text, at time.Time) error {
	_, err := q.Exec(ctx, `
		INSERT INTO casework_programme (district, digest, programme, text, cases, at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (district, digest) DO NOTHING`, district, t.digest, t.id, t.programme, t.cases, at.UnixMicro())
	return err
}

const roundColumns = `district, id, programme, digest, version, name, number, year, opens, closes, account, actor, at`

// insertRound writes a round with the next number of its year.
func insertRound(ctx context.Context, q store.Q, r *Round) error {
	err := q.QueryRow(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM casework_round WHERE district = $1 AND year = $2`, r.District, r.Year).Scan(&r.Number)
	if err != nil {
		return err
	}
	_, err = q.Exec(ctx, `INSERT INTO casework_round (`+roundColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		r.District, r.ID, r.Programme, r.digest, r.Version, r.Name, r.Number, r.Year, r.Opens.String(), r.Closes.String(), r.account, r.By, r.At.UnixMicro())
	return err
}

func scanRound(row store.Row) (*Round, error) {
	r, at := &Round{Moves: []RoundMove{}}, int64(0)
	err := row.Scan(&r.District, &r.ID, &r.Programme, &r.digest, &r.Version, &r.Name, &r.Number, &r.Year, &r.Opens, &r.Closes, &r.account, &r.By, &at)
	r.At = instant(at)
	return r, err
}

func loadRound(ctx context.Context, q store.Q, district, id string) (*Round, error) {
	r, err := scanRound(q.QueryRow(ctx, `SELECT `+roundColumns+` FROM casework_round WHERE district = $1 AND id = $2`, district, id))
	if err != nil {
		return nil, missing(err, "casework.round.missing")
	}
	return r, addRoundMoves(ctx, q, district, []*Round{r})
}

// addRoundMoves reads the moves of rounds and lets their last days follow.
func addRoundMoves(ctx context.Context, q store.Q, district string, rounds []*Round) error {
	byID, ids, args := map[string]*Round{}, []string{}, []any{district}
	for _, r := range rounds {
		byID[r.ID] = r
		ids = append(ids, r.ID)
	}
	_, err := store.All(ctx, q, func(row store.Row) (id string, err error) {
		var m RoundMove
		var at int64
		var day string
		if err = row.Scan(&id, &m.Step, &day, &m.Case, &m.Reason, &m.account, &m.By, &at); err != nil {
			return "", err
		}
		if m.At = instant(at); day != "" {
			if m.Day, err = civil.Parse(day); err != nil {
				return "", fmt.Errorf("move of round %s: %w", id, err)
			}
			byID[id].Closes = m.Day
		}
		byID[id].Moves = append(byID[id].Moves, m)
		return id, nil
	}, `
		SELECT round, step, day, case_id, reason, account, actor, at
		FROM casework_round_move
		WHERE district = $1 AND `+store.In("round", ids, &args)+`
		ORDER BY round, seq`, args...)
	return err
}

// insertRoundMove writes the last move of a round.
func insertRoundMove(ctx context.Context, q store.Q, r *Round) error {
	m, day := r.Moves[len(r.Moves)-1], ""
	if m.Step == Extended {
		day = m.Day.String()
	}
	_, err := q.Exec(ctx, `
		INSERT INTO casework_round_move (district, round, seq, step, day, case_id, reason, account, actor, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		r.District, r.ID, len(r.Moves), string(m.Step), day, m.Case, m.Reason, m.account, m.By, m.At.UnixMicro())
	return err
}

func loadMembers(ctx context.Context, q store.Q, district, round string) ([]Member, error) {
	return store.All(ctx, q, func(row store.Row) (m Member, err error) {
		return m, row.Scan(&m.Stage, &m.Seat, &m.Account, &m.Name)
	}, `
		SELECT stage, seat, account, name
		FROM casework_seat
		WHERE district = $1 AND round = $2
		ORDER BY stage, seat`, district, round)
}

func saveMember(ctx context.Context, q store.Q, district, round string, m Member) error {
	_, err := q.Exec(ctx, `
		INSERT INTO casework_seat (district, round, stage, seat, account, name)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (district, round, stage, seat) DO UPDATE SET account = excluded.account, name = excluded.name`,
		district, round, m.Stage, m.Seat, m.Account, m.Name)
	return err
}

const caseColumns = `district, id, round, programme, number, person, org, filer, account, state, stage, consent, at, submitted, closed`

func scanCase(row store.Row) (*Case, error) {
	k := &Case{Moves: []Move{}}
	var at, submitted, closed int64
	err := row.Scan(&k.District, &k.ID, &k.Round, &k.Programme, &k.Number, &k.Person, &k.Org, &k.Filer, &k.account, &k.State, &k.Stage, &k.Consent,
		&at, &submitted, &closed)
	k.At, k.Submitted, k.Closed = instant(at), instant(submitted), instant(closed)
	return k, err
}

// loadCase gives a case with its moves, not yet replayed.
func loadCase(ctx context.Context, q store.Q, district, id string) (*Case, error) {
	k, err := scanCase(q.QueryRow(ctx, `SELECT `+caseColumns+` FROM casework_case WHERE district = $1 AND id = $2`, district, id))
	if err != nil {
		return nil, missing(err, "casework.case.missing")
	}
	k.Moves, err = store.All(ctx, q, scanMove, `
		SELECT act, stage, seat, target, days, items, cites, reason, day, account, actor, at
		FROM casework_move
		WHERE district = $1 AND case_id = $2
		ORDER BY seq`, district, id)
	return k, err
}

func scanMove(row store.Row) (Move, error) {
	var m Move
	var items, cites string
	var at int64
	err := row.Scan(&m.Act, &m.Stage, &m.Seat, &m.To, &m.Days, &items, &cites, &m.Reason, &m.On, &m.account, &m.By, &at)
	m.At = instant(at)
	if err == nil && items != "" {
		err = json.Unmarshal([]byte(items), &m.Items)
	}
	if err == nil && cites != "" {
		err = json.Unmarshal([]byte(cites), &m.Cites)
	}
	return m, err
}

func insertCase(ctx context.Context, q store.Q, k *Case) error {
	_, err := q.Exec(ctx, `
		INSERT INTO casework_case (`+caseColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0)`,
		k.District, k.ID, k.Round, k.Programme, k.Number, k.Person, k.Org, k.Filer, k.account, string(k.State), k.Stage, k.Consent, k.At.UnixMicro())
	return err
}

// saveMove writes the last move of a case, what lists read of it, and whose turn it is.
func saveMove(ctx context.Context, q store.Q, k *Case) error {
	m := k.Moves[len(k.Moves)-1]
	items, err := list(m.Items)
	if err != nil {
		return err
	}
	cites, err := list(m.Cites)
	if err != nil {
		return err
	}
	if k.Number == 0 {
		err := q.QueryRow(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM casework_case WHERE district = $1 AND round = $2`, k.District, k.Round).Scan(&k.Number)
		if err != nil {
			return err
		}
	}
	_, err = q.Exec(ctx, `
		INSERT INTO casework_move (district, case_id, seq, act, stage, seat, target, days, items, cites, reason, day, account, actor, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		k.District, k.ID, len(k.Moves), string(m.Act), m.Stage, m.Seat, m.To, m.Days, items, cites, m.Reason, m.On.String(), m.account, m.By, m.At.UnixMicro())
	if err != nil {
		return err
	}
	return saveStanding(ctx, q, k)
}

func list(texts []string) (string, error) {
	if len(texts) == 0 {
		return "", nil
	}
	b, err := json.Marshal(texts)
	return string(b), err
}

// saveStanding writes what follows from the moves. Errors: Conflict casework.case.changed when somebody moved first.
func saveStanding(ctx context.Context, q store.Q, k *Case) error {
	n, err := q.Exec(ctx, `
		UPDATE casework_case
		SET state = $3, stage = $4, number = $5, org = $6, consent = $7, submitted = $8, closed = $9, moves = $10
		WHERE district = $1 AND id = $2`,
		k.District, k.ID, string(k.State), k.Stage, k.Number, k.Org, k.Consent, micro(k.Submitted), micro(k.Closed), len(k.Moves))
	if err == nil && n != 1 {
		err = fault.Missing.New("casework.case.missing")
	}
	if err != nil {
		return err
	}
	if _, err = q.Exec(ctx, `DELETE FROM casework_turn WHERE district = $1 AND case_id = $2`, k.District, k.ID); err != nil {
		return err
	}
	for _, t := range k.flow.Turns() {
		if k.State == flow.Draft {
			break // a draft is nobody's business but the applicant's
		}
		_, err := q.Exec(ctx, `
			INSERT INTO casework_turn (district, seat, due, case_id, round, stage, holder)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, k.District, t.Seat, dueOf(t), k.ID, k.Round, t.Stage, t.Holder)
		if err != nil {
			return err
		}
	}
	return nil
}

// never is the day of what has no limit, so that it comes last in a queue.
const never = "9999-12-31"

func dueOf(t flow.Turn) string {
	if t.Due.IsZero() {
		return never
	}
	return t.Due.String()
}

func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
