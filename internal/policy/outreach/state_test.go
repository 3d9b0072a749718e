package outreach

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"yanzhen/internal/base/civil"
)

// A history is what happened to the awards of one person under one policy and period, in memory.
type history struct {
	awards []*Award
	now    time.Time
	facts  string
}

func (h *history) move(account, reason string) Move {
	return Move{account: account, By: account, Reason: reason, At: h.now}
}

func (h *history) last() *Award {
	if len(h.awards) == 0 {
		return &Award{Moves: []Move{{Step: StepLapse}}}
	}
	return h.awards[len(h.awards)-1]
}

// Whatever people do in whatever order: at most one award lives, none after a refusal, an award that needs two people has two, and what
// stands was not refused within its time.
func TestAwardsKeepTheirPromisesWhateverHappens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &history{now: time.Date(2026, 11, 24, 4, 0, 0, 0, time.UTC), facts: "a"}
		second := rapid.Bool().Draw(t, "second")
		who := rapid.SampledFrom([]string{"chen", "tan"})
		t.Repeat(map[string]func(*rapid.T){
			"propose": func(t *rapid.T) {
				if !again(h.awards, h.facts, civil.Of(h.now)) {
					return // the house does not propose it
				}
				m := h.move("house", "")
				m.Step = StepPropose
				h.awards = append(h.awards, &Award{Facts: h.facts, Second: second, Days: 10, Moves: []Move{m}})
			},
			"confirm": func(t *rapid.T) { _ = h.last().Confirm(h.move(who.Draw(t, "who"), "")) },
			"refuse":  func(t *rapid.T) { _ = h.last().Refuse(h.move("lin", "")) },
			"decline": func(t *rapid.T) {
				_ = h.last().Decline(h.move(who.Draw(t, "who"), rapid.SampledFrom([]string{"", "重复"}).Draw(t, "why")))
			},
			"lapse": func(t *rapid.T) { _ = h.last().Lapse(h.move("chen", string(FactsChanged))) },
			"time": func(t *rapid.T) {
				h.now = h.now.Add(time.Duration(rapid.IntRange(1, 8).Draw(t, "days")) * 24 * time.Hour)
			},
			"facts": func(t *rapid.T) { h.facts = rapid.SampledFrom([]string{"a", "b"}).Draw(t, "facts") },
			"":      func(t *rapid.T) { h.check(t, second) },
		})
	})
}

func (h *history) check(t *rapid.T, second bool) {
	day, live, refusals := civil.Of(h.now), 0, 0
	for i, a := range h.awards {
		state := a.State(day)
		if state.live() {
			live++
		}
		if refusals > 0 {
			t.Fatalf("award %d was proposed after a refusal", i)
		}
		confirmations, last := map[string]bool{}, a.Moves[len(a.Moves)-1]
		for k, m := range a.Moves {
			if m.Step == StepConfirm {
				confirmations[m.account] = true
			}
			if k < len(a.Moves)-1 && (m.Step == StepRefuse || m.Step == StepDecline || m.Step == StepLapse) {
				t.Fatalf("a move after %s", m.Step)
			}
			if m.Step == StepRefuse {
				refusals++
				if told := a.Moves[k-1]; civil.Of(m.At).After(told.Until) {
					t.Fatalf("refused on %s, but the time ended on %s", civil.Of(m.At), told.Until)
				}
			}
			if m.Step == StepDecline && m.Reason == "" {
				t.Fatal("declined without a reason")
			}
		}
		if state.granted() && second && len(confirmations) < 2 {
			t.Fatalf("%s with %d people", state, len(confirmations))
		}
		if state == AwardStands && (last.Step != StepConfirm || !day.After(last.Until)) {
			t.Fatalf("stands by %s until %s on %s", last.Step, last.Until, day)
		}
	}
	if live > 1 {
		t.Fatalf("%d awards live", live)
	}
}
