package main

import (
	"bytes"
	"context"
	"flag"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"dateline/internal/brief"
	"dateline/internal/serve"
	"dateline/internal/site"
)

var serveCommand = command{
	name: "serve",
	does: "show the site while you write, at " + serve.DefaultAddr,
	about: `Serves the site from memory, builds it again after each save and reloads the browser.
Problems are shown over the last good page. Never writes to public/. Ctrl-C stops it.
`,
	setup: func(f *flag.FlagSet) action {
		var s source
		s.flags(f)
		addr := f.String("addr", "", "`HOST:PORT` to listen on (default "+serve.DefaultAddr+", or the next free port)")
		return func(ctx context.Context, _ []string, std streams) error {
			s.opt.AtRoot = true
			if _, _, err := s.build(); err != nil {
				return err // no content at all: a wrong --source more likely than a start from nothing
			}
			ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
			defer stop()
			return serve.Run(ctx, serve.Config{Addr: *addr, Dirs: s.dirs(), Build: s.pages, Log: std.out})
		}
	},
}

// pages is the site for serve, with its errors in full, or, without any, the number of its warnings.
func (s *source) pages() (map[string][]byte, []string) {
	files, problems, err := s.build()
	if err != nil {
		return nil, []string{visible(err.Error())}
	}
	if files == nil {
		return nil, errorTexts(problems)
	}
	if line := warningLine(problems); line != "" {
		return files, []string{line}
	}
	return files, nil
}

// build makes the site in memory: all of its files, or nil where a problem is an error.
func (s *source) build() (map[string][]byte, []brief.Problem, error) {
	src, done, err := s.folders()
	if err != nil {
		return nil, nil, err
	}
	defer done()
	loaded, err := s.load(src, nil, nil)
	if err != nil {
		return nil, nil, err
	}
	out := &held{files: map[string][]byte{}}
	if _, err := loaded.Build(out); err != nil {
		return nil, nil, err
	}
	problems := s.weighed(loaded.Problems())
	if brief.HasErrors(problems) {
		out.files = nil
	}
	return out.files, problems, nil
}

// held is a site.Target in memory.
type held struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (h *held) Has(string, site.Sum) bool { return false }

func (h *held) Put(p string, data []byte) (site.Sum, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.files[p] = bytes.Clone(data)
	return site.Sum{}, nil
}

func (h *held) PutFrom(p string, r io.Reader) (site.Sum, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return site.Sum{}, err
	}
	return h.Put(p, data)
}
