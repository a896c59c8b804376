package site

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html"
	"iter"
	"net/url"
	"path"
	"strings"
	"time"
)

// robots tells programs that they may read everything, and where the sitemap is.
func (w *view) robots() []byte {
	text := "User-agent: *\nAllow: /\n"
	if w.settings.BaseURL != "" {
		text += "\nSitemap: " + w.absolute(sitemapPath) + "\n"
	}
	return []byte(text)
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
func (w *view) feed() []byte {
	w.note(readFeed, "")
	set := w.settings
	f := atomFeed{
		Lang: set.Language, Title: clean(set.Title), Subtitle: clean(set.Description), ID: w.tag("briefs/"),
		Author: atomPerson{clean(cmp.Or(set.Author, set.Title))},
		Links: []atomLink{
			{"self", "application/atom+xml", w.outward(feedPath)},
			{"alternate", "text/html", w.outward(homePath)},
		},
	}
	var newest time.Time
	for _, br := range w.feedRecords() {
		at := w.outward(br.path)
		published, _, _ := bounds(br.Published, w.zone)
		updated := published
		if t, _, ok := bounds(br.Updated, w.zone); ok {
			updated = t
		}
		if updated.After(newest) {
			newest = updated
		}
		e := atomEntry{
			Title: clean(br.Title), ID: w.tag(w.lasting(br)),
			Published: published.Format(time.RFC3339), Updated: updated.Format(time.RFC3339),
			Links:   []atomLink{{"alternate", "text/html", at}},
			Summary: clean(br.Summary),
			Content: atomContent{"html", feedHTML(br, at)},
		}
		if br.Author != "" {
			e.Author = &atomPerson{clean(br.Author)}
		}
		for _, t := range br.topics {
			e.Categories = append(e.Categories, atomCategory{clean(t.Text)})
		}
		f.Entries = append(f.Entries, e)
	}
	f.Updated = newest.Format(time.RFC3339)
	return encode(f)
}

// feedHTML is what a feed reader shows of a brief that lives at the address at.
func feedHTML(br *record, at string) string {
	var h strings.Builder
	p := func(format string, args ...any) {
		for i, a := range args {
			args[i] = html.EscapeString(clean(fmt.Sprint(a)))
		}
		fmt.Fprintf(&h, format, args...)
	}
	if br.Summary != "" {
		p("<p>%s</p>\n", br.Summary)
	}
	if len(br.Facts) > 0 {
		p("<h2>Key facts</h2>\n<ul>\n")
		for _, k := range br.Facts {
			p("<li>%v <a href=\"%v\">[%v]</a></li>\n", k.Text, fmt.Sprintf("%s#s%d", at, k.Sentence), k.Sentence)
		}
		p("</ul>\n")
	}
	coming := false
	for _, e := range br.Ahead {
		if !e.Coming {
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
	whole := "The whole brief: timeline, figures, quotes and the article"
	if br.Sentences == 0 {
		whole = "The article"
	}
	p("<p><a href=\"%s\">%s</a></p>\n", at, whole)
	return h.String()
}

// feedRecords are the briefs of the feed: the newest that have a date.
func (v *views) feedRecords() []*record {
	var out []*record
	for _, r := range v.records {
		if len(out) == feedLength {
			break
		}
		if r.dated {
			out = append(out, r)
		}
	}
	return out
}

// outward is the address of an output as the feed states it: absolute with base_url, else
// relative to the feed, which lies at the root.
func (w *view) outward(p string) string {
	return cmp.Or(w.absolute(p), w.link(feedPath, p))
}

// tag is a lasting id (RFC 4151). Its date is when the scheme was laid down, not that of the
// brief, so that a corrected date makes no new entry.
func (w *view) tag(p string) string {
	host, at := "dateline.invalid", ""
	if u, err := url.Parse(w.settings.BaseURL); err == nil && u.Hostname() != "" {
		host, at = strings.ToLower(u.Hostname()), strings.TrimSuffix(u.EscapedPath(), "/")
	}
	return "tag:" + host + ",2026:" + strings.Trim(at+"/"+p, "/")
}

// lasting is what of a brief's address lasts: its slug, unless the site lets several briefs have one.
func (w *view) lasting(r *record) string {
	if w.settings.Permalink == defaultPermalink {
		return "briefs/" + url.PathEscape(r.Slug)
	}
	return escapedPath(path.Dir(r.path))
}

// planSitemap settles what the sitemap holds (sitemaps.org): every page claimed up to now. Where there are more
// than limit, sitemap.xml lists sitemaps instead, with limit pages each.
func (v *views) planSitemap(o *output, limit int) {
	if v.settings.BaseURL == "" {
		return
	}
	var pages []*output
	for _, o := range v.outputs {
		if o.template != "" {
			pages = append(pages, o)
		}
	}
	if len(pages) <= limit {
		o.bytes = func(w *view) []byte { return w.sitemap(pages) }
		return
	}
	parts := (len(pages) + limit - 1) / limit
	o.bytes = func(w *view) []byte { return w.sitemapIndex(parts) }
	for i := range parts {
		part := pages[i*limit : min((i+1)*limit, len(pages))]
		v.claim(&output{path: sitemapPart(i), owner: by("the sitemap"), bytes: func(w *view) []byte { return w.sitemap(part) }})
	}
}

type sitemapEntry struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

func (w *view) sitemap(pages []*output) []byte {
	w.note(readSitemap, "")
	return encodeList("urlset", "url", func(yield func(sitemapEntry) bool) {
		for _, o := range pages {
			e := sitemapEntry{Loc: w.absolute(o.path)}
			if o.record != nil {
				if t, _, ok := bounds(cmp.Or(o.record.Updated, o.record.Published), w.zone); ok {
					e.LastMod = t.Format(time.DateOnly)
				}
			}
			if !yield(e) {
				return
			}
		}
	})
}

func (w *view) sitemapIndex(parts int) []byte {
	w.note(readSitemap, "")
	return encodeList("sitemapindex", "sitemap", func(yield func(sitemapEntry) bool) {
		for i := range parts {
			if !yield(sitemapEntry{Loc: w.absolute(sitemapPart(i))}) {
				return
			}
		}
	})
}

// sitemapPart is the path of a sitemap among several, from 0.
func sitemapPart(n int) string { return fmt.Sprintf("sitemap-%d.xml", n+1) }

// encode is v as an XML document.
func encode(v any) []byte {
	return document(func(enc *xml.Encoder) error { return enc.Encode(v) })
}

// encodeList is an XML document of the entries of a sitemap, of which there may be very many.
func encodeList(list, entry string, entries iter.Seq[sitemapEntry]) []byte {
	root := xml.StartElement{Name: xml.Name{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", Local: list}}
	return document(func(enc *xml.Encoder) error {
		err := enc.EncodeToken(root)
		for e := range entries {
			err = cmp.Or(err, enc.EncodeElement(e, xml.StartElement{Name: xml.Name{Local: entry}}))
		}
		return cmp.Or(err, enc.EncodeToken(root.End()))
	})
}

func document(encode func(enc *xml.Encoder) error) []byte {
	var buf bytes.Buffer
	buf.WriteString(xml.Header)
	enc := xml.NewEncoder(&buf)
	enc.Indent("", "  ")
	if err := cmp.Or(encode(enc), enc.Flush()); err != nil {
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
