package insight

import (
	"cmp"
	"context"
	"slices"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/outreach"
)

// A TaskKind is a kind of thing to do.
type TaskKind string

// The kinds, in the order in which they are shown.
const (
	Approvals TaskKind = "approvals" // a version of a policy that somebody else submitted
	Awards    TaskKind = "awards"    // awards without application that wait for a confirmation
	Conflicts TaskKind = "conflicts" // sources disagree; someone must decide
	Rejects   TaskKind = "rejects"   // imports with rows that came back
	Uploads   TaskKind = "uploads"   // files nobody has confirmed yet
	Denials   TaskKind = "denials"   // refused deeds of the last seven days, for those who watch
	Unchecked TaskKind = "unchecked" // people with records to verify
	Lacking   TaskKind = "lacking"   // a fact that would decide policies
	Expiring  TaskKind = "expiring"  // a policy that ends soon
)

// A Task is something to do, and how much of it.
type Task struct {
	Kind     TaskKind   `json:"kind"`
	N        int64      `json:"n"`
	Policy   string     `json:"policy,omitempty"`   // id of the policy that waits for approval or expires, or for which most people lack the fact
	Name     string     `json:"name,omitempty"`     // of the policy or fact
	Version  string     `json:"version,omitempty"`  // of the policy, to approve
	Fact     string     `json:"fact,omitempty"`     // key of the fact
	By       string     `json:"by,omitempty"`       // who can supply it: person, employer, office; who submitted the version
	Policies int        `json:"policies,omitempty"` // how many policies wait for it
	Until    civil.Date `json:"until,omitzero"`
}

// soon is how many days ahead an end of a policy is told.
const soon = 90

// mostLacking is how many missing facts are shown.
const mostLacking = 3

// tasks gives what waits for the actor, by what the actor may do.
func (w Workbench) tasks(ctx context.Context, q *door.Snapshot, b *Board) ([]Task, error) {
	tasks := []Task{}
	note := func(action authz.Action, kind TaskKind, n int64) {
		if n > 0 && authz.MayEver(q.Actor(), action) {
			tasks = append(tasks, Task{Kind: kind, N: n})
		}
	}
	if authz.MayEver(q.Actor(), authz.PolicyApprove) {
		waiting, err := policy.Waiting{Book: w.Book, District: w.District}.Answer(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, s := range waiting {
			tasks = append(tasks, Task{Kind: Approvals, N: 1, Policy: s.ID, Name: s.Name, Version: s.Version, By: s.By})
		}
	}
	if authz.MayEver(q.Actor(), authz.AwardConfirm) {
		waiting, err := outreach.Waiting{District: w.District}.Answer(ctx, q)
		if err != nil {
			return nil, err
		}
		note(authz.AwardConfirm, Awards, waiting)
	}
	if b.Imports != nil {
		note(authz.ConflictDecide, Conflicts, b.Imports.Conflicts)
		note(authz.ImportRun, Rejects, b.Imports.Rejects)
		note(authz.ImportRun, Uploads, b.Imports.Uploaded)
	}
	if authz.MayEver(q.Actor(), authz.AuditRead) {
		denied, err := audit.Count(ctx, q, q.Actor(), audit.Query{Outcome: audit.Denied, From: b.DeniedSince().Start()})
		if err != nil {
			return nil, err
		}
		note(authz.AuditRead, Denials, denied)
	}
	note(authz.RecordVerify, Unchecked, b.Unchecked)
	tasks = append(tasks, lacking(b.Policies.Tallies)...)
	return append(tasks, expiring(b.Policies.Items, b.Day)...), nil
}

// DeniedSince is the first of the last seven days.
func (b *Board) DeniedSince() civil.Date { return b.Day.AddDays(-6) }

// lacking gives the facts that most people lack, taken over the policies for which somebody qualifies already: where nobody
// does, one fact more would decide little.
func lacking(tallies []policy.Tally) []Task {
	byKey := map[string]*Task{}
	for _, t := range tallies {
		if t.Yes == 0 {
			continue
		}
		for _, m := range t.Missing {
			one := byKey[m.Key]
			if one == nil {
				one = &Task{Kind: Lacking, Fact: m.Key, Name: m.Name, By: supplier(m.Key)}
				byKey[m.Key] = one
			}
			one.Policies++
			if n := int64(m.Count); n > one.N {
				one.N, one.Policy = n, t.ID
			}
		}
	}
	var all []Task
	for _, one := range byKey {
		all = append(all, *one)
	}
	slices.SortFunc(all, func(a, b Task) int {
		return cmp.Or(cmp.Compare(b.N*int64(b.Policies), a.N*int64(a.Policies)), cmp.Compare(a.Fact, b.Fact))
	})
	return all[:min(mostLacking, len(all))]
}

// supplier tells who can supply a fact: the employer, the office, or the person whom it is about; "" when it comes with time
// from a register, or is a pack's own.
func supplier(key string) string {
	f, ok := fact.Standard().Find(key)
	switch {
	case !ok || f.Changes == "time":
		return ""
	case f.Changes == "never":
		return "person"
	}
	return f.Changes
}

// expiring gives the policies that end within the next days, the first to end first.
func expiring(all []policy.Brief, day civil.Date) []Task {
	var tasks []Task
	for _, p := range all {
		if !p.Until.IsZero() && !p.Until.Before(day) && p.Until.Days()-day.Days() <= soon {
			tasks = append(tasks, Task{Kind: Expiring, N: int64(p.Until.Days() - day.Days()), Policy: p.ID, Name: p.Name, Until: p.Until})
		}
	}
	slices.SortFunc(tasks, func(a, b Task) int { return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.Policy, b.Policy)) })
	return tasks
}
