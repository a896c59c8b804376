package brief

import (
	"strings"
	"testing"
)

// value | display | datetime | first | last. A value that is no date has - after it.
const whens = `
2026 | 2026 | 2026 | 2026-01-01 | 2026-12-31
2026-04 | April 2026 | 2026-04 | 2026-04-01 | 2026-04-30
2024-02 | February 2024 | 2024-02 | 2024-02-01 | 2024-02-29
1900-02 | February 1900 | 1900-02 | 1900-02-01 | 1900-02-28
2026-02-05 | 5 February 2026 | 2026-02-05 | 2026-02-05 | 2026-02-05
2026-02-05T14:30 | 5 February 2026, 14:30 | 2026-02-05T14:30 | 2026-02-05 | 2026-02-05
2026-02-05T23:30-05:00 | 5 February 2026, 23:30 UTC−05:00 | 2026-02-05T23:30-05:00 | 2026-02-05 | 2026-02-05
2026-02-05T14:30Z | 5 February 2026, 14:30 UTC | 2026-02-05T14:30Z | 2026-02-05 | 2026-02-05
2026-W06 | week of 2–8 February 2026 | 2026-W06 | 2026-02-02 | 2026-02-08
2026-W01 | week of 29 December 2025 – 4 January 2026 | 2026-W01 | 2025-12-29 | 2026-01-04
2026-W09 | week of 23 February – 1 March 2026 | 2026-W09 | 2026-02-23 | 2026-03-01
2026-W53 | week of 28 December 2026 – 3 January 2027 | 2026-W53 | 2026-12-28 | 2027-01-03
2025-W53 | -
2026-02-05/2026-02-08 | 5–8 February 2026 |  | 2026-02-05 | 2026-02-08
2026-02-27/2026-03-01 | 27 February – 1 March 2026 |  | 2026-02-27 | 2026-03-01
2025-12-31/2026-01-01 | 31 December 2025 – 1 January 2026 |  | 2025-12-31 | 2026-01-01
2026-02/2026-04 | February–April 2026 |  | 2026-02-01 | 2026-04-30
2025-11/2026-02 | November 2025 – February 2026 |  | 2025-11-01 | 2026-02-28
2019/2021 | 2019–2021 |  | 2019-01-01 | 2021-12-31
2026-02-04~ | about 4 February 2026 |  | 2026-02-04 | 2026-02-04
2026-02~ | about February 2026 |  | 2026-02-01 | 2026-02-28
../2026-02-05 | until 5 February 2026 |  |  | 2026-02-05
2026-02/.. | from February 2026 |  | 2026-02-01 | 
2025-Q4 | fourth quarter of 2025 |  | 2025-10-01 | 2025-12-31
2025-H1 | first half of 2025 |  | 2025-01-01 | 2025-06-30
2025-SU | summer 2025 |  | 2025-06-01 | 2025-08-31
2025-WI | winter 2025–26 |  | 2025-12-01 | 2026-02-28
199X | 1990s |  | 1990-01-01 | 1999-12-31
199 | 1990s |  | 1990-01-01 | 1999-12-31
0001-01-01 | 1 January 1 | 0001-01-01 | 0001-01-01 | 0001-01-01
2026-02-30 | -
2026-13 | -
2026-00 | -
2026-1 | -
26 | -
0000 | -
2026-02-05T25:00 | -
2026-02-05T14:30+99:00 | -
2026-02-08/2026-02-05 | -
../.. | -
2026/ | -
2026-W00 | -
2026-Q5 | -
PAST_REF | -
P10Y | -
2026-02-05x | -
~ | -
`

func TestWhen(t *testing.T) {
	for line := range strings.Lines(whens) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), " | ")
		if len(f) < 2 {
			continue
		}
		w := When(f[0])
		if f[1] == "-" {
			if w.Valid() || w.Datetime() != "" || w.First() != "" || w.Last() != "" {
				t.Errorf("%s: is a date", w)
			}
			continue
		}
		if !w.Valid() {
			t.Errorf("%s: is no date", w)
			continue
		}
		for i, got := range []string{w.Display(), w.Datetime(), w.First(), w.Last()} {
			if i+1 >= len(f) || got != f[i+1] {
				t.Errorf("%s: %q, want %q", w, got, f[min(i+1, len(f)-1)])
			}
		}
	}
}

// The calendar against itself: every day has the next number, and every Monday begins a week.
func TestCalendar(t *testing.T) {
	d := day{1, 1, 1} // a Monday
	for n := d.number(); d.y < 2400; n++ {
		if d.number() != n || fromNumber(n) != d || !d.valid() {
			t.Fatalf("%v has number %d, want %d; back %v", d, d.number(), n, fromNumber(n))
		}
		if want := ((n-(day{1, 1, 1}).number())%7 + 7) % 7; d.weekday() != want {
			t.Fatalf("%v is weekday %d, want %d", d, d.weekday(), want)
		}
		if d.d++; d.d > daysIn(d.y, d.m) {
			d.d = 1
			if d.m++; d.m > 12 {
				d.y, d.m = d.y+1, 1
			}
		}
	}
	if (day{2026, 2, 5}).weekday() != 3 || (day{1970, 1, 1}).number() != 0 {
		t.Error("5 February 2026 is a Thursday, and 1 January 1970 is day 0")
	}
}

// as written | as kept, or - for an error
const written = `
2026-02-05 | 2026-02-05
2026-02-05 14:30 | 2026-02-05T14:30
2026-02-05 14:30:59 | 2026-02-05T14:30
2026-02-05 14:30 +05:30 | 2026-02-05T14:30+05:30
2026-02-05 14:30:00 +0530 | 2026-02-05T14:30+05:30
2026-02-05T14:30:00.123Z | 2026-02-05T14:30Z
2026-02-05t14:30:00Z | 2026-02-05T14:30Z
 2026-02 | 2026-02
2026 | 2026
yesterday | -
5 February 2026 | -
2026-02-30 | -
05/02/2026 | -
 | -
`

func TestUnmarshalText(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(written)) {
		in, want, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " | ")
		var w When
		err := w.UnmarshalText([]byte(in))
		if want == "-" && err == nil || want != "-" && (err != nil || string(w) != want) {
			t.Errorf("%q: %q %v, want %q", in, w, err, want)
		}
	}
}
