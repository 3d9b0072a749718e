package casework

import (
	"slices"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/casework/flow"
	"yanzhen/internal/casework/programme"
)

// A Member sits on a committee's seat of a round.
type Member struct {
	Stage   string `json:"stage"`
	Seat    string `json:"seat"`
	Account string `json:"account"`
	Name    string `json:"name"`
}

// isMember reports whether a programme has that seat on the committee of that stage. A committee that lost its quorum is filled with further
// members, numbered on.
func isMember(p *programme.Pack, stage, seat string) bool {
	i := slices.IndexFunc(p.Flow.Stages, func(s flow.Stage) bool { return s.ID == stage })
	return i >= 0 && p.Flow.Stages[i].Kind == flow.Vote && strings.HasPrefix(seat, "member:") && len(seat) > len("member:")
}

// holds reports whether the actor may act for a seat of a case that concerns an organisation: by role, or as a member of the
// stage's committee.
func holds(a authz.Actor, district, org, stage, seat string, members []Member) bool {
	if slices.ContainsFunc(members, func(m Member) bool {
		return m.Stage == stage && m.Seat == seat && m.Account == a.Account && a.Account != ""
	}) {
		return true
	}
	return slices.ContainsFunc(a.Grants, func(g authz.Grant) bool {
		return g.District == district && slices.Contains(seatsOf(g, org), seat)
	})
}

// seatsOf gives the seats that a grant holds by itself.
func seatsOf(g authz.Grant, org string) []string {
	switch g.Role {
	case authz.Office:
		return []string{"office", "panel"} // the office records what a panel found
	case authz.Leader:
		return []string{"leader"}
	case authz.Department:
		return []string{"department:" + g.Dept}
	case authz.Unit:
		if g.Org != "" && g.Org == org {
			return []string{"unit"}
		}
	}
	return nil
}

// Seats gives the seats for which the actor may act anywhere in the district, those of a unit and of committees apart: what their
// queue is made of.
func Seats(a authz.Actor, district string) []string {
	var out []string
	for _, g := range a.Grants {
		if g.District == district && g.Role != authz.Unit {
			out = append(out, seatsOf(g, "")...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
