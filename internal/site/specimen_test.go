package site

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"dateline/internal/brief"
)

// specimen is one brief with every element of the page, made by hand so that a change to the
// rules that find things cannot change what this package's tests look at. All in it is invented.
func specimen() *brief.Brief {
	b := &brief.Brief{
		File: "harbour/2026-02-05-aldmoor-harbour.txt", Slug: "aldmoor-harbour", Section: "harbour",
		Title: "Aldmoor and Vesta agree to reopen the harbour: tolls, pilots and a summit only one side mentions", TitleFrom: "front matter",
		Summary:   "Two neighbours that closed their shared harbour in June say ships will sail again. They differ on who pays.",
		Published: "2026-02-05", PublishedFrom: "furniture", AsOf: "2026-02-05", Updated: "2026-02-05T14:30+01:00",
		Source: brief.Source{Name: "Harbour Wire", URL: "https://wire.example/aldmoor?a=1&b=2", Author: "Ilse Brandt", Publisher: "Aldmoor Press", Editor: "Per Lund"},
		Topics: []string{"Shipping", "Aldmoor", "Trade & tolls"}, Aliases: []string{"/2026/harbour-talks/", "/old.html"},
		Removed: []brief.Removed{{Line: 30, Text: "- Ends", Why: "end mark"}, {Line: 31, Text: "Published On: Feb 5, 2026", Why: "published date"}, {Line: 2, Text: "Ships will sail <again>, Aldmoor says", Why: "repeats sentence 1"}},
	}
	type sent struct {
		text string
		html string
	}
	sents := []sent{
		{"Aldmoor's Chancellor Mara Quill said on Wednesday that ships would sail again from the shared harbour.", `Aldmoor's Chancellor <a class="m person" href="#person-mara-quill">Mara Quill</a> said on <a class="m date" href="#event-s1"><time datetime="2026-02-04">Wednesday</time></a> that ships would sail again from the shared harbour.`},
		{"The harbour at Port Esk was closed in June after a 12-day dispute over tolls.", `The harbour at <a class="m place" href="#place-port-esk">Port Esk</a> was closed <a class="m date" href="#event-s2"><time datetime="2025-06">in June</time></a> after a 12-day dispute over tolls.`},
		{"Last month, Vesta announced a 25% charge on pilots.", `<a class="m date" href="#event-s3"><time datetime="2026-01">Last month</time></a>, Vesta announced a <a class="m figure" href="#figure-s3">25%</a> charge on pilots.`},
		{"The Esk Accord, the last treaty on pilots between the two, is set to expire on Thursday.", `The <a class="m agreement" href="#agreement-esk-accord">Esk Accord</a>, the last treaty on pilots between the two, is set to expire on <a class="m date" href="#event-s4"><time datetime="2026-02-05">Thursday</time></a>.`},
		{"According to the Harbour Board, the largest users included Aldmoor ($32 million), Vesta ($28 million) and nearly everyone else ($17 million).", `According to the <a class="m organization" href="#organization-harbour-board">Harbour Board</a>, the largest users included Aldmoor (<a class="m figure" href="#chart-s5">$32 million</a>), Vesta (<a class="m figure" href="#chart-s5">$28 million</a>) and nearly everyone else (<a class="m figure" href="#chart-s5">$17 million</a>).`},
		{"“I feel strongly that if we do it, the pilots should be part of it,” Quill told the Harbour Wire.", `<span class="m quote">“I feel strongly that if we do it, the pilots should be part of it,”</span> <a class="m person" href="#person-mara-quill">Quill</a> told the Harbour Wire.`},
		{"“They should have a say.”", `<span class="m quote">“They should have a say.”</span>`},
		{"Special envoy Tomas Reyl is expected to join talks later this week.", `Special envoy <a class="m person" href="#person-tomas-reyl">Tomas Reyl</a> is expected to join talks <a class="m date" href="#event-s8"><time datetime="2026-W06">later this week</time></a>.`},
		{"Quill intends to travel to Vesta in April, which Vesta's statement does not mention.", `<a class="m person" href="#person-mara-quill">Quill</a> intends to travel to Vesta <a class="m date" href="#event-s9"><time datetime="2026-04">in April</time></a>, which Vesta's statement does not mention.`},
		{"“No ship will ever be stopped again,” the statement said.", `<span class="m quote">“No ship will ever be stopped again,”</span> the statement said.`},
	}
	b.KeyFacts = []brief.KeyFact{
		{ID: "key-s1", Text: sents[0].text, Sentence: 1},
		{ID: "key-s4", Text: sents[3].text, Sentence: 4},
		{ID: "key-s9", Text: sents[8].text, Sentence: 9},
	}
	b.Timeline = []brief.Event{
		{ID: "event-s2", When: "2025-06", WhenText: "in June", Basis: "derived", Status: "happened", Title: "The harbour at Port Esk was closed after a 12-day dispute over tolls", Sentence: 2, Phase: "past"},
		{ID: "event-s3", When: "2026-01", WhenText: "Last month", Basis: "derived", Status: "happened", Title: "Vesta announced a 25% charge on pilots", Actors: []string{"Vesta"}, Sentence: 3, Phase: "past"},
		{ID: "event-s1", When: "2026-02-04", WhenText: "on Wednesday", Basis: "derived", Status: "happened", Title: "Mara Quill said that ships would sail again from the shared harbour", Sentence: 1, Phase: "past"},
		{ID: "event-s4", When: "2026-02-05", WhenText: "on Thursday", Basis: "derived", Status: "scheduled", Title: "The Esk Accord is set to expire", Sentence: 4, Phase: "today", Note: "published on a Thursday: this day or a week later"},
		{ID: "event-s8", When: "2026-W06", WhenText: "later this week", Basis: "derived", Status: "expected", Title: "Tomas Reyl joins talks", Sentence: 8, Phase: "coming"},
		{ID: "event-s9", When: "2026-04", WhenText: "in April", Basis: "derived", Status: "unconfirmed", Title: "Mara Quill travels to Vesta", Sentence: 9, Phase: "coming"},
		{ID: "event-s9-2", When: "2026-05-02/2026-05-08", WhenText: "2–8 May", Basis: "stated", Status: "cancelled", Title: "The regatta at Port Esk", Sentence: 9, Phase: "coming"},
	}
	b.Charts = []brief.Chart{{ID: "chart-s5", Title: "The largest users", Unit: "million US dollars", Sentence: 5, Rows: []brief.Bar{
		{Label: "Aldmoor", Display: "$32 million", Value: "32000000", Number: "32", Share: 100},
		{Label: "Vesta", Display: "$28 million", Value: "28000000", Number: "28", Share: 87.5},
		{Label: "Everyone else", Display: "nearly $17 million", Value: "17000000", Number: "17", Qualifier: "nearly", Share: 53.125},
	}}}
	b.Figures = []brief.Figure{
		{ID: "figure-s3", Display: "25%", Type: "percent", Value: "25", Unit: "%", Context: "announced a 25% charge on pilots", Sentence: 3},
	}
	b.People = []brief.Entity{
		{ID: "person-mara-quill", Kind: "person", Name: "Mara Quill", Role: "Aldmoor's Chancellor", RoleSentence: 1, Mentions: []int{1, 6, 9}},
		{ID: "person-tomas-reyl", Kind: "person", Name: "Tomas Reyl", Role: "special envoy", RoleSentence: 8, Mentions: []int{8}},
	}
	b.Organizations = []brief.Entity{{ID: "organization-harbour-board", Kind: "organization", Name: "Harbour Board", RoleSentence: 5, Mentions: []int{5}}}
	b.Places = []brief.Entity{{ID: "place-port-esk", Kind: "place", Name: "Port Esk", RoleSentence: 2, Mentions: []int{2}}}
	b.Agreements = []brief.Entity{{ID: "agreement-esk-accord", Kind: "agreement", Name: "Esk Accord", RoleSentence: 4, Mentions: []int{4}}}
	b.Quotes = []brief.Quote{
		{ID: "quote-s6", Parts: []string{"I feel strongly that if we do it, the pilots should be part of it,", "They should have a say."}, Speaker: "Mara Quill", SpeakerID: "person-mara-quill", Role: "Aldmoor's Chancellor", Cue: "told", Sentences: []int{6, 7}},
		{ID: "quote-s10", Parts: []string{"No ship will ever be stopped again,"}, Speaker: "the statement", Cue: "said", Sentences: []int{10}},
	}
	use := func(n int, box, id, text string) {
		for len(b.Sentences) < len(sents) {
			i := len(b.Sentences)
			b.Sentences = append(b.Sentences, brief.Sentence{N: i + 1, ID: fmt.Sprintf("s%d", i+1), Text: sents[i].text, Line: 3 + i})
		}
		b.Sentences[n-1].Uses = append(b.Sentences[n-1].Uses, brief.Use{Box: box, Item: id, Text: text})
	}
	for _, k := range b.KeyFacts {
		use(k.Sentence, "Key fact", k.ID, k.Text)
	}
	for _, e := range b.Timeline {
		use(e.Sentence, "Timeline", e.ID, e.When.Display())
	}
	for _, c := range b.Charts {
		use(c.Sentence, "Chart", c.ID, c.Title)
	}
	for _, f := range b.Figures {
		use(f.Sentence, "Figure", f.ID, f.Display)
	}
	for _, e := range slices.Concat(b.People, b.Organizations, b.Places, b.Agreements) {
		for _, n := range e.Mentions {
			use(n, title(e.Kind), e.ID, e.Name)
		}
	}
	for _, q := range b.Quotes {
		for _, n := range q.Sentences {
			use(n, "Quote", q.ID, q.Speaker)
		}
	}
	var body strings.Builder
	for i, s := range sents {
		if i%2 == 0 {
			body.WriteString("<p>")
		}
		fmt.Fprintf(&body, `<span class="s" id="s%[1]d"><a class="n" href="#s%[1]d" aria-label="Sentence %[1]d">%[1]d</a>&nbsp;%[2]s <span class="uses">`, i+1, s.html)
		for j, u := range b.Sentences[i].Uses {
			if j > 0 {
				body.WriteString(" ")
			}
			fmt.Fprintf(&body, `<a href="#%s" role="doc-backlink" aria-label="%s">%s</a>`, u.Item, html.EscapeString(u.Box+": "+u.Text), u.Box)
		}
		body.WriteString("</span></span> ")
		if i%2 == 1 {
			body.WriteString("</p>\n")
		}
	}
	body.WriteString(`<h3>Tolls by ship</h3>
<table><thead><tr><th>Ship</th><th>Toll</th></tr></thead><tbody><tr><td>Coaster</td><td>120</td></tr><tr><td>Ferry</td><td>80</td></tr></tbody></table>
<pre class="chroma"><code><span class="line"><span class="p">{</span><span class="nt">&quot;harbour&quot;</span><span class="p">:</span> <span class="s2">&quot;Port Esk&quot;</span><span class="p">,</span> <span class="nt">&quot;toll&quot;</span><span class="p">:</span> <span class="mi">120</span><span class="p">}</span></span></code></pre>
<p><a href="/topics/">All topics</a></p>
`)
	b.Body, b.Local = body.String(), true
	return b
}

// plain is a small brief without boxes.
func plain(slug, title string, published brief.When, topics ...string) *brief.Brief {
	text := title + ", the harbour office said."
	return &brief.Brief{
		File: slug + ".txt", Slug: slug, Title: title, TitleFrom: "first line", Lead: text, Published: published, PublishedFrom: "file name", AsOf: published,
		Topics: topics, Sentences: []brief.Sentence{{N: 1, ID: "s1", Text: text, Line: 1}},
		Body: `<p><span class="s" id="s1"><a class="n" href="#s1" aria-label="Sentence 1">1</a>&nbsp;` + html.EscapeString(text) + `</span></p>`,
	}
}
