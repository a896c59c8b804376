// Package serve shows a site while it is being written: it watches folders, has the site looked
// at again after each save and tells the browser. The main types are [Config] and [Site].
//
// The rules of the package:
//
//   - Nothing is written, and no request changes anything. Pages come from the Site, by name: no path of
//     a request is ever joined to a folder.
//   - The server listens before the first look; requests wait for it. It never gives up: a look that finds
//     errors leaves the last good pages up, with the errors shown over them, and the next save heals it.
//   - Events of the file system are hints: what has changed is for the Site to find out. A file renamed
//     into place is whole and is looked at at once when nothing else goes on; one that is written where
//     it lies, 15 ms after its last event. A file that is empty or gone, and an error that is new, get
//     another 100 ms: most are half of a save. Many files at once (a checkout) are one rebuild.
//     Where the system cannot tell of changes, folders are compared every half second.
//   - What is wrong with a page is found without its being asked for: when nothing was saved for two seconds, all
//     pages are made, until the next save.
//   - Where a brief is held back its address says why, in the preview only.
//   - A tab is told if the bytes of what it shows have changed, and no other. Each tab says what it shows;
//     all tabs share one stream of events, since a browser opens six connections to a server, no more.
//   - What a page needs for that is one external script, put into text/html as it is sent to be shown: not
//     into files, and not for whoever fetches a page as data. A Content-Security-Policy in the page is
//     kept, and widened by that script and its events: a published page may forbid all scripts and
//     still be previewed.
//   - Only this machine may read it, unless the address says otherwise. The Host header must name it
//     (against DNS rebinding), requests from other sites are refused, as are methods but GET and HEAD
//     and names that begin with a dot. Problem texts are data, never markup.
package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// DefaultAddr is where Run listens if it is not told.
const DefaultAddr = "127.0.0.1:1414"

// Site is what is shown. Calls to Look and Sweep are never concurrent; the other methods may be called at any time,
// and speak of the last state that was good.
type Site interface {
	// Look takes in what has changed on disk. paths, relative to the root and with slashes, are hints;
	// nil says that anything may have changed.
	Look(paths []string) Build
	// Sweep makes the pages that may have changed since they were last made, to find what is wrong with them. When ctx
	// is done it stops, and goes on from there the next time; whole says that nothing is left.
	Sweep(ctx context.Context) (b Build, whole bool)
	// Page is the output at path ("briefs/x/index.html"). It may be made only now, from memory.
	Page(path string) (Output, bool)
	// PageOf is the path of the output that shows a file of the content ("content/x.md").
	PageOf(file string) (path string, ok bool)
	// Withheld says why a brief has no output at path, if one is held back.
	Withheld(path string) (Withheld, bool)
	// Info is what a writer wants to know of the output at path, if it shows a file.
	Info(path string) (PageInfo, bool)
}

// Withheld is a brief that is not shown.
type Withheld struct {
	File, Title string
	Why         string // "is a draft"
	Remedy      string // what to do about it
}

// Build is what a look found.
type Build struct {
	Problems []Problem // all of the site, not only those of what has changed
	Broken   bool      // the pages stay those of the last good state, if there was one
	Files    []string  // those that have changed, not those that were hinted at
	Parsed   int       // articles that were parsed anew
	Pages    int       // outputs there are
	Held     int       // briefs that are not shown: drafts, not yet due, expired
	Due      time.Time // when the site changes by itself, if it does: a brief is due
}

// Output is one output of the site.
type Output struct {
	Data []byte
	Hash string // of Data as of the last look: equal bytes, equal hash
	// Problems are errors of making this output; Data is then that of the last good state, or nil.
	Problems []Problem
}

// Problem is something wrong with a file, and where. Line and Col count from 1, Col in characters;
// 0 means the file as a whole.
type Problem struct {
	File    string
	Line    int
	Col     int
	Msg     string
	Hint    string
	Excerpt string   // the line itself
	Chain   []string // template errors: what led there, outermost first
	Warning bool
	Text    func() string // all of it for a terminal
}

// PageInfo is what the writer's panel shows of a page.
type PageInfo struct {
	File      string     `json:"file"`
	State     string     `json:"state"` // "draft", "future: due 1 May 2026" or ""
	Removed   []Removed  `json:"removed"`
	Marks     []Mark     `json:"marks"`
	Sentences []Sentence `json:"sentences"`
	Items     []string   `json:"items"` // ids of what was found, for hide and pin
}

// Removed is a line that is not part of the article.
type Removed struct {
	Line int    `json:"line"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Mark is an annotation with the rule that found it.
type Mark struct {
	Sentence string `json:"sentence"` // its id
	Kind     string `json:"kind"`
	Text     string `json:"text"`
	Value    string `json:"value"`
	Rule     string `json:"rule"`
}

// Sentence is a sentence of the article.
type Sentence struct {
	ID   string `json:"id"`
	Line int    `json:"line"`
	Uses int    `json:"uses"` // items that rest on it
	Cite string `json:"cite"` // the shortest words that only it has, "" if there are none
}

// Config says what to serve.
type Config struct {
	// Addr is host:port; either may be missing, and stands for that of DefaultAddr then. Where no port is named Run
	// takes the next one that is free.
	Addr string
	// Hosts are names it may be asked by beside those of this machine: that of a proxy in front of it.
	Hosts []string
	// Root is the folder that paths are relative to, and Dirs those in it to watch, with all below.
	// Dirs need not exist yet.
	Root string
	Dirs []string
	Site Site
	// Follow sends the tab in front to the page of a file that was saved.
	Follow bool
	// Poll compares folders now and then, instead of having the system tell of changes.
	Poll bool
	// Editor is the address that opens a file in an editor, with {path}, {line} and {col}; "" for none.
	Editor string
	// Log gets one line for each build, and its problems.
	Log io.Writer
	// Ready, if set, is called with the URL once the server listens.
	Ready func(url string)
}

// DefaultEditor opens Visual Studio Code, and what has taken its scheme over.
const DefaultEditor = "vscode://file{path}:{line}:{col}"

// Run serves until ctx is done, and returns nil then.
func Run(ctx context.Context, cfg Config) error {
	listener, err := listen(ctx, cfg.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	p := newPreview(cfg, listener.Addr().String())
	server := p.server(ctx, headerTimeout)

	fmt.Fprintf(cfg.Log, "preview at %s (Ctrl-C stops it)\n", p.url)
	if _, asked, given := address(cfg.Addr); !given && asked != portOf(listener) {
		fmt.Fprintf(cfg.Log, "note: port %s is taken\n", asked)
	}
	if !isLoopback(p.host) {
		fmt.Fprintf(cfg.Log, "warning: who is in your network can read it too%s\n", elsewhere(p.host, portOf(listener)))
	}
	var wg sync.WaitGroup
	wg.Go(func() { p.keepUp(ctx) })
	wg.Go(func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			server.Close()
		}
	})
	if cfg.Ready != nil {
		cfg.Ready(p.url)
	}
	err = server.Serve(listener)
	stop()
	wg.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// address takes an address to listen on apart: "8080", ":8080", "localhost", "::1" or all of "localhost:8080".
func address(addr string) (host, port string, given bool) {
	defaultHost, defaultPort, _ := net.SplitHostPort(DefaultAddr)
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		host, port = strings.TrimSuffix(strings.TrimPrefix(addr, "["), "]"), ""
		if _, err := strconv.ParseUint(host, 10, 16); err == nil {
			host, port = "", host
		}
	}
	return cmp.Or(host, defaultHost), cmp.Or(port, defaultPort), port != ""
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	host, port, given := address(addr)
	if given {
		return lc.Listen(ctx, "tcp", net.JoinHostPort(host, port))
	}
	first, _ := strconv.Atoi(port)
	for n := first; ; n++ {
		l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(n)))
		if err == nil || n == first+20 {
			return l, err
		}
	}
}

func portOf(l net.Listener) string {
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// reachable is the URL by which this machine reaches a preview that listens at host.
func reachable(host, port string) string {
	if addr, err := netip.ParseAddr(host); err == nil && addr.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// elsewhere says how other machines reach a preview that listens at all addresses of this one.
func elsewhere(host, port string) string {
	if addr, err := netip.ParseAddr(host); err != nil || !addr.IsUnspecified() {
		return ""
	}
	all, _ := net.InterfaceAddrs() // none is as good as not known
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return ", at http://" + net.JoinHostPort(n.IP.String(), port) + "/"
		}
	}
	return ""
}

// A preview is the site and what its tabs are told of it.
type preview struct {
	cfg   Config
	site  Site
	host  string   // where it listens, as an IP address
	url   string   // that reaches it from this machine
	names []string // hosts that are allowed beside the loopback names
	tabs  tabs
	said  map[said]int // the problems of the look that was told of last

	built chan struct{} // closed after the first look
	looks sync.RWMutex  // held from a look to its revision: what a tab is told belongs to one

	mu       sync.Mutex
	good     bool          // there has been a state to show
	problems []Problem     // of the last look: errors first
	follow   *follow       // where the tab in front goes with this revision
	due      time.Time     // as the last look had it
	revision int64         // counts up from when the server started
	changed  chan struct{} // closed, and replaced, with each new revision

	memo struct {
		sync.Mutex
		shown  map[string]shown // what paths of requests lead to, in this revision
		before map[string]shown // and in the one before
	}
}

// shown is what tabs are told of a path.
type shown struct {
	hash     string
	problems []Problem
}

func newPreview(cfg Config, addr string) *preview {
	_, port, _ := net.SplitHostPort(addr)
	p := &preview{
		cfg: cfg, site: cfg.Site, host: hostOf(addr), url: reachable(hostOf(addr), port),
		revision: time.Now().UnixMicro(), changed: make(chan struct{}), built: make(chan struct{}),
	}
	named, _, _ := address(cfg.Addr)
	for _, name := range append(cfg.Hosts, named) {
		p.names = append(p.names, hostOf(name))
	}
	if name, err := os.Hostname(); err == nil && !isLoopback(p.host) {
		name = strings.ToLower(name)
		p.names = append(p.names, name, name+".local")
	}
	return p
}

// sweep has all pages made, until something is saved.
func (p *preview) sweep(ctx context.Context, saved <-chan []string) (b Build, whole bool, paths []string) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		b, whole = p.site.Sweep(ctx)
	}()
	select {
	case <-done:
		return b, whole, nil
	case paths = <-saved:
	}
	stop()
	<-done
	return Build{}, false, paths
}

// leisure is how long nothing was saved before pages are made that nobody has asked for.
const leisure = 2 * time.Second

// patience is how long an error that is new is kept back: the save may have been half of one.
const patience = 100 * time.Millisecond

// keepUp looks at the site, and again whenever something was saved, until ctx is done.
func (p *preview) keepUp(ctx context.Context) {
	w, stop := newWatcher(p.cfg), make(chan struct{})
	defer func() { <-stop }()
	saved := make(chan []string)
	w.open() // before the first look, so that nothing falls between the two
	go func() {
		defer close(stop)
		w.run(ctx, saved)
	}()
	begin := time.Now()
	b := p.site.Look(nil)
	p.set(b, nil)
	line := plural(b.Pages, "output")
	if b.Held > 0 {
		line += fmt.Sprintf(", %d held back", b.Held)
	}
	p.log(begin, line, b, true)
	for swept, first := false, true; ; swept = false {
		var due, idle <-chan time.Time
		if !b.Due.IsZero() {
			due = time.After(min(time.Until(b.Due), time.Hour)) // a machine that slept has its clock later
		}
		if !swept {
			idle = time.After(leisure)
		}
		var paths []string
		select {
		case <-ctx.Done():
			return
		case paths = <-saved:
		case <-due:
		case <-idle:
			begin = time.Now()
			var found Build
			if found, swept, paths = p.sweep(ctx, saved); swept {
				if b = found; p.set(b, nil) {
					p.log(begin, "all pages looked at", b, first)
				}
				first = false
				continue
			}
		}
		begin, before := time.Now(), p.snapshots(paths)
		p.looks.Lock()
		b = p.site.Look(paths)
		took := time.Since(begin)
		for late := time.After(patience); b.Broken && p.isNew(b.Problems) && late != nil; {
			select {
			case <-ctx.Done():
				p.looks.Unlock()
				return
			case <-late:
				late = nil
			case more := <-saved:
				begin = time.Now()
				next := p.site.Look(more)
				took += time.Since(begin)
				next.Files = slices.Compact(slices.Sorted(slices.Values(slices.Concat(b.Files, next.Files))))
				next.Parsed += b.Parsed
				b = next
			}
		}
		to := p.followed(before, b.Files)
		news := p.set(b, to)
		p.looks.Unlock()
		if news {
			begin = time.Now()
			done, problems := p.render(b.Files)
			took += time.Since(begin)
			b.Problems = withProblems(b.Problems, problems)
			p.log(time.Now().Add(-took), fmt.Sprintf("%s → %d parsed, %s", what(b.Files), b.Parsed, done), b, false)
		}
	}
}

// what names the files of a save.
func what(files []string) string {
	switch len(files) {
	case 0:
		return "the site"
	case 1:
		return printable(files[0])
	}
	return fmt.Sprintf("%s and %d more", printable(files[0]), len(files)-1)
}

// maxSaid is how many problems are said at a time.
const maxSaid = 20

// log prints one line for a look, and those problems that the one before did not have. The warnings that a site starts
// with are only counted, as build does.
func (p *preview) log(begin time.Time, line string, b Build, starts bool) {
	before := p.said
	p.said = map[said]int{}
	if b.Broken { // warnings may not have been looked for
		for is, n := range before {
			if is.warning {
				p.said[is] = n
			}
		}
	}
	told := map[said]int{}
	var news []Problem
	errs, warnings, hushed := 0, 0, 0
	for _, problem := range sorted(b.Problems) {
		is := said{problem.File, problem.Msg, problem.Warning}
		told[is]++
		p.said[is] = max(p.said[is], told[is])
		if problem.Warning {
			warnings++
		} else {
			errs++
		}
		switch {
		case told[is] <= before[is]:
		case starts && problem.Warning || len(news) == maxSaid:
			hushed++
		default:
			news = append(news, problem)
		}
	}
	if errs > 0 {
		line += ", " + plural(errs, "error")
	}
	if warnings > 0 {
		line += ", " + plural(warnings, "warning")
	}
	if hushed > 0 {
		line += " (dateline check shows them)"
	}
	fmt.Fprintf(p.cfg.Log, "%s %s · %d ms\n", begin.Format(time.TimeOnly), line, time.Since(begin).Milliseconds())
	for _, problem := range news {
		fmt.Fprintln(p.cfg.Log, strings.TrimSuffix(problem.Text(), "\n"))
	}
	if b.Broken && p.isGood() {
		fmt.Fprintln(p.cfg.Log, "the last good pages stay")
	}
}

// said is a problem wherever in its file it is now.
type said struct {
	file, msg string
	warning   bool
}

func (p *preview) isGood() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.good
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// printable is a file name for a terminal.
func printable(name string) string {
	quoted := strconv.Quote(name)
	if quoted == `"`+name+`"` {
		return name
	}
	return quoted
}

func (p *preview) isNew(problems []Problem) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !sameProblems(p.problems, sorted(problems))
}

// sorted is problems with the errors first.
func sorted(problems []Problem) []Problem {
	return slices.SortedStableFunc(slices.Values(problems), func(a, b Problem) int { return cmp.Compare(rank(a), rank(b)) })
}

func rank(p Problem) int {
	if p.Warning {
		return 1
	}
	return 0
}

func sameProblems(a, b []Problem) bool { return slices.EqualFunc(a, b, Problem.same) }

func (p Problem) same(q Problem) bool {
	return p.File == q.File && p.Line == q.Line && p.Col == q.Col && p.Msg == q.Msg && p.Warning == q.Warning && slices.Equal(p.Chain, q.Chain)
}

// set takes a look over, and reports whether there is anything new to tell.
func (p *preview) set(b Build, f *follow) bool {
	problems := sorted(b.Problems)
	p.mu.Lock()
	news := len(b.Files) > 0 || !b.Due.Equal(p.due) || !sameProblems(problems, p.problems)
	p.mu.Unlock()
	p.memo.Lock()
	if news || p.memo.shown == nil {
		p.memo.before, p.memo.shown = p.memo.shown, map[string]shown{}
	}
	p.memo.Unlock()

	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems, p.follow, p.due = problems, nil, b.Due
	if !b.Broken {
		p.good, p.follow = true, f
	}
	if news {
		p.revision++
		close(p.changed)
		p.changed = make(chan struct{})
	}
	select {
	case <-p.built:
	default:
		close(p.built)
	}
	return news
}

// render makes what the tabs show after a change of files. It says what has come of it, and what went wrong.
func (p *preview) render(files []string) (done string, problems []Problem) {
	rendered, changed := 0, 0
	for path := range p.tabs.shown() {
		now, before := p.shows(path)
		rendered++
		if now.hash != before.hash {
			changed++
		}
		problems = withProblems(problems, now.problems)
	}
	if rendered > 0 {
		return fmt.Sprintf("%d rendered, %d changed", rendered, changed), problems
	}
	if len(files) == 1 {
		if path, ok := p.site.PageOf(files[0]); ok {
			return "to be seen at " + p.url + strings.TrimPrefix((&url.URL{Path: "/" + strings.TrimSuffix(path, "index.html")}).EscapedPath(), "/"), nil
		}
	}
	return "no page is open", nil
}
