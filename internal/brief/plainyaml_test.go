package brief

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// What plainYAML must read and what it must leave, one value of the key "k" on each line; ~ is a line feed.
const plainValues = `
read  text
read  Two words, a comma; and "quotes" 'inside'
read  a:b c#d -e http://example.org/a?b=c&d [x] {y} *z* & more! | > % @
read  Müller – “naïve” 東京
read  "Sundby: a # plan, it's [so]"
read  'It is "so": yes'
read  ""
read  " blanks "
read    "blanks around"  
read  true
read  false
read  yes
read  12
read  2026-02-05
read  2026-02-05T11:00:00Z
read  2026-02-05T11:00:00.5+01:00
read  []
read  [ ]
read  [a, b-c, d e, 5, 2026-02-05, true]
read  ["a: b", 'c', é, f ]
read  ~- a~- "b: c"~- 2026-02-05
read  ~  - a~  -   b c
leave
leave ~
leave x: y
leave x:
leave x #comment
leave # comment
leave a~  b
leave a~
leave a\tb
leave \u00a0\u0085a
leave True
leave null
leave ~
leave -1
leave +1
leave .5
leave 0
leave 017
leave 0x1f
leave 1_000
leave 1.5
leave 1e3
leave 7 days
leave 2026-2-5
leave 2026-02-30
leave 2026-02-05 11:00:00
leave 12345678901234567890
leave &a b
leave *a
leave !!str a
leave |~  a
leave >~  a
leave {a: b}
leave @a
leave %a
leave ` + "`a`" + `
leave "a\\nb"
leave "a""b"
leave 'it''s'
leave "a" b
leave "a": b
leave "a
leave "
leave [a, b
leave [a, b,]
leave [a,, b]
leave [a: b]
leave [[a], b]
leave [a, "b, c"]
leave [a] b
leave ~- a: b
leave ~- - a
leave ~- [a]
leave ~-
leave ~-a
leave ~- a~ - b
leave ~ - a~- b
leave ~- a~b
leave ~  a: b
`

func TestPlainYAML(t *testing.T) {
	unescape := strings.NewReplacer("~", "\n", `\t`, "\t", `\\`, `\`, `\u00a0`, "\u00a0", `\u0085`, "\u0085")
	for l := range strings.Lines(plainValues[1:]) {
		what, value, _ := strings.Cut(strings.TrimSuffix(l, "\n"), " ")
		src := "k:" + unescape.Replace(strings.TrimPrefix(value, " ")) + "\nlast: x\n"
		if !strings.HasPrefix(src, "k:\n") {
			src = "k: " + src[2:]
		}
		if read := samePlain(t, src); read != (what == "read") {
			t.Errorf("%q: read %v", src, read)
		}
	}
	for src, want := range map[string]bool{
		"a: b": true, "a: b\nc_d: e\nF:\n  - g": true, "a: b\na: c\n": true, "": false, "\n": false, "a: b\n\nc: d\n": false,
		"a:b\n": false, "a : b\n": false, " a: b\n": false, "a: b\n c: d\n": false, "a-b: c\n": false, "é: a\n": false, "\"a\": b\n": false,
		"? a\n: b\n": false, "- a\n": false, "a\n": false, "true: a\n": false, "null: a\n": false, "<<: a\n": false, "a: b\n- c\n": false,
		"a: b\n...\n": false, "a:\n  - b\nc:\n": false, "a: b\r\n": false, "a: \ufeffb\n": false, "a: " + strings.Repeat("b", maxPlainYAML): false,
	} {
		if read := samePlain(t, src); read != want {
			t.Errorf("%q: read %v", src, read)
		}
	}
}

// samePlain compares what plainYAML and the library read, and reports whether plainYAML reads src.
func samePlain(t *testing.T, src string) bool {
	t.Helper()
	got := plainYAML(src, 1)
	if got == nil {
		return false
	}
	f := file{text: src, starts: []int{0}}
	d := decoder{f: &f}
	want := d.libraryYAML(src, 1)
	if len(f.problems) > 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("%q:\n%s\n%s %v", src, show(got), show(want), f.problems)
	}
	return true
}

// show writes n on one line, with types and places.
func show(n *node) string {
	if n == nil {
		return "nothing"
	}
	s := fmt.Sprintf("%c %s %q %v", n.kind, n.typ, n.text, n.position)
	for i, item := range n.items {
		if n.kind == 'm' {
			s += " " + show(n.keys[i])
		}
		s += " (" + show(item) + ")"
	}
	return s
}

func FuzzPlainYAML(f *testing.F) {
	seeds(f)
	for l := range strings.Lines(plainValues[1:]) {
		_, value, _ := strings.Cut(l, " ")
		f.Add([]byte("k:"+strings.ReplaceAll(value, "~", "\n")), false)
	}
	f.Fuzz(func(t *testing.T, src []byte, _ bool) {
		if utf8.Valid(src) { // as every decoded file is
			samePlain(t, string(src))
		}
	})
}
