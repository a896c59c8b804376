package site

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
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

// page is an output made by a template.
type page struct {
	path     string
	template string
	file     string // the content file it shows, for messages; "" for a list
	data     any
}

// build is one rendering of a site.
type build struct {
	*Site
	owners   map[string]origin // output path → who makes it
	folded   map[string]string // folded output path → the path
	inside   map[string]string // folded folder of outputs → the path of one
	pages    []page
	todo     []func() // what makes the pages
	problems []brief.Problem
	topics   []topic                   // by name
	months   []month                   // newest first, undated last
	topicsOf map[*brief.Brief][]Link   // their URL is the topic's output path
	within   map[string][]*brief.Brief // by folder, also those of folders inside it
}

type topic struct {
	name, slug string
	briefs     []*brief.Brief
}

type month struct {
	key    string // "2026/02" or "undated"
	briefs []*brief.Brief
}

// origin is who makes an output.
type origin struct {
	name string        // for a reader: "content/x.md", "the archive"
	at   brief.Problem // where it says so; with File "" nowhere
}

func by(name string) origin { return origin{name: name} }

// problem is what is wrong with the output p of o.
func (o origin) problem(p, wrong, hint string) brief.Problem {
	out, subject := o.at, "its output "+p
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
func (b *build) claim(p string, owner origin) bool {
	if wrong := badPath(p); wrong != "" {
		b.problems = append(b.problems, owner.problem(fmt.Sprintf("%.100q", p), wrong, "give it another name, slug or alias"))
		return false
	}
	other, taken := b.folded[folded(p)]
	if !taken {
		other, taken = b.inside[folded(p)]
	}
	for dir := path.Dir(p); dir != "." && !taken; dir = path.Dir(dir) {
		other, taken = b.folded[folded(dir)]
	}
	if taken {
		wrong := fmt.Sprintf("is that of %s", b.owners[other].name)
		if p != other {
			wrong = fmt.Sprintf("cannot be beside %s of %s: not every file system can hold both", other, b.owners[other].name)
		}
		b.problems = append(b.problems, owner.problem(p, wrong, "give one of the two another name, slug or alias"))
		return false
	}
	b.owners[p] = owner
	b.folded[folded(p)] = p
	for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
		b.inside[folded(dir)] = p
	}
	return true
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
func (s *Site) plan() *build {
	b := &build{Site: s, owners: map[string]origin{}, folded: map[string]string{}, inside: map[string]string{}}
	b.gather()
	// What the site itself needs comes first, so that a clash is told of the file that can be changed.
	if len(b.dated()) > 0 {
		b.claim(feedPath, by("the feed"))
	}
	if s.settings.BaseURL != "" {
		b.claim(sitemapPath, by("the sitemap"))
	}
	if _, own := s.files[robotsPath]; !own {
		b.claim(robotsPath, by(robotsPath))
	}
	// Paths first, data later: a link is only made to an output that exists.
	add := func(p string, owner origin, tmpl, file string, data func(Page) any) {
		if !b.claim(p, owner) {
			return
		}
		b.todo = append(b.todo, func() {
			b.pages = append(b.pages, page{p, tmpl, file, data(b.page(p, strings.TrimSuffix(tmpl, ".html")))})
		})
	}
	add(homePath, by("the front page"), "home.html", "", b.home)
	for i, br := range s.briefs {
		shown := contentDir + "/" + br.File
		add(briefPath(br.Slug), origin{shown, s.at(br, "slug")}, "brief.html", shown, func(p Page) any { return b.brief(p, i) })
	}
	add(topicsPath, by("the list of topics"), "topics.html", "", b.topicsPage)
	for _, t := range b.topics {
		owner := origin{fmt.Sprintf("the topic %.60q", t.name), s.at(t.briefs[0], "topics", "tags", "categories")}
		add(topicPath(t.slug), owner, "topic.html", "", func(p Page) any { return b.topic(p, t) })
	}
	add(archivePath, by("the archive"), "archive.html", "", b.archive)
	for _, m := range b.months {
		add(monthPath(m.key), by("the archive"), "month.html", "", func(p Page) any { return b.month(p, m) })
	}
	for _, folder := range sorted(b.within) {
		owner := contentDir + "/" + folder + "/"
		if f := s.sections[folder].file; f != "" {
			owner = f
		}
		add(sectionPath(folder), by(owner), "section.html", s.sections[folder].file, func(p Page) any { return b.section(p, folder) })
	}
	// All pages up to here are in the sitemap.
	if n := len(b.todo); s.settings.BaseURL != "" && n > sitemapLength {
		for i := range (n + sitemapLength - 1) / sitemapLength {
			b.claim(sitemapPart(i), by("the sitemap"))
		}
	}
	add(notFoundPath, by("the page for what is not found"), "404.html", "", b.notFound)
	for _, br := range s.briefs {
		for _, a := range br.Aliases {
			shown := contentDir + "/" + br.File
			add(aliasPath(a), origin{shown, s.at(br, "aliases")}, "redirect.html", shown, func(p Page) any { return b.redirect(p, br) })
		}
	}
	for _, p := range sorted(s.files) {
		b.claim(p, by(s.files[p].owner))
	}
	return b
}
