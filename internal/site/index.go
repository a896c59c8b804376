package site

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"dateline/internal/brief"
)

// gather sorts the briefs into topics, months and folders.
func (b *build) gather() {
	topics := map[string]*topic{}
	names := map[string]map[string]int{} // slug → spelling → briefs that use it
	months := map[string]*month{}
	b.within = map[string][]*brief.Brief{}
	for _, br := range b.briefs {
		seen := map[string]bool{}
		for _, t := range br.Topics {
			sl := slug(t)
			if sl == "" || seen[sl] {
				continue
			}
			seen[sl] = true
			if topics[sl] == nil {
				topics[sl], names[sl] = &topic{slug: sl}, map[string]int{}
			}
			topics[sl].briefs = append(topics[sl].briefs, br)
			names[sl][t]++
		}
		key := "undated"
		if first := br.Published.First(); first != "" {
			// The day as the source writes it: a zone is not converted for filing.
			key = strings.Replace(first[:7], "-", "/", 1)
		}
		if months[key] == nil {
			months[key] = &month{key: key}
		}
		months[key].briefs = append(months[key].briefs, br)
		for dir := br.Section; dir != ""; dir = parent(dir) {
			b.within[dir] = append(b.within[dir], br)
		}
	}
	for _, sl := range sorted(topics) {
		t := topics[sl]
		// The spelling most briefs use; of equals the first in the alphabet.
		for _, name := range sorted(names[sl]) {
			if names[sl][name] > names[sl][t.name] {
				t.name = name
			}
		}
		b.topics = append(b.topics, *t)
	}
	slices.SortFunc(b.topics, func(x, y topic) int {
		return cmp.Or(cmp.Compare(strings.ToLower(x.name), strings.ToLower(y.name)), cmp.Compare(x.slug, y.slug))
	})
	b.topicsOf = map[*brief.Brief][]Link{}
	for _, t := range b.topics {
		for _, br := range t.briefs {
			b.topicsOf[br] = append(b.topicsOf[br], Link{t.name, topicPath(t.slug)})
		}
	}
	for _, key := range slices.Backward(sorted(months)) {
		if key != "undated" {
			b.months = append(b.months, *months[key])
		}
	}
	if m := months["undated"]; m != nil {
		b.months = append(b.months, *m)
	}
}

// dated are the briefs with a publication date, which a feed needs.
func (b *build) dated() []*brief.Brief {
	var out []*brief.Brief
	for _, br := range b.briefs {
		if _, _, ok := bounds(br.Published, b.zone); ok {
			out = append(out, br)
		}
	}
	return out
}

func (b *build) page(p, kind string) Page {
	set := b.settings
	return Page{
		Site: Info{Title: set.Title, Description: set.Description, Language: set.Language, Author: set.Author},
		Kind: kind, Canonical: b.absolute(p), path: p, build: b,
	}
}

func (b *build) home(p Page) any {
	p.Title, p.Description = b.settings.Title, b.settings.Description
	h := HomePage{Page: p, Intro: b.sections[""].Text, Total: len(b.briefs)}
	if cards := b.cards(p, b.briefs[:min(homeLatest, len(b.briefs))]); len(cards) > 0 {
		h.Lead, h.Latest = &cards[0], cards[1:]
	}
	h.Coming = b.coming(p, b.briefs, homeComing)
	h.Topics = b.topicList(p)
	slices.SortStableFunc(h.Topics, func(x, y Topic) int { return cmp.Compare(y.Count, x.Count) })
	h.Topics = h.Topics[:min(homeTopics, len(h.Topics))]
	return h
}

func (b *build) brief(p Page, i int) any {
	br := b.briefs[i]
	p.Title, p.Description = br.Title, b.summary(br)
	out := BriefPage{Page: p, Brief: br, Topics: b.topicLinks(p, br), Body: b.article(p, br)}
	if br.Section != "" {
		out.Section = &Link{b.sectionTitle(br.Section), b.link(p.path, sectionPath(br.Section))}
	}
	if u, err := url.Parse(br.Source.URL); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		out.SourceURL = br.Source.URL
	}
	for _, ph := range []struct{ name, title string }{
		{"past", "Before"}, {"today", "The day of this brief"}, {"coming", "Coming up"},
	} {
		events := slices.Clone(br.Timeline)
		events = slices.DeleteFunc(events, func(e brief.Event) bool { return cmp.Or(e.Phase, "past") != ph.name })
		if len(events) > 0 {
			out.Timeline = append(out.Timeline, Phase{ph.name, ph.title, events})
		}
	}
	for _, g := range []Group{
		{"person", "People", br.People}, {"organization", "Organizations", br.Organizations},
		{"place", "Places", br.Places}, {"agreement", "Agreements", br.Agreements},
	} {
		if len(g.Names) > 0 {
			out.Who = append(out.Who, g)
		}
	}
	for _, j := range []struct {
		id, text string
		present  bool
	}{
		{"key-facts", "Key facts", len(br.KeyFacts) > 0},
		{"timeline", "Timeline", len(br.Timeline) > 0},
		{"figures", "Figures", len(br.Charts)+len(br.Figures) > 0},
		{"who", "Who’s who", len(out.Who) > 0},
		{"quotes", "Quotes", len(br.Quotes) > 0},
		{"article", "The article", true},
		{"source", "Source", true},
	} {
		if j.present {
			out.Jumps = append(out.Jumps, Link{j.text, "#" + j.id})
		}
	}
	if i > 0 {
		c := b.card(p, b.briefs[i-1])
		out.Newer = &c
	}
	if i < len(b.briefs)-1 {
		c := b.card(p, b.briefs[i+1])
		out.Older = &c
	}
	return out
}

func (b *build) topicsPage(p Page) any {
	p.Title, p.Description = "Topics", fmt.Sprintf("%s by topic.", plural(len(b.briefs), "brief", "briefs"))
	return TopicsPage{Page: p, Topics: b.topicList(p)}
}

func (b *build) topic(p Page, t topic) any {
	p.Title, p.Description = t.name, fmt.Sprintf("%s on %s.", plural(len(t.briefs), "brief", "briefs"), t.name)
	return ListPage{
		Page: p, Up: Link{"Topics", b.link(p.path, topicsPath)},
		Briefs: b.cards(p, t.briefs), Coming: b.coming(p, t.briefs, listComing),
	}
}

func (b *build) archive(p Page) any {
	p.Title, p.Description = "Archive", fmt.Sprintf("%s by month.", plural(len(b.briefs), "brief", "briefs"))
	out := ArchivePage{Page: p, Total: len(b.briefs)}
	for _, m := range b.months {
		year := strings.TrimSuffix(m.key[:min(5, len(m.key))], "/")
		if m.key == "undated" {
			year = ""
		}
		if n := len(out.Years); n == 0 || out.Years[n-1].Name != year {
			out.Years = append(out.Years, Year{Name: year})
		}
		y := &out.Years[len(out.Years)-1]
		name := m.name()
		short, _, _ := strings.Cut(name, " ")
		y.Months = append(y.Months, Month{name, short, b.link(p.path, monthPath(m.key)), len(m.briefs)})
		y.Count += len(m.briefs)
	}
	return out
}

func (m month) name() string {
	t, err := time.Parse("2006/01", m.key)
	if err != nil {
		return "Undated"
	}
	return t.Format("January 2006")
}

func (b *build) month(p Page, m month) any {
	p.Title, p.Description = m.name(), fmt.Sprintf("%s of %s.", plural(len(m.briefs), "brief", "briefs"), m.name())
	if m.key == "undated" {
		p.Description = plural(len(m.briefs), "brief", "briefs") + " without a date."
	}
	return ListPage{Page: p, Up: Link{"Archive", b.link(p.path, archivePath)}, Briefs: b.cards(p, m.briefs)}
}

func (b *build) sectionTitle(folder string) string {
	return cmp.Or(b.sections[folder].Title, title(path.Base(folder)))
}

// title is the name of a folder as a heading: "trade-talks" → "Trade talks".
func title(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == ' ' })
	s := []rune(strings.Join(words, " "))
	if len(s) == 0 {
		return name
	}
	return strings.ToUpper(string(s[0])) + string(s[1:])
}

func (b *build) section(p Page, folder string) any {
	sec := b.sections[folder]
	briefs := b.within[folder]
	up := Link{b.settings.Title, b.link(p.path, homePath)}
	if above := parent(folder); above != "" {
		up = Link{b.sectionTitle(above), b.link(p.path, sectionPath(above))}
	}
	p.Title = b.sectionTitle(folder)
	p.Description = cmp.Or(sec.Summary, fmt.Sprintf("%s in %s.", plural(len(briefs), "brief", "briefs"), p.Title))
	return ListPage{
		Page: p, Up: up, Text: sec.Text, Summary: sec.Summary,
		Briefs: b.cards(p, briefs), Coming: b.coming(p, briefs, listComing),
	}
}

func (b *build) notFound(p Page) any {
	p.Title, p.Description = "Not found", "There is no page at this address."
	p.Canonical = "" // it has no address of its own
	return NotFoundPage{Page: p, Latest: b.cards(p, b.briefs[:min(5, len(b.briefs))])}
}

func (b *build) redirect(p Page, br *brief.Brief) any {
	p.Title = br.Title
	p.Canonical = b.absolute(briefPath(br.Slug))
	return RedirectPage{Page: p, To: Link{br.Title, b.link(p.path, briefPath(br.Slug))}}
}

func (b *build) cards(p Page, briefs []*brief.Brief) []Card {
	out := make([]Card, len(briefs))
	for i, br := range briefs {
		out[i] = b.card(p, br)
	}
	return out
}

func (b *build) card(p Page, br *brief.Brief) Card {
	c := Card{
		Title: br.Title, URL: b.link(p.path, briefPath(br.Slug)), Published: br.Published, Summary: b.summary(br),
		Topics: b.topicLinks(p, br), Source: cmp.Or(br.Source.Name, br.Source.Publisher), Sentences: len(br.Sentences),
	}
	for _, k := range br.KeyFacts {
		c.KeyFacts = append(c.KeyFacts, k.Text)
	}
	return c
}

func (b *build) summary(br *brief.Brief) string {
	switch {
	case br.Summary != "":
	case len(br.KeyFacts) > 0:
		return br.KeyFacts[0].Text // the lead, without its dateline
	case len(br.Sentences) > 0:
		return br.Sentences[0].Text
	}
	return br.Summary
}

func (b *build) topicLinks(p Page, br *brief.Brief) []Link {
	var out []Link
	for _, t := range b.topicsOf[br] {
		out = append(out, Link{t.Text, b.link(p.path, t.URL)})
	}
	return out
}

func (b *build) topicList(p Page) []Topic {
	out := make([]Topic, len(b.topics))
	for i, t := range b.topics {
		out[i] = Topic{t.name, b.link(p.path, topicPath(t.slug)), len(t.briefs), b.card(p, t.briefs[0])}
	}
	return out
}

// coming are the dates of briefs that lie ahead: those not over by the site's clock that their
// brief does not report as happened. The first to be over is first, but what may be any day of
// more than a month comes last. Where several briefs name the same day in the same words, the
// newest speaks.
func (b *build) coming(p Page, briefs []*brief.Brief, limit int) []Coming {
	now := b.now
	if now.IsZero() {
		for _, br := range briefs {
			if from, _, ok := bounds(br.AsOf, b.zone); ok && from.After(now) {
				now = from
			}
		}
	}
	type dated struct {
		Coming
		from, to time.Time
		vague    bool
	}
	var all []dated
	seen := map[string]bool{}
	for _, br := range briefs {
		for _, e := range br.Timeline {
			from, to, ok := bounds(e.When, b.zone)
			if !ok || !to.After(now) || e.Status == "happened" || e.Status == "ongoing" || e.Phase == "past" {
				continue
			}
			key := string(e.When) + "\n" + e.Title
			if seen[key] {
				continue
			}
			seen[key] = true
			target := briefPath(br.Slug)
			all = append(all, dated{Coming{
				When: e.When, Status: e.Status, Title: e.Title,
				URL: b.link(p.path, target+"#"+e.ID), Brief: Link{br.Title, b.link(p.path, target)},
			}, from, to, to.Sub(from) > 31*24*time.Hour})
		}
	}
	slices.SortStableFunc(all, func(x, y dated) int {
		if x.vague != y.vague {
			if x.vague {
				return 1
			}
			return -1
		}
		return cmp.Or(x.to.Compare(y.to), x.from.Compare(y.from))
	})
	var out []Coming
	for _, d := range all[:min(limit, len(all))] {
		out = append(out, d.Coming)
	}
	return out
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
