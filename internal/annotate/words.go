package annotate

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

// The vocabulary: one entry a line, "key" or "key = value", in the files of words/.
// A line that begins with # is a comment; blank lines count for nothing.
//
//go:embed words/*.txt
var wordFiles embed.FS

// entry is one line of a vocabulary file. Both parts are as written, without white space around them.
type entry struct{ key, value string }

// entries reads words/name.txt. A missing file is a fault of the program.
func entries(name string) []entry {
	data, err := wordFiles.ReadFile("words/" + name + ".txt")
	if err != nil {
		panic(err)
	}
	var out []entry
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		out = append(out, entry{strings.TrimSpace(key), strings.TrimSpace(value)})
	}
	return out
}

// vocabulary reads words/name.txt as a table from key to value.
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
//	var articles = setOf("the", "a", "an")
//	var titles = wordsIn("abbreviations", "title")
//
// The lists are read when the first text is, not when the program starts.

// wordID is the number of a word in the lexicon; 0 is any word that no list has.
type wordID uint16

// set is a list of words: a bit in the lexicon's row of each.
type set uint8

// setWords are the words of each set, to be read.
var setWords []func() []string

func newSet(words func() []string) set {
	if len(setWords) == 64*len(row{}) {
		panic("row has too few bits for the sets")
	}
	setWords = append(setWords, words)
	return set(len(setWords) - 1)
}

// setOf is a set of the words given, in lower case.
func setOf(words ...string) set {
	return newSet(func() []string { return words })
}

// wordsIn is the set of the keys of words/file.txt, or of those that have one of the values.
func wordsIn(file string, values ...string) set {
	return newSet(func() []string {
		var out []string
		for _, e := range entries(file) {
			if len(values) == 0 || slices.Contains(values, e.value) {
				out = append(out, e.key)
			}
		}
		return out
	})
}

// listedIn is the set of what the value of key in words/file.txt lists.
func listedIn(file, key string) set {
	return newSet(func() []string {
		for _, e := range entries(file) {
			if e.key == key {
				return list(e.value)
			}
		}
		panic("words/" + file + ".txt: no " + key)
	})
}

// row has a bit for each set.
type row [4]uint64

func (r *row) has(s set) bool { return r[s/64]>>(s%64)&1 != 0 }

// lexicon is all words by number. It is built once and never changed.
type lexicon struct {
	slots [1 << 15]uint32 // by hash: 16 bits of the hash and the number
	signs [256]wordID     // of words of one byte
	keys  []wordKey       // by number, as all that follow
	begin [][]phrase      // names of the gazetteer that the word begins, whatever its case
	words []string        // by number, A–Z folded
	rows  []row           // by number
	names []wordClass
	dates []*lexeme
}

var theLexicon = sync.OnceValue(loadLexicon)

func loadLexicon() *lexicon {
	l := &lexicon{words: make([]string, 1, 1<<14), keys: make([]wordKey, 1, 1<<14)}
	for s, words := range setWords {
		for _, w := range words() {
			id := l.add(w)
			l.rows = grown(l.rows, id)
			l.rows[id][s/64] |= 1 << (s % 64)
		}
	}
	for w, c := range theGazetteer().class {
		id := l.add(w)
		l.names = grown(l.names, id)
		l.names[id] = c
	}
	for w, list := range theGazetteer().phrases {
		id := l.add(foldASCII(w))
		l.begin = grown(l.begin, id)
		l.begin[id] = append(l.begin[id], list...)
	}
	for w, x := range dateWords {
		id := l.add(w)
		l.dates = grown(l.dates, id)
		l.dates[id] = x
	}
	for c := range l.signs {
		l.signs[c] = l.find(string([]byte{byte(c)}))
	}
	last := wordID(len(l.words) - 1)
	l.rows, l.names, l.dates, l.begin = grown(l.rows, last), grown(l.names, last), grown(l.dates, last), grown(l.begin, last)
	return l
}

// grown is list with an element for id.
func grown[E any](list []E, id wordID) []E {
	if n := int(id) + 1 - len(list); n > 0 {
		return append(list, make([]E, n)...)
	}
	return list
}

// add returns the number of a word, a new one where it has none.
func (l *lexicon) add(w string) wordID {
	if id := l.find(w); id != 0 {
		return id
	}
	if len(l.words) > len(l.slots)/2 {
		panic("lexicon: too many words for its slots")
	}
	id := wordID(len(l.words))
	key := keyOf(w)
	l.words, l.keys = append(l.words, w), append(l.keys, key)
	h := key.hash()
	i := h % uint32(len(l.slots))
	for l.slots[i] != 0 {
		i = (i + 1) % uint32(len(l.slots))
	}
	l.slots[i] = h&^0xFFFF | uint32(id)
	return id
}

// number gives the tokens the numbers of their words.
func (l *lexicon) number(tokens []token) {
	for i := range tokens {
		t := &tokens[i]
		if len(t.lower) == 1 {
			t.id = l.signs[t.lower[0]]
		} else {
			t.id = l.find(t.lower)
		}
	}
}

// find is the number of a word, A–Z folded, or 0.
func (l *lexicon) find(w string) wordID {
	key := keyOf(w)
	h := key.hash()
	for i := h % uint32(len(l.slots)); ; i = (i + 1) % uint32(len(l.slots)) {
		slot := l.slots[i]
		if slot == 0 {
			return 0
		}
		if (slot^h)>>16 == 0 && l.keys[slot&0xFFFF] == key && (key.n <= 16 || l.words[slot&0xFFFF] == w) {
			return wordID(slot)
		}
	}
}

// wordKey tells words of up to 16 bytes apart: the first and the last eight bytes, and the length.
type wordKey struct {
	head, tail uint64
	n          int
}

func keyOf(w string) wordKey {
	switch n := len(w); {
	case n >= 8:
		return wordKey{load64(w), load64(w[n-8:]), n}
	case n >= 4:
		return wordKey{uint64(load32(w)), uint64(load32(w[n-4:])), n}
	case n > 0:
		return wordKey{uint64(w[0]) | uint64(w[n-1])<<8, uint64(w[n/2]), n}
	}
	return wordKey{}
}

func (k wordKey) hash() uint32 {
	x := (k.head ^ uint64(k.n)) * 0x9E3779B97F4A7C15
	x = (x ^ x>>32 ^ k.tail) * 0xD6E8FEB86659FD93
	return uint32(x >> 32)
}

func load32(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

func load64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
