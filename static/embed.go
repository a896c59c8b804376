// Package static holds the default static files. A site's own static folder overrides them by
// file name; all are published under /static/.
package static

import "embed"

// FS holds the files.
//
//go:embed style.css favicon.svg
var FS embed.FS
