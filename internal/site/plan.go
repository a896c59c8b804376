package site

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/internal/brief"
)

const (
	notFoundPath = "404.html"
	homePath     = "index.html"
	topicsPath   = "topics/index.html"
	archivePath  = "archive/index.html"
	feedPath     = "atom.xml"
	sitemapPath  = "sitemap.xml"
	robotsPath   = "robots.txt"
)

// Lengths of lists. A list that is cut links to the archive, which holds all.
const (
	homeLatest = 20
	homeComing = 12
	homeTopics = 16
	listComing = 8
	feedLength = 30
)

// sitemapLength is how many pages one sitemap may list (sitemaps.org).
const sitemapLength = 50000

// Lengths of output paths, in bytes. File systems hold names of 255; the rest is for what backups
// and encrypted folders add. A whole path may begin with that of a user's folder.
const (
	maxName = 200
	maxPath = 900
)

// pageLength is how many briefs a full page of a long list has. The page of the list itself has as many to
// twice as many.
const pageLength = 50

// output is a file of the site and how it is made: by a template, by a program, or as a copy.
type output struct {
	path     string
	owner    origin
	template string
	source   string          // the content file it shows, for messages; "" for a list
	page     func(*view) any // nil for a brief's page, of which there are many
	bytes    func(*view) []byte
	file     *file
	record   *record // of a brief's page
}

// data is what its template gets to see.
func (o *output) data(w *view) any {
	if o.page == nil {
		return w.briefPage(o.record)
	}
	return o.page(w)
}

// maker is what of an output is not a read: its template, and what it is about.
func (o *output) maker() string { return o.template + " " + o.owner.name }

// views is all that the records say together: which outputs there are, and what each shows.
type views struct {
	*Site
	outputs   []*output // in the order they are claimed
	owners    map[string]*output
	folded    map[string]string // folded output path, where it is another → the path
	inside    map[string]string // folded folder of outputs → the path of one
	byFile    map[string]*record
	lists     map[string]*list      // by output path
	topicList []topic               // by name
	months    []month               // newest first, undated last
	within    map[string][]*record  // by folder, also those of folders inside it
	coming    map[string][]upcoming // by output path of the list
	ahead     map[*record][]upcoming
	until     time.Time // the first moment after now that changes what is shown; zero if none does
	set       *template.Template
	renderer  *renderer
	parts     parts
	closures  map[string]sum  // of each page template, with all it uses
	wrong     []brief.Problem // with the templates
}

type topic struct {
	name, slug string
	records    []*record
}

type month struct {
	key     string // "2026/02" or "undated"
	records []*record
}

// list is a page of a list.
type list struct {
	path         string
	first        string // the page of the list itself
	title        string // of a topic
	number       int    // 0 for that page
	total        int    // briefs of the whole list
	records      []*record
	newer, older string // output paths, or ""
	folder       string // of a section
	isSection    bool
}

// origin is who makes an output.
type origin struct {
	name   string  // for a reader: "content/x.md", "the archive"
	record *record // the article that says so, or nil,
	keys   string  // in one of these keys: "topics tags"
}

func by(name string) origin { return origin{name: name} }

// clash is what is wrong with the output p of o.
func (s *Site) clash(o origin, p, wrong, hint string) brief.Problem {
	var out brief.Problem
	if o.record != nil {
		out = s.at(o.record, strings.Fields(o.keys)...)
	}
	subject := "its output " + p
	switch out.File {
	case "":
		out.File = o.name
	case o.name:
	default:
		subject = "the output of " + o.name + ", " + p + ","
	}
	out.Msg, out.Hint = subject+" "+wrong, hint
	return out
}

// claim notes who makes the output at p, and reports whether it can be there.
func (v *views) claim(o *output) bool {
	p := o.path
	if wrong := badPath(p); wrong != "" {
		v.problems = append(v.problems, v.clash(o.owner, fmt.Sprintf("%.100q", p), wrong, "give it another name, slug or alias"))
		return false
	}
	fold := folded(p)
	other, taken := v.taken(fold)
	if !taken {
		other, taken = v.inside[fold]
	}
	// Once an output is inside a folder, no other can be in its place.
	for dir := path.Dir(p); dir != "." && !taken; dir = path.Dir(dir) {
		fold := folded(dir)
		if v.inside[fold] != "" {
			break
		}
		other, taken = v.taken(fold)
	}
	if taken {
		wrong := fmt.Sprintf("is that of %s", v.owners[other].owner.name)
		if p != other {
			wrong = fmt.Sprintf("cannot be beside %s of %s: not every file system can hold both", other, v.owners[other].owner.name)
		}
		v.problems = append(v.problems, v.clash(o.owner, p, wrong, "give one of the two another name, slug or alias"))
		return false
	}
	v.owners[p] = o
	v.outputs = append(v.outputs, o)
	if fold != p {
		v.folded[fold] = p
	}
	for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
		fold := folded(dir)
		if _, known := v.inside[fold]; known {
			break
		}
		v.inside[fold] = p
	}
	return true
}

// taken is the output whose path is the same once it is folded.
func (v *views) taken(fold string) (string, bool) {
	if o, ok := v.owners[fold]; ok {
		return o.path, true
	}
	p, ok := v.folded[fold]
	return p, ok
}

// badPath says why nothing can be published at p, or "". It knows all that package publish
// refuses, and what Windows does, so that a site that is checked can be written anywhere.
func badPath(p string) string {
	if len(p) > maxPath {
		return fmt.Sprintf("has %d bytes, more than the %d that are safe", len(p), maxPath)
	}
	if !fs.ValidPath(p) || p == "." {
		return "is not a path"
	}
	for part := range strings.SplitSeq(p, "/") {
		if len(part) > 4 && len(part) <= maxName && strings.IndexFunc(part, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-') }) < 0 {
			continue // most are so
		}
		stem, _, _ := strings.Cut(strings.ToUpper(part), ".")
		device := strings.TrimRight(stem, "0123456789¹²³")
		switch lower := strings.ToLower(part); {
		case len(part) > maxName:
			return fmt.Sprintf("has a name of %d bytes, more than the %d that are safe", len(part), maxName)
		case lower == ".git" || lower == ".gitignore" || strings.HasPrefix(lower, ".dateline"):
			return fmt.Sprintf("has the name %q, which the folder of the site itself may need", part)
		case slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}, stem),
			(device == "COM" || device == "LPT") && utf8.RuneCountInString(stem) == 4:
			return fmt.Sprintf("has the name %q, which Windows reserves", part)
		}
		if i := strings.IndexFunc(part, func(r rune) bool { return r == '\\' || r == ':' || unicode.IsControl(r) }); i >= 0 {
			r, _ := utf8.DecodeRuneInString(part[i:])
			return fmt.Sprintf("holds %q, which not every file system takes", r)
		}
	}
	return ""
}

// plan claims every output and settles what each page will show.
func (s *Site) plan() *views {
	v := &views{
		Site: s, owners: make(map[string]*output, len(s.records)*9/8), folded: map[string]string{}, inside: make(map[string]string, len(s.records)*9/8),
		lists: map[string]*list{},
	}
	v.gather()
	program := func(p, owner string, bytes func(*view) []byte) {
		v.claim(&output{path: p, owner: by(owner), bytes: bytes})
	}
	page := func(p string, owner origin, tmpl, source string, make func(*view) any) {
		v.claim(&output{path: p, owner: owner, template: tmpl, source: source, page: make})
	}
	// What the site itself needs comes first, so that a clash is told of the file that can be changed.
	if slices.ContainsFunc(s.records, func(r *record) bool { return r.dated }) {
		program(feedPath, "the feed", (*view).feed)
	}
	sitemap := &output{path: sitemapPath, owner: by("the sitemap")}
	if s.settings.BaseURL != "" {
		v.claim(sitemap)
	}
	if _, own := s.files[robotsPath]; !own {
		program(robotsPath, robotsPath, (*view).robots)
	}
	page(homePath, by("the front page"), "home.html", "", (*view).homePage)
	for _, r := range s.records {
		shown := contentDir + "/" + r.File
		v.claim(&output{
			path: r.path, owner: origin{shown, r, "slug"}, record: r, template: "brief.html", source: shown,
		})
	}
	page(topicsPath, by("the list of topics"), "topics.html", "", (*view).topicsPage)
	for _, t := range v.topicList {
		owner := origin{fmt.Sprintf("the topic %.60q", t.name), t.records[0], "topics tags categories"}
		up := Link{"Topics", topicsPath}
		for _, l := range v.pages(topicPath(t.slug), t.records) {
			l.title = t.name
			page(l.path, owner, "topic.html", "", func(w *view) any {
				return w.listPage(l, t.name, fmt.Sprintf("%s on %s.", w.many(l), t.name), up)
			})
		}
	}
	page(archivePath, by("the archive"), "archive.html", "", (*view).archivePage)
	for _, m := range v.months {
		name, up := m.name(), Link{"Archive", archivePath}
		for _, l := range v.pages(monthPath(m.key), m.records) {
			page(l.path, by("the archive"), "month.html", "", func(w *view) any {
				description := fmt.Sprintf("%s of %s.", w.many(l), name)
				if m.key == "undated" {
					description = w.many(l) + " without a date."
				}
				return w.listPage(l, name, description, up)
			})
		}
	}
	for _, folder := range sorted(v.within) {
		sec := s.sections[folder]
		owner := by(contentDir + "/" + folder + "/")
		if sec.file != "" {
			owner = by(sec.file)
		}
		for _, l := range v.pages(sectionPath(folder), v.within[folder]) {
			l.folder, l.isSection = folder, true
			page(l.path, owner, "section.html", sec.file, func(w *view) any { return w.sectionPage(l) })
		}
	}
	v.planSitemap(sitemap, sitemapLength)
	page(notFoundPath, by("the page for what is not found"), "404.html", "", (*view).notFoundPage)
	for _, r := range s.records {
		for _, a := range r.Aliases {
			shown := contentDir + "/" + r.File
			page(aliasPath(a), origin{shown, r, "aliases"}, "redirect.html", shown, func(w *view) any { return w.redirectPage(r) })
		}
	}
	for _, p := range sorted(s.files) {
		v.claim(&output{path: p, owner: by(s.files[p].owner), file: s.files[p]})
	}
	v.comingUp()
	return v
}

// pages puts a list, newest first, on pages: page 1 has the oldest briefs, and each is full but the page of the
// list itself, which comes first here and has the newest.
func (v *views) pages(first string, records []*record) []*list {
	full := max(0, len(records)/pageLength-1)
	path := func(number int) string {
		switch number {
		case 0:
			return ""
		case full + 1:
			return first
		}
		return strings.TrimSuffix(first, "index.html") + fmt.Sprintf("page-%d/index.html", number)
	}
	rest := len(records) - full*pageLength
	head := &list{path: first, first: first, total: len(records), records: records[:rest], older: path(full)}
	out := []*list{head}
	for n := full; n > 0; n-- {
		at := rest + (full-n)*pageLength
		out = append(out, &list{
			path: path(n), first: first, number: n, total: len(records), records: records[at : at+pageLength],
			newer: path(n + 1), older: path(n - 1),
		})
	}
	for _, l := range out {
		v.lists[l.path] = l
	}
	return out
}
