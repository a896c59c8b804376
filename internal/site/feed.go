package site

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"dateline/internal/brief"
)

// machine makes the outputs that programs read.
func (b *build) machine(out map[string][]byte) {
	if _, ok := b.owners[feedPath]; ok {
		out[feedPath] = b.feed()
	}
	robots := "User-agent: *\nAllow: /\n"
	if b.settings.BaseURL != "" {
		maps.Copy(out, b.sitemaps(sitemapLength))
		robots += "\nSitemap: " + b.absolute(sitemapPath) + "\n"
	}
	if out[robotsPath] == nil { // a site's own static/robots.txt wins
		out[robotsPath] = []byte(robots)
	}
}

// The Atom feed, RFC 4287.
type (
	atomFeed struct {
		XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang     string      `xml:"xml:lang,attr"`
		Title    string      `xml:"title"`
		Subtitle string      `xml:"subtitle,omitempty"`
		ID       string      `xml:"id"`
		Updated  string      `xml:"updated"`
		Author   atomPerson  `xml:"author"`
		Links    []atomLink  `xml:"link"`
		Entries  []atomEntry `xml:"entry"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr,omitempty"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		Title      string         `xml:"title"`
		ID         string         `xml:"id"`
		Published  string         `xml:"published,omitempty"`
		Updated    string         `xml:"updated"`
		Author     *atomPerson    `xml:"author,omitempty"`
		Links      []atomLink     `xml:"link"`
		Categories []atomCategory `xml:"category"`
		Summary    string         `xml:"summary,omitempty"`
		Content    atomContent    `xml:"content"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
	atomContent struct {
		Type string `xml:"type,attr"`
		HTML string `xml:",chardata"`
	}
)

// feed is the newest briefs: their key facts, coming dates and where the rest is. A brief
// without a date is left out, since a feed must date everything and a made-up date is a lie.
func (b *build) feed() []byte {
	set := b.settings
	f := atomFeed{
		Lang: set.Language, Title: clean(set.Title), Subtitle: clean(set.Description), ID: b.tag(""),
		Author: atomPerson{clean(cmp.Or(set.Author, set.Title))},
		Links: []atomLink{
			{"self", "application/atom+xml", b.outward(feedPath)},
			{"alternate", "text/html", b.outward(homePath)},
		},
	}
	var newest time.Time
	for _, br := range b.dated() {
		if len(f.Entries) == feedLength {
			break
		}
		at := b.outward(briefPath(br.Slug))
		published, _, _ := bounds(br.Published, b.zone)
		updated := published
		if t, _, ok := bounds(br.Updated, b.zone); ok {
			updated = t
		}
		if updated.After(newest) {
			newest = updated
		}
		e := atomEntry{
			Title: clean(br.Title), ID: b.tag(br.Slug),
			Published: published.Format(time.RFC3339), Updated: updated.Format(time.RFC3339),
			Links:   []atomLink{{"alternate", "text/html", at}},
			Summary: clean(b.summary(br)),
			Content: atomContent{"html", b.feedHTML(br, at)},
		}
		if br.Source.Author != "" {
			e.Author = &atomPerson{clean(br.Source.Author)}
		}
		for _, t := range b.topicsOf[br] {
			e.Categories = append(e.Categories, atomCategory{clean(t.Text)})
		}
		f.Entries = append(f.Entries, e)
	}
	f.Updated = newest.Format(time.RFC3339)
	return encode(f)
}

// feedHTML is what a feed reader shows of a brief that lives at the address at.
func (b *build) feedHTML(br *brief.Brief, at string) string {
	var h strings.Builder
	p := func(format string, args ...any) {
		for i, a := range args {
			args[i] = html.EscapeString(clean(fmt.Sprint(a)))
		}
		fmt.Fprintf(&h, format, args...)
	}
	p("<p>%s</p>\n", b.summary(br))
	if len(br.KeyFacts) > 0 {
		p("<h2>Key facts</h2>\n<ul>\n")
		for _, k := range br.KeyFacts {
			p("<li>%v <a href=\"%v\">[%v]</a></li>\n", k.Text, fmt.Sprintf("%s#s%d", at, k.Sentence), k.Sentence)
		}
		p("</ul>\n")
	}
	coming := false
	for _, e := range br.Timeline {
		if e.Phase != "coming" {
			continue
		}
		if !coming {
			p("<h2>Coming up</h2>\n<ul>\n")
		}
		coming = true
		p("<li>%s (%s): <a href=\"%s\">%s</a></li>\n", dateText(e.When), e.Status, at+"#"+e.ID, e.Title)
	}
	if coming {
		p("</ul>\n")
	}
	p("<p><a href=\"%s\">The whole brief: timeline, figures, quotes and the article</a></p>\n", at)
	return h.String()
}

// outward is the address of an output as the feed states it: absolute with base_url, else
// relative to the feed, which lies at the root.
func (b *build) outward(p string) string {
	return cmp.Or(b.absolute(p), b.link(feedPath, p))
}

// tag is a lasting id (RFC 4151). Its date is when the scheme was laid down, not that of the
// brief, so that a corrected date makes no new entry.
func (b *build) tag(slug string) string {
	host, at := "dateline.invalid", ""
	if u, err := url.Parse(b.settings.BaseURL); err == nil && u.Hostname() != "" {
		host, at = strings.ToLower(u.Hostname()), strings.TrimSuffix(u.EscapedPath(), "/")
	}
	return "tag:" + host + ",2026:" + strings.Trim(at+"/briefs/"+url.PathEscape(slug), "/")
}

// sitemaps lists every page with its full address (sitemaps.org). Where there are more than
// limit, sitemap.xml lists sitemaps instead, with limit pages each.
func (b *build) sitemaps(limit int) map[string][]byte {
	type entry struct {
		Loc     string `xml:"loc"`
		LastMod string `xml:"lastmod,omitempty"`
	}
	type urlset struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []entry  `xml:"url"`
	}
	var set urlset
	for _, p := range b.pages {
		switch page := p.data.(type) {
		case NotFoundPage, RedirectPage:
		case BriefPage:
			e := entry{Loc: b.absolute(p.path)}
			if t, _, ok := bounds(cmp.Or(page.Brief.Updated, page.Brief.Published), b.zone); ok {
				e.LastMod = t.Format(time.DateOnly)
			}
			set.URLs = append(set.URLs, e)
		default:
			set.URLs = append(set.URLs, entry{Loc: b.absolute(p.path)})
		}
	}
	if len(set.URLs) <= limit {
		return map[string][]byte{sitemapPath: encode(set)}
	}
	out := map[string][]byte{}
	index := struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Maps    []entry  `xml:"sitemap"`
	}{}
	for part := range slices.Chunk(set.URLs, limit) {
		p := sitemapPart(len(index.Maps))
		out[p] = encode(urlset{URLs: part})
		index.Maps = append(index.Maps, entry{Loc: b.absolute(p)})
	}
	out[sitemapPath] = encode(index)
	return out
}

// sitemapPart is the path of a sitemap among several, from 0.
func sitemapPart(n int) string { return fmt.Sprintf("sitemap-%d.xml", n+1) }

// encode is v as an XML document.
func encode(v any) []byte {
	var buf bytes.Buffer
	buf.WriteString(xml.Header)
	enc := xml.NewEncoder(&buf)
	enc.Indent("", "  ")
	if err := enc.Encode(v); err != nil {
		panic(err) // the types here are fixed and can be encoded
	}
	buf.WriteByte('\n')
	return buf.Bytes()
}

// clean is s without the characters that XML 1.0 cannot hold. The encoder would put U+FFFD.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000:
			return r
		}
		return -1
	}, s)
}
