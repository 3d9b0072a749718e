package town

// A trade is what people of a kind of employer learn and do.
type trade struct {
	majors []string
	posts  []string
	titles []ranked // professional titles with their GB/T 8561 level
	skills []string
	good   []string // specialities, as people put them
}

type ranked struct{ name, level string }

var (
	engineers = []ranked{{"正高级工程师", "1"}, {"高级工程师", "2"}, {"工程师", "3"}, {"助理工程师", "4"}}
	economics = []ranked{{"正高级经济师", "1"}, {"高级经济师", "2"}, {"经济师", "3"}, {"助理经济师", "4"}}

	making = trade{[]string{"机械设计制造及其自动化", "材料成型及控制工程", "电气工程及其自动化", "电子信息工程"}, []string{"工艺工程师", "设备主管", "研发工程师", "质量工程师", "数控操作工"},
		engineers, []string{"数控车工", "钳工", "电工", "焊工"}, []string{"五轴加工", "模具设计", "自动化产线改造"}}
	software = trade{[]string{"软件工程", "计算机科学与技术", "数据科学与大数据技术", "人工智能"}, []string{"软件开发工程师", "算法工程师", "产品经理", "数据分析师", "运维工程师"},
		engineers, []string{"计算机程序设计员", "网络与信息安全管理员"}, []string{"政务数据治理", "工业视觉检测", "低代码平台"}}
	medicine = trade{[]string{"临床医学", "护理学", "中医学", "医学影像学", "药学"}, []string{"内科医师", "外科医师", "护士长", "中医师", "药师"},
		[]ranked{{"主任医师", "1"}, {"副主任医师", "2"}, {"主治医师", "3"}, {"医师", "4"}}, []string{"健康管理师"}, []string{"心血管介入", "中医针灸", "慢病管理"}}
	teaching = trade{[]string{"汉语言文学", "数学与应用数学", "英语", "学前教育", "体育教育"}, []string{"语文教师", "数学教师", "英语教师", "教务主任", "班主任"},
		[]ranked{{"正高级教师", "1"}, {"高级教师", "2"}, {"一级教师", "3"}, {"二级教师", "4"}}, []string{"心理咨询师"}, []string{"乡村小班教学", "校本课程开发"}}
	farming = trade{[]string{"农学", "园艺", "动物医学", "农业机械化及其自动化"}, []string{"种植大户", "农技员", "合作社理事长", "养殖技术员"},
		[]ranked{{"推广研究员", "1"}, {"高级农艺师", "2"}, {"农艺师", "3"}, {"助理农艺师", "4"}}, []string{"农艺工", "农机驾驶员"}, []string{"油茶种植", "蔬菜育苗", "稻虾共作", "果树嫁接"}}
	logistics = trade{[]string{"物流管理", "交通运输", "供应链管理"}, []string{"仓储主管", "运输调度", "供应链经理", "叉车班长"}, economics,
		[]string{"物流服务师", "叉车司机"}, []string{"冷链仓储", "多式联运"}}
	tourism = trade{[]string{"旅游管理", "文化产业管理", "视觉传达设计"}, []string{"景区运营", "导游", "策划主管", "展陈设计师"}, economics,
		[]string{"导游", "茶艺师"}, []string{"乡村旅游策划", "研学课程"}}
	design = trade{[]string{"城乡规划", "建筑学", "风景园林", "土木工程"}, []string{"规划师", "建筑师", "结构工程师", "景观设计师"}, engineers,
		[]string{"工程测量员"}, []string{"城市更新", "装配式建筑", "传统村落保护"}}
	building = trade{[]string{"土木工程", "工程造价", "工程管理", "给排水科学与工程"}, []string{"项目经理", "造价工程师", "施工员", "安全员", "测量员"}, engineers,
		[]string{"架子工", "砌筑工", "电工"}, []string{"大跨度钢结构", "深基坑支护"}}
	service = trade{[]string{"会计学", "法学", "金融学", "工商管理", "人力资源管理"}, []string{"会计主管", "法务", "风控经理", "人力资源主管"}, economics,
		[]string{"企业人力资源管理师"}, []string{"供应链金融", "知识产权服务"}}
	craft = trade{[]string{"工艺美术", "音乐表演", "民俗学"}, []string{"传承人", "传习员"}, []ranked{{"正高级工艺美术师", "1"}, {"高级工艺美术师", "2"}, {"工艺美术师", "3"}, {"助理工艺美术师", "4"}},
		[]string{"工艺品雕刻工"}, []string{"衡阳渔鼓", "竹编", "剪纸", "石鼓拓片"}}
)

// schools are real places of learning, so that lists of schools have something to match; nobody of the town went there.
var schools = map[string][]school{
	"graduate": {{"中南大学", []string{"double_first_class", "project_985", "project_211"}}, {"湖南大学", []string{"double_first_class", "project_985", "project_211"}}, {"武汉大学", []string{"double_first_class", "project_985", "project_211"}}, {"南华大学", nil}, {"湘潭大学", []string{"double_first_class"}}, {"湖南师范大学", []string{"double_first_class", "project_211"}}},
	"bachelor": {{"南华大学", nil}, {"衡阳师范学院", nil}, {"湖南工学院", nil}, {"湘潭大学", []string{"double_first_class"}}, {"湖南农业大学", nil}, {"湖南大学", []string{"double_first_class", "project_985", "project_211"}}, {"长沙理工大学", nil}, {"湖南中医药大学", nil}},
	"college":  {{"湖南环境生物职业技术学院", nil}, {"湖南高速铁路职业技术学院", nil}, {"湖南财经工业职业技术学院", nil}, {"湖南交通工程学院", nil}},
	"other":    {{"衡阳市职业中专学校", nil}, {"衡阳市第八中学", nil}},
}

type school struct {
	name string
	tags []string
}

var (
	surnames = []rune("王李张刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文欧阳颜")
	givenA   = []rune("建国志明文思子宇晓雨佳俊海春秋立永家振天德新正学光宏瑞嘉梓若一安承景怀望")
	givenB   = []rune("强伟芳娜敏静丽军洋勇艳杰涛明超霞平刚桂英华玲萍红辉玉兰飞斌宇浩然欣怡晨曦轩涵琪蕾博远航峰雁湘衡岳")
)
