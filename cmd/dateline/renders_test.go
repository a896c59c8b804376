package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/txtar"
)

// TestRenders runs testdata/renders/*.txtar: which outputs an edit renders, and no others. Each script begins with
// the site in testdata/renders/site, builds it, edits it, builds it again and compares the report:
//
//	parsed    an article that was read anew
//	written   an output that was rendered, and is not what it was
//	same      an output that was rendered, and is
//	removed   an output that is no more
//
// UPDATE=1 rewrites what a script wants.
func TestRenders(t *testing.T) {
	site, err := txtar.ParseFile(filepath.Join("testdata", "renders", "site", "site.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/renders",
		UpdateScripts:       os.Getenv("UPDATE") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			for _, f := range site.Files {
				writeFiles(t, env.WorkDir, map[string][]byte{f.Name: f.Data})
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"build": reported,
			"sub":   sub,
			"touch": touch,
		},
	})
}

// reported ARGS…: dateline build, its report in the file report. The clock stands at noon of 10 April 2026.
func reported(ts *testscript.TestScript, neg bool, args []string) {
	var out strings.Builder
	err := ts.Exec("dateline", append([]string{"build", "--json", "--now", "2026-04-10T12:00:00Z"}, args...)...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		fmt.Fprintf(&out, "exit code %d\n", exit.ExitCode())
	} else {
		ts.Check(err)
	}
	var r report
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &r))
	if out.Len() == 0 {
		for _, name := range slices.Sorted(slices.Values(r.Parsed)) {
			fmt.Fprintln(&out, "parsed  ", name)
		}
		how := map[string]string{}
		for _, name := range r.Rendered {
			how[name] = "same    "
		}
		for _, name := range r.Wrote {
			if how[name] == "" {
				ts.Fatalf("%s was written, but not rendered", name)
			}
			how[name] = "written "
		}
		for _, name := range r.Removed {
			how[name] = "removed "
		}
		for _, name := range slices.Sorted(maps.Keys(how)) {
			fmt.Fprintln(&out, how[name], name)
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs("report"), []byte(out.String()), 0o644))
}

// sub FILE OLD NEW: writes NEW in the place of OLD, which is there once. \n is a line break.
func sub(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: sub FILE OLD NEW")
	}
	data := []byte(ts.ReadFile(args[0]))
	if n := bytes.Count(data, []byte(args[1])); n != 1 {
		ts.Fatalf("%s has %q %d times", args[0], args[1], n)
	}
	data = bytes.Replace(data, []byte(args[1]), []byte(strings.ReplaceAll(args[2], `\n`, "\n")), 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o644))
}

// touch FILE…: the files were changed a minute ago.
func touch(ts *testscript.TestScript, neg bool, args []string) {
	to := time.Now().Add(-time.Minute)
	for _, name := range args {
		ts.Check(os.Chtimes(ts.MkAbs(name), to, to))
	}
}
