package site

import (
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"
)

// The escapers of html/template, by the names that they have in the trees of escaped templates. Only those are
// here that a page needs without scripts, without inline style and with quotes around its attributes.

// content is what html/template holds a text to be, by its type.
type content int

const (
	asText content = iota
	asHTML
	asURL
)

type (
	filter func(s string, kind content) string
	writer func(dst []byte, s string, kind content) []byte
)

// escaper is the name of the function that cmd calls without arguments, or "".
func escaper(cmd *parse.CommandNode) string {
	if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok && len(cmd.Args) == 1 {
		return id.Ident
	}
	return ""
}

// stringify is v as html/template makes a text of it.
func stringify(v reflect.Value) (string, content) {
	if !v.IsValid() {
		return "", asText
	}
	switch v.Type() {
	case stringType:
		return v.String(), asText
	case intType:
		return strconv.Itoa(int(v.Int())), asText
	case htmlType:
		return v.String(), asHTML
	case urlType:
		return v.String(), asURL
	}
	if v.Kind() == reflect.Pointer {
		panic(errors.New("a pointer"))
	}
	return fmt.Sprint(v.Interface()), asText
}

// filters are the escapers that come before another.
var filters = map[string]filter{
	"_html_template_urlfilter": func(s string, kind content) string {
		scheme, _, ok := strings.Cut(s, ":")
		if kind == asURL || !ok || strings.Contains(scheme, "/") ||
			strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "mailto") {
			return s
		}
		return "#ZgotmplZ"
	},
	"_html_template_urlnormalizer": func(s string, _ content) string { return percent(s, true) },
	"_html_template_urlescaper":    func(s string, kind content) string { return percent(s, kind == asURL) },
}

// percent encodes what cannot stand in a URL, or if it is not whole, what has a meaning there.
func percent(s string, whole bool) string {
	hex := func(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|32 && c|32 <= 'f' }
	var out []byte
	last := 0
	for i := range len(s) {
		c := s[i]
		if '0' <= c && c <= '9' || 'a' <= c|32 && c|32 <= 'z' || strings.IndexByte("-._~", c) >= 0 ||
			whole && (strings.IndexByte("!#$&*+,/:;=?@[]", c) >= 0 || c == '%' && i+2 < len(s) && hex(s[i+1]) && hex(s[i+2])) {
			continue
		}
		out = fmt.Appendf(append(out, s[last:i]...), "%%%02x", c)
		last = i + 1
	}
	if last == 0 {
		return s
	}
	return string(append(out, s[last:]...))
}

// writers are the escapers that come last.
var writers = map[string]writer{
	"_html_template_htmlescaper": func(dst []byte, s string, kind content) []byte {
		if kind == asHTML {
			return append(dst, s...)
		}
		return escape(dst, s)
	},
	"_html_template_rcdataescaper":  quoted,
	"_html_template_attrescaper":    quoted,
	"_html_template_commentescaper": func(dst []byte, _ string, _ content) []byte { return dst },
}

func quoted(dst []byte, s string, kind content) []byte {
	if kind == asHTML {
		panic(errors.New("HTML as text")) // html/template takes the tags out
	}
	return escape(dst, s)
}

// special is what is replaced in text, and in the values of attributes.
var special = [256]string{0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;"}

// isSpecial is what special has: a small table, since every character is looked up.
var isSpecial = func() (is [256]bool) {
	for c, r := range special {
		is[c] = r != ""
	}
	return is
}()

func escape(dst []byte, s string) []byte {
	last := 0
	for i := range len(s) {
		if isSpecial[s[i]] {
			dst = append(append(dst, s[last:i]...), special[s[i]]...)
			last = i + 1
		}
	}
	return append(dst, s[last:]...)
}

// knownEscapers reports whether the escapers here do what those of the Go at hand do: what a later
// version finds unsafe must not be printed.
var knownEscapers = sync.OnceValue(sameEscapers)

func sameEscapers() bool {
	type probe struct {
		S string
		H template.HTML
		U template.URL
	}
	set, err := template.New("probe").Parse(`{{.S}}{{.H}}{{.U}}<title>{{.S}}</title><!-- {{.S}} --><a title="{{.S}}" href="{{.S}}">` +
		`<a href="{{.U}}"><a href='/{{.S}}'><a href="/?{{.S}}&x={{.U}}">`)
	if err != nil {
		return false
	}
	r := compile(set, nil, []string{"probe"})
	var bytes strings.Builder
	for b := range 256 {
		bytes.WriteByte(byte(b))
	}
	for _, s := range []string{"", bytes.String(), "ü\u2028\uffff", "javascript:x", "mailto:x", "HTTPS:x", "a/b:c", "%41%4%zz%"} {
		data := probe{s, template.HTML(s), template.URL(s)}
		var want strings.Builder
		if r.pages["probe"] == nil || set.Execute(&want, data) != nil {
			return false
		}
		if got, ok := r.pages["probe"].render(nil, data); !ok || string(got) != want.String() {
			return false
		}
	}
	return true
}
