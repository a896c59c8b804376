package site

import (
	"math"
	"regexp"
	"strconv"
	"testing"

	defaultstatic "dateline/static"
)

// The colours of both themes keep the contrast that WCAG 2.2 asks for: 4.5:1 for text, 3:1
// for bars and the focus ring.
func TestContrast(t *testing.T) {
	css, err := defaultstatic.FS.ReadFile("style.css")
	if err != nil {
		t.Fatal(err)
	}
	roots := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllSubmatch(css, -1)
	if len(roots) < 2 {
		t.Fatal("no two themes")
	}
	token := regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6});`)
	for i, theme := range []string{"light", "dark"} {
		colour := map[string]string{}
		for _, m := range token.FindAllSubmatch(roots[i][1], -1) {
			colour[string(m[1])] = string(m[2])
		}
		for _, c := range []struct {
			front, back string
			least       float64
		}{
			{"ink", "paper", 4.5}, {"ink", "tint", 4.5}, {"ink", "mark", 4.5},
			{"soft", "paper", 4.5}, {"soft", "tint", 4.5}, {"soft", "mark", 4.5},
			{"accent", "paper", 4.5}, {"accent", "tint", 4.5}, {"paper", "accent", 4.5},
			{"code-key", "tint", 4.5}, {"code-text", "tint", 4.5}, {"code-number", "tint", 4.5},
			{"bar", "paper", 3}, {"accent", "mark", 3},
		} {
			if colour[c.front] == "" || colour[c.back] == "" {
				t.Fatalf("%s: no colour %s or %s", theme, c.front, c.back)
			}
			if got := contrast(t, colour[c.front], colour[c.back]); got < c.least {
				t.Errorf("%s: %s on %s has %.2f:1, less than %.1f:1", theme, c.front, c.back, got, c.least)
			}
		}
	}
	if got := contrast(t, "#ffffff", "#000000"); math.Abs(got-21) > 0.01 {
		t.Errorf("white on black is %.2f", got)
	}
}

// contrast is the contrast ratio of WCAG 2.2.
func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, hex string) float64 {
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	channel := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(16) + 0.7152*channel(8) + 0.0722*channel(0)
}
