package site

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/internal/brief"
)

// Cache is what is remembered from one build to the next: the files that were looked at, the records of the
// articles, and the trace of every output. It is not changed once it is made.
type Cache struct {
	Engine   string
	config   sum
	setup    sum
	inputs   []input
	records  []*record
	reads    []read // those of any output, each once
	sums     []sum  // what each gave
	outputs  []trace
	parts    map[string]sum // of the templates, to say which has changed
	complete bool           // the last build was carried out: nothing else is to be done while nothing changes
	now      time.Time      // of the build; zero if it knew none
	until    time.Time      // the first moment after now that changes what is shown; zero if none does
	shown    int
	problems []brief.Problem
	held     []Held
	notes    []string

	rest   *stored // what is not read yet: an unchanged site needs neither records nor reads
	byFile map[string]*record
	byName map[string]*input
	byPath map[string]*trace
}

// trace is how an output came to be.
type trace struct {
	path     string
	maker    string // who made it: the same path may be another's now
	sum      Sum
	reads    []uint32 // places in Cache.reads
	problems []brief.Problem
}

// input is a file that was looked at.
type input struct {
	name    string // "content/x.md"
	stamp   stamp
	content Sum
	settled bool // a change after it was looked at would show in the stamp
}

// stamp is what a file system says of a file without reading it.
type stamp struct {
	size          int64
	mtime, change int64 // in nanoseconds since 1970; change is when its inode was changed, 0 if not known
	inode         uint64
}

func stampOf(info fs.FileInfo) stamp {
	s := stamp{size: info.Size()}
	if t := info.ModTime(); !t.IsZero() {
		s.mtime = t.UnixNano()
	}
	s.change, s.inode = inodeOf(info)
	return s
}

// racy is how close to a look at a file its last change may be and yet leave room for another one that no
// clock of a file system tells apart: FAT counts in steps of two seconds.
const racy = 2 * time.Second

// before reports whether the last change lies safely before a moment.
func (s stamp) before(at time.Time) bool {
	last := max(s.mtime, s.change)
	return !at.IsZero() && last < at.Add(-racy).UnixNano()
}

// same reports whether a file is as it was when its content was summed up.
func (in *input) same(was *input) bool { return was != nil && was.settled && in.stamp == was.stamp }

func (c *Cache) record(file string) *record {
	if c == nil {
		return nil
	}
	return c.byFile[file]
}

func (c *Cache) input(name string) *input {
	if c == nil {
		return nil
	}
	return c.byName[name]
}

func (c *Cache) trace(path string) *trace {
	if c == nil {
		return nil
	}
	return c.byPath[path]
}

// index makes the maps.
func (c *Cache) index() {
	c.byFile = make(map[string]*record, len(c.records))
	c.byName = make(map[string]*input, len(c.inputs))
	c.byPath = make(map[string]*trace, len(c.outputs))
	maps := []func(){
		func() {
			for _, r := range c.records {
				c.byFile[r.File] = r
			}
		},
		func() {
			for i := range c.inputs {
				c.byName[c.inputs[i].name] = &c.inputs[i]
			}
		},
		func() {
			for i := range c.outputs {
				c.byPath[c.outputs[i].path] = &c.outputs[i]
			}
		},
	}
	parallel(len(maps), len(maps), func(i int) { maps[i]() })
}

// unchanged reports whether nothing differs from the last build that was carried out.
func (l *loader) unchanged() bool {
	c, now := l.prev, l.site.now
	if c == nil || !c.complete || c.setup != l.site.setup || brief.HasErrors(l.problems) {
		return false
	}
	if now.Before(c.now) || !c.until.IsZero() && !now.Before(c.until) {
		return false
	}
	for i := range l.inputs {
		if i >= len(c.inputs) || l.inputs[i].name != c.inputs[i].name || !l.inputs[i].settled || !l.inputs[i].same(&c.inputs[i]) {
			return false
		}
	}
	return len(l.inputs) == len(c.inputs)
}

// The form of a cache: a line that names it, its three parts, and the length and CRC-32C of each. Records and traces are read
// when they are needed, at the same time.
const cacheHead = "dateline cache 3\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// partFoot is what the end of a cache says of one part.
type partFoot struct {
	Len uint64
	Sum uint32
}

var feetLen = int64(binary.Size([3]partFoot{}))

// WriteTo writes the cache, to be read by ReadCache.
func (c *Cache) WriteTo(to io.Writer) (int64, error) {
	w := &coder{out: append(make([]byte, 0, 2*flushed), cacheHead...), to: to}
	w.flush()
	var feet [3]partFoot
	for i, part := range []func(*coder, *Cache){(*coder).front, (*coder).records, (*coder).traces} {
		check, from := crc32.New(castagnoli), w.written
		w.to = io.MultiWriter(to, check)
		part(w, c)
		w.flush()
		feet[i] = partFoot{uint64(w.written - from), check.Sum32()}
	}
	w.to = to
	w.out, _ = binary.Append(w.out, binary.LittleEndian, feet) // a fixed size cannot fail
	w.flush()
	return w.written, w.err
}

// stored are the parts of a cache where it was written.
type stored struct {
	from io.ReaderAt
	at   [3]int64 // where each begins
	feet [3]partFoot
}

// read reads a part.
func (p *stored) read(part int) (*coder, bool) {
	size := int64(p.feet[part].Len)
	var text strings.Builder
	text.Grow(int(size))
	check := crc32.New(castagnoli)
	_, err := io.Copy(io.MultiWriter(&text, check), io.NewSectionReader(p.from, p.at[part], size))
	return &coder{in: text.String(), reading: true}, err == nil && check.Sum32() == p.feet[part].Sum
}

// ReadCache reads what WriteTo wrote, and leaves in from what is not needed yet. What another program wrote, or what is
// damaged, is no cache: nil.
func ReadCache(from io.ReaderAt, size int64, engine string) *Cache {
	head, feet := make([]byte, len(cacheHead)), make([]byte, feetLen)
	if _, err := from.ReadAt(head, 0); err != nil && err != io.EOF || string(head) != cacheHead {
		return nil
	}
	if n, _ := from.ReadAt(feet, max(0, size-feetLen)); n < len(feet) {
		return nil
	}
	p := &stored{from: from}
	_, _ = binary.Decode(feet, binary.LittleEndian, &p.feet) // it is long enough
	at := int64(len(cacheHead))
	for i, f := range p.feet {
		if f.Len > uint64(size) {
			return nil
		}
		p.at[i] = at
		at += int64(f.Len)
	}
	if at+feetLen != size {
		return nil
	}
	r, ok := p.read(0)
	if !ok {
		return nil
	}
	c := &Cache{rest: p}
	if r.front(c); r.failed || c.Engine != engine {
		return nil
	}
	return c
}

// open reads the rest of a cache that was read. What cannot be decoded leaves an empty cache.
func (c *Cache) open() {
	if c == nil || c.byFile != nil {
		return
	}
	rest := c.rest
	c.rest = nil
	if rest == nil { // it was never written
		c.index()
		return
	}
	var good [2]bool
	parallel(2, 2, func(i int) {
		r, ok := rest.read(1 + i)
		if !ok {
			return
		}
		if i == 0 {
			r.records(c)
		} else {
			r.traces(c)
		}
		good[i] = !r.failed
	})
	bad := !good[0] || !good[1] || len(c.sums) != len(c.reads)
	for i := range c.outputs {
		for _, n := range c.outputs[i].reads {
			bad = bad || int(n) >= len(c.reads)
		}
	}
	if bad {
		*c = Cache{}
	}
	c.index()
}

// front walks what it takes to see that a site has not changed.
func (c *coder) front(k *Cache) {
	c.string(&k.Engine)
	c.sum(&k.config)
	c.sum(&k.setup)
	items(c, &k.inputs, (*coder).input)
	items(c, &k.outputs, func(c *coder, t *trace) {
		c.string(&t.path)
		c.raw(t.sum[:])
	})
	c.bool(&k.complete)
	c.time(&k.now)
	c.time(&k.until)
	c.int(&k.shown)
	items(c, &k.problems, (*coder).problem)
	items(c, &k.held, func(c *coder, h *Held) {
		c.string(&h.File)
		c.string(&h.Title)
		c.string(&h.Why)
		text(c, &h.Due)
		c.time(&h.At)
	})
	texts(c, &k.notes)
}

// records walks the records.
func (c *coder) records(k *Cache) {
	items(c, &k.records, func(c *coder, r **record) {
		if c.reading {
			*r = c.some.next()
		}
		c.record(*r)
		c.flushFull()
	})
}

// traces walks what the outputs read, and how they came to be.
func (c *coder) traces(k *Cache) {
	items(c, &k.reads, func(c *coder, r *read) {
		kind := uint64(r.kind)
		c.uint(&kind)
		r.kind = readKind(kind)
		c.string(&r.name)
	})
	items(c, &k.sums, (*coder).sum)
	names := sorted(k.parts)
	texts(c, &names)
	if c.reading {
		k.parts = make(map[string]sum, len(names))
	}
	for _, name := range names {
		s := k.parts[name]
		c.sum(&s)
		k.parts[name] = s
	}
	for i := range k.outputs {
		t := &k.outputs[i]
		c.string(&t.maker)
		items(c, &t.reads, func(c *coder, n *uint32) {
			u := uint64(*n)
			c.uint(&u)
			*n = uint32(u)
		})
		items(c, &t.problems, (*coder).problem)
		c.flushFull()
	}
}

func (c *coder) input(in *input) {
	c.string(&in.name)
	c.int64(&in.stamp.size)
	c.int64(&in.stamp.mtime)
	c.int64(&in.stamp.change)
	c.uint(&in.stamp.inode)
	c.raw(in.content[:])
	c.bool(&in.settled)
}

// Store is where parsed briefs are put aside. It may lose them: they are parsed again then.
type Store interface {
	io.ReaderAt
	// Append adds data at the end and returns where it begins. It is called from several goroutines.
	Append(data []byte) (at int64, err error)
}

// memory is a store that is gone with the program.
type memory struct {
	mu   sync.RWMutex
	data []byte
}

func (m *memory) Append(data []byte) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.data = append(m.data, data...)
	return int64(len(m.data) - len(data)), nil
}

func (m *memory) ReadAt(p []byte, at int64) (int, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if at < 0 || at+int64(len(p)) > int64(len(m.data)) {
		return 0, io.ErrUnexpectedEOF
	}
	return copy(p, m.data[at:]), nil
}

// packing are buffers that are reused from brief to brief.
var packing = sync.Pool{New: func() any { return new([]byte) }}

// keep puts a brief aside, that of a file with this content, its sentences behind the rest, and sums up both.
func (s *Site) keep(b *brief.Brief, content Sum) (body, sentences extent, whole sum) {
	buf := packing.Get().(*[]byte)
	defer packing.Put(buf)
	data, err := brief.AppendBinary((*buf)[:0], b)
	*buf = data
	if err != nil {
		return extent{}, extent{}, s.key(content) // it holds what cannot be put aside: it is parsed again when it is needed
	}
	n := len(data)
	data = brief.AppendSentences(data, b.Sentences)
	*buf = data
	body = extent{0, int64(n), crc32.Checksum(data[:n], castagnoli)}
	sentences = extent{int64(n), int64(len(data) - n), crc32.Checksum(data[n:], castagnoli)}
	// Two quick sums will do: who could make them meet has the article's text in his hand, and that is in the sum too.
	h := newSummer().add(string(content[:]))
	h.out = binary.LittleEndian.AppendUint32(h.out, body.check)
	h.out = binary.LittleEndian.AppendUint32(h.out, sentences.check)
	h.out = binary.LittleEndian.AppendUint32(h.out, crc32.ChecksumIEEE(data))
	whole = h.sum()
	at, err := s.opt.Store.Append(data)
	if err != nil {
		return extent{}, extent{}, whole // the disk is full, say
	}
	body.off += at
	sentences.off += at
	return body, sentences, whole
}

// maxBody is the largest part of a brief that is believed to be in the store, in bytes.
const maxBody = 1 << 28

// stored reports whether the store may have it.
func (e extent) stored() bool { return e.len > 0 && e.len <= maxBody && e.off >= 0 }

// read is what the store has of an extent, or "" if it has not all of it.
func (s *Site) read(e extent) (text string) {
	if !e.stored() {
		return ""
	}
	buf := packing.Get().(*[]byte)
	defer packing.Put(buf)
	*buf = slices.Grow((*buf)[:0], int(e.len))[:e.len]
	if _, err := s.opt.Store.ReadAt(*buf, e.off); err != nil || crc32.Checksum(*buf, castagnoli) != e.check {
		return ""
	}
	return string(*buf)
}

// brief is the article of a record: from the store, without its sentences, or parsed again.
func (s *Site) brief(r *record) (*brief.Brief, error) {
	if b, err := brief.DecodeBinary(s.read(r.body)); err == nil {
		return b, nil
	}
	b, err := s.reparse(r)
	if err == nil {
		b.Sentences = nil // as from the store
	}
	return b, err
}

// sentencesOf are the sentences of a record's brief.
func (s *Site) sentencesOf(r *record) ([]brief.Sentence, error) {
	if list, err := brief.DecodeSentences(s.read(r.sentences)); err == nil {
		return list, nil
	}
	b, err := s.reparse(r)
	if err != nil {
		return nil, err
	}
	return b.Sentences, nil
}

// reparse parses the article of a record again.
func (s *Site) reparse(r *record) (*brief.Brief, error) {
	src, err := readFile(s.src.Content, r.File, brief.MaxSize)
	if err != nil {
		return nil, err
	}
	if s.key(sha256.Sum256(src)) != r.key {
		return nil, fmt.Errorf("it was changed while the site was built: build again")
	}
	b, _ := brief.Parse(r.File, src, s.parsing)
	b.Document = nil // the store has it not
	return b, nil
}

// Kept is how much of the store the cache refers to, in bytes.
func (c *Cache) Kept() (used int64) {
	for _, r := range c.records {
		used += r.body.len + r.sentences.len
	}
	return used
}

// Move is the cache with its briefs in another store.
func (c *Cache) Move(from, to Store) (*Cache, error) {
	c.open()
	out := *c
	out.byFile = nil
	out.records = make([]*record, len(c.records))
	for i, r := range c.records {
		moved := *r
		out.records[i] = &moved
		for _, e := range []*extent{&moved.body, &moved.sentences} {
			if !e.stored() {
				*e = extent{}
				continue
			}
			data := make([]byte, e.len)
			if _, err := from.ReadAt(data, e.off); err != nil || crc32.Checksum(data, castagnoli) != e.check {
				*e = extent{} // it is parsed again when it is needed
				continue
			}
			at, err := to.Append(data)
			if err != nil {
				return nil, err
			}
			e.off = at
		}
	}
	return &out, nil
}

// renew is a copy of a record without what was settled for another site.
func (r *record) renew() record {
	c := *r
	c.path, c.topics = "", nil
	return c
}
