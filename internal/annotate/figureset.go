package annotate

import (
	"sort"
	"strings"
)

// A figure set is a sentence that lists at least three labelled figures of one type and unit, all
// labelled the same way:
//
//	China ($32 billion), the United Arab Emirates ($28 billion) and Turkey ($17 billion)
//	Norway, 32%, Sweden, 28%, and Denmark, 17%          Norway with 32, Norway at 32%, Norway: 32
//	32% for Norway, 28% in Sweden and 17% from Denmark
//
// The label is the words beside the figure without an article; the title is what stands before
// "included" or "were" and the first label, and is empty where the sentence has no such words.

type figureSets struct {
	*doc
	found []Annotation
	start int // first token of the sentence
	end   int // token after its last
}

func findFigureSets(d *doc, found []Annotation) []FigureSet {
	var out []FigureSet
	f := &figureSets{doc: d, found: found}
	next := 0 // the first annotation not yet passed
	var figs []int
	for n, s := range d.sents {
		figs = figs[:0]
		for ; next < len(found) && found[next].Start < s.End; next++ {
			if a := &found[next]; a.Kind == Figure && a.Start >= s.Start && a.Value != "" && a.Qualifier != "from" && a.Qualifier != "to" {
				figs = append(figs, next)
			}
		}
		if len(figs) < 3 {
			continue
		}
		f.start, f.end = d.starts[n], d.starts[n+1]
		if set := f.longest(figs); len(set.Rows) >= 3 {
			set.Sentence = n
			out = append(out, set)
		}
	}
	return out
}

// labelling is one way to label a figure: it returns the tokens of the label.
type labelling func(f *figureSets, a *Annotation, from, to int) (start, end int)

// longest is the longest run of figures of one type and unit that one way of labelling explains.
func (f *figureSets) longest(figs []int) FigureSet {
	var best FigureSet
	for _, way := range []labelling{bracketed, before, after} {
		var set FigureSet
		lead := -1
		keep := func() {
			if len(set.Rows) > len(best.Rows) {
				best = set
				best.Title = f.title(lead)
			}
			set, lead = FigureSet{}, -1
		}
		k, border := f.start, f.start
		for _, n := range figs {
			a := &f.found[n]
			for k < f.end && f.tokens[k].Start < a.Start {
				k++
			}
			to := k
			for to < f.end && f.tokens[to].Start < a.End {
				to++
			}
			start, end := way(f, a, k, to)
			if len(set.Rows) > 0 && (set.Type != a.Type || set.Unit != a.Unit || start < border || f.far(border, min(start, k))) {
				keep()
			}
			if start < end {
				if len(set.Rows) == 0 {
					set.Type, set.Unit, lead = a.Type, a.Unit, start
				}
				set.Rows = append(set.Rows, FigureRow{f.text[f.tokens[start].Start:f.tokens[end-1].End], n})
			} else if len(set.Rows) > 0 {
				keep()
			}
			border = max(to, end)
		}
		keep()
	}
	return best
}

// far reports whether more than separators, articles and a few words stand in tokens [from,to).
func (f *figureSets) far(from, to int) bool {
	words := 0
	for k := from; k < to; k++ {
		if t := f.tokens[k]; t.kind == word && t.in(f.lower) != "and" && t.in(f.lower) != "the" {
			words++
		}
	}
	return words > 3
}

// bracketed is "Name ($32 billion)".
func bracketed(f *figureSets, a *Annotation, from, to int) (int, int) {
	open := from - 1
	for open > f.start && open > from-4 && f.tokens[open].kind == word {
		open-- // a qualifier
	}
	if open <= f.start || f.tokens[open].id != '(' && f.tokens[open].id != '[' {
		return 0, 0
	}
	return f.label(open)
}

// before is "Name, 32%", "Name 32%", "Name: 32", "Name with 32", "Name at 32%".
func before(f *figureSets, a *Annotation, from, to int) (int, int) {
	k := from
	for k > f.start && k > from-3 && f.among(k-1, qualifierWords) {
		k--
	}
	if k > f.start {
		switch f.small(k - 1) {
		case ",", ":", "with", "at", "on", "-", "–", "—":
			k--
			if k > f.start && f.small(k) == "with" && f.tokens[k-1].id == ',' {
				k--
			}
		}
	}
	start, end := f.label(k)
	if start < end && !f.tokens[start].cap {
		return 0, 0
	}
	return start, end
}

// after is "32% for Name", "32 from Name".
func after(f *figureSets, a *Annotation, from, to int) (int, int) {
	if to+1 >= f.end {
		return 0, 0
	}
	switch f.small(to) {
	case "for", "from", "in", "to", "by":
	default:
		return 0, 0
	}
	start := to + 1
	if f.among(start, articles) {
		start++
	}
	end := start
	for end < f.end && end < start+6 {
		t := f.tokens[end]
		if !(t.cap || t.kind == possessive || end > start && f.among(end, joins) && end+1 < f.end && f.tokens[end+1].cap) || t.in(f.lower) == "and" {
			break
		}
		end++
	}
	if start == end || f.tokens[start].kind != word || f.isDate(start) {
		return 0, 0
	}
	return start, end
}

// isDate reports whether token k begins a date: "3% in May".
func (f *figureSets) isDate(k int) bool {
	n := startingAt(f.found, f.tokens[k].Start)
	return n < len(f.found) && f.found[n].Start == f.tokens[k].Start && f.found[n].Kind == Date
}

// label finds the name that ends before token end: a capitalised name, or up to four words after a separator.
func (f *figureSets) label(end int) (int, int) {
	code := f.identifier(end)
	if end <= f.start || code == end && f.tokens[end-1].kind != word && f.tokens[end-1].kind != possessive && f.tokens[end-1].id != '.' {
		return 0, 0
	}
	// a name found before knows its own borders
	n := sort.Search(len(f.found), func(i int) bool { return f.found[i].End >= f.tokens[end-1].End })
	if n < len(f.found) && f.found[n].End == f.tokens[end-1].End {
		if a := &f.found[n]; a.Kind == Place || a.Kind == Organization || a.Kind == Person {
			start := end - 1
			for start > f.start && f.tokens[start].Start > a.Start {
				start--
			}
			for start < end-1 && f.among(start, articles) {
				start++
			}
			return start, end
		}
	}
	start := code
	if code < end || f.tokens[end-1].cap || f.tokens[end-1].id == '.' {
		for start > f.start {
			t := f.tokens[start-1]
			if !(t.cap || t.kind == possessive || t.id == '-' && t.glued || t.id == '.' && t.glued ||
				start < end && f.among(start-1, joins) && t.in(f.lower) != "and" && start-1 > f.start && f.tokens[start-2].cap) {
				break
			}
			start--
		}
		// a capital that only begins the sentence: "Only China"
		if start == f.start && end-start > 1 && f.among(start, nounStop) {
			start++
		}
	} else {
		for words := 0; start > f.start && words < 4; {
			t := f.tokens[start-1]
			if t.kind != word && !(t.id == '-' && t.glued) || f.among(start-1, nounStop) || t.cap {
				break
			}
			start--
			if !t.glued { // ground-launched is one word
				words++
			}
		}
	}
	for start < end && (f.among(start, articles) || f.tokens[start].kind == punct) {
		start++
	}
	return start, end
}

// identifier is the first token of the name of letters and digits that ends before token end (SS-20, 9M729), or end.
func (f *figureSets) identifier(end int) int {
	k, digits, capital := end, false, false
	for k > f.start {
		t := f.tokens[k-1]
		if t.kind != word && t.kind != number && t.id != '-' {
			break
		}
		k--
		digits = digits || t.kind == number
		capital = capital || t.cap
		if !t.glued {
			break
		}
	}
	if !digits || !capital {
		return end
	}
	return k
}

// title is what stands before the verb that leads to the first label, which begins at token lead.
func (f *figureSets) title(lead int) string {
	verb := lead - 1
	for verb > f.start && (f.among(verb, articles) || f.tokens[verb].id == ':') {
		verb--
	}
	if verb <= f.start || !f.among(verb, listing) {
		return ""
	}
	end := verb
	if f.tokens[verb-1].id == ',' { // Its buyers, the office says, included
		for end = verb - 2; end > f.start && f.tokens[end].id != ','; {
			end--
		}
	}
	start, from := end, f.dateline(f.start)
	for start > from && f.tokens[start-1].id != ',' && f.tokens[start-1].id != ';' && f.tokens[start-1].id != ':' {
		start--
	}
	for start < end && (f.among(start, articles) || f.tokens[start].kind == punct || f.small(start) == "and") {
		start++
	}
	if end-start < 2 || end-start > 14 {
		return ""
	}
	return strings.Join(strings.Fields(f.text[f.tokens[start].Start:f.tokens[end-1].End]), " ")
}

var (
	articles       = setOf("the", "a", "an")
	joins          = setOf("of", "and", "the", "de", "da", "del", "&", "al")
	listing        = setOf("included", "include", "includes", "were", "are", "was", "is")
	qualifierWords = setOf("about", "around", "nearly", "almost", "some", "over", "roughly", "approximately", "just", "with", "estimated", "an")
)
