package annotate

import (
	"fmt"
	"strings"
	"testing"
)

// TestFigureSets reads the files of figure set cases: a text, then for each set found in it a line
// "= title | type unit" and a line "  label: value" for each of its rows. A text with nothing after
// it has no set.
func TestFigureSets(t *testing.T) {
	cases := 0
	for _, f := range caseFiles(t) {
		if !f.is("figureset") {
			continue
		}
		for i, l := range f.lines {
			text := f.plain(l)
			if text == "" {
				continue
			}
			cases++
			var want []string
			for _, next := range f.lines[i+1:] {
				if next.text == "" || f.plain(next) != "" {
					break
				}
				want = append(want, next.raw)
			}
			var got []string
			d := Annotate(text, l.ref)
			for _, s := range d.FigureSets {
				got = append(got, fmt.Sprintf("= %s | %s %s", s.Title, s.Type, s.Unit))
				for _, r := range s.Rows {
					got = append(got, fmt.Sprintf("  %s: %s", r.Label, d.Annotations[r.Figure].Value))
				}
			}
			if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
				t.Errorf("%s:%d: %s\ngot:\n%s\nwant:\n%s", f.path, l.no, text, g, w)
			}
		}
	}
	if cases == 0 {
		t.Error("no cases")
	}
}
