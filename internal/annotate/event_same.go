package annotate

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// distinct makes one event of those told twice, with the sentences of all. Of two with one date, or with one that holds the
// other, the later goes where its title has no word of its own, or where both tell the same of the same: a word of one
// kind of happening (words/event_same.txt) or verb, most of their words, and no name or number that only the other lacks.
// One whose title begins with a pronoun goes where another of its date names what it speaks of.
func (f *eventFinder) distinct(events []Event) []Event {
	const window = 16 // earlier events of the same month that are looked at
	told := make([]gist, len(events))
	into := make([]int, len(events)) // the event that it is told by
	same := map[string][]int{}
	for i := range events {
		into[i] = i
		e := &events[i]
		if e.When == "" {
			continue
		}
		month := e.When[:min(len(e.When), 7)]
		list := same[month]
		told[i] = gistOf(e.Title, f.namedFirst(e))
		for _, k := range list[max(0, len(list)-window):] {
			o := &events[k]
			if into[k] != k || o.When != e.When && !within(o.When, e.When) && !within(e.When, o.When) {
				continue
			}
			common := told[i].common(told[k])
			least := min(len(told[i].words), len(told[k].words))
			drop, keep := i, k
			switch p, q := pronoun(e.Title), pronoun(o.Title); {
			case o.When != e.When:
				if common < 2 || common < least && !told[i].same(told[k], common, least) {
					continue
				}
				if len(o.When) < len(e.When) {
					drop, keep = k, i
				}
			case q && !p && common > 1:
				drop, keep = k, i
			case common > 0 && common == least, p && !q && common > 1, told[i].same(told[k], common, least):
			default:
				continue
			}
			into[drop] = keep
			if drop == i {
				break
			}
		}
		same[month] = append(list, i)
	}
	teller := func(i int) int { // the event that tells of i
		for into[i] != i {
			i = into[i]
		}
		return i
	}
	gone := make([]bool, len(events))
	for i, kept := 0, -1; i < len(events); i++ {
		if events[i].Order != "" && teller(i-1) != kept {
			gone[i] = true // what it came after is told elsewhere
		}
		if into[i] == i && !gone[i] {
			kept = i
		}
	}
	place := make([]int, len(events)) // of those that stay
	n := 0
	for i := range events {
		if into[i] == i && !gone[i] {
			place[i] = n
			n++
		}
	}
	out := make([]Event, n)
	for i, e := range events {
		if into[i] == i && !gone[i] {
			out[place[i]] = e
		}
	}
	for i, e := range events {
		if k := teller(i); k != i {
			o := &out[place[k]]
			o.Sentences = append(o.Sentences, e.Sentences...)
			for _, a := range e.Actors {
				if !slices.Contains(o.Actors, a) {
					o.Actors = append(o.Actors, a)
				}
			}
		}
	}
	for i := range out {
		slices.Sort(out[i].Sentences[1:])
		out[i].Sentences = append(out[i].Sentences[:1], slices.DeleteFunc(slices.Compact(out[i].Sentences[1:]), func(s int) bool { return s == out[i].Sentence })...)
	}
	return out
}

// within reports whether day lies in the month.
func within(day, month string) bool {
	return len(month) == 7 && len(day) == 10 && day[:7] == month && day[4] == '-' && isDigit(day[5])
}

// gist is what a title says, for a comparison: its words that carry meaning, without their endings or by their kind.
type gist struct {
	words map[string]bool // true for a kind of happening, or a verb
	names map[string]bool // names and numbers
	first string          // its first word, where that is no article or the like
}

// namedFirst reports whether the title of an event begins with a name.
func (f *eventFinder) namedFirst(e *Event) bool {
	first, _, _ := strings.Cut(e.Title, " ")
	s := f.sents[e.Sentence]
	i := sort.Search(len(f.found), func(i int) bool { return f.found[i].Start >= s.Start })
	for ; i < len(f.found) && f.found[i].Start < s.End; i++ {
		if a := &f.found[i]; a.Kind != Date && a.Kind != Figure && a.Kind != Quote && strings.HasPrefix(f.text[a.Start:], first) {
			return true
		}
	}
	return false
}

func gistOf(title string, nameFirst bool) gist {
	g := gist{words: map[string]bool{}, names: map[string]bool{}}
	first := !nameFirst
	for w := range strings.FieldsFuncSeq(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		low := strings.ToLower(w)
		r, _ := utf8.DecodeRuneInString(w)
		_, end := eventEnds[low]
		if end || subjects[low] || english().dates[english().find(low)].capital.is(isWeekday) || english().dates[english().find(low)].capital.is(isMonth) {
			first = false
			continue
		}
		kind, known := eventSame[low]
		verb := known || english().time.tense[low] == "past" || strings.HasSuffix(low, "ed") && len(low) > 4
		if !known {
			kind = stem(low)
		}
		if _, starter := starters[low]; len(g.words) == 0 && !starter {
			g.first = kind
		}
		g.words[kind] = g.words[kind] || verb
		if unicode.IsDigit(r) || !first && unicode.IsUpper(r) && !known {
			g.names[low] = true
		}
		first = false
	}
	return g
}

// stem is a word less the endings that verbs and plurals have.
func stem(w string) string {
	for _, end := range []string{"ing", "ed", "es", "s"} {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) > 3 {
			return rest
		}
	}
	return w
}

func (g gist) common(o gist) int {
	n := 0
	for w := range g.words {
		if _, ok := o.words[w]; ok {
			n++
		}
	}
	return n
}

// same reports whether two titles with that many words in common tell one thing.
func (g gist) same(o gist, common, least int) bool {
	if common < 2 || 3*common < 2*least {
		return false
	}
	if _, a := o.words[g.first]; !a && g.first != "" && o.first != "" {
		if _, b := g.words[o.first]; !b {
			return false // "Norrvik signed the pact", "Lorne signed the pact"
		}
	}
	verb := false
	for w, v := range g.words {
		ov, ok := o.words[w]
		verb = verb || ok && (v || ov)
	}
	return verb && (subset(g.names, o.names) || subset(o.names, g.names))
}

func subset(a, b map[string]bool) bool {
	for w := range a {
		if !b[w] {
			return false
		}
	}
	return true
}
