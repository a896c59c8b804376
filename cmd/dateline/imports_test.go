package main

import (
	"bytes"
	"errors"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the whole architecture: which of our packages each may import. The folders
// templates and static hold the embedded defaults.
var mayImport = map[string][]string{
	"cmd/dateline":      {"internal/annotate", "internal/brief", "internal/publish", "internal/serve", "internal/site"},
	"internal/site":     {"internal/annotate", "internal/brief", "static", "templates"},
	"internal/brief":    {"internal/annotate"},
	"internal/annotate": {},
	"internal/publish":  {},
	"internal/serve":    {},
	"templates":         {},
	"static":            {},
}

// onlyIn confines a dependency, by the beginning of its path, to packages. A module that is not
// listed may not be imported at all; tests may import what they like.
var onlyIn = map[string][]string{
	"github.com/yuin/goldmark":        {"internal/brief"},
	"github.com/alecthomas/chroma/v2": {"internal/brief"},
	"go.yaml.in/yaml/v4":              {"internal/brief"},
	"github.com/pelletier/go-toml/v2": {"internal/brief"},
	"github.com/fsnotify/fsnotify":    {"internal/serve"},
	"golang.org/x/text":               {"internal/annotate", "internal/brief", "internal/site"},
	"html/template":                   {"internal/site"},
	"text/template":                   {"internal/site"}, // its parse trees
	"net/http":                        {"internal/serve"},
	"os/exec":                         {"cmd/dateline"}, // the browser, for serve --open
	"unsafe":                          {},
}

const module = "dateline/"

func TestImports(t *testing.T) {
	root := filepath.Join("..", "..")
	seen := map[string]bool{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(root, name)
		rel = filepath.ToSlash(rel)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || rel == "internal/tools" || rel == "public" || strings.HasPrefix(d.Name(), ".") && len(d.Name()) > 2):
			return fs.SkipDir
		case d.IsDir() || path.Ext(rel) != ".go" || strings.HasSuffix(rel, "_test.go"):
			return nil
		}
		pkg := path.Dir(rel)
		seen[pkg] = true
		ours, known := mayImport[pkg]
		if !known {
			t.Errorf("%s: the package %s is not in the table: a new one needs a reason, and a line there", rel, pkg)
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			if in, ok := strings.CutPrefix(imported, module); ok {
				if !slices.Contains(ours, in) {
					t.Errorf("%s imports %s, which %s may not", rel, imported, pkg)
				}
				continue
			}
			listed := false
			for dep, pkgs := range onlyIn {
				if imported == dep || strings.HasPrefix(imported, dep+"/") {
					listed = true
					if !slices.Contains(pkgs, pkg) {
						t.Errorf("%s imports %s, which is confined to %v", rel, imported, pkgs)
					}
				}
			}
			first, _, _ := strings.Cut(imported, "/")
			if strings.Contains(first, ".") && !listed {
				t.Errorf("%s imports %s, which has no line in the table", rel, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range mayImport {
		if !seen[pkg] {
			t.Errorf("the table lists %s, which does not exist", pkg)
		}
	}
}

// The files of the root folder are few, and stay so.
func TestLayout(t *testing.T) {
	cmd := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.Output()
	if err != nil {
		if errors.Is(err, exec.ErrNotFound) {
			t.Skip("no git here")
		}
		t.Skipf("not a git repository: %v", err)
	}
	allowed := strings.Fields("cmd content templates static internal public go.mod go.sum README.md LICENSE CHANGELOG.md")
	for name := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
		top, rest, _ := strings.Cut(string(name), "/")
		if !slices.Contains(allowed, top) && !strings.HasPrefix(top, ".") {
			t.Errorf("%s does not belong at the root", name)
		}
		if top == "public" && rest != ".gitignore" {
			t.Errorf("%s: public/ is output, and only its .gitignore is committed", name)
		}
	}
}
