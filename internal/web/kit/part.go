package kit

import (
	"github.com/a-h/templ"

	"yanzhen/internal/i18n"
)

func titleOf(h Head, f Frame) string {
	if f.Site.Name == "" {
		return h.Title
	}
	return h.Title + " · " + f.Site.Name
}

// A Stat is a key figure that leads to the list behind it.
type Stat struct {
	Label  string
	Value  string // formatted
	Unit   string
	Note   string // a line below
	Links  []Link // instead of Note: further figures, each with the list behind it
	Change string // "+6.8%", with Tone saying whether that is good
	URL    string
	Icon   string
	Tone   Tone
	Trend  []float64 // a line of the last values; nil for none
}

// A Pair is a label and its value in a grid of facts.
type Pair struct {
	Label string
	Value string
	Node  templ.Component // instead of Value
	Note  string          // where it comes from, and when it was true
	Wide  bool            // takes the whole row
}

// A Tab is a part of a page behind a link.
type Tab struct {
	Label, URL string
	Count      int
	Active     bool
}

// A Moment is one entry of a timeline.
type Moment struct {
	When  string
	Title string
	Text  string
	Icon  string
	Tone  Tone
	URL   string
}

// A Job is how far a long task has come. Done and Total count the same things; Total 0 is unknown.
type Job struct {
	URL     string // answers with Progress again, for htmx; the page itself reloads without scripts
	Text    string // what is done just now
	Done    int64
	Total   int64
	Running bool
	Cancel  string // path to POST to; "" if it cannot be cancelled
}

func (j Job) percent() int64 {
	if j.Total <= 0 {
		return 0
	}
	return min(100, j.Done*100/j.Total)
}

// A Step of a way through several pages.
type Step struct {
	Label string
	URL   string // of a step already done; "" for none
}

// A Ask is a question before something that cannot be taken back.
type Ask struct {
	Label   string // of the button that asks
	Icon    string
	Title   string // the question
	Text    string // what follows from yes
	Confirm string // label of yes
	Action  string // path to POST to
	Danger  bool
	Hidden  map[string]string // further entries of the form
}

// A Failure is an error page.
type Failure struct {
	Status int
	Number string // of the request, to tell an administrator
	SignIn string // path of the sign-in page when that would help
	Told   i18n.Told
}
