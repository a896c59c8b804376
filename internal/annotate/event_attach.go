package annotate

import "strings"

// A date is its verb's where nothing stands between them that could have it for its own: a description, a participle or a
// gerund. Where one does, the sentence does not tell by its words which of them the date is of, and there is no event.

// detached reports a date that is not, or may not be, that of the clause from token from to to-1. verb is what told its status.
func (f *eventFinder) detached(from, to, verb int, x dated, a *Annotation) bool {
	past, future := f.side(x.when)
	lead := x.start - 1 // the date's preposition, or the word before it
	if !(f.has(lead, isPrep) || f.has(lead, isOn) || f.has(lead, isIn)) {
		lead = x.start
	}
	if f.gerund(lead-1) && lead-1 > from && f.tokens[lead-2].kind == word && f.tenseOf(lead-2) == 0 && f.end(lead-2) == "" && !f.has(lead-2, isDeterminer) && !f.ending(lead-2, adverbEnd) && !f.trade(lead-2) {
		return true // "every sailor racing this autumn"
	}
	if c, _ := f.clause(x.start); f.owns(x) && x.start <= c+1 && from < c || !f.owns(x) && x.start == from && (f.isStative(x.end) || f.tenseOf(x.end) == futureTense) {
		return true // "the boats are old, but Monday's race", "this year could be better"
	}
	m := f.main(from, to)
	for v := m + 1; m >= 0 && v < min(verb, x.start); v++ {
		if f.isSubject(v-1) && f.tenseOf(v) != 0 && !f.isStative(v) && f.border(v-2) == "" && f.contact(from, v-1) {
			return true // "was asked about a speech she made behind closed doors in 2014"
		}
	}
	if m >= 0 && m < verb && verb < x.start && f.border(verb-1) == "" && (f.contact(from, verb-1) || f.reduced(from, verb) && !f.isStative(verb-2) && !f.isStative(verb-3) && !f.is(m, contents) && !f.anded(m, verb)) {
		return true // "is one of nine in towns Tor Lund left in 2012", "was hurt by faults tied to a race in April"
	}
	if c := f.comma(x.end, to); f.end(from) == "prep" && f.border(from) == "" && c >= 0 && f.comma(from, x.start) < 0 && f.verb(from+1, x.start) > 0 && f.verb(x.end, c) < 0 && f.main(c, to) >= 0 && (len(x.when) == 4 || f.tenseOf(f.main(c, to)) == futureTense) {
		return true // "In a deal signed in 1990, the guild bought the yard"
	}
	if c := f.comma(x.end, to); c >= 0 && !f.ending(from, gerundEnd) && !(f.tokens[from].cap && from > f.from) && f.participial(from) && f.comma(from, x.start) < 0 && f.main(c, to) > c {
		return true // "Founded by Lund in 1974, the guild owns a yard"
	}
	if f.border(from) == "noun" && verb > from && verb < x.start && f.describes(verb-1) && !f.eventNoun(verb-2) {
		return true // "after sales that shrank the guild in May"
	}
	if !future && len(x.when) == 4 && f.deictic(x) && f.isStative(m) && f.verb(m+1, to) < 0 {
		return true // "the race was his second this year"
	}
	if !past && !future && f.owns(x) && f.has(x.start, isDay) {
		return true // "in today's market"
	}
	if future && f.isStative(m) && f.tenseOf(m) == presentTense && m < x.start && (verb < 0 || f.statusOf(verb) == "") && !f.coming(m, x) {
		return true // "has no rival in the race on 7 June", "is facing a fight in 2018"
	}
	if f.has(x.start-1, isAnd) && f.is(x.start-3, betweens) && f.found[x.index].Type == TypeDate && m >= 0 && m < x.start {
		return true // "has the means to race between now and 7 June"
	}
	if m >= 0 && m < verb && verb < x.start && f.comma(m, verb) == verb-1 && f.participle(verb) && f.apposed(from, x, verb) < 0 {
		return true // "leads by nine in the poll, taken in May"
	}
	if f.weekday(x) && f.weekly(x) {
		return true // "on Monday, Wednesday and Friday": every week
	}
	if f.participles(from, x.start) {
		return true // "brought peace, opening a port in 2005"
	}
	if t := f.tenseOf(x.end); !future && verb > from && verb < x.start && (t == pastTense || t == presentTense) && !f.participle(x.end) && f.clings(from, verb) {
		return true // "a choice she made in 1899 changed the law"
	}
	if future && verb >= x.end && f.end(from) == "prep" && x.start > from+2 && f.sign(x.end) == ',' && f.tenseOf(verb) == presentTense && !f.isStative(verb) {
		return true // "In the round of races next month, the guild holds a lead"
	}
	if (f.has(from, isBefore) || f.has(from, isAfter) || f.is(from, followings)) && f.sign(lead-1) == ',' && f.sign(x.end) == ',' && f.verb(from, lead) < 0 {
		return true // "Before the storm, sixty years ago, the guild had few boats"
	}
	if verb >= from && verb < x.start && f.owns(x) && f.end(x.start-1) == "prep" && (f.tenseOf(verb) == presentTense || f.has(verb-1, isPerfect) && !f.has(verb-1, isHad)) && !f.says(verb) {
		return true // "has a lead in Tuesday's race"
	}
	if n := x.end; len(x.when) < 10 && n == x.start+1 && lead == x.start && x.start > from && f.in(n) && f.tokens[n].kind == word && !f.tokens[n].cap && f.tenseOf(n) == 0 && !f.among(n, endWords) && f.border(n) == "" && !f.has(n, isPart) && !f.ending(n, adverbEnd) && !f.has(n, isTo) && !f.eventNoun(n) {
		return true // "a bitter October surprise"
	}
	return a.Rule == "date/part-of-day" && f.has(x.start, isThe) && x.end == x.start+2 && verb >= 0 && f.tenseOf(verb) == presentTense // "In the evening, a boat is lit"
}

// gerund reports a word in -ing at token k that is no noun for a happening.
func (f *eventFinder) gerund(k int) bool {
	s := f.low(k)
	return len(s) > 5 && f.ending(k, gerundEnd) && !f.tokens[k].cap && f.end(k) == "" && !f.eventNoun(k)
}

// clings reports that verb is that of a description: "the speech [Tor Lund held]", "the clerk [who was fired]". It is none of what
// happens itself ("the fire that destroyed the mill"), nor without a word that begins it ("the warrant issued").
func (f *eventFinder) clings(from, verb int) bool {
	k := verb - 1
	for f.isStative(k) || f.ending(k, adverbEnd) {
		k--
	}
	if f.describes(k) {
		return k > from && !f.eventNoun(k-1)
	}
	if k < from || !f.isSubject(k) && !f.tokens[k].cap {
		return !f.participle(verb)
	}
	return f.contact(from, k)
}

// contact reports a name or pronoun that ends at token k right behind a noun: "the speech [Tor Lund] held".
func (f *eventFinder) contact(from, k int) bool {
	if f.isSubject(k) {
		k--
	} else if !f.tokens[k].cap {
		return false
	}
	for k > from && f.tokens[k].cap && f.tokens[k].kind == word {
		k--
	}
	return k > from && !f.inDate(k) && !f.says(k) && !f.ending(k, adverbEnd) && f.tokens[k].kind == word && !f.tokens[k].cap && f.tenseOf(k) == 0 && !f.among(k, endWords) && f.border(k) == "" && !f.has(k, isDeterminer) && !f.has(k, isThat)
}

// coming reports that what is told with the verb "be" at token m is to come: "the race is on 7 June", "she is holding a rally on
// Tuesday".
func (f *eventFinder) coming(m int, x dated) bool {
	n := m + 1
	for f.is(n, stills) || f.ending(n, adverbEnd) {
		n++
	}
	if f.gerund(n) {
		return len(x.when) == 10
	}
	return f.tenseOf(n) != 0 || f.end(n) == "prep" || f.has(n, isTo) || f.inDate(n) || f.border(n) != ""
}

// weekly reports a weekday of a list of several.
func (f *eventFinder) weekly(x dated) bool {
	n, end := 0, -2 // dates in a row, and where the last one ends
	for _, o := range f.dates {
		next := end
		if f.sign(next) == ',' && f.has(next+1, isAnd) {
			next++
		}
		if o.start != next+1 || f.sign(next) != ',' && !f.has(next, isAnd) {
			n = 0
		}
		if n++; n > 2 && x.start <= o.start && o.start < x.start+7 {
			return f.weekday(o)
		}
		end = o.end
	}
	return false
}

// anded reports an "and" among tokens i to j-1.
func (f *eventFinder) anded(i, j int) bool {
	for k := i; k < j; k++ {
		if f.has(k, isAnd) {
			return true
		}
	}
	return false
}

// trade reports that a word in -ing behind token k is a noun: "in heavy [trading]", "on suspicion of drunken [driving]", "the old
// [building]".
func (f *eventFinder) trade(k int) bool {
	if t := &f.tokens[k]; !t.cap && strings.HasSuffix(t.in(f.lower), "s") {
		return false // "the sailors racing"
	}
	for f.in(k) && (f.hyphen(k-1) || f.hyphen(k+1) || f.tokens[k].kind == word && !f.among(k, endWords) && !f.has(k, isDeterminer) && f.tenseOf(k) == 0 || f.hyphen(k)) {
		k--
	}
	return f.has(k, isIn) || f.has(k, isOf) || f.has(k, isA) || f.has(k, isThe)
}

// participles reports a verb among tokens from to to-1 and a phrase in -ing behind it, after a comma, that goes on to token to.
func (f *eventFinder) participles(from, to int) bool {
	for k := to - 1; k > from+1 && f.tenseOf(k) == 0 && f.sign(k) != ','; k-- {
		c := k - 1
		for f.ending(c, adverbEnd) || f.is(c, stills) {
			c--
		}
		if f.sign(c) == ',' && f.gerund(k) {
			return f.main(from, c) >= 0
		}
	}
	return false
}
