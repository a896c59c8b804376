package annotate

import "strings"

// aPerson is somebody the document names in full.
type aPerson struct{ entity, first, last string }

// emit writes the annotations in the order of the text.
func (n *namer) emit() []Annotation {
	full, anyone, latest, given, persons := n.full, n.anyone, n.latest, n.given, n.persons
	for k := range n.cands {
		c := &n.cands[k]
		if m := &n.names[c.name]; m.kind == Person && !m.single() {
			first, last := n.firstLast(c.i, c.j)
			key := [2]string{first, last}
			if _, ok := full[key]; ok {
				continue
			}
			if who, ok := anyone[last]; ok && endsName(persons[who].entity, m.text) {
				full[key] = who // bin Tarek, after Omar bin Tarek
				continue
			}
			entity := m.text
			if c.fixed {
				entity = c.entity
			}
			full[key] = len(persons)
			for _, w := range [...]string{last, first} {
				if acronym(w) {
					continue
				}
				if _, ok := anyone[w]; !ok {
					anyone[w] = len(persons)
				}
			}
			persons = append(persons, aPerson{entity, first, last})
		}
	}
	owners := n.owners()
	n.persons = persons
	out := n.d.more[:0]
	for i := range n.cands {
		c := &n.cands[i]
		m := &n.names[c.name]
		a := Annotation{Span: Span{n.d.tokens[c.i].Start, n.d.tokens[c.j-1].End}, Kind: m.kind, Rule: m.rule, Entity: m.entity}
		if a.Entity == "" {
			a.Entity = m.text
		}
		if m.kind == 0 && c.j == c.i+3 && n.hyphen(c.i+1) { // the Doe-Roe talks
			for _, k := range []int{c.i, c.i + 2} {
				s := n.d.tokens[k].Span
				if who, ok := anyone[n.d.text[s.Start:s.End]]; ok {
					out = append(out, Annotation{Span: s, Kind: Person, Rule: "person/surname", Entity: persons[who].entity})
				}
			}
			continue
		}
		switch {
		case m.single() && !c.fixed:
			who, ok := latest[m.text]
			if !ok {
				who, ok = anyone[m.text]
			}
			if owner := owners[m.text]; c.bare && !ok && owner != "" && n.has(c.i, orgHead) && n.is(c.i-1, "the") {
				a.Kind, a.Entity, a.Rule = Organization, owner, "organization/short"
				break
			}
			if c.bare && (!ok || persons[who].last != m.text && !n.has(c.i, weakGiven) || n.is(c.i-1, "the") || c.weak && !c.says) {
				continue
			}
			if ok && (c.titled || c.kind == 0 && !c.place || c.kind == 0 && m.kind != Place || !c.place && persons[who].last == m.text && !n.country(c.i)) && m.kind != Organization {
				p := persons[who]
				a.Kind, a.Entity, a.Role, a.Rule = Person, p.entity, c.role, "person/surname"
				if start := n.particlesBefore(c.i); strings.HasSuffix(p.entity, n.d.text[start:a.End]) {
					a.Start = start
				}
			} else if m.kind == Person {
				a.Role = c.role
			}
		case m.kind == 0:
			_, last := n.firstLast(c.i, c.j)
			if who, ok := anyone[last]; ok && endsName(persons[who].entity, m.text) {
				a.Kind, a.Entity, a.Rule = Person, persons[who].entity, "person/surname"
			}
		case m.kind == Person:
			first, last := n.firstLast(c.i, c.j)
			if p, ok := full[[2]string{first, last}]; ok {
				a.Entity = persons[p].entity
				latest[first] = p
				if _, held := latest[last]; !held || !n.kin(c.role) { // "Doe's wife, Ann Doe": Doe alone is still he
					latest[last] = p
				}
			}
			if c.fixed {
				a.Entity = c.entity
			}
			a.Role = c.role
		}
		if a.Kind == Organization && owners[a.Entity] != "" { // Congress, where the text has the US Congress
			a.Entity = owners[a.Entity]
		}
		if a.Kind != 0 {
			out = append(out, a)
		}
		if c.given != "" && given[a.Entity] == "" {
			given[a.Entity] = c.given
		}
	}
	for i := range out { // the text's own description comes first
		if out[i].Role != "" {
			delete(given, out[i].Entity)
		}
	}
	for i := range out {
		if role := given[out[i].Entity]; role != "" && out[i].Kind == Person {
			out[i].Role = role
			delete(given, out[i].Entity)
		}
	}
	n.d.more = out
	return out
}

// owners says which organization of the document a short form of its name means, where it can be only one:
// "Commission" the European Commission, "Ministry" the Ministry of Commerce, "Supreme Court" the US Supreme Court.
func (n *namer) owners() map[string]string {
	out := n.owned
	own := func(short string, m *name) {
		entity := m.entity
		if entity == "" {
			entity = m.text
		}
		if old, ok := out[short]; ok && old != entity {
			entity = ""
		}
		out[short] = entity
	}
	for k := range n.names {
		m := &n.names[k]
		first, rest, several := strings.Cut(m.text, " ")
		if m.kind != Organization || !several {
			continue
		}
		head := m.text[strings.LastIndexByte(m.text, ' ')+1:]
		if w, _, _ := strings.Cut(rest, " "); w == "of" || w == "for" {
			head = first
		} else if strings.Contains(rest, " ") && (n.classOfWord(foldASCII(first))&demonym != 0 || n.d.words.place(first)) {
			own(rest, m)
		}
		if n.classOfWord(foldASCII(head))&orgHead != 0 && head != "House" {
			own(head, m)
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
		if p, e := n.match(k, j); p != nil && e == j && p.kind == Place {
			return true
		}
	}
	return false
}

// endsInCountry reports whether the last words from i to j are a country: Doe Motors El Salvador.
func (n *namer) endsInCountry(i, j int) bool {
	for k := i + 1; k < j; k++ {
		if p, e := n.match(k, j); p != nil && e == j && p.country && !n.has(k, weakGiven|familyName) {
			return true
		}
	}
	return false
}

// country reports whether a country's name stands at token i.
func (n *namer) country(i int) bool {
	p, _ := n.match(i, i+1)
	return p != nil && p.country
}

// acronym reports whether a word has three or more letters, all capitals.
func acronym(w string) bool { return len(w) > 2 && allUpper(w) }

// kin reports whether a role is that of a relative.
func (n *namer) kin(role string) bool {
	return n.classOfWord(foldASCII(role[strings.LastIndexByte(role, ' ')+1:]))&relative != 0
}

// single reports whether the name is one word, or several joined by hyphens.
func (m *name) single() bool { return strings.IndexByte(m.text, ' ') < 0 }

// endsName reports whether a person's full name goes before tail: Suu Kyi, the tail of Aung San Suu Kyi.
func endsName(full, tail string) bool {
	n := len(full) - len(tail)
	return n > 1 && full[n-1] == ' ' && strings.EqualFold(full[n:], tail)
}

// firstLast returns the first and the last word of a person's name, generations (Jr) apart; what hyphens
// join is one word.
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
			from := k
			for from-2 > i && !n.has(from-2, particle) && n.hyphen(from-1) && n.d.tokens[from].glued && n.d.tokens[from-1].glued {
				from -= 2
			}
			last = n.d.text[n.d.tokens[from].Start:t.End]
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
		} else if n.has(k-1, particle) && n.d.small(k-1) != "la" {
			k--
		} else {
			break
		}
	}
	return n.d.tokens[k].Start
}
