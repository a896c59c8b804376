package brief

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// Limits on what is highlighted: bytes of a block, of all blocks of a file and of a line, and blank lines in a
// row. Lexers take time that grows with the square of these, or worse: with them gone, 16 kB of line
// breaks cost C's 40 s.
const (
	maxHighlight     = 8 << 10
	maxHighlightFile = 32 << 10
	maxHighlightLine = 500
	maxHighlightGap  = 3
)

// coloured are the lexers in use, by name: those of common languages that take at most three seconds for the worst
// of 39 repeated signs that fills these limits. Some of the others take minutes.
var coloured = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, alias := range strings.Fields(`awk bash c c++ c# console csv css dart diff docker elixir go graphql haskell
		html http ini java javascript json jsx julia kotlin lua makefile matlab mysql nginx perl php plaintext powershell properties
		protobuf python r ruby rust scala scss sed sparql sql swift tex toml tsx turtle typescript xml yaml`) {
		if l := lexers.Get(alias); l != nil {
			names[l.Config().Name] = true
		}
	}
	return names
})

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
	case strings.Contains(code, strings.Repeat("\n", maxHighlightGap+2)):
		why = "too many blank lines in a row to colour"
	default:
		if len(lang) < 40 {
			lexer = lexers.Get(lang)
		}
		if lexer != nil && !coloured()[lexer.Config().Name] {
			lexer = nil
			why = fmt.Sprintf("code in %s is not coloured", shorten(lang, 40))
		} else if lexer == nil {
			why = fmt.Sprintf("unknown code language %q", shorten(lang, 40))
		}
	}
	b.WriteString(`<pre class="chroma" tabindex="0"><code`)
	if lang != "" {
		b.WriteString(` class="language-`)
		escape(b, lang)
		b.WriteByte('"')
	}
	b.WriteString(">")
	if lexer != nil {
		*left -= len(code)
	}
	if lexer == nil || !highlight(b, code, lexer) {
		escape(b, code)
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
	rest, whole := code, true
	for i := 0; whole && i < len(tokens); i++ {
		rest, whole = strings.CutPrefix(rest, tokens[i].Value)
	}
	if !whole || rest != "" {
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
		b.WriteString(`<span class="`)
		b.WriteString(class)
		b.WriteString(`">`)
		escape(b, t.Value)
		b.WriteString("</span>")
	}
	return true
}
