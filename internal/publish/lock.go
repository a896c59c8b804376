package publish

import (
	"errors"
	"fmt"
)

// ErrLocked says that another build is running.
var ErrLocked = errors.New("another build is running on this folder")

// Lock takes a folder for this process alone until unlock is called or the process ends, however it
// ends. Where another one has it, the error is [ErrLocked]. A file system without locks
// refuses nobody.
func Lock(dir string) (unlock func() error, err error) {
	unlock, err = lock(dir)
	if errors.Is(err, ErrLocked) {
		err = fmt.Errorf("%s: %w", dir, ErrLocked)
	}
	return unlock, err
}
