package district_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/district"
	"yanzhen/internal/i18n"
	"yanzhen/packs"
)

func TestThePresetIsWhole(t *testing.T) {
	d, err := district.Load(packs.FS, "zhengxiang")
	if err != nil {
		t.Fatal(err)
	}
	if d.Code != "430408" || len(d.Industries) != 9 || d.Name.In(i18n.En) == "" {
		t.Errorf("got %+v", d)
	}
	for _, i := range d.Industries {
		if !i.Sample {
			t.Errorf("industry %s is a preset from the source text and must be marked as a sample", i.Key)
		}
	}
	if dep, ok := d.Department("renshe"); !ok || dep.Zh == "" {
		t.Errorf("department renshe: %+v, %v", dep, ok)
	}
}

func TestASlipOfThePenShows(t *testing.T) {
	for name, text := range map[string]string{
		"unknown key":      "code: \"430408\"\nnmae: {zh: 甲, en: A}\n",
		"wrong code":       "code: \"4304\"\n",
		"department twice": "code: \"430408\"\ndepartments: [{key: a, zh: 甲, en: A}, {key: a, zh: 乙, en: B}]\n",
	} {
		t.Run(name, func(t *testing.T) {
			fs := fstest.MapFS{"x/district.yaml": {Data: []byte(text)}}
			if _, err := district.Load(fs, "x"); err == nil {
				t.Errorf("accepted %s", strings.ReplaceAll(text, "\n", "; "))
			}
		})
	}
}
