package annotate

func findNames(d *doc, found []Annotation) []Annotation { return nil }
