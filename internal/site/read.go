package site

import "strconv"

// read is something an output took from the site.
type read struct {
	kind readKind
	name string
}

type readKind uint8

const (
	readSettings   readKind = iota // what site.yaml and the options say
	readTemplate                   // a page template, with all it uses: its name
	readBrief                      // a whole article: its file
	readEntry                      // what feeds and the front page's lead show of a brief: its file
	readAddress                    // title and path of a brief: its file
	readPath                       // where the page of an article lies, if there is one: its file
	readNewer                      // the brief published next: the file of this one
	readOlder                      // the brief published before
	readTopics                     // the topics of a brief: its file
	readSection                    // what is said of a folder: its name
	readLink                       // whether there is an output: the path that was asked for
	readList                       // the briefs of a list, as cards: the path of the output
	readComing                     // the dates to come of a list
	readTotal                      // the length of a list, or of the site
	readMainTopics                 // the topics with most briefs
	readAllTopics
	readMonths
	readCopy // the bytes of a file that is copied: its output path
	readFeed
	readSitemap
)

// own reports whether hardly any output takes this but the page of the article. It is not looked for among those of others:
// there it may stand a second time, which does no harm.
func (k readKind) own() bool {
	return k == readBrief || k == readNewer || k == readOlder || k == readTopics
}

var readNames = [...]string{
	"settings", "template", "article", "facts of", "address of", "place of", "brief after", "brief before", "topics of", "section",
	"link", "list", "coming up in", "number of briefs in", "main topics", "topics", "months", "file", "newest briefs", "all pages",
}

// String names a read for a reader: "list topics/trade/index.html".
func (r read) String() string {
	name := "read " + strconv.Itoa(int(r.kind))
	if int(r.kind) < len(readNames) {
		name = readNames[r.kind]
	}
	if r.name == "" {
		return name
	}
	return name + " " + r.name
}

// sum is the sum of what a read gives now; that of what there is no more is that of nothing.
func (v *views) sum(r read) sum {
	switch r.kind {
	case readTemplate:
		return v.closures[r.name]
	case readBrief:
		if own := v.byFile[r.name]; own != nil {
			return own.whole
		}
	}
	h := newSummer()
	address := func(r *record) {
		if r != nil {
			h.add(r.File, r.path, r.Title, string(r.Published))
		}
	}
	card := func(r *record) { h.out = append(h.out, r.listed[:]...) }
	own := v.byFile[r.name]
	switch r.kind {
	case readSettings:
		set := v.settings
		h.add(set.Title, set.Description, set.Language, set.BaseURL, set.Links, set.Timezone, set.Author, set.Annotations)
	case readEntry:
		if own != nil {
			h.out = append(h.out, own.entry[:]...)
		}
	case readAddress:
		address(own)
	case readPath:
		if own != nil {
			h.add(own.path)
		}
	case readNewer:
		if own != nil {
			address(v.neighbour(own, newer))
		}
	case readOlder:
		if own != nil {
			address(v.neighbour(own, older))
		}
	case readTopics:
		if own != nil {
			for _, t := range own.topics {
				h.add(t.Text, t.URL)
			}
		}
	case readSection:
		sec := v.sections[r.name]
		h.add(sec.Title, sec.Summary).add(sec.Text...)
	case readLink:
		p, ok := v.output(r.name)
		h.add(p, strconv.FormatBool(ok))
	case readList:
		records := v.latest(r.name)
		if l := v.lists[r.name]; l != nil {
			records = l.records
			h.add(l.title, l.newer, l.older)
		}
		for _, r := range records {
			card(r)
		}
	case readComing:
		for _, u := range v.coming[r.name] {
			h.add(u.ID, u.Status, u.Title, string(u.When), u.record.path, u.record.Title)
		}
	case readTotal:
		h.add(strconv.Itoa(v.count(r.name)))
	case readMainTopics, readAllTopics:
		list := v.topicList
		if r.kind == readMainTopics {
			list = v.mainTopics()
		}
		for _, t := range list {
			h.add(t.name, t.slug, strconv.Itoa(len(t.records)))
			card(t.records[0])
		}
	case readMonths:
		for _, m := range v.months {
			h.add(m.key, strconv.Itoa(len(m.records)))
		}
	case readCopy:
		if f := v.files[r.name]; f != nil {
			h.out = append(h.out, f.sum[:]...)
		}
	case readFeed:
		for _, r := range v.feedRecords() {
			h.out = append(h.out, r.entry[:]...)
			card(r)
		}
	case readSitemap:
		for _, o := range v.outputs {
			h.add(o.path)
			if o.record != nil {
				h.add(string(o.record.Updated), string(o.record.Published))
			}
		}
	}
	return h.sum()
}
