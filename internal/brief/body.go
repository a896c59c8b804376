package brief

import (
	"fmt"
	"html"
	"slices"
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"dateline/internal/annotate"
)

// html writes the body. Without boxes it is plain.
func (d *document) html(b *Brief, x *boxes) string {
	var out strings.Builder
	w := writer{d: d, b: b, x: x, out: &out, colours: maxHighlightFile}
	if x != nil {
		for id := range x.hide {
			if !strings.HasPrefix(id, "s") || strings.Trim(id[1:], "0123456789") != "" { // a sentence stays in the text
				delete(d.ids, id)
			}
		}
	}
	d.resolveInner()
	if d.tree == nil {
		for _, p := range d.paras {
			out.WriteString("<p>")
			w.para(p)
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
	sent    int // next sentence
	mark    int // next annotation
	colours int // bytes of code that may be highlighted yet
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
		p := w.d.of[n]
		if p.text == "" && len(p.atoms) == 0 {
			return
		}
		out.WriteString("<p>")
		w.para(p)
		out.WriteString("</p>\n")
	case *ast.TextBlock:
		w.para(w.d.of[n])
	case *ast.Heading:
		level := min(6, n.Level+w.d.shift)
		fmt.Fprintf(out, `<h%d id="%s">`, level, html.EscapeString(w.d.anchor[n]))
		w.para(w.d.of[n])
		fmt.Fprintf(out, "</h%d>\n", level)
	case *ast.ThematicBreak:
		out.WriteString("<hr>\n")
	case *ast.Blockquote:
		w.wrap("<blockquote>\n", "</blockquote>\n", n, depth)
	case *ast.List:
		open, close := "<ul>\n", "</ul>\n"
		if n.IsOrdered() {
			open, close = "<ol>\n", "</ol>\n"
			if n.Start != 1 {
				open = fmt.Sprintf("<ol start=\"%d\">\n", n.Start)
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
		out.WriteString("<" + tag + class + ">")
		w.para(w.d.of[n])
		out.WriteString("</" + tag[:2] + ">")
	case *east.FootnoteList:
		w.wrap("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Notes\">\n<ol>\n", "</ol>\n</section>\n", n, depth)
	case *east.Footnote:
		w.wrap(fmt.Sprintf(`<li id="fn-%d">`, n.Index), "</li>\n", n, depth)
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

// para writes a paragraph with its sentences and marks. Paragraphs come in the order of the text.
func (w *writer) para(p *para) {
	if w.x == nil || p.start < 0 {
		writeInline(w.out, p.text, p.elements, p.atoms)
		return
	}
	end := p.start + len(p.text)
	anns := w.x.doc.Annotations
	marks := slices.Clone(p.elements)
	linked := map[use]bool{}
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
			linked[use{w.x.of[i], w.x.links[i]}] = true
		}
		marks = append(marks, m)
	}
	marks = apart(marks, p.atoms)
	var sents []element
	for list := w.x.doc.Sentences; w.sent < len(list) && list[w.sent].Start < end; w.sent++ {
		s := list[w.sent]
		sents = append(sents, w.sentence(w.sent, s.Start-p.start, min(s.End, end)-p.start, linked))
	}
	writeInline(w.out, p.text, within(p.text, marks, sents), p.atoms)
}

// apart splits links at the notes that stand inside them: links do not nest.
func apart(marks []element, atoms []atom) []element {
	var refs []atom
	for _, a := range atoms {
		if a.ref != "" {
			refs = append(refs, a)
		}
	}
	if len(refs) == 0 {
		return marks
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

// within splits marks at the borders of sentences, so that no markup lies around the space between two.
func within(text string, marks, sents []element) []element {
	out := slices.Clone(sents)
	for _, m := range marks {
		i := sort.Search(len(sents), func(i int) bool { return sents[i].end > m.start })
		at := m.start
		piece := func(to int) {
			if to > at {
				m.start, m.end = at, to
				if strings.TrimSpace(text[at:to]) != "" {
					out = append(out, m)
				}
				at = to
			}
		}
		end := m.end
		for ; i < len(sents) && sents[i].start < end; i++ {
			piece(sents[i].start)
			piece(min(sents[i].end, end))
		}
		piece(end)
	}
	return out
}

// sentence is the element around sentence i: its number, and after its words the items that use it and
// that no mark in it links to.
func (w *writer) sentence(i, from, to int, linked map[use]bool) element {
	s := &w.b.Sentences[i]
	var open, close strings.Builder
	fmt.Fprintf(&open, `<span class="s" id="%s"><a class="n" href="#%s" aria-label="Sentence %d">%d</a>&nbsp;`, s.ID, s.ID, s.N, s.N)
	for _, u := range s.Uses {
		switch u.Box {
		case "Key fact", "Timeline", "Chart", "Quote":
		default:
			if linked[use{i, u.Item}] {
				continue
			}
		}
		if close.Len() == 0 {
			close.WriteString(` <span class="uses">`)
		} else {
			close.WriteByte(' ')
		}
		label := u.Box
		if u.Box != "Key fact" {
			label = u.Box + ": " + u.Text
		}
		fmt.Fprintf(&close, `<a href="#%s" role="doc-backlink" aria-label="%s">%s</a>`, html.EscapeString(u.Item), html.EscapeString(label), u.Box)
	}
	if close.Len() > 0 {
		close.WriteString("</span>")
	}
	close.WriteString("</span>")
	return element{from, to, rankSentence, open.String(), close.String()}
}

// markOf is the element around annotation i.
func (w *writer) markOf(i, from, to int, p *para) element {
	a := w.x.doc.Annotations[i]
	if a.Kind == annotate.Quote {
		return element{from, to, rankMark, `<span class="m quote">`, "</span>"}
	}
	link := w.x.links[i]
	if k := sort.Search(len(p.links), func(k int) bool { return p.links[k].End > from }); k < len(p.links) && p.links[k].Start < to {
		link = "" // links do not nest
	}
	open, close := `<span class="m `+string(a.Kind)+`">`, "</span>"
	if link != "" {
		open, close = `<a class="m `+string(a.Kind)+`" href="#`+html.EscapeString(link)+`">`, "</a>"
	}
	if datetime := datetimeOf(a); datetime != "" {
		if link != "" {
			open += `<time datetime="` + datetime + `">`
			close = "</time>" + close
		} else {
			open, close = `<time class="m date" datetime="`+datetime+`">`, "</time>"
		}
	}
	if link == "" {
		return element{from, to, rankMark, open, close}
	}
	return element{from, to, rankLink, open, close}
}

// datetimeOf is the datetime attribute for a date, or "": what is about, before or after a date is not at it.
func datetimeOf(a annotate.Annotation) string {
	if a.Kind != annotate.Date || a.Type != "DATE" && a.Type != "TIME" {
		return ""
	}
	switch a.Mod {
	case "APPROX", "BEFORE", "AFTER", "EQUAL_OR_LESS", "EQUAL_OR_MORE":
		return ""
	}
	return When(a.Value).Datetime()
}
