package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/internal/brief"
	"dateline/internal/publish"
	"dateline/internal/site"
)

var buildCommand = command{
	name: "build",
	does: "build the site into public/: what has changed, and nothing else",
	about: `Builds the site and writes what has changed. Of what was built before only that is made
again which is another now; what is remembered for this lies in .dateline/ in the source
folder, and can be deleted at any time. If anything is wrong in any file, nothing is
written, and all of it is shown.
`,
	setup: func(f *flag.FlagSet) action {
		var b build
		b.source.flags(f)
		f.StringVar(&b.output, "output", "", "folder to write, `DIR` (default public in the source folder)")
		f.BoolVar(&b.adopt, "adopt", false, "write into a folder that holds other files, and replace those the site has too")
		f.BoolVar(&b.force, "force", false, "delete also when more than half of the site goes")
		f.BoolVar(&b.json, "json", false, "print the result as one JSON object")
		f.Var(&b.explain, "explain", "say what was made anew and why; --explain=URL for one page")
		f.BoolVar(&b.profile, "profile", false, "say where the time went")
		f.BoolVar(&b.verify, "verify", false, "build a second time from nothing, in memory, and compare")
		return func(ctx context.Context, _ []string, std streams) error {
			err := b.run(ctx, std)
			if b.json && !b.printed {
				err = jsonError(std.out, err)
			}
			return err
		}
	},
}

type build struct {
	source  source
	output  string
	adopt   bool
	force   bool
	json    bool
	printed bool // the object
	explain explain
	profile bool
	verify  bool
}

// result is what one build came to.
type result struct {
	site     *site.Site
	report   *site.Report
	changes  publish.Changes
	problems []brief.Problem
	failed   bool // there are errors: nothing was written
	took     time.Duration
	commit   time.Duration // publishing, and meanwhile
	save     time.Duration // writing what is remembered
}

func (b *build) run(_ context.Context, std streams) error {
	if b.output == "" {
		b.output = b.source.path("public")
	}
	if err := checkFolder(b.output); err != nil {
		return err
	}
	if b.source.now == "" {
		b.source.now = time.Now().Format(time.RFC3339) // one for all of this run
	}
	src, done, err := b.source.folders()
	if err != nil {
		return err
	}
	defer done()
	r, err := b.build(src, std)
	if err != nil {
		return err
	}
	if b.json {
		b.printed = true
		if err := b.printJSON(std.out, r); err != nil {
			return err
		}
	} else {
		fmt.Fprint(std.err, strings.Join(errorTexts(r.problems), "")+warningLine(r.problems))
	}
	if r.failed {
		if !b.json {
			n, _ := count(r.problems)
			fmt.Fprintf(std.err, "%s: nothing was written\n", plural(n, "error"))
		}
		return errProblems
	}
	if !b.json {
		if err := b.print(std, r); err != nil {
			return err
		}
	}
	if b.verify {
		return b.compare(src, r, std)
	}
	return nil
}

// build loads the site, makes what is not as it was, and publishes it.
func (b *build) build(src site.Source, std streams) (r result, err error) {
	begin := time.Now()
	// What is remembered, the folder that is written and the folders that are read are looked at together.
	var cache *cache
	var w *publish.Writer
	var cacheErr, openErr error
	var looks sync.WaitGroup
	looks.Go(func() {
		if cache, cacheErr = openCache(b.source.cacheDir()); cacheErr != nil {
			return
		}
		looks.Go(func() {
			w, openErr = publish.Open(b.output, publish.Options{
				Keep: append(b.source.dirs(), b.source.cacheDir()), Adopt: b.adopt, Force: b.force, State: cache.state(b.source.cacheDir()),
			})
		})
	})
	bar := newBar(std.err, begin)
	defer bar.clear()
	memory := newCollector()
	b.source.opt.Progress = func(phase string, done, total int) {
		memory.step()
		bar.show(phase, done, total)
	}
	if b.profile {
		b.source.opt.Clock = time.Now
	}
	r.site, err = b.source.loadWhen(src, func() (*site.Cache, site.Store, bool) {
		if looks.Wait(); cacheErr != nil {
			return nil, nil, false
		}
		return cache.was, cache.briefs, true
	})
	looks.Wait()
	if cacheErr != nil {
		return r, cacheErr
	}
	defer cache.close()
	if w != nil {
		defer w.Close()
	}
	if err != nil {
		return r, err
	}
	const many = 1000 // articles that nobody wants parsed twice because a build was stopped
	if cache.why == nil && r.site.Parsed() >= many {
		_ = cache.save(r.site.Cache(false)) // if it fails, so will the one at the end, and tell
	}
	r.failed = brief.HasErrors(r.site.Problems())
	if !r.failed {
		if openErr != nil {
			return r, openErr
		}
		if r.report, err = r.site.Build(w); err != nil {
			return r, err
		}
		r.failed = brief.HasErrors(b.source.weighed(r.site.Problems()))
	}
	r.problems = b.source.weighed(r.site.Problems())
	next := r.site.Cache(!r.failed)
	var saving sync.WaitGroup
	var saveErr error
	start := time.Now()
	saving.Go(func() {
		saveErr = cache.write(next)
		r.save = time.Since(start)
	})
	if !r.failed {
		r.changes, err = w.Commit()
		r.commit = time.Since(start)
	}
	if saving.Wait(); err != nil {
		return r, err // what was written is not kept: it tells of outputs that are not there
	}
	if saveErr == nil {
		saveErr = cache.keep()
	}
	switch {
	case cache.why != nil:
		fmt.Fprintf(std.err, "note: nothing is remembered for the next build: %s\n", visible(cache.why.Error()))
	case saveErr != nil:
		fmt.Fprintf(std.err, "note: nothing new is remembered for the next build: %s\n", visible(saveErr.Error()))
	}
	r.took = time.Since(begin)
	return r, nil
}

// print says what was done.
func (b *build) print(std streams, r result) error {
	for _, note := range r.site.Notes() {
		fmt.Fprintln(std.err, "note:", visible(note))
	}
	for _, name := range r.changes.Kept {
		fmt.Fprintf(std.err, "note: %s was changed since dateline wrote it, and is kept\n", visible(filepath.Join(b.output, name)))
	}
	const most = 3
	for i, name := range r.report.Gone {
		if i == most {
			fmt.Fprintf(std.out, "and %s more\n", plural(len(r.report.Gone)-most, "page"))
			break
		}
		fmt.Fprintf(std.out, "the page %s/ is gone; if it has moved, aliases: [/%[1]s/] leads its readers on\n", visible(path.Dir(name)))
	}
	fmt.Fprint(std.err, heldNote(r.site))
	b.explain.print(std.out, r)
	if b.profile {
		printProfile(std.out, r)
	}
	held := ""
	if n := len(r.site.Held()); n > 0 {
		held = fmt.Sprintf(", %d held back", n)
	}
	_, err := fmt.Fprintf(std.out, "%s%s, %s (%d written, %d removed) in %.2f s → open %s\n",
		plural(r.site.Len(), "brief"), held, plural(r.report.Outputs, "file"), len(r.changes.Wrote), len(r.changes.Removed),
		r.took.Seconds(), visible(filepath.Join(b.output, "index.html")))
	return err
}

// heldNote names the briefs that are held back, and says when the next one is due.
func heldNote(s *site.Site) string {
	const most = 5
	var b strings.Builder
	var next time.Time
	for i, h := range s.Held() {
		if !h.At.IsZero() && (next.IsZero() || h.At.Before(next)) {
			next = h.At
		}
		due := ""
		if h.Due != "" {
			due = " " + string(h.Due)
		}
		if i < most {
			fmt.Fprintf(&b, "note: held back: content/%s (%s%s)\n", visible(h.File), h.Why, due)
		}
	}
	if n := len(s.Held()); n > most {
		fmt.Fprintf(&b, "note: and %d more (dateline check names them)\n", n-most)
	}
	if !next.IsZero() {
		fmt.Fprintf(&b, "note: the next is due at %s\n", next.Format(time.RFC3339))
	}
	return b.String()
}

// compare builds the site a second time, from nothing, and reports every output that is another.
func (b *build) compare(src site.Source, r result, std streams) error {
	briefs, err := tempPack()
	if err != nil {
		return err
	}
	defer briefs.file.Close()
	b.source.opt.Progress = nil
	clean, err := b.source.load(src, nil, briefs)
	if err != nil {
		return err
	}
	t := &comparison{want: r.site.Cache(true).Sums()}
	if _, err := clean.Build(t); err != nil {
		return err
	}
	t.differ = append(t.differ, slices.Sorted(maps.Keys(t.want))...) // those a clean build does not make
	slices.Sort(t.differ)
	for _, p := range t.differ {
		fmt.Fprintf(std.err, "dateline: %s is not what a clean build makes\n", visible(p))
	}
	if len(t.differ) > 0 {
		fmt.Fprintf(std.err, "this is an error of dateline: please report it; delete %s and build again\n", b.source.cacheDir())
		return errProblems
	}
	out := std.out
	if b.json {
		out = std.err
	}
	_, err = fmt.Fprintf(out, "verified: a clean build makes the same %s\n", plural(r.report.Outputs, "file"))
	return err
}

// comparison is a site.Target that only looks whether it gets what is wanted.
type comparison struct {
	mu     sync.Mutex
	want   map[string]site.Sum
	differ []string
}

func (c *comparison) Has(string, site.Sum) bool { return false }

func (c *comparison) Put(p string, data []byte) (site.Sum, error) {
	return c.take(p, sha256.Sum256(data)), nil
}

func (c *comparison) PutFrom(p string, r io.Reader) (sum site.Sum, err error) {
	h := sha256.New()
	_, err = io.Copy(h, r)
	h.Sum(sum[:0])
	return c.take(p, sum), err
}

func (c *comparison) take(p string, sum site.Sum) site.Sum {
	c.mu.Lock()
	defer c.mu.Unlock()
	if want, ok := c.want[p]; !ok || want != sum {
		c.differ = append(c.differ, p)
	}
	delete(c.want, p)
	return sum
}

// printJSON prints one object with everything the other form says, and every problem.
func (b *build) printJSON(w io.Writer, r result) error {
	out := struct {
		Briefs   int                 `json:"briefs"`
		Files    int                 `json:"files"`
		Parsed   []string            `json:"parsed"`
		Rendered []string            `json:"rendered"`
		Why      map[string][]string `json:"why"`
		Wrote    []string            `json:"wrote"`
		Removed  []string            `json:"removed"`
		Kept     []string            `json:"kept"`
		Held     []jsonHeld          `json:"held"`
		Due      string              `json:"due,omitempty"`
		Problems []jsonProblem       `json:"problems"`
		Seconds  float64             `json:"seconds"`
	}{
		Parsed: []string{}, Rendered: []string{}, Why: map[string][]string{},
		Wrote: list(r.changes.Wrote), Removed: list(r.changes.Removed), Kept: list(r.changes.Kept),
		Held: jsonHelds(r.site), Problems: jsonProblems(r.problems), Seconds: r.took.Seconds(), Briefs: r.site.Len(),
	}
	if r.report != nil {
		out.Parsed = list(r.report.Parsed)
		for _, m := range r.report.Rendered {
			out.Rendered = append(out.Rendered, m.Path)
			out.Why[m.Path] = m.Why
		}
		if !r.failed {
			out.Files = r.report.Outputs
		}
	}
	if due, ok := r.site.Due(); ok {
		out.Due = due.UTC().Format(time.RFC3339)
	}
	return printJSON(w, out)
}
