package brief

import (
	"strings"
	"time"
	"unicode/utf8"
)

// maxPlainYAML is the size up to which plainYAML reads front matter. What it reads then keeps every limit.
const maxPlainYAML = 16 << 10

const asciiLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// plainYAML reads the YAML that most front matter is written in, which begins on the line after line: keys that
// are not indented, whose values are text, numbers, days, true and false, or lists of these. It gives what the
// library gives, in a fraction of the time. For anything else, valid or not, it gives nil: the library has to read it.
func plainYAML(src string, line int) *node {
	if len(src) > maxPlainYAML || strings.ContainsFunc(src, notPlain) {
		return nil
	}
	r := make(nodes, 0, 24)
	root := r.add(node{kind: 'm', position: position{line + 1, 1}})
	lists := make([]*node, 32)
	root.keys, root.items = lists[:0:8], lists[8:8:16]
	lists = lists[16:]
	var list *node // the block list whose items may follow
	for l := range strings.Lines(src) {
		line++
		l = strings.TrimRight(l, " \n")
		if at := strings.Index(l, "- "); list != nil && at >= 0 && strings.TrimLeft(l[:at], " ") == "" {
			if len(list.items) == 0 {
				list.position = position{line, at + 1}
				list.items, lists = lists[:0:min(len(lists), 8)], lists[min(len(lists), 8):]
			}
			item := r.scalar(l, at+1, len(l), line, "")
			if item == nil || at+1 != list.col {
				return nil
			}
			list.items = append(list.items, item)
			continue
		}
		colon := strings.IndexByte(l, ':')
		if colon < 1 || strings.Trim(l[:colon], asciiLetters+"_") != "" || list != nil && len(list.items) == 0 {
			return nil
		}
		key, item := r.scalar(l, 0, colon, line, ""), (*node)(nil)
		switch value := l[colon+1:]; {
		case value == "":
			list = r.add(node{kind: 'l'})
			item = list
		case value[0] == ' ':
			list, item = nil, r.value(l, colon+1, line)
		}
		if key == nil || key.typ != "str" || item == nil {
			return nil
		}
		root.keys, root.items = append(root.keys, key), append(root.items, item)
	}
	if len(root.keys) == 0 || list != nil && len(list.items) == 0 {
		return nil
	}
	return root
}

// notPlain reports whether r may be a line's end, a blank or no text for YAML, beside line feed and space.
func notPlain(r rune) bool {
	return r < ' ' && r != '\n' || r > '~' && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0xd800
}

// nodes is room for the nodes of one front matter. They are taken from it one by one, and never move.
type nodes []node

func (r *nodes) add(n node) *node {
	if len(*r) == cap(*r) {
		*r = make(nodes, 0, 24)
	}
	*r = append(*r, n)
	return &(*r)[len(*r)-1]
}

// value is the value of a key, from byte from to the end of line l, without blanks at its end.
func (r *nodes) value(l string, from, line int) *node {
	from += len(l[from:]) - len(strings.TrimLeft(l[from:], " "))
	to := len(l) - 1
	if l[from] != '[' {
		return r.scalar(l, from, len(l), line, "")
	}
	n := r.add(node{kind: 'l', position: position{line, from + 1}})
	if l[to] != ']' {
		return nil
	}
	if strings.Trim(l[from+1:to], " ") == "" {
		return n
	}
	n.items = make([]*node, 0, 1+strings.Count(l[from:to], ","))
	for end := from; end < to; from = end {
		from++ // the bracket or the comma
		if end = strings.IndexByte(l[from:to], ',') + from; end < from {
			end = to
		}
		item := r.scalar(l, from, end, line, "[]{}:#?&*!|>%@`\"'")
		if item == nil {
			return nil
		}
		n.items = append(n.items, item)
	}
	return n
}

// scalar is the scalar in l[from:to]. Without quotation marks it may hold none of signs.
func (r *nodes) scalar(l string, from, to, line int, signs string) *node {
	s := strings.TrimLeft(l[from:to], " ")
	n := r.add(node{kind: 's', typ: "str", text: strings.TrimRight(s, " "), position: position{line, 1 + utf8.RuneCountInString(l[:to-len(s)])}})
	if n.text == "" {
		return nil
	}
	switch c := n.text[0]; {
	case c == '"' || c == '\'':
		end := len(n.text) - 1
		if end == 0 || n.text[end] != c || strings.IndexByte(n.text[1:end], c) >= 0 || strings.IndexByte(n.text, '\\') >= 0 {
			return nil
		}
		n.text = n.text[1:end]
		return n
	case c >= '0' && c <= '9':
		layout := time.DateOnly
		if len(n.text) > len(layout) {
			layout = time.RFC3339
		}
		switch _, err := time.Parse(layout, n.text); {
		case err == nil:
			n.typ = "time"
		case len(n.text) < 19 && c != '0' && strings.Trim(n.text, "0123456789") == "":
			n.typ = "int"
		default:
			return nil
		}
		return n
	case c < utf8.RuneSelf && strings.IndexByte(asciiLetters, c) < 0, strings.ContainsAny(n.text, signs),
		strings.Contains(n.text, ": "), strings.HasSuffix(n.text, ":"), strings.Contains(n.text, " #"):
		return nil
	}
	switch n.text {
	case "true", "false":
		n.typ = "bool"
	case "True", "TRUE", "False", "FALSE", "null", "Null", "NULL":
		return nil
	}
	return n
}
