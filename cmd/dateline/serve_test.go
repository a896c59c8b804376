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
