package publish

import (
	"io/fs"
	"syscall"
)

func statOf(info fs.FileInfo) stat {
	s := basicStat(info)
	if sys, ok := info.Sys().(*syscall.Stat_t); ok {
		s[2], s[3] = sys.Ctimespec.Nano(), int64(sys.Ino)
	}
	return s
}
