package brief

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Sources that are plain, and others.
var plainSourceTests = []struct {
	src   string
	plain bool
}{
	{"http://a.example", false},
	{"see http://a.example.", false},
	{"*a*www.b.example", false},
	{"[a](b)http://c.example", false},
	{"write to a.b@c.example", false},
	{"a ftp://b.example", false},
	{"a\tb", false},
	{"a    \nb", false},
	{"<https://a.example> and [b](http://c.example) and [d](www.e.example)", true},
	{"(http://a.example) and (www.b.example/c(d))", true},
	{"a](http://b.example) and ![a](http://b.example", true},
	{"![a [b](http://c.example) d](e)(http://f.example)", true},
	{"`(http://a.example)` (http://b.example) **(www.c.example)**", true},
	{"[^1](http://a.example)\n\n[^1]: (www.b.example)", true},
	{"- [ ] (http://a.example)\n- [x] <http://b.example", true},
	{"| a | b  |\n|---|---|\n| (http://a.example | <http://b.example>   |", true},
	{"a  \nb \nc", true},
	{"a\\\nb", false},
	{"\\(http://b.example)", false},
	{"a  \nb*  \n_c_  \n d   ", true},
	{"(a) b! [c d] e] *f g* h* _i_j _k_ ~~l~~ m~ `n` o` p", true},
	{"\"a\" (b c).\n'd' & e; f &amp; g &a*m*p; h! i, j: k?", true},
	{"> a *b\n> c* d \n>\n>   e  \n>f", true},
	{"1. a\n   b <b> c < d > <!-- e -->\n\n   ! f ![g h](i) j", true},
	{"a [b c][d] e [f] (g h\n\n[d]: i 'j k'\n[f]: l", true},
	{"a | b c\n--|--\nd (e f | *g | h*\n", true},
	{"# a b # \n\nc d\n=== \n\n e\u00a0f \u2028g\fh\v\ni\f\v\nj", true},
}

func TestPlainSource(t *testing.T) {
	for _, c := range plainSourceTests {
		if got := plainSource([]byte(c.src)); got != c.plain {
			t.Errorf("%q: plain %v", c.src, got)
		}
		samePlainSource(t, c.src)
	}
	files, _ := filepath.Glob("testdata/articles/*.md")
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		samePlainSource(t, string(src))
	}
}

// samePlainSource compares what both parsers make of src if it is plain.
func samePlainSource(t *testing.T, src string) {
	t.Helper()
	if !plainSource([]byte(src)) {
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
	if got, want := read(mdPlain()), read(mdAny()); got != want {
		t.Errorf("%q:\n%s\n%s", src, got, want)
	}
}

func FuzzPlainSource(f *testing.F) {
	seeds(f)
	for _, c := range plainSourceTests {
		f.Add([]byte(c.src), true)
	}
	f.Fuzz(func(t *testing.T, src []byte, _ bool) { samePlainSource(t, string(src)) })
}
