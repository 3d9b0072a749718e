package pack

import (
	"cmp"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/bundle"
)

// A Bundle is the combination of claims that pays most for one person, or for the two of a couple,
// with the proof that no other pays more.
type Bundle struct {
	*settlement
	two    bool       // for two people
	alone  []*Outcome // that can be paid and touch nothing else
	unsure int        // outcomes that may yet be paid: facts or decisions are missing
	full   []int64    // what each claim of the problem would pay alone
	answer bundle.Answer
	inTurn int64 // what taking the highest first comes to
	proven bool
}

// Best judges people who keep house together, or one person, against every pack on a day, settles
// all outcomes together and gives them with the combination that was claimed. Outcomes come person
// by person, in the order of packs. Two people must have different ids.
func Best(packs []*Pack, who []Person, day civil.Date) ([]*Outcome, *Bundle) {
	var outcomes []*Outcome
	for _, one := range who {
		outcomes = append(outcomes, judgeAll(packs, one, day)...)
	}
	b := &Bundle{settlement: settlementOf(outcomes), two: len(who) > 1}
	for _, o := range outcomes {
		switch {
		case o.ruling.verdict == Unknown, o.ruling.verdict == Yes && o.ruling.amount == nil:
			b.unsure++
		case o.claimable() && !slices.Contains(b.open, o):
			b.alone = append(b.alone, o)
		}
	}
	slices.SortStableFunc(b.alone, func(x, y *Outcome) int { return cmp.Compare(*y.ruling.amount, *x.ruling.amount) })
	b.solve()
	for _, o := range outcomes {
		o.contend(outcomes)
	}
	return outcomes, b
}

// solve finds the combination, checks its proof and writes it into the outcomes.
func (b *Bundle) solve() {
	for _, o := range b.open {
		b.full = append(b.full, *o.ruling.amount)
	}
	b.answer = bundle.Solve(&b.problem, bundle.Options{Prove: true})
	upper, err := b.problem.Verify(b.answer.Proof)
	b.proven = err == nil && upper == b.answer.Total
	_, b.inTurn = bundle.InTurn(&b.problem)
	b.apply(b.answer)
}

// A Combination is a bundle for programs, its texts in one language. Lists are never null.
type Combination struct {
	Total    int64     `json:"total_fen"`
	AtMost   int64     `json:"at_most_fen"`       // no combination pays more; total_fen when that was shown
	Proven   bool      `json:"proven"`            // no other combination pays more, and the proof was checked
	InTurn   int64     `json:"highest_first_fen"` // what claiming the highest first, and so on, comes to
	Claims   []Made    `json:"claims"`            // in the order to make them, those whose turn makes no difference last
	Instead  []Instead `json:"instead"`           // what could be claimed in place of some of them
	Bounds   []Bound   `json:"bounds"`            // once proven, why no combination pays more
	Unsure   int       `json:"unsure"`            // policies that may yet pay something
	Compared int       `json:"compared"`          // orders of claims that were followed
}

// Made is a claim to make.
type Made struct {
	Turn   int      `json:"turn"` // 1 is claimed first; 0 when it makes no difference
	Person string   `json:"person"`
	Whose  string   `json:"whose,omitempty"` // name of the person, where there are two
	Policy string   `json:"policy"`
	Name   string   `json:"name"`
	State  State    `json:"state"`
	Fen    int64    `json:"fen"`
	Full   int64    `json:"full_fen"` // what it would pay alone
	Notes  []string `json:"notes"`
}

// Instead is a claim that is not made, and what making it would cost.
type Instead struct {
	Person   string   `json:"person"`
	Policy   string   `json:"policy"`
	Name     string   `json:"name"`
	Possible bool     `json:"possible"`
	Full     int64    `json:"full_fen"`
	Less     int64    `json:"less_fen"` // how much less the best combination with it pays, at least
	Loses    []string `json:"loses"`    // policies of the combination that would go
	Text     string   `json:"text"`
}

// A Bound says why some policies cannot pay more than an amount together.
type Bound struct {
	Policies []string `json:"policies"`
	Fen      int64    `json:"fen"`
	Text     string   `json:"text"`
}

// Combination gives the bundle for programs, with texts in lang, "zh" or "en".
func (b *Bundle) Combination(lang string) Combination {
	c := Combination{Total: b.answer.Total, AtMost: b.answer.Upper, Proven: b.proven, InTurn: b.inTurn, Claims: []Made{}, Instead: b.instead(lang),
		Bounds: b.bounds(lang), Unsure: b.unsure}
	for _, i := range b.answer.Order {
		c.Claims = append(c.Claims, b.made(i, lang))
	}
	b.number(c.Claims)
	slices.SortStableFunc(c.Claims, func(x, y Made) int { return cmp.Compare(min(y.Turn, 1), min(x.Turn, 1)) })
	for _, o := range b.alone {
		fen := *o.ruling.amount
		c.Claims = append(c.Claims, Made{0, o.who.ID, b.whose(o), o.pack.Policy.ID, o.pack.Policy.Name.In(lang), o.State(), fen, fen, []string{}})
		c.Total, c.AtMost, c.InTurn = c.Total+fen, c.AtMost+fen, c.InTurn+fen
	}
	for _, part := range b.answer.Proof.Parts {
		c.Compared += nodes(part.Root)
	}
	return c
}

// number gives turns to claims whose order matters: one of a pair is only paid so, or only pays so
// much, when the other was made before.
func (b *Bundle) number(claims []Made) {
	turn := 0
	for n, i := range b.answer.Order {
		if slices.ContainsFunc(b.answer.Order, func(j int) bool { return i != j && b.ordered(i, j) }) {
			turn++
			claims[n].Turn = turn
		}
	}
}

// ordered reports that of two claims made one has to come first.
func (b *Bundle) ordered(i, j int) bool {
	in := func(of [][]int, k int) bool {
		return slices.ContainsFunc(of, func(list []int) bool { return slices.Contains(list, k) })
	}
	return b.problem.After[i][j] != bundle.Free || b.problem.After[j][i] != bundle.Free ||
		in(b.problem.Claims[i].Needs, j) || in(b.problem.Claims[j].Needs, i) || b.waits(i, j) || b.waits(j, i) || b.vie(i, j)
}

// vie reports that two claims draw on one cap, and one of them on another or in another way, so that it
// matters which comes first.
func (b *Bundle) vie(i, j int) bool {
	common, same := false, true
	for _, c := range b.problem.Caps {
		x, y := slices.Contains(c.Of, i), slices.Contains(c.Of, j)
		common, same = common || x && y, same && x == y && slices.Contains(c.By, i) == slices.Contains(c.By, j)
	}
	return common && !same
}

// waits reports that claim i is paid after claim j has ended.
func (b *Bundle) waits(i, j int) bool {
	e := b.open[i].against(b.open[j])
	return e != nil && e.Rule == "sequential"
}

func nodes(n *bundle.Node) int {
	sum := 1
	for _, next := range slices.Concat(n.Then, n.Apart) {
		sum += nodes(next)
	}
	return sum
}
