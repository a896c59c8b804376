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

// gather sorts the records into topics, months and folders.
func (v *views) gather() {
	topics := map[string]*topic{}
	names := map[string]map[string]int{} // slug → spelling → briefs that use it
	months := map[string]*month{}
	slugs := map[string]string{}
	v.within = map[string][]*record{}
	v.byFile = make(map[string]*record, len(v.records))
	for i, r := range v.records {
		r.place = i
		v.byFile[r.File] = r
		seen := map[string]bool{}
		for _, t := range r.Topics {
			sl, ok := slugs[t]
			if !ok {
				sl = slug(t)
				slugs[t] = sl
			}
			if sl == "" || seen[sl] {
				continue
			}
			seen[sl] = true
			if topics[sl] == nil {
				topics[sl], names[sl] = &topic{slug: sl}, map[string]int{}
			}
			topics[sl].records = append(topics[sl].records, r)
			names[sl][t]++
		}
		if months[r.month] == nil {
			months[r.month] = &month{key: r.month}
		}
		months[r.month].records = append(months[r.month].records, r)
		for dir := r.Section; dir != ""; dir = parent(dir) {
			v.within[dir] = append(v.within[dir], r)
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
		v.topicList = append(v.topicList, *t)
	}
	slices.SortFunc(v.topicList, func(x, y topic) int {
		return cmp.Or(cmp.Compare(strings.ToLower(x.name), strings.ToLower(y.name)), cmp.Compare(x.slug, y.slug))
	})
	for _, t := range v.topicList {
		link := Link{t.name, topicPath(t.slug)}
		for _, r := range t.records {
			r.topics = append(r.topics, link)
		}
	}
	const some = 256 // at a time
	parallel(v.jobs(), (len(v.records)+some-1)/some, func(part int) {
		for _, r := range v.records[part*some : min((part+1)*some, len(v.records))] {
			r.sumUp()
		}
	})
	for _, key := range slices.Backward(sorted(months)) {
		if key != "undated" {
			v.months = append(v.months, *months[key])
		}
	}
	if m := months["undated"]; m != nil {
		v.months = append(v.months, *m)
	}
}

// upcoming is a date of a brief that lies ahead.
type upcoming struct {
	*ahead
	record   *record
	from, to time.Time
	vague    bool
}

// comingUp settles what the lists say is still to come, and when what the clock decides changes.
func (v *views) comingUp() {
	v.coming, v.ahead = map[string][]upcoming{}, map[*record][]upcoming{}
	for _, r := range v.records {
		if dates := v.dates(r); dates != nil {
			v.ahead[r] = dates
		}
	}
	v.coming[homePath] = v.upcoming(v.records, homeComing)
	for _, t := range v.topicList {
		v.coming[topicPath(t.slug)] = v.upcoming(t.records, listComing)
	}
	for folder, records := range v.within {
		v.coming[sectionPath(folder)] = v.upcoming(records, listComing)
	}
	v.changes()
}

// comingUpAgain is comingUp after the dates of one brief have changed.
func (v *views) comingUpAgain(r *record) {
	v.ahead[r] = v.dates(r)
	v.coming[homePath] = v.upcoming(v.records, homeComing)
	for _, t := range v.topicList {
		if slices.Contains(t.records, r) {
			v.coming[topicPath(t.slug)] = v.upcoming(t.records, listComing)
		}
	}
	for dir := r.Section; dir != ""; dir = parent(dir) {
		v.coming[sectionPath(dir)] = v.upcoming(v.within[dir], listComing)
	}
	v.changes()
}

// changes settles when what the clock decides changes.
func (v *views) changes() {
	v.until = time.Time{}
	if v.now.IsZero() {
		return
	}
	at := func(t time.Time) {
		if t.After(v.now) && (v.until.IsZero() || t.Before(v.until)) {
			v.until = t
		}
	}
	for _, h := range v.held {
		at(h.At)
	}
	for _, r := range v.records {
		if from, _, ok := bounds(r.Expires, v.zone); ok {
			at(from)
		}
	}
	for _, dates := range v.ahead {
		for _, u := range dates {
			at(u.to)
		}
	}
}

// dates are those of a brief that may lie ahead, by the site's clock if it has one.
func (v *views) dates(r *record) []upcoming {
	earliest := ""
	if !v.now.IsZero() {
		earliest = v.earliest(v.now)
	}
	var out []upcoming
	for i := range r.Ahead {
		a := &r.Ahead[i]
		if a.Last < earliest {
			continue
		}
		if from, to, ok := bounds(a.When, v.zone); ok {
			out = append(out, upcoming{a, r, from, to, to.Sub(from) > 31*24*time.Hour})
		}
	}
	return out
}

// earliest is the first day that may not be over at a moment anywhere on earth.
func (v *views) earliest(now time.Time) string {
	return now.AddDate(0, 0, -2).UTC().Format(time.DateOnly)
}

// upcoming are the dates of briefs that lie ahead: those not over by the site's clock that their
// brief does not report as happened. The first to be over is first, but what may be any day of
// more than a month comes last. Where several briefs name the same day in the same words, the
// newest speaks.
func (v *views) upcoming(records []*record, limit int) []upcoming {
	now := v.now
	if now.IsZero() {
		for _, r := range records {
			if from, _, ok := bounds(r.AsOf, v.zone); ok && from.After(now) {
				now = from
			}
		}
	}
	// Of many dates few are shown: sorting them all would take longer than all else that follows a save.
	out := make([]upcoming, 0, limit)
	for _, r := range records {
		for _, u := range v.ahead[r] {
			if !u.open() || !u.to.After(now) {
				continue
			}
			place := len(out)
			for place > 0 && u.before(out[place-1]) {
				place--
			}
			if place == limit || slices.ContainsFunc(out, u.says) {
				continue
			}
			if len(out) == limit {
				out = out[:limit-1]
			}
			out = slices.Insert(out, place, u)
		}
	}
	return out
}

// says reports whether another names the same day in the same words.
func (u upcoming) says(o upcoming) bool { return u.When == o.When && u.Title == o.Title }

// before reports whether u is over before another, or is less vague.
func (u upcoming) before(o upcoming) bool {
	if u.vague != o.vague {
		return o.vague
	}
	return cmp.Or(u.to.Compare(o.to), u.from.Compare(o.from)) < 0
}

// open reports whether the brief does not report the event as begun.
func (a *ahead) open() bool { return a.Status != "happened" && a.Status != "ongoing" }

// mainTopics are those with most briefs.
func (v *views) mainTopics() []topic {
	out := slices.Clone(v.topicList)
	slices.SortStableFunc(out, func(x, y topic) int { return cmp.Compare(len(y.records), len(x.records)) })
	return out[:min(homeTopics, len(out))]
}

func (m month) name() string {
	t, err := time.Parse("2006/01", m.key)
	if err != nil {
		return "Undated"
	}
	return t.Format("January 2006")
}

func (v *views) sectionTitle(folder string) string {
	return cmp.Or(v.sections[folder].Title, title(path.Base(folder)))
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

// A view is what one output takes from the site. All of it is noted.
type view struct {
	*views
	path     string
	reads    []read
	seen     map[read]bool // once there are many reads
	problems []brief.Problem
}

// note notes a read.
func (w *view) note(kind readKind, name string) {
	r := read{kind, name}
	if w.seen != nil {
		if w.seen[r] {
			return
		}
		w.seen[r] = true
	} else if slices.Contains(w.reads, r) {
		return
	}
	w.reads = append(w.reads, r)
	if len(w.reads) == 32 {
		w.seen = make(map[read]bool, 64)
		for _, r := range w.reads {
			w.seen[r] = true
		}
	}
}

// to is the link from this output to another.
func (w *view) to(p string) string { return w.link(w.path, p) }

// output is the output at a path of the site, which may be that of a folder.
func (w *view) output(p string) (string, bool) {
	p = strings.TrimPrefix(p, "/")
	w.note(readLink, p)
	return w.views.output(p)
}

func (w *view) page(kind string) Page {
	set := w.settings
	return Page{
		Site: Info{Title: set.Title, Description: set.Description, Language: set.Language, Author: set.Author, Annotated: set.annotated()},
		Kind: kind, Canonical: w.absolute(w.path), view: w,
	}
}

func (w *view) homePage() any {
	p := w.page("home")
	p.Title, p.Description = w.settings.Title, w.settings.Description
	return HomePage{p}
}

func (w *view) lead() *Lead {
	w.note(readList, homePath)
	if len(w.records) == 0 {
		return nil
	}
	r := w.records[0]
	w.note(readEntry, r.File)
	out := &Lead{Card: w.card(r), Sentences: r.Sentences}
	for _, f := range r.Facts {
		out.KeyFacts = append(out.KeyFacts, f.Text)
	}
	return out
}

// latest are the newest briefs that a page of the site itself lists.
func (v *views) latest(p string) []*record {
	switch p {
	case homePath:
		return v.records[:min(homeLatest, len(v.records))]
	case notFoundPath:
		return v.records[:min(5, len(v.records))]
	}
	return nil
}

// cards are the briefs of a list, on the front page without the one that leads.
func (w *view) cards(p string) []Card {
	w.note(readList, p)
	records := w.latest(p)
	if l := w.lists[p]; l != nil {
		records = l.records
	} else if p == homePath && len(records) > 0 {
		records = records[1:]
	}
	out := make([]Card, len(records))
	for i, r := range records {
		out[i] = w.card(r)
	}
	return out
}

func (w *view) card(r *record) Card {
	return Card{
		Title: r.Title, URL: w.to(r.path), Published: r.Published, Summary: r.Summary, Fact: r.lead(),
		Topics: w.links(r.topics), Source: r.Source,
	}
}

// links are links whose URL was an output's path, from this page.
func (w *view) links(links []Link) []Link {
	out := make([]Link, len(links))
	for i, l := range links {
		out[i] = Link{l.Text, w.to(l.URL)}
	}
	return out
}

func (w *view) topicsOf(r *record) []Link {
	w.note(readTopics, r.File)
	return w.links(r.topics)
}

func (w *view) sectionOf(r *record) *Link {
	if r.Section == "" {
		return nil
	}
	w.note(readSection, r.Section)
	return &Link{w.sectionTitle(r.Section), w.to(sectionPath(r.Section))}
}

// section is what is said of a folder.
func (w *view) section(folder string) section {
	w.note(readSection, folder)
	return w.sections[folder]
}

func (l *list) section(w *view) section {
	if !l.isSection {
		return section{}
	}
	return w.section(l.folder)
}

const newer, older = -1, +1

func (v *views) neighbour(r *record, way int) *record {
	at := r.place + way
	if at < 0 || at >= len(v.records) {
		return nil
	}
	return v.records[at]
}

func (w *view) near(r *record, way int) *Near {
	kind := readOlder
	if way == newer {
		kind = readNewer
	}
	w.note(kind, r.File)
	n := w.neighbour(r, way)
	if n == nil {
		return nil
	}
	return &Near{n.Title, w.to(n.path), n.Published}
}

func (w *view) coming(p string) []Coming {
	w.note(readComing, p)
	var out []Coming
	for _, u := range w.views.coming[p] {
		out = append(out, Coming{
			When: u.When, Status: u.Status, Title: u.Title,
			URL: w.to(u.record.path + "#" + u.ID), Brief: Link{u.record.Title, w.to(u.record.path)},
		})
	}
	return out
}

func (w *view) topics(list []topic) []Topic {
	out := make([]Topic, len(list))
	for i, t := range list {
		out[i] = Topic{t.name, w.to(topicPath(t.slug)), len(t.records), w.card(t.records[0])}
	}
	return out
}

func (w *view) mainTopics() []Topic {
	w.note(readMainTopics, "")
	return w.topics(w.views.mainTopics())
}

// total is the number of briefs of a list, or of the whole site.
func (w *view) total(p string) int {
	w.note(readTotal, p)
	return w.count(p)
}

func (v *views) count(p string) int {
	if l := v.lists[p]; l != nil {
		return l.total
	}
	return len(v.records)
}

// many is the length of a list in words. Only the page of the list itself says it: it would change all others.
func (w *view) many(l *list) string {
	if l.number > 0 {
		return fmt.Sprintf("Page %d of the briefs", l.number)
	}
	return plural(w.total(l.path), "brief", "briefs")
}

func (w *view) briefPage(r *record) any {
	w.note(readBrief, r.File)
	br, err := w.brief(r)
	if err != nil {
		w.problems = append(w.problems, unreadable(contentDir+"/"+r.File, err))
		return nil
	}
	p := w.page("brief")
	p.Title, p.Description = br.Title, r.Summary
	out := BriefPage{Page: p, Brief: Article{br, r.Sentences, w, r}}
	if u, err := url.Parse(br.Source.URL); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		out.SourceURL = br.Source.URL
	}
	for _, ph := range []struct{ name, title string }{
		{"past", "Before"}, {"today", "The day of this brief"}, {"coming", "Coming up"},
	} {
		var events []brief.Event
		for _, e := range br.Timeline {
			if cmp.Or(e.Phase, "past") == ph.name {
				events = append(events, e)
			}
		}
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
	return out
}

func (w *view) topicsPage() any {
	w.note(readAllTopics, "")
	p := w.page("topics")
	p.Title, p.Description = "Topics", fmt.Sprintf("%s by topic.", plural(w.total(homePath), "brief", "briefs"))
	return TopicsPage{Page: p, Topics: w.topics(w.topicList)}
}

// listPage is a page of a list. The URL of up is an output's path.
func (w *view) listPage(l *list, title, description string, up Link) any {
	kind, _, _ := strings.Cut(w.owners[l.path].template, ".")
	p := w.page(kind)
	p.Title, p.Description = title, description
	w.note(readList, l.path) // it has the title as well
	return ListPage{Page: p, Up: Link{up.Text, w.to(up.URL)}, Number: l.number, Briefs: w.cards(l.path), list: l}
}

func (w *view) turn(p string) *Link {
	l := w.lists[p]
	if l == nil {
		return nil
	}
	w.note(readLink, p)
	text := "Newest briefs"
	if l.number > 0 {
		text = fmt.Sprintf("Page %d", l.number)
	}
	return &Link{text, w.to(p)}
}

func (w *view) sectionPage(l *list) any {
	up := Link{w.settings.Title, homePath}
	if above := parent(l.folder); above != "" {
		w.note(readSection, above)
		up = Link{w.sectionTitle(above), sectionPath(above)}
	}
	sec := w.section(l.folder)
	name := w.sectionTitle(l.folder)
	description := sec.Summary
	if description == "" {
		description = fmt.Sprintf("%s in %s.", w.many(l), name)
	}
	return w.listPage(l, name, description, up)
}

func (w *view) archivePage() any {
	w.note(readMonths, "")
	p := w.page("archive")
	p.Title, p.Description = "Archive", fmt.Sprintf("%s by month.", plural(w.total(homePath), "brief", "briefs"))
	out := ArchivePage{Page: p, Total: len(w.records)}
	for _, m := range w.months {
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
		y.Months = append(y.Months, Month{name, short, w.to(monthPath(m.key)), len(m.records)})
		y.Count += len(m.records)
	}
	return out
}

func (w *view) notFoundPage() any {
	p := w.page("404")
	p.Title, p.Description = "Not found", "There is no page at this address."
	p.Canonical = "" // it has no address of its own
	return NotFoundPage{Page: p, Latest: w.cards(notFoundPath)}
}

func (w *view) redirectPage(r *record) any {
	w.note(readAddress, r.File)
	p := w.page("redirect")
	p.Title = r.Title
	p.Canonical = w.absolute(r.path)
	return RedirectPage{Page: p, To: Link{r.Title, w.to(r.path)}}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
