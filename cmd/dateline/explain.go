package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"dateline/internal/site"
)

// explain is the flag --explain, which may have a URL: "--explain", "--explain=/briefs/x/".
type explain struct {
	on  bool
	url string
}

func (e *explain) String() string { return e.url }

func (e *explain) Set(value string) error {
	e.on = value != "false"
	if value != "true" && value != "false" {
		e.url = value
	}
	return nil
}

// IsBoolFlag lets the flag stand alone.
func (e *explain) IsBoolFlag() bool { return true }

// print says of each output that was made anew why, or of the one that was asked for.
func (e *explain) print(w io.Writer, r *site.Report) {
	if !e.on {
		return
	}
	if e.url != "" {
		p := strings.TrimPrefix(e.url, "/")
		if p == "" || strings.HasSuffix(p, "/") {
			p += "index.html"
		}
		i := slices.IndexFunc(r.Rendered, func(m site.Rendered) bool { return m.Path == p || m.Path == p+"/index.html" })
		if i < 0 {
			fmt.Fprintf(w, "%s: not made anew: nothing it shows has changed, or there is no such page\n", visible(p))
			return
		}
		e.line(w, r.Rendered[i])
		return
	}
	count := map[string]int{}
	for _, m := range r.Rendered {
		e.line(w, m)
		for _, why := range m.Why {
			kind, _, _ := strings.Cut(why, " ")
			count[kind]++
		}
	}
	fmt.Fprintf(w, "%s parsed, %d of %s made anew\n", plural(len(r.Parsed), "article"), len(r.Rendered), plural(r.Outputs, "output"))
}

func (e *explain) line(w io.Writer, m site.Rendered) {
	by := ""
	if m.Template != "" {
		by = " by " + m.Template
	}
	fmt.Fprintf(w, "%s%s: %s\n", visible(m.Path), visible(by), visible(strings.Join(m.Why, "; ")))
}

// printProfile says where the time went. Times of phases that run in parallel are sums over all of them.
func printProfile(w io.Writer, r result) {
	p := r.report.Profile
	if p == nil {
		return
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "total\taverage\tlargest\tcount\t  phase or template\t")
	for _, s := range p.Phases {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t  %s\t\n", ms(s.Total), ms(s.Total/time.Duration(s.Count)), ms(s.Max), s.Count, visible(s.Name))
	}
	t.Flush()
	if len(p.Pages) > 0 {
		fmt.Fprintln(w, "slowest pages:")
	}
	for _, s := range p.Pages {
		fmt.Fprintf(w, "  %s  %s\n", ms(s.Max), visible(s.Name))
	}
	if readers := r.site.Readers(10); len(readers) > 0 {
		fmt.Fprintln(w, "read by most pages, which are made anew if it changes:")
		for _, line := range readers {
			fmt.Fprintf(w, "  %s\n", visible(line))
		}
	}
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }

// bar shows how far a build is, on a terminal and only if it takes long. A nil bar shows nothing.
type bar struct {
	w     io.Writer
	begin time.Time
	mu    sync.Mutex
	last  time.Time
}

// patience is how long nothing is shown, and pause how long one state is.
const patience, pause = time.Second, 100 * time.Millisecond

func newBar(w io.Writer, begin time.Time) *bar {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return &bar{w: w, begin: begin}
}

func (b *bar) show(phase string, done, total int) {
	if b == nil {
		return
	}
	now := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Sub(b.begin) < patience || now.Sub(b.last) < pause {
		return
	}
	b.last = now
	const width = 30
	full := width * done / max(1, total)
	fmt.Fprintf(b.w, "\r%-9s %s%s %d of %d", phase, strings.Repeat("█", full), strings.Repeat("░", width-full), done, total)
}

func (b *bar) clear() {
	if b != nil && !b.last.IsZero() {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}
