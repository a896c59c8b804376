package site

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/fstest"

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
		return fmt.Sprintf("---\ntitle: Quay %d, version %d\npublished: 2026-01-%02d\ntopics: [Quays %d]\n---\nVersion %d of the [text](/briefs/a%d/) names 12 ships. It is set to end on 5 March 2026.\n",
			i, version, 1+i, i%3, version, (i+1)%8)
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
		if _, ok := s.Take([]string{path}); !ok {
			s = Load(src, Options{Now: "2026-02-01"}, s.Cache(false))
		} else if !want {
			t.Fatalf("step %d: %s was taken in, and changes lists", step, path)
		}
		clean, problems := built(t, Load(src, Options{Now: "2026-02-01"}, nil))
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
		if len(c.text) > 0 && c.path[0] == 'c' {
			set(src.Content, c.path[len("content/"):], c.text)
		}
		if _, ok := s.Take([]string{c.path}); ok {
			t.Errorf("%s with %q was taken in", c.path, c.text)
		}
	}
}
