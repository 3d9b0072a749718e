package kit

import (
	"context"
	"html"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// A Run is a stretch of characters that two texts share, or that only one of them has.
type Run struct {
	Text   string
	Shared bool
}

// Diff splits a and b into runs: what they share, in the longest common order, and what differs. Texts of
// more than 2,000 characters are compared by their common beginning and end only.
func Diff(a, b string) (inA, inB []Run) {
	x, y := []rune(a), []rune(b)
	head := commonHead(x, y)
	tail := commonTail(x[head:], y[head:])
	sharedX, sharedY := make([]bool, len(x)), make([]bool, len(y))
	mark(sharedX, 0, head)
	mark(sharedY, 0, head)
	mark(sharedX, len(x)-tail, len(x))
	mark(sharedY, len(y)-tail, len(y))
	if len(x) <= 2000 && len(y) <= 2000 {
		markCommon(x[head:len(x)-tail], y[head:len(y)-tail], sharedX[head:], sharedY[head:])
	}
	return runs(x, sharedX), runs(y, sharedY)
}

func commonHead(x, y []rune) int {
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}

func commonTail(x, y []rune) int {
	n := 0
	for n < len(x) && n < len(y) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}

func mark(shared []bool, from, to int) {
	for i := from; i < to; i++ {
		shared[i] = true
	}
}

// markCommon marks a longest common subsequence of x and y.
func markCommon(x, y []rune, sharedX, sharedY []bool) {
	longest := make([][]int, len(x)+1)
	for i := range longest {
		longest[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			sharedX[i], sharedY[j] = true, true
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
}

func runs(text []rune, shared []bool) []Run {
	var all []Run
	for i, r := range text {
		if i > 0 && shared[i] == shared[i-1] {
			all[len(all)-1].Text += string(r)
			continue
		}
		all = append(all, Run{string(r), shared[i]})
	}
	return all
}

// DiffText writes a with the characters that b does not have marked.
func DiffText(a, b string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		inA, _ := Diff(a, b)
		var out strings.Builder
		out.WriteString(`<span class="diff" lang="zh-CN">`)
		for _, run := range inA {
			text := html.EscapeString(run.Text)
			if !run.Shared {
				text = "<mark>" + text + "</mark>"
			}
			out.WriteString(text)
		}
		out.WriteString("</span>")
		_, err := io.WriteString(w, out.String())
		return err
	})
}
