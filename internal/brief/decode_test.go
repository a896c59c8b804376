package brief

import (
	"html"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dateline/internal/annotate"

	"golang.org/x/text/unicode/norm"
)

func TestDecodeText(t *testing.T) {
	const want = "The café sailed.\n\nIt’s gone."
	for name, src := range map[string]string{
		"utf-8":            "The café sailed.\n\nIt’s gone.",
		"with a BOM":       "\ufeffThe café sailed.\n\nIt’s gone.",
		"with CRLF":        "The café sailed.\r\n\r\nIt’s gone.",
		"with CR":          "The café sailed.\r\rIt’s gone.",
		"decomposed":       "The cafe\u0301 sailed.\n\nIt’s gone.",
		"Windows-1252":     "The caf\xe9 sailed.\n\nIt\x92s gone.",
		"Windows-1252, CR": "The caf\xe9 sailed.\r\n\r\nIt\x92s gone.",
	} {
		b := parse(t, "a.txt", src)
		if got := b.Sentences[0].Text + "\n\n" + b.Sentences[1].Text; got != want || b.Sentences[1].Line != 3 {
			t.Errorf("%s: %q on line %d", name, got, b.Sentences[1].Line)
		}
		warned := len(b.Warnings) == 1 && strings.Contains(b.Warnings[0].Msg, "Windows-1252")
		if warned != strings.HasPrefix(name, "Windows") {
			t.Errorf("%s: warnings %v", name, b.Warnings)
		}
	}
	_, ps := Parse("a.txt", []byte("One.\r\n\r\nTwo.\r\nIt\x92s three."), Options{Dir: "content"})
	if len(ps) != 1 || ps[0].Line != 4 || ps[0].File != "content/a.txt" {
		t.Errorf("the first odd byte is on line 4: %v", ps)
	}
}

func TestNotText(t *testing.T) {
	for want, src := range map[string]string{
		"empty":              " \n\t\n",
		"NUL":                "a\x00b",
		"UTF-16":             "\xff\xfeh\x00i\x00",
		"control characters": "\x01\x02\x03\x04abc",
		"neither UTF-8 nor":  "caf\xe9 \x81\x02 and \x8d\x07 noise",
		"has more than":      strings.Repeat("a", MaxSize+1),
		"no text":            "---\ntitle: x\n---\n\n",
	} {
		b, ps := Parse("a.md", []byte(src), Options{})
		if b != nil || len(ps) != 1 || !strings.Contains(ps[0].Msg, want) {
			t.Errorf("%s: %v", want, ps)
		}
	}
}

// What a site reads its settings and people with.
func TestDecode(t *testing.T) {
	var people []annotate.Name
	ps := Decode("_people.yaml", []byte("- Marta Solberg\n- name: Olle Brandt\n  role: harbour master\n  aliases: Brandt\n"), &people)
	if len(ps) != 0 || len(people) != 2 || people[0].Name != "Marta Solberg" || people[1].Aliases[0] != "Brandt" {
		t.Errorf("%+v %v", people, ps)
	}
	settings := struct {
		Title string
		Limit int `yaml:"feed_limit"`
		Since When
		Menu  map[string]string
		Hero  struct{ Image string }
	}{Limit: 20}
	ps = Decode("site.yaml", []byte("title: The Herald: North\nmenu: {a: b}\nhero:\n  image: a.jpg\n"), &settings)
	if len(ps) != 0 || settings.Title != "The Herald: North" || settings.Limit != 20 || settings.Menu["a"] != "b" || settings.Hero.Image != "a.jpg" {
		t.Errorf("%+v %v", settings, ps)
	}
	ps = Decode("site.yaml", []byte("titel: x\nfeed_limit: many\nsince: 2026-02-30\nmenu: [a]\nhero: {imge: x}\n"), &settings)
	if len(ps) != 5 || ps[0].Line != 1 || ps[0].Hint != `did you mean "title"?` || ps[4].Line != 5 || ps[4].Col != 8 {
		t.Errorf("%+v", ps)
	}
	if ps := Decode("empty.yaml", []byte("# nothing\n"), &settings); len(ps) != 0 {
		t.Errorf("%v", ps)
	}
	for src, want := range map[string]string{
		"foo\n":                              `expected a list, not "foo"`,
		"\naliases: 5\n":                     "expected a list, not a set of keys",
		strings.Repeat("- a\n", maxData/4+1): "more than the",
		strings.Repeat("- a\n", maxNodes):    "more than 50000 values",
		strings.Repeat("- {x: y}\n", 200):    "unknown key",
	} {
		ps := Decode("list.yaml", []byte(src), &people)
		if !HasErrors(ps) || len(ps) > maxErrors+1 || !strings.Contains(ps[len(ps)-1].Msg, want) || ps[len(ps)-1].Line == 0 {
			t.Errorf("%.20q: %v", src, ps)
		}
	}
	if ps := Decode("list.yaml", []byte("- a\n"), &settings); len(ps) != 1 {
		t.Errorf("%v", ps)
	}
}

func TestFormat(t *testing.T) {
	p := Problem{File: "content/a.md", Line: 3, Col: 4, Msg: "bad \x1b[31mred", Hint: "do", Excerpt: "\t日本\x1b[0mx", Chain: []string{"brief.html:3"}}
	want := "content/a.md:3:4: error: bad ␛[31mred\n        日本␛[0mx\n            ^\n    in brief.html:3\n    hint: do\n"
	if got := p.Format(); got != strings.ReplaceAll(want, "            ^", "            ^") {
		t.Errorf("%q\nwant\n%q", got, want)
	}
	long := Problem{File: "a", Line: 1, Col: 501, Msg: "m", Excerpt: strings.Repeat("a", 500) + "X" + strings.Repeat("b", 500), Warning: true}
	l := strings.Split(long.Format(), "\n")
	if len(l[1]) > 120 || !strings.HasPrefix(l[0], "a:1:501: warning: m") {
		t.Errorf("%q", l)
	}
	at := strings.IndexByte(l[2], '^')
	if r := []rune(l[1]); at < 0 || r[at] != 'X' {
		t.Errorf("the caret is at %d of %q", at, l[1])
	}
}

func TestCodeLimits(t *testing.T) {
	const line, coloured = "var a = 1\n", `<span class="kd">var`
	block := func(size int) string { return "```js\n" + strings.Repeat(line, size/len(line)) + "```\n\n" }
	for name, c := range map[string]struct {
		code   string
		blocks int // with colours
		warn   string
	}{
		"small":       {block(100), 1, ""},
		"large":       {block(maxHighlight + 100), 0, "too much code"},
		"many":        {strings.Repeat(block(maxHighlight), 5), maxHighlightFile / maxHighlight, "too much code"},
		"a long line": {"```js\n" + strings.Repeat("var a;", 100) + "\n```\n", 0, "a line too long"},
	} {
		b := parse(t, "a.md", "Code.\n\n"+c.code)
		got := 0
		for pre := range strings.SplitSeq(b.Body, "<pre") {
			if strings.Contains(pre, coloured) {
				got++
			}
		}
		warned := len(b.Warnings) == 1 && b.Warnings[0].Line > 2 && strings.HasPrefix(b.Warnings[0].Msg, c.warn)
		if got != c.blocks || warned != (c.warn != "") {
			t.Errorf("%s: %d blocks with colours, warnings %v", name, got, b.Warnings)
		}
	}
}

func TestMarkdownLimits(t *testing.T) {
	rep := strings.Repeat
	deeper := ""
	for k := range 10 {
		deeper += rep(" ", 198*k) + rep("- ", 99) + "a\n"
	}
	for src, want := range map[string]string{
		rep("> ", maxContainers+1) + "a":                                                    "lists or quotations",
		rep("> ", 2*maxContainers):                                                          "lists or quotations",
		rep("[a]: b\n", maxDefinitions+1):                                                   "definitions",
		deeper + rep("\n", 1000):                                                            "lists or quotations",
		rep("\t", maxContainers) + "a":                                                      "lists or quotations",
		rep("- ", 99) + "a\n" + rep("\n", maxOpenBlanks/99+1):                               "blank lines",
		rep("- ", 99) + "a\nlazy\n" + rep("\n", maxOpenBlanks/99+1):                         "blank lines",
		rep("[", maxBrackets+1):                                                             "brackets on one line",
		rep(rep("[", maxBrackets)+"\n\n", 7):                                                "pairs of brackets",
		rep("*a\n", maxMarks+1):                                                             "marks of emphasis",
		rep("a|", 1000) + "\n" + rep("-|", 1000) + "\n" + rep("a\n", 1000):                  "columns in a table",
		"> " + rep("a|", 90) + "\n> " + rep("-|", 90) + "\n" + rep("> a\n", maxCells/90+10): "cells in tables",
		rep(rep("a|", 90)+"\n"+rep("-|", 90)+"\n"+rep("a\n", 100)+"\n", 1+maxCells/90/100):  "cells in tables",
		rep("[^a] ", maxNotes/2) + "\n\n" + rep("[^b]: c\n\n", maxNotes/2+1):                "notes",
	} {
		b, ps := Parse("a.md", []byte("One.\n\n"+src), Options{})
		if b != nil || len(ps) != 1 || !strings.Contains(ps[0].Msg, want) || ps[0].Line < 3 {
			t.Errorf("%s: %v", want, ps)
		}
	}
	for _, src := range []string{
		"| a | b |\n|---|---|\n" + rep("| [x](y) | **z** |\n", 3000),
		"```\n" + rep("[", 3*maxMarks) + "\n```\n",
		rep("[a](b) ", 3000),
		rep("- - - a\n\n\n", 1000),
		rep(" *", 300) + "\n",
		rep("note[^1] ", 900) + "\n\n[^1]: n",
	} {
		parse(t, "a.md", "A long part.\n\n"+src)
	}
}

func TestGrouped(t *testing.T) {
	for s, want := range map[string]string{"32": "32", "2026": "2026", "27000": "27,000", "270000.25": "270,000.25", "1234567": "1,234,567"} {
		if got := grouped(s); got != want {
			t.Errorf("%s: %s", s, got)
		}
	}
}

func TestDirection(t *testing.T) {
	b := parse(t, "a.txt", "One.\n\nThe \u202eferry sailed.\n\nThe \u2067pair\u2069 stays.")
	if strings.Contains(b.Body, "\u202e") || !strings.Contains(b.Body, "\u2067pair\u2069") || len(b.Warnings) != 1 || b.Warnings[0].Line != 3 {
		t.Errorf("%q %v", b.Body, b.Warnings)
	}
}

// What scan says of each rune, and of it after a letter, is what the package of forms says.
func TestScan(t *testing.T) {
	plain := 0
	for r := rune(1); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		s := "e" + string(r) + "x"
		control, direction, normal := scan(s)
		if control != isControl(r) || direction != isDirection(r) {
			t.Fatalf("%U: control %v, direction %v", r, control, direction)
		}
		if normal {
			plain++
			if !norm.NFC.IsNormalString(s) || !norm.NFC.PropertiesString(string(r)).BoundaryBefore() {
				t.Errorf("%U is not plainly in NFC", r)
			}
		}
	}
	if plain < 900 { // Latin letters and the signs of typesetting
		t.Errorf("only %d runes are plainly in NFC", plain)
	}
}

func TestEscape(t *testing.T) {
	for r := rune(0); r < 0x3000; r++ {
		s := "a" + string(r) + string(r) + "b"
		if got, want := escaped(s), html.EscapeString(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestOneLine(t *testing.T) {
	for _, a := range []string{"", "a", "é", "\x01", "\xff", " ", "\u00a0", "\u3000", "\u200b", "\n", "\t"} {
		for _, b := range []string{"", "a", "“", " ", "\u2003", "\n", "\u0085"} {
			for _, c := range []string{"", "b", " ", "  ", "\v"} {
				s := a + b + c
				if got, want := oneLine(s), strings.Join(strings.Fields(s), " "); got != want {
					t.Errorf("%q: %q, want %q", s, got, want)
				}
			}
		}
	}
}

// The bytes of a file, and those behind it, are its reader's own.
func TestSourceStays(t *testing.T) {
	for _, src := range []string{
		"---\nclean: true\n---\nOne sentence is here.\n\nShare this article\n\nAnother one follows.\n",
		"One sentence is here.\n\n```\ncode without an end", "One sentence is here.\n\n    code without a line end",
	} {
		whole := src + "BEHIND"
		data := []byte(whole)
		if b, ps := Parse("a.md", data[:len(src)], Options{}); b == nil {
			t.Errorf("%q: %v", src, ps)
		}
		if string(data) != whole {
			t.Errorf("%q was written to: %q", src, data)
		}
	}
}
