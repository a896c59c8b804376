package annotate

import (
	"strings"
	"testing"
)

// BenchmarkNames measures the finding of names alone, in prose and in text made to be hard. Every line should cost
// about as much a byte as the first.
func BenchmarkNames(b *testing.B) {
	const size = 100_000
	for _, s := range []string{
		"The minister, Jane Dovecote of Orrinvale, told the White House that China and the EU had agreed to meet again. ",
		"Doe ", "US ", "New York ", "President ", "Ministry of ", "Minister of State for ", "Jane Doe, the ", "the Doe, ",
		"Doe-", "J. ", "Mr. ", "(ABC) ", "van ", "al-", "Doe\n", "Doe\n\n", "Doe and ", "Doe & ", "Workers' ", "United States of ", "“Doe", "said Doe",
		"Commission ", "the Commission, Court of ", "Kim ",
	} {
		b.Run(strings.TrimSpace(s[:min(len(s), 20)]), func(b *testing.B) {
			d := newDoc(strings.Repeat(s, size/len(s)+1), Ref{})
			b.SetBytes(int64(len(d.text)))
			for b.Loop() {
				findNames(d, nil)
			}
		})
	}
}
