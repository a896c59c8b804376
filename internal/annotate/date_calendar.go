package annotate

import (
	"fmt"
	"strings"
	"time"
)

// monthName reads a month's name at i, with the point of its short form.
func (f *dateFinder) monthName(i int) (m, end int) {
	w, ok := f.get(i, isMonth)
	if !ok {
		return 0, i
	}
	end = i + 1
	if f.lexAt(i).is(isShort) && f.sign(end) == '.' && f.glued(end) {
		end++
	}
	return w.n, end
}

// yearAfter reads ", 2026", " 2026" or " of 2026" at i, and "last year", "of that year".
func (f *dateFinder) yearAfter(i int) (y, end int) {
	if y, end = f.yearMeant(i); y > 0 {
		return y, end
	}
	k := i
	if f.sign(k) == ',' || f.has(k, isOf) {
		k++
	}
	if y, e := f.yearInWords(k); y > 0 {
		return y, e
	}
	y, digits, ok := f.integer(k)
	if ok && digits == 4 && y >= 1000 && y < 2200 && !(f.glued(k+1) && f.tokens[k+1].kind != punct && f.tokens[k+1].kind != possessive) && f.sign(k+1) != '%' {
		return y, k + 1
	}
	return 0, i
}

// yearMeant reads a year counted from the day of publication, "last year", or from the date in focus, "of that year".
func (f *dateFinder) yearMeant(i int) (y, end int) {
	k := i
	if f.sign(k) == ',' || f.has(k, isOf) {
		k++
	}
	s, shift := f.get(k, isShift)
	focus := f.has(k, isThat) || f.has(k, isThe) && f.has(k+1, isSame)
	if focus && f.has(k+1, isSame) {
		k++
	}
	if !f.unit(k+1, "Y") || f.in(k+2) && f.tokens[k+2].kind == possessive {
		return 0, i
	}
	switch {
	case focus && f.focus.gran != 0:
		return f.focus.on.Year(), k + 2
	case shift && !f.published.IsZero() && (f.has(k, isFinal) || f.has(k, isThis) || f.has(k, isFocal) && !f.has(k, isBound)):
		return f.published.Year() + s.n, k + 2
	}
	return 0, i
}

// named reports whether a day or month at tokens i to e-1 is part of a name: "the Good Friday Agreement",
// "the Sunday Courier", "Black Monday".
func (f *dateFinder) named(i, e int) bool {
	if f.in(e) && f.tokens[e].cap && !f.has(i-1, isPrep) {
		if n := f.words.list[f.tokens[e].id].naming; n == namesAfter || n == namesBetween && f.in(e+1) && f.tokens[e+1].cap {
			return true
		}
	}
	if f.hyphen(e) && f.in(e+1) && f.tokens[e+1].kind == word && !f.tokens[e+1].cap && !f.has(e+1, isPart) {
		return true // "Sunday-school"
	}
	return f.has(i, isWeekday) && f.in(i-1) && f.tokens[i-1].cap && f.words.list[f.tokens[i-1].id].naming == namesBefore
}

// calendar reads weekdays, days, months, and their combinations.
func (f *dateFinder) calendar(i int) (timex, bool) {
	if f.has(i+1, isShifted) {
		return f.relative(i)
	}
	t, ok := f.onCalendar(i)
	return t, ok && !f.named(i, t.end)
}

func (f *dateFinder) onCalendar(i int) (timex, bool) {
	start := i
	if w, ok := f.get(i, isWeekday); ok {
		if f.has(i-1, isOrdinal) {
			return timex{}, false // "the first Monday of each month"
		}
		i++
		if f.lexAt(i - 1).is(isShort) {
			if f.sign(i) == '.' && f.glued(i) {
				i++
			} else if _, e := f.monthName(i); e == i && f.sign(i) != ',' {
				return timex{}, false // Sun, Sat: a newspaper, a verb
			}
		}
		k := i
		if f.sign(k) == ',' {
			k++
		}
		if f.has(k, isThe) {
			k++
		}
		if f.in(k) && f.tokens[k].kind == number || f.isAny(k, &dayStarts) {
			if t, ok := f.monthDay(k); ok && t.gran == 'D' {
				return t, true
			}
			if t, ok := f.dayAlone(k); ok && isoWeekday(t.on) == w.n {
				return t, true
			}
		}
		if f.lexAt(start).is(isShort) {
			return timex{}, false
		}
		t := f.weekday(start, w.n, 0)
		t.end = i
		return compound(t, w.text), true
	}
	return f.monthDay(i)
}

// dayStarts are the classes of the words that a day of a month can begin with, but for its number.
var dayStarts = classesOf(isMonth, isOrdinal)

// monthDay reads "February 5, 2026", "5 February", "Feb. 5", "February 2026", "February".
func (f *dateFinder) monthDay(i int) (timex, bool) {
	if d, k := f.dayNumber(i); d > 0 {
		if d2, e := f.dayRange(k, d); d2 > 0 {
			if m, me := f.monthName(e); m > 0 {
				// "15 to 17 March": the first day takes month and year from the second
				if y, _ := f.yearAfter(me); y > 0 {
					return f.day(y, m, d, k)
				}
				return f.dayWithoutYear(i, m, d, k)
			}
		}
		if f.has(k, isOf) {
			k++
		}
		m, e := f.monthName(k)
		if m == 0 || d > 0 && k == i+1 && f.sign(i-1) == '$' {
			return timex{}, false
		}
		if y, ye := f.yearAfter(e); y > 0 {
			return f.day(y, m, d, ye)
		}
		return f.dayWithoutYear(i, m, d, e)
	}
	m, e := f.monthName(i)
	if m == 0 {
		return timex{}, false
	}
	k := e
	if f.has(k, isThe) {
		k++
	}
	if d, de := f.dayNumber(k); d > 0 && !f.has(de, isHalf) && !(f.in(de) && f.tokens[de].kind == word && f.has(de, isUnit)) {
		if d2, e := f.dayRange(de, d); d2 > 0 {
			t, ok := timex{}, false
			if y, ye := f.yearAfter(e); y > 0 {
				t, ok = f.day(y, m, d, de)
				f.last, _ = f.day(y, m, d2, ye)
			} else if t, ok = f.dayWithoutYear(i, m, d, de); t.gran == 'D' {
				f.last, _ = f.day(t.on.Year(), m, d2, e)
				f.last.stated = false
			}
			f.lastAt = de + 1
			return t, ok
		}
		if y, ye := f.yearAfter(de); y > 0 && (f.sign(de) == ',' || de > k) {
			return f.day(y, m, d, ye)
		}
		return f.dayWithoutYear(i, m, d, de)
	}
	if y, ye := f.yearAfter(e); y > 0 {
		t := at(civil(y, m, 1), 'M')
		t.end, t.rule, t.stated = ye, "date/month-year", true
		return t, true
	}
	if !f.monthEvidence(i, e) {
		return timex{}, false
	}
	t := f.month(i, m)
	t.end = e
	return t, true
}

// dayRange reads "to 17", "–17" or "and 17" after day d; e is the token past it.
func (f *dateFinder) dayRange(i, d int) (n, e int) {
	if f.ranges(i) || f.has(i, isAnd) || f.has(i, isOr) {
		if n, e = f.dayNumber(i + 1); n > d && !(f.in(e) && f.tokens[e].kind == word && f.countedNoun(e)) && !f.has(e, isUnit) && !f.has(e, isHalf) && !f.has(e, isRated) {
			return n, e
		}
	}
	return 0, i
}

func (f *dateFinder) day(y, m, d, end int) (timex, bool) {
	if !validDay(y, m, d) {
		return timex{}, false
	}
	t := at(civil(y, m, d), 'D')
	t.end, t.rule, t.stated = end, "date/day", true
	return t, true
}

// dayWithoutYear takes the year that the tense of the clause asks for.
func (f *dateFinder) dayWithoutYear(i, m, d, end int) (timex, bool) {
	if !validDay(2024, m, d) {
		return timex{}, false
	}
	t := timex{end: end, rule: "date/day-month", gran: 'D'}
	if f.published.IsZero() {
		t.value = fmt.Sprintf("XXXX-%02d-%02d", m, d)
		t.gran = 0
		return t, true
	}
	y := f.published.Year()
	if f.focus.stated && f.focus.gran == 'M' && f.sameSentenceFocus() && f.focus.on.Year() != y && f.tense(i) != futureTense {
		y = f.focus.on.Year()
	} else {
		day := civil(y, m, d)
		switch gap := int(day.Sub(f.published).Hours() / 24); {
		case gap > 45 && f.tense(i) == pastTense:
			y--
		case gap > 240 && f.tense(i) != futureTense:
			y--
		case gap < -60 && f.tense(i) == futureTense || gap < -300 && f.tense(i) != pastTense:
			y++
		}
	}
	if !validDay(y, m, d) {
		return timex{}, false
	}
	x := at(civil(y, m, d), 'D')
	t.on, t.value = x.on, x.value
	return t, true
}

// dayAlone reads "the 15th" without a month, behind "on" or a weekday: this month's, the last or the next by tense.
func (f *dateFinder) dayAlone(i int) (timex, bool) {
	d, e := f.dayNumber(i)
	if d == 0 || e != i+2 || f.published.IsZero() || !(f.has(i-2, isOn) || f.has(i-2, isWeekday)) || !f.ends(e) || f.has(e, isOf) {
		return timex{}, false
	}
	m := civil(f.published.Year(), int(f.published.Month()), 1)
	switch tense := f.tense(i - 1); {
	case d > f.published.Day() && tense == pastTense:
		m = months(m, -1)
	case d < f.published.Day() && tense == futureTense:
		m = months(m, 1)
	}
	if !validDay(m.Year(), int(m.Month()), d) {
		return timex{}, false
	}
	t := at(civil(m.Year(), int(m.Month()), d), 'D')
	t.end, t.rule = e, "date/day-of-month"
	return t, true
}

func (f *dateFinder) sameSentenceFocus() bool {
	return f.focus.end > f.from && f.focus.end <= f.to
}

// monthEvidence reports whether a bare month's name is a month and not a name or a verb.
func (f *dateFinder) monthEvidence(i, end int) bool {
	_, hedged := f.before(i, isHedge)
	prep := f.has(i-1, isPrep) || f.has(i-1, isAs) && hedged || f.has(i-1, isThan) || f.has(i-1, isMod) || f.has(i-1, isShift) || f.hyphen(i-1)
	if f.lexAt(i).is(isShort) && end == i+1 {
		return false
	}
	nextCap := f.in(end) && f.tokens[end].kind == word && f.tokens[end].cap
	if doubt, ok := f.get(i, isDoubt); ok {
		if f.tokens[i].upper && len(f.small(i)) == 3 {
			return false
		}
		if f.says(end) {
			return false
		}
		if f.has(i-1, isThe) {
			return doubt.text == "" && f.in(end) && f.tokens[end].kind == word && !nextCap && !f.ends(end) || f.in(end) && f.among(end, happenings)
		}
		return prep && !nextCap && (!f.has(i-1, isBy) || f.ends(end) && f.nearestTense(i) == futureTense)
	}
	// April Jones, but "in April Congress …"
	return !(nextCap && !prep) && !f.says(end)
}

// month resolves a month's name without a year.
func (f *dateFinder) month(i, m int) timex {
	t := timex{rule: "date/month", gran: 'M'}
	if f.published.IsZero() {
		t.value, t.gran = fmt.Sprintf("XXXX-%02d", m), 0
		return t
	}
	y, pm := f.published.Year(), int(f.published.Month())
	switch tense := f.tense(i); {
	case f.has(i-1, isThat) && f.focus.gran != 0:
		y = f.focus.on.Year()
	case f.sameSentenceFocus() && f.focus.stated && f.focus.on.Year() < y && (f.focus.gran == 'M' || f.focus.gran == 'D' || f.focus.gran == 'Y') && tense == pastTense:
		// "passed in March 2019 and signed in April"
		if y = f.focus.on.Year(); f.focus.gran != 'Y' && m < int(f.focus.on.Month()) {
			y++
		}
	case tense == futureTense && !f.has(i-1, isTill):
		if m < pm {
			y++
		}
	case tense == presentTense || f.has(i-1, isTill):
		if m < pm-6 {
			y++
		} else if m > pm+6 {
			y--
		}
	case m == pm+1 && !f.governed(i):
		// the month to come, as in "a cut in supplies in April": of the one long past news says "last April"
	case m > pm:
		y--
	}
	x := at(civil(y, m, 1), 'M')
	t.on, t.value = x.on, x.value
	return t
}

// nthWeekday reads "first Monday of April", "last Friday in May 2024".
func (f *dateFinder) nthWeekday(i int) (timex, bool) {
	n := -1
	if o, ok := f.get(i, isOrdinal); ok {
		n = o.n
	} else if !f.has(i, isFinal) {
		return timex{}, false
	}
	w, ok := f.get(i+1, isWeekday)
	if !ok || n > 5 || !f.has(i+2, isOf) && !f.has(i+2, isIn) {
		return timex{}, false
	}
	t, ok := f.monthDay(i + 3)
	if !ok || t.gran != 'M' {
		return timex{}, false
	}
	day := feast{month: int(t.on.Month()), weekday: w.n, nth: n}.in(t.on.Year())
	x := at(day, 'D')
	x.end, x.rule, x.stated = t.end, "date/nth-weekday", t.stated
	return x, day.Month() == t.on.Month()
}

// weekday resolves a weekday's name at token i, shift weeks away or, with shift 0, by tense.
func (f *dateFinder) weekday(i, wd, shift int) timex {
	t := timex{rule: "date/weekday", gran: 'D'}
	if f.published.IsZero() {
		t.gran = 0
		t.value = fmt.Sprintf("XXXX-WXX-%d", wd)
		return t
	}
	back := (f.today - wd + 7) % 7
	ahead := (7 - back) % 7
	var n int
	tense := tense(0)
	if shift == 0 {
		tense = f.tense(i)
	}
	switch {
	case shift < 0:
		n = -back
		if back == 0 {
			n = -7
		}
	case shift > 0:
		n = ahead
		if ahead == 0 {
			n = 7
		}
		if wd > f.today && f.has(i-1, isFocal) && !f.has(i-1, isBound) {
			t.ambiguous = whichWeek
		}
	case tense == futureTense:
		n = ahead
	default:
		n = -back
	}
	// What happened on the weekday of publication happened that day, by the custom of news.
	if back == 0 && shift == 0 && (tense == futureTense || tense == 0) {
		t.ambiguous = sameWeekday
	}
	t.on = days(f.published, n)
	value := &f.around[7+n]
	if *value == "" {
		*value = isoDay(t.on)
	}
	t.value = *value
	return t
}

// compound adds the part of the day that a word tells beside the day: "tonight", "Montagabend".
func compound(t timex, text string) timex {
	if _, part, ok := strings.Cut(text, " "); ok {
		if t.typ = TypeTime; t.value != "" {
			t.value += "T" + part
		}
	}
	return t
}

// withPart adds a part of the day to a day: "Monday night".
func (f *dateFinder) withPart(t timex) timex {
	if p, ok := f.get(t.end, isPart); ok && t.gran == 'D' && t.typ == 0 {
		t.typ, t.value, t.rule = TypeTime, t.value+"T"+p.text, "date/part-of-day"
		t.end++
	}
	return t
}

// holiday reads a feast: that of the year after it, or the nearest one that the tense allows.
func (f *dateFinder) holiday(i int) (timex, bool) {
	if !f.has(i, isFeast) {
		return timex{}, false
	}
	for _, h := range f.words.time.feasts[f.low(i)] {
		e := i + 1
		match := f.tokens[i].cap || !h.capital
		for _, w := range h.rest {
			match = match && f.low(e) == w
			e++
		}
		if !match || len(h.rest) == 0 && f.in(e) && f.tokens[e].cap {
			continue // "Christmas Charity"
		}
		t := timex{end: e, rule: "date/holiday"}
		if y, ye := f.yearAfter(e); y > 0 {
			x := at(h.in(y), 'D')
			t.on, t.gran, t.value, t.end, t.stated = x.on, x.gran, x.value, ye, true
			return t, true
		}
		if f.published.IsZero() {
			return t, true
		}
		y := f.published.Year()
		switch day := h.in(y); {
		case f.sameSentenceFocus() && f.focus.stated && f.focus.gran == 'Y' && f.tense(i) == pastTense:
			y = f.focus.on.Year() // "In 2025 she promised it by Easter"
		case day.After(f.published) && f.tense(i) != futureTense && day.Sub(f.published) > 60*24*time.Hour:
			y--
		case day.Before(f.published) && f.tense(i) == futureTense:
			y++
		}
		x := at(h.in(y), 'D')
		t.on, t.gran, t.value = x.on, x.gran, x.value
		return t, true
	}
	return timex{}, false
}
