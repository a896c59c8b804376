package annotate

import "strings"

var abbreviations = vocabulary("abbreviations")

func splitSentences(d *doc) []Span {
	s := strings.TrimSpace(d.text)
	if s == "" {
		return nil
	}
	at := strings.Index(d.text, s)
	return []Span{{at, at + len(s)}}
}
