package publish

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
)

func sumText(text string) Sum { return sha256.Sum256([]byte(text)) }

func begin(t *testing.T, dir string, opt Options) *Writer {
	t.Helper()
	w, err := Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func (f files) putTo(t *testing.T, w *Writer) {
	t.Helper()
	for name, text := range f {
		sum, err := w.Put(name, []byte(text))
		if err != nil || sum != sumText(text) {
			t.Fatalf("Put %s: %x %v", name, sum, err)
		}
	}
}

func end(t *testing.T, w *Writer) Changes {
	t.Helper()
	done, err := w.Commit()
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// makeOld sets the times of all files back, as if they had been written long ago.
func makeOld(t *testing.T, dir string) {
	t.Helper()
	old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for name := range read(t, dir) {
		if err := os.Chtimes(filepath.Join(dir, name), old, old); err != nil {
			t.Fatal(err)
		}
	}
}

// listing is everything below a folder with what would show that it was touched.
func listing(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil {
			list = append(list, fmt.Sprint(name, info.Mode(), info.ModTime(), statOf(info)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A run that ends without Commit leaves no trace, nor the folders it made.
func TestNoTrace(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "deep", "public")
	w := begin(t, dir, Options{})
	site.putTo(t, w)
	for range 2 { // the second time it does nothing
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Lstat(filepath.Dir(dir)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is there: %v", filepath.Dir(dir), err)
	}

	write(t, dir, site, Options{})
	old := read(t, dir)
	w = begin(t, dir, Options{})
	files{"index.html": "new", "briefs/new/index.html": "new"}.putTo(t, w)
	want(t, dir, func() files { // but for the stage, nothing has changed yet
		all := files{}
		for name, text := range read(t, dir) {
			if strings.HasPrefix(name, stageDir) {
				all[name] = text
			}
		}
		if len(all) != 2 {
			t.Errorf("%d files are staged", len(all))
		}
		for name, text := range old {
			all[name] = text
		}
		return all
	}())
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want(t, dir, old)
	if _, err := os.Lstat(filepath.Join(dir, stageDir)); err == nil {
		t.Error("the stage is still there")
	}
}

// Where nothing has changed nothing is written: no manifest, no state, no folder.
func TestNothingChanged(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "public")
	opt := Options{State: filepath.Join(top, "state")}
	write(t, dir, site, opt)
	makeOld(t, dir)
	write(t, dir, site, opt) // writes the state
	before := listing(t, top)

	wantChanges(t, write(t, dir, site, opt), "wrote [] removed [] kept [] same 10")
	w := begin(t, dir, opt)
	for name, text := range site {
		if !w.Has(name, sumText(text)) {
			t.Errorf("%s is not there", name)
		}
	}
	wantChanges(t, end(t, w), "wrote [] removed [] kept [] same 10")
	if after := listing(t, top); !slices.Equal(before, after) {
		t.Errorf("before %v\nafter  %v", before, after)
	}
}

// reads counts the files whose bytes are looked at while the site is asked for.
func reads(t *testing.T, dir string, opt Options, site files) (n int) {
	t.Helper()
	asking := false
	w, err := open(dir, opt, func(op, _ string) error {
		if op == "read" && asking {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	asking = true
	for name, text := range site {
		if !w.Has(name, sumText(text)) {
			t.Errorf("%s is not there", name)
		}
	}
	asking = false
	end(t, w)
	return n
}

func TestState(t *testing.T) {
	top := t.TempDir()
	dir, opt := filepath.Join(top, "public"), Options{State: filepath.Join(top, "state")}
	write(t, dir, site, opt)
	if n := reads(t, dir, opt, site); n != len(site) {
		t.Errorf("%d files read that were just written, want all", n)
	}
	young := time.Now().Add(time.Hour) // and stays so, however slow this test is
	for name := range site {
		os.Chtimes(filepath.Join(dir, name), young, young)
	}
	for range 2 {
		if n := reads(t, dir, opt, site); n != len(site) {
			t.Errorf("%d files read that are young, want all", n)
		}
	}
	makeOld(t, dir)
	if n := reads(t, dir, opt, site); n != len(site) {
		t.Errorf("%d files read with other times, want all", n)
	}
	if n := reads(t, dir, opt, site); n != 0 {
		t.Errorf("%d files read that have not changed", n)
	}
	good, err := os.ReadFile(opt.State)
	if err != nil {
		t.Fatal(err)
	}

	// Whatever is wrong with the state, it is written anew, and nobody hears of it.
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 0x40
		if i%7 == 0 {
			bad = bad[:i]
		}
		put(t, top, "state", string(bad))
		if n := reads(t, dir, opt, site); n != len(site) {
			t.Fatalf("state with byte %d changed: %d files read, want all", i, n)
		}
		if again, _ := os.ReadFile(opt.State); !bytes.Equal(again, good) {
			t.Fatalf("state with byte %d changed: it was not written anew", i)
		}
	}

	// The state of another directory, and of another manifest.
	other := filepath.Join(top, "other")
	write(t, other, site, Options{})
	makeOld(t, other)
	if n := reads(t, other, opt, site); n != len(site) {
		t.Errorf("%d files read with the state of another directory, want all", n)
	}
	put(t, top, "state", string(good))
	put(t, dir, Manifest, strings.Replace(string(mustRead(t, filepath.Join(dir, Manifest))), "\n", "\n# edited\n", 1))
	if n := reads(t, dir, opt, site); n != len(site) {
		t.Errorf("%d files read with the state of another manifest, want all", n)
	}

	// A state that cannot be written is no error.
	write(t, dir, site, Options{State: filepath.Join(top, "missing", "state")})
}

func mustRead(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A file that somebody has changed is noticed, though its size and time are as they were.
func TestChangedWithTheSameTime(t *testing.T) {
	top := t.TempDir()
	dir, opt := filepath.Join(top, "public"), Options{State: filepath.Join(top, "state")}
	write(t, dir, site, opt)
	makeOld(t, dir)
	write(t, dir, site, opt)
	name := filepath.Join(dir, "index.html")
	info, err := os.Lstat(name)
	if err != nil {
		t.Fatal(err)
	}
	if statOf(info)[2] == 0 {
		t.Skip("only size and time are known here")
	}
	put(t, dir, "index.html", "h0me")
	os.Chtimes(name, info.ModTime(), info.ModTime())
	w := begin(t, dir, opt)
	if w.Has("index.html", sumText("home")) {
		t.Error("a changed file was taken for the old one")
	}
	site.putTo(t, w)
	wantChanges(t, end(t, w), "wrote [index.html] removed [] kept [] same 9")
	want(t, dir, site)
}

func TestHas(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a.html": "a", "b/c.html": "c", "d.html": "d", "e.html": "e", "f/g.html": "g"}, Options{})
	put(t, dir, "mine.html", "mine")
	put(t, dir, "d.html", "changed by hand")
	os.Remove(filepath.Join(dir, "e.html"))
	os.Rename(filepath.Join(dir, "f"), filepath.Join(dir, "ff"))
	os.Symlink("ff", filepath.Join(dir, "f"))
	w := begin(t, dir, Options{})
	for _, test := range []struct {
		name, text string
		has        bool
	}{
		{"a.html", "b", false},
		{"a.html", "a", true},
		{"a.html", "a", true}, // it may be asked for again
		{"b/c.html", "c", true},
		{"mine.html", "mine", false}, // not listed
		{"d.html", "d", false},
		{"d.html", "changed by hand", false},
		{"e.html", "e", false},
		{"f/g.html", "g", false}, // behind a link
		{"../a.html", "a", false},
	} {
		if has := w.Has(test.name, sumText(test.text)); has != test.has {
			t.Errorf("Has %s with the sum of %q: %v", test.name, test.text, has)
		}
	}
	wantChanges(t, end(t, w), "wrote [] removed [] kept [d.html f/g.html] same 2")
}

// unseekable hides that a reader can go back.
type unseekable struct{ io.Reader }

func TestPutFrom(t *testing.T) {
	for _, kind := range []string{"seeks", "does not seek"} {
		t.Run(kind, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, files{"same.bin": "same", "changes.bin": "old"}, Options{})
			os.Chmod(filepath.Join(dir, "changes.bin"), 0o600)
			w := begin(t, dir, Options{})
			large := strings.Repeat("0123456789", 100_000)
			for name, text := range (files{"same.bin": "same", "changes.bin": "new", "a/large.bin": large}) {
				var r io.Reader = strings.NewReader("before" + text)
				io.ReadFull(r, make([]byte, len("before"))) // what was read before does not count
				if kind != "seeks" {
					r = unseekable{r}
				}
				if sum, err := w.PutFrom(name, r); err != nil || sum != sumText(text) {
					t.Errorf("PutFrom %s: %x %v", name, sum, err)
				}
			}
			wantChanges(t, end(t, w), "wrote [a/large.bin changes.bin] removed [] kept [] same 1")
			want(t, dir, files{"same.bin": "same", "changes.bin": "new", "a/large.bin": large})
			if info, _ := os.Stat(filepath.Join(dir, "changes.bin")); info.Mode().Perm() != 0o600 {
				t.Errorf("mode of changes.bin became %v", info.Mode())
			}
		})
	}
}

// After a file that could not be taken there is no new site.
func TestFailedPut(t *testing.T) {
	for what, fail := range map[string]func(w *Writer) error{
		"reader": func(w *Writer) error {
			_, err := w.PutFrom("b.html", iotest.ErrReader(errors.New("broken")))
			return err
		},
		"name":  func(w *Writer) error { _, err := w.Put("../b.html", nil); return err },
		"twice": func(w *Writer) error { _, err := w.Put("a.html", []byte("new")); return err },
	} {
		dir := t.TempDir()
		write(t, dir, files{"a.html": "old"}, Options{})
		w := begin(t, dir, Options{})
		files{"a.html": "new"}.putTo(t, w)
		err := fail(w)
		if err == nil {
			t.Errorf("%s: no error", what)
		}
		if _, again := w.Commit(); again != err {
			t.Errorf("%s: error %v, then Commit with %v", what, err, again)
		}
		w.Close()
		want(t, dir, files{"a.html": "old"})
	}
}

// A folder that is new at the top is put in its place by one rename, once what its files need is there; below a folder
// that is there, each file by its own. If the folder cannot be, its files are.
func TestNewFolders(t *testing.T) {
	next := maps.Clone(site)
	maps.Copy(next, files{
		"briefs/three/index.html": "3", "briefs/three/figure.csv": "3", "topics/deep/a/b/index.html": "a", "topics/deep/a/c/index.html": "a",
		"new/style.css": "n", "new/one/index.html": "1", "new/two/index.html": "2", "briefs/one/index.html": "changed", "style.css": "changed",
	})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one after the other
	for _, test := range []struct {
		made string // by somebody
		late bool   // after the commit has looked at all
		want string // what is renamed; with a slash, if it is a folder
	}{
		{"", false, "briefs/three/figure.csv style.css briefs/one/index.html briefs/three/index.html new/ topics/deep/a/b/index.html topics/deep/a/c/index.html"},
		{"new/one/mine.txt", false, "briefs/three/figure.csv new/style.css style.css briefs/one/index.html briefs/three/index.html " +
			"new/one/index.html new/two/index.html topics/deep/a/b/index.html topics/deep/a/c/index.html"},
		{"new/mine.txt", true, "briefs/three/figure.csv style.css briefs/one/index.html briefs/three/index.html " +
			"new/ new/one/index.html new/style.css new/two/index.html topics/deep/a/b/index.html topics/deep/a/c/index.html"},
	} {
		dir := memoryDir(t)
		write(t, dir, site, Options{})
		var renamed []string
		late := test.late
		w, err := open(dir, Options{}, func(op, name string) error {
			from, to, _ := strings.Cut(name, " ")
			switch {
			case op != "rename":
			case to == Manifest:
				if late {
					put(t, dir, test.made, "precious")
					late = false
				}
			case from == freshDir+"/"+to && path.Ext(to) == "":
				renamed = append(renamed, to+"/")
			default:
				renamed = append(renamed, to)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		next.putTo(t, w)
		all := maps.Clone(next)
		if test.made != "" {
			all[test.made] = "precious"
			if !test.late {
				put(t, dir, test.made, "precious")
			}
		}
		if done := end(t, w); len(done.Wrote) != 9 {
			t.Errorf("%+v: wrote %v", test, done.Wrote)
		}
		want(t, dir, all)
		if got := strings.Join(renamed, " "); got != test.want {
			t.Errorf("%+v: renamed %s", test, got)
		}
	}
}

// Many at once, and no folder of the stage gets too large.
func TestConcurrent(t *testing.T) {
	const n = 4*shardSize + 1000 // half of them in a new folder
	dir := memoryDir(t)
	os.Mkdir(filepath.Join(dir, "briefs"), 0o755)
	name := func(i int) string {
		return fmt.Sprintf("%s/%d/%d/index.html", []string{"briefs", "new"}[i%2], i%40, i)
	}
	text := func(i int) []byte { return fmt.Append(nil, "page ", i) }
	w := begin(t, dir, Options{Adopt: true}) // for the folder
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := g; i < n; i += 8 {
				if _, err := w.Put(name(i), text(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	shards, _ := filepath.Glob(filepath.Join(dir, stageDir, "[0-9]*"))
	for _, shard := range shards {
		if entries, err := os.ReadDir(shard); err != nil || len(entries) > shardSize {
			t.Errorf("%s holds %d files: %v", shard, len(entries), err)
		}
	}
	if len(shards) != 3 {
		t.Errorf("%d shards", len(shards))
	}
	if done := end(t, w); len(done.Wrote) != n {
		t.Errorf("%d files written", len(done.Wrote))
	}
	w = begin(t, dir, Options{})
	for g := range 8 {
		wg.Go(func() {
			for i := g; i < n; i += 8 {
				if !w.Has(name(i), sha256.Sum256(text(i))) {
					t.Errorf("%s is not there", name(i))
				}
			}
		})
	}
	wg.Wait()
	wantChanges(t, end(t, w), fmt.Sprintf("wrote [] removed [] kept [] same %d", n))
}

func TestLocked(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	w := begin(t, dir, Options{})
	site.putTo(t, w)
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), dir) {
		t.Errorf("second Open: %v", err)
	}
	if _, err := Clean(dir); !errors.Is(err, ErrLocked) {
		t.Errorf("Clean: %v", err)
	}
	end(t, w) // the second one has not removed its stage
	want(t, dir, site)
	wantChanges(t, write(t, dir, site, Options{}), "wrote [] removed [] kept [] same 10")

	unlock, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Lock(dir); !errors.Is(err, ErrLocked) {
		t.Errorf("second Lock: %v", err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
	if unlock, err = Lock(dir); err != nil {
		t.Fatal(err)
	}
	unlock()
	want(t, dir, site)
	if _, err := Lock(filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Lock of what is not there: %v", err)
	}
}

// That most of a site goes is taken for a mistake.
func TestMassDeletion(t *testing.T) {
	dir := t.TempDir()
	all, half, few := files{}, files{}, files{}
	for i := range 30 {
		name := fmt.Sprintf("briefs/%d/index.html", i)
		all[name] = "page"
		if i < 15 {
			half[name] = "page"
		}
		if i < 14 {
			few[name] = "page"
		}
	}
	write(t, dir, all, Options{})
	if _, err := Write(dir, few.bytes(), Options{}); err == nil || !strings.Contains(err.Error(), "16 of the 30 files") {
		t.Errorf("more than half: %v", err)
	}
	want(t, dir, all)
	write(t, dir, few, Options{Force: true})
	want(t, dir, few)
	write(t, dir, all, Options{})
	write(t, dir, half, Options{})
	want(t, dir, half)
	if done, err := Clean(dir); err != nil || len(done.Removed) != 15 {
		t.Errorf("Clean: %v %v", done, err)
	}
	small := files{"a": "", "b": "", "c": ""}
	write(t, dir, small, Options{})
	write(t, dir, files{}, Options{})
	want(t, dir, files{})
}

// The stage of a killed run goes; what somebody else has put there stays, and is in nobody's way.
func TestLeftStage(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a.html": "old"}, Options{})
	put(t, dir, stageDir+"/0/1", "half a pa")
	put(t, dir, stageDir+"/7/7001", "")
	if err := begin(t, dir, Options{}).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, stageDir)); err == nil {
		t.Error("the stage is still there")
	}

	put(t, dir, stageDir+"/0/1", "half a pa")
	put(t, dir, stageDir+"/0/mine.txt", "precious")
	put(t, dir, stageDir+"/mine/2", "precious")
	write(t, dir, files{"a.html": "new"}, Options{})
	want(t, dir, files{"a.html": "new", stageDir + "/0/mine.txt": "precious", stageDir + "/mine/2": "precious"})

	os.RemoveAll(filepath.Join(dir, stageDir))
	put(t, dir, freshDir, "precious")
	if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("a file in the place of the new folders: %v", err)
	}
	os.RemoveAll(filepath.Join(dir, stageDir))
	put(t, dir, stageDir, "precious")
	if _, err := Open(dir, Options{}); err == nil || !strings.Contains(err.Error(), "move it away") {
		t.Errorf("a file in the place of the stage: %v", err)
	}
	want(t, dir, files{"a.html": "new", stageDir: "precious"})
}

// A whole disk and a home are no place for a site.
func TestTooMuch(t *testing.T) {
	home := filepath.Join(t.TempDir(), "users", "me")
	os.MkdirAll(home, 0o755)
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	for _, dir := range []string{home, filepath.Dir(home), filepath.Join(home, "site", ".."), filepath.VolumeName(home) + string(filepath.Separator)} {
		if w, err := Open(dir, Options{Adopt: true}); err == nil || !strings.Contains(err.Error(), "cannot publish to") {
			t.Errorf("%s: %v", dir, err)
			w.Close()
		}
	}
	write(t, filepath.Join(home, "public"), site, Options{})
}

// What goes wrong while the site is put is not taken for granted at Commit.
func TestChangedBeforeCommit(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "public")
	write(t, dir, files{"a/x.html": "old"}, Options{})
	w := begin(t, dir, Options{})
	files{"a/x.html": "new", "b/y.html": "new"}.putTo(t, w)
	os.Rename(filepath.Join(dir, "a"), filepath.Join(dir, "c"))
	os.Symlink("c", filepath.Join(dir, "a"))
	if _, err := w.Commit(); err == nil || !strings.Contains(err.Error(), "a is a file or a link") {
		t.Errorf("a folder became a link: %v", err)
	}
	w.Close()
	want(t, dir, files{"a": "-> c", "c/x.html": "old"})
}

// What pages need comes before them, deletions after all, and the manifest is first and last.
func TestCommitOrder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"briefs/old/index.html": "old", "old.css": "old"}, Options{})
	for name := range site {
		os.MkdirAll(filepath.Join(dir, filepath.FromSlash(path.Dir(name))), 0o755) // each file by its own
	}
	var mu sync.Mutex
	var steps []string
	w, err := open(dir, Options{}, func(op, name string) error {
		mu.Lock()
		defer mu.Unlock()
		from, to, _ := strings.Cut(name, " ")
		switch {
		case op == "rename" && to == Manifest:
			steps = append(steps, "manifest")
		case op == "rename":
			steps = append(steps, []string{"asset", "brief", "list"}[order(to)])
		case op == "remove" && (from == "old.css" || from == "briefs/old/index.html"):
			steps = append(steps, "deletion")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	site.putTo(t, w)
	end(t, w)
	if got, want := fmt.Sprint(slices.Compact(steps)), "[manifest asset brief list deletion manifest]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Write makes dir hold files, a map from slash-separated path to bytes.
func Write(dir string, files map[string][]byte, opt Options) (Changes, error) {
	w, err := Open(dir, opt)
	if err != nil {
		return Changes{}, err
	}
	defer w.Close()
	for name, data := range files {
		if _, err := w.Put(name, data); err != nil {
			return Changes{}, err
		}
	}
	return w.Commit()
}
