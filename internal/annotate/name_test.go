package annotate

import (
	"strings"
	"testing"
	"time"
)

// TestNamesLinear wants hostile text to cost no more a byte than prose does, within a wide margin.
func TestNamesLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	const size = 100_000
	cost := func(text string) time.Duration {
		d := newDoc(strings.Repeat(text, size/len(text)+1), Ref{})
		start := time.Now()
		findNames(d, nil)
		return time.Since(start)
	}
	prose := cost("The minister, Jane Dovecote of Orrinvale, told the White House that China and the EU had agreed. ")
	for _, s := range []string{"Doe ", "US ", "New York ", "President ", "Ministry of ", "Minister of State for ", "Jane Doe, the ", "the Doe, ",
		"Doe-", "J. ", "Mr. ", "(ABC) ", "van ", "al-", "Doe\n", "Doe\n\n", "Doe and ", "Doe & ", "Workers' ", "United States of ", "“Doe", "said Doe"} {
		if c := cost(s); c > 20*prose+100*time.Millisecond {
			t.Errorf("%q repeated: %v for %d bytes, prose %v", s, c, size, prose)
		}
	}
}
