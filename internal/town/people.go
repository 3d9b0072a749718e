package town

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/base/money"
	"yanzhen/internal/registry"
)

// Seed makes the same town every time.
const Seed = 430408

// roster is the source that the invented dossiers cite.
var roster = registry.Source{Kind: registry.FromOffice, Ref: "town", Name: "演示数据（虚构）"}

// People gives the arrivals of n invented people as of day: the named cast first, then the crowd. The same n and
// day give the same people, and a larger n begins with the smaller one's.
func People(n int, day civil.Date) []registry.Arrival {
	all := make([]registry.Arrival, 0, n)
	maker := newMaker(day)
	for _, member := range cast {
		if len(all) < n {
			all = append(all, maker.member(member))
		}
	}
	for len(all) < n {
		all = append(all, maker.someone())
	}
	return all
}

// maker invents people one after the other.
type maker struct {
	random *rand.Rand
	day    civil.Date
	source registry.Source
	taken  map[string]bool
	urn    []int // index of a firm, as often as its weight
}

func newMaker(day civil.Date) *maker {
	m := &maker{random: rand.New(rand.NewPCG(Seed, 1)), day: day, source: roster, taken: map[string]bool{}}
	m.source.Date = day
	for i, f := range firms {
		m.urn = append(m.urn, slices.Repeat([]int{i}, f.weight)...)
	}
	return m
}

// person is what is decided about someone before it becomes records.
type person struct {
	name, id     string
	female       bool
	born         civil.Date
	firm         int
	level        string // GB/T 4658
	school       school
	major        string
	graduated    civil.Date
	hired        civil.Date
	introduced   bool
	title, skill ranked // zero for none
	hukou        string
	pay          int64 // yuan a year
	home         int   // 0 unknown, 1 has one, 2 has none
	insured      bool  // the months are known
	since        civil.Date
	honour       string
	phone        string
	party        string
	good         string
	class        string
}

func (m *maker) chance(percent int) bool { return m.random.IntN(100) < percent }

func pick[T any](m *maker, from []T) T { return from[m.random.IntN(len(from))] }

func (m *maker) someone() registry.Arrival {
	p := person{female: m.chance(46), firm: pick(m, m.urn)}
	p.name = m.newName()
	age := 22 + m.random.IntN(20) + m.random.IntN(18)
	p.born = civil.On(m.day.Year-age, 1, 1).AddDays(m.random.IntN(365))
	m.study(&p)
	m.work(&p)
	m.live(&p)
	p.id = m.number(p)
	return m.arrival(p)
}

func (m *maker) newName() string {
	name := string(pick(m, surnames)) + string(pick(m, givenA))
	if m.chance(82) {
		name += string(pick(m, givenB))
	}
	return name
}

// places are the districts where people of the town were registered at birth.
var places = []string{"430408", "430408", "430408", "430405", "430406", "430407", "430421", "430422", "430481", "430482", "430103", "430302"}

// number gives an identity number that nobody has: sequence codes 996 to 999 are kept for invented people. When a
// birthday is full in every place, it looks further among the places of the province.
func (m *maker) number(p person) string {
	for try := 0; ; try++ {
		place := pick(m, places)
		if try > 40 {
			place = fmt.Sprintf("43%02d%02d", 1+m.random.IntN(31), 1+m.random.IntN(30))
		}
		sequence := 996 + 2*m.random.IntN(2)
		if !p.female {
			sequence++
		}
		first17 := fmt.Sprintf("%s%04d%02d%02d%03d", place, p.born.Year, int(p.born.Month), p.born.Day, sequence)
		if id := first17 + string(idcode.PersonCheck(first17)); !m.taken[id] {
			m.taken[id] = true
			return id
		}
	}
}

// study decides education: farming and crafts have fewer degrees, hospitals and software more.
func (m *maker) study(p *person) {
	f := firms[p.firm]
	roll := m.random.IntN(100)
	if f.field == "agriculture" || f.kind == "social_organisation" {
		roll = min(99, roll+30)
	}
	kind := "bachelor"
	switch {
	case roll < 4:
		p.level, kind = "11", "graduate"
	case roll < 20:
		p.level, kind = "14", "graduate"
	case roll < 66:
		p.level = "21"
	case roll < 86:
		p.level, kind = "31", "college"
	default:
		p.level, kind = pick(m, []string{"41", "61", "71"}), "other"
	}
	p.school = pick(m, schools[kind])
	if kind != "other" {
		p.major = pick(m, f.trade.majors)
	}
	years := map[string]int{"11": 28, "14": 25, "21": 22, "31": 21}[p.level]
	if years == 0 {
		years = 18
	}
	p.graduated = civil.On(p.born.Year+years, 6, 20+m.random.IntN(10))
	for p.graduated.After(m.day) {
		p.graduated = civil.On(p.graduated.Year-1, 6, 20)
	}
}

func (m *maker) work(p *person) {
	f := firms[p.firm]
	earliest := civil.MustParse(f.founded)
	if earliest.Before(p.graduated) {
		earliest = p.graduated
	}
	span := max(1, m.day.Days()-earliest.Days())
	p.hired = earliest.AddDays(span - 1 - int(float64(span-1)*m.random.Float64()*m.random.Float64()))
	p.introduced = m.chance(34)
	years := p.hired.YearsUntil(m.day) + max(0, p.graduated.YearsUntil(p.hired))/2
	switch {
	case years > 18 && m.chance(30):
		p.title = f.trade.titles[0]
	case years > 10 && m.chance(45):
		p.title = f.trade.titles[1]
	case years > 5 && m.chance(55):
		p.title = f.trade.titles[2]
	case m.chance(35):
		p.title = f.trade.titles[3]
	}
	if len(f.trade.skills) > 0 && (p.level >= "31" && m.chance(45) || m.chance(8)) {
		p.skill = ranked{pick(m, f.trade.skills), pick(m, []string{"2", "3", "3", "4", "4", "4", "5"})}
	}
	p.pay = int64(52+m.random.IntN(40)+4*min(years, 20)) * 1000
	if p.level == "11" {
		p.pay += 120_000
	} else if p.level == "14" {
		p.pay += 40_000
	}
	p.insured = m.chance(88)
	p.since = p.hired
	if m.chance(30) && len(f.trade.good) > 0 {
		p.good = pick(m, f.trade.good)
	}
	if years > 6 && m.chance(12) {
		p.honour = pick(m, []string{"市劳动模范", "区优秀科技工作者", "省五一劳动奖章", "市技术能手", "区优秀教师", "市乡村工匠"})
	}
	if p.honour != "" && m.chance(40) || p.level == "11" && m.chance(60) {
		p.class = pick(m, []string{"C", "D", "D", "E", "E"})
	}
}

func (m *maker) live(p *person) {
	p.phone = fmt.Sprintf("1%s%08d", pick(m, []string{"38", "39", "50", "51", "58", "59", "77", "86", "88", "99"}), m.random.IntN(100_000_000))
	p.party = pick(m, []string{"01", "01", "01", "03", "05", "10", "13", "13", "13", "13"})
	if m.chance(78) { // of the others nobody has asked yet
		p.hukou = pick(m, []string{"430408", "430408", "430408", "430405", "430407", "430421", "430103", "440305"})
	}
	p.home = m.random.IntN(3)
}

func (m *maker) arrival(p person) registry.Arrival {
	gender := "1"
	if p.female {
		gender = "2"
	}
	f := firms[p.firm]
	a := registry.Arrival{Name: p.name, IDNumber: p.id, Gender: gender, Birth: p.born,
		Org: registry.OrgRef{USCC: uscc(p.firm, f.kind), Name: f.name}, Source: m.source}
	main := func(d registry.Data, since civil.Date) {
		a.Drafts = append(a.Drafts, registry.Draft{Data: d, Since: since, Main: true})
	}
	main(&registry.Identity{Name: p.name, Gender: gender, BirthDate: p.born, Ethnicity: pick(m, []string{"01", "01", "01", "01", "01", "01", "06", "15"}), IdentityType: "mainland", Nationality: "CHN"}, civil.Date{})
	main(&registry.Political{Status: p.party}, civil.Date{})
	main(m.education(p), p.graduated)
	main(m.employment(p), p.hired)
	if p.title.name != "" {
		granted := p.hired.AddMonths(12)
		if granted.After(m.day) { // they came with it
			granted = p.hired
		}
		main(&registry.Title{Name: p.title.name, Level: p.title.level, GrantedOn: granted}, granted)
	}
	if p.skill.name != "" {
		main(&registry.Skill{Name: p.skill.name, Level: p.skill.level}, civil.Date{})
	}
	main(&registry.Contact{Phone: registry.Plain(p.phone)}, civil.Date{})
	main(&registry.Residence{Town: f.town, Village: f.village, Hukou: p.hukou}, civil.Date{})
	main(&registry.Pay{Annual: money.Yuan(p.pay), Monthly: money.Yuan(p.pay / 12)}, civil.Date{})
	m.extras(&a, p)
	return a
}

func (m *maker) education(p person) *registry.Education {
	degree := map[string]string{"11": "2", "14": "3", "21": "4"}[p.level]
	e := &registry.Education{Level: p.level, Degree: degree, School: p.school.name, Major: p.major, GraduatedOn: p.graduated,
		SchoolRegion: "domestic", SchoolTags: p.school.tags}
	if m.chance(90) {
		e.FullTime = registry.BoolOf(!m.chance(10))
	}
	return e
}

func (m *maker) employment(p person) *registry.Employment {
	f := firms[p.firm]
	e := &registry.Employment{Employer: f.name, USCC: uscc(p.firm, f.kind), Post: pick(m, f.trade.posts), Field: f.field, HiredOn: p.hired,
		Place: "430408", FullTime: registry.BoolOf(true), ContractMonths: registry.IntOf(pick(m, []int64{12, 24, 36, 36, 60})),
		Dispatched: registry.BoolOf(false), Established: registry.BoolOf(f.class != "" && m.chance(80))}
	if p.introduced {
		e.IntroducedOn, e.HireSource = p.hired, pick(m, []string{"graduate", "introduced"})
	}
	return e
}

func (m *maker) extras(a *registry.Arrival, p person) {
	add := func(d registry.Data) { a.Drafts = append(a.Drafts, registry.Draft{Data: d}) }
	if p.insured {
		from := civil.On(p.since.Year, p.since.Month, 1)
		to := civil.On(m.day.Year, m.day.Month, 1).AddMonths(-1)
		if !to.Before(from) {
			add(&registry.Insurance{Form: "pension", From: from, To: to, Place: "430408", Payer: "employer", PayerName: firms[p.firm].name})
		}
	}
	if p.home > 0 {
		add(&registry.Housing{HasHome: registry.BoolOf(p.home == 1), HasHomePrefect: registry.BoolOf(p.home == 1)})
	}
	if p.honour != "" {
		year := int64(m.day.Year - 1 - m.random.IntN(6))
		level := map[rune]string{'省': "province", '市': "city", '区': "district"}[[]rune(p.honour)[0]]
		add(&registry.Honour{Name: p.honour, Year: registry.IntOf(year), Level: level})
	}
	if p.good != "" {
		add(&registry.Speciality{Text: p.good})
	}
	if p.class != "" {
		add(&registry.TalentClass{Ladder: "hengyang", Level: p.class, GrantedOn: civil.On(m.day.Year-1, 9, 1)})
	}
}
