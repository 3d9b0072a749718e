package i18n

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

// A Catalogue holds the messages of one or more packages by key.
type Catalogue struct{ messages map[string]message }

// A message is one thing to say, in every language.
type message map[Lang]text

func (m message) say(ctx context.Context, args Args) string {
	t, ok := m[LangOf(ctx)]
	if !ok {
		t = m[Zh]
	}
	return t.say(ctx, args)
}

// Load reads a words.yaml: each entry is "key: {zh: …, en: …}". It refuses an entry without one of the
// languages, a message that does not parse, and languages that do not use the same arguments.
func Load(words []byte) (*Catalogue, error) {
	var entries map[string]struct{ Zh, En string }
	if err := yaml.UnmarshalWithOptions(words, &entries, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("read words: %w", err)
	}
	c := &Catalogue{messages: make(map[string]message, len(entries))}
	var wrong []error
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		msg, err := compile(entries[key].Zh, entries[key].En)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", key, err))
		}
		c.messages[key] = msg
	}
	return c, errors.Join(wrong...)
}

func compile(zh, en string) (message, error) {
	if zh == "" || en == "" {
		return nil, errors.New("lacks one of the languages zh, en")
	}
	z, err := parse(zh)
	if err != nil {
		return nil, fmt.Errorf("zh: %w", err)
	}
	e, err := parse(en)
	if err != nil {
		return nil, fmt.Errorf("en: %w", err)
	}
	if a, b := z.names(), e.names(); !slices.Equal(a, b) {
		return nil, fmt.Errorf("zh uses %v but en uses %v", a, b)
	}
	return message{Zh: z, En: e}, nil
}

// MustLoad is Load for the words embedded in a package; what it loads, T can say. It panics on words
// that Load refuses and on a key that another package has already taken.
func MustLoad(words []byte) *Catalogue {
	c, err := Load(words)
	if err == nil {
		err = loaded.add(c)
	}
	if err != nil {
		panic(fmt.Sprintf("i18n: %v", err))
	}
	return c
}

// Merge gives one catalogue with the messages of all; it fails on a key in two of them.
func Merge(all ...*Catalogue) (*Catalogue, error) {
	sum := &Catalogue{messages: map[string]message{}}
	for _, c := range all {
		if err := sum.take(c); err != nil {
			return nil, err
		}
	}
	return sum, nil
}

// Keys lists the keys of c in order.
func (c *Catalogue) Keys() []string { return slices.Sorted(maps.Keys(c.messages)) }

func (c *Catalogue) take(more *Catalogue) error {
	for key, msg := range more.messages {
		if _, taken := c.messages[key]; taken {
			return fmt.Errorf("key %s is in two catalogues", key)
		}
		c.messages[key] = msg
	}
	return nil
}

// loaded holds every message compiled into the program. It is filled while packages initialise and
// only read afterwards; the lock is for tests that load more.
var loaded = &book{words: Catalogue{messages: map[string]message{}}}

type book struct {
	sync.RWMutex
	words Catalogue
}

func (b *book) add(c *Catalogue) error {
	b.Lock()
	defer b.Unlock()
	return b.words.take(c)
}

func (b *book) find(key string) (message, bool) {
	b.RLock()
	defer b.RUnlock()
	msg, ok := b.words.messages[key]
	return msg, ok
}
