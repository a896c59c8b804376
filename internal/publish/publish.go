// Package publish writes a built site to a directory. The main types are [Writer], which takes
// the files one by one as they are rendered, and [Changes], what was done.
//
// What it promises:
//
//   - All or nothing. The files are staged in one folder of the directory, those of a new folder at its top in a folder
//     of that name; all that lies there is dateline's. Until [Writer.Commit] nothing else
//     in it has changed, and a run that ends before leaves no trace. Commit looks at every path before
//     it changes the first: an unsafe or too long name, a file that is not ours, a link or a
//     file in the place of a folder, or a folder in the place of a file that would not be empty then,
//     is an error, and nothing was changed. Only the disk itself can fail later.
//   - Unchanged files are not touched: bytes are compared, and time, inode and mode stay. Where
//     nothing has changed, nothing is written.
//   - A file is replaced by a rename, so that a reader gets the old bytes or the new ones. (Where the stage
//     is on another disk than the file, a temporary copy beside it is renamed.) A folder that is new at the top of the
//     directory, as all are in a first build, is renamed with all that it holds; deeper ones are made in their place, and so have
//     the group and rights that the folder above them hands on.
//     The tree as a whole changes file by file: first styles, pictures and data, then the
//     pages below briefs/, then all other pages and feeds, which lead to those, then deletions. A new folder waits
//     for the last of its files.
//   - Only what dateline wrote is deleted: what the manifest lists, and only while its
//     bytes are still those that were written. A file somebody has changed is kept and
//     reported, once it is no longer part of the site; while it is, it is written anew. A
//     file nobody listed is never touched, nor is a folder that holds one. That more than half of
//     a site goes is taken for a mistake, unless [Options].Force says otherwise.
//   - Nothing outside the directory is reached: all that opens, writes or removes goes through one [os.Root].
//   - One at a time: the directory is locked, and a second build gets [ErrLocked].
//
// The manifest is the file .dateline in the directory: the SHA-256 and path of every file,
// in the form `sha256sum --check` reads. It is written last; while a commit is under way it lists the old
// and the new hash of each changed file, so that a run that was killed is finished by the
// next. It alone is synced to the disk: after a loss of power it is whole, and the next write
// finds the files that are not, by their bytes or with a state by their sizes and times. Without a manifest a directory that holds files is refused,
// unless [Options].Adopt says that they may be replaced; dotfiles do not count.
//
// That a file is unchanged is known from its bytes. So that not all have to be read each time, the state, a
// file elsewhere, keeps what their folders said of them: a file with the same size, times and inode
// is the same. It is not believed of a file that was younger than two seconds when it was looked
// at, nor for another manifest or directory, nor if it is damaged; without it all is read.
package publish

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
)

// Options say what a Writer may do.
type Options struct {
	// Keep lists folders that are read, never written: the directory may not be one of
	// them, lie in one or hold one.
	Keep []string
	// Adopt lets files be replaced that dateline did not write, in a directory with or without manifest.
	Adopt bool
	// Force lets a commit delete more than half of what was published.
	Force bool
	// State is the path of the state, outside the directory, or "" for none. Its folder has to exist.
	State string
}

// Changes is what was done, as sorted paths inside the directory.
type Changes struct {
	Wrote   []string
	Removed []string
	Kept    []string // no longer part of the site, but changed by somebody since: left alone
	Same    int      // files that were already as they should be
}

// A Sum is the SHA-256 of a file.
type Sum = [sha256.Size]byte

// A Writer takes the files of a new site and then replaces the old one. Has, Put and PutFrom may be
// called at the same time.
type Writer struct {
	dir    string
	opt    Options
	opened time.Time
	made   []string // folders that were not there
	unlock func() error
	disk   disk
	old    manifest
	tree   *tree
	stage  stage
	fresh  fresh

	mu     sync.Mutex
	files  map[string]*file
	failed error // of the first file that could not be taken
}

// A file is one of the new site.
type file struct {
	sum    Sum
	staged int // number in the stage, negative if it is there by its path; 0: it is as it should be
	mode   fs.FileMode
	seen   stat
	asked  bool // by Has: it may be asked for again, and something else be put in its place
}

// Open begins a new site in dir, which is made if it is not there. What a killed run left in
// the stage is removed.
func Open(dir string, opt Options) (*Writer, error) {
	return open(dir, opt, nil)
}

func open(dir string, opt Options, gate func(op, name string) error) (*Writer, error) {
	if err := apart(dir, opt.Keep); err != nil {
		return nil, err
	}
	w := &Writer{dir: dir, opt: opt, opened: time.Now()}
	err := w.open(gate)
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func (w *Writer) open(gate func(op, name string) error) error {
	w.disk.gate = gate
	for d := filepath.Clean(w.dir); ; d = filepath.Dir(d) {
		if _, err := os.Lstat(d); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		w.made = append(w.made, d)
	}
	err := w.disk.pass("mkdir", w.dir)
	if err == nil {
		err = os.MkdirAll(w.dir, 0o755)
	}
	if err == nil {
		w.unlock, err = Lock(w.dir)
	}
	if err == nil {
		err = w.disk.pass("open", w.dir)
	}
	if err != nil {
		return err
	}
	if w.disk.root, err = os.OpenRoot(w.dir); err != nil {
		return err
	}
	if w.old, err = readManifest(w.disk, w.dir); err != nil {
		return err
	}
	if !w.old.found && !w.opt.Adopt {
		if err := refuseForeign(w.disk, w.dir); err != nil {
			return err
		}
	}
	if err := clearStage(w.disk); err != nil {
		return err
	}
	w.readState()
	w.tree = newTree(w.disk)
	w.files = make(map[string]*file, len(w.old.lines)*9/8) // most are there again
	return nil
}

// Close ends the run. If there was no Commit, the directory is as it was. A second time it does nothing.
func (w *Writer) Close() error {
	var errs []error
	if w.disk.root != nil {
		w.stage.close()
		w.fresh.close()
		if w.stage.n > 0 || w.fresh.n.Load() > 0 {
			errs = append(errs, clearStage(w.disk))
		}
		if w.tree != nil {
			w.tree.close()
		}
		errs = append(errs, w.disk.root.Close())
	}
	if w.unlock != nil {
		errs = append(errs, w.unlock())
	}
	for _, d := range w.made {
		os.Remove(d) // fails if it is not empty, and that is well
	}
	w.disk.root, w.unlock, w.made = nil, nil, nil
	return errors.Join(errs...)
}

// Has reports whether the file on the disk is the one that was published with this sum. If so
// it stays, as part of the new site, until something else is put in its place.
func (w *Writer) Has(name string, sum Sum) bool {
	l := w.old.line(name)
	if l == nil || !slices.Contains(l.sums, sum) {
		return false
	}
	f := &file{sum: sum, asked: true}
	same, err := w.look(name, f).is(sum, -1)
	return same && err == nil && w.claim(name, f) == nil
}

// Put makes a file part of the new site. It is staged, unless the disk has these bytes.
func (w *Writer) Put(name string, data []byte) (Sum, error) {
	f := &file{sum: sha256.Sum256(data)}
	return f.sum, w.take(name, f, func() error {
		same, err := w.look(name, f).is(f.sum, int64(len(data)))
		if same || err != nil {
			return err
		}
		f.staged, err = w.stageFile(name, bytes.NewReader(data), f.mode)
		return err
	})
}

// PutFrom is Put for a file that is too large for the memory. An [io.Seeker] is read once to compare
// and, if the file has changed, again to copy; what else is copied first.
func (w *Writer) PutFrom(name string, r io.Reader) (Sum, error) {
	f := &file{}
	err := w.take(name, f, func() error {
		old := w.look(name, f)
		if from, err := seek(r, 0, io.SeekCurrent); err == nil {
			if f.sum, err = sumOf(r); err != nil {
				return err
			}
			same, err := old.is(f.sum, -1)
			if same || err != nil {
				return err
			}
			if _, err := seek(r, from, io.SeekStart); err != nil {
				return err
			}
		}
		h := sha256.New()
		var err error
		f.staged, err = w.stageFile(name, io.TeeReader(r, h), f.mode)
		if err != nil {
			return err
		}
		h.Sum(f.sum[:0])
		same, err := old.is(f.sum, -1)
		if same {
			f.staged = 0
		}
		return err
	})
	return f.sum, err
}

func seek(r io.Reader, offset int64, whence int) (int64, error) {
	if s, ok := r.(io.Seeker); ok {
		return s.Seek(offset, whence)
	}
	return 0, errors.ErrUnsupported
}

// take makes a file part of the new site and fills it in. After an error there is no new site.
func (w *Writer) take(name string, f *file, fill func() error) error {
	err := checkName(name)
	if err == nil {
		err = w.claim(name, f)
	}
	if err == nil {
		if err = fill(); err != nil {
			err = fmt.Errorf("%s: %w", filepath.Join(w.dir, name), err)
		}
	}
	if err != nil {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.failed = cmp.Or(w.failed, err)
	}
	return err
}

func (w *Writer) claim(name string, f *file) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if was := w.files[name]; was != nil && !was.asked {
		return fmt.Errorf("%s would be published twice", filepath.Join(w.dir, name))
	}
	w.files[name] = f
	return nil
}

// An oldFile is what the disk has at the path of a file; nil, if that is no regular file.
type oldFile struct {
	folder *folder
	base   string
	size   int64
	sum    *Sum // if it is known
}

// look sets the mode a new file is to have, and what was seen of the old one.
func (w *Writer) look(name string, f *file) *oldFile {
	f.mode = 0o644
	if l := w.old.line(name); l != nil && l.seen != (stat{}) {
		// The same file, even if its folder is behind a link now: nothing will be written there.
		if info, err := w.disk.peek(w.dir, name); err == nil && info.Mode().IsRegular() && statOf(info) == l.seen {
			f.mode, f.seen = info.Mode().Perm(), l.seen
			return &oldFile{sum: &l.sums[0]}
		}
	}
	o := &oldFile{folder: w.tree.folder(path.Dir(name)), base: path.Base(name)}
	if o.folder.kind() != isFolder {
		return nil
	}
	info, err := o.folder.lstat(o.base)
	if err != nil || !info.Mode().IsRegular() {
		return nil // Commit finds out whether that is an error
	}
	o.size, f.mode, f.seen = info.Size(), info.Mode().Perm(), looked(statOf(info))
	return o
}

// is reports whether the file has this sum, and this size if it is not negative.
func (o *oldFile) is(sum Sum, size int64) (bool, error) {
	switch {
	case o == nil:
		return false, nil
	case o.sum != nil:
		return *o.sum == sum, nil
	case size >= 0 && size != o.size:
		return false, nil
	}
	is, err := o.folder.sum(o.base)
	return err == nil && is == sum, err
}

// What file systems take, in bytes: some open no path longer than 1024, with the folder's own.
const maxPart, maxPath = 255, 900

// checkName refuses a path that could leave the directory, that means another file on another system, or
// that is too long for one.
func checkName(name string) error {
	if len(name) > maxPath {
		return fmt.Errorf("%.60q… has %d bytes, more than the %d of a path that can be published", name, len(name), maxPath)
	}
	bad := !fs.ValidPath(name) || name == "." || strings.ContainsFunc(name, func(r rune) bool {
		return r == '\\' || r == ':' || unicode.IsControl(r)
	})
	for part := range strings.SplitSeq(name, "/") {
		if len(part) > maxPart {
			return fmt.Errorf("%.60q… has %d bytes, more than the %d of a file's name", part, len(part), maxPart)
		}
		bad = bad || part == ".git" || part == ".gitignore" || strings.HasPrefix(part, Manifest)
	}
	if bad || !filepath.IsLocal(filepath.FromSlash(name)) {
		return fmt.Errorf("%q is not a path that can be published", name)
	}
	return nil
}

// apart refuses a directory that is, lies in, or holds one of the folders to keep, and one that holds
// more than a site: a whole disk, or the user's home.
func apart(dir string, keep []string) error {
	out, err := realPath(dir)
	if err != nil {
		return err
	}
	if filepath.Dir(out) == out {
		return fmt.Errorf("cannot publish to %s: it is the root of the disk", dir)
	}
	if home, err := os.UserHomeDir(); err == nil && filepath.IsAbs(home) {
		if home, err = realPath(home); err == nil && within(home, out) {
			return fmt.Errorf("cannot publish to %s: your home folder %s is or lies in it", dir, home)
		}
	}
	for _, k := range keep {
		in, err := realPath(k)
		if err != nil {
			return err
		}
		if within(out, in) || within(in, out) {
			return fmt.Errorf("cannot publish to %s: %s is read from there, and would be mixed with the output", dir, k)
		}
	}
	return nil
}

// realPath is the absolute path without links, also of a path that does not exist yet.
func realPath(name string) (string, error) {
	abs, err := filepath.Abs(name)
	if err != nil {
		return "", err
	}
	for rest := ""; ; {
		real, err := filepath.EvalSymlinks(abs)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		up := filepath.Dir(abs)
		if !errors.Is(err, fs.ErrNotExist) || up == abs {
			return "", err
		}
		abs, rest = up, filepath.Join(filepath.Base(abs), rest)
	}
}

func within(inner, outer string) bool {
	rel, err := filepath.Rel(outer, inner)
	return err == nil && filepath.IsLocal(rel)
}

// refuseForeign refuses a directory that holds anything but dotfiles.
func refuseForeign(d disk, dir string) error {
	entries, err := d.readDir(".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			return fmt.Errorf("%s holds files that dateline did not write, such as %s: choose an empty folder, or say that they may be replaced (--adopt)",
				dir, e.Name())
		}
	}
	return nil
}

// The stage is a folder with the new files, by number, in folders of shardSize; and with those of new folders, by path.
const (
	stageDir  = Manifest + "-new"
	freshDir  = stageDir + "/folders"
	shardSize = 1000
)

// stageFile stages a file and returns its number.
func (w *Writer) stageFile(name string, from io.Reader, mode fs.FileMode) (int, error) {
	if w.tree.folder(path.Dir(name)).isNewAtTop() {
		return -int(w.fresh.n.Add(1)), w.fresh.add(w.disk, name, from, mode)
	}
	return w.stage.add(w.disk, from, mode, false)
}

// stagedAt is the path of a file in the stage.
func (f *file) stagedAt(name string) string {
	if f.staged < 0 {
		return freshDir + "/" + name
	}
	return stagePath(f.staged)
}

// fresh is the part of the stage that holds folders.
type fresh struct {
	n    atomic.Int64 // files
	once sync.Once
	tree *tree
	err  error
}

func (s *fresh) add(d disk, name string, from io.Reader, mode fs.FileMode) error {
	s.once.Do(func() {
		if s.err = d.mkdirAll(freshDir); s.err != nil {
			return
		}
		var top disk
		if top, s.err = d.sub(freshDir); s.err == nil {
			s.tree = newTree(top)
			s.tree.grows = true
		}
	})
	if s.err != nil {
		return s.err
	}
	dir := path.Dir(name) // often of one page: asked for by the folder it is in, which is kept open
	d, rest := s.tree.folder(path.Dir(dir)).way(path.Base(dir) + "/" + path.Base(name))
	if err := d.mkdirAll(path.Dir(rest)); err != nil {
		return err
	}
	return d.create(rest, mode, from, false)
}

// close lets go of the folders, so that they can be renamed.
func (s *fresh) close() {
	if s.tree != nil {
		s.tree.close()
		s.tree.top.disk.Load().root.Close()
	}
}

func stagePath(n int) string {
	return stageDir + "/" + strconv.Itoa(n/shardSize) + "/" + strconv.Itoa(n)
}

type stage struct {
	mu    sync.Mutex
	n     int // the last number
	shard *shard
}

// A shard is open until it is full and the last one is done with it.
type shard struct {
	disk  disk
	users int
}

func (s *stage) add(d disk, from io.Reader, mode fs.FileMode, sync bool) (int, error) {
	n, shard, err := s.next(d)
	if err != nil {
		return 0, err
	}
	defer s.leave(shard)
	return n, shard.disk.create(strconv.Itoa(n), mode, from, sync)
}

func (s *stage) next(d disk) (int, *shard, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	if s.shard == nil || s.n%shardSize == 0 {
		s.drop()
		dir := path.Dir(stagePath(s.n))
		if err := d.mkdirAll(dir); err != nil {
			return 0, nil, err
		}
		sub, err := d.sub(dir)
		if err != nil {
			return 0, nil, err
		}
		s.shard = &shard{disk: sub, users: 1}
	}
	s.shard.users++
	return s.n, s.shard, nil
}

func (s *stage) leave(shard *shard) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if shard.users--; shard.users == 0 {
		shard.disk.root.Close()
	}
}

func (s *stage) drop() {
	if s.shard != nil {
		if s.shard.users--; s.shard.users == 0 {
			s.shard.disk.root.Close()
		}
		s.shard = nil
	}
}

func (s *stage) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drop()
}

// clearStage removes what the stage holds, and nothing that somebody else has put there.
func clearStage(d disk) error {
	info, err := d.lstat(stageDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a folder, but new files are to be put there: move it away", filepath.Join(d.root.Name(), stageDir))
	}
	number := func(e fs.DirEntry) bool {
		_, err := strconv.ParseUint(e.Name(), 10, 0)
		return err == nil
	}
	shards, err := d.readDir(stageDir)
	if err != nil {
		return err
	}
	foreign := false
	for _, shard := range shards {
		dir := stageDir + "/" + shard.Name()
		if dir == freshDir {
			if !shard.IsDir() {
				return fmt.Errorf("%s is not a folder, but new files are to be put there: move it away", filepath.Join(d.root.Name(), dir))
			}
			if err := d.removeAll(dir); err != nil {
				return err
			}
			continue
		}
		if !shard.IsDir() || !number(shard) {
			foreign = true
			continue
		}
		entries, err := d.readDir(dir)
		if err != nil {
			return err
		}
		sub, err := d.sub(dir)
		if err != nil {
			return err
		}
		defer sub.root.Close()
		rest := false
		for _, e := range entries {
			if !e.Type().IsRegular() || !number(e) {
				rest = true
				continue
			}
			if err := sub.remove(e.Name()); err != nil {
				return err
			}
		}
		if foreign = foreign || rest; !rest {
			if err := d.remove(dir); err != nil {
				return err
			}
		}
	}
	if foreign {
		return nil
	}
	return d.remove(stageDir)
}

// Clean removes what the manifest in dir lists and nobody changed, then the manifest.
func Clean(dir string) (Changes, error) {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return Changes{}, nil
	}
	w, err := Open(dir, Options{Adopt: true, Force: true}) // foreign files are no hindrance
	if err != nil {
		return Changes{}, err
	}
	defer w.Close()
	if !w.old.found {
		return Changes{}, nil
	}
	done, err := w.Commit()
	if err != nil {
		return done, err
	}
	return done, w.disk.remove(Manifest)
}

// each calls f for every index below n on all cores and returns the first error. After one, those not yet begun are left out.
func each(n int, f func(i int) error) error {
	var (
		next   atomic.Int64
		failed atomic.Bool
		wg     sync.WaitGroup
		errs   = make([]error, n)
	)
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for !failed.Load() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if errs[i] = f(i); errs[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	wg.Wait()
	return cmp.Or(errs...)
}
