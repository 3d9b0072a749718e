package webtest

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return string(b)
}

// Open goes to a path of the site.
func (p *Page) Open(path string) {
	p.t.Helper()
	p.do("open "+path, chromedp.Navigate(p.base+path))
	p.settle()
}

// URL is the path and query shown.
func (p *Page) URL() string {
	p.t.Helper()
	return Eval[string](p, `location.pathname + location.search`)
}

// Click presses the first visible element that the selector finds and waits for the page that may follow.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.press(selector, `[...document.querySelectorAll(`+quote(selector)+`)].find(e => e.checkVisibility())`)
}

// ClickText presses the link, button or opener with these words.
func (p *Page) ClickText(words string) {
	p.t.Helper()
	p.press(words, `(() => {
		const plain = e => e.innerText.replace(/[\u2068\u2069]/g, "").trim();
		const all = [...document.querySelectorAll("a, button, summary, label, [role=button]")].filter(e => e.checkVisibility());
		return all.find(e => plain(e) === `+quote(words)+`) || all.find(e => plain(e).includes(`+quote(words)+`));
	})()`)
}

// press waits for the element that the expression finds, marks it and clicks it with the mouse.
func (p *Page) press(what, element string) {
	p.t.Helper()
	p.wait("press "+what, `(() => {
		const e = `+element+`;
		if (!e) return false;
		document.querySelectorAll("[data-press]").forEach(o => o.removeAttribute("data-press"));
		e.setAttribute("data-press", "");
		e.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
		return true;
	})()`)
	Eval[bool](p, `window.__leaving = false; addEventListener("beforeunload", () => { window.__leaving = true }); true`)
	p.do("press "+what, chromedp.Click(chromedp.CSS("[data-press]")))
	p.settle()
}

// Fill replaces what stands in the field called name (or found by a CSS selector) with text, by typing.
func (p *Page) Fill(field, text string) {
	p.t.Helper()
	selector := selectorOf(field)
	p.do("find "+field, chromedp.WaitVisible(chromedp.CSS(selector)))
	Eval[bool](p, `(() => { document.querySelector(`+quote(selector)+`).value = ""; return true })()`) // an empty textarea has no text to clear
	p.do("fill "+field, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Choose takes the option with value in a select, or the radio or checkbox with value.
func (p *Page) Choose(field, value string) {
	p.t.Helper()
	ok := Eval[bool](p, `(() => {
		const all = [...document.querySelectorAll(`+quote(selectorOf(field))+`)];
		const one = all.find(e => e.tagName === "SELECT" || e.value === `+quote(value)+`);
		if (!one) return false;
		if (one.tagName === "SELECT") {
			one.value = `+quote(value)+`;
			one.dispatchEvent(new Event("change", {bubbles: true}));
			return one.value === `+quote(value)+`;
		}
		if (!one.checked) one.click();
		return one.checked;
	})()`)
	if !ok {
		p.t.Fatalf("field %s has no choice %q\n%s", field, value, p.describe())
	}
}

// Upload puts files into a file field.
func (p *Page) Upload(field string, paths ...string) {
	p.t.Helper()
	p.do("upload to "+field, chromedp.SetUploadFiles(chromedp.CSS(selectorOf(field)), paths))
}

// selectorOf finds fields by name; what is not a plain name is a CSS selector.
func selectorOf(field string) string {
	if strings.ContainsAny(field, "#[ >:") {
		return field
	}
	return `[name="` + field + `"]`
}

// Text is the visible text of the first element found, without the marks of data.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	p.wait("find "+selector, `!!document.querySelector(`+quote(selector)+`)`)
	return Eval[string](p, `document.querySelector(`+quote(selector)+`).innerText.replace(/[\u2068\u2069]/g, "").trim()`)
}

// See waits until the page shows words; it fails the test if they do not come.
func (p *Page) See(words string) {
	p.t.Helper()
	p.wait("see "+words, shows(words))
}

// Shows reports whether the page shows words now.
func (p *Page) Shows(words string) bool {
	p.t.Helper()
	return Eval[bool](p, shows(words))
}

func shows(words string) string {
	return `!!document.body && document.body.innerText.replace(/[\u2068\u2069]/g, "").includes(` + quote(words) + `)`
}

// wait polls until the expression is true.
func (p *Page) wait(what, expression string) {
	p.t.Helper()
	for pause, waited := 20*time.Millisecond, time.Duration(0); waited < patience/2; waited += pause {
		if value, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression)); err == nil && value {
			return
		}
		time.Sleep(pause)
		pause = min(2*pause, 500*time.Millisecond)
	}
	p.t.Fatalf("%s: in vain\n%s", what, p.describe())
}

// settle waits until the page that was being left is gone, the next one is complete and htmx is at rest.
func (p *Page) settle() {
	p.t.Helper()
	time.Sleep(60 * time.Millisecond)
	const atRest = `document.readyState === "complete" && !window.__leaving && !document.querySelector(".htmx-request")`
	for range 50 { // a download leaves the page where it is: give up quietly after five seconds
		if value, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](atRest)); err == nil && value {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}
