// Package publish writes a built site to a directory. The main types are [Options] and
// [Changes], what a write did.
//
// What it promises:
//
//   - All or nothing. Every path is looked at before the first byte is written: an unsafe or too
//     long name, a file that is not ours, a link or a file in the place of a folder, or a folder in
//     the place of a file that would not be empty then, is an error, and nothing was written. Only
//     the disk itself can fail later.
//   - Unchanged files are not touched: bytes are compared, and time, inode and mode stay.
//   - A file is replaced by a temporary file in the same folder and a rename, so that a
//     reader gets the old bytes or the new ones. The tree as a whole changes file by file:
//     first styles, pictures and data, then the pages below briefs/, then all other pages and
//     feeds, which lead to those, then deletions.
//   - Only what dateline wrote is deleted: what the manifest lists, and only while its
//     bytes are still those that were written. A file somebody has changed is kept and
//     reported, once it is no longer part of the site; while it is, it is written anew. A
//     file nobody listed is never touched, nor is a folder that holds one.
//   - Nothing outside the directory is reached: all goes through one [os.Root].
//
// The manifest is the file .dateline in the directory: the SHA-256 and path of every file,
// in the form `sha256sum --check` reads. It is written last; while a write is under way it lists the old
// and the new hash of each changed file, so that a run that was killed is finished by the
// next. It alone is synced to the disk: after a loss of power it is whole, and the next write
// finds the files that are not. Without a manifest a directory that holds files is refused,
// unless [Options].Adopt says that they may be replaced; dotfiles do not count.
//
// One write at a time: two at once into the same directory may end in an error.
package publish

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
)

// Manifest is the name of the manifest inside the directory.
const Manifest = ".dateline"

// Options say what Write may do.
type Options struct {
	// Keep lists folders that are read, never written: the directory may not be one of
	// them, lie in one or hold one.
	Keep []string
	// Adopt lets Write replace files it did not write, in a directory with or without manifest.
	Adopt bool
}

// Changes is what was done, as sorted paths inside the directory.
type Changes struct {
	Wrote   []string
	Removed []string
	Kept    []string // no longer part of the site, but changed by somebody since: left alone
	Same    int      // files that were already as they should be
}

// Write makes dir hold files, a map from slash-separated path to bytes.
func Write(dir string, files map[string][]byte, opt Options) (Changes, error) {
	for name := range files {
		if err := checkName(name); err != nil {
			return Changes{}, err
		}
	}
	if err := apart(dir, opt.Keep); err != nil {
		return Changes{}, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Changes{}, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Changes{}, err
	}
	defer root.Close()
	old, err := readManifest(root, dir)
	if err != nil {
		return Changes{}, err
	}
	if !old.found && !opt.Adopt {
		if err := refuseForeign(root, dir); err != nil {
			return Changes{}, err
		}
	}

	p, err := makePlan(root, dir, files, old, opt.Adopt)
	if err != nil {
		return Changes{}, err
	}
	return p.run(root, files, old)
}

// Clean removes what the manifest in dir lists and nobody changed, then the manifest.
func Clean(dir string) (Changes, error) {
	root, err := os.OpenRoot(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return Changes{}, nil
	}
	if err != nil {
		return Changes{}, err
	}
	defer root.Close()
	old, err := readManifest(root, dir)
	if err != nil || !old.found {
		return Changes{}, err
	}
	p, err := makePlan(root, dir, nil, old, false)
	if err != nil {
		return Changes{}, err
	}
	done, err := p.run(root, nil, old)
	if err != nil {
		return done, err
	}
	return done, root.Remove(Manifest)
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

// apart refuses a directory that is, lies in, or holds one of the folders to keep.
func apart(dir string, keep []string) error {
	out, err := realPath(dir)
	if err != nil {
		return err
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
func refuseForeign(root *os.Root, dir string) error {
	entries, err := fs.ReadDir(root.FS(), ".")
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

// A plan is what is to be done, all of it checked.
type plan struct {
	hash  map[string]string // of every file to be published
	write []string          // in the order of writing
	mode  map[string]fs.FileMode
	first []string // stale files in the way of a new one: a file where a folder is to be, or the reverse
	last  []string // other stale files
	kept  []string
}

func makePlan(root *os.Root, dir string, files map[string][]byte, old manifest, adopt bool) (*plan, error) {
	p := &plan{hash: make(map[string]string, len(files)), mode: map[string]fs.FileMode{}}

	// What was published and is no more.
	parents := parentsOf(files)
	gone := map[string]bool{}     // stale files that will be removed
	goneDirs := map[string]bool{} // folders that hold one
	for _, name := range slices.Sorted(maps.Keys(old.hashes)) {
		if _, ok := files[name]; ok {
			continue
		}
		info, err := root.Lstat(name)
		if err != nil || info.IsDir() {
			continue // already gone, or now a folder: not what was written
		}
		ours := false
		if info.Mode().IsRegular() && !belowLink(root, name) {
			data, err := root.ReadFile(name)
			ours = err == nil && slices.Contains(old.hashes[name], hashOf(data))
		}
		if !ours {
			p.kept = append(p.kept, name)
			continue
		}
		gone[name] = true
		inWay := parents[name]
		for d := path.Dir(name); d != "."; d = path.Dir(d) {
			goneDirs[d] = true
			_, isFile := files[d]
			inWay = inWay || isFile
		}
		if inWay {
			p.first = append(p.first, name)
		} else {
			p.last = append(p.last, name)
		}
	}

	err := each(slices.Sorted(maps.Keys(parents)), func(_ int, d string) error {
		if _, ok := files[d]; ok {
			return fmt.Errorf("%s would be a file and a folder", filepath.Join(dir, d))
		}
		info, err := root.Lstat(d)
		switch {
		case errors.Is(err, fs.ErrNotExist) || err == nil && (info.IsDir() || gone[d]):
		case err != nil:
			if !hasParent(gone, d) { // else: a stale file stands where the folder above will be
				return fmt.Errorf("%s: %w", filepath.Join(dir, d), err)
			}
		default:
			return fmt.Errorf("%s is a file or a link, but the site has a folder of that name: move it away", filepath.Join(dir, d))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}

	names := slices.SortedFunc(maps.Keys(files), byOrder)
	var mu sync.Mutex
	changed := map[string]bool{}
	err = each(names, func(_ int, name string) error {
		hash := hashOf(files[name])
		same, mode := false, fs.FileMode(0o644)
		info, err := root.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			if !hasParent(gone, name) { // else: a stale file stands where the folder will be
				return fmt.Errorf("%s: %w", filepath.Join(dir, name), err)
			}
		case info.IsDir():
			if !goneDirs[name] {
				return fmt.Errorf("%s is a folder, but the site has a file of that name: move it away", filepath.Join(dir, name))
			}
			if entry, err := stays(root, name, gone, goneDirs, old.unfinished); entry != "" || err != nil {
				return cmp.Or(err, fmt.Errorf("%s stays, but the site has a file in the place of its folder %s: move it away",
					filepath.Join(dir, entry), name))
			}
		default:
			var data []byte
			if info.Mode().IsRegular() {
				if data, err = root.ReadFile(name); err != nil {
					return err
				}
				same, mode = bytes.Equal(data, files[name]), info.Mode().Perm()
			}
			if _, ours := old.hashes[name]; !same && !ours && !adopt {
				return fmt.Errorf("%s was not written by dateline: move it away, or say that it may be replaced (--adopt)", filepath.Join(dir, name))
			}
		}
		mu.Lock()
		defer mu.Unlock()
		p.hash[name] = hash
		if !same {
			changed[name] = true
			p.mode[name] = mode
		}
		return nil
	})
	p.write = slices.DeleteFunc(names, func(n string) bool { return !changed[n] })
	return p, err
}

// stays returns an entry of a folder, at any depth, that is not among those that go, or "".
func stays(root *os.Root, dir string, gone, goneDirs map[string]bool, unfinished bool) (entry string, err error) {
	err = fs.WalkDir(root.FS(), dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || gone[name] || goneDirs[name] || unfinished && isTemp(e) {
			return err
		}
		entry = name
		return fs.SkipAll
	})
	return entry, err
}

// run carries the plan out. After an error the manifest still lists both states, so that
// the next write can finish what this one began.
func (p *plan) run(root *os.Root, files map[string][]byte, old manifest) (Changes, error) {
	done := Changes{Kept: p.kept, Same: len(files) - len(p.write)}
	if old.unfinished {
		removeTemps(root, files, old)
	}
	if len(p.write)+len(p.first)+len(p.last) > 0 {
		both := maps.Clone(old.hashes)
		for _, name := range p.write {
			both[name] = append(slices.Clone(both[name]), p.hash[name])
		}
		if err := replaceManifest(root, manifest{hashes: both, unfinished: true}.bytes()); err != nil {
			return Changes{}, err
		}
	}
	removed, err := removeAll(root, p.first)
	done.Removed = removed
	if err != nil {
		return done, err
	}
	for i := 0; i < len(p.write); {
		j := i
		for j < len(p.write) && order(p.write[j]) == order(p.write[i]) {
			j++
		}
		err := each(p.write[i:j], func(n int, name string) error {
			return replace(root, name, files[name], p.mode[name], i+n+1, false)
		})
		if err != nil {
			return done, err
		}
		done.Wrote = append(done.Wrote, p.write[i:j]...)
		i = j
	}
	removed, err = removeAll(root, p.last)
	done.Removed = append(done.Removed, removed...)
	if err != nil {
		return done, err
	}
	slices.Sort(done.Wrote)
	slices.Sort(done.Removed)

	now := manifest{hashes: make(map[string][]string, len(files))}
	for name, hash := range p.hash {
		now.hashes[name] = []string{hash}
	}
	text := now.bytes()
	if was, err := root.ReadFile(Manifest); err == nil && bytes.Equal(was, text) {
		return done, nil
	}
	return done, replaceManifest(root, text)
}

// order is the place of a path in a write: what pages need, then pages, then what leads to them.
func order(name string) int {
	switch ext := path.Ext(name); {
	case ext == ".html" && strings.HasPrefix(name, "briefs/"):
		return 1
	case ext == ".html", ext == ".xml" && !strings.Contains(name, "/"):
		return 2
	}
	return 0
}

func byOrder(a, b string) int {
	if o := order(a) - order(b); o != 0 {
		return o
	}
	return strings.Compare(a, b)
}

// replaceManifest replaces the manifest and waits until the disk has it.
func replaceManifest(root *os.Root, text []byte) error {
	if err := replace(root, Manifest, text, 0o644, 0, true); err != nil {
		return err
	}
	if dir, err := root.Open("."); err == nil {
		dir.Sync() // some systems cannot sync a folder; they need not, either
		dir.Close()
	}
	return nil
}

// replace writes a temporary file beside name and renames it. n makes the temporary name unique
// within a run; it does not hold the name of the file, so that it is never too long.
func replace(root *os.Root, name string, data []byte, mode fs.FileMode, n int, sync bool) error {
	dir := path.Dir(name)
	if err := root.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	temp := path.Join(dir, fmt.Sprintf("%s-%d-%d%s", Manifest, os.Getpid(), n, tempExt))
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil && sync {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = root.Rename(temp, name)
	}
	if err != nil {
		root.Remove(temp)
	}
	return err
}

const tempExt = ".tmp"

// removeTemps removes what a killed run left. That there was one, its manifest says.
func removeTemps(root *os.Root, files map[string][]byte, old manifest) {
	dirs := parentsOf(files)
	maps.Copy(dirs, parentsOf(old.hashes))
	dirs["."] = true
	for dir := range dirs {
		entries, err := fs.ReadDir(root.FS(), dir)
		if err != nil {
			continue // not there, or not a folder: then nothing was left in it
		}
		for _, e := range entries {
			if isTemp(e) {
				root.Remove(path.Join(dir, e.Name()))
			}
		}
	}
}

func isTemp(e fs.DirEntry) bool {
	return strings.HasPrefix(e.Name(), Manifest+"-") && strings.HasSuffix(e.Name(), tempExt) && e.Type().IsRegular()
}

// removeAll removes the files, and the folders that are empty after that.
func removeAll(root *os.Root, names []string) ([]string, error) {
	dirs := map[string]bool{}
	for i, name := range names {
		if err := root.Remove(name); err != nil {
			return names[:i], err
		}
		dirs[path.Dir(name)] = true
	}
	for dir := range dirs {
		// Remove fails on a folder that holds something, and that is the end of it.
		for ; dir != "." && root.Remove(dir) == nil; dir = path.Dir(dir) {
		}
	}
	return names, nil
}

// A manifest lists what was published.
type manifest struct {
	hashes     map[string][]string // by path; two while a write is under way
	found      bool
	unfinished bool
}

const (
	manifestHead   = "# What dateline wrote here. It deletes nothing else.\n"
	manifestUnder  = "# A write is under way, or was cut off: the next one will finish it.\n"
	manifestSpaces = "  "
)

func (m manifest) bytes() []byte {
	var b bytes.Buffer
	b.WriteString(manifestHead)
	if m.unfinished {
		b.WriteString(manifestUnder)
	}
	for _, name := range slices.Sorted(maps.Keys(m.hashes)) {
		for _, hash := range m.hashes[name] {
			b.WriteString(hash + manifestSpaces + name + "\n")
		}
	}
	return b.Bytes()
}

func readManifest(root *os.Root, dir string) (manifest, error) {
	data, err := root.ReadFile(Manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return manifest{hashes: map[string][]string{}}, nil
	}
	if err != nil {
		return manifest{}, err
	}
	m, err := parseManifest(data)
	if err != nil {
		return m, fmt.Errorf("%s:%w: what dateline wrote is not known: delete this file and build with --adopt", filepath.Join(dir, Manifest), err)
	}
	return m, nil
}

// parseManifest reads what bytes wrote. Its error begins with the number of the line.
func parseManifest(data []byte) (manifest, error) {
	m := manifest{hashes: map[string][]string{}, found: true}
	if !bytes.HasPrefix(data, []byte(manifestHead)) {
		return m, errors.New("1: the first line of a manifest is missing")
	}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		text := strings.TrimRight(string(line), "\r\n")
		if strings.HasPrefix(text, "#") {
			m.unfinished = m.unfinished || text+"\n" == manifestUnder
			continue
		}
		hash, name, cut := strings.Cut(text, manifestSpaces)
		raw, err := hex.DecodeString(hash)
		if !cut || err != nil || len(raw) != sha256.Size || checkName(name) != nil {
			return m, fmt.Errorf("%d: not a line of a manifest", n)
		}
		m.hashes[name] = append(m.hashes[name], strings.ToLower(hash))
	}
	return m, nil
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// belowLink reports whether a folder above a path is a link, so that another file lies there.
func belowLink(root *os.Root, name string) bool {
	for d := path.Dir(name); d != "."; d = path.Dir(d) {
		if info, err := root.Lstat(d); err != nil || info.Mode()&fs.ModeSymlink != 0 {
			return true
		}
	}
	return false
}

// parentsOf is the set of folders above the paths.
func parentsOf[V any](files map[string]V) map[string]bool {
	dirs := map[string]bool{}
	for name := range files {
		for d := path.Dir(name); d != "." && !dirs[d]; d = path.Dir(d) {
			dirs[d] = true
		}
	}
	return dirs
}

func hasParent(set map[string]bool, name string) bool {
	for d := path.Dir(name); d != "."; d = path.Dir(d) {
		if set[d] {
			return true
		}
	}
	return false
}

// each calls f for every name on all cores and returns the first error. After one, names not yet begun are left out.
func each(names []string, f func(i int, name string) error) error {
	var (
		next   atomic.Int64
		failed atomic.Bool
		wg     sync.WaitGroup
		errs   = make([]error, len(names))
	)
	for range min(runtime.GOMAXPROCS(0), len(names)) {
		wg.Go(func() {
			for !failed.Load() {
				i := int(next.Add(1)) - 1
				if i >= len(names) {
					return
				}
				if errs[i] = f(i, names[i]); errs[i] != nil {
					failed.Store(true)
				}
			}
		})
	}
	wg.Wait()
	return cmp.Or(errs...)
}
