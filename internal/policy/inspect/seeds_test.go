package inspect

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/policy/pack"
	"yanzhen/packs"
)

var today = civil.MustParse("2026-11-25")

// A seed is a fault put into a real pack on purpose: the files of the pack, and of another if it takes two, and what has
// to be found.
type seed struct {
	name   string
	files  []fstest.MapFS
	want   []Kind
	clause string // the finding names it, "" for any
	policy string // so does it name this policy
}

// A field is the packs in which faults are sown.
type field struct {
	t     *testing.T
	seeds []seed
}

// A sown is one pack about to get a fault.
type sown struct {
	*field
	id   string
	dir  fstest.MapFS // its files by name
	text string       // policy.yaml
	pol  pack.Policy
}

func (f *field) add(s *sown, name, text string, clause string, want ...Kind) {
	f.seeds = append(f.seeds, seed{s.id + ": " + name, []fstest.MapFS{s.with(s.id, text)}, want, clause, s.id})
}

// with gives the files of the pack with another policy.yaml, in a folder of this name.
func (s *sown) with(id, text string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, f := range s.dir {
		files[path.Join(id, name)] = f
	}
	files[path.Join(id, "policy.yaml")] = &fstest.MapFile{Data: []byte(text)}
	return files
}

// edit gives policy.yaml after a change of its tree; "" when the change does not apply.
func (s *sown) edit(change func(root *yaml.Node) bool) string {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(s.text), &doc); err != nil {
		s.t.Fatal(err)
	}
	if !change(doc.Content[0]) {
		return ""
	}
	out, err := yaml.Marshal(&doc)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(out)
}

// at gives the value of key in a mapping, nil when it has none.
func at(m *yaml.Node, key string) *yaml.Node {
	for i := 0; m != nil && i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return m.Content[i+1]
		}
	}
	return nil
}

// drop takes key out of a mapping.
func drop(m *yaml.Node, key string) bool {
	for i := 0; m != nil && i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			m.Content = slices.Delete(m.Content, i, i+2)
			return true
		}
	}
	return false
}

func (s *sown) node(text string) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		s.t.Fatalf("%s: %v", text, err)
	}
	return doc.Content[0]
}

// put sets key in a mapping.
func (s *sown) put(m *yaml.Node, key, text string) {
	drop(m, key)
	m.Content = append(m.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, s.node(text))
}

var sowing sync.Once
var crop []seed

// sow makes the faults of all packs, once.
func sow(t *testing.T) []seed {
	sowing.Do(func() { crop = sowAll(t) })
	return slices.Clone(crop)
}

func sowAll(t *testing.T) []seed {
	f := &field{t: t}
	dirs, err := fs.ReadDir(packs.FS, "policies")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if !d.IsDir() {
			continue
		}
		s := &sown{field: f, id: d.Name(), dir: fstest.MapFS{}}
		files, err := fs.ReadDir(packs.FS, path.Join("policies", d.Name()))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := fs.ReadFile(packs.FS, path.Join("policies", d.Name(), file.Name()))
			if err != nil {
				t.Fatal(err)
			}
			s.dir[file.Name()] = &fstest.MapFile{Data: text}
		}
		s.text = string(s.dir["policy.yaml"].Data)
		p, err := pack.LoadOne(s.with(s.id, s.text), s.id)
		if err != nil || len(p.Policy.Versions) == 0 {
			t.Fatal(s.id, err)
		}
		s.pol = p.Policy
		s.clauses()
		s.tiers()
		s.money()
		s.papers()
		s.doubles()
	}
	return f.seeds
}

// addGate gives the text with one more gate in every version that has gates.
func (s *sown) addGate(id, when string) string {
	gate := fmt.Sprintf("{id: %s, text: {zh: 多写的一条, en: one clause more}, when: %q}", id, when)
	return s.edit(func(root *yaml.Node) bool {
		gates := at(root, "gates")
		if gates == nil {
			return false
		}
		gates.Content = append(gates.Content, s.node(gate))
		return true
	})
}

var (
	least  = regexp.MustCompile(`^([a-z_.]+) (>=|>|==) (\d+)$`)
	atAge  = regexp.MustCompile(`^age\(([a-z_., ]+)\) (<=|<) (\d+)$`)
	since  = regexp.MustCompile(`^([a-z_.]+) (>=|>) date\('(\d{4})(-\d\d-\d\d)'\)$`)
	place  = regexp.MustCompile(`^'(\d{6})' in ([a-z_.]+)$`)
	claim  = regexp.MustCompile(`^(!?)([a-z_]+\.[a-z_.]+)$`)
	sameAs = regexp.MustCompile(`^([a-z_.]+) == '([a-z_]+)'$`)
)

// clauses sows clauses that contradict a gate and clauses that follow from it.
func (s *sown) clauses() {
	for _, g := range s.pol.Gates {
		if g.When.IsZero() || g.Stage == "payment" {
			continue
		}
		for _, part := range strings.Split(g.When.Text, " && ") {
			against, after := rivals(part)
			for i, when := range against {
				if text := s.addGate("seeded", when); text != "" {
					s.add(s, fmt.Sprintf("%s against %s (%d)", when, g.ID, i), text, "seeded", Impossible)
				}
			}
			for i, when := range after {
				if text := s.addGate("seeded", when); text != "" {
					s.add(s, fmt.Sprintf("%s after %s (%d)", when, g.ID, i), text, "seeded", Implied)
				}
			}
		}
	}
}

// rivals gives conditions that nobody meets who meets another, and conditions that everybody meets who meets it.
func rivals(part string) (against, after []string) {
	if m := least.FindStringSubmatch(part); m != nil {
		n, _ := strconv.Atoi(m[3])
		against = append(against, fmt.Sprintf("%s < %d", m[1], n))
		if m[2] != "==" {
			after = append(after, fmt.Sprintf("%s > %d", m[1], n-1))
		}
		if n > 1 {
			after = append(after, fmt.Sprintf("!(%s < %d)", m[1], n-1))
		}
	}
	if m := atAge.FindStringSubmatch(part); m != nil {
		n, _ := strconv.Atoi(m[3])
		against = append(against, fmt.Sprintf("age(%s) > %d", m[1], n+2))
		after = append(after, fmt.Sprintf("age(%s) < %d", m[1], n+5))
	}
	if m := since.FindStringSubmatch(part); m != nil {
		year, _ := strconv.Atoi(m[3])
		against = append(against, fmt.Sprintf("%s < date('%d%s')", m[1], year-1, m[4]))
		after = append(after, fmt.Sprintf("%s >= date('%d%s')", m[1], year-2, m[4]))
	}
	if m := place.FindStringSubmatch(part); m != nil {
		against = append(against, fmt.Sprintf("!('%s' in %s)", m[1], m[2]))
		if !strings.HasSuffix(m[1], "0000") {
			after = append(after, fmt.Sprintf("'%s0000' in %s", m[1][:2], m[2]))
		}
	}
	if m := claim.FindStringSubmatch(part); m != nil {
		against = append(against, map[string]string{"": "!", "!": ""}[m[1]]+m[2])
		after = append(after, fmt.Sprintf("%s == %v", m[2], m[1] == ""))
	}
	if m := sameAs.FindStringSubmatch(part); m != nil {
		against = append(against, fmt.Sprintf("%s != '%s'", m[1], m[2]))
		after = append(after, fmt.Sprintf("%s in ['%s']", m[1], m[2]))
	}
	return against, after
}

// tiers sows a row below one that takes everybody it is for.
func (s *sown) tiers() {
	for b, benefit := range s.pol.Benefits {
		if benefit.Amount == nil || benefit.Amount.Pick == "highest" || slices.ContainsFunc(s.pol.Uplifts, func(u pack.Uplift) bool { return u.TierUp > 0 }) {
			continue
		}
		for i, tier := range benefit.Amount.Tiers {
			m := least.FindStringSubmatch(tier.When.Text)
			if m == nil || m[2] != ">=" {
				continue
			}
			n, _ := strconv.Atoi(m[3])
			text := s.edit(func(root *yaml.Node) bool {
				list := at(at(at(root, "benefits").Content[b], "amount"), "tiers")
				row := s.node(fmt.Sprintf("{id: seeded, text: {zh: 多写的一档, en: one tier more}, when: %s > %d, yuan: 1000}", m[1], n))
				list.Content = slices.Insert(list.Content, i+1, row)
				return true
			})
			s.add(s, "a tier below "+tier.ID, text, "seeded", Unreached)
		}
	}
}

// money takes caps, bounds and ends away, and makes pools too small.
func (s *sown) money() {
	for b, benefit := range s.pol.Benefits {
		if benefit.Amount == nil {
			continue
		}
		if benefit.Amount.Yuan != nil && len(s.pol.Caps) == 0 {
			for _, amount := range []string{"{percent: 10, of: housing.price_fen}", "{each_yuan: 300, of: housing.area_sqm}", "{fen: job.pay_yearly_fen * 2}",
				"{of: business.loan_fen, brackets: [{up_to_yuan: 100000, percent: 50}, {percent: 10}]}"} {
				s.add(s, "an amount of "+amount, s.edit(func(root *yaml.Node) bool {
					s.put(at(root, "benefits").Content[b], "amount", amount)
					return true
				}), benefit.ID, Uncapped)
			}
		}
		for i, tier := range benefit.Amount.Tiers {
			if tier.Cap != nil && (tier.Percent != nil || !tier.Fen.IsZero()) {
				s.add(s, "no cap of "+tier.ID, s.edit(func(root *yaml.Node) bool {
					return drop(at(at(at(root, "benefits").Content[b], "amount"), "tiers").Content[i], "cap_yuan")
				}), tier.ID, Uncapped)
			}
		}
		if benefit.Amount.Cap != nil {
			s.add(s, "no cap", s.edit(func(root *yaml.Node) bool { return drop(at(at(root, "benefits").Content[b], "amount"), "cap_yuan") }), benefit.ID, Uncapped)
		}
	}
	if len(s.pol.Once) > 0 {
		s.add(s, "not only once", s.edit(func(root *yaml.Node) bool { return drop(root, "once") }), "", Repeatable)
	}
	if last := s.pol.Versions[len(s.pol.Versions)-1]; !last.Until.IsZero() && last.Claims.IsZero() {
		s.add(s, "no end", s.edit(func(root *yaml.Node) bool {
			versions := at(root, "versions")
			return drop(versions.Content[len(versions.Content)-1], "until")
		}), "", Endless)
	}
	if fixed(s.pol) {
		s.add(s, "a pool below a payment", s.edit(func(root *yaml.Node) bool {
			s.put(root, "limits", "[{id: seeded, text: {zh: 总额, en: the pool}, yuan: 1, in: year, order: first_come}]")
			return true
		}), "seeded", OverBudget)
		s.add(s, "a pool below the places", s.edit(func(root *yaml.Node) bool {
			s.put(root, "limits", "[{id: places, text: {zh: 名额, en: places}, count: 100000, in: year, order: first_come}, {id: seeded, text: {zh: 总额, en: the pool}, yuan: 1000000, in: year, order: first_come}]")
			return true
		}), "seeded", OverBudget)
	}
}

// fixed reports whether every amount of the policy is a sum of more than ten yuan.
func fixed(p pack.Policy) bool {
	sums := 0
	for _, b := range p.Benefits {
		if b.Amount == nil {
			continue
		}
		values := []pack.Value{b.Amount.Value}
		if len(b.Amount.Tiers) > 0 {
			values = nil
			for _, t := range b.Amount.Tiers {
				values = append(values, t.Value)
			}
		}
		for _, v := range values {
			if v.Yuan == nil || *v.Yuan < 1000 {
				return false
			}
			sums++
		}
	}
	return sums > 0 && len(p.Versions) == 1
}

// papers asks people for what an office has.
func (s *sown) papers() {
	for i, d := range s.pol.Documents {
		if d.Shared {
			s.add(s, "asks for "+d.ID, s.edit(func(root *yaml.Node) bool { return drop(at(root, "documents").Content[i], "shared") }), d.ID, Needless)
		}
	}
	if len(s.pol.Documents) == 0 || len(s.pol.Documents) > 0 && !slices.ContainsFunc(s.pol.Documents, func(d pack.Document) bool { return d.ID == "degree" }) {
		s.add(s, "asks for the degree", s.edit(func(root *yaml.Node) bool {
			paper := s.node("{id: degree, name: {zh: 学历证, en: certificate of education}}")
			if list := at(root, "documents"); list != nil {
				list.Content = append(list.Content, paper)
			} else {
				s.put(root, "documents", "[]")
				list = at(root, "documents")
				list.Style, list.Content = 0, []*yaml.Node{paper}
			}
			return true
		}), "degree", Needless)
	}
}

// doubles puts the policy into the book a second time under another name, once as it is and once with a clause less.
func (s *sown) doubles() {
	if s.pol.Kind == "other" || slices.ContainsFunc(s.pol.Gates, func(g pack.Gate) bool { return g.Benefit != nil }) {
		return
	}
	for name, less := range map[string]bool{"under another name": false, "with a clause less": true} {
		id := s.id + "_twin"
		text := s.edit(func(root *yaml.Node) bool {
			s.put(root, "id", id)
			s.put(root, "name", "{zh: 另一项政策, en: another policy}")
			s.put(root, "document", "另发〔2026〕1号")
			unrelated(root)
			gates := at(root, "gates")
			if less && len(gates.Content) < 2 {
				return false
			}
			if less {
				gates.Content = gates.Content[1:]
				s.put(root, "gates", "[]")
				at(root, "gates").Style, at(root, "gates").Content = 0, gates.Content
			}
			return true
		})
		if text == "" {
			continue
		}
		want := []Kind{PaidTwice}
		if less {
			want = []Kind{PaidTwice, Overlap}
		}
		own := s.edit(func(root *yaml.Node) bool {
			unrelated(root)
			return true
		})
		s.seeds = append(s.seeds, seed{s.id + ": " + name, []fstest.MapFS{s.with(s.id, own), s.with(id, text)}, want, "", id})
	}
}

// unrelated drops what a policy says of others.
func unrelated(root *yaml.Node) {
	for _, key := range []string{"exclusive", "stacks", "prior", "caps"} {
		drop(root, key)
	}
}

// loaded reads the packs of a seed.
func (s seed) loaded() ([]*pack.Pack, error) {
	var all []*pack.Pack
	for _, files := range s.files {
		p, err := pack.Load(files, ".")
		if err != nil {
			return nil, err
		}
		all = append(all, p...)
	}
	return all, nil
}

// found reports whether the inspection found the fault.
func (s seed) found(all []Finding) bool {
	return slices.ContainsFunc(all, func(f Finding) bool {
		if !slices.Contains(s.want, f.Kind) || !f.concerns(s.policy) {
			return false
		}
		return s.clause == "" || f.Clause.ID == s.clause || slices.ContainsFunc(f.Others, func(o Ref) bool { return o.ID == s.clause })
	})
}

// thinned keeps all faults of kinds with few of them, and of the others a part: no fewer than two hundred in all.
func thinned(seeds []seed) []seed {
	all, seen := map[Kind]int{}, map[Kind]int{}
	for _, s := range seeds {
		all[s.want[0]]++
	}
	return slices.DeleteFunc(seeds, func(s seed) bool {
		seen[s.want[0]]++
		return seen[s.want[0]]%(1+all[s.want[0]]/40) != 0
	})
}

// Of faults put into the real packs on purpose at least 95 in a hundred are found, of each kind at least 90.
func TestSeededFaultsAreFound(t *testing.T) {
	seeds := sow(t)
	if os.Getenv("YANZHEN_LONG") == "" {
		seeds = thinned(seeds)
	}
	hit, all := map[Kind]int{}, map[Kind]int{}
	var mu sync.Mutex
	var group sync.WaitGroup
	work := make(chan seed)
	for range 2 {
		group.Go(func() {
			for s := range work {
				read, err := s.loaded()
				var found []Finding
				if err == nil {
					found, err = Packs(t.Context(), read, nil, today, nil)
				}
				usable := !slices.ContainsFunc(read, func(p *pack.Pack) bool { return !p.Usable() })
				mu.Lock()
				switch all[s.want[0]]++; {
				case err != nil || !usable:
					t.Errorf("%s does not load: %v %v", s.name, err, read[0].Problems)
				case s.found(found):
					hit[s.want[0]]++
				default:
					t.Logf("missed: %s", s.name)
				}
				mu.Unlock()
			}
		})
	}
	for _, s := range seeds {
		work <- s
	}
	close(work)
	group.Wait()
	sum, hits := 0, 0
	for _, k := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%-11s %3d of %3d", k, hit[k], all[k])
		if hit[k]*100 < all[k]*90 {
			t.Errorf("of %s only %d of %d are found", k, hit[k], all[k])
		}
		sum, hits = sum+all[k], hits+hit[k]
	}
	t.Logf("recall %d of %d", hits, sum)
	if sum < 200 || hits*100 < sum*95 {
		t.Errorf("recall is %d of %d", hits, sum)
	}
}
