package dashboard

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Text has a contrast of at least 4.5 to 1 on what it stands on, marks of at
// least 3 to 1, in both schemes (WCAG 2.2, 1.4.3 and 1.4.11).
func TestContrast(t *testing.T) {
	sheet, err := staticFiles.ReadFile("static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	light, rest, found := strings.Cut(string(sheet), "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("app.css has no dark scheme")
	}
	dark, _, _ := strings.Cut(rest, "* {")
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]float64{}
		for _, match := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
			colours[match[1]] = luminance(t, match[2])
		}
		f := func(front, back string, want float64) {
			t.Helper()
			a, ok := colours[front]
			b, ok2 := colours[back]
			if !ok || !ok2 {
				t.Fatalf("%s scheme lacks %s or %s", scheme, front, back)
			}
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); got < want {
				t.Errorf("%s: %s on %s has contrast %.2f, want %.1f", scheme, front, back, got, want)
			}
		}
		f("ink", "paper", 7)
		f("muted", "paper", 4.5)
		f("muted", "soft", 4.5)
		f("accent", "paper", 4.5)
		f("paper", "accent", 4.5) // the button's text
		f("warn", "warn-soft", 4.5)
		f("focus", "paper", 3)
		f("accent", "band", 3) // the mark on its interval
	}
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	value, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(shift int) float64 {
		c := float64(value>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}
