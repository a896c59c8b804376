package main

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser starts one Chromium for a test. Where there is none the test is skipped,
// but in CI, which installs one, it fails.
func browser(t *testing.T) context.Context {
	t.Helper()
	exe := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			exe = p
			break
		}
	}
	if exe == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium on the path: CI installs one")
		}
		t.Skip("no Chromium on the path: the pages were not looked at in a browser")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(exe), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-background-networking", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // starts it; no timeout may hang on this first context
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// complaints collects what a page logs: script errors and breaches of its own
// Content-Security-Policy.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) hear(ev any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch ev := ev.(type) {
	case *log.EventEntryAdded:
		c.list = append(c.list, ev.Entry.Text)
	case *runtime.EventExceptionThrown:
		c.list = append(c.list, ev.ExceptionDetails.Text)
	}
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.list
	c.list = nil
	return out
}

// demonstration builds the repository's own site into a temporary folder and serves it
// as a static host would.
func demonstration(t *testing.T) (dir, url string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "public")
	var stderr strings.Builder
	if code := run(context.Background(), []string{"build", "--source", "../..", "--output", dir}, streams{strings.NewReader(""), io.Discard, &stderr}); code != 0 {
		t.Fatalf("build: exit %d\n%s", code, stderr.String())
	}
	srv := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(srv.Close)
	return dir, srv.URL
}

// TestPagesInBrowser opens every page of the demonstration site and looks at it as a phone,
// a tablet and a desktop do, light and dark: nothing scrolls sideways, nothing is logged.
func TestPagesInBrowser(t *testing.T) {
	ctx := browser(t)
	dir, url := demonstration(t)
	var pages []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if path.Ext(p) == ".html" {
			pages = append(pages, p)
		}
		return err
	})
	if err != nil || len(pages) < 20 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	var heard complaints
	if err := chromedp.Listen(ctx, heard.hear); err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if src, err := os.ReadFile(filepath.Join(dir, p)); err != nil || bytes.Contains(src, []byte(`http-equiv="refresh"`)) {
			continue // an alias: it leaves at once
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(url+"/"+p)); err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		for _, scheme := range []string{"light", "dark"} {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
			if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			for _, width := range []int64{320, 768, 1280} {
				if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
					t.Fatal(err)
				}
				wide, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
				if err != nil || wide > width {
					t.Errorf("%s, %s: %d px wide in a window of %d: it scrolls sideways (%v)", p, scheme, wide, width, err)
				}
			}
		}
		if said := heard.take(); len(said) > 0 {
			t.Errorf("%s logs %q", p, said)
		}
	}
}

// TestLinksInBrowser follows an item to its sentence and the sentence back to the item,
// and looks at what is printed.
func TestLinksInBrowser(t *testing.T) {
	ctx := browser(t)
	_, url := demonstration(t)
	at := func(query string) bool {
		t.Helper()
		seen, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(() => {
			const e = document.querySelector(`+strconv.Quote(query)+`);
			if (!e) return false;
			const b = e.getBoundingClientRect();
			return b.bottom > 0 && b.top < innerHeight && b.width > 0;
		})()`))
		if err != nil {
			t.Fatal(err)
		}
		return seen
	}
	click := func(query string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector(`+strconv.Quote(query)+`).click()`)); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	for _, width := range []int64{320, 1280} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(url+"/briefs/trump-xi-call/index.html")); err != nil {
			t.Fatal(err)
		}
		click(`[id^="event-s17"] a[href="#s17"]`)
		if !at("#s17:target") {
			t.Errorf("at %d px the timeline's link does not show sentence 17", width)
		}
		click(`#s17 .uses a[href^="#event-s17"]`)
		if !at(`[id^="event-s17"]:target`) {
			t.Errorf("at %d px the sentence's link does not show the event", width)
		}
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]bool{"nav": false, "#s1 .n": true, "table svg": true, ".uses": false} {
		shown, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`[...document.querySelectorAll(`+strconv.Quote(query)+`)].some(e => e.checkVisibility())`))
		if err != nil || shown != want {
			t.Errorf("in print %s is shown: %v, want %v (%v)", query, shown, want, err)
		}
	}
}
