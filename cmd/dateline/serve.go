package main

import (
	"cmp"
	"context"
	"flag"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"dateline/internal/brief"
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
			if _, _, err := s.load(); err != nil {
				return err // no content at all: a wrong --source more likely than a start from nothing
			}
			ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
			defer stop()
			return serve.Run(ctx, serve.Config{Addr: *addr, Dirs: s.dirs(), Build: s.preview, Log: std.out})
		}
	},
}

// preview builds the site as if its address had no folder, since it is shown at the root of
// the preview's: 404.html, alone of all pages, asks for its styles by the address's folder.
func (s *source) preview() (map[string][]byte, []string) {
	atRoot := *s
	atRoot.opt.BaseURL = s.rootURL()
	return atRoot.pages()
}

// rootURL is the base URL without its folder, or the flag as it is if there is none, or none that can be read.
func (s *source) rootURL() string {
	var settings struct {
		BaseURL string `yaml:"base_url"`
	}
	if src, err := os.ReadFile(s.path("content/site.yaml")); err == nil {
		brief.Decode("", src, 1, &settings) // it knows one key of many: what is wrong, the build says
	}
	u, err := url.Parse(cmp.Or(s.opt.BaseURL, settings.BaseURL))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") == "" {
		return s.opt.BaseURL
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
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
