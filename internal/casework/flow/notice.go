package flow

import (
	"slices"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/workday"
)

// notice makes a move of a public notice. Objections are open until the period is over; the notice
// lapses only after its last day and with every objection answered.
func (k *Case) notice(m Move) error {
	if k.State != Running || k.stage().Kind != Notice {
		return fault.Conflict.New("flow.notice.none")
	}
	due := k.Clock.Reading(k.calendar)
	switch m.Act {
	case Object:
		return k.object(m, due)
	case Lapse:
		return k.lapse(m, due)
	}
	return k.judge(m)
}

// judge answers an objection: whoever answers had no voice in the case before and did not object.
func (k *Case) judge(m Move) error {
	o, known := k.Objections[m.To]
	switch {
	case !known:
		return fault.Missing.New("flow.objection.missing")
	case o.Answered:
		return fault.Conflict.New("flow.objection.answered")
	case o.By == m.By || slices.ContainsFunc(k.Moves, func(d Move) bool { return d.By == m.By && voice[d.Act] }):
		return fault.Denied.New("flow.objection.involved")
	}
	o.Answered = true
	k.Objections[m.To] = o
	if m.Act == Dismiss {
		return nil
	}
	if to := k.programme.find(k.stage().Upheld); to >= 0 && to < k.Stage {
		return k.enter(to, m.On)
	}
	k.State = Refused
	return nil
}

// voice are the acts that decide something about a case.
var voice = map[Act]bool{Agree: true, Against: true, Abstain: true, Return: true}

func (k *Case) object(m Move, due workday.Reading) error {
	_, known := k.Objections[m.To]
	switch {
	case due.Overdue(m.On):
		return fault.Conflict.New("flow.objection.late").With("due", due.Due.String())
	case m.To == "" || known:
		return fault.Invalid.New("flow.objection.name")
	}
	k.Objections[m.To] = Objection{By: m.By}
	return nil
}

func (k *Case) lapse(m Move, due workday.Reading) error {
	if !due.Overdue(m.On) {
		return fault.Conflict.New("flow.notice.running").With("due", due.Due.String())
	}
	if k.disputed() {
		return fault.Conflict.New("flow.notice.objection")
	}
	return k.enter(k.Stage+1, m.On)
}

// disputed reports an objection that nobody has answered.
func (k *Case) disputed() bool {
	for _, o := range k.Objections {
		if !o.Answered {
			return true
		}
	}
	return false
}
