package annotate

func findDates(d *doc, found []Annotation) []Annotation { return nil }
