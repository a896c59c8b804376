package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"dateline/internal/site"
)

// The whole program: serve a folder, save, see it; break it, and the last good page stays.
func TestServe(t *testing.T) {
	dir := t.TempDir()
	article := filepath.Join(dir, "content", "ferry-line.md")
	save := func(text string) {
		t.Helper()
		if err := os.WriteFile(article, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	os.Mkdir(filepath.Join(dir, "content"), 0o755)
	save("---\ntitle: Ferry line opens\n---\nThe ferry opened in 1999.\n")

	ctx, stop := context.WithCancel(context.Background())
	pr, pw := io.Pipe()
	done := make(chan int)
	var stderr strings.Builder
	go func() {
		code := run(ctx, []string{"serve", "--source", dir, "--addr", "127.0.0.1:0"}, streams{strings.NewReader(""), pw, &stderr})
		pw.Close()
		done <- code
	}()
	lines := bufio.NewScanner(pr)
	if !lines.Scan() {
		t.Fatalf("exit code %d: %s", <-done, &stderr)
	}
	url := regexp.MustCompile(`http://\S+`).FindString(lines.Text())
	go func() {
		for lines.Scan() { // whoever logs must not wait for us
		}
	}()

	page := func() string {
		t.Helper()
		res, err := http.Get(url + "briefs/ferry-line/")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		return string(body)
	}
	await := func(text string) {
		t.Helper()
		for end := time.Now().Add(5 * time.Second); !strings.Contains(page(), text); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%q is not served: %s", text, page())
			}
		}
	}
	await("opened in 1999")
	save("---\ntitle: Ferry line opens\n---\nThe ferry opened in 2001.\n")
	await("opened in 2001")
	save("---\ntitel: Ferry line opens\n---\nThe ferry opened in 2002.\n")
	time.Sleep(100 * time.Millisecond)
	await("opened in 2001")
	save("---\ntitle: Ferry line opens\n---\nThe ferry opened in 2003.\n")
	await("opened in 2003")

	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d: %s", code, &stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "public")); err == nil {
		t.Error("serve wrote to public/")
	}
}

// The preview lies at the root of its address, whatever the folder of the site's: what 404.html asks for is there.
func TestPreviewAtRoot(t *testing.T) {
	for _, test := range []struct{ settings, flag, home string }{
		{"", "", "/index.html"},
		{"base_url: https://example.org/sub/path/\ntitle: Harbour\n", "", "/"},
		{"base_url: https://example.org/sub\n", "", "/"},
		{"base_url: https://example.org/\nlinks: files\n", "https://example.net/other/", "/index.html"},
		{"base_url: https://example.org\n", "", "/"},
	} {
		s := source{dir: t.TempDir(), opt: site.Options{AtRoot: true}}
		s.opt.BaseURL = test.flag
		os.Mkdir(s.path("content"), 0o755)
		for name, text := range map[string]string{"site.yaml": test.settings, "one.txt": "Ferry line opens\n\nThe ferry opened in 1999.\n"} {
			if err := os.WriteFile(filepath.Join(s.path("content"), name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		shown := newPreviewed(&s)
		problems := shown.Look(nil).Problems
		out, _ := shown.Page("404.html")
		page := string(out.Data)
		if !strings.Contains(page, `href="`+test.home+`"`) {
			t.Errorf("%+v: no link to %s: %s %v", test, test.home, page, problems)
		}
		for _, link := range regexp.MustCompile(`(?:href|src)="/([^"#]*)`).FindAllStringSubmatch(page, -1) {
			_, ok := shown.Page(link[1])
			if _, index := shown.Page(link[1] + "index.html"); !ok && !index {
				t.Errorf("%+v: 404.html asks for /%s", test, link[1])
			}
		}
	}

	// A base_url that is none is the build's to tell, and no wrong flag.
	s := source{dir: t.TempDir(), opt: site.Options{AtRoot: true}}
	os.Mkdir(s.path("content"), 0o755)
	os.WriteFile(s.path("content/site.yaml"), []byte("base_url: https://example.org/sub/?x\n"), 0o644)
	if b := newPreviewed(&s).Look(nil); !b.Broken || len(b.Problems) != 1 || !strings.HasPrefix(b.Problems[0].Text, "content/site.yaml:1") {
		t.Errorf("problems %+v", b)
	}
}

// BenchmarkSave measures from the end of a save to the new text served, on the demonstration site.
func BenchmarkSave(b *testing.B) {
	dir := b.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "content"), os.DirFS(filepath.Join("..", "..", "content"))); err != nil {
		b.Fatal(err)
	}
	article := filepath.Join(dir, "content", "ferry-line.txt")
	save := func(mark string) {
		if err := os.WriteFile(article, []byte("Ferry line opens\n\nThe ferry has the number "+mark+".\n"), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	save("zero")
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	pr, pw := io.Pipe()
	go run(ctx, []string{"serve", "--source", dir, "--addr", "127.0.0.1:0"}, streams{strings.NewReader(""), pw, io.Discard})
	lines := bufio.NewScanner(pr)
	lines.Scan()
	url := regexp.MustCompile(`http://\S+`).FindString(lines.Text())
	go io.Copy(io.Discard, pr)
	served := func(mark string) bool {
		res, err := http.Get(url + "briefs/ferry-line/")
		if err != nil {
			b.Fatal(err)
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		return strings.Contains(string(body), mark)
	}
	for !served("zero") {
	}
	marks := []string{"one", "two", "three", "four", "five"}
	for n := 0; b.Loop(); n++ {
		mark := marks[n%len(marks)] + strings.Repeat("x", n%97)
		save(mark + "end")
		for !served(mark + "end") {
			time.Sleep(time.Millisecond)
		}
	}
}
