package brief

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/internal/annotate"

	"golang.org/x/text/unicode/norm"
)

// Options are what a site tells Parse.
type Options struct {
	Dir   string          // shown before file names in problems: "content"
	Known []annotate.Name // the site's shared people, places and terms
	// Published is the date of an article that states none, or "".
	Published When
	// Plain leaves annotations off: a brief has no sentences and no items, and its body no numbers and no marks.
	Plain bool
}

// Parse reads the content file name. A Brief is returned if no problem is an error;
// problems that are warnings are in Brief.Warnings as well.
func Parse(name string, src []byte, opt Options) (*Brief, []Problem) {
	f, problems := decode(path.Join(opt.Dir, name), src)
	if f == nil {
		return nil, problems
	}
	fm, at, bodyAt := f.frontMatterOf()
	b := &Brief{
		File: name, Summary: oneLine(fm.Summary), Updated: fm.Updated, Expires: fm.Expires, Source: fm.Source,
		Topics: unique(fm.Topics), Weight: fm.Weight, Draft: fm.Draft, Extra: fm.Extra,
	}
	f.address(b, fm, at)
	known := append(f.people(fm.People, at), opt.Known...)

	info, us, d := f.body(b, bodyAt, strings.EqualFold(path.Ext(name), ".md"), fm)
	defer d.release()
	b.Source.Editor = cmp.Or(b.Source.Editor, info.editor)
	b.Source.Author = cmp.Or(b.Source.Author, info.author)
	f.published(b, fm, info, at)
	if b.Published == "" && opt.Published != "" {
		b.Published, b.PublishedFrom = opt.Published, "option"
	}
	if b.Source.URL != "" {
		if u, err := url.Parse(b.Source.URL); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			p, _ := at.of("source.url")
			f.warn(p.line, p.col, "source.url is no http or https address and is left out", "write it in full: https://example.com/article")
			b.Source.URL = ""
		}
	}
	if len(d.starts) == 0 && !(d.shows() && cmp.Or(strings.TrimSpace(fm.Title), info.title) != "") {
		if HasErrors(f.problems) {
			return nil, f.finish() // the text was not read
		}
		f.fail(f.lineAt(min(bodyAt, len(f.text)-1)), 0, "there is no text in this file", "write the article below the front matter")
		return nil, f.finish()
	}

	if opt.Plain {
		b.Lead = d.lead()
		f.title(b, fm, info)
		b.Body = d.html(b, nil)
	} else {
		ref := annotate.Ref{Known: known}
		if day, ok := b.Published.date(); ok {
			ref.Published = day.String()
		}
		d.text = d.joined()
		doc := annotate.Annotate(d.text, ref)
		b.Document = doc
		if len(doc.Sentences) > 0 {
			b.Sentences = make([]Sentence, len(doc.Sentences))
		}
		for i, s := range doc.Sentences {
			b.Sentences[i] = Sentence{N: i + 1, ID: sentenceID(i + 1), Text: oneLine(d.text[s.Start:s.End]), Line: d.lineAt(s.Start)}
		}
		d.sentences = len(b.Sentences)
		numbered(us, b)
		x := newBoxes(b, doc, d.ids)
		if len(b.Sentences) > 0 {
			b.Lead = x.own(x.lead())
		}
		f.title(b, fm, info)
		x.fill(fm.Pin, fm.Hide)
		f.checkIDs(x, "pin", fm.Pin, at)
		f.checkIDs(x, "hide", fm.Hide, at)
		f.dateWarnings(b, d, doc)
		b.Body = d.html(b, x)
	}

	b.Local = d.local
	problems = f.finish()
	if HasErrors(problems) {
		return nil, problems
	}
	b.Warnings = problems
	return b, problems
}

// sentenceIDs are the ids of the first sentences: a few strings for all briefs.
var sentenceIDs = func() (ids [256]string) {
	for i := range ids {
		ids[i] = "s" + strconv.Itoa(i)
	}
	return ids
}()

func sentenceID(n int) string {
	if n < len(sentenceIDs) {
		return sentenceIDs[n]
	}
	return "s" + strconv.Itoa(n)
}

// body reads what follows the front matter: what furniture says, the lines that were cleaned, the text.
func (f *file) body(b *Brief, at int, markdown bool, fm frontMatter) (info copyInfo, us []unit, d *document) {
	first := f.lineAt(min(at, max(0, len(f.text)-1)))
	if at >= len(f.text) {
		first = len(f.starts) + 1
	}
	if !markdown {
		us = f.units(first)
		info, b.Removed = clean(us, false)
		return info, us, rawDocument(f, us)
	}
	at = min(at, len(f.text))
	var source []byte
	if f.src != nil && !fm.Clean {
		source = f.src[at:len(f.src):len(f.src)]
	} else {
		source = []byte(f.text[at:])
	}
	if fm.Clean {
		us = f.prose(first)
		info, b.Removed = clean(us, true)
		for _, u := range us {
			if u.gone == "" {
				continue
			}
			// Blanks in place of what goes keep every other offset.
			start := f.starts[u.line-1] - at
			for i := start; i < len(source) && source[i] != '\n'; i++ {
				source[i] = ' '
			}
		}
	}
	if !f.withinLimits(source, at) {
		source = nil
	}
	d = parseMarkdown(f, source, at)
	info.title = d.title(fm.Title)
	d.collect()
	return info, us, d
}

// tolerance is how many days may lie between the dates of a dateline and a file name.
const tolerance = 7

// published sets the dates. In order: front matter, furniture or dateline, file name.
func (f *file) published(b *Brief, fm frontMatter, info copyInfo, at places) {
	name := base(b.File)
	fromName, _ := leadingFileDate(name)
	if fromName == "" && len(name) >= 10 && strings.Map(digitsToZero, name[:10]) == "0000-00-00" {
		f.warn(0, 0, fmt.Sprintf("the file name begins with %q, which is no date", name[:10]), "rename the file")
	}
	ref, _ := fromName.date()
	near := info.publishedNoYear.nearest(ref)
	switch {
	case fm.Published != "":
		b.Published, b.PublishedFrom = fm.Published, "front matter"
		if _, ok := fm.Published.date(); !ok {
			p, _ := at.of("published")
			f.fail(p.line, p.col, fmt.Sprintf("published must be a day, not %q", fm.Published), dateForms)
		}
	case info.published != "":
		b.Published, b.PublishedFrom = info.published, info.publishedFrom
	case near.y > 0: // "WASHINGTON, Dec 31 —" in a file of 2 January is of the year before
		b.Published, b.PublishedFrom = When(near.String()), "dateline"
	case fromName != "":
		b.Published, b.PublishedFrom = fromName, "file name"
		if d := info.publishedNoYear; d.m > 0 {
			f.warn(info.datelineAt, 0, fmt.Sprintf("the dateline says %d %s, which the year of the file name does not have", d.d, monthNames[d.m-1]),
				"the file name counts: add published: to the front matter if it is wrong")
		}
	case info.publishedNoYear.m > 0:
		f.warn(info.datelineAt, 0, "the dateline gives a day without a year, so the day of publication is unknown",
			"add published: to the front matter, or begin the file name with the date")
	}
	if on, ok := b.Published.date(); ok && fromName != "" && b.PublishedFrom == "dateline" && abs(on.number()-ref.number()) > tolerance {
		f.warn(info.datelineAt, 0, fmt.Sprintf("the dateline says %s, the file name %s", b.Published.Display(), fromName.Display()),
			"the dateline counts: add published: to the front matter if it is wrong")
	}
	for _, d := range []struct {
		key string
		on  When
	}{{"updated", fm.Updated}, {"as_of", fm.AsOf}, {"expires", fm.Expires}} {
		if d.on != "" && (d.on.First() == "" || d.on.Last() == "") {
			p, _ := at.of(d.key)
			f.fail(p.line, p.col, fmt.Sprintf("%s must be a day, not %q, which has no end on one side", d.key, d.on), dateForms)
		}
	}
	b.AsOf = b.Published
	if b.Updated != "" {
		b.AsOf = b.Updated
	}
	if fm.AsOf != "" {
		b.AsOf = fm.AsOf
	}
}

func digitsToZero(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return r
}

func abs(n int) int { return max(n, -n) }

// title sets the title: front matter, first line, or the first sentence shortened at a clause.
func (f *file) title(b *Brief, fm frontMatter, info copyInfo) {
	switch {
	case strings.TrimSpace(fm.Title) != "":
		b.Title, b.TitleFrom = oneLine(fm.Title), "front matter"
	case info.title != "":
		b.Title, b.TitleFrom = info.title, "first line"
	case b.Lead != "":
		b.Title, b.TitleFrom = headline(b.Lead), "first sentence"
	}
	if b.Title == "" { // nothing but signs
		b.Title, b.TitleFrom = b.Slug, "file name"
	}
	if info.title != "" && b.TitleFrom == "front matter" && normal(info.title) != normal(b.Title) {
		b.Removed = append([]Removed{{Line: info.titleLine, Text: info.title, Why: "headline: the front matter has one"}}, b.Removed...)
	}
}

// dateWarnings says what is uncertain about dates.
func (f *file) dateWarnings(b *Brief, d *document, doc *annotate.Document) {
	unresolved, line0, col0 := 0, 0, 0
	for i := range doc.Annotations {
		a := &doc.Annotations[i]
		if a.Kind != annotate.Date || a.Ambiguous == 0 && a.Value != "" {
			continue
		}
		words := oneLine(doc.Text[a.Start:a.End])
		if a.Ambiguous != 0 {
			line, col := d.placeOf(a.Start, words)
			f.warn(line, col, fmt.Sprintf("%q may mean another day: %s", words, a.Ambiguous), "")
		}
		if a.Value == "" && (a.Type == annotate.TypeDate || a.Type == annotate.TypeTime) {
			if unresolved++; unresolved == 1 {
				line0, col0 = d.placeOf(a.Start, words)
			}
		}
	}
	if b.Published == "" && unresolved > 0 {
		f.warn(line0, col0, fmt.Sprintf("no published date: %s unresolved", counted(unresolved, "relative date stays", "relative dates stay")),
			"add published: 2026-02-05 to the front matter, or begin the file name with the date")
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// checkIDs reports ids in pin or hide that no item has.
func (f *file) checkIDs(x *boxes, key string, list []string, at places) {
	if len(list) == 0 {
		return
	}
	known := map[string]bool{}
	for _, id := range x.known {
		known[id] = true
	}
	unknown := 0
	for i, id := range list {
		if known[id] {
			continue
		}
		if unknown++; unknown > 20 {
			return // to look for the nearest id takes time
		}
		p := at.item(key, i)
		hint := Suggest(id, x.known)
		if hint == "" {
			hint = "an id is that of an item (event-s17) or a sentence (s17)"
		}
		f.fail(p.line, p.col, fmt.Sprintf("%s: nothing here has the id %q", key, id), hint)
	}
}

// people makes hints for annotate of the people named in front matter.
func (f *file) people(list []annotate.Name, at places) []annotate.Name {
	var out []annotate.Name
	for i, p := range list {
		if p.Kind == "" {
			p.Kind = annotate.Person.String()
		}
		if !annotate.Names(p.Kind) {
			pos := at.item("people", i)
			f.fail(pos.line, pos.col, fmt.Sprintf("unknown kind %q", p.Kind), "kinds are person, organization, place and agreement")
			continue
		}
		if p.Name = oneLine(p.Name); p.Name == "" {
			pos := at.item("people", i)
			f.fail(pos.line, pos.col, "people: a name is missing", "")
			continue
		}
		out = append(out, p)
	}
	return out
}

// unique trims list and drops what is empty or given before.
func unique(list []string) []string {
	var out []string
	var seen map[string]bool // for a long list
	if len(list) > 32 {
		seen = map[string]bool{}
	}
	for _, s := range list {
		if s = oneLine(s); s == "" || seen[s] || seen == nil && slices.Contains(out, s) {
			continue
		}
		if seen != nil {
			seen[s] = true
		}
		out = append(out, s)
	}
	return out
}

// base is the file name without folder and extension; an index has its folder's name.
func base(file string) string {
	name := strings.TrimSuffix(path.Base(file), path.Ext(file))
	if name == "index" && path.Dir(file) != "." {
		name = path.Base(path.Dir(file))
	}
	return name
}

// leadingFileDate takes the date off the front of a file name: "2026-02-05-trump-xi-call".
func leadingFileDate(name string) (w When, rest string) {
	if len(name) >= 10 {
		if d, ok := When(name[:10]).date(); ok && (len(name) == 10 || name[10] == '-' || name[10] == '_' || name[10] == ' ') {
			return When(d.String()), strings.TrimLeft(name[10:], "-_ ")
		}
	}
	return "", name
}

// maxSlug is the longest slug in bytes: file systems stop at 255, and some backups well before.
const maxSlug = 120

// address sets slug, section and aliases.
func (f *file) address(b *Brief, fm frontMatter, at places) {
	dir := path.Dir(b.File)
	if strings.TrimSuffix(path.Base(b.File), path.Ext(b.File)) == "index" && dir != "." {
		dir = path.Dir(dir)
	}
	if dir != "." {
		b.Section = dir
	}
	if fm.Slug != "" {
		p, _ := at.of("slug")
		b.SlugLine = p.line
		if why := badSlug(norm.NFC.String(fm.Slug)); why != "" {
			f.fail(p.line, p.col, fmt.Sprintf("slug %q %s", fm.Slug, why), "a slug is letters, digits and hyphens")
		} else if b.Slug = Slug(norm.NFC.String(fm.Slug)); b.Slug == "" {
			f.fail(p.line, p.col, fmt.Sprintf("slug %q has no letter or digit", fm.Slug), "")
		}
	} else {
		name := norm.NFC.String(base(b.File))
		_, rest := leadingFileDate(name)
		b.Slug = Slug(rest)
		if b.Slug == "" {
			b.Slug = Slug(name)
		}
		if why := badSlug(b.Slug); b.Slug == "" || why != "" {
			if b.Slug == "" {
				why = "has no letter or digit to make an address of"
			}
			f.fail(0, 0, fmt.Sprintf("the file name %q %s", name, why), "rename the file, or set slug in the front matter")
		}
	}
	for i, a := range fm.Aliases {
		clean, why := alias(a)
		if why != "" {
			p := at.item("aliases", i)
			f.fail(p.line, p.col, fmt.Sprintf("alias %q %s", a, why), "an alias is an old path of this site: /2026/old-name/")
			continue
		}
		b.Aliases = append(b.Aliases, clean)
	}
}

// badSlug says what is wrong with a slug, or "".
func badSlug(s string) string {
	switch {
	case s == ".." || s == "." || strings.ContainsAny(s, "/\\"):
		return "must be one part of a path"
	case strings.ContainsFunc(s, unicode.IsControl):
		return "holds a control character"
	case len(s) > maxSlug:
		return fmt.Sprintf("has %d bytes, more than %d", len(s), maxSlug)
	case reserved(s):
		return "is a name that Windows reserves"
	}
	return ""
}

func reserved(s string) bool {
	s, _, _ = strings.Cut(strings.ToLower(s), ".")
	switch s {
	case "con", "prn", "aux", "nul":
		return true
	}
	return len(s) == 4 && (strings.HasPrefix(s, "com") || strings.HasPrefix(s, "lpt")) && s[3] >= '0' && s[3] <= '9'
}

// alias checks an old path and gives it a slash at its front.
func alias(s string) (clean, why string) {
	s, err := url.PathUnescape(strings.TrimSpace(s))
	if err != nil || !utf8.ValidString(s) {
		return "", "is no path: % stands before two digits of a byte"
	}
	s = norm.NFC.String(s)
	clean = "/" + strings.TrimPrefix(s, "/")
	if clean == "/" {
		return "", "is the home page"
	}
	if strings.HasPrefix(s, "//") || strings.ContainsAny(s, "?#:*\"<>|\\") {
		return "", "is no path"
	}
	for part := range strings.SplitSeq(strings.Trim(clean, "/"), "/") {
		if part == "" {
			return "", "has an empty part"
		}
		if why := badSlug(part); why != "" {
			return "", why
		}
	}
	return clean, ""
}

// titleLength is about how many characters a title made of a sentence has.
const titleLength = 90

// headline shortens a sentence to a title, in its own words: at a clause if one ends in time,
// else at a word, with an ellipsis.
func headline(s string) string {
	if utf8.RuneCountInString(s) <= titleLength {
		return strings.TrimRight(s, ".")
	}
	// Clauses that end within the limit, or a little beyond it rather than in mid-phrase.
	best, soon := -1, -1
	words := 0
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' {
			continue
		}
		words++
		runes := utf8.RuneCountInString(s[:i])
		if runes > titleLength*4/3 {
			break
		}
		if words < 5 || !clauseEnds(s[:i], s[i+1:]) || open(s[:i]) {
			continue
		}
		if runes <= titleLength {
			best = i
		} else if soon < 0 {
			soon = i
		}
	}
	if best < 0 {
		best = soon
	}
	if best > 0 {
		return strings.TrimRight(s[:best], " ,;:–—-")
	}
	return shorten(s, titleLength)
}

// clauseEnds reports whether a clause ends between before and after: at a semicolon, colon or dash, at a
// comma before a word that opens a clause, or before a word that opens a circumstance.
func clauseEnds(before, after string) bool {
	word, _, _ := strings.Cut(after, " ")
	word = strings.ToLower(strings.Trim(word, ",.;:"))
	switch r, _ := utf8.DecodeLastRuneInString(before); r {
	case ';', ':', '—', '–':
		return true
	case ',':
		switch word {
		case "which", "who", "whose", "while", "as", "after", "before", "but", "although", "though", "when", "where", "because",
			"during", "with", "without", "according", "amid", "despite", "following", "including", "in", "since", "until", "so":
			return true
		}
		return strings.HasSuffix(word, "ing")
	}
	switch word {
	case "—", "–", "-", "amid", "after", "because", "while", "despite", "following", "although", "which", "where":
		return true
	}
	return false
}

// open reports whether s ends inside quotation marks or brackets.
func open(s string) bool {
	return strings.Count(s, "“") > strings.Count(s, "”") || strings.Count(s, "(") > strings.Count(s, ")") || strings.Count(s, `"`)%2 == 1
}
