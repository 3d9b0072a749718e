package webtest

import (
	_ "embed"
	"fmt"
	"os"
	"strings"
	"testing"
)

//go:embed testdata/axe.min.js
var axeScript string

// Check runs what holds for every page at the width set: Axe, Fits, OneLanguage and Quiet.
func (p *Page) Check() {
	p.t.Helper()
	p.Axe()
	p.Fits()
	p.OneLanguage()
	p.Quiet()
}

// Look opens a path, checks it and takes its picture: at the three widths where the long suites run or pictures are taken,
// else on the narrowest screen, where most goes wrong.
func (p *Page) Look(t testing.TB, path, name string) {
	t.Helper()
	for _, width := range widths() {
		p.Width(width)
		p.Open(path)
		p.Check()
		p.Shot("", name)
	}
	p.Width(1440)
}

// Everywhere skips a test that looks at every page of a slice, unless the long suites run or pictures are taken: the tour of the
// whole house looks at its main pages each time.
func Everywhere(t testing.TB) {
	t.Helper()
	if !Long() {
		t.Skip("skipped, because YANZHEN_LONG is not set: every page at every width takes minutes")
	}
}

// Languages are those to look at pages in: both where the long suites run or pictures are taken, else Chinese, which comes last.
func Languages() []string {
	if !Long() {
		return []string{"zh"}
	}
	return []string{"en", "zh"}
}

// Long reports whether the long suites run or pictures are taken.
func Long() bool { return os.Getenv("YANZHEN_LONG") != "" || os.Getenv("YANZHEN_SHOTS") != "" }

func widths() []int64 {
	if !Long() {
		return []int64{390}
	}
	return []int64{1440, 768, 390}
}

type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// Axe fails the test for every violation of WCAG 2.2 A and AA that axe-core finds.
func (p *Page) Axe() {
	p.t.Helper()
	Eval[bool](p, axeScript+`; typeof axe === "object"`)
	found := Eval[[]violation](p, `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
		resultTypes: ["violations"]}).then(r => r.violations.map(v => ({id: v.id, help: v.help,
		nodes: v.nodes.map(n => ({html: n.html, failureSummary: n.failureSummary}))})))`)
	for _, v := range found {
		var nodes strings.Builder
		for _, n := range v.Nodes[:min(5, len(v.Nodes))] {
			fmt.Fprintf(&nodes, "\n  %.300s\n  %s", n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n  "))
		}
		p.t.Errorf("%s at %d: %s: %s (%d places)%s", p.URL(), p.width, v.ID, v.Help, len(v.Nodes), nodes.String())
	}
}

// Fits fails the test if the page is wider than the screen, and names what sticks out.
func (p *Page) Fits() {
	p.t.Helper()
	wide := Eval[[]string](p, `(() => {
		const room = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= room) return [];
		return [document.documentElement.scrollWidth + " in " + room].concat([...document.body.querySelectorAll("*")]
			.filter(e => e.checkVisibility() && e.getBoundingClientRect().right > room + 1).slice(0, 8)
			.map(e => e.outerHTML.slice(0, 120)));
	})()`)
	if len(wide) > 0 {
		p.t.Errorf("%s at %d is wider than the screen:\n  %s", p.URL(), p.width, strings.Join(wide, "\n  "))
	}
}

// OneLanguage fails the test if a page not in Chinese shows Chinese that is not marked as data, by lang="zh…"
// on an element around it or by kit.Data; or if any page shows a key without words.
func (p *Page) OneLanguage() {
	p.t.Helper()
	orphans := Eval[[]string](p, `(() => {
		const found = [], bare = s => s.replace(/\u2068[^\u2069]*\u2069/g, "");
		const english = !document.documentElement.lang.startsWith("zh");
		const test = (text, e) => {
			if (!text) return;
			const orphan = english && /\p{Script=Han}/u.test(bare(text)) && !e.closest('[lang|="zh"]');
			if (orphan || text.includes("\u27e6")) found.push(text.trim().slice(0, 120));
		};
		const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode())
			if (!n.parentElement.closest("script, style, noscript")) test(n.data, n.parentElement);
		for (const e of document.querySelectorAll("[placeholder], [aria-label], [title], [alt], [data-label]"))
			for (const name of ["placeholder", "aria-label", "title", "alt", "data-label"]) test(e.getAttribute(name), e);
		return found;
	})()`)
	for _, text := range orphans {
		p.t.Errorf("%s: words of another language, or none: %q", p.URL(), text)
	}
}

// Quiet fails the test for every exception of a script and every refusal of the content policy since the last call.
func (p *Page) Quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, text := range p.errors {
		p.t.Errorf("the browser complains: %s", text)
	}
	p.errors = nil
}
