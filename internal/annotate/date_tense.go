package annotate

import (
	"slices"
	"strings"
)

// tense is what a word says of the time of its clause, or what date_tense.txt says of it; 0 is nothing.
type tense uint8

const (
	pastTense tense = 1 + iota
	presentTense
	futureTense
	// What the list says of a word, until readTense has read the words around it:
	untensed    // a verb that tells no time
	intentTense // looks ahead, unless it is a noun
	movedTense  // puts things off
	eitherTense // a past like its base form
	soonTense   // ahead, unless it is an infinitive

	looked tense = 1 << 7 // marks what was read already
)

// tenseNames are what date_tense.txt calls them.
var tenseNames = []string{pastTense: "past", presentTense: "present", futureTense: "future", untensed: "none", intentTense: "intent", movedTense: "moved", eitherTense: "both", soonTense: "soon"}

// governed reports that a verb in the past tells of the date at i itself: one close before it, "was sold in April", or,
// where none is before it, the one after: "In April the dam broke".
func (f *dateFinder) governed(i int) bool {
	k := i - 1
	for ; k >= f.from && k > i-40 && f.tenseOf(k) == 0; k-- {
	}
	if k < f.from {
		return true
	}
	k = i - 1
	for f.has(k, isPrep) || f.has(k, isMod) || f.hyphen(k) {
		k--
	}
	return f.tenseAt(k) == pastTense || f.tenseAt(k-1) == pastTense
}

// tenseAt is tenseOf for any k.
func (f *dateFinder) tenseAt(k int) tense {
	if !f.in(k) {
		return 0
	}
	return f.tenseOf(k)
}

// tense is the time of the clause that token i stands in.
// The nearest word of tense before i in its sentence decides, else the nearest after it.
func (f *dateFinder) tense(i int) tense {
	if f.has(i-1, isOf) && f.has(i-2, isAhead) {
		return futureTense
	}
	if f.in(i+1) && f.tokens[i+1].kind == possessive {
		// "Wednesday's ruling": only what comes after can tell
		for k := i + 2; k < f.to && k < i+12; k++ {
			if t := f.tenseOf(k); t != 0 {
				return t
			}
		}
		return 0
	}
	t := f.nearestTense(i)
	if f.lead > 0 {
		i = f.lead
	}
	if f.has(i-1, isTill) && (t != pastTense || f.moved(i)) {
		return futureTense
	}
	return t
}

// moved reports a verb before "until" at i-1 that puts things off: "they postponed the talks until Monday".
func (f *dateFinder) moved(i int) bool {
	for k := i - 2; k >= f.from && k > i-10; k-- {
		if f.tenseOf(k) != 0 {
			return f.listedTense(k) == movedTense && !f.has(k-1, isHad)
		}
	}
	return false
}

func (f *dateFinder) nearestTense(i int) tense {
	j := i - 1
	if f.has(j, isPrep) {
		j--
	}
	if (f.has(j, isAnd) || f.has(j, isBut)) && f.sign(j-1) == ',' {
		// "…, and in November it put off": the clause begins with its date
		for k := i + 1; k < f.to && k < i+25 && f.sign(k) != ','; k++ {
			if t := f.tenseOf(k); t != 0 {
				return t
			}
		}
	}
	next := i + 1
	if f.has(next, isPart) {
		next++
	}
	if t := f.tenseAt(next); t != 0 && f.has(i, isWeekday) && f.tenseAt(j) == 0 && f.tenseAt(j-1) == 0 && f.tenseAt(j-2) == 0 {
		return t // "the ministry on Sunday issued"
	}
	k := i - 1
	for ; k >= f.from && k > i-40; k-- {
		if f.bare[0] <= k && k < f.bare[1] {
			k = f.bare[0]
			continue
		}
		if s := f.sign(k); s == ';' || s == ':' && k > f.from {
			break
		}
		if t := f.tenseOf(k); t != 0 && !(t == futureTense && f.asPlanned(k)) {
			return t
		}
	}
	f.bare = [2]int{k + 1, i}
	for k = i + 1; k < f.to && k < i+25; k++ {
		if f.ahead[0] <= k && k < f.ahead[1] {
			k = f.ahead[1] - 1
			continue
		}
		if t := f.tenseOf(k); t != 0 {
			if t == futureTense && f.ending(k, pastEnd) && !f.has(k-1, isBe) {
				return pastTense // "On Monday he pledged to resign": what he pledged is to come, the pledge is not
			}
			return t
		}
	}
	f.ahead = [2]int{i + 1, k}
	return 0
}

// asPlanned reports what tells no time of its own at token k: "began as [previously] planned".
func (f *dateFinder) asPlanned(k int) bool {
	before := k - 1
	for f.ending(before, adverbEnd) {
		before--
	}
	return f.has(before, isAs) && f.ending(k, pastEnd)
}

// tenseOf is the tense that token k gives its clause: past, present, future, or 0.
func (f *dateFinder) tenseOf(k int) tense {
	if uint(k) < uint(len(f.tenses)) && f.tenses[k] != 0 {
		return f.tenses[k] &^ looked
	}
	return f.lookAt(k)
}

// lookAt is tenseOf for a token that was not looked at yet, or none.
func (f *dateFinder) lookAt(k int) tense {
	if uint(k) >= uint(len(f.tenses)) {
		return 0
	}
	s := f.readTense(k)
	if s > futureTense {
		s = 0 // a word of the list that nothing beside it tells more of
	}
	f.tenses[k] = looked | s
	return s
}

func (f *dateFinder) readTense(k int) tense {
	t := &f.tokens[k]
	if t.kind != word || t.cap && k > f.from {
		return 0
	}
	if f.among(k, tensePairs) {
		if s := f.pairTense(k); s != 0 && !(s == futureTense && f.has(k+1, isTo) && f.has(k+2, isDeterminer)) {
			return s
		}
	}
	s := f.listedTense(k)
	if s == 0 {
		if t.Len() <= 4 {
			return 0
		}
		if !f.ending(k, pastEnd) || t.cap && f.in(k+1) && f.tokens[k+1].cap { // not of "Seyed Lund"
			return f.negated(t.in(f.lower))
		}
		s = pastTense
	}
	before := k - 1
	for f.has(before, isAdverb) || f.in(before) && f.ending(before, adverbEnd) {
		before--
	}
	switch {
	case s == pastTense && f.ending(k, pastEnd) && f.has(before, isDeterminer) && !f.relates(before) && !f.ends(k+1) && f.tenseWord(k+1) == 0:
		return 0 // "a still disputed vote"
	case f.cause(k):
		return 0
	case s == intentTense:
		if f.has(before, isDeterminer) && !f.has(k+1, isTo) && !f.has(k+1, isFor) {
			return 0 // "announced the plan on Monday"
		}
		return futureTense
	case s == movedTense && f.has(before, isHad):
		return pastTense // "had given them until Monday"
	case s == movedTense:
		if k+3 >= f.from && (f.has(k+1, isTill) || f.has(k+1, isTo)) && !f.has(k+1, isBy) {
			return futureTense // "postponed until Monday"
		}
		if f.has(before, isUnpast) {
			return 0
		}
		return pastTense
	case s == futureTense && f.has(k-1, isBeen) && f.has(k-2, isHad):
		return pastTense // "had been due to expire on Friday"
	case s == untensed, s == pastTense && f.has(before, isUnpast):
		return 0 // "will be closed" is told by its "will"
	case s == presentTense && f.has(k, isCopula) && (f.futureWord(k+1) || f.ending(k+1, adverbEnd) && f.futureWord(k+2)):
		return futureTense // "is expected"
	case s == soonTense:
		if f.infinitive(k) {
			return 0
		}
		return futureTense
	case s == eitherTense:
		if f.infinitive(k) || f.ending(before, gerundEnd) { // "being cut"
			return 0
		}
		return pastTense
	}
	return s
}

// listedTense is what date_tense.txt says of the word at token k.
func (f *dateFinder) listedTense(k int) tense {
	if !f.in(k) {
		return 0
	}
	return f.words.list[f.tokens[k].id].tense
}

// pairTense is the tense that tokens k and k+1 have together, or 0.
func (f *dateFinder) pairTense(k int) tense {
	if !f.in(k + 1) {
		return 0
	}
	return f.words.time.pairs[[2]wordID{f.tokens[k].id, f.tokens[k+1].id}]
}

// negated is the tense of a verb with a negation at its end, or 0.
func (f *dateFinder) negated(w string) tense {
	if len(w) > 4 && f.words.time.ended(w, negatedEnd) {
		for _, end := range f.words.time.ends[negatedEnd] {
			if verb, ok := strings.CutSuffix(w, end); ok {
				return f.words.list[f.words.find(verb)].tense
			}
		}
	}
	return 0
}

// relates reports a "that" at token k that tells of the noun before it: "the storm that flooded the town".
func (f *dateFinder) relates(k int) bool {
	return f.has(k, isThat) && f.in(k-1) && f.tokens[k-1].kind == word && !f.has(k-1, isPrep) && f.tenseAt(k-1) == 0 && !f.says(k-1)
}

// cause reports a "due" that gives a reason: "due to the storm", and not "due to open".
func (f *dateFinder) cause(k int) bool {
	if !f.has(k, isDue) || !f.has(k+1, isTo) || !f.in(k+2) {
		return false
	}
	if f.in(k-1) && f.tenseOf(k-1) == pastTense && !f.has(k-1, isBe) && !f.has(k-1, isAuxiliary) {
		return true // "withdrew due to ill health"
	}
	return f.has(k+2, isDeterminer) || f.tokens[k+2].cap || f.ending(k+2, gerundEnd) || f.has(k+3, isOf)
}

// futureWord reports a word or pair that looks ahead.
func (f *dateFinder) futureWord(k int) bool {
	return f.listedTense(k) == futureTense || f.in(k) && f.among(k, tensePairs) && f.pairTense(k) == futureTense
}

// tenseWord is the tense of the word at k by itself.
func (f *dateFinder) tenseWord(k int) tense {
	if s := f.listedTense(k); s != 0 {
		return s
	}
	if len(f.low(k)) > 4 && f.ending(k, pastEnd) {
		return pastTense
	}
	return 0
}

// infinitive reports whether a verb whose past is its base form ("put", "cut") is no past at k: after "to" or a
// word like "will", or as a noun.
func (f *dateFinder) infinitive(k int) bool {
	i := k - 1
	for f.has(i, isAdverb) || f.ending(i, adverbEnd) {
		i--
	}
	return f.has(i, isBase) || f.listedTense(i) == futureTense || f.ending(i, negatedEnd) || f.has(k+1, isOf)
}

// ending reports a word at token k that has an ending of a kind.
func (f *dateFinder) ending(k, kind int) bool {
	if !f.in(k) || !f.words.time.mayEnd(f.lower[f.tokens[k].End-1], kind) {
		return false // as most words
	}
	return f.words.time.ended(f.small(k), kind)
}

// mayEnd reports whether c is the last letter of one of the endings of a kind.
func (t *timeWords) mayEnd(c byte, kind int) bool { return t.last[kind]>>(c&31)&1 != 0 }

// ended reports a word that has an ending of a kind.
func (t *timeWords) ended(w string, kind int) bool {
	return w != "" && t.mayEnd(w[len(w)-1], kind) && slices.ContainsFunc(t.ends[kind], func(end string) bool { return strings.HasSuffix(w, end) })
}
