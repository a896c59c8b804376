package main

import (
	"context"
	"embed"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"strings"
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
