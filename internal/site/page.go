package site

import (
	"fmt"
	"html/template"

	"dateline/internal/brief"
)

// Page is what every page has; each page type embeds it. templates/README.md lists the types.
type Page struct {
	Site        Info
	Kind        string // the template without ".html": "home", "brief", …
	Title       string // its heading
	Description string // one sentence for search engines, or ""
	Canonical   string // its full address, or "" without base_url

	path  string
	build *build
}

// Info is what a template may know of the site.
type Info struct {
	Title, Description, Language, Author string
}

// Link is the way from this page to the output at path, relative to the site's root:
// "style.css", "topics/", "atom.xml". A path that is no output is an error.
func (p Page) Link(path string) (string, error) {
	out, ok := p.build.output(path)
	if !ok {
		return "", fmt.Errorf("no output %q", path)
	}
	return p.build.link(p.path, out), nil
}

// Has reports whether the site has an output at path, in the form that Link takes.
func (p Page) Has(path string) bool {
	_, err := p.Link(path)
	return err == nil
}

// HeadTitle is the title for the browser's window.
func (p Page) HeadTitle() string {
	if p.Kind == "home" || p.Title == p.Site.Title {
		return p.Site.Title
	}
	return p.Title + " – " + p.Site.Title
}

// Link is a text and where it leads.
type Link struct {
	Text string
	URL  string
}

// Card is a brief as lists show it.
type Card struct {
	Title     string
	URL       string
	Published brief.When
	Summary   string // the editor's summary, else the first sentence
	KeyFacts  []string
	Topics    []Link
	Source    string // name of the source, or ""
	Sentences int
}

// Coming is a date that is still to come, with the brief that says so.
type Coming struct {
	When   brief.When
	Status string
	Title  string
	URL    string // the entry in the brief's timeline
	Brief  Link
}

// Topic is a topic with its briefs.
type Topic struct {
	Name   string
	URL    string
	Count  int
	Latest Card
}

// Month is a month of the archive.
type Month struct {
	Name  string // "February 2026", or "Undated"
	Short string // "February", or "Undated"
	URL   string
	Count int
}

// Year is a year of the archive, or with Name "" the briefs without a date.
type Year struct {
	Name   string
	Count  int
	Months []Month // newest first
}

// HomePage is rendered by home.html.
type HomePage struct {
	Page
	Intro  []string // paragraphs of content/_index.md
	Lead   *Card    // the newest brief, nil if there is none
	Latest []Card   // those after it
	Coming []Coming // soonest first
	Topics []Topic  // those with most briefs
	Total  int      // briefs in the whole site
}

// BriefPage is rendered by brief.html.
type BriefPage struct {
	Page
	Brief        *brief.Brief
	Body         template.HTML // Brief.Body with its links made relative to the page
	SourceURL    string        // Brief.Source.URL if it is an http or https address, else ""
	Topics       []Link
	Section      *Link  // the folder it lies in, nil at the root
	Jumps        []Link // the parts that are present, in page order
	Timeline     []Phase
	Who          []Group
	Newer, Older *Card // its neighbours in time, nil at the ends
}

// Phase is a part of a timeline: what is past, the day of the brief, what is coming.
type Phase struct {
	Name   string // "past", "today" or "coming"
	Title  string // for a reader: "Before", "The day of this brief", "Coming up"
	Events []brief.Event
}

// Group is the names of one kind.
type Group struct {
	Kind  string // "person", "organization", "place" or "agreement"
	Title string // for a reader: "People", "Organizations", …
	Names []brief.Entity
}

// TopicsPage is rendered by topics.html.
type TopicsPage struct {
	Page
	Topics []Topic // by name
}

// ListPage is rendered by topic.html, section.html and month.html: briefs under a heading.
type ListPage struct {
	Page
	Up      Link     // the list above: all topics, the archive, the front page
	Text    []string // section: paragraphs of its _index.md
	Summary string   // section: summary of its _index.md
	Briefs  []Card   // newest first
	Coming  []Coming // topic and section: dates still to come, soonest first
}

// ArchivePage is rendered by archive.html.
type ArchivePage struct {
	Page
	Years []Year // newest first
	Total int
}

// NotFoundPage is rendered by 404.html.
type NotFoundPage struct {
	Page
	Latest []Card
}

// RedirectPage is rendered by redirect.html, at an alias.
type RedirectPage struct {
	Page
	To Link // the brief that lives elsewhere now
}
