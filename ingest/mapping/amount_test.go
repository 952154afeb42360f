package mapping_test

import (
	"strings"
	"testing"
)

// TestForeignSums: a sum that says another currency than the field's is unknown
// and counted, as is a person's number in its place; one that can be the field's
// is read.
func TestForeignSums(t *testing.T) {
	source := strings.Replace(small, `amount_claimed: {column: claim, decimal: ","}`, `amount_claimed: {column: claim, decimal: "."}`, 1)
	f := func(cell, currency, want string, counted int) {
		t.Helper()
		c, reject, unmapped := oneBy(t, source, "Claim", cell, "Currency", currency)
		got := ""
		if c.AmountClaimed != nil {
			got = c.AmountClaimed.String() + " " + c.Currency
		}
		rows := 0
		for _, n := range unmapped["amount_claimed"] {
			rows += n
		}
		if reject != "" || got != want || rows != counted || want == "" && c.Currency != "" {
			t.Errorf("%q in %s: %q, rejected %q, unmapped %v, want %q and %d counted", cell, currency, got, reject, unmapped, want, counted)
		}
	}
	for _, cell := range []string{"US$100", "HK$100", "€100", "100 USD", "100 usd", "$100", "R$100", "100 円", "100 美元"} {
		f(cell, "CNY", "", 1)
	}
	for _, cell := range []string{"￥100", "¥100元", "RMB 100", "100 cny", "100块", "人民币100元"} {
		f(cell, "cny", "100 CNY", 0)
	}
	f("$100", "USD", "100 USD", 0)
	f("$ 100", "MXN", "100 MXN", 0)
	f("100 kr", "SEK", "100 SEK", 0)
	f("100 港元", "HKD", "100 HKD", 0)

	f("13800138000", "CNY", "", 1)   // a telephone
	f("13800138000.0", "CNY", "", 1) // which was a float on its way
	f("12345678909", "BRL", "", 1)   // a CPF
	f("１３８００１３８０００", "CNY", "", 1)
	f("13,800,138,000", "CNY", "13800138000 CNY", 0)
	f("518000", "CNY", "518000 CNY", 0) // a postcode too
	f("3000000000", "CNY", "3000000000 CNY", 0)
	f("1234567890.5", "CNY", "1234567890.5 CNY", 0)

	f("1.2w", "CNY", "12000 CNY", 0)
	f("100 kg", "CNY", "", 1)
	source = strings.Replace(source, "country: CN", "country: BR", 1)
	f("1.2w", "BRL", "", 1)
	f("1.2万", "CNY", "12000 CNY", 0)
}
