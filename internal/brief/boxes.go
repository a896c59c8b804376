package brief

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/internal/annotate"
)

// boxes makes the items of b out of what annotate found, and gives every sentence its uses.
// Where an annotation leads to an item of its own, that item's id stands in links, by the
// annotation's index.
type boxes struct {
	b     *Brief
	doc   *annotate.Document
	ids   ids
	of    []int // sentence (from 0) of each annotation
	links []string
	known []string // every id that pin and hide may name
	hide  map[string]bool
}

func newBoxes(b *Brief, doc *annotate.Document, taken ids) *boxes {
	x := &boxes{b: b, doc: doc, ids: taken, links: make([]string, len(doc.Annotations)), of: make([]int, len(doc.Annotations))}
	s := 0
	for i, a := range doc.Annotations {
		for s+1 < len(doc.Sentences) && a.Start >= doc.Sentences[s].End {
			s++
		}
		x.of[i] = s
	}
	return x
}

// fill makes all boxes. hide and pin are ids of items or sentences.
func (x *boxes) fill(pin, hide []string) {
	x.hide = map[string]bool{}
	for _, h := range hide {
		x.hide[h] = true
	}
	for _, s := range x.b.Sentences {
		x.known = append(x.known, s.ID, "key-"+s.ID)
	}
	x.entities()
	x.timeline()
	x.charts()
	x.figures()
	x.quotes()
	x.keyFacts(pin)
	for i := len(pin) - 1; i >= 0; i-- {
		x.pin(pin[i])
	}
	x.uses()
}

// newID makes an item's id and reports whether the item is to be shown.
func (x *boxes) newID(id string) (string, bool) {
	id = x.ids.take(id)
	x.known = append(x.known, id)
	return id, !x.hide[id]
}

// entities lists names, most mentioned first, then in order of first mention.
func (x *boxes) entities() {
	type key struct {
		kind annotate.Kind
		name string
	}
	byKey := map[key]*Entity{}
	var order []key
	mentions := map[key]int{}
	for i, a := range x.doc.Annotations {
		switch a.Kind {
		case annotate.Person, annotate.Organization, annotate.Place, annotate.Agreement:
		default:
			continue
		}
		if a.Entity == "" {
			continue
		}
		k := key{a.Kind, a.Entity}
		e := byKey[k]
		n := x.of[i] + 1
		if e == nil {
			id, _ := x.newID(string(a.Kind) + "-" + cmp.Or(Slug(a.Entity), "name"))
			e = &Entity{ID: id, Kind: string(a.Kind), Name: a.Entity, RoleSentence: n}
			byKey[k] = e
			order = append(order, k)
		}
		if e.Role == "" && a.Role != "" {
			e.Role, e.RoleSentence = a.Role, n
		}
		if len(e.Mentions) == 0 || e.Mentions[len(e.Mentions)-1] != n {
			e.Mentions = append(e.Mentions, n)
		}
		mentions[k]++
		if !x.hide[e.ID] {
			x.links[i] = e.ID
		}
	}
	slices.SortStableFunc(order, func(a, b key) int { return mentions[b] - mentions[a] })
	for _, k := range order {
		e := byKey[k]
		if x.hide[e.ID] {
			continue
		}
		switch k.kind {
		case annotate.Person:
			x.b.People = append(x.b.People, *e)
		case annotate.Organization:
			x.b.Organizations = append(x.b.Organizations, *e)
		case annotate.Place:
			x.b.Places = append(x.b.Places, *e)
		case annotate.Agreement:
			x.b.Agreements = append(x.b.Agreements, *e)
		}
	}
}

// timeline sorts events by the earliest instant they may mean, then the latest, then the sentence.
// Two with the same date and title are one.
func (x *boxes) timeline() {
	type key struct{ when, title string }
	seen := map[key]string{}
	for _, e := range x.doc.Events {
		w := When(e.When)
		if !w.Valid() || e.Sentence < 0 || e.Sentence >= len(x.b.Sentences) {
			continue
		}
		k := key{e.When, e.Title}
		id, ok := seen[k]
		if !ok {
			var show bool
			id, show = x.newID(fmt.Sprintf("event-s%d", e.Sentence+1))
			if !show {
				id = ""
			}
			seen[k] = id
			if show {
				note := ""
				if e.Date >= 0 && e.Date < len(x.doc.Annotations) {
					note = x.doc.Annotations[e.Date].Ambiguous
				}
				x.b.Timeline = append(x.b.Timeline, Event{
					ID: id, When: w, WhenText: e.WhenText, Basis: e.Basis, Status: e.Status, Title: e.Title,
					Actors: e.Actors, Sentence: e.Sentence + 1, Phase: phase(w, e.Status, x.b.AsOf), Note: note,
				})
			}
		}
		if id != "" && e.Date >= 0 && e.Date < len(x.links) && x.links[e.Date] == "" {
			x.links[e.Date] = id
		}
	}
	slices.SortStableFunc(x.b.Timeline, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.When.First(), b.When.First()), cmp.Compare(a.When.Last(), b.When.Last()), a.Sentence-b.Sentence)
	})
}

// phase is where an event stands against the day the brief is as of.
func phase(w When, status string, asOf When) string {
	today := asOf.Last()
	if today == "" {
		return "past"
	}
	first, last := w.First(), w.Last()
	switch {
	case first == today && last == today:
		return "today"
	case first > today:
		return "coming"
	case (status == "scheduled" || status == "expected" || status == "unconfirmed") && (last >= today || last == ""):
		return "coming"
	}
	return "past"
}

// charts draws each set of figures that share a unit.
func (x *boxes) charts() {
	for _, set := range x.doc.FigureSets {
		if set.Sentence < 0 || set.Sentence >= len(x.b.Sentences) {
			continue
		}
		c := Chart{Title: x.chartTitle(set), Sentence: set.Sentence + 1}
		var values []*big.Rat
		most := new(big.Rat)
		valid := len(set.Rows) > 0
		for _, r := range set.Rows {
			if r.Figure < 0 || r.Figure >= len(x.doc.Annotations) {
				valid = false
				break
			}
			v, ok := decimal(x.doc.Annotations[r.Figure].Value)
			if !ok || v.Sign() < 0 {
				valid = false
				break
			}
			values = append(values, v)
			if v.Cmp(most) > 0 {
				most = v
			}
		}
		if !valid || most.Sign() == 0 {
			continue // without values there is nothing to draw: they stay figures
		}
		id, show := x.newID(fmt.Sprintf("chart-s%d", set.Sentence+1))
		if !show {
			for _, r := range set.Rows {
				x.links[r.Figure] = "-"
			}
			continue
		}
		c.ID = id
		scale, word := scaleOf(most, set.Type)
		c.Unit = strings.TrimSpace(word + " " + x.unitName(set.Rows[0].Figure))
		for i, r := range set.Rows {
			a := x.doc.Annotations[r.Figure]
			share, _ := new(big.Rat).Quo(new(big.Rat).Mul(values[i], big.NewRat(100, 1)), most).Float64()
			c.Rows = append(c.Rows, Bar{
				Label: r.Label, Display: x.text(a.Span), Value: a.Value, Qualifier: a.Qualifier, Share: share,
				Number: plain(new(big.Rat).Quo(values[i], scale)),
			})
			x.links[r.Figure] = id
		}
		x.b.Charts = append(x.b.Charts, c)
	}
}

// maxDigits bounds the numbers that are computed with: arithmetic on a number of a million digits is slow.
const maxDigits = 40

// decimal reads a plain decimal number.
func decimal(s string) (*big.Rat, bool) {
	if s == "" || len(s) > maxDigits || strings.Trim(s, "-.0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// scaleOf picks the largest of a thousand, a million, … that leaves the largest value at 1 or above.
// Percentages and small counts stay as they are.
func scaleOf(most *big.Rat, typ string) (scale *big.Rat, word string) {
	scale = big.NewRat(1, 1)
	if typ == "percent" || typ == "ratio" {
		return scale, ""
	}
	for _, s := range []struct {
		n    int64
		word string
	}{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}} {
		if n := big.NewRat(s.n, 1); most.Cmp(n) >= 0 {
			return n, s.word
		}
	}
	return scale, ""
}

// plain writes v, a decimal number, with all its digits.
func plain(v *big.Rat) string {
	s := v.FloatString(maxDigits)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// chartTitle is what a set of figures lists, in the sentence's own words, or "": what annotate found, else
// the sentence up to its first comma or colon before the first label, less an introduction.
func (x *boxes) chartTitle(set annotate.FigureSet) string {
	title := set.Title
	if title == "" && len(set.Rows) > 0 {
		s := x.doc.Sentences[set.Sentence]
		s.Start += x.dateline(set.Sentence)
		lead, _, found := strings.Cut(x.doc.Text[s.Start:s.End], set.Rows[0].Label)
		if end := strings.IndexAny(lead, ",;:—"); found && end > 0 {
			title = oneLine(lead[:end])
		}
	}
	words := strings.Fields(title)
	if len(words) > 2 {
		switch strings.ToLower(words[0]) {
		case "its", "their", "his", "her", "the":
			words = words[1:]
		case "according", "in", "on", "by", "at", "for", "of", "with", "last", "although", "while", "as", "after", "among":
			if set.Title == "" {
				return ""
			}
		}
	}
	if len(words) < 2 || len(words) > 14 {
		return ""
	}
	first, size := utf8.DecodeRuneInString(words[0])
	words[0] = string(unicode.ToUpper(first)) + words[0][size:]
	return strings.Join(words, " ")
}

// currencies are names for a reader; a code that is missing here is shown as it is.
var currencies = map[string]string{
	"USD": "US dollars", "EUR": "euros", "GBP": "pounds sterling", "CNY": "yuan", "JPY": "yen", "INR": "rupees",
	"RUB": "roubles", "CHF": "Swiss francs", "CAD": "Canadian dollars", "AUD": "Australian dollars", "KRW": "won",
	"TRY": "liras", "BRL": "reais", "ZAR": "rand", "SEK": "Swedish kronor", "NOK": "Norwegian kroner",
	"DKK": "Danish kroner", "PLN": "zlotys", "UAH": "hryvnias", "ILS": "shekels", "IRR": "Iranian rials",
	"SAR": "Saudi riyals", "AED": "UAE dirhams", "MXN": "Mexican pesos", "VND": "dong", "IDR": "rupiah",
	"HKD": "Hong Kong dollars", "SGD": "Singapore dollars", "NZD": "New Zealand dollars", "PKR": "Pakistani rupees",
}

// unitName is the unit of figure i for a reader. Units of measure are named as the source does.
func (x *boxes) unitName(i int) string {
	a := x.doc.Annotations[i]
	switch a.Type {
	case "percent":
		return "per cent"
	case "measure":
		words, from := strings.Fields(x.text(a.Span)), 1
		for k, w := range words {
			if strings.ContainsAny(w, "0123456789") || w == "thousand" || w == "million" || w == "billion" || w == "trillion" {
				from = k + 1
			}
		}
		if from < len(words) {
			return strings.Join(words[from:], " ")
		}
	}
	return cmp.Or(currencies[a.Unit], a.Unit)
}

func (x *boxes) text(s annotate.Span) string { return oneLine(x.doc.Text[s.Start:s.End]) }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// figures lists the numbers that are part of no chart.
func (x *boxes) figures() {
	for i, a := range x.doc.Annotations {
		if a.Kind != annotate.Figure {
			continue
		}
		if x.links[i] != "" {
			x.links[i] = strings.TrimPrefix(x.links[i], "-")
			continue
		}
		id, show := x.newID(fmt.Sprintf("figure-s%d", x.of[i]+1))
		if !show || len(x.doc.Sentences) == 0 {
			continue
		}
		x.links[i] = id
		x.b.Figures = append(x.b.Figures, Figure{
			ID: id, Display: x.display(i), Type: a.Type, Value: a.Value, Unit: a.Unit, Qualifier: a.Qualifier,
			Context: x.around(i), Sentence: x.of[i] + 1,
		})
	}
}

// qualifying are the words that may qualify a number before it; of two that end alike, the longer comes first.
var qualifying = []string{
	"no more than", "not more than", "more than", "no fewer than", "no less than", "not less than", "fewer than", "less than",
	"just over", "well over", "over", "just under", "well under", "under", "close to", "as many as", "as much as", "up to",
	"at least", "at most", "an estimated", "estimated", "about", "around", "some", "roughly", "approximately", "nearly", "almost",
	"above", "below", "in excess of", "upwards of",
}

// display is the words of figure i with those that it cannot be read alone without: its qualifier ("more than"),
// what it counts where a name stands between ("80 Boeing aircraft"), and the unit that the other end of a
// range states for both ("between 500 and 5,500 kilometres").
func (x *boxes) display(i int) string {
	a := x.doc.Annotations[i]
	s := x.doc.Sentences[x.of[i]]
	out, after := x.text(a.Span), cut(x.doc.Text[a.End:max(a.End, s.End)], 80)
	bare := strings.Trim(out, "0123456789.,") == ""
	if end := strings.Index(after, a.Unit); a.Type == "count" && a.Unit != "" && !strings.HasSuffix(out, a.Unit) &&
		end > 0 && !strings.ContainsAny(after[:end], ",;:.()–—") {
		out += " " + oneLine(after[:end+len(a.Unit)])
	} else if a.Qualifier == "from" && bare && i+1 < len(x.of) && x.of[i+1] == x.of[i] && x.doc.Annotations[i+1].Qualifier == "to" {
		unit := strings.TrimLeft(x.text(x.doc.Annotations[i+1].Span), "0123456789.,")
		out += unit
	}
	if a.Qualifier == "" {
		return out
	}
	before := strings.TrimRightFunc(x.doc.Text[s.Start:a.Start], unicode.IsSpace)
	for _, q := range qualifying {
		if at := len(before) - len(q); at >= 0 && strings.EqualFold(before[at:], q) && (at == 0 || strings.IndexByte(" (\n", before[at-1]) >= 0) {
			return before[at:] + " " + out
		}
	}
	return out
}

// contextLength is about how many characters of a sentence are shown around a figure, and contextSlack how many
// more are rather shown than cut.
const (
	contextLength = 90
	contextSlack  = 15
)

// around is the words of its sentence around figure i, cut at word borders and marked where cut.
func (x *boxes) around(i int) string {
	at, s := x.doc.Annotations[i].Span, x.doc.Sentences[x.of[i]]
	s.Start += x.dateline(x.of[i])
	s.Start = min(s.Start, at.Start) // a figure of the dateline
	at.End = min(at.End, s.End)
	// No more than can be shown is looked at: a sentence may be long, and have many figures.
	const most = utf8.UTFMax * (contextLength + contextSlack + 1)
	for s.Start < at.Start-most || !utf8.RuneStart(x.doc.Text[s.Start]) {
		s.Start = max(s.Start+1, at.Start-most)
	}
	before, after := []rune(x.doc.Text[s.Start:at.Start]), []rune(cut(x.doc.Text[at.End:s.End], most))
	room := max(20, contextLength-utf8.RuneCountInString(x.doc.Text[at.Start:at.End]))
	// What follows a number says what it counts, so two thirds of the room go there, and more where less is before it.
	right := max(room*2/3, room-len(before))
	left := max(room-right, room-len(after))
	out := x.doc.Text[at.Start:at.End]
	if len(before) > left+contextSlack {
		from := len(before) - left
		for from < len(before) && !unicode.IsSpace(before[from-1]) {
			from++
		}
		out = "… " + strings.TrimLeft(string(before[from:]), " ,;:.–—-)") + out
	} else {
		out = string(before) + out
	}
	if len(after) > right+contextSlack {
		to := right
		for to > 0 && !unicode.IsSpace(after[to]) {
			to--
		}
		out += strings.TrimRight(string(after[:to]), " ,;:–—-(") + " …"
	} else {
		out += string(after)
	}
	return oneLine(out)
}

// dateline is the length of the dateline that sentence s begins with.
func (x *boxes) dateline(s int) int {
	_, own := dateline(x.doc.Text[x.doc.Sentences[s].Start:x.doc.Sentences[s].End])
	return own
}

// quotes joins the parts of a split quote.
func (x *boxes) quotes() {
	byID := map[string]int{}
	roles := map[string]string{}
	ids := map[string]string{}
	for _, list := range [][]Entity{x.b.People, x.b.Organizations, x.b.Places, x.b.Agreements} {
		for _, e := range list {
			if _, ok := ids[e.Name]; !ok {
				ids[e.Name], roles[e.Name] = e.ID, e.Role
			}
		}
	}
	for i, a := range x.doc.Annotations {
		if a.Kind != annotate.Quote {
			continue
		}
		n := x.of[i] + 1
		if at, ok := byID[a.ID]; ok && a.ID != "" {
			if at < 0 {
				continue
			}
			q := &x.b.Quotes[at]
			q.Parts = append(q.Parts, oneLine(a.Value))
			q.Sentences = addSentences(q.Sentences, x.span(i))
			if q.Speaker == "" {
				x.speaker(q, a, ids, roles)
			}
			continue
		}
		id, show := x.newID(fmt.Sprintf("quote-s%d", n))
		if !show {
			byID[a.ID] = -1
			continue
		}
		q := Quote{ID: id, Parts: []string{oneLine(a.Value)}, Cue: a.Cue, Sentences: x.span(i)}
		x.speaker(&q, a, ids, roles)
		byID[a.ID] = len(x.b.Quotes)
		x.b.Quotes = append(x.b.Quotes, q)
	}
}

func (x *boxes) speaker(q *Quote, a annotate.Annotation, ids, roles map[string]string) {
	if a.Speaker == nil {
		return
	}
	q.Speaker = oneLine(a.Speaker.Text)
	if e := a.Speaker.Entity; e != "" {
		q.Speaker, q.SpeakerID, q.Role = e, ids[e], roles[e]
	}
	if q.Cue == "" {
		q.Cue = a.Cue
	}
}

// span lists the numbers of the sentences that annotation i reaches into.
func (x *boxes) span(i int) []int {
	var out []int
	for s := x.of[i]; s < len(x.doc.Sentences) && (s == x.of[i] || x.doc.Sentences[s].Start < x.doc.Annotations[i].End); s++ {
		out = append(out, s+1)
	}
	return out
}

// addSentences appends the numbers of more that come after list.
func addSentences(list, more []int) []int {
	for _, n := range more {
		if n > list[len(list)-1] {
			list = append(list, n)
		}
	}
	return list
}

// maxKeyFacts is how many key facts are chosen, the lead among them.
const maxKeyFacts = 5

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
	points := make([]struct{ event, figure, agreement, quote, names int }, n)
	named := map[string]int{} // a name's last sentence, from 1
	name := make([]int, n)    // where a sentence's first name stands in the text, from 1
	part := make([]bool, n)   // of a longer quotation, or nothing but one
	for i, a := range x.doc.Annotations {
		p, s := &points[x.of[i]], x.doc.Sentences[x.of[i]]
		switch a.Kind {
		case annotate.Figure:
			p.figure = 2
		case annotate.Agreement:
			p.agreement = 2
		case annotate.Quote:
			p.quote = 2
			of := x.span(i)
			for _, k := range of {
				part[k-1] = part[k-1] || len(of) > 1 || s.Len()-a.Len() < 6
			}
		}
		if a.Entity != "" && named[a.Entity] != x.of[i]+1 {
			named[a.Entity] = x.of[i] + 1
			p.names = min(3, p.names+1)
			if name[x.of[i]] == 0 {
				name[x.of[i]] = a.Start + 1
			}
		}
	}
	pinned := map[string]bool{}
	for _, id := range pin {
		pinned[strings.TrimPrefix(id, "key-")] = true
	}
	for _, e := range x.b.Timeline {
		p := &points[e.Sentence-1]
		p.event = max(p.event, 3)
		if e.Phase != "past" {
			p.event = 4
		}
		if pinned[e.ID] {
			pinned[x.b.Sentences[e.Sentence-1].ID] = true
		}
	}
	score := func(s int) int {
		words := strings.Fields(x.b.Sentences[s].Text)
		before := len(words) // words before the first name
		if name[s] > 0 {
			before = len(strings.Fields(x.doc.Text[x.doc.Sentences[s].Start : name[s]-1]))
		}
		if part[s] || !standsOnItsOwn(words, before) {
			return 0
		}
		p := points[s]
		v := p.event + p.figure + p.agreement + p.quote + p.names
		if len(words) > 36 {
			v -= 1 + (len(words)-37)/12
		}
		return v
	}
	first := lead(x.b.Sentences)
	for s := range min(n, edge) {
		if x.dateline(s) > 0 {
			first = s
			break
		}
	}
	scores, chosen := make([]int, n), make([]bool, n)
	for s := first + 1; s < n; s++ {
		if id := x.b.Sentences[s].ID; !x.hide[id] && !x.hide["key-"+id] {
			scores[s] = score(s)
		}
	}
	most := maxKeyFacts - 1
	choose := func(from, to int) {
		best := -1
		for s := from; s < to; s++ {
			if scores[s] > 2 && !chosen[s] && (best < 0 || scores[s] > scores[best]) {
				best = s
			}
		}
		if best >= 0 {
			chosen[best] = true
			most--
		}
	}
	rest := n - first - 1
	for k := range maxKeyFacts - 1 {
		choose(first+1+k*rest/(maxKeyFacts-1), first+1+(k+1)*rest/(maxKeyFacts-1))
	}
	for range most {
		choose(first+1, n)
	}
	for s := range x.b.Sentences {
		sent := &x.b.Sentences[s]
		if (s == first || chosen[s] || pinned[sent.ID]) && !x.hide[sent.ID] && !x.hide["key-"+sent.ID] {
			text := oneLine(x.doc.Text[x.doc.Sentences[s].Start+x.dateline(s) : x.doc.Sentences[s].End])
			x.b.KeyFacts = append(x.b.KeyFacts, KeyFact{ID: x.ids.take("key-" + sent.ID), Text: text, Sentence: sent.N})
		}
	}
}

// standsOnItsOwn reports whether a reader who has not read the sentence before understands this one: it is
// six words or more, no question, does not lead to what follows, has all of its quotation, and neither begins
// with a word that leans on the sentence before nor has a pronoun among its first words before any name.
// named is how many words stand before the first name.
func standsOnItsOwn(words []string, named int) bool {
	if len(words) < 6 {
		return false
	}
	all := strings.Join(words, " ")
	end := strings.TrimRight(all, `"'”’»)]`)
	if strings.HasSuffix(end, "?") || strings.HasSuffix(end, ":") || strings.HasSuffix(end, "…") || strings.HasSuffix(end, "...") ||
		strings.Count(all, "“") != strings.Count(all, "”") || strings.Count(all, `"`)%2 == 1 {
		return false
	}
	for i, w := range words[:6] {
		switch strings.ToLower(strings.Trim(w, `,.“"'—–-`)) {
		case "earlier", "later": // a month earlier
			return false
		case "he", "she", "it", "they", "his", "her", "its", "their":
			if i <= named {
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

// pin moves the item id, or the key fact of sentence id, to the front of its box.
func (x *boxes) pin(id string) {
	for _, e := range x.b.Timeline {
		if e.ID == id {
			id = x.b.Sentences[e.Sentence-1].ID
			break
		}
	}
	if strings.HasPrefix(id, "s") && strings.Trim(id[1:], "0123456789") == "" {
		id = "key-" + id
	}
	toFront(x.b.KeyFacts, func(k KeyFact) bool { return k.ID == id })
	toFront(x.b.Charts, func(c Chart) bool { return c.ID == id })
	toFront(x.b.Figures, func(f Figure) bool { return f.ID == id })
	toFront(x.b.Quotes, func(q Quote) bool { return q.ID == id })
	for _, list := range [][]Entity{x.b.People, x.b.Organizations, x.b.Places, x.b.Agreements} {
		toFront(list, func(e Entity) bool { return e.ID == id })
	}
}

func toFront[T any](list []T, is func(T) bool) {
	if i := slices.IndexFunc(list, is); i > 0 {
		item := list[i]
		copy(list[1:i+1], list[:i])
		list[0] = item
	}
}

// uses gives every sentence the items that rest on it, in page order.
func (x *boxes) uses() {
	add := func(n int, u Use) {
		if n < 1 || n > len(x.b.Sentences) {
			return
		}
		s := &x.b.Sentences[n-1]
		s.Uses = append(s.Uses, u)
	}
	for _, k := range x.b.KeyFacts {
		add(k.Sentence, Use{"Key fact", k.ID, shorten(k.Text, 60)})
	}
	for _, e := range x.b.Timeline {
		add(e.Sentence, Use{"Timeline", e.ID, e.When.Display()})
	}
	for _, c := range x.b.Charts {
		add(c.Sentence, Use{"Chart", c.ID, cmp.Or(c.Title, c.Unit)})
	}
	for _, f := range x.b.Figures {
		add(f.Sentence, Use{"Figure", f.ID, f.Display})
	}
	for _, box := range []struct {
		name string
		list []Entity
	}{{"Person", x.b.People}, {"Organization", x.b.Organizations}, {"Place", x.b.Places}, {"Agreement", x.b.Agreements}} {
		for _, e := range box.list {
			for _, n := range e.Mentions {
				add(n, Use{box.name, e.ID, e.Name})
			}
		}
	}
	for _, q := range x.b.Quotes {
		for _, n := range q.Sentences {
			add(n, Use{"Quote", q.ID, cmp.Or(q.Speaker, shorten(q.Parts[0], 60))})
		}
	}
}

// shorten cuts s at a word border to about n characters, with an ellipsis where it cut.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	short := string([]rune(s)[:n])
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:–—-") + "…"
}
