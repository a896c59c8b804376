package brief

import (
	"fmt"
	"strings"
	"testing"
)

// Repeated, these are slow in a parser that looks back, ahead or deeper once for each.
var hostile = []string{
	"[", "![", "[a](", "*a ", "**a _b ", "*a _b ~c~ ", "`", "<", "<b>", "> ", "- ", "|a", "|a|b|\n|-|-|\n", "[^a]", "&", "&#", "\\", "[x](#y) ",
	"a. ", "“", "“a. ", "A ", "1. ", "$1 billion, ", "on Monday ", "Mr Smith said ", "Published By:\n", "- Ends\n", "<!--", "a\n", "a\n\n",
	":::x\n", "*a_", "[a](b", "![a](", "[a](<b ", "- - ", "http://a.b ", "a@b.c ", "# a\n", "```\n", "_", "~", "\xff", "é", "\u200b", "(", "a  \n", "*a*. ", "1 ", "\t", "{", "[a]: b\n",
	"A one two three four five six\n", "ROME, May 1 — ", "between 1 and 2 km, ",
}

func hostileText(unit string, size int) []byte {
	return []byte("First line.\n\n" + strings.Repeat(unit, size/len(unit)))
}

// A file made to be slow or deep is read like any other, or refused with an error.
func TestHostile(t *testing.T) {
	for _, unit := range hostile {
		for _, name := range []string{"a.md", "a.txt"} {
			src := hostileText(unit, 4<<10)
			b, ps := Parse(name, src, Options{})
			checkProblems(t, src, ps)
			if b != nil {
				checkBrief(t, fmt.Sprintf("%s of %q", name, unit), b)
			} else if !HasErrors(ps) {
				t.Errorf("%s of %q: no brief and no error", name, unit)
			}
		}
	}
}

// Four times the text must take about four times as long: compare MB/s of 16 kB and 64 kB.
func BenchmarkHostile(b *testing.B) {
	for _, unit := range hostile {
		for _, name := range []string{"a.md", "a.txt"} {
			for _, size := range []int{16 << 10, 64 << 10} {
				src := hostileText(unit, size)
				b.Run(fmt.Sprintf("%s/%q/%dk", name[2:], unit, size>>10), func(b *testing.B) {
					b.SetBytes(int64(len(src)))
					for b.Loop() {
						Parse(name, src, Options{})
					}
				})
			}
		}
	}
}
