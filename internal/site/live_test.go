package site

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"dateline/internal/brief"
)

// What Take takes in, every page shows, and no page shows anything else than after a clean build.
func TestTake(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	src := Source{fstest.MapFS{}, fstest.MapFS{}, fstest.MapFS{}}
	set := func(fsys any, name, text string) {
		fsys.(fstest.MapFS)[name] = &fstest.MapFile{Data: []byte(text)}
	}
	text := func(i, version int) string {
		return fmt.Sprintf("---\ntitle: Quay %d, version %d\npublished: 2026-01-%02d\ntopics: [Quays %d]\n---\nVersion %d of the [text](/briefs/a%d/) names 12 ships. It is set to end on %d %s 2026.\n",
			i, version, 1+i, i%3, version, (i+1)%8, 1+version*7%28, []string{"January", "March", "April"}[version%3])
	}
	const n = 8
	for i := range n {
		set(src.Content, fmt.Sprintf("a%d.md", i), text(i, 0))
	}
	set(src.Templates, "card.html", "<p>{{.Title}}</p>")
	set(src.Static, "logo.svg", "<svg/>")
	s := Load(src, Options{Now: "2026-02-01"}, nil)
	for step := 1; step < 40; step++ {
		var path string
		want := true
		switch rnd.IntN(6) {
		case 0, 1:
			i := rnd.IntN(n)
			path = fmt.Sprintf("content/a%d.md", i)
			set(src.Content, path[len("content/"):], text(i, step))
		case 2:
			path = "templates/card.html"
			set(src.Templates, "card.html", fmt.Sprintf("<p>{{.Title}} {{.Summary}} %d</p>", step))
		case 3:
			path = "static/logo.svg"
			set(src.Static, "logo.svg", fmt.Sprintf("<svg id=\"s%d\"/>", step))
		case 4:
			i := rnd.IntN(n)
			path, want = fmt.Sprintf("content/a%d.md", i), false
			set(src.Content, path[len("content/"):], fmt.Sprintf("---\npublished: 2025-%02d-%02d\n---\nMoved, step %d.\n", 1+step/28, 1+step%28, step))
		case 5:
			path, want = fmt.Sprintf("content/b%d.md", step), false
			set(src.Content, path[len("content/"):], "A new one.\n")
		}
		changed, _, ok := s.Take([]string{path})
		if !ok {
			s = Load(src, Options{Now: "2026-02-01"}, s.Cache(false))
			changed = slices.Compact(append(changed, s.Changed()...))
		} else if !want {
			t.Fatalf("step %d: %s was taken in, and changes lists", step, path)
		}
		if !slices.Equal(changed, []string{path}) {
			t.Fatalf("step %d: %s has changed, said to have is %q", step, path, changed)
		}
		if again, parsed, ok := s.Take([]string{path, "content/4913"}); len(again) > 0 || parsed > 0 || !ok {
			t.Fatalf("step %d: %s, which has not changed again: %q, %d parsed, %v", step, path, again, parsed, ok)
		}
		fresh := Load(src, Options{Now: "2026-02-01"}, nil)
		if got, _ := s.Due(); !got.Equal(due(fresh)) {
			t.Fatalf("step %d, %s: due at %v, want %v", step, path, got, due(fresh))
		}
		clean, problems := built(t, fresh)
		if brief.HasErrors(problems) {
			t.Fatal(problems)
		}
		for _, p := range sorted(clean) {
			if data, _, ok := s.Page(p); !ok || !bytes.Equal(data, clean[p]) {
				t.Fatalf("step %d, %s: %s is\n%s\nwant\n%s", step, path, p, data, clean[p])
			}
		}
		if got := s.Outputs(); len(got) != len(clean) {
			t.Fatalf("step %d: %d outputs, want %d", step, len(got), len(clean))
		}
	}
	// What cannot be read, or would change what is held back, is not taken in.
	for _, c := range []struct{ path, text string }{
		{"content/a1.md", "---\nnope: x\n---\nText.\n"},
		{"content/a1.md", "---\ndraft: true\n---\nText.\n"},
		{"content/site.yaml", "title: x\n"},
		{"templates/home.html", "x"},
		{"other", ""},
	} {
		if name, ok := strings.CutPrefix(c.path, "content/"); ok {
			set(src.Content, name, c.text)
		} else if name, ok := strings.CutPrefix(c.path, "templates/"); ok {
			set(src.Templates, name, c.text)
		}
		if _, _, ok := s.Take([]string{c.path}); ok {
			t.Errorf("%s with %q was taken in", c.path, c.text)
		}
	}
}

func due(s *Site) time.Time {
	at, _ := s.Due()
	return at
}

// Templates that are wrong leave the pages as they were, and are told until they are mended.
func TestTakeWrongTemplates(t *testing.T) {
	src := Source{fstest.MapFS{"one.txt": {Data: []byte("Ferry line opens\n\nThe ferry opened in 1999.\n")}}, fstest.MapFS{}, nil}
	set := func(name, text string) { src.Templates.(fstest.MapFS)[name] = &fstest.MapFile{Data: []byte(text)} }
	set("foot.html", "</main>foot 0</body></html>")
	set("card.html", "<p>{{.Title}}</p>")
	s := Load(src, Options{}, nil)
	front := func() string {
		data, problems, ok := s.Page("index.html")
		if !ok {
			t.Fatal(problems)
		}
		return string(data)
	}
	want := front()
	for _, bad := range []string{"{{if}}", "{{.Nonsense}}", `{{template "none.html"}}`, "<a href={{if .Title}}\"{{end}}>"} {
		set("foot.html", bad)
		if changed, _, ok := s.Take([]string{"templates/foot.html"}); !ok || len(changed) != 1 {
			t.Errorf("%s: %q %v", bad, changed, ok)
		}
		set("card.html", "<p>{{.Title}}"+bad+"</p>") // another file, while the first is wrong still
		if _, _, ok := s.Take([]string{"templates/card.html"}); !ok || !brief.HasErrors(s.Problems()) {
			t.Errorf("%s: problems %v", bad, s.Problems())
		}
		set("card.html", "<p>{{.Title}}</p>")
		if _, _, ok := s.Take([]string{"templates/card.html"}); !ok || !brief.HasErrors(s.Problems()) {
			t.Errorf("%s in one of two: problems %v", bad, s.Problems())
		}
		if got := front(); got != want {
			t.Errorf("%s: the page is now %s", bad, got)
		}
	}
	set("foot.html", "</main>foot 1</body></html>")
	if _, _, ok := s.Take([]string{"templates/foot.html"}); !ok || len(s.Problems()) > 0 || !strings.Contains(front(), "foot 1<") {
		t.Errorf("mended: %v %s", s.Problems(), front())
	}
}

// The page of a brief that is held back says so.
func TestWithheld(t *testing.T) {
	src := Source{Content: fstest.MapFS{
		"a.md": {Data: []byte("---\ntitle: A\ndraft: true\n---\nText.\n")},
		"b.md": {Data: []byte("---\ntitle: B\npublished: 2027-01-01\nslug: later\n---\nText.\n")},
		"c.md": {Data: []byte("---\ntitle: C\nexpires: 2025-01-01\n---\nText.\n")},
		"d.md": {Data: []byte("---\ntitle: D\n---\nText.\n")},
	}}
	s := Load(src, Options{Now: "2026-02-01"}, nil)
	for p, want := range map[string]string{
		"briefs/a/index.html": "draft", "briefs/later/index.html": "future", "briefs/c/index.html": "expired", "briefs/d/index.html": "", "briefs/b/index.html": "", "": "",
	} {
		if h, ok := s.Withheld(p); h.Why != want || ok != (want != "") {
			t.Errorf("%s: %+v %v, want %q", p, h, ok, want)
		}
	}
}
