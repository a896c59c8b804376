package site

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dateline/internal/brief"
)

// Target is where outputs go. Its methods are called from several goroutines. The site is what was put and what
// it has.
type Target interface {
	// Has reports whether the output at path is there with these bytes.
	Has(path string, sum Sum) bool
	Put(path string, data []byte) (Sum, error)
	PutFrom(path string, r io.Reader) (Sum, error)
}

// Report is what Build did.
type Report struct {
	Outputs  int
	Parsed   []string   // content files the cache had not, sorted
	Rendered []Rendered // outputs that were made anew, sorted by path
	Gone     []string   // pages of articles that the last build had and this one has not, sorted
	Profile  *Profile   // nil without a clock
}

// Rendered is an output that was made anew.
type Rendered struct {
	Path     string
	Template string   // "" for what a program makes or copies
	Why      []string // what has changed: "new", "list index.html", "not there as it was written"
}

// Build makes every output that is not in out as it should be. An error is one of out; what is wrong with the
// site is among its Problems, and if one of those is an error, out is not complete and is not to be used. It may be called
// once.
func (s *Site) Build(out Target) (*Report, error) {
	if s.unchanged && s.stays(out) {
		return &Report{Outputs: len(s.prev.outputs), Profile: s.profile.done()}, nil
	}
	s.complete()
	if brief.HasErrors(s.problems) {
		return &Report{Parsed: s.parsed}, nil
	}
	b := &build{views: s.views, out: out, traces: make([]trace, len(s.views.outputs))}
	b.stale()
	var done atomic.Int64
	parallel(s.jobs(), len(b.outputs), func(i int) {
		b.output(i)
		s.progress("rendering", int(done.Add(1)), len(b.outputs))
	})
	b.finish()
	slices.SortFunc(b.rendered, func(x, y Rendered) int { return cmp.Compare(x.Path, y.Path) })
	return &Report{Outputs: len(b.outputs), Parsed: s.parsed, Rendered: b.rendered, Gone: b.gone(), Profile: s.profile.done()}, b.failed
}

// gone are the pages of articles that were there, to which links of readers may lead.
func (b *build) gone() (paths []string) {
	if b.prev == nil {
		return nil
	}
	for _, t := range b.prev.outputs {
		if strings.HasPrefix(t.maker, "brief.html ") && b.owners[t.path] == nil {
			paths = append(paths, t.path)
		}
	}
	slices.Sort(paths)
	return paths
}

// stays reports whether all outputs of the last build are there.
func (s *Site) stays(out Target) bool {
	var gone atomic.Bool
	parallel(s.jobs(), len(s.prev.outputs), func(i int) {
		if t := &s.prev.outputs[i]; !gone.Load() && !out.Has(t.path, t.sum) {
			gone.Store(true)
		}
	})
	return !gone.Load()
}

// build is one run of Build.
type build struct {
	*views
	out      Target
	changed  []bool  // by place in the cache's reads, which come first in reads
	traces   []trace // by place in outputs
	mu       sync.Mutex
	reads    []read          // of all outputs, each once
	sums     []sum           // what each gives
	place    map[read]uint32 // in reads, of those that outputs share; made when it is needed
	rendered []Rendered
	errors   map[string]templateError // by place: a place fails on many pages, and is told once
	first    map[string]int           // the output it is told for: the first, whatever ran first
	failed   error
}

// stale finds the reads of the last build that give something else now.
func (b *build) stale() {
	if b.prev == nil {
		return
	}
	b.changed, b.sums = make([]bool, len(b.prev.reads)), make([]sum, len(b.prev.reads))
	b.reads = slices.Clip(b.prev.reads)
	const some = 256 // reads at a time
	parallel(b.jobs(), (len(b.reads)+some-1)/some, func(part int) {
		for i := part * some; i < min((part+1)*some, len(b.reads)); i++ {
			b.sums[i] = b.sum(b.reads[i])
			b.changed[i] = b.sums[i] != b.prev.sums[i]
		}
	})
}

// why are the reasons to make an output anew, none if there is no reason.
func (b *build) why(o *output, t *trace) (why []string) {
	if t == nil {
		return []string{"new"}
	}
	if t.maker != o.maker() {
		why = append(why, "now that of "+o.owner.name)
	}
	for _, n := range t.reads {
		if !b.changed[n] {
			continue
		}
		switch r := b.prev.reads[n]; {
		case r.kind == readTemplate:
			why = append(why, "template "+b.changedParts(r.name))
		case r.kind == readBrief && b.prev.config != b.config:
			why = append(why, "the settings or names that all articles are read with")
		default:
			why = append(why, r.String())
		}
	}
	return why
}

// changedParts are those templates that a page template leads to and that have changed, or are new to it.
func (b *build) changedParts(page string) string {
	var names []string
	for _, name := range sorted(b.parts.reach(page)) {
		if was, ok := b.prev.parts[name]; !ok || was != sumOf([]byte(b.parts[name].text)) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return page + ", which uses fewer parts"
	}
	return strings.Join(names, ", ")
}

// output makes one output if it has to.
func (b *build) output(i int) {
	o := b.outputs[i]
	t := b.prev.trace(o.path)
	why := b.why(o, t)
	if o.file != nil && b.out.Has(o.path, o.file.sum) {
		b.traces[i] = trace{path: o.path, maker: o.maker(), sum: o.file.sum}
		if len(why) == 0 {
			b.traces[i].reads = t.reads
		} else {
			b.traces[i].reads = b.noted([]read{{readCopy, o.path}})
		}
		return
	}
	if len(why) == 0 {
		if b.out.Has(o.path, t.sum) {
			b.traces[i] = *t
			return
		}
		why = []string{"not there as it was written"}
	}
	w := &view{views: b.views, path: o.path}
	start := b.clock()
	sum, err := b.make(o, w)
	b.profile.add(cmp.Or(o.template, "without a template"), start)
	b.profile.page(o.path, start)
	reads := b.noted(w.reads)
	w.problems = once(w.problems)
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := (templateFailed{}); errors.As(err, &e) {
		place := e.place()
		if at, ok := b.first[place]; !ok || i < at {
			if b.errors == nil {
				b.errors, b.first = map[string]templateError{}, map[string]int{}
			}
			b.errors[place], b.first[place] = e.templateError, i
		}
	} else if err != nil {
		b.failed = cmp.Or(b.failed, err)
	}
	b.traces[i] = trace{path: o.path, maker: o.maker(), sum: sum, reads: reads, problems: w.problems}
	b.rendered = append(b.rendered, Rendered{o.path, o.template, why})
}

// once is problems without those that a page met twice, since it shows a thing twice.
func once(problems []brief.Problem) []brief.Problem {
	var out []brief.Problem
	for _, p := range problems {
		if !slices.ContainsFunc(out, func(q brief.Problem) bool { return q.Error() == p.Error() }) {
			out = append(out, p)
		}
	}
	return out
}

// noted are the places of reads in those of the build.
func (b *build) noted(reads []read) []uint32 {
	out := make([]uint32, len(reads))
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.place == nil {
		b.place = map[read]uint32{}
		for n, r := range b.reads {
			if !r.kind.own() {
				b.place[r] = uint32(n)
			}
		}
	}
	for i, r := range reads {
		n, ok := b.place[r]
		if !ok {
			n = uint32(len(b.reads))
			if !r.kind.own() {
				b.place[r] = n
			}
			b.reads, b.sums = append(b.reads, r), append(b.sums, b.sum(r))
		}
		out[i] = n
	}
	return out
}

// used drops the reads that no output has any more.
func (b *build) used() {
	used := make([]bool, len(b.reads))
	for _, t := range b.traces {
		for _, n := range t.reads {
			used[n] = true
		}
	}
	if !slices.Contains(used, false) {
		return
	}
	var reads []read
	var sums []sum
	moved := make([]uint32, len(b.reads))
	for n, is := range used {
		if moved[n] = uint32(len(reads)); is {
			reads, sums = append(reads, b.reads[n]), append(sums, b.sums[n])
		}
	}
	for i := range b.traces {
		of := make([]uint32, len(b.traces[i].reads)) // those of the last build are not to be changed
		for k, n := range b.traces[i].reads {
			of[k] = moved[n]
		}
		b.traces[i].reads = of
	}
	b.reads, b.sums = reads, sums
}

// templateFailed is a template that cannot be carried out.
type templateFailed struct{ templateError }

func (templateFailed) Error() string { return "a template failed" }

// buffers are reused from page to page.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// make makes an output and puts it where it belongs.
func (b *build) make(o *output, w *view) (sum Sum, err error) {
	switch {
	case o.file != nil:
		w.note(readCopy, o.path)
		in, err := openPlain(o.file.fsys, o.file.name)
		if err != nil {
			w.problems = append(w.problems, unreadable(o.file.owner, err))
			return sum, nil
		}
		defer in.Close()
		return b.out.PutFrom(o.path, in)
	case o.bytes != nil:
		w.note(readSettings, "")
		return b.out.Put(o.path, o.bytes(w))
	}
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	if ok, err := b.render(buf, o, w); !ok {
		return sum, err
	}
	return b.out.Put(o.path, buf.Bytes())
}

// render renders a page. It is not ok if there is an error, or a problem among those of w.
func (v *views) render(buf *bytes.Buffer, o *output, w *view) (ok bool, err error) {
	w.note(readSettings, "")
	w.note(readTemplate, o.template)
	data := o.data(w)
	if data == nil {
		return false, nil
	}
	if err := v.renderer.render(buf, o.template, data); err != nil {
		return false, templateFailed{parseTemplateError(err)}
	}
	return true, nil
}

// finish gathers what the outputs said.
func (b *build) finish() {
	for _, place := range sorted(b.errors) {
		b.problems = append(b.problems, b.templateProblem(b.outputs[b.first[place]], b.errors[place]))
	}
	for i := range b.traces {
		b.problems = append(b.problems, b.traces[i].problems...)
	}
	b.Site.problems = b.problems
	brief.SortProblems(b.Site.problems)
	b.Site.built = b
}

func (v *views) templateProblem(o *output, e templateError) brief.Problem {
	p := v.problem(e)
	p.Chain = append([]string{"rendering " + cmp.Or(o.source, o.path)}, v.parts.chain(o.template, e.name)...)
	return p
}

// Page renders one output into memory, with what is wrong with it. ok is false if there is no such output, or if
// an error is among its problems.
func (s *Site) Page(p string) (data []byte, problems []brief.Problem, ok bool) {
	s.complete()
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.views == nil {
		return nil, nil, false
	}
	o := s.views.owners[p]
	if o == nil {
		return nil, nil, false
	}
	return s.views.one(o)
}

func (v *views) one(o *output) (data []byte, problems []brief.Problem, ok bool) {
	w := &view{views: v, path: o.path}
	out := &only{}
	_, err := (&build{views: v, out: out}).make(o, w)
	if e := (templateFailed{}); errors.As(err, &e) {
		w.problems = append(w.problems, v.templateProblem(o, e.templateError))
	}
	w.problems = once(w.problems)
	return out.data, w.problems, !brief.HasErrors(w.problems)
}

// Parsed is how many articles the cache had not.
func (s *Site) Parsed() int { return len(s.parsed) }

// Parsing is how articles are parsed.
func (s *Site) Parsing() brief.Options {
	s.complete()
	return s.parsing
}

// Outputs are the paths of all outputs, sorted.
func (s *Site) Outputs() []string {
	s.complete()
	return sorted(s.views.owners)
}

// Shows is the content file whose text the output at p is, as its user knows it, or "".
func (s *Site) Shows(p string) string {
	s.complete()
	if o := s.views.owners[p]; o != nil && o.record != nil {
		return o.source
	}
	return ""
}

// Where is the path of the page that shows a content file ("content/x.md"), if there is one.
func (s *Site) Where(file string) (string, bool) {
	s.complete()
	r := s.views.byFile[strings.TrimPrefix(file, contentDir+"/")]
	if r == nil {
		return "", false
	}
	return r.path, true
}

// only is a target for one output.
type only struct{ data []byte }

func (t *only) Has(string, Sum) bool { return false }

func (t *only) Put(_ string, data []byte) (Sum, error) {
	t.data = slices.Clone(data)
	return sha256.Sum256(data), nil
}

func (t *only) PutFrom(p string, r io.Reader) (Sum, error) {
	data, err := io.ReadAll(r)
	t.data = data
	return sha256.Sum256(data), err
}

// Cache is what the next build can use of this one. done says that the outputs of Build are what is published
// now; without it they are still those of the build before.
func (s *Site) Cache(done bool) *Cache {
	if s.views == nil {
		return s.prev // nothing was loaded
	}
	c := &Cache{
		Engine: s.opt.Engine, config: s.config, setup: s.setup, inputs: s.inputs, records: s.all, shown: len(s.records),
		problems: s.problems, held: s.held, notes: s.notes, complete: done, parts: map[string]sum{},
	}
	for name, p := range s.views.parts {
		c.parts[name] = sumOf([]byte(p.text))
	}
	c.now, c.until = s.now, s.views.until
	if b := s.built; done && b != nil {
		b.used()
		c.reads, c.sums, c.outputs = b.reads, b.sums, b.traces
	} else if s.prev != nil {
		c.reads, c.sums, c.outputs, c.parts = s.prev.reads, s.prev.sums, s.prev.outputs, s.prev.parts
	}
	return c
}

func (s *Site) clock() time.Time {
	if s.opt.Clock == nil {
		return time.Time{}
	}
	return s.opt.Clock()
}

func (s *Site) progress(phase string, done, total int) {
	if s.opt.Progress != nil {
		s.opt.Progress(phase, done, total)
	}
}

// Due is the first moment after that of the build at which the site shows something else, and whether there is one.
func (s *Site) Due() (time.Time, bool) {
	if s.views == nil {
		return s.prev.until, !s.prev.until.IsZero()
	}
	return s.views.until, !s.views.until.IsZero()
}

// Profile says where the time went.
type Profile struct {
	Phases []Phased // by total, largest first
	Pages  []Phased // the slowest
}

// Phased is how long something took, in total over Count times.
type Phased struct {
	Name       string
	Count      int
	Total, Max time.Duration
}

// profile collects a Profile from several goroutines. A nil one collects nothing.
type profile struct {
	clock  func() time.Time
	mu     sync.Mutex
	phases map[string]*Phased
	pages  []Phased
}

func newProfile(clock func() time.Time) *profile {
	if clock == nil {
		return nil
	}
	return &profile{clock: clock, phases: map[string]*Phased{}}
}

func (p *profile) add(name string, start time.Time) {
	if p == nil {
		return
	}
	took := p.clock().Sub(start)
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.phases[name]
	if at == nil {
		at = &Phased{Name: name}
		p.phases[name] = at
	}
	at.Count++
	at.Total += took
	at.Max = max(at.Max, took)
}

func (p *profile) page(name string, start time.Time) {
	if p == nil {
		return
	}
	took := p.clock().Sub(start)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages = append(p.pages, Phased{name, 1, took, took})
	if len(p.pages) > 64 {
		p.cut()
	}
}

// slowest is how many pages a profile names.
const slowest = 10

func (p *profile) cut() {
	slices.SortFunc(p.pages, func(a, b Phased) int { return cmp.Or(cmp.Compare(b.Max, a.Max), cmp.Compare(a.Name, b.Name)) })
	p.pages = p.pages[:min(slowest, len(p.pages))]
}

func (p *profile) done() *Profile {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cut()
	out := &Profile{Pages: p.pages}
	for _, name := range sorted(p.phases) {
		out.Phases = append(out.Phases, *p.phases[name])
	}
	slices.SortStableFunc(out.Phases, func(a, b Phased) int { return cmp.Compare(b.Total, a.Total) })
	return out
}

// Sums are the outputs of the last build by path.
func (c *Cache) Sums() map[string]Sum {
	out := make(map[string]Sum, len(c.outputs))
	for _, t := range c.outputs {
		out[t.path] = t.sum
	}
	return out
}

// Readers are the views that many outputs read, with their number, most first: each change of one renders all of these.
func (s *Site) Readers(limit int) []string {
	if s.built == nil {
		return nil
	}
	count := map[string]int{}
	for _, t := range s.built.traces {
		for _, n := range t.reads {
			count[s.built.reads[n].String()]++
		}
	}
	names := sorted(count)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	for i, n := range names {
		names[i] = fmt.Sprintf("%s: %s", n, plural(count[n], "page", "pages"))
	}
	return names[:min(limit, len(names))]
}
