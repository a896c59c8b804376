package annotate

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Events are dated clauses. A sentence is cut into clauses at the words of
// words/event_borders.txt and at its signs; a date belongs to its clause. The clause is an event if
// something happens in it: it has a verb beyond "be" and "have", or a noun of
// words/event_nouns.txt. It is none if the date is that of a saying ("said on Wednesday"), a figure's
// year ("$3 million in 2024") or a comparison ("than a year ago").

var (
	eventStatus  = vocabulary("event_status")
	eventNouns   = vocabulary("event_nouns")
	eventBorders = vocabulary("event_borders")
	eventLeads   = vocabulary("event_leads")
)

const (
	maxTitle = 100 // runes
	maxWords = 300 // tokens; a longer sentence is a table or worse, and has no events
	maxDates = 8   // likewise
)

// eventFinder reads the clauses of one sentence.
type eventFinder struct {
	*dateFinder
	found  []Annotation
	quoted []bool // for each token, whether it stands in a quotation
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
		var dates []dated
		t := f.from
		for ; n < len(found) && found[n].Start < s.End; n++ {
			a := found[n]
			if a.Kind != Date || a.Start < s.Start {
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
			if x.when != "" {
				dates = append(dates, x)
			}
		}
		if len(dates) > 0 && len(dates) <= maxDates && f.to-f.from <= maxWords {
			out = append(out, f.sentence(si, dates)...)
		}
	}
	return out
}

// dated is a date that can carry an event: tokens start to end-1.
type dated struct {
	index      int
	start, end int
	when       string
}

// edtf is the day, week, month, year or interval of a date's value, or "" where it has none.
func edtf(a Annotation) string {
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

// sentence makes the events of one sentence.
func (f *eventFinder) sentence(si int, dates []dated) []Event {
	borders := f.borders()
	inserted := f.insertions(f.from, f.to)
	var out []Event
	lastFrom, lastTo := -1, -1
	for k := 0; k < len(dates); k++ {
		x := dates[k]
		a := f.found[x.index]
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
		if slices.ContainsFunc(inserted, func(r [2]int) bool { return r[0] < x.start && x.start < r[1] }) {
			continue
		}
		from, to := clause(borders, f.from, f.to, x.start)
		from, to, ok := f.happening(borders, from, to, x)
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
		if title == "" {
			continue
		}
		lastFrom, lastTo = from, to
		e := Event{When: x.when, WhenText: f.words(x.start, x.end), Basis: "derived", Status: status, Title: title, Sentence: si, Date: x.index}
		if strings.Contains(e.WhenText, x.when[:4]) || a.Rule == "date/slash" {
			e.Basis = "stated"
		}
		for _, b := range f.found {
			if b.Start >= span.End {
				break
			}
			if (b.Kind == Person || b.Kind == Organization) && span.Contains(b.Span) {
				name := b.Entity
				if name == "" {
					name = f.text[b.Start:b.End]
				}
				if !slices.Contains(e.Actors, name) {
					e.Actors = append(e.Actors, name)
				}
			}
		}
		out = append(out, e)
	}
	return out
}

// words is the text of tokens i to j-1 with single spaces.
func (f *eventFinder) words(i, j int) string {
	if i >= j {
		return ""
	}
	return strings.Join(strings.Fields(f.text[f.tokens[i].Start:f.tokens[j-1].End]), " ")
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
	inserted := f.insertions(f.from, f.to)
	under := f.subordinate(f.from) // the clause being read ends at its comma
	for i := f.from + 1; i < f.to; i++ {
		if len(inserted) > 0 && i >= inserted[0][0] {
			if i >= inserted[0][1] {
				inserted = inserted[1:]
			} else {
				continue
			}
		}
		t := f.tokens[i]
		switch t.lower {
		case ",":
			if under && (f.verbBetween(out[len(out)-1], i) || eventBorders[f.low(out[len(out)-1])] == "noun") {
				out = append(out, i+1)
				under = false
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
			out = append(out, i)
			continue
		}
		switch eventBorders[t.lower] {
		case "always", "noun":
			if _, date := f.dateAt(i + 1); !date {
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

// dateAt reports whether a date's span begins at token i.
func (f *eventFinder) dateAt(i int) (Annotation, bool) {
	if !f.in(i) {
		return Annotation{}, false
	}
	at := f.tokens[i].Start
	k, ok := slices.BinarySearchFunc(f.found, at, func(a Annotation, at int) int { return a.Start - at })
	if ok && f.found[k].Kind == Date {
		return f.found[k], true
	}
	return Annotation{}, false
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
func clause(borders []int, from, to, i int) (int, int) {
	for _, b := range borders {
		if b <= i {
			from = b
		} else {
			return from, b
		}
	}
	return from, to
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
		s := f.low(k)
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
func (f *eventFinder) happening(borders []int, from, to int, x dated) (int, int, bool) {
	ok := f.happens(from, to)
	if !ok && from > f.from {
		left, end := clause(borders, f.from, f.to, from-1)
		if f.dated(left, end) {
			return from, to, false // that clause has a date of its own
		}
		from = left
		ok = f.happens(from, to)
	}
	if !ok && to < f.to && x.start-from <= 2 {
		_, to = clause(borders, f.from, f.to, to)
		ok = f.happens(from, to)
	}
	if _, future := f.side(x.when); !ok && !(future && len(x.when) >= 7) {
		return from, to, false
	}
	switch f.low(from) {
	case "who", "which", "whose", "where":
		// What a relative clause tells of its noun is background, and does not read alone.
		return from, to, false
	}
	for from > f.from && f.subjectless(from) {
		left, end := clause(borders, f.from, f.to, from-1)
		if s := f.low(from); s != "and" && s != "but" && s != "or" && f.dated(left, end) {
			return from, to, false
		}
		from = left
	}
	return from, to, true
}

// dated reports whether a date stands in tokens from to to-1.
func (f *eventFinder) dated(from, to int) bool {
	for k := from; k < to; k++ {
		if a, ok := f.dateAt(k); ok && edtf(a) != "" {
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
func (f *eventFinder) compares(x dated, a Annotation) bool {
	if a.Rule == "date/compared" {
		return true
	}
	if f.low(x.start-1) == "of" && f.low(x.start-2) == "as" {
		return true
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
	for i, t := range tokens {
		if t.brk {
			in = false
		}
		switch t.lower {
		case "“":
			in = true
		case "”":
			in = false
		case `"`:
			in = !in
		}
		out[i] = in
	}
	return out
}

// background reports a year that belongs to a figure, or that describes a thing ("the 2015 law").
func (f *eventFinder) background(x dated, a Annotation, from, to int) bool {
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

func (f *eventFinder) has2(i int, list ...string) bool { return slices.Contains(list, f.low(i)) }

// unattribute cuts "X said that" and ", X said" off a clause. It reports false where the date is that of the saying.
func (f *eventFinder) unattribute(from, to int, x dated) (int, int, bool) {
	verb := -1
	inserted := f.insertions(from, to)
	for k := from; k < to; k++ {
		if len(inserted) > 0 && k >= inserted[0][0] {
			k, inserted = inserted[0][1]-1, inserted[1:]
			continue
		}
		if sayingWord(f.low(k)) && !f.tokens[k].cap && !(k > from && f.has2(k-1, "the", "a", "an", "with", "of", "in", "its", "his", "her", "their", "no", "for")) && !sayingWord(f.low(k+1)) {
			verb = k
			break
		}
	}
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
	case x.start >= content && content > verb+1, x.start > verb+1 && kind == "" && f.low(verb+1) != "on" && f.low(verb+1) != "in" && f.low(verb+1) != ",":
		if kind == "act" {
			return from, to, true
		}
		// The date lies in what was said, unless it ends a short saying.
		if _, ok := f.dateAt(verb + 1); ok {
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
	if f.low(k+1) == "to" {
		if s := eventStatus[f.low(k)+" to"]; s != "" {
			return s
		}
	}
	return eventStatus[f.low(k)]
}

// status tells from the words nearest before the date, else after it, what became of the event. It reports
// false for what did not happen. The second result is the token that told, or -1.
func (f *eventFinder) status(from, to int, x dated) (string, int, bool) {
	status := ""
	read := func(k int) bool {
		s := f.low(k)
		if f.tokens[k].cap && k > f.from && s != "will" || f.tokens[k].kind == punct {
			return false
		}
		if v := f.statusOf(k); v != "" {
			status = v
		} else if t := f.tenseOf(k); t == "past" && status == "" {
			status = "happened"
		} else if t == "present" {
			status = "ongoing"
		}
		return status != ""
	}
	for k := from; k < to; k++ {
		if f.statusOf(k) == "cancelled" {
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
	p := f.published.Format(time.DateOnly)
	return last < p[:len(last)], first > p[:len(first)]
}

// title cuts the clause down to what stands alone in at most maxTitle runes, with its verb. The span
// is what it was cut from.
func (f *eventFinder) title(from, to int, x dated, verb int) (string, Span) {
	for from < to {
		s := f.low(from)
		_, lead := eventLeads[s]
		if !lead && f.tokens[from].kind != punct && !f.adverb(from, to) {
			break
		}
		if slices.Contains([]string{"“", "‘", `"`, "$", "£", "€", "#"}, s) {
			break
		}
		from++
	}
	// a phrase in front that only says when and where: "On Monday in Port Lorne, the …"
	for k := x.end; k < to-2 && k < x.end+10 && x.start >= from && x.start < from+2; k++ {
		if f.low(k) == "," && !f.happens(from, k) {
			from = k + 1
			break
		}
		if f.tenseOf(k) != "" {
			if x.end < k && (f.tokens[x.end].cap || f.has2(x.end, "the", "a", "an", "he", "she", "it", "they", "we", "his", "her", "its", "their")) {
				from = x.end // "On Friday Brightwater announced", "last month the clinic reopened"
			}
			break
		}
	}
	for to > from && f.tokens[to-1].kind == punct && !slices.Contains([]string{"”", "’", `"`, ")", "%", "]"}, f.low(to-1)) {
		to--
	}
	// the date at the end, with its preposition; "since" and "by" mean something and stay
	if to == x.end && x.start > from+2 {
		switch {
		case f.has2(x.start-1, "in", "on", "at"):
			to = x.start - 1
		case !f.has(x.start-1, isPrep) && f.low(x.start-1) != "for" && f.low(x.start-1) != "to":
			to = x.start
		}
	}
	if to < x.end && stative[f.low(to-1)] {
		to = x.end // "the vote was on Monday"
	}
	for to > from && slices.Contains([]string{",", "—", "–", ";", ":", "(", "and", "long", "shortly", "just", "soon", "one", "some", "of"}, f.low(to-1)) {
		to--
	}
	if lead := f.tokens[max(from-1, 0)].lower; from > f.from && eventBorders[lead] != "" && f.subjectless(from) {
		return "", Span{} // "When elected in 2014"
	}
	if to-from < 2 || f.low(from) == "to" || f.tokens[from].kind == possessive || !f.tokens[from].cap && strings.HasSuffix(f.low(from), "ing") && f.tenseOf(from) == "" && !eventNoun(f.low(from)) {
		return "", Span{}
	}
	long := func(s string) bool { return utf8.RuneCountInString(s) > maxTitle }
	if verb > from && long(f.without(from, verb, f.insertions(from, to))) {
		// the last of several subjects
		for k := verb - 1; k > from; k-- {
			if f.low(k) == "and" || f.low(k) == "," {
				from = k + 1
				break
			}
		}
	}
	var cut [][2]int
	text := f.words(from, to)
	if long(text) {
		cut = f.insertions(from, to)
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
			if t := f.without(from, e, cut); !long(t) {
				to, text = e, t
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
				text = f.without(from, to, [][2]int{{k, verb}})
				break
			}
		}
	}
	if long(text) {
		r := []rune(text)[:maxTitle-1]
		for len(r) > 0 && !unicode.IsSpace(r[len(r)-1]) {
			r = r[:len(r)-1]
		}
		text = strings.TrimRight(string(r), " ,;:—–") + "…"
	}
	text = unquoted(text)
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:], Span{f.tokens[from].Start, f.tokens[to-1].End}
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
			if k-1 > floor && f.tokens[k-1].kind != punct {
				return k
			}
		case "in", "at", "for", "from", "with", "near", "over", "on", "by":
			inName := f.tokens[k-1].cap && f.in(k+1) && f.tokens[k+1].cap
			if weak && !inName && !(k+1 >= x.start && k < x.end) {
				return k
			}
		}
	}
	return 0
}

// unquoted drops quotation marks that lost their partner.
func unquoted(s string) string {
	if strings.Count(s, "“") != strings.Count(s, "”") {
		s = strings.NewReplacer("“", "", "”", "").Replace(s)
	}
	if strings.Count(s, `"`)%2 != 0 {
		s = strings.ReplaceAll(s, `"`, "")
	}
	if strings.Count(s, "(") != strings.Count(s, ")") {
		s = strings.NewReplacer("(", "", ")", "").Replace(s)
	}
	return s
}
