package brief

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
)

// binaryVersion is the first byte of a brief in binary form. It goes up whenever the form changes.
const binaryVersion = 4

// AppendBinary appends b in a compact form that DecodeBinary reads, for a cache: it holds all of b but Document and Sentences, has
// no checksum, and changes with this package. It fails if Extra holds what no YAML can. Same brief, same bytes.
func AppendBinary(dst []byte, b *Brief) ([]byte, error) {
	c := coder{writes: true, out: append(dst, binaryVersion)}
	b.code(&c)
	return c.out, c.err
}

// DecodeBinary reads what AppendBinary wrote. The strings of the brief are parts of data. What is no brief is an
// error, and takes memory in proportion to what there is of it, whatever it claims.
func DecodeBinary(data string) (*Brief, error) {
	b := &Brief{}
	if err := decodeBinary(data, b.code); err != nil {
		return nil, err
	}
	return b, nil
}

// AppendSentences appends what AppendBinary leaves out, for DecodeSentences. Few pages show the sentences apart from the body,
// and they are a quarter of a brief.
func AppendSentences(dst []byte, sentences []Sentence) []byte {
	c := coder{writes: true, out: append(dst, binaryVersion)}
	list(&c, &sentences, (*Sentence).code)
	return c.out
}

// DecodeSentences reads what AppendSentences wrote, as DecodeBinary does a brief.
func DecodeSentences(data string) (sentences []Sentence, err error) {
	err = decodeBinary(data, func(c *coder) { list(c, &sentences, (*Sentence).code) })
	if err != nil {
		return nil, err
	}
	return sentences, nil
}

// decodeBinary reads data with code, which is to leave nothing of it.
func decodeBinary(data string, code func(*coder)) error {
	c := coder{in: data}
	if c.byte(0) != binaryVersion {
		return errors.New("not a brief of this version")
	}
	if code(&c); c.err == nil && c.left() > 0 {
		c.fail("bytes are left")
	}
	return c.err
}

// A coder writes values to out, or reads them from in. One walk through the fields does for both, so that what is
// written is what is read. It writes to a value only when it reads: a brief may be in use elsewhere. Numbers are
// varints; texts and lists have their length before them.
type coder struct {
	writes bool
	out    []byte
	in     string
	at     int   // how much of in is read; to cut that off would cost a write barrier for each field
	err    error // the first; nothing is read after it

	// Room for the items of many short lists.
	uses  []Use
	ints  []int
	texts []string
}

// left is how much there is to be read yet.
func (c *coder) left() int { return len(c.in) - c.at }

func (c *coder) fail(msg string) {
	if c.err == nil {
		c.err = errors.New("brief: " + msg)
	}
	c.at = len(c.in)
}

func (c *coder) byte(v byte) byte {
	if c.writes {
		c.out = append(c.out, v)
		return v
	}
	if c.left() == 0 {
		c.fail("data ends too soon")
		return 0
	}
	v = c.in[c.at]
	c.at++
	return v
}

func (c *coder) uint(v uint64) uint64 {
	if c.writes {
		c.out = binary.AppendUvarint(c.out, v)
		return v
	}
	if c.left() > 0 && c.in[c.at] < 0x80 {
		v = uint64(c.in[c.at])
		c.at++
		return v
	}
	v = 0
	for shift := 0; shift < 64; shift += 7 {
		b := c.byte(0)
		if shift == 63 && b > 1 {
			break
		}
		if v |= uint64(b&0x7f) << shift; b < 0x80 {
			return v
		}
	}
	c.fail("a number is too large")
	return 0
}

// len codes the length of a text, or of a list and one more.
func (c *coder) len(n int) int {
	v := c.uint(uint64(n))
	if !c.writes && v > uint64(c.left())+1 {
		c.fail("a length goes beyond the data")
		return 0
	}
	return int(v)
}

func (c *coder) int(p *int) {
	v := int64(*p)
	u := c.uint(uint64(v)<<1 ^ uint64(v>>63))
	if !c.writes {
		*p = int(int64(u>>1) ^ -int64(u&1))
	}
}

func (c *coder) bool(p *bool) {
	var v byte
	if *p {
		v = 1
	}
	if v = c.byte(v); c.writes {
		return
	}
	if v > 1 {
		c.fail("neither true nor false")
	}
	*p = v == 1
}

func (c *coder) float(p *float64) {
	v := math.Float64bits(*p)
	if c.writes {
		c.out = binary.LittleEndian.AppendUint64(c.out, v)
		return
	}
	v = 0
	for i := range 8 {
		v |= uint64(c.byte(0)) << (8 * i)
	}
	*p = math.Float64frombits(v)
}

// texts codes texts one after the other.
func texts[S ~string](c *coder, list ...*S) {
	for _, p := range list {
		n := c.len(len(*p))
		switch {
		case c.writes:
			c.out = append(c.out, *p...)
		case n > c.left():
			c.fail("a text goes beyond the data")
		default:
			*p = S(c.in[c.at : c.at+n])
			c.at += n
		}
	}
}

// roomSize is how many items of short lists are made at once.
const roomSize = 16

// list codes a list, of whose items each is coded by code. nil stays nil.
func list[T any](c *coder, p *[]T, code func(*T, *coder)) { listIn(c, nil, p, code) }

// listIn is list for short lists, whose items share room.
func listIn[T any](c *coder, room, p *[]T, code func(*T, *coder)) {
	n := 0
	if *p != nil {
		n = len(*p) + 1
	}
	// A field takes a byte or more, and at most 24 in memory, so memory is in proportion to what there is to read.
	size := max(1, int(reflect.TypeFor[T]().Size())/24)
	if n = c.len(n); n == 0 {
		return
	}
	if !c.writes {
		if (n-1)*size > c.left() {
			c.fail("a list goes beyond the data")
			return
		}
		switch n--; {
		case room == nil || n == 0 || n > roomSize:
			*p = make([]T, n)
		case n > len(*room):
			*room = make([]T, roomSize)
			fallthrough
		default:
			*p, *room = (*room)[:n:n], (*room)[n:]
		}
	}
	for i := range *p {
		code(&(*p)[i], c)
	}
}

func (b *Brief) code(c *coder) {
	texts(c, &b.File, &b.Slug, &b.Section, &b.Title, &b.TitleFrom, &b.Summary, &b.Lead, &b.PublishedFrom, &b.Body)
	texts(c, &b.Published, &b.Updated, &b.AsOf, &b.Expires)
	texts(c, &b.Source.Name, &b.Source.URL, &b.Source.Author, &b.Source.Publisher, &b.Source.Editor)
	c.int(&b.SlugLine)
	c.int(&b.Weight)
	c.bool(&b.Draft)
	c.bool(&b.Local)
	listIn(c, &c.texts, &b.Topics, codeText)
	listIn(c, &c.texts, &b.Aliases, codeText)
	c.extra(&b.Extra, 0)
	list(c, &b.Removed, (*Removed).code)
	list(c, &b.KeyFacts, (*KeyFact).code)
	list(c, &b.Timeline, (*Event).code)
	list(c, &b.Charts, (*Chart).code)
	list(c, &b.Figures, (*Figure).code)
	list(c, &b.People, (*Entity).code)
	list(c, &b.Organizations, (*Entity).code)
	list(c, &b.Places, (*Entity).code)
	list(c, &b.Agreements, (*Entity).code)
	list(c, &b.Quotes, (*Quote).code)
	list(c, &b.Warnings, (*Problem).code)
}

func codeText(s *string, c *coder) { texts(c, s) }
func codeInt(n *int, c *coder)     { c.int(n) }

func (s *Sentence) code(c *coder) {
	c.int(&s.N)
	c.int(&s.Line)
	texts(c, &s.ID, &s.Text)
	listIn(c, &c.uses, &s.Uses, (*Use).code)
}

func (u *Use) code(c *coder) { texts(c, &u.Box, &u.Item, &u.Text) }

func (r *Removed) code(c *coder) {
	c.int(&r.Line)
	texts(c, &r.Text, &r.Why)
}

func (k *KeyFact) code(c *coder) {
	c.int(&k.Sentence)
	texts(c, &k.ID, &k.Text)
}

func (e *Event) code(c *coder) {
	c.int(&e.Sentence)
	texts(c, &e.When)
	texts(c, &e.ID, &e.WhenText, &e.Basis, &e.Status, &e.Title, &e.Order, &e.Phase, &e.Note)
	listIn(c, &c.texts, &e.Actors, codeText)
	list(c, &e.Also, codeInt)
}

func (t *Chart) code(c *coder) {
	c.int(&t.Sentence)
	texts(c, &t.ID, &t.Title, &t.Unit)
	list(c, &t.Rows, (*Bar).code)
}

func (r *Bar) code(c *coder) {
	texts(c, &r.Label, &r.Display, &r.Value, &r.Number, &r.Qualifier)
	c.float(&r.Share)
}

func (f *Figure) code(c *coder) {
	c.int(&f.Sentence)
	texts(c, &f.ID, &f.Display, &f.Type, &f.Value, &f.Unit, &f.Qualifier, &f.Context)
}

func (e *Entity) code(c *coder) {
	c.int(&e.RoleSentence)
	texts(c, &e.ID, &e.Kind, &e.Name, &e.Role)
	listIn(c, &c.ints, &e.Mentions, codeInt)
}

func (q *Quote) code(c *coder) {
	texts(c, &q.ID, &q.Speaker, &q.SpeakerID, &q.Role, &q.Cue)
	listIn(c, &c.texts, &q.Parts, codeText)
	listIn(c, &c.ints, &q.Sentences, codeInt)
}

func (p *Problem) code(c *coder) {
	c.int(&p.Line)
	c.int(&p.Col)
	c.bool(&p.Warning)
	texts(c, &p.File, &p.Msg, &p.Hint, &p.Excerpt)
	listIn(c, &c.texts, &p.Chain, codeText)
}

// maxNested is how deep the values of Extra may be nested. Front matter cannot reach it: in TOML each of maxDepth tables may
// stand below as many dotted keys.
const maxNested = maxDepth * maxDepth

// extra codes a map by its keys in order. nil stays nil.
func (c *coder) extra(p *map[string]any, depth int) {
	n := 0
	if *p != nil {
		n = len(*p) + 1
	}
	if n = c.len(n); n == 0 {
		return
	}
	if c.writes {
		for _, k := range slices.Sorted(maps.Keys(*p)) {
			v := (*p)[k]
			texts(c, &k)
			c.any(&v, depth+1)
		}
		return
	}
	*p = map[string]any{} // grows with what there is, not with what is claimed
	last := ""
	for i := range n - 1 {
		var k string
		var v any
		if texts(c, &k); i > 0 && k <= last {
			c.fail("keys are not in order")
		}
		c.any(&v, depth+1)
		if c.err != nil {
			return
		}
		(*p)[k], last = v, k
	}
}

// any codes a value of YAML: nil, bool, int, float64, string, []any or map[string]any. It begins with its kind.
func (c *coder) any(p *any, depth int) {
	if depth > maxNested {
		c.fail("values are nested too deep")
		return
	}
	kind := byte(0)
	switch (*p).(type) {
	case nil:
		kind = 'n'
	case bool:
		kind = 'b'
	case int:
		kind = 'i'
	case float64:
		kind = 'f'
	case string:
		kind = 's'
	case []any:
		kind = 'l'
	case map[string]any:
		kind = 'm'
	default:
		if c.writes {
			c.fail(fmt.Sprintf("extra holds a %T", *p))
			return
		}
	}
	switch c.byte(kind) {
	case 'n':
	case 'b':
		value(c, p, (*coder).bool)
	case 'i':
		value(c, p, (*coder).int)
	case 'f':
		value(c, p, (*coder).float)
	case 's':
		value(c, p, func(c *coder, s *string) { texts(c, s) })
	case 'l':
		value(c, p, func(c *coder, l *[]any) { list(c, l, func(v *any, c *coder) { c.any(v, depth+1) }) })
	case 'm':
		value(c, p, func(c *coder, m *map[string]any) { c.extra(m, depth) })
	default:
		c.fail("a value of no kind")
	}
}

// value codes a value of type T that p holds, or is to hold.
func value[T any](c *coder, p *any, code func(*coder, *T)) {
	v, _ := (*p).(T)
	if code(c, &v); !c.writes {
		*p = v
	}
}
