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
	line       int    // its first line
	text       string // joined by single spaces
	places     []place
	blankAfter bool
	part       bool     // Markdown: other lines stand right above or below, so it may be half of a sentence
	gone       string   // why it was left out; "" for what stays
	repeats    []string // the sentences, as by normal, that stand elsewhere, if that is why
}

// A place says that the text from byte offset off on stands on line.
type place struct{ off, line int }

// copyInfo is what cleaning learned from furniture.
type copyInfo struct {
	title             string
	titleLine         int
	published         When
	publishedFrom     string
	editor, author    string
	publishedNoYear   day // from a dateline without a year: month and day only
	publishedNoYearAt int
}

// units makes units of the lines from line first on, which are raw copy.
func (f *file) units(first int) []unit {
	var all []rawLine
	widest := 0
	for n := first; n <= len(f.starts); n++ {
		t := strings.TrimFunc(f.line(n), unicode.IsSpace)
		all = append(all, rawLine{n, strings.Join(strings.Fields(t), " ")})
		widest = max(widest, utf8.RuneCountInString(t))
	}
	var out []unit
	for i := 0; i < len(all); {
		if all[i].text == "" {
			i++
			continue
		}
		j := i
		for j < len(all) && all[j].text != "" {
			j++
		}
		out = append(out, wrap(all[i:j], widest)...)
		out[len(out)-1].blankAfter = true
		i = j
	}
	return out
}

type rawLine struct {
	n    int
	text string
}

// wrapLimit is the widest line, in characters, that a file of hard-wrapped text has.
const wrapLimit = 100

// wrap joins the lines of one block that were one line before they were wrapped: the next line's
// first word would not have fitted, or the line stops in the middle of a sentence.
func wrap(block []rawLine, widest int) []unit {
	joins := func(a, b string) bool {
		if !endsSentence(a) && startsLower(b) {
			return true
		}
		word, _, _ := strings.Cut(b, " ")
		return widest <= wrapLimit && utf8.RuneCountInString(a)+1+utf8.RuneCountInString(word) > widest-3
	}
	wrapped := false // does a line stop where no sentence does?
	for i := 1; i < len(block); i++ {
		if a := block[i-1].text; !endsSentence(a) && joins(a, block[i].text) {
			wrapped = true
		}
	}
	var out []unit
	var b strings.Builder
	flush := func() {
		if len(out) > 0 && b.Len() > 0 {
			out[len(out)-1].text = b.String()
			b.Reset()
		}
	}
	apart := func(s string) bool {
		_, gone := furniture(s)
		_, dated := dateLine(s)
		return gone || dated
	}
	for i, l := range block {
		if i == 0 || !wrapped || !joins(block[i-1].text, l.text) || apart(l.text) || apart(block[i-1].text) {
			flush()
			out = append(out, unit{line: l.n, places: []place{{0, l.n}}})
		} else {
			b.WriteByte(' ')
			u := &out[len(out)-1]
			u.places = append(u.places, place{b.Len(), l.n})
		}
		b.WriteString(l.text)
	}
	flush()
	return out
}

// prose is the lines of Markdown that may be furniture: outside code, not part of a list, table or quotation.
func (f *file) prose(first int) []unit {
	var out []unit
	fence := ""
	for n := first; n <= len(f.starts); n++ {
		l := f.line(n)
		t := strings.TrimSpace(l)
		if t == "" {
			if len(out) > 0 {
				out[len(out)-1].blankAfter = true
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
		part := strings.TrimSpace(f.line(n-1)) != "" || strings.TrimSpace(f.line(n+1)) != ""
		out = append(out, unit{line: n, text: strings.Join(strings.Fields(t), " "), part: part})
	}
	return out
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
		if us[i].gone == "" {
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
			isTime = isTime || isAge(strings.ToLower(value))
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
	switch on, _ := dateline(first.text); {
	case on.valid():
		info.published, info.publishedFrom = When(on.String()), "dateline"
	case on.y == 0:
		info.publishedNoYear, info.publishedNoYearAt = on, first.line
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
	return us[i].blankAfter || dated || signed
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
		first, last := number[u.repeats[0]], number[u.repeats[len(u.repeats)-1]]
		switch {
		case first == 0 || last == 0: // Markdown: with its marks, a sentence has other words
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
	s = strings.Map(func(r rune) rune {
		switch r {
		case '‘', '’', '“', '”', '"', '`', '«', '»':
			return '\''
		case '–', '—', '−', '‑':
			return '-'
		}
		return unicode.ToLower(r)
	}, s)
	return strings.TrimRight(strings.Join(strings.Fields(s), " "), ".!?… '")
}

// withoutDateline is normal(s), less a dateline: a standfirst has none where the sentence it repeats has one.
func withoutDateline(s string) string {
	_, own := dateline(s)
	return normal(s[own:])
}
