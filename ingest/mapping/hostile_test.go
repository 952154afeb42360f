package mapping_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/mapping"
)

// TestNoPlatformUnderALabel: businesses whose names hold what is cut out of
// them stay different ones, and the same one stays the same.
func TestNoPlatformUnderALabel(t *testing.T) {
	names := []string{"@Home", "@cosme", "@Shop", "@SUM(1)", "info@loja.example", "sac@outra.example", "12345678901", "12345678902",
		"🦄", "🔥", "🦄🔥", "+", "=)", "https://shop.example/ana", "https://shop.example/rui"}
	keys := map[string]string{}
	for _, name := range names {
		c, reject, _ := one(t, "Platform", name)
		again, _, _ := one(t, "Platform", name)
		if reject != "" || c.Platform != again.Platform {
			t.Errorf("platform %q: %s, then %s, rejected %q", name, c.Platform, again.Platform, reject)
		}
		if other, taken := keys[c.Platform]; taken {
			t.Errorf("platforms %q and %q have one key, %s", name, other, c.Platform)
		}
		keys[c.Platform] = name
		if strings.ContainsAny(c.PlatformName.Text, "[]") || strings.Contains(c.PlatformName.Text, ".example") {
			t.Errorf("platform %q is shown as %q", name, c.PlatformName.Text)
		}
	}
}

func TestDirectionIsStrippedFromTexts(t *testing.T) {
	c, reject, unmapped := one(t, "Goods", "\u202eshoes\u202c", "Place", "East\u200f \u2067side\u2069", "How", "\u061cOwl", "Helpers", "\u202dWest")
	got := []string{c.Category, c.Region, c.Associations[0]}
	if diff := cmp.Diff([]string{"shoes", "East side", "West"}, got); diff != "" || reject != "" || unmapped["channel"]["Owl"] != 1 {
		t.Errorf("rejected %q, unmapped %v, texts (-want +got):\n%s", reject, unmapped, diff)
	}
	// Other characters of their block stay.
	if c, _, _ := one(t, "Goods", "“shoes” – men’s"); c.Category != "“shoes” – men’s" {
		t.Errorf("category %q, want it as it was", c.Category)
	}
}

// TestUnmappedWithholdsNames: a moved row puts a name or a narrative in a coded
// column.
func TestUnmappedWithholdsNames(t *testing.T) {
	f := func(value, want string) {
		t.Helper()
		_, _, unmapped := one(t, "How", value)
		if diff := cmp.Diff(map[string]int{want: 1}, unmapped["channel"]); diff != "" {
			t.Errorf("channel %q: unmapped (-want +got):\n%s", value, diff)
		}
	}
	f("Carrier pigeon", "Carrier pigeon")
	f("Maria da Silva", mapping.Withheld)
	f("SILVA, MARIA A", mapping.Withheld)
	f(strings.Repeat("é", 60), strings.Repeat("é", 60))
	f(strings.Repeat("é", 61), mapping.Withheld)
	_, _, unmapped := one(t, "Ladder", "Maria da Silva@2024-01-03", "Measures", "Maria da Silva")
	if unmapped["stages"][mapping.Withheld] != 1 || unmapped["actions"][mapping.Withheld] != 1 {
		t.Errorf("a person's name among stages and actions: unmapped %v", unmapped)
	}
}

func TestParseRefusesOtherAddresses(t *testing.T) {
	f := func(address string, ok bool) {
		t.Helper()
		_, err := mapping.Parse("small.yaml", []byte(strings.Replace(small, "url: https://small.example", "url: \""+address+"\"", 1)))
		if (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "small.yaml:4: url") {
			t.Errorf("url %q: error %v, want one: %t", address, err, !ok)
		}
	}
	f("https://small.example/data?year=2024", true)
	f("http://small.example", true)
	f("HTTPS://small.example", true)
	f("javascript:alert(1)", false)
	f("data:text/html,x", false)
	f("//small.example", false)
	f("small.example", false)
	f("https:small.example", false)
	f("ftp://small.example", false)
}
