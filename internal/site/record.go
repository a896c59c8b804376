package site

import (
	"cmp"
	"crypto/sha256"
	"math"
	"sync"
	"time"

	"dateline/internal/brief"
)

// record is what the site remembers of one article: everything that pages other than its own may show. The
// article itself stays in the store, and is read back when its page is rendered.
type record struct {
	File, Slug, Section               string
	Title                             string
	Published, Updated, AsOf, Expires brief.When
	Source, Author                    string // name or publisher of the source; who wrote it
	Summary                           string // the editor's, else the first sentence
	Facts                             []fact
	Topics, Aliases                   []string
	Weight, Sentences                 int
	Draft                             bool
	Ahead                             []ahead // of its timeline, what may still be to come
	Removed                           []brief.Removed
	Problems                          []brief.Problem
	Broken                            bool // an error is among Problems: there is no brief
	key                               sum  // of the file's bytes and of all else that Parse got
	whole                             sum  // of the file's bytes and of all that Parse made of them
	body, sentences                   extent
	card, entry                       sum // of what lists show, and of what a feed shows

	// When it was published, as the time zone of the site has it.
	zone  string
	at    int64 // in seconds since 1970
	dated bool
	month string // "2026/02", or "undated"

	// Settled anew for each site.
	path   string
	place  int    // in the order of the site
	topics []Link // their URL is the topic's output path
	listed sum    // of all that a Card shows
}

// supply makes records many at a time.
type supply []record

func (s *supply) next() *record {
	if len(*s) == 0 {
		*s = make([]record, 128)
	}
	r := &(*s)[0]
	*s = (*s)[1:]
	return r
}

type fact struct {
	Text     string
	Sentence int
}

// ahead is an event of a timeline that is not reported as over.
type ahead struct {
	ID, Status, Title string
	When              brief.When
	Last              string // the last day it may be, to see at once that it is over
	Coming            bool   // by the brief's own date; else only the clock can say
}

// extent is where the store has a part of a brief, and a CRC-32C to tell that it is whole. A length of 0 means
// that the store has it not.
type extent struct {
	off, len int64
	check    uint32
}

// sum is the first half of a SHA-256: enough to see whether something is another.
type sum [sha256.Size / 2]byte

func sumOf(data []byte) (s sum) {
	full := sha256.Sum256(data)
	copy(s[:], full[:])
	return s
}

// summer sums up texts, each apart from the next.
type summer struct{ coder }

var summers = sync.Pool{New: func() any { return new(summer) }}

func newSummer() *summer {
	h := summers.Get().(*summer)
	h.out = h.out[:0]
	return h
}

func (h *summer) add(parts ...string) *summer {
	for _, p := range parts {
		h.string(&p)
	}
	return h
}

// sum is the sum of what was added. The summer is not to be used after it.
func (h *summer) sum() sum {
	s := sumOf(h.out)
	summers.Put(h)
	return s
}

// newRecord is the record of a brief that was parsed.
func newRecord(b *brief.Brief) *record {
	r := &record{
		File: b.File, Slug: b.Slug, Section: b.Section, Title: b.Title,
		Published: b.Published, Updated: b.Updated, AsOf: b.AsOf, Expires: b.Expires,
		Source: cmp.Or(b.Source.Name, b.Source.Publisher), Author: b.Source.Author,
		Topics: b.Topics, Aliases: b.Aliases, Weight: b.Weight, Sentences: len(b.Sentences), Draft: b.Draft,
		Removed: b.Removed,
	}
	for _, k := range b.KeyFacts {
		r.Facts = append(r.Facts, fact{k.Text, k.Sentence})
	}
	r.Summary = cmp.Or(b.Summary, r.lead(), b.Lead)
	for _, e := range b.Timeline {
		a := ahead{e.ID, e.Status, e.Title, e.When, e.When.Last(), e.Phase == "coming"}
		if a.Coming || a.open() && e.Phase != "past" && a.Last != "" {
			r.Ahead = append(r.Ahead, a)
		}
	}
	var c coder
	c.cardOf(r)
	r.card = sumOf(c.out)
	c.entryOf(r)
	r.entry = sumOf(c.out)
	return r
}

// pack is all that is stored of a record. It shares nothing with the brief, of whose texts those of the record are cut, and
// while it is a text, collecting memory need not look into it.
func (r *record) pack() string {
	w := summers.Get().(*summer)
	w.out = w.out[:0]
	w.record(r)
	packed := string(w.out)
	summers.Put(w)
	return packed
}

// unpack is the record that was packed.
func unpack(packed string, into *record) *record {
	(&coder{in: packed, reading: true}).record(into)
	return into
}

// date settles when the brief was published in a time zone.
func (r *record) date(zone string, loc *time.Location) {
	if r.zone == zone {
		return
	}
	var from time.Time
	if from, _, r.dated = bounds(r.Published, loc); r.dated {
		r.at = from.Unix()
	} else {
		r.at = math.MinInt64
	}
	r.zone, r.month = zone, "undated"
	if first := r.Published.First(); first != "" {
		// The day as the source writes it: a zone is not converted for filing.
		r.month = first[:4] + "/" + first[5:7]
	}
}

// sumUp sums up what a Card of the brief shows.
func (r *record) sumUp() {
	h := newSummer().add(r.path)
	h.out = append(h.out, r.card[:]...)
	for _, t := range r.topics {
		h.add(t.Text, t.URL)
	}
	r.listed = h.sum()
}

// cardOf walks what a [Card] shows, but for its topics, which other briefs have a say in.
func (c *coder) cardOf(r *record) {
	c.string(&r.Title)
	text(c, &r.Published)
	c.string(&r.Summary)
	c.string(&r.Source)
	lead := r.lead()
	c.string(&lead)
}

// lead is the first key fact, or "".
func (r *record) lead() string {
	if len(r.Facts) == 0 {
		return ""
	}
	return r.Facts[0].Text
}

// entryOf walks what else a feed, a sitemap and the front page's first brief show.
func (c *coder) entryOf(r *record) {
	text(c, &r.Updated)
	c.string(&r.Author)
	c.int(&r.Sentences)
	items(c, &r.Facts, func(c *coder, f *fact) {
		c.string(&f.Text)
		c.int(&f.Sentence)
	})
	items(c, &r.Ahead, func(c *coder, a *ahead) {
		c.string(&a.ID)
		c.string(&a.Status)
		c.string(&a.Title)
		text(c, &a.When)
		c.string(&a.Last)
		c.bool(&a.Coming)
	})
}

// record walks all that is stored of a record.
func (c *coder) record(r *record) {
	c.string(&r.File)
	c.string(&r.Slug)
	c.string(&r.Section)
	c.string(&r.Title)
	text(c, &r.Published)
	text(c, &r.AsOf)
	text(c, &r.Expires)
	c.string(&r.Source)
	c.string(&r.Summary)
	c.entryOf(r)
	texts(c, &r.Topics)
	texts(c, &r.Aliases)
	c.int(&r.Weight)
	c.bool(&r.Draft)
	items(c, &r.Removed, func(c *coder, m *brief.Removed) {
		c.int(&m.Line)
		c.string(&m.Text)
		c.string(&m.Why)
	})
	items(c, &r.Problems, (*coder).problem)
	c.bool(&r.Broken)
	c.sum(&r.key)
	c.sum(&r.whole)
	c.extent(&r.body)
	c.extent(&r.sentences)
	c.sum(&r.card)
	c.sum(&r.entry)
	c.string(&r.zone)
	c.int64(&r.at)
	c.bool(&r.dated)
	c.string(&r.month)
}

func (c *coder) extent(e *extent) {
	c.int64(&e.off)
	c.int64(&e.len)
	check := uint64(e.check)
	c.uint(&check)
	e.check = uint32(check)
}

func (c *coder) problem(p *brief.Problem) {
	c.string(&p.File)
	c.int(&p.Line)
	c.int(&p.Col)
	c.string(&p.Msg)
	c.string(&p.Hint)
	c.string(&p.Excerpt)
	texts(c, &p.Chain)
	c.bool(&p.Warning)
}
