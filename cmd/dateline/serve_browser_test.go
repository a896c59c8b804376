package main

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A desk is a site that is written, its preview, and a browser that looks at it.
type desk struct {
	*testing.T
	dir  string
	url  string
	addr string
	args []string
	stop func() // the preview
}

// newDesk serves a copy of the demonstration site.
func newDesk(t *testing.T, args ...string) *desk {
	d := &desk{T: t, dir: t.TempDir(), addr: "127.0.0.1:0", args: args}
	if err := os.CopyFS(filepath.Join(d.dir, "content"), os.DirFS(filepath.Join("..", "..", "content"))); err != nil {
		t.Fatal(err)
	}
	d.save("content/harbour.md", d.article("The harbour opens", "open"))
	d.serve()
	t.Cleanup(func() { d.stop() })
	return d
}

// article has enough paragraphs to scroll, and one that says what is new.
func (d *desk) article(title, news string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\npublished: 2026-02-05\n---\nThe harbour of Alta opened on 1 February 2026.\n\n", title)
	for i := range 40 {
		fmt.Fprintf(&b, "Paragraph %d of the report says that ships came and went, that the tide turned twice and that nobody was hurt.\n\n", i)
		if i == 30 {
			fmt.Fprintf(&b, "The gates are %s today, said Mayor Anna Berg.\n\n", news)
		}
	}
	return b.String()
}

func (d *desk) save(name, text string) {
	d.Helper()
	path := filepath.Join(d.dir, filepath.FromSlash(name))
	os.MkdirAll(filepath.Dir(path), 0o755)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		d.Fatal(err)
	}
}

// served waits until a page has a text.
func (d *desk) served(path, text string) {
	d.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		res, err := http.Get(d.url + path)
		if err != nil {
			d.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if strings.Contains(string(body), text) {
			return
		}
		if time.Now().After(end) {
			d.Fatalf("%s does not say %q: %s", path, text, body)
		}
	}
}

// serve starts the preview, at the address it had before if there is one.
func (d *desk) serve() {
	d.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	pr, pw := io.Pipe()
	done := make(chan int, 1)
	var stderr strings.Builder
	args := append([]string{"serve", "--source", d.dir, "--addr", d.addr}, d.args...)
	go func() {
		code := run(ctx, args, streams{strings.NewReader(""), pw, &stderr})
		pw.Close()
		done <- code
	}()
	lines := bufio.NewScanner(pr)
	if !lines.Scan() {
		d.Fatalf("exit code %d: %s", <-done, &stderr)
	}
	d.url = regexp.MustCompile(`http://\S+`).FindString(lines.Text())
	go func() {
		for lines.Scan() { // whoever logs must not wait for us
		}
	}()
	d.addr = strings.TrimSuffix(strings.TrimPrefix(d.url, "http://"), "/")
	stopped := false
	d.stop = func() {
		cancel()
		if !stopped {
			stopped = true
			<-done
		}
	}
}

// A tab is one of the browser.
type tab struct {
	*desk
	ctx   context.Context
	heard complaints
}

func (d *desk) tab(parent context.Context, path string) *tab {
	d.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	d.Cleanup(cancel)
	b := &tab{desk: d, ctx: ctx}
	if err := chromedp.Listen(ctx, b.heard.hear); err != nil {
		d.Fatal(err)
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1000, 700), chromedp.Navigate(d.url+path)); err != nil {
		d.Fatal(err)
	}
	b.until(`document.querySelector("dateline-preview") !== null`)
	return b
}

func (b *tab) do(js string) {
	b.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[chromedp.Void]("{"+js+"}")); err != nil {
		b.Fatalf("%s: %v", js, err)
	}
}

func (b *tab) is(js string) bool {
	b.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](js))
	if err != nil {
		b.Fatalf("%s: %v", js, err)
	}
	return got
}

// until waits for something to be true, for at most ten seconds.
func (b *tab) until(js string) {
	b.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+js+")")) // a page that is being replaced has no answer
		if err == nil && got {
			return
		}
		if time.Now().After(end) {
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText.slice(0, 500) + "\n" + document.querySelector("dateline-preview")?.shadowRoot.textContent`))
			b.Fatalf("never true: %s (%v) in\n%s\nlogged: %q", js, err, text, b.heard.take())
		}
	}
}

// quiet fails if the page has logged anything: a script error, a breach of its Content-Security-Policy.
func (b *tab) quiet() {
	b.Helper()
	if said := b.heard.take(); len(said) > 0 {
		b.Errorf("logged: %q", said)
	}
}

// over is an expression for a part of what the preview shows over the page.
func over(query string) string {
	return `document.querySelector("dateline-preview").shadowRoot.querySelector(` + strconv.Quote(query) + `)`
}

const shown = `(e => e && e.checkVisibility() ? e.textContent : "")`

// fresh is whether the page is what it would be if it were loaded now. Its own "open" is the reader's.
const fresh = `(async () => {
	const page = new DOMParser().parseFromString(await (await fetch(location.pathname, {headers: {Accept: "text/html"}})).text(), "text/html");
	for (const e of [page.body, document.body.cloneNode(true)].flatMap((b) => [b, ...b.querySelectorAll("details")])) e.removeAttribute("open");
	const text = (b) => { b = b.cloneNode(true); b.querySelectorAll("details").forEach((e) => e.removeAttribute("open")); b.querySelectorAll("script").forEach((e) => e.remove()); return b.innerHTML; };
	return text(page.body) === text(document.body);
})()`

func (b *tab) isFresh() {
	b.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](fresh, chromedp.EvalAwaitPromise))
	if err != nil || !got {
		b.Errorf("the page is not what a reload would show (%v)", err)
	}
}

// TestPreviewInBrowser writes, and looks at what a browser makes of it.
func TestPreviewInBrowser(t *testing.T) {
	ctx := browser(t)
	for name, test := range map[string]func(*testing.T, context.Context){
		"patches":      testPreviewPatches,
		"keepsdetails": testPreviewKeepsDetails,
		"swapsstyles":  testPreviewSwapsStyles,
		"swapsimages":  testPreviewSwapsImages,
		"overlay":      testPreviewOverlay,
		"startsbroken": testPreviewStartsBroken,
		"follows":      testPreviewFollows,
		"followsmoves": testPreviewFollowsMoves,
		"withheld":     testPreviewWithheld,
		"fits":         testPreviewFits,
		"restarts":     testPreviewRestarts,
		"tabs":         testPreviewTabs,
		"panel":        testPreviewPanel,
	} {
		t.Run(name, func(t *testing.T) { test(t, ctx) })
	}
}

func testPreviewPatches(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	b := d.tab(ctx, "briefs/harbour/")
	b.until(`document.body.innerText.includes("gates are open")`)
	b.do(`window.kept = true; const r = document.querySelector("#s20 a"); r.focus(); scrollTo({top: 900, behavior: "instant"}); window.focused = r`)
	if b.is(`scrollY < 890`) {
		t.Fatal("the page is too short to scroll")
	}
	const top = `[...document.querySelectorAll("main p")].find((e) => e.innerText.includes("Paragraph 18 of")).getBoundingClientRect().top`
	b.do(`[...document.querySelectorAll("main p")].find((e) => e.innerText.includes("Paragraph 18 of")).scrollIntoView({block: "start", behavior: "instant"}); scrollBy({top: -10, behavior: "instant"})`)
	b.do(`window.was = ` + top)
	d.save("content/harbour.md", d.article("The harbour opens", "shut"))
	b.until(`document.body.innerText.includes("gates are shut")`)
	if !b.is(`window.kept === true`) {
		t.Error("the page was loaded again")
	}
	if !b.is(`document.activeElement === window.focused && window.focused.isConnected`) {
		t.Error("the focus is lost")
	}
	if !b.is(`Math.abs(` + top + ` - window.was) < 2`) {
		t.Error("the page has scrolled")
	}
	b.isFresh()

	// Something new above where the reader is.
	d.save("content/harbour.md", strings.Replace(d.article("The harbour opens", "shut"), "Paragraph 3 ", "An early paragraph on Oslo.\n\nParagraph 3 ", 1))
	b.until(`document.body.innerText.includes("early paragraph")`)
	if b.is(`window.kept !== true || Math.abs(` + top + ` - window.was) > 2`) {
		t.Error("what is new above moved the reader")
	}
	b.isFresh()

	// Another title is another head: the page is loaded again, where the reader was.
	b.do(`sessionStorage.was = window.was`)
	d.save("content/harbour.md", d.article("The harbour shuts", "shut"))
	b.until(`document.title.includes("The harbour shuts") && document.readyState === "complete"`)
	if b.is(`window.kept === true`) {
		t.Error("the page was not loaded again")
	}
	b.until(`Math.abs(` + top + ` - sessionStorage.was) < 2`)
	b.quiet()
}

// What a reader has closed stays closed.
func testPreviewKeepsDetails(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	text := "The ferry line opens\n\nThe ferry opened in %d. It was late.\n\n- Ends -\n"
	d.save("content/ferry.txt", fmt.Sprintf(text, 1999))
	d.served("briefs/ferry/", "1999")
	b := d.tab(ctx, "briefs/ferry/")
	b.until(`document.querySelector("details.removed")?.open`)
	b.do(`document.querySelector("details.removed").open = false; window.kept = true`)
	d.save("content/ferry.txt", strings.Replace(fmt.Sprintf(text, 1999), "It was late", "It was later", 1))
	b.until(`document.querySelector("#s2").innerText.includes("later")`)
	if b.is(`document.querySelector("details.removed").open || !window.kept`) {
		t.Error("open again")
	}
	d.save("content/ferry.txt", fmt.Sprintf(text, 2001))
	b.until(`document.querySelector("#s1").innerText.includes("2001")`)
	b.until(`!document.querySelector("details.removed").open`)
	b.quiet()
}

func testPreviewSwapsStyles(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	style, err := os.ReadFile(filepath.Join("..", "..", "static", "style.css"))
	if err != nil {
		t.Fatal(err)
	}
	b := d.tab(ctx, "briefs/harbour/")
	b.do(`window.kept = true; window.bare = 0; const look = () => { if (getComputedStyle(document.body).margin === "8px") window.bare++; requestAnimationFrame(look); }; look()`)
	for _, color := range []string{"rgb(1, 2, 3)", "rgb(4, 5, 6)"} {
		d.save("static/style.css", string(style)+"body { color: "+color+" }\n")
		b.until(`getComputedStyle(document.body).color === "` + color + `"`)
		b.until(`document.querySelectorAll('link[rel="stylesheet"]').length === 1`)
	}
	if !b.is(`window.kept === true && window.bare === 0`) {
		t.Error("the page was loaded again, or was without style for a moment")
	}
	b.quiet()
}

func testPreviewSwapsImages(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	picture := func(width int) string {
		var b strings.Builder
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 1))); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	d.save("content/quay/picture.png", picture(3))
	d.save("content/quay/index.md", "---\ntitle: The quay\n---\nThe quay opened in 1999.\n\n![The quay](picture.png)\n")
	d.served("briefs/quay/", "picture.png")
	b := d.tab(ctx, "briefs/quay/")
	b.until(`document.querySelector("main img").naturalWidth === 3`)
	b.do(`window.kept = true`)
	for _, width := range []int{5, 7} {
		d.save("content/quay/picture.png", picture(width))
		b.until(`document.querySelector("main img").naturalWidth === ` + strconv.Itoa(width))
	}
	if !b.is(`window.kept`) {
		t.Error("the page was loaded again")
	}
	b.quiet()
}

func testPreviewOverlay(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	b := d.tab(ctx, "briefs/harbour/")
	b.do(`window.kept = true`)
	d.save("content/harbour.md", strings.Replace(d.article("The harbour opens", "open"), "title:", "titel:", 1))
	b.until(shown + `(` + over(".problems") + `).includes("content/harbour.md:2:1")`)
	text := shown + `(` + over(".problems") + `)`
	for _, want := range []string{"1 error", "this is the last good page", "titel", "did you mean", "published: 2026-02-05", "^"} {
		if !b.is(text + `.includes(` + strconv.Quote(want) + `)`) {
			t.Errorf("the overlay does not say %q", want)
		}
	}
	if !b.is(over(".problems a.where") + `.href.startsWith("vscode://file/") && ` + over(".problems a.where") + `.href.endsWith("/content/harbour.md:2:1")`) {
		t.Error("no link to the editor")
	}
	if !b.is(`document.body.innerText.includes("gates are open") && window.kept`) {
		t.Error("the last good page is gone")
	}
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`fetch("/style.css").then((r) => { if (!r.ok) throw r.status; return true })`, chromedp.EvalAwaitPromise)); err != nil {
		t.Errorf("style.css: %v", err)
	}
	b.do(`dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}))`)
	b.until(over(".problems") + `.hidden`)

	// All errors are shown.
	d.save("templates/brief.html", "{{template \"head.html\" .}}\n{{if}}\n")
	b.until(text + `.includes("templates/brief.html:2") && ` + text + `.includes("2 errors")`)
	b.do(over(".problems .copy") + `.click()`)
	b.until(shown + `(` + over(".said") + `).startsWith("copied: content/harbour.md:2:1: error")`)
	os.Remove(filepath.Join(d.dir, "templates", "brief.html"))
	b.until(`!` + text + `.includes("templates/brief.html")`)
	d.save("content/harbour.md", d.article("The harbour opens", "wide open"))
	b.until(over(".problems") + `.hidden && document.body.innerText.includes("gates are wide open")`)
	if !b.is(`window.kept`) {
		t.Error("the page was loaded again")
	}

	// An error in a template says what led there.
	d.save("templates/card.html", "{{.Nonsense}}\n")
	b.until(text + `.includes("templates/card.html:1:3") && ` + over(".problems .chain") + `.textContent.includes("templates/cards.html:4")`)
	b.quiet()
}

// A site that is broken from the start is served, with what is wrong, and heals.
func testPreviewStartsBroken(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	d.stop()
	for name, text := range map[string]string{"content/site.yaml": "titel: x\n", "templates/home.html": "{{if}}", "content/harbour.md": "---\nx: 1\n---\ntext"} {
		d.save(name, text)
	}
	d.serve()
	b := d.tab(ctx, "briefs/harbour/")
	text := shown + `(` + over(".problems") + `)`
	b.until(text + `.includes("content/site.yaml:1") && ` + text + `.includes("templates/home.html:1") && ` + text + `.includes("content/harbour.md:2")`)
	if !b.is(text + `.includes("there is no good page yet")`) {
		t.Error("a last good page is spoken of, and there is none")
	}
	os.Remove(filepath.Join(d.dir, "templates", "home.html"))
	d.save("content/site.yaml", "title: Well\n")
	b.until(`!` + text + `.includes("site.yaml")`)
	d.save("content/harbour.md", d.article("The harbour opens", "open"))
	b.until(`document.title.includes("The harbour opens") && ` + over(".problems") + `.hidden`)
}

func testPreviewFollows(t *testing.T, ctx context.Context) {
	d := newDesk(t, "--follow")
	other := d.tab(ctx, "topics/")
	b := d.tab(ctx, "archive/")
	b.until(`document.readyState === "complete"`)
	time.Sleep(300 * time.Millisecond) // the worker knows which tab is in front
	late := func(word string) string {
		return strings.Replace(d.article("The harbour opens", "open"), "Paragraph 35 of the", "Paragraph 35 of "+word, 1)
	}
	d.save("content/harbour.md", late("a late"))
	b.until(`location.pathname === "/briefs/harbour/" && document.readyState === "complete"`)
	b.until(`scrollY > 500`)
	at := `(e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })([...document.querySelectorAll(".s")].find((e) => e.innerText.includes("Paragraph 35 ")))`
	b.until(at)
	b.until(`document.getAnimations().length === 0`) // by then this page is told of saves, too
	b.do(`scrollTo({top: 0, behavior: "instant"}); window.kept = true`)
	d.save("content/harbour.md", late("a later"))
	b.until(`document.body.innerText.includes("35 of a later") && document.getAnimations().some((a) => a.id === "preview-mark")`)
	b.until(at)
	if !b.is(`window.kept`) {
		t.Error("the page was loaded again")
	}
	b.until(`document.getAnimations().length === 0`)
	if !other.is(`location.pathname === "/topics/"`) {
		t.Error("the other tab was sent as well")
	}
	b.quiet()
	other.quiet()
}

// A brief whose address changes, by its slug or its file's name, takes the reader along.
func testPreviewFollowsMoves(t *testing.T, ctx context.Context) {
	d := newDesk(t, "--follow")
	b := d.tab(ctx, "briefs/harbour/")
	b.until(`document.readyState === "complete"`)
	time.Sleep(300 * time.Millisecond) // the worker knows which tab is in front
	moved := strings.Replace(d.article("The harbour opens", "open"), "published:", "slug: quay\npublished:", 1)
	d.save("content/harbour.md", moved)
	b.until(`location.pathname === "/briefs/quay/" && document.body.innerText.includes("gates are open") && document.readyState === "complete"`)
	time.Sleep(300 * time.Millisecond)
	d.save("content/harbour.md", d.article("The harbour opens", "open"))
	b.until(`location.pathname === "/briefs/harbour/" && document.body.innerText.includes("gates are open") && document.readyState === "complete"`)
	time.Sleep(300 * time.Millisecond)
	if err := os.Rename(filepath.Join(d.dir, "content", "harbour.md"), filepath.Join(d.dir, "content", "pier.md")); err != nil {
		t.Fatal(err)
	}
	b.until(`location.pathname === "/briefs/pier/" && document.body.innerText.includes("gates are open")`)
	b.quiet()
}

// The page of a brief that is held back says why, and gives way to the brief.
func testPreviewWithheld(t *testing.T, ctx context.Context) {
	d := newDesk(t, "--now", "2026-06-01")
	const title = "The <b>gates</b> & more"
	held := func(key string) {
		d.save("content/gates.md", "---\ntitle: "+title+"\n"+key+"\n---\nThe gates are open.\n")
	}
	held("draft: true")
	d.served("briefs/gates/", "is a draft")
	b := d.tab(ctx, "briefs/gates/")
	b.until(`document.querySelector("h1").innerText === "“` + title + `” is a draft" && document.body.innerText.includes("--drafts") && document.body.innerText.includes("content/gates.md")`)
	b.heard.take() // the browser logs that the answer was a 404
	held("published: 2026-07-02")
	b.until(`document.querySelector("h1").innerText.endsWith("is due 2 July 2026") && document.body.innerText.includes("--future")`)
	held("expires: 2026-05-01")
	b.until(`document.querySelector("h1").innerText.endsWith("has expired: 1 May 2026")`)
	b.heard.take()
	held("published: 2026-05-02")
	b.until(`document.body.innerText.includes("The gates are open.") && document.title.startsWith("` + title + `")`)
	b.quiet()
}

// Panel and errors fit a phone, a tablet and a desktop; on a wide screen the panel covers nothing.
func testPreviewFits(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	d.save("content/long.txt", "A title\n\n"+strings.Repeat("Long", 100)+" opened in 1999.\n\nPublished By:\n"+strings.Repeat("x", 200)+"\n- Ends -\n")
	d.served("briefs/long/", "1999")
	b := d.tab(ctx, "briefs/long/")
	b.do(over(".button") + `.click()`)
	b.until(shown + `(` + over(".panel") + `).includes("content/long.txt")`)
	d.save("content/wrong.md", "---\ntitel"+strings.Repeat("x", 400)+": "+strings.Repeat("y", 400)+"\n---\nText.\n")
	b.until(shown + `(` + over(".problems") + `).includes("content/wrong.md:2:1")`)
	for _, width := range []int64{320, 768, 1280} {
		if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 700)); err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{".panel", ".problems"} {
			if !b.is(`(e => e.scrollWidth <= e.clientWidth && e.getBoundingClientRect().left >= 0 && e.getBoundingClientRect().right <= innerWidth)(` + over(part) + `)`) {
				t.Errorf("%s does not fit into %d pixels", part, width)
			}
		}
		if width == 1280 && !b.is(`document.querySelector("main").getBoundingClientRect().right <= `+over(".panel")+`.getBoundingClientRect().left`) {
			t.Error("the panel covers the page")
		}
	}
	b.do(`dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}))`)
	if !b.is(over(".problems") + `.hidden && !` + over(".panel") + `.hidden`) {
		t.Error("Esc hides more than the errors")
	}
	b.do(`dispatchEvent(new KeyboardEvent("keydown", {key: "Escape"}))`)
	b.until(over(".panel") + `.hidden`)
	b.quiet()
}

func testPreviewRestarts(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	b := d.tab(ctx, "briefs/harbour/")
	b.do(`window.kept = true`)
	b.until(`document.readyState === "complete"`)
	time.Sleep(200 * time.Millisecond)
	d.stop()
	b.until(shown + `(` + over(".stopped") + `).includes("has stopped")`)
	d.save("content/harbour.md", d.article("The harbour opens", "shut"))
	d.serve()
	b.until(`document.body.innerText.includes("gates are shut") && ` + over(".stopped") + `.hidden`)
	if !b.is(`window.kept`) {
		t.Error("the page was loaded again")
	}
	d.save("content/harbour.md", d.article("The harbour opens", "ajar"))
	b.until(`document.body.innerText.includes("gates are ajar")`)
	b.heard.take() // the browser logs what it could not reach
}

// Ten tabs are more than the connections a browser opens to one server; and only those that show what has changed
// do anything.
func testPreviewTabs(t *testing.T, ctx context.Context) {
	d := newDesk(t)
	var tabs []*tab
	for i := range 10 {
		path := "briefs/harbour/"
		if i%2 == 1 {
			path = "briefs/trump-xi-call/"
		}
		b := d.tab(ctx, path)
		b.do(`window.kept = true; window.touched = ""; new MutationObserver((l) => { for (const m of l) window.touched += m.type + " of " + m.target.nodeName + "; " }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true})`)
		tabs = append(tabs, b)
	}
	d.save("content/harbour.md", d.article("The harbour opens", "shut"))
	for i, b := range tabs {
		if i%2 == 0 {
			b.until(`document.body.innerText.includes("gates are shut")`)
		}
	}
	for i, b := range tabs {
		if !b.is(`window.kept`) || b.is(`window.touched !== ""`) != (i%2 == 0) {
			text, _ := chromedp.Run(b.ctx, chromedp.Evaluate[string](`window.kept + " " + window.touched`))
			t.Errorf("tab %d: %s", i, text)
		}
		b.quiet()
	}
}

func testPreviewPanel(t *testing.T, ctx context.Context) {
	d := newDesk(t, "--drafts")
	d.save("content/harbour.md", strings.Replace(d.article("The harbour opens", "slowly open"), "---\nThe", "draft: true\n---\nThe", 1))
	d.served("briefs/harbour/", "slowly open")
	b := d.tab(ctx, "briefs/harbour/")
	b.do(over(".button") + `.click()`)
	text := shown + `(` + over(".panel") + `)`
	b.until(text + `.includes("content/harbour.md")`)
	for _, want := range []string{"draft", "Anna Berg", "person", "s1", "2026-02-01", "date/"} {
		if !b.is(text + `.includes(` + strconv.Quote(want) + `)`) {
			t.Errorf("the panel does not say %q", want)
		}
	}
	if !b.is(`getComputedStyle(document.querySelector("#s1")).backgroundColor !== "rgba(0, 0, 0, 0)"`) {
		t.Error("a sentence with items is not tinted")
	}
	said := shown + `(` + over(".said") + `)`
	b.do(`[...document.querySelectorAll(".s")].find((e) => e.innerText.includes("gates are")).click()`)
	b.until(said + `.startsWith("copied: [@ \"")`)
	b.do(`document.querySelector("[id^=event-s1]").click()`)
	b.until(said + ` === "copied: hide: [event-s1]"`)
	b.do(over(".button") + `.click()`)
	if !b.is(over(".panel") + `.hidden && getComputedStyle(document.querySelector("#s1")).backgroundColor === "rgba(0, 0, 0, 0)"`) {
		t.Error("the panel does not close")
	}
	b.quiet()
}
