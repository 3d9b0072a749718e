package kit

import (
	"context"
	"embed"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"

	"github.com/a-h/templ"
)

// The pictures are of Tabler Icons 3.51.0 (MIT, icons/LICENSE), unchanged.
//
//go:embed icons/*.svg
var iconFiles embed.FS

var iconTag = regexp.MustCompile(`(?s)^.*?<svg[^>]*>(.*)</svg>\s*$`)

// icons has the drawing inside each picture, by name.
var icons = sync.OnceValue(func() map[string]string {
	drawings := map[string]string{}
	entries, err := iconFiles.ReadDir("icons")
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	for _, entry := range entries {
		raw, err := iconFiles.ReadFile("icons/" + entry.Name())
		if err != nil {
			panic(err)
		}
		inner := iconTag.FindSubmatch(raw)
		drawings[strings.TrimSuffix(entry.Name(), ".svg")] = strings.Join(strings.Fields(string(inner[1])), " ")
	}
	return drawings
})

// Icon draws the picture called name, hidden from screen readers: the words beside it speak. A name without
// a picture draws nothing.
func Icon(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		drawing, ok := icons()[name]
		if !ok {
			return nil
		}
		_, err := fmt.Fprintf(w, `<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">%s</svg>`, drawing)
		return err
	})
}

// HasIcon reports whether there is a picture called name.
func HasIcon(name string) bool { _, ok := icons()[name]; return ok }
