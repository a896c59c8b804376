package main

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
)

var checkCommand = command{
	name: "check",
	does: "show every problem, and what cleaning left out; write nothing",
	about: `Builds the site in memory and shows every problem with its line, the lines that
cleaning left out of each article, and the briefs that are held back. Writes nothing.
`,
	setup: func(f *flag.FlagSet) action {
		var s source
		s.flags(f)
		return s.check
	},
}

func (s *source) check(_ context.Context, _ []string, std streams) error {
	loaded, files, problems, err := s.build()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(std.out)
	for _, p := range problems {
		fmt.Fprint(out, p.Format())
	}
	errs, warnings := count(problems)
	if loaded == nil {
		fmt.Fprintf(out, "%s, %s\n", plural(errs, "error"), plural(warnings, "warning"))
		return cmp.Or(out.Flush(), errProblems)
	}
	for _, b := range loaded.Briefs() {
		for _, r := range b.Removed {
			fmt.Fprintf(out, "content/%s:%d: left out, %s: %s\n", visible(b.File), r.Line, visible(r.Why), short(r.Text, 72))
		}
	}
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
	fmt.Fprintf(out, "%s, %s, %s\n", plural(len(loaded.Briefs()), "brief"), plural(errs, "error"), plural(warnings, "warning"))
	if err := out.Flush(); err != nil {
		return err
	}
	if files == nil {
		return errProblems
	}
	return nil
}
