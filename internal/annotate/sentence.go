package annotate

import (
	"unicode"
	"unicode/utf8"
)

// Words and signs at the borders of sentences.
var (
	starting   = wordsIn("starters")
	titles     = wordsIn("abbreviations", "title")
	numbering  = wordsIn("abbreviations", "number")
	unitPoints = wordsIn("abbreviations", "unit")
	abridged   = wordsIn("abbreviations")
	sayings    = wordsIn("saying")
	// fullStops are marks of Chinese, Japanese, Devanagari, Arabic or Urdu that end a sentence and nothing else, with
	// no white space needed after them.
	fullStops = setOf("。", "！", "？", "।", "॥", "؟", "۔")
	stops     = setOf(".", "!", "?", "…", "。", "！", "？", "।", "॥", "؟", "۔")
	openers   = setOf("“", "‘", `"`, "'", "(", "[", "«", "—", "–", "-", "•", "*", "…")
	closers   = setOf("”", "’", ")", "]", "»", "」", "』", "）")
	straights = setOf(`"`, "'")
	brackets  = setOf("(", "[")
)

// splitSentences cuts the tokens into sentences. A paragraph break always ends one. Otherwise an
// end needs a point, question or exclamation mark that is no part of an abbreviation, a number or an
// ellipsis, then white space, then something that can begin a sentence. Where that leaves doubt
// it does not cut. Marks that close a quotation or a bracket stay with what they close.
func (d *doc) splitSentences() {
	d.sents, d.starts = d.sents[:0], d.starts[:0]
	start := 0 // token that begins the sentence
	cut := func(end int) {
		if end > start {
			d.sents = append(d.sents, Span{d.tokens[start].Start, d.tokens[end-1].End})
			d.starts = append(d.starts, start)
			start = end
		}
	}
	next := 0 // token to go on with
	for _, i := range d.at.ends {
		if i < next {
			continue
		}
		if d.tokens[i].brk {
			cut(i)
		}
		if !terminates(d, i) {
			continue
		}
		j := i + 1
		for j < len(d.tokens) && d.tokens[j].glued && (d.tokens[j].kind == punct && terminates(d, j) || closes(d, j)) {
			j++
		}
		if endsSentence(d, start, i, j) {
			cut(j)
		}
		next = j
	}
	cut(len(d.tokens))
	d.starts = append(d.starts, len(d.tokens))
}

// dateline is the token past the dateline of the paragraph that begins at token i, or i where it has none. A dateline is
// a place in capitals ("PRAGUE — The …"), or a place with a date or an agency ("Port Lorne, April 8 (Agency) — the …"),
// up to a dash.
func (d *doc) dateline(i int) int {
	month, agency, shouting := false, false, true
	for k := i; k < min(i+16, len(d.tokens)) && (k == i || !d.tokens[k].brk); k++ {
		t := d.tokens[k]
		switch t.in(d.lower) {
		case ",", ".", "/", "'", "’":
			continue
		case "(":
			for k++; k < min(i+16, len(d.tokens)) && d.tokens[k].id != ')'; k++ {
			}
			agency = true
			continue
		case "—", "–", "-", "_":
			if t.glued && t.id == '-' && k+1 < len(d.tokens) && d.tokens[k+1].glued && d.tokens[k+1].kind == word {
				continue // Port-au-Prince
			}
			first := k
			for k++; k < len(d.tokens) && d.tokens[k].glued && d.tokens[k].id == '-'; k++ {
			}
			if k == len(d.tokens) || d.tokens[k].brk || d.tokens[k].glued && t.in(d.lower) != "—" {
				return i
			}
			if month || shouting && (agency || (t.id != '-' || k > first+1) && d.tokens[k].cap) {
				return k
			}
			return i
		}
		lex := d.words.lexemes[d.lex[k]]
		switch {
		case k == i && (t.kind != word || !t.cap || lex != nil && (lex.is(isWeekday) || lex.is(isPrep)) || lex.is(isOn)), t.kind == punct, t.kind == possessive, t.kind == word && !t.cap:
			return i
		case t.kind == word && k > i && lex.is(isMonth):
			month = true
		case t.kind == word && !month && !t.upper && t.Len() > 1:
			shouting = false
		}
	}
	return i
}

// terminates reports whether token i is or ends in a mark that can end a sentence.
func terminates(d *doc, i int) bool {
	t := &d.tokens[i]
	if t.kind == word {
		return t.point
	}
	return t.kind == punct && d.among(i, stops)
}

// closes reports whether token i closes a quotation or bracket.
func closes(d *doc, i int) bool {
	// A straight mark closes when white space, the end or another sign follows.
	return d.among(i, closers) || d.among(i, straights) && (i+1 == len(d.tokens) || !d.tokens[i+1].glued || d.tokens[i+1].kind == punct)
}

// opens reports whether token i can stand before the first word of a sentence.
func opens(d *doc, i int) bool { return d.tokens[i].kind == punct && d.among(i, openers) }

// endsSentence reports whether the sentence that began at token start ends after token j-1,
// where token i is the first mark that could end it.
func endsSentence(d *doc, start, i, j int) bool {
	if j == len(d.tokens) || d.tokens[j].brk || d.among(i, fullStops) {
		return true
	}
	if d.tokens[j].glued {
		return false
	}
	dots := 0
	for k := i; k < j; k++ {
		if d.tokens[k].id == '.' {
			dots++
		}
	}
	mark := d.tokens[i]
	if mark.id == '.' && (!mark.glued && i > start && d.tokens[i-1].id == '.' || d.tokens[j].id == '.') {
		return false // . . .
	}
	if i > start && mark.glued && d.among(i-1, brackets) {
		return false // [...]
	}

	// What follows: skip what may stand before a first word.
	n := j
	for n < len(d.tokens) && n-j < 4 && opens(d, n) {
		n++
	}
	if n == len(d.tokens) {
		return true
	}
	next := d.tokens[n]
	opened := n > j
	starter := false
	if next.kind == word {
		// "J. A. Smith": an initial is no article.
		starter = next.cap && d.among(n, starting) && !(n+1 < len(d.tokens) && d.tokens[n+1].glued && d.tokens[n+1].id == '.' && next.Len() == 1)
	}

	switch {
	case mark.kind == word:
		return starter || opened && next.cap && !d.among(j, brackets)
	case mark.in(d.lower) == "…" || dots == 2 || dots == 3:
		return starter && next.in(d.lower) != "i"
	case i > start && mark.glued:
		before := d.tokens[i-1]
		if before.kind == word && mark.id == '.' || before.cap {
			switch {
			case d.among(i-1, titles), d.among(i-1, numbering) && next.kind == number:
				return false
			case d.among(i-1, unitPoints), before.kind == word && before.cap && mark.id == '.' && isInitial(d.text[before.Start:before.End]):
				if i-1 == start && !d.among(i-1, abridged) {
					return false // "A. The first item"
				}
				return starter
			}
		}
		if before.kind == number && i-1 == start && mark.id == '.' {
			return false // "1. The first item"
		}
		if x := d.words.lexemes[d.words.lexemeOf(d.words.list[next.id].dates, &next)]; before.kind == number && d.words.lexemes[d.words.list[mark.id].dates.any].is(isNth) && (x.is(isMonth) || x.is(isUnit)) {
			return false // "5. März"
		}
	}
	if next.kind == word && !next.cap {
		// a script without case, or a name such as iPhone
		first, _ := utf8.DecodeRuneInString(next.in(d.lower))
		return !unicode.IsLower(first) || d.text[next.Start:next.End] != next.in(d.lower)
	}
	if first, _ := utf8.DecodeRuneInString(next.in(d.lower)); next.kind == punct && !unicode.IsSymbol(first) && !opened {
		return false
	}
	// “Why?” Smith asked.
	if mark.id != '.' && j > i+1 && !opened {
		for k := n; k < min(n+4, len(d.tokens)) && d.tokens[k].kind == word; k++ {
			if k > n && d.among(k, sayings) {
				return false
			}
		}
	}
	return true
}

// isInitial reports whether a word is a single letter.
func isInitial(w string) bool {
	_, n := utf8.DecodeRuneInString(w)
	return n == len(w)
}
