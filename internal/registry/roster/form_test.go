package roster_test

import (
	"testing"

	"yanzhen/internal/registry/roster"
)

func TestUnitAndPostAreToldApart(t *testing.T) {
	for text, want := range map[string][2]string{
		"衡阳市蒸湘区人民医院内科副主任":  {"衡阳市蒸湘区人民医院", "内科副主任"},
		"中共衡阳市蒸湘区委组织部副部长":  {"中共衡阳市蒸湘区委组织部", "副部长"},
		"呆鹰岭镇党委书记、镇长":      {"呆鹰岭镇", "党委书记、镇长"},
		"红湘街道办事处主任":        {"红湘街道办事处", "主任"},
		"蒸湘区教育局局长":         {"蒸湘区教育局", "局长"},
		"蒸湘区教育局人事科科长":      {"蒸湘区教育局", "人事科科长"},
		"区委书记":             {"区委", "书记"},
		"衡阳市蒸湘区第一中学教师":     {"衡阳市蒸湘区第一中学", "教师"},
		"湖南雁城数字科技有限公司总经理":  {"湖南雁城数字科技有限公司", "总经理"},
		"湖南雁城数字科技有限公司/工程师": {"湖南雁城数字科技有限公司", "工程师"},
		"自由职业":             {"自由职业", ""},
	} {
		if unit, post := roster.SplitEmployer(text); unit != want[0] || post != want[1] {
			t.Errorf("%s: %q and %q, want %q", text, unit, post, want)
		}
	}
}

func TestCellsOfAFormAreReadLikeARow(t *testing.T) {
	columns := []roster.Column{{Title: "姓名", Field: roster.Name, Certain: true}, {Title: "身份证号", Field: roster.IDNumber, Certain: true},
		{Title: "出生年月", Field: roster.BirthDate, Certain: true}}
	row := roster.ReadCells(columns, []string{"林　小满", "43040819900304998X", "199003"})
	if row.Number != 1 || row.Outcome != roster.OK || row.Entry.Get(roster.Name) != "林小满" || row.Entry.Get(roster.BirthDate) != "1990-03-04" {
		t.Errorf("%+v", row)
	}
	if row := roster.ReadCells(columns, []string{"林小满", "43040819900304998X", "199105"}); row.Reason != roster.BirthConflict {
		t.Errorf("another month: %+v", row)
	}
}
