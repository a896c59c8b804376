package main

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode/utf8"

	"dateline/internal/annotate"
	"dateline/internal/brief"
	"dateline/internal/serve"
	"dateline/internal/site"
)

var serveCommand = command{
	name: "serve",
	does: "show the site while you write, at " + serve.DefaultAddr,
	about: `Serves the site from memory, looks at it again after each save and brings the browser up to date.
Problems are shown over the last good page. Never writes to public/. Ctrl-C stops it.
`,
	setup: func(f *flag.FlagSet) action {
		var s source
		s.flags(f)
		var cfg serve.Config
		f.StringVar(&cfg.Addr, "addr", "", "`HOST:PORT` to listen on, or one of the two; 0.0.0.0 lets the network in (default "+serve.DefaultAddr+", or the next free port)")
		f.Func("allow-host", "another `NAME` to answer to: that of a proxy in front of the preview", func(name string) error {
			cfg.Hosts = append(cfg.Hosts, name)
			return nil
		})
		f.BoolVar(&cfg.Follow, "follow", false, "send the browser to the page of the file that was saved")
		f.BoolVar(&cfg.Poll, "poll", false, "compare folders now and then; for shared folders that tell of no changes")
		f.StringVar(&cfg.Editor, "editor", serve.DefaultEditor, "`URL` that opens a file in your editor, with {path}, {line} and {col}; \"\" for none")
		open := f.Bool("open", false, "open the browser")
		return func(ctx context.Context, _ []string, std streams) error {
			s.opt.AtRoot = true
			if err := s.ready(); err != nil {
				return err
			}
			ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
			defer stop()
			cfg.Root, cfg.Dirs, cfg.Log, cfg.Site = s.dir, []string{"content", "templates", "static"}, std.out, newPreviewed(&s)
			if *open {
				cfg.Ready = func(url string) {
					if err := browse(url); err != nil {
						fmt.Fprintf(std.err, "note: no browser was opened: %v\n", err)
					}
				}
			}
			return serve.Run(ctx, cfg)
		}
	},
}

// ready refuses what no save can heal: a source without content, which is more likely a wrong --source than a
// start from nothing, and flags that cannot be read.
func (s *source) ready() error {
	_, done, err := s.folders()
	if err != nil {
		return err
	}
	done()
	_, err = s.load(site.Source{Content: embed.FS{}}, nil, nil)
	return err
}

// browse opens the user's browser.
func browse(url string) error {
	args := []string{"xdg-open"}
	switch runtime.GOOS {
	case "darwin":
		args = []string{"open"}
	case "windows":
		args = []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	cmd := exec.Command(args[0], append(args[1:], url)...)
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait()
	return nil
}

// A previewed is the site for serve. What it shows is made when it is asked for.
type previewed struct {
	source  *source
	store   *layers
	was     *site.Cache                // of the last load
	behind  bool                       // the site shown is older than the last load, which found errors
	outputs []string                   // of the site that is shown
	left    []string                   // of those, what is to be made to see what is wrong with it
	wrong   map[string][]brief.Problem // with outputs, by path, as far as they were made
	last    serve.Build

	mu    sync.RWMutex // of what is shown
	site  *site.Site   // nil before the first that is good
	close func()       // its folders, and its store if it has another than the next
}

func newPreviewed(s *source) *previewed {
	return &previewed{source: s, wrong: map[string][]brief.Problem{}}
}

// Look takes changes in.
func (p *previewed) Look(paths []string) serve.Build {
	if p.store == nil {
		p.last = p.start()
		return p.last
	}
	const few = 20
	var files []string
	var parsed int
	due := !p.last.Due.IsZero() && !time.Now().Before(p.last.Due)
	taken := false
	if p.site != nil && !p.behind && !due && paths != nil && len(paths) <= few {
		files, parsed, taken = p.site.Take(paths)
	}
	switch {
	case !taken:
		p.last = p.load()
		files = append(files, p.last.Files...)
		slices.Sort(files)
		parsed += p.last.Parsed
	case len(files) > 0:
		if strings.HasPrefix(files[len(files)-1], "templates/") {
			p.left = p.outputs
		}
		for _, file := range files {
			if path, ok := p.site.Where(file); ok {
				p.inspect(path)
			}
		}
		p.last = p.seen(p.site)
	}
	out := p.last
	out.Files, out.Parsed = slices.Compact(files), parsed
	return out
}

// Sweep makes what is left to be made.
func (p *previewed) Sweep(ctx context.Context) (serve.Build, bool) {
	for ; len(p.left) > 0; p.left = p.left[1:] {
		if ctx.Err() != nil {
			return serve.Build{}, false
		}
		if filepath.Ext(p.left[0]) == ".html" {
			p.inspect(p.left[0])
		}
	}
	if !p.behind && p.site != nil {
		p.last = p.seen(p.site)
	}
	return p.last, true
}

// inspect makes an output, and notes what is wrong with it.
func (p *previewed) inspect(path string) {
	if _, problems, _ := p.site.Page(path); problems != nil {
		p.wrong[path] = problems
	} else {
		delete(p.wrong, path)
	}
}

// start loads the site with what builds remember of it, and leaves them what it has read.
func (p *previewed) start() serve.Build {
	builds, err := openCache(p.source.cacheDir())
	if err != nil { // a build goes on: what it does not know yet is parsed twice
		builds = &cache{}
	}
	p.store, err = newLayers(builds.briefs)
	if err != nil {
		return broken(err)
	}
	p.was = builds.was
	b := p.load()
	p.store.seal()
	if err := builds.save(p.was); err != nil {
		b.Problems = append(b.Problems, serve.Problem{File: cacheDir, Msg: err.Error(), Text: func() string { return "warning: " + visible(err.Error()) + "\n" }, Warning: true})
	}
	builds.release()
	return b
}

// load loads the site anew, and shows it if it has no errors: the last good pages are better than none.
func (p *previewed) load() serve.Build {
	p.behind = true
	src, done, err := p.source.folders()
	if err != nil {
		return broken(err)
	}
	p.compact()
	loaded, err := p.source.load(src, p.was, p.store)
	if err != nil {
		done()
		return broken(err)
	}
	p.was = loaded.Cache(false)
	outputs := loaded.Outputs() // which completes it
	b := p.seen(loaded)
	if !b.Broken {
		problems := loaded.Samples()
		b.Broken, b.Problems = len(problems) > 0, append(b.Problems, shownProblems(problems)...)
	}
	if b.Broken {
		done()
	} else {
		p.mu.Lock()
		if p.close != nil {
			p.close()
		}
		p.site, p.close, p.outputs, p.left, p.behind = loaded, done, outputs, outputs, false
		p.mu.Unlock()
		for path := range p.wrong {
			if _, ok := slices.BinarySearch(outputs, path); ok {
				p.inspect(path)
			} else {
				delete(p.wrong, path)
			}
		}
		b = p.seen(loaded)
	}
	b.Files, b.Parsed, b.Pages = loaded.Changed(), loaded.Parsed(), len(outputs)
	return b
}

// compact leaves behind what nothing refers to any more. The site that is shown keeps the old store as long as it is.
func (p *previewed) compact() {
	if p.was == nil || p.store.own.size <= 2*p.was.Kept()+1<<20 {
		return
	}
	next, err := newLayers(nil)
	if err != nil {
		return
	}
	was, err := p.was.Move(p.store, next)
	if err != nil {
		next.close()
		return
	}
	old, done := p.store, p.close
	p.was, p.store = was, next
	p.close = func() {
		if done != nil {
			done()
		}
		old.close()
	}
}

func broken(err error) serve.Build {
	return serve.Build{Broken: true, Problems: []serve.Problem{{File: "content", Msg: err.Error(), Text: func() string { return "error: " + visible(err.Error()) + "\n" }}}}
}

// seen is what there is to tell of a site.
func (p *previewed) seen(s *site.Site) serve.Build {
	problems := p.source.weighed(s.Problems())
	broken := brief.HasErrors(problems)
	if s == p.site {
		for _, path := range slices.Sorted(maps.Keys(p.wrong)) {
			problems = append(problems, p.source.weighed(p.wrong[path])...)
		}
	}
	b := serve.Build{Problems: shownProblems(problems), Broken: broken, Pages: len(p.outputs), Held: len(s.Held())}
	if p.source.now == "" { // else the clock stands still: nothing falls due by itself
		b.Due, _ = s.Due()
	}
	return b
}

func shownProblems(problems []brief.Problem) []serve.Problem {
	var out []serve.Problem
	for _, q := range problems {
		out = append(out, serve.Problem{
			File: q.File, Line: q.Line, Col: q.Col, Msg: q.Msg, Hint: q.Hint, Excerpt: q.Excerpt, Chain: q.Chain, Warning: q.Warning, Text: q.Format,
		})
	}
	return out
}

// Page makes an output of the last good state.
func (p *previewed) Page(path string) (serve.Output, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.site == nil {
		return serve.Output{}, false
	}
	data, problems, ok := p.site.Page(path)
	if !ok && problems == nil {
		return serve.Output{}, false
	}
	out := serve.Output{Problems: shownProblems(p.source.weighed(problems))}
	if ok {
		sum, copied := p.site.Copied(path)
		if !copied {
			sum = sha256.Sum256(data)
		}
		out.Data, out.Hash = data, hex.EncodeToString(sum[:8])
	}
	return out, true
}

// PageOf is the path of the page that shows a content file.
func (p *previewed) PageOf(file string) (string, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.site == nil {
		return "", false
	}
	return p.site.Where(file)
}

// Withheld says why a brief has no page at a path.
func (p *previewed) Withheld(path string) (serve.Withheld, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.site == nil {
		return serve.Withheld{}, false
	}
	h, ok := p.site.Withheld(path)
	out := serve.Withheld{File: "content/" + h.File, Title: h.Title}
	switch h.Why {
	case "draft":
		out.Why, out.Remedy = "is a draft", "Take draft: true out of its front matter, or start dateline serve with --drafts."
	case "future":
		out.Why, out.Remedy = "is due "+h.Due.Display(), "It appears here by itself then. To see it now, start dateline serve with --future."
		if p.source.now != "" {
			out.Remedy = "The preview was started with --now " + p.source.now + ". To see it, take a later time, or --future."
		}
	case "expired":
		out.Why, out.Remedy = "has expired: "+h.Due.Display(), "The key expires in its front matter says so."
	}
	return out, ok
}

// Info is what the writer's panel shows of a page.
func (p *previewed) Info(path string) (serve.PageInfo, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if p.site == nil {
		return serve.PageInfo{}, false
	}
	file := p.site.Shows(path)
	name, ok := strings.CutPrefix(file, "content/")
	root, err := os.OpenRoot(p.source.path("content"))
	if !ok || err != nil {
		return serve.PageInfo{}, false
	}
	defer root.Close()
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > brief.MaxSize {
		return serve.PageInfo{}, false
	}
	src, err := root.ReadFile(name)
	if err != nil {
		return serve.PageInfo{}, false
	}
	b, _ := brief.Parse(name, src, p.site.Parsing())
	if b == nil {
		return serve.PageInfo{File: file}, true // it is broken now
	}
	return pageInfo(b, p.source.today()), true
}

// today is the day to measure "future" against.
func (s *source) today() string {
	if s.now != "" {
		return s.now[:min(len(s.now), len(time.DateOnly))]
	}
	return time.Now().Format(time.DateOnly)
}

// pageInfo is what a writer wants to know of a brief on a day.
func pageInfo(b *brief.Brief, today string) serve.PageInfo {
	info := serve.PageInfo{File: "content/" + b.File}
	switch {
	case b.Draft:
		info.State = "draft"
	case b.Published.First() > today:
		info.State = "future: due " + b.Published.Display()
	}
	for _, r := range b.Removed {
		info.Removed = append(info.Removed, serve.Removed{Line: r.Line, Text: r.Text, Why: r.Why})
	}
	for i, cite := range cites(b.Sentences) {
		s := b.Sentences[i]
		info.Sentences = append(info.Sentences, serve.Sentence{ID: s.ID, Line: s.Line, Uses: len(s.Uses), Cite: cite})
		for _, u := range s.Uses {
			if !slices.Contains(info.Items, u.Item) {
				info.Items = append(info.Items, u.Item)
			}
		}
	}
	if b.Document == nil {
		return info // annotations are off
	}
	for _, a := range b.Document.Annotations {
		info.Marks = append(info.Marks, mark(b, a))
	}
	return info
}

// mark is an annotation with the id of its sentence.
func mark(b *brief.Brief, a annotate.Annotation) serve.Mark {
	d := b.Document
	m := serve.Mark{Kind: a.Kind.String(), Rule: a.Rule, Text: strings.Join(strings.Fields(d.Text[a.Start:a.End]), " ")}
	switch m.Value = strings.TrimSpace(a.Value + " " + a.Unit); a.Kind {
	case annotate.Person, annotate.Organization, annotate.Place, annotate.Agreement:
		m.Value = a.Entity
	case annotate.Quote:
		m.Value = ""
		if who := a.Said.Speaker; who != nil {
			m.Value = who.Text
		}
	}
	if i, _ := slices.BinarySearchFunc(d.Sentences, a.Start, func(s annotate.Span, at int) int {
		if s.End <= at {
			return -1
		}
		return 1
	}); i < len(b.Sentences) {
		m.Sentence = b.Sentences[i].ID
	}
	return m
}

// longestCite is how many words of a sentence are tried to name it.
const longestCite = 8

// cites are, for each sentence, the shortest words of it that stand nowhere else in the article, or "".
func cites(sentences []brief.Sentence) []string {
	var all strings.Builder
	often := map[string]int{} // how often words follow each other
	runs := make([][]string, len(sentences))
	for i, s := range sentences {
		all.WriteString(s.Text + "\n")
		words := strings.Fields(s.Text)
		for n := 1; n <= min(longestCite, len(words)); n++ {
			for at := 0; at+n <= len(words); at++ {
				run := strings.TrimFunc(strings.Join(words[at:at+n], " "), func(r rune) bool { return strings.ContainsRune(`.,;:!?()[]"'“”‘’„«»—–-`, r) })
				if run == "" || strings.ContainsAny(run, `"\`) {
					continue
				}
				if often[run]++; often[run] == 1 {
					runs[i] = append(runs[i], run)
				}
			}
		}
	}
	text := all.String()
	out := make([]string, len(sentences))
	for i, candidates := range runs {
		slices.SortStableFunc(candidates, func(a, b string) int { return utf8.RuneCountInString(a) - utf8.RuneCountInString(b) })
		for _, run := range candidates {
			if often[run] > 1 {
				continue
			}
			at := strings.Index(text, run)
			if _, more, _ := strings.Cut(text[at:], run); !strings.Contains(more, run) {
				out[i] = run
				break
			}
		}
	}
	return out
}

// layers is a site.Store over what builds have kept: it is read, and written only while no build may run.
// All that comes later goes into a file of its own.
type layers struct {
	kept   *pack // or nil
	sealed bool
	size   int64 // of kept, once it is sealed
	own    *pack
}

func newLayers(kept *pack) (*layers, error) {
	own, err := tempPack()
	return &layers{kept: kept, own: own}, err
}

func (l *layers) close() {
	if l.kept != nil {
		l.kept.file.Close()
	}
	l.own.file.Close()
}

// seal ends writing to what builds keep.
func (l *layers) seal() {
	if l.kept != nil {
		l.size = l.kept.size
	}
	l.sealed = true
}

func (l *layers) ReadAt(data []byte, at int64) (int, error) {
	if l.kept != nil && (!l.sealed || at < l.size) {
		return l.kept.ReadAt(data, at)
	}
	return l.own.ReadAt(data, at-l.size)
}

func (l *layers) Append(data []byte) (int64, error) {
	if l.kept != nil && !l.sealed {
		return l.kept.Append(data)
	}
	at, err := l.own.Append(data)
	return at + l.size, err
}
