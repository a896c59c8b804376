// Package templates holds the default templates; README.md says what each gets. A site's own
// templates folder overrides them by file name.
package templates

import "embed"

// FS holds the templates.
//
//go:embed *.html
var FS embed.FS
