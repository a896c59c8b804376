package brief

import (
	"cmp"
	"fmt"
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An element is an HTML element around text[start:end) of a paragraph.
type element struct {
	start, end int
	rank       rank
	open       string // "<em>"
	close      string
}

// rank says which of two elements that cross is split in two: the one of higher rank. A link is never split.
type rank uint8

const (
	rankSentence rank = iota
	rankLink
	rankMark
	rankInline
)

// An atom is HTML without text of its own at one place of a paragraph: an image, a line break.
type atom struct {
	at   int
	html string
	ref  string // the id of a reference to a note, which is a link; else ""
}

// maxNesting bounds the elements open at one place: what lies deeper is left out,
// so that writing is linear also when someone nests emphasis a thousand deep.
const maxNesting = 24

// writeInline writes text with elements and atoms, properly nested: elements that cross are
// closed and opened again. None reaches out of a sentence (see within).
func writeInline(b *strings.Builder, text string, elements []element, atoms []atom) {
	slices.SortStableFunc(elements, func(x, y element) int {
		return cmp.Or(x.start-y.start, y.end-x.end, int(x.rank)-int(y.rank))
	})
	slices.SortStableFunc(atoms, func(x, y atom) int { return x.at - y.at })
	var stack []element
	pos := 0
	linked := func() bool { return slices.ContainsFunc(stack, func(e element) bool { return e.rank == rankLink }) }
	// advance writes text and atoms up to to. A link at to waits until the one that is open has closed.
	advance := func(to int) {
		for len(atoms) > 0 && atoms[0].at <= to && (atoms[0].ref == "" || !linked()) {
			b.WriteString(html.EscapeString(text[pos:atoms[0].at]))
			pos = atoms[0].at
			b.WriteString(atoms[0].html)
			atoms = atoms[1:]
		}
		b.WriteString(html.EscapeString(text[pos:to]))
		pos = to
	}
	// closeUntil closes what ends at or before at, in the order in which it ends.
	closeUntil := func(at int) {
		for len(stack) > 0 {
			end := at + 1
			for _, e := range stack {
				end = min(end, e.end)
			}
			if end > at {
				return
			}
			advance(end)
			first := slices.IndexFunc(stack, func(e element) bool { return e.end <= end })
			for i := len(stack) - 1; i >= first; i-- {
				b.WriteString(stack[i].close)
				if stack[i].rank == rankLink {
					for ; len(atoms) > 0 && atoms[0].at <= end; atoms = atoms[1:] {
						b.WriteString(atoms[0].html)
					}
				}
			}
			rest := slices.Clone(stack[first:])
			stack = stack[:first]
			for _, e := range rest {
				if e.end > end {
					b.WriteString(e.open)
					stack = append(stack, e)
				}
			}
		}
	}
	for _, e := range elements {
		if e.end <= e.start {
			continue
		}
		closeUntil(e.start)
		if len(stack) >= maxNesting {
			continue
		}
		// Open elements that end inside e and may rather be split than e are opened anew within it.
		first := len(stack)
		for i, o := range stack {
			if o.end < e.end && o.rank > e.rank {
				first = i
				break
			}
		}
		advance(e.start)
		for i := len(stack) - 1; i >= first; i-- {
			b.WriteString(stack[i].close)
		}
		b.WriteString(e.open)
		for _, o := range stack[first:] {
			b.WriteString(o.open)
		}
		stack = slices.Insert(stack, first, e)
	}
	closeUntil(len(text))
	advance(len(text))
}

// ids hands out ids that are unique within a brief.
type ids map[string]int

// take returns id, or id-2, id-3, … when it is taken.
func (t ids) take(id string) string {
	for {
		t[id]++
		n := t[id]
		if n == 1 {
			return id
		}
		next := fmt.Sprintf("%s-%d", id, n)
		if t[next] == 0 {
			t[next] = 1
			return next
		}
	}
}

// Slug makes the part of an id or URL that names s: lower case, letters, marks and digits of any
// script, all else one hyphen; "" if s holds none of these.
func Slug(s string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && b.Len() > 0 && !hyphen:
			if hyphen && b.Len() > 0 {
				b.WriteByte('-')
			}
			hyphen = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’': // don't, O’Brien
		default:
			hyphen = true
		}
	}
	return b.String()
}

// cut shortens s to at most n bytes at a rune border.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
