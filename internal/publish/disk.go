package publish

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"
	"sync/atomic"
	"syscall"
)

// A disk is a folder that everything goes through. Each operation passes the gate first, where
// a test makes it fail.
type disk struct {
	root *os.Root
	gate func(op, name string) error
}

func (d disk) pass(op, name string) error {
	if d.gate == nil {
		return nil
	}
	if err := d.gate(op, name); err != nil {
		return &fs.PathError{Op: op, Path: name, Err: err}
	}
	return nil
}

func (d disk) lstat(name string) (fs.FileInfo, error) {
	if err := d.pass("lstat", name); err != nil {
		return nil, err
	}
	return d.root.Lstat(name)
}

// peek is lstat for a file that is neither opened nor written then. It asks once, by the path from dir, where the
// root opens each folder on the way: that takes three times as long.
func (d disk) peek(dir, name string) (fs.FileInfo, error) {
	if err := d.pass("lstat", name); err != nil {
		return nil, err
	}
	return os.Lstat(dir + "/" + name)
}

func (d disk) open(name string) (*os.File, error) {
	if err := d.pass("open", name); err != nil {
		return nil, err
	}
	return d.root.Open(name)
}

// sub opens a folder, for shorter ways to what is in it.
func (d disk) sub(name string) (disk, error) {
	if err := d.pass("open", name); err != nil {
		return disk{}, err
	}
	root, err := d.root.OpenRoot(name)
	return disk{root: root, gate: d.gate}, err
}

func (d disk) mkdirAll(name string) error {
	if err := d.pass("mkdir", name); err != nil {
		return err
	}
	return d.root.MkdirAll(name, 0o755)
}

func (d disk) rename(from, to string) error {
	if err := d.pass("rename", from+" "+to); err != nil {
		return err
	}
	return d.root.Rename(from, to)
}

func (d disk) remove(name string) error {
	if err := d.pass("remove", name); err != nil {
		return err
	}
	return d.root.Remove(name)
}

// removeAll removes a folder with all it holds. Links are not followed.
func (d disk) removeAll(name string) error {
	if err := d.pass("remove", name); err != nil {
		return err
	}
	return d.root.RemoveAll(name)
}

func (d disk) readDir(name string) ([]fs.DirEntry, error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := d.pass("readdir", name); err != nil {
		return nil, err
	}
	return f.ReadDir(-1)
}

func (d disk) read(name string) ([]byte, error) {
	if err := d.pass("read", name); err != nil {
		return nil, err
	}
	return d.root.ReadFile(name)
}

// create writes a new file; after an error there is none.
func (d disk) create(name string, mode fs.FileMode, from io.Reader, sync bool) error {
	if err := d.pass("create", name); err != nil {
		return err
	}
	// Without O_NONBLOCK package os makes four calls of the system more, to find that a file on a disk is nothing to wait for.
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|syscall.O_NONBLOCK, mode)
	if err != nil {
		return err
	}
	if d.gate == nil {
		_, err = io.Copy(f, from)
	} else {
		_, err = io.Copy(gatedFile{f, d}, from)
	}
	if err == nil && sync {
		if err = d.pass("sync", name); err == nil {
			err = f.Sync()
		}
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = d.pass("close", name)
	}
	if err != nil {
		d.remove(name)
	}
	return err
}

// A gatedFile fails as a full disk does: half of the bytes are written.
type gatedFile struct {
	file *os.File
	d    disk
}

func (g gatedFile) Write(p []byte) (int, error) {
	if err := g.d.pass("write", g.file.Name()); err != nil {
		n, _ := g.file.Write(p[:len(p)/2])
		return n, err
	}
	return g.file.Write(p)
}

// Buffers and hashes for files that are read: as many as there are readers at a time.
var hashers = sync.Pool{New: func() any { return &hasher{h: sha256.New(), buf: make([]byte, 64<<10)} }}

type hasher struct {
	h   hash.Hash
	buf []byte
}

// sumOf reads to the end.
func sumOf(from io.Reader) (sum Sum, err error) {
	h := hashers.Get().(*hasher)
	defer hashers.Put(h)
	h.h.Reset()
	// Hidden, so that no method of either side brings its own buffer.
	_, err = io.CopyBuffer(struct{ io.Writer }{h.h}, struct{ io.Reader }{from}, h.buf)
	h.h.Sum(sum[:0])
	return sum, err
}

// A tree remembers the folders below a disk, and keeps those open that are asked for often: a
// path is looked up part by part.
type tree struct {
	top     *folder
	grows   bool     // folders are made as they are asked for: none is known to be missing
	folders sync.Map // path to *folder
	open    atomic.Int32
}

// How often a folder is asked for before it is kept open, and how many are.
const oftenAsked, maxOpen = 32, 64

type folderKind int

const (
	isFolder folderKind = iota
	isMissing
	isFile
	isLink
	isBelow  // what is above it is no folder
	isFailed // err says why
)

type folder struct {
	t    *tree
	up   *folder
	base string

	once sync.Once
	is   folderKind
	err  error

	asked atomic.Int32
	disk  atomic.Pointer[disk]
}

func newTree(d disk) *tree {
	t := &tree{}
	t.top = &folder{t: t}
	t.top.disk.Store(&d)
	return t
}

func (t *tree) close() {
	t.folders.Range(func(_, f any) bool {
		if d := f.(*folder).disk.Load(); d != nil {
			d.root.Close()
		}
		return true
	})
}

// folder is that of a path, whatever is there; of one below a missing folder, the missing one.
func (t *tree) folder(dir string) *folder {
	if dir == "." {
		return t.top
	}
	if f, ok := t.folders.Load(dir); ok {
		return f.(*folder)
	}
	up := t.folder(path.Dir(dir))
	if !t.grows && up.kind() == isMissing {
		return up
	}
	f := &folder{t: t, up: up, base: path.Base(dir)}
	is, _ := t.folders.LoadOrStore(dir, f)
	return is.(*folder)
}

// kind looks, once. Links are not followed: what lies below one is elsewhere.
func (f *folder) kind() folderKind {
	f.once.Do(func() {
		if f.up == nil {
			return
		}
		switch f.up.kind() {
		case isFolder:
		case isMissing, isFailed:
			f.is, f.err = f.up.is, f.up.err
			return
		default:
			f.is = isBelow
			return
		}
		info, err := f.up.lstat(f.base)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			f.is = isMissing
		case err != nil:
			f.is, f.err = isFailed, err
		case info.Mode()&fs.ModeSymlink != 0:
			f.is = isLink
		case !info.IsDir():
			f.is = isFile
		}
	})
	return f.is
}

// isNewAtTop reports whether the folder is missing, or below a missing one, and that is to be made at the top.
func (f *folder) isNewAtTop() bool { return f.kind() == isMissing && f.up == f.t.top }

func (f *folder) lstat(name string) (fs.FileInfo, error) {
	d, name := f.way(name)
	return d.lstat(name)
}

func (f *folder) sum(name string) (Sum, error) {
	d, name := f.way(name)
	file, err := d.open(name)
	if err != nil {
		return Sum{}, err
	}
	defer file.Close()
	if err := d.pass("read", name); err != nil {
		return Sum{}, err
	}
	return sumOf(file)
}

// way is the shortest way to an entry of the folder: the nearest open one and the path from there.
func (f *folder) way(name string) (disk, string) {
	for {
		if d := f.disk.Load(); d != nil {
			return *d, name
		}
		if f.asked.Add(1) == oftenAsked && f.t.open.Add(1) <= maxOpen {
			up, rest := f.up.way(f.base)
			if d, err := up.sub(rest); err == nil { // else it goes on as before
				f.disk.Store(&d)
				continue
			}
		}
		name = f.base + "/" + name
		f = f.up
	}
}
