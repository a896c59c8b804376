package brief

import (
	"strings"
	"testing"
	"time"
)

// Input made to be slow: four times as much of it must take about four times as long, not 16 times.
func TestHostile(t *testing.T) {
	for _, unit := range []string{
		"[", "![", "[a](", "*a ", "**a _b ", "*a _b ~c~ ", "`", "<", "<b>", "> ", "- ", "|a", "|a|b|\n|-|-|\n", "[^a]", "&", "&#", "\\", "[x](#y) ",
		"a. ", "“", "“a. ", "A ", "1. ", "$1 billion, ", "on Monday ", "Mr Smith said ", "Published By:\n", "- Ends\n", "<!--", "a\n", "a\n\n",
		":::x\n", "*a_", "[a](b", "![a](", "[a](<b ", "- - ", "http://a.b ", "a@b.c ", "# a\n", "```\n", "_", "~", "\xff", "é", "\u200b", "(", "a  \n", "*a*. ", "1 ", "\t", "{", "[a]: b\n",
	} {
		for _, name := range []string{"a.md", "a.txt"} {
			cost := func(n int) time.Duration {
				src := []byte("First line.\n\n" + strings.Repeat(unit, n/len(unit)))
				start := time.Now()
				Parse(name, src, Options{})
				return time.Since(start)
			}
			// On a busy machine one measurement says little: only what is slow is looked at, and three times.
			worst := 0.0
			for try := 0; try < 3; try++ {
				first := cost(16 << 10)
				if first < 150*time.Millisecond {
					worst = 0
					break
				}
				ratio := float64(cost(64<<10)) / float64(min(first, cost(16<<10)))
				if try == 0 || ratio < worst {
					worst = ratio
				}
			}
			if worst > 10 {
				t.Errorf("%s of %q: 64 kB take %.0f times as long as 16 kB", name, unit, worst)
			}
		}
	}
}
