package site

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/tools/txtar"

	"dateline/internal/brief"
)

// Every page of the specimens and of the demonstration is, byte for byte, what html/template makes of it, and
// html/template has no part in it.
func TestRender(t *testing.T) {
	demonstration := Load(Source{os.DirFS("../../content"), nil, nil}, Options{Now: "2026-02-05"}, nil)
	specimens := siteOf(t, settings{Title: "The <Harbour> Brief", Description: "What's \"new\"", Language: "en", Links: "files"}, Options{}, specimens()...)
	seen := map[string]*atomic.Bool{}
	for name := range pageTemplates {
		seen[name] = new(atomic.Bool)
	}
	for _, s := range []*Site{specimens, demonstration} {
		s.complete()
		r := newRenderer(s.views.set, funcs, sorted(pageTemplates))
		for name, err := range r.slow {
			t.Errorf("%s is left to html/template: %v", name, err)
		}
		parallel(4, len(s.views.outputs), func(i int) {
			o := s.views.outputs[i]
			if o.template == "" {
				return
			}
			seen[o.template].Store(true)
			data := o.data(&view{views: s.views, path: o.path})
			var want bytes.Buffer
			if err := s.views.set.ExecuteTemplate(&want, o.template, data); err != nil {
				t.Error(err)
			}
			if got, ok := r.pages[o.template].render(nil, data); !ok {
				t.Errorf("%s is left to html/template", o.path)
			} else if string(got) != want.String() {
				t.Errorf("%s is\n%s\nwant\n%s", o.path, got, want.Bytes())
			}
		})
	}
	for name := range pageTemplates {
		if !seen[name].Load() {
			t.Errorf("no page is made of %s", name)
		}
	}
}

// The page of the demonstration's longest article, by both.
func BenchmarkRender(b *testing.B) {
	s := Load(Source{os.DirFS("../../content"), nil, nil}, Options{Now: "2026-02-05"}, nil)
	s.complete()
	r := newRenderer(s.views.set, funcs, sorted(pageTemplates))
	var page any
	size := 0
	for _, o := range s.views.outputs {
		if o.template != "brief.html" {
			continue
		}
		data := o.data(&view{views: s.views, path: o.path})
		var buf bytes.Buffer
		if err := r.render(&buf, o.template, data); err != nil {
			b.Fatal(err)
		}
		if buf.Len() > size {
			page, size = data, buf.Len()
		}
	}
	var buf bytes.Buffer
	for _, by := range []struct {
		name   string
		render func() error
	}{
		{"compiled", func() error { return r.render(&buf, "brief.html", page) }},
		{"html/template", func() error { return s.views.set.ExecuteTemplate(&buf, "brief.html", page) }},
	} {
		b.Run(by.name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				buf.Reset()
				if err := by.render(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	s := Load(Source{os.DirFS("../../content"), nil, nil}, Options{Now: "2026-02-05"}, nil)
	s.complete()
	for b.Loop() {
		newRenderer(s.views.set, funcs, sorted(pageTemplates))
	}
}

// sample has what a template can meet, and more than the pages have.
type sample struct {
	S       string
	N       int
	U       uint8
	F       float64
	B       bool
	W       brief.When
	Ev      brief.Event
	H       template.HTML
	L       template.URL
	J       template.JS
	A       any
	P       *string
	List    []string
	Anys    []any
	Array   [2]int
	M       map[string]string
	MA      map[string]any
	K       map[int]float64
	Next    *sample
	Samples []sample
	Shown   shown
	Ref     refShown
	Err     error
	inner
	*Deep
	hidden string
}

type inner struct{ Inner string }

type Deep struct{ Far string }

type shown string

func (s shown) String() string { return "<" + string(s) + ">" }

type refShown struct{ X string }

func (r *refShown) String() string { return "*" + r.X }

func (s sample) Upper() string          { return strings.ToUpper(s.S) }
func (s *sample) Pointed() string       { return s.S + "*" }
func (s sample) Any() any               { return s.A }
func (s sample) Self() *sample          { return s.Next }
func (s sample) Two(a, b string) string { return a + "|" + b }
func (s sample) Many(a ...any) int      { return len(a) }
func (s sample) Link(p string) (string, error) {
	if strings.Contains(p, "none") {
		return "", fmt.Errorf("no output %q", p)
	}
	return "../" + p + s.S, nil
}
func (s sample) Nothing() {}

var sampleFuncs = template.FuncMap{
	"date": dateText, "datetime": brief.When.Datetime, "said": said, "plural": plural,
	"boom": func(s string) (string, error) { return s, errors.New("boom: " + s) },
	"same": func(a any) any { return a },
	"cat":  func(s ...string) string { return strings.Join(s, "+") },
	"safe": func(s string) template.HTML { return template.HTML(s) },
	"oops": func() int { panic("oops") },
	"time": func(n float64) (float64, error) { return n, nil },
}

// samples are values of which every string is s.
func samples(s string, n int) []any {
	list := make([]string, max(0, n%4))
	for i := range list {
		list[i] = s + fmt.Sprint(i)
	}
	one := sample{
		S: s, N: n, U: uint8(n), F: float64(n) / 3, B: n%2 == 0, W: "2026-02-05", Ev: brief.Event{When: "2026-02", WhenText: s, Basis: "derived"},
		H: template.HTML(s), L: template.URL(s), J: template.JS(s), A: s, List: list, Anys: []any{s, n, nil, 1.5, list, map[string]any{"a": s}},
		M: map[string]string{"a": s, s: "b", "B": ""}, MA: map[string]any{"a": s, "nil": nil, "n": n, "nan": math.NaN(), "m": map[string]any{"a": list}}, K: map[int]float64{n: 1.5, 2: 1e30, -7: 0},
		Shown: shown(s), Ref: refShown{s}, Err: errors.New(s), inner: inner{s}, hidden: s,
	}
	two := one
	two.A, two.P, two.Next, two.Deep, two.Samples, two.W, two.S, two.Err = template.HTML(s), &s, &one, &Deep{s}, []sample{one, one}, "", "", nil
	three := two
	three.A, three.Next, three.S = n, &two, s
	return []any{one, two, three, &three}
}

// agree compares the two ways to render a template with each of samples, and counts those
// that html/template had no part in.
func agree(t *testing.T, page, part string, data []any) (ran, compiled int) {
	t.Helper()
	set := template.New("").Funcs(sampleFuncs)
	for name, text := range map[string]string{"page": page, "part": part} {
		if _, err := set.New(name).Parse(text); err != nil {
			return 0, 0
		}
	}
	r := newRenderer(set, sampleFuncs, []string{"page"})
	for _, d := range data {
		var want, got bytes.Buffer
		wantErr := set.ExecuteTemplate(&want, "page", d)
		if p := r.pages["page"]; p != nil {
			if out, ok := p.render([]byte("before"), d); ok {
				compiled++
				if wantErr != nil || string(out) != "before"+want.String() {
					t.Errorf("%s\nwith part\n%s\ngives\n%s\nwant\n%s\nerror: %v", page, part, out[len("before"):], want.Bytes(), wantErr)
				}
			}
		}
		if err := r.render(&got, "page", d); got.String() != want.String() || fmt.Sprint(err) != fmt.Sprint(wantErr) {
			t.Errorf("%s\nwith part\n%s\ngives\n%s\n%v\nwant\n%s\n%v", page, part, got.Bytes(), err, want.Bytes(), wantErr)
		}
	}
	return len(data), compiled
}

// contexts are places of a page where html/template escapes in different ways.
var contexts = []string{
	"@", "<p>@</p>", `<p title="@">`, `<p title='@'>`, `<p title="a @ b">`, `<a href="@">`, `<a href='/@'>`, `<a href="/x?q=@&amp;r=@#@">`,
	`<a href="#@">`, `<img src="@">`, `<title>@</title>`, `<textarea>@</textarea>`, `<!-- @ -->`, `<meta http-equiv="refresh" content="0; url=@">`, `<time datetime="@">`,
	`<svg><rect width="@%"/></svg>`, `<p class="a{{if .B}} @{{end}}">`, `<p {{if .B}}title="@"{{end}}>`,
}

// rareContexts are left to html/template.
var rareContexts = []string{`<p title=@>`, `<a href=@>`, `<script>var x = @;</script>`, `<p onclick="f('@')">`, `<p style="color: @">`, `<style>p { color: @ }</style>`, `<img srcset="@">`, `<p @="x">`}

// hostile are texts that some place cannot hold as they are.
var hostile = []string{
	"", "plain", "a\x00b\"c'd<e>f&g+h=i`j k\tl\nm\rn\fo\vp", "javascript:alert(1)", "JAVASCRIPT:x", " javascript:x", "https://x.example/ü?a=b&c#d", "mailto:a@b", "x:y", "a/b:c", ":",
	"\xff\xfe\xc3", "\u2028\u2029\u0085\ufeff", "\ufdd0\ufffd\uffff\U0010ffff", "</title><script>alert(1)</script>", "<!-- --> ]]>", "%41%zz%", "{{.S}}", "&amp;&lt;", "data:text/html,x", "5–8 February",
}

// Hostile text in every context.
func TestRenderContexts(t *testing.T) {
	for _, context := range contexts {
		compiled := 0
		for _, value := range []string{"{{.S}}", "{{.N}}", "{{.L}}", "{{.A}}", "{{.Shown}}", `{{template "part" .S}}`} {
			for i, s := range hostile {
				_, n := agree(t, strings.ReplaceAll(context, "@", value), "{{.}}", samples(s, i))
				compiled += n
			}
		}
		if compiled == 0 {
			t.Errorf("%s is left to html/template", context)
		}
	}
	for _, context := range rareContexts {
		for _, s := range hostile {
			if ran, compiled := agree(t, strings.ReplaceAll(context, "@", "{{.S}}"), "", samples(s, 1)); ran == 0 || compiled > 0 {
				t.Errorf("%s is not left to html/template", context)
			}
		}
	}
}

// TestRenderActions runs testdata/actions.txt, a txtar of templates, one a line. html/template has no part in
// those under "compiled", has one with some of the samples in those under "some", and with all in those under "left".
func TestRenderActions(t *testing.T) {
	ar, err := txtar.ParseFile(filepath.Join("testdata", "actions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ar.Files {
		for line := range strings.Lines(string(f.Data)) {
			ran, compiled := 0, 0
			for i, s := range []string{"", "a<b", "past"} {
				r, c := agree(t, strings.TrimSuffix(line, "\n"), "[{{.}}]", samples(s, i+1))
				ran, compiled = ran+r, compiled+c
			}
			if ran == 0 || f.Name == "compiled" && compiled < ran || f.Name == "some" && (compiled == 0 || compiled == ran) || f.Name == "left" && compiled > 0 {
				t.Errorf("%s: with %d of %d samples compiled: %s", f.Name, compiled, ran, line)
			}
		}
	}
}

// grammar writes templates: most can be parsed, and many carried out.
type grammar struct{ choose func(n int) int }

func (g grammar) of(list ...string) string { return list[g.choose(len(list))] }

func (g grammar) list(depth int, loop bool) string {
	var out strings.Builder
	for range 1 + g.choose(4) {
		out.WriteString(g.node(depth, loop))
	}
	return out.String()
}

func (g grammar) node(depth int, loop bool) string {
	if depth <= 0 {
		return g.of("text ", "{{.}}", "{{$.S}}", "{{$x}}", "{{$.N}}")
	}
	inner := func() string { return g.list(depth-1, loop) }
	switch g.choose(15) {
	case 0, 1:
		return strings.ReplaceAll(g.of(contexts...), "@", "{{"+g.pipe(depth, anything)+"}}")
	case 2, 3, 4:
		return "{{" + g.pipe(depth, anything) + "}}"
	case 5:
		return "{{if " + g.pipe(depth, anything) + "}}" + inner() + g.of("", "{{else}}"+inner(), "{{else if "+g.pipe(depth, anything)+"}}"+inner()) + "{{end}}"
	case 6, 7:
		return "{{with " + g.of("", "$x := ", "$y := ") + g.pipe(depth, anything) + "}}" + inner() + g.of("", "{{else}}"+inner()) + "{{end}}"
	case 8, 9:
		return "{{range " + g.of("", "$x := ", "$i, $x := ", "$x = ", "$y, $x = ") + g.pipe(depth, many) + "}}" + g.list(depth-1, true) + g.of("", "{{else}}"+inner()) + "{{end}}"
	case 10:
		return "{{" + g.of("$x := ", "$x = ", "$y := ", "$y = ") + g.pipe(depth, anything) + "}}"
	case 11:
		return g.of(`{{template "part"}}`, `{{template "part" `+g.pipe(depth, anything)+`}}`, `<p title="{{template "part" $.S}}">`)
	case 12:
		if loop {
			return g.of("{{break}}", "{{continue}}", "{{if .}}{{break}}{{end}}", "{{if $x}}{{continue}}{{end}}")
		}
	case 13:
		return strings.ReplaceAll(g.of(append(rareContexts, "text")...), "@", "{{$.S}}")
	}
	return g.of("text ", "a < b ", "<b>", "\n", "{{- /* note */ -}}", " ")
}

// Kinds of values, and terms that have them.
const (
	words = iota
	number
	many
	sampled
	anything
)

var terms = [...][]string{
	words:    {".S", ".S", ".Upper", ".Inner", ".M.a", ".MA.a", `"a"`, `""`, `"past"`, ".Ev.WhenText", "$x", ".W"},
	number:   {".N", ".N", "1", "0", "-2", ".MA.n", "(len .S)", "$y"},
	many:     {".List", ".Anys", ".Array", ".M", ".MA", ".K", ".Samples", ".MA.m.a", ".N", "3", "$x"},
	sampled:  {".Next", ".Self", "$", "."},
	anything: {".", "$", "$x", "$y", "$i", ".U", ".F", ".B", ".H", ".L", ".J", ".A", ".P", ".Shown", ".Ref", ".Err", ".Far", ".Pointed", ".Any", ".M.none", ".MA.nil", ".MA.nan", ".MA.m", ".W", ".Ev", "true", "1.5", "$x.S", "nil", "2i", "0x1f", "'a'", ".hidden", ".Missing", ".Nothing", ".MA.x.y", ".MA.nil.x", ".Any.x", ".A.x.y", ".MA.m.x.y"},
}

func (g grammar) term(depth, kind int) string {
	if g.choose(12) == 1 {
		kind = g.choose(anything + 1)
	}
	switch g.choose(8) {
	case 1:
		if depth > 0 {
			return "(" + g.pipe(depth-1, kind) + ")" + g.of("", "", "", ".S")
		}
	case 2:
		kind = anything - (anything-kind)*min(1, g.choose(9))
	}
	term := g.of(terms[kind]...)
	if kind == anything && g.choose(2) == 1 {
		term = g.of(terms[g.choose(anything)]...)
	}
	if strings.HasPrefix(term, ".") && term != "." {
		term = g.of("$", "$", "$", "", "$.Next") + term
	}
	return term
}

func (g grammar) pipe(depth, kind int) string {
	term := func(kind int) string { return g.term(depth-1, kind) }
	if depth <= 0 || kind == many || kind == sampled {
		return g.term(depth, kind)
	}
	switch g.choose(12) {
	case 0:
		return g.of("eq", "ne", "lt", "le", "gt", "ge") + " " + term(words) + " " + term(words)
	case 1:
		return g.of("eq", "ne", "lt", "le", "gt", "ge") + " " + term(number) + " " + term(number)
	case 2:
		return "eq " + term(anything) + " " + term(anything) + " " + term(anything)
	case 3:
		return g.of("and", "or") + " " + term(anything) + " " + term(kind)
	case 4:
		return g.of("not "+term(anything), "len "+term(many), "index "+term(many)+" "+g.of("0", "1", `"a"`), "slice "+term(words)+" 0")
	case 5:
		return g.of("print", "println", `printf "%v %v"`, `printf "%.1f"`, "same", "html", "urlquery") + " " + term(anything) + g.of("", " "+term(anything))
	case 6:
		return g.of("cat "+term(words)+" "+term(words), "safe "+term(words), "date $.W", "datetime $.W", "said $.Ev", "time $.F", "boom $.S", "oops")
	case 7:
		return "plural " + term(number) + ` "brief" "briefs"`
	case 8:
		return g.of("$.Link "+term(words), "$.Two "+term(words)+" "+term(words), "$.Many "+term(anything), `.Link "x"`, `$.Link "none"`)
	case 9:
		return term(words) + " | " + g.of("len", "print", `printf "%v"`, "not", "same", "safe", "cat", "urlquery", "html", "eq 1", "and .B", "$.Two $.S", "index $.M", "$.Link | print")
	}
	return g.term(depth, kind)
}

func (g grammar) agree(t *testing.T) (ran, compiled int) {
	page := g.of("", "{{$x := .S}}", "{{$x := .N}}{{$y := .A}}", "{{$x := .S}}{{$y := .N}}{{$i := 1}}") + g.list(1+g.choose(3), false)
	part := g.list(g.choose(3), false)
	if strings.Contains(part, "{{template") {
		part = "({{with .Next}}{{template \"part\" .}}{{end}})"
	}
	return agree(t, page, part, samples(g.of(hostile...), g.choose(6)-1))
}

// Random templates. The fuzz test below goes on from here.
func TestRenderRandom(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	ran, compiled := 0, 0
	for range 3000 {
		t.Run("", func(t *testing.T) {
			r, c := grammar{random.IntN}.agree(t)
			ran, compiled = ran+r, compiled+c
		})
	}
	t.Logf("%d renderings, of which %d compiled", ran, compiled)
	if compiled < ran/10 {
		t.Errorf("of %d renderings only %d are compiled", ran, compiled)
	}
}

func FuzzRender(f *testing.F) {
	for i := range 50 {
		random := rand.New(rand.NewPCG(3, uint64(i)))
		seed := make([]byte, 200)
		for i := range seed {
			seed[i] = byte(random.Uint32())
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		grammar{func(n int) int {
			if len(choices) == 0 {
				return 0
			}
			c := int(choices[0])
			choices = choices[1:]
			return c % n
		}}.agree(t)
	})
}

// Of escapers that Go has changed or added nothing is compiled: the page is left to html/template.
func TestRenderUnknown(t *testing.T) {
	const name = "_html_template_htmlescaper"
	known := writers[name]
	defer func() { writers[name] = known }()
	delete(writers, name)
	set := template.Must(template.New("page").Parse("<p>{{.}}</p>"))
	r := compile(set, nil, []string{"page"})
	if len(r.pages) > 0 || r.slow["page"] == nil {
		t.Error("an action with an escaper of unknown name is compiled")
	}
	var buf bytes.Buffer
	if err := r.render(&buf, "page", "<b>"); err != nil || buf.String() != "<p>&lt;b&gt;</p>" {
		t.Errorf("the page is %s, %v", buf.Bytes(), err)
	}
	writers[name] = known
	if !sameEscapers() {
		t.Error("the escapers differ")
	}
	for name, change := range map[string]func() func(){
		"text": func() func() { special['+'] = ""; return func() { special['+'] = "&#43;" } },
		"URL": func() func() {
			filter := filters["_html_template_urlfilter"]
			filters["_html_template_urlfilter"] = func(s string, _ content) string { return s }
			return func() { filters["_html_template_urlfilter"] = filter }
		},
	} {
		restore := change()
		if sameEscapers() {
			t.Errorf("another escaping of %s is not noticed", name)
		}
		restore()
	}
}
