package publish

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// few is how many files may always be deleted.
const few = 10

// Commit makes the directory hold the new site. It can be called once.
func (w *Writer) Commit() (Changes, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed != nil {
		return Changes{}, w.failed
	}
	w.failed = errors.New("the site was committed already")
	w.fresh.close()
	p, err := w.plan()
	if err != nil {
		return Changes{}, err
	}
	return w.run(p)
}

// A plan is what is to be done, all of it checked.
type plan struct {
	write []string     // all files to be written
	steps [orders]step // how
	first []string     // stale files in the way of a new one: a file where a folder is to be, or the reverse
	last  []string     // other stale files
	kept  []string
	stale int // files to be deleted
}

// A step is what may be written in any order, or at the same time.
type step struct {
	folders []newFolder
	files   []string
}

// A newFolder is put in its place as a whole.
type newFolder struct {
	dir   string
	files []string
}

func (w *Writer) plan() (*plan, error) {
	p := &plan{}
	w.tree.close()
	w.tree = newTree(w.disk) // rendering takes time: all is looked at anew

	// What was published and is no more.
	var old []*line
	for i := range w.old.lines {
		if l := &w.old.lines[i]; w.files[l.name] == nil {
			old = append(old, l)
		}
	}
	slices.SortFunc(old, func(a, b *line) int { return strings.Compare(a.name, b.name) })
	fates := make([]fate, len(old))
	err := each(len(old), func(i int) (err error) {
		fates[i], err = w.fateOf(old[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	parents := parentsOf(maps.Keys(w.files))
	gone := map[string]bool{}     // stale files that will be removed
	goneDirs := map[string]bool{} // folders that hold or held one
	for i, l := range old {
		switch fates[i] {
		case isLost:
			continue
		case isChanged:
			p.kept = append(p.kept, l.name)
			continue
		case isOurs:
			gone[l.name] = true
			p.stale++
		}
		inWay := parents[l.name]
		for d := path.Dir(l.name); d != "."; d = path.Dir(d) {
			goneDirs[d] = true
			inWay = inWay || w.files[d] != nil
		}
		if inWay {
			p.first = append(p.first, l.name)
		} else {
			p.last = append(p.last, l.name)
		}
	}
	if n := len(w.old.lines); p.stale > few && p.stale > n/2 && !w.opt.Force {
		return nil, fmt.Errorf("%d of the %d files in %s would be deleted: if that is meant, say so (--force)", p.stale, n, w.dir)
	}

	for d := range parents {
		if w.files[d] != nil {
			return nil, fmt.Errorf("%s would be a file and a folder", filepath.Join(w.dir, d))
		}
	}
	for name, f := range w.files {
		if f.staged != 0 {
			p.write = append(p.write, name)
		}
	}
	slices.Sort(p.write)

	dirs := slices.Sorted(maps.Keys(parentsOf(slices.Values(p.write))))
	err = each(len(dirs), func(i int) error {
		d := dirs[i]
		switch f := w.tree.folder(d); f.kind() {
		case isFailed:
			return fmt.Errorf("%s: %w", filepath.Join(w.dir, d), f.err)
		case isFile, isLink:
			if !gone[d] {
				return fmt.Errorf("%s is a file or a link, but the site has a folder of that name: move it away", filepath.Join(w.dir, d))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = each(len(p.write), func(i int) error {
		name := p.write[i]
		f := w.tree.folder(path.Dir(name))
		if f.kind() != isFolder {
			return nil // to be made; whatever is there goes
		}
		info, err := f.lstat(path.Base(name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("%s: %w", filepath.Join(w.dir, name), err)
		case info.IsDir():
			if !goneDirs[name] {
				return fmt.Errorf("%s is a folder, but the site has a file of that name: move it away", filepath.Join(w.dir, name))
			}
			if entry, err := w.stays(name, gone, goneDirs); entry != "" || err != nil {
				return cmp.Or(err, fmt.Errorf("%s stays, but the site has a file in the place of its folder %s: move it away",
					filepath.Join(w.dir, entry), name))
			}
		case w.old.line(name) == nil && !w.opt.Adopt:
			return fmt.Errorf("%s was not written by dateline: move it away, or say that it may be replaced (--adopt)", filepath.Join(w.dir, name))
		}
		return nil
	})
	w.schedule(p)
	return p, err
}

// schedule puts what is to be written in steps.
func (w *Writer) schedule(p *plan) {
	folders := map[string]*newFolder{}
	last := map[string]int{} // the order of a folder
	for _, name := range p.write {
		o, top := order(name), ""
		if w.files[name].staged < 0 && w.tree.folder(path.Dir(name)).isNewAtTop() {
			top, _, _ = strings.Cut(name, "/")
		}
		if top == "" {
			p.steps[o].files = append(p.steps[o].files, name)
			continue
		}
		f := folders[top]
		if f == nil {
			f = &newFolder{dir: top}
			folders[top] = f
		}
		f.files = append(f.files, name)
		last[top] = max(last[top], o)
	}
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		s := &p.steps[last[dir]]
		s.folders = append(s.folders, *folders[dir])
	}
}

// A fate is what became of a file that was published.
type fate int

const (
	isOurs    fate = iota // still as it was written
	isChanged             // by somebody: it is kept
	isGone                // its folder may still be there
	isLost                // so is its folder
)

// fateOf looks at the bytes, whatever was seen. What cannot be read is not known to be somebody's.
func (w *Writer) fateOf(l *line) (fate, error) {
	f, base := w.tree.folder(path.Dir(l.name)), path.Base(l.name)
	switch f.kind() {
	case isFolder:
	case isMissing:
		return isGone, nil
	case isFailed:
		return 0, f.err
	default:
		if _, err := w.disk.lstat(l.name); err == nil {
			return isChanged, nil // through a link
		}
		return isLost, nil
	}
	info, err := f.lstat(base)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return isGone, nil
	case err != nil:
		return 0, err
	case info.IsDir():
		return isLost, nil // a folder is not what was written
	case !info.Mode().IsRegular():
		return isChanged, nil
	}
	sum, err := f.sum(base)
	if err == nil && !slices.Contains(l.sums, sum) {
		return isChanged, nil
	}
	return isOurs, err
}

// stays returns an entry of a folder, at any depth, that is not among those that go, or "".
func (w *Writer) stays(dir string, gone, goneDirs map[string]bool) (string, error) {
	entries, err := w.disk.readDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		name := dir + "/" + e.Name()
		switch {
		case gone[name] || w.old.unfinished && isTemp(e):
		case !e.IsDir() || !goneDirs[name]:
			return name, nil
		default:
			if entry, err := w.stays(name, gone, goneDirs); entry != "" || err != nil {
				return entry, err
			}
		}
	}
	return "", nil
}

// run carries the plan out. After an error the manifest still lists both states, so that
// the next commit can finish what this one began.
func (w *Writer) run(p *plan) (Changes, error) {
	done := Changes{Kept: p.kept, Same: len(w.files) - len(p.write)}
	if len(p.write)+p.stale > 0 {
		both := manifest{unfinished: true, lines: append(make([]line, 0, len(w.old.lines)+len(p.write)), w.old.lines...)}
		for _, name := range p.write {
			i, ok := w.old.at[name]
			if !ok {
				i = len(both.lines)
				both.lines = append(both.lines, line{name: name})
			}
			both.lines[i].add(w.files[name].sum)
		}
		if err := w.replaceManifest(&both); err != nil {
			return Changes{}, err
		}
	}
	if w.old.unfinished {
		w.removeTemps()
	}
	removed, err := w.removeAll(p.first)
	done.Removed = removed
	if err != nil {
		return done, err
	}
	var made sync.Map
	place := func(name string) error {
		dir := path.Dir(name)
		if _, ok := made.Load(dir); !ok && dir != "." {
			if err := w.disk.mkdirAll(dir); err != nil {
				return err
			}
			made.Store(dir, nil)
		}
		return w.move(w.files[name], name)
	}
	for _, s := range p.steps {
		err := each(len(s.folders), func(i int) error {
			f := s.folders[i]
			if w.disk.rename(freshDir+"/"+f.dir, f.dir) == nil {
				return nil
			}
			// It is on another disk, or somebody has made one meanwhile.
			return each(len(f.files), func(i int) error { return place(f.files[i]) })
		})
		if err == nil {
			err = each(len(s.files), func(i int) error { return place(s.files[i]) })
		}
		if err != nil {
			return done, err
		}
		for _, f := range s.folders {
			done.Wrote = append(done.Wrote, f.files...)
		}
		done.Wrote = append(done.Wrote, s.files...)
	}
	removed, err = w.removeAll(p.last)
	done.Removed = append(done.Removed, removed...)
	if err != nil {
		return done, err
	}
	slices.Sort(done.Wrote)
	slices.Sort(done.Removed)
	return done, w.finish(p)
}

// finish writes the manifest of the new site and the state, unless they are as they were.
func (w *Writer) finish(p *plan) error {
	if w.opt.State != "" && time.Since(w.opened) > racy { // else all that was written is too young
		each(len(p.write), func(i int) error {
			if info, err := w.disk.peek(w.dir, p.write[i]); err == nil {
				w.files[p.write[i]].seen = looked(statOf(info))
			}
			return nil
		})
	}
	was := &w.old
	m, same, known := *was, len(p.write)+p.stale == 0 && was.found && !was.unfinished && len(was.lines) == len(w.files), true
	now := make([]line, 0, len(w.files)) // in the order of old: it is nearly sorted
	for i := range was.lines {
		l := &was.lines[i]
		f := w.files[l.name]
		if f == nil {
			continue
		}
		sums := l.sums[:1]
		if sums[0] != f.sum {
			same, sums = false, []Sum{f.sum}
		} else if l.seen != f.seen {
			known = false
			l.seen = f.seen
		}
		now = append(now, line{name: l.name, sums: sums, seen: f.seen})
	}
	if len(now) < len(w.files) {
		for name, f := range w.files {
			if was.line(name) == nil {
				now, same = append(now, line{name: name, sums: []Sum{f.sum}, seen: f.seen}), false
			}
		}
	}
	if !same {
		m = manifest{lines: now}
		if err := w.replaceManifest(&m); err != nil {
			return err
		}
	}
	if w.opt.State != "" && !(same && known) {
		w.writeState(&m)
	}
	return nil
}

// orders is how many steps a commit has.
const orders = 3

// order is the step of a path: what pages need, then pages, then what leads to them.
func order(name string) int {
	switch ext := path.Ext(name); {
	case ext == ".html" && strings.HasPrefix(name, "briefs/"):
		return 1
	case ext == ".html", ext == ".xml" && !strings.Contains(name, "/"):
		return 2
	}
	return 0
}

// replaceManifest replaces the manifest and waits until the disk has it.
func (w *Writer) replaceManifest(m *manifest) error {
	slices.SortFunc(m.lines, func(a, b line) int { return strings.Compare(a.name, b.name) })
	text := m.bytes()
	m.sum = sha256.Sum256(text)
	n, err := w.stage.add(w.disk, bytes.NewReader(text), 0o644, true)
	if err == nil {
		err = w.disk.rename(stagePath(n), Manifest)
	}
	if err != nil {
		return err
	}
	if dir, err := w.disk.open("."); err == nil {
		dir.Sync() // some systems cannot sync a folder; they need not, either
		dir.Close()
	}
	return nil
}

// move puts a file of the stage in its place.
func (w *Writer) move(f *file, name string) error {
	from := f.stagedAt(name)
	err := w.disk.rename(from, name)
	if !errors.Is(err, syscall.EXDEV) {
		return err
	}
	data, err := w.disk.open(from)
	if err != nil {
		return err
	}
	defer data.Close()
	temp := path.Join(path.Dir(name), fmt.Sprintf("%s-%d-%d%s", Manifest, os.Getpid(), f.staged, tempExt))
	if err := w.disk.create(temp, f.mode, data, false); err != nil {
		return err
	}
	if err = w.disk.rename(temp, name); err != nil {
		w.disk.remove(temp)
	}
	return err
}

const tempExt = ".tmp"

// removeTemps removes the copies beside files that a killed run left. That there was one, its manifest says.
func (w *Writer) removeTemps() {
	dirs := parentsOf(maps.Keys(w.files))
	maps.Copy(dirs, parentsOf(maps.Keys(w.old.at)))
	dirs["."] = true
	for dir := range dirs {
		entries, err := w.disk.readDir(dir)
		if err != nil {
			continue // not there, or not a folder: then nothing was left in it
		}
		for _, e := range entries {
			if isTemp(e) {
				w.disk.remove(path.Join(dir, e.Name()))
			}
		}
	}
}

func isTemp(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), Manifest+"-") && strings.HasSuffix(e.Name(), tempExt) && e.Type().IsRegular()
}

// removeAll removes the files that are there, and the folders that are empty after that.
func (w *Writer) removeAll(names []string) (removed []string, err error) {
	dirs := map[string]bool{}
	for _, name := range names {
		switch err := w.disk.remove(name); {
		case err == nil:
			removed = append(removed, name)
		case !errors.Is(err, fs.ErrNotExist):
			return removed, err
		}
		dirs[path.Dir(name)] = true
	}
	for dir := range dirs {
		// Remove fails on a folder that holds something, and that is the end of it.
		for ; dir != "." && w.disk.remove(dir) == nil; dir = path.Dir(dir) {
		}
	}
	return removed, nil
}

// parentsOf is the set of folders above the paths.
func parentsOf(names iter.Seq[string]) map[string]bool {
	dirs := map[string]bool{}
	for name := range names {
		for d := path.Dir(name); d != "." && !dirs[d]; d = path.Dir(d) {
			dirs[d] = true
		}
	}
	return dirs
}
