package annotate

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// figureLists is the vocabulary of figures that has values, from words/figure_*.txt. It is read once and never changed.
type figureLists struct {
	numbers    map[string]int64
	scales     map[string]scale
	qualifiers map[string]string
	money      currencyTable
	shared     map[string][]sharedCurrency
	units      unitTable
	tolls      map[string]string
}

var theFigureLists = sync.OnceValue(func() *figureLists {
	return &figureLists{readNumbers(), readScales(), readQualifiers(), readCurrencies(), readSharedCurrencies(), readUnits(), vocabulary("figure_toll")}
})

// Words of the grammar of figures.
var (
	vagueWords  = setOf("dozens", "scores", "hundreds", "thousands", "millions", "billions", "trillions", "tens")
	determiners = setOf("the", "these", "those", "his", "her", "their", "its", "our", "my", "your", "both", "whose")
	changes     = setOf("by", "rose", "fell", "gained", "lost", "dropped", "climbed", "slipped", "jumped", "added", "edged", "slid", "up", "down", "increased", "decreased", "rising", "falling", "another", "shed", "advanced", "declined", "grew", "shrank")
	numberWords = wordsIn("figure_number")
	scaleWords  = wordsIn("figure_scale")
	tolls       = wordsIn("figure_toll")

	nounPlural  = listedIn("figure_noun", "plural")
	nounStrong  = listedIn("figure_noun", "strong")
	nounFew     = listedIn("figure_noun", "few")
	nounReach   = listedIn("figure_noun", "reach")
	nounPart    = listedIn("figure_noun", "part")
	nounNever   = listedIn("figure_noun", "never")
	nounLabel   = listedIn("figure_noun", "label")
	nounStop    = listedIn("figure_noun", "stop")
	nounHalf    = listedIn("figure_noun", "half")
	nounDemonym = listedIn("figure_noun", "demonym")

	vulgars     = newSet(func() []string { return slices.Collect(maps.Keys(vulgar)) })
	vulgar      = map[string]int64{"½": 500, "¼": 250, "¾": 750, "⅓": 333, "⅔": 667, "⅕": 200, "⅛": 125, "⅜": 375, "⅝": 625, "⅞": 875} // thousandths
	fractions   = map[string]int64{"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
	rates       = map[string]string{"second": "s", "minute": "min", "hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "a"} // UCUM
	demonymEnds = []string{"an", "ans", "ish", "ese", "qi", "li", "ni", "shi", "ti", "ri", "di"}
)

// Words that tell what a look into the lists would find nothing for.
var (
	// figureWords can begin a figure.
	figureWords = newSet(wordsOfFigures)
	// figureStarts are they, the signs, and the codes and signs made of letters, whatever their case.
	figureStarts = newSet(func() []string {
		f := theFigureLists()
		out := slices.AppendSeq(wordsOfFigures(), maps.Keys(vulgar))
		out = slices.AppendSeq(out, maps.Keys(f.money.symbols))
		for w := range f.money.letters {
			out = append(out, foldASCII(w))
		}
		return out
	})
	// moneyNames begin the name of a currency, or are its code or sign.
	moneyNames = newSet(func() []string {
		m, out := theFigureLists().money, []string{"cent", "cents", "pence", "penny", "pennies"}
		for w := range m.names {
			first, _, _ := strings.Cut(w, " ")
			out = append(out, first, first+"s")
		}
		for w := range theFigureLists().shared {
			out = append(out, w, w+"s")
		}
		for w := range m.codes {
			out = append(out, foldASCII(w))
		}
		for w := range m.signs {
			out = append(out, foldASCII(w))
		}
		return out
	})
	// unitNames begin the name or sign of a unit.
	unitNames = newSet(func() []string {
		u := theFigureLists().units
		out := []string{"square", "cubic"}
		for w := range u.signs {
			out = append(out, firstWord(foldASCII(w)))
		}
		for w := range u.names {
			out = append(out, firstWord(w), firstWord(w+"s"), firstWord(strings.Replace(w, "degree", "degrees", 1)))
		}
		return out
	})
	// qualifierEnds end a qualifier.
	qualifierEnds = newSet(func() []string {
		var out []string
		for q := range theFigureLists().qualifiers {
			out = append(out, q[strings.LastIndexByte(q, ' ')+1:])
		}
		return out
	})
)

func wordsOfFigures() []string {
	out := []string{"a", "an", "half", "several", "few", "dozens", "scores", "hundreds", "thousands", "millions", "billions", "trillions", "tens"}
	return slices.AppendSeq(out, maps.Keys(theFigureLists().numbers))
}

// firstWord is the first token of a name in small letters.
func firstWord(name string) string { return tokenize(name, name)[0].in(name) }

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
