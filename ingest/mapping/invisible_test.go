package mapping_test

import "testing"

// TestInvisibleCharacters: what nobody sees in a name neither splits a platform
// nor is shown.
func TestInvisibleCharacters(t *testing.T) {
	for _, name := range []string{"淘宝", "淘\u200b宝", "\u00ad淘宝", "淘\u2060宝\u200d"} {
		c, reject, _ := one(t, "Platform", name, "Seller", "极\u200b光\u200c数码")
		if reject != "" || c.Platform != "name:淘宝" || c.PlatformName.Text != "淘宝" || c.Seller != "name:极光数码" || c.SellerName.Text != "极光数码" {
			t.Errorf("%q: rejected %q, platform %s %q, seller %s %q", name, reject, c.Platform, c.PlatformName.Text, c.Seller, c.SellerName.Text)
		}
	}
}
