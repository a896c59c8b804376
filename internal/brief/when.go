package brief

import (
	"fmt"
	"strconv"
	"strings"
)

// When is a point or span of time in the EDTF subset of the design, or "": 2026, 2026-04, 2026-02-05,
// 2026-02-05T14:30+05:30, 2026-W06, 2026-02-05/2026-02-08, and any of these with a final ~ (about).
// Read as well are quarters (2025-Q4), halves (2025-H1), seasons (2025-SU), decades (199X) and spans
// open at one end (../2026-02-05). It never says more than the source.
//
// All arithmetic is on year, month and day as integers; no value ever passes through an instant.
type When string

// moment is one end of a When, or all of it.
type moment struct {
	first, last day
	kind        byte   // 'd'ay, 'm'onth, 'w'eek, 'y'ear, 'q'uarter, 'h'alf, 's'eason, 'x' decade
	n           int    // which quarter, half or season
	clock       string // "14:30", or ""
	zone        string // "+05:30", "Z" or ""
}

// day is one day of the Gregorian calendar.
type day struct{ y, m, d int }

func (d day) String() string {
	if d.y < 0 || d.y > 9999 || d.m < 0 || d.d < 0 {
		return fmt.Sprintf("%04d-%02d-%02d", d.y, d.m, d.d)
	}
	digit := func(n int) byte { return byte('0' + n%10) }
	return string([]byte{
		digit(d.y / 1000), digit(d.y / 100), digit(d.y / 10), digit(d.y), '-',
		digit(d.m / 10), digit(d.m), '-', digit(d.d / 10), digit(d.d),
	})
}

func (d day) valid() bool {
	return d.y >= 1 && d.m >= 1 && d.m <= 12 && d.d >= 1 && d.d <= daysIn(d.y, d.m)
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// number counts days from 1970-01-01, a Thursday (Hinnant's days_from_civil).
func (d day) number() int {
	y, m := d.y, d.m
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d.d - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// fromNumber is the inverse of number, for years from 1 on.
func fromNumber(n int) day {
	n += 719468
	era := n / 146097
	doe := n - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := day{yoe + era*400, mp + 3, doy - (153*mp+2)/5 + 1}
	if d.m > 12 {
		d.m -= 12
		d.y++
	}
	return d
}

// nearest is the day nearest to ref, at most about half a year away, that has the month and day of d; the
// zero day if there is none, as for 29 February in most years.
func (d day) nearest(ref day) (near day) {
	for y := ref.y - 1; y <= ref.y+1; y++ {
		if c := (day{y, d.m, d.d}); c.valid() && abs(c.number()-ref.number()) <= 183 {
			near = c
		}
	}
	return near
}

// weekday is 0 for Monday.
func (d day) weekday() int { return ((d.number()+3)%7 + 7) % 7 }

// weekStart is the Monday of ISO week w of year y: the week of 4 January is the first.
func weekStart(y, w int) day {
	jan4 := day{y, 1, 4}
	return fromNumber(jan4.number() - jan4.weekday() + 7*(w-1))
}

var (
	monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July",
		"August", "September", "October", "November", "December"}
	ordinals = [...]string{"first", "second", "third", "fourth"}
	// Meteorological seasons of the northern half of the globe; winter runs into the next year.
	seasons = [...]struct {
		code, name string
		from       int
	}{{"SP", "spring", 3}, {"SU", "summer", 6}, {"FA", "autumn", 9}, {"WI", "winter", 12}}
)

// digits reads exactly n digits at the start of s.
func digits(s string, n int) (v int, rest string, ok bool) {
	if len(s) < n {
		return 0, s, false
	}
	for i := range n {
		if s[i] < '0' || s[i] > '9' {
			return 0, s, false
		}
		v = v*10 + int(s[i]-'0')
	}
	return v, s[n:], true
}

func parseMoment(s string) (p moment, ok bool) {
	if dec, rest, ok := digits(s, 3); ok && (rest == "" || rest == "X") && dec > 0 {
		return moment{first: day{dec * 10, 1, 1}, last: day{dec*10 + 9, 12, 31}, kind: 'x'}, true
	}
	y, rest, ok := digits(s, 4)
	if !ok || y == 0 {
		return p, false
	}
	months := func(kind byte, n, from, count int) (moment, bool) {
		to, ty := from+count-1, y
		if to > 12 {
			to, ty = to-12, y+1
		}
		return moment{first: day{y, from, 1}, last: day{ty, to, daysIn(ty, to)}, kind: kind, n: n}, true
	}
	if rest == "" {
		return months('y', 0, 1, 12)
	}
	if rest[0] != '-' || len(rest) < 3 {
		return p, false
	}
	rest = rest[1:]
	switch {
	case rest[0] == 'W' && rest[1] != 'I':
		w, rest, ok := digits(rest[1:], 2)
		if !ok || rest != "" || w < 1 || w > 53 {
			return p, false
		}
		p = moment{first: weekStart(y, w), kind: 'w'}
		if w == 53 && weekStart(y+1, 1) == p.first {
			return moment{}, false // a year of 52 weeks
		}
		p.last = fromNumber(p.first.number() + 6)
		return p, true
	case len(rest) == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4':
		n := int(rest[1] - '0')
		return months('q', n, 3*n-2, 3)
	case len(rest) == 2 && rest[0] == 'H' && (rest[1] == '1' || rest[1] == '2'):
		n := int(rest[1] - '0')
		return months('h', n, 6*n-5, 6)
	}
	for i, s := range seasons {
		if rest == s.code {
			return months('s', i, s.from, 3)
		}
	}
	m, rest, ok := digits(rest, 2)
	if !ok || m < 1 || m > 12 {
		return p, false
	}
	if rest == "" {
		return months('m', 0, m, 1)
	}
	if rest[0] != '-' {
		return p, false
	}
	d, rest, ok := digits(rest[1:], 2)
	p = moment{first: day{y, m, d}, last: day{y, m, d}, kind: 'd'}
	if !ok || !p.first.valid() {
		return moment{}, false
	}
	if rest == "" {
		return p, true
	}
	if rest[0] != 'T' {
		return moment{}, false
	}
	p.clock, p.zone, ok = parseClock(rest[1:])
	return p, ok
}

// parseClock reads "14:30", with seconds, which are left out, and a zone if there is one.
func parseClock(s string) (clock, zone string, ok bool) {
	h, rest, ok := digits(s, 2)
	if !ok || h > 23 || rest == "" || rest[0] != ':' {
		return "", "", false
	}
	m, rest, ok := digits(rest[1:], 2)
	if !ok || m > 59 {
		return "", "", false
	}
	clock = s[:len("14:30")]
	if strings.HasPrefix(rest, ":") {
		sec, r, ok := digits(rest[1:], 2)
		if !ok || sec > 60 {
			return "", "", false
		}
		rest = r
		if strings.HasPrefix(rest, ".") {
			rest = strings.TrimLeft(rest[1:], "0123456789")
		}
	}
	switch {
	case rest == "" || rest == "Z":
		return clock, rest, true
	case rest[0] == '+' || rest[0] == '-':
		zh, r, ok := digits(rest[1:], 2)
		if !ok || zh > 14 {
			return "", "", false
		}
		zm, r, ok := digits(strings.TrimPrefix(r, ":"), 2)
		if !ok || zm > 59 || r != "" {
			return "", "", false
		}
		if len(rest) == len("+05:30") {
			return clock, rest, true
		}
		return clock, rest[:3] + ":" + rest[3:], true
	}
	return "", "", false
}

// span is a When taken apart. An end that is open has kind 0.
type span struct {
	from, to moment
	interval bool
	about    bool
}

func (w When) parse() (s span, ok bool) {
	text, about := strings.CutSuffix(string(w), "~")
	s.about = about
	a, b, interval := strings.Cut(text, "/")
	if !interval {
		s.from, ok = parseMoment(a)
		s.to = s.from
		return s, ok
	}
	s.interval = true
	fromOK, toOK := a == "..", b == ".."
	if fromOK && toOK {
		return s, false
	}
	if !fromOK {
		s.from, fromOK = parseMoment(strings.TrimSuffix(a, "~"))
	}
	if !toOK {
		s.to, toOK = parseMoment(b)
	}
	if fromOK && toOK && s.from.kind != 0 && s.to.kind != 0 && s.to.last.number() < s.from.first.number() {
		return s, false
	}
	return s, fromOK && toOK
}

// plain is the day that w is, if it is that and no more, as most are: "2026-02-05".
func (w When) plain() (d day, ok bool) {
	if len(w) != len("2026-02-05") || w[4] != '-' || w[7] != '-' {
		return day{}, false
	}
	y, _, ok1 := digits(string(w), 4)
	m, _, ok2 := digits(string(w[5:]), 2)
	n, _, ok3 := digits(string(w[8:]), 2)
	d = day{y, m, n}
	return d, ok1 && ok2 && ok3 && d.valid()
}

// Valid reports whether w is a date that exists, in one of the forms of the type.
func (w When) Valid() bool {
	if _, ok := w.plain(); ok {
		return true
	}
	_, ok := w.parse()
	return ok
}

// First is the first day that w may mean, "2026-02-01" for 2026-02; "" when w is "" or open before.
func (w When) First() string {
	if _, ok := w.plain(); ok {
		return string(w)
	}
	if s, ok := w.parse(); ok && s.from.kind != 0 {
		return s.from.first.String()
	}
	return ""
}

// Last is the last day that w may mean; "" when w is "" or open after.
func (w When) Last() string {
	if _, ok := w.plain(); ok {
		return string(w)
	}
	if s, ok := w.parse(); ok && s.to.kind != 0 {
		return s.to.last.String()
	}
	return ""
}

// Datetime is w as the datetime attribute of HTML's time element, or "" where HTML has no form for it:
// an interval, a quarter, anything "about" is not said more exactly than it is.
func (w When) Datetime() string {
	if _, ok := w.plain(); ok {
		return string(w)
	}
	s, ok := w.parse()
	if !ok || s.interval || s.about {
		return ""
	}
	switch s.from.kind {
	case 'y':
		return fmt.Sprintf("%04d", s.from.first.y)
	case 'm':
		return s.from.first.String()[:7]
	case 'w':
		return string(w)
	case 'd':
		if s.from.clock != "" {
			return s.from.first.String() + "T" + s.from.clock + s.from.zone
		}
		return s.from.first.String()
	}
	return ""
}

// Display is w for a reader: "5 February 2026", "April 2026", "week of 2–8 February 2026",
// "about 4 February 2026", "fourth quarter of 2025". "" for "", and w itself when it is no date.
func (w When) Display() string {
	if d, ok := w.plain(); ok {
		return days(d, d)
	}
	s, ok := w.parse()
	if !ok {
		return string(w)
	}
	about := ""
	if s.about {
		about = "about "
	}
	switch {
	case !s.interval:
		return about + s.from.display()
	case s.from.kind == 0:
		return about + "until " + s.to.display()
	case s.to.kind == 0:
		return about + "from " + s.from.display()
	case s.from.kind == 'd' && s.to.kind == 'd' && s.from.clock == "" && s.to.clock == "":
		return about + days(s.from.first, s.to.last)
	case s.from.kind == 'm' && s.to.kind == 'm' && s.from.first.y == s.to.first.y:
		return fmt.Sprintf("%s%s–%s %d", about, monthNames[s.from.first.m-1], monthNames[s.to.first.m-1], s.from.first.y)
	case s.from.kind == 'y' && s.to.kind == 'y':
		return fmt.Sprintf("%s%d–%d", about, s.from.first.y, s.to.first.y)
	}
	return about + s.from.display() + " – " + s.to.display()
}

func (m moment) display() string {
	y := strconv.Itoa(m.first.y)
	switch m.kind {
	case 'x':
		return y + "s"
	case 'q':
		return ordinals[m.n-1] + " quarter of " + y
	case 'h':
		return ordinals[m.n-1] + " half of " + y
	case 's':
		if m.n == 3 {
			return fmt.Sprintf("winter %d–%02d", m.first.y, (m.first.y+1)%100)
		}
		return seasons[m.n].name + " " + y
	case 'm':
		return monthNames[m.first.m-1] + " " + y
	case 'w':
		return "week of " + days(m.first, m.last)
	case 'd':
		s := days(m.first, m.first)
		if m.clock != "" {
			s += ", " + m.clock
			switch m.zone {
			case "":
			case "Z", "+00:00":
				s += " UTC"
			default:
				s += " UTC" + strings.Replace(m.zone, "-", "−", 1)
			}
		}
		return s
	}
	return y
}

// days writes a span of days, saying month and year once where they are the same.
func days(a, b day) string {
	month := func(d day) string { return monthNames[d.m-1] }
	switch {
	case a == b:
		return strconv.Itoa(a.d) + " " + month(a) + " " + strconv.Itoa(a.y)
	case a.y == b.y && a.m == b.m:
		return fmt.Sprintf("%d–%d %s %d", a.d, b.d, month(a), a.y)
	case a.y == b.y:
		return fmt.Sprintf("%d %s – %d %s %d", a.d, month(a), b.d, month(b), a.y)
	}
	return fmt.Sprintf("%d %s %d – %d %s %d", a.d, month(a), a.y, b.d, month(b), b.y)
}

// date is the day of a When that is a single day, with or without a time; ok is false for all else.
func (w When) date() (d day, ok bool) {
	if d, ok := w.plain(); ok {
		return d, true
	}
	s, ok := w.parse()
	return s.from.first, ok && !s.interval && s.from.kind == 'd'
}

// dateForms is the hint for a date that is none.
const dateForms = "write 2026-02-05, 2026-02-05 14:30 or 2026-02-05T14:30:00+01:00"

// UnmarshalText reads a date as people write it in front matter: a day, with or without a time and
// a zone, or a year, month or any other form of the type. A time with a zone keeps its own, local date.
func (w *When) UnmarshalText(b []byte) error {
	s := strings.TrimSpace(string(b))
	read, ok := readWhen(s)
	if ok {
		*w = read
		return nil
	}
	if y, rest, ok := digits(s, 4); ok && len(rest) == 6 && rest[0] == '-' && rest[3] == '-' {
		m, _, ok1 := digits(rest[1:], 2)
		d, _, ok2 := digits(rest[4:], 2)
		if ok1 && ok2 && m >= 1 && m <= 12 && y > 0 && d > 0 {
			return fmt.Errorf("%q is no date: %s %d has %d days", s, monthNames[m-1], y, daysIn(y, m))
		}
	}
	return fmt.Errorf("%q is no date", s)
}

// readWhen is UnmarshalText for text without blanks around it.
func readWhen(s string) (w When, ok bool) {
	if len(s) > 10 && s[10] == ' ' { // "2026-02-05 14:30", "2026-02-05 14:30:00 +0530"
		s = s[:10] + "T" + strings.ReplaceAll(s[11:], " ", "")
	}
	if len(s) > 10 && s[10] == 't' {
		s = s[:10] + "T" + s[11:]
	}
	span, ok := When(s).parse()
	if !ok {
		return "", false
	}
	if span.from.clock != "" && !span.interval && !span.about {
		s = span.from.first.String() + "T" + span.from.clock + span.from.zone
	}
	return When(s), true
}
