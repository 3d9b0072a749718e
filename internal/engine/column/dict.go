package column

import (
	"sync"
	"sync/atomic"
)

// A Dict numbers the distinct texts of one column from 0 in the order they came. It only grows, so
// a code once given stays good; readers need no lock.
type Dict struct {
	mu    sync.RWMutex
	codes map[string]int64
	words atomic.Pointer[[]string]
	size  int // bytes of all words
}

func newDict() *Dict {
	d := &Dict{codes: map[string]int64{}}
	d.words.Store(new([]string))
	return d
}

// Words gives the texts by code. The slice must not be changed.
func (d *Dict) Words() []string { return *d.words.Load() }

// Find gives the code of s, or -1.
func (d *Dict) Find(s string) int64 {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if c, ok := d.codes[s]; ok {
		return c
	}
	return -1
}

func (d *Dict) code(s string) int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c, ok := d.codes[s]; ok {
		return c
	}
	words := append(d.Words(), s)
	c := int64(len(words) - 1)
	d.codes[s] = c
	d.words.Store(&words)
	d.size += len(s) + 48 // header, map entry
	return c
}

func (d *Dict) bytes() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.size
}
