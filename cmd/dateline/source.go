package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/internal/brief"
	"dateline/internal/site"
)

// source is the folder of a site and how it is to be read, as flags say.
type source struct {
	dir    string
	now    string
	strict bool
	opt    site.Options
}

func (s *source) flags(f *flag.FlagSet) {
	f.StringVar(&s.dir, "source", ".", "folder of the site: `DIR` holds content/, and perhaps templates/ and static/")
	f.StringVar(&s.opt.BaseURL, "base-url", "", "`URL` the site will have; wins over base_url of content/site.yaml")
	f.BoolVar(&s.opt.Drafts, "drafts", false, "show drafts")
	f.BoolVar(&s.opt.Future, "future", false, "show briefs published later than now")
	f.StringVar(&s.now, "now", "", "`TIME` to take for now: 2026-02-05 or 2026-02-05T14:30:00Z (default the clock)")
	f.IntVar(&s.opt.Jobs, "jobs", 0, "files read at a time, `N` (default one per processor)")
	f.BoolVar(&s.strict, "strict", false, "take warnings for errors")
}

func (s *source) path(name string) string { return filepath.Join(s.dir, name) }

// dirs are the folders a site is read from.
func (s *source) dirs() []string {
	return []string{s.path("content"), s.path("templates"), s.path("static")}
}

// cacheDir is the folder of what is remembered between builds.
func (s *source) cacheDir() string { return s.path(cacheDir) }

// folders opens the folders of the site. close closes them, once nothing is read any more.
func (s *source) folders() (src site.Source, close func(), err error) {
	var opened []*os.Root
	close = func() {
		for _, r := range opened {
			r.Close()
		}
	}
	for i, to := range []*fs.FS{&src.Content, &src.Templates, &src.Static} {
		root, err := os.OpenRoot(s.dirs()[i])
		if i > 0 && errors.Is(err, fs.ErrNotExist) {
			continue // the defaults are enough
		}
		if err != nil && i == 0 {
			err = s.explain(err)
		}
		if err != nil {
			close()
			return src, nil, err
		}
		opened = append(opened, root)
		*to = listedFS(root)
	}
	return src, close, nil
}

// load reads the site, with what is remembered of it, or nil.
func (s *source) load(src site.Source, was *site.Cache, store site.Store) (*site.Site, error) {
	opt := s.options()
	opt.Store = store
	loaded := site.Load(src, opt, was)
	return loaded, wrongFlag(loaded.Problems())
}

// loadWhen is load while what is remembered is still being read.
func (s *source) loadWhen(src site.Source, ready func() (*site.Cache, site.Store, bool)) (*site.Site, error) {
	loaded := site.LoadWhen(src, s.options(), ready)
	return loaded, wrongFlag(loaded.Problems())
}

// options are those of the flags, as of now.
func (s *source) options() site.Options {
	opt := s.opt
	opt.Jobs = min(opt.Jobs, maxJobs)
	opt.Scanned = time.Now()
	if opt.Now = s.now; opt.Now == "" {
		opt.Now = opt.Scanned.Format(time.RFC3339)
	}
	opt.Engine = engine()
	return opt
}

// wrongFlag is the problem of a flag that cannot be read, if there is one.
func wrongFlag(problems []brief.Problem) error {
	for _, p := range problems {
		if strings.HasPrefix(p.File, "--") {
			return usageError(p.Error())
		}
	}
	return nil
}

// weighed are the problems of a site, as --strict weighs them.
func (s *source) weighed(problems []brief.Problem) []brief.Problem {
	out := slices.Clone(problems)
	if s.strict {
		for i := range out {
			out[i].Warning = false
		}
	}
	return out
}

// explain says what to do about a source without content.
func (s *source) explain(err error) error {
	for _, pattern := range []string{"*.txt", "*.md"} {
		if found, _ := filepath.Glob(filepath.Join(s.dir, pattern)); len(found) > 0 {
			return fmt.Errorf("%w: articles belong into %s; %s lies beside it", err, s.path("content"), filepath.Base(found[0]))
		}
	}
	return fmt.Errorf("%w: --source is a folder that holds content/", err)
}

// count is the number of errors and of warnings.
func count(problems []brief.Problem) (errs, warnings int) {
	for _, p := range problems {
		if p.Warning {
			warnings++
		} else {
			errs++
		}
	}
	return errs, warnings
}

// errorTexts is each error in full, ending in a newline.
func errorTexts(problems []brief.Problem) []string {
	var texts []string
	for _, p := range problems {
		if !p.Warning {
			texts = append(texts, p.Format())
		}
	}
	return texts
}

// warningLine says how many warnings there are, if any.
func warningLine(problems []brief.Problem) string {
	_, n := count(problems)
	if n == 0 {
		return ""
	}
	return plural(n, "warning") + " (dateline check shows them)\n"
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// maxJobs is the largest number of jobs that makes sense on any machine: each costs memory.
const maxJobs = 64

// visible makes text safe for a terminal: what could steer it, turn its text around or
// forge a line of its own becomes a replacement character.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return '\uFFFD'
		}
		return r
	}, text)
}

// checkFolder refuses an output that is no folder and cannot become one.
func checkFolder(output string) error {
	for d := filepath.Clean(output); ; d = filepath.Dir(d) {
		info, err := os.Stat(d)
		if err == nil && !info.IsDir() {
			return fmt.Errorf("--output: %s is a file, not a folder", d)
		}
		if _, e := os.Lstat(d); err != nil && e == nil {
			return fmt.Errorf("--output: %s is a link that leads to no folder", d)
		}
		if err == nil || d == filepath.Dir(d) {
			return nil
		}
	}
}
