package roster_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"yanzhen/internal/base/idcode"
	"yanzhen/internal/registry/roster"
)

// number makes an invented identity number.
func number(birth, sequence string) string {
	first := "430408" + birth + sequence
	return first + string(idcode.PersonCheck(first))
}

var (
	linMei  = number("19850312", "998")
	heJun   = number("19901001", "997")
	tanXiu  = number("19720605", "996")
	zhouYan = number("20001120", "996")
)

type facts map[roster.Field]string

// shape is a roster nobody has seen before and what its rows say.
type shape struct {
	grid   [][]any
	merge  []string
	style  func(f *excelize.File, sheet string)
	sheet  string
	more   map[string][][]any // other sheets
	want   map[int]facts      // by row number; "reason" of a rejected row under key "!"
	absent []roster.Field     // not in the file
}

var shapes = map[string]shape{
	"english titles in other order": {
		grid: [][]any{
			{"Phone", "Full name", "Degree", "ID number", "Education", "University", "Major", "Company", "Salary (10k)", "Email"},
			{"+86 138-1234-0012", "林梅", "Master", linMei, "硕研", "Central South University", "Software Engineering", "湖南雁城数字科技有限公司", "", "lin.mei@example.com"},
		},
		want: map[int]facts{2: {roster.Name: "林梅", roster.IDNumber: linMei, roster.Degree: "硕士", roster.EducationLevel: "硕士研究生", roster.Phone: "13812340012",
			roster.School: "Central South University", roster.Major: "Software Engineering", roster.Email: "lin.mei@example.com", roster.BirthDate: "1985-03-12", roster.Gender: "女"}},
		absent: []roster.Field{roster.Title, roster.Town},
	},
	"three header levels, units in titles, blank first column and row": {
		grid: [][]any{
			{nil, "附件2"},
			{nil, "蒸湘区引进人才花名册（2026年）"},
			nil,
			{nil, "基本情况", nil, nil, nil, "教育情况", nil, nil, nil, "工作情况"},
			{nil, "序号", "姓名", "证件号码", "性别", "全日制教育", nil, "在职教育", nil, "工作单位及职务", "引进时间", "年薪（万元）", "合同年限（年）", "参保年限（年）"},
			{nil, nil, nil, nil, nil, "学历", "毕业院校及专业", "学历", "毕业院校及专业"},
			{nil, 1, "林　梅", linMei, "女", "大学本科", "南华大学 会计学", "硕士研究生", "中南大学\n工商管理", "湖南联合工程建设有限公司 总经理", "2021.3", 14.4, 3, 1.5},
			{nil, 2, "何军（男，苗族）", " " + heJun + "\u00a0", nil, "大专", "湖南工学院机械工程", nil, nil, "衡阳市蒸湘区人民医院医师", "二〇二一年三月", "20", "五", "2"},
			{nil, "合计", "2人"},
			{nil, "填表人：张某　　审核人：　　　联系电话：0734-0000000"},
		},
		merge: []string{"B2:N2", "B4:E4", "F4:I4", "J4:N4", "F5:G5", "H5:I5", "B5:B6", "C5:C6", "D5:D6", "E5:E6", "J5:J6", "K5:K6"},
		want: map[int]facts{
			7: {roster.Name: "林梅", roster.FulltimeEducation: "大学本科", roster.InserviceEducation: "硕士研究生", roster.EducationLevel: "硕士研究生", roster.EducationMode: "在职",
				roster.Employer: "湖南联合工程建设有限公司", roster.Post: "总经理", roster.IntroducedOn: "2021-03", roster.AnnualPay: "144000", roster.ContractMonths: "36", roster.InsuredMonths: "18"},
			8: {roster.Name: "何军", roster.Gender: "男", roster.Ethnicity: "苗族", roster.EducationLevel: "大学专科", roster.Employer: "衡阳市蒸湘区人民医院", roster.Post: "医师",
				roster.IntroducedOn: "2021-03", roster.AnnualPay: "200000", roster.ContractMonths: "60", roster.InsuredMonths: "24"},
		},
	},
	"units merged down over people, dates and numbers as number cells, header again at a page break": {
		grid: [][]any{
			{"用人单位", "人才姓名", "公民身份号码", "出生日期", "入职日期", "月薪（元）", "手机", "职称/职业资格"},
			{"湖南雁城数字科技有限公司", "林梅", linMei, 31118, 44256, 12000, 13812340012, "高级工程师（副高）"},
			{nil, "何军", heJun, "1990.1", 44562.5, 8000.5, 13812340013.0, "电工高级技师"},
			{"用人单位", "人才姓名", "公民身份号码", "出生日期", "入职日期", "月薪（元）", "手机", "职称/职业资格"},
			{"衡阳市蒸湘区实验小学", "谭秀", tanXiu, "72.6.5", "'21.3", "1.2万", "0734-8881234", "中小学一级教师；一级建造师"},
			{nil, "周艳", 430408200011209000, nil, nil, nil, nil, nil},
		},
		merge: []string{"A2:A3", "A5:A6"},
		style: func(f *excelize.File, sheet string) {
			day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
			_ = f.SetCellStyle(sheet, "D2", "E3", day)
		},
		want: map[int]facts{
			2: {roster.Employer: "湖南雁城数字科技有限公司", roster.BirthDate: "1985-03-12", roster.IntroducedOn: "2021-03-01", roster.AnnualPay: "144000", roster.Phone: "13812340012", roster.Title: "高级工程师", roster.TitleLevel: "副高"},
			3: {roster.Employer: "湖南雁城数字科技有限公司", roster.IntroducedOn: "2022-01-01", roster.AnnualPay: "96006", roster.SkillLevel: "高级技师", roster.SkillName: "电工"},
			5: {roster.Employer: "衡阳市蒸湘区实验小学", roster.BirthDate: "1972-06-05", roster.IntroducedOn: "2021-03", roster.AnnualPay: "144000", roster.Phone: "0734-8881234", roster.Title: "中小学一级教师", roster.TitleLevel: "中级", roster.Qualification: "一级建造师"},
			6: {"!": roster.IDTruncated, roster.Employer: "衡阳市蒸湘区实验小学"},
		},
	},
	"town and village apart, several towns, relatives' columns beside, notes between": {
		sheet: "呆鹰岭镇",
		grid: [][]any{
			{"乡土人才信息采集表"},
			{"姓名", "性别", "身份证号", "家庭成员", nil, "技能", nil, "镇（街道）", "村（社区）", "擅长", "备注"},
			{nil, nil, nil, "姓名", "联系电话", "工种", "等级"},
			{"例：张三", "男", "430408199001010010", "李四", "13800000000", "木工", "高级", "呆鹰岭镇", "新竹村", "竹编", nil},
			{"谭秀", "女", tanXiu, "谭某", "13812340099", "竹编工", "中级", "呆鹰岭镇", "新竹村", "竹编", "已核"},
			{"注：以下为新增人员"},
			{"周艳", "女", strings.ToLower(zhouYan), "周某", "13812340098", "电工", "三级/高级工", "雨母山镇", "幸福村", "皮影", nil},
			{"何军", "女", heJun, nil, nil, nil, nil, nil, nil, nil, nil},
		},
		merge: []string{"A1:K1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "H2:H3", "I2:I3", "J2:J3", "K2:K3"},
		more:  map[string][][]any{"填写说明": {{"姓名", "身份证号", "说明"}, {"填姓名", "填身份证号", "x"}}},
		want: map[int]facts{
			5: {roster.Name: "谭秀", roster.SkillLevel: "中级工", roster.SkillName: "竹编工", roster.Town: "呆鹰岭镇", roster.Village: "新竹村", roster.Speciality: "竹编", roster.Phone: ""},
			7: {roster.Name: "周艳", roster.IDNumber: zhouYan, roster.SkillLevel: "高级工", roster.Town: "雨母山镇"},
			8: {"!": roster.GenderConflict},
		},
		absent: []roster.Field{roster.Phone},
	},
	"graduates with combined cells in many spellings": {
		grid: [][]any{
			{"姓名/电话", "身份证件号码", "学历/学位", "院校专业", "毕业时间", "劳动合同起止时间", "现居住地", "专业技术职务（技能等级）", "政治面貌"},
			{"林梅 13812340012", linMei, "本科/学士", "软件工程（湖南大学）", "2007年7月", "2022.01.01-2024.12.31", "衡阳市蒸湘区红湘街道/太平小区社区", "助理工程师、中级工", "中共党员（2006.06）"},
			{"何军13812340013", heJun, "硕士研究生、工学硕士", "土木工程专业，长沙理工大学", "201306", "2023年3月至2026年3月", "联合街道办事处杨柳社区居委会", "无", "九三学社社员"},
			{"谭秀", tanXiu, "大学本科（学士）", "中国地质大学（武汉）地质学", "1994-06-30", "无固定期限", "呆鹰岭镇", "教授级高级工程师", "群众"},
			{"周艳（女）", zhouYan, "大专", "2018.09-2021.06湖南环境生物职业技术学院园艺系园艺专业", "21.6", "36个月", "蒸湘街道红湖社区", "/", "团员"},
		},
		want: map[int]facts{
			2: {roster.Name: "林梅", roster.Phone: "13812340012", roster.EducationLevel: "大学本科", roster.Degree: "学士", roster.School: "湖南大学", roster.Major: "软件工程", roster.GraduatedOn: "2007-07",
				roster.ContractMonths: "36", roster.ContractFrom: "2022-01-01", roster.Town: "红湘街道", roster.Village: "太平小区社区", roster.Title: "助理工程师", roster.SkillLevel: "中级工", roster.PoliticalStatus: "中共党员"},
			3: {roster.Name: "何军", roster.EducationLevel: "硕士研究生", roster.Degree: "硕士", roster.School: "长沙理工大学", roster.Major: "土木工程", roster.GraduatedOn: "2013-06", roster.ContractMonths: "36", roster.Town: "联合街道", roster.Village: "杨柳社区居委会", roster.PoliticalStatus: "九三学社社员"},
			4: {roster.EducationLevel: "大学本科", roster.Degree: "学士", roster.School: "中国地质大学（武汉）", roster.Major: "地质学", roster.ContractKind: "无固定期限", roster.ContractMonths: "", roster.Town: "呆鹰岭镇", roster.Title: "教授级高级工程师", roster.TitleLevel: "正高"},
			5: {roster.Gender: "女", roster.EducationLevel: "大学专科", roster.School: "湖南环境生物职业技术学院", roster.GraduatedOn: "2021-06", roster.ContractMonths: "36", roster.Village: "红湖社区", roster.PoliticalStatus: "共青团员"},
		},
	},
	"wrong values are named and do not keep the person out": {
		grid: [][]any{
			{"序号", "姓名", "身份证号码", "民族", "文化程度", "统一社会信用代码", "联系电话", "引进日期", "合同期限", "年收入"},
			{1, "林梅", linMei, "火星族", "仙学", "91430408MA00000018", "1381234", "前年", "一会儿", "面议"},
			{2, nil, heJun, nil, nil, nil, nil, nil, nil, nil},
			{3, "谭秀", nil, "汉", "初中", nil, nil, nil, nil, nil},
			{4, "周艳", zhouYan[:17], nil, nil, nil, nil, nil, nil, nil},
			{5, nil, nil, nil, nil, nil, nil, nil, nil, nil},
			{6, "何军", heJun, nil, nil, nil, "13812340013", nil, nil, "8.5"},
		},
		want: map[int]facts{
			2: {roster.Name: "林梅", roster.Ethnicity: "", roster.EducationLevel: "", roster.USCC: "", roster.Phone: "", roster.IntroducedOn: "", roster.ContractMonths: "", roster.AnnualPay: ""},
			3: {"!": roster.MissingName}, 4: {"!": roster.MissingID, roster.EducationLevel: "初中"}, 5: {"!": roster.BadIDFormat},
			7: {roster.AnnualPay: "85000"},
		},
	},
	"no header at all": {
		grid: [][]any{{1, "林梅", "女", linMei, "13812340012"}, {2, "何军", "男", heJun, "13812340013"}, {3, "谭秀", "女", tanXiu, "13812340014"}},
		want: map[int]facts{1: {roster.Name: "林梅", roster.Phone: "13812340012"}, 2: {roster.Name: "何军"}, 3: {roster.Name: "谭秀"}},
	},
}

func (s shape) xlsx(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	sheet := s.sheet
	if sheet == "" {
		sheet = "花名册"
	}
	for name, grid := range s.more {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		fill(t, f, name, grid)
	}
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	fill(t, f, sheet, s.grid)
	for _, m := range s.merge {
		from, to, _ := strings.Cut(m, ":")
		if err := f.MergeCell(sheet, from, to); err != nil {
			t.Fatal(err)
		}
	}
	if s.style != nil {
		s.style(f, sheet)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func fill(t *testing.T, f *excelize.File, sheet string, grid [][]any) {
	t.Helper()
	for i, line := range grid {
		at, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow(sheet, at, &line); err != nil {
			t.Fatal(err)
		}
	}
}

func detect(t *testing.T, name string, file []byte) *roster.Table {
	t.Helper()
	s, err := roster.Read(name, bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	table, err := s.Detect()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func all(t *testing.T, table *roster.Table) map[int]roster.Row {
	t.Helper()
	rows := map[int]roster.Row{}
	for row, err := range table.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows[row.Number] = row
	}
	return rows
}

func (s shape) check(t *testing.T, table *roster.Table) {
	t.Helper()
	rows := all(t, table)
	for n, want := range s.want {
		row, ok := rows[n]
		if !ok {
			t.Errorf("row %d is not there", n)
			continue
		}
		if row.Reason != want["!"] {
			t.Errorf("row %d: reason %q, want %q (%v)", n, row.Reason, want["!"], row.Problems)
		}
		for f, v := range want {
			if f != "!" && row.Entry.Get(f) != v {
				t.Errorf("row %d: %s = %q, want %q", n, f, row.Entry.Get(f), v)
			}
		}
	}
	if len(rows) != len(s.want) {
		t.Errorf("%d rows, want %d", len(rows), len(s.want))
	}
	for _, f := range s.absent {
		if c := table.Fields(); strings.Contains(strings.Join(strs(c), " "), string(f)+" ") {
			t.Errorf("the file has no %s, but the table says so: %v", f, table.Columns)
		}
	}
}

func strs(fields []roster.Field) []string {
	out := []string{}
	for _, f := range fields {
		out = append(out, string(f))
	}
	return append(out, "")
}

func TestRostersNobodyHasSeen(t *testing.T) {
	for name, s := range shapes {
		t.Run(name, func(t *testing.T) { s.check(t, detect(t, "x.xlsx", s.xlsx(t))) })
	}
}

func TestTextFilesInEveryEncodingAndSeparator(t *testing.T) {
	text := "填报单位：某局\n序号,姓名,身份证号码,学历,联系电话,所学专业\n" +
		"1,林梅," + linMei + ",\"本 科\",１３８１２３４００１２,\"会计学\"\n\n2,何军,'" + heJun + ",大专,138-1234-0013,\"机械,\n制造\"\n3,䶮某," + tanXiu + ",初中,,\n合计,3,,,,\n"
	want := shape{want: map[int]facts{
		3: {roster.Name: "林梅", roster.EducationLevel: "大学本科", roster.Phone: "13812340012", roster.Major: "会计学"},
		5: {roster.Name: "何军", roster.EducationLevel: "大学专科", roster.Phone: "13812340013"},
		7: {roster.Name: "䶮某", roster.EducationLevel: "初中"},
	}}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string]string{
		"UTF-8": text, "UTF-8 with mark": "\ufeff" + text, "GB18030": gb, "UTF-16 with tabs": wide,
		"tabs": strings.ReplaceAll(text, ",", "\t"), "semicolons": strings.ReplaceAll(text, ",", ";"), "CRLF": strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) { want.check(t, detect(t, "x.csv", []byte(file))) })
	}
}
