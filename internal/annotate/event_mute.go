package annotate

import "slices"

// What is left of a clause is no title where it tells nothing alone: where it begins amid something, stops before what was done or
// said, leaves that to another sentence, or where nothing happens in it.

// cutting is what is left of a clause for a title: tokens from to to-1. whole and limit are where the clause ends, without and with
// what its end can do without, main is the verb that the title stands on, or -1.
type cutting struct {
	from, to, whole, limit, main int

	x     dated
	loose bool // begins with a participle
	had   bool // had a verb before it was cut
}

// mute reports a title that tells nothing alone.
func (f *eventFinder) mute(c *cutting) bool {
	return f.misbegun(c) || f.stopsShort(c) || f.refers(c) || f.uneventful(c)
}

// misbegun reports a title that begins amid something, or denies.
func (f *eventFinder) misbegun(c *cutting) bool {
	from, to, main, x := c.from, c.to, c.main, c.x
	switch {
	case f.among(from, denials), f.is(f.pastDate(from), denials):
		return true // "Nobody saw the boat"
	case f.has(from, isAnd), f.is(from+1, sinces), f.is(from, withs) && f.comma(from, to) < 0:
		return true // "And Lorne agreed", "With the ferry due"
	case x.start == from && f.in(x.end) && f.tokens[x.end].kind == word && f.tenseOf(x.end) == 0 && f.comma(x.end, main) >= 0:
		return true // "May 2010 mail, Lund had to explain", of "In an earlier, May 2010 mail"
	case x.start <= from && from < x.end && from > f.from && f.tenseOf(from-1) != 0:
		return true // of "a letter posted on Monday"
	case f.among(from, relatives):
		return true // "Whose home is to be torn down"
	case from > f.from && f.ending(from, gerundEnd) && f.end(from+1) == "prep" && main > f.comma(from, to) && f.comma(from, to) > 0 && !f.inserted(main):
		return true // "Meeting with the guild on Monday, Lund left", of "after meeting with the guild"
	case f.is(from+1, conditions) && f.low(from) == "even":
		return true // "Even if it was needed, a count could not be held"
	case f.tokens[from].kind == number && f.sign(from+1) == ',', f.sign(from+1) == '.' && f.sign(from+2) == ',':
		return true // "59, a sailor, left", of "Tor Lund, 59, a sailor, left", "Ltd., left"
	case f.has(from, isThe) && f.has(from+1, isNumber) && f.tenseOf(from+2) != 0, (f.tokens[from].kind == number || f.has(from, isNumber)) && (to < from+6 && f.tenseOf(from+1) != 0 || f.low(from+1) == "more" && f.tenseOf(from+2) != 0):
		return true // "The three are due to join", "46 were arrested", "Two more followed"
	case f.end(from) == "prep" && (main > from && f.isSubject(main-1) || x.start > from && f.tenseOf(x.end) != 0):
		return true // "At the hearing on Monday he was warned", "At the yard on Monday was shot"
	case (f.has(from, isThis) || f.has(from, isThat)) && f.isStative(from+1), f.is(from, theses) && f.tenseOf(f.pastDate(from+1)) != 0:
		return true // "This is a move", "Both on Monday left"
	case main > from && f.sign(main-1) == ',' && !f.inserted(main) && f.comma(from, main) == main-1 && f.end(from) != "prep" && !c.loose && x.start > from && !f.resumed(main, to) &&
		!(!f.isStative(main) && x.start > main && x.start <= main+4 && (f.has(from, isThe) || f.tokens[main-2].cap)):
		return true // "Sister of the boy lost at sea, was found", of "Ada Lund, sister of …", and not "the Moscow Treaty, signed in May 2002"
	case c.loose && !f.verbAfterComma(from, to):
		return true // "Born in Lorne in 1950"
	}
	if k := f.comma(from, to) + 1; k > 0 && k < from+8 && k+3 >= to && x.end < k && (f.has(k, isThat) || f.has(k, isThis)) {
		return true // "On 1 May, that changes"
	}
	for k := from + 1; k < main && f.all.has(subjectWords); k++ {
		if n := k - 1; f.isSubject(k) && !f.quoted[k] && !f.aside(k) && !f.ending(n, gerundEnd) && f.tokens[n].kind == word && !f.tokens[n].cap && f.tenseOf(n) == 0 && !f.among(n, endWords) && f.border(n) == "" && !f.inDate(n) && !f.has(n, isThat) && !f.is(n, conditions) && !f.lists.leaning[f.low(n)] {
			return true // "a chance he missed"
		}
	}
	return false
}

// resumed reports a comma with a verb behind it among tokens i to j-1: "a race, planned for May[, was] called off".
func (f *eventFinder) resumed(i, j int) bool {
	for k := f.comma(i, j); k >= 0; k = f.comma(k+1, j) {
		if k+1 < j && f.tenseOf(k+1) != 0 {
			return true
		}
	}
	return false
}

// stopsShort reports a title that stops where its content begins: "Lund announced", "Lund told reporters last week".
func (f *eventFinder) stopsShort(c *cutting) bool {
	from, to, main, x := c.from, c.to, c.main, c.x
	last := to - 1
	for last > from && (f.inDate(last) || f.inDate(last+1) && f.end(last) == "prep") {
		last--
	}
	said := last
	for said > from && f.tenseOf(said-1) != 0 {
		said-- // "had announced"
	}
	switch {
	case main >= from && to < c.whole && f.untold(main, to, c.whole):
		return true
	case main >= to && !f.describing(from, to, x), f.spliced(from, to):
		return true // "The captain who had led the guild", with what she did cut off
	case f.their(to), f.end(to) == "prep" && f.their(to+1):
		return true // "Lund endorsed [her]", "The guild turned [on her]"
	case f.comma(from, to) == to-2 && !f.inserted(to-1) && f.tenseOf(to-1) == pastTense && f.in(to) && f.tokens[to].kind != punct:
		return true // "The guild owns a law, signed [this spring]"
	case f.ending(to-1, adverbEnd) && f.sign(to-2) == ',' && to < c.limit:
		return true // "resigned to seek, unsuccessfully, [a seat]"
	case f.tenseOf(to-1) != 0 && f.is(to-2, relatives) && f.gap[1] != to-1 && (f.sign(to-3) == ',' || f.tenseOf(to-1) != pastTense):
		return true // "The guild looks to the race, which begins"
	case f.is(last, contents) && !f.has(last-1, isAuxiliary):
		return true // "the poll shows"
	case f.says(last) && f.verb(from, said) < 0 && !f.tokens[last].cap && !f.has(last-1, isAuxiliary) && !f.has(last-1, isBeen), f.has(to, isThat) && last < to-1 && f.tenseOf(last) == pastTense:
		return true
	case main > from && f.says(main) && f.lists.saying[f.low(main)] == "object" && f.verb(main+1, to) < 0 && !f.has(main-1, isAuxiliary) && !f.about(main, to):
		return true
	case to == x.start && (len(x.when) < 10 || f.has(x.end, isAs)) && !f.deictic(x) && f.tenseOf(last) == pastTense:
		return true // "The campaign entered June"
	case f.is(to-1, objects) && (to <= from+4 || f.end(to-2) == "prep"):
		return true // "Lund left it"
	}
	for k := from + 1; k < to; k++ {
		if f.has(k, isThat) && !f.inDate(k) && f.end(k-1) == "prep" && (k+1 == to || f.end(k+1) == "prep" || f.inDate(k+1)) {
			return true // "Lund hinted at that"
		}
		if f.has(k, isThat) && (f.tenseOf(k-1) != 0 || f.is(k-1, hollow) || f.is(k-1, contents)) && !f.has(k+1, isOf) && f.in(to) && f.verb(k+1, to) < 0 {
			return true // "Lund established that the boats", with what they were cut off
		}
		if f.is(k, followings) && k < to-1 && f.has(k-1, isThe) && f.end(k+1) == "" && f.verb(from, k) >= 0 {
			return true // "The guild made the following announcement"
		}
	}
	if main >= from && f.keepsFrom(main, to) {
		return true // "The guild banned girls [of nine from sailing]"
	}
	if to >= c.limit {
		return false
	}
	next := to // behind the date
	if end := f.dateEnd(next); end > 0 {
		next = end
	}
	switch {
	case f.isStative(to-1) && (f.tenseOf(to-1) != 0 || f.tenseOf(to-2) != 0) && !f.inDate(to-1) && f.dateAt(to) == nil, f.among(to, quoteMarks):
		return true // "The film was", "Lund called the guild's rules [“foolish”]"
	case (f.is(main, controls) || f.says(main)) && f.lists.leaning[f.low(next)] && !f.has(next, isThat) && !f.has(next, isThis):
		return true // "Lund asked the guild [how it was]"
	case f.is(last, hollow), f.is(last, intents) && f.end(last-1) == "prep" && f.has(next, isTo), f.has(to, isAs) && f.is(main, depicting):
		return true // "it is just a matter [of days]", "with efforts [to save the eels]", "Lund described the hall [as full]"
	case f.is(main, controls) && f.wants(main, to, c.limit), last == main && f.has(to, isTo):
		return true // "Lund called on the guild", "Lund agreed in May [to sail]"
	case f.has(to, isTo) && f.in(to+1) && !f.tokens[to+1].cap && !f.has(to+1, isDeterminer) && main > from+1 && (f.says(main-1) || f.says(main-2)):
		return true // "Sailors say gulls may have learnt the way [to find the boats]"
	}
	for k := max(main, from); main >= 0 && k < min(main+3, to); k++ {
		if f.tenseOf(k) == pastTense && f.has(k-1, isAuxiliary) && (f.says(k) || f.is(k, controls)) && f.wants(k, to, c.limit) {
			return true // "Lund was projected by two papers [to have won]"
		}
	}
	return false
}

// muting are the words that refers asks about one by one.
var muting = unionOf(contents, speakers, subjectWords, objects, owners)

// refers reports a word in a title that only another sentence explains: "the council voted to lift it", "Lund ended his".
func (f *eventFinder) refers(c *cutting) bool {
	from, to, main := c.from, c.to, c.main
	named := f.tokens[from].cap && from > f.from || f.personAt(from)
	for k := from + 1; k < to && !named && f.all.has(subjectWords); k++ {
		if w := f.low(k); (w == "he" || w == "she") && !f.aside(k) {
			return true // "Ill health was named when he left"
		}
		named = f.tokens[k].cap || f.has(k, isA) // a name, or somebody new: "after a sailor said he"
	}
	told := f.has(to, isThat)
	for k := from + 2; k < to; k++ {
		if !f.among(k, muting) && !f.has(k, isAnd) {
			continue
		}
		switch object := f.among(k, objects); {
		case told && f.among(k, contents), f.has(k, isAnd) && f.sign(k-1) == ',' && f.tenseOf(k+1) != 0 && f.verb(from, k) < 0:
			return true // "Lund informed the guild [that]", "the storm, and was found at sea"
		case f.among(k, speakers) && !f.tokens[k].cap && !f.quoted[k]:
			return true // "came to talk to me"
		case f.has(k-1, isThat) && f.isSubject(k) && f.verb(k, to) < 0:
			return true // "Lund said on the hill that he"
		case object && (!f.own(k) || f.their(k)) && (k-1 >= main && k-1 <= main+4 && f.tenseOf(k-1) != 0 && !f.isStative(k-1) && !(f.says(k-1) && f.end(k+1) != "prep") || f.has(k-2, isTo)) && f.tenseOf(k+1) == 0 && !f.has(k+1, isThat):
			return true // "the council voted to lift it"
		case !object && f.own(k) && (f.end(k+1) == "prep" || f.dateAt(k+1) != nil):
			return true // "Lund ended his"
		}
	}
	return false
}

// uneventful reports a title in which nothing happens, or no more than what another sentence tells.
func (f *eventFinder) uneventful(c *cutting) bool {
	from, to, main, x := c.from, c.to, c.main, c.x
	if f.empty(from, to, main) || main < 0 && f.onlyDescribes(from, to) {
		return true // "The statement came after a raid", "A sailor who had worked in Lorne"
	}
	if main <= from && f.ending(from, gerundEnd) && len(f.low(from)) > 4 && !f.eventNoun(from) || x.start <= from+1 && x.end >= to {
		return true // "Going into the vote", "The weekend"
	}
	if main > from && f.ending(main, pastEnd) && f.has(main+1, isBy) && f.verb(from, main) < 0 && f.verb(main+1, to) < 0 && terminates(f.doc, f.to-1) {
		return true // "Tor Lund in a letter issued by the guild"
	}
	for k := from + 1; k < to && main < 0; k++ {
		if f.sign(k-1) == ',' && f.among(k, relatives) && f.comma(k, to) < 0 {
			return true // "Tor Lund, who won the race", under a picture
		}
	}
	if _, future := f.side(x.when); future {
		return f.owed(from, to) || f.border(from-1) == "noun" && !f.tells(from, to) // "nine bonds due in May", "after [losses by the guild]"
	}
	if !f.tells(from, to) || f.end(from) == "prep" && f.main(from, to) < 0 {
		return true
	}
	if f.verb(from, to) >= 0 {
		return false
	}
	return c.had || x.end == to && x.start > from && x.start <= from+2 || to < from+4 || f.verb(f.from, f.to) >= 0 && !f.namesWhat(from, to) // "The fire this morning", "A second protest"
}

// personAt reports a person's name at token i.
func (f *eventFinder) personAt(i int) bool {
	k := startingAt(f.found, f.tokens[i].Start)
	return k < len(f.found) && f.found[k].Start == f.tokens[i].Start && f.found[k].Kind == Person
}

// their reports a "her" at token k with nothing that is hers behind it.
func (f *eventFinder) their(k int) bool {
	return f.own(k) && f.is(k, objects) && (!f.in(k+1) || f.tokens[k+1].kind == punct || f.among(k+1, endWords) || f.inDate(k+1))
}

// owed reports a noun with no verb but the "due" behind it: "nine bonds due in May".
func (f *eventFinder) owed(from, to int) bool {
	k := f.verb(from, to)
	return k > from && f.has(k, isDue) && f.tokens[k-1].kind == word && f.verb(k+1, to) < 0 && f.border(k-1) == "" && !f.ending(k-1, adverbEnd)
}

// empty reports a title that only says that something mentioned before happened: "The incident happened", "The announcement was
// made by the guild", "Monday's ruling came after a raid".
func (f *eventFinder) empty(from, to, main int) bool {
	if main < from+1 || f.eventNoun(main-1) && main+1 < to {
		return false
	}
	verb := main
	for f.isStative(verb) && f.tenseOf(verb+1) != 0 {
		verb++
	}
	if !f.is(verb, vague) || main > from+3 || main == from+3 && f.dateEnd(from) == 0 {
		return false
	}
	if f.is(verb, coming) {
		next := f.pastDate(verb + 1)
		return f.is(next, cuts) || f.has(next, isAt) || f.in(next) && f.tokens[next].kind == punct || f.durationAt(next)
	}
	return main == from+2 && f.has(from, isThe) && (verb > main || to == from+3)
}

// durationAt reports a length of time that begins at token i.
func (f *eventFinder) durationAt(i int) bool {
	return slices.ContainsFunc(f.dates, func(x dated) bool { return x.start == i })
}

// namesWhat reports a happening with what it was of among tokens from to to-1: "the resignation of the mayor".
func (f *eventFinder) namesWhat(from, to int) bool {
	for k := from + 1; k < to; k++ {
		if f.has(k, isOf) && f.eventNoun(k-1) {
			return true
		}
	}
	return false
}

// about reports an "of" or "about" among tokens from to to-1: "told reporters of the fire".
func (f *eventFinder) about(from, to int) bool {
	for k := from; k < to; k++ {
		if f.has(k, isOf) || f.is(k, abouts) {
			return true
		}
	}
	return false
}

// wants reports that the "to" that verb asks for was cut off at token to: "asked the guild, the oldest in Lorne, [to sail]".
func (f *eventFinder) wants(verb, to, whole int) bool {
	for k := verb + 1; k < min(whole, to+25) && !f.has(verb+1, isFor); k++ {
		if f.has(k, isTo) && !f.inDate(k) {
			return k >= to && f.in(k+1) && !f.tokens[k+1].cap && !f.has(k+1, isDeterminer)
		}
	}
	return false
}

// keepsFrom reports that what verb keeps somebody from was cut off at token to: "banned girls of nine [from sailing]".
func (f *eventFinder) keepsFrom(verb, to int) bool {
	for k := verb + 1; k < min(f.to, to+8) && f.tokens[k].kind != punct && f.tenseOf(k) == 0; k++ {
		if f.is(k, froms) && f.ending(k+1, gerundEnd) {
			return k >= to
		}
	}
	return false
}

// untold reports a verb whose content, up to token whole, was cut off at token to before its verb: "the court ruled the rules of
// the harbour [were void]".
func (f *eventFinder) untold(verb, to, whole int) bool {
	ruled := f.is(verb, contents)
	if !ruled && !f.says(verb) {
		return false
	}
	for k := verb + 1; k < whole; k++ {
		if f.inDate(k) || f.aside(k) {
			continue
		}
		if f.tenseOf(k) != 0 && !f.has(k-1, isDeterminer) && !(k > verb+1 && f.tokens[k-1].kind == number) && (!f.participle(k) || f.has(k-1, isAuxiliary)) {
			return k >= to
		}
		if f.ending(k, gerundEnd) && k > verb+1 || f.tokens[k].kind == punct && !(ruled && f.sign(k) == ',') || f.among(k, relatives) || f.has(k, isTo) || f.has(k, isAnd) && !ruled {
			return false
		}
	}
	return false
}

// describing reports a title that ends in a description with the date of it: "the woman who shot at two sailors on Monday".
func (f *eventFinder) describing(from, to int, x dated) bool {
	for k := from; k < x.start && x.end <= to; k++ {
		if f.describes(k) {
			return true
		}
	}
	return false
}

// onlyDescribes reports a noun with its description among tokens from to to-1, where the noun is not what happened: "Tor Lund, a
// sailor who had worked in Lorne".
func (f *eventFinder) onlyDescribes(from, to int) bool {
	for k := from + 1; k < to && f.tenseOf(k) == 0 && !f.says(k); k++ {
		if f.describes(k) {
			if f.eventNoun(k-1) || f.verb(k, to) < 0 {
				return false
			}
			for c := f.comma(k, to); c >= 0 && c < to-1; c = f.comma(c+1, to) {
				if n := c + 1; f.tokens[n].kind == word && !f.tokens[n].cap && (!f.among(n, endWords) || f.end(n) == "verb") {
					return false // what may be a verb
				}
			}
			return true
		}
	}
	return false
}

// verbAfterComma reports whether a clause with its verb follows a comma among tokens from to to-1.
func (f *eventFinder) verbAfterComma(from, to int) bool {
	k := f.comma(from, to)
	for v := k + 2; k >= 0 && v < to; v++ {
		if f.tenseOf(v) != 0 && !f.inDate(v) {
			return true
		}
	}
	return false
}

// spliced reports two verbs that stand together as none do in a clause: "the captain was arrested were released".
func (f *eventFinder) spliced(from, to int) bool {
	for k := from + 1; k < to; k++ {
		if (f.has(k, isAuxiliary) || f.has(k, isPerfect)) && f.tenseOf(k-1) == pastTense && !f.isStative(k-1) && !f.says(k-1) {
			return true
		}
	}
	return false
}

// tells reports whether tokens from to to-1 have a verb, or a noun that is a happening.
func (f *eventFinder) tells(from, to int) bool {
	verb, noun := false, false
	for k := from; k < to; k++ {
		verb = verb || (f.tenseOf(k) != 0 || f.statusOf(k) != "") && !(f.end(from) == "prep" && f.participle(k))
		noun = noun || f.in(k) && f.among(k, happenings)
	}
	return verb || noun && f.end(from) != "prep"
}
