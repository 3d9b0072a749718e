package flow

import (
	"slices"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/workday"
)

// Check refuses a programme in which a case could come to a standstill.
// Errors: Invalid, one for each thing that is wrong, on stages.ID.
func (p *Programme) Check() error {
	var all fault.List
	if len(p.Stages) == 0 {
		all.Add(fault.Invalid.New("flow.check.no_stage").On("stages"))
	}
	if p.Keeper == "" {
		all.Add(fault.Invalid.New("flow.check.no_keeper").On("keeper"))
	}
	for i := range p.Stages {
		p.checkStage(i, &all)
	}
	return all.Err()
}

func (p *Programme) checkStage(i int, all *fault.List) {
	s := &p.Stages[i]
	wrong := func(bad bool, key string) {
		if bad {
			all.Add(fault.Invalid.New("flow.check." + key).On("stages." + s.ID))
		}
	}
	wrong(s.ID == "" || s.ID == Applicant || p.find(s.ID) != i, "id")
	wrong(s.Period.Days < 1 || s.Asks && s.Supply.Days < 1, "period")
	wrong(s.Kind == Notice && len(s.Seats) > 0 || s.Kind != Notice && len(s.Seats) == 0, "seats")
	wrong(repeats(s.Seats) || slices.Contains(s.Seats, "") || slices.Contains(s.Seats, Applicant), "seat_names")
	switch s.Kind {
	case Sign:
		wrong(!slices.Contains([]Join{All, Any, Most, Hear}, s.Join), "join")
	case Vote:
		wrong(s.Quorum < 1 || s.Quorum > len(s.Seats), "quorum")
		wrong(!slices.Contains([]Tie{TieRefuses, TieAgain, TieChair}, s.Tie), "tie")
		wrong(s.Turns, "turns")
	case Notice:
		wrong(s.Upheld != "" && (p.find(s.Upheld) < 0 || p.find(s.Upheld) >= i), "upheld")
		wrong(s.Asks, "asks")
	default:
		wrong(true, "kind")
	}
}

func repeats(names []string) bool {
	sorted := slices.Sorted(slices.Values(names))
	return len(slices.Compact(sorted)) < len(names)
}

// Warn gives the years without announced working days on which the turns of the case rest.
func (k *Case) Warn() workday.Missing {
	var all workday.Missing
	for _, t := range k.Turns() {
		all = append(all, t.Missing...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
