package serve

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// rebuilds waits until no more lines come, and returns those that tell of a rebuild.
func rebuilds(log *buffer) []string {
	line := regexp.MustCompile(`(?m)^[0-9:]+ (.* → .*) · [0-9]+ ms$`)
	before := -1
	for {
		found := line.FindAllStringSubmatch(log.String(), -1)
		if len(found) > 0 && len(found) == before {
			var out []string
			for _, m := range found {
				out = append(out, m[1])
			}
			return out
		}
		before = len(found)
		time.Sleep(patience + doubtful + 50*time.Millisecond)
	}
}

// steadily fails if try finds something wrong. That is tried again if the machine stood still meanwhile, for so long that
// a writer may have been taken for done in the middle of a save; not more than ten times.
func steadily(t *testing.T, try func() (wrong string)) {
	t.Helper()
	for n := 1; ; n++ {
		stop, stood := make(chan struct{}), make(chan time.Duration)
		go func() {
			longest := time.Duration(0)
			for {
				begin := time.Now()
				select {
				case <-stop:
					stood <- longest
					return
				case <-time.After(time.Millisecond):
					longest = max(longest, time.Since(begin))
				}
			}
		}()
		wrong := try()
		close(stop)
		longest := <-stood
		if wrong == "" {
			return
		}
		if longest < quiet/2 || n == 10 {
			t.Errorf("try %d, in which the machine stood still for %v: %s", n, longest, wrong)
			return
		}
	}
}

// Each way to save is one rebuild, with the new text.
func TestEditorsSave(t *testing.T) {
	pause := func(string) { time.Sleep(4 * time.Millisecond) } // between the steps of an editor that is slow
	file := func(dir string) string { return filepath.Join(dir, "one") }
	write := func(name, text string) func(string) {
		return func(dir string) {
			f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
			if err != nil {
				panic(err)
			}
			half := len(text) / 2
			f.WriteString(text[:half])
			pause(dir)
			f.WriteString(text[half:])
			f.Close()
		}
	}
	rename := func(from, to string) func(string) {
		return func(dir string) { os.Rename(filepath.Join(dir, from), filepath.Join(dir, to)) }
	}
	remove := func(name string) func(string) { return func(dir string) { os.Remove(filepath.Join(dir, name)) } }
	const text = "<p>second, with a half that is broken</p><p>and another</p>"
	whole := strings.Replace(text, "broken", "mended", 1)
	for name, steps := range map[string][]func(dir string){
		"in place": {write("one", whole)},
		"in place, half is an error": {func(dir string) {
			os.WriteFile(file(dir), []byte("broken"), 0o644)
			time.Sleep(2 * quiet)
			os.WriteFile(file(dir), []byte(whole), 0o644)
		}},
		"emptied first": {func(dir string) { os.Truncate(file(dir), 0) }, func(string) { time.Sleep(3 * quiet) }, write("one", whole)},
		"vim": {
			write("4913", ""), remove("4913"), rename("one", "one~"), pause, write("one", whole),
			func(dir string) { os.Chmod(file(dir), 0o600) }, remove("one~"),
		},
		"vim, no backup":      {write(".one.swp", "x"), write("one", whole), remove(".one.swp")},
		"emacs":               {write("#one#", whole), rename("one", "one~"), pause, write("one", whole), remove("#one#")},
		"VS Code":             {write("one", whole)},
		"Helix":               {write("one.bck", "x"), write(".oneXyZ.tmp", whole), rename(".oneXyZ.tmp", "one"), remove("one.bck")},
		"sed -i":              {write("sedAbCd", whole), pause, rename("sedAbCd", "one")},
		"removed, then new":   {remove("one"), pause, write("one", whole)},
		"from another folder": {func(dir string) { write("../one.new", whole)(dir); rename("../one.new", "one")(dir) }},
		"hard link":           {write(".new", whole), remove("one"), func(dir string) { os.Link(filepath.Join(dir, ".new"), file(dir)) }, remove(".new")},
		"same text twice":     {write("one", whole), pause, write("one", whole)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steadily(t, func() string {
				url, dir, log := start(t)
				get(t, url) // looked at
				for _, step := range steps {
					step(dir)
				}
				got := rebuilds(log)
				if _, body, _ := get(t, url+"one/"); !strings.Contains(body, whole) {
					t.Errorf("served: %s", body)
				}
				if len(got) != 1 || !regexp.MustCompile("^content/one → [12] parsed, to be seen at http://127.0.0.1:[0-9]+/one/$").MatchString(got[0]) {
					return fmt.Sprintf("rebuilds: %q", got)
				}
				return ""
			})
		})
	}
}

// A checkout is one rebuild.
func TestManyFiles(t *testing.T) {
	steadily(t, func() string {
		url, dir, log := start(t)
		get(t, url)
		for i := range 1000 {
			sub := filepath.Join(dir, fmt.Sprint(i%7))
			os.Mkdir(sub, 0o755)
			save(t, sub, fmt.Sprint(i), fmt.Sprintf("<p>file %d</p>", i))
		}
		first := rebuilds(log)
		for i := range 1000 {
			save(t, filepath.Join(dir, fmt.Sprint(i%7)), fmt.Sprint(i), fmt.Sprintf("<p>file %d, again</p>", i))
		}
		got := rebuilds(log)
		if _, body, _ := get(t, url+"5/999/"); !strings.Contains(body, "file 999, again") {
			t.Errorf("served: %s", body)
		}
		const all = "→ 1000 parsed, no page is open"
		if len(first) != 1 || len(got) != 2 || !strings.HasSuffix(got[0], all) || !strings.HasSuffix(got[1], all) {
			return fmt.Sprintf("rebuilds: %q", got)
		}
		return ""
	})
}

// Folders that are renamed are watched where they are now, and only there.
func TestFoldersMove(t *testing.T) {
	url, dir, _ := start(t)
	deep := filepath.Join(dir, "a", "b", "c")
	if err := os.MkdirAll(deep, 0o755); err != nil {
		t.Fatal(err)
	}
	save(t, deep, "x", "<p>one</p>")
	eventually(t, url+"a/b/c/x/", has("one"))
	time.Sleep(2 * checkout)
	os.Rename(filepath.Join(dir, "a"), filepath.Join(dir, "z"))
	eventually(t, url+"z/b/c/x/", has("one"))
	eventually(t, url+"a/b/c/x/", has("nothing here"))
	os.MkdirAll(deep, 0o755)
	save(t, deep, "x", "<p>new</p>")
	eventually(t, url+"a/b/c/x/", has("new"))
	save(t, filepath.Join(dir, "z", "b", "c"), "x", "<p>two</p>")
	eventually(t, url+"z/b/c/x/", has("two"))
	save(t, deep, "x", "<p>newer</p>")
	eventually(t, url+"a/b/c/x/", has("newer"))
}

// When events are lost everything is looked at.
func TestLostEvents(t *testing.T) {
	root := t.TempDir()
	os.Mkdir(filepath.Join(root, "content"), 0o755)
	w := newWatcher(Config{Root: root, Dirs: []string{"content"}, Log: &buffer{}})
	w.open()
	saved := make(chan []string)
	ctx := t.Context()
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.run(ctx, saved)
	}()
	t.Cleanup(func() { <-done })
	w.notify.Errors <- fmt.Errorf("queue overflow")
	if paths := <-saved; paths != nil {
		t.Errorf("told of %q, not of everything", paths)
	}
	save(t, filepath.Join(root, "content"), "one", "x")
	if paths := <-saved; len(paths) != 1 || paths[0] != "content/one" {
		t.Errorf("told of %q", paths)
	}
}

func TestPoll(t *testing.T) {
	url, dir, log := start(t, func(cfg *Config) { cfg.Poll = true })
	get(t, url)
	if !strings.Contains(log.String(), "note: folders are compared every 500 ms (as --poll says)\n") {
		t.Errorf("log: %s", log)
	}
	save(t, dir, "one", "<p>second</p>")
	eventually(t, url+"one/", has("second"))
	os.Mkdir(filepath.Join(dir, "sub"), 0o755)
	save(t, filepath.Join(dir, "sub"), "two", "<p>new</p>")
	eventually(t, url+"sub/two/", has("new"))
	os.RemoveAll(filepath.Join(dir, "sub"))
	eventually(t, url+"sub/two/", has("nothing here"))
	if got := rebuilds(log); len(got) != 3 {
		t.Errorf("rebuilds: %q", got)
	}
}

// Where the system watches no more, folders are compared, and it is said why.
func TestNoWatch(t *testing.T) {
	root, log := t.TempDir(), &buffer{}
	w := newWatcher(Config{Root: filepath.Join(root, strings.Repeat("x", 1000)), Dirs: []string{"content"}, Log: log})
	w.open()
	if w.notify != nil || !strings.Contains(log.String(), "note: folders are compared every 500 ms (the system watches no more folders: ") {
		t.Errorf("log: %s", log)
	}
}

func TestFirstChanged(t *testing.T) {
	const before = `<head><title>x</title></head><main id="main"><p>2 sentences</p><ul><li id="f1">a</li></ul><p><span class="s" id="s1">a</span> <span class="s" id="s2">b</span></p></main>`
	for _, test := range []struct{ old, new, want string }{
		{"b</span>", "c</span>", "s2"},
		{"<title>x", "<title>y", ""},
		{"2 sentences", "3 sentences", "main"},
		{`<p>2 sentences</p><ul><li id="f1">a`, `<p>3 sentences</p><ul><li id="f1">b`, "f1"},
		{`id="s2">b</span>`, `id="s2">b</span> <span id="s3">c</span>`, "s3"},
		{`id="s1">`, `id="n1">`, "n1"},
		{"</main>", "<img></main>", ""},
	} {
		if got := firstChanged([]byte(before), []byte(strings.Replace(before, test.old, test.new, 1))); got != test.want {
			t.Errorf("%q to %q: %q, want %q", test.old, test.new, got, test.want)
		}
	}
}
