package annotate

func splitSentences(d *doc) []Span { return nil }
