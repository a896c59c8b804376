package publish

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// The benchmarks write to a temporary folder. To leave the disk out:
//
//	TMPDIR=/dev/shm go test -run ^$ -bench . ./internal/publish

// page is one of 10,000 pages of 7 kB, each in its folder.
func page(i int) (name string, data []byte) {
	text := fmt.Sprintf("page %d ", i)
	return fmt.Sprintf("briefs/brief-%d/index.html", i), bytes.Repeat([]byte(text), 7000/len(text))
}

const pages = 10_000

func putPages(b *testing.B, w *Writer) {
	b.Helper()
	err := each(pages, func(i int) error {
		name, data := page(i)
		_, err := w.Put(name, data)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

func commit(b *testing.B, w *Writer) Changes {
	b.Helper()
	done, err := w.Commit()
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	return done
}

// BenchmarkBare is what cannot be avoided: to make each folder, write a file and rename it.
func BenchmarkBare(b *testing.B) {
	for b.Loop() {
		dir := b.TempDir()
		err := each(pages, func(i int) error {
			name, data := page(i)
			name = filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return err
			}
			sha256.Sum256(data)
			if err := os.WriteFile(name+".tmp", data, 0o644); err != nil {
				return err
			}
			return os.Rename(name+".tmp", name)
		})
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		os.RemoveAll(dir)
		b.StartTimer()
	}
}

// BenchmarkCommit publishes a new site.
func BenchmarkCommit(b *testing.B) {
	for b.Loop() {
		dir := b.TempDir()
		w, err := Open(dir, Options{})
		if err != nil {
			b.Fatal(err)
		}
		putPages(b, w)
		if done := commit(b, w); len(done.Wrote) != pages {
			b.Fatalf("%d files written", len(done.Wrote))
		}
		b.StopTimer()
		os.RemoveAll(dir)
		b.StartTimer()
	}
}

// BenchmarkHas is a build in which nothing has changed: with the state, and without.
func BenchmarkHas(b *testing.B) {
	for _, name := range []string{"state", "bytes"} {
		b.Run(name, func(b *testing.B) {
			opt := Options{}
			dir := filepath.Join(b.TempDir(), "public")
			if name == "state" {
				opt.State = filepath.Join(filepath.Dir(dir), "state")
			}
			w, err := Open(dir, opt)
			if err != nil {
				b.Fatal(err)
			}
			putPages(b, w)
			commit(b, w)
			sums := make([]Sum, pages)
			names := make([]string, pages)
			old := time.Now().Add(-time.Hour)
			for i := range pages {
				name, data := page(i)
				names[i], sums[i] = name, sha256.Sum256(data)
				os.Chtimes(filepath.Join(dir, name), old, old)
			}
			again := func() {
				w, err := Open(dir, opt)
				if err != nil {
					b.Fatal(err)
				}
				each(pages, func(i int) error {
					if !w.Has(names[i], sums[i]) {
						b.Errorf("%s has changed", names[i])
					}
					return nil
				})
				if done := commit(b, w); done.Same != pages {
					b.Fatalf("%d files the same", done.Same)
				}
			}
			again() // writes the state
			for b.Loop() {
				again()
			}
		})
	}
}
