package annotate

import (
	"fmt"
	"strings"
	"time"
)

// modified reads "early March", "mid-2024", "late yesterday", "the end of 1990", "earlier this month".
func (f *dateFinder) modified(i int) (timex, bool) {
	k := i
	if f.has(k, isThe) {
		k++
	}
	m, ok := f.get(k, isMod)
	if !ok {
		return timex{}, false
	}
	bare := f.lexAt(k).is(isBare)
	within := f.lexAt(k).is(isBack) || f.lexAt(k).is(isLater)
	k++
	if f.has(k, isOf) {
		k++
	} else if bare && !f.hyphen(k) {
		return timex{}, false // "end Tuesday"
	} else if _, century := f.century(k); k == i+2 && !century && !f.decadeAt(k) && !f.has(k, isSeason) {
		return timex{}, false // "the late Friday shift" is not part of a date, "the end" needs an of
	}
	if f.hyphen(k) || f.has(k, isIn) || f.has(k, isOn) {
		k++
	}
	if p, ok := f.get(k, isPart); ok && m.mod() == Mid && !f.has(k, isUnit) {
		t := timex{typ: TypeTime, end: k + 1, mod: Mid, rule: "date/modified"}
		if day := f.dayMeant(); !day.IsZero() {
			t.on, t.gran, t.value = day, 'H', isoDay(day)+"T"+p.text
		}
		return t, !(f.in(k+1) && f.tokens[k+1].kind == word && !f.ends(k+1))
	}
	t, ok := f.calendar(k)
	if !ok {
		t, ok = f.numericAfter(k)
	}
	if !ok {
		t, ok = f.spelled(k)
	}
	if !ok {
		t, ok = f.century(k)
	}
	if !ok {
		t, ok = f.seasonAt(k, f.ends(k+1) && !bare)
	}
	if !ok {
		t, ok = f.relative(k)
		ok = ok && t.typ != TypeDuration
	}
	if !ok || t.gran == 0 && !strings.HasPrefix(t.value, "X") {
		return timex{}, false
	}
	t = f.withPart(t)
	if within {
		// earlier this week: before now, not its beginning
		t.rule = "date/within"
		return t, true
	}
	t.mod = m.mod()
	t.rule = "date/modified"
	return t, true
}

// relatable are the classes that one of the rules of relative begins with, an article before them apart.
var relatable = classesOf(isUnit, isPart, isOrdinal, isQuarter, isShift, isFinal, isFiscal, isWhole, isLatest, isPeriod, isThis, isSame)

// relative reads what is counted from the day of publication or from the date in focus.
func (f *dateFinder) relative(i int) (timex, bool) {
	if d, e, ok := f.read(i, isDay); ok {
		if f.tokens[i].cap && f.in(i-1) && f.tokens[i-1].cap {
			return timex{}, false // "Lorne Today"
		}
		t := timex{end: e, rule: "date/relative-day", gran: 'D'}
		if f.published.IsZero() {
			t.gran = 0
			return t, true
		}
		x := at(days(f.published, d.n), 'D')
		t.on, t.value = x.on, x.value
		return f.withPart(compound(t, d.text)), true
	}
	the := f.has(i, isThe)
	k := i
	if the || f.has(i, isThat) {
		k++
	}
	if !f.isAny(k, &relatable) && !f.has(k+1, isShifted) {
		return timex{}, false
	}
	the = the || f.has(i-1, isContracted)
	if the && f.unit(k, "D") && f.focus.gran == 'D' && (f.has(k+1, isBefore) || f.has(k+1, isAfter)) && (!f.in(k+2) || f.tokens[k+2].kind == punct) {
		n := 1
		if f.has(k+1, isBefore) {
			n = -1
		}
		x := at(days(f.focus.on, n), 'D')
		x.end, x.rule = k+2, "date/focus"
		return x, true
	}
	if t, ok := f.nthWeekday(k); ok {
		return t, true
	}
	if t, ok := f.quarterName(k, k > i); ok {
		return t, true
	}
	if the {
		if t, ok := f.definite(i); ok {
			return t, true
		}
	}
	if the && f.unit(k, "WE") || f.unit(k, "WE") && f.has(k-1, isOver) {
		t := timex{end: k + 1, rule: "date/weekend"}
		if !f.published.IsZero() {
			n := -1
			if f.tense(i) == futureTense || f.today > 6 {
				n = 0
			}
			on, _ := move(f.published, "W", n)
			x := at(on, 'W')
			t.on, t.gran, t.value = x.on, x.gran, x.value+"-WE"
		}
		return t, true
	}
	if f.has(i, isThat) && f.focus.gran != 0 {
		if f.has(k, isSame) {
			k++
		}
		p, isPartOfDay := f.get(k, isPart)
		u, isU := f.get(k, isUnit)
		switch {
		case isPartOfDay && f.focus.gran == 'D':
			return timex{typ: TypeTime, end: k + 1, rule: "date/focus", on: f.focus.on, gran: 'H', value: f.focus.value + "T" + p.text}, true
		case isU && !f.lexAt(k).is(isPlural) && len(u.text) == 1 && (u.text[0] == f.focus.gran || u.text == "Y" || u.text == "M" && f.focus.gran == 'D'):
			x := at(f.focus.on, u.text[0])
			x.end, x.rule = k+1, "date/focus"
			return x, true
		}
		return timex{}, false
	}
	if t, ok := f.compared(k); ok && (the || f.hyphen(k+1)) {
		return t, true
	}
	if f.has(k, isThis) && f.has(k+1, isSpan) {
		k++
	}
	if s, ok := f.get(k, isShift); ok {
		return f.shifted(i, k, k+1, s.n, the)
	}
	if s, ok := f.get(k+1, isShifted); ok { // "la semaine dernière"
		t, ok := f.shifted(i, k+1, k, s.n, the)
		t.end = max(t.end, k+2)
		return t, ok
	}
	return timex{}, false
}

// shifted reads the unit, weekday, month, season or part of a day at token j that the word at token k moves by n: "last week".
func (f *dateFinder) shifted(i, k, j, n int, the bool) (timex, bool) {
	anchor := f.published
	fromFocus := (the || f.has(i, isThat)) && f.has(k, isFocal)
	if f.has(k, isBound) && !fromFocus {
		return timex{}, false
	}
	if u, ok := f.get(j, isUnit); fromFocus && ok && f.focused(u.text) || fromFocus && !ok && f.focused("D") {
		anchor = f.focus.on
		if anchor.After(f.published) && f.happened.gran == 'D' && f.tense(i) == pastTense {
			anchor = f.happened.on // what happened "on the same day" as something to come did not
		}
	}
	if f.has(j, isFiscal) && f.unit(j+1, "Y") {
		j++
	}
	if w, ok := f.get(j, isWeekday); ok && fromFocus && f.focus.gran == 'D' && f.has(k, isBound) && !f.has(k, isSame) {
		back := (isoWeekday(f.focus.on)-w.n+6)%7 + 1
		if n > 0 {
			back = back%7 - 7
		}
		x := at(days(f.focus.on, -back), 'D')
		x.end, x.rule = j+1, "date/focus"
		return f.withPart(x), true
	}
	if w, ok := f.get(j, isWeekday); ok && (!fromFocus || f.has(i-1, isContracted)) {
		t := f.weekday(j, w.n, n)
		t.end, t.rule = j+1, "date/shifted-weekday"
		return f.withPart(t), true
	}
	if m, e := f.monthName(j); m > 0 && !the {
		if d, de := f.dayNumber(e); d > 0 {
			t, ok := f.dayWithoutYear(i, m, d, de)
			return t, ok
		}
		t := timex{end: e, rule: "date/shifted-month", gran: 'M'}
		if f.published.IsZero() {
			t.value, t.gran = fmt.Sprintf("XXXX-%02d", m), 0
			return t, true
		}
		y, pm := f.published.Year(), int(f.published.Month())
		switch {
		case n < 0 && (m > pm || m == pm && !f.has(k, isQuality)): // a "recent June" may be this one
			y--
		case n > 0 && m <= pm:
			y++
		}
		x := at(civil(y, m, 1), 'M')
		t.on, t.value = x.on, x.value
		return t, true
	}
	if p, ok := f.get(j, isSeason); ok {
		t := f.season(p.text, n, 0)
		t.end = j + 1
		return t, true
	}
	if p, ok := f.get(j, isPart); ok && (f.has(k, isThis) || f.has(k, isFinal) || fromFocus) {
		t := timex{typ: TypeTime, end: j + 1, rule: "date/part-of-day", gran: 'H'}
		if anchor.IsZero() {
			t.gran = 0
			return t, true
		}
		t.on = days(anchor, n)
		t.value = isoDay(t.on) + "T" + p.text
		return t, true
	}
	if q, ok := f.get(j, isUnit); ok && !f.lexAt(j).is(isPlural) && !f.titled(j) {
		if f.has(k, isLoose) && !(the && f.has(k, isSpan)) || the && f.has(k, isThis) || q.text == "S" || q.text == "TM" || q.text == "TH" {
			return timex{}, false
		}
		if m, _ := f.monthName(j + 2); f.has(j+1, isOf) && m > 0 {
			return timex{}, false // "the last week of July"
		}
		t := timex{end: j + 1, rule: "date/shifted"}
		if anchor.IsZero() {
			return t, true
		}
		if the && f.has(k, isSpan) && q.text != "Y" && q.text != "WE" {
			return f.duration(i)
		}
		if the && f.has(k, isFinal) && f.has(i-1, isWithin) {
			return timex{typ: TypeDuration, value: length("1", q.text), end: j + 1, rule: "date/span"}, true
		}
		if f.has(k, isThis) && q.text == "WE" && isoWeekday(anchor) < 5 && f.tense(i) == pastTense {
			n = -1 // the one just over
		}
		on, g := move(anchor, q.text, n)
		if q.text == "E" || q.text == "C" {
			g = q.text[0]
		}
		x := at(on, g)
		if q.text == "Y" && f.in(j+1) && f.tokens[j+1].kind == possessive {
			if o, ok := f.quarterName(j+2, false); ok {
				on = civil(on.Year(), int(o.on.Month()), 1)
				x, t.end, t.rule = at(on, 'Q'), o.end, "date/quarter"
			}
		}
		if q.text == "WE" {
			x.value += "-WE"
		}
		if f.has(k, isSame) && f.focus.gran == 'D' && g == 'D' {
			t.rule = "date/focus"
		}
		t.on, t.value, t.gran = x.on, x.value, x.gran
		if fromFocus {
			t.rule = "date/focus"
		}
		if q.text == "D" && !fromFocus {
			return timex{}, false // "this day", "last day"
		}
		return f.withPart(t), true
	}
	return timex{}, false
}

// definite reads "the year", "the week" and the like where they stand for one of the calendar: after "the end of", "later in",
// "for", "during", or with an 's. It is the one spoken of in the sentence, else that of publication.
func (f *dateFinder) definite(i int) (timex, bool) {
	k := i + 1
	whole := f.has(k, isWhole) || f.has(k, isFiscal)
	if whole {
		k++
	}
	u, ok := f.get(k, isUnit)
	part, isPartOfDay := f.get(k, isPart)
	if f.in(k+1) && f.tokens[k+1].kind == word && !f.ends(k+1) || f.hyphen(k+1) || f.hyphen(k-1) || f.has(k, isPlural) {
		return timex{}, false
	}
	owner := f.in(k+1) && f.tokens[k+1].kind == possessive
	if isPartOfDay && !(ok && u.text == "N") {
		if !f.has(i-1, isIn) && (!f.has(i-1, isDuring) || f.has(i-1, isFor)) || owner || f.titled(k) {
			return timex{}, false
		}
		t := timex{typ: TypeTime, end: k + 1, rule: "date/definite"}
		if day := f.dayMeant(); !day.IsZero() {
			t.on, t.gran, t.value = day, 'H', isoDay(day)+"T"+part.text
		}
		return t, true
	}
	if !ok || f.titled(k) {
		return timex{}, false
	}
	if u.text == "W" && f.has(k+1, isOf) {
		if t, ok := f.monthDay(k + 2); ok && t.gran == 'D' { // "the week of 2 February"
			x := at(t.on, 'W')
			x.end, x.rule, x.stated = t.end, "date/definite", t.stated
			return x, true
		}
	}
	if u.text == "Y" && f.has(k+1, isEnded) {
		return timex{typ: TypeDuration, value: "P1Y", end: k + 1, rule: "date/definite"}, true
	}
	if f.has(k+1, isOwned) {
		return timex{}, false
	}
	switch u.text {
	case "D", "W", "M", "Y":
	case "Q":
		if f.quarter.gran == 'Q' {
			return timex{}, false // see compared
		}
	default:
		return timex{}, false
	}
	switch {
	case f.has(i-1, isOf):
		if !f.has(i-2, isMod) && !f.has(i-2, isHalves) && !f.has(i-2, isPlural) && !f.has(i-2, isShare) {
			return timex{}, false
		}
	case f.has(i-1, isIn) && f.has(i-2, isMod):
	case f.has(i-1, isDuring):
		if u.text == "D" {
			return timex{}, false
		}
	case owner:
		if u.text == "D" || f.has(i-1, isPrep) && !f.has(i-1, isFor) {
			return timex{}, false
		}
	case whole && f.has(i-1, isThis):
	default:
		return timex{}, false
	}
	t := timex{end: k + 1, rule: "date/definite"}
	day := f.published
	if u.text == "D" {
		day = f.dayMeant()
	} else if f.sameSentenceFocus() && f.focused(u.text) {
		day = f.focus.on
	} else if gap := f.published.Sub(f.focus.on); u.text == "W" && f.focus.gran == 'D' && gap >= 0 && gap < 7*24*time.Hour && f.tense(i) == pastTense {
		day = f.focus.on
	}
	if !day.IsZero() {
		x := at(day, u.text[0])
		t.on, t.gran, t.value = x.on, x.gran, x.value
	}
	return t, true
}

// dayMeant is the day last spoken of, else that of publication.
func (f *dateFinder) dayMeant() time.Time {
	if f.focus.gran == 'D' {
		return f.focus.on
	}
	return f.published
}

// compared reads the periods that reports of figures compare, at the word after "the": "the quarter",
// "the latest quarter", "year-earlier period". They mean the quarter last spoken of.
func (f *dateFinder) compared(k int) (timex, bool) {
	q := f.quarter
	if u, ok := f.get(k, isUnit); ok && u.text == "Q" {
		if t, ok := f.quarterEnded(k + 1); ok {
			t.end = k + 1
			return t, true
		}
		if f.hyphen(k + 1) {
			return timex{}, false // "the quarter-to-quarter comparison"
		}
	}
	if f.unit(k, "Y") && f.hyphen(k+1) && (f.has(k+2, isBack)) {
		t := timex{end: k + 3, rule: "date/compared"}
		if f.unit(t.end, "Q") || f.has(t.end, isPeriod) || f.unit(t.end, "M") {
			t.end++
		} else if o, ok := f.quarterName(t.end, false); ok {
			q, t.end = o, o.end
		}
		if f.published.IsZero() {
			return t, true
		}
		x := at(months(f.published, -12), 'Y')
		if q.gran == 'Q' && !f.months {
			x = at(months(q.on, -12), 'Q')
		}
		t.on, t.gran, t.value = x.on, x.gran, x.value
		return t, true
	}
	if f.has(k, isLatest) {
		k++
	}
	if q.gran != 'Q' || !f.unit(k, "Q") && !(f.has(k, isPeriod) && f.has(k-1, isLatest)) {
		return timex{}, false
	}
	return timex{end: k + 1, rule: "date/compared", on: q.on, gran: q.gran, value: q.value}, true
}

// seasonStart is the first month of a season.
var seasonStart = map[string]int{"SP": 3, "SU": 6, "FA": 9, "WI": 12}

// season resolves a season, shift years away or in year y.
func (f *dateFinder) season(code string, shift, y int) timex {
	t := timex{rule: "date/season"}
	if y == 0 {
		if f.published.IsZero() {
			t.value = "XXXX-" + code
			return t
		}
		first := seasonStart[code]
		y = f.published.Year()
		switch pm := int(f.published.Month()); {
		case shift < 0 && pm < first+3:
			y--
		case shift > 0 && pm >= first:
			y++
		}
	} else {
		t.stated = true
	}
	t.value = fmt.Sprintf("%04d-%s", y, code)
	t.on, t.gran = civil(y, seasonStart[code], 1), 'S'
	return t
}

// seasonAt reads a season's name, with its year; without one it needs evidence.
func (f *dateFinder) seasonAt(i int, evidence bool) (timex, bool) {
	s, ok := f.get(i, isSeason)
	if !ok {
		return timex{}, false
	}
	if y, e := f.yearAfter(i + 1); y > 0 {
		t := f.season(s.text, 0, y)
		if f.shortYear(y, e); f.lastAt == e+1 {
			e, f.lastAt = e+2, 0 // "the winter of 2024–25"
		}
		t.end = e
		return t, true
	}
	if f.lexAt(i).is(isDoubt) {
		// "in the fall" alone, not "in the fall of the house"
		evidence = evidence && f.has(i-1, isThe) && f.has(i-2, isPrep) && !f.has(i-2, isOf) && f.ends(i+1) && !f.has(i+1, isPrep)
	}
	if !evidence {
		return timex{}, false
	}
	shift := -1
	switch f.tense(i) {
	case futureTense:
		shift = 1
	case pastTense:
	default:
		if !f.has(i-1, isThe) {
			return timex{value: "XXXX-" + s.text, end: i + 1, rule: "date/season"}, true // any: "in winter the lake freezes"
		}
	}
	t := f.season(s.text, shift, 0)
	t.end = i + 1
	return t, true
}

// quarterName reads "third quarter", "third-quarter", "first half", with a year after or before.
func (f *dateFinder) quarterName(i int, determined bool) (timex, bool) {
	k := i
	if f.has(k, isFiscal) {
		k++
	}
	if n, digits, ok := f.integer(k + 1); ok && digits == 1 && f.glued(k+1) && f.has(k, isQuarter) && n >= 1 && n <= 4 && !f.glued(k+2) {
		return f.quarterNumber(k+2, n)
	}
	o, ok := f.get(k, isOrdinal)
	if f.has(k, isFinal) {
		o.n, ok = 2, f.has(k+1, isHalves)
	}
	if !ok || o.n > 4 {
		return timex{}, false
	}
	k++
	if e := k; o.n <= 2 {
		if f.hyphen(e) {
			e++
		}
		if f.has(e, isHalves) {
			return f.halfYear(e+1, o.n)
		}
	}
	if f.hyphen(k) {
		if i > f.from && (f.has(i-1, isThe) || f.has(i-1, isThat)) && determined {
			return timex{}, false
		}
		k++
	}
	if f.has(k, isFiscal) {
		k++
	}
	if u, ok := f.get(k, isUnit); !ok || u.text != "Q" || f.lexAt(k).is(isPlural) {
		return timex{}, false
	}
	return f.quarterNumber(k+1, o.n)
}

// quarterNumber gives quarter n, whose name ends before token k, its year.
func (f *dateFinder) quarterNumber(k, n int) (timex, bool) {
	t := timex{end: k, rule: "date/quarter", gran: 'Q'}
	if y, e := f.yearAfter(k); y > 0 {
		x := at(civil(y, 3*n, 1), 'Q')
		t.on, t.value, t.end, t.stated = x.on, x.value, e, true
		return t, true
	}
	if f.published.IsZero() {
		t.value, t.gran = fmt.Sprintf("XXXX-Q%d", n), 0
		return t, true
	}
	if x, ok := f.quarterEnded(k); ok && quarterOf(x.on) == n { // else of a financial year
		x.end = t.end
		return x, true
	}
	y := f.published.Year()
	if n > quarterOf(f.published) && f.tense(k-1) != futureTense {
		y--
	}
	x := at(civil(y, 3*n, 1), 'Q')
	t.on, t.value = x.on, x.value
	return t, true
}

// quarterEnded reads "ended 30 September" at i: the quarter of the calendar that ends there. Other ends are of
// a financial year, which the text does not tell.
func (f *dateFinder) quarterEnded(i int) (timex, bool) {
	if !f.has(i, isEnded) {
		return timex{}, false
	}
	i++
	if f.has(i, isOn) {
		i++
	}
	t, ok := f.monthDay(i)
	if !ok || t.gran != 'D' || t.on.Month()%3 != 0 || t.on.Day() < 28 {
		return timex{}, false
	}
	x := at(t.on, 'Q')
	x.rule = "date/quarter"
	return x, true
}

// halfYear reads what makes the half before token i one of a year and not of a match: "of 2024", "of the year".
func (f *dateFinder) halfYear(i, n int) (timex, bool) {
	y, e := f.yearAfter(i)
	if f.hyphen(i-2) && y == 0 {
		return timex{}, false
	}
	if y == 0 && f.has(i, isOf) && f.has(i+1, isThe) && f.unit(i+2, "Y") && !f.published.IsZero() {
		if y, e = f.published.Year(), i+3; f.sameSentenceFocus() && f.focus.gran == 'Y' {
			y = f.focus.on.Year()
		}
	}
	if y == 0 {
		return timex{}, false
	}
	return timex{end: e, rule: "date/half-year", on: civil(y, 6*n-5, 1), gran: 'S', value: fmt.Sprintf("%04d-H%d", y, n)}, true
}

// qualifies reports a word at token i that one such as "current" can stand before: no verb, no preposition.
func (f *dateFinder) qualifies(i int) bool {
	if f.hyphen(i) {
		return true
	}
	t := f.listedTense(i)
	return f.in(i) && f.tokens[i].kind != punct && !f.has(i, isPrep) && (t == 0 || t == untensed)
}

// close reports a word for the end of something at token i.
func (f *dateFinder) close(i int) bool {
	m, ok := f.get(i, isMod)
	return ok && m.mod() == End && f.lexAt(i).is(isBare)
}

var (
	// vagueAlone are the classes of what vague reads, vagueBehind of what it reads behind an article.
	vagueAlone  = classesOf(isRef, isSeason, isThen, isUnit)
	vagueBehind = classesOf(isBygone, isNear, isToCome, isMoment, isSeason)
)

// vague reads references to the past, present and future, and seasons.
func (f *dateFinder) vague(i int) (timex, bool) {
	the := f.has(i, isThe)
	if !f.lexAt(i).leadsTo(&vagueAlone) && !(the && f.isAny(i+1, &vagueBehind)) {
		return timex{}, false
	}
	k := i
	if the {
		k++
		if f.has(k, isBygone) && !f.has(k+1, isUnit) && (!f.in(k+1) || f.tokens[k+1].kind != word || f.has(k+1, isPrep) || f.among(k+1, starterWords)) {
			return timex{value: "PAST_REF", end: k + 1, rule: "date/ref"}, true
		}
		if f.has(k, isNear) {
			k++
		}
		if m, ok := f.get(k, isToCome); ok && (m.text == "" || k > i+1) && f.ends(k+1) && !f.hyphen(k+1) {
			return timex{value: "FUTURE_REF", end: k + 1, rule: "date/ref"}, true
		}
		k = i + 1
		if m, ok := f.get(k, isMoment); ok && f.has(i-1, isAt) && (!f.has(k, isDoubt) || f.ends(k+1) && !f.has(k+1, isOf)) {
			return timex{value: m.text, end: k + 1, rule: "date/ref"}, true
		}
	}
	if r, e, ok := f.read(i, isRef); ok && e > i+1 {
		return timex{value: r.text, end: e, rule: "date/ref"}, true // "right now"
	}
	if f.has(k, isSeason) {
		return f.seasonAt(k, f.has(i-1, isPrep) || k > i && f.has(i-1, isOver))
	}
	if f.has(i, isThen) && !f.hyphen(i+1) && f.has(i-1, isPrep) && !f.has(i-1, isOf) && f.focus.gran != 0 {
		t := f.focus
		t.end, t.rule, t.typ, t.mod, t.ambiguous = i+1, "date/focus", 0, 0, 0
		return t, true
	}
	if f.unit(i, "Y") && (f.close(i+1) || f.in(i+1) && (f.hyphen(i+1) || f.tokens[i+1].kind == possessive) && f.close(i+2)) {
		e := i + 2
		if !f.close(e - 1) {
			e++
		}
		if !f.ends(e) {
			return timex{}, false
		}
		t := timex{end: e, rule: "date/year-end"}
		if !f.published.IsZero() {
			y := f.published.Year()
			if f.published.Month() < 12 && f.tense(i) != futureTense && !f.has(i-1, isTill) {
				y--
			}
			x := at(civil(y, 12, 31), 'D')
			t.on, t.gran, t.value = x.on, x.gran, x.value
		}
		return t, true
	}
	if r, ok := f.get(i, isRef); ok && (!f.lexAt(i).is(isDoubt) || f.has(i-1, isIn) && f.ends(i+1)) && !(f.has(i, isQuality) && !f.qualifies(i+1)) && !(f.tokens[i].cap && i > f.from && f.tokens[i-1].kind == word) {
		return timex{value: r.text, end: i + 1, rule: "date/ref"}, true
	}
	return timex{}, false
}
