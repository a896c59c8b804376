package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// How much the heap may grow between two collections, in bytes, however little of it lives, and how large it may
// become before the first: a build makes much that is soon forgotten. What lives grows with the number of briefs; where it
// is larger than that, the heap may grow by nine tenths of what lives.
const headroom, first = 64 << 20, 100 << 20

// collector sets how often memory is collected, unless the environment says so.
type collector struct {
	on   bool
	next atomic.Int64
}

func newCollector() *collector {
	c := &collector{on: os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == ""}
	c.set()
	return c
}

// step is called as the build goes on.
func (c *collector) step() {
	if n := c.next.Add(1); n%512 == 0 {
		c.set()
	}
}

func (c *collector) set() {
	if !c.on {
		return
	}
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	live := max(4<<20, sample[0].Value.Uint64())
	debug.SetGCPercent(int(max(90, max(live+headroom, first)*100/live-100)))
}
