//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// lock makes a file in the folder. Windows does not remove one that is open: what can be removed was left
// by a process that was killed. Elsewhere it has to be removed by hand.
func lock(dir string) (unlock func() error, err error) {
	name := filepath.Join(dir, Manifest+"-lock")
	if runtime.GOOS == "windows" {
		os.Remove(name)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, ErrLocked
	}
	if err != nil {
		return nil, err
	}
	return func() error { return errors.Join(f.Close(), os.Remove(name)) }, nil
}
