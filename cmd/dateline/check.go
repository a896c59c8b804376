package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"

	"dateline/internal/brief"
	"dateline/internal/site"
)

var checkCommand = command{
	name: "check",
	does: "show every problem, and what cleaning left out; write nothing",
	about: `Builds the site in memory and shows every problem with its line, the lines that
cleaning left out of each article, and the briefs that are held back. Writes nothing.
`,
	setup: func(f *flag.FlagSet) action {
		var c check
		c.flags(f)
		f.BoolVar(&c.json, "json", false, "print the result as one JSON object")
		return func(_ context.Context, _ []string, std streams) error {
			err := c.run(std)
			if c.json {
				err = jsonError(std.out, err)
			}
			return err
		}
	},
}

type check struct {
	source
	json bool
}

func (s *check) run(std streams) error {
	src, done, err := s.folders()
	if err != nil {
		return err
	}
	defer done()
	briefs, err := tempPack()
	if err != nil {
		return err
	}
	defer briefs.file.Close()
	memory := newCollector()
	s.opt.Progress = func(string, int, int) { memory.step() }
	loaded, err := s.load(src, nil, briefs)
	if err != nil {
		return err
	}
	if _, err := loaded.Build(nowhere{}); err != nil {
		return err
	}
	problems := s.weighed(loaded.Problems())
	errs, warnings := count(problems)
	if s.json {
		err = s.printJSON(std.out, loaded, problems)
	} else {
		err = s.print(std.out, loaded, problems, errs, warnings)
	}
	if err == nil && errs > 0 {
		err = errProblems
	}
	return err
}

func (s *check) print(w io.Writer, loaded *site.Site, problems []brief.Problem, errs, warnings int) error {
	out := bufio.NewWriter(w)
	for _, p := range problems {
		fmt.Fprint(out, p.Format())
	}
	loaded.Removed(func(file string, r brief.Removed) {
		fmt.Fprintf(out, "content/%s:%d: left out, %s: %s\n", visible(file), r.Line, visible(r.Why), short(r.Text, 72))
	})
	for _, h := range loaded.Held() {
		due := ""
		if h.Due != "" {
			due = " " + string(h.Due)
		}
		fmt.Fprintf(out, "content/%s: held back: %s%s\n", visible(h.File), h.Why, due)
	}
	for _, note := range loaded.Notes() {
		fmt.Fprintln(out, "note:", visible(note))
	}
	fmt.Fprintf(out, "%s, %s, %s\n", plural(loaded.Len(), "brief"), plural(errs, "error"), plural(warnings, "warning"))
	return out.Flush()
}

func (s *check) printJSON(w io.Writer, loaded *site.Site, problems []brief.Problem) error {
	type leftOut struct {
		File string `json:"file"`
		Line int    `json:"line"`
		Why  string `json:"why"`
		Text string `json:"text"`
	}
	out := struct {
		Briefs   int           `json:"briefs"`
		Held     []jsonHeld    `json:"held"`
		LeftOut  []leftOut     `json:"left_out"`
		Notes    []string      `json:"notes"`
		Problems []jsonProblem `json:"problems"`
	}{loaded.Len(), jsonHelds(loaded), []leftOut{}, list(loaded.Notes()), jsonProblems(problems)}
	loaded.Removed(func(file string, r brief.Removed) {
		out.LeftOut = append(out.LeftOut, leftOut{"content/" + file, r.Line, r.Why, r.Text})
	})
	return printJSON(w, out)
}

// nowhere is a site.Target that keeps nothing.
type nowhere struct{}

func (nowhere) Has(string, site.Sum) bool { return false }

func (nowhere) Put(_ string, data []byte) (site.Sum, error) { return site.Sum{}, nil }

func (nowhere) PutFrom(_ string, r io.Reader) (site.Sum, error) {
	_, err := io.Copy(io.Discard, r)
	return site.Sum{}, err
}
