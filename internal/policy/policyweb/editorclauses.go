package policyweb

import (
	"context"
	"errors"
	"path"
	"strings"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/manuscript"
)

// byClauses is the view in which the policy is edited clause by clause; its comments and order stay as they are in the text.
const byClauses = "clauses"

func (e editor) byClause() bool { return e.form.View == byClauses }

// put sets the text of a file of the form.
func (f *packForm) put(name, text string) {
	for i := range f.Rows {
		if f.Rows[i].Name == name {
			f.Rows[i].Text = text
			return
		}
	}
	f.Rows = append(f.Rows, packRow{name, text})
}

// settle puts the edits into the text and takes the steps that only change what is on the page. Errors: those of
// manuscript, on the entry.
func (f *packForm) settle() error {
	if f.View == byClauses && len(f.Edits) > 0 {
		var edits []manuscript.Edit
		for at, value := range f.Edits {
			edits = append(edits, manuscript.Edit{Path: at, Value: value})
		}
		if err := f.rewrite(func(m *manuscript.Manuscript) (string, error) { return m.Apply(edits) }); err != nil {
			return err
		}
	}
	verb, rest, _ := strings.Cut(f.Do, " ")
	switch verb {
	case "view":
		f.View = rest
	case "add":
		section, at, _ := strings.Cut(rest, " ")
		return f.rewrite(func(m *manuscript.Manuscript) (string, error) { return m.Add(section, at) })
	case "drop":
		return f.rewrite(func(m *manuscript.Manuscript) (string, error) { return m.Drop(rest) })
	}
	return nil
}

// rewrite changes the text of the policy.
func (f *packForm) rewrite(change func(*manuscript.Manuscript) (string, error)) error {
	m, err := manuscript.Read(f.files()["policy.yaml"])
	if err != nil {
		return err
	}
	text, err := change(m)
	var wrong *fault.Fault
	if errors.As(err, &wrong) && wrong.Field != "" {
		return wrong.On("edits." + wrong.Field)
	}
	if err == nil {
		f.put("policy.yaml", text)
	}
	return err
}

// A clause is a part of the policy to be edited, with what the check says of it as a whole.
type clause struct {
	manuscript.Part
	says []string
}

// lay lists the clauses of the text for the view that edits them. A text that cannot be read is shown as it is.
func (e *editor) lay(ctx context.Context) {
	if !e.byClause() {
		return
	}
	m, err := manuscript.Read(e.form.files()["policy.yaml"])
	if err != nil {
		e.form.View, e.said = "", saidOf(ctx, err)
		return
	}
	for _, part := range m.Parts() {
		e.clauses = append(e.clauses, clause{Part: part})
	}
	for _, f := range e.checked.Problems {
		if i := e.clauseAt(f); i >= 0 && e.at(f) == "" {
			e.clauses[i].says = append(e.clauses[i].says, f.Text)
		}
	}
}

// at is the place in the policy of the entry that a problem is about, "" when it is about no single one.
func (e editor) at(f policy.Found) string {
	if path.Base(f.File) != "policy.yaml" || f.Line == 0 {
		return ""
	}
	best := ""
	for _, c := range e.clauses {
		for _, field := range c.Fields {
			if field.Has(f.Line, f.Column) {
				best = field.Path
			}
		}
	}
	return best
}

// clauseAt is the innermost clause that a problem is about, -1 for none. The policy itself is no clause.
func (e editor) clauseAt(f policy.Found) int {
	best := -1
	for i, c := range e.clauses {
		if path.Base(f.File) == "policy.yaml" && c.Path != "" && f.Line >= c.First && f.Line <= c.Last {
			best = i
		}
	}
	return best
}

// says tells what the check found about an entry.
func (e editor) says(at string) []string {
	var all []string
	for _, f := range e.checked.Problems {
		if e.at(f) == at {
			all = append(all, f.Text)
		}
	}
	return all
}

var (
	_ = i18n.Family("clause.section.")
	_ = i18n.Family("clause.field.")
)

// fieldWord names an entry of a clause.
func fieldWord(ctx context.Context, f manuscript.Field) string {
	return say(ctx, "clause.field."+strings.ReplaceAll(f.Key, "/", "."))
}

// liveID is the id of what the check says about an entry or a clause.
func liveID(at string) string {
	return "live-" + strings.NewReplacer("/", "-").Replace(at)
}
