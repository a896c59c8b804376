package site

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/text/unicode/norm"

	"dateline/internal/annotate"
	"dateline/internal/brief"
	defaultstatic "dateline/static"
	defaulttemplates "dateline/templates"
)

// The folders of a site as its user knows them.
const (
	contentDir   = "content"
	templatesDir = "templates"
	staticDir    = "static"
)

// loader collects a site and everything wrong with it.
type loader struct {
	site     *Site
	src      Source
	prev     *Cache
	problems []brief.Problem
	known    []annotate.Name
	inputs   []input        // every file that was looked at, in walking order
	articles []int          // those that are briefs, by place in inputs
	indexes  []int          // _index.md files, by place in inputs
	sums     map[string]Sum // of the files that read has read, by the name of their input
	bundles  []bundle
	copies   []copied // what lies beside briefs and in static/
	parsed   []string // content files that were parsed, since the cache had them not
}

// bundle is a folder that is one brief.
type bundle struct {
	index string // its index.md or index.txt
	files []int  // what lies beside it and is copied, by place in inputs
}

// copied is a file that is copied to a path. That of a bundle is settled by its brief.
type copied struct {
	file
	out   string
	index string // of its bundle; "" for static/
}

func (l *loader) shown(name string) string { return path.Join(contentDir, name) }

func (l *loader) errorf(name string, line int, msg, hint string) {
	l.problems = append(l.problems, brief.Problem{File: l.shown(name), Line: line, Msg: msg, Hint: hint})
}

func (l *loader) warn(shown, msg, hint string) {
	l.problems = append(l.problems, brief.Problem{File: shown, Msg: msg, Hint: hint, Warning: true})
}

// read reads a content file; what goes wrong is a problem, but a missing file only if it is wanted.
func (l *loader) read(name string, limit int64, wanted bool) ([]byte, bool) {
	data, err := readFile(l.src.Content, name, limit)
	if err != nil && (wanted || !errors.Is(err, fs.ErrNotExist)) {
		l.problems = append(l.problems, unreadable(l.shown(name), err))
	}
	l.sums[l.shown(name)] = sha256.Sum256(data)
	return data, err == nil
}

// maxTemplate is the largest template that is read, in bytes.
const maxTemplate = 4 << 20

var (
	errNotPlain = errors.New("is not a plain file, and symbolic links are not followed")
	errTooLarge = errors.New("the file is too large")
)

// openPlain opens a plain file. What is not plain is not opened: a named pipe would wait for a writer, a
// link may lead out of the site.
func openPlain(fsys fs.FS, name string) (fs.File, error) {
	info, err := fs.Lstat(fsys, name)
	if err == nil && !info.Mode().IsRegular() {
		err = errNotPlain
	}
	if err != nil {
		return nil, err
	}
	return fsys.Open(name)
}

// readFile reads a plain file of at most limit bytes.
func readFile(fsys fs.FS, name string, limit int64) ([]byte, error) {
	f, err := openPlain(fsys, name)
	if err != nil {
		return nil, err
	}
	return readOpen(f, limit, nil)
}

// readListed is readFile for what its folder has just said to be a plain file, which is not asked again: it saves a fiftieth of
// a build's time. It reads into buf, if there is room.
func readListed(fsys fs.FS, name string, limit int64, buf []byte) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	return readOpen(f, limit, buf)
}

// readOpen reads a file, into buf if there is room, and closes it.
func readOpen(f fs.File, limit int64, buf []byte) ([]byte, error) {
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errNotPlain
	}
	if err != nil {
		return nil, err
	}
	if info.Size() > limit {
		return nil, fmt.Errorf("%w: it has %d bytes, more than the %d that are read", errTooLarge, info.Size(), limit)
	}
	data := slices.Grow(buf[:0], int(info.Size())+1)
	for len(data) <= int(limit) {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := f.Read(data[len(data):min(cap(data), int(limit)+1)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return data, err
		}
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: it grows while it is read", errTooLarge)
	}
	return data, nil
}

// unreadable is the problem of a file that readFile does not read.
func unreadable(shown string, err error) brief.Problem {
	p := brief.Problem{File: shown, Msg: err.Error()}
	switch pe := (*fs.PathError)(nil); {
	case errors.Is(err, errNotPlain):
		p.Hint = "put the file itself here"
	case errors.Is(err, errTooLarge):
		p.Hint = "split an article; keep large files at another host, and link to them"
	case errors.As(err, &pe):
		p.Msg = "cannot be read: " + pe.Err.Error() // the problem names the path itself
	default:
		p.Msg = "cannot be read: " + p.Msg
	}
	return p
}

// settings reads site.yaml and settles what it and the options say together.
func (l *loader) settings() {
	s := l.site
	s.settings = settings{Title: "Briefs", Language: "en", Timezone: "UTC", Permalink: defaultPermalink}
	const name = "site.yaml"
	src, _ := l.read(name, brief.MaxSize, false)
	l.problems = append(l.problems, brief.Decode(l.shown(name), src, &s.settings)...)
	set := &s.settings
	wrong := func(key, msg, hint string) {
		line, excerpt := keyLine(string(src), key)
		l.problems = append(l.problems, brief.Problem{File: l.shown(name), Line: line, Msg: msg, Hint: hint, Excerpt: excerpt})
	}
	set.Timezone = cmp.Or(set.Timezone, "UTC")
	zone, err := time.LoadLocation(set.Timezone)
	if err != nil || set.Timezone == "Local" {
		wrong("timezone", fmt.Sprintf("the time zone %q is not known", set.Timezone), `name it as in "Europe/Vienna", or "UTC"`)
		zone = time.UTC
	}
	s.zone = zone
	if s.now, err = clock(s.opt.Now, zone); err != nil {
		l.problems = append(l.problems, brief.Problem{File: "--now", Msg: err.Error()})
	}
	if set.BaseURL, err = baseURL(set.BaseURL); err != nil {
		wrong("base_url", err.Error(), `write it in full: "https://example.org/news/"`)
	}
	if s.opt.BaseURL != "" {
		if set.BaseURL, err = baseURL(s.opt.BaseURL); err != nil {
			l.problems = append(l.problems, brief.Problem{File: "--base-url", Msg: err.Error(), Hint: `write it in full: "https://example.org/news/"`})
		}
	}
	if u, err := url.Parse(set.BaseURL); err == nil && s.opt.AtRoot && set.BaseURL != "" {
		set.BaseURL = (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
	}
	switch set.Links {
	case "folders", "files":
	case "":
		set.Links = "files"
		if set.BaseURL != "" {
			set.Links = "folders"
		}
	default:
		wrong("links", fmt.Sprintf("links %q is not known", set.Links), `"folders" links to briefs/x/, "files" to briefs/x/index.html`)
	}
	switch set.Annotations {
	case "on", "off":
	case "", "true":
		set.Annotations = "on"
	case "false":
		set.Annotations = "off"
	default:
		wrong("annotations", fmt.Sprintf("annotations %q is not known", set.Annotations), `"on" is what dateline is for; "off" makes pages of the articles alone`)
	}
	if why := badPermalink(set.Permalink); why != "" {
		wrong("permalink", why, `write it as in "briefs/:slug" or "briefs/:year/:month/:slug"; there are :slug :section :year :month :day`)
		set.Permalink = defaultPermalink
	}
	if set.BaseURL == "" {
		s.notes = append(s.notes, "set base_url in content/site.yaml (or --base-url) for sitemap.xml, canonical links and a feed with full addresses")
	}
}

// keyLine finds the first of the top-level keys of YAML or TOML: its line, from 1, and the line itself.
func keyLine(src string, keys ...string) (int, string) {
	n := 0
	for line := range strings.Lines(src) {
		n++
		for _, key := range keys {
			if rest, ok := strings.CutPrefix(line, key); ok && strings.IndexAny(strings.TrimLeft(rest, " \t"), ":=") == 0 {
				return n, strings.TrimRight(line, "\r\n")
			}
		}
	}
	return 0, ""
}

// head is the front matter of an article, with its fences and what precedes them, or "".
func head(src string) string {
	at, fence := 0, ""
	for line := range strings.Lines(src) {
		at += len(line)
		switch text := strings.TrimSpace(strings.TrimPrefix(line, "\ufeff")); {
		case fence == "" && (text == "---" || text == "+++"):
			fence = text
		case fence == "" && text != "":
			return ""
		case fence != "" && (text == fence || text == "..."):
			return src[:at]
		}
	}
	return ""
}

// sharedData are the files of names that every article may use, with the kind of a name that states none.
var sharedData = map[string]string{
	"_people.yaml": annotate.Person.String(),
	"_places.yaml": annotate.Place.String(),
	"_terms.yaml":  annotate.Agreement.String(),
}

// shared reads the names that every article may use.
func (l *loader) shared() {
	for _, name := range sorted(sharedData) {
		src, ok := l.read(name, brief.MaxSize, false)
		if !ok {
			continue
		}
		var list []annotate.Name
		l.problems = append(l.problems, brief.Decode(l.shown(name), src, &list)...)
		for i, n := range list {
			if n.Kind == "" {
				n.Kind = sharedData[name]
			}
			if !annotate.Names(n.Kind) {
				l.errorf(name, 0, fmt.Sprintf("entry %d: the kind %q is not known", i+1, n.Kind), "it is person, organization, place or agreement")
				continue
			}
			if n.Name == "" {
				l.errorf(name, 0, fmt.Sprintf("entry %d has no name", i+1), "")
				continue
			}
			l.known = append(l.known, n)
		}
	}
}

func isArticle(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".txt" || ext == ".md"
}

// isIndex reports whether a file makes its folder one brief.
func isIndex(base string) bool {
	return isArticle(base) && strings.TrimSuffix(base, path.Ext(base)) == "index"
}

// besideTypes are the files that are published with a brief they lie beside. Content is not
// trusted: what a browser may run in the name of the site (HTML, SVG, scripts), or a server,
// is not among them. static/ is its owner's, who may put anything there.
var besideTypes = []string{
	".avif", ".csv", ".gif", ".jpeg", ".jpg", ".json", ".mp3", ".mp4", ".pdf", ".png", ".webm", ".webp",
}

// walk sorts the files of a folder into articles, section texts and bundles.
func (l *loader) walk(dir string) {
	entries, err := fs.ReadDir(l.src.Content, dir)
	if err != nil {
		l.errorf(dir, 0, unreadable("", err).Msg, "articles lie in a folder "+contentDir+"/ of the site")
		return
	}
	isBundle := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return isIndex(e.Name()) })
	if isBundle && dir != "." {
		l.bundle(dir)
		return
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		base := e.Name()
		switch {
		case base == "_index.md" && !e.IsDir():
			if l.regular(name, e) {
				l.indexes = append(l.indexes, l.look(contentDir, name, e))
			}
		case dir == "." && (sharedData[base] != "" || base == "site.yaml"): // has been read
			l.look(contentDir, name, e)
		case skipped(base):
		case !e.IsDir() && !l.regular(name, e):
		case e.IsDir() && slug(base) == "":
			l.errorf(name, 0, "the folder's name has no letter or digit to make an address of", "rename it")
		case e.IsDir():
			l.walk(name)
		case dir == "." && isIndex(base):
			l.errorf(name, 0, "an index here would make the whole site one brief", "give it another name; a folder's title and text go into _index.md")
		case isArticle(base):
			l.articles = append(l.articles, l.look(contentDir, name, e))
		default:
			l.look(contentDir, name, e) // so that its coming and going is noticed
			l.warn(l.shown(name), "ignored: not an article", "articles end in .txt or .md; files that belong to one lie beside its index.md; others go into static/")
		}
	}
}

// bundle reads a folder that is one brief.
func (l *loader) bundle(dir string) {
	var b bundle
	at := -1
	err := fs.WalkDir(l.src.Content, dir, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			l.problems = append(l.problems, unreadable(l.shown(name), err))
		case name != dir && skipped(e.Name()):
			if e.IsDir() {
				return fs.SkipDir
			}
		case e.IsDir() || !l.regular(name, e):
		case path.Dir(name) == dir && isIndex(e.Name()) && b.index == "":
			b.index, at = name, l.look(contentDir, name, e)
		case isArticle(name):
			l.errorf(name, 0, "a brief with several sources is not supported yet", "give each article a file of its own outside of "+l.shown(dir)+"/")
		case slices.Contains(besideTypes, strings.ToLower(path.Ext(name))):
			b.files = append(b.files, l.look(contentDir, name, e))
		default:
			l.look(contentDir, name, e)
			l.warn(l.shown(name), "not published: a file of this type does not come from content",
				"beside a brief may lie "+strings.Join(besideTypes, " ")+"; files of other types go into static/")
		}
		return nil
	})
	if err == nil && at >= 0 {
		l.bundles = append(l.bundles, b)
		l.articles = append(l.articles, at)
	}
}

// look notes a file that takes part in the site and returns its place in inputs.
func (l *loader) look(dir, name string, e fs.DirEntry) int {
	in := input{name: path.Join(dir, name)}
	in.content = l.sums[in.name]
	if info, err := e.Info(); err == nil { // else reading it will say why
		in.stamp = stampOf(info)
	}
	in.settled = in.stamp.mtime > 0 && in.stamp.before(l.site.opt.Scanned)
	l.inputs = append(l.inputs, in)
	return len(l.inputs) - 1
}

// regular reports whether e is a plain file. What is not is an error: a link may lead out of
// the site, and skipping it would lose it without a word.
func (l *loader) regular(name string, e fs.DirEntry) bool {
	if !e.Type().IsRegular() {
		l.problems = append(l.problems, unreadable(l.shown(name), errNotPlain))
	}
	return e.Type().IsRegular()
}

// parse makes the records of all articles, Jobs at a time: those the cache has of the same bytes are taken
// from it, and the others are parsed.
func (l *loader) parse() []*record {
	s := l.site
	if len(l.articles) == 0 {
		if !brief.HasErrors(l.problems) {
			l.problems = append(l.problems, brief.Problem{File: contentDir, Msg: "no articles here", Hint: "put a plain text article (.txt) or a Markdown file (.md) into this folder"})
		}
		return nil
	}
	s.parsing = brief.Options{Dir: contentDir, Known: l.known, Plain: !s.settings.annotated()}
	records := make([]*record, len(l.articles))
	var known []record // copies of those of the cache
	if l.prev != nil {
		known = make([]record, len(l.articles))
	}
	packed := make([]string, len(l.articles)) // those that were parsed
	var done atomic.Int64
	parallel(s.jobs(), len(l.articles), func(i int) {
		in := &l.inputs[l.articles[i]]
		name := strings.TrimPrefix(in.name, contentDir+"/")
		buf := packing.Get().(*[]byte)
		defer packing.Put(buf)
		old, src, err := l.remembered(in, name, *buf)
		switch {
		case old != nil:
			known[i] = old.renew()
			records[i] = &known[i]
		case err != nil:
			packed[i] = (&record{File: name, Broken: true, Problems: []brief.Problem{unreadable(l.shown(name), err)}}).pack()
		default:
			packed[i] = l.article(name, src, in.content).pack()
			*buf = src
		}
		s.progress("reading", int(done.Add(1)), len(l.articles))
	})
	const some = 128 // at a time
	parallel(s.jobs(), (len(packed)+some-1)/some, func(part int) {
		var made supply
		for i := part * some; i < min((part+1)*some, len(packed)); i++ {
			if packed[i] != "" {
				records[i] = unpack(packed[i], made.next())
			}
		}
	})
	for i, r := range records {
		if packed[i] != "" {
			l.parsed = append(l.parsed, l.shown(r.File))
		}
	}
	slices.Sort(l.parsed)
	return records
}

// remembered is the record of an article that the cache has, if it is of the same bytes. Otherwise src is what the file holds,
// or err says why it cannot be read. It is read into buf, if there is room.
func (l *loader) remembered(in *input, name string, buf []byte) (old *record, src []byte, err error) {
	s := l.site
	old, was := l.prev.record(name), l.prev.input(in.name)
	if old != nil && in.settled && in.same(was) {
		in.content = was.content
		if old.key == s.key(in.content) {
			return old, nil, nil
		}
	}
	if src, err = readListed(s.src.Content, name, brief.MaxSize, buf); err != nil {
		in.settled = false
		return nil, nil, err
	}
	in.content = sha256.Sum256(src)
	if old != nil && old.key == s.key(in.content) {
		return old, nil, nil
	}
	return nil, src, nil
}

// article parses an article.
func (l *loader) article(name string, src []byte, content Sum) *record {
	s := l.site
	start := s.clock()
	b, problems := brief.Parse(name, src, s.parsing)
	s.profile.add("parse", start)
	key := s.key(content)
	if b == nil {
		return &record{File: name, Broken: true, Problems: problems, key: key}
	}
	r := newRecord(b)
	r.Problems, r.key = problems, key
	r.body, r.sentences, r.whole = s.keep(b, content)
	return r
}

// parent is the folder above dir, "" at the root.
func parent(dir string) string {
	if p := path.Dir(dir); p != "." {
		return p
	}
	return ""
}

// parallel calls do for 0 … n-1, jobs at a time.
func parallel(jobs, n int, do func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(jobs, n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// sections reads the _index.md files.
func (l *loader) sections() {
	for _, at := range l.indexes {
		in := &l.inputs[at]
		name := strings.TrimPrefix(in.name, contentDir+"/")
		src, ok := l.read(name, brief.MaxSize, true)
		if !ok {
			continue
		}
		in.content = l.sums[in.name]
		folder, problems := brief.ParseFolder(name, src, brief.Options{Dir: contentDir})
		l.problems = append(l.problems, problems...)
		l.site.sections[parent(name)] = section{folder, l.shown(name)}
	}
}

// static finds the default static files and the site's own over them. They are copied to the
// root of the site, where hosts look for theirs: CNAME, _redirects, favicon.ico, .well-known/.
func (l *loader) static() {
	wanted := func(name string, e fs.DirEntry) bool {
		return name == ".well-known" || name == ".nojekyll" || !leftover(e.Name())
	}
	// What compiles the defaults in is no part of a site, nor where they have been copied as a whole.
	const embed = "embed.go"
	source, _ := fs.ReadFile(defaultstatic.FS, embed)
	l.each(defaultstatic.FS, staticDir, wanted, func(name string, e fs.DirEntry) {
		if name != embed {
			l.copies = append(l.copies, copied{file{owner: path.Join(staticDir, name) + " (default)", fsys: defaultstatic.FS, name: name, in: -1}, name, ""})
		}
	})
	l.each(l.src.Static, staticDir, wanted, func(name string, e fs.DirEntry) {
		if name == embed {
			if data, err := readFile(l.src.Static, name, int64(len(source))); err == nil && bytes.Equal(data, source) {
				return
			}
		}
		l.copies = append(l.copies, copied{file{owner: path.Join(staticDir, name), fsys: l.src.Static, name: name, in: l.look(staticDir, name, e)}, name, ""})
	})
}

// templates reads the default templates and the site's own over them.
func (l *loader) templates() {
	l.site.templates = map[string]source{}
	wanted := func(name string, e fs.DirEntry) bool {
		return !e.IsDir() && path.Ext(name) == ".html" && !skipped(name)
	}
	add := func(fsys fs.FS, own bool) {
		l.each(fsys, templatesDir, wanted, func(name string, e fs.DirEntry) {
			data, err := readFile(fsys, name, maxTemplate)
			if err != nil {
				l.problems = append(l.problems, unreadable(path.Join(templatesDir, name), err))
			}
			if own {
				l.inputs[l.look(templatesDir, name, e)].content = sha256.Sum256(data)
			}
			l.site.templates[name] = source{string(data), own}
		})
	}
	add(defaulttemplates.FS, false)
	add(l.src.Templates, true)
}

// each takes every wanted file of a folder, which may be missing. dir is its name for messages.
func (l *loader) each(fsys fs.FS, dir string, wanted func(string, fs.DirEntry) bool, take func(string, fs.DirEntry)) {
	if fsys == nil {
		return
	}
	fail := func(name string, err error) {
		l.problems = append(l.problems, unreadable(path.Join(dir, name), err))
	}
	// The function never returns an error but to skip a folder, so neither does WalkDir.
	_ = fs.WalkDir(fsys, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case name == "." && (err == nil || errors.Is(err, fs.ErrNotExist)):
		case err != nil:
			fail(name, err)
		case !wanted(name, e):
			if e.IsDir() {
				return fs.SkipDir
			}
		case e.IsDir():
		case !e.Type().IsRegular():
			fail(name, errNotPlain)
		default:
			take(name, e)
		}
		return nil
	})
}

// files settles where files are copied to, and sums up those that may have changed.
func (l *loader) files() {
	s := l.site
	paths := map[string]string{} // of the briefs that are shown, by file
	if len(l.bundles) > 0 {
		for _, r := range s.records {
			paths[r.File] = path.Dir(r.path)
		}
	}
	for _, b := range l.bundles {
		for _, at := range b.files {
			name := strings.TrimPrefix(l.inputs[at].name, contentDir+"/")
			dir, shown := paths[b.index]
			if !shown {
				continue
			}
			out := path.Join(dir, strings.TrimPrefix(name, path.Dir(b.index)+"/"))
			l.copies = append(l.copies, copied{file{owner: l.shown(name), fsys: l.src.Content, name: name, in: at}, out, b.index})
		}
	}
	for _, c := range l.copies {
		f := c.file
		if was := s.files[c.out]; was != nil && was.in >= 0 {
			l.problems = append(l.problems, s.clash(by(f.owner), c.out, "is that of "+was.owner, "give one of the two another name, or its brief another slug"))
			continue
		}
		s.files[c.out] = &f
	}
	names := sorted(s.files)
	problems := make([][]brief.Problem, len(names))
	parallel(s.jobs(), len(names), func(i int) {
		f := s.files[names[i]]
		if f.in >= 0 {
			in := &l.inputs[f.in]
			if was := l.prev.input(in.name); in.settled && in.same(was) {
				in.content = was.content
			} else if sum, err := f.hash(); err != nil {
				in.settled = false
				problems[i] = []brief.Problem{unreadable(f.owner, err)}
			} else {
				in.content = sum
			}
			f.sum = in.content
			return
		}
		sum, err := f.hash()
		if err != nil {
			problems[i] = []brief.Problem{unreadable(f.owner, err)}
		}
		f.sum = sum
	})
	l.problems = append(l.problems, slices.Concat(problems...)...)
}

// slug is the part of a URL that names s.
func slug(s string) string { return brief.Slug(norm.NFC.String(s)) }

// sorted is the keys of m in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
