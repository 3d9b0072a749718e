package policyweb_test

import (
	"strings"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/town"
)

func TestATalentIsToldWhatIsMissingAndWhereToSupplyIt(t *testing.T) {
	s := open(t, 8)
	page := s.see("talent", "/me/policies", "我的政策", "补充这些", "户籍所在地", "衡阳市青年人才生活补贴", "符合后 7.2")
	if !strings.Contains(page, `href="/me/records/new?kind=residence&amp;field=hukou"`) {
		t.Error("there is no link to supply the registration")
	}
	one := s.see("talent", "/me/policies/hengyang_living_2022", "待确认", "还缺什么", "户籍所在地", "免交，由人才办调取", "为什么待确认")
	for _, known := range []string{"kind=education", "kind=employment", "kind=identity"} {
		if strings.Contains(one, known) {
			t.Errorf("the page asks for what is known: %s", known)
		}
	}
}

func TestTheMissingFactTurnsTheAnswer(t *testing.T) {
	s := open(t, 8)
	lin := s.census.People[town.Lin]
	_, err := door.Do(s.ctx, s.door, s.actor(authz.Talent), registry.DeclareRecord{District: zhengxiang, Person: lin, Kind: registry.KindResidence, Data: map[string]any{"hukou": "430408"}})
	check(t, err)
	page := s.see("talent", "/me/policies", "您现在符合 1 项政策", "每期 2,000 元，共 36 期")
	if strings.Contains(page, "field=hukou") {
		t.Error("what was just supplied is asked again")
	}
	s.see("talent", "/me/policies/hengyang_living_2022", "符合条件，可以申请", "72,000 元", "户籍所在地：蒸湘区", "未核实")
}

func TestWhyAPolicyDoesNotApply(t *testing.T) {
	s := open(t, 8)
	xiao := s.census.People[town.Xiao]
	page := s.see("office", "/people/"+xiao+"/policies/hengyang_living_2022", "不符合", "在非公有制企业工作", "单位类型：公立医院", "怎样可以变为符合", "能改变的是：用人单位", "萧文静")
	if strings.Contains(plain(page), "430000") {
		t.Error("codes of places are shown raw")
	}
	s.see("office", "/people/"+xiao+"/policies", "不符合", "为什么不符合")
}

func TestAnotherDayIsAnotherAnswer(t *testing.T) {
	s := open(t, 8)
	lin := s.census.People[town.Lin]
	s.see("office", "/people/"+lin+"/policies/hengyang_living_2022?day=2021-06-01", "2021-06-01", "不符合")
	s.see("office", "/people/"+lin+"/policies?day=2049-01-01", "截至 2049年1月1日", "没有满足：年龄不超过 50 周岁")
}

func TestAClauseWithSetsIsATree(t *testing.T) {
	s := open(t, 8)
	tang := s.census.People[town.Gu] // a senior technician: not by education, perhaps by skill
	page := s.see("office", "/people/"+tang+"/policies/hengyang_home_2018", "技师、高级工", "全日制学历", "经市委人才办认定")
	if strings.Count(page, `<ul class="verdicts">`) < 3 {
		t.Error("the sets do not lie inside their clause")
	}
}

func TestAWayToAYesIsTold(t *testing.T) {
	s := open(t, 8)
	s.see("talent", "/me/policies", "离符合最近的政策", "最高全日制学历由“硕士研究生”变为“博士研究生”")
	s.see("talent", "/me/policies/hunan_doctor_2024", "怎样可以变为符合", "最近的办法", "办妥即符合", "硕士研究生，要求博士研究生及以上", "什么时候符合", "现在到三年后：不符合")
	s.see("talent", "/me/policies/hengyang_home_2018", "劳动合同期限 12个月，要求不少于 36个月，还差 24个月", "劳动合同期限达到 36个月（现为 12个月，还差 24个月）", "能改变的是：用人单位")
	s.see("talent", "/me/policies/hengyang_living_2022", "补充“户籍所在地”，为“衡阳市”时即可", "年龄（按出生日期） 29周岁，要求不超过 50周岁")
	s.see("talent", "/me/policies/hunan_startup_2024", "今后三年内没有办法变为符合", "要求不晚于 2024-06-25，晚了 882天")
}
