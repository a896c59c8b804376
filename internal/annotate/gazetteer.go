package annotate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordClass is what a word, whatever its case, can be in or beside a name. Bits.
type wordClass uint32

const (
	givenName     wordClass = 1 << iota
	weakGiven               // a given name that is also a word, a place or a title: Mark, Paris, Justice
	familyFirst             // a family name that stands before the given name: Kim, Nguyen
	familyName              // a common family name, or a generation: Jr, III
	honorific               // Mr, Sir: before a person, no office
	titleHead               // president, envoy: before a person or in apposition, an office
	relative                // wife, brother: an office of kin
	bygone                  // former, acting: in a title, never with a capital of its own
	titlePart               // prime, deputy: in a title, beside its head
	orgHead                 // Ministry, University: "Ministry of X", "X University"
	companyTail             // Corp, Airlines: only after
	placeTail               // Province, River: "X Province"
	stateTail               // State, City: after a demonym no name, "Chinese State"
	placeFront              // Lake, South: "Lake X"
	agreementHead           // Treaty, Accord
	otherTail               // Stadium, Act: ends a name of no kind of ours
	starter                 // However, The: never part of a name it stands before
	alone                   // Monday, National: no name by itself
	demonym                 // Chinese, Republican: no name by itself
	sayVerb                 // said, told
	insidePrep              // in, at
	towardPrep              // from, to
	placeWord               // province, city, in lower case after a name or before "of"
	orgWord                 // party, newspaper, in lower case after a name
	particle                // de, van, bin: inside a person's name
	auxiliary               // is, was, has: after a name that is no adjective
	apposition              // where a noun phrase ends: of, who, with
)

// vocabularySections says which file and section gives which class. A section "" is a file without sections.
var vocabularySections = []struct {
	file, section string
	class         wordClass
}{
	{"name_given", "sure", givenName}, {"name_given", "weak", weakGiven}, {"name_given", "family", familyName}, {"name_given", "first", familyFirst},
	{"name_title", "honorific", honorific}, {"name_title", "head", titleHead}, {"name_title", "part", titlePart}, {"name_title", "bygone", bygone | titlePart}, {"name_title", "relative", relative},
	{"name_head", "org", orgHead}, {"name_head", "company", companyTail}, {"name_head", "place", placeTail},
	{"name_head", "state", stateTail}, {"name_head", "placefront", placeFront}, {"name_head", "agreement", agreementHead}, {"name_head", "other", otherTail},
	{"name_not", "starter", starter}, {"name_not", "alone", alone}, {"name_demonym", "", demonym},
	{"name_context", "verb", sayVerb}, {"name_context", "inside", insidePrep}, {"name_context", "toward", towardPrep},
	{"name_context", "placeword", placeWord}, {"name_context", "orgword", orgWord}, {"name_context", "particle", particle},
	{"name_context", "family", familyName}, {"name_context", "end", apposition},
	{"name_context", "auxiliary", auxiliary},
}

// phrase is a name of the vocabulary, or of [Ref.Known], as a row of words.
type phrase struct {
	words  []string // as written
	kind   Kind     // "" for a demonym of several words
	entity string
	role   string

	country bool
}

// gazetteer is the vocabulary of names.
type gazetteer struct {
	class   map[string]wordClass // by word, A–Z folded
	phrases map[string][]phrase  // by first word as written; longest first
	leads   *filter              // of the first words, or nil
	small   bool                 // a phrase of those that leads tells of begins without a capital
}

// filter tells most words that are not in a set by first byte, last byte and length, without a look-up.
type filter [256]uint64

func (f *filter) add(w string)      { f[w[0]] |= filterBit(w) }
func (f *filter) may(w string) bool { return f[w[0]]&filterBit(w) != 0 }

func filterBit(w string) uint64 { return 1 << ((len(w) + 5*int(w[len(w)-1])) & 63) }

func loadGazetteer() *gazetteer {
	g := &gazetteer{class: make(map[string]wordClass, 1<<13), phrases: make(map[string][]phrase, 1<<11)}
	files := map[string]map[string][]string{}
	items := func(file, section string) []string {
		if files[file] == nil {
			files[file] = sections(file)
		}
		return files[file][section]
	}
	for _, f := range []struct {
		name, section string
		kind          Kind
	}{{"name_country", "", Place}, {"name_country", "cities", Place}, {"name_place", "", Place}, {"name_org", "", Organization}, {"name_agreement", "", Agreement}} {
		for _, item := range items(f.name, f.section) {
			names := strings.Split(item, " | ")
			for _, name := range names {
				p := phrase{words: phraseWords(name), kind: f.kind, entity: names[0], country: f.name == "name_country" && f.section == ""}
				g.add(p)
				if british := strings.Replace(name, "Organization", "Organisation", 1); british != name {
					p.words = phraseWords(british)
					g.add(p)
				}
				if up := strings.ToUpper(name); f.kind == Place && up != name && len(name) > 3 { // a dateline's CAIRO
					p.words = phraseWords(up)
					g.add(p)
				}
			}
		}
	}
	for _, s := range vocabularySections {
		for _, item := range items(s.file, s.section) {
			if words := phraseWords(item); len(words) > 1 && s.class == demonym {
				g.add(phrase{words: words, entity: item})
			} else {
				g.class[foldASCII(item)] |= s.class
			}
		}
	}
	g.sort()
	return g
}

// sections lists what is parted by commas and lines in each section of a vocabulary file.
func sections(file string) map[string][]string {
	out := map[string][]string{}
	in := ""
	for _, e := range entries(file) {
		switch {
		case strings.HasPrefix(e.key, "["):
			in = strings.Trim(e.key, "[]")
		case file == "name_country": // names with commas
			out[in] = append(out[in], e.key)
		default:
			out[in] = append(out[in], list(e.key)...)
		}
	}
	return out
}

// phraseWords cuts a name into words as the tokenizer does.
func phraseWords(name string) []string {
	var out []string
	var tokens [8]token
	for _, t := range appendTokens(tokens[:0], name, foldASCII(name)) {
		out = append(out, name[t.Start:t.End])
	}
	return out
}

func (g *gazetteer) add(p phrase) {
	if len(p.words) > 0 {
		g.phrases[p.words[0]] = append(g.phrases[p.words[0]], p)
		if g.leads != nil {
			g.leads.add(p.words[0])
			r, _ := utf8.DecodeRuneInString(p.words[0])
			g.small = g.small || !unicode.IsUpper(r)
		}
	}
}

// sort puts longer phrases first; of two equal ones the first added stays first.
func (g *gazetteer) sort() {
	for _, list := range g.phrases {
		slices.SortStableFunc(list, func(a, b phrase) int { return len(b.words) - len(a.words) })
	}
}

// match finds the longest phrase that stands at token i and ends at or before token limit. It returns
// the phrase and the token after it, or nil.
func (g *gazetteer) match(d *doc, i, limit int) (*phrase, int) {
	w := d.original(i)
	if g.leads != nil && !g.leads.may(w) {
		return nil, i
	}
	return longest(g.phrases[w], d, i, limit)
}

// longest is the first phrase of list that stands at token i.
func longest(list []phrase, d *doc, i, limit int) (*phrase, int) {
next:
	for k := range list {
		p := &list[k]
		if i+len(p.words) > limit {
			continue
		}
		for n := len(p.words) - 1; n >= 0; n-- { // the first is the same in most
			t, w := &d.tokens[i+n], p.words[n]
			if n == 0 && d.text[t.Start:t.End] != w || n > 0 && (t.brk || !sameWord(d.text[t.Start:t.End], w)) {
				continue next
			}
		}
		return p, i + len(p.words)
	}
	return nil, i
}

// place reports whether a word is a place by itself.
func (l *Language) place(w string) bool {
	alone := false
	for _, p := range l.begin[l.list[l.find(foldASCII(w))].begin] {
		if p.words[0] == w {
			alone = len(p.words) == 1 && p.kind == Place // the shortest is the last
		}
	}
	return alone
}

// sameWord compares two words; a curly apostrophe is a straight one.
func sameWord(a, b string) bool {
	return a == b || len(a) > len(b) && strings.IndexByte(b, '\'') >= 0 && strings.ReplaceAll(a, "’", "'") == strings.ReplaceAll(b, "’", "'")
}
