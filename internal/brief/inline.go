package brief

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An element is an HTML element around text[start:end) of a paragraph.
type element struct {
	start, end int
	rank       rank
	of         origin
	n          int32  // which sentence or annotation it is of
	open       string // "<em>"; of a mark, its datetime or ""
	close      string
}

// origin says what an element is of. What sentences and marks open with is written as it is needed: see writer.open.
type origin uint8

const (
	ofMarkup origin = iota
	ofSentence
	ofAnnotation
)

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

// inline writes text with elements and atoms, properly nested: elements that cross are
// closed and opened again. None reaches out of a sentence (see within).
func (w *writer) inline(text string, elements []element, atoms []atom) {
	if len(elements)+len(atoms) == 0 {
		escape(w.out, text)
		return
	}
	sortElements(elements)
	slices.SortStableFunc(atoms, func(x, y atom) int { return x.at - y.at })
	stack := w.stack[:0]
	pos := 0
	linked := func() bool { return slices.ContainsFunc(stack, func(e element) bool { return e.rank == rankLink }) }
	// advance writes text and atoms up to to. A link at to waits until the one that is open has closed.
	advance := func(to int) {
		for len(atoms) > 0 && atoms[0].at <= to && (atoms[0].ref == "" || !linked()) {
			escape(w.out, text[pos:atoms[0].at])
			pos = atoms[0].at
			w.out.WriteString(atoms[0].html)
			atoms = atoms[1:]
		}
		escape(w.out, text[pos:to])
		pos = to
	}
	// closeUntil closes what ends at or before at, in the order in which it ends.
	closeUntil := func(at int) {
		for len(stack) > 0 {
			end := at + 1
			for i := range stack {
				end = min(end, stack[i].end)
			}
			if end > at {
				return
			}
			advance(end)
			first := 0
			for stack[first].end > end {
				first++
			}
			for i := len(stack) - 1; i >= first; i-- {
				w.close(&stack[i])
				if stack[i].rank == rankLink {
					for ; len(atoms) > 0 && atoms[0].at <= end; atoms = atoms[1:] {
						w.out.WriteString(atoms[0].html)
					}
				}
			}
			rest := stack[first:]
			stack = stack[:first]
			for i := range rest {
				if rest[i].end > end {
					w.open(&rest[i])
					stack = append(stack, rest[i])
				}
			}
		}
	}
	for i := range elements {
		e := &elements[i]
		if e.end <= e.start {
			continue
		}
		closeUntil(e.start)
		if len(stack) >= maxNesting {
			continue
		}
		// Open elements that end inside e and may rather be split than e are opened anew within it.
		first := 0
		for first < len(stack) && !(stack[first].end < e.end && stack[first].rank > e.rank) {
			first++
		}
		advance(e.start)
		for i := len(stack) - 1; i >= first; i-- {
			w.close(&stack[i])
		}
		w.open(e)
		for i := first; i < len(stack); i++ {
			w.open(&stack[i])
		}
		stack = slices.Insert(stack, first, *e)
	}
	closeUntil(len(text))
	advance(len(text))
}

// sortElements sorts by start, the longer first, and of two that are as long by rank. What is equal stays as it is.
func sortElements(list []element) {
	order := func(x, y *element) int {
		switch {
		case x.start != y.start:
			return x.start - y.start
		case x.end != y.end:
			return y.end - x.end
		}
		return int(x.rank) - int(y.rank)
	}
	if len(list) > 100 {
		slices.SortStableFunc(list, func(x, y element) int { return order(&x, &y) })
		return
	}
	// Sentences come first, then marks, each in order or nearly: little has to move.
	for i := 1; i < len(list); i++ {
		if order(&list[i-1], &list[i]) <= 0 {
			continue
		}
		e, at := list[i], i-1
		for at > 0 && order(&list[at-1], &e) > 0 {
			at--
		}
		copy(list[at+1:i+1], list[at:i])
		list[at] = e
	}
}

// escapes are the characters that mean something in HTML.
const escapes uint64 = 1<<'&' | 1<<'<' | 1<<'>' | 1<<'"' | 1<<'\''

// escape writes s as text for an element or an attribute in quotes.
func escape(b *strings.Builder, s string) {
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 64 || escapes>>c&1 == 0 {
			continue
		}
		b.WriteString(s[from:i])
		from = i + 1
		switch c {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&#34;")
		case '\'':
			b.WriteString("&#39;")
		}
	}
	b.WriteString(s[from:])
}

// escaped is s as escape writes it.
func escaped(s string) string {
	if !strings.ContainsAny(s, `&<>"'`) {
		return s
	}
	var b strings.Builder
	escape(&b, s)
	return b.String()
}

// ids hands out ids that are unique within a brief.
type ids map[string]int

// take returns id, or id-2, id-3, … when it is taken.
func (t ids) take(id string) string {
	for {
		n := t[id] + 1
		t[id] = n
		if n == 1 {
			return id
		}
		next := id + "-" + strconv.Itoa(n)
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
	b.Grow(len(s))
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
