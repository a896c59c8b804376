package site

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dateline/internal/brief"
)

var outDir = flag.String("out", "", "write the specimen site into this folder, to look at it")

// siteOf is a site of ready briefs, with default templates and static files.
func siteOf(t *testing.T, set settings, opt Options, briefs ...*brief.Brief) *Site {
	t.Helper()
	s := &Site{opt: opt, zone: time.UTC, sections: map[string]section{}, files: map[string]file{}}
	l := &loader{site: s}
	l.static(nil)
	l.templates(nil)
	s.settings = set
	if s.settings.Links == "" {
		s.settings.Links = "files"
	}
	var err error
	if s.now, err = clock(opt.Now, s.zone); err != nil {
		t.Fatal(err)
	}
	l.place(briefs)
	if len(l.problems) > 0 {
		t.Fatal(l.problems)
	}
	return s
}

func specimens() []*brief.Brief {
	return []*brief.Brief{
		specimen(),
		plain("pilots-strike", "Pilots of Port Esk end a three-week strike", "2026-01-28", "Shipping", "Labour"),
		plain("ferry-line", "A ferry line between Vesta and Aldmoor is tendered again", "2026-01-12", "Shipping"),
		plain("dredging", "Dredging of the northern channel <begins> & ends in a day", "2025-11-30", "Trade & tolls"),
		plain("lighthouse", "The lighthouse of Kell is lit for the first time in 40 years", "", "Aldmoor"),
	}
}

func rendered(t *testing.T, s *Site) map[string][]byte {
	t.Helper()
	out, problems := s.Build()
	for _, p := range problems {
		t.Error(p.Format())
	}
	if t.Failed() {
		t.FailNow()
	}
	return out
}

func TestSpecimen(t *testing.T) {
	s := siteOf(t, settings{Title: "The Harbour Brief", Description: "What happened at Port Esk, sentence by sentence", Language: "en"}, Options{}, specimens()...)
	out := rendered(t, s)
	if *outDir != "" {
		for p, data := range out {
			name := filepath.Join(*outDir, filepath.FromSlash(p))
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(name, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
