package brief

import (
	"slices"
	"strings"
	"unicode"
)

var lowerMonths = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
	"november", "december"}

// monthOf is the month that word names, as "February", "Feb" or "Feb.", or 0.
func monthOf(word string) int {
	word = strings.ToLower(strings.TrimSuffix(word, "."))
	if word == "sept" {
		return 9
	}
	for i, m := range lowerMonths {
		if word == m || word == m[:3] {
			return i + 1
		}
	}
	return 0
}

// dateLine reads a line that is nothing but a date of publication: "Saturday, January 5, 2019",
// "5 Feb. 2026 14:30 IST", "2026-02-05". A time is left out where its zone is a mere name.
func dateLine(s string) (When, bool) {
	if len(s) > 80 {
		return "", false
	}
	if w, ok := readWhen(strings.TrimSpace(s)); ok {
		_, isDay := w.date()
		return w, isDay
	}
	d, rest, ok := leadingDate(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '|' }))
	if !ok || !d.valid() {
		return "", false
	}
	for _, t := range rest { // a time and a zone
		low := strings.ToLower(strings.Trim(t, "().-–"))
		digit := strings.ContainsAny(low, "0123456789")
		switch {
		case digit && (strings.Contains(low, ":") || strings.HasSuffix(low, "am") || strings.HasSuffix(low, "pm") || strings.HasSuffix(low, "h")) && len(low) <= 8:
		case (strings.HasPrefix(low, "utc") || strings.HasPrefix(low, "gmt")) && len(low) <= len("utc+05:30"):
		case low == "" || low == "at" || low == "am" || low == "pm" || low == "a.m" || low == "p.m":
		case !digit && len(t) <= 5 && strings.ToUpper(t) == t:
		default:
			return "", false
		}
	}
	return When(d.String()), true
}

// leadingDate reads a date from the front of words. A date without a year has y 0.
func leadingDate(words []string) (d day, rest []string, ok bool) {
	if len(words) > 0 && isWeekday(words[0]) {
		words = words[1:]
	}
	if len(words) < 2 {
		return d, words, false
	}
	number := func(s string) int {
		if s == "" || len(s) > len("31st") {
			return 0
		}
		low := strings.ToLower(s)
		for _, suffix := range []string{"st", "nd", "rd", "th"} {
			low = strings.TrimSuffix(low, suffix)
		}
		v, rest, ok := digits(low, len(low))
		if !ok || rest != "" || len(low) > 2 || low == "" {
			return 0
		}
		return v
	}
	if m := monthOf(words[0]); m > 0 {
		d.m, d.d = m, number(words[1])
	} else {
		d.m, d.d = monthOf(words[1]), number(words[0])
	}
	if d.m == 0 || d.d == 0 || d.d > daysIn(2024, d.m) {
		return day{}, words, false
	}
	words = words[2:]
	if len(words) > 0 {
		if y, more, ok := digits(words[0], 4); ok && more == "" && y >= 1000 {
			d.y, words = y, words[1:]
		}
	}
	return d, words, true
}

func isWeekday(s string) bool {
	s = strings.ToLower(strings.Trim(s, ".,"))
	for _, w := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		if s == w || s == w[:3] {
			return true
		}
	}
	return s == "tues" || s == "thur" || s == "thurs"
}

// dateline finds "WASHINGTON, Feb 4 (Agency) — ", "Port Lorne, 4 March 2025 - " or "LONDON — " before a sentence, as
// annotate does for the one that opens a text: a place, a date or an agency in brackets, and a dash, in at most
// a dozen words. A place in small letters needs a comma and a date, one without either a long dash and a capital
// after it. own is where the sentence's own words begin, 0 without a dateline; on is its date, with year 0 if it
// has none, or the zero day. The words stay in the text.
func dateline(s string) (on day, own int) {
	end, long := dash(cut(s, 120))
	if end < 0 {
		return day{}, 0
	}
	before := strings.TrimSpace(s[:end])
	words := strings.FieldsFunc(before, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '(' || r == ')' })
	if len(words) == 0 || len(words) > 12 {
		return day{}, 0
	}
	at := 0 // the word at which the date begins
	for i := 1; i+1 < len(words) && on.m == 0; i++ {
		on, _, _ = leadingDate(words[i:])
		at = i
	}
	own = end + strings.IndexFunc(s[end:], func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("“\"‘'$€£", r)
	})
	if own < end {
		return day{}, 0
	}
	switch shouting := shouts(words[0]); {
	case shouting && (on.m > 0 || len(words) > 1 && strings.HasSuffix(before, ")")):
	case shouting && long && len(words[0]) > 3 && len(words) <= 4 && shouts(before) && !startsLower(s[own:]):
	case on.m > 0:
		place, _, _ := strings.Cut(before, ",")
		if p := strings.Fields(place); len(p) != at || slices.ContainsFunc(p, startsLower) {
			return day{}, 0
		}
	default:
		return day{}, 0
	}
	return on, own
}

// dash is where the first dash in s begins, or -1, and whether it is a long one. The kind that s begins with is none.
func dash(s string) (at int, long bool) {
	if strings.IndexByte(s, '-') < 0 && strings.IndexByte(s, "—"[0]) < 0 {
		return -1, false // so it is most often
	}
	first := ""
	for i := 0; i < len(s); i++ {
		if s[i] != '-' && s[i] != "—"[0] {
			continue
		}
		kind, at := "", i
		switch before := s[max(0, i-1):]; {
		case strings.HasPrefix(s[i:], "—"):
			kind = "—"
		case strings.HasPrefix(s[i:], "--"):
			kind = "--"
		case strings.HasPrefix(before, " – "):
			kind, at = " – ", i-1
		case strings.HasPrefix(before, " - "):
			kind, at = " - ", i-1
		}
		switch {
		case kind == "" || kind == first:
		case at == 0:
			first = kind
		default:
			return at, s[i] != '-'
		}
	}
	return -1, false
}

// shouts reports whether s is in capitals.
func shouts(s string) bool { return strings.ToUpper(s) == s && strings.ToLower(s) != s }
