package annotate

import (
	"slices"
	"strings"
)

// statusWords begin the keys of words/event_status.txt.
var statusWords = firstIn("event_status")

// dataNouns are what a year behind them only describes.
var dataNouns = wordsIn("event_data")

// compares reports a date that only measures something: "than a year ago", "the year-earlier period".
func (f *eventFinder) compares(x dated, a *Annotation) bool {
	if a.Rule == "date/compared" || (a.Rule == "date/ago" || a.Rule == "date/later") && strings.Contains(a.Value, "-Q") {
		return true // "from a year ago", of a quarter
	}
	if f.has(x.start-1, isOf) && f.has(x.start-2, isAs) {
		return true
	}
	// "than on Monday"; "against two to three months today"
	if f.has(x.start-1, isPrep) && (f.has(x.start-2, isThan) || f.is(x.start-2, againsts)) {
		return true
	}
	for k := x.start - 1; k > f.from && k > x.start-9 && f.tokens[k].kind != punct && f.tenseOf(k) == 0; k-- {
		if f.is(k, againsts) && (f.has(k+1, isNumber) || f.tokens[k+1].kind == number) || f.is(k, froms) && k < x.start-2 && f.is(k+1, amounts) {
			return true // "against nine a year ago", "from $8 a share on 9 May"
		}
	}
	for k := x.start - 2; k > f.from && k > x.start-6 && f.tokens[k].kind != punct; k-- {
		if f.has(k, isThan) {
			return true // "stronger than he was a year ago"
		}
	}
	switch last := x.start - 1; {
	case f.has(last, isTill) && !f.has(last, isBy):
		return true // an end, not a happening
	case f.has(last, isThan) || f.is(last, againsts) || f.is(last, withs):
		return true
	case f.is(last, froms):
		if past, _ := f.side(x.when); past && f.has(x.end, isTill) && !f.has(x.end+1, isTo) && f.dateAt(x.end+1) == nil {
			return true // "from 1968 until he left"
		}
		return a.Rule == "date/ago" || a.Rule == "date/later" || f.is(x.start-2, particles)
	}
	return false
}

// cited reports a date of what a clause says its source is: "according to a report on Monday".
func (f *eventFinder) cited(x dated) bool {
	from, _ := f.clause(x.start)
	return f.is(from, sources) && (f.verb(from, x.start) < 0 || f.comma(from, x.start) < 0)
}

// measured reports a date that only leads to what happened, or measures it: "after Monday's storm", "during the past year",
// "in the 1930's", "has won nine times since losing in May",
// "before leaving for Norrvik in May".
func (f *eventFinder) measured(x dated) bool {
	if f.owns(x) && f.has(x.start-1, isFor) {
		return true // "sent a plan for Tuesday's march"
	}
	if f.owns(x) && ((f.has(x.start-1, isBefore) || f.has(x.start-1, isAfter) || f.is(x.start-1, followings) || f.is(x.start-1, abouts)) || f.is(x.start, abouts) || f.has(x.start-1, isOf) && f.has(x.start-2, isAhead) || len(x.when) == 4 && x.when[3] == '0') {
		return true
	}
	for k := x.start; k < x.end; k++ {
		if f.has(k, isBygone) && (f.has(k+1, isUnit) && !f.has(k+1, isPlural) || f.is(k+1, seasons)) {
			return true
		}
	}
	if n := x.start - 2; (f.has(n+1, isPrep) || f.has(n+1, isOn) || f.has(n+1, isAt) || f.has(n+1, isIn)) && f.in(n) && f.eventNoun(n) && (f.has(n-1, isThe) || f.has(n-1, isA) || f.own(n-1)) && (f.has(n-2, isOf) || f.is(n-2, abouts)) {
		return true // "unaware of the fire on Monday"
	}
	if f.has(x.start-2, isUnit) && f.is(x.start-1, startings) {
		return true // a week's, not a day's; "for the quarter ended 31 March"
	}
	from, _ := f.clause(x.start)
	for k := x.start - 2; k >= max(from, x.start-8) && f.tenseOf(k) == 0; k-- {
		if f.has(k, isTill) && !f.has(k, isTo) && !f.has(k, isBy) && f.dateAt(k+1) == nil {
			return true // "until his death in 2018"
		}
	}
	for k := x.start - 1; k >= from; k-- {
		if len(f.low(k+1)) > 5 && f.ending(k+1, gerundEnd) && ((f.is(k, sinces) || f.has(k, isBefore) || f.has(k, isAfter) || f.has(k, isOf)) || f.is(k, withs) && f.sign(k-1) != ',' || f.has(k, isFor) && len(x.when) < 10 || k == from && f.end(k) == "prep" && f.sign(x.end) == ',') && !f.eventNoun(k+1) && f.verb(k, x.start) < 0 {
			return true
		}
	}
	return false
}

// owns reports a date with a possessive's ending: "Monday's".
func (f *eventFinder) owns(x dated) bool {
	return f.in(x.end) && (f.tokens[x.end].kind == possessive || (f.sign(x.end) == '\'' || f.low(x.end) == "’") && f.low(x.end+1) == "s" && f.glued(x.end+1))
}

// silent reports a clause of one who says nothing: "declined to comment", "refused a request for an interview".
func (f *eventFinder) silent(from, to int) bool {
	for k := from; k < to && f.all.has(declining); k++ {
		if !f.among(k, declining) {
			continue
		}
		for c := k + 1; c < min(k+8, to); c++ {
			if f.among(c, comments) {
				return true
			}
		}
	}
	return false
}

// background reports a year that belongs to a figure, or a date that describes a thing ("the 2015 law",
// "the 4 March issue") and no happening ("her April visit").
func (f *eventFinder) background(x dated, a *Annotation, from, to int) bool {
	if len(x.when) == 4 && !terminates(f.doc, f.to-1) {
		return true // a heading's
	}
	for k := x.start - 1; k >= from && k > x.start-9 && f.all.has(sinces); k-- {
		if f.is(k, sinces) && f.verb(k, x.start) < 0 {
			has := false
			for j := from; j < to; j++ {
				has = has || f.has(j, isPerfect)
			}
			return !has || k < x.start-1 // "the most since 2006", "since its founding in 1950"
		}
	}
	if f.in(x.start-1) && (f.tokens[x.start-1].kind == possessive || (f.has(x.start-1, isThe) || f.has(x.start-1, isA) || f.own(x.start-1))) && f.in(x.end) && f.tokens[x.end].kind == word {
		if end := f.in(x.end) && f.among(x.end, endWords); !end && (f.tenseOf(x.end) == 0 || f.tenseOf(x.end) == pastTense && f.has(x.start-1, isThe) && !(f.has(x.end, isAuxiliary) && !f.has(x.end, isCopula))) && !f.has(x.end, isPart) && a.Rule != "date/focus" && a.Rule != "date/shifted" && a.Rule != "date/modified" {
			happening := false
			for k := x.end; k < min(x.end+4, to); k++ {
				happening = happening || f.eventNoun(k)
			}
			if !happening || f.tokens[x.start-1].kind == word && !f.weekday(x) && f.finite(from, x.start) {
				return true
			}
		}
	}
	if f.sign(x.end) == ',' && f.has(x.start-1, isA) {
		return true // "under a 4 May 2010, pact"
	}
	if n := x.end + 1; f.sign(x.end) == ',' && f.has(x.start-1, isThe) && f.in(n) && f.eventNoun(n) && f.finite(from, x.start) {
		return true // "charged in the 21 May 2010, bombing of the mill"
	}
	if len(x.when) == 9 && x.when[4] == '/' || len(x.when) == 4 {
		if f.contains(max(from, x.start-15), x.start, dataNouns) {
			return true // "compared data from 2004"
		}
	}
	if a.Rule == "date/quarter" {
		if f.contains(from, to, amounts) {
			return true
		}
	}
	if len(x.when) != 4 {
		return false
	}
	if !f.is(x.start-1, yearly) && f.sign(x.start-1) != ',' && a.Rule == "date/year" && x.start > f.from {
		return true
	}
	heads := x.start <= from+1 // "In 2004 a wave killed 300"
	for k := from; k < to; k++ {
		if !heads && f.tokens[k].kind == number && (k < x.start || k >= x.end) && !f.inDate(k) || f.is(k, amounts) {
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
	kind := f.lists.saying[f.low(verb)]
	// where what is said begins
	content := verb + 1
	for content < to && (!f.has(content, isThat) || f.inDate(content)) && (f.tenseOf(content) == 0 || f.participle(content)) {
		content++
	}
	switch {
	case content < to && f.has(content, isThat):
		content++
	case kind == "object":
		content = to
	default:
		content = verb + 1
	}
	trailing := f.trails(from, verb)
	if kind == "that" && !trailing && content == verb+1 {
		if s := f.low(x.end); (s == "," || s == ":") && x.start > verb && x.start <= verb+2 {
			return from, to, false // "noted on Monday, the boats were old"
		}
		for k := x.end; x.start > verb && k < f.to && f.tokens[k].kind != punct && !f.is(k, tellings) && !f.lists.leaning[f.low(k)]; k++ {
			if f.tenseOf(k) != 0 && !(f.has(k-1, isAnd) || f.has(k-1, isOr) || f.has(k-1, isBut)) && !f.describes(k-1) {
				return verb + 1, max(to, k), true // "noted efforts to sell it in 2004 had failed"
			}
		}
		return from, to, true // "wrote most of the rules in May"
	}
	recent := len(x.when) >= 10 && !f.published.IsZero() && x.when >= isoDay(days(f.published, -7))
	switch {
	case trailing && x.start > verb-6 && x.end > verb-6 && x.start >= f.attribution(from, verb):
		if kind == "act" || recent {
			return from, to, false
		}
		// What was told, as much of its end as a title holds.
		for k := from; k < verb; k++ {
			if (k == from || f.sign(k-1) == ',') && !long(f.words(k, x.start)) {
				return k, to, kind == "object"
			}
		}
		return f.attribution(from, verb) + 1, to, kind == "object"
	case trailing:
		return from, f.attribution(from, verb), true
	case x.start >= content && content > verb+1, x.start > verb+1 && kind == "" && f.sign(verb+1) != ',' && !(f.end(verb+1) == "prep" && f.verb(verb+1, x.start) < 0):
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
	if !f.contains(from, to, sayings) {
		return -1
	}
	inserted := f.insertions(from, to)
	for k := from; k < to; k++ {
		if len(inserted) > 0 && k >= inserted[0][0] {
			k, inserted = inserted[0][1]-1, inserted[1:]
			continue
		}
		if !f.says(k) || f.tokens[k].cap || k > from && (f.has(k-1, isThe) || f.has(k-1, isA) || f.has(k-1, isOf) || f.has(k-1, isIn) || f.own(k-1) || f.is(k-1, unsaid)) || f.says(k+1) {
			continue
		}
		if k > from && f.tenseOf(k-1) == pastTense && !f.isStative(k-1) && !f.has(k-1, isPerfect) {
			continue // "nine tested and confirmed cases", without the "and"
		}
		if (f.is(k, nounToo) || f.is(k, pluralToo)) && (!f.in(k-1) || !f.tokens[k-1].cap && !f.isSubject(k-1) && (f.is(k, pluralToo) || !strings.HasSuffix(f.low(k-1), "s"))) {
			continue // "member states", "a separate report"
		}
		if f.has(k+1, isTo) && (f.has(k-1, isAuxiliary) || f.has(k-2, isAuxiliary)) {
			continue // "was yesterday reported to have sunk"
		}
		if (f.has(k-1, isAuxiliary) || f.has(k-1, isBeen)) && !f.has(k+1, isThat) && !f.is(k-2, objects) && f.lists.saying[f.low(k)] != "object" {
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
			if (f.has(k+1, isAnd) || f.has(k+1, isBut)) || f.inserted(verb) {
				return from // "Ina Morrow, who led the guild, announced"
			}
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
	if !f.is(k, statusWords) {
		return ""
	}
	if f.statuses[k] == 0 {
		f.statuses[k] = 1 + uint8(slices.Index(statusNames, f.readStatus(k)))
	}
	return statusNames[f.statuses[k]-1]
}

func (f *eventFinder) readStatus(k int) string {
	s := f.low(k)
	if f.cause(k) || !f.has(k+1, isTo) && s != "deadline" && f.has(k-1, isDeterminer) && f.listedTense(k) == intentTense {
		return "" // "sent the police a plan"
	}
	if f.lists.pairs[s] && !f.has(k+2, isDeterminer) {
		if v := f.lists.status[s+" "+f.low(k+1)]; v != "" {
			return v
		}
	}
	return f.lists.status[s]
}

// undone reports whether token k says that the event of its clause is cancelled: it was put off, and nobody put off
// another thing.
func (f *eventFinder) undone(k int) bool {
	if f.statusOf(k) != "cancelled" {
		return false
	}
	object := k + 1
	if f.is(object, particles) {
		object++
	}
	if !f.in(object) || f.dateAt(object) != nil {
		return true
	}
	t := f.tokens[object]
	return !(t.cap || t.kind == number || f.has(object, isNumber) || (f.has(object, isThe) || f.own(object) || f.has(object, isThis) || f.has(object, isThat) || f.is(object, alls)))
}

// dueAmong reports what was to come and is done away with, among tokens from to to-1: "cancelled the vote [due] on Monday".
func (f *eventFinder) dueAmong(from, to int) bool {
	for k := from; k < to; k++ {
		if s := f.statusOf(k); s == "scheduled" || f.is(k, plannedWords) {
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
			if f.tenseOf(k) == pastTense && f.statusOf(k) == "" {
				return true
			}
		}
		return false
	}
	read := func(k int) bool {
		v, t := f.statusOf(k), f.tenseOf(k)
		if v == "" && t == 0 {
			return false // as of most words
		}
		s := f.low(k)
		if f.inDate(k) || f.aside(k) && !f.aside(x.start) || f.tokens[k].cap && k > f.from && s != "will" || f.tokens[k].kind == punct || (s == "upcoming" || s == "ahead" || s == "deadline") && told() {
			return false
		}
		if v == "cancelled" {
			status = "happened"
		} else if v != "" {
			status = v
		} else if t == pastTense && status == "" && !f.has(k-1, isNumber) { // not "one attempted theft"
			status = "happened"
		} else if t == presentTense {
			status = "ongoing"
		}
		return status != ""
	}
	for k, any := from, f.all.has(statusWords); k < to && any; k++ {
		if !f.among(k, statusWords) {
			continue
		}
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
		if f.describes(k) {
			// "In May the captain, a sailor who had worked in Lorne, reached the port"
			if m := f.main(k, to); m > k {
				k = m
			}
		}
		if read(k) {
			at = k
		}
	}
	if at >= 0 && status != "cancelled" {
		for k := max(at-1, from); k < min(at+3, to); k++ {
			if f.is(k, negations) && (k < at || f.isStative(k-1) || f.tenseOf(k-1) == futureTense) || f.ending(k, negatedEnd) {
				return "", at, false
			}
		}
	}
	for k := max(from+1, at-2); k <= min(at+1, to-1); k++ {
		if f.has(k, isPerfect) && f.is(k-1, weak) {
			return "", at, false // "would have been 80": it did not happen
		}
	}
	if status != "happened" && status != "" {
		for k := at + 1; k < to; k++ {
			if f.has(k, isBut) && (f.is(k+1, failing) || f.is(k+2, negations) || f.ending(k+1, negatedEnd)) {
				return "", at, false // "was due to appear on Monday but did not"
			}
		}
	}
	past, future := f.side(x.when)
	for k := from; k+1 < to && past; k++ {
		if f.isStative(k) && f.statusOf(k) == "unconfirmed" && f.verb(from, k) < 0 {
			return "", at, false // "nine crews were to sail on Monday"
		}
	}
	if past && (status == "expected" || status == "unconfirmed") && !f.published.IsZero() && at > from && f.isStative(at-1) && f.tenseOf(at-1) == pastTense {
		return "", at, false // "was expected to sail on Monday": whether it did is not told
	}
	if at >= 0 && (past && f.among(at, modals) || f.has(at-1, isHad) && f.has(at+1, isTo) && status != "happened") {
		return "", at, false // "could see it on Monday", "had hoped to come"
	}
	if past && at > from && f.has(at-1, isPerfect) && !f.has(at-1, isHad) && len(x.when) == 4 && (f.has(x.start-1, isIn) || f.is(x.start-1, froms)) {
		return "", at, false // "has asked for a trial like that of Lund in 1998"
	}
	if past && len(x.when) == 10 && f.has(x.start-1, isTo) && at >= 0 && f.tenseOf(at) == pastTense {
		return "", at, false // "moved the races to 2 June": that one is to come
	}
	if !past && !future && x.start == f.from && f.has(x.start, isDay) && status != "scheduled" {
		if m := f.main(from, to); m >= 0 && f.tenseOf(m) != pastTense {
			return "", at, false // "Today, some refuse to sail": these days
		}
	}
	dueBy := at+1 == x.start || f.is(x.start-1, effective)
	if future && status == "happened" && at >= 0 && !dueBy || past && status == "ongoing" && !f.is(x.start-1, sinces) {
		return "", at, false // "was fired on 8 June" is of another June, or day
	}
	if f.is(x.start-1, sinces) {
		for k := from; k < to; k++ {
			if f.has(k, isPerfect) && !f.has(k, isHad) && (k < x.start || x.start == from+1) {
				return "ongoing", at, true
			}
		}
	}
	switch {
	case status == "ongoing" && !past && !future:
		if f.has(x.start, isDay) && at >= 0 && f.isStative(at) && !f.ending(at+1, gerundEnd) {
			return "", at, false // "the hill today has no trees"
		}
	case status == "" || status == "ongoing":
		status = "happened"
		if future {
			status = "scheduled"
		}
	case status == "happened" && future:
		status = "scheduled"
	case (status == "expected" || status == "unconfirmed") && !future && (f.is(at, acts) && !f.isStative(at-1) || f.is(at, intents) && f.announced(from, at)):
		status = "happened" // "agreed to sail", "announced plans": what is to come is not what was told
	}
	return status, at, true
}

// announced reports a verb in the past before token at, which tells of a plan: "announced a plan".
func (f *eventFinder) announced(from, at int) bool {
	m := f.main(from, at)
	return m >= 0 && f.tenseOf(m) == pastTense && !f.isStative(m)
}

// astray reports a bare weekday or day of a month that was read as one to come in a clause that only tells of the past: "the
// launch planned for Wednesday was put off". It may be either.
func (f *eventFinder) astray(from, to, verb int, x dated, a *Annotation) bool {
	if a.Rule != "date/weekday" && a.Rule != "date/day-month" && a.Rule != "date/part-of-day" {
		return false
	}
	main := f.main(from, to)
	if main < 0 || f.tenseOf(main) != pastTense {
		return false
	}
	for k := from; k < to; k++ {
		if f.is(k, certain) || f.tenseOf(k) == futureTense && k > main && !f.is(k, plannedWords) || f.tenseOf(k) == presentTense {
			return false
		}
	}
	return true
}

// side reports whether a date lies wholly before or wholly after the day of publication.
func (f *eventFinder) side(when string) (past, future bool) {
	if f.published.IsZero() {
		return true, false
	}
	p := f.ref.Published
	if len(when) == 10 && when[4] == '-' && when[7] == '-' && isDigit(when[5]) { // a day
		return when < p, when > p
	}
	when = strings.TrimSuffix(when, "~")
	if len(when) > 5 && when[5] == 'W' {
		if f.week == "" {
			f.week = at(f.published, 'W').value
		}
		return when < f.week, when > f.week
	}
	first, last := when, when
	if k := strings.IndexByte(when, '/'); k >= 0 {
		first, last = when[:k], when[k+1:]
	}
	return last < p[:min(len(last), len(p))], first > p[:min(len(first), len(p))] // next Friday may be in the year 10000
}
