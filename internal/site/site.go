// Package site turns all briefs into a site: its lists, its pages, its feed. The main types are [Site],
// everything that was loaded, [Cache], what is remembered from one build to the next, and the page types
// ([HomePage], [BriefPage], …), what a template gets to see.
//
// Load makes a record of every article, parsing those whose bytes the cache does not know, and settles from all
// records together which outputs there are and what each shows; Build renders those outputs that are not what
// they were. Neither reads a clock or writes anything but through what it is given. The rules of the package:
//
//   - What an incremental build makes is what a clean one makes, byte for byte. Everything that concerns
//     more than one article is made anew from the records each time, so that no list can be stale. What a page
//     takes from there it takes through methods that note it as a read: [HomePage.Latest], [BriefPage.Newer],
//     [Page.Link]. An output is rendered again if what one of its reads gives has another sum than
//     when it was last rendered, or if the file on disk is not the one that was written. A read is as small as
//     what it shows: a page that links to another reads its address, not its text.
//   - The cache is never needed. It is of use only to the very program that wrote it, and what cannot be read of
//     it is as good as not there.
//   - A file whose size, times and inode are those of the last time is not read again, unless it was changed so
//     shortly before it was looked at then that a change after it could have left the same times.
//   - Articles are not kept in memory: a parsed brief goes into the [Store], and is read back for its page.
//   - All problems of all files are found in one run, also when files that have not changed are not read again.
//     Problems are sorted by file and place.
//   - A brief that is a draft, not yet due or expired is held back, and named in [Site.Held].
//   - Every order is total: newest first, then weight (smaller first), then file path.
//   - A long list goes over several pages, the oldest briefs on page 1, so that a full page stays as it is.
//   - An output path has one owner. Two that claim it, also if the two paths differ only in
//     case or in Unicode normal form, or if one would be a folder inside a file, are an error
//     that names both.
//   - Every link passes through one function and is relative to the page it stands on, so that
//     the site works under any host and path, and from disk. Only what leaves the site
//     (canonical links, sitemap, feed) and 404.html, which a host shows at any depth, use
//     base_url.
//   - Content is not trusted. Of the files beside a brief only types that neither a browser nor a
//     server runs are published; static/ is the owner's, and is copied as it is.
//   - What is not a plain file is not opened, and no file is read beyond a limit.
//   - A link to an output that does not exist is an error of the template that asks for it.
//   - HTML is made by html/template and XML is encoded from structs: nothing is pasted together.
package site

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // so that a time zone means the same on every machine
	"unicode"

	"dateline/internal/brief"
)

// Source is where a site is read from. Content is rooted at its content folder; Templates and Static are the
// site's own, which win over the defaults by file name, or nil.
type Source struct{ Content, Templates, Static fs.FS }

// Options are what the edge knows and a site's files do not.
type Options struct {
	BaseURL string // wins over base_url of site.yaml
	// AtRoot drops the folder of the base URL: a preview shows the site at the root of its own host, and 404.html
	// asks for its styles by that folder.
	AtRoot bool
	// Now is the edge's clock: an ISO date, which stands for its last moment in the site's
	// time zone, or an RFC 3339 moment. With "" nothing is held back for its date, and "coming
	// up" is measured against the newest brief.
	Now    string
	Drafts bool // show drafts
	Future bool // show briefs published after Now
	Jobs   int  // files parsed and pages rendered at a time; 0 means one per processor

	Engine   string                              // names this very program: another one does not trust its cache
	Scanned  time.Time                           // when the files are looked at; zero: none is taken for unchanged by its times
	Store    Store                               // where parsed briefs are put aside; nil keeps them in memory
	Clock    func() time.Time                    // for [Report].Profile; nil measures nothing
	Progress func(phase string, done, total int) // told from several goroutines; may be nil
}

// Site is what was loaded. It does not change, but for what Build notes for the next cache.
type Site struct {
	src       Source
	settings  settings
	opt       Options
	parsing   brief.Options
	config    sum       // of all that decides what parsing a file gives
	setup     sum       // of all options that decide what the site is
	now       time.Time // zero when unknown
	zone      *time.Location
	all       []*record // of every article, by file
	records   []*record // of those shown, in the order of the site
	held      []Held
	sections  map[string]section // by folder
	files     map[string]*file   // files copied as they are, by output path
	templates map[string]source  // by file name
	notes     []string
	mu        sync.RWMutex // of all that Take changes
	problems  []brief.Problem
	own       []brief.Problem // those of the site, which are neither an article's nor a template's
	views     *views
	loader    *loader // until the site is complete
	prev      *Cache
	profile   *profile
	parsed    []string
	built     *build
	inputs    []input
	unchanged bool // nothing differs from the last build: what is not in prev is not there
}

// Held is a brief that is not shown, and why.
type Held struct {
	File  string
	Title string
	Why   string     // "draft", "future" or "expired"
	Due   brief.When // future: when it will be shown; expired: when it ended
	At    time.Time  // future: the first moment it is shown
}

// settings is content/site.yaml. Every key is optional.
type settings struct {
	Title       string `yaml:"title"`       // of the site: "The Daily Brief"
	Description string `yaml:"description"` // one sentence under the title, and for search engines
	Language    string `yaml:"language"`    // BCP 47, "en" unless stated
	BaseURL     string `yaml:"base_url"`    // where the site will live: "https://example.org/news/"
	Links       string `yaml:"links"`       // "folders" (briefs/x/) or "files" (briefs/x/index.html, opens from disk)
	Timezone    string `yaml:"timezone"`    // of dates that state none: "Europe/Vienna"; "UTC" unless stated
	Author      string `yaml:"author"`      // of the site, for its feed
	Permalink   string `yaml:"permalink"`   // where briefs live: "briefs/:slug" unless stated; also :year :month :day :section
	Annotations string `yaml:"annotations"` // "off" makes pages of the articles alone; "on" unless stated
}

func (s *settings) annotated() bool { return s.Annotations != "off" }

// section is what is said of a folder of briefs.
type section struct {
	brief.Folder
	file string // its _index.md, as its user knows it
}

// file is an output that is copied.
type file struct {
	owner string // "static/logo.svg", as its user knows it
	fsys  fs.FS
	name  string
	in    int // place in the loader's inputs, or -1 for a default
	sum   Sum
}

// Sum is the SHA-256 of an output.
type Sum = [sha256.Size]byte

// hash sums up what a file holds.
func (f *file) hash() (s Sum, err error) {
	in, err := openPlain(f.fsys, f.name)
	if err != nil {
		return s, err
	}
	defer in.Close()
	h := sha256.New()
	_, err = io.Copy(h, in)
	h.Sum(s[:0])
	return s, err
}

// source is the text of a template.
type source struct {
	text string
	own  bool // the site's own, not a default
}

// Len is how many briefs are shown.
func (s *Site) Len() int {
	if s.unchanged {
		return s.prev.shown
	}
	return len(s.records)
}

// Held are the briefs that are not shown, sorted by file.
func (s *Site) Held() []Held { return s.held }

// Notes are remarks for whoever builds the site that are no problems.
func (s *Site) Notes() []string { return s.notes }

// Problems are those found by Load, and by Build after it.
func (s *Site) Problems() []brief.Problem { return s.problems }

// Removed is what cleaning left out, by content file.
func (s *Site) Removed(take func(file string, removed brief.Removed)) {
	s.complete()
	for _, r := range s.all {
		for _, m := range r.Removed {
			take(r.File, m)
		}
	}
}

// Load reads a site. prev is what was remembered of an earlier one, or nil. Where an error is among the
// problems the site cannot be built.
func Load(src Source, opt Options, prev *Cache) *Site {
	return LoadWhen(src, opt, func() (*Cache, Store, bool) { return prev, opt.Store, true })
}

// LoadWhen is Load for what is remembered and its store while they are still being read: the folders are looked
// at meanwhile. Where ready is not ok the Site is of no use.
func LoadWhen(src Source, opt Options, ready func() (prev *Cache, store Store, ok bool)) *Site {
	s := &Site{src: src, opt: opt, sections: map[string]section{}, files: map[string]*file{}, profile: newProfile(opt.Clock)}
	start := s.clock()
	l := &loader{site: s, src: src, sums: map[string]Sum{}}
	s.loader = l
	l.settings()
	l.shared()
	l.walk(".")
	l.static()
	l.templates()
	s.profile.add("look", start)
	start = s.clock()
	prev, store, ok := ready()
	if !ok {
		return s
	}
	if s.opt.Store = store; store == nil {
		s.opt.Store = &memory{}
	}
	s.profile.add("wait for what is remembered", start)
	s.config = l.config()
	s.setup = l.setup()
	if prev != nil && prev.Engine == opt.Engine {
		s.prev = prev
		if prev.config == s.config {
			l.prev = prev
		}
	}
	if l.unchanged() {
		s.unchanged = true
		s.held, s.notes, s.problems = slices.Clone(prev.held), prev.notes, prev.problems
		for i := range s.held {
			s.held[i].At = s.held[i].At.In(s.zone)
		}
		return s
	}
	s.complete()
	return s
}

// complete loads what an unchanged site can do without.
func (s *Site) complete() {
	l := s.loader
	if l == nil {
		return
	}
	s.loader, s.unchanged, s.held = nil, false, nil
	s.prev.open()
	records := l.parse()
	start := s.clock()
	l.sections()
	l.place(records)
	l.files()
	s.parsed = l.parsed
	s.problems = l.problems
	s.views = s.plan()
	s.own = s.problems
	s.views.compile()
	s.profile.add("plan", start)
	s.inputs = l.inputs
	s.collect()
}

// collect gathers the problems of the site, its templates and its articles.
func (s *Site) collect() {
	s.problems = slices.Concat(s.own, s.views.wrong)
	for _, r := range s.all {
		s.problems = append(s.problems, r.Problems...)
	}
	brief.SortProblems(s.problems)
}

// config sums up all that decides what parsing gives, but for the file itself.
func (l *loader) config() sum {
	h := newSummer().add(l.site.opt.Engine, l.site.settings.Annotations)
	for _, n := range l.known {
		h.add(fmt.Sprintf("%q", n))
	}
	return h.sum()
}

// setup sums up the options.
func (l *loader) setup() sum {
	o := l.site.opt
	return newSummer().add(fmt.Sprint(o.BaseURL, o.AtRoot, o.Drafts, o.Future, o.Now == "")).sum()
}

// key is what a record is known by: the bytes of its file and how they are parsed.
func (s *Site) key(content Sum) sum {
	return newSummer().add(string(s.config[:]), string(content[:])).sum()
}

// place sorts the records, holds back what is not to be shown, and checks their slugs.
func (l *loader) place(records []*record) {
	s := l.site
	for _, r := range records {
		r.date(s.settings.Timezone, s.zone)
	}
	slices.SortFunc(records, func(a, b *record) int { return cmp.Compare(a.File, b.File) })
	s.all = records
	bySlug := make(map[string]*record, len(records))
	dropped := map[*record]bool{}
	for _, r := range records {
		if r.Broken {
			dropped[r] = true
			continue
		}
		if first, ok := bySlug[r.Slug]; ok && s.settings.Permalink == defaultPermalink { // else claim compares addresses
			p := s.at(r, "slug")
			p.Msg = fmt.Sprintf("the slug %q is taken: %s has it too", r.Slug, l.shown(first.File))
			p.Hint = "set another slug: in the front matter of one of the two, or rename one"
			l.problems = append(l.problems, p)
			dropped[r] = true // its other outputs would clash as well
			continue
		}
		bySlug[r.Slug] = r
	}
	l.topics(records)
	for _, r := range records {
		if h, ok := s.hold(r); ok && !dropped[r] {
			s.held = append(s.held, h)
			dropped[r] = true
		}
	}
	for _, r := range records {
		if !dropped[r] {
			r.path = s.briefPath(r)
			s.records = append(s.records, r)
		}
	}
	slices.SortFunc(s.records, compare)
}

// maxTopics is how many topics a brief may have. It is listed on the page of each, with all of
// them: pages grow with the square of their number.
const maxTopics = 50

// topics checks the topics of briefs.
func (l *loader) topics(records []*record) {
	type use struct{ name, file string }
	first := map[string]use{}      // by slug
	merged := map[[2]string]bool{} // slug and spelling that were told
	known := map[string]bool{}     // topics as written that say nothing new
	for _, b := range records {
		if b.Broken {
			continue
		}
		tell := func(warning bool, msg, hint string) {
			p := l.site.at(b, "topics", "tags", "categories")
			p.Msg, p.Hint, p.Warning = msg, hint, warning
			l.problems = append(l.problems, p)
		}
		if n := len(b.Topics); n > maxTopics {
			tell(false, fmt.Sprintf("%d topics are more than the %d a brief may have", n, maxTopics), "keep those a reader would look under")
		}
		for _, t := range b.Topics {
			if known[t] {
				continue
			}
			sl := slug(t)
			if sl == "" {
				tell(true, fmt.Sprintf("the topic %q has no letter or digit to make an address of, and is left out", t), "")
				continue
			}
			other, ok := first[sl]
			if !ok {
				first[sl] = use{t, b.File}
				known[t] = true
				continue
			}
			if key := [2]string{sl, spelling(t)}; key[1] != spelling(other.name) && !merged[key] {
				merged[key] = true
				tell(true, fmt.Sprintf("the topic %q and the topic %q of %s have one address, topics/%s/, and become one", t, other.name, l.shown(other.file), sl),
					"write them alike, or give one a name that differs in a letter or digit")
			}
		}
	}
}

// spelling is a topic without what makes no other topic of it: case, blanks and hyphens.
func spelling(topic string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '_' {
			return -1
		}
		return r
	}, folded(topic))
}

// at is a problem of r at the first of the keys that stand in its front matter, still without words.
func (s *Site) at(r *record, keys ...string) brief.Problem {
	p := brief.Problem{File: path.Join(contentDir, r.File)}
	if s.src.Content != nil {
		src, _ := readFile(s.src.Content, r.File, brief.MaxSize) // if it is gone by now, the problem stands without its line
		p.Line, p.Excerpt = keyLine(head(string(src)), keys...)
	}
	return p
}

// hold reports whether r, which has its date, is not to be shown now.
func (s *Site) hold(r *record) (Held, bool) {
	h := Held{File: r.File, Title: r.Title}
	if r.Draft && !s.opt.Drafts {
		h.Why = "draft"
		return h, true
	}
	if s.now.IsZero() {
		return h, false
	}
	if from := time.Unix(r.at, 0); r.dated && from.After(s.now) && !s.opt.Future {
		h.Why, h.Due, h.At = "future", r.Published, from.In(s.zone)
		return h, true
	}
	// A brief that expires on a day is gone when the day begins, as the design says of dates:
	// a date alone is the start of that day.
	if from, _, ok := bounds(r.Expires, s.zone); ok && !from.After(s.now) {
		h.Why, h.Due = "expired", r.Expires
		return h, true
	}
	return h, false
}

// compare is the order of the site: newest first, undated last, then weight, then file.
func compare(a, b *record) int {
	return cmp.Or(cmp.Compare(b.at, a.at), cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.File, b.File))
}

// baseURL normalises where a site will live: an absolute http or https URL that ends in "/".
func baseURL(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("base_url %q is no absolute http or https URL", s)
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#") {
		return "", fmt.Errorf("base_url %q holds a user, a query or a fragment", s)
	}
	if !strings.HasSuffix(u.Path, "/") {
		u = u.JoinPath("/")
	}
	return u.String(), nil
}

func (s *Site) jobs() int {
	if s.opt.Jobs > 0 {
		return s.opt.Jobs
	}
	return runtime.GOMAXPROCS(0)
}

// skipped reports whether a file of content is none of the site's: set aside with "_", or a leftover.
func skipped(name string) bool { return strings.HasPrefix(name, "_") || leftover(name) }

// leftover reports whether a file is hidden, or what an editor leaves behind.
func leftover(name string) bool {
	if strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") {
		return true
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".bak", ".bck", ".swp", ".swx", ".tmp", ".orig", ".rej":
		return true
	}
	return false
}
