package annotate

func findEvents(d *doc, found []Annotation) []Event { return nil }
