package annotate

import (
	"slices"
	"testing"
)

// TestQuoteParts looks at what a mark does not show: the value without its last comma, the numbers
// of the quotes, and the speaker's own words beside his canonical name.
func TestQuoteParts(t *testing.T) {
	d := Annotate("Ada Lovelace came late. “The pumps,” she said, “have failed.” “Really?” asked Grace Marlow, the mayor.", Ref{})
	var got []string
	for _, a := range d.Annotations {
		if a.Kind == Quote {
			who := a.Said.Speaker
			got = append(got, a.Said.ID+" "+a.Value+" | "+who.Text+" | "+who.Entity+" | "+d.Text[who.Start:who.End])
		}
	}
	want := []string{
		"q1 The pumps | she | Ada Lovelace | she",
		"q1 have failed. | she | Ada Lovelace | she",
		"q2 Really? | Grace Marlow | Grace Marlow | Grace Marlow",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
