package policy

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/store"
)

// A Step is what a move does with a version of a pack.
type Step string

// The steps. A recall takes a submission back, or an approval whose day has not come.
const (
	StepSubmit  Step = "submitted"
	StepRecall  Step = "recalled"
	StepReject  Step = "rejected"
	StepApprove Step = "approved"
	StepRetire  Step = "retired"
)

// A Move is one step in the life of a pack: who took it, when and why. Moves are never rewritten; what is in force
// follows from them and the day alone.
type Move struct {
	Version string     `json:"version"` // digest of the files
	Step    Step       `json:"step"`
	Effect  civil.Date `json:"effect,omitzero"` // of approval and retirement: the day from which they hold
	Reason  string     `json:"reason"`
	By      string     `json:"by"`
	At      time.Time  `json:"at"`

	account string
	seq     int64
}

// moves are those of one pack, oldest first.
type moves []Move

// inForce gives the approval or retirement that holds on day: the one with the latest day of effect, the later move
// of two with the same. It is nil when none holds yet, and the configuration of the district decides.
func (m moves) inForce(day civil.Date) *Move {
	var best *Move
	for i := range m {
		one := &m[i]
		if (one.Step != StepApprove && one.Step != StepRetire) || one.Effect.After(day) || m.calledOff(one) {
			continue
		}
		if best == nil || !one.Effect.Before(best.Effect) {
			best = one
		}
	}
	return best
}

// calledOff reports whether an approval was recalled before its day came.
func (m moves) calledOff(approval *Move) bool {
	return approval.Step == StepApprove && slices.ContainsFunc(m, func(r Move) bool {
		return r.Step == StepRecall && r.Version == approval.Version && r.seq > approval.seq && approval.Effect.After(civil.Of(r.At))
	})
}

// last gives the last move of a version, nil when there is none.
func (m moves) last(version string) *Move {
	for i := len(m) - 1; i >= 0; i-- {
		if m[i].Version == version {
			return &m[i]
		}
	}
	return nil
}

// effective reports whether a version was ever in force by day.
func (m moves) effective(version string, day civil.Date) bool {
	for i := range m {
		if one := &m[i]; one.Version == version && one.Step == StepApprove && !one.Effect.After(day) && !m.calledOff(one) {
			return true
		}
	}
	return false
}

// state tells what became of a version by day; resting is the state of one that nobody moved.
func (m moves) state(version string, day civil.Date, resting State) State {
	if now := m.inForce(day); now != nil && now.Version == version && now.Step == StepApprove {
		return Active
	}
	last := m.last(version)
	switch {
	case last == nil:
		return resting
	case last.Step == StepSubmit:
		return Submitted
	case last.Step == StepApprove && last.Effect.After(day):
		return Scheduled
	case last.Step == StepRetire || m.effective(version, day):
		return Retired
	}
	return resting
}

const districtMoves = `
	SELECT id, seq, version, state, effect, reason, account, actor, at
	FROM policy_move
	WHERE district = $1
	ORDER BY id, seq`

// loadMoves gives the moves of every pack of the district that has any.
func loadMoves(ctx context.Context, q store.Q, district string) (map[string]moves, error) {
	rows, err := q.Query(ctx, districtMoves, district)
	if err != nil {
		return nil, fmt.Errorf("moves of policies: %w", err)
	}
	defer rows.Close()
	all := map[string]moves{}
	for rows.Next() {
		id, effect, at, m := "", "", int64(0), Move{}
		if err := rows.Scan(&id, &m.seq, &m.Version, &m.Step, &effect, &m.Reason, &m.account, &m.By, &at); err != nil {
			return nil, err
		}
		if effect != "" {
			if m.Effect, err = civil.Parse(effect); err != nil {
				return nil, fmt.Errorf("move of policy %s: %w", id, err)
			}
		}
		m.At = time.UnixMicro(at).UTC()
		all[id] = append(all[id], m)
	}
	return all, rows.Err()
}

// saveMove writes the next move of a pack.
func saveMove(ctx context.Context, q store.Q, district, id string, m Move, by authz.Actor, at time.Time) error {
	effect := ""
	if !m.Effect.IsZero() {
		effect = m.Effect.String()
	}
	_, err := q.Exec(ctx, `
		INSERT INTO policy_move (district, id, seq, version, state, effect, reason, account, actor, at)
		SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6, $7, $8, $9
		FROM policy_move
		WHERE district = $1 AND id = $2`,
		district, id, m.Version, string(m.Step), effect, m.Reason, by.Account, by.Name, at.UnixMicro())
	if err != nil {
		return fmt.Errorf("move policy %s: %w", id, err)
	}
	return nil
}

// newestFirst gives the moves as a timeline shows them.
func (m moves) newestFirst() []Move {
	return slices.SortedFunc(slices.Values(m), func(a, b Move) int { return cmp.Compare(b.seq, a.seq) })
}
