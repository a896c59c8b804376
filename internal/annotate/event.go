package annotate

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Events are dated clauses. A sentence is cut into clauses at the words of
// words/event_borders.txt and at its signs; a date belongs to its clause. The clause is an event if
// something happens in it: it has a verb beyond "be" and "have", or a noun of
// words/event_nouns.txt. It is none if the date is that of a saying ("said on Wednesday"), a figure's
// year ("$3 million in 2024"), a comparison ("than a year ago") or a dateline ("PRAGUE, April 8 —").
//
// One saying makes an event: that of a report's first sentence, where it is the only date there is. Its basis is inferred.
//
// A title is the clause in its own words, cut where a clause or phrase ends: never in a quotation, before a name's
// last word, or after a word that leads on (words/event_ends.txt). A clause that borrows its subject is given it
// ("Talks opened in May and ended in June": "Talks ended"); one that begins with a pronoun gives way to a
// neighbour that names things. Of two events of one day with the same words the first stays.

var (
	eventStatus  = vocabulary("event_status")
	eventNouns   = vocabulary("event_nouns")
	eventBorders = vocabulary("event_borders")
	eventLeads   = vocabulary("event_leads")
	eventEnds    = vocabulary("event_ends")
)

// statusPairs holds the first words of the keys of two words.
var statusPairs = func() map[string]bool {
	out := map[string]bool{}
	for key := range eventStatus {
		if first, _, two := strings.Cut(key, " "); two {
			out[first] = true
		}
	}
	return out
}()

// bordering are the words and signs at which a clause can begin.
var bordering = newSet(func() []string {
	return slices.AppendSeq([]string{",", ";", ":", "—", "–", "which", "whom", "according"}, maps.Keys(eventBorders))
})

// telling are the words that say that something happens, or that it only is; the other verbs are told by their tense.
var telling = newSet(func() []string {
	out := slices.Concat(slices.Collect(maps.Keys(stative)), slices.Collect(maps.Keys(eventNouns)))
	for key := range eventStatus {
		first, _, _ := strings.Cut(key, " ")
		out = append(out, first)
	}
	return out
})

// statusWords begin the keys of words/event_status.txt.
var statusWords = newSet(func() []string {
	var out []string
	for key := range eventStatus {
		first, _, _ := strings.Cut(key, " ")
		out = append(out, first)
	}
	return out
})

const (
	maxTitle = 100 // runes
	maxWords = 300 // tokens; a longer sentence is a table or worse, and has no events
	maxDates = 8   // likewise
)

// eventFinder reads the clauses of one sentence.
type eventFinder struct {
	*dateFinder
	found  []Annotation
	quoted []bool   // for each token, whether it stands in a quotation
	dates  []dated  // the sentence's dates
	starts []int    // the borders of the sentence's clauses
	apart  [][2]int // its insertions
	gap    [2]int   // tokens between the subject that a clause borrows and its verb, for the title
}

func findEvents(d *doc, found []Annotation) []Event {
	f := &eventFinder{dateFinder: &dateFinder{doc: d}, found: found}
	f.published, _ = time.Parse(time.DateOnly, d.ref.Published)
	f.quoted = quotations(d.tokens)
	var out []Event
	tok, n := 0, 0
	for si, s := range d.sents {
		for tok < len(d.tokens) && d.tokens[tok].Start < s.Start {
			tok++
		}
		f.from = tok
		for tok < len(d.tokens) && d.tokens[tok].Start < s.End {
			tok++
		}
		f.to = tok
		first := f.from == 0
		if first || f.from < f.to && d.tokens[f.from].brk {
			k := min(d.dateline(f.from), f.to)
			first = first || k > f.from
			f.from = k
		}
		f.dates = f.dates[:0]
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
			dates := make([]dated, 0, carry)
			for _, x := range f.dates {
				if x.when != "" {
					dates = append(dates, x)
				}
			}
			out = append(out, f.sentence(si, dates, first)...)
		}
	}
	return f.distinct(out)
}

// distinct drops events told twice: of two with one date, where the words of one title are all in the other, the
// later one; and one whose title begins with a pronoun where another of its date names what it speaks of.
func (f *eventFinder) distinct(events []Event) []Event {
	const window = 16 // earlier events of the same date that are looked at
	words := make([]map[string]bool, len(events))
	drop := make([]bool, len(events))
	same := map[string][]int{}
	for i, e := range events {
		list := same[e.When]
		if len(list) > 0 {
			words[i] = titleWords(e.Title)
			if len(list) == 1 {
				words[list[0]] = titleWords(events[list[0]].Title)
			}
		}
		for _, k := range list[max(0, len(list)-window):] {
			if drop[k] {
				continue
			}
			common := 0
			for w := range words[i] {
				if words[k][w] {
					common++
				}
			}
			least := min(len(words[i]), len(words[k]))
			switch p, q := pronoun(e.Title), pronoun(events[k].Title); {
			case q && !p && common > 1:
				drop[k] = true
			case common > 0 && common == least, p && !q && common > 1:
				drop[i] = true
			}
			if drop[i] {
				break
			}
		}
		same[e.When] = append(list, i)
	}
	n := 0
	for i, e := range events {
		if !drop[i] {
			events[n] = e
			n++
		}
	}
	return events[:n]
}

// titleWords is the set of a title's words that carry meaning.
func titleWords(title string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		_, end := eventEnds[w]
		if !end && !subjects[w] && !dateWords[w].is(isWeekday) && !dateWords[w].is(isMonth) {
			out[w] = true
		}
	}
	return out
}

// subjects are the pronouns that a title does not read alone with.
var subjects = map[string]bool{"it": true, "he": true, "she": true, "they": true, "we": true, "i": true}

// pronoun reports a title whose subject is no more than a pronoun.
func pronoun(title string) bool {
	first, rest, _ := strings.Cut(title, " ")
	return subjects[strings.ToLower(first)] && !strings.HasPrefix(rest, "and ")
}

// dated is a date of the sentence: tokens start to end-1. when is "" for one that carries no event, a duration.
type dated struct {
	index      int
	start, end int
	when       string
}

// edtf is the day, week, month, year or interval of a date's value, or "" where it has none.
func edtf(a *Annotation) string {
	v := a.Value
	if a.Type != "DATE" && a.Type != "TIME" || len(v) < 2 || !isDigit(v[0]) || strings.Contains(v, "X") {
		return ""
	}
	if day, _, ok := strings.Cut(v, "T"); ok {
		v = day
	}
	about := ""
	if a.Mod == "APPROX" {
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
		monday = monday.AddDate(0, 0, 7*(w-1)+1-isoWeekday(monday))
		return monday.AddDate(0, 0, 5).Format(time.DateOnly) + "/" + monday.AddDate(0, 0, 6).Format(time.DateOnly)
	case strings.Contains(v, "-Q"):
		q := int(v[len(v)-1] - '0')
		return fmt.Sprintf("%s-%02d/%s-%02d", y, 3*q-2, y, 3*q)
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
	f.apart = f.insertions(f.from, f.to)
	f.starts = f.borders()
	var out []Event
	lastFrom, lastTo := -1, -1
	for k := 0; k < len(dates); k++ {
		x := dates[k]
		a := &f.found[x.index]
		if k+1 < len(dates) && f.joins(x.end, dates[k+1].start) && !strings.ContainsAny(x.when+dates[k+1].when, "/~") && x.when < dates[k+1].when && len(x.when) == len(dates[k+1].when) {
			x.when += "/" + dates[k+1].when
			x.end = dates[k+1].end
			k++
		} else if k+1 < len(dates) && strings.HasPrefix(dates[k+1].when, x.when) && f.near(x.end, dates[k+1].start) {
			continue // "at 3 p.m. on Tuesday": the finer, or the day itself, follows
		}
		if f.compares(x, a) || f.quoted[x.start] || a.Rule == "date/clock" || a.Rule == "date/holiday" && !f.has(x.start-1, isPrep) && f.low(x.start-1) != "on" {
			continue
		}
		if _, future := f.side(x.when); f.aside(x.start) && !(future && len(dates) == 1) {
			continue
		}
		f.gap = [2]int{}
		from, to := f.clause(x.start)
		from, to, ok := f.happening(from, to, x)
		if !ok || from == lastFrom && to == lastTo {
			continue
		}
		if f.background(x, a, from, to) {
			continue
		}
		from, to, ok = f.unattribute(from, to, x)
		if !ok {
			continue
		}
		status, verb, ok := f.status(from, to, x)
		if !ok {
			continue
		}
		title, span := f.title(from, to, x, verb)
		if pronoun(title) {
			title, span = f.named(title, span, from, to, x, verb)
		}
		if title == "" {
			continue
		}
		lastFrom, lastTo = from, to
		e := Event{When: x.when, WhenText: f.words(x.start, x.end), Basis: "derived", Status: status, Title: title, Sentence: si, Date: x.index}
		if strings.Contains(e.WhenText, x.when[:4]) || a.Rule == "date/slash" {
			e.Basis = "stated"
		}
		e.Actors = f.actors(span)
		out = append(out, e)
	}
	if first && len(out) == 0 && len(dates) == 1 {
		if title, span := f.lead(dates[0]); title != "" {
			x := dates[0]
			out = append(out, Event{When: x.when, WhenText: f.words(x.start, x.end), Basis: "inferred", Status: "happened", Title: title, Sentence: si, Date: x.index, Actors: f.actors(span)})
		}
	}
	return out
}

// lead reads the first sentence of a text whose only date is that of a saying: what was said is the news of that day.
// The title leaves the saying out, unless what was said needs it: to say who "he" is, or that it is yet to come.
func (f *eventFinder) lead(x dated) (string, Span) {
	verb := f.saying(f.from, f.to)
	if verb < 0 || len(x.when) < 10 || f.compares(x, &f.found[x.index]) || f.quoted[x.start] {
		return "", Span{}
	}
	from, to := f.from, f.to
	if f.trails(from, verb) {
		to = f.attribution(from, verb)
	} else if from = verb + 1; f.low(from) != "that" {
		for from < f.to && f.low(from) != "that" && from < x.end {
			from++
		}
	}
	if f.low(from) == "that" {
		from++
	}
	if from >= to || f.quoted[from] || eventBorders[f.low(from)] != "" || f.low(from) == "if" || from <= x.start && x.start < to || !f.happens(from, to) {
		return "", Span{}
	}
	told := f.verb(from, to)
	if told < 0 || subjects[f.low(from)] || f.tenseOf(told) == "future" || f.statusOf(told) == "scheduled" {
		return f.title(f.from, f.to, x, verb)
	}
	return f.title(from, to, x, told)
}

// verb is the first token with a tense among from to to-1, or -1.
func (f *eventFinder) verb(from, to int) int {
	for k := from; k < to; k++ {
		if f.tenseOf(k) != "" {
			return k
		}
	}
	return -1
}

// named finds a title that reads alone for one that begins with a pronoun: a thing with what is told of it ("the visit
// that he expects to make"), or the clause that its own depends on ("the court agreed when it met"). A short clause that
// depends on one too long tells nothing alone, and has no title.
func (f *eventFinder) named(title string, span Span, from, to int, x dated, verb int) (string, Span) {
	for k := x.start - 1; k > from+1; k-- {
		if !f.has2(k, "that", "intention", "plan", "plans") {
			continue
		}
		for d := k - 1; d > from && d > k-6 && f.tokens[d].kind == word && f.tenseOf(d) == ""; d-- {
			if f.has2(d, "the", "a", "an", "his", "her", "its", "their") {
				return f.title(d, to, x, verb)
			}
		}
	}
	if eventBorders[f.low(from)] != "" && from > f.from {
		left, _ := f.clause(from - 1)
		if utf8.RuneCountInString(f.words(left, to)) <= maxTitle {
			return f.title(left, to, x, verb)
		}
		if strings.Count(title, " ") < 4 {
			return "", Span{}
		}
	}
	return title, span
}

// actors are the people and organizations named in a span.
func (f *eventFinder) actors(span Span) []string {
	var out []string
	i := sort.Search(len(f.found), func(i int) bool { return f.found[i].Start >= span.Start })
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

// words is the text of tokens i to j-1 with single spaces.
func (f *eventFinder) words(i, j int) string {
	if i >= j {
		return ""
	}
	text := f.text[f.tokens[i].Start:f.tokens[j-1].End]
	for k := i + 1; k < j; k++ {
		if gap := f.text[f.tokens[k-1].End:f.tokens[k].Start]; gap != "" && gap != " " {
			return strings.Join(strings.Fields(text), " ")
		}
	}
	return text
}

// joins reports a range's word between two dates: "from May to July", "between 3 and 5 March".
func (f *eventFinder) joins(i, j int) bool {
	if j != i+1 {
		return false
	}
	switch f.low(i) {
	case "to", "until", "till", "through", "–", "-":
		return true
	}
	return false
}

// near reports whether only a preposition or comma stands between two dates.
func (f *eventFinder) near(i, j int) bool {
	return j == i || j == i+1 && (f.low(i) == "," || f.low(i) == "on" || f.low(i) == "in")
}

// borders lists the tokens at which a clause of the sentence begins, its first token included.
// Dashes and brackets that come in pairs hold an insertion, not a border.
func (f *eventFinder) borders() []int {
	out := []int{f.from}
	inserted := f.apart
	under := f.subordinate(f.from) // the clause being read ends at its comma
	for i := f.from + 1; i < f.to; i++ {
		if len(inserted) > 0 && i >= inserted[0][0] {
			if i >= inserted[0][1] {
				inserted = inserted[1:]
			} else {
				continue
			}
		}
		if !f.among(i, bordering) {
			continue
		}
		t := f.tokens[i]
		switch t.lower {
		case ",":
			if under && (f.verbBetween(out[len(out)-1], i) || eventBorders[f.low(out[len(out)-1])] == "noun") {
				out = append(out, i+1)
				under = false
			} else if f.dated(out[len(out)-1], i) && f.another(i+1) && f.verbBetween(out[len(out)-1], i) {
				out = append(out, i+1)
			}
			continue
		case ";", ":":
			if !f.glued(i + 1) {
				out = append(out, i+1)
			}
			continue
		case "—", "–":
			if !f.has(i-1, isMonth) {
				out = append(out, i+1)
			}
			continue
		}
		if t.kind != word || t.cap {
			continue
		}
		comma := f.low(i-1) == ","
		if t.lower == "which" || t.lower == "whom" {
			if eventEnds[f.low(i-1)] == "prep" && out[len(out)-1] < i-1 {
				out = append(out, i-1) // "a rule under which"
			} else {
				out = append(out, i)
			}
			continue
		}
		if t.lower == "according" && f.low(i+1) == "to" {
			out = append(out, i)
			continue
		}
		switch eventBorders[t.lower] {
		case "always", "noun":
			if f.dateAt(i+1) == nil && !f.has2(i-1, "the", "a", "an") { // "the following election"
				out = append(out, i)
			}
		case "comma":
			if !comma && f.subjectless(i) && f.dated(out[len(out)-1], i) && f.dated(i, f.to) {
				out = append(out, i) // "began on Monday and ended on Friday"
			}
			// "a mayor, a clerk and, …" is a list as long as no verb came
			if comma && (f.verbBetween(out[len(out)-1], i) || f.planned(i+1)) {
				out = append(out, i)
			}
		case "clause":
			// "as tensions remain": a verb must follow before long; "as strong", "as part of" are none
			if f.verbWithin(i+1, 12) && !f.has(i+1, isNumber) && f.low(i+1) != "well" && f.low(i+1) != "part" && f.low(i+1) != "of" {
				out = append(out, i)
			}
		}
	}
	return out
}

// another reports whether a clause with a subject, a verb and a date begins at i, after the comma of a list of such:
// "the mill closed in May, one in Norrvik burned in June, and …".
func (f *eventFinder) another(i int) bool {
	verb := -1
	for k := i; k < f.to && f.tokens[k].kind != punct; k++ {
		if eventBorders[f.low(k)] != "" || sayingWord(f.low(k)) {
			break
		}
		if verb < 0 && f.tenseOf(k) != "" {
			verb = k
		}
		if x := f.dateAt(k); x != nil && x.when != "" {
			return verb > i && k > verb
		}
	}
	return false
}

// subordinate reports whether the clause at i depends on one that follows its comma: "After the dam broke, …".
func (f *eventFinder) subordinate(i int) bool {
	switch eventBorders[f.low(i)] {
	case "always", "noun", "clause":
		return true
	}
	return f.low(i) == "if" || f.low(i) == "since" || f.low(i) == "once" || f.low(i) == "until"
}

// planned reports a noun of intent within the next words: "and his intention to travel".
func (f *eventFinder) planned(i int) bool {
	for k := i; k < min(i+3, f.to); k++ {
		if s := f.low(k); s == "intention" || s == "plan" || s == "plans" {
			return true
		}
	}
	return false
}

// insertions lists the token ranges, signs included, of what stands between two dashes or in brackets.
func (f *eventFinder) insertions(i, j int) [][2]int {
	var out [][2]int
	open := -1
	for k := i; k < j; k++ {
		switch s := f.tokens[k].lower; {
		case s == "—" || s == "–" && !f.glued(k):
			if open >= 0 && f.tokens[open].lower == s {
				out = append(out, [2]int{open, k + 1})
				open = -1
			} else if open < 0 {
				open = k
			}
		case s == "," && f.has2(k+1, "who", "which", "whose", "where") && (open < 0 || f.tokens[open].lower != "—"):
			// ", who had led it since 2010," with the verb of the clause after it
			for e := k + 2; e+1 < j; e++ {
				if f.tokens[e].lower == "," && f.verbBetween(k+2, e) {
					if f.tenseOf(e+1) != "" || f.statusOf(e+1) != "" {
						out = append(out, [2]int{k, e + 1})
						k = e
					}
					break
				}
			}
		case s == "(":
			open = k
		case s == ")" && open >= 0 && f.tokens[open].lower == "(":
			out = append(out, [2]int{open, k + 1})
			open = -1
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

func (f *eventFinder) verbWithin(i, n int) bool {
	for k := i; k < min(i+n, f.to); k++ {
		if f.low(k) == "—" {
			return true // "as the treaty — … — expires"
		}
		if f.tokens[k].kind == punct || f.has2(k, "and", "or", "who", "which", "that") {
			return false
		}
		if f.tenseOf(k) != "" || sayingWord(f.low(k)) {
			return true
		}
	}
	return false
}

func (f *eventFinder) verbBetween(i, j int) bool {
	for k := i; k < j; k++ {
		if f.tenseOf(k) != "" || sayingWord(f.low(k)) {
			return true
		}
	}
	return false
}

// clause is the range between two borders that holds token i.
func (f *eventFinder) clause(i int) (from, to int) {
	k, found := slices.BinarySearch(f.starts, i)
	if !found {
		k--
	}
	if k+1 < len(f.starts) {
		return f.starts[k], f.starts[k+1]
	}
	return f.starts[k], f.to
}

// verbs that say that something is, not that it happens.
var stative = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields("was were is are am be been being had has have having did does do remains remained need can seemed seemed") {
		out[w] = true
	}
	return out
}()

// happens reports whether something happens among tokens from to to-1.
func (f *eventFinder) happens(from, to int) bool {
	for k := from; k < to; k++ {
		if t := f.tenseOf(k); t == "" && !f.among(k, telling) {
			continue
		}
		s := f.low(k)
		if f.has2(k, "was", "were", "is", "are") && len(f.low(k+1)) > 5 && strings.HasSuffix(f.low(k+1), "ing") || statusPairs[s] && f.low(k+1) == "to" && f.statusOf(k) != "" {
			return true
		}
		if stative[s] || f.tokens[k].cap && (k > f.from || f.has(k, isMonth)) {
			continue
		}
		if _, ok := eventNouns[s]; ok {
			return true
		}
		if t := f.tenseOf(k); t == "past" || t == "future" {
			return true
		}
		if f.statusOf(k) != "" {
			return true
		}
	}
	return false
}

// happening widens a clause in which nothing happens by its neighbours, so that "In June," finds
// the clause it belongs to. A clause that begins without a subject takes in the one before it.
func (f *eventFinder) happening(from, to int, x dated) (int, int, bool) {
	ok := f.happens(from, to)
	if !ok && from > f.from {
		left, end := f.clause(from - 1)
		if f.dated(left, end) || f.subordinate(left) {
			return from, to, false // that clause has a date of its own, or tells what this one would
		}
		from = left
		ok = f.happens(from, to)
	}
	if !ok && to < f.to && x.start-from <= 2 {
		_, to = f.clause(to)
		ok = f.happens(from, to)
	}
	_, future := f.side(x.when)
	if !ok && !(future && len(x.when) >= 7 && f.low(x.start-1) != "of") {
		return from, to, false
	}
	if f.has2(from, "who", "whom", "which", "whose", "where") || eventEnds[f.low(from)] == "prep" && f.has2(from+1, "which", "whom") {
		// What a relative clause tells of its noun is background, and does not read alone; what it says is to come is news.
		if from > f.from && future {
			left, end := f.clause(from - 1)
			return left, to, !f.dated(left, end)
		}
		return from, to, false
	}
	for from > f.from && f.subjectless(from) {
		left, end := f.clause(from - 1)
		if dated := f.dated(left, end); f.has2(from, "and", "but", "or") {
			if dated || f.low(from-1) == "," {
				f.borrow(left, from)
			}
		} else if dated {
			return from, to, false
		}
		from = left
	}
	return from, to, true
}

// borrow sets the gap between the subject of the clause at left and the verb after the conjunction at token conj, so
// that a title can do without the first verb: "Talks [opened in May and] ended". Where a passive may go on
// ("was signed in May and ratified in June") the title keeps both.
func (f *eventFinder) borrow(left, conj int) {
	verb := f.verb(left, conj)
	second := conj + 1
	for f.has2(second, "then", "later", "again") || strings.HasSuffix(f.low(second), "ly") {
		second++
	}
	commas := 0
	for k := left; k < verb; k++ {
		if f.low(k) == "," {
			commas++
		}
	}
	if verb <= left || f.tenseOf(second) == "" && f.statusOf(second) == "" || commas%2 != 0 || f.has2(verb-1, "who", "which", "that") {
		return
	}
	switch {
	case !stative[f.low(verb)] && f.tenseOf(verb) != "future", stative[f.low(second)], f.tenseOf(second) == "future":
		f.gap = [2]int{verb, second}
	case f.low(second+1) == "by":
		f.gap = [2]int{verb + 1, second}
	}
}

// dated reports whether a date stands in tokens from to to-1.
func (f *eventFinder) dated(from, to int) bool {
	for _, x := range f.dates {
		if x.when != "" && from <= x.start && x.start < to {
			return true
		}
	}
	return false
}

// subjectless reports whether the clause at i goes straight to its verb: "and should end".
func (f *eventFinder) subjectless(i int) bool {
	switch f.low(i) {
	case "saying", "adding", "citing", "with", "during":
		return true
	case "and", "but", "or", "so", "yet":
		i++
		if f.low(i) == "again" {
			return true
		}
	}
	for f.in(i) && strings.HasSuffix(f.low(i), "ly") {
		i++
	}
	return f.in(i) && f.tokens[i].kind == word && !f.tokens[i].cap && (f.tenseOf(i) != "" || f.statusOf(i) != "")
}

// compares reports a date that only measures something: "than a year ago", "the year-earlier period".
func (f *eventFinder) compares(x dated, a *Annotation) bool {
	if a.Rule == "date/compared" {
		return true
	}
	if f.low(x.start-1) == "of" && f.low(x.start-2) == "as" {
		return true
	}
	if from, _ := f.clause(x.start); f.low(from) == "according" && f.verb(from, x.start) < 0 {
		return true // a saying's
	}
	// "than on Monday"; "against two to three months today"
	if f.has(x.start-1, isPrep) && f.has2(x.start-2, "than", "versus", "against") {
		return true
	}
	for k := x.start - 1; k > f.from && k > x.start-9 && f.tokens[k].kind != punct && f.tenseOf(k) == ""; k-- {
		if f.has2(k, "against", "versus") && (f.has(k+1, isNumber) || f.tokens[k+1].kind == number) {
			return true
		}
	}
	switch f.low(x.start - 1) {
	case "until", "till", "through":
		return true // an end, not a happening
	case "than", "versus", "against", "with":
		return true
	case "from":
		return a.Rule == "date/ago" || a.Rule == "date/later" || f.low(x.start-2) == "up" || f.low(x.start-2) == "down"
	}
	return false
}

// quotations tells for each token whether it stands between quotation marks: what is said there is the
// speaker's, "today" too. A paragraph begins outside.
func quotations(tokens []token) []bool {
	out := make([]bool, len(tokens))
	in := false
	rows := theLexicon().rows
	for i := range tokens {
		t := &tokens[i]
		if t.brk {
			in = false
		}
		if rows[t.id].has(quoteMarks) {
			switch t.lower {
			case "“":
				in = true
			case "”":
				in = false
			case `"`:
				in = !in
			}
		}
		out[i] = in
	}
	return out
}

// background reports a year that belongs to a figure, or a date that describes a thing ("the 2015 law",
// "the 4 March issue") and no happening ("her April visit").
func (f *eventFinder) background(x dated, a *Annotation, from, to int) bool {
	if f.in(x.start-1) && (f.tokens[x.start-1].kind == possessive || f.has2(x.start-1, "the", "a", "an", "its", "his", "her", "their")) && f.in(x.end) && f.tokens[x.end].kind == word {
		if _, end := eventEnds[f.low(x.end)]; !end && f.tenseOf(x.end) == "" && !f.has(x.end, isPart) && a.Rule != "date/focus" && a.Rule != "date/shifted" && a.Rule != "date/modified" {
			happening := false
			for k := x.end; k < min(x.end+4, to); k++ {
				happening = happening || eventNoun(f.low(k))
			}
			if !happening {
				return true
			}
		}
	}
	if len(x.when) != 4 {
		return false
	}
	if !f.has2(x.start-1, "in", "since", "by", "until", "from", "during", "before", "after", ",") && a.Rule == "date/year" && x.start > f.from {
		return true
	}
	for k := from; k < to; k++ {
		if f.tokens[k].kind == number && (k < x.start || k >= x.end) || f.low(k) == "percent" || f.low(k) == "million" || f.low(k) == "billion" {
			return true
		}
	}
	return false
}

// unattribute cuts "X said that" and ", X said" off a clause. It reports false where the date is that of the saying.
func (f *eventFinder) unattribute(from, to int, x dated) (int, int, bool) {
	verb := f.saying(from, to)
	if verb < 0 {
		return from, to, true
	}
	kind := saying[f.low(verb)]
	// where what is said begins
	content := verb + 1
	for content < to && f.low(content) != "that" {
		content++
	}
	switch {
	case content < to:
		content++
	case kind == "object":
		content = to
	default:
		content = verb + 1
	}
	trailing := f.trails(from, verb)
	if kind == "that" && !trailing && content == verb+1 {
		return from, to, true // "wrote most of the rules in May"
	}
	recent := len(x.when) >= 10 && !f.published.IsZero() && x.when >= f.published.AddDate(0, 0, -7).Format(time.DateOnly)
	switch {
	case trailing && x.start > verb-6 && x.end > verb-6 && x.start >= f.attribution(from, verb):
		if kind == "act" || recent {
			return from, to, false
		}
		// What was told, as much of its end as a title holds.
		for k := from; k < verb; k++ {
			if (k == from || f.low(k-1) == ",") && utf8.RuneCountInString(f.words(k, x.start)) <= maxTitle {
				return k, to, kind == "object"
			}
		}
		return f.attribution(from, verb) + 1, to, kind == "object"
	case trailing:
		return from, f.attribution(from, verb), true
	case x.start >= content && content > verb+1, x.start > verb+1 && kind == "" && f.low(verb+1) != "," && !(eventEnds[f.low(verb+1)] == "prep" && f.verb(verb+1, x.start) < 0):
		if kind == "act" {
			return from, to, true
		}
		// The date lies in what was said, unless it ends a short saying.
		if f.dateAt(verb+1) != nil {
			return from, to, false
		}
		if f.happens(content, to) {
			return content, to, true
		}
		return from, to, true
	case kind == "act":
		return from, to, true
	case kind == "object" && !recent:
		return from, to, true
	}
	return from, to, false
}

// saying is the first verb of saying among tokens from to to-1, insertions apart, or -1.
func (f *eventFinder) saying(from, to int) int {
	inserted := f.insertions(from, to)
	for k := from; k < to; k++ {
		if len(inserted) > 0 && k >= inserted[0][0] {
			k, inserted = inserted[0][1]-1, inserted[1:]
			continue
		}
		s := f.low(k)
		if !sayingWord(s) || f.tokens[k].cap || k > from && f.has2(k-1, "the", "a", "an", "with", "of", "in", "its", "his", "her", "their", "no", "for") || sayingWord(f.low(k+1)) {
			continue
		}
		if (s == "states" || s == "report" || s == "estimate") && (!f.in(k-1) || !f.tokens[k-1].cap && !subjects[f.low(k-1)] && (s == "states" || !strings.HasSuffix(f.low(k-1), "s"))) {
			continue // "member states", "a separate report"
		}
		if saying[s] != "object" && f.has2(k-1, "was", "were", "is", "are", "been") && f.low(k+1) != "that" && f.low(k-2) != "it" {
			continue // "the find was confirmed" is no saying; "it was reported" is
		}
		return k
	}
	return -1
}

// trails reports whether the saying at token verb follows what was said: "…, officials said".
func (f *eventFinder) trails(from, verb int) bool {
	return f.attribution(from, verb) > from
}

// attribution is the token at which a trailing attribution begins: the comma or mark before its subject.
func (f *eventFinder) attribution(from, verb int) int {
	for k := verb - 1; k > from && k > verb-9; k-- {
		switch f.low(k) {
		case ",", "”", `"`:
			if f.happens(from, k) && k > from+2 {
				return k
			}
			return from
		}
	}
	return from
}

// statusOf is what token k says of the event beside it, or "".
func (f *eventFinder) statusOf(k int) string {
	if !f.among(k, statusWords) {
		return ""
	}
	s := f.low(k)
	if statusPairs[s] {
		if v := eventStatus[s+" "+f.low(k+1)]; v != "" {
			return v
		}
	}
	return eventStatus[s]
}

// undone reports whether token k says that the event of its clause is cancelled: it was put off, and nobody put off
// another thing.
func (f *eventFinder) undone(k int) bool {
	if f.statusOf(k) != "cancelled" {
		return false
	}
	object := k + 1
	if f.has2(object, "off") {
		object++
	}
	if !f.in(object) || f.dateAt(object) != nil {
		return true
	}
	t := f.tokens[object]
	return !(t.cap || t.kind == number || f.has(object, isNumber) || f.has2(object, "the", "its", "his", "her", "their", "all", "this", "that", "any"))
}

// status tells from the words nearest before the date, else after it, what became of the event. It reports
// false for what did not happen. The second result is the token that told, or -1.
func (f *eventFinder) status(from, to int, x dated) (string, int, bool) {
	status := ""
	// told reports a verb in the past, to which a word like "upcoming" adds nothing.
	told := func() bool {
		for k := from; k < to; k++ {
			if f.tenseOf(k) == "past" && f.statusOf(k) == "" {
				return true
			}
		}
		return false
	}
	read := func(k int) bool {
		s := f.low(k)
		if f.tokens[k].cap && k > f.from && s != "will" || f.tokens[k].kind == punct || (s == "upcoming" || s == "ahead" || s == "deadline") && told() {
			return false
		}
		if v := f.statusOf(k); v == "cancelled" {
			status = "happened"
		} else if v != "" {
			status = v
		} else if t := f.tenseOf(k); t == "past" && status == "" {
			status = "happened"
		} else if t == "present" {
			status = "ongoing"
		}
		return status != ""
	}
	for k := from; k < to; k++ {
		if f.undone(k) {
			return "cancelled", k, true
		}
	}
	at := -1
	for k := x.start - 1; k >= from && at < 0; k-- {
		if read(k) {
			at = k
		}
	}
	for k := x.end; k < to && at < 0; k++ {
		if read(k) {
			at = k
		}
	}
	if at >= 0 && status != "cancelled" {
		for k := at; k < min(at+3, to); k++ {
			if s := f.low(k); s == "not" || s == "never" || strings.HasSuffix(s, "n't") || strings.HasSuffix(s, "n’t") {
				return "", at, false
			}
		}
	}
	for k := max(from+1, at-2); k <= min(at+1, to-1); k++ {
		if f.low(k) == "have" && f.has2(k-1, "would", "could", "might", "should") {
			return "", at, false // "would have been 80": it did not happen
		}
	}
	past, future := f.side(x.when)
	if f.low(x.start-1) == "since" {
		for k := from; k < x.start; k++ {
			if f.has2(k, "has", "have") {
				return "ongoing", at, true
			}
		}
	}
	switch {
	case status == "ongoing" && !past && !future:
		if f.has(x.start, isDay) && at >= 0 && stative[f.low(at)] && !strings.HasSuffix(f.low(at+1), "ing") {
			return "", at, false // "the hill today has no trees"
		}
	case status == "" || status == "ongoing":
		status = "happened"
		if future {
			status = "scheduled"
		}
	case status == "happened" && future:
		status = "scheduled"
	}
	return status, at, true
}

// side reports whether a date lies wholly before or wholly after the day of publication.
func (f *eventFinder) side(when string) (past, future bool) {
	if f.published.IsZero() {
		return true, false
	}
	when = strings.TrimSuffix(when, "~")
	first, last, ok := strings.Cut(when, "/")
	if !ok {
		last = first
	}
	if y, w, ok := strings.Cut(when, "-W"); ok {
		py, pw := f.published.ISOWeek()
		p := fmt.Sprintf("%04d-W%02d", py, pw)
		return y+"-W"+w < p, y+"-W"+w > p
	}
	p := f.ref.Published
	return last < p[:len(last)], first > p[:len(first)]
}

// title cuts the clause down to what stands alone in at most maxTitle runes, with its verb. The span
// is what it was cut from.
func (f *eventFinder) title(from, to int, x dated, verb int) (string, Span) {
	if i := f.apposed(from, x, verb); i >= 0 {
		from, to = i, x.end
	} else {
		from = f.front(from, to, x)
		to = f.back(from, to, x)
	}
	if lead := f.tokens[max(from-1, 0)].lower; from > f.from && eventBorders[lead] != "" && f.subjectless(from) {
		return "", Span{} // "When elected in 2014"
	}
	if to-from < 2 || f.low(from) == "to" || f.tokens[from].kind == possessive || !f.tokens[from].cap && strings.HasSuffix(f.low(from), "ing") && f.tenseOf(from) == "" && !eventNoun(f.low(from)) {
		return "", Span{}
	}
	long := func(s string) bool { return utf8.RuneCountInString(s) > maxTitle }
	var cut [][2]int
	if f.gap[0] > from && f.gap[1] < to {
		cut = append(cut, f.gap)
	}
	apart := f.joined(cut, from, to)
	if len(cut) == 0 && verb > from+1 && f.low(verb-1) != "," && long(f.without(from, verb, apart)) {
		// the last of several subjects
		for k := verb - 2; k > from; k-- {
			if f.low(k) == "and" || f.low(k) == "," {
				if f.verb(k+1, verb) < 0 && !f.preposition(from, k) { // not of "sailors from Lorne and Norrvik"
					from = k + 1
				}
				break
			}
		}
	}
	text := f.without(from, to, cut)
	if long(text) && eventEnds[f.low(from)] == "prep" {
		// a phrase before the subject
		for k := from + 1; k < to; k++ {
			if v := k; f.low(k) == "," {
				k = f.pastPlace(k+1, to)
				if v = f.verb(k, to); v < 0 {
					return "", Span{} // what follows is no clause, and the phrase alone says nothing
				} else if v > k {
					from, verb = k, v
					text = f.without(from, to, cut)
				}
				break
			}
		}
	}
	if long(text) {
		cut = f.joined(cut, from, to)
		text = f.without(from, to, cut)
	}
	floor := max(from+3, verb+1)
	if verb >= 0 && sayingWord(f.low(verb)) {
		for k := verb + 1; k < min(verb+6, to); k++ {
			if f.low(k) == "that" {
				floor = k + 5 // what was announced belongs to the title
			}
		}
	}
	for _, weak := range []bool{false, true} {
		for e := to; long(text); {
			if e = f.shorter(floor, e, weak, x); e == 0 {
				break
			}
			k := f.tidied(floor, e)
			if f.has2(e, "that", "which", "who", "where") {
				// "the pact, [the last treaty] that …": a description goes with what it leads to
				for c := k - 1; c > floor && f.tenseOf(c) == ""; c-- {
					if f.low(c) == "," {
						if f.has2(c+1, "the", "a", "an") {
							k = c
						}
						break
					}
				}
			}
			if t := f.without(from, k, cut); !long(t) && k > floor && !sayingWord(f.low(k-1)) {
				to, text = k, t
			}
		}
		if !weak && long(text) {
			// not at the verb of the date, then at the clause's first
			for k := from; k < verb; k++ {
				if !stative[f.low(k)] && f.tenseOf(k) != "" {
					floor = min(floor, k+1)
				}
			}
		}
	}
	if long(text) {
		// a description between commas before the verb
		for k := from; k < verb; k++ {
			if f.low(k) == "," && f.low(verb-1) == "," && k < verb-1 {
				cut = f.joined([][2]int{{k, verb}}, from, to)
				text = f.without(from, to, cut)
				break
			}
		}
	}
	if long(text) {
		// as many words as there is room for
		for e := to - 1; e > from; e-- {
			if f.tokens[e-1].End-f.tokens[from].Start > 6*maxTitle || f.quoted[e-1] || f.tokens[e-1].cap && f.tokens[e].cap || f.tidied(from, e) < e {
				continue
			}
			if t := f.without(from, e, cut) + "…"; !long(t) {
				to, text = e, t
				break
			}
		}
	}
	if text = balanced(text); text == "" || long(text) {
		return "", Span{}
	}
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:], Span{f.tokens[from].Start, f.tokens[to-1].End}
}

// preposition reports whether one stands among tokens from to to-1.
func (f *eventFinder) preposition(from, to int) bool {
	for k := from; k < to; k++ {
		if eventEnds[f.low(k)] == "prep" {
			return true
		}
	}
	return false
}

// joined is the sentence's insertions among tokens from to to-1 with the ranges of cut, in order.
func (f *eventFinder) joined(cut [][2]int, from, to int) [][2]int {
	out := slices.Clone(cut)
	for _, r := range f.apart {
		if r[0] >= from && r[1] <= to && !slices.ContainsFunc(cut, func(c [2]int) bool { return r[0] < c[1] && c[0] < r[1] }) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	return out
}

// apposed is the token at which a noun begins that the date only describes, or -1: "it replaces [the harbour treaty,
// signed in May 2002], whose …". The verb of the date then stands behind the first comma.
func (f *eventFinder) apposed(from int, x dated, verb int) int {
	if verb < from+2 || verb >= x.start || f.low(verb-1) != "," || f.tenseOf(verb) != "past" || stative[f.low(verb)] {
		return -1
	}
	for k := from; k < verb-1; k++ {
		if f.low(k) == "," {
			return -1
		}
	}
	at := -1
	for k := verb - 2; k >= from; k-- {
		s := f.low(k)
		if f.tokens[k].kind == punct || f.tenseOf(k) != "" || s != "of" && eventEnds[s] == "prep" || eventBorders[s] != "" {
			break
		}
		at = k
		if f.has2(k, "the", "a", "an", "its", "his", "her", "their") && f.low(k-1) != "of" {
			break
		}
	}
	return at
}

// front moves the start of a title past what does not belong to what happened: conjunctions, and a date with its
// place, "On Monday in Port Lorne, the …".
func (f *eventFinder) front(from, to int, x dated) int {
	for from < to {
		s := f.low(from)
		_, lead := eventLeads[s]
		if !lead && f.tokens[from].kind != punct && !f.adverb(from, to) || lead && f.has(from, isPrep) && f.dateEnd(from+1) > 0 {
			break // "since Monday" is no conjunction
		}
		if slices.Contains([]string{"“", "‘", `"`, "$", "£", "€", "#"}, s) {
			break
		}
		from++
	}
	if f.low(from) == "according" {
		for k := from; k < to; k++ {
			if f.low(k) == "," {
				return f.pastPlace(k+1, to)
			}
		}
	}
	if x.start < from || x.start >= from+2 {
		return from
	}
	e := x.end
	if end := f.dateEnd(e); end > 0 {
		e = end // "In August last year"
	}
	if f.low(e) == "," {
		if !f.happens(e, to) {
			return from // "On 1 May, after ninety days, come those on eels": no clause to begin with
		}
		// "On 1 May, the date of the vote, the …", "On 1 May, five years ago, the …"
		next := e + 1
		for k := next; k < min(next+3, to); k++ {
			if end := f.dateEnd(k); end > 0 && f.low(end) == "," && f.verb(next, end) < 0 {
				return end + 1
			}
		}
		if f.low(next) == "the" && f.has2(next+1, "date", "day", "month", "year", "eve", "anniversary") {
			for k := next + 2; k < to; k++ {
				if f.low(k) == "," && !f.happens(next, k) {
					return k + 1
				}
			}
		}
		return next
	}
	subject := f.in(e) && (f.tokens[e].cap || subjects[f.low(e)] || f.has2(e, "the", "a", "an", "his", "her", "its", "their"))
	for k := e; k < min(to-2, e+20); k++ {
		if f.low(k) == "," && !f.happens(e, k) && !f.aside(k) {
			if subject && (f.has2(k+1, "who", "which", "whose", "where") || f.closes(k+1, to)) {
				return e // "On Monday Ina Morrow, the mayor, resigned"
			}
			return f.pastPlace(k+1, to)
		}
		if f.tenseOf(k) != "" {
			if subject && e < k {
				return e // "On Friday Brightwater announced"
			}
			break
		}
	}
	return from
}

// aside reports whether token k stands in an insertion.
func (f *eventFinder) aside(k int) bool {
	return slices.ContainsFunc(f.apart, func(r [2]int) bool { return r[0] < k && k < r[1] })
}

// pastPlace moves i past the rest of a place's name: "[Norrvik, Northmark,] the ferry sank" behind "in Port Lorne,".
func (f *eventFinder) pastPlace(i, to int) int {
	for k := i; k < to && (f.tokens[k].cap || f.low(k) == ","); k++ {
		if f.low(k) == "," {
			if f.closes(k+1, to) {
				break // "Ina Morrow, mayor of Lorne, resigned"
			}
			i = k + 1
		}
	}
	return i
}

// closes reports whether the words from token i on end in a comma before a verb, as an apposition does: "[Ina Morrow,]
// the mayor, resigned", "[a boy,] named only as Tor, was found".
func (f *eventFinder) closes(i, to int) bool {
	for k := i; k+1 < to; k++ {
		if f.low(k) == "," && f.tenseOf(k+1) != "" {
			return true
		}
		if k > i && f.tenseOf(k) != "" {
			return false
		}
	}
	return false
}

// dateEnd is the token past the date that begins at token i, or 0.
func (f *eventFinder) dateEnd(i int) int {
	if x := f.dateAt(i); x != nil {
		return x.end
	}
	return 0
}

// back moves the end of a title before its date, where it can do without, and before what dangles.
func (f *eventFinder) back(from, to int, x dated) int {
	if f.has2(to, "before", "after") && f.measure(from, to) < to {
		// "a day before the treaty lapsed" says more than "a day"
		if _, end := f.clause(to); utf8.RuneCountInString(f.without(from, end, f.joined(nil, from, end))) <= maxTitle {
			return f.tidied(from, end)
		}
	}
	to = f.tidied(from, to)
	if to != x.end || x.start <= from+2 {
		return to
	}
	e := to
	switch {
	case f.has2(x.start-1, "in", "on", "at"):
		e = x.start - 1
	case !f.has(x.start-1, isPrep) && f.low(x.start-1) != "for" && f.low(x.start-1) != "to":
		e = x.start
	}
	for e > from && (f.low(e-1) == "," || eventEnds[f.low(e-1)] == "loose") {
		e--
	}
	if _, dangling := eventEnds[f.low(e-1)]; dangling {
		return to // "the vote was on Monday", "the guild joined in on Sunday"
	}
	return f.tidied(from, e)
}

// tidied moves the end of a title back over what leads to something that was cut off: signs, words of
// words/event_ends.txt, and lengths of time ("two days" before "after").
func (f *eventFinder) tidied(from, to int) int {
	for to > from {
		s := f.low(to - 1)
		class, dangling := eventEnds[s]
		cutOff := f.in(to) && f.tokens[to].kind != punct
		switch {
		case f.tokens[to-1].kind == punct && !slices.Contains([]string{"”", "’", `"`, ")", "%", "]"}, s):
			to--
		case dangling && (cutOff || class == "" || class == "loose"):
			to--
		case f.has2(to, "before", "after", "since") && f.measure(from, to) < to:
			to = f.measure(from, to)
		default:
			return to
		}
	}
	return to
}

// measure is the token at which a length of time begins that ends before token to, or to.
func (f *eventFinder) measure(from, to int) int {
	for _, x := range f.dates {
		if x.end == to && x.start > from && f.found[x.index].Type == "DURATION" {
			return x.start
		}
	}
	return to
}

func eventNoun(s string) bool {
	_, ok := eventNouns[s]
	return ok
}

// adverb reports a word in -ly that a comma sets off.
func (f *eventFinder) adverb(i, to int) bool {
	return i+1 < to && f.low(i+1) == "," && strings.HasSuffix(f.low(i), "ly")
}

// without is the text of tokens from to to-1 less the given ranges.
func (f *eventFinder) without(from, to int, cut [][2]int) string {
	if len(cut) == 0 || cut[0][1] > to {
		return strings.ReplaceAll(f.words(from, to), " ,", ",")
	}
	var parts []string
	for _, c := range cut {
		if c[1] > to {
			break
		}
		if c[0] > from {
			parts = append(parts, f.words(from, c[0]))
		}
		from = c[1]
	}
	if from < to {
		parts = append(parts, f.words(from, to))
	}
	return strings.ReplaceAll(strings.Join(parts, " "), " ,", ",")
}

// shorter is the last token before to, and from floor on, at which a clause ends or, weakly, a phrase; 0 if
// there is none. It never cuts a date.
func (f *eventFinder) shorter(floor, to int, weak bool, x dated) int {
	for k := to - 1; k > floor; k-- {
		if k > x.start && k < x.end {
			continue
		}
		switch f.low(k) {
		case ",", ";", "—", "–", "that", "which", "who", "while", "as", "after", "before", "during", "amid", "because", "where", "when":
			if k-1 > floor && f.tokens[k-1].kind != punct && !f.quoted[k-1] {
				return k
			}
		case "in", "at", "for", "from", "with", "near", "over", "on", "by":
			inName := f.tokens[k-1].cap && f.in(k+1) && f.tokens[k+1].cap
			if weak && !inName && !f.quoted[k-1] && !(k+1 >= x.start && k < x.end) {
				return k
			}
		}
	}
	return 0
}

// balanced drops brackets that lost their partner. A title whose quotation marks did is none.
func balanced(s string) string {
	if strings.Count(s, "“") != strings.Count(s, "”") || strings.Count(s, `"`)%2 != 0 {
		return ""
	}
	if strings.Count(s, "(") != strings.Count(s, ")") {
		s = strings.NewReplacer("(", "", ")", "").Replace(s)
	}
	return s
}
