package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"
	"time"

	"dateline/internal/publish"
	"dateline/internal/site"
)

// cacheDir is the folder beside content/ that holds what one build remembers for the next. All of it may be
// deleted at any time.
const cacheDir = ".dateline"

// cache is that folder, opened by one build. Where it cannot be written, all of it is for this run alone.
type cache struct {
	root      *os.Root // nil if there is none
	unlock    func() error
	was       *site.Cache
	file      *os.File // what was is read from
	why       error    // why there is none
	written   bool     // what is to replace it
	compacted bool     // the briefs are written anew, too
	briefs    *pack
}

const (
	cacheFile  = "site"   // a site.Cache
	briefsFile = "briefs" // a site.Store
	stateFile  = "public" // of package publish
)

// openCache opens the cache of a site. What cannot be read is as good as not there; the only error is that another build runs.
func openCache(dir string) (*cache, error) {
	c := &cache{}
	err := os.MkdirAll(dir, 0o755)
	if info, e := os.Lstat(dir); err == nil && (e != nil || !info.IsDir()) {
		err = fmt.Errorf("%s is a link: nothing is written where it leads", dir)
	}
	if err == nil {
		c.unlock, err = publish.Lock(dir)
		if errors.Is(err, publish.ErrLocked) {
			return nil, err
		}
	}
	if err == nil {
		c.root, err = os.OpenRoot(dir)
	}
	if err == nil {
		if info, e := c.root.Lstat(cacheFile); e != nil || !info.Mode().IsRegular() {
			// there is none
		} else if c.file, e = c.root.Open(cacheFile); e == nil {
			c.was = site.ReadCache(c.file, info.Size(), engine())
		}
		mode := os.O_RDWR | os.O_CREATE
		if c.was == nil {
			mode |= os.O_TRUNC
		}
		var f *os.File
		if f, err = c.root.OpenFile(briefsFile, mode, 0o644); err == nil {
			c.briefs, err = newPack(f)
		}
	}
	if err == nil {
		if _, err := c.root.Lstat(".gitignore"); errors.Is(err, fs.ErrNotExist) {
			_ = c.root.WriteFile(".gitignore", []byte("*\n"), 0o644) // a kindness, not needed
		}
		return c, nil
	}
	c.close()
	c = &cache{why: err}
	c.briefs, err = tempPack()
	return c, err
}

// tempPack is a pack that lives as long as it is open.
func tempPack() (*pack, error) {
	f, err := os.CreateTemp("", "dateline-")
	if err != nil {
		return nil, err
	}
	os.Remove(f.Name())
	return newPack(f)
}

// state is the path of the state for package publish, or "".
func (c *cache) state(dir string) string {
	if c.root == nil {
		return ""
	}
	return path.Join(dir, stateFile)
}

// save keeps what the next build can use.
func (c *cache) save(now *site.Cache) error {
	err := c.write(now)
	if err == nil {
		err = c.keep()
	}
	return err
}

// write writes that beside what is remembered now, and keep puts it into its place.
func (c *cache) write(now *site.Cache) error {
	var err error
	if c.briefs != nil {
		err = c.briefs.flush() // also if nothing is saved: others may write once the lock is given up
	}
	if c.root == nil || now == nil || now == c.was {
		return nil
	}
	if err != nil {
		return err
	}
	if c.briefs.size > 2*now.Kept()+1<<20 {
		moved, err := c.compact(now)
		if err != nil {
			return err
		}
		now = moved
	}
	err = c.fill(cacheFile, func(f *os.File) error {
		_, err := now.WriteTo(f)
		return err
	})
	c.written = err == nil
	return err
}

func (c *cache) keep() error {
	if !c.written {
		return nil
	}
	if c.file != nil {
		c.file.Close() // all of it was read; Windows replaces no open file
	}
	if c.compacted {
		// Whoever is stopped between the two leaves none of it, rather than one that says wrongly where the briefs are.
		if err := c.root.Remove(cacheFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := c.root.Rename(briefsFile+newExt, briefsFile); err != nil {
			return err
		}
		c.compacted = false
	}
	err := c.root.Rename(cacheFile+newExt, cacheFile)
	c.written = err != nil
	return err
}

// compact writes the briefs anew, without those that are no more, for keep as well.
func (c *cache) compact(now *site.Cache) (moved *site.Cache, err error) {
	err = c.fill(briefsFile, func(f *os.File) error {
		to, err := newPack(f)
		if err == nil {
			moved, err = now.Move(c.briefs, to)
		}
		if err == nil {
			err = to.flush()
		}
		return err
	})
	c.compacted = err == nil
	return moved, err
}

const newExt = ".new"

// fill writes a file that is to replace another one; if it fails there is none.
func (c *cache) fill(name string, fill func(*os.File) error) error {
	f, err := c.root.OpenFile(name+newExt, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	if err = errors.Join(fill(f), f.Close()); err != nil {
		c.root.Remove(name + newExt)
	}
	return err
}

func (c *cache) close() {
	if c.briefs != nil {
		c.briefs.file.Close()
	}
	if c.file != nil {
		c.file.Close()
	}
	c.release()
}

// release lets other builds run, while the briefs can still be read and what was remembered.
func (c *cache) release() {
	if c.root != nil {
		if c.written { // for a build that failed
			c.root.Remove(cacheFile + newExt)
		}
		if c.compacted {
			c.root.Remove(briefsFile + newExt)
		}
		c.root.Close()
	}
	if c.unlock != nil {
		_ = c.unlock() // the process ends, or nothing was locked
	}
}

// pack is a site.Store in a file. What is appended is written in large pieces.
type pack struct {
	file    *os.File
	mu      sync.Mutex
	size    int64
	pending []byte // the end of it, which is not in the file yet
	err     error  // of writing
}

// piece is how much is written at once, in bytes.
const piece = 1 << 20

func newPack(f *os.File) (*pack, error) {
	size, err := f.Seek(0, io.SeekEnd)
	return &pack{file: f, size: size}, err
}

func (p *pack) ReadAt(data []byte, at int64) (int, error) {
	p.mu.Lock()
	if at+int64(len(data)) > p.size-int64(len(p.pending)) {
		p.write()
	}
	p.mu.Unlock()
	return p.file.ReadAt(data, at)
}

func (p *pack) Append(data []byte) (int64, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.size
	p.size += int64(len(data))
	p.pending = append(p.pending, data...)
	if len(p.pending) >= piece {
		p.write()
	}
	return at, p.err
}

// flush writes what is pending.
func (p *pack) flush() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write()
	return p.err
}

func (p *pack) write() {
	if p.err == nil {
		_, p.err = p.file.WriteAt(p.pending, p.size-int64(len(p.pending)))
	}
	p.pending = p.pending[:0]
}

// engine names this very program, so that no other takes its cache for true: by its size, its time, and its first bytes,
// which hold the id that the linker gives to what it links.
var engine = sync.OnceValue(func() string {
	const head = 1 << 16
	name, err := os.Executable()
	if err == nil {
		var f *os.File
		if f, err = os.Open(name); err == nil {
			defer f.Close()
			var info fs.FileInfo
			if info, err = f.Stat(); err == nil {
				h := sha256.New()
				if _, err = io.CopyN(h, f, min(head, info.Size())); err == nil {
					return fmt.Sprintf("%s %d %d %x", version(), info.Size(), info.ModTime().UnixNano(), h.Sum(nil))
				}
			}
		}
	}
	return time.Now().String() // no cache is better than a wrong one
})
