package site

import (
	"fmt"
	"html"
	"html/template"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"dateline/internal/brief"
)

// link is the one function that makes links: from the output path of one page to that of
// another, with an optional "#fragment". Both are unescaped and relative to the root of the
// site: "briefs/x/index.html".
func (s *Site) link(from, to string) string {
	to, fragment, has := strings.Cut(to, "#")
	if has {
		fragment = (&url.URL{Fragment: fragment}).String()
	}
	if to == from && has {
		return fragment
	}
	if from == notFoundPath {
		// A host shows this page for any address, so nothing can be relative to it.
		root := "/"
		if u, err := url.Parse(s.settings.BaseURL); err == nil && u.Path != "" {
			root = u.EscapedPath()
		}
		return root + s.escaped(to) + fragment
	}
	shared := 0 // where the folders end that both are in
	for i := 0; i < min(len(from), len(to)) && from[i] == to[i]; i++ {
		if from[i] == '/' {
			shared = i + 1
		}
	}
	rel := strings.Repeat("../", strings.Count(from[shared:], "/")) + s.escaped(to[shared:])
	if rel == "" {
		rel = "./"
	}
	// "a:b" would be read as a URL with the scheme "a".
	if i := strings.IndexAny(rel, ":/"); i >= 0 && rel[i] == ':' {
		rel = "./" + rel
	}
	return rel + fragment
}

// escaped is an output path as part of a URL, in the site's manner of linking to folders.
func (s *Site) escaped(p string) string {
	if s.settings.Links == "folders" && (p == "index.html" || strings.HasSuffix(p, "/index.html")) {
		p = strings.TrimSuffix(p, "index.html")
	}
	return escapedPath(p)
}

// escapedPath is the path of a URL. Most need no escaping, and that is seen at a glance.
func escapedPath(p string) string {
	for i := range len(p) {
		if c := p[i]; !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~' || c == '/' && i > 0) {
			return (&url.URL{Path: p}).EscapedPath()
		}
	}
	return p
}

// absolute is the full address of an output, or "" without base_url.
func (s *Site) absolute(p string) string {
	if s.settings.BaseURL == "" {
		return ""
	}
	p, fragment, has := strings.Cut(p, "#")
	if p == "index.html" || strings.HasSuffix(p, "/index.html") {
		// Whatever the links inside the site look like, a page has one address.
		p = strings.TrimSuffix(p, "index.html")
	}
	if has {
		fragment = (&url.URL{Fragment: fragment}).String()
	}
	return s.settings.BaseURL + escapedPath(p) + fragment
}

// article is the body of a brief with its links to the site made relative to its page. One that
// leads nowhere is a warning at the line its sentence begins on, and stays: the host may have
// more than this site. In HTML made by package brief `="` is escaped but in attributes.
func (w *view) article(a Article) template.HTML {
	br, r := a.Brief, a.record
	if !br.Local {
		return template.HTML(br.Body)
	}
	var out strings.Builder
	out.Grow(len(br.Body) + len(br.Body)/16)
	sentence := 0 // the last that began
	for rest, more := br.Body, true; more; {
		var before, value string
		before, rest, more = strings.Cut(rest, `="`)
		out.WriteString(before)
		if !more {
			break
		}
		value, rest, _ = strings.Cut(rest, `"`)
		switch before[strings.LastIndexByte(before, ' ')+1:] {
		case "id":
			if n, err := strconv.Atoi(strings.TrimPrefix(value, "s")); err == nil && n >= 1 && n <= r.Sentences {
				sentence = n
			}
		case "href", "src":
			if strings.HasPrefix(value, "#") || strings.HasPrefix(value, "https://") || strings.HasPrefix(value, "http://") {
				break // most links: to the page itself, or off the site
			}
			u, err := url.Parse(html.UnescapeString(value))
			if err != nil || u.Scheme != "" || u.Host != "" {
				break
			}
			to, ok := w.output((&url.URL{Path: "/" + w.path}).ResolveReference(u).Path)
			if !ok {
				to, ok = w.pageOf(br.File, u.Path)
			}
			if !ok {
				line := 0
				if list, err := w.sentencesOf(r); err == nil && sentence > 0 && sentence <= len(list) {
					line = list[sentence-1].Line
				}
				w.problems = append(w.problems, brief.Problem{
					File: path.Join(contentDir, br.File), Line: line, Warning: true,
					Msg: fmt.Sprintf("the link %q leads to nothing on this site", u),
				})
				break
			}
			if u.Fragment != "" {
				to += "#" + u.Fragment
			}
			if u.Path != "" && u.RawQuery == "" {
				value = html.EscapeString(w.to(to))
			}
		}
		out.WriteString(`="`)
		out.WriteString(value)
		out.WriteByte('"')
	}
	return template.HTML(out.String())
}

// pageOf is where the article lies that a link names by its file: relative to the file the link is in, or, with a
// slash before it, to the content folder.
func (w *view) pageOf(from, file string) (string, bool) {
	if !isArticle(file) {
		return "", false
	}
	if rest, ok := strings.CutPrefix(file, "/"); ok {
		file = path.Clean(strings.TrimPrefix(rest, contentDir+"/"))
	} else {
		file = path.Join(path.Dir(from), file)
	}
	w.note(readPath, file)
	r := w.byFile[file]
	if r == nil {
		return "", false
	}
	return r.path, true
}

// output is the output at a path of the site, which may be that of a folder.
func (v *views) output(p string) (string, bool) {
	p = strings.TrimPrefix(p, "/")
	if v.owners[p] != nil {
		return p, true
	}
	if p = path.Join(p, "index.html"); v.owners[p] != nil {
		return p, true
	}
	return "", false
}

const defaultPermalink = "briefs/:slug"

// badPermalink says what is wrong with the pattern of briefs' addresses, or "".
func badPermalink(pattern string) string {
	slug := false
	for part := range strings.SplitSeq(strings.Trim(pattern, "/"), "/") {
		switch name, is := strings.CutPrefix(part, ":"); {
		case is && !slices.Contains([]string{"slug", "year", "month", "day", "section"}, name):
			return fmt.Sprintf("the permalink %q holds %s, which is not known", pattern, part)
		case part == ":slug":
			slug = true
		case !is && (part == "" || part == "." || part == ".." || badPath(part) != ""):
			return fmt.Sprintf("the permalink %q is no path", pattern)
		}
	}
	if !slug {
		return fmt.Sprintf("the permalink %q lacks :slug, without which many briefs would have one address", pattern)
	}
	return ""
}

// briefPath is where the page of a brief lies, by the settings.
func (s *Site) briefPath(r *record) string {
	if s.settings.Permalink == defaultPermalink {
		return briefPath(r.Slug)
	}
	day := r.Published.First()
	var parts []string
	for part := range strings.SplitSeq(strings.Trim(s.settings.Permalink, "/"), "/") {
		switch part {
		case ":slug":
			part = r.Slug
		case ":year", ":month", ":day":
			if day == "" {
				part = "undated"
				if len(parts) > 0 && parts[len(parts)-1] == part {
					continue
				}
				break
			}
			part = map[string]string{":year": day[:4], ":month": day[5:7], ":day": day[8:10]}[part]
		case ":section":
			if r.Section == "" {
				continue
			}
			part = strings.TrimSuffix(sectionPath(r.Section), "/index.html")
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "/") + "/index.html"
}

func briefPath(slug string) string { return "briefs/" + slug + "/index.html" }
func topicPath(slug string) string { return "topics/" + slug + "/index.html" }

// monthPath is the page of a month ("2026/02"), or of "undated".
func monthPath(month string) string { return "archive/" + month + "/index.html" }

func sectionPath(folder string) string {
	parts := strings.Split(folder, "/")
	for i, p := range parts {
		parts[i] = slug(p)
	}
	return strings.Join(parts, "/") + "/index.html"
}

// aliasPath is where the redirect for an old URL path lies; package brief has checked it.
func aliasPath(alias string) string {
	p := strings.Trim(alias, "/")
	if ext := path.Ext(p); ext == ".html" || ext == ".htm" {
		return p
	}
	return p + "/index.html"
}

// folded is p as a file system that knows neither case nor Unicode normal forms sees it.
func folded(p string) string {
	if strings.IndexFunc(p, func(r rune) bool { return r >= 0x80 }) < 0 {
		return strings.ToLower(p)
	}
	return cases.Fold().String(norm.NFC.String(p))
}
