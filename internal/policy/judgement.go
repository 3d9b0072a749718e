package policy

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
)

// A Matter is one person under one policy, with what the house has granted beside the dossier.
type Matter struct {
	District string
	Policy   string
	Person   string
	Day      civil.Date
	Received []Received       // granted here, and not in the dossier
	Left     map[string]int64 // what is left of limits, by id: people, or fen
}

// Received is a benefit that somebody has been granted.
type Received struct {
	Policy string
	Level  string // of government
	Fen    money.Fen
	Since  civil.Date
}

// A Judgement is what a policy in force says of one person, with the facts it rests on.
type Judgement struct {
	pack.Answer
	Pack       *pack.Pack
	Digest     string // of the pack's files
	Name       string // of the person
	Org        string // the present employer
	Grounds    []Ground
	Facts      string   // digest of the facts, those apart that change with time alone
	Unverified []string // keys of facts that rest on what somebody declared
}

// A Ground is a fact that a judgement rests on, as it was then.
type Ground struct {
	Key    string     `json:"key"`
	Name   pack.Text  `json:"name"`
	Value  pack.Text  `json:"value"`
	Source string     `json:"source,omitempty"` // as the record names it
	Status string     `json:"status,omitempty"`
	On     civil.Date `json:"on,omitzero"`
	Record string     `json:"record,omitempty"`
}

// Judge judges one person from their dossier as it is now. It asks nobody's rights. Errors: Missing policy.missing unless the policy is
// in force, Missing registry.person.missing.
func (b *Book) Judge(ctx context.Context, q store.Q, m Matter) (*Judgement, error) {
	s, v, err := b.inForce(ctx, q, m.District, m.Policy)
	if err != nil {
		return nil, err
	}
	found, err := registry.Dossiers(ctx, q, m.District, []string{m.Person})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.Missing.New("registry.person.missing")
	}
	who := subject{id: m.Person, dossier: &found[0], day: m.Day, facts: Derive(&found[0], m.Day)}
	person := who.person(ctx)
	m.grant(person.Facts)
	for _, o := range pack.Eval(pack.Related(v.pack, s.active), person, m.Day) {
		if o.Pack() == v.pack {
			j := &Judgement{Answer: o.Answer(langOf(ctx)), Pack: v.pack, Digest: v.digest, Name: found[0].Person.Name}
			if found[0].Org != nil {
				j.Org = found[0].Org.ID
			}
			return j, j.rest(ctx, b, who.facts, v.pack.FactsOf(o.Version()))
		}
	}
	return nil, fmt.Errorf("policy %s is not among those it is judged with", m.Policy)
}

// grant adds what the house knows beside the dossier.
func (m Matter) grant(row fact.Row) {
	list, _ := row["benefits.received"].([]any)
	list = slices.Clone(list)
	for _, r := range m.Received {
		list = append(list, fields("policy", r.Policy, "level", r.Level, "fen", r.Fen, "since", r.Since, "active", true))
	}
	if len(list) > 0 {
		row["benefits.received"] = list
	}
	for id, left := range m.Left {
		row["pool."+id+"_left"] = left
	}
}

// rest notes the facts that the judgement rests on: those asked about that are known.
func (j *Judgement) rest(ctx context.Context, b *Book, facts Facts, keys []string) error {
	catalogue, plain := j.Pack.Facts(), map[string]any{}
	shown := func(f fact.Fact, value any, lang i18n.Lang) string {
		if isPlace(catalogue, f) {
			return b.placesOf(i18n.WithLang(ctx, lang), value)
		}
		return catalogue.Show(f, value, string(lang))
	}
	for _, key := range keys {
		k, known := facts[key]
		f, there := catalogue.Find(key)
		if !known || !there {
			continue
		}
		j.Grounds = append(j.Grounds, Ground{Key: key, Name: pack.Text{Zh: f.Name("zh"), En: f.Name("en")},
			Value:  pack.Text{Zh: shown(f, k.Value, i18n.Zh), En: shown(f, k.Value, i18n.En)},
			Source: k.Source.Name, Status: cmp.Or(string(k.Status), string(registry.Declared)), On: k.On, Record: k.Record})
		if k.Status != registry.Verified {
			j.Unverified = append(j.Unverified, key)
		}
		if f.Changes != "time" {
			plain[key] = k.Value
		}
	}
	text, err := json.Marshal(plain) // keys come out sorted
	if err != nil {
		return fmt.Errorf("digest of the facts under %s: %w", j.Policy, err)
	}
	sum := sha256.Sum256(text)
	j.Facts = hex.EncodeToString(sum[:])
	return nil
}

// Doubts are the facts taken on trust that keep an award from being proposed: all but those about benefits received, of which the house
// itself keeps the book.
func (j *Judgement) Doubts() []string {
	had := map[string]bool{"benefits.received": true, "family.spouse_received": true, "employer.received": true}
	doubts := map[string]bool{}
	for _, key := range slices.Concat(j.Unverified, j.ToCheck) {
		if !had[key] {
			doubts[key] = true
		}
	}
	return slices.Sorted(maps.Keys(doubts))
}
