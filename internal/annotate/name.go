package annotate

import "strings"

// Names are found in four steps. scan cuts the text into runs of capitalised words and each run into
// candidates, with what the words themselves say (a title before, "University" at the end, the gazetteer).
// weigh adds up what stands beside the candidates of one wording over the whole document (a verb of saying,
// "in", an apposition). decide says what each wording is, if anything. emit writes the annotations, with a
// surname alone resolved to the person last named with it. Every step is one pass.

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
	role   string
	bare   bool // a common word that is a name only as the surname of somebody named in full
	plain  bool // two or three words of no list
	weak   bool // its capital may only mark the start of a sentence, or a heading
	fixed  bool // found in the text of Ref.Known
	titled bool // a title or honorific stands before it
	says   bool // a verb of saying or a possessive stands after it
	place  bool // a preposition of place stands before it
	name   int  // index into namer.names
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
	g     *gazetteer
	known *gazetteer
	class []wordClass // by token
	flags []tokenFlag
	cands []candidate
	names []name
	index map[string]int
	end   int // token after the sentence being scanned
}

type tokenFlag uint8

const (
	opensSentence tokenFlag = 1 << iota // first word of a sentence, or after an opening quotation mark or a colon
	inHeading                           // in a sentence where nearly every word has a capital
	inShout                             // in a sentence of capitals only
	taken                               // in an annotation found before
	first                               // first token of a sentence
	classed                             // its class is known
)

func findNames(d *doc, found []Annotation) []Annotation {
	n := &namer{d: d, g: theGazetteer(), index: make(map[string]int, 16+len(d.tokens)/32)}
	n.cands = make([]candidate, 0, 16+len(d.tokens)/12)
	n.names = make([]name, 0, 16+len(d.tokens)/32)
	n.known = knownNames(d.ref.Known)
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
	g := &gazetteer{phrases: map[string][]phrase{}}
	for _, k := range known {
		g.add(phrase{words: phraseWords(k.Name), kind: k.Kind, entity: k.Name, role: k.Role})
		for _, a := range k.Aliases {
			g.add(phrase{words: phraseWords(a), kind: k.Kind, entity: k.Name, role: k.Role})
		}
	}
	g.sort()
	return g
}

// classify marks where sentences, headings and earlier annotations are.
func (n *namer) classify(found []Annotation) {
	tokens := n.d.tokens
	n.class = make([]wordClass, len(tokens))
	n.flags = make([]tokenFlag, len(tokens))
	k := 0
	for _, f := range found {
		for k < len(tokens) && tokens[k].End <= f.Start {
			k++
		}
		for ; k < len(tokens) && tokens[k].Start < f.End; k++ {
			n.flags[k] |= taken
		}
	}
	k = 0
	for _, s := range n.d.sents {
		from := k
		words, caps, shouts := 0, 0, 0
		opens := true
		if k < len(tokens) {
			n.flags[k] |= first
		}
		for ; k < len(tokens) && tokens[k].Start < s.End; k++ {
			t := tokens[k]
			if t.kind != word {
				if opensQuote(n.d.text[t.Start:t.End]) && !(t.glued && t.lower == "\"") {
					opens = true
				}
				continue
			}
			if opens {
				n.flags[k] |= opensSentence
				opens = false
			}
			if t.Len() > 3 {
				words++
				if t.cap {
					caps++
				}
				if t.upper {
					shouts++
				}
			}
		}
		var f tokenFlag
		switch {
		case words >= 2 && shouts*3 > words*2:
			f = inShout
		case words >= 4 && caps*4 >= words*3:
			f = inHeading
		}
		if f != 0 {
			for ; from < k; from++ {
				n.flags[from] |= f
			}
		}
	}
}

// classOf looks the word at token i up, the first time it is asked for: most words never are.
func (n *namer) classOf(i int) wordClass {
	if n.flags[i]&classed != 0 {
		return n.class[i]
	}
	n.flags[i] |= classed
	t := &n.d.tokens[i]
	if t.kind != word {
		return 0
	}
	c := n.g.class[t.lower]
	switch {
	case t.upper:
		c &^= starter | sayVerb | givenName // US, WHO
	case !t.cap || c != 0:
	case contraction(t.lower):
		c = starter
	case t.Len() < 5:
	case t.lower[t.Len()-1] == 's':
		c = n.g.class[t.lower[:t.Len()-1]] & demonym // Kenyans
	case strings.HasSuffix(t.lower, "ism") || strings.HasSuffix(t.lower, "ist") && !strings.HasSuffix(t.lower, "vist"): // no Lindqvist
		c = alone
	}
	n.class[i] = c
	return c
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

// opensQuote reports whether a sentence may begin after the sign.
func opensQuote(s string) bool {
	switch s {
	case "“", "\"", "‘", "«", "„", ":", "•", "–", "—", "*", "[":
		return true
	}
	return false
}

// has reports whether token i is a word with one of the classes.
func (n *namer) has(i int, c wordClass) bool {
	return i >= 0 && i < len(n.flags) && n.classOf(i)&c != 0
}

// is reports whether token i reads s (lower case).
func (n *namer) is(i int, s string) bool {
	return i >= 0 && i < len(n.d.tokens) && n.d.tokens[i].lower == s
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

// scan walks through the sentences and cuts runs.
func (n *namer) scan() {
	k := 0
	for _, s := range n.d.sents {
		end := k
		for end < len(n.d.tokens) && n.d.tokens[end].Start < s.End {
			end++
		}
		for k < end {
			k = n.step(k, end)
		}
	}
}

// step reads what stands at token k and returns the token to go on with.
func (n *namer) step(k, end int) int {
	if n.flags[k]&taken != 0 || n.d.tokens[k].kind != word && n.d.tokens[k].kind != number {
		return k + 1
	}
	if n.known != nil {
		if p, j := n.known.match(n.d, k, end); p != nil {
			n.addKnown(p, k, j)
			return j
		}
	}
	if !n.capital(k) {
		if p, j := n.lowerPhrase(k, end); p != nil {
			n.add(candidate{i: k, j: j, kind: p.kind, entity: p.entity, rule: gazetteerRule(p.kind)})
			return j
		}
		return k + 1
	}
	n.end = end
	j := n.runEnd(k, end)
	if n.known != nil {
		for i := k + 1; i < j; i++ {
			if p, e := n.known.match(n.d, i, end); p != nil {
				n.resolve(k, i)
				n.addKnown(p, i, e)
				return e
			}
		}
	}
	return n.resolve(k, j)
}

func (n *namer) addKnown(p *phrase, i, j int) {
	n.add(candidate{i: i, j: j, kind: p.kind, entity: p.entity, role: p.role, fixed: true, rule: knownRule(p.kind)})
}

// lowerPhrase finds a name that begins with a small letter: al-Qaeda, sub-Saharan Africa.
func (n *namer) lowerPhrase(k, end int) (*phrase, int) {
	if k+2 < end && n.d.tokens[k].kind == word && n.capital(k+2) && n.is(k+1, "-") {
		return n.g.match(n.d, k, end)
	}
	return nil, k
}

func knownRule(k Kind) string {
	switch k {
	case Person:
		return "person/known"
	case Organization:
		return "organization/known"
	case Place:
		return "place/known"
	}
	return "agreement/known"
}

func gazetteerRule(k Kind) string {
	switch k {
	case Organization:
		return "organization/gazetteer"
	case Place:
		return "place/gazetteer"
	}
	return "agreement/gazetteer"
}

// runEnd finds the end of the run of capitalised words that begins at token k, with what may stand
// inside a name: hyphens, initials' points, particles, "of" after Ministry, "&".
func (n *namer) runEnd(k, end int) int {
	tokens := n.d.tokens
	if p, j := n.g.match(n.d, k, end); p != nil && j > k+1 {
		k = j - 1
	}
	i := k + 1
	for n.adjoins(i, end) {
		t := tokens[i]
		next := i + 1
		switch {
		case n.capital(i) && !n.has(i, starter):
			i++
			continue
		case n.hyphen(i) && t.glued && n.adjoins(next, end) && tokens[next].glued && tokens[next].kind == word && n.flags[next]&taken == 0:
			// Jean-Claude, Ki-moon; not London-based, US-China
			if n.capital(next) || n.has(i-1, particle) || n.has(i-1, titleHead) && n.has(next, titlePart|titleHead) || i-k > 1 && tokens[next].Len() < 6 && n.classOf(next)&titleHead == 0 {
				i += 2
				continue
			}
		case t.lower == "." && t.glued && n.capital(next) && n.adjoins(next, end) && n.abbreviates(i-1):
			i += 2
			continue
		case t.lower == "&" && n.capital(next) && n.adjoins(next, end):
			i += 2
			continue
		case t.kind == possessive && n.capital(next) && n.adjoins(next, end) && (n.ownsOrg(i-1) || n.has(i-1, titleHead) && n.is(next, "office")):
			i += 2
			continue
		case t.kind == word && n.flags[i]&taken == 0 && n.adjoins(next, end):
			if j := n.connect(k, i, end); j > 0 {
				i = j
				continue
			}
		}
		break
	}
	return i
}

// abbreviates reports whether a point after token i is part of it: an initial, a title, St.
func (n *namer) abbreviates(i int) bool {
	t := n.d.tokens[i]
	return t.Len() == 1 || t.Len() <= 5 && n.classOf(i)&(honorific|titleHead|placeFront) != 0
}

// ownsOrg reports whether the plural at token i may own an organization: Workers' Party.
func (n *namer) ownsOrg(i int) bool {
	switch n.d.tokens[i].lower {
	case "people", "women", "men", "children", "workers", "teachers", "farmers", "students", "veterans", "journalists", "lawyers", "doctors":
		return true
	}
	return false
}

// connect returns the token after a small word at i that joins two parts of a run from k, or 0.
func (n *namer) connect(k, i, end int) int {
	next := i + 1
	switch w := n.d.tokens[i].lower; {
	case w == "of" || w == "for" || w == "on" || w == "against":
		ok := n.has(i-1, orgHead|agreementHead)
		if w == "of" {
			ok = n.has(i-1, orgHead|agreementHead|placeFront|titleHead)
		}
		if w == "for" {
			ok = ok || n.has(i-1, titleHead)
		}
		if !ok {
			return 0
		}
		if n.is(next, "the") && n.adjoins(next+1, end) {
			next++
		}
		if n.capital(next) {
			return next + 1
		}
	case w == "and":
		// Ministry of Health and Social Welfare; not Ministry of Health and Jane Doe
		if i-k > 1 && n.capital(next) && n.has(next, titlePart|orgHead) && n.has(i-1, titlePart|orgHead) && n.headIn(k, i-1) {
			return next + 1
		}
		if i-k > 2 && n.capital(next) && n.headOf(k, i+1, orgHead) && n.ownWord(i-1) && n.ownWord(next) && !n.has(next+1, orgHead|companyTail) {
			return next + 1 // Institute of Volcanoes and Tides
		}
	case n.has(i, particle):
		for n.adjoins(next, end) && n.has(next, particle) && !n.d.tokens[next].cap && next < i+3 {
			next++
		}
		if n.is(next, "-") && n.d.tokens[next].glued {
			next++
		}
		if n.adjoins(next, end) && n.capital(next) {
			return next + 1
		}
	}
	return 0
}

// ownWord reports whether token i is a word of no person's, place's or organization's name.
func (n *namer) ownWord(i int) bool {
	p, _ := n.g.match(n.d, i, i+1)
	return p == nil && n.classOf(i)&(givenName|weakGiven|familyName|starter|honorific|titleHead|orgHead) == 0
}

// headIn reports whether an office or a head of an organization stands between i and j.
func (n *namer) headIn(i, j int) bool {
	for ; i < j; i++ {
		if n.has(i, orgHead|titleHead) {
			return true
		}
	}
	return false
}

// resolve cuts the run of tokens i to j into candidates. It returns the token to go on with, after j
// where a name of the gazetteer ends in small letters ("New START treaty").
func (n *namer) resolve(i, j int) int {
	for i < j && (n.has(i, starter) || n.is(i, "former")) {
		if n.is(i, "the") && n.flags[i]&opensSentence == 0 && j-i > 2 && n.has(j-1, companyTail) { // The Daily Doe
			n.add(candidate{i: i, j: j, kind: Organization, rule: "organization/head"})
			return j
		}
		if p, e := n.g.match(n.d, i, j); p != nil && e > i+1 {
			break
		}
		i++
		for i < j && !n.d.tokens[i].cap {
			i++
		}
	}
	if i >= j {
		return j
	}
	if j-i > maxRun {
		n.phrases(i, j)
		return j
	}
	if p, e := n.g.match(n.d, i, max(j, n.end)); p != nil && e >= j {
		n.phrase(p, i, e)
		return e
	}
	if n.treatyAfter(i, j) {
		n.add(candidate{i: i, j: j + 1, kind: Agreement, rule: "agreement/treaty"})
		return j + 1
	}
	if t := n.titleEnd(i, j); t > i {
		if t == j || !n.d.tokens[t-1].cap || n.is(i+1, "of") || n.is(i+1, "for") || !n.has(j-1, orgHead|otherTail|placeTail|companyTail) && !n.headOf(t, j, orgHead) {
			n.phrases(i, t)
			if t < j {
				n.titled(i, t, j)
			}
			return j
		}
	}
	for k := i + 1; k < j; k++ { // U.S. Securities and Exchange Commission
		if p, e := n.g.match(n.d, k, max(j, n.end)); p != nil && e > j {
			n.resolve(i, k)
			n.phrase(p, k, e)
			return e
		}
	}
	if k := n.nextTitle(i, j); k > i && !n.has(j-1, orgHead|otherTail|placeTail|companyTail) && !n.headOf(k, j, orgHead) {
		n.resolve(i, k)
		return n.resolve(k, j)
	}
	n.untitled(i, j)
	return j
}

// treatyAfter reports whether "the" stands before the run i to j and "treaty" in small letters after it:
// the Orrinvale treaty; not the Iran accord, the German treaty, the Peace treaty.
func (n *namer) treatyAfter(i, j int) bool {
	if j >= n.end || j-i > 4 || !n.is(i-1, "the") || n.d.tokens[j].brk || n.country(i) || n.has(i, demonym|titlePart|alone) {
		return false
	}
	switch n.d.tokens[j].lower {
	case "treaty", "accord", "accords", "pact":
		return true
	}
	return false
}

// titleEnd returns the token after the title that the run i to j begins with, or i.
func (n *namer) titleEnd(i, j int) int {
	end, k := i, i
	for k < j {
		c := n.classOf(k)
		t := n.d.tokens[k]
		if c&(titleHead|honorific) != 0 {
			k++
			if k < j && n.is(k, ".") {
				k++
			}
			end = k
			continue
		}
		if c&titlePart != 0 && end > i && end == k-1 && n.hyphen(k-1) { // President-elect
			k++
			end = k
			continue
		}
		if p, e := n.g.match(n.d, k, j); p != nil && p.kind != Agreement && !(k == end && n.has(k, weakGiven)) {
			k = e
			continue
		}
		if c&(titlePart|demonym) != 0 || t.kind != word || !t.cap {
			k++
			continue
		}
		break
	}
	if end > i && end < j && n.d.tokens[end].kind == word && !n.d.tokens[end].cap { // Minister of Finance
		return k
	}
	return end
}

// titled adds the person whose title runs from i to t and whose name from t to j.
func (n *namer) titled(i, t, j int) {
	if n.is(t-1, "of") || n.is(t-1, "the") || n.is(t-1, "for") { // Mayor of Orrinvale Jane Doe
		k := t
		for k < j && !n.has(k, givenName) {
			k++
		}
		if k == j {
			n.resolve(t, j)
			return
		}
		if k > t {
			n.add(candidate{i: t, j: k, kind: Place, rule: "place/office"})
			t = k
		}
	}
	if k := n.nextTitle(t, j); k > t { // two names that run together: a line without a full stop
		n.resolve(k, j)
		j = k
	}
	j = n.trimPerson(t, j)
	if t >= j || j-t > 8 || n.has(t, starter) || j == t+1 && n.has(t, starter|alone|demonym|sayVerb|orgHead|titleHead) {
		return
	}
	n.add(candidate{i: t, j: j, kind: Person, rule: "person/title", role: n.roleBefore(t), titled: true})
}

// nextTitle returns where a second title begins within the run t to j, or t.
func (n *namer) nextTitle(t, j int) int {
	for k := t + 1; k < j-1; k++ {
		if n.has(k, titleHead) && n.classOf(k)&(weakGiven|familyName) == 0 && n.d.tokens[k].cap {
			for k-1 > t && (n.has(k-1, titlePart|demonym|titleHead) || n.inPhrase(k-1) == 1) && !n.has(k-1, placeTail) {
				k--
			}
			return k
		}
	}
	return t
}

// trimPerson cuts from the end of a person's name what is none of it: "Jane Doe WTO Director".
func (n *namer) trimPerson(i, j int) int {
	for j > i {
		t := n.d.tokens[j-1]
		if !(n.has(j-1, starter|demonym) || !t.cap && t.kind != word ||
			j-i > 2 && (n.has(j-1, titleHead) && n.classOf(j-1)&(weakGiven|familyName) == 0 || t.upper && !n.has(j-1, familyName))) {
			break
		}
		j--
	}
	return j
}

// phrases adds the gazetteer's names between i and j.
func (n *namer) phrases(i, j int) {
	for k := i; k < j; {
		if n.capital(k) {
			if p, e := n.g.match(n.d, k, j); p != nil {
				n.phrase(p, k, e)
				k = e
				continue
			}
		}
		k++
	}
}

func (n *namer) phrase(p *phrase, i, j int) {
	if p.kind != "" && !n.is(j, "dollars") && !n.is(j, "dollar") && !n.is(j, "$") {
		n.add(candidate{i: i, j: j, kind: p.kind, entity: p.entity, rule: gazetteerRule(p.kind)})
	}
}

// untitled adds the candidates of a run that no title begins.
func (n *namer) untitled(i, j int) {
	words := n.countWords(i, j)
	last := j - 1
	if n.byHead(i, j, words) {
		return
	}
	// US-China, Trump-Xi
	for k := i + 1; k < last; k++ {
		if n.hyphen(k) {
			if p, e := n.g.match(n.d, i, k); p != nil && e == k {
				n.phrase(p, i, k)
				n.resolve(k+1, j)
				return
			}
		}
	}
	p, e := n.g.match(n.d, i, j)
	if n.has(i, givenName) && words <= 4 && !n.has(last, alone) && !n.endsInCountry(i, j) && e < i+2 {
		n.person(i, j, "person/given-name")
		return
	}
	if p != nil {
		if n.has(i, weakGiven) && words == 2 && e == i+1 && !n.has(last, alone|titlePart) {
			if n.has(last, familyName) { // Georgia Harris
				n.person(i, j, "person/given-name")
			} else { // Georgia Marsh, London Underground
				n.add(candidate{i: i, j: j})
			}
			return
		}
		n.phrase(p, i, e)
		if e < j && n.has(e, givenName) {
			n.resolve(e, j)
		}
		return
	}
	if n.has(i, demonym) {
		k := i
		for k < j && (n.has(k, demonym|alone|titlePart) || !n.d.tokens[k].cap) {
			k++
		}
		if k < j && j-k > 1 {
			n.resolve(k, j)
		}
		return
	}
	if n.has(i, placeFront) && !n.has(i, weakGiven) && !n.has(i+1, demonym|titlePart) && !(words == 2 && n.has(last, alone)) {
		n.add(candidate{i: i, j: j, kind: Place, rule: "place/head"})
		return
	}
	if n.d.tokens[i].Len() == 1 && n.is(i+1, ".") && words <= 4 || // J. R. Smythe, JD Hollis
		n.d.tokens[i].upper && n.d.tokens[i].Len() == 2 && strings.Contains(n.d.tokens[i].lower, "j") && words == 2 && n.classOf(i)|n.classOf(last)&^familyName == 0 && !n.placeName(last) {
		n.person(i, j, "person/initials")
		return
	}
	for k := i + 1; k < last; k++ {
		if n.ofPerson(k) {
			n.person(i, j, "person/particle")
			return
		}
	}
	if n.has(last, familyName) && !n.d.tokens[last].upper && !n.d.tokens[i].upper && words <= 4 && n.classOf(i)&(alone|titlePart) == 0 && !n.hyphen(last-1) || n.has(i, weakGiven) && words == 2 && !n.has(last, alone|titlePart) && !n.endsInCountry(i, j) {
		n.person(i, j, "person/family-name")
		return
	}
	if words <= 4 && !n.has(last, alone) {
		n.add(candidate{i: i, j: j, plain: words < 4 && n.plain(i, j)})
	}
}

// byHead adds the candidate of a run whose kind a word in it says, University or Treaty, or nothing for one
// that is none of our kinds, Stadium. It reports whether the run is dealt with.
func (n *namer) byHead(i, j, words int) bool {
	last := j - 1
	switch {
	case words == 1:
		if n.d.tokens[i].Len() > 1 && n.classOf(i)&starter == 0 {
			n.add(candidate{i: i, j: j, bare: n.has(i, alone|demonym|orgHead|companyTail|placeTail|placeFront|otherTail|agreementHead|titleHead|titlePart|honorific)})
		}
		return true
	case n.onlyInitials(i, j) || words == 2 && n.d.tokens[last].Len() == 1: // U. S., Group C
		return true
	case n.has(last, agreementHead) || n.has(i, agreementHead) && n.is(i+1, "of"):
		if n.is(last, "convention") && !(words == 2 && n.placeName(i)) {
			return true
		}
		n.add(candidate{i: i, j: j, kind: Agreement, rule: "agreement/head"})
		return true
	case n.headOf(i, j, agreementHead):
		n.add(candidate{i: i, j: j, kind: Agreement, rule: "agreement/head"})
		return true
	case n.headOf(i, j, orgHead):
		n.add(candidate{i: i, j: j, kind: Organization, rule: "organization/head"})
		return true
	case n.has(last, orgHead) || n.has(last, companyTail) && (!n.has(i, givenName) || n.longPhrase(i)), last > i+1 && n.has(last-1, orgHead) && n.placeName(last):
		if n.onlyGeneric(i, j, n.weak(i)) {
			return true
		}
		n.add(candidate{i: i, j: j, kind: Organization, rule: "organization/head"})
		return true
	case n.is(last, "park") && (n.is(last-1, "national") || n.is(last-1, "provincial")):
		n.add(candidate{i: i, j: j, kind: Place, rule: "place/head"})
		return true
	case n.has(last, otherTail) || words == 2 && n.has(i, otherTail) && !n.has(i, givenName|weakGiven): // Orrin Stadium, Hurricane Doe
		n.add(candidate{i: i, j: j, bare: true})
		return true
	case n.has(last, placeTail) && words == 2 && n.has(i, demonym) && n.has(last, stateTail):
		return true
	case n.weak(i) && n.endsInPlace(i, j): // Missing New York City clerk
		n.phrases(i+1, j)
		return true
	case n.has(last, placeTail) && n.onlyGeneric(i, j, true):
		return true
	case n.has(last, placeTail):
		n.add(candidate{i: i, j: j, kind: Place, rule: "place/head"})
		return true
	}
	return false
}

// onlyInitials reports whether all words from i to j are single letters: U. S.
func (n *namer) onlyInitials(i, j int) bool {
	for k := i; k < j; k++ {
		if t := n.d.tokens[k]; t.kind == word && t.Len() > 1 {
			return false
		}
	}
	return true
}

// ofPerson reports whether token k is a particle that only people's names have.
func (n *namer) ofPerson(k int) bool {
	switch n.d.tokens[k].lower {
	case "van", "von", "bin", "ibn", "binti", "bint", "ould":
		return !n.d.tokens[k].cap
	}
	return false
}

// person adds a person's name without a title in front of it.
func (n *namer) person(i, j int, rule string) {
	if j = n.trimPerson(i, j); j > i+1 {
		n.add(candidate{i: i, j: j, kind: Person, rule: rule})
	}
}

// longPhrase reports whether a name of the gazetteer of two or more words stands at token i.
func (n *namer) longPhrase(i int) bool {
	_, e := n.g.match(n.d, i, len(n.d.tokens))
	return e > i+1
}

// placeName reports whether a place of the gazetteer stands at token i.
func (n *namer) placeName(i int) bool {
	p, _ := n.g.match(n.d, i, len(n.d.tokens))
	return p != nil && p.kind == Place
}

// headOf reports whether a head of the class is followed by "of", "for" or "on" in the run.
func (n *namer) headOf(i, j int, c wordClass) bool {
	for k := i + 1; k < j-1; k++ {
		if !n.d.tokens[k].cap && n.has(k-1, c) && (n.is(k, "of") || n.is(k, "for") || n.is(k, "on") || n.is(k, "against")) {
			return true
		}
	}
	return false
}

// onlyGeneric reports, where the capital of token i is no sign of a name, whether every word before the
// last is an adjective that names nothing: Local Police, Member State.
func (n *namer) onlyGeneric(i, j int, weak bool) bool {
	for k := i; k < j-1; k++ {
		if !n.has(k, titlePart|alone) {
			return false
		}
	}
	return weak
}

// weak reports whether the capital of token i may have another cause than a name.
func (n *namer) weak(i int) bool { return n.flags[i]&(opensSentence|inHeading) != 0 }

// roleBefore returns the words of the title that ends before token t, "US President" or "Minister of
// State for Trade", or "".
func (n *namer) roleBefore(t int) string {
	tokens := n.d.tokens
	from, end, head := t, t, false
walk:
	for k := t - 1; k >= 0 && t-k < 12 && n.flags[k+1]&first == 0 && n.flags[k]&taken == 0; k-- {
		w, c := tokens[k], n.classOf(k)
		switch {
		case c&titleHead != 0 && (head || from == t || n.is(k+1, "of") || n.is(k+1, "for") || n.hyphen(k+1)):
			if !head && from == t {
				end = k + 1
				if n.is(end, ".") && tokens[end].glued {
					end++
				}
			}
			head = true
			from = k
		case c&honorific != 0 && from == t && w.cap: // Justice Sir Barnaby
			end = k
			t = k
			from = k
		case from == t && w.lower == "." && w.glued:
		case c&(titlePart|demonym) != 0 && c&starter == 0:
			from = k
		case from == t && w.cap && n.is(k-1, "of") && n.has(k-2, titleHead): // Mayor of Orrinvale
			from = k
		case (w.lower == "-" || w.lower == "&") && w.glued:
		case (w.lower == "of" || w.lower == "for" || w.lower == "and") && from < t && n.has(k-1, titleHead|titlePart):
		case !head:
			break walk
		case w.cap && n.inPhrase(k) > 0:
			k -= n.inPhrase(k) - 1
			from = k
		case w.upper:
			from = k
		default:
			break walk
		}
	}
	if !head {
		return ""
	}
	role := n.words(from, end)
	if l := n.d.tokens[end-1].lower; strings.HasSuffix(l, "s") && n.g.class[l[:len(l)-1]]&titleHead != 0 {
		role = strings.TrimSuffix(role, "s") // Presidents Doe and Roe
	}
	return role
}

// inPhrase returns how many tokens a place or organization of the gazetteer that ends with token k has, or 0.
func (n *namer) inPhrase(k int) int {
	for m := 4; m > 0; m-- {
		if k-m+1 < 0 || !n.capital(k-m+1) {
			continue
		}
		if p, e := n.g.match(n.d, k-m+1, k+1); p != nil && e == k+1 {
			return m
		}
	}
	return 0
}

// words is the text of tokens i to j with every white space one blank.
func (n *namer) words(i, j int) string {
	if i >= j {
		return ""
	}
	s := n.d.text[n.d.tokens[i].Start:n.d.tokens[j-1].End]
	if strings.ContainsAny(s, "\n\t\r\u00a0") || strings.Contains(s, "  ") {
		return strings.Join(strings.Fields(s), " ")
	}
	return s
}

// add takes a candidate in.
func (n *namer) add(c candidate) {
	c.weak = n.weak(c.i)
	n.cands = append(n.cands, c)
}

// weigh joins the candidates of one wording to a name and adds up what stands beside them.
func (n *namer) weigh() {
	for k := range n.cands {
		c := &n.cands[k]
		text := n.words(c.i, c.j)
		at, ok := n.index[text]
		if !ok {
			at = len(n.names)
			n.index[text] = at
			n.names = append(n.names, name{text: text, words: n.countWords(c.i, c.j), common: n.has(c.i, familyName|givenName)})
		}
		c.name = at
		m := &n.names[at]
		m.mentions++
		if !c.weak {
			m.firm++
		}
		if !c.bare || m.words == 1 {
			n.beside(c, m)
		}
		n.introduces(k)
		v := 6
		if c.fixed {
			v = 1000
		}
		switch c.kind {
		case Person:
			if c.titled {
				v += 2
			}
			m.person += v
		case Organization:
			m.org += v
		case Place:
			m.place += v
		case Agreement:
			m.agreement += v + 3
		}
		if c.entity != "" && m.entity == "" {
			m.entity = c.entity
		}
		if c.rule != "" && m.rule == "" {
			m.rule = c.rule
		}
	}
}

func (n *namer) countWords(i, j int) int {
	words := 0
	for ; i < j; i++ {
		if n.d.tokens[i].kind == word {
			words++
		}
	}
	return words
}

// beside adds the evidence of the words next to a candidate.
func (n *namer) beside(c *candidate, m *name) {
	prev, next := c.i-1, c.j
	c.says = n.has(next, sayVerb) || next < len(n.d.tokens) && n.d.tokens[next].kind == possessive
	open := c.kind == "" || c.kind == Person
	if open && !c.titled {
		if role := n.roleBefore(c.i); role != "" {
			c.role, c.titled = role, true
			if m.words > 1 {
				m.person += 3
			}
			m.person += 3
		} else if n.is(prev, ",") && n.is(next, ",") { // the president, Jane Doe, said
			if role := n.roleBefore(prev); role != "" && m.words > 1 {
				c.role = role
				m.person += 4
			}
		}
	}
	if open && c.role == "" {
		if role := n.apposition(next); role != "" {
			c.role = role
			m.person += 5
		}
	}
	says := n.has(next, sayVerb) && !n.capital(next) || n.has(prev, sayVerb) && !n.capital(prev)
	if n.d.tokens[c.i].upper && m.words == 1 { // the IPCC; no person is all capitals
		m.person -= 8
		m.shout = n.d.tokens[c.i].Len() > 2
		if says {
			m.org += 2
		}
	}
	if n.has(next, sayVerb) && !n.capital(next) {
		m.person += 3
	}
	if n.is(prev, "said") || n.is(prev, "says") {
		m.person += 3
	} else if n.has(prev, sayVerb) && !n.capital(prev) {
		m.person += 2
	}
	if c.plain && !c.weak && !n.is(prev, "the") && !n.is(prev, "a") && !n.is(prev, "an") && !n.has(prev, insidePrep) {
		m.plain = true
	}
	if n.is(next, "who") || n.is(next, ",") && (n.is(next+1, "who") || n.age(next+1)) {
		m.person += 4
	}
	switch {
	case prev < 0 || n.d.tokens[c.i].brk:
	case n.has(prev, insidePrep) && n.publishedBefore(prev): // a journal
	case n.has(prev, insidePrep) && !n.capital(prev) || n.has(prev, insidePrep) && n.flags[prev]&opensSentence != 0:
		m.inside++
		c.place = true
	case n.has(prev, towardPrep):
		m.toward++
		c.place = true
	case n.is(prev, "of") && n.has(prev-1, placeWord):
		m.place += 5
		c.place = true
	case n.is(prev, "the"):
		if next >= len(n.d.tokens) || n.d.tokens[next].kind != word || n.has(next, sayVerb|apposition|auxiliary) { // not "the Doe family"
			m.the++
		}
	case n.is(prev, "a") || n.is(prev, "an"):
		m.person -= 3
		m.org--
		m.place -= 3
	}
	if n.is(next, ",") && n.capital(next+1) && n.placeName(next+1) && (c.place || n.is(prev, "of") || n.d.tokens[c.i].brk) {
		m.place += 4
	}
	if n.has(next, placeWord) && !n.capital(next) {
		m.place += 4
		m.person -= 2
	}
	if n.has(next, orgWord) && !n.capital(next) {
		m.org += 3
		m.person -= 2
	}
}

// publishedBefore reports whether "published" stands a few words before token i.
func (n *namer) publishedBefore(i int) bool {
	for k := i - 1; k >= 0 && k > i-4; k-- {
		if n.is(k, "published") || n.is(k, "writing") {
			return true
		}
	}
	return false
}

// age reports whether tokens from i read "34,", an age in apposition.
func (n *namer) age(i int) bool {
	return i+1 < len(n.d.tokens) && n.d.tokens[i].kind == number && n.d.tokens[i].Len() <= 2 && n.is(i+1, ",")
}

// apposition returns the office that follows a name: from ", the company's chief executive," at token i.
func (n *namer) apposition(i int) string {
	if !n.is(i, ",") {
		return ""
	}
	from := i + 1
	for n.is(from, "the") || n.is(from, "a") || n.is(from, "an") || n.is(from, "his") || n.is(from, "her") || n.is(from, "then") || n.is(from, "now") {
		from++
	}
	head := 0
	k := from
	for ; k < len(n.d.tokens) && k < from+14; k++ {
		t := n.d.tokens[k]
		if t.brk || t.lower == "," || t.lower == "." || t.lower == ";" || t.lower == ")" || t.lower == "—" || t.lower == "–" {
			break
		}
		if head > 0 {
			if n.is(k, "who") || n.is(k, "which") || n.is(k, "and") && n.has(k+1, sayVerb) || n.has(k, sayVerb) && !t.cap {
				break
			}
			continue
		}
		if n.has(k, apposition) && !n.has(k, titleHead) {
			if k == from || !n.has(k-1, titleHead) {
				return ""
			}
			head = k
			if n.is(k, "who") || n.is(k, "which") || n.is(k, "that") {
				break
			}
			continue
		}
		if t.kind == possessive && k > from && !n.d.tokens[k-1].cap { // the company's
			from = k + 1
		}
		if t.kind == word && t.cap && n.has(k-1, titleHead) { // another title and name
			return ""
		}
		if n.has(k, sayVerb) {
			return ""
		}
	}
	if k == from || k >= len(n.d.tokens) || k >= from+14 || head == 0 && !n.has(k-1, titleHead) {
		return ""
	}
	return n.words(from, k)
}

// introduces notes a short form in brackets after candidate k-1: World Trade Organization (WTO).
func (n *namer) introduces(k int) {
	c := &n.cands[k]
	if k == 0 || c.j != c.i+1 || !n.is(c.i-1, "(") || !n.is(c.j, ")") || !n.d.tokens[c.i].upper && !shortForm(n.names[c.name].text) {
		return
	}
	p := &n.cands[k-1]
	if p.j != c.i-1 {
		return
	}
	long := &n.names[p.name]
	kind := p.kind
	if kind == Place && c.kind == "" { // Union of Oarsmen of Uganda (UOU)
		n.names[c.name].org += 4
		return
	}
	if kind == "" || kind == Person {
		if p.titled || !n.initials(p, n.names[c.name].text) {
			return
		}
		kind = Organization
		long.org += 8
	}
	if c.kind == kind && c.entity != "" {
		return
	}
	m := &n.names[c.name]
	m.entity = p.entity
	if m.entity == "" {
		m.entity = long.text
	}
	c.kind, c.entity, c.rule = kind, m.entity, acronymRule(kind)
	m.rule = c.rule
}

func acronymRule(k Kind) string {
	if k == Agreement {
		return "agreement/acronym"
	}
	return "organization/acronym"
}

// shortForm reports whether s has two capitals: MoH, AfDB.
func shortForm(s string) bool {
	caps := 0
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			caps++
		}
	}
	return caps > 1 && len(s) < 10
}

// initials reports whether the capitals of a candidate's words begin with the first letter of short and
// are about as many.
func (n *namer) initials(c *candidate, short string) bool {
	caps := 0
	for k := c.i; k < c.j; k++ {
		if t := n.d.tokens[k]; t.cap && caps < len(short) && n.d.text[t.Start] == short[caps] {
			caps++
		}
	}
	return caps >= 2 && caps >= len(short)-1
}

// markOrdinary finds the names of one word that the text also has in small letters, and that nothing but
// their surroundings makes a name: "Neurosurgery" beside "neurosurgery".
func (n *namer) markOrdinary() {
	lower := map[string]int{}
	for _, c := range n.cands {
		if c.kind == "" && c.j == c.i+1 && !n.d.tokens[c.i].upper {
			lower[n.d.tokens[c.i].lower] = c.name
		}
	}
	if len(lower) == 0 {
		return
	}
	for i := range n.d.tokens {
		if t := &n.d.tokens[i]; t.kind == word && !t.cap {
			if at, ok := lower[t.lower]; ok {
				n.names[at].ordinary = true
			}
		}
	}
}

// reused reports whether the last word of a name stands alone elsewhere, as surnames do, and never as places do.
func (n *namer) reused(text string) bool {
	at, ok := n.index[text[strings.LastIndexByte(text, ' ')+1:]]
	if !ok {
		return false
	}
	m := &n.names[at]
	return m.text != text && m.the == 0 && m.inside == 0 && m.firm > 0 && m.entity == ""
}

// decide settles what each name is.
func (n *namer) decide() {
	n.markOrdinary()
	for k := range n.names {
		m := &n.names[k]
		if m.inside > 0 {
			m.place += min(2+m.inside, 5) + min(m.toward, 1)
		}
		if m.the > 0 {
			m.place -= m.the
			if m.the*3 >= m.mentions {
				m.person -= 6 * m.the
			}
			m.org++
			if m.org > 1 || m.the > 1 && m.words == 1 {
				m.org++
			}
		}
		if m.plain && m.the == 0 && n.reused(m.text) {
			m.person += 3
		}
		if m.shout && m.mentions > 1 && m.firm > 0 {
			m.org += 2
		}
		if m.common || m.ordinary {
			m.place -= 2
		}
		if m.ordinary {
			m.person -= 2
			m.org -= 2
		}
		best, kind, rule := 2, Kind(""), ""
		for _, v := range []struct {
			votes int
			kind  Kind
			rule  string
		}{{m.agreement, Agreement, "agreement/head"}, {m.person, Person, "person/context"}, {m.org, Organization, "organization/context"}, {m.place, Place, "place/context"}} {
			if v.votes > best {
				best, kind, rule = v.votes, v.kind, v.rule
			}
		}
		if m.firm == 0 && best < 5 && !(kind == Person && m.words > 1) {
			kind = ""
		}
		m.kind = kind
		if !strings.HasPrefix(m.rule, string(kind)) || m.rule == "" {
			m.rule = rule
			m.entity = ""
		}
	}
}

// aPerson is somebody the document names in full.
type aPerson struct{ entity, first, last string }

// emit writes the annotations in the order of the text.
func (n *namer) emit() []Annotation {
	var persons []aPerson
	full := map[string]int{} // first and last word
	any := map[string]int{}  // a word of the name: the first person in the document who has it
	for _, c := range n.cands {
		if m := &n.names[c.name]; m.kind == Person && m.words > 1 {
			first, last := n.firstLast(c.i, c.j)
			key := first + " " + last
			if _, ok := full[key]; ok {
				continue
			}
			entity := m.text
			if c.fixed {
				entity = c.entity
			}
			full[key] = len(persons)
			for _, w := range []string{last, first} {
				if acronym(w) {
					continue
				}
				if _, ok := any[w]; !ok {
					any[w] = len(persons)
				}
			}
			persons = append(persons, aPerson{entity, first, last})
		}
	}
	latest := map[string]int{} // a surname, or a first name: the person last named with it
	out := make([]Annotation, 0, len(n.cands))
	for i := range n.cands {
		c := &n.cands[i]
		m := &n.names[c.name]
		a := Annotation{Span: Span{n.d.tokens[c.i].Start, n.d.tokens[c.j-1].End}, Kind: m.kind, Rule: m.rule, Entity: m.entity}
		if a.Entity == "" {
			a.Entity = m.text
		}
		switch {
		case m.words == 1 && !c.fixed:
			who, ok := latest[m.text]
			if !ok {
				who, ok = any[m.text]
			}
			if c.bare && (!ok || persons[who].last != m.text && !n.has(c.i, weakGiven) || n.is(c.i-1, "the") || c.weak && !c.says) {
				continue
			}
			if ok && (c.titled || c.kind == "" && !c.place || c.kind == "" && m.kind != Place || !c.place && persons[who].last == m.text && !n.country(c.i)) && m.kind != Organization {
				p := persons[who]
				a.Kind, a.Entity, a.Role, a.Rule = Person, p.entity, c.role, "person/surname"
				if start := n.particlesBefore(c.i); strings.HasSuffix(p.entity, n.d.text[start:a.End]) {
					a.Start = start
				}
			} else if m.kind == Person {
				a.Role = c.role
			}
		case m.kind == Person:
			first, last := n.firstLast(c.i, c.j)
			if p, ok := full[first+" "+last]; ok {
				a.Entity = persons[p].entity
				latest[first] = p
				latest[last] = p
			}
			if c.fixed {
				a.Entity = c.entity
			}
			a.Role = c.role
		}
		if a.Kind != "" {
			out = append(out, a)
		}
	}
	return out
}

// plain reports whether the words from i to j are in no list: nothing but their capitals marks them.
func (n *namer) plain(i, j int) bool {
	for ; i < j; i++ {
		t := n.d.tokens[i]
		if t.kind == word && (n.classOf(i)&^(familyName|weakGiven|particle) != 0 || t.upper || t.Len() < 3) {
			return false
		}
	}
	return true
}

// endsInPlace reports whether a place of two or more words ends the run i to j, after its first word.
func (n *namer) endsInPlace(i, j int) bool {
	for k := i + 1; k < j-1; k++ {
		if p, e := n.g.match(n.d, k, j); p != nil && e == j && p.kind == Place {
			return true
		}
	}
	return false
}

// endsInCountry reports whether the last words from i to j are a country: Doe Motors El Salvador.
func (n *namer) endsInCountry(i, j int) bool {
	for k := i + 1; k < j; k++ {
		if p, e := n.g.match(n.d, k, j); p != nil && e == j && p.country && !n.has(k, weakGiven|familyName) {
			return true
		}
	}
	return false
}

// country reports whether a country's name stands at token i.
func (n *namer) country(i int) bool {
	p, _ := n.g.match(n.d, i, i+1)
	return p != nil && p.country
}

// acronym reports whether a word has three or more letters, all capitals.
func acronym(w string) bool { return len(w) > 2 && allUpper(w) }

// firstLast returns the first and the last word of a person's name, generations (Jr) apart.
func (n *namer) firstLast(i, j int) (first, last string) {
	for k := i; k < j; k++ {
		t := n.d.tokens[k]
		if t.kind != word {
			continue
		}
		w := n.d.text[t.Start:t.End]
		if first == "" {
			first = w
		}
		if !(n.has(k, familyName) && (t.upper || w == "Jr" || w == "Sr")) || last == "" {
			last = w
		}
	}
	return first, last
}

// particlesBefore returns where the surname at token i begins with its particles: von der Leyen, al-Assad.
func (n *namer) particlesBefore(i int) int {
	k := i
	for k > 0 && !n.d.tokens[k].brk {
		if n.is(k-1, "-") && n.d.tokens[k].glued && n.has(k-2, particle) {
			k -= 2
		} else if n.has(k-1, particle) && n.d.tokens[k-1].lower != "la" {
			k--
		} else {
			break
		}
	}
	return n.d.tokens[k].Start
}
