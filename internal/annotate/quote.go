package annotate

func findQuotes(d *doc, found []Annotation) []Annotation { return nil }

var sayingVerbs = func() map[string]bool {
	out := map[string]bool{}
	for _, e := range entries("quote_verb") {
		out[e.key] = true
	}
	return out
}()
