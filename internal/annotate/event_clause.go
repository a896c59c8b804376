package annotate

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// bordering are the words and signs at which a clause can begin.
var bordering = setFrom(func(s *source) []string {
	return slices.Concat([]string{",", ";", ":", "—", "–", "―", "-", "which", "whom", "according"}, s.keys("event_borders"))
})

// telling are the words that say that something happens, or that it only is; the other verbs are told by their tense.
var telling = setFrom(func(s *source) []string {
	return slices.Concat(s.keys("event_words", "stative"), s.keys("event_nouns"), s.firsts("event_status"))
})

// verb is the first token with a tense among from to to-1, or -1.
func (f *eventFinder) verb(from, to int) int {
	for k := from; k < to; k++ {
		if f.tenseOf(k) != 0 {
			return k
		}
	}
	return -1
}

// main is the verb that a title of tokens from to to-1 stands on, or -1. It is none of an insertion, of a description ("who led
// the guild", "that sank"), or one that describes a noun ("with reported losses", "a fire followed by a storm").
func (f *eventFinder) main(from, to int) int {
	if from >= to {
		return -1
	}
	for i := range f.mains {
		if m := &f.mains[i]; m.from == from && m.to == to {
			return m.verb
		}
	}
	verb := f.readMain(from, to)
	f.mains[f.nextMain] = stretch{from, to, verb}
	f.nextMain = (f.nextMain + 1) % len(f.mains)
	return verb
}

// stretch is what main found of tokens from to to-1.
type stretch struct{ from, to, verb int }

func (f *eventFinder) readMain(from, to int) int {
	for k := from; k < to; k++ {
		t, describes := f.tenseOf(k), f.describes(k)
		if t == 0 && !describes || f.aside(k) || f.inDate(k) {
			continue // the "am" of a time is no verb
		}
		if describes {
			if k = f.verb(k+1, to); k < 0 {
				break
			}
			for f.isStative(k) && f.verb(k+1, min(k+3, to)) > 0 {
				k = f.verb(k+1, to)
			}
			continue
		}
		if f.has(k-1, isTo) {
			for f.in(k+1) && f.tenseOf(k+1) != 0 {
				k++ // "to have been"
			}
			continue
		}
		if t == pastTense && !f.isStative(k) && k > from && (f.end(k-1) == "prep" || f.counted(k)) {
			continue
		}
		if s := f.statusOf(k); t == futureTense && k > from && f.tenseOf(k-1) == 0 && (s == "scheduled" || s == "expected") && !f.is(k, certain) {
			if m := f.main(k+1, to); m > 0 {
				return m // "the seat due for election is his"
			}
		}
		return f.mainVerb(k, to)
	}
	return -1
}

// counted reports a past form at k between a number and its noun: "337 suspected smugglers".
func (f *eventFinder) counted(k int) bool {
	return k > f.from && f.tokens[k-1].kind == number && f.in(k+1) && f.tokens[k+1].kind == word && !f.tokens[k+1].cap && !f.among(k+1, endWords) && strings.HasSuffix(f.low(k+1), "s")
}

// describes reports that a description of the noun before it begins at token k.
func (f *eventFinder) describes(k int) bool {
	return !(f.gap[0] <= k && k < f.gap[1]) && (f.among(k, relatives) || f.has(k, isThat) && f.in(k-1) && f.tokens[k-1].kind != punct && !f.says(k-1) && f.tenseOf(k+1) != 0)
}

// described reports that the date of verb is that of a description within the clause: "the turnout shows the wrath of the
// crews who have struck since June".
func (f *eventFinder) described(from, to, verb int, x dated) bool {
	owner := f.owns(x)
	if main := f.main(from, to); main > x.start && (x.start > from+1 || owner) && f.isStative(main) && f.comma(x.end, main) < 0 && f.tenseOf(main+1) == 0 && !f.ending(main+1, adverbEnd) {
		return true // "the guests at Monday's feast had a history of theft"
	}
	if k := x.start - 1; owner && k > from+1 && (f.has(k, isIn) || f.has(k, isOf)) && f.main(from, to) > x.start {
		return true // "the suspect in Monday's shooting was found"
	}
	if f.relates(x) || verb >= 0 && verb < x.start && (f.has(x.end, isPerfect) || f.has(x.end, isAuxiliary) || f.is(x.end, certain)) {
		return true // "the brother of the woman found dead on Monday has been charged"
	}
	if verb < 0 || verb > x.start {
		return false
	}
	for k := x.start - 1; k > verb; k-- {
		if f.describes(k) {
			return f.comma(k, x.start) < 0 && f.main(from, k) >= 0 // "paid homage to the sailor whose rescue two months ago made news"
		}
	}
	for k := verb; k > from && f.tokens[k].kind != punct; k-- {
		if len(x.when) < 10 && k < verb && f.ending(k, pastEnd) && f.reduced(from, k) && f.main(from, k) >= 0 {
			return true // "issued warrants on nine people believed to have been at the fire in January"
		}
		if f.describes(k) {
			main := f.main(from, k)
			return main >= 0 && !(f.isStative(main) && k <= main+4 && f.tenseOf(main) == pastTense && f.tenseOf(main+1) == 0) // "was among nine who died"
		}
	}
	// "to protest the cuts announced on Monday"
	if next := verb + 1; f.tenseOf(verb) == pastTense && (next == x.start || next+1 == x.start && f.has(next, isOn)) {
		return f.mainVerb(verb, to) == verb && f.object(from, verb)
	}
	return false
}

// describedBefore reports that a date is that of a description in the phrase before the clause, which begins at token from: "Under
// a law that was passed on Monday, boats must".
func (f *eventFinder) describedBefore(from int, x dated) bool {
	if f.end(from) != "prep" || f.sign(x.end) != ',' {
		return false
	}
	for k := x.start - 1; k > from && f.tokens[k].kind != punct; k-- {
		if f.describes(k) {
			v := f.verb(k, x.start)
			return f.verb(from, k) < 0 && v >= 0 && !f.is(v, vague) && !f.eventNoun(k-1) // not "at a meeting that was held in March"
		}
	}
	return false
}

// comma is the first comma among tokens i to j-1, or -1.
func (f *eventFinder) comma(i, j int) int {
	for k := i; k < j; k++ {
		if f.sign(k) == ',' {
			return k
		}
	}
	return -1
}

// relates reports a date at the head of a description: "a deal whereby, on Monday, the yard was sold".
func (f *eventFinder) relates(x dated) bool {
	k := x.start - 1
	for f.has(k, isPrep) || (f.has(k, isOn) || f.sign(k) == ',') {
		k--
	}
	return f.among(k, relatives) && k > f.from && f.main(f.from, k) >= 0
}

// object reports a verb before token verb, with a noun of its own that ends there.
func (f *eventFinder) object(from, verb int) bool {
	if verb < from+3 || f.isStative(verb-1) || (f.has(verb-1, isAnd) || f.has(verb-1, isOr) || f.has(verb-1, isBut)) || f.ending(verb-1, adverbEnd) || f.tokens[verb-1].kind != word || f.tokens[verb-1].cap || f.tenseOf(verb-1) != 0 {
		return false
	}
	for k := verb - 2; k > from; k-- {
		if f.tokens[k].kind == punct || (f.has(k, isAnd) || f.has(k, isOr) || f.has(k, isBut)) || f.says(k) {
			return false
		}
		if f.tenseOf(k) != 0 {
			return !f.isStative(k)
		}
	}
	return false
}

// ranges reports that two dates are the ends of one stretch of time: "from May to July", "on Monday and Tuesday".
func (f *eventFinder) ranges(x, y dated) bool {
	if len(x.when) != len(y.when) && !f.spans(x, y) || x.when >= y.when || strings.ContainsAny(x.when, "/~") || strings.ContainsAny(y.when, "/~") {
		return false
	}
	if f.has(x.end, isAnd) && y.start == x.end+1 {
		return f.is(x.start-1, betweens) || next(x.when) == y.when
	}
	return f.joins(x.end, y.start)
}

// spans reports that two dates that are not as exact as one another are the ends of a time that is over: "from 2013 to this June".
func (f *eventFinder) spans(x, y dated) bool {
	if _, future := f.side(y.when); future || strings.Contains(x.when+y.when, "W") {
		return false
	}
	return (f.is(x.start-1, froms) || f.is(x.start-1, betweens)) && x.when < y.when[:min(len(y.when), len(x.when))]
}

// next is the day, month or year after one, or "".
func next(when string) string {
	switch len(when) {
	case 4:
		if y, err := strconv.Atoi(when); err == nil {
			return strconv.Itoa(y + 1)
		}
	case 7:
		if t, err := time.Parse("2006-01", when); err == nil {
			return t.AddDate(0, 1, 0).Format("2006-01")
		}
	case 10:
		if t, err := time.Parse(time.DateOnly, when); err == nil {
			return isoDay(days(t, 1))
		}
	}
	return ""
}

// joins reports a range's word between two dates: "from May to July", "between 3 and 5 March".
func (f *eventFinder) joins(i, j int) bool {
	if j != i+1 {
		return false
	}
	return f.dateFinder.ranges(i)
}

// near reports whether only a preposition or comma stands between two dates.
func (f *eventFinder) near(i, j int) bool {
	return j == i || j == i+1 && (f.sign(i) == ',' || f.has(i, isOn) || f.has(i, isIn))
}

// cut cuts the sentence into clauses.
func (f *eventFinder) cut() {
	f.mains = [len(f.mains)]stretch{}
	f.apart = f.insertions(f.from, f.to)
	f.starts = f.borders()
}

// borders lists the tokens at which a clause of the sentence begins, its first token included.
// Dashes and brackets that come in pairs hold an insertion, not a border.
func (f *eventFinder) borders() []int {
	out := append(f.starts[:0], f.from)
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
		switch t.in(f.lower) {
		case ",":
			if under && (f.verbBetween(out[len(out)-1], i) || f.border(out[len(out)-1]) == "noun") {
				out = append(out, i+1)
				under = false
			} else if f.dated(out[len(out)-1], i) && f.another(i+1) && f.verbBetween(out[len(out)-1], i) {
				out = append(out, i+1)
			} else if f.isSubject(i+1) && f.tenseOf(i+2) != 0 && f.subordinate(out[len(out)-1]) {
				out = append(out, i+1) // "when the mayor spoke on Monday, he wept"
			}
			continue
		case ";", ":":
			if !f.glued(i + 1) {
				out = append(out, i+1)
			}
			continue
		case "-":
			if n := f.dash(i); n > 0 {
				out = append(out, i+n) // typed for a dash
			}
			continue
		case "—", "–", "―":
			if !f.has(i-1, isMonth) && !(t.in(f.lower) == "–" && f.glued(i) && f.glued(i+1)) {
				out = append(out, i+1)
			}
			continue
		}
		if t.kind != word || t.cap {
			continue
		}
		if f.has(i, isAhead) && !f.has(i+1, isOf) || f.among(i, pending) && !f.has(i, isAhead) && f.isStative(i-1) {
			continue
		}
		comma := f.sign(i-1) == ','
		if f.among(i, subordinators) {
			if f.end(i-1) == "prep" && out[len(out)-1] < i-1 {
				out = append(out, i-1) // "a rule under which"
			} else {
				out = append(out, i)
			}
			continue
		}
		if f.among(i, sources) && f.has(i+1, isTo) {
			out = append(out, i)
			continue
		}
		if (f.has(i, isAnd) || f.has(i, isBut)) && (f.has(i+1, isIn) || f.has(i+1, isOn)) && f.dateAt(i+2) != nil && f.verbBetween(out[len(out)-1], i) && f.verbBetween(i+3, f.to) {
			out = append(out, i)
			continue
		}
		switch f.border(i) {
		case "always", "noun":
			if f.dateAt(i+1) == nil && !(f.is(i+1, alls) && f.sign(i+2) == ',') && f.low(i-1) != f.low(i+1) && !(f.has(i-1, isThe) || f.has(i-1, isA)) { // "the following election"
				last := out[len(out)-1]
				under = under || (last > f.from || f.end(last) == "prep" || f.ending(last, gerundEnd)) && !f.verbBetween(last, i) // "; two weeks before the vote, she"
				out = append(out, i)
			}
		case "comma":
			if !comma && (f.has(i, isAnd) || f.has(i, isOr) || f.has(i, isBut)) && f.subjectless(i) && f.dated(out[len(out)-1], i) && f.dated(i, f.to) {
				out = append(out, i) // "began on Monday and ended on Friday"
			}
			// "a mayor, a clerk and, …" is a list as long as no verb came
			if comma && (f.finite(out[len(out)-1], i) && !f.listed(i) || f.planned(i+1)) {
				out = append(out, i)
			}
		case "clause":
			// "as tensions remain": a verb must follow before long; "as strong", "as part of" are none
			if f.verbWithin(i+1, 12) && !f.has(i+1, isNumber) && !f.is(i+1, likenesses) && !f.equates(i) && !f.has(i+1, isOf) {
				under = under || i == f.from+1
				out = append(out, i)
			}
		}
	}
	return out
}

// listed reports that the "and" at i brings the last of a list: what follows it has no verb before the next "and".
func (f *eventFinder) listed(i int) bool {
	if !(f.has(i, isAnd) || f.has(i, isOr)) {
		return false
	}
	for k := i + 1; k < f.to; k++ {
		if f.has(k, isAnd) || f.has(k, isOr) {
			return true
		}
		if f.tenseOf(k) != 0 || f.statusOf(k) != "" || f.tokens[k].kind == punct || f.says(k) {
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
		if f.border(k) != "" || f.says(k) {
			break
		}
		if verb < 0 && f.tenseOf(k) != 0 {
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
	switch f.border(i) {
	case "always", "noun", "clause":
		return true
	}
	return f.is(i, conditions)
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
	tokens := f.tokens
	last := j - 2 // the last comma that can end one
	for last > i && (tokens[last].kind != punct || f.tokens[last].id != ',') {
		last--
	}
	for k := i; k < j; k++ {
		if tokens[k].kind != punct {
			continue
		}
		switch s := f.small(k); {
		case f.dash(k) > 0:
			if open >= 0 && f.small(open) == s {
				out = append(out, [2]int{open, k + f.dash(k)})
				open = -1
			} else if open < 0 {
				open = k
			}
		case s == "," && k+2 <= last && (f.among(k+1, relatives) || k > i && (f.participle(k+1) || f.founded(k+1, f.end(i) != "prep") || f.end(i) != "prep" && (f.phrase(k+1) || f.is(k+1, stills) && f.phrase(k+2)) || f.is(k+1, formerly) && f.participle(k+2))) && (open < 0 || f.small(open) != "—"):
			// ", who had led it since 2010," or ", known as Tor," with the verb of the clause after it
			for e := k + 2; e+1 < j; e++ {
				if f.tokens[e].id == ',' && (f.verbBetween(k+1, e) || f.phrase(k+1) || f.is(k+1, stills)) && !(f.end(k+1) == "prep" && (f.dated(k+1, e) || f.sign(k-2) == ',')) {
					if v := f.pastDate(e + 1); f.tenseOf(v) != 0 || f.statusOf(v) != "" {
						out = append(out, [2]int{k, e + 1})
						k = e
					}
					break
				}
			}
		case s == "," && k > i && f.says(k-1):
			// "declared, by nine votes to three, that"
			if e := f.comma(k+1, j); f.has(e+1, isThat) && f.verb(k+1, e) < 0 && !f.dated(k+1, e) {
				out = append(out, [2]int{k, e + 1})
			}
		case s == "(":
			open = k
		case s == ")" && open >= 0 && f.tokens[open].id == '(':
			out = append(out, [2]int{open, k + 1})
			open = -1
		}
	}
	return out
}

// dash is the number of tokens of a dash at token k, which stands alone if it is short: "–", "-" or "--"; or 0.
func (f *eventFinder) dash(k int) int {
	if !f.in(k) || f.tokens[k].kind != punct {
		return 0
	}
	switch f.small(k) {
	case "—", "―":
		return 1
	case "–":
		if !f.glued(k) {
			return 1
		}
	case "-":
		if f.sign(k+1) == '-' && f.glued(k+1) && !f.glued(k) && !f.glued(k+2) {
			return 2
		}
		if !f.glued(k) && !f.glued(k+1) {
			return 1
		}
	}
	return 0
}

// phrase reports a preposition at i, or a word like "testifying".
func (f *eventFinder) phrase(i int) bool {
	return f.end(i) == "prep" || f.ending(i, gerundEnd) && len(f.low(i)) > 5 && !f.tokens[i].cap && !f.eventNoun(i)
}

// founded reports a noun at i with a date that only tells of it, up to a comma: "Brightwater, [a guild founded in 1974], sank".
// named tells that the sentence begins with what it may tell of: a noun without an article counts too.
func (f *eventFinder) founded(i int, named bool) bool {
	if !f.has(i, isDeterminer) && !(named && f.in(i) && !f.tokens[i].cap) || f.tenseOf(i) != 0 {
		return false
	}
	told := false
	for k := i + 1; k < min(i+20, f.to) && (f.tokens[k].kind != punct || f.hyphen(k)); k++ {
		if told && f.dateAt(k) != nil {
			return true
		}
		if f.tenseOf(k) != 0 {
			if told || !f.participle(k) {
				return false
			}
			told = true
		}
	}
	return false
}

func (f *eventFinder) verbWithin(i, n int) bool {
	for k := i; k < min(i+n, f.to); k++ {
		if f.low(k) == "—" {
			return true // "as the treaty — … — expires"
		}
		if f.tokens[k].kind == punct || (f.has(k, isAnd) || f.has(k, isOr) || f.has(k, isThat) || f.is(k, relatives)) {
			return false
		}
		if f.tenseOf(k) != 0 || f.says(k) {
			return true
		}
	}
	return false
}

// finite reports a verb among tokens i to j-1 that is no participle behind a comma: "Tor Lund, charged with theft".
func (f *eventFinder) finite(i, j int) bool {
	for k := i; k < j; k++ {
		if f.tenseOf(k) != 0 && !(f.sign(k-1) == ',' && f.participle(k)) || f.says(k) {
			return true
		}
	}
	return false
}

func (f *eventFinder) verbBetween(i, j int) bool {
	for k := i; k < j; k++ {
		if f.tenseOf(k) != 0 || f.says(k) {
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
		if t := f.tenseOf(k); t == 0 && !f.among(k, telling) {
			continue
		}
		if f.has(k, isAuxiliary) && len(f.low(k+1)) > 5 && f.ending(k+1, gerundEnd) || f.has(k+1, isTo) && f.lists.pairs[f.low(k)] && f.statusOf(k) != "" {
			return true
		}
		if f.isStative(k) || f.tokens[k].cap && (k > f.from || f.has(k, isMonth)) {
			continue
		}
		if f.hyphen(k-1) && len(f.low(k-2)) > 3 {
			continue // "Norrvik-led", and not "co-founded"
		}
		if f.among(k, happenings) {
			return true
		}
		if t := f.tenseOf(k); t == pastTense || t == futureTense {
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
	if !ok && from > f.from && x.start > from+2 && f.border(from) == "noun" && f.sign(from-1) == ',' {
		return from, to, false // "the vote was held, following one in Lorne on 3 February"
	}
	if !ok && from > f.from && f.is(from, trailings) && f.sign(from-1) == ',' && x.start > from+2 {
		return from, to, false // "the vote was held, with the last crews arriving on Monday"
	}
	if !ok && from > f.from && x.start > from+2 && f.border(from) == "always" && !f.ending(from+1, gerundEnd) {
		return from, to, false // "the guild will work when the draft goes to Lorne on 3 May": what else it may be, it is no noun
	}
	if !ok && from > f.from {
		left, end := f.clause(from - 1)
		if f.dated(left, end) || f.subordinate(left) {
			return from, to, false // that clause has a date of its own, or tells what this one would
		}
		from = left
		ok = f.happens(from, to)
	}
	if !ok && to < f.to && x.start-from <= 2 {
		if next, end := f.clause(to); f.subordinate(next) && end < f.to && f.sign(end-1) == ',' {
			if _, last := f.clause(end); f.happens(end, last) && !f.dated(end, last) {
				return end, last, true // "On 12 June, minutes before the vote, he resigned"
			}
		} else if f.subordinate(next) {
			for k := next; k < end; k++ {
				if f.sign(k) == ',' && f.verbBetween(next, k) && f.happens(k+1, end) && !f.aside(k) {
					return k + 1, end, true // "In 1962, when the mill closed, he left"
				}
			}
		}
		if _, end := f.clause(to); !f.dated(to, end) {
			to = end
			ok = f.happens(from, to)
		}
	}
	_, future := f.side(x.when)
	if !ok && !(future && len(x.when) >= 7 && !f.has(x.start-1, isOf)) {
		return from, to, false
	}
	if f.among(from, relatives) || f.end(from) == "prep" && f.is(from+1, subordinators) {
		// What a relative clause tells of its noun is background, and does not read alone; what it says is to come is news.
		if from > f.from && future && !f.isSubject(from+1) {
			left, end := f.clause(from - 1)
			return left, to, !f.dated(left, end)
		}
		return from, to, false
	}
	for from > f.from && f.subjectless(from) {
		if f.is(from, tellings) && f.has(from+1, isThat) {
			return from + 2, to, true
		}
		left, end := f.clause(from - 1)
		if dated := f.dated(left, end); f.has(from, isAnd) || f.has(from, isOr) || f.has(from, isBut) {
			if dated || f.sign(from-1) == ',' {
				f.borrow(left, from)
			}
		} else if dated || f.is(from, trailings) {
			return from, to, false // "the port was shut, with the last ship leaving on Monday"
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
	second = f.pastDate(second)
	for f.is(second, agains) || f.ending(second, adverbEnd) {
		second++
	}
	commas := 0
	for k := left; k < verb; k++ {
		if f.sign(k) == ',' {
			commas++
		}
	}
	if commas == 1 && (f.end(left) == "prep" || f.is(left, sources)) {
		commas = 0 // behind what comes before the subject: "In Lorne, talks"
	}
	if verb <= left || f.tenseOf(second) == 0 && f.statusOf(second) == "" || commas%2 != 0 || (f.has(verb-1, isThat) || f.is(verb-1, relatives)) {
		return
	}
	if f.hyphen(verb - 1) {
		verb -= 2 // "co-founded"
	}
	for f.ending(verb-1, adverbEnd) {
		verb--
	}
	switch {
	case !f.isStative(verb) && f.tenseOf(verb) != futureTense, f.isStative(second), f.tenseOf(second) == futureTense:
		f.gap = [2]int{verb, second}
	case f.has(second+1, isBy):
		f.gap = [2]int{verb + 1, second}
	}
}

// dated reports whether a date stands in tokens from to to-1.
func (f *eventFinder) dated(from, to int) bool {
	for i := range f.dates {
		if x := &f.dates[i]; x.when != "" && from <= x.start && x.start < to {
			return true
		}
	}
	return false
}

// pastDate is the token past a date at i with its preposition, or i.
func (f *eventFinder) pastDate(i int) int {
	if f.has(i, isPrep) || f.has(i, isOn) {
		if end := f.dateEnd(i + 1); end > 0 {
			return end
		}
	}
	return i
}

// subjectless reports whether the clause at i goes straight to its verb: "and should end".
func (f *eventFinder) subjectless(i int) bool {
	switch {
	case f.is(i, trailings):
		return true
	case f.has(i, isAhead):
		return false
	case f.is(i, joining):
		i++
		if f.is(i, anew) {
			return true
		}
		i = f.pastDate(i)
	}
	for f.in(i) && f.ending(i, adverbEnd) {
		i++
	}
	return f.in(i) && f.tokens[i].kind == word && !f.tokens[i].cap && (f.tenseOf(i) != 0 || f.statusOf(i) != "")
}

// quotations tells for each token whether it stands between quotation marks: what is said there is the
// speaker's, "today" too. A paragraph begins outside.
func (d *doc) quotations(out []bool) []bool {
	out = slices.Grow(out, len(d.tokens))[:len(d.tokens)]
	clear(out)
	in := false
	for n, i := range d.at.signs {
		in = in && !d.tokens[i].brk
		switch d.small(i) {
		case "“":
			in = true
		case "”":
			in = false
		case `"`:
			in = !in
		}
		end := len(d.tokens) // of what this mark begins
		if n+1 < len(d.at.signs) {
			end = d.at.signs[n+1]
		}
		for k := i; in && k < end; k++ {
			if k > i && d.tokens[k].brk {
				in = false
			} else {
				out[k] = true
			}
		}
	}
	return out
}

// aside reports whether token k stands in an insertion.
func (f *eventFinder) aside(k int) bool {
	for _, r := range f.apart {
		if r[0] < k && k < r[1] {
			return true
		}
	}
	return false
}

// eventNoun reports a noun of words/event_nouns.txt at token k.
func (f *eventFinder) eventNoun(k int) bool { return f.is(k, happenings) }
