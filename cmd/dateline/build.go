package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"dateline/internal/brief"
	"dateline/internal/publish"
	"dateline/internal/site"
)

var buildCommand = command{
	name: "build",
	does: "build the site into public/",
	about: `Builds the site in memory and then writes what has changed. If anything is wrong in
any file, nothing is written, and all of it is shown.
`,
	setup: func(f *flag.FlagSet) action {
		var b build
		b.source.flags(f)
		f.StringVar(&b.output, "output", "", "folder to write, `DIR` (default public in the source folder)")
		f.BoolVar(&b.adopt, "adopt", false, "write into a folder that holds other files, and replace those the site has too")
		f.BoolVar(&b.json, "json", false, "print the result as JSON")
		return b.run
	},
}

type build struct {
	source source
	output string
	adopt  bool
	json   bool
}

func (b *build) run(_ context.Context, _ []string, std streams) error {
	begin := time.Now()
	if b.output == "" {
		b.output = b.source.path("public")
	}
	if err := checkFolder(b.output); err != nil {
		return err
	}
	loaded, files, problems, err := b.source.build()
	if err != nil {
		return err
	}
	var done publish.Changes
	if files != nil {
		done, err = publish.Write(b.output, files, publish.Options{Keep: b.source.dirs(), Adopt: b.adopt})
		if err != nil {
			return err
		}
	}
	took := time.Since(begin)
	if b.json {
		if err := b.printJSON(std.out, loaded, len(files), done, problems, took); err != nil {
			return err
		}
	} else {
		fmt.Fprint(std.err, strings.Join(errorTexts(problems), "")+warningLine(problems))
	}
	if files == nil {
		if !b.json {
			n, _ := count(problems)
			fmt.Fprintf(std.err, "%s: nothing was written\n", plural(n, "error"))
		}
		return errProblems
	}
	if b.json {
		return nil
	}
	for _, note := range loaded.Notes() {
		fmt.Fprintln(std.err, "note:", visible(note))
	}
	for _, name := range done.Kept {
		fmt.Fprintf(std.err, "note: %s was changed since dateline wrote it, and is kept\n", visible(filepath.Join(b.output, name)))
	}
	held := ""
	if n := len(loaded.Held()); n > 0 {
		held = fmt.Sprintf(", %d held back", n)
	}
	_, err = fmt.Fprintf(std.out, "%s%s, %s (%d written, %d removed) in %.2f s → open %s\n",
		plural(len(loaded.Briefs()), "brief"), held, plural(len(files), "file"), len(done.Wrote), len(done.Removed),
		took.Seconds(), visible(filepath.Join(b.output, "index.html")))
	return err
}

// printJSON prints one object with everything the other form says, and every problem.
func (b *build) printJSON(w io.Writer, loaded *site.Site, files int, done publish.Changes, problems []brief.Problem, took time.Duration) error {
	type problem struct {
		File    string   `json:"file"`
		Line    int      `json:"line,omitempty"`
		Col     int      `json:"col,omitempty"`
		Message string   `json:"message"`
		Hint    string   `json:"hint,omitempty"`
		Chain   []string `json:"chain,omitempty"`
		Warning bool     `json:"warning"`
	}
	type held struct {
		File string `json:"file"`
		Why  string `json:"why"`
		Due  string `json:"due,omitempty"`
	}
	out := struct {
		Briefs   int       `json:"briefs"`
		Files    int       `json:"files"`
		Wrote    []string  `json:"wrote"`
		Removed  []string  `json:"removed"`
		Kept     []string  `json:"kept"`
		Held     []held    `json:"held"`
		Problems []problem `json:"problems"`
		Seconds  float64   `json:"seconds"`
	}{
		Files: files, Wrote: list(done.Wrote), Removed: list(done.Removed), Kept: list(done.Kept),
		Held: []held{}, Problems: []problem{}, Seconds: took.Seconds(),
	}
	if loaded != nil {
		out.Briefs = len(loaded.Briefs())
		for _, h := range loaded.Held() {
			out.Held = append(out.Held, held{h.File, h.Why, string(h.Due)})
		}
	}
	for _, p := range problems {
		out.Problems = append(out.Problems, problem{p.File, p.Line, p.Col, p.Msg, p.Hint, p.Chain, p.Warning})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

// list is s as a JSON array, never null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
