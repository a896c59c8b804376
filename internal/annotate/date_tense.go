package annotate

import (
	"slices"
	"strings"
)

var tenseNames = [...]string{"", "past", "present", "future"}

func sayingWord(s string) bool {
	l := theLexicon()
	return l.rows[l.find(s)].has(sayings)
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
	if f.low(i-1) == "of" && f.low(i-2) == "ahead" {
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
			return tenseWords[f.low(k)] == "moved"
		}
	}
	return false
}

func (f *dateFinder) nearestTense(i int) string {
	j := i - 1
	if f.has(j, isPrep) {
		j--
	}
	if (f.low(j) == "and" || f.low(j) == "but") && f.low(j-1) == "," {
		// "…, and in November it put off": the clause begins with its date
		for k := i + 1; k < f.to && k < i+25 && f.low(k) != ","; k++ {
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
	for k := i - 1; k >= f.from && k > i-40; k-- {
		if s := f.low(k); s == ";" || s == ":" && k > f.from {
			break
		}
		if t := f.tenseOf(k); t != "" {
			return t
		}
	}
	for k := i + 1; k < f.to && k < i+25; k++ {
		if t := f.tenseOf(k); t != "" {
			if t == "future" && strings.HasSuffix(f.low(k), "ed") && !f.has2(k-1, "be", "is", "are", "was", "were", "been") {
				return "past" // "On Monday he pledged to resign": what he pledged is to come, the pledge is not
			}
			return t
		}
	}
	return ""
}

// tenseOf is the tense that token k gives its clause, or "".
func (f *dateFinder) tenseOf(k int) string {
	if uint(k) >= uint(len(f.tokens)) {
		return ""
	}
	if f.tenses == nil {
		f.tenses = make([]uint8, len(f.tokens))
	}
	if f.tenses[k] == 0 {
		f.tenses[k] = 1 + uint8(slices.Index(tenseNames[:], f.readTense(k)))
	}
	return tenseNames[f.tenses[k]-1]
}

func (f *dateFinder) readTense(k int) string {
	t := &f.tokens[k]
	if t.kind != word || t.cap && k > f.from {
		return ""
	}
	if f.low(k+1) == "to" && f.among(k, tensePairs) && !f.has(k+2, isDeterminer) {
		if s := tenseWords[t.lower+" to"]; s != "" {
			return s
		}
	}
	s, listed := "", false
	if f.among(k, tenseListed) {
		s, listed = tenseWords[t.lower]
	}
	if !listed && len(t.lower) <= 4 && !strings.HasSuffix(t.lower, "n't") {
		return ""
	}
	if !listed && len(t.lower) > 4 && strings.HasSuffix(t.lower, "ed") {
		s = "past"
	}
	before := k - 1
	for f.in(before) && (strings.HasSuffix(f.low(before), "ly") || f.has2(before, "still", "also", "now")) {
		before--
	}
	switch {
	case s == "past" && strings.HasSuffix(t.lower, "ed") && f.has(before, isDeterminer) && !f.ends(k+1) && f.tenseWord(k+1) == "":
		return "" // "a still disputed vote"
	case f.cause(k):
		return ""
	case s == "intent":
		if f.has(before, isDeterminer) && f.low(k+1) != "to" && f.low(k+1) != "for" {
			return "" // "announced the plan on Monday"
		}
		return "future"
	case s == "moved":
		if k+3 >= f.from && (f.has(k+1, isTill) || f.low(k+1) == "to") && f.low(k+1) != "by" {
			return "future" // "postponed until Monday"
		}
		return "past"
	case s == "future" && f.low(k-1) == "been" && f.low(k-2) == "had":
		return "past" // "had been due to expire on Friday"
	case s == "none", s == "past" && f.has2(before, "be", "is", "are"):
		return "" // "will be closed" is told by its "will"
	case s == "present" && f.has2(k, "is", "are") && (f.futureWord(k+1) || strings.HasSuffix(f.low(k+1), "ly") && f.futureWord(k+2)):
		return "future" // "is expected"
	case s == "both" && t.lower == "set" && f.low(k+1) == "for":
		return "future" // "a date was set for May"
	case s == "both":
		if f.infinitive(k) {
			return ""
		}
		return "past"
	case s != "":
		return s
	case strings.HasSuffix(t.lower, "n't") && len(t.lower) > 4:
		return tenseWords[t.lower[:len(t.lower)-3]]
	}
	return ""
}

// cause reports a "due" that gives a reason: "due to the storm", and not "due to open".
func (f *dateFinder) cause(k int) bool {
	if f.low(k) != "due" || f.low(k+1) != "to" || !f.in(k+2) {
		return false
	}
	return f.has(k+2, isDeterminer) || f.tokens[k+2].cap || strings.HasSuffix(f.low(k+2), "ing") || f.low(k+3) == "of"
}

// futureWord reports a word or pair that looks ahead.
func (f *dateFinder) futureWord(k int) bool {
	return tenseWords[f.low(k)] == "future" || f.low(k+1) == "to" && tenseWords[f.low(k)+" to"] == "future"
}

// tenseWord is the tense of the word at k by itself.
func (f *dateFinder) tenseWord(k int) string {
	if s := tenseWords[f.low(k)]; s != "" {
		return s
	}
	if s := f.low(k); len(s) > 4 && strings.HasSuffix(s, "ed") {
		return "past"
	}
	return ""
}

// infinitive reports whether a verb whose past is its base form ("put", "cut") is no past at k: after "to" or a
// word like "will", or as a noun.
func (f *dateFinder) infinitive(k int) bool {
	i := k - 1
	for f.low(i) == "not" || f.low(i) == "also" || strings.HasSuffix(f.low(i), "ly") {
		i--
	}
	switch s := f.low(i); s {
	case "to", "do", "does", "did", "can", "the", "a", "an", "its", "his", "her", "their", "this", "that", "of", "no", "any", "or":
		return true
	default:
		return tenseWords[s] == "future" || strings.HasSuffix(s, "n't") || strings.HasSuffix(s, "n’t") || f.low(k+1) == "of"
	}
}
