package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"time"
)

// streams counts the event streams that are open.
type streams struct{ atomic.Int64 }

const (
	maxStreams  = 64
	maxPaths    = 1000 // that one stream may ask about
	maxProblems = 50   // that are told
)

// event is what a stream tells: at first all, then what has changed of it.
type event struct {
	Revision int64             `json:"revision"`
	Hashes   map[string]string `json:"hashes"`   // by path as it was asked for; those that have changed
	Problems []frame           `json:"problems"` // all there are now
	Total    int               `json:"total"`    // of problems
	Follow   *follow           `json:"follow,omitempty"`
}

// events streams what becomes of the paths it is asked about, ?path=/briefs/x/&path=/style.css.
func (p *preview) events(w http.ResponseWriter, r *http.Request) {
	defer p.open.Add(-1)
	if p.open.Add(1) > maxStreams {
		http.Error(w, "too many previews are open", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return
	}
	flush := http.NewResponseController(w)
	send := func(format string, args ...any) bool {
		_ = flush.SetWriteDeadline(time.Now().Add(writeTimeout))
		fmt.Fprintf(w, format, args...)
		return flush.Flush() == nil
	}
	if !send(": preview\n\n") { // the tab knows that the server is there, whatever a build takes
		return
	}
	select {
	case <-p.built:
	case <-r.Context().Done():
		return
	}
	paths := r.URL.Query()["path"]
	paths = paths[:min(len(paths), maxPaths)]
	ping := time.NewTicker(15 * time.Second)
	defer ping.Stop()
	sent := map[string]string{}
	var problems []Problem
	for first := true; ; first = false {
		p.mu.Lock()
		e, changed := event{Revision: p.revision, Hashes: map[string]string{}, Follow: p.follow}, p.changed
		now := p.problems
		p.mu.Unlock()
		for _, path := range paths {
			s := p.shows(requestPath(path))
			if s.hash != sent[path] {
				e.Hashes[path], sent[path] = s.hash, s.hash
			}
			now = withProblems(now, s.problems)
		}
		if first {
			e.Follow = nil // of before
		}
		if first || len(e.Hashes) > 0 || e.Follow != nil || !sameProblems(now, problems) {
			problems = now
			e.Total = len(now)
			e.Problems = p.frames(now[:min(len(now), maxProblems)])
			data, err := json.Marshal(e)
			if err != nil || !send("id: %d\ndata: %s\n\n", e.Revision, data) {
				return
			}
		}
		for waiting := true; waiting; {
			select {
			case <-r.Context().Done():
				return
			case <-changed:
				waiting = false
			case <-ping.C:
				if !send(": still here\n\n") {
					return
				}
			}
		}
	}
}

// withProblems adds problems of a page that are not told with the site's.
func withProblems(all, more []Problem) []Problem {
	for _, problem := range more {
		if !slices.ContainsFunc(all, func(p Problem) bool { return p.Text == problem.Text }) {
			all = append(slices.Clip(all), problem)
		}
	}
	return all
}

// shows is what a tab sees at a path, worked out once for all streams.
func (p *preview) shows(path string) shown {
	p.memo.Lock()
	defer p.memo.Unlock()
	if s, ok := p.memo.shown[path]; ok {
		return s
	}
	a := p.find(path)
	s := shown{a.hash(), a.out.Problems}
	if p.memo.shown != nil {
		p.memo.shown[path] = s
	}
	return s
}
