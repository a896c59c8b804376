// Package static holds the default static files. A site's own static folder overrides them by
// file name; all of them are copied to the root of the site.
package static

import "embed"

// FS holds the files, and this one, which is not copied.
//
//go:embed *
var FS embed.FS
