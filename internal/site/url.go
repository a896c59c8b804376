package site

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
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
	up := path.Dir(from)
	rel := ""
	for up != "." && !strings.HasPrefix(to, up+"/") {
		up = path.Dir(up)
		rel += "../"
	}
	if up != "." {
		to = strings.TrimPrefix(to, up+"/")
	}
	rel += s.escaped(to)
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
	return (&url.URL{Path: p}).EscapedPath()
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
	return s.settings.BaseURL + (&url.URL{Path: p}).EscapedPath() + fragment
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
func folded(p string) string { return cases.Fold().String(norm.NFC.String(p)) }
