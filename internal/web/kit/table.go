package kit

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"
)

// A Table lists rows of one kind.
type Table struct {
	ID      string // unique on the page
	Caption string // what is listed, read by screen readers
	Columns []Column
	Rows    []Row
	Select  bool            // rows have a checkbox named "id" for batch actions; put the table inside a Form
	Empty   templ.Component // when there are no rows; nil for plain words
	Cards   bool            // on a phone each row becomes a card instead of scrolling sideways
}

// A Column of a Table.
type Column struct {
	Key   string // names the column in ?sort= and ?col=
	Label string
	Sort  bool // may be sorted by: ?sort=key and ?sort=-key
	Right bool // numbers
	Tight bool // as narrow as its content
}

// A Row of a Table: one cell for each column.
type Row struct {
	ID      string // value of its checkbox
	Name    string // what the checkbox chooses, for screen readers
	Cells   []templ.Component
	Actions []Link
}

func (t Table) hasActions() bool {
	return slices.ContainsFunc(t.Rows, func(r Row) bool { return len(r.Actions) > 0 })
}

func (t Table) class() string {
	if t.Cards {
		return "table-wrap as-cards"
	}
	return "table-wrap"
}

// sortOf tells by which column the page is sorted, from its path.
func sortOf(path, key string) (sorted, down bool) {
	switch queryOf(path).Get("sort") {
	case key:
		return true, false
	case "-" + key:
		return true, true
	}
	return false, false
}

// sortURL is the page sorted by key, the other way round if it is already; it starts again at the first rows.
func sortURL(path, key string) string {
	if sorted, down := sortOf(path, key); sorted && !down {
		key = "-" + key
	}
	return with(path, "sort", key, "after", "", "before", "")
}

// A Pager leads to the rows before and after by cursor; "" where there are none.
type Pager struct {
	Prev, Next string // cursors: ?before=, ?after=
	Total      int64  // -1 when not counted
	Shown      int
}

// A Filter is one choice of a filter bar; Name is its entry in the query.
type Filter struct {
	Name, Label string
	Options     []Option
}

// A FilterBar narrows a list by its query: ?q= and the filters. It shows what the page's query has chosen.
type FilterBar struct {
	Keyword string // label of the keyword; "" for none
	Hint    string // placeholder of the keyword
	Filters []Filter
	More    []Filter // those behind an opener
	Saved   []Link   // saved filters
	Keep    []string // query entries that stay, such as sort and col
}

func keptQuery(path string, names []string) [][2]string {
	query, kept := queryOf(path), [][2]string{}
	for _, name := range append([]string{"sort", "col", "tab"}, names...) {
		for _, value := range query[name] {
			kept = append(kept, [2]string{name, value})
		}
	}
	return kept
}

func bare(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return "/"
	}
	return u.Path
}

// otherQuery are the query entries besides those named.
func otherQuery(path string, except ...string) [][2]string {
	query, kept := queryOf(path), [][2]string{}
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if slices.Contains(except, name) {
			continue
		}
		for _, value := range query[name] {
			kept = append(kept, [2]string{name, value})
		}
	}
	return kept
}

// anyChosen reports whether the page's query has chosen something in one of filters.
func anyChosen(query url.Values, filters []Filter) bool {
	return slices.ContainsFunc(filters, func(f Filter) bool { return query.Get(f.Name) != "" })
}
