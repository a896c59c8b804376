package brief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/internal/annotate"
)

// Cleaning takes the page's furniture from raw copy. A sentence of the body must never be lost,
// so furniture is known by its whole line, and most of it only at the head or tail of a file:
//
//	anywhere   a line that is nothing but an end mark, an advertisement mark, a share, follow or
//	           read-more line, an age ("1 hour ago"), a photo credit, or a label of publication
//	           ("Published By:") with its value on the line or the next
//	head       before the first sentence: date line, byline; the headline becomes the title
//	tail       after the last sentence: agency and reporters' credits
//	repeated   a standfirst among the first lines (or a pull quote among the last) all of whose
//	           sentences stand elsewhere, and a caption that is the beginning of a sentence
//
// What goes is listed with its line and the reason.

// A unit is one paragraph of raw copy: a line, or the lines of hard-wrapped text joined.
type unit struct {
	line    int    // its first line
	text    string // joined by single spaces
	places  []place
	setOff  bool     // a blank line follows, or it is plainly a headline
	part    bool     // Markdown: other lines stand right above or below, so it may be half of a sentence
	goesOn  bool     // Markdown: the line below goes on in mid-sentence
	gone    string   // why it was left out; "" for what stays
	repeats []string // the sentences, as by normal, that stand elsewhere, if that is why
}

// A place says that the text from byte offset off on stands at: a line of raw copy, a byte offset of Markdown.
type place struct{ off, at int }

// copyInfo is what cleaning learned from furniture.
type copyInfo struct {
	title           string
	titleLine       int
	published       When
	publishedFrom   string
	editor, author  string
	publishedNoYear day // from a dateline without a year: month and day only
	datelineAt      int // its line
}

// units makes units of the lines from line first on, which are raw copy.
func (f *file) units(first int) []unit {
	var blocks [][]rawLine // between blank lines
	blank := true
	for n := first; n <= len(f.starts); n++ {
		text := oneLine(f.line(n))
		if text == "" {
			blank = true
			continue
		}
		if blank {
			blocks, blank = append(blocks, nil), false
		}
		last := len(blocks) - 1
		word, _, _ := strings.Cut(text, " ")
		_, gone := furniture(text)
		_, dated := dateLine(text)
		l := rawLine{n: n, text: text, chars: utf8.RuneCountInString(text), word: utf8.RuneCountInString(word)}
		l.apart = dated || gone && l.chars < minWrap
		l.doubt = gone && !l.apart
		blocks[last] = append(blocks[last], l)
	}
	var out []unit
	whole := measure(blocks)
	for i, block := range blocks {
		if i == 0 && headed(block, blocks) {
			out = append(out, unit{line: block[0].n, text: block[0].text, places: []place{{0, block[0].n}}, setOff: true})
			block = block[1:]
		}
		m := measure([][]rawLine{block})
		if m.broken < enough || m.width == 0 {
			m.width = whole.width
		}
		out = append(out, wrap(block, m)...)
		out[len(out)-1].setOff = true
	}
	return out
}

// A rawLine is a line that is not blank, with single spaces.
type rawLine struct {
	n     int
	text  string
	chars int
	word  int  // characters of its first word
	apart bool // furniture or a date: no part of a paragraph
	doubt bool // furniture, unless it is part of a paragraph because a line had to stop
}

const (
	minWrap, maxWrap = 40, 100 // how wide, in characters, hard-wrapped text may be
	wrapSlack        = 3       // how much earlier than it must a line may stop
	enough           = 3       // how many broken lines tell the width of a block by themselves
)

// A measured says how wide the text of some blocks is.
type measured struct {
	width  int  // 0 if it is not hard-wrapped: its lines are paragraphs
	broken int  // how many lines stop in mid-sentence
	byHand bool // most lines do, and somewhere a small letter follows, whatever the width
}

// measure finds the width at which the most lines had to stop: the line fits in it, and with the next line's
// first word would not. Text is hard-wrapped if more than half of all lines that another follows stop so. One line that is longer than the others, as a headline, does not tell.
func measure(blocks [][]rawLine) (m measured) {
	var stop [maxWrap + 2]int // how many more lines may stop at a width than at the one before it
	lines, small := 0, false
	for _, block := range blocks {
		for i := 1; i < len(block); i++ {
			a, b := block[i-1], block[i]
			if a.apart || b.apart || isItem(b.text) {
				continue
			}
			lines++
			if a.chars > maxWrap || b.chars > maxWrap {
				continue
			}
			if !endsSentence(a.text) {
				m.broken++
				small = small || startsLower(b.text)
			}
			stop[a.chars]++
			stop[min(a.chars+b.word+wrapSlack, maxWrap)+1]--
		}
	}
	best, now := 0, 0
	for w, n := range stop[:maxWrap+1] {
		if now += n; w >= minWrap && now > best {
			best, m.width = now, w
		}
	}
	if 2*best <= lines || m.broken == 0 {
		m.width = 0
	}
	m.byHand = small && 2*m.broken > lines
	return m
}

// fits reports whether the first word of b would have fitted on the line a.
func fits(a, b rawLine, width int) bool { return a.chars+1+b.word <= width-wrapSlack }

// headed reports whether the first line of block, the file's first, is a headline without a blank line after it:
// no sentence, with one below it, and not broken where it had to be.
func headed(block []rawLine, blocks [][]rawLine) bool {
	if len(block) < 2 {
		return false
	}
	a, b := block[0], block[1]
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(b.text, `"'“‘«(`))
	if a.apart || b.apart || a.chars < 2 || a.chars > titleLimit || endsSentence(a.text) && !strings.HasSuffix(a.text, "?") || !unicode.IsUpper(r) {
		return false
	}
	rest := measure(append([][]rawLine{block[1:]}, blocks[1:]...))
	if rest.width > 0 {
		return fits(a, b, rest.width) || a.chars > rest.width+wrapSlack
	}
	// There is no other line to tell the width by, or the lines are paragraphs.
	word, _, _ := strings.Cut(b.text, " ")
	switch word {
	case "The", "A", "An", "It", "He", "She", "They", "We", "This", "These", "There", "In", "On", "At", "After", "For", "As", "When":
		return true
	}
	widest := 0
	for i, block := range blocks {
		for _, l := range block[max(0, 1-i):] {
			widest = max(widest, l.chars)
		}
	}
	return a.chars < minWrap || a.chars > maxWrap || fits(a, b, widest) || len(block) > 2 && 5*b.chars < 3*a.chars
}

// wrap joins the lines of one block that were one line before they were wrapped as m says: a line that stops
// in mid-sentence, or that had to stop. Where lines are paragraphs, a line is joined to what breaks off only
// if it begins with a small letter.
func wrap(block []rawLine, m measured) []unit {
	width := m.width
	joins := func(a, b rawLine) bool {
		switch {
		case a.apart || b.apart || b.doubt && !startsLower(b.text):
			return false
		case (a.doubt || b.doubt) && (width == 0 || endsSentence(a.text) || fits(a, b, width)):
			return false
		case !endsSentence(a.text) && startsLower(b.text):
			return true
		case strings.HasPrefix(b.text, "• ") || isItem(b.text) && (width == 0 || fits(a, b, width)):
			return false
		case m.byHand && !endsSentence(a.text) && a.chars <= maxWrap:
			return true
		case width == 0 || a.chars > width+wrapSlack:
			return false
		case endsSentence(a.text):
			return !fits(a, b, width)
		}
		return 5*a.chars > 3*width // text wrapped by hand may stop sooner than it must, but not so soon
	}
	var out []unit
	from := 0
	for i, l := range block {
		if i == 0 || !joins(block[i-1], l) {
			from = i
			out = append(out, unit{line: l.n})
		}
		u := &out[len(out)-1]
		at := 0
		if i > from {
			last := u.places[len(u.places)-1]
			at = last.off + len(block[i-1].text) + 1
		}
		u.places = append(u.places, place{at, l.n})
		if i+1 == len(block) || !joins(l, block[i+1]) {
			u.text = joined(block[from : i+1])
		}
	}
	return out
}

func joined(lines []rawLine) string {
	if len(lines) == 1 {
		return lines[0].text
	}
	text := make([]string, len(lines))
	for i, l := range lines {
		text[i] = l.text
	}
	return strings.Join(text, " ")
}

// prose is the lines of Markdown that may be furniture: outside code, not part of a list, table or quotation.
// A lone "- Ends" is no list.
func (f *file) prose(first int) []unit {
	var out []unit
	fence := ""
	for n := first; n <= len(f.starts); n++ {
		l := f.line(n)
		t := strings.TrimSpace(l)
		if t == "" {
			if len(out) > 0 {
				out[len(out)-1].setOff = true
			}
			continue
		}
		for _, mark := range []string{"```", "~~~"} {
			if strings.HasPrefix(t, mark) && (fence == "" || fence == mark) {
				if fence == "" {
					fence = mark
				} else {
					fence, t = "", ""
				}
				break
			}
		}
		if fence != "" || t == "" || strings.HasPrefix(l, "    ") || l[0] == '\t' || strings.ContainsRune("#>|+", rune(t[0])) {
			continue
		}
		below := strings.TrimSpace(f.line(n + 1))
		u := unit{line: n, text: oneLine(t), goesOn: !endsSentence(t) && startsLower(below)}
		u.part = below != "" || strings.TrimSpace(f.line(n-1)) != ""
		if why, _ := furniture(u.text); isItem(u.text) && (u.part || !strings.HasSuffix(why, "end mark")) {
			continue
		}
		out = append(out, u)
	}
	return out
}

// isItem reports whether s begins with the mark of a list item.
func isItem(s string) bool {
	mark, _, _ := strings.Cut(s, " ")
	return mark == "-" || mark == "*" || (len(mark) == 2 || len(mark) == 3) && strings.Trim(mark[:len(mark)-1], "0123456789") == "" && strings.ContainsAny(mark[len(mark)-1:], ".)")
}

// endsSentence reports whether s ends in a full stop, question or exclamation mark, or an
// ellipsis or colon, before any closing quotation marks and brackets.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"'”’»)]`)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…:;。", r)
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// clean marks the units that are furniture and returns what they say, and which they are.
func clean(us []unit, markdown bool) (info copyInfo, removed []Removed) {
	labelled(us, &info)
	for i := range us {
		if us[i].gone == "" && !us[i].goesOn {
			if why, ok := furniture(us[i].text); ok && !(markdown && strings.Trim(us[i].text, "-*_ ") == "") {
				us[i].gone = why
			}
		}
	}
	for i := len(us) - 1; i >= 0; i-- {
		if us[i].gone != "" {
			continue
		}
		why, ok := tailFurniture(us[i].text)
		if !ok {
			break
		}
		us[i].gone = why
	}
	repeated(us)
	head(us, &info, markdown)
	for i := range us {
		if us[i].gone != "" && us[i].gone != "title" {
			removed = append(removed, Removed{Line: us[i].line, Text: us[i].text, Why: us[i].gone})
		}
	}
	return info, removed
}

// labelled takes labels of publication with their values.
func labelled(us []unit, info *copyInfo) {
	for i := range us {
		kind, value, ok := label(us[i].text)
		if !ok {
			continue
		}
		if value == "" {
			if i+1 == len(us) {
				us[i].gone = "label without a value"
				continue
			}
			value = us[i+1].text
			_, isTime := dateLine(value)
			isTime = isTime || isAge(value)
			_, other := furniture(value)
			if byDate := kind == "published" || kind == "updated"; byDate && !isTime || !byDate && (other || !isSigner(value)) {
				continue // the label goes as what it is: furniture
			}
			us[i+1].gone = labelWhy[kind]
		}
		us[i].gone = labelWhy[kind]
		switch kind {
		case "editor":
			info.editor = value
		case "author":
			info.author = value
		case "published":
			if w, ok := dateLine(value); ok && info.published == "" {
				info.published, info.publishedFrom = w, "furniture"
			}
		}
	}
}

// maxStandfirst is how many paragraphs may stand above a date line or byline.
const maxStandfirst = 2

// head reads the lines above the article: headline, date line, byline. The headline is the first line
// that stays, if it stands alone; it goes from the body and becomes the title.
func head(us []unit, info *copyInfo, markdown bool) {
	titled, sentences := markdown, 0
	var first *unit // the first that is a sentence
	for i := 0; i < len(us); i++ {
		u := &us[i]
		if u.gone != "" {
			continue
		}
		if w, ok := dateLine(u.text); ok {
			u.gone = "date line"
			if info.published == "" {
				info.published, info.publishedFrom = w, "furniture"
			}
			continue
		}
		if name, ok := byline(u.text); ok {
			u.gone = "byline"
			info.author = cmp.Or(info.author, name)
			continue
		}
		if !titled && standsAlone(us, i) {
			titled = true
			info.title, info.titleLine = u.text, u.line
			u.gone = "title"
			continue
		}
		titled = true // only the first line can be the headline
		if endsSentence(u.text) {
			if sentences++; sentences == 1 {
				first = u
			}
			if sentences > maxStandfirst {
				break
			}
		}
	}
	if first == nil || info.published != "" {
		return
	}
	info.datelineAt = first.line
	switch on, _ := dateline(first.text); {
	case on.valid():
		info.published, info.publishedFrom = When(on.String()), "dateline"
	case on.y == 0:
		info.publishedNoYear = on
	}
}

// titleLimit is how many characters a headline may have.
const titleLimit = 140

// standsAlone reports whether unit i can be a headline: short, not a sentence, set off from what follows.
func standsAlone(us []unit, i int) bool {
	s := us[i].text
	if n := utf8.RuneCountInString(s); n > titleLimit || n < 2 || endsSentence(s) && !strings.HasSuffix(s, "?") {
		return false
	}
	if i+1 == len(us) {
		return false
	}
	_, dated := dateLine(us[i+1].text)
	_, signed := byline(us[i+1].text)
	return us[i].setOff || dated || signed
}

// minRepeat is how many words a line needs to count as a repetition: "Yes." may be said twice.
const minRepeat = 5

// edge is how many lines at the head and tail of a file may be standfirst or pull quote.
const edge = 5

// repeated marks standfirsts, pull quotes and captions that repeat a sentence of the body.
func repeated(us []unit) {
	type sentence struct {
		norm string
		unit int
	}
	var all []sentence
	var kept []int
	of := make([][]string, len(us)) // each unit's sentences
	for i := range us {
		if us[i].gone != "" {
			continue
		}
		kept = append(kept, i)
		for _, s := range annotate.Sentences(us[i].text) {
			norm := withoutDateline(us[i].text[s.Start:s.End])
			of[i] = append(of[i], norm)
			all = append(all, sentence{norm, i})
		}
	}
	slices.SortStableFunc(all, func(a, b sentence) int { return strings.Compare(a.norm, b.norm) })
	// find gives a sentence of a unit that stays, other than i, that is norm or, with prefix, begins with it; or "".
	find := func(norm string, i int, prefix bool) string {
		at, _ := slices.BinarySearchFunc(all, norm, func(s sentence, norm string) int { return strings.Compare(s.norm, norm) })
		for _, s := range all[at:min(len(all), at+20)] { // more that begin alike are no article
			if s.unit != i && us[s.unit].gone == "" && (s.norm == norm || prefix && beginsWith(s.norm, norm)) {
				return s.norm
			}
		}
		return ""
	}
	for k, i := range kept {
		u := &us[i]
		norm := withoutDateline(u.text)
		var found []string
		switch {
		case u.part || strings.Count(norm, " ")+1 < minRepeat:
		case !endsSentence(u.text):
			// A headline in the first sentence's words stays.
			if k > 0 || !standsAlone(us, i) || utf8.RuneCountInString(u.text) > titleLength {
				found = []string{find(norm, i, true)}
			}
		case k < edge || k >= len(kept)-edge:
			for _, s := range of[i] {
				found = append(found, find(s, i, false))
			}
		}
		if len(found) > 0 && !slices.Contains(found, "") {
			u.gone, u.repeats = "repeats a sentence", found
		}
	}
}

// numbered says in the reasons of what goes which sentences a line repeats, by the numbers that the
// brief gives them.
func numbered(us []unit, b *Brief) {
	if !slices.ContainsFunc(us, func(u unit) bool { return len(u.repeats) > 0 }) {
		return
	}
	number := map[string]int{}
	for _, s := range slices.Backward(b.Sentences) {
		number[withoutDateline(s.Text)] = s.N
	}
	why := map[int]string{}
	for _, u := range us {
		if len(u.repeats) == 0 {
			continue
		}
		first, last := len(b.Sentences), 0
		for _, s := range u.repeats {
			first, last = min(first, number[s]), max(last, number[s])
		}
		switch {
		case first == 0: // Markdown: with its marks, a sentence has other words
		case first == last:
			why[u.line] = fmt.Sprintf("repeats sentence %d", first)
		default:
			why[u.line] = fmt.Sprintf("repeats sentences %d–%d", first, last)
		}
	}
	for i := range b.Removed {
		b.Removed[i].Why = cmp.Or(why[b.Removed[i].Line], b.Removed[i].Why)
	}
}

// beginsWith reports whether s begins with the words of prefix.
func beginsWith(s, prefix string) bool {
	if !strings.HasPrefix(s, prefix) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[len(prefix):])
	return !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// normal folds what typesetting changes: case, kinds of quotation marks and dashes, white space,
// and the stop at the end.
func normal(s string) string {
	out := make([]byte, 0, len(s))
	blank := false
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z': // most are
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case unicode.IsSpace(r):
			blank = len(out) > 0
			continue
		default:
			switch r {
			case '‘', '’', '“', '”', '"', '`', '«', '»':
				r = '\''
			case '–', '—', '−', '‑':
				r = '-'
			}
			r = unicode.ToLower(r)
		}
		if blank {
			out = append(out, ' ')
			blank = false
		}
		out = utf8.AppendRune(out, r)
	}
	return strings.TrimRight(string(out), ".!?… '")
}

// withoutDateline is normal(s), less a dateline: a standfirst has none where the sentence it repeats has one.
func withoutDateline(s string) string {
	_, own := dateline(s)
	return normal(s[own:])
}
