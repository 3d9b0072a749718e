package town

import (
	"fmt"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/idcode"
	"yanzhen/internal/base/money"
	"yanzhen/internal/registry"
)

// A firm is one invented employer of the district and the trade its people follow.
type firm struct {
	name, field string // field is a key of the district's industries
	trade       trade
	kind        string // registry.OrgKinds
	class       string // registry.InstitutionClasses
	ownership   string // GB/T 12402 group
	industry    string // GB/T 4754
	scale       string
	town        string
	village     string
	staff       int64
	tags        []string
	founded     string
	weight      int // share of the district's talents
}

// Firms whose people appear by name in tests and pictures.
const (
	Precision   = "衡阳市蒸水精密制造有限公司"
	Hospital    = "衡阳市蒸湘区石狮堰医院"
	School      = "衡阳市蒸湘区雨母山学校"
	Cooperative = "雨母山镇油茶种植专业合作社"
	Software    = "湖南雁峰数智科技有限公司"
)

var firms = []firm{
	{Precision, "projects", making, "enterprise", "", "170", "C34", "2", "430476001", "430476001004", 420, []string{"high_tech", "specialised"}, "2009-03-18", 9},
	{Software, "digital", software, "enterprise", "", "170", "I65", "3", "430408001", "430408001015", 186, []string{"high_tech"}, "2016-06-02", 9},
	{Hospital, "education", medicine, "hospital", "public_2", "510", "Q84", "2", "430408001", "430408001017", 610, nil, "1987-10-01", 9},
	{School, "education", teaching, "school", "public_1", "510", "P83", "3", "430408101", "430408101001", 142, nil, "1962-09-01", 8},
	{Cooperative, "agriculture", farming, "cooperative", "", "530", "A01", "4", "430408101", "430408101206", 38, nil, "2013-04-11", 4},
	{"湖南蒸水智慧物流有限公司", "logistics", logistics, "enterprise", "", "170", "G59", "2", "430408100", "430408100003", 350, []string{"above_scale"}, "2012-08-20", 6},
	{"衡阳市来雁文化旅游发展有限公司", "tourism", tourism, "enterprise", "", "151", "R90", "3", "430408101", "430408101208", 96, nil, "2015-05-06", 5},
	{"衡阳市回雁城市规划设计院有限公司", "planning", design, "enterprise", "", "150", "M74", "3", "430408002", "430408002003", 128, []string{"high_tech"}, "2004-11-30", 6},
	{"湖南岳屏建筑设计咨询有限公司", "architecture", design, "enterprise", "", "170", "M74", "3", "430408004", "430408004012", 88, nil, "2011-02-14", 5},
	{"湖南联合建设工程集团有限公司", "projects", building, "enterprise", "", "150", "E47", "1", "430408004", "430408004003", 1450, []string{"above_scale"}, "1998-07-09", 8},
	{"衡阳市红湘市政工程有限公司", "projects", building, "enterprise", "", "170", "E48", "2", "430408002", "430408002009", 260, nil, "2006-01-19", 4},
	{"蒸湘数据服务有限公司", "digital", software, "enterprise", "", "151", "I64", "3", "430408001", "430408001010", 74, nil, "2019-12-03", 4},
	{"衡阳芯桥电子有限公司", "digital", making, "enterprise", "", "170", "C39", "2", "430476001", "430476001005", 380, []string{"high_tech", "specialised"}, "2014-09-25", 6},
	{"呆鹰岭镇蔬菜专业合作社", "agriculture", farming, "cooperative", "", "530", "A01", "4", "430408100", "430408100200", 26, nil, "2015-03-02", 3},
	{"衡阳市蒸湘生态农业有限公司", "agriculture", farming, "enterprise", "", "170", "A05", "3", "430408100", "430408100213", 64, nil, "2010-10-22", 4},
	{"雨母山镇农业技术推广站", "agriculture", farming, "institution", "public_1", "510", "A05", "4", "430408101", "430408101001", 18, nil, "1984-01-01", 2},
	{"衡阳市太平商务服务有限公司", "services", service, "enterprise", "", "170", "L72", "3", "430408001", "430408001007", 110, nil, "2013-11-11", 4},
	{"湖南衡祁供应链金融服务有限公司", "services", service, "enterprise", "", "170", "J69", "3", "430408002", "430408002016", 58, nil, "2017-04-28", 3},
	{"衡阳市蒸湘区红湘社区卫生服务中心", "education", medicine, "institution", "public_1", "510", "Q84", "4", "430408002", "430408002015", 62, nil, "1995-06-18", 3},
	{"衡阳市蒸湘区大立实验小学", "education", teaching, "school", "public_1", "510", "P83", "3", "430408001", "430408001201", 96, nil, "1956-09-01", 4},
	{"衡阳湘南职业技术学校", "education", teaching, "school", "public_2", "510", "P83", "3", "430408002", "430408002017", 168, nil, "1979-09-01", 4},
	{"衡阳市蒸湘非遗传习所", "tourism", craft, "social_organisation", "", "520", "R88", "4", "430408001", "430408001012", 14, nil, "2012-06-09", 2},
	{"衡阳市银光新材料有限公司", "digital", making, "enterprise", "", "170", "C30", "2", "430476001", "430476001004", 240, []string{"high_tech"}, "2008-05-15", 4},
	{"蒸湘区雨母村村民委员会", "agriculture", farming, "village", "", "540", "S96", "4", "430408101", "430408101206", 9, nil, "1984-05-01", 1},
	{"蒸湘区同溪村村民委员会", "agriculture", farming, "village", "", "540", "S96", "4", "430408100", "430408100213", 9, nil, "1984-05-01", 1},
}

// USCC gives the invented credit code of the i-th firm: the digits 99 stand where no registered body has them.
func uscc(i int, kind string) string {
	prefix := map[string]string{"hospital": "12", "school": "12", "institution": "12", "social_organisation": "52", "cooperative": "93", "village": "55"}[kind]
	if prefix == "" {
		prefix = "91"
	}
	first17 := fmt.Sprintf("%s430408MA99%05d", prefix, 10+i*7)
	return first17 + string(idcode.OrgCheck(first17))
}

// Orgs are the invented organisations, in a fixed order; a caller saves them through the door.
func Orgs() []registry.Org {
	var all []registry.Org
	for i, f := range firms {
		all = append(all, registry.Org{
			Name: f.name, USCC: uscc(i, f.kind), Ownership: f.ownership, Industry: f.industry, Scale: f.scale,
			Town: f.town, Village: f.village, Contact: "人事部",
			More: registry.OrgMore{
				Kind: f.kind, InstitutionClass: f.class, Place: "430408", Staff: registry.IntOf(f.staff),
				RegisteredOn: civil.MustParse(f.founded), Revenue: money.Yuan(f.staff * 310_000), AboveScale: registry.BoolOf(f.staff > 200), Tags: f.tags,
			},
		})
	}
	return all
}
