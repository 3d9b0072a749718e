// Package inspect is the check-up of the policy book (政策体检): it finds what is well formed and cannot be meant –
// clauses that nobody can meet or that follow from others, tiers that nobody reaches, two policies that pay for one
// thing, amounts without a cap, papers that the office has already, costs above the budget – and shows for each finding
// a person of whom it is true, whom anyone can judge again.
//
// Packs inspects packs without a database, as the command line does. Findings, SetAside and TakeUp go through the door:
// they add what is true of the district's own people, and remember what an officer set aside and why.
//
// The people are invented by the search of engine/witness over the values at which the rules change their minds, and
// kept possible by a few laws (laws.go). Where the search went through all there are, the finding is proved; where it
// did not, the finding says how many it tried.
package inspect

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"strings"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the sentences of findings.
var Words = i18n.MustLoad(wordsYAML)

// A Kind is what is wrong.
type Kind string

// The kinds of finding.
const (
	Impossible Kind = "impossible"  // clauses that nobody can meet
	Implied    Kind = "implied"     // a clause that follows from others, or that everybody meets
	Unreached  Kind = "unreached"   // a tier, set, uplift or paper that nobody comes to
	PaidTwice  Kind = "paid_twice"  // two policies that pay for one thing
	Overlap    Kind = "overlap"     // two policies of a kind that one person can have, and no rule between them
	Uncapped   Kind = "uncapped"    // an amount that grows without end
	Repeatable Kind = "repeatable"  // nothing keeps a person from having it again
	Endless    Kind = "endless"     // no day on which it ends
	Needless   Kind = "needless"    // a paper that an office has already
	OverBudget Kind = "over_budget" // what it costs does not fit into what there is
)

// Kinds lists the kinds in the order of filters.
var Kinds = []Kind{Impossible, Implied, Unreached, PaidTwice, Overlap, OverBudget, Uncapped, Repeatable, Endless, Needless}

// A Severity says how sure it is that something has to be changed.
type Severity string

// The severities.
const (
	Certain Severity = "certain" // it cannot be meant so
	Likely  Severity = "likely"  // it is probably not meant so
	Hint    Severity = "hint"    // somebody should have a look
)

// Severities lists the severities, the gravest first.
var Severities = []Severity{Certain, Likely, Hint}

// A Ref names a clause, tier, paper or policy that a finding is about.
type Ref struct {
	ID   string
	Name pack.Text
}

// A Finding is one thing wrong with a version of a policy, or between two policies.
type Finding struct {
	ID       string // of what is wrong with these texts; another text is another finding
	Kind     Kind
	Severity Severity
	Policy   Ref
	Version  string
	At       pack.Pos
	File     string // of policy.yaml, where packs are read from files
	Clause   Ref    // empty when it is about the policy as a whole
	Others   []Ref  // the clauses it follows from or contradicts, or the other policy
	Between  bool   // the others are policies
	Proof    bool   // all people there can be were gone through
	Tried    int    // rules judged in the search
	Fen      money.Fen
	Limit    money.Fen // of OverBudget: what there is
	People   int       // of the district to whom it applies; -1 where nobody counted
	Witness  *Witness

	variant string // which sentence says it
	texts   []string
}

// A Witness is somebody of whom a finding is true: facts, the day, and the packs to judge them by.
type Witness struct {
	Facts fact.Row
	Day   civil.Date
	Packs []*pack.Pack
}

// Judge judges the witness by the packs of the finding together.
func (w *Witness) Judge() []*pack.Outcome {
	return pack.Eval(w.Packs, pack.Person{Facts: w.Facts}, w.Day)
}

// sign gives the finding its id: the same for the same fault in the same texts.
func (f *Finding) sign() {
	parts := []string{string(f.Kind), f.variant, f.Policy.ID, f.Clause.ID}
	for _, o := range f.Others {
		parts = append(parts, o.ID)
	}
	sum := sha256.Sum256([]byte(strings.Join(append(parts, f.texts...), "\x00")))
	f.ID = hex.EncodeToString(sum[:8])
}
