package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Limits on what a client may cost.
const (
	headerTimeout = 5 * time.Second
	writeTimeout  = 30 * time.Second // for a page; and for one event
	maxHeader     = 16 << 10
)

func (p *preview) server(ctx context.Context, headerTimeout time.Duration) *http.Server {
	return &http.Server{
		Handler:                      p,
		ReadHeaderTimeout:            headerTimeout,
		IdleTimeout:                  2 * time.Minute,
		MaxHeaderBytes:               maxHeader,
		DisableGeneralOptionsHandler: true,                                              // OPTIONS * is refused as any other
		BaseContext:                  func(net.Listener) context.Context { return ctx }, // ends the event streams
	}
}

func (p *preview) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cache-Control", "no-store")
	switch {
	case !p.allowHost(r.Host):
		http.Error(w, p.stranger(r.Host), http.StatusForbidden)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "the preview can only be read", http.StatusMethodNotAllowed)
		return
	case r.ContentLength != 0:
		h.Set("Connection", "close") // what follows is not read
		http.Error(w, "a request has no body here", http.StatusBadRequest)
		return
	case crossSite(r):
		http.Error(w, "another site asked for this", http.StatusForbidden)
		return
	}
	if r.URL.Path == "/_/events" {
		p.events(w, r)
		return
	}
	if r.URL.Path == "/_/preview.js" {
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(script)
		return
	}
	select {
	case <-p.built:
	case <-r.Context().Done():
		return
	}
	// A reader that does not read is not waited for.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout))
	if r.URL.Path == "/_/info" {
		p.info(w, r)
		return
	}
	p.page(w, r)
}

func (p *preview) allowHost(host string) bool {
	host = hostOf(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || isLoopback(host) {
		return true
	}
	if host != "" && slices.Contains(p.names, host) {
		return true
	}
	// Listening for others: an address in numbers cannot be rebound.
	_, err := netip.ParseAddr(host)
	return err == nil && !isLoopback(p.host)
}

// stranger says that a host is not answered to, and what to do if it should be.
func (p *preview) stranger(host string) string {
	name := hostOf(host)
	if !regexp.MustCompile(`^[a-z0-9.-]+$`).MatchString(name) {
		return "this preview answers only to its own names, and the request has another"
	}
	return fmt.Sprintf("this preview does not answer to %s; if that is you, start dateline serve with --allow-host %[1]s", name)
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
		return origin != "" && origin != "http://"+r.Host && origin != "https://"+r.Host
	}
	return r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Header.Get("Sec-Fetch-Dest") != "document" || strings.HasPrefix(r.URL.Path, "/_/")
}

// An answer is what a path of a request leads to.
type answer struct {
	status   int
	name     string // of the output, for its type
	out      Output
	redirect string
}

// hash tells apart what a tab at the path sees.
func (a answer) hash() string {
	if a.out.Hash == "" {
		return fmt.Sprint(a.status)
	}
	return fmt.Sprintf("%d-%s", a.status, a.out.Hash)
}

const notFoundPath = "404.html"

func (p *preview) find(urlPath string) answer {
	name := strings.TrimPrefix(urlPath, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if servable(name) {
		if out, ok := p.site.Page(name); ok {
			return found(http.StatusOK, name, p.tabs.lastGood(urlPath, out))
		}
		if _, ok := p.site.Page(name + "/index.html"); ok {
			return answer{status: http.StatusFound, redirect: "/" + name + "/"}
		}
	}
	p.mu.Lock()
	good := p.good
	p.mu.Unlock()
	if !good {
		return answer{http.StatusServiceUnavailable, "index.html", Output{Data: waiting}, ""}
	}
	for _, name := range []string{name, name + "/index.html"} {
		if held, ok := p.site.Withheld(name); ok {
			return answer{http.StatusNotFound, "index.html", withheld(held), ""}
		}
	}
	out, ok := p.site.Page(notFoundPath)
	if !ok {
		out.Data = []byte("<!doctype html><title>Not found</title><p>There is no such page.")
	}
	return found(http.StatusNotFound, notFoundPath, p.tabs.lastGood(urlPath, out))
}

// found is the answer with an output; one that cannot be made, and never was, has a page that says so.
func found(status int, name string, out Output) answer {
	if out.Data == nil && out.Problems != nil {
		status, out.Data = http.StatusInternalServerError, broken
		if !strings.HasSuffix(name, ".html") {
			name = "index.html"
		}
	}
	return answer{status, name, out, ""}
}

// servable reports whether an output of that name may be read: a plain path without hidden parts.
func servable(name string) bool {
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\\x00") {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && part != ".well-known" {
			return false
		}
	}
	return true
}

// Pages of the preview itself, which stand where the site has none.
var (
	waiting = notice("The site cannot be built yet.", "What is in the way is told here, and the page appears once it is mended.")
	broken  = notice("This page cannot be made yet.", "What is in the way is told here, and the page appears once it is mended.")
)

// notice is a page that says why there is none.
func notice(heading string, text ...string) []byte {
	const style = `:root{color-scheme:light dark}body{max-width:38rem;margin:12vh auto;padding:0 1.25rem;font:1.0625rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}h1{font:600 1.5rem/1.3 system-ui,sans-serif}`
	out := fmt.Appendf(nil, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title><style>%s</style></head><body><main><h1>%[1]s</h1>`, html.EscapeString(heading), style)
	for _, t := range text {
		out = fmt.Appendf(out, "<p>%s</p>", html.EscapeString(t))
	}
	return append(out, "</main></body></html>"...)
}

// withheld is the page of a brief that is not shown.
func withheld(held Withheld) Output {
	page := notice(fmt.Sprintf("“%s” %s", held.Title, held.Why), held.Remedy, held.File)
	return Output{Data: page, Hash: digest(page)}
}

//go:embed preview.js
var script []byte

// scriptURL names the script by what it is, so that no worker of an older one is taken for it.
var scriptURL = "/_/preview.js?" + digest(script)

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

func (p *preview) page(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	revision := p.revision // before the page is read: a change between the two is then told, not missed
	p.mu.Unlock()
	a := p.find(r.URL.Path)
	if a.redirect != "" {
		http.Redirect(w, r, (&url.URL{Path: a.redirect, RawQuery: r.URL.RawQuery}).String(), a.status)
		return
	}
	kind, data := contentType(a.name), a.out.Data
	h := w.Header()
	h.Set("Content-Type", kind)
	if strings.HasPrefix(kind, "text/html") && toBeShown(r) {
		data = withScript(data, revision, a.hash())
	}
	if a.status != http.StatusOK {
		w.WriteHeader(a.status)
		if r.Method != http.MethodHead {
			w.Write(data)
		}
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// toBeShown reports whether a browser asks for a page to show it. Who reads it as data gets the bytes as they are.
func toBeShown(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "document", "iframe", "frame":
		return true
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// withScript puts the preview's script into a page, with what it has to know of it.
func withScript(page []byte, revision int64, hash string) []byte {
	head := hash // no head, no telling whether it has changed
	if at := bytes.Index(page, []byte("</head>")); at >= 0 {
		head = digest(page[:at])
	}
	page = widenPolicy(page)
	tag := fmt.Appendf(nil, `<script src="%s" data-revision="%d" data-hash="%s" data-head="%s" defer></script>`,
		scriptURL, revision, html.EscapeString(hash), html.EscapeString(head))
	at := bytes.LastIndex(page, []byte("</body>"))
	if at < 0 {
		at = len(page)
	}
	return bytes.Join([][]byte{page[:at], tag, page[at:]}, nil)
}

var (
	metaTag     = regexp.MustCompile(`(?i)<meta\s[^>]*http-equiv\s*=\s*["']?content-security-policy["']?[^>]*>`)
	metaContent = regexp.MustCompile(`(?i)(\scontent\s*=\s*)("[^"]*"|'[^']*')`)
)

// widenPolicy lets the page's own policies, if it has any, allow the preview's script and events.
func widenPolicy(page []byte) []byte {
	return metaTag.ReplaceAllFunc(page, func(tag []byte) []byte {
		return metaContent.ReplaceAllFunc(tag, func(attr []byte) []byte {
			m := metaContent.FindSubmatch(attr)
			policy := html.UnescapeString(string(m[2][1 : len(m[2])-1]))
			quote := m[2][:1]
			text := strings.ReplaceAll(withSelf(policy), "&", "&amp;")
			text = strings.ReplaceAll(text, string(quote), map[byte]string{'"': "&#34;", '\'': "&#39;"}[quote[0]])
			return slices.Concat(m[1], quote, []byte(text), quote)
		})
	})
}

// withSelf adds 'self' to what a Content-Security-Policy allows as script, worker and connection.
func withSelf(policy string) string {
	var names []string
	sources := map[string][]string{}
	for directive := range strings.SplitSeq(policy, ";") {
		if f := strings.Fields(directive); len(f) > 0 && sources[f[0]] == nil && f[0] != "require-trusted-types-for" && f[0] != "trusted-types" {
			names = append(names, f[0])
			sources[f[0]] = append([]string{}, f[1:]...)
		}
	}
	for _, name := range []string{"script-src", "script-src-elem", "worker-src", "connect-src"} {
		old, ok := sources[name]
		if !ok {
			if old, ok = sources["default-src"]; !ok || name == "script-src-elem" || name == "worker-src" {
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

// info answers with what the writer's panel shows of the page at ?path=.
func (p *preview) info(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(requestPath(r.URL.Query().Get("path")), "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	out := struct {
		PageInfo
		Editor string `json:"editor"` // with {line} and {col}
	}{}
	if info, ok := p.site.Info(name); ok {
		out.PageInfo, out.Editor = info, p.editor(info.File)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out) // whoever asked is gone
}

// requestPath is the path in the form of a browser's location.pathname.
func requestPath(escaped string) string {
	if path, err := url.PathUnescape(escaped); err == nil {
		return path
	}
	return escaped
}
