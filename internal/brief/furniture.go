package brief

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unmistakable holds lines that are furniture wherever they stand, folded as by fold.
var unmistakable = map[string]string{
	"ends": "end mark", "end": "end mark",
	"tune in": "share, follow or listen line", "share": "share, follow or listen line",
	"share this": "share, follow or listen line", "share this article": "share, follow or listen line",
	"share this story": "share, follow or listen line", "listen": "share, follow or listen line",
	"listen to this article": "share, follow or listen line", "listen to story": "share, follow or listen line",
	"follow us": "share, follow or listen line", "subscribe": "share, follow or listen line",
	"copy link": "share, follow or listen line", "print": "share, follow or listen line",
	"advertisement": "advertisement mark", "advertising": "advertisement mark", "sponsored": "advertisement mark",
	"story continues below advertisement": "advertisement mark", "article continues below": "advertisement mark",
	"article continues after advertisement": "advertisement mark",
	"read more":                             "read-more line", "also read": "read-more line", "see also": "read-more line",
	"related stories": "read-more line", "related articles": "read-more line", "more on this story": "read-more line",
	"file photo": "photo credit", "file image": "photo credit", "representative image": "photo credit",
}

// openings begin a line that is furniture wherever it stands. With stop, the line is furniture only if
// it does not end as a sentence does.
var openings = []struct {
	text, why string
	stop      bool
}{
	{"follow us on ", "share, follow or listen line", true},
	{"follow us at ", "share, follow or listen line", true},
	{"subscribe to our ", "share, follow or listen line", false},
	{"sign up for our ", "share, follow or listen line", false},
	{"download our app", "share, follow or listen line", false},
	{"click here to ", "share, follow or listen line", false},
	{"listen to this article", "share, follow or listen line", true},
	{"share this article ", "share, follow or listen line", true},
	{"read more:", "read-more line", false}, {"read more |", "read-more line", false},
	{"also read:", "read-more line", false}, {"also read |", "read-more line", false},
	{"also read ", "read-more line", true}, {"read also:", "read-more line", false},
	{"see also:", "read-more line", false}, {"related:", "read-more line", true},
	{"recommended:", "read-more line", true}, {"watch:", "read-more line", true}, {"watch |", "read-more line", true},
	{"photo:", "photo credit", true}, {"image:", "photo credit", true}, {"photograph:", "photo credit", true},
	{"picture:", "photo credit", true}, {"photo credit:", "photo credit", true}, {"image credit:", "photo credit", true},
	{"photo by ", "photo credit", true}, {"file photo of ", "photo credit", true},
}

// platforms tell "Follow us on Instagram for more." from a sentence that begins in the same way.
var platforms = []string{"twitter", "facebook", "instagram", "youtube", "telegram", "whatsapp", "linkedin", "tiktok", "threads",
	"bluesky", "mastodon", "google news", "social media", " x.", " x,", " x "}

// openingLength is as many bytes as the longest of openings, and some: a line's head of that length is enough to look at.
const openingLength = 64

// longestOpening is how many characters a line with one of openings may have.
const longestOpening = 160

// labels stand before a value of publication, on the same line or alone on the line before.
var labels = []struct{ text, kind string }{
	{"published by", "editor"}, {"edited by", "editor"}, {"written by", "author"}, {"posted by", "author"},
	{"published on", "published"}, {"published at", "published"}, {"published", "published"}, {"posted on", "published"},
	{"first published", "published"}, {"date published", "published"}, {"publish date", "published"},
	{"updated", "updated"}, {"last updated", "updated"}, {"updated on", "updated"}, {"last updated on", "updated"},
	{"updated at", "updated"}, {"last modified", "updated"},
}

var labelWhy = map[string]string{
	"editor": "editor's name", "author": "author's name", "published": "published date", "updated": "time of update",
}

// fold lowers a line and takes dashes, dots and other ornaments from its ends. A long one stays as it is.
func fold(s string) string {
	if s = strings.Trim(s, " -–—*•·|>»_=~.:[]()"); len(s) > longestOpening {
		return s
	}
	return strings.ToLower(s)
}

// furniture reports whether the whole line is furniture wherever it stands, and why.
func furniture(s string) (why string, ok bool) {
	if len(s) > 4*longestOpening {
		return "", false
	}
	if why := unmistakable[fold(s)]; why != "" && !strings.HasSuffix(s, ".") {
		return why, true
	}
	if strings.Trim(s, "-–—*_=~#•· ") == "" || s == "-30-" || s == "- 30 -" {
		return "rule or end mark", true
	}
	head := strings.ToLower(cut(s, openingLength))
	for _, o := range openings {
		if strings.HasPrefix(head, o.text) && utf8.RuneCountInString(s) <= longestOpening && !(o.stop && endsSentence(s)) {
			return o.why, true
		}
	}
	if strings.HasPrefix(head, "follow us on ") && utf8.RuneCountInString(s) <= longestOpening {
		low := strings.ToLower(s)
		for _, p := range platforms {
			if strings.Contains(low, p) {
				return "share, follow or listen line", true
			}
		}
	}
	if isAge(s) {
		return "age of the article", true
	}
	if _, _, ok := label(s); ok {
		return "label", true
	}
	if credited(s) {
		return "caption with photo credit", true
	}
	return "", false
}

// label splits "Published On: Feb 5, 2026" into what the label says and the value, which is "" when
// the label stands alone. A value that reads like a sentence is none.
func label(s string) (kind, value string, ok bool) {
	name, value, ok := strings.Cut(s, ":")
	if !ok {
		return "", "", false
	}
	name = strings.ToLower(strings.TrimSpace(name))
	value = strings.TrimSpace(value)
	for _, l := range labels {
		if name != l.text {
			continue
		}
		if value == "" {
			return l.kind, "", true
		}
		if l.kind == "published" || l.kind == "updated" {
			_, isDate := dateLine(value)
			return l.kind, value, isDate || isAge(value)
		}
		return l.kind, value, isSigner(value)
	}
	return "", "", false
}

// isSigner reports whether s, after a label, can say who published or wrote: a name, or a few words
// that are no sentence, as "The business desk".
func isSigner(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isName(s) || unicode.IsUpper(r) && len(s) <= 60 && strings.Count(s, " ") < 6 && !endsSentence(s)
}

// isName reports whether s can be the value of an editor or author: a few capitalised words.
func isName(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 10 || len(s) > 100 {
		return false
	}
	for _, w := range words {
		switch strings.ToLower(strings.Trim(w, ",&")) {
		case "and", "with", "in", "for", "de", "van", "von", "der", "da", "bin", "al", "the", "of", "desk", "":
			continue
		}
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !(unicode.IsLetter(r) && !unicode.IsLower(r)) {
			return false
		}
	}
	return !strings.HasSuffix(s, ".") || len(words) < 4
}

// isAge matches "1 hour ago", "5 min read", "just now".
func isAge(s string) bool {
	end := strings.TrimRight(s, " -")
	if end == "" || strings.IndexByte("oOdDwW", end[len(end)-1]) < 0 {
		return false // ago, read, now: few lines get further
	}
	low := strings.ToLower(s)
	if low == "just now" || low == "an hour ago" || low == "a minute ago" || low == "a day ago" {
		return true
	}
	w := strings.Fields(strings.ReplaceAll(low, "-", " "))
	if len(w) != 3 || strings.Trim(w[0], "0123456789") != "" {
		return false
	}
	switch strings.TrimSuffix(w[1], "s") {
	case "second", "sec", "minute", "min", "hour", "hr", "day", "week", "month", "year":
		return w[2] == "ago" || w[2] == "read"
	}
	return false
}

// credited reports whether s is a caption that ends in "Image: Some Name." or "(Photo: Some Agency)".
func credited(s string) bool {
	colon := strings.IndexByte(s, ':') >= 0
	for _, mark := range []string{"Image:", "Photo:", "Photograph:", "Picture:", "Photo credit:", "Credit:"} {
		if !colon {
			break
		}
		i := strings.LastIndex(s, mark)
		if i < 0 || i > 0 && s[i-1] != ' ' && s[i-1] != '(' && s[i-1] != '|' {
			continue
		}
		name := strings.Trim(s[i+len(mark):], " ().[]")
		// Two sentences before the credit would be text with a credit run into it: not ours to drop.
		if name != "" && mostlyNames(name) && utf8.RuneCountInString(name) <= 60 && strings.Count(s[:i], ". ") < 2 && utf8.RuneCountInString(s[:i]) <= 200 {
			return true
		}
	}
	if endsSentence(s) {
		return false
	}
	low := strings.ToLower(s)
	return strings.HasSuffix(low, "(file photo)") || strings.HasSuffix(low, "(file image)") || strings.HasSuffix(low, "| file photo")
}

// mostlyNames reports whether at least half of the words begin with a capital, or there are no more than three.
func mostlyNames(s string) bool {
	words, caps := strings.Fields(s), 0
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "(")); unicode.IsUpper(r) {
			caps++
		}
	}
	return len(words) <= 3 || 2*caps >= len(words)
}

// byline gives the name in "By Jane Doe".
func byline(s string) (name string, ok bool) {
	if len(s) < 4 || !strings.EqualFold(s[:3], "by ") || endsSentence(s) && !strings.HasSuffix(s, "Jr.") {
		return "", false
	}
	return s[3:], isName(s[3:])
}

// credits begin the credits below an article. What follows must be names, or it is a sentence.
var credits = []string{"reporting by ", "additional reporting by ", "writing by ", "editing by ", "compiled by ", "edited by ",
	"with inputs from ", "with input from ", "with agency inputs", "source:", "sources:"}

// tailFurniture matches what stands only below an article.
func tailFurniture(s string) (why string, ok bool) {
	if len(s) > 400 {
		return "", false
	}
	inner := strings.Trim(s, "()[]. ")
	if s[0] == '(' && s[len(s)-1] == ')' && len(s) < 60 && isName(inner) {
		return "reporters' or agency credit", true
	}
	low := strings.ToLower(s)
	for _, p := range []string{"copyright ©", "copyright (c)", "copyright 1", "copyright 2", "©", "all rights reserved"} {
		if strings.HasPrefix(low, p) {
			return "copyright line", true
		}
	}
	for part := range strings.SplitSeq(inner, ";") {
		part = strings.TrimSpace(part)
		found := false
		for _, p := range credits {
			if len(part) < len(p) || !strings.EqualFold(part[:len(p)], p) {
				continue
			}
			names := strings.TrimSpace(part[len(p):])
			switch strings.ToLower(names) {
			case "", "agencies", "agency reports", "news agencies", "wire services", "our staff", "staff":
				found = true
			default:
				found = found || isName(strings.TrimSuffix(names, " agencies"))
			}
		}
		if !found {
			return "", false
		}
	}
	return "reporters' or agency credit", true
}
