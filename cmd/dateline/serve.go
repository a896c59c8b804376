package main

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path"
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
		f.StringVar(&cfg.Addr, "addr", "", "`HOST:PORT` to listen on (default "+serve.DefaultAddr+", or the next free port)")
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
	was     *site.Cache     // of the last look
	behind  bool            // the site shown is older than the last look, which found errors
	wrong   []brief.Problem // with templates that are not taken in
	outputs int             // how many there are
	example string          // an article that is shown
	last    serve.Build
	stamps  map[string]stamp
	digests map[string][sha256.Size]byte // of files that have changed since the start

	mu    sync.RWMutex // of what is shown
	site  *site.Site   // nil before the first that is good
	close func()       // its folders
}

func newPreviewed(s *source) *previewed {
	return &previewed{source: s, digests: map[string][sha256.Size]byte{}}
}

// Look takes changes in.
func (p *previewed) Look(paths []string) serve.Build {
	if p.store == nil {
		p.stamps = p.source.stamps()
		p.last = p.start()
		return p.last
	}
	files := p.changed(paths)
	due := !p.last.Due.IsZero() && !time.Now().Before(p.last.Due)
	again := p.last
	again.Files, again.Parsed = nil, 0
	if len(files) == 0 && !due {
		return again
	}
	if parsed, ok := p.take(files, due); ok {
		if parsed == 0 && !slices.ContainsFunc(files, func(name string) bool { return !strings.HasPrefix(name, "content/") }) {
			return again // the same bytes
		}
		p.last = p.seen(p.site)
		p.last.Parsed = parsed
	} else {
		p.last = p.load()
	}
	out := p.last
	out.Files = files
	return out
}

// changed are those of paths that have changed, or of all files.
func (p *previewed) changed(paths []string) []string {
	all := paths == nil
	for _, name := range paths {
		info, err := os.Lstat(p.source.path(filepath.FromSlash(name)))
		all = all || err == nil && info.IsDir()
	}
	now := map[string]stamp{}
	if all {
		now = p.source.stamps()
		paths = slices.Collect(maps.Keys(p.stamps))
	}
	var files []string
	for _, name := range paths {
		if info, err := os.Lstat(p.source.path(filepath.FromSlash(name))); err == nil {
			now[name] = stampOf(info)
		} else if _, known := p.stamps[name]; known {
			delete(p.stamps, name)
			delete(p.digests, name)
			files = append(files, name)
		}
	}
	for name, s := range now {
		if old, known := p.stamps[name]; known && old == s {
			continue
		}
		p.stamps[name] = s
		sum, err := p.source.digest(name, s)
		if old, known := p.digests[name]; !known || err != nil || old != sum {
			files = append(files, name)
		}
		p.digests[name] = sum
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// digest is the SHA-256 of a file; of what is no plain file, which may have no end, that of what it is.
func (s *source) digest(name string, is stamp) (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	if is.mode != 0 {
		fmt.Fprint(h, is.mode)
	} else {
		dir, rest, _ := strings.Cut(name, "/")
		root, err := os.OpenRoot(s.path(dir))
		if err != nil {
			return sum, err
		}
		defer root.Close()
		f, err := root.Open(filepath.FromSlash(rest))
		if err != nil {
			return sum, err
		}
		defer f.Close()
		if _, err := io.Copy(h, io.LimitReader(f, is.size)); err != nil {
			return sum, err
		}
	}
	h.Sum(sum[:0])
	return sum, nil
}

// stamp is what tells that a file has changed, without reading it.
type stamp struct {
	size int64
	time time.Time
	mode fs.FileMode
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime(), info.Mode().Type()} }

// stamps are those of all files the site may be made of, by the path its user knows.
func (s *source) stamps() map[string]stamp {
	out := map[string]stamp{}
	for _, dir := range s.dirs() {
		_ = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return nil // the site says what cannot be read
			}
			if info, err := e.Info(); err == nil {
				if rel, err := filepath.Rel(s.dir, name); err == nil {
					out[filepath.ToSlash(rel)] = stampOf(info)
				}
			}
			return nil
		})
	}
	return out
}

// take takes in files that change no list, if it can.
func (p *previewed) take(files []string, due bool) (parsed int, ok bool) {
	const few = 20
	if due || p.site == nil || p.example == "" || p.behind || len(files) > few {
		return 0, false
	}
	if slices.ContainsFunc(files, isTemplate) {
		if p.wrong, ok = p.tryTemplates(); !ok {
			return 0, false
		}
	}
	if len(p.wrong) > 0 { // the last good pages need the last good templates
		files = slices.DeleteFunc(slices.Clone(files), isTemplate)
	}
	parsed, ok = p.site.Take(files)
	p.was = p.site.Cache(false)
	return parsed, ok
}

func isTemplate(name string) bool { return strings.HasPrefix(name, "templates/") }

// tryTemplates makes a site of one brief with the templates there are now, and says what is wrong with them.
func (p *previewed) tryTemplates() (wrong []brief.Problem, ok bool) {
	src, done, err := p.source.folders()
	if err != nil {
		return nil, false
	}
	defer done()
	src.Content = alone{src.Content, p.example}
	loaded, err := p.source.load(src, nil, nil)
	if err != nil {
		return nil, false
	}
	for _, q := range append(p.source.weighed(loaded.Problems()), samples(loaded)...) {
		if isTemplate(q.File) && !q.Warning {
			wrong = append(wrong, q)
		}
	}
	return wrong, true
}

// alone is a content folder with one article, and the settings.
type alone struct {
	fs.FS
	file string
}

func (a alone) ReadDir(dir string) ([]fs.DirEntry, error) {
	names := []string{a.file}
	if dir == "." {
		names = append(names, "site.yaml")
	} else if rest, ok := strings.CutPrefix(a.file, dir+"/"); ok {
		names[0] = rest
	}
	var entries []fs.DirEntry
	for _, name := range names {
		first, _, _ := strings.Cut(name, "/")
		if info, err := fs.Lstat(a.FS, path.Join(dir, first)); err == nil {
			entries = append(entries, fs.FileInfoToDirEntry(info))
		}
	}
	return entries, nil
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
		b.Problems = append(b.Problems, serve.Problem{File: cacheDir, Msg: err.Error(), Text: visible(err.Error()), Warning: true})
	}
	builds.release()
	return b
}

// load loads the site anew, and shows it if it has no errors.
func (p *previewed) load() serve.Build {
	src, done, err := p.source.folders()
	if err != nil {
		return broken(err)
	}
	loaded, err := p.source.load(src, p.was, p.store)
	if err != nil {
		done()
		return broken(err)
	}
	p.was = loaded.Cache(false)
	outputs := loaded.Outputs() // which completes it
	b := p.seen(loaded)
	b.Parsed = loaded.Parsed()
	if problems := samples(loaded); !b.Broken && brief.HasErrors(problems) {
		b.Broken, b.Problems = true, append(b.Problems, shownProblems(problems)...)
	}
	if b.Broken {
		done()
		p.behind = true
		return b
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.site != nil {
		p.close()
	}
	p.site, p.close, p.behind, p.wrong = loaded, done, false, nil
	p.outputs, b.Pages, p.example = len(outputs), len(outputs), ""
	for _, out := range outputs {
		if name, shows := strings.CutPrefix(loaded.Shows(out), "content/"); shows && p.example == "" {
			p.example = name
		}
	}
	return b
}

func broken(err error) serve.Build {
	return serve.Build{Broken: true, Problems: []serve.Problem{{File: "content", Msg: err.Error(), Text: "error: " + visible(err.Error()) + "\n"}}}
}

// samples makes one page of each kind, and says what is wrong with them: a template that parses may still fail, and
// the last good pages are better than none.
func samples(s *site.Site) []brief.Problem {
	const most = 20
	var problems []brief.Problem
	seen := map[string]bool{}
	for _, p := range s.Outputs() {
		first, _, _ := strings.Cut(p, "/")
		kind := fmt.Sprint(first, strings.Count(p, "/"))
		if filepath.Ext(p) != ".html" || seen[kind] || len(seen) == most {
			continue
		}
		seen[kind] = true
		_, wrong, _ := s.Page(p)
		for _, q := range wrong {
			if !q.Warning && !slices.ContainsFunc(problems, func(o brief.Problem) bool { return o.Error() == q.Error() }) {
				problems = append(problems, q)
			}
		}
	}
	return problems
}

// seen is what there is to tell of a site.
func (p *previewed) seen(s *site.Site) serve.Build {
	problems := p.source.weighed(s.Problems())
	if s == p.site {
		problems = append(problems, p.wrong...)
	}
	b := serve.Build{Problems: shownProblems(problems), Broken: brief.HasErrors(problems), Pages: p.outputs, Held: len(s.Held())}
	b.Due, _ = s.Due()
	return b
}

func shownProblems(problems []brief.Problem) []serve.Problem {
	var out []serve.Problem
	for _, q := range problems {
		out = append(out, serve.Problem{
			File: q.File, Line: q.Line, Col: q.Col, Msg: q.Msg, Hint: q.Hint, Excerpt: q.Excerpt, Chain: q.Chain, Warning: q.Warning, Text: q.Format(),
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
	out := serve.Output{Problems: shownProblems(problems)}
	if ok {
		sum := sha256.Sum256(data)
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
	m := serve.Mark{Kind: string(a.Kind), Rule: a.Rule, Text: strings.Join(strings.Fields(d.Text[a.Start:a.End]), " ")}
	switch m.Value = strings.TrimSpace(a.Value + " " + a.Unit); a.Kind {
	case annotate.Person, annotate.Organization, annotate.Place, annotate.Agreement:
		m.Value = a.Entity
	case annotate.Quote:
		m.Value = ""
		if a.Speaker != nil {
			m.Value = a.Speaker.Text
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
	f, err := os.CreateTemp("", "dateline-")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name()) // it lives as long as it is open
	own, err := newPack(f)
	return &layers{kept: kept, own: own}, err
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
