package main

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/serve"
	"dateline/internal/site"
	"dateline/templates"
)

// The whole program: serve a folder, save, see it; break it, and the last good page stays.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	article := filepath.Join(dir, "content", "ferry-line.md")
	save := func(text string) {
		t.Helper()
		if err := os.WriteFile(article, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	os.Mkdir(filepath.Join(dir, "content"), 0o755)
	save("---\ntitle: Ferry line opens\n---\nThe ferry opened in 1999.\n")

	ctx, stop := context.WithCancel(context.Background())
	pr, pw := io.Pipe()
	done := make(chan int)
	var stderr strings.Builder
	go func() {
		code := run(ctx, []string{"serve", "--source", dir, "--addr", "127.0.0.1:0"}, streams{strings.NewReader(""), pw, &stderr})
		pw.Close()
		done <- code
	}()
	lines := bufio.NewScanner(pr)
	if !lines.Scan() {
		t.Fatalf("exit code %d: %s", <-done, &stderr)
	}
	url := regexp.MustCompile(`http://\S+`).FindString(lines.Text())
	go func() {
		for lines.Scan() { // whoever logs must not wait for us
		}
	}()

	page := func() string {
		t.Helper()
		res, err := http.Get(url + "briefs/ferry-line/")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		return string(body)
	}
	await := func(text string) {
		t.Helper()
		for end := time.Now().Add(5 * time.Second); !strings.Contains(page(), text); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%q is not served: %s", text, page())
			}
		}
	}
	await("opened in 1999")
	for _, path := range []string{
		"content/ferry-line.md", "content/", ".dateline/site", ".dateline/", "public/index.html", "briefs/ferry-line/../../content/ferry-line.md",
		"%2e%2e/content/ferry-line.md", "..%2fcontent%2fferry-line.md", "briefs/", "static/style.css", "templates/brief.html",
	} {
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("/%s is served: %s", path, res.Status)
		}
	}
	save("---\ntitle: Ferry line opens\n---\nThe ferry opened in 2001.\n")
	await("opened in 2001")
	save("---\ntitel: Ferry line opens\n---\nThe ferry opened in 2002.\n")
	time.Sleep(100 * time.Millisecond)
	await("opened in 2001")
	save("---\ntitle: Ferry line opens\n---\nThe ferry opened in 2003.\n")
	await("opened in 2003")

	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
		t.Error("serve wrote to public/")
	}
}

// The preview lies at the root of its address, whatever the folder of the site's: what 404.html asks for is there.
func TestPreviewAtRoot(t *testing.T) {
	for _, test := range []struct{ settings, flag, home string }{
		{"", "", "/index.html"},
		{"base_url: https://example.org/sub/path/\ntitle: Harbour\n", "", "/"},
		{"base_url: https://example.org/sub\n", "", "/"},
		{"base_url: https://example.org/\nlinks: files\n", "https://example.net/other/", "/index.html"},
		{"base_url: https://example.org\n", "", "/"},
	} {
		s := source{dir: t.TempDir(), opt: site.Options{AtRoot: true}}
		s.opt.BaseURL = test.flag
		os.Mkdir(s.path("content"), 0o755)
		for name, text := range map[string]string{"site.yaml": test.settings, "one.txt": "Ferry line opens\n\nThe ferry opened in 1999.\n"} {
			if err := os.WriteFile(filepath.Join(s.path("content"), name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		shown := newPreviewed(&s)
		problems := shown.Look(nil).Problems
		out, _ := shown.Page("404.html")
		page := string(out.Data)
		if !strings.Contains(page, `href="`+test.home+`"`) {
			t.Errorf("%+v: no link to %s: %s %v", test, test.home, page, problems)
		}
		for _, link := range regexp.MustCompile(`(?:href|src)="/([^"#]*)`).FindAllStringSubmatch(page, -1) {
			_, ok := shown.Page(link[1])
			if _, index := shown.Page(link[1] + "index.html"); !ok && !index {
				t.Errorf("%+v: 404.html asks for /%s", test, link[1])
			}
		}
	}

	// A base_url that is none is the build's to tell, and no wrong flag.
	s := source{dir: t.TempDir(), opt: site.Options{AtRoot: true}}
	os.Mkdir(s.path("content"), 0o755)
	os.WriteFile(s.path("content/site.yaml"), []byte("base_url: https://example.org/sub/?x\n"), 0o644)
	if b := newPreviewed(&s).Look(nil); !b.Broken || len(b.Problems) != 1 || !strings.HasPrefix(b.Problems[0].Text(), "content/site.yaml:1") {
		t.Errorf("problems %+v", b)
	}
}

// served is the program, serving a folder.
type served struct {
	testing.TB
	dir, url string
	stop     func()
}

// serveFolder serves dir with all of a preview's parts: the command, the file system, the network.
func serveFolder(t testing.TB, dir string, args ...string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	pr, pw := io.Pipe()
	done := make(chan int, 1)
	go func() {
		code := run(ctx, append([]string{"serve", "--source", dir, "--addr", "127.0.0.1:0"}, args...), streams{strings.NewReader(""), pw, io.Discard})
		pw.Close()
		done <- code
	}()
	lines := bufio.NewScanner(pr)
	if !lines.Scan() {
		t.Fatalf("exit code %d", <-done)
	}
	log := &tail{}
	go io.Copy(log, pr)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the preview said, at last\n%s", log)
		}
	})
	s := &served{t, dir, regexp.MustCompile(`http://\S+`).FindString(lines.Text()), sync.OnceFunc(func() {
		cancel()
		<-done
	})}
	t.Cleanup(s.stop)
	return s
}

// tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (l *tail) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = append(l.text, p...)
	l.text = bytes.Clone(l.text[max(0, len(l.text)-2000):])
	return len(p), nil
}

func (l *tail) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return string(l.text)
}

func (s *served) get(path string) (int, []byte) {
	s.Helper()
	res, err := http.Get(s.url + path)
	if err != nil {
		s.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.Fatal(err)
	}
	return res.StatusCode, body
}

// await asks for a page until it has a text.
func (s *served) await(path, text string) {
	s.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond / 2) {
		_, body := s.get(path)
		if bytes.Contains(body, []byte(text)) {
			return
		}
		if time.Now().After(end) {
			s.Fatalf("%s does not say %q: %s", path, text, body)
		}
	}
}

const testNow = "2026-06-01"

// clean is what a build of the folder from nothing makes.
func (s *served) clean() map[string][]byte {
	s.Helper()
	src := source{dir: s.dir, now: testNow, opt: site.Options{AtRoot: true}}
	folders, done, err := src.folders()
	if err != nil {
		s.Fatal(err)
	}
	defer done()
	loaded, err := src.load(folders, nil, nil)
	if err != nil {
		s.Fatal(err)
	}
	out := map[string][]byte{}
	for _, p := range loaded.Outputs() {
		data, problems, ok := loaded.Page(p)
		if !ok {
			s.Fatalf("%s: %v %v", p, problems, loaded.Problems())
		}
		out[p] = data
	}
	return out
}

// A link that leads nowhere is found on a page that nobody has asked for, and is gone once it is mended.
func TestServeFindsDeadLinks(t *testing.T) {
	s := source{dir: t.TempDir(), opt: site.Options{AtRoot: true}}
	write := func(name, text string) { writeFiles(t, s.dir, map[string][]byte{name: []byte(text)}) }
	write("content/one.md", "The ferry opened in 1999. See [the other](two.md).\n")
	write("content/two.md", "The ferry closed in 2003.\n")
	shown := newPreviewed(&s)
	const dead = "leads to nothing"
	said := func(b serve.Build) string {
		text := ""
		for _, p := range b.Problems {
			text += p.Text()
		}
		return text
	}
	look := func(want bool, paths ...string) {
		t.Helper()
		if text := said(shown.Look(paths)); strings.Contains(text, dead) != want {
			t.Errorf("a look says %q", text)
		}
	}
	sweep := func(want bool) {
		t.Helper()
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if _, whole := shown.Sweep(stopped); whole && len(shown.left) > 0 {
			t.Error("it went on when it was stopped")
		}
		if b, whole := shown.Sweep(t.Context()); !whole || strings.Contains(said(b), dead) != want {
			t.Errorf("a sweep says %q", said(b))
		}
	}
	shown.Look(nil)
	sweep(false)
	write("content/one.md", "The ferry opened in 1999. See [the other](three.md).\n")
	look(true, "content/one.md")
	write("content/one.md", "The ferry opened in 2000. See [the other](two.md).\n")
	look(false, "content/one.md")
	sweep(false)
	os.Remove(s.path("content/two.md")) // another article's link leads nowhere now
	look(false, "content/two.md")
	sweep(true)
	look(true, "content/one.md")
	write("content/two.md", "The ferry closed in 2004.\n")
	look(false, "content/two.md")
}

// A brief falls due by itself, unless the clock stands still: the preview would wait for it in vain, without a pause.
func TestServeDue(t *testing.T) {
	for _, test := range []struct {
		now string
		due bool
	}{
		{"", true},
		{"2026-02-05", false},
		{"2200-02-05", false},
	} {
		s := source{dir: t.TempDir(), now: test.now, opt: site.Options{AtRoot: true}}
		writeFiles(t, s.dir, map[string][]byte{"content/one.md": []byte("---\ntitle: One\ndate: 2101-01-01\n---\nThe ferry opened.\n")})
		shown := newPreviewed(&s)
		for i, paths := range [][]string{nil, {"content/one.md"}, nil} {
			if b := shown.Look(paths); b.Broken || b.Due.IsZero() == test.due {
				t.Errorf("--now %q, look %d: due %v, broken %v", test.now, i, b.Due, b.Broken)
			}
		}
	}
}

// A file that is copied has another hash once it was looked at, not before: else a tab would be told the new hash, and that
// it has seen it.
func TestServeHashesAreOfTheLook(t *testing.T) {
	s := source{dir: t.TempDir(), opt: site.Options{AtRoot: true}}
	write := func(text string) {
		writeFiles(t, s.dir, map[string][]byte{"static/style.css": []byte(text), "content/one.txt": []byte("The ferry opened in 1999.\n")})
	}
	shown := newPreviewed(&s)
	hash := func() string {
		out, ok := shown.Page("style.css")
		if !ok {
			t.Fatal("no style.css")
		}
		return out.Hash
	}
	write("p{}")
	shown.Look(nil)
	for i, paths := range [][]string{{"static/style.css"}, nil} {
		before := hash()
		write(fmt.Sprintf("p{top:%d}", i))
		if hash() != before {
			t.Error("another hash before a look")
		}
		shown.Look(paths)
		if hash() == before {
			t.Error("the same hash after a look")
		}
	}
}

// What is put aside of articles does not grow with each edit of what all of them use.
func TestServeStoreIsBounded(t *testing.T) {
	s := source{dir: t.TempDir(), opt: site.Options{AtRoot: true}}
	texts := sampler{seed: 1, words: 4000, every: time.Hour}
	for i := range 20 {
		writeFiles(t, s.dir, texts.plain(i).files())
	}
	shown := newPreviewed(&s)
	for i := range 30 {
		writeFiles(t, s.dir, map[string][]byte{"content/_people.yaml": fmt.Appendf(nil, "- {name: Ada Example, role: inventor %d of examples}\n", i)})
		b := shown.Look([]string{"content/_people.yaml"})
		if b.Broken || b.Parsed != 20 {
			t.Fatalf("edit %d: %+v", i, b)
		}
		kept := shown.was.Kept()
		if kept == 0 || shown.store.own.size > 3*kept+1<<20 {
			t.Fatalf("after %d edits %d bytes are put aside, of which %d are of use", i, shown.store.own.size, kept)
		}
	}
	fresh := newPreviewed(&s)
	fresh.Look(nil)
	for _, path := range shown.outputs {
		got, ok := shown.Page(path)
		want, _ := fresh.Page(path)
		if !ok || !bytes.Equal(got.Data, want.Data) {
			t.Errorf("%s after that: %v %.300s", path, got.Problems, got.Data)
		}
	}
}

// A template that fails leaves every page as it was, the text that is edited meanwhile aside, until it is mended.
func TestServeKeepsTemplates(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) { writeFiles(t, dir, map[string][]byte{name: []byte(text)}) }
	write("content/one.txt", "Ferry line opens\n\nThe ferry opened in 1999.\n")
	write("content/two.txt", "Ferry line closes\n\nThe ferry closed in 2003.\n")
	write("templates/foot.html", "</main>foot 1</body></html>")
	s := serveFolder(t, dir)
	s.await("briefs/one/", "foot 1<")
	for i, bad := range []string{"{{.Nonsense}}", "{{if}}", "{{template \"none.html\"}}"} {
		write("templates/foot.html", bad)
		text := fmt.Sprintf("opened in %d", 2010+i)
		write("content/one.txt", "Ferry line opens\n\nThe ferry "+text+".\n")
		s.await("briefs/one/", text)
		for _, p := range []string{"", "briefs/one/", "briefs/two/", "archive/"} {
			if status, body := s.get(p); status != http.StatusOK || !bytes.Contains(body, []byte("foot ")) {
				t.Errorf("%s: /%s is served with %d: %s", bad, p, status, body)
			}
		}
		foot := fmt.Sprintf("foot %d<", 2+i)
		write("templates/foot.html", "</main>"+foot+"/body></html>")
		s.await("briefs/two/", foot)
		s.await("", foot)
	}
}

// After any edits, every address serves what a clean build makes; and a preview that has run for long takes
// no more memory and no more goroutines than a young one.
func TestServeEdits(t *testing.T) {
	edits := 1000
	if testing.Short() {
		edits = 250
	}
	seed := *firstSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	texts := sampler{seed: seed, words: 80, every: time.Hour}
	writeFiles(t, dir, siteFiles())
	write := func(name, text string) { writeFiles(t, dir, map[string][]byte{name: []byte(text)}) }
	var articles []*article
	made := 0
	add := func() {
		a := texts.plain(made)
		made++
		articles = append(articles, a)
		writeFiles(t, dir, a.files())
	}
	path := func(a *article) string { return filepath.Join(dir, "content", filepath.FromSlash(a.file)) }
	remove := func() {
		i := r.IntN(len(articles))
		os.Remove(path(articles[i]))
		articles = slices.Delete(articles, i, i+1)
	}
	for range 8 {
		add()
	}
	s := serveFolder(t, dir, "--now", testNow)
	settled := func(n int) { // what was saved before is served
		write("templates/foot.html", fmt.Sprintf("</main><p>Settled %d</p></body></html>\n", n))
		s.await("", fmt.Sprintf("Settled %d<", n))
	}
	once := map[string]bool{} // what was an output at some time
	young, goroutines := uint64(0), 0
	for n := 1; n <= edits; n++ {
		switch a := pick(r, articles); r.IntN(12) {
		case 0, 1, 2, 3, 4:
			a.body[0] = fmt.Sprintf("This is edit %d of the sample text. It was made on a Monday.", n)
			write("content/"+a.file, string(a.text()))
			s.await("briefs/"+a.where()+"/", fmt.Sprintf("edit %d of", n))
		case 5:
			a.title = fmt.Sprintf("Title %d of a sample", n)
			write("content/.new", string(a.text()))
			os.Rename(filepath.Join(dir, "content", ".new"), path(a))
			s.await("briefs/"+a.where()+"/", a.title)
		case 6:
			add()
			remove()
		case 7:
			a.topics = []string{fmt.Sprintf("topic %d", r.IntN(4))}
			write("content/"+a.file, string(a.text()))
		case 8:
			old := path(a)
			a.file = fmt.Sprintf("folder %d/%s", r.IntN(3), filepath.Base(a.file))
			os.MkdirAll(filepath.Dir(path(a)), 0o755)
			os.Rename(old, path(a))
		case 9:
			write("templates/foot.html", fmt.Sprintf("</main><p>Foot %d</p></body></html>\n", n))
			s.await("", fmt.Sprintf("Foot %d<", n))
		case 10:
			write("content/site.yaml", fmt.Sprintf("title: Site %d\nbase_url: https://example.org/\n", n%3))
		case 11: // something is wrong for a while, and other edits are made meanwhile
			write("content/"+a.file, "---\nnot_a_key: 1\n---\n")
			if r.IntN(2) == 0 {
				time.Sleep(time.Duration(r.IntN(200)) * time.Millisecond)
			}
			add()
			remove()
			for _, b := range articles {
				write("content/"+b.file, string(b.text()))
			}
			if _, err := os.Stat(path(a)); err == nil && !slices.Contains(articles, a) {
				os.Remove(path(a))
			}
		}
		if n%50 != 0 {
			continue
		}
		settled(n)
		want := s.clean()
		for p := range once {
			if _, ok := want[p]; ok {
				continue
			}
			if status, got := s.get((&url.URL{Path: p}).EscapedPath()); status == http.StatusOK {
				t.Fatalf("after %d edits, seed %d: %s is gone, and still served:\n%s", n, seed, p, got)
			}
		}
		for p, data := range want {
			once[p] = true
			if status, got := s.get((&url.URL{Path: p}).EscapedPath()); status != http.StatusOK || !bytes.Equal(got, data) {
				t.Fatalf("after %d edits, seed %d: %s is served with %d:\n%s\nwant\n%s", n, seed, p, status, got, data)
			}
		}
		http.DefaultClient.CloseIdleConnections()
		if n == edits/5 || n == edits {
			// What a collection has found alive, the least of several: the preview may be at work meanwhile, and
			// what it takes for that is not what it keeps.
			live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
			held, g := uint64(math.MaxUint64), math.MaxInt
			for range 10 {
				time.Sleep(50 * time.Millisecond)
				runtime.GC()
				metrics.Read(live)
				held, g = min(held, live[0].Value.Uint64()), min(g, runtime.NumGoroutine())
			}
			t.Logf("after %d edits: %d bytes, %d goroutines", n, held, g)
			if n == edits/5 {
				young, goroutines = held, g
			} else if g > goroutines || !testing.Short() && held > young+young/20 {
				// After few edits, as with -short, pools and tables are still filling up.
				t.Errorf("after %d edits there are %d goroutines and %d bytes, where there were %d and %d", n, g, held, goroutines, young)
			}
		}
	}
}

var briefs = flag.Int("briefs", 200, "articles of the site that is served in benchmarks")

// BenchmarkServe measures from the end of a save to the new text served at its address, over HTTP: the end of the
// text of a brief, its beginning, its title, the template of briefs, a new brief; and from the start to the first page. -briefs sets the size of the
// site, and -benchtime 100x the number of edits of each kind.
func BenchmarkServe(b *testing.B) {
	dir := b.TempDir()
	writeFiles(b, dir, siteFiles())
	list := sampler{seed: 1, words: 300, every: time.Hour}.site(*briefs)
	for _, a := range list {
		writeFiles(b, dir, a.files())
	}
	var shown []*article
	for _, a := range list {
		if a.published != "" && !a.draft && a.expires == "" && strings.HasSuffix(a.file, ".md") {
			shown = append(shown, a)
		}
	}
	newest := slices.SortedFunc(slices.Values(shown), func(a, b *article) int { return b.day().Compare(a.day()) })
	template, err := templates.FS.ReadFile("brief.html")
	if err != nil {
		b.Fatal(err)
	}
	writeFiles(b, dir, map[string][]byte{"templates/brief.html": template})
	s := serveFolder(b, dir, "--future")
	s.await("", "</html>") // the first look, which may parse all of it
	measure := func(b *testing.B, edit func(n int) (file string, data []byte, path, text string)) {
		var took []time.Duration
		for n := 0; b.Loop(); n++ {
			b.StopTimer()
			time.Sleep(300 * time.Millisecond) // as when somebody writes: nothing else goes on
			file, data, path, text := edit(n)
			b.StartTimer()
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(file)), data, 0o644); err != nil {
				b.Fatal(err)
			}
			begin := time.Now()
			s.await(path, text)
			took = append(took, time.Since(begin))
		}
		slices.Sort(took)
		for name, at := range map[string]int{"p50": len(took) / 2, "p95": len(took) * 95 / 100, "max": len(took) - 1} {
			b.ReportMetric(float64(took[at].Microseconds())/1000, name+"-ms")
		}
		b.ReportMetric(0, "ns/op") // would count the pauses
	}
	nth := func(n int) *article { return shown[n*7919%len(shown)] }
	run := 0
	body := func(edit func(a *article, sentence string)) func(b *testing.B) {
		return func(b *testing.B) {
			run++
			measure(b, func(n int) (string, []byte, string, string) {
				a, text := nth(n), fmt.Sprintf("body %d.%d of the sample", run, n)
				edit(a, "This is "+text+".")
				return "content/" + a.file, a.text(), "briefs/" + a.where() + "/", text
			})
		}
	}
	b.Run("body", body(func(a *article, sentence string) { a.body = append(a.body, sentence) }))
	// A sentence that comes first gives all others another number, also those that lists of coming dates lead to.
	b.Run("first", body(func(a *article, sentence string) { a.body[0] = sentence + " " + a.body[0] }))
	b.Run("title", func(b *testing.B) {
		run++
		measure(b, func(n int) (string, []byte, string, string) {
			a := newest[n%5] // of those the front page shows
			a.title = fmt.Sprintf("Title %d.%d of the sample", run, n)
			return "content/" + a.file, a.text(), "", a.title
		})
	})
	b.Run("template", func(b *testing.B) {
		run++
		measure(b, func(n int) (string, []byte, string, string) {
			mark := fmt.Sprintf("template %d.%d.", run, n)
			return "templates/brief.html", bytes.Replace(template, []byte("<h1"), []byte("<p>"+mark+"</p><h1"), 1), "briefs/" + nth(0).where() + "/", mark
		})
	})
	b.Run("new", func(b *testing.B) {
		run++
		measure(b, func(n int) (string, []byte, string, string) {
			a := sampler{seed: 1, words: 300}.plain(*briefs + 1000*run + n)
			a.published, a.title = newest[0].day().AddDate(0, 0, 1).Format(time.DateOnly), fmt.Sprintf("New %d.%d of the sample", run, n)
			return "content/" + a.file, a.text(), "briefs/" + a.where() + "/", a.title
		})
	})
	s.stop()
	b.Run("start", func(b *testing.B) {
		for b.Loop() {
			s := serveFolder(b, dir, "--future")
			if status, _ := s.get("briefs/" + nth(0).where() + "/"); status != http.StatusOK {
				b.Fatal(status)
			}
			s.stop()
		}
	})
}
