package main

import (
	"encoding/hex"
	"errors"
	"slices"
	"sync"

	"dateline/internal/brief"
	"dateline/internal/publish"
	"dateline/internal/serve"
	"dateline/internal/site"
)

// A previewed is the site for serve: what was loaded, and the pages somebody has asked for. Pages are made when
// they are asked for; once made, they stay until something they show is another.
type previewed struct {
	source *source
	store  *overlay

	mu    sync.Mutex
	site  *site.Site // the last good state; nil before there was one
	pages []made     // the one asked for last comes last
	was   *site.Cache
	shut  func() // closes the folders of site
	last  serve.Build
}

// made is a page that somebody has asked for.
type made struct {
	path string
	page *site.Shown
	hash string
	good []byte // what it was when it last had no errors
}

// keptPages is how many pages are kept, and freshPages how many of them are made again before anybody asks: as
// many as tabs are open at a time, or more.
const keptPages, freshPages = 256, 12

func newPreviewed(s *source) *previewed { return &previewed{source: s} }

// Look takes in what has changed.
func (p *previewed) Look(paths []string) serve.Build {
	p.mu.Lock()
	defer p.mu.Unlock()
	b := serve.Build{}
	if p.site != nil && !p.last.Broken && len(paths) > 0 {
		files, parsed, ok := p.site.Take(paths)
		b.Files, b.Parsed = files, parsed
		if !ok {
			p.load(&b)
		}
	} else {
		p.load(&b)
	}
	if !b.Broken {
		b.Problems = problemsOf(p.source.weighed(p.site.Problems()))
		b.Pages, b.Held = p.site.Count(), len(p.site.Held())
		p.refresh(&b)
	}
	p.last = b
	return b
}

// load reads the site as a whole.
func (p *previewed) load(b *serve.Build) {
	fail := func(err error) {
		b.Broken = true
		b.Problems = []serve.Problem{{File: "content", Msg: err.Error(), Text: "error: " + visible(err.Error()) + "\n"}}
	}
	src, shut, err := p.source.folders()
	if err != nil {
		fail(err)
		return
	}
	first := p.store == nil
	if first {
		if p.was, p.store, err = openOverlay(p.source.cacheDir()); err != nil {
			shut()
			fail(err)
			return
		}
	}
	loaded, err := p.source.load(src, p.was, p.store)
	if err != nil {
		shut()
		fail(err)
		return
	}
	now := loaded.Cache(false)
	b.Files = now.Differs(p.was)
	b.Parsed += loaded.Parsed()
	p.was = now
	if first {
		p.store.keep(now)
	}
	if b.Broken = brief.HasErrors(p.source.weighed(loaded.Problems())); b.Broken {
		b.Problems = problemsOf(p.source.weighed(loaded.Problems()))
		shut()
		return
	}
	if p.shut != nil {
		p.shut()
	}
	p.site, p.shut = loaded, shut
}

// refresh makes those of the pages asked for lately again that show something else now, and forgets the others.
func (p *previewed) refresh(b *serve.Build) {
	lately := max(0, len(p.pages)-freshPages)
	kept := p.pages[:0]
	for i, m := range p.pages {
		if p.site.Still(m.page) {
			kept = append(kept, m)
			continue
		}
		if i >= lately {
			before := m.hash
			if p.make(&m) {
				kept = append(kept, m)
			}
			b.Rendered++
			if m.hash == before {
				continue
			}
		}
		b.Changed++
	}
	clear(p.pages[len(kept):])
	p.pages = kept
}

// make makes a page. There may be none any more.
func (p *previewed) make(m *made) bool {
	page, ok := p.site.Show(m.path)
	if !ok {
		return false
	}
	m.page = page
	if !brief.HasErrors(page.Problems) {
		m.good = page.Data
	}
	sum := site.SumOf(m.good)
	m.hash = hex.EncodeToString(sum[:8])
	return true
}

// Page is an output of the last good state.
func (p *previewed) Page(path string) (serve.Output, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.site == nil {
		return serve.Output{}, false
	}
	m := made{path: path}
	if i := slices.IndexFunc(p.pages, func(m made) bool { return m.path == path }); i >= 0 {
		m = p.pages[i]
		p.pages = slices.Delete(p.pages, i, i+1)
	} else if !p.make(&m) {
		return serve.Output{}, false
	}
	p.pages = append(p.pages, m)
	if len(p.pages) > keptPages {
		p.pages = slices.Delete(p.pages, 0, 1)
	}
	out := serve.Output{Data: m.good, Hash: m.hash}
	if brief.HasErrors(m.page.Problems) {
		out.Problems = problemsOf(m.page.Problems)
	}
	return out, true
}

// PageOf is the path of the brief that shows a content file.
func (p *previewed) PageOf(file string) (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.site == nil {
		return "", false
	}
	return p.site.Where(file)
}

// Info is what the writer's panel shows of a brief.
func (p *previewed) Info(path string) (serve.PageInfo, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.site == nil {
		return serve.PageInfo{}, false
	}
	b := p.site.Article(path)
	if b == nil {
		return serve.PageInfo{}, false
	}
	return pageInfo(b, p.source.today()), true
}

func problemsOf(problems []brief.Problem) []serve.Problem {
	out := make([]serve.Problem, len(problems))
	for i, q := range problems {
		out[i] = serve.Problem{
			File: q.File, Line: q.Line, Col: q.Col, Msg: q.Msg, Hint: q.Hint, Excerpt: q.Excerpt, Chain: q.Chain, Warning: q.Warning, Text: q.Format(),
		}
	}
	return out
}

// overlay is a site.Store that adds nothing to the folder of the cache, so that a build may use it meanwhile: the briefs
// that are there, and those parsed since in a file of this process alone.
type overlay struct {
	below *cache // nil once its lock is given back
	old   *pack  // nil if there is none
	size  int64  // of old, as it was
	new   *pack
}

// openOverlay opens the cache of a site, and returns what it remembers.
func openOverlay(dir string) (*site.Cache, *overlay, error) {
	new, err := tempPack()
	if err != nil {
		return nil, nil, err
	}
	c, err := openCache(dir)
	if errors.Is(err, publish.ErrLocked) {
		return nil, &overlay{new: new}, nil // a build is at it: without it then
	}
	if err != nil {
		return nil, nil, err
	}
	return c.was, &overlay{below: c, old: c.briefs, size: c.briefs.size, new: new}, nil
}

// keep lets the next build know what the first look at the site has parsed, and gives the folder back.
func (o *overlay) keep(now *site.Cache) {
	if o.below == nil {
		return
	}
	// What cannot be kept is parsed again by the next build.
	_ = o.below.save(now)
	o.size = o.old.size
	if f, err := o.below.reopen(); err == nil {
		o.old = f
	} else {
		o.old = nil
	}
	o.below.close()
	o.below = nil
}

func (o *overlay) Append(data []byte) (int64, error) {
	if o.below != nil {
		return o.old.Append(data)
	}
	at, err := o.new.Append(data)
	return o.size + at, err
}

func (o *overlay) ReadAt(data []byte, at int64) (int, error) {
	if at >= o.size && o.below == nil {
		return o.new.ReadAt(data, at-o.size)
	}
	if o.old == nil {
		return 0, errors.New("not there")
	}
	return o.old.ReadAt(data, at)
}
