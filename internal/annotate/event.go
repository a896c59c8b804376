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
	eventSame    = vocabulary("event_same")
	eventOrder   = vocabulary("event_order")
)

// orderWords are the first words of the phrases of order.
var orderWords = newSet(func() []string {
	var out []string
	for key := range eventOrder {
		first, _, _ := strings.Cut(key, " ")
		out = append(out, first)
	}
	slices.Sort(out)
	return slices.Compact(out)
})

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

// dataNouns are what a year behind them only describes.
var dataNouns = wordsIn("event_data")

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
	opened := false // the first sentence that is no heading has been read
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
		first := !opened && f.from < f.to && terminates(f.doc, f.to-1) || f.from == 0
		opened = opened || first && f.from > 0 || f.from < f.to && terminates(f.doc, f.to-1)
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
		if len(out) > 0 && f.to-f.from <= maxWords {
			if last := out[len(out)-1]; si-last.Sentence <= 2 {
				out = append(out, f.ordered(si, last, carry)...)
			}
		}
	}
	return f.distinct(out)
}

// distinct makes one event of those told twice, with the sentences of all. Of two with one date, or with one that holds the
// other, the later goes where its title has no word of its own, or where both tell the same of the same: a word of one
// kind of happening (words/event_same.txt) or verb, most of their words, and no name or number that only the other lacks.
// One whose title begins with a pronoun goes where another of its date names what it speaks of.
func (f *eventFinder) distinct(events []Event) []Event {
	const window = 16 // earlier events of the same month that are looked at
	told := make([]gist, len(events))
	into := make([]int, len(events)) // the event that it is told by
	same := map[string][]int{}
	for i := range events {
		into[i] = i
		e := &events[i]
		if e.When == "" {
			continue
		}
		month := e.When[:min(len(e.When), 7)]
		list := same[month]
		told[i] = gistOf(e.Title, f.namedFirst(e))
		for _, k := range list[max(0, len(list)-window):] {
			o := &events[k]
			if into[k] != k || o.When != e.When && !within(o.When, e.When) && !within(e.When, o.When) {
				continue
			}
			common := told[i].common(told[k])
			least := min(len(told[i].words), len(told[k].words))
			drop, keep := i, k
			switch p, q := pronoun(e.Title), pronoun(o.Title); {
			case o.When != e.When:
				if common < 2 || common < least && !told[i].same(told[k], common, least) {
					continue
				}
				if len(o.When) < len(e.When) {
					drop, keep = k, i
				}
			case q && !p && common > 1:
				drop, keep = k, i
			case common > 0 && common == least, p && !q && common > 1, told[i].same(told[k], common, least):
			default:
				continue
			}
			into[drop] = keep
			if drop == i {
				break
			}
		}
		same[month] = append(list, i)
	}
	teller := func(i int) int { // the event that tells of i
		for into[i] != i {
			i = into[i]
		}
		return i
	}
	gone := make([]bool, len(events))
	for i, kept := 0, -1; i < len(events); i++ {
		if events[i].Order != "" && teller(i-1) != kept {
			gone[i] = true // what it came after is told elsewhere
		}
		if into[i] == i && !gone[i] {
			kept = i
		}
	}
	place := make([]int, len(events)) // of those that stay
	n := 0
	for i := range events {
		if into[i] == i && !gone[i] {
			place[i] = n
			n++
		}
	}
	out := make([]Event, n)
	for i, e := range events {
		if into[i] == i && !gone[i] {
			out[place[i]] = e
		}
	}
	for i, e := range events {
		if k := teller(i); k != i {
			o := &out[place[k]]
			o.Sentences = append(o.Sentences, e.Sentences...)
			for _, a := range e.Actors {
				if !slices.Contains(o.Actors, a) {
					o.Actors = append(o.Actors, a)
				}
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].Sentences[1:])
		out[i].Sentences = append(out[i].Sentences[:1], slices.DeleteFunc(slices.Compact(out[i].Sentences[1:]), func(s int) bool { return s == out[i].Sentence })...)
	}
	return out
}

// within reports whether day lies in the month.
func within(day, month string) bool {
	return len(month) == 7 && len(day) == 10 && day[:7] == month && day[4] == '-' && isDigit(day[5])
}

// gist is what a title says, for a comparison: its words that carry meaning, without their endings or by their kind.
type gist struct {
	words map[string]bool // true for a kind of happening, or a verb
	names map[string]bool // names and numbers
	first string          // its first word, where that is no article or the like
}

// namedFirst reports whether the title of an event begins with a name.
func (f *eventFinder) namedFirst(e *Event) bool {
	first, _, _ := strings.Cut(e.Title, " ")
	s := f.sents[e.Sentence]
	i := sort.Search(len(f.found), func(i int) bool { return f.found[i].Start >= s.Start })
	for ; i < len(f.found) && f.found[i].Start < s.End; i++ {
		if a := &f.found[i]; a.Kind != Date && a.Kind != Figure && a.Kind != Quote && strings.HasPrefix(f.text[a.Start:], first) {
			return true
		}
	}
	return false
}

func gistOf(title string, nameFirst bool) gist {
	g := gist{words: map[string]bool{}, names: map[string]bool{}}
	first := !nameFirst
	for w := range strings.FieldsFuncSeq(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		low := strings.ToLower(w)
		r, _ := utf8.DecodeRuneInString(w)
		_, end := eventEnds[low]
		if end || subjects[low] || dateWords[low].is(isWeekday) || dateWords[low].is(isMonth) {
			first = false
			continue
		}
		kind, known := eventSame[low]
		verb := known || tenseWords[low] == "past" || strings.HasSuffix(low, "ed") && len(low) > 4
		if !known {
			kind = stem(low)
		}
		if _, starter := starters[low]; len(g.words) == 0 && !starter {
			g.first = kind
		}
		g.words[kind] = g.words[kind] || verb
		if unicode.IsDigit(r) || !first && unicode.IsUpper(r) && !known {
			g.names[low] = true
		}
		first = false
	}
	return g
}

// stem is a word less the endings that verbs and plurals have.
func stem(w string) string {
	for _, end := range []string{"ing", "ed", "es", "s"} {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) > 3 {
			return rest
		}
	}
	return w
}

func (g gist) common(o gist) int {
	n := 0
	for w := range g.words {
		if _, ok := o.words[w]; ok {
			n++
		}
	}
	return n
}

// same reports whether two titles with that many words in common tell one thing.
func (g gist) same(o gist, common, least int) bool {
	if common < 2 || 3*common < 2*least {
		return false
	}
	if _, a := o.words[g.first]; !a && g.first != "" && o.first != "" {
		if _, b := g.words[o.first]; !b {
			return false // "Norrvik signed the pact", "Lorne signed the pact"
		}
	}
	verb := false
	for w, v := range g.words {
		ov, ok := o.words[w]
		verb = verb || ok && (v || ov)
	}
	return verb && (subset(g.names, o.names) || subset(o.names, g.names))
}

func subset(a, b map[string]bool) bool {
	for w := range a {
		if !b[w] {
			return false
		}
	}
	return true
}

// eventWords are the small words that events ask for, by class.
func eventWords(class string) map[string]bool {
	out := map[string]bool{}
	for _, e := range entries("event_words") {
		if e.value == class {
			out[e.key] = true
		}
	}
	return out
}

var (
	// subjects are the pronouns that a title does not read alone with.
	subjects = eventWords("subject")
	// stative are the verbs that say that something is, not that it happens.
	stative = eventWords("stative")
	// relatives begin a clause that describes a noun.
	relatives = wordsIn("event_words", "relative")
	// denials begin a clause of what did not happen, or may not.
	denials = wordsIn("event_words", "denial")
	// owners begin a title that another clause must explain.
	owners = wordsIn("event_words", "owner")
)

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
		if f.low(f.to-1) == "?" || f.among(from, denials) {
			continue
		}
		if f.has(x.start, isThen) || f.low(x.start-1) == "of" && len(dates) > 1 && f.datedBut(from, to, x) {
			continue // "will discuss the events of this week on Monday"
		}
		if x.start == f.from && len(x.when) == 10 && a.Rule == "date/day" && f.in(x.end) && f.tokens[x.end].kind == word && f.tokens[x.end].cap {
			continue // a day printed over the article
		}
		if d := f.durationBefore(x.start - 1); d && f.has2(x.start-1, "after", "before", "from", "of") {
			continue // "two weeks from Monday"
		}
		from, to, ok := f.happening(from, to, x)
		if !ok || from == lastFrom && to == lastTo {
			continue
		}
		if f.background(x, a, from, to) {
			continue
		}
		whole := from
		from, to, ok = f.unattribute(from, to, x)
		if !ok {
			continue
		}
		status, verb, ok := f.status(from, to, x)
		if !ok {
			continue
		}
		if f.unfinished(from, verb) {
			continue
		}
		title, span := f.title(from, to, x, verb)
		if pronoun(title) {
			title, span = f.named(title, span, from, to, x, verb)
		} else if whole < from && f.among(from, owners) && utf8.RuneCountInString(f.words(whole, to)) <= maxTitle {
			title, span = f.title(whole, to, x, verb) // "Norrvik said its fleet would sail"
		}
		if title == "" {
			continue
		}
		if n := len(out); n > 0 && strings.HasPrefix(title, out[n-1].Title+" ") && f.verb(dates[k-1].end, x.start) < 0 {
			title = out[n-1].Title // "he spoke on Monday and again on Friday"
		}
		lastFrom, lastTo = from, to
		e := Event{When: x.when, WhenText: f.words(x.start, x.end), Basis: "derived", Status: status, Title: title, Sentence: si, Sentences: []int{si}, Date: x.index}
		if strings.Contains(e.WhenText, x.when[:4]) || a.Rule == "date/slash" {
			e.Basis = "stated"
		}
		if e.Actors = f.actors(span); pronoun(title) {
			if len(e.Actors) == 0 {
				e.Actors = f.personBefore(si)
			}
			if len(e.Actors) == 0 && strings.Count(title, " ") < 4 && !f.has2(from, "he", "she") {
				continue // "It was founded"
			}
		}
		out = append(out, e)
	}
	if first && len(out) == 0 && len(dates) == 1 {
		if title, span := f.lead(dates[0]); title != "" {
			x := dates[0]
			out = append(out, Event{When: x.when, WhenText: f.words(x.start, x.end), Basis: "inferred", Status: "happened", Title: title, Sentence: si, Sentences: []int{si}, Date: x.index, Actors: f.actors(span)})
		}
	}
	return out
}

// inDate reports whether token k is part of a date.
func (f *eventFinder) inDate(k int) bool {
	return slices.ContainsFunc(f.dates, func(x dated) bool { return x.start <= k && k < x.end })
}

// datedBut reports whether another date than x stands in tokens from to to-1.
func (f *eventFinder) datedBut(from, to int, x dated) bool {
	return slices.ContainsFunc(f.dates, func(o dated) bool { return o.when != "" && from <= o.start && o.start < to && o.start != x.start })
}

// durationBefore reports a length of time that ends before token i.
func (f *eventFinder) durationBefore(i int) bool {
	return slices.ContainsFunc(f.dates, func(x dated) bool { return x.end == i && f.found[x.index].Type == "DURATION" })
}

// ordered makes an event of a clause that gives no date, but says that it came soon after the event before it: "Shortly
// afterward the mayor resigned". carry is the number of dates of the sentence that carry events.
func (f *eventFinder) ordered(si int, last Event, carry int) []Event {
	for k := f.from; k < f.to; k++ {
		if !f.among(k, orderWords) || f.quoted[k] || last.Status != "happened" && last.Status != "ongoing" {
			continue
		}
		e := f.orderEnd(k)
		if e == 0 || k > f.from && carry > 0 && last.Sentence != si {
			continue
		}
		if carry == 0 || len(f.starts) == 0 || f.starts[0] != f.from {
			f.apart = f.insertions(f.from, f.to)
			f.starts = f.borders()
		}
		x := dated{index: last.Date, start: k, end: e, when: last.When}
		if x.when == "" {
			x.when = "0000"
		}
		f.gap = [2]int{}
		from, to := f.clause(k)
		if carry > 0 && f.dated(from, to) || f.aside(k) {
			continue
		}
		from, to, ok := f.happening(from, to, x)
		if !ok || f.among(from, denials) || f.low(f.to-1) == "?" {
			continue
		}
		if from, to, ok = f.unattribute(from, to, x); !ok {
			continue
		}
		status, verb, ok := f.status(from, to, x)
		if !ok || status != "happened" || verb < 0 || f.tenseOf(verb) != "past" {
			continue
		}
		title, span := f.title(from, to, x, verb)
		if title == "" || pronoun(title) {
			continue
		}
		return []Event{{WhenText: f.words(k, e), Basis: "order", Status: status, Title: title, Sentence: si, Sentences: []int{si},
			Date: last.Date, Order: "after", Actors: f.actors(span)}}
	}
	return nil
}

// orderEnd is the token past a phrase of order at k, or 0: it begins a clause or ends one.
func (f *eventFinder) orderEnd(k int) int {
	phrase := f.low(k)
	for e := k + 1; ; e++ {
		if _, ok := eventOrder[phrase]; ok && (f.low(e-1) != "after" || !f.in(e) || f.tokens[e].kind == punct) && (!f.in(e) || f.tokens[e].kind == punct || k == f.from || f.has2(k-1, ",", "and", "but", ";")) {
			return e
		}
		if e >= min(k+4, f.to) || f.tokens[e].kind != word {
			return 0
		}
		phrase += " " + f.tokens[e].lower
	}
}

// lead reads the first sentence of a text whose only date is that of a saying: what was said is the news of that day.
// The title leaves the saying out, unless what was said needs it: to say who "he" is, or that it is yet to come.
func (f *eventFinder) lead(x dated) (string, Span) {
	verb := f.saying(f.from, f.to)
	if verb < 0 && len(x.when) >= 10 && eventEnds[f.low(f.from)] == "prep" || f.low(f.from) == "according" {
		// "According to a report on Monday, two boats were lost": the news is what follows
		for k := x.end; k < f.to; k++ {
			if told := f.verb(k, f.to); f.low(k) == "," && !f.aside(k) && told > 0 {
				if title, span := f.title(k+1, f.to, x, told); !pronoun(title) {
					return title, span
				}
				break
			}
		}
		return "", Span{}
	}
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

// personBefore is the one person that the sentence before names, of whom a "he" or "she" may speak.
func (f *eventFinder) personBefore(si int) []string {
	if si == 0 || !f.has2(f.from, "he", "she") {
		return nil
	}
	var out []string
	s := f.sents[si-1]
	i := sort.Search(len(f.found), func(i int) bool { return f.found[i].Start >= s.Start })
	for ; i < len(f.found) && f.found[i].Start < s.End; i++ {
		if a := &f.found[i]; a.Kind == Person && !slices.Contains(out, a.Entity) {
			out = append(out, a.Entity)
		}
	}
	if len(out) != 1 || out[0] == "" {
		return nil
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
			if !f.has(i-1, isMonth) && !(t.lower == "–" && f.glued(i) && f.glued(i+1)) {
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
		if (t.lower == "and" || t.lower == "but") && f.has2(i+1, "on", "in") && f.dateAt(i+2) != nil && f.verbBetween(out[len(out)-1], i) && f.verbBetween(i+3, f.to) {
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
			if comma && (f.verbBetween(out[len(out)-1], i) && !f.listed(i) || f.planned(i+1)) {
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

// listed reports that the "and" at i brings the last of a list: what follows it has no verb before the next "and".
func (f *eventFinder) listed(i int) bool {
	if !f.has2(i, "and", "or") {
		return false
	}
	for k := i + 1; k < f.to; k++ {
		if f.has2(k, "and", "or") {
			return true
		}
		if f.tenseOf(k) != "" || f.statusOf(k) != "" || f.tokens[k].kind == punct || sayingWord(f.low(k)) {
			return false
		}
	}
	return false
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
		case s == "," && (f.among(k+1, relatives) || k > i && f.participle(k+1)) && (open < 0 || f.tokens[open].lower != "—"):
			// ", who had led it since 2010," or ", known as Tor," with the verb of the clause after it
			for e := k + 2; e+1 < j; e++ {
				if f.tokens[e].lower == "," && f.verbBetween(k+1, e) {
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
		if next, end := f.clause(to); f.subordinate(next) && end < f.to && f.low(end-1) == "," {
			if _, last := f.clause(end); f.happens(end, last) && !f.dated(end, last) {
				return end, last, true // "On 12 June, minutes before the vote, he resigned"
			}
		} else if f.subordinate(next) {
			for k := next; k < end; k++ {
				if f.low(k) == "," && f.verbBetween(next, k) && f.happens(k+1, end) && !f.aside(k) {
					return k + 1, end, true // "In 1962, when the mill closed, he left"
				}
			}
		}
		_, to = f.clause(to)
		ok = f.happens(from, to)
	}
	_, future := f.side(x.when)
	if !ok && !(future && len(x.when) >= 7 && f.low(x.start-1) != "of") {
		return from, to, false
	}
	if f.among(from, relatives) || eventEnds[f.low(from)] == "prep" && f.has2(from+1, "which", "whom") {
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
	if f.hyphen(verb - 1) {
		verb -= 2 // "co-founded"
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
	for k := x.start - 1; k >= from && k > x.start-9; k-- {
		if f.among(k, dataNouns) {
			return true // "compared data from 2004"
		}
	}
	for k := from; k < to; k++ {
		if f.tokens[k].kind == number && (k < x.start || k >= x.end) && !f.inDate(k) || f.low(k) == "percent" || f.low(k) == "million" || f.low(k) == "billion" {
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
		if f.low(k+1) == "to" && (f.has2(k-1, "was", "were", "is", "are") || f.has2(k-2, "was", "were", "is", "are")) {
			continue // "was yesterday reported to have sunk"
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
	if f.cause(k) || f.low(k+1) != "to" && s != "deadline" && f.has(k-1, isDeterminer) && tenseWords[s] == "intent" {
		return "" // "sent the police a plan"
	}
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

// dueAmong reports what was to come and is done away with, among tokens from to to-1: "cancelled the vote [due] on Monday".
func (f *eventFinder) dueAmong(from, to int) bool {
	for k := from; k < to; k++ {
		if s := f.statusOf(k); s == "scheduled" || f.low(k) == "planned" {
			return true
		}
	}
	return false
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
		if f.undone(k) || k < x.start && f.statusOf(k) == "cancelled" && f.dueAmong(k+1, x.start) {
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
		for k := max(at-1, from); k < min(at+3, to); k++ {
			if s := f.low(k); (s == "not" || s == "never") && (k < at || stative[f.low(k-1)] || f.tenseOf(k-1) == "future") || strings.HasSuffix(s, "n't") || strings.HasSuffix(s, "n’t") {
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
		if _, lead := eventLeads[f.low(from)]; lead && f.low(from+1) == "," {
			from += 2 // "Soon after, however, he left"
		}
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
			if v := k; f.low(k) == "," && !f.aside(k) {
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
	told := verb >= from && f.tenseOf(verb) != ""
	floor := max(from+3, f.mainVerb(verb, to)+1)
	if verb >= 0 && sayingWord(f.low(verb)) {
		for k := verb + 1; k < min(verb+6, to); k++ {
			if f.low(k) == "that" {
				floor = k + 5 // what was announced belongs to the title
			}
		}
		if k := f.verb(verb+1, to); k > floor && saying[f.low(verb)] == "act" {
			floor = f.mainVerb(k, to) + 1
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
	if _, future := f.side(x.when); !future && !f.tells(from, to) {
		return "", Span{}
	}
	if text = balanced(text); text == "" || long(text) || verb > from && verb >= to && told {
		return "", Span{}
	}
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:], Span{f.tokens[from].Start, f.tokens[to-1].End}
}

// tells reports whether tokens from to to-1 have a verb, or a noun that is a happening.
func (f *eventFinder) tells(from, to int) bool {
	verb, noun := false, false
	for k := from; k < to; k++ {
		verb = verb || (f.tenseOf(k) != "" || f.statusOf(k) != "") && !(eventEnds[f.low(from)] == "prep" && f.participle(k))
		noun = noun || eventNoun(f.low(k))
	}
	return verb || noun && eventEnds[f.low(from)] != "prep"
}

// mainVerb is the verb that token verb's clause goes on with, where verb is only a participle behind its noun:
// "a fire [followed] by a storm killed". It is verb itself where it is not.
func (f *eventFinder) mainVerb(verb, to int) int {
	if verb < 1 || !f.participle(verb) || f.tokens[verb-1].kind != word || stative[f.low(verb-1)] || subjects[f.low(verb-1)] || f.has2(verb-1, "who", "which", "that", "and", "or", "but") {
		return verb
	}
	for k := verb + 1; k < to && k < verb+20; k++ {
		if f.tokens[k].kind == punct || f.has2(k, "and", "but", "or", "who", "which", "that", "to", "it", "he", "she", "they") || eventBorders[f.low(k)] == "always" {
			break
		}
		if f.tenseOf(k) != "" && !f.has(k-1, isDeterminer) {
			return k
		}
	}
	return verb
}

// participle reports a word in -ed, or one like it, with a preposition behind it.
func (f *eventFinder) participle(k int) bool {
	n := k + 1
	for f.has2(n, "only") || strings.HasSuffix(f.low(n), "ly") {
		n++
	}
	return f.tenseOf(k) == "past" && !stative[f.low(k)] && (eventEnds[f.low(n)] == "prep" || f.dateAt(n) != nil)
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

// unfinished reports a clause that is a noun with what a participle tells of it, and whose own verb is not in it: "The opinion
// of the court, released on Monday".
func (f *eventFinder) unfinished(from, verb int) bool {
	if verb < from+3 || f.low(verb-1) != "," || !f.participle(verb) || !f.has(from, isDeterminer) {
		return false
	}
	for k := from; k < verb; k++ {
		if t := &f.tokens[k]; f.tenseOf(k) != "" || t.kind == word && !t.cap && len(t.lower) > 3 && strings.HasSuffix(t.lower, "s") {
			return false // a verb, or what may be one
		}
	}
	return true
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
		if s == "that" && f.tokens[from].cap {
			break // "That ban was lifted"
		}
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
		if f.among(next, relatives) {
			// "On 25 July, which was the day of the feast, he fell"
			for k := next + 1; k < to; k++ {
				if f.low(k) == "," && f.verb(next, k) > 0 && f.happens(k, to) {
					return k + 1
				}
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
			if subject && (f.among(k+1, relatives) || f.closes(k+1, to)) {
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
	case f.has2(x.start-1, "in", "on", "at") && !(f.has(x.start, isShift) || f.has(x.start, isDay)): // "sworn in last week"
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
		case cutOff && strings.HasSuffix(s, "ing") && to-2 > from && f.tokens[to-2].lower == ",":
			to -= 2 // "…, finding"
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
