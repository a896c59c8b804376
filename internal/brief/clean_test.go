package brief

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// rawArticles are the .txt articles of testdata and of the demonstration, by name.
func rawArticles(t *testing.T) map[string]string {
	out := map[string]string{}
	cases, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range cases {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range ar.Files {
			if strings.HasSuffix(f.Name, ".txt") {
				out[f.Name] = string(f.Data)
			}
		}
	}
	files, _ := filepath.Glob("../../content/*.txt")
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(file)] = string(src)
	}
	return out
}

// spaced puts blank lines between paragraphs that are one line each.
func spaced(body string) string {
	if strings.Contains(strings.TrimSpace(body), "\n\n") {
		return body
	}
	return strings.ReplaceAll(strings.TrimSpace(body), "\n", "\n\n") + "\n"
}

// hardWrap breaks the lines of body that are longer than width, but the first few as they are.
func hardWrap(body string, width, keep int) string {
	var out strings.Builder
	for i, line := range strings.Split(body, "\n") {
		if i < keep {
			out.WriteString(line + "\n")
			continue
		}
		at := 0
		for _, word := range strings.Fields(line) {
			n := utf8.RuneCountInString(word)
			switch {
			case at == 0:
			case at+1+n > width:
				out.WriteByte('\n')
				at = 0
			default:
				out.WriteByte(' ')
				at++
			}
			out.WriteString(word)
			at += n
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// TestHardWrapped wraps the articles whose paragraphs have blank lines between them. Nothing may change.
func TestHardWrapped(t *testing.T) {
	shown := func(name, src string) string {
		b, ps := Parse(name, []byte(src), Options{})
		if b == nil {
			return fmt.Sprint(ps)
		}
		var s strings.Builder
		fmt.Fprintf(&s, "%s (%s), %s (%s)\n", b.Title, b.TitleFrom, b.Published, b.PublishedFrom)
		for _, x := range b.Sentences {
			fmt.Fprintln(&s, x.N, x.Text)
		}
		for _, r := range b.Removed {
			fmt.Fprintln(&s, r.Why, r.Text)
		}
		return s.String()
	}
	tried := 0
	for name, src := range rawArticles(t) {
		front, body := "", src
		if strings.HasPrefix(src, "---\n") {
			end := strings.Index(src[4:], "---\n") + 8
			front, body = src[:end], src[end:]
		}
		body = spaced(body)
		lone := true
		for block := range strings.SplitSeq(body, "\n\n") {
			block = strings.TrimSpace(block)
			lone = lone && (utf8.RuneCountInString(block) <= 50 || !strings.Contains(block, "\n"))
		}
		if !lone || strings.Count(body, "\n") < 3 {
			continue
		}
		tried++
		want := shown(name, front+body)
		for _, width := range []int{50, 60, 72, 80} {
			for _, keep := range []int{0, 1} {
				wrapped := hardWrap(body, width, keep)
				if got := shown(name, front+wrapped); got != want {
					t.Errorf("%s, wrapped at %d but for the first %d:\n%s", name, width, keep, firstDiff(got, want))
				}
			}
		}
	}
	if tried < 15 {
		t.Errorf("only %d articles to wrap", tried)
	}
}

// firstDiff is the first line of got that is not that of want, and that of want.
func firstDiff(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one is longer"
}

func TestOpenings(t *testing.T) {
	for _, o := range openings {
		if len(o.text) > openingLength/2 { // half, since letters may take more bytes before they are small
			t.Errorf("%q is too long for openingLength", o.text)
		}
	}
}
