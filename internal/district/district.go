// Package district reads the configuration of one district: what it is called, its industries and its
// member departments. A district is data (packs/<name>/district.yaml), not code.
package district

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/i18n"
)

// Words is a name in both languages.
type Words struct {
	Zh string `yaml:"zh"`
	En string `yaml:"en"`
}

// In gives the name in a language.
func (w Words) In(l i18n.Lang) string {
	if l == i18n.En {
		return w.En
	}
	return w.Zh
}

// A District is one configured district.
type District struct {
	Code        string       `yaml:"code"` // GB/T 2260
	Name        Words        `yaml:"name"`
	City        Words        `yaml:"city"`
	Platform    Words        `yaml:"platform"` // what the site is called
	Owner       Words        `yaml:"owner"`    // who runs it
	Mark        string       `yaml:"mark"`     // the character in the emblem
	Industries  []Industry   `yaml:"industries"`
	Departments []Department `yaml:"departments"`
}

// An Industry is a field in which the district plans its talents.
type Industry struct {
	Key     string `yaml:"key"`
	Words   `yaml:",inline"`
	GBT4754 []string `yaml:"gbt4754"` // sections or divisions of GB/T 4754-2017
	Sample  bool     `yaml:"sample"`  // a preset, not the district's own decision
}

// A Department is a member of the leading group for talent work.
type Department struct {
	Key   string `yaml:"key"`
	Words `yaml:",inline"`
}

// Load reads name/district.yaml of packs. Unknown keys are errors, so that a slip of the pen shows.
func Load(packs fs.FS, name string) (*District, error) {
	text, err := fs.ReadFile(packs, name+"/district.yaml")
	if err != nil {
		return nil, fmt.Errorf("district %q: %w", name, err)
	}
	in := yaml.NewDecoder(bytes.NewReader(text))
	in.KnownFields(true)
	var d District
	if err := in.Decode(&d); err != nil {
		return nil, fmt.Errorf("%s/district.yaml: %w", name, err)
	}
	return &d, d.check()
}

func (d *District) check() error {
	if len(d.Code) != 6 {
		return fmt.Errorf("district code %q is not six digits of GB/T 2260", d.Code)
	}
	var keys []string
	for _, i := range d.Industries {
		keys = append(keys, "industry "+i.Key)
	}
	for _, dep := range d.Departments {
		keys = append(keys, "department "+dep.Key)
	}
	slices.Sort(keys)
	for i := 1; i < len(keys); i++ {
		if keys[i] == keys[i-1] {
			return fmt.Errorf("%s stands twice", keys[i])
		}
	}
	return nil
}

// Department gives the department of a key.
func (d *District) Department(key string) (Department, bool) {
	i := slices.IndexFunc(d.Departments, func(dep Department) bool { return dep.Key == key })
	if i < 0 {
		return Department{}, false
	}
	return d.Departments[i], true
}
