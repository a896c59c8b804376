package site

import (
	"cmp"
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strconv"
	"strings"
	texttemplate "text/template"
	"text/template/parse"
	"unicode/utf8"

	"dateline/internal/brief"
)

// funcs are what templates may call beside the built-in functions.
var funcs = template.FuncMap{
	"date":     dateText,            // a brief.When for a reader: "5–8 February 2026"
	"datetime": brief.When.Datetime, // the same as a datetime attribute, or "" where HTML has no form for it
	"said":     said,                // the article's words for the date of a brief.Event, where they add to it
	"plural":   plural,              // plural 2 "brief" "briefs" is "2 briefs"
}

// pageTemplates are the templates that render a page, with what they get; all others are parts.
var pageTemplates = map[string]any{
	"home.html":     HomePage{},
	"brief.html":    BriefPage{},
	"topics.html":   TopicsPage{},
	"topic.html":    ListPage{},
	"section.html":  ListPage{},
	"month.html":    ListPage{},
	"archive.html":  ArchivePage{},
	"404.html":      NotFoundPage{},
	"redirect.html": RedirectPage{},
}

// parts are templates by name, each with what it says and which others it uses.
type parts map[string]part

type part struct {
	text string         // of its parse tree: what it says, without comments
	uses map[string]int // the templates it uses, and on which line
}

// chain is the shortest way from one template to another: "home.html:12", "list.html:3".
func (c parts) chain(from, to string) []string {
	type step struct {
		name string
		way  []string
	}
	queue, seen := []step{{name: from}}, map[string]bool{from: true}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if at.name == to {
			return at.way
		}
		for _, next := range sorted(c[at.name].uses) {
			if !seen[next] {
				seen[next] = true
				way := append(slices.Clone(at.way), fmt.Sprintf("%s/%s:%d", templatesDir, at.name, c[at.name].uses[next]))
				queue = append(queue, step{next, way})
			}
		}
	}
	return nil
}

// reach are the templates that some lead to, with themselves.
func (c parts) reach(from ...string) map[string]bool {
	reached := map[string]bool{}
	for queue := from; len(queue) > 0; queue = queue[1:] {
		if name := queue[0]; !reached[name] {
			reached[name] = true
			queue = append(queue, sorted(c[name].uses)...)
		}
	}
	return reached
}

// add takes in a template that was parsed, and not yet escaped.
func (c parts) add(name string, root *parse.ListNode) {
	uses := map[string]int{}
	var walk func(parse.Node)
	walk = func(n parse.Node) {
		switch n := n.(type) {
		case *parse.ListNode:
			if n != nil {
				for _, n := range n.Nodes {
					walk(n)
				}
			}
		case *parse.TemplateNode:
			if _, ok := uses[n.Name]; !ok {
				uses[n.Name] = n.Line
			}
		case *parse.IfNode:
			walk(n.List)
			walk(n.ElseList)
		case *parse.RangeNode:
			walk(n.List)
			walk(n.ElseList)
		case *parse.WithNode:
			walk(n.List)
			walk(n.ElseList)
		}
	}
	walk(root)
	c[name] = part{root.String(), uses}
}

// compile parses all templates. Every one that cannot be parsed is wrong.
func (v *views) compile() {
	v.wrong = nil
	v.set, v.parts = template.New("").Funcs(funcs), parts{}
	defines := map[string][]string{} // by file, the templates in it
	for _, name := range sorted(v.templates) {
		text := v.templates[name].text
		if _, err := v.set.New(name).Parse(text); err != nil {
			v.wrong = append(v.wrong, v.problem(parseTemplateError(err)))
		} else if t, err := texttemplate.New(name).Funcs(texttemplate.FuncMap(funcs)).Parse(text); err == nil {
			for _, t := range t.Templates() {
				defines[name] = append(defines[name], t.Name())
			}
		}
	}
	failed := len(v.wrong) > 0
	// Of a template that several files define, the set has the one that counts.
	for _, t := range v.set.Templates() {
		if t.Tree != nil {
			v.parts.add(t.Name(), t.Tree.Root)
		}
	}
	v.closures = map[string]sum{}
	for page := range pageTemplates {
		h := newSummer()
		for _, name := range sorted(v.parts.reach(page)) {
			h.add(name, v.parts[name].text)
		}
		v.closures[page] = h.sum()
	}
	v.renderer = newRenderer(v.set, funcs, sorted(pageTemplates))
	if failed {
		return // what is used cannot be known
	}
	reached := v.parts.reach(sorted(pageTemplates)...)
	for _, name := range sorted(v.templates) {
		used := reached[name] || slices.ContainsFunc(defines[name], func(part string) bool { return reached[part] })
		if !used && v.templates[name].own {
			hint := cmp.Or(brief.Suggest(name, sorted(reached)), "no page and no other template uses it")
			v.wrong = append(v.wrong, brief.Problem{File: templatesDir + "/" + name, Msg: "this template is not used", Hint: hint, Warning: true})
		}
	}
}

// templateError is an error of html/template taken apart.
type templateError struct {
	name      string // of the template
	line, col int
	msg       string
}

func (e templateError) place() string { return fmt.Sprintf("%s:%06d:%06d", e.name, e.line, e.col) }

// parseTemplateError takes an error of text/template or html/template apart. Both packages
// only say where in their text: "template: card.html:7:12: executing "card.html" at <.Foo>: …".
func parseTemplateError(err error) templateError {
	text := err.Error()
	text = strings.TrimPrefix(text, "html/")
	text = strings.TrimPrefix(text, "template:")
	text = strings.TrimPrefix(text, " ")
	var e templateError
	e.name, text, _ = strings.Cut(text, ":")
	for _, n := range []*int{&e.line, &e.col} {
		if digits, rest, ok := strings.Cut(text, ":"); ok {
			if v, err := strconv.Atoi(digits); err == nil {
				*n, text = v, rest
			}
		}
	}
	if e.col > 0 {
		e.col++ // the template packages count bytes from 0, as far as they count at all
	}
	e.msg = strings.TrimSpace(text)
	if _, rest, ok := strings.Cut(e.msg, ">: "); ok && strings.HasPrefix(e.msg, "executing ") {
		e.msg = rest
	}
	// html/template makes copies of a part for each kind of place it is used in.
	e.name, _, _ = strings.Cut(e.name, "$htmltemplate_")
	return e
}

// problem is e for whoever writes templates.
func (v *views) problem(e templateError) brief.Problem {
	src, ok := v.templates[e.name]
	p := brief.Problem{File: templatesDir + "/" + e.name, Line: e.line, Col: e.col, Msg: e.msg, Hint: suggest(e.msg, sorted(v.templates))}
	if !ok {
		// A {{define}} inside some file.
		for _, name := range sorted(v.templates) {
			if strings.Contains(v.templates[name].text, fmt.Sprintf("define %q", e.name)) {
				p.File, src = templatesDir+"/"+name, v.templates[name]
			}
		}
	}
	if !src.own {
		p.Msg += " (in the default template)"
	}
	if lines := strings.Split(src.text, "\n"); e.line >= 1 && e.line <= len(lines) {
		p.Excerpt = strings.TrimRight(lines[e.line-1], "\r")
		if p.Col > 0 { // in characters, where the template packages count bytes
			p.Col = utf8.RuneCountInString(p.Excerpt[:min(p.Col-1, len(p.Excerpt))]) + 1
		}
	}
	return p
}

// suggest is a hint for the message of a template error, or "".
func suggest(msg string, templates []string) string {
	if _, rest, ok := strings.Cut(msg, "can't evaluate field "); ok {
		field, typ, _ := strings.Cut(rest, " in type ")
		names := fieldsOf(strings.TrimPrefix(typ, "*"))
		if len(names) > 0 {
			return cmp.Or(brief.Suggest("."+field, names), "it has "+strings.Join(names, " "))
		}
	}
	if _, rest, ok := strings.Cut(msg, "no such template "); ok {
		return brief.Suggest(strings.Trim(rest, `"`), templates)
	}
	if _, rest, ok := strings.Cut(msg, `function "`); ok {
		name, _, _ := strings.Cut(rest, `"`)
		return cmp.Or(brief.Suggest(name, append(sorted(funcs), builtin...)), "beside those of Go's templates there are "+strings.Join(sorted(funcs), ", "))
	}
	if msg == "unexpected EOF" {
		return "an {{if}}, {{range}}, {{with}} or {{define}} lacks its {{end}}"
	}
	return ""
}

// builtin are the functions that Go's templates bring along.
var builtin = []string{"and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf", "println", "slice", "urlquery"}

// fieldsOf are the fields and methods of a type that templates can meet, each with a dot before
// it. typ is its name in messages: "site.Card".
func fieldsOf(typ string) []string {
	seen := map[reflect.Type]bool{}
	var names []string
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		if t.String() == typ {
			for _, f := range reflect.VisibleFields(t) {
				if f.IsExported() && !f.Anonymous {
					names = append(names, "."+f.Name)
				}
			}
			for i := range t.NumMethod() {
				if m := "." + t.Method(i).Name; m != ".MarshalJSON" && !slices.Contains(names, m) { // for scripts; in place of a field
					names = append(names, m)
				}
			}
		}
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() {
				walk(f.Type)
			}
		}
		for i := range t.NumMethod() {
			walk(t.Method(i).Type.Out(0))
		}
	}
	for _, name := range sorted(pageTemplates) {
		walk(reflect.TypeOf(pageTemplates[name]))
	}
	return names
}
