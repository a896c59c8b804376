package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"dateline/internal/publish"
)

var cleanCommand = command{
	name: "clean",
	does: "remove what dateline wrote into public/",
	about: `Removes the files that dateline wrote and nobody has changed since. All others stay.
`,
	setup: func(f *flag.FlagSet) action {
		source := f.String("source", ".", "folder of the site, `DIR`")
		output := f.String("output", "", "folder to clean, `DIR` (default public in the source folder)")
		return func(_ context.Context, _ []string, std streams) error {
			if *output == "" {
				if _, err := os.Stat(*source); err != nil {
					return err
				}
				*output = filepath.Join(*source, "public")
			}
			if err := checkFolder(*output); err != nil {
				return err
			}
			done, err := publish.Clean(*output)
			if err != nil {
				return err
			}
			for _, name := range done.Kept {
				fmt.Fprintf(std.err, "note: %s was changed since dateline wrote it, and is kept\n", visible(filepath.Join(*output, name)))
			}
			_, err = fmt.Fprintf(std.out, "%s removed from %s\n", plural(len(done.Removed), "file"), visible(*output))
			return err
		}
	},
}
