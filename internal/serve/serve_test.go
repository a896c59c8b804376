package serve

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// start serves a folder: each file x in it is the page /x/, and a file that holds "broken"
// breaks the build. It returns the URL and the folder.
func start(t *testing.T) (url, dir string, log *buffer) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "content")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	save(t, dir, "one", "<p>first</p>")
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	log = &buffer{}
	before := runtime.NumGoroutine()
	go func() {
		done <- Run(ctx, Config{
			Addr: "127.0.0.1:0", Dirs: []string{dir, filepath.Join(filepath.Dir(dir), "static")}, Log: log,
			Build: func() (map[string][]byte, []string) { return build(dir) },
			Ready: func(url string) { ready <- url },
		})
	}()
	select {
	case url = <-ready:
	case err := <-done:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
		for end := time.Now().Add(3 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				buf := make([]byte, 1<<16)
				t.Fatalf("goroutines: %d before, now\n%s", before, buf[:runtime.Stack(buf, true)])
			}
		}
	})
	return url, dir, log
}

func build(dir string) (map[string][]byte, []string) {
	files := map[string][]byte{"404.html": []byte("<body>nothing here</body>"), "style.css": []byte("p{}")}
	var problems []string
	filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		data, _ := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		if bytes.Contains(data, []byte("broken")) {
			problems = append(problems, rel+":1:1: <script>broken</script>")
		}
		files[filepath.ToSlash(rel)+"/index.html"] = append([]byte("<!doctype html><body>"), append(data, "</body>"...)...)
		return nil
	})
	if problems != nil {
		return nil, problems
	}
	return files, nil
}

func save(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// replace saves as most editors do: at once, by renaming a new file over the old one.
func replace(t *testing.T, dir, name, text string) {
	t.Helper()
	save(t, dir, ".new", text)
	if err := os.Rename(filepath.Join(dir, ".new"), filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, url string) (int, string, http.Header) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body), res.Header
}

// eventually asks until ok says so, for at most three seconds.
func eventually(t *testing.T, url string, ok func(status int, body string) bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		status, body, _ := get(t, url)
		if ok(status, body) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s still answers %d %s", url, status, body)
		}
	}
}

func has(text string) func(int, string) bool {
	return func(_ int, body string) bool { return strings.Contains(body, text) }
}

type buffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func TestPages(t *testing.T) {
	url, dir, _ := start(t)
	save(t, filepath.Dir(dir), "secret", "secret")
	tests := []struct {
		path   string
		status int
		body   string
		kind   string
	}{
		{"one/", 200, `<p>first</p><script src="/_/preview.js" data-revision="`, "text/html; charset=utf-8"},
		{"one", 200, "first", "text/html; charset=utf-8"}, // after a redirect
		{"style.css", 200, "p{}", "text/css; charset=utf-8"},
		{"missing", 404, "nothing here<script", "text/html; charset=utf-8"},
		{"_/preview.js", 200, "EventSource", "text/javascript; charset=utf-8"},
		{"../secret", 404, "nothing here", "text/html; charset=utf-8"},
		{"%2e%2e/secret", 404, "nothing here", "text/html; charset=utf-8"},
		{"one/..%2f..%2fsecret", 404, "nothing here", "text/html; charset=utf-8"},
		{`..%5csecret`, 404, "nothing here", "text/html; charset=utf-8"},
		{"/example.com/one", 404, "nothing here", "text/html; charset=utf-8"},
	}
	for _, test := range tests {
		status, body, h := get(t, url+test.path)
		if status != test.status || !strings.Contains(body, test.body) || h.Get("Content-Type") != test.kind {
			t.Errorf("%s: %d %s %q, want %d %s %q", test.path, status, h.Get("Content-Type"), body, test.status, test.kind, test.body)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: headers %v", test.path, h)
		}
	}
	if _, body, _ := get(t, url+"style.css"); strings.Contains(body, "script") {
		t.Error("a style sheet got the script")
	}
}

func TestSaveIsServed(t *testing.T) {
	url, dir, log := start(t)
	eventually(t, url+"one/", has("first"))

	save(t, dir, "one", "<p>second</p>")
	eventually(t, url+"one/", has("second"))

	replace(t, dir, "one", "<p>third</p>")
	eventually(t, url+"one/", has("third"))

	// A new folder, and a file in it later.
	sub := filepath.Join(dir, "sub")
	os.Mkdir(sub, 0o755)
	save(t, sub, "two", "<p>new</p>")
	eventually(t, url+"sub/two/", has("new"))
	time.Sleep(2 * quiet)
	save(t, sub, "two", "<p>newer</p>")
	eventually(t, url+"sub/two/", has("newer"))

	os.RemoveAll(sub)
	eventually(t, url+"sub/two/", func(status int, _ string) bool { return status == 404 })

	// The watched folder itself goes and comes back.
	os.RemoveAll(dir)
	eventually(t, url+"one/", func(status int, _ string) bool { return status == 404 })
	os.Mkdir(dir, 0o755)
	save(t, dir, "one", "<p>back</p>")
	eventually(t, url+"one/", has("back"))
	time.Sleep(2 * quiet)
	save(t, dir, "one", "<p>back again</p>")
	eventually(t, url+"one/", has("back again"))
	if !strings.Contains(log.String(), `"content/one" → `) {
		t.Errorf("log: %s", log)
	}
}

// A folder that does not exist yet is watched once it does.
func TestLateFolder(t *testing.T) {
	_, dir, log := start(t)
	static := filepath.Join(filepath.Dir(dir), "static")
	os.Mkdir(static, 0o755)
	time.Sleep(3 * quiet)
	save(t, static, "late.css", "p{}")
	for end := time.Now().Add(3 * time.Second); !strings.Contains(log.String(), `"static/late.css" → `); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("log: %s", log)
		}
	}
}

func TestBrokenBuildHeals(t *testing.T) {
	url, dir, _ := start(t)
	events := listenTo(t, url)
	first := <-events
	if first.Problems != nil {
		t.Errorf("first event: %+v", first)
	}
	if _, body, _ := get(t, url+"one/"); !strings.Contains(body, fmt.Sprintf(`data-revision="%d" defer></script></body>`, first.Revision)) {
		t.Errorf("the page is not of revision %d: %s", first.Revision, body)
	}
	replace(t, dir, "one", "broken")
	e := <-events
	if e.Revision != first.Revision+1 || len(e.Problems) != 1 || e.Problems[0] != "one:1:1: <script>broken</script>" {
		t.Errorf("broken: %+v", e)
	}
	if status, body, _ := get(t, url+"one/"); status != 200 || !strings.Contains(body, "first") {
		t.Errorf("the last good page is gone: %d %s", status, body)
	}
	replace(t, dir, "one", "<p>healed</p>")
	if e := <-events; e.Revision != first.Revision+2 || e.Problems != nil {
		t.Errorf("healed: %+v", e)
	}
	eventually(t, url+"one/", has("healed"))

	// Saving the same bytes is no news.
	replace(t, dir, "one", "<p>healed</p>")
	replace(t, dir, "two", "x")
	if e := <-events; e.Revision != first.Revision+3 {
		t.Errorf("after the same bytes: %+v", e)
	}
}

type event struct {
	Revision int64
	Problems []string
}

func listenTo(t *testing.T, url string) <-chan event {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, "GET", url+"_/events", nil)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	out, done := make(chan event), make(chan struct{})
	go func() {
		defer close(done)
		defer close(out)
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e event
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					t.Error(err)
				}
				select {
				case out <- e:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	t.Cleanup(func() { stop(); <-done; res.Body.Close() })
	return out
}

// Requests as bytes on the wire, so that no client tidies them up.
func TestRefused(t *testing.T) {
	url, _, _ := start(t)
	addr := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	tests := []struct{ name, request, status string }{
		{"own host", "GET /one/ HTTP/1.1\r\nHost: " + addr, "200"},
		{"localhost", "GET /one/ HTTP/1.1\r\nHost: localhost:99", "200"},
		{"v6", "GET /one/ HTTP/1.1\r\nHost: [::1]:99", "200"},
		{"rebound", "GET /one/ HTTP/1.1\r\nHost: evil.example", "403"},
		{"rebound events", "GET /_/events HTTP/1.1\r\nHost: evil.example", "403"},
		{"looks like localhost", "GET /one/ HTTP/1.1\r\nHost: localhost.evil.example", "403"},
		{"looks like loopback", "GET /one/ HTTP/1.1\r\nHost: 127.0.0.1.evil.example", "403"},
		{"absolute form", "GET http://evil.example/one/ HTTP/1.1\r\nHost: localhost", "403"},
		{"no host", "GET /one/ HTTP/1.0", "403"},
		{"post", "POST /one/ HTTP/1.1\r\nContent-Length: 0\r\nHost: localhost", "405"},
		{"other site", "GET /one/ HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\nHost: localhost", "403"},
		{"other port", "GET /_/events HTTP/1.1\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\nHost: localhost", "403"},
		{"other origin", "GET /one/ HTTP/1.1\r\nOrigin: http://evil.example\r\nHost: localhost", "403"},
		{"followed link", "GET /one/ HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nHost: localhost", "200"},
		{"frame", "GET /one/ HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\nHost: localhost", "403"},
		{"dots", "GET /../../../../etc/passwd HTTP/1.1\r\nHost: localhost", "404"},
		{"no slash", "GET etc/passwd HTTP/1.1\r\nHost: localhost", "400"},
		{"large header", "GET /one/ HTTP/1.1\r\nX: " + strings.Repeat("x", 64<<10) + "\r\nHost: localhost", "431"},
	}
	for _, test := range tests {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(3 * time.Second))
		fmt.Fprintf(conn, "%s\r\nConnection: close\r\n\r\n", test.request)
		answer, _ := io.ReadAll(conn)
		conn.Close()
		fields := strings.Fields(string(answer) + " ? ?")
		if fields[1] != test.status {
			t.Errorf("%s: %s, want %s", test.name, fields[1], test.status)
		}
	}
}

// A page of an earlier server is told a revision it does not have, and so reloads.
func TestRestart(t *testing.T) {
	var revision [2]int64
	for i := range revision {
		url, _, _ := start(t)
		get(t, url) // built
		revision[i] = (<-listenTo(t, url)).Revision
	}
	if revision[1] <= revision[0] || revision[1] >= 1<<53 {
		t.Errorf("revisions %d: must count up, and be numbers of JavaScript", revision)
	}
}

func TestStreamsAreLimited(t *testing.T) {
	url, _, _ := start(t)
	for range maxStreams {
		listenTo(t, url)
	}
	if status, _, _ := get(t, url+"_/events"); status != http.StatusServiceUnavailable {
		t.Errorf("one stream too many: %d", status)
	}
}

func TestBusyPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	err = Run(t.Context(), Config{Addr: l.Addr().String(), Log: io.Discard})
	if err == nil {
		t.Error("an address that was asked for and is busy must be an error")
	}

	a, err := listen(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	b, err := listen(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if a.Addr().String() == b.Addr().String() {
		t.Error("two servers on one port")
	}
}

func TestAllowHost(t *testing.T) {
	for _, test := range []struct {
		listens, named, host string
		want                 bool
	}{
		{"127.0.0.1", "", "127.0.0.1:1414", true},
		{"127.0.0.1", "", "site.localhost", true},
		{"127.0.0.1", "", "192.168.1.5:1414", false},
		{"127.0.0.1", "", "", false},
		{"::", "", "192.168.1.5:1414", true},
		{"::", "desk.example", "Desk.example:1414", true},
		{"::", "desk.example", "evil.example", false},
	} {
		p := &preview{host: test.listens, named: test.named}
		if got := p.allowHost(test.host); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}

func TestPolicy(t *testing.T) {
	for _, test := range []struct{ policy, want string }{
		{"default-src 'none'; style-src 'self'", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'"},
		{"default-src 'self' https:", "default-src 'self' https:; script-src https: 'self'; connect-src https: 'self'"},
		{"script-src 'none'; script-src-elem https://a.example", "script-src 'self'; script-src-elem https://a.example 'self'"},
		{"img-src *", "img-src *"},
		{" ; ", ""},
	} {
		if got := withSelf(test.policy); got != test.want {
			t.Errorf("%q became %q, want %q", test.policy, got, test.want)
		}
		page := `<head><meta http-equiv="Content-Security-Policy" content="` + test.policy + `"><title>"x"</title>`
		want := strings.Replace(page, `"`+test.policy+`"`, `"`+test.want+`"`, 1)
		if got := string(widenPolicy([]byte(page))); got != want {
			t.Errorf("page %s, want %s", got, want)
		}
	}
	for _, page := range []string{"", "<p>none</p>", string(policyStart)} {
		if got := string(widenPolicy([]byte(page))); got != page {
			t.Errorf("%q became %q", page, got)
		}
	}
}

// The first build may be broken, too.
func TestStartsBroken(t *testing.T) {
	p := &preview{changed: make(chan struct{}), built: make(chan struct{}), host: "127.0.0.1"}
	p.set(nil, []string{"x:1:1: broken"})
	if now := p.get(); now.Revision != 1 || len(now.Problems) != 1 {
		t.Errorf("%+v", now)
	}
	rec := httptest.NewRecorder()
	req, _ := http.NewRequest("GET", "http://localhost/", nil)
	p.ServeHTTP(rec, req)
	if rec.Code != http.StatusServiceUnavailable || !strings.Contains(rec.Body.String(), "/_/preview.js") {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}
