package site

import (
	"fmt"
	"path"
	"strings"

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

// maxName is the longest file name, in bytes, that every usual file system holds.
const maxName = 255

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
	owners   map[string]string // output path → who makes it, for a reader
	folded   map[string]string // folded output path → the path
	inside   map[string]string // folded folder of outputs → the path of one
	pages    []page
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

// claim notes who makes the output at p, and reports whether p was free.
func (b *build) claim(p, owner string) bool {
	other, taken := b.folded[folded(p)]
	if !taken {
		other, taken = b.inside[folded(p)]
	}
	for dir := path.Dir(p); dir != "." && !taken; dir = path.Dir(dir) {
		other, taken = b.folded[folded(dir)]
	}
	if taken {
		msg := fmt.Sprintf("its output %s is that of %s", p, b.owners[other])
		if p != other {
			msg = fmt.Sprintf("its output %s cannot be beside %s of %s: not every file system can hold both", p, other, b.owners[other])
		}
		b.problems = append(b.problems, brief.Problem{File: owner, Msg: msg, Hint: "give one of the two another name, slug or alias"})
		return false
	}
	for part := range strings.SplitSeq(p, "/") {
		if len(part) > maxName {
			b.problems = append(b.problems, brief.Problem{
				File: owner, Msg: fmt.Sprintf("its address has a part of %d bytes, and file systems hold %d: %.60s…", len(part), maxName, part),
				Hint: "give it a shorter name, slug or alias",
			})
			return false
		}
	}
	b.owners[p] = owner
	b.folded[folded(p)] = p
	for dir := path.Dir(p); dir != "."; dir = path.Dir(dir) {
		b.inside[folded(dir)] = p
	}
	return true
}

// plan claims every output and gathers what each page shows.
func (s *Site) plan() *build {
	b := &build{Site: s, owners: map[string]string{}, folded: map[string]string{}, inside: map[string]string{}}
	b.gather()
	// What the site itself needs comes first, so that a clash is told of the file that can be changed.
	if len(b.dated()) > 0 {
		b.claim(feedPath, "the feed")
	}
	if s.settings.BaseURL != "" {
		b.claim(sitemapPath, "the sitemap")
	}
	if _, own := s.files[robotsPath]; !own {
		b.claim(robotsPath, "robots.txt")
	}
	var todo []func()
	// Paths first, data later: a link is only made to an output that exists.
	add := func(p, owner, tmpl, file string, data func(Page) any) {
		if !b.claim(p, owner) {
			return
		}
		todo = append(todo, func() {
			b.pages = append(b.pages, page{p, tmpl, file, data(b.page(p, strings.TrimSuffix(tmpl, ".html")))})
		})
	}
	add(homePath, "the front page", "home.html", "", b.home)
	for i, br := range s.briefs {
		add(briefPath(br.Slug), contentDir+"/"+br.File, "brief.html", contentDir+"/"+br.File, func(p Page) any { return b.brief(p, i) })
	}
	add(topicsPath, "the list of topics", "topics.html", "", b.topicsPage)
	for _, t := range b.topics {
		add(topicPath(t.slug), fmt.Sprintf("the topic %q", t.name), "topic.html", "", func(p Page) any { return b.topic(p, t) })
	}
	add(archivePath, "the archive", "archive.html", "", b.archive)
	for _, m := range b.months {
		add(monthPath(m.key), "the archive", "month.html", "", func(p Page) any { return b.month(p, m) })
	}
	for _, folder := range sorted(b.within) {
		owner := contentDir + "/" + folder + "/"
		if f := s.sections[folder].file; f != "" {
			owner = f
		}
		add(sectionPath(folder), owner, "section.html", s.sections[folder].file, func(p Page) any { return b.section(p, folder) })
	}
	add(notFoundPath, "the page for what is not found", "404.html", "", b.notFound)
	for _, br := range s.briefs {
		for _, a := range br.Aliases {
			owner := contentDir + "/" + br.File
			add(aliasPath(a), owner, "redirect.html", owner, func(p Page) any { return b.redirect(p, br) })
		}
	}
	for _, p := range sorted(s.files) {
		b.claim(p, s.files[p].owner)
	}
	if brief.HasErrors(b.problems) {
		return b
	}
	for _, do := range todo {
		do()
	}
	return b
}
