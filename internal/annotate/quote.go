package annotate

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Quotes are words in quotation marks that somebody said or wrote: “…”, "…", «…», and ‘…’ or '…'
// where a mark after a stop shows it is no apostrophe. Marks are paired within a paragraph. A mark left
// open is no quote, unless the next paragraph opens with a mark again: then each paragraph is a
// part of one quote. A single quote within a double one belongs to it.
//
// The span is the words between the marks; the value leaves out a comma at the end. Titles,
// terms ("so-called …") and a few words without a word of saying are no quotes.
//
// Who said it is read, in this order, after the quote ("…," said X), before it (X said: "…"), after a
// dash, or from the quote before it. A speaker need not be a name ("a ministry spokesperson"). "he" and "she" are
// the person last named, where there is only one it can be: the subject of the sentence before rather than
// one named in passing, and nobody where two spoke.

// quotation is one pair of marks. Token numbers are of the marks themselves.
type quotation struct {
	Span             // between the marks
	open, close int  // tokens of the marks; close is the token after the last word when the quote runs on
	runsOn      bool // ends with its paragraph and goes on in the next
	resumes     bool // goes on from the paragraph before
	words       int
	sent        int // index of the sentence that holds the opening mark
}

type quotes struct {
	*doc
	found   []Annotation
	in      []quotation
	said    []said            // of each
	pronoun map[string]string // "he" or "she" by canonical name, as far as the text has told
	marks   []bool            // by token: is a mark of, or within, a quotation
}

// begin makes the reader of quotes ready for a text. It keeps the memory of the last one.
func (q *quotes) begin(d *doc, found []Annotation) {
	q.doc, q.found, q.in, q.said = d, found, q.in[:0], q.said[:0]
	if q.pronoun == nil {
		q.pronoun = map[string]string{}
	}
	clear(q.pronoun)
}

// said is what is known of one quotation.
type said struct {
	rule, cue string
	who       *Mention
	from, to  int // tokens of the words of attribution
	id        int
}

func findQuotes(d *doc, found []Annotation) []Annotation {
	q := &d.quotes
	q.begin(d, found)
	if q.pair(); len(q.in) == 0 {
		return nil
	}
	for i := range found {
		if a := &found[i]; a.Kind == Person {
			k := q.tokenAt(a.Start)
			if k > 0 && q.signAt(k-1) == '.' {
				k-- // Mr. Oldfield
			}
			given, _, _ := strings.Cut(a.Entity, " ")
			for _, p := range [...]string{theGivenPronouns()[given], honorifics[q.lowerAt(k)], honorifics[q.lowerAt(k-1)]} {
				if p != "" {
					q.pronoun[a.Entity] = p
				}
			}
		}
	}
	q.said = slices.Grow(q.said, len(q.in))[:len(q.in)]
	known := q.said
	clear(known)
	ids := 0
	for i := range q.in {
		known[i] = q.attribute(i, known[:i])
		if s := &known[i]; s.rule != "" && s.id == 0 {
			ids++
			s.id = ids
		}
		// The words of saying may come after the last paragraph of the quote only.
		for k := i; known[i].who != nil && q.in[k].resumes && known[k-1].rule != "" && known[k-1].who == nil; k-- {
			known[k-1].who, known[k-1].cue = known[k].who, known[k].cue
		}
	}
	out := d.more[:0]
	for i, s := range known {
		if s.rule == "" {
			continue
		}
		x := q.in[i]
		out = append(out, Annotation{
			Span:  x.Span,
			Kind:  Quote,
			Rule:  s.rule,
			Value: strings.TrimRight(d.text[x.Start:x.End], ","),
			Said:  &Saying{s.who, s.cue, "q" + strconv.Itoa(s.id)},
		})
	}
	d.more = out
	return out
}

// pair finds the quotations of the text.
func (q *quotes) pair() {
	sent := 0
	for marks := q.at.signs; len(marks) > 0; {
		end, n := marks[0]+1, 1 // of the paragraph, and of its marks
		for end < len(q.tokens) && !q.tokens[end].brk {
			end++
		}
		for n < len(marks) && marks[n] < end {
			n++
		}
		q.paragraph(marks[:n], end)
		marks = marks[n:]
	}
	if len(q.in) == 0 {
		return
	}
	q.marks = slices.Grow(q.marks[:0], len(q.tokens))[:len(q.tokens)]
	clear(q.marks)
	for i := range q.in {
		x := &q.in[i]
		for sent+1 < len(q.sents) && q.sents[sent+1].Start <= q.tokens[x.open].Start {
			sent++
		}
		x.sent = sent
		for k := x.open; k <= x.close && k < len(q.marks); k++ {
			q.marks[k] = k < x.close || !x.runsOn
			if t := q.tokens[k]; k > x.open && k < x.close && (t.kind == word || t.kind == number) {
				x.words++
			}
		}
	}
}

// closer is the mark that closes what mark s opens.
var closer = map[string]string{"“": "”", "«": "»", `"`: `"`, "‘": "’", "'": "'", "„": "“", "”": "”"}

// paragraph pairs the marks of a paragraph that ends before token end.
func (q *quotes) paragraph(marks []int, end int) {
	open, single := -1, -1 // token of the double and the single mark that is open
	for _, k := range marks {
		t := &q.tokens[k]
		switch t.in(q.lower) {
		case `"`:
			before, after := q.beside(k)
			switch {
			case open < 0 && after:
				if !before || q.tokens[k-1].kind == punct {
					open = k
				}
			case open >= 0 && q.tokens[open].id == '"' && (before || !after):
				if k-open > 1 {
					q.add(open, k)
				}
				open, single = -1, -1
			case open >= 0 && q.tokens[open].id == '"' && after && !before:
				open = k // the mark before was never closed
			}
		case "“", "«":
			before, after := q.beside(k)
			if open >= 0 && before && !after && q.small(open) == t.in(q.lower) { // a mark the wrong way round
				if k-open > 1 {
					q.add(open, k)
				}
				open, single = -1, -1
				continue
			}
			open = k
		case "„":
			open = k
		case "”", "»":
			if before, after := q.beside(k); open < 0 && !before && after && t.in(q.lower) == "”" {
				open = k // likewise
				continue
			}
			if open >= 0 && closer[q.small(open)] == t.in(q.lower) {
				if k-open > 1 {
					q.add(open, k)
				}
				single = -1
			}
			open = -1
		case "‘", "'", "’":
			if open >= 0 {
				continue
			}
			before, after := q.beside(k)
			switch {
			case single < 0 && t.in(q.lower) != "’" && !before && after && letterOrDigit(q.text, t.End):
				single = k
			case single >= 0 && closer[q.small(single)] == t.in(q.lower) && before && !letterOrDigit(q.text, t.End) && k-single > 1 &&
				(q.tokens[k-1].kind == punct || t.kind == punct && q.signAt(k+1) == ',' && q.tokens[k+1].glued):
				q.add(single, k)
				single = -1
			}
		}
	}
	if open >= 0 && end < len(q.tokens) && q.small(end) == q.small(open) && q.small(open) != "„" {
		if q.add(open, end) {
			x := &q.in[len(q.in)-1]
			x.runsOn = true
			x.End = q.tokens[end-1].End
		}
	}
}

func letterOrDigit(s string, at int) bool {
	r, _ := utf8.DecodeRuneInString(s[at:])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// beside reports whether token k has text directly before and after it, with no white space between.
func (q *quotes) beside(k int) (before, after bool) {
	before = q.tokens[k].glued && !strings.Contains("([—–-", q.small(k-1))
	after = k+1 < len(q.tokens) && q.tokens[k+1].glued
	return
}

// add takes the quotation between two marks in, unless nothing stands there.
func (q *quotes) add(open, close int) bool {
	x := quotation{Span: Span{q.tokens[open].End, q.tokens[close].Start}, open: open, close: close}
	s := q.text[x.Start:x.End]
	x.Start += len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
	x.End -= len(s) - len(strings.TrimRightFunc(s, unicode.IsSpace))
	if n := len(q.in); n > 0 && q.in[n-1].runsOn && q.in[n-1].close == open {
		x.resumes = true
	}
	if x.Start >= x.End {
		return false
	}
	q.in = append(q.in, x)
	return true
}

// attribute finds who said quotation i and by which words.
func (q *quotes) attribute(i int, known []said) said {
	x := q.in[i]
	var last said
	if i > 0 {
		last = known[i-1]
	}
	if x.resumes && last.rule != "" {
		s := said{rule: "quote/continued", who: last.who, cue: last.cue, id: last.id}
		if own, ok := q.after(x); ok && (s.who == nil || own.who.Entity == s.who.Entity) {
			s.from, s.to = own.from, own.to
			if s.who == nil {
				s.who, s.cue = own.who, own.cue
			}
		}
		return s
	}
	if q.isTerm(x) {
		return said{}
	}
	if s, ok := q.after(x); ok {
		// "A," said X, "B"
		return s
	}
	if i > 0 && last.rule != "" && !q.in[i-1].runsOn {
		p := q.in[i-1]
		// "A," said X, "B." and "A," said X. "B."
		if last.to > p.close && last.to <= x.open && q.nothing(last.to, x.open) && (q.tokens[x.open-1].kind == punct || q.lowerAt(x.open-1) == "adding") {
			return said{rule: "quote/split", who: last.who, cue: last.cue, id: last.id, to: x.close + 1}
		}
		// "A," X said. "B." "C."
		if last.to == p.close+1 && q.nothing(p.close+1, x.open) && !q.brkBetween(p.close+1, x.open) && x.words > 2 {
			return said{rule: "quote/continued", who: last.who, cue: last.cue, id: last.id, to: x.close + 1}
		}
	}
	if s, ok := q.before(x); ok {
		return s
	}
	if s, ok := q.trailing(x.sent, x.close+1); ok {
		return s
	}
	if s, ok := q.dash(x); ok {
		return s
	}
	whole := q.isWhole(x)
	if i > 0 && last.rule != "" && last.who != nil {
		p := q.in[i-1]
		// he called it "a thing nobody needs" and "worse than that"
		if p.sent == x.sent && x.words > 2 && !whole {
			return said{rule: "quote/list", who: last.who, cue: last.cue}
		}
		// A paragraph that is nothing but a quote goes on with the speaker of the one before.
		if whole && q.alone(x) && q.paragraphsApart(p.close, x.open) == 1 {
			return said{rule: "quote/continued", who: last.who, cue: last.cue, to: x.close + 1}
		}
	}
	if x.words <= 4 && !(whole && x.words > 2) {
		return said{}
	}
	if who := q.follows(i, known, whole); who != nil {
		return said{rule: "quote/follows", who: who}
	}
	if who := q.sentenceSubject(x); who != nil && !whole {
		return said{rule: "quote/subject", who: who}
	}
	return said{rule: "quote/alone"}
}

// follows is the speaker of a whole sentence in quotation marks that stands after a sentence without
// any: the speaker of the paragraph so far, or the person that sentence is about.
func (q *quotes) follows(i int, known []said, whole bool) *Mention {
	x := q.in[i]
	if !whole || x.sent == 0 || q.tokens[x.open].brk || x.open == 0 || q.sents[x.sent].Start < q.tokens[x.open].Start {
		return nil
	}
	if i > 0 && known[i-1].who != nil && q.paragraphsApart(q.in[i-1].close, x.open) == 0 {
		return known[i-1].who
	}
	if s, ok := q.trailing(x.sent-1, q.tokenAt(q.sents[x.sent-1].Start)); ok {
		return s.who
	}
	return q.firstPerson(q.sents[x.sent-1], q.tokens[x.open].Start)
}

// trailing reads the words of saying that end a sentence: …, the minister said. It looks from token k on.
func (q *quotes) trailing(sent, k int) (said, bool) {
	if sent >= len(q.sents) {
		return said{}, false
	}
	comma := -1
	for n := 0; k < len(q.tokens) && q.tokens[k].End <= q.sents[sent].End; k, n = k+1, n+1 {
		if n > 60 {
			return said{}, false
		}
		if q.marks[k] {
			comma = -1
		} else if q.signAt(k) == ',' && !q.tokens[k].brk {
			comma = k
			if s, ok := q.verbSubject(k + 1); ok {
				s.rule = "quote/trailing"
				return s, true
			}
		}
	}
	if comma < 0 || k-comma > 12 {
		return said{}, false
	}
	s, ok := q.subjectVerb(comma+1, true)
	s.rule = "quote/trailing"
	return s, ok && s.to >= k-1
}

// sentenceSubject is who the sentence around words in quotation marks is about: X praised "…".
func (q *quotes) sentenceSubject(x quotation) *Mention {
	if x.sent >= len(q.sents) || q.tokens[x.open].brk {
		return nil
	}
	return q.firstPerson(q.sents[x.sent], q.tokens[x.open].Start)
}

// firstPerson is the person or the pronoun that sentence s begins with, if it does before byte end.
func (q *quotes) firstPerson(s Span, end int) *Mention {
	k := q.tokenAt(s.Start)
	for n := 0; n < 4 && k < len(q.tokens) && q.tokens[k].Start < end; n++ {
		t := q.tokens[k]
		if q.marks[k] {
			return nil
		}
		if t.in(q.lower) == "he" || t.in(q.lower) == "she" {
			return q.mention(k, k+1)
		}
		if n := startingAt(q.found, t.Start); n < len(q.found) && q.found[n].Start == t.Start && q.found[n].Kind == Person {
			if e := q.tokenAt(q.found[n].End); e < len(q.tokens) && q.tokens[e].kind == possessive {
				return nil
			}
			return q.known(&q.found[n])
		}
		k++
	}
	return nil
}

// tokenAt is the first token at or after byte at.
func (q *quotes) tokenAt(at int) int {
	return sort.Search(len(q.tokens), func(k int) bool { return q.tokens[k].Start >= at })
}

func (q *quotes) brkBetween(from, to int) bool {
	for k := from; k <= to && k < len(q.tokens); k++ {
		if q.tokens[k].brk {
			return true
		}
	}
	return false
}

func (q *quotes) paragraphsApart(from, to int) int {
	n := 0
	for k := from + 1; k <= to && n < 3; k++ {
		if q.tokens[k].brk {
			n++
		}
	}
	return n
}

// nothing reports whether only stops and commas stand in tokens [from,to).
func (q *quotes) nothing(from, to int) bool {
	if to-from > 3 {
		return false
	}
	for k := from; k < to; k++ {
		switch q.small(k) {
		case ".", ",", ";", ":", "…", "-", "—", "–", "adding":
		default:
			return false
		}
	}
	return !q.brkBetween(from, to)
}

// alone reports whether the quotation is all that its paragraph holds.
func (q *quotes) alone(x quotation) bool {
	return (x.open == 0 || q.tokens[x.open].brk) && (x.close+1 >= len(q.tokens) || q.tokens[x.close+1].brk || x.runsOn)
}

// isWhole reports whether the words are a sentence of their own: a capital first, a stop last.
func (q *quotes) isWhole(x quotation) bool {
	r, _ := utf8.DecodeRuneInString(q.text[x.Start:])
	return (unicode.IsUpper(r) || r == '[' || r == '…' || r == '‘') && q.stops(x)
}

// stops reports whether the words end as a sentence or clause does.
func (q *quotes) stops(x quotation) bool {
	r, _ := utf8.DecodeLastRuneInString(q.text[x.Start:x.End])
	if strings.ContainsRune(".,?!…—–-", r) || x.runsOn {
		return true
	}
	if r == '’' || r == '\'' || r == ')' || r == ']' {
		inner := strings.TrimRight(q.text[x.Start:x.End], "’')]")
		if r, _ := utf8.DecodeLastRuneInString(inner); inner != "" && strings.ContainsRune(".,?!…", r) {
			return true
		}
	}
	// British style: the comma after the mark.
	if k := x.close + 1; k < len(q.tokens) && q.tokens[k].glued && q.tokens[k].id == ',' {
		return true
	}
	return false
}

// isTerm reports whether the quotation is a title or a term: called "…", the film "…", so-called "…",
// or words that nearly all begin with a capital.
func (q *quotes) isTerm(x quotation) bool {
	if p := x.open - 1; p >= 0 && !q.tokens[x.open].brk {
		w := q.small(p)
		if q.among(p, quoteTerms) && x.words < 12 && !q.stopsFirmly(x) {
			return true
		}
		if w == "as" && q.lowerAt(p-1) == "known" {
			return true
		}
		// so-called "…", a process called "…"; but: X called it "…"
		if w == "called" && (x.words < 5 || p > 0 && q.tokens[p-1].id == '-') {
			return true
		}
	}
	if x.words > 10 || q.stopsFirmly(x) {
		return false
	}
	caps, all := 0, 0
	for k := x.open + 1; k < x.close; k++ {
		if t := q.tokens[k]; t.kind == word && t.Len() > 3 {
			all++
			if t.cap {
				caps++
			}
		}
	}
	return all > 1 && caps == all || all <= 1 && x.words < 4 && caps == all && q.text[x.End-1] != ',' && (!q.stops(x) || x.words > 1)
}

// stopsFirmly reports whether the words end in a full stop, question or exclamation mark.
func (q *quotes) stopsFirmly(x quotation) bool {
	r, _ := utf8.DecodeLastRuneInString(q.text[x.Start:x.End])
	return strings.ContainsRune(".?!", r)
}

func (q *quotes) lowerAt(k int) string {
	if k < 0 || k >= len(q.tokens) {
		return ""
	}
	return q.small(k)
}

func (q *quotes) signAt(k int) wordID {
	if k < 0 || k >= len(q.tokens) {
		return 0
	}
	return q.tokens[k].id
}

// after reads the words of saying that follow the quotation: said X, X said.
func (q *quotes) after(x quotation) (said, bool) {
	k := x.close + 1
	if x.runsOn || k >= len(q.tokens) || q.tokens[k].brk {
		return said{}, false
	}
	if q.tokens[k].id == ',' || q.tokens[k].id == '-' && !q.tokens[k].glued || q.small(k) == "—" {
		k++
	}
	if k >= len(q.tokens) || q.marks[k] {
		return said{}, false
	}
	r, _ := utf8.DecodeLastRuneInString(q.text[x.Start:x.End])
	if r == '.' || r == '…' && q.tokens[k].cap {
		return said{}, false // the next sentence begins
	}
	ready := q.stops(x)
	if !ready && x.words < 3 {
		return said{}, false
	}
	if s, ok := q.verbSubject(k); ok {
		s.rule = "quote/after"
		return s, true
	}
	if s, ok := q.subjectVerb(k, ready); ok {
		s.rule = "quote/after"
		return s, true
	}
	if q.lowerAt(k) == "according" && q.lowerAt(k+1) == "to" {
		if who, end := q.phrase(k + 2); who != nil {
			return said{rule: "quote/after", cue: "according to", who: who, from: k, to: q.rest(end)}, true
		}
	}
	return said{}, false
}

// verbSubject reads "said the minister, Ada Lovelace".
func (q *quotes) verbSubject(k int) (said, bool) {
	v := k
	for v < k+2 && (q.lowerAt(v) == "also" || q.lowerAt(v) == "later" || q.lowerAt(v) == "then" || strings.HasSuffix(q.lowerAt(v), "ly")) {
		v++
	}
	w := q.lowerAt(v)
	if v >= len(q.tokens) || !q.among(v, sayingVerbs) || q.tokens[v].brk || w == "told" || w == "tells" {
		return said{}, false
	}
	who, end := q.phrase(v + 1)
	if who == nil {
		return said{}, false
	}
	return said{cue: q.text[q.tokens[v].Start:q.tokens[v].End], who: who, from: k, to: q.rest(end)}, true
}

// subjectVerb reads "the minister, Ada Lovelace, told reporters".
func (q *quotes) subjectVerb(k int, ready bool) (said, bool) {
	verb := -1
	for v := k; v < len(q.tokens) && v < k+30; v++ {
		t := q.tokens[v]
		if t.brk || q.marks[v] {
			break
		}
		if t.kind == punct && t.id != ',' && t.id != '-' && t.id != '(' && t.id != ')' && t.id != '.' && t.in(q.lower) != "–" && t.id != '&' && t.in(q.lower) != "’" && t.id != '\'' {
			break
		}
		if t.id == '.' && !q.abbreviation(v) {
			break
		}
		if !ready && (t.id == ',' || q.among(v, clauseWords) || v > k+8) {
			break
		}
		if v == k && (q.among(v, clauseWords) || t.kind == punct) {
			break
		}
		if v > k && q.among(v, sayingVerbs) && !t.cap && q.lowerAt(v-1) != "who" && q.lowerAt(v-1) != "to" && q.lowerAt(v-1) != "that" && q.lowerAt(v-1) != "the" && q.lowerAt(v-1) != "a" && !nounBefore(t.in(q.lower), q.lowerAt(v+1)) {
			verb = v
			break
		}
	}
	if verb < 0 {
		return said{}, false
	}
	who := q.subject(k, verb)
	if who == nil {
		return said{}, false
	}
	return said{cue: q.text[q.tokens[verb].Start:q.tokens[verb].End], who: who, from: k, to: q.rest(verb + 1)}, true
}

// nounBefore reports whether a word of saying is a noun here: "report of".
func nounBefore(w, next string) bool {
	return next == "of" && (w == "claims" || w == "warns" || w == "posts" || w == "calls" || w == "charges")
}

// abbreviation reports whether the point at token k ends an abbreviation or initial.
func (q *quotes) abbreviation(k int) bool {
	if k == 0 || !q.tokens[k].glued || k+1 >= len(q.tokens) || q.tokens[k+1].brk {
		return false
	}
	w := q.small(k - 1)
	if len(w) == 1 {
		return true
	}
	return q.among(k-1, abridged)
}

// rest is the token after the clause that holds token k: where a second part of the quote may begin.
func (q *quotes) rest(k int) int {
	for n := 0; k < len(q.tokens) && n < 40; k, n = k+1, n+1 {
		t := q.tokens[k]
		if t.brk || q.marks[k] || t.id == '.' && !q.abbreviation(k) || t.id == ';' || t.id == ':' {
			break
		}
	}
	return k
}

// subject is the speaker among tokens [from,to), which stand before the verb.
func (q *quotes) subject(from, to int) *Mention {
	// off come adverbs and auxiliaries before the verb
	for to > from && (q.among(to-1, auxiliaries) || strings.HasSuffix(q.lowerAt(to-1), "ly") && !q.tokens[to-1].cap) {
		to--
	}
	for from < to && (q.tokens[from].kind == punct && q.signAt(from) != '(' || q.among(from, leading)) {
		from++
	}
	for to > from && q.tokens[to-1].kind == punct && !q.abbreviation(to-1) {
		to--
	}
	if from >= to {
		return nil
	}
	// parts between commas: "Ada Lovelace, the minister," or "the minister, Ada Lovelace,"
	var parts [][2]int
	start := from
	for k := from; k <= to; k++ {
		if k == to || q.signAt(k) == ',' || q.signAt(k) == '(' || q.lowerAt(k) == "who" {
			if k > start {
				parts = append(parts, [2]int{start, k})
			}
			start = k + 1
			if q.lowerAt(k) == "who" {
				break
			}
		}
	}
	if len(parts) == 0 {
		return nil
	}
	for n, p := range parts {
		if n > 2 {
			break
		}
		if m := q.person(p[0], p[1]); m != nil {
			return m
		}
	}
	return q.mention(parts[0][0], parts[0][1])
}

// person is the person that the phrase [from,to) ends with, if names were found, or from whom it goes on
// with "of" and the like: "the minister Ada Lovelace", "Ada Lovelace of Norland"; but not "Ada Lovelace's
// office", nor "an aide to Ada Lovelace".
func (q *quotes) person(from, to int) *Mention {
	for _, a := range q.within(q.tokens[from].Start, q.tokens[to-1].End) {
		if a.Kind != Person {
			continue
		}
		first, next := q.tokenAt(a.Start), q.tokenAt(a.End)
		if a.End != q.tokens[to-1].End && !q.among(next, belongs) {
			continue
		}
		office := strings.Count(a.Role, " of ") + strings.Count(a.Role, " for ") + strings.Count(a.Role, " to ")
		for k := from; k < first; k++ {
			if w := q.lowerAt(k); w == "of" || w == "for" || w == "to" {
				office--
			}
		}
		if office < 0 {
			return nil
		}
		return q.known(&a)
	}
	return nil
}

// known makes a speaker of a name found before.
func (q *quotes) known(a *Annotation) *Mention {
	return &Mention{Span: a.Span, Text: q.text[a.Start:a.End], Entity: a.Entity}
}

// within lists the annotations found in the bytes [start,end).
func (q *quotes) within(start, end int) []Annotation {
	lo := startingAt(q.found, start)
	hi := lo
	for hi < len(q.found) && q.found[hi].End <= end {
		hi++
	}
	return q.found[lo:hi]
}

// mention makes a speaker of tokens [from,to), or nil when they can be none.
func (q *quotes) mention(from, to int) *Mention {
	for to > from && q.tokens[to-1].kind == punct && !q.abbreviation(to-1) {
		to--
	}
	if from >= to {
		return nil
	}
	if q.among(from, pronouns) {
		to = from + 1 // she appreciated
	} else if q.among(to-1, pronouns) {
		from = to - 1 // the plan he
	}
	if q.tokens[to-1].kind == possessive {
		return nil
	}
	for _, a := range q.within(q.tokens[from].Start, q.tokens[to-1].End) {
		if k := q.tokenAt(a.End); k < to && a.Kind != Date && strings.HasSuffix(q.lowerAt(k), "ed") && !q.tokens[k].cap {
			to = k // the union | issued a statement
			break
		}
	}
	m := &Mention{Span: Span{q.tokens[from].Start, q.tokens[to-1].End}}
	m.Text = q.text[m.Start:m.End]
	first := q.small(from)
	if to-from == 1 {
		switch first {
		case "he", "she":
			if m.Entity = q.lastPerson(m.Start, first); m.Entity != "" {
				q.pronoun[m.Entity] = first
			}
			return m
		}
		if q.among(from, pronouns) {
			return m
		}
		if !q.tokens[from].cap && !strings.HasSuffix(first, "s") && !q.among(from, roles) {
			return nil
		}
	}
	if q.among(from, clauseWords) || q.among(from, phraseEnd) && first != "this" || strings.HasSuffix(first, "ing") && !q.tokens[from].cap || strings.ContainsAny(first, "'’") && !q.tokens[from].cap ||
		first == "this" || first == "that" || strings.HasPrefix(first, "i’") || strings.HasPrefix(first, "i'") {
		return nil
	}
	for _, a := range q.within(m.Start, m.End) {
		if a.End == m.End && (a.Start == m.Start || q.among(from, articles) && a.Start == q.tokens[from+1].Start) && a.Kind != Date && a.Kind != Figure {
			m.Entity = a.Entity
		}
	}
	return m
}

// lastPerson is the one person that the pronoun at byte at can stand for, or "".
func (q *quotes) lastPerson(at int, pronoun string) string {
	fits := func(a Annotation) bool {
		p := q.pronoun[a.Entity]
		return a.Kind == Person && (p == "" || p == pronoun) && !q.isQuoted(a.Start)
	}
	hi := startingAt(q.found, at)
	for n := hi - 1; n >= 0 && n > hi-40; n-- {
		if !fits(q.found[n]) {
			continue
		}
		// The nearest sentence that names anybody: its first person, when its subject or the only one.
		last := q.found[n]
		s := sort.Search(len(q.sents), func(i int) bool { return q.sents[i].End > last.Start })
		if s == len(q.sents) {
			return ""
		}
		first, only := last, true
		k := n - 1
		for ; k >= 0 && k > n-40 && q.found[k].Start >= q.sents[s].Start; k-- {
			if fits(q.found[k]) {
				if only = only && q.found[k].Entity == last.Entity; !only && q.speaks(last) {
					return "" // X said one thing while Y said another
				}
				first = q.found[k]
			}
		}
		if first.Start-q.sents[s].Start < subjectReach && !q.among(q.tokenAt(first.Start)-1, phraseEnd) && !q.among(q.tokenAt(first.Start)-1, belongs) {
			return first.Entity
		}
		// Named in passing: safe only where nobody else was named before in the paragraph.
		for ; only && k >= 0 && k > n-40 && !q.brkBetween(q.tokenAt(q.found[k].Start)+1, q.tokenAt(first.Start)); k-- {
			only = !fits(q.found[k]) || q.found[k].Entity == first.Entity
		}
		if only {
			return first.Entity
		}
		return ""
	}
	return ""
}

// subjectReach is how many bytes into its sentence a name may begin and be taken for the subject.
const subjectReach = 40

// speaks reports whether a word of saying stands after a name.
func (q *quotes) speaks(a Annotation) bool { return q.among(q.tokenAt(a.End), sayingVerbs) }

// isQuoted reports whether byte at lies in a quotation.
func (q *quotes) isQuoted(at int) bool {
	n := sort.Search(len(q.in), func(i int) bool { return q.in[i].End > at })
	return n < len(q.in) && q.in[n].Start <= at
}

// phrase reads the speaker that begins at token k, and the token after it.
func (q *quotes) phrase(k int) (*Mention, int) {
	end := k
	for ; end < len(q.tokens) && end < k+16; end++ {
		t := q.tokens[end]
		if t.brk || q.marks[end] || t.kind == punct && t.id != '-' && t.id != '&' && t.id != '.' && t.in(q.lower) != "–" {
			break
		}
		if t.id == '.' && !q.abbreviation(end) {
			break
		}
		if end > k && (q.among(end, phraseEnd) || q.isDate(end)) {
			break
		}
		if end == k && (q.among(end, phraseEnd) || q.among(end, clauseWords) && t.in(q.lower) != "one") {
			return nil, k
		}
	}
	if end == k {
		return nil, k
	}
	if m := q.person(k, end); m != nil {
		return m, end
	}
	// "said the minister, Ada Lovelace."
	if q.signAt(end) == ',' {
		stop := end + 1
		for stop < len(q.tokens) && stop < end+6 && (q.tokens[stop].cap || q.signAt(stop) == '.') && !q.tokens[stop].brk && !q.marks[stop] {
			stop++
		}
		if q.signAt(stop-1) == '.' && !q.abbreviation(stop-1) {
			stop--
		}
		if stop > end+1 && (!q.tokens[k].cap || q.owned(k, end)) {
			if m := q.person(end+1, stop); m != nil {
				return m, stop
			}
		}
	}
	m := q.mention(k, end)
	if m != nil && m.Entity != "" && q.signAt(end) == ',' { // said the University of Doe, Roe Bay chancellor Jane Doe
		for stop := end + 1; stop < end+6 && stop < len(q.tokens) && q.tokens[stop].kind == word && !q.marks[stop]; stop++ {
			if p := q.person(end+1, stop+1); p != nil && !q.among(end+1, phraseEnd) && (q.signAt(stop+1) == ',' || q.signAt(stop+1) == '.') {
				return p, stop + 1
			}
		}
	}
	return m, end
}

// counted reports whether token k is part of a figure: fourteen charges.
func (q *quotes) counted(k int) bool {
	n := sort.Search(len(q.found), func(i int) bool { return q.found[i].End > q.tokens[k].Start })
	return n < len(q.found) && q.found[n].Kind == Figure && q.found[n].Start <= q.tokens[k].Start
}

// owned reports whether a possessive stands in tokens [from,to): Ada Lovelace's lawyer.
func (q *quotes) owned(from, to int) bool {
	for ; from < to; from++ {
		if q.tokens[from].kind == possessive {
			return true
		}
	}
	return false
}

// isDate reports whether token k is part of a date.
func (q *quotes) isDate(k int) bool {
	n := sort.Search(len(q.found), func(i int) bool { return q.found[i].End > q.tokens[k].Start })
	return n < len(q.found) && q.found[n].Kind == Date && q.found[n].Start <= q.tokens[k].Start
}

// before reads the words of saying that lead to the quotation.
func (q *quotes) before(x quotation) (said, bool) {
	led := x.open > 0 && q.tokens[x.open].brk && q.signAt(x.open-1) == ':' // from the paragraph before
	if x.open == 0 || q.tokens[x.open].brk && !led {
		return said{}, false
	}
	start := 0
	switch {
	case led && x.sent > 0:
		start = q.sents[x.sent-1].Start
	case x.sent < len(q.sents):
		start = q.sents[x.sent].Start
	}
	from := x.open
	for from > 0 && from > x.open-60 && q.tokens[from-1].Start >= start && !q.marks[from-1] && (!q.tokens[from].brk || from == x.open) {
		from--
	}
	if from == x.open {
		return said{}, false
	}
	if q.lowerAt(from) == "according" && q.lowerAt(from+1) == "to" {
		if who, end := q.phrase(from + 2); who != nil && end < x.open {
			return said{rule: "quote/before", cue: "according to", who: who, from: from, to: x.close + 1}, true
		}
	}
	for v := x.open - 1; v >= from; v-- {
		t := q.tokens[v]
		if !q.among(v, sayingVerbs) || t.cap && v > from || q.counted(v) {
			continue
		}
		if v == from { // Said Ada Lovelace: "…"
			if s, ok := q.verbSubject(v); ok {
				s.rule, s.to = "quote/before", x.close+1
				return s, true
			}
		}
		if p := q.lowerAt(v - 1); p == "the" || p == "a" || p == "an" || p == "his" || p == "her" || p == "their" {
			continue // a noun: the claims
		}
		if x.open-v > 25 || x.words < 3 && x.open-v > 4 && !q.isWhole(x) {
			break // a word or two, far from the word of saying, are no quote
		}
		who := q.leftSubject(from, v)
		if who == nil && q.lowerAt(v-1) == "and" && q.marks[max(from-1, 0)] { // X called it "…" and wrote "…"
			who = q.sentenceSubject(x)
		}
		if who == nil {
			continue
		}
		return said{rule: "quote/before", cue: q.text[t.Start:t.End], who: who, from: from, to: x.close + 1}, true
	}
	if q.signAt(x.open-1) == ':' {
		for _, a := range q.within(q.tokens[from].Start, q.tokens[x.open].Start) {
			if a.Kind == Person {
				return said{rule: "quote/colon", who: q.known(&a), from: from, to: x.close + 1}, true
			}
		}
	}
	return said{}, false
}

// leftSubject is the subject of the verb at token v, in a clause that begins at token from or after.
func (q *quotes) leftSubject(from, v int) *Mention {
	end := v
	for end > from && (q.among(end-1, auxiliaries) || strings.HasSuffix(q.lowerAt(end-1), "ly") && !q.tokens[end-1].cap) {
		end--
	}
	if end == from {
		return nil
	}
	if end < v && q.lowerAt(v-1) == "as" { // "the agency quoted an official as saying", "she was quoted as saying"
		for k := v - 2; k > from; k-- {
			if q.lowerAt(k) == "quoted" && k+1 < v-1 {
				return q.mention(k+1, v-1)
			}
		}
	}
	prev := q.lowerAt(end - 1)
	if isHyphen(prev) { // the minister — a former teacher — said
		for k := end - 2; k > from; k-- {
			if q.lowerAt(k) == prev {
				end = k
				prev = q.lowerAt(end - 1)
				break
			}
		}
	}
	participle := strings.HasSuffix(q.lowerAt(v), "ing") || prev == "that" || prev == "to" || prev == "by" || prev == "and" || prev == "but" || prev == "in" || prev == "for" || prev == "then"
	if participle {
		// "Ryan may go, the aide said, adding"
		for k := end - 1; k > from && prev != "to" && prev != "by"; k-- {
			if q.among(k, sayingVerbs) && !strings.HasSuffix(q.lowerAt(k), "ing") && !q.tokens[k].cap {
				if m := q.leftSubject(from, k); m != nil {
					return m
				}
				break
			}
		}
		// the subject of the sentence: "X defended the move, saying", "X stood up and said"
		for _, a := range q.within(q.tokens[from].Start, q.tokens[end-1].End) {
			if a.Kind == Person {
				return q.known(&a)
			}
		}
		for k := from; k < end && k < from+12; k++ {
			if w := q.lowerAt(k); w == "he" || w == "she" || w == "they" {
				return q.mention(k, k+1)
			}
		}
		return q.mentionUpToVerb(from, end)
	}
	if prev == "who" || prev == "which" {
		end--
		if end > from && q.signAt(end-1) == ',' {
			end--
		}
	}
	// back to the border of the clause
	start := end
	commas := q.signAt(end-1) == ','
	for start > from {
		w := q.lowerAt(start - 1)
		if commas { // the minister, who asked for calm, said
			if w == ";" || w == ":" || w == "but" {
				break
			}
			start--
			continue
		}
		if start < end && q.among(start-1, sayingVerbs) && !q.tokens[start-1].cap {
			break
		}
		if w == ";" || w == ":" || w == "—" || w == "that" || w == "when" || w == "while" || w == "because" || w == "but" || w == "whether" || w == "if" || w == "as" || w == "after" || w == "before" {
			break
		}
		if w == "," {
			break
		}
		if w == "and" && start < end && (q.tokens[start].kind == word && (q.lowerAt(start) == "he" || q.lowerAt(start) == "she" || q.lowerAt(start) == "they")) {
			break
		}
		start--
	}
	if start == end {
		return nil
	}
	return q.subject(start, end)
}

// mentionUpToVerb is the phrase at token from, up to the first word that cannot belong to a subject.
func (q *quotes) mentionUpToVerb(from, end int) *Mention {
	for k := from; k < end; k++ {
		t := q.tokens[k]
		if t.kind == punct && t.id != '-' && !q.abbreviation(k) || k > from && (q.among(k, auxiliaries) || q.among(k, phraseEnd) || strings.HasSuffix(t.in(q.lower), "ed")) {
			if k == from {
				return nil
			}
			return q.mention(from, k)
		}
	}
	return nil
}

// dash reads "…" — X.
func (q *quotes) dash(x quotation) (said, bool) {
	k := x.close + 1
	if k+1 >= len(q.tokens) || x.runsOn {
		return said{}, false
	}
	switch q.lowerAt(k) {
	case "—", "–", "-", "―":
	default:
		return said{}, false
	}
	if q.signAt(k+1) == '-' {
		k++
	}
	who, end := q.phrase(k + 1)
	if who == nil || !q.tokens[k+1].cap || end < len(q.tokens) && !q.tokens[end].brk && !q.marks[end] && q.signAt(end) != ',' && q.signAt(end) != '.' {
		return said{}, false
	}
	return said{rule: "quote/dash", who: who, from: k, to: end}, true
}

// The vocabulary of quotes.
var (
	quoteMarks  = setOf(`"`, "“", "«", "„", "”", "»", "‘", "'", "’")
	sayingVerbs = wordsIn("quote_verb")
	quoteTerms  = wordsIn("quote_term")
	roles       = wordsIn("quote_role")
	// theGivenPronouns is "he" or "she" by given name, for those that only men or only women have.
	theGivenPronouns = sync.OnceValue(readGivenPronouns)
	pronouns         = setOf("he", "she", "they", "we", "i", "you", "it", "one", "who")
	// auxiliaries may stand between a subject and its verb of saying.
	auxiliaries = setOf("has", "have", "had", "also", "later", "then", "would", "will", "did", "does", "was", "is", "were", "been", "being", "still", "often", "once", "again", "first", "further", "even", "just", "never", "always", "could", "might", "may", "should", "himself", "herself", "themselves", "previously", "quoted", "as", "went", "on", "to", "not", "both", "all", "now", "himself")
	// clauseWords cannot begin a speaker.
	clauseWords = setOf("and", "but", "or", "so", "in", "on", "at", "for", "to", "of", "from", "with", "by", "as", "when", "while", "because", "after", "before", "since", "if", "that", "which", "where", "then", "than", "is", "was", "are", "were", "has", "had", "have", "will", "would", "not", "nor", "yet", "until", "during", "about", "into", "over", "under", "through", "via", "whether", "how", "why", "what", "there", "here")
	// phraseEnd ends a speaker that follows its verb.
	phraseEnd  = setOf("in", "on", "at", "during", "after", "before", "when", "while", "as", "who", "whose", "which", "about", "with", "to", "through", "via", "following", "because", "if", "by", "last", "this", "earlier", "later", "today", "yesterday", "referring", "adding", "noting", "speaking", "citing", "is", "was", "are", "were", "has", "had", "have", "will", "would", "that", "but", "so", "here", "outside", "inside", "upon", "amid", "regarding", "concerning", "told", "said", "then", "since", "where", "into", "despite")
	honorifics = map[string]string{"mr": "he", "mrs": "she", "ms": "she", "miss": "she", "sir": "he", "lord": "he", "lady": "she", "dame": "she", "king": "he", "queen": "she", "prince": "he", "princess": "she", "madam": "she"}
	// belongs are words after a speaker's name that say where he belongs.
	belongs = setOf("of", "from", "at", "with", "for", "in")
	// leading words come before a subject and are no part of it.
	leading = setOf("and", "but", "as", "then", "so", "yet", "when", "while", "however", "meanwhile", "separately")
)

func readGivenPronouns() map[string]string {
	out := map[string]string{}
	for _, e := range entries("quote_given") {
		for _, name := range list(e.value) {
			out[name] = e.key
		}
	}
	return out
}
