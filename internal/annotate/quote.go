package annotate

func findQuotes(d *doc, found []Annotation) []Annotation { return nil }
