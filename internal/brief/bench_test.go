package brief

import (
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkParse reads an article of raw copy, one of Markdown with all that it has, with and without
// annotations, and those of the demonstration site.
func BenchmarkParse(b *testing.B) {
	for _, c := range []struct {
		name, files string
		opt         Options
	}{
		{"txt", "testdata/articles/*.txt", Options{}},
		{"txt-plain", "testdata/articles/*.txt", Options{Plain: true}},
		{"md", "testdata/articles/*.md", Options{}},
		{"md-plain", "testdata/articles/*.md", Options{Plain: true}},
		{"site", "../../content/2*", Options{}},
	} {
		b.Run(c.name, func(b *testing.B) {
			names, articles := read(b, c.files)
			size := 0
			for _, src := range articles {
				size += len(src)
			}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for i, src := range articles {
					if br, ps := Parse(names[i], src, c.opt); br == nil {
						b.Fatal(ps)
					}
				}
			}
		})
	}
}

func BenchmarkBinary(b *testing.B) {
	names, articles := read(b, "testdata/articles/*.md")
	br, ps := Parse(names[0], articles[0], Options{})
	if br == nil {
		b.Fatal(ps)
	}
	data, err := AppendBinary(nil, br)
	if err != nil {
		b.Fatal(err)
	}
	text := string(data)
	b.Run("append", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			data, _ = AppendBinary(data[:0], br)
		}
	})
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := DecodeBinary(text); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func read(b *testing.B, pattern string) (names []string, articles [][]byte) {
	b.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		b.Fatal("no articles", err)
	}
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		names, articles = append(names, filepath.Base(f)), append(articles, src)
	}
	return names, articles
}
