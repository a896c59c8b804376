package annotate

import "strings"

// roleBefore returns the words of the title that ends before token t, "US President" or "Minister of
// State for Trade", or "".
func (n *namer) roleBefore(t int) string {
	tokens := n.d.tokens
	from, end, head := t, t, false
walk:
	for k := t - 1; k >= 0 && t-k < 12 && n.flags[k+1]&first == 0 && n.flags[k]&taken == 0; k-- {
		w, c := tokens[k], n.classOf(k)
		switch {
		case head && c&relative != 0:
			break walk // the brother of President Doe
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
		case from == t && w.id == '.' && w.glued:
		case c&(titlePart|demonym) != 0 && c&starter == 0:
			from = k
		case from == t && w.cap && n.is(k-1, "of") && n.has(k-2, titleHead): // Mayor of Orrinvale
			from = k
		case (w.id == '-' || w.id == '&') && w.glued:
		case head && (w.in(n.d.lower) == "of" || w.in(n.d.lower) == "for"):
			break walk // an adviser for President Doe
		case (w.in(n.d.lower) == "of" || w.in(n.d.lower) == "for" || w.in(n.d.lower) == "and") && from < t && n.has(k-1, titleHead|titlePart):
		case !head:
			break walk
		case w.id == '.' && w.glued && !n.d.tokens[k+1].glued && n.has(k-1, titleHead): // Brig. Gen.
		case w.cap && n.inPhrase(k) > 0 && !n.has(from, demonym):
			k -= n.inPhrase(k) - 1
			from = k
		case w.cap && c&orgHead != 0: // Commission President, Humane Society director
			for k > 0 && n.flags[k]&first == 0 && !n.d.tokens[k].brk && n.capital(k-1) && !n.has(k-1, starter) {
				k--
			}
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
	if n.flags[from]&opensSentence != 0 && n.common(from, end) {
		role = n.d.small(from) + role[n.d.tokens[from].Len():]
	}
	if l := n.d.small(end - 1); strings.HasSuffix(l, "s") && n.classOfWord(l[:len(l)-1])&titleHead != 0 {
		role = strings.TrimSuffix(role, "s") // Presidents Doe and Roe
	}
	return role
}

// common reports whether the first word of a title, from token i to j, has its capital from the sentence alone:
// Special envoy, Former President; not Vice President, nor a single word, which may be either.
func (n *namer) common(i, j int) bool {
	if n.has(i, demonym) || !n.has(i, titlePart|titleHead) || n.d.tokens[i].upper {
		return false
	}
	if n.has(i, bygone) {
		return true
	}
	t := n.d.tokens[i+1]
	return i+1 < j && t.kind == word && !t.cap && (n.has(i+1, titlePart|titleHead) || n.is(i+1, "and"))
}

// inPhrase returns how many tokens a place or organization of the gazetteer that ends with token k has, or 0.
func (n *namer) inPhrase(k int) int {
	for m := 4; m > 0; m-- {
		if k-m+1 < 0 || !n.capital(k-m+1) {
			continue
		}
		if p, e := n.match(k-m+1, k+1); p != nil && e == k+1 {
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
	for k := 0; k < len(s); k++ {
		if c := s[k]; c < ' ' || c == ' ' && s[k+1] == ' ' || c == 0xC2 && s[k+1] == 0xA0 { // a no-break space
			return strings.Join(strings.Fields(s), " ")
		}
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
	open := c.kind == 0 || c.kind == Person
	if open && !c.titled {
		if role := n.roleBefore(c.i); role != "" {
			c.role, c.titled = role, true
			if m.words > 1 {
				m.person += 3
			}
			m.person += 3
		} else if n.is(prev, ",") && (n.is(next, ",") || n.is(next, ".")) { // the president, Jane Doe, said
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
	if n.has(prev, orgWord) && !n.has(prev, titleHead) && !n.capital(prev) && n.d.small(prev)[n.d.tokens[prev].Len()-1] != 's' { // the newspaper Doe
		m.org += 3
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
		if t.brk || t.id == ',' || t.id == '.' || t.id == ';' || t.id == ')' || t.in(n.d.lower) == "—" || t.in(n.d.lower) == "–" {
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
	if n.has(k-1, relative) && n.is(k, ",") && n.is(k+1, "and") { // Doe, his brother, and his mother
		return ""
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
	if kind == Place && c.kind == 0 { // Union of Oarsmen of Uganda (UOU)
		n.names[c.name].org += 4
		return
	}
	if kind == 0 || kind == Person {
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
	lower := n.lower
	var f filter
	var ids uint64 // the last bits of their numbers: few words that have one are a name's
	for k := range n.cands {
		c := &n.cands[k]
		if c.kind == 0 && c.j == c.i+1 && !n.d.tokens[c.i].upper {
			w := n.d.small(c.i)
			lower[w] = c.name
			f.add(w)
			ids |= 1 << (n.d.tokens[c.i].id & 63)
		}
	}
	if len(lower) == 0 {
		return
	}
	for i := range n.d.tokens {
		if t := &n.d.tokens[i]; ids>>(t.id&63)&1 != 0 && t.kind == word && !t.cap && f.may(t.in(n.d.lower)) {
			if at, ok := lower[t.in(n.d.lower)]; ok {
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
		best, kind, rule := 2, Kind(0), ""
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
			kind = 0
		}
		m.kind = kind
		if !strings.HasPrefix(m.rule, kind.String()) || m.rule == "" {
			m.rule = rule
			m.entity = ""
		}
	}
}
