package annotate

import "strings"

// scan walks through the sentences and cuts runs.
func (n *namer) scan() {
	next, s := 0, 0 // token to go on with, and its sentence
	for _, k := range n.places() {
		if k < next {
			continue
		}
		for n.d.starts[s+1] <= k {
			s++
		}
		next = n.step(k, n.d.starts[s+1])
	}
}

// places are the tokens at which a name can begin.
func (n *namer) places() []int {
	if n.known == nil || !n.known.small {
		return n.d.at.names
	}
	n.all = n.all[:0]
	for k := range n.d.tokens {
		n.all = append(n.all, k)
	}
	return n.all
}

// step reads what stands at token k and returns the token to go on with.
func (n *namer) step(k, end int) int {
	known := n.known != nil && n.known.leads.may(n.d.original(k))
	if !known && !n.d.tokens[k].cap && !n.is(k+1, "-") {
		return k + 1 // as most words are
	}
	if n.flags[k]&taken != 0 || n.d.tokens[k].kind != word && n.d.tokens[k].kind != number {
		return k + 1
	}
	if known {
		if p, j := n.matchKnown(k, end); p != nil {
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
	if n.has(k, starter) && k+1 < end && n.d.tokens[k+1].kind == word && !n.d.tokens[k+1].cap {
		return k + 1 // The bridge, It was
	}
	n.end = end
	j := n.runEnd(k, end)
	if n.known != nil {
		for i := k + 1; i < j; i++ {
			if p, e := n.matchKnown(i, end); p != nil {
				n.resolve(k, i)
				n.addKnown(p, i, e)
				return e
			}
		}
	}
	return n.resolve(k, j)
}

// matchKnown finds a known name at token i. An alias gives way to a longer form of the same name
// that begins inside it: "President Xi" to "Xi Jinping".
func (n *namer) matchKnown(i, end int) (*phrase, int) {
	p, j := n.known.match(n.d, i, end)
	for k := i + 1; p != nil && k < j; k++ {
		if q, e := n.known.match(n.d, k, end); q != nil && e > j && q.entity == p.entity {
			return nil, i
		}
	}
	return p, j
}

func (n *namer) addKnown(p *phrase, i, j int) {
	n.add(candidate{i: i, j: j, kind: p.kind, entity: p.entity, given: p.role, fixed: true, rule: knownRule(p.kind)})
}

// lowerPhrase finds a name that begins with a small letter: al-Qaeda, sub-Saharan Africa.
func (n *namer) lowerPhrase(k, end int) (*phrase, int) {
	if k+2 < end && n.d.tokens[k].kind == word && n.capital(k+2) && n.is(k+1, "-") {
		return n.match(k, end)
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
	if p, j := n.match(k, end); p != nil && j > k+1 {
		k = j - 1
	}
	i := k + 1
	for n.adjoins(i, end) {
		t := tokens[i]
		next := i + 1
		switch {
		case n.capital(i) && !n.has(i, starter), n.elided(i):
			i++
			continue
		case n.hyphen(i) && t.glued && n.adjoins(next, end) && tokens[next].glued && tokens[next].kind == word && n.flags[next]&taken == 0:
			// Jean-Claude, Ki-moon; not London-based, US-China
			if n.capital(next) || n.has(i-1, particle) || n.has(i-1, titleHead) && n.has(next, titlePart|titleHead) || i-k > 1 && tokens[next].Len() < 6 && n.classOf(next)&titleHead == 0 {
				i += 2
				continue
			}
		case t.id == '.' && t.glued && n.capital(next) && n.adjoins(next, end) && n.abbreviates(i-1):
			i += 2
			continue
		case t.id == '&' && n.capital(next) && n.adjoins(next, end):
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

// elided reports whether token i is a name with a particle that lost its vowel: d'Estaing.
func (n *namer) elided(i int) bool {
	t := &n.d.tokens[i]
	if t.kind != word || t.cap || t.Len() < 5 || t.in(n.d.lower)[0] != 'd' || n.flags[i]&taken != 0 {
		return false
	}
	name := strings.TrimPrefix(strings.TrimPrefix(n.d.original(i)[1:], "'"), "’")
	return 'A' <= name[0] && name[0] <= 'Z'
}

// abbreviates reports whether a point after token i is part of it: an initial, a title, St.
func (n *namer) abbreviates(i int) bool {
	t := n.d.tokens[i]
	return t.Len() == 1 || t.Len() <= 5 && n.classOf(i)&(honorific|titleHead|placeFront) != 0
}

// ownsOrg reports whether the plural at token i may own an organization: Workers' Party.
func (n *namer) ownsOrg(i int) bool {
	switch n.d.small(i) {
	case "people", "women", "men", "children", "workers", "teachers", "farmers", "students", "veterans", "journalists", "lawyers", "doctors":
		return true
	}
	return false
}

// connect returns the token after a small word at i that joins two parts of a run from k, or 0.
func (n *namer) connect(k, i, end int) int {
	next := i + 1
	switch w := n.d.small(i); {
	case w == "of" || w == "for" || w == "on" || w == "against":
		ok := n.has(i-1, orgHead|agreementHead)
		if w == "of" {
			ok = n.has(i-1, orgHead|agreementHead|placeFront|titleHead)
		}
		if w == "for" { // Minister for Trade, Minister of State for Trade
			ok = ok || n.has(i-1, titleHead) || n.is(i-2, "of") && n.has(i-3, titleHead)
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
	p, _ := n.match(i, i+1)
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
	for i < j && (n.has(i, starter) || n.is(i, "former") || n.has(i, sayVerb) && n.flags[i]&opensSentence != 0 && strings.HasSuffix(n.d.small(i), "ed")) {
		if n.is(i, "the") && n.flags[i]&opensSentence == 0 && j-i > 2 && n.has(j-1, companyTail) { // The Daily Doe
			n.add(candidate{i: i, j: j, kind: Organization, rule: "organization/head"})
			return j
		}
		if p, e := n.match(i, j); p != nil && e > i+1 {
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
	if p, e := n.match(i, max(j, n.end)); p != nil && e >= j {
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
		if p, e := n.match(k, max(j, n.end)); p != nil && e > j {
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
	switch n.d.small(j) {
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
		if p, e := n.match(k, j); p != nil && p.kind != Agreement && !(k == end && n.has(k, weakGiven)) {
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
			if p, e := n.match(k, j); p != nil {
				n.phrase(p, k, e)
				k = e
				continue
			}
		}
		k++
	}
}

func (n *namer) phrase(p *phrase, i, j int) {
	if p.kind != 0 && !n.is(j, "dollars") && !n.is(j, "dollar") && !n.is(j, "$") {
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
			if p, e := n.match(i, k); p != nil && e == k {
				n.phrase(p, i, k)
				n.resolve(k+1, j)
				return
			}
		}
	}
	p, e := n.match(i, j)
	if words <= 4 && n.has(i, familyFirst) && words > 1 && !n.hyphen(i+1) && n.givens(i+1, j) && (p == nil || e == i+1) { // Kim Jong Un
		n.person(i, j, "person/family-first")
		return
	}
	if n.has(i, givenName) && n.capitals(i, j) <= 4 && !n.has(last, alone) && !n.endsInCountry(i, j) && e < i+2 {
		n.person(i, j, "person/given-name")
		return
	}
	if p != nil && e == i+1 && n.has(i, placeFront) && n.is(e, "of") { // Gulf of Aden
		n.add(candidate{i: i, j: j, kind: Place, rule: "place/head"})
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
	if n.has(i, placeFront) && !n.has(i, weakGiven) && !n.hyphen(i+1) && !n.has(i+1, demonym|titlePart) && !(words == 2 && n.has(last, alone)) {
		n.add(candidate{i: i, j: j, kind: Place, rule: "place/head"})
		return
	}
	if n.d.tokens[i].Len() == 1 && n.is(i+1, ".") && words <= 4 || // J. R. Smythe, JD Hollis
		n.d.tokens[i].upper && n.d.tokens[i].Len() == 2 && strings.Contains(n.d.small(i), "j") && words == 2 && n.classOf(i)|n.classOf(last)&^familyName == 0 && !n.placeName(last) {
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

// givens reports whether the words from i to j may all be given names.
func (n *namer) givens(i, j int) bool {
	for ; i < j; i++ {
		t := n.d.tokens[i]
		if t.kind == word && (t.upper || n.classOf(i)&^(givenName|weakGiven|familyName|familyFirst|particle) != 0) {
			return false
		}
	}
	return true
}

// capitals counts the capitalised words from i to j.
func (n *namer) capitals(i, j int) int {
	count := 0
	for ; i < j; i++ {
		if t := &n.d.tokens[i]; t.kind == word && t.cap {
			count++
		}
	}
	return count
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
	switch n.d.small(k) {
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
	_, e := n.match(i, len(n.d.tokens))
	return e > i+1
}

// placeName reports whether a place of the gazetteer stands at token i.
func (n *namer) placeName(i int) bool {
	p, _ := n.match(i, len(n.d.tokens))
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
