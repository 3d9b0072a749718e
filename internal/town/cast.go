// Package town is one invented district with a named cast: tests, the demonstration and the pictures use the same people. Nobody
// in it exists; identity numbers use the sequence codes 996 to 999.
package town

import (
	"yanzhen/internal/base/civil"
	"yanzhen/internal/registry"
)

// The named people of the town: tests, the demonstration and the pictures use the same ones.
const (
	Lin   = "林雪雁"  // master, works at Precision; where she is registered nobody has asked yet
	Zhou  = "周望岳"  // doctor, Precision
	Tang  = "唐梓涵"  // bachelor of a Double First-Class school, Software
	He    = "何春生"  // oil-tea grower of the cooperative
	Xiao  = "萧文静"  // head nurse at Hospital
	Liao  = "廖志远"  // teacher at School
	Gu    = "顾海平"  // senior technician at Precision, over fifty
	Ouyan = "欧阳晨曦" // doctor, new at Hospital
)

type castMember struct {
	person
	firmName string
}

// cast are the named people; what is not said of them is not known.
var cast = []castMember{
	{person{name: Lin, female: true, born: civil.MustParse("1997-04-12"), level: "14", school: school{"南华大学", nil}, major: "机械设计制造及其自动化",
		graduated: civil.MustParse("2022-06-25"), hired: civil.MustParse("2024-07-08"), introduced: true, title: ranked{"工程师", "3"},
		pay: 132_000, insured: true, since: civil.MustParse("2024-07-08"), phone: "13807340996", party: "01", home: 2, good: "五轴加工"}, Precision},
	{person{name: Zhou, born: civil.MustParse("1991-10-03"), level: "11", school: school{"中南大学", []string{"double_first_class", "project_985", "project_211"}}, major: "材料成型及控制工程",
		graduated: civil.MustParse("2024-06-28"), hired: civil.MustParse("2024-09-02"), introduced: true, title: ranked{"高级工程师", "2"},
		pay: 286_000, insured: true, since: civil.MustParse("2024-09-02"), phone: "13907340997", party: "13", hukou: "430408", home: 2, class: "D"}, Precision},
	{person{name: Tang, female: true, born: civil.MustParse("2001-02-19"), level: "21", school: school{"湘潭大学", []string{"double_first_class"}}, major: "软件工程",
		graduated: civil.MustParse("2024-06-20"), hired: civil.MustParse("2025-03-10"), introduced: true,
		pay: 96_000, insured: true, since: civil.MustParse("2025-03-10"), phone: "15907340998", party: "03", hukou: "430408", home: 2, good: "政务数据治理"}, Software},
	{person{name: He, born: civil.MustParse("1972-08-30"), level: "61", school: school{"衡阳市第八中学", nil},
		graduated: civil.MustParse("1991-06-20"), hired: civil.MustParse("2013-04-11"), skill: ranked{"农艺工", "3"},
		pay: 88_000, phone: "13607340999", party: "01", hukou: "430408", home: 1, honour: "市乡村工匠", good: "油茶种植"}, Cooperative},
	{person{name: Xiao, female: true, born: civil.MustParse("1984-12-05"), level: "21", school: school{"南华大学", nil}, major: "护理学",
		graduated: civil.MustParse("2007-06-22"), hired: civil.MustParse("2007-08-01"), title: ranked{"副主任护师", "2"},
		pay: 118_000, insured: true, since: civil.MustParse("2007-08-01"), phone: "13707340996", party: "13", hukou: "430408", home: 1, good: "慢病管理"}, Hospital},
	{person{name: Liao, born: civil.MustParse("1989-05-17"), level: "21", school: school{"衡阳师范学院", nil}, major: "数学与应用数学",
		graduated: civil.MustParse("2012-06-20"), hired: civil.MustParse("2014-09-01"), title: ranked{"一级教师", "3"},
		pay: 92_000, insured: true, since: civil.MustParse("2014-09-01"), phone: "18907340997", party: "01", hukou: "430408", home: 1, good: "乡村小班教学"}, School},
	{person{name: Gu, born: civil.MustParse("1973-03-22"), level: "41", school: school{"衡阳市职业中专学校", nil},
		graduated: civil.MustParse("1992-06-20"), hired: civil.MustParse("2009-05-06"), skill: ranked{"钳工", "2"},
		pay: 142_000, insured: true, since: civil.MustParse("2009-05-06"), phone: "13507340998", party: "13", hukou: "430408", home: 1, honour: "省五一劳动奖章", class: "E", good: "模具设计"}, Precision},
	{person{name: Ouyan, female: true, born: civil.MustParse("1994-07-28"), level: "11", school: school{"武汉大学", []string{"double_first_class", "project_985", "project_211"}}, major: "临床医学",
		graduated: civil.MustParse("2025-06-30"), hired: civil.MustParse("2026-03-02"), introduced: true, title: ranked{"主治医师", "3"},
		pay: 240_000, insured: true, since: civil.MustParse("2026-03-02"), phone: "13207340999", party: "10", hukou: "430103", home: 2}, Hospital},
}

func (m *maker) member(c castMember) registry.Arrival {
	p := c.person
	for i, f := range firms {
		if f.name == c.firmName {
			p.firm = i
		}
	}
	p.id = m.number(p)
	return m.arrival(p)
}
