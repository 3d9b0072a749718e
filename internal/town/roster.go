package town

import (
	"io"

	"github.com/xuri/excelize/v2"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/registry"
)

// RosterName is the file name of the roster that WriteRoster makes.
const RosterName = "蒸水精密人才登记表.xlsx"

// WriteRoster writes a roster that one employer of the town hands in some weeks later, as offices get them: with people who are
// known, one whose telephone and one whose post differ from the file, three who are new, and two rows with flaws.
func WriteRoster(w io.Writer, n int, day civil.Date) error {
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "Sheet1"
	rows := [][]any{
		{"蒸水精密制造有限公司人才登记表"},
		{"填报日期：" + day.String()},
		{"序号", "姓名", "性别", "身份证号", "工作单位", "统一社会信用代码", "岗位", "联系电话"},
	}
	for i, one := range rosterRows(n, day) {
		rows = append(rows, append([]any{i + 1}, one...))
	}
	rows = append(rows, []any{"注：请核对后报区委人才办。"})
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := book.SetSheetRow(sheet, cell, &row); err != nil {
			return err
		}
	}
	return book.Write(w)
}

func rosterRows(n int, day civil.Date) [][]any {
	var rows [][]any
	for _, one := range People(n, day) {
		if one.Org.Name == Precision && len(rows) < 6 {
			rows = append(rows, rosterRow(one))
		}
	}
	rows[0][6] = "13907349997" // the telephone
	rows[1][5] = "首席研发工程师"     // the post
	newcomers := People(n+60, day)[n:]
	for _, one := range newcomers[:3] {
		one.Org = registry.OrgRef{Name: Precision, USCC: uscc(0, firms[0].kind)}
		rows = append(rows, rosterRow(one))
	}
	flawed, nameless := rosterRow(newcomers[3]), rosterRow(newcomers[4])
	flawed[2], nameless[0] = slip(flawed[2].(string)), ""
	return append(rows, flawed, nameless)
}

func rosterRow(a registry.Arrival) []any {
	row := []any{a.Name, map[string]string{"1": "男", "2": "女"}[a.Gender], a.IDNumber, a.Org.Name, a.Org.USCC, "", ""}
	for _, d := range a.Drafts {
		switch data := d.Data.(type) {
		case *registry.Employment:
			row[5] = data.Post
		}
	}
	return row
}

// slip gives an identity number with another check character.
func slip(number string) string {
	if number[17] == '1' {
		return number[:17] + "2"
	}
	return number[:17] + "1"
}
