package webtest

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/money"
	"yanzhen/internal/i18n"
	"yanzhen/internal/web"
	"yanzhen/internal/web/kit"
)

// say picks the words of the gallery; it exists in tests only, so its words are here.
type say func(zh, en string) string

func sayIn(ctx context.Context) say {
	return func(zh, en string) string {
		if i18n.LangOf(ctx) == i18n.En {
			return en
		}
		return zh
	}
}

// around puts children into a component.
func around(c templ.Component, children ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, templ.Join(children...)), w)
	})
}

// spoken is a page whose content depends on the language.
func spoken(build func(ctx context.Context, s say) templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return build(ctx, sayIn(ctx)).Render(ctx, w)
	})
}

func frameOf(s say, signedIn bool) kit.Frame {
	f := kit.Frame{
		Site: kit.Site{Name: s("蒸湘区人才工作平台", "Talent Work of Zhengxiang District"), Owner: s("区委人才工作领导小组办公室", "Office of the District Talent Work Group"),
			Home: "/office", Foot: s("区委组织部主办 · 样例页面", "Run by the district organisation department · sample page")},
		Notice: s("这是演示环境，人物均为虚构。", "This is a demonstration; all people are invented."),
		SignIn: "/sign-in",
	}
	if !signedIn {
		return f
	}
	f.Search = "/search"
	f.Inbox = &kit.Inbox{URL: "/inbox", Count: 28}
	f.User = &kit.User{Name: kit.Data("陈雁秋"), Role: s("人才科 · 初审岗", "Talent section · first review"), Account: "/account", SignOut: "/sign-out"}
	f.Menu = []kit.MenuGroup{
		{Items: []kit.MenuItem{{Label: s("工作台", "Workbench"), URL: "/office", Icon: "layout-dashboard"}}},
		{Label: s("人才服务", "Talent service"), Items: []kit.MenuItem{
			{Label: s("人才库", "People"), URL: "/people", Icon: "users"},
			{Label: s("政策申报", "Declarations"), URL: "/cases", Icon: "file-text", Count: 12},
			{Label: s("审核办理", "Reviews"), URL: "/reviews", Icon: "file-check", Count: 28},
			{Label: s("医疗子女服务", "Health and children"), URL: "/services", Icon: "stethoscope"},
		}},
		{Label: s("数据分析", "Figures"), Items: []kit.MenuItem{
			{Label: s("产业链人才图谱", "Industry chains"), URL: "/chains", Icon: "affiliate"},
			{Label: s("统计报表", "Reports"), URL: "/reports", Icon: "chart-bar"},
		}},
		{Label: s("系统管理", "System"), Items: []kit.MenuItem{
			{Label: s("政策规则库", "Policy library"), URL: "/policies", Icon: "certificate"},
			{Label: s("单位与权限", "Units and rights"), URL: "/units", Icon: "building"},
			{Label: s("操作日志", "Audit log"), URL: "/audit", Icon: "history"},
		}},
	}
	return f
}

func officePage() templ.Component {
	return spoken(func(ctx context.Context, s say) templ.Component {
		head := kit.Head{Title: s("工作台", "Workbench"), Charts: true,
			Crumbs: []kit.Link{{Label: s("首页", "Start"), URL: "/"}, {Label: s("工作台", "Workbench")}}}
		return around(kit.Layout(head),
			around(kit.PageHead(s("工作台", "Workbench"), s("2026 年下半年 · 全区 54 个村和社区", "Second half of 2026 · 54 villages and communities")),
				kit.ExportMenu([]kit.Link{{Label: "Excel", URL: "/x.xlsx", Icon: "file-spreadsheet"}, {Label: "CSV", URL: "/x.csv", Icon: "download"}}),
				kit.Button(kit.Link{Label: s("新建申报", "New declaration"), URL: "/new", Icon: "plus"}, true)),
			around(kit.Columns("4"), tiles(s)...),
			around(kit.Columns("2-1"),
				around(kit.Card(s("人才引进与政策兑现趋势", "People introduced and money paid"), s("近 6 个月", "Last 6 months")), barChart(s)),
				around(kit.Card(s("重点产业链人才缺口", "Gap by industry"), s("单位：人", "people")), gapChart(s))),
			around(kit.Flush(s("政策申报办理", "Declarations"), s("规则引擎预审", "checked by the rule engine"), kit.Link{Label: s("全部 28 件", "All 28"), URL: "/all"}),
				kit.Filters(kit.FilterBar{Keyword: s("关键字", "Keyword"), Hint: s("姓名 / 单位", "name, unit"),
					Filters: []kit.Filter{{Name: "state", Label: s("状态", "State"), Options: []kit.Option{{Value: "open", Label: s("在办", "Open")}, {Value: "back", Label: s("已退回", "Returned")}}},
						{Name: "level", Label: s("人才层次", "Level"), Options: []kit.Option{{Value: "a", Label: s("A 类", "Class A")}}}},
					Saved: []kit.Link{{Label: s("本周到期", "Due this week"), URL: "/?due=week"}}}),
				kit.DataTable(caseTable(s, "cases", false)), kit.PagerBar(kit.Pager{Prev: "a", Next: "b", Total: 1284, Shown: 8})),
			around(kit.Flush(s("窄屏变为卡片的表", "A table of cards on a phone"), ""), kit.DataTable(caseTable(s, "cards", true)),
				kit.PagerBar(kit.Pager{Next: "b", Total: -1, Shown: 8})),
		)
	})
}

func tiles(s say) []templ.Component {
	return []templ.Component{
		kit.StatTile(kit.Stat{Label: s("在库人才总量", "People on file"), Value: "38,642", Unit: s("人", "people"), Note: s("高层次人才 1,906 人，占 4.9%", "1,906 of high level, 4.9%"), Change: "+6.8%", Icon: "users", Tone: kit.Blue, URL: "/people", Trend: []float64{1, 2, 3, 3, 5, 7}}),
		kit.StatTile(kit.Stat{Label: s("本年政策兑现", "Paid this year"), Value: "2,695", Unit: s("万元", "×10,000 yuan"), Note: s("预算执行 53.9%", "53.9% of the budget"), Change: "+12.4%", Icon: "coin", Tone: kit.Green, Trend: []float64{3, 1, 2, 6, 7, 8}}),
		kit.StatTile(kit.Stat{Label: s("在办申报", "Declarations under way"), Value: "463", Unit: s("件", "cases"), Note: s("平均 4.2 个工作日，超期 7 件", "4.2 working days on average, 7 overdue"), Icon: "file-text", Tone: kit.Orange, URL: "/cases", Trend: []float64{2, 3, 1, 8, 5, 6}}),
		kit.StatTile(kit.Stat{Label: s("流失预警", "At risk of leaving"), Value: "58", Unit: s("人", "people"), Note: s("社保停缴 31 人", "31 with lapsed insurance"), Change: "-9.4%", Icon: "alert-triangle", Tone: kit.Red, Trend: []float64{9, 7, 8, 6, 5, 4}}),
	}
}

func barChart(s say) templ.Component {
	months := []string{"2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10"}
	full, flexible := []int{173, 220, 268, 180, 164, 138}, []int{40, 52, 60, 31, 28, 30}
	rows := make([]kit.Row, len(months))
	for i, month := range months {
		rows[i] = kit.Row{Cells: []templ.Component{kit.Text(month), kit.Text(strconv.Itoa(full[i])), kit.Text(strconv.Itoa(flexible[i]))}}
	}
	return kit.Chart(kit.ChartBox{ID: "trend", Title: s("人才引进趋势", "People introduced by month"),
		Summary: s("7 月引进最多，全职 268 人、柔性 60 人。", "July brought the most: 268 full-time and 60 flexible."),
		Options: map[string]any{
			"tooltip": map[string]any{"trigger": "axis"},
			"legend":  map[string]any{"data": []string{s("全职引进", "Full-time"), s("柔性引进", "Flexible")}},
			"xAxis":   map[string]any{"type": "category", "data": months}, "yAxis": map[string]any{"type": "value"},
			"series": []any{
				map[string]any{"name": s("全职引进", "Full-time"), "type": "bar", "stack": "a", "data": full, "barMaxWidth": 24},
				map[string]any{"name": s("柔性引进", "Flexible"), "type": "bar", "stack": "a", "data": flexible, "barMaxWidth": 24},
			}},
		Table: kit.Table{ID: "trend-table", Caption: s("人才引进趋势", "People introduced by month"),
			Columns: []kit.Column{{Key: "m", Label: s("月份", "Month")}, {Key: "f", Label: s("全职", "Full-time"), Right: true}, {Key: "x", Label: s("柔性", "Flexible"), Right: true}}, Rows: rows}})
}

func gapChart(s say) templ.Component {
	names := []string{s("数字经济", "Digital economy"), s("现代物流", "Logistics"), s("文化旅游", "Culture and tourism"), s("新型农业", "New farming"), s("建筑设计", "Building design")}
	return kit.Chart(kit.ChartBox{ID: "gap", Title: s("重点产业链人才缺口", "Gap by industry"), Summary: s("数字经济缺口最大。", "The digital economy lacks the most."),
		Options: map[string]any{
			"legend": map[string]any{}, "yAxis": map[string]any{"type": "category", "data": names, "inverse": true}, "xAxis": map[string]any{"type": "value"},
			"series": []any{
				map[string]any{"name": s("在岗", "In post"), "type": "bar", "stack": "a", "data": []int{1800, 1400, 1200, 900, 500}},
				map[string]any{"name": s("缺口", "Gap"), "type": "bar", "stack": "a", "data": []int{420, 320, 250, 200, 180}},
			}}})
}

func caseTable(s say, id string, cards bool) kit.Table {
	t := kit.Table{ID: id, Caption: s("政策申报", "Declarations") + " " + id, Select: true, Cards: cards, Columns: []kit.Column{
		{Key: "no", Label: s("办件号", "Number"), Sort: true, Tight: true}, {Key: "name", Label: s("申请人", "Applicant"), Sort: true}, {Key: "level", Label: s("层次", "Level"), Tight: true},
		{Key: "unit", Label: s("所在单位", "Unit")}, {Key: "sum", Label: s("金额（元）", "Amount (CNY)"), Right: true, Sort: true}, {Key: "state", Label: s("状态", "State")}, {Key: "at", Label: s("更新时间", "Changed"), Tight: true}}}
	people := []string{"周雨桐", "赵思敏", "王晓东", "蒋文博", "郑欣怡", "李衡岳", "欧阳湘", "刘一鸣"}
	units := []string{"衡阳雁峰新材料有限公司", "蒸湘区第一中学", "区人民医院", "呆鹰岭镇同心村"}
	for i, name := range people {
		state, tone := s("已退回", "Returned"), kit.Red
		if i%3 == 0 {
			state, tone = s("在办", "Open"), kit.Blue
		}
		no := "RC20261101" + strconv.Itoa(10+i)
		t.Rows = append(t.Rows, kit.Row{ID: no, Name: kit.Data(name), Cells: []templ.Component{
			kit.Text(no), kit.A(kit.Link{Label: kit.Data(name), URL: "/people/" + no}), kit.Badge(s("B 类", "Class B"), kit.Purple), kit.Text(kit.Data(units[i%4])),
			kit.Text(money.Yuan(int64(9600 + i*1200)).Short()), kit.Status(state, tone), kit.Text("11-2" + strconv.Itoa(i) + " 13:05")},
			Actions: []kit.Link{{Label: s("办理", "Handle"), URL: "/do/" + no}, {Label: s("详情", "Details"), URL: "/see/" + no}}})
	}
	return t
}

func dossierPage() templ.Component {
	return spoken(func(ctx context.Context, s say) templ.Component {
		name := kit.Data("陈思远")
		head := kit.Head{Title: s("人才档案", "Dossier") + " " + name,
			Crumbs: []kit.Link{{Label: s("人才服务", "Talent service"), URL: "/"}, {Label: s("人才库", "People"), URL: "/people"}, {Label: name}}}
		return around(kit.Layout(head),
			around(kit.PageHead(name, s("人才档案", "Dossier")),
				kit.Button(kit.Link{Label: s("打印登记表", "Print"), URL: "/print", Icon: "printer"}, false),
				kit.Button(kit.Link{Label: s("编辑", "Edit"), URL: "/edit", Icon: "edit"}, false),
				around(kit.Confirm(kit.Ask{Label: s("注销档案", "Close dossier"), Icon: "trash", Title: s("注销这份档案？", "Close this dossier?"), Text: s("可由管理员恢复。", "An administrator can reopen it."), Confirm: s("注销", "Close"), Action: "/close", Danger: true}))),
			kit.Tabs([]kit.Tab{{Label: s("基本信息", "Basics"), URL: "/dossier", Active: true}, {Label: s("学历与履历", "Education and work"), URL: "/d/2", Count: 6}, {Label: s("政策享受", "Policies"), URL: "/d/3"}, {Label: s("变更日志", "Changes"), URL: "/d/4"}}),
			around(kit.Alert(kit.Orange, s("有 1 处来源不一致", "Sources disagree in 1 place")), templ.Raw("<p>"), kit.DiffText("衡阳市蒸湘区解放大道22号", "衡阳市蒸湘区解放西路28号"), templ.Raw("</p>")),
			around(kit.Columns("2-1"),
				around(kit.Columns(""),
					around(kit.Card(s("基本信息", "Basics"), s("来源：人社局（2026-06-28 核验）", "Source: human resources bureau (verified 2026-06-28)")), kit.KV(pairs(ctx, s, name))),
					around(kit.Card(s("政策资格测算", "Does the policy apply?"), ""), kit.VerdictBadge(kit.No), kit.VerdictTree(clauses(s))),
					around(kit.Card(s("导入任务", "Import"), ""), kit.Progress(kit.Job{URL: "/progress", Text: s("正在核对身份证号", "Checking identity numbers"), Done: 640, Total: 2000, Running: true, Cancel: "/cancel"}))),
				around(kit.Columns(""),
					around(kit.Card(s("全周期服务时间轴", "Time line"), ""), kit.Timeline(moments(s))),
					around(kit.Card(s("附件", "Evidence"), ""), kit.EmptyState("", s("还没有附件", "No evidence yet"), s("可拖入扫描件或照片。", "Add scans or photographs."))))))
	})
}

func pairs(ctx context.Context, s say, name string) []kit.Pair {
	return []kit.Pair{
		{Label: s("姓名", "Name"), Value: name}, {Label: s("性别", "Sex"), Value: s("男", "male")}, {Label: s("出生日期", "Born"), Value: i18n.Date(ctx, civil.MustParse("1986-04-12"))},
		{Label: s("民族", "Ethnic group"), Value: s("汉族", "Han")}, {Label: s("最高学历", "Degree"), Value: s("博士研究生", "doctorate"), Note: s("学信网，2026-03-01", "national register, 2026-03-01")},
		{Label: s("职称", "Title")}, {Label: s("身份证号", "Identity number"), Value: "4304**********9967"}, {Label: s("层次", "Level"), Node: kit.Badge(s("C 类 · 省级领军", "C · provincial"), kit.Blue)},
		{Label: s("手机", "Phone"), Value: "138****6721"}, {Label: s("家庭住址", "Address"), Value: kit.Data("蒸湘区解放西路28号 雁栖小区3栋2单元"), Wide: true},
	}
}

func clauses(s say) []kit.Clause {
	return []kit.Clause{{Verdict: kit.No, Text: s("需同时满足以下 3 项（满足 1 项）", "All 3 of these are needed (1 is met)"), Cites: s("样例规则第四条", "Sample rule, art. 4"), Inside: []kit.Clause{
		{Verdict: kit.Yes, Text: s("人才层次为 A、B、C 类之一", "Level is A, B or C"), Facts: []kit.Fact{{Label: s("当前值", "Now"), Value: s("C 类", "C"), Source: s("认定文件，2023-05-18", "decision of 2023-05-18")}}},
		{Verdict: kit.No, Text: s("社保连续缴纳不少于 36 个月", "Insured for at least 36 months in a row"), Facts: []kit.Fact{{Label: s("当前值", "Now"), Value: s("31 个月", "31 months")}}},
		{Verdict: kit.Unknown, Text: s("购房合同备案晚于引进时间", "House bought after arrival"), Facts: []kit.Fact{{Label: s("合同备案日期", "Contract filed on")}}, Supply: kit.Link{Label: s("补充材料", "Supply it"), URL: "/supply", Icon: "upload"}},
	}}}
}

func moments(s say) []kit.Moment {
	return []kit.Moment{
		{When: "2026-06-21", Title: s("申报购房补贴", "Declared for housing subsidy"), Text: s("初审中", "in first review"), Icon: "file-text", Tone: kit.Blue, URL: "/case"},
		{When: "2026-01-10", Title: s("项目资助拨付", "Project grant paid"), Text: s("50 万元", "CNY 500,000"), Icon: "coin", Tone: kit.Green},
		{When: "2023-05-18", Title: s("认定为 C 类人才", "Recognised as class C"), Icon: "certificate", Tone: kit.Orange},
		{When: "2022-03-15", Title: s("全职引进", "Arrived full-time"), Text: s("聘期 5 年", "for 5 years"), Icon: "user-plus", Tone: kit.Purple},
	}
}

type application struct {
	Name   string     `json:"name"`
	Amount money.Fen  `json:"amount"`
	Bought civil.Date `json:"bought"`
	Rooms  int        `json:"rooms"`
	Agreed bool       `json:"agreed"`
}

func formPage() templ.Component {
	return spoken(func(ctx context.Context, s say) templ.Component {
		head := kit.Head{Title: s("购房补贴申报", "Housing subsidy"), Crumbs: []kit.Link{{Label: s("政策申报", "Declarations"), URL: "/"}, {Label: s("新建", "New")}}}
		form := kit.Form{ID: "apply", Action: "/form", Submit: s("保存并下一步", "Save and continue"), Icon: "check", Cancel: kit.Link{Label: s("取消", "Cancel"), URL: "/office"},
			Note: s("加密存储，仅经办人可见", "Stored encrypted, seen by the officer only")}
		return around(kit.Layout(head),
			around(kit.PageHead(s("高层次人才购房补贴申报", "Housing subsidy for talents"), s("样例办法第四条", "Sample measure, art. 4"))),
			kit.Steps([]kit.Step{{Label: s("填写信息", "Enter facts"), URL: "/1"}, {Label: s("上传材料", "Add evidence")}, {Label: s("规则预审", "Check")}, {Label: s("提交审核", "Send")}}, 1),
			around(kit.FormBox(form),
				around(kit.Section(s("一、申请人信息", "1. Applicant")),
					kit.Input(kit.Field{Name: "name", Label: s("姓名", "Name"), Required: true, Hint: s("与身份证一致", "as on the identity card"), Complete: "name"}),
					kit.Input(kit.Field{Name: "phone", Label: s("手机号码", "Phone"), Type: "tel", Required: true}),
					kit.Input(kit.Field{Name: "pin", Label: s("验证码", "One-time code"), Type: "password", Complete: "one-time-code"}),
					kit.Select(kit.Field{Name: "level", Label: s("人才层次", "Level"), Required: true}, []kit.Option{{Value: "a", Label: s("A 类", "A")}, {Value: "b", Label: s("B 类", "B")}}, s("请选择", "Choose")),
					kit.Tags(kit.Field{Name: "skills", Label: s("专长", "Skills"), Span: 2, Hint: s("用顿号分开", "with commas between them")})),
				around(kit.Section(s("二、购房信息", "2. House")),
					kit.Input(kit.Field{Name: "amount", Label: s("合同总价", "Price"), Unit: s("元", "yuan"), Required: true}),
					kit.Date(kit.Field{Name: "bought", Label: s("备案日期", "Filed on"), Required: true}),
					kit.Input(kit.Field{Name: "rooms", Label: s("房间数", "Rooms"), Locked: false}),
					kit.Radios(kit.Field{Name: "kind", Label: s("购房性质", "Kind"), Required: true, Span: 3, Value: "first"}, []kit.Option{{Value: "first", Label: s("首套商品住房", "First home")}, {Value: "shared", Label: s("人才共有产权房", "Shared ownership")}}),
					kit.Checks(kit.Field{Name: "with", Label: s("同住家属", "Living with you"), Span: 3, Values: []string{"child"}}, []kit.Option{{Value: "spouse", Label: s("配偶", "Spouse")}, {Value: "child", Label: s("子女", "Children")}}),
					kit.FileInput(kit.Field{Name: "files", Label: s("购房合同", "Contract"), Span: 2, Hint: s("PDF 或照片，最大 20 MB", "PDF or photographs, at most 20 MB")}, ".pdf,.jpg,.png", true),
					kit.Textarea(kit.Field{Name: "note", Label: s("情况说明", "Remarks"), Span: 3, Max: 500, Example: s("500 字以内", "up to 500 characters")}, 3),
					kit.Check(kit.Field{Name: "agreed", Label: s("本人承诺所填信息真实有效。", "I declare that what I entered is true."), Required: true, Span: 3}))))
	})
}

func portalPage() templ.Component {
	return spoken(func(ctx context.Context, s say) templ.Component {
		return around(kit.Portal(kit.Head{Title: s("我能享受什么", "What I qualify for")}),
			around(kit.PageHead(s("我能享受什么", "What I qualify for"), s("按您档案里的信息测算，共 3 项政策。", "Worked out from your file: 3 policies."))),
			around(kit.Alert(kit.Blue, s("还差一项信息", "One fact is missing")), kit.A(kit.Link{Label: s("补充购房合同备案日期", "Supply the filing date of your contract"), URL: "/supply"})),
			around(kit.Card(s("租房补贴", "Rent subsidy"), s("每月 800 元，最长 36 个月", "CNY 800 a month for up to 36 months")), kit.VerdictTree(clauses(s))),
			around(kit.Card(s("健康体检", "Health check"), ""), kit.EmptyState("stethoscope", s("今年已享受", "Used this year"), s("明年 1 月可再次申请。", "You may ask again in January."))))
	})
}

func postApplication(w http.ResponseWriter, r *http.Request) error {
	var cmd application
	if err := web.Bind(r, &cmd); err != nil {
		return web.Again(w, r, err, formPage())
	}
	return web.Moved(w, r, "/office", "web.no_page")
}
