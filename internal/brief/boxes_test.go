package brief

import (
	"fmt"
	"strings"
	"testing"

	"dateline/internal/annotate"
)

func TestPhase(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(`
2026-02-05 scheduled 2026-02-05 today
2026-02-05 happened 2026-02-05T14:30+05:30 today
2026-02-05~ expected 2026-02-05 today
2026-02-04 happened 2026-02-05 past
2026-02-06 scheduled 2026-02-05 coming
2026-02 happened 2026-02-05 past
2026-02 scheduled 2026-02-05 coming
2026-W06 expected 2026-02-05 coming
2026-W06 ongoing 2026-02-05 past
2026-01 scheduled 2026-02-05 past
2026-04 unconfirmed 2026-02-05 coming
2026-02-02/2026-02-05 scheduled 2026-02-05 coming
2026-02-05/.. scheduled 2026-02-05 coming
2024 happened 2026-02-05 past
2026-02-05 scheduled - past
`)) {
		f := strings.Fields(line)
		if got := phase(When(f[0]), f[1], When(strings.Trim(f[2], "-"))); got != f[3] {
			t.Errorf("%s: %s", strings.TrimSpace(line), got)
		}
	}
}

// Boxes from a document made by hand: what no rule finds today must still come out right.
func TestBoxes(t *testing.T) {
	text := "Ash paid 900 crowns, Elm 1,500,000 crowns and Oak 0.\n\nThe treaty ends today. The treaty ends today."
	at := func(words string, nth int) annotate.Span {
		i := -1
		for range nth {
			i += 1 + strings.Index(text[i+1:], words)
		}
		return annotate.Span{Start: i, End: i + len(words)}
	}
	figure := func(words, value string) annotate.Annotation {
		return annotate.Annotation{Span: at(words, 1), Kind: annotate.Figure, Type: annotate.TypeMoney, Value: value, Unit: "SEK"}
	}
	doc := &annotate.Document{
		Text:      text,
		Sentences: []annotate.Span{at("Ash paid 900 crowns, Elm 1,500,000 crowns and Oak 0.", 1), at("The treaty ends today.", 1), at("The treaty ends today.", 2)},
		Annotations: []annotate.Annotation{
			figure("900 crowns", "900"), figure("1,500,000 crowns", "1500000"), figure("0.", "0"),
			{Span: at("today", 1), Kind: annotate.Date, Type: annotate.TypeDate, Value: "2026-02-05"},
			{Span: at("today", 2), Kind: annotate.Date, Type: annotate.TypeDate, Value: "2026-02-05", Mod: annotate.Approx},
		},
		Events: []annotate.Event{
			{When: "2026-02-05", WhenText: "today", Status: "scheduled", Title: "The treaty ends", Sentence: 1, Date: 3},
			{When: "2026-02-05", WhenText: "today", Status: "scheduled", Title: "The treaty ends", Sentence: 2, Date: 4},
			{When: "soon", Title: "no date", Sentence: 2, Date: 4},
		},
		FigureSets: []annotate.FigureSet{{Type: annotate.TypeMoney, Unit: "SEK", Rows: []annotate.FigureRow{{Label: "Ash", Figure: 0}, {Label: "Elm", Figure: 1}, {Label: "Oak", Figure: 2}}}},
	}
	b := &Brief{AsOf: "2026-02-05"}
	for i, s := range doc.Sentences {
		b.Sentences = append(b.Sentences, Sentence{N: i + 1, ID: fmt.Sprintf("s%d", i+1), Text: text[s.Start:s.End]})
	}
	x := newBoxes(b, doc, ids{})
	x.fill(nil, nil)
	want := `key-s1: Ash paid 900 crowns, Elm 1,500,000 crowns and Oak 0.
event-s2: 2026-02-05 (5 February 2026) "today" today also [3]
chart-s1:  [million Swedish kronor]
  Ash | 900 crowns | 0.0009 |  | 0.06%
  Elm | 1,500,000 crowns | 1.5 |  | 100%
  Oak | 0. | 0 |  | 0%
`
	if got := facts(b); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if e := b.Timeline[0]; e.Title != "The treaty ends" || e.Status != "scheduled" || e.Sentence != 2 {
		t.Errorf("%+v", e)
	}
	if strings.Join(x.links, " ") != "chart-s1 chart-s1 chart-s1 event-s2 event-s2" {
		t.Errorf("links: %q", x.links)
	}
}

func TestHeadline(t *testing.T) {
	for in, want := range map[string]string{
		"The ferry sailed again.": "The ferry sailed again",
		"The town council of Brightwater voted to rebuild its library, which burned down last spring, and to close two schools.":      "The town council of Brightwater voted to rebuild its library",
		"The town council of Brightwater, a port of nine thousand people on the western shore of the long lake, voted to rebuild":     "The town council of Brightwater, a port of nine thousand people on the western shore of…",
		"She said “the council is right, while the mayor, who knows nothing of it, is not at all right in what he does today” again.": "She said “the council is right, while the mayor, who knows nothing of it, is not at all…",
	} {
		if got := headline(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
