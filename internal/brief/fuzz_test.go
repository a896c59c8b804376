package brief

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/internal/annotate"

	"golang.org/x/tools/txtar"
)

// seeds adds every content file of testdata.
func seeds(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	if len(files) == 0 {
		f.Fatal("no testdata")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, a := range txtar.Parse(data).Files {
			if isCase(a.Name) {
				f.Add(a.Data, strings.HasSuffix(a.Name, ".md"))
			}
		}
	}
}

// checkProblems checks that problems are located in the file, sorted, and safe to print.
func checkProblems(t *testing.T, src []byte, ps []Problem) {
	t.Helper()
	lines := strings.Count(lineEnds.Replace(string(src)), "\n") + 1
	last := 0
	for _, p := range ps {
		if p.Line < last || p.Line > lines || p.Msg == "" || p.Col < 0 {
			t.Errorf("problem out of place: %+v (%d lines)", p, lines)
		}
		last = p.Line
		text := p.Format()
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }) {
			t.Errorf("not safe to print: %q", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte, markdown bool) {
		name := "2026-02-05-fuzz.txt"
		if markdown {
			name = "fuzz.md"
		}
		b, ps := Parse(name, src, Options{Dir: "content"})
		checkProblems(t, src, ps)
		if (b == nil) != HasErrors(ps) {
			t.Fatalf("brief %v, problems %v", b != nil, ps)
		}
		if b == nil {
			return
		}
		if b.Title == "" || b.Slug == "" {
			t.Errorf("title %q, slug %q", b.Title, b.Slug)
		}
		checkBrief(t, name, b)
		comparePlain(t, name, src)
		if strings.Contains(fmt.Sprint(b.Extra), "NaN") { // which equals nothing
			b.Extra = nil
		}
		roundTrip(t, name, b)
	})
}

func FuzzFrontMatter(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte, toml bool) {
		fence := "---\n"
		if toml {
			fence = "+++\n"
		}
		whole := []byte(fence + string(src) + "\n" + fence + "The ferry sailed again.\n")
		b, ps := Parse("fuzz.md", whole, Options{})
		checkProblems(t, whole, ps)
		if (b == nil) != HasErrors(ps) {
			t.Fatalf("brief %v, problems %v", b != nil, ps)
		}
		var out struct {
			A string
			B []int
			C map[string]When
			D []annotate.Name
		}
		ps = Decode("fuzz.yaml", src, &out)
		checkProblems(t, src, ps)
		for k, w := range out.C {
			if w != "" && !w.Valid() {
				t.Errorf("%s: %q", k, w)
			}
		}
	})
}

// Cleaning loses nothing: every line is a headline, listed as removed, or in the body.
func FuzzClean(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, src []byte, _ bool) {
		file, _ := decode("fuzz.txt", src)
		if file == nil {
			return
		}
		us := file.units(1)
		info, removed := clean(us, false)
		var kept strings.Builder
		for _, u := range us {
			if u.gone == "" {
				kept.WriteString(u.text + " ")
			}
		}
		for _, r := range removed {
			if r.Why == "" || r.Line < 1 {
				t.Errorf("removed without a reason: %+v", r)
			}
			kept.WriteString(r.Text + " ")
		}
		kept.WriteString(info.title)
		count := func(s string) int { return len(s) - strings.Count(s, " ") }
		want := strings.Join(strings.Fields(file.text), " ")
		if got := oneLine(kept.String()); count(got) != count(want) {
			t.Errorf("%d characters of %d are left\n%q\n%q", count(got), count(want), got, want)
		}
		// What is left is cleaned: cleaning it again finds no furniture but at its new edges.
		for _, u := range us {
			if u.gone == "" {
				if why, ok := furniture(u.text); ok && !strings.HasSuffix(u.text, ":") && !strings.Contains(u.text, ":") {
					t.Errorf("%q stays, and is %s", u.text, why)
				}
			}
		}
	})
}
