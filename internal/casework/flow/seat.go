package flow

import (
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/workday"
)

// seatActs makes a move of a seat whose turn it is.
func (k *Case) seatActs(m Move) error {
	seat, err := k.open(m)
	if err != nil {
		return err
	}
	switch m.Act {
	case Agree, Against, Abstain:
		return k.answer(seat, m)
	case Ask:
		return k.ask(m)
	case Return:
		return k.giveBack(m)
	case Delegate:
		return k.delegate(seat, m)
	case AddSeat, HandOver:
		return k.reseat(seat, m)
	}
	return fault.Invalid.New("flow.act").With("act", string(m.Act))
}

// open gives the seat that the move acts for, if it is its turn and the person's to act.
func (k *Case) open(m Move) (int, error) {
	if err := k.goOn(m); err != nil {
		return 0, err
	}
	i := slices.IndexFunc(k.Seats, func(s Seat) bool { return s.Name == m.Seat })
	if i < 0 {
		return 0, fault.Conflict.New("flow.not_your_stage")
	}
	s := k.Seats[i]
	switch {
	case s.Answer != "":
		return 0, fault.Conflict.New("flow.answered")
	case !slices.Contains(k.waiting(), i):
		return 0, fault.Conflict.New("flow.not_your_turn")
	case s.Holder != "" && s.Holder != m.By:
		return 0, fault.Conflict.New("flow.delegated")
	case slices.ContainsFunc(k.Seats, func(o Seat) bool { return o.By == m.By }):
		return 0, fault.Conflict.New("flow.one_voice")
	}
	return i, nil
}

// goOn takes up a case again whose applicant let the time to supply pass.
func (k *Case) goOn(m Move) error {
	switch {
	case k.State == Running:
		return nil
	case k.State != Asked:
		return fault.Conflict.New("flow.not_running")
	case !k.Supplies.Reading(k.calendar).Overdue(m.On):
		return fault.Conflict.New("flow.asked").With("due", k.Supplies.Reading(k.calendar).Due.String())
	}
	return k.resumeOn(m.On)
}

// resumeOn ends the waiting for the applicant.
func (k *Case) resumeOn(on civil.Date) error {
	k.State, k.Supplies = Running, workday.Clock{}
	if !k.stage().Pauses {
		return nil
	}
	return k.turn(workday.Turn{On: on, Kind: workday.Resume})
}

// waiting gives the seats whose turn it is.
func (k *Case) waiting() []int {
	var open []int
	for i, s := range k.Seats {
		if s.Answer == "" {
			open = append(open, i)
		}
	}
	if k.stage().Turns && len(open) > 1 {
		open = open[:1]
	}
	return open
}

func (k *Case) answer(seat int, m Move) error {
	if m.Act == Abstain && k.stage().Kind != Vote {
		return fault.Invalid.New("flow.abstain")
	}
	k.Seats[seat].Answer, k.Seats[seat].By = m.Act, m.By
	return k.settle(m, false)
}

// ask tells the applicant everything that is missing, once in a stage.
func (k *Case) ask(m Move) error {
	s := k.stage()
	switch {
	case !s.Asks:
		return fault.Conflict.New("flow.ask.never")
	case k.Told[s.ID]:
		return fault.Conflict.New("flow.ask.once")
	case len(m.Items) == 0:
		return fault.Invalid.New("flow.ask.nothing").On("items")
	}
	clock, err := workday.Begin(m.On, s.Supply)
	if err != nil {
		return fault.Invalid.New("flow.period").From(err)
	}
	if s.Pauses {
		if err := k.turn(workday.Turn{On: m.On, Kind: workday.Pause}); err != nil {
			return err
		}
	}
	k.Told[s.ID], k.State, k.Supplies = true, Asked, clock
	return nil
}

// giveBack sends the case to an earlier stage, or to the applicant.
func (k *Case) giveBack(m Move) error {
	if m.To == Applicant {
		if k.stage().Again {
			k.resume = k.Stage
		}
		k.State, k.Seats = Returned, nil
		return nil
	}
	to := k.programme.find(m.To)
	if to < 0 || to >= k.Stage {
		return fault.Invalid.New("flow.return.where").On("to")
	}
	return k.enter(to, m.On)
}

func (k *Case) delegate(seat int, m Move) error {
	switch {
	case m.To == "" || m.To == m.By:
		return fault.Invalid.New("flow.delegate.whom").On("to")
	case k.own[m.To]:
		return fault.Denied.New("flow.own")
	case k.Recused[m.To]:
		return fault.Denied.New("flow.recused")
	}
	k.Seats[seat].Holder = m.To
	return nil
}

// reseat lets another seat sign too, or in the stead of this one.
func (k *Case) reseat(seat int, m Move) error {
	switch {
	case k.stage().Kind == Vote:
		return fault.Conflict.New("flow.seat.committee")
	case m.To == "":
		return fault.Invalid.New("flow.seat.whose").On("to")
	case slices.ContainsFunc(k.Seats, func(s Seat) bool { return s.Name == m.To }):
		return fault.Conflict.New("flow.seat.there")
	}
	if m.Act == HandOver {
		k.Seats[seat] = Seat{Name: m.To}
		return nil
	}
	k.Seats = slices.Insert(k.Seats, seat, Seat{Name: m.To})
	return nil
}

// recuse keeps the person out of the case. An answer already given in this lap falls away; a seat
// delegated to the person goes back.
func (k *Case) recuse(m Move) error {
	if k.State != Running && k.State != Asked {
		return fault.Conflict.New("flow.not_running")
	}
	if k.Recused[m.By] {
		return fault.Conflict.New("flow.recuse.twice")
	}
	k.Recused[m.By] = true
	for i, s := range k.Seats {
		if s.By == m.By {
			k.Seats[i].Answer, k.Seats[i].By = "", ""
		}
		if s.Holder == m.By {
			k.Seats[i].Holder = ""
		}
	}
	if k.stage().Kind != Vote {
		return nil
	}
	k.Seats = slices.DeleteFunc(k.Seats, func(s Seat) bool { return s.Name == m.Seat })
	return k.settle(m, false)
}
