package brief

import (
	"slices"
	"strings"
	"unicode"

	"dateline/internal/annotate"
)

// maxKeyFacts is how many key facts are chosen, the lead among them, and minScore what each of the rest scores at least.
const maxKeyFacts, minScore = 5, 3

// keyFacts chooses the lead and up to four more sentences, in reading order.
//
// The lead is the sentence with the dateline, else the first. The rest of the article is cut into four
// stretches of equal length and each gives its best sentence, the earlier of two equals, so that the facts
// spread over the whole of it; if one has none, the best of those left comes in. A sentence scores 3 for a
// dated event, 1 more if that is of the day or to come, 2 each for a figure, an agreement and a quote, and 1
// for each name, up to 3. It loses 1 for every 12 words beyond 36. One that scores 2 or less is not chosen,
// nor one that cannot stand on its own. A pinned sentence or event is always among them.
func (x *boxes) keyFacts(pin []string) {
	n := len(x.b.Sentences)
	if n == 0 {
		return
	}
	first := x.lead()
	var pinned map[string]bool
	if len(pin) > 0 {
		pinned = map[string]bool{}
	}
	for _, id := range pin {
		pinned[strings.TrimPrefix(id, "key-")] = true
	}
	chosen := make([]bool, n)
	for s := range chosen {
		chosen[s] = s == first || pinned[x.b.Sentences[s].ID]
	}
	for i := range x.b.Timeline {
		e := &x.b.Timeline[i]
		chosen[e.Sentence-1] = chosen[e.Sentence-1] || pinned[e.ID]
	}
	scores, named := x.scores()
	left := maxKeyFacts - 1
	choose := func(from, to int) {
		for {
			best := -1
			for s := from; s < to; s++ {
				if scores[s] > 0 && !chosen[s] && (best < 0 || scores[s] > scores[best]) {
					best = s
				}
			}
			if best < 0 {
				return
			}
			if x.standsAlone(best, named[best]) { // asked of few, since it reads the sentence
				chosen[best] = true
				left--
				return
			}
			scores[best] = 0
		}
	}
	rest := n - first - 1
	for k := range maxKeyFacts - 1 {
		from, to := first+1+k*rest/(maxKeyFacts-1), first+1+(k+1)*rest/(maxKeyFacts-1)
		if slices.Contains(chosen[from:to], true) { // pinned
			left--
		} else {
			choose(from, to)
		}
	}
	for range left {
		choose(first+1, n)
	}
	for s := range chosen {
		if sent := &x.b.Sentences[s]; chosen[s] && !x.hidden(s) {
			x.b.KeyFacts = append(x.b.KeyFacts, KeyFact{ID: x.ids.take("key-" + sent.ID), Text: x.own(s), Sentence: sent.N})
		}
	}
}

// hidden reports whether the editor wants no key fact of sentence s.
func (x *boxes) hidden(s int) bool {
	if len(x.hide) == 0 {
		return false
	}
	id := x.b.Sentences[s].ID
	return x.hide[id] || x.hide["key-"+id]
}

// scores rates each sentence as a key fact, if it can stand on its own; 0 is no key fact. named is where the first name in its own words
// begins in the text, or -1.
func (x *boxes) scores() (scores, named []int) {
	type points struct {
		event, figure, agreement, quote, names int

		part bool // of a longer quotation, or nothing but one
	}
	last := map[string]int{} // a name's last sentence, from 1
	all := make([]points, len(x.b.Sentences))
	room := make([]int, 2*len(all))
	scores, named = room[:len(all)], room[len(all):]
	for s := range named {
		named[s] = -1
	}
	for i := range x.doc.Annotations {
		a := &x.doc.Annotations[i]
		p, s := &all[x.of[i]], x.doc.Sentences[x.of[i]]
		switch a.Kind {
		case annotate.Figure:
			p.figure = 2
		case annotate.Agreement:
			p.agreement = 2
		case annotate.Quote:
			p.quote = 2
			from, to := x.of[i], x.until(i)
			for n := from; n < to; n++ {
				all[n].part = all[n].part || to-from > 1 || s.Len()-a.Len() < 6
			}
		}
		if a.Entity != "" {
			if named[x.of[i]] < 0 && a.Start >= s.Start+x.owns[x.of[i]] {
				named[x.of[i]] = a.Start
			}
			if last[a.Entity] != x.of[i]+1 {
				last[a.Entity] = x.of[i] + 1
				p.names = min(3, p.names+1)
			}
		}
	}
	for i := range x.b.Timeline {
		e := &x.b.Timeline[i]
		if e.Order != "" {
			continue // it does not read alone
		}
		p := &all[e.Sentence-1]
		p.event = max(p.event, 3)
		if e.Phase != "past" {
			p.event = 4
		}
	}
	for s, p := range all {
		score := p.event + p.figure + p.agreement + p.quote + p.names
		if score < minScore || p.part || x.hidden(s) {
			continue
		}
		own := x.own(s)
		words := strings.Count(own, " ") + 1
		if words > 36 {
			score -= 1 + (words-37)/12
		}
		if score >= minScore && words >= 6 {
			scores[s] = score
		}
	}
	return scores, named
}

// standsAlone is standsOnItsOwn of sentence s, whose first name begins at named.
func (x *boxes) standsAlone(s, named int) bool {
	before := -1
	if named >= 0 {
		before = countWords(x.doc.Text[x.doc.Sentences[s].Start+x.owns[s] : named])
	}
	return standsOnItsOwn(x.own(s), before)
}

// countWords is the number of words in s.
func countWords(s string) int {
	n, blank := 0, true
	for _, r := range s {
		space := unicode.IsSpace(r)
		if blank && !space {
			n++
		}
		blank = space
	}
	return n
}

// quotesPaired reports whether s has as many closing quotation marks as opening ones.
func quotesPaired(s string) bool {
	curly, straight := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			straight++
		case "“"[0]:
			if strings.HasPrefix(s[i:], "“") {
				curly++
			} else if strings.HasPrefix(s[i:], "”") {
				curly--
			}
		}
	}
	return curly == 0 && straight%2 == 0
}

// standsOnItsOwn reports whether a reader who has not read the sentence before understands this one, of six
// words or more with single spaces: it is no question, does not lead to what follows, has all of its quotation, and neither begins
// with a word that leans on the sentence before nor has a pronoun among its first words before any name.
// named is how many words stand before the first name, -1 if there is none.
func standsOnItsOwn(s string, named int) bool {
	end := strings.TrimRight(s, `"'”’»)]`)
	if strings.HasSuffix(end, "?") || strings.HasSuffix(end, ":") || strings.HasSuffix(end, "…") || strings.HasSuffix(end, "...") ||
		!quotesPaired(s) {
		return false
	}
	for i := range 6 {
		var w string
		w, s, _ = strings.Cut(s, " ")
		switch strings.ToLower(strings.Trim(w, `,.“"'—–-`)) {
		case "earlier", "later": // a month earlier
			return false
		case "he", "she", "it", "they", "his", "her", "its", "their":
			if named < 0 || i <= named {
				return false
			}
		case "this", "these", "that", "those", "such", "none", "neither", "another", "but", "however", "and", "or", "nor", "so", "then",
			"also", "yet", "instead", "thus", "therefore", "":
			if i == 0 {
				return false
			}
		}
	}
	return true
}
