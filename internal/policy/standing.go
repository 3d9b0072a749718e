package policy

import (
	"context"
	"iter"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// A Standing is what a policy in force says of everyone in a district whom an actor may see, at one moment.
type Standing struct{ sighting }

// A Near is somebody who qualifies, or would be decided by one fact more.
type Near struct {
	Person   string    `json:"person"`
	Name     string    `json:"name"`
	Org      string    `json:"org,omitempty"`
	Employer string    `json:"employer,omitempty"`
	Verdict  Verdict   `json:"verdict"` // yes or unknown
	Missing  string    `json:"missing,omitempty"`
	Fen      money.Fen `json:"amount_fen"`
	Had      bool      `json:"had,omitempty"` // the dossier says that the person has received it
}

// Standing judges a policy in force for those whom actor may reach by action. Errors: Denied, Missing policy.missing unless it is in
// force, Unavailable policy.population.loading while the population is being read.
func (b *Book) Standing(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action, district, policy string) (*Standing, error) {
	who := scopeOf(actor, action, district)
	if who.empty() {
		return nil, fault.Denied.New("authz.denied").With("action", action)
	}
	s, v, err := b.inForce(ctx, q, district, policy)
	if err != nil {
		return nil, err
	}
	view := b.People.view(district)
	if view == nil {
		return nil, fault.Unavailable.New("policy.population.loading").With("people", b.People.Progress(district).People)
	}
	j, err := view.judge(ctx, s, v.pack)
	return &Standing{sighting{judged: j, volume: v, scope: who}}, err
}

// inForce gives the shelf of a district and a policy in force on it.
func (b *Book) inForce(ctx context.Context, q store.Q, district, policy string) (*shelf, *volume, error) {
	s, err := b.shelf(ctx, q, district)
	if err != nil {
		return nil, nil, err
	}
	v, err := s.find(policy)
	if err == nil && (v.state != Active || !v.pack.Usable()) {
		err = fault.Missing.New("policy.missing").With("id", policy)
	}
	return s, v, err
}

// InForce lists the policies in force in a district, by id.
func (b *Book) InForce(ctx context.Context, q store.Q, district string) ([]*pack.Pack, error) {
	s, err := b.shelf(ctx, q, district)
	if err != nil {
		return nil, err
	}
	return s.active, nil
}

// Day is the day that the facts speak of.
func (s *Standing) Day() civil.Date { return s.day }

// Digest names the files of the pack.
func (s *Standing) Digest() string { return s.volume.digest }

// Pack is the policy judged.
func (s *Standing) Pack() *pack.Pack { return s.pack }

// Fact gives the name of a fact in both languages.
func (s *Standing) Fact(key string) pack.Text {
	return pack.Text{Zh: nameOf(s.pack.Facts(), key, "zh"), En: nameOf(s.pack.Facts(), key, "en")}
}

// Near gives those who qualify and those of whom exactly one fact is missing that a dossier can hold, by person id, after the one given.
func (s *Standing) Near(after string) iter.Seq[Near] {
	employer, received := s.batch.Column("employer.name"), s.batch.Column("benefits.received")
	return func(yield func(Near) bool) {
		for i := s.after(after); i < s.len(); i++ {
			r, here := s.at(i)
			if !here || !s.scope.has(r) {
				continue
			}
			if near, ok := s.near(r, employer, received); ok && !yield(near) {
				return
			}
		}
	}
}

// Find gives one person as Near would; false for somebody who is neither, or not there.
func (s *Standing) Find(person string) (Near, bool) {
	for i := max(0, s.after(person)-1); i < s.len(); i++ {
		if r, here := s.at(i); r.id == person {
			if !here || !s.scope.has(r) {
				return Near{}, false
			}
			return s.near(r, s.batch.Column("employer.name"), s.batch.Column("benefits.received"))
		} else if r.id > person {
			break
		}
	}
	return Near{}, false
}

func (s *Standing) near(r row, employer, received int) (Near, bool) {
	n := Near{Person: r.id, Name: r.name, Org: r.org, Verdict: s.judged.verdict(r.n)}
	if n.Verdict == No {
		return n, false
	}
	finding := s.finding(r.n)
	if n.Verdict == Unknown {
		if len(finding.Missing) != 1 || !s.suppliable(finding.Missing[0]) {
			return n, false
		}
		n.Missing = finding.Missing[0]
	}
	n.Fen = money.Fen(max(finding.Fen, 0))
	n.Employer, _ = s.value(employer, r.n).(string)
	list, _ := s.value(received, r.n).([]any)
	for _, one := range list {
		had, _ := one.(map[string]any)
		n.Had = n.Had || had["policy"] == s.pack.Policy.ID
	}
	return n, true
}

// suppliable reports that a record of a dossier can hold a fact.
func (s *Standing) suppliable(key string) bool {
	f, known := s.pack.Facts().Find(key)
	_, derived := places[f.Basis()]
	return known && derived
}

// NameOf gives the name of a policy, in force or not; an empty one when there is none with this id.
func (b *Book) NameOf(ctx context.Context, q store.Q, district, id string) (pack.Text, error) {
	s, err := b.shelf(ctx, q, district)
	if err != nil {
		return pack.Text{}, err
	}
	if v, known := s.byID[id]; known {
		return v.pack.Policy.Name, nil
	}
	return pack.Text{}, nil
}

// FactName names a fact of the catalogue in both languages.
func FactName(key string) pack.Text {
	return pack.Text{Zh: nameOf(fact.Standard(), key, "zh"), En: nameOf(fact.Standard(), key, "en")}
}
