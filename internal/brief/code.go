package brief

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// Limits on what is highlighted, in bytes: a block, all blocks of a file, and a line. Some lexers take time that
// grows with the square of a line or of the block.
const (
	maxHighlight     = 16 << 10
	maxHighlightFile = 64 << 10
	maxHighlightLine = 500
)

// writeCode writes a code block, highlighted with chroma's short class names if lang is known and the block is
// not too large. Left is how many bytes may be highlighted yet. It reports why a named language has no colours, or "".
func writeCode(b *strings.Builder, code, lang string, left *int) (why string) {
	var lexer chroma.Lexer
	switch {
	case lang == "":
	case len(code) > min(maxHighlight, *left):
		why = "too much code to colour"
	case slices.ContainsFunc(strings.Split(code, "\n"), func(l string) bool { return len(l) > maxHighlightLine }):
		why = "a line too long to colour"
	default:
		if len(lang) < 40 {
			lexer = lexers.Get(lang)
		}
		if lexer == nil {
			why = fmt.Sprintf("unknown code language %q", shorten(lang, 40))
		}
	}
	b.WriteString(`<pre class="chroma" tabindex="0"><code`)
	if lang != "" {
		b.WriteString(` class="language-` + html.EscapeString(lang) + `"`)
	}
	b.WriteString(">")
	if lexer != nil {
		*left -= len(code)
	}
	if lexer == nil || !highlight(b, code, lexer) {
		b.WriteString(html.EscapeString(code))
	}
	b.WriteString("</code></pre>\n")
	return why
}

// highlight writes code in chroma's short class names ("k" for a keyword). Nothing is written when the
// lexer fails or loses a byte.
func highlight(b *strings.Builder, code string, lexer chroma.Lexer) bool {
	tokens, err := chroma.Tokenise(chroma.Coalesce(lexer), &chroma.TokeniseOptions{State: "root", EnsureLF: true}, code)
	if err != nil {
		return false
	}
	var text strings.Builder
	for _, t := range tokens {
		text.WriteString(t.Value)
	}
	if text.String() != code {
		return false
	}
	for _, t := range tokens {
		class := chroma.StandardTypes[t.Type]
		if class == "" {
			class = chroma.StandardTypes[t.Type.SubCategory()]
		}
		if class == "" {
			b.WriteString(html.EscapeString(t.Value))
			continue
		}
		b.WriteString(`<span class="` + class + `">`)
		b.WriteString(html.EscapeString(t.Value))
		b.WriteString("</span>")
	}
	return true
}
