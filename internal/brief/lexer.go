package brief

import (
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// A lexer finds the tokens that one of chroma's finds, in less than half of the time: it tries a rule only where the
// next sign is one that the rule's matches can begin with.
type lexer struct {
	of    *chroma.RegexLexer
	rules chroma.CompiledRules
	first map[string][]signSet // for each rule of a state
}

// A signSet holds ASCII signs. nil holds all.
type signSet *[utf8.RuneSelf]bool

// newLexer makes a lexer of chroma's, or nil if it has another form.
func newLexer(l chroma.Lexer) *lexer {
	of, ok := l.(*chroma.RegexLexer)
	if !ok {
		return nil
	}
	rules, err := of.Rules()
	if err != nil {
		return nil
	}
	// Chroma shows compiled rules to what changes them, which is asked once they are compiled.
	rules = rules.Clone()
	compiled := &ruleReader{}
	rules["dateline"] = []chroma.Rule{{Mutator: compiled}}
	of, err = chroma.NewLexer(of.Config(), func() chroma.Rules { return rules })
	if err != nil {
		return nil
	}
	of.SetRegistry(lexers.GlobalLexerRegistry)
	if _, err := of.Rules(); err != nil || compiled.rules == nil {
		return nil
	}
	x := &lexer{of: of, rules: compiled.rules, first: map[string][]signSet{}}
	config := of.Config()
	flags := ""
	if !config.NotMultiline {
		flags += "m"
	}
	if config.CaseInsensitive {
		flags += "i"
	}
	if config.DotAll {
		flags += "s"
	}
	for state, rules := range x.rules {
		for _, r := range rules {
			x.first[state] = append(x.first[state], firstSigns(r.Pattern, flags))
		}
	}
	return x
}

// ruleReader is a mutator that keeps the rules it is shown.
type ruleReader struct{ rules chroma.CompiledRules }

func (*ruleReader) Mutate(*chroma.LexerState) error { return nil }

func (r *ruleReader) MutateLexer(rules chroma.CompiledRules, state string, _ int) error {
	r.rules = rules
	delete(rules, state)
	return nil
}

// tokens are those of code, of which no two that follow each other are of one type. code has no carriage return.
func (x *lexer) tokens(code string) (out []chroma.Token, ok bool) {
	add := func(t chroma.Token) {
		switch n := len(out); {
		case t.Value == "" || t.Type == chroma.Ignore:
		case n > 0 && out[n-1].Type == t.Type && len(out[n-1].Value) < 8192:
			out[n-1].Value += t.Value
		default:
			out = append(out, t)
		}
	}
	text := []rune(code)
	end := len(text)
	if x.of.Config().EnsureNL && !strings.HasSuffix(code, "\n") {
		text = append(text, '\n')
	}
	s := &chroma.LexerState{
		Lexer: x.of, Registry: lexers.GlobalLexerRegistry, Text: text, Stack: []string{"root"}, Rules: x.rules,
		MutatorContext: map[any]any{},
	}
	for s.Pos < end && len(s.Stack) > 0 {
		s.State = s.Stack[len(s.Stack)-1]
		if _, known := s.Rules[s.State]; !known {
			return nil, false
		}
		rule := x.match(s)
		switch {
		case rule == nil && text[s.Pos] == '\n' && s.State != "root":
			s.Stack = []string{"root"}
			continue
		case rule == nil:
			add(chroma.Token{Type: chroma.Error, Value: string(text[s.Pos])})
			s.Pos++
			continue
		}
		if rule.Mutator != nil {
			if err := rule.Mutator.Mutate(s); err != nil {
				return nil, false
			}
		}
		if typ, simple := rule.Type.(chroma.TokenType); simple {
			add(chroma.Token{Type: typ, Value: s.Groups[0]})
		} else if rule.Type != nil {
			it := rule.Type.Emit(s.Groups, s)
			for t := it(); t != chroma.EOF; t = it() {
				add(t)
			}
		}
	}
	if s.Pos < len(text) && len(s.Stack) == 0 {
		add(chroma.Token{Type: chroma.Error, Value: string(text[s.Pos:])})
	}
	return out, true
}

// match finds the first rule of the state that matches, and moves behind what it matches. nil is none.
func (x *lexer) match(s *chroma.LexerState) *chroma.CompiledRule {
	first := x.first[s.State]
	c := s.Text[s.Pos]
	for i, rule := range s.Rules[s.State] {
		if c < utf8.RuneSelf && first[i] != nil && !first[i][c] {
			continue
		}
		m, err := rule.Regexp.FindRunesMatchStartingAt(s.Text, s.Pos)
		if m == nil || err != nil || m.RuneIndex != s.Pos {
			continue
		}
		s.Rule = i
		if _, simple := rule.Type.(chroma.TokenType); simple && rule.Mutator == nil {
			s.Groups = []string{m.String()}
			s.Pos += m.RuneLength
			return rule
		}
		s.Groups, s.NamedGroups = nil, map[string]string{}
		for _, g := range m.Groups() {
			text := g.String()
			s.Groups = append(s.Groups, text)
			s.NamedGroups[g.Name] = text
		}
		s.Pos += m.RuneLength
		return rule
	}
	return nil
}

// firstSigns are the signs with which what pattern matches may begin: rather too many than too few. nil if it may be
// any sign or match nothing, or if pattern means something that package regexp does not know.
func firstSigns(pattern, flags string) signSet {
	if strings.Contains(pattern, "[[:") || strings.Contains(pattern, "-[") {
		return nil // other classes than in Go
	}
	if flags != "" {
		pattern = "(?" + flags + ")" + pattern
	}
	pattern, ok := withoutAssertions(pattern)
	if !ok {
		return nil
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	in := new([utf8.RuneSelf]bool)
	if addFirst(re, in) {
		return nil
	}
	for c := range ' ' {
		in[c] = in[c] || c != '\n' && c != '\t' // there are more blanks than in Go
	}
	return in
}

// addFirst adds the signs that a match of re may begin with, and reports whether it may match nothing.
func addFirst(re *syntax.Regexp, in *[utf8.RuneSelf]bool) (empty bool) {
	add := func(from, to rune) {
		for c := from; c <= min(to, utf8.RuneSelf-1); c++ {
			in[c] = true
		}
	}
	switch re.Op {
	case syntax.OpNoMatch:
		return false
	case syntax.OpLiteral:
		add(re.Rune[0], re.Rune[0])
		if re.Flags&syntax.FoldCase != 0 {
			for c := unicode.SimpleFold(re.Rune[0]); c != re.Rune[0]; c = unicode.SimpleFold(c) {
				add(c, c)
			}
		}
		return false
	case syntax.OpCharClass:
		for i := 0; i+1 < len(re.Rune); i += 2 {
			add(re.Rune[i], re.Rune[i+1])
		}
		return false
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		add(0, utf8.RuneSelf)
		return false
	case syntax.OpStar, syntax.OpQuest:
		addFirst(re.Sub[0], in)
		return true
	case syntax.OpRepeat:
		return addFirst(re.Sub[0], in) || re.Min == 0
	case syntax.OpCapture, syntax.OpPlus:
		return addFirst(re.Sub[0], in)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if !addFirst(sub, in) {
				return false
			}
		}
		return true
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			empty = addFirst(sub, in) || empty
		}
		return empty
	}
	return true // a place, as the end of a line
}

// withoutAssertions is pattern without what is looked for before or behind a place. ok is false if a class in it has
// the opposite of a class in it: [^\W\d] is not what it is in Go.
func withoutAssertions(pattern string) (without string, ok bool) {
	var out strings.Builder
	depth := 0 // of brackets inside an assertion, with its own
	class := 0 // where the class begins that is open, from 1
	for i := 0; i < len(pattern); i++ {
		c, rest := pattern[i], pattern[i:]
		n := 1
		switch {
		case c == '\\' && i+1 < len(pattern):
			if n = 2; class > 0 && strings.IndexByte("WDSPp", pattern[i+1]) >= 0 {
				return "", false
			}
		case class > 0:
			if c == ']' && i+1 > class+1 && !(i+1 == class+2 && pattern[class] == '^') {
				class = 0
			}
		case c == '[':
			class = i + 1
		case depth > 0 && c == '(':
			depth++
		case depth > 0 && c == ')':
			if depth--; depth == 0 {
				continue
			}
		case strings.HasPrefix(rest, "(?=") || strings.HasPrefix(rest, "(?!") || strings.HasPrefix(rest, "(?<=") || strings.HasPrefix(rest, "(?<!"):
			depth = 1
			out.WriteString("(?:)")
		case strings.HasPrefix(rest, "(?>"):
			out.WriteString("(?:")
			i += 2
			continue
		}
		if depth == 0 {
			out.WriteString(rest[:n])
		}
		i += n - 1
	}
	return out.String(), true
}
