package annotate

import (
	"encoding/binary"
	"math/bits"
	"slices"
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
	id    wordID // in the lexicon
	kind  tokenKind
	cap   bool // first rune is an upper-case letter
	upper bool // a word of two or more letters, all upper case (WHO, U.S.)
	glued bool // no white space before it
	brk   bool // a blank line (paragraph break) stands before it
	point bool // a word that ends in one (U.S.)
}

// in is the token's text in that of its text that is in small letters.
func (t *token) in(lower string) string { return lower[t.Start:t.End] }

// small is token i in small letters.
func (d *doc) small(i int) string { return d.tokens[i].in(d.lower) }

// foldASCII lower-cases A–Z and keeps every byte's place.
func foldASCII(s string) string {
	at := 0 // of the first capital
	for at < len(s) && s[at]-'A' >= 26 {
		at++
	}
	if at == len(s) {
		return s
	}
	var b [128]byte // long enough for a title
	return string(appendFolded(b[:0], s))
}

// appendFolded is append(b, foldASCII(s)...).
func appendFolded(b []byte, s string) []byte {
	b = append(b, s...)
	low := b[len(b)-len(s):]
	for ; len(low) >= 8; low = low[8:] {
		binary.LittleEndian.PutUint64(low, fold64(binary.LittleEndian.Uint64(low)))
	}
	for i, c := range low {
		if c-'A' < 26 {
			low[i] = c | 0x20
		}
	}
	return b
}

// Eight bytes of a text in one number: the high bit of a byte tells what the byte is.
const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
)

// fold64 lower-cases A–Z in eight bytes.
func fold64(x uint64) uint64 {
	low := x &^ highBits
	return x | (low+(0x80-'A')*eachByte)&^(low+(0x7F-'Z')*eachByte)&^x&highBits>>2
}

// letters64 has the high bit of each of eight bytes that is one of a–z.
func letters64(x uint64) uint64 {
	low := x &^ highBits
	return (low + (0x80-'a')*eachByte) &^ (low + (0x7F-'z')*eachByte) &^ x & highBits
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
	n := len(out)
	out = out[:cap(out)]
	for i := 0; i < len(text); {
		c := text[i]
		if c == ' ' || c-'\t' < 5 {
			if c == '\n' {
				newlines++
			}
			glued = false
			i++
			continue
		}
		if n == len(out) {
			out = slices.Grow(out, 1)
			out = out[:cap(out)]
		}
		// a field at a time, first what is the same for all: a token made whole and copied costs as much again as all the rest
		t := &out[n]
		t.id, t.kind, t.cap, t.upper, t.glued, t.brk, t.point = 0, punct, false, false, false, false, false
		t.glued = glued
		if newlines > 1 {
			t.brk = true
		}
		end := i + 1
		switch {
		case c|0x20-'a' < 26:
			t.kind = word
			if end = shortEnd(lower, i); end == 0 {
				end = wordEnd(lower, i)
				t.point = text[end-1] == '.'
			}
			if c < 'a' {
				t.cap = true
				t.upper = end > i+1 && text[i+1]-'a' >= 26 && allUpper(text[i:end])
			}
		case isDigit(c):
			t.kind, end = number, numberEnd(text, i)
		case c == '\'' || c >= utf8.RuneSelf:
			r, size := runeAt(text, i)
			if isSpace(r) {
				glued = false
				i += size
				continue
			}
			end = i + size
			switch {
			case isLetter(r):
				t.kind, end = word, wordEnd(lower, i)
				t.point = text[end-1] == '.'
				t.cap = unicode.IsUpper(r)
				t.upper = t.cap && allUpper(text[i:end])
			case isApostrophe(r) && glued && n > 0 && out[n-1].kind == word:
				if e := end; e < len(text) && lower[e] == 's' && !letterAt(text, e+1) {
					t.kind, end = possessive, e+1
				} else if lower[i-1] == 's' && !letterAt(text, e) {
					t.kind = possessive
				}
			}
		}
		n++
		t.Start, t.End = i, end
		i, glued, newlines = end, true, 0
		if i < len(text) && text[i] == ' ' { // as most often
			i, glued = i+1, false
		}
	}
	return out[:n]
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

// shortEnd is wordEnd for most words: up to seven letters a–z before a sign that is no part of any word. Else it is 0.
func shortEnd(s string, i int) int {
	if i+8 > len(s) {
		return 0
	}
	if n := bits.TrailingZeros64(^letters64(load64(s[i:i+8]))&highBits) / 8; n < 8 {
		if c := s[i+n]; c < utf8.RuneSelf && c != '\'' && c != '.' {
			return i + n
		}
	}
	return 0
}

// wordEnd finds the end of the word that starts at i, A–Z folded: letters and marks, an apostrophe
// between two letters unless it opens a possessive 's, and points that follow single letters (U.S., p.m., J.).
// A lone initial ("J.") keeps its point only when another initial follows directly.
func wordEnd(s string, i int) int {
	letters := 0 // since the last point
	for i < len(s) {
		if i+8 <= len(s) {
			n := bits.TrailingZeros64(^letters64(load64(s[i:]))&highBits) / 8
			letters += n
			if i += n; n == 8 {
				continue
			}
		} else if s[i]-'a' < 26 {
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
			if s[i+n] == 's' && !letterAt(s, i+n+1) {
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
