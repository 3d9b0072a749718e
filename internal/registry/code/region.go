package code

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/goccy/go-yaml"

	"yanzhen/internal/base/fault"
)

// How long the codes of towns and villages are.
const (
	townDigits    = 9
	villageDigits = 12
)

// A Region is a place of the administrative tree: province (2 digits), city (4), district (6), town (9), village (12).
type Region struct {
	Code  string   `yaml:"code"`
	Zh    string   `yaml:"zh"`
	En    string   `yaml:"en,omitempty"`
	Also  []string `yaml:"also,omitempty"`
	Under string   `yaml:"under,omitempty"` // code of the place it lies in where its own code does not begin with it
}

// Regions is a region tree. It never changes after loading.
type Regions struct {
	Source   string
	District string // code of the district the pack is for
	items    []Region
	byCode   map[string]int
	children map[string][]int
}

// LoadRegions reads a tree from a YAML file of a pack: source, district and regions, each with code, zh and, where people
// say it otherwise, also. Errors: Invalid "code.regions.unreadable".
func LoadRegions(files fs.FS, path string) (*Regions, error) {
	text, err := fs.ReadFile(files, path)
	if err != nil {
		return nil, fault.Invalid.New("code.regions.unreadable").With("file", path).From(err)
	}
	var file struct {
		Source   string   `yaml:"source"`
		District string   `yaml:"district"`
		Regions  []Region `yaml:"regions"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, fault.Invalid.New("code.regions.unreadable").With("file", path).From(err)
	}
	r := &Regions{Source: file.Source, District: file.District, items: file.Regions, byCode: map[string]int{}, children: map[string][]int{}}
	for i, place := range r.items {
		if _, twice := r.byCode[place.Code]; twice || place.Zh == "" {
			return nil, fault.Invalid.New("code.regions.unreadable").With("file", path).From(fmt.Errorf("region %q stands twice or has no name", place.Code))
		}
		r.byCode[place.Code] = i
		r.children[place.Parent()] = append(r.children[place.Parent()], i)
	}
	return r, nil
}

// Parent gives the code of the place that p lies in; "" for a province.
func (p Region) Parent() string {
	switch {
	case p.Under != "":
		return p.Under
	case len(p.Code) == villageDigits || len(p.Code) == townDigits:
		return p.Code[:len(p.Code)-3]
	case len(p.Code) > 2:
		return p.Code[:len(p.Code)-2]
	}
	return ""
}

// Get gives the place of a code. Error: Invalid "code.unknown".
func (r *Regions) Get(code string) (Region, error) {
	if i, ok := r.byCode[code]; ok {
		return r.items[i], nil
	}
	return Region{}, fault.Invalid.New("code.unknown").With("table", "region")
}

// Children gives the places directly in code, in order of the file.
func (r *Regions) Children(code string) []Region {
	var out []Region
	for _, i := range r.children[code] {
		out = append(out, r.items[i])
	}
	return out
}

// Towns gives the towns and streets of the district, those of another code that lie in it (Under) included.
func (r *Regions) Towns() []Region { return r.Children(r.District) }

// Served gives the towns whose people the district serves: its own, then those the tree has of a park beside it (Huaxing).
func (r *Regions) Served() []Region {
	towns := r.Towns()
	for _, p := range r.items {
		if len(p.Code) == townDigits && p.Parent() != r.District {
			towns = append(towns, p)
		}
	}
	return towns
}

// Path gives the places from the province down to code; places the file lacks are left out.
func (r *Regions) Path(code string) []Region {
	var out []Region
	for code != "" {
		p := Region{Code: code}
		if i, ok := r.byCode[code]; ok {
			p = r.items[i]
			out = append([]Region{p}, out...)
		}
		code = p.Parent()
	}
	return out
}

// Town gives the town served that text means (蒸湘街道, 蒸湘街道办事处, 蒸湘). Error: Invalid "code.unknown".
func (r *Regions) Town(text string) (Region, error) { return r.among(r.Served(), text) }

// Village gives the village or community that text means (幸福村, 幸福村村委会, 幸福村村民委员会) in a town, or in any town served if town is "" and only one fits.
// Error: Invalid "code.unknown".
func (r *Regions) Village(town, text string) (Region, error) {
	if town != "" {
		return r.among(r.Children(town), text)
	}
	var all []Region
	for _, t := range r.Served() {
		all = append(all, r.Children(t.Code)...)
	}
	return r.among(all, text)
}

// among gives the only place that text names in full, or else the only one whose stem it is.
func (r *Regions) among(places []Region, text string) (Region, error) {
	for _, same := range []func(string) string{Key, Stem} {
		var hits []Region
		for _, p := range places {
			for _, name := range append([]string{p.Zh, p.Code}, p.Also...) {
				if same(name) == same(text) && !unlike(name, text) {
					hits = append(hits, p)
					break
				}
			}
		}
		if len(hits) == 1 {
			return hits[0], nil
		}
	}
	return Region{}, fault.Invalid.New("code.unknown").With("table", "region")
}

// unlike reports whether one text names a village and the other a community: 杨柳村委会 is not 杨柳社区.
func unlike(a, b string) bool {
	return isVillage(a) && isCommunity(b) || isCommunity(a) && isVillage(b)
}

func isCommunity(name string) bool { return strings.Contains(name, "社区") }

func isVillage(name string) bool {
	return !isCommunity(name) && (strings.HasSuffix(name, "村") || strings.HasSuffix(name, "村委会") || strings.HasSuffix(name, "村民委员会"))
}

var endings = []string{"社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "村村委会", "村委会", "居委会", "街道办事处", "人民政府", "办事处", "社区", "街道", "镇", "乡", "村"}

// Stem gives the part of a place name that tells it from its neighbours: 幸福 of 幸福村村委会.
func Stem(name string) string {
	stem := Key(name)
	for again := true; again; {
		again = false
		for _, end := range endings {
			if cut, ok := strings.CutSuffix(stem, end); ok && cut != "" {
				stem, again = cut, true
				break
			}
		}
	}
	return stem
}
