package brief

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
	"go.yaml.in/yaml/v4"

	"dateline/internal/annotate"
)

// frontMatter is what an editor may write above an article. The second half holds the names
// that Hugo, Jekyll and Eleventy use for the same things; a key and its other name exclude each other.
type frontMatter struct {
	Title     string
	Summary   string
	Published When
	Updated   When
	AsOf      When `yaml:"as_of"`
	Expires   When
	Source    Source
	Topics    []string
	People    []annotate.Name
	Draft     bool
	Slug      string
	Aliases   []string
	Weight    int
	Pin       []string
	Hide      []string
	Clean     bool
	Extra     map[string]any

	Date        When
	Lastmod     When
	Description string
	Tags        []string
	Categories  []string
	ExpiryDate  When `yaml:"expiryDate"`
}

// otherNames maps a key of other generators to ours.
var otherNames = [][2]string{
	{"date", "published"}, {"lastmod", "updated"}, {"description", "summary"},
	{"tags", "topics"}, {"categories", "topics"}, {"expiryDate", "expires"},
}

// foreignKeys says what to write for other keys of other generators.
var foreignKeys = map[string]string{
	"author":    "write source: {author: …}",
	"authors":   "write source: {author: …}",
	"publisher": "write source: {publisher: …}",
	"permalink": "set the address with slug, and list old ones in aliases",
	"url":       "set the address with slug, and list old ones in aliases; the article's own source is source: {url: …}",
	"keywords":  "write topics",
	"series":    "write topics",
	"layout":    "every article has the same layout: leave it out, or keep it under extra",
	"type":      "the folder of the file is its section: leave it out, or keep it under extra",
	"image":     "place the image in the text, or keep it under extra",
	"images":    "place the images in the text, or keep them under extra",
	"params":    "keep it under extra",
}

// position is where a value stands in a file: line, column.
type position struct{ line, col int }

// frontMatterOf splits text at its front matter and reads it. It returns the front matter, the places of
// its keys and the byte offset at which the body begins.
func (f *file) frontMatterOf() (fm frontMatter, at places, body int) {
	lines := f.starts
	first := 1
	for first < len(lines) && strings.TrimSpace(f.line(first)) == "" {
		first++
	}
	fence := strings.TrimRight(f.line(first), " \t")
	if fence != "---" && fence != "+++" {
		return fm, at, 0
	}
	last := 0
	for n := first + 1; n <= len(lines); n++ {
		if l := strings.TrimRight(f.line(n), " \t"); l == fence || fence == "---" && l == "..." {
			last = n
			break
		}
	}
	if last == 0 {
		hint := "close it with a line " + fence
		if fence == "---" {
			hint += "; if this is meant as a rule across the page, write * * *"
		}
		f.fail(first, 1, "the front matter that begins here never ends", hint)
		return fm, at, len(f.text)
	}
	src := f.text[lines[first]:lines[last-1]]
	if len(src) > maxFrontMatter {
		f.fail(first, 1, fmt.Sprintf("the front matter has %d bytes, more than %d", len(src), maxFrontMatter), "")
		return fm, at, len(f.text)
	}
	if last < len(lines) {
		body = lines[last]
	} else {
		body = len(f.text)
	}
	d := decoder{f: f}
	if fence == "---" {
		at.root = d.parseYAML(src, first)
	} else {
		at.root = d.parseTOML(src, first)
	}
	if at.root == nil {
		return fm, at, body
	}
	d.decode(at.root, reflect.ValueOf(&fm).Elem())
	f.mergeNames(&fm, at)
	return fm, at, body
}

// places says where the keys of front matter stand. They are looked for only where there is something to say of one.
type places struct{ root *node } // nil without front matter

// key is the entry of a key, or nil.
func (n *node) entry(key string) (k, value *node) {
	if n == nil || n.kind != 'm' {
		return nil, nil
	}
	for i, k := range n.keys {
		if k.kind == 's' && k.text == key {
			return k, n.items[i]
		}
	}
	return nil, nil
}

// of is the place of a key, "title" or "source.url": of its value, if that is no list and no map.
func (p places) of(path string) (at position, ok bool) {
	var k *node
	value := p.root
	for key := range strings.SplitSeq(path, ".") {
		if k, value = value.entry(key); k == nil {
			return position{}, false
		}
	}
	if value.kind == 's' {
		return value.position, true
	}
	return k.position, true
}

// item is the place of item i of the list below key, which may be a list of one without being written as one.
func (p places) item(key string, i int) position {
	_, value := p.root.entry(key)
	switch {
	case value == nil:
		return position{}
	case value.kind == 'l' && i < len(value.items):
		value = value.items[i]
	}
	return value.position
}

// mergeNames moves what stands under another generator's key to ours.
func (f *file) mergeNames(fm *frontMatter, at places) {
	_, topics := at.of("topics") // tags and categories may stand together, but not beside topics
	for _, n := range otherNames {
		p, other := at.of(n[0])
		if !other {
			continue
		}
		_, both := at.of(n[1])
		if n[0] == "categories" {
			both = topics
		}
		if both {
			f.fail(p.line, p.col, fmt.Sprintf("%q means the same as %q, and both are given", n[0], n[1]), "keep "+n[1])
			continue
		}
		k, _ := at.root.entry(n[0])
		k.text = n[1]
		switch n[0] {
		case "date":
			fm.Published = fm.Date
		case "lastmod":
			fm.Updated = fm.Lastmod
		case "description":
			fm.Summary = fm.Description
		case "tags":
			fm.Topics = fm.Tags
		case "categories":
			fm.Topics = append(fm.Topics, fm.Categories...)
		case "expiryDate":
			fm.Expires = fm.ExpiryDate
		}
	}
}

// Decode reads YAML into the struct or slice or map that out points to, as strictly as front matter:
// an unknown or doubled key, a value of the wrong type and a broken date are errors, all of them at once,
// each with its place. A key is the field's yaml tag, else its name in lower case. A list of text may be
// written as one text below a key, and a struct whose first field is text as that text. A field whose type has
// UnmarshalText is read by it. Name is shown in problems. Out keeps
// what src does not name.
func Decode(name string, src []byte, out any) []Problem {
	if len(strings.TrimSpace(string(src))) == 0 {
		return nil
	}
	f, problems := decode(name, src)
	if f == nil {
		return problems
	}
	if len(f.text) > maxData {
		f.fail(1, 0, fmt.Sprintf("the file has %d bytes, more than the %d that are read", len(f.text), maxData), "")
		return f.finish()
	}
	d := decoder{f: f}
	if root := d.parseYAML(f.text, 0); root != nil {
		d.decode(root, reflect.ValueOf(out).Elem())
	}
	return f.finish()
}

// A node is one value of YAML or TOML with its place.
type node struct {
	kind  byte   // 's'calar, 'l'ist or 'm'ap
	typ   string // of a scalar: str, int, float, bool, null or time
	text  string // of a scalar
	keys  []*node
	items []*node        // of a list; of a map, one for each key
	index map[string]int // of a TOML map: where in keys a name stands
	position
}

// Limits on what one front matter may hold. Aliases are expanded, so a few lines of YAML
// could otherwise stand for any number of values.
const (
	maxFrontMatter = 64 << 10 // bytes
	maxData        = 1 << 20  // bytes of a file for Decode
	maxNodes       = 50000
	maxDepth       = 50
)

type decoder struct {
	f     *file
	nodes int
	path  []step // to the value that is decoded
}

// A step leads from a value to one in it: by a key, or by an index if the key is nil.
type step struct {
	key   *node
	index int
}

// name is the path for messages: "source.name", "pin[1]".
func (d *decoder) name() string {
	var name []byte
	for _, s := range d.path {
		switch {
		case s.key == nil:
			name = append(strconv.AppendInt(append(name, '['), int64(s.index), 10), ']')
			continue
		case len(name) > 0:
			name = append(name, '.')
		}
		name = append(name, s.key.text...)
	}
	return string(name)
}

// parseYAML reads src, which begins on the line after line. nil means that it failed, or holds nothing.
func (d *decoder) parseYAML(src string, line int) *node {
	if n := plainYAML(src, line); n != nil {
		return n
	}
	return d.libraryYAML(src, line)
}

// libraryYAML reads any YAML.
func (d *decoder) libraryYAML(src string, line int) *node {
	var doc yaml.Node
	err := yaml.Load([]byte(src), &doc)
	// Strict YAML refuses an unquoted colon in a plain value; people write headlines with one. Only the line
	// that the error names is mended: elsewhere the same words may stand inside a longer value.
	for range maxMended {
		var one *yaml.LoadError
		if !errors.As(err, &one) || !strings.Contains(one.Message, "mapping values are not allowed") {
			break
		}
		mended, ok := quoteColons(src, one.Mark.Line)
		if !ok {
			break
		}
		src, doc = mended, yaml.Node{}
		err = yaml.Load([]byte(src), &doc)
	}
	if err != nil {
		d.yamlError(err, line)
		return nil
	}
	n := &doc
	for n.Kind == yaml.DocumentNode || n.Kind == yaml.StreamNode {
		if len(n.Content) == 0 {
			return nil
		}
		n = n.Content[0]
	}
	if n.Kind == 0 || n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return nil
	}
	return d.fromYAML(n, line, 0)
}

func (d *decoder) yamlError(err error, line int) {
	if strings.Contains(err.Error(), "no documents in stream") || strings.Contains(err.Error(), "EOF") {
		return // only comments or white space
	}
	var one *yaml.LoadError
	if !errors.As(err, &one) {
		d.f.fail(line+1, 0, "not valid YAML: "+err.Error(), "")
		return
	}
	n, col := line+max(1, one.Mark.Line), one.Mark.Column
	msg := strings.TrimPrefix(one.Message, "yaml: ")
	hint := ""
	switch {
	case strings.Contains(msg, "cannot start any token") || strings.Contains(msg, "tab"):
		hint = "put the value in quotes; indent with spaces, not tabs"
	case strings.Contains(msg, "unknown anchor") || strings.Contains(msg, "alias"):
		hint = "put a value that begins with * or & in quotes"
	case strings.Contains(msg, "could not find expected ':'"):
		hint = "write key: value"
	}
	if one.ContextMsg != "" && one.ContextMark.Line > 0 {
		msg += fmt.Sprintf(" (%s that begins on line %d)", one.ContextMsg, line+one.ContextMark.Line)
	}
	d.f.fail(min(n, len(d.f.starts)), max(0, col), "not valid YAML: "+msg, hint)
}

// tooMuch counts one more value at pos, and reports whether the limits are passed. That is an error, once.
func (d *decoder) tooMuch(depth int, pos position, hint string) bool {
	if d.nodes++; d.nodes <= maxNodes && depth <= maxDepth {
		return false
	}
	if d.nodes < 2*maxNodes {
		d.nodes = 2 * maxNodes
		d.f.fail(pos.line, pos.col, fmt.Sprintf("more than %d values, or nested deeper than %d", maxNodes, maxDepth), hint)
	}
	return true
}

// fromYAML copies a YAML tree, with aliases expanded. nil means that it is too large.
func (d *decoder) fromYAML(y *yaml.Node, line, depth int) *node {
	if d.tooMuch(depth, position{line + y.Line, y.Column}, "aliases (*name) count as what they stand for") {
		return nil
	}
	n := &node{kind: 's', text: y.Value, position: position{line + y.Line, y.Column}}
	switch y.Kind {
	case yaml.AliasNode:
		if y.Alias == nil {
			return nil
		}
		n = d.fromYAML(y.Alias, line, depth+1)
		if n != nil {
			n.position = position{line + y.Line, y.Column}
		}
		return n
	case yaml.MappingNode:
		n.kind = 'm'
		for i := 0; i+1 < len(y.Content); i += 2 {
			k := d.fromYAML(y.Content[i], line, depth+1)
			v := d.fromYAML(y.Content[i+1], line, depth+1)
			if k == nil || v == nil {
				return nil
			}
			n.keys, n.items = append(n.keys, k), append(n.items, v)
		}
	case yaml.SequenceNode:
		n.kind = 'l'
		for _, c := range y.Content {
			v := d.fromYAML(c, line, depth+1)
			if v == nil {
				return nil
			}
			n.items = append(n.items, v)
		}
	default:
		n.typ = strings.TrimPrefix(y.ShortTag(), "!!")
		if n.typ == "timestamp" {
			n.typ = "time"
		}
	}
	return n
}

// maxMended is how many unquoted values with a colon are mended in one file.
const maxMended = 20

// quoteColons puts quotes around the plain value on line n of src if it holds ": " or ends in a colon, as in
// "title: Trump and Xi speak: Iran, Taiwan". Lines and the columns at which values begin stay.
func quoteColons(src string, n int) (mended string, ok bool) {
	lines := strings.Split(src, "\n")
	if n < 1 || n > len(lines) {
		return src, false
	}
	l := lines[n-1]
	rest := strings.TrimLeft(l, " ")
	for strings.HasPrefix(rest, "- ") { // a list item, or a map in a list
		rest = strings.TrimLeft(rest[2:], " ")
	}
	key, value, ok := strings.Cut(rest, ":")
	if !ok || key == "" || strings.ContainsAny(key, "\"'#{}[],&*!|>%@` ") || value == "" || value[0] != ' ' && value[0] != '\t' {
		return src, false
	}
	value = strings.TrimSpace(value)
	if value == "" || strings.IndexByte("\"'[{&*!#%@`|>", value[0]) >= 0 || strings.HasPrefix(value, "- ") {
		return src, false
	}
	comment := ""
	if j := strings.Index(value, " #"); j >= 0 {
		value, comment = strings.TrimRight(value[:j], " \t"), value[j:]
	}
	at := strings.LastIndex(l, value+comment)
	if at < 0 || !strings.Contains(value, ": ") && !strings.HasSuffix(value, ":") {
		return src, false
	}
	lines[n-1] = l[:at] + "'" + strings.ReplaceAll(value, "'", "''") + "'" + comment
	return strings.Join(lines, "\n"), true
}

// parseTOML reads src, which begins on the line after line.
func (d *decoder) parseTOML(src string, line int) *node {
	var check map[string]any
	if err := toml.Unmarshal([]byte(src), &check); err != nil {
		var e *toml.DecodeError
		if errors.As(err, &e) {
			row, col := e.Position()
			d.f.fail(line+row, col, "not valid TOML: "+strings.TrimPrefix(e.Error(), "toml: "), "")
		} else {
			d.f.fail(line+1, 0, "not valid TOML: "+strings.TrimPrefix(err.Error(), "toml: "), "")
		}
		return nil
	}
	p := &unstable.Parser{}
	p.Reset([]byte(src))
	root := &node{kind: 'm', position: position{line + 1, 1}}
	table := root
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table:
			table = d.descend(p, root, e.Key(), line, 0, true)
		case unstable.ArrayTable:
			list := d.descend(p, root, e.Key(), line, 0, false)
			if list == nil {
				return nil
			}
			if list.kind != 'l' {
				list.kind, list.keys, list.items, list.index = 'l', nil, nil, nil
			}
			table = &node{kind: 'm', position: list.position}
			list.items = append(list.items, table)
		case unstable.KeyValue:
			d.setTOML(p, table, e, line, 0)
		}
		if d.nodes > maxNodes {
			return nil
		}
	}
	return root
}

// descend finds or makes the node that a dotted key leads to. Of a list of tables on the way,
// and with intoLast at the end too, it takes the last table. nil means that it is too deep, or one too many.
func (d *decoder) descend(p *unstable.Parser, n *node, keys unstable.Iterator, line, depth int, intoLast bool) *node {
	for ; keys.Next(); depth++ {
		k := keys.Node()
		if n.kind == 'l' && len(n.items) > 0 {
			n = n.items[len(n.items)-1]
		}
		name := string(k.Data)
		i, ok := n.index[name]
		if !ok {
			pos := d.tomlPos(p, k, line)
			if d.tooMuch(depth, pos, "") {
				return nil
			}
			if n.index == nil {
				n.index = map[string]int{}
			}
			n.keys = append(n.keys, &node{kind: 's', typ: "str", text: name, position: pos})
			n.items = append(n.items, &node{kind: 'm', position: pos})
			i = len(n.keys) - 1
			n.index[name] = i
		}
		n = n.items[i]
	}
	if intoLast && n.kind == 'l' && len(n.items) > 0 {
		n = n.items[len(n.items)-1]
	}
	return n
}

func (d *decoder) setTOML(p *unstable.Parser, table *node, e *unstable.Node, line, depth int) {
	slot := d.descend(p, table, e.Key(), line, depth, false)
	if slot == nil {
		return
	}
	*slot = *d.fromTOML(p, e.Value(), line, slot.position, depth)
}

func (d *decoder) fromTOML(p *unstable.Parser, v *unstable.Node, line int, key position, depth int) *node {
	n := &node{kind: 's', typ: "str", text: string(v.Data), position: key}
	if v.Raw.Length > 0 {
		n.position = d.tomlPos(p, v, line)
	}
	if d.tooMuch(depth, n.position, "") {
		return n
	}
	switch v.Kind {
	case unstable.Array:
		n.kind = 'l'
		for it := v.Children(); it.Next(); {
			n.items = append(n.items, d.fromTOML(p, it.Node(), line, n.position, depth+1))
		}
	case unstable.InlineTable:
		n.kind = 'm'
		for it := v.Children(); it.Next(); {
			d.setTOML(p, n, it.Node(), line, depth+1)
		}
	case unstable.Bool:
		n.typ = "bool"
	case unstable.Integer:
		n.typ, n.text = "int", strings.ReplaceAll(n.text, "_", "")
	case unstable.Float:
		n.typ, n.text = "float", strings.ReplaceAll(n.text, "_", "")
	case unstable.LocalDate, unstable.LocalDateTime, unstable.DateTime:
		n.typ = "time"
	}
	return n
}

func (d *decoder) tomlPos(p *unstable.Parser, n *unstable.Node, line int) position {
	s := p.Shape(n.Raw).Start
	// The parser counts columns in bytes.
	from := d.f.starts[min(line+s.Line, len(d.f.starts))-1]
	to := min(from+s.Column-1, len(d.f.text))
	return position{line + s.Line, 1 + utf8.RuneCountInString(d.f.text[from:to])}
}

// keys are the names under which front matter or data sets the fields of struct type t, in order.
func keys(t reflect.Type) []string {
	if known, ok := keysOf.Load(t); ok {
		return known.([]string)
	}
	names := make([]string, t.NumField())
	for i := range names {
		f := t.Field(i)
		names[i] = cmp.Or(f.Tag.Get("yaml"), strings.ToLower(f.Name))
	}
	keysOf.Store(t, names)
	return names
}

var keysOf sync.Map // what keys has found, by type

// decode fills v from n, to which d.path leads, and records every error.
func (d *decoder) decode(n *node, v reflect.Value) {
	if n.kind == 's' && n.typ == "null" {
		return
	}
	wrong := func(want string) {
		what := map[byte]string{'s': "text", 'l': "a list", 'm': "a set of keys"}[n.kind]
		if n.kind == 's' {
			what = strconv.Quote(n.text)
		}
		msg := fmt.Sprintf("%s must be %s, not %s", d.name(), want, what)
		if len(d.path) == 0 {
			msg = fmt.Sprintf("expected %s, not %s", want, what)
		}
		d.f.fail(n.line, n.col, msg, "")
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if n.kind != 's' {
			wrong("a date")
			return
		}
		hint := ""
		if w, isWhen := u.(*When); isWhen {
			if read, ok := readWhen(strings.TrimSpace(n.text)); ok {
				*w = read
				return
			}
			hint = dateForms
		}
		if err := u.UnmarshalText([]byte(n.text)); err != nil {
			d.f.fail(n.line, n.col, d.name()+": "+err.Error(), hint)
		}
		return
	}
	switch v.Kind() {
	case reflect.String:
		if n.kind != 's' {
			wrong("text")
			return
		}
		text := safeText(n.text)
		if text != n.text {
			d.f.warn(n.line, n.col, d.name()+": control characters are left out", "")
		}
		if strings.ContainsAny(text, "\n\t") {
			text = strings.Map(func(r rune) rune {
				if r == '\n' || r == '\t' {
					return ' '
				}
				return r
			}, text)
		}
		v.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(n.text)
		if n.kind != 's' || n.typ != "bool" || err != nil {
			wrong("true or false")
			return
		}
		v.SetBool(b)
	case reflect.Int:
		i, err := strconv.Atoi(n.text)
		if n.kind != 's' || n.typ != "int" || err != nil {
			wrong("a whole number")
			return
		}
		v.SetInt(int64(i))
	case reflect.Interface:
		if x := n.value(); x != nil {
			v.Set(reflect.ValueOf(x))
		}
	case reflect.Slice:
		if len(d.path) > 0 && (n.kind == 's' || n.kind == 'm' && v.Type().Elem().Kind() == reflect.Struct) {
			n = &node{kind: 'l', items: []*node{n}, position: n.position}
		}
		if n.kind != 'l' {
			wrong("a list")
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
		for i, item := range n.items {
			d.path = append(d.path, step{index: i})
			d.decode(item, v.Index(i))
			d.path = d.path[:len(d.path)-1]
		}
	case reflect.Map:
		if n.kind != 'm' {
			wrong("a set of keys")
			return
		}
		v.Set(reflect.MakeMapWithSize(v.Type(), len(n.keys)))
		d.eachKey(n, func(k, item *node) {
			e := reflect.New(v.Type().Elem()).Elem()
			d.decode(item, e)
			v.SetMapIndex(reflect.ValueOf(k.text).Convert(v.Type().Key()), e)
		})
	case reflect.Struct:
		if n.kind == 's' && v.NumField() > 0 && v.Field(0).Kind() == reflect.String {
			d.decode(n, v.Field(0))
			return
		}
		if n.kind != 'm' {
			wrong("a set of keys")
			return
		}
		names := keys(v.Type())
		d.eachKey(n, func(k, item *node) {
			i := slices.Index(names, k.text)
			if i < 0 {
				hint := Suggest(k.text, names)
				if v.Type() == reflect.TypeFor[frontMatter]() {
					if other := foreignKeys[k.text]; other != "" {
						hint = other
					} else if near := nearest(k.text, slices.Sorted(maps.Keys(foreignKeys))); hint == "" && near != "" {
						hint = fmt.Sprintf("did you mean %q? %s", near, foreignKeys[near])
					}
				}
				if hint == "" {
					hint = "known are: " + strings.Join(names, ", ")
				}
				d.f.fail(k.line, k.col, fmt.Sprintf("unknown key %q", d.name()), hint)
				return
			}
			d.decode(item, v.Field(i))
		})
	default:
		panic("brief: Decode into " + v.Type().String())
	}
}

// eachKey calls do for every key of map n that is text and not doubled.
func (d *decoder) eachKey(n *node, do func(k, item *node)) {
	var seen map[string]*node // of the keys of a large map
	first := func(i int, k *node) *node {
		if len(n.keys) <= 32 {
			for _, other := range n.keys[:i] {
				if other.kind == 's' && other.text == k.text {
					return other
				}
			}
			return nil
		}
		if seen == nil {
			seen = make(map[string]*node, len(n.keys))
		}
		other := seen[k.text]
		if other == nil {
			seen[k.text] = k
		}
		return other
	}
	for i, k := range n.keys {
		if k.kind != 's' {
			d.f.fail(k.line, k.col, "a key must be text", "")
			continue
		}
		d.path = append(d.path, step{key: k})
		if other := first(i, k); other != nil {
			d.f.fail(k.line, k.col, fmt.Sprintf("%q is given twice", d.name()), fmt.Sprintf("the first one is on line %d", other.line))
		} else {
			do(k, n.items[i])
		}
		d.path = d.path[:len(d.path)-1]
	}
}

// value is n as plain Go data: string, bool, int, float64, []any, map[string]any or nil.
func (n *node) value() any {
	switch n.kind {
	case 'l':
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = item.value()
		}
		return out
	case 'm':
		out := make(map[string]any, len(n.keys))
		for i, k := range n.keys {
			out[safeText(k.text)] = n.items[i].value()
		}
		return out
	}
	switch n.typ {
	case "null":
		return nil
	case "bool":
		if b, err := strconv.ParseBool(n.text); err == nil {
			return b
		}
	case "int":
		if i, err := strconv.Atoi(n.text); err == nil {
			return i
		}
	case "float":
		if x, err := strconv.ParseFloat(n.text, 64); err == nil {
			return x
		}
	}
	return safeText(n.text)
}
