package annotate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	word       tokenKind = iota // letters, inner apostrophes, dotted initials: Xi, don't, O’Brien, U.S., p.m.
	number                      // digits with inner commas and points: 1,984 3.5
	possessive                  // 's or ’s, or the bare apostrophe after a plural s, after a word
	punct                       // one rune of anything else that is not white space
)

// token is one word, number or sign. White space is no token.
type token struct {
	Span
	lower string // the token's text with A–Z folded
	id    wordID // of lower in the lexicon
	kind  tokenKind
	cap   bool // first rune is an upper-case letter
	upper bool // a word of two or more letters, all upper case (WHO, U.S.)
	glued bool // no white space before it
	brk   bool // a blank line (paragraph break) stands before it
}

// foldASCII lower-cases A–Z and keeps every byte's place.
func foldASCII(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return uint32(r)-'A' < 26 }) < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	var part [256]byte
	for len(s) > 0 {
		n := copy(part[:], s)
		for i, c := range part[:n] {
			if c-'A' < 26 {
				part[i] = c | 0x20
			}
		}
		b.Write(part[:n])
		s = s[n:]
	}
	return b.String()
}

// runeAt is the rune at s[i] and its length.
func runeAt(s string, i int) (rune, int) {
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

// tokenize cuts text into tokens in one pass.
func tokenize(text, lower string) []token {
	return appendTokens(make([]token, 0, len(text)/4+8), text, lower)
}

func appendTokens(out []token, text, lower string) []token {
	glued, newlines := false, 0
	for i := 0; i < len(text); {
		r, n := runeAt(text, i)
		if isSpace(r) {
			if r == '\n' {
				newlines++
			}
			glued = false
			i += n
			continue
		}
		kind, end, capital := punct, i+n, false
		switch {
		case isLetter(r):
			kind, end = word, wordEnd(text, i)
			capital = unicode.IsUpper(r)
		case isDigit(text[i]):
			kind, end = number, numberEnd(text, i)
		case isApostrophe(r) && glued && len(out) > 0 && out[len(out)-1].kind == word:
			if e := i + n; e < len(text) && lower[e] == 's' && !letterAt(text, e+1) {
				kind, end = possessive, e+1
			} else if lower[i-1] == 's' && !letterAt(text, e) {
				kind = possessive
			}
		}
		out = append(out, token{Span: Span{i, end}, lower: lower[i:end], kind: kind, glued: glued, brk: newlines > 1,
			cap: capital, upper: capital && end > i+1 && allUpper(text[i:end])})
		i, glued, newlines = end, true, 0
	}
	return out
}

// isSpace is unicode.IsSpace with a short way for ASCII.
func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || uint32(r)-'\t' < 5
	}
	return unicode.IsSpace(r)
}

// isLetter is unicode.IsLetter with a short way for ASCII.
func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return uint32(r|0x20)-'a' < 26
	}
	return unicode.IsLetter(r)
}

func isDigit(c byte) bool      { return '0' <= c && c <= '9' }
func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

func letterAt(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	r, _ := runeAt(s, i)
	return isLetter(r)
}

// wordEnd finds the end of the word that starts at i: letters and marks, an apostrophe
// between two letters unless it opens a possessive 's, and points that follow single letters (U.S., p.m., J.).
// A lone initial ("J.") keeps its point only when another initial follows directly.
func wordEnd(s string, i int) int {
	letters := 0 // since the last point
	for i < len(s) {
		if c := s[i] | 0x20; 'a' <= c && c <= 'z' {
			letters++
			i++
			continue
		}
		r, n := runeAt(s, i)
		switch {
		case r < utf8.RuneSelf && r != '\'' && r != '.':
			return i
		case unicode.IsLetter(r) || unicode.IsMark(r):
			letters++
			i += n
			continue
		case isApostrophe(r) && letters > 0 && letterAt(s, i+n):
			if (s[i+n] == 's' || s[i+n] == 'S') && !letterAt(s, i+n+1) {
				return i // a possessive
			}
			i += n
			continue
		case r == '.' && letters == 1:
			// A dotted abbreviation needs a second single letter: after this point, or before it.
			if letterAt(s, i+1) {
				_, m := utf8.DecodeRuneInString(s[i+1:])
				if i+1+m < len(s) && s[i+1+m] == '.' {
					i += 1 + m + 1
					letters = 0
					for letterAt(s, i) {
						_, m := utf8.DecodeRuneInString(s[i:])
						if i+m >= len(s) || s[i+m] != '.' {
							return i
						}
						i += m + 1
					}
					return i
				}
			}
		}
		return i
	}
	return i
}

// numberEnd finds the end of the number at i: a comma or point counts when digits follow it.
func numberEnd(s string, i int) int {
	for i < len(s) {
		switch {
		case isDigit(s[i]):
			i++
		case (s[i] == ',' || s[i] == '.') && i+1 < len(s) && isDigit(s[i+1]):
			i += 2
		default:
			return i
		}
	}
	return i
}

func allUpper(s string) bool {
	letters := 0
	for _, r := range s {
		if isLetter(r) {
			if !unicode.IsUpper(r) {
				return false
			}
			letters++
		}
	}
	return letters > 1
}
