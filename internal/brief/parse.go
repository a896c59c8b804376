package brief

import (
	"fmt"

	"dateline/internal/annotate"
)

// Options are what a site tells Parse.
type Options struct {
	Dir   string          // shown before file names in problems: "content"
	Known []annotate.Name // the site's shared people, places and terms
}

// Parse reads the content file name. A Brief is returned if no problem is an error;
// problems that are warnings are in Brief.Warnings as well.
func Parse(name string, src []byte, opt Options) (*Brief, []Problem) { return nil, nil }

func (p Problem) where() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}
