package brief

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	eaw "golang.org/x/text/width"
)

// excerptWidth is how many characters of a long line an excerpt shows.
const excerptWidth = 100

// Format prints p for a terminal: where and what, the line with a caret under the column,
// the hint and what led there. Whatever in it comes from a file is shown with its control
// characters made visible, so that no file can write to the terminal. It ends in a newline.
func (p Problem) Format() string {
	level := "error"
	if p.Warning {
		level = "warning"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s\n", visible(p.where()), level, visible(p.Msg))
	if p.Excerpt != "" {
		line, caret := excerpt(p.Excerpt, p.Col)
		fmt.Fprintf(&b, "    %s\n", line)
		if p.Col > 0 {
			fmt.Fprintf(&b, "    %s^\n", strings.Repeat(" ", caret))
		}
	}
	for _, c := range p.Chain {
		fmt.Fprintf(&b, "    in %s\n", visible(c))
	}
	if p.Hint != "" {
		fmt.Fprintf(&b, "    hint: %s\n", visible(p.Hint))
	}
	return b.String()
}

// SortProblems sorts by file, line, column, then message.
func SortProblems(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Col, b.Col), cmp.Compare(a.Msg, b.Msg))
	})
}

// HasErrors reports whether one of ps is more than a warning.
func HasErrors(ps []Problem) bool {
	return slices.ContainsFunc(ps, func(p Problem) bool { return !p.Warning })
}

func (p Problem) where() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// excerpt cuts line around character col and gives the terminal column of that character.
func excerpt(line string, col int) (shown string, caret int) {
	runes := []rune(line)
	at := min(max(col-1, 0), len(runes))
	from := max(0, min(at-excerptWidth/2, len(runes)-excerptWidth))
	to := min(len(runes), from+excerptWidth)
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
		caret++
	}
	for i := from; i < to; i++ {
		s := visibleRune(runes[i])
		b.WriteString(s)
		if i < at {
			caret += width(s)
		}
	}
	if to < len(runes) {
		b.WriteString("…")
	}
	return b.String(), caret
}

// visible replaces what would steer a terminal, or reorder its text, by a visible form.
func visible(s string) string {
	clean := true
	for _, r := range s {
		if r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteString(visibleRune(r))
	}
	return b.String()
}

func visibleRune(r rune) string {
	switch {
	case r == '\t':
		return "    "
	case r < ' ':
		return string(rune(0x2400) + r) // the control pictures: ESC is ␛
	case r == 0x7f:
		return "␡"
	case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029':
		return fmt.Sprintf("<U+%04X>", r)
	}
	return string(r)
}

// width is the number of terminal cells s takes: marks none, East Asian wide forms and emoji two.
func width(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
		default:
			n++
			if k := eaw.LookupRune(r).Kind(); k == eaw.EastAsianWide || k == eaw.EastAsianFullwidth {
				n++
			}
		}
	}
	return n
}

// Suggest is a hint with the candidate nearest to word, `did you mean "x"?`, or "" when none is near.
func Suggest(word string, candidates []string) string {
	if best := nearest(word, candidates); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return ""
}

// nearest is the candidate a misspelled word most likely stands for, or "".
func nearest(word string, candidates []string) string {
	best, limit := "", max(1, min(3, utf8.RuneCountInString(word)/3))
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c), limit); d <= limit {
			best, limit = c, d-1
		}
	}
	return best
}

// distance counts the letters to insert, delete, change or swap that make a of b
// (optimal string alignment). It gives up with limit+1 once it must be more than limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit || len(x) > 100 {
		return limit + 1
	}
	prev2, prev, cur := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(y)]
}
