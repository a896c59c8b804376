package annotate

import (
	"slices"
	"strings"
)

var tenseNames = [8]string{"", "past", "present", "future"}

// tenseNumber is the index of a tense into tenseNames.
func tenseNumber(s string) uint8 {
	switch s {
	case "past":
		return 1
	case "present":
		return 2
	case "future":
		return 3
	}
	return 0
}

// governed reports that a verb in the past tells of the date at i itself: one close before it, "was sold in April", or,
// where none is before it, the one after: "In April the dam broke".
func (f *dateFinder) governed(i int) bool {
	k := i - 1
	for ; k >= f.from && k > i-40 && f.tenseOf(k) == ""; k-- {
	}
	if k < f.from {
		return true
	}
	k = i - 1
	for f.has(k, isPrep) || f.has(k, isMod) || f.hyphen(k) {
		k--
	}
	return f.tenseAt(k) == "past" || f.tenseAt(k-1) == "past"
}

// tenseAt is tenseOf for any k.
func (f *dateFinder) tenseAt(k int) string {
	if !f.in(k) {
		return ""
	}
	return f.tenseOf(k)
}

// tense is the time of the clause that token i stands in: "past", "future", "present" or "".
// The nearest word of tense before i in its sentence decides, else the nearest after it.
func (f *dateFinder) tense(i int) string {
	if f.has(i-1, isOf) && f.has(i-2, isAhead) {
		return "future"
	}
	if f.in(i+1) && f.tokens[i+1].kind == possessive {
		// "Wednesday's ruling": only what comes after can tell
		for k := i + 2; k < f.to && k < i+12; k++ {
			if t := f.tenseOf(k); t != "" {
				return t
			}
		}
		return ""
	}
	t := f.nearestTense(i)
	if f.lead > 0 {
		i = f.lead
	}
	if f.has(i-1, isTill) && (t != "past" || f.moved(i)) {
		return "future"
	}
	return t
}

// moved reports a verb before "until" at i-1 that puts things off: "they postponed the talks until Monday".
func (f *dateFinder) moved(i int) bool {
	for k := i - 2; k >= f.from && k > i-10; k-- {
		if f.tenseOf(k) != "" {
			return f.listedTense(k) == "moved" && !f.has(k-1, isHad)
		}
	}
	return false
}

func (f *dateFinder) nearestTense(i int) string {
	j := i - 1
	if f.has(j, isPrep) {
		j--
	}
	if (f.has(j, isAnd) || f.has(j, isBut)) && f.sign(j-1) == ',' {
		// "…, and in November it put off": the clause begins with its date
		for k := i + 1; k < f.to && k < i+25 && f.sign(k) != ','; k++ {
			if t := f.tenseOf(k); t != "" {
				return t
			}
		}
	}
	next := i + 1
	if f.has(next, isPart) {
		next++
	}
	if t := f.tenseAt(next); t != "" && f.has(i, isWeekday) && f.tenseAt(j) == "" && f.tenseAt(j-1) == "" && f.tenseAt(j-2) == "" {
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
		if t := f.tenseOf(k); t != "" && !(t == "future" && f.asPlanned(k)) {
			return t
		}
	}
	f.bare = [2]int{k + 1, i}
	for k = i + 1; k < f.to && k < i+25; k++ {
		if f.ahead[0] <= k && k < f.ahead[1] {
			k = f.ahead[1] - 1
			continue
		}
		if t := f.tenseOf(k); t != "" {
			if t == "future" && f.ending(k, pastEnd) && !f.has(k-1, isBe) {
				return "past" // "On Monday he pledged to resign": what he pledged is to come, the pledge is not
			}
			return t
		}
	}
	f.ahead = [2]int{i + 1, k}
	return ""
}

// asPlanned reports what tells no time of its own at token k: "began as [previously] planned".
func (f *dateFinder) asPlanned(k int) bool {
	before := k - 1
	for f.ending(before, adverbEnd) {
		before--
	}
	return f.has(before, isAs) && f.ending(k, pastEnd)
}

// tenseOf is the tense that token k gives its clause, or "".
func (f *dateFinder) tenseOf(k int) string {
	if uint(k) < uint(len(f.tenses)) && f.tenses[k] != 0 {
		return tenseNames[f.tenses[k]&7]
	}
	return f.lookAt(k)
}

// lookAt is tenseOf for a token that was not looked at yet, or none.
func (f *dateFinder) lookAt(k int) string {
	if uint(k) >= uint(len(f.tenses)) {
		return ""
	}
	s := f.readTense(k)
	f.tenses[k] = 8 | tenseNumber(s)
	return s
}

func (f *dateFinder) readTense(k int) string {
	t := &f.tokens[k]
	if t.kind != word || t.cap && k > f.from {
		return ""
	}
	if f.among(k, tensePairs) {
		if s := f.pairTense(k); s != "" && !(s == "future" && f.has(k+1, isTo) && f.has(k+2, isDeterminer)) {
			return s
		}
	}
	s := f.listedTense(k)
	if s == "" {
		if t.Len() <= 4 {
			return ""
		}
		if !f.ending(k, pastEnd) || t.cap && f.in(k+1) && f.tokens[k+1].cap { // not of "Seyed Lund"
			return f.negated(t.in(f.lower))
		}
		s = "past"
	}
	before := k - 1
	for f.has(before, isAdverb) || f.in(before) && f.ending(before, adverbEnd) {
		before--
	}
	switch {
	case s == "past" && f.ending(k, pastEnd) && f.has(before, isDeterminer) && !f.relates(before) && !f.ends(k+1) && f.tenseWord(k+1) == "":
		return "" // "a still disputed vote"
	case f.cause(k):
		return ""
	case s == "intent":
		if f.has(before, isDeterminer) && !f.has(k+1, isTo) && !f.has(k+1, isFor) {
			return "" // "announced the plan on Monday"
		}
		return "future"
	case s == "moved" && f.has(before, isHad):
		return "past" // "had given them until Monday"
	case s == "moved":
		if k+3 >= f.from && (f.has(k+1, isTill) || f.has(k+1, isTo)) && !f.has(k+1, isBy) {
			return "future" // "postponed until Monday"
		}
		if f.has(before, isUnpast) {
			return ""
		}
		return "past"
	case s == "future" && f.has(k-1, isBeen) && f.has(k-2, isHad):
		return "past" // "had been due to expire on Friday"
	case s == "none", s == "past" && f.has(before, isUnpast):
		return "" // "will be closed" is told by its "will"
	case s == "present" && f.has(k, isCopula) && (f.futureWord(k+1) || f.ending(k+1, adverbEnd) && f.futureWord(k+2)):
		return "future" // "is expected"
	case s == "soon":
		if f.infinitive(k) {
			return ""
		}
		return "future"
	case s == "both":
		if f.infinitive(k) || f.ending(before, gerundEnd) { // "being cut"
			return ""
		}
		return "past"
	}
	return s
}

// tenseOf is what date_tense.txt says of a word alone, or "".
func (l *Language) tenseOf(id wordID) string {
	if n := l.list[id].tense; n > 0 {
		return tenseValues[n-1]
	}
	return ""
}

// listedTense is that of the word at token k.
func (f *dateFinder) listedTense(k int) string {
	if !f.in(k) {
		return ""
	}
	return f.words.tenseOf(f.tokens[k].id)
}

// pairTense is the tense that tokens k and k+1 have together, or "".
func (f *dateFinder) pairTense(k int) string {
	if !f.in(k + 1) {
		return ""
	}
	return f.words.time.pairs[[2]wordID{f.tokens[k].id, f.tokens[k+1].id}]
}

// negated is the tense of a verb with a negation at its end, or "".
func (f *dateFinder) negated(w string) string {
	if len(w) > 4 && f.words.time.ended(w, negatedEnd) {
		for _, end := range f.words.time.ends[negatedEnd] {
			if verb, ok := strings.CutSuffix(w, end); ok {
				return f.words.tenseOf(f.words.find(verb))
			}
		}
	}
	return ""
}

// relates reports a "that" at token k that tells of the noun before it: "the storm that flooded the town".
func (f *dateFinder) relates(k int) bool {
	return f.has(k, isThat) && f.in(k-1) && f.tokens[k-1].kind == word && !f.has(k-1, isPrep) && f.tenseAt(k-1) == "" && !f.says(k-1)
}

// cause reports a "due" that gives a reason: "due to the storm", and not "due to open".
func (f *dateFinder) cause(k int) bool {
	if !f.has(k, isDue) || !f.has(k+1, isTo) || !f.in(k+2) {
		return false
	}
	if f.in(k-1) && f.tenseOf(k-1) == "past" && !f.has(k-1, isBe) && !f.has(k-1, isAuxiliary) {
		return true // "withdrew due to ill health"
	}
	return f.has(k+2, isDeterminer) || f.tokens[k+2].cap || f.ending(k+2, gerundEnd) || f.has(k+3, isOf)
}

// futureWord reports a word or pair that looks ahead.
func (f *dateFinder) futureWord(k int) bool {
	return f.listedTense(k) == "future" || f.in(k) && f.among(k, tensePairs) && f.pairTense(k) == "future"
}

// tenseWord is the tense of the word at k by itself.
func (f *dateFinder) tenseWord(k int) string {
	if s := f.listedTense(k); s != "" {
		return s
	}
	if len(f.low(k)) > 4 && f.ending(k, pastEnd) {
		return "past"
	}
	return ""
}

// infinitive reports whether a verb whose past is its base form ("put", "cut") is no past at k: after "to" or a
// word like "will", or as a noun.
func (f *dateFinder) infinitive(k int) bool {
	i := k - 1
	for f.has(i, isAdverb) || f.ending(i, adverbEnd) {
		i--
	}
	return f.has(i, isBase) || f.listedTense(i) == "future" || f.ending(i, negatedEnd) || f.has(k+1, isOf)
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
