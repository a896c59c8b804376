package annotate

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// cardinal reads a number before a unit: digits, words, "a", "several", "a couple of". n is 0 if it
// is vague; half adds a half.
func (f *dateFinder) cardinal(i int) (n string, end int, ok bool) {
	if !f.in(i) {
		return "", i, false
	}
	if f.tokens[i].kind == number {
		s := strings.ReplaceAll(f.small(i), ",", "")
		if f.glued(i) && i > f.from && !opens(f.doc, i-1) || f.tokens[i].Len() > 9 {
			return "", i, false
		}
		if f.low(i+1) == "½" && f.glued(i+1) {
			return s + ".5", i + 2, true
		}
		if !f.glued(i+1) && f.sign(i+1) == '1' && f.sign(i+2) == '/' && f.glued(i+2) && f.sign(i+3) == '2' && f.glued(i+3) {
			return s + ".5", i + 4, true
		}
		return s, i + 1, true
	}
	m, isNum := f.get(i, isNumber)
	if !isNum || m.n == 0 && f.has(i-1, isAs) { // "in as many months"
		return "", i, false
	}
	k := i + 1
	article := f.has(i, isA)
	if article && f.has(k, isNumber) {
		// "a couple of", "a few", "a dozen"; but "a two-year plan" begins at two
		if m, _ = f.get(k, isNumber); !f.has(k, isCollective) {
			return "", i, false
		}
		k++
	}
	total := m.n
	if total >= 20 && total < 100 {
		e := k
		if f.hyphen(e) {
			e++
		}
		if u, ok := f.get(e, isNumber); ok && u.n > 0 && u.n < 10 && !f.has(e, isA) {
			total, k = total+u.n, e+1
		}
	}
	for f.has(k, isScale) && total < 1e6 {
		sc, _ := f.get(k, isScale)
		total *= sc.n
		k++
	}
	vague := m.n == 0
	if f.has(k, isOf) && (vague || f.has(k-1, isCollective)) {
		k++
	}
	if vague {
		return "X", k, true
	}
	return strconv.Itoa(total), k, true
}

// limit reads "more than", "at least", "nearly" and the like before a number.
func (f *dateFinder) limit(i int) (mod Mod, end int) {
	m, e, ok := f.read(i, isLimit)
	switch {
	case !ok:
		return 0, i
	case e > i+1:
		return m.mod(), e
	case f.has(i, isOver) && f.has(i+1, isNumber) && !f.has(i+1, isA): // "over several years"
	case f.has(i+1, isNumber) || f.in(i+1) && f.tokens[i+1].kind == number:
		return m.mod(), e
	}
	return 0, i
}

var (
	// lengths are the classes that a length begins with, lengthsBehind those that it goes on with behind an article.
	lengths       = classesOf(isFore, isUnit, isHalves, isLimit, isShift, isNumber)
	lengthsBehind = classesOf(isUnit, isShift, isOrdinal, isLatest, isNumber)
)

// duration reads lengths of time, and what is so far away: "12-day", "more than 50 years", "the past
// three years", "two years ago", "a week later".
func (f *dateFinder) duration(i int) (timex, bool) {
	if !f.lexAt(i).leadsTo(&lengths) && f.tokens[i].kind != number && !(f.has(i, isThe) && f.isAny(i+1, &lengthsBehind)) {
		return timex{}, false
	}
	if m, e, ok := f.read(i, isFore); ok {
		return f.foregoing(i, e, m.n)
	}
	if t, ok := f.many(i); ok {
		return t, true
	}
	if t, ok := f.halfOf(i); ok {
		return t, true
	}
	mod, k := f.limit(i)
	framed := false // "the past", "the first", "the next"
	if f.has(k, isThe) {
		framed = f.has(k+1, isShift) || f.has(k+1, isOrdinal) || f.has(k+1, isLatest)
		if !framed && !f.has(k+1, isNumber) || f.ambiguous(k+1) {
			return timex{}, false
		}
		k++
	}
	if f.has(k, isShift) && !f.has(k, isThis) && !f.has(k, isSame) || f.has(k, isOrdinal) && framed || f.has(k, isLatest) && framed {
		k++
		framed = true
	}
	if m, e := f.limit(k); mod == 0 && m != 0 {
		if framed && !f.has(i, isThe) {
			return timex{}, false // "may last over a week"
		}
		mod, k = m, e
	}
	n, e, ok := f.cardinal(k)
	if !ok {
		// "the past decade", "recent weeks", "the coming days"
		if u, isU := f.get(k, isUnit); isU && framed && k > i && f.has(k-1, isShift) && len(u.text) <= 2 && u.text != "WE" {
			if f.lexAt(k).is(isPlural) {
				return timex{typ: TypeDuration, value: length("X", u.text), end: k + 1, rule: "date/span"}, true
			}
			if f.has(k-1, isSpan) {
				return timex{typ: TypeDuration, value: length("1", u.text), end: k + 1, rule: "date/span"}, true
			}
		}
		return timex{}, false
	}
	if _, past, ok := f.read(e, isPlusHalf); ok {
		n, e = n+".5", past
	}
	if (f.ranges(e) || f.has(e, isOr)) && !(f.sign(e) == '-' && !f.glued(e+1)) {
		// "two to three weeks": at least the first
		if _, e2, ok := f.secondNumber(e + 1); ok && mod == 0 {
			u := e2
			if f.hyphen(u) {
				u++
			}
			if f.has(u, isUnit) {
				mod, e = EqualOrMore, e2
			}
		}
	}
	for f.has(e, isBetween) {
		e++
	}
	hyphened := f.hyphen(e)
	if hyphened {
		if f.has(i, isThe) {
			return timex{}, false // "the two-week strike" begins at two
		}
		e++
	}
	u, ok := f.get(e, isUnit)
	if !ok || f.titled(e) || hyphened && u.text == "Q" && f.lexAt(e).is(isPlural) || u.text == "Q" && (f.has(e+1, isOf) || f.has(e+1, isScale) || f.has(e+1, isRated) || f.has(e+1, isAs) || f.has(k, isA) && f.bounded(k)) ||
		f.ambiguous(e) && f.sign(k) != '1' && f.tokens[k].kind != number && !hyphened {
		return timex{}, false
	}
	if f.hyphen(e+1) && f.has(e+2, isBack) {
		return timex{}, false // "a year-earlier loss"
	}
	if one, _ := f.get(k, isNumber); u.text == "N" && one.n == 1 && !f.has(e, isPlural) {
		return timex{}, false
	}
	e++
	if f.has(e-1, isPlural) && f.has(k, isDeterminer) && e == k+2 && !hyphened {
		return timex{}, false // "a months-long strike"
	}
	if f.hyphen(e) && f.has(e+1, isLong) && (hyphened || e == k+2) {
		return timex{typ: TypeDuration, value: length(n, u.text), end: e + 2, rule: "date/many"}, true
	}
	if hyphened && f.hyphen(e) && f.has(e+1, isAged) {
		return timex{typ: TypeDuration, value: length(n, u.text), mod: mod, end: e + 2, rule: "date/age"}, true
	}
	if _, past, ok := f.read(e, isPlusHalf); ok {
		n, e = n+".5", past
	}
	if u.text == "S" && f.has(k, isA) {
		return timex{}, false
	}
	article := f.has(k, isA)
	if m, past, ok := f.read(e, isHedged); ok && mod == 0 && !hyphened && m.mod() != OnOrBefore && m.mod() != OnOrAfter {
		mod, e = m.mod(), past
	}
	if _, past, ok := f.read(k, isSomeday); ok && past == e && !hyphened && k == i && f.away(e) == 0 && !f.has(i-1, isPrep) && !f.has(i-1, isExact) {
		return timex{}, false // "she hopes one day to follow"
	}
	if _, past, ok := f.read(e, isHence); ok && !hyphened {
		return f.distance(i, n, u.text, 4, mod, past-1)
	}
	if !hyphened && f.has(i-1, isIn) && f.in(e) && f.tokens[e].kind == possessive && f.has(e+1, isTime) {
		return f.distance(i, n, u.text, 4, mod, e+1)
	}
	if !hyphened {
		if away := f.away(e); away != 0 {
			return f.distance(i, n, u.text, away, mod, e)
		}
		if article && f.in(i-1) && (f.tokens[i-1].kind == number || f.has(i-1, isScale) || f.has(i-1, isRated)) {
			return timex{typ: TypeSet, value: length("1", u.text), end: e, rule: "date/rate"}, true
		}
		if _, past, ok := f.read(e, isAged); ok {
			return timex{typ: TypeDuration, value: length(n, u.text), mod: mod, end: past, rule: "date/age"}, true
		}
	}
	t := timex{typ: TypeDuration, value: length(n, u.text), mod: mod, end: e, rule: "date/duration"}
	if !hyphened && mod == 0 {
		f.longer(&t, u.text)
	}
	return t, true
}

// longer adds smaller units to a length: "2 hours 59 minutes", "a year and three months".
func (f *dateFinder) longer(t *timex, unit string) {
	const sizes = "Y M W D TH TM S"
	for {
		k := t.end
		if f.has(k, isAnd) {
			k++
		}
		n, e, ok := f.cardinal(k)
		u, isU := f.get(e, isUnit)
		big, small := strings.Index(sizes, unit), strings.Index(sizes, u.text)
		if !ok || !isU || n == "X" || f.has(k, isA) || f.titled(e) || f.away(e+1) != 0 || big < 0 || small <= big || f.hyphen(e+1) || !strings.HasPrefix(t.value, "P") || strings.Contains(t.value, "X") {
			return
		}
		part := length(n, u.text)[1:]
		if strings.Contains(t.value, "T") {
			part = strings.TrimPrefix(part, "T")
		}
		t.value, t.end, unit = t.value+part, e+1, u.text
	}
}

// foregoing reads a distance whose word stands before it, at token i: "vor drei Tagen", "il y a trois jours". k is the token past the
// word, sign the way it points.
func (f *dateFinder) foregoing(i, k, sign int) (timex, bool) {
	mod, k := f.limit(k)
	n, e, counted := f.cardinal(k)
	u, ok := f.get(e, isUnit)
	if !ok || f.titled(e) || !counted && !f.has(e, isPlural) {
		return timex{}, false
	}
	if !counted {
		n = "X"
	}
	if sign < 0 {
		return f.distance(i, n, u.text, 1, mod, e)
	}
	return f.distance(i, n, u.text, 4, mod, e)
}

// secondNumber reads the second number of "two to three" and "2-3".
func (f *dateFinder) secondNumber(i int) (n string, end int, ok bool) {
	if v, _, plain := f.integer(i); plain && f.glued(i) {
		return strconv.Itoa(v), i + 1, true
	}
	if f.has(i, isDeterminer) {
		return "", i, false
	}
	return f.cardinal(i)
}

// many reads units that nobody counted: "for weeks", "months of talks", "the years before", "decades-long", "week-long".
func (f *dateFinder) many(i int) (timex, bool) {
	k := i
	if f.has(k, isThe) {
		k++
	}
	u, ok := f.get(k, isUnit)
	if !ok || u.text == "S" && f.away(k+1) != 3 || u.text == "Q" || u.text == "WE" || u.text == "N" || f.titled(k) {
		return timex{}, false
	}
	plural := f.has(k, isPlural)
	if f.hyphen(k+1) && f.has(k+2, isLong) {
		n := "1"
		if plural {
			n = "X"
		}
		return timex{typ: TypeDuration, value: length(n, u.text), end: k + 3, rule: "date/many"}, k == i
	}
	if !plural {
		return timex{}, false
	}
	after := f.has(k+1, isReaching) || k > i && f.has(k+1, isThat)
	if k > i {
		if !after && !f.has(i-1, isOver) {
			return timex{}, false
		}
	} else if !f.has(k-1, isLasting) &&
		!((after || f.has(k+1, isOf) || f.away(k+1) > 0) && (!f.in(k-1) || f.tokens[k-1].kind == punct || f.ends(k-1) || (f.has(k+1, isBefore) || f.has(k+1, isAfter)) && !f.lexAt(k-1).tells())) {
		return timex{}, false
	}
	if _, _, aged := f.read(k+1, isAged); aged || f.has(k+1, isOf) && u.text[0] == 'T' && !f.has(k-1, isWithin) && !f.has(k-1, isAfter) && !f.has(k-1, isOf) {
		return timex{}, false // "the minutes of the meeting"
	}
	switch f.away(k + 1) {
	case 1:
		return timex{value: "PAST_REF", end: k + 2, rule: "date/ago"}, true
	case 2, 3:
		return timex{typ: TypeDuration, value: length("X", u.text), end: k + 2, rule: "date/later"}, true
	}
	if f.in(k+1) && f.tokens[k+1].kind == word && !after && !f.ends(k+1) || k > i && f.has(k+1, isOf) {
		return timex{}, false
	}
	e := k + 1
	if (f.has(e, isOr) || f.has(e, isAnd)) && f.has(e+1, isUnit) && f.has(e+1, isPlural) {
		e += 2 // "weeks or months"
	}
	return timex{typ: TypeDuration, value: length("X", u.text), end: e, rule: "date/many"}, true
}

// halfOf reads "half an hour", "half a century", "half-hour".
func (f *dateFinder) halfOf(i int) (timex, bool) {
	if !f.has(i, isHalves) {
		return timex{}, false
	}
	k := i + 1
	if f.has(k, isA) || f.hyphen(k) {
		k++
	}
	u, ok := f.get(k, isUnit)
	if !ok || f.has(k, isPlural) {
		return timex{}, false
	}
	if away := f.away(k + 1); away != 0 && (u.text == "C" || u.text == "E") {
		return f.distance(i, map[string]string{"C": "50", "E": "5"}[u.text], "Y", away, 0, k+1)
	}
	if f.away(k+1) != 0 {
		return timex{}, false
	}
	v := map[string]string{"TH": "PT30M", "TM": "PT30S", "Y": "P6M", "C": "P50Y", "E": "P5Y", "D": "PT12H"}[u.text]
	return timex{typ: TypeDuration, value: v, end: k + 1, rule: "date/duration"}, v != ""
}

// titled reports a unit with a capital that it has no need of: "60 Minutes".
func (f *dateFinder) titled(i int) bool {
	return f.tokens[i].cap && !f.tokens[i].upper && i > f.from && !f.lexAt(i).capital
}

// bounded reports a limit before token i: "nearly", "more than".
func (f *dateFinder) bounded(i int) bool {
	_, ok := f.before(i, isLimit)
	return ok
}

// ambiguous reports a word that is a unit or an ordinal: "second".
func (f *dateFinder) ambiguous(i int) bool { return f.has(i, isOrdinal) && f.has(i, isUnit) }

// away reads "ago", "earlier", "later": 1 back from publication, 2 back and 3 on from the focus.
func (f *dateFinder) away(i int) int {
	back, ok := f.get(i, isBack)
	switch {
	case !f.in(i):
		return 0
	case ok && back.text == "now":
		return 1
	case ok:
		return 2
	case f.has(i, isLater):
		return 3
	}
	return 0
}

// distance resolves "three weeks ago": never finer than its unit.
func (f *dateFinder) distance(i int, n, unit string, away int, mod Mod, e int) (timex, bool) {
	t := timex{end: e + 1, mod: mod, rule: "date/ago"}
	anchor, sign := f.published, -1
	if away == 4 {
		t.rule, sign = "date/hence", 1
	} else if away > 1 {
		t.rule = "date/later"
		if f.focused(unit) {
			anchor = f.focus.on
		} else if away == 3 {
			anchor = time.Time{} // later than what the text does not tell
		}
		if away == 3 {
			sign = 1
		}
	}
	count, err := strconv.Atoi(n)
	if err != nil || anchor.IsZero() || count > 5000 || unit[0] == 'T' || unit == "S" {
		if t.value = "PAST_REF"; away > 1 {
			// how much later the text says, but not than when
			t.typ, t.value = TypeDuration, length(n, unit)
		}
		return t, true
	}
	if unit == "Y" && count == 1 && f.quarter.gran == 'Q' && !f.months {
		x := at(months(f.quarter.on, 12*sign), 'Q')
		t.on, t.value, t.gran = x.on, x.value, x.gran
		return t, true
	}
	on, g := move(anchor, unit, sign*count)
	if on.Year() < 1 || on.Year() > 9999 || g == 0 {
		t.value = "PAST_REF"
		return t, true
	}
	x := at(on, g)
	t.on, t.value, t.gran = x.on, x.value, x.gran
	return t, true
}

// focused reports whether the date in focus is fine enough to count the unit from.
func (f *dateFinder) focused(unit string) bool {
	const order = "HDWMQSYEC"
	g := strings.IndexByte(order, f.focus.gran)
	return g >= 0 && len(unit) == 1 && g <= max(1, strings.Index(order, unit))
}

// length is the TIMEX3 value of n units.
func length(n, unit string) string {
	if v, ok := strings.CutSuffix(n, ".5"); ok {
		if part := map[string]string{"TH": "30M", "TM": "30S", "Y": "6M", "D": "T12H"}[unit]; part != "" {
			return length(v, unit) + part
		}
	}
	switch unit {
	case "S", "TH", "TM":
		return "PT" + n + unit[len(unit)-1:]
	case "F":
		if v, err := strconv.Atoi(n); err == nil {
			return fmt.Sprintf("P%dW", 2*v)
		}
		return "PXW"
	case "N":
		unit = "D"
	case "Q":
		if v, err := strconv.Atoi(n); err == nil {
			return fmt.Sprintf("P%dM", 3*v)
		}
	case "E", "C":
		if !strings.ContainsAny(n, "X.") {
			return "P" + n + map[string]string{"E": "0Y", "C": "00Y"}[unit]
		}
	case "WE":
		if v, err := strconv.Atoi(n); err == nil {
			return fmt.Sprintf("P%dD", 2*v)
		}
		return "PXD"
	}
	return "P" + n + unit
}

// clock reads times of day: "3 p.m.", "12:20 p.m. Friday", "14:30 GMT", "noon".
func (f *dateFinder) clock(i int) (timex, bool) {
	var h, m, k int
	if c, ok := f.get(i, isClock); ok {
		if f.has(i-1, isUnclock) {
			return timex{}, false
		}
		h, _ = strconv.Atoi(c.text[:2])
		k = i + 1
	} else {
		n, digits, ok := f.integer(i)
		hour, minute, pointed := f.pointed(i)
		if pointed {
			n, digits, ok = hour, 2, true
		}
		if ok && digits == 4 && f.has(i+1, isZone) && n/100 < 24 && n%100 < 60 { // 0815 GMT
			return timex{typ: TypeTime, rule: "date/clock", dayless: true, value: fmt.Sprintf("T%02d:%02d", n/100, n%100), end: i + 2}, true
		}
		if !ok || digits > 2 || f.glued(i) && f.in(i-1) && f.tokens[i-1].kind == punct && !opens(f.doc, i-1) {
			return timex{}, false
		}
		h, m, k = n, minute, i+1
		colon := pointed
		if min, md, ok := f.integer(k + 1); ok && !pointed && f.sign(k) == ':' && f.glued(k) && f.glued(k+1) && md == 2 && min < 60 {
			m, k, colon = min, k+2, true
		}
		_, past, within := f.read(k, isInPart)
		part, _ := f.get(past, isPart)
		_, _, zone := f.read(k, isZone)
		if half, e, ok := f.read(k, isHalf); ok && h >= 1 && h <= 12 {
			h = h%12 + half.n
			k = e
		} else if f.has(k, isOClock) {
			k++
		} else if within && part.text != "" && h >= 1 && h <= 12 && (colon || f.has(i-1, isAt) || f.has(i-1, isAbout)) {
			h %= 12 // "at 4 in the morning"
			if part.text != "MO" {
				h += 12
			}
			k = past + 1
		} else if !colon || pointed || h > 23 || !(zone || f.has(i-1, isPrep) && !f.has(i-1, isIn) && !f.has(i-1, isOf) || f.has(i-1, isAt)) || f.sign(k) == ':' && f.glued(k) {
			return timex{}, false
		}
	}
	t := timex{typ: TypeTime, rule: "date/clock", dayless: true, value: fmt.Sprintf("T%02d:%02d", h, m)}
	if _, e, ok := f.read(k, isZone); ok {
		k = e
	}
	// a day that follows directly
	j := k
	if f.sign(j) == ',' {
		j++
	}
	f.lead = i
	d, ok := f.calendar(j)
	f.lead = 0
	if ok && d.gran == 'D' {
		if f.has(d.end, isPart) {
			d.end++ // "midnight Wednesday night"
		}
		t.on, t.gran, t.end, t.ambiguous = d.on, 'H', d.end, d.ambiguous
		t.value, t.dayless, t.rule = isoDay(d.on)+t.value, false, "date/clock-day"
		return t, true
	}
	if d, ok := f.get(k, isDay); ok && !f.published.IsZero() && !strings.Contains(d.text, " ") {
		t.on, t.gran, t.end = days(f.published, d.n), 'H', k+1
		t.value, t.dayless, t.rule = isoDay(t.on)+t.value, false, "date/clock-day"
		return t, true
	}
	t.end = k
	return t, true
}

// pointed reads a time whose minutes follow a point, "15.30": one only where the word behind it says so.
func (f *dateFinder) pointed(i int) (hour, minute int, ok bool) {
	s := f.low(i)
	if len(s) < 4 || len(s) > 5 || f.tokens[i].kind != number || s[len(s)-3] != '.' {
		return 0, 0, false
	}
	hour, err := strconv.Atoi(s[:len(s)-3])
	minute, err2 := strconv.Atoi(s[len(s)-2:])
	return hour, minute, err == nil && err2 == nil && hour < 24 && minute < 60
}

// repeated reads "every Monday", "each year", "daily", "Mondays".
func (f *dateFinder) repeated(i int) (timex, bool) {
	t := timex{typ: TypeSet, rule: "date/set", end: i + 1}
	if s, ok := f.get(i, isSet); ok {
		t.value = s.text
		return t, !f.tokens[i].cap || i == f.from && !(f.in(i+1) && f.tokens[i+1].cap)
	}
	if w, ok := f.get(i, isWeekday); ok {
		if p, ok := f.get(i+1, isPart); ok && f.has(i+1, isPlural) {
			t.value, t.end = fmt.Sprintf("XXXX-WXX-%dT%s", w.n, p.text), i+2
			return t, true
		}
	}
	if w, ok := f.get(i, isWeekday); ok && i == f.setEnd+1 && i > 1 {
		f.setEnd = i + 1
		t.value = fmt.Sprintf("XXXX-WXX-%d", w.n)
		return t, true
	}
	if w, ok := f.get(i, isWeekdays); ok && !f.has(i-1, isThe) {
		t.value = fmt.Sprintf("XXXX-WXX-%d", w.n)
		return t, true
	}
	if !f.has(i, isEach) {
		return timex{}, false
	}
	k := i + 1
	n := "1"
	if c, e, ok := f.cardinal(k); ok {
		n, k = c, e
	} else if f.has(k, isOther) {
		n, k = "2", k+1
	}
	if p, ok := f.get(k, isPart); ok {
		t.value, t.end = "XXXX-XX-XXT"+p.text, k+1
		return t, true
	}
	t.end = k + 1
	if u, ok := f.get(k, isUnit); ok && u.text != "S" {
		t.value = length(n, u.text)
		return t, true
	}
	if w, ok := f.get(k, isWeekday); ok {
		f.setEnd = k + 1
		t.value = fmt.Sprintf("XXXX-WXX-%d", w.n)
		if p, ok := f.get(k+1, isPart); ok {
			t.value, t.end = t.value+"T"+p.text, k+2
		}
		return t, true
	}
	if m, e := f.monthName(k); m > 0 {
		t.value, t.end = fmt.Sprintf("XXXX-%02d", m), e
		return t, true
	}
	if s, ok := f.get(k, isSeason); ok {
		t.value = "XXXX-" + s.text
		return t, true
	}
	return timex{}, false
}
