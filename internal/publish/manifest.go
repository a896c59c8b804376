package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// Manifest is the name of the manifest inside the directory.
const Manifest = ".dateline"

// A manifest lists what was published.
type manifest struct {
	lines      []line
	at         map[string]int // index of a path in lines
	found      bool
	unfinished bool
	sum        Sum // of its text
}

type line struct {
	name string
	sums []Sum // more than one while a write is under way
	seen stat  // of the file that had this sum, or zero
}

const (
	manifestHead   = "# What dateline wrote here. It deletes nothing else.\n"
	manifestUnder  = "# A write is under way, or was cut off: the next one will finish it.\n"
	manifestSpaces = "  "
)

// add lists one more sum. What shares the sums there were does not see it.
func (l *line) add(sum Sum) {
	if !slices.Contains(l.sums, sum) {
		l.sums = append(slices.Clip(l.sums), sum)
	}
}

// line is that of a path, or nil.
func (m *manifest) line(name string) *line {
	if i, ok := m.at[name]; ok {
		return &m.lines[i]
	}
	return nil
}

// bytes is the text of a manifest whose lines are sorted.
func (m *manifest) bytes() []byte {
	size := len(manifestHead) + len(manifestUnder)
	for _, l := range m.lines {
		size += len(l.sums) * (hex.EncodedLen(sha256.Size) + len(manifestSpaces) + len(l.name) + 1)
	}
	b := append(make([]byte, 0, size), manifestHead...)
	if m.unfinished {
		b = append(b, manifestUnder...)
	}
	for _, l := range m.lines {
		for _, sum := range l.sums {
			b = hex.AppendEncode(b, sum[:])
			b = append(b, manifestSpaces...)
			b = append(b, l.name...)
			b = append(b, '\n')
		}
	}
	return b
}

func readManifest(d disk, dir string) (manifest, error) {
	data, err := d.read(Manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return manifest{}, nil
	}
	if err != nil {
		return manifest{}, err
	}
	m, err := parseManifest(data)
	if err != nil {
		return m, fmt.Errorf("%s:%w: what dateline wrote is not known: delete this file and build with --adopt", filepath.Join(dir, Manifest), err)
	}
	return m, nil
}

// parseManifest reads what bytes wrote. Its error begins with the number of the line.
func parseManifest(data []byte) (manifest, error) {
	size := bytes.Count(data, []byte{'\n'})
	m := manifest{at: make(map[string]int, size), lines: make([]line, 0, size), found: true, sum: sha256.Sum256(data)}
	if !bytes.HasPrefix(data, []byte(manifestHead)) {
		return m, errors.New("1: the first line of a manifest is missing")
	}
	n := 0
	for text := range strings.Lines(string(data)) {
		n++
		text = strings.TrimRight(text, "\r\n")
		if strings.HasPrefix(text, "#") {
			m.unfinished = m.unfinished || text+"\n" == manifestUnder
			continue
		}
		digits, name, cut := strings.Cut(text, manifestSpaces)
		var sum Sum
		if !cut || len(digits) != hex.EncodedLen(sha256.Size) || checkName(name) != nil {
			return m, fmt.Errorf("%d: not a line of a manifest", n)
		}
		if _, err := hex.Decode(sum[:], []byte(digits)); err != nil {
			return m, fmt.Errorf("%d: not a line of a manifest", n)
		}
		i, ok := m.at[name]
		if !ok {
			i = len(m.lines)
			m.at[name] = i
			m.lines = append(m.lines, line{name: name})
		}
		m.lines[i].add(sum)
	}
	return m, nil
}
