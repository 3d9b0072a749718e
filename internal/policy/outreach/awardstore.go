package outreach

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

const awardColumns = `district, id, policy, person, period, turn, org, fen, version, digest, facts, grounds, second, days, at`

// columnsOf gives the columns of award under the name it has in a statement.
func columnsOf(name string) string {
	return name + "." + strings.ReplaceAll(awardColumns, ", ", ", "+name+".")
}

func scanAward(row store.Row) (*Award, error) {
	var a Award
	var grounds string
	var second, days, at int64
	err := row.Scan(&a.District, &a.ID, &a.Policy, &a.Person, &a.Period, &a.turn, &a.Org, &a.Fen, &a.Version, &a.Digest, &a.Facts, &grounds, &second, &days, &at)
	if err != nil {
		return nil, err
	}
	a.Second, a.Days, a.At = second == 1, int(days), instant(at)
	if err := json.Unmarshal([]byte(grounds), &a.Grounds); err != nil {
		return nil, fmt.Errorf("grounds of award %s: %w", a.ID, err)
	}
	return &a, nil
}

func insertAward(ctx context.Context, q store.Q, a *Award) error {
	grounds, err := json.Marshal(a.Grounds)
	if err != nil {
		return err
	}
	second := int64(0)
	if a.Second {
		second = 1
	}
	return insertRows(ctx, q, "award", awardColumns, [][]any{{a.District, a.ID, a.Policy, a.Person, a.Period, a.turn, a.Org, int64(a.Fen), a.Version, a.Digest,
		a.Facts, string(grounds), second, int64(a.Days), a.At.UnixMicro()}})
}

// insertMove writes the last move of an award.
func insertMove(ctx context.Context, q store.Q, a *Award) error {
	m, until := a.Moves[len(a.Moves)-1], ""
	if !m.Until.IsZero() {
		until = m.Until.String()
	}
	return insertRows(ctx, q, "award_move", "district, award, seq, step, reason, account, actor, at, until",
		[][]any{{a.District, a.ID, int64(len(a.Moves)), string(m.Step), m.Reason, m.account, m.By, m.At.UnixMicro(), until}})
}

func loadAward(ctx context.Context, q store.Q, district, id string) (*Award, error) {
	a, err := scanAward(q.QueryRow(ctx, `SELECT `+awardColumns+` FROM award WHERE district = $1 AND id = $2`, district, id))
	if errors.Is(err, store.ErrNoRows) {
		return nil, fault.Missing.New("outreach.award.missing")
	}
	if err != nil {
		return nil, err
	}
	return a, addMoves(ctx, q, district, []*Award{a})
}

// awardsOf gives the awards of a person and of those merged into them, oldest first; of one policy, or of all when it is "".
func awardsOf(ctx context.Context, q store.Q, district, person, policy string) ([]*Award, error) {
	people, err := registry.Joined(ctx, q, district, person)
	if err != nil {
		return nil, err
	}
	args := []any{district, policy}
	found, err := all(ctx, q, scanAward, `
		SELECT `+awardColumns+`
		FROM award
		WHERE district = $1 AND (CAST($2 AS TEXT) = '' OR policy = $2) AND `+in("person", people, &args)+`
		ORDER BY id`, args...)
	if err != nil {
		return nil, err
	}
	return found, addMoves(ctx, q, district, found)
}

// addMoves reads the moves of awards.
func addMoves(ctx context.Context, q store.Q, district string, awards []*Award) error {
	byID := map[string]*Award{}
	for _, a := range awards {
		byID[a.ID] = a
	}
	for part := range slices.Chunk(awards, 500) {
		args, ids := []any{district}, make([]string, len(part))
		for i, a := range part {
			ids[i] = a.ID
		}
		_, err := all(ctx, q, func(row store.Row) (id string, err error) {
			var m Move
			var at int64
			var until string
			if err = row.Scan(&id, &m.Step, &m.Reason, &m.account, &m.By, &at, &until); err != nil {
				return "", err
			}
			if m.At = instant(at); until != "" {
				m.Until, err = civil.Parse(until)
			}
			byID[id].Moves = append(byID[id].Moves, m)
			return id, err
		}, `
			SELECT award, step, reason, account, actor, at, until
			FROM award_move
			WHERE district = $1 AND `+in("award", ids, &args)+`
			ORDER BY award, seq`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// lastMove joins each award of a with its last move m.
const lastMove = `
	JOIN award_move AS m ON m.district = a.district AND m.award = a.id
	 AND m.seq = (SELECT MAX(l.seq) FROM award_move AS l WHERE l.district = a.district AND l.award = a.id)`

// stateOf writes the state of an award with its last move m, on the day that is parameter $n, as Award.State does.
func stateOf(n int) string {
	return fmt.Sprintf(`CASE WHEN m.step = 'confirmed' AND m.until = '' THEN 'seconded' WHEN m.step = 'confirmed' AND m.until < $%d THEN 'stands' ELSE m.step END`, n)
}

// awarded gives the state of the last award under a policy by person; that of somebody who was merged into another counts for the other
// too, unless the other has one that is worth more.
func awarded(ctx context.Context, q store.Q, district, policy string, day civil.Date) (map[string]State, error) {
	states := map[string]State{}
	into, err := registry.Pointers(ctx, q, district)
	if err != nil {
		return nil, err
	}
	_, err = all(ctx, q, func(row store.Row) (person string, err error) {
		var state State
		err = row.Scan(&person, &state)
		states[person] = state
		return person, err
	}, `
		SELECT a.person, `+stateOf(3)+`
		FROM award AS a`+lastMove+`
		WHERE a.district = $1 AND a.policy = $2
		ORDER BY a.person, a.id`, district, policy, day.String())
	follow(states, into, func(own, theirs State) bool { return !own.live() && (theirs.live() || theirs == AwardRefused) })
	return states, err
}

// A use is a part of the awards of a policy: of an employer, of a person, since a day.
type use struct {
	org, person string
	from        civil.Date
}

// used counts the people and the money of the awards granted under a policy.
func used(ctx context.Context, q store.Q, district, policy string, of use, day civil.Date) (people int64, fen money.Fen, err error) {
	from := int64(0)
	if !of.from.IsZero() {
		from = of.from.Start().UnixMicro()
	}
	err = q.QueryRow(ctx, `
		SELECT COUNT(DISTINCT a.person), CAST(COALESCE(SUM(a.fen), 0) AS BIGINT)
		FROM award AS a`+lastMove+`
		WHERE a.district = $1 AND a.policy = $2 AND m.step = 'confirmed' AND m.until <> '' AND m.at >= $3
		  AND (CAST($4 AS TEXT) = '' OR a.org = $4) AND (CAST($5 AS TEXT) = '' OR a.person = $5)`,
		district, policy, from, of.org, of.person).Scan(&people, &fen)
	return people, fen, err
}
