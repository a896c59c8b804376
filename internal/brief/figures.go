package brief

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/internal/annotate"
)

// charts draws each set of figures that share a unit.
func (x *boxes) charts() {
	for _, set := range x.doc.FigureSets {
		c := Chart{Title: x.chartTitle(set), Sentence: set.Sentence + 1}
		var values []*big.Rat
		most := new(big.Rat)
		for _, r := range set.Rows {
			v, ok := decimal(x.doc.Annotations[r.Figure].Value)
			if !ok || v.Sign() < 0 {
				break
			}
			values = append(values, v)
			if v.Cmp(most) > 0 {
				most = v
			}
		}
		if len(values) < len(set.Rows) || most.Sign() == 0 {
			continue // without values there is nothing to draw: they stay figures
		}
		id, show := x.newID("chart-s" + strconv.Itoa(set.Sentence+1))
		if !show {
			for _, r := range set.Rows {
				x.links[r.Figure] = "-"
			}
			continue
		}
		c.ID = id
		scale, word := scaleOf(most, set.Type)
		c.Unit = strings.TrimSpace(word + " " + x.unitName(set.Rows[0].Figure))
		for i, r := range set.Rows {
			a := &x.doc.Annotations[r.Figure]
			share, _ := new(big.Rat).Quo(new(big.Rat).Mul(values[i], big.NewRat(100, 1)), most).Float64()
			c.Rows = append(c.Rows, Bar{
				Label: r.Label, Display: x.text(a.Span), Value: a.Value, Qualifier: a.Qualifier, Share: share,
				Number: grouped(plain(new(big.Rat).Quo(values[i], scale))),
			})
			x.links[r.Figure] = id
		}
		x.b.Charts = append(x.b.Charts, c)
	}
}

// maxDigits bounds the numbers that are computed with: arithmetic on a number of a million digits is slow.
const maxDigits = 40

// decimal reads a plain decimal number.
func decimal(s string) (*big.Rat, bool) {
	if s == "" || len(s) > maxDigits || strings.Trim(s, "-.0123456789") != "" {
		return nil, false
	}
	return new(big.Rat).SetString(s)
}

// scaleOf picks the largest of a thousand, a million, … that leaves the largest value at 1 or above.
// Percentages and small counts stay as they are.
func scaleOf(most *big.Rat, typ annotate.Type) (scale *big.Rat, word string) {
	scale = big.NewRat(1, 1)
	if typ == annotate.TypePercent || typ == annotate.TypeRatio {
		return scale, ""
	}
	for _, s := range []struct {
		n    int64
		word string
	}{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}} {
		if n := big.NewRat(s.n, 1); most.Cmp(n) >= 0 {
			return n, s.word
		}
	}
	return scale, ""
}

// plain writes v, a decimal number, with all its digits.
func plain(v *big.Rat) string {
	s := v.FloatString(maxDigits)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// grouped is a plain decimal number with a comma before every three digits of five or more: "270,000".
func grouped(s string) string {
	whole, rest := s, ""
	if i := strings.IndexByte(s, '.'); i >= 0 {
		whole, rest = s[:i], s[i:]
	}
	if len(whole) < 5 {
		return s
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole + rest
}

// chartTitle is what a set of figures lists, in the sentence's own words, or "": what annotate found, else
// the sentence up to its first comma or colon before the first label, less an introduction.
func (x *boxes) chartTitle(set annotate.FigureSet) string {
	title := set.Title
	if title == "" && len(set.Rows) > 0 {
		lead, _, found := strings.Cut(x.own(set.Sentence), oneLine(set.Rows[0].Label))
		digit := func(i int) bool { return i >= 0 && i < len(lead) && '0' <= lead[i] && lead[i] <= '9' }
		for end, r := range lead {
			if strings.ContainsRune(",;:—", r) && !(digit(end-1) && digit(end+1)) { // not that of "1,846"
				if found {
					title = lead[:end]
				}
				break
			}
		}
	}
	words := strings.Fields(title)
	if len(words) > 2 {
		switch strings.ToLower(words[0]) {
		case "its", "their", "his", "her", "the":
			words = words[1:]
		case "according", "in", "on", "by", "at", "for", "of", "with", "last", "although", "while", "as", "after", "among":
			if set.Title == "" {
				return ""
			}
		}
	}
	if len(words) < 2 || len(words) > 14 {
		return ""
	}
	first, size := utf8.DecodeRuneInString(words[0])
	words[0] = string(unicode.ToUpper(first)) + words[0][size:]
	return strings.Join(words, " ")
}

// currencies are names for a reader; a code that is missing here is shown as it is.
var currencies = map[string]string{
	"USD": "US dollars", "EUR": "euros", "GBP": "pounds sterling", "CNY": "yuan", "JPY": "yen", "INR": "rupees",
	"RUB": "roubles", "CHF": "Swiss francs", "CAD": "Canadian dollars", "AUD": "Australian dollars", "KRW": "won",
	"TRY": "liras", "BRL": "reais", "ZAR": "rand", "SEK": "Swedish kronor", "NOK": "Norwegian kroner",
	"DKK": "Danish kroner", "PLN": "zlotys", "UAH": "hryvnias", "ILS": "shekels", "IRR": "Iranian rials",
	"SAR": "Saudi riyals", "AED": "UAE dirhams", "MXN": "Mexican pesos", "VND": "dong", "IDR": "rupiah",
	"HKD": "Hong Kong dollars", "SGD": "Singapore dollars", "NZD": "New Zealand dollars", "PKR": "Pakistani rupees",
}

// unitName is the unit of figure i for a reader. Units of measure are named as the source does.
func (x *boxes) unitName(i int) string {
	a := &x.doc.Annotations[i]
	switch a.Type {
	case annotate.TypePercent:
		return "per cent"
	case annotate.TypeMeasure:
		words, from := strings.Fields(x.text(a.Span)), 1
		for k, w := range words {
			if strings.ContainsAny(w, "0123456789") || w == "thousand" || w == "million" || w == "billion" || w == "trillion" {
				from = k + 1
			}
		}
		if from < len(words) {
			return strings.Join(words[from:], " ")
		}
	}
	return cmp.Or(currencies[a.Unit], a.Unit)
}

// figures lists the numbers that are part of no chart.
func (x *boxes) figures() {
	n := 0
	for i := range x.doc.Annotations {
		if x.doc.Annotations[i].Kind == annotate.Figure && x.links[i] == "" {
			n++
		}
	}
	if n > 0 {
		x.b.Figures = make([]Figure, 0, n)
	}
	for i := range x.doc.Annotations {
		a := &x.doc.Annotations[i]
		if a.Kind != annotate.Figure {
			continue
		}
		if x.links[i] != "" {
			x.links[i] = strings.TrimPrefix(x.links[i], "-")
			continue
		}
		id, show := x.newID("figure-s" + strconv.Itoa(x.of[i]+1))
		if !show || len(x.doc.Sentences) == 0 {
			continue
		}
		x.links[i] = id
		x.b.Figures = append(x.b.Figures, Figure{
			ID: id, Display: x.display(i), Type: a.Type.String(), Value: a.Value, Unit: a.Unit, Qualifier: a.Qualifier,
			Context: x.around(i), Sentence: x.of[i] + 1,
		})
	}
	if len(x.b.Figures) == 0 {
		x.b.Figures = nil // all are hidden
	}
}

// qualifying are the words that may qualify a number before it; of two that end alike, the longer comes first.
var qualifying = []string{
	"no more than", "not more than", "more than", "no fewer than", "no less than", "not less than", "fewer than", "less than",
	"just over", "well over", "over", "just under", "well under", "under", "close to", "as many as", "as much as", "up to",
	"at least", "at most", "an estimated", "estimated", "about", "around", "some", "roughly", "approximately", "nearly", "almost",
	"above", "below", "in excess of", "upwards of",
}

// display is the words of figure i with those that it cannot be read alone without: its qualifier ("more than"),
// what it counts where a name stands between ("80 Boeing aircraft"), and the unit that the other end of a
// range states for both ("between 500 and 5,500 kilometres").
func (x *boxes) display(i int) string {
	a := &x.doc.Annotations[i]
	s := x.doc.Sentences[x.of[i]]
	out, after := x.text(a.Span), cut(x.doc.Text[a.End:max(a.End, s.End)], 80)
	bare := strings.Trim(out, "0123456789.,") == ""
	if end := strings.Index(after, a.Unit); a.Type == annotate.TypeCount && a.Unit != "" && !strings.HasSuffix(out, a.Unit) &&
		end > 0 && !strings.ContainsAny(after[:end], ",;:.()–—") {
		out += " " + oneLine(after[:end+len(a.Unit)])
	} else if a.Qualifier == "from" && bare && i+1 < len(x.of) && x.of[i+1] == x.of[i] && x.doc.Annotations[i+1].Qualifier == "to" {
		unit := strings.TrimLeft(x.text(x.doc.Annotations[i+1].Span), "0123456789.,")
		out += unit
	}
	if a.Qualifier == "" {
		return out
	}
	before := strings.TrimRightFunc(x.doc.Text[s.Start:a.Start], unicode.IsSpace)
	for _, q := range qualifying {
		if at := len(before) - len(q); at >= 0 && strings.EqualFold(before[at:], q) && (at == 0 || strings.IndexByte(" (\n", before[at-1]) >= 0) {
			return before[at:] + " " + out
		}
	}
	return out
}

// contextLength is about how many characters of a sentence are shown around a figure, and contextSlack how many
// more are rather shown than cut.
const (
	contextLength = 90
	contextSlack  = 15
)

// around is the words of its sentence around figure i, cut at word borders and marked where cut.
func (x *boxes) around(i int) string {
	at, s := x.doc.Annotations[i].Span, x.doc.Sentences[x.of[i]]
	s.Start += x.owns[x.of[i]]
	s.Start = min(s.Start, at.Start) // a figure of the dateline
	at.End = min(at.End, s.End)
	// No more than can be shown is looked at: a sentence may be long, and have many figures.
	const most = utf8.UTFMax * (contextLength + contextSlack + 1)
	for s.Start < at.Start-most || !utf8.RuneStart(x.doc.Text[s.Start]) {
		s.Start = max(s.Start+1, at.Start-most)
	}
	before, after := x.doc.Text[s.Start:at.Start], cut(x.doc.Text[at.End:s.End], most)
	whole := x.doc.Text[s.Start : at.End+len(after)]
	charsBefore, charsAfter := utf8.RuneCountInString(before), utf8.RuneCountInString(after)
	out := x.doc.Text[at.Start:at.End]
	room := max(20, contextLength-utf8.RuneCountInString(out))
	// What follows a number says what it counts, so two thirds of the room go there, and more where less is before it.
	right := max(room*2/3, room-charsBefore)
	left := max(room-right, room-charsAfter)
	if charsBefore <= left+contextSlack && charsAfter <= right+contextSlack {
		return oneLine(whole)
	}
	if charsBefore > left+contextSlack {
		from := offsetOf(before, charsBefore-left)
		for from < len(before) {
			if r, _ := utf8.DecodeLastRuneInString(before[:from]); unicode.IsSpace(r) {
				break
			}
			_, n := utf8.DecodeRuneInString(before[from:])
			from += n
		}
		before = "… " + strings.TrimLeft(before[from:], " ,;:.–—-)")
	}
	if charsAfter > right+contextSlack {
		to := offsetOf(after, right)
		for to > 0 {
			if r, _ := utf8.DecodeRuneInString(after[to:]); unicode.IsSpace(r) {
				break
			}
			_, n := utf8.DecodeLastRuneInString(after[:to])
			to -= n
		}
		after = strings.TrimRight(after[:to], " ,;:–—-(") + " …"
	}
	return oneLine(before + out + after)
}

// offsetOf is the byte offset of character n of s.
func offsetOf(s string, n int) int {
	for i := range s {
		if n == 0 {
			return i
		}
		n--
	}
	return len(s)
}
