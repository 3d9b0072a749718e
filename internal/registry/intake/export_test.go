package intake

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func TestNothingThatGoesOutRunsAsAFormula(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	texts := []string{"=cmd|'/c calc'!A0", "+1+1", "-2+3", "@SUM(1)", "＝1+1", "-12"}
	rows := []string{"姓名,身份证号码,特长"}
	for i, text := range texts {
		rows = append(rows, "林小"+string(rune('一'+i))+","+number("1990030"+string(rune('1'+i)), 1)+`,"`+text+`"`)
	}
	d.take(d.sheet("a.csv", rows...))
	column := slices.Index(roster.FlatFields, roster.Speciality)

	table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(d.exported(CSV), []byte("\ufeff")))).ReadAll()
	check(t, err)
	var seen []string
	for _, row := range table[1:] {
		seen = append(seen, row[column])
	}
	want := []string{"'=cmd|'/c calc'!A0", "'+1+1", "'-2+3", "'@SUM(1)", "'＝1+1", "-12"}
	slices.Sort(seen)
	slices.Sort(want)
	if !slices.Equal(seen, want) {
		t.Errorf("CSV has %q, want %q", seen, want)
	}

	book, err := excelize.OpenReader(bytes.NewReader(d.exported(XLSX)))
	check(t, err)
	sheet := book.GetSheetName(0)
	for n := range texts {
		cell, err := excelize.CoordinatesToCellName(column+1, n+2)
		check(t, err)
		formula, err := book.GetCellFormula(sheet, cell)
		check(t, err)
		kind, err := book.GetCellType(sheet, cell)
		check(t, err)
		if text, _ := book.GetCellValue(sheet, cell); formula != "" || kind == excelize.CellTypeFormula || !slices.Contains(texts, text) {
			t.Errorf("cell %s holds %q, formula %q", cell, text, formula)
		}
	}
}

func TestAListHasExactlyTheKeysAndMasksWhatNobodyAskedFor(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	d.take(d.sheet("a.csv", header, "林小满,"+number("19900304", 1)+",汉族,13800001111,甲公司,护士,90000"))
	var out bytes.Buffer
	_, err := d.Export(d.ctx, office, Export{District: zhengxiang, Format: JSONL}, &out)
	check(t, err)
	var p map[string]any
	check(t, json.Unmarshal(out.Bytes(), &p))
	if p["phone"] != "138****1111" || strings.Contains(out.String(), number("19900304", 1)) {
		t.Errorf("in clear: %s", out.String())
	}
	want := readTruth(t)
	for _, person := range want.Persons {
		for key := range person {
			if _, there := p[key]; !there {
				t.Errorf("the key %s is missing", key)
			}
		}
		if len(person) != len(p) {
			t.Errorf("%d keys, want %d", len(p), len(person))
		}
		break
	}
}

// TestAListTakenInAgainChangesNothing takes everyone out as each format that can be read and in again.
func TestAListTakenInAgainChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.take(rosters + "乡土人才台账.xlsx")
		if os.Getenv("YANZHEN_LONG") != "" {
			d.take(rosters + "企业人才登记表.xlsx")
		}
		before := d.exported(JSONL)
		for _, f := range []Format{XLSX, CSV} {
			r := d.take(d.write("list."+string(f), d.exported(f)))
			if n := bytes.Count(before, []byte("\n")); r.Unchanged != int64(n) || r.Conflicts != 0 {
				t.Errorf("%s: %+v of %d people, %d conflicts, reasons %v", f, r.Counts, n, r.Conflicts, r.Files[0].Reasons)
			}
		}
		if !bytes.Equal(d.exported(JSONL), before) {
			t.Error("the dossiers changed")
		}
	})
}

func TestWhatIsAskedForWronglyIsRefused(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	for name, tc := range map[string]struct {
		by   authz.Actor
		ask  Export
		want fault.Kind
	}{
		"no such format":                 {office, Export{Format: "pdf"}, fault.Invalid},
		"no such column":                 {office, Export{Format: CSV, Columns: []roster.Field{"x"}}, fault.Invalid},
		"in full without a reason":       {office, Export{Format: CSV, Plain: true}, fault.Invalid},
		"in full by one who may not":     {authz.System("cli", authz.Auditor, zhengxiang), Export{Format: CSV, Plain: true, Reason: "r"}, fault.Denied},
		"by a role that takes no lists":  {authz.System("cli", authz.Leader, zhengxiang), Export{Format: CSV}, fault.Denied},
		"of a district that is not ours": {office, Export{Format: CSV, District: "430407"}, fault.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.ask.District == "" {
				tc.ask.District = zhengxiang
			}
			var out bytes.Buffer
			if _, err := d.Export(d.ctx, tc.by, tc.ask, &out); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
		})
	}
}

func TestAUnitTakesInAndOutOnlyItsOwnPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		d.take(d.sheet("a.csv", header, "林小满,"+number("19900304", 1)+",汉族,,甲公司,护士,", "周秋雁,"+number("19910304", 1)+",汉族,,乙公司,护士,"))
		org := d.dossiers()["林小满"].Org
		unit := authz.Actor{Account: "u", Via: "web", Grants: []authz.Grant{{Role: authz.Unit, District: zhengxiang, Org: org.ID}}}
		path := d.sheet("unit.csv", header, "林小满,"+number("19900304", 1)+",汉族,13800001111,甲公司,护士,", "陈春,"+number("19920304", 1)+",汉族,,,会计,",
			"周秋雁,"+number("19910304", 1)+",汉族,13900002222,甲公司,护士,", "何冬,"+number("19930304", 1)+",汉族,,乙公司,会计,")
		r, err := d.ImportFiles(d.ctx, unit, []string{path}, Options{District: zhengxiang, Org: org.ID})
		check(t, err)
		if r.Updated != 1 || r.Created != 1 || r.Rejected != 2 {
			t.Fatalf("%+v", r)
		}
		var codes []string
		for _, l := range r.Files[0].Rejects {
			codes = append(codes, l.Reasons[len(l.Reasons)-1].Code)
		}
		if !slices.Equal(codes, []string{"not_yours", "other_unit"}) {
			t.Errorf("reasons %v", codes)
		}
		if people := d.people(); len(people) != 3 || people[number("19910304", 1)]["phone"] != "" || people[number("19920304", 1)]["employer"] != "甲公司" {
			t.Errorf("people %v", people)
		}
		var out bytes.Buffer
		n, err := d.Export(d.ctx, unit, Export{District: zhengxiang, Format: JSONL}, &out)
		if err != nil || n != 2 || strings.Contains(out.String(), "周秋雁") {
			t.Errorf("the unit's list: %d people, %v", n, err)
		}
		forOffice, err := d.ImportFiles(d.ctx, unit, []string{path}, Options{District: zhengxiang})
		check(t, err)
		if f := forOffice.Files[0].Fault; f == nil || f.Kind != fault.Denied {
			t.Errorf("the unit took in for the whole district: %+v", forOffice)
		}
		if _, err := door.Ask(d.ctx, d.Door, unit, ImportPage{District: zhengxiang, Import: d.start(office, path).ID}); !errors.Is(err, fault.Missing) {
			t.Errorf("the unit sees an import of the office: %v", err)
		}
	})
}
