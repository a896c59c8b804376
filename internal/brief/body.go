package brief

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"dateline/internal/annotate"
)

// html writes the body. Without boxes it is plain.
func (d *document) html(b *Brief, x *boxes) string {
	var out strings.Builder
	w := writer{d: d, b: b, x: x, out: &out, colours: maxHighlightFile}
	out.Grow(w.size())
	w.linked.list = make([]use, 0, 16)
	if x != nil {
		for id := range x.hide {
			delete(d.ids, id) // a sentence stays in the text, and is none of them
		}
	}
	d.resolveInner()
	if d.tree == nil {
		for _, p := range d.paras {
			out.WriteString("<p>")
			w.text(p)
			out.WriteString("</p>\n")
		}
	} else {
		w.blocks(d.tree, 0)
	}
	return out.String()
}

// A writer writes the body's HTML.
type writer struct {
	d       *document
	b       *Brief
	x       *boxes // nil if the body is plain
	out     *strings.Builder
	next    int // next paragraph of Markdown
	sent    int // next sentence
	mark    int // next annotation
	colours int // bytes of code that may be highlighted yet

	linked               linked    // uses that marks of the paragraph link to
	marks, sents, pieces []element // room that every paragraph uses anew
	stack                [maxNesting + 1]element
}

// size is about how many bytes the body has.
func (w *writer) size() int {
	n := 200 + max(len(w.d.source), w.d.length)*5/4
	if w.x == nil {
		return n
	}
	for i := range w.b.Sentences {
		n += 120
		for _, u := range w.b.Sentences[i].Uses {
			if !marked(u.Box) {
				n += len(`<a href="#" role="doc-backlink" aria-label=": "></a> `) + len(u.Item) + 2*len(u.Box) + len(u.Text)
			}
		}
	}
	for _, l := range w.x.links {
		n += len(`<a class="m organization" href="#"></a>`) + len(l)
	}
	return n
}

// maxBlocks bounds how deep lists and quotations are nested in HTML: browsers give up at 512.
const maxBlocks = 60

func (w *writer) blocks(n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.block(c, depth+1)
	}
}

func (w *writer) wrap(open, close string, n ast.Node, depth int) {
	if depth > maxBlocks {
		open, close = "", ""
	}
	w.out.WriteString(open)
	w.blocks(n, depth)
	w.out.WriteString(close)
}

func (w *writer) block(n ast.Node, depth int) {
	out := w.out
	switch n := n.(type) {
	case *ast.Paragraph:
		p := w.para()
		if p.text == "" && len(p.atoms) == 0 {
			return
		}
		out.WriteString("<p>")
		w.text(p)
		out.WriteString("</p>\n")
	case *ast.TextBlock:
		w.text(w.para())
	case *ast.Heading:
		p := w.para()
		level := "123456"[min(6, n.Level+w.d.shift)-1]
		out.WriteString("<h")
		out.WriteByte(level)
		out.WriteString(` id="`)
		escape(out, p.anchor)
		out.WriteString(`">`)
		w.text(p)
		out.WriteString("</h")
		out.WriteByte(level)
		out.WriteString(">\n")
	case *ast.ThematicBreak:
		out.WriteString("<hr>\n")
	case *ast.Blockquote:
		w.wrap("<blockquote>\n", "</blockquote>\n", n, depth)
	case *ast.List:
		open, close := "<ul>\n", "</ul>\n"
		if n.IsOrdered() {
			open, close = "<ol>\n", "</ol>\n"
			if n.Start != 1 {
				open = `<ol start="` + strconv.Itoa(n.Start) + "\">\n"
			}
		}
		w.wrap(open, close, n, depth)
	case *ast.ListItem:
		w.wrap("<li>", "</li>\n", n, depth)
	case *ast.FencedCodeBlock:
		w.code(n, string(n.Language(w.d.source)), n.Info)
	case *ast.CodeBlock:
		w.code(n, "", nil)
	case *ast.HTMLBlock:
		if n.Lines().Len() > 0 {
			w.d.dropped(n.Lines().At(0))
		} else if n.HasClosure() {
			w.d.dropped(n.ClosureLine)
		}
	case *east.Table:
		w.wrap("<div class=\"table\" role=\"region\" aria-label=\"Table\" tabindex=\"0\">\n<table>\n", "</table>\n</div>\n", n, depth)
	case *east.TableHeader:
		w.wrap("<thead>\n<tr>", "</tr>\n</thead>\n", n, depth)
	case *east.TableRow:
		w.wrap("<tr>", "</tr>\n", n, depth)
	case *east.TableCell:
		tag, class := "td", ""
		if n.Parent().Kind() == east.KindTableHeader {
			tag = `th scope="col"`
		}
		switch n.Alignment {
		case east.AlignRight:
			class = ` class="right"`
		case east.AlignCenter:
			class = ` class="center"`
		}
		out.WriteByte('<')
		out.WriteString(tag)
		out.WriteString(class)
		out.WriteByte('>')
		w.text(w.para())
		out.WriteString("</")
		out.WriteString(tag[:2])
		out.WriteByte('>')
	case *east.FootnoteList:
		w.wrap("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n", "</ol>\n</section>\n", n, depth)
	case *east.Footnote:
		w.wrap(`<li id="fn-`+strconv.Itoa(n.Index)+`">`, "</li>\n", n, depth)
	default:
		w.blocks(n, depth)
	}
}

func (w *writer) code(n ast.Node, lang string, info *ast.Text) {
	var code strings.Builder
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		code.Write(seg.Value(w.d.source))
	}
	why := writeCode(w.out, code.String(), lang, &w.colours)
	if why == "" {
		return
	}
	line, col := w.d.lineCol(info.Segment.Start)
	w.d.f.warn(line, col, why+": the block is shown without colours", "")
}

// para is the next paragraph of Markdown: they are written in the order in which they were collected.
func (w *writer) para() *para {
	w.next++
	return w.d.all[w.next-1]
}

// text writes a paragraph with its sentences and marks. Paragraphs come in the order of the text.
func (w *writer) text(p *para) {
	if w.x == nil || p.start < 0 {
		w.inline(p.text, p.elements, p.atoms)
		return
	}
	end := p.start + len(p.text)
	anns := w.x.doc.Annotations
	w.marks = append(w.marks[:0], p.elements...)
	w.linked = linked{list: w.linked.list[:0]}
	// A quote may reach into the next paragraph, so marks are taken from the first that has not ended.
	for w.mark < len(anns) && anns[w.mark].End <= p.start {
		w.mark++
	}
	for i := w.mark; i < len(anns) && anns[i].Start < end; i++ {
		from, to := max(anns[i].Start-p.start, 0), min(anns[i].End, end)-p.start
		if to <= from {
			continue
		}
		m := w.markOf(i, from, to, p)
		if m.rank == rankLink {
			w.linked.list = append(w.linked.list, use{w.x.of[i], w.x.links[i]})
		}
		w.marks = append(w.marks, m)
	}
	marks := apart(w.marks, p.atoms)
	w.sents = w.sents[:0]
	for list := w.x.doc.Sentences; w.sent < len(list) && list[w.sent].Start < end; w.sent++ {
		s := list[w.sent]
		w.sents = append(w.sents, element{start: s.Start - p.start, end: min(s.End, end) - p.start, rank: rankSentence, of: ofSentence, n: int32(w.sent)})
	}
	w.pieces = within(w.pieces[:0], p.text, marks, w.sents)
	w.inline(p.text, w.pieces, p.atoms)
}

// apart splits links at the notes that stand inside them: links do not nest.
func apart(marks []element, atoms []atom) []element {
	if !slices.ContainsFunc(atoms, func(a atom) bool { return a.ref != "" }) {
		return marks
	}
	var refs []atom
	for _, a := range atoms {
		if a.ref != "" {
			refs = append(refs, a)
		}
	}
	var out []element
	for _, m := range marks {
		if m.rank == rankLink {
			for _, a := range refs {
				if a.at > m.start && a.at < m.end {
					head := m
					head.end, m.start = a.at, a.at
					out = append(out, head)
				}
			}
		}
		out = append(out, m)
	}
	return out
}

// A use is an item and the index of a sentence that links to it from a mark.
type use struct {
	sentence int
	item     string
}

// linked is a set of uses: a list, and a map as well if the list is long.
type linked struct {
	list []use
	set  map[use]bool
}

func (l *linked) has(u use) bool {
	if len(l.list) <= 64 {
		return slices.Contains(l.list, u)
	}
	if l.set == nil {
		l.set = make(map[use]bool, len(l.list))
		for _, u := range l.list {
			l.set[u] = true
		}
	}
	return l.set[u]
}

// within appends sents to out, and marks, split at the borders of sentences, so that no markup lies around the
// space between two.
func within(out []element, text string, marks, sents []element) []element {
	out = append(out, sents...)
	for _, m := range marks {
		i := sort.Search(len(sents), func(i int) bool { return sents[i].end > m.start })
		at, end := m.start, m.end
		piece := func(to int) {
			if to > at {
				m.start, m.end = at, to
				if strings.TrimSpace(text[at:to]) != "" {
					out = append(out, m)
				}
				at = to
			}
		}
		for ; i < len(sents) && sents[i].start < end; i++ {
			piece(sents[i].start)
			piece(min(sents[i].end, end))
		}
		piece(end)
	}
	return out
}

// marked reports whether a mark may link to the items of a box. The uses of others are always listed.
func marked(box string) bool {
	switch box {
	case "Key fact", "Timeline", "Chart", "Quote":
		return false
	}
	return true
}

// open writes what element e opens with.
func (w *writer) open(e *element) {
	out := w.out
	switch e.of {
	case ofSentence:
		s := &w.b.Sentences[e.n]
		n := s.ID[1:]
		out.WriteString(`<span class="s" id="s`)
		out.WriteString(n)
		out.WriteString(`"><a class="n" href="#s`)
		out.WriteString(n)
		out.WriteString(`" aria-label="Sentence `)
		out.WriteString(n)
		out.WriteString(`">`)
		out.WriteString(n)
		out.WriteString(`</a>&nbsp;`)
	case ofAnnotation:
		switch {
		case e.rank == rankLink:
			out.WriteString(`<a class="m `)
			out.WriteString(w.x.doc.Annotations[e.n].Kind.String())
			out.WriteString(`" href="#`)
			escape(out, w.x.links[e.n])
			out.WriteString(`">`)
			if e.open != "" {
				out.WriteString(`<time datetime="`)
				out.WriteString(e.open)
				out.WriteString(`">`)
			}
		case e.open != "":
			out.WriteString(`<time class="m date" datetime="`)
			out.WriteString(e.open)
			out.WriteString(`">`)
		default:
			out.WriteString(`<span class="m `)
			out.WriteString(w.x.doc.Annotations[e.n].Kind.String())
			out.WriteString(`">`)
		}
	default:
		out.WriteString(e.open)
	}
}

// close writes what element e closes with: of a sentence the items that use it and that no mark in it links to.
func (w *writer) close(e *element) {
	out := w.out
	if e.of != ofSentence {
		out.WriteString(e.close)
		return
	}
	some := false
	for _, u := range w.b.Sentences[e.n].Uses {
		if marked(u.Box) && w.linked.has(use{int(e.n), u.Item}) {
			continue
		}
		if !some {
			some = true
			out.WriteString(` <span class="uses">`)
		} else {
			out.WriteByte(' ')
		}
		out.WriteString(`<a href="#`)
		escape(out, u.Item)
		out.WriteString(`" role="doc-backlink" aria-label="`)
		out.WriteString(u.Box)
		if u.Box != "Key fact" {
			out.WriteString(": ")
			escape(out, u.Text)
		}
		out.WriteString(`">`)
		out.WriteString(u.Box)
		out.WriteString("</a>")
	}
	if some {
		out.WriteString("</span>")
	}
	out.WriteString("</span>")
}

// markOf is the element around annotation i.
func (w *writer) markOf(i, from, to int, p *para) element {
	a := &w.x.doc.Annotations[i]
	e := element{start: from, end: to, rank: rankMark, of: ofAnnotation, n: int32(i), close: "</span>"}
	if a.Kind == annotate.Quote {
		return e
	}
	e.open = datetimeOf(a)
	link := w.x.links[i] != ""
	if link && len(p.links) > 0 {
		k := sort.Search(len(p.links), func(k int) bool { return p.links[k].End > from })
		link = k == len(p.links) || p.links[k].Start >= to // links do not nest
	}
	switch {
	case link && e.open != "":
		e.rank, e.close = rankLink, "</time></a>"
	case link:
		e.rank, e.close = rankLink, "</a>"
	case e.open != "":
		e.close = "</time>"
	}
	return e
}

// datetimeOf is the datetime attribute for a date, or "": what is about, before or after a date is not at it.
func datetimeOf(a *annotate.Annotation) string {
	if a.Kind != annotate.Date || a.Type != annotate.TypeDate && a.Type != annotate.TypeTime {
		return ""
	}
	switch a.Mod {
	case annotate.Approx, annotate.OnOrBefore, annotate.OnOrAfter, annotate.EqualOrLess, annotate.EqualOrMore:
		return ""
	}
	return When(a.Value).Datetime()
}
