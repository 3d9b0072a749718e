package bench

import (
	"fmt"
	"math/rand/v2"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/engine/rule"
)

// The codes of the invented district: an industry has a letter and four digits, a skill S and four.
var (
	industries = numbered([]string{"A01", "C13", "C17", "C26", "C27", "C34", "C35", "C36", "C37", "C38", "C39", "C40", "E47", "F51", "F52", "G54", "H62",
		"I63", "I64", "I65", "J66", "J67", "K70", "L72", "M73", "M74", "M75", "N77", "O80", "P83", "Q84", "R86"}, 40)
	skillCodes = numbered([]string{"S0", "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9"}, 300)
	towns      = numbered([]string{"T0", "T1"}, 10)
	employers  = []string{"private", "private", "private", "private", "startup", "foreign", "state", "state", "institution", "institution", "government"}
	households = []string{"district", "district", "district", "city", "city", "province", "other"}
)

// numbered gives n codes for each root.
func numbered(roots []string, n int) (out []string) {
	for _, root := range roots {
		for i := range n {
			out = append(out, fmt.Sprintf("%s%0*d", root, len(fmt.Sprint(n-1)), i))
		}
	}
	return out
}

// facts are the columns of the population, in the order in which person.add fills them.
var facts = []rule.Fact{
	{Key: "degree", Type: rule.Int}, {Key: "school", Type: rule.Int}, {Key: "title", Type: rule.Int}, {Key: "grade", Type: rule.Int},
	{Key: "pay", Type: rule.Int}, {Key: "tax", Type: rule.Int}, {Key: "insured", Type: rule.Int}, {Key: "insured_here", Type: rule.Int},
	{Key: "contract", Type: rule.Int}, {Key: "staff", Type: rule.Int}, {Key: "equity", Type: rule.Int}, {Key: "children", Type: rule.Int},
	{Key: "patents", Type: rule.Int}, {Key: "papers", Type: rule.Int}, {Key: "overseas_months", Type: rule.Int},
	{Key: "born", Type: rule.Date}, {Key: "graduated", Type: rule.Date}, {Key: "introduced", Type: rule.Date},
	{Key: "class", Type: rule.Text}, {Key: "industry", Type: rule.Text}, {Key: "employer", Type: rule.Text}, {Key: "town", Type: rule.Text}, {Key: "household", Type: rule.Text},
	{Key: "overseas", Type: rule.Bool}, {Key: "founder", Type: rule.Bool}, {Key: "credit_bad", Type: rule.Bool}, {Key: "tax_arrears", Type: rule.Bool},
	{Key: "house", Type: rule.Bool}, {Key: "housed", Type: rule.Bool}, {Key: "high_tech", Type: rule.Bool}, {Key: "refined", Type: rule.Bool}, {Key: "married", Type: rule.Bool},
	{Key: "skills", Type: rule.List(rule.Text)},
	{Key: "awards", Type: rule.List(rule.Record(rule.Field{Name: "level", Type: rule.Int}, rule.Field{Name: "year", Type: rule.Int}))},
}

// fields are the facts as columns.
func fields() []column.Field {
	out := make([]column.Field, len(facts))
	for i, f := range facts {
		out[i] = column.Field{Name: f.Key, Type: f.Type}
	}
	return out
}

// today is the day of judgement.
var today = civil.MustParse("2026-07-01")

// A person is one invented person. A number below zero, a zero date and an empty text are unknown.
type person struct {
	ints   [15]int64
	dates  [3]int64 // days since 1970-01-01
	texts  [5]string
	flags  [9]bool
	dark   bool // whether the person is in arrears is unknown
	skills []string
	awards [][2]int64 // level and year
	mute   bool       // skills are unknown
}

const noDate = -1 << 40

// people invents a chunk of n people; they depend on the chunk's number alone.
func people(chunk, n int) []person {
	r := rand.New(rand.NewPCG(20260701, uint64(chunk)))
	out := make([]person, n)
	for i := range out {
		out[i].invent(r)
	}
	return out
}

func below(r *rand.Rand, percent float64) bool { return r.Float64()*100 < percent }

// level draws from shares in percent: the place of the share that is hit, else the last.
func level(r *rand.Rand, shares ...float64) int64 {
	x := r.Float64() * 100
	for i, s := range shares {
		if x -= s; x < 0 {
			return int64(i)
		}
	}
	return int64(len(shares))
}

// invent makes degree and age decide pay, title and class, as in life.
func (p *person) invent(r *rand.Rand) {
	degree := level(r, 38, 30, 24, 7)
	age := 22 + int(degree) + int(r.ExpFloat64()*11)%40
	born := int64(today.Days() - age*365 - r.IntN(365))
	title := max(0, min(4, degree+int64(age-30)/8-1-level(r, 40, 30)))
	pay := int64(float64(4000000+degree*degree*1200000+title*1500000) * (0.6 + r.ExpFloat64()*0.6))
	insured := int64(max(0, min((age-22)*12, 480)*(20+r.IntN(81))/100))
	founder, overseas := below(r, 3), below(r, float64(degree*degree))
	p.ints = [15]int64{degree, level(r, 70, 20, 7), title, level(r, 72, 10, 8, 6, 3), pay, pay * 6 / 100, insured, insured * int64(r.IntN(101)) / 100,
		12 * (level(r, 10, 25, 5, 40, 0) + level(r, 80)*2), int64(r.ExpFloat64() * 180), 0, level(r, 55, 35), level(r, 90, 5, 2, 1) * degree / 2, level(r, 88, 4, 3, 2) * degree, 0}
	if founder {
		p.ints[10] = int64(r.IntN(101))
	}
	if overseas {
		p.ints[14] = int64(3 + r.IntN(60))
	}
	p.dates = [3]int64{born, noDate, noDate}
	if degree > 0 {
		p.dates[1] = born + int64((21+int(degree)*2)*365)
	}
	if below(r, 25) {
		p.dates[2] = int64(today.Days() - r.IntN(365*8))
	}
	p.texts = [5]string{p.class(r, degree, title, pay), industries[min(r.IntN(len(industries)), r.IntN(len(industries)))],
		employers[r.IntN(len(employers))], towns[r.IntN(len(towns))], households[r.IntN(len(households))]}
	if overseas && below(r, 30) {
		p.texts[4] = []string{"hmt", "foreign"}[r.IntN(2)]
	}
	p.flags = [9]bool{overseas, founder, below(r, 1), below(r, 1), below(r, 55), below(r, 8), below(r, 18), below(r, 9), below(r, 60)}
	p.forget(r)
	p.learn(r, degree, title)
}

// class is A for the few and none for most.
func (p *person) class(r *rand.Rand, degree, title, pay int64) string {
	if degree+title < 5 || !below(r, 35) {
		return "none"
	}
	return string(rune('F' - min(5, max(0, degree+title-5+min(2, pay/60000000)-level(r, 50, 30)))))
}

// learn gives skills and awards.
func (p *person) learn(r *rand.Rand, degree, title int64) {
	for range level(r, 20, 25, 20, 15, 10, 5, 3) {
		p.skills = append(p.skills, skillCodes[r.IntN(len(skillCodes))])
	}
	for range level(r, 92-float64(degree+title)*2, 5, 2) {
		p.awards = append(p.awards, [2]int64{1 + level(r, 3, 12, 35), int64(2026 - r.IntN(16))})
	}
}

// forget leaves a few facts out, as real files do.
func (p *person) forget(r *rand.Rand) {
	for place, percent := range absent {
		if below(r, percent) {
			p.ints[place] = -1
		}
	}
	p.dark, p.mute = below(r, 0.5), below(r, 2)
}

// absent says in how many percent of the files a number is absent, by place.
var absent = [...]float64{0, 0, 0, 0, 2, 2, 0, 1, 3}

// add appends the person to the columns.
func (p *person) add(cols []*column.Column) {
	for i, v := range p.ints {
		addInt(cols[i], v, v < 0)
	}
	for i, v := range p.dates {
		addInt(cols[15+i], v, v == noDate)
	}
	for i, v := range p.texts {
		cols[18+i].AddText(v)
	}
	for i, v := range p.flags {
		if i == 3 && p.dark {
			cols[23+i].AddUnknown()
		} else {
			cols[23+i].AddBool(v)
		}
	}
	p.addLists(cols[32], cols[33])
}

func (p *person) addLists(skills, awards *column.Column) {
	if p.mute {
		skills.AddUnknown()
	} else {
		for _, s := range p.skills {
			skills.Elem.AddText(s)
		}
		skills.AddList()
	}
	for _, a := range p.awards {
		awards.Elem.Fields[0].AddInt(a[0])
		awards.Elem.Fields[1].AddInt(a[1])
		awards.Elem.AddRecord()
	}
	awards.AddList()
}

func addInt(c *column.Column, v int64, unknown bool) {
	if unknown {
		c.AddUnknown()
	} else {
		c.AddInt(v)
	}
}
