package site

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"dateline/internal/brief"
	"dateline/internal/publish"
)

var (
	update = flag.Bool("update", false, "rewrite the expectations in testdata")
	outDir = flag.String("out", "", "write the specimen site into this folder, to look at it")
)

// TestSites runs testdata/*.txtar. Each is a small site and what becomes of it. Its comment
// holds options, one a line ("now 2026-02-06", "base_url …", "drafts", "future"); files under content/,
// templates/ and static/ are the site. The rest are expectations:
//
//	problems    everything wrong with it, as a terminal shows it
//	held        the briefs held back, and why
//	outputs     the paths of all outputs
//	want/PATH   an output, whole
//	lines/PATH  lines that an output holds, or with "!" before them does not hold
//
// With -update all but lines/ are rewritten. The outputs are crawled, unless a link of an article is dead.
func TestSites(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { testSite(t, name) })
	}
}

func testSite(t *testing.T, name string) {
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var opt Options
	for line := range strings.Lines(string(ar.Comment)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch key {
		case "now":
			opt.Now = value
		case "base_url":
			opt.BaseURL = value
		case "drafts":
			opt.Drafts = true
		case "future":
			opt.Future = true
		}
	}
	folders := map[string]fstest.MapFS{"content": {}, "templates": {}, "static": {}}
	for _, f := range ar.Files {
		if dir, rest, ok := strings.Cut(f.Name, "/"); ok && folders[dir] != nil {
			file := &fstest.MapFile{Data: f.Data}
			if target, ok := strings.CutPrefix(string(f.Data), "symlink to "); ok {
				file = &fstest.MapFile{Data: []byte(strings.TrimSpace(target)), Mode: fs.ModeSymlink}
			} else if string(f.Data) == "named pipe\n" {
				file = &fstest.MapFile{Mode: fs.ModeNamedPipe}
			}
			folders[dir][rest] = file
		}
	}
	s := Load(Source{folders["content"], folders["templates"], folders["static"]}, opt, nil)
	out, problems := built(t, s)
	base := s.settings.BaseURL
	var held strings.Builder
	for _, h := range s.Held() {
		fmt.Fprintln(&held, strings.TrimSpace(fmt.Sprintf("%s %s %s", h.Why, h.File, h.Due)))
	}
	var list strings.Builder
	for _, p := range problems {
		list.WriteString(p.Format())
	}
	got := map[string]string{"problems": list.String(), "held": held.String(), "outputs": strings.Join(sorted(out), "\n") + "\n"}
	if len(out) > 0 && !strings.Contains(list.String(), "leads to nothing") {
		crawl(t, out, base)
	}
	checked := 0
	for i, f := range ar.Files {
		if p, ok := strings.CutPrefix(f.Name, "lines/"); ok {
			checked++
			for line := range strings.Lines(string(f.Data)) {
				line = strings.TrimSpace(line)
				if not, ok := strings.CutPrefix(line, "!"); ok && strings.Contains(string(out[p]), not) {
					t.Errorf("%s holds %s", p, not)
				} else if !ok && !strings.Contains(string(out[p]), line) {
					t.Errorf("%s lacks %s", p, line)
				}
			}
			if out[p] == nil {
				t.Errorf("no output %s", p)
			}
			continue
		}
		want, ok := got[f.Name]
		if p, isOutput := strings.CutPrefix(f.Name, "want/"); isOutput {
			want, ok = string(out[p]), true
			if out[p] == nil {
				t.Errorf("no output %s", p)
			}
		}
		if !ok {
			if dir, _, _ := strings.Cut(f.Name, "/"); folders[dir] == nil {
				t.Errorf("%s: what is %q?", name, f.Name)
			}
			continue
		}
		checked++
		if *update {
			ar.Files[i].Data = []byte(want)
		} else if string(f.Data) != want {
			t.Errorf("%s is\n%s\nwant\n%s", f.Name, want, f.Data)
		}
	}
	if checked == 0 {
		t.Error("nothing is expected of this site")
	}
	// What is not mentioned is expected to be empty.
	for _, key := range []string{"problems", "held"} {
		if got[key] != "" && !slices.ContainsFunc(ar.Files, func(f txtar.File) bool { return f.Name == key }) {
			t.Errorf("unexpected %s:\n%s", key, got[key])
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(ar), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// folder is a target in memory.
type folder struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (f *folder) Has(p string, sum Sum) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	data, ok := f.files[p]
	return ok && sha256.Sum256(data) == sum
}

func (f *folder) Put(p string, data []byte) (Sum, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.files[p] = slices.Clone(data)
	return sha256.Sum256(data), nil
}

func (f *folder) PutFrom(p string, r io.Reader) (Sum, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Sum{}, err
	}
	return f.Put(p, data)
}

// built is all outputs of a site, none if there are errors, and its problems.
func built(t testing.TB, s *Site) (map[string][]byte, []brief.Problem) {
	t.Helper()
	out := &folder{files: map[string][]byte{}}
	if _, err := s.Build(out); err != nil {
		t.Fatal(err)
	}
	if brief.HasErrors(s.Problems()) {
		out.files = nil
	}
	return out.files, s.Problems()
}

// siteOf is a site of ready briefs, with default templates and static files.
func siteOf(t testing.TB, set settings, opt Options, briefs ...*brief.Brief) *Site {
	t.Helper()
	opt.Store = &memory{}
	s := &Site{opt: opt, zone: time.UTC, sections: map[string]section{}, files: map[string]*file{}}
	l := &loader{site: s}
	l.static()
	l.templates()
	s.settings = set
	s.settings.Timezone = cmp.Or(set.Timezone, "UTC")
	s.settings.Permalink = cmp.Or(set.Permalink, defaultPermalink)
	var err error
	if s.now, err = clock(opt.Now, s.zone); err != nil {
		t.Fatal(err)
	}
	var records []*record
	for _, b := range briefs {
		r := newRecord(b)
		r.body, r.sentences, r.whole = s.keep(b, Sum{})
		records = append(records, r)
	}
	l.place(records)
	l.files()
	if len(l.problems) > 0 {
		t.Fatal(l.problems)
	}
	s.views = s.plan()
	s.views.compile()
	s.collect()
	return s
}

func specimens() []*brief.Brief {
	return []*brief.Brief{
		specimen(),
		plain("pilots-strike", "Pilots of Port Esk end a three-week strike", "2026-01-28", "Shipping", "Labour"),
		plain("ferry-line", "A ferry line between Vesta and Aldmoor is tendered again", "2026-01-12", "Shipping", "欢迎 №1"),
		plain("dredging", "Dredging of the northern channel <begins> & ends in a day", "2025-11-30", "Trade & tolls", "shipping"),
		plain("lighthouse", "The lighthouse of Kell is lit for the first time in 40 years", "", "Aldmoor"),
	}
}

func rendered(t *testing.T, s *Site) map[string][]byte {
	t.Helper()
	before := slices.Clone(s.Problems())
	out, problems := built(t, s)
	for _, p := range problems {
		if !slices.ContainsFunc(before, func(b brief.Problem) bool { return reflect.DeepEqual(b, p) }) {
			t.Error(p.Format())
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return out
}

// Every element of the page, under every kind of address.
func TestSpecimen(t *testing.T) {
	for _, c := range []struct{ name, base, links string }{
		{"from disk", "", "files"},
		{"folders", "", "folders"},
		{"at a host", "https://brief.example/", "folders"},
		{"under a path", "https://brief.example/a/b/", "folders"},
		{"under a path, files", "https://brief.example/a/b/", "files"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := siteOf(t, settings{Title: "The Harbour Brief", Description: "What happened at Port Esk", Language: "en", BaseURL: c.base, Links: c.links}, Options{Jobs: 1}, specimens()...)
			out := rendered(t, s)
			crawl(t, out, c.base)
			page := string(out["briefs/aldmoor-harbour/index.html"])
			b := specimen()
			for _, id := range itemIDs(b) {
				if !strings.Contains(page, `id="`+id+`"`) {
					t.Errorf("the page lacks item %s", id)
				}
			}
			for _, s := range b.Sentences {
				for _, u := range s.Uses {
					if !strings.Contains(page, fmt.Sprintf(`href="#s%d" role="doc-noteref"`, s.N)) {
						t.Errorf("no link from %s to sentence %d", u.Item, s.N)
					}
				}
			}
			again := rendered(t, siteOf(t, s.settings, Options{Jobs: 8}, specimens()...))
			if !maps.EqualFunc(out, again, bytes.Equal) {
				t.Error("a second build with more jobs differs")
			}
			if c.base == "" && c.links == "files" && *outDir != "" {
				if err := write(*outDir, out); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// The feed of the specimens, whole, and what XML cannot hold.
func TestFeed(t *testing.T) {
	briefs := specimens()
	briefs[1].Title += " \x0b\x00\ufffe&"
	s := siteOf(t, settings{Title: "The Harbour Brief", Language: "en", BaseURL: "https://brief.example/a/"}, Options{}, briefs...)
	got := rendered(t, s)["atom.xml"]
	const name = "testdata/atom.xml"
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the feed is\n%s\nwant\n%s", got, want)
	}
}

// The feed has the structure that RFC 4287 asks for, with an address and without one, and does
// not change with the clock.
func TestFeedStructure(t *testing.T) {
	for _, base := range []string{"", "https://brief.example/a/"} {
		feed := func(now string) []byte {
			set := settings{Title: "The Harbour Brief", Language: "en", BaseURL: base, Links: "files"}
			return rendered(t, siteOf(t, set, Options{Now: now}, specimens()...))[feedPath]
		}
		data := feed("2026-02-06")
		if !bytes.Equal(data, feed("2031-01-01T10:00:00Z")) {
			t.Error("the feed depends on the clock")
		}
		for _, problem := range feedProblems(data) {
			t.Errorf("base_url %q: %s", base, problem)
		}
	}
	// What is wrong is found.
	good := string(feedOf(t))
	for _, c := range []struct{ cut, put, want string }{
		{"<id>tag:brief.example,2026:a/briefs</id>", "", "feed: 0 id"},
		{"<id>tag:brief.example,2026:a/briefs/pilots-strike</id>", "<id>tag:brief.example,2026:a/briefs/aldmoor-harbour</id>", "there twice"},
		{"<updated>2026-02-05T14:30:00+01:00</updated>", "<updated>2026-02-05</updated>", "no date"},
		{`<link rel="alternate" type="text/html" href="https://brief.example/a/"></link>`, `<link rel="alternate" type="text/html" href="https://brief.example/a/"></link><link rel="alternate" type="text/html" href="/x"></link>`, "2 alternates"},
		{"<author>", "<writer>", "no well-formed XML"},
	} {
		bad := strings.Replace(good, c.cut, c.put, 1)
		if got := strings.Join(feedProblems([]byte(bad)), "\n"); bad == good || !strings.Contains(got, c.want) {
			t.Errorf("with %s for %s the problems are %q, want %q", c.put, c.cut, got, c.want)
		}
	}
}

func feedOf(t *testing.T) []byte {
	return rendered(t, siteOf(t, settings{Title: "The Harbour Brief", Language: "en", BaseURL: "https://brief.example/a/"}, Options{}, specimens()...))[feedPath]
}

// feedProblems checks an Atom feed against sections 4.1.1 and 4.1.2 of RFC 4287.
func feedProblems(data []byte) (problems []string) {
	type element struct {
		XMLName  xml.Name
		Attrs    []xml.Attr `xml:",any,attr"`
		Text     string     `xml:",chardata"`
		Children []element  `xml:",any"`
	}
	fail := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	var feed element
	if err := xml.Unmarshal(data, &feed); err != nil {
		return []string{"no well-formed XML: " + err.Error()}
	}
	ids := map[string]bool{}
	newest := time.Time{}
	check := func(e element, where string, once ...string) (updated time.Time) {
		if e.XMLName.Space != "http://www.w3.org/2005/Atom" {
			fail("%s: not in the namespace of Atom", where)
		}
		count, alternates := map[string]int{}, map[string]int{}
		for _, c := range e.Children {
			count[c.XMLName.Local]++
			attr := map[string]string{}
			for _, a := range c.Attrs {
				attr[a.Name.Local] = a.Value
			}
			switch c.XMLName.Local {
			case "id":
				if u, err := url.Parse(c.Text); err != nil || u.Scheme == "" || ids[c.Text] {
					fail("%s: the id %q is none or there twice", where, c.Text)
				}
				ids[c.Text] = true
			case "published", "updated":
				at, err := time.Parse(time.RFC3339, c.Text)
				if err != nil {
					fail("%s: %q is no date", where, c.Text)
				}
				if c.XMLName.Local == "updated" {
					updated = at
				}
			case "link":
				if attr["href"] == "" {
					fail("%s: a link without href", where)
				}
				if attr["rel"] == "alternate" {
					alternates[attr["type"]+" "+attr["hreflang"]]++
				}
			case "category":
				if attr["term"] == "" {
					fail("%s: a category without term", where)
				}
			case "author":
				if len(c.Children) == 0 || c.Children[0].XMLName.Local != "name" || c.Children[0].Text == "" {
					fail("%s: an author without name", where)
				}
			}
		}
		for _, name := range once {
			if count[name] != 1 {
				fail("%s: %d %s", where, count[name], name)
			}
		}
		for kind, n := range alternates {
			if n > 1 {
				fail("%s: %d alternates of %s", where, n, kind)
			}
		}
		return updated
	}
	updated := check(feed, "feed", "id", "title", "updated", "author")
	entries := 0
	for _, c := range feed.Children {
		if c.XMLName.Local == "entry" {
			entries++
			if at := check(c, fmt.Sprintf("entry %d", entries), "id", "title", "updated", "content", "link", "summary"); at.After(newest) {
				newest = at
			}
		}
	}
	if entries == 0 || !updated.Equal(newest) {
		fail("feed: updated %v, and the newest of its %d entries %v", updated, entries, newest)
	}
	return problems
}

// templates/README.md names every template, function, field and method that there is, where it belongs.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../templates/README.md")
	if err != nil {
		t.Fatal(err)
	}
	has := func(what, word string) {
		if !strings.Contains(string(readme), word) {
			t.Errorf("templates/README.md lacks the %s %s", what, word)
		}
	}
	for _, name := range sorted(siteOf(t, settings{}, Options{}).templates) {
		has("template", "`"+name+"`")
	}
	for _, name := range sorted(funcs) {
		has("function", "`"+name+" ")
	}
	has("method", "`.Link \"")
	has("method", "`.Has \"")
	// The part that begins with a text names the fields of these types, and no others.
	page := fieldsOf("site.Page")
	var pageTypes []string
	for _, data := range pageTemplates {
		pageTypes = append(pageTypes, fmt.Sprintf("%T", data))
	}
	fields := 0
	for _, part := range []struct {
		begin string
		types []string
	}{
		{"**Every page**", []string{"site.Page", "site.Info"}},
		{"**HomePage**", []string{"site.HomePage"}},
		{"**BriefPage**", []string{"site.BriefPage"}},
		{"**TopicsPage**", []string{"site.TopicsPage"}},
		{"**ListPage**", []string{"site.ListPage"}},
		{"**ArchivePage**", []string{"site.ArchivePage", "site.Year", "site.Month"}},
		{"**NotFoundPage**", []string{"site.NotFoundPage"}},
		{"**RedirectPage**", []string{"site.RedirectPage"}},
		{"**Link**", []string{"site.Link"}},
		{"**Card**", []string{"site.Card"}},
		{"**Lead**", []string{"site.Lead"}},
		{"**Near**", []string{"site.Near"}},
		{"**Coming**", []string{"site.Coming"}},
		{"**Topic**", []string{"site.Topic"}},
		{"**Phase**", []string{"site.Phase"}},
		{"**Group**", []string{"site.Group"}},
		{"| field | is |", []string{"site.Article", "brief.Source", "brief.Sentence", "brief.Use", "brief.Removed", "brief.KeyFact", "brief.Event", "brief.Chart", "brief.Bar", "brief.Figure", "brief.Entity", "brief.Quote"}},
		{"| `.Source` |", []string{"brief.Source"}},
		{"| `.Sentences` |", []string{"brief.Sentence", "brief.Use"}},
		{"| `.Removed` |", []string{"brief.Removed"}},
		{"| `.KeyFacts` |", []string{"brief.KeyFact"}},
		{"| `.Timeline` |", []string{"brief.Event"}},
		{"| `.Charts` |", []string{"brief.Chart", "brief.Bar"}},
		{"| `.Figures` |", []string{"brief.Figure"}},
		{"| `.People` ", []string{"brief.Entity"}},
		{"| `.Quotes` |", []string{"brief.Quote"}},
	} {
		_, text, ok := strings.Cut(string(readme), "\n"+part.begin)
		if !ok {
			t.Errorf("templates/README.md has no part %s", part.begin)
		}
		text, _, _ = strings.Cut(text, "\n\n")
		row := strings.HasPrefix(part.begin, "| `")
		if row {
			text, _, _ = strings.Cut(text, "\n")
			text = part.begin + text
		}
		named := map[string]bool{}
		for i, s := range strings.Split(text, "`") {
			if i%2 == 1 && strings.HasPrefix(s, ".") && s != ".html" {
				named[s] = false
			}
		}
		for _, typ := range part.types {
			for _, f := range fieldsOf(typ) {
				if f == ".Page" || f == ".Warnings" || f == ".Document" || f == ".Card" || f == ".Brief" && typ == "site.Article" || f == ".Link" && typ == "site.Page" || f == ".Has" || // embedded; for the program; methods, above
					typ != "site.Page" && slices.Contains(pageTypes, typ) && slices.Contains(page, f) ||
					typ == "site.Lead" && slices.Contains(fieldsOf("site.Card"), f) {
					continue
				}
				fields++
				if _, ok := named[f]; !ok {
					t.Errorf("%s of templates/README.md lacks %s of %s", part.begin, f, typ)
				}
				named[f] = true
			}
		}
		for _, f := range sorted(named) {
			if !named[f] && !(row && slices.Contains(fieldsOf("brief.Brief"), f)) {
				t.Errorf("%s of templates/README.md names %s, which there is not", part.begin, f)
			}
		}
	}
	if fields < 200 {
		t.Errorf("only %d fields found", fields)
	}
}

func itemIDs(b *brief.Brief) []string {
	var ids []string
	for _, k := range b.KeyFacts {
		ids = append(ids, k.ID)
	}
	for _, e := range b.Timeline {
		ids = append(ids, e.ID)
	}
	for _, c := range b.Charts {
		ids = append(ids, c.ID)
	}
	for _, f := range b.Figures {
		ids = append(ids, f.ID)
	}
	for _, e := range slices.Concat(b.People, b.Organizations, b.Places, b.Agreements) {
		ids = append(ids, e.ID)
	}
	for _, q := range b.Quotes {
		ids = append(ids, q.ID)
	}
	return ids
}

func write(dir string, out map[string][]byte) error {
	for p, data := range out {
		name := filepath.Join(dir, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// No file is read beyond its limit, whatever size it claims to have.
func TestReadFile(t *testing.T) {
	for _, c := range []struct {
		size, read int64
		want       string
	}{
		{100, 0, "the file is too large: it has 100 bytes, more than the 10 that are read"},
		{5, 11, "the file is too large: it grows while it is read"},
	} {
		f := &endless{size: c.size}
		_, err := readFile(f, "x", 10)
		if err == nil || err.Error() != c.want || f.read != c.read {
			t.Errorf("of a file of %d bytes %d were read, and the error is %v", c.size, f.read, err)
		}
	}
}

// endless is a file system with one file, which never ends.
type endless struct{ size, read int64 }

func (e *endless) Open(string) (fs.File, error) { return e, nil }
func (e *endless) Stat() (fs.FileInfo, error)   { return e, nil }
func (e *endless) Close() error                 { return nil }
func (e *endless) Name() string                 { return "x" }
func (e *endless) Size() int64                  { return e.size }
func (e *endless) Mode() fs.FileMode            { return 0o644 }
func (e *endless) ModTime() time.Time           { return time.Time{} }
func (e *endless) IsDir() bool                  { return false }
func (e *endless) Sys() any                     { return nil }
func (e *endless) Read(p []byte) (int, error) {
	if e.read += int64(len(p)); e.read > 1<<20 {
		return 0, io.ErrUnexpectedEOF
	}
	return len(p), nil
}

// A sitemap that is full is split, and each page is in one part.
func TestSitemaps(t *testing.T) {
	s := siteOf(t, settings{Title: "Many", Language: "en", BaseURL: "https://brief.example/a/"}, Options{}, specimens()...)
	out := rendered(t, s)
	locs := func(data []byte, root, item string) (out []string) {
		var doc struct {
			XMLName xml.Name
			Items   []struct {
				XMLName xml.Name
				Loc     string `xml:"loc"`
			} `xml:",any"`
		}
		if err := xml.Unmarshal(data, &doc); err != nil || doc.XMLName.Local != root || doc.XMLName.Space != "http://www.sitemaps.org/schemas/sitemap/0.9" {
			t.Fatalf("%v, %v in\n%s", doc.XMLName, err, data)
		}
		for _, it := range doc.Items {
			if it.XMLName.Local != item {
				t.Errorf("a %s in a %s", it.XMLName.Local, root)
			}
			out = append(out, it.Loc)
		}
		return out
	}
	all := locs(out[sitemapPath], "urlset", "url")
	if len(all) < 10 {
		t.Fatalf("only %d pages", len(all))
	}
	// parts are the sitemaps with at most limit pages each.
	parts := func(limit int) map[string][]byte {
		var pages []*output
		for _, o := range s.views.outputs {
			if o.template != "" && o.template != "404.html" && o.template != "redirect.html" {
				pages = append(pages, o)
			}
		}
		v := &views{Site: s, owners: map[string]*output{}, folded: map[string]string{}, inside: map[string]string{}, outputs: pages}
		o := &output{path: sitemapPath}
		v.planSitemap(o, limit)
		out := map[string][]byte{}
		for _, o := range append(v.outputs[len(pages):], o) {
			out[o.path] = o.bytes(&view{views: v, path: o.path})
		}
		return out
	}
	if one := parts(len(all)); len(one) != 1 {
		t.Errorf("%d sitemaps for as many pages as one holds", len(one))
	}
	split := parts(len(all) - 1)
	var again []string
	for i, loc := range locs(split[sitemapPath], "sitemapindex", "sitemap") {
		if want := fmt.Sprintf("https://brief.example/a/sitemap-%d.xml", i+1); loc != want {
			t.Errorf("part %d is %s, want %s", i, loc, want)
		}
		again = append(again, locs(split[sitemapPart(i)], "urlset", "url")...)
	}
	if len(split) != 3 || !slices.Equal(again, all) {
		t.Errorf("%d sitemaps hold\n%v\nwant\n%v", len(split), again, all)
	}
}

func TestBaseURL(t *testing.T) {
	for in, want := range map[string]string{
		"":                               "",
		"https://example.org":            "https://example.org/",
		"http://example.org:8080/news":   "http://example.org:8080/news/",
		"https://example.org/?":          "error",
		"https://example.org/?a":         "error",
		"https://example.org/#":          "error",
		"https://example.org/#a":         "error",
		"https://desk@example.org/":      "error",
		"https://desk:word@example.org/": "error",
		"ftp://example.org/":             "error",
		"//example.org/":                 "error",
		"https:///news/":                 "error",
		"/news/":                         "error",
	} {
		got, err := baseURL(in)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("baseURL(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

// Of two templates that define one part, the same one counts in every run.
func TestUnused(t *testing.T) {
	own := fstest.MapFS{"used.html": {Data: []byte("used")}, "home.html": {Data: []byte(`{{template "x"}}`)}}
	for i := range 9 {
		text := `{{define "x"}}{{template "used.html"}}{{end}}`
		if i == 8 {
			text = `{{define "x"}}x{{end}}`
		}
		own[fmt.Sprintf("part%d.html", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	for range 20 {
		problems := Load(Source{fstest.MapFS{"a.md": {Data: []byte("The quay opens.")}}, own, nil}, Options{}, nil).Problems()
		if !slices.ContainsFunc(problems, func(p brief.Problem) bool { return p.File == "templates/used.html" }) {
			t.Fatalf("used.html is taken for used: %v", problems)
		}
	}
}

func TestLink(t *testing.T) {
	for _, c := range []struct{ links, base, from, to, want string }{
		{"files", "", "index.html", "index.html", "index.html"},
		{"folders", "", "index.html", "index.html", "./"},
		{"files", "", "briefs/x/index.html", "index.html", "../../index.html"},
		{"folders", "", "briefs/x/index.html", "index.html", "../../"},
		{"folders", "", "briefs/x/index.html", "briefs/y/index.html", "../y/"},
		{"folders", "", "briefs/x/index.html", "briefs/x/index.html#s6", "#s6"},
		{"folders", "", "index.html", "briefs/x/index.html#s6", "briefs/x/#s6"},
		{"files", "", "archive/2026/02/index.html", "style.css", "../../../style.css"},
		{"folders", "", "index.html", "topics/欢迎/index.html", "topics/%E6%AC%A2%E8%BF%8E/"},
		{"folders", "", "index.html", "a:b/index.html", "./a:b/"},
		{"folders", "", "topics/index.html", "topics/a:b/index.html", "./a:b/"},
		{"folders", "", "404.html", "topics/index.html", "/topics/"},
		{"folders", "https://x.example/a/b/", "404.html", "topics/index.html", "/a/b/topics/"},
		{"files", "", "index.html", "briefs/50%/a?b#c/index.html", "briefs/50%25/a%3Fb#c/index.html"},
	} {
		s := &Site{settings: settings{Links: c.links, BaseURL: c.base}}
		if got := s.link(c.from, c.to); got != c.want {
			t.Errorf("link(%s, %s) = %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

// The article's words stand beside a date only where they say something else.
func TestSaid(t *testing.T) {
	for _, c := range []struct {
		when  brief.When
		words string
		basis string
		want  string
	}{
		{"2025-06", "in June", "derived", ""},
		{"2025-06", "June", "derived", ""},
		{"2026-01", "last month", "derived", "last month"},
		{"2026-02-05", "Thursday", "derived", "Thursday"},
		{"2023-08-01", "on 1 August", "derived", ""},
		{"2026-02-05", "Feb. 5", "derived", ""},
		{"2026-02-05", "Feb. 5", "stated", ""},
		{"2026-02-05", "the next day", "derived", "the next day"},
		{"2026-06", "since June", "derived", "since June"},
		{"2026-04~", "mid-April", "derived", "mid-April"},
		{"2025", "the year", "derived", "the year"},
		{"2025", "", "derived", ""},
	} {
		if got := said(brief.Event{When: c.when, WhenText: c.words, Basis: c.basis}); got != c.want {
			t.Errorf("%s, %q, %s: said %q, want %q", c.when, c.words, c.basis, got, c.want)
		}
	}
}

func TestHold(t *testing.T) {
	vienna, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		now  string
		b    record
		opt  Options
		want string
	}{
		{"", record{Published: "2999-01-01"}, Options{}, ""},
		{"2026-02-05", record{}, Options{}, ""},
		{"2026-02-05", record{Draft: true}, Options{}, "draft"},
		{"2026-02-05", record{Draft: true}, Options{Drafts: true}, ""},
		{"2026-02-05", record{Published: "2026-02-05"}, Options{}, ""},
		{"2026-02-05", record{Published: "2026-02-05T23:59"}, Options{}, ""},
		{"2026-02-05", record{Published: "2026-02-06"}, Options{}, "future"},
		{"2026-02-05", record{Published: "2026-02-06"}, Options{Future: true}, ""},
		// Midnight in Vienna is 23:00 UTC of the day before.
		{"2026-02-04T22:59:59Z", record{Published: "2026-02-05"}, Options{}, "future"},
		{"2026-02-04T23:00:00Z", record{Published: "2026-02-05"}, Options{}, ""},
		// In summer time it is 22:00.
		{"2026-07-04T21:59:59Z", record{Published: "2026-07-05"}, Options{}, "future"},
		{"2026-07-04T22:00:00Z", record{Published: "2026-07-05"}, Options{}, ""},
		{"2026-02-05T09:00:00Z", record{Published: "2026-02-05T14:30+05:30"}, Options{}, ""},
		{"2026-02-05T08:59:59Z", record{Published: "2026-02-05T14:30+05:30"}, Options{}, "future"},
		{"2026-02-05", record{Expires: "2026-02-06"}, Options{}, ""},
		{"2026-02-05", record{Expires: "2026-02-05"}, Options{}, "expired"},
		{"2026-02-05", record{Expires: "2026-02"}, Options{}, "expired"},
	} {
		s := &Site{opt: c.opt, zone: vienna}
		if s.now, err = clock(c.now, vienna); err != nil {
			t.Fatal(err)
		}
		c.b.date("Europe/Vienna", vienna)
		if h, _ := s.hold(&c.b); h.Why != c.want {
			t.Errorf("now %s, published %s, expires %s: held as %q, want %q", c.now, c.b.Published, c.b.Expires, h.Why, c.want)
		}
	}
	if _, err := clock("yesterday", vienna); err == nil {
		t.Error("clock takes yesterday")
	}
}

// A site of a thousand briefs with topics, aliases and months.
func BenchmarkBuild(b *testing.B) {
	var briefs []*brief.Brief
	for i := range 1000 {
		br := plain(fmt.Sprintf("brief-%d", i), fmt.Sprintf("Brief %d", i), brief.When(fmt.Sprintf("%d-%02d-01", 1990+i%30, 1+i%12)), fmt.Sprintf("Topic %d", i/4))
		br.Aliases = []string{fmt.Sprintf("/old/%d/", i)}
		briefs = append(briefs, br)
	}
	s := siteOf(b, settings{Title: "Many", Language: "en", Links: "files"}, Options{}, briefs...)
	for b.Loop() {
		if out, problems := built(b, s); out == nil {
			b.Fatal(problems)
		}
	}
}

// A link leads from any page to any output, whatever their names.
func FuzzLink(f *testing.F) {
	f.Add("briefs/x/index.html", "topics/a b/index.html", true)
	f.Add("index.html", "a:b", false)
	f.Add("404.html", "briefs/50%/?#/index.html", true)
	f.Fuzz(func(t *testing.T, from, to string, folders bool) {
		if !fs.ValidPath(from) || !fs.ValidPath(to) || from == "." || to == "." || strings.ContainsAny(to, "#\\") || strings.Contains(from, "\\") {
			t.Skip()
		}
		s := &Site{settings: settings{Links: "files", BaseURL: "https://x.example/a/"}}
		if folders {
			s.settings.Links = "folders"
		}
		u, err := url.Parse(s.link(from, to))
		if err != nil {
			t.Fatalf("%s → %s: %v", from, to, err)
		}
		at := &url.URL{Scheme: "https", Host: "x.example", Path: "/a/" + from}
		got := at.ResolveReference(u)
		want := to
		if folders && (want == "index.html" || strings.HasSuffix(want, "/index.html")) {
			want = strings.TrimSuffix(want, "index.html")
		}
		if got.Host != "x.example" || got.Path != "/a/"+want {
			t.Errorf("%s → %s: %s leads to %s", from, to, u, got)
		}
	})
}

// What check lets pass, publish writes.
func FuzzPath(f *testing.F) {
	for _, p := range []string{
		"index.html", "a/./b", "../x", "/x", "a\\b", "a:b", "a\x01b", "a\u0085b", "x/.git/y", ".gitignore", ".dateline", "x/.dateline-1-1.tmp", "nul.txt", "a//b", "", ".",
		"caf\xe9.png", strings.Repeat("q", maxName), strings.Repeat("q", maxName+1), strings.Repeat("q/", maxPath/2-1) + "qq", "what now?.png", "COM¹", "com10", "欢迎.png",
	} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, p string) {
		if badPath(p) != "" {
			return
		}
		w, err := publish.Open(t.TempDir(), publish.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if _, err := w.Put(p, []byte("x")); err != nil {
			t.Errorf("%q: %v", p, err)
		} else if _, err := w.Commit(); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	})
}

// Whatever links an article holds, making them relative changes nothing else of it; and one that is not looked through
// for links has none to change.
func FuzzArticle(f *testing.F) {
	f.Add("A [quay](/briefs/x/#s1), [b](?a=1&b=2) and ![c](d \"e\").\n\n    href=\"/x\"\n\n[g]: /h\n\n[g] `id=\"s9\"`")
	for _, src := range []string{"A [quay](x.md).", "A ![quay](x.png).", "<a@b.example> [c](HTTP://d) [e](http://f) [g](#s1)", "A <https://b.example/\"c>[^1].\n\n[^1]: d\n"} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		br, problems := brief.Parse("x.md", []byte(src), brief.Options{})
		if br == nil || brief.HasErrors(problems) {
			t.Skip()
		}
		v := &views{Site: &Site{opt: Options{Store: &memory{}}, settings: settings{Links: "files"}}, owners: map[string]*output{"briefs/x/index.html": {}, "h/index.html": {}}}
		r := newRecord(br)
		r.body, r.sentences, r.whole = v.keep(br, Sum{})
		body := string((&view{views: v, path: "briefs/x/index.html"}).article(Article{Brief: br, record: r}))
		skeleton := func(body string) string {
			var out strings.Builder
			z := html.NewTokenizer(strings.NewReader(body))
			for z.Next() != html.ErrorToken {
				tok := z.Token()
				tok.Attr = slices.DeleteFunc(tok.Attr, func(a html.Attribute) bool { return a.Key == "href" || a.Key == "src" })
				out.WriteString(tok.String())
			}
			return out.String()
		}
		if got, want := skeleton(body), skeleton(br.Body); got != want {
			t.Errorf("the article became\n%s\nfrom\n%s", got, want)
		}
		local := br.Local
		br.Local = true
		w := &view{views: v, path: "briefs/x/index.html"}
		if whole := string(w.article(Article{Brief: br, record: r})); whole != body || !local && len(w.problems)+len(w.reads) > 0 {
			t.Errorf("local %v: the article is\n%s\nand looked through\n%s\nwith %v, %v", local, body, whole, w.problems, w.reads)
		}
	})
}

// Whatever an article is called, the feed is well-formed and keeps what XML can hold of it.
func FuzzFeed(f *testing.F) {
	f.Add("Ships & \x00\x1f <pilots> ]]> \ufffe")
	f.Add("")
	f.Fuzz(func(t *testing.T, title string) {
		br := plain("x", title, "2026-02-05")
		if slug(title) != "" {
			br.Topics = []string{title}
		}
		s := siteOf(t, settings{Title: title, Language: "en", Links: "files"}, Options{}, br)
		var got atomFeed
		if err := xml.Unmarshal((&view{views: s.views, path: feedPath}).feed(), &got); err != nil {
			t.Fatal(err)
		}
		if want := clean(strings.ToValidUTF8(title, "\ufffd")); utf8.ValidString(title) && strings.ReplaceAll(got.Title, "\r", "") != strings.ReplaceAll(want, "\r", "") {
			t.Errorf("the title %q became %q", title, got.Title)
		}
	})
}
