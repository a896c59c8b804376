//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// BenchmarkBuild measures whole builds of made-up sites, each by a new process of the program as go build makes it:
//
//	clean    into a new folder, with nothing remembered
//	nothing  again, nothing changed
//	body     again, a paragraph of one article changed
//	new      again, with one article more
//
// "default" is with the templates of the program; "minimal" with those of testdata/minimal and no annotations, which
// is what the comparison with other generators takes. Beside the time of the wall it reports that of the
// processors, the most memory a run had, and the files it wrote. Sites and outputs lie in TMPDIR: set it to a
// folder in memory to measure the program and not the disk.
func BenchmarkBuild(b *testing.B) {
	program := filepath.Join(b.TempDir(), "dateline")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, n := range []int{1000, 10000} {
		for _, kind := range []string{"default", "minimal"} {
			b.Run(fmt.Sprintf("%s/%d", kind, n), func(b *testing.B) {
				if n > 1000 && testing.Short() {
					b.Skip("not with -short")
				}
				benchmarkBuilds(b, program, n, kind == "minimal")
			})
		}
	}
}

func benchmarkBuilds(b *testing.B, program string, n int, minimal bool) {
	dir := b.TempDir()
	s := sampler{seed: 1, words: 600, every: time.Hour, code: true}
	list := s.site(n)
	for _, a := range list {
		writeFiles(b, dir, a.files())
	}
	if minimal {
		if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "minimal"))); err != nil {
			b.Fatal(err)
		}
	} else {
		writeFiles(b, dir, siteFiles())
	}
	total := struct {
		cpu         time.Duration
		peak        int64
		wrote, runs int
	}{}
	build := func(output string) {
		c := exec.Command(program, "build", "--json", "--source", dir, "--output", output, "--now", "2027-06-01")
		c.Stderr = os.Stderr
		out, err := c.Output()
		var r report
		if err == nil {
			err = json.Unmarshal(out, &r)
		}
		if err != nil {
			b.Fatalf("%v: %.2000s", err, out)
		}
		used := c.ProcessState
		total.cpu += used.UserTime() + used.SystemTime()
		peak := int64(used.SysUsage().(*syscall.Rusage).Maxrss)
		if runtime.GOOS == "linux" {
			peak *= 1024 // it counts in kilobytes
		}
		total.peak = max(total.peak, peak)
		total.wrote += len(r.Wrote)
		total.runs++
	}
	// measure times build("again") or what stands for it; between prepares each run.
	measure := func(b *testing.B, between func(i int), run func()) {
		total.cpu, total.peak, total.wrote, total.runs = 0, 0, 0, 0
		for i := 0; b.Loop(); i++ {
			b.StopTimer()
			between(i)
			b.StartTimer()
			run()
		}
		b.ReportMetric(float64(total.cpu.Milliseconds())/float64(total.runs), "cpu-ms/op")
		b.ReportMetric(float64(total.peak)/(1<<20), "peak-MB")
		b.ReportMetric(float64(total.wrote)/float64(total.runs), "files-written/op")
	}
	fresh, again := filepath.Join(dir, "fresh"), filepath.Join(dir, "again")
	b.Run("clean", func(b *testing.B) {
		measure(b, func(int) {
			for _, name := range []string{fresh, filepath.Join(dir, cacheFolder)} {
				if err := os.RemoveAll(name); err != nil {
					b.Fatal(err)
				}
			}
		}, func() { build(fresh) })
	})
	if err := os.RemoveAll(fresh); err != nil {
		b.Fatal(err)
	}
	build(again)
	time.Sleep(3 * time.Second) // a file that has just been written is read again, however it looks
	build(again)
	b.Run("nothing", func(b *testing.B) { measure(b, func(int) {}, func() { build(again) }) })
	edited := list[n/2]
	for _, a := range list[n/2:] {
		if !a.draft && a.expires == "" && a.published != "" {
			edited = a // one that is shown
			break
		}
	}
	b.Run("body", func(b *testing.B) {
		measure(b, func(int) {
			edited.body = append(edited.body, "One sample more is told of.")
			writeFiles(b, dir, edited.files())
		}, func() { build(again) })
	})
	b.Run("new", func(b *testing.B) {
		measure(b, func(int) {
			a := s.plain(len(list))
			list = append(list, a)
			writeFiles(b, dir, a.files())
		}, func() { build(again) })
	})
}
