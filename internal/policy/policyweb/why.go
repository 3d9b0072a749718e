package policyweb

import (
	"context"
	"slices"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/web/kit"
)

// tree puts the clauses of an answer into the verdict tree of the kit. base is where missing facts are
// supplied; "" for nowhere.
func (r reader) tree(ctx context.Context, a policy.Answer, base string) []kit.Clause {
	missing := map[string]policy.Missing{}
	for _, m := range a.Missing {
		missing[m.Key] = m
	}
	return r.branches(ctx, a.Tree, base, missing)
}

func (r reader) branches(ctx context.Context, all []policy.Branch, base string, missing map[string]policy.Missing) []kit.Clause {
	var out []kit.Clause
	for _, b := range all {
		c := kit.Clause{Verdict: kit.Verdict(b.Clause.Verdict), Text: b.Clause.Text, Cites: citesOf(ctx, b.Clause), Facts: factsOf(ctx, b.Clause)}
		if b.Clause.Presumed {
			c.Text = say(ctx, "policyweb.presumed", i18n.Args{"text": c.Text})
		}
		if len(b.Clause.Told) > 0 {
			c.Extra = told(b.Clause.Told)
		}
		for _, key := range b.Clause.Missing {
			if url := r.supplyURL(base, missing[key]); url != "" && base != "" && c.Supply.URL == "" {
				c.Supply = kit.Link{Label: say(ctx, "policyweb.supply", i18n.Args{"name": missing[key].Name}), URL: url, Icon: "edit"}
			}
		}
		for _, set := range b.Sets {
			c.Inside = append(c.Inside, kit.Clause{Verdict: kit.Verdict(set.Verdict), Text: set.Name, Inside: r.branches(ctx, set.All, base, missing)})
		}
		out = append(out, c)
	}
	return out
}

// citesOf says where the policy says so, and that the clause only holds back payment.
func citesOf(ctx context.Context, c policy.Clause) string {
	var parts []string
	if c.Cites != "" {
		parts = append(parts, say(ctx, "policyweb.cites", i18n.Args{"source": kit.Data(c.Cites)}))
	}
	if c.Stage == "payment" {
		parts = append(parts, say(ctx, "policyweb.stage.payment"))
	}
	return strings.Join(parts, " · ")
}

func factsOf(ctx context.Context, c policy.Clause) []kit.Fact {
	var all []kit.Fact
	for _, u := range c.Facts {
		f := kit.Fact{Label: u.Name}
		if u.Value != nil {
			f.Value, f.Source = kit.Data(u.Shown), sourceOf(ctx, u)
		}
		all = append(all, f)
	}
	return all
}

// sourceOf says who stated a fact, when it was true, whether it was checked, and who contradicts.
func sourceOf(ctx context.Context, u policy.Used) string {
	if u.Key == "application.date" || u.SourceKind == "" && u.Record == "" {
		return ""
	}
	parts := []string{kit.Data(u.Source)}
	if !u.On.IsZero() && !strings.Contains(u.Source, u.On.String()) {
		parts = append(parts, say(ctx, "policyweb.since", i18n.Args{"day": u.On}))
	}
	if u.Status != "" {
		parts = append(parts, say(ctx, i18n.Family("policy.status.")+u.Status))
	}
	if u.Rival != "" {
		parts = append(parts, say(ctx, "policyweb.rival", i18n.Args{"value": kit.Data(u.Rival)}))
	}
	return strings.Join(parts, " · ")
}

// reasonOf is why an answer is what it is, for a place beside the verdict: what is not met, what is missing,
// else the outcome in a sentence with the names of other policies in place of their ids.
func reasonOf(ctx context.Context, a policy.Answer) string {
	switch a.State {
	case pack.NotEligible:
		if failed := failedClauses(a.Tree); len(failed) > 0 {
			return say(ctx, "policyweb.failed_clauses", i18n.Args{"clauses": listed(ctx, failed)})
		}
	case pack.NeedsFacts:
		if len(a.Missing) > 0 {
			return say(ctx, "policyweb.lacking", i18n.Args{"facts": listed(ctx, namesOf(a.Missing))})
		}
	}
	text := a.Reason
	for _, rival := range a.Rivals {
		text = strings.ReplaceAll(text, rival.ID, rival.Name)
	}
	return text
}

// failedClauses are the texts of the clauses that are not met, as far as they decide who qualifies.
func failedClauses(tree []policy.Branch) []string {
	var texts []string
	for _, b := range tree {
		if b.Clause.Verdict == policy.No && b.Clause.Stage != "payment" {
			texts = append(texts, b.Clause.Text)
		}
	}
	return texts
}

// payDay says when a run of payments falls due.
func (r run) payDay(ctx context.Context) string {
	switch {
	case r.first == "":
		return say(ctx, "policyweb.due.unknown")
	case r.n == 1:
		return dayOf(ctx, r.first)
	}
	return say(ctx, "policyweb.due.run", i18n.Args{"from": dayOf(ctx, r.first), "to": dayOf(ctx, r.last), "n": r.n})
}

func dayOf(ctx context.Context, text string) string {
	day, err := civil.Parse(text)
	if err != nil {
		return text
	}
	return i18n.Date(ctx, day)
}

// next is the payment to come first, in a sentence; "" when nothing is paid.
func next(ctx context.Context, a policy.Answer) string {
	all := runs(a)
	if len(all) == 0 {
		return ""
	}
	first := all[0]
	if first.n == 1 {
		return say(ctx, "policyweb.pay.once", i18n.Args{"fen": money.Fen(first.fen), "day": first.payDay(ctx)})
	}
	return say(ctx, "policyweb.pay.run", i18n.Args{"fen": money.Fen(first.fen), "n": first.n, "day": dayOf(ctx, first.first)})
}

// payable reports whether money reaches the person as things stand.
func payable(a policy.Answer) bool {
	return a.Verdict == policy.Yes && !slices.Contains([]pack.State{pack.Excluded, pack.PoolEmpty, pack.ClaimFirst, pack.CapReached}, a.State)
}
