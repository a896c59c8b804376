package brief

import (
	"bytes"
	"fmt"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/yuin/goldmark"

	"dateline/internal/annotate"
)

// A para is one paragraph, heading or table cell: its text without markup, and the markup beside it.
type para struct {
	text     string
	elements []element
	atoms    []atom
	places   []place
	links    []annotate.Span // where elements are links, in order
	anchor   string          // of a heading: its id
	start    int             // offset in the text that is annotated; -1 for what is not
}

// mdParser is goldmark's parser for GitHub's Markdown with footnotes, but for some inline parsers. There is no typographer: it replaces
// quotation marks by nodes without a place, and quotes would never be found. The renderer is ours, so that
// all text goes through one escaping function and raw HTML has no way through. Safe for concurrent use.
func mdParser(inline ...util.PrioritizedValue) func() parser.Parser {
	return sync.OnceValue(func() parser.Parser {
		return goldmark.New(
			goldmark.WithParser(parser.NewParser(
				parser.WithBlockParsers(parser.DefaultBlockParsers()...),
				parser.WithInlineParsers(parser.DefaultInlineParsers()...),
				parser.WithParagraphTransformers(util.Prioritized(definitions{}, 100)))),
			goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList, extension.Footnote),
			goldmark.WithParserOptions(parser.WithInlineParsers(inline...))).Parser()
	})
}

// Links in the text are looked for at every blank, and goldmark asks of every sign whether markup begins there; the two
// take a third of the time of Markdown. Where a source is plain, it is enough to look for links in brackets, and text
// is read as runs. What comes of it is the same.
var (
	mdAny   = mdParser(util.Prioritized(extension.NewLinkifyParser(), 999))
	mdPlain = mdParser(util.Prioritized(bracketed{extension.NewLinkifyParser()}, 999), util.Prioritized(run{}, 1000))
)

// bracketed is a parser that is asked at opening brackets only.
type bracketed struct{ parser.InlineParser }

func (bracketed) Trigger() []byte { return []byte{'('} }

// run reads text up to the next sign that another parser may begin at, or the end of the line. Its triggers are
// the other signs, and blank, which stands for all else that a line may begin with.
type run struct{}

const (
	markup = "`[]!<*_~(" // what other parsers begin at
	signs  = "\"#$%&'+,-./:;=>?@^{|})"
)

func (run) Trigger() []byte { return []byte(" " + signs) }

var inRun = func() (in [256]bool) {
	for c := range in {
		in[c] = c != '\n' && strings.IndexByte(markup, byte(c)) < 0
	}
	return in
}()

// roomForText is where a context may have room for the nodes of run, which are most of those of a document.
var roomForText = parser.NewContextKey()

func (run) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if segment.Padding != 0 {
		return nil
	}
	node := func(stop int) *ast.Text {
		segment := segment.WithStop(segment.Start + stop)
		texts, ok := pc.Get(roomForText).(*room[ast.Text])
		if !ok {
			return ast.NewTextSegment(segment)
		}
		t := texts.next()
		t.Segment = segment
		return t
	}
	n := 0
	for n < len(line) && inRun[line[n]] {
		n++
	}
	if n < len(line) && line[n] != '\n' {
		block.Advance(n)
		return node(n)
	}
	end := len(util.TrimRightSpace(line))
	if end < n { // the blanks may be a line break
		if end == 0 {
			return nil
		}
		block.Advance(end)
		return node(end)
	}
	t := node(n)
	t.SetSoftLineBreak(n < len(line))
	block.AdvanceLine()
	return t
}

// definitions looks for definitions of links where a paragraph may begin with one.
type definitions struct{}

func (definitions) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	first := node.Lines().At(0)
	if line := util.TrimLeftSpace(first.Value(reader.Source())); len(line) > 0 && line[0] == '[' {
		parser.LinkReferenceParagraphTransformer.Transform(node, reader, pc)
	}
}

// plainSource reports whether source has no backslash, and no link in the text other than in brackets, as that of
// [a](http://b) would be if it were no link itself. < begins one that is not bare.
// Blanks at a line's end count as well: where they are a place to look for links, the text is cut there, and they stay.
func plainSource(source []byte) bool {
	if bytes.IndexByte(source, '\\') >= 0 || bytes.IndexByte(source, '@') >= 0 || bytes.IndexByte(source, '\t') >= 0 ||
		bytes.Contains(source, []byte("   \n")) {
		return false
	}
	for _, begins := range [...]string{":/", "www."} { // http://, ftp://
		for from := 0; ; {
			i := bytes.Index(source[from:], []byte(begins))
			if i < 0 {
				break
			}
			from += i + len(begins)
			at := from - len(begins)
			for at > 0 && 'a' <= source[at-1] && source[at-1] <= 'z' {
				at--
			}
			if at == 0 || source[at-1] != '(' && source[at-1] != '<' {
				return false
			}
		}
	}
	return true
}

// blockParser finds blocks only: what is cheap to find, to measure before inline markup is parsed.
var blockParser = sync.OnceValue(func() parser.Parser {
	return goldmark.New(
		goldmark.WithParser(parser.NewParser(
			parser.WithBlockParsers(parser.DefaultBlockParsers()...),
			parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...))),
		goldmark.WithExtensions(extension.Table)).Parser()
})

// Limits on Markdown: goldmark's time or memory grows with the square of these, so that a few kB can take
// gigabytes. No article comes near them.
//   - Containers are lists and quotations. For each line of a list goldmark remembers every list that is
//     open, so blank lines count as often as lists are open above them.
//   - A row is padded with cells to the columns of its table.
//   - A reference to a note is looked up among all notes.
//   - For each definition of a link ("[a]: b") the lines of its paragraph are copied.
//   - Each bracket looks back for its partner on the line, each mark of emphasis in its block.
const (
	maxContainers  = 100
	maxOpenBlanks  = 200_000
	maxColumns     = 100
	maxCells       = 50_000
	maxNotes       = 1000
	maxDefinitions = 3000
	maxBrackets    = 4000        // on one line
	maxMarks       = 10000       // in one block
	maxPairs       = 100_000_000 // of brackets on the same line, in a file
)

// withinLimits reports whether source, at byte offset of the file, keeps the limits. If not, it is an error.
func (f *file) withinLimits(source []byte, offset int) bool {
	fail := func(pos, most int, what string) bool {
		f.fail(f.lineAt(offset+pos), 0, fmt.Sprintf("more than %d %s", most, what), "split the article, or write this part more simply")
		return false
	}
	depth, blanks := 0, 0 // containers that may be open, blank lines in them
	afterBlank := false
	columns, cells, notes, definitions := 0, 0, 0, 0 // columns of the table whose rows may follow
	manyNotes, manyDefinitions := bytes.Count(source, []byte("[^")) > maxNotes, bytes.Count(source, []byte("]:")) > maxDefinitions
	start := 0
	for line := range bytes.Lines(source) {
		n, rest := containers(line)
		if n > maxContainers {
			return fail(start, maxContainers, "lists or quotations inside each other, or a line indented as deep")
		}
		if len(rest) > 0 {
			if depth = max(depth, n); afterBlank { // else a line may go on with a paragraph of whatever is open
				depth = n
			}
		} else if blanks += depth; blanks > maxOpenBlanks {
			return fail(start, maxOpenBlanks, "blank lines, counted once for every list around them")
		}
		afterBlank = len(rest) == 0
		switch cols := tableColumns(rest); {
		case len(rest) == 0:
			columns = 0
		case cols > maxColumns:
			return fail(start, maxColumns, "columns in a table")
		case cols > 1:
			columns = max(columns, cols)
		}
		if cells += columns; cells > maxCells {
			return fail(start, maxCells, "cells in tables")
		}
		if manyNotes {
			if notes += bytes.Count(rest, []byte("[^")); notes > maxNotes {
				return fail(start, maxNotes, "notes and references to them")
			}
		}
		if manyDefinitions {
			if definitions += bytes.Count(rest, []byte("]:")); definitions > maxDefinitions {
				return fail(start, maxDefinitions, "definitions of links")
			}
		}
		start += len(line)
	}
	total := 0
	for _, c := range []string{"[", "*", "_", "~"} {
		total += bytes.Count(source, []byte(c))
	}
	if total <= maxBrackets {
		return true
	}
	ok := true
	pairs := 0
	_ = ast.Walk(blockParser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline || n.IsRaw() || n.Lines() == nil {
			return ast.WalkContinue, nil
		}
		marks := 0
		for i := range n.Lines().Len() {
			seg := n.Lines().At(i)
			brackets := 0
			for _, c := range seg.Value(source) {
				if c == '[' {
					brackets++
				}
				if isMark(c) {
					marks++
				}
			}
			switch pairs += brackets * brackets; {
			case brackets > maxBrackets:
				ok = fail(seg.Start, maxBrackets, "brackets on one line")
			case marks > maxMarks:
				ok = fail(seg.Start, maxMarks, "marks of emphasis or links in one block")
			case pairs > maxPairs:
				ok = fail(seg.Start, maxPairs, "pairs of brackets that may belong together")
			}
			if !ok {
				return ast.WalkStop, nil
			}
		}
		return ast.WalkContinue, nil
	})
	return ok
}

func isMark(c byte) bool { return c == '[' || c == '*' || c == '_' || c == '~' }

// containers is the most lists and quotations that a line can be in, by the marks and blanks that it begins
// with, and what stands after those.
func containers(line []byte) (n int, rest []byte) {
	if c := line[0]; c|' ' >= 'a' && c|' ' <= 'z' || c >= utf8.RuneSelf {
		return 0, line
	}
	line = bytes.TrimRight(line, " \t\n")
	marks, blanks := 0, 0
	i := 0
loop:
	for ; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			blanks++
		case c == '\t':
			blanks += 4
		case c >= '0' && c <= '9':
		case c == '>' || c == '-' || c == '+' || c == '*' || (c == '.' || c == ')') && i > 0 && line[i-1] >= '0' && line[i-1] <= '9':
			marks++
		default:
			break loop
		}
	}
	rest = line[i:]
	if len(rest) == 0 {
		rest = bytes.TrimLeft(line, " \t>")
		if k := len(rest); k > 0 && (bytes.Count(rest, []byte("-")) == marks || bytes.Count(rest, []byte("*")) == marks) {
			marks, blanks = 0, len(line)-len(rest) // a rule across the page
		}
	}
	// A list goes on below blanks: two at least, the first of which a mark has as well.
	return marks + max(0, blanks-marks)/2, rest
}

// tableColumns is the number of columns of a table's delimiter row, 0 for any other line.
func tableColumns(line []byte) int {
	n := 1
	for _, c := range bytes.Trim(line, "|") {
		switch c {
		case '|':
			n++
		case ' ', '\t', '-', ':':
		default:
			return 0
		}
	}
	return n
}

// A document is the body of one file: its paragraphs in reading order, and what is around them.
type document struct {
	f      *file
	tree   ast.Node // nil for raw copy
	source []byte
	offset int     // of source in the file
	all    []*para // of Markdown: paragraphs, headings and cells, in the order of the tree
	paras  []*para
	starts []int           // indices of the paragraphs that are part of the text
	text   string          // what is annotated: paragraphs joined by blank lines; "" for a plain brief
	ids    ids             // but those of sentences
	inner  []innerLink     // links to fragments of the page
	refs   map[string]bool // ids of references to notes
	backs  []backLink
	inLink []string // ids of the references met in the link or image that is being read, which are written after it
	shift  int      // added to the level of headings
	colons bool     // whether the source holds :::
	local  bool     // see Brief.Local

	words     inlineText // the text of all paragraphs
	length    int        // of the text
	sentences int        // how many it has
	top       *para      // what title read, if it stays; it is not read again
	blocks    room[para]
	texts     room[ast.Text]
	places    room[place]
	elements  room[element]
	memory    *memory // what the rooms begin with; nil for raw copy
}

// A memory is what the paragraphs of one document leave to the next.
type memory struct {
	blocks   [48]para
	texts    [96]ast.Text
	places   [128]place
	elements [96]element
}

var memories = sync.Pool{New: func() any { return new(memory) }}

// release gives the memory back. The document must not be used any more.
func (d *document) release() {
	if d.memory != nil {
		*d.memory = memory{}
		memories.Put(d.memory)
	}
}

// A room is what many short lists take their memory from.
type room[T any] struct{ free []T }

// begin is an empty list that may be appended to until it goes to keep.
func (r *room[T]) begin() []T {
	if cap(r.free) < 8 {
		r.free = make([]T, 0, 64)
	}
	return r.free
}

// next is one that is new.
func (r *room[T]) next() *T {
	if len(r.free) == cap(r.free) {
		r.free = make([]T, 0, 32)
	}
	r.free = r.free[:len(r.free)+1]
	return &r.free[len(r.free)-1]
}

// keep takes the memory of list, which begin gave, out of the room; if it grew too long, it has its own.
func (r *room[T]) keep(list []T) []T {
	n := len(list)
	if n <= cap(r.free) {
		r.free = r.free[n:n]
	}
	return list[:n:n]
}

// rawDocument is the body of raw copy.
func rawDocument(f *file, us []unit) *document {
	d := &document{f: f, ids: ids{}}
	for i := range us {
		if us[i].gone == "" {
			d.paras = append(d.paras, &para{text: us[i].text, places: us[i].places})
		}
	}
	d.join()
	return d
}

// parseMarkdown reads source, which begins at byte offset of the file.
func parseMarkdown(f *file, source []byte, offset int) *document {
	d := &document{f: f, source: source, offset: offset, ids: make(ids, 48), refs: map[string]bool{}}
	d.words.Grow(len(source))
	d.memory = memories.Get().(*memory)
	d.blocks.free, d.texts.free = d.memory.blocks[:0], d.memory.texts[:0]
	d.places.free, d.elements.free = d.memory.places[:0], d.memory.elements[:0]
	d.colons = bytes.Contains(source, []byte(":::"))
	md := mdAny
	if plainSource(source) {
		md = mdPlain
	}
	pc := parser.NewContext()
	pc.Set(roomForText, &d.texts)
	d.tree = md().Parse(text.NewReader(source), parser.WithContext(pc))
	return d
}

// title takes the headline from the top of the document: a heading of level 1 or a paragraph of one line
// that stands alone. given is the title of the front matter: a heading with the same words goes as well.
func (d *document) title(given string) string {
	first := d.tree.FirstChild()
	if first == nil || first.NextSibling() == nil {
		return ""
	}
	var p *para
	switch n := first.(type) {
	case *ast.Heading:
		if n.Level > 1 && given == "" {
			return ""
		}
		p = d.inline(n)
		d.top = p
	case *ast.Paragraph:
		if n.Lines().Len() != 1 || given != "" {
			return ""
		}
		p = d.inline(n)
		d.top = p
		if endsSentence(p.text) && !strings.HasSuffix(p.text, "?") || utf8.RuneCountInString(p.text) > titleLimit || len(p.atoms) > 0 {
			return ""
		}
	default:
		return ""
	}
	t := oneLine(p.text)
	if t == "" || given != "" && normal(t) != normal(given) {
		return ""
	}
	d.tree.RemoveChild(d.tree, first)
	d.top = nil
	for _, a := range p.atoms {
		delete(d.refs, a.ref)
	}
	return t
}

// collect finds the paragraphs and the headings' ids.
func (d *document) collect() {
	top := 0
	d.gather(d.tree, false, &top)
	d.shift = max(0, 3-top)
	d.join()
}

// gather collects what is below n. note is true inside a note; top becomes the highest level of headings.
func (d *document) gather(n ast.Node, note bool, top *int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			p := d.block(c)
			if !note {
				d.paras = append(d.paras, p)
			}
		case *ast.Heading:
			if *top == 0 || c.Level < *top {
				*top = c.Level
			}
			p := d.block(c)
			slug := cut(Slug(p.text), 80)
			if slug == "" {
				slug = "section"
			}
			p.anchor = d.ids.take("h-" + slug)
		case *east.TableCell:
			d.block(c)
		default:
			d.gather(c, note || c.Kind() == east.KindFootnoteList, top)
		}
	}
}

// join finds where each paragraph lies in the text that is annotated. Blank ones are no part of it.
func (d *document) join() {
	at := 0
	for i, p := range d.paras {
		if strings.TrimSpace(p.text) == "" {
			p.start = -1
			continue
		}
		if at > 0 {
			at += len("\n\n")
		}
		p.start = at
		d.starts = append(d.starts, i)
		at += len(p.text)
	}
	d.length = at
}

// joined is the text that is annotated.
func (d *document) joined() string {
	var b strings.Builder
	b.Grow(d.length)
	for k, i := range d.starts {
		if k > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(d.paras[i].text)
	}
	return b.String()
}

// placeAt is the paragraph that holds offset off of the text, the offset of the place at or before it, and its line.
func (d *document) placeAt(off int) (p *para, at, line int) {
	i := sort.Search(len(d.starts), func(i int) bool { return d.paras[d.starts[i]].start > off })
	if i == 0 {
		return nil, 0, 0
	}
	p = d.paras[d.starts[i-1]]
	if len(p.places) == 0 {
		return nil, 0, 0
	}
	k := sort.Search(len(p.places), func(k int) bool { return p.places[k].off > off-p.start })
	found := p.places[max(0, k-1)]
	if d.tree != nil {
		return p, found.off, d.line(found.at)
	}
	return p, found.off, found.at
}

// lineAt is the line of the file on which offset off of the text stands.
func (d *document) lineAt(off int) int {
	_, _, line := d.placeAt(off)
	return line
}

// placeOf is the line and column of the words at offset off of the text. The column is 0 where markup
// or a line's end stands between the words.
func (d *document) placeOf(off int, words string) (line, col int) {
	p, at, line := d.placeAt(off)
	if p == nil || d.f.warnings >= maxWarnings {
		return 0, 0
	}
	l := d.f.line(line)
	from := min(len(l), max(0, off-p.start-at)) // markup only makes the line longer
	if k := strings.Index(l[from:], words); k >= 0 {
		col = 1 + utf8.RuneCountInString(l[:from+k])
	}
	return line, col
}

// lineCol is the line and column of byte pos of the source, for a warning; 0, 0 if the parser does not say
// where it is, or no further warning is listed: counting columns for all would take quadratic time.
func (d *document) lineCol(pos int) (line, col int) {
	if pos < 0 || pos > len(d.source) || d.f.warnings >= maxWarnings {
		return 0, 0
	}
	return d.f.lineAt(d.offset + pos), d.f.colAt(d.offset + pos)
}

func (d *document) line(pos int) int { return d.f.lineAt(d.offset + pos) }

// block gathers block n, for the writer to take in the same order.
func (d *document) block(n ast.Node) *para {
	p := d.top // title has read it
	if d.top = nil; p == nil {
		p = d.inline(n)
	}
	d.all = append(d.all, p)
	return p
}

// inline gathers the text and markup of block n.
func (d *document) inline(n ast.Node) *para {
	p := d.blocks.next()
	p.start = -1
	if lines := n.Lines(); d.colons && n.Type() == ast.TypeBlock && lines != nil {
		for i := range lines.Len() {
			seg := lines.At(i)
			if s := bytes.TrimSpace(seg.Value(d.source)); len(s) > 3 && string(s[:3]) == ":::" && s[3] != ':' {
				d.f.warn(d.line(seg.Start), 1, "blocks are not read yet: the lines of this one are shown as text",
					"write a list, a table or a quotation until they are")
			}
		}
	}
	p.elements, p.places = d.elements.begin(), d.places.begin()
	d.words.from = d.words.Builder.Len()
	d.children(n, p, &d.words, 0, false)
	p.text = d.words.String()[d.words.from:]
	p.elements, p.places = d.elements.keep(p.elements), d.places.keep(p.places)
	for _, e := range p.elements {
		if e.rank == rankLink {
			p.links = append(p.links, annotate.Span{Start: e.start, End: e.end})
		}
	}
	return p
}

// An inlineText is text that is gathered behind other text.
type inlineText struct {
	strings.Builder
	from int // where it begins
}

// Len is the length of what is gathered.
func (t *inlineText) Len() int { return t.Builder.Len() - t.from }

// children gathers what is below n. linked is true inside a link: links do not nest.
func (d *document) children(n ast.Node, p *para, b *inlineText, depth int, linked bool) {
	depth++
	wrap := func(n ast.Node, r rank, open, close string, linked bool) {
		start := b.Len()
		d.children(n, p, b, depth, linked)
		if depth < maxNesting {
			p.elements = append(p.elements, element{start: start, end: b.Len(), rank: r, open: open, close: close})
		}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			p.places = append(p.places, place{b.Len(), c.Segment.Start})
			if c.IsRaw() {
				b.Write(c.Segment.Value(d.source))
			} else {
				unescape(&b.Builder, c.Segment.Value(d.source))
			}
			if c.HardLineBreak() {
				p.atoms = append(p.atoms, atom{at: b.Len(), html: "<br>"})
			}
			if c.HardLineBreak() || c.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.CodeSpan:
			start := b.Len()
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if t, ok := t.(*ast.Text); ok {
					p.places = append(p.places, place{b.Len(), t.Segment.Start})
					b.WriteString(strings.ReplaceAll(string(t.Segment.Value(d.source)), "\n", " "))
				}
			}
			p.elements = append(p.elements, element{start: start, end: b.Len(), rank: rankInline, open: "<code>", close: "</code>"})
		case *ast.Emphasis:
			open, close := "<em>", "</em>"
			if c.Level == 2 {
				open, close = "<strong>", "</strong>"
			}
			wrap(c, rankInline, open, close, linked)
		case *east.Strikethrough:
			wrap(c, rankInline, "<del>", "</del>", linked)
		case *ast.Link:
			url, ok := d.link(c.Destination, c.Pos())
			if !ok || linked {
				d.children(c, p, b, depth, linked)
				continue
			}
			title := ""
			if len(c.Title) > 0 {
				var t strings.Builder
				unescape(&t, c.Title)
				title = ` title="` + escaped(t.String()) + `"`
			}
			wrap(c, rankLink, `<a href="`+escaped(url)+`"`+title+">", "</a>", true)
			if url[0] == '#' && depth < maxNesting {
				d.inner = append(d.inner, innerLink{p, len(p.elements) - 1, url[1:], c.Pos()})
			}
			d.notes(p, b.Len())
		case *ast.AutoLink:
			start := b.Len()
			p.places = append(p.places, place{b.Len(), max(0, c.Pos())})
			b.Write(c.Label(d.source))
			url := c.URL(d.source)
			if c.AutoLinkType == ast.AutoLinkEmail && !bytes.HasPrefix(bytes.ToLower(url), []byte("mailto:")) {
				url = append([]byte("mailto:"), url...)
			}
			if url, ok := d.link(url, c.Pos()); ok && !linked {
				p.elements = append(p.elements, element{start: start, end: b.Len(), rank: rankLink, open: `<a href="` + escaped(url) + `">`, close: "</a>"})
			}
		case *ast.Image:
			d.image(c, p, b.Len())
			if !linked {
				d.notes(p, b.Len())
			}
		case *ast.RawHTML:
			if c.Segments.Len() > 0 {
				d.dropped(c.Segments.At(0))
			}
		case *east.TaskCheckBox:
			checked := ""
			if c.IsChecked {
				checked = " checked"
			}
			p.atoms = append(p.atoms, atom{at: b.Len(), html: `<input type="checkbox" disabled` + checked + ` aria-label="Done"> `})
		case *east.FootnoteLink:
			d.inLink = append(d.inLink, footnoteRef(c.Index, c.RefIndex), strconv.Itoa(c.Index))
			if !linked {
				d.notes(p, b.Len())
			}
		case *east.FootnoteBacklink:
			ref := footnoteRef(c.Index, c.RefIndex)
			p.atoms = append(p.atoms, atom{at: b.Len(), html: ` <a class="fnback" href="#` + ref + `" role="doc-backlink" aria-label="Back to the text">↩</a>`})
			d.backs = append(d.backs, backLink{p, len(p.atoms) - 1, ref})
		default:
			d.children(c, p, b, depth, linked)
		}
	}
}

// A backLink is a link from a note to its reference ref: atom i of para.
type backLink struct {
	para *para
	i    int
	ref  string
}

// notes places the references that were met at offset at of p: behind a link, since links do not nest.
func (d *document) notes(p *para, at int) {
	for ; len(d.inLink) > 0; d.inLink = d.inLink[2:] {
		ref, n := d.inLink[0], d.inLink[1]
		d.refs[ref] = true
		p.atoms = append(p.atoms, atom{at: at, ref: ref, html: `<sup class="fnref" id="` + ref + `"><a href="#fn-` + n +
			`" role="doc-noteref" aria-label="Note ` + n + `">` + n + `</a></sup>`})
	}
}

func footnoteRef(index, ref int) string {
	if ref == 0 {
		return "fnref-" + strconv.Itoa(index)
	}
	return "fnref-" + strconv.Itoa(index) + "-" + strconv.Itoa(ref+1)
}

// dropped warns that raw HTML was left out.
func (d *document) dropped(seg text.Segment) {
	raw := string(seg.Value(d.source))
	line, col := d.lineCol(seg.Start)
	d.f.warn(line, col, "raw HTML is left out: "+shorten(oneLine(cut(raw, 200)), 60), "write it in Markdown")
}

// link resolves a destination as Markdown wrote it. ok is false for what must not be a link.
func (d *document) link(dest []byte, pos int) (url string, ok bool) {
	url = string(util.URLEscape(dest, true))
	if safeURL(url, true) {
		d.local = d.local || url[0] != '#' && !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "http://")
		return url, true
	}
	line, col := d.lineCol(pos)
	d.f.warn(line, col, fmt.Sprintf("the link to %q is left out", shorten(url, 60)), "links are http, https, mailto, relative or #fragment")
	return "", false
}

// safeURL reports whether url is relative, a fragment, or http, https or mailto.
func safeURL(url string, mail bool) bool {
	for i := range len(url) {
		if url[i] <= ' ' || url[i] == 0x7f || url[i] == '\\' {
			return false // browsers skip some of these, and read \ as /
		}
	}
	if strings.HasPrefix(url, "//") || url == "" {
		return false
	}
	scheme, _, ok := strings.Cut(url, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return true
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		return true
	case "mailto":
		return mail
	}
	return false
}

// image places a relative image. Others are left out: a page must not tell a third party who reads it.
func (d *document) image(n *ast.Image, p *para, at int) {
	url := string(util.URLEscape(n.Destination, true))
	if !safeURL(url, false) || strings.Contains(strings.SplitN(url, "/", 2)[0], ":") || strings.HasPrefix(url, "#") {
		line, col := d.lineCol(n.Pos())
		d.f.warn(line, col, fmt.Sprintf("the image %q is left out", shorten(url, 60)), "put the file beside the article and name it by a relative path")
		return
	}
	d.local = true
	var b inlineText
	d.children(n, &para{}, &b, 0, true)
	p.atoms = append(p.atoms, atom{at: at, html: `<img src="` + escaped(url) + `" alt="` + escaped(oneLine(b.String())) + `" loading="lazy">`})
}

// unescape writes Markdown text with its backslash escapes and HTML entities resolved.
func unescape(b *strings.Builder, s []byte) {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 {
		b.Write(s)
		return
	}
	for {
		i := bytes.IndexAny(s, `\&`)
		if i < 0 {
			b.Write(s)
			return
		}
		b.Write(s[:i])
		s = s[i:]
		if s[0] == '\\' {
			if len(s) > 1 && util.IsPunct(s[1]) {
				b.WriteByte(s[1])
				s = s[2:]
				continue
			}
		} else if j := bytes.IndexByte(s[:min(len(s), 40)], ';'); j > 1 {
			if r, ok := entity(string(s[1:j])); ok {
				b.WriteString(r)
				s = s[j+1:]
				continue
			}
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
}

func entity(name string) (string, bool) {
	if name[0] != '#' {
		e, ok := util.LookUpHTML5EntityByName(name)
		if !ok {
			return "", false
		}
		return string(e.Characters), true
	}
	num, base := name[1:], 10
	if len(num) > 0 && (num[0] == 'x' || num[0] == 'X') {
		num, base = num[1:], 16
	}
	v, err := strconv.ParseUint(num, base, 32)
	if err != nil {
		return "", false
	}
	r := rune(v)
	if v == 0 || v > utf8.MaxRune || !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	if isControl(r) || isDirection(r) || r == '\n' {
		r = ' '
	}
	return string(r), true
}

// shows reports whether there is a table or code: with a title, that is enough for a brief.
func (d *document) shows() bool {
	found := false
	if d.tree != nil {
		_ = ast.Walk(d.tree, func(n ast.Node, _ bool) (ast.WalkStatus, error) {
			switch n.(type) {
			case *east.Table, *ast.FencedCodeBlock, *ast.CodeBlock:
				found = true
				return ast.WalkStop, nil
			}
			return ast.WalkContinue, nil
		})
	}
	return found
}

// An innerLink is a link to a fragment of the page: element i of para.
type innerLink struct {
	para   *para
	i      int
	target string
	pos    int // in the source
}

// resolveInner points links to fragments at what the page has: the id itself, or the heading that
// it names without our prefix. A link that leads nowhere is left out, with a warning. A note has no way back
// to a reference that is not shown, as in the title.
func (d *document) resolveInner() {
	for _, l := range d.backs {
		if !d.refs[l.ref] {
			l.para.atoms[l.i].html = ""
		}
	}
	for _, l := range d.inner {
		e := &l.para.elements[l.i]
		target, err := url.PathUnescape(l.target)
		if err != nil {
			target = l.target
		}
		if !d.has(target) {
			if !d.has("h-" + target) {
				line, col := d.lineCol(l.pos)
				d.f.warn(line, col, fmt.Sprintf("the link to %q is left out: nothing on the page has this id", "#"+shorten(target, 60)), "")
				e.open, e.close, e.rank = "", "", rankInline
				continue
			}
			e.open = strings.Replace(e.open, `"#`, `"#h-`, 1)
		}
	}
}

// has reports whether the page has an element with this id.
func (d *document) has(id string) bool {
	if n, ok := strings.CutPrefix(id, "s"); ok && n != "" && n[0] != '0' && strings.Trim(n, "0123456789") == "" {
		i, err := strconv.Atoi(n)
		return err == nil && i <= d.sentences
	}
	return d.ids[id] > 0
}
