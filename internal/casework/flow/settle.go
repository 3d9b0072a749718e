package flow

import (
	"slices"

	"yanzhen/internal/base/fault"
)

// settle ends the stage once its answers decide it; closing ends a vote before all have voted.
func (k *Case) settle(m Move, closing bool) error {
	s := k.stage()
	if s.Kind == Vote {
		return k.settleVote(m, s, closing)
	}
	agree, against, open := k.count()
	switch s.Join {
	case Any:
		return k.end(m, agree > 0, agree > 0 || open == 0)
	case Hear:
		return k.end(m, true, open == 0)
	case Most:
		return k.end(m, agree > against, open == 0)
	default:
		return k.end(m, against == 0, against > 0 || open == 0)
	}
}

func (k *Case) count() (agree, against, open int) {
	for _, s := range k.Seats {
		switch s.Answer {
		case Agree:
			agree++
		case Against:
			against++
		case "":
			open++
		}
	}
	return agree, against, open
}

// end goes to the next stage or refuses, if the stage is over.
func (k *Case) end(m Move, passed, over bool) error {
	switch {
	case !over:
		return nil
	case passed:
		return k.enter(k.Stage+1, m.On)
	}
	k.State, k.Seats = Refused, nil
	return nil
}

// settleVote counts a vote that is complete, or closed with its quorum. Abstentions are voices for the quorum,
// not votes cast.
func (k *Case) settleVote(m Move, s *Stage, closing bool) error {
	agree, against, open := k.count()
	voices := len(k.Seats) - open
	switch {
	case !closing && (open > 0 || voices < s.Quorum):
		return nil
	case voices < s.Quorum:
		return fault.Conflict.New("flow.vote.quorum").With("quorum", s.Quorum).With("voices", voices)
	case agree == against && s.Tie == TieAgain:
		return k.enter(k.Stage, m.On)
	case agree == against:
		return k.end(m, s.Tie == TieChair && k.chair() == Agree, true)
	case s.Thirds:
		return k.end(m, 3*agree >= 2*(agree+against), true)
	}
	return k.end(m, agree > against, true)
}

// chair is the voice of the first seat.
func (k *Case) chair() Act {
	if len(k.Seats) == 0 {
		return ""
	}
	return k.Seats[0].Answer
}

// committee ends a vote, or fills a seat that is missing from its quorum.
func (k *Case) committee(m Move) error {
	switch {
	case k.State != Running || k.stage().Kind != Vote:
		return fault.Conflict.New("flow.vote.none")
	case m.Act == Close:
		return k.settle(m, true)
	case len(k.Seats) >= k.stage().Quorum:
		return fault.Conflict.New("flow.vote.full")
	case m.To == "":
		return fault.Invalid.New("flow.seat.whose").On("to")
	case slices.ContainsFunc(k.Seats, func(s Seat) bool { return s.Name == m.To }):
		return fault.Conflict.New("flow.seat.there")
	}
	k.Seats = append(k.Seats, Seat{Name: m.To})
	return nil
}
