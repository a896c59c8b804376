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
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A folder is a site: each file x in content is the page /x/, and one that holds "broken" breaks it; what lies
// in static is served as it is.
type folder struct {
	root string

	mu    sync.Mutex
	texts map[string]string // as last seen
	pages map[string]string
	looks int
}

func (f *folder) Look(paths []string) Build {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looks++
	b := Build{}
	texts, pages := map[string]string{}, map[string]string{"404.html": page("nothing here"), "style.css": "p{}", ".hidden": "secret", "data/.env/x": "secret"}
	filepath.WalkDir(f.root, func(name string, d os.DirEntry, err error) error {
		rel, _ := filepath.Rel(f.root, name)
		rel = filepath.ToSlash(rel)
		if err != nil || d.IsDir() || ignored(d.Name()) {
			return nil
		}
		data, _ := os.ReadFile(name)
		texts[rel] = string(data)
		if bytes.Contains(data, []byte("broken")) {
			b.Broken = true
			b.Problems = append(b.Problems, Problem{File: rel, Line: 1, Col: 4, Msg: "<script>broken</script>", Text: func() string { return rel + ":1:4: <script>broken</script>" }})
		}
		if name, ok := strings.CutPrefix(rel, "content/"); ok {
			pages[name+"/index.html"] = page(string(data))
		} else {
			pages[strings.TrimPrefix(rel, "static/")] = string(data)
		}
		return nil
	})
	for name, text := range texts {
		if was, ok := f.texts[name]; !ok || was != text {
			b.Files = append(b.Files, name)
		}
	}
	b.Parsed = len(b.Files)
	for name := range f.texts {
		if _, ok := texts[name]; !ok {
			b.Files = append(b.Files, name)
		}
	}
	slices.Sort(b.Files)
	f.texts = texts
	if b.Broken {
		return b
	}
	f.pages = pages
	b.Pages = len(pages)
	return b
}

func (f *folder) Sweep(context.Context) (Build, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := Build{Pages: len(f.pages)}
	for name, text := range f.pages {
		if strings.Contains(text, "dead link") {
			b.Problems = append(b.Problems, Problem{File: name, Msg: "a link leads nowhere", Warning: true, Text: func() string { return name + ": warning: dead" }})
		}
	}
	return b, true
}

func page(text string) string {
	return `<!doctype html><html><head><title>x</title></head><body><main id="main">` + text + `</main></body></html>`
}

func (f *folder) Page(path string) (Output, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	text, ok := f.pages[path]
	return Output{Data: []byte(text), Hash: digest([]byte(text))}, ok
}

func (f *folder) PageOf(file string) (string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	path := strings.TrimPrefix(file, "content/") + "/index.html"
	_, ok := f.pages[path]
	return path, ok
}

func (f *folder) Withheld(path string) (Withheld, bool) {
	return Withheld{"content/held", "<b>Held</b>", "is a draft", "Publish it."}, path == "held/index.html"
}

func (f *folder) Info(path string) (PageInfo, bool) {
	file := "content/" + strings.TrimSuffix(path, "/index.html")
	return PageInfo{File: file}, path == "one/index.html"
}

// start serves a folder that holds content/one. It returns the URL, the folder content and what is logged.
func start(t *testing.T, change ...func(*Config)) (url, dir string, log *buffer) {
	t.Helper()
	root := t.TempDir()
	dir = filepath.Join(root, "content")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	save(t, dir, "one", "<p>first</p>")
	log = &buffer{}
	cfg := Config{Addr: "127.0.0.1:0", Root: root, Dirs: []string{"content", "static"}, Log: log, Site: &folder{root: root}, Editor: DefaultEditor}
	for _, c := range change {
		c(&cfg)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	cfg.Ready = func(url string) { ready <- url }
	before := runtime.NumGoroutine()
	go func() { done <- Run(ctx, cfg) }()
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
		{"one/", 200, page("<p>first</p>"), "text/html; charset=utf-8"},
		{"one", 200, "first", "text/html; charset=utf-8"}, // after a redirect
		{"style.css", 200, "p{}", "text/css; charset=utf-8"},
		{"missing", 404, page("nothing here"), "text/html; charset=utf-8"},
		{"_/preview.js", 200, "EventSource", "text/javascript; charset=utf-8"},
		{"_/info?path=/one/", 200, `"file":"content/one"`, "application/json"},
		{"_/info?path=/missing/", 200, `"file":""`, "application/json"},
		{".hidden", 404, "nothing here", "text/html; charset=utf-8"},
		{"data/.env/x", 404, "nothing here", "text/html; charset=utf-8"},
		{"data/", 404, "nothing here", "text/html; charset=utf-8"},
	}
	for _, test := range tests {
		status, body, h := get(t, url+test.path)
		if status != test.status || !strings.Contains(body, test.body) || h.Get("Content-Type") != test.kind {
			t.Errorf("%s: %d %s %q, want %d %s %q", test.path, status, h.Get("Content-Type"), body, test.status, test.kind, test.body)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: headers %v", test.path, h)
		}
	}
}

// The script is put into what a browser shows, and into nothing else.
func TestScript(t *testing.T) {
	url, _, _ := start(t)
	for _, test := range []struct {
		path, header, value string
		want                bool
	}{
		{"one/", "Sec-Fetch-Dest", "document", true},
		{"one/", "Sec-Fetch-Dest", "empty", false},
		{"one/", "Accept", "text/html,*/*", true}, // an old browser
		{"one/", "Accept", "*/*", false},
		{"missing", "Sec-Fetch-Dest", "document", true},
		{"style.css", "Sec-Fetch-Dest", "document", false},
	} {
		req, _ := http.NewRequest("GET", url+test.path, nil)
		req.Header.Set(test.header, test.value)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if got := bytes.Contains(body, []byte(`<script src="/_/preview.js?`)); got != test.want {
			t.Errorf("%s, %s: %s: script %v in %s", test.path, test.header, test.value, got, body)
		}
	}
	for page, want := range map[string]string{
		"<p>x":               `<p>x<script`,
		"<body>x</body>rest": `<body>x<script src="` + scriptURL + `" data-revision="7" data-hash="h" data-head="h" defer></script></body>rest`,
	} {
		if got := string(withScript([]byte(page), 7, "h")); !strings.HasPrefix(got, want) {
			t.Errorf("%q became %q", page, got)
		}
	}
	a, b := withScript([]byte("<head>a</head><body>"), 1, "h"), withScript([]byte("<head>b</head><body>"), 1, "h")
	if bytes.Equal(a[bytes.Index(a, []byte("data-head")):], b[bytes.Index(b, []byte("data-head")):]) {
		t.Error("another head is not told")
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
	if !strings.Contains(log.String(), `content/one → 1 parsed`) {
		t.Errorf("log: %s", log)
	}
}

// A folder that does not exist yet is watched once it does.
func TestLateFolder(t *testing.T) {
	url, dir, _ := start(t)
	static := filepath.Join(filepath.Dir(dir), "static")
	os.Mkdir(static, 0o755)
	time.Sleep(2 * checkout)
	save(t, static, "late.css", "p{}")
	eventually(t, url+"late.css", has("p{}"))
}

func TestBrokenBuildHeals(t *testing.T) {
	url, dir, _ := start(t)
	events := listenTo(t, url, "/one/", "/two/", "/style.css")
	first := <-events
	if len(first.Problems) != 0 || len(first.Hashes) != 3 || first.Hashes["/style.css"] == "" {
		t.Errorf("first event: %+v", first)
	}
	replace(t, dir, "one", "x\nbroken")
	e := <-events
	if e.Revision != first.Revision+1 || len(e.Hashes) != 0 || e.Total != 1 || len(e.Problems) != 1 {
		t.Fatalf("broken: %+v", e)
	}
	link := "vscode://file" + filepath.ToSlash(dir) + "/one:1:4"
	if p := e.Problems[0]; p.Msg != "<script>broken</script>" || p.File != "content/one" || p.Editor != link ||
		!slices.Equal(p.Code, []codeLine{{1, "x"}, {2, "broken"}}) || p.Caret != 4 {
		t.Errorf("problem: %+v", p)
	}
	if status, body, _ := get(t, url+"one/"); status != 200 || !strings.Contains(body, "first") {
		t.Errorf("the last good page is gone: %d %s", status, body)
	}
	if status, body, _ := get(t, url+"style.css"); status != 200 || body != "p{}" {
		t.Errorf("style: %d %s", status, body)
	}
	replace(t, dir, "one", "<p>healed</p>")
	if e := <-events; e.Revision != first.Revision+2 || len(e.Problems) != 0 || len(e.Hashes) != 1 || e.Hashes["/one/"] == first.Hashes["/one/"] {
		t.Errorf("healed: %+v", e)
	}
	if _, body, _ := get(t, url+"one/"); !strings.Contains(body, "healed") {
		t.Errorf("told, and not served: %s", body)
	}

	// Saving the same bytes is no news, and of a page that nobody looks at nobody is told.
	replace(t, dir, "one", "<p>healed</p>")
	replace(t, dir, "three", "x")
	eventually(t, url+"three/", has("x"))
	replace(t, dir, "two", "x")
	if e := <-events; len(e.Hashes) != 1 || e.Hashes["/two/"] == first.Hashes["/two/"] {
		t.Errorf("after the same bytes: %+v", e)
	}
}

func listenTo(t *testing.T, server string, paths ...string) <-chan event {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, "GET", server+"_/events?"+url.Values{"path": paths}.Encode(), nil)
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
		{"body", "GET /one/ HTTP/1.1\r\nContent-Length: 5\r\nHost: localhost", "400"},
		{"connect", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost", "405"},
		{"options", "OPTIONS * HTTP/1.1\r\nHost: localhost", "405"},
		{"put", "PUT /one/ HTTP/1.1\r\nContent-Length: 0\r\nHost: localhost", "405"},
		{"two hosts", "GET /one/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example", "400"},
		{"forwarded host", "GET /one/ HTTP/1.1\r\nX-Forwarded-Host: localhost\r\nHost: evil.example", "403"},
		{"info of another site", "GET /_/info?path=/one/ HTTP/1.1\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nHost: localhost", "403"},
		{"rebound info", "GET /_/info?path=/one/ HTTP/1.1\r\nHost: evil.example", "403"},
		{"rebound script", "GET /_/preview.js HTTP/1.1\r\nHost: evil.example", "403"},
		{"absolute form, own host", "GET http://localhost/one/ HTTP/1.1\r\nHost: localhost", "200"},
		{"head", "HEAD /one/ HTTP/1.1\r\nHost: localhost", "200"},
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

// However a way out of the site is written, it leads nowhere.
func TestTraversal(t *testing.T) {
	url, dir, _ := start(t)
	save(t, filepath.Dir(dir), "secret", "secret")
	addr := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	for _, path := range []string{
		"/../secret", "/one/../../secret", "/%2e%2e/secret", "/%2e%2e%2fsecret", "/..%2fsecret", "/..%5csecret", `/..\secret`, "/..;/secret",
		"/%252e%252e/secret", "/.%2e/secret", "/one/%2e%2e/%2e%2e/secret", "/one//../../secret", "//secret", "///../secret", "/./../secret",
		"/..%00/secret", "/secret%00", "/%c0%ae%c0%ae/secret", "/%uff0e%uff0e/secret", "/../content/one", "/content/one", "/.hidden", "/%2ehidden",
		"/data/.env/x", "/one/.", "/one/..", "/C:/secret", "/file:///etc/passwd", "/_/", "/_/../secret", "/_/events/../../secret", "/data/", "/data",
	} {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(3 * time.Second))
		fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path)
		answer, _ := io.ReadAll(conn)
		conn.Close()
		status := strings.Fields(string(answer) + " ? ?")[1]
		if status != "404" && status != "400" || bytes.Contains(answer, []byte("secret")) || bytes.Contains(answer, []byte("first")) {
			t.Errorf("%s: %s", path, answer)
		}
	}
}

// Headers that trickle in are not waited for; a request that is in is, however long the first look takes, and so is
// a stream, though a client that reads none of it is not.
func TestSlow(t *testing.T) {
	const limit = 100 * time.Millisecond
	ctx, stop := context.WithCancel(t.Context())
	p := newPreview(Config{Root: t.TempDir(), Site: &folder{root: t.TempDir()}, Log: io.Discard}, "127.0.0.1:1")
	server := p.server(ctx, limit)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { done <- server.Serve(listener) }()
	defer func() {
		stop()
		server.Close()
		<-done
	}()
	open := func(request string) net.Conn {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		fmt.Fprint(conn, request)
		conn.SetDeadline(time.Now().Add(5 * time.Second))
		return conn
	}
	slow := open("GET / HTTP/1.1\r\nHost: localhost\r\nX-")
	early := open("GET /style.css HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	stream := open("GET /_/events?path=/style.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if answer, _ := io.ReadAll(slow); bytes.Contains(answer, []byte("200 OK")) {
		t.Errorf("half a request is answered: %s", answer)
	}
	time.Sleep(2 * limit)
	p.set(p.site.Look(nil), nil)
	if answer, _ := io.ReadAll(early); !bytes.Contains(answer, []byte("200 OK")) || !bytes.HasSuffix(answer, []byte("p{}")) {
		t.Errorf("who asked first got %s", answer)
	}
	for lines := bufio.NewScanner(stream); ; {
		if !lines.Scan() {
			t.Fatal("the stream has ended")
		}
		if strings.HasPrefix(lines.Text(), "data: ") {
			break
		}
	}
}

// Streams that are open and idle keep nobody from a page.
func TestIdleStreams(t *testing.T) {
	url, _, _ := start(t)
	addr := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	open := map[string]int{}
	for range 200 {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(5 * time.Second))
		fmt.Fprint(conn, "GET /_/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		open[strings.Fields(line)[1]]++
	}
	if open["200"] != maxStreams || open["503"] != 200-maxStreams {
		t.Errorf("%v", open)
	}
	if status, _, _ := get(t, url+"one/"); status != http.StatusOK {
		t.Errorf("a page: %d", status)
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

func TestAddress(t *testing.T) {
	for _, test := range []struct {
		addr, host, port string
		given            bool
	}{
		{"", "127.0.0.1", "1414", false},
		{"8080", "127.0.0.1", "8080", true},
		{":8080", "127.0.0.1", "8080", true}, // the network has to be asked for
		{"0.0.0.0:8080", "0.0.0.0", "8080", true},
		{"0.0.0.0", "0.0.0.0", "1414", false},
		{"::1", "::1", "1414", false},
		{"[::1]", "::1", "1414", false},
		{"[::]:80", "::", "80", true},
		{"localhost", "localhost", "1414", false},
		{"desk.example:80", "desk.example", "80", true},
		{"70000", "70000", "1414", false}, // no port
	} {
		if host, port, given := address(test.addr); host != test.host || port != test.port || given != test.given {
			t.Errorf("%q: %s %s %v", test.addr, host, port, given)
		}
	}
	for host, want := range map[string]string{
		"127.0.0.1": "http://127.0.0.1:80/", "::1": "http://[::1]:80/", "::": "http://localhost:80/", "0.0.0.0": "http://localhost:80/", "192.0.2.5": "http://192.0.2.5:80/",
	} {
		if got := reachable(host, "80"); got != want {
			t.Errorf("%s is reached at %s, want %s", host, got, want)
		}
	}
}

// Who listens for the network says so, at an address that can be followed, and answers to names that are given.
func TestNetwork(t *testing.T) {
	url, _, log := start(t, func(cfg *Config) { cfg.Addr, cfg.Hosts = "0.0.0.0:0", []string{"Proxy.example"} })
	if !strings.HasPrefix(url, "http://localhost:") || !strings.Contains(log.String(), "warning: who is in your network") {
		t.Errorf("%s, and says %s", url, log)
	}
	for host, want := range map[string]int{"proxy.example": 200, "proxy.example:443": 200, "192.0.2.1:1414": 200, "evil.example": 403, "a.proxy.example": 403} {
		req, _ := http.NewRequest("GET", url+"one/", nil)
		req.Host = host
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != want || want == 403 && !bytes.Contains(body, []byte("--allow-host "+host)) {
			t.Errorf("%s: %d %s", host, res.StatusCode, body)
		}
	}
}

// What is wrong is said once, and again only if it comes again.
func TestProblemsAreSaidOnce(t *testing.T) {
	url, dir, log := start(t)
	get(t, url)
	const told = "content/one:1:4: <script>broken</script>\n"
	await := func(times int, line string) {
		t.Helper()
		for end := time.Now().Add(3 * time.Second); strings.Count(log.String(), line) < times; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%q is not said %d times: %s", line, times, log)
			}
		}
	}
	replace(t, dir, "one", "broken")
	await(1, told)
	if !strings.Contains(log.String(), "the last good pages stay\n") {
		t.Errorf("log: %s", log)
	}
	replace(t, dir, "two", "x")
	await(1, "content/two → 1 parsed, no page is open, 1 error · ")
	if n := strings.Count(log.String(), told); n != 1 {
		t.Errorf("said %d times: %s", n, log)
	}
	replace(t, dir, "one", "well")
	await(1, "content/one → 1 parsed, to be seen at "+url+"one/ · ")
	replace(t, dir, "one", "broken")
	await(2, told)
}

// The page of a brief that is held back says so, as text.
func TestWithheld(t *testing.T) {
	url, _, _ := start(t)
	for _, path := range []string{"held/", "held"} {
		status, body, h := get(t, url+path)
		if status != 404 || !strings.Contains(body, "“&lt;b&gt;Held&lt;/b&gt;” is a draft") || !strings.Contains(body, "content/held") || h.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestAllowHost(t *testing.T) {
	machine, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
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
		{"127.0.0.1", "", machine, false},
		{"0.0.0.0", "", machine, true},
		{"0.0.0.0", "", machine + ".local:1414", true},
		{"0.0.0.0", "", machine + ".evil.example", false},
		{"::1", "::1", "[::1]:1414", true},
	} {
		p := newPreview(Config{Addr: net.JoinHostPort(test.named, "1414")}, net.JoinHostPort(test.listens, "1414"))
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
	for _, page := range []string{"", "<p>none</p>", `<meta http-equiv="Content-Security-Policy">`} {
		if got := string(widenPolicy([]byte(page))); got != page {
			t.Errorf("%q became %q", page, got)
		}
	}
}

// The first look may find errors, too.
func TestStartsBroken(t *testing.T) {
	url, dir, _ := start(t, func(cfg *Config) { save(t, filepath.Join(cfg.Root, "content"), "one", "broken") })
	req, _ := http.NewRequest("GET", url+"one/", nil)
	req.Header.Set("Accept", "text/html")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != http.StatusServiceUnavailable || !bytes.Contains(body, []byte("/_/preview.js")) {
		t.Errorf("%d %s", res.StatusCode, body)
	}
	events := listenTo(t, url, "/one/")
	if e := <-events; len(e.Problems) != 1 || e.Hashes["/one/"] != "503" {
		t.Errorf("first event: %+v", e)
	}
	save(t, dir, "one", "well")
	if e := <-events; len(e.Problems) != 0 || !strings.HasPrefix(e.Hashes["/one/"], "200-") {
		t.Errorf("healed: %+v", e)
	}
}

// What is wrong with pages that nobody looks at is told as well.
func TestSweep(t *testing.T) {
	url, dir, log := start(t)
	events := listenTo(t, url, "/one/")
	<-events
	save(t, dir, "two", "dead link")
	if e := <-events; len(e.Problems) != 1 || e.Problems[0].Msg != "a link leads nowhere" || len(e.Hashes) > 0 {
		t.Errorf("%+v", e)
	}
	save(t, dir, "one", "<p>second</p>")
	if e := <-events; len(e.Hashes) != 1 {
		t.Errorf("%+v", e)
	}
	if text := log.String(); strings.Count(text, "all pages looked at, 1 warning (dateline check shows them)") != 1 || strings.Contains(text, "warning: dead") {
		t.Errorf("log: %s", log) // with what a site starts with it is only counted
	}
}
