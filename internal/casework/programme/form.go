package programme

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/rule"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

// An Asked is a field of the form as it stands before one person: the fact behind it, and whether the
// conditions ask it of them. A condition that is unknown asks.
type Asked struct {
	Field
	Fact  fact.Fact
	Shown bool
}

// Ask lays the form before somebody of whom the facts are known.
func (p *Pack) Ask(row fact.Row, day civil.Date) []Asked {
	out := make([]Asked, len(p.order))
	for i, f := range p.order {
		out[i] = Asked{*f.Field, f.fact, holds(f.when, row, day)}
	}
	return out
}

// holds reports whether a condition is met or unknown; one that cannot be computed is unknown.
func holds(r *rule.Program, row fact.Row, day civil.Date) bool {
	if r == nil {
		return true
	}
	v, _, err := r.EvalRow(row, day)
	return err != nil || v != false
}

// Fill reads what was typed, by the ids of fields, and lays it over the facts known of a person.
// Errors: Invalid, one for each field, on its id: unreadable, out of range, or needed and not answered
// (the last only when complete, as at submission, and only where the field's condition is surely met).
func (p *Pack) Fill(known fact.Row, typed map[string]string, day civil.Date, complete bool) (fact.Row, error) {
	row, raw := maps.Clone(known), map[string]any{}
	if row == nil {
		row = fact.Row{}
	}
	wrong, bad := fault.List{}, map[string]bool{}
	refuse := func(id string, f *fault.Fault) {
		wrong.Add(f.On(id))
		bad[id] = true
	}
	for id, text := range typed {
		f := p.fields[id]
		if f == nil {
			refuse(id, fault.Invalid.New("programme.form.unknown"))
			continue
		}
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		v, unread := f.parse(text)
		if unread != nil {
			refuse(id, unread)
			continue
		}
		raw[f.key] = v
	}
	read, problems := p.facts.Read(raw)
	for _, q := range problems {
		refuse(p.fieldOf(q.Key), fault.Invalid.New("programme.form.value"))
	}
	maps.Copy(row, read)
	for _, f := range p.order {
		if complete && f.Need && row[f.key] == nil && !bad[f.ID] && (f.when == nil || surely(f.when, row, day)) {
			refuse(f.ID, fault.Invalid.New("programme.form.needed"))
		}
	}
	return row, wrong.Err()
}

// surely reports whether a condition is met.
func surely(r *rule.Program, row fact.Row, day civil.Date) bool {
	v, _, err := r.EvalRow(row, day)
	return err == nil && v == true
}

func (p *Pack) fieldOf(key string) string {
	for _, f := range p.order {
		if f.key == key {
			return f.ID
		}
	}
	return key
}

// parse reads one answer.
func (f *field) parse(text string) (any, *fault.Fault) {
	switch {
	case f.Type == "choice" && !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.ID == text }):
		return nil, fault.Invalid.New("programme.form.choice")
	case f.fact.Kind == fact.Int && f.Type == "yuan":
		return yuan(text)
	case f.fact.Kind == fact.Int:
		return f.whole(text)
	case f.fact.Kind == fact.Bool:
		b, known := map[string]bool{"true": true, "false": false, "yes": true, "no": false, "是": true, "否": false}[text]
		if !known {
			return nil, fault.Invalid.New("programme.form.bool")
		}
		return b, nil
	case f.Type == "line" || f.Type == "text":
		return f.words(text)
	case f.fact.Kind == fact.Texts:
		return parts(text), nil
	}
	return text, nil
}

func (f *field) whole(text string) (any, *fault.Fault) {
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		return nil, fault.Invalid.New("programme.form.whole")
	case n < int64(f.Least) || f.Most > 0 && n > int64(f.Most):
		return nil, fault.Invalid.New("programme.form.range").With("least", f.Least).With("most", f.Most)
	}
	return n, nil
}

func (f *field) words(text string) (any, *fault.Fault) {
	switch n := utf8.RuneCountInString(text); {
	case f.Most > 0 && n > f.Most:
		return nil, fault.Invalid.New("programme.form.long").With("most", f.Most).With("n", n)
	case n < f.Least:
		return nil, fault.Invalid.New("programme.form.short").With("least", f.Least).With("n", n)
	case f.Type == "line" && strings.ContainsAny(text, "\r\n"):
		return nil, fault.Invalid.New("programme.form.line")
	}
	return text, nil
}

// parts splits a list as people write it.
func parts(text string) []any {
	var out []any
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("、，,;；\n", r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// Gate judges the programme's own conditions. A programme without any is open to everyone.
func (p *Pack) Gate(who pack.Person, day civil.Date) *pack.Outcome {
	return pack.Eval([]*pack.Pack{p.gates}, who, day)[0]
}

// A Wanted is a material as one person must bring it.
type Wanted struct {
	Material
	Held bool // another office has it, or every fact it proves is verified: nobody is asked for it
}

// Wants gives the materials of a person. Verified are the facts that need no paper any more.
func (p *Pack) Wants(row fact.Row, verified func(key string) bool, day civil.Date) []Wanted {
	var out []Wanted
	for _, m := range p.papers {
		if !holds(m.when, row, day) {
			continue
		}
		held := m.Shared || len(m.Proves) > 0 && !slices.ContainsFunc(m.Proves, func(key string) bool { return !verified(key) })
		out = append(out, Wanted{*m.Material, held})
	}
	return out
}

// Level gives the class by which a person is recognised, "" while it is unknown or the programme has none.
func (p *Pack) Level(row fact.Row, day civil.Date) string {
	if p.level == nil {
		return ""
	}
	v, _, err := p.level.EvalRow(row, day)
	text, _ := v.(string)
	if err != nil {
		return ""
	}
	return text
}

// VersionOn gives the version under which a round may open on a day.
func (p *Programme) VersionOn(day civil.Date) (Version, bool) {
	best, found := Version{}, false
	for _, v := range p.Versions {
		if v.Effect.After(day) || !v.Until.IsZero() && day.After(v.Until) {
			continue
		}
		if !found || v.Effect.After(best.Effect) {
			best, found = v, true
		}
	}
	return best, found
}
