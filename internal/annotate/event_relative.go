package annotate

import "slices"

// relative cuts the title of what a clause behind a name tells of it: "Tor Lund[, 59, who] was arrested on Monday". It is "" where
// the date is none of such a clause. What the clause only says of a noun, and not of somebody by name, is background.
func (f *eventFinder) relative(x dated) (string, Span) {
	none := Span{}
	k := x.start - 1
	for k > f.from+1 && !f.among(k, relatives) {
		if f.tokens[k].kind == punct || f.has(k, isAnd) || f.border(k) == "always" {
			return "", none
		}
		k--
	}
	kind := Person
	switch f.low(k) {
	case "who":
	case "which":
		kind = Organization
	default:
		return "", none
	}
	if k <= f.from+1 || f.sign(k-1) != ',' {
		return "", none
	}
	end := k - 1 // of the name
	if f.tokens[end-1].kind == number && f.sign(end-2) == ',' {
		end -= 2 // "Tor Lund, 59, who"
	}
	n := startingAt(f.found, f.tokens[end-1].End) - 1
	if n < 0 || f.found[n].Kind != kind || f.found[n].End != f.tokens[end-1].End || f.quoted[end-1] {
		return "", none
	}
	from := end - 1
	for from > f.from && f.tokens[from].Start > f.found[n].Start {
		from--
	}
	if f.has(from-1, isThe) && from > f.from {
		from--
	}
	for i := from - 1; i > from-6 && i > f.from && f.tokens[i].kind != punct && f.tenseOf(i) == ""; i-- {
		if f.has(i, isOf) || f.has(i, isAnd) {
			return "", none // "the brother of Tor Lund, who": which of the two it was is not said
		}
	}
	to := x.end
	for to < f.to-1 && f.sign(to) != ',' && f.sign(to) != ';' && f.dash(to) == 0 && !f.has(to, isAnd) {
		to++
	}
	first := k + 1 // the verb
	for f.ending(first, adverbEnd) {
		first++
	}
	if f.tenseOf(first) != "past" || f.isStative(first) && (f.tenseOf(first+1) != "past" || f.isStative(first+1) || f.is(first+1, vague)) {
		return "", none // "who was mayor in May"
	}
	if f.sign(to) == '?' || f.contains(k, x.start, sinces) || f.contains(k, to, negations) || f.contains(k, to, habits) || f.among(k+1, denials) || f.silent(k, to) {
		return "", none
	}
	apart := f.apart
	f.apart = slices.DeleteFunc(slices.Clone(apart), func(r [2]int) bool { return r[0] < x.start && x.start < r[1] })
	f.gap, f.mains = [2]int{end, k + 1}, [len(f.mains)]stretch{}
	defer func() { f.apart, f.gap, f.mains = apart, [2]int{}, [len(f.mains)]stretch{} }()
	status, verb, ok := f.status(k+1, to, x)
	if !ok || status != "happened" || verb < k+1 || f.tenseOf(verb) != "past" || f.says(verb) || !f.happens(k+1, to) {
		return "", none
	}
	for i := k + 1; i < x.start; i++ {
		if f.isSubject(i) || f.says(i) {
			return "", none
		}
	}
	return f.title(from, to, x, verb)
}
