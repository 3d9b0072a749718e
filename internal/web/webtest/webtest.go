// Package webtest drives a real Chromium in tests: journeys through pages as a person takes them, and
// checks that hold for every page: no WCAG violation, nothing wider than the screen, no Chinese left on an
// English page, nothing the content policy refused.
package webtest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take for anything, on a loaded machine.
const patience = 30 * time.Second

// A Browser is a running Chromium.
type Browser struct{ ctx context.Context }

// New starts Chromium and stops it when the test ends. Without Chromium the test is skipped, unless
// YANZHEN_REQUIRE names chromium: then it fails.
func New(t testing.TB) *Browser {
	t.Helper()
	path := find()
	if path == "" {
		if strings.Contains(os.Getenv("YANZHEN_REQUIRE"), "chromium") {
			t.Fatal("Chromium is required by YANZHEN_REQUIRE but not installed")
		}
		t.Skip("skipped, because Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "zh-CN"))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithLogf(func(string, ...any) {}))
	t.Cleanup(func() { cancel(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &Browser{ctx}
}

func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if _, err := os.Stat("/usr/bin/chromium"); err == nil {
		return "/usr/bin/chromium"
	}
	return ""
}

// A Page is one tab with cookies of its own: one person at work.
type Page struct {
	t     testing.TB
	ctx   context.Context
	base  string
	width int64

	mu     sync.Mutex
	errors []string
}

// Page opens a tab, 1440 wide. Paths given to Open are below base, the address of the server under test.
func (b *Browser) Page(t testing.TB, base string) *Page {
	t.Helper()
	p := &Page{t: t, base: base}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	p.ctx = ctx
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
		t.Fatalf("listen to the console: %v", err)
	}
	p.Width(1440)
	return p
}

// listen keeps what the page complains about: exceptions of scripts, refusals of the content policy.
func (p *Page) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.complain("exception: " + e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" && e.Entry.Source != "network" {
			p.complain(string(e.Entry.Source) + ": " + e.Entry.Text)
		}
	}
}

func (p *Page) complain(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.errors = append(p.errors, text)
}

// do runs steps with patience and fails the test with what was being done.
func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("%s: %v\n%s", what, err, p.describe())
	}
}

// Eval gives the value of a JavaScript expression; promises are awaited.
func Eval[T any](p *Page, expression string) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("evaluate %.200s: %v", expression, err)
	}
	return value
}

// describe tells where the page is, for failure messages.
func (p *Page) describe() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + (document.body ? document.body.innerText.slice(0, 1500) : "")`))
	if err != nil {
		return err.Error()
	}
	return text
}

// Width sets the width of the screen: 1440, 768 and 390 are the ones every page is looked at.
func (p *Page) Width(width int64) {
	p.t.Helper()
	p.width = width
	p.do("set width", chromedp.EmulateViewport(width, height(width)))
}

func height(width int64) int64 {
	if width < 500 {
		return 844
	}
	return 1000
}

// Shot writes a picture of the whole page to dir/name-width.png. With dir "" it does so only when the
// variable YANZHEN_SHOTS names a folder.
func (p *Page) Shot(dir, name string) {
	p.t.Helper()
	if dir == "" {
		dir = os.Getenv("YANZHEN_SHOTS")
	}
	if dir == "" {
		return
	}
	tall := max(height(p.width), min(Eval[int64](p, `document.documentElement.scrollHeight`), 12_000))
	p.do("enlarge", chromedp.EmulateViewport(p.width, tall))
	Eval[bool](p, `new Promise(done => setTimeout(() => done(true), 250))`)
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatalf("take a picture: %v", err)
	}
	p.do("shrink", chromedp.EmulateViewport(p.width, height(p.width)))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		p.t.Fatal(err)
	}
	file := filepath.Join(dir, name+"-"+itoa(p.width)+".png")
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
