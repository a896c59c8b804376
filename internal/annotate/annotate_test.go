package annotate

import (
	"encoding/binary"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "rewrite the failing lines of testdata with what was found; read the diff")

// A case file, testdata/*.txt, or testdata/german/*.txt for a language whose lists are in testdata/german/words, has lines:
//
//	kinds date figure     first line: the kinds the file marks, or "sentence", "dateline",
//	                       "event" or "figureset" alone
//	ref 2026-03-13        the date of publication of what follows; "ref -" for none
//	known person Ada Lovelace; mathematician; Ada; Lady L   a name known beforehand, its role (or "-") and aliases;
//	                      "known -" forgets them
//	# comment             and blank lines count for nothing
//
// In a file of annotation kinds every other line is one text (\n is a line break) with its
// marks, [kind value|text], nested where a quote holds others. A line without marks says that
// nothing of the file's kinds may be found. label writes the value:
//
//	[date 2026-03-10|Tuesday]   [date P12D DURATION|12-day]   [date P50Y DURATION ~EQUAL_OR_MORE|…]
//	[date 2026-03-13 ?|Friday] (the annotation says why it is ambiguous)
//	[figure 48200000 USD|$48.2 million]   [figure 125000000000 USD; nearly|nearly $125 billion]
//	[person Ada Lovelace; mathematician|Ada]   [quote Ada Lovelace; said|…]   [quote -|…] (nobody named)
//
// A quote whose parts share an id has " #q1" at the end of its value.
type caseFile struct {
	path  string
	kinds []string
	lines []caseLine
}

type caseLine struct {
	no   int
	raw  string // as in the file
	ref  Ref
	text string // with \n read; "" for a line that is no case
}

func caseFiles(t testing.TB) []*caseFile {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no case files in testdata: %v", err)
	}
	languages := map[string]*Language{} // by folder
	folders, err := filepath.Glob("testdata/*/words")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no language in testdata: %v", err)
	}
	for _, words := range folders {
		dir := filepath.Dir(words)
		if languages[dir], err = LoadLanguage(os.DirFS(words)); err != nil {
			t.Fatalf("%s: %v", words, err)
		}
		cases, err := filepath.Glob(filepath.Join(dir, "*.txt"))
		if err != nil || len(cases) == 0 {
			t.Fatalf("%s: no case files: %v", dir, err)
		}
		paths = append(paths, cases...)
	}
	var out []*caseFile
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f := &caseFile{path: path}
		ref := Ref{Language: languages[filepath.Dir(path)]}
		for i, raw := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
			l := caseLine{no: i + 1, raw: raw}
			switch key, rest, _ := strings.Cut(raw, " "); {
			case key == "kinds":
				f.kinds = strings.Fields(rest)
			case key == "ref":
				ref.Published = strings.TrimPrefix(rest, "-")
			case key == "known" && rest == "-":
				ref.Known = nil
			case key == "known":
				kind, rest, _ := strings.Cut(rest, " ")
				part := strings.Split(rest, "; ")
				k := Name{Name: part[0], Kind: kind}
				if len(part) > 1 {
					k.Role, k.Aliases = strings.TrimPrefix(part[1], "-"), part[2:]
				}
				ref.Known = append(slices.Clip(ref.Known), k)
			case strings.TrimSpace(raw) != "" && raw[0] != '#':
				l.ref, l.text = ref, strings.ReplaceAll(raw, `\n`, "\n")
			}
			f.lines = append(f.lines, l)
		}
		if len(f.kinds) == 0 {
			t.Fatalf("%s: no line \"kinds …\"", path)
		}
		out = append(out, f)
	}
	return out
}

// is reports whether the file is one of sentence or event cases, or (for "") one of marked texts.
func (f *caseFile) is(kind string) bool {
	special := f.kinds[0] == "sentence" || f.kinds[0] == "dateline" || f.kinds[0] == "event" || f.kinds[0] == "figureset"
	return f.kinds[0] == kind || kind == "" && !special
}

// rewrite writes the file back with its lines' raw text, under -update.
func (f *caseFile) rewrite(t *testing.T) {
	if !*update {
		return
	}
	var b strings.Builder
	for _, l := range f.lines {
		b.WriteString(l.raw + "\n")
	}
	if err := os.WriteFile(f.path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestMarked(t *testing.T) {
	for _, f := range caseFiles(t) {
		if !f.is("") {
			continue
		}
		t.Run(strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(f.path), "testdata/"), ".txt"), func(t *testing.T) {
			cases := 0
			for i, l := range f.lines {
				if l.text == "" {
					continue
				}
				cases++
				got := mark(Annotate(unmark(l.text), l.ref), f.kinds)
				if got != l.text {
					f.lines[i].raw = strings.ReplaceAll(got, "\n", `\n`)
					t.Errorf("%s:%d:\n got %s\nwant %s", f.path, l.no, f.lines[i].raw, l.raw)
				}
			}
			if cases == 0 {
				t.Errorf("%s: no cases", f.path)
			}
			f.rewrite(t)
		})
	}
}

var markKinds = []Kind{Date, Figure, Person, Organization, Place, Agreement, Quote}

// markAt reports how long the opening of a mark, "[kind value|", is at the start of s, or 0.
func markAt(s string) int {
	if !strings.HasPrefix(s, "[") {
		return 0
	}
	for _, k := range markKinds {
		if strings.HasPrefix(s[1:], k.String()+" ") {
			return strings.IndexByte(s, '|') + 1
		}
	}
	return 0
}

// unmark takes the marks out of a text.
func unmark(s string) string {
	var b strings.Builder
	var open []bool // for each open bracket, whether it is a mark's
	for i := 0; i < len(s); {
		n := markAt(s[i:])
		switch {
		case n > 0:
			open = append(open, true)
			i += n
			continue
		case s[i] == '[':
			open = append(open, false)
		case s[i] == ']' && len(open) > 0:
			isMark := open[len(open)-1]
			open = open[:len(open)-1]
			if isMark {
				i++
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// mark puts the marks of the given kinds into a document's text.
func mark(d *Document, kinds []string) string {
	shared := map[string]int{}
	for _, a := range d.Annotations {
		if a.Said != nil {
			shared[a.Said.ID]++
		}
	}
	var b strings.Builder
	at := 0
	var ends []int
	closeTo := func(pos int) {
		for len(ends) > 0 && ends[len(ends)-1] <= pos {
			e := ends[len(ends)-1]
			b.WriteString(d.Text[at:e] + "]")
			at, ends = e, ends[:len(ends)-1]
		}
	}
	for _, a := range d.Annotations {
		if !slices.Contains(kinds, a.Kind.String()) {
			continue
		}
		closeTo(a.Start)
		b.WriteString(d.Text[at:a.Start] + "[" + a.Kind.String() + " " + label(a, a.Said != nil && shared[a.Said.ID] > 1) + "|")
		at, ends = a.Start, append(ends, a.End)
	}
	closeTo(len(d.Text))
	return b.String() + d.Text[at:]
}

// label is the value of a mark.
func label(a Annotation, sharesID bool) string {
	and := func(s, sep, more string) string {
		if more == "" {
			return s
		}
		return s + sep + more
	}
	switch a.Kind {
	case Date:
		s := a.Value
		if a.Type != TypeDate {
			s = and(s, " ", a.Type.String())
		}
		s = and(s, " ~", a.Mod.String())
		if a.Ambiguous != 0 {
			s += " ?"
		}
		return s
	case Figure:
		return and(and(a.Value, " ", a.Unit), "; ", a.Qualifier)
	case Quote:
		s := "-"
		if who := a.Said.Speaker; who != nil {
			if s = who.Entity; s == "" {
				s = who.Text
			}
		}
		s = and(s, "; ", a.Said.Cue)
		if a.Said.ID != "" && sharesID {
			s += " #" + a.Said.ID
		}
		return s
	}
	return and(a.Entity, "; ", a.Role)
}

// plain is the text of a case without what the file's form adds to it.
func (f *caseFile) plain(l caseLine) string {
	switch {
	case f.is("sentence"), f.is("dateline"):
		return strings.ReplaceAll(l.text, "|", "")
	case !f.is("") && (strings.HasPrefix(l.text, "= ") || strings.HasPrefix(l.text, "  ")):
		return ""
	case f.is("event"), f.is("figureset"):
		return l.text
	}
	return unmark(l.text)
}

func TestInvariants(t *testing.T) {
	for _, f := range caseFiles(t) {
		for _, l := range f.lines {
			if text := f.plain(l); text != "" {
				if err := check(Annotate(text, l.ref)); err != nil {
					t.Errorf("%s:%d: %v", f.path, l.no, err)
				}
			}
		}
	}
}

var splices = flag.Int("splices", 2000, "texts that TestSplices puts together")

// TestSplices puts stretches of the case files together at random: sentences that begin, break off and go on as none does. The
// rules of the package hold, and a text is read as if none had been read before it.
func TestSplices(t *testing.T) {
	var texts [][]string
	for _, f := range caseFiles(t) {
		for _, l := range f.lines {
			if words := strings.Fields(f.plain(l)); l.ref.Language == nil && len(words) > 0 {
				texts = append(texts, words)
			}
		}
	}
	joints := []string{" ", " ", " ", "\n\n", ", ", " — ", " “", "” ", " (", ") ", " and ", ". He ", " that ", " on Monday ", " in 2019, "}
	r := rand.New(rand.NewPCG(1, uint64(*splices)))
	ref := Ref{Published: "2026-03-13"}
	kept := docs.New
	t.Cleanup(func() { docs = sync.Pool{New: kept} })
	for range *splices {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			words := texts[r.IntN(len(texts))]
			from := r.IntN(len(words))
			b.WriteString(strings.Join(words[from:min(len(words), from+1+r.IntN(15))], " "))
			b.WriteString(joints[r.IntN(len(joints))])
		}
		text := b.String()
		d := Annotate(text, ref)
		if err := check(d); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		docs = sync.Pool{New: kept} // what was kept of other texts is gone
		if again := Annotate(text, ref); !reflect.DeepEqual(d, again) {
			t.Errorf("%q: read anew, it has other annotations or events", text)
		}
		Annotate(strings.Join(texts[r.IntN(len(texts))], " "), ref)
	}
}

// check reports the first rule of the package that a document breaks.
func check(d *Document) error {
	last := 0
	for i, s := range d.Sentences {
		if s.Start < last || s.End > len(d.Text) || s.Len() <= 0 {
			return fmt.Errorf("sentence %d %v after %d of %d", i, s, last, len(d.Text))
		}
		if strings.TrimSpace(d.Text[s.Start:s.End]) != d.Text[s.Start:s.End] {
			return fmt.Errorf("sentence %d %q has white space around it", i, d.Text[s.Start:s.End])
		}
		if gap := d.Text[last:s.Start]; strings.TrimSpace(gap) != "" {
			return fmt.Errorf("%q is in no sentence", gap)
		}
		last = s.End
	}
	if rest := d.Text[last:]; strings.TrimSpace(rest) != "" {
		return fmt.Errorf("%q is in no sentence", rest)
	}
	var open []Annotation
	for i, a := range d.Annotations {
		if a.Start < 0 || a.End > len(d.Text) || a.Len() <= 0 {
			return fmt.Errorf("annotation %v out of bounds", a)
		}
		if !border(d.Text, a.Start) || !border(d.Text, a.End) {
			return fmt.Errorf("annotation %v cuts a rune", a)
		}
		if a.Rule == "" {
			return fmt.Errorf("annotation %v has no rule", a)
		}
		if i > 0 && (byPosition(d.Annotations[i-1].Span, a.Span) > 0 || d.Annotations[i-1].Span == a.Span && d.Annotations[i-1].Kind != Quote) {
			return fmt.Errorf("annotation %v is not in order", a)
		}
		for len(open) > 0 && open[len(open)-1].End <= a.Start {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			if o := open[len(open)-1]; o.Kind != Quote || !o.Contains(a.Span) || a.Kind == Quote {
				return fmt.Errorf("annotation %v overlaps %v", a, o)
			}
		}
		open = append(open, a)
		k, _ := slices.BinarySearchFunc(d.Sentences, a.Start, func(s Span, at int) int { return s.End - at - 1 })
		if a.Kind != Quote && (k == len(d.Sentences) || !d.Sentences[k].Contains(a.Span)) {
			return fmt.Errorf("annotation %v %q crosses the border of a sentence", a, d.Text[a.Start:a.End])
		}
	}
	for _, e := range d.Events {
		if e.Sentence < 0 || e.Sentence >= len(d.Sentences) || e.Date < 0 || e.Date >= len(d.Annotations) || d.Annotations[e.Date].Kind != Date {
			return fmt.Errorf("event %+v points nowhere", e)
		}
		if (e.When == "") != (e.Order != "") || len(e.Sentences) == 0 || e.Sentences[0] != e.Sentence || e.Title == "" || utf8.RuneCountInString(e.Title) > 100 {
			return fmt.Errorf("event %+v lacks a date, or its title is empty or long", e)
		}
		if !slices.Contains([]string{"stated", "derived", "inferred", "order"}, e.Basis) ||
			!slices.Contains([]string{"happened", "ongoing", "scheduled", "expected", "unconfirmed", "cancelled"}, e.Status) {
			return fmt.Errorf("event %+v: basis or status", e)
		}
	}
	for _, s := range d.FigureSets {
		if s.Sentence < 0 || s.Sentence >= len(d.Sentences) || len(s.Rows) < 3 {
			return fmt.Errorf("figure set %+v", s)
		}
		for _, r := range s.Rows {
			if r.Figure < 0 || r.Figure >= len(d.Annotations) || d.Annotations[r.Figure].Kind != Figure || r.Label == "" {
				return fmt.Errorf("figure set row %+v", r)
			}
		}
	}
	// A text that holds brackets of its own cannot be told from its marks.
	if !strings.ContainsAny(d.Text, "[]|") {
		var all []string
		for _, k := range markKinds {
			all = append(all, k.String())
		}
		if back := unmark(mark(d, all)); back != d.Text {
			return fmt.Errorf("taking the marks out gives %q", back)
		}
	}
	return nil
}

func border(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

// TestVocabulary reads every line of every file of words/, and wants each file to be read by the package.
func TestVocabulary(t *testing.T) {
	files, err := fs.Glob(wordFiles, "words/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vocabulary: %v", err)
	}
	used := literals(t)
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(file, "words/"), ".txt")
		if !used[name] {
			t.Errorf("%s: no code names it", file)
		}
		seen := map[string]bool{}
		for _, e := range entries(name) {
			if e.key == "" || seen[e.key] || !utf8.ValidString(e.key+e.value) {
				t.Errorf("%s: %q is empty, twice, or not UTF-8", file, e.key)
			}
			seen[e.key] = true
		}
		if len(seen) == 0 {
			t.Errorf("%s: empty", file)
		}
	}
}

// TestFind looks words up, all that English has and some that a careless comparison of their eight-byte halves takes for others.
func TestFind(t *testing.T) {
	l := English()
	for id := 1; id < len(l.list); id++ {
		w := &l.list[id]
		var b [16]byte
		binary.LittleEndian.PutUint64(b[:], w.head)
		binary.LittleEndian.PutUint64(b[8:], w.tail)
		word, ok := l.long[wordID(id)]
		if !ok {
			word = string(b[:w.length])
		}
		if got := l.find(word); got != wordID(id) {
			t.Errorf("%s has number %d, is found as %d", word, id, got)
		}
	}
	for _, word := range []string{"diddresswoocn", "kpvrgximktgly", "iambabwesn", "ohvistoplev", "chémentine", "mondayx", ""} {
		if id := l.find(word); id != 0 {
			t.Errorf("%s is found, with number %d", word, id)
		}
	}
}

// TestLoadLanguage wants each fault of a language's files to be named with its file and line.
func TestLoadLanguage(t *testing.T) {
	for _, c := range []struct{ file, text, want string }{
		{"date_words.txt", "Mai = month 5\nJuni = month 13\n", "date_words.txt:2: Juni: month needs a number from 1 to 12"},
		{"date_words.txt", "# days\n\nTag = unti D\n", `date_words.txt:3: Tag: no class "unti"`},
		{"date_words.txt", "Tag = unit X\n", "date_words.txt:1: Tag: unit needs one of S, TM, TH"},
		{"date_words.txt", "Tag = unit D\nund = and 5\n", "date_words.txt:2: und: and takes no value"},
		{"date_words.txt", "Mittag = clock noon\n", "date_words.txt:1: Mittag: clock needs a time, 12:00"},
		{"date_words.txt", "Tag = unit D\nTag = unit D\n", "date_words.txt:2: Tag is in line 1 already"},
		{"date_words.txt", "Tag = unit D\n = unit D\n", "date_words.txt:2: no word before the ="},
		{"date_words.txt", "Tag = unit D\nM\xe4rz = month 3\n", "date_words.txt:2: not UTF-8"},
		{"date_words.txt", "", "date_words.txt: a language needs this list"},
		{"date_tense.txt", "wird = later\n", `date_tense.txt:1: "later" is none of past, present`},
		{"date_tense.txt", "-te = future\n", `date_tense.txt:1: "future" is none of past, adverb`},
		{"date_holidays.txt", "Ostern = easter\n", "date_holidays.txt:1: Ostern:"},
		{"date_holidays.txt", "Silvester = 02-31\n", `date_holidays.txt:1: Silvester: "02-31" is no day of a year`},
		{"date_names.txt", "Brücke = behind\n", `date_names.txt:1: "behind" is none of after, name, before`},
		{"event_status.txt", "wird = soon\n", `event_status.txt:1: "soon" is none of scheduled, expected`},
		{"event_words.txt", "er = subject, sobject\n", `event_words.txt:1: er: no class "sobject"`},
		{"dates.txt", "Tag = unit D\n", "dates.txt: no list has this name"},
	} {
		files := fstest.MapFS{"date_words.txt": {Data: []byte("Tag = unit D\n")}}
		files[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		if _, err := LoadLanguage(files); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %q: %v, want %s", c.file, c.text, err, c.want)
		}
	}
}

var ruleName = regexp.MustCompile(`^(date|figure|name|person|organization|place|agreement|quote)/[a-z0-9-]+$`)

// TestRules wants every rule of the package to be seen at work in at least one case, and every
// rule seen to be written out in the code.
func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range caseFiles(t) {
		for _, l := range f.lines {
			if text := f.plain(l); text != "" {
				for _, a := range Annotate(text, l.ref).Annotations {
					seen[a.Rule] = true
				}
			}
		}
	}
	written := literals(t)
	for s := range written {
		if ruleName.MatchString(s) && !seen[s] {
			t.Errorf("rule %s: no case in testdata", s)
		}
	}
	for r := range seen {
		if !written[r] || !ruleName.MatchString(r) {
			t.Errorf("rule %q is not a literal of the form kind/name", r)
		}
	}
}

// literals returns the string literals of the package's code, tests apart.
func literals(t *testing.T) map[string]bool {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == gotoken.STRING {
				if s, err := strconv.Unquote(lit.Value); err == nil {
					out[s] = true
				}
			}
			return true
		})
	}
	return out
}

// TestSentences reads the files of sentence cases: every | stands at the border of two sentences.
// In a dateline file a text's dateline ends at the |.
func TestDateline(t *testing.T) {
	for _, f := range caseFiles(t) {
		if !f.is("dateline") {
			continue
		}
		for i, l := range f.lines {
			if l.text == "" {
				continue
			}
			text := f.plain(l)
			got := text
			if end := Annotate(text, l.ref).Dateline.End; end > 0 {
				got = text[:end] + "|" + text[end:]
			}
			if got != l.raw {
				f.lines[i].raw = got
				t.Errorf("%s:%d:\n got %s\nwant %s", f.path, l.no, got, l.raw)
			}
		}
		f.rewrite(t)
	}
}

func TestSentences(t *testing.T) {
	for _, f := range caseFiles(t) {
		if !f.is("sentence") {
			continue
		}
		for i, l := range f.lines {
			if l.text == "" {
				continue
			}
			text := f.plain(l)
			var b strings.Builder
			at := 0
			for n, s := range Sentences(text) {
				if n > 0 {
					b.WriteString("|")
				}
				b.WriteString(text[at:s.End])
				at = s.End
			}
			b.WriteString(text[at:])
			if got := strings.ReplaceAll(b.String(), "\n", `\n`); got != l.raw {
				f.lines[i].raw = got
				t.Errorf("%s:%d:\n got %s\nwant %s", f.path, l.no, got, l.raw)
			}
		}
		f.rewrite(t)
	}
}

// TestEvents reads the files of event cases: a text, then a line "= WHEN STATUS BASIS | title" for each event, with
// " +s3" behind the basis for each further sentence that tells of it.
func TestEvents(t *testing.T) {
	for _, f := range caseFiles(t) {
		if !f.is("event") {
			continue
		}
		var out []caseLine
		for i := 0; i < len(f.lines); i++ {
			l := f.lines[i]
			out = append(out, l)
			if l.text == "" {
				continue
			}
			var got, want []string
			for _, e := range Annotate(l.text, l.ref).Events {
				when, more := e.When, ""
				if when == "" {
					when = e.Order
				}
				for _, s := range e.Sentences[1:] {
					more += fmt.Sprintf(" +s%d", s+1)
				}
				got = append(got, fmt.Sprintf("= %s %s %s%s | %s", when, e.Status, e.Basis, more, e.Title))
			}
			for i+1 < len(f.lines) && strings.HasPrefix(f.lines[i+1].raw, "= ") {
				i++
				want = append(want, f.lines[i].raw)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s:%d: %s\n got %s\nwant %s", f.path, l.no, l.raw, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
			}
			for _, g := range got {
				out = append(out, caseLine{raw: g})
			}
		}
		f.lines = out
		f.rewrite(t)
	}
}

// FuzzAnnotate holds the rules of the package against any text.
func FuzzAnnotate(f *testing.F) {
	for _, c := range caseFiles(f) {
		for _, l := range c.lines {
			if text := c.plain(l); text != "" {
				f.Add(text, l.ref.Published)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text, published string) {
		text = strings.ToValidUTF8(text, "?")
		d := Annotate(text, Ref{Published: published})
		if err := check(d); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if again := Annotate(text, Ref{Published: published}); !reflect.DeepEqual(d, again) {
			t.Errorf("%q: two readings differ", text)
		}
	})
}

// hostile are texts that, repeated, invite rules to look far ahead or back at every token.
var hostile = map[string]string{
	"weekdays": "Monday ", "ones": "1 ", "digits": "9", "years": "2024 ", "clock": "3 p.m. ", "straight": "\"", "open-quote": "“", "open-bracket": "(",
	"saying": "said ", "dollars": "$5 ", "person": "Jane Doe ", "stops": ". ", "dots": ".", "initials": "a.", "scales": "hundred ", "few": "few ", "months": "May, ", "slashes": "5/5/", "the": "the ", "capital": "A",
	"capitals": "A ", "dashes": "— ", "said": "said, ", "titles": "Mr. ", "breaks": "\n\n", "clauses": "In 2024, she said, ", "list": "and on Monday it fell, ",
	"datelines": "LORNE, May 5 — It fell on Monday.\n\n", "told-twice": "It sank on Monday. ", "by": "“ by ", "prices": "$5 (", "which": "which on Monday, ", "lone-mark": "“\n\n",
}

// TestHostile repeats hostile texts to a size at which a rule of quadratic cost would not come to an end while anybody waits,
// and wants the rules of the package held.
func TestHostile(t *testing.T) {
	const size = 1 << 18
	for name, s := range hostile {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := check(Annotate(strings.Repeat(s, size/len(s)), Ref{Published: "2026-03-13"})); err != nil {
				t.Errorf("%.200v", err)
			}
		})
	}
}

func BenchmarkHostile(b *testing.B) {
	const size = 1 << 18
	for _, name := range slices.Sorted(maps.Keys(hostile)) {
		text := strings.Repeat(hostile[name], size/len(hostile[name]))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Annotate(text, Ref{Published: "2026-03-13"})
			}
		})
	}
}

// prose is an article as newspapers print them.
func prose(t testing.TB) string {
	data, err := os.ReadFile("testdata/prose/eel-pact.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestProse holds the rules of the package against a whole article.
func TestProse(t *testing.T) {
	d := Annotate(prose(t), Ref{Published: "2026-03-12"})
	if err := check(d); err != nil {
		t.Error(err)
	}
	if got := d.Text[d.Dateline.Start:d.Dateline.End]; got != "PORT LORNE, March 12 — " {
		t.Errorf("dateline %q", got)
	}
	for _, e := range d.Events {
		last := strings.ToLower(e.Title[strings.LastIndexByte(e.Title, ' ')+1:])
		if _, dangling := English().events.ends[last]; dangling || strings.HasSuffix(last, ",") || English().events.pronoun(e.Title) && e.Sentence == 0 {
			t.Errorf("title %q", e.Title)
		}
	}
}

func BenchmarkSentences(b *testing.B) {
	text := prose(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Sentences(text)
	}
}

func BenchmarkDates(b *testing.B) {
	text := prose(b)
	d := newDoc(text, Ref{Published: "2026-03-12"})
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		findDates(d, nil)
	}
}

func BenchmarkAnnotate(b *testing.B) {
	text := prose(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Annotate(text, Ref{Published: "2026-03-12"})
	}
}

// BenchmarkBriefs annotates many short articles in turn, none like the one before, as the build of a site does: what each
// needs to begin counts, and nothing is learnt from the last. They are made of the sentences of the case files.
func BenchmarkBriefs(b *testing.B) {
	const size = 5 << 10
	var articles []string
	var text strings.Builder
	bytes := 0
	for _, f := range caseFiles(b) {
		for _, l := range f.lines {
			if l.ref.Language != nil || l.text == "" {
				continue
			}
			text.WriteString(f.plain(l))
			if text.Len()%3 == 0 {
				text.WriteString("\n\n")
			} else {
				text.WriteString(" ")
			}
			if text.Len() >= size {
				articles = append(articles, text.String())
				bytes += text.Len()
				text.Reset()
			}
		}
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		for _, text := range articles {
			Annotate(text, Ref{Published: "2026-03-12"})
		}
	}
}
