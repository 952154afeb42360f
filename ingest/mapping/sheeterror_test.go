package mapping_test

import "testing"

// TestSpreadsheetErrors: what a formula that failed leaves is absent, whatever
// the declaration says of nulls.
func TestSpreadsheetErrors(t *testing.T) {
	for _, cell := range []string{"#N/A", "#n/a", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#VALOR!", "#¿NOMBRE?", "######"} {
		c, reject, unmapped := one(t, "Seller", cell, "Goods", cell, "Place", cell, "Claim", cell, "Stars", cell)
		if reject != "" || c.Seller != "" || c.Category != "" || c.Region != "" || c.AmountClaimed != nil || c.Rating != 0 || len(unmapped["rating"]) > 0 {
			t.Errorf("%s: rejected %q, seller %q, category %q, region %q, unmapped %v, want them absent", cell, reject, c.Seller, c.Category, c.Region, unmapped)
		}
		if _, reject, _ := one(t, "Platform", cell); reject != "line 2: no_platform Platform" {
			t.Errorf("a platform %s: rejected %q", cell, reject)
		}
	}
	if c, _, _ := one(t, "Goods", "#1 shop", "Place", "#"); c.Category != "#1 shop" || c.Region != "#" {
		t.Errorf("other words with #: category %q, region %q", c.Category, c.Region)
	}
}
