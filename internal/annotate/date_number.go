package annotate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// numeric reads 2026-02-05, 05/02/2026, 1990s and years.
func (f *dateFinder) numeric(i int) (timex, bool) {
	a, digits, ok := f.integer(i)
	if !ok {
		return f.dotted(i)
	}
	if sep := f.sign(i + 1); (sep == '-' || sep == '/' || sep == '.') && f.glued(i+1) && f.glued(i+2) && f.sign(i+3) == sep && f.glued(i+3) && f.glued(i+4) {
		b, bd, ok1 := f.integer(i + 2)
		c, cd, ok2 := f.integer(i + 4)
		if ok1 && ok2 && !f.glued(i+5) || ok1 && ok2 && f.tokens[i+5].kind == punct && !f.glued(i+6) {
			switch {
			case digits == 4 && bd == 2 && cd == 2 && validDay(a, b, c):
				t := at(civil(a, b, c), 'D')
				t.end, t.rule, t.stated = i+5, "date/iso", true
				return t, true
			case sep == '/' && digits <= 2 && bd <= 2 && (cd == 4 || cd == 2):
				return f.slashed(i, a, b, c, cd)
			}
		}
	}
	if f.glued(i+1) && f.has(i+1, isDecade) && (digits == 4 || digits == 2) && a%10 == 0 && !(f.glued(i+2) && f.tokens[i+2].kind == word) {
		if digits == 2 {
			if s := f.low(i - 1); s != "'" && s != "’" && !(a >= 20 && (f.has(i-1, isThe) || f.hyphen(i-1) || f.has(i-1, isMod)) && !f.measured()) {
				return timex{}, false
			}
			a += 1900
		}
		if a >= 1500 && a < 2100 {
			t := at(civil(a, 1, 1), 'E')
			t.end, t.rule, t.stated = i+2, "date/decade", true
			return t, true
		}
	}
	if digits == 4 && a >= 1000 && a < 2200 && f.yearEvidence(i, a) {
		t := at(civil(a, 1, 1), 'Y')
		t.end, t.rule, t.stated = i+1, "date/year", true
		f.shortYear(a, i+1)
		if q, ok := f.quarterName(i+1, false); ok && q.value != "" && len(q.value) == 7 {
			x := at(civil(a, 3*int(q.value[6]-'0'), 1), 'Q')
			x.end, x.rule, x.stated = q.end, "date/quarter", true
			return x, true
		}
		return t, true
	}
	return timex{}, false
}

// shortYear reads the "16" of "2014–16" at the dash i, for the expression that begins at it.
func (f *dateFinder) shortYear(y, i int) {
	s := f.low(i)
	n, digits, ok := f.integer(i + 1)
	if !(s == "-" || s == "–" || s == "/") || !f.glued(i) || !f.glued(i+1) || !ok || digits != 2 || n <= y%100 || f.glued(i+2) && f.in(i+2) && f.tokens[i+2].kind != punct && f.tokens[i+2].kind != possessive {
		return
	}
	f.last = at(civil(y/100*100+n, 1, 1), 'Y')
	f.last.end, f.last.rule, f.last.stated, f.lastAt = i+2, "date/year", true, i+1
}

// measured reports a sentence of heat or age, where "the 90s" is no decade.
func (f *dateFinder) measured() bool {
	for k := f.from; k < f.to && k < f.from+60; k++ {
		if f.has(k, isHeat) {
			return true
		}
	}
	return false
}

// dotted reads 25.02.2026, which puts the day first wherever it is written so, behind "on" and the like.
func (f *dateFinder) dotted(i int) (timex, bool) {
	if !f.in(i) || f.tokens[i].kind != number || f.tokens[i].Len() < 8 || f.tokens[i].Len() > 10 || !(f.has(i-1, isPrep) || f.has(i-1, isOn) || f.has(i-2, isWeekday)) {
		return timex{}, false
	}
	day, rest, _ := strings.Cut(f.small(i), ".")
	month, year, ok := strings.Cut(rest, ".")
	d, e1 := strconv.Atoi(day)
	m, e2 := strconv.Atoi(month)
	y, e3 := strconv.Atoi(year)
	if !ok || e1 != nil || e2 != nil || e3 != nil || len(day) > 2 || len(month) > 2 || len(year) != 4 || y < 1000 || y >= 2200 {
		return timex{}, false
	}
	return f.day(y, m, d, i+1)
}

// spelled reads a year or decade in words: "nineteen ninety-one", "two thousand four", "the nineties".
func (f *dateFinder) spelled(i int) (timex, bool) {
	k := i
	if f.has(k, isThe) {
		k++
	}
	if d, ok := f.get(k, isTens); ok && !(f.tokens[k].cap && f.in(k+1) && f.tokens[k+1].cap) && (k > i || f.has(k-1, isMod) || f.hyphen(k-1)) && !f.measured() {
		t := at(civil(1900+d.n, 1, 1), 'E')
		t.end, t.rule, t.stated = k+1, "date/decade", true
		return t, true
	}
	if !f.has(i-1, isPrep) && !f.unit(i-1, "Y") {
		return timex{}, false
	}
	y, e := f.yearInWords(i)
	if y == 0 || !f.ends(e) && !f.tokens[e].cap || f.hyphen(e) {
		return timex{}, false
	}
	t := at(civil(y, 1, 1), 'Y')
	t.end, t.rule, t.stated = e, "date/year", true
	return t, true
}

// yearInWords reads "nineteen ninety-one" and "two thousand four"; e is the token past it.
func (f *dateFinder) yearInWords(i int) (y, e int) {
	c, ok := f.get(i, isNumber)
	if !ok {
		return 0, i
	}
	e = i + 2
	thousand, _ := f.get(i+1, isScale)
	switch {
	case c.n >= 18 && c.n <= 20 && f.has(i+1, isNumber):
		n, _ := f.get(i+1, isNumber)
		if n.n < 10 {
			return 0, i
		}
		y = 100*c.n + n.n
		if f.hyphen(e) {
			e++
		}
		if u, ok := f.get(e, isNumber); ok && n.n >= 20 && u.n > 0 && u.n < 10 && !f.has(e, isDeterminer) {
			y, e = y+u.n, e+1
		} else {
			e = i + 2
		}
	case c.n == 2 && thousand.n == 1000:
		y = 2000
		if f.has(e, isAnd) {
			e++
		}
		if u, ok := f.get(e, isNumber); ok && u.n > 0 && u.n < 100 && !f.has(e, isDeterminer) {
			y, e = y+u.n, e+1
		} else if e = i + 2; !f.unit(i-1, "Y") && !f.has(i-1, isIn) {
			return 0, i
		}
	}
	return y, e
}

// century reads "the 19th century".
func (f *dateFinder) century(i int) (timex, bool) {
	k := i
	if f.has(k, isThe) {
		k++
	}
	o, ordinal := f.get(k, isOrdinal)
	if !ordinal && !f.has(k+1, isNth) {
		return timex{}, false
	}
	n, e := f.dayNumber(k)
	if ordinal {
		n, e = o.n, k+1
	} else if e != k+2 {
		return timex{}, false
	}
	if f.hyphen(e) {
		e++
	}
	if u, ok := f.get(e, isUnit); !ok || u.text != "C" || n < 1 || n > 22 || f.lexAt(e).is(isPlural) {
		return timex{}, false
	}
	t := at(civil(n*100-50, 1, 1), 'C')
	t.end, t.rule, t.stated = e+1, "date/century", true
	return t, true
}

// slashed reads a/b/c, whose order the numbers or the rest of the text must tell.
func (f *dateFinder) slashed(i, a, b, c, cd int) (timex, bool) {
	if cd == 2 {
		if f.published.IsZero() {
			return timex{}, false
		}
		c += f.published.Year() / 100 * 100
		if c > f.published.Year()+20 {
			c -= 100
		}
	}
	t := timex{end: i + 5, rule: "date/slash", stated: true}
	dayFirst, monthFirst := validDay(c, b, a), validDay(c, a, b)
	switch {
	case dayFirst && monthFirst && a != b && f.dayFirst == 0:
		t.value, t.on, t.gran = fmt.Sprintf("%04d", c), civil(c, 1, 1), 'Y'
		t.ambiguous = eitherWay
		return t, true
	case dayFirst && (!monthFirst || f.dayFirst > 0):
		a, b = b, a
	case !monthFirst:
		return timex{}, false
	}
	x := at(civil(c, a, b), 'D')
	t.value, t.on, t.gran = x.value, x.on, x.gran
	return t, true
}

// orderEvidence counts what shows that the text writes the day first (+) or the month first (−).
func (f *dateFinder) orderEvidence() int {
	f.within(0, len(f.tokens))
	defer f.within(0, 0)
	n := 0
	for _, i := range f.at.dates {
		if f.tokens[i].kind != number {
			continue
		}
		a, ad, ok := f.integer(i)
		if !ok {
			continue
		}
		if f.has(i+1, isMonth) && ad <= 2 {
			n++
		}
		if f.has(i-1, isMonth) && ad <= 2 {
			n--
		}
		if b, _, ok := f.integer(i + 2); ok && f.sign(i+1) == '/' && f.sign(i+3) == '/' {
			if a > 12 {
				n++
			} else if b > 12 {
				n--
			}
		}
	}
	return n
}

// yearEvidence reports whether a number of four digits stands where a year stands.
func (f *dateFinder) yearEvidence(i, y int) bool {
	if f.glued(i) && !slices.Contains([]string{"(", "[", "-", "–", "—", "“", "‘", "/", "'"}, f.low(i-1)) {
		return false
	}
	if f.glued(i+1) && f.tokens[i+1].kind != punct && f.tokens[i+1].kind != possessive {
		return false
	}
	next := f.low(i + 1)
	if next == "%" || next == "°" || f.glued(i+1) && (next == ":" || next == "-" && f.in(i+2) && f.tokens[i+2].kind == word) {
		return false
	}
	modern := y >= 1800 && y < 2100
	counted := f.in(i+1) && f.tokens[i+1].kind == word && f.countedNoun(i+1)
	before := f.low(i - 1)
	_, dating := f.before(i, isDating)
	switch {
	case counted:
		return false
	case f.has(i-1, isPrep):
		// "of 2000 …", "by 1984 …", "from 1500 …" can be amounts.
		return modern || f.has(i-1, isSure)
	case f.has(i-1, isLax):
		return modern && f.ends(i+1)
	case dating:
		return f.ends(i + 1)
	case f.has(i-1, isBoth):
		_, d, ok := f.integer(i + 2)
		return modern && ok && d == 4 && f.has(i+1, isAnd)
	case f.unit(i-1, "Y") || f.has(i-1, isFiscal):
		return true
	case f.has(i-1, isMod):
		return modern
	case before == "(":
		return modern && (next == ")" || next == "-" || next == "–" || next == ",")
	case before == "–" || before == "-" || before == "/":
		_, d, ok := f.integer(i - 2)
		return modern && ok && d == 4
	case f.has(i-1, isRange) || f.has(i-1, isAnd) || f.has(i-1, isOr) || before == ",":
		return modern && f.focus.gran == 'Y' && f.focus.end > f.from && f.focus.end >= i-3
	case next == "–" || next == "-":
		_, d, ok := f.integer(i + 2)
		return modern && ok && (d == 4 || d == 2)
	case !f.in(i - 1):
		return false
	}
	// "the 2024 election", "its 2018 budget"
	if !modern || !f.in(i+1) || f.tokens[i+1].kind != word {
		return false
	}
	if f.tokens[i-1].kind == possessive {
		return true
	}
	if f.has(i-1, isDeterminer) {
		return true
	}
	// "his unsuccessful 2016 campaign"
	b := &f.tokens[i-1]
	return y%100 != 0 && b.kind == word && !b.cap && !f.lexAt(i-1).tells() && f.listedTense(i-1) == 0 && (f.has(i-2, isDeterminer) || f.in(i-2) && f.tokens[i-2].kind == possessive)
}

// ends reports whether the phrase before token i ends there: a sign, or a word that leads on.
func (f *dateFinder) ends(i int) bool {
	return !f.in(i) || f.tokens[i].kind != word || f.has(i, isPrep) || f.among(i, starterWords) || f.among(i, endWords) || f.tenseOf(i) != 0
}

// countedNoun reports whether the word can be what a number counts: a plural that is no verb.
func (f *dateFinder) countedNoun(i int) bool {
	t := &f.tokens[i]
	kind, listed := f.words.time.nouns[t.in(f.lower)]
	if listed || t.cap || t.Len() < 4 || f.words.list[t.id].tense != 0 {
		return kind == "counted"
	}
	longest := 0
	for end, k := range f.words.time.plural {
		if len(end) > longest && strings.HasSuffix(t.in(f.lower), end) {
			longest, kind = len(end), k
		}
	}
	return kind == "counted"
}

// dayNumber reads a day of the month at i: 5, 5th, 05; it returns the token past it.
func (f *dateFinder) dayNumber(i int) (n, end int) {
	if o, ok := f.get(i, isOrdinal); ok && (f.has(i+1, isOf) && f.has(i+2, isMonth) || f.has(i-1, isMonth) || f.has(i-1, isThe) && f.has(i-2, isMonth)) && !f.has(i+1, isUnit) {
		return o.n, i + 1 // "the ninth of March", "March ninth"
	}
	n, digits, ok := f.integer(i)
	if !ok || digits > 2 || n < 1 || n > 31 {
		return 0, i
	}
	end = i + 1
	if f.glued(end) {
		if f.has(end, isNth) && (f.tokens[end].kind == word || f.ordinalSign(end+1)) {
			return n, end + 1
		}
		switch f.low(end) {
		case ":":
			if f.glued(end + 1) {
				return 0, i
			}
		case "%", "/":
			return 0, i
		case ".", "-", "–":
			if f.glued(end+1) && f.tokens[end+1].kind == word {
				return 0, i
			}
		}
		if f.tokens[end].kind != punct && f.tokens[end].kind != possessive {
			return 0, i
		}
	}
	return n, end
}

// ordinalSign reports whether the sign before token i makes an ordinal of the number before it ("5. März", "19. Jahrhundert"):
// a month or a unit follows, or another such number.
func (f *dateFinder) ordinalSign(i int) bool {
	if f.ranges(i) || f.has(i, isAnd) || f.has(i, isOr) {
		return f.in(i+1) && f.tokens[i+1].kind == number
	}
	return f.has(i, isMonth) || f.has(i, isUnit)
}

// periodOf reads "the 2024 quarter" and "the 2024 period" of figures that are compared: the quarter spoken of, in that year.
func (f *dateFinder) periodOf(t timex) (timex, bool) {
	u, ok := f.get(t.end, isUnit)
	quarter := ok && u.text == "Q" && !f.lexAt(t.end).is(isPlural)
	if t.gran != 'Y' || !quarter && !f.has(t.end, isPeriod) || f.hyphen(t.end+1) {
		return timex{}, false
	}
	if f.quarter.gran != 'Q' {
		t.end++
		return t, !quarter
	}
	x := at(civil(t.on.Year(), int(f.quarter.on.Month()), 1), 'Q')
	x.end, x.rule = t.end+1, "date/compared"
	return x, true
}

// decadeAt reports whether a decade stands at i, a hyphen before it allowed ("the mid-1990s").
func (f *dateFinder) decadeAt(i int) bool {
	if f.hyphen(i) {
		i++
	}
	t, ok := f.numericAfter(i)
	return ok && t.gran == 'E' || f.has(i, isTens)
}

// numericAfter reads a year or decade that needs no further evidence.
func (f *dateFinder) numericAfter(i int) (timex, bool) {
	if f.has(i, isThe) {
		i++
	}
	y, digits, ok := f.integer(i)
	if t, short := f.numeric(i); short && digits == 2 && t.gran == 'E' {
		return t, true
	}
	if !ok || digits != 4 || y < 1000 || y >= 2200 {
		return timex{}, false
	}
	if t, ok := f.numeric(i); ok {
		return t, true
	}
	if f.in(i-1) && f.glued(i) && !f.hyphen(i-1) {
		return timex{}, false
	}
	if f.glued(i+1) && f.tokens[i+1].kind != punct && f.tokens[i+1].kind != possessive || f.in(i+1) && f.tokens[i+1].kind == word && f.countedNoun(i+1) {
		return timex{}, false
	}
	t := at(civil(y, 1, 1), 'Y')
	t.end, t.stated = i+1, true
	return t, true
}
