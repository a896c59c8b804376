package annotate

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Events are dated clauses. A sentence is cut into clauses at the words of
// words/event_borders.txt and at its signs; a date belongs to its clause. The clause is an event if
// something happens in it: it has a verb beyond "be" and "have", or a noun of
// words/event_nouns.txt. It is none if the date is that of a saying ("said on Wednesday"), a figure's
// year ("$3 million in 2024"), a comparison ("than a year ago") or a dateline ("PRAGUE, April 8 —"); nor if it is that of
// a description or a gerund in the clause ("the crews who have struck since June", "accused of killing him in 2011"), of what it
// came before or after ("before Monday's vote"), of a habit, or of what might be, or was to be and was not. But what is told in
// passing of the person that a sentence begins with is one ("Lund, who was arrested on Monday, denies it"; event_relative.go). Where what stands
// between a date and the verb may have the date for its own, there is none (event_attach.go). A past tense
// is never of a day to come; a bare weekday read as one to come in a clause of the past ("the launch planned for Wednesday was
// scrubbed") may be either, and is none. Two days in a row are one stretch of time ("on Monday and Tuesday").
//
// One saying makes an event: that of a report's first sentence, where it is the only date there is. Its basis is inferred. It is
// none where one of the next sentences tells of it with the day before. To refuse to say anything is no event.
// A line that says when the text appeared, and a caption, are none.
//
// A title is the clause in its own words, cut where a clause or phrase ends: never in a quotation, before a name's
// last word, or after a word that leads on (words/event_ends.txt). A clause that borrows its subject is given it
// ("Talks opened in May and ended in June": "Talks ended"); one that begins with a pronoun gives way to a
// neighbour that names things, and is none if it still needs another sentence ("his", "that ban", a "he" whom it does not name:
// whom an earlier sentence means by it is not guessed, since the wrong name would be worse than no event). It has the verb
// that the clause stands on, and of what was announced the verb too. One too long gives up, in this order, what stands
// apart in it, clauses at its end, a description of its subject, its date, and phrases at its end, and at last what those it names
// are ("[Soviet leader] Mikhail Gorbachev"); it ends with a whole phrase, and with no word that wants
// what was cut off ("asked the guild", "enough"). One of a few words takes in the clause it leads to. A clause of which no such
// title can be cut is no event (event_mute.go). Of two events of one day with the same words the first stays.

// eventLists are the lists of events of a language.
type eventLists struct {
	status, borders, leads, ends, same, order, saying map[string]string

	pairs    map[string]bool // first words of the keys of status that have two
	subjects map[string]bool // pronouns that a title does not read alone with
	leaning  map[string]bool // words that begin a title only another sentence explains: "his", "this"
}

// statusNames are what a word can say of the event beside it.
var statusNames = []string{"", "scheduled", "expected", "unconfirmed", "cancelled"}

// endValues and borderValues are what event_ends.txt and event_borders.txt say of a word.
var (
	endValues    = []string{"", "prep", "verb", "loose"}
	borderValues = []string{"always", "comma", "noun", "clause"}
)

// readEventLists reads the lists event_*.txt.
func readEventLists(s *source) eventLists {
	l := eventLists{
		status:  s.table("event_status", statusNames[1:]...),
		borders: s.table("event_borders", borderValues...),
		ends:    s.table("event_ends", endValues...),
		saying:  s.table("saying", "", "act", "object", "that"),
		leads:   s.table("event_leads"), same: s.table("event_same"), order: s.table("event_order"),
		pairs: map[string]bool{}, subjects: map[string]bool{}, leaning: map[string]bool{},
	}
	for key := range l.status {
		if first, _, two := strings.Cut(key, " "); two {
			l.pairs[first] = true
		}
	}
	known := strings.Fields("subject owner lean decline comment vague asmany complex stative relative denial depict stamp habit modal subordinator telling trailing formerly again certain against since never failing weak starting effective likeness condition source particle all object still these pending intent planned between dayword season fellow from unsaid about following join anew with yearly amount nountoo pluraltoo cut loosecut scant control agent content hollow speaker caption act coming")
	for _, e := range s.entries("event_words") {
		for _, class := range list(e.value) {
			switch class {
			case "subject":
				l.subjects[e.key] = true
			case "lean", "owner":
				l.leaning[e.key] = true
			}
			if !slices.Contains(known, class) {
				s.fault("event_words", e, "%s: no class %q", e.key, class)
			}
		}
	}
	return l
}

// Most words are in none of the lists: a bit says so before a list is asked.
var (
	stativeWords = wordsIn("event_words", "stative")
	borderWords  = wordsIn("event_borders")
	sameWords    = wordsIn("event_same")
	// orderWords are the first words of the phrases of order.
	orderWords = firstIn("event_order")
)

// isStative reports whether token k is a verb that says that something is.
func (f *eventFinder) isStative(k int) bool { return f.is(k, stativeWords) }

// isSubject reports whether token k is a pronoun that a title does not read alone with.
func (f *eventFinder) isSubject(k int) bool { return f.is(k, subjectWords) }

// border is how a clause begins at the word at token k, or "".
func (f *eventFinder) border(k int) string {
	if !f.is(k, borderWords) {
		return ""
	}
	return borderValues[f.doc.words.list[f.tokens[k].id].border-1]
}

// end is what the word at token k leads on to, or "".
func (f *eventFinder) end(k int) string {
	if !f.is(k, endWords) {
		return ""
	}
	return endValues[f.doc.words.list[f.tokens[k].id].end-1]
}

const (
	maxTitle = 100 // runes
	maxWords = 300 // tokens; a longer sentence is a table or worse, and has no events
	maxDates = 8   // likewise
)

// eventFinder reads the clauses of one sentence.
type eventFinder struct {
	*dateFinder
	lists    *eventLists
	found    []Annotation
	quoted   []bool     // for each token, whether it stands in a quotation
	statuses []uint8    // of each token: 0 not looked at, else 1 + index into statusNames of what statusOf found
	dates    []dated    // the sentence's dates
	carry    []dated    // those of them that can carry an event
	events   []Event    // of the sentence
	all      row        // the sets that the sentence's words are in: most loops look for what it has not
	mains    [4]stretch // what main was asked last in the sentence
	nextMain int        // the one that makes way
	starts   []int      // the borders of the sentence's clauses
	apart    [][2]int   // its insertions
	gap      [2]int     // tokens between the subject that a clause borrows and its verb, for the title
	roles    [][2]int   // descriptions before names that the title goes without
	told     []Event    // so far

	gists     []gistWord // of all titles
	gistNames []string
	same      sameEvents
}

func findEvents(d *doc, found []Annotation) []Event {
	f := &d.events
	f.begin(d, found)
	out := f.told[:0]
	opened := false // the first sentence that is no heading has been read
	n := 0
	for si, s := range d.sents {
		f.within(d.starts[si], d.starts[si+1])
		first := !opened && f.from < f.to && terminates(f.doc, f.to-1) || f.from == 0
		opened = opened || first && f.from > 0 || f.from < f.to && terminates(f.doc, f.to-1)
		if first || f.from < f.to && d.tokens[f.from].brk {
			k := min(d.dateline(f.from), f.to)
			if k > f.from {
				first, f.from = true, k
				clear(f.tenses[k:f.to])
			}
		}
		f.gap = [2]int{}
		f.dates, f.all, f.mains = f.dates[:0], row{}, [len(f.mains)]stretch{}
		carry := 0 // dates that can carry an event
		t := f.from
		for ; n < len(found) && found[n].Start < s.End; n++ {
			a := &found[n]
			if a.Kind != Date || a.Start < s.Start || f.from == f.to || a.Start < d.tokens[f.from].Start {
				continue
			}
			for t < f.to && d.tokens[t].Start < a.Start {
				t++
			}
			x := dated{index: n, start: t, when: edtf(a)}
			for t < f.to && d.tokens[t].End <= a.End {
				t++
			}
			x.end = t
			f.dates = append(f.dates, x)
			if x.when != "" {
				carry++
			}
		}
		if carry > 0 && carry <= maxDates && len(f.dates) <= 2*maxDates && f.to-f.from <= maxWords {
			dates := f.carry[:0]
			for _, x := range f.dates {
				if x.when != "" {
					dates = append(dates, x)
				}
			}
			f.carry = dates
			out = append(out, f.sentence(si, dates, first)...)
		}
		if len(out) > 0 && f.to-f.from <= maxWords {
			if last := out[len(out)-1]; si-last.Sentence <= 2 {
				out = append(out, f.ordered(si, last, carry)...)
			}
		}
	}
	f.told = out
	return f.distinct(out)
}

// begin makes the finder ready for a text. It keeps the memory of the last one.
func (f *eventFinder) begin(d *doc, found []Annotation) {
	f.dateFinder = &d.dates
	f.lists, f.found = &d.words.events, found
	f.quoted = d.quotations(f.quoted[:0])
	f.statuses = slices.Grow(f.statuses[:0], len(d.tokens))[:len(d.tokens)]
	clear(f.statuses)
	f.starts = f.starts[:0]
}

var (
	// subjectWords are the pronouns that a title does not read alone with.
	subjectWords = wordsIn("event_words", "subject")
	// relatives begin a clause that describes a noun.
	relatives = wordsIn("event_words", "relative")
	// denials begin a clause of what did not happen, or may not.
	denials = wordsIn("event_words", "denial")
	// depicting are the verbs that say little without the "as" behind what they speak of.
	depicting = wordsIn("event_words", "depict")
	// habits say that something happens time and again.
	habits = wordsIn("event_words", "habit")
	// modals say what may be, or what was seen to come.
	modals = wordsIn("event_words", "modal")
	// stamps begin a line that says when the text appeared.
	stamps = wordsIn("event_words", "stamp")
	// bounding are the words that make a date a bound.
	bounding = wordsIn("event_bounds")
	// declining are the verbs, and comments the nouns, of one who says nothing.
	declining = wordsIn("event_words", "decline")
	comments  = wordsIn("event_words", "comment")
	// asMany are behind an "as" no clause.
	asMany = wordsIn("event_words", "asmany")
	// complexes are the nouns between two prepositions that are one: "in connection with".
	complexes = wordsIn("event_words", "complex")
	// vague are the verbs that only say that what was told of before happened.
	vague = wordsIn("event_words", "vague")
	// coming are those of them that say only when.
	coming = wordsIn("event_words", "coming")
	// owners begin a title that another clause must explain.
	owners = wordsIn("event_words", "owner")
)

// leans reports a title that only another sentence explains: it begins with a pronoun, or a word like "his" or "this".
func (l *eventLists) leans(e *Event) bool {
	if _, rest, ok := strings.Cut(e.Title, ", "); ok && l.pronoun(rest) {
		return true // "During the talks, he left"
	}
	return l.pronoun(e.Title) || hasLower(l.leaning, opening(e.Title)) && !strings.HasPrefix(e.Title, e.WhenText)
}

// pronoun reports a title whose subject is no more than a pronoun.
func (l *eventLists) pronoun(title string) bool {
	return hasLower(l.subjects, opening(title))
}

// hasLower is list[strings.ToLower(w)], without a new string for what most titles begin with.
func hasLower(list map[string]bool, w string) bool {
	var lower [16]byte
	if len(w) > len(lower) {
		return list[strings.ToLower(w)]
	}
	for i := range len(w) {
		c := w[i]
		if c >= utf8.RuneSelf {
			return list[strings.ToLower(w)]
		}
		if c-'A' < 26 {
			c |= 0x20
		}
		lower[i] = c
	}
	return list[string(lower[:len(w)])]
}

// opening is the first word of a title, without what is contracted with it: "It" of "It's".
func opening(title string) string {
	for i := range len(title) {
		if c := title[i]; c == ' ' || i > 0 && (c == '\'' || c == "’"[0] && strings.HasPrefix(title[i:], "’")) {
			return title[:i]
		}
	}
	return title
}

// Small words that clauses and titles ask for.
var (
	subordinators = wordsIn("event_words", "subordinator") // begin a clause behind a preposition: "under which"
	tellings      = wordsIn("event_words", "telling")      // go on with what is said: "adding that"
	trailings     = wordsIn("event_words", "trailing")     // begin a clause without a subject that is no sentence of its own
	formerly      = wordsIn("event_words", "formerly")     // may stand before the participle of an insertion
	agains        = wordsIn("event_words", "again")        // may stand between a conjunction and its verb
	certain       = wordsIn("event_words", "certain")      // say that something is to come for certain
	againsts      = wordsIn("event_words", "against")      // compare
	sinces        = wordsIn("event_words", "since")        // say from when on
	negations     = wordsIn("event_words", "never")        // deny
	failing       = wordsIn("event_words", "failing")      // behind "but" say that it did not come to it
	weak          = wordsIn("event_words", "weak")         // with a "have" say what did not happen
	startings     = wordsIn("event_words", "starting")     // say when a week begins or ends
	effective     = wordsIn("event_words", "effective")    // say from when something holds
	likenesses    = wordsIn("event_words", "likeness")     // behind an "as" are no clause
	conditions    = wordsIn("event_words", "condition")    // begin a clause that depends on the next
	sources       = wordsIn("event_words", "source")       // say where it is from: "according to"
	particles     = wordsIn("event_words", "particle")     // belong to the verb before them; with a "from" compare
	alls          = wordsIn("event_words", "all")          // begin an object
	objects       = wordsIn("event_words", "object")       // end no title
	stills        = wordsIn("event_words", "still")        // may stand before a verb, or behind a participle
	theses        = wordsIn("event_words", "these")        // begin no title before a stative verb
	pending       = wordsIn("event_words", "pending")      // are no border behind a stative verb
	intents       = wordsIn("event_words", "intent")       // are nouns of intent
	plannedWords  = wordsIn("event_words", "planned")      // say that it was planned
	betweens      = wordsIn("event_words", "between")      // open a range
	dayWords      = wordsIn("event_words", "dayword")      // with an article begin a length: "the day after"
	seasons       = wordsIn("event_words", "season")       // are like units: "the past season"
	fellows       = wordsIn("event_words", "fellow")       // stand before the last of several subjects
	froms         = wordsIn("event_words", "from")         // say from when
	unsaid        = wordsIn("event_words", "unsaid")       // make a noun of the word of saying behind them
	abouts        = wordsIn("event_words", "about")        // say what something is about
	followings    = wordsIn("event_words", "following")    // are like "after"
	joining       = wordsIn("event_words", "join")         // join clauses
	withs         = wordsIn("event_words", "with")         // compare before a date
	yearly        = wordsIn("event_words", "yearly")       // stand before a year in which something happened
	amounts       = wordsIn("event_words", "amount")       // make a figure of the number before or behind them
	nounToo       = wordsIn("event_words", "nountoo")      // are words of saying and nouns
	pluralToo     = wordsIn("event_words", "pluraltoo")    // are words of saying and plurals
	cuts          = wordsIn("event_words", "cut")          // begin what a title may do without
	looseCuts     = wordsIn("event_words", "loosecut")     // likewise, where it is too long still
	scant         = wordsIn("event_words", "scant")        // end no title: what they measure follows
	controls      = wordsIn("event_words", "control")      // want the "to" behind their object
	agents        = wordsIn("event_words", "agent")        // may be cut off behind a passive
	contents      = wordsIn("event_words", "content")      // want the verb of what they tell
	hollow        = wordsIn("event_words", "hollow")       // are nouns that say nothing without the clause behind them
	acts          = wordsIn("event_words", "act")          // are done when said: "agreed", "vowed"
	captions      = wordsIn("event_words", "caption")      // say in brackets where somebody stands in a picture
	speakers      = wordsIn("event_words", "speaker")      // are the writer's own
	anew          = wordsIn("event_words", "anew")         // behind a conjunction stand for a subject
)

// readSets finds out, once, in which sets the words of the sentence are.
func (f *eventFinder) readSets() {
	if f.all != (row{}) {
		return
	}
	for _, r := range f.sets[f.from:f.to] {
		f.all = row{f.all.low | r.low, f.all.high | r.high}
	}
}

// contains reports a word of a set among tokens from to to-1 of the sentence.
func (f *eventFinder) contains(from, to int, s set) bool {
	return f.all.has(s) && from < to && slices.ContainsFunc(f.sets[from:to], func(r row) bool { return r.has(s) })
}

// is reports a word of a set at token k of the sentence.
func (f *eventFinder) is(k int, s set) bool {
	return k >= f.from && uint(k) < uint(len(f.sets)) && f.sets[k].has(s)
}

// capital reports a word with a capital at token k of the sentence.
func (f *eventFinder) capital(k int) bool { return f.in(k) && f.tokens[k].cap }

// own reports a possessive pronoun at token k.
func (f *eventFinder) own(k int) bool { return f.is(k, owners) }

// dated is a date of the sentence: tokens start to end-1. when is "" for one that carries no event, a duration.
type dated struct {
	index      int
	start, end int
	when       string
}

// edtf is the day, week, month, year or interval of a date's value, or "" where it has none.
func edtf(a *Annotation) string {
	v := a.Value
	if a.Type == TypeDate && a.Mod == 0 && len(v) == len(time.DateOnly) && isDigit(v[0]) && v[4] == '-' && isDigit(v[5]) && v[7] == '-' && isDigit(v[8]) {
		return v // a day
	}
	if a.Type != TypeDate && a.Type != TypeTime || len(v) < 2 || !isDigit(v[0]) || strings.Contains(v, "X") {
		return ""
	}
	if day, _, ok := strings.Cut(v, "T"); ok {
		v = day
	}
	about := ""
	if a.Mod == Approx {
		about = "~"
	}
	if len(v) < 4 {
		return "" // a decade or century is no event's date
	}
	y := v[:4]
	switch {
	case strings.HasSuffix(v, "-WE"):
		var yy, w int
		if _, err := fmt.Sscanf(v, "%d-W%d", &yy, &w); err != nil {
			return ""
		}
		monday := civil(yy, 1, 4)
		monday = days(monday, 7*(w-1)+1-isoWeekday(monday))
		return isoDay(days(monday, 5)) + "/" + isoDay(days(monday, 6))
	case strings.Contains(v, "-Q"):
		q := int(v[len(v)-1] - '0')
		return fmt.Sprintf("%s-%02d/%s-%02d", y, 3*q-2, y, 3*q)
	case strings.HasSuffix(v, "-H1"):
		return y + "-01/" + y + "-06"
	case strings.HasSuffix(v, "-H2"):
		return y + "-07/" + y + "-12"
	case strings.HasSuffix(v, "-SP"):
		return y + "-03/" + y + "-05~"
	case strings.HasSuffix(v, "-SU"):
		return y + "-06/" + y + "-08~"
	case strings.HasSuffix(v, "-FA"):
		return y + "-09/" + y + "-11~"
	case strings.HasSuffix(v, "-WI"):
		return "" // of two years; the source does not say which end
	}
	return v + about
}

// sentence makes the events of one sentence. first tells that the text, or a report with a dateline in it, begins there.
func (f *eventFinder) sentence(si int, dates []dated, first bool) []Event {
	f.readSets()
	ends := terminates(f.doc, f.to-1)
	if !ends && (f.stamped() || f.among(f.from, quoteMarks)) {
		return nil
	}
	cut := false  // into clauses
	idle := false // a caption, or a line of names and dates
	passed := 0   // the token past what was told in passing
	out := f.events[:0]
	lastFrom, lastTo := -1, -1
	for k := 0; k < len(dates); k++ {
		x := dates[k]
		a := &f.found[x.index]
		if k+1 < len(dates) && f.ranges(x, dates[k+1]) {
			x.when += "/" + dates[k+1].when
			x.end = dates[k+1].end
			k++
		} else if k+1 < len(dates) && strings.HasPrefix(dates[k+1].when, x.when) && f.near(x.end, dates[k+1].start) {
			continue // "at 3 p.m. on Tuesday": the finer, or the day itself, follows
		}
		if f.quoted[x.start] || a.Rule == "date/clock" || a.Rule == "date/holiday" && !f.has(x.start-1, isPrep) && !f.has(x.start-1, isOn) || f.compares(x, a) {
			continue
		}
		if k > 0 && dates[k-1].end == x.start && f.found[dates[k-1].index].Rule == "date/ago" {
			continue // "ten years ago Sunday"
		}
		if a.Rule == "date/focus" && !f.recalled(si, x) {
			continue
		}
		if !cut {
			cut = true
			f.cut()
			if f.captioned() {
				return nil
			}
			idle = len(f.starts) == 1 && f.verb(f.from, f.to) < 0
		}
		if f.cited(x) || f.apposes(x) {
			continue
		}
		if x.start < passed {
			continue // "who won in 2020, 2016 and 2012"
		}
		_, future := f.side(x.when)
		if title, span := f.relative(x); title != "" && !future {
			out = append(out, f.event(x, a, si, "happened", title, span))
			passed = f.to
			for _, r := range f.apart {
				if r[0] < x.start && x.start < r[1] {
					passed = r[1]
				}
			}
			continue
		}
		if f.aside(x.start) && !(future && len(dates) == 1) || idle && (ends && !future || !ends && !f.happens(f.from, f.to)) {
			continue
		}
		f.gap = [2]int{}
		from, to := f.clause(x.start)
		if f.sign(f.to-1) == '?' || f.among(from, denials) || f.is(x.end, negations) {
			continue
		}
		if f.has(x.start, isThen) || f.has(x.start-1, isOf) && len(dates) > 1 && f.datedBut(from, to, x) {
			continue // "will discuss the events of this week on Monday"
		}
		if f.measured(x) {
			continue
		}
		if x.start == f.from && len(x.when) == 10 && a.Rule == "date/day" && f.in(x.end) && f.tokens[x.end].kind == word && f.tokens[x.end].cap {
			continue // a day printed over the article
		}
		if d := f.durationBefore(x.start - 1); d && (f.has(x.start-1, isAfter) || f.has(x.start-1, isBefore) || f.has(x.start-1, isOf) || f.is(x.start-1, froms)) {
			continue // "two weeks from Monday"
		}
		if c := x.start - 2; f.sign(c) == ',' && f.has(c+1, isOn) && from > f.from && f.border(from) != "" && f.verb(from, c) >= 0 {
			continue // "the first race since the storm shut the port, on Monday in Lorne"
		}
		if a.Rule == "date/later" && f.contradicted(from, to, x) {
			continue // "eight years earlier, at the moot of 1972"
		}
		at := from
		from, to, ok := f.happening(from, to, x)
		if !ok || f.contains(from, to, habits) || from == lastFrom && to == lastTo {
			continue
		}
		if f.background(x, a, from, to) {
			continue
		}
		if f.describedBefore(at, x) {
			continue
		}
		whole := from
		from, to, ok = f.unattribute(from, to, x)
		if !ok {
			continue
		}
		status, verb, ok := f.status(from, to, x)
		if !ok || status != "scheduled" && status != "expected" && f.described(from, to, verb, x) || f.detached(from, to, verb, x, a) {
			continue
		}
		if past, _ := f.side(x.when); past && status == "scheduled" && !(f.is(verb, certain) && f.published.IsZero()) {
			continue // nothing of the past is still to come
		}
		if past, _ := f.side(x.when); past && f.has(x.start-1, isBy) && status != "happened" && status != "cancelled" {
			continue // "in 2025 she promised it by May"
		}
		if future && f.astray(from, to, verb, x, a) {
			continue
		}
		if f.unfinished(from, verb) {
			continue
		}
		if f.silent(from, to) {
			continue
		}
		title, span := f.title(from, to, x, verb)
		if f.lists.pronoun(title) {
			title, span = f.named(title, span, from, to, x, verb)
		} else if whole < from && f.among(from, owners) && !long(f.words(whole, to)) {
			title, span = f.title(whole, to, x, verb) // "Norrvik said its fleet would sail"
		}
		if title == "" || (status == "scheduled" || status == "expected") && verb >= 0 && f.tokens[verb].Start >= span.End && f.verb(from, verb) >= 0 && f.tokens[f.verb(from, verb)].End <= span.End {
			continue // what was to come is cut off: "Lund announced a pact [to be signed on Monday]"
		}
		if n := len(out); n > 0 {
			last := out[n-1].Title
			if rest, ok := strings.CutPrefix(last, title); ok && strings.HasPrefix(rest, " ") && f.verb(dates[k-1].end, x.start) < 0 {
				continue // "will be paid on 3 May to holders of record of 2 April"
			}
			if rest, ok := strings.CutPrefix(title, last); ok && strings.HasPrefix(rest, " ") && f.verb(dates[k-1].end, x.start) < 0 {
				if x.start > dates[k-1].end+4 {
					continue
				}
				title = last // "he spoke on Monday and again on Friday"
			}
		}
		if title == f.words(x.start, x.end) {
			continue
		}
		lastFrom, lastTo = from, to
		out = append(out, f.event(x, a, si, status, title, span))
	}
	if first && len(out) == 0 && len(dates) == 1 {
		if !cut {
			f.cut()
		}
		_, future := f.side(dates[0].when)
		if future || f.captioned() || f.aside(dates[0].start) || f.relates(dates[0]) || f.describedBefore(f.from, dates[0]) {
			return nil
		}
		if title, span := f.lead(dates[0]); title != "" {
			x := dates[0]
			out = append(out, Event{When: x.when, WhenText: f.words(x.start, x.end), Basis: "inferred", Status: "happened", Title: title, Sentence: si, Sentences: []int{si}, Date: x.index, Actors: f.actors(span)})
		}
	}
	f.events = out
	return out
}

// event is that of a date in sentence si, with a title that was cut from span.
func (f *eventFinder) event(x dated, a *Annotation, si int, status, title string, span Span) Event {
	e := Event{When: x.when, WhenText: f.whenText(x, a), Basis: "derived", Status: status, Title: title, Sentence: si, Sentences: []int{si}, Date: x.index}
	if strings.Contains(e.WhenText, x.when[:4]) || a.Rule == "date/slash" {
		e.Basis = "stated"
	}
	e.Actors = f.actors(span)
	return e
}

// captioned reports what says where somebody stands in a picture: "Lund (left) and Morrow on 3 May".
func (f *eventFinder) captioned() bool {
	for _, r := range f.apart {
		if r[1] == r[0]+3 && f.is(r[0]+1, captions) {
			return true
		}
	}
	return false
}

// apposes reports a date at the end of what only tells who somebody is: "Lund, a candidate for mayor this year, came".
func (f *eventFinder) apposes(x dated) bool {
	n := x.end + 1
	for f.is(n, stills) || f.ending(n, adverbEnd) {
		n++
	}
	if f.sign(x.end) != ',' || f.tenseOf(n) == 0 {
		return false
	}
	for k := x.start - 1; k > f.from && k > x.start-12 && f.tenseOf(k) == 0 && f.border(k) == ""; k-- {
		if f.sign(k) == ',' {
			return k < x.start-3 && f.has(k+1, isDeterminer)
		}
	}
	return false
}

// recalled reports that a date like "the same day" has one to go by in its sentence or one of the three before it.
func (f *eventFinder) recalled(si int, x dated) bool {
	for k := x.index - 1; k >= 0 && f.found[k].Start >= f.sents[max(si-3, 0)].Start; k-- {
		if a := &f.found[k]; a.Kind == Date && (a.Type == TypeDate || a.Type == TypeTime) {
			return true
		}
	}
	return false
}

// stamped reports a line that says when the text appeared: "Last updated on 4 May", "Posted: 4 May".
func (f *eventFinder) stamped() bool {
	for k := f.from; k < min(f.from+3, f.to); k++ {
		if f.among(k, stamps) {
			return f.sign(k+1) == ':' || f.in(k+1) && f.tokens[k+1].kind == number || f.has(k+1, isTime) || f.has(k+1, isWeekday) || f.has(k+1, isPrep) || (f.has(k+1, isOn) || f.has(k+1, isAt)) || f.dateAt(k+1) != nil
		}
	}
	return false
}

// whenText is the words of a date with those that make it a bound: "by Friday", "as early as Friday".
func (f *eventFinder) whenText(x dated, a *Annotation) string {
	from := x.start
	if a.Mod == OnOrBefore || a.Mod == OnOrAfter {
		for f.among(from-1, bounding) {
			from--
		}
	}
	return f.words(from, x.end)
}

// inDate reports whether token k is part of a date.
func (f *eventFinder) inDate(k int) bool {
	for i := range f.dates {
		if x := &f.dates[i]; x.start <= k && k < x.end {
			return true
		}
	}
	return false
}

// datedBut reports whether another date than x stands in tokens from to to-1.
func (f *eventFinder) datedBut(from, to int, x dated) bool {
	return slices.ContainsFunc(f.dates, func(o dated) bool {
		return o.when != "" && from <= o.start && o.start < to && !(x.start <= o.start && o.start < x.end)
	})
}

// contradicted reports a date of another year than x's in tokens from to to-1.
func (f *eventFinder) contradicted(from, to int, x dated) bool {
	return slices.ContainsFunc(f.dates, func(o dated) bool {
		return o.when != "" && from <= o.start && o.start < to && o.when[:4] != x.when[:4]
	})
}

// durationBefore reports a length of time that ends before token i.
func (f *eventFinder) durationBefore(i int) bool {
	return slices.ContainsFunc(f.dates, func(x dated) bool { return x.end == i && f.found[x.index].Type == TypeDuration })
}

// ordered makes an event of a clause that gives no date, but says that it came soon after the event before it: "Shortly
// afterward the mayor resigned". carry is the number of dates of the sentence that carry events.
func (f *eventFinder) ordered(si int, last Event, carry int) []Event {
	if last.Status != "happened" && last.Status != "ongoing" {
		return nil
	}
	if f.readSets(); !f.all.has(orderWords) {
		return nil
	}
	for k := f.from; k < f.to; k++ {
		if !f.among(k, orderWords) || f.quoted[k] {
			continue
		}
		e := f.orderEnd(k)
		start := k
		if k > f.from && (f.tokens[k-1].kind == number || f.has(k-1, isNumber)) {
			start-- // "three hours later"
		}
		if e == 0 || k > f.from && carry > 0 && last.Sentence != si {
			continue
		}
		if len(f.starts) == 0 || f.starts[0] != f.from {
			f.cut()
		}
		x := dated{index: last.Date, start: start, end: e, when: last.When}
		if x.when == "" {
			x.when = "0000"
		}
		f.gap = [2]int{}
		from, to := f.clause(k)
		if carry > 0 && f.dated(from, to) || f.aside(k) {
			continue
		}
		from, to, ok := f.happening(from, to, x)
		if !ok || f.among(from, denials) || f.sign(f.to-1) == '?' {
			continue
		}
		if from, to, ok = f.unattribute(from, to, x); !ok {
			continue
		}
		status, verb, ok := f.status(from, to, x)
		if !ok || status != "happened" || verb < 0 || f.tenseOf(verb) != pastTense {
			continue
		}
		title, span := f.title(from, to, x, verb)
		if title == "" || f.lists.pronoun(title) {
			continue
		}
		return []Event{{WhenText: f.words(start, e), Basis: "order", Status: status, Title: title, Sentence: si, Sentences: []int{si},
			Date: last.Date, Order: "after", Actors: f.actors(span)}}
	}
	return nil
}

// orderEnd is the token past a phrase of order at k, or 0: it begins a clause or ends one.
func (f *eventFinder) orderEnd(k int) int {
	for e := k + 1; ; e++ {
		if _, ok := f.lists.order[f.wording(k, e)]; ok && (!f.has(e-1, isAfter) || !f.in(e) || f.tokens[e].kind == punct) && (!f.in(e) || f.tokens[e].kind == punct || k == f.from || (f.has(k-1, isAnd) || f.has(k-1, isBut) || f.sign(k-1) == ',' || f.sign(k-1) == ';')) {
			return e
		}
		if e >= min(k+4, f.to) || f.tokens[e].kind != word {
			return 0
		}
	}
}

// wording is tokens i to j-1 in small letters, with single spaces.
func (f *eventFinder) wording(i, j int) string {
	s := f.small(i)
	for k := i + 1; k < j; k++ {
		if from, to := f.tokens[k-1].End, f.tokens[k].Start; to != from+1 || f.text[from] != ' ' {
			for k = i + 1; k < j; k++ {
				s += " " + f.small(k)
			}
			return s
		}
	}
	return f.lower[f.tokens[i].Start:f.tokens[j-1].End]
}

// lead reads the first sentence of a text whose only date is that of a saying: what was said is the news of that day.
// The title leaves the saying out, unless what was said needs it: to say who "he" is, or that it is yet to come.
func (f *eventFinder) lead(x dated) (string, Span) {
	verb := f.saying(f.from, f.to)
	if verb < 0 && len(x.when) >= 10 && f.end(f.from) == "prep" || f.is(f.from, sources) {
		// "According to a report on Monday, two boats were lost": the news is what follows
		for k := x.end; k < f.to; k++ {
			if told := f.verb(k, f.to); f.sign(k) == ',' && !f.aside(k) && told > 0 {
				for c := k + 1; c < told && f.has(k+1, isDeterminer); c++ {
					if f.sign(c) == ',' && !f.closes(c+1, f.to) {
						k = c // "by Brightwater, a guild, two boats"
						break
					}
				}
				if title, span := f.title(k+1, f.to, x, told); !f.lists.pronoun(title) {
					return title, span
				}
				break
			}
		}
		return "", Span{}
	}
	if _, future := f.side(x.when); verb < 0 || future || len(x.when) < 10 || f.quoted[x.start] || f.compares(x, &f.found[x.index]) || f.cited(x) {
		return "", Span{}
	}
	from, to := f.from, f.to
	if f.trails(from, verb) {
		to = f.attribution(from, verb)
	} else if from = verb + 1; !f.has(from, isThat) {
		for from < f.to && !f.has(from, isThat) && from < x.end {
			from++
		}
	}
	if f.has(from, isThat) {
		from++
	}
	if from >= to || f.quoted[from] || f.border(from) != "" || f.is(from, conditions) || from <= x.start && x.start < to || !f.happens(from, to) {
		return "", Span{}
	}
	told := f.verb(from, to)
	if told < 0 || f.main(from, to) < 0 && f.describing(from, to, dated{start: told, end: told}) || f.isSubject(from) || f.tenseOf(told) == futureTense || f.statusOf(told) == "scheduled" {
		return f.title(f.from, f.to, x, verb)
	}
	return f.title(from, to, x, told)
}

// actors are the people and organizations named in a span.
func (f *eventFinder) actors(span Span) []string {
	var out []string
	i := startingAt(f.found, span.Start)
	for ; i < len(f.found) && f.found[i].Start < span.End; i++ {
		a := &f.found[i]
		if a.Kind != Person && a.Kind != Organization || !span.Contains(a.Span) {
			continue
		}
		name := a.Entity
		if name == "" {
			name = f.text[a.Start:a.End]
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// dateAt is the date that begins at token i, or nil.
func (f *eventFinder) dateAt(i int) *dated {
	for k := range f.dates {
		if f.dates[k].start == i {
			return &f.dates[k]
		}
	}
	return nil
}
