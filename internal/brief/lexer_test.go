package brief

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2/lexers"
)

// samples are texts in many languages, and what is cut and joined of them.
func samples(tb testing.TB) []string {
	tb.Helper()
	var all []string
	for _, pattern := range []string{"*.go", "testdata/*.txtar", "testdata/articles/*.md", "../../content/*.yaml", "../../templates/*.html", "../../static/*.css", "../../go.mod"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			tb.Fatal(err)
		}
		for _, f := range files {
			src, err := os.ReadFile(f)
			if err != nil {
				tb.Fatal(err)
			}
			all = append(all, string(src))
		}
	}
	all = append(all, codeSample)
	r := rand.New(rand.NewPCG(1, 1))
	var out []string
	for range 10 {
		text := ""
		for range 3 {
			s := all[r.IntN(len(all))]
			at := r.IntN(len(s))
			text += s[at:min(len(s), at+100)]
		}
		out = append(out, text)
	}
	return append(out, codeSample, codeSample[:len(codeSample)-1], "", "\n", "é\n\x00\x0b\u2028x")
}

const codeSample = `#!/bin/sh
if [ "$1" = 'a' ]; then echo ${x:-1} $(ls -l | grep "b") >&2; fi # c
def f(a, *b, **c): return f"{a!r:>{b}}" + r'\d' + """x""" # d
class A<T extends B>(val c: Int = 0x1F) : D() { @E fun f() = "${c}\n" } // g
{"a": [1, -2.5e3, true, null, "b\"c"], "d": {}}
SELECT a.b, COUNT(*) FROM "c" WHERE d LIKE '%e' -- f
<a href="b" c='d'>e &amp; f</a><!-- g --><script>var h = /i/g;</script><style>j { k: l }</style>
.a > b:hover, #c { color: #fff; margin: -1px auto !important; @media print { d { e: f } } }
a: &b [c, 'd', "e"] # f
- g: !h |
    i
[section]
key = value ; comment
<?php echo $a->b['c'] . "d{$e}"; ?>
fn main() { let mut a: &'static str = "b"; println!("{}", a); /* c /* d */ */ }
FROM a:b AS c
RUN d && e \
  f
@@ -1,2 +1,2 @@
-a
+b
\begin{a} $b^2$ % c
\end{a}
x <- function(y) y %in% c(1L, NA)
my ($a, @b) = qw(c d); $e =~ s/f/g/gi; print <<EOF;
h
EOF
let a = async () => { await b?.c ?? ` + "`d${e}f`" + `; };
<div className={a}>{b.map(c => <D key={c} />)}</div>
`

// The tokens are chroma's own.
func TestLexer(t *testing.T) {
	texts := samples(t)
	read := 0
	for name, language := range coloured() {
		l := lexers.Get(name)
		x := language.own()
		if x == nil {
			t.Logf("%s: chroma's lexer is used, a %T", name, l)
			continue
		}
		read++
		for _, text := range texts {
			want, _ := tokensOf(l, text)
			got, ok := x.tokens(text)
			if !ok || !slices.Equal(got, want) {
				k := 0
				for k < min(len(got), len(want)) && got[k] == want[k] {
					k++
				}
				t.Fatalf("%s: %q: from token %d on\n%v\n%v", name, text, k, got[k:], want[k:])
			}
		}
	}
	if read < len(coloured())-1 {
		t.Errorf("%d of %d are read", read, len(coloured()))
	}
}

// What a rule matches begins with one of its first signs.
func TestFirstSigns(t *testing.T) {
	texts := samples(t)
	rules, limited := 0, 0
	for name, language := range coloured() {
		x := language.own()
		if x == nil {
			continue
		}
		for state, list := range x.rules {
			for i, r := range list {
				first := x.first[state][i]
				if rules++; first == nil {
					continue
				}
				limited++
				for _, text := range texts[len(texts)-5:] {
					runes := []rune(text)
					for at := i % 5; at < len(runes); at += 5 { // each rule at others
						c := runes[at]
						if c >= 0x80 || first[c] {
							continue
						}
						if m, _ := r.Regexp.FindRunesMatchStartingAt(runes, at); m != nil && m.RuneIndex == at {
							t.Fatalf("%s: %q matches %q", name, r.Pattern, text[at:])
						}
					}
				}
			}
		}
	}
	if limited*10 < rules*7 {
		t.Errorf("only %d of %d rules have first signs", limited, rules)
	}
	for _, c := range []struct{ pattern, flags, want string }{
		{`a|b+c`, "", "ab"},
		{`(?=x)a?[0-2]`, "", "012a"},
		{`(?<![[)(])a`, "i", "Aa"},
		{`(?>a|b)c`, "", "ab"},
		{`a*`, "", "any"},
		{`\bk`, "i", "Kk"},
		{`(?!a)`, "m", "any"},
		{`[[:alpha:]]`, "", "any"},
		{`[a-z-[b]]`, "", "any"},
		{`(a)\1`, "", "any"},
		{`[]a]`, "", "]a"},
		{`[^\W\d]`, "", "any"},
		{`(?<=[^]a)])b`, "", "b"},
	} {
		got := "any"
		if first := firstSigns(c.pattern, c.flags); first != nil {
			got = ""
			for s := ' '; s < 0x7f; s++ {
				if first[s] {
					got += string(s)
				}
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.pattern, got, c.want)
		}
	}
}

func FuzzLexer(f *testing.F) {
	names := make([]string, 0)
	for name := range coloured() {
		names = append(names, name)
	}
	slices.Sort(names)
	for i, text := range samples(f) {
		f.Add(text, i)
	}
	f.Fuzz(func(t *testing.T, text string, i int) {
		name := names[max(0, i)%len(names)]
		x := coloured()[name].own()
		if x == nil || len(text) > 300 {
			return
		}
		text = strings.ReplaceAll(string([]rune(text)), "\r", "\n") // as every decoded file
		want, _ := tokensOf(lexers.Get(name), text)
		got, ok := x.tokens(text)
		if fmt.Sprint(got) != fmt.Sprint(want) || !ok {
			t.Errorf("%s: %q:\n%v\n%v", name, text, got, want)
		}
	})
}
