package serve

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// tabs are what is looked at.
type tabs struct {
	mu    sync.Mutex
	open  int               // event streams
	asked map[string]int    // how many streams ask about a path
	pages map[string]Output // of those paths, as they were when they were last made without error
}

// enter notes a new stream, unless there are too many.
func (t *tabs) enter(paths []string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.open == maxStreams {
		return false
	}
	t.open++
	if t.asked == nil {
		t.asked, t.pages = map[string]int{}, map[string]Output{}
	}
	for _, path := range paths {
		t.asked[path]++
	}
	return true
}

func (t *tabs) leave(paths []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open--
	for _, path := range paths {
		if t.asked[path]--; t.asked[path] == 0 {
			delete(t.asked, path)
			delete(t.pages, path)
		}
	}
}

// shown are the paths that tabs show.
func (t *tabs) shown() iter.Seq[string] {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Values(slices.Sorted(maps.Keys(t.asked)))
}

// lastGood is the output at a path that some tab shows as it was before it could not be made: that tab's page stays.
func (t *tabs) lastGood(path string, out Output) Output {
	t.mu.Lock()
	defer t.mu.Unlock()
	if out.Data == nil && out.Problems != nil {
		good := t.pages[path]
		good.Problems = out.Problems
		return good
	}
	if t.asked[path] > 0 && strings.HasPrefix(http.DetectContentType(out.Data), "text/html") {
		t.pages[path] = Output{Data: out.Data, Hash: out.Hash}
	}
	return out
}

const (
	maxStreams  = 64
	maxPaths    = 1000 // that one stream may ask about
	maxProblems = 50   // that are told
)

// event is what a stream tells: at first all, then what has changed of it.
type event struct {
	Revision int64             `json:"revision"`
	Hashes   map[string]string `json:"hashes"`   // by path as it was asked for; those that have changed
	Problems []frame           `json:"problems"` // all there are now; null if they are as before
	Total    int               `json:"total"`    // of problems
	Follow   *follow           `json:"follow,omitempty"`
}

// events streams what becomes of the paths it is asked about, ?path=/briefs/x/&path=/style.css.
func (p *preview) events(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()["path"]
	asked = asked[:min(len(asked), maxPaths)]
	paths := make([]string, len(asked))
	for i, path := range asked {
		paths[i] = requestPath(path)
	}
	if !p.tabs.enter(paths) {
		http.Error(w, "too many previews are open", http.StatusServiceUnavailable)
		return
	}
	defer p.tabs.leave(paths)
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
	ping := time.NewTicker(15 * time.Second)
	defer ping.Stop()
	sent := map[string]string{}
	var problems []Problem
	for first := true; ; first = false {
		p.looks.RLock()
		p.mu.Lock()
		e, changed := event{Revision: p.revision, Hashes: map[string]string{}, Follow: p.follow}, p.changed
		now := p.problems
		p.mu.Unlock()
		for i, path := range paths {
			s, _ := p.shows(path)
			if s.hash != sent[path] {
				e.Hashes[asked[i]], sent[path] = s.hash, s.hash
			}
			now = withProblems(now, s.problems)
		}
		p.looks.RUnlock()
		if first {
			e.Follow = nil // of before
		}
		if first || len(e.Hashes) > 0 || e.Follow != nil || !sameProblems(now, problems) {
			if first || !sameProblems(now, problems) {
				e.Problems, e.Total = p.frames(now[:min(len(now), maxProblems)]), len(now)
			}
			problems = now
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
		if !slices.ContainsFunc(all, problem.same) {
			all = append(slices.Clip(all), problem)
		}
	}
	return all
}

// shows is what a tab sees at a path, worked out once for all streams, and what it saw in the revision before.
func (p *preview) shows(path string) (now, before shown) {
	p.memo.Lock()
	defer p.memo.Unlock()
	before = p.memo.before[path]
	if s, ok := p.memo.shown[path]; ok {
		return s, before
	}
	a := p.find(path)
	now = shown{a.hash(), a.out.Problems}
	if p.memo.shown != nil {
		p.memo.shown[path] = now
	}
	return now, before
}
