package brief

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Links that stand in the text as they are: with them, and in brackets only.
var bareLinkTests = []struct {
	src  string
	bare bool
}{
	{"http://a.example", true},
	{"see http://a.example.", true},
	{"*a*www.b.example", true},
	{"[a](b)http://c.example", true},
	{"write to a.b@c.example", true},
	{"a ftp://b.example", true},
	{"a\tb", true},
	{"a    \nb", true},
	{"<https://a.example> and [b](http://c.example) and [d](www.e.example)", false},
	{"(http://a.example) and (www.b.example/c(d))", false},
	{"a](http://b.example) and ![a](http://b.example", false},
	{"![a [b](http://c.example) d](e)(http://f.example)", false},
	{"`(http://a.example)` \\(http://b.example) **(www.c.example)**", false},
	{"[^1](http://a.example)\n\n[^1]: (www.b.example)", false},
	{"- [ ] (http://a.example)\n- [x] <http://b.example", false},
	{"| a | b  |\n|---|---|\n| (http://a.example | <http://b.example>   |", false},
	{"a  \nb \\\nc  \\\nd   ", false},
}

func TestBareLinks(t *testing.T) {
	for _, c := range bareLinkTests {
		if got := bareLinks([]byte(c.src)); got != c.bare {
			t.Errorf("%q: bare %v", c.src, got)
		}
		sameLinks(t, c.src)
	}
	files, _ := filepath.Glob("testdata/articles/*.md")
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		sameLinks(t, string(src))
	}
}

// sameLinks compares what both parsers make of src if bareLinks says that they are the same.
func sameLinks(t *testing.T, src string) {
	t.Helper()
	if bareLinks([]byte(src)) {
		return
	}
	read := func(p parser.Parser) string {
		f, _ := decode("a.md", []byte(src))
		if f == nil || !f.withinLimits([]byte(f.text), 0) {
			return ""
		}
		d := &document{f: f, source: []byte(f.text), ids: ids{}, refs: map[string]bool{}}
		d.tree = p.Parse(text.NewReader(d.source))
		d.collect()
		html := d.html(&Brief{}, nil)
		var all strings.Builder
		for _, p := range f.finish() {
			all.WriteString(p.Format())
		}
		return html + all.String()
	}
	if got, want := read(mdBracketedLinks()), read(mdAllLinks()); got != want {
		t.Errorf("%q:\n%s\n%s", src, got, want)
	}
}

func FuzzBareLinks(f *testing.F) {
	seeds(f)
	for _, c := range bareLinkTests {
		f.Add([]byte(c.src), true)
	}
	f.Fuzz(func(t *testing.T, src []byte, _ bool) { sameLinks(t, string(src)) })
}
