package brief

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// dash finds what a search for each kind of dash finds.
func TestDash(t *testing.T) {
	parts := []string{"—", "–", " – ", " - ", "-", "--", " ", "a", "“", "é"}
	r := rand.New(rand.NewPCG(1, 1))
	for range 5000 {
		s := ""
		for range r.IntN(8) {
			s += parts[r.IntN(len(parts))]
		}
		at, long := -1, false
		for _, kind := range []string{"—", " – ", " - ", "--"} {
			if i := strings.Index(s, kind); i > 0 && (at < 0 || i < at) {
				at, long = i, kind == "—" || kind == " – "
			}
		}
		if gotAt, gotLong := dash(s); gotAt != at || gotLong != long {
			t.Fatalf("%q: %d %v, want %d %v", s, gotAt, gotLong, at, long)
		}
	}
}
