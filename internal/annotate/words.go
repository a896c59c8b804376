package annotate

import (
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Language is the vocabulary of one language: what annotators know of its words and of the order it puts them in. It
// never changes, so that any number of texts can be read with it at once.
type Language struct {
	slots [1 << 15]wordID   // by hash
	list  []headword        // by number
	long  map[wordID]string // the words of more than 16 bytes, A–Z folded
	names []phrase          // of the gazetteer, by headword.begins

	time    timeWords
	lexemes []*lexeme  // by lexemeID
	classes []classSet // of each
	events  eventLists
	english bool // figures, names and quotes know no other language
	full    bool // has more words than it can hold
}

// English is the language of a Ref that names none.
func English() *Language { return english() }

var english = sync.OnceValue(func() *Language {
	files, err := fs.Sub(wordFiles, "words")
	if err != nil {
		panic(err)
	}
	l, err := LoadLanguage(files)
	if err != nil {
		panic(err)
	}
	if l.addNames(loadGazetteer()); l.full {
		panic("words: more than a language can hold")
	}
	return l
})

// LoadLanguage reads a language from the .txt files at the root of files. The package comment says what to write into them;
// an error names the file and line of each fault.
func LoadLanguage(files fs.FS) (*Language, error) {
	l := &Language{list: make([]headword, 1, 1<<14), long: map[wordID]string{}, lexemes: make([]*lexeme, 1)}
	for c := rune(1); c < utf8.RuneSelf; c++ {
		l.add(string(c))
	}
	src := &source{files: files, lists: map[string][]entry{}}
	for s, words := range setWords {
		for _, w := range words(src) {
			x := &l.list[l.add(foldASCII(w))].sets
			*x = x.with(bitOf(s))
		}
	}
	l.readTimeWords(src)
	l.events = readEventLists(src)
	for w, v := range l.events.ends {
		l.list[l.add(foldASCII(w))].end = uint8(1 + slices.Index(endValues, v))
	}
	for w, v := range l.events.borders {
		l.list[l.add(foldASCII(w))].border = uint8(1 + slices.Index(borderValues, v))
	}
	for i := range l.list {
		l.list[i].places = placesOf(l.list[i].sets)
	}
	src.unread()
	if l.full {
		src.errs = append(src.errs, fmt.Errorf("more than %d words", len(l.slots)/2))
	}
	return l, errors.Join(src.errs...)
}

// addNames makes the language English: it adds the names, which with the figures and the quotes are known in no other.
func (l *Language) addNames(g *gazetteer) {
	for w, c := range g.class {
		l.list[l.add(w)].names = c
	}
	byWord := map[wordID][]phrase{}
	for _, first := range slices.Sorted(maps.Keys(g.phrases)) {
		id := l.add(foldASCII(first))
		for _, p := range g.phrases[first] {
			if n := len(p.rest); n > 0 && !strings.Contains(p.rest[n-1], "'") {
				p.last = l.add(foldASCII(p.rest[n-1]))
			}
			byWord[id] = append(byWord[id], p)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(byWord)) {
		from := len(l.names)
		l.names = append(l.names, byWord[id]...)
		l.list[id].begins = [2]int32{int32(from), int32(len(l.names))}
	}
	l.english = true
	l.list = slices.Clone(l.list) // gives back the memory that was kept for more words
}

// wordFiles are the lists of English.
//
//go:embed words/*.txt
var wordFiles embed.FS

// entry is one line of a vocabulary file: "key" or "key = value". Both parts are as written, without white space around them.
// A line that begins with # is a comment; blank lines count for nothing.
type entry struct {
	key, value string
	line       int
}

// source is the vocabulary files of a language as they are read, and what is wrong with them.
type source struct {
	files fs.FS
	lists map[string][]entry
	errs  []error
}

// entries reads the list of a name. A list that a language does not have is empty.
func (s *source) entries(name string) []entry {
	if list, ok := s.lists[name]; ok {
		return list
	}
	data, err := fs.ReadFile(s.files, name+".txt")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.errs = append(s.errs, err)
	}
	var out []entry
	line := 0
	first := map[string]int{}
	for text := range strings.Lines(string(data)) {
		line++
		if text = strings.TrimSpace(text); text == "" || text[0] == '#' {
			continue
		}
		key, value, _ := strings.Cut(text, "=")
		e := entry{strings.TrimSpace(key), strings.TrimSpace(value), line}
		switch {
		case !utf8.ValidString(text):
			s.fault(name, e, "not UTF-8")
		case e.key == "":
			s.fault(name, e, "no word before the =")
		case first[e.key] > 0:
			s.fault(name, e, "%s is in line %d already", e.key, first[e.key])
		default:
			first[e.key] = line
			out = append(out, e)
		}
	}
	s.lists[name] = out
	return out
}

// table reads a list as a table from key to value, which is one of the values, if any are given.
func (s *source) table(name string, values ...string) map[string]string {
	list := s.entries(name)
	out := make(map[string]string, len(list))
	for _, e := range list {
		if len(values) > 0 && !slices.Contains(values, e.value) {
			s.fault(name, e, "%q is none of %s", e.value, strings.Join(values, ", "))
		}
		out[e.key] = e.value
	}
	return out
}

// keys are the keys of a list, or those that have one of the values.
func (s *source) keys(name string, values ...string) []string {
	var out []string
	for _, e := range s.entries(name) {
		if len(values) == 0 || slices.ContainsFunc(list(e.value), func(v string) bool { return slices.Contains(values, v) }) {
			out = append(out, e.key)
		}
	}
	return out
}

// firsts are the first words of the keys of a list.
func (s *source) firsts(name string) []string {
	out := s.keys(name)
	for i := range out {
		out[i], _, _ = strings.Cut(out[i], " ")
	}
	return out
}

func (s *source) fault(name string, e entry, format string, args ...any) {
	s.errs = append(s.errs, fmt.Errorf("%s.txt:%d: %s", name, e.line, fmt.Sprintf(format, args...)))
}

// unread reports files that no list has the name of.
func (s *source) unread() {
	names, err := fs.Glob(s.files, "*.txt")
	if err != nil {
		s.errs = append(s.errs, err)
	}
	for _, file := range names {
		if strings.HasPrefix(file, "figure_") || strings.HasPrefix(file, "name_") || strings.HasPrefix(file, "quote_") {
			continue // read as English by entries
		}
		if _, ok := s.lists[strings.TrimSuffix(path.Base(file), ".txt")]; !ok {
			s.errs = append(s.errs, fmt.Errorf("%s: no list has this name", file))
		}
	}
}

// entries reads a list of English, for the annotators that know no other language.
func entries(name string) []entry {
	s := &source{files: wordFiles, lists: map[string][]entry{}}
	list := s.entries("words/" + name)
	if len(list) == 0 || len(s.errs) > 0 {
		panic(fmt.Sprint("words/", name, ".txt: ", s.errs))
	}
	return list
}

// vocabulary reads a list of English as a table from key to value.
func vocabulary(name string) map[string]string {
	list := entries(name)
	out := make(map[string]string, len(list))
	for _, e := range list {
		out[e.key] = e.value
	}
	return out
}

// Every word of every list has a number, and every token has the number of its word: a text is looked up once, and the
// rules ask for bits. A set of words is one line, where the rule that asks for it stands:
//
//	var brackets = setOf("(", "[")
//	var titles = wordsIn("abbreviations", "title")
//
// The lists are read when the first text is, not when the program starts.

// wordID is the number of a word in a language; 0 is any word that no list has, and a single ASCII character has its code.
type wordID uint16

// set is a list of words: a bit in the row of each.
type set row

// setWords are the words of each set, to be read.
var setWords []func(*source) []string

func newSet(words func() []string) set {
	return setFrom(func(*source) []string { return words() })
}

// setFrom is the set of what words finds in the files of a language.
func setFrom(words func(*source) []string) set {
	setWords = append(setWords, words)
	return bitOf(len(setWords) - 1)
}

// unionOf is the words of several sets.
func unionOf(sets ...set) (out set) {
	for _, s := range sets {
		out = set{out.low | s.low, out.high | s.high}
	}
	return out
}

// bitOf is the set of a number.
func bitOf(n int) set {
	if n < 64 {
		return set{low: 1 << n}
	}
	if n >= 128 {
		panic("row has too few bits for the sets")
	}
	return set{high: 1 << (n - 64)}
}

// setOf is a set of the words given, in lower case: of signs, which all languages share, or of English words for the annotators
// that know no other language.
func setOf(words ...string) set {
	return newSet(func() []string { return words })
}

// wordsIn is the set of the keys of a list, or of those that have one of the values.
func wordsIn(file string, values ...string) set {
	return setFrom(func(s *source) []string { return s.keys(file, values...) })
}

// firstIn is the set of the first words of the keys of a list.
func firstIn(file string) set {
	return setFrom(func(s *source) []string { return s.firsts(file) })
}

// listedIn is the set of what the value of key in a list of English lists.
func listedIn(file, key string) set {
	return setFrom(func(s *source) []string {
		for _, e := range s.entries(file) {
			if e.key == key {
				return list(e.value)
			}
		}
		return nil
	})
}

// headword is all that a language knows of a word. It is as long as a line of a processor's cache, so that a look at a word
// costs no more than one, and holds no pointer: there are thousands, which the collector passes over.
type headword struct {
	head, tail uint64 // of its key
	sets       row
	dates      datesOf
	names      wordClass
	begins     [2]int32 // the names of the gazetteer that the word begins, whatever its case: from the first up to the second
	length     uint16   // of its key
	tense      tense    // what date_tense.txt says of it
	end        uint8    // likewise of endValues, event_ends.txt
	border     uint8    // likewise of borderValues, event_borders.txt
	places     placeBits
	naming     naming  // what date_names.txt says of it
	_          [9]byte // to the end of the line
}

func (w *headword) is(k wordKey) bool {
	return (w.head^k.head)|(w.tail^k.tail)|uint64(w.length^k.n) == 0 // without a branch
}

// row has a bit for each set.
type row struct{ low, high uint64 }

func (r *row) has(s set) bool { return r.low&s.low|r.high&s.high != 0 }

func (r row) with(s set) row { return row{r.low | s.low, r.high | s.high} }

// add returns the number of a word, a new one where it has none.
func (l *Language) add(w string) wordID {
	if id := l.find(w); id != 0 {
		return id
	}
	if len(l.list) > len(l.slots)/2 {
		l.full = true
		return 0
	}
	id := wordID(len(l.list))
	key := keyOf(w)
	l.list = append(l.list, headword{head: key.head, tail: key.tail, length: key.n})
	if key.n > 16 {
		l.long[id] = w
	}
	i := key.hash() % uint32(len(l.slots))
	for l.slots[i] != 0 {
		i = (i + 1) % uint32(len(l.slots))
	}
	l.slots[i] = id
	return id
}

// places are the tokens at which a rule can begin, in order: most begin at few of a text's tokens, and look at no other.
type places struct {
	ends    []int // a paragraph or, with the token, a sentence may
	dates   []int // an expression of time may begin
	figures []int // a figure may
	signs   []int // quotation marks, and signs that a sentence may begin behind
	names   []int // words with a capital, and what a hyphen follows
}

// dateStarts are words that an expression of time can begin with. They follow from the classes of date_words.txt.
var dateStarts = setOf()

// placeBits are the places that a word has, whatever its case; atEnd only where it is no word but a sign.
type placeBits uint8

const (
	atEnd placeBits = 1 << iota
	atDate
	atFigure
	atSign
	atHyphen
)

// placesOf are those of a word that is in these sets.
func placesOf(sets row) (bits placeBits) {
	for i, s := range []set{stops, dateStarts, figureStarts, unionOf(quoteMarks, quoteOpeners), hyphens} {
		if sets.has(s) {
			bits |= 1 << i
		}
	}
	return bits
}

// placesOfKind are those of any token of a kind.
var placesOfKind = [...]placeBits{number: atDate | atFigure, possessive: atFigure, punct: 0}

// note takes token i in, which has these places by its word or kind.
func (p *places) note(t *token, i int, bits placeBits) {
	if t.brk || t.point || bits&atEnd != 0 && t.kind == punct {
		p.ends = append(p.ends, i)
	}
	if bits&atDate != 0 {
		p.dates = append(p.dates, i)
	}
	if bits&atFigure != 0 {
		p.figures = append(p.figures, i)
	}
	if bits&atSign != 0 {
		p.signs = append(p.signs, i)
	}
	if t.cap {
		p.names = append(p.names, i)
	} else if n := len(p.names); bits&atHyphen != 0 && i > 0 && (n == 0 || p.names[n-1] < i-1) {
		p.names = append(p.names, i-1)
	}
}

// number looks the tokens up: it gives them the numbers of their words, and d what is known of those.
//
// Most of what it takes is to wait for memory: the words of a language are more than a processor keeps near. So it goes over a
// few tokens three times, in loops so short that a processor reads ahead in them.
func (l *Language) number(d *doc) {
	n := len(d.tokens)
	d.sets, d.lex, d.names.class = slices.Grow(d.sets[:0], n)[:n], slices.Grow(d.lex[:0], n)[:n], slices.Grow(d.names.class[:0], n)[:n]
	p := &d.at
	*p = places{p.ends[:0], p.dates[:0], p.figures[:0], p.signs[:0], p.names[:0]}
	const some = 32
	var keys [some]wordKey
	var ids [some]wordID
	var differ [some]bool
	for from := 0; from < n; from += some {
		tokens := d.tokens[from:min(n, from+some)]
		for i := range tokens {
			t := &tokens[i]
			keys[i%some] = keyAt(d.lower, t.Start, t.Len())
			ids[i%some] = l.slots[keys[i%some].hash()%uint32(len(l.slots))]
		}
		for i := range tokens {
			differ[i%some] = !l.list[ids[i%some]].is(keys[i%some])
		}
		sets, lex, class := d.sets[from:][:len(tokens)], d.lex[from:][:len(tokens)], d.names.class[from:][:len(tokens)] // no bounds to check
		for i := range tokens {
			t := &tokens[i]
			t.id = ids[i%some]
			w := &l.list[t.id]
			if t.id != 0 && (differ[i%some] || w.length > 16) { // else the first look tells
				t.id = l.lookUp(keys[i%some], t.in(d.lower))
				w = &l.list[t.id]
			}
			sets[i], class[i] = w.sets, w.names
			lex[i] = w.dates.any
			if w.dates.capital != 0 {
				lex[i] = l.lexemeOf(w.dates, t)
			}
			if bits := w.places | placesOfKind[t.kind]; bits != 0 || t.cap || t.brk || t.point {
				p.note(t, from+i, bits)
			}
		}
	}
}

// namesFrom are the names of the gazetteer that a word begins.
func (l *Language) namesFrom(id wordID) []phrase {
	at := &l.list[id].begins
	return l.names[at[0]:at[1]]
}

// find is the number of a word, A–Z folded, or 0.
func (l *Language) find(w string) wordID { return l.lookUp(keyOf(w), w) }

func (l *Language) lookUp(key wordKey, w string) wordID {
	for i := key.hash() % uint32(len(l.slots)); ; i = (i + 1) % uint32(len(l.slots)) {
		id := l.slots[i]
		if id == 0 || l.list[id].is(key) && (key.n <= 16 || l.long[id] == w) {
			return id
		}
	}
}

// wordKey tells words of up to 16 bytes apart: their bytes and their number, as far as it goes.
type wordKey struct {
	head, tail uint64
	n          uint16
}

func keyOf(w string) wordKey {
	var b [16]byte
	copy(b[:], w)
	return wordKey{binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:]), lengthOf(len(w))}
}

// keyAt is the key of the n bytes of text at i.
func keyAt(text string, i, n int) wordKey {
	if i+16 > len(text) {
		return keyOf(text[i : i+n])
	}
	mask, s := &keyMasks[min(n, 16)], text[i:i+16]
	return wordKey{load64(s) & mask[0], load64(s[8:]) & mask[1], lengthOf(n)}
}

func lengthOf(n int) uint16 { return uint16(min(n, 1<<16-1)) }

// keyMasks have the bits of the first n of 16 bytes.
var keyMasks = func() (out [17][2]uint64) {
	for n := range out {
		for i := range n {
			out[n][i/8] |= 0xFF << (i % 8 * 8)
		}
	}
	return out
}()

func (k wordKey) hash() uint32 {
	x := (k.head ^ uint64(k.n)) * 0x9E3779B97F4A7C15
	x = (x ^ x>>32 ^ k.tail) * 0xD6E8FEB86659FD93
	return uint32(x >> 32)
}

func load64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
