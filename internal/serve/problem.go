package serve

import (
	"bytes"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"
)

// frame is a problem as a browser is told of it.
type frame struct {
	File    string     `json:"file"`
	Line    int        `json:"line"`
	Col     int        `json:"col"`
	Msg     string     `json:"msg"`
	Hint    string     `json:"hint"`
	Chain   []string   `json:"chain"`
	Warning bool       `json:"warning"`
	Text    string     `json:"text"`
	Code    []codeLine `json:"code"`
	Caret   int        `json:"caret"`  // the character that Col is in Code
	Editor  string     `json:"editor"` // link that opens the place, or ""
}

type codeLine struct {
	N    int    `json:"n"`
	Text string `json:"text"`
}

// Of a file that is quoted.
const (
	around   = 3       // lines before and after
	maxQuote = 1 << 20 // bytes that are read of it
	maxLine  = 300     // characters of a line that are shown
)

// frames are problems with the lines around them.
func (p *preview) frames(problems []Problem) []frame {
	out := make([]frame, 0, len(problems))
	if len(problems) == 0 {
		return out
	}
	root, err := os.OpenRoot(p.cfg.Root)
	if err == nil {
		defer root.Close()
	}
	for _, q := range problems {
		f := frame{File: q.File, Line: q.Line, Col: q.Col, Msg: q.Msg, Hint: q.Hint, Chain: q.Chain, Warning: q.Warning, Text: q.Text()}
		if err == nil && q.Line > 0 {
			f.Code = quote(root, q)
		}
		if f.Code == nil && q.Excerpt != "" {
			f.Code = []codeLine{{q.Line, q.Excerpt}}
		}
		f.Caret = q.Col
		for i, line := range f.Code {
			at := 1
			if line.N == q.Line {
				at = q.Col
			}
			text, col := window(line.Text, at)
			f.Code[i].Text = text
			if line.N == q.Line && q.Col > 0 {
				f.Caret = col
			}
		}
		if link := p.editor(q.File); link != "" && err == nil {
			if _, missing := root.Lstat(filepath.FromSlash(q.File)); missing == nil { // it may be a default, which lies nowhere
				f.Editor = strings.NewReplacer("{line}", strconv.Itoa(max(1, q.Line)), "{col}", strconv.Itoa(max(1, q.Col))).Replace(link)
			}
		}
		out = append(out, f)
	}
	return out
}

// window is the part of a line around its character col, from 1, and where that character is in it.
func window(line string, col int) (string, int) {
	runes := []rune(line)
	from := max(0, min(col-maxLine/2, len(runes)-maxLine))
	to := min(len(runes), from+maxLine)
	if from == 0 && to == len(runes) {
		return line, col
	}
	shown, col := string(runes[from:to]), col-from
	if from > 0 {
		shown, col = "…"+shown, col+1
	}
	if to < len(runes) {
		shown += "…"
	}
	return shown, col
}

// quote reads the lines around a problem. A file that has changed since is not quoted.
func quote(root *os.Root, q Problem) []codeLine {
	name := filepath.FromSlash(q.File)
	if info, err := root.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	file, err := root.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxQuote))
	if err != nil || !utf8.Valid(data) {
		return nil
	}
	var out []codeLine
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if n < q.Line-around || n > q.Line+around {
			continue
		}
		text := strings.TrimRight(string(line), "\r\n")
		if n == q.Line && q.Excerpt != "" && strings.TrimSpace(strings.TrimPrefix(text, "\ufeff")) != strings.TrimSpace(q.Excerpt) {
			return nil
		}
		out = append(out, codeLine{n, text})
	}
	return out
}

// editor is the link that opens a file of the site in the writer's editor, with {line} and {col} still to
// be filled in, or "".
func (p *preview) editor(file string) string {
	path, err := filepath.Abs(filepath.Join(p.cfg.Root, filepath.FromSlash(file)))
	if p.cfg.Editor == "" || err != nil {
		return ""
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive
	}
	return strings.ReplaceAll(p.cfg.Editor, "{path}", (&url.URL{Path: path}).EscapedPath())
}
