package annotate

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The vocabulary of figures, from words/figure_*.txt, read once and never changed.
var (
	numberWords      = readNumbers()
	scales           = readScales()
	qualifiers       = readQualifiers()
	money            = readCurrencies()
	sharedCurrencies = readSharedCurrencies()
	units            = readUnits()
	tolls            = vocabulary("figure_toll")
	nouns            = readNouns() // class of words (see figure_noun.txt) → the words of that class
)

// Words of the grammar of figures.
var (
	vagueWords   = mapOf("dozens", "scores", "hundreds", "thousands", "millions", "billions", "trillions", "tens")
	vulgar       = map[string]int64{"½": 500, "¼": 250, "¾": 750, "⅓": 333, "⅔": 667, "⅕": 200, "⅛": 125, "⅜": 375, "⅝": 625, "⅞": 875} // thousandths
	fractions    = map[string]int64{"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
	rates        = map[string]string{"second": "s", "minute": "min", "hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "a"} // UCUM
	determiners  = mapOf("the", "these", "those", "his", "her", "their", "its", "our", "my", "your", "both", "whose")
	changes      = mapOf("by", "rose", "fell", "gained", "lost", "dropped", "climbed", "slipped", "jumped", "added", "edged", "slid", "up", "down", "increased", "decreased", "rising", "falling", "another", "shed", "advanced", "declined", "grew", "shrank")
	demonymEnds  = []string{"an", "ans", "ish", "ese", "qi", "li", "ni", "shi", "ti", "ri", "di"}
	startsFigure = func() map[string]bool { // words a figure can begin with
		out := mapOf("a", "an", "half", "several", "few")
		for w := range numberWords {
			out[w] = true
		}
		for w := range vagueWords {
			out[w] = true
		}
		return out
	}()
)

// filter tells most words that are not in a set by first byte and length, without a look-up.
type filter [256]uint64

func (f *filter) add(w string)      { f[w[0]] |= 1 << (len(w) & 63) }
func (f *filter) may(w string) bool { return f[w[0]]&(1<<(len(w)&63)) != 0 }

// figureLeads passes every word that a figure can begin with, in lower case, and every sign or code made of letters.
var figureLeads = func() *filter {
	var out filter
	for w := range startsFigure {
		out.add(w)
	}
	for w := range money.letters {
		out.add(w)
	}
	return &out
}()

// scale is a word that multiplies a number by factor × 10^power.
type scale struct {
	factor int64
	power  int
	short  bool // only glued to digits or in money: 3bn
}

// currencyTable tells currencies by sign, name and code.
type currencyTable struct {
	names   map[string]string // in lower case, singular → code
	signs   map[string]string // "$", "US$", "Rs" → code
	letters map[string]bool   // signs and codes made of letters
	symbols map[string]bool   // signs of one rune that is no letter
	codes   map[string]bool   // ISO 4217
}

// sharedCurrency is one of several currencies of a name, with words of a text that point to it.
type sharedCurrency struct {
	code  string
	words []string
}

// unitTable tells UCUM codes by name (lower case, singular) and by abbreviation as written.
type unitTable struct{ names, signs map[string]string }

// list splits a value at commas.
func list(s string) []string {
	var out []string
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

func readNumbers() map[string]int64 {
	out := map[string]int64{}
	for _, e := range entries("figure_number") {
		out[e.key] = wholeNumber(e.value)
	}
	return out
}

// wholeNumber reads a number of a vocabulary file. Anything else is a fault of the program.
func wholeNumber(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

func readScales() map[string]scale {
	out := map[string]scale{}
	for _, e := range entries("figure_scale") {
		f := strings.Fields(e.value)
		out[e.key] = scale{wholeNumber(f[0]), int(wholeNumber(f[1])), len(f) > 2 && f[2] == "short"}
	}
	return out
}

func readQualifiers() map[string]string {
	out := map[string]string{}
	for _, e := range entries("figure_qualifier") {
		for _, w := range list(e.value) {
			out[w] = e.key
		}
	}
	return out
}

func readCurrencies() currencyTable {
	t := currencyTable{map[string]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, e := range entries("figure_currency") {
		t.codes[e.key], t.letters[e.key] = true, true
		signs, names, _ := strings.Cut(e.value, "|")
		for _, s := range strings.Fields(signs) {
			s = strings.TrimSuffix(s, ".")
			t.signs[s] = e.key
			if r, n := utf8.DecodeRuneInString(s); n == len(s) && !unicode.IsLetter(r) {
				t.symbols[s] = true
			} else if strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0 {
				t.letters[s] = true
			}
		}
		for _, n := range list(names) {
			t.names[n] = e.key
		}
	}
	return t
}

func readSharedCurrencies() map[string][]sharedCurrency {
	out := map[string][]sharedCurrency{}
	for _, e := range entries("figure_currency_shared") {
		for part := range strings.SplitSeq(e.value, "|") {
			code, words, _ := strings.Cut(part, ":")
			out[e.key] = append(out[e.key], sharedCurrency{strings.TrimSpace(code), list(words)})
		}
	}
	return out
}

func readUnits() unitTable {
	t := unitTable{map[string]string{}, map[string]string{}}
	for _, e := range entries("figure_unit") {
		names, signs, _ := strings.Cut(e.value, "|")
		for _, n := range list(names) {
			t.names[n] = e.key
		}
		for _, s := range strings.Fields(signs) {
			t.signs[s] = e.key
		}
	}
	return t
}

func readNouns() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, e := range entries("figure_noun") {
		out[e.key] = mapOf(list(e.value)...)
	}
	return out
}
