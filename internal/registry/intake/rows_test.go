package intake

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

func TestLongNumbersAreMaskedAndDatesAreNot(t *testing.T) {
	for text, want := range map[string]string{
		"13800001111":           "138****1111",
		"138-0000-1111":         "138******1111",
		"１３８００００１１１１":           "１３８****１１１１",
		"430408199003049967":    "430***********9967",
		"4304081990 0304 996x":  "430*************996x",
		"林小满 13800001111 家里":    "林小满 138****1111 家里",
		"2021-03-01 2023-02-28": "2021-03-01 2023-02-28",
		"2021-03-01":            "2021-03-01",
		"91430408MA6692077U":    "91430408MA6692077U",
		"0734-8812345":          "073*****2345",
		"266,000":               "266,000",
	} {
		if got := maskNumbers(text); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}

func TestSamplesAreTextsOfTheFirstRows(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	i := d.start(office, d.sheet("a.csv", "姓名,身份证号码,单位,空", "林小满,"+number("19900304", 1)+",甲,", "许小雁,"+number("19910304", 1)+",甲,", "王建国,"+number("19920304", 1)+",乙,"))
	got, err := d.Samples(d.ctx, office, i, 2)
	check(t, err)
	if !slices.Equal(got[0], []string{"林小满", "许小雁"}) || !slices.Equal(got[2], []string{"甲", "乙"}) || len(got[3]) != 0 || !strings.Contains(got[1][0], "***") {
		t.Errorf("samples %v", got)
	}
	if _, err := d.Samples(d.ctx, authz.System("cli", authz.Auditor, zhengxiang), i, 2); !errors.Is(err, fault.Missing) {
		t.Errorf("an auditor: %v", err)
	}
}

func TestARowShowsWhatBecameOfItAndWhatWasRead(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	report := d.take(d.sheet("a.csv", "姓名,身份证号码,手机号", "林小满,"+number("19900304", 1)+",13800001111", "没有号码,,"))
	id := report.Files[0].Import
	taken, err := d.Row(d.ctx, office, zhengxiang, id, 2)
	check(t, err)
	if taken.Outcome != OutCreated || taken.Name != "林小满" || taken.Values[roster.Phone] != "138****1111" || taken.Import.ID != id {
		t.Errorf("row 2: %+v", taken)
	}
	left, err := d.Row(d.ctx, office, zhengxiang, id, 3)
	check(t, err)
	if left.Outcome != OutRejected || left.Values[roster.Name] != "没有号码" || left.Person != "" {
		t.Errorf("row 3: %+v", left)
	}
	unit := authz.Actor{Account: "u", Via: "web", Grants: []authz.Grant{{Role: authz.Unit, District: zhengxiang, Org: "o"}}}
	for who, n := range map[string]int64{"office": 4, "unit": 2} {
		actor := map[string]authz.Actor{"office": office, "unit": unit}[who]
		if _, err := d.Row(d.ctx, actor, zhengxiang, id, n); !errors.Is(err, fault.Missing) {
			t.Errorf("%s, row %d: %v, want Missing", who, n, err)
		}
	}
}

func TestImportsAreListedByStateAndByWhatTheyLeftOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		good := d.take(d.sheet("good.csv", "姓名,身份证号码", "林小满,"+number("19900304", 1))).Files[0].Import
		partly := d.take(d.sheet("partly.csv", "姓名,身份证号码", "许小雁,"+number("19910304", 1), "没有号码,")).Files[0].Import
		waiting := d.start(office, d.sheet("waiting.csv", "姓名,身份证号码", "王建国,"+number("19920304", 1))).ID
		for name, tc := range map[string]struct {
			asked ListImports
			want  []string
		}{
			"all, newest first":  {ListImports{}, []string{waiting, partly, good}},
			"finished":           {ListImports{State: []State{Finished}}, []string{partly, good}},
			"not run or running": {ListImports{State: []State{Uploaded, Mapped, Running}}, []string{waiting}},
			"with rejected rows": {ListImports{Rejects: true}, []string{partly}},
			"older than one":     {ListImports{Before: partly}, []string{good}},
			"failed":             {ListImports{State: []State{Failed}}, nil},
		} {
			found, err := door.Ask(d.ctx, d.Door, office, tc.asked)
			check(t, err)
			var ids []string
			for _, i := range found {
				ids = append(ids, i.ID)
			}
			if !slices.Equal(ids, tc.want) {
				t.Errorf("%s: %v, want %v", name, ids, tc.want)
			}
		}
	})
}

func TestReadyColumnsNamePeople(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	i := d.start(office, d.sheet("a.csv", "姓名,身份证号码", "林小满,"+number("19900304", 1)))
	m := Map{District: zhengxiang, Import: i.ID, Columns: map[string]roster.Field{"姓名": roster.School}, Ready: true}
	if _, err := d.Map(d.ctx, office, m); !errors.Is(err, fault.Invalid) {
		t.Errorf("columns without a name: %v, want Invalid", err)
	}
	m.Columns = nil
	i, err := d.Map(d.ctx, office, m)
	check(t, err)
	if i.State != Mapped || i.Plan.Columns[0].Field != roster.Name {
		t.Errorf("mapped: %+v", i)
	}
}
