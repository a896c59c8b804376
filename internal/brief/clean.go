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

// unmistakable holds lines that are furniture wherever they stand, folded as by fold.
var unmistakable = map[string]string{
	"ends": "end mark", "end": "end mark",
	"tune in": "share, follow or listen line", "share": "share, follow or listen line",
	"share this": "share, follow or listen line", "share this article": "share, follow or listen line",
	"share this story": "share, follow or listen line", "listen": "share, follow or listen line",
	"listen to this article": "share, follow or listen line", "listen to story": "share, follow or listen line",
	"follow us": "share, follow or listen line", "subscribe": "share, follow or listen line",
	"copy link": "share, follow or listen line", "print": "share, follow or listen line",
	"advertisement": "advertisement mark", "advertising": "advertisement mark", "sponsored": "advertisement mark",
	"story continues below advertisement": "advertisement mark", "article continues below": "advertisement mark",
	"article continues after advertisement": "advertisement mark",
	"read more":                             "read-more line", "also read": "read-more line", "see also": "read-more line",
	"related stories": "read-more line", "related articles": "read-more line", "more on this story": "read-more line",
	"file photo": "photo credit", "file image": "photo credit", "representative image": "photo credit",
}

// openings begin a line that is furniture wherever it stands. With stop, the line is furniture only if
// it does not end as a sentence does.
var openings = []struct {
	text, why string
	stop      bool
}{
	{"follow us on ", "share, follow or listen line", true},
	{"follow us at ", "share, follow or listen line", true},
	{"subscribe to our ", "share, follow or listen line", false},
	{"sign up for our ", "share, follow or listen line", false},
	{"download our app", "share, follow or listen line", false},
	{"click here to ", "share, follow or listen line", false},
	{"listen to this article", "share, follow or listen line", true},
	{"share this article ", "share, follow or listen line", true},
	{"read more:", "read-more line", false}, {"read more |", "read-more line", false},
	{"also read:", "read-more line", false}, {"also read |", "read-more line", false},
	{"also read ", "read-more line", true}, {"read also:", "read-more line", false},
	{"see also:", "read-more line", false}, {"related:", "read-more line", true},
	{"recommended:", "read-more line", true}, {"watch:", "read-more line", true}, {"watch |", "read-more line", true},
	{"photo:", "photo credit", true}, {"image:", "photo credit", true}, {"photograph:", "photo credit", true},
	{"picture:", "photo credit", true}, {"photo credit:", "photo credit", true}, {"image credit:", "photo credit", true},
	{"photo by ", "photo credit", true}, {"file photo of ", "photo credit", true},
}

// platforms tell "Follow us on Instagram for more." from a sentence that begins in the same way.
var platforms = []string{"twitter", "facebook", "instagram", "youtube", "telegram", "whatsapp", "linkedin", "tiktok", "threads",
	"bluesky", "mastodon", "google news", "social media", " x.", " x,", " x "}

// longestOpening is how many characters a line with one of openings may have.
const longestOpening = 160

// labels stand before a value of publication, on the same line or alone on the line before.
var labels = []struct{ text, kind string }{
	{"published by", "editor"}, {"edited by", "editor"}, {"written by", "author"}, {"posted by", "author"},
	{"published on", "published"}, {"published at", "published"}, {"published", "published"}, {"posted on", "published"},
	{"first published", "published"}, {"date published", "published"}, {"publish date", "published"},
	{"updated", "updated"}, {"last updated", "updated"}, {"updated on", "updated"}, {"last updated on", "updated"},
	{"updated at", "updated"}, {"last modified", "updated"},
}

var labelWhy = map[string]string{
	"editor": "editor's name", "author": "author's name", "published": "published date", "updated": "time of update",
}

// fold lowers a line and takes dashes, dots and other ornaments from its ends.
func fold(s string) string {
	return strings.ToLower(strings.Trim(s, " -–—*•·|>»_=~.:[]()"))
}

// furniture reports whether the whole line is furniture wherever it stands, and why.
func furniture(s string) (why string, ok bool) {
	if len(s) > 4*longestOpening {
		return "", false
	}
	low := strings.ToLower(s)
	if why := unmistakable[fold(s)]; why != "" && !strings.HasSuffix(s, ".") {
		return why, true
	}
	if strings.Trim(s, "-–—*_=~#•· ") == "" || s == "-30-" || s == "- 30 -" {
		return "rule or end mark", true
	}
	for _, o := range openings {
		if strings.HasPrefix(low, o.text) && utf8.RuneCountInString(s) <= longestOpening && !(o.stop && endsSentence(s)) {
			return o.why, true
		}
	}
	if strings.HasPrefix(low, "follow us on ") && utf8.RuneCountInString(s) <= longestOpening {
		for _, p := range platforms {
			if strings.Contains(low, p) {
				return "share, follow or listen line", true
			}
		}
	}
	if isAge(low) {
		return "age of the article", true
	}
	if _, _, ok := label(s); ok {
		return "label", true
	}
	if credited(s) {
		return "caption with photo credit", true
	}
	return "", false
}

// label splits "Published On: Feb 5, 2026" into what the label says and the value, which is "" when
// the label stands alone. A value that reads like a sentence is none.
func label(s string) (kind, value string, ok bool) {
	name, value, ok := strings.Cut(s, ":")
	if !ok {
		return "", "", false
	}
	name = strings.ToLower(strings.TrimSpace(name))
	value = strings.TrimSpace(value)
	for _, l := range labels {
		if name != l.text {
			continue
		}
		if value == "" {
			return l.kind, "", true
		}
		if l.kind == "published" || l.kind == "updated" {
			_, isDate := dateLine(value)
			return l.kind, value, isDate || isAge(strings.ToLower(value))
		}
		return l.kind, value, isSigner(value)
	}
	return "", "", false
}

// isSigner reports whether s, after a label, can say who published or wrote: a name, or a few words
// that are no sentence, as "The business desk".
func isSigner(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isName(s) || unicode.IsUpper(r) && len(s) <= 60 && strings.Count(s, " ") < 6 && !endsSentence(s)
}

// isName reports whether s can be the value of an editor or author: a few capitalised words.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 10 || len(s) > 100 {
		return false
	}
	for _, w := range words {
		switch strings.ToLower(strings.Trim(w, ",&")) {
		case "and", "with", "in", "for", "de", "van", "von", "der", "da", "bin", "al", "the", "of", "desk", "":
			continue
		}
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !(unicode.IsLetter(r) && !unicode.IsLower(r)) {
			return false
		}
	}
	return !strings.HasSuffix(s, ".") || len(words) < 4
}

// isAge matches "1 hour ago", "5 min read", "just now".
func isAge(low string) bool {
	if low == "just now" || low == "an hour ago" || low == "a minute ago" || low == "a day ago" {
		return true
	}
	w := strings.Fields(strings.ReplaceAll(low, "-", " "))
	if len(w) != 3 || strings.Trim(w[0], "0123456789") != "" {
		return false
	}
	switch strings.TrimSuffix(w[1], "s") {
	case "second", "sec", "minute", "min", "hour", "hr", "day", "week", "month", "year":
		return w[2] == "ago" || w[2] == "read"
	}
	return false
}

// credited reports whether s is a caption that ends in "Image: Some Name." or "(Photo: Some Agency)".
func credited(s string) bool {
	for _, mark := range []string{"Image:", "Photo:", "Photograph:", "Picture:", "Photo credit:", "Credit:"} {
		i := strings.LastIndex(s, mark)
		if i < 0 || i > 0 && s[i-1] != ' ' && s[i-1] != '(' && s[i-1] != '|' {
			continue
		}
		name := strings.Trim(s[i+len(mark):], " ().[]")
		// Two sentences before the credit would be text with a credit run into it: not ours to drop.
		if name != "" && mostlyNames(name) && utf8.RuneCountInString(name) <= 60 && strings.Count(s[:i], ". ") < 2 && utf8.RuneCountInString(s[:i]) <= 200 {
			return true
		}
	}
	low := strings.ToLower(s)
	return !endsSentence(s) && (strings.HasSuffix(low, "(file photo)") || strings.HasSuffix(low, "(file image)") || strings.HasSuffix(low, "| file photo"))
}

// mostlyNames reports whether at least half of the words begin with a capital, or there are no more than three.
func mostlyNames(s string) bool {
	words, caps := strings.Fields(s), 0
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(")); unicode.IsUpper(r) {
			caps++
		}
	}
	return len(words) <= 3 || 2*caps >= len(words)
}

// byline gives the name in "By Jane Doe".
func byline(s string) (name string, ok bool) {
	if len(s) < 4 || !strings.EqualFold(s[:3], "by ") || endsSentence(s) && !strings.HasSuffix(s, "Jr.") {
		return "", false
	}
	return s[3:], isName(s[3:])
}

// credits begin the credits below an article. What follows must be names, or it is a sentence.
var credits = []string{"reporting by ", "additional reporting by ", "writing by ", "editing by ", "compiled by ", "edited by ",
	"with inputs from ", "with input from ", "with agency inputs", "source:", "sources:"}

// tailFurniture matches what stands only below an article.
func tailFurniture(s string) (why string, ok bool) {
	if len(s) > 400 {
		return "", false
	}
	inner := strings.Trim(s, "()[]. ")
	if s[0] == '(' && s[len(s)-1] == ')' && len(s) < 60 && isName(inner) {
		return "reporters' or agency credit", true
	}
	low := strings.ToLower(s)
	for _, p := range []string{"copyright ©", "copyright (c)", "copyright 1", "copyright 2", "©", "all rights reserved"} {
		if strings.HasPrefix(low, p) {
			return "copyright line", true
		}
	}
	for part := range strings.SplitSeq(inner, ";") {
		part = strings.TrimSpace(part)
		found := false
		for _, p := range credits {
			if len(part) < len(p) || !strings.EqualFold(part[:len(p)], p) {
				continue
			}
			names := strings.TrimSpace(part[len(p):])
			switch strings.ToLower(names) {
			case "", "agencies", "agency reports", "news agencies", "wire services", "our staff", "staff":
				found = true
			default:
				found = found || isName(strings.TrimSuffix(names, " agencies"))
			}
		}
		if !found {
			return "", false
		}
	}
	return "reporters' or agency credit", true
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

// monthOf is the month that word names, as "February", "Feb" or "Feb.", or 0.
func monthOf(word string) int {
	word = strings.ToLower(strings.TrimSuffix(word, "."))
	if word == "sept" {
		return 9
	}
	for i, m := range monthNames {
		m = strings.ToLower(m)
		if word == m || word == m[:3] {
			return i + 1
		}
	}
	return 0
}

// dateLine reads a line that is nothing but a date of publication: "Saturday, January 5, 2019",
// "5 Feb. 2026 14:30 IST", "2026-02-05". A time is left out where its zone is a mere name.
func dateLine(s string) (When, bool) {
	if len(s) > 80 {
		return "", false
	}
	var w When
	if w.UnmarshalText([]byte(s)) == nil {
		_, isDay := w.date()
		return w, isDay
	}
	d, rest, ok := leadingDate(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '|' }))
	if !ok || !d.valid() {
		return "", false
	}
	for _, t := range rest { // a time and a zone
		low := strings.ToLower(strings.Trim(t, "().-–"))
		digit := strings.ContainsAny(low, "0123456789")
		switch {
		case digit && (strings.Contains(low, ":") || strings.HasSuffix(low, "am") || strings.HasSuffix(low, "pm") || strings.HasSuffix(low, "h")) && len(low) <= 8:
		case (strings.HasPrefix(low, "utc") || strings.HasPrefix(low, "gmt")) && len(low) <= len("utc+05:30"):
		case low == "" || low == "at" || low == "am" || low == "pm" || low == "a.m" || low == "p.m":
		case !digit && len(t) <= 5 && strings.ToUpper(t) == t:
		default:
			return "", false
		}
	}
	return When(d.String()), true
}

// leadingDate reads a date from the front of words. A date without a year has y 0.
func leadingDate(words []string) (d day, rest []string, ok bool) {
	if len(words) > 0 && isWeekday(words[0]) {
		words = words[1:]
	}
	if len(words) < 2 {
		return d, words, false
	}
	number := func(s string) int {
		low := strings.ToLower(s)
		for _, suffix := range []string{"st", "nd", "rd", "th"} {
			low = strings.TrimSuffix(low, suffix)
		}
		v, rest, ok := digits(low, len(low))
		if !ok || rest != "" || len(low) > 2 || low == "" {
			return 0
		}
		return v
	}
	if m := monthOf(words[0]); m > 0 {
		d.m, d.d = m, number(words[1])
	} else {
		d.m, d.d = monthOf(words[1]), number(words[0])
	}
	if d.m == 0 || d.d == 0 || d.d > daysIn(2024, d.m) {
		return day{}, words, false
	}
	words = words[2:]
	if len(words) > 0 {
		if y, more, ok := digits(words[0], 4); ok && more == "" && y >= 1000 {
			d.y, words = y, words[1:]
		}
	}
	return d, words, true
}

func isWeekday(s string) bool {
	s = strings.ToLower(strings.Trim(s, ".,"))
	for _, w := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if s == w || s == w[:3] {
			return true
		}
	}
	return s == "tues" || s == "thur" || s == "thurs"
}

// dateline finds "WASHINGTON, Feb 4 (Agency) — " before a sentence: a place in capitals, a date or an agency in
// brackets, and a dash, in at most a dozen words. own is where the sentence's own words begin, 0 without a
// dateline; on is its date, with year 0 if it has none, or the zero day. The words stay in the text.
func dateline(s string) (on day, own int) {
	head := cut(s, 120)
	end := -1
	for _, dash := range []string{"—", " – ", " - ", "--"} {
		if i := strings.Index(head, dash); i > 0 && (end < 0 || i < end) {
			end = i
		}
	}
	if end < 0 {
		return on, 0
	}
	words := strings.FieldsFunc(s[:end], func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '(' || r == ')' })
	if len(words) < 2 || len(words) > 12 || strings.ToUpper(words[0]) != words[0] || strings.ToLower(words[0]) == words[0] {
		return on, 0
	}
	for i := 1; i+1 < len(words) && on.m == 0; i++ {
		on, _, _ = leadingDate(words[i:])
	}
	own = end + strings.IndexFunc(s[end:], func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("“\"‘'$€£", r)
	})
	if own < end || on.m == 0 && !strings.HasSuffix(strings.TrimSpace(s[:end]), ")") {
		return day{}, 0
	}
	return on, own
}

// withoutDateline is normal(s), less a dateline: a standfirst has none where the sentence it repeats has one.
func withoutDateline(s string) string {
	_, own := dateline(s)
	return normal(s[own:])
}
