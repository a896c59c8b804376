package main

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"dateline/internal/site"
)

// What is remembered is replaced as a whole, or not at all: a build that cannot publish writes, and does not keep.
func TestCacheIsKeptAsAWhole(t *testing.T) {
	dir := filepath.Join(t.TempDir(), cacheDir)
	content := fstest.MapFS{}
	src := site.Source{Content: content}
	sizes := func() (briefs, site int64, names int) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil {
				t.Fatal(err)
			}
			switch e.Name() {
			case briefsFile:
				briefs = info.Size()
			case cacheFile:
				site = info.Size()
			}
		}
		return briefs, site, len(entries)
	}
	const never, always, stopped = "", "keep", "stopped"
	run := func(text, keep string) {
		t.Helper()
		content["a.md"] = &fstest.MapFile{Data: []byte(text)}
		c, err := openCache(dir)
		if err != nil || c.why != nil {
			t.Fatal(err, c.why)
		}
		defer c.close()
		s := site.Load(src, site.Options{Engine: engine(), Now: "2026-02-05", Store: c.briefs}, c.was)
		if _, err := c.briefs.Append(make([]byte, 2<<20)); err != nil { // what nobody refers to
			t.Fatal(err)
		}
		if err := c.write(s.Cache(true)); err != nil {
			t.Fatal(err)
		}
		if !c.compacted || !c.written {
			t.Error("the briefs were not to be written anew")
		}
		switch keep {
		case stopped: // as if it were killed between the two
			c.root.Remove(cacheFile + newExt)
			if err := c.keep(); err == nil {
				t.Error("what is not there was kept")
			}
		case always:
			if err := c.keep(); err != nil {
				t.Fatal(err)
			}
		}
	}
	run("The bridge was closed on Tuesday.\n", never)
	if briefs, site, names := sizes(); briefs < 2<<20 || site != 0 || names != 2 {
		t.Errorf("without keep: %d bytes of briefs, %d of the site, %d files", briefs, site, names)
	}
	run("The bridge was closed on Tuesday.\n", always)
	if briefs, site, names := sizes(); briefs == 0 || briefs > 1<<20 || site == 0 || names != 3 {
		t.Errorf("with keep: %d bytes of briefs, %d of the site, %d files", briefs, site, names)
	}
	run("The bridge was opened on Friday.\n", stopped)
	if briefs, site, names := sizes(); briefs == 0 || briefs > 1<<20 || site != 0 || names != 2 {
		t.Errorf("stopped: %d bytes of briefs, %d of the site, %d files", briefs, site, names)
	}
}
