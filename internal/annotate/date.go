package annotate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Expressions of time, after TIMEX3 (TimeML 1.2.1): DATE, TIME, DURATION and SET. What a word means comes from
// words/date_*.txt, as classes (date_words.go); the grammar reads the tokens once from left to right:
//
//	date_number.go    years, decades, centuries, numbers with signs
//	date_calendar.go  days, weekdays, months, feasts
//	date_relative.go  what is counted from another date, quarters, seasons, references
//	date_length.go    lengths, distances, times of day, what repeats
//	date_tense.go     the tense of the clause that a date stands in
//
// A value is resolved in three ways: the text states it ("5 February 2026"); it follows from the day of publication ("last
// month"); or it follows from the date in focus, the last one before it ("the next day"). A weekday or month without a
// year goes to the past or the future as the tense of its clause does, the nearest one that way: past tense back, what
// looks ahead ("is due", "agreed to", "until", "postponed until") forward. A year is never finer than the text gives it,
// and a date that the text hedges ("around", "by", "as early as") says so in Mod and Ambiguous.

// timex is one expression: tokens start to end-1.
type timex struct {
	start, end int
	value      string
	rule       string
	on         time.Time // first day of a DATE that has one
	gran       byte      // of on: D, W, M, Q, Y, S, E, C, H (a part of a day), or 0
	stated     bool      // the text itself gives the full date
	dayless    bool      // TIME without a day, which settleClocks puts before its value "T15:00"
	typ        Type
	mod        Mod
	ambiguous  Doubt
}

// dateFinder reads the tokens of one text.
type dateFinder struct {
	*doc
	lex       []lexemeID // of the document, up to the end of the sentence
	sets      []row      // likewise
	lexemes   []*lexeme  // of the language, by lexemeID
	classes   []classSet // likewise
	tokens    []token    // of the document, one step nearer
	published time.Time  // zero if not known
	today     int        // its weekday, from 1 for Monday
	week      string     // of it, once it was asked for
	around    [15]string // the days from a week before it to a week after, likewise
	sent      int        // index of the sentence being read
	focus     timex      // last DATE with a day, month or year
	happened  timex      // last such DATE that was not to come
	quarter   timex      // last quarter, for "a year earlier"
	months    bool       // after it "the first nine months", of which there is a year before and no quarter
	dayFirst  int        // evidence in the text for 5/2 (+) or 2/5 (−)
	last      timex      // second day of a range "March 15 to 17", at token lastAt
	lastAt    int
	setEnd    int     // token past "every Monday", for the "and Friday" after it
	from      int     // first token of the sentence
	to        int     // token past its last
	lead      int     // token at which the expression of the day at hand begins, if before it: "[until] 9 a.m. Tuesday"
	tenses    []tense // what tenseOf found of each token, and looked: 0 if it was not looked at
	bare      [2]int  // tokens that nearestTense found nothing among, before its last date
	ahead     [2]int  // and after it
}

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

// begin makes the finder ready for a text. It keeps the memory of the last one.
func (f *dateFinder) begin(d *doc) {
	tenses := slices.Grow(f.tenses[:0], len(d.tokens))[:len(d.tokens)]
	clear(tenses)
	*f = dateFinder{doc: d, tokens: d.tokens, tenses: tenses, lexemes: d.words.lexemes, classes: d.words.classes}
	f.published, _ = time.Parse(time.DateOnly, d.ref.Published)
	f.today = isoWeekday(f.published)
}

func readDates(d *doc) []timex {
	f := &d.dates
	f.begin(d)
	f.dayFirst = f.orderEvidence()
	out := d.times[:0]
	first := 0 // of this sentence in out
	next := 0  // token past the last expression
	for _, i := range d.at.dates {
		if i < next {
			continue
		}
		for d.starts[f.sent+1] <= i {
			f.sent++
			f.settleClocks(out[first:])
			first = len(out)
		}
		if to := d.starts[f.sent+1]; to != f.to {
			f.within(d.starts[f.sent], to)
		}
		if !f.begins(i) {
			continue
		}
		t, ok := f.expression(i)
		if !ok || t.end <= i {
			continue
		}
		next = t.end
		t.start = f.hedged(i, &t)
		if t.typ == 0 {
			t.typ = TypeDate
		}
		if m, e, ok := f.read(t.end, isHedged); ok && m.mod() == Approx && t.typ == TypeDate {
			t.end, t.mod = e, m.mod()
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
		if t.typ == TypeDuration && t.rule == "date/duration" && t.value > "P1M" && strings.HasSuffix(t.value, "M") && (f.has(i, isShift) || f.has(i, isThe)) {
			f.months = true
		}
	}
	f.settleClocks(out[first:])
	d.times = out
	return out
}

// hedged marks a date that the text does not give for certain: "around 5 May", "by Friday", "as early as June". It returns
// the token at which the expression with its hedge begins.
func (f *dateFinder) hedged(i int, t *timex) int {
	if t.typ == TypeTime && f.has(i-1, isAbout) {
		t.mod = Approx
		return i - 1
	}
	if t.typ != 0 || t.gran == 0 || f.in(t.end) && f.tokens[t.end].kind == possessive {
		return i
	}
	start, why := i, Doubt(0)
	hedge, ok := f.before(i, isHedge)
	if m, _, after := f.read(t.end, isHedged); after && !ok && m.mod() != Approx {
		hedge = m
	}
	switch hedge.mod() {
	case Approx:
		start, why = i-1, saysAround
	case OnOrBefore:
		if !f.has(i-1, isBy) || f.tense(i) != pastTense {
			why = saysBefore
		}
	case OnOrAfter:
		why = saysLater
	default:
		return i
	}
	if t.mod == 0 {
		t.mod = hedge.mod()
	}
	if t.ambiguous == 0 {
		t.ambiguous = why
	}
	return start
}

// settleClocks gives the times of one sentence that lack a day the nearest day of that sentence, before
// or else after; failing that the day of publication.
func (f *dateFinder) settleClocks(list []timex) {
	for i := range list {
		if !list[i].dayless {
			continue
		}
		clock := list[i].value
		list[i].value = ""
		day := f.published
		if i > 0 && list[i-1].typ == TypeTime && list[i].start == list[i-1].end+1 && f.tokens[list[i].start-1].id == '(' && len(list[i-1].value) > len(time.DateOnly) {
			// "10:30 BST (0930 UTC)": the same moment
			if same, err := time.Parse(time.DateOnly, list[i-1].value[:len(time.DateOnly)]); err == nil {
				list[i].value = isoDay(same) + clock
				continue
			}
		}
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
			list[i].value = isoDay(day) + clock
		}
	}
}

// within makes tokens from to to-1 the sentence.
func (f *dateFinder) within(from, to int) {
	f.from, f.to, f.lex, f.sets = from, to, f.doc.lex[:to], f.doc.sets[:to]
}

func (f *dateFinder) in(i int) bool { return i >= f.from && i < f.to }

func (f *dateFinder) low(i int) string {
	if f.in(i) {
		return f.small(i)
	}
	return ""
}

// sign is the number of token i's word, to be compared with a single character: ','. It is 0 outside the sentence.
func (f *dateFinder) sign(i int) wordID {
	if f.in(i) {
		return f.tokens[i].id
	}
	return 0
}

// lexAt is what token i can be in an expression of time; nil outside the sentence.
func (f *dateFinder) lexAt(i int) *lexeme {
	if i >= f.from && uint(i) < uint(len(f.lex)) {
		return f.lexemes[f.lex[i]]
	}
	return nil
}

// has is lexAt(i).is(c).
func (f *dateFinder) has(i int, c class) bool {
	return i >= f.from && uint(i) < uint(len(f.lex)) && f.classes[f.lex[i]][c>>6]>>(c&63)&1 != 0
}

func (f *dateFinder) isAny(i int, s *classSet) bool { return f.lexAt(i).isAny(s) }

func (f *dateFinder) get(i int, c class) (meaning, bool) {
	return f.lexAt(i).get(c)
}

func (f *dateFinder) glued(i int) bool { return f.in(i) && f.tokens[i].glued }

// hyphen reports whether token i is a hyphen glued on both sides.
func (f *dateFinder) hyphen(i int) bool {
	return f.glued(i) && f.glued(i+1) && (f.tokens[i].id == '-' || f.small(i) == "‑")
}

// integer reads a number token of plain digits.
func (f *dateFinder) integer(i int) (n, digits int, ok bool) {
	if !f.in(i) || f.tokens[i].kind != number || f.tokens[i].Len() > 4 {
		return 0, 0, false
	}
	for _, c := range []byte(f.small(i)) {
		if !isDigit(c) {
			return 0, 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, f.tokens[i].Len(), true
}

func civil(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

func validDay(y, m, d int) bool {
	t := civil(y, m, d)
	return m >= 1 && m <= 12 && d >= 1 && t.Day() == d
}

func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

func quarterOf(t time.Time) int { return (int(t.Month()) + 2) / 3 }

// isoDay is the day as TIMEX3 writes it.
func isoDay(t time.Time) string {
	y, m, d := t.Date()
	if y < 0 || y > 9999 {
		return t.Format(time.DateOnly)
	}
	digit := func(n int) byte { return '0' + byte(n%10) }
	b := [...]byte{digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(int(m) / 10), digit(int(m)), '-', digit(d / 10), digit(d)}
	return string(b[:])
}

// at makes a DATE of granularity g that holds day t.
func at(t time.Time, g byte) timex {
	x := timex{on: t, gran: g}
	day := isoDay(t)
	year := day[:len(day)-len("-01-02")]
	switch g {
	case 'D':
		x.value = day
	case 'W':
		y, w := t.ISOWeek()
		x.value = fmt.Sprintf("%04d-W%02d", y, w)
		x.on = days(t, 1-isoWeekday(t))
	case 'M':
		x.value = day[:len(day)-len("-02")]
		x.on = civil(t.Year(), int(t.Month()), 1)
	case 'Q':
		q := quarterOf(t)
		x.value = year + "-Q" + strconv.Itoa(q)
		x.on = civil(t.Year(), 3*q-2, 1)
	case 'Y':
		x.value = year
		x.on = civil(t.Year(), 1, 1)
	case 'E':
		x.value = year[:len(year)-1]
		x.on = civil(t.Year()/10*10, 1, 1)
	case 'C':
		x.value = year[:len(year)-2]
		x.on = civil(t.Year()/100*100, 1, 1)
	}
	return x
}

// days moves t, a day of UTC, by n days: by hours, which is quicker, as far as they go.
func days(t time.Time, n int) time.Time {
	if -36525 < n && n < 36525 {
		return t.Add(time.Duration(n) * 24 * time.Hour)
	}
	return t.AddDate(0, 0, n)
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
		return days(t, n), 'D'
	case "W", "WE":
		return days(t, 7*n), 'W'
	case "F":
		return days(t, 14*n), 'W'
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

// expression reads the expression that begins at token i.
func (f *dateFinder) expression(i int) (timex, bool) {
	if f.tokens[i].kind == number {
		if i == f.lastAt && f.last.gran != 0 {
			return f.last, true
		}
		if t, ok := f.numeric(i); ok {
			return t, true
		}
		if f.in(i+1) && f.tokens[i+1].kind == word && f.lexAt(i+1) == nil && f.lexAt(i) == nil {
			return timex{}, false // "900 boats"
		}
		if t, ok := f.clock(i); ok {
			return t, true
		}
	}
	if f.has(i, isFiscal) {
		k := i + 1
		if f.unit(k, "Y") {
			k++
		}
		if t, ok := f.numericAfter(k); ok && t.gran == 'Y' {
			t.rule = "date/fiscal"
			return t, true
		}
	}
	if f.has(i, isThe) && f.in(i+1) && f.tokens[i+1].kind != word {
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
	may := func(classes uint64) bool { return f.classes[f.lex[i]][0]&classes != 0 }
	the := f.has(i, isThe)
	if figure || the || may(1<<isOrdinal) {
		if t, ok := f.century(i); ok {
			return t, true
		}
	}
	if may(1<<isTens|1<<isNumber) || the && f.has(i+1, isTens) {
		if t, ok := f.spelled(i); ok {
			return t, true
		}
	}
	if may(1 << isFeast) {
		if t, ok := f.holiday(i); ok && !f.named(i, t.end) {
			return t, true
		}
	}
	if f.has(i, isWeekday) && (f.has(i+1, isPart) && f.has(i+1, isPlural) || i == f.setEnd+1 && (f.has(i-1, isAnd) || f.has(i-1, isOr) || f.sign(i-1) == ',')) {
		return f.repeated(i)
	}
	if figure || may(1<<isWeekday|1<<isMonth|1<<isOrdinal) {
		if t, ok := f.calendar(i); ok {
			return f.withPart(t), true
		}
	}
	if may(1<<isMod) || the && f.has(i+1, isMod) {
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

// begins reports whether an expression can begin with the word or number at i. It keeps the commonest words from
// trying every rule.
func (f *dateFinder) begins(i int) bool {
	if f.tokens[i].kind == number {
		return true
	}
	l := f.lexAt(i)
	if l == nil || f.tokens[i].kind == possessive {
		return false
	}
	if l.classes[0]&^follows != 0 || l.is(isFiscal) || l.is(isLatest) {
		return true
	}
	if l.leads[0]&^follows != 0 {
		for k := range l.phrases {
			if p := &l.phrases[k]; p.means.classes[0]&^follows != 0 && f.stands(p, i+1) {
				return true
			}
		}
	}
	// "the", "three": what follows must go on with it, or be no word
	if !f.in(i + 1) {
		return false
	}
	next, sign := f.lexAt(i+1), f.tokens[i+1].kind != word
	return l.isAny(&openings) && (sign || next.isAny(&behindOpening)) || l.is(isNumber) && (sign || next.leadsTo(&behindNumber))
}

// starts reports a word that an expression can begin with: begins may be true of it.
func (l *lexeme) starts() bool {
	if l == nil || l.classes[0]|l.leads[0] == 0 {
		return false
	}
	return (l.classes[0]|l.leads[0])&^follows != 0 || l.is(isFiscal) || l.is(isLatest) || l.is(isNumber) || l.isAny(&openings)
}

// What begins no expression by itself: an article and what can follow it, a number and what can.
var (
	openings      = classesOf(isThe, isThat)
	behindOpening = classesOf(isUnit, isPart, isWeekday, isMonth, isSeason, isOrdinal, isNumber, isTens, isMod, isShift, isThis, isSame, isFinal, isLatest,
		isPeriod, isFiscal, isWhole, isQuarter, isBygone, isNear, isToCome, isMoment)
	behindNumber = classesOf(isUnit, isNumber, isScale, isOf, isPlusHalf, isRange, isOr, isBetween)
)

// follows are the classes that alone begin no expression.
const follows = 1<<isPrep | 1<<isZone | 1<<isHalf | 1<<isScale | 1<<isBack | 1<<isLater | 1<<isDeterminer | 1<<isHeat | 1<<isTill | 1<<isOpener | 1<<isNumber

// read is what the longest phrase at token i, or else the word, means as one of class c, and the token past it.
func (f *dateFinder) read(i int, c class) (m meaning, end int, ok bool) {
	l := f.lexAt(i)
	if l == nil {
		return meaning{}, i, false
	}
	if l.leads[c>>6]>>(c&63)&1 != 0 {
		for k := range l.phrases {
			if p := &l.phrases[k]; p.means.is(c) && f.stands(p, i+1) {
				m, _ = p.means.get(c)
				return m, i + 1 + len(p.rest), true
			}
		}
	}
	m, ok = l.get(c)
	return m, i + 1, ok
}

// before is what the phrase or word that ends before token i means as one of class c.
func (f *dateFinder) before(i int, c class) (meaning, bool) {
	for k := i - 1; k >= f.from && k > i-5; k-- {
		if !f.lexAt(k).mayBe(c) {
			continue // as most words
		}
		if m, e, ok := f.read(k, c); ok && e == i {
			return m, true
		}
	}
	return meaning{}, false
}

// stands reports whether the words of a phrase after its first are those from token i on.
func (f *dateFinder) stands(p *timePhrase, i int) bool {
	for n, id := range p.rest {
		if !f.in(i+n) || f.tokens[i+n].id != id || f.tokens[i+n].glued != p.glued[n] {
			return false
		}
	}
	return true
}

// unit reports one unit of time at token i: the word "year", for "Y".
func (f *dateFinder) unit(i int, code string) bool {
	u, ok := f.get(i, isUnit)
	return ok && u.text == code && !f.lexAt(i).is(isPlural)
}

// ranges reports a word or sign between the two ends of a range, at token i.
func (f *dateFinder) ranges(i int) bool {
	return f.has(i, isRange) || f.sign(i) == '-' || f.low(i) == "–"
}

// says reports a word of saying at token i.
func (f *dateFinder) says(i int) bool { return f.in(i) && f.among(i, sayings) }
