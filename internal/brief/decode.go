package brief

import (
	"bytes"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// MaxSize is the largest content file that is read, in bytes. The longest article of a
// newspaper has some 100 kB; what is larger is no article, and costs memory in parallel builds.
const MaxSize = 4 << 20

// file is one decoded file: LF line ends, valid UTF-8, NFC, and the place of each line.
// Line numbers are those of the file on disk.
type file struct {
	name     string // as shown in problems
	text     string
	src      []byte // the file itself, if text is no other; not to be written to
	starts   []int  // byte offset of each line's start
	problems []Problem
	near     int // the line that lineAt gave last, or 0
	warnings int // how many, with those beyond maxWarnings
	errors   int // how many, with those beyond maxErrors
}

// maxWarnings and maxErrors are how many warnings and errors of one file are listed one by one.
const maxWarnings, maxErrors = 50, 50

// decode makes text of src. It returns nil and the problem when src is no text.
func decode(name string, src []byte) (*file, []Problem) {
	fail := func(msg, hint string) (*file, []Problem) {
		return nil, []Problem{{File: name, Msg: msg, Hint: hint}}
	}
	if len(src) > MaxSize {
		return fail(fmt.Sprintf("the file has more than the %d bytes that are read", MaxSize), "split it, or keep data files elsewhere")
	}
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if len(bytes.TrimSpace(src)) == 0 {
		return fail("the file is empty", "")
	}
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		return fail("not text that can be read: it is UTF-16", "save it as UTF-8")
	}
	control := 0
	for _, c := range src {
		if c >= ' ' || c == '\n' {
			continue
		}
		switch c {
		case 0:
			return fail("not text: it holds NUL bytes", "a content file is .txt or .md in UTF-8")
		case '\r', '\t', '\f', 0x1b:
		default:
			control++
		}
	}
	if control*10 > len(src) {
		return fail("not text: it is mostly control characters", "a content file is .txt or .md in UTF-8")
	}
	f := &file{name: name}
	badLine := 0
	if at := invalidAt(src); at >= 0 {
		// Windows-1252 leaves five bytes undefined. With control characters they make up 14 in 100 bytes of noise,
		// and none of a text.
		for _, c := range []byte("\x81\x8d\x8f\x90\x9d") {
			control += bytes.Count(src, []byte{c})
		}
		if control*50 > len(src) {
			return fail("not text: neither UTF-8 nor Windows-1252", "a content file is .txt or .md in UTF-8")
		}
		head := lineEnds.Replace(string(src[:at]))
		badLine = 1 + strings.Count(head, "\n")
		// Every byte has a meaning in Windows-1252 (undefined ones become U+FFFD), so this cannot fail.
		src, _ = charmap.Windows1252.NewDecoder().Bytes(src)
	}
	text := string(src)
	if strings.IndexByte(text, '\r') >= 0 {
		text = lineEnds.Replace(text)
	}
	hasControl, hasDirection, normal := scan(text)
	if hasControl { // HTML does not allow them; a blank keeps every column
		text = strings.Map(func(r rune) rune {
			if isControl(r) {
				return ' '
			}
			return r
		}, text)
	}
	badDirection := 0
	if hasDirection {
		lines := strings.Split(text, "\n")
		for i, l := range lines {
			if lines[i] = safeText(l); lines[i] != l && badDirection == 0 {
				badDirection = i + 1
			}
		}
		text = strings.Join(lines, "\n")
	}
	if f.text = text; !normal {
		f.text = norm.NFC.String(text)
	}
	if string(src) == f.text {
		f.src = src
	}
	f.starts = append(make([]int, 0, 1+strings.Count(f.text, "\n")), 0)
	for at := 0; ; {
		i := strings.IndexByte(f.text[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		f.starts = append(f.starts, at)
	}
	if badLine > 0 {
		f.warn(badLine, 0, "not UTF-8 from here on: the file was read as Windows-1252", "save it as UTF-8")
	}
	if badDirection > 0 {
		f.warn(badDirection, 0, "marks that turn the direction of text and are not closed on their line are left out", "")
	}
	return f, nil
}

// isControl reports whether r is a control character that no text needs.
func isControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029'
}

// scan reports whether a rune of s, which is UTF-8, is one of isControl or isDirection, and whether s is plainly in NFC:
// no rune below U+0300, and of common signs from U+2002 on, has another form.
func scan(s string) (control, direction, normal bool) {
	normal = true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= ' ' && c < 0x7f || c == '\n' || c >= 0x80 && c < 0xcc && c != 0xc2:
		case c > 0xc2 && c != 0xe2:
			normal = false
		default: // one of them, or begins as they do
			r, n := utf8.DecodeRuneInString(s[i:])
			control = control || isControl(r)
			direction = direction || isDirection(r)
			normal = normal && (r < 0x300 || r >= 0x2002 && r < 0x20d0)
			i += n - 1
		}
	}
	return control, direction, normal
}

// safeText is s without control characters but line feed and tab, and without marks of direction where one of
// them is not closed: it would turn around what follows on the page.
func safeText(s string) string {
	if control, direction, _ := scan(s); !control && !direction {
		return s
	}
	depth, bad := 0, false
	for _, r := range s {
		switch {
		case r == '\u202c' || r == '\u2069':
			depth--
			bad = bad || depth < 0
		case isDirection(r):
			depth++
		case isControl(r):
			bad = true
		}
	}
	if !bad && depth == 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if isControl(r) || isDirection(r) {
			return -1
		}
		return r
	}, s)
}

// isDirection reports whether r opens or closes an embedding, an override or an isolate.
func isDirection(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// invalidAt is the offset of the first byte that is not UTF-8, or -1.
func invalidAt(src []byte) int {
	if utf8.Valid(src) {
		return -1
	}
	for i := 0; ; {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n <= 1 {
			return i
		}
		i += n
	}
}

// line is the text of line n, without its line end; "" when there is none.
func (f *file) line(n int) string {
	if n < 1 || n > len(f.starts) {
		return ""
	}
	if n < len(f.starts) {
		return f.text[f.starts[n-1] : f.starts[n]-1]
	}
	return f.text[f.starts[n-1]:]
}

// lineAt is the number of the line that holds byte offset off.
func (f *file) lineAt(off int) int {
	// Text is gone through in order: most often it is the line of the last call, or one of the next.
	if n := f.near; n > 0 && f.starts[n-1] <= off {
		for range 3 {
			if n == len(f.starts) || off < f.starts[n] {
				f.near = n
				return n
			}
			n++
		}
	}
	f.near = sort.Search(len(f.starts), func(i int) bool { return f.starts[i] > off })
	return f.near
}

// colAt is the column, in characters, of byte offset off.
func (f *file) colAt(off int) int {
	start := f.starts[f.lineAt(off)-1]
	return 1 + utf8.RuneCountInString(f.text[start:off])
}

// fail records an error, up to maxErrors of them; col 0 is the line as a whole.
func (f *file) fail(line, col int, msg, hint string) {
	if f.errors++; f.errors <= maxErrors {
		f.problems = append(f.problems, Problem{File: f.name, Line: line, Col: col, Msg: msg, Hint: hint, Excerpt: f.line(line)})
	}
}

// warn records a warning, up to maxWarnings of them.
func (f *file) warn(line, col int, msg, hint string) {
	f.warnings++
	if f.warnings > maxWarnings {
		return
	}
	f.problems = append(f.problems, Problem{File: f.name, Line: line, Col: col, Msg: msg, Hint: hint, Excerpt: f.line(line), Warning: true})
}

// finish returns the problems in order; warnings that were not listed are counted in a last one.
func (f *file) finish() []Problem {
	if n := f.errors - maxErrors; n > 0 {
		f.problems = append(f.problems, Problem{File: f.name, Msg: fmt.Sprintf("%d more errors are not listed", n)})
	}
	if n := f.warnings - maxWarnings; n > 0 {
		f.problems = append(f.problems, Problem{File: f.name, Warning: true, Msg: fmt.Sprintf("%d more warnings are not listed", n)})
	}
	SortProblems(f.problems)
	return f.problems
}
