package serve

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	quiet   = 20 * time.Millisecond  // a save is several events; this long after the last one it is over
	longest = 500 * time.Millisecond // however many events keep coming
)

// A watcher reports saves below some folders. It watches folders, not files, because editors
// save by renaming; and the folder above each, so that one that is made later is seen.
type watcher struct {
	notify *fsnotify.Watcher
	dirs   []string // absolute, links resolved
}

func newWatcher(dirs []string) (*watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	w := &watcher{notify: notify}
	for _, dir := range dirs {
		dir, err := filepath.Abs(dir)
		if err != nil {
			return nil, errors.Join(err, notify.Close())
		}
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			dir = real
		}
		w.dirs = append(w.dirs, dir)
	}
	if err := w.addAll(); err != nil {
		return nil, errors.Join(err, notify.Close())
	}
	return w, nil
}

func (w *watcher) close() { w.notify.Close() }

func (w *watcher) addAll() error {
	for _, dir := range w.dirs {
		if err := w.notify.Add(filepath.Dir(dir)); err != nil {
			return err
		}
		if err := w.add(dir); err != nil {
			return err
		}
	}
	return nil
}

// add watches a folder and all below; what is not there, or is no folder, is no error.
func (w *watcher) add(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case name != dir && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		}
		if err := w.notify.Add(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}

// run calls saved with the name of the first file of each burst of events, until ctx is done.
// Events are hints: what is missed by a race is seen by the build, which reads everything.
func (w *watcher) run(ctx context.Context, saved func(name string)) {
	var (
		timer   = time.NewTimer(time.Hour)
		first   string
		pending bool
		latest  time.Time
	)
	timer.Stop()
	defer timer.Stop()
	hint := func(name string) {
		if !pending {
			pending, first, latest = true, name, time.Now().Add(longest)
		}
		timer.Reset(min(quiet, time.Until(latest)))
	}
	for {
		select {
		case <-ctx.Done():
			return
		case event, ok := <-w.notify.Events:
			if !ok {
				return
			}
			name, ok := w.relevant(event)
			if !ok {
				continue
			}
			if event.Has(fsnotify.Create) {
				if err := w.add(event.Name); err != nil {
					name += ": not watched: " + err.Error()
				}
			}
			hint(name)
		case err, ok := <-w.notify.Errors:
			if !ok {
				return
			}
			// Events were lost: look at all folders again.
			name := err.Error()
			if err := w.addAll(); err != nil {
				name = err.Error()
			}
			hint(name)
		case <-timer.C:
			pending = false
			saved(first)
		}
	}
}

// relevant returns the name to show for an event that may change the site: the folder and
// the path in it. Editors' own files beside the one they save do not count.
func (w *watcher) relevant(event fsnotify.Event) (string, bool) {
	base := filepath.Base(event.Name)
	if event.Op == fsnotify.Chmod || strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") {
		return "", false
	}
	for _, dir := range w.dirs {
		if rel, err := filepath.Rel(filepath.Dir(dir), event.Name); err == nil &&
			(event.Name == dir || strings.HasPrefix(event.Name, dir+string(filepath.Separator))) {
			return filepath.ToSlash(rel), true
		}
	}
	return "", false
}
