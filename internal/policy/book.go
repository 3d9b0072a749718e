package policy

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/clock"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/policy/pack"
	"yanzhen/internal/store"
)

// A Config says which of the shipped packs are in force in a district: packs/<name>/policies.yaml.
type Config struct {
	District string               `yaml:"district"`
	Places   []string             `yaml:"places"` // packs that hold there are in force
	Also     []string             `yaml:"also"`   // so are these
	Except   []string             `yaml:"except"` // but not these
	Names    map[string]pack.Text `yaml:"names"`  // what places are called
}

// LoadConfig reads <name>/policies.yaml of packs.
func LoadConfig(packs fs.FS, name string) (Config, error) {
	text, err := fs.ReadFile(packs, path.Join(name, "policies.yaml"))
	if err != nil {
		return Config{}, fmt.Errorf("policies of %q: %w", name, err)
	}
	in := yaml.NewDecoder(bytes.NewReader(text))
	in.KnownFields(true)
	var c Config
	if err := in.Decode(&c); err != nil {
		return Config{}, fmt.Errorf("%s/policies.yaml: %w", name, err)
	}
	return c, nil
}

// inForce reports whether the configuration puts a shipped pack into force.
func (c Config) inForce(p *pack.Pack) bool {
	if slices.Contains(c.Except, p.Policy.ID) || !p.Usable() {
		return false
	}
	return slices.Contains(c.Also, p.Policy.ID) || slices.Contains(c.Places, p.Policy.Region)
}

// A Book holds the policies of an installation, ready to be asked, and the population they are asked
// about. It is safe for concurrent use; what is in force is read from the database with every
// question, so that all nodes agree.
type Book struct {
	// People are the facts of everyone, in columns.
	People *Population
	// Certain finds what is certain to be wrong with a pack beyond its form, on a day; such a pack cannot be submitted. nil
	// looks for nothing.
	Certain func(p *pack.Pack, day civil.Date) []pack.Problem

	clock   clock.Clock
	shipped map[string]*volume // by id
	configs map[string]Config  // by district

	mu       sync.Mutex
	compiled map[string]*pack.Pack // saved packs by digest
	shelves  map[string]*shelf     // by district, the last one made
}

// A volume is a pack with the version of its files.
type volume struct {
	pack    *pack.Pack
	digest  string
	files   Files // of a shipped pack; those of saved ones stay in the database
	state   State
	shipped bool
}

// Open reads the shipped packs, <root>/<id>/policy.yaml of packs, for districts with these
// configurations. A district without one has the packs of its province, city and own in force. A
// pack that is wrong stays out of force; Problems tells why.
func Open(db *store.DB, clk clock.Clock, packs fs.FS, root string, configs ...Config) (*Book, error) {
	b := &Book{clock: clk, shipped: map[string]*volume{}, configs: map[string]Config{},
		compiled: map[string]*pack.Pack{}, shelves: map[string]*shelf{}}
	for _, c := range configs {
		b.configs[c.District] = c
	}
	all, err := pack.Load(packs, root)
	if err != nil {
		return nil, fmt.Errorf("read the shipped policies: %w", err)
	}
	for _, p := range all {
		files, err := readFiles(packs, path.Join(root, p.Policy.ID))
		if err != nil {
			return nil, fmt.Errorf("read policy %s: %w", p.Policy.ID, err)
		}
		b.shipped[p.Policy.ID] = &volume{pack: p, digest: files.Digest(), files: files, shipped: true}
	}
	b.People = newPopulation(db, clk)
	return b, nil
}

func readFiles(fsys fs.FS, dir string) (Files, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return nil, err
	}
	files := Files{}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		text, err := fs.ReadFile(fsys, path.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		files[e.Name()] = string(text)
	}
	return files, nil
}

// Problems tells what is wrong with the shipped packs.
func (b *Book) Problems() []pack.Problem {
	var all []pack.Problem
	for _, id := range slices.Sorted(maps.Keys(b.shipped)) {
		all = append(all, b.shipped[id].pack.Problems...)
	}
	return all
}

// config gives the configuration of a district, or the one that follows from its code.
func (b *Book) config(district string) Config {
	if c, ok := b.configs[district]; ok {
		return c
	}
	return Config{District: district, Places: fact.Ancestry(district)}
}

// placeName gives the words of a place, its code if nobody named it.
func (b *Book) placeName(code, lang string) string {
	for _, district := range slices.Sorted(maps.Keys(b.configs)) {
		if name, ok := b.configs[district].Names[code]; ok {
			return name.In(lang)
		}
	}
	return code
}

// A shelf is what is in force in a district at one moment. It never changes.
type shelf struct {
	district  string
	signature string // the same for the same packs in force
	volumes   []*volume
	byID      map[string]*volume
	active    []*pack.Pack // in force, by id
	ready     func() *pack.Ground
	certain   func(*pack.Pack) []pack.Problem // what is certain to be wrong with a pack, beyond its form
}

// ground gives the packs in force made ready for looking ahead, made once for a shelf of a book.
func (s *shelf) ground() *pack.Ground {
	if s.ready == nil {
		return pack.NewGround(s.active)
	}
	return s.ready()
}

// shelf reads what is in force in the district today, by the clock.
func (b *Book) shelf(ctx context.Context, q store.Q, district string) (*shelf, error) {
	all, err := loadMoves(ctx, q, district)
	if err != nil {
		return nil, err
	}
	day := civil.Of(b.clock.Now())
	s := &shelf{district: district, byID: map[string]*volume{}, certain: b.certain}
	config := b.config(district)
	for _, id := range slices.Sorted(maps.Keys(b.shipped)) {
		v := *b.shipped[id]
		v.state = Reference
		if config.inForce(v.pack) {
			v.state = Active
		}
		s.byID[id] = &v
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		now := all[id].inForce(day)
		if now == nil {
			continue
		}
		v, err := b.volume(ctx, q, district, id, now.Version)
		if err != nil {
			return nil, err
		}
		v.state = Retired
		if now.Step == StepApprove {
			v.state = Active
		}
		s.byID[id] = v
	}
	return b.shelved(s), nil
}

// certain gives what is certain to be wrong with a pack today.
func (b *Book) certain(p *pack.Pack) []pack.Problem {
	if b.Certain == nil || !p.Usable() {
		return nil
	}
	return b.Certain(p, civil.Of(b.clock.Now()))
}

// shelved orders the shelf and gives the one made before if it is the same.
func (b *Book) shelved(s *shelf) *shelf {
	var signature strings.Builder
	for _, id := range slices.Sorted(maps.Keys(s.byID)) {
		v := s.byID[id]
		s.volumes = append(s.volumes, v)
		if v.state == Active && v.pack.Usable() {
			s.active = append(s.active, v.pack)
		}
		fmt.Fprintf(&signature, "%s %s %s\n", id, v.digest, v.state)
	}
	s.signature, s.ready = signature.String(), sync.OnceValue(func() *pack.Ground { return pack.NewGround(s.active) })
	b.mu.Lock()
	defer b.mu.Unlock()
	if before := b.shelves[s.district]; before != nil && before.signature == s.signature {
		return before
	}
	b.shelves[s.district] = s
	return s
}

// volume gives a version of a pack: a shipped one, or one that was saved.
func (b *Book) volume(ctx context.Context, q store.Q, district, id, digest string) (*volume, error) {
	if v := b.shipped[id]; v != nil && v.digest == digest {
		shipped := *v
		return &shipped, nil
	}
	b.mu.Lock()
	p := b.compiled[digest]
	b.mu.Unlock()
	if p == nil {
		files, err := loadFiles(ctx, q, district, id, digest)
		if err != nil {
			return nil, err
		}
		if p, err = b.compile(id, files); err != nil {
			return nil, err
		}
	}
	return &volume{pack: p, digest: digest}, nil
}

// compile reads a pack from its files, once for each content.
func (b *Book) compile(id string, files Files) (*pack.Pack, error) {
	digest := files.Digest()
	b.mu.Lock()
	p := b.compiled[digest]
	b.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := pack.LoadOne(folder{id, files}, id)
	if err != nil {
		return nil, fmt.Errorf("read policy %s: %w", id, err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.compiled[digest] = p
	return p, nil
}

// find gives the pack called id as it is on the shelf; fault.Missing when there is none.
func (s *shelf) find(id string) (*volume, error) {
	v, ok := s.byID[id]
	if !ok {
		return nil, fault.Missing.New("policy.missing").With("id", id)
	}
	return v, nil
}

// A folder is a file system with the files of one pack in a folder.
type folder struct {
	name  string
	files Files
}

// Open is there for fs.FS; packs are read by ReadFile.
func (f folder) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadFile gives <name>/<file>.
func (f folder) ReadFile(name string) ([]byte, error) {
	dir, file := path.Split(name)
	text, ok := f.files[file]
	if !ok || path.Clean(dir) != f.name {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}
