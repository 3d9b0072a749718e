package flow_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"yanzhen/internal/base/workday"
	"yanzhen/internal/casework/flow"
)

// inventProgramme gives a programme that Check takes.
func inventProgramme(r *rand.Rand) *flow.Programme {
	p := &flow.Programme{Keeper: "k"}
	for i := range 1 + r.IntN(5) {
		s := flow.Stage{ID: fmt.Sprint("s", i), Period: workday.Period{Days: 1 + r.IntN(6)}, Again: r.IntN(2) == 0}
		for j := range 1 + r.IntN(4) {
			s.Seats = append(s.Seats, fmt.Sprint("p", (i+j)%6))
		}
		switch r.IntN(4) {
		case 0:
			s.Kind, s.Quorum, s.Thirds = flow.Vote, 1+r.IntN(len(s.Seats)), r.IntN(2) == 0
			s.Tie = pick(r, flow.TieRefuses, flow.TieAgain, flow.TieChair)
		case 1:
			s.Kind, s.Seats = flow.Notice, nil
			if i > 0 && r.IntN(2) == 0 {
				s.Upheld = p.Stages[r.IntN(i)].ID
			}
		default:
			s.Kind, s.Turns, s.Join = flow.Sign, r.IntN(2) == 0, pick(r, flow.All, flow.Any, flow.Most, flow.Hear)
			if r.IntN(2) == 0 {
				s.Asks, s.Supply, s.Pauses = true, workday.Period{Days: 1 + r.IntN(5)}, r.IntN(2) == 0
			}
		}
		p.Stages = append(p.Stages, s)
	}
	return p
}

func pick[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

var acts = []flow.Act{flow.Submit, flow.Supply, flow.Withdraw, flow.Agree, flow.Agree, flow.Agree, flow.Agree, flow.Against, flow.Abstain, flow.Ask, flow.Return, flow.Recall,
	flow.AddSeat, flow.Delegate, flow.HandOver, flow.Recuse, flow.Close, flow.Fill, flow.Extend, flow.Object, flow.Uphold, flow.Dismiss, flow.Lapse}

// inventMove gives a move that may or may not be one's to make.
func inventMove(r *rand.Rand, k *flow.Case, p *flow.Programme, day int) flow.Move {
	m := flow.Move{Act: pick(r, acts...), By: fmt.Sprint("a", r.IntN(12)), On: on(day), Reason: pick(r, "because", "because", "because", "")}
	m.Seat, m.To = fmt.Sprint("p", r.IntN(7)), pick(r, flow.Applicant, fmt.Sprint("p", r.IntN(7)), fmt.Sprint("s", r.IntN(5)), fmt.Sprint("a", r.IntN(12)), fmt.Sprint("o", r.IntN(3)))
	if turns := k.Turns(); len(turns) > 0 && r.IntN(4) > 0 {
		m.Seat = pick(r, turns...).Seat
	}
	switch m.Act {
	case flow.Submit, flow.Supply, flow.Withdraw:
		m.By = "lin"
		if m.Act == flow.Withdraw && r.IntN(8) > 0 {
			m.Act = flow.Submit
		}
	case flow.Extend:
		m.Seat, m.Days = "k", r.IntN(4)
	case flow.Close, flow.Fill, flow.Uphold, flow.Dismiss:
		m.Seat = pick(r, "k", "k", "k", m.Seat)
	case flow.Ask:
		m.Items = []string{"degree"}[:r.IntN(2)]
	}
	return m
}

// rounds is how many histories a test invents.
func rounds() int {
	if os.Getenv("YANZHEN_LONG") != "" {
		return 200_000
	}
	return 4_000
}

// TestTheLawsOfProcedureHoldInEveryHistory invents histories of right and wrong moves and checks after each move
// what must always hold.
func TestTheLawsOfProcedureHoldInEveryHistory(t *testing.T) {
	const shards = 4
	var all sync.WaitGroup
	ends := [shards]map[flow.State]int{}
	for shard := range shards {
		ends[shard] = map[flow.State]int{}
		all.Go(func() {
			for i := range rounds() / shards {
				if broken := history(uint64(i*shards+shard), ends[shard]); broken != "" {
					t.Error(broken)
					return
				}
			}
		})
	}
	all.Wait()
	for _, s := range []flow.State{flow.Passed, flow.Refused, flow.Withdrawn, flow.Running, flow.Asked, flow.Returned} {
		n := 0
		for _, e := range ends {
			n += e[s]
		}
		t.Logf("%d histories end %s", n, s)
		if n == 0 {
			t.Errorf("no history ends %s", s)
		}
	}
}

// history invents one history and tells what is wrong with it, "" for nothing.
func history(seed uint64, ends map[flow.State]int) string {
	r := rand.New(rand.NewPCG(seed, 17))
	p := inventProgramme(r)
	if err := p.Check(); err != nil {
		return err.Error()
	}
	k, day := flow.New(p, workday.National(), "lin", "a0"), 0
	var all []flow.Move
	for range 30 {
		day += r.IntN(6) / 4 * r.IntN(9)
		m := inventMove(r, k, p, day)
		before := snapshot(k)
		if err := k.Do(m); err != nil {
			if !same(before, k) {
				return fmt.Sprintf("history %d: the refused %+v changed the case", seed, m)
			}
			continue
		}
		all = append(all, m)
		if broken := laws(p, k, m); broken != "" {
			return fmt.Sprintf("history %d, after %+v: %s\n%+v", seed, m, broken, all)
		}
	}
	again, err := flow.Replay(p, workday.National(), []string{"lin", "a0"}, all)
	if err != nil || !same(again, k) {
		return fmt.Sprintf("history %d: the same moves make another case: %v", seed, err)
	}
	ends[k.State]++
	return ""
}

// snapshot is what a case holds; a refused move must change none of it.
func snapshot(k *flow.Case) *flow.Case {
	c := *k
	c.Seats = slices.Clone(k.Seats)
	c.Clock.Turns = slices.Clone(k.Clock.Turns)
	c.Told, c.Recused, c.Objections = maps.Clone(k.Told), maps.Clone(k.Recused), maps.Clone(k.Objections)
	return &c
}

// same compares what two cases hold.
func same(a, b *flow.Case) bool {
	clocks := func(x, y workday.Clock) bool {
		return x.Start == y.Start && x.Period == y.Period && slices.Equal(x.Turns, y.Turns)
	}
	return a.State == b.State && a.Stage == b.Stage && a.Lap == b.Lap && len(a.Moves) == len(b.Moves) && slices.Equal(a.Seats, b.Seats) &&
		clocks(a.Clock, b.Clock) && clocks(a.Supplies, b.Supplies) && maps.Equal(a.Told, b.Told) && maps.Equal(a.Recused, b.Recused) && maps.Equal(a.Objections, b.Objections)
}

// laws tells which law the case breaks after a move, "" for none. It reads the moves that stand, not the
// way the case keeps its state.
func laws(p *flow.Programme, k *flow.Case, m flow.Move) string {
	switch turns := k.Turns(); {
	case k.State.Closed() != (len(turns) == 0):
		return "it is closed and somebody's turn, or open and nobody's"
	case m.By == "lin" && m.Act != flow.Submit && m.Act != flow.Supply && m.Act != flow.Withdraw && m.Act != flow.Object && m.Act != flow.Recall:
		return "the applicant acted on the case"
	}
	if k.State == flow.Passed {
		return earned(p, k.Moves)
	}
	seen := map[string]bool{}
	for _, s := range k.Seats {
		if s.By == "" {
			continue
		}
		if seen[s.By] || k.Recused[s.By] || s.By == "lin" || s.By == "a0" {
			return "a voice is a second one, or of one who has none: " + s.By
		}
		seen[s.By] = true
	}
	return ""
}

// earned tells by the moves that stand whether a case that passed was passed by everyone it had to be: each stage
// ended after the case last began it or one before it, and ended by the voices its kind asks for.
func earned(p *flow.Programme, moves []flow.Move) string {
	k := flow.New(p, workday.National(), "lin", "a0")
	begun, ended := make([]int, len(p.Stages)), make([]int, len(p.Stages))
	for i, m := range moves {
		at, round := k.Stage, k.Lap
		if err := k.Do(m); err != nil {
			return "a move that stands is refused: " + err.Error()
		}
		switch {
		case k.State == flow.Passed:
			ended[at] = i + 1
		case k.Lap == round:
			continue
		case k.Stage > at:
			ended[at], begun[k.Stage] = i+1, i+1
		default: // begun again here or further back
			for later := k.Stage; later < len(begun); later++ {
				begun[later], ended[later] = i+1, 0
			}
		}
	}
	for i, s := range p.Stages {
		if ended[i] == 0 || ended[i] < begun[i] {
			return "it passed without " + s.ID
		}
		if broken := voices(s, moves[begun[i]:ended[i]]); broken != "" {
			return broken
		}
	}
	return ""
}

// voices tells what is wrong with how the stage ended.
func voices(s flow.Stage, moves []flow.Move) string {
	agree, against := 0, 0
	for _, m := range moves {
		switch m.Act {
		case flow.Agree:
			agree++
		case flow.Against:
			against++
		}
	}
	switch last := moves[len(moves)-1].Act; {
	case s.Kind == flow.Notice && last != flow.Lapse:
		return "a notice ended by " + string(last)
	case s.Kind != flow.Notice && s.Join != flow.Hear && agree == 0:
		return "nobody agreed in " + s.ID
	case s.Kind == flow.Sign && s.Join == flow.All && against > 0:
		return "somebody objected where all must agree"
	}
	return ""
}
