package brief

import (
	"path"
	"strings"
)

// Folder is what an _index.md says of the folder it lies in.
type Folder struct {
	Title   string // "" if not stated
	Summary string
	Text    []string // paragraphs of plain text: Markdown is not read
}

// ParseFolder reads the _index.md name: front matter as an article has it, and text or none.
func ParseFolder(name string, src []byte, opt Options) (Folder, []Problem) {
	f, problems := decode(path.Join(opt.Dir, name), src)
	if f == nil {
		return Folder{}, problems
	}
	fm, _, body := f.frontMatterOf()
	out := Folder{Title: fm.Title, Summary: fm.Summary}
	var lines []string
	for line := range strings.Lines(f.text[body:] + "\n\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		} else if len(lines) > 0 {
			out.Text = append(out.Text, strings.Join(lines, " "))
			lines = nil
		}
	}
	return out, f.finish()
}
