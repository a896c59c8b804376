package site

import (
	"encoding/json"
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

	view *view
}

// Info is what a template may know of the site.
type Info struct {
	Title, Description, Language, Author string
	Annotated                            bool // not with annotations: off
}

// Link is the way from this page to the output at path, relative to the site's root:
// "style.css", "topics/", "atom.xml". A path that is no output is an error.
func (p Page) Link(path string) (string, error) {
	out, ok := p.view.output(path)
	if !ok {
		return "", fmt.Errorf("no output %q", path)
	}
	return p.view.to(out), nil
}

// Has reports whether the site has an output at path, in the form that Link takes.
func (p Page) Has(path string) bool {
	_, ok := p.view.output(path)
	return ok
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
	Fact      string // the first key fact, or ""
	Topics    []Link
	Source    string // name of the source, or ""
}

// Lead is the brief the front page begins with.
type Lead struct {
	Card
	KeyFacts  []string
	Sentences int
}

// Near is a brief's neighbour in time.
type Near struct {
	Title     string
	URL       string
	Published brief.When
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
type HomePage struct{ Page }

// Intro is the paragraphs of content/_index.md.
func (p HomePage) Intro() []string { return p.view.section("").Text }

// Lead is the newest brief, nil if there is none.
func (p HomePage) Lead() *Lead { return p.view.lead() }

// Latest are the briefs after the newest.
func (p HomePage) Latest() []Card { return p.view.cards(homePath) }

// Coming are dates still to come, soonest first.
func (p HomePage) Coming() []Coming { return p.view.coming(homePath) }

// Topics are those with most briefs.
func (p HomePage) Topics() []Topic { return p.view.mainTopics() }

// Total is the number of briefs of the whole site.
func (p HomePage) Total() int { return p.view.total(homePath) }

// BriefPage is rendered by brief.html.
type BriefPage struct {
	Page
	Brief     Article
	SourceURL string // Brief.Source.URL if it is an http or https address, else ""
	Jumps     []Link // the parts that are present, in page order
	Timeline  []Phase
	Who       []Group
}

// Article is a brief as its page shows it. Its sentences are read when a template asks for them.
type Article struct {
	*brief.Brief
	Length int // the number of sentences
	view   *view
	record *record
}

// Sentences are those of the brief, in reading order.
func (a Article) Sentences() ([]brief.Sentence, error) { return a.view.sentencesOf(a.record) }

// MarshalJSON is the brief with its sentences, for scripts.
func (a Article) MarshalJSON() ([]byte, error) {
	sentences, err := a.Sentences()
	if err != nil {
		return nil, err
	}
	b := *a.Brief
	b.Sentences = sentences
	return json.Marshal(&b)
}

// Body is Brief.Body with its links made relative to the page.
func (p BriefPage) Body() template.HTML { return p.view.article(p.Brief) }

// Topics are the topics of the brief, by name.
func (p BriefPage) Topics() []Link { return p.view.topicsOf(p.Brief.record) }

// Section is the folder the brief lies in, nil at the root.
func (p BriefPage) Section() *Link { return p.view.sectionOf(p.Brief.record) }

// Newer is the neighbour that was published next, nil for the newest brief.
func (p BriefPage) Newer() *Near { return p.view.near(p.Brief.record, newer) }

// Older is the neighbour that was published before, nil for the oldest brief.
func (p BriefPage) Older() *Near { return p.view.near(p.Brief.record, older) }

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

// ListPage is rendered by topic.html, section.html and month.html: briefs under a heading. A long list goes on
// over pages that stay as they are once they are full: page 1 has the oldest briefs, and the page of the list
// itself the newest.
type ListPage struct {
	Page
	Up     Link // the list above: all topics, the archive, the front page
	Number int  // of a page that holds older briefs, from 1; 0 is the page of the list itself
	Briefs []Card

	list *list
}

// Total is the number of briefs of the whole list.
func (p ListPage) Total() int { return p.view.total(p.list.first) }

// Coming are, for topics and sections, dates still to come, soonest first; nil on pages with a number.
func (p ListPage) Coming() []Coming { return p.view.coming(p.list.path) }

// Text is, for sections, the paragraphs of its _index.md.
func (p ListPage) Text() []string { return p.list.section(p.view).Text }

// Summary is, for sections, the summary of its _index.md.
func (p ListPage) Summary() string { return p.list.section(p.view).Summary }

// Newer is the page with the briefs after these, nil on the page of the list itself.
func (p ListPage) Newer() *Link { return p.view.turn(p.list.newer) }

// Older is the page with the briefs before these, nil where these are the first.
func (p ListPage) Older() *Link { return p.view.turn(p.list.older) }

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
