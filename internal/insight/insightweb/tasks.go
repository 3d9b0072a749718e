package insightweb

import (
	"context"
	"net/url"

	"yanzhen/internal/i18n"
	"yanzhen/internal/insight"
	"yanzhen/internal/policy"
	"yanzhen/internal/web/kit"
)

var _ = []string{i18n.Family("workbench.task."), i18n.Family("workbench.about."), i18n.Family("workbench.supplier.")}

// A task is a thing to do in words. Label and Text say what and why, N how much.
type task struct {
	label, text, url, icon, n string
	tone                      kit.Tone
}

var taskLooks = map[insight.TaskKind]struct {
	icon string
	tone kit.Tone
}{
	insight.Approvals: {"clipboard-check", kit.Orange},
	insight.Awards:    {"award", kit.Green},
	insight.Conflicts: {"git-compare", kit.Orange},
	insight.Rejects:   {"alert-triangle", kit.Red},
	insight.Uploads:   {"file-import", kit.Blue},
	insight.Denials:   {"shield-check", kit.Red},
	insight.Unchecked: {"clipboard-check", kit.Blue},
	insight.Lacking:   {"help-circle", kit.Purple},
	insight.Expiring:  {"clock", kit.Orange},
}

func (b board) toDo(ctx context.Context) []task {
	var all []task
	for _, t := range b.Tasks {
		look, kind := taskLooks[t.Kind], string(t.Kind)
		args := i18n.Args{"name": kit.Data(t.Name), "policies": t.Policies, "until": t.Until, "by": kit.Data(t.By)}
		if t.Kind == insight.Lacking {
			args["by"] = say(ctx, "workbench.supplier."+orElse(t.By, "nobody"))
		}
		n := say(ctx, "workbench.unit.short", i18n.Args{"n": t.N})
		if t.Kind == insight.Expiring {
			n = say(ctx, "workbench.unit.days", i18n.Args{"n": t.N})
		}
		all = append(all, task{label: say(ctx, "workbench.task."+kind, args), text: say(ctx, "workbench.about."+kind, args),
			url: b.taskURL(t), icon: look.icon, n: n, tone: look.tone})
	}
	return all
}

func (b board) taskURL(t insight.Task) string {
	switch t.Kind {
	case insight.Approvals:
		return "/policies/" + url.PathEscape(t.Policy) + "?digest=" + url.QueryEscape(t.Version)
	case insight.Awards:
		return "/awards"
	case insight.Conflicts:
		return "/conflicts"
	case insight.Rejects, insight.Uploads:
		return "/imports"
	case insight.Denials:
		return b.deniedURL()
	case insight.Unchecked:
		return b.people("status=declared")
	case insight.Lacking:
		return matchesURL(t.Policy, policy.Unknown, t.Fact)
	}
	return "/policies/" + url.PathEscape(t.Policy)
}

func (b board) deniedURL() string { return "/audit?outcome=denied&from=" + b.DeniedSince().String() }

func (b board) denials() int64 {
	for _, t := range b.Tasks {
		if t.Kind == insight.Denials {
			return t.N
		}
	}
	return 0
}

// matchesURL is the list of people with a verdict under a policy, perhaps only those who lack a fact.
func matchesURL(id string, verdict policy.Verdict, missing string) string {
	query := url.Values{"verdict": {string(verdict)}}
	if missing != "" {
		query.Set("missing", missing)
	}
	return "/policies/" + url.PathEscape(id) + "/people?" + query.Encode()
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
