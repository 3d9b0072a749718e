package policy

import (
	"cmp"
	"log/slog"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/engine/column"
	"yanzhen/internal/policy/fact"
	"yanzhen/internal/registry"
)

// A muster gathers the facts of everyone as of one day in growing columns. It is for one goroutine.
type muster struct {
	day     civil.Date
	columns *column.Builder
	rows    map[string]int // row of a person
	leaves  []*leaf
	order   []int32 // rows by person id; nil while they came in that order
	last    string  // the greatest person id so far
	changes int     // grows with every change
	read    int64   // instant of the last whole reading, in microseconds
	seen    map[string]int64
}

// A leaf tells who stands in the rows of one chunk of the columns.
type leaf struct {
	ids, names, orgs []string
	gone             column.Bits // merged into somebody else
	shared           bool        // a view holds it: copy before changing
}

// columnsOf are the facts that can follow from records, as columns.
var columnsOf = sync.OnceValue(func() []column.Field {
	var fields []column.Field
	for _, f := range fact.Standard().All() {
		if _, derived := places[f.Basis()]; derived {
			fields = append(fields, column.Field{Name: f.Key, Type: f.Type()})
		}
	}
	return fields
})

func newMuster(day civil.Date) *muster {
	return &muster{day: day, columns: column.NewBuilder(columnsOf()), rows: map[string]int{}, seen: map[string]int64{}}
}

// put takes over the facts of people, new ones and known ones.
func (m *muster) put(page []registry.Dossier) error {
	for i, row := range deriveAll(page, m.day) {
		if err := m.putOne(&page[i], row); err != nil {
			return err
		}
	}
	return nil
}

// deriveAll derives the facts of a page on all processors.
func deriveAll(page []registry.Dossier, day civil.Date) []fact.Row {
	rows := make([]fact.Row, len(page))
	workers := min(runtime.GOMAXPROCS(0), len(page))
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(page); i += workers {
				rows[i] = Derive(&page[i], day).Row()
			}
		})
	}
	group.Wait()
	return rows
}

func (m *muster) putOne(d *registry.Dossier, row fact.Row) error {
	id, name, org := d.Person.ID, d.Person.Name, ""
	if d.Org != nil {
		org = d.Org.ID
	}
	i, known := m.rows[id]
	if !known {
		if err := fitting(row, id, m.columns.Append); err != nil {
			return err
		}
		m.append(id, name, org)
		return nil
	}
	if l, at := m.leaves[i/chunkRows], i%chunkRows; l.names[at] != name || l.orgs[at] != org || l.gone.Get(at) {
		l = m.own(i / chunkRows)
		l.names[at], l.orgs[at] = name, org
		l.gone.Clear(at)
		m.changes++
	}
	if reflect.DeepEqual(m.columns.Row(i), map[string]any(row)) {
		return nil
	}
	m.changes++
	return fitting(row, id, func(row map[string]any) error { return m.columns.Replace(i, row) })
}

// fitting stores a row without the facts that columns cannot hold, as a list beyond all measure: one
// odd record must not keep everyone else from being counted.
func fitting(row fact.Row, person string, store func(map[string]any) error) error {
	for {
		err := store(row)
		f := fault.Of(err)
		if err == nil || f.Kind != fault.Invalid {
			return err
		}
		key := f.Field
		for _, known := row[key]; !known && strings.Contains(key, "."); _, known = row[key] {
			key = key[:strings.LastIndexByte(key, '.')] // a field of a list of records
		}
		if _, known := row[key]; !known {
			return err
		}
		slog.Warn("a fact cannot be held in columns and is left out", "person", person, "fact", key)
		delete(row, key)
	}
}

func (m *muster) append(id, name, org string) {
	i := len(m.rows)
	m.rows[id] = i
	m.changes++
	if i%chunkRows == 0 {
		m.leaves = append(m.leaves, &leaf{gone: make(column.Bits, column.Words(chunkRows))})
	}
	l := m.own(i / chunkRows)
	l.ids, l.names, l.orgs = append(l.ids, id), append(l.names, name), append(l.orgs, org)
	switch {
	case id > m.last && m.order == nil:
		m.last = id
	default:
		m.insert(int32(i), id)
	}
}

// insert puts a row whose id came out of order into the order.
func (m *muster) insert(row int32, id string) {
	order := slices.Clone(m.order) // views hold the old one
	if order == nil {
		for i := range row {
			order = append(order, i)
		}
	}
	at, _ := slices.BinarySearchFunc(order, id, func(r int32, id string) int { return cmp.Compare(m.idOf(r), id) })
	m.order = slices.Insert(order, at, row)
}

func (m *muster) idOf(row int32) string {
	return m.leaves[row/chunkRows].ids[row%chunkRows]
}

// keepOnly takes out those of ids that are not among the people that were found.
func (m *muster) keepOnly(ids []string, found []registry.Dossier) {
	there := map[string]bool{}
	for i := range found {
		there[found[i].Person.ID] = true
	}
	for _, id := range ids {
		if i, known := m.rows[id]; known && !there[id] && !m.leaves[i/chunkRows].gone.Get(i%chunkRows) {
			m.own(i / chunkRows).gone.Set(i % chunkRows)
			m.changes++
		}
	}
}

// forget drops what was seen of changes before instant.
func (m *muster) forget(instant int64) {
	for id, at := range m.seen {
		if at < instant {
			delete(m.seen, id)
		}
	}
}

// own gives leaf i, copied first if a view shares it.
func (m *muster) own(i int) *leaf {
	l := m.leaves[i]
	if l.shared {
		l = &leaf{ids: slices.Clone(l.ids), names: slices.Clone(l.names), orgs: slices.Clone(l.orgs), gone: slices.Clone(l.gone)}
		m.leaves[i] = l
	}
	return l
}

// view gives a snapshot of everyone.
func (m *muster) view(c *crowd) *view {
	for _, l := range m.leaves {
		l.shared = true
	}
	return &view{crowd: c, day: m.day, batch: m.columns.Batch(), leaves: slices.Clone(m.leaves), order: m.order}
}
