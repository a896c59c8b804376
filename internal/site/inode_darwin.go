package site

import (
	"io/fs"
	"syscall"
)

// inodeOf is when the inode of a file was last changed, in nanoseconds since 1970, and its number. A tool that
// sets a file's time back cannot set this one.
func inodeOf(info fs.FileInfo) (change int64, number uint64) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return st.Ctimespec.Nano(), st.Ino
	}
	return 0, 0
}
