package outreach

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/notify"
	"yanzhen/internal/policy"
)

// A Selection is whom a batch is to tell: people of the list by id, or all that the choice leaves.
type Selection struct {
	Choice
	People []string `json:"id"`
	All    bool     `json:"all"`
	Days   int      `json:"quiet_days"` // whom another batch told within so many days is left alone; 30 when 0, none when negative
	Note   string   `json:"note"`       // a sentence of the office that is added to the notice
}

// mostTold is how many people one batch may be for.
const mostTold = 20_000

// mostNote is how long the sentence of the office may be, in characters.
const mostNote = 300

// Preview asks what a batch would say and to whom. Nothing is sent.
type Preview struct{ Selection }

// An Outlook is what a batch would do.
type Outlook struct {
	Policy string        `json:"policy"`
	Name   string        `json:"name"`
	Chosen int           `json:"chosen"`
	Send   int           `json:"send"`
	Held   map[Hold]int  `json:"held"`
	Title  string        `json:"title"` // of the first notice, in the reader's language
	Text   string        `json:"text"`
	Draft  *notify.Draft `json:"-"`
	First  []policy.Near `json:"first"` // some who would be told
	HeldOf []HeldBack    `json:"held_people"`
}

// HeldBack is somebody who would not be told.
type HeldBack struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Hold   Hold   `json:"hold"`
}

// few is how many people an outlook names.
const few = 20

// Action is outreach.batch.send.
func (Preview) Action() authz.Action { return authz.OutreachSend }

// Answer gives the outlook. Errors: those of List, Invalid outreach.batch.nobody, outreach.batch.too_many and outreach.batch.note.
func (q Preview) Answer(ctx context.Context, snap *door.Snapshot) (*Outlook, error) {
	q.District = cmp.Or(q.District, snap.Actor().District())
	w, chosen, err := q.chosen(ctx, snap)
	if err != nil {
		return nil, err
	}
	r, err := reserveOf(ctx, snap, q.District, q.Policy, idsOf(chosen), q.Days, snap.Now())
	if err != nil {
		return nil, err
	}
	out := &Outlook{Policy: q.Policy, Name: w.standing.Pack().Policy.Name.In(langOf(ctx)), Chosen: len(chosen), Held: map[Hold]int{}, First: []policy.Near{}, HeldOf: []HeldBack{}}
	for _, n := range chosen {
		if hold := r.hold(n); hold != "" {
			out.Held[hold]++
			if len(out.HeldOf) < few {
				out.HeldOf = append(out.HeldOf, HeldBack{n.Person, n.Name, hold})
			}
			continue
		}
		if out.Send++; len(out.First) < few {
			out.First = append(out.First, n)
		}
	}
	shown := chosen[0]
	if out.Send > 0 {
		shown = out.First[0]
	}
	d := draft(w.standing, q.District, "", shown, q.Note)
	out.Draft = &d
	out.Title, out.Text = notify.Say(ctx, d.Template, d.Args, nil)
	return out, nil
}

func idsOf(people []policy.Near) []string {
	ids := make([]string, len(people))
	for i, n := range people {
		ids[i] = n.Person
	}
	return ids
}

// chosen gives the people of a selection, by id.
func (s Selection) chosen(ctx context.Context, snap *door.Snapshot) (*watch, []policy.Near, error) {
	if utf8.RuneCountInString(s.Note) > mostNote {
		return nil, nil, fault.Invalid.New("outreach.batch.note").On("note").With("most", mostNote)
	}
	w, err := s.watch(ctx, snap, authz.OutreachSend)
	if err != nil {
		return nil, nil, err
	}
	picked := map[string]bool{}
	for _, id := range s.People {
		picked[id] = true
	}
	var people []policy.Near
	for one := range w.all() {
		if (s.All && w.has(&one) || picked[one.Person]) && one.Verdict == w.Verdict && !w.claimed(one.Near) {
			people = append(people, one.Near)
		}
	}
	switch {
	case len(people) == 0:
		return nil, nil, fault.Invalid.New("outreach.batch.nobody").On("id")
	case len(people) > mostTold:
		return nil, nil, fault.Invalid.New("outreach.batch.too_many").On("all").With("n", len(people)).With("most", mostTold)
	}
	return w, people, nil
}

// draft writes the notice of one person.
func draft(s *policy.Standing, district, batch string, n policy.Near, note string) notify.Draft {
	p := &s.Pack().Policy
	d := notify.Draft{District: district, Mark: "outreach/" + batch + "/" + n.Person, Person: n.Person, Kind: notify.AboutPolicies, Link: "/me/policies/" + p.ID,
		Args: notify.Args{"name": notify.Data(n.Name), "policy": notify.Saying(p.Name.Zh, p.Name.En), "issuer": notify.Saying(p.Issuer.Zh, p.Issuer.En),
			"note": notify.Data(strings.TrimSpace(note))}}
	if batch != "" {
		d.Ask = &notify.Ask{Action: "/me/notices/" + batch + "/answer", Words: AnswerWords}
		for _, a := range Answers {
			d.Ask.Values = append(d.Ask.Values, string(a))
		}
	}
	switch {
	case n.Verdict == policy.Unknown:
		name := s.Fact(n.Missing)
		d.Template, d.Args["fact"] = "outreach.notice.near", notify.Saying(name.Zh, name.En)
	case n.Fen > 0:
		d.Template, d.Args["fen"] = "outreach.notice.yes", notify.Fen(n.Fen)
	default:
		d.Template = "outreach.notice.in_kind"
	}
	if strings.TrimSpace(note) == "" {
		delete(d.Args, "note")
		return d
	}
	d.Template += ".noted"
	return d
}
