package annotate

func findFigures(d *doc, found []Annotation) []Annotation { return nil }

func findFigureSets(d *doc, found []Annotation) []FigureSet { return nil }
