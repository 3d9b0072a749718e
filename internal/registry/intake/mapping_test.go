package intake

import (
	"errors"
	"maps"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store/dbtest"
)

func TestAMappingFileSaysWhatColumnsMean(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	want := map[string]roster.Field{"拿手活儿": roster.Speciality, "备注": roster.Ignore, "电话": roster.Phone}
	for name, text := range map[string]string{
		"YAML by keys":                  "# what the office calls it\n拿手活儿: speciality\n备注: \"-\"\n电话: phone\n",
		"YAML by words":                 "拿手活儿: 特长\n备注: 不导入\n电话: Phone\n",
		"JSON as a programme writes it": `{"拿手活儿": "speciality", "备注": "-", "电话": "联系电话"}`,
	} {
		got, err := ReadMapping(d.write("m.yaml", []byte(text)))
		if err != nil || !maps.Equal(got, want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for name, text := range map[string]string{"no such field": "拿手活儿: no_such", "no mapping at all": "- a\n- b", "no YAML": "a: [", "an alias bomb": "a: &a [x,x]\nb: [*a,*a]"} {
		if _, err := ReadMapping(d.write("m.yaml", []byte(text))); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	if _, err := ReadMapping("nowhere.yaml"); !errors.Is(err, fault.Missing) {
		t.Errorf("got %v, want Missing", err)
	}
	if got, err := ReadMapping(""); got != nil || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAMappingServesSeveralFiles(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	first := d.sheet("a.csv", "姓名,身份证号码,拿手活儿", "林小满,"+number("19900304", 1)+",油茶种植")
	second := d.sheet("b.csv", "姓名,身份证号码,单位", "周秋雁,"+number("19910304", 1)+",甲公司")
	mapping := map[string]roster.Field{" 拿手活儿 ": roster.Speciality}
	r, err := d.ImportFiles(d.ctx, office, []string{first, second}, Options{District: zhengxiang, Mapping: mapping})
	check(t, err)
	if r.Created != 2 || d.people()[number("19900304", 1)]["speciality"] != "油茶种植" {
		t.Errorf("%+v", r)
	}
	r, err = d.ImportFiles(d.ctx, office, []string{second}, Options{District: zhengxiang, Mapping: mapping})
	check(t, err)
	if f := r.Files[0].Fault; f == nil || f.Key != "intake.map.unknown_title" {
		t.Errorf("a title that no file has: %+v", r.Files[0])
	}
}
