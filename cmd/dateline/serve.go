package main

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
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
	root, err := os.OpenRoot(s.path("content"))
	if err != nil {
		return s.explain(err)
	}
	root.Close()
	opt := s.opt
	opt.Now = s.now
	_, problems := site.Load(embed.FS{}, nil, nil, opt)
	return wrongFlag(problems)
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

// A previewed is the site for serve.
type previewed struct {
	source  *source
	digests map[string][sha256.Size]byte // of the files it is made of

	mu     sync.Mutex
	pages  map[string]serve.Output
	briefs map[string]*brief.Brief // by the path of the output
	paths  map[string]string       // of outputs, by content file
	last   serve.Build
}

func newPreviewed(s *source) *previewed { return &previewed{source: s} }

// Look builds the site again if a file has changed.
func (p *previewed) Look([]string) serve.Build {
	digests := p.source.digests()
	var files []string
	for name, sum := range digests {
		if old, ok := p.digests[name]; !ok || old != sum {
			files = append(files, name)
		}
	}
	parsed := len(files)
	for name := range p.digests {
		if _, ok := digests[name]; !ok {
			files = append(files, name)
		}
	}
	slices.Sort(files)
	if first := p.digests == nil; len(files) == 0 && !first {
		again := p.last
		again.Files, again.Parsed, again.Rendered, again.Changed = nil, 0, 0, 0
		return again
	}
	p.digests = digests
	p.last = p.build()
	p.last.Files, p.last.Parsed = files, parsed
	return p.last
}

func (p *previewed) build() serve.Build {
	loaded, files, problems, err := p.source.build()
	var b serve.Build
	for _, q := range problems {
		b.Problems = append(b.Problems, serve.Problem{
			File: q.File, Line: q.Line, Col: q.Col, Msg: q.Msg, Hint: q.Hint, Excerpt: q.Excerpt, Chain: q.Chain, Warning: q.Warning, Text: q.Format(),
		})
	}
	if err != nil {
		b.Problems = append(b.Problems, serve.Problem{File: "content", Msg: err.Error(), Text: "error: " + visible(err.Error()) + "\n"})
	}
	if b.Broken = files == nil; b.Broken {
		return b
	}
	pages := make(map[string]serve.Output, len(files))
	for name, data := range files {
		sum := sha256.Sum256(data)
		pages[name] = serve.Output{Data: data, Hash: hex.EncodeToString(sum[:8])}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for name, page := range pages {
		if p.pages[name].Hash != page.Hash {
			b.Changed++
		}
	}
	for name := range p.pages {
		if _, ok := pages[name]; !ok {
			b.Changed++
		}
	}
	p.pages, p.briefs, p.paths = pages, map[string]*brief.Brief{}, map[string]string{}
	for _, br := range loaded.Briefs() {
		path := "briefs/" + br.Slug + "/index.html"
		p.briefs[path], p.paths["content/"+br.File] = br, path
	}
	b.Rendered, b.Pages, b.Held = len(pages), len(pages), len(loaded.Held())
	return b
}

// Page is an output of the last good state.
func (p *previewed) Page(path string) (serve.Output, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	out, ok := p.pages[path]
	return out, ok
}

// PageOf is the path of the brief that shows a content file.
func (p *previewed) PageOf(file string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	path, ok := p.paths[file]
	return path, ok
}

// Info is what the writer's panel shows of a brief.
func (p *previewed) Info(path string) (serve.PageInfo, bool) {
	p.mu.Lock()
	b, ok := p.briefs[path]
	p.mu.Unlock()
	if !ok {
		return serve.PageInfo{}, false
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

// digests are those of all files the site is made of, by the path its user knows.
func (s *source) digests() map[string][sha256.Size]byte {
	out := map[string][sha256.Size]byte{}
	for _, dir := range s.dirs() {
		root, err := os.OpenRoot(dir)
		if err != nil {
			continue // the build says so
		}
		_ = fs.WalkDir(root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
			switch {
			case err != nil || name == ".":
			case !e.Type().IsRegular():
				out[filepath.Base(dir)+"/"+name] = sha256.Sum256([]byte(e.Type().String()))
			default:
				data, err := fs.ReadFile(root.FS(), name)
				if !errors.Is(err, fs.ErrNotExist) {
					out[filepath.Base(dir)+"/"+name] = sha256.Sum256(data)
				}
			}
			return nil
		})
		root.Close()
	}
	return out
}
