package brief

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

// views are the parts of a result that a case in testdata may show. A case is a content file
// (.md or .txt, under the name it has for Parse) and after it the views it wants.
var views = map[string]func(b *Brief, ps []Problem) string{
	"problems": func(_ *Brief, ps []Problem) string {
		var s strings.Builder
		for _, p := range ps {
			s.WriteString(p.Format())
		}
		return s.String()
	},
	"meta": func(b *Brief, _ []Problem) string {
		return lines(
			"title", b.Title, "from", b.TitleFrom, "lead", b.Lead, "summary", b.Summary, "slug", b.Slug, "section", b.Section,
			"published", string(b.Published), "from", b.PublishedFrom, "updated", string(b.Updated), "as of", string(b.AsOf),
			"expires", string(b.Expires), "source", b.Source.Name, "url", b.Source.URL, "author", b.Source.Author,
			"publisher", b.Source.Publisher, "editor", b.Source.Editor, "topics", strings.Join(b.Topics, " | "),
			"aliases", strings.Join(b.Aliases, " "), "weight", zero(b.Weight), "draft", zero(b.Draft), "extra", zero(b.Extra))
	},
	"removed": func(b *Brief, _ []Problem) string {
		var s strings.Builder
		for _, r := range b.Removed {
			fmt.Fprintf(&s, "%d: %s: %s\n", r.Line, r.Why, r.Text)
		}
		return s.String()
	},
	"sentences": func(b *Brief, _ []Problem) string {
		var s strings.Builder
		for _, t := range b.Sentences {
			fmt.Fprintf(&s, "%s line %d: %s\n", t.ID, t.Line, t.Text)
		}
		return s.String()
	},
	"facts": func(b *Brief, _ []Problem) string { return facts(b) },
	"html":  func(b *Brief, _ []Problem) string { return b.Body },
}

// lines writes pairs of name and value, but for values that are "".
func lines(pairs ...string) string {
	var s strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			fmt.Fprintf(&s, "%s: %s\n", pairs[i], pairs[i+1])
		}
	}
	return s.String()
}

// zero is v as text, or "" for a zero value.
func zero(v any) string {
	if s := fmt.Sprint(v); s != "0" && s != "false" && s != "map[]" {
		return s
	}
	return ""
}

// facts lists every item of a brief, one a line. Titles of events and what else is annotate's own to
// decide is left out: annotate's tests are the place for it.
func facts(b *Brief) string {
	var s strings.Builder
	for _, k := range b.KeyFacts {
		fmt.Fprintf(&s, "%s: %s\n", k.ID, k.Text)
	}
	for _, e := range b.Timeline {
		if e.Order != "" {
			fmt.Fprintf(&s, "%s: %s, %q %s", e.ID, e.Order, e.WhenText, e.Phase)
		} else {
			fmt.Fprintf(&s, "%s: %s (%s) %q %s", e.ID, e.When, e.When.Display(), e.WhenText, e.Phase)
		}
		if len(e.Also) > 0 {
			fmt.Fprintf(&s, " also %v", e.Also)
		}
		s.WriteByte('\n')
	}
	for _, c := range b.Charts {
		fmt.Fprintf(&s, "%s: %s [%s]\n", c.ID, c.Title, c.Unit)
		for _, r := range c.Rows {
			fmt.Fprintf(&s, "  %s | %s | %s | %s | %.4g%%\n", r.Label, r.Display, r.Number, r.Qualifier, r.Share)
		}
	}
	for _, f := range b.Figures {
		fmt.Fprintf(&s, "%s: %s | %s\n", f.ID, f.Display, f.Context)
	}
	for _, list := range [][]Entity{b.People, b.Organizations, b.Places, b.Agreements} {
		for _, e := range list {
			fmt.Fprintf(&s, "%s: %s | %s s%d | %v\n", e.ID, e.Name, e.Role, e.RoleSentence, e.Mentions)
		}
	}
	for _, q := range b.Quotes {
		fmt.Fprintf(&s, "%s: %q | %s %s %s | %s %v\n", q.ID, q.Parts, q.Speaker, q.SpeakerID, q.Role, q.Cue, q.Sentences)
	}
	return s.String()
}

func isCase(name string) bool {
	return strings.HasSuffix(name, ".md") || strings.HasSuffix(name, ".txt")
}

func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var b *Brief
			var ps []Problem
			in, shown := "", 0
			for i, f := range ar.Files {
				if isCase(f.Name) {
					if in != "" && shown == 0 {
						t.Errorf("%s shows nothing", in)
					}
					in, shown = f.Name, 0
					b, ps = Parse(in, f.Data, Options{Dir: "content"})
					next := ""
					if i+1 < len(ar.Files) {
						next = ar.Files[i+1].Name
					}
					if len(ps) > 0 && next != "problems" {
						t.Errorf("%s: problems that the case does not show:\n%s", in, views["problems"](b, ps))
					}
					if b != nil {
						checkBrief(t, in, b)
					}
					continue
				}
				view := views[f.Name]
				if view == nil || in == "" {
					t.Errorf("%q is no content file and no view", f.Name)
					continue
				}
				shown++
				if b == nil && f.Name != "problems" {
					t.Errorf("%s: no brief:\n%s", in, views["problems"](b, ps))
					continue
				}
				got := view(b, ps)
				if *update {
					ar.Files[i].Data = []byte(got)
				} else if got != string(f.Data) {
					t.Errorf("%s: %s:\n%s\nwant:\n%s", in, f.Name, got, f.Data)
				}
			}
			if in == "" || shown == 0 {
				t.Errorf("%s: the last case shows nothing", file)
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// checkBrief checks what must hold for every brief: well-formed, safe HTML, unique ids, no dead
// fragment, sentences with their own words, and items and sentences that lead to each other.
func checkBrief(t *testing.T, name string, b *Brief) {
	t.Helper()
	bad := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s: %s\n%s", name, fmt.Sprintf(format, args...), b.Body)
	}
	root, err := html.Parse(strings.NewReader("<!DOCTYPE html><body>" + b.Body))
	if err != nil {
		bad("%v", err)
		return
	}
	ids := map[string]bool{}
	addID := func(id string) {
		if ids[id] || id == "" || strings.ContainsAny(id, " \t\n") {
			bad("id %q is doubled or not valid", id)
		}
		ids[id] = true
	}
	items := map[string]bool{}
	item := func(id string, sentences ...int) {
		addID(id)
		items[id] = true
		if len(sentences) == 0 {
			bad("item %s has no sentence", id)
		}
		for _, n := range sentences {
			if n < 1 || n > len(b.Sentences) {
				bad("item %s: no sentence %d", id, n)
			} else if !slices.ContainsFunc(b.Sentences[n-1].Uses, func(u Use) bool { return u.Item == id }) {
				bad("sentence %d does not know %s", n, id)
			}
		}
	}
	for _, k := range b.KeyFacts {
		item(k.ID, k.Sentence)
	}
	for _, e := range b.Timeline {
		item(e.ID, append([]int{e.Sentence}, e.Also...)...)
		if e.When.Valid() == (e.Order != "") || e.Phase == "" || slices.Contains(e.Also, e.Sentence) {
			bad("event %+v", e)
		}
	}
	for _, c := range b.Charts {
		item(c.ID, c.Sentence)
	}
	for _, f := range b.Figures {
		item(f.ID, f.Sentence)
	}
	for _, list := range [][]Entity{b.People, b.Organizations, b.Places, b.Agreements} {
		for _, e := range list {
			item(e.ID, e.Mentions...)
		}
	}
	for _, q := range b.Quotes {
		item(q.ID, q.Sentences...)
		if q.SpeakerID != "" && !items[q.SpeakerID] {
			bad("quote %s: no speaker %s", q.ID, q.SpeakerID)
		}
	}
	var hrefs []string
	targets := map[string]bool{}
	texts := map[string]string{}
	var visit func(n *html.Node, depth int)
	visit = func(n *html.Node, depth int) {
		if n.Type == html.ElementNode && depth > 2 {
			switch n.Data {
			case "script", "style", "iframe", "object", "embed", "form", "svg", "h1", "h2", "base", "meta", "link":
				bad("element %s", n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case a.Key == "id":
					addID(a.Val)
				case strings.HasPrefix(a.Key, "on") || a.Key == "style":
					bad("attribute %s", a.Key)
				case a.Key == "href" || a.Key == "src":
					if !safeURL(a.Val, true) {
						bad("url %q", a.Val)
					}
					if id, ok := strings.CutPrefix(a.Val, "#"); ok && a.Key == "href" {
						hrefs = append(hrefs, id)
						targets[id] = true
					}
				}
			}
			if class(n) == "s" && attr(n, "id") != "" { // chroma has a class s as well
				texts[attr(n, "id")] = oneLine(words(n))
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c, depth+1)
		}
	}
	visit(root, 0)
	for _, id := range hrefs {
		if !ids[id] {
			bad("nothing has the id %q", id)
		}
	}
	for id := range items {
		if !targets[id] {
			bad("no link in the body leads to %s", id)
		}
	}
	if len(texts) != len(b.Sentences) {
		bad("%d sentences in the body, %d in the brief", len(texts), len(b.Sentences))
	}
	for i, s := range b.Sentences {
		if s.N != i+1 || s.ID != fmt.Sprintf("s%d", i+1) || s.Line < 1 {
			bad("sentence %+v", s)
		}
		if want := oneLine(s.Text); texts[s.ID] != want {
			bad("sentence %s reads %q, want %q", s.ID, texts[s.ID], want)
		}
		for _, u := range s.Uses {
			if !items[u.Item] || u.Text == "" {
				bad("sentence %s: use %+v of no item", s.ID, u)
			}
		}
	}
}

// words is the text of a sentence without its number, notes and uses.
func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	switch class(n) {
	case "n", "uses", "fnref", "fnback":
		return ""
	}
	var s strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s.WriteString(words(c))
	}
	return s.String()
}

func class(n *html.Node) string { return attr(n, "class") }

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// parse is Parse for tests of content that has no error.
func parse(t *testing.T, name, src string) *Brief {
	t.Helper()
	b, ps := Parse(name, []byte(src), Options{})
	if b == nil {
		t.Fatal(views["problems"](nil, ps))
	}
	checkBrief(t, name, b)
	return b
}
