// Package annotate finds what a news text says: plain text in, annotations out.
// The main types are [Document], what was found in one text, and [Annotation],
// one span of it with its kind, its value and the rule that found it.
//
// The rules of the package:
//
//   - Text is valid UTF-8. A blank line ends a paragraph; a single line break is
//     white space. Offsets are half-open bytes into the text and lie on rune borders.
//   - Sentences are in reading order and never overlap. Not splitting is preferred
//     to splitting wrongly: a long highlight is a blemish, a broken one an error.
//   - Annotations are sorted by start; any two are disjoint, or one is a quote that
//     contains the other. No annotation crosses the border of a sentence, but a quote.
//   - Every annotation names its rule. A rule is Go code over tokens in one pass;
//     what it knows of words comes from the embedded files in words/.
//   - Dates are resolved against [Ref.Published], never against the clock. Without
//     it a relative date keeps its type and has the value "".
//   - Same text and same Ref, same Document.
//
// To add a kind, add an item to the list [annotators]. To add a word, add a line to a
// file in words/ and a line to a file in testdata/.
//
// A [Language] is a folder of such files; English is the one embedded here, and [Ref.Language] names another. To add one, copy
// the names of the files, not what is in them:
//
//   - date_words.txt says of each word, or phrase of several, what it is: a month, a unit, a shift. The file of English lists the
//     classes. The grammar of dates asks for classes alone: no word of a language stands in its code. Where languages order their words in
//     other ways there is a class for each place: "ago" is back, behind the length; "vor" and "il y a" are fore; "last" is shift,
//     "dernier" shifted; the point of "5. März" and the "th" of "5th" are nth. A key with a capital asks for one in the text.
//   - date_tense.txt gives verbs their time, whole or by ending; date_holidays.txt the feasts; date_nouns.txt and date_names.txt
//     what is no date after all. abbreviations.txt, starters.txt and saying.txt tell where sentences end.
//   - The files event_*.txt do for clauses and titles what these do for dates: which words begin a clause, what a verb says of the
//     status, which nouns happen. event_words.txt lists the classes of small words. What the code still knows of English here is how
//     plurals and verbs end, for telling two events apart, and a few small words ("who", "he", "even") that another language does not meet.
//
// A file that is missing is an empty list, but for date_words.txt. [LoadLanguage] reads the folder and names the file and line of
// every fault; testdata/german and testdata/french show two small ones, with their marked sentences. What a text in another
// language does not have: figures, names and quotes, which know English only; and titles that move a verb, so that those of
// sentences whose verb comes before its subject, or after the date, read as the sentence does.
package annotate

import (
	"cmp"
	"slices"
	"sort"
	"sync"
)

// Span is a half-open range of bytes.
type Span struct{ Start, End int }

// Len is the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Overlaps reports whether the two spans share a byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// Kind says what an annotation is.
type Kind uint8

// The kinds of annotation.
const (
	Date Kind = iota + 1
	Figure
	Person
	Organization
	Place
	Agreement
	Quote
)

var kindNames = [...]string{"", "date", "figure", "person", "organization", "place", "agreement", "quote"}

func (k Kind) String() string { return kindNames[k] }

// kindOf is the kind of a name, or 0.
func kindOf(name string) Kind { return Kind(max(slices.Index(kindNames[:], name), 0)) }

// Names reports whether the kind of this name is one that a [Name] can have.
func Names(kind string) bool {
	k := kindOf(kind)
	return k >= Person && k <= Agreement
}

// Type says what a date or a figure is.
type Type uint8

// The types: those of TIMEX3 for a date, and those of a figure.
const (
	TypeDate Type = iota + 1
	TypeTime
	TypeDuration
	TypeSet
	TypeMoney
	TypePercent
	TypeCount
	TypeMeasure
	TypeRatio
)

var typeNames = [...]string{"", "DATE", "TIME", "DURATION", "SET", "money", "percent", "count", "measure", "ratio"}

func (t Type) String() string { return typeNames[t] }

// Mod qualifies a date: 0, or as TIMEX3 does.
type Mod uint8

// The mods of TIMEX3, and two for a date that is a bound.
const (
	Start Mod = iota + 1
	Mid
	End
	Approx
	LessThan
	MoreThan
	EqualOrLess
	EqualOrMore
	OnOrBefore // "by Friday"
	OnOrAfter  // "as early as Friday"
)

var modNames = [...]string{"", "START", "MID", "END", "APPROX", "LESS_THAN", "MORE_THAN", "EQUAL_OR_LESS", "EQUAL_OR_MORE", "ON_OR_BEFORE", "ON_OR_AFTER"}

func (m Mod) String() string { return modNames[m] }

// modOf is the mod of a name, or 0.
func modOf(name string) Mod { return Mod(max(slices.Index(modNames[:], name), 0)) }

// Doubt is why a date may mean another day, or 0.
type Doubt uint8

const (
	saysAround Doubt = iota + 1
	saysBefore
	saysLater
	eitherWay
	whichWeek
	sameWeekday
)

var doubts = [...]string{
	saysAround:  "the text says around then",
	saysBefore:  "the text says then or before",
	saysLater:   "the text says then or later",
	eitherWay:   "day and month can be read either way",
	whichWeek:   "of this week or of the one after",
	sameWeekday: "published on the same weekday",
}

func (d Doubt) String() string { return doubts[d] }

// Annotation is one thing found in the text. Which fields are set depends on Kind. A text has many: what can only be one of a
// few words is a number.
type Annotation struct {
	Span
	Rule string // the rule that found it, "date/weekday"; never empty
	// Value is a TIMEX3 value for a date ("2026-01", "2026-W06", "P10Y", "PAST_REF"),
	// a plain decimal number for a figure ("125000000000"), and the words without
	// quotation marks for a quote. "" where it cannot be known.
	Value string

	Unit      string // figure: ISO 4217 code, "%", UCUM unit, or the counted noun
	Qualifier string // figure: about, nearly, over, under, at least, up to, dozens…

	Entity string // person, organization, place, agreement: canonical name in this document
	Role   string // person: the text's own description beside this mention, "US President"

	Said *Saying // quote: what the text says of it; nil for all else

	Kind      Kind
	Type      Type  // date, figure
	Mod       Mod   // date
	Ambiguous Doubt // date
}

// Saying is what a text says of a quote.
type Saying struct {
	Speaker *Mention // who said it; nil when the text does not say
	Cue     string   // the word of saying, "said"
	ID      string   // parts of one split quote share it ("q1")
}

// Mention is a stretch of text that names somebody or something.
type Mention struct {
	Span
	Text   string // the words
	Entity string // canonical name, or "" for a plain description ("the ministry")
}

// Event is a dated thing that happened, happens or is to happen.
type Event struct {
	When     string // EDTF subset: 2026, 2026-04, 2026-02-05, 2026-W06, 2026-02-05/2026-02-08, 2026-02-04~
	WhenText string // the source's words: "last month"
	Basis    string // stated, derived, inferred
	Status   string // happened, ongoing, scheduled, expected, unconfirmed, cancelled
	Title    string // cut from the sentence, in its own words, at most 100 characters
	Sentence int    // index into Document.Sentences
	Date     int    // index into Document.Annotations of the date it hangs on
	Actors   []string

	// Sentences are all that tell of the event, Sentence first; two that tell of it in other words are one event.
	Sentences []int
	// Order is "after" for an event whose date the text does not give, but that it came soon after that of the event before it in
	// the list ("shortly afterward"). When is then "", Basis "order", WhenText the words, and Date that of the event before.
	Order string
}

// FigureSet is a list of at least three labelled figures of one unit in one sentence,
// as in "China ($32 billion), the United Arab Emirates ($28 billion) and Turkey ($17 billion)".
type FigureSet struct {
	Title    string // the sentence's own words for what is listed, or ""
	Type     Type   // money, percent, count, measure
	Unit     string
	Sentence int
	Rows     []FigureRow
}

// FigureRow is one labelled figure of a set.
type FigureRow struct {
	Label  string
	Figure int // index into Document.Annotations
}

// Document is what was found in one text.
type Document struct {
	Text        string
	Sentences   []Span
	Dateline    Span // "PRAGUE, April 8 (Agency) — " with its space, from the text's start; empty where it has none
	Annotations []Annotation
	Events      []Event
	FigureSets  []FigureSet
}

// Name is a name known before the text is read, from a site's shared data or front matter.
type Name struct {
	Name    string
	Kind    string // "person", "organization", "place" or "agreement"
	Role    string
	Aliases []string
}

// Ref is what a reader knows before the first word.
type Ref struct {
	Published string    // ISO date, "2026-02-05", or "" when unknown
	Known     []Name    // hints, never a condition for finding a name
	Language  *Language // of the text; nil is English
}

// An annotator finds one kind of thing. found holds what those before it in the list found.
type annotator struct {
	name    string
	find    func(d *doc, found []Annotation) []Annotation
	english bool // knows no other language
}

// annotators in order of precedence: where two overlap, the earlier one stays.
// Quotes come last, so that a speaker can be a name already found.
var annotators = []annotator{
	{"date", findDates, false},
	{"figure", findFigures, true},
	{"name", findNames, true},
	{"quote", findQuotes, true},
}

// doc is the text with its tokens and sentences, as annotators see it.
type doc struct {
	text   string
	lower  string // text with A–Z folded to a–z; same length
	tokens []token
	lex    []lexemeID // what each token can be in an expression of time; 0 for most
	sets   []row      // of each token's word
	at     places
	sents  []Span
	starts []int // the first token of each sentence, and the number of tokens
	ref    Ref
	words  *Language
	names  namer
	dates  dateFinder
	events eventFinder
	quotes quotes
	times  []timex      // found by findDates
	found  []Annotation // so far
	more   []Annotation // of the annotator at work
	folded []byte       // lower, on its way
}

// docs keeps the working memory of texts that are done, for the next ones. Nothing of it is in a Document.
var docs = sync.Pool{New: func() any { return new(doc) }}

// Annotate finds sentences, annotations, events and figure sets in text.
func Annotate(text string, ref Ref) *Document {
	d := newDoc(text, ref)
	defer d.release()
	for _, a := range annotators {
		if a.english && !d.words.english {
			continue
		}
		d.settle(a.find(d, d.found))
	}
	found := append([]Annotation(nil), d.found...)
	out := &Document{Text: text, Sentences: d.sentences(), Annotations: found}
	if k := d.dateline(0); k > 0 {
		out.Dateline.End = d.tokens[k].Start
	}
	out.Events = findEvents(d, found)
	if d.words.english {
		out.FigureSets = findFigureSets(d, found)
	}
	return out
}

// Sentences splits text into sentences.
func Sentences(text string) []Span {
	d := docs.Get().(*doc)
	defer d.release()
	d.read(text)
	return d.sentences()
}

func newDoc(text string, ref Ref) *doc {
	d := docs.Get().(*doc)
	d.ref = ref
	d.read(text)
	return d
}

// read cuts the text into tokens and sentences.
func (d *doc) read(text string) {
	d.folded = appendFolded(d.folded[:0], text)
	d.text, d.lower, d.words = text, string(d.folded), d.ref.Language
	if d.words == nil {
		d.words = English()
	}
	d.tokens = appendTokens(slices.Grow(d.tokens[:0], len(text)/5+8), text, d.lower)
	d.words.number(d)
	d.splitSentences()
}

// release gives the working memory back for another text to write over.
func (d *doc) release() {
	if len(d.text) > maxKept {
		return
	}
	d.names.release()
	d.ref, d.found, d.more = Ref{}, d.found[:0], d.more[:0]
	docs.Put(d)
}

// maxKept is the length in bytes of a text over which its working memory is not kept: few texts are so long.
const maxKept = 1 << 18

// sentences is a copy of the sentences.
func (d *doc) sentences() []Span { return append([]Span(nil), d.sents...) }

// among reports whether token i, if there is one, is a word of a set.
func (d *doc) among(i int, s set) bool {
	return uint(i) < uint(len(d.sets)) && d.sets[i].has(s)
}

// settle merges more, the list of the annotator at work, into what was found and keeps the rule of the package: sorted,
// and disjoint but for what lies inside a quote. Those already found stay; of two new ones that
// overlap, the earlier start stays, then the longer.
func (d *doc) settle(more []Annotation) {
	found := d.found
	for i := 1; i < len(more); i++ {
		if byPosition(more[i-1].Span, more[i].Span) > 0 {
			slices.SortStableFunc(more, func(a, b Annotation) int { return byPosition(a.Span, b.Span) })
			break
		}
	}
	kept := 0
	next := 0 // of found: the first that ends after the start of a
	for i := range more {
		a := &more[i]
		for next < len(found) && found[next].End <= a.Start {
			next++
		}
		if a.Len() != 0 && !(kept > 0 && a.Overlaps(more[kept-1].Span)) && !clashes(found[next:], a) {
			if i > kept {
				more[kept] = *a
			}
			kept++
		}
	}
	old := len(found)
	if old == 0 {
		d.found, d.more = more[:kept], found
		return
	}
	// from the back, so that what was found makes way. Only a quote can be all of what was found, and comes first then.
	found = slices.Grow(found, kept)[:old+kept]
	for to := len(found); kept > 0; {
		to--
		if old > 0 && byPosition(found[old-1].Span, more[kept-1].Span) >= 0 {
			old--
			found[to] = found[old]
		} else {
			kept--
			found[to] = more[kept]
		}
	}
	d.found = found
}

func byPosition(a, b Span) int {
	if a.Start != b.Start {
		return cmp.Compare(a.Start, b.Start)
	}
	return cmp.Compare(b.End, a.End)
}

// startingAt is the first of the annotations, sorted by start, that starts at byte at or after.
func startingAt(found []Annotation, at int) int {
	return sort.Search(len(found), func(i int) bool { return found[i].Start >= at })
}

// clashes reports whether a overlaps one of found in a way that is not a quote around it.
// found are sorted and disjoint, and none ends before a starts.
func clashes(found []Annotation, a *Annotation) bool {
	for i := 0; i < len(found) && found[i].Start < a.End; i++ {
		if !(a.Kind == Quote && a.Contains(found[i].Span)) {
			return true
		}
	}
	return false
}
