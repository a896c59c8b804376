package annotate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Expressions of time, after TIMEX3 (TimeML 1.2.1): DATE, TIME, DURATION and SET. What a word means comes
// from words/date_*.txt, as classes; the grammar below speaks only of classes, and reads the tokens
// once from left to right. To add a language, give it files of the same classes, and where its
// order of words differs, a method beside those of dateFinder.
//
// A value is resolved in three ways: the text states it ("5 February 2026"); it follows from the day of
// publication ("last month"); or it follows from the date in focus, the last one
// before it ("the next day"). A weekday or month without a year goes to the past or the future
// as the tense of its clause does, the nearest one that way.

// class is what a word can be in an expression of time.
type class uint8

const (
	isMonth class = iota
	isWeekday
	isWeekdays
	isUnit
	isSeason
	isPart
	isNumber
	isScale
	isOrdinal
	isShift
	isDay
	isMod
	isRef
	isSet
	isEach
	isPrep
	isLimit
	isBack
	isOn
	isZone
	isClock
	isHalf
	isDoubt
	isShort
	isPlural
	isBare
	isOpener
	isDeterminer
	isHeat
	isTens
	isTill
	isHalves
	isNear
	isLong
	isThen
	isFeast
	classes
)

var classNames = [classes]string{"month", "weekday", "weekdays", "unit", "season", "part", "number", "scale", "ordinal", "shift", "day",
	"mod", "ref", "set", "each", "prep", "limit", "back", "on", "zone", "clock", "half", "doubt", "short", "plural", "bare", "opener", "determiner", "heat", "tens", "till", "halves", "near", "long", "then", "feast"}

// lexeme is the classes of a word, with their values. A word that has none has no lexeme, and is of no class.
type lexeme struct {
	classes uint64 // a bit for each
	list    []meaning
}

type meaning struct {
	class class
	text  string
	n     int
}

func (l *lexeme) get(c class) (meaning, bool) {
	if !l.is(c) {
		return meaning{}, false
	}
	for _, m := range l.list {
		if m.class == c {
			return m, true
		}
	}
	return meaning{}, false
}

func (l *lexeme) is(c class) bool { return l != nil && l.classes>>c&1 != 0 }

func (l *lexeme) add(m meaning) {
	l.classes |= 1 << m.class
	l.list = append(l.list, m)
}

var dateWords, tenseWords, countedNouns, dateNames = func() (map[string]*lexeme, map[string]string, map[string]string, map[string]string) {
	out := map[string]*lexeme{}
	for _, e := range entries("date_words") {
		l := new(lexeme)
		for _, part := range strings.Split(e.value, ",") {
			name, text, _ := strings.Cut(strings.TrimSpace(part), " ")
			n, _ := strconv.Atoi(text)
			c := slices.Index(classNames[:], name)
			if c < 0 {
				panic("words/date_words.txt: " + e.key + ": no class " + name)
			}
			l.add(meaning{class(c), text, n})
		}
		out[e.key] = l
	}
	for w := range holidays {
		if out[w] == nil {
			out[w] = new(lexeme)
		}
		out[w].add(meaning{class: isFeast})
	}
	return out, vocabulary("date_tense"), vocabulary("date_nouns"), vocabulary("date_names")
}()

// timex is one expression: tokens start to end-1.
type timex struct {
	start, end int
	typ, value string
	mod, rule  string
	ambiguous  string
	on         time.Time // first day of a DATE that has one
	gran       byte      // of on: D, W, M, Q, Y, S, E, C, H (a part of a day), or 0
	stated     bool      // the text itself gives the full date
	clock      string    // TIME that still needs its day: "T15:00"
}

// dateFinder reads the tokens of one text.
type dateFinder struct {
	*doc
	published time.Time // zero if not known
	sent      int       // index of the sentence being read
	focus     timex     // last DATE with a day, month or year
	happened  timex     // last such DATE that was not to come
	quarter   timex     // last quarter, for "a year earlier"
	months    bool      // after it "the first nine months", of which there is a year before and no quarter
	dayFirst  int       // evidence in the text for 5/2 (+) or 2/5 (−)
	last      timex     // second day of a range "March 15 to 17", at token lastAt
	lastAt    int
	setEnd    int     // token past "every Monday", for the "and Friday" after it
	from      int     // first token of the sentence
	to        int     // token past its last
	lead      int     // token at which the expression of the day at hand begins, if before it: "[until] 9 a.m. Tuesday"
	tenses    []uint8 // what tenseOf found of each token: 0 not looked at, else 1 + index into tenseNames
}

var tenseNames = [...]string{"", "past", "present", "future"}

func findDates(d *doc, _ []Annotation) []Annotation {
	list := readDates(d)
	out := d.more[:0]
	for i := range list {
		t := &list[i]
		out = append(out, Annotation{
			Span: Span{d.tokens[t.start].Start, d.tokens[t.end-1].End}, Kind: Date, Rule: t.rule,
			Type: t.typ, Value: t.value, Mod: t.mod, Ambiguous: t.ambiguous,
		})
	}
	d.more = out
	return out
}

func readDates(d *doc) []timex {
	f := &dateFinder{doc: d}
	f.published, _ = time.Parse(time.DateOnly, d.ref.Published)
	f.dayFirst = f.orderEvidence()
	out := d.times[:0]
	first := 0 // of this sentence in out
	for i := 0; i < len(d.tokens); {
		if f.lex[i] == nil && d.tokens[i].kind != number {
			i++
			continue
		}
		for f.sent < len(d.sents) && d.tokens[i].Start >= d.sents[f.sent].End {
			f.sent++
			f.to = 0
			f.settleClocks(out[first:])
			first = len(out)
		}
		if f.to <= i {
			f.from, f.to = i, i+1
			for f.from > 0 && d.tokens[f.from-1].Start >= d.sents[f.sent].Start {
				f.from--
			}
			for f.to < len(d.tokens) && d.tokens[f.to].Start < d.sents[f.sent].End {
				f.to++
			}
		}
		t, ok := f.expression(i)
		if !ok || t.end <= i {
			i++
			continue
		}
		t.start = f.hedged(i, &t)
		if t.typ == "" {
			t.typ = "DATE"
		}
		if t.typ == "DATE" && f.low(t.end) == "or" && f.low(t.end+1) == "so" {
			t.end, t.mod = t.end+2, "APPROX"
		}
		out = append(out, t)
		if !t.on.IsZero() && t.gran != 0 {
			f.focus = t
			if !t.on.After(f.published) {
				f.happened = t
			}
			if t.gran == 'Q' && !t.on.After(months(f.published, -3)) {
				f.months = false
			}
			if t.gran == 'Q' && !t.on.After(f.published) && t.rule != "date/compared" && t.rule != "date/ago" && t.rule != "date/later" {
				f.quarter = t
			}
		}
		if t.typ == "DURATION" && t.rule == "date/duration" && t.value > "P1M" && strings.HasSuffix(t.value, "M") && (f.has(i, isShift) || f.low(i) == "the") {
			f.months = true
		}
		i = t.end
	}
	f.settleClocks(out[first:])
	d.times = out
	return out
}

// hedged marks a date that the text does not give for certain: "around 5 May", "by Friday", "as early as June". It returns
// the token at which the expression with its hedge begins.
func (f *dateFinder) hedged(i int, t *timex) int {
	if t.typ == "TIME" && f.has2(i-1, "around", "about") {
		t.mod = "APPROX"
		return i - 1
	}
	if t.typ != "" || t.gran == 0 || f.in(t.end) && f.tokens[t.end].kind == possessive {
		return i
	}
	start, why := i, ""
	switch last := f.low(i - 1); {
	case last == "around" || last == "circa" || f.has2(i-1, "about") && f.low(i-2) == "or":
		if t.mod == "" {
			t.mod = "APPROX"
		}
		start, why = i-1, "the text says around then"
	case last == "by", last == "than" && f.low(i-2) == "later", f.low(t.end) == "at" && f.low(t.end+1) == "the" && f.low(t.end+2) == "latest":
		if t.mod == "" {
			t.mod = "ON_OR_BEFORE"
		}
		why = "the text says then or before"
	case last == "as" && f.low(i-2) == "early", last == "than" && f.has2(i-2, "earlier", "sooner"), f.low(t.end) == "at" && f.low(t.end+1) == "the" && f.low(t.end+2) == "earliest":
		if t.mod == "" {
			t.mod = "ON_OR_AFTER"
		}
		why = "the text says then or later"
	}
	if t.ambiguous == "" {
		t.ambiguous = why
	}
	return start
}

// settleClocks gives the times of one sentence that lack a day the nearest day of that sentence, before
// or else after; failing that the day of publication.
func (f *dateFinder) settleClocks(list []timex) {
	for i := range list {
		if list[i].clock == "" {
			continue
		}
		day := f.published
		for k := 1; k <= 8; k++ {
			if j := i - k; j >= 0 && list[j].gran == 'D' {
				day = list[j].on
				break
			}
			if j := i + k; j < len(list) && list[j].gran == 'D' {
				day = list[j].on
				break
			}
		}
		if !day.IsZero() {
			list[i].value = day.Format(time.DateOnly) + list[i].clock
		}
	}
}

// --- access to tokens

func (f *dateFinder) in(i int) bool { return i >= f.from && i < f.to }

func (f *dateFinder) low(i int) string {
	if f.in(i) {
		return f.tokens[i].lower
	}
	return ""
}

func (f *dateFinder) has(i int, c class) bool { return f.in(i) && f.lex[i].is(c) }

func (f *dateFinder) get(i int, c class) (meaning, bool) {
	if !f.in(i) {
		return meaning{}, false
	}
	return f.lex[i].get(c)
}

func (f *dateFinder) glued(i int) bool { return f.in(i) && f.tokens[i].glued }

// hyphen reports whether token i is a hyphen glued on both sides.
func (f *dateFinder) hyphen(i int) bool {
	s := f.low(i)
	return (s == "-" || s == "‑") && f.glued(i) && f.glued(i+1)
}

// integer reads a number token of plain digits.
func (f *dateFinder) integer(i int) (n, digits int, ok bool) {
	if !f.in(i) || f.tokens[i].kind != number || f.tokens[i].Len() > 4 {
		return 0, 0, false
	}
	for _, c := range []byte(f.tokens[i].lower) {
		if !isDigit(c) {
			return 0, 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, f.tokens[i].Len(), true
}

// --- days and values

func civil(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func validDay(y, m, d int) bool {
	t := civil(y, m, d)
	return m >= 1 && m <= 12 && d >= 1 && t.Day() == d
}

func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

func quarterOf(t time.Time) int { return (int(t.Month()) + 2) / 3 }

// at makes a DATE of granularity g that holds day t.
func at(t time.Time, g byte) timex {
	x := timex{on: t, gran: g}
	switch g {
	case 'D':
		x.value = t.Format(time.DateOnly)
	case 'W':
		y, w := t.ISOWeek()
		x.value = fmt.Sprintf("%04d-W%02d", y, w)
		x.on = t.AddDate(0, 0, 1-isoWeekday(t))
	case 'M':
		x.value = t.Format("2006-01")
		x.on = civil(t.Year(), int(t.Month()), 1)
	case 'Q':
		q := quarterOf(t)
		x.value = fmt.Sprintf("%04d-Q%d", t.Year(), q)
		x.on = civil(t.Year(), 3*q-2, 1)
	case 'Y':
		x.value = fmt.Sprintf("%04d", t.Year())
		x.on = civil(t.Year(), 1, 1)
	case 'E':
		x.value = fmt.Sprintf("%03d", t.Year()/10)
		x.on = civil(t.Year()/10*10, 1, 1)
	case 'C':
		x.value = fmt.Sprintf("%02d", t.Year()/100)
		x.on = civil(t.Year()/100*100, 1, 1)
	}
	return x
}

// months moves t by n months without running over the end of a short one.
func months(t time.Time, n int) time.Time {
	first := civil(t.Year(), int(t.Month())+n, 1)
	last := first.AddDate(0, 1, -1).Day()
	return civil(first.Year(), int(first.Month()), min(t.Day(), last))
}

// move shifts t by n units.
func move(t time.Time, unit string, n int) (time.Time, byte) {
	switch unit {
	case "D", "N":
		return t.AddDate(0, 0, n), 'D'
	case "W", "WE":
		return t.AddDate(0, 0, 7*n), 'W'
	case "F":
		return t.AddDate(0, 0, 14*n), 'W'
	case "M":
		return months(t, n), 'M'
	case "Q":
		return months(t, 3*n), 'Q'
	case "Y":
		return months(t, 12*n), 'Y'
	case "E":
		return months(t, 120*n), 'Y'
	case "C":
		return months(t, 1200*n), 'Y'
	}
	return t, 0
}

// --- the grammar

// expression reads the expression that begins at token i.
func (f *dateFinder) expression(i int) (timex, bool) {
	if f.tokens[i].kind == possessive {
		return timex{}, false
	}
	if f.tokens[i].kind == number {
		if i == f.lastAt && f.last.gran != 0 {
			return f.last, true
		}
		if t, ok := f.numeric(i); ok {
			return t, true
		}
		if t, ok := f.clock(i); ok {
			return t, true
		}
	} else if !f.begins(i) {
		return timex{}, false
	}
	if f.low(i) == "fiscal" {
		k := i + 1
		if f.low(k) == "year" {
			k++
		}
		if t, ok := f.numericAfter(k); ok && t.gran == 'Y' {
			t.rule = "date/fiscal"
			return t, true
		}
	}
	if f.low(i) == "the" {
		if t, ok := f.dayAlone(i + 1); ok {
			return t, true
		}
		k := i + 1
		if s := f.low(k); (s == "'" || s == "’") && f.glued(k+1) {
			k++
		}
		if t, ok := f.numeric(k); ok {
			if t.gran == 'E' || t.gran == 'Q' {
				return t, true
			}
			if x, ok := f.periodOf(t); ok {
				return x, true
			}
		}
	}
	figure := f.tokens[i].kind == number
	may := func(classes uint64) bool { return f.lex[i] != nil && f.lex[i].classes&classes != 0 }
	if figure || may(1<<isOrdinal|1<<isOpener) {
		if t, ok := f.century(i); ok {
			return t, true
		}
	}
	if may(1<<isTens | 1<<isNumber | 1<<isOpener) {
		if t, ok := f.spelled(i); ok {
			return t, true
		}
	}
	if t, ok := f.holiday(i); ok && !f.named(i, t.end) {
		return t, true
	}
	if f.has(i, isWeekday) && (f.has(i+1, isPart) && f.has(i+1, isPlural) || i == f.setEnd+1 && f.has2(i-1, "and", "or", ",")) {
		return f.repeated(i)
	}
	if figure || may(1<<isWeekday|1<<isMonth|1<<isOrdinal) {
		if t, ok := f.calendar(i); ok {
			return f.withPart(t), true
		}
	}
	if may(1<<isMod | 1<<isOpener) {
		if t, ok := f.modified(i); ok {
			return t, true
		}
	}
	if may(1 << isClock) {
		if t, ok := f.clock(i); ok {
			return t, true
		}
	}
	if !figure {
		if t, ok := f.relative(i); ok {
			return t, true
		}
	}
	if t, ok := f.duration(i); ok {
		return t, true
	}
	if may(1<<isSet | 1<<isEach | 1<<isWeekday | 1<<isWeekdays) {
		if t, ok := f.repeated(i); ok {
			return t, true
		}
	}
	if figure {
		return timex{}, false
	}
	return f.vague(i)
}

// begins reports whether an expression can begin with the word at i. It keeps the commonest words from
// trying every rule.
func (f *dateFinder) begins(i int) bool {
	l := f.lex[i]
	if l == nil {
		return false
	}
	if l.classes&^follows != 0 {
		return true
	}
	// "the", "a": what follows must be a word of time too, or a number
	return (l.is(isOpener) || l.is(isNumber)) && f.in(i+1) && (f.lex[i+1] != nil || f.tokens[i+1].kind != word || f.among(i+1, afterNumbers))
}

// follows are the classes that alone begin no expression.
const follows = 1<<isPrep | 1<<isZone | 1<<isHalf | 1<<isScale | 1<<isBack | 1<<isOn | 1<<isDeterminer | 1<<isHeat | 1<<isTill | 1<<isOpener | 1<<isNumber

// afterNumbers are words between a number and its unit.
var afterNumbers = setOf("and", "or", "consecutive", "straight", "successive", "trading", "working", "business", "calendar")

// numeric reads 2026-02-05, 05/02/2026, 1990s and years.
func (f *dateFinder) numeric(i int) (timex, bool) {
	a, digits, ok := f.integer(i)
	if !ok {
		return f.dotted(i)
	}
	if sep := f.low(i + 1); (sep == "-" || sep == "/" || sep == ".") && f.glued(i+1) && f.glued(i+2) && f.low(i+3) == sep && f.glued(i+3) && f.glued(i+4) {
		b, bd, ok1 := f.integer(i + 2)
		c, cd, ok2 := f.integer(i + 4)
		if ok1 && ok2 && !f.glued(i+5) || ok1 && ok2 && f.tokens[i+5].kind == punct && !f.glued(i+6) {
			switch {
			case digits == 4 && bd == 2 && cd == 2 && validDay(a, b, c):
				t := at(civil(a, b, c), 'D')
				t.end, t.rule, t.stated = i+5, "date/iso", true
				return t, true
			case sep == "/" && digits <= 2 && bd <= 2 && (cd == 4 || cd == 2):
				return f.slashed(i, a, b, c, cd)
			}
		}
	}
	if f.glued(i+1) && f.low(i+1) == "s" && (digits == 4 || digits == 2) && a%10 == 0 && !(f.glued(i+2) && f.tokens[i+2].kind == word) {
		if digits == 2 {
			if s := f.low(i - 1); s != "'" && s != "’" && !(a >= 20 && (s == "the" || f.hyphen(i-1) || f.has(i-1, isMod)) && !f.measured()) {
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
	if !f.in(i) || f.tokens[i].kind != number || f.tokens[i].Len() < 8 || f.tokens[i].Len() > 10 || !(f.has(i-1, isPrep) || f.low(i-1) == "on" || f.has(i-2, isWeekday)) {
		return timex{}, false
	}
	day, rest, _ := strings.Cut(f.tokens[i].lower, ".")
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
	if f.low(k) == "the" {
		k++
	}
	if d, ok := f.get(k, isTens); ok && !(f.tokens[k].cap && f.in(k+1) && f.tokens[k+1].cap) && (k > i || f.has(k-1, isMod) || f.hyphen(k-1)) && !f.measured() {
		t := at(civil(1900+d.n, 1, 1), 'E')
		t.end, t.rule, t.stated = k+1, "date/decade", true
		return t, true
	}
	if !f.has(i-1, isPrep) && f.low(i-1) != "year" {
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
	case c.n == 2 && f.low(i+1) == "thousand":
		y = 2000
		if f.low(e) == "and" {
			e++
		}
		if u, ok := f.get(e, isNumber); ok && u.n > 0 && u.n < 100 && !f.has(e, isDeterminer) {
			y, e = y+u.n, e+1
		} else if e = i + 2; f.low(i-1) != "year" && f.low(i-1) != "in" {
			return 0, i
		}
	}
	return y, e
}

// century reads "the 19th century".
func (f *dateFinder) century(i int) (timex, bool) {
	k := i
	if f.low(k) == "the" {
		k++
	}
	n, e := f.dayNumber(k)
	if o, ok := f.get(k, isOrdinal); ok {
		n, e = o.n, k+1
	} else if e != k+2 {
		return timex{}, false
	}
	if f.hyphen(e) {
		e++
	}
	if u, ok := f.get(e, isUnit); !ok || u.text != "C" || n < 1 || n > 22 || f.lex[e].is(isPlural) {
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
		t.ambiguous = "day and month can be read either way"
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
	f.from, f.to = 0, len(f.tokens)
	defer func() { f.from, f.to = 0, 0 }()
	n := 0
	for i := range f.tokens {
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
		if b, _, ok := f.integer(i + 2); ok && f.low(i+1) == "/" && f.low(i+3) == "/" {
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
	switch {
	case counted:
		return false
	case f.has(i-1, isPrep):
		// "of 2000 …", "by 1984 …", "from 1500 …" can be amounts.
		return modern || before == "in" || before == "since" || before == "circa"
	case before == "for" || before == "into" || before == "than":
		return modern && f.ends(i+1)
	case before == "due", before == "to" && f.has2(i-2, "dating", "dates", "dated", "back"):
		return f.ends(i + 1)
	case before == "both":
		_, d, ok := f.integer(i + 2)
		return modern && ok && d == 4 && next == "and"
	case before == "year" || before == "fiscal":
		return true
	case f.has(i-1, isMod):
		return modern
	case before == "(":
		return modern && (next == ")" || next == "-" || next == "–" || next == ",")
	case before == "–" || before == "-" || before == "/":
		_, d, ok := f.integer(i - 2)
		return modern && ok && d == 4
	case before == "to" || before == "and" || before == "or" || before == "," || before == "through":
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
	return y%100 != 0 && b.kind == word && !b.cap && f.lex[i-1] == nil && tenseWords[before] == "" && (f.has(i-2, isDeterminer) || f.in(i-2) && f.tokens[i-2].kind == possessive)
}

// ends reports whether the phrase before token i ends there: a sign, or a word that leads on.
func (f *dateFinder) ends(i int) bool {
	return !f.in(i) || f.tokens[i].kind != word || f.has(i, isPrep) || f.among(i, starterWords) || f.among(i, endWords) || f.tenseOf(i) != ""
}

var (
	starterWords = wordsIn("starters")
	endWords     = wordsIn("event_ends")
	sayingWords  = wordsIn("saying")
	// tenseListed are the words of words/date_tense.txt, those that begin a pair too.
	tenseListed = newSet(func() []string {
		var out []string
		for _, e := range entries("date_tense") {
			first, _, _ := strings.Cut(e.key, " ")
			out = append(out, first)
		}
		return out
	})
	tensePairs = newSet(func() []string {
		var out []string
		for _, e := range entries("date_tense") {
			if first, _, two := strings.Cut(e.key, " "); two {
				out = append(out, first)
			}
		}
		return out
	})
)

// countedNoun reports whether the word can be what a number counts: a plural that is no verb.
func (f *dateFinder) countedNoun(i int) bool {
	t := f.tokens[i]
	if t.cap || len(t.lower) < 4 || !strings.HasSuffix(t.lower, "s") || strings.HasSuffix(t.lower, "ss") || strings.HasSuffix(t.lower, "us") {
		return t.lower == "people" || t.lower == "men" || t.lower == "women"
	}
	_, named := countedNouns[t.lower]
	return !named && tenseWords[t.lower] == ""
}

// dayNumber reads a day of the month at i: 5, 5th, 05; it returns the token past it.
func (f *dateFinder) dayNumber(i int) (n, end int) {
	if o, ok := f.get(i, isOrdinal); ok && (f.low(i+1) == "of" && f.has(i+2, isMonth) || f.has(i-1, isMonth) || f.low(i-1) == "the" && f.has(i-2, isMonth)) && !f.has(i+1, isUnit) {
		return o.n, i + 1 // "the ninth of March", "March ninth"
	}
	n, digits, ok := f.integer(i)
	if !ok || digits > 2 || n < 1 || n > 31 {
		return 0, i
	}
	end = i + 1
	if f.glued(end) {
		switch f.low(end) {
		case "st", "nd", "rd", "th":
			return n, end + 1
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

// monthName reads a month's name at i, with the point of its short form.
func (f *dateFinder) monthName(i int) (m, end int) {
	w, ok := f.get(i, isMonth)
	if !ok || !f.tokens[i].cap {
		return 0, i
	}
	end = i + 1
	if f.lex[i].is(isShort) && f.low(end) == "." && f.glued(end) {
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
	if f.low(k) == "," || f.low(k) == "of" {
		k++
	}
	if y, e := f.yearInWords(k); y > 0 {
		return y, e
	}
	y, digits, ok := f.integer(k)
	if ok && digits == 4 && y >= 1000 && y < 2200 && !(f.glued(k+1) && f.tokens[k+1].kind != punct && f.tokens[k+1].kind != possessive) && f.low(k+1) != "%" {
		return y, k + 1
	}
	return 0, i
}

// yearMeant reads a year counted from the day of publication, "last year", or from the date in focus, "of that year".
func (f *dateFinder) yearMeant(i int) (y, end int) {
	k := i
	if f.low(k) == "," || f.low(k) == "of" {
		k++
	}
	s, shift := f.get(k, isShift)
	focus := f.low(k) == "that" || f.low(k) == "the" && f.low(k+1) == "same"
	if focus && f.low(k+1) == "same" {
		k++
	}
	if f.low(k+1) != "year" || f.in(k+2) && f.tokens[k+2].kind == possessive {
		return 0, i
	}
	switch {
	case focus && f.focus.gran != 0:
		return f.focus.on.Year(), k + 2
	case shift && !f.published.IsZero() && (f.low(k) == "last" || f.low(k) == "this" || f.low(k) == "next"):
		return f.published.Year() + s.n, k + 2
	}
	return 0, i
}

// named reports whether a day or month at tokens i to e-1 is part of a name: "the Good Friday Agreement",
// "the Sunday Courier", "Black Monday".
func (f *dateFinder) named(i, e int) bool {
	if f.in(e) && f.tokens[e].cap && !f.has(i-1, isPrep) {
		if kind, ok := dateNames[f.low(e)]; ok && (kind == "after" || kind == "name" && f.in(e+1) && f.tokens[e+1].cap) {
			return true
		}
	}
	if f.hyphen(e) && f.in(e+1) && f.tokens[e+1].kind == word && !f.tokens[e+1].cap && !f.has(e+1, isPart) {
		return true // "Sunday-school"
	}
	return f.has(i, isWeekday) && f.in(i-1) && f.tokens[i-1].cap && dateNames[f.low(i-1)] == "before"
}

// calendar reads weekdays, days, months, and their combinations.
func (f *dateFinder) calendar(i int) (timex, bool) {
	t, ok := f.onCalendar(i)
	return t, ok && !f.named(i, t.end)
}

func (f *dateFinder) onCalendar(i int) (timex, bool) {
	start := i
	wd := 0
	if w, ok := f.get(i, isWeekday); ok && f.tokens[i].cap {
		if f.has(i-1, isOrdinal) {
			return timex{}, false // "the first Monday of each month"
		}
		wd = w.n
		i++
		if f.lex[i-1].is(isShort) {
			if f.low(i) == "." && f.glued(i) {
				i++
			} else if _, e := f.monthName(i); e == i && f.low(i) != "," {
				return timex{}, false // Sun, Sat: a newspaper, a verb
			}
		}
		k := i
		if f.low(k) == "," {
			k++
		}
		if f.low(k) == "the" {
			k++
		}
		if t, ok := f.monthDay(k); ok && t.gran == 'D' {
			return t, true
		}
		if t, ok := f.dayAlone(k); ok && isoWeekday(t.on) == wd {
			return t, true
		}
		if f.lex[start].is(isShort) {
			return timex{}, false
		}
		t := f.weekday(start, wd, 0)
		t.end = i
		return t, true
	}
	return f.monthDay(i)
}

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
		if f.low(k) == "of" {
			k++
		}
		m, e := f.monthName(k)
		if m == 0 || d > 0 && k == i+1 && f.low(i-1) == "$" {
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
	if f.low(k) == "the" {
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
		if y, ye := f.yearAfter(de); y > 0 && (f.low(de) == "," || de > k) {
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
	switch f.low(i) {
	case "to", "and", "or", "–", "-", "through", "until":
		if n, e = f.dayNumber(i + 1); n > d && !(f.in(e) && f.tokens[e].kind == word && f.countedNoun(e)) && !f.has(e, isUnit) && !f.has(e, isHalf) && f.low(e) != "%" && f.low(e) != "percent" {
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
	if f.focus.stated && f.focus.gran == 'M' && f.sameSentenceFocus() && f.focus.on.Year() != y && f.tense(i) != "future" {
		y = f.focus.on.Year()
	} else {
		day := civil(y, m, d)
		switch gap := int(day.Sub(f.published).Hours() / 24); {
		case gap > 45 && f.tense(i) == "past":
			y--
		case gap > 240 && f.tense(i) != "future":
			y--
		case gap < -60 && f.tense(i) == "future" || gap < -300 && f.tense(i) != "past":
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
	if d == 0 || e != i+2 || f.published.IsZero() || !(f.low(i-2) == "on" || f.has(i-2, isWeekday)) || !f.ends(e) || f.low(e) == "of" {
		return timex{}, false
	}
	m := civil(f.published.Year(), int(f.published.Month()), 1)
	switch tense := f.tense(i - 1); {
	case d > f.published.Day() && tense == "past":
		m = months(m, -1)
	case d < f.published.Day() && tense == "future":
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
	prep := f.has(i-1, isPrep) || f.low(i-1) == "as" && f.has(i-2, isMod) || f.low(i-1) == "than" || f.has(i-1, isMod) || f.has(i-1, isShift) || f.hyphen(i-1)
	if f.lex[i].is(isShort) && end == i+1 {
		return false
	}
	next := f.low(end)
	nextCap := f.in(end) && f.tokens[end].kind == word && f.tokens[end].cap
	if f.lex[i].is(isDoubt) {
		if f.tokens[i].upper && len(f.tokens[i].lower) == 3 {
			return false
		}
		if sayingWord(next) {
			return false
		}
		if f.low(i-1) == "the" {
			return f.low(i) == "march" && f.in(end) && f.tokens[end].kind == word && !nextCap && !f.ends(end) || eventNoun(next)
		}
		return prep && !nextCap && (f.low(i-1) != "by" || f.ends(end) && f.nearestTense(i) == "future")
	}
	// April Jones, but "in April Congress …"
	return !(nextCap && !prep) && !sayingWord(next)
}

func sayingWord(s string) bool {
	l := theLexicon()
	return l.rows[l.find(s)].has(sayings)
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
	case f.low(i-1) == "that" && f.focus.gran != 0:
		y = f.focus.on.Year()
	case f.sameSentenceFocus() && f.focus.stated && f.focus.on.Year() < y && (f.focus.gran == 'M' || f.focus.gran == 'D') && tense == "past":
		// "passed in March 2019 and signed in April"
		if y = f.focus.on.Year(); m < int(f.focus.on.Month()) {
			y++
		}
	case tense == "future" && !f.has(i-1, isTill):
		if m < pm {
			y++
		}
	case tense == "present" || f.has(i-1, isTill):
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

// governed reports that a verb in the past tells of the date at i itself: one close before it, "was sold in April", or,
// where none is before it, the one after: "In April the dam broke".
func (f *dateFinder) governed(i int) bool {
	k := i - 1
	for ; k >= f.from && k > i-40 && f.tenseOf(k) == ""; k-- {
	}
	if k < f.from {
		return true
	}
	k = i - 1
	for f.has(k, isPrep) || f.has(k, isMod) || f.hyphen(k) {
		k--
	}
	return f.tenseAt(k) == "past" || f.tenseAt(k-1) == "past"
}

// tenseAt is tenseOf for any k.
func (f *dateFinder) tenseAt(k int) string {
	if !f.in(k) {
		return ""
	}
	return f.tenseOf(k)
}

// nthWeekday reads "first Monday of April", "last Friday in May 2024".
func (f *dateFinder) nthWeekday(i int) (timex, bool) {
	n := -1
	if o, ok := f.get(i, isOrdinal); ok {
		n = o.n
	} else if f.low(i) != "last" {
		return timex{}, false
	}
	w, ok := f.get(i+1, isWeekday)
	if !ok || n > 5 || !f.has2(i+2, "of", "in") {
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
	back := (isoWeekday(f.published) - wd + 7) % 7
	ahead := (7 - back) % 7
	var n int
	tense := ""
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
		if wd > isoWeekday(f.published) && f.low(i-1) == "next" {
			t.ambiguous = "of this week or of the one after"
		}
	case tense == "future":
		n = ahead
	default:
		n = -back
	}
	// What happened on the weekday of publication happened that day, by the custom of news.
	if back == 0 && shift == 0 && (tense == "future" || tense == "") {
		t.ambiguous = "published on the same weekday"
	}
	x := at(f.published.AddDate(0, 0, n), 'D')
	t.on, t.value = x.on, x.value
	return t
}

// withPart adds a part of the day to a day: "Monday night".
func (f *dateFinder) withPart(t timex) timex {
	if p, ok := f.get(t.end, isPart); ok && t.gran == 'D' {
		t.typ, t.value, t.rule = "TIME", t.value+"T"+p.text, "date/part-of-day"
		t.end++
	}
	return t
}

// tense is the time of the clause that token i stands in: "past", "future", "present" or "".
// The nearest word of tense before i in its sentence decides, else the nearest after it.
func (f *dateFinder) tense(i int) string {
	if f.low(i-1) == "of" && f.low(i-2) == "ahead" {
		return "future"
	}
	if f.in(i+1) && f.tokens[i+1].kind == possessive {
		// "Wednesday's ruling": only what comes after can tell
		for k := i + 2; k < f.to && k < i+12; k++ {
			if t := f.tenseOf(k); t != "" {
				return t
			}
		}
		return ""
	}
	t := f.nearestTense(i)
	if f.lead > 0 {
		i = f.lead
	}
	if f.has(i-1, isTill) && (t != "past" || f.moved(i)) {
		return "future"
	}
	return t
}

// moved reports a verb before "until" at i-1 that puts things off: "they postponed the talks until Monday".
func (f *dateFinder) moved(i int) bool {
	for k := i - 2; k >= f.from && k > i-10; k-- {
		if f.tenseOf(k) != "" {
			return tenseWords[f.low(k)] == "moved"
		}
	}
	return false
}

func (f *dateFinder) nearestTense(i int) string {
	j := i - 1
	if f.has(j, isPrep) {
		j--
	}
	if (f.low(j) == "and" || f.low(j) == "but") && f.low(j-1) == "," {
		// "…, and in November it put off": the clause begins with its date
		for k := i + 1; k < f.to && k < i+25 && f.low(k) != ","; k++ {
			if t := f.tenseOf(k); t != "" {
				return t
			}
		}
	}
	next := i + 1
	if f.has(next, isPart) {
		next++
	}
	if t := f.tenseAt(next); t != "" && f.has(i, isWeekday) && f.tenseAt(j) == "" && f.tenseAt(j-1) == "" && f.tenseAt(j-2) == "" {
		return t // "the ministry on Sunday issued"
	}
	for k := i - 1; k >= f.from && k > i-40; k-- {
		if s := f.low(k); s == ";" || s == ":" && k > f.from {
			break
		}
		if t := f.tenseOf(k); t != "" {
			return t
		}
	}
	for k := i + 1; k < f.to && k < i+25; k++ {
		if t := f.tenseOf(k); t != "" {
			if t == "future" && strings.HasSuffix(f.low(k), "ed") && !f.has2(k-1, "be", "is", "are", "was", "were", "been") {
				return "past" // "On Monday he pledged to resign": what he pledged is to come, the pledge is not
			}
			return t
		}
	}
	return ""
}

// tenseOf is the tense that token k gives its clause, or "".
func (f *dateFinder) tenseOf(k int) string {
	if f.tenses == nil {
		f.tenses = make([]uint8, len(f.tokens))
	}
	if f.tenses[k] == 0 {
		f.tenses[k] = 1 + uint8(slices.Index(tenseNames[:], f.readTense(k)))
	}
	return tenseNames[f.tenses[k]-1]
}

func (f *dateFinder) readTense(k int) string {
	t := &f.tokens[k]
	if t.kind != word || t.cap && k > f.from {
		return ""
	}
	if f.low(k+1) == "to" && f.among(k, tensePairs) {
		if s := tenseWords[t.lower+" to"]; s != "" {
			return s
		}
	}
	s, listed := "", false
	if f.among(k, tenseListed) {
		s, listed = tenseWords[t.lower]
	}
	if !listed && len(t.lower) <= 4 && !strings.HasSuffix(t.lower, "n't") {
		return ""
	}
	if !listed && len(t.lower) > 4 && strings.HasSuffix(t.lower, "ed") {
		s = "past"
	}
	before := k - 1
	for f.in(before) && strings.HasSuffix(f.low(before), "ly") {
		before--
	}
	switch {
	case s == "past" && strings.HasSuffix(t.lower, "ed") && f.has(before, isDeterminer) && !f.ends(k+1) && f.tenseWord(k+1) == "":
		return "" // "a still disputed vote"
	case f.cause(k):
		return ""
	case s == "intent":
		if f.has(before, isDeterminer) && f.low(k+1) != "to" && f.low(k+1) != "for" {
			return "" // "announced the plan on Monday"
		}
		return "future"
	case s == "moved":
		if k+3 >= f.from && (f.has(k+1, isTill) || f.low(k+1) == "to") && f.low(k+1) != "by" {
			return "future" // "postponed until Monday"
		}
		return "past"
	case s == "future" && f.low(k-1) == "been" && f.low(k-2) == "had":
		return "past" // "had been due to expire on Friday"
	case s == "none", s == "past" && f.has2(before, "be", "is", "are"):
		return "" // "will be closed" is told by its "will"
	case s == "present" && f.has2(k, "is", "are") && (f.futureWord(k+1) || strings.HasSuffix(f.low(k+1), "ly") && f.futureWord(k+2)):
		return "future" // "is expected"
	case s == "both":
		if f.infinitive(k) {
			return ""
		}
		return "past"
	case s != "":
		return s
	case strings.HasSuffix(t.lower, "n't") && len(t.lower) > 4:
		return tenseWords[t.lower[:len(t.lower)-3]]
	}
	return ""
}

// cause reports a "due" that gives a reason: "due to the storm", and not "due to open".
func (f *dateFinder) cause(k int) bool {
	if f.low(k) != "due" || f.low(k+1) != "to" || !f.in(k+2) {
		return false
	}
	return f.has(k+2, isDeterminer) || f.tokens[k+2].cap || strings.HasSuffix(f.low(k+2), "ing") || f.low(k+3) == "of"
}

// futureWord reports a word or pair that looks ahead.
func (f *dateFinder) futureWord(k int) bool {
	return tenseWords[f.low(k)] == "future" || f.low(k+1) == "to" && tenseWords[f.low(k)+" to"] == "future"
}

// tenseWord is the tense of the word at k by itself.
func (f *dateFinder) tenseWord(k int) string {
	if s := tenseWords[f.low(k)]; s != "" {
		return s
	}
	if s := f.low(k); len(s) > 4 && strings.HasSuffix(s, "ed") {
		return "past"
	}
	return ""
}

// infinitive reports whether a verb whose past is its base form ("put", "cut") is no past at k: after "to" or a
// word like "will", or as a noun.
func (f *dateFinder) infinitive(k int) bool {
	i := k - 1
	for f.low(i) == "not" || f.low(i) == "also" || strings.HasSuffix(f.low(i), "ly") {
		i--
	}
	switch s := f.low(i); s {
	case "to", "do", "does", "did", "can", "the", "a", "an", "its", "his", "her", "their", "this", "that", "of", "no", "any", "or":
		return true
	default:
		return tenseWords[s] == "future" || strings.HasSuffix(s, "n't") || strings.HasSuffix(s, "n’t") || f.low(k+1) == "of"
	}
}

// modified reads "early March", "mid-2024", "late yesterday", "the end of 1990", "earlier this month".
func (f *dateFinder) modified(i int) (timex, bool) {
	k := i
	if f.low(k) == "the" {
		k++
	}
	m, ok := f.get(k, isMod)
	if !ok {
		return timex{}, false
	}
	bare := f.lex[k].is(isBare)
	within := f.lex[k].is(isBack) || f.lex[k].is(isOn)
	k++
	if f.low(k) == "of" {
		k++
	} else if bare && !f.hyphen(k) {
		return timex{}, false // "end Tuesday"
	} else if k == i+2 && !f.decadeAt(k) && !f.has(k, isSeason) {
		return timex{}, false // "the late Friday shift" is not part of a date, "the end" needs an of
	}
	if f.hyphen(k) || f.low(k) == "in" || f.low(k) == "on" {
		k++
	}
	if p, ok := f.get(k, isPart); ok && m.text == "MID" && !f.has(k, isUnit) {
		t := timex{typ: "TIME", end: k + 1, mod: "MID", rule: "date/modified"}
		if day := f.dayMeant(); !day.IsZero() {
			t.on, t.gran, t.value = day, 'H', day.Format(time.DateOnly)+"T"+p.text
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
		t, ok = f.seasonAt(k, f.ends(k+1) && !bare)
	}
	if !ok {
		t, ok = f.relative(k)
		ok = ok && t.typ != "DURATION"
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
	t.mod = m.text
	t.rule = "date/modified"
	return t, true
}

// periodOf reads "the 2024 quarter" and "the 2024 period" of figures that are compared: the quarter spoken of, in that year.
func (f *dateFinder) periodOf(t timex) (timex, bool) {
	u, ok := f.get(t.end, isUnit)
	quarter := ok && u.text == "Q" && !f.lex[t.end].is(isPlural)
	if t.gran != 'Y' || !quarter && f.low(t.end) != "period" || f.hyphen(t.end+1) {
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
	if f.low(i) == "the" {
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

// relative reads what is counted from the day of publication or from the date in focus.
func (f *dateFinder) relative(i int) (timex, bool) {
	if d, ok := f.get(i, isDay); ok {
		if f.tokens[i].cap && f.in(i-1) && f.tokens[i-1].cap {
			return timex{}, false // "Lorne Today"
		}
		t := timex{end: i + 1, rule: "date/relative-day", gran: 'D'}
		if f.published.IsZero() {
			t.gran = 0
			return t, true
		}
		x := at(f.published.AddDate(0, 0, d.n), 'D')
		t.on, t.value = x.on, x.value
		if f.low(i) == "tonight" {
			t.typ, t.value = "TIME", t.value+"TNI"
			return t, true
		}
		return f.withPart(t), true
	}
	the := f.low(i) == "the"
	k := i
	if the || f.low(i) == "that" {
		k++
	}
	if d, ok := f.get(k+2, isDay); ok && f.low(k) == "day" && (f.low(k+1) == "before" && d.n < 0 || f.low(k+1) == "after" && d.n > 0) {
		t := timex{end: k + 3, rule: "date/relative-day"} // the day before yesterday
		if !f.published.IsZero() {
			x := at(f.published.AddDate(0, 0, 2*d.n), 'D')
			t.on, t.gran, t.value = x.on, x.gran, x.value
		}
		return t, true
	}
	if the && f.low(k) == "day" && f.focus.gran == 'D' && f.has2(k+1, "before", "after") && (!f.in(k+2) || f.tokens[k+2].kind == punct) {
		n := 1
		if f.low(k+1) == "before" {
			n = -1
		}
		x := at(f.focus.on.AddDate(0, 0, n), 'D')
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
	if the && f.low(k) == "weekend" || f.low(k) == "weekend" && f.low(k-1) == "over" {
		t := timex{end: k + 1, rule: "date/weekend"}
		if !f.published.IsZero() {
			n := -1
			if f.tense(i) == "future" || isoWeekday(f.published) > 6 {
				n = 0
			}
			on, _ := move(f.published, "W", n)
			x := at(on, 'W')
			t.on, t.gran, t.value = x.on, x.gran, x.value+"-WE"
		}
		return t, true
	}
	if f.low(i) == "that" && f.focus.gran != 0 {
		if f.low(k) == "same" {
			k++
		}
		p, isPartOfDay := f.get(k, isPart)
		u, isU := f.get(k, isUnit)
		switch {
		case isPartOfDay && f.focus.gran == 'D':
			return timex{typ: "TIME", end: k + 1, rule: "date/focus", on: f.focus.on, gran: 'H', value: f.focus.value + "T" + p.text}, true
		case isU && !f.lex[k].is(isPlural) && len(u.text) == 1 && (u.text[0] == f.focus.gran || u.text == "Y" || u.text == "M" && f.focus.gran == 'D'):
			x := at(f.focus.on, u.text[0])
			x.end, x.rule = k+1, "date/focus"
			return x, true
		}
		return timex{}, false
	}
	if t, ok := f.compared(k); ok && (the || f.hyphen(k+1)) {
		return t, true
	}
	if f.low(k) == "this" && f.has2(k+1, "past", "coming") {
		k++
	}
	s, ok := f.get(k, isShift)
	if !ok {
		return timex{}, false
	}
	said := f.low(k)
	anchor := f.published
	fromFocus := (the || f.low(i) == "that") && (said == "next" || said == "following" || said == "previous" || said == "same")
	if said == "following" || said == "previous" || said == "same" {
		if !fromFocus {
			return timex{}, false
		}
	}
	if u, ok := f.get(k+1, isUnit); fromFocus && ok && f.focused(u.text) || fromFocus && !ok && f.focused("D") {
		anchor = f.focus.on
		if anchor.After(f.published) && f.happened.gran == 'D' && f.tense(i) == "past" {
			anchor = f.happened.on // what happened "on the same day" as something to come did not
		}
	}
	j := k + 1
	if f.has2(j, "fiscal", "financial") && f.low(j+1) == "year" {
		j++
	}
	if w, ok := f.get(j, isWeekday); ok && f.tokens[j].cap && fromFocus && f.focus.gran == 'D' && (said == "previous" || said == "following") {
		n := (isoWeekday(f.focus.on)-w.n+6)%7 + 1
		if said == "following" {
			n = n%7 - 7
		}
		x := at(f.focus.on.AddDate(0, 0, -n), 'D')
		x.end, x.rule = j+1, "date/focus"
		return f.withPart(x), true
	}
	if w, ok := f.get(j, isWeekday); ok && f.tokens[j].cap && !fromFocus {
		t := f.weekday(j, w.n, s.n)
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
		case s.n < 0 && m >= pm:
			y--
		case s.n > 0 && m <= pm:
			y++
		}
		x := at(civil(y, m, 1), 'M')
		t.on, t.value = x.on, x.value
		return t, true
	}
	if p, ok := f.get(j, isSeason); ok && f.lex[k].is(isShift) {
		t := f.season(p.text, s.n, 0)
		t.end = j + 1
		return t, true
	}
	if p, ok := f.get(j, isPart); ok && (said == "this" || said == "last" || fromFocus) {
		t := timex{typ: "TIME", end: j + 1, rule: "date/part-of-day", gran: 'H'}
		if anchor.IsZero() {
			t.gran = 0
			return t, true
		}
		n := s.n
		if said == "same" {
			n = 0
		}
		t.on = anchor.AddDate(0, 0, n)
		t.value = t.on.Format(time.DateOnly) + "T" + p.text
		return t, true
	}
	if q, ok := f.get(j, isUnit); ok && !f.lex[j].is(isPlural) && !f.titled(j) {
		if said == "recent" || said == "coming" && !the || the && (said == "this") || q.text == "S" || q.text == "TM" || q.text == "TH" {
			return timex{}, false
		}
		if m, _ := f.monthName(j + 2); f.low(j+1) == "of" && m > 0 {
			return timex{}, false // "the last week of July"
		}
		t := timex{end: j + 1, rule: "date/shifted"}
		if anchor.IsZero() {
			return t, true
		}
		if the && (said == "past" || said == "coming") && q.text != "Y" && q.text != "WE" {
			return f.duration(i)
		}
		if the && said == "last" && f.has2(i-1, "for", "over", "during", "in", "within") {
			return timex{typ: "DURATION", value: length("1", q.text), end: j + 1, rule: "date/span"}, true
		}
		n := s.n
		if said == "this" && q.text == "WE" && isoWeekday(anchor) < 5 && f.tense(i) == "past" {
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
		if said == "same" && f.focus.gran == 'D' && g == 'D' {
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
	whole := f.has2(k, "full", "whole", "fiscal", "financial")
	if whole {
		k++
	}
	u, ok := f.get(k, isUnit)
	part, isPartOfDay := f.get(k, isPart)
	if f.in(k+1) && f.tokens[k+1].kind == word && !f.ends(k+1) || f.hyphen(k+1) || f.hyphen(k-1) || f.has(k, isPlural) {
		return timex{}, false
	}
	owner := f.in(k+1) && f.tokens[k+1].kind == possessive
	before, lead := f.low(i-1), f.low(i-2)
	if isPartOfDay && !(ok && u.text == "N") {
		if !f.has2(i-1, "in", "during") || owner {
			return timex{}, false
		}
		t := timex{typ: "TIME", end: k + 1, rule: "date/definite"}
		if day := f.dayMeant(); !day.IsZero() {
			t.on, t.gran, t.value = day, 'H', day.Format(time.DateOnly)+"T"+part.text
		}
		return t, true
	}
	if !ok || f.titled(k) {
		return timex{}, false
	}
	if u.text == "W" && f.low(k+1) == "of" {
		if t, ok := f.monthDay(k + 2); ok && t.gran == 'D' { // "the week of 2 February"
			x := at(t.on, 'W')
			x.end, x.rule, x.stated = t.end, "date/definite", t.stated
			return x, true
		}
	}
	if u.text == "Y" && f.has2(k+1, "ended", "ending") {
		return timex{typ: "DURATION", value: "P1Y", end: k + 1, rule: "date/definite"}, true
	}
	if f.has2(k+1, "of", "ended", "ending", "in", "before", "after", "when") {
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
	case before == "of":
		if !f.has(i-2, isMod) && !f.has(i-2, isHalves) && !f.has(i-2, isPlural) && lead != "rest" && lead != "remainder" && lead != "quarter" && lead != "course" {
			return timex{}, false
		}
	case before == "in" && f.has(i-2, isMod):
	case before == "for" || before == "during":
		if u.text == "D" {
			return timex{}, false
		}
	case owner:
		if u.text == "D" || f.has(i-1, isPrep) && before != "for" {
			return timex{}, false
		}
	case whole && before == "this":
	default:
		return timex{}, false
	}
	t := timex{end: k + 1, rule: "date/definite"}
	day := f.published
	if u.text == "D" {
		day = f.dayMeant()
	} else if f.sameSentenceFocus() && f.focused(u.text) {
		day = f.focus.on
	} else if gap := f.published.Sub(f.focus.on); u.text == "W" && f.focus.gran == 'D' && gap >= 0 && gap < 7*24*time.Hour && f.tense(i) == "past" {
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

func (f *dateFinder) has2(i int, list ...string) bool { return slices.Contains(list, f.low(i)) }

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
	if f.low(k) == "year" && f.hyphen(k+1) && (f.has(k+2, isBack)) {
		t := timex{end: k + 3, rule: "date/compared"}
		if f.low(t.end) == "quarter" || f.low(t.end) == "period" || f.low(t.end) == "month" {
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
	if f.low(k) == "latest" {
		k++
	}
	if q.gran != 'Q' || f.low(k) != "quarter" && !(f.low(k) == "period" && f.low(k-1) == "latest") {
		return timex{}, false
	}
	return timex{end: k + 1, rule: "date/compared", on: q.on, gran: q.gran, value: q.value}, true
}

// season resolves a season, shift years away or in year y.
func (f *dateFinder) season(code string, shift, y int) timex {
	t := timex{rule: "date/season"}
	if y == 0 {
		if f.published.IsZero() {
			t.value = "XXXX-" + code
			return t
		}
		first := map[string]int{"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
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
	t.on, t.gran = civil(y, map[string]int{"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code], 1), 'S'
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
	if f.lex[i].is(isDoubt) || !evidence {
		return timex{}, false
	}
	shift := -1
	switch f.tense(i) {
	case "future":
		shift = 1
	case "past":
	default:
		if f.low(i-1) != "the" {
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
	if f.low(k) == "fiscal" {
		k++
	}
	if n, digits, ok := f.integer(k + 1); ok && digits == 1 && f.glued(k+1) && f.low(k) == "q" && f.tokens[k].cap && n >= 1 && n <= 4 && !f.glued(k+2) {
		return f.quarterNumber(k+2, n)
	}
	o, ok := f.get(k, isOrdinal)
	if f.low(k) == "last" {
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
			return f.halfYear(i, e+1, o.n)
		}
	}
	if f.hyphen(k) {
		if i > f.from && (f.low(i-1) == "the" || f.low(i-1) == "that") && determined {
			return timex{}, false
		}
		k++
	}
	if f.low(k) == "fiscal" {
		k++
	}
	if u, ok := f.get(k, isUnit); !ok || u.text != "Q" || f.lex[k].is(isPlural) {
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
	if n > quarterOf(f.published) && f.tense(k-1) != "future" {
		y--
	}
	x := at(civil(y, 3*n, 1), 'Q')
	t.on, t.value = x.on, x.value
	return t, true
}

// quarterEnded reads "ended 30 September" at i: the quarter of the calendar that ends there. Other ends are of
// a financial year, which the text does not tell.
func (f *dateFinder) quarterEnded(i int) (timex, bool) {
	if !f.has2(i, "ended", "ending") {
		return timex{}, false
	}
	i++
	if f.low(i) == "on" {
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
func (f *dateFinder) halfYear(start, i, n int) (timex, bool) {
	y, e := f.yearAfter(i)
	if f.hyphen(i-2) && y == 0 {
		return timex{}, false
	}
	if y == 0 && f.low(i) == "of" && f.low(i+1) == "the" && f.low(i+2) == "year" && !f.published.IsZero() {
		if y, e = f.published.Year(), i+3; f.sameSentenceFocus() && f.focus.gran == 'Y' {
			y = f.focus.on.Year()
		}
	}
	if y == 0 {
		return timex{}, false
	}
	return timex{end: e, rule: "date/half-year", on: civil(y, 6*n-5, 1), gran: 'S', value: fmt.Sprintf("%04d-H%d", y, n)}, true
}

// cardinal reads a number before a unit: digits, words, "a", "several", "a couple of". n is 0 if it
// is vague; half adds a half.
func (f *dateFinder) cardinal(i int) (n string, end int, ok bool) {
	if !f.in(i) {
		return "", i, false
	}
	if f.tokens[i].kind == number {
		s := strings.ReplaceAll(f.tokens[i].lower, ",", "")
		if f.glued(i) && i > f.from && !opens(f.tokens[i-1]) || f.tokens[i].Len() > 9 {
			return "", i, false
		}
		if f.low(i+1) == "½" && f.glued(i+1) {
			return s + ".5", i + 2, true
		}
		if !f.glued(i+1) && f.low(i+1) == "1" && f.low(i+2) == "/" && f.glued(i+2) && f.low(i+3) == "2" && f.glued(i+3) {
			return s + ".5", i + 4, true
		}
		return s, i + 1, true
	}
	m, isNum := f.get(i, isNumber)
	if !isNum {
		return "", i, false
	}
	k := i + 1
	article := f.low(i) == "a" || f.low(i) == "an"
	if article && f.has(k, isNumber) {
		// "a couple of", "a few", "a dozen"; but "a two-year plan" begins at two
		if m, _ = f.get(k, isNumber); !(f.low(k) == "few" || f.low(k) == "couple" || f.low(k) == "dozen") {
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
		if u, ok := f.get(e, isNumber); ok && u.n > 0 && u.n < 10 && f.low(e) != "a" {
			total, k = total+u.n, e+1
		}
	}
	for f.has(k, isScale) && total < 1e6 {
		sc, _ := f.get(k, isScale)
		total *= sc.n
		k++
	}
	vague := m.n == 0
	if f.low(k) == "of" && (vague || f.low(k-1) == "couple") {
		k++
	}
	if vague {
		return "X", k, true
	}
	return strconv.Itoa(total), k, true
}

// limit reads "more than", "at least", "nearly" and the like before a number.
func (f *dateFinder) limit(i int) (mod string, end int) {
	if m, ok := f.get(i, isLimit); ok {
		if f.low(i) == "over" && f.has(i+1, isNumber) && f.low(i+1) != "a" && f.low(i+1) != "an" {
			return "", i // "over several years"
		}
		if f.has(i+1, isNumber) || f.in(i+1) && f.tokens[i+1].kind == number {
			return m.text, i + 1
		}
		return "", i
	}
	k := i
	if f.low(k) == "no" {
		k++
	}
	first, second, mods := f.low(k), f.low(k+1), [2]string{}
	switch {
	case first == "more" && second == "than":
		mods = [2]string{"MORE_THAN", "EQUAL_OR_LESS"} // no more than
	case first == "less" && second == "than":
		mods = [2]string{"LESS_THAN", "EQUAL_OR_MORE"}
	case first == "at" && second == "least":
		mods[0] = "EQUAL_OR_MORE"
	case first == "at" && second == "most", first == "up" && second == "to":
		mods[0] = "EQUAL_OR_LESS"
	}
	if mods[k-i] == "" {
		return "", i
	}
	return mods[k-i], k + 2
}

// duration reads lengths of time, and what is so far away: "12-day", "more than 50 years", "the past
// three years", "two years ago", "a week later".
func (f *dateFinder) duration(i int) (timex, bool) {
	if t, ok := f.many(i); ok {
		return t, true
	}
	if t, ok := f.halfOf(i); ok {
		return t, true
	}
	mod, k := f.limit(i)
	framed := false // "the past", "the first", "the next"
	if f.low(k) == "the" {
		framed = f.has(k+1, isShift) || f.has(k+1, isOrdinal) || f.low(k+1) == "latest"
		if !framed && !f.has(k+1, isNumber) || f.low(k+1) == "second" {
			return timex{}, false
		}
		k++
	}
	if f.has(k, isShift) && f.low(k) != "this" && f.low(k) != "same" || f.has(k, isOrdinal) && framed || f.low(k) == "latest" && framed {
		k++
		framed = true
	}
	if m, e := f.limit(k); mod == "" && m != "" {
		if framed && f.low(i) != "the" {
			return timex{}, false // "may last over a week"
		}
		mod, k = m, e
	}
	n, e, ok := f.cardinal(k)
	if !ok {
		// "the past decade", "recent weeks", "the coming days"
		if u, isU := f.get(k, isUnit); isU && framed && k > i && f.has(k-1, isShift) && len(u.text) <= 2 && u.text != "WE" {
			if f.lex[k].is(isPlural) {
				return timex{typ: "DURATION", value: length("X", u.text), end: k + 1, rule: "date/span"}, true
			}
			if f.low(k-1) == "past" || f.low(k-1) == "coming" {
				return timex{typ: "DURATION", value: length("1", u.text), end: k + 1, rule: "date/span"}, true
			}
		}
		return timex{}, false
	}
	if f.low(e) == "and" && f.low(e+1) == "a" && f.low(e+2) == "half" {
		n, e = n+".5", e+3
	}
	if f.has2(e, "to", "or", "–", "-") && !(f.low(e) == "-" && !f.glued(e+1)) {
		// "two to three weeks": at least the first
		if _, e2, ok := f.cardinal2(e + 1); ok && mod == "" {
			u := e2
			if f.hyphen(u) {
				u++
			}
			if f.has(u, isUnit) {
				mod, e = "EQUAL_OR_MORE", e2
			}
		}
	}
	for f.has2(e, "more", "additional", "full") || f.among(e, afterNumbers) && !f.has2(e, "and", "or") {
		e++
	}
	hyphened := f.hyphen(e)
	if hyphened {
		if f.low(i) == "the" {
			return timex{}, false // "the two-week strike" begins at two
		}
		e++
	}
	u, ok := f.get(e, isUnit)
	if !ok || f.titled(e) || hyphened && u.text == "Q" && f.lex[e].is(isPlural) || f.low(e+1) == "of" && u.text == "Q" ||
		f.low(e) == "second" && f.low(k) != "1" && f.tokens[k].kind != number && !hyphened {
		return timex{}, false
	}
	if f.hyphen(e+1) && f.has(e+2, isBack) {
		return timex{}, false // "a year-earlier loss"
	}
	if f.low(e) == "night" && (f.low(k) == "a" || f.low(k) == "one") {
		return timex{}, false
	}
	e++
	if f.has(e-1, isPlural) && f.has(k, isDeterminer) && e == k+2 && !hyphened {
		return timex{}, false // "a months-long strike"
	}
	if f.hyphen(e) && f.has(e+1, isLong) && (hyphened || e == k+2) {
		return timex{typ: "DURATION", value: length(n, u.text), end: e + 2, rule: "date/many"}, true
	}
	if hyphened && f.hyphen(e) && f.low(e+1) == "old" {
		return timex{typ: "DURATION", value: length(n, u.text), mod: mod, end: e + 2, rule: "date/age"}, true
	}
	if f.low(e) == "and" && f.low(e+1) == "a" && f.low(e+2) == "half" {
		n, e = n+".5", e+3
	}
	if u.text == "S" && f.low(k) == "a" {
		return timex{}, false
	}
	article := f.low(k) == "a" || f.low(k) == "an"
	if mod == "" && f.low(e) == "or" && f.has2(e+1, "so", "two", "more") && !hyphened {
		if mod, e = "EQUAL_OR_MORE", e+2; f.low(e-1) == "so" {
			mod = "APPROX"
		}
	}
	if f.low(k) == "one" && f.low(e-1) == "day" && !hyphened && k == i && f.away(e) == 0 && !f.has(i-1, isPrep) && f.low(i-1) != "for" && f.low(i-1) != "than" && f.low(i-1) != "just" && f.low(i-1) != "only" {
		return timex{}, false // "she hopes one day to follow"
	}
	if !hyphened && (f.low(e) == "from" && f.low(e+1) == "now" || f.low(i-1) == "in" && f.in(e) && f.tokens[e].kind == possessive && f.low(e+1) == "time") {
		return f.distance(i, n, u.text, 4, mod, e+1)
	}
	if !hyphened {
		if away := f.away(e); away != 0 {
			return f.distance(i, n, u.text, away, mod, e)
		}
		if article && f.in(i-1) && (f.tokens[i-1].kind == number || f.lex[i-1].is(isScale) || f.low(i-1) == "times" || f.low(i-1) == "percent" || f.low(i-1) == "once" || f.low(i-1) == "twice" || f.low(i-1) == "%" || f.low(i-1) == "million" || f.low(i-1) == "billion") {
			return timex{typ: "SET", value: length("1", u.text), end: e, rule: "date/rate"}, true
		}
		if f.low(e) == "old" || f.low(e-1) == "years" && f.low(e) == "of" && f.low(e+1) == "age" {
			return timex{typ: "DURATION", value: length(n, u.text), mod: mod, end: e + 1, rule: "date/age"}, true
		}
	}
	return timex{typ: "DURATION", value: length(n, u.text), mod: mod, end: e, rule: "date/duration"}, true
}

// cardinal2 reads the second number of "two to three" and "2-3".
func (f *dateFinder) cardinal2(i int) (n string, end int, ok bool) {
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
	if f.low(k) == "the" {
		k++
	}
	u, ok := f.get(k, isUnit)
	if !ok || u.text == "S" || u.text == "Q" || u.text == "WE" || u.text == "N" || f.titled(k) {
		return timex{}, false
	}
	plural := f.has(k, isPlural)
	if f.hyphen(k+1) && f.has(k+2, isLong) {
		n := "1"
		if plural {
			n = "X"
		}
		return timex{typ: "DURATION", value: length(n, u.text), end: k + 3, rule: "date/many"}, k == i
	}
	if !plural {
		return timex{}, false
	}
	after := f.has2(k+1, "before", "after", "since", "ahead", "leading", "following") || k > i && f.low(k+1) == "that"
	if k > i {
		if !after && f.low(i-1) != "over" {
			return timex{}, false
		}
	} else if !f.has2(k-1, "for", "in", "within", "over", "after", "of", "just", "follows", "followed", "following", "took", "spent", "taken", "takes", "take", "spend") &&
		!((after || f.low(k+1) == "of" || f.away(k+1) > 0) && (!f.in(k-1) || f.tokens[k-1].kind == punct || f.ends(k-1) || f.has2(k+1, "before", "after") && f.lex[k-1] == nil)) {
		return timex{}, false
	}
	if f.low(k+1) == "of" && (f.low(k+2) == "age" || u.text[0] == 'T' && !f.has2(k-1, "for", "within", "after", "of")) {
		return timex{}, false // "the minutes of the meeting"
	}
	switch f.away(k + 1) {
	case 1:
		return timex{value: "PAST_REF", end: k + 2, rule: "date/ago"}, true
	case 2, 3:
		return timex{typ: "DURATION", value: length("X", u.text), end: k + 2, rule: "date/later"}, true
	}
	if f.in(k+1) && f.tokens[k+1].kind == word && !after && !f.ends(k+1) || k > i && f.low(k+1) == "of" {
		return timex{}, false
	}
	e := k + 1
	if f.has2(e, "or", "and") && f.has(e+1, isUnit) && f.has(e+1, isPlural) {
		e += 2 // "weeks or months"
	}
	return timex{typ: "DURATION", value: length("X", u.text), end: e, rule: "date/many"}, true
}

// halfOf reads "half an hour", "half a century", "half-hour".
func (f *dateFinder) halfOf(i int) (timex, bool) {
	if !f.has(i, isHalves) {
		return timex{}, false
	}
	k := i + 1
	if f.has2(k, "a", "an") || f.hyphen(k) {
		k++
	}
	u, ok := f.get(k, isUnit)
	if !ok || f.has(k, isPlural) {
		return timex{}, false
	}
	if away := f.away(k + 1); away != 0 && (u.text == "C" || u.text == "E") {
		return f.distance(i, map[string]string{"C": "50", "E": "5"}[u.text], "Y", away, "", k+1)
	}
	if f.away(k+1) != 0 {
		return timex{}, false
	}
	v := map[string]string{"TH": "PT30M", "TM": "PT30S", "Y": "P6M", "C": "P50Y", "E": "P5Y", "D": "PT12H"}[u.text]
	return timex{typ: "DURATION", value: v, end: k + 1, rule: "date/duration"}, v != ""
}

// titled reports a unit with a capital where the word before it has none or a title begins: "60 Minutes".
func (f *dateFinder) titled(i int) bool { return f.tokens[i].cap && !f.tokens[i].upper && i > f.from }

// away reads "ago", "earlier", "later": 1 back from publication, 2 back and 3 on from the focus.
func (f *dateFinder) away(i int) int {
	switch {
	case !f.in(i):
		return 0
	case f.low(i) == "ago":
		return 1
	case f.has(i, isBack):
		return 2
	case f.has(i, isOn):
		return 3
	}
	return 0
}

// distance resolves "three weeks ago": never finer than its unit.
func (f *dateFinder) distance(i int, n, unit string, away int, mod string, e int) (timex, bool) {
	t := timex{end: e + 1, mod: mod, rule: "date/ago"}
	anchor, sign := f.published, -1
	if away == 4 {
		t.rule, sign = "date/hence", 1
	} else if away > 1 {
		t.rule = "date/later"
		if f.focused(unit) {
			anchor = f.focus.on
		}
		if away == 3 {
			sign = 1
		}
	}
	count, err := strconv.Atoi(n)
	if err != nil || anchor.IsZero() || count > 5000 || unit[0] == 'T' || unit == "S" {
		if t.value = "PAST_REF"; away > 1 {
			// how much later the text says, but not than when
			t.typ, t.value = "DURATION", length(n, unit)
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
		if f.low(i-1) == "high" {
			return timex{}, false
		}
		h, _ = strconv.Atoi(c.text[:2])
		k = i + 1
	} else {
		n, digits, ok := f.integer(i)
		if ok && digits == 4 && f.has(i+1, isZone) && f.tokens[i+1].upper && n/100 < 24 && n%100 < 60 { // 0815 GMT
			return timex{typ: "TIME", rule: "date/clock", clock: fmt.Sprintf("T%02d:%02d", n/100, n%100), end: i + 2}, true
		}
		if !ok || digits > 2 || f.glued(i) && f.in(i-1) && f.tokens[i-1].kind == punct && !opens(f.tokens[i-1]) {
			return timex{}, false
		}
		h, k = n, i+1
		colon := false
		if min, md, ok := f.integer(k + 1); ok && (f.low(k) == ":") && f.glued(k) && f.glued(k+1) && md == 2 && min < 60 {
			m, k, colon = min, k+2, true
		}
		if half, ok := f.get(k, isHalf); ok && h >= 1 && h <= 12 {
			h = h%12 + half.n
			k++
		} else if s := f.low(k); (s == "a" || s == "p") && f.low(k+1) == "." && f.glued(k+1) && f.low(k+2) == "m" && f.glued(k+2) && h >= 1 && h <= 12 {
			h %= 12
			if s == "p" {
				h += 12
			}
			k += 3
		} else if f.low(k) == "o'clock" || f.low(k) == "o’clock" {
			k++
		} else if p, ok := f.get(k+2, isPart); ok && f.low(k) == "in" && f.low(k+1) == "the" && h >= 1 && h <= 12 && (colon || f.has2(i-1, "at", "around", "about")) {
			h %= 12 // "at 4 in the morning"
			if p.text != "MO" {
				h += 12
			}
			k += 3
		} else if !colon || h > 23 || !(f.has(k, isZone) || f.low(k) == "local" || f.has(i-1, isPrep) && f.low(i-1) != "in" && f.low(i-1) != "of" || f.low(i-1) == "at") || f.low(k) == ":" && f.glued(k) {
			return timex{}, false
		}
	}
	t := timex{typ: "TIME", rule: "date/clock", clock: fmt.Sprintf("T%02d:%02d", h, m)}
	if f.has(k, isZone) && f.tokens[k].upper {
		k++
	} else if f.low(k) == "local" && f.low(k+1) == "time" {
		k += 2
	}
	// a day that follows directly
	j := k
	if f.low(j) == "," {
		j++
	}
	f.lead = i
	d, ok := f.calendar(j)
	f.lead = 0
	if ok && d.gran == 'D' {
		t.on, t.gran, t.end, t.ambiguous = d.on, 'H', d.end, d.ambiguous
		t.value, t.clock, t.rule = d.on.Format(time.DateOnly)+t.clock, "", "date/clock-day"
		return t, true
	}
	if d, ok := f.get(k, isDay); ok && !f.published.IsZero() && f.low(k) != "tonight" {
		t.on, t.gran, t.end = f.published.AddDate(0, 0, d.n), 'H', k+1
		t.value, t.clock, t.rule = t.on.Format(time.DateOnly)+t.clock, "", "date/clock-day"
		return t, true
	}
	t.end = k
	return t, true
}

// holiday reads a feast: that of the year after it, or the nearest one that the tense allows.
func (f *dateFinder) holiday(i int) (timex, bool) {
	if !f.has(i, isFeast) || !f.tokens[i].cap {
		return timex{}, false
	}
	for _, h := range holidays[f.low(i)] {
		e := i + 1
		match := true
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
		case day.After(f.published) && f.tense(i) != "future" && day.Sub(f.published) > 60*24*time.Hour:
			y--
		case day.Before(f.published) && f.tense(i) == "future":
			y++
		}
		x := at(h.in(y), 'D')
		t.on, t.gran, t.value = x.on, x.gran, x.value
		return t, true
	}
	return timex{}, false
}

// feast is a day of words/date_holidays.txt: month and day, or the nth weekday of a month.
type feast struct {
	rest         []string // words after the first
	month, day   int
	weekday, nth int
	after        int // days after that one
	easter       bool
}

// in is the feast's day in year y.
func (h feast) in(y int) time.Time {
	if h.easter {
		return easter(y).AddDate(0, 0, h.after)
	}
	if h.weekday == 0 {
		return civil(y, h.month, h.day)
	}
	if h.nth < 0 {
		last := civil(y, h.month+1, 0)
		return last.AddDate(0, 0, -((isoWeekday(last) - h.weekday + 7) % 7))
	}
	first := civil(y, h.month, 1)
	return first.AddDate(0, 0, (h.weekday-isoWeekday(first)+7)%7+7*(h.nth-1)+h.after)
}

// easter is Easter Sunday of the western churches in year y: Gauss's reckoning, as Oudin shortened it.
func easter(y int) time.Time {
	c := y / 100
	h := (c - c/4 - (8*c+13)/25 + 19*(y%19) + 15) % 30
	i := h - h/28*(1-29/(h+1)*((21-y%19)/11))
	l := i - (y+y/4+i+2-c+c/4)%7
	m := 3 + (l+40)/44
	return civil(y, m, l+28-31*(m/4))
}

// holidays by their first word, longer names first.
var holidays = func() map[string][]feast {
	out := map[string][]feast{}
	for _, e := range entries("date_holidays") {
		var h feast
		var err error
		if strings.Contains(e.value, "-") && !strings.Contains(e.value, " ") {
			_, err = fmt.Sscanf(e.value, "%d-%d", &h.month, &h.day)
		} else if days, ok := strings.CutPrefix(e.value, "easter "); ok {
			h.easter = true
			h.after, err = strconv.Atoi(days)
		} else if strings.Count(e.value, " ") == 3 {
			_, err = fmt.Sscanf(e.value, "%d %d %d %d", &h.month, &h.nth, &h.weekday, &h.after)
		} else {
			_, err = fmt.Sscanf(e.value, "%d %d %d", &h.month, &h.nth, &h.weekday)
		}
		if err != nil {
			panic("words/date_holidays.txt: " + e.key + ": " + err.Error())
		}
		var list []string
		for _, t := range tokenize(e.key, e.key) {
			list = append(list, t.lower)
		}
		h.rest = list[1:]
		out[list[0]] = append(out[list[0]], h)
	}
	for _, l := range out {
		slices.SortFunc(l, func(a, b feast) int { return len(b.rest) - len(a.rest) })
	}
	return out
}()

// repeated reads "every Monday", "each year", "daily", "Mondays".
func (f *dateFinder) repeated(i int) (timex, bool) {
	t := timex{typ: "SET", rule: "date/set", end: i + 1}
	if s, ok := f.get(i, isSet); ok {
		t.value = s.text
		return t, !f.tokens[i].cap || i == f.from && !(f.in(i+1) && f.tokens[i+1].cap)
	}
	if w, ok := f.get(i, isWeekday); ok && f.tokens[i].cap {
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
	if w, ok := f.get(i, isWeekdays); ok && f.tokens[i].cap && f.low(i-1) != "the" {
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
	} else if f.low(k) == "other" {
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

// vague reads references to the past, present and future, and seasons.
func (f *dateFinder) vague(i int) (timex, bool) {
	k := i
	if f.low(i) == "the" {
		k++
		if f.low(k) == "past" && !f.has(k+1, isUnit) && (!f.in(k+1) || f.tokens[k+1].kind != word || f.has(k+1, isPrep) || f.among(k+1, starterWords)) {
			return timex{value: "PAST_REF", end: k + 1, rule: "date/ref"}, true
		}
		if f.has(k, isNear) {
			k++
		}
		if (f.low(k) == "future" || k > i+1 && f.low(k) == "term") && f.ends(k+1) && !f.hyphen(k+1) {
			return timex{value: "FUTURE_REF", end: k + 1, rule: "date/ref"}, true
		}
		k = i + 1
		if f.low(k) == "moment" && f.low(i-1) == "at" {
			return timex{value: "PRESENT_REF", end: k + 1, rule: "date/ref"}, true
		}
		if f.low(k) == "time" && f.low(i-1) == "at" && f.ends(k+1) && f.low(k+1) != "of" {
			return timex{value: "PAST_REF", end: k + 1, rule: "date/ref"}, true
		}
	}
	if f.low(i) == "these" && f.low(i+1) == "days" {
		return timex{value: "PRESENT_REF", end: i + 2, rule: "date/ref"}, true
	}
	if r, ok := f.get(i+1, isRef); ok && (f.low(i) == "right" && f.low(i+1) == "now" || f.low(i) == "more" && f.low(i+1) == "recently") {
		return timex{value: r.text, end: i + 2, rule: "date/ref"}, true
	}
	if f.has(k, isSeason) {
		return f.seasonAt(k, f.has(i-1, isPrep) || k > i && f.low(i-1) == "over")
	}
	if f.has(i, isThen) && !f.hyphen(i+1) && f.has(i-1, isPrep) && f.low(i-1) != "of" && f.focus.gran != 0 {
		t := f.focus
		t.end, t.rule, t.typ, t.mod, t.ambiguous = i+1, "date/focus", "", "", ""
		return t, true
	}
	if f.low(i) == "year" && (f.low(i+1) == "end" || f.in(i+1) && (f.hyphen(i+1) || f.tokens[i+1].kind == possessive) && f.low(i+2) == "end") {
		e := i + 2
		if f.low(e-1) != "end" {
			e++
		}
		if !f.ends(e) {
			return timex{}, false
		}
		t := timex{end: e, rule: "date/year-end"}
		if !f.published.IsZero() {
			y := f.published.Year()
			if f.published.Month() < 12 && f.tense(i) != "future" && !f.has(i-1, isTill) {
				y--
			}
			x := at(civil(y, 12, 31), 'D')
			t.on, t.gran, t.value = x.on, x.gran, x.value
		}
		return t, true
	}
	if r, ok := f.get(i, isRef); ok && (!f.lex[i].is(isDoubt) || f.low(i-1) == "in" && f.ends(i+1)) && !(f.tokens[i].cap && i > f.from && f.tokens[i-1].kind == word) {
		return timex{value: r.text, end: i + 1, rule: "date/ref"}, true
	}
	return timex{}, false
}
