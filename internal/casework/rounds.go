package casework

import (
	"cmp"
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// Rounds asks for the rounds of a district, newest first.
type Rounds struct {
	Desk      *Desk      `json:"-"`
	District  string     `json:"district"`
	Programme string     `json:"programme"`
	State     RoundState `json:"state"` // all when empty
}

// A RoundLine is a round in a list.
type RoundLine struct {
	Round
	State RoundState           `json:"state"`
	Title pack.Text            `json:"title"`           // of the programme
	Cases map[flow.State]int64 `json:"cases,omitempty"` // by state, for those who may read them
}

// A RoundList is every round that was asked for.
type RoundList struct {
	Rounds []RoundLine `json:"rounds"`
}

// Action is casework.round.read.
func (Rounds) Action() authz.Action { return authz.RoundRead }

// Answer gives every round; a district has a few dozen a year.
func (q Rounds) Answer(ctx context.Context, snap *door.Snapshot) (*RoundList, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	rounds, err := store.All(ctx, snap, scanRound, `
		SELECT `+roundColumns+`
		FROM casework_round
		WHERE district = $1 AND (CAST($2 AS TEXT) = '' OR programme = $2)
		ORDER BY year DESC, number DESC`, q.District, q.Programme)
	if err != nil {
		return nil, err
	}
	if err := addRoundMoves(ctx, snap, q.District, rounds); err != nil {
		return nil, err
	}
	counts := map[string]map[flow.State]int64{}
	if snap.May(authz.CaseRead, authz.Land{District: q.District}) == nil {
		if counts, err = countCases(ctx, snap, q.District); err != nil {
			return nil, err
		}
	}
	today, list := civil.Of(snap.Now()), &RoundList{Rounds: []RoundLine{}}
	for _, r := range rounds {
		line := RoundLine{Round: *r, State: r.State(today), Cases: counts[r.ID]}
		if q.State != "" && line.State != q.State {
			continue
		}
		p, err := q.Desk.programme(ctx, snap, q.District, r.digest)
		if err != nil {
			return nil, err
		}
		line.Title = p.Programme.Name
		list.Rounds = append(list.Rounds, line)
	}
	return list, nil
}

// countCases counts the cases of every round by state; drafts are nobody's business.
func countCases(ctx context.Context, q store.Q, district string) (map[string]map[flow.State]int64, error) {
	counts := map[string]map[flow.State]int64{}
	_, err := store.All(ctx, q, func(row store.Row) (s flow.State, err error) {
		var round string
		var n int64
		if err = row.Scan(&round, &s, &n); err != nil {
			return s, err
		}
		if counts[round] == nil {
			counts[round] = map[flow.State]int64{}
		}
		counts[round][s] = n
		return s, nil
	}, `
		SELECT round, state, COUNT(*)
		FROM casework_case
		WHERE district = $1 AND state <> 'draft'
		GROUP BY round, state
		ORDER BY round, state`, district)
	return counts, err
}
