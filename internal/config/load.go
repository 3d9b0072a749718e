package config

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/fault"
)

// Sources are where settings come from. Nil functions and empty paths give nothing.
type Sources struct {
	Flags *pflag.FlagSet                   // with flags of Register; only those that were set count
	Env   func(name string) (string, bool) // os.LookupEnv
	File  string                           // path of a YAML file; if empty, --config or YANZHEN_CONFIG
}

// EnvName is the environment variable of a setting.
func EnvName(setting string) string {
	return "YANZHEN_" + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// Load puts the settings together and checks them. It fails with Invalid on a file that does not read, on settings it does
// not know (with the nearest one it knows) and on values that do not fit, all of them at once.
func Load(from Sources) (*Config, error) {
	c := &Config{origin: map[string]Origin{}}
	if from.Env == nil {
		from.Env = func(string) (string, bool) { return "", false }
	}
	file, err := readFile(from.path())
	if err != nil {
		return nil, err
	}
	var faults fault.List
	for _, name := range slices.Sorted(maps.Keys(file)) {
		if !slices.Contains(Names(), name) {
			faults.Add(unknown(name))
		}
	}
	for _, s := range settings(c) {
		text, origin := from.find(s.name, s.fallback, file)
		c.origin[s.name] = origin
		if err := s.set(text); err != nil {
			faults.Add(fault.Invalid.New("config.value").On(s.name).With("name", s.name).With("origin", string(origin)).From(err))
		}
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	c.derive()
	return c, c.check()
}

func (s Sources) path() string {
	if s.File != "" {
		return s.File
	}
	if s.Flags != nil {
		if f := s.Flags.Lookup("config"); f != nil && f.Changed {
			return f.Value.String()
		}
	}
	path, _ := s.Env("YANZHEN_CONFIG")
	return path
}

func (s Sources) find(name, fallback string, file map[string]string) (string, Origin) {
	if s.Flags != nil {
		if f := s.Flags.Lookup(name); f != nil && f.Changed {
			return f.Value.String(), Flag
		}
	}
	if text, set := s.Env(EnvName(name)); set && text != "" {
		return text, Environment
	}
	if text, set := file[name]; set {
		return text, File
	}
	return fallback, Default
}

// readFile gives the entries of the YAML file at path as text; a list comes as its parts with commas between.
func readFile(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Invalid.New("config.no_file").With("path", path).From(err)
	}
	var entries map[string]yaml.Node
	if err := yaml.Unmarshal(raw, &entries); err != nil {
		return nil, fault.Invalid.New("config.bad_file").With("path", path).From(err)
	}
	texts := map[string]string{}
	for name, node := range entries {
		text, err := textOf(node)
		if err != nil {
			return nil, fault.Invalid.New("config.bad_file").With("path", path).From(fmt.Errorf("%s: %w", name, err))
		}
		texts[name] = text
	}
	return texts, nil
}

func textOf(node yaml.Node) (string, error) {
	switch node.Kind {
	case yaml.ScalarNode:
		if node.Tag == "!!null" {
			return "", nil
		}
		return node.Value, nil
	case yaml.SequenceNode:
		var parts []string
		if err := node.Decode(&parts); err != nil {
			return "", err
		}
		return strings.Join(parts, ","), nil
	}
	return "", errors.New("is neither a value nor a list")
}

func unknown(name string) *fault.Fault {
	if near := nearest(name); near != "" {
		return fault.Invalid.New("config.unknown_near").On(name).With("name", name).With("near", near)
	}
	return fault.Invalid.New("config.unknown").On(name).With("name", name)
}

// nearest gives the known setting that takes the fewest changed letters, if they are few.
func nearest(name string) string {
	best, least := "", len(name)/2+1
	for _, known := range Names() {
		if d := distance(strings.ReplaceAll(name, "_", "-"), known); d < least {
			best, least = known, d
		}
	}
	return best
}

// distance is Levenshtein's: letters to insert, drop or change.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		corner := row[0]
		row[0] = i + 1
		for j := range b {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// Register adds a flag for every setting and --config to flags; usage gives the words of a setting.
func Register(flags *pflag.FlagSet, usage func(setting string) string) {
	flags.String("config", "", usage("config"))
	for _, s := range settings(&Config{}) {
		if s.field.Kind() == reflect.Bool {
			flags.Bool(s.name, false, usage(s.name))
			continue
		}
		flags.String(s.name, s.fallback, usage(s.name))
	}
}
