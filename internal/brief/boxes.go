package brief

import (
	"cmp"
	"slices"
	"strconv"
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
	owns  []int // the length of the dateline that each sentence begins with
	links []string
	known []string // every id that pin and hide may name; nil if they name none
	hide  map[string]bool
}

func newBoxes(b *Brief, doc *annotate.Document, taken ids) *boxes {
	x := &boxes{b: b, doc: doc, ids: taken, links: make([]string, len(doc.Annotations))}
	numbers := make([]int, len(doc.Annotations)+len(doc.Sentences))
	x.of, x.owns = numbers[:len(doc.Annotations)], numbers[len(doc.Annotations):]
	s := 0
	for i := range doc.Annotations {
		for s+1 < len(doc.Sentences) && doc.Annotations[i].Start >= doc.Sentences[s].End {
			s++
		}
		x.of[i] = s
	}
	for s, span := range doc.Sentences {
		// The one that opens the text annotate has found; one below a standfirst is looked for here.
		if at := doc.Dateline.End; s == 0 && at > 0 {
			x.owns[s] = min(at, span.End) - span.Start
		} else {
			_, x.owns[s] = dateline(doc.Text[span.Start:span.End])
		}
	}
	return x
}

// fill makes all boxes. hide and pin are ids of items or sentences.
func (x *boxes) fill(pin, hide []string) {
	if len(hide) > 0 {
		x.hide = map[string]bool{}
	}
	for _, h := range hide {
		x.hide[h] = true
	}
	if len(pin)+len(hide) > 0 {
		for _, s := range x.b.Sentences {
			x.known = append(x.known, s.ID, "key-"+s.ID)
		}
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
	if x.known != nil {
		x.known = append(x.known, id)
	}
	return id, !x.hide[id]
}

// entities lists names, most mentioned first, then in order of first mention.
func (x *boxes) entities() {
	type key struct {
		kind annotate.Kind
		name string
	}
	type entry struct {
		Entity
		count int
	}
	index := map[key]int{}
	all := make([]entry, 0, 16)
	of := make([]int, len(x.doc.Annotations)) // the entry of each annotation, from 1
	for i := range x.doc.Annotations {
		a := &x.doc.Annotations[i]
		if a.Entity == "" {
			continue
		}
		k := key{a.Kind, a.Entity}
		at, ok := index[k]
		if !ok {
			at = len(all)
			index[k] = at
			id, _ := x.newID(a.Kind.String() + "-" + cmp.Or(Slug(a.Entity), "name"))
			all = append(all, entry{Entity: Entity{ID: id, Kind: a.Kind.String(), Name: a.Entity, RoleSentence: x.of[i] + 1}})
		}
		all[at].count++
		of[i] = at + 1
	}
	mentions := 0
	for i := range all {
		mentions += all[i].count
	}
	numbers := make([]int, mentions)
	for i := range all {
		n := all[i].count
		all[i].Mentions, numbers = numbers[:0:n], numbers[n:]
	}
	for i, at := range of {
		if at == 0 {
			continue
		}
		e, n := &all[at-1], x.of[i]+1
		if role := x.doc.Annotations[i].Role; e.Role == "" && role != "" {
			e.Role, e.RoleSentence = role, n
		}
		e.Mentions = addSentence(e.Mentions, n)
		if !x.hide[e.ID] {
			x.links[i] = e.ID
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return b.count - a.count })
	for _, box := range [...]struct {
		kind annotate.Kind
		list *[]Entity
	}{{annotate.Person, &x.b.People}, {annotate.Organization, &x.b.Organizations}, {annotate.Place, &x.b.Places}, {annotate.Agreement, &x.b.Agreements}} {
		n := 0
		for i := range all {
			if all[i].Kind == box.kind.String() && !x.hide[all[i].ID] {
				n++
			}
		}
		if n == 0 {
			continue
		}
		*box.list = make([]Entity, 0, n)
		for i := range all {
			if all[i].Kind == box.kind.String() && !x.hide[all[i].ID] {
				*box.list = append(*box.list, all[i].Entity)
			}
		}
	}
}

// timeline sorts events by the first day they may mean, then the last, then the sentence. One that is only said to come
// after another follows it. Two with the same date and title are one, with the sentences of both.
func (x *boxes) timeline() {
	type key struct{ when, title string }
	if len(x.doc.Events) == 0 {
		return
	}
	seen := make(map[key]int, len(x.doc.Events)) // place in list, or -1 if it is hidden
	after := map[int][]Event{}                   // by place in list
	list := make([]Event, 0, len(x.doc.Events))
	last := -1 // place of the dated event before
	for _, e := range x.doc.Events {
		w, order := When(e.When), e.Order != ""
		if !order && !w.Valid() {
			last = -1
			continue
		}
		at, ok := seen[key{e.When, e.Title}]
		if ok && !order {
			for _, s := range slices.Concat([]int{e.Sentence}, e.Sentences) {
				if at >= 0 && s+1 != list[at].Sentence && !slices.Contains(list[at].Also, s+1) {
					list[at].Also = append(list[at].Also, s+1)
				}
			}
		} else {
			id, show := x.newID("event-s" + strconv.Itoa(e.Sentence+1))
			event := Event{
				ID: id, When: w, WhenText: e.WhenText, Basis: e.Basis, Status: e.Status, Title: e.Title,
				Actors: e.Actors, Sentence: e.Sentence + 1, Order: e.Order,
			}
			for _, s := range e.Sentences[min(1, len(e.Sentences)):] {
				event.Also = append(event.Also, s+1)
			}
			if order {
				if show && last >= 0 {
					event.Phase = list[last].Phase
					after[last] = append(after[last], event)
				}
				continue
			}
			if at = -1; show {
				at = len(list)
				event.Phase, event.Note = phase(w, e.Status, x.b.AsOf), x.doc.Annotations[e.Date].Ambiguous.String()
				list = append(list, event)
			}
			seen[key{e.When, e.Title}] = at
		}
		if last = at; at >= 0 && x.links[e.Date] == "" {
			x.links[e.Date] = list[at].ID
		}
	}
	places := make([]int, len(list))
	for i := range places {
		places[i] = i
		slices.Sort(list[i].Also)
	}
	slices.SortStableFunc(places, func(i, j int) int {
		a, b := &list[i], &list[j]
		return cmp.Or(cmp.Compare(a.When.First(), b.When.First()), cmp.Compare(a.When.Last(), b.When.Last()), a.Sentence-b.Sentence)
	})
	for _, i := range places {
		x.b.Timeline = append(append(x.b.Timeline, list[i]), after[i]...)
	}
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

func (x *boxes) text(s annotate.Span) string { return oneLine(x.doc.Text[s.Start:s.End]) }

// oneLine is s with single spaces for white space, and none at its ends. Most texts are so already: they are not copied.
func oneLine(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c > ' ' && c < 0x7f || c == ' ' && i > 0 && s[i-1] != ' ' {
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if c <= ' ' || unicode.IsSpace(r) {
			return strings.Join(strings.Fields(s), " ")
		}
		i += n - 1
	}
	return strings.TrimSuffix(s, " ")
}

// lead is the sentence that the article opens with: one of the first that has a dateline, else the first that
// ends as a sentence does. A standfirst or a caption may stand before it.
func (x *boxes) lead() int {
	for s := range min(len(x.b.Sentences), edge) {
		if x.owns[s] > 0 {
			return s
		}
	}
	return max(0, slices.IndexFunc(x.b.Sentences, func(s Sentence) bool { return endsSentence(s.Text) }))
}

// lead is the sentence that boxes.lead finds, without its dateline. Only as many paragraphs are cut into sentences as
// it takes: a dateline below the first sentence of its paragraph is not seen.
func (d *document) lead() string {
	for _, i := range d.starts[:min(len(d.starts), edge)] {
		text := d.paras[i].text
		if _, own := dateline(text); own > 0 {
			return oneLine(text[own:max(own, annotate.Sentences(text)[0].End)])
		}
	}
	first := ""
	for _, i := range d.starts {
		text := d.paras[i].text
		for _, s := range annotate.Sentences(text) {
			s := oneLine(text[s.Start:s.End])
			if endsSentence(s) {
				return s
			}
			if first == "" {
				first = s
			}
		}
	}
	return first
}

// own is sentence s without a dateline.
func (x *boxes) own(s int) string {
	if x.owns[s] == 0 {
		return x.b.Sentences[s].Text
	}
	span := x.doc.Sentences[s]
	return oneLine(x.doc.Text[span.Start+x.owns[s] : span.End])
}

// quotes joins the parts of a split quote.
func (x *boxes) quotes() {
	var byID map[string]int
	var named map[string]*Entity
	for i := range x.doc.Annotations {
		a := &x.doc.Annotations[i]
		if a.Kind != annotate.Quote {
			continue
		}
		if byID == nil {
			byID, named = map[string]int{}, x.named()
		}
		n := x.of[i] + 1
		if at, ok := byID[a.Said.ID]; ok && a.Said.ID != "" {
			if at < 0 {
				continue
			}
			q := &x.b.Quotes[at]
			q.Parts = append(q.Parts, oneLine(a.Value))
			for _, n := range x.span(i) {
				q.Sentences = addSentence(q.Sentences, n)
			}
			if q.Speaker == "" {
				x.speaker(q, a, named)
			}
			continue
		}
		id, show := x.newID("quote-s" + strconv.Itoa(n))
		if !show {
			byID[a.Said.ID] = -1
			continue
		}
		q := Quote{ID: id, Parts: []string{oneLine(a.Value)}, Cue: a.Said.Cue, Sentences: x.span(i)}
		x.speaker(&q, a, named)
		byID[a.Said.ID] = len(x.b.Quotes)
		x.b.Quotes = append(x.b.Quotes, q)
	}
}

// named are the entities by name. Of two of a name, it is the first in page order.
func (x *boxes) named() map[string]*Entity {
	lists := [...][]Entity{x.b.People, x.b.Organizations, x.b.Places, x.b.Agreements}
	n := 0
	for _, list := range lists {
		n += len(list)
	}
	named := make(map[string]*Entity, n)
	for _, list := range lists {
		for i := range list {
			if e := &list[i]; named[e.Name] == nil {
				named[e.Name] = e
			}
		}
	}
	return named
}

func (x *boxes) speaker(q *Quote, a *annotate.Annotation, named map[string]*Entity) {
	who := a.Said.Speaker
	if who == nil {
		return
	}
	q.Speaker = oneLine(who.Text)
	if name := who.Entity; name != "" {
		q.Speaker, q.SpeakerID, q.Role = name, "", ""
		if e := named[name]; e != nil {
			q.SpeakerID, q.Role = e.ID, e.Role
		}
	}
	if q.Cue == "" {
		q.Cue = a.Said.Cue
	}
}

// span lists the numbers of the sentences that annotation i reaches into.
func (x *boxes) span(i int) []int {
	out := make([]int, x.until(i)-x.of[i])
	for k := range out {
		out[k] = x.of[i] + k + 1
	}
	return out
}

// until is the sentence, from 0, behind the last that annotation i reaches into.
func (x *boxes) until(i int) int {
	s := x.of[i]
	for s < len(x.doc.Sentences) && (s == x.of[i] || x.doc.Sentences[s].Start < x.doc.Annotations[i].End) {
		s++
	}
	return s
}

// addSentence appends the number n if it comes after list.
func addSentence(list []int, n int) []int {
	if len(list) == 0 || n > list[len(list)-1] {
		list = append(list, n)
	}
	return list
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
	type of struct {
		sentence int // from 0
		Use
	}
	room := len(x.b.KeyFacts) + len(x.b.Timeline) + len(x.b.Charts) + len(x.b.Figures)
	for _, list := range [...][]Entity{x.b.People, x.b.Organizations, x.b.Places, x.b.Agreements} {
		for i := range list {
			room += len(list[i].Mentions)
		}
	}
	for i := range x.b.Quotes {
		room += len(x.b.Quotes[i].Sentences)
	}
	all := make([]of, 0, room)
	add := func(n int, u Use) {
		if n >= 1 && n <= len(x.b.Sentences) {
			all = append(all, of{n - 1, u})
		}
	}
	for _, k := range x.b.KeyFacts {
		add(k.Sentence, Use{"Key fact", k.ID, shorten(k.Text, 60)})
	}
	for _, e := range x.b.Timeline {
		u := Use{"Timeline", e.ID, e.When.Display()}
		if e.Order != "" {
			u.Text = e.WhenText
		}
		add(e.Sentence, u)
		for _, n := range e.Also {
			add(n, u)
		}
	}
	for _, c := range x.b.Charts {
		add(c.Sentence, Use{"Chart", c.ID, cmp.Or(c.Title, c.Unit)})
	}
	for _, f := range x.b.Figures {
		add(f.Sentence, Use{"Figure", f.ID, f.Display})
	}
	for _, box := range [...]struct {
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
	// All sentences share one array, each with room for its own.
	counts := make([]int, len(x.b.Sentences))
	for i := range all {
		counts[all[i].sentence]++
	}
	uses := make([]Use, len(all))
	for s, n := range counts {
		if n > 0 {
			x.b.Sentences[s].Uses, uses = uses[:0:n], uses[n:]
		}
	}
	for i := range all {
		s := &x.b.Sentences[all[i].sentence]
		s.Uses = append(s.Uses, all[i].Use)
	}
}

// shorten cuts s at a word border to about n characters, with an ellipsis where it cut.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	short, runes := s, 0
	for i := range s {
		if runes == n {
			short = s[:i]
			break
		}
		runes++
	}
	if len(short) == len(s) {
		return s
	}
	if i := strings.LastIndexByte(short, ' '); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:–—-") + "…"
}
