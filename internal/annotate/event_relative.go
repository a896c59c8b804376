package annotate

import "slices"

// relative cuts the title of what a sentence tells in passing of the person it begins with: "Tor Lund[, 59, who] was arrested on
// Monday". It is "" where the date is none of such a clause. Behind any other word it is not plain who is meant ("the brother of
// Tor Lund, who"), and what a clause tells of a thing is background. The date follows the verb with no other verb between.
func (f *eventFinder) relative(x dated) (string, Span) {
	none := Span{}
	k := x.start - 1
	for k > f.from && f.low(k) != "who" {
		if t := &f.tokens[k]; t.kind == punct || f.ending(k, gerundEnd) || k < x.start-12 || f.has(k, isTo) && !f.inDate(k) || f.has(k, isFor) || f.has(k, isAnd) || f.has(k, isThat) || f.has(k, isAfter) || f.has(k, isBefore) || f.is(k, followings) || f.border(k) == "always" || f.isSubject(k) || f.says(k) {
			return "", none
		}
		k--
	}
	end := k - 1 // of the name
	if end <= f.from || f.sign(end) != ',' {
		return "", none
	}
	if end-2 > f.from && f.tokens[end-1].kind == number && f.sign(end-2) == ',' {
		end -= 2 // "Tor Lund, 59, who"
	}
	n := startingAt(f.found, f.tokens[end-1].End) - 1
	if n < 0 || f.found[n].Kind != Person || f.found[n].End != f.tokens[end-1].End || f.quoted[end-1] {
		return "", none
	}
	from := end - 1
	for from > f.from && f.tokens[from].Start > f.found[n].Start {
		from--
	}
	for i := f.from; i < from; i++ { // "the former singer Ada Lund" begins with her too
		if f.tokens[i].kind != word || f.tenseOf(i) != 0 || f.end(i) != "" || f.border(i) != "" || f.ending(i, gerundEnd) || f.ending(i, pastEnd) || f.own(i) || f.isSubject(i) || from > f.from+5 {
			return "", none
		}
	}
	first := k + 1 // the verb
	for f.ending(first, adverbEnd) {
		first++
	}
	last := first
	if f.isStative(first) {
		last++ // "was arrested"
	}
	if f.tenseOf(first) != pastTense || f.tenseOf(last) != pastTense || f.isStative(last) || f.is(last, vague) || f.verb(last+1, x.start) >= 0 {
		return "", none // "who was mayor in May"
	}
	before := x.start - 1
	if !(before == last || f.has(before, isOn) || f.has(before, isIn) || f.deictic(x)) || f.in(x.end) && f.tokens[x.end].kind == word && f.end(x.end) != "prep" && !f.has(x.end, isAnd) {
		return "", none // "supported the 2003 war"
	}
	to := x.end
	for to < f.to-1 && f.sign(to) != ',' && f.sign(to) != ';' && f.dash(to) == 0 && !f.has(to, isAnd) {
		to++
	}
	if f.sign(f.to-1) == '?' || f.contains(k, x.start, sinces) || f.contains(k, to, negations) || f.contains(k, to, denials) || f.contains(k, to, habits) || f.has(x.end, isThat) || f.silent(k, to) || f.owns(x) {
		return "", none
	}
	apart := f.apart
	f.apart = slices.DeleteFunc(slices.Clone(apart), func(r [2]int) bool { return r[0] < x.start && x.start < r[1] })
	f.gap, f.mains = [2]int{end, k + 1}, [len(f.mains)]stretch{}
	defer func() { f.apart, f.gap, f.mains = apart, [2]int{}, [len(f.mains)]stretch{} }()
	if status, verb, ok := f.status(k+1, to, x); ok && status == "happened" && verb >= first && f.happens(k+1, to) {
		return f.title(from, to, x, verb)
	}
	return "", none
}
