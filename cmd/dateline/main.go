// Command dateline turns news articles into a static site of annotated briefs.
//
// Each command is one file here: flags, wiring and printing, no more. What is done is done by
// the packages it wires together:
//
//	content/* → brief.Parse → site.Load → Site.Build → path and bytes → publish.Writer → public/
//	                └ annotate.Annotate                       └────→ serve.Run, from memory
//
// Imports run the same way (cmd → site → brief → annotate; cmd → publish; cmd → serve), and
// imports_test.go holds them to it. The clock, the disk and the terminal are known only here, in publish and in
// serve.
//
// Flags are read by the standard package flag: a handful of commands with a few flags each
// gain nothing from a framework, and the exit codes and the streams stay ours. Two dashes
// and one are the same; flags may stand before and after file names.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

type streams struct {
	in       io.Reader
	out, err io.Writer
}

// A command sets up its flags and returns what it does with the arguments that are left.
type command struct {
	name, args, does string
	about            string // for its help text
	setup            func(*flag.FlagSet) action
}

type action func(ctx context.Context, args []string, std streams) error

var commands = []command{buildCommand, serveCommand, checkCommand, annotateCommand, cleanCommand}

// errProblems says that the site, or a line of input, has errors, which have been printed.
var errProblems = errors.New("there are errors")

// errUnread says that an argument could not be read, which has been printed.
var errUnread = errors.New("not all could be read")

// A usageError is a command line that makes no sense.
type usageError string

func (e usageError) Error() string { return string(e) }

const exitCodes = `Exit codes: 0 done, 1 the site or the input has errors (a file of the site that cannot be
read is one), 2 wrong usage, 3 a folder, an argument or the network could not be read, or the
output not be written.
`

// run does what the arguments say and returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	if len(args) == 0 {
		help(std.err)
		return 2
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		if args[0] == "help" && len(args) > 1 {
			return run(ctx, []string{args[1], "--help"}, std)
		}
		help(std.out)
		return 0
	case "version", "-version", "--version":
		fmt.Fprintln(std.out, "dateline", version())
		return 0
	}
	for _, c := range commands {
		if c.name == args[0] {
			return code(c.run(ctx, args[1:], std), std, c.name)
		}
	}
	return code(usageError(fmt.Sprintf("there is no command %q", args[0])), std, "")
}

func (c command) run(ctx context.Context, args []string, std streams) error {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	act := c.setup(flags)
	rest, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(std.out, "Usage: dateline %s [flags]%s\n\n%s\nFlags:\n", c.name, c.args, c.about)
		flags.SetOutput(std.out)
		flags.PrintDefaults()
		fmt.Fprint(std.out, "\n"+exitCodes)
		return nil
	case err != nil:
		return usageError(err.Error())
	case c.args == "" && len(rest) > 0:
		return usageError(fmt.Sprintf("%q: no arguments are expected", rest[0]))
	}
	return act(ctx, rest, std)
}

// parse reads flags before, between and after the arguments, up to a "--".
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for len(args) > 0 {
		if args[0] == "--" {
			return append(rest, args[1:]...), nil
		}
		if strings.HasPrefix(args[0], "-") && args[0] != "-" {
			if err := flags.Parse(args); err != nil {
				return nil, err
			}
			args = flags.Args()
			continue
		}
		rest, args = append(rest, args[0]), args[1:]
	}
	return rest, nil
}

// code prints an error that is not printed yet, and returns its exit code.
func code(err error, std streams, name string) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errProblems):
		return 1
	case errors.Is(err, errUnread):
		return 3
	case errors.As(err, &usage):
		fmt.Fprintf(std.err, "dateline: %s\nsee: %s\n", visible(err.Error()), strings.Join(strings.Fields("dateline "+name+" --help"), " "))
		return 2
	}
	fmt.Fprintf(std.err, "dateline: %s\n", visible(err.Error()))
	return 3
}

func help(w io.Writer) {
	fmt.Fprint(w, "dateline turns news articles into a static site of annotated briefs.\n\nUsage: dateline COMMAND [flags]\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.does)
	}
	fmt.Fprintf(w, "  %-10s %s\n\n", "version", "print the version")
	fmt.Fprint(w, "dateline COMMAND --help says more about one of them.\n\n"+exitCodes)
}

// version is what the build recorded: a module version, else the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && (v == "" || v == "(devel)") {
			v = s.Value
		}
	}
	return strings.Join(strings.Fields(v+" "+info.GoVersion), " ")
}
