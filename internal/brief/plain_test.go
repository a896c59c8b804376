package brief

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"
)

// A plain brief says of the article as a whole what an annotated one says, and nothing of its parts.
func TestPlain(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range ar.Files {
			if isCase(f.Name) {
				if full, plain := comparePlain(t, f.Name, f.Data); full != nil && plain.Lead != full.Lead {
					t.Errorf("%s: the plain lead is %q, the annotated one %q", f.Name, plain.Lead, full.Lead)
				}
			}
		}
	}
}

// comparePlain parses src with and without annotations.
func comparePlain(t *testing.T, name string, src []byte) (full, plain *Brief) {
	t.Helper()
	full, _ = Parse(name, src, Options{})
	plain, ps := Parse(name, src, Options{Plain: true})
	checkProblems(t, src, ps)
	if (plain == nil) != HasErrors(ps) {
		t.Fatalf("%s: brief %v, problems %v", name, plain != nil, ps)
	}
	if full == nil {
		return full, plain // pin and hide are not looked up in a plain one
	}
	if plain == nil {
		t.Fatalf("%s: no plain brief: %v", name, ps)
	}
	checkBrief(t, name, plain)
	want := *full
	if want.Lead = plain.Lead; want.TitleFrom == "first sentence" { // annotate finds more datelines
		want.Title = plain.Title
	}
	if got, want := views["meta"](plain, nil), views["meta"](&want, nil); got != want {
		t.Errorf("%s: plain:\n%s\nannotated:\n%s", name, got, want)
	}
	if facts(plain) != "" || len(plain.Sentences) > 0 || plain.Document != nil {
		t.Errorf("%s: a plain brief with items or sentences:\n%s", name, facts(plain))
	}
	if strings.Contains(plain.Body, `<a class="n"`) || strings.Contains(plain.Body, `class="m `) {
		t.Errorf("%s: a plain body with numbers or marks:\n%s", name, plain.Body)
	}
	if got, want := bodyWords(t, plain.Body), bodyWords(t, full.Body); got != want {
		t.Errorf("%s: the words of the plain body are\n%s\nof the annotated one\n%s", name, got, want)
	}
	return full, plain
}

// bodyWords is the text of a body without numbers and uses.
func bodyWords(t *testing.T, body string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader("<!DOCTYPE html><body>" + body))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if attr(n, "id") == "" && class(n) == "n" && attr(n, "aria-label") != "" {
			return // chroma has a class n as well
		}
		if class(n) == "uses" {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
	}
	visit(root)
	return oneLine(strings.ReplaceAll(b.String(), "\u00a0", " "))
}

func TestPlainBody(t *testing.T) {
	for _, c := range []struct{ name, src, title, lead, body string }{
		{"a.txt", "Ferry sails\n\nPORT LORNE, May 1 (Agency) — The ferry <b> sailed on Monday. It was late.\n\n- Ends\n", "Ferry sails",
			"The ferry <b> sailed on Monday.",
			"<p>PORT LORNE, May 1 (Agency) — The ferry &lt;b&gt; sailed on Monday. It was late.</p>\n"},
		{"a.txt", "The standfirst of it.\n\nLONDON, May 1 - It has one more. And more.\n", "It has one more", "It has one more.", ""},
		{"a.md", "# Ferry sails\n\n*The ferry sailed. It* was [late](https://example.org/a?b&c) <i>today</i>.\n\n- one\n- `two`\n", "Ferry sails",
			"The ferry sailed.",
			"<p><em>The ferry sailed. It</em> was <a href=\"https://example.org/a?b&amp;c\">late</a> today.</p>\n<ul>\n<li>one</li>\n<li><code>two</code></li>\n</ul>\n"},
		{"a.md", "No stop here\n\nThen [a link](#s1) that ends. And more.\n\n", "No stop here", "Then a link that ends.",
			"<p>Then a link that ends. And more.</p>\n"},
		{"a.md", "---\ntitle: One\n---\nNothing but words\n", "One", "Nothing but words", "<p>Nothing but words</p>\n"},
		{"a.md", "---\ntitle: One\n---\n|a|b|\n|-|-|\n|c|d|\n", "One", "", ""},
	} {
		b, ps := Parse(c.name, []byte(c.src), Options{Plain: true})
		if b == nil {
			t.Errorf("%q: %v", c.src, ps)
			continue
		}
		if b.Title != c.title || b.Lead != c.lead || c.body != "" && b.Body != c.body {
			t.Errorf("%q:\ntitle %q, lead %q\n%s\nwant %q, %q\n%s", c.src, b.Title, b.Lead, b.Body, c.title, c.lead, c.body)
		}
	}
}
