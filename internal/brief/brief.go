// Package brief turns one content file into one brief. The main types are [Brief], an article
// with everything that was found in it, and [Problem], something wrong with a file and where.
//
// Parse reads a file in these steps: decode (UTF-8, with or without BOM, else Windows-1252
// with a warning; CRLF to LF; NFC), front matter, cleaning (raw .txt, and .md that asks),
// paragraphs, annotate, boxes, body HTML. It is a pure function of its arguments: no clock,
// no disk, no globals.
//
// The rules of the package:
//
//   - Every item of a brief names its sentence by number, and every sentence knows the
//     items that use it. Both become links: the item has the id it is listed with, the
//     sentence the id "s" + its number.
//   - Ids are unique within a brief and are valid HTML ids without white space. An item
//     found in sentence 17 is "event-s17", a second one "event-s17-2"; a name is
//     "person-donald-trump".
//   - Article text is untrusted. Body is the only HTML in a Brief; it is made here, through
//     one escaping function, and holds no script, no style and no URL but http, https,
//     mailto and relative ones.
//   - Nothing is lost silently: what cleaning leaves out is in Removed, and raw HTML, links and
//     images that are left out are warnings.
//
// With Options.Plain nothing is annotated: there are no sentences and no items, and Body is the article alone.
// Front matter is read as ever, but that pin and hide are not looked up.
//
// The HTML of Body, against which styles are written:
//
//	<p><span class="s" id="s6"><a class="n" href="#s6" aria-label="Sentence 6">6</a>&nbsp;words and marks
//	 <span class="uses"><a href="#event-s6" role="doc-backlink" aria-label="Timeline: April 2026">Timeline</a></span></span></p>
//
// Marks are <a class="m KIND" href="#ITEM">, or <span class="m KIND"> without an item or inside a link of the
// author's; dates hold or are a <time>, with a datetime only where HTML has a form for the value; quotes are
// <span class="m quote">. The uses of a sentence are the items that no mark in it links to. Headings begin at
// h3 and have ids "h-" + their words; notes are "fn-1" and "fnref-1"; tables lie in <div class="table">; code is
// <pre class="chroma"><code> with chroma's short class names, some of which (s, n, m) are also names above.
package brief

import "dateline/internal/annotate"

// Brief is one article with everything that was found in it. It is read-only once parsed.
type Brief struct {
	File     string // path inside content: "2026-02-05-trump-xi-call.txt"
	Slug     string // last part of its URL: "trump-xi-call"
	SlugLine int    // line of the file that sets the slug; 0 if it is made of the file name
	Section  string // folder it lies in, "" at the root of content

	Title     string
	TitleFrom string // "front matter", "first line", "first sentence" or, for a text of nothing but signs, "file name"
	Summary   string // from front matter, else ""
	Lead      string // the sentence that the article opens with, without its dateline

	Published     When   // "" when unknown; may hold a time: "2026-02-05T14:30+05:30"
	PublishedFrom string // "front matter", "furniture", "dateline", "file name" or ""
	Updated       When
	AsOf          When // what "coming" is measured against: as_of, else updated, else published
	Expires       When
	Source        Source
	Topics        []string // as written, in order, without doubles
	Aliases       []string // old URL paths that lead here: "/2026/old-name/"
	Weight        int
	Draft         bool
	Extra         map[string]any

	Sentences []Sentence
	Removed   []Removed // what cleaning left out, in file order

	KeyFacts      []KeyFact
	Timeline      []Event // oldest first
	Charts        []Chart
	Figures       []Figure // reading order; those of a chart are left to it
	People        []Entity // most mentioned first
	Organizations []Entity
	Places        []Entity
	Agreements    []Entity
	Quotes        []Quote

	// Body is the article with its sentences numbered and linked: safe HTML, made by this package alone,
	// to be written into a page as it is.
	Body string
	// Local reports whether Body has links or images that may lead to the site: all but those of http, https or a place on the page.
	Local bool

	// Warnings are problems that do not stop a build.
	Warnings []Problem

	// Document is the cleaned text with what the rules found in it, before boxes are made of it; nil with
	// Options.Plain.
	Document *annotate.Document
}

// Source says where the article comes from. A field that is "" is not stated: never guessed.
type Source struct {
	Name, URL, Author, Publisher string
	Editor                       string // named in the article's furniture
}

// Sentence is one sentence of the article's body.
type Sentence struct {
	N    int    // 1, 2, … in reading order
	ID   string // "s1"
	Text string // plain
	Line int    // line of the file it begins on
	Uses []Use  // the items that rest on it, in page order
}

// Use is the way back from a sentence to one item.
type Use struct {
	Box  string // "Key fact", "Timeline", "Chart", "Figure", "Person", "Organization", "Place", "Agreement", "Quote"
	Item string // the item's id: "event-s17"
	Text string // names the item for a reader: "5 February 2026", "Donald Trump"
}

// Removed is a line that cleaning left out, and why.
type Removed struct {
	Line int
	Text string
	Why  string // "end mark", "published date", "repeats sentence 5", …
}

// KeyFact is a sentence worth reading first.
type KeyFact struct {
	ID       string
	Text     string // the sentence's own words, without its dateline
	Sentence int
}

// Event is an entry of the timeline.
type Event struct {
	ID       string
	When     When
	WhenText string // the source's words: "last month"
	Basis    string // stated, derived, inferred
	Status   string // happened, ongoing, scheduled, expected, unconfirmed, cancelled
	Title    string
	Actors   []string
	Sentence int
	Also     []int // further sentences that tell of it, in reading order
	// Order is "after" for an event whose date the article does not give, but that it came soon after the one before it in the
	// timeline. When is then "", and WhenText says so: "shortly afterward".
	Order string
	// Phase is where it stands against AsOf: "past", "today" (the day of publication) or
	// "coming". A span that holds AsOf is "today" only if it is a day; a scheduled or
	// expected event whose span ends at AsOf or later is "coming", unless it is that day.
	Phase string
	// Note says what is uncertain about the date, for a reader: "published on a Thursday: this day or a week later", or "".
	Note string
}

// Chart is a set of labelled figures of one unit.
type Chart struct {
	ID       string
	Title    string // what the figures are, in the words of the sentence, or ""
	Unit     string // for a reader: "billion US dollars"
	Rows     []Bar  // in the source's order
	Sentence int
}

// Bar is one row of a chart.
type Bar struct {
	Label     string
	Display   string  // as the source writes it: "$32 billion"
	Value     string  // plain decimal number
	Number    string  // value in the chart's unit, as shown: "32"
	Qualifier string  // "nearly", or ""
	Share     float64 // of the largest row, 0 to 100: the bar's length in per cent
}

// Figure is one number that is part of no chart.
type Figure struct {
	ID        string
	Display   string // the source's words, with qualifier and unit: "more than 125 aircraft"
	Type      string // money, percent, count, measure, ratio
	Value     string
	Unit      string
	Qualifier string
	Context   string // the sentence's words around it, cut at word borders, at most about 90 characters
	Sentence  int
}

// Entity is a person, organization, place or agreement.
type Entity struct {
	ID           string
	Kind         string // person, organization, place, agreement
	Name         string // the fullest form in the text
	Role         string // people: the article's own description, or ""
	RoleSentence int    // where it stands; else that of the first mention
	Mentions     []int  // numbers of the sentences that name it, each once
}

// Quote is somebody's words.
type Quote struct {
	ID        string
	Parts     []string // verbatim, without quotation marks; two or more when split by its attribution
	Speaker   string   // as shown: canonical name, else the text's description; "" when not stated
	SpeakerID string   // the entity's item id, or ""
	Role      string   // the speaker's role, or ""
	Cue       string   // "said"
	Sentences []int
}

// Problem is something wrong with a file, and where. Line and Col count from 1, Col in
// characters; 0 means the file as a whole.
type Problem struct {
	File    string // as its user knows it: "content/x.md", "templates/brief.html"
	Line    int
	Col     int
	Msg     string
	Hint    string   // what to do: `did you mean "author"?`
	Excerpt string   // the line itself
	Chain   []string // template errors: what led there, outermost first
	Warning bool
}

// Error is "file:line:col: message".
func (p Problem) Error() string { return p.where() + ": " + p.Msg }
