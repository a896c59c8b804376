package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// How long after the last event of a burst it is taken to be over.
const (
	quiet      = 15 * time.Millisecond  // of a save
	doubtful   = 100 * time.Millisecond // of one that leaves a file empty or gone
	checkout   = 100 * time.Millisecond // of many files
	many       = 20                     // files are many
	longest    = 500 * time.Millisecond // of a burst that does not end
	longestFor = 3 * time.Second        // of one of many files
	idle       = 200 * time.Millisecond // without a save: the next may be told at once
)

// A watcher tells of saves below some folders. It watches folders, not files, because editors save by
// renaming; and the folder above each, so that one that is made later is seen.
type watcher struct {
	root string // links resolved
	dirs []string
	log  io.Writer

	notify  *fsnotify.Watcher
	watched map[string]bool  // folders
	why     string           // why folders are compared instead, or ""
	before  map[string]stamp // what they are compared with at first

	pending map[string]bool // files by path; whether the first that was heard of one is that it was made
	all     bool            // anything may have changed
	folders bool            // a folder has come or gone
	renamed string          // the file whose leaving was the last event
	first   time.Time       // event of the burst
	last    time.Time       // event of the burst
	whole   bool            // a file has been renamed into place
	told    time.Time       // when a save was told
}

func newWatcher(cfg Config) *watcher {
	w := &watcher{root: cfg.Root, dirs: cfg.Dirs, log: cfg.Log, pending: map[string]bool{}}
	if abs, err := filepath.Abs(w.root); err == nil {
		w.root = abs
	}
	if real, err := filepath.EvalSymlinks(w.root); err == nil {
		w.root = real
	}
	if cfg.Poll {
		w.why = "as --poll says"
	}
	return w
}

// open watches all folders. Where that cannot be, it says so, and from then on they are compared.
func (w *watcher) open() {
	w.close()
	if w.why == "" {
		w.why = w.watch()
		if w.why == "" {
			return
		}
		w.close()
	}
	w.before = w.stamps()
	fmt.Fprintf(w.log, "note: folders are compared every %d ms (%s)\n", interval.Milliseconds(), w.why)
}

func (w *watcher) close() {
	if w.notify != nil {
		w.notify.Close()
		w.notify = nil
	}
}

// watch returns why the system cannot tell of changes, or "".
func (w *watcher) watch() (why string) {
	var err error
	if w.notify, err = fsnotify.NewWatcher(); err != nil {
		return "the system watches no more: " + err.Error()
	}
	w.watched = map[string]bool{}
	add := func(dir string) error {
		if kind := network(dir); kind != "" {
			why = fmt.Sprintf("%s lies on a network file system, %s, which does not tell of changes", dir, kind)
			return fs.SkipAll
		}
		err := w.notify.Add(dir)
		switch {
		case err == nil:
			w.watched[dir] = true
		case !errors.Is(err, fs.ErrNotExist):
			why = "the system watches no more folders: " + err.Error()
			return fs.SkipAll
		}
		return nil
	}
	_ = add(w.root)
	for _, name := range w.dirs {
		_ = walk(w.root, name, func(name string, info fs.FileInfo) error {
			if why != "" || !info.IsDir() {
				return nil
			}
			return add(filepath.Join(w.root, name))
		})
	}
	return why
}

// walk visits what lies below a folder, but for hidden things. A folder that is a link is followed if it is
// the first; what cannot be read is passed over: to tell of it is for who looks.
func walk(root, dir string, visit func(name string, info fs.FileInfo) error) error {
	info, err := os.Stat(filepath.Join(root, dir))
	if err != nil {
		return nil
	}
	if err := visit(dir, info); err != nil || !info.IsDir() {
		return err
	}
	entries, _ := os.ReadDir(filepath.Join(root, dir))
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if ignored(e.Name()) {
			continue
		}
		if e.IsDir() {
			if err := walk(root, name, visit); err != nil {
				return err
			}
			continue
		}
		if info, err := e.Info(); err == nil {
			if err := visit(name, info); err != nil {
				return err
			}
		}
	}
	return nil
}

// ignored reports whether a name is hidden, or what an editor puts beside the file it saves.
func ignored(base string) bool {
	return strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") || strings.HasPrefix(base, "#") && strings.HasSuffix(base, "#")
}

// run tells of the files of each save, or nil if anything may have changed, until ctx is done.
func (w *watcher) run(ctx context.Context, saved chan<- []string) {
	defer w.close()
	timer := time.NewTimer(time.Hour)
	timer.Stop()
	defer timer.Stop()
	for {
		if w.notify == nil {
			w.compare(ctx, saved)
			return
		}
		var out chan<- []string
		var paths []string
		if wait, something := w.wait(); something && wait <= 0 {
			if w.folders {
				// Watches that follow a folder wherever it goes are hard to get right; new ones are right.
				w.open()
				w.folders, w.all, w.last = false, true, time.Now() // what comes in new folders is heard from now on
				continue
			}
			out, paths = saved, w.paths()
		} else if something {
			timer.Reset(wait)
		}
		select {
		case <-ctx.Done():
			return
		case event, ok := <-w.notify.Events:
			if !ok {
				return
			}
			w.hear(event)
		case _, ok := <-w.notify.Errors:
			if !ok {
				return
			}
			w.heard("") // events were lost
			w.folders = true
		case <-timer.C:
		case out <- paths:
			w.pending, w.all, w.whole, w.first, w.told = map[string]bool{}, false, false, time.Time{}, time.Now()
		}
	}
}

// paths are the files to tell of.
func (w *watcher) paths() []string {
	if w.all {
		return nil
	}
	return slices.Sorted(maps.Keys(w.pending))
}

// hear takes an event in.
func (w *watcher) hear(event fsnotify.Event) {
	name, ok := w.name(event.Name)
	base := filepath.Base(event.Name)
	gone := event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename)
	into := event.Has(fsnotify.Create) && w.renamed != "" && w.renamed != event.Name
	w.renamed = ""
	if event.Has(fsnotify.Rename) {
		w.renamed = event.Name
	}
	if !ok || event.Op == fsnotify.Chmod || ignored(base) {
		return
	}
	made := event.Has(fsnotify.Create) && !into
	if gone && w.watched[event.Name] {
		w.folders = true
	}
	if event.Has(fsnotify.Create) {
		if info, err := os.Stat(event.Name); err == nil && info.IsDir() {
			w.folders = true
		}
	}
	w.heard(name)
	if was, known := w.pending[name]; known {
		made = was
	}
	w.pending[name] = made
	if into {
		w.whole = true
	}
}

// heard notes when something came; name is "" if it is not known what.
func (w *watcher) heard(name string) {
	w.last = time.Now()
	if w.first.IsZero() {
		w.first = w.last
	}
	if name == "" {
		w.all = true
	}
}

// wait is how long the burst has still to go, if there is one.
func (w *watcher) wait() (time.Duration, bool) {
	until := func(after, atMost time.Duration) (time.Duration, bool) {
		return min(time.Until(w.last.Add(after)), time.Until(w.first.Add(atMost))), true
	}
	switch {
	case w.folders:
		return until(quiet, longest)
	case w.all || len(w.pending) > many:
		return until(checkout, longestFor)
	case len(w.pending) == 0:
		return 0, false
	}
	there := 0
	for name, made := range w.pending {
		info, err := os.Stat(filepath.Join(w.root, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist) && made: // an editor's, that came and went
		case err != nil || info.Size() == 0:
			return until(doubtful, longest)
		default:
			there++
		}
	}
	if w.whole && there == 1 && w.first.Sub(w.told) > idle {
		return 0, true
	}
	return until(quiet, longest)
}

// name is the path of a file in one of the watched folders, or of such a folder itself.
func (w *watcher) name(file string) (string, bool) {
	rel, err := filepath.Rel(w.root, file)
	if err != nil {
		return "", false
	}
	rel = filepath.ToSlash(rel)
	for _, dir := range w.dirs {
		if rel == dir || strings.HasPrefix(rel, dir+"/") {
			return rel, true
		}
	}
	return "", false
}

// interval is how often folders are compared.
const interval = 500 * time.Millisecond

// stamp is what tells that a file has changed, without reading it.
type stamp struct {
	size int64
	time int64
	mode fs.FileMode
}

// stamps are those of all files.
func (w *watcher) stamps() map[string]stamp {
	out := map[string]stamp{}
	for _, dir := range w.dirs {
		_ = walk(w.root, dir, func(name string, info fs.FileInfo) error {
			s := stamp{mode: info.Mode().Type()}
			if !info.IsDir() {
				s.size, s.time = info.Size(), info.ModTime().UnixNano()
			}
			out[path.Clean(filepath.ToSlash(name))] = s
			return nil
		})
	}
	return out
}

// compare tells of saves by comparing folders with what they were.
func (w *watcher) compare(ctx context.Context, saved chan<- []string) {
	if w.all {
		select {
		case <-ctx.Done():
			return
		case saved <- nil:
		}
	}
	was := w.before
	changed := map[string]bool{}
	for took := time.Duration(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(max(interval, 10*took)):
		}
		begin := time.Now()
		// A save that goes on is waited for, as long as others are.
		for range int(longestFor / doubtful) {
			now := w.stamps()
			more := 0
			for name, s := range now {
				if old, ok := was[name]; !ok || old != s {
					changed[name], more = true, more+1
				}
			}
			for name := range was {
				if _, ok := now[name]; !ok {
					changed[name], more = true, more+1
				}
			}
			was = now
			took = time.Since(begin)
			if more == 0 {
				break
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(doubtful):
				begin = time.Now()
			}
		}
		if len(changed) == 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case saved <- slices.Sorted(maps.Keys(changed)):
			clear(changed)
		}
	}
}
