package main

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"syscall"

	"dateline/internal/serve"
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
			if _, _, err := s.load(); err != nil {
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
	_, files, problems, err := s.build()
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
