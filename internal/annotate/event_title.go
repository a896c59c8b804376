package annotate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// named finds a title that reads alone for one that begins with a pronoun: a thing with what is told of it ("the visit
// that he expects to make"), or the clause that its own depends on ("the court agreed when it met"). A short clause that
// depends on one too long tells nothing alone, and has no title.
func (f *eventFinder) named(title string, span Span, from, to int, x dated, verb int) (string, Span) {
	for k := x.start - 1; k > from+1; k-- {
		if !(f.has(k, isThat) || f.is(k, intents)) {
			continue
		}
		for d := k - 1; d > from && d > k-6 && f.tokens[d].kind == word && f.tenseOf(d) == 0; d-- {
			if f.has(d, isThe) || f.has(d, isA) || f.own(d) {
				return f.title(d, to, x, verb)
			}
		}
	}
	if f.border(from) != "" && from > f.from && !(f.has(from, isBefore) || f.has(from, isAfter) || f.is(from, followings)) && !f.has(from-1, isThat) && f.sign(from-1) != ';' {
		left, _ := f.clause(from - 1)
		if !long(f.words(left, to)) {
			return f.title(left, to, x, verb)
		}
		if strings.Count(title, " ") < 4 {
			return "", Span{}
		}
	}
	return title, span
}

// words is the text of tokens i to j-1 with single spaces.
func (f *eventFinder) words(i, j int) string {
	if i >= j {
		return ""
	}
	text := f.text[f.tokens[i].Start:f.tokens[j-1].End]
	for k := i + 1; k < j; k++ {
		if from, to := f.tokens[k-1].End, f.tokens[k].Start; to > from+1 || to > from && f.text[from] != ' ' {
			return strings.Join(strings.Fields(text), " ")
		}
	}
	return text
}

// long reports a text of more than maxTitle runes.
func long(s string) bool {
	if len(s) <= maxTitle {
		return false
	}
	ascii := 0 // bytes that are runes, as most are
	for ascii <= maxTitle && ascii+8 <= len(s) && load64(s[ascii:])&highBits == 0 {
		ascii += 8
	}
	return ascii > maxTitle || ascii+utf8.RuneCountInString(s[ascii:]) > maxTitle
}

// title cuts the clause down to what stands alone in at most maxTitle runes, with its verb. The span
// is what it was cut from. Where no cut is short enough, those it names go without what they are: "[Soviet leader] Mikhail
// Gorbachev".
func (f *eventFinder) title(from, to int, x dated, verb int) (string, Span) {
	f.roles = f.roles[:0]
	title, span := f.cutTitle(from, to, x, verb)
	if title == "" && f.tokens[to-1].End-f.tokens[from].Start > maxTitle {
		if f.roles = f.rolesAmong(from, to); len(f.roles) > 0 {
			title, span = f.cutTitle(from, to, x, verb)
			f.roles = f.roles[:0]
		}
	}
	return title, span
}

// rolesAmong lists the descriptions right before a name among tokens from to to-1: "US President", "the Soviet leader".
func (f *eventFinder) rolesAmong(from, to int) [][2]int {
	out := f.roles[:0]
	k := from
	end := f.tokens[to-1].End
	for i := startingAt(f.found, f.tokens[from].Start); i < len(f.found) && f.found[i].Start < end; i++ {
		a := &f.found[i]
		if a.Kind != Person || a.Role == "" || strings.IndexByte(f.text[a.Start:a.End], ' ') < 0 || !strings.HasSuffix(strings.TrimSuffix(f.text[:a.Start], " "), a.Role) {
			continue
		}
		start := a.Start - 1 - len(a.Role)
		for k < to && f.tokens[k].Start < start {
			k++
		}
		first := k
		for k < to && f.tokens[k].Start < a.Start {
			k++
		}
		if f.has(first-1, isThe) && first > from {
			first--
		}
		before := first - 1
		if f.tokens[first].Start > start || first == k || first > from && f.tokens[before].kind != punct && f.tenseOf(before) == 0 && f.end(before) != "prep" && !(f.has(before, isAnd) && before > from && f.tokens[before-1].cap) && !f.has(before, isThat) || f.hyphen(before) {
			continue // "Port Lorne [mayor] Ina Morrow"
		}
		out = append(out, [2]int{first, k})
	}
	return out
}

// cutTitle is title with the descriptions in roles left out.
func (f *eventFinder) cutTitle(from, to int, x dated, verb int) (string, Span) {
	limit := to // of the clause
	if i := f.apposed(from, x, verb); i >= 0 {
		from, to = i, x.end
	} else {
		if k := f.second(from, x, verb); k > 0 {
			from = k
		}
		from = f.front(from, to, x)
		if from > x.end && f.subordinate(from) {
			// "In May, [as the storm rose,] the boats left", "In May, [as] the storm rose"
			switch c := f.comma(from, to); {
			case c > 0 && f.verb(from, c) > from+1 && f.happens(c+1, to):
				from = c + 1
			case c < 0:
				from++
			}
		}
		if _, lead := f.lists.leads[f.low(from)]; lead && f.sign(from+1) == ',' {
			from += 2 // "Soon after, however, he left"
		}
		to = f.withoutSayer(from, f.back(from, to, x))
	}
	if f.own(from) && f.verb(from, to) < 0 {
		from++ // "[his] next hearing"
	}
	if from > f.from && f.among(from-1, borderWords) && f.subjectless(from) {
		return "", Span{} // "When elected in 2014"
	}
	if f.has(from, isHad) && f.isSubject(from+1) {
		return "", Span{} // "Had he sailed"
	}
	if k := from; f.is(k, formerly) && !f.tokens[k].cap && f.ending(k+1, gerundEnd) {
		return "", Span{} // "first being elected"
	}
	if to-from < 2 {
		return "", Span{}
	}
	loose := f.participial(from)
	if f.tenseOf(from) != 0 && !f.tokens[from].cap || f.has(from, isTo) || f.tokens[from].kind == possessive || !f.tokens[from].cap && f.ending(from, gerundEnd) && f.tenseOf(from) == 0 && (!f.eventNoun(from) || f.has(from+1, isThe) || f.has(from+1, isA)) {
		return "", Span{}
	}
	var cut [][2]int
	if f.gap[0] > from && f.gap[1] < to {
		cut = append(cut, f.gap)
	}
	for _, r := range f.roles {
		if r[0] >= from && r[1] < to && !(len(cut) > 0 && r[0] < f.gap[1] && f.gap[0] < r[1]) {
			cut = append(cut, r)
		}
	}
	slices.SortFunc(cut, func(a, b [2]int) int { return a[0] - b[0] })
	group := verb
	for group > from && f.tenseOf(group-1) != 0 {
		group-- // "was shot"
	}
	if len(cut) == 0 && verb > from+1 && f.sign(group-1) != ',' && long(f.without(from, verb, f.joined(nil, from, to))) {
		// the last of several subjects
		for k := verb - 2; k > from; k-- {
			if f.has(k, isAnd) || f.sign(k) == ',' {
				if f.verb(k+1, verb) < 0 && !f.preposition(from, k) { // not of "sailors from Lorne and Norrvik"
					if from = k + 1; f.is(from, fellows) {
						from++
					}
				}
				break
			}
		}
	}
	text := f.without(from, to, cut)
	whole := to
	if long(text) && f.end(from) == "prep" {
		// a phrase before the subject
		for k := from + 1; k < to; k++ {
			if v := k; f.sign(k) == ',' && !f.aside(k) {
				if next := f.comma(k+1, to); f.has(k+2, isAnd) && next > 0 && f.verb(k, next) < 0 {
					continue // "During a meeting of Lorne, [Norrvik and] Lower Brook in May, the"
				}
				k = f.pastPlace(k+1, to)
				if v = f.verb(k, to); v < 0 {
					return "", Span{} // what follows is no clause, and the phrase alone says nothing
				} else if v > k {
					from, verb = k, max(v, verb)
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
	told := verb >= from && f.tenseOf(verb) != 0
	had := f.verb(from, to) >= 0
	floor := max(from+3, f.mainVerb(verb, to)+1)
	main := f.main(from, to)
	if main >= floor && !long(f.without(from, main+1, cut)) {
		floor = main + 1
	}
	if verb >= 0 && f.says(verb) {
		for k := verb + 1; k < min(verb+6, to); k++ {
			if f.has(k, isThat) {
				floor = k + 5 // what was announced belongs to the title
			}
		}
		if k := f.verb(verb+1, to); k > floor && f.lists.saying[f.low(verb)] == "act" {
			floor = f.mainVerb(k, to) + 1
		}
	}
	content := 0
	if main >= 0 && f.says(main) && f.lists.saying[f.low(main)] == "act" {
		end := f.comma(main, to)
		if end < 0 {
			end = to
		}
		if v := f.main(main+1, end); v > 0 && !f.participle(v) {
			content = v + 1 // "announced the mill was sold"
		}
	}
	for k, near := max(main, from)+1, 11; main >= 0 && near > 0 && k < to; k++ {
		if f.aside(k) {
			continue
		}
		near--
		if !f.has(k, isThat) || f.inDate(k) {
			continue
		}
		last := k - 1 // before a date: "vowed on Monday that"
		for last > main && (f.aside(last) || f.aside(last+1) || f.inDate(last) || f.inDate(last+1) && (f.has(last, isPrep) || f.has(last, isOn))) {
			last--
		}
		if f.tenseOf(last) != 0 {
			if v := f.main(k+1, to); v > 0 {
				content = v + 1 // "established that the boats were", with what they were
			}
			break
		}
	}
	floor = max(floor, content)
	for _, weak := range []bool{false, true} {
		if weak && long(text) {
			if a := f.apposition(from, verb, to, loose); a[1] > 0 {
				cut = f.joined([][2]int{a}, from, to)
				text = f.without(from, to, cut)
			}
		}
		if weak && long(text) {
			if d := f.undated(from, to, x); d[1] > 0 {
				cut = append(cut, d)
				slices.SortFunc(cut, func(a, b [2]int) int { return a[0] - b[0] })
				text = f.without(from, to, cut)
			}
		}
		for e := to; long(text); {
			if e = f.shorter(floor, e, weak, x); e == 0 {
				break
			}
			k := f.led(floor, f.tidied(floor, e), verb)
			if f.has(e, isThat) || f.is(e, relatives) {
				// "the pact, [the last treaty] that …": a description goes with what it leads to
				for c := k - 1; c > floor && f.tenseOf(c) == 0; c-- {
					if f.sign(c) == ',' {
						if f.has(c+1, isThe) || f.has(c+1, isA) {
							k = c
						}
						break
					}
				}
			}
			if t := f.without(from, k, cut); !long(t) && k > floor && !f.says(k-1) {
				to, text = k, t
			}
		}
		if !weak && long(text) {
			// not at the verb of the date, then at the clause's first
			for k := from; k < verb; k++ {
				if !f.isStative(k) && f.tenseOf(k) != 0 {
					floor = max(content, min(floor, k+1))
				}
			}
		}
	}
	if long(text) {
		// as many words as there is room for
		said := main // the last of its verbs
		for said >= 0 && f.verb(said+1, min(said+2, to)) > 0 {
			said++
		}
		if said >= 0 && f.isStative(said) {
			said++
		}
		least := max(from, said, content-1)
		e := to - 1
		for ; e > least; e-- {
			if f.tokens[e-1].End-f.tokens[from].Start <= 6*maxTitle && !f.quoted[e-1] && f.ended(from, e) && f.tidied(from, e) == e && !long(f.without(from, e, cut)) {
				break
			}
		}
		if e <= least {
			if e = f.joint(from, main, verb); e == 0 && f.describes(from+2) && x.end <= main && f.describing(from, main, x) {
				e = main // "The fire that took the mill [took a piece of …]"
			}
			main, verb = min(main, e-1), min(verb, e-1)
		}
		text = f.without(from, max(e, from), cut)
		if e <= from || long(text) {
			return "", Span{}
		}
		to = e
	}
	if end := f.trimmed(from, to, whole, main); end < to {
		to, text = end, f.without(from, end, cut)
	}
	if f.mute(&cutting{from: from, to: to, whole: whole, limit: limit, main: main, x: x, loose: loose, had: had}) {
		return "", Span{}
	}
	if text = balanced(text); text == "" || long(text) || verb > from && verb >= to && told {
		return "", Span{}
	}
	if r, n := utf8.DecodeRuneInString(text); unicode.ToUpper(r) != r {
		text = string(unicode.ToUpper(r)) + text[n:]
	}
	return text, Span{f.tokens[from].Start, f.tokens[to-1].End}
}

// trimmed moves the end of a title before a second clause that lost its verb, and before what only another sentence explains.
func (f *eventFinder) trimmed(from, to, whole, main int) int {
	for k := max(main, from) + 4; k < to && f.all.has(objects); k++ {
		if f.is(k, objects) && !f.own(k) && f.purpose(from, k-2) {
			to = k - 2 // "announced plans [to turn it into shops]"
			break
		}
	}
	for k := to - 1; k > max(main, to-5) && to < whole; k-- {
		if f.has(k, isAnd) && f.tenseOf(to) != 0 && main < k {
			to = k // "Lund withdrew and Morrow [took over]"
			break
		}
	}
	if k := f.begun(max(main, from), to); k > 0 {
		return k
	}
	return to
}

// apposition is the description between commas before the verb, or nothing: "Tor Lund[, head of the guild of Lorne, Northmark,] was shot".
func (f *eventFinder) apposition(from, verb, to int, loose bool) [2]int {
	for verb > from && f.tenseOf(verb-1) != 0 {
		verb-- // "was shot"
	}
	if loose || verb <= from+1 || f.sign(verb-1) != ',' || f.end(from) != "" || f.inDate(from) || f.preposition(from, from+1) {
		return [2]int{}
	}
	k := f.comma(from, verb)
	for i := k + 1; i < verb; i++ {
		if f.has(i, isAnd) && (f.sign(i-1) == ',' || f.own(k-2) || f.has(k-2, isDeterminer) && f.tokens[k-1].cap) {
			return [2]int{} // "the bodies of Tor Lund, 58, and Ina Morrow, 20, were found"
		}
	}
	if (f.has(from, isA) || f.is(from, fellows)) && !f.capital(k+1) && (f.capital(k+2) || f.capital(k+3)) {
		return [2]int{} // "another sailor, captain Tor Lund, was held"
	}
	if k == verb-1 || !f.among(k+1, relatives) && f.verb(k+1, verb) >= 0 {
		return [2]int{}
	}
	return [2]int{k, verb}
}

// deictic reports a date that needs no preposition: "Monday", "today", "last week", "a year ago".
func (f *eventFinder) deictic(x dated) bool {
	for k := x.start; k < x.end; k++ {
		if f.has(k, isWeekday) || f.has(k, isDay) || f.has(k, isShift) || f.has(k, isBack) {
			return true
		}
	}
	return false
}

// undated is the title's date with its preposition, where nothing leans on it: "the mill [on Monday] burned".
func (f *eventFinder) undated(from, to int, x dated) [2]int {
	i := x.start
	if f.has(i-1, isOn) || f.has(i-1, isIn) {
		i--
	}
	if i == x.start && !f.deictic(x) || f.reduced(from, i-1) && (f.verb(from, i-1) >= 0 || f.main(from, to) != i-1) || i <= from || x.end >= to || f.tokens[i-1].kind != word || f.among(i-1, endWords) || f.has(i-1, isDeterminer) || f.owns(x) {
		return [2]int{}
	}
	for k := i - 1; k > i-4 && k > from; k-- {
		if f.has(k, isA) && f.has(k-1, isOn) {
			return [2]int{} // "on a cold Monday night"
		}
	}
	if n := x.end; f.tenseOf(n) != 0 || f.end(n) == "prep" || f.has(n, isThat) || f.has(n, isAnd) || f.has(n, isTo) || f.has(n, isDeterminer) {
		return [2]int{i, x.end}
	}
	return [2]int{}
}

var currencySigns = []string{"$", "£", "€"}

// ended reports whether a phrase of the title from token from on ends before token e, and what follows is not what it was begun
// for: a place, a way or a date, and no "of".
func (f *eventFinder) ended(from, e int) bool {
	if x := f.dateAt(e); x != nil {
		return !f.owns(*x)
	}
	if f.tokens[e].kind == possessive || f.tokens[e].kind == number || f.is(e, amounts) || f.hyphen(e) || f.has(e, isOf) && !f.ending(e+1, gerundEnd) || f.inDate(e) || f.midPlace(e) || f.sign(e) == '.' || f.is(e-1, scant) || f.glued(e) && (f.tokens[e].kind != punct || slices.Contains(currencySigns, f.low(e))) {
		return false
	}
	allowing := f.ending(e, adverbEnd) && f.ending(e+1, gerundEnd) && f.tenseOf(e-1) == 0 || (f.is(e, controls) || f.is(e, tellings)) && f.ending(e, gerundEnd)
	if f.tokens[e].kind == word && f.end(e) != "prep" && !f.has(e, isThat) && (f.border(e) == "" || f.has(e, isAnd)) && !f.again(e) && !f.pair(e) && !f.reduced(from, e) && !allowing {
		return false
	}
	if f.has(e, isAnd) || f.has(e, isTo) && f.in(e+1) && !f.tokens[e+1].cap && !f.has(e+1, isDeterminer) {
		for k := e - 1; k > max(from, e-8); k-- {
			if f.is(k, betweens) || f.is(k, controls) && !f.has(k+1, isFor) {
				return false // "a call between Tor Lund [and Ina Morrow]", "a pact allowing the guild [to build]"
			}
		}
	}
	if f.tenseOf(e-1) == pastTense && f.has(e-2, isAuxiliary) && f.is(e, agents) {
		return true // "charges were filed [against the mayor]"
	}
	if f.ending(e-1, pastEnd) && f.has(e-2, isBe) && !f.is(e, agents) {
		return false // "may be related [to]"
	}
	lead := e - 2
	for lead > from && f.ending(lead, adverbEnd) {
		lead--
	}
	return f.tenseOf(e-1) == 0 && !f.ending(e-1, gerundEnd) && !f.has(lead, isTo) && f.tenseOf(lead) != futureTense
}

// withoutSayer moves the end of a title before who said it: "The mayor will sail on Monday[, Brightwater reported]".
func (f *eventFinder) withoutSayer(from, to int) int {
	if !f.says(to - 1) {
		return to
	}
	for k := to - 2; k > from+2 && k > to-7; k-- {
		if f.sign(k) == ',' {
			return f.tidied(from, k)
		}
		if !f.tokens[k].cap {
			break
		}
	}
	return to
}

// begun is the "and" behind token main of a second clause whose verb was cut off at token to, or 0: "the crews met in Lorne and
// a race [around the lake, the second of the year, gave them …]".
func (f *eventFinder) begun(main, to int) int {
	k := to - 1
	for k > main+1 && !f.has(k, isAnd) {
		if f.tenseOf(k) != 0 {
			return 0
		}
		k--
	}
	if k <= main+1 || !f.has(k+1, isDeterminer) || f.has(k+1, isThe) && f.has(k-2, isThe) {
		return 0
	}
	for v := to; v < f.to && v < to+24; v++ {
		switch {
		case f.says(v) || f.among(v, relatives) || f.has(v, isAnd) || f.has(v, isThat) || f.border(v) != "" || f.isSubject(v):
			return 0
		case f.tenseOf(v) != 0:
			if f.participle(v) {
				return 0
			}
			return k
		}
	}
	return 0
}

// joint is the "and" before the verb of the date, where the clause's first verb tells of the same day, or 0: "the storm left
// nine dead [and shut the yard on Monday]".
func (f *eventFinder) joint(from, main, verb int) int {
	for verb > main && (f.tenseOf(verb-1) != 0 || f.ending(verb-1, adverbEnd)) {
		verb--
	}
	if main < from || main >= verb-2 || !f.has(verb-1, isAnd) || f.dated(from, verb) || f.tenseOf(main) != pastTense || f.isStative(main) {
		return 0
	}
	return verb - 1
}

// participial reports a clause that begins with a participle or the like, and whose subject comes later: "Born in Lorne, she",
// "also suggesting a storm, the guild".
func (f *eventFinder) participial(i int) bool {
	for f.is(i, stills) || f.ending(i, adverbEnd) && f.sign(i+1) != ',' {
		i++
	}
	s := f.low(i)
	if f.ending(i, gerundEnd) && len(s) > 5 && !f.is(i, endWords) && !f.eventNoun(i) {
		if i == f.from || f.tokens[i].cap {
			for k := i + 1; k < f.to && f.sign(k) != ','; k++ {
				if f.tenseOf(k) != 0 {
					return false // "Rising waters closed the road"
				}
			}
		}
		return true
	}
	tense := f.listedTense(i)
	return tense == pastTense && !f.isStative(i) || tense == eitherTense && f.end(i+1) == "prep" || f.ending(i, pastEnd) && len(s) > 4 && f.participle(i)
}

// second is the first token of a clause that follows an "and" and has the date with a subject of its own, or 0: "the case was
// heard and [a date was set for May]".
func (f *eventFinder) second(from int, x dated, verb int) int {
	for verb > from && f.tenseOf(verb-1) != 0 {
		verb-- // "was set"
	}
	if verb <= from || f.tokens[verb-1].kind == punct || f.has(verb-1, isTo) {
		return 0
	}
	for k := min(verb, x.start) - 2; k > from; k-- {
		if f.tenseOf(k+1) != 0 || f.tokens[k].kind == punct {
			return 0
		}
		if f.has(k, isAnd) {
			if f.comma(from, k) < 0 && (f.has(k+1, isDeterminer) || f.isSubject(k+1) || f.tokens[k+1].cap && !f.tokens[k-1].cap) && f.main(from, k) >= 0 {
				return k + 1
			}
			return 0
		}
	}
	return 0
}

// mainVerb is the verb that token verb's clause goes on with, where verb is only a participle behind its noun:
// "a fire [followed] by a storm killed". It is verb itself where it is not.
func (f *eventFinder) mainVerb(verb, to int) int {
	if verb < 1 || !f.participle(verb) || f.tokens[verb-1].kind != word || f.isStative(verb-1) || f.isSubject(verb-1) || (f.has(verb-1, isThat) || f.is(verb-1, relatives) || f.has(verb-1, isAnd) || f.has(verb-1, isOr) || f.has(verb-1, isBut)) {
		return verb
	}
	for k := verb + 1; k < to && k < verb+20; k++ {
		if f.tokens[k].kind == punct || (f.has(k, isAnd) || f.has(k, isBut) || f.has(k, isOr) || f.has(k, isThat) || f.has(k, isTo) || f.is(k, relatives) || f.isSubject(k)) || f.border(k) == "always" {
			break
		}
		if f.tenseOf(k) != 0 && !f.has(k-1, isDeterminer) && !f.inDate(k) {
			return k
		}
	}
	return verb
}

// participle reports a word in -ed, or one like it, with a preposition behind it.
func (f *eventFinder) participle(k int) bool {
	n := k + 1
	for f.is(n, stills) || f.ending(n, adverbEnd) {
		n++
	}
	return f.tenseOf(k) == pastTense && !f.isStative(k) && (f.end(n) == "prep" || f.dateAt(n) != nil)
}

// preposition reports whether one stands among tokens from to to-1.
func (f *eventFinder) preposition(from, to int) bool {
	for k := from; k < to; k++ {
		if f.end(k) == "prep" {
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
	if verb < from+3 || f.sign(verb-1) != ',' || !f.participle(verb) || !f.has(from, isDeterminer) || f.inserted(verb) {
		return false
	}
	for k := from; k < verb; k++ {
		if t := &f.tokens[k]; f.tenseOf(k) != 0 || t.kind == word && !t.cap && t.Len() > 3 && strings.HasSuffix(t.in(f.lower), "s") {
			return false // a verb, or what may be one
		}
	}
	return true
}

// inserted reports an insertion that ends before token k.
func (f *eventFinder) inserted(k int) bool {
	return slices.ContainsFunc(f.apart, func(r [2]int) bool { return r[1] == k })
}

// apposed is the token at which a name begins that the date only describes, or -1: "it replaces [the Moscow Treaty,
// signed in May 2002], whose …". The verb of the date then stands behind the first comma.
func (f *eventFinder) apposed(from int, x dated, verb int) int {
	if verb < from+2 || verb >= x.start || f.sign(verb-1) != ',' || !f.tokens[verb-2].cap || f.tenseOf(verb) != pastTense || f.isStative(verb) {
		return -1
	}
	for k := from; k < verb-1; k++ {
		if f.sign(k) == ',' {
			return -1
		}
	}
	at := -1
	for k := verb - 2; k >= from; k-- {
		if f.tokens[k].kind == punct && !f.hyphen(k) || f.tenseOf(k) != 0 || f.low(k) != "of" && f.end(k) == "prep" || f.is(k, borderWords) || f.ending(k, gerundEnd) && !f.eventNoun(k) {
			break
		}
		at = k
		if (f.has(k, isThe) || f.has(k, isA) || f.own(k)) && !f.has(k-1, isOf) {
			return at
		}
	}
	for k := at; k >= 0 && k < verb; k++ {
		if f.tokens[k].cap {
			return at
		}
	}
	return -1
}

// front moves the start of a title past what does not belong to what happened: conjunctions, and a date with its
// place, "On Monday in Port Lorne, the …".
func (f *eventFinder) front(from, to int, x dated) int {
	if c := f.comma(from, to); f.has(from, isAs) && f.has(from+1, isDeterminer) && c > 0 && f.verb(from, c) < 0 {
		from = c + 1 // "As a bonus, the guild"
	}
	for from < to {
		s := f.low(from)
		_, lead := f.lists.leads[s]
		if s == "that" && f.tokens[from].cap {
			break // "That ban was lifted"
		}
		if lead && f.is(from+1, alls) && f.sign(from+2) == ',' {
			from += 2 // "after all, nine"
			continue
		}
		if !lead && f.tokens[from].kind != punct && !f.adverb(from, to) || lead && f.has(from, isPrep) && f.dateEnd(from+1) > 0 {
			break // "since Monday" is no conjunction
		}
		if slices.Contains([]string{"“", "‘", `"`, "#"}, s) || slices.Contains(currencySigns, s) {
			break
		}
		from++
		if s == "ahead" {
			from++ // "of"
		}
	}
	if f.is(from, sources) {
		for k := from; k < to; k++ {
			if f.sign(k) == ',' {
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
	if f.sign(e) == ',' {
		if !f.happens(e, to) {
			return from // "On 1 May, after ninety days, come those on eels": no clause to begin with
		}
		// "On 1 May, the date of the vote, the …", "On 1 May, five years ago, the …"
		next := e + 1
		for k := next; k < min(next+3, to); k++ {
			if end := f.dateEnd(k); end > 0 && f.sign(end) == ',' && f.verb(next, end) < 0 {
				return end + 1
			}
		}
		if f.among(next, relatives) {
			// "On 25 July, which was the day of the feast, he fell"
			for k := next + 1; k < to; k++ {
				if f.sign(k) == ',' && f.verb(next, k) > 0 && f.happens(k, to) {
					return k + 1
				}
			}
		}
		if f.has(next, isThe) && f.is(next+1, dayWords) || f.is(next, dayWords) {
			for k := next + 2; k < to; k++ {
				if f.sign(k) == ',' && !f.happens(next, k) {
					return k + 1
				}
			}
		}
		return next
	}
	subject := f.in(e) && (f.tokens[e].cap || f.isSubject(e) || (f.has(e, isThe) || f.has(e, isA) || f.own(e)))
	for k := e; k < min(to-2, e+20); k++ {
		if f.sign(k) == ',' && !f.happens(e, k) && !f.aside(k) {
			if subject && (f.among(k+1, relatives) || f.closes(k+1, to)) {
				return e // "On Monday Ina Morrow, the mayor, resigned"
			}
			return f.pastPlace(k+1, to)
		}
		if f.tenseOf(k) != 0 {
			if subject && e < k {
				return e // "On Friday Brightwater announced"
			}
			break
		}
	}
	return from
}

// pastPlace moves i past the rest of a place's name: "[Norrvik, Northmark,] the ferry sank" behind "in Port Lorne,".
func (f *eventFinder) pastPlace(i, to int) int {
	k := i
	for ; k < to && (f.tokens[k].cap || f.sign(k) == ',' || f.sign(k) == '.' && f.glued(k)); k++ {
		if f.sign(k) == ',' {
			if f.closes(k+1, to) {
				return i // "Ina Morrow, mayor of Lorne, resigned"
			}
			i = k + 1
		}
	}
	// "[Northmark shortly before noon,] a fire"
	for timed := false; k < to && f.tenseOf(k) == 0; k++ {
		timed = timed || f.inDate(k)
		if f.sign(k) == ',' {
			if timed && f.has(k+1, isDeterminer) {
				return k + 1
			}
			break
		}
	}
	return i
}

// closes reports whether the words from token i on end in a comma before a verb, as an apposition does: "[Ina Morrow,]
// the mayor, resigned", "[a boy,] named only as Tor, was found".
func (f *eventFinder) closes(i, to int) bool {
	for k := i; k+1 < to; k++ {
		if f.sign(k) == ',' && f.tenseOf(k+1) != 0 {
			return true
		}
		if k > i && f.tenseOf(k) != 0 {
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
	if (f.has(to, isBefore) || f.has(to, isAfter)) && f.measure(from, to) < to {
		// "a day before the treaty lapsed" says more than "a day"
		if _, end := f.clause(to); !long(f.without(from, end, f.joined(nil, from, end))) {
			return f.tidied(from, end)
		}
	}
	if k := from; to-from < 9 && to < f.to && to > x.start && f.tokens[to-1].kind != punct && f.border(to) != "" && !f.has(to, isAnd) && !f.has(to, isBut) && !f.among(to, relatives) {
		// "laughed on Monday [after hearing the ruling]": a few words say more with what they lead to
		_, end := f.clause(to)
		if e := f.tidied(from, end); e > to+1 && !f.dated(to, end) && f.verb(k, to) >= 0 && !f.quoted[e-1] && !long(f.without(from, e, f.joined(nil, from, e))) {
			return e
		}
	}
	to = f.tidied(from, to)
	if to != x.end || x.start <= from+2 {
		return to
	}
	e := to
	switch {
	case f.has(x.start-1, isIn) && f.weekday(x): // "checked in on Monday", "checked in Monday"
		e = x.start
	case (f.has(x.start-1, isIn) || f.has(x.start-1, isOn) || f.has(x.start-1, isAt)) && !(f.has(x.start, isShift) || f.has(x.start, isDay)): // "sworn in last week"
		e = x.start - 1
	case !f.has(x.start-1, isPrep) && !f.has(x.start-1, isFor) && !f.has(x.start-1, isTo):
		e = x.start
	}
	for e > from && (f.sign(e-1) == ',' || f.end(e-1) == "loose") {
		e--
	}
	if dangling := f.in(e-1) && f.among(e-1, endWords); dangling {
		return to // "the vote was on Monday", "the guild joined in on Sunday"
	}
	return f.tidied(from, e)
}

// weekday reports a date that names one.
func (f *eventFinder) weekday(x dated) bool {
	for k := x.start; k < x.end; k++ {
		if f.has(k, isWeekday) {
			return true
		}
	}
	return false
}

// tidied moves the end of a title back over what leads to something that was cut off: signs, words of
// words/event_ends.txt, and lengths of time ("two days" before "after").
func (f *eventFinder) tidied(from, to int) int {
	for to > from {
		s := f.low(to - 1)
		class, dangling := f.end(to-1), f.is(to-1, endWords)
		cutOff := f.in(to) && (f.tokens[to].kind != punct || f.among(to, quoteMarks))
		switch {
		case f.tokens[to-1].kind == punct && !slices.Contains([]string{"”", "’", `"`, ")", "%", "]"}, s):
			to--
		case cutOff && f.ending(to-1, adverbEnd) && to-3 > from && (f.sign(to-2) == ',' || f.sign(to-3) == ','):
			to -= 2 // "nine crews were lost, most recently [in May]"
		case f.is(to-1, effective) && f.sign(to-2) == ',':
			to -= 2 // "an office, effective [1 May]"
		case cutOff && f.has(to, isThat) && f.is(to-1, tellings) && to-2 > from:
			to-- // "a statement announcing [that]"
		case cutOff && f.ending(to-1, gerundEnd) && to-2 > from && f.tokens[to-2].id == ',':
			to -= 2 // "…, finding"
		case dangling && !f.hyphen(to-2) && !f.inDate(to-1) && (cutOff || class == "" || class == "loose"):
			to--
		case cutOff && to-2 > from && f.end(to-2) == "prep" && f.is(to-1, complexes):
			to -= 2 // "arrested in connection [with a fire]"
		case cutOff && to-3 > from && f.sign(to-3) == ',' && (f.tokens[to-2].kind == number || f.has(to-2, isNumber)):
			to -= 3 // "…, three houses [from the mill]"
		case (f.has(to, isBefore) || f.has(to, isAfter) || f.is(to, sinces) || f.has(to, isAhead)) && f.measure(from, to) < to:
			to = f.measure(from, to)
		default:
			return to
		}
	}
	return to
}

// led moves the end of a title before a verb that leads to what was cut off behind it: "a boat [built] of oak", "complaints [arising] from", "and [also
// worked] on films". The verb is that of the date, and the title's own comes before floor.
func (f *eventFinder) led(floor, to, verb int) int {
	k := to - 1
	gerund := f.in(k) && f.ending(k, gerundEnd) && len(f.low(k)) > 5 && !f.tokens[k].cap && !f.eventNoun(k) && f.tokens[k-1].kind == word && !f.among(k-1, endWords) && !f.has(k-1, isDeterminer) && (f.is(to, froms) && !f.ending(k-1, adverbEnd) || strings.HasSuffix(f.low(k-1), "s"))
	if k > max(floor, verb) && f.sign(k-1) == ',' && f.tenseOf(k) == pastTense && f.end(to) == "prep" && f.ending(k, pastEnd) {
		return f.tidied(floor, k-1) // "the bridge, a way into Lorne, [built] by"
	}
	if k <= max(floor, verb) || f.inDate(k-1) || f.tenseOf(k) != pastTense && !gerund || f.isStative(k) || f.tenseOf(k-1) != 0 || f.sign(k-1) == ',' || f.end(to) != "prep" {
		return to
	}
	for k > floor && (f.is(k-1, stills) || f.is(k-1, agains) || f.ending(k-1, adverbEnd)) {
		k--
	}
	return f.tidied(floor, k)
}

// measure is the token at which a length of time begins that ends before token to, or to.
func (f *eventFinder) measure(from, to int) int {
	for _, x := range f.dates {
		if x.end == to && x.start > from && f.found[x.index].Type == TypeDuration {
			return x.start
		}
	}
	return to
}

// adverb reports a word in -ly that a comma sets off.
func (f *eventFinder) adverb(i, to int) bool {
	return i+1 < to && f.sign(i+1) == ',' && f.ending(i, adverbEnd)
}

// without is the text of tokens from to to-1 less the given ranges.
func (f *eventFinder) without(from, to int, cut [][2]int) string {
	if len(cut) == 0 || cut[0][1] > to {
		return closeCommas(f.words(from, to))
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
	return closeCommas(strings.Join(parts, " "))
}

// closeCommas takes the space before a comma away.
func closeCommas(s string) string {
	for at := 0; ; at++ {
		k := strings.IndexByte(s[at:], ',')
		if k < 0 {
			return s
		}
		if at += k; at > 0 && s[at-1] == ' ' {
			return strings.ReplaceAll(s, " ,", ",")
		}
	}
}

// shorter is the last token before to, and from floor on, at which a clause ends or, weakly, a phrase; 0 if
// there is none. It never cuts a date.
func (f *eventFinder) shorter(floor, to int, weak bool, x dated) int {
	for k := to - 1; k > floor; k-- {
		if k > x.start && k < x.end {
			continue
		}
		switch s := f.low(k); {
		case s == "," || s == ";" || s == "—" || s == "–" || f.is(k, cuts):
			if f.is(k-1, hollow) && f.sign(k) != ',' || f.listing(k) || f.has(k, isAs) && (f.is(k-1, likenesses) || f.equates(k) || f.depicts(floor, k)) || f.midPlace(k) || f.sign(k) == ',' && f.in(k+1) && f.tokens[k+1].cap && f.tokens[k-1].cap && (f.has(k+2, isAnd) || f.sign(k+2) == '&' || f.sign(k+2) == ',' && f.in(k+3) && f.tokens[k+3].cap) {
				continue
			}
			if k-1 > floor && f.tokens[k-1].kind != punct && !f.quoted[k-1] {
				return k
			}
		case weak && f.again(k), weak && f.purpose(floor, k), weak && k > floor+1 && f.reduced(floor, k):
			if !f.quoted[k-1] && !(k+1 >= x.start && k < x.end) {
				return k
			}
		case f.is(k, looseCuts):
			inName := f.tokens[k-1].cap && f.in(k+1) && f.tokens[k+1].cap
			// "will comply [with the request]" says no more than that something will
			begun := f.purpose(floor, k-2) || f.purpose(floor, k-3) || f.has(k-2, isTo) && k-3 > floor // "a pause to make way [for a march]"
			bare := begun || f.tenseOf(k-1) == 0 && !f.tokens[k-1].cap && (f.tenseOf(k-2) == futureTense || f.has(k-2, isTo) && f.ending(k-3, gerundEnd))
			if weak && !inName && !bare && !f.quoted[k-1] && !(k+1 >= x.start && k < x.end) {
				return k
			}
		}
	}
	return 0
}

// pair reports an "and" at k between two full names.
func (f *eventFinder) pair(k int) bool {
	return f.has(k, isAnd) && f.in(k-2) && f.tokens[k-2].cap && f.tokens[k-1].cap && f.tokens[k-2].kind == word && f.in(k+2) && f.tokens[k+1].cap && f.tokens[k+2].cap
}

// reduced reports a participle at k that describes the noun before it: "an order for a clerk [accused of theft]", "a shed
// [holding oars]".
func (f *eventFinder) reduced(from, k int) bool {
	if k <= from+1 || f.tokens[k].cap || f.tokens[k-1].kind != word || f.tenseOf(k-1) != 0 || f.among(k-1, endWords) || f.has(k-1, isDeterminer) || f.ending(k-1, adverbEnd) || f.ending(k-1, gerundEnd) || f.statusOf(k-1) != "" {
		return false
	}
	if f.ending(k, pastEnd) {
		return f.participle(k) || f.tenseOf(k) == pastTense && f.has(k+1, isTo)
	}
	return f.ending(k, gerundEnd) && len(f.low(k)) > 5 && f.end(k) == "" && !f.eventNoun(k) && f.has(k+1, isDeterminer) && !f.has(k+1, isThat)
}

// again reports that the "and" at k brings a second verb: "put the fire out [and were seen at the mill]".
func (f *eventFinder) again(k int) bool {
	if !f.has(k, isAnd) || f.tenseOf(k-1) != 0 || f.among(k-1, endWords) {
		return false
	}
	for k++; f.ending(k, adverbEnd) || f.is(k, agains); k++ {
	}
	return f.in(k) && f.tenseOf(k) == pastTense && !f.tokens[k].cap && (f.isStative(k) || f.has(k+1, isDeterminer) || f.end(k+1) != "")
}

// purpose reports a "to" at k that says what for, and behind a noun that can do without: "began a pause [to make way]".
func (f *eventFinder) purpose(floor, k int) bool {
	if k <= floor || !f.has(k, isTo) || !f.in(k+1) || f.tokens[k+1].kind != word || f.tokens[k+1].cap || f.has(k+1, isDeterminer) || f.has(k+1, isNumber) || f.among(k+1, endWords) || strings.HasSuffix(f.low(k+1), "s") || !f.in(k+2) || f.tokens[k+2].kind != word {
		return false
	}
	if f.tokens[k-1].kind != word || f.has(k-2, isTo) && !f.tokens[k-1].cap || f.tenseOf(k-1) != 0 || f.statusOf(k-1) != "" || f.is(k-1, scant) || f.ending(k-1, gerundEnd) || f.among(k-1, endWords) || f.ending(k-1, adverbEnd) {
		return false
	}
	for c := k - 1; c > max(floor, k-9)-3 && c > f.from; c-- {
		if f.is(c, controls) && !f.has(c+1, isFor) {
			return false
		}
	}
	return true
}

// midPlace reports a comma at k within a place's name that what it leads to follows: "turned Lorne[,] Northmark dark".
func (f *eventFinder) midPlace(k int) bool {
	e := k + 1
	if f.sign(k) != ',' || !f.in(e) || !f.tokens[k-1].cap || !f.tokens[e].cap {
		return false
	}
	for f.in(e) && f.tokens[e].cap && f.tokens[e].kind == word {
		e++
	}
	return f.in(e) && f.tokens[e].kind == word && !f.among(e, endWords) && f.tenseOf(e) == 0 && !f.has(e, isAnd) && !f.has(e, isOr) && f.border(e) == "" && !f.is(e, relatives) && !f.inDate(e)
}

// listing reports a comma at k between two words that describe one noun: "a new[,] self-governed town".
func (f *eventFinder) listing(k int) bool {
	if f.sign(k) != ',' || !f.in(k+1) {
		return false
	}
	for k++; f.ending(k, adverbEnd); k++ {
	}
	if !f.in(k) || f.tokens[k].kind != word || f.tokens[k].cap || f.tenseOf(k) != 0 || f.ending(k, gerundEnd) {
		return false
	}
	return !f.among(k, endWords) && !f.among(k, borderWords) && !f.isSubject(k) && !f.has(k, isDeterminer)
}

// equates reports an "as" at k that measures: "a tenth [as] much money [as] the guild".
func (f *eventFinder) equates(k int) bool {
	return f.is(k+1, asMany) || f.is(k-1, asMany) || f.is(k-2, asMany) || f.is(k-3, asMany)
}

// depicts reports a verb among tokens from to to-1 that says little without its "as": "described her as a fool".
func (f *eventFinder) depicts(from, to int) bool {
	for k := max(from-2, f.from); k < to; k++ {
		if f.among(k, depicting) {
			return true
		}
	}
	return false
}

// balanced drops what stands behind a bracket that lost its partner. A title whose quotation marks did is none.
func balanced(s string) string {
	quotes, single, straight, brackets := 0, 0, 0, 0
	opened, closed := false, false // by a straight single mark
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			straight++
		case '\'':
			opened = opened || i == 0 || s[i-1] == ' '
			closed = closed || i == len(s)-1 || s[i+1] == ' '
		case '(':
			brackets++
		case ')':
			brackets--
		case "“"[0]:
			if strings.HasPrefix(s[i:], "“") {
				quotes++
			} else if strings.HasPrefix(s[i:], "”") {
				quotes--
			} else if strings.HasPrefix(s[i:], "‘") {
				single++
			} else if strings.HasPrefix(s[i:], "’") {
				single--
			}
		}
	}
	if quotes != 0 || straight%2 != 0 {
		return ""
	}
	if single > 0 || opened && !closed {
		return ""
	}
	if brackets > 0 {
		s = strings.TrimRight(s[:strings.LastIndexByte(s, '(')], " ,") // what follows it was cut off
	} else if brackets < 0 {
		return ""
	}
	return s
}
