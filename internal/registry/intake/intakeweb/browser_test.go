package intakeweb_test

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web/webtest"
)

// browse opens a tab on the site as someone.
func browse(t *testing.T, s *site, b *webtest.Browser, as string) *webtest.Page {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := b.Page(t, server.URL)
	p.Open("/as/" + as)
	return p
}

// look opens a page in both languages at the three widths, checks it and takes its pictures.
func look(t *testing.T, p *webtest.Page, path, name string) {
	t.Helper()
	for _, lang := range webtest.Languages() {
		p.Open("/lang?to=" + lang + "&back=%2Fas%2Foffice")
		p.Look(t, path, name+"-"+lang)
	}
	p.Open("/lang?to=zh&back=%2Fas%2Foffice")
}

// An officer imports the roster of enterprises through the wizard, looks at a row that was left out, imports it once more without
// effect, and decides where a later roster disagrees.
func TestJourneyOfARosterThroughTheWizard(t *testing.T) {
	browser := webtest.New(t)
	s := open(t)
	s.work()
	p := browse(t, s, browser, "office")

	p.Open("/imports")
	p.See("还没有导入过名册")
	p.ClickText("导入名册")
	p.ClickText("上传并识别")
	p.See("请选择要导入的文件")
	p.Check()
	p.Shot("", "imports-new-wrong")
	roster, err := filepath.Abs(filepath.Join(rosters, "企业人才登记表.xlsx"))
	check(t, err)
	p.Upload("file", roster)
	p.Fill("source", "区人社局企业人才登记表")
	p.Fill("source_date", "2026-06-30")
	p.ClickText("上传并识别")
	p.See("每一列读作什么")
	columns := p.URL()
	p.ClickText("下一步：预览")
	p.See("尚未写入档案")
	p.ClickText("开始导入")
	p.See("1,210 行全部处理完毕")
	at := p.URL()
	if at != strings.TrimSuffix(columns, "/columns") {
		t.Errorf("the outcome is at %s", at)
	}

	p.Click(`.tabs a[href*="outcome=rejected"]`)
	p.ClickText("第 44 行")
	p.See("这一行没有导入")
	p.See("校验位")
	p.Check()

	p.Open("/imports/new")
	p.Upload("file", roster)
	p.ClickText("上传并识别")
	p.ClickText("下一步：预览")
	p.ClickText("开始导入")
	p.See("1,210 行全部处理完毕")
	p.See("新建档案 0 份，更新档案 0 份")

	s.decideInTheBrowser(p)
}

// decideInTheBrowser brings in a roster that disagrees and decides one conflict by hand.
func (s *site) decideInTheBrowser(p *webtest.Page) {
	s.t.Helper()
	s.take("office", s.sheet("人社局更新.csv", "姓名,身份证号码,民族", "王建国,"+identity("19880512", 1)+",汉族"))
	later := s.sheet("统战部名册.csv", "姓名,身份证号码,民族", "王建国,"+identity("19880512", 1)+",瑶族")
	p.Open("/imports/new")
	p.Upload("file", later)
	p.ClickText("上传并识别")
	p.ClickText("下一步：预览")
	p.See("1 处与已有档案冲突")
	p.ClickText("开始导入")
	p.ClickText("去核对")
	p.See("王建国")
	p.ClickText("核对")
	p.See("较新，建议采用")
	p.ClickText("确定并看下一条")
	p.See("请填写理由")
	p.Choose("take", "theirs")
	p.Fill("reason", "已查验户口簿")
	p.ClickText("确定并看下一条")
	p.See("上一条已处理")
	if n := len(s.conflicts(intake.Theirs)); n != 1 {
		s.t.Errorf("%d conflicts took theirs, want 1", n)
	}
}

func TestEveryPageInBothLanguagesAtEveryWidth(t *testing.T) {
	webtest.Everywhere(t)
	browser := webtest.New(t)
	s := open(t)
	p := browse(t, s, browser, "office")
	look(t, p, "/imports", "imports-none")
	look(t, p, "/imports/new", "imports-new")
	look(t, p, "/conflicts", "conflicts-none")
	columns := s.begin("office", filepath.Join(rosters, "企业人才登记表.xlsx"))
	look(t, p, columns+"/columns", "imports-columns")
	guessed := s.begin("office", s.sheet("村里能人.csv", "姓名,身份证号码,拿手活儿,,家里电话", "林小满,"+identity("19900304", 1)+",油茶种植,甲,13800001111"))
	look(t, p, guessed+"/columns", "imports-guessed")
	at := s.begin("office", filepath.Join(rosters, "在衡高校人才.csv"))
	look(t, p, at+"/preview", "imports-preview")
	s.moved(s.do("office", "POST", at+"/run", nil), at)
	look(t, p, at, "imports-running")
	s.work()
	s.wait("office", at)
	look(t, p, at, "imports-result")
	look(t, p, at+"?outcome=rejected", "imports-rejected")
	look(t, p, at+"/rows/46", "imports-row")
	s.take("unit", s.sheet("精工人员.csv", "姓名,身份证号码,手机号,工作单位", "许小雁,"+identity("19910304", 1)+",1380000,", "别家人,"+identity("19920304", 1)+",13800001113,衡阳市别家有限公司"))
	s.day = "2026-06-30"
	s.take("office", s.sheet("人社局.csv", "姓名,身份证号码,民族,手机号,工作单位,职务", "王建国,"+identity("19880512", 1)+",汉族,13800001111,衡阳市蒸湘区人民医院,护士", "李雁南,"+identity("19870512", 2)+",汉族,,,"))
	s.day = "2026-11-01"
	s.take("office", s.sheet("统战部.csv", "姓名,身份证号码,民族,手机号,工作单位,职务", "王建国,"+identity("19880512", 1)+",瑶族,13900002222,衡阳市蒸湘区人民医院,护士长", "李雁南,"+identity("19870512", 2)+",侗族,,,"))
	look(t, p, "/imports", "imports")
	look(t, p, "/conflicts", "conflicts")
	for _, c := range s.conflicts(intake.Open) {
		if c.Field == "post" || c.Field == "ethnicity" {
			look(t, p, "/conflicts/"+c.ID, "conflict-"+c.Field)
		}
	}
}
