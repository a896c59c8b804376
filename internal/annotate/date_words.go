package annotate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// class is what a word, or a phrase of several, can be in an expression of time. words/date_words.txt says of each what it is.
type class uint8

// Classes of the words that tell a time, or can begin to.
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
	isShifted
	isDay
	isMod
	isRef
	isSet
	isEach
	isPrep
	isLimit
	isBack
	isLater
	isFore
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
	isQuarter
	timeClasses
)

// Classes of the words between them.
const (
	isThe class = iota + 64
	isA
	isThis
	isThat
	isSame
	isOf
	isIn
	isOn
	isAt
	isBy
	isTo
	isAnd
	isOr
	isBut
	isOver
	isAs
	isThan
	isFor
	isBefore
	isAfter
	isFinal
	isSpan
	isFocal
	isBound
	isLoose
	isLatest
	isFiscal
	isWhole
	isShare
	isEnded
	isOwned
	isBetween
	isCollective
	isPlusHalf
	isHedge
	isHedged
	isAbout
	isExact
	isLasting
	isReaching
	isWithin
	isDuring
	isRated
	isAged
	isHence
	isTime
	isOClock
	isInPart
	isUnclock
	isOther
	isRange
	isNth
	isDecade
	isSure
	isLax
	isDating
	isBoth
	isPeriod
	isAhead
	isBygone
	isToCome
	isMoment
	isSomeday
	isQuality
	classes
)

// Classes of the words around a verb; they stand in words/date_words.txt too.
const (
	isBe class = iota + 128
	isUnpast
	isCopula
	isBeen
	isHad
	isDue
	isBase
	isAdverb
	isAuxiliary
	isPerfect
	isContracted
	verbClasses
)

// A class may take a value: a number, one of a few words, or any text.
type valued struct {
	name     string
	min, max int      // of the number, where max is not 0
	texts    []string // that the value may be
	free     bool     // any text
}

var mods = modNames[1:]

var classNames = [verbClasses]valued{
	isMonth: {name: "month", min: 1, max: 12}, isWeekday: {name: "weekday", min: 1, max: 7, free: true}, isWeekdays: {name: "weekdays", min: 1, max: 7},
	isUnit:   {name: "unit", texts: []string{"S", "TM", "TH", "D", "N", "W", "WE", "F", "M", "Q", "Y", "E", "C"}},
	isSeason: {name: "season", texts: []string{"SP", "SU", "FA", "WI"}}, isPart: {name: "part", texts: []string{"MO", "AF", "EV", "NI", "MI"}},
	isNumber: {name: "number", max: 1e6}, isScale: {name: "scale", min: 10, max: 1e6}, isOrdinal: {name: "ordinal", min: 1, max: 99},
	isShift: {name: "shift", min: -1, max: 1}, isShifted: {name: "shifted", min: -1, max: 1}, isDay: {name: "day", min: -9, max: 9, free: true},
	isMod: {name: "mod", texts: mods}, isRef: {name: "ref", texts: refs}, isSet: {name: "set", free: true}, isEach: {name: "each"},
	isPrep: {name: "prep"}, isLimit: {name: "limit", texts: mods}, isBack: {name: "back", texts: []string{"", "now"}}, isLater: {name: "later"}, isFore: {name: "fore", min: -1, max: 1},
	isZone: {name: "zone", free: true}, isClock: {name: "clock", free: true}, isHalf: {name: "half", max: 12}, isDoubt: {name: "doubt", texts: []string{"", "strong"}},
	isShort: {name: "short"}, isPlural: {name: "plural"}, isBare: {name: "bare"}, isOpener: {name: "opener"}, isDeterminer: {name: "determiner"},
	isHeat: {name: "heat"}, isTens: {name: "tens", min: 10, max: 90}, isTill: {name: "till"}, isHalves: {name: "halves"}, isNear: {name: "near"},
	isLong: {name: "long"}, isThen: {name: "then"}, isFeast: {}, isQuarter: {name: "q"},

	isThe: {name: "the"}, isA: {name: "a"}, isThis: {name: "this"}, isThat: {name: "that"}, isSame: {name: "same"}, isOf: {name: "of"}, isIn: {name: "in"},
	isOn: {name: "on"}, isAt: {name: "at"}, isBy: {name: "by"}, isTo: {name: "to"}, isAnd: {name: "and"}, isOr: {name: "or"}, isBut: {name: "but"},
	isOver: {name: "over"}, isAs: {name: "as"}, isThan: {name: "than"}, isFor: {name: "for"}, isBefore: {name: "before"}, isAfter: {name: "after"},
	isFinal: {name: "final"}, isSpan: {name: "span"}, isFocal: {name: "focal"}, isBound: {name: "bound"}, isLoose: {name: "loose"}, isLatest: {name: "latest"},
	isFiscal: {name: "fiscal"}, isWhole: {name: "whole"}, isShare: {name: "share"}, isEnded: {name: "ended"}, isOwned: {name: "owned"}, isBetween: {name: "between"},
	isCollective: {name: "collective"}, isPlusHalf: {name: "plushalf"}, isHedge: {name: "hedge", texts: mods}, isHedged: {name: "hedged", texts: mods},
	isAbout: {name: "about"}, isExact: {name: "exact"}, isLasting: {name: "lasting"}, isReaching: {name: "reaching"}, isWithin: {name: "within"}, isDuring: {name: "during"},
	isRated: {name: "rated"}, isAged: {name: "aged"}, isHence: {name: "hence"}, isTime: {name: "time"}, isOClock: {name: "oclock"}, isInPart: {name: "inpart"},
	isUnclock: {name: "unclock"}, isOther: {name: "other"}, isRange: {name: "range"}, isNth: {name: "nth"}, isDecade: {name: "decade"}, isSure: {name: "sure"}, isLax: {name: "lax"},
	isDating: {name: "dating"}, isBoth: {name: "both"}, isPeriod: {name: "period"}, isAhead: {name: "ahead"}, isBygone: {name: "bygone"},
	isToCome: {name: "tocome", texts: []string{"", "near"}}, isMoment: {name: "moment", texts: refs}, isSomeday: {name: "someday"}, isQuality: {name: "quality"},

	isBe: {name: "be"}, isUnpast: {name: "unpast"}, isCopula: {name: "copula"}, isBeen: {name: "been"}, isHad: {name: "had"}, isDue: {name: "due"},
	isBase: {name: "base"}, isAdverb: {name: "adverb"}, isAuxiliary: {name: "auxiliary"}, isPerfect: {name: "perfect"}, isContracted: {name: "contracted"},
}

var refs = []string{"PAST_REF", "PRESENT_REF", "FUTURE_REF"}

// lexeme is the classes of a word, with their values. A word that has none has no lexeme, and is of no class.
type lexeme struct {
	classes [3]uint64 // a bit for each
	list    []meaning
	capital bool         // the word is this only where it is written with a capital, or in capitals
	upper   bool         // likewise, in capitals
	phrases []timePhrase // that the word begins, longer ones first
	leads   [3]uint64    // the classes of the phrases
}

type meaning struct {
	class class
	text  string
	n     int
}

// mod is what a meaning whose value is one of mods says of a time.
func (m meaning) mod() Mod { return Mod(m.n) }

// timePhrase is a phrase of several words.
type timePhrase struct {
	rest  []wordID // after the first word
	glued []bool   // for each, whether it stands without white space before it
	means *lexeme
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

func (l *lexeme) is(c class) bool { return l != nil && l.classes[c>>6]>>(c&63)&1 != 0 }

// classSet is a set of classes, for a word that is asked for all of them at once.
type classSet [3]uint64

func classesOf(list ...class) (s classSet) {
	for _, c := range list {
		s[c>>6] |= 1 << (c & 63)
	}
	return s
}

// isAny reports a word of one of the classes.
func (l *lexeme) isAny(s *classSet) bool {
	return l != nil && l.classes[0]&s[0]|l.classes[1]&s[1]|l.classes[2]&s[2] != 0
}

// leadsTo reports a word that is of one of the classes, or begins a phrase that is.
func (l *lexeme) leadsTo(s *classSet) bool {
	return l != nil && (l.classes[0]|l.leads[0])&s[0]|(l.classes[1]|l.leads[1])&s[1]|(l.classes[2]|l.leads[2])&s[2] != 0
}

// mayBe reports a word of a class, or that begins a phrase of it.
func (l *lexeme) mayBe(c class) bool {
	return l != nil && (l.classes[c>>6]|l.leads[c>>6])>>(c&63)&1 != 0
}

// tells reports a word that can tell a time, or begin to.
func (l *lexeme) tells() bool { return l != nil && l.classes[0] != 0 }

func (l *lexeme) add(m meaning) {
	l.classes[m.class>>6] |= 1 << (m.class & 63)
	l.list = append(l.list, m)
}

// datesOf is what a word is in an expression of time: any, however it is written; capital, written with a capital.
type datesOf struct{ any, capital lexemeID }

// lexemeID is the place of a lexeme in those of its language; 0 is none.
type lexemeID uint16

// lexeme gives a word a lexeme.
func (l *Language) lexeme(x *lexeme) lexemeID {
	l.lexemes = append(l.lexemes, x)
	return lexemeID(len(l.lexemes) - 1)
}

// lexemeOf is what the word of token t is.
func (l *Language) lexemeOf(x datesOf, t *token) lexemeID {
	if x.capital != 0 && t.cap && (t.upper || !l.lexemes[x.capital].upper) {
		return x.capital
	}
	return x.any
}

// timeWords is the rest of what a language knows of time.
type timeWords struct {
	pairs  map[[2]wordID]tense // the tense that two words have together
	ends   [endings][]string   // of words
	last   [endings]uint32     // a bit for each letter that one of them ends in: most words end in none of them
	nouns  map[string]string
	plural map[string]string  // nouns by their ending
	feasts map[string][]feast // by first word, longer names first
}

// naming is what makes a name of a day or month beside a word; 0 is nothing.
type naming uint8

const (
	namesAfter   naming = 1 + iota // a day before it: the Good Friday Agreement
	namesBetween                   // likewise, with another capital behind it: Monday Night Football
	namesBefore                    // a weekday behind it: Black Monday
)

// namings are what date_names.txt calls them.
var namings = []string{namesAfter: "after", namesBetween: "name", namesBefore: "before"}

// The endings that words/date_tense.txt gives, "-ed = past".
const (
	pastEnd = iota
	adverbEnd
	gerundEnd
	negatedEnd
	endings
)

var endNames = [endings]string{"past", "adverb", "gerund", "negated"}

var (
	starterWords = wordsIn("starters")
	endWords     = wordsIn("event_ends")
	happenings   = wordsIn("event_nouns")
	tensePairs   = setFrom(func(s *source) []string {
		var out []string
		for _, e := range s.entries("date_tense") {
			if first, _, two := strings.Cut(e.key, " "); two {
				out = append(out, first)
			}
		}
		return out
	})
)

// readTimeWords reads the lists date_*.txt.
func (l *Language) readTimeWords(s *source) {
	list := s.entries("date_words")
	if len(list) == 0 {
		s.errs = append(s.errs, fmt.Errorf("date_words.txt: a language needs this list"))
	}
	type phrase struct {
		tokens []token
		lower  string
		means  *lexeme
	}
	var phrases []phrase
	for _, e := range list {
		means := s.readLexeme(e)
		lower := foldASCII(e.key)
		tokens := tokenize(e.key, lower)
		if len(tokens) > 1 {
			phrases = append(phrases, phrase{tokens, lower, means})
			continue
		}
		first := tokens[0].in(lower)
		id := l.add(first)
		if tokens[0].cap {
			means.capital, means.upper = true, tokens[0].upper
			l.list[id].dates.capital = l.lexeme(means)
			continue
		}
		l.list[id].dates.any = l.lexeme(means)
		if r, n := utf8.DecodeRuneInString(e.key); n > 1 && unicode.IsLower(r) { // at the start of a sentence, Übermorgen
			upper := l.add(string(unicode.ToUpper(r)) + first[n:])
			l.list[upper].dates.any = l.list[id].dates.any
		}
	}
	for _, ph := range phrases {
		id := l.add(ph.tokens[0].in(ph.lower))
		p := timePhrase{means: ph.means}
		for _, t := range ph.tokens[1:] {
			p.rest, p.glued = append(p.rest, l.add(t.in(ph.lower))), append(p.glued, t.glued)
		}
		l.eachCase(id, func(x *lexeme) {
			x.phrases = append(x.phrases, p)
			slices.SortStableFunc(x.phrases, func(a, b timePhrase) int { return len(b.rest) - len(a.rest) })
			for i, c := range ph.means.classes {
				x.leads[i] |= c
			}
		})
	}
	t := &l.time
	t.readFeasts(s)
	for w := range t.feasts {
		id := l.add(w)
		l.eachCase(id, func(x *lexeme) { x.add(meaning{class: isFeast}) })
	}
	t.pairs = map[[2]wordID]tense{}
	for _, e := range s.entries("date_tense") {
		if end, ok := strings.CutPrefix(e.key, "-"); ok && end != "" {
			k := slices.Index(endNames[:], e.value)
			if k < 0 {
				s.fault("date_tense", e, "%q is none of %s", e.value, strings.Join(endNames[:], ", "))
				continue
			}
			t.ends[k] = append(t.ends[k], end)
			t.last[k] |= 1 << (end[len(end)-1] & 31)
			continue
		}
		v := slices.Index(tenseNames, e.value)
		if v <= 0 {
			s.fault("date_tense", e, "%q is none of %s", e.value, strings.Join(tenseNames[1:], ", "))
			continue
		}
		first, second, two := strings.Cut(foldASCII(e.key), " ")
		if id := l.add(first); two {
			t.pairs[[2]wordID{id, l.add(second)}] = tense(v)
		} else {
			l.list[id].tense = tense(v)
		}
	}
	l.classes = make([]classSet, len(l.lexemes))
	for i, x := range l.lexemes {
		if x != nil {
			l.classes[i] = x.classes
		}
	}
	for id := range l.list {
		if x := l.list[id].dates; l.lexemes[x.any].starts() || l.lexemes[x.capital].starts() {
			l.list[id].sets = l.list[id].sets.with(dateStarts)
		}
	}
	t.nouns, t.plural = map[string]string{}, map[string]string{}
	for key, value := range s.table("date_nouns", "counted", "named") {
		key = foldASCII(key)
		if end, ok := strings.CutPrefix(key, "-"); ok {
			t.plural[end] = value
		} else {
			t.nouns[key] = value
		}
	}
	for key, value := range s.table("date_names", namings[1:]...) {
		l.list[l.add(foldASCII(key))].naming = naming(slices.Index(namings, value))
	}
}

// eachCase calls f for what the word is in any case and what it is with a capital; where it is nothing yet, it becomes something.
func (l *Language) eachCase(id wordID, f func(*lexeme)) {
	x := &l.list[id].dates
	if x.any == 0 {
		x.any = l.lexeme(new(lexeme))
	}
	f(l.lexemes[x.any])
	if x.capital != 0 {
		f(l.lexemes[x.capital])
	}
}

// readLexeme reads the classes of one line, "month 5, doubt".
func (s *source) readLexeme(e entry) *lexeme {
	l := new(lexeme)
	for part := range strings.SplitSeq(e.value, ",") {
		name, text, _ := strings.Cut(strings.TrimSpace(part), " ")
		c := slices.IndexFunc(classNames[:], func(v valued) bool { return v.name == name && name != "" })
		if c < 0 {
			s.fault("date_words", e, "%s: no class %q", e.key, name)
			continue
		}
		v := classNames[c]
		number, _, _ := strings.Cut(text, " ")
		n, err := strconv.Atoi(number)
		switch {
		case v.max > 0 && (err != nil || n < v.min || n > v.max):
			s.fault("date_words", e, "%s: %s needs a number from %d to %d", e.key, name, v.min, v.max)
		case v.texts != nil && !slices.Contains(v.texts, text):
			s.fault("date_words", e, "%s: %s needs one of %s", e.key, name, strings.TrimPrefix(strings.Join(v.texts, ", "), ", "))
		case class(c) == isClock && (len(text) != 5 || text[2] != ':' || !isDigit(text[0]) || !isDigit(text[1])):
			s.fault("date_words", e, "%s: clock needs a time, 12:00", e.key)
		case v.max == 0 && v.texts == nil && !v.free && text != "":
			s.fault("date_words", e, "%s: %s takes no value", e.key, name)
		}
		if slices.Equal(v.texts, mods) {
			n = int(modOf(text))
		}
		l.add(meaning{class(c), text, n})
	}
	return l
}

// feast is a day of date_holidays.txt: month and day, or the nth weekday of a month.
type feast struct {
	rest         []string // words after the first
	month, day   int
	weekday, nth int
	after        int // days after that one
	easter       bool
	capital      bool // written with a capital
}

// in is the feast's day in year y.
func (h feast) in(y int) time.Time {
	if h.easter {
		return days(easter(y), h.after)
	}
	if h.weekday == 0 {
		return civil(y, h.month, h.day)
	}
	if h.nth < 0 {
		last := civil(y, h.month+1, 0)
		return days(last, -((isoWeekday(last) - h.weekday + 7) % 7))
	}
	first := civil(y, h.month, 1)
	return days(first, (h.weekday-isoWeekday(first)+7)%7+7*(h.nth-1)+h.after)
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

// readFeasts reads date_holidays.txt.
func (t *timeWords) readFeasts(s *source) {
	t.feasts = map[string][]feast{}
	for _, e := range s.entries("date_holidays") {
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
		if err != nil || !h.easter && (h.month < 1 || h.month > 12 || h.weekday == 0 && !validDay(2024, h.month, h.day) || h.weekday < 0 || h.weekday > 7) {
			s.fault("date_holidays", e, "%s: %q is no day of a year", e.key, e.value)
			continue
		}
		var list []string
		lower := foldASCII(e.key)
		for _, t := range tokenize(e.key, lower) {
			list = append(list, t.in(lower))
		}
		h.rest = list[1:]
		h.capital = e.key[0] != list[0][0]
		t.feasts[list[0]] = append(t.feasts[list[0]], h)
	}
	for _, l := range t.feasts {
		slices.SortFunc(l, func(a, b feast) int { return len(b.rest) - len(a.rest) })
	}
}
