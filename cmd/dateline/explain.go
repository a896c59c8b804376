package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
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

// print says of each output that was made anew why, or of the one that was asked for. Outputs with the
// same reasons share a line.
func (e *explain) print(w io.Writer, r result) {
	if !e.on {
		return
	}
	made := r.report.Rendered
	if e.url != "" {
		p := strings.TrimPrefix(e.url, "/")
		if p == "" || strings.HasSuffix(p, "/") {
			p += "index.html"
		}
		sums := r.site.Cache(true).Sums()
		if _, ok := sums[p]; !ok {
			p = path.Join(p, "index.html")
		}
		i := slices.IndexFunc(made, func(m site.Rendered) bool { return m.Path == p })
		switch _, ok := sums[p]; {
		case !ok:
			fmt.Fprintf(w, "%s: there is no such output\n", visible(e.url))
		case i < 0:
			fmt.Fprintf(w, "%s: not made anew: nothing it shows has changed\n", visible(p))
		default:
			fmt.Fprintf(w, "%s: %s\n", visible(p), visible(strings.Join(made[i].Why, "; ")))
		}
		return
	}
	together := map[string][]string{}
	for _, m := range made {
		why := strings.Join(m.Why, "; ")
		together[why] = append(together[why], m.Path)
	}
	for _, why := range slices.SortedFunc(maps.Keys(together), func(a, b string) int { return strings.Compare(together[a][0], together[b][0]) }) {
		const most = 3
		paths := together[why]
		more := ""
		if n := len(paths); n > most {
			paths, more = paths[:most], fmt.Sprintf(" and %d more", n-most)
		}
		fmt.Fprintf(w, "%s%s: %s\n", visible(strings.Join(paths, ", ")), more, visible(why))
	}
	for _, p := range r.changes.Removed {
		fmt.Fprintf(w, "%s: removed: nothing makes it any more\n", visible(p))
	}
	fmt.Fprintf(w, "%s parsed, %d of %s made anew, %d of them other than before\n",
		plural(len(r.report.Parsed), "article"), len(made), plural(r.report.Outputs, "output"), len(r.changes.Wrote))
}

// printProfile says where the time went. Times of phases that run in parallel are sums over all of them.
func printProfile(w io.Writer, r result) {
	p := r.report.Profile
	if p == nil {
		return
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "total\taverage\tlargest\tcount\t  phase or template\t")
	phases := append(slices.Clone(p.Phases), site.Phased{Name: "publish", Count: 1, Total: r.commit, Max: r.commit},
		site.Phased{Name: "write what is remembered", Count: 1, Total: r.save, Max: r.save})
	slices.SortStableFunc(phases, func(a, b site.Phased) int { return cmp.Compare(b.Total, a.Total) })
	for _, s := range phases {
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
