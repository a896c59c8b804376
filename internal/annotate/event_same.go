package annotate

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// distinct makes one event of those told twice, with the sentences of all. Of two with one date, or with one that holds the
// other, the later goes where its title has no word of its own, or where both tell the same of the same: a word of one
// kind of happening (words/event_same.txt) or verb, most of their words, and no name or number that only the other lacks.
// One whose title begins with a pronoun goes to another of its date that names what it speaks of, or goes.
func (f *eventFinder) distinct(events []Event) []Event {
	const window = 16 // earlier events of the same month that are looked at
	if len(events) == 0 {
		return []Event{}
	}
	told, into, gone, place, same := f.same.begin(len(events))
	var list [window]int
	f.gists, f.gistNames = f.gists[:0], f.gistNames[:0]
	for i := range events {
		into[i] = i
		e := &events[i]
		told[i].leans = f.lists.leans(e)
		if e.When == "" {
			continue
		}
		month := e.When[:min(len(e.When), 7)]
		told[i].before = same[month]
		same[month] = i + 1
		first := window
		for k := told[i].before; k > 0 && first > 0; k = told[k-1].before {
			first--
			list[first] = k - 1
		}
		for _, k := range list[first:] {
			o := &events[k]
			if into[k] != k || o.When != e.When && !within(o.When, e.When) && !within(e.When, o.When) {
				continue
			}
			f.read(&told[i], e)
			f.read(&told[k], o)
			common := told[i].common(&told[k])
			least := min(len(told[i].words), len(told[k].words))
			drop, keep := i, k
			switch p, q := told[i].leans, told[k].leans; {
			case o.When != e.When:
				if common < 2 || common < least && !told[i].same(&told[k], common, least) {
					continue
				}
				if len(o.When) < len(e.When) {
					drop, keep = k, i
				}
			case q && !p && common > 1:
				drop, keep = k, i
			case common > 0 && common == least, p && !q && common > 1, told[i].same(&told[k], common, least):
			default:
				continue
			}
			if told[keep].leans && !told[drop].leans {
				drop, keep = keep, drop
			}
			into[drop] = keep
			if drop == i {
				break
			}
		}
	}
	teller := func(i int) int { // the event that tells of i
		for into[i] != i {
			i = into[i]
		}
		return i
	}
	for i, kept := 0, -1; i < len(events); i++ {
		gone[i] = told[i].leans || f.corrected(events, told, i)
		if events[i].Order != "" && teller(i-1) != kept {
			gone[i] = true // what it came after is told elsewhere
		}
		if into[i] == i && !gone[i] {
			kept = i
		}
	}
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
		if k := teller(i); k != i && !gone[k] {
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

// sameEvents is the working memory of distinct, by event.
type sameEvents struct {
	told  []gist
	into  []int          // the event that it is told by
	gone  []bool         // does not stay, and is told by no other
	place []int          // of those that stay
	month map[string]int // 1 + the last event of the month
}

// begin makes the memory ready for n events.
func (s *sameEvents) begin(n int) ([]gist, []int, []bool, []int, map[string]int) {
	if s.month == nil {
		s.month = map[string]int{}
	}
	s.told, s.into, s.gone, s.place = slices.Grow(s.told[:0], n)[:n], slices.Grow(s.into[:0], n)[:n], slices.Grow(s.gone[:0], n)[:n], slices.Grow(s.place[:0], n)[:n]
	clear(s.told)
	clear(s.gone)
	clear(s.month)
	return s.told, s.into, s.gone, s.place, s.month
}

// corrected reports an event of the day on which it was told, where one of the next sentences gives the day before as that of
// an event with words of it.
func (f *eventFinder) corrected(events []Event, told []gist, i int) bool {
	e := &events[i]
	if e.Basis != "inferred" {
		return false
	}
	for k := i + 1; k < min(i+4, len(events)) && events[k].Sentence <= e.Sentence+3; k++ {
		o := &events[k]
		if len(o.When) != 10 || o.When >= e.When || next(o.When) != e.When || o.Status != "happened" {
			continue
		}
		f.read(&told[i], e)
		f.read(&told[k], o)
		if told[i].common(&told[k]) >= 2 {
			return true
		}
	}
	return false
}

// within reports whether day lies in the month.
func within(day, month string) bool {
	return len(month) == 7 && len(day) == 10 && day[:7] == month && day[4] == '-' && isDigit(day[5])
}

// gist is what a title says, for a comparison: its words that carry meaning, without their endings or by their kind.
type gist struct {
	words  []gistWord // no two alike
	bits   uint64     // of all words
	names  []string   // names and numbers
	first  string     // its first word, where that is no article or the like
	leans  bool       // the title begins with a pronoun or the like
	read   bool       // the title has been read
	before int        // 1 + the event of the same month before it
}

type gistWord struct {
	text string // without its ending, or its kind
	bit  uint64 // tells most words apart
	verb bool   // a kind of happening, or a verb
}

// namedFirst reports whether the title of an event begins with a name.
func (f *eventFinder) namedFirst(e *Event) bool {
	first, _, _ := strings.Cut(e.Title, " ")
	s := f.sents[e.Sentence]
	i := startingAt(f.found, s.Start)
	for ; i < len(f.found) && f.found[i].Start < s.End; i++ {
		if a := &f.found[i]; a.Kind != Date && a.Kind != Figure && a.Kind != Quote && strings.HasPrefix(f.text[a.Start:], first) {
			return true
		}
	}
	return false
}

// read reads the title of an event, once.
func (f *eventFinder) read(g *gist, e *Event) {
	if g.read {
		return
	}
	title := e.Title
	g.read = true
	words, names := len(f.gists), len(f.gistNames)
	first := !f.namedFirst(e)
	folded := foldASCII(title)
	for i := 0; i < len(title); {
		start, ascii := i, true
		for i < len(title) {
			if c := title[i]; c|0x20-'a' < 26 || isDigit(c) {
				i++
				continue
			}
			r, n := runeAt(title, i)
			if r < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				break
			}
			ascii = false
			i += n
		}
		if i == start {
			_, n := runeAt(title, i)
			i += n
			continue
		}
		low := folded[start:i]
		if !ascii {
			low = strings.ToLower(title[start:i])
		}
		r, _ := runeAt(title, start)
		id := f.doc.words.find(low)
		row := &f.doc.words.list[id].sets
		if x := f.doc.words.lexemes[f.doc.words.list[id].dates.capital]; row.has(endWords) || row.has(subjectWords) || x.is(isWeekday) || x.is(isMonth) {
			first = false
			continue
		}
		w := gistWord{text: low}
		known := row.has(sameWords)
		if known {
			w.text = f.lists.same[low]
		} else {
			w.text = stem(low)
		}
		w.bit = 1 << ((7*w.text[0] + 3*w.text[len(w.text)-1] + byte(len(w.text))) & 63)
		w.verb = known || f.doc.words.list[id].tense == pastTense || f.doc.words.time.ended(low, pastEnd) && len(low) > 4
		if len(f.gists) == words && !row.has(starterWords) {
			g.first = w.text
		}
		if unicode.IsDigit(r) || !first && unicode.IsUpper(r) && !known {
			f.gistNames = append(f.gistNames, low)
		}
		first = false
		if k := w.in(f.gists[words:], g.bits); k >= 0 {
			f.gists[words+k].verb = f.gists[words+k].verb || w.verb
			continue
		}
		g.bits |= w.bit
		f.gists = append(f.gists, w)
	}
	g.words = f.gists[words:len(f.gists):len(f.gists)]
	g.names = f.gistNames[names:len(f.gistNames):len(f.gistNames)]
}

// in is the place of the word among words, whose bits are given, or -1.
func (w *gistWord) in(words []gistWord, bits uint64) int {
	if w.bit&bits == 0 {
		return -1
	}
	for k := range words {
		if words[k].bit == w.bit && words[k].text == w.text {
			return k
		}
	}
	return -1
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

func (g *gist) common(o *gist) int {
	n := 0
	for k := range g.words {
		if g.words[k].in(o.words, o.bits) >= 0 {
			n++
		}
	}
	return n
}

// has reports whether a word is one of the title's.
func (g *gist) has(text string) bool {
	return slices.ContainsFunc(g.words, func(w gistWord) bool { return w.text == text })
}

// same reports whether two titles with that many words in common tell one thing.
func (g *gist) same(o *gist, common, least int) bool {
	if common < 2 || 3*common < 2*least {
		return false
	}
	if g.first != "" && o.first != "" && !o.has(g.first) && !g.has(o.first) {
		return false // "Norrvik signed the pact", "Lorne signed the pact"
	}
	verb := false
	for i := range g.words {
		if k := g.words[i].in(o.words, o.bits); k >= 0 && (g.words[i].verb || o.words[k].verb) {
			verb = true
		}
	}
	return verb && (subset(g.names, o.names) || subset(o.names, g.names))
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) })
}
