package serve

import (
	"bytes"
	"regexp"
	"strings"
)

// follow is where the tab in front goes after a save: the page of the file, and its first block
// that has changed, by id.
type follow struct {
	Path string `json:"path"`
	ID   string `json:"id"`
}

// snapshots are the pages of files that are about to be looked at, by path of the file. Of many files none is
// followed.
func (p *preview) snapshots(files []string) map[string][]byte {
	if !p.cfg.Follow || len(files) > 3 {
		return nil
	}
	pages := map[string][]byte{}
	for _, file := range files {
		if path, ok := p.site.PageOf(file); ok {
			out, _ := p.site.Page(path)
			pages[file] = out.Data
		}
	}
	return pages
}

// followed compares the page of the one file that has changed, or been renamed, with what it was before.
func (p *preview) followed(before map[string][]byte, files []string) *follow {
	if !p.cfg.Follow || len(files) > 2 {
		return nil
	}
	file, path := "", ""
	for _, f := range files {
		if to, ok := p.site.PageOf(f); ok && file != "" {
			return nil
		} else if ok {
			file, path = f, to
		}
	}
	out, ok := p.site.Page(path)
	if !ok || bytes.Equal(out.Data, before[file]) {
		return nil
	}
	return &follow{"/" + strings.TrimSuffix(path, "index.html"), firstChanged(before[file], out.Data)}
}

var (
	idAttribute = regexp.MustCompile(`<[a-zA-Z][^<>]*\sid="([^"]+)"`)
	tag         = regexp.MustCompile(`<[^<>]*>`)
)

// firstChanged is the id of the first element of a page with an id whose text, up to the next such element,
// is not what it was. What stands before any but <main> counts only if nothing else has changed: a byline
// that counts sentences is not what was written.
func firstChanged(before, after []byte) string {
	if before == nil {
		return ""
	}
	was, _ := blocks(before)
	now, order := blocks(after)
	first := ""
	for i, id := range order {
		if was[id] == now[id] {
			continue
		}
		if i > 0 {
			return id
		}
		first = id
	}
	return first
}

// blocks cuts the words of a page at its elements with an id.
func blocks(page []byte) (text map[string]string, order []string) {
	if at := bytes.Index(page, []byte("<main")); at > 0 {
		page = page[at:]
	}
	if at := bytes.Index(page, []byte("</main")); at > 0 {
		page = page[:at]
	}
	text = map[string]string{}
	found := idAttribute.FindAllSubmatchIndex(page, -1)
	for i, m := range found {
		end := len(page)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		id := string(page[m[2]:m[3]])
		text[id] = strings.Join(strings.Fields(string(tag.ReplaceAll(page[m[0]:end], nil))), " ")
		order = append(order, id)
	}
	return text, order
}
