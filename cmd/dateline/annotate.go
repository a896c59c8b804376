package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"dateline/internal/annotate"
	"dateline/internal/brief"
)

var annotateCommand = command{
	name: "annotate",
	args: " FILE…",
	does: "print what is found in articles, and by which rule",
	about: `Prints what was found in each article, after cleaning, as a table or as JSON.
FILE is a .txt or .md article; - is plain text from standard input.

With --jsonl it is a filter. In, one object a line: {"id", "text", "published"}; the text is
taken as it is. Out, in the same order: {"id", "published", "sentences", "annotations", "events",
"figure_sets"}. A line that is no such object is reported with its number, gives no line, and makes
the exit code 1. Offsets in JSON are half-open and count Unicode code points.
`,
	setup: func(f *flag.FlagSet) action {
		var a annotator
		f.StringVar(&a.format, "format", "table", "`FORM` of the output: table or json")
		f.BoolVar(&a.jsonl, "jsonl", false, "filter JSON lines from standard input to standard output")
		f.StringVar(&a.published, "published", "", "`DATE` of publication of texts that state none: 2026-02-05")
		f.IntVar(&a.jobs, "jobs", 0, "lines annotated at a time, `N` (default one per processor)")
		return a.run
	},
}

type annotator struct {
	format    string
	jsonl     bool
	published string
	jobs      int
}

func (a *annotator) run(ctx context.Context, args []string, std streams) error {
	var err error
	if a.published, err = dayOf(a.published); err != nil {
		return usageError("--published: " + err.Error())
	}
	switch {
	case a.jsonl && len(args) > 0:
		return usageError("--jsonl reads standard input, not files")
	case a.jsonl:
		return a.filter(ctx, std)
	case len(args) == 0:
		return usageError("which article? - stands for standard input")
	case a.format != "table" && a.format != "json":
		return usageError(fmt.Sprintf("--format is table or json, not %q", a.format))
	}
	return a.files(args, std)
}

// dayOf is the day of a date with or without a time, or "".
func dayOf(date string) (string, error) {
	if date == "" {
		return "", nil
	}
	var when brief.When
	err := when.UnmarshalText([]byte(date))
	day, clock, _ := strings.Cut(string(when), "T")
	if _, notDay := time.Parse(time.DateOnly, day); err != nil || notDay != nil || strings.ContainsAny(clock, "/~") {
		return "", fmt.Errorf("%q is not a date such as 2026-02-05", date)
	}
	return day, nil
}

// files annotates articles. One that cannot be read or has errors is left out, and the others are still printed.
func (a *annotator) files(names []string, std streams) error {
	var (
		failed, unread bool
		docs           = []document{}
	)
	out := bufio.NewWriter(std.out)
	for _, name := range names {
		src, err := readInput(name, std.in)
		if err != nil {
			fmt.Fprintf(std.err, "dateline: %s\n", visible(err.Error()))
			unread = true
			continue
		}
		base := filepath.Base(name)
		if name == "-" {
			base = "stdin.txt"
		}
		b, problems := brief.Parse(base, src, brief.Options{Dir: filepath.ToSlash(filepath.Dir(name)), Published: brief.When(a.published)})
		for _, p := range problems {
			fmt.Fprint(std.err, p.Format())
		}
		if b == nil || brief.HasErrors(problems) {
			failed = true
			continue
		}
		if a.format == "table" {
			table(out, name, b)
			continue
		}
		d := encode(b.Document)
		d.File, d.Title, d.Published, d.Text = name, b.Title, string(b.Published), &b.Document.Text
		d.Removed = make([]removed, 0, len(b.Removed))
		for _, r := range b.Removed {
			d.Removed = append(d.Removed, removed{r.Line, r.Text, r.Why})
		}
		docs = append(docs, d)
	}
	if a.format == "json" {
		enc := newEncoder(out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(docs); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	switch {
	case unread:
		return errUnread
	case failed:
		return errProblems
	}
	return nil
}

// readInput reads one byte more than an article may have, and no more: brief.Parse says that it is too long.
func readInput(name string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if name != "-" {
		// Opening a pipe would wait for its writer.
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s is not a file (for a pipe, - reads standard input)", name)
		}
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, brief.MaxSize+1))
}

// table prints one article for a reader.
func table(out io.Writer, name string, b *brief.Brief) {
	doc := b.Document
	fmt.Fprintf(out, "%s: %s\n%s, published %s, %s left out\n\n", visible(name), short(b.Title, 100),
		plural(len(doc.Sentences), "sentence"), cmp.Or(string(b.Published), "on a day not known"), plural(len(b.Removed), "line"))
	tab := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(cells ...string) {
		for i, cell := range cells {
			cells[i] = short(cell, 60)
		}
		fmt.Fprintln(tab, strings.Join(cells, "\t"))
	}
	if len(doc.Annotations) > 0 {
		row("SENTENCE", "KIND", "TEXT", "VALUE", "RULE")
	}
	for _, x := range doc.Annotations {
		row(sentenceID(doc, x.Start), x.Kind.String(), doc.Text[x.Start:x.End], value(x), x.Rule)
	}
	tab.Flush()
	if len(doc.Events) > 0 {
		fmt.Fprintln(out)
		row("SENTENCE", "WHEN", "IN WORDS", "BASIS", "STATUS", "EVENT")
	}
	for _, e := range doc.Events {
		ids := make([]string, len(e.Sentences))
		for i, s := range e.Sentences {
			ids[i] = fmt.Sprintf("s%d", s+1)
		}
		row(strings.Join(ids, " "), e.When, e.WhenText, e.Basis, e.Status, e.Title)
	}
	tab.Flush()
	for _, set := range doc.FigureSets {
		fmt.Fprintf(out, "\nfigure set, s%d: %s\n", set.Sentence+1, short(strings.Join(strings.Fields(set.Title+" ("+set.Type.String()+" "+set.Unit+")"), " "), 100))
		for _, r := range set.Rows {
			x := doc.Annotations[r.Figure]
			row("", r.Label, x.Value, doc.Text[x.Start:x.End])
		}
		tab.Flush()
	}
	fmt.Fprintln(out)
}

// value is what an annotation says, in one cell.
func value(x annotate.Annotation) string {
	switch x.Kind {
	case annotate.Date:
		return strings.Join(strings.Fields(x.Type.String()+" "+x.Value+" "+x.Mod.String()), " ")
	case annotate.Figure:
		return strings.Join(strings.Fields(x.Qualifier+" "+x.Value+" "+x.Unit), " ")
	case annotate.Quote:
		who := x.Said.Speaker
		if who == nil {
			return "nobody named"
		}
		return cmp.Or(who.Entity, who.Text)
	}
	if x.Role != "" {
		return x.Entity + ", " + x.Role
	}
	return x.Entity
}

// sentenceID is the id of the sentence that holds the byte at.
func sentenceID(doc *annotate.Document, at int) string {
	i, found := slices.BinarySearchFunc(doc.Sentences, at, func(s annotate.Span, at int) int {
		switch {
		case s.End <= at:
			return -1
		case s.Start > at:
			return 1
		}
		return 0
	})
	if !found {
		return "-"
	}
	return fmt.Sprintf("s%d", i+1)
}

// short is text on one line, safe for a terminal, cut to n characters.
func short(text string, n int) string {
	text = visible(strings.Join(strings.Fields(text), " "))
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n-1]) + "…"
}

// The JSON forms. Offsets are half-open and count code points; "sentence" and "annotation" are
// places in the lists of the same object, from 0. What is not known is left out.
type (
	document struct {
		ID          json.RawMessage `json:"id,omitempty"`
		File        string          `json:"file,omitempty"`
		Title       string          `json:"title,omitempty"`
		Published   string          `json:"published,omitempty"`
		Text        *string         `json:"text,omitempty"`
		Sentences   []span          `json:"sentences"`
		Annotations []annotation    `json:"annotations"`
		Events      []event         `json:"events"`
		FigureSets  []figureSet     `json:"figure_sets"`
		Removed     []removed       `json:"removed,omitempty"`
	}
	span struct {
		Start int `json:"start"`
		End   int `json:"end"`
	}
	annotation struct {
		Kind string `json:"kind"`
		span
		Text      string   `json:"text"`
		Type      string   `json:"type,omitempty"`
		Value     string   `json:"value,omitempty"`
		Mod       string   `json:"mod,omitempty"`
		Ambiguous string   `json:"ambiguous,omitempty"`
		Unit      string   `json:"unit,omitempty"`
		Qualifier string   `json:"qualifier,omitempty"`
		Entity    string   `json:"entity,omitempty"`
		Role      string   `json:"role,omitempty"`
		Speaker   *mention `json:"speaker,omitempty"`
		Cue       string   `json:"cue,omitempty"`
		ID        string   `json:"id,omitempty"`
		Rule      string   `json:"rule"`
	}
	mention struct {
		Text   string `json:"text"`
		Entity string `json:"entity,omitempty"`
		span
	}
	event struct {
		When       string   `json:"when"`
		WhenText   string   `json:"when_text"`
		Basis      string   `json:"basis"`
		Status     string   `json:"status"`
		Title      string   `json:"title"`
		Sentence   int      `json:"sentence"`
		Sentences  []int    `json:"sentences,omitempty"` // all that tell of it, if there are more
		Order      string   `json:"order,omitempty"`     // "after": it has no date, but came after the event before it
		Annotation int      `json:"annotation"`          // the date
		Actors     []string `json:"actors,omitempty"`
	}
	figureSet struct {
		Title    string      `json:"title,omitempty"`
		Type     string      `json:"type"`
		Unit     string      `json:"unit"`
		Sentence int         `json:"sentence"`
		Rows     []figureRow `json:"rows"`
	}
	figureRow struct {
		Label      string `json:"label"`
		Annotation int    `json:"annotation"` // the figure
	}
	removed struct {
		Line int    `json:"line"`
		Text string `json:"text"`
		Why  string `json:"why"`
	}
)

// encode turns a document into its JSON form, in time linear in its text.
func encode(doc *annotate.Document) document {
	at := codePoints(doc.Text)
	to := func(s annotate.Span) span { return span{at(s.Start), at(s.End)} }
	out := document{
		Sentences: make([]span, len(doc.Sentences)), Annotations: make([]annotation, len(doc.Annotations)),
		Events: make([]event, len(doc.Events)), FigureSets: make([]figureSet, len(doc.FigureSets)),
	}
	for i, s := range doc.Sentences {
		out.Sentences[i] = to(s)
	}
	for i, x := range doc.Annotations {
		out.Annotations[i] = annotation{
			Kind: x.Kind.String(), span: to(x.Span), Text: doc.Text[x.Start:x.End], Type: x.Type.String(), Value: x.Value, Mod: x.Mod.String(),
			Ambiguous: x.Ambiguous.String(), Unit: x.Unit, Qualifier: x.Qualifier, Entity: x.Entity, Role: x.Role, Rule: x.Rule,
		}
		if said := x.Said; said != nil {
			out.Annotations[i].Cue, out.Annotations[i].ID = said.Cue, said.ID
			if who := said.Speaker; who != nil {
				out.Annotations[i].Speaker = &mention{who.Text, who.Entity, to(who.Span)}
			}
		}
	}
	for i, e := range doc.Events {
		out.Events[i] = event{
			When: e.When, WhenText: e.WhenText, Basis: e.Basis, Status: e.Status, Title: e.Title, Sentence: e.Sentence,
			Order: e.Order, Annotation: e.Date, Actors: e.Actors,
		}
		if len(e.Sentences) > 1 {
			out.Events[i].Sentences = e.Sentences
		}
	}
	for i, s := range doc.FigureSets {
		set := figureSet{s.Title, s.Type.String(), s.Unit, s.Sentence, make([]figureRow, len(s.Rows))}
		for j, r := range s.Rows {
			set.Rows[j] = figureRow{r.Label, r.Figure}
		}
		out.FigureSets[i] = set
	}
	return out
}

// codePoints returns the function from byte offset to code point offset.
func codePoints(text string) func(int) int {
	if utf8.RuneCountInString(text) == len(text) {
		return func(i int) int { return i }
	}
	before := make([]int32, len(text)+1)
	n := int32(0)
	for i := range len(text) {
		before[i] = n
		if i+1 == len(text) || utf8.RuneStart(text[i+1]) {
			n++
		}
	}
	before[len(text)] = n
	return func(i int) int { return int(before[i]) }
}

func newEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// maxLine is the longest line filter takes, in bytes.
const maxLine = 16 << 20

// A job is one line on its way through the filter.
type job struct {
	number int
	line   []byte
	out    []byte
	err    error
	done   chan struct{}
}

// filter annotates JSON lines on all cores. Jobs wait in a queue of fixed length in the order
// of their lines, so that memory does not grow with the input and the order is kept.
func (a *annotator) filter(ctx context.Context, std streams) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	jobs := cmp.Or(min(max(a.jobs, 0), maxJobs), runtime.GOMAXPROCS(0))
	work, queue := make(chan *job), make(chan *job, 4*jobs)
	for range jobs {
		go func() {
			for j := range work {
				j.out, j.err = a.line(j.line)
				j.line = nil
				close(j.done)
			}
		}()
	}
	var readErr error
	go func() {
		defer close(queue)
		defer close(work)
		readErr = readLines(std.in, func(number int, line []byte, err error) bool {
			j := &job{number: number, line: line, err: err, done: make(chan struct{})}
			select {
			case queue <- j:
			case <-ctx.Done():
				return false
			}
			if err != nil {
				close(j.done)
				return true
			}
			select {
			case work <- j:
			case <-ctx.Done():
				return false
			}
			return true
		})
	}()

	out, failed := bufio.NewWriter(std.out), false
	for j := range queue {
		<-j.done
		if j.err != nil {
			failed = true
			fmt.Fprintf(std.err, "line %d: %s\n", j.number, visible(j.err.Error()))
			continue
		}
		if _, err := out.Write(j.out); err != nil {
			return err
		}
		if len(queue) == 0 { // nothing is waiting: whoever reads may be
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
	if err := cmp.Or(readErr, out.Flush()); err != nil {
		return err
	}
	if failed {
		return errProblems
	}
	return nil
}

// readLines calls f with each line that is not blank, and its number, until f returns false.
// A line that is too long is passed over and given as an error; a byte order mark at the very start is skipped.
func readLines(r io.Reader, f func(number int, line []byte, err error) bool) error {
	in := bufio.NewReaderSize(r, 64<<10)
	if start, _ := in.Peek(3); string(start) == "\uFEFF" {
		in.Discard(3)
	}
	for number := 1; ; number++ {
		var line []byte
		var tooLong, readErr error
		for more := true; more; {
			var part []byte
			part, readErr = in.ReadSlice('\n')
			more = errors.Is(readErr, bufio.ErrBufferFull)
			if len(line)+len(part) > maxLine {
				tooLong, line = fmt.Errorf("longer than %d bytes", maxLine), nil
			}
			if tooLong == nil {
				line = append(line, part...)
			}
		}
		if tooLong != nil || len(bytes.TrimSpace(line)) > 0 {
			if !f(number, line, tooLong) {
				return nil
			}
		}
		if errors.Is(readErr, io.EOF) {
			return nil
		}
		if readErr != nil {
			return readErr
		}
	}
}

// line annotates one line of the filter's input.
func (a *annotator) line(line []byte) ([]byte, error) {
	var in struct {
		ID        json.RawMessage `json:"id"`
		Text      *string         `json:"text"`
		Published string          `json:"published"`
	}
	if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) {
		return nil, errors.New("not a JSON object")
	}
	if err := json.Unmarshal(line, &in); err != nil {
		if wrong := (*json.UnmarshalTypeError)(nil); errors.As(err, &wrong) {
			return nil, fmt.Errorf("%q is not a string but of type %s", wrong.Field, wrong.Value)
		}
		return nil, fmt.Errorf("not a JSON object: %w", err)
	}
	if in.Text == nil {
		return nil, errors.New(`the object has no "text"`)
	}
	published, err := dayOf(cmp.Or(in.Published, a.published))
	if err != nil {
		return nil, fmt.Errorf("published: %w", err)
	}
	out := encode(annotate.Annotate(*in.Text, annotate.Ref{Published: published}))
	out.ID, out.Published = in.ID, published
	var b bytes.Buffer
	err = newEncoder(&b).Encode(out)
	return b.Bytes(), err
}
