// Package site turns all briefs into a site: its lists, its pages, its feed. The main types
// are [Site], everything that was loaded, and the page types ([HomePage], [BriefPage], …), what a
// template gets to see.
//
// Load reads content, templates and static files; Build renders every output in memory, as
// path → bytes. Neither reads a clock or writes anything. The rules of the package:
//
//   - All problems of all files are found in one run. Problems are sorted by file and place.
//   - A brief that is a draft, not yet due or expired is held back, and named in [Site.Held].
//   - Every order is total: newest first, then weight (smaller first), then file path.
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
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"runtime"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // so that a time zone means the same on every machine
	"unicode"

	"dateline/internal/brief"
)

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
}

// Site is what was loaded. It is read-only.
type Site struct {
	settings  settings
	opt       Options
	now       time.Time // zero when unknown
	zone      *time.Location
	briefs    []*brief.Brief // those shown, in the order of the site
	held      []Held
	sections  map[string]section // by folder
	files     map[string]file    // files copied as they are, by output path
	templates map[string]source  // by file name
	heads     map[string]string  // front matter by content file, to say where a key stands
	notes     []string
}

// Held is a brief that is not shown, and why.
type Held struct {
	File  string
	Title string
	Why   string     // "draft", "future" or "expired"
	Due   brief.When // future: when it will be shown; expired: when it ended
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
}

// section is what is said of a folder of briefs.
type section struct {
	brief.Folder
	file string // its _index.md, as its user knows it
}

// file is an output that is copied.
type file struct {
	owner string // "static/logo.svg", as its user knows it
	data  []byte
}

// source is the text of a template.
type source struct {
	text string
	own  bool // the site's own, not a default
}

// Briefs are those shown, in the order of the site: newest first.
func (s *Site) Briefs() []*brief.Brief { return s.briefs }

// Held are the briefs that are not shown, sorted by file.
func (s *Site) Held() []Held { return s.held }

// Notes are remarks for whoever builds the site that are no problems.
func (s *Site) Notes() []string { return s.notes }

// Load reads a site. content is rooted at its content folder; templates and static are the
// site's own, which win over the defaults by file name, or nil. Where an error is among
// the problems the site cannot be built, and Site is nil.
func Load(content, templates, static fs.FS, opt Options) (*Site, []brief.Problem) {
	s := &Site{opt: opt, sections: map[string]section{}, files: map[string]file{}}
	l := &loader{site: s, content: content}
	l.settings()
	l.shared()
	l.walk(".")
	l.static(static)
	l.templates(templates)
	briefs := l.parse()
	l.sections()
	l.place(briefs)
	if !brief.HasErrors(l.problems) {
		brief.SortProblems(l.problems)
		return s, l.problems
	}
	// There will be no Build, so that what it would find is told now.
	b := s.plan()
	b.compile()
	l.problems = append(l.problems, b.problems...)
	brief.SortProblems(l.problems)
	return nil, l.problems
}

// place sorts briefs, holds back what is not to be shown, and checks their slugs.
func (l *loader) place(briefs []*brief.Brief) {
	s := l.site
	slices.SortFunc(briefs, s.compare)
	bySlug := map[string]*brief.Brief{}
	byFile := slices.SortedFunc(slices.Values(briefs), func(a, b *brief.Brief) int { return cmp.Compare(a.File, b.File) })
	dropped := map[string]bool{}
	for _, b := range byFile {
		if first, ok := bySlug[b.Slug]; ok {
			p := s.at(b, "slug")
			p.Msg = fmt.Sprintf("the slug %q is taken: %s has it too", b.Slug, l.shown(first.File))
			p.Hint = "set another slug: in the front matter of one of the two, or rename one"
			l.problems = append(l.problems, p)
			dropped[b.File] = true // its other outputs would clash as well
			continue
		}
		bySlug[b.Slug] = b
	}
	l.topics(byFile)
	for _, b := range byFile {
		if h, ok := s.hold(b); ok {
			s.held = append(s.held, h)
			dropped[b.File] = true
		}
	}
	s.briefs = slices.DeleteFunc(briefs, func(b *brief.Brief) bool { return dropped[b.File] })
	for _, f := range l.beside {
		if !dropped[f.brief.File] {
			s.files[f.out] = f.file
		}
	}
}

// maxTopics is how many topics a brief may have. It is listed on the page of each, with all of
// them: pages grow with the square of their number.
const maxTopics = 50

// topics checks the topics of briefs.
func (l *loader) topics(briefs []*brief.Brief) {
	type use struct{ name, file string }
	first := map[string]use{}      // by slug
	merged := map[[2]string]bool{} // slug and spelling that were told
	for _, b := range briefs {
		tell := func(warning bool, msg, hint string) {
			p := l.site.at(b, "topics", "tags", "categories")
			p.Msg, p.Hint, p.Warning = msg, hint, warning
			l.problems = append(l.problems, p)
		}
		if n := len(b.Topics); n > maxTopics {
			tell(false, fmt.Sprintf("%d topics are more than the %d a brief may have", n, maxTopics), "keep those a reader would look under")
		}
		for _, t := range b.Topics {
			sl := slug(t)
			if sl == "" {
				tell(true, fmt.Sprintf("the topic %q has no letter or digit to make an address of, and is left out", t), "")
				continue
			}
			other, ok := first[sl]
			if !ok {
				first[sl] = use{t, b.File}
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

// at is a problem of b at the first of the keys that stand in its front matter, still without words.
func (s *Site) at(b *brief.Brief, keys ...string) brief.Problem {
	p := brief.Problem{File: path.Join(contentDir, b.File)}
	p.Line, p.Excerpt = keyLine(s.heads[b.File], keys...)
	return p
}

// hold reports whether b is not to be shown now.
func (s *Site) hold(b *brief.Brief) (Held, bool) {
	h := Held{File: b.File, Title: b.Title}
	if b.Draft && !s.opt.Drafts {
		h.Why = "draft"
		return h, true
	}
	if s.now.IsZero() {
		return h, false
	}
	if from, _, ok := bounds(b.Published, s.zone); ok && from.After(s.now) && !s.opt.Future {
		h.Why, h.Due = "future", b.Published
		return h, true
	}
	// A brief that expires on a day is gone when the day begins, as the design says of dates:
	// a date alone is the start of that day.
	if from, _, ok := bounds(b.Expires, s.zone); ok && !from.After(s.now) {
		h.Why, h.Due = "expired", b.Expires
		return h, true
	}
	return h, false
}

// compare is the order of the site: newest first, undated last, then weight, then file.
func (s *Site) compare(a, b *brief.Brief) int {
	ta, _, _ := bounds(a.Published, s.zone)
	tb, _, _ := bounds(b.Published, s.zone)
	return cmp.Or(tb.Compare(ta), cmp.Compare(a.Weight, b.Weight), cmp.Compare(a.File, b.File))
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
