//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The same site gives the same bytes wherever and by whomever it is built: in another folder, from files that
// were written in another order and at another time, on one processor and on eight, with another
// environment, umask and user. Each build is a process of its own.
func TestIdentical(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	program := filepath.Join(temp, "dateline") // TestMain makes it one by its name
	if err := os.Symlink(self, program); err != nil {
		t.Fatal(err)
	}
	files := siteFiles()
	for _, a := range (sampler{seed: 7, words: 200, every: 20 * time.Hour, code: true}).site(60) {
		for name, data := range a.files() {
			files[name] = data
		}
	}
	build := func(n int, dir, umask string, set ...string) (string, map[string][]byte) {
		t.Helper()
		dir = filepath.Join(temp, dir)
		for name, data := range files { // in the order of a map: another one each time
			writeFiles(t, dir, map[string][]byte{name: data})
			old := time.Now().AddDate(0, -n, 0)
			if err := os.Chtimes(filepath.Join(dir, filepath.FromSlash(name)), old, old); err != nil {
				t.Fatal(err)
			}
		}
		c := exec.Command(shell, "-c", "umask "+umask+` && exec "$0" build --json --now 2026-03-01 "$@"`, program, "--source", dir)
		if c.Env = append(os.Environ(), set...); n == 3 {
			c.Args = append(c.Args, "--jobs", "5")
		}
		if n == 2 {
			c.Dir, c.Args[len(c.Args)-1] = dir, "."
		}
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		report, _, _ := strings.Cut(string(out), `"seconds"`)
		return report, look(t, filepath.Join(dir, "public")).bytes()
	}
	wantReport, want := build(0, "a", "022", "GOMAXPROCS=1", "TZ=UTC", "LANG=C", "LC_ALL=C")
	if len(want) < 60 {
		t.Fatalf("only %d files: %s", len(want), wantReport)
	}
	for i, test := range []struct {
		dir, umask string
		env        []string
	}{
		{"b", "022", []string{"GOMAXPROCS=8"}},
		{"another folder/with a long name", "077", []string{"GOMAXPROCS=8", "TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "HOME=" + temp}},
		{"c", "002", []string{"GOMAXPROCS=2", "TZ=America/New_York", "LANG=ja_JP.eucJP", "HOME=/nonexistent", "USER=somebody", "TMPDIR=" + temp, "GOGC=10"}},
	} {
		report, got := build(i+1, test.dir, test.umask, test.env...)
		if diff := sameFiles(want, got, fmt.Sprint("with ", test.env, " ")); diff != "" {
			t.Errorf("%v: %s", test, diff)
		}
		if report != wantReport {
			t.Errorf("%v: the report is\n%s\nand was\n%s", test, report, wantReport)
		}
	}
	// As another user, where this one may become it.
	t.Run("another user", func(t *testing.T) { asAnother(t, program, temp, want) })
}

// asAnother builds the site in dir/b as a user without rights elsewhere.
func asAnother(t *testing.T, program, dir string, want map[string][]byte) {
	if os.Getuid() != 0 {
		t.Skip("only root may build as another user")
	}
	// Out of the folder of the test, which nobody else may enter, as is the program.
	own, err := os.MkdirTemp("", "another")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(own)
	if err := os.CopyFS(filepath.Join(own, "site/content"), os.DirFS(filepath.Join(dir, "b/content"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"templates", "static"} {
		if err := os.CopyFS(filepath.Join(own, "site", name), os.DirFS(filepath.Join(dir, "b", name))); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	program = filepath.Join(own, "dateline")
	if err := os.WriteFile(program, data, 0o755); err != nil {
		t.Fatal(err)
	}
	const nobody = 65534
	for _, name := range []string{own, filepath.Join(own, "site")} {
		if err := os.Chown(name, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(program, "build", "--source", filepath.Join(own, "site"), "--now", "2026-03-01")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	c.Dir, c.Env = own, []string{"HOME=/nonexistent", "PATH=/nonexistent"}
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if diff := sameFiles(want, look(t, filepath.Join(own, "site/public")).bytes(), "as root"); diff != "" {
		t.Error(diff)
	}
}
