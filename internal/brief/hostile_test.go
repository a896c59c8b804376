package brief

import (
	"strings"
	"testing"
	"time"
)

// Input made to be slow: 16 times as much of it must not take 40 times the time.
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
			small, large := cost(2<<10), cost(32<<10)
			if large > 300*time.Millisecond { // slow, or the machine is busy: look again
				small, large = max(small, cost(2<<10)), min(large, cost(32<<10), cost(32<<10))
			}
			if large > 300*time.Millisecond && large > 40*small {
				t.Errorf("%s of %q: %v for 2 kB, %v for 32 kB", name, unit, small, large)
			}
		}
	}
}
