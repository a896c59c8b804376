package publish

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

type files map[string]string

func (f files) bytes() map[string][]byte {
	out := map[string][]byte{}
	for name, text := range f {
		out[name] = []byte(text)
	}
	return out
}

var site = files{
	"index.html":               "home",
	"style.css":                "p{}",
	"briefs/one/index.html":    "one",
	"briefs/two/index.html":    "two",
	"feed.xml":                 "<feed/>",
	"topics/trade/index.html":  "trade",
	"topics/index.html":        "topics",
	"archive/2026/index.html":  "2026",
	"briefs/one/brief.json":    "{}",
	"static/fonts/serif.woff2": "\x00\x01",
}

// read returns every file below dir but the manifest.
func read(t *testing.T, dir string) files {
	t.Helper()
	out := files{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == Manifest {
			return err
		}
		rel, _ := filepath.Rel(dir, name)
		if d.Type()&fs.ModeSymlink != 0 {
			to, _ := os.Readlink(name)
			out[filepath.ToSlash(rel)] = "-> " + to
			return nil
		}
		data, err := os.ReadFile(name)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func hashOf(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, dir string, f files, opt Options) Changes {
	t.Helper()
	done, err := Write(dir, f.bytes(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func want(t *testing.T, dir string, f files) {
	t.Helper()
	if got := read(t, dir); !maps.Equal(got, f) {
		t.Errorf("%s holds\n%v\nwant\n%v", dir, got, f)
	}
}

func wantChanges(t *testing.T, got Changes, want string) {
	t.Helper()
	if s := fmt.Sprintf("wrote %v removed %v kept %v same %d", got.Wrote, got.Removed, got.Kept, got.Same); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
}

func TestWriteTwice(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "public")
	first := write(t, dir, site, Options{})
	if len(first.Wrote) != len(site) || first.Same != 0 {
		t.Errorf("first write: %+v", first)
	}
	want(t, dir, site)

	long := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for name := range site {
		if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	os.Chtimes(filepath.Join(dir, Manifest), long, long)
	wantChanges(t, write(t, dir, site, Options{}), "wrote [] removed [] kept [] same 10")
	for _, name := range append(slices.Collect(maps.Keys(site)), Manifest) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || !info.ModTime().Equal(long) {
			t.Errorf("%s was touched: %v %v", name, info.ModTime(), err)
		}
	}
}

func TestChanges(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, ".gitignore", "*\n")
	write(t, dir, files{"a.html": "1", "b/c/d.html": "1", "b/e.html": "1", "mine.html": "1"}, Options{})
	put(t, dir, "foreign.txt", "kept")
	put(t, dir, "b/c/foreign.txt", "kept")
	put(t, dir, "mine.html", "changed by hand")
	os.Chmod(filepath.Join(dir, "a.html"), 0o600)

	done := write(t, dir, files{"a.html": "2", "new.html": "1"}, Options{})
	wantChanges(t, done, "wrote [a.html new.html] removed [b/c/d.html b/e.html] kept [mine.html] same 0")
	want(t, dir, files{".gitignore": "*\n", "a.html": "2", "new.html": "1", "foreign.txt": "kept",
		"b/c/foreign.txt": "kept", "mine.html": "changed by hand"})
	if info, _ := os.Stat(filepath.Join(dir, "a.html")); info.Mode().Perm() != 0o600 {
		t.Errorf("mode of a.html became %v", info.Mode())
	}

	// A changed file that is still part of the site is written anew.
	put(t, dir, "new.html", "changed by hand")
	wantChanges(t, write(t, dir, files{"a.html": "2", "new.html": "1"}, Options{}), "wrote [new.html] removed [] kept [] same 1")
}

func TestFileBecomesFolder(t *testing.T) {
	dir := t.TempDir()
	a := files{"x": "file", "y/z/w": "file"}
	b := files{"x/index.html": "page", "y": "file"}
	write(t, dir, a, Options{})
	wantChanges(t, write(t, dir, b, Options{}), "wrote [x/index.html y] removed [x y/z/w] kept [] same 0")
	want(t, dir, b)
	write(t, dir, a, Options{})
	want(t, dir, a)
}

func TestClean(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, ".gitignore", "*\n")
	write(t, dir, site, Options{})
	put(t, dir, "index.html", "changed by hand")
	put(t, dir, "briefs/mine.txt", "foreign")
	done, err := Clean(dir)
	if err != nil || len(done.Removed) != len(site)-1 || !slices.Equal(done.Kept, []string{"index.html"}) {
		t.Errorf("Clean: %+v %v", done, err)
	}
	want(t, dir, files{".gitignore": "*\n", "index.html": "changed by hand", "briefs/mine.txt": "foreign"})
	if _, err := os.Lstat(filepath.Join(dir, Manifest)); err == nil {
		t.Error("the manifest is still there")
	}
	if done, err := Clean(dir); err != nil || len(done.Removed) > 0 {
		t.Errorf("second Clean: %+v %v", done, err)
	}
	if _, err := Clean(filepath.Join(dir, "missing")); err != nil {
		t.Error(err)
	}
}

// Each case has an error that must be found before anything is written.
func TestRefused(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(t *testing.T, dir string)
		files   files
		err     string
	}{
		{"leaves the folder", nil, files{"../x": ""}, "not a path"},
		{"absolute", nil, files{"/etc/x": ""}, "not a path"},
		{"backslash", nil, files{`a\..\..\x`: ""}, "not a path"},
		{"drive", nil, files{"c:x": ""}, "not a path"},
		{"line break", nil, files{"a\nb": ""}, "not a path"},
		{"the manifest", nil, files{Manifest: ""}, "not a path"},
		{"a repository", nil, files{".git/config": ""}, "not a path"},
		{"committed dotfile", nil, files{"a/.gitignore": ""}, "not a path"},
		{"unmanaged folder", func(t *testing.T, dir string) { put(t, dir, "thesis.doc", "precious") }, files{}, "thesis.doc"},
		{"foreign file", func(t *testing.T, dir string) {
			write(t, dir, files{"a": "old"}, Options{})
			put(t, dir, "index.html", "precious")
		}, files{"index.html": "new"}, "not written by dateline"},
		{"folder in the place of a file", func(t *testing.T, dir string) {
			write(t, dir, files{"a": "old"}, Options{})
			put(t, dir, "index.html/x", "precious")
		}, files{"index.html": "new"}, "is a folder"},
		{"file in the place of a folder", func(t *testing.T, dir string) {
			write(t, dir, files{"a": "old"}, Options{})
			put(t, dir, "briefs", "precious")
		}, files{"briefs/x.html": "new"}, "briefs"},
		{"link that leads out", func(t *testing.T, dir string) {
			write(t, dir, files{"a": "old"}, Options{})
			out := filepath.Join(filepath.Dir(dir), "outside")
			os.Mkdir(out, 0o755)
			os.Symlink(out, filepath.Join(dir, "briefs"))
		}, files{"briefs/x.html": "new"}, "briefs"},
		{"broken manifest", func(t *testing.T, dir string) { put(t, dir, Manifest, manifestHead+"12ab  x\n") }, files{}, ".dateline:2:"},
		{"hostile manifest", func(t *testing.T, dir string) {
			put(t, dir, Manifest, manifestHead+hashOf(nil)+"  ../precious\n")
		}, files{}, ".dateline:2:"},
		{"empty manifest", func(t *testing.T, dir string) { put(t, dir, Manifest, "") }, files{}, "delete this file and build with --adopt"},
		{"manifest without its head", func(t *testing.T, dir string) {
			put(t, dir, Manifest, hashOf(nil)+"  a\n")
		}, files{}, ".dateline:1:"},
		{"long part", nil, files{"a/" + strings.Repeat("ü", 128) + ".html": ""}, "261 bytes"},
		{"long path", nil, files{strings.Repeat("a/", 450) + "b.css": ""}, "905 bytes"},
		{"file and folder", nil, files{"x": "", "x/y": ""}, "x would be a file and a folder"},
		{"foreign file in a folder that becomes a file", func(t *testing.T, dir string) {
			write(t, dir, files{"data/a/x.csv": "old", "data/b.csv": "old"}, Options{})
			put(t, dir, "data/a/mine.txt", "precious")
		}, files{"data": "new"}, "data/a/mine.txt stays"},
		{"kept file in a folder that becomes a file", func(t *testing.T, dir string) {
			write(t, dir, files{"data/x.csv": "old", "data/y.csv": "old"}, Options{})
			put(t, dir, "data/y.csv", "changed by hand")
		}, files{"data": "new"}, "data/y.csv stays"},
		{"foreign folder in a folder that becomes a file", func(t *testing.T, dir string) {
			write(t, dir, files{"data/x.csv": "old"}, Options{})
			os.Mkdir(filepath.Join(dir, "data", "mine"), 0o755)
		}, files{"data": "new"}, "data/mine stays"},
		{"kept file becomes a folder", func(t *testing.T, dir string) {
			write(t, dir, files{"x": "old"}, Options{})
			put(t, dir, "x", "changed by hand")
		}, files{"x/index.html": "new"}, "x is a file or a link"},
		{"link to nothing in the place of a folder", func(t *testing.T, dir string) {
			write(t, dir, files{"a": "old"}, Options{})
			os.Symlink("nowhere", filepath.Join(dir, "briefs"))
		}, files{"briefs/x.html": "new"}, "briefs is a file or a link"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			top := t.TempDir()
			dir := filepath.Join(top, "public")
			if test.prepare != nil {
				test.prepare(t, dir)
			}
			before := files{}
			if _, err := os.Stat(dir); err == nil {
				before = read(t, top)
			}
			out := test.files.bytes()
			out["zz-last.html"], out["0-first.css"] = []byte("x"), []byte("x")
			_, err := Write(dir, out, Options{})
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("error %v, want one with %q", err, test.err)
			}
			want(t, top, before)
		})
	}
}

func TestAdopt(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "index.html", "old")
	put(t, dir, "foreign.txt", "kept")
	wantChanges(t, write(t, dir, files{"index.html": "new"}, Options{Adopt: true}), "wrote [index.html] removed [] kept [] same 0")
	want(t, dir, files{"index.html": "new", "foreign.txt": "kept"})
}

// The longest name can be written: the name of the temporary file is not made from it.
func TestLongestName(t *testing.T) {
	f := files{"a/" + strings.Repeat("x", maxPart-5) + ".html": "page", strings.Repeat("b/", maxPath/2-1) + "cd": "deep"}
	dir := t.TempDir()
	write(t, dir, f, Options{})
	want(t, dir, f)
	write(t, dir, files{}, Options{})
	want(t, dir, files{})
}

// What a killed run left in a folder does not hinder the folder from becoming a file.
func TestFolderWithTempBecomesFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"data/x.csv": "old"}, Options{})
	m := manifest{lines: []line{{name: "data/x.csv", sums: []Sum{sumText("old")}}}, unfinished: true}
	put(t, dir, Manifest, string(m.bytes()))
	put(t, dir, "data/.dateline-77-2.tmp", "ne")
	write(t, dir, files{"data": "new"}, Options{})
	want(t, dir, files{"data": "new"})
}

// A stale file is not removed through a folder that somebody has replaced by a link to another.
func TestStaleBelowLink(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a/x.html": "1", "b/x.html": "1"}, Options{})
	os.RemoveAll(filepath.Join(dir, "a"))
	os.Symlink("b", filepath.Join(dir, "a"))
	wantChanges(t, write(t, dir, files{"b/x.html": "1"}, Options{}), "wrote [] removed [] kept [a/x.html] same 1")
	want(t, dir, files{"a": "-> b", "b/x.html": "1"})
}

// A manifest may have a line of any length.
func TestLongManifestLine(t *testing.T) {
	m, err := parseManifest([]byte(manifestHead + "# " + strings.Repeat("x", 1<<17) + "\n" + hashOf(nil) + "  a\n"))
	if err != nil || len(m.lines) != 1 {
		t.Errorf("%d files, %v", len(m.lines), err)
	}
}

// A link inside the folder is replaced, never written through.
func TestLinkIsReplaced(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "public")
	write(t, dir, files{"index.html": "1", "old.html": "1"}, Options{})
	put(t, top, "secret", "precious")
	for _, name := range []string{"index.html", "old.html"} {
		os.Remove(filepath.Join(dir, name))
		os.Symlink("../secret", filepath.Join(dir, name))
	}
	wantChanges(t, write(t, dir, files{"index.html": "1"}, Options{}), "wrote [index.html] removed [] kept [old.html] same 0")
	want(t, top, files{"secret": "precious", "public/index.html": "1", "public/old.html": "-> ../secret"})
}

func TestKeepApart(t *testing.T) {
	top := t.TempDir()
	content := filepath.Join(top, "content")
	put(t, content, "a.txt", "article")
	os.Symlink(content, filepath.Join(top, "link"))
	for _, out := range []string{content, filepath.Join(content, "public"), top, filepath.Join(top, "link", "public"),
		filepath.Join(content, "..", "content", "deep", "er")} {
		if _, err := Write(out, site.bytes(), Options{Adopt: true, Keep: []string{content}}); err == nil || !strings.Contains(err.Error(), "is read from there") {
			t.Errorf("%s: error %v", out, err)
		}
	}
	want(t, content, files{"a.txt": "article"})
	write(t, filepath.Join(top, "content-public"), site, Options{Keep: []string{content}})
}

// What a killed run leaves is finished: its manifest lists both states, its temporary files go.
func TestKilledRun(t *testing.T) {
	dir := t.TempDir()
	old := files{"a.html": "old", "b/b.html": "old", "gone.html": "old"}
	write(t, dir, old, Options{})
	next := files{"a.html": "new", "b/b.html": "new", "c.html": "new"}

	// The state in the middle: manifest of both, one file replaced, one new file there, one temporary file.
	both := manifest{unfinished: true}
	for _, f := range []files{old, next} {
		for name, text := range f {
			both.lines = append(both.lines, line{name: name, sums: []Sum{sumText(text)}})
		}
	}
	put(t, dir, Manifest, string(both.bytes()))
	put(t, dir, "a.html", "new")
	put(t, dir, "c.html", "new")
	put(t, dir, "b/.dateline-77-2.tmp", "ne")

	// The user went back in the meantime: c.html is no longer wanted and was never in a finished manifest.
	wantChanges(t, write(t, dir, old, Options{}), "wrote [a.html] removed [c.html] kept [] same 2")
	want(t, dir, old)
	data, _ := os.ReadFile(filepath.Join(dir, Manifest))
	if m, err := parseManifest(data); err != nil || m.unfinished || len(m.lines) != len(old) {
		t.Errorf("manifest after: %s", data)
	}
}

// A failure in the middle leaves each file whole and a manifest from which the next write goes on.
func TestFailsInTheMiddle(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, files{"a.css": "old", "b.html": "old"}, Options{})
	next := files{"a.css": "new", "b.html": "new"}
	w, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range next {
		if _, err := w.Put(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	p, err := w.plan()
	if err != nil {
		t.Fatal(err)
	}
	// After the plan, somebody puts a folder in the place of the last file.
	os.Remove(filepath.Join(dir, "b.html"))
	put(t, dir, "b.html/x", "foreign")
	if _, err := w.run(p); err == nil {
		t.Fatal("no error")
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	want(t, dir, files{"a.css": "new", "b.html/x": "foreign"}) // no temporary file
	os.RemoveAll(filepath.Join(dir, "b.html"))
	wantChanges(t, write(t, dir, next, Options{}), "wrote [b.html] removed [] kept [] same 1")
}

func TestOrder(t *testing.T) {
	names := slices.SortedFunc(maps.Keys(site), func(a, b string) int {
		return cmp.Or(order(a)-order(b), strings.Compare(a, b))
	})
	want := "briefs/one/brief.json static/fonts/serif.woff2 style.css " +
		"briefs/one/index.html briefs/two/index.html " +
		"archive/2026/index.html feed.xml index.html topics/index.html topics/trade/index.html"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func FuzzManifest(f *testing.F) {
	f.Add([]byte(manifestHead + hashOf(nil) + "  a/b.html\n"))
	f.Add([]byte("0  x"))
	f.Add([]byte(manifestHead + manifestUnder))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parseManifest(data)
		if err != nil {
			return
		}
		for name := range m.at {
			if !filepath.IsLocal(name) {
				t.Errorf("%q leads out", name)
			}
		}
		again, err := parseManifest(m.bytes())
		if err != nil || !slices.EqualFunc(m.lines, again.lines, func(a, b line) bool { return a.name == b.name && slices.Equal(a.sums, b.sums) }) {
			t.Errorf("%q does not come back", m.bytes())
		}
	})
}
