package site

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"
)

// crawl checks every output of a site that lives at base ("" for one that knows no address):
// no dead link or fragment, unique ids, one h1 and no skipped heading, no script or inline style, no
// template left over, nothing escaped twice, well-formed XML and JSON. On a brief every item leads to its
// sentences, each of them leads back, and what a sentence lists as resting on it names it.
func crawl(t *testing.T, out map[string][]byte, base string) {
	t.Helper()
	if len(out) == 0 {
		t.Fatal("nothing to crawl")
	}
	for _, problem := range crawlProblems(out, base) {
		t.Error(problem)
	}
}

type link struct{ from, to string }

func crawlProblems(out map[string][]byte, base string) []string {
	var problems []string
	fail := func(p, format string, args ...any) {
		problems = append(problems, p+": "+fmt.Sprintf(format, args...))
	}
	root, err := url.Parse(base)
	if err != nil || base == "" {
		root = &url.URL{Scheme: "file", Path: "/"}
	}
	ids := map[string]map[string]bool{}
	var links []link
	for _, p := range sorted(out) {
		data := out[p]
		switch path.Ext(p) {
		case ".xml", ".svg":
			dec := xml.NewDecoder(bytes.NewReader(data))
			for {
				tok, err := dec.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					fail(p, "%v", err)
					break
				}
				if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "link" {
					for _, a := range e.Attr {
						if a.Name.Local == "href" {
							links = append(links, link{p, a.Value})
						}
					}
				}
			}
			continue
		case ".json", ".jsonld":
			if !json.Valid(data) {
				fail(p, "is no JSON")
			}
			continue
		case ".html":
		default:
			continue
		}
		for _, bad := range []string{"{{", "}}", "&amp;lt;", "&amp;amp;", "ZgotmplZ", "<no value>", "%!"} {
			if i := bytes.Index(data, []byte(bad)); i >= 0 {
				fail(p, "holds %q: …%s…", bad, data[max(0, i-40):min(len(data), i+40)])
			}
		}
		if !bytes.HasPrefix(data, []byte("<!doctype html>\n")) {
			fail(p, "does not begin with a doctype")
		}
		doc, err := html.Parse(bytes.NewReader(data))
		if err != nil {
			fail(p, "%v", err)
			continue
		}
		ids[p] = map[string]bool{}
		h1, level := 0, 0
		var title, description, lang bool
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			attr := map[string]string{}
			for _, a := range n.Attr {
				attr[a.Key] = a.Val
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
					fail(p, "<%s> has the attribute %s", n.Data, a.Key)
				}
			}
			if id, ok := attr["id"]; ok {
				if ids[p][id] {
					fail(p, "the id %q is there twice", id)
				}
				if id == "" || strings.ContainsAny(id, " \t\n") {
					fail(p, "%q is no id", id)
				}
				ids[p][id] = true
			}
			switch n.Data {
			case "script", "style", "base", "iframe", "object":
				fail(p, "has a <%s>", n.Data)
			case "html":
				lang = attr["lang"] != ""
			case "title":
				title = n.FirstChild != nil && strings.TrimSpace(n.FirstChild.Data) != ""
			case "meta":
				description = description || attr["name"] == "description" && attr["content"] != ""
				if _, to, ok := strings.Cut(attr["content"], "; url="); ok && attr["http-equiv"] == "refresh" {
					links = append(links, link{p, to})
				}
			case "h1", "h2", "h3", "h4", "h5", "h6":
				l := int(n.Data[1] - '0')
				if l == 1 {
					h1++
				}
				if l > level+1 {
					fail(p, "<%s> follows <h%d>", n.Data, level)
				}
				level = l
			case "time":
				if d, ok := attr["datetime"]; ok && d == "" {
					fail(p, "a <time> with an empty datetime")
				}
			case "img":
				if _, ok := attr["alt"]; !ok {
					fail(p, "an <img> without alt")
				}
			}
			for _, k := range []string{"href", "src"} {
				if to, ok := attr[k]; ok {
					links = append(links, link{p, to})
				}
			}
			for _, k := range []string{"aria-labelledby", "aria-describedby"} {
				for id := range strings.FieldsSeq(attr[k]) {
					links = append(links, link{p, "#" + id})
				}
			}
		}
		for _, problem := range anchorProblems(doc) {
			fail(p, "%s", problem)
		}
		if h1 != 1 {
			fail(p, "has %d h1", h1)
		}
		if !title || !lang || !description && p != "index.html" {
			fail(p, "lacks a title, a language or a description")
		}
	}
	for _, l := range links {
		u, err := url.Parse(l.to)
		if err != nil {
			fail(l.from, "the link %q is broken: %v", l.to, err)
			continue
		}
		at := root.JoinPath(l.from)
		u = at.ResolveReference(u)
		if u.Scheme != root.Scheme || u.Host != root.Host {
			continue // leaves the site
		}
		to, ok := strings.CutPrefix(u.Path, root.Path)
		if !ok {
			fail(l.from, "the link %q leads out of the site", l.to)
			continue
		}
		if to == "" || strings.HasSuffix(to, "/") {
			to += "index.html"
		}
		if _, ok := out[to]; !ok {
			fail(l.from, "the link %q is dead: no %s", l.to, to)
		} else if u.Fragment != "" && !ids[to][u.Fragment] {
			fail(l.from, "the link %q is dead: %s has no id %q", l.to, to, u.Fragment)
		}
	}
	return problems
}

// anchorProblems checks both directions of the links between the items of a brief and its
// sentences, as a reader without scripts meets them. Items are the elements with an id in the
// boxes, but for headings.
func anchorProblems(doc *html.Node) []string {
	var problems []string
	attr := func(n *html.Node, key string) string {
		for _, a := range n.Attr {
			if a.Key == key {
				return a.Val
			}
		}
		return ""
	}
	// targets are the fragments that links inside n lead to.
	targets := func(n *html.Node, role string) map[string]bool {
		found := map[string]bool{}
		for d := range n.Descendants() {
			if d.Data == "a" && (role == "" || attr(d, "role") == role) {
				if id, ok := strings.CutPrefix(attr(d, "href"), "#"); ok {
					found[id] = true
				}
			}
		}
		return found
	}
	items, sentences, uses := map[string]map[string]bool{}, map[string]map[string]bool{}, map[string]map[string]bool{}
	for n := range doc.Descendants() {
		switch id := attr(n, "id"); {
		case attr(n, "class") == "s" && id != "":
			sentences[id], uses[id] = targets(n, ""), targets(n, "doc-backlink")
		case attr(n, "class") == "facts":
			for d := range n.Descendants() {
				if id := attr(d, "id"); id != "" && d.Data != "h2" {
					items[id] = targets(d, "doc-noteref")
				}
			}
		}
	}
	for _, id := range sorted(items) {
		if len(items[id]) == 0 {
			problems = append(problems, fmt.Sprintf("the item %q leads to no sentence", id))
		}
		for _, s := range sorted(items[id]) {
			if !sentences[s][id] {
				problems = append(problems, fmt.Sprintf("no way back from %q to the item %q", s, id))
			}
		}
	}
	for _, s := range sorted(sentences) {
		for _, id := range sorted(uses[s]) {
			if !items[id][s] {
				problems = append(problems, fmt.Sprintf("the sentence %q lists %q, which does not name it", s, id))
			}
		}
	}
	return problems
}

var contentDirFlag = flag.String("content", "", "crawl the site of this content folder too")

// Any site: go test ./internal/site -run TestCrawlContent -content DIR.
func TestCrawlContent(t *testing.T) {
	if *contentDirFlag == "" {
		t.Skip("no -content DIR")
	}
	for _, base := range []string{"", "https://brief.example/a/b/"} {
		s := Load(Source{os.DirFS(*contentDirFlag), nil, nil}, Options{BaseURL: base}, nil)
		out := rendered(t, s)
		crawl(t, out, base)
		t.Logf("%d briefs, %d files", s.Len(), len(out))
	}
}

// The demonstration site, wherever it lives.
func TestDemonstration(t *testing.T) {
	folder := func(name string) fstest.MapFS {
		out := fstest.MapFS{}
		fsys := os.DirFS("../../" + name)
		err := fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := fs.ReadFile(fsys, p)
			out[p] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	content, templates, static := folder("content"), folder("templates"), folder("static")
	for _, c := range []struct{ name, settings, base string }{
		{"as it is", string(content["site.yaml"].Data), "https://dateline.example.org/"},
		{"no settings", "", ""},
		{"folders", "links: folders\n", ""},
		{"under a path", "base_url: https://brief.example/a/b/\n", "https://brief.example/a/b/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			content["site.yaml"] = &fstest.MapFile{Data: []byte(c.settings)}
			s := Load(Source{content, templates, static}, Options{Now: "2026-02-05"}, nil)
			out := rendered(t, s)
			crawl(t, out, c.base)
			if out["embed.go"] != nil {
				t.Error("the source of the defaults is published")
			}
			// What the demonstration is there to show, on some page of it.
			all := string(bytes.Join(slices.Collect(maps.Values(out)), nil))
			for _, part := range []string{
				`id="key-facts"`, `id="timeline"`, `class="phase past"`, `class="phase today"`, `class="phase coming"`, `class="said"`,
				`class="chart"`, `class="numbers"`, `id="person-`, `id="organization-`, `id="place-`, `id="agreement-`, `id="quote-`,
				`class="chroma"`, `<div class="table"`, `class="removed"`, `http-equiv="refresh"`,
			} {
				if !strings.Contains(all, part) {
					t.Errorf("no page has %s", part)
				}
			}
			if s.Len() < 10 || !bytes.Contains(out[homePath], []byte("Coming up")) {
				t.Errorf("%d briefs, and the front page says %s", s.Len(), out[homePath])
			}
		})
	}
}

// A crawl that finds nothing wrong anywhere would be worth nothing.
func TestCrawlFinds(t *testing.T) {
	const head = "<!doctype html>\n<html lang=en><title>T</title><meta name=description content=d>"
	for _, c := range []struct{ name, page, want string }{
		{"dead link", head + `<h1>A</h1><a href="x.html">x</a>`, "is dead"},
		{"dead fragment", head + `<h1>A</h1><a href="#x">x</a>`, `has no id "x"`},
		{"double id", head + `<h1 id=a>A</h1><p id=a>`, "there twice"},
		{"heading skipped", head + `<h1>A</h1><h3>B</h3>`, "follows"},
		{"two h1", head + `<h1>A</h1><h1>B</h1>`, "has 2 h1"},
		{"script", head + `<h1>A</h1><script>1</script>`, "<script>"},
		{"style", head + `<h1 style="color:red">A</h1>`, "style"},
		{"template", head + `<h1>{{.Title}}</h1>`, "{{"},
		{"escaped twice", head + `<h1>&amp;lt;</h1>`, "&amp;lt;"},
		{"item without sentence", head + `<h1>A</h1><div class=facts><p id=x></div>`, "leads to no sentence"},
		{"no way back", head + `<h1>A</h1><div class=facts><p id=x><a role=doc-noteref href="#s1">1</a></div><p class=s id=s1>A.`, "no way back"},
		{"a wrong way back", head + `<h1>A</h1><div class=facts><p id=x><a role=doc-noteref href="#s1">1</a></div><p class=s id=s1><a href="#x">A</a>.<p class=s id=s2><a role=doc-backlink href="#x">B</a>.`, "does not name it"},
		{"no description", "<!doctype html>\n<html lang=en><title>T</title><h1>A</h1>", "lacks"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := strings.Join(crawlProblems(map[string][]byte{"a.html": []byte(c.page)}, ""), "\n")
			if !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if got := crawlProblems(map[string][]byte{"a.html": []byte(head + `<h1 id=a>A</h1><a href="a.html#a">a</a>`), "b.xml": []byte("<a/>")}, ""); got != nil {
		t.Errorf("a good page: %q", got)
	}
	for p, broken := range map[string]string{"b.xml": "<a>", "b.json": "{", "b.jsonld": "["} {
		if got := crawlProblems(map[string][]byte{p: []byte(broken)}, ""); got == nil {
			t.Errorf("%s passes, and is broken", p)
		}
	}
}
