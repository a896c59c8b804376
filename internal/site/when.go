package site

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/internal/brief"
)

// bounds are the first moment of w and the first after it, in zone where w names none. ok is
// false where w says no date, or leaves one end open.
func bounds(w brief.When, zone *time.Location) (from, to time.Time, ok bool) {
	if w == "" {
		return time.Time{}, time.Time{}, false
	}
	if s := strings.TrimSuffix(string(w), "~"); strings.Contains(s, "T") {
		layouts := [...]string{"2006-01-02T15:04Z07:00", time.RFC3339}
		if zoned := strings.HasSuffix(s, "Z") || strings.ContainsAny(s[strings.IndexByte(s, 'T'):], "+-"); !zoned {
			layouts = [...]string{"2006-01-02T15:04", "2006-01-02T15:04:05"}
		}
		for _, layout := range layouts {
			if t, err := time.ParseInLocation(layout, s, zone); err == nil {
				return t, t.Add(time.Minute), true
			}
		}
	}
	from, err1 := time.ParseInLocation(time.DateOnly, w.First(), zone)
	to, err2 := time.ParseInLocation(time.DateOnly, w.Last(), zone)
	if err1 != nil || err2 != nil {
		return time.Time{}, time.Time{}, false
	}
	return from, to.AddDate(0, 0, 1), true
}

// dateText is w for a reader, no more exact than w.
func dateText(w brief.When) string {
	if w == "" {
		return "date not given"
	}
	return w.Display()
}

// said is how the article itself names the date of e: "last month". It is "" where the date
// shown says the same: "in June" beside "June 2025".
func said(e brief.Event) string {
	if e.Basis == "stated" {
		return ""
	}
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	shown := append(words(e.When.Display()), "in", "on", "the", "of")
	for _, w := range words(e.WhenText) {
		if !slices.ContainsFunc(shown, func(s string) bool { return s == w || len(w) > 2 && strings.HasPrefix(s, w) }) {
			return e.WhenText
		}
	}
	return ""
}

// clock reads Options.Now.
func clock(now string, zone *time.Location) (time.Time, error) {
	if now == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, now); err == nil {
		return t, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, now, zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is neither a date (2026-02-05) nor a moment (2026-02-05T14:30:00Z)", now)
	}
	return t.AddDate(0, 0, 1).Add(-time.Nanosecond), nil
}
