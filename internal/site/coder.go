package site

import (
	"encoding/binary"
	"io"
	"time"
)

// coder writes or reads the fields of a value: one walk over them serves both ways, so that what is
// written is what is read. Numbers are varints, texts follow their length. What is read are slices of the
// data. After the first thing that cannot be read the rest is zero, and failed says so.
type coder struct {
	out     []byte
	to      io.Writer // where out goes when it is long; nil keeps all of it
	written int64
	err     error // of to
	in      string
	some    supply
	reading bool
	failed  bool
}

// flushed is from which length on out is written.
const flushed = 1 << 20

func (c *coder) flushFull() {
	if c.to != nil && len(c.out) >= flushed {
		c.flush()
	}
}

func (c *coder) flush() {
	if c.err == nil {
		_, c.err = c.to.Write(c.out)
	}
	c.written += int64(len(c.out))
	c.out = c.out[:0]
}

func (c *coder) uint(v *uint64) {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, *v)
		return
	}
	var n uint64
	for i := 0; i < len(c.in) && i < binary.MaxVarintLen64; i++ {
		b := c.in[i]
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			c.in, *v = c.in[i+1:], n
			return
		}
	}
	c.fail()
}

func (c *coder) fail() { c.failed, c.in = true, "" }

func (c *coder) int64(v *int64) {
	u := uint64(*v)<<1 ^ uint64(*v>>63)
	c.uint(&u)
	if c.reading {
		*v = int64(u>>1) ^ -int64(u&1)
	}
}

func (c *coder) int(v *int) {
	n := int64(*v)
	c.int64(&n)
	*v = int(n)
}

// time keeps a moment, not its time zone.
func (c *coder) time(v *time.Time) {
	sec, nsec := v.Unix(), int64(v.Nanosecond())
	c.int64(&sec)
	c.int64(&nsec)
	if c.reading {
		*v = time.Unix(sec, nsec)
	}
}

func (c *coder) bool(v *bool) {
	n := uint64(0)
	if *v {
		n = 1
	}
	c.uint(&n)
	*v = n != 0
}

// length is that of a list; one that cannot be true, since an item takes a byte, is not believed.
func (c *coder) length(n int) int {
	u := uint64(n)
	c.uint(&u)
	if c.reading && u > uint64(len(c.in)) {
		c.fail()
		return 0
	}
	return int(u)
}

func (c *coder) string(v *string) {
	n := c.length(len(*v))
	if !c.reading {
		c.out = append(c.out, *v...)
		return
	}
	*v, c.in = c.in[:n], c.in[n:]
}

func (c *coder) sum(v *sum) { c.raw(v[:]) }

// raw walks bytes of a length that both sides know.
func (c *coder) raw(v []byte) {
	if !c.reading {
		c.out = append(c.out, v...)
		return
	}
	if len(c.in) < len(v) {
		c.fail()
		return
	}
	copy(v, c.in)
	c.in = c.in[len(v):]
}

// items walks a list with each for every item.
func items[T any](c *coder, list *[]T, each func(*coder, *T)) {
	n := c.length(len(*list))
	if !c.reading {
		for i := range *list {
			each(c, &(*list)[i])
		}
		return
	}
	*list = nil
	if n > 0 {
		*list = make([]T, 0, min(n, 1<<14)) // a number that is false costs no more
	}
	for i := range n {
		*list = append(*list, *new(T)) // in its place: an item of its own would be allocated
		if each(c, &(*list)[i]); c.failed {
			return
		}
	}
}

func texts[T ~string](c *coder, list *[]T) {
	items(c, list, func(c *coder, t *T) { text(c, t) })
}

func text[T ~string](c *coder, t *T) {
	s := string(*t)
	c.string(&s)
	*t = T(s)
}
