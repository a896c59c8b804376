package annotate

import (
	"slices"
	"strings"
)

// Names are found in four steps. scan cuts the text into runs of capitalised words and each run into
// candidates, with what the words themselves say (a title before, "University" at the end, the gazetteer).
// weigh adds up what stands beside the candidates of one wording over the whole document (a verb of saying,
// "in", an apposition). decide says what each wording is, if anything. emit writes the annotations, with a
// surname alone resolved to the person last named with it, and a short form ("the Commission") to the one
// organization of the document it can mean. A role keeps the text's words, but for a capital that only the start of
// the sentence gave it: "special envoy". Every step is one pass: name_run.go has the first,
// name_weigh.go the second and third, name_emit.go the last.

// maxRun is the longest run of capitalised words, in tokens, that is read as names; a longer one is a
// heading or a list, and only names of the gazetteer are taken from it.
const maxRun = 14

// shortLine is the length in bytes under which a line is not one of a wrapped paragraph.
const shortLine = 45

// candidate is a row of tokens that may be a name.
type candidate struct {
	i, j   int    // tokens
	kind   Kind   // what the words say, or ""
	rule   string // by which rule
	entity string // canonical name by the vocabulary, or ""
	role   string // as the text says beside it
	given  string // as Ref.Known says
	bare   bool   // a common word that is a name only as the surname of somebody named in full
	plain  bool   // two or three words of no list
	weak   bool   // its capital may only mark the start of a sentence, or a heading
	fixed  bool   // found in the text of Ref.Known
	titled bool   // a title or honorific stands before it
	says   bool   // a verb of saying or a possessive stands after it
	place  bool   // a preposition of place stands before it
	name   int    // index into namer.names
}

// name is what the document says of all candidates of one wording.
type name struct {
	text                string
	person, org, place  int
	mentions            int
	plain               bool // two or three words of no list, once without "the" or "in" before
	shout               bool // an acronym
	ordinary            bool // its word stands in the text in small letters too
	common              bool // a person's given or family name by the vocabulary
	the, inside, toward int  // how often "the", "in", "to" stands before
	agreement           int
	firm                int // candidates whose capital is no accident
	kind                Kind
	entity, rule        string
	words               int
}

type namer struct {
	d     *doc
	known *gazetteer
	class []wordClass // by token
	flags []tokenFlag
	cands []candidate
	names []name
	index map[string]int
	end   int   // token after the sentence being scanned
	all   []int // every token, for names that Ref.Known gives without a capital

	lower map[string]int // for markOrdinary

	// for emit
	persons []aPerson
	full    map[[2]string]int // first and last word of a person's name
	anyone  map[string]int    // a word of the name: the first person in the document who has it
	latest  map[string]int    // a surname, or a first name: the person last named with it
	owned   map[string]string
	given   map[string]string // by entity: the role that Ref.Known gives it
}

// begin makes the namer ready for a text. It keeps the memory of the last one.
func (n *namer) begin(d *doc) {
	if n.index == nil {
		n.index, n.lower, n.full, n.anyone, n.latest = map[string]int{}, map[string]int{}, map[[2]string]int{}, map[string]int{}, map[string]int{}
		n.owned, n.given = map[string]string{}, map[string]string{}
	}
	n.d, n.known = d, knownNames(d.ref.Known)
	n.flags = slices.Grow(n.flags[:0], len(d.tokens))[:len(d.tokens)]
	clear(n.flags)
}

// release makes the namer ready for another text.
func (n *namer) release() {
	n.cands, n.names, n.persons = n.cands[:0], n.names[:0], n.persons[:0]
	for _, m := range []map[string]int{n.index, n.lower, n.anyone, n.latest} {
		clear(m)
	}
	clear(n.full)
	clear(n.owned)
	clear(n.given)
	n.d, n.known = nil, nil
}

type tokenFlag uint8

const (
	opensSentence tokenFlag = 1 << iota // first word of a sentence, or after an opening quotation mark or a colon
	inHeading                           // in a sentence where nearly every word has a capital
	inShout                             // in a sentence of capitals only
	taken                               // in an annotation found before
	first                               // first token of a sentence
)

func findNames(d *doc, found []Annotation) []Annotation {
	n := &d.names
	n.begin(d)
	n.classify(found)
	n.scan()
	n.weigh()
	n.decide()
	return n.emit()
}

// knownNames makes a gazetteer of the names given with the text.
func knownNames(known []Name) *gazetteer {
	if len(known) == 0 {
		return nil
	}
	g := &gazetteer{leads: new(filter), phrases: map[string][]phrase{}}
	for _, k := range known {
		for _, name := range append([]string{k.Name}, k.Aliases...) {
			p := phraseOf(name)
			p.kind, p.entity, p.role = kindOf(k.Kind), k.Name, k.Role
			g.add(p)
		}
	}
	g.sort()
	return g
}

// classify marks where sentences, headings and earlier annotations are.
func (n *namer) classify(found []Annotation) {
	tokens := n.d.tokens
	for _, i := range n.d.at.names {
		if tokens[i].cap {
			n.class[i] = n.capitalised(&tokens[i], n.class[i])
		}
	}
	k := 0
	for i := range found {
		f := &found[i]
		for k+8 < len(tokens) && tokens[k+8].End <= f.Start {
			k += 8
		}
		for k < len(tokens) && tokens[k].End <= f.Start {
			k++
		}
		for ; k < len(tokens) && tokens[k].Start < f.End; k++ {
			n.flags[k] |= taken
		}
	}
	signs, names := n.d.at.signs, n.d.at.names
	for s := range n.d.sents {
		from, end := n.d.starts[s], n.d.starts[s+1]
		n.flags[from] |= first
		opened := n.opens(from, end) // the last word marked
		for ; len(signs) > 0 && signs[0] < end; signs = signs[1:] {
			if k := signs[0]; k >= opened && n.d.among(k, quoteOpeners) && !(tokens[k].glued && n.d.tokens[k].id == '"') {
				opened = n.opens(k+1, end)
			}
		}
		words, caps, shouts := 0, 0, 0
		for ; len(names) > 0 && names[0] < end; names = names[1:] {
			if t := &tokens[names[0]]; t.cap && t.Len() > 3 {
				caps++
				if t.upper {
					shouts++
				}
			}
		}
		if caps < 2 {
			continue
		}
		for k := from; k < end && (words*2 < shouts*3 || words*3 <= caps*4); k++ { // more words than that are neither
			if tokens[k].kind == word && tokens[k].Len() > 3 {
				words++
			}
		}
		var f tokenFlag
		switch {
		case words >= 2 && shouts*3 > words*2:
			f = inShout
		case words >= 4 && caps*4 >= words*3 && n.d.text[tokens[end-1].End-1] != '.':
			f = inHeading
		}
		if f != 0 {
			for ; from < end; from++ {
				n.flags[from] |= f
			}
		}
	}
}

// opens marks the first word from token k on, of those before end. It returns its token, or end.
func (n *namer) opens(k, end int) int {
	for ; k < end; k++ {
		if n.d.tokens[k].kind == word {
			n.flags[k] |= opensSentence
			return k
		}
	}
	return end
}

// capitalised is the class of a word with a capital, where c is that of its small letters.
func (n *namer) capitalised(t *token, c wordClass) wordClass {
	switch {
	case t.upper:
		return c &^ (starter | sayVerb | givenName) // US, WHO
	case c != 0:
	case contraction(t.in(n.d.lower)):
		return starter
	case t.Len() < 5:
	case t.in(n.d.lower)[t.Len()-1] == 's':
		return n.classOfWord(t.in(n.d.lower)[:t.Len()-1]) & demonym // Kenyans
	case strings.HasSuffix(t.in(n.d.lower), "ism") || strings.HasSuffix(t.in(n.d.lower), "ist") && !strings.HasSuffix(t.in(n.d.lower), "vist"): // no Lindqvist
		return alone
	}
	return c
}

// classOf is the class of token i.
func (n *namer) classOf(i int) wordClass { return n.class[i] }

// classOfWord is the class of a word in small letters.
func (n *namer) classOfWord(w string) wordClass { return n.d.words.list[n.d.words.find(w)].names }

// match finds the longest name of the gazetteer that stands at token i and ends at or before token limit.
func (n *namer) match(i, limit int) (*phrase, int) {
	return longest(n.d.words.namesFrom(n.d.tokens[i].id), n.d, i, limit)
}

// contraction reports whether a word is a pronoun or auxiliary with another word: I'm, They’re, Don't.
func contraction(lower string) bool {
	if !strings.Contains(lower, "'") && !strings.Contains(lower, "’") {
		return false
	}
	for _, end := range []string{"'m", "'re", "'ve", "'d", "'ll", "n't", "’m", "’re", "’ve", "’d", "’ll", "n’t"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

// quoteOpeners are the signs after which a sentence may begin.
var quoteOpeners = setOf("“", "\"", "‘", "«", "„", ":", "•", "–", "—", "*", "[")

var hyphens = setOf("-")

// has reports whether token i is a word with one of the classes.
func (n *namer) has(i int, c wordClass) bool {
	return uint(i) < uint(len(n.class)) && n.class[i]&c != 0
}

// is reports whether token i reads s (lower case).
func (n *namer) is(i int, s string) bool {
	return i >= 0 && i < len(n.d.tokens) && n.d.small(i) == s
}

// hyphen reports whether token i is a hyphen or an en dash.
func (n *namer) hyphen(i int) bool { return n.is(i, "-") || n.is(i, "–") }

// capital reports whether token i is a capitalised word that may be part of a name.
func (n *namer) capital(i int) bool {
	return i >= 0 && i < len(n.d.tokens) && n.d.tokens[i].kind == word && n.d.tokens[i].cap && n.flags[i]&(taken|inShout) == 0
}

// adjoins reports whether token i is in the sentence and may go on with what stands before it: no paragraph
// break, no break of a short line, which is a list's or a heading's and not a wrapped paragraph's.
func (n *namer) adjoins(i, end int) bool {
	if i >= end || n.d.tokens[i].brk {
		return false
	}
	from, to := n.d.tokens[i-1].End, n.d.tokens[i].Start
	if strings.IndexByte(n.d.text[from:to], '\n') < 0 {
		return true
	}
	return strings.IndexByte(n.d.text[max(0, from-shortLine):from], '\n') < 0 && from >= shortLine
}
