package annotate

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Figures are amounts that the text itself counts, measures or prices:
//
//	money    "$1.5 bn", "125 billion yuan", "50 cents"    unit ISO 4217; "$" alone is USD. Where several
//	         currencies share a name ("pesos"), the country the text speaks of decides; else the name is the unit.
//	percent  "25%", "85 per cent"                         unit "%"; percentage and basis points have unit "pp"
//	measure  "10 km", "5 °C", "60 mph"                    unit UCUM; "ton", which says no system, stays "ton"
//	ratio    "two-thirds", "one in five"                  no unit; no more than four decimals ("0.6667")
//	count    "1,250 people", "three nuclear sites"        unit the counted noun; "" for a large number alone
//
// The span leaves out the qualifier ("nearly") and takes in the counted noun, unless a name stands
// between number and noun: then the span is the number, so that the name can still be found.
// A vague number ("dozens of countries") has no value; the vague word is its qualifier.
// A range is two figures, qualified "from" and "to".
//
// Numbers that name things (Boeing 747, page 12, G7, SS-20, 9M729), years, scores, times, telephone and version
// numbers are no figures, nor are small numbers in words after "the" or "his": those speak of
// things already known. Ages and durations are dates. A count in words below ten ("two further talks") is a
// figure only of what is news in any number, people and what harms them: the class "few" of words/figure_noun.txt,
// or with a word of harm beside it. A fraction is one only of something: "two thirds of the seats".

type figures struct {
	*doc
	lists *figureLists
	taken []Annotation // dates, not to be read again as numbers
	out   []Annotation
	end   int // token after the last figure
	sent  int // index of the sentence that holds the token being read
	limit int // token after the last one of that sentence
	heard map[string]string
}

func findFigures(d *doc, found []Annotation) []Annotation {
	f := &figures{doc: d, lists: theFigureLists(), taken: found, out: d.more[:0]}
	next := 0 // token to go on with
	for _, i := range d.at.figures {
		if i >= next {
			next = f.read(i)
		}
	}
	d.more = f.out
	return f.out
}

// read reads the figure that begins at token i, if one does, and returns the token to go on with.
func (f *figures) read(i int) int {
	t := &f.tokens[i]
	if t.kind == word && !f.among(i, figureWords) && !f.lists.money.letters[f.original(i)] {
		return i + 1
	}
	for len(f.taken) > 0 && f.taken[0].End <= t.Start {
		f.taken = f.taken[1:]
	}
	if f.isTaken(i) {
		return i + 1
	}
	f.enter(i)
	if from, code, n := f.sign(i); n > 0 {
		if a, ok := f.amount(i+n, true); ok {
			return f.money(from, a, code)
		}
		return i + n
	}
	if t.kind == word && t.glued && !f.opened(i) {
		return i + 1
	}
	if f.among(i, vagueWords) || t.in(f.lower) == "several" || t.in(f.lower) == "few" {
		return f.vague(i)
	}
	if fraction, ok := f.fraction(i); ok {
		return fraction
	}
	if t.kind != word && !f.standsFree(i) {
		return f.afterRun(i)
	}
	a, ok := f.amount(i, false)
	switch {
	case !ok && t.kind == word:
		return i + 1
	case !ok:
		return f.afterRun(i)
	}
	return f.classify(a)
}

// enter finds the sentence that holds token i.
func (f *figures) enter(i int) {
	if i < f.limit {
		return
	}
	for f.starts[f.sent+1] <= i {
		f.sent++
	}
	f.limit = f.starts[f.sent+1]
}

func (d *doc) original(i int) string { return d.text[d.tokens[i].Start:d.tokens[i].End] }

// in reports whether token i is a word of a set, within the sentence.
func (f *figures) in(i int, s set) bool { return i < f.limit && f.among(i, s) }

// lowerAt is the token's text in lower case, or "" outside the sentence.
func (f *figures) lowerAt(i int) string {
	if i < 0 || i >= f.limit {
		return ""
	}
	return f.small(i)
}

// signAt is the number of the token's word, to be compared with a single character, or 0 outside the sentence.
func (f *figures) signAt(i int) wordID {
	if i < 0 || i >= f.limit {
		return 0
	}
	return f.tokens[i].id
}

func (f *figures) glued(i int) bool { return i >= 0 && i < f.limit && f.tokens[i].glued }

// isTaken reports whether token i is part of a date.
func (f *figures) isTaken(i int) bool {
	for _, a := range f.taken {
		if a.Start >= f.tokens[i].End {
			break
		}
		if a.End > f.tokens[i].Start {
			return true
		}
	}
	return false
}

// afterRun is the first token after i that has white space before it.
func (f *figures) afterRun(i int) int {
	for i++; i < len(f.tokens) && f.tokens[i].glued; {
		i++
	}
	return i
}

func isHyphen(s string) bool { return s == "-" || s == "–" || s == "‑" || s == "—" || s == "−" }

// opened reports whether only an opening mark is glued before token i.
func (f *figures) opened(i int) bool {
	switch f.lowerAt(i - 1) {
	case "(", "[", "“", "‘", `"`, "'", "~", "<", ">", "≈", "≥", "≤", "—", "–", "…", "«", "*", "•":
		return true
	}
	return false
}

// standsFree reports whether the number at i is not the tail of something else (G7, COVID-19, 3:30, #5).
func (f *figures) standsFree(i int) bool {
	if !f.tokens[i].glued || i == 0 || f.opened(i) {
		return true
	}
	return f.minus(i)
}

// minus reports whether a minus sign stands before token i.
func (f *figures) minus(i int) bool {
	if i == 0 || !f.tokens[i].glued {
		return false
	}
	switch f.small(i - 1) {
	case "-", "−", "–":
		return i == 1 || !f.tokens[i-1].glued || f.opened(i-1)
	}
	return false
}

// sign reads a currency sign or code before a number: "$", "US$", "USD ", "Rs. ". It returns the
// token the amount begins with, the code, and the number of tokens from i to the number.
func (f *figures) sign(i int) (from int, code string, n int) {
	t := &f.tokens[i]
	next := i + 1
	if t.kind != punct && !f.among(i, moneyNames) {
		return 0, "", 0
	}
	if t.kind == punct {
		code = f.lists.money.signs[t.in(f.lower)]
		if code == "" {
			return
		}
		from = i
		if i > 0 && t.glued && f.tokens[i-1].kind == word {
			if c := f.lists.money.signs[f.original(i-1)+t.in(f.lower)]; c != "" {
				code, from = c, i-1
			}
		}
		if f.minus(from) {
			from--
		}
	} else {
		o := f.original(i)
		from = i
		switch {
		case f.lists.money.codes[o]:
			code = o
		case f.lists.money.letters[o] && (f.glued(next) || utf8.RuneCountInString(o) > 1):
			code = f.lists.money.signs[o]
			if f.signAt(next) == '.' && f.glued(next) {
				next++
			}
		}
		if code == "" || t.glued && !f.opened(i) {
			return 0, "", 0
		}
	}
	if next < f.limit && (f.tokens[next].kind == number || t.kind == punct && f.tokens[next].kind == word && f.counts(next)) {
		return from, code, next - i
	}
	return 0, "", 0
}

// amount is a number as read, from token from up to token to.
type amount struct {
	decimal
	from, to int
	scaled   bool // has a scale word: 5 million
	grouped  bool // written with commas: 5,000
	words    bool // written in words
	year     bool // could be a year: 1500…2100 in four digits
	part     bool // written as a fraction: 3/4
}

// amount reads the number at token i with its scale. In money short scales ("$3 m") count.
func (f *figures) amount(i int, money bool) (amount, bool) {
	a := amount{from: i, to: i}
	if i >= f.limit {
		return a, false
	}
	t := f.tokens[i]
	switch {
	case t.kind == number:
		var ok bool
		if a.decimal, a.grouped, ok = parseDecimal(t.in(f.lower)); !ok {
			return a, false
		}
		a.year = t.Len() == 4 && a.exp == 0 && a.coef >= 1500 && a.coef <= 2100
		a.to++
		if !f.mixed(&a) {
			return a, false
		}
	case f.among(i, vulgars):
		a.decimal, a.part = decimal{vulgar[t.in(f.lower)], -3}, true
		a.to++
	default:
		if !f.spelled(&a) {
			return a, false
		}
		a.words = true
	}
	if f.minus(i) {
		a.coef = -a.coef
		a.from--
	} else if f.lowerAt(i-1) == "minus" && i > 0 {
		a.coef = -a.coef
		a.from--
	}
	f.scale(&a, money)
	return a, true
}

// mixed reads the rest of "2½", "10 1/2" and "3/4". It is false for things like 9/11/2001.
func (f *figures) mixed(a *amount) bool {
	i := a.to
	if a.exp == 0 && f.in(i, vulgars) {
		a.decimal, a.part = decimal{a.coef*1000 + vulgar[f.small(i)], -3}, true
		a.to++
		return true
	}
	if f.signAt(i) == '/' && f.glued(i) && f.glued(i+1) && i+1 < f.limit && f.tokens[i+1].kind == number {
		d, ok := part(f.small(i-1), f.small(i+1))
		a.decimal, a.part, a.to = d, true, i+2
		return ok && !f.glued(i+2)
	}
	if i+2 < f.limit && f.tokens[i].kind == number && !f.tokens[i].glued && a.exp == 0 && f.signAt(i+1) == '/' && f.glued(i+1) && f.glued(i+2) {
		if d, ok := part(f.small(i), f.small(i+2)); ok {
			a.decimal, a.part, a.to = add(a.decimal, d), true, i+3
		}
	}
	return true
}

// part is n/m for the small fractions people write, in at most three decimals.
func part(n, m string) (decimal, bool) {
	x, err1 := strconv.Atoi(n)
	y, err2 := strconv.Atoi(m)
	if err1 != nil || err2 != nil || x <= 0 || x >= y || y > 16 || y == 11 || y == 13 {
		return decimal{}, false
	}
	return quotient(int64(x), int64(y)), true
}

// spelled reads number words: "one hundred and six", "twenty-five", "two and a half", "a million".
func (f *figures) spelled(a *amount) bool {
	var total, cur, last int64 = 0, -1, 1 << 62
	i := a.to
	if f.lowerAt(i) == "a" || f.lowerAt(i) == "an" {
		if s := f.scaleAt(i + 1); s.factor == 0 || s.short {
			return false
		}
		cur = 1
		i++
		a.to = i
	}
	for ; i < f.limit && i-a.from < 16; i++ {
		w := f.small(i)
		if i > a.from && (w == "-" && f.glued(i) && f.glued(i+1) || w == "and" && (total > 0 || cur >= 100)) {
			if n, ok := f.numberAt(i + 1); ok && n > 0 && (w == "-" || cur%100 == 0 || total > 0) {
				continue
			}
			if w == "-" && f.scaleAt(i+1).factor > 0 && !f.scaleAt(i+1).short {
				continue
			}
			break
		}
		if n, ok := f.numberAt(i); ok {
			switch {
			case cur < 0:
				cur = n
			case cur%100 == 0 && cur > 0, cur%10 == 0 && cur%100 >= 20 && n > 0 && n < 10:
				cur += n
			default:
				i = f.limit // "nineteen eighty": no number
				continue
			}
		} else if w == "hundred" && cur > 0 && cur < 100 {
			cur *= 100
		} else if s := f.scaleAt(i); s.power >= 3 && !s.short && s.factor == 1 && cur > 0 {
			size := pow10(s.power)
			if size >= last {
				break
			}
			total, cur, last = total+cur*size, 0, size
			a.scaled = true
		} else {
			break
		}
		a.to = i + 1
	}
	if cur < 0 || a.to == a.from {
		return false
	}
	a.decimal = decimal{total + max(cur, 0), 0}
	// "two and a half"
	if f.lowerAt(a.to) == "and" && f.lowerAt(a.to+1) == "a" && f.lowerAt(a.to+2) == "half" {
		a.decimal = add(a.decimal, decimal{5, -1})
		a.to += 3
	} else if f.lowerAt(a.to) == "point" {
		for n, exp := a.to+1, -1; n < f.limit && exp > -6; n, exp = n+1, exp-1 {
			v, ok := f.numberAt(n)
			if !ok || v > 9 {
				break
			}
			a.decimal = add(a.decimal, decimal{v, exp})
			a.to = n + 1
		}
	}
	return true
}

// numberAt is the number that the word at token i stands for.
func (f *figures) numberAt(i int) (int64, bool) {
	if !f.in(i, numberWords) {
		return 0, false
	}
	return f.lists.numbers[f.small(i)], true
}

// counts reports whether token i is a number in words, and not zero.
func (f *figures) counts(i int) bool {
	n, _ := f.numberAt(i)
	return n > 0
}

// scaleAt is the scale of the word at token i, or none.
func (f *figures) scaleAt(i int) scale {
	if !f.in(i, scaleWords) {
		return scale{}
	}
	return f.lists.scales[f.small(i)]
}

// scale reads the scale words after a number.
func (f *figures) scale(a *amount, money bool) {
	for range 2 {
		i := a.to
		if f.signAt(i) == '-' && f.glued(i) && f.glued(i+1) {
			i++
		}
		s := f.scaleAt(i)
		if s.factor == 0 {
			return
		}
		// 3bn is 3 billion wherever it stands; "3 m", "3k" and "3b" only in money. 3m may be metres.
		if s.short && !money && !(f.glued(i) && len(f.lowerAt(i)) > 1 || f.lowerAt(i) == "k" && f.glued(i)) {
			return
		}
		if s.short && money && len(f.lowerAt(i)) == 1 && !f.glued(i) && f.tokens[i].cap {
			return
		}
		if s.short && f.glued(i+1) && f.tokens[i+1].kind == word {
			return
		}
		if i > a.to && s.short {
			return
		}
		a.decimal = decimal{a.coef * s.factor, a.exp + s.power}
		a.scaled = true
		a.to = i + 1
	}
}

// money emits an amount that a currency sign stands before.
func (f *figures) money(from int, a amount, code string) int {
	i := a.to
	if f.tokens[a.to-1].kind == number && f.glued(i) && (f.tokens[i].kind == word || f.tokens[i].kind == number) {
		return f.afterRun(i) // $5xyz
	}
	if f.in(i, moneyNames) && f.lists.money.codes[f.original(i)] {
		code = f.original(i)
		i++
	} else if c, n := f.currency(i); n > 0 {
		// "$5 million US dollars"
		code, i = c, i+n
	}
	if l := f.lowerAt(from); a.coef > 0 && (l == "-" || l == "−" || l == "–") {
		a.coef = -a.coef
	}
	a.from = from
	return f.emit("figure/money-sign", TypeMoney, a, i, code, "")
}

// classify says what the number a, with no currency sign before it, counts, and emits it.
func (f *figures) classify(a amount) int {
	i := a.to
	if f.tokens[i-1].kind == number && f.glued(i) && f.glued(i+1) {
		switch f.lowerAt(i) {
		case ":", ".", "/", "@":
			return f.afterRun(i) // 3:30, 10.0.0.1/8
		}
	}
	if next, ok := f.withUnit(a); ok {
		return next
	}
	if n := len(f.out); n > 0 && f.end == a.from-1 && f.out[n-1].Rule == "figure/money-sign" && f.joins(f.out[n-1]) {
		return f.emit("figure/money-range", TypeMoney, a, i, f.out[n-1].Unit, "")
	}
	if next, ok := f.connected(a); ok {
		return next
	}
	if a.part {
		return i
	}
	if next, ok := f.ratio(a); ok {
		return next
	}
	return f.count(a)
}

// withUnit emits a number that a percent sign, a currency's name or a unit of measure follows.
func (f *figures) withUnit(a amount) (int, bool) {
	k := a.to
	hyphen := f.hyphen(k)
	if hyphen {
		k++
	}
	if unit, n := f.percent(k); n > 0 {
		if f.lowerAt(k) == "basis" {
			a.exp -= 2
		}
		return f.emit("figure/percent", TypePercent, a, k+n, unit, ""), true
	}
	if next, ok := f.moneyName(a, k, hyphen); ok {
		return next, true
	}
	if code, n := f.unit(k); n > 0 {
		return f.emit("figure/measure", TypeMeasure, a, k+n, code, ""), true
	}
	return 0, false
}

// hyphen reports whether token i is a hyphen between two things it joins.
func (f *figures) hyphen(i int) bool {
	return isHyphen(f.lowerAt(i)) && f.glued(i) && f.glued(i+1)
}

// percent reads "%", "per cent", "percentage points".
func (f *figures) percent(i int) (unit string, n int) {
	switch f.lowerAt(i) {
	case "%", "％":
		if l := f.lowerAt(i + 1); l == "point" || l == "points" {
			return "pp", 2
		}
		if f.glued(i+1) && f.tokens[i+1].kind == number {
			return "", 0 // %20 in an address
		}
		return "%", 1
	case "percent", "pct", "percents":
		if l := f.lowerAt(i + 1); l == "point" || l == "points" {
			return "pp", 2
		}
		return "%", 1
	case "per":
		if f.lowerAt(i+1) == "cent" {
			return "%", 2
		}
	case "percentage", "basis":
		if l := f.lowerAt(i + 1); l == "point" || l == "points" {
			return "pp", 2
		}
	case "pp", "ppt":
		return "pp", 1
	}
	return "", 0
}

// currency reads a currency's name at token i: its code and its length in tokens.
func (f *figures) currency(i int) (code string, n int) {
	if !f.in(i, moneyNames) {
		return "", 0
	}
	key := ""
	for n := 1; n <= 4 && i+n <= f.limit && f.tokens[i+n-1].kind == word; n++ {
		if n > 1 {
			key += " "
		}
		w := f.small(i + n - 1)
		if c, ok := f.lists.money.names[key+w]; ok {
			return c, n
		}
		if s := strings.TrimSuffix(w, "s"); s != w {
			if c, ok := f.lists.money.names[key+s]; ok {
				return c, n
			}
		}
		key += w
	}
	return "", 0
}

// moneyName emits a number followed by the name or code of a currency.
func (f *figures) moneyName(a amount, i int, hyphen bool) (int, bool) {
	if !f.in(i, moneyNames) {
		return 0, false
	}
	if o := f.original(i); f.lists.money.codes[o] || f.tokens[i].kind == punct && f.lists.money.signs[o] != "" && (i+1 >= f.limit || f.tokens[i+1].kind != number) {
		code := o
		if !f.lists.money.codes[o] {
			code = f.lists.money.signs[o]
		}
		return f.emit("figure/money-name", TypeMoney, a, i+1, code, ""), true
	}
	switch f.lowerAt(i) {
	case "cent", "cents":
		if f.lowerAt(i-1) == "per" {
			return 0, false
		}
		a.exp -= 2
		code := "USD"
		if !strings.Contains(f.text, "$") && (strings.Contains(f.text, "€") || strings.Contains(f.lower, "euro")) {
			code = "EUR"
		}
		return f.emit("figure/money-name", TypeMoney, a, i+1, code, ""), true
	case "pence", "penny", "pennies":
		a.exp -= 2
		return f.emit("figure/money-name", TypeMoney, a, i+1, "GBP", ""), true
	}
	code, n := f.currency(i)
	if n == 0 {
		w := f.lowerAt(i)
		s := strings.TrimSuffix(w, "s")
		list, ok := f.lists.shared[s]
		if !ok {
			if list, ok = f.lists.shared[w]; !ok {
				return 0, false
			}
			s = w
		}
		if f.tokens[i].cap {
			return 0, false
		}
		if s == "pound" && f.isWeight(a, i, hyphen) {
			return f.emit("figure/measure", TypeMeasure, a, i+1, "[lb_av]", ""), true
		}
		if (s == "won" || s == "crown" || s == "som") && !a.scaled && !a.grouped {
			return 0, false
		}
		code, n = f.shared(s, list), 1
		if code == "" {
			code = w
		}
	} else if f.tokens[i+n-1].cap && !f.tokens[i+n-1].upper {
		return 0, false // the Milwaukee Bucks
	}
	i += n
	// "thirteen dollars and forty-five cents"
	if f.lowerAt(i) == "and" && i+1 < f.limit && (f.tokens[i+1].kind == number || f.counts(i+1)) {
		if b, ok := f.amount(i+1, false); ok && (f.lowerAt(b.to) == "cents" || f.lowerAt(b.to) == "pence") {
			a.decimal = add(a.decimal, decimal{b.coef, b.exp - 2})
			i = b.to + 1
		}
	}
	return f.emit("figure/money-name", TypeMoney, a, i, code, ""), true
}

// isWeight reports whether "pounds" at token i are weight.
func (f *figures) isWeight(a amount, i int, hyphen bool) bool {
	next := f.lowerAt(i + 1)
	if hyphen || next == "of" || next == "heavier" || next == "lighter" || next == "overweight" {
		return !a.scaled
	}
	if next == "sterling" || a.scaled {
		return false
	}
	return f.shared("pound", f.lists.shared["pound"]) == ""
}

// shared picks the currency of a shared name by the countries the text speaks of.
func (f *figures) shared(name string, list []sharedCurrency) string {
	if code, ok := f.heard[name]; ok {
		return code
	}
	var begin [256]uint64 // by first byte: the second ones
	for _, c := range list {
		for _, w := range c.words {
			begin[w[0]] |= 1 << (w[1] & 63)
		}
	}
	counts := make([]int, len(list))
	for i := 0; i+1 < len(f.lower); i++ {
		if begin[f.lower[i]]>>(f.lower[i+1]&63)&1 == 0 {
			continue
		}
		for k, c := range list {
			for _, w := range c.words {
				if strings.HasPrefix(f.lower[i:], w) {
					counts[k]++
				}
			}
		}
	}
	best, most := "", 0
	for k, c := range list {
		if counts[k] > most {
			best, most = c.code, counts[k]
		}
	}
	if f.heard == nil {
		f.heard = map[string]string{}
	}
	f.heard[name] = best
	return best
}

// unit reads a unit of measure at token i: its UCUM code and its length in tokens.
func (f *figures) unit(i int) (code string, n int) {
	if i >= f.limit {
		return "", 0
	}
	power := ""
	j := i
	switch f.lowerAt(j) {
	case "square":
		power = "2"
		j++
	case "cubic":
		power = "3"
		j++
	}
	if !f.in(j, unitNames) {
		return "", 0
	}
	for k := min(3, f.limit-j); k > 0 && code == ""; k-- {
		s := f.text[f.tokens[j].Start:f.tokens[j+k-1].End]
		if len(s) > 40 {
			continue
		}
		if c, ok := f.lists.units.signs[s]; ok && !(k == 1 && f.glued(j+k) && f.tokens[j+k].kind != punct) {
			code, n = c, k
			break
		}
		l := f.lower[f.tokens[j].Start:f.tokens[j+k-1].End]
		if c, ok := f.lists.units.names[l]; ok {
			code, n = c, k
		} else if c, ok := f.lists.units.names[strings.TrimSuffix(l, "s")]; ok {
			code, n = c, k
		} else if c, ok := f.lists.units.names[strings.Replace(l, "degrees", "degree", 1)]; ok {
			code, n = c, k
		}
	}
	if code == "" || j+n < f.limit && f.tokens[j].cap && f.tokens[j].kind == word && f.lists.units.signs[f.original(j)] == "" {
		return "", 0 // Miles Davis
	}
	if code == "m" && f.lowerAt(j) == "m" {
		return "", 0 // metres or millions: see count
	}
	code += power
	n += j - i
	// a rate: per hour, a day
	k := i + n
	if w := f.lowerAt(k); (w == "per" || w == "a" || w == "an") && k+1 < f.limit && !f.isTaken(k) {
		if r := rates[f.lowerAt(k+1)]; r != "" {
			return code + "/" + r, n + 2
		}
	}
	return code, n
}

// connected reads the second half of a range whose first half a has no unit of its own:
// "5 to 10 percent", "between 5 and 7 million people", "10–15%".
func (f *figures) connected(a amount) (int, bool) {
	i := a.to
	switch w := f.lowerAt(i); {
	case w == "to", w == "or", w == "and" && f.lowerAt(a.from-1) == "between":
	case isHyphen(w) && f.glued(i) == f.glued(i+1):
	default:
		return 0, false
	}
	if i+1 >= f.limit || f.isTaken(i+1) {
		return 0, false
	}
	t := f.tokens[i+1]
	if t.kind != number && !f.among(i+1, figureWords) {
		return 0, false
	}
	b, ok := f.amount(i+1, false)
	if !ok || b.from != i+1 && b.from != i {
		return 0, false
	}
	b.from = i + 1
	if !less(a.decimal, b.decimal) {
		if b.coef < 0 { // "10-15" read as minus 15
			b.coef = -b.coef
		}
		if !less(a.decimal, b.decimal) {
			return 0, false
		}
	}
	n := len(f.out)
	next, ok := f.withUnit(b)
	if !ok {
		next = f.count(b)
	}
	if len(f.out) == n || f.out[n].Start != f.tokens[b.from].Start {
		if isHyphen(f.lowerAt(i)) {
			return next, true // a score, a telephone number
		}
		return 0, false
	}
	last := f.out[n]
	f.out = f.out[:n]
	if b.scaled && !a.scaled {
		s := decimal{a.coef, a.exp}
		if shift := b.scaleOf(f); shift > 0 {
			s.exp += shift
		}
		if less(s, b.decimal) {
			a.decimal = s
		}
	}
	last.Qualifier = "to"
	if last.Unit == "pp" && f.lowerAt(b.to) == "basis" {
		a.exp -= 2
	}
	first := last
	first.Span = Span{f.tokens[a.from].Start, f.tokens[a.to-1].End}
	first.Value, first.Qualifier = a.decimal.String(), "from"
	f.out = append(f.out, first, last)
	return next, true
}

// scaleOf is the power of ten of the scale word that ends b, or 0.
func (b amount) scaleOf(f *figures) int {
	if s := f.scaleAt(b.to - 1); s.factor == 1 {
		return s.power
	}
	return 0
}

// ratio reads "one in five", "two out of three".
func (f *figures) ratio(a amount) (int, bool) {
	i := a.to
	switch {
	case f.lowerAt(i) == "in":
		i++
	case f.lowerAt(i) == "out" && f.lowerAt(i+1) == "of":
		i += 2
	default:
		return 0, false
	}
	if a.exp != 0 || a.scaled || a.coef < 1 || a.coef > 99 || i >= f.limit || f.isTaken(i) {
		return 0, false
	}
	if f.tokens[i].kind != number && !f.among(i, figureWords) {
		return 0, false
	}
	b, ok := f.amount(i, false)
	if !ok || b.exp < 0 || b.year || !less(a.decimal, b.decimal) || b.exp > 6 {
		return 0, false
	}
	m := b.coef * pow10(b.exp)
	switch {
	case m <= 10, m == 12, m == 20, m == 25, m == 50, m%100 == 0:
	default:
		return 0, false
	}
	// "one in five years", "three in 10 minutes", "5 in 10 games"
	if a.coef > 1 && f.in(b.to, nounNever) || f.glued(b.to) && f.tokens[b.to].kind != punct {
		return 0, false
	}
	a.decimal = quotient(a.coef, m)
	return f.emit("figure/ratio", TypeRatio, a, b.to, "", ""), true
}

// timeUnit reports whether token i is a length of time in the singular.
func (f *figures) timeUnit(i int) bool {
	w := f.lowerAt(i)
	return w != "" && f.words.list[f.words.find(w+"s")].sets.has(nounNever)
}

// fraction reads "two-thirds", "a third of", "half of", "half a million".
func (f *figures) fraction(i int) (int, bool) {
	w := f.small(i)
	j := i + 1
	var d decimal
	switch {
	case w == "half" && f.lowerAt(j) == "a" && f.scaleAt(j+1).power >= 2:
		a := amount{decimal: decimal{5, -1}, from: i, to: j + 1, words: true}
		f.scale(&a, false)
		return f.classify(a), true
	case w == "half":
		switch f.lowerAt(j) {
		case "of", "the", "its", "their", "all", "his", "her", "our":
		default:
			return 0, false
		}
		// the second half of, his half of, half the time, half of what
		if f.glued(i) || f.in(i-1, determiners) || f.lowerAt(j+1) == "what" || f.in(i-1, nounHalf) || f.timeUnit(j+1) || f.in(j+1, nounHalf) {
			return 0, false
		}
		return f.emit("figure/fraction", TypeRatio, amount{decimal: decimal{5, -1}, from: i, to: j}, j, "", ""), true
	}
	n, _ := f.numberAt(i)
	if w == "a" {
		n = 1
	}
	if n < 1 || n > 9 {
		return 0, false
	}
	hyphen := f.hyphen(j)
	if hyphen {
		j++
	}
	m := fractions[strings.TrimSuffix(f.lowerAt(j), "s")]
	if m == 0 || n >= m || f.glued(j+1) && f.signAt(j+1) == '-' || w == "a" && hyphen {
		return 0, false
	}
	d = quotient(n, m)
	// "three quarters of a million"
	if f.lowerAt(j+1) == "of" && f.lowerAt(j+2) == "a" && f.scaleAt(j+3).power >= 6 {
		a := amount{decimal: d, from: i, to: j + 3, words: true}
		f.scale(&a, false)
		return f.classify(a), true
	}
	if f.lowerAt(j+1) != "of" || f.lowerAt(j+2) == "what" || (f.lowerAt(j+2) == "an" || f.lowerAt(j+2) == "a" && f.timeUnit(j+3)) {
		return 0, false
	}
	if !hyphen && m == 4 && n > 1 && f.lowerAt(j+2) != "the" && f.lowerAt(j+1) == "of" && f.in(j+2, nounNever) {
		return 0, false
	}
	return f.emit("figure/fraction", TypeRatio, amount{decimal: d, from: i, to: j + 1}, j+1, "", ""), true
}

// vague reads "dozens of countries", "tens of thousands of people", "several hundred troops",
// "billions of dollars".
func (f *figures) vague(i int) int {
	a := amount{from: i, to: i + 1}
	w := f.small(i)
	if w == "several" || w == "few" {
		s := f.scaleAt(i + 1)
		if s.factor == 0 || s.short {
			return i + 1
		}
		a.to = i + 2
		if s2 := f.scaleAt(a.to); s2.power >= 3 && !s2.short {
			a.to++
		}
	} else {
		if w == "tens" && (f.lowerAt(i+1) != "of" || !f.in(i+2, vagueWords)) {
			return i + 1
		}
		for n := 0; n < 3 && f.lowerAt(a.to) == "of" && f.in(a.to+1, vagueWords); n++ {
			a.to += 2
		}
	}
	words := f.lower[f.tokens[a.from].Start:f.tokens[a.to-1].End]
	k := a.to
	if f.lowerAt(k) == "of" {
		k++
	} else if w != "several" && w != "few" {
		return a.to
	}
	if k < f.limit && f.tokens[k].kind == word {
		code, n := f.currency(k)
		if l, ok := f.lists.shared[strings.TrimSuffix(f.lowerAt(k), "s")]; n == 0 && ok && f.lowerAt(k) != "won" {
			if code, n = f.shared(strings.TrimSuffix(f.lowerAt(k), "s"), l), 1; code == "" {
				code = f.lowerAt(k)
			}
		}
		if n > 0 {
			f.emit("figure/vague", TypeMoney, a, k+n, code, words)
			f.out[len(f.out)-1].Value = ""
			return k + n
		}
		if code, n := f.unit(k); n > 0 {
			f.emit("figure/vague", TypeMeasure, a, k+n, code, words)
			f.out[len(f.out)-1].Value = ""
			return k + n
		}
	}
	head, named := f.noun(k)
	if head == 0 {
		return a.to
	}
	end := head + 1
	if named {
		end = a.to
	}
	f.emit("figure/vague", TypeCount, a, end, f.original(head), words)
	f.out[len(f.out)-1].Value = ""
	return end
}

// count emits a number that counts things, or a large number alone.
func (f *figures) count(a amount) int {
	i := a.to
	if a.coef < 0 || a.part {
		return i
	}
	if f.hyphen(i) {
		return f.afterRun(i) // 12-day, 33-year-old
	}
	if i < f.limit && f.glued(i) && f.tokens[i].kind != punct {
		if f.lowerAt(i) != "m" || f.glued(i+1) && f.tokens[i+1].kind != punct {
			return f.afterRun(i) // 21st, 747s, 9M729
		}
		// 5m families, or five metres
		if head, _ := f.noun(i + 1); head == 0 {
			return f.emit("figure/measure", TypeMeasure, a, i+1, "m", "")
		}
		i++
		a.decimal, a.to, a.scaled = decimal{a.coef, a.exp + 6}, i, true
	}
	prev := f.lowerAt(a.from - 1)
	if prev == "per" { // 4.5 per 100,000 people: a rate
		return i
	}
	if a.words && !a.scaled && a.coef <= 12 && (f.in(a.from-1, determiners) || a.from > 0 && f.tokens[a.from-1].kind == possessive) {
		return i
	}
	if f.tokens[a.from].kind == word && f.tokens[a.from].cap && !f.opens(a.from) {
		return i // Five Eyes, Big Ten
	}
	plus, qualifier := f.signAt(i) == '+' && f.glued(i) && !(f.glued(i+1) && f.tokens[i+1].kind == number), "" // 500+ pupils, not the 2+2 talks
	if plus {
		qualifier = "at least"
		i++
	}
	head, named := f.noun(i)
	strong := head > 0 && f.among(head, nounStrong)
	if !strong && !a.scaled {
		// Boeing 747, page 12, No. 10, and years
		if a.year && !a.words || f.in(a.from-1, nounLabel) || prev == "." && f.in(a.from-2, nounLabel) && f.glued(a.from-1) || prev == "#" {
			return i
		}
		// Lost 52 Project
		if p := a.from - 1; p >= 0 && !a.words && named && f.tokens[p].cap && i < f.limit && f.tokens[i].cap {
			return i
		}
		if p := a.from - 1; p >= 0 && p < f.limit && f.tokens[p].kind == word && f.tokens[p].cap && !f.opens(p) && !f.isCalendar(p) && !a.words && !a.grouped {
			return i
		}
	}
	switch {
	case a.coef == 1 && a.exp == 0, a.coef == 0:
		return i
	case head == 0 && a.exp == 0 && !a.scaled && !(a.year && !a.words):
		if next, ok := f.toll(a); ok {
			return next
		}
	case head > 0 && a.words && !a.scaled && a.coef < 10 && !f.among(head, nounFew) && !f.harmed(a.from, head+1):
		return i
	}
	switch {
	case head > 0 && a.exp < 0 && !a.scaled:
		return i // "3.5 metres" is read above; 3.5 people are none
	case head > 0 && named:
		return f.emit("figure/count", TypeCount, a, i, f.original(head), qualifier)
	case head > 0:
		return f.emit("figure/count", TypeCount, a, head+1, f.original(head), qualifier)
	case plus && !f.in(i, nounNever):
		return f.emit("figure/number", TypeCount, a, i, "", qualifier)
	case a.scaled && a.exp+digits(a.coef) > 6 && !f.taints(i), a.grouped && !f.taints(i):
		return f.emit("figure/number", TypeCount, a, i, "", "")
	}
	return i
}

// toll emits a number of victims that no noun follows: "killed twelve", "killing at least 110", "seven were injured",
// "the number of dead at 610".
func (f *figures) toll(a amount) (int, bool) {
	k := a.to
	for k < a.to+3 && (f.lowerAt(k) == "were" || f.lowerAt(k) == "have" || f.lowerAt(k) == "had" || f.lowerAt(k) == "been") {
		k++
	}
	if unit := f.victims(k); unit != "" && !isGerund(f.lowerAt(k)) {
		return f.emit("figure/toll", TypeCount, a, k+1, unit, ""), true
	}
	k = a.from - 1
	switch l := f.lowerAt(k); {
	case (l == "least" || l == "most") && f.lowerAt(k-1) == "at", l == "than", l == "to" && f.lowerAt(k-1) == "up":
		k -= 2
	case f.in(k, qualifierWords):
		k--
	}
	if unit := f.counted(k); unit != "" {
		return f.emit("figure/toll", TypeCount, a, a.to, unit, ""), true
	}
	unit := f.victims(k)
	if w := f.lowerAt(a.to); unit == "" || w == "of" || f.in(a.to, nounNever) || f.tokens[k].brk || f.tokens[a.from].brk {
		return 0, false
	}
	end := f.emit("figure/toll", TypeCount, a, a.to, unit, "")
	if k == a.from-1 {
		f.out[len(f.out)-1].Start = f.tokens[k].Start
	}
	return end, true
}

// counted is what the words that end with token i count: "the death toll to", "the number of dead at".
func (f *figures) counted(i int) string {
	if !f.in(i, nounReach) {
		return ""
	}
	for k := i - 1; k > i-8 && k > 1 && f.tokens[k].kind == word; k-- {
		switch unit := f.victims(k); {
		case unit != "" && f.lowerAt(k-1) == "of" && f.lowerAt(k-2) == "number":
			return unit
		case f.small(k) == "toll" && f.lowerAt(k-1) == "death":
			return "dead"
		}
	}
	return ""
}

// harmed reports whether a word of harm stands before token from or soon after token end: "killed five dogs",
// "three riders were badly injured".
func (f *figures) harmed(from, end int) bool {
	if f.victims(from-1) != "" {
		return true
	}
	for k := end; k < end+4 && k < f.limit && f.tokens[k].kind == word; k++ {
		if f.victims(k) != "" {
			return true
		}
	}
	return false
}

// victims is what a word of harm at token i counts, or "".
func (f *figures) victims(i int) string {
	if !f.in(i, tolls) {
		return ""
	}
	return f.lists.tolls[f.small(i)]
}

func isGerund(w string) bool { return strings.HasSuffix(w, "ing") && w != "missing" }

// taints reports whether the words after a number make it something other than a plain number.
func (f *figures) taints(i int) bool {
	w := f.lowerAt(i)
	return f.in(i, nounNever) || f.glued(i) && isHyphen(w) || w == "year" || w == "day" || w == "hour" || w == "week"
}

// isCalendar reports whether token i is part of a date, after which a count may stand.
func (f *figures) isCalendar(i int) bool {
	at := f.tokens[i]
	for k := len(f.out) - 1; k >= 0 && f.out[k].End > at.Start; k-- {
		if f.out[k].Overlaps(at.Span) {
			return true
		}
	}
	return f.among(i, nounStop)
}

// opens reports whether token i is the first word of its sentence or of a quotation.
func (f *figures) opens(i int) bool {
	if i == 0 || f.tokens[i].brk {
		return true
	}
	if f.sent < len(f.sents) && f.tokens[i-1].Start < f.sents[f.sent].Start {
		return true
	}
	switch f.small(i - 1) {
	case "“", `"`, ":", "•", "*", "‘":
		return true
	}
	return false
}

// noun finds the counted noun of the phrase that begins at token i: the token of its head, or 0.
// named says that a name stands before the head.
func (f *figures) noun(i int) (head int, named bool) {
	for k := i; k < f.limit && k < i+10; k++ {
		t := f.tokens[k]
		if t.brk && k > i {
			break
		}
		switch t.kind {
		case number:
			if head == 0 && t.glued && k > i {
				continue // the 2 of "seven B-2 bombers"
			}
			return head, named
		case possessive:
			if head != k-1 {
				named = true
			}
			head = 0
			continue
		case punct:
			if isHyphen(t.in(f.lower)) && t.glued && f.glued(k+1) && k > i {
				continue
			}
			// European, Asian and African countries
			if t.id == ',' && head == 0 && k > i && f.isDemonym(k-1) && (f.lowerAt(k+1) == "and" || k+1 < f.limit && f.isDemonym(k+1)) {
				continue
			}
			return head, named
		}
		if t.in(f.lower) == "and" && head == 0 && k > i && k+1 < f.limit && (f.isDemonym(k-1) || f.signAt(k-1) == ',') && f.isDemonym(k+1) {
			continue
		}
		if f.among(k, nounStop) || f.among(k, nounNever) && !f.among(k, nounPart) {
			return head, named
		}
		if f.isTaken(k) {
			return head, named
		}
		plural := f.looksPlural(k)
		if head > 0 {
			if plural && !t.cap && f.among(head, nounPart) && !f.among(k, sayingVerbs) {
				head = k
			}
			return head, named
		}
		if plural && !(named && f.among(k, sayingVerbs)) {
			if t.cap && k > i && !f.acronym(k) && !f.isDemonym(k) {
				named = true
				continue
			}
			head = k
			if !f.among(k, nounPart) {
				return head, named
			}
			continue
		}
		if t.cap && !f.isDemonym(k) && !f.identifies(k) {
			named = true
		}
		if k-i >= 7 {
			break
		}
	}
	return head, named
}

// identifies reports whether digits are joined to the word at token i: B-2, A320neo.
func (f *figures) identifies(i int) bool {
	if f.hyphen(i + 1) {
		i++
	}
	return f.glued(i+1) && f.tokens[i+1].kind == number
}

// acronym reports whether token i is an acronym in the plural: MPs, NGOs.
func (f *figures) acronym(i int) bool {
	o := f.original(i)
	return len(o) > 2 && allUpper(o[:len(o)-1])
}

// isDemonym reports whether token i looks like an adjective of a country: Iranian, Danish, Chinese.
func (f *figures) isDemonym(i int) bool {
	t := f.tokens[i]
	if t.kind != word || !t.cap {
		return false
	}
	for _, e := range demonymEnds {
		if strings.HasSuffix(t.in(f.lower), e) && t.Len() > len(e)+2 {
			return true
		}
	}
	return f.among(i, nounDemonym)
}

// looksPlural reports whether token i looks like a plural noun.
func (f *figures) looksPlural(i int) bool {
	if f.among(i, nounPlural) {
		return true
	}
	w := f.small(i)
	if f.among(i, nounNever) || len(w) < 4 || w[len(w)-1] != 's' {
		return false
	}
	switch w[len(w)-2] {
	case 's', 'u', 'i', '\'', '.':
		return false
	}
	return true
}

// emit adds the figure that spans from a's first token up to token end, and returns end.
// The qualifier is read from the words around it where vague is "".
func (f *figures) emit(rule string, typ Type, a amount, end int, unit, vague string) int {
	fig := Annotation{
		Span:      Span{f.tokens[a.from].Start, f.tokens[end-1].End},
		Kind:      Figure,
		Rule:      rule,
		Type:      typ,
		Value:     a.decimal.String(),
		Unit:      unit,
		Qualifier: vague,
	}
	if vague == "" {
		fig.Qualifier = f.qualifier(a.from, end)
		f.join(&fig, a)
	}
	f.out = append(f.out, fig)
	f.end = end
	return end
}

// joins reports whether the token after the last figure makes it the first half of a range.
func (f *figures) joins(first Annotation) bool {
	switch c := f.lowerAt(f.end); {
	case c == "to":
		// "gained 85 cents to $71.20" is no range
		before := strings.Fields(f.lower[max(0, first.Start-24):first.Start])
		return len(before) == 0 || !f.words.list[f.words.find(before[len(before)-1])].sets.has(changes)
	case isHyphen(c):
		return f.glued(f.end) && f.glued(f.end+1)
	case c == "and":
		return strings.HasSuffix(strings.TrimRight(f.lower[max(0, first.Start-9):first.Start], " "), "between")
	}
	return false
}

// join makes a range of a figure and the one just before it: "$5 million to $7 million", "$5-7 million".
func (f *figures) join(fig *Annotation, a amount) {
	n := len(f.out)
	if n == 0 || f.end != a.from-1 || f.out[n-1].Unit != fig.Unit || f.out[n-1].Type != fig.Type || f.out[n-1].Value == "" || !f.joins(f.out[n-1]) {
		return
	}
	first := &f.out[n-1]
	first.Qualifier, fig.Qualifier = "from", "to"
	// "$5 to $7 million": the scale is of both
	low, _, ok := parseDecimal(first.Value)
	if s := a.scaleOf(f); ok && s > 0 && f.tokens[f.end-1].kind == number && less(decimal{low.coef, low.exp + s}, a.decimal) {
		first.Value = decimal{low.coef, low.exp + s}.String()
	}
}

// qualifier reads the words before token from ("more than", "nearly") and after token end ("or more").
func (f *figures) qualifier(from, end int) string {
	switch {
	case f.lowerAt(end) == "or" && (f.lowerAt(end+1) == "more" || f.lowerAt(end+1) == "higher" || f.lowerAt(end+1) == "greater"):
		return "at least"
	case f.lowerAt(end) == "or" && (f.lowerAt(end+1) == "less" || f.lowerAt(end+1) == "fewer" || f.lowerAt(end+1) == "lower"):
		return "up to"
	case f.lowerAt(end) == "or" && f.lowerAt(end+1) == "so":
		return "about"
	case f.signAt(end) == '-' && f.lowerAt(end+1) == "plus":
		return "at least"
	}
	if from > 0 && (f.lowerAt(from-1) == "a" || f.lowerAt(from-1) == "the" || f.lowerAt(from-1) == "an") {
		from-- // an estimated; over a million
	}
	if !f.in(from-1, qualifierEnds) {
		return ""
	}
	start := 0
	if f.sent < len(f.sents) {
		start = f.sents[f.sent].Start
	}
	for n := 4; n > 0; n-- {
		if from-n < 0 || f.tokens[from-n].Start < start {
			continue
		}
		s := f.lower[f.tokens[from-n].Start:f.tokens[from-1].End]
		if len(s) < 24 {
			if q := f.lists.qualifiers[s]; q != "" {
				return q
			}
		}
	}
	return ""
}

// decimal is coef × 10^exp, exact. |coef| stays below 10^17.
type decimal struct {
	coef int64
	exp  int
}

// parseDecimal reads "48.2", "1,250" or "10,00,000". It refuses what only looks like a number:
// two points, wrong groups, leading zeros, more than 15 digits.
func parseDecimal(s string) (d decimal, grouped, ok bool) {
	if len(s) > 24 {
		return
	}
	whole, frac, _ := strings.Cut(s, ".")
	if strings.ContainsAny(frac, ".,") {
		return
	}
	if strings.IndexByte(whole, ',') >= 0 {
		groups := strings.Split(whole, ",")
		grouped = true
		for i, g := range groups {
			last := i == len(groups)-1
			if i == 0 && (len(g) > 3 || g[0] == '0') || last && len(g) != 3 || i > 0 && !last && len(g) != 3 && len(g) != 2 {
				return
			}
		}
		whole = strings.ReplaceAll(whole, ",", "")
	}
	if len(whole)+len(frac) > 15 || len(whole) > 1 && whole[0] == '0' {
		return
	}
	n, err := strconv.ParseInt(whole+frac, 10, 64)
	return decimal{n, -len(frac)}, grouped, err == nil
}

// String is the plain number: no exponent, no trailing zeros.
func (d decimal) String() string {
	if d.coef == 0 {
		return "0"
	}
	s, sign := strconv.FormatInt(d.coef, 10), ""
	if d.coef < 0 {
		s, sign = s[1:], "-"
	}
	if d.exp >= 0 {
		return sign + s + strings.Repeat("0", d.exp)
	}
	if n := -d.exp + 1 - len(s); n > 0 {
		s = strings.Repeat("0", n) + s
	}
	p := len(s) + d.exp
	whole, frac := s[:p], strings.TrimRight(s[p:], "0")
	if frac == "" {
		return sign + whole
	}
	return sign + whole + "." + frac
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

func digits(n int64) int { return len(strconv.FormatInt(n, 10)) }

// add is exact while both are numbers as people write them; else it keeps the larger scale.
func add(a, b decimal) decimal {
	if a.exp < b.exp {
		a, b = b, a
	}
	if n := a.exp - b.exp; digits(a.coef)+n < 18 {
		return decimal{a.coef*pow10(n) + b.coef, b.exp}
	}
	return a
}

func less(a, b decimal) bool {
	e := min(a.exp, b.exp)
	if digits(a.coef)+a.exp-e > 18 || digits(b.coef)+b.exp-e > 18 {
		return digits(a.coef)+a.exp < digits(b.coef)+b.exp
	}
	return a.coef*pow10(a.exp-e) < b.coef*pow10(b.exp-e)
}

// quotient is n/m to four decimals, the last one rounded.
func quotient(n, m int64) decimal { return decimal{(n*20000 + m) / (2 * m), -4} }
