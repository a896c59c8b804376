package brief

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// maxHighlight is the largest code block that is highlighted, in bytes. Larger ones take seconds
// in some lexers, and nobody reads their colours.
const maxHighlight = 256 << 10

// writeCode writes a code block, highlighted with chroma's short class names if lang is known.
// It reports whether lang is "" or known.
func writeCode(b *strings.Builder, code, lang string) (known bool) {
	var lexer chroma.Lexer
	if lang != "" && len(lang) < 40 {
		lexer = lexers.Get(lang)
	}
	b.WriteString(`<pre class="chroma" tabindex="0"><code`)
	if lang != "" {
		b.WriteString(` class="language-` + escaped(lang) + `"`)
	}
	b.WriteString(">")
	if lexer == nil || len(code) > maxHighlight || !highlight(b, code, lexer) {
		escape(b, code)
	}
	b.WriteString("</code></pre>\n")
	return lang == "" || lexer != nil
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
			escape(b, t.Value)
			continue
		}
		b.WriteString(`<span class="` + class + `">`)
		escape(b, t.Value)
		b.WriteString("</span>")
	}
	return true
}
