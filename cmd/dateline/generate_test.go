package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// An article is a made-up content file, in parts that a test can change one at a time. Its
// places, people and bodies are invented, and named so that nobody takes them for news.
type article struct {
	file      string // below content/: "north/0007-ferry.md"; raw copy if it ends in .txt
	title     string
	summary   string
	published string // "" for none
	expires   string
	slug      string
	topics    []string
	people    []string // name and role: "Ada Example, harbour master"
	aliases   []string
	rating    int // under extra:
	weight    int
	draft     bool
	body      []string // paragraphs and other blocks
	links     []string // paths of the site
	beside    int      // version of the picture beside a brief in a folder, 0 for none
}

var (
	someForenames = strings.Fields("Ada Bo Cleo Dov Esme Finn Gail Hal Iris Jude Kit Lou Mia Ned Orla Pip Quin Rae Sol Tess")
	someSurnames  = strings.Fields("Example Sample Placeholder Mockett Testerman Dummett Specimen Fixture Stubbs Draftson")
	somePlaces    = strings.Fields("Sampleton Mockford Testhaven Dummerby Exampolis Fixwick Stubdale Placeholm Specimouth Draftham")
	someRoles     = []string{"harbour master", "chair of the council", "minister of samples", "head of the test board", "spokesperson"}
	someOrgs      = []string{"the Sampleton Council", "the Mock Ferry Authority", "the Ministry of Samples", "the Fixture Board", "the Stub Fund", "the Placeholder Union"}
	someVerbs     = strings.Fields("approved rejected postponed published reviewed extended suspended confirmed")
	someThings    = []string{"sample harbour plan", "mock ferry timetable", "test budget", "dummy tariff", "placeholder treaty", "fixture survey", "stub subsidy", "specimen register"}
	someUnits     = []string{"million", "households", "tonnes", "per cent", "jobs", "kilometres"}
	someDays      = strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
	someHeadings  = []string{"What is sampled", "The made-up numbers", "Who is invented", "What the test says", "What comes next in the example"}
	someTopics    = strings.Fields("ferries harbours tariffs budgets surveys treaties fixtures samples drafts registers tests stubs mocks dummies examples specimens bridges rails roads schools")
	someFolders   = strings.Fields("north south north/islands west")
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// A sampler makes articles: of about so many words, published one after the other.
type sampler struct {
	seed  uint64
	words int
	every time.Duration
	code  bool // now and then a block of it
}

// plain makes article i, which has all parts and nothing special.
func (s sampler) plain(i int) *article {
	r := rand.New(rand.NewPCG(s.seed, uint64(i)))
	a := &article{rating: r.IntN(6)}
	for range 2 + r.IntN(2) {
		a.people = append(a.people, fmt.Sprintf("%s %s, %s", pick(r, someForenames), pick(r, someSurnames), pick(r, someRoles)))
	}
	for _, t := range r.Perm(len(someTopics))[:r.IntN(4)] {
		a.topics = append(a.topics, someTopics[t])
	}
	place, thing := pick(r, somePlaces), pick(r, someThings)
	a.title = fmt.Sprintf("%s: %s %s (sample %d)", place, thing, pick(r, someVerbs), i)
	a.file = fmt.Sprintf("%04d-%s-%s.md", i, strings.ToLower(place), strings.ReplaceAll(thing, " ", "-"))
	if r.IntN(3) == 0 {
		a.file = pick(r, someFolders) + "/" + a.file
	}
	a.summary = fmt.Sprintf("A sample text about a %s in %s, made for a test.", thing, place)
	on := time.Date(2026, 1, 1, 6, 0, 0, 0, time.UTC).Add(time.Duration(i) * s.every)
	a.published = on.Format(time.RFC3339)
	for n := 0; n < s.words; {
		block := a.block(r, on, len(a.body), s.code)
		a.body = append(a.body, block)
		n += len(strings.Fields(block))
	}
	return a
}

// block is a paragraph, or now and then something else that Markdown has.
func (a *article) block(r *rand.Rand, on time.Time, n int, code bool) string {
	say := func() string { return a.sentence(r, on) }
	paragraph := func() string {
		var out []string
		for range 2 + r.IntN(3) {
			out = append(out, say())
		}
		return strings.Join(out, " ")
	}
	if n%2 == 0 {
		return paragraph()
	}
	switch r.IntN(7) {
	case 0:
		return fmt.Sprintf("## %s\n\n%s", pick(r, someHeadings), paragraph())
	case 1:
		return "- " + say() + "\n- " + say() + "\n- " + say()
	case 2:
		return "> " + say() + "\n>\n> " + say()
	case 3:
		out := "| Place | Measure | Value |\n|---|---|---:|\n"
		for range 3 {
			out += fmt.Sprintf("| %s | %s | %d |\n", pick(r, somePlaces), pick(r, someUnits), r.IntN(10000))
		}
		return strings.TrimSuffix(out, "\n")
	case 4:
		return fmt.Sprintf("%s[^%d]\n\n[^%[2]d]: %s", say(), n, say())
	case 5:
		if code && r.IntN(4) == 0 {
			return fmt.Sprintf("```go\nfor i := range %d {\n\tfmt.Println(\"sample\", i)\n}\n```", r.IntN(100))
		}
	}
	return paragraph()
}

func (a *article) sentence(r *rand.Rand, on time.Time) string {
	who, role, _ := strings.Cut(pick(r, a.people), ", ")
	org, thing, place := pick(r, someOrgs), pick(r, someThings), pick(r, somePlaces)
	near := on.AddDate(0, 0, r.IntN(200)-100).Format("2 January 2006")
	switch r.IntN(9) {
	case 0:
		return fmt.Sprintf("%s%s %s the %s on %s.", strings.ToUpper(org[:1]), org[1:], pick(r, someVerbs), thing, near)
	case 1:
		return fmt.Sprintf("“We have %s every line of the %s,” said %s, the %s.", pick(r, someVerbs), thing, who, role)
	case 2:
		return fmt.Sprintf("The %s covers %d %s in %s.", thing, 2+r.IntN(900), pick(r, someUnits), place)
	case 3:
		return fmt.Sprintf("A second sample will open in %s on %s.", place, on.AddDate(0, 0, 1+r.IntN(150)).Format("2 January 2006"))
	case 4:
		return fmt.Sprintf("On %s, **%s** met *%s* in %s.", pick(r, someDays), who, org, place)
	case 5:
		return fmt.Sprintf("The cost is $%d.%d million, about %d per cent more than last year.", 1+r.IntN(80), r.IntN(10), 1+r.IntN(40))
	case 6:
		return fmt.Sprintf("The [%s](https://example.org/sample/%d) names %s as its author.", thing, r.IntN(10000), who)
	case 7:
		return fmt.Sprintf("In %s, %d of %d samples passed, %s %d, %s %d and %s %d.", place, r.IntN(50), 50+r.IntN(50),
			"Mockford", r.IntN(90), "Fixwick", r.IntN(90), "Stubdale", r.IntN(90))
	}
	return fmt.Sprintf("The file is listed as `sample-%d`, and %s has not commented.", r.IntN(1000), org)
}

// where is the address of the article's brief below briefs/.
func (a *article) where() string {
	if a.slug != "" {
		return a.slug
	}
	name := path.Base(a.file)
	if strings.HasPrefix(name, "index.") {
		name = path.Base(path.Dir(a.file))
	}
	return strings.TrimSuffix(name, path.Ext(name))
}

func (a *article) text() []byte {
	var b bytes.Buffer
	if path.Ext(a.file) == ".txt" {
		fmt.Fprintf(&b, "%s\n\nSAMPLETON, %s - ", a.title, a.day().Format("January 2, 2006"))
		for _, block := range a.body {
			if !strings.ContainsAny(block[:1], "#->|`") && !strings.Contains(block, "[^") {
				b.WriteString(block + "\n\n")
			}
		}
		b.WriteString("All of this is a sample.\n\n(END)\n")
		return b.Bytes()
	}
	fmt.Fprintf(&b, "---\ntitle: %q\n", a.title)
	for _, f := range []struct{ key, value string }{
		{"summary", a.summary}, {"published", a.published}, {"expires", a.expires}, {"slug", a.slug},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, "%s: %q\n", f.key, f.value)
		}
	}
	for _, f := range []struct {
		key  string
		list []string
	}{{"topics", a.topics}, {"aliases", a.aliases}} {
		if len(f.list) > 0 {
			fmt.Fprintf(&b, "%s: [%s]\n", f.key, strings.Join(f.list, ", "))
		}
	}
	if len(a.people) > 0 {
		b.WriteString("people:\n")
		for _, p := range a.people {
			name, role, _ := strings.Cut(p, ", ")
			fmt.Fprintf(&b, "  - {name: %s, role: %s}\n", name, role)
		}
	}
	if a.weight != 0 {
		fmt.Fprintf(&b, "weight: %d\n", a.weight)
	}
	if a.draft {
		b.WriteString("draft: true\n")
	}
	fmt.Fprintf(&b, "extra: {rating: %d}\n---\n\n%s\n", a.rating, strings.Join(a.body, "\n\n"))
	for _, l := range a.links {
		fmt.Fprintf(&b, "\nSee also [another sample](%s).\n", l)
	}
	if a.beside > 0 {
		b.WriteString("\n![A sample picture](picture.png)\n")
	}
	return b.Bytes()
}

// day is when the article was published, or any day.
func (a *article) day() time.Time {
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, a.published); err == nil {
			return t
		}
	}
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
}

// files are the article's files, by path below the folder of the site.
func (a *article) files() map[string][]byte {
	out := map[string][]byte{"content/" + a.file: a.text()}
	if a.beside > 0 {
		out["content/"+path.Dir(a.file)+"/picture.png"] = fmt.Appendf(nil, "\x89PNG\r\n\x1a\n no picture, version %d of a sample", a.beside)
	}
	return out
}

// varied makes article i as sites have them: most are plain, some raw copy, linked, in a folder with a picture,
// a draft, not yet due, expired, without a date, or with an old address. before is what it may link to.
func (s sampler) varied(i int, before []*article) *article {
	a := s.plain(i)
	r := rand.New(rand.NewPCG(s.seed, uint64(i)|1<<40))
	if len(before) > 0 && r.IntN(3) == 0 {
		a.links = append(a.links, "/briefs/"+pick(r, before).where()+"/")
	}
	switch r.IntN(16) {
	case 0, 1:
		a.file = strings.TrimSuffix(a.file, ".md") + ".txt"
	case 2:
		a.draft = true
	case 3:
		a.published = a.day().AddDate(1, 0, 0).Format(time.DateOnly)
	case 4:
		a.expires = a.day().AddDate(0, 0, 3).Format(time.DateOnly)
	case 5:
		a.file, a.beside = strings.TrimSuffix(a.file, ".md")+"/index.md", 1
	case 6:
		a.aliases = []string{fmt.Sprintf("/old/%04d/", i), fmt.Sprintf("/former-%04d.html", i)}
	case 7:
		a.published = ""
	case 8:
		a.published = a.day().Format(time.DateOnly)
	case 9:
		a.weight = 1 + r.IntN(3)
	case 10:
		a.slug = fmt.Sprintf("own-slug-%04d", i)
	}
	return a
}

// siteFiles are the files of a site that are no articles.
func siteFiles() map[string][]byte {
	return map[string][]byte{
		"content/site.yaml":             []byte("title: Sample site\ndescription: A site made for tests. None of it is news.\nauthor: A test\nbase_url: https://sample.example/\n"),
		"content/_people.yaml":          []byte("- {name: Ada Example, role: inventor of examples}\n- {name: Bo Sample, role: collector of samples}\n"),
		"content/_index.md":             []byte("Everything here is a sample.\n"),
		"content/north/_index.md":       []byte("---\ntitle: The made-up north\nsummary: Samples from the north.\n---\nNothing of this has happened.\n"),
		"templates/foot.html":           []byte("</main>\n<footer class=\"foot\"><p>{{.Site.Title}}, a sample · <a href=\"{{.Link \"archive/\"}}\">Archive</a></p></footer>\n</body>\n</html>\n"),
		"static/style.css":              []byte("body { font: 16px/1.5 sans-serif }\n"),
		"static/img/sample.svg":         []byte("<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n"),
		"static/.well-known/sample.txt": []byte("a sample\n"),
	}
}

// site makes n articles.
func (s sampler) site(n int) []*article {
	list := make([]*article, n)
	for i := range list {
		list[i] = s.varied(i, list[:i])
	}
	return list
}

func writeFiles(t testing.TB, dir string, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
