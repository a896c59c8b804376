package annotate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

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

var (
	starterWords = wordsIn("starters")
	endWords     = wordsIn("event_ends")
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
