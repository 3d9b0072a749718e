package kit

import (
	"context"
	"net/url"
	"strings"

	"yanzhen/internal/i18n"
)

// A Frame is what surrounds a page: whose site it is, who reads, where they may go. The application fills it,
// the server adds Path, View and Flash, and Layout draws it.
type Frame struct {
	Site   Site
	User   *User       // nil for the public
	Menu   []MenuGroup // only what the reader may open
	Search string      // path that takes ?q=; "" for no search
	Inbox  *Inbox      // nil for none
	Notice string      // a line across the top, such as that this is a demonstration
	SignIn string      // path of the sign-in page, for the public

	Path  string // path and query of the page, for the switches that come back to it
	View  View
	Flash string // words of what just succeeded
}

// A Site names the system and its owner in the reader's language.
type Site struct {
	Name  string // "蒸湘区人才工作平台"
	Owner string // "中共…区委人才工作领导小组办公室"
	Home  string // path of the start page; "/" if empty
	Foot  string // a line below every page: who runs it, whom to call
}

// A User is who is signed in.
type User struct {
	Name    string
	Role    string
	Account string // path of the own account
	SignOut string // path to POST to
}

// An Inbox shows how many messages wait.
type Inbox struct {
	URL   string
	Count int
}

// A MenuGroup is a heading of the left menu; the first group may have none.
type MenuGroup struct {
	Label string
	Items []MenuItem
}

// A MenuItem leads to a part of the site; Count is how much waits there.
type MenuItem struct {
	Label, URL, Icon string
	Count            int
}

// A View is how a reader wants pages to look.
type View struct{ Large, Contrast bool }

// Words are the view's names, as the cookie and the style sheet know them.
func (v View) Words() []string {
	words := []string{}
	if v.Large {
		words = append(words, "large")
	}
	if v.Contrast {
		words = append(words, "contrast")
	}
	return words
}

// A Head names a page and says where it lies; the last crumb is the page itself.
type Head struct {
	Title  string
	Crumbs []Link
	Charts bool   // the page has charts: loads the chart scripts
	Script string // a further script of ours: "editor.js"; none if empty
}

type frameKey struct{}

// WithFrame gives a context whose pages get f.
func WithFrame(ctx context.Context, f Frame) context.Context {
	return context.WithValue(ctx, frameKey{}, f)
}

// FrameOf gives the frame of ctx; an empty one if there is none.
func FrameOf(ctx context.Context) Frame {
	f, _ := ctx.Value(frameKey{}).(Frame)
	if f.Site.Home == "" {
		f.Site.Home = "/"
	}
	return f
}

// current reports whether item is the part of the site the page lies in: of all items, the one whose
// path is the longest beginning of the page's.
func (f Frame) current(item MenuItem) bool {
	best := ""
	path, _, _ := strings.Cut(f.Path, "?")
	for _, group := range f.Menu {
		for _, other := range group.Items {
			if within(path, other.URL) && len(other.URL) > len(best) {
				best = other.URL
			}
		}
	}
	return best != "" && item.URL == best
}

func within(path, part string) bool {
	part, _, _ = strings.Cut(part, "?")
	return path == part || part != "/" && strings.HasPrefix(path, strings.TrimSuffix(part, "/")+"/")
}

func (f Frame) switchLang(to i18n.Lang) string {
	return "/lang?to=" + string(to) + "&back=" + url.QueryEscape(f.Path)
}

func (f Frame) switchView(name string, on bool) string {
	value := "0"
	if on {
		value = "1"
	}
	return "/view?" + name + "=" + value + "&back=" + url.QueryEscape(f.Path)
}

func (f Frame) pageClass() string {
	return strings.Join(append([]string{"page"}, f.View.Words()...), " ")
}

func initial(name string) string {
	for _, r := range strings.TrimPrefix(name, isolate) {
		return string(r)
	}
	return ""
}
