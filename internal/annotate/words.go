package annotate

import (
	"embed"
	"strings"
)

// The vocabulary: one entry a line, "key" or "key = value", in the files of words/.
// A line that begins with # is a comment; blank lines count for nothing.
//
//go:embed words/*.txt
var wordFiles embed.FS

// entry is one line of a vocabulary file. Both parts are as written, without white space around them.
type entry struct{ key, value string }

// entries reads words/name.txt. A missing file is a fault of the program.
func entries(name string) []entry {
	data, err := wordFiles.ReadFile("words/" + name + ".txt")
	if err != nil {
		panic(err)
	}
	var out []entry
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		out = append(out, entry{strings.TrimSpace(key), strings.TrimSpace(value)})
	}
	return out
}

// vocabulary reads words/name.txt as a table from key to value.
func vocabulary(name string) map[string]string {
	list := entries(name)
	out := make(map[string]string, len(list))
	for _, e := range list {
		out[e.key] = e.value
	}
	return out
}
