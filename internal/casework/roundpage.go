package casework

import (
	"cmp"
	"context"
	"strconv"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/door"
	"yanzhen/internal/policy/pack"
)

// RoundPage asks for one round.
type RoundPage struct {
	Desk     *Desk  `json:"-"`
	District string `json:"district"`
	Round    string `json:"round"`
}

// A RoundView is a round laid open.
type RoundView struct {
	Round
	State     RoundState           `json:"state"`
	Title     pack.Text            `json:"title"`
	Purpose   pack.Text            `json:"purpose"`
	Sample    bool                 `json:"sample"`
	Consent   bool                 `json:"consent"` // a nominee must agree
	Filers    []string             `json:"filers"`
	Stages    []Step               `json:"stages"`
	Places    int                  `json:"places"`    // 0 for no bound
	Committee []Member             `json:"committee"` // every seat, those that nobody has among them
	Cases     map[flow.State]int64 `json:"cases,omitempty"`
	Sitters   []account.Holder     `json:"-"` // who may sit on its committees, for those who seat them
}

// Action is casework.round.read.
func (RoundPage) Action() authz.Action { return authz.RoundRead }

// Answer gives the round. Errors: Missing casework.round.missing.
func (q RoundPage) Answer(ctx context.Context, snap *door.Snapshot) (*RoundView, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	r, err := loadRound(ctx, snap, q.District, q.Round)
	if err != nil {
		return nil, err
	}
	p, err := q.Desk.programme(ctx, snap, q.District, r.digest)
	if err != nil {
		return nil, err
	}
	g := &p.Programme
	v := &RoundView{Round: *r, State: r.State(civil.Of(snap.Now())), Title: g.Name, Purpose: g.Purpose, Sample: g.Sample, Consent: g.Consent, Filers: g.Filers, Stages: []Step{}}
	for _, s := range g.Stages {
		v.Stages = append(v.Stages, Step{s.ID, s.Name, s.Kind, s.Days})
	}
	if g.Quota != nil {
		v.Places = g.Quota.Places
	}
	if snap.May(authz.CaseRead, authz.Land{District: q.District}) != nil {
		return v, nil
	}
	counts, err := countCases(ctx, snap, q.District)
	if err != nil {
		return nil, err
	}
	v.Cases = counts[r.ID]
	seated, err := loadMembers(ctx, snap, q.District, r.ID)
	if err != nil {
		return nil, err
	}
	v.Committee = committee(p.Flow, seated)
	if snap.May(authz.RoundChange, authz.Land{District: q.District}) == nil {
		v.Sitters, err = account.Holders(ctx, snap, q.District, sitters...)
	}
	return v, err
}

// committee lists the seats of every vote with who sits on them, further members behind.
func committee(p flow.Programme, seated []Member) []Member {
	out, known := []Member{}, map[string]Member{}
	for _, m := range seated {
		known[m.Stage+"/"+m.Seat] = m
	}
	for _, s := range p.Stages {
		if s.Kind != flow.Vote {
			continue
		}
		for i := range len(s.Seats) {
			seat := "member:" + strconv.Itoa(i+1)
			m, is := known[s.ID+"/"+seat]
			if !is {
				m = Member{Stage: s.ID, Seat: seat}
			}
			out = append(out, m)
			delete(known, s.ID+"/"+seat)
		}
	}
	for _, m := range seated {
		if _, left := known[m.Stage+"/"+m.Seat]; left {
			out = append(out, m)
		}
	}
	return out
}
