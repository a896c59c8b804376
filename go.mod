module dateline

go 1.26

require github.com/fsnotify/fsnotify v1.10.1

require golang.org/x/sys v0.26.0 // indirect
