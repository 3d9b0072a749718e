package code_test

import (
	"errors"
	"os"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry/code"
)

func TestFindKnowsCodesNamesAndColloquialSpellings(t *testing.T) {
	for _, tc := range []struct {
		table      *code.Table
		text, want string
	}{
		{code.Education, "硕研", "14"}, {code.Education, "全日制本科", "21"}, {code.Education, "大专", "31"}, {code.Education, "高职", "31"},
		{code.Education, "本 科", "21"}, {code.Education, "研究生（博士）", "11"}, {code.Education, "研究生(硕士)", "14"}, {code.Education, "中技", "47"},
		{code.Education, "14", "14"}, {code.Education, "大学本科", "21"}, {code.Sex, "女", "2"}, {code.Sex, "1", "1"}, {code.Sex, "Male", "1"},
		{code.Ethnicity, "土家", "15"}, {code.Ethnicity, "汉", "01"}, {code.Political, "党员", "01"}, {code.Political, "九三学社", "10"},
		{code.Degree, "工学硕士", "308"}, {code.Degree, "学士学位", "4"}, {code.TitleLevel, "副高级", "2"}, {code.SkillLevel, "一级/高级技师", "2"},
		{code.Title, "高工", "102-1"}, {code.Title, "主治医师", "063"}, {code.Kinship, "爱人", "10"}, {code.Industry, "软件和信息技术服务业", "65"},
		{code.Industry, "I", "I"}, {code.Ownership, "民营企业", "170"}, {code.Scale, "小微", "4"}, {code.Marital, "离异", "40"},
	} {
		got, err := tc.table.Find(tc.text)
		if err != nil || got.Code != tc.want {
			t.Errorf("%s.Find(%q) = %q, %v; want %q", tc.table.Name, tc.text, got.Code, err, tc.want)
		}
	}
	if _, err := code.Education.Find("火星大学"); !errors.Is(err, fault.Invalid) {
		t.Errorf("an unknown spelling gave %v", err)
	}
}

func TestTablesAreWhole(t *testing.T) {
	for name, n := range map[*code.Table]int{code.Ethnicity: 58, code.Industry: 117, code.Political: 13, code.Sex: 4} {
		if len(name.Items()) != n {
			t.Errorf("%s has %d lines, want %d", name.Name, len(name.Items()), n)
		}
	}
	if n := len(code.Industry.Children("C")); n != 31 {
		t.Errorf("manufacturing has %d divisions, want 31", n)
	}
	for _, table := range code.Tables() {
		for _, it := range table.Items() {
			if it.Zh == "" || it.En == "" {
				t.Errorf("%s %s lacks a word", table.Name, it.Code)
			}
			if found, err := table.Find(it.Zh); err != nil || found.Zh != it.Zh {
				t.Errorf("%s: the name %q finds %q", table.Name, it.Zh, found.Zh)
			}
		}
	}
}

func TestOrderAndLevels(t *testing.T) {
	if code.Education.Compare("11", "14") <= 0 || code.Education.Compare("31", "21") >= 0 || code.Education.Compare("xx", "81") >= 0 {
		t.Error("education is out of order")
	}
	level, _ := code.Education.Level("47")
	if level.Zh != "中专" {
		t.Errorf("a technical school counts as %q", level.Zh)
	}
	for name, want := range map[string]string{"正高级工程师": "正高", "高级教师": "副高", "一级教师": "中级", "农艺师": "中级", "助理工程师": "初级", "副主任医师": "副高"} {
		it, err := code.Title.Find(name)
		if got := code.LevelOf(it).Zh; err != nil || got != want {
			t.Errorf("level of %s = %q, %v; want %q", name, got, err, want)
		}
	}
	series, _ := code.Title.Get("10")
	if code.LevelOf(series).Code != "" {
		t.Error("a series has a level")
	}
}

func TestRegionsOfTheDistrict(t *testing.T) {
	r, err := code.LoadRegions(os.DirFS("../../../packs/zhengxiang"), "regions.yaml")
	if err != nil {
		t.Fatal(err)
	}
	villages := 0
	for _, town := range r.Towns() {
		villages += len(r.Children(town.Code))
	}
	if len(r.Towns()) != 5 || villages != 54 {
		t.Errorf("%d towns and %d villages, want 5 and 54", len(r.Towns()), villages)
	}
	if p := r.Path("430408101"); len(p) != 4 || p[0].Zh != "湖南省" || p[3].Zh != "雨母山镇" {
		t.Errorf("path = %v", p)
	}
	town, err := r.Town("雨母山")
	if err != nil || town.Code != "430408101" {
		t.Errorf("town = %v, %v", town, err)
	}
	if park, err := r.Town("华兴街道办事处"); err != nil || park.Code != "430476001" || len(r.Served()) != 6 {
		t.Errorf("the town of the park = %v, %v; %d towns served", park, err, len(r.Served()))
	}
	if v, err := r.Village("", "银光社区"); err != nil || v.Parent() != "430476001" {
		t.Errorf("a community of the park = %v, %v", v, err)
	}
	for _, spelling := range []string{"幸福村村委会", "幸福村", "幸福"} {
		if v, err := r.Village(town.Code, spelling); err != nil || v.Zh != "幸福村委会" {
			t.Errorf("village %q = %v, %v", spelling, v, err)
		}
	}
	if _, err := r.Village("", "不存在村"); !errors.Is(err, fault.Invalid) {
		t.Errorf("an unknown village gave %v", err)
	}
	if _, err := code.LoadRegions(os.DirFS("."), "none.yaml"); !errors.Is(err, fault.Invalid) {
		t.Errorf("a missing file gave %v", err)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("本 科")
	f.Add("（）\xff")
	f.Fuzz(func(t *testing.T, s string) {
		for _, table := range code.Tables() {
			if it, err := table.Find(s); err == nil && it.Code == "" {
				t.Fatalf("%s.Find(%q) gave an item without code", table.Name, s)
			}
		}
		code.Stem(s)
	})
}
