package casework

import (
	"context"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/pack"
)

// Programmes asks for what rounds may be opened for.
type Programmes struct {
	Desk *Desk `json:"-"`
}

// A ProgrammeLine is a programme in a list.
type ProgrammeLine struct {
	ID       string    `json:"id"`
	Name     pack.Text `json:"name"`
	Kind     string    `json:"kind"`
	Purpose  pack.Text `json:"purpose"`
	Sample   bool      `json:"sample"`
	Version  string    `json:"version"` // that a round opened today would have; "" when none holds
	Audience string    `json:"audience"`
	Filers   []string  `json:"filers"`
	Stages   []Step    `json:"stages"`
}

// A Step is a stage of a programme as people read it.
type Step struct {
	ID   string    `json:"id"`
	Name pack.Text `json:"name"`
	Kind string    `json:"kind"`
	Days int       `json:"days"`
}

// A ProgrammeList is every programme.
type ProgrammeList struct {
	Programmes []ProgrammeLine `json:"programmes"`
}

// Action is casework.round.read.
func (Programmes) Action() authz.Action { return authz.RoundRead }

// Answer gives the programmes by id.
func (q Programmes) Answer(_ context.Context, snap *door.Snapshot) (*ProgrammeList, error) {
	list := &ProgrammeList{Programmes: []ProgrammeLine{}}
	for _, p := range q.Desk.Programmes() {
		g := &p.Programme
		version, _ := g.VersionOn(civil.Of(snap.Now()))
		line := ProgrammeLine{ID: g.ID, Name: g.Name, Kind: g.Kind, Purpose: g.Purpose, Sample: g.Sample, Version: version.ID, Audience: g.Audience, Filers: g.Filers, Stages: []Step{}}
		for _, s := range g.Stages {
			line.Stages = append(line.Stages, Step{s.ID, s.Name, s.Kind, s.Days})
		}
		list.Programmes = append(list.Programmes, line)
	}
	return list, nil
}
