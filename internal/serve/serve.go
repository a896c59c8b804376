// Package serve shows a site while it is being written: it watches folders, builds again
// after each save and serves the result from memory. The main type is [Config].
//
// The rules of the package:
//
//   - Nothing is written. Pages come from the map of the last good build, by name: no path
//     of a request is ever joined to a folder.
//   - The server listens before the first build; requests wait for it. It never gives up:
//     a build that fails leaves the last good pages up, with its problems shown over them,
//     and the next save heals it.
//   - What a page needs for that is one external script, put into text/html as it is sent.
//     A Content-Security-Policy in the page is kept, and widened by that script and its events:
//     a published page may forbid all scripts and still be previewed.
//   - Only this machine may read it, unless the address says otherwise. The Host header must
//     name it (against DNS rebinding), requests from other sites are refused, as are methods
//     but GET and HEAD. Problem texts are data, never markup.
package serve

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// DefaultAddr is where Run listens if it is not told.
const DefaultAddr = "127.0.0.1:1414"

// Config says what to serve.
type Config struct {
	// Addr is host:port. If it is "", Run takes DefaultAddr, or the next port that is free.
	Addr string
	// Dirs are the folders to watch, with all below. They need not exist yet.
	Dirs []string
	// Build returns the site by path ("briefs/x/index.html"), or nil if it cannot be built,
	// and its problems as text for people. It is never called twice at once.
	Build func() (files map[string][]byte, problems []string)
	// Log gets one line for each build, and its problems.
	Log io.Writer
	// Ready, if set, is called with the URL once the server listens.
	Ready func(url string)
}

// Run serves until ctx is done, and returns nil then.
func Run(ctx context.Context, cfg Config) error {
	listener, err := listen(ctx, cfg.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	watch, err := newWatcher(cfg.Dirs)
	if err != nil {
		return err
	}
	defer watch.close()

	ctx, stop := context.WithCancel(ctx)
	defer stop()
	p := &preview{
		changed: make(chan struct{}), built: make(chan struct{}),
		revision: time.Now().UnixMicro(),
		host:     hostOf(listener.Addr().String()), named: hostOf(cfg.Addr),
	}
	server := &http.Server{
		Handler:           p,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // ends the event streams
	}

	url := "http://" + listener.Addr().String() + "/"
	fmt.Fprintf(cfg.Log, "preview at %s (Ctrl-C stops it)\n", url)
	if !isLoopback(p.host) {
		fmt.Fprintln(cfg.Log, "warning: this address can be reached from other machines")
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		rebuild(p, cfg, "")
		watch.run(ctx, func(name string) { rebuild(p, cfg, name) })
	})
	wg.Go(func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			server.Close()
		}
	})
	if cfg.Ready != nil {
		cfg.Ready(url)
	}
	err = server.Serve(listener)
	stop()
	wg.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	if addr != "" {
		return lc.Listen(ctx, "tcp", addr)
	}
	host, port, _ := net.SplitHostPort(DefaultAddr)
	first, _ := strconv.Atoi(port)
	for n := first; ; n++ {
		l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(n)))
		if err == nil || n == first+20 {
			return l, err
		}
	}
}

// rebuild builds and logs one line. name is the file that was saved, "" the first time.
func rebuild(p *preview, cfg Config, name string) {
	begin := time.Now()
	files, problems := cfg.Build()
	changed := p.set(files, problems)
	what := fmt.Sprintf("%d files, %d changed", len(files), changed)
	if files == nil {
		what = "not built; the last good pages stay"
	}
	if name != "" {
		what = fmt.Sprintf("%q → %s", name, what)
	}
	fmt.Fprintf(cfg.Log, "%s %s · %d ms\n", begin.Format(time.TimeOnly), what, time.Since(begin).Milliseconds())
	for _, text := range problems {
		fmt.Fprintln(cfg.Log, strings.TrimSuffix(text, "\n"))
	}
}

// A preview is the last good build and what is wrong since.
type preview struct {
	host  string       // where it listens, as an IP address
	named string       // the host it was told to listen on, allowed beside the loopback names
	open  atomic.Int64 // event streams

	mu       sync.Mutex
	files    map[string][]byte
	problems []string      // of the last build, if it failed
	revision int64         // counts up from when the server started, so that a tab left open from an earlier one reloads
	changed  chan struct{} // closed, and replaced, with each new revision
	built    chan struct{} // closed after the first build
}

const maxStreams = 64

// set takes a build over and returns how many files it changed. Nothing new, no new revision.
func (p *preview) set(files map[string][]byte, problems []string) (changed int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if files == nil {
		if problems == nil {
			problems = []string{"the site cannot be built"}
		}
	} else {
		problems = nil // no more than warnings: they are in the log
		for name, data := range files {
			if was, ok := p.files[name]; !ok || !bytes.Equal(was, data) {
				changed++
			}
		}
		for name := range p.files {
			if _, ok := files[name]; !ok {
				changed++
			}
		}
		p.files = files
	}
	if changed > 0 || strings.Join(problems, "\x00") != strings.Join(p.problems, "\x00") {
		p.problems = problems
		p.revision++
		close(p.changed)
		p.changed = make(chan struct{})
	}
	select {
	case <-p.built:
	default:
		close(p.built)
	}
	return changed
}

type state struct {
	files    map[string][]byte
	Revision int64    `json:"revision"`
	Problems []string `json:"problems"`
	changed  chan struct{}
}

func (p *preview) get() state {
	p.mu.Lock()
	defer p.mu.Unlock()
	return state{p.files, p.revision, p.problems, p.changed}
}

func (p *preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cache-Control", "no-store")
	switch {
	case !p.allowHost(r.Host):
		http.Error(w, "this preview answers only to localhost: the Host header names another", http.StatusForbidden)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "the preview can only be read", http.StatusMethodNotAllowed)
		return
	case crossSite(r):
		http.Error(w, "another site asked for this", http.StatusForbidden)
		return
	}
	switch r.URL.Path {
	case "/_/events":
		p.events(w, r)
		return
	case "/_/preview.js":
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(script)
		return
	}
	select {
	case <-p.built:
	case <-r.Context().Done():
		return
	}
	p.page(w, r)
}

func (p *preview) allowHost(host string) bool {
	host = hostOf(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || isLoopback(host) {
		return true
	}
	if isLoopback(p.host) {
		return false
	}
	if host == p.named {
		return true
	}
	// Listening for others: an address in numbers cannot be rebound.
	_, err := netip.ParseAddr(host)
	return err == nil
}

// hostOf is the host in host, host:port, [v6] or [v6]:port, in lower case.
func hostOf(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	return strings.ToLower(host)
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// crossSite reports whether another site's page asks, other than by a link that was followed.
// Another port of this machine is "same-site", and just as foreign.
func crossSite(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "none", "same-origin":
		origin := r.Header.Get("Origin") // old browsers
		return origin != "" && origin != "http://"+r.Host
	}
	return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document"
}

func (p *preview) page(w http.ResponseWriter, r *http.Request) {
	now := p.get()
	if now.files == nil {
		send(w, r, http.StatusServiceUnavailable, "index.html", waiting, now.Revision)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if data, ok := now.files[name]; ok {
		send(w, r, http.StatusOK, name, data, now.Revision)
		return
	}
	if _, ok := now.files[name+"/index.html"]; ok {
		http.Redirect(w, r, (&url.URL{Path: "/" + name + "/", RawQuery: r.URL.RawQuery}).String(), http.StatusFound)
		return
	}
	data, ok := now.files["404.html"]
	if !ok {
		data = []byte("<!doctype html><title>Not found</title><p>There is no such page.")
	}
	send(w, r, http.StatusNotFound, "404.html", data, now.Revision)
}

var waiting = []byte(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Preview</title><p>The site cannot be built yet.</p></html>`)

//go:embed preview.js
var script []byte

// send sends a file; an HTML page gets the preview's script.
func send(w http.ResponseWriter, r *http.Request, status int, name string, data []byte, revision int64) {
	kind := contentType(name)
	w.Header().Set("Content-Type", kind)
	if strings.HasPrefix(kind, "text/html") {
		data = widenPolicy(data)
		tag := fmt.Appendf(nil, `<script src="/_/preview.js" data-revision="%d" defer></script>`, revision)
		at := bytes.LastIndex(data, []byte("</body>"))
		if at < 0 {
			at = len(data)
		}
		data = bytes.Join([][]byte{data[:at], tag, data[at:]}, nil)
	}
	if status != http.StatusOK {
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			w.Write(data)
		}
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

var policyStart = []byte(`<meta http-equiv="Content-Security-Policy" content="`)

// widenPolicy lets the page's own policy, if it has one, allow the preview's script and events.
func widenPolicy(page []byte) []byte {
	before, rest, ok := bytes.Cut(page, policyStart)
	if !ok {
		return page
	}
	policy, after, ok := bytes.Cut(rest, []byte(`"`))
	if !ok {
		return page
	}
	return bytes.Join([][]byte{before, policyStart, []byte(withSelf(string(policy))), []byte(`"`), after}, nil)
}

// withSelf adds 'self' to what a Content-Security-Policy allows as script and connection.
func withSelf(policy string) string {
	var names []string
	sources := map[string][]string{}
	for directive := range strings.SplitSeq(policy, ";") {
		if f := strings.Fields(directive); len(f) > 0 && sources[f[0]] == nil {
			names = append(names, f[0])
			sources[f[0]] = append([]string{}, f[1:]...)
		}
	}
	for _, name := range []string{"script-src", "script-src-elem", "connect-src"} {
		old, ok := sources[name]
		if !ok {
			if old, ok = sources["default-src"]; !ok || name == "script-src-elem" {
				continue // allowed already, or by script-src
			}
			names = append(names, name)
		}
		old = slices.DeleteFunc(slices.Clone(old), func(s string) bool { return s == "'none'" || s == "'self'" })
		sources[name] = append(old, "'self'")
	}
	for i, name := range names {
		names[i] = strings.Join(append([]string{name}, sources[name]...), " ")
	}
	return strings.Join(names, "; ")
}

// types are those a site has; the machine's own tables differ from place to place.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/json", ".jsonld": "application/ld+json", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8",
	".csv": "text/csv; charset=utf-8", ".ics": "text/calendar; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
	".jpg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json",
}

func contentType(name string) string {
	ext := strings.ToLower(path.Ext(name))
	if t, ok := types[ext]; ok {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// events streams the revision and the problems: once at the start, then whenever they change.
func (p *preview) events(w http.ResponseWriter, r *http.Request) {
	defer p.open.Add(-1)
	if p.open.Add(1) > maxStreams {
		http.Error(w, "too many previews are open", http.StatusServiceUnavailable)
		return
	}

	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return
	}
	ping := time.NewTicker(15 * time.Second)
	defer ping.Stop()
	flush := http.NewResponseController(w)
	for {
		now := p.get()
		data, err := json.Marshal(now)
		if err != nil {
			return
		}
		fmt.Fprintf(w, "id: %d\ndata: %s\n\n", now.Revision, data)
		for waiting := true; waiting; {
			if flush.Flush() != nil {
				return
			}
			select {
			case <-r.Context().Done():
				return
			case <-now.changed:
				waiting = false
			case <-ping.C:
				io.WriteString(w, ": still here\n\n")
			}
		}
	}
}
