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
	first   string   // word, as written
	rest    []string // words after it
	last    wordID   // of the last of them; 0 if it has none, a spelling may differ, or no language has the name
	kind    Kind     // 0 for a demonym of several words
	country bool
	entity  string
	role    string
}

// phraseOf is the phrase of a name; it has no first word where the name has no words.
func phraseOf(name string) (p phrase) {
	if words := phraseWords(name); len(words) > 0 {
		p.first, p.rest = words[0], words[1:]
	}
	return p
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
				as := []string{name}
				if british := strings.Replace(name, "Organization", "Organisation", 1); british != name {
					as = append(as, british)
				}
				if up := strings.ToUpper(name); f.kind == Place && up != name && len(name) > 3 { // a dateline's CAIRO
					as = append(as, up)
				}
				for _, a := range as {
					p := phraseOf(a)
					p.kind, p.entity, p.country = f.kind, names[0], f.name == "name_country" && f.section == ""
					g.add(p)
				}
			}
		}
	}
	for _, s := range vocabularySections {
		for _, item := range items(s.file, s.section) {
			if p := phraseOf(item); len(p.rest) > 0 && s.class == demonym {
				p.entity = item
				g.add(p)
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
	if p.first != "" {
		g.phrases[p.first] = append(g.phrases[p.first], p)
		if g.leads != nil {
			g.leads.add(p.first)
			r, _ := utf8.DecodeRuneInString(p.first)
			g.small = g.small || !unicode.IsUpper(r)
		}
	}
}

// sort puts longer phrases first; of two equal ones the first added stays first.
func (g *gazetteer) sort() {
	for _, list := range g.phrases {
		slices.SortStableFunc(list, func(a, b phrase) int { return len(b.rest) - len(a.rest) })
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

// longest is the first phrase of list that stands at token i and ends at or before token limit.
func longest(list []phrase, d *doc, i, limit int) (*phrase, int) {
	for k := range list {
		p := &list[k]
		last := i + len(p.rest)
		if last >= limit || p.last != 0 && d.tokens[last].id != p.last || d.original(i) != p.first || !d.follow(i+1, p.rest) {
			continue
		}
		return p, last + 1
	}
	return nil, i
}

// follow reports whether these words stand at token i, in one paragraph with what is before it.
func (d *doc) follow(i int, words []string) bool {
	for n, w := range words {
		if d.tokens[i+n].brk || !sameWord(d.original(i+n), w) {
			return false
		}
	}
	return true
}

// place reports whether a word is a place by itself.
func (l *Language) place(w string) bool {
	alone := false
	for _, p := range l.namesFrom(l.find(foldASCII(w))) {
		if p.first == w {
			alone = len(p.rest) == 0 && p.kind == Place // the shortest is the last
		}
	}
	return alone
}

// sameWord compares two words; a curly apostrophe is a straight one.
func sameWord(a, b string) bool {
	return a == b || len(a) > len(b) && strings.IndexByte(b, '\'') >= 0 && strings.ReplaceAll(a, "’", "'") == strings.ReplaceAll(b, "’", "'")
}
