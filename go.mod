module dateline

go 1.26

require github.com/fsnotify/fsnotify v1.10.1

require (
	github.com/rogpeppe/go-internal v1.16.0 // indirect
	golang.org/x/sys v0.26.0 // indirect
)
